//! What is made to end a scan early, or what ends one by accident: never status 0, never a report that reads as whole.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::cmd::{Dsnitch, binary};
use crate::support::repo::TempRepo;
use crate::support::{SECRET, must};

fn sh(repo: &TempRepo, script: &str) -> Command {
    let mut command = repo.command("sh");
    command.args(["-c", script]).env("DSNITCH", binary()).stdin(Stdio::null());
    command
}

/// What a shell says that `script` ended with.
fn status_of(repo: &TempRepo, script: &str) -> Option<i32> {
    let output = must(sh(repo, script).output(), "running sh");
    output.status.code()
}

/// A repository that stages `count` files with a secret in each.
fn with_secrets(count: usize) -> TempRepo {
    let repo = TempRepo::new();
    let line = format!("{SECRET}\n");
    for n in 0..count {
        repo.write(format!("{n}.env"), format!("N={n}\n{line}"));
    }
    repo.git(["add", "-f", "."]);
    repo
}

#[test]
fn a_reader_that_leaves_in_the_middle_changes_no_status() {
    let repo = with_secrets(300);
    for format in ["human", "json", "jsonl"] {
        let script = format!(
            "{{ \"$DSNITCH\" staged --format {format} 2>/dev/null; echo $? >status; }} | head -c 100 >/dev/null; exit $(cat status)"
        );
        assert_eq!(status_of(&repo, &script), Some(1), "{format}");
    }
}

#[test]
fn closed_streams_change_no_status() {
    for closed in [">&-", "2>&-", "<&-", "<&- >&- 2>&-"] {
        let run = |repo: &TempRepo| status_of(repo, &format!("\"$DSNITCH\" staged {closed}"));
        assert_eq!(run(&with_secrets(1)), Some(1), "{closed}");
        let damaged = with_secrets(1);
        must(fs::write(damaged.path(".git/index"), "DIRC"), "damaging");
        assert_eq!(run(&damaged), Some(2), "{closed}");
    }
}

#[test]
fn a_disk_that_fills_up_leaves_no_report_that_reads_as_whole() {
    let repo = with_secrets(300);
    for format in ["json", "jsonl", "human"] {
        let whole =
            must(sh(&repo, &format!("\"$DSNITCH\" staged --format {format} --output ../whole")).status(), "running");
        assert_eq!(whole.code(), Some(1));
        // Blocks of 512 bytes; the signal that comes with them would end the program before it can say anything.
        let script = format!("trap '' XFSZ; ulimit -f 8; \"$DSNITCH\" staged --format {format} --output ../part");
        assert_eq!(status_of(&repo, &script), Some(1), "{format}");
        let (whole, part) =
            (must(fs::read(repo.path("../whole")), "reading"), must(fs::read(repo.path("../part")), "reading"));
        assert!(part.len() < whole.len() && whole.starts_with(&part), "{format}: {} {}", part.len(), whole.len());
        let last = |bytes: &[u8]| bytes.trim_ascii_end().rsplit(|&byte| byte == b'\n').next().map(<[u8]>::to_vec);
        assert_ne!(last(&part), last(&whole), "{format}: the last line is what tells a whole report");
        must(fs::remove_file(repo.path("../part")), "removing");
        must(fs::remove_file(repo.path("../whole")), "removing");
    }
}

/// What passes for git waits for a fifo: the scan waits for it, and the signal meets it for certain.
#[test]
fn an_interrupt_in_the_middle_is_no_pass_and_leaves_no_report() {
    let repo = TempRepo::init(&["--ref-format=reftable"]);
    repo.stage("1.env", format!("{SECRET}\n"));
    let fifo = repo.path("../fifo");
    assert!(must(Command::new("mkfifo").arg(&fifo).status(), "making a fifo").success());
    repo.write("../bin/git", format!("#!/bin/sh\nexec cat '{}'\n", fifo.display()));
    must(fs::set_permissions(repo.path("../bin/git"), fs::Permissions::from_mode(0o755)), "chmod");
    let path = format!("{}:{}", repo.path("../bin").display(), std::env::var("PATH").unwrap_or_default());
    for (signal, output) in [("INT", false), ("TERM", false), ("INT", true)] {
        let mut command = repo.command(binary());
        command.args(["staged", "--format", "json"]).env("PATH", &path);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        if output {
            command.args(["--output", "../report"]);
        }
        let mut child = must(command.spawn(), "running dsnitch");
        // This waits until the other end is open.
        let pipe = must(fs::OpenOptions::new().write(true).open(&fifo), "opening the fifo");
        let kill = must(Command::new("sh").args(["-c", &format!("kill -{signal} {}", child.id())]).status(), "kill");
        assert!(kill.success());
        let status = must(child.wait(), "waiting");
        drop(pipe);
        assert_ne!(status.code(), Some(0), "{signal}");
        let mut told = String::new();
        if let Some(mut stdout) = child.stdout.take() {
            must(stdout.read_to_string(&mut told), "reading");
        }
        assert_eq!(told, "", "{signal}");
        if output {
            assert_eq!(must(fs::read(repo.path("../report")), "reading"), b"", "{signal}");
        }
    }
}

