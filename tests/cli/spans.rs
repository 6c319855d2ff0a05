//! Several secrets on a line, at the start and the end of lines and files, in lines of several bytes for a character: the
//! place, the mask and the fingerprint of each are its own.

use sha2::{Digest as _, Sha256};

use crate::support::cmd::Dsnitch;
use crate::support::numbers::Numbers;
use crate::support::repo::TempRepo;

/// Lines of files; `\u{1}` is a value of letters and digits.
const LINES: [(&str, &str); 17] = [
    ("a.json", "{\"db_password\": \"\u{1}\", \"url\": \"postgres://app:\u{1}@db/app\", \"pg_password\": \"\u{1}\"}"),
    (
        "b.json",
        "{\"stra\u{df}e\": \"\u{2615}\", \"db_password\": \"\u{1}\", \"\u{fc}ber\": \"x\", \"pg_password\": \"\u{1}\"}",
    ),
    ("a.sh", "PGPASSWORD=\u{1} psql postgres://app:\u{1}@db/app"),
    ("a.sh", "psql postgres://app:\u{1}@db/app; psql postgres://app:\u{1}@db/app"),
    ("a.sh", "echo '\u{2615}\u{fc}'; PGPASSWORD='\u{1}' psql 'postgres://app:\u{1}@db/app'"),
    ("a.env", "PGPASSWORD=\u{1}"),
    ("a.env", "DATABASE_URL=postgres://app:\u{1}@db/app"),
    ("a.yml", "db: {password: \u{1}, url: 'postgres://app:\u{1}@db/app'}"),
    ("a.yml", "- DB_PASSWORD: \"\u{1}\""),
    ("a.sql", "ALTER ROLE a PASSWORD '\u{1}'; ALTER ROLE b PASSWORD '\u{1}';"),
    ("a.sql", "-- \u{fc}\nALTER ROLE a\n  PASSWORD '\u{1}'\n; ALTER ROLE b PASSWORD '\u{1}';"),
    ("a.py", "x = [\"postgres://a:\u{1}@db/a\", \"postgres://b:\u{1}@db/b\", \"postgres://c:\u{1}@db/c\"]"),
    ("a.py", "f(password=\"\u{1}\", u=\"postgres://a:\u{1}@db/a\")"),
    ("a.js", "f({password: '\u{1}', u: `postgres://a:\u{1}@db/a`, dbPassword: \"\u{1}\"});"),
    (".pgpass", "db:5432:app:app:\u{1}"),
    ("userlist.txt", "\"app\" \"\u{1}\""),
    ("a.xml", "<a password=\"\u{1}\" url=\"postgres://app:\u{1}@db/app\"/>"),
];
const MASK: &str = "\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}";

/// A secret, and the offset at which it stands.
type Planted = (String, usize);

/// Returns a text of some of the `lines` and its secrets.
fn text(numbers: &mut Numbers, lines: &[&str]) -> (String, Vec<Planted>) {
    let (mut text, mut planted) = (String::new(), Vec::new());
    let end = ["\n", "\r\n"][numbers.below(5) / 4];
    let count = 1 + numbers.below(4);
    for nth in 0..count {
        for (at, part) in lines[numbers.below(lines.len())].replace('\n', end).split('\u{1}').enumerate() {
            if at > 0 {
                let word = format!("{}{}", ["Qx7", "7Qz"][numbers.below(2)], numbers.word() + &numbers.word());
                let word = word[..[9, 11, 12, 13, 20][numbers.below(5)]].to_owned();
                planted.push((word.clone(), text.len()));
                text += &word;
            }
            text += part;
        }
        if nth + 1 < count || numbers.below(2) == 0 {
            text += end;
        }
    }
    (text, planted)
}

fn hash(start: &str, parts: &[&[u8]], with_length: bool) -> String {
    let mut hash = Sha256::new();
    hash.update(start);
    for part in parts {
        if with_length {
            hash.update((part.len() as u64).to_le_bytes());
        }
        hash.update(part);
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the line and column of an offset, in bytes and in characters.
fn place(text: &str, offset: usize) -> [u64; 3] {
    let before = &text[..offset];
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let counts = [before.matches('\n').count(), offset - line, before[line..].chars().count()];
    counts.map(|count| count as u64 + 1)
}

#[test]
fn each_of_several_secrets_has_its_own_place_mask_and_fingerprint() {
    let mut paths: Vec<&str> = LINES.iter().map(|(path, _)| *path).collect();
    paths.dedup();
    let mut found = 0;
    for seed in 1..=24 {
        let mut numbers = Numbers(seed);
        let repo = TempRepo::new();
        let mut all = Vec::new();
        for path in &paths {
            let lines: Vec<&str> = LINES.iter().filter(|(other, _)| other == path).map(|(_, line)| *line).collect();
            // A document of JSON or XML is one.
            let (text, planted) = text(&mut numbers, &lines);
            repo.write(path, &text);
            all.push((*path, text, planted));
        }
        repo.git(["add", "-f", "."]);
        let ran = Dsnitch::new(&repo).args(["staged"]).json().exits(1);
        let document = ran.document();
        let findings = document["findings"].as_array().unwrap();
        for (path, text, planted) in &all {
            let own = || findings.iter().filter(|finding| finding["path"] == *path && finding["class"] != "hygiene");
            assert_eq!(own().count(), planted.len(), "seed {seed}: {path}\n{text}\n{document:#}");
            for (finding, (word, at)) in own().zip(planted) {
                let about = format!("seed {seed}: {word} in {text:?}\n{finding:#}");
                let [line, column, character] = place(text, *at);
                let [end_line, end_column, end_character] = place(text, at + word.len());
                let told = ["line", "column", "end_line", "end_column"].map(|name| finding[name].as_u64().unwrap());
                assert_eq!(told, [line, column, end_line, end_column], "{about}");
                assert_eq!(finding["characters"], serde_json::json!([character, end_character]), "{about}");
                let shows = word.len() >= 12 && finding["class"] == "leak";
                let mask: String = word.chars().take(usize::from(shows)).chain(MASK.chars()).take(8).collect();
                assert_eq!(finding["masked"], mask, "{about}");
                if finding["class"] == "leak" {
                    let rule = finding["rule"].as_str().unwrap();
                    let parts = [rule.as_bytes(), path.as_bytes(), word.as_bytes()];
                    assert_eq!(finding["fingerprint"], hash("dsnitch fingerprint 1", &parts, true), "{about}");
                    assert_eq!(finding["secret"], hash("dsnitch secret 1", &[word.as_bytes()], false), "{about}");
                    found += 1;
                }
            }
        }
        // In the human format, the mark is below a mask, and no value is shown.
        let ran = repo.dsnitch(&["staged", "--full"]).exits(1);
        let lines: Vec<&str> = ran.stdout.lines().collect();
        for pair in lines.windows(2) {
            let Some((margin, marks)) =
                pair[1].split_once("| ").filter(|(_, marks)| marks.trim_start().starts_with("^^"))
            else {
                continue;
            };
            let from = margin.chars().count() + 2 + marks.chars().take_while(|c| *c == ' ').count();
            let below: String = pair[0].chars().skip(from).take(marks.trim().chars().count()).collect();
            assert_eq!(below, MASK, "seed {seed}\n{}\n{}", pair[0], pair[1]);
        }
        for (word, _) in all.iter().flat_map(|(.., planted)| planted) {
            assert!(!ran.stdout.contains(word.as_str()), "seed {seed}: {word}{}", ran.describe());
        }
    }
    assert!(found > 500, "{found} are too few to tell");
}
