//! Estimates how random a value is: evidence for values that the key alone does not identify, and a cheap test that
//! avoids the slow strength estimate for tokens. The only user of the `entropy` crate.
//!
//! None of this excuses a value in a password's place: low entropy there is a reason to call it weak.

use crate::rules::words::COMMON_WORDS;

/// Shannon entropy of `bytes` in bits per byte, 0.0 (empty, or one byte repeated) to 8.0. Bounded by the logarithm of
/// the length: eight different bytes give 3.0, so thresholds below depend on length.
pub(crate) fn bits_per_byte(bytes: &[u8]) -> f64 {
    f64::from(entropy::shannon_entropy(bytes))
}

/// The number of bytes of each kind in a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes {
    /// `a` to `z`.
    pub lower: usize,
    /// `A` to `Z`.
    pub upper: usize,
    /// `0` to `9`.
    pub digits: usize,
    /// Other printable ASCII, space included.
    pub punctuation: usize,
    /// Control bytes and everything outside ASCII.
    pub other: usize,
}

impl Classes {
    /// Counts the bytes of `bytes`.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut classes = Classes::default();
        for byte in bytes {
            let count = match byte {
                b'a'..=b'z' => &mut classes.lower,
                b'A'..=b'Z' => &mut classes.upper,
                b'0'..=b'9' => &mut classes.digits,
                b' '..=b'~' => &mut classes.punctuation,
                _ => &mut classes.other,
            };
            *count += 1;
        }
        classes
    }

    /// Letters of either case.
    pub(crate) fn letters(&self) -> usize {
        self.lower + self.upper
    }
}

/// Shortest run of token characters that is judged, in bytes. Shorter words and random strings cannot be told apart.
const TOKEN_MIN: usize = 8;
/// Shortest run, in bytes, that is a token by consisting of hexadecimal digits: half an MD5.
const HEX_MIN: usize = 16;
/// Minimum entropy of a token, in bits per byte: that of 8 bytes with three pairs among them.
const TOKEN_BITS: f64 = 2.2;
/// Number of consecutive consonants that no word of the usual languages has (`ngths` has five, with a vowel before).
const CONSONANTS: usize = 6;

/// True if `value` contains a run of 8 or more token characters (letters, digits, `+`, `/`, `=`) that looks random.
///
/// A run does when less than half of its letters belong to words of [`COMMON_WORDS`] (of four letters and up), and one
/// of these holds:
/// - it is 16 or more hexadecimal digits of one case, letters and digits both;
/// - its character class changes at least once in four bytes (`Word` and `word1` count as no change inside), three
///   times at the least, and its entropy is at least 2.2 bits per byte;
/// - it has six consonants in a row.
///
/// A token of eight lower-case letters with vowels in their usual places passes as a word: that is the limit of judging
/// by form. Linear in the length, except for the word look-ups, which are bounded by the longest word.
pub fn looks_random(value: &[u8]) -> bool {
    value.split(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))).any(is_random_run)
        || is_bootstrap_token(value)
}

/// True for a token by which a node joins a cluster of Kubernetes, whose form is fixed: `abcdef.0123456789abcdef`, of which the
/// letters alone may be judged as those of words.
fn is_bootstrap_token(value: &[u8]) -> bool {
    const ID: usize = 6;
    const SECRET: usize = 16;
    const DIGITS: usize = 2;
    value.len() == ID + 1 + SECRET
        && value.get(ID) == Some(&b'.')
        && value.iter().filter(|b| **b != b'.').all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        && value.iter().filter(|b| **b == b'.').count() == 1
        && value.iter().filter(|b| b.is_ascii_digit()).count() >= DIGITS
}

/// Shortest value that is judged as a whole, in bytes.
const WHOLE_MIN: usize = 12;

/// True if `value` looks random with the symbols in it, which leave no run for [`looks_random`]: `9gU3!W#Ha%xu.ZXe`.
///
/// It has 12 bytes or more, letters of both cases and digits, and a symbol that no name or version has between its words; its
/// character class changes at least twice in five bytes; less than half of its letters belong to common words. Brackets, colons,
/// slashes, quotes and `=` belong to patterns, formats and code, so that a value with them is not judged here.
pub(crate) fn is_random_throughout(value: &[u8]) -> bool {
    let is_usual = |b: &u8| b.is_ascii_alphanumeric() || b"!#$%&*+-.?@^_~".contains(b);
    let classes = Classes::of(value);
    value.len() >= WHOLE_MIN
        && value.iter().all(is_usual)
        && value.iter().any(|b| b"!#$%&*?@^~".contains(b))
        && classes.upper > 0
        && classes.lower > 0
        && classes.digits > 0
        && class_changes(value) * 5 >= value.len() * 2
        && word_letters(value) * 2 < classes.letters()
}

fn is_random_run(run: &[u8]) -> bool {
    if run.len() < TOKEN_MIN {
        return false;
    }
    let hex = run.len() >= HEX_MIN && is_hex(run);
    let changes = class_changes(run);
    let mixed = changes >= 3 && changes * 4 >= run.len() && bits_per_byte(run) >= TOKEN_BITS;
    (hex || mixed || longest_consonants(run) >= CONSONANTS) && word_letters(run) * 2 < Classes::of(run).letters().max(1)
}

