//! Content that cannot be read because it is damaged, has an unknown format, or is not a file of the repository: status
//! 2 with its name, never 0.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::process::Command;

use super::states::{CLEAN, base, base_with, staged};
use crate::support::cmd::Dsnitch;
use crate::support::repo::TempRepo;
use crate::support::{SECRET, must};

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

/// Each extension is supported, and both together, which libgit2 does not read at all.
#[test]
fn a_range_is_read_in_every_format() {
    let both = ["--ref-format=reftable", "--object-format=sha256"];
    for (format, code, word) in [(&both[..1], 1, "b.env"), (&both[1..], 1, "b.env"), (&both, 1, "b.env")] {
        let repo = TempRepo::init(format);
        repo.stage("a.env", "A=1\n");
        repo.commit("base");
        repo.stage("b.env", format!("{SECRET}\n"));
        Dsnitch::new(&repo).args(["staged"]).run().exits(1);
        repo.commit("secret");
        Dsnitch::new(&repo).args(["range", "HEAD^..HEAD"]).run().exits(code).says(&[word]);
        Dsnitch::new(&repo).args(["install"]).run().exits(0);
        repo.stage("c.env", format!("{SECRET}\n"));
        let commit = repo.try_git(["commit", "-q", "-m", "x"]);
        assert!(!commit.succeeded(), "{format:?}: the installed hook let it through{}", commit.describe());
    }
}

#[test]
fn every_damage_to_an_index_is_refused() {
    for set_up in [base as fn() -> TempRepo, || base_with(&["--object-format=sha256"])] {
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
fn every_damage_to_an_object_is_refused() {
    let zlib = |content: &[u8]| {
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
        let reported = ran.describe();
        assert!(reported.contains(&blob) && reported.contains("b.conf"), "{name}{reported}");
        ran.exits(2);
    }
}

/// Changes the type of the packed entry of `object`: type 0 does not exist, and 5 is reserved.
fn set_type(repo: &TempRepo, object: &str, kind: u8) {
    let folder = repo.path(".git/objects/pack");
    let pack = must(fs::read_dir(&folder), "listing").flatten().map(|entry| entry.path());
    let pack = pack.into_iter().find(|path| path.extension().is_some_and(|e| e == "pack"));
    let pack = pack.unwrap_or(folder);
    let reported = repo.git(["verify-pack".as_ref(), "-v".as_ref(), pack.as_os_str()]);
    let line = reported.lines().find(|line| line.starts_with(object)).unwrap_or("");
    let offset: usize = line.split_whitespace().nth(4).and_then(|word| word.parse().ok()).unwrap_or(0);
    assert!(offset > 0, "{object} is not in\n{reported}");
    let mut bytes = must(fs::read(&pack), "reading");
    bytes[offset] = bytes[offset] & 0x8f | kind << 4;
    must(fs::set_permissions(&pack, fs::Permissions::from_mode(0o644)), "chmod");
    must(fs::write(&pack, bytes), "writing");
}

/// libgit2's binding aborts the process when it reads the header of such an entry.
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
            // Everything is staged as new, so that the packed blob is scanned.
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

#[test]
fn a_configuration_outside_of_the_repository_is_refused() {
    let repo = base();
    let config = repo.path(".dsnitch.toml");
    let refused = |why: &str| {
        Dsnitch::new(&repo).args(["staged"]).run().exits(2).says(&[".dsnitch.toml", why]);
        must(fs::remove_file(&config), "removing");
    };
    must(symlink("/etc/passwd", &config), "linking");
    refused("out of the repository");
    assert!(must(Command::new("mkfifo").arg(&config).status(), "making a fifo").success());
    refused("not a regular file");
    must(fs::write(&config, vec![b'#'; (1 << 20) + 1]), "writing");
    refused("larger");
    must(fs::write(&config, "profile = \"strict\"\nprofile = \"relaxed\"\n"), "writing");
    refused("line 2");
}
