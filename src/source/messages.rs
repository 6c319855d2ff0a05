//! The messages of commits and tags, trailers and all.

use std::ops::ControlFlow;

use git2::Oid;

use crate::failure::SourceError;
use crate::fragment::{Added, Anchor, Fragment, Origin, Provenance};
use crate::text;

use super::ancestry::Ancestry;
use super::pack::Packs;
use super::{Found, Inspect, Shard, Sink};

/// A path for [`Inspect::findings`]: that of no file, so that nothing is read into it.
const NOWHERE: &[u8] = b"commit:";

/// What was found in a message.
#[derive(Clone, Debug, Default)]
pub(super) struct Message {
    /// Bytes of its text.
    pub(super) bytes: u64,
    pub(super) found: Vec<Found>,
}

/// The message of a commit or of a tag: all that follows the first empty line. None for another object.
pub(super) fn of(object: &[u8]) -> Option<&[u8]> {
    let has_head = object.starts_with(b"tree ") || object.starts_with(b"object ");
    // A tree whose first entry has such a mode cannot be: modes are digits.
    let end = if has_head { memchr::memmem::find(object, b"\n\n")? } else { return None };
    object.get(end + 2..)
}

/// Looks at a message.
pub(super) fn look(inspector: &dyn Inspect, message: &[u8], anchors: &mut Vec<Anchor>) -> Message {
    let Ok(decoded) = text::decode(message) else { return Message::default() };
    anchors.clear();
    inspector.anchors(&decoded.text, 0..decoded.text.len(), anchors);
    let found = if anchors.is_empty() { Vec::new() } else { inspector.findings(NOWHERE, &decoded.text, anchors) };
    Message { bytes: decoded.text.len() as u64, found }
}

/// Gives the messages of `commits` and `tags` in which there is something to `sink`, and names the commits. What
/// another share has is left to it.
pub(super) fn visit(
    ancestry: &Ancestry<'_>,
    packs: &Packs,
    commits: &[Oid],
    tags: &[Oid],
    shard: Option<Shard>,
    sink: &mut dyn Sink,
) -> (Vec<Oid>, ControlFlow<()>) {
    let mut told = Vec::new();
    let commits = commits.iter().map(|id| (*id, "commit"));
    for (id, kind) in commits.chain(tags.iter().map(|id| (*id, "tag"))) {
        if shard.is_some_and(|shard| !shard.has(format!("{kind}:{id}").as_bytes())) {
            continue;
        }
        if let Some(bytes) = ancestry.clean_message(id) {
            sink.message(bytes);
            continue;
        }
        // A commit that cannot be read has been told of already.
        if packs.damage(kind, id).is_err() {
            continue;
        }
        match read(ancestry, id, kind) {
            Ok(None) => sink.message(0),
            Ok(Some((name, text))) => {
                sink.message(text.len() as u64);
                let provenance = if kind == "commit" {
                    told.push(id);
                    ancestry.commit_ref(id).map_or(Provenance::File, Provenance::Commit)
                } else {
                    Provenance::File
                };
                let origin = Origin { path: [kind.as_bytes(), b":", &name].concat(), provenance };
                let fragment = Fragment { origin: &origin, text: &text, added: Added::All };
                if sink.message_fragment(&fragment).is_break() {
                    return (told, ControlFlow::Break(()));
                }
            }
            Err(error) => sink.failed(error),
        }
    }
    (told, ControlFlow::Continue(()))
}

/// A name, and a text.
type Named = (Vec<u8>, Vec<u8>);

/// What an object is called, and the text of its message; none if that is no text. A commit is called by its id, a tag
/// by the name that it gives itself.
fn read(ancestry: &Ancestry<'_>, id: Oid, kind: &'static str) -> Result<Option<Named>, SourceError> {
    let object = ancestry.objects().whole(id, kind)?;
    let Some(message) = of(object.data()) else { return Ok(None) };
    let named = if kind == "tag" { object.data().split(|&byte| byte == b'\n').nth(2) } else { None };
    let name = match named.and_then(|line| line.strip_prefix(b"tag ")) {
        Some(name) => name.to_vec(),
        None => id.to_string().into_bytes(),
    };
    Ok(text::decode(message).ok().map(|decoded| (name, decoded.text.to_vec())))
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
            ("100644 a\0\n\n", None),
        ] {
            assert_eq!(of(object.as_bytes()), message.map(str::as_bytes), "{object:?}");
        }
    }
}
