//! Formats a change as a patch for `git apply` that contains no secret: git's binary format expresses copies of old
//! bytes and new bytes only, and the reverse part, which would contain the old text, is left out.

use std::io::{self, Write as _};

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::change::{Change, Staged};
use super::edit::Edit;
use crate::failure::Failure;
use crate::git::plumbing::Plumbing;
use crate::sorting::Sorting as _;

/// The part of a patch that applies `change` to the index; `None` if a patch would need to contain a secret.
///
/// # Errors
/// If git fails.
pub(crate) fn of(plumbing: &Plumbing<'_>, change: &Change) -> Result<Option<Vec<u8>>, Failure> {
    let Some(Staged { before, after: Some((mode, after)), edits, .. }) = &change.index else { return Ok(None) };
    let new = plumbing.id_of(after)?;
    let path = quoted(&change.path);
    let mut text = format!("diff --git {} {}\n", prefixed(&path, "a"), prefixed(&path, "b"));
    let (kind, size, data) = match before {
        None => {
            text.push_str(&format!("new file mode {mode:o}\nindex {}..{new}\n", "0".repeat(new.len())));
            ("literal", after.len(), after.clone())
        }
        Some(entry) => {
            text.push_str(&format!("index {}..{new} {mode:o}\n", entry.oid));
            let old = plumbing.blob(&entry.oid.to_string())?;
            let delta = delta(&old, after, edits);
            ("delta", delta.len(), delta)
        }
    };
    text.push_str(&format!("GIT binary patch\n{kind} {size}\n"));
    let packed = packed(&data).map_err(|error| Failure::new(change.path.clone(), error, "use --yes"))?;
    for line in packed.chunks(52) {
        let length = u8::try_from(line.len()).unwrap_or(52);
        text.push(char::from(if length <= 26 { b'A' + length - 1 } else { b'a' + length - 27 }));
        line.chunks(4).for_each(|group| text.push_str(&base85(group)));
        text.push('\n');
    }
    text.push('\n');
    Ok(Some(text.into_bytes()))
}

fn prefixed(path: &str, side: &str) -> String {
    match path.strip_prefix('"') {
        Some(rest) => format!("\"{side}/{rest}"),
        None => format!("{side}/{path}"),
    }
}

/// A path in the quoting of git's patches.
fn quoted(path: &str) -> String {
    if path.bytes().all(|b| b > b' ' && b != b'"' && b != b'\\' && b != 0x7f) {
        return path.to_owned();
    }
    let mut text = String::from('"');
    for c in path.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            c if c.is_ascii_control() => text.push_str(&format!("\\{:03o}", u32::from(c))),
            c => text.push(c),
        }
    }
    text + "\""
}

fn packed(data: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(data)?;
    encoder.finish()
}

/// Encodes four bytes, or fewer at the end, as five characters.
fn base85(group: &[u8]) -> String {
    const ALPHABET: &[u8; 85] =
        b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";
    let mut bytes = [0_u8; 4];
    bytes.iter_mut().zip(group).for_each(|(slot, byte)| *slot = *byte);
    let mut number = u32::from_be_bytes(bytes);
    let mut letters = [0_u8; 5];
    for letter in letters.iter_mut().rev() {
        *letter = ALPHABET.get((number % 85) as usize).copied().unwrap_or(b'0');
        number /= 85;
    }
    letters.iter().map(|letter| char::from(*letter)).collect()
}

/// The delta from `old` to `new`: unchanged text is copied; text that `edits` insert or that is appended is literal.
fn delta(old: &[u8], new: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut out = Vec::new();
    number(&mut out, old.len());
    number(&mut out, new.len());
    let mark = if old.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.put_in_order_by_key(|edit| (edit.span.start, edit.span.end));
    let mut at = 0;
    for edit in sorted {
        copy(&mut out, at, edit.span.start + mark);
        insert(&mut out, edit.text.as_bytes());
        at = edit.span.end + mark;
    }
    copy(&mut out, at, old.len());
    if edits.is_empty() {
        insert(&mut out, new.get(old.len()..).unwrap_or_default());
    }
    out
}

fn number(out: &mut Vec<u8>, mut value: usize) {
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

fn insert(out: &mut Vec<u8>, bytes: &[u8]) {
    for part in bytes.chunks(127) {
        out.push(u8::try_from(part.len()).unwrap_or(127));
        out.extend_from_slice(part);
    }
}

fn copy(out: &mut Vec<u8>, mut from: usize, to: usize) {
    while from < to {
        let size = (to - from).min(0xffff);
        let (offset, length) = ((from as u32).to_le_bytes(), (size as u32).to_le_bytes());
        let mut head = 0x80;
        let mut rest = Vec::new();
        for (bit, byte) in offset.iter().chain(length.iter().take(2)).enumerate() {
            if *byte != 0 {
                head |= 1 << bit;
                rest.push(*byte);
            }
        }
        out.push(head);
        out.extend(rest);
        from += size;
    }
}

#[cfg(test)]
mod tests {
    use super::{base85, delta, quoted};
    use crate::remedy::edit::Edit;
    use crate::text::Span;

    #[test]
    fn a_delta_copies_unchanged_text_and_contains_no_removed_text() {
        let edits = [Edit::new(Span::new(2, 5), "${X}")];
        let made = delta(b"a=pwd;", b"a=${X};", &edits);
        assert_eq!(made, [6, 7, 0x90, 2, 4, b'$', b'{', b'X', b'}', 0x91, 5, 1]);
        assert_eq!((base85(b"\0\0\0\0").as_str(), base85(&[255; 4]).as_str()), ("00000", "|NsC0"));
        assert_eq!(quoted("a b\"\n"), "\"a b\\\"\\012\"");
    }
}
