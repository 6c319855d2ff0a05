//! `.dsnitch-baseline`: the findings that a team has accepted, one per line, sorted by their bytes.
//!
//! ```text
//! dsnitch-baseline 1 9c41f07e
//! pg-uri-password config/prod.env 0f6f3f0c7c9b8a51c2d1e4b7a6f50e11
//! ```
//!
//! The first line has the format version and the name of the key of the digests (`FingerprintKey::name`). The others
//! have a rule, a path and a [`ValueDigest`]. Rule and digest identify what is accepted; the path is for readers. The
//! lines are a set, so `merge=union` merges two of these files: its result, with lines in any order, duplicates, and
//! several first lines, is accepted.

mod line;

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;

pub use line::encoded;

use crate::failure::Failure;
use crate::fingerprint::{FingerprintKey, ValueDigest};
use crate::sorting::Sorting as _;

/// The file name of a baseline, at the top of a repository.
pub const BASELINE: &str = ".dsnitch-baseline";

/// The start of the first line: the name of the format and its version.
const FORMAT: &str = "dsnitch-baseline 1";

/// An accepted finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// The id of its rule.
    pub rule: String,
    /// The path where it was accepted, for readers only.
    pub path: Vec<u8>,
    /// Identifies its value under the key.
    pub digest: ValueDigest,
}

/// An entry and its 1-based line number in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The entry.
    pub entry: Entry,
    /// Its line.
    pub line: usize,
}

/// Parses the `bytes` of the baseline file `name`, whose digests must be under `key`. A repeated entry is returned
/// once, with its first line.
///
/// # Errors
/// Returns an error for the first line that is malformed or under another key. No message quotes the file.
pub fn parse(name: &str, bytes: &[u8], key: Option<&FingerprintKey>) -> Result<Vec<Placed>, Failure> {
    let mut known = HashSet::new();
    let mut placed = Vec::new();
    let mut is_begun = false;
    for (at, line) in bytes.strip_suffix(b"\n").unwrap_or(bytes).split(|byte| *byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let refused = |why: &str, next: &str| Failure::new(format!("{name}, line {}", at + 1), why, next);
        if let Some(rest) = line.strip_prefix(b"dsnitch-baseline") {
            check_first(rest, key).map_err(|(why, next)| refused(why, next))?;
            is_begun = true;
            continue;
        }
        if !is_begun {
            let next = format!("write it anew: dsnitch baseline write; its first line is `{FORMAT}` and a key's name");
            return Err(refused("not the first line of a baseline", &next));
        }
        let is_mark = |mark: &&[u8]| line.starts_with(mark);
        if [b"<<<<<<<".as_slice(), b"=======", b">>>>>>>", b"|||||||"].iter().any(is_mark) {
            let next =
                "keep the lines of both sides; `.dsnitch-baseline eol=lf merge=union` in .gitattributes has git do so";
            return Err(refused("a conflict of a merge", next));
        }
        let entry = line::decode(line).map_err(|why| {
            refused(why, "an entry is `rule path digest`: dsnitch baseline write gives the file that there should be")
        })?;
        if known.insert(entry.clone()) {
            placed.push(Placed { entry, line: at + 1 });
        }
    }
    Ok(placed)
}

/// Checks the rest of a first line: the format version and the name of `key`.
fn check_first(rest: &[u8], key: Option<&FingerprintKey>) -> Result<(), (&'static str, &'static str)> {
    let Some(name) = rest.strip_prefix(b" 1 ") else {
        return Err(("not a format of a baseline that is known here", "use a newer dsnitch, or write it anew"));
    };
    match key {
        None => Err((
            "its digests are under a key, and the configuration has none",
            "put the fingerprint_key with which it was written into the configuration, or take the baseline away",
        )),
        Some(key) if key.name().as_bytes() == name => Ok(()),
        Some(_) => Err((
            "its digests are under another fingerprint_key than the configuration has",
            "use that key again, or look at what is found and accept it anew: dsnitch baseline write",
        )),
    }
}

