//! Every state that a repository can be in: the hook refuses the commit that adds a secret, and lets the same commit
//! through without it. What cannot be read ends with status 2 and its reason, never with 0.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Output;

use crate::support::cmd::{Dsnitch, binary};
use crate::support::repo::TempRepo;
use crate::support::{SECRET, must};

const CLEAN: &str = "host = db.internal\n";

/// A repository in some state, in which committing would add a secret in `b.conf`.
struct State {
    name: &'static str,
    set_up: fn() -> TempRepo,
    commit: &'static [&'static str],
}

const COMMIT: &[&str] = &["commit", "-q", "-m", "x"];

/// Makes the binary the hook that git runs at `path`.
fn hook(repo: &TempRepo, path: impl AsRef<Path>, line: &str) {
    let hook = repo.path(path.as_ref().as_os_str());
    repo.write(hook.as_os_str(), format!("#!/bin/sh\nexec '{}' {line}\n", binary().display()));
    must(fs::set_permissions(hook, fs::Permissions::from_mode(0o755)), "chmod");
}

fn guarded(repo: TempRepo) -> TempRepo {
    hook(&repo, ".git/hooks/pre-commit", "staged");
    repo
}

fn base() -> TempRepo {
    TempRepo::with_commit(&[("a.conf", CLEAN), ("dir/c.conf", CLEAN), ("dir/deep/d.conf", CLEAN)])
}

fn based(init: &[&str]) -> TempRepo {
    let repo = TempRepo::init(init);
    for path in ["a.conf", "dir/c.conf", "dir/deep/d.conf"] {
        repo.stage(path, CLEAN);
    }
    repo.commit("base");
    repo
}

/// Stages the secret, and makes sure of the hook.
fn staged(repo: TempRepo) -> TempRepo {
    repo.stage("b.conf", format!("{CLEAN}{SECRET}\n"));
    guarded(repo)
}

fn try_git<S: AsRef<OsStr>>(repo: &TempRepo, args: impl IntoIterator<Item = S>) -> Output {
    must(repo.command("git").args(args).output(), "running git")
}

/// Two branches that changed one file, the other one checked out as `main`.
fn forked() -> TempRepo {
    let repo = base();
    repo.git(["checkout", "-q", "-b", "side"]);
    repo.stage("a.conf", "theirs\n");
    repo.commit("side");
    repo.git(["checkout", "-q", "main"]);
    repo.stage("a.conf", "ours\n");
    repo.commit("main");
    repo
}

/// A conflict that `args` runs into, resolved with a secret beside it.
fn resolved(args: &[&str]) -> TempRepo {
    let repo = forked();
    assert!(!try_git(&repo, args).status.success(), "{args:?} made no conflict");
    repo.stage("a.conf", "both\n");
    staged(repo)
}

