//! The staged text and that in the work tree are fixed separately, and unstaged changes remain unstaged. A fix can be
//! undone as a whole.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::time::{Duration, SystemTime};

use crate::support::cmd::Dsnitch;
use crate::support::repo::TempRepo;
use crate::support::{SECRET_MARK, must};

const HEAD: &str = "services:\n  db:\n    image: postgres:17\n    environment:\n";
const LINE: &str = "      POSTGRES_PASSWORD: Zx81-quartz-Lamp77\n";
const MENDED: &str = "      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it in .env}\n";
const PATH: &str = "compose.yaml";

fn staged(repo: &TempRepo, path: &str) -> String {
    repo.git(["show", &format!(":{path}")])
}

fn text(repo: &TempRepo, path: &str) -> String {
    must(fs::read_to_string(repo.path(path)), "reading a file")
}

/// Rows: the staged text, the text in the work tree, and both afterwards.
#[test]
fn unstaged_changes_stay_unstaged() {
    let with = |middle: &str| format!("{HEAD}{middle}");
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let below = "      POSTGRES_USER: app\n";
    let again = "      REPL_PASSWORD: Zx81-other-Thing42\n";
    for (is_staged, in_work, staged_after, work_after) in [
        // An additional line in the work tree, as if half of the file was staged.
        (with(LINE), with(&format!("{below}{LINE}{below}")), with(MENDED), with(&format!("{below}{MENDED}{below}"))),
        // Another secret that is not staged is left alone.
        (with(LINE), with(&format!("{LINE}{again}")), with(MENDED), with(&format!("{MENDED}{again}"))),
        // The secret was already removed in the work tree.
        (with(LINE), with(below), with(MENDED), with(below)),
        // Another value is there.
        (with(LINE), with(again), with(MENDED), with(again)),
        // The line ends of the work tree are preserved.
        (with(LINE), crlf(&with(LINE)), with(MENDED), crlf(&with(MENDED))),
        (with(LINE), with(LINE).trim_end().to_owned(), with(MENDED), with(MENDED).trim_end().to_owned()),
        // The line was moved, and occurs twice: the nearest one is meant.
        (with(LINE), with(&format!("{below}{below}{LINE}")), with(MENDED), with(&format!("{below}{below}{MENDED}"))),
        // Its indentation was changed.
        (with(LINE), with(&format!("  {LINE}")), with(MENDED), with(&format!("  {MENDED}"))),
    ] {
        let repo = TempRepo::new();
        repo.stage(PATH, &is_staged);
        repo.write(PATH, &in_work);
        repo.dsnitch(&["fix", "--yes"]).exits(0).reports("nothing blocks the commit");
        assert_eq!((staged(&repo, PATH), text(&repo, PATH)), (staged_after, work_after), "{in_work}");
        assert_eq!(text(&repo, ".env"), "POSTGRES_PASSWORD=Zx81-quartz-Lamp77\n");
        repo.dsnitch(&["fix", "--undo"]).exits(0);
        assert_eq!((staged(&repo, PATH), text(&repo, PATH)), (is_staged, in_work));
        assert!(!repo.path(".env").exists() && !repo.path(".gitignore").exists());
    }
}

