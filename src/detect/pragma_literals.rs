//! Literals, in which an allow comment is text.

use super::pragma_reach::is_fence;
use crate::extract::{Construct, Context, Dialect, Piece, PieceKind, in_block, line_end, line_head, piece_around};
use crate::text::Span;

/// How many bytes before a literal are examined to find out what it holds.
const HEAD: usize = 1024;

/// True if `at` is in a literal that ends before `line`: a comment there belongs to the literal's own text.
pub(super) fn is_in_ended_literal(cx: &Context<'_>, at: usize, line: Span) -> bool {
    let is_ended = |piece: &Piece| matches!(piece.kind, PieceKind::Literal(_)) && piece.span.end <= line.start;
    piece_around(cx, at).is_some_and(|piece| is_ended(&piece))
}

/// True if `at` is in a string literal, where an allow comment is just text.
pub(super) fn is_in_literal(cx: &Context<'_>, at: usize) -> bool {
    if cx.dialect().has_expressions() && in_block(cx, at) {
        return true;
    }
    if is_continued(cx, at)
        || is_text_of_page(cx, at)
        || is_text_of_markdown(cx, at)
        || is_in_quoted_setting(cx, at)
        || is_text_of_element(cx, at)
        || is_data_of_fence(cx, at)
        || is_body_of_request(cx, at)
    {
        return true;
    }
    // A notebook cell is a list of strings, each of which is a line of code.
    if cx.tongue().has(Construct::LinesAreStrings) {
        return false;
    }
    let has_lines = |piece: &Piece| memchr::memchr(b'\n', piece.span.of(cx.text)).is_some();
    let holds_code = |piece: &Piece| has_lines(piece) && holds_code(cx, piece.span.start);
    let is_literal = |piece: &Piece| matches!(piece.kind, PieceKind::Literal(_)) && !holds_code(piece);
    piece_around(cx, at).is_some_and(|piece| is_literal(&piece))
}

/// Whether the line of `at` is one more of a value in Java's properties, a makefile or JSON5, whose line before ends with a backslash.
fn is_continued(cx: &Context<'_>, at: usize) -> bool {
    let head = line_head(cx.text, at);
    let before = cx.text.get(..at - head.len()).unwrap_or_default();
    let before = before.strip_suffix(b"\n").unwrap_or_default();
    let before = before.strip_suffix(b"\r").unwrap_or(before);
    let marks = before.iter().rev().take_while(|b| **b == b'\\').count();
    matches!(cx.tongue().name, "properties" | "make" | "JSON with comments") && marks % 2 == 1
}

/// How far back, in bytes, the start of an element, of code in a page or of a quoted setting is searched for.
const BACK: usize = 64 << 10;

/// Whether `at` is in what a page shows: markup outside of scripts and styles, and a file of PHP outside of its code. The comments
/// of the markup and of templates count there, those of code are shown.
fn is_text_of_page(cx: &Context<'_>, at: usize) -> bool {
    let head = line_head(cx.text, at);
    let before = || cx.text.get(at.saturating_sub(BACK)..at).unwrap_or_default();
    let is_outside = |open: &[u8], close: &[u8]| {
        let opened = memchr::memmem::rfind(before(), open);
        opened.is_none() || opened < memchr::memmem::rfind(before(), close)
    };
    let begins = |marks: &[&[u8]]| marks.iter().any(|mark| memchr::memmem::find(head, mark).is_some());
    let is_in = |open: &[u8], close: &[u8]| !is_outside(open, close);
    let is_of_code = || {
        !begins(&[b"<!--", b"<%", b"{#", b"{{", b"{*", b"{%", b"<#", b"@*", b"##", b"#*"])
            && !is_in(b"<!--", b"-->")
            && !is_in(b"{{--", b"--}}")
    };
    match cx.dialect() {
        Dialect::Xml if begins(&[b"//", b"/*"]) && is_of_code() => {
            is_outside(b"<script", b"</script") && is_outside(b"<style", b"</style") && is_outside(b"<%", b"%>")
        }
        // A part without its opening tag is code that another shows.
        Dialect::Code if cx.tongue().name == "PHP" && memchr::memmem::find(cx.text, b"<?").is_some() => {
            is_outside(b"<?", b"?>") && is_of_code()
        }
        _ => false,
    }
}

