//! Literals in code behind what only leads to them: a further name that is given the same value, `password = pw = "x"`; a
//! function that gives it, `password: () => "x"`; a cast, `<string>"x"`; a type with a default, `string | *"x"`.

use super::value::{Value, quoted_at};
use crate::extract::syntax::unquoted;
use crate::extract::{Context, PieceKind, piece_around, skip_blanks};

/// Whether a function of that name makes a string of another type of a literal.
fn converts(name: &[u8]) -> bool {
    const NAMES: [&[u8]; 6] = [b"pack", b"fromString", b"fromStrict", b"encodeUtf8", b"toS", b"convertString"];
    NAMES.contains(&name.rsplit(|b| *b == b'.').next().unwrap_or(name))
}

/// The literal behind what leads to it at `at`; `colon` says that the key has one.
pub(super) fn value_at<'h>(cx: &Context<'h>, at: usize, colon: bool) -> Option<Value<'h>> {
    let text = cx.text;
    let first = *text.get(at)?;
    // A literal or a number leads to nothing.
    if !(first.is_ascii_alphabetic() || matches!(first, b'_' | b'$' | b'(' | b'<' | b'*')) {
        return None;
    }
    let line = text.get(at..unquoted::line_end(text, at))?;
    let is_name = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'$');
    let name = |from: usize| line.iter().skip(from).take_while(is_name).count();
    let literal = |from: usize| {
        let start = skip_blanks(text, at + from);
        matches!(text.get(start), Some(b'"' | b'\'' | b'`')).then(|| quoted_at(cx, start)).flatten()
    };
    match first {
        b'(' => line.strip_prefix(b"() =>").and_then(|_| literal(5)),
        b'<' => {
            let length = name(1);
            // In a literal it is a word for a value, and the quote behind it ends that: "PGPASSWORD=<redacted>"
            let is_text = || piece_around(cx, at).is_some_and(|piece| matches!(piece.kind, PieceKind::Literal(_)));
            let is_cast = length > 0 && line.get(1 + length) == Some(&b'>') && !is_text();
            is_cast.then(|| literal(length + 2)).flatten()
        }
        b'*' if colon && cx.tongue().name == "code" => literal(1),
        _ => {
            let length = name(0);
            let next = skip_blanks(text, at + length) - at;
            match line.get(next..)? {
                // CUE's mark of a default.
                [b'|', b' ', b'*', ..] if colon => literal(next + 3),
                [b'=', b' ' | b'"' | b'\'', ..] if !colon => literal(next + 1),
                // Haskell: a function that only converts the type is applied without brackets.
                [b'"', ..] if next > length && converts(line.get(..length)?) => literal(next),
                _ => None,
            }
        }
    }
}
