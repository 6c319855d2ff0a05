//! Values that are not simply the rest of a line: expressions of code, words in its strings, and prose.

use super::format_arguments;
use super::key::{Key, normalise};
use super::key_position;
use super::listed_parts;
use super::said;
use super::type_annotation::over_type_annotation;
use super::value::{Value, fallbacks, literals_of, over_lines, quoted_at};
use crate::extract::language::Escape;
use crate::extract::syntax::shell_word::shell_word;
use crate::extract::syntax::{literal, unquoted};
use crate::extract::{
    Construct, Context, Dialect, Form, Given, begins_literal, comment, in_block, in_comment, line_head, raw_part,
    skip_blanks,
};
use crate::pg::Part;
use crate::text::{Span, group_end};

/// `KEY=value` inside a string of a host language: `"docker run -e POSTGRES_PASSWORD=x"`. The word ends with the
/// string.
pub(crate) fn in_string<'h>(
    cx: &Context<'h>,
    key_start: usize,
    at: usize,
    quote: u8,
    adjacent: bool,
) -> Vec<Value<'h>> {
    // The whole literal is one variable, whatever its value begins with: putenv("PGPASSWORD=x")
    let is_whole = key_start.checked_sub(1).and_then(|before| cx.text.get(before)) == Some(&quote);
    if adjacent
        && is_whole
        && is_shouted(cx.text, key_start)
        && let Some(part) = literal::rest_of(cx.text, at, quote, cx.dialect())
        && let part = up_to_line_end(cx, part, quote)
        && part.span.len() > 1
        && !part.value.iter().any(u8::is_ascii_whitespace)
        && !is_in_quotes(&part.value)
    {
        return vec![Value { form: Form::Prose, ..Value::bare(part) }];
    }
    let begins = |at: Option<&u8>| matches!(at, Some(b'"' | b'\'' | b'`' | b'\\')) && at != Some(&quote);
    if begins(cx.text.get(at)) && closes_inner(cx, at, quote) {
        return Vec::new();
    }
    if let Some(value) = quoted_at(cx, at).filter(|_| begins(cx.text.get(at))) {
        return within_string(cx, value, quote).into_iter().collect();
    }
    if !adjacent {
        return prose_in_literal(cx, key_start, at, quote).into_iter().collect();
    }
    // A single letter is a type: Perl's `GetOptions('password=s' => \$password)`
    let word = shell_word(cx.text, at, Some(quote)).filter(|word| word.value.len() > 1);
    // What encoders of JSON write for the mark between two parameters of a URI
    let word = word.map(|word| match memchr::memmem::find(word.span.of(cx.text), b"\\u0026") {
        Some(length) if length > 0 => raw_part(cx.text, Span::new(word.span.start, word.span.start + length)),
        _ => word,
    });
    let word = word.map(|word| up_to_line_end(cx, word, quote)).filter(|word| !word.span.is_empty());
    word.map(|part| Value { form: Form::Prose, ..Value::bare(part) }).into_iter().collect()
}

/// `value`, a literal within the host language's string with that quote, as far as that string goes. `None` if it ends
/// before anything of the value: in `"… password = '" + pw + "'"` the text between the single quotes is code.
pub(super) fn within_string<'h>(cx: &Context<'h>, value: Value<'h>, quote: u8) -> Option<Value<'h>> {
    let start = value.part.span.start;
    match end_of_string(cx, &value, quote) {
        Some(end) if !is_part_of_value(start, end, cx.text) => None,
        Some(end) => Some(Value::quoted(raw_part(cx.text, Span::new(start, end)))),
        None => Some(value),
    }
}

/// The word up to an escaped line end or tab in a literal with that quote: `'password={}\n'.format(x)`.
fn up_to_line_end<'h>(cx: &Context<'h>, word: Part<'h>, quote: u8) -> Part<'h> {
    let raw = word.span.of(cx.text);
    if cx.tongue().literals.escape_of(quote) != Some(Escape::By(b'\\')) {
        return word;
    }
    match escaped_line_end(raw) {
        Some(length) => raw_part(cx.text, Span::new(word.span.start, word.span.start + length)),
        None => word,
    }
}

