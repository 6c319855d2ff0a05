//! Masks the secrets of a run in any text.

use std::borrow::Cow;
use std::collections::HashSet;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::secret::MASK;
use crate::sorting::Sorting as _;

mod views;

use views::View;

/// Shortest secret that is masked at every occurrence; a shorter one is part of too many words.
const SHORT: usize = 6;
/// Shortest line of a multi-line secret that is masked separately, in bytes.
const LINE: usize = 12;
/// Longest secret that is searched for as a whole, in bytes: no text of a report is longer, and its lines are searched
/// for.
const LONGEST: usize = 1 << 16;
/// Bytes of secrets that are searched for at once: bounds the memory, about forty bytes for each of them.
const GROUP: usize = 1 << 20;

/// Determines which occurrences of a secret are masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kind {
    /// Every occurrence.
    Anywhere,
    /// Occurrences without a letter or digit next to them.
    Alone,
    /// Occurrences as a value: a guessable password is often an ordinary word too.
    Value,
}

/// The distinct secrets of a run. `Debug` does not show them.
#[derive(Clone, Default)]
pub struct Leaks(HashSet<(Kind, Box<[u8]>)>);

impl std::fmt::Debug for Leaks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Leaks({})", self.0.len())
    }
}

impl Leaks {
    /// Adds a secret: its raw form `written`, and its decoded `value`.
    pub fn add(&mut self, written: &[u8], value: &[u8], guessable: bool) {
        let kind = |secret: &[u8]| match secret.len() {
            _ if guessable => Kind::Value,
            0..SHORT => Kind::Alone,
            _ => Kind::Anywhere,
        };
        for secret in [value, written] {
            let lines = lines_of(secret);
            let is_whole = !secret.is_empty() && secret.len() <= LONGEST;
            for one in is_whole.then_some(secret).into_iter().chain(lines) {
                self.0.insert((kind(one), one.into()));
            }
        }
    }

    /// Adds the secrets that another part of the run has found.
    pub fn join(&mut self, other: Leaks) {
        if self.0.is_empty() {
            *self = other;
        } else {
            self.0.extend(other.0);
        }
    }

    /// Returns whether there are no secrets.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns whether `text` contains one of the secrets.
    pub fn holds(&self, text: &str) -> bool {
        self.maskers().any(|masker| masker.masked(text) != text)
    }

    /// Returns the maskers, each for some of the secrets: every text must be passed through all of them.
    pub fn maskers(&self) -> impl Iterator<Item = Masker> {
        let mut sorted: Vec<&(Kind, Box<[u8]>)> = self.0.iter().collect();
        sorted.put_in_order();
        let mut groups = Vec::new();
        let (mut group, mut bytes) = (Vec::new(), 0);
        for secret in sorted {
            bytes += secret.1.len();
            group.push(secret);
            if bytes > GROUP {
                groups.push(std::mem::take(&mut group));
                bytes = 0;
            }
        }
        if !group.is_empty() {
            groups.push(group);
        }
        groups.into_iter().map(|group| Masker::new(&group))
    }
}

/// Returns the lines of a multi-line secret, also if they are joined by escapes; the markers around a key are left out.
fn lines_of(secret: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    if memchr::memchr2(b'\n', b'\\', secret).is_none() {
        return lines;
    }
    for line in secret.split(|b| matches!(b, b'\n' | b'\r')) {
        let mut rest = line;
        while let Some(at) = memchr::memmem::find(rest, b"\\n") {
            lines.push(rest.get(..at).unwrap_or_default());
            rest = rest.get(at + 2..).unwrap_or_default();
        }
        lines.push(rest);
    }
    lines.retain(|line| line.len() < secret.len());
    let mut lines: Vec<&[u8]> = lines.into_iter().map(<[u8]>::trim_ascii).collect();
    lines.retain(|line| line.len() >= LINE && !line.starts_with(b"-----"));
    lines
}

/// Masks secrets in texts.
pub struct Masker {
    kinds: Vec<Kind>,
    /// `None` if it could not be built: then nothing is shown.
    automaton: Option<AhoCorasick>,
}

