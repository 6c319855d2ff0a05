//! Lists of words that are searched in place: the files of `patterns/words/`, embedded as text, sorted bytewise, one
//! entry per line. A look-up is a binary search over the bytes; nothing is parsed, copied or built, at start-up or
//! later.
//!
//! The order is a property of the files; `tests/words.rs` checks it, and rewrites them with `DSNITCH_BLESS=1`.

use std::cmp::Ordering;
use std::ops::Range;

/// A sorted list of entries in one text.
#[derive(Debug)]
pub struct WordList {
    text: &'static [u8],
}

impl WordList {
    /// Creates a list from `text`: lower-case entries sorted bytewise, each with its newline, after optional comment
    /// lines that start with `# `. (A `#` without the space starts an entry: some passwords begin with it.)
    pub const fn new(text: &'static str) -> Self {
        WordList { text: after_heading(text.as_bytes()) }
    }

    /// Returns whether `lowercase` is an entry. O(log n), no allocation.
    pub fn contains(&self, lowercase: &[u8]) -> bool {
        !lowercase.is_empty() && holds(self.text, |entry| entry.cmp(lowercase))
    }

    /// Returns whether an entry starts with `lowercase`. O(log n), no allocation.
    pub(crate) fn begins(&self, lowercase: &[u8]) -> bool {
        let start = lower_bound(self.text, 0..self.text.len(), |entry| entry.lt(lowercase));
        self.text.get(start..).is_some_and(|rest| rest.starts_with(lowercase))
    }

    /// Returns the entries, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &'static [u8]> {
        self.text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
    }

    /// Passes to `each` the lengths in bytes of all entries that `lowercase` starts with. The range of candidate
    /// entries shrinks with each byte, so a text that starts no entry costs two or three steps, and no text costs more
    /// than the longest entry.
    pub(crate) fn prefixes_of(&self, lowercase: &[u8], mut each: impl FnMut(usize)) {
        let mut fitting = 0..self.text.len();
        for length in 1..=lowercase.len() {
            let Some(prefix) = lowercase.get(..length) else { return };
            let start = lower_bound(self.text, fitting.clone(), |entry| entry.lt(prefix));
            // The end of all entries that start with `prefix`: an entry cut to its length compares as equal.
            let end = lower_bound(self.text, start..fitting.end, |entry| entry.take(length).le(prefix));
            if start >= end {
                return;
            }
            if Entry::at(self.text, start).eq(prefix) {
                each(length);
            }
            fitting = start..end;
        }
    }
}

/// A sorted list of pairs of user and password, separated by a tab.
#[derive(Debug)]
pub struct PairList {
    text: &'static [u8],
}

impl PairList {
    /// Creates a list from `text`, in the format of [`WordList::new`].
    pub const fn new(text: &'static str) -> Self {
        PairList { text: after_heading(text.as_bytes()) }
    }

    /// Returns whether a product ships with `password` for `user`, both in lower case. O(log n), no allocation.
    pub fn contains(&self, user: &[u8], password: &[u8]) -> bool {
        let wanted = || user.iter().chain(b"\t").chain(password);
        holds(self.text, |entry| entry.cmp(wanted()))
    }

    /// Returns the user and password of each entry, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&'static [u8], &'static [u8])> {
        self.text.split(|byte| *byte == b'\n').filter_map(|line| {
            let tab = line.iter().position(|byte| *byte == b'\t')?;
            Some((line.get(..tab)?, line.get(tab + 1..)?))
        })
    }
}

/// A sorted list of host names; an entry also matches its subdomains.
#[derive(Debug)]
pub struct HostList {
    names: WordList,
}

impl HostList {
    /// Creates a list from `text`, in the format of [`WordList::new`].
    pub const fn new(text: &'static str) -> Self {
        HostList { names: WordList::new(text) }
    }

    /// Returns whether `lowercase` or a parent domain is in the list. O(labels × log n), no allocation.
    pub fn contains(&self, lowercase: &[u8]) -> bool {
        self.names.contains(lowercase)
            || lowercase.iter().enumerate().any(|(dot, byte)| {
                *byte == b'.'
                    && dot > 0
                    && lowercase.get(dot..).is_some_and(|under| {
                        self.names.contains(under) || under.get(1..).is_some_and(|name| self.names.contains(name))
                    })
            })
    }
}

/// Returns `text` without the comment lines at its top: those that start with `# ` or are `#`.
const fn after_heading(text: &'static [u8]) -> &'static [u8] {
    let mut rest = text;
    loop {
        match rest {
            [b'#', b' ', ..] | [b'#', b'\n', ..] => {}
            _ => return rest,
        }
        while let [byte, tail @ ..] = rest {
            rest = tail;
            if *byte == b'\n' {
                break;
            }
        }
    }
}

/// The bytes of an entry, up to its line end. They are compared one by one, since most entries differ from the searched
/// text in one of their first bytes: finding their ends first would take longer than the rest of a look-up.
struct Entry<'t>(std::slice::Iter<'t, u8>);

