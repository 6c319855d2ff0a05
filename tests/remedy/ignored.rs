//! Whatever a fix leaves on disk with a value is ignored by git, and a template has keys only.

use crate::support::must;
use crate::support::repo::TempRepo;

/// Files whose values end up in an untracked file, several of them with a name that ends with another's.
const FILES: &[(&str, &str)] = &[
    (
        "compose.yaml",
        "services:\n  db:\n    image: postgres\n    environment:\n      POSTGRES_PASSWORD: kV8m2Qz4rTn9wX\n",
    ),
    (
        "app/compose.yaml",
        "services:\n  db:\n    image: postgres\n    environment:\n      POSTGRES_PASSWORD: kV8m2Qz4rTn9wY\n",
    ),
    ("a.sh", "PASSWORD=kV8m2Qz4rTn9wZ\nDB_PASSWORD=kV8m2Qz4rTn9wA\n"),
    ("t.env", "PGPASSWORD=Hx7Kp2Wq9Zt4Lm\n"),
    (".env", "OLD_PASSWORD=Hx7Kp2Wq9Zt4Ln\n"),
    ("app/.env", "APP_OLD_PASSWORD=Hx7Kp2Wq9Zt4Lo\n"),
    ("app/my.env", "MY_PASSWORD=Hx7Kp2Wq9Zt4Lp\n"),
    (".env.prod", "PROD_PASSWORD=Hx7Kp2Wq9Zt4Lq\n"),
    ("my.pgpass", "db:5432:app:app:Hx7Kp2Wq9Zt4Lr\n"),
    (".pgpass", "db:5432:app:app:Hx7Kp2Wq9Zt4Ls\n"),
];

/// Each pair of them, without and with an ignore file of either kind of ending.
#[test]
fn what_a_fix_leaves_on_disk_is_ignored() {
    for (at, first) in FILES.iter().enumerate() {
        for (next, second) in FILES.iter().enumerate().skip(at + 1) {
            let repo = TempRepo::new();
            let ignore = ["", "target\n", "target\n!.env\nmine"][(at + next) % 3];
            if !ignore.is_empty() {
                repo.stage(".gitignore", ignore);
            }
            for (path, text) in [first, second] {
                repo.write(path, text);
            }
            repo.git(["add", "-Af"]);
            let said = repo.dsnitch(&["fix", "--yes"]).exits(0).reports("nothing blocks the commit").describe();
            repo.git(["add", "-A"]);
            for path in repo.git(["ls-files"]).lines() {
                let text = must(std::fs::read_to_string(repo.path(path)), "reading");
                assert!(!text.contains("kV8m2Qz4rTn9w") && !text.contains("Hx7Kp2Wq9Zt4L"), "{path}: {text}\n{said}");
            }
            let ignored = must(std::fs::read_to_string(repo.path(".gitignore")), "reading");
            assert!(ignored.starts_with(ignore) && !ignored.contains("\n\n"), "{ignored}\n{said}");
        }
    }
}

/// The template that an untracked file and a fix append to has each key on a line of its own.
#[test]
fn a_template_has_each_key_once() {
    let repo = TempRepo::new();
    repo.stage(".env", "DB_PASSWORD=Hx7Kp2Wq9Zt4Lm\nMORE=x\n");
    repo.stage("a.sh", "PASSWORD=kV8m2Qz4rTn9wX\n");
    repo.stage("b.sh", "export PGPASSWORD=kV8m2Qz4rTn9wY\n");
    repo.dsnitch(&["fix", "--yes"]).exits(0);
    let template = must(std::fs::read_to_string(repo.path(".env.example")), "reading");
    let mut lines: Vec<&str> = template.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["DB_PASSWORD=", "DB_PASSWORD_2=", "MORE=", "PGPASSWORD="]);
}

/// A line within a value whose end is uncertain gets into no template, and that is reported.
#[test]
fn the_inside_of_a_value_gets_into_no_template() {
    for inner in ["KEY=$(cat <<E\n@\nE\n)\n", "KEY=$'a\\'\n@3'\n", "-D x=\"a\\\"\n@b\"\n", "set S=$'\n@'\n"] {
        let repo = TempRepo::new();
        repo.stage(".env", format!("PGPASSWORD=kV8m2Qz4rTn9wX\n{}", inner.replace('@', "HammerKettleQuartz=")));
        repo.dsnitch(&["fix", "--yes"]).exits(0).reports(".env.example has no key of .env from line");
        let template = must(std::fs::read_to_string(repo.path(".env.example")), "reading");
        assert!(template.starts_with("PGPASSWORD=\n") && !template.contains("Hammer"), "{inner}: {template}");
    }
}

/// A value that is also the name of a variable, of a path or in a reference: only what would hold it is left, and why is said.
#[test]
fn a_value_that_a_name_has_too_is_left_out_of_that_alone() {
    const DOC: (&str, &str) = ("d.md", "See postgres://app:QUARTZLAMP@db.corp.net/app\n");
    const CODE: (&str, &str) = ("a.py", "DB_PASSWORD = \"Hx7Kp2Wq9Zt4Lm\"\n");
    for (path, text, has, said) in [
        // The key of an env file that is untracked, and of one that is there.
        (
            ".env",
            "QUARTZLAMP=1\nAPP_PASSWORD=Hx7Kp2Wq9Zt4Ln\n",
            "",
            ".env.example has no line for one of the variables of .env: its name has the value at d.md:1 in it",
        ),
        // The path of an env file, which would be a line of .gitignore.
        (
            "QUARTZLAMP/my.env",
            "APP_PASSWORD=Hx7Kp2Wq9Zt4Ln\n",
            "Hx7Kp2Wq9Zt4Ln",
            "stays: the line that ignores it would have the value at d.md:1 in it",
        ),
        // The variable that a file would refer to.
        (
            "b.py",
            "QUARTZLAMP_PASSWORD = \"Hx7Kp2Wq9Zt4Ln\"\n",
            "Hx7Kp2Wq9Zt4Ln",
            "stays: what would be written in its place has the value at d.md:1 in it",
        ),
    ] {
        let repo = TempRepo::new();
        for (path, text) in [DOC, CODE, (path, text)] {
            repo.write(path, text);
        }
        repo.git(["add", "-Af"]);
        let ran = repo.dsnitch(&["fix", "--yes"]);
        assert!(ran.stdout.contains(said), "{path}: {}", ran.describe());
        assert_eq!(repo.git(["show", ":d.md"]), "See postgres://app:<password>@db.corp.net/app\n", "{path}");
        assert!(repo.git(["show", ":a.py"]).contains("os.environ[\"DB_PASSWORD\"]"), "{path}");
        let staged: String = repo
            .git(["ls-files"])
            .lines()
            .filter(|one| *one != path)
            .map(|one| repo.git(["show", &format!(":{one}")]))
            .collect();
        assert!(!staged.contains("QUARTZLAMP") && !staged.contains("Hx7Kp2Wq9Zt4L"), "{path}: {staged}");
        let own = repo.git(["ls-files", path]);
        assert_eq!(own.is_empty(), has.is_empty(), "{path}");
    }
}
