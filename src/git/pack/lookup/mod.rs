//! Single objects of packs: those that a commit check reads, and those that a history scan lacks in the completely read
//! packs. Packs are opened on first use, and only the parts that lead to an object are read.

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::fs;
use std::mem::take;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use git2::Oid;
use libdeflater::Decompressor;

use crate::git::layout::object_directories::ObjectDirectories;
use crate::git::objects::loose::is_named;

use super::delta;
use super::entry::{Header, Stored, Type};
use super::file::MAX_RATIO;
use super::open_pack::{HEAD, LONGEST_CHAIN, OpenPack, Refusal};

/// Largest base of a delta, in bytes.
const LARGEST_BASE: u64 = 1 << 30;
/// Bytes of recent objects that are cached as bases in each of two generations; and the size of the largest one that is
/// cached.
const CAPACITY: usize = 8 << 20;
const LARGEST_REMEMBERED: usize = 1 << 20;

/// The packs in the object directories.
pub(crate) struct PackLookup {
    directories: Arc<ObjectDirectories>,
    packs: OnceCell<RefCell<Vec<Rc<OpenPack>>>>,
    /// The first path in the object directories that must be a regular file and is not, checked on first use.
    irregular: OnceCell<Option<PathBuf>>,
    /// Created when the first object is read: most scans read none from a pack.
    inflater: RefCell<Option<Decompressor>>,
    recent: RefCell<BaseCache>,
}

/// The type of an object and its bytes.
pub(crate) struct Object {
    pub(crate) kind: Type,
    pub(crate) bytes: Rc<[u8]>,
}

impl PackLookup {
    pub(crate) fn new(directories: Arc<ObjectDirectories>) -> Self {
        PackLookup {
            directories,
            packs: OnceCell::new(),
            irregular: OnceCell::new(),
            inflater: RefCell::default(),
            recent: RefCell::default(),
        }
    }

    /// Returns whether a pack has it.
    pub(crate) fn has(&self, oid: Oid) -> bool {
        self.find(oid).next().is_some()
    }

    /// Reads the object with that id, of at most `limit` bytes, if a pack has it. If one pack has a damaged copy, the
    /// others are tried.
    pub(crate) fn read(&self, oid: Oid, limit: u64) -> Result<Option<Object>, Refusal> {
        self.first(oid, |pack, offset| {
            let object = self.object(pack, offset, limit)?;
            match is_named(oid, object.kind.name(), &object.bytes) {
                true => Ok(object),
                false => Err("its content does not match its id".into()),
            }
        })
    }

    /// Returns the type and the size of an object, if a pack has it.
    pub(crate) fn header(&self, oid: Oid) -> Result<Option<(Type, u64)>, Refusal> {
        self.first(oid, OpenPack::kind_and_size)
    }

    /// Returns the first bytes of an object, enough to tell text from binary; `None` if that takes more than inflating
    /// the start of a few entries.
    pub(crate) fn head(&self, oid: Oid) -> Option<Vec<u8>> {
        self.find(oid).find_map(|(pack, offset)| pack.beginning(offset, HEAD, 0))
    }

    /// Opens packs that were added since: a repack may have replaced the previous ones.
    pub(crate) fn refresh(&self) {
        if let Some(packs) = self.packs.get() {
            let known: HashSet<PathBuf> = packs.borrow().iter().map(|pack| pack.path.clone()).collect();
            let new = self.open(&|path| !known.contains(path));
            packs.borrow_mut().extend(new);
        }
    }

    /// Returns the ids of all objects in the packs.
    pub(crate) fn ids(&self) -> Vec<Oid> {
        let packs = self.opened().borrow();
        packs.iter().flat_map(|pack| (0..pack.index.len()).map(|nth| pack.index.oid(nth))).collect()
    }

    fn first<T>(&self, oid: Oid, read: impl Fn(&OpenPack, u64) -> Result<T, Refusal>) -> Result<Option<T>, Refusal> {
        if let Some(path) = self.irregular.get_or_init(|| self.directories.irregular_entry()) {
            return Err(Refusal::Irregular(path.clone()));
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

    /// Returns the packs that have an object, with its offset in each.
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

    /// Opens the packs whose index `is_wanted`. A pack that cannot be opened is skipped.
    fn open(&self, is_wanted: &dyn Fn(&Path) -> bool) -> Vec<Rc<OpenPack>> {
        let directories = self.directories.all().iter().map(|directory| directory.join("pack"));
        let entries = directories.flat_map(|directory| fs::read_dir(directory).into_iter().flatten().flatten());
        let indexes = entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "idx"));
        let id_length = self.directories.id_length();
        indexes.filter(|path| is_wanted(path)).filter_map(|path| OpenPack::open(path, id_length)).map(Rc::new).collect()
    }

    /// Builds the object at `offset`, from the nearest cached base.
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
                _ => return Err("an endless chain of deltas".into()),
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

    /// Inflates the entry at `offset`. Its compressed size is not known: the usual size is read first, then more.
    fn inflate(&self, pack: &OpenPack, offset: u64, header: &Header) -> Result<Vec<u8>, Refusal> {
        const WRONG_SIZE: &str = "its size does not match its bytes";
        let start = offset + header.length as u64;
        let left = pack.length.saturating_sub(start);
        if header.size > left.saturating_mul(MAX_RATIO) {
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

/// Identifies an entry: its pack, which does not move in memory, and its offset.
type Name = (usize, u64);

/// A cache of recent objects that serve as delta bases. When the young generation is full, it becomes the old one, and
/// the previous old one is dropped.
#[derive(Default)]
struct BaseCache {
    young: HashMap<Name, (Type, Rc<[u8]>)>,
    old: HashMap<Name, (Type, Rc<[u8]>)>,
    /// Bytes in the young generation.
    held: usize,
}

impl BaseCache {
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
        if self.held > CAPACITY {
            self.old = take(&mut self.young);
            self.held = text.len();
        }
        self.young.insert(name, (kind, Rc::clone(text)));
    }
}

#[cfg(test)]
mod tests;
