//! Loose objects: each in a file named after its id.
//!
//! The checks: the file inflates, zlib's checksum holds, kind and size match the header, and the id is that of the
//! content. Git prefers a packed object to a loose one of the same id; a loose one with a false id would be scanned
//! here in place of what is committed.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use git2::Oid;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;

use crate::git::refs::files::parse_id;
use crate::git::{path, regular_file};

use super::inflate::{Buffers, Error, Object};

/// A directory of loose objects.
pub(crate) struct Loose {
    directory: PathBuf,
    buffers: RefCell<Buffers>,
}

impl Loose {
    pub(crate) fn new(directory: PathBuf) -> Self {
        Loose { directory, buffers: RefCell::new(Buffers::new()) }
    }

    fn open(&self, oid: Oid) -> Result<Option<File>, Error> {
        let mut name = String::with_capacity(66);
        for (at, byte) in oid.as_bytes().iter().enumerate() {
            if at == 1 {
                name.push('/');
            }
            for digit in [byte >> 4, byte & 15] {
                name.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
            }
        }
        match regular_file::open(&path::joined(&self.directory, name)) {
            Ok(file) => Ok(Some(file)),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(Error::Damaged(error.to_string())),
        }
    }

    /// Reads the object with that id, if it is here.
    pub(crate) fn read(&self, oid: Oid, kind: &str) -> Result<Option<Object>, Error> {
        let Some(mut file) = self.open(oid)? else {
            return Ok(None);
        };
        let read = self.buffers.borrow_mut().read(&mut file, kind).map_err(|error| explain_irregular(error, &file))?;
        match &read {
            Object::Whole(bytes) if !is_named(oid, kind, bytes.data()) => {
                Err(Error::Damaged("its content does not match its id".to_owned()))
            }
            _ => Ok(Some(read)),
        }
    }

    /// Returns the ids of all loose objects.
    pub(crate) fn ids(&self, id_length: usize) -> io::Result<Vec<Oid>> {
        let mut ids = Vec::new();
        let Some(directories) = listed(&self.directory)? else { return Ok(ids) };
        for directory in directories {
            let name = directory?.file_name();
            // Git has other directories there, with longer names.
            if name.len() != 2 {
                continue;
            }
            let Some(files) = listed(&self.directory.join(&name))? else { continue };
            for file in files {
                let name = [name.as_encoded_bytes(), file?.file_name().as_encoded_bytes()].concat();
                ids.extend(parse_id(&name).filter(|id| id.as_bytes().len() == id_length));
            }
        }
        Ok(ids)
    }

    /// Returns the kind and the size from the header of an object.
    pub(crate) fn header(&self, oid: Oid) -> Result<Option<(String, u64)>, Error> {
        let Some(mut file) = self.open(oid)? else {
            return Ok(None);
        };
        let header = self.buffers.borrow_mut().header(&mut file);
        header.map(Some).map_err(|error| explain_irregular(error, &file))
    }
}

