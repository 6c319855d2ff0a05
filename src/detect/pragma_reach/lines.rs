//! Lines that belong to one statement without a bracket: behind an operator, a backslash, a key.

use super::part::{Part, STATEMENT};
use crate::extract::{Context, Dialect, Piece, PieceKind, piece_over};
use crate::pragma::MARKER;
use crate::text::{LineIndex, Span};

/// The first of the lines that `line` continues.
pub(super) fn first_joined(cx: &Context<'_>, index: &LineIndex, line: usize) -> usize {
    let text = |line: usize| index.span_of(line).of(cx.text);
    let is_above = |next: &usize| *next > 1 && goes_on(cx, index.span_of(next - 1), text(*next));
    let mut first = line;
    while line - first < STATEMENT && is_above(&first) {
        first -= 1;
    }
    first
}

/// The code of a line, without a comment behind it.
pub(super) fn code_of<'t>(cx: &Context<'t>, line: Span) -> &'t [u8] {
    let text = line.of(cx.text);
    // The comment starts with the marks that open it.
    if let Some(at) = memchr::memmem::find(text, MARKER) {
        let head = text.get(..at).unwrap_or_default().trim_ascii_end();
        let marks = head.iter().rev().take_while(|byte| b"#/*-;!%<'{(".contains(byte)).count();
        return head.get(..head.len() - marks).unwrap_or_default().trim_ascii_end();
    }
    let end = code_before(cx, line.end, line.start).map_or(line.start, |at| at + 1);
    cx.text.get(line.start..end).unwrap_or_default()
}

/// The number of comments that are skipped.
const COMMENTS: usize = 8;

/// The last byte before `at` that is code and no blank, not before `floor`.
pub(super) fn code_before(cx: &Context<'_>, at: usize, floor: usize) -> Option<usize> {
    let mut at = at;
    for _ in 0..COMMENTS {
        let head = cx.text.get(floor..at)?.trim_ascii_end();
        let last = (floor + head.len()).checked_sub(1).filter(|last| *last >= floor)?;
        let is_comment = |piece: &Piece| piece.kind == PieceKind::Comment && has_comments(cx);
        match piece_over(cx, last).filter(is_comment) {
            Some(piece) if piece.span.start >= floor => at = piece.span.start,
            Some(_) => return None,
            None => return Some(last),
        }
    }
    None
}

/// True if the comments among the pieces are those of the language, and no part of an unquoted value.
fn has_comments(cx: &Context<'_>) -> bool {
    !matches!(cx.dialect(), Dialect::Env | Dialect::Ini | Dialect::Batch | Dialect::Json)
        || cx.dialect() == Dialect::Json && cx.tongue().comment.is_some()
}

/// True if the statement continues after the line `above`, on the line `next`.
pub(super) fn goes_on(cx: &Context<'_>, above: Span, next: &[u8]) -> bool {
    let code = code_of(cx, above);
    let next = next.trim_ascii();
    let Some(last) = code.last() else { return false };
    match cx.dialect() {
        Dialect::Sql => goes_on_in_sql(code, next),
        Dialect::Yaml => *last == b'\\' || begins_scalar(code) && !begins_node(next),
        // The content of an element on lines of its own.
        Dialect::Xml => {
            let tag = code.trim_ascii();
            let opens = tag.starts_with(b"<") && tag.ends_with(b">") && !tag.ends_with(b"/>");
            opens
                && memchr::memchr(b'<', tag.get(1..).unwrap_or_default()).is_none()
                && !next.starts_with(b"<")
                && !tag.starts_with(b"</")
        }
        Dialect::Prose | Dialect::Env | Dialect::Ini => *last == b'\\',
        // Behind a comma or an opening bracket, another element begins: `..a`, `.b(c)`.
        Dialect::Code if joins(code) || !b",([{".contains(last) && joins_before(next) => true,
        // Behind a colon, a value continues a member, and a statement begins a block: `class A:`.
        Dialect::Code | Dialect::Json | Dialect::Hcl if *last == b':' => {
            next.first().is_some_and(|b| b"\"'`([{".contains(b))
        }
        _ => b"=\\+".contains(last),
    }
}

/// Operators that join a value to the one before it: a default, a condition, a concatenation, a member.
const JOINING: [&[u8]; 5] = [b"||", b"??", b"&&", b"?:", b".."];

/// True if `code` ends with an operator behind which its expression goes on.
pub(super) fn joins(code: &[u8]) -> bool {
    let is_word = |word: &[u8]| code.strip_suffix(word).is_some_and(|before| before.ends_with(b" "));
    JOINING.iter().any(|operator| code.ends_with(operator)) || is_word(b"or") || is_word(b"else")
}

/// True if `code` begins with such an operator.
fn joins_before(code: &[u8]) -> bool {
    JOINING.iter().any(|operator| code.starts_with(operator))
        || code.starts_with(b"+ ")
        || code.starts_with(b"or ")
        || is_method(code)
}

