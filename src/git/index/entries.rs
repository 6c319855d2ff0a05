//! The header and the entries of an index: the offset of each path and id, and the flags.

use std::ops::Range;

use crate::git::tree::Kind;

use super::numbers::{offset, terminated, too_short, u16_at, u32_at};

/// The stored part of an entry.
#[derive(Clone, Copy)]
pub(super) struct Record {
    /// Offset of its path, in the file or in the path buffer.
    pub(super) path_at: u32,
    /// Length of its path in bytes.
    pub(super) path_len: u32,
    /// Offset of its id in the file.
    pub(super) id_at: u32,
    pub(super) mode: u32,
    /// The stage: 0, or the side of an unmerged path (1 to 3).
    pub(super) stage: u8,
    pub(super) intent_to_add: bool,
}

impl Record {
    /// Returns its path, which lies in `paths`.
    pub(super) fn path_in<'p>(&self, paths: &'p [u8]) -> &'p [u8] {
        let (start, length) = (self.path_at as usize, self.path_len as usize);
        paths.get(start..start + length).unwrap_or_default()
    }

    /// Returns whether a commit would include it.
    pub(super) const fn is_staged(&self) -> bool {
        self.stage == 0 && !self.intent_to_add
    }
}

/// The entries of one file.
pub(super) struct Entries {
    /// 2, 3 or 4.
    pub(super) version: u32,
    pub(super) records: Vec<Record>,
    /// The path buffer, if the paths are stored apart from the file.
    pub(super) paths: Option<Vec<u8>>,
    /// True if an entry is a directory, as in a sparse index.
    pub(super) has_directories: bool,
    /// Offset of the end of the last entry.
    pub(super) end: usize,
}

/// Bytes of an entry before its id: timestamps and stat data, with the mode at byte 24.
pub(super) const BEFORE_ID: usize = 40;

/// Returns the offset of the name of an entry whose flags are at `flags_at`: after the extended flags, if it has them.
pub(super) const fn name_after(flags_at: usize, flags: u16) -> usize {
    flags_at + if is_extended(flags) { 4 } else { 2 }
}

/// Returns whether extended flags follow. Git tests this flag in every version.
const fn is_extended(flags: u16) -> bool {
    flags & 0x4000 != 0
}

impl Entries {
    /// Parses the header and the entries of `body`, a file without its checksum. With `apart`, the paths go into a
    /// separate buffer in every version.
    pub(super) fn read(body: &[u8], hash_length: usize, apart: bool) -> Result<Self, String> {
        if body.get(..4).ok_or_else(too_short)? != b"DIRC" {
            return Err("it does not start like an index".to_owned());
        }
        let version = u32_at(body, 4).ok_or_else(too_short)?;
        let count = u32_at(body, 8).ok_or_else(too_short)? as usize;
        if !(2..=4).contains(&version) {
            return Err(format!("version {version} is not known"));
        }
        let mut paths = (apart || version == 4).then(Vec::new);
        // Each entry takes more bytes than this, so a false count allocates nothing.
        let mut records = Vec::with_capacity(count.min(body.len() / (BEFORE_ID + hash_length)));
        let mut has_directories = false;
        let mut at = 12;
        let mut previous = 0..0;
        for _ in 0..count {
            let id_at = at + BEFORE_ID;
            let flags_at = id_at + hash_length;
            let mode = u32_at(body, at + 24).ok_or_else(too_short)?;
            has_directories |= Kind::of(mode) == Kind::Tree;
            let flags = u16_at(body, flags_at).ok_or_else(too_short)?;
            let more = if is_extended(flags) { u16_at(body, flags_at + 2).ok_or_else(too_short)? } else { 0 };
            let name_at = name_after(flags_at, flags);
            let (path, next) = if version == 4 {
                let path = prefix_compressed_path(body, name_at, flags, paths.get_or_insert_default(), &previous)?;
                previous = path.0.clone();
                path
            } else {
                let name = whole_path(body, name_at, flags)?;
                // Padded to a multiple of eight bytes with at least one NUL.
                let next = at + ((name.end - at + 8) & !7);
                (paths.as_mut().map_or(name.clone(), |buffer| append_name(buffer, body, name)), next)
            };
            if next > body.len() {
                return Err(too_short());
            }
            let small = |number: usize| u32::try_from(number).map_err(|_| "its paths make more than 4 GiB".to_owned());
            records.push(Record {
                path_at: small(path.start)?,
                path_len: small(path.len())?,
                id_at: small(id_at)?,
                mode,
                stage: u8::try_from((flags >> 12) & 3).unwrap_or(0),
                intent_to_add: more & 0x2000 != 0,
            });
            at = next;
        }
        Ok(Entries { version, records, paths, has_directories, end: at })
    }
}

/// Returns the range of the name at `name_at`, as stored in versions 2 and 3.
fn whole_path(body: &[u8], name_at: usize, flags: u16) -> Result<Range<usize>, String> {
    let length = terminated(body, name_at).ok_or_else(too_short)?;
    check_length(flags, length)?;
    Ok(name_at..name_at + length)
}

/// Appends a name of `body` to `buffer` and returns its range there.
fn append_name(buffer: &mut Vec<u8>, body: &[u8], name: Range<usize>) -> Range<usize> {
    let start = buffer.len();
    buffer.extend_from_slice(body.get(name).unwrap_or_default());
    start..buffer.len()
}

/// Reads the prefix-compressed path that version 4 stores at `name_at`: the number of bytes to drop from the previous
/// path (at `previous`), and the bytes to append. Returns its range in `buffer` and the offset of the next entry.
fn prefix_compressed_path(
    body: &[u8],
    name_at: usize,
    flags: u16,
    buffer: &mut Vec<u8>,
    previous: &Range<usize>,
) -> Result<(Range<usize>, usize), String> {
    let (strip, suffix_at) = offset(body, name_at).ok_or_else(too_short)?;
    let length = terminated(body, suffix_at).ok_or_else(too_short)?;
    let kept = previous.len().checked_sub(strip).ok_or("a path that takes back more than there is")?;
    check_length(flags, kept + length)?;
    let start = buffer.len();
    buffer.extend_from_within(previous.start..previous.start + kept);
    buffer.extend_from_slice(body.get(suffix_at..suffix_at + length).unwrap_or_default());
    Ok((start..buffer.len(), suffix_at + length + 1))
}

/// Checks the length of a path against the flags, which cannot hold larger lengths.
fn check_length(flags: u16, length: usize) -> Result<(), String> {
    let said = usize::from(flags & 0xfff);
    if said != 0xfff && said != length {
        return Err("the length of a path is not what it says".to_owned());
    }
    Ok(())
}
