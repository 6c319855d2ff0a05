//! `install` and `uninstall`: the location of hooks, and existing hooks, which are kept and restored.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use crate::support::LEAK;
use crate::support::cmd::{Dsnitch, Ran, binary, run};
use crate::support::repo::TempRepo;

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
}

/// Writes a hook that appends a line to `ran`, and exits with `code`.
fn foreign(repo: &TempRepo, path: &Path, code: i32) {
    repo.write(path, format!("#!/bin/sh\necho \"$@\" >>ran\ncat >>ran\nexit {code}\n"));
    fs::set_permissions(path, fs::Permissions::from_mode(0o750)).unwrap();
}

#[test]
fn a_second_install_changes_nothing_and_uninstall_leaves_nothing() {
    let repo = TempRepo::new();
    let hook = repo.path(".git/hooks/pre-commit");
    repo.dsnitch(&["install"]).exits(0).reports("installed: ");
    let text = fs::read(&hook).unwrap();
    assert_eq!(mode(&hook), 0o755);
    repo.dsnitch(&["install"]).exits(0).reports("already installed: ");
    assert_eq!(fs::read(&hook).unwrap(), text);
    assert!(!repo.path(".git/hooks/pre-commit.before-dsnitch").exists());
    repo.dsnitch(&["uninstall"]).exits(0).reports("uninstalled: ");
    assert!(!hook.exists());
    repo.dsnitch(&["uninstall"]).exits(0).reports("not installed: ");
}

#[test]
fn an_existing_hook_is_kept_unchanged() {
    let repo = TempRepo::new();
    let hook = repo.path(".git/hooks/pre-commit");
    let former = repo.path(".git/hooks/pre-commit.before-dsnitch");
    foreign(&repo, &hook, 0);
    let text = fs::read(&hook).unwrap();
    repo.dsnitch(&["install"]).exits(0).reports("the hook that was there is kept as ");
    repo.dsnitch(&["install"]).exits(0).reports("already installed");
    assert_eq!((fs::read(&former).unwrap(), mode(&former)), (text.clone(), 0o750));
    repo.dsnitch(&["uninstall"]).exits(0).reports("the hook that was there before is back");
    assert_eq!((fs::read(&hook).unwrap(), mode(&hook)), (text, 0o750));
    assert!(!former.exists());
}

