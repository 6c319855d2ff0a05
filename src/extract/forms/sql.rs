//! SQL statements that set a password.

use crate::extract::assignment::format_arguments;
use crate::extract::reach::{self, Back, Look};
use crate::extract::syntax::literal;
use crate::extract::syntax::placeholder::placeholder_at;
use crate::extract::{
    Candidate, Context, Dialect, Extractor, Form, REACH, in_block, line_end, quote_around, quote_over, skip_blanks,
    skip_space,
};
use crate::pg::{self, Part};
use crate::sorting::Sorting as _;
use crate::text::Span;

/// Maximum number of possible statement starts that are tried near a keyword, and of those further away.
const STARTS: usize = 4;

/// The first words of such statements.
const VERBS: &[&[u8]] = &[b"create", b"alter", b"grant", b"connect"];

/// Reads SQL statements.
pub(crate) struct SqlExtractor;

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
        if let Some(candidate) = executed(cx, anchor) {
            out.push(candidate);
            return anchor.end;
        }
        let near = statement_starts(cx, anchor.start);
        let further = std::iter::once_with(|| further_starts(cx, anchor.start)).flatten();
        for start in near.into_iter().chain(further) {
            let look = Look::ahead(cx.text, start);
            let Some(input) = cx.text.get(start..look.end) else { continue };
            let (statement, looked) = pg::sql::read_statement(input);
            look.read_to(start + looked);
            let Some((credential, read)) = statement else { continue };
            if start + read < anchor.end {
                continue;
            }
            if let Some(candidate) = Candidate::from_credential(Form::Sql, credential, start) {
                // If a quote of the host language is open, this one closes it: an expression follows, not the password.
                let at = candidate.secret.span.start.wrapping_sub(1);
                let quote = cx.text.get(at).copied().filter(|quote| matches!(quote, b'\'' | b'"'));
                let marked = cx.text.get(at.wrapping_sub(1)).copied();
                let is_plain = quote.is_some() && marked != quote && marked != Some(b'\\');
                let closes = || quote_over(cx, start, at) == quote || quote_over(cx, at, at) == quote;
                if is_plain && closes() {
                    out.extend(behind_quote(cx, at).map(|part| Candidate { secret: part, ..candidate }));
                    return (start + read).max(anchor.end);
                }
                // The host language's literal ends within the value: "… PASSWORD '" + 'x' + "'"
                let host = quote_over(cx, start, start).filter(|host| is_plain && Some(*host) != quote);
                if let Some(host) = host
                    && cx.text.get(at + 1) == Some(&host)
                    && cx.dialect() == Dialect::Code
                {
                    out.extend(behind_quote(cx, at + 1).map(|part| Candidate { secret: part, ..candidate }));
                    return (start + read).max(anchor.end);
                }
                out.push(candidate);
            }
            return (start + read).max(anchor.end);
        }
        option(cx, anchor, out).unwrap_or(anchor.end)
    }
}

/// `EXECUTE 'ALTER ROLE app PASSWORD ' || quote_literal('x')`: the literal with the statement ends before the password.
fn executed<'h>(cx: &Context<'h>, anchor: Span) -> Option<Candidate<'h>> {
    let at = skip_space(cx.text, anchor.end);
    let rest = cx.text.get(at..)?.strip_prefix(b"'").filter(|_| cx.dialect() == Dialect::Sql)?;
    let is_joined = rest.get(..rest.len().min(8))?.trim_ascii_start().starts_with(b"||");
    let part = behind_quote(cx, at).filter(|_| is_joined && !statement_starts(cx, anchor.start).is_empty())?;
    Some(Candidate::new(Form::Sql, part))
}

/// The literal that is concatenated to the one closed by the quote at `at`, alone or as the argument of an SQL quoting
/// function: `'… PASSWORD ' || quote_literal('x')`.
fn behind_quote<'h>(cx: &Context<'h>, at: usize) -> Option<Part<'h>> {
    const JOINS: [&[u8]; 6] = [b"||", b"..", b"<>", b"+", b".", b"&"];
    const QUOTING: [&[u8]; 2] = [b"quote_literal(", b"quote_nullable("];
    let text = cx.text;
    let operator = skip_space(text, at + 1);
    let rest = text.get(operator..)?;
    let join = JOINS.into_iter().find(|join| rest.starts_with(join))?;
    let operand = skip_space(text, operator + join.len());
    let rest = text.get(operand..)?;
    let quoting =
        QUOTING.into_iter().find(|name| rest.get(..name.len()).is_some_and(|own| own.eq_ignore_ascii_case(name)));
    let literal = literal::string_at(text, skip_space(text, operand + quoting.map_or(0, <[u8]>::len)), cx.dialect())?;
    (!literal.content.value.is_empty()).then_some(literal.content)
}

