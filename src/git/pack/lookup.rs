//! Single objects of packs: those that a gate asks for, and those that a history lacks in what it has read from end to end.
//! Packs are opened when one is first asked for, and only what leads to an object is read of them.

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::mem::take;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use flate2::{Decompress, FlushDecompress};
use git2::Oid;
use libdeflater::Decompressor;

use crate::git::layout::object_directories::ObjectDirectories;
use crate::git::objects::loose::is_named;
use crate::git::regular_file;

use super::delta::{self, Beginning};
use super::entry::{self, Header, LONGEST_HEADER, Stored, Type};
use super::file::MOST_SHRUNK;
use super::index::Index;

/// Deltas that are followed at most; git makes chains of 4,095.
const LONGEST_CHAIN: usize = 10_000;
/// Bytes of an entry that are read to learn what it is: its header, and enough of a delta to inflate its two sizes.
const START: usize = 256;
/// Bytes of an object that tell whether it is text.
const HEAD: usize = 8_000;
/// Bytes of a base, and bases, that are looked at for these.
const MOST_HEAD: usize = 1 << 20;
const DEEPEST: usize = 64;
/// Largest base of a delta, in bytes.
const LARGEST_BASE: u64 = 1 << 30;
/// Bytes of texts that are remembered as bases, and as many again that were so before; and of the largest of them.
const ROOM: usize = 8 << 20;
const LARGEST_REMEMBERED: usize = 1 << 20;

/// The packs in directories of objects.
pub(crate) struct PackLookup {
    directories: Arc<ObjectDirectories>,
    packs: OnceCell<RefCell<Vec<Rc<OpenPack>>>>,
    /// What is no file although git keeps one there, once that was asked.
    replaced: OnceCell<Option<PathBuf>>,
    /// Made when the first object is: most scans read none of a pack.
    inflater: RefCell<Option<Decompressor>>,
    recent: RefCell<Recent>,
}

/// A pack and its index, both open.
struct OpenPack {
    path: PathBuf,
    pack: File,
    /// Bytes of the pack.
    length: u64,
    index: Index<File>,
    id_length: usize,
}

/// What an object is, and its bytes.
pub(crate) struct Object {
    pub(crate) kind: Type,
    pub(crate) bytes: Rc<[u8]>,
}

/// Why an object that is there cannot be had.
pub(crate) enum Refusal {
    /// It has so many bytes.
    TooLarge(u64),
    /// It is damaged, in words.
    Damaged(String),
    /// Something that is no file stands in the place of one that may lead to it.
    Replaced(PathBuf),
}

impl From<&str> for Refusal {
    fn from(why: &str) -> Self {
        Refusal::Damaged(why.to_owned())
    }
}

impl PackLookup {
    pub(crate) fn new(directories: Arc<ObjectDirectories>) -> Self {
        PackLookup {
            directories,
            packs: OnceCell::new(),
            replaced: OnceCell::new(),
            inflater: RefCell::default(),
            recent: RefCell::default(),
        }
    }

    /// Whether a pack has it.
    pub(crate) fn has(&self, oid: Oid) -> bool {
        self.find(oid).next().is_some()
    }

    /// The object of that id, if a pack has it, of `limit` bytes at most. Where one pack has a damaged one, another is asked.
    pub(crate) fn read(&self, oid: Oid, limit: u64) -> Result<Option<Object>, Refusal> {
        self.first(oid, |pack, offset| {
            let object = self.object(pack, offset, limit)?;
            match is_named(oid, object.kind.name(), &object.bytes) {
                true => Ok(object),
                false => Err("its content is not what its id says".into()),
            }
        })
    }

    /// The kind and the size of an object, if a pack has it.
    pub(crate) fn header(&self, oid: Oid) -> Result<Option<(Type, u64)>, Refusal> {
        self.first(oid, OpenPack::kind_and_size)
    }

    /// The first bytes of an object, as many as tell text from what is none; none where that takes more than to inflate a few
    /// beginnings.
    pub(crate) fn head(&self, oid: Oid) -> Option<Vec<u8>> {
        self.find(oid).find_map(|(pack, offset)| pack.beginning(offset, HEAD, 0))
    }