#[test]
fn a_link_stays_a_link() {
    let repo = TempRepo::new();
    foreign(&repo, &repo.path("tools/hook"), 0);
    let hook = repo.path(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    symlink("../../tools/hook", &hook).unwrap();
    repo.dsnitch(&["install"]).exits(0);
    let former = repo.path(".git/hooks/pre-commit.before-dsnitch");
    assert_eq!(fs::read_link(&former).unwrap(), Path::new("../../tools/hook"));
    repo.dsnitch(&["uninstall"]).exits(0);
    assert_eq!(fs::read_link(&hook).unwrap(), Path::new("../../tools/hook"));
}

/// Nothing is written through a link, also where it leads to our own hook.
#[test]
fn a_link_to_our_hook_and_its_target_stay_as_they_are() {
    let repo = TempRepo::new();
    let hook = repo.path(".git/hooks/pre-commit");
    let shared = repo.outside("shared/pre-commit");
    repo.write(&shared, include_str!("../../hooks/hook"));
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    symlink(&shared, &hook).unwrap();
    repo.dsnitch(&["install"]).exits(0).reports("with changes that are left alone");
    assert_eq!(fs::read_link(&hook).unwrap(), shared);
    assert_eq!(fs::read_to_string(&shared).unwrap(), include_str!("../../hooks/hook"));
    repo.dsnitch(&["uninstall"]).exits(0);
    assert_eq!(fs::read_to_string(&shared).unwrap(), include_str!("../../hooks/hook"));
}

#[test]
fn a_hook_that_was_kept_earlier_is_never_overwritten() {
    let repo = TempRepo::new();
    foreign(&repo, &repo.path(".git/hooks/pre-commit"), 0);
    repo.dsnitch(&["install"]).exits(0);
    foreign(&repo, &repo.path(".git/hooks/pre-commit"), 1);
    let text = fs::read(repo.path(".git/hooks/pre-commit")).unwrap();
    repo.dsnitch(&["install"]).exits(2).complains("a hook that was kept earlier stands in the way");
    assert_eq!(fs::read(repo.path(".git/hooks/pre-commit")).unwrap(), text);
    repo.dsnitch(&["uninstall"]).exits(0).reports("a hook that was kept earlier is still there");
}

#[test]
fn changes_to_our_hook_are_left_alone_and_kept() {
    let repo = TempRepo::new();
    repo.dsnitch(&["install"]).exits(0);
    let hook = repo.path(".git/hooks/pre-commit");
    let text = fs::read_to_string(&hook).unwrap() + "echo mine\n";
    fs::write(&hook, &text).unwrap();
    repo.dsnitch(&["install"]).exits(0).reports("with changes that are left alone");
    assert_eq!(fs::read_to_string(&hook).unwrap(), text);
    repo.dsnitch(&["uninstall"]).exits(0).reports("a copy is kept as ");
    assert_eq!(fs::read_to_string(repo.path(".git/hooks/pre-commit.changed-dsnitch")).unwrap(), text);
    assert!(!hook.exists());
}

#[test]
fn a_hook_is_installed_where_git_looks() {
    // core.hooksPath, relative to the top, from a subdirectory.
    let repo = TempRepo::new();
    repo.git(["config", "core.hooksPath", "tools/hooks"]);
    fs::create_dir_all(repo.path("a/b")).unwrap();
    Dsnitch::new(&repo).current_dir(repo.path("a/b")).arg("install").run().exits(0);
    assert!(repo.path("tools/hooks/pre-commit").exists() && !repo.path(".git/hooks/pre-commit").exists());

    // A linked work tree shares the hooks of its repository.
    let repo = TempRepo::new();
    repo.git(["commit", "-q", "--allow-empty", "-m", "x"]);
    repo.git(["worktree", "add", "-q", "linked"]);
    Dsnitch::new(&repo).current_dir(repo.path("linked")).arg("install").run().exits(0);
    assert!(repo.path(".git/hooks/pre-commit").exists());

    // A directory that other repositories use too is reported as shared.
    let repo = TempRepo::new();
    let shared = repo.outside("shared");
    repo.git(["config", "core.hooksPath", shared.to_str().unwrap()]);
    repo.dsnitch(&["install"]).exits(0).reports("lies outside of this repository (core.hooksPath)");
    assert!(shared.join("pre-commit").exists());

    TempRepo::no_repository().dsnitch(&["install"]).exits(2).complains("dsnitch: the hooks directory: ");
}

#[test]
fn a_bare_repository_gets_no_commit_hook() {
    let repo = TempRepo::no_repository();
    repo.git(["init", "-q", "--bare", "."]);
    repo.dsnitch(&["install"]).exits(2).complains("next: guard its pushes instead: dsnitch install --hook pre-receive");
    repo.dsnitch(&["install", "--hook", "pre-receive"]).exits(0);
    assert!(repo.path("hooks/pre-receive").exists());
}

#[test]
fn each_hook_has_its_own_file() {
    let repo = TempRepo::new();
    repo.dsnitch(&["install", "--hook", "pre-push"]).exits(0);
    assert!(repo.path(".git/hooks/pre-push").exists() && !repo.path(".git/hooks/pre-commit").exists());
    repo.dsnitch(&["uninstall", "--hook", "pre-push"]).exits(0);
    assert!(!repo.path(".git/hooks/pre-push").exists());
}

/// Every script: its name, its installation, the message when it refuses, what it runs, and whether it can be bypassed.
const SCRIPTS: [(&str, &str, &str, &str, bool); 7] = [
    ("pre-commit", "pre-commit", "the commit is refused", "staged", true),
    ("pre-merge-commit", "pre-commit", "the merge is not committed", "staged", true),
    ("pre-applypatch", "pre-commit", "the patch is not committed", "staged", true),
    ("commit-msg", "commit-msg", "the commit is refused", "staged --message=origin --", true),
    ("applypatch-msg", "commit-msg", "the patch is not committed", "staged --message=origin --", false),
    ("pre-push", "pre-push", "the push is refused", "range --pre-push=origin", true),
    ("pre-receive", "pre-receive", "the push is refused", "range --pre-receive", false),
];

/// Writes an executable.
pub(super) fn program(repo: &TempRepo, path: &Path, text: &str) {
    repo.write(path, format!("#!/bin/sh\n{text}\n"));
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Makes an installed hook run another program.
pub(super) fn record(repo: &TempRepo, hook: &str, program: &str) {
    let hook = repo.path(".git/hooks").join(hook);
    let text = fs::read_to_string(&hook).unwrap();
    let (before, after) = text.split_once("\nrecorded='").unwrap();
    let (_, after) = after.split_once('\n').unwrap();
    fs::write(&hook, format!("{before}\nrecorded='{program}'\n{after}")).unwrap();
}

/// Runs a hook as git would, with `PATH` set in the script.
pub(super) fn as_git(repo: &TempRepo, hook: &str, path: &str) -> Ran {
    let script = format!("printf 'a b c d\\n' | env PATH=\"{path}\" \"$PWD/.git/hooks/{hook}\" origin url");
    run(repo.command("sh").args(["-c", &script]))
}

/// Runs the hook with a recorded `dsnitch` that logs its arguments and input, and exits with `code`.
pub(super) fn shipped(repo: &TempRepo, hook: &str, code: i32) -> Ran {
    let stub = repo.outside("stub/dsnitch");
    program(repo, &stub, &format!("echo \"dsnitch $*\" >>ran\ncat >>ran\nexit {code}"));
    record(repo, hook, stub.to_str().unwrap());
    as_git(repo, hook, "$PATH")
}

#[test]
fn a_hook_refuses_blocked_and_unscanned_content() {
    for (hook, installed, refused, arguments, has_way_past) in SCRIPTS {
        let repo = TempRepo::new();
        repo.dsnitch(&["install", "--hook", installed]).exits(0);
        shipped(&repo, hook, 0).exits(0);
        assert!(fs::read_to_string(repo.path("ran")).unwrap().starts_with(&format!("dsnitch {arguments}\n")), "{hook}");
        shipped(&repo, hook, 1)
            .exits(1)
            .complains(&format!("dsnitch: {refused}\n"))
            .complains("  next: mend or excuse what is listed above");
        for code in [2, 101, 134] {
            let ran = shipped(&repo, hook, code).exits(1);
            let ran = ran.complains(&format!("the scan could not be completed (status {code}), so {refused}"));
            assert_eq!(ran.stderr.contains("--no-verify"), has_way_past, "{}", ran.describe());
        }
    }
}

#[test]
fn without_the_program_every_hook_refuses_with_a_message() {
    for (hook, installed, refused, _, has_way_past) in SCRIPTS {
        let repo = TempRepo::new();
        repo.dsnitch(&["install", "--hook", installed]).exits(0);
        record(&repo, hook, "/nowhere/dsnitch");
        // A dsnitch on the machine must not be found.
        let tools = repo.outside("tools");
        fs::create_dir_all(&tools).unwrap();
        for tool in ["cat", "env"] {
            let found = run(repo.command("sh").args(["-c", &format!("command -v {tool}")])).exits(0).stdout;
            symlink(found.trim_end(), tools.join(tool)).unwrap();
        }
        let ran = as_git(&repo, hook, tools.to_str().unwrap()).exits(1);
        let ran = ran.complains("dsnitch: not found: neither on PATH nor at '/nowhere/dsnitch'").complains(refused);
        assert_eq!(ran.stderr.contains("--no-verify"), has_way_past, "{}", ran.describe());
        // A program that cannot be run is skipped.
        let dead = repo.outside("dead/dsnitch");
        repo.write(&dead, "x");
        record(&repo, hook, dead.to_str().unwrap());
        as_git(&repo, hook, tools.to_str().unwrap()).exits(1).complains("not found");
        // One on PATH is used, wherever on it.
        program(&repo, &tools.join("dsnitch"), "exit 0");
        let (tools, none) = (tools.display(), repo.outside("none"));
        fs::create_dir_all(&none).unwrap();
        let none = none.display();
        for path in [format!("{tools}"), format!("{none}:{tools}"), format!("{none}:{none}:{tools}:/nowhere")] {
            as_git(&repo, hook, &path).exits(0);
        }
    }
}

#[test]
fn an_existing_hook_may_refuse() {
    for (hook, installed, ..) in SCRIPTS {
        let repo = TempRepo::new();
        foreign(&repo, &repo.path(".git/hooks").join(hook), 0);
        repo.dsnitch(&["install", "--hook", installed]).exits(0).reports("runs first");
        shipped(&repo, hook, 0).exits(0);
        shipped(&repo, hook, 1).exits(1);
        foreign(&repo, &repo.path(".git/hooks").join(format!("{hook}.before-dsnitch")), 7);
        fs::remove_file(repo.path("ran")).unwrap();
        shipped(&repo, hook, 0).exits(7);
        assert!(!fs::read_to_string(repo.path("ran")).unwrap().contains("dsnitch "), "{hook}: nothing is scanned then");
    }
}

#[test]
fn no_hook_runs_a_program_of_the_repository() {
    for (hook, installed, ..) in SCRIPTS.into_iter().filter(|(hook, ..)| !hook.starts_with("applypatch")) {
        let repo = TempRepo::new();
        repo.dsnitch(&["install", "--hook", installed]).exits(0);
        // The programs that a hook may use, and some that it must not.
        for tool in ["dsnitch", "cat", "git", "printf", "readlink", "dirname", "pwd", "env", "sed", "echo", "cd", "sh"]
        {
            for directory in ["bin", "node_modules/.bin", ".venv/bin", ".git/bin", "", "a b/bin"] {
                program(
                    &repo,
                    &repo.path(directory).join(tool),
                    &format!("echo \"$0\" >>'{}'", repo.outside("ran").display()),
                );
            }
        }
        symlink("bin", repo.path("link")).unwrap();
        symlink(repo.path("node_modules"), repo.outside("modules")).unwrap();
        let outside = repo.outside("stub/dsnitch");
        program(&repo, &outside, "exit 3");
        let own = [
            "bin",
            "./bin",
            ".",
            "",
            "$PWD/bin",
            "$PWD/node_modules/.bin",
            "$PWD/.venv/bin",
            "$PWD/.git/bin",
            "$PWD",
            "$PWD/link",
            "$PWD/../modules/.bin",
            "$PWD/.git/../bin",
            "$PWD/bin/",
            "$PWD/a b/bin",
            "node_modules/.bin",
        ];
        let script = |path: &str| {
            // The real `env` starts the hook, so that PATH applies to the hook only.
            let script = format!("printf 'a b c d\\n' | PATH=\"{path}:$PATH\" \"$PWD/.git/hooks/{hook}\" origin url");
            run(repo.command("sh").args(["-c", &script]))
        };
        for path in own {
            record(&repo, hook, outside.to_str().unwrap());
            script(path).exits(1).complains("(status 3)");
            // No program is recorded: the next one on PATH is used.
            record(&repo, hook, "");
            script(&format!("{path}:{}", outside.parent().unwrap().display())).exits(1).complains("(status 3)");
        }
        script(&own.join(":")).exits(1).complains("of PATH are the repository's own, or relative");
        // The recorded program, or one found elsewhere, may be a link there too.
        symlink(repo.path("bin/dsnitch"), repo.outside("into")).unwrap();
        symlink(&outside, repo.path("out")).unwrap();
        symlink(repo.path("out"), repo.outside("through")).unwrap();
        for recorded in ["bin/dsnitch", "./bin/dsnitch", "dsnitch", "../stub/dsnitch"] {
            record(&repo, hook, recorded);
            script("/usr/bin").exits(1).complains("has no whole path");
        }
        let place = |path: &str| repo.path(path).to_str().unwrap().to_owned();
        let beside = |path: &str| repo.outside(path).to_str().unwrap().to_owned();
        for recorded in [
            place("bin/dsnitch"),
            place("node_modules/.bin/dsnitch"),
            place(".git/bin/dsnitch"),
            place("out"),
            beside("into"),
            beside("through"),
            beside("modules/.bin/dsnitch"),
        ] {
            record(&repo, hook, &recorded);
            script("/usr/bin").exits(1).complains("is the repository's own, so it was not run");
        }
        fs::rename(repo.outside("into"), repo.outside("stub/dsnitch")).unwrap();
        record(&repo, hook, "");
        script(outside.parent().unwrap().to_str().unwrap()).exits(1).complains("is the repository's own");
        assert!(!repo.outside("ran").exists(), "{hook}: {:?}", fs::read_to_string(repo.outside("ran")));
    }
}

#[test]
fn no_hook_of_a_linked_work_tree_or_submodule_runs_a_program_of_the_main_one() {
    let repo = TempRepo::with_commit(&[("a.txt", "hello\n")]);
    let ran = repo.outside("ran");
    program(&repo, &repo.path("bin/dsnitch"), &format!("touch '{}'", ran.display()));
    let linked = repo.outside("linked");
    repo.git(["worktree", "add", "-q", linked.to_str().unwrap()]);
    let other = repo.outside("other");
    run(repo.command("git").args(["clone", "-q"]).args([repo.path("."), other.clone()])).exits(0);
    repo.git(["-c", "protocol.file.allow=always", "submodule", "add", "-q", other.to_str().unwrap(), "sub"]);
    for at in [&linked, &repo.path("sub")] {
        Dsnitch::new(&repo).current_dir(at).arg("install").run().exits(0);
        fs::write(at.join("a.env"), LEAK).unwrap();
        run(repo.command("git").current_dir(at).args(["add", "a.env"])).exits(0);
        let hooks = run(repo.command("git").current_dir(at).args(["rev-parse", "--git-path", "hooks"])).exits(0).stdout;
        let hook = at.join(hooks.trim_end()).join("pre-commit");
        let text = fs::read_to_string(&hook).unwrap();
        let recorded = format!("recorded='{}'", binary().display());
        assert!(text.contains(&recorded), "{text}");
        for instead in
            [recorded.clone(), "recorded=''".to_owned(), format!("recorded='{}'", repo.path("bin/dsnitch").display())]
        {
            fs::write(&hook, text.replace(&recorded, &instead)).unwrap();
            let path = format!("{}:/usr/local/bin:/usr/bin:/bin", repo.path("bin").display());
            run(repo.command("git").current_dir(at).args(["commit", "-q", "-m", "x"]).env("PATH", path)).exits(1);
        }
    }
    assert!(!ran.exists());
}

#[test]
fn a_program_of_the_repository_is_not_installed() {
    let repo = TempRepo::new();
    let copy = repo.path("node_modules/.bin/dsnitch");
    fs::create_dir_all(copy.parent().unwrap()).unwrap();
    run(repo.command("cp").arg(binary()).arg(&copy)).exits(0);
    run(repo.command(&copy).arg("install")).exits(2).complains("lies in the repository that it is to guard");
    assert!(!repo.path(".git/hooks/pre-commit").exists());
}

#[test]
fn another_install_records_the_new_location_of_the_program() {
    let repo = TempRepo::new();
    let (first, second) = (repo.outside("first/dsnitch"), repo.outside("second/dsnitch"));
    for copy in [&first, &second] {
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        run(repo.command("cp").arg(binary()).arg(copy)).exits(0);
    }
    run(repo.command(&first).arg("install")).exits(0);
    fs::remove_file(&first).unwrap();
    run(repo.command(&second).arg("install")).exits(0).reports("already installed");
    let text = fs::read_to_string(repo.path(".git/hooks/pre-commit")).unwrap();
    assert!(text.contains(&format!("\nrecorded='{}'\n", second.display())), "{text}");
    repo.stage("a.txt", "hello\n");
    repo.git(["commit", "-q", "-m", "clean"]);
    repo.stage("a.env", LEAK);
    repo.try_git(["commit", "-q", "-m", "x"]).exits(1).complains("the commit is refused");
}

#[test]
fn hooks_of_a_former_version_are_renewed_and_uninstalled() {
    for (hook, installed, ..) in SCRIPTS {
        let former = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(match hook {
            "commit-msg" | "applypatch-msg" => continue,
            // Version 2 was a single text, like the current one.
            "pre-applypatch" => "hooks-2/hook".to_owned(),
            _ => format!("hooks-1/{hook}"),
        });
        let former = fs::read_to_string(former).unwrap().replace("recorded=''", "recorded='/some/where/dsnitch'");
        let former = former.replace("\nhook=''\n", &format!("\nhook='{hook}'\n"));
        let repo = TempRepo::new();
        let path = repo.path(".git/hooks").join(hook);
        let install = |command: &str| repo.dsnitch(&[command, "--hook", installed]).exits(0);
        repo.write(&path, &former);
        install("install").reports("by another version, and renewed");
        assert!(fs::read_to_string(&path).unwrap().contains(&format!("\nrecorded='{}'\n", binary().display())));
        assert_eq!(mode(&path), 0o755);
        repo.write(&path, &former);
        install("uninstall").reports("uninstalled: ");
        assert!(!path.exists() && !path.with_extension("changed-dsnitch").exists());
        // Copied by hand.
        run(repo
            .command("cp")
            .arg("-L")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("hooks").join(hook))
            .arg(&path))
        .exits(0);
        install("install").reports("renewed");
        // A modified one belongs to the user.
        repo.write(&path, former.clone() + "true\n");
        install("install").reports("with changes that are left alone");
    }
}

#[test]
fn a_hook_copied_by_hand_acts_by_its_file_name() {
    for (hook, _, refused, arguments, _) in SCRIPTS {
        let repo = TempRepo::new();
        let path = repo.path(".git/hooks").join(hook);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        run(repo
            .command("cp")
            .arg("-L")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("hooks").join(hook))
            .arg(&path))
        .exits(0);
        shipped(&repo, hook, 1).exits(1).complains(refused);
        assert!(fs::read_to_string(repo.path("ran")).unwrap().starts_with(&format!("dsnitch {arguments}\n")), "{hook}");
        fs::rename(&path, path.with_file_name("post-commit")).unwrap();
        as_git(&repo, "post-commit", "$PATH").exits(1).complains("is called like no hook of dsnitch");
    }
}