/// Where the first escaped line end or tab of `raw` is.
pub(super) fn escaped_line_end(raw: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(b) = raw.get(at) {
        if *b == b'\\' && matches!(raw.get(at + 1), Some(b'n' | b'r' | b't')) {
            return Some(at);
        }
        at += if *b == b'\\' { 2 } else { 1 };
    }
    None
}

/// The value in prose within a literal: `{"text": "db password: x"}`, `echo "… (user: u, password: x)"`. It ends with the literal or
/// with its line within the literal.
pub(super) fn prose_in_literal<'h>(cx: &Context<'h>, key_start: usize, at: usize, quote: u8) -> Option<Value<'h>> {
    let text = cx.text;
    let is_text = matches!(cx.dialect(), Dialect::Json | Dialect::Code | Dialect::Shell | Dialect::Sql);
    if !is_text || !text.get(key_start..at)?.trim_ascii_end().ends_with(b":") {
        return None;
    }
    let head = line_head(text, key_start);
    let head = head.get(memchr::memrchr(quote, head)? + 1..)?;
    let above = memchr::memmem::rfind(head, b"\\n");
    let line = head;
    let head = head.get(above.map_or(0, |at| at + 2)..)?;
    let rest = text.get(at..unquoted::line_end(text, at))?;
    let length = rest.iter().position(|b| b.is_ascii_whitespace() || *b == quote || *b == b'\\')?;
    let is_end = rest.get(length) == Some(&quote) || rest.get(length..)?.starts_with(b"\\n");
    let part = raw_part(text, unquoted::without_bracket(text, key_start, Span::new(at, at + length)));
    // log.info("Password: {}", "x")
    let argument = || {
        let close = format_arguments::closing(text, at, quote)?;
        let from = format_arguments::content_start(text, key_start - line.len() - 1, at, quote)?;
        format_arguments::argument_of(cx, part.span, from, close)
    };
    let part = argument().filter(|_| cx.dialect() == Dialect::Code).unwrap_or(part);
    // The first key of a literal may be the label of a field, while one on a line below is one of a list.
    let leads = key_position::leads(head) && text.get(..at)?.ends_with(b" ");
    // A header of HTTP is no label: `'X-Webhook-Secret: x'`
    let label = text.get(key_start..at)?.trim_ascii_end();
    let is_label =
        label.strip_suffix(b":").is_some_and(|label| label.trim_ascii_end().iter().all(u8::is_ascii_alphabetic));
    let is_listed = above.is_some() && leads && !said::is_words(&part.value);
    let given = if is_listed || key_position::is_introduced(head) { Given::Set } else { Given::Said };
    ((given == Given::Set || leads && is_label) && is_end && !part.span.is_empty()).then_some(Value {
        form: Form::Prose,
        given,
        ..Value::bare(part)
    })
}

/// True if quotes enclose all of `value` and do not occur within.
fn is_in_quotes(value: &[u8]) -> bool {
    let [open @ (b'"' | b'\'' | b'`'), inner @ .., close] = value else { return false };
    open == close && !inner.contains(open)
}

/// True if the name at `start` is an environment variable: capitals up to its `=`.
fn is_shouted(text: &[u8], start: usize) -> bool {
    let name = text.get(start..).unwrap_or_default();
    let length = name.iter().take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || **b == b'_').count();
    length > 0 && name.get(length) == Some(&b'=')
}

/// True if the quote at `at` closes a literal that began within the host language's string, and an operator follows:
/// `"[concat('Password=', parameters('pw'))]"`.
pub(super) fn closes_inner(cx: &Context<'_>, at: usize, quote: u8) -> bool {
    let Some(inner) = cx.text.get(at).filter(|b| matches!(b, b'\'' | b'"')) else { return false };
    let rest = cx.text.get(at + 1..).unwrap_or_default();
    let blanks = rest.iter().take_while(|b| **b == b' ').count();
    let is_joined = matches!(rest.get(blanks), Some(b',' | b')' | b'+' | b'|' | b'&' | b'.'));
    if !is_joined || begins_literal(cx.text, at, *inner) {
        return false;
    }
    let head = line_head(cx.text, at);
    let own = head.get(memchr::memchr(quote, head).map_or(0, |open| open + 1)..).unwrap_or_default();
    let is_letter = |i: Option<usize>| i.and_then(|i| own.get(i)).is_some_and(u8::is_ascii_alphanumeric);
    let is_mark = |i: &usize| !(is_letter(i.checked_sub(1)) && is_letter(Some(i + 1)));
    memchr::memchr_iter(*inner, own).filter(is_mark).count() % 2 == 1
}