#[test]
fn a_line_of_keywords_and_nothing_else_is_scanned_in_time() {
    let repo = TempRepo::new();
    repo.stage_only("a.conf", "password=".repeat(250_000));
    repo.stage_only("b.txt", "postgres://".repeat(1_000_000));
    let start = Instant::now();
    let mut child =
        must(repo.command(binary()).arg("staged").stdout(Stdio::null()).stderr(Stdio::null()).spawn(), "running");
    loop {
        if let Some(status) = must(child.try_wait(), "waiting") {
            assert!(matches!(status.code(), Some(0 | 1)), "{status}");
            return;
        }
        if start.elapsed() > Duration::from_secs(120) {
            must(child.kill(), "ending it");
            panic!("still at it after two minutes");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Changes the type of the packed entry that becomes `object`: none is called 0, and 5 is kept for later.
fn set_type(repo: &TempRepo, object: &str, kind: u8) {
    let folder = repo.path(".git/objects/pack");
    let pack = must(fs::read_dir(&folder), "listing").flatten().map(|entry| entry.path());
    let pack = pack.into_iter().find(|path| path.extension().is_some_and(|e| e == "pack"));
    let pack = pack.unwrap_or(folder);
    let told = repo.git(["verify-pack".as_ref(), "-v".as_ref(), pack.as_os_str()]);
    let line = told.lines().find(|line| line.starts_with(object)).unwrap_or("");
    let offset: usize = line.split_whitespace().nth(4).and_then(|word| word.parse().ok()).unwrap_or(0);
    assert!(offset > 0, "{object} is not in\n{told}");
    let mut bytes = must(fs::read(&pack), "reading");
    bytes[offset] = bytes[offset] & 0x8f | kind << 4;
    must(fs::set_permissions(&pack, fs::Permissions::from_mode(0o644)), "chmod");
    must(fs::write(&pack, bytes), "writing");
}

/// libgit2's binding ends the process with a signal when it is asked for the header of such an entry.
#[test]
fn a_packed_entry_of_no_known_type_is_2_with_its_name() {
    for kind in [0, 5] {
        for name in ["HEAD:a.env", "HEAD", "HEAD^{tree}", "tag"] {
            let repo = TempRepo::with_commit(&[("a.env", "HOST=db\n")]);
            repo.stage("a.env", "HOST=db2\n");
            repo.commit("second");
            repo.git(["tag", "-a", "-m", "t", "tag"]);
            let object = repo.rev(name);
            let (tag, parent) = (repo.rev("tag"), repo.rev("HEAD^"));
            // The whole of it is staged as new, so that the packed blob is what is scanned.
            let blob = repo.rev("HEAD:a.env");
            repo.git(["repack", "-q", "-a", "-d", "-f", "--depth=0"]);
            repo.git(["update-index", "--add", "--cacheinfo", &format!("100644,{blob},new.env")]);
            set_type(&repo, &object, kind);
            let pushed = format!("refs/tags/t {tag} refs/tags/t {parent}\n");
            for (command, input) in [
                (&["staged"][..], ""),
                (&["range", "HEAD^..HEAD"], ""),
                (&["range", "--pre-push"], &pushed),
                (&["history"], ""),
            ] {
                let ran = Dsnitch::new(&repo).args(command).input(input).run();
                if name == "tag" && (command == ["staged"] || command == ["range", "HEAD^..HEAD"]) {
                    ran.exits(0);
                } else {
                    ran.exits(2);
                }
            }
        }
    }
}

/// Whether this can run a program as somebody who may not read everything.
fn can_be_nobody() -> bool {
    let is_root = must(Command::new("id").arg("-u").output(), "running id").stdout == b"0\n";
    let can = is_root && Command::new("setpriv").arg("--version").output().is_ok();
    if !can {
        let _ = writeln!(std::io::stderr(), "SKIPPED: this test is for root, with setpriv");
    }
    can
}

/// Makes the repository, and a copy of the program beside it, somebody else's.
fn give_away(repo: &TempRepo) {
    must(fs::copy(binary(), repo.path("../dsnitch")), "copying");
    let top = repo.path("..");
    assert!(must(Command::new("chown").args(["-R", "65534:65534"]).arg(&top).status(), "chown").success());
}

/// What somebody else is told by `dsnitch <command>`.
fn as_nobody(repo: &TempRepo, command: &str) -> Output {
    let mut run = repo.command("setpriv");
    run.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(repo.path("../dsnitch")).arg(command);
    must(run.stdin(Stdio::null()).output(), "running setpriv")
}

/// A pack, or its index, that may not be read is named, and the other packs are scanned.
#[test]
fn a_pack_that_may_not_be_read_is_2_with_its_name_in_a_history() {
    if !can_be_nobody() {
        return;
    }
    for extension in ["pack", "idx"] {
        let repo = TempRepo::with_commit(&[("old.env", "PGPASSWORD=Wk29fLq81Zt2\n")]);
        repo.git(["repack", "-q", "-d"]);
        let first = names_of_packs(&repo);
        repo.stage("new.env", format!("{SECRET}\n"));
        repo.commit("new");
        repo.git(["repack", "-q", "-d"]);
        let second = names_of_packs(&repo).into_iter().find(|name| !first.contains(name)).unwrap_or_default();
        // The commits before those that are lost are there without a ref.
        for (closed, open) in [(&first[0], "new.env"), (&second, "old.env")] {
            let path = repo.path(format!(".git/objects/pack/{closed}.{extension}"));
            give_away(&repo);
            must(fs::set_permissions(&path, fs::Permissions::from_mode(0o0)), "chmod");
            let output = as_nobody(&repo, "history");
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8_lossy(&said);
            assert_eq!(output.status.code(), Some(2), "{extension} {open}\n{said}");
            assert!(said.contains(closed.as_str()), "{extension} {open}\n{said}");
            assert!(said.contains(&format!(" --> {open}")), "{extension} {open}\n{said}");
            must(fs::set_permissions(&path, fs::Permissions::from_mode(0o644)), "chmod");
        }
    }
}

fn names_of_packs(repo: &TempRepo) -> Vec<String> {
    let files = must(fs::read_dir(repo.path(".git/objects/pack")), "listing").flatten().map(|entry| entry.path());
    let packs = files.filter(|path| path.extension().is_some_and(|end| end == "pack"));
    packs.filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned())).collect()
}

/// What root can always read, somebody else may not.
#[test]
fn what_may_not_be_read_is_2() {
    if !can_be_nobody() {
        return;
    }
    for (path, mode, code) in [
        (None, 0, 1),
        (Some(".git"), 0o555, 1),
        (Some(".git/index"), 0, 2),
        (Some(".git/HEAD"), 0, 2),
        (Some(".git/refs/heads/main"), 0, 2),
        (Some(".git/config"), 0, 2),
        (Some(".dsnitch.toml"), 0, 2),
        (Some("the object"), 0, 2),
    ] {
        let repo = TempRepo::with_commit(&[(".dsnitch.toml", "profile = \"strict\"\n")]);
        repo.stage("a.env", format!("{SECRET}\n"));
        let blob = repo.rev(":a.env");
        let blob = repo.path(format!(".git/objects/{}/{}", &blob[..2], &blob[2..]));
        give_away(&repo);
        if let Some(path) = path {
            let path = if path == "the object" { blob } else { repo.path(path) };
            must(fs::set_permissions(Path::new(&path), fs::Permissions::from_mode(mode)), "chmod");
        }
        let output = as_nobody(&repo, "staged");
        assert_eq!(output.status.code(), Some(code), "{path:?}\n{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Each works here; what libgit2 does not read at all, both formats together, is refused with the reason.
#[test]
fn a_range_is_read_or_refused_with_the_reason() {
    let both = ["--ref-format=reftable", "--object-format=sha256"];
    for (format, code, word) in [(&both[..1], 1, "b.env"), (&both[1..], 1, "b.env"), (&both, 2, "refstorage")] {
        let repo = TempRepo::init(format);
        repo.stage("a.env", "A=1\n");
        repo.commit("base");
        repo.stage("b.env", format!("{SECRET}\n"));
        Dsnitch::new(&repo).args(["staged"]).run().exits(1);
        repo.commit("secret");
        Dsnitch::new(&repo).args(["range", "HEAD^..HEAD"]).run().exits(code).says(&[word]);
        Dsnitch::new(&repo).args(["install"]).run().exits(0);
        repo.stage("c.env", format!("{SECRET}\n"));
        let commit = must(repo.command("git").args(["commit", "-q", "-m", "x"]).output(), "running git");
        assert!(!commit.status.success(), "{format:?}: the installed hook let it through");
    }
}