/// Lists a directory; `None` if it does not exist or is not a directory.
fn listed(directory: &Path) -> io::Result<Option<fs::ReadDir>> {
    match fs::read_dir(directory) {
        Ok(entries) => Ok(Some(entries)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns whether `oid` is the id of an object of that kind and content.
pub(crate) fn is_named(oid: Oid, kind: &str, content: &[u8]) -> bool {
    let mut header = Vec::with_capacity(32);
    let written = write!(header, "{kind} {}\0", content.len()).is_ok();
    written
        && match oid.as_bytes().len() {
            32 => Sha256::new().chain_update(&header).chain_update(content).finalize().as_slice() == oid.as_bytes(),
            _ => Sha1::new().chain_update(&header).chain_update(content).finalize().as_slice() == oid.as_bytes(),
        }
}

/// Replaces the error if the object's path is not a regular file.
fn explain_irregular(error: Error, file: &File) -> Error {
    let is_regular = file.metadata().map_or(true, |metadata| metadata.is_file());
    if is_regular { error } else { Error::Damaged(regular_file::NOT_REGULAR.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::super::inflate::{PIECE, SMALL};
    use super::*;

    fn deflated(object: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(object).unwrap();
        encoder.finish().unwrap()
    }

    /// Reads a file with these bytes as the blob `named`: returns its content, or the reason why it is refused.
    fn read_as(named: &[u8], file: &[u8]) -> Result<Vec<u8>, String> {
        let directory = tempfile::tempdir().unwrap();
        let id = Oid::hash_object_ext(git2::ObjectType::Blob, named, git2::ObjectFormat::Sha1).unwrap();
        let name = id.to_string();
        fs::create_dir(directory.path().join(&name[..2])).unwrap();
        fs::write(directory.path().join(&name[..2]).join(&name[2..]), file).unwrap();
        match Loose::new(directory.path().to_owned()).read(id, "blob") {
            Ok(Some(Object::Whole(bytes))) => Ok(bytes.data().to_vec()),
            Ok(Some(Object::TooLarge(size))) => Err(format!("too large: {size}")),
            Ok(Some(Object::LargeBinary(size))) => Err(format!("large binary: {size}")),
            Ok(None) => Err("none".to_owned()),
            Err(Error::Kind(kind)) => Err(format!("a {kind}")),
            Err(Error::Damaged(why)) => Err(why),
        }
    }

    /// Reads a file that is not a whole object, whatever its name.
    fn read(file: &[u8]) -> Result<Vec<u8>, String> {
        read_as(b"x", file)
    }

    /// Nearly incompressible text, so that its file is long too.
    fn noise(length: usize) -> Vec<u8> {
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            b' ' + u8::try_from((state >> 24) % 95).unwrap()
        };
        (0..length).map(|_| next()).collect()
    }

    #[test]
    fn an_object_is_read_whole_whatever_its_size() {
        let around = |size: usize| size - 20..size + 20;
        let sizes = [0, 1, 100].into_iter().chain(around(SMALL)).chain(around(PIECE * 5 / 4)).chain([1 << 20]);
        for size in sizes {
            for content in [noise(size), vec![b'x'; size]] {
                let mut file = deflated(&[format!("blob {size}\0").as_bytes(), &content].concat());
                assert!(read_as(&content, &file) == Ok(content.clone()), "{size}");
                let lie = "its content does not match its id".to_owned();
                assert!(read_as(b"another", &file) == Err(lie), "{size}");
                // Git does not look at trailing bytes either.
                file.extend_from_slice(b"more");
                assert!(read_as(&content, &file) == Ok(content), "{size} and more");
            }
        }
    }

    #[test]
    fn a_damaged_or_wrong_blob_is_refused_with_the_reason() {
        let object = |header: &str, length: usize| deflated(&[header.as_bytes(), b"\0", &noise(length)].concat());
        for length in [9, 40_000] {
            let whole = object(&format!("blob {length}"), length);
            for cut in [0, 1, 2, 3, whole.len() / 2, whole.len() - 4, whole.len() - 1] {
                assert_eq!(read(&whole[..cut]), Err("its file ends too early".to_owned()), "{length} {cut}");
            }
            let mut changed = whole.clone();
            *changed.last_mut().unwrap() ^= 1;
            assert!(read(&changed).unwrap_err().starts_with("it does not inflate"), "{length}");
            let has = |said: usize| format!("it has {length} bytes where its header says {said}");
            let (short, long, two) = (has(length + 1), has(length - 1), has(2));
            for (header, why) in [
                (format!("blob {}", length - 1), long.as_str()),
                ("blob 2".to_owned(), if length > 600 { "it is longer than its header says" } else { &two }),
                (format!("blob {}", length + 1), short.as_str()),
                (format!("tree {length}"), "a tree"),
                (format!("blob +{length}"), "it does not start like an object"),
                ("blob".to_owned(), "it does not start like an object"),
                (format!("blob {}", "9".repeat(30)), "it does not start like an object"),
                ("blob 2147483648".to_owned(), "too large: 2147483648"),
            ] {
                assert_eq!(read(&object(&header, length)), Err(why.to_owned()), "{header}");
            }
        }
        assert_eq!(read(b"plain text"), read(b"plain text, and longer"));
        assert!(read(b"plain text").is_err());
    }
}
