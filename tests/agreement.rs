//! `files`, `staged`, `range` and `history` find the same in a text at a path, and use the same definition of what a
//! commit adds.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::cmd::Dsnitch;
use crate::support::numbers::Numbers;
use crate::support::repo::TempRepo;

/// A finding: its commit (if relevant), path, line, column, rule, class and action.
type Reported = BTreeSet<(String, String, u64, u64, String, String, String)>;

/// Returns the new findings of a report.
fn reported(document: &Value, with_commits: bool) -> Reported {
    let text = |finding: &Value, field: &str| finding[field].as_str().unwrap_or("-").to_owned();
    let number = |finding: &Value, field: &str| finding[field].as_u64().unwrap_or(0);
    let one = |finding: &Value| {
        (
            if with_commits { text(finding, "commit") } else { String::new() },
            text(finding, "path"),
            number(finding, "line"),
            number(finding, "column"),
            text(finding, "rule"),
            text(finding, "class"),
            text(finding, "action"),
        )
    };
    // These practices are not in a text: they depend on dates or other files.
    let is_of_a_text =
        |finding: &&Value| !["password-age", "password-reused"].map(Value::from).contains(&finding["rule"]);
    let all = document["findings"].as_array().unwrap().iter();
    all.filter(|finding| finding["known"] != true).filter(is_of_a_text).map(one).collect()
}

fn run(repo: &TempRepo, arguments: &[&str]) -> Value {
    Dsnitch::new(repo).args(arguments).json().document()
}

/// Lines that contain a secret in some languages only, or a weak password because of some paths only.
const LINES: &[fn(&str) -> String] = &[
    |word| format!("PGPASSWORD={word}"),
    |word| format!("url = \"postgres://app:{word}@db.internal:5432/app\""),
    |word| format!("    password: '{word}'"),
    |word| format!("db.internal:5432:app:app:{word}"),
    |word| format!("set db_password {{{word}}}"),
    |word| format!("  01 DB-PASSWORD PIC X(20) VALUE \"{word}\"."),
    |word| format!("std::string password{{\"{word}\"}};"),
    |word| format!("  new() {{ {{ \"Db:Password\", \"{word}\" }} }}"),
    |word| format!("  @db_password \"{word}\""),
    |word| format!("  password '{word}'"),
    |word| format!("var dbPassword string = \"{word}\""),
    |word| format!("Dim password As String = \"{word}\"\"x\""),
    |word| format!("{{:user \"app\" :password \"{word}\"}}"),
    |word| format!("(setq sql-password \"{word}\")"),
    |word| format!("odbc load, user(app) password({word})"),
    |word| format!("my %c = :password({word});"),
    |word| format!("conn = env:connect(\"app\", \"app\", \"{word}\")"),
    |word| format!("machine db login app password {word}"),
    |word| format!("\"password\": \"{}\",", ["Passwort", "Mot de passe", "Kennwort"][word.len() % 3]),
    |_| "\"pbkdf2-password\": \"^1.2.1\",".to_owned(),
    |_| "POSTGRES_PASSWORD=trader123".to_owned(),
    |_| "DB_PASSWORD=changeme".to_owned(),
    |word| format!("const q = `\nALTER ROLE app PASSWORD '{word}';\n`"),
    |word| format!("\"app\" \"{word}\""),
];

const PLACES: &[&str] = &[
    "a.py",
    "b.rb",
    "c.tcl",
    "d.cpp",
    "e.cob",
    "f.cs",
    "g.ex",
    "h.go",
    "i.vb",
    "j.clj",
    "k.el",
    "l.do",
    "m.raku",
    "n.lua",
    ".netrc",
    "locales/de.json",
    "config/de.json",
    "package.json",
    "settings.json",
    "p.env",
    "trader/q.env",
    "tests/r.env",
    "s.md",
    "t.yml",
    ".pgpass",
    "userlist.txt",
    "u.js",
    "v.sql",
    "w.groovy",
    "x.ini",
    "notes",
];

fn text(numbers: &mut Numbers) -> String {
    let mut text = String::new();
    for _ in 0..=numbers.below(12) {
        let word = numbers.word();
        text += &LINES[numbers.below(LINES.len())](&word);
        text.push('\n');
    }
    text
}

