//! What looks like the assignment of a value and is something else: a statement, a prompt, an address of sed, a pattern.

use super::key::Key;
use crate::extract::{Context, Dialect, line_end};

/// Whether the colon behind `key` ends the head of a compound statement of Python's, whose body begins at `at` on a line below.
pub(super) fn heads_statement(cx: &Context<'_>, key: &Key, at: usize) -> bool {
    let head = key.head(cx.text).trim_ascii_start();
    let word = head.split(|b| !b.is_ascii_alphabetic()).next().unwrap_or_default();
    let is_below = || cx.text.get(key.end..at).is_some_and(|gap| gap.starts_with(b":") && gap.contains(&b'\n'));
    matches!(word, b"if" | b"elif" | b"while" | b"for" | b"with" | b"except" | b"def" | b"class" | b"async")
        && head.len() > word.len()
        && is_below()
}

/// True in what sops and eyaml have encrypted: `ENC[AES256_GCM,data:…]`, whose base64 may contain the letters of a key.
pub(super) fn is_in_ciphertext(text: &[u8], key: &Key) -> bool {
    const FAR: usize = 1 << 14;
    // Base64 or the name of a part is before it.
    let Some(before) = key.span.start.checked_sub(1).and_then(|at| text.get(at)) else { return false };
    if !matches!(before, b'+' | b'/' | b':' | b',' | b'[' | b'=') {
        return false;
    }
    let head = key.head(text);
    let near = head.get(head.len().saturating_sub(FAR)..).unwrap_or(head);
    memchr::memrchr2(b'[', b']', near).is_some_and(|at| near.get(..at + 1).is_some_and(|head| head.ends_with(b"ENC[")))
}

/// Whether a version stands at `at`, behind `==`: the requirement of a package, `PyJWT==2.10.1` (PEP 440).
pub(super) fn is_version(text: &[u8], at: usize) -> bool {
    const LONGEST: usize = 32;
    let rest = text.get(at..text.len().min(at + LONGEST)).unwrap_or_default();
    let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b',' | b';' | b'`' | b']');
    let version = rest.split(ends).next().unwrap_or_default();
    let mut parts = version.split(|b| matches!(b, b'.' | b'+' | b'-'));
    let is_number = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    let is_part = |part: &[u8]| {
        let word = part.iter().skip_while(|b| b.is_ascii_digit()).take_while(|b| b.is_ascii_alphabetic()).count();
        part == b"*" || part.len() <= 8 && word <= 4 && part.iter().all(u8::is_ascii_alphanumeric)
    };
    version.len() < LONGEST && version.contains(&b'.') && parts.next().is_some_and(is_number) && parts.all(is_part)
}

/// Whether `head`, up to the quote of a key, ends with the word `case`.
pub(super) fn is_case(head: &[u8]) -> bool {
    let word = head.get(..head.len().saturating_sub(1)).unwrap_or_default();
    word.ends_with(b" ") && word.trim_ascii().rsplit(u8::is_ascii_whitespace).next() == Some(b"case")
}

/// True for `set /p KEY=Password: `, in a batch file: what follows is shown, and a person types the value.
pub(super) fn is_prompt(cx: &Context<'_>, key: &Key) -> bool {
    let head = key.head(cx.text).trim_ascii_end();
    let head = head.strip_suffix(b"\"").unwrap_or(head).trim_ascii_end();
    matches!(cx.dialect(), Dialect::Batch | Dialect::Prose)
        && head.len().checked_sub(2).and_then(|at| head.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(b"/p"))
        && head.get(..head.len() - 2).is_some_and(|head| head.trim_ascii_end().to_ascii_lowercase().ends_with(b"set"))
}

/// True for `alias mypass='pass show db'` in a shell: what follows is a command.
pub(super) fn is_alias(cx: &Context<'_>, key: &Key) -> bool {
    let head = key.head(cx.text).trim_ascii_end();
    let word = head.rsplit(|b| !b.is_ascii_alphanumeric()).next().unwrap_or_default();
    matches!(cx.dialect(), Dialect::Shell | Dialect::Prose) && word == b"alias" && key.quote.is_none()
}

/// True for `/^KEY=/d`, where the key is the pattern of a line: what stands behind its second mark is what sed does with the line.
pub(super) fn is_address_of_sed(cx: &Context<'_>, key: &Key, at: usize) -> bool {
    let head = key.head(cx.text);
    let head = head.strip_suffix(b"^").unwrap_or(head);
    let head = head.strip_suffix(b"\\b").or(head.strip_suffix(b"\\<")).unwrap_or(head);
    let Some(before) = head.strip_suffix(b"/") else { return false };
    let begins = matches!(before.last(), None | Some(b'\'' | b'"' | b';' | b' ' | b'\t' | b'!' | b','));
    let command = cx.text.get(at..).and_then(|rest| rest.strip_prefix(b"/")).unwrap_or_default();
    let command = command.strip_prefix(b"I").unwrap_or(command);
    let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'\'' | b'"' | b';' | b'}');
    let does = match command {
        [b'd' | b'p' | b'D' | b'P' | b'q', end, ..] => ends(end),
        [b's' | b'y', mark, ..] => mark.is_ascii_punctuation(),
        [b'c' | b'i' | b'a' | b'r' | b'w', b' ' | b'\\', ..] | [b'!' | b'{' | b',' | b' ', ..] => true,
        _ => false,
    };
    begins && does && memchr::memmem::find(head, b"sed").is_some()
}

/// True if the text at `at`, which begins like a pattern, contains nothing but a pattern: character ranges, and hardly
/// a letter.
pub(super) fn is_pattern(cx: &Context<'_>, key: &Key, at: usize) -> bool {
    const LETTERS: usize = 9;
    let rest = cx.text.get(at..line_end(cx.text, at)).unwrap_or_default();
    let word = rest.split(|b| matches!(b, b' ' | b'"' | b'\'' | b'&')).next().unwrap_or_default();
    // sed: s/password=.*/password=$PASSWORD/
    let delimiter =
        key.head(cx.text).iter().rfind(|b| **b != b'^').filter(|b| matches!(b, b'/' | b'|' | b'#' | b'~' | b'@'));
    let word = word.split(|b| Some(b) == delimiter).next().unwrap_or_default();
    let has_range = [b"A-Z".as_slice(), b"a-z", b"0-9"].iter().any(|range| memchr::memmem::find(word, range).is_some());
    has_range || word.iter().filter(|b| b.is_ascii_alphanumeric()).count() <= LETTERS
}