const STATES: &[State] = &[
    State { name: "unborn HEAD", set_up: || staged(TempRepo::new()), commit: COMMIT },
    State { name: "a branch", set_up: || staged(base()), commit: COMMIT },
    State {
        name: "detached HEAD",
        set_up: || {
            let repo = base();
            repo.git(["checkout", "-q", "--detach"]);
            staged(repo)
        },
        commit: COMMIT,
    },
    State { name: "amend", set_up: || staged(base()), commit: &["commit", "-q", "--amend", "--no-edit"] },
    State {
        name: "refs packed, objects packed",
        set_up: || {
            let repo = base();
            repo.git(["gc", "-q"]);
            repo.git(["pack-refs", "--all", "--prune"]);
            staged(repo)
        },
        commit: COMMIT,
    },
    State { name: "merge, resolved", set_up: || resolved(&["merge", "side"]), commit: COMMIT },
    State { name: "cherry-pick, resolved", set_up: || resolved(&["cherry-pick", "side"]), commit: COMMIT },
    State { name: "rebase, resolved", set_up: || resolved(&["rebase", "side"]), commit: COMMIT },
    State { name: "revert, resolved", set_up: || resolved(&["revert", "--no-edit", "side"]), commit: COMMIT },
    State {
        name: "commit -a",
        set_up: || {
            let repo = base();
            repo.stage("b.conf", CLEAN);
            repo.commit("b");
            repo.write("b.conf", format!("{CLEAN}{SECRET}\n"));
            guarded(repo)
        },
        commit: &["commit", "-q", "-a", "-m", "x"],
    },
    State {
        name: "commit PATH",
        set_up: || {
            let repo = base();
            repo.stage("b.conf", CLEAN);
            repo.commit("b");
            repo.stage("a.conf", "left out\n");
            repo.write("b.conf", format!("{CLEAN}{SECRET}\n"));
            guarded(repo)
        },
        commit: &["commit", "-q", "-m", "x", "--", "b.conf"],
    },
    State {
        name: "index version 3",
        set_up: || {
            let repo = staged(base());
            repo.git(["update-index", "--skip-worktree", "a.conf"]);
            repo
        },
        commit: COMMIT,
    },
    State {
        name: "index version 4",
        set_up: || {
            let repo = staged(base());
            repo.git(["update-index", "--index-version", "4"]);
            repo
        },
        commit: COMMIT,
    },
    State {
        name: "split index, changed after the split",
        set_up: || {
            let repo = base();
            for n in 0..70 {
                repo.write(format!("many/{n}.conf"), CLEAN);
            }
            repo.git(["add", "."]);
            repo.commit("many");
            repo.git(["config", "splitIndex.maxPercentChange", "100"]);
            repo.git(["update-index", "--split-index"]);
            repo.git(["rm", "-q", "many/3.conf", "many/66.conf"]);
            repo.stage("many/7.conf", "changed = 1\n");
            staged(repo)
        },
        commit: COMMIT,
    },
    State {
        name: "sparse index",
        set_up: || {
            let repo = base();
            repo.git(["sparse-checkout", "init", "--cone", "--sparse-index"]);
            assert!(repo.git(["ls-files", "--sparse"]).contains("dir/\n"), "no sparse directory");
            staged(repo)
        },
        commit: COMMIT,
    },
    State {
        name: "untracked cache and a file system monitor that is a script",
        set_up: || {
            let repo = base();
            repo.git(["update-index", "--force-untracked-cache"]);
            repo.git(["config", "core.preloadIndex", "true"]);
            staged(repo)
        },
        commit: COMMIT,
    },
    State {
        name: "no checksum in the index",
        set_up: || {
            let repo = base();
            repo.git(["config", "index.skipHash", "true"]);
            staged(repo)
        },
        commit: COMMIT,
    },
    State { name: "SHA-256", set_up: || staged(based(&["--object-format=sha256"])), commit: COMMIT },
    State {
        name: "SHA-256, packed",
        set_up: || {
            let repo = based(&["--object-format=sha256"]);
            repo.git(["gc", "-q"]);
            staged(repo)
        },
        commit: COMMIT,
    },
    State { name: "reftable", set_up: || staged(based(&["--ref-format=reftable"])), commit: COMMIT },
    State { name: "reftable, unborn", set_up: || staged(TempRepo::init(&["--ref-format=reftable"])), commit: COMMIT },
    State {
        name: "reftable, detached",
        set_up: || {
            let repo = based(&["--ref-format=reftable"]);
            repo.git(["checkout", "-q", "--detach"]);
            staged(repo)
        },
        commit: COMMIT,
    },
    State {
        name: "extensions that libgit2 does not know",
        set_up: || {
            let repo = base();
            repo.git(["config", "core.repositoryFormatVersion", "1"]);
            repo.git(["config", "extensions.noop-v1", "true"]);
            repo.git(["config", "extensions.preciousObjects", "true"]);
            staged(repo)
        },
        commit: COMMIT,
    },
    State {
        name: "alternates",
        set_up: || {
            let repo = base();
            must(fs::rename(repo.path(".git/objects"), repo.path("../elsewhere")), "moving");
            must(fs::create_dir_all(repo.path(".git/objects/info")), "making a directory");
            let elsewhere = repo.path("../elsewhere");
            repo.write(".git/objects/info/alternates", format!("{}\n", elsewhere.display()));
            staged(repo)
        },
        commit: COMMIT,
    },
    State {
        name: "settings and attributes of all kinds",
        set_up: || {
            let repo = base();
            for (key, value) in [
                ("color.ui", "always"),
                ("core.quotePath", "false"),
                ("core.ignoreCase", "true"),
                ("core.autocrlf", "input"),
                ("diff.noprefix", "true"),
                ("diff.external", "/bin/false"),
                ("diff.submodule", "log"),
                ("status.showUntrackedFiles", "no"),
            ] {
                repo.git(["config", key, value]);
            }
            repo.stage(".gitattributes", "*.conf -diff -text working-tree-encoding=UTF-8\n");
            staged(repo)
        },
        commit: COMMIT,
    },
];

