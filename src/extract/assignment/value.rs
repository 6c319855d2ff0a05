//! Reads values.

use super::column::Column;
use super::default_value::{self, Fallback};
use super::xml_element::is_in_tag;
use super::yaml_lines;
use crate::extract::language::{Chosen, Escape};
use crate::extract::reach::Look;
use crate::extract::syntax::joined_literals::joined;
use crate::extract::syntax::literal::{StringLiteral, string_at};
use crate::extract::syntax::{embedded, shell_word, unquoted};
use crate::extract::{Construct, Context, Dialect, Form, Given, line_end, line_head, raw_part, skip_blanks};
use crate::pg::Part;
use crate::text::{Located, Span};

/// The value of a key.
pub(crate) struct Value<'h> {
    pub(crate) part: Part<'h>,
    pub(crate) form: Form,
    pub(crate) formatted: bool,
    pub(crate) given: Given,
    /// The kind of column that it is a cell of.
    pub(crate) column: Option<Column>,
}

impl<'h> Value<'h> {
    /// A literal.
    pub(crate) const fn quoted(part: Part<'h>) -> Self {
        Value { part, form: Form::Quoted, formatted: false, given: Given::Set, column: None }
    }

    /// An unquoted literal.
    pub(crate) const fn bare(part: Part<'h>) -> Self {
        Value { part, form: Form::Bare, formatted: false, given: Given::Set, column: None }
    }

    /// A cell of a table.
    pub(crate) const fn cell(part: Part<'h>, column: Column) -> Self {
        Value { part, form: Form::Prose, formatted: false, given: Given::Set, column: Some(column) }
    }
}

/// The member `key` of a value that is a JSON object: `{"type": "HS256", "key": "x"}`, as used by Hasura.
pub(crate) fn narrowed_to_member<'h>(cx: &Context<'h>, value: Value<'h>) -> Value<'h> {
    let span = value.part.span;
    let raw = span.of(cx.text);
    if !raw.starts_with(b"{") {
        return value;
    }
    let Some(name) = memchr::memmem::find(raw, b"key") else { return value };
    let after = span.start + name + 3;
    let quoted = cx.text.get(after..span.end).unwrap_or_default();
    let close = quoted.iter().take_while(|b| matches!(b, b'\\' | b'"' | b' ' | b':')).count();
    let blank = quoted.get(..close).unwrap_or_default();
    // The quote that opens the member's value is the last of these, with its escape.
    let Some(open) = memchr::memrchr(b'"', blank) else { return value };
    let open = after + open - usize::from(blank.get(open.wrapping_sub(1)) == Some(&b'\\'));
    match string_at(cx.text, open, Dialect::Json) {
        Some(member) if blank.contains(&b':') && member.end <= span.end => Value::quoted(member.content),
        _ => value,
    }
}

/// The literal that starts at `at`.
pub(crate) fn quoted_at<'h>(cx: &Context<'h>, at: usize) -> Option<Value<'h>> {
    // A command in backticks: `export TOKEN=`cat token``
    let has_backticks = !cx.dialect().has_bare_values() && cx.dialect() != Dialect::Sql || is_dotenv(cx);
    if cx.text.get(at) == Some(&b'`') && !has_backticks {
        return None;
    }
    // In files of names and values a literal has no prefix, and is the whole value.
    let is_listed = cx.dialect().has_bare_values();
    if is_listed && !matches!(cx.text.get(at), Some(b'"' | b'\'' | b'\\' | b'`')) {
        return None;
    }
    let literal = own_string(cx, at).or_else(|| string_at(cx.text, at, cx.dialect()));
    let literal = literal.or_else(|| yaml_lines::scalar_at(cx, at))?;
    let goes_on = |b: &u8| {
        !b.is_ascii_whitespace() && !matches!(b, b',' | b';' | b')' | b']' | b'}' | b'#' | b'\\' | b'<' | b'|')
    };
    // A shell reads `'a'\''b'` as one word.
    let is_word = || {
        cx.dialect() == Dialect::Env
            && cx.text.get(at) == Some(&b'\'')
            && cx.text.get(literal.end..literal.end + 3) == Some(b"\\''")
    };
    if matches!(cx.dialect(), Dialect::Env | Dialect::Ini | Dialect::Batch)
        && (cx.text.get(literal.end).is_some_and(goes_on) || is_word())
    {
        return None;
    }
    let literal = joined(cx, at, literal);
    // `"abc" in x`, `"x" == y` and `"{}".format(x)` are expressions that merely begin with a literal.
    let rest = cx.text.get(skip_blanks(cx.text, literal.end)..).unwrap_or_default();
    let compared = [b"==".as_slice(), b"!=", b" in "].iter().any(|op| rest.starts_with(op));
    let formatted =
        literal.formatted || rest.starts_with(b".format(") || rest.starts_with(b"% ") || rest.starts_with(b"%(");
    (!compared).then_some(Value { formatted, ..Value::quoted(literal.content) })
}