/// Formats a baseline of `entries` under `key`: independent of their order.
pub fn render(entries: &BTreeSet<Entry>, key: &FingerprintKey) -> String {
    let mut lines: Vec<String> = entries.iter().map(line::encode).collect();
    lines.put_in_order();
    let mut text = String::new();
    let _ = writeln!(text, "{FORMAT} {}", key.name());
    for line in lines {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Entry, parse, render};
    use crate::fingerprint::{FingerprintKey, Named, ValueDigest};

    fn key() -> FingerprintKey {
        FingerprintKey::new("twenty characters or more").unwrap()
    }

    fn entry(rule: &str, path: &[u8]) -> Entry {
        let digest = ValueDigest::of(&key(), rule, Named::Leak { value: path });
        Entry { rule: rule.to_owned(), path: path.to_owned(), digest }
    }

    #[test]
    fn a_rendered_baseline_is_parsed_whatever_a_path_contains() {
        let paths: [&[u8]; 14] = [
            b"config/prod.env",
            b"a b",
            b"a\nb",
            b"a\rb",
            b"\xff\xfe",
            b"%20",
            b"",
            b" ",
            b"postgres://u:p@h/x",
            b"key=value",
            "\u{43f}\u{430}\u{440}.env".as_bytes(),
            "\u{202e}txt".as_bytes(),
            b"dsnitch-baseline 1",
            b"<<<<<<< ours",
        ];
        let entries: BTreeSet<Entry> = paths.iter().flat_map(|path| [entry("a-b", path), entry("c", path)]).collect();
        let text = render(&entries, &key());
        let mut lines: Vec<&str> = text.lines().skip(1).collect();
        assert!(lines.is_sorted() && lines.iter().all(|line| line.split(' ').count() == 3), "{text}");
        let read = |text: &str| -> BTreeSet<Entry> {
            parse("f", text.as_bytes(), Some(&key())).unwrap().into_iter().map(|placed| placed.entry).collect()
        };
        assert_eq!(read(&text), entries);
        // As left by a union merge.
        let first = text.lines().next().unwrap();
        lines.reverse();
        let union = format!("{first}\r\n{}\n{first}\n{}\n", lines.join("\r\n"), lines.join("\n"));
        assert_eq!(read(&union), entries);
        assert_eq!(render(&read(&union), &key()), text);
    }

    #[test]
    fn a_malformed_baseline_is_refused_with_its_line_and_quotes_nothing() {
        let other = FingerprintKey::new("twenty characters or less").unwrap();
        let first = format!("dsnitch-baseline 1 {}", key().name());
        let digest = "0".repeat(32);
        for (text, what, why) in [
            (String::new(), "f, line 1", "not the first line"),
            ("\n".to_owned(), "f, line 1", "not the first line"),
            (format!("a p {digest}\n"), "f, line 1", "not the first line"),
            ("dsnitch-baseline 2 x\n".to_owned(), "f, line 1", "not a format"),
            ("dsnitch-baseline\n".to_owned(), "f, line 1", "not a format"),
            (format!("dsnitch-baseline 1 {}\n", other.name()), "f, line 1", "its digests are under another"),
            (format!("{first}\n\n"), "f, line 2", "an empty line"),
            (format!("{first}\na p {digest}\n<<<<<<< ours\n"), "f, line 3", "a conflict"),
            (format!("{first}\na p\n"), "f, line 2", "not three words"),
            (format!("{first}\na p {digest} x\n"), "f, line 2", "not three words"),
            (format!("{first}\na  {digest}\n"), "f, line 2", "not three words"),
            (format!("{first}\na p {}\n", &digest[1..]), "f, line 2", "not a digest"),
            (format!("{first}\na p%2 {digest}\n"), "f, line 2", "not a path"),
            (format!("{first}\na p%zz {digest}\n"), "f, line 2", "not a path"),
            (format!("{first}\na hunter2x@@ {digest}\n"), "f, line 2", "not a path"),
            (format!("{first}\n{digest} p {digest}\n"), "", ""),
        ] {
            match parse("f", text.as_bytes(), Some(&key())) {
                Err(error) => {
                    assert!(error.what == what && error.why.starts_with(why), "{text:?}: {error:?}");
                    assert!(!format!("{error:?}").contains("hunter2x"));
                }
                Ok(_) => assert_eq!(what, "", "{text:?} is taken"),
            }
        }
        let error = parse("f", first.as_bytes(), None).unwrap_err();
        assert!(error.why.contains("the configuration has none"), "{error:?}");
    }
}
