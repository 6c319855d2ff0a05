//! The hook script with and without a hook that was there before, for one repository or for all, in combination: what runs,
//! with which arguments and lines, and how it ends.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use crate::support::cmd::run_with_input;
use crate::support::numbers::Numbers;
use crate::support::repo::TempRepo;

/// Hooks, their arguments, and the arguments of the scan; nothing for a hook that dsnitch only hands on.
const HOOKS: [(&str, &[&str], &str); 9] = [
    ("pre-commit", &[], "staged"),
    ("pre-merge-commit", &[], "staged"),
    ("pre-applypatch", &[], "staged"),
    ("commit-msg", &[".git/COMMIT_EDITMSG"], "staged --message=.git/COMMIT_EDITMSG --"),
    ("applypatch-msg", &["a b"], "staged --message=a b --"),
    ("pre-push", &["origin", "https://example.org/x.git"], "range --pre-push=origin"),
    ("pre-push", &["far", "far"], "range --pre-push=far"),
    ("pre-receive", &[], "range --pre-receive"),
    ("post-rewrite", &["amend"], ""),
];
const LINES: [&str; 4] = ["", "a b c d\n", "a b c d\ne f g h\n", "a b c d\ne f g h\ni j k l\n"];
/// Rows: `SKIP`, and whether it is for the scan of a commit, a message and a push.
const SKIPS: [(Option<&str>, [bool; 3]); 8] = [
    (None, [false; 3]),
    (Some(""), [false; 3]),
    (Some("dsnitch"), [true; 3]),
    (Some("other,dsnitch-system"), [true; 3]),
    (Some("other, dsnitch-message"), [false, true, false]),
    (Some("dsnitch-push other"), [false, false, true]),
    (Some("dsnitch-src,my-dsnitch,dsnitch2"), [false; 3]),
    (Some("*"), [false; 3]),
];

/// Writes a program. Another process does: a test on another thread may start one while the file is open here, which would inherit
/// it, and a file that is open for writing cannot be run.
fn program(path: &Path, text: &str, mode: u32) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    run_with_input(Command::new("sh").args(["-c", "cat >\"$0\""]).arg(path), text.as_bytes()).exits(0);
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn each_of_two_hooks_gets_everything_and_may_refuse() {
    let mut numbers = Numbers(8);
    let script = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("hooks/hook")).unwrap();
    let repo = TempRepo::with_commit(&[("a.txt", "hello\n")]);
    let (scanner, log) = (repo.outside("bin/dsnitch"), repo.outside("log"));
    let says = |name: &str, status: usize| {
        format!("#!/bin/sh\n{{ echo \"{name} $*\"; cat; }} >>'{}'\nexit {status}\n", log.display())
    };
    let mut refused = 0;
    for round in 0..220 {
        let (hook, arguments, scan) = HOOKS[numbers.below(HOOKS.len())];
        let everywhere = ["", "yes", "chain"][if scan.is_empty() { 1 + numbers.below(2) } else { numbers.below(3) }];
        let (former, status) = ([None, Some(0), Some(0), Some(1), Some(7)][numbers.below(5)], numbers.below(4));
        let is_executable = numbers.below(5) > 0;
        let (lines, (skip, skips)) = (LINES[numbers.below(LINES.len())], SKIPS[numbers.below(SKIPS.len())]);
        let text = script.replacen("hook=''", &format!("hook='{hook}'"), 1);
        let text = text.replacen("everywhere=''", &format!("everywhere='{everywhere}'"), 1);
        let text = text.replacen("recorded=''", &format!("recorded='{}'", scanner.display()), 1);
        // One for all repositories lies elsewhere.
        let own = repo.path(format!(".git/hooks/{hook}"));
        let (ours, before) = match everywhere {
            "" => (own.clone(), repo.path(format!(".git/hooks/{hook}.before-dsnitch"))),
            _ => (repo.outside(&format!("hooks/{hook}")), own.clone()),
        };
        for path in [&ours, &before, &own, &log] {
            let _ = fs::remove_file(path);
        }
        program(&ours, &text, 0o755);
        program(&scanner, &says("dsnitch", status), 0o755);
        if let Some(status) = former {
            program(&before, &says("former", status), if is_executable { 0o755 } else { 0o644 });
        }
        let mut command = repo.command(&ours);
        command.args(arguments);
        if let Some(skip) = skip {
            command.env("SKIP", skip);
        }
        let ran = run_with_input(&mut command, lines.as_bytes());
        let gets_lines = scan.starts_with("range") || scan.is_empty();
        let former = former.filter(|_| is_executable);
        let mut expected = String::new();
        if former.is_some() {
            // A hook without lines of its own has what is left of standard input.
            expected += &format!("former {}\n{lines}", arguments.join(" "));
        }
        let kind = usize::from(hook.ends_with("-msg")) + 2 * usize::from(hook == "pre-push");
        let is_skipped = skips[kind] && hook != "pre-receive";
        let scans = !scan.is_empty() && everywhere != "chain" && !is_skipped;
        let mut code = former.unwrap_or(0);
        if code == 0 && scans {
            let is_left = gets_lines || former.is_none();
            expected += &format!("dsnitch {scan}\n{}", if is_left { lines } else { "" });
            code = status.min(1);
        }
        let about =
            format!("round {round}: {hook}, {everywhere:?}, former {former:?}, {skip:?}, {status}{}", ran.describe());
        assert_eq!(fs::read_to_string(&log).unwrap_or_default(), expected, "{about}");
        assert_eq!(ran.code(), Some(i32::try_from(code).unwrap()), "{about}");
        let said = match (former.unwrap_or(0), scans, status) {
            (0, true, 1) => "next: mend or excuse what is listed above",
            (0, true, 2 | 3) => "the scan could not be completed (status ",
            (0, false, _) if is_skipped && !scan.is_empty() && everywhere != "chain" => "so nothing was scanned",
            _ => "",
        };
        assert!(ran.stderr.contains(said), "{said}: {about}");
        assert_eq!(ran.stderr.is_empty(), said.is_empty(), "{about}");
        refused += usize::from(code > 0);
    }
    assert!(refused > 60, "{refused} are too few to tell");
}
