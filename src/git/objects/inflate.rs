//! Inflates a loose object in one pass, with no more memory than the object and its file take.
//!
//! libdeflate does it, twice as fast as an inflater that can stop half way, but it needs the whole input in memory and
//! an output buffer of the right size. Any input that it refuses goes to the slower inflater, which decides and gives
//! the reason.

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

/// Buffer size for objects that are inflated without asking for their size first; most fit.
pub(crate) const SMALL: usize = 16 << 10;

/// Compression ratio that nearly all small objects stay below, and the smallest buffer.
const TYPICAL_RATIO: usize = 8;
const SMALLEST: usize = 2 << 10;

/// Buffer size for the start of an object with its header.
const START: usize = 8 << 10;

/// Content size in bytes from which on the memory is mapped separately.
const MAP_THRESHOLD: usize = 4 << 20;

/// Largest compression ratio of a file: deflate writes at most 258 bytes for two bits.
const MAX_RATIO: usize = 1032;

/// Bytes reserved beyond the end of an object: the longest match that the inflater copies at once, and some more.
const SLACK: usize = 512;

/// Bytes of an oversized object that are examined to tell text from binary.
const HEAD: usize = 8_000;

/// Longest header: a kind, a size, a NUL.
const HEADER: usize = 32;

/// Inflaters and buffers that are reused for each object.
pub(crate) struct Buffers {
    /// The fast inflater, created on first use.
    whole: Option<Decompressor>,
    /// The inflater that can stop half way, created on first use.
    inflate: Option<Decompress>,
    piece: Vec<u8>,
    /// A small object with its header.
    small: Vec<u8>,
}

/// The content of an object.
pub(crate) struct Bytes {
    /// The buffer, which starts with the header.
    all: Storage,
    start: usize,
}

impl Bytes {
    pub(crate) fn data(&self) -> &[u8] {
        self.all.get(self.start..).unwrap_or_default()
    }
}

/// Memory for a content.
enum Storage {
    Heap(Vec<u8>),
    /// Memory for which the system is asked to use large pages: for large contents, small pages cost up to a fifth of
    /// the whole scan.
    Pages(MmapMut),
}

impl Storage {
    /// Allocates zeroed memory.
    fn of(size: usize) -> Self {
        if size >= MAP_THRESHOLD
            && let Ok(pages) = MmapMut::map_anon(size)
        {
            // Only a hint: without large pages it is slower.
            #[cfg(target_os = "linux")]
            let _ = pages.advise(memmap2::Advice::HugePage);
            return Storage::Pages(pages);
        }
        Storage::Heap(vec![0; size])
    }
}

impl Deref for Storage {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Storage::Heap(bytes) => bytes,
            Storage::Pages(pages) => pages,
        }
    }
}

impl DerefMut for Storage {
    fn deref_mut(&mut self) -> &mut [u8] {
        match self {
            Storage::Heap(bytes) => bytes,
            Storage::Pages(pages) => pages,
        }
    }
}

/// An object.
pub(crate) enum Object {
    Whole(Bytes),
    /// Its size, above the limit.
    TooLarge(u64),
    /// The size of an object above the limit whose first bytes are binary.
    LargeBinary(u64),
}

/// The reason why an object that exists cannot be read.
pub(crate) enum Error {
    /// It has this kind and not the expected one.
    Kind(String),
    /// It is truncated or not an object at all.
    Damaged(String),
}

impl Buffers {
    pub(crate) fn new() -> Self {
        Buffers { whole: None, inflate: None, piece: Vec::new(), small: Vec::new() }
    }

    /// Reads the object of kind `kind` from the start of `file`.
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
        stream.rest(header).map(|all| Object::Whole(Bytes { all: Storage::Heap(all), start: 0 }))
    }

    /// Reads the kind and the size from the header of the object in `file`.
    pub(crate) fn header(&mut self, file: &mut File) -> Result<(String, u64), Error> {
        Stream::new(self, file).header().map(|header| (header.kind, header.size))
    }

    /// Inflates a whole object of that kind within the limit with libdeflate; returns `None` if it is not such an
    /// object or in doubt.
    fn at_once(&mut self, file: &mut File, kind: &str) -> Option<Bytes> {
        self.piece.clear();
        self.piece.reserve_exact(PIECE);
        // The spare capacity is not zeroed first: pages that a small object does not need are never touched.
        let read = rustix::io::read(&*file, rustix::buffer::spare_capacity(&mut self.piece)).ok()?;
        let first = self.piece.get(..read)?;
        let capacity = read.saturating_mul(TYPICAL_RATIO).clamp(SMALLEST, SMALL);
        if self.small.len() < capacity {
            self.small.resize(capacity, 0);
        }
        // There is more to read, or the file returned less than all at once: an attempt does no harm.
        if read < PIECE {
            match self.whole.get_or_insert_with(Decompressor::new).zlib_decompress(first, &mut self.small) {
                Ok(length) => {
                    let object = self.small.get(..length)?;
                    let header = Header::parse(object)?;
                    let content = object.get(header.length..)?;
                    let is_whole = header.kind == kind && usize::try_from(header.size) == Ok(content.len());
                    return is_whole.then(|| Bytes { all: Storage::Heap(content.to_vec()), start: 0 });
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
            // Incompressible content grows by less than this.
            let longest = header.size + (header.size >> 6) + 1024;
            whole = Storage::of(usize::try_from(file.metadata().ok()?.len().min(longest)).ok()?);
            let (start, rest) = whole.split_at_mut_checked(read)?;
            start.copy_from_slice(first);
            file.read_exact(rest).ok()?;
            input = &whole;
        }
        if size / MAX_RATIO > input.len() {
            return None;
        }
        let mut all = Storage::of(header.length + size);
        let length = self.whole.get_or_insert_with(Decompressor::new).zlib_decompress(input, &mut all).ok()?;
        (length == all.len()).then_some(Bytes { all, start: header.length })
    }
}

/// A file that is being inflated.
struct Stream<'a> {
    buffers: &'a mut Buffers,
    file: &'a mut File,
    /// Offset in the piece of the next byte to inflate.
    at: usize,
    end: usize,
}

/// The header of an object: `<kind> <size>` and a NUL.
struct Header<'h> {
    kind: &'h str,
    size: u64,
    /// Its length with the NUL.
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
    /// The first bytes of the content, inflated along with the header.
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

    /// Inflates the input into the spare capacity of `out`.
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
        let not_one = || Error::Damaged("it does not start like an object".to_owned());
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

    /// Returns the start of the content, enough to tell text from binary.
    fn head(mut self, header: Opened) -> Result<Vec<u8>, Error> {
        let Opened { mut content, mut status, .. } = header;
        content.reserve_exact(HEAD);
        while status != Status::StreamEnd && content.len() < content.capacity() {
            status = self.inflate(&mut content)?;
        }
        Ok(content)
    }

    /// Returns the whole content after the header.
    fn rest(mut self, header: Opened) -> Result<Vec<u8>, Error> {
        let Opened { size, mut content, mut status, .. } = header;
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        // Spare capacity beyond the end lets the inflater run at full speed up to it, and reveals an object that is too
        // long.
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