/// One blob at several paths in the same or different languages, added one after the other or at once.
#[test]
fn every_command_finds_the_same_in_a_text_at_a_path() {
    let mut found = 0;
    for seed in 1..=6 {
        let mut numbers = Numbers(seed);
        let repo = TempRepo::new();
        let base = repo.commit("nothing");
        let mut files = BTreeMap::new();
        for number in 0..12 {
            let text = text(&mut numbers);
            for _ in 0..=numbers.below(4) {
                files.insert(format!("{number}/{}", PLACES[numbers.below(PLACES.len())]), text.clone());
            }
        }
        let is_at_once = seed % 2 == 0;
        for (number, (path, text)) in files.iter().enumerate() {
            repo.stage(path, text);
            if !is_at_once && number % 3 == 0 {
                repo.commit("some");
            }
        }
        repo.commit("the rest");
        let head = repo.rev("HEAD^{tree}");
        let files = reported(&run(&repo, &["files"]), false);
        assert_eq!(reported(&run(&repo, &["history"]), false), files, "history, seed {seed}");
        repo.git(["repack", "-q", "-adf"]);
        assert_eq!(reported(&run(&repo, &["history", "--jobs", "2"]), false), files, "history of packs, seed {seed}");
        assert_eq!(reported(&run(&repo, &["range", &format!("{base}..HEAD")]), false), files, "range, seed {seed}");
        let root = repo.git(["commit-tree", "-m", "all", &head]).trim().to_owned();
        let line = format!("refs/heads/x {root} refs/heads/x {}\n", "0".repeat(40));
        let pushed = Dsnitch::new(&repo).args(["range", "--pre-push"]).input(line).json().document();
        assert_eq!(reported(&pushed, false), files, "a root commit, seed {seed}");
        repo.git(["update-ref", "-d", "HEAD"]);
        assert_eq!(reported(&run(&repo, &["staged"]), false), files, "staged, seed {seed}");
        found += files.len();
    }
    assert!(found > 300, "{found} are too few to tell");
}

type Tree = BTreeMap<&'static str, Vec<String>>;

/// Branches that are merged: files are written, edited, indented, moved, copied and deleted, and merges take parts of
/// each side and add to it.
fn branches(numbers: &mut Numbers, count: usize) -> String {
    let mut trees: Vec<Tree> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut stream = String::new();
    for commit in 1..=count {
        let recent = |numbers: &mut Numbers, trees: &[Tree]| trees.len() - 1 - numbers.below(trees.len().min(5));
        let mut parents = Vec::new();
        if commit > 1 && numbers.below(20) > 0 {
            parents.push(recent(numbers, &trees));
            let other = recent(numbers, &trees);
            if numbers.below(4) == 0 && other != parents[0] {
                parents.push(other);
            }
        }
        let mut tree = parents.first().map(|first| trees[*first].clone()).unwrap_or_default();
        if let Some(other) = parents.get(1) {
            for (path, lines) in &trees[*other] {
                if numbers.below(2) == 0 || !tree.contains_key(path) {
                    tree.insert(path, lines.clone());
                }
            }
        }
        if commit > 1 && (parents.len() < 2 || numbers.below(3) == 0) {
            for _ in 0..=numbers.below(3) {
                change(numbers, &mut tree, &mut words);
            }
        }
        stream += &format!("commit refs/heads/b{commit}\nmark :{commit}\n");
        let date = 1_700_000_000 + commit * 60 - numbers.below(20) / 19 * 100_000;
        stream += &format!("committer A <a@example.org> {date} +0000\ndata 1\nx\n");
        for (number, parent) in parents.iter().enumerate() {
            stream += &format!("{} :{}\n", ["from", "merge"][number], parent + 1);
        }
        stream += "deleteall\n";
        for (path, lines) in &tree {
            let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
            stream += &format!("M 100644 inline {path}\ndata {}\n{text}\n", text.len());
        }
        trees.push(tree);
    }
    stream
}

