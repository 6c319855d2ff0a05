//! Hand-made packs. If an entry is malformed, the scan names the object and the pack, finds the rest, and is
//! incomplete. With deltas that git would not make, it finds the same as without them. The index has version 1, which
//! has no checksums that would reveal the damage earlier.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::support::cmd::Dsnitch;
use crate::support::must;
use crate::support::numbers::Numbers;
use crate::support::repo::TempRepo;

/// Ids of objects in the pack with other content.
const BAD: &str = "1111111111111111111111111111111111111111";
const OTHER: &str = "2222222222222222222222222222222222222222";
const NOWHERE: &str = "3333333333333333333333333333333333333333";

const BASE: &[u8] = b"PGPASSWORD=Yk29fLq81Zt1\n";

/// An entry: its id, and its stored bytes.
type Entry = (String, Vec<u8>);

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    must(encoder.write_all(bytes).and_then(|()| encoder.finish()), "compressing")
}

fn id(hex: &str) -> Vec<u8> {
    (0..20).map(|at| must(u8::from_str_radix(&hex[2 * at..2 * at + 2], 16), "reading an id")).collect()
}

/// Encodes the type and size of an entry.
fn header(kind: u8, mut size: u64) -> Vec<u8> {
    let mut bytes = vec![(kind << 4) | (size & 15) as u8];
    size >>= 4;
    while size > 0 {
        *bytes.last_mut().unwrap() |= 0x80;
        bytes.push((size & 127) as u8);
        size >>= 7;
    }
    bytes
}

/// Builds a blob that is stored whole.
fn blob(content: &[u8]) -> Vec<u8> {
    [header(3, content.len() as u64), zlib(content)].concat()
}

/// Builds a delta on the object `base`.
fn delta_of(base: &str, delta: &[u8]) -> Vec<u8> {
    [header(7, delta.len() as u64), id(base), zlib(delta)].concat()
}

/// Builds a delta on the entry that starts `distance` bytes before.
fn delta_before(distance: u8, delta: &[u8]) -> Vec<u8> {
    [header(6, delta.len() as u64), vec![distance & 127], zlib(delta)].concat()
}

/// Writes a pack of `entries`, and its index, into `repo`.
fn write_pack(repo: &TempRepo, entries: &[Entry]) {
    let mut pack = b"PACK\0\0\0\x02".to_vec();
    pack.extend(u32::try_from(entries.len()).unwrap().to_be_bytes());
    let mut places: Vec<(Vec<u8>, u32)> = Vec::new();
    for (name, stored) in entries {
        places.push((id(name), u32::try_from(pack.len()).unwrap()));
        pack.extend(stored);
    }
    pack.extend([0; 20]);
    places.sort();
    let mut index = Vec::new();
    for byte in 0..=255_u8 {
        let count = places.iter().filter(|(id, _)| id[0] <= byte).count();
        index.extend(u32::try_from(count).unwrap().to_be_bytes());
    }
    for (id, offset) in &places {
        index.extend(offset.to_be_bytes());
        index.extend(id);
    }
    index.extend([0; 40]);
    let name = format!(".git/objects/pack/pack-{}", "4".repeat(40));
    repo.write(format!("{name}.pack"), pack);
    repo.write(format!("{name}.idx"), index);
}

/// Creates a repository whose commit has a good file and `bad.env`, which is the object [`BAD`].
fn repository() -> (TempRepo, String) {
    let repo = TempRepo::new();
    let good = repo.blob("PGPASSWORD=Xk29fLq81Zt0\n");
    let base = repo.blob(BASE);
    let entries = format!("100644 blob {BAD}\tbad.env\n100644 blob {good}\tgood.env\n");
    let tree = repo.feed(&["mktree", "--missing"], entries.as_bytes()).trim().to_owned();
    let commit = repo.git(["commit-tree", "-m", "x", &tree]).trim().to_owned();
    repo.git(["update-ref", "refs/heads/main", &commit]);
    (repo, base)
}