/// Whether the line of `at` is a heading of Markdown outside of a fence, or shows a comment in a code span.
fn is_text_of_markdown(cx: &Context<'_>, at: usize) -> bool {
    let is_markdown = cx.dialect() == Dialect::Prose && cx.tongue().comment.is_some_and(|form| form.opens == "<!--");
    if !is_markdown {
        return false;
    }
    let head = line_head(cx.text, at);
    let start = at - head.len();
    let before = cx.text.get(start.saturating_sub(BACK)..start).unwrap_or_default();
    let is_heading = head.first() == Some(&b'#');
    let is_in_span = !is_fence(head) && memchr::memchr_iter(b'`', head).count() % 2 == 1;
    (is_heading || is_in_span) && before.split(|b| *b == b'\n').filter(|line| is_fence(line)).count() % 2 == 0
}

/// Whether `at` is in a value in quotes that begins on a line above, in a file of variables: `X="a` and lines below.
fn is_in_quoted_setting(cx: &Context<'_>, at: usize) -> bool {
    if cx.dialect() != Dialect::Env {
        return false;
    }
    let head = line_head(cx.text, at);
    let start = at - head.len();
    let before = cx.text.get(start.saturating_sub(BACK)..start).unwrap_or_default();
    let mut open: Option<u8> = None;
    for line in before.split(|b| *b == b'\n').chain(Some(head)) {
        let value = match open {
            Some(_) => line,
            None => {
                let value = line.iter().position(|b| *b == b'=').and_then(|equals| line.get(equals + 1..));
                let Some((quote @ (b'"' | b'\''), rest)) =
                    value.map(<[u8]>::trim_ascii_start).and_then(<[u8]>::split_first)
                else {
                    continue;
                };
                open = (!line.trim_ascii_start().starts_with(b"#")).then_some(*quote);
                rest
            }
        };
        let closes = |quote: u8| {
            let mut escaped = false;
            value.iter().any(|b| {
                let is_end = *b == quote && !escaped;
                escaped = *b == b'\\' && !escaped && quote == b'"';
                is_end
            })
        };
        open = open.filter(|quote| !closes(*quote));
    }
    // What is never closed is one line's.
    let rest = cx.text.get(start..cx.text.len().min(start + BACK)).unwrap_or_default();
    open.is_some_and(|quote| memchr::memchr(quote, rest).is_some())
}

/// How far back, in bytes, the line that opens a fence or a request is searched for.
const OPENED: usize = 8 << 10;

/// Whether the line of `at` is in a fence of Markdown whose language has no such comment: JSON has none, and markup's is text in
/// any other.
fn is_data_of_fence(cx: &Context<'_>, at: usize) -> bool {
    if cx.dialect() != Dialect::Prose {
        return false;
    }
    let head = line_head(cx.text, at);
    let start = at - head.len();
    let before = cx.text.get(start.saturating_sub(OPENED)..start).unwrap_or_default();
    let fence = before
        .rsplit(|b| *b == b'\n')
        .map(<[u8]>::trim_ascii)
        .find(|line| line.starts_with(b"```") || line.starts_with(b"~~~"));
    let Some(fence) = fence else { return false };
    let language = fence.get(3..).unwrap_or_default();
    let length = language.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    match language.get(..length).unwrap_or_default().to_ascii_lowercase().as_slice() {
        // What closes one, and what opens one of an unknown language
        b"" => false,
        b"json" => true,
        b"html" | b"xml" | b"svg" | b"vue" | b"svelte" | b"markdown" | b"md" | b"xhtml" => false,
        _ => head.trim_ascii().starts_with(b"<!--"),
    }
}