/// The end of the host language's string inside `value`, if a joining operator follows there.
fn end_of_string(cx: &Context<'_>, value: &Value<'_>, quote: u8) -> Option<usize> {
    let span = value.part.span;
    let raw = span.of(cx.text);
    let mut at = 0;
    while let Some(b) = raw.get(at) {
        if *b == quote {
            let rest = raw.get(at + 1..).unwrap_or_default();
            let next = rest.trim_ascii_start();
            let joins = next.first().is_some_and(|b| matches!(b, b'+' | b'.' | b'&' | b'|' | b'~' | b','))
                || next.starts_with(b"%") && next.len() < rest.len()
                || next.starts_with(b"<>");
            return joins.then_some(span.start + at);
        }
        at += if *b == b'\\' { 2 } else { 1 };
    }
    None
}

/// True if the part of a value before a joining operator is more than punctuation: `'%" + x`.
fn is_part_of_value(start: usize, end: usize, text: &[u8]) -> bool {
    text.get(start..end).is_some_and(|part| part.iter().any(|b| b.is_ascii_alphanumeric() || *b >= 0x80))
}

/// The values in code: anything but a literal is an expression, which may contain a fallback. `KEY=value` in a comment
/// is a word.
pub(crate) fn expression<'h>(cx: &Context<'h>, key: &Key, at: usize, adjacent: bool, colon: bool) -> Vec<Value<'h>> {
    let text = cx.text;
    let is_xml = cx.dialect() == Dialect::Xml;
    let is_commented = in_comment(text, key.span.start)
        || if is_xml { comment::around(cx, key) } else { comment::on_line(cx, key) }.is_some();
    if is_commented {
        let is_code = colon && !adjacent && is_named_after(text, key, at);
        return if is_code && !is_xml { Vec::new() } else { prose(cx, key, at, adjacent, colon) };
    }
    let at = over_cmdlet(text, over_type_annotation(text, at, colon));
    let at = if cx.tongue().has(Construct::DoubledApostrophes) { over_priority(text, at) } else { at };
    if adjacent && !colon && (is_exported(text, key) || in_block(cx, key.span.start)) {
        let word = shell_word(text, at, None);
        return word.map(Value::bare).into_iter().collect();
    }
    if let Some(value) = listed_parts::value_at(cx, at).or_else(|| quoted_at(cx, at)).or_else(|| over_lines(cx, at)) {
        return with_alternatives(cx, value);
    }
    // Tested last, because it may read the whole text.
    if comment::around(cx, key).is_some() || colon && in_block(cx, key.span.start) {
        return prose(cx, key, at, adjacent, colon);
    }
    literals_of(cx, at)
}

/// `value`, a literal, and those that its expression may give in its place: `'x' if dev else 'y'`.
pub(super) fn with_alternatives<'h>(cx: &Context<'h>, value: Value<'h>) -> Vec<Value<'h>> {
    let (text, end) = (cx.text, value.part.span.end);
    let quotes = text.get(end..).unwrap_or_default().iter().take(3).take_while(|b| matches!(b, b'"' | b'\'' | b'`'));
    let at = skip_blanks(text, end + quotes.count());
    let words = [b"if ".as_slice(), b"unless ", b"or ", b"and ", b"|| ", b"&& ", b"?? "];
    let is_more = cx.dialect() == Dialect::Code
        && words.iter().any(|word| text.get(at..).is_some_and(|rest| rest.starts_with(word)));
    let others = if is_more { literals_of(cx, at) } else { Vec::new() };
    std::iter::once(value).chain(others).collect()
}