#[test]
fn a_malformed_entry_is_named_and_the_rest_is_found() {
    let base = repository().1;
    let size = BASE.len() as u8;
    // A valid delta that copies all of the base.
    let copy = [0x90, size];
    let delta = |head: [u8; 2], ops: &[u8]| [&head[..], ops].concat();
    let short = zlib(BASE);
    let rows: Vec<(&str, Vec<Vec<u8>>, &str)> = vec![
        ("a copy that is cut off", vec![delta_of(&base, &delta([size, size], &[0x91]))], "cut off"),
        ("an insertion that is cut off", vec![delta_of(&base, &delta([size, 9], &[9, b'x']))], "cut off"),
        ("an unknown operation", vec![delta_of(&base, &delta([size, 9], &[0]))], "unknown operation"),
        ("a delta of another base", vec![delta_of(&base, &delta([size + 1, size], &copy))], "another size"),
        ("a copy from beyond", vec![delta_of(&base, &delta([size, size], &[0x91, 200, 5]))], "beyond its base"),
        ("less than it says", vec![delta_of(&base, &delta([size, size + 1], &copy))], "less than it says"),
        ("more than it says", vec![delta_of(&base, &delta([size, 3], &copy))], "more than it says"),
        ("an empty delta", vec![delta_of(&base, &[])], "cut off"),
        ("a base that is in no pack", vec![delta_of(NOWHERE, &delta([size, size], &copy))], "base is not in the pack"),
        ("a base where nothing starts", vec![delta_before(3, &delta([size, size], &copy))], "base is not in the pack"),
        ("a base of its own", vec![delta_of(BAD, &delta([size, size], &copy))], "circle"),
        (
            "two bases in a circle",
            vec![delta_of(OTHER, &delta([size, size], &copy)), delta_of(BAD, &delta([size, size], &copy))],
            "circle",
        ),
        ("a size that is too small", vec![[header(3, 3), zlib(BASE)].concat()], ""),
        ("a size that is too large", vec![[header(3, 99), zlib(BASE)].concat()], "size"),
        ("a size beyond all bounds", vec![[header(3, 1 << 50), zlib(BASE)].concat()], ""),
        ("an unknown type", vec![[header(5, 3), zlib(b"abc")].concat()], "type is unknown"),
        ("what is no zlib stream", vec![[header(3, 9), b"not zlib!".to_vec()].concat()], ""),
        ("a stream that is cut off", vec![[header(3, size.into()), short[..short.len() / 2].to_vec()].concat()], ""),
        ("nothing at all", vec![Vec::new()], ""),
        ("a header that never ends", vec![vec![0xff; 30]], "out of range"),
        (
            "a base that is wrong itself",
            vec![delta_of(OTHER, &delta([size, size], &copy)), [header(3, 9), vec![7; 9]].concat()],
            OTHER,
        ),
    ];
    for (name, stored, why) in rows {
        let (repo, base) = repository();
        let ids = [BAD, OTHER];
        let mut entries: Vec<Entry> = vec![(base.clone(), blob(BASE))];
        entries.extend(ids.iter().map(|id| (*id).to_owned()).zip(stored));
        write_pack(&repo, &entries);
        for jobs in ["1", "2"] {
            let ran = Dsnitch::new(&repo).args(["history", "--jobs", jobs]).json();
            let paths: Vec<String> =
                ran.leaks().into_iter().map(|(path, _)| String::from_utf8_lossy(&path).into_owned()).collect();
            assert!(paths.contains(&"good.env".to_owned()), "{name}{}", ran.describe());
            ran.says(&[BAD, "pack-4444", why]).exits(2);
        }
    }
}

/// The same for a tree: its siblings are found, and so is the content of the previous commit.
#[test]
fn a_malformed_tree_is_named_and_the_rest_is_found() {
    let circle = || delta_of(BAD, &[9, 9, 0x90, 9]);
    let cut = zlib(b"100644 a\0and no more");
    for (name, stored) in [
        ("no zlib stream", [header(2, 9), b"not zlib!".to_vec()].concat()),
        ("cut off", [header(2, 19), cut[..cut.len() / 2].to_vec()].concat()),
        ("no tree", [header(2, 19), cut.clone()].concat()),
        ("a wrong size", [header(2, 200), cut.clone()].concat()),
        ("a circle", circle()),
        ("no base", delta_of(NOWHERE, &[9, 9, 0x90, 9])),
        ("a blob", blob(BASE)),
    ] {
        let repo = TempRepo::with_commit(&[("old.env", "PGPASSWORD=Wk29fLq81Zt2\n")]);
        let good = repo.blob("PGPASSWORD=Xk29fLq81Zt0\n");
        let entries = format!("040000 tree {BAD}\tbad\n100644 blob {good}\tgood.env\n");
        let tree = repo.feed(&["mktree", "--missing"], entries.as_bytes()).trim().to_owned();
        let commit = repo.git(["commit-tree", "-m", "x", "-p", "HEAD", &tree]).trim().to_owned();
        repo.git(["update-ref", "refs/heads/main", &commit]);
        write_pack(&repo, &[(BAD.to_owned(), stored)]);
        for jobs in ["1", "2"] {
            let ran = Dsnitch::new(&repo).args(["history", "--jobs", jobs]).json();
            let leaks = ran.leaks();
            assert!(leaks.contains(&(b"old.env".to_vec(), 1)), "{name}{}", ran.describe());
            let secrets: usize = leaks.iter().filter(|(path, _)| path != b"old.env").count();
            assert!(secrets > 0, "what stands beside it: {name}{}", ran.describe());
            ran.says(&[BAD]).exits(2);
        }
    }
}

