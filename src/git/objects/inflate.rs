//! Inflates the file of a loose object: one pass, no more memory than the object and its file.
//!
//! libdeflate does it, twice as fast as what can stop half way, but only when all of the input is at hand and the room
//! for the output has the right size. Whatever it does not take goes the slow way, which decides and says why.

use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::ops::{Deref, DerefMut};

use flate2::{Decompress, FlushDecompress, Status};
use libdeflater::{DecompressionError, Decompressor};
use memmap2::MmapMut;

use crate::git::SIZE_LIMIT;
use crate::text;

/// Bytes read from a file at a time.
pub(crate) const PIECE: usize = 16 << 10;

/// Room for an object that is inflated without asking for its size first, as most can be.
pub(crate) const SMALL: usize = 16 << 10;

/// How often its own length a small object is at most, but for few; and the least room for one.
const USUALLY_SHRUNK: usize = 8;
const SMALLEST: usize = 2 << 10;

/// Room for the start of an object, with its header.
const START: usize = 8 << 10;

/// Bytes of a content from which on its memory is worth a request of its own.
const MUCH: usize = 4 << 20;

/// How often its own length the content of a file can be at most: deflate writes 258 bytes for two bits.
const MOST_SHRUNK: usize = 1032;

/// Room beyond the end of an object: the longest match that inflation copies at once, and some.
const SLACK: usize = 512;

/// Bytes of an object that is too large by which text is told from what is none.
const HEAD: usize = 8_000;

/// Longest header: a kind, a size, a NUL.
const HEADER: usize = 32;

/// What inflation works with, for one object after another.
pub(crate) struct Buffers {
    /// The fast one, once it is needed.
    whole: Option<Decompressor>,
    /// The one that can stop half way, once it is needed.
    inflate: Option<Decompress>,
    piece: Vec<u8>,
    /// A small object, with its header.
    small: Vec<u8>,
}

/// An object's content.
pub(crate) struct Bytes {
    /// With what came before it: its header.
    all: Room,
    start: usize,
}

impl Bytes {
    pub(crate) fn data(&self) -> &[u8] {
        self.all.get(self.start..).unwrap_or_default()
    }
}

/// Where a content is kept.
enum Room {
    Heap(Vec<u8>),
    /// Memory that the system is asked to give in large pages: for much of it, the small ones cost as much as a fifth
    /// of the whole scan.
    Pages(MmapMut),
}

impl Room {
    /// Zeros.
    fn of(size: usize) -> Self {
        if size >= MUCH
            && let Ok(pages) = MmapMut::map_anon(size)
        {
            // Only a wish: without them it is slower.
            #[cfg(target_os = "linux")]
            let _ = pages.advise(memmap2::Advice::HugePage);
            return Room::Pages(pages);
        }
        Room::Heap(vec![0; size])
    }
}

impl Deref for Room {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Room::Heap(bytes) => bytes,
            Room::Pages(pages) => pages,
        }
    }
}

impl DerefMut for Room {
    fn deref_mut(&mut self) -> &mut [u8] {
        match self {
            Room::Heap(bytes) => bytes,
            Room::Pages(pages) => pages,
        }
    }
}

/// An object.
pub(crate) enum Object {
    Whole(Bytes),
    /// Its size, beyond the limit.
    TooLarge(u64),
    /// The same, of one whose first bytes are no text.
    LargeBinary(u64),
}

/// Why an object that is there cannot be had.
pub(crate) enum Error {
    /// It is of this kind.
    Kind(String),
    /// It is no object, or not a whole one.
    Damaged(String),
}

impl Buffers {
    pub(crate) fn new() -> Self {
        Buffers { whole: None, inflate: None, piece: Vec::new(), small: Vec::new() }
    }

    /// The object of that kind in `file`, from its start.
    pub(crate) fn read(&mut self, file: &mut File, kind: &str) -> Result<Object, Error> {
        if let Some(bytes) = self.at_once(file, kind) {
            return Ok(Object::Whole(bytes));
        }
        file.rewind().map_err(|error| Error::Damaged(error.to_string()))?;
        let mut stream = Stream::new(self, file);
        let header = stream.header()?;
        if header.kind != kind {
            return Err(Error::Kind(header.kind));
        }
        if header.size > SIZE_LIMIT {
            let size = header.size;
            let is_binary = text::is_binary_by_head(&stream.head(header)?);
            return Ok(if is_binary { Object::LargeBinary(size) } else { Object::TooLarge(size) });
        }
        stream.rest(header).map(|all| Object::Whole(Bytes { all: Room::Heap(all), start: 0 }))
    }

    /// The kind and the size that the header of the object in `file` says.
    pub(crate) fn header(&mut self, file: &mut File) -> Result<(String, u64), Error> {
        Stream::new(self, file).header().map(|header| (header.kind, header.size))
    }