/// True if the text after the keyword can begin a literal, possibly after a comment or a bracket. Usually the word is
/// not part of a statement, and searching for one is expensive.
fn may_be_given(text: &[u8], at: usize) -> bool {
    let rest = text.get(skip_space(text, at)..).unwrap_or_default();
    match rest {
        [b'\'' | b'$' | b'"' | b'=' | b'(' | b'\\' | b'{' | b'%' | b'<' | b'&', ..]
        | [b'-', b'-', ..]
        | [b'/', b'*', ..] => true,
        [b'E' | b'e' | b'N' | b'n' | b'B' | b'b' | b'X' | b'x', b'\'', ..] | [b'U' | b'u', b'&', ..] => true,
        // MySQL allows a word in between: IDENTIFIED BY PASSWORD 'x'. The plugin's name ends with the keyword:
        // IDENTIFIED WITH mysql_native_password BY 'x'
        [b'B' | b'b', b'Y' | b'y', b' ', ..] => true,
        _ => rest.get(..8).is_some_and(|word| word.eq_ignore_ascii_case(b"password")),
    }
}

/// The literal argument for the placeholder in a statement: `"ALTER USER app PASSWORD %s", ("x",)`.
fn argument<'h>(cx: &Context<'h>, anchor: Span) -> Option<Candidate<'h>> {
    let text = cx.text;
    let at = skip_blanks(text, anchor.end);
    let quoted = usize::from(matches!(text.get(at), Some(b'\'' | b'"')));
    // In SQL, a quote within a literal is doubled.
    let doubled = usize::from(quoted == 1 && text.get(at + 1) == text.get(at));
    let placeholder = placeholder_at(text, at + quoted + doubled).filter(|_| at > anchor.end)?;
    let quote = quote_around(text, anchor.start)?;
    let back = Back::down_to(anchor.start, 0);
    let from = format_arguments::content_start(text, back.start, anchor.start, quote);
    back.ended_at(from.unwrap_or(anchor.start));
    let from = from?;
    let words = text.get(from..anchor.start)?.trim_ascii_start().to_ascii_lowercase();
    let is_statement = VERBS.iter().any(|verb| words.starts_with(verb));
    let close =
        format_arguments::closing(text, placeholder.span.end + quoted + doubled, quote).filter(|_| is_statement)?;
    format_arguments::argument_for(cx, placeholder, from, close).map(|part| Candidate::new(Form::Sql, part))
}

/// `OPTIONS (…, password 'x')` of any foreign object.
fn option<'h>(cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> Option<usize> {
    if cx.dialect() != Dialect::Sql {
        return None;
    }
    let back = Back::down_to(anchor.start, 0);
    let head = cx.text.get(back.start..anchor.start)?;
    let bracket = memchr::memrchr2(b'(', b')', head);
    let start = back.start;
    back.ended_at(start + bracket.unwrap_or_default());
    let before = head.get(..bracket.filter(|at| head.get(*at) == Some(&b'('))?)?.trim_ascii_end();
    let is_option = before.len().checked_sub(7).and_then(|at| before.get(at..));
    if !is_option.is_some_and(|word| word.eq_ignore_ascii_case(b"options")) && !creates_a_secret(before) {
        return None;
    }
    let literal = literal::string_at(cx.text, over_comments(cx.text, anchor.end), Dialect::Sql)?;
    let end = literal.end;
    out.push(Candidate::new(Form::Sql, literal.content));
    Some(end)
}

/// Maximum distance, in bytes, of a secret's name and the words before it.
const REACH_OF_A_NAME: usize = 128;

/// True if `head` ends with DuckDB's `CREATE [OR REPLACE] [PERSISTENT] SECRET [name]`.
fn creates_a_secret(head: &[u8]) -> bool {
    let start = head.len().saturating_sub(REACH_OF_A_NAME);
    let near = head.get(start..).unwrap_or_default().to_ascii_lowercase();
    let mut words = near.rsplit(|b| b.is_ascii_whitespace()).filter(|word| !word.is_empty());
    let last = words.next().unwrap_or_default();
    (last == b"secret" || words.next().is_some_and(|word| word == b"secret"))
        && memchr::memmem::find(&near, b"create").is_some()
}

/// Skips blanks and SQL comments.
fn over_comments(text: &[u8], at: usize) -> usize {
    let mut at = skip_space(text, at);
    loop {
        let length = match text.get(at..at + 2) {
            Some(b"--") => Some(line_end(text, at) - at),
            Some(b"/*") => {
                Look::ahead(text, at).find(text, |rest| memchr::memmem::find(rest, b"*/")).map(|length| length + 2)
            }
            _ => None,
        };
        let Some(length) = length else { return at };
        at = skip_space(text, at + length);
    }
}