/// A literal at `at` that continues over a line end, as PHP, shells and Perl allow, and many JSON parsers.
pub(crate) fn over_lines<'h>(cx: &Context<'h>, at: usize) -> Option<Value<'h>> {
    shell_word::over_lines(cx.text, at).map(Value::quoted)
}

/// The fallback literals of an expression.
pub(crate) fn fallbacks<'h>(cx: &Context<'h>, at: usize) -> Vec<Value<'h>> {
    let mut found = literals_of(cx, at);
    found.retain(|value| value.given != Given::Placed);
    found
}

/// The same, and literals that stand where a value may.
pub(crate) fn literals_of<'h>(cx: &Context<'h>, at: usize) -> Vec<Value<'h>> {
    let is_text = cx.dialect() == Dialect::Prose;
    let (mut found, _) = default_value::literals(cx.text, at, cx.dialect());
    // Code spans in a sentence are not operands: using `a.b` or `helm template`.
    let opens = |literal: &StringLiteral<'_>| cx.text.get(literal.content.span.start.wrapping_sub(1)) == Some(&b'`');
    found.retain(|fallback| !(is_text && opens(&fallback.literal)));
    let value = |Fallback { literal, given }: Fallback<'h>| Value {
        formatted: literal.formatted,
        given,
        ..Value::quoted(literal.content)
    };
    found.into_iter().map(value).collect()
}

/// A literal with escapes other than backslashes, according to the table of languages: doubled quotes in Pascal and
/// Basic, backticks in PowerShell, and none in Go's raw strings and dotenv's.
fn own_string<'h>(cx: &Context<'h>, at: usize) -> Option<StringLiteral<'h>> {
    let quote = *cx.text.get(at)?;
    // psql's meta-commands use C escapes: \set pw 'it\'s'
    if cx.dialect() == Dialect::Sql && line_head(cx.text, at).trim_ascii_start().starts_with(b"\\set") {
        // Three quotes are an empty piece and the quote of the next one, and open no literal of several lines.
        let piece = |at: usize| match cx.text.get(at..at + 3) {
            Some(b"'''") => {
                let content = Located::new(Vec::new().into(), Span::new(at + 1, at + 1));
                Some(StringLiteral { content, end: at + 2, formatted: false })
            }
            _ => string_at(cx.text, at, Dialect::Code),
        };
        let first = piece(at)?;
        // Doubled quotes are an escape as well: 'it''s'
        if quote != b'\'' || cx.text.get(first.end) != Some(&quote) {
            return Some(first);
        }
        let (mut value, mut end) = (first.content.value.into_owned(), first.end);
        while cx.text.get(end) == Some(&quote) {
            let next = piece(end)?;
            value.push(quote);
            value.extend_from_slice(&next.content.value);
            end = next.end;
        }
        let content = Located::new(value.into(), Span::new(at + 1, end - 1));
        return Some(StringLiteral { content, end, formatted: false });
    }
    // Nix: ''x''
    if quote == b'\'' && cx.tongue().has(Construct::DoubledApostrophes) {
        let inner = cx.text.get(at..)?.strip_prefix(b"''")?;
        let close = Look::ahead(cx.text, at + 2).find(cx.text, |rest| memchr::memmem::find(rest, b"''"))?;
        let raw = inner.get(..close)?;
        let from = at + 2 + (raw.len() - raw.trim_ascii_start().len());
        let content = raw_part(cx.text, Span::new(from, from + raw.trim_ascii().len()));
        return Some(StringLiteral { content, end: at + 4 + close, formatted: true });
    }
    if cx.tongue().literals.chosen == Chosen::Bracket
        && quote == b'['
        && let Some(literal) = in_long_brackets(cx.text, at)
    {
        return Some(literal);
    }
    if cx.tongue().has(Construct::RawInBrackets)
        && matches!(quote, b'r' | b'R')
        && let Some(literal) = in_raw_brackets(cx.text, at)
    {
        return Some(literal);
    }
    // Marks of code in a text, of which any number open it: ``x``
    if quote == b'`'
        && cx.dialect() == Dialect::Prose
        && let Some(literal) = in_code_span(cx.text, at)
    {
        return Some(literal);
    }
    // A line of code in a string of JSON: its own marks are escaped there, and then its quotes.
    if cx.tongue().has(Construct::LinesAreStrings)
        && (quote == b'\'' || cx.text.get(at..at + 2) == Some(b"\\\""))
        && let Some(literal) = in_cell(cx.text, at)
    {
        return Some(literal);
    }
    // HCL: "${file("${var.path}")}" is one literal.
    if quote == b'"' && cx.dialect() == Dialect::Hcl && cx.text.get(at + 1..at + 3) == Some(b"${") {
        let close = crate::text::group_end(cx.text, at + 1)?;
        let content = raw_part(cx.text, Span::new(at + 1, close));
        return (cx.text.get(close) == Some(&b'"')).then_some(StringLiteral {
            content,
            end: close + 1,
            formatted: false,
        });
    }
    if quote == b'`' && (cx.tongue().has(Construct::RawBackticks) || is_dotenv(cx)) {
        let look = if is_dotenv(cx) { Look::along(cx.text, at + 1) } else { Look::ahead(cx.text, at + 1) };
        let length = look.find(cx.text, |rest| memchr::memchr(b'`', rest))?;
        let span = Span::new(at + 1, at + 1 + length);
        let content = raw_part(cx.text, span);
        return Some(StringLiteral { content, end: span.end + 1, formatted: false });
    }
    // Groovy: /x/ and $/x/$
    if cx.tongue().has(Construct::SlashedLiteral)
        && matches!(cx.text.get(at..at + 2)?, [b'/', b] | [b'$', b] if !b.is_ascii_whitespace())
    {
        let open = if quote == b'$' && cx.text.get(at + 1) == Some(&b'/') { 2 } else { usize::from(quote == b'/') };
        let close: &[u8] = if open == 2 { b"/$" } else { b"/" };
        let line = cx.text.get(at + open..unquoted::line_end(cx.text, at)).filter(|_| open > 0)?;
        let span = Span::new(at + open, at + open + memchr::memmem::find(line, close)?);
        let is_comment = matches!(line.first(), Some(b'/' | b'*'));
        let content = raw_part(cx.text, span);
        return (!is_comment && !span.is_empty()).then(|| StringLiteral {
            content,
            end: span.end + close.len(),
            formatted: true,
        });
    }
    if cx.dialect() == Dialect::Xml
        && matches!(quote, b'"' | b'\'')
        && cx.text.get(at.wrapping_sub(1)) == Some(&b'=')
        && is_in_tag(cx.text, at)
    {
        let literal = by_grammar(cx.text, at, quote, Escape::None)?;
        let span = literal.content.span;
        let content = Located::new(embedded::without_entities(span.of(cx.text)), span);
        return Some(StringLiteral { content, ..literal });
    }
    let is_here_string = cx.tongue().has(Construct::BacktickEscape) && cx.text.get(at.wrapping_sub(1)) == Some(&b'@');
    let escape = cx.tongue().literals.escape_of(quote)?;
    let is_own = match cx.dialect() {
        Dialect::Code => escape != Escape::By(b'\\') && !is_here_string,
        // Quotes that most shells have are read elsewhere.
        Dialect::Shell => quote == b'\'' && escape != Escape::None,
        _ => false,
    };
    if is_own { by_grammar(cx.text, at, quote, escape) } else { None }
}

