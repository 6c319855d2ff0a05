#![allow(clippy::disallowed_methods, reason = "git makes the packs, and says what is in them")]

use std::process::{Command, Stdio};

use git2::ObjectFormat;

use super::*;
use crate::git::refs::files::parse_id;

fn git(at: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=a", "-c", "user.email=a@example.org"]).args(arguments).current_dir(at);
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null").stdin(Stdio::null());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn headers_match_those_that_git_reports() {
    for (format, settings) in [
        ("sha1", "gc.auto=0"),
        ("sha1", "repack.useDeltaBaseOffset=false"),
        ("sha1", "pack.indexVersion=1"),
        ("sha256", "gc.auto=0"),
    ] {
        let object_format = if format == "sha256" { ObjectFormat::Sha256 } else { ObjectFormat::Sha1 };
        let directory = tempfile::tempdir().unwrap();
        let at = directory.path();
        git(at, &["init", "-q", "--object-format", format]);
        let mut text = (0..3000).map(|n| format!("line {n} of many\n")).collect::<String>();
        for n in 0..8 {
            text.push_str(&format!("and {n}\n"));
            fs::write(at.join("a.txt"), &text).unwrap();
            git(at, &["add", "."]);
            git(at, &["commit", "-q", "-m", "x"]);
        }
        git(at, &["tag", "-a", "-m", "t", "t"]);
        git(at, &["-c", settings, "repack", "-q", "-a", "-d", "-f"]);
        let listed = git(
            at,
            &[
                "cat-file",
                "--batch-check=%(objectname) %(objecttype) %(objectsize) %(deltabase)",
                "--batch-all-objects",
            ],
        );
        let packed = PackLookup::new(Arc::new(ObjectDirectories::of(at.join(".git/objects"), object_format)));
        let (mut count, mut deltas) = (0, 0);
        for line in listed.lines() {
            let mut words = line.split(' ');
            let oid = parse_id(words.next().unwrap().as_bytes()).unwrap();
            let (kind, size) = (words.next().unwrap(), words.next().unwrap().parse().unwrap());
            let header = packed.header(oid).ok().flatten().map(|(kind, size)| (kind.name(), size));
            assert_eq!(header, Some((kind, size)), "{format} {settings} {line}");
            let mut content = Command::new("git");
            content.args(["cat-file", kind, &oid.to_string()]).current_dir(at);
            let content = content.output().unwrap().stdout;
            let read = packed.read(oid, size).ok().flatten().map(|object| (object.kind.name(), object.bytes.to_vec()));
            assert_eq!(read, Some((kind, content.clone())), "{format} {settings} {line}");
            let too_many = packed.read(oid, size.saturating_sub(1));
            assert!(matches!(too_many, Err(Refusal::TooLarge(found)) if found == size) || size == 0, "{line}");
            let head = packed.head(oid);
            if let Some(head) = &head {
                let common = head.len().min(HEAD);
                assert!(common >= content.len().min(HEAD) && head[..common] == content[..common], "{line}");
            }
            assert!(head.is_some() || kind != "blob", "{format} {settings} {line}");
            count += 1;
            deltas += usize::from(!words.next().unwrap().starts_with("0000"));
        }
        assert!(count == 25 && deltas >= 4, "{count} objects, {deltas} deltas");
        let absent = Oid::from_bytes(&vec![7; listed.split(' ').next().unwrap().len() / 2]).unwrap();
        assert!(
            matches!(packed.header(absent), Ok(None))
                && !packed.has(absent)
                && matches!(packed.read(absent, 9), Ok(None))
        );
    }
}
