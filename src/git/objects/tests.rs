#![allow(clippy::disallowed_methods, reason = "git makes the packs")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use git2::ObjectFormat;

use super::super::refs::files::parse_id;
use super::*;

fn git(at: &Path, arguments: &[&str], input: &[u8]) -> String {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=a", "-c", "user.email=a@example.org"]).args(arguments).current_dir(at);
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Blobs in separate packs, all of which disappear after some have been read: the packs of a repack are found.
#[test]
fn objects_that_a_repack_moved_are_found() {
    for into_packs in [true, false] {
        let directory = tempfile::tempdir().unwrap();
        let at = directory.path();
        git(at, &["init", "-q"], b"");
        let ids: Vec<String> = (0..4)
            .map(|n| {
                let id = git(at, &["hash-object", "-w", "--stdin"], format!("blob {n}\n").as_bytes());
                git(at, &["tag", &format!("t{n}"), &id], b"");
                git(at, &["repack", "-q", "-d"], b"");
                id
            })
            .collect();
        let objects =
            Objects::in_directories(Arc::new(ObjectDirectories::of(at.join(".git/objects"), ObjectFormat::Sha1)));
        let text = |id: &str| match objects.blob(parse_id(id.as_bytes()).unwrap()) {
            Ok(Blob::Loaded(blob)) => String::from_utf8(blob.data().to_vec()).unwrap(),
            Ok(_) => "too large".to_owned(),
            Err(error) => error.to_string(),
        };
        assert_eq!(text(&ids[0]), "blob 0\n");
        if into_packs {
            git(at, &["repack", "-q", "-a", "-d", "-f"], b"");
        } else {
            let packs = std::fs::read_dir(at.join(".git/objects/pack")).unwrap().flatten().map(|entry| entry.path());
            let packs: Vec<PathBuf> = packs.collect();
            let moved: Vec<Vec<u8>> = packs
                .iter()
                .filter(|path| path.extension().is_some_and(|end| end == "pack"))
                .map(|path| std::fs::read(path).unwrap())
                .collect();
            packs.iter().for_each(|path| std::fs::remove_file(path).unwrap());
            moved.iter().for_each(|pack| drop(git(at, &["unpack-objects", "-q"], pack)));
        }
        for (n, id) in ids.iter().enumerate().rev() {
            assert_eq!(text(id), format!("blob {n}\n"), "{into_packs}");
        }
        for n in 0..10 {
            let absent = text(&format!("{n}{}", "1".repeat(39)));
            assert!(absent.contains("blob"), "{absent}");
        }
    }
}
