//! Directories, named files, standard input.

use std::fs;
use std::io::Cursor;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use dsnitch::source::{FileSource, StdinSource};

use super::leaks;
use crate::support::recorder::Recorder;
use crate::support::repo::TempRepo;
use crate::support::{SECRET, must};

#[test]
fn files_of_a_directory_are_tracked_or_not_ignored() {
    let repo = TempRepo::new();
    for path in ["a.txt", ".hidden", "dir/b.txt", "ignored/tracked.txt", "x.log", "gone.txt"] {
        repo.stage(path, "text\n");
    }
    repo.write(".gitignore", "*.log\nignored/\n");
    for path in ["ignored/untracked.txt", "y.log", "new.txt", "sub/.gitignore", "sub/c.txt"] {
        repo.write(path, "c.txt\n");
    }
    must(fs::remove_file(repo.path("gone.txt")), "removing");
    must(symlink("a.txt", repo.path("link")), "linking");
    must(symlink("dir", repo.path("linked-dir")), "linking");
    repo.git(["init", "-q", "nested"]);
    repo.write("nested/.gitignore", "kept\n");
    repo.write("nested/kept", "text\n");
    repo.git(["-C", "nested", "add", "-f", "kept"]);
    let root = repo.root().to_string_lossy().into_owned();
    let listed = |path: &str| {
        let said = Recorder::of(&mut FileSource::new(vec![PathBuf::from(path)])).complete();
        said.paths().iter().map(|path| path.replacen(&root, "", 1)).collect::<Vec<_>>()
    };
    let all = [
        "/.gitignore",
        "/.hidden",
        "/a.txt",
        "/dir/b.txt",
        "/ignored/tracked.txt",
        "/link",
        "/linked-dir",
        "/nested/.gitignore",
        "/nested/kept",
        "/new.txt",
        "/sub/.gitignore",
        "/x.log",
    ];
    assert_eq!(listed(&root), all);
    assert_eq!(listed(&format!("{root}/ignored/")), ["/ignored/tracked.txt", "/ignored/untracked.txt"], "named");
    assert_eq!(listed(&format!("{root}/y.log")), ["/y.log"], "named, so read");
    assert_eq!(listed(&format!("{root}/linked-dir")), ["/linked-dir/b.txt"], "named, so followed");
    let said = Recorder::of(&mut FileSource::new(vec![repo.path("dir"), repo.path("dir/b.txt"), repo.path("link")]));
    let said = said.complete();
    assert_eq!(said.seen.len(), 2, "each once");
    let texts: Vec<&[u8]> = said.seen.iter().map(|seen| seen.text.as_slice()).collect();
    assert_eq!(texts, [b"text\n", b"text\n"]);
}

#[test]
fn outside_of_a_repository_all_files_are_listed() {
    let directory = must(tempfile::tempdir(), "making a directory");
    let path = |name: &str| directory.path().join(name);
    for (name, content) in [(".gitignore", "*.conf\n"), (".ignore", "*\n"), ("a.conf", SECRET), (".env", SECRET)] {
        must(fs::write(path(name), content), "writing");
    }
    must(symlink("/nowhere/else", path("dangling")), "linking");
    must(std::os::unix::net::UnixListener::bind(path("socket")), "binding a socket");
    let said = Recorder::of(&mut FileSource::new(vec![directory.path().to_owned()])).complete();
    assert_eq!(said.seen.len(), 5);
    assert_eq!(said.secrets().len(), 2);
    let link = said.seen.iter().find(|seen| seen.origin.path.ends_with(b"dangling"));
    assert!(link.is_some_and(|link| link.text == b"/nowhere/else"), "a link's target is its content");
    assert!(said.skips.iter().all(|skip| skip.path.ends_with(b"socket")) && said.skips.len() == 1, "{:?}", said.skips);
    let said = Recorder::of(&mut FileSource::new(vec![path("none"), path("dangling"), path("a.conf")]));
    assert_eq!((said.failures.len(), said.seen.len()), (2, 1));
}

#[test]
fn standard_input_is_one_fragment() {
    let said = Recorder::of(&mut StdinSource::new(Cursor::new(format!("one\n{SECRET}\n")))).complete();
    assert_eq!(said.secrets(), leaks(&[(b"-", 2)]));
    let said = Recorder::of(&mut StdinSource::new(std::io::repeat(b'x')));
    assert_eq!((said.failures.len(), said.seen.len()), (1, 0), "endless input is not scanned, and says so");
    let said = Recorder::of(&mut StdinSource::new(Cursor::new(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec())));
    assert_eq!(said.complete().skips.len(), 1);
}
