//! Content that aborts a scan, slows it down or misleads its reader, deliberately or not: never status 0, never a
//! report that looks complete, no raw control characters on a terminal.

use std::fs;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use signal_hook::consts::SIGINT;
use signal_hook::flag::register_conditional_default;

use crate::support::cmd::{Dsnitch, binary};
use crate::support::repo::TempRepo;
use crate::support::{SECRET, must};

fn sh(repo: &TempRepo, script: &str) -> Command {
    let mut command = repo.command("sh");
    command.args(["-c", script]).env("DSNITCH", binary()).stdin(Stdio::null());
    command
}

/// Returns the exit status of `script` in a shell.
fn status_of(repo: &TempRepo, script: &str) -> Option<i32> {
    let output = must(sh(repo, script).output(), "running sh");
    output.status.code()
}

/// Creates a repository with `count` staged files, each with a secret.
fn with_secrets(count: usize) -> TempRepo {
    let repo = TempRepo::new();
    let line = format!("{SECRET}\n");
    for n in 0..count {
        repo.write(format!("{n}.conf"), format!("N={n}\n{line}"));
    }
    repo.git(["add", "-f", "."]);
    repo
}

#[test]
fn a_reader_that_exits_early_does_not_change_the_status() {
    let repo = with_secrets(300);
    for format in ["human", "json", "jsonl"] {
        let script = format!(
            "{{ \"$DSNITCH\" staged --format {format} 2>/dev/null; echo $? >status; }} | head -c 100 >/dev/null; exit $(cat status)"
        );
        assert_eq!(status_of(&repo, &script), Some(1), "{format}");
    }
}

#[test]
fn closed_streams_do_not_change_the_status() {
    for closed in [">&-", "2>&-", "<&-", "<&- >&- 2>&-"] {
        let run = |repo: &TempRepo| status_of(repo, &format!("\"$DSNITCH\" staged {closed}"));
        assert_eq!(run(&with_secrets(1)), Some(1), "{closed}");
        let damaged = with_secrets(1);
        must(fs::write(damaged.path(".git/index"), "DIRC"), "damaging");
        assert_eq!(run(&damaged), Some(2), "{closed}");
    }
}

#[test]
fn a_full_disk_leaves_no_report_that_looks_complete() {
    let repo = with_secrets(300);
    for format in ["json", "jsonl", "human"] {
        let whole =
            must(sh(&repo, &format!("\"$DSNITCH\" staged --format {format} --output ../whole")).status(), "running");
        assert_eq!(whole.code(), Some(1));
        // Blocks of 512 bytes; the accompanying signal would end the program before it can print a message.
        let script = format!("trap '' XFSZ; ulimit -f 8; \"$DSNITCH\" staged --format {format} --output ../part");
        assert_eq!(status_of(&repo, &script), Some(1), "{format}");
        assert!(!repo.path("../part").exists(), "{format}: half a report stays");
        let whole = must(fs::read(repo.path("../whole")), "reading");
        must(fs::write(repo.path("../part"), "precious"), "writing");
        assert_eq!(status_of(&repo, &script), Some(1), "{format}");
        assert_eq!(must(fs::read(repo.path("../part")), "reading"), b"precious", "{format}");
        assert!(whole.len() > 4096, "{format}: it does not fit");
        let beside = must(fs::read_dir(repo.path("..")), "listing").filter_map(Result::ok);
        let beside = beside.filter(|entry| entry.file_name().to_string_lossy().starts_with(".dsnitch-report"));
        assert_eq!(beside.count(), 0, "{format}");
        must(fs::remove_file(repo.path("../part")), "removing");
        must(fs::remove_file(repo.path("../whole")), "removing");
    }
}

/// Creates a repository whose scan blocks: git is asked for `HEAD`, and a fake git reads a fifo. Returns the directory
/// of that git, and the fifo.
fn that_waits() -> (TempRepo, PathBuf, PathBuf) {
    let repo = TempRepo::init(&["--ref-format=reftable"]);
    repo.stage("1.conf", format!("{SECRET}\n"));
    let (programs, fifo) = (repo.path("../bin"), repo.path("../fifo"));
    assert!(must(Command::new("mkfifo").arg(&fifo).status(), "making a fifo").success());
    let git = programs.join("git");
    repo.write(&git, format!("#!/bin/sh\nexec cat '{}'\n", fifo.display()));
    must(fs::set_permissions(git, fs::Permissions::from_mode(0o755)), "chmod");
    (repo, programs, fifo)
}

