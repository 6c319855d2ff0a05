//! Masks the secrets of a run in any text.

use std::borrow::Cow;
use std::collections::HashSet;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::secret::MASK;

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
        sorted.sort_unstable();
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
        hidden.sort_unstable();
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
mod tests {
    use super::Leaks;

    fn masked(secrets: &[(&str, &str, bool)], text: &str) -> String {
        let mut leaks = Leaks::default();
        for (written, value, guessable) in secrets {
            leaks.add(written.as_bytes(), value.as_bytes(), *guessable);
        }
        let mut text = text.to_owned();
        for masker in leaks.maskers() {
            text = masker.masked(&text).into_owned();
        }
        text
    }

    const S: &str = "kV8@m2\"Qz4r";

    #[test]
    fn a_leak_is_masked_wherever_and_however_it_is_written() {
        for (text, expected) in [
            ("x kV8@m2\"Qz4r y", "x •••••••• y"),
            ("akV8@m2\"Qz4rb", "a••••••••b"),
            ("q=kV8%40m2%22Qz4r&z", "q=••••••••&z"),
            ("kV8%2540m2%2522Qz4r", "••••••••"),
            ("\"kV8@m2\\\"Qz4r\"", "\"••••••••\""),
            ("kV8\\x40m2\\u0022Qz4r!", "••••••••!"),
            ("kV8\\u{40}m2\"Qz4r", "••••••••"),
            ("data: a1Y4QG0yIlF6NHI=", "data: ••••••••="),
            ("path/a1Y4QG0yIlF6NHI/x", "path/••••••••/x"),
            ("kV8@m2\"Qz4", "kV8@m2\"Qz4"),
            ("plain 100% \\ text", "plain 100% \\ text"),
        ] {
            assert_eq!(masked(&[(S, S, false)], text), expected, "{text}");
        }
        // Among other letters of base64, whatever their number.
        for (head, tail) in ["", "x", "xy", "xyz"].into_iter().flat_map(|a| ["", "x", "xy", "xyz"].map(|b| (a, b))) {
            let text = format!("= {head}a1Y4QG0yIlF6NHI{tail} =");
            let shown = masked(&[(S, S, false)], &text);
            assert!(shown.contains('•') && !shown.contains("Y4QG0yIlF6N"), "{text}: {shown}");
        }
        // Inside a longer base64 text: `app:kV8@m2"Qz4r@db`
        let shown = masked(&[(S, S, false)], "Basic YXBwOmtWOEBtMiJRejRyQGRi");
        assert!(shown.starts_with("Basic YXBw") && shown.contains('•') && !shown.contains("tWOEBtMiJRejRy"), "{shown}");
    }

    #[test]
    fn a_guessable_password_is_masked_where_it_is_a_value() {
        let weak = [("postgres", "postgres", true)];
        for (text, expected) in [
            ("postgres/init.sql", "postgres/init.sql"),
            ("password for postgres", "password for postgres"),
            ("PGPASSWORD=postgres", "PGPASSWORD=••••••••"),
            ("--password postgres x", "--password •••••••• x"),
            ("postgres://postgres:postgres@db", "postgres://postgres:••••••••@db"),
            ("\"password\": \"postgres\"", "\"password\": \"••••••••\""),
            ("password=postgresql", "password=postgresql"),
            // Between `:` and `@` it is a value; behind the one or before the other alone it is a name.
            ("role:postgres", "role:postgres"),
            ("postgres@db", "postgres@db"),
        ] {
            assert_eq!(masked(&weak, text), expected, "{text}");
        }
        assert_eq!(masked(&[("password", "password", true)], "password=password"), "password=••••••••");
        assert_eq!(masked(&[("k8Q", "k8Q", false)], "k8Q ak8Q k8Qb"), "•••••••• ak8Q k8Qb");
    }

    #[test]
    fn the_lines_of_a_key_are_masked_by_themselves() {
        let key = "-----BEGIN PRIVATE KEY-----\nkV8m2Qz4rTn9AAAA\\nWx5Rt7Lc3Jq8BBBB\r\n-----END PRIVATE KEY-----";
        let shown = masked(&[(key, key, false)], "kV8m2Qz4rTn9AAAA and Wx5Rt7Lc3Jq8BBBB -----BEGIN PRIVATE KEY-----");
        assert_eq!(shown, "•••••••• and •••••••• -----BEGIN PRIVATE KEY-----");
        // Whatever ends the lines.
        for end in ["\n", "\r\n", "\r", "\\n"] {
            let key = format!("first{end}kV8m2Qz4rTn9AAAA{end}Wx5Rt7Lc3Jq8BBBB\n");
            let shown = masked(&[(&key, &key, false)], "kV8m2Qz4rTn9AAAA and Wx5Rt7Lc3Jq8BBBB");
            assert_eq!(shown, "•••••••• and ••••••••", "{end:?}");
        }
    }

