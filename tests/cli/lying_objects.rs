//! Loose objects whose content does not match their id. Git prefers a packed object to a loose one of the same id, so
//! the packed content is committed; without a packed one, the content is unknown.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::support::cmd::Dsnitch;
use crate::support::repo::TempRepo;
use crate::support::{SECRET, must};

fn write_loose(repo: &TempRepo, id: &str, object: &[u8]) {
    let path = repo.path(format!(".git/objects/{}/{}", &id[..2], &id[2..]));
    must(fs::create_dir_all(path.parent().unwrap_or(&path)), "making a directory");
    if path.exists() {
        must(fs::set_permissions(&path, fs::Permissions::from_mode(0o644)), "chmod");
    }
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    must(encoder.write_all(object), "deflating");
    must(fs::write(path, must(encoder.finish(), "deflating")), "writing");
}

/// Returns the object `rev` in the format of a loose file.
fn object(repo: &TempRepo, rev: &str) -> Vec<u8> {
    let kind = repo.git(["cat-file", "-t", rev]).trim().to_owned();
    let mut command = repo.command("git");
    let content = must(command.args(["cat-file", &kind, rev]).output(), "running git").stdout;
    [format!("{kind} {}\0", content.len()).as_bytes(), &content].concat()
}

/// Rows: the object with the false content, and the revision whose content it gets.
const LIES: [(&str, &str); 4] =
    [("HEAD:a.conf", "HEAD~1:a.conf"), ("HEAD^{tree}", "HEAD~1^{tree}"), ("HEAD", "HEAD~1"), (":b.conf", ":c.conf")];

#[test]
fn a_loose_object_with_a_false_id_is_not_trusted() {
    for format in ["sha1", "sha256"] {
        for (rev, instead) in LIES {
            for is_packed in [true, false] {
                let repo = TempRepo::init(&["--object-format", format]);
                repo.stage("a.conf", "host = db.internal\n");
                repo.commit("base");
                repo.stage("a.conf", format!("host = db.internal\n{SECRET}\n"));
                repo.commit("oops");
                repo.stage("c.conf", "clean\n");
                repo.stage("b.conf", format!("{SECRET}\n"));
                let (id, lie) = (repo.rev(rev), object(&repo, instead));
                let base = repo.rev("HEAD~1");
                let head = repo.rev("HEAD");
                if is_packed {
                    repo.feed(&["pack-objects", "-q", ".git/objects/pack/pack"], format!("{id}\n").as_bytes());
                }
                write_loose(&repo, &id, &lie);
                let range = format!("{base}..{head}");
                let is_staged = rev == ":b.conf";
                for (arguments, concerns) in [
                    (&["staged"][..], rev != "HEAD:a.conf"),
                    (&["staged", "a.conf", "b.conf"], true),
                    (&["range", &range], !is_staged),
                    (&["history"], !is_staged),
                ] {
                    let ran = Dsnitch::new(&repo).args(arguments).run();
                    if is_packed || !concerns {
                        let ran = ran.exits(1);
                        assert!(!ran.stdout.is_empty(), "{format} {rev} {arguments:?}{}", ran.describe());
                    } else {
                        ran.exits(2).says(&[&id]);
                    }
                }
            }
        }
    }
}

/// An object whose header claims to be too large is not read to its end: the packed one is.
#[test]
fn a_false_size_of_a_loose_object_hides_no_packed_one() {
    for start in [&[0_u8; 9000][..], &[b'x'; 9000]] {
        let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
        repo.stage("b.conf", format!("{SECRET}\n"));
        let id = repo.rev(":b.conf");
        repo.feed(&["pack-objects", "-q", ".git/objects/pack/pack"], format!("{id}\n").as_bytes());
        write_loose(&repo, &id, &[b"blob 2147483648\0", start].concat());
        Dsnitch::new(&repo).args(["staged"]).run().exits(1).says(&["b.conf"]);
    }
}