/// Whether a member is given a variable that is called after it, in code that a comment shows: `password: zodPassword`.
fn is_named_after(text: &[u8], key: &Key, at: usize) -> bool {
    let rest = text.get(at..unquoted::line_end(text, at)).unwrap_or_default().trim_ascii();
    let name = rest.strip_suffix(b",").unwrap_or(rest);
    let own = normalise(key.span.of(text));
    let own = own.rsplit('_').next().unwrap_or_default().as_bytes();
    let [first, more @ ..] = own else { return false };
    let lead = name.strip_suffix(more).and_then(|lead| lead.strip_suffix(&[first.to_ascii_uppercase()]));
    lead.is_some_and(|lead| lead.len() > 1 && lead.iter().all(u8::is_ascii_lowercase))
}

/// True for `export KEY=value`: shell words, in any kind of file.
fn is_exported(text: &[u8], key: &Key) -> bool {
    text.get(key.span.start.saturating_sub(7)..key.span.start) == Some(b"export ".as_slice())
}

/// PowerShell: skips the cmdlet in `ConvertTo-SecureString "x" -AsPlainText`.
fn over_cmdlet(text: &[u8], at: usize) -> usize {
    const CMDLET: &[u8] = b"ConvertTo-SecureString";
    let rest = text.get(at..).unwrap_or_default();
    let open = usize::from(rest.first() == Some(&b'('));
    if !rest.get(open..open + CMDLET.len()).is_some_and(|word| word.eq_ignore_ascii_case(CMDLET)) {
        return at;
    }
    let next = skip_blanks(text, at + open + CMDLET.len());
    match text.get(next..next + 7) {
        Some(option) if option.eq_ignore_ascii_case(b"-String") => skip_blanks(text, next + 7),
        _ => next,
    }
}

/// Nix: skips the priority in `lib.mkForce "x"`, `mkOverride 50 "x"`.
fn over_priority(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..unquoted::line_end(text, at)).unwrap_or_default();
    let length = memchr::memchr2(b'"', b'\'', rest).unwrap_or_default();
    let mut words = rest.get(..length).unwrap_or_default().trim_ascii().split(|b| *b == b' ');
    let name = words.next().unwrap_or_default();
    let name = name.strip_prefix(b"lib.").unwrap_or(name);
    let is_number = |word: &[u8]| word.iter().all(u8::is_ascii_digit);
    match name {
        b"mkForce" | b"mkDefault" if words.next().is_none() => at + length,
        b"mkOverride" if words.all(is_number) => at + length,
        _ => at,
    }
}

