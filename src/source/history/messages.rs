//! The messages of commits and tags, including trailers, and their findings.

use std::borrow::Cow;
use std::ops::ControlFlow;

use git2::Oid;

use crate::fragment::{Added, Anchor, Fragment, Origin, Provenance};
use crate::source::{Found, FragmentKind, Inspect, Note, Sink};
use crate::text;

use super::header_text;

/// The path for [`Inspect::findings`]: no file has it, so no language is assumed.
const NOWHERE: &[u8] = b"commit:";

/// The findings in a message.
#[derive(Clone, Debug, Default)]
pub(super) struct Message {
    /// Length of its text in bytes.
    pub(super) bytes: u64,
    pub(super) found: Vec<Found>,
}

/// Headers without free text: ids, people, a signature.
const PLAIN: [&[u8]; 11] = [
    b"tree",
    b"parent",
    b"author",
    b"committer",
    b"encoding",
    b"gpgsig",
    b"gpgsig-sha256",
    b"object",
    b"type",
    b"tag",
    b"tagger",
];

/// Returns the message of a commit or a tag: everything after the first empty line, followed by the values of unusual
/// headers (a merge has the merged tag in one). `None` for other objects.
pub(super) fn of(object: &[u8]) -> Option<Cow<'_, [u8]>> {
    // A tree cannot start like this, because a mode consists of digits.
    if !(object.starts_with(b"tree ") || object.starts_with(b"object ")) {
        return None;
    }
    let end = memchr::memmem::find(object, b"\n\n");
    let (head, message) = match end {
        Some(end) => (object.get(..end)?, object.get(end + 2..)?),
        None => (object, b"".as_slice()),
    };
    let more = further_headers(head);
    match (end, more.is_empty()) {
        (None, true) => None,
        (_, true) => Some(Cow::Borrowed(message)),
        (_, false) => Some(Cow::Owned([message, b"\n", &more].concat())),
    }
}

/// Returns the values of the headers in `head` that are not among the usual ones, with all their lines.
fn further_headers(head: &[u8]) -> Vec<u8> {
    let mut found = Vec::new();
    let mut is_wanted = false;
    for line in head.split(|&byte| byte == b'\n') {
        if let Some(more) = line.strip_prefix(b" ") {
            if is_wanted {
                found.extend_from_slice(more);
                found.push(b'\n');
            }
            continue;
        }
        let (name, value) = match memchr::memchr(b' ', line) {
            Some(at) => (line.get(..at).unwrap_or_default(), line.get(at + 1..).unwrap_or_default()),
            None => (line, b"".as_slice()),
        };
        is_wanted = !line.is_empty() && !PLAIN.contains(&name);
        if is_wanted {
            found.extend_from_slice(value);
            found.push(b'\n');
        }
    }
    found
}

/// Returns the text of a message. Git shows a message whatever bytes it contains, so one that is not text is used
/// unchanged.
pub(in crate::source) fn text_of(message: &[u8]) -> Cow<'_, [u8]> {
    match text::decode(message) {
        Ok(decoded) if decoded.is_whole() => decoded.text,
        Ok(_) | Err(_) => Cow::Borrowed(message),
    }
}

/// Scans a message.
pub(super) fn scan(inspector: &dyn Inspect, message: &[u8], anchors: &mut Vec<Anchor>) -> Message {
    let text = text_of(message);
    anchors.clear();
    inspector.anchors(&text, 0..text.len(), anchors);
    let found = if anchors.is_empty() { Vec::new() } else { inspector.findings(NOWHERE, &text, anchors).found };
    Message { bytes: text.len() as u64, found }
}

/// Passes the text of `object`, a commit or a tag according to `kind`, to `sink`: its message, and the words in its
/// header.
pub(in crate::source) fn emit(
    object: &[u8],
    id: Oid,
    kind: &'static str,
    provenance: &Provenance,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    let ObjectText { name, text, head } = text_of_object(object, id, kind);
    sink.note(Note::Message(text.len() as u64));
    let texts = [([kind.as_bytes(), b":", &name].concat(), text), (format!("header:{id}").into(), head)];
    for (path, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
        let origin = Origin { path, provenance: provenance.clone() };
        sink.fragment(&Fragment { origin: &origin, text: &text, added: Added::All }, FragmentKind::Message)?;
    }
    ControlFlow::Continue(())
}

/// The text of a commit or a tag.
struct ObjectText {
    /// Its name.
    name: Vec<u8>,
    /// The text of its message.
    text: Vec<u8>,
    /// The words in its header.
    head: Vec<u8>,
}

/// Returns the name of an object, its message, and the words in its header. The name of a commit is its id, that of a
/// tag the name in its header.
fn text_of_object(object: &[u8], id: Oid, kind: &'static str) -> ObjectText {
    let message = of(object).unwrap_or_default();
    let named = if kind == "tag" { object.split(|&byte| byte == b'\n').nth(2) } else { None };
    let name = match named.and_then(|line| line.strip_prefix(b"tag ")) {
        Some(name) => name.to_vec(),
        None => id.to_string().into_bytes(),
    };
    let text = text_of(&message).into_owned();
    ObjectText { name, text, head: header_text::of(object) }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_message_follows_the_first_empty_line() {
        for (object, message) in [
            ("tree 1\nauthor a\n\nsubject\n\nbody\n", Some("subject\n\nbody\n")),
            ("object 1\ntype commit\n\nv1\n", Some("v1\n")),
            ("tree 1\nauthor a\n", None),
            ("tree 1\nauthor a\nnote x\n", Some("\nx\n")),
            ("100644 a\0\n\n", None),
        ] {
            assert_eq!(of(object.as_bytes()).as_deref(), message.map(str::as_bytes), "{object:?}");
        }
    }

    /// Rows: what a commit has between its parents and its message, then what follows the message.
    #[test]
    fn further_headers_follow_the_message() {
        for (headers, expected) in [
            ("author a\ncommitter a\n", ""),
            ("gpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----\n", ""),
            ("mergetag object 1\n type commit\n tag v1\n \n said\n", "\nobject 1\ntype commit\ntag v1\n\nsaid\n"),
            ("mergetag a\n b\nmergetag c\n d\ngpgsig x\n y\n", "\na\nb\nc\nd\n"),
            ("x-note y\nencoding latin1\n", "\ny\n"),
            ("alone\n", "\n\n"),
        ] {
            let object = format!("tree 1\n{headers}\nm");
            let expected = format!("m{expected}");
            assert_eq!(of(object.as_bytes()).as_deref(), Some(expected.as_bytes()), "{headers:?}");
        }
    }
}