    /// Opens the packs that have come since: a repack may have put them in the place of others.
    pub(crate) fn refresh(&self) {
        if let Some(packs) = self.packs.get() {
            let known: HashSet<PathBuf> = packs.borrow().iter().map(|pack| pack.path.clone()).collect();
            let new = self.open(&|path| !known.contains(path));
            packs.borrow_mut().extend(new);
        }
    }

    /// The ids of what is in the packs.
    pub(crate) fn ids(&self) -> Vec<Oid> {
        let packs = self.opened().borrow();
        packs.iter().flat_map(|pack| (0..pack.index.len()).map(|nth| pack.index.oid(nth))).collect()
    }

    fn first<T>(&self, oid: Oid, read: impl Fn(&OpenPack, u64) -> Result<T, Refusal>) -> Result<Option<T>, Refusal> {
        if let Some(path) = self.replaced.get_or_init(|| self.directories.replaced()) {
            return Err(Refusal::Replaced(path.clone()));
        }
        let mut refused = None;
        for (pack, offset) in self.find(oid) {
            match read(&pack, offset) {
                Ok(found) => return Ok(Some(found)),
                Err(refusal) => refused = refused.or(Some(refusal)),
            }
        }
        refused.map_or(Ok(None), Err)
    }

    /// The packs that have an object, and where it starts in each.
    fn find(&self, oid: Oid) -> impl Iterator<Item = (Rc<OpenPack>, u64)> {
        let packs = self.opened();
        (0..).map_while(|at| packs.borrow().get(at).map(Rc::clone)).filter_map(move |pack| {
            let offset = pack.offset(oid)?;
            Some((pack, offset))
        })
    }

    fn opened(&self) -> &RefCell<Vec<Rc<OpenPack>>> {
        self.packs.get_or_init(|| RefCell::new(self.open(&|_| true)))
    }

    /// Opens the packs whose index `is_wanted`. What cannot be opened has no object.
    fn open(&self, is_wanted: &dyn Fn(&Path) -> bool) -> Vec<Rc<OpenPack>> {
        let directories = self.directories.all().iter().map(|directory| directory.join("pack"));
        let entries = directories.flat_map(|directory| fs::read_dir(directory).into_iter().flatten().flatten());
        let indexes = entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "idx"));
        let id_length = self.directories.id_length();
        indexes.filter(|path| is_wanted(path)).filter_map(|path| OpenPack::open(path, id_length)).map(Rc::new).collect()
    }

    /// Makes the object that starts at `offset`, from the nearest of its bases that is remembered.
    fn object(&self, pack: &OpenPack, offset: u64, limit: u64) -> Result<Object, Refusal> {
        let mut chain: Vec<(u64, Header)> = Vec::new();
        let mut next = offset;
        let name = |offset: u64| (std::ptr::from_ref(pack) as usize, offset);
        let (kind, mut text) = loop {
            if let Some((kind, text)) = self.recent.borrow_mut().get(name(next)) {
                break (kind, text);
            }
            let header = pack.header(next)?;
            let base = pack.base(next, &header)?;
            let most = if chain.is_empty() && base.is_none() { limit } else { LARGEST_BASE };
            if header.size > most {
                return Err(Refusal::TooLarge(header.size));
            }
            match (header.stored, base) {
                (Stored::Whole(kind), _) => {
                    let text: Rc<[u8]> = self.inflate(pack, next, &header)?.into();
                    self.recent.borrow_mut().insert(name(next), kind, &text);
                    break (kind, text);
                }
                (_, Some(base)) if chain.len() < LONGEST_CHAIN => {
                    chain.push((next, header));
                    next = base;
                }
                _ => return Err("a chain of deltas without an end".into()),
            }
        };
        let mut copied = Vec::new();
        while let Some((at, header)) = chain.pop() {
            let delta = self.inflate(pack, at, &header)?;
            let most = if chain.is_empty() { limit } else { LARGEST_BASE };
            let size = delta::size_of_text(&delta).ok_or("its delta has no sizes")?;
            if size > most {
                return Err(Refusal::TooLarge(size));
            }
            let mut made = Vec::new();
            delta::apply(&text, &delta, usize::try_from(size).unwrap_or(usize::MAX), &mut made, &mut copied)?;
            text = made.into();
            self.recent.borrow_mut().insert(name(at), kind, &text);
        }
        if text.len() as u64 > limit {
            return Err(Refusal::TooLarge(text.len() as u64));
        }
        Ok(Object { kind, bytes: text })
    }

    /// Inflates what is stored at `offset`. How many bytes that are is not known: as many are read as it usually is, then more.
    fn inflate(&self, pack: &OpenPack, offset: u64, header: &Header) -> Result<Vec<u8>, Refusal> {
        const WRONG_SIZE: &str = "its size is not that of its bytes";
        let start = offset + header.length as u64;
        let left = pack.length.saturating_sub(start);
        if header.size > left.saturating_mul(MOST_SHRUNK) {
            return Err(WRONG_SIZE.into());
        }
        let size = usize::try_from(header.size).map_err(|_| WRONG_SIZE)?;
        let mut text = vec![0; size];
        let mut stored = Vec::new();
        let mut refusal = Refusal::from(WRONG_SIZE);
        let attempts =
            [header.size / 2 + (4 << 10), header.size + header.size / 8 + (64 << 10), header.size * 4 + (16 << 20)];
        for most in attempts {
            let length = most.min(left);
            if length <= stored.len() as u64 {
                break;
            }
            stored.resize(usize::try_from(length).map_err(|_| WRONG_SIZE)?, 0);
            pack.pack.read_exact_at(&mut stored, start).map_err(|error| Refusal::Damaged(error.to_string()))?;
            let mut inflater = self.inflater.borrow_mut();
            match inflater.get_or_insert_with(Decompressor::new).zlib_decompress(&stored, &mut text) {
                Ok(length) if length == size => return Ok(text),
                Ok(_) => return Err(WRONG_SIZE.into()),
                Err(error) => refusal = Refusal::Damaged(format!("it does not inflate: {error}")),
            }
        }
        Err(refusal)
    }
}