/// The possible starts of a statement that contains `at`: verbs before it, nearest first, back to the last `;` at a
/// line end, at most [`STARTS`].
fn statement_starts(cx: &Context<'_>, at: usize) -> Vec<usize> {
    let floor = at.saturating_sub(REACH);
    let head = cx.text.get(floor..at).unwrap_or_default();
    let ends = |i: &usize| matches!(head.get(i + 1), Some(b'\n' | b'\r'));
    let from = memchr::memrchr_iter(b';', head).find(ends).map_or(0, |i| i + 1);
    let head = head.get(from..).unwrap_or_default().to_ascii_lowercase();
    let mut found = Vec::new();
    // `SET PASSWORD` is a MySQL statement; outside of SQL files it is the label of a button.
    let also: &[&[u8]] = if cx.dialect() == Dialect::Sql { &[b"set"] } else { &[] };
    for verb in VERBS.iter().chain(also) {
        let is_word = |i: &usize| {
            let before = i.checked_sub(1).and_then(|i| head.get(i));
            before.is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b'_')
                && head.get(i + verb.len()).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'-'))
        };
        found.extend(memchr::memmem::find_iter(&head, verb).filter(is_word).map(|i| floor + from + i));
    }
    found.put_in_order_by(|a, b| b.cmp(a));
    found.truncate(STARTS);
    found
}

/// As [`statement_starts`], further away: long options or comments may be in between.
fn further_starts(cx: &Context<'_>, at: usize) -> Vec<usize> {
    let near = at.saturating_sub(REACH);
    // A statement before a `;` at a line end has ended. In code, a long statement is on one line, or in a multi-line
    // literal.
    let has_ended = || cx.text.get(..at).and_then(|head| end_of_statement(head, near)).is_some_and(|end| end + 1 < at);
    if near == 0 || has_ended() {
        return Vec::new();
    }
    let is_code = cx.dialect() == Dialect::Code && !in_block(cx, at);
    let first = if is_code { reach::line_start(cx.text, at) } else { 0 };
    if first >= near {
        return Vec::new();
    }
    let all = cx.statements.get_or_init(|| all_starts(cx.text)).as_slice();
    let before = all.partition_point(|(start, _)| *start < near);
    let nearest = all.get(before.saturating_sub(STARTS)..before).unwrap_or_default().iter().rev();
    nearest.filter(|(start, end)| *start >= first && at <= *end).map(|(start, _)| *start).collect()
}

/// The position of the first `;` at a line end, at or after `at`.
fn end_of_statement(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let ends = |i: &usize| matches!(rest.get(i + 1), None | Some(b'\n' | b'\r'));
    memchr::memchr_iter(b';', rest).find(ends).map(|i| at + i)
}

/// The start and end of each statement that may contain a password, in order: one of the verbs and its object. Only
/// verbs in one case or with a capital are found; near a password, the case does not matter.
fn all_starts(text: &[u8]) -> Vec<(usize, usize)> {
    const SPELLED: [&[u8]; 12] = [
        b"create", b"CREATE", b"Create", b"alter", b"ALTER", b"Alter", b"grant", b"GRANT", b"Grant", b"connect",
        b"CONNECT", b"Connect",
    ];
    let objects: &[&[u8]] = &[b"role", b"user", b"group", b"login", b"server"];
    let is_word =
        |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    let mut found = Vec::new();
    for verb in SPELLED {
        for at in memchr::memmem::find_iter(text, verb) {
            if is_word(at.checked_sub(1)) || is_word(Some(at + verb.len())) {
                continue;
            }
            let object = over_comments(text, at + verb.len());
            let object = text.get(object..text.len().min(object + 7)).unwrap_or_default();
            let begins =
                |word: &&[u8]| object.get(..word.len()).is_some_and(|object| object.eq_ignore_ascii_case(word));
            let is_of_any = verb.eq_ignore_ascii_case(b"grant") || verb.eq_ignore_ascii_case(b"connect");
            if is_of_any || objects.iter().any(begins) {
                found.push(at);
            }
        }
    }
    found.put_in_order();
    // Backwards, so that each end is searched for once.
    let mut end = text.len();
    let mut next = text.len();
    let mut statements: Vec<(usize, usize)> = Vec::with_capacity(found.len());
    for start in found.into_iter().rev() {
        let between = text.get(..next).unwrap_or_default();
        if let Some(own) = end_of_statement(between, start).filter(|own| own + 1 < between.len() || next == text.len())
        {
            end = own;
        }
        next = start;
        statements.push((start, end));
    }
    statements.reverse();
    statements
}