/// True for the next call of a chain: `.connect("x")`. A field that is set is a member: `.password = "x"`.
fn is_method(code: &[u8]) -> bool {
    let code = code.strip_prefix(b"?").unwrap_or(code);
    let Some(name) = code.strip_prefix(b".") else { return false };
    let length = name.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    length > 0 && name.get(length..).is_some_and(|rest| !rest.trim_ascii_start().starts_with(b"="))
}

/// True if a line of YAML ends where a scalar is expected that has lines of its own: `key:`, `key: |-`.
fn begins_scalar(code: &[u8]) -> bool {
    let marks = code.iter().rev().take_while(|byte| b"-+123456789".contains(byte)).count();
    let code = code.get(..code.len() - marks).unwrap_or_default();
    code.ends_with(b":") && marks == 0 || code.ends_with(b" |") || code.ends_with(b" >")
}

/// True if a line of YAML begins a mapping or an item, whose comments stand above it.
fn begins_node(line: &[u8]) -> bool {
    line.starts_with(b"- ")
        || line == b"-"
        || key_of(line).is_some_and(|member| member.rest.first().is_none_or(u8::is_ascii_whitespace))
}

/// A key and what follows it.
pub(super) struct Member<'l> {
    /// Without quotes.
    pub(super) key: &'l [u8],
    /// `:`, `=`, or `>` for `=>`.
    pub(super) mark: u8,
    rest: &'l [u8],
}

/// The member that `line` begins with.
pub(super) fn key_of(line: &[u8]) -> Option<Member<'_>> {
    let line = line.trim_ascii();
    let quote = line.first().filter(|byte| matches!(byte, b'"' | b'\''));
    let (key, rest) = match quote {
        Some(quote) => {
            let rest = line.get(1..)?;
            let end = memchr::memchr(*quote, rest)?;
            (rest.get(..end)?, rest.get(end + 1..)?)
        }
        None => {
            let is_in_key = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.$@:".contains(byte);
            let length = line.iter().take_while(|byte| is_in_key(byte)).count();
            let key = line.get(..length)?;
            // `a:` has its mark behind it; the one of `:a =>` is its own.
            let end = memchr::memchr(b':', key.get(1..)?).map_or(length, |colon| colon + 1);
            line.split_at_checked(end)?
        }
    };
    let is_apart = rest.first() == Some(&b' ');
    let rest = rest.trim_ascii_start();
    let (mark, length) = match rest {
        // A symbol: `config :app`.
        [b':', first, ..] if is_apart && first.is_ascii_alphabetic() => return None,
        [b':', b':' | b'=', ..] | [b'=', b'=', ..] => return None,
        [b'=', b'>', ..] => (b'>', 2),
        [mark @ (b':' | b'='), ..] => (*mark, 1),
        _ => return None,
    };
    (!key.is_empty()).then(|| Some(Member { key, mark, rest: rest.get(length..)? })).flatten()
}

/// Words that begin a statement of SQL, which needs no semicolon before it in every dialect.
const VERBS: [&[u8]; 8] = [b"create", b"alter", b"grant", b"insert", b"drop", b"exec", b"execute", b"connect"];
/// Words at the end of a line behind which a statement begins.
const BEFORE_STATEMENTS: [&[u8]; 9] = [b"begin", b"then", b"else", b"loop", b"as", b"do", b"declare", b"go", b"is"];

fn goes_on_in_sql(code: &[u8], next: &[u8]) -> bool {
    let is_word = |word: &[u8], words: &[&[u8]]| words.iter().any(|own| own.eq_ignore_ascii_case(word));
    let word_of = |byte: &u8| !byte.is_ascii_alphanumeric() && *byte != b'_';
    let first = next.split(word_of).next().unwrap_or_default();
    let last = code.rsplit(word_of).next().unwrap_or_default();
    let ends = matches!(code.last(), Some(b';' | b'$')) || matches!(code, b"/") || code.starts_with(b"\\");
    !ends && !next.starts_with(b"\\") && !is_word(first, &VERBS) && !is_word(last, &BEFORE_STATEMENTS)
}

/// The end of the SQL statement on `line`, behind its semicolon.
pub(super) fn end_of_statement(cx: &Context<'_>, index: &LineIndex, line: usize) -> usize {
    let mut last = line;
    while last - line < STATEMENT && !code_of(cx, index.span_of(last)).ends_with(b";") {
        let next = index.span_of(last + 1);
        if code_of(cx, next).is_empty()
            || !goes_on_in_sql(code_of(cx, index.span_of(last)), next.of(cx.text).trim_ascii())
        {
            break;
        }
        last += 1;
    }
    index.span_of(last).end
}