#[test]
fn the_hook_refuses_a_secret_in_every_state_and_only_that() {
    for State { name, set_up, commit } in STATES {
        let repo = set_up();
        let head =
            || String::from_utf8_lossy(&try_git(&repo, ["rev-parse", "-q", "--verify", "HEAD"]).stdout).into_owned();
        let (before, bytes) = (head(), repo.bytes());
        let scan = Dsnitch::new(&repo).args(["staged"]).json();
        assert!(repo.bytes() == bytes, "{name}: the repository changed");
        // `commit -a` and `commit PATH` stage what they commit.
        if *commit == COMMIT {
            let leaks = scan.leaks();
            assert!(leaks.len() == 1 && leaks.contains(&(b"b.conf".to_vec(), 2)), "{name}{}", scan.told());
        }
        let refused = try_git(&repo, *commit);
        let told = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && told.contains("b.conf"), "{name}: not refused\n{told}");
        assert_eq!(head(), before, "{name}: HEAD moved");
        repo.write("b.conf", format!("{CLEAN}port = 5432\n"));
        repo.git(["add", "-f", "b.conf"]);
        let passed = try_git(&repo, *commit);
        assert!(passed.status.success(), "{name}: refused\n{}", String::from_utf8_lossy(&passed.stderr));
    }
}

#[test]
fn linked_work_trees_and_submodules_are_guarded() {
    // A work tree of its own, with settings of its own.
    let repo = guarded(base());
    repo.git(["config", "extensions.worktreeConfig", "true"]);
    repo.git(["worktree", "add", "-q", "../linked"]);
    repo.git(["-C", "../linked", "config", "--worktree", "core.sparseCheckout", "false"]);
    must(fs::write(repo.path("../linked/b.conf"), SECRET), "writing");
    repo.git(["-C", "../linked", "add", "b.conf"]);
    let refused = try_git(&repo, ["-C", "../linked", "commit", "-m", "x"]);
    assert!(!refused.status.success(), "{}", String::from_utf8_lossy(&refused.stderr));
    assert!(try_git(&repo, ["commit", "-q", "--allow-empty", "-m", "x"]).status.success());

    // A submodule: a commit inside it, and its commit bumped outside.
    let inner = base();
    let outer = guarded(base());
    let source = inner.root();
    let add = ["-c", "protocol.file.allow=always", "submodule", "add", "-q"];
    outer.git(add.iter().map(OsStr::new).chain([source.as_os_str(), OsStr::new("module")]));
    outer.commit("module");
    hook(&outer, ".git/modules/module/hooks/pre-commit", "staged");
    outer.write("module/b.conf", SECRET);
    outer.git(["-C", "module", "add", "b.conf"]);
    let refused = try_git(&outer, ["-C", "module", "commit", "-m", "x"]);
    assert!(!refused.status.success(), "{}", String::from_utf8_lossy(&refused.stderr));
    outer.write("module/b.conf", CLEAN);
    outer.git(["-C", "module", "add", "b.conf"]);
    outer.git(["-C", "module", "commit", "-q", "-m", "x"]);
    outer.git(["add", "module"]);
    let said = Dsnitch::new(&outer).args(["staged"]).json().exits(0);
    assert!(said.skipped().contains(&(b"module".to_vec(), "submodule".to_owned())), "{}", said.told());
    outer.git(["commit", "-q", "-m", "bump"]);
}

#[test]
fn a_bare_repository_with_a_work_tree_is_guarded() {
    let repo = TempRepo::new();
    repo.git(["init", "-q", "--bare", "-b", "main", "../home.git"]);
    repo.write("b.conf", SECRET);
    let there = |name: &str, value: &Path| (name.to_owned(), value.as_os_str().to_owned());
    let variables = [there("GIT_DIR", &repo.path("../home.git")), there("GIT_WORK_TREE", &repo.root())];
    let git = |args: &[&str]| must(repo.command("git").envs(variables.clone()).args(args).output(), "running git");
    assert!(git(&["add", "-f", "b.conf"]).status.success());
    hook(&repo, "../home.git/hooks/pre-commit", "staged");
    assert!(!git(COMMIT).status.success());
    repo.write("b.conf", CLEAN);
    assert!(git(&["add", "-f", "b.conf"]).status.success());
    assert!(git(COMMIT).status.success());
}