impl Masker {
    fn new(secrets: &[&(Kind, Box<[u8]>)]) -> Self {
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            // A DFA would take longer to build than most reports take to mask.
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(secrets.iter().map(|(_, secret)| secret));
        Masker { kinds: secrets.iter().map(|(kind, _)| *kind).collect(), automaton: automaton.ok() }
    }

    /// Masks each secret in `text`: unchanged, percent-encoded, escaped, or in base64.
    pub fn masked<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.masked_bytes(text.as_bytes()) {
            Cow::Borrowed(_) => Cow::Borrowed(text),
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
        }
    }

    /// Like [`Masker::masked`], for a text of the program itself, which has names in it and no values: a guessable password is left,
    /// because in `\password "app"` the word is the name of the role.
    pub(crate) fn masked_advice<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.masked_kinds(text.as_bytes(), |kind| kind != Kind::Value) {
            Cow::Borrowed(_) => Cow::Borrowed(text),
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
        }
    }

    /// Like [`Masker::masked`], for a text that may not be UTF-8.
    pub(crate) fn masked_bytes<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        self.masked_kinds(text, |_| true)
    }

    fn masked_kinds<'t>(&self, text: &'t [u8], is_masked: impl Fn(Kind) -> bool) -> Cow<'t, [u8]> {
        let Some(automaton) = &self.automaton else { return Cow::Owned(MASK.as_bytes().to_owned()) };
        let mut hidden: Vec<(usize, usize)> = Vec::new();
        for view in View::all(text) {
            let bytes = view.bytes();
            for found in automaton.find_overlapping_iter(bytes) {
                let kind = self.kinds.get(found.pattern().as_usize()).copied().unwrap_or(Kind::Anywhere);
                let (before, after) = (bytes.get(..found.start()), bytes.get(found.end()..));
                if !is_masked(kind) || (view.is_code() && kind != Kind::Anywhere) {
                    continue;
                }
                if is_occurrence(kind, before.unwrap_or_default(), after.unwrap_or_default()) {
                    hidden.push(view.place(found.start(), found.end()));
                }
            }
        }
        if hidden.is_empty() {
            return Cow::Borrowed(text);
        }
        hidden.put_in_order();
        // Adjacent masks are merged: two of them would reveal where a secret ends.
        hidden.dedup_by(|next, last| {
            let touches = next.0 <= last.1;
            last.1 = if touches { last.1.max(next.1) } else { last.1 };
            touches
        });
        let mut masked = Vec::with_capacity(text.len());
        let mut at = 0;
        for (start, end) in hidden {
            masked.extend_from_slice(text.get(at..start).unwrap_or_default());
            masked.extend_from_slice(MASK.as_bytes());
            at = end;
        }
        masked.extend_from_slice(text.get(at..).unwrap_or_default());
        Cow::Owned(masked)
    }
}

/// Returns whether an occurrence between `before` and `after` is masked, and not part of a word or an ordinary word.
fn is_occurrence(kind: Kind, before: &[u8], after: &[u8]) -> bool {
    let is_word = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80);
    match kind {
        Kind::Anywhere => true,
        Kind::Alone => !is_word(before.last()) && !is_word(after.first()),
        Kind::Value => !is_word(before.last()) && !is_word(after.first()) && is_value(before, after),
    }
}

/// Suffixes of the names of variables with secrets.
const NAMES: &[&str] = &["password", "passwd", "passphrase", "pass", "pwd", "pw", "secret", "token", "key", "by"];

/// Returns whether a password value is between `before` and `after`: after the user in a URI, or after such a name.
fn is_value(before: &[u8], after: &[u8]) -> bool {
    if before.last() == Some(&b':') && after.first() == Some(&b'@') {
        return true;
    }
    let is_mark = |b: &u8| matches!(b, b'"' | b'\'' | b'`' | b'=' | b':' | b'>' | b'(' | b' ' | b'\t' | b'\\');
    let marks = before.iter().rev().take(8).take_while(|b| is_mark(b)).count();
    let name = before.get(..before.len() - marks).unwrap_or_default();
    marks > 0 && NAMES.iter().any(|end| name.len() >= end.len() && ends_with(name, end))
}

fn ends_with(name: &[u8], end: &str) -> bool {
    name.get(name.len() - end.len()..).is_some_and(|last| last.eq_ignore_ascii_case(end.as_bytes()))
}

#[cfg(test)]
mod tests;