/// The signal always arrives during the scan: it is sent when the fake git reads its fifo. Each run has its own fifo,
/// because the git of a previous run may still read its one.
#[test]
fn an_interrupted_scan_is_no_pass_and_leaves_no_report() {
    // A shell starts background processes with interrupts ignored, which their children inherit. A handler is not
    // inherited; this one ends the tests, like an interrupt.
    must(register_conditional_default(SIGINT, Arc::new(AtomicBool::new(true))), "handling interrupts");
    for (signal, output) in [("INT", false), ("TERM", false), ("INT", true)] {
        let (repo, programs, fifo) = that_waits();
        let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap_or_default());
        let mut command = repo.command(binary());
        command.args(["staged", "--format", "json"]).env("PATH", path);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        if output {
            command.args(["--output", "../report"]);
        }
        let mut child = must(command.spawn(), "running dsnitch");
        // Blocks until the other end is open.
        let pipe = must(fs::OpenOptions::new().write(true).open(&fifo), "opening the fifo");
        let kill = must(Command::new("sh").args(["-c", &format!("kill -{signal} {}", child.id())]).status(), "kill");
        assert!(kill.success());
        let status = must(child.wait(), "waiting");
        drop(pipe);
        assert_ne!(status.code(), Some(0), "{signal}");
        let mut reported = String::new();
        if let Some(mut stdout) = child.stdout.take() {
            must(stdout.read_to_string(&mut reported), "reading");
        }
        assert_eq!(reported, "", "{signal}");
        if output {
            assert!(!repo.path("../report").exists(), "{signal}");
        }
    }
}

