//! What packs say of an object before it is read: its kind and its size. libgit2 says so too, but its binding ends the
//! process over an entry whose type is none that there is.
//!
//! The format: <https://git-scm.com/docs/pack-format>.

use std::fs::{self, File};
use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use flate2::{Decompress, FlushDecompress};
use git2::{ObjectType, Oid};

use super::layout::object_directories::ObjectDirectories;
use super::regular_file;

/// Deltas that are followed at most; git makes chains of 4,095.
const LONGEST_CHAIN: usize = 10_000;
/// Bytes of an entry that are read: its header, an id, and enough of a delta to inflate its two sizes.
const START: usize = 256;
/// Bytes of an object that tell whether it is text.
const HEAD: usize = 8_000;
/// Bytes of a base, and bases, that are looked at for these.
const MOST_HEAD: usize = 1 << 20;
const DEEPEST: usize = 64;

/// The packs below directories of objects and their alternates, opened when one is first asked for.
pub(crate) struct Packed {
    directories: Arc<ObjectDirectories>,
    packs: OnceLock<Vec<Pack>>,
    /// Those that there were when one lacked something: a repack may have put others in their place.
    again: OnceLock<Vec<Pack>>,
}

struct Pack {
    pack: File,
    index: File,
    /// Of the index's own: 1 or 2.
    version: u8,
    /// How many objects have an id whose first byte is at most this one.
    fanout: Vec<u32>,
}

impl Packed {
    pub(crate) fn new(directories: Arc<ObjectDirectories>) -> Self {
        Packed { directories, packs: OnceLock::new(), again: OnceLock::new() }
    }

    /// The kind and the size of a packed object; none if no pack has it.
    ///
    /// # Errors
    /// In words, when its entry is damaged.
    pub(crate) fn header(&self, oid: Oid) -> Result<Option<(ObjectType, u64)>, String> {
        match self.find(oid) {
            Some((pack, offset)) => pack.header(offset, oid.as_bytes().len()).map(Some),
            None => Ok(None),
        }
    }

    /// The first bytes of a packed object, as many as tell text from what is none; none where that takes more than to inflate
    /// a few beginnings.
    pub(crate) fn head(&self, oid: Oid) -> Option<Vec<u8>> {
        let (pack, offset) = self.find(oid)?;
        pack.head(offset, HEAD, oid.as_bytes().len(), 0)
    }

    fn find(&self, oid: Oid) -> Option<(&Pack, u64)> {
        let open = || self.directories.all().iter().flat_map(|place| open(place)).collect();
        let find = |packs: &'_ Vec<Pack>| packs.iter().position(|pack| pack.offset(oid.as_bytes()).is_some());
        let packs = self.packs.get_or_init(open);
        let (packs, at) = match find(packs) {
            Some(at) => (packs, at),
            None => {
                let packs = self.again.get_or_init(open);
                (packs, find(packs)?)
            }
        };
        let pack = packs.get(at)?;
        Some((pack, pack.offset(oid.as_bytes())?))
    }
}

/// What cannot be opened here is left to libgit2.
fn open(directory: &Path) -> Vec<Pack> {
    let entries = fs::read_dir(directory.join("pack")).into_iter().flatten().flatten().map(|entry| entry.path());
    let indexes = entries.filter(|path| path.extension().is_some_and(|extension| extension == "idx"));
    indexes.filter_map(|path| Pack::open(&path)).collect()
}

impl Pack {
    fn open(path: &Path) -> Option<Self> {
        let (index, pack) = (regular_file::open(path).ok()?, regular_file::open(&path.with_extension("pack")).ok()?);
        let mut head = [0; 8 + 1024];
        index.read_exact_at(&mut head, 0).ok()?;
        let (version, table) = match head.strip_prefix(b"\xfftOc\0\0\0\x02") {
            Some(table) => (2, table),
            None => (1, head.get(..1024)?),
        };
        let fanout = table.as_chunks::<4>().0.iter().map(|count| u32::from_be_bytes(*count)).collect();
        Some(Pack { pack, index, version, fanout })
    }