#[test]
fn a_blocked_file_becomes_a_clean_commit_and_other_content_stays() {
    let repo = TempRepo::with_commit(&[("a.txt", "a\n"), (".gitignore", "target"), (".env.example", "OTHER=\n")]);
    repo.write(".gitignore", "target\nmine");
    repo.write(".env", "OTHER=x\nPOSTGRES_PASSWORD=another-one\n");
    repo.write("a.txt", "b\n");
    repo.stage(PATH, format!("{HEAD}{LINE}"));
    must(fs::set_permissions(repo.path(PATH), fs::Permissions::from_mode(0o755)), "chmod");
    repo.git(["add", PATH]);
    let before = (repo.git(["ls-files", "-s"]), repo.git(["status", "--porcelain"]));
    repo.dsnitch(&["fix", "--yes"])
        .exits(0)
        .reports("POSTGRES_PASSWORD has another value already, so this one is POSTGRES_PASSWORD_2")
        .reports("- POSTGRES_PASSWORD: ••••••••")
        .reports("+ POSTGRES_PASSWORD: ${POSTGRES_PASSWORD_2:?set it in .env}");
    assert_eq!(text(&repo, ".env"), "OTHER=x\nPOSTGRES_PASSWORD=another-one\nPOSTGRES_PASSWORD_2=Zx81-quartz-Lamp77\n");
    assert_eq!(
        (staged(&repo, ".gitignore"), text(&repo, ".gitignore")),
        ("target\n.env\n".into(), "target\nmine\n.env\n".into())
    );
    assert_eq!(staged(&repo, ".env.example"), "OTHER=\nPOSTGRES_PASSWORD_2=\n");
    assert!(repo.git(["ls-files", "-s", PATH]).starts_with("100755"));
    assert_eq!(must(fs::metadata(repo.path(PATH)), "stat").permissions().mode() & 0o777, 0o755);
    repo.git(["commit", "-q", "-m", "add the service"]);
    assert!(!repo.git(["log", "-p"]).contains(SECRET_MARK));
    assert_eq!(text(&repo, "a.txt"), "b\n");
    // After a commit, the staged content no longer belongs to the fix.
    repo.git(["reset", "-q", "--soft", "HEAD~"]);
    repo.dsnitch(&["fix", "--undo"]).exits(0).reports("compose.yaml is as it was");
    assert_eq!((repo.git(["ls-files", "-s"]), repo.git(["status", "--porcelain"])), before);
    repo.dsnitch(&["fix", "--undo"]).exits(2).complains("no fix is noted");
}

#[test]
fn a_dry_run_writes_nothing_and_without_a_terminal_yes_is_required() {
    let repo = TempRepo::new();
    repo.stage(PATH, format!("{HEAD}{LINE}"));
    let before = repo.bytes();
    repo.dsnitch(&["fix", "--dry-run"]).exits(0).reports("Nothing was changed").reports(".env gets POSTGRES_PASSWORD");
    repo.dsnitch(&["fix"]).exits(2).complains("there is no terminal to ask on");
    assert_eq!(repo.bytes(), before);
    repo.git(["rm", "-q", "-f", PATH]);
    repo.dsnitch(&["fix", "--yes"]).exits(0).reports("there is nothing to fix");
}

#[test]
fn an_env_file_is_untracked_and_kept() {
    let repo = TempRepo::new();
    let env = "# the database, with Zx81-quartz-Lamp77, ask Ann\nPOSTGRES_USER=app\n# previously Zx81-other-Thing42 was\nPOSTGRES_PASSWORD=Zx81-quartz-Lamp77 # as before\n\nKEY=\"Zx81\nOLD=Zx81-third-Value99\n\"\n";
    repo.stage(".env", env);
    repo.stage("deploy/prod.env", "PGPASSWORD=Zx81-quartz-Lamp77\n");
    repo.dsnitch(&["fix", "--yes"]).exits(0).reports(".env is no longer tracked; it stays where it is");
    assert_eq!(repo.git(["ls-files"]), ".env.example\n.gitignore\ndeploy/prod.env.example\n");
    assert_eq!(text(&repo, ".env"), env);
    assert_eq!(staged(&repo, ".env.example"), "POSTGRES_USER=\nPOSTGRES_PASSWORD=\n\nKEY=\n");
    assert!(!repo.git(["diff", "--cached"]).contains(SECRET_MARK));
    assert_eq!(staged(&repo, ".gitignore"), ".env\n/deploy/prod.env\n");
    repo.git(["commit", "-q", "-m", "a template"]);
    assert_eq!(repo.git(["status", "--porcelain"]), "");
}