const BRANCHED: &[&str] = &[
    "app.py",
    "src/app.py",
    ".env",
    "deploy/compose.yml",
    "README.md",
    "tests/conf.py",
    "a/b/settings.ini",
    ".pgpass",
    "x.tcl",
    "trader/y.rb",
    "prod/app.env",
    "notes",
];

fn change(numbers: &mut Numbers, tree: &mut Tree, words: &mut Vec<String>) {
    let path = BRANCHED[numbers.below(BRANCHED.len())];
    let at = numbers.below(tree.len());
    let Some(there) = tree.keys().nth(at).copied() else {
        tree.insert(path, (0..=numbers.below(12)).map(|_| line(numbers, words)).collect());
        return;
    };
    let mut lines = tree.get(there).cloned().unwrap_or_default();
    match numbers.below(10) {
        0 => drop(tree.remove(there)),
        1 => {
            tree.remove(there);
            tree.insert(path, lines);
        }
        2 => {
            tree.remove(there);
            edit(numbers, &mut lines, words);
            tree.insert(path, lines);
        }
        3 => drop(tree.insert(path, lines)),
        4 => drop(tree.insert(path, (0..=numbers.below(12)).map(|_| line(numbers, words)).collect())),
        _ => {
            edit(numbers, &mut lines, words);
            tree.insert(there, lines);
        }
    }
}

fn edit(numbers: &mut Numbers, lines: &mut Vec<String>, words: &mut Vec<String>) {
    for _ in 0..=numbers.below(2) {
        let (at, to) = (numbers.below(lines.len()), numbers.below(lines.len() + 1));
        let one = lines.get(at).cloned();
        match (numbers.below(6), one) {
            (0, Some(_)) => {
                let line = lines.remove(at);
                lines.insert(to.min(lines.len()), line);
            }
            (1, Some(_)) if lines.len() > 1 => drop(lines.remove(at)),
            (2, Some(line)) => lines[at] = format!("  {line}"),
            (3, Some(line)) => lines[at] = format!("{line} # why"),
            (4, Some(line)) => lines.insert(to, line),
            _ => lines.insert(to, line(numbers, words)),
        }
    }
}

fn line(numbers: &mut Numbers, words: &mut Vec<String>) -> String {
    let fresh = numbers.word();
    // A secret that is elsewhere too is the same secret there.
    let word = match words.get(numbers.below(12)) {
        Some(word) => word.clone(),
        None => fresh,
    };
    if words.len() < 6 {
        words.push(word.clone());
    }
    match numbers.below(5) {
        0 | 1 => LINES[numbers.below(4)](&word),
        2 => LINES[numbers.below(LINES.len())](&word).lines().last().unwrap_or_default().to_owned(),
        _ => format!("line {} of text", numbers.below(30)),
    }
}

#[test]
fn a_range_and_the_same_part_of_a_history_agree() {
    let (mut found, mut parts) = (0, 0);
    for seed in 1..=14 {
        let mut numbers = Numbers(seed);
        let count = 8 + numbers.below(24);
        let format = if seed % 4 == 0 { "--object-format=sha256" } else { "--object-format=sha1" };
        let repo = TempRepo::init(&[format]);
        repo.feed(&["fast-import", "--quiet", "--force"], branches(&mut numbers, count).as_bytes());
        let tip = format!("b{count}");
        repo.git(["update-ref", "HEAD", &tip]);
        if seed % 2 == 0 {
            repo.git(["repack", "-q", "-adf"]);
        }
        for from in ["b1".to_owned(), format!("b{}", 1 + numbers.below(count))] {
            let part = format!("{from}..{tip}");
            let range = reported(&run(&repo, &["range", &part]), true);
            assert_eq!(reported(&run(&repo, &["history", &part]), true), range, "seed {seed}, {part}");
            found += range.len();
            parts += 1;
        }
    }
    assert!(found > 100 && parts == 28, "{found} in {parts} parts are too few to tell");
}

/// Creates a repository with one version of a file, and a later one that replaces it.
fn replaced(old: (&str, &str), new: (&str, &str)) -> TempRepo {
    let repo = TempRepo::with_commit(&[old, ("README", "x\n")]);
    if old.0 != new.0 {
        repo.git(["rm", "-q", "--cached", old.0]);
    }
    repo.stage(new.0, new.1);
    repo
}