/// Lua's and CMake's `[[x]]`, `[==[x]==]`, which hold any mark; a line end right behind the brackets is none of theirs.
fn in_long_brackets(text: &[u8], at: usize) -> Option<StringLiteral<'_>> {
    let rest = text.get(at + 1..)?;
    let level = rest.iter().take_while(|b| **b == b'=').count();
    let inner = rest.get(level..)?.strip_prefix(b"[")?;
    let skipped = usize::from(inner.first() == Some(&b'\n'));
    let start = at + 2 + level + skipped;
    let close = [b"]".as_slice(), &b"=".repeat(level), b"]"].concat();
    let length = Look::ahead(text, start).find(text, |rest| memchr::memmem::find(rest, &close))?;
    let span = Span::new(start, start + length);
    Some(StringLiteral { content: raw_part(text, span), end: span.end + close.len(), formatted: false })
}

/// The literal of code that begins at `at` in a string of JSON, with single quotes or `\"`; on one line of the code, and not
/// between three quotes.
fn in_cell(text: &[u8], at: usize) -> Option<StringLiteral<'_>> {
    let rest = text.get(..line_end(text, at))?;
    // What stands at an offset, and where the next begins; the string of JSON ends at a bare quote.
    let unit = |at: usize| match rest.get(at..)? {
        [b'\\', b'n' | b'r' | b'u', ..] | [b'"', ..] | [] => None,
        [b'\\', b, ..] => Some((*b, at + 2)),
        [b, ..] => Some((*b, at + 1)),
    };
    let (quote, start) = unit(at)?;
    let (mut next, mut value) = (start, Vec::new());
    loop {
        let here = next;
        let (b, after) = unit(here)?;
        next = after;
        if b == quote {
            let is_triple = here == start && unit(after).is_some_and(|(b, _)| b == quote);
            let content = Located::new(value.into(), Span::new(start, here));
            return (!is_triple).then_some(StringLiteral { content, end: after, formatted: false });
        }
        if b == b'\\' {
            let (escaped, after) = unit(next)?;
            next = after;
            value.extend((!matches!(escaped, b'\\' | b'\'' | b'"')).then_some(b));
            value.push(escaped);
        } else {
            value.push(b);
        }
    }
}