#[test]
fn nothing_is_written_through_a_link_or_over_a_change() {
    let repo = TempRepo::new();
    let outside = repo.outside("secrets");
    must(fs::write(&outside, "KEPT=1\n"), "writing");
    repo.stage(PATH, format!("{HEAD}{LINE}"));
    must(symlink(&outside, repo.path(".env")), "linking");
    repo.dsnitch(&["fix", "--yes"]).exits(1).reports("a symbolic link that leads out of the repository");
    assert_eq!(must(fs::read_to_string(&outside), "reading"), "KEPT=1\n");
    assert_eq!(text(&repo, PATH), format!("{HEAD}{LINE}"));
    // A file that is a link in the work tree, and was a regular file when it was staged.
    let repo = TempRepo::new();
    repo.stage(PATH, format!("{HEAD}{LINE}"));
    must(fs::rename(repo.path(PATH), repo.outside("elsewhere")), "moving");
    must(symlink(repo.outside("elsewhere"), repo.path(PATH)), "linking");
    repo.dsnitch(&["fix", "--yes"]).exits(1).reports("it is a symbolic link");
    assert_eq!(staged(&repo, PATH), format!("{HEAD}{LINE}"));
}

/// Inside the repository, a link is followed: what git must not have is the file that it leads to. Rows: the file, whether git
/// has it and the link, and what is said if it is left.
#[test]
fn the_file_behind_a_link_is_ignored_or_nothing_is_written() {
    for (target, is_tracked, is_link_tracked, left) in [
        ("config/env", false, false, None),
        ("config/env", false, true, None),
        ("config/dev.env", true, false, None),
        ("config/dev.env", true, true, None),
        (
            "config/env",
            true,
            false,
            Some("which git tracks: git rm --cached config/env, or put a regular file in its place"),
        ),
        (".env.example", false, false, Some("which is a template: put a regular file in its place")),
    ] {
        let repo = TempRepo::new();
        repo.write(target, "KEPT=1\n");
        must(symlink(target, repo.path(".env")), "linking");
        let added = [(target, is_tracked), (".env", is_link_tracked)];
        added.iter().filter(|(_, is)| *is).for_each(|(path, _)| drop(repo.git(["add", "-f", path])));
        repo.git(["commit", "-q", "--allow-empty", "-m", "before"]);
        repo.stage(PATH, format!("{HEAD}{LINE}"));
        let ran = repo.dsnitch(&["fix", "--yes"]);
        let Some(left) = left else {
            ran.exits(0).reports(&format!("{target} gets POSTGRES_PASSWORD, to which .env leads"));
            assert_eq!(text(&repo, target), "KEPT=1\nPOSTGRES_PASSWORD=Zx81-quartz-Lamp77\n");
            assert!(must(fs::symlink_metadata(repo.path(".env")), "stat").is_symlink());
            repo.git(["commit", "-q", "-am", "mended"]);
            repo.git(["add", "-A"]);
            assert_eq!(repo.git(["status", "--porcelain"]), "", "{target}");
            assert!(!repo.git(["log", "-p", "-1"]).contains("+POSTGRES_PASSWORD=Z"), "{target}");
            continue;
        };
        ran.exits(1).reports(left);
        assert_eq!((text(&repo, target), staged(&repo, PATH)), ("KEPT=1\n".to_owned(), format!("{HEAD}{LINE}")));
    }
    let repo = TempRepo::new();
    repo.write("config/env", "KEPT=1\n");
    must(symlink("config/env", repo.path(".env")), "linking");
    repo.stage(PATH, format!("{HEAD}{LINE}"));
    repo.dsnitch(&["fix", "--yes"]).exits(0);
    repo.dsnitch(&["fix", "--undo"]).exits(0);
    assert_eq!(text(&repo, "config/env"), "KEPT=1\n");
}