#[test]
fn part_of_a_file_is_what_commit_p_stages() {
    let repo = guarded(TempRepo::with_commit(&[("b.conf", "one\ntwo\n")]));
    repo.write("b.conf", format!("{SECRET}\none\ntwo\nthree\n"));
    for (answers, passes) in [("s\nn\ny\n", true), ("s\ny\nn\n", false)] {
        let mut command = repo.command("git");
        command.args(["commit", "-p", "-m", "x"]).stdin(std::process::Stdio::piped());
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        let mut child = must(command.spawn(), "running git");
        use std::io::Write as _;
        if let Some(mut stdin) = child.stdin.take() {
            must(stdin.write_all(answers.as_bytes()), "answering");
        }
        assert_eq!(must(child.wait(), "waiting").success(), passes, "{answers:?}");
    }
}

#[test]
fn what_the_quarantine_of_a_push_holds_is_found() {
    let repo = staged(base());
    let blob = repo.rev(":b.conf");
    let (directory, file) = blob.split_at(2);
    let quarantine = repo.path("../in coming:1");
    must(fs::create_dir_all(quarantine.join(directory)), "making a directory");
    let from = repo.path(format!(".git/objects/{directory}/{file}"));
    must(fs::rename(from, quarantine.join(directory).join(file)), "moving");
    Dsnitch::new(&repo).args(["staged"]).run().exits(2).says(&[&blob]);
    let main = repo.path(".git/objects");
    let with = |own: &Path, other: String| {
        let run = Dsnitch::new(&repo).args(["staged"]).env("GIT_OBJECT_DIRECTORY", own);
        run.env("GIT_ALTERNATE_OBJECT_DIRECTORIES", other).json().exits(1);
    };
    with(&quarantine, main.display().to_string());
    with(&main, format!("\"{}\"", quarantine.display()));
}

#[test]
fn no_home_no_temporary_directory_no_git_and_no_right_to_write_are_needed() {
    let repo = staged(base());
    let run = |variable: &str, value: &str| Dsnitch::new(&repo).args(["staged"]).env(variable, value).json().exits(1);
    run("HOME", "");
    run("HOME", "/nonexistent");
    run("TMPDIR", "/nonexistent");
    run("PATH", "/nonexistent");
    run("XDG_CONFIG_HOME", "/nonexistent");
    run("GIT_COMMITTER_NAME", "");
    run("GIT_COMMITTER_EMAIL", "");
    let set = |mode: u32| {
        for directory in [".git/objects", ".git/refs", ".git"] {
            must(fs::set_permissions(repo.path(directory), fs::Permissions::from_mode(mode)), "chmod");
        }
    };
    set(0o555);
    let ran = Dsnitch::new(&repo).args(["staged"]).json();
    set(0o755);
    ran.exits(1);
    // Refs that only git reads, and no git.
    let repo = staged(based(&["--ref-format=reftable"]));
    Dsnitch::new(&repo).args(["staged"]).env("PATH", "/nonexistent").run().exits(2).says(&["reftables", "no git"]);
}

#[test]
fn somebody_elses_repository_is_refused_unless_it_is_called_safe() {
    let repo = staged(base());
    for path in [repo.root(), repo.path(".git")] {
        if std::os::unix::fs::chown(path, Some(65_533), None).is_err() {
            // Only root can give files away.
            return;
        }
    }
    Dsnitch::new(&repo).args(["staged"]).run().exits(2).says(&["safe.directory"]);
    let config = repo.home().join("config");
    must(fs::write(&config, format!("[safe]\n\tdirectory = {}\n", repo.root().display())), "writing");
    // libgit2, which is asked here, looks where git looks when nothing is set.
    must(fs::copy(&config, repo.home().join(".gitconfig")), "copying");
    Dsnitch::new(&repo).args(["staged"]).env("GIT_CONFIG_GLOBAL", &config).json().exits(1);
}