#[test]
fn a_line_of_keywords_is_scanned_in_time() {
    let repo = TempRepo::new();
    repo.stage_only("a.conf", "password=".repeat(250_000));
    repo.stage_only("b.txt", "postgres://".repeat(1_000_000));
    let start = Instant::now();
    let mut child =
        must(repo.command(binary()).arg("staged").stdout(Stdio::null()).stderr(Stdio::null()).spawn(), "running");
    loop {
        if let Some(status) = must(child.try_wait(), "waiting") {
            // In a line with 250,000 keys not every value is read to its end, which is reported.
            assert!(matches!(status.code(), Some(0..=2)), "{status}");
            return;
        }
        if start.elapsed() > Duration::from_secs(120) {
            must(child.kill(), "ending it");
            panic!("still at it after two minutes");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn adversarial_content_is_scanned_in_time() {
    let repo = TempRepo::new();
    repo.stage_only("keywords.conf", "password=".repeat(2_000));
    repo.stage_only("deep.json", "[".repeat(500_000));
    repo.stage_only("deep.yaml", (0..1500).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect::<String>());
    repo.stage_only("uris.txt", "postgres://".repeat(150_000));
    repo.stage_only("quotes.sql", "password '".repeat(20_000));
    let start = Instant::now();
    let ran = Dsnitch::new(&repo).args(["staged"]).json();
    let seconds = start.elapsed().as_secs();
    assert!(seconds < 60, "{seconds} s");
    let document = ran.document();
    assert_eq!(document["coverage"]["files"], 5, "{document}");
    // In a line with 2,000 keys, each of whose values is the rest of the line, not every value is read to its end,
    // which is reported.
    let failures = document["coverage"]["failures"].as_array().unwrap();
    assert_eq!(failures.len(), 1, "{document}");
    assert_eq!(failures[0]["what"], "keywords.conf:1");
}

/// A limited number of findings per file is listed, and the rest is counted; blocking ones are listed whatever precedes
/// them.
#[test]
fn findings_of_one_file_are_bounded_and_counted() {
    let repo = TempRepo::new();
    let leaks: String = (0..3000).map(|n| format!("A{n}_PASSWORD=Xk29fLq8{n:04}Zt0w\n")).collect();
    repo.stage_only("a.conf", &leaks);
    let document = Dsnitch::new(&repo).args(["staged"]).json().exits(1).document();
    assert_eq!(document["findings"].as_array().map(Vec::len), Some(1000));
    let unlisted = &document["coverage"]["unlisted"];
    assert_eq!((unlisted[0]["path"].as_str(), unlisted[0]["blocking"].as_u64()), (Some("a.conf"), Some(2000)));
    assert_eq!(unlisted.as_array().map(Vec::len), Some(1));
    let ran = Dsnitch::new(&repo).args(["staged"]).run().exits(1);
    ran.says(&["and more in a.conf that are not listed: 2,000 findings block", "blocked: 3,000 findings block"]);
    // In a history secrets are counted, and what is not listed is neither secret nor practice there.
    let repo = TempRepo::new();
    repo.stage_only("a.conf", leaks.lines().take(1005).map(|line| format!("{line}\n")).collect::<String>());
    repo.commit("many");
    let ran = Dsnitch::new(&repo).args(["history"]).run().exits(1);
    ran.says(&["blocked: 1,000 secrets block (1,000 leaks, 1,000 still at HEAD), 5 findings that are not listed; "]);

    let repo = TempRepo::new();
    let weak = "PGPASSWORD=postgres\n".repeat(2500);
    repo.stage_only("tests/a.conf", format!("{weak}PGPASSWORD=Xk29fLq81Zt0\n{weak}"));
    let ran = Dsnitch::new(&repo).args(["staged"]).json().exits(1);
    assert_eq!(ran.leaks().len(), 1, "{}", ran.describe());
    let document = ran.document();
    assert_eq!(document["findings"].as_array().map(Vec::len), Some(1001));
    assert_eq!(document["coverage"]["unlisted"][0]["warning"], 4000, "{document}");
}

#[test]
fn any_number_of_hashes_is_guessed_in_time_and_reported() {
    const HASHES: u64 = 20_000;
    let repo = TempRepo::new();
    let digest = |n: u64| {
        format!("{:016x}{:016x}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15), n.wrapping_mul(0xc2b2_ae3d_27d4_eb4f))
    };
    let lines: String = (1..=HASHES).map(|n| format!("\"user{n}\" \"md5{}\"\n", digest(n))).collect();
    repo.stage_only("userlist.txt", &lines);
    let statements: String = (1..=HASHES).map(|n| format!("ALTER ROLE u{n} PASSWORD 'md5{}';\n", digest(n))).collect();
    repo.stage_only("roles.sql", &statements);
    let start = Instant::now();
    let document = Dsnitch::new(&repo).args(["staged"]).json().exits(1).document();
    let seconds = start.elapsed().as_secs();
    let unlisted = document["coverage"]["unlisted"].as_array().cloned().unwrap_or_default();
    let counted: u64 = unlisted.iter().filter_map(|file| file["blocking"].as_u64()).sum();
    let listed = document["findings"].as_array().map_or(0, Vec::len) as u64;
    assert_eq!(listed + counted, 2 * HASHES, "{unlisted:?}");
    assert!(seconds < 100, "{seconds} s");
}

/// The places of a secret in many commits are listed once, not once for each commit.
#[test]
fn the_report_is_linear_in_the_places_of_a_secret() {
    const COMMITS: usize = 1000;
    for value in ["Xk29fLq81Zt0", "postgres"] {
        let repo = TempRepo::new();
        let commit = |nth: usize| {
            let from = if nth > 0 { format!("from :{nth}\n") } else { String::new() };
            let head =
                format!("commit refs/heads/main\nmark :{}\ncommitter A <a@b> {nth} +0000\ndata 1\nm\n{from}", nth + 1);
            head + &inline(&format!("{nth}.conf"), &format!("# {nth}\nPGPASSWORD={value}\n"))
        };
        repo.feed(&["fast-import", "--quiet"], (0..COMMITS).map(commit).collect::<String>().as_bytes());
        // On the day of the first commit no password is old.
        let history = || Dsnitch::new(&repo).env("SOURCE_DATE_EPOCH", "0").args(["history", "--blame-all"]);
        let document = history().json().document();
        let places = |list: &str| -> usize {
            let all = document[list].as_array().into_iter().flatten();
            all.filter_map(|one| one["places"].as_array()).map(Vec::len).sum()
        };
        assert_eq!(document["findings"].as_array().map(Vec::len), Some(COMMITS), "{value}");
        assert_eq!((places("secrets"), places("findings")), (COMMITS, 0), "{value}");
        // The places where it is and where it was written; a guessable one is a separate secret in each file.
        let human = history().run();
        let reported = if value == "postgres" { 1 } else { 2 };
        assert_eq!(human.stdout.matches("999.conf:2").count(), reported, "{value}");
    }
}

#[test]
fn a_tree_with_too_long_a_path_is_reported_and_its_content_scanned() {
    let repo = TempRepo::with_commit(&[("a.conf", "PGPASSWORD=Xk29fLq81Zt0\n")]);
    let blob = repo.blob(format!("{SECRET}\n"));
    let mut tree = repo.feed(&["mktree"], format!("100644 blob {blob}\tb.conf\n").as_bytes());
    for _ in 0..20 {
        let entry = format!("040000 tree {}\t{}\n", tree.trim(), "d".repeat(250));
        tree = repo.feed(&["mktree"], entry.as_bytes());
    }
    let found = |about: &str| {
        let ran = Dsnitch::new(&repo).args(["history"]).json().exits(2).says(&["longer than 4096 bytes"]);
        let paths: Vec<Vec<u8>> = ran.leaks().into_iter().map(|(path, _)| path).collect();
        let [first, below] = paths.as_slice() else { panic!("{about}{}", ran.describe()) };
        assert_eq!(first, b"a.conf", "{about}");
        assert!(below.starts_with(b"tree:") && below.ends_with(b"/b.conf"), "{about}{}", ran.describe());
    };
    repo.git(["tag", "deep", tree.trim()]);
    found("a tag");
    repo.git(["tag", "-d", "deep"]);
    let commit = repo.git(["commit-tree", "-m", "deep", "-p", "HEAD", tree.trim()]);
    repo.git(["update-ref", "refs/heads/deep", commit.trim()]);
    found("a commit");
}

/// A tree that contains another one ten times, which does the same, and so on: an astronomical number of paths in a few
/// hundred bytes.
#[test]
fn exponentially_many_paths_are_reported_and_the_blobs_scanned() {
    let repo = TempRepo::with_commit(&[("a.conf", "PGPASSWORD=Xk29fLq81Zt0\n")]);
    for (kind, found) in [("no file", 1), ("files", 2)] {
        let leaf = || format!("100644 blob {}\tb.conf\n", repo.blob(format!("{SECRET}\n")));
        let leaves = if kind == "files" { leaf() } else { String::new() };
        let mut tree = repo.feed(&["mktree"], leaves.as_bytes());
        for _ in 0..12 {
            let entries: String = (0..10).map(|n| format!("040000 tree {}\t{n}\n", tree.trim())).collect();
            tree = repo.feed(&["mktree"], entries.as_bytes());
        }
        let commit = repo.git(["commit-tree", "-m", "many", "-p", "HEAD", tree.trim()]);
        repo.git(["update-ref", "refs/heads/many", commit.trim()]);
        let start = Instant::now();
        let ran = Dsnitch::new(&repo).args(["history"]).json().exits(2).says(&["too many paths"]);
        assert_eq!(ran.leaks().len(), found, "{kind}{}", ran.describe());
        Dsnitch::new(&repo).args(["range", "HEAD..many"]).json().exits(2).says(&["too many paths"]);
        assert!(start.elapsed().as_secs() < 100, "{kind}");
        repo.git(["update-ref", "-d", "refs/heads/many"]);
    }
}

#[test]
fn refs_into_one_chain_of_tags_are_followed_in_time() {
    const TAGS: usize = 8000;
    let repo = TempRepo::new();
    let commit = "commit refs/heads/main\nmark :1\ncommitter A <a@b> 1 +0000\ndata 1\nm\n".to_owned();
    let tag = |n: usize| format!("tag t{n}\nmark :{}\nfrom :{n}\ntagger A <a@b> 1 +0000\ndata 1\nm\n", n + 1);
    let chain: String = std::iter::once(commit).chain((1..=TAGS).map(tag)).collect();
    repo.feed(&["fast-import", "--quiet"], chain.as_bytes());
    let start = Instant::now();
    let document = Dsnitch::new(&repo).args(["history"]).json().document();
    let seconds = start.elapsed().as_secs();
    assert_eq!(document["coverage"]["messages"], TAGS + 1, "{document}");
    assert!(seconds < 30, "{seconds} s");
}

/// Formats a file of a commit for `git fast-import`.
fn inline(path: &str, text: &str) -> String {
    format!("M 100644 inline {path}\ndata {}\n{text}\n", text.len())
}

/// Each of the new files may be in any of the parents.
#[test]
fn a_merge_of_very_many_is_scanned_in_time() {
    const PARENTS: usize = 2000;
    let repo = TempRepo::new();
    let first = "commit refs/heads/p\nmark :1\ncommitter A <a@b> 1 +0000\ndata 1\nm\n";
    let parent = |nth: usize| {
        let head = format!("commit refs/heads/p{nth}\nmark :{}\ncommitter A <a@b> 2 +0000\ndata 1\nm\n", nth + 2);
        format!("{head}from :1\n{}", inline(&format!("q{nth}"), &format!("v{nth}")))
    };
    let merge: String = (3..PARENTS + 2).map(|mark| format!("merge :{mark}\n")).collect();
    let file = |nth: usize| inline(&format!("{nth}.conf"), &format!("PGPASSWORD=Xk29fLq81Z{nth}\n"));
    let files: String = (0..PARENTS).map(file).collect();
    let last = format!("commit refs/heads/main\ncommitter A <a@b> 9 +0000\ndata 1\nm\nfrom :2\n{merge}{files}");
    let parents: String = (0..PARENTS).map(parent).collect();
    let stream = [first, &inline("base", "x"), &parents, &last].concat();
    repo.feed(&["fast-import", "--quiet"], stream.as_bytes());
    let start = Instant::now();
    let document = Dsnitch::new(&repo).env("SOURCE_DATE_EPOCH", "0").arg("history").json().exits(1).document();
    let seconds = start.elapsed().as_secs();
    assert_eq!(document["findings"].as_array().map(Vec::len), Some(PARENTS));
    assert!(seconds < 30, "{seconds} s");
}

/// Each of the new files may come from any of the old ones, as far as the findings show.
#[test]
fn moving_a_folder_of_similar_files_is_scanned_in_time() {
    const FILES: usize = 4000;
    let repo = TempRepo::new();
    let file = |folder: &str, nth: usize, more: &str| {
        // Less than half is shared with another file, or the first comparison would match.
        let own: String = (0..8).map(|line| format!("A{line}={nth}\n")).collect();
        inline(&format!("{folder}/{nth}.conf"), &format!("{own}B={more}\nPGPASSWORD=Xk29fLq81Zt0\n"))
    };
    let commit = |folder: &str, more: &str| {
        let files: String = (0..FILES).map(|nth| file(folder, nth, more)).collect();
        format!("commit refs/heads/main\ncommitter A <a@b> 1 +0000\ndata 1\nm\ndeleteall\n{files}")
    };
    repo.feed(&["fast-import", "--quiet"], (commit("a", "") + &commit("b", "-")).as_bytes());
    let start = Instant::now();
    let document = Dsnitch::new(&repo).args(["history"]).json().document();
    let seconds = start.elapsed().as_secs();
    assert_eq!(document["coverage"]["files"], 2 * FILES, "{document}");
    assert!(seconds < 20, "{seconds} s");
}

/// All files have the same content, so each new file may come from any old one, and no names match.
#[test]
fn renaming_a_folder_of_identical_files_is_scanned_in_time() {
    const FILES: usize = 40_000;
    let repo = TempRepo::new();
    let setting = "PGPASSWORD=Xk29fLq81Zt0\nA=1\nB=2\n";
    let commit = |folder: &str, setting: &str| {
        let files: String = (0..FILES).map(|nth| format!("M 100644 :1 {folder}/{folder}{nth}.txt\n")).collect();
        let file = inline(&format!("{folder}.conf"), setting);
        format!("commit refs/heads/main\ncommitter A <a@b> 1 +0000\ndata 1\nm\ndeleteall\n{files}{file}")
    };
    let commits = commit("a", setting) + &commit("b", &format!("{setting}C=3\n"));
    repo.feed(&["fast-import", "--quiet"], format!("blob\nmark :1\ndata 5\nsame\n\n{commits}").as_bytes());
    let start = Instant::now();
    let ran = Dsnitch::new(&repo).args(["history"]).json();
    let seconds = start.elapsed().as_secs();
    assert_eq!(ran.leaks().len(), 1, "{}", ran.describe());
    assert!(seconds < 60, "{seconds} s");
}

#[test]
fn long_paths_that_change_with_each_commit_fit_into_memory() {
    let repo = TempRepo::new();
    let id = repo.blob("nothing\n");
    let other = repo.blob("nothing else\n");
    let trees = [id, other].map(|blob| {
        let entries: String = (0..2000).map(|n| format!("100644 blob {blob}\tf{n}\n")).collect();
        repo.feed(&["mktree"], entries.as_bytes()).trim().to_owned()
    });
    let path = vec!["d".repeat(250); 16].join("/");
    let commits = (0..320).map(|n: usize| {
        format!("commit refs/heads/main\ncommitter A <a@b> {n} +0000\ndata 1\nm\nM 040000 {} {path}\n", trees[n % 2])
    });
    repo.feed(&["fast-import", "--quiet"], commits.collect::<String>().as_bytes());
    repo.git(["repack", "-adq"]);
    // The paths of one commit take 8 MB, those of all commits 2.6 GB.
    let script = "ulimit -v 1500000; exec \"$DSNITCH\" history --jobs 2";
    let output = must(sh(&repo, script).output(), "running sh");
    let reported = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        reported.ends_with("passed: nothing found; 2 file contents, 341 bytes scanned in 320 commits\n"),
        "{reported}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn control_characters_in_paths_and_lines_never_reach_the_terminal() {
    let repo = TempRepo::new();
    repo.stage_only("a\u{1b}]0;x\u{7}\u{202e}.conf", format!("\u{1b}[2J\u{9b}31m{SECRET}\u{1b}[0m\n"));
    let ran = Dsnitch::new(&repo).args(["staged", "--color", "never"]).run();
    let raw = |text: &str| text.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}');
    assert!(!raw(&ran.stdout) && !raw(&ran.stderr), "{}", ran.describe());
    ran.exits(1);
}

/// A text at many paths of one language is scanned once or twice, and once more at a path with another content key.
#[test]
fn a_text_at_many_paths_is_scanned_once_for_each_content_key() {
    let entry = "db.internal:15432:app:app:Zx81quartzLamp77\n";
    let text = format!("{entry}{}", "the password page resets a password\n".repeat(20_000));
    let staged = |paths: &[String]| {
        let repo = TempRepo::new();
        let blob = repo.blob(&text);
        let entries: String = paths.iter().map(|path| format!("100644 {blob}\t{path}\n")).collect();
        repo.feed(&["update-index", "--index-info"], entries.as_bytes());
        let started = Instant::now();
        let ran = Dsnitch::new(&repo).args(["staged"]).json();
        (started.elapsed(), ran)
    };
    let mut paths: Vec<String> = (0..3).map(|number| format!("docs/{number}.txt")).collect();
    let (few, _) = staged(&paths);
    paths = (0..200).map(|number| format!("docs/{number}.txt")).collect();
    paths.push("z/.pgpass".to_owned());
    let (many, ran) = staged(&paths);
    assert_eq!(ran.document()["coverage"]["files"], 201, "{}", ran.describe());
    assert_eq!(ran.leaks(), [(b"z/.pgpass".to_vec(), 1)].into(), "{}", ran.describe());
    assert!(many < few * 12, "three take {few:?}, two hundred {many:?}");
}
