//! Loose objects, read straight from their files: one open, one pass of inflation, no more memory than the object.
//!
//! What is checked is that the file inflates, that zlib's own checksum holds, and that kind and size are those of the
//! header. The id is not computed from the content: git does not either when it makes a tree or checks one out, so
//! what is scanned is what git takes for the object; and it would cost more than the scan.

use std::cell::RefCell;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::PathBuf;

use flate2::{Decompress, FlushDecompress, Status};
use git2::Oid;

use crate::text;

use super::SIZE_LIMIT;

/// Bytes read from a file at a time.
const PIECE: usize = 16 << 10;

/// Room for the start of an object, which is all of most.
const START: usize = 8 << 10;

/// Room beyond the end of an object: the longest match that inflation copies at once, and some.
const SLACK: usize = 512;

/// Bytes of an object that is too large by which text is told from what is none.
const HEAD: usize = 8_000;

/// Longest header: a kind, a size, a NUL.
const HEADER: usize = 32;

/// A directory of loose objects.
pub(super) struct Loose {
    directory: PathBuf,
    buffers: RefCell<Buffers>,
}

struct Buffers {
    inflate: Decompress,
    piece: Vec<u8>,
}

/// An object.
pub(super) enum Object {
    Whole(Vec<u8>),
    /// Its size, beyond the limit.
    TooLarge(u64),
    /// The same, of one whose first bytes are no text.
    LargeBinary(u64),
}

/// Why an object that is there cannot be had.
pub(super) enum Error {
    /// It is of this kind.
    Kind(String),
    /// It is no object, or not a whole one.
    Damaged(String),
}

impl Loose {
    pub(super) fn new(directory: PathBuf) -> Self {
        Loose { directory, buffers: RefCell::new(Buffers { inflate: Decompress::new(true), piece: Vec::new() }) }
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
        match File::open(self.directory.join(name)) {
            Ok(file) => Ok(Some(file)),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(Error::Damaged(error.to_string())),
        }
    }

    /// The object, if there is one of that id here.
    pub(super) fn read(&self, oid: Oid, kind: &str) -> Result<Option<Object>, Error> {
        let Some(mut file) = self.open(oid)? else {
            return Ok(None);
        };
        let mut buffers = self.buffers.borrow_mut();
        let mut stream = Stream::new(&mut buffers, &mut file);
        let header = stream.header()?;
        if header.kind != kind {
            return Err(Error::Kind(header.kind));
        }
        if header.size > SIZE_LIMIT {
            let size = header.size;
            let is_text = text::decode(&stream.head(header)?).is_ok();
            return Ok(Some(if is_text { Object::TooLarge(size) } else { Object::LargeBinary(size) }));
        }
        stream.rest(header).map(|bytes| Some(Object::Whole(bytes)))
    }

    /// The size that the object's header says.
    pub(super) fn size(&self, oid: Oid) -> Result<Option<u64>, Error> {
        let Some(mut file) = self.open(oid)? else {
            return Ok(None);
        };
        let mut buffers = self.buffers.borrow_mut();
        let header = Stream::new(&mut buffers, &mut file).header()?;
        Ok(Some(header.size))
    }
}

/// A file that is being inflated.
struct Stream<'a> {
    buffers: &'a mut Buffers,
    file: &'a mut File,
    /// What of the piece is still to be inflated.
    at: usize,
    end: usize,
}

struct Header {
    kind: String,
    size: u64,
    /// The first bytes of the content, which came with the header.
    content: Vec<u8>,
    status: Status,
}

impl<'a> Stream<'a> {
    fn new(buffers: &'a mut Buffers, file: &'a mut File) -> Self {
        buffers.inflate.reset(true);
        buffers.piece.resize(PIECE, 0);
        Stream { buffers, file, at: 0, end: 0 }
    }

    fn fill(&mut self) -> Result<(), Error> {
        if self.at == self.end {
            let read = self.file.read(&mut self.buffers.piece).map_err(|error| Error::Damaged(error.to_string()))?;
            if read == 0 {
                return Err(Error::Damaged("its file ends too early".to_owned()));
            }
            (self.at, self.end) = (0, read);
        }
        Ok(())
    }

    /// Inflates what has been read into the spare room of `out`.
    fn inflate(&mut self, out: &mut Vec<u8>) -> Result<Status, Error> {
        self.fill()?;
        let Buffers { inflate, piece } = &mut *self.buffers;
        let before = inflate.total_in();
        let input = piece.get(self.at..self.end).unwrap_or_default();
        let status = inflate.decompress_vec(input, out, FlushDecompress::None);
        let status = status.map_err(|error| Error::Damaged(format!("it does not inflate: {error}")))?;
        self.at += usize::try_from(inflate.total_in() - before).unwrap_or(0);
        Ok(status)
    }

    fn header(&mut self) -> Result<Header, Error> {
        let not_one = || Error::Damaged("it does not start as an object does".to_owned());
        let mut start = Vec::with_capacity(START);
        let mut status = Status::Ok;
        while start.len() < HEADER && status != Status::StreamEnd && !start.contains(&0) {
            status = self.inflate(&mut start)?;
        }
        let end = memchr::memchr(0, start.get(..start.len().min(HEADER)).unwrap_or_default()).ok_or_else(not_one)?;
        let text = start.get(..end).and_then(|text| str::from_utf8(text).ok()).ok_or_else(not_one)?;
        let (kind, size) = text.split_once(' ').ok_or_else(not_one)?;
        let is_number = !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_digit());
        let size = size.parse().ok().filter(|_| is_number).ok_or_else(not_one)?;
        let kind = kind.to_owned();
        start.drain(..=end);
        Ok(Header { kind, size, content: start, status })
    }

    /// As much of the content as tells whether it is text.
    fn head(mut self, header: Header) -> Result<Vec<u8>, Error> {
        let Header { mut content, mut status, .. } = header;
        content.reserve_exact(HEAD);
        while status != Status::StreamEnd && content.len() < content.capacity() {
            status = self.inflate(&mut content)?;
        }
        Ok(content)
    }

    /// The whole content behind the header.
    fn rest(mut self, header: Header) -> Result<Vec<u8>, Error> {
        let Header { size, mut content, mut status, .. } = header;
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        // Room beyond the end lets inflation run at full speed up to it, and a longer one show.
        content.reserve_exact((size.saturating_add(SLACK)).saturating_sub(content.len()));
        while status != Status::StreamEnd {
            if content.len() > size {
                return Err(Error::Damaged("it is longer than its header says".to_owned()));
            }
            if content.len() == content.capacity() {
                content.reserve(1);
            }
            status = self.inflate(&mut content)?;
        }
        if content.len() != size {
            return Err(Error::Damaged(format!("it has {} bytes where its header says {size}", content.len())));
        }
        Ok(content)
    }
}