#[test]
fn what_a_partial_or_shallow_clone_lacks_is_refused_only_where_it_is_needed() {
    let origin = base();
    origin.stage("a.conf", format!("{CLEAN}more = 1\n"));
    origin.commit("more");
    origin.git(["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", origin.root().display());
    for filter in ["--depth=1", "--filter=blob:none"] {
        let repo = TempRepo::new();
        repo.git(["clone", "-q", "--no-checkout", filter, &url, "../clone"]);
        repo.git(["-C", "../clone", "remote", "set-url", "origin", "file:///nonexistent"]);
        repo.git(["-C", "../clone", "read-tree", "HEAD"]);
        let blob = repo.blob(format!("{CLEAN}{SECRET}\n"));
        let from = repo.path(format!(".git/objects/{}", &blob[..2]));
        let to = repo.path(format!("../clone/.git/objects/{}", &blob[..2]));
        must(fs::create_dir_all(&to), "making a directory");
        must(fs::copy(from.join(&blob[2..]), to.join(&blob[2..])), "copying");
        let clone = repo.path("../clone");
        let add = |path: &str| {
            let info = format!("100644,{blob},{path}");
            repo.git(["-C", "../clone", "update-index", "--add", "--cacheinfo", &info]);
        };
        add("new.conf");
        let ran = Dsnitch::new(&repo).current_dir(&clone).args(["staged"]).json().exits(1);
        assert!(ran.leaks().contains(&(b"new.conf".to_vec(), 2)), "{filter}{}", ran.told());
        if filter.starts_with("--filter") {
            // The old side of a change is gone: which lines are new cannot be told.
            add("a.conf");
            Dsnitch::new(&repo).current_dir(&clone).args(["staged"]).run().exits(2).says(&["a.conf", "missing"]);
        }
    }
}

#[test]
fn unknown_formats_are_refused_by_name() {
    for (key, value) in
        [("extensions.future", "yes"), ("extensions.refStorage", "stone"), ("extensions.objectFormat", "md5")]
    {
        let repo = staged(base());
        let config = repo.path(".git/config");
        let text = must(fs::read_to_string(&config), "reading");
        let (section, key_name) = key.split_once('.').unwrap_or((key, ""));
        let text = text.replace("repositoryformatversion = 0", "repositoryformatversion = 1");
        must(fs::write(&config, format!("{text}[{section}]\n\t{key_name} = {value}\n")), "writing");
        Dsnitch::new(&repo).args(["staged"]).run().exits(2).says(&[&key.to_lowercase()]);
    }
    let repo = staged(base());
    let config = repo.path(".git/config");
    let text = must(fs::read_to_string(&config), "reading");
    must(fs::write(&config, text.replace("repositoryformatversion = 0", "repositoryformatversion = 2")), "writing");
    Dsnitch::new(&repo).args(["staged"]).run().exits(2).says(&["format version 2"]);
}

#[test]
fn a_damaged_index_is_refused_whatever_the_damage() {
    for set_up in [base as fn() -> TempRepo, || based(&["--object-format=sha256"])] {
        let repo = staged(set_up());
        let index = repo.path(".git/index");
        let whole = must(fs::read(&index), "reading");
        for length in [0, 3, 11, 12, 40, 75, whole.len() / 2, whole.len() - 33, whole.len() - 1] {
            must(fs::write(&index, &whole[..length]), "cutting");
            Dsnitch::new(&repo).args(["staged"]).run().exits(2).says(&["the index"]);
        }
        for (at, byte) in [(0, b'X'), (7, 9), (7, 0), (8, 0xff), (11, 0xff)] {
            let mut damaged = whole.clone();
            damaged[at] = byte;
            must(fs::write(&index, damaged), "damaging");
            Dsnitch::new(&repo).args(["staged"]).run().exits(2).says(&["the index"]);
        }
    }
    let repo = base();
    repo.git(["update-index", "--split-index"]);
    let shared = must(fs::read_dir(repo.path(".git")), "listing").flatten().map(|entry| entry.path());
    let shared = shared.filter(|path| path.to_string_lossy().contains("sharedindex"));
    for path in shared {
        must(fs::remove_file(path), "removing");
    }
    Dsnitch::new(&repo).args(["staged"]).run().exits(2).says(&["sharedindex"]);
}

#[test]
fn a_damaged_object_is_refused_whatever_the_damage() {
    let zlib = |content: &[u8]| {
        use std::io::Write as _;
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        must(encoder.write_all(content), "deflating");
        must(encoder.finish(), "deflating")
    };
    let good = format!("blob {}\0{CLEAN}{SECRET}\n", CLEAN.len() + SECRET.len() + 1);
    let mut wrong_checksum = zlib(good.as_bytes());
    if let Some(last) = wrong_checksum.last_mut() {
        *last ^= 1;
    }
    for (name, bytes) in [
        ("nothing", Vec::new()),
        ("not deflated", b"blob 3\0abc".to_vec()),
        ("cut", zlib(good.as_bytes())[..20].to_vec()),
        ("checksum", wrong_checksum),
        ("no header", zlib(b"abc")),
        ("no size", zlib(b"blob \0abc")),
        ("signed size", zlib(b"blob +3\0abc")),
        ("too long", zlib(b"blob 3\0abcd")),
        ("too short", zlib(b"blob 4\0abc")),
        ("another kind", zlib(b"tree 0\0")),
        ("a size of 99 MB that is not there", zlib(b"blob 99000000\0abc")),
        ("a size of 2 GB that is not there", zlib(b"blob 2147483648\0password = abc\n")),
        ("a size beyond numbers", zlib(b"blob 99999999999999999999999999\0abc")),
    ] {
        let repo = staged(base());
        let blob = repo.rev(":b.conf");
        let (directory, file) = blob.split_at(2);
        let path = repo.path(format!(".git/objects/{directory}/{file}"));
        must(fs::remove_file(&path), "removing");
        must(fs::write(&path, bytes), "damaging");
        let ran = Dsnitch::new(&repo).args(["staged"]).run();
        let told = ran.told();
        assert!(told.contains(&blob) && told.contains("b.conf"), "{name}{told}");
        ran.exits(2);
    }
}

#[test]
fn configuration_that_is_no_file_of_the_repository_is_refused() {
    let repo = base();
    let config = repo.path(".dsnitch.toml");
    let refused = |why: &str| {
        Dsnitch::new(&repo).args(["staged"]).run().exits(2).says(&[".dsnitch.toml", why]);
        must(fs::remove_file(&config), "removing");
    };
    must(symlink("/etc/passwd", &config), "linking");
    refused("out of the repository");
    assert!(must(std::process::Command::new("mkfifo").arg(&config).status(), "making a fifo").success());
    refused("not a regular file");
    must(fs::write(&config, vec![b'#'; (1 << 20) + 1]), "writing");
    refused("larger");
    must(fs::write(&config, "profile = \"strict\"\nprofile = \"relaxed\"\n"), "writing");
    refused("line 2");
}

#[test]
fn nothing_in_a_path_or_a_line_reaches_the_terminal_raw() {
    let repo = TempRepo::new();
    repo.stage_only("a\u{1b}]0;x\u{7}\u{202e}.conf", format!("\u{1b}[2J\u{9b}31m{SECRET}\u{1b}[0m\n"));
    let ran = Dsnitch::new(&repo).args(["staged", "--color", "never"]).run();
    let raw = |text: &str| text.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}');
    assert!(!raw(&ran.stdout) && !raw(&ran.stderr), "{}", ran.told());
    ran.exits(1);
}

#[test]
fn content_made_to_be_slow_is_scanned_in_time() {
    let repo = TempRepo::new();
    repo.stage_only("keywords.conf", "password=".repeat(2_000));
    repo.stage_only("deep.json", "[".repeat(500_000));
    repo.stage_only("deep.yaml", (0..1500).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect::<String>());
    repo.stage_only("uris.txt", "postgres://".repeat(150_000));
    repo.stage_only("quotes.sql", "password '".repeat(20_000));
    let start = std::time::Instant::now();
    let ran = Dsnitch::new(&repo).args(["staged"]).json();
    let seconds = start.elapsed().as_secs();
    assert!(seconds < 60, "{seconds} s");
    let document = ran.document();
    assert_eq!(document["coverage"]["files"], 5, "{document}");
    assert_ne!(document["verdict"], "incomplete");
}

#[test]
fn two_runs_at_once_say_the_same() {
    let repo = staged(base());
    let runs: Vec<_> = std::thread::scope(|scope| {
        let run = || Dsnitch::new(&repo).args(["staged"]).json().exits(1).stdout;
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(run)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_default()).collect()
    });
    assert!(runs.iter().all(|stdout| Some(stdout) == runs.first()), "{runs:?}");
}
