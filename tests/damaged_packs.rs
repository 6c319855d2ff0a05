//! Packs written by hand, with an entry that is wrong in some way: the scan names the object and the pack, finds the
//! rest, and is not complete. The index is of version 1, which has no checksums that would tell of the damage earlier.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::support::cmd::Dsnitch;
use crate::support::must;
use crate::support::repo::TempRepo;

/// Ids of objects that are in the pack and not what they say.
const BAD: &str = "1111111111111111111111111111111111111111";
const OTHER: &str = "2222222222222222222222222222222222222222";
const NOWHERE: &str = "3333333333333333333333333333333333333333";

const BASE: &[u8] = b"PGPASSWORD=Yk29fLq81Zt1\n";

/// An entry: its id, and what is stored.
type Entry = (String, Vec<u8>);

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    must(encoder.write_all(bytes).and_then(|()| encoder.finish()), "compressing")
}

fn id(hex: &str) -> Vec<u8> {
    (0..20).map(|at| must(u8::from_str_radix(&hex[2 * at..2 * at + 2], 16), "reading an id")).collect()
}

/// Type and size of an entry.
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

/// A blob stored whole.
fn blob(content: &[u8]) -> Vec<u8> {
    [header(3, content.len() as u64), zlib(content)].concat()
}

/// A delta to the object `base`.
fn delta_of(base: &str, delta: &[u8]) -> Vec<u8> {
    [header(7, delta.len() as u64), id(base), zlib(delta)].concat()
}

/// A delta to what starts `distance` bytes before.
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

/// A repository whose commit has a good file and `bad.env`, which is the object [`BAD`].
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
fn an_entry_that_is_wrong_is_named_and_the_rest_is_found() {
    let base = repository().1;
    let size = BASE.len() as u8;
    // Copies all of the base: what a delta that is right looks like.
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
        ("a header that never ends", vec![vec![0xff; 30]], "beyond all bounds"),
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
            assert!(paths.contains(&"good.env".to_owned()), "{name}{}", ran.told());
            ran.says(&[BAD, "pack-4444", why]).exits(2);
        }
    }
}