/// Whether the line of `at` is part of what a request sends: behind the empty line that ends its headers.
fn is_body_of_request(cx: &Context<'_>, at: usize) -> bool {
    if cx.tongue().name != "HTTP requests" {
        return false;
    }
    let start = at - line_head(cx.text, at).len();
    let before = cx.text.get(start.saturating_sub(OPENED)..start).unwrap_or_default();
    let own = before.rsplit(|b| *b == b'\n').skip(1).take_while(|line| !line.starts_with(b"###"));
    let mut was_empty = false;
    for line in own.map(<[u8]>::trim_ascii) {
        if line.is_empty() {
            was_empty = true;
        } else if was_empty && !line.starts_with(b"#") && !line.starts_with(b"//") {
            return true;
        }
    }
    false
}

/// Whether the line of `at` is text of an element of JSX: the line below closes that.
fn is_text_of_element(cx: &Context<'_>, at: usize) -> bool {
    if !cx.tongue().has(Construct::MarkupExpression) {
        return false;
    }
    let below = line_end(cx.text, at);
    let head = line_head(cx.text, at).trim_ascii();
    // On one line: <p>/* x */</p>
    let before = head.strip_suffix(b"/*").or_else(|| head.strip_suffix(b"//")).unwrap_or(head).trim_ascii_end();
    let rest = cx.text.get(at..below).unwrap_or_default();
    if before.len() < head.len()
        && before.ends_with(b">")
        && !before.ends_with(b"=>")
        && before.contains(&b'<')
        && memchr::memmem::find(rest, b"</").is_some()
    {
        return true;
    }
    let is_mark = matches!(head, b"//" | b"/*" | b"#");
    is_mark && cx.text.get(below..).unwrap_or_default().trim_ascii_start().starts_with(b"</")
}

/// True if the literal that begins at `start` holds statements, whose comments count: an SQL function body or `DO`
/// block, a here-document.
fn holds_code(cx: &Context<'_>, start: usize) -> bool {
    let head = cx.text.get(start.saturating_sub(HEAD)..start).unwrap_or_default();
    match cx.dialect() {
        Dialect::Sql if cx.text.get(start) == Some(&b'$') => {
            let words = head.trim_ascii_end();
            let word = words.rsplit(|b| b.is_ascii_whitespace()).next().unwrap_or_default();
            word.eq_ignore_ascii_case(b"as") || word.eq_ignore_ascii_case(b"do")
        }
        Dialect::Shell | Dialect::Docker => head.ends_with(b"\n"),
        _ => false,
    }
}

/// True if `at` is in a YAML block scalar that ends before `line`: a comment there belongs to the scalar's own text.
pub(super) fn is_in_ended_scalar(cx: &Context<'_>, at: usize, line: Span) -> bool {
    if cx.dialect() != Dialect::Yaml {
        return false;
    }
    let indent = |line: &[u8]| line.iter().take_while(|b| **b == b' ').count();
    let own = indent(line.of(cx.text));
    let head = cx.text.get(at.saturating_sub(FAR)..at).unwrap_or_default();
    let mut lines = head.rsplit(|b| *b == b'\n');
    let mut least = lines.next().map(indent).unwrap_or_default();
    if least <= own {
        return false;
    }
    for above in lines.filter(|above| !above.trim_ascii().is_empty()) {
        let outer = indent(above);
        if outer < least {
            // The header of a block scalar is above it, with less indentation: `key: |2-`, `- >`.
            let header = above.trim_ascii_end();
            let marks = header.iter().rev().take_while(|b| matches!(b, b'-' | b'+' | b'1'..=b'9')).count();
            let header = header.get(..header.len() - marks).unwrap_or_default();
            if matches!(header, [.., b' ', b'|' | b'>']) && outer >= own {
                return true;
            }
            least = outer;
        }
        if least <= own {
            return false;
        }
    }
    false
}

/// How far back, in bytes, the start of a block scalar that contains a comment is searched for.
const FAR: usize = 64 << 10;