#[test]
fn both_hooks_get_the_ref_lines_and_either_may_refuse() {
    let repo = TempRepo::new();
    foreign(&repo, &repo.path(".git/hooks/pre-push"), 0);
    repo.dsnitch(&["install", "--hook", "pre-push"]).exits(0);
    shipped(&repo, "pre-push", 0).exits(0);
    let ran = fs::read_to_string(repo.path("ran")).unwrap();
    assert_eq!(ran, "origin url\na b c d\ndsnitch range --pre-push=origin\na b c d\n");
    shipped(&repo, "pre-push", 1).exits(1);
    foreign(&repo, &repo.path(".git/hooks/pre-push.before-dsnitch"), 7);
    shipped(&repo, "pre-push", 0).exits(7);
}

#[test]
fn two_hooks_that_call_each_other_terminate() {
    // The state after dsnitch, the pre-commit framework and dsnitch again were installed.
    let repo = TempRepo::new();
    repo.dsnitch(&["install"]).exits(0);
    let (hook, legacy) = (repo.path(".git/hooks/pre-commit"), repo.path(".git/hooks/pre-commit.legacy"));
    fs::rename(&hook, &legacy).unwrap();
    repo.write(&hook, "#!/bin/sh\necho framework >>ran\nexec .git/hooks/pre-commit.legacy\n");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    repo.dsnitch(&["install"]).exits(0);
    shipped(&repo, "pre-commit", 0).exits(0);
    assert_eq!(fs::read_to_string(repo.path("ran")).unwrap().matches("framework").count(), 1);
}