/// Pieces of generated texts: parts of secrets, and bytes that change how a text is decoded.
const PIECES: &[&[u8]] = &[
    b"PGPASSWORD=",
    b"PGPASS",
    b"WORD=",
    b"postgr",
    b"es://app:",
    b"Xk29fLq81Zt0\n",
    b"postgres://app:",
    b"Yk29fLq81Zt1@db.internal/app\n",
    b"PGPASSWORD=Zk29fLq81Zt2\n",
    b"# dsnitch:allow * -- a sample\n",
    b"password",
    b": ",
    b"=",
    b"\"",
    b"\n",
    b"\r\n",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"P\0G\0P\0A\0S\0S\0W\0O\0R\0D\0=\0X\0k\x002\x009\0f\0L\0q\x008\x001\0Z\0\n\0",
    b"\0",
    b"\x01\x02\x03\x04\x05\x06\x07\x08",
    b"a line of text that nobody looks for, and some more of it\n",
    b"kind: Secret\nstringData:\n",
    b"  password: ",
    b"-----BEGIN PRIVATE KEY-----\n",
    b"kV8m2Qz4rTn9kV8m2Qz4rTn9kV8m2Qz4rTn9kV8m2Qz4rTn9\n",
    b"-----END PRIVATE KEY-----\n",
];