#[test]
fn undo_refuses_files_that_were_changed_since() {
    let repo = TempRepo::new();
    repo.stage(PATH, format!("{HEAD}{LINE}"));
    repo.dsnitch(&["fix", "--yes"]).exits(0);
    let mine = format!("{HEAD}{MENDED}# mine\n");
    repo.write(PATH, &mine);
    repo.dsnitch(&["fix", "--undo"]).exits(1).reports("compose.yaml is left as it is: it was changed since");
    assert_eq!((text(&repo, PATH), staged(&repo, PATH)), (mine, format!("{HEAD}{MENDED}")));
    // The file still refers to the value, which would be nowhere any more.
    assert_eq!(text(&repo, ".env"), "POSTGRES_PASSWORD=Zx81-quartz-Lamp77\n");
    repo.write(PATH, format!("{HEAD}{MENDED}"));
    repo.dsnitch(&["fix", "--undo"]).exits(0).reports("a commit is refused again");
    assert!(!repo.path(".env").exists() && text(&repo, PATH) == format!("{HEAD}{LINE}"));
}

#[test]
fn undo_keeps_the_ignore_line_of_a_file_with_values() {
    let repo = TempRepo::new();
    repo.stage(PATH, format!("{HEAD}{LINE}"));
    repo.dsnitch(&["fix", "--yes"]).exits(0);
    repo.write(".env", "POSTGRES_PASSWORD=Zx81-quartz-Lamp77\nMINE=1\n");
    repo.dsnitch(&["fix", "--undo"])
        .exits(1)
        .reports("compose.yaml is as it was")
        .reports(".env is left as it is: it was changed since")
        .reports(".gitignore is left as it is: it ignores what stays");
    assert_eq!((text(&repo, ".gitignore"), staged(&repo, ".gitignore")), (".env\n".to_owned(), ".env\n".to_owned()));
    assert_eq!(staged(&repo, PATH), format!("{HEAD}{LINE}"));
}

#[test]
fn a_further_occurrence_of_the_value_in_the_file_is_reported() {
    let repo = TempRepo::new();
    repo.stage(PATH, format!("{HEAD}      # it is Zx81-quartz-Lamp77 now\n{LINE}"));
    repo.dsnitch(&["fix", "--yes"])
        .exits(1)
        .reports("compose.yaml:5 pg-password-assignment stays: the value that is taken out stands on this line too");
    assert_eq!(staged(&repo, PATH), format!("{HEAD}      # it is Zx81-quartz-Lamp77 now\n{MENDED}"));
}

/// `git commit -a` and `git commit FILE` stage the files themselves, and leave nothing staged when they are refused.
#[test]
fn an_unstaged_change_is_named() {
    let repo = TempRepo::with_commit(&[(PATH, HEAD), ("old.yaml", &format!("{HEAD}{LINE}"))]);
    repo.dsnitch(&["fix", "--yes"]).exits(0).reports("nothing is staged: there is nothing to fix");
    // A change that was committed before is not a change.
    repo.write("old.yaml", format!("{HEAD}{LINE}# more\n"));
    repo.dsnitch(&["fix", "--yes"]).exits(0).reports("there is nothing to fix");
    repo.write(PATH, format!("{HEAD}{LINE}"));
    for files in [&["fix", "--yes"][..], &["fix", "--yes", PATH], &["fix", "--dry-run"]] {
        repo.dsnitch(files)
            .exits(1)
            .reports("compose.yaml is changed, and not staged")
            .reports("git add compose.yaml, then dsnitch fix");
    }
    repo.dsnitch(&["fix", "--yes", "old.yaml"]).exits(0);
    repo.stage("a.txt", "a\n");
    repo.dsnitch(&["fix", "--yes"]).exits(1).reports("compose.yaml is changed, and not staged");
    repo.git(["add", PATH]);
    repo.dsnitch(&["fix", "--yes"]).exits(0);
}