#[test]
fn without_the_program_a_hook_refuses_with_the_next_step() {
    let repo = TempRepo::new();
    let copy = repo.outside("elsewhere/dsnitch");
    fs::create_dir_all(copy.parent().unwrap()).unwrap();
    // Copied by another process: a file descriptor open for writing could be inherited by a child of another test, and
    // a file that is open for writing cannot be run.
    run(repo.command("cp").arg(binary()).arg(&copy)).exits(0);
    run(repo.command(&copy).arg("install")).exits(0);
    fs::remove_file(&copy).unwrap();
    repo.write("a.txt", "hello\n");
    repo.git(["add", "a.txt"]);
    repo.try_git(["commit", "-m", "x"])
        .exits(1)
        .complains("dsnitch: not found: neither on PATH nor at ")
        .complains("git commit --no-verify");
    repo.git(["commit", "-q", "--no-verify", "-m", "x"]);
}

#[test]
fn a_real_commit_is_refused_and_a_clean_one_is_made() {
    let repo = TempRepo::new();
    repo.dsnitch(&["install"]).exits(0);
    repo.stage("a.txt", "hello\n");
    repo.git(["commit", "-q", "-m", "clean"]);
    repo.stage("a.env", LEAK);
    for arguments in [
        &["commit", "-m", "x"][..],
        &["commit", "-am", "x"],
        &["commit", "-m", "x", "a.env"],
        &["commit", "--amend", "--no-edit"],
    ] {
        repo.try_git(arguments).exits(1).complains("the commit is refused");
    }
    assert_eq!(repo.git(["rev-list", "--count", "HEAD"]), "1\n");
}