/// The statement whose arguments have no brackets, around the lines `first` to `last`: `connect adapter: "x",`. Each line before its
/// last one ends with a comma.
pub(super) fn arguments(cx: &Context<'_>, index: &LineIndex, (first, last): (usize, usize)) -> Option<Part> {
    let has_more = |line: &usize| code_of(cx, index.span_of(*line)).ends_with(b",");
    let above = (first.saturating_sub(STATEMENT).max(1)..first).rev().take_while(has_more).last()?;
    let head = code_of(cx, index.span_of(above)).trim_ascii_start();
    let is_in_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'!' | b'?');
    let name = head.iter().take_while(is_in_name).count();
    // Otherwise the lines are members or elements of something that begins further up.
    let is_call = name > 0 && head.get(name) == Some(&b' ') && key_of(head).is_none();
    if !is_call || above > 1 && has_more(&(above - 1)) {
        return None;
    }
    let below = (last..last + STATEMENT).take_while(has_more).last().map_or(last, |line| line + 1);
    let end = index.span_of(below).end;
    let code = index.span_of(below).start + code_of(cx, index.span_of(below)).len();
    // A comment on a line of its own is about what follows.
    let last = (below > last && code > index.span_of(below).start).then(|| Span::new(code, end));
    Some(Part { first: above, last, span: Span::new(index.span_of(above).start, end) })
}

/// The length of the brackets and blanks at the start of `line` that close a statement.
pub(super) fn closing_length(line: &[u8]) -> usize {
    let blanks = line.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let rest = line.get(blanks..).unwrap_or_default();
    blanks + rest.iter().take_while(|byte| b")]};,\"'`".contains(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::{begins_node, begins_scalar, goes_on_in_sql, joins, joins_before, key_of};

    /// Rows: a function, the lines for which it is true, and those for which it is false, by `\n`.
    #[test]
    fn lines_are_joined_by_what_ends_and_begins_them() {
        type Of = fn(&[u8]) -> bool;
        let rows: [(Of, &str, &str); 4] = [
            (joins, "a ||\na ??\na &&\na ?:\na ..\na or\na else", "or\ncolor\na elseor\n|| a\na"),
            (
                joins_before,
                "|| a\n?? a\n+ a\nor a\n.a()\n?.a\n.a_b(c)\n.a",
                "+a\norder a\n.a = 1\n.a_b = 1\n.(a)\n.\na.b()\na",
            ),
            (begins_scalar, "a:\na: |\na: >\na: |-\na: >2+", "a:1\na:-\na: b\na|\na>\na: 1"),
            (begins_node, "- a\n-\na: b\na:\n'a b': c", "a:b\n-a\na\nhttp://x"),
        ];
        for (at, (of, yes, no)) in rows.into_iter().enumerate() {
            for (lines, expected) in [(yes, true), (no, false)] {
                for line in lines.lines() {
                    assert_eq!(of(line.as_bytes()), expected, "{at}: {line}");
                }
            }
        }
    }

    #[test]
    fn a_member_has_a_key_and_a_mark() {
        for (line, member) in [
            ("a: b", Some(("a", b':'))),
            ("  a-b.c: d", Some(("a-b.c", b':'))),
            ("a:", Some(("a", b':'))),
            ("\"a b\": c", Some(("a b", b':'))),
            ("'a'=b", Some(("a", b'='))),
            ("a = b", Some(("a", b'='))),
            ("a => b", Some(("a", b'>'))),
            (":a => b", Some((":a", b'>'))),
            ("a : b", Some(("a", b':'))),
            ("config :app", None),
            ("a == b", None),
            ("a := b", None),
            ("a::b", None),
            ("= b", None),
            ("'a", None),
            ("a b", None),
            ("a", None),
            ("", None),
        ] {
            let found = key_of(line.as_bytes()).map(|member| (std::str::from_utf8(member.key).unwrap(), member.mark));
            assert_eq!(found, member, "{line}");
        }
    }

    /// Rows: a line of SQL, the next one, and whether the statement goes on there.
    #[test]
    fn a_statement_of_sql_goes_on_up_to_its_end_or_the_next_verb() {
        for (line, next, goes_on) in [
            ("CREATE ROLE a", "LOGIN", true),
            ("SELECT a /", "b", true),
            ("SELECT a", "alter_b", true),
            ("SELECT x_begin", "b", true),
            ("SELECT 1;", "LOGIN", false),
            ("AS $$", "x", false),
            ("/", "x", false),
            ("\\set a b", "x", false),
            ("SELECT 1", "\\set a b", false),
            ("SELECT 1", "ALTER USER a", false),
            ("SELECT 1", "connect a", false),
            ("BEGIN", "x", false),
            ("a then", "x", false),
        ] {
            assert_eq!(goes_on_in_sql(line.as_bytes(), next.as_bytes()), goes_on, "{line} {next}");
        }
    }
}