/// Encodes a size as in deltas: seven bits at a time.
fn varint(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// Builds a text that shares much with `base`, and a delta for it: the shared parts are copied or inserted, in ranges
/// that start and end anywhere.
fn random_delta(numbers: &mut Numbers, base: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let mut text = Vec::new();
    for _ in 0..2 + numbers.below(12) {
        if numbers.below(3) > 0 {
            let from = numbers.below(base.len());
            text.extend(&base[from..from + 1 + numbers.below((base.len() - from).min(1_500))]);
        } else {
            text.extend(PIECES[numbers.below(PIECES.len())]);
        }
    }
    text.truncate(6_000);
    let (mut ops, mut rest) = (Vec::new(), text.as_slice());
    while !rest.is_empty() {
        let longest = [8, 120, 600][numbers.below(3)];
        let (part, after) = rest.split_at((1 + numbers.below(longest)).min(rest.len()));
        rest = after;
        let places: Vec<usize> = memchr::memmem::find_iter(base, part).collect();
        match places.get(numbers.below(places.len() + places.len() / 4)).copied() {
            Some(from) => {
                ops.push(0x80 | 0x01 | 0x02 | 0x10 | 0x20);
                ops.extend([from, part.len()].iter().flat_map(|number| [(number & 0xff) as u8, (number >> 8) as u8]));
            }
            None => part.chunks(127).for_each(|part| {
                ops.push(part.len() as u8);
                ops.extend(part);
            }),
        }
    }
    let delta = [varint(base.len()), varint(text.len()), ops].concat();
    (text, delta)
}

/// Git starts a copy where a line or a block of sixteen bytes is equal; here it starts anywhere, also inside a secret
/// or a character, and texts change to UTF-16, or binary, and back.
#[test]
fn deltas_of_every_kind_have_the_findings_of_the_whole_text() {
    let mut found = 0;
    for seed in 1..=3 {
        let mut numbers = Numbers(seed);
        let repo = TempRepo::new();
        let mut texts: Vec<(String, Vec<u8>)> = Vec::new();
        let mut entries: Vec<Entry> = Vec::new();
        let mut stream = Vec::new();
        while entries.len() < 150 {
            let base = numbers.below(texts.len() + 1);
            let (name, text, stored) = match texts.get(base) {
                Some((base, before)) => {
                    let (text, delta) = random_delta(&mut numbers, before);
                    (repo.blob(&text), text, delta_of(base, &delta))
                }
                None => {
                    let text: Vec<u8> = (0..40).flat_map(|_| PIECES[numbers.below(PIECES.len())].to_vec()).collect();
                    (repo.blob(&text), text.clone(), blob(&text))
                }
            };
            if texts.iter().any(|(other, _)| *other == name) {
                continue;
            }
            let path = [".env", "a.yml", "b.py", "c.conf", "d.sql"][numbers.below(5)];
            stream.extend(format!("commit refs/heads/main\ncommitter A <a@b> {} +0000\n", 60 * texts.len()).bytes());
            stream.extend(format!("data 1\nx\nM 100644 {name} {path}\n").bytes());
            entries.push((name.clone(), stored));
            texts.push((name, text));
        }
        repo.feed(&["fast-import", "--quiet"], &stream);
        let history = |jobs: &str| Dsnitch::new(&repo).args(["history", "--blame-all", "--jobs", jobs]).json().exits(1);
        let expected = history("1");
        found += expected.leaks().len();
        write_pack(&repo, &entries);
        for jobs in ["1", "2"] {
            let ran = history(jobs);
            assert_eq!(ran.leaks_by_commit(), expected.leaks_by_commit(), "seed {seed}, {jobs} threads");
            assert!(ran.stdout == expected.stdout, "seed {seed}, {jobs} threads{}", ran.describe());
        }
    }
    assert!(found > 100, "{found} findings are too few to tell");
}

/// Encodes a copy from the base.
fn copy(from: usize, length: usize) -> Vec<u8> {
    let bytes = [from, length].into_iter().flat_map(|number| [(number & 0xff) as u8, (number >> 8) as u8]);
    [0x80 | 0x01 | 0x02 | 0x10 | 0x20].into_iter().chain(bytes).collect()
}

/// The base has the start of a line with a secret, and elsewhere its end; the delta joins them, or joins the start and
/// inserted bytes, wherever the line is split.
#[test]
fn a_secret_joined_by_a_delta_is_found_wherever_it_is_split() {
    let filler = "a line of text that nobody looks for\n".repeat(12);
    for line in ["PGPASSWORD=Xk29fLq81Zt0\n", "u = postgres://app:Xk29fLq81Zt0@db.internal/app\n"] {
        for is_copied in [false, true] {
            let repo = TempRepo::new();
            let (mut entries, mut tree): (Vec<Entry>, String) = Default::default();
            for cut in 1..line.len() - 1 {
                let (head, tail) = line.split_at(cut);
                let base = format!("{filler}{head}\n{cut} {filler} {tail}");
                let text = format!("{filler}{line}{filler} {cut}");
                let (base_id, id) = (repo.blob(&base), repo.blob(&text));
                let end = if is_copied {
                    copy(base.len() - tail.len(), tail.len())
                } else {
                    [&[tail.len() as u8], tail.as_bytes()].concat()
                };
                let last = format!(" {cut}");
                let delta = [
                    varint(base.len()),
                    varint(text.len()),
                    copy(0, filler.len() + cut),
                    end,
                    copy(0, filler.len()),
                    [&[last.len() as u8], last.as_bytes()].concat(),
                ];
                entries.push((base_id.clone(), blob(base.as_bytes())));
                entries.push((id.clone(), delta_of(&base_id, &delta.concat())));
                tree += &format!("100644 blob {id}\t{cut:02}.env\n");
            }
            let tree = repo.feed(&["mktree"], tree.as_bytes()).trim().to_owned();
            let commit = repo.git(["commit-tree", "-m", "x", &tree]).trim().to_owned();
            repo.git(["update-ref", "refs/heads/main", &commit]);
            write_pack(&repo, &entries);
            let ran = Dsnitch::new(&repo).args(["history"]).json();
            let expected = (1..line.len() - 1).map(|cut| (format!("{cut:02}.env").into_bytes(), 13)).collect();
            assert_eq!(ran.leaks(), expected, "copied: {is_copied}{}", ran.stderr);
        }
    }
}

/// A commit with a malformed entry is named, and the content of the others is found.
#[test]
fn a_malformed_commit_is_named_and_the_rest_is_found() {
    let head = b"tree 4444444444444444444444444444444444444444\nauthor A";
    let cut = zlib(head);
    for (name, stored) in [
        ("no zlib stream", [header(1, 9), b"not zlib!".to_vec()].concat()),
        ("cut off", [header(1, head.len() as u64), cut[..cut.len() / 2].to_vec()].concat()),
        ("no commit", [header(1, head.len() as u64), cut.clone()].concat()),
        ("a wrong size", [header(1, 200), cut.clone()].concat()),
        ("a circle", delta_of(BAD, &[9, 9, 0x90, 9])),
        ("no base", delta_of(NOWHERE, &[9, 9, 0x90, 9])),
        ("a blob", blob(BASE)),
    ] {
        let repo = TempRepo::with_commit(&[("old.env", "PGPASSWORD=Wk29fLq81Zt2\n")]);
        repo.stage("new.env", "PGPASSWORD=Xk29fLq81Zt0\n");
        let tree = repo.git(["write-tree"]).trim().to_owned();
        let text = format!("tree {tree}\nparent {BAD}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nx\n");
        let commit = repo.feed(&["hash-object", "-w", "-t", "commit", "--stdin", "--literally"], text.as_bytes());
        repo.write(".git/refs/heads/side", commit);
        write_pack(&repo, &[(BAD.to_owned(), stored)]);
        for jobs in ["1", "2"] {
            let ran = Dsnitch::new(&repo).args(["history", "--jobs", jobs]).json();
            let paths: Vec<String> =
                ran.leaks().into_iter().map(|(path, _)| String::from_utf8_lossy(&path).into_owned()).collect();
            let has = |path: &str| paths.iter().any(|there| there == path);
            assert!(has("new.env") && has("old.env"), "{name}{}", ran.describe());
            ran.says(&[BAD]).exits(2);
        }
    }
}