#[test]
fn content_staged_by_the_kept_hook_is_scanned_too() {
    let repo = TempRepo::new();
    let hook = repo.path(".git/hooks/pre-commit");
    repo.write(&hook, format!("#!/bin/sh\nprintf '%s' '{LEAK}' >made.env\ngit add made.env\n"));
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    repo.dsnitch(&["install"]).exits(0);
    repo.stage("a.txt", "hello\n");
    repo.try_git(["commit", "-m", "x"]).exits(1).complains("the commit is refused");
}

/// Creates a repository whose branch `side` contains a secret that bypassed its hook, and a commit on the current
/// branch.
fn with_a_secret_aside() -> TempRepo {
    let repo = TempRepo::new();
    repo.stage("a.txt", "hello\n");
    repo.git(["commit", "-q", "-m", "base"]);
    repo.git(["switch", "-q", "-c", "side"]);
    repo.stage("a.env", LEAK);
    repo.git(["commit", "-q", "--no-verify", "-m", "secret"]);
    repo.git(["switch", "-q", "-"]);
    repo.stage("b.txt", "hello\n");
    repo.git(["commit", "-q", "-m", "beside"]);
    repo
}

#[test]
fn a_clean_merge_with_a_secret_is_not_committed() {
    let repo = with_a_secret_aside();
    repo.dsnitch(&["install"]).exits(0).reports("pre-merge-commit");
    let head = repo.git(["rev-parse", "HEAD"]);
    repo.try_git(["merge", "-q", "--no-edit", "side"])
        .exits(1)
        .complains("the merge is not committed\n")
        .complains("next: mend or excuse");
    assert_eq!(repo.git(["rev-parse", "HEAD"]), head);
    // Committing it by hand is refused by the other hook.
    repo.try_git(["commit", "-q", "--no-edit"]).exits(1).complains("the commit is refused");
    repo.git(["merge", "--abort"]);
    repo.git(["branch", "-q", "clean", "side~"]);
    repo.git(["switch", "-q", "clean"]);
    repo.stage("c.txt", "hello\n");
    repo.git(["commit", "-q", "-m", "clean"]);
    repo.git(["switch", "-q", "-"]);
    repo.git(["merge", "-q", "--no-edit", "clean"]);

    repo.dsnitch(&["uninstall"]).exits(0).reports("uninstalled: ");
    assert!(!repo.path(".git/hooks/pre-merge-commit").exists());
    repo.git(["merge", "-q", "--no-edit", "side"]);
}