impl OpenPack {
    fn open(path: PathBuf, id_length: usize) -> Option<Self> {
        let (index, pack) = (regular_file::open(&path).ok()?, regular_file::open(&path.with_extension("pack")).ok()?);
        let length = pack.metadata().ok()?.len();
        Some(OpenPack { path, pack, length, index: Index::parse(index, id_length).ok()?, id_length })
    }

    /// Where the entry of an object starts.
    fn offset(&self, oid: Oid) -> Option<u64> {
        self.index.place(self.index.find(oid.as_bytes())?).map(|place| place.offset)
    }

    /// As many bytes from `offset` on as there are, `length` at most.
    fn bytes(&self, offset: u64, length: usize) -> Result<Vec<u8>, Refusal> {
        let mut bytes = vec![0; length];
        let mut held = 0;
        while let Some(room) = bytes.get_mut(held..).filter(|room| !room.is_empty()) {
            match self.pack.read_at(room, offset + held as u64) {
                Ok(0) => break,
                Ok(read) => held += read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Refusal::Damaged(error.to_string())),
            }
        }
        bytes.truncate(held);
        Ok(bytes)
    }

    fn header(&self, offset: u64) -> Result<Header, Refusal> {
        Ok(entry::parse(&self.bytes(offset, LONGEST_HEADER)?, self.id_length)?)
    }

    /// Where the base of the entry at `offset` starts; none, if it is whole.
    fn base(&self, offset: u64, header: &Header) -> Result<Option<u64>, Refusal> {
        match header.stored {
            Stored::Whole(_) => Ok(None),
            Stored::Before(distance) => {
                let base = offset.checked_sub(distance).filter(|base| *base < offset);
                base.map(Some).ok_or_else(|| "a delta whose base lies before its pack".into())
            }
            Stored::Of(id) => self.offset(id).map(Some).ok_or_else(|| "a delta whose base is not in its pack".into()),
        }
    }

    /// Kind and size of the object that starts at `offset`: of a delta, what it makes of its base.
    fn kind_and_size(&self, mut offset: u64) -> Result<(Type, u64), Refusal> {
        let mut size = None;
        for _ in 0..LONGEST_CHAIN {
            let bytes = self.bytes(offset, START)?;
            let header = entry::parse(&bytes, self.id_length)?;
            let base = self.base(offset, &header)?;
            if let Stored::Whole(kind) = header.stored {
                return Ok((kind, size.unwrap_or(header.size)));
            }
            if size.is_none() {
                let start = inflate_start(bytes.get(header.length..).unwrap_or_default(), 32)?;
                size = Some(delta::size_of_text(&start).ok_or("its delta has no sizes")?);
            }
            offset = base.unwrap_or(offset);
        }
        Err("a chain of deltas without an end".into())
    }

    /// The first `length` bytes of the object that starts at `offset`. Of a delta only where what it copies stands at the
    /// beginning of its base, as it does in a file that grew or was changed here and there.
    fn beginning(&self, offset: u64, length: usize, depth: usize) -> Option<Vec<u8>> {
        let bytes = self.bytes(offset, START + 2 * length).ok()?;
        let header = entry::parse(&bytes, self.id_length).ok()?;
        let stored = bytes.get(header.length..)?;
        let Some(base) = self.base(offset, &header).ok()? else {
            return inflate_start(stored, length).ok();
        };
        let delta = inflate_start(stored, 2 * length).ok()?;
        let beginning = Beginning::of(&delta, length)?;
        match beginning.needed {
            0 => beginning.make(&[]),
            needed if needed > MOST_HEAD || depth >= DEEPEST => None,
            needed => beginning.make(&self.beginning(base, needed, depth + 1)?),
        }
    }
}