/// Rows: a file before and after; the number of blocking findings, of warnings for new weak passwords, and of known
/// findings. The result is the same for staged changes, a range and a history.
#[test]
fn a_finding_is_new_if_the_file_had_it_less_often() {
    const P: &str = "Xq7mLw2Rt9Kd4ZpN8vBc";
    let filler: String = (0..9).map(|number| format!("# filler {number}\n")).collect();
    let one = format!("{filler}export PGPASSWORD={P}\n");
    let rows: Vec<(&str, &str, String, &str, String, [usize; 3])> = vec![
        (
            "an edit elsewhere on the line",
            "a.sh",
            one.clone(),
            "a.sh",
            format!("{filler}export PGPASSWORD={P} # x\n"),
            [0, 0, 1],
        ),
        ("another indentation", "a.sh", one.clone(), "a.sh", format!("{filler}  export PGPASSWORD={P}\n"), [0, 0, 1]),
        ("other line ends", "a.sh", one.clone(), "a.sh", one.replace('\n', "\r\n"), [0, 0, 1]),
        ("a move in the file", "a.sh", one.clone(), "a.sh", format!("export PGPASSWORD={P}\n{filler}"), [0, 0, 1]),
        ("a line elsewhere", "a.sh", one.clone(), "a.sh", format!("# more\n{one}"), [0, 0, 0]),
        ("a second copy", "a.sh", one.clone(), "a.sh", format!("export PGPASSWORD={P}\n{one}"), [1, 0, 0]),
        ("another value", "a.sh", one.clone(), "a.sh", one.replace("Xq7", "Yq7"), [1, 0, 0]),
        ("another key", "a.sh", one.clone(), "a.sh", one.replace("PGPASSWORD", "DB_PASSWORD"), [1, 0, 0]),
        ("a rename", "a.sh", one.clone(), "b/c.sh", one.clone(), [0, 0, 0]),
        ("a rename with an edit", "a.sh", one.clone(), "c.sh", format!("{one}# more\n"), [0, 0, 0]),
        (
            "a rename to a path that gives it a meaning",
            "notes",
            format!("db.internal:5432:app:app:{P}\n"),
            ".pgpass",
            format!("db.internal:5432:app:app:{P}\n"),
            [1, 0, 0],
        ),
        (
            "a weak word that goes from a test into production",
            "tests/app.env",
            "DB_PASSWORD=changeme\n".to_owned(),
            "deploy/prod/app.env",
            "DB_PASSWORD=changeme\n".to_owned(),
            [1, 0, 0],
        ),
        (
            "a weak word that goes from production into a test",
            "deploy/prod/app.env",
            "DB_PASSWORD=changeme\n".to_owned(),
            "tests/app.env",
            "DB_PASSWORD=changeme\n".to_owned(),
            [0, 0, 0],
        ),
        (
            "an excuse that is taken back",
            "a.sh",
            format!(
                "{filler}# dsnitch:allow pg-password-assignment -- of the old documentation\nexport PGPASSWORD={P}\n"
            ),
            "a.sh",
            one,
            [1, 0, 0],
        ),
    ];
    for (about, old_path, old, new_path, new, [blocks, warns, known]) in rows {
        let repo = replaced((old_path, &old), (new_path, &new));
        let count = |document: &Value| {
            let findings = document["findings"].as_array().unwrap().clone();
            let are = |known: bool, action: &str| {
                let is_so = |finding: &&Value| {
                    finding["class"] != "hygiene"
                        && (finding["known"] == true) == known
                        && finding["action"] == action
                        && finding["suppressed"].is_null()
                };
                findings.iter().filter(is_so).count()
            };
            [are(false, "block"), are(false, "warn"), are(true, "warn") + are(true, "block")]
        };
        let staged = run(&repo, &["staged"]);
        assert_eq!(count(&staged), [blocks, warns, known], "staged: {about}\n{staged:#}");
        assert_eq!(staged["verdict"], if blocks > 0 { "block" } else { "pass" }, "staged: {about}");
        repo.commit("next");
        let range = run(&repo, &["range", "HEAD~..HEAD"]);
        assert_eq!(count(&range), [blocks, warns, known], "range: {about}");
        let history = run(&repo, &["history", "HEAD~..HEAD"]);
        assert_eq!(count(&history), [blocks, warns, 0], "history: {about}");
    }
}