#[test]
fn an_untracked_env_file_needs_a_copy_in_other_clones() {
    let reported =
        "git deletes .env in other clones when they pull the commit that untracks it: tell them to copy it first";
    let repo = TempRepo::with_commit(&[(".env", "POSTGRES_DB=app\n")]);
    repo.stage(".env", "POSTGRES_DB=app\nPGPASSWORD=Zx81-quartz-Lamp77\n");
    repo.dsnitch(&["fix", "--yes"]).exits(0).reports(reported);
    let repo = TempRepo::with_commit(&[("a.txt", "a\n")]);
    repo.stage(".env", "PGPASSWORD=Zx81-quartz-Lamp77\n");
    let ran = repo.dsnitch(&["fix", "--yes"]);
    assert!(
        ran.stdout.contains(".gitignore ignores .env\n.env.example has the keys of .env, without the values\n"),
        "{}",
        ran.describe()
    );
    assert!(!ran.stdout.contains("other clones"), "{}", ran.describe());
}

/// Files with a leak, and how they name the role.
#[test]
fn the_server_steps_are_given_for_each_role_and_file() {
    let repo = TempRepo::new();
    let django = "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'USER': 'web', 'PASSWORD': 'Zx81-quartz-Lamp77'}}\n";
    repo.stage("settings.py", django);
    repo.stage("application.properties", "spring.datasource.url=jdbc:postgresql://db.corp.net/app\nspring.datasource.username=batch\nspring.datasource.password=Zx81-other-Thing42\n");
    repo.stage("db.js", "const { Pool } = require('pg');\nnew Pool({ host: 'db.corp.net', port: 5432, user: 'node', password: 'Zx81-third-Value99' }); // postgres\n");
    repo.stage("cache.toml", "[cache]\npassword = \"Zx81-fourth-Word55\"\n");
    repo.stage("a/compose.yaml", format!("{HEAD}{LINE}"));
    let ran = repo.dsnitch(&["fix", "--yes"]);
    for said in [
        // The image creates this role if it is given no other name.
        "\\password \"postgres\"  (a/compose.yaml:5)",
        "(application.properties:3",
        "(settings.py:1",
        "db.js:2",
        "at the service that it opens, change or revoke it: cache.toml:2",
    ] {
        assert!(ran.stdout.contains(said), "{said}: {}", ran.describe());
    }
}

#[test]
fn nothing_that_the_repository_names_is_run() {
    let repo = TempRepo::new();
    let ran = repo.outside("ran");
    let script = format!("#!/bin/sh\necho x >> '{}'\n", ran.display());
    for hook in ["post-index-change", "pre-commit", "fsmonitor-watchman"] {
        let path = repo.path(format!(".git/hooks/{hook}"));
        must(fs::write(&path, &script), "a hook");
        must(fs::set_permissions(&path, fs::Permissions::from_mode(0o755)), "chmod");
    }
    repo.stage(".gitattributes", "*.yaml filter=x\n*.txt filter=a=b\n");
    repo.stage(PATH, format!("{HEAD}{LINE}"));
    // Git reads a file again that is as new as the index, when it writes the index.
    for name in ["other.yaml", "other.txt"] {
        repo.write(name, "x\n");
        let later = SystemTime::now() + Duration::from_secs(86_400);
        let file = must(fs::File::options().write(true).open(repo.path(name)), "opening");
        must(file.set_modified(later), "setting the time");
        repo.git(["add", name]);
    }
    let hook = repo.path(".git/hooks/pre-commit").display().to_string();
    repo.git(["config", "core.fsmonitor", &hook]);
    repo.git(["config", "filter.x.clean", &hook]);
    repo.git(["config", "filter.x.smudge", &hook]);
    repo.git(["config", "filter.x.required", "true"]);
    repo.git(["config", "filter.a=b.process", &hook]);
    let _ = fs::remove_file(&ran);
    Dsnitch::new(&repo).args(["fix", "--yes"]).run().exits(0);
    repo.dsnitch(&["fix", "--undo"]).exits(0);
    assert!(!ran.exists(), "something was run");
}