/// The values in prose and in files of unknown kind, recognised only by their shape: `KEY=value` without blanks, or a
/// key that begins its line (after list and quote marks) with `: value` up to the end.
pub(crate) fn prose<'h>(cx: &Context<'h>, key: &Key, at: usize, adjacent: bool, colon: bool) -> Vec<Value<'h>> {
    let text = cx.text;
    if let Some(value) = quoted_at(cx, at) {
        return vec![value];
    }
    // `**Password:** x`: the colon is inside the bold text.
    let is_bold = colon && text.get(at..at + 3).is_some_and(|mark| matches!(mark, b"** " | b"__ "));
    let at = if is_bold { skip_blanks(text, at + 2) } else { at };
    let line = key.line(text);
    // Text before a comment is no context for its content, nor is that behind it.
    let comment = comment::around(cx, key);
    let start = comment.map_or(line.start, |comment| comment.start);
    let head = text.get(start..key.span.start).unwrap_or_default();
    // `管理员（密码：x）`
    let is_wide = text.get(..at).unwrap_or_default().trim_ascii_end().ends_with("：".as_bytes());
    let leads = key_position::leads(head)
        || is_wide && head.ends_with("（".as_bytes())
        || head.trim_ascii_start().starts_with(b"- ")
        || key_position::is_introduced(head);
    let name = key.span.of(text);
    let shouted =
        name.iter().any(u8::is_ascii_uppercase) && !name.iter().any(u8::is_ascii_lowercase) && name.contains(&b'_');
    let option = name.starts_with(b"-");
    // What is sent, or passed behind a blank: `curl -d "token=x"`, `host1 ansible_ssh_pass=x`
    let is_passed = adjacent && !colon && (is_data_of_request(head) || head.last() == Some(&b' '));
    // An empty value, followed by the next of the list or by the command: `password= state=present`
    let is_empty = !adjacent && !colon && text.get(key.end) == Some(&b'=') && at > key.end + 1;
    let is_variable = name.iter().all(|b| b.is_ascii_uppercase() || *b == b'_');
    if is_empty && (is_variable || names_the_next(text, at)) {
        return Vec::new();
    }
    let alternatives = fallbacks(cx, at);
    // Within a template there is an expression: `{{- $password := include "x" . }}`
    let in_template =
        memchr::memmem::rfind(head, b"{{").is_some_and(|open| group_end(text, start + open).is_none_or(|end| end > at));
    if in_template || !alternatives.is_empty() {
        return alternatives;
    }
    // What somebody logs in with may be said in a word: `with password: none`
    let leads = leads || key_position::is_given(head) && !said::is_words(word_at(text, at));
    let is_named = if adjacent && !colon {
        shouted || leads || option || name.to_ascii_lowercase().ends_with(b"password")
    } else {
        leads || shouted
    };
    let within = text.get(..comment.map_or(text.len(), |comment| comment.end)).unwrap_or(text);
    let is_open = said::is_left_open(head, text.get(key.end..at).unwrap_or_default());
    // What touches a key may be the end of something else: base64 ends with `=`.
    let is_apart = !adjacent && text.get(key.end) != Some(&b'=');
    let said = || is_apart.then(|| said_word(within, at)).flatten().into_iter().collect();
    if !is_named && !is_passed || is_open {
        return said();
    }
    // What stands on a line below and ends with a colon is a key of its own.
    let is_key =
        |word: &Part<'_>| word.value.ends_with(b":") && text.get(key.end..at).is_some_and(|gap| gap.contains(&b'\n'));
    let word = unquoted::prose_word(within, key.span.start, at, adjacent && !colon).filter(|word| !is_key(word));
    // In scripts without blanks, a word of letters is a sentence.
    let word = word.filter(|word| !is_wide || word.value.is_ascii());
    // What is passed under other names than that of a password is told if it is random.
    let given = if is_passed && !is_named { Given::Said } else { Given::Set };
    word.map_or_else(said, |part| vec![Value { form: Form::Prose, given, ..Value::bare(part) }])
}

/// True if `head` ends in the data that a command sends, behind its option: `curl -d "a=b&`.
fn is_data_of_request(head: &[u8]) -> bool {
    const OPTIONS: [&[u8]; 7] =
        [b"-d ", b"--data ", b"--data-raw ", b"--data-urlencode ", b"-F ", b"--form ", b"--form-string "];
    const NEAR: usize = 512;
    // Every key of a long line is asked.
    let head = head.get(head.len().saturating_sub(NEAR)..).unwrap_or(head);
    OPTIONS.iter().any(|option| {
        let data = memchr::memmem::rfind(head, option).and_then(|at| head.get(at + option.len()..));
        data.is_some_and(|data| !data.contains(&b' '))
    })
}

/// The word at `at` of a sentence that goes on behind it, if it may be a generated value: `the password is x, see below`.
fn said_word<'h>(text: &'h [u8], at: usize) -> Option<Value<'h>> {
    let part = unquoted::word_of_sentence(text, at)?;
    said::is_token(&part.value).then(|| Value { form: Form::Prose, given: Given::Said, ..Value::bare(part) })
}

/// The bytes from `at` to the next blank or line end.
fn word_at(text: &[u8], at: usize) -> &[u8] {
    let rest = text.get(at..unquoted::line_end(text, at)).unwrap_or_default();
    rest.split(u8::is_ascii_whitespace).next().unwrap_or_default()
}

/// True if another `key=value` starts at `at`.
fn names_the_next(text: &[u8], at: usize) -> bool {
    let rest = text.get(at..unquoted::line_end(text, at)).unwrap_or_default();
    let len = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count();
    len > 0 && rest.get(len) == Some(&b'=')
}