    #[test]
    fn secrets_that_overlap_are_all_masked() {
        let secrets = [("abcdef1", "abcdef1", false), ("def1XYZ", "def1XYZ", false), ("QQQQQQ", "QQQQQQ", false)];
        assert_eq!(masked(&secrets, "-abcdef1XYZ-QQQQQQ"), "-••••••••-••••••••");
        assert_eq!(masked(&secrets, "abcdef1QQQQQQQ."), "••••••••.");
    }

    #[test]
    fn masking_takes_time_linear_in_secrets_plus_text() {
        let mut leaks = Leaks::default();
        for n in 0..60_000 {
            leaks.add(b"", format!("secret-{n:08}-tail-of-it").as_bytes(), false);
        }
        let text = "a/b secret-00000001-tail-of-it ".repeat(10_000);
        let maskers: Vec<_> = leaks.maskers().collect();
        assert!(maskers.len() > 1);
        let mut shown = text;
        for masker in &maskers {
            shown = masker.masked(&shown).into_owned();
        }
        assert_eq!(shown.matches("••••••••").count(), 10_000);
        assert!(!shown.contains("secret-0"));
    }

    #[test]
    fn debug_output_shows_no_secret() {
        let mut leaks = Leaks::default();
        leaks.add(b"kV8m2Qz4rTn9", b"kV8m2Qz4rTn9", false);
        assert_eq!(format!("{leaks:?}"), "Leaks(1)");
    }

    /// A secret of five bytes is masked as a word, one of six wherever it stands.
    #[test]
    fn a_short_secret_is_masked_where_it_stands_alone() {
        assert_eq!(
            masked(&[("k8QzT", "k8QzT", false)], "k8QzT ak8QzT k8QzTb k8QzT_ \u{e9}k8QzT (k8QzT)"),
            "•••••••• ak8QzT k8QzTb k8QzT_ \u{e9}k8QzT (••••••••)"
        );
        assert_eq!(masked(&[("k8QzT4", "k8QzT4", false)], "k8QzT4 ak8QzT4b"), "•••••••• a••••••••b");
    }

    /// Lines of eleven bytes are too many words to mask by themselves, those of twelve are not.
    #[test]
    fn a_line_of_a_secret_is_masked_from_twelve_bytes_on() {
        let key = "kV8m2Qz4rTn\nWx5Rt7Lc3Jq8";
        assert_eq!(masked(&[(key, key, false)], "kV8m2Qz4rTn Wx5Rt7Lc3Jq8"), "kV8m2Qz4rTn ••••••••");
        let one = "kV8m2Qz4rTn9";
        assert_eq!(masked(&[(one, one, false)], "-kV8m2Qz4rTn9-"), "-••••••••-");
        let marked = "-----kV8m2Qz4rTn9-----\nWx5Rt7Lc3Jq8";
        assert_eq!(masked(&[(marked, marked, false)], "-----kV8m2Qz4rTn9-----"), "-----kV8m2Qz4rTn9-----");
    }

    #[test]
    fn the_longest_secret_that_is_searched_for_as_a_whole() {
        for (length, is_masked) in [(1 << 16, true), ((1 << 16) + 1, false)] {
            let secret = "k".repeat(length);
            let text = format!("-{secret}-");
            assert_eq!(masked(&[(&secret, &secret, false)], &text) == "-••••••••-", is_masked, "{length}");
        }
    }

    #[test]
    fn both_what_is_written_and_what_it_means_are_masked() {
        assert_eq!(masked(&[("kV8!m2Qz", "kV8\"m2Qz", false)], "kV8!m2Qz kV8\"m2Qz"), "•••••••• ••••••••");
        let (mut one, mut other) = (Leaks::default(), Leaks::default());
        one.add(b"kV8m2Qz4", b"", false);
        other.add(b"Wx5Rt7Lc", b"", false);
        assert!(Leaks::default().is_empty() && !one.is_empty());
        for (mut first, second) in [(Leaks::default(), one.clone()), (one.clone(), Leaks::default())] {
            first.join(second);
            assert!(first.holds("a kV8m2Qz4") && !first.holds("a Wx5Rt7Lc"));
        }
        one.join(other);
        assert!(one.holds("kV8m2Qz4") && one.holds("Wx5Rt7Lc") && !one.holds("kV8m2Qz"));
    }

