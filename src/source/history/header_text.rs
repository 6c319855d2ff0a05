//! The free text in the header of a commit or tag: people, the encoding, the tag's name, comments in a signature. A
//! credential can be there as in any text.

use std::collections::BTreeSet;

use crate::fragment::Anchor;
use crate::source::Inspect;

/// The path for [`Inspect::findings`]: no file has it.
const NOWHERE: &[u8] = b"header:";

/// Headers whose values are free text.
const NAMES: [&[u8]; 5] = [b"author ", b"committer ", b"tagger ", b"tag ", b"encoding "];

/// Returns the words in the header of `object`, a commit or a tag, without duplicates, one per line. For people, the
/// name and the address; for signatures, the lines that are not base64.
pub(super) fn of(object: &[u8]) -> Vec<u8> {
    let head = object.get(..memchr::memmem::find(object, b"\n\n").unwrap_or(object.len())).unwrap_or_default();
    let mut seen = BTreeSet::new();
    let mut words = Vec::new();
    let mut is_signature = false;
    for line in head.split(|&byte| byte == b'\n') {
        let word = match line.strip_prefix(b" ") {
            Some(more) => Some(more).filter(|more| is_signature && more.contains(&b':')),
            None => {
                is_signature = line.starts_with(b"gpgsig");
                NAMES.iter().find_map(|name| line.strip_prefix(*name))
            }
        };
        // Only the time follows the address.
        let word =
            word.map(|word| word.get(..memchr::memrchr(b'>', word).map_or(word.len(), |at| at + 1)).unwrap_or(word));
        if let Some(word) = word.filter(|word| seen.insert(*word)) {
            words.extend_from_slice(word);
            words.push(b'\n');
        }
    }
    words
}

/// Returns whether the words of a header have no findings.
pub(super) fn are_clean(inspector: &dyn Inspect, object: &[u8], anchors: &mut Vec<Anchor>) -> bool {
    let words = of(object);
    anchors.clear();
    inspector.anchors(&words, 0..words.len(), anchors);
    anchors.is_empty() || inspector.findings(NOWHERE, &words, anchors).found.is_empty()
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn each_word_of_a_header_is_listed_once() {
        for (object, words) in [
            ("tree 1\nparent 2\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 2 +0000\n\nm\n", "A <a@b>\n"),
            (
                "tree 1\nauthor A <a@b> 1 +0000\ncommitter C c@d 2 +0000\nencoding x y\n\nm",
                "A <a@b>\nC c@d 2 +0000\nx y\n",
            ),
            ("object 1\ntype commit\ntag v1\ntagger T <t@u> 1 +0000\n\nauthor no\n", "v1\nT <t@u>\n"),
            (
                "tree 1\ngpgsig -----BEGIN\n Comment: x\n \n iQEz/+=\n -----END\nauthor A <> 1 +0\n",
                "Comment: x\nA <>\n",
            ),
            ("tree 1\nmergetag object 1\n type: commit\n\n", ""),
        ] {
            assert_eq!(String::from_utf8_lossy(&of(object.as_bytes())), words, "{object:?}");
        }
    }
}