impl<'t> Entry<'t> {
    /// Returns the entry of `text` that starts at `start`.
    fn at(text: &'t [u8], start: usize) -> Self {
        Entry(text.get(start..).unwrap_or_default().iter())
    }
}

impl<'t> Iterator for Entry<'t> {
    type Item = &'t u8;

    fn next(&mut self) -> Option<&'t u8> {
        self.0.next().filter(|byte| **byte != b'\n')
    }
}

/// Returns the start of the first entry in `range` for which `before` is false, or the end of the range. `range` starts
/// and ends at entries; `before` is true for a prefix of them.
fn lower_bound<'t>(text: &'t [u8], range: Range<usize>, before: impl Fn(Entry<'t>) -> bool) -> usize {
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = low + (high - low) / 2;
        let left = text.get(low..middle).unwrap_or_default();
        let start = left.iter().rposition(|byte| *byte == b'\n').map_or(low, |newline| low + newline + 1);
        if before(Entry::at(text, start)) {
            low = start + Entry::at(text, start).count() + 1;
        } else {
            high = start;
        }
    }
    low
}

/// Returns whether `order` returns `Equal` for an entry.
fn holds<'t>(text: &'t [u8], order: impl Fn(Entry<'t>) -> Ordering) -> bool {
    let start = lower_bound(text, 0..text.len(), |entry| order(entry) == Ordering::Less);
    start < text.len() && order(Entry::at(text, start)) == Ordering::Equal
}

#[cfg(test)]
mod tests {
    use super::super::words::{
        COMMON_WORDS, DEFAULT_PAIRS, DEFAULT_PASSWORDS, EXAMPLE_HOSTS, FILLER_WORDS, PLACEHOLDER_WORDS, TOPIC_WORDS,
        WEAK_PASSWORDS,
    };
    use super::{HostList, PairList, WordList};

    #[test]
    fn every_entry_of_every_list_is_found_and_similar_words_are_not() {
        for list in
            [&WEAK_PASSWORDS, &DEFAULT_PASSWORDS, &COMMON_WORDS, &FILLER_WORDS, &TOPIC_WORDS, &PLACEHOLDER_WORDS]
        {
            let mut count = 0;
            for entry in list.iter() {
                assert!(list.contains(entry), "{}", entry.escape_ascii());
                let longer = [entry, b"\x01"].concat();
                assert!(!list.contains(&longer), "{}", longer.escape_ascii());
                count += 1;
            }
            assert!(count > 100);
        }
        for (user, password) in DEFAULT_PAIRS.iter() {
            assert!(DEFAULT_PAIRS.contains(user, password), "{}", user.escape_ascii());
            assert!(!DEFAULT_PAIRS.contains(user, &[password, b"\x01"].concat()));
        }
    }

    #[test]
    fn the_first_and_last_entry_of_a_list_are_found() {
        let list = WordList::new("# heading\n#\n#tag\nab\nabc\nb\n");
        let rows: [(&[u8], bool); 11] = [
            (b"#tag", true),
            (b"ab", true),
            (b"abc", true),
            (b"b", true),
            (b"", false),
            (b"a", false),
            (b"abcd", false),
            (b"c", false),
            (b"#", false),
            (b"# heading", false),
            (b"ab\nabc", false),
        ];
        for (word, held) in rows {
            assert_eq!(list.contains(word), held, "{}", word.escape_ascii());
        }
        assert!(!WordList::new("").contains(b"a"));
        assert!(WordList::new("last").contains(b"last"), "without a newline at the end");
    }

    #[test]
    fn prefixes_are_all_entries_that_the_text_starts_with() {
        let list = WordList::new("a\nab\nabcd\nabd\nb\n");
        let of = |text: &[u8]| {
            let mut lengths = Vec::new();
            list.prefixes_of(text, |length| lengths.push(length));
            lengths
        };
        assert_eq!(of(b"abcde"), [1, 2, 4]);
        assert_eq!(of(b"abd"), [1, 2, 3]);
        assert_eq!(of(b"b"), [1]);
        assert!(of(b"c").is_empty());
        assert!(of(b"").is_empty());
    }

    #[test]
    fn pairs_need_both_halves() {
        let list = PairList::new("app\tapp\nroot\ttoor\n");
        assert!(list.contains(b"root", b"toor"));
        assert!(!list.contains(b"root", b"app"));
        assert!(!list.contains(b"roo", b"toor"));
        assert!(!list.contains(b"", b""));
    }

    #[test]
    fn a_host_entry_matches_its_subdomains() {
        let list = HostList::new(".test\nexample.com\n");
        let rows: [(&[u8], bool); 7] = [
            (b"example.com", true),
            (b"db.example.com", true),
            (b"a.b.test", true),
            (b"test", false),
            (b"notexample.com", false),
            (b"example.com.evil.net", false),
            (b"", false),
        ];
        for (host, held) in rows {
            assert_eq!(list.contains(host), held, "{}", host.escape_ascii());
        }
        assert!(EXAMPLE_HOSTS.contains(b"127.0.0.1"));
    }
}
