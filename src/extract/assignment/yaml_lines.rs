//! Quoted scalars of YAML that go on over lines: `key: '{{ a +` and `b }}'` below it.

use std::borrow::Cow;

use crate::extract::reach::Look;
use crate::extract::syntax::literal::StringLiteral;
use crate::extract::{Context, Dialect, line_around};
use crate::text::{Located, Span};

/// The scalar whose quote stands at `at`, directly behind the colon of its key, and is closed on a deeper line. Line ends are
/// folded: one is a blank, and blanks around it count for nothing (YAML 1.2, 7.3).
pub(super) fn scalar_at<'h>(cx: &Context<'h>, at: usize) -> Option<StringLiteral<'h>> {
    let text = cx.text;
    let quote = *text.get(at).filter(|b| matches!(b, b'"' | b'\''))?;
    if cx.dialect() != Dialect::Yaml {
        return None;
    }
    let own = line_around(text, at);
    let head = text.get(own.start..at)?;
    if !head.ends_with(b" ") || !head.trim_ascii_end().ends_with(b":") {
        return None;
    }
    let depth = indent(head);
    let look = Look::ahead(text, at + 1);
    let mut value: Vec<u8> = Vec::new();
    let mut line_at = at + 1;
    for (number, line) in text.get(at + 1..look.end)?.split(|b| *b == b'\n').enumerate() {
        let is_blank = line.trim_ascii().is_empty();
        if number > 0 && !is_blank && indent(line) <= depth {
            break;
        }
        let content = if number > 0 { line.trim_ascii_start() } else { line };
        let skipped = line.len() - content.len();
        if number > 0 {
            value.truncate(value.trim_ascii_end().len());
            value.push(b' ');
        }
        let close = unescaped_until(content, quote, &mut value);
        if let Some(close) = close {
            let end = line_at + skipped + close;
            look.read_to(end);
            let content = Located::new(Cow::Owned(value), Span::new(at + 1, end));
            return Some(StringLiteral { content, end: end + 1, formatted: false });
        }
        line_at += line.len() + 1;
    }
    look.read_to(line_at.min(text.len()));
    None
}

/// Blanks that `line` begins with.
fn indent(line: &[u8]) -> usize {
    line.iter().take_while(|b| **b == b' ').count()
}

/// Adds what `line` holds before the `quote` that closes the scalar, and gives the offset of that quote.
fn unescaped_until(line: &[u8], quote: u8, value: &mut Vec<u8>) -> Option<usize> {
    let mut at = 0;
    loop {
        match line.get(at..)? {
            [a, b, ..] if quote == b'\'' && *a == quote && *b == quote => {
                value.push(quote);
                at += 2;
            }
            [b'\\', b, ..] if quote == b'"' => {
                value.push(*b);
                at += 2;
            }
            [b, ..] if *b == quote => return Some(at),
            [b, ..] => {
                value.push(*b);
                at += 1;
            }
            [] => return None,
        }
    }
}
