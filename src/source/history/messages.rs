//! What is the message of a commit or tag, trailers and all, and what is found in it.

use std::borrow::Cow;
use std::ops::ControlFlow;

use git2::Oid;

use crate::fragment::{Added, Anchor, Fragment, Origin, Provenance};
use crate::source::{Found, Given, Inspect, Note, Sink};
use crate::text;

use super::people;

/// A path for [`Inspect::findings`]: that of no file, so that nothing is read into it.
const NOWHERE: &[u8] = b"commit:";

/// What was found in a message.
#[derive(Clone, Debug, Default)]
pub(super) struct Message {
    /// Bytes of its text.
    pub(super) bytes: u64,
    pub(super) found: Vec<Found>,
}

/// Headers that hold no text of anybody's: ids, people, a signature.
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

/// The message of a commit or of a tag: all that follows the first empty line; behind it, what stands in further headers,
/// as a merge has the tag that it was made of in one. None for another object.
pub(super) fn of(object: &[u8]) -> Option<Cow<'_, [u8]>> {
    // A tree whose first entry has such a mode cannot be: modes are digits.
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

/// The values of the headers in `head` that are not among the usual ones, each with its lines.
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

/// The text of a message. Git shows one whatever bytes are in it, so one that is no text is read as it stands.
pub(in crate::source) fn text_of(message: &[u8]) -> Cow<'_, [u8]> {
    match text::decode(message) {
        Ok(decoded) if decoded.is_whole() => decoded.text,
        Ok(_) | Err(_) => Cow::Borrowed(message),
    }
}

/// Looks at a message.
pub(super) fn look(inspector: &dyn Inspect, message: &[u8], anchors: &mut Vec<Anchor>) -> Message {
    let text = text_of(message);
    anchors.clear();
    inspector.anchors(&text, 0..text.len(), anchors);
    let found = if anchors.is_empty() { Vec::new() } else { inspector.findings(NOWHERE, &text, anchors).found };
    Message { bytes: text.len() as u64, found }
}

/// Gives what `object` says, a commit or a tag as `kind` has it, to `sink`: its message, and the words in its head.
pub(in crate::source) fn give(
    object: &[u8],
    id: Oid,
    kind: &'static str,
    provenance: &Provenance,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    let Said { name, text, head } = said(object, id, kind);
    sink.note(Note::Message(text.len() as u64));
    let texts = [([kind.as_bytes(), b":", &name].concat(), text), (format!("header:{id}").into(), head)];
    for (path, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
        let origin = Origin { path, provenance: provenance.clone() };
        sink.fragment(&Fragment { origin: &origin, text: &text, added: Added::All }, Given::Message)?;
    }
    ControlFlow::Continue(())
}

/// What a commit or a tag says.
struct Said {
    /// What it is called.
    name: Vec<u8>,
    /// The text of its message.
    text: Vec<u8>,
    /// The words in its head.
    head: Vec<u8>,
}

/// What an object is called, and the text of its message, and the words in its head. A commit is called by its id, a tag
/// by the name that it gives itself.
fn said(object: &[u8], id: Oid, kind: &'static str) -> Said {
    let message = of(object).unwrap_or_default();
    let named = if kind == "tag" { object.split(|&byte| byte == b'\n').nth(2) } else { None };
    let name = match named.and_then(|line| line.strip_prefix(b"tag ")) {
        Some(name) => name.to_vec(),
        None => id.to_string().into_bytes(),
    };
    let text = text_of(&message).into_owned();
    Said { name, text, head: people::of(object) }
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