#[test]
fn an_existing_merge_hook_runs_first_and_is_restored() {
    let repo = with_a_secret_aside();
    let hook = repo.path(".git/hooks/pre-merge-commit");
    foreign(&repo, &hook, 0);
    let text = fs::read(&hook).unwrap();
    repo.dsnitch(&["install"]).exits(0).reports("pre-merge-commit.before-dsnitch, and runs first");
    repo.try_git(["merge", "-q", "--no-edit", "side"]).exits(1);
    assert!(repo.path("ran").exists());
    repo.dsnitch(&["uninstall"]).exits(0);
    assert_eq!(fs::read(&hook).unwrap(), text);
}

#[test]
fn a_patch_with_a_secret_is_not_committed() {
    let repo = with_a_secret_aside();
    repo.dsnitch(&["install"]).exits(0).reports("pre-applypatch");
    repo.git(["format-patch", "-q", "-o", ".git/patches", "side~..side"]);
    let head = repo.rev("HEAD");
    let am = repo.try_git(["am", "-q", ".git/patches/0001-secret.patch"]).exits(1);
    am.complains("the patch is not committed\n").complains("next: mend or excuse");
    assert_eq!(repo.rev("HEAD"), head);
    repo.try_git(["am", "--continue"]).exits(1);
    repo.git(["am", "--abort"]);
    // The bypass that the message names.
    repo.try_git(["am", "-q", ".git/patches/0001-secret.patch"]).exits(1);
    repo.git(["am", "--continue", "--no-verify"]);
    assert_ne!(repo.rev("HEAD"), head);
    repo.dsnitch(&["uninstall"]).exits(0);
    assert!(!repo.path(".git/hooks/pre-applypatch").exists());
}
