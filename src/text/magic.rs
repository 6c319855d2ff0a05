//! Magic numbers of known kinds of files: images, audio, archives, programs, databases.

/// Magic numbers, each with its offset.
const BEGINNINGS: &[(usize, &[u8])] = &[
    // Images.
    (0, b"\x89PNG\r\n\x1a\n"),
    (0, b"\xff\xd8\xff"),
    (0, b"GIF8"),
    (0, b"BM"),
    (0, b"II*\0"),
    (0, b"MM\0*"),
    (0, b"8BPS"),
    (0, b"\0\0\x01\0"),
    (0, b"\xff\x0a"),
    // Audio, video, and containers.
    (0, b"RIFF"),
    (4, b"ftyp"),
    (0, b"\x1aE\xdf\xa3"),
    (0, b"OggS"),
    (0, b"fLaC"),
    (0, b"ID3"),
    (0, b"\xff\xfb"),
    (0, b"FLV"),
    (0, b"\0\0\x01\xba"),
    // Archives and compressed data.
    (0, b"PK\x03\x04"),
    (0, b"PK\x05\x06"),
    (0, b"\x1f\x8b"),
    (0, b"\x1f\x9d"),
    // zlib at its usual levels.
    (0, b"x\x01"),
    (0, b"x\x9c"),
    (0, b"x\xda"),
    (0, b"BZh"),
    (0, b"\xfd7zXZ\0"),
    (0, b"7z\xbc\xaf\x27\x1c"),
    (0, b"\x28\xb5\x2f\xfd"),
    (0, b"\x04\x22\x4d\x18"),
    (0, b"LZIP"),
    (0, b"Rar!\x1a\x07"),
    (0, b"MSCF"),
    (0, b"!<arch>\n"),
    (0, b"\xed\xab\xee\xdb"),
    (257, b"ustar"),
    // Documents and fonts.
    (0, b"%PDF-"),
    (0, b"\xd0\xcf\x11\xe0"),
    (0, b"wOFF"),
    (0, b"wOF2"),
    (0, b"OTTO"),
    (0, b"\0\x01\0\0"),
    // Programs.
    (0, b"\x7fELF"),
    (0, b"MZ"),
    (0, b"\xca\xfe\xba\xbe"),
    (0, b"\xfe\xed\xfa"),
    (0, b"\xcf\xfa\xed\xfe"),
    (0, b"\xce\xfa\xed\xfe"),
    (0, b"\0asm"),
    (0, b"dex\n"),
    (0, b"BC\xc0\xde"),
    // Data.
    (0, b"SQLite format 3\0"),
    (0, b"PGDMP"),
    (0, b"\xac\xed\0\x05"),
    (0, b"PAR1"),
    (0, b"\x89HDF"),
    (0, b"\x93NUMPY"),
    (0, b"PACK\0\0\0"),
    (0, b"DIRC\0\0\0"),
    (0, b"\0GITCRYPT"),
    (0, b"\xfe\xed\xfe\xed"),
];

/// Returns whether `head` begins with a known magic number. Some of these are letters, which a text may begin with too.
pub(super) fn is_known(head: &[u8]) -> bool {
    BEGINNINGS.iter().any(|(skipped, bytes)| head.get(*skipped..).is_some_and(|rest| rest.starts_with(bytes)))
}