    /// Names and marks before a guessable password, each by itself.
    #[test]
    fn each_name_and_each_mark_makes_a_value() {
        let weak = [("changeme", "changeme", true)];
        for name in
            ["password", "passwd", "passphrase", "pass", "pwd", "pw", "secret", "token", "key", "by", "DB_PASSWORD"]
        {
            assert_eq!(masked(&weak, &format!("{name}=changeme")), format!("{name}=••••••••"));
        }
        for name in ["user", "name", "passw", "ke"] {
            assert_eq!(masked(&weak, &format!("{name}=changeme")), format!("{name}=changeme"));
        }
        for mark in ["\"", "'", "`", "=", ":", ">", "(", " ", "\t", "\\", " = \"", "       ", "        "] {
            let text = format!("key{mark}changeme");
            assert!(masked(&weak, &text).ends_with("••••••••"), "{text}");
        }
        for mark in ["", ",", ";", "/", "[", "{", "         "] {
            let text = format!("key{mark}changeme");
            assert_eq!(masked(&weak, &text), text);
        }
    }

    /// A percent-encoding of a percent-encoding, up to three.
    #[test]
    fn encodings_of_encodings_are_decoded_three_times() {
        let encoded = |times: usize| {
            (0..times).fold("kV8@m2Qz".to_owned(), |text, at| {
                text.replace(if at == 0 { "@" } else { "%" }, if at == 0 { "%40" } else { "%25" })
            })
        };
        for (times, is_masked) in [(0, true), (1, true), (2, true), (3, true), (4, false)] {
            let shown = masked(&[("kV8@m2Qz", "kV8@m2Qz", false)], &encoded(times));
            assert_eq!(shown == "••••••••", is_masked, "{}", encoded(times));
        }
    }

    /// Each escape by itself, in a secret with a character that it stands for.
    #[test]
    fn each_escape_is_decoded() {
        for (secret, text) in [
            ("kV8\nm2Qz", "kV8\\nm2Qz"),
            ("kV8\rm2Qz", "kV8\\rm2Qz"),
            ("kV8\tm2Qz", "kV8\\tm2Qz"),
            ("kV8'm2Qz", "kV8\\'m2Qz"),
            ("kV8\\m2Qz", "kV8\\\\m2Qz"),
            ("kV8Am2Qz", "kV8\\x41m2Qz"),
            ("kV8\u{e9}m2Qz", "kV8\\u00e9m2Qz"),
            ("kV8\u{e9}m2Qz", "kV8\\u{e9}m2Qz"),
            ("kV8\u{e9}m2Qz", "kV8\\u{00000e9}m2Qz"),
            ("kV8\u{1F418}m2Qz", "kV8\\u{1F418}m2Qz"),
            ("kV8+m2Qz", "kV8%2Bm2Qz"),
            ("kV8+m2Qz", "kV8%2bm2Qz"),
        ] {
            assert_eq!(masked(&[(secret, secret, false)], &format!("<{text}>")), "<••••••••>", "{text}");
        }
        for text in ["kV8\\x4m2Qz", "kV8%4m2Qz", "kV8\\u{000000e9}m2Qz", "kV8\\u00em2Qz"] {
            assert_eq!(masked(&[("kV8Am2Qz", "kV8Am2Qz", false)], text), text);
        }
    }

    /// Base64 of six bytes has eight characters; a shorter run is any word, and so is that of a guessable password.
    #[test]
    fn base64_is_decoded_from_eight_characters_on() {
        assert_eq!(masked(&[("kV8m2Q", "kV8m2Q", false)], "a1Y4bTJR"), "••••••••");
        assert_eq!(masked(&[("\u{fb}\u{ff}\u{fe}kV", "", false)], "w7vDv8O-a1Y"), "••••••••");
        assert_eq!(masked(&[("\u{fb}\u{ff}\u{fe}kV", "", false)], "w7vDv8O+a1Y"), "••••••••");
        assert_eq!(masked(&[("kV8m2", "kV8m2", false)], "a1Y4bTI"), "a1Y4bTI");
        assert_eq!(masked(&[("changeme", "changeme", true)], "key=Y2hhbmdlbWU="), "key=Y2hhbmdlbWU=");
    }
}