/// A change in a further piece of a concatenated value makes the value new.
#[test]
fn a_changed_piece_of_a_concatenated_value_makes_it_new() {
    for (path, text) in [
        ("a.py", "password = \"Xq7mLw2R\" \\\n  \"t9Kd4ZpN8v\"\n"),
        ("a.js", "const password = \"Xq7mLw2R\" +\n  \"t9Kd4ZpN8v\";\n"),
        ("a.java", "String password = \"Xq7mLw2R\"\n  + \"t9Kd4ZpN8v\";\n"),
        ("a.c", "const char *password = \"Xq7mLw2R\"\n  \"t9Kd4ZpN8v\";\n"),
        ("a.php", "$password = \"Xq7mLw2R\" .\n  \"t9Kd4ZpN8v\";\n"),
        ("a.sql", "ALTER ROLE app PASSWORD 'Xq7mLw2R'\n  't9Kd4ZpN8v';\n"),
        ("a.yml", "db:\n  password: \"Xq7mLw2R\n    t9Kd4ZpN8v\"\n"),
        ("a.sh", "export PGPASSWORD=Xq7mLw2R\\\nt9Kd4ZpN8v\n"),
        ("a.properties", "db.password=Xq7mLw2R\\\n  t9Kd4ZpN8v\n"),
        ("b.py", "u = (\"postgres://app:Xq7m\"\n     \"t9Kd4ZpN8v@db.internal/app\")\n"),
    ] {
        let old = text.replace("t9Kd4ZpN8v", "old4ZpN8vww");
        let repo = replaced((path, &old), (path, text));
        Dsnitch::new(&repo).args(["staged"]).run().exits(1);
        repo.commit("next");
        Dsnitch::new(&repo).args(["range", "HEAD~..HEAD"]).run().exits(1);
        let ran = Dsnitch::new(&repo).args(["history", "HEAD~..HEAD"]).json().exits(1);
        assert_eq!(ran.leaks_by_commit().len(), 1, "{path}{}", ran.describe());
    }
}

/// What each parent of a merge has, however often, is not added by the merge; what is more frequent than in any of them
/// is.
#[test]
fn a_merge_adds_what_no_parent_has_as_often() {
    let line = "PGPASSWORD=Xq7mLw2Rt9Kd4ZpN8vBc\n";
    let filler: String = (0..9).map(|number| format!("# filler {number}\n")).collect();
    // Rows: the file before, on both sides, and in the merge; what the merge adds.
    let sides = [filler.clone(), format!("{line}{filler}"), format!("{filler}{line}"), format!("{line}{filler}{line}")];
    for (ours, theirs, merged, adds) in
        [(1, 0, 1, 0), (0, 0, 1, 1), (1, 1, 3, 1), (1, 2, 3, 1), (3, 1, 3, 0), (1, 2, 2, 0)]
    {
        let repo = TempRepo::with_commit(&[("a.env", &sides[0])]);
        repo.git(["checkout", "-q", "-b", "theirs"]);
        repo.stage("a.env", &sides[theirs]);
        repo.commit("theirs");
        repo.git(["checkout", "-q", "main"]);
        repo.stage("a.env", &sides[ours]);
        repo.commit("ours");
        repo.git(["merge", "-q", "-s", "ours", "--no-commit", "theirs"]);
        repo.stage("a.env", &sides[merged]);
        let merge = repo.commit("merge");
        let own = |document: &Value| {
            let findings = document["findings"].as_array().unwrap().clone();
            let is_own = |finding: &&Value| {
                finding["class"] != "hygiene" && finding["commit"] == *merge && finding["known"] != true
            };
            findings.iter().filter(is_own).count()
        };
        let row = (ours, theirs, merged);
        assert_eq!(own(&run(&repo, &["range", "HEAD^1..HEAD"])), adds, "range, {row:?}");
        assert_eq!(own(&run(&repo, &["history"])), adds, "history, {row:?}");
    }
}