/// R's raw literals: `r"(x)"`, `r"---[x]---"`.
fn in_raw_brackets(text: &[u8], at: usize) -> Option<StringLiteral<'_>> {
    let quote = *text.get(at + 1).filter(|b| matches!(b, b'"' | b'\''))?;
    let rest = text.get(at + 2..)?;
    let dashes = rest.iter().take_while(|b| **b == b'-').count();
    let close = match rest.get(dashes)? {
        b'(' => b')',
        b'[' => b']',
        b'{' => b'}',
        _ => return None,
    };
    let start = at + 3 + dashes;
    let close = [&[close], b"-".repeat(dashes).as_slice(), &[quote]].concat();
    let length = Look::ahead(text, start).find(text, |rest| memchr::memmem::find(rest, &close))?;
    let span = Span::new(start, start + length);
    Some(StringLiteral { content: raw_part(text, span), end: span.end + close.len(), formatted: false })
}

/// A span of code between two marks and more (CommonMark, 6.1; reStructuredText's inline literals), on one line. Blanks on both
/// sides are none of its own.
fn in_code_span(text: &[u8], at: usize) -> Option<StringLiteral<'_>> {
    let marks = |at: usize| text.get(at..).unwrap_or_default().iter().take_while(|b| **b == b'`').count();
    let open = marks(at);
    // Behind a mark that nothing has closed, this one does: ``password=`` in ``connect()``
    let before = line_head(text, at).split(|b| *b != b'`').filter(|run| run.len() == open).count();
    if open < 2 || before % 2 == 1 {
        return None;
    }
    let start = at + open;
    let look = Look::along(text, start);
    let end = look.end;
    let mut next = start;
    let close = loop {
        let Some(length) = memchr::memchr(b'`', text.get(next..end)?) else { break None };
        let close = next + length;
        if marks(close) == open {
            break Some(close);
        }
        next = close + marks(close);
    };
    look.read_to(close.unwrap_or(end));
    let close = close.filter(|close| *close > start)?;
    let content = text.get(start..close)?;
    let padded = content.strip_prefix(b" ").and_then(|content| content.strip_suffix(b" ")).filter(|c| !c.is_empty());
    let span = if padded.is_some() { Span::new(start + 1, close - 1) } else { Span::new(start, close) };
    Some(StringLiteral { content: raw_part(text, span), end: close + open, formatted: false })
}

/// True if backticks are quotes: in env files, except for cron's.
fn is_dotenv(cx: &Context<'_>) -> bool {
    cx.dialect() == Dialect::Env && cx.tongue().name == "environment"
}

/// The single-line literal at `at` that `quote` closes, with `escape` protecting it.
fn by_grammar(text: &[u8], at: usize, quote: u8, escape: Escape) -> Option<StringLiteral<'_>> {
    let (is_doubled, by) = match escape {
        Escape::None => (false, None),
        Escape::By(byte) => (false, Some(byte)),
        Escape::Doubled => (true, None),
        Escape::DoubledOr(byte) => (true, Some(byte)),
    };
    let rest = text.get(at + 1..line_end(text, at))?;
    let (mut value, mut len) = (Vec::new(), 0);
    loop {
        match rest.get(len..)? {
            [a, b, ..] if is_doubled && *a == quote && *b == quote => {
                value.push(quote);
                len += 2;
            }
            [a, b, ..] if Some(*a) == by => {
                // The judgement of the value distinguishes an escaped `$` from a variable; a character that needs no
                // escape keeps it.
                let is_kept = if *a == b'`' { *b == b'$' } else { *b != quote && b != a };
                value.extend(is_kept.then_some(*a));
                value.push(*b);
                len += 2;
            }
            [b, ..] if *b == quote => break,
            [b, ..] => {
                value.push(*b);
                len += 1;
            }
            [] => return None,
        }
    }
    let content = Located::new(value.into(), Span::new(at + 1, at + 1 + len));
    Some(StringLiteral { content, end: at + 2 + len, formatted: false })
}