    /// A whole object of that kind and within the limit; none if it is not, or if there is any doubt.
    fn at_once(&mut self, file: &mut File, kind: &str) -> Option<Bytes> {
        self.piece.clear();
        self.piece.reserve_exact(PIECE);
        // Room that is not zeroed first: the pages that a small object does not need are never touched.
        let read = rustix::io::read(&*file, rustix::buffer::spare_capacity(&mut self.piece)).ok()?;
        let first = self.piece.get(..read)?;
        let room = read.saturating_mul(USUALLY_SHRUNK).clamp(SMALLEST, SMALL);
        if self.small.len() < room {
            self.small.resize(room, 0);
        }
        // More to read, or a file that says less than all at a time: then there is no harm in trying.
        if read < PIECE {
            match self.whole.get_or_insert_with(Decompressor::new).zlib_decompress(first, &mut self.small) {
                Ok(length) => {
                    let object = self.small.get(..length)?;
                    let header = Header::parse(object)?;
                    let content = object.get(header.length..)?;
                    let is_whole = header.kind == kind && usize::try_from(header.size) == Ok(content.len());
                    return is_whole.then(|| Bytes { all: Room::Heap(content.to_vec()), start: 0 });
                }
                Err(DecompressionError::InsufficientSpace) => {}
                Err(DecompressionError::BadData) => return None,
            }
        }
        let mut start = Vec::with_capacity(HEADER);
        let inflate = self.inflate.get_or_insert_with(|| Decompress::new(true));
        inflate.reset(true);
        inflate.decompress_vec(first, &mut start, FlushDecompress::None).ok()?;
        let header = Header::parse(&start).filter(|header| header.kind == kind && header.size <= SIZE_LIMIT)?;
        let size = usize::try_from(header.size).ok()?;
        let mut whole;
        let mut input = first;
        if read >= PIECE {
            // What does not shrink grows by less than this.
            let longest = header.size + (header.size >> 6) + 1024;
            whole = Room::of(usize::try_from(file.metadata().ok()?.len().min(longest)).ok()?);
            let (start, rest) = whole.split_at_mut_checked(read)?;
            start.copy_from_slice(first);
            file.read_exact(rest).ok()?;
            input = &whole;
        }
        if size / MOST_SHRUNK > input.len() {
            return None;
        }
        let mut all = Room::of(header.length + size);
        let length = self.whole.get_or_insert_with(Decompressor::new).zlib_decompress(input, &mut all).ok()?;
        (length == all.len()).then_some(Bytes { all, start: header.length })
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

/// What an object starts with: `<kind> <size>` and a NUL.
struct Header<'h> {
    kind: &'h str,
    size: u64,
    /// Its own length, the NUL included.
    length: usize,
}

impl<'h> Header<'h> {
    fn parse(object: &'h [u8]) -> Option<Self> {
        let end = memchr::memchr(0, object.get(..object.len().min(HEADER))?)?;
        let (kind, size) = str::from_utf8(object.get(..end)?).ok()?.split_once(' ')?;
        let is_number = !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_digit());
        let size = size.parse().ok().filter(|_| is_number)?;
        Some(Header { kind, size, length: end + 1 })
    }
}

/// An object whose header has been read.
struct Opened {
    kind: String,
    size: u64,
    /// The first bytes of the content, which came with the header.
    content: Vec<u8>,
    status: Status,
}

impl<'a> Stream<'a> {
    fn new(buffers: &'a mut Buffers, file: &'a mut File) -> Self {
        buffers.inflate.get_or_insert_with(|| Decompress::new(true)).reset(true);
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
        let Buffers { inflate, piece, .. } = &mut *self.buffers;
        let inflate = inflate.get_or_insert_with(|| Decompress::new(true));
        let before = inflate.total_in();
        let input = piece.get(self.at..self.end).unwrap_or_default();
        let status = inflate.decompress_vec(input, out, FlushDecompress::None);
        let status = status.map_err(|error| Error::Damaged(format!("it does not inflate: {error}")))?;
        self.at += usize::try_from(inflate.total_in() - before).unwrap_or(0);
        Ok(status)
    }

    fn header(&mut self) -> Result<Opened, Error> {
        let not_one = || Error::Damaged("it does not start as an object does".to_owned());
        let mut start = Vec::with_capacity(START);
        let mut status = Status::Ok;
        while start.len() < HEADER && status != Status::StreamEnd && !start.contains(&0) {
            status = self.inflate(&mut start)?;
        }
        let Header { kind, size, length } = Header::parse(&start).ok_or_else(not_one)?;
        let kind = kind.to_owned();
        start.drain(..length);
        Ok(Opened { kind, size, content: start, status })
    }

    /// As much of the content as tells whether it is text.
    fn head(mut self, header: Opened) -> Result<Vec<u8>, Error> {
        let Opened { mut content, mut status, .. } = header;
        content.reserve_exact(HEAD);
        while status != Status::StreamEnd && content.len() < content.capacity() {
            status = self.inflate(&mut content)?;
        }
        Ok(content)
    }

    /// The whole content behind the header.
    fn rest(mut self, header: Opened) -> Result<Vec<u8>, Error> {
        let Opened { size, mut content, mut status, .. } = header;
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
