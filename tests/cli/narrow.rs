//! What commands print on a narrow terminal.

use crate::support::LEAK;
use crate::support::repo::TempRepo;
use crate::support::terminal::talk_in;

/// The columns of the terminal.
const COLUMNS: u16 = 60;

/// Creates a repository in which each kind of message has a reason.
fn repository() -> TempRepo {
    let head = "services:\n  db:\n    image: postgres:17\n    environment:\n";
    let repo = TempRepo::with_commit(&[
        (".gitignore", ".env\n"),
        ("old/settings.py", "DATABASES = {'default': {'PASSWORD': 'Zx81-quartz-Lamp77'}}\n"),
        ("a.conf", "PGPASSWORD=Zx81-other-Thing42\n"),
    ]);
    repo.stage("compose.yaml", format!("{head}      POSTGRES_USER: app\n      POSTGRES_PASSWORD: postgres\n"));
    repo.stage("config/prod.env", LEAK);
    repo.stage("Jenkinsfile", "environment { DB_PASSWORD = 'Zx81-third-Value99' }\n");
    repo.stage("src/deep/module/configuration/of_the_database.py", "PASSWORD = \"Zx81-fourth-Word13\"\n");
    repo.stage("unused.py", "x = 1  # dsnitch:allow pg-uri-password -- the sandbox that resets every night\n");
    repo
}

/// True for a line that is to be copied or that shows a line of a file: no prose.
fn is_to_be_copied(line: &str) -> bool {
    line.starts_with("  ") || line.contains(" | ") || !line.contains(' ')
}

#[test]
fn what_commands_say_fits_a_narrow_terminal() {
    let mut wrong = Vec::new();
    for (arguments, typed) in [
        (&["staged"][..], &[][..]),
        (&["staged", "--full"], &[]),
        (&["staged", "--explain"], &[]),
        (&["staged", "--statistics"], &[]),
        (&["history"], &[]),
        (&["history", "--statistics"], &[]),
        (&["files", "."], &[]),
        (&["doctor"], &[]),
        (&["fix", "--dry-run"], &[]),
        (&["fix"], &[("[y/N] ", "n")]),
        (&["fix", "--patch", "x.patch"], &[]),
        (
            &["review"],
            &[
                ("then Enter] ", "?"),
                ("then Enter] ", "a"),
                ("why? ", "x"),
                ("why? ", ""),
                ("then Enter] ", "s"),
                ("then Enter] ", "f"),
                ("[y/N] ", "n"),
                ("then Enter] ", "q"),
            ],
        ),
        (&["rules", "list"], &[]),
        (&["rules", "list", "--excuses"], &[]),
        (&["rules", "explain", "pg-uri-password"], &[]),
        (&["rules", "explain", "environment-name"], &[]),
        (&["baseline", "check"], &[]),
        (&["baseline", "write"], &[]),
        (&["baseline", "show"], &[]),
        (&["baseline", "prune"], &[]),
        (&["install"], &[]),
        (&["install", "--agent", "cursor"], &[]),
        (&["doctor"], &[]),
        (&["uninstall"], &[]),
        (&["allow", "90b874e04e7a789af61df8c50b395934", "--reason", "the sandbox resets every night"], &[]),
        (&["range", "nothing..HEAD"], &[]),
        (&["staged", "--format", "html"], &[]),
        (&["fix", "--yes"], &[]),
        (&["fix", "--undo"], &[]),
        (&["stagde"], &[]),
        (&["files", "--max-findings", "x"], &[]),
        (&["fix", "--format", "json"], &[]),
    ] {
        let repo = repository();
        let (shown, _) = talk_in(Some(COLUMNS), &repo, arguments, typed);
        let is_wide = |line: &&str| line.chars().count() > usize::from(COLUMNS);
        let page = arguments.contains(&"html");
        for line in shown.lines().filter(is_wide).filter(|line| !is_to_be_copied(line) && !page) {
            wrong.push(format!("{arguments:?}: {line}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