#[test]
fn changed_timestamps_are_reported_without_running_a_filter() {
    let repo = TempRepo::with_commit(&[(".gitattributes", "*.txt filter=x\n"), ("other.txt", "x\n")]);
    let ran = repo.path("../ran");
    let file = must(fs::File::options().write(true).open(repo.path("other.txt")), "opening");
    must(file.set_modified(SystemTime::now() + Duration::from_secs(86_400)), "setting the time");
    for kind in ["clean", "process"] {
        repo.git(["config", &format!("filter.x.{kind}"), &format!("touch '{}'", ran.display())]);
    }
    repo.dsnitch(&["fix", "--dry-run"]);
    assert!(!ran.exists(), "something was run");
}

#[test]
fn a_tracked_env_file_that_gets_a_value_is_untracked_first() {
    let repo = TempRepo::with_commit(&[("README.md", "x\n")]);
    repo.stage(".env", "POSTGRES_DB=app\n");
    repo.stage(PATH, format!("{HEAD}{LINE}"));
    repo.dsnitch(&["fix", "--yes"]).exits(0).reports(".env is no longer tracked");
    assert_eq!(text(&repo, ".env"), "POSTGRES_DB=app\nPOSTGRES_PASSWORD=Zx81-quartz-Lamp77\n");
    assert_eq!(staged(&repo, ".env.example"), "POSTGRES_DB=\nPOSTGRES_PASSWORD=\n");
    assert_eq!(repo.git(["diff", "--name-only"]), "", "what is staged and the work tree agree");
    repo.dsnitch(&["fix", "--undo"]).exits(0);
    assert_eq!(text(&repo, ".env"), "POSTGRES_DB=app\n");
    assert_eq!(staged(&repo, ".env"), "POSTGRES_DB=app\n");
    // Ignore lines that exist in the work tree only are staged too, or others would not ignore the file.
    let repo = TempRepo::with_commit(&[(".gitignore", "target\n")]);
    repo.write(".gitignore", "target\n.env\n");
    repo.stage(PATH, format!("{HEAD}{LINE}"));
    repo.dsnitch(&["fix", "--yes"]).exits(0);
    assert_eq!(staged(&repo, ".gitignore"), "target\n.env\n");
}

/// psql in a container has the environment of the container.
#[test]
fn a_script_that_a_container_runs_needs_the_variable_there() {
    let repo = TempRepo::new();
    repo.stage("demo/compose.yaml", "services:\n  db:\n    volumes:\n      - ./init:/docker-entrypoint-initdb.d\n");
    for path in ["demo/init/a.sql", "other/b.sql"] {
        repo.stage(path, "CREATE ROLE app LOGIN PASSWORD 'Zx81-quartz-Lamp77';\n");
    }
    let ran = repo.dsnitch(&["fix", "--yes"]).exits(0);
    let note = |path: &str| format!("demo/compose.yaml has the container run {path} (docker-entrypoint-initdb.d)");
    let has = |path: &str| ran.stdout.contains(&note(path));
    assert!(has("demo/init/a.sql") && !has("other/b.sql"), "{}", ran.describe());
}

/// Two files of one project share its `.env`.
#[test]
fn a_second_value_of_one_name_gets_a_number_and_a_word() {
    let repo = TempRepo::new();
    repo.stage("Makefile", "all:\n");
    for (path, value) in [("a/x.py", "Zx81-quartz-Lamp77"), ("b/y.py", "Zx81-other-Thing42")] {
        repo.stage(path, format!("password = \"{value}\"\n"));
    }
    repo.dsnitch(&["fix", "--yes"])
        .exits(0)
        .reports("DB_PASSWORD is another value, that of a/x.py, so the one of b/y.py is DB_PASSWORD_2");
    let env = fs::read_to_string(repo.path(".env")).unwrap_or_default();
    assert_eq!(env, "DB_PASSWORD=Zx81-quartz-Lamp77\nDB_PASSWORD_2=Zx81-other-Thing42\n");
    repo.dsnitch(&["staged"]).exits(0);
}