/// The first bytes of what is deflated, `length` at most.
fn inflate_start(deflated: &[u8], length: usize) -> Result<Vec<u8>, Refusal> {
    let mut start = Vec::with_capacity(length);
    let inflated = Decompress::new(true).decompress_vec(deflated, &mut start, FlushDecompress::None);
    inflated.map_err(|error| Refusal::Damaged(format!("it does not inflate: {error}")))?;
    Ok(start)
}

/// Names an entry: its pack, which stays where it is, and its offset.
type Name = (usize, u64);

/// Texts that were made lately, for what is made of them. When the young ones fill the room, they become the old ones, and
/// those are forgotten.
#[derive(Default)]
struct Recent {
    young: HashMap<Name, (Type, Rc<[u8]>)>,
    old: HashMap<Name, (Type, Rc<[u8]>)>,
    /// Bytes of the young ones.
    held: usize,
}

impl Recent {
    fn get(&mut self, name: Name) -> Option<(Type, Rc<[u8]>)> {
        if let Some((kind, text)) = self.young.get(&name) {
            return Some((*kind, Rc::clone(text)));
        }
        let (kind, text) = self.old.remove(&name)?;
        self.insert(name, kind, &text);
        Some((kind, text))
    }

    fn insert(&mut self, name: Name, kind: Type, text: &Rc<[u8]>) {
        if text.len() > LARGEST_REMEMBERED {
            return;
        }
        self.held += text.len();
        if self.held > ROOM {
            self.old = take(&mut self.young);
            self.held = text.len();
        }
        self.young.insert(name, (kind, Rc::clone(text)));
    }
}

#[cfg(test)]
mod tests {
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
    fn headers_are_those_that_git_tells() {
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
            let told = git(
                at,
                &[
                    "cat-file",
                    "--batch-check=%(objectname) %(objecttype) %(objectsize) %(deltabase)",
                    "--batch-all-objects",
                ],
            );
            let packed = PackLookup::new(Arc::new(ObjectDirectories::of(at.join(".git/objects"), object_format)));
            let (mut count, mut deltas) = (0, 0);
            for line in told.lines() {
                let mut words = line.split(' ');
                let oid = parse_id(words.next().unwrap().as_bytes()).unwrap();
                let (kind, size) = (words.next().unwrap(), words.next().unwrap().parse().unwrap());
                let header = packed.header(oid).ok().flatten().map(|(kind, size)| (kind.name(), size));
                assert_eq!(header, Some((kind, size)), "{format} {settings} {line}");
                let mut content = Command::new("git");
                content.args(["cat-file", kind, &oid.to_string()]).current_dir(at);
                let content = content.output().unwrap().stdout;
                let read =
                    packed.read(oid, size).ok().flatten().map(|object| (object.kind.name(), object.bytes.to_vec()));
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
            let absent = Oid::from_bytes(&vec![7; told.split(' ').next().unwrap().len() / 2]).unwrap();
            assert!(
                matches!(packed.header(absent), Ok(None))
                    && !packed.has(absent)
                    && matches!(packed.read(absent, 9), Ok(None))
            );
        }
    }
}