    /// Where the entry of an object starts.
    fn offset(&self, id: &[u8]) -> Option<u64> {
        let first = usize::from(*id.first()?);
        let count = u64::from(*self.fanout.last()?);
        let (mut low, mut high) = match first.checked_sub(1) {
            Some(before) => (u64::from(*self.fanout.get(before)?), u64::from(*self.fanout.get(first)?)),
            None => (0, u64::from(*self.fanout.first()?)),
        };
        let length = id.len() as u64;
        // Version 1 keeps each offset before its id, version 2 all ids first.
        let (table, step, skip) = if self.version == 1 { (1024, length + 4, 4) } else { (1032, length, 0) };
        while low < high {
            let middle = low + (high - low) / 2;
            let found = self.index_bytes(table + middle * step + skip, id.len())?;
            match found.as_slice().cmp(id) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal if self.version == 1 => return self.number(table + middle * step),
                std::cmp::Ordering::Equal => {
                    let offsets = 1032 + count * (length + 4);
                    let offset = self.number(offsets + middle * 4)?;
                    let Some(nth) = offset.checked_sub(1 << 31) else { return Some(offset) };
                    let large = offsets + count * 4 + nth * 8;
                    return Some(self.number(large)? << 32 | self.number(large + 4)?);
                }
            }
        }
        None
    }

    fn index_bytes(&self, at: u64, length: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.index.read_exact_at(&mut bytes, at).ok()?;
        Some(bytes)
    }

    fn number(&self, at: u64) -> Option<u64> {
        let mut bytes = [0; 4];
        self.index.read_exact_at(&mut bytes, at).ok()?;
        Some(u64::from(u32::from_be_bytes(bytes)))
    }

    /// The first `length` bytes of what the entry at `offset` becomes. Of a delta only where what it copies stands at the
    /// beginning of its base, as it does in a file that grew or was changed here and there.
    fn head(&self, offset: u64, length: usize, id_length: usize, depth: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; START + 2 * length];
        let read = self.pack.read_at(&mut bytes, offset).ok()?;
        let mut rest = bytes.get(..read)?;
        let first = take(&mut rest)?;
        if first & 0x80 != 0 {
            varint(&mut rest)?;
        }
        let base = match (first >> 4) & 7 {
            1..=4 => return inflate(rest, length),
            6 => {
                let back = distance(&mut rest)?;
                offset.checked_sub(back).filter(|_| back > 0)?
            }
            7 => {
                let (base, delta) = rest.split_at_checked(id_length)?;
                rest = delta;
                self.offset(base)?
            }
            _ => return None,
        };
        let delta = inflate(rest, 2 * length)?;
        let (pieces, needed) = pieces(&delta, length)?;
        if needed > MOST_HEAD || depth >= DEEPEST {
            return None;
        }
        let base = if needed == 0 { Vec::new() } else { self.head(base, needed, id_length, depth + 1)? };
        let mut head = Vec::with_capacity(length);
        for piece in pieces {
            match piece {
                Piece::Copied(range) => head.extend_from_slice(base.get(range)?),
                Piece::New(range) => head.extend_from_slice(delta.get(range)?),
            }
        }
        Some(head)
    }

    /// Kind and size of the entry at `offset`: of a delta, what it makes of its base.
    fn header(&self, mut offset: u64, id_length: usize) -> Result<(ObjectType, u64), String> {
        let mut size = None;
        for _ in 0..LONGEST_CHAIN {
            let mut bytes = [0; START];
            let read = self.pack.read_at(&mut bytes, offset).map_err(|error| error.to_string())?;
            let mut rest = bytes.get(..read).unwrap_or_default();
            let cut = || "its pack ends too early".to_owned();
            let first = take(&mut rest).ok_or_else(cut)?;
            let mut own = u64::from(first & 15);
            if first & 0x80 != 0 {
                own |= varint(&mut rest).filter(|more| more >> 60 == 0).ok_or_else(cut)? << 4;
            }
            let kind = match (first >> 4) & 7 {
                1 => ObjectType::Commit,
                2 => ObjectType::Tree,
                3 => ObjectType::Blob,
                4 => ObjectType::Tag,
                6 => {
                    let back = distance(&mut rest).ok_or_else(cut)?;
                    let base = offset.checked_sub(back).filter(|_| back > 0);
                    size.get_or_insert(made_by(rest)?);
                    offset = base.ok_or("a delta whose base lies before its pack")?;
                    continue;
                }
                7 => {
                    let (base, delta) = rest.split_at_checked(id_length).ok_or_else(cut)?;
                    size.get_or_insert(made_by(delta)?);
                    offset = self.offset(base).ok_or("a delta whose base is not in its pack")?;
                    continue;
                }
                other => return Err(format!("its entry has the type {other}, which there is none of")),
            };
            return Ok((kind, size.unwrap_or(own)));
        }
        Err("a chain of deltas without an end".to_owned())
    }
}

/// The first bytes of what is deflated, `length` at most.
fn inflate(deflated: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut start = Vec::with_capacity(length);
    Decompress::new(true).decompress_vec(deflated, &mut start, FlushDecompress::None).ok()?;
    Some(start)
}