/// True if `bytes` are hexadecimal digits of one case, with at least one letter and one digit.
pub(crate) fn is_hex(bytes: &[u8]) -> bool {
    let classes = Classes::of(bytes);
    bytes.iter().all(u8::is_ascii_hexdigit)
        && classes.digits > 0
        && classes.letters() > 0
        && (classes.lower == 0 || classes.upper == 0)
}

/// True for a UUID in its usual form (RFC 9562): `3b1f9a0c-7e5d-4c21-9f6e-2a8d0b4c6e13`.
pub(crate) fn is_uuid(value: &[u8]) -> bool {
    const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];
    value.split(|b| *b == b'-').map(<[u8]>::len).eq(GROUPS) && value.iter().all(|b| b.is_ascii_hexdigit() || *b == b'-')
}

/// The number of class changes from one byte to the next; a capital before a lower-case letter belongs to the same
/// word.
fn class_changes(run: &[u8]) -> usize {
    let class = |byte: u8| match byte {
        b'a'..=b'z' => 0_u8,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    };
    run.windows(2)
        .filter(|pair| match pair {
            [left, right] => class(*left) != class(*right) && !(class(*left) == 1 && class(*right) == 0),
            _ => false,
        })
        .count()
}

fn longest_consonants(run: &[u8]) -> usize {
    let mut longest = 0;
    let mut length = 0;
    for byte in run {
        let letter = byte.to_ascii_lowercase();
        length = if letter.is_ascii_lowercase() && !b"aeiouy".contains(&letter) { length + 1 } else { 0 };
        longest = longest.max(length);
    }
    longest
}

/// The number of letters of `run` in words of four letters or more, the longest first at each position.
pub(super) fn word_letters(run: &[u8]) -> usize {
    let lower = run.to_ascii_lowercase();
    let mut covered = 0;
    let mut at = 0;
    while let Some(rest) = lower.get(at..).filter(|rest| !rest.is_empty()) {
        let mut longest = 0;
        COMMON_WORDS.prefixes_of(rest, |length| longest = length);
        if longest >= 4 {
            covered += longest;
            at += longest;
        } else {
            at += 1;
        }
    }
    covered
}

#[cfg(test)]
mod tests {
    use super::{Classes, bits_per_byte, is_hex, is_random_throughout, looks_random};

    #[test]
    fn symbols_leave_a_value_random() {
        for (value, random) in [
            ("9gU3!W#Ha%xu.ZXe", true),
            ("PCR^ucSaCXce!n2.BW", true),
            ("K7+w-Zq4~Rt.9Xb3", true),
            ("9gU3!W#", false),
            ("v1.2.3-RC4_x86.64-A1", false),
            ("Welcome!Monday#2024", false),
            ("^[A-Za-z0-9]+$", false),
            ("%Y-%m-%dT%H:%M:%S", false),
            ("key1=Val&key2=Val2&x=Y3", false),
        ] {
            assert_eq!(is_random_throughout(value.as_bytes()), random, "{value}");
        }
    }

    #[test]
    fn entropy_is_in_bits_per_byte() {
        let rows: [(&[u8], f64); 5] = [(b"", 0.0), (b"aaaa", 0.0), (b"abab", 1.0), (b"abcd", 2.0), (b"abcdefgh", 3.0)];
        for (bytes, bits) in rows {
            assert!((bits_per_byte(bytes) - bits).abs() < 1e-6, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn classes_are_counted() {
        let classes = Classes::of("aB3$ é".as_bytes());
        let expected = Classes { lower: 1, upper: 1, digits: 1, punctuation: 2, other: 2 };
        assert_eq!(classes, expected);
        assert_eq!(classes.letters(), 2);
    }

    #[test]
    fn hexadecimal_needs_letters_and_digits_of_one_case() {
        let rows: [(&[u8], bool); 6] = [
            (b"9f86d081", true),
            (b"9F86D081", true),
            (b"9f86D081", false),
            (b"12345678", false),
            (b"deadbeef", false),
            (b"", false),
        ];
        for (bytes, hex) in rows {
            assert_eq!(is_hex(bytes), hex, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn random_tokens_look_random_and_words_do_not() {
        let rows = [
            ("k8Dq2zW7", true),
            ("k8Dq2zW", false), // seven bytes: below the minimum length
            ("xQ9zLm4Tv7Rk", true),
            ("admin-x7Qm2kP9", true),
            ("9f86d081884c7d65", true),
            ("9f86d081884c7d6", true), // too short as hexadecimal, but its class changes often
            ("3b1f9a0c-7e5d-4c21-9f6e-2a8d0b4c6e13", true),
            ("Zm9vYmFyUXV4MTIz", true),
            ("kJ3/vN8+xQ2mR5tY=", true),
            ("ne2a1x.huxa0hjzhuxhzoix", true),
            ("server.administration", false),
            ("jlkrtpwx", true), // seven consonants in a row
            ("jalotire", false),
            ("password", false),
            ("Password123", false),
            ("trader2024", false),
            ("readOnlyReplicaUser", false),
            ("botplus_db_password", false),
            ("correct horse battery staple", false),
            ("maple-tundra-violin", false),
            ("1111111111111111", false),
            ("aaaaaaaaaaaaaaaa", false),
            ("", false),
        ];
        for (value, random) in rows {
            assert_eq!(looks_random(value.as_bytes()), random, "{value}");
        }
    }
}
