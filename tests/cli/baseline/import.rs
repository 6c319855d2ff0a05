use std::fs;

use dsnitch::policy::CONFIGURATION;

use super::{FILE, KEY, read};
use crate::support::repo::TempRepo;
use crate::support::{LEAK, must};

/// The baselines of other scanners, for a file that has changed since.
#[test]
fn baselines_of_other_scanners_are_imported_by_location() {
    let repo = TempRepo::with_commit(&[(CONFIGURATION, KEY), ("a.conf", LEAK), ("b.conf", &LEAK.replace("77", "78"))]);
    let first = repo.rev("HEAD");
    repo.write("a.conf", format!("\n\n{LEAK}"));
    repo.write("c.conf", LEAK.replace("77", "79"));
    repo.git(["add", "."]);
    repo.commit("moved");
    let top = repo.root().canonicalize().unwrap().display().to_string();
    let finding = |file: &str, line: usize, commit: &str, secret: &str| {
        format!(
            "{{\"RuleID\": \"r\", \"File\": \"{file}\", \"StartLine\": {line}, \"EndLine\": {line}, \
             \"Commit\": \"{commit}\", \"Secret\": \"{secret}\"}}"
        )
    };
    let of = |digits: &str| format!("postgres://app:Zx81quartzLamp{digits}@db.corp.net/app");
    // The SHA-1 of `Zx81quartzLamp77`, and of a value that is not here.
    let hashes = format!(
        "{{\"version\": \"1.5.0\", \"results\": {{\"a.conf\": [{{\"hashed_secret\": \"{}\", \"line_number\": 1}}, \
         {{\"hashed_secret\": \"{}\", \"line_number\": 3}}]}}}}",
        sha1_of(b"Zx81quartzLamp77"),
        sha1_of(b"other"),
    );
    for (list, said, paths) in [
        ("# none\n".to_owned(), "0 of 0 entries", &[][..]),
        ("a.conf:r:1\n".to_owned(), "not accepted: a.conf:1: nothing that dsnitch finds stands there now", &[]),
        ("a.conf:r:3\nb.conf:r:1\n".to_owned(), "2 of 2 entries", &["a.conf", "b.conf"]),
        (format!("{first}:a.conf:r:1\n"), "1 of 1 entry", &["a.conf"]),
        (format!("{}:a.conf:r:1\n", "1".repeat(40)), "not accepted: a.conf:1: ", &[]),
        ("gone.conf:r:3\n../x:r:1\n".to_owned(), "not accepted: gone.conf:3: no such file", &[]),
        (format!("[{}]", finding("b.conf", 1, "", &of("78"))), "1 of 1 entry", &["b.conf"]),
        (format!("[{}]", finding("b.conf", 9, &first, "Zx81quartzLamp78")), "1 of 1 entry", &["b.conf"]),
        (format!("[{}]", finding(&format!("{top}/b.conf"), 1, "", "REDACTED")), "1 of 1 entry", &["b.conf"]),
        (format!("[{}]", finding("b.conf", 1, "", &of("70"))), "another value stands there now", &[]),
        (hashes, "1 of 2 entries", &["a.conf"]),
    ] {
        repo.write("list", &list);
        if repo.path(FILE).exists() {
            must(fs::remove_file(repo.path(FILE)), "removing the baseline");
        }
        repo.dsnitch(&["baseline", "import", "list"]).exits(0).reports(said);
        let text = read(&repo, FILE);
        let reported: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split(' ').nth(1)).collect();
        assert_eq!(reported, paths, "{list}");
    }
    // Entries that were accepted before are kept.
    must(fs::remove_file(repo.path(FILE)), "removing the baseline");
    repo.dsnitch(&["baseline", "write", "files", "c.conf"]).exits(0);
    repo.write("list", "b.conf:r:1\n");
    repo.dsnitch(&["baseline", "import", "list"]).exits(0).reports("wrote .dsnitch-baseline: 2 entries");
    let excused = repo.dsnitch(&["files", "a.conf", "b.conf", "c.conf"]).exits(1);
    excused.reports("1 finding blocks, 2 excused by the baseline");
    repo.write("list", "what is this\n");
    repo.dsnitch(&["baseline", "import", "list"]).exits(2).complains("list, line 1");
    repo.dsnitch(&["baseline", "import", "none"]).exits(2).complains("no such file");
}

fn sha1_of(text: &[u8]) -> String {
    use sha1::Digest as _;
    sha1::Sha1::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An entry is for one secret, even if it covers several lines.
#[test]
fn a_multi_line_entry_without_a_value_accepts_only_one_secret() {
    let repo = TempRepo::with_commit(&[(CONFIGURATION, KEY), ("one.conf", &format!("a\n{LEAK}b\n"))]);
    repo.write("two.conf", format!("{LEAK}{}", LEAK.replace("77", "78")));
    let list = |file: &str| {
        format!(
            "[{{\"RuleID\": \"r\", \"File\": \"{file}\", \"StartLine\": 1, \"EndLine\": 9, \"Secret\": \"REDACTED\"}}]"
        )
    };
    repo.write("list", list("two.conf"));
    let ran = repo.dsnitch(&["baseline", "import", "list"]).exits(0);
    ran.reports("not accepted: two.conf:1: 2 values stand in its lines").reports("0 of 1 entry");
    repo.write("list", list("one.conf"));
    repo.dsnitch(&["baseline", "import", "list"]).exits(0).reports("1 of 1 entry");
}