/// A piece of what a delta makes.
enum Piece {
    /// Of its base.
    Copied(Range<usize>),
    /// Of the delta itself.
    New(Range<usize>),
}

/// What the first `length` bytes that `delta` makes are put together from, and how much of its base that needs. None where
/// the delta is not whole up to there.
fn pieces(delta: &[u8], length: usize) -> Option<(Vec<Piece>, usize)> {
    let mut rest = delta;
    varint(&mut rest)?;
    let size = usize::try_from(varint(&mut rest)?).unwrap_or(usize::MAX);
    let (mut pieces, mut made, mut needed) = (Vec::new(), 0, 0);
    let wanted = length.min(size);
    while made < wanted {
        let operation = take(&mut rest)?;
        let count = if operation & 0x80 == 0 {
            let count = usize::from(operation).min(wanted - made);
            let at = delta.len() - rest.len();
            pieces.push(Piece::New(at..at + count));
            rest = rest.get(usize::from(operation)..)?;
            count
        } else {
            let mut number = |bits: u8, bytes: u32| -> Option<usize> {
                let mut number = 0;
                for byte in 0..bytes {
                    if operation & (bits << byte) != 0 {
                        number |= usize::from(take(&mut rest)?) << (8 * byte);
                    }
                }
                Some(number)
            };
            let (at, count) = (number(1, 4)?, number(0x10, 3)?);
            let count = if count == 0 { 0x10000 } else { count }.min(wanted - made);
            pieces.push(Piece::Copied(at..at.checked_add(count)?));
            needed = needed.max(at + count);
            count
        };
        if count == 0 {
            return None;
        }
        made += count;
    }
    Some((pieces, needed))
}

/// The size of what a deflated delta makes: it starts with the size of its base, then that.
fn made_by(deflated: &[u8]) -> Result<u64, String> {
    let mut start = Vec::with_capacity(32);
    let inflated = Decompress::new(true).decompress_vec(deflated, &mut start, FlushDecompress::None);
    inflated.map_err(|error| format!("its delta does not inflate: {error}"))?;
    let mut rest = start.as_slice();
    varint(&mut rest).and_then(|_| varint(&mut rest)).ok_or_else(|| "its delta has no sizes".to_owned())
}

fn take(rest: &mut &[u8]) -> Option<u8> {
    let (&byte, after) = rest.split_first()?;
    *rest = after;
    Some(byte)
}

/// Seven bits for each byte, the lowest first.
fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..63).step_by(7) {
        let byte = take(rest)?;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// How far back the base of a delta starts: the highest bits first, one added for each byte more.
fn distance(rest: &mut &[u8]) -> Option<u64> {
    let mut byte = take(rest)?;
    let mut value = u64::from(byte & 0x7f);
    while byte & 0x80 != 0 {
        byte = take(rest)?;
        value = value.checked_add(1)?.checked_mul(128)? | u64::from(byte & 0x7f);
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "git makes the packs, and says what is in them")]

    use std::process::{Command, Stdio};

    use super::*;

    fn git(at: &Path, arguments: &[&str]) -> String {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=a", "-c", "user.email=a@example.org"]).args(arguments).current_dir(at);
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null").stdin(Stdio::null());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    #[test]
    fn headers_are_those_that_git_tells() {
        for (format, settings) in [
            ("sha1", "gc.auto=0"),
            ("sha1", "repack.useDeltaBaseOffset=false"),
            ("sha1", "pack.indexVersion=1"),
            ("sha256", "gc.auto=0"),
        ] {
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
            let told = git(
                at,
                &[
                    "cat-file",
                    "--batch-check=%(objectname) %(objecttype) %(objectsize) %(deltabase)",
                    "--batch-all-objects",
                ],
            );
            let packed = Packed::new(Arc::new(ObjectDirectories::of(at.join(".git/objects"))));
            let (mut count, mut deltas) = (0, 0);
            for line in told.lines() {
                let mut words = line.split(' ');
                let oid = super::super::refs::files::parse_id(words.next().unwrap().as_bytes()).unwrap();
                let (kind, size) = (words.next().unwrap(), words.next().unwrap().parse().unwrap());
                let header = packed.header(oid).map(|found| found.map(|(kind, size)| (kind.str(), size)));
                assert_eq!(header, Ok(Some((kind, size))), "{format} {settings} {line}");
                let mut content = Command::new("git");
                content.args(["cat-file", kind, &oid.to_string()]).current_dir(at);
                let content = content.output().unwrap().stdout;
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
            let absent = Oid::from_bytes(&vec![7; told.split(' ').next().unwrap().len() / 2]).unwrap();
            assert_eq!(packed.header(absent), Ok(None));
        }
    }
}
