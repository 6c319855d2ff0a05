//! Labels of two words in texts, pages and comments: `API key: x`, `**Secret key**: x`, `# Access key = x`.

use super::key::Key;
use super::xml_element::is_in_tag;
use crate::extract::{Context, Dialect, comment};
use crate::text::Span;

/// What a key may be for, in lower case. Other words before "key" name something else as often: `Primary key`.
const KINDS: [&[u8]; 7] = [b"api", b"secret", b"private", b"access", b"encryption", b"signing", b"master"];

/// `key` with the word that belongs to it, if the two are a label in a text for people.
pub(super) fn of_two_words(cx: &Context<'_>, key: &Key) -> Option<Key> {
    const KEY: &[u8] = b"key";
    let text = cx.text;
    let word = key.span.of(text);
    let is_kind = |word: &[u8]| KINDS.iter().any(|kind| kind.eq_ignore_ascii_case(word));
    let is_of_a_word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'$');
    let span = if word.eq_ignore_ascii_case(KEY) {
        let head = key.head(text).strip_suffix(b" ")?;
        let length = head.iter().rev().take_while(|b| is_of_a_word(b)).count();
        let kind = head.get(head.len() - length..)?;
        is_kind(kind).then(|| Span::new(key.span.start - 1 - kind.len(), key.span.end))?
    } else {
        let behind = text.get(key.span.end..key.span.end + 1 + KEY.len())?;
        let is_key = behind.first() == Some(&b' ') && behind.get(1..)?.eq_ignore_ascii_case(KEY);
        let end = key.span.end + behind.len();
        (is_key && is_kind(word) && !text.get(end).is_some_and(is_of_a_word)).then(|| Span::new(key.span.start, end))?
    };
    let is_text = key.quote.is_none()
        && match cx.dialect() {
            Dialect::Prose => true,
            Dialect::Xml => !is_in_tag(text, key.span.start),
            _ => comment::on_line(cx, key).is_some(),
        };
    is_text.then(|| Key::new(span, None, span.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::assignment::key;

    #[test]
    fn a_label_has_the_word_before_its_key() {
        for (path, text, label) in [
            ("a.md", "- API key: x", Some("API key")),
            ("a.md", "**Secret Key**: x", Some("Secret Key")),
            ("a.py", "# Access key: x", Some("Access key")),
            ("a.html", "<p>API key: <code>x</code></p>", Some("API key")),
            ("a.html", "<input title=\"API key: x\">", None),
            ("a.py", "access key = x", None),
            ("a.md", "Primary key: x", None),
            ("a.md", "API keys: x", None),
            ("a.md", "API_KEY: x", None),
        ] {
            let cx = Context::new(text.as_bytes(), path.as_bytes());
            for word in ["key", "secret", "api", "access"] {
                let Some(at) = text.to_ascii_lowercase().find(word) else { continue };
                let key = key::containing(cx.text, Span::new(at, at + word.len())).unwrap();
                let read =
                    of_two_words(&cx, &key).map(|key| String::from_utf8_lossy(key.span.of(cx.text)).into_owned());
                assert_eq!(read.as_deref(), label, "{text}: {word}");
            }
        }
    }
}
