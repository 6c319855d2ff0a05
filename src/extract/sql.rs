//! SQL statements that set a password.

use super::{Candidate, Context, Dialect, Extractor, Form, REACH, filled};
use crate::pg;
use crate::text::Span;

/// Most places at which a statement is tried.
const STARTS: usize = 4;

/// Words that such a statement begins with.
const VERBS: &[&[u8]] = &[b"create", b"alter", b"grant", b"connect"];

/// See the module.
pub struct SqlExtractor;

impl Extractor for SqlExtractor {
    fn id(&self) -> &'static str {
        "sql"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        if let Some(candidate) = argument(cx, anchor) {
            out.push(candidate);
            return anchor.end;
        }
        if !may_be_given(cx.text, anchor.end) {
            return anchor.end;
        }
        for start in statement_starts(cx, anchor.start) {
            let Some(input) = cx.text.get(start..) else { continue };
            let Some((credential, read)) = pg::sql::parse_statement(input) else { continue };
            if start + read < anchor.end {
                continue;
            }
            if let Some(candidate) = Candidate::from_credential(Form::Sql, credential, start) {
                // In a string that a quote opened, it closes it: what follows is not the password but an expression.
                let at = candidate.secret.span.start.wrapping_sub(1);
                let quote = cx.text.get(at).copied().filter(|quote| matches!(quote, b'\'' | b'"'));
                let marked = cx.text.get(at.wrapping_sub(1)).copied();
                let is_plain = quote.is_some() && marked != quote && marked != Some(b'\\');
                if is_plain && (super::open_quote(cx.text, start) == quote || super::open_quote(cx.text, at) == quote) {
                    return (start + read).max(anchor.end);
                }
                out.push(candidate);
            }
            return (start + read).max(anchor.end);
        }
        option(cx, anchor, out).unwrap_or(anchor.end)
    }
}

/// Whether what follows the keyword can begin a literal, perhaps behind a comment or a bracket. In most texts the word
/// stands in no statement, and looking for one is dear.
fn may_be_given(text: &[u8], at: usize) -> bool {
    let rest = text.get(super::skip_space(text, at)..).unwrap_or_default();
    match rest {
        [b'\'' | b'$' | b'"' | b'=' | b'(' | b'\\' | b'{' | b'%' | b'<' | b'&', ..]
        | [b'-', b'-', ..]
        | [b'/', b'*', ..] => true,
        [b'E' | b'e' | b'N' | b'n' | b'B' | b'b' | b'X' | b'x', b'\'', ..] | [b'U' | b'u', b'&', ..] => true,
        // MySQL has a word between: IDENTIFIED BY PASSWORD 'x'
        _ => rest.get(..8).is_some_and(|word| word.eq_ignore_ascii_case(b"password")),
    }
}

/// `"ALTER USER app PASSWORD %s", ("x",)`: the literal argument for the place in the statement.
fn argument<'h>(cx: &Context<'h>, anchor: Span) -> Option<Candidate<'h>> {
    let text = cx.text;
    let at = super::skip_blanks(text, anchor.end);
    let quoted = usize::from(matches!(text.get(at), Some(b'\'' | b'"')));
    // In SQL, a quote in a literal is doubled.
    let doubled = usize::from(quoted == 1 && text.get(at + 1) == text.get(at));
    let hole = filled::hole_at(text, at + quoted + doubled).filter(|_| at > anchor.end)?;
    let quote = super::open_quote(text, anchor.start)?;
    let line = super::line_around(text, anchor.start);
    let from = line.start + memchr::memrchr(quote, text.get(line.start..anchor.start)?)? + 1;
    let words = text.get(from..anchor.start)?.trim_ascii_start().to_ascii_lowercase();
    let is_statement = VERBS.iter().any(|verb| words.starts_with(verb));
    let close = filled::closing(text, hole.end + quoted + doubled, quote).filter(|_| is_statement)?;
    filled::argument_for(cx, hole, from, close).map(|part| Candidate::new(Form::Sql, part))
}

/// `OPTIONS (…, password 'x')` of any foreign object.
fn option<'h>(cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> Option<usize> {
    let head = cx.text.get(anchor.start.saturating_sub(256)..anchor.start)?.to_ascii_lowercase();
    let open = memchr::memmem::rfind(&head, b"options")?;
    let inside = head.get(open + 7..)?.trim_ascii_start().strip_prefix(b"(")?;
    if inside.contains(&b')') || cx.dialect() != Dialect::Sql {
        return None;
    }
    let at = super::skip_space(cx.text, anchor.end);
    let literal = super::literal::string_at(cx.text, at, Dialect::Sql)?;
    let end = literal.end;
    out.push(Candidate::new(Form::Sql, literal.content));
    Some(end)
}

/// Where a statement that holds `at` can begin: verbs before it, nearest first, as far back as the last `;` that
/// ends a line, at most [`STARTS`].
fn statement_starts(cx: &Context<'_>, at: usize) -> Vec<usize> {
    let floor = at.saturating_sub(REACH);
    let head = cx.text.get(floor..at).unwrap_or_default();
    let ends = |i: &usize| matches!(head.get(i + 1), Some(b'\n' | b'\r'));
    let from = memchr::memrchr_iter(b';', head).find(ends).map_or(0, |i| i + 1);
    let head = head.get(from..).unwrap_or_default().to_ascii_lowercase();
    let mut found = Vec::new();
    // `SET PASSWORD` is MySQL's; outside of SQL files it is the text of a button.
    let also: &[&[u8]] = if cx.dialect() == Dialect::Sql { &[b"set"] } else { &[] };
    for verb in VERBS.iter().chain(also) {
        let is_word = |i: &usize| {
            let before = i.checked_sub(1).and_then(|i| head.get(i));
            before.is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b'_')
                && head.get(i + verb.len()).is_none_or(u8::is_ascii_whitespace)
        };
        found.extend(memchr::memmem::find_iter(&head, verb).filter(is_word).map(|i| floor + from + i));
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.truncate(STARTS);
    found
}
