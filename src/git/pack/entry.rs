//! The format of an object in a pack: a header, the base of a delta, compressed bytes.

use git2::Oid;

use super::index::LONGEST_ID;

/// Longest header: a size of ten bytes, then an offset of ten bytes or an id.
pub(crate) const LONGEST_HEADER: usize = 10 + LONGEST_ID;

/// The type of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Commit,
    Tree,
    Blob,
    Tag,
}

impl Type {
    /// Parses git's name for a type.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        [Type::Commit, Type::Tree, Type::Blob, Type::Tag].into_iter().find(|kind| kind.name() == name)
    }

    /// Returns git's name for the type.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Type::Commit => "commit",
            Type::Tree => "tree",
            Type::Blob => "blob",
            Type::Tag => "tag",
        }
    }
}

/// The meaning of an entry's compressed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stored {
    /// The object itself.
    Whole(Type),
    /// A delta on the entry that starts so many bytes before this one.
    Before(u64),
    /// A delta on the object with this id.
    Of(Oid),
}

/// The header of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) stored: Stored,
    /// Size of the inflated bytes.
    pub(crate) size: u64,
    /// Length of the header itself.
    pub(crate) length: usize,
}

/// Parses the header at the start of `bytes`, in a pack whose ids have `id_length` bytes.
///
/// # Errors
/// Returns the reason if it is malformed.
pub(crate) fn parse(bytes: &[u8], id_length: usize) -> Result<Header, &'static str> {
    const SHORT: &str = "its header is cut off";
    let mut at = 0;
    let mut next = || {
        let byte = bytes.get(at).copied().ok_or(SHORT);
        at += 1;
        byte
    };
    let first = next()?;
    let mut size = u64::from(first & 0x0f);
    let mut shift = 4;
    let mut byte = first;
    while byte & 0x80 != 0 {
        byte = next()?;
        if shift > 60 {
            return Err("its size is out of range");
        }
        size |= u64::from(byte & 0x7f) << shift;
        shift += 7;
    }
    let stored = match (first >> 4) & 7 {
        1 => Stored::Whole(Type::Commit),
        2 => Stored::Whole(Type::Tree),
        3 => Stored::Whole(Type::Blob),
        4 => Stored::Whole(Type::Tag),
        6 => {
            let mut byte = next()?;
            let mut distance = u64::from(byte & 0x7f);
            while byte & 0x80 != 0 {
                byte = next()?;
                if distance >= u64::MAX >> 8 {
                    return Err("the offset of its base is out of range");
                }
                distance = ((distance + 1) << 7) | u64::from(byte & 0x7f);
            }
            Stored::Before(distance)
        }
        7 => {
            let id = bytes.get(at..at + id_length).and_then(|id| Oid::from_bytes(id).ok()).ok_or(SHORT)?;
            at += id_length;
            Stored::Of(id)
        }
        _ => return Err("its type is unknown"),
    };
    Ok(Header { stored, size, length: at })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_every_type() {
        let id = [7; 32];
        let of = [[0x71].as_slice(), &id].concat();
        let (short, long) = (Oid::from_bytes(&id[..20]).unwrap(), Oid::from_bytes(&id).unwrap());
        assert_eq!(parse(&of, 32), Ok(Header { stored: Stored::Of(long), size: 1, length: 33 }));
        for (bytes, stored, size, length) in [
            ([0x10].as_slice(), Stored::Whole(Type::Commit), 0, 1),
            (&[0x2f], Stored::Whole(Type::Tree), 15, 1),
            (&[0xb5, 0x01], Stored::Whole(Type::Blob), 21, 2),
            (&[0xc0, 0x80, 0x01], Stored::Whole(Type::Tag), 2048, 3),
            (&[0x63, 0x7f], Stored::Before(127), 3, 2),
            (&[0x63, 0x80, 0x00], Stored::Before(128), 3, 3),
            (&of, Stored::Of(short), 1, 21),
        ] {
            assert_eq!(parse(bytes, 20), Ok(Header { stored, size, length }), "{bytes:02x?}");
        }
    }

    #[test]
    fn bad_headers_are_refused() {
        let endless = [0xff; 40];
        let far = [[0x60].as_slice(), &[0xff; 20]].concat();
        for bytes in [&[][..], &[0x00], &[0x50], &[0xb0], &[0x60], &[0x70, 1, 2], &endless, &far] {
            assert!(parse(bytes, 20).is_err(), "{bytes:02x?}");
        }
    }
}
