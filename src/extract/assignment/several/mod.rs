//! Several passwords under one plural key: `passwords:` with a role and its password on each line below, `DB_PASSWORDS
//! = {"prod": "x"}`, `db_passwords = ["x"]`, a section `[passwords]`; and tokens or keys in a list: `API_TOKENS=x,y`. A list that
//! names no database may contain words to try, and a map texts of an interface, so a rule of its own judges their values.

use super::key::{Key, normalise};
use super::operator::{Operator, operator_after};
use super::type_annotation::over_type_annotation;
use super::value::{Value, quoted_at};
use crate::extract::reach::Look;
use crate::extract::syntax::literal::string_at;
use crate::extract::syntax::part::end_of_part;
use crate::extract::syntax::unquoted;
use crate::extract::{Context, Dialect, REACH, line_end, raw_part, skip_blanks, skip_comments, whole_line};
use crate::rules::words::{KEY_DATABASES, KEY_ENVIRONMENTS};
use crate::text::Span;

/// Maximum number of members of one key that are read.
const MEMBERS: usize = 64;

/// The name of a member, if it has one, and its value.
type Member<'h> = (Option<&'h [u8]>, Value<'h>);

/// What the names around a value say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It is a password of a database.
    Database,
    /// It is one of a list.
    Listed,
    /// It is one of a list of tokens or keys, or of words that commas join: only what is random may be a secret.
    Token,
    /// It has a name, of a role or of a text.
    Mapped,
    /// It is the password in one of several environments.
    OfEnvironment,
}

impl Kind {
    /// The key of a value whose plural key is `plural`, normalised.
    pub(crate) fn key(self, plural: &str) -> String {
        let singular = plural.strip_suffix("_list").or_else(|| plural.strip_suffix('s')).unwrap_or(plural);
        match self {
            Kind::Database => singular.to_owned(),
            Kind::OfEnvironment => plural.to_owned(),
            Kind::Listed | Kind::Token => format!("{singular}s_listed"),
            Kind::Mapped => format!("{singular}s_mapped"),
        }
    }
}

/// The values of a key in the plural, and of another one in a map of environments: `db_password: {prod: x, dev: y}`.
pub(crate) fn values_of<'h>(cx: &Context<'h>, key: &Key) -> Vec<(Kind, Value<'h>)> {
    let text = cx.text;
    if !is_plural(key.span.of(text)) {
        if !opens_map(cx, key) {
            return Vec::new();
        }
        let members = members(cx, key).into_iter().filter(|(name, _)| name.is_some_and(is_environment));
        return members.map(|(_, value)| (Kind::OfEnvironment, value)).collect();
    }
    let is_of_passwords = is_plural_of(key.span.of(text), &PASSWORDS);
    let is_of_databases = is_of_passwords && names(key.span.of(text), |word| KEY_DATABASES.contains(word));
    let is_one = |name: &[u8]| names(name, |word| KEY_DATABASES.contains(word) || KEY_ENVIRONMENTS.contains(word));
    let kind = |name: Option<&[u8]>| match name {
        _ if is_of_databases => Kind::Database,
        Some(name) if is_of_passwords && is_one(name) => Kind::Database,
        Some(_) => Kind::Mapped,
        None if is_of_passwords => Kind::Listed,
        None => Kind::Token,
    };
    let is_word = |value: &Value<'_>| !value.part.value.iter().any(u8::is_ascii_whitespace) && !is_address(value);
    let found: Vec<_> = members(cx, key).into_iter().map(|(name, value)| (kind(name), value)).collect();
    let found = if found.is_empty() { joined_by_commas(cx, key) } else { found };
    found.into_iter().filter(|(_, value)| is_word(value)).collect()
}

/// True for the address of a contract, which everybody may know (Ethereum's 20 bytes).
fn is_address(value: &Value<'_>) -> bool {
    const DIGITS: usize = 40;
    let digits = value.part.value.strip_prefix(b"0x").unwrap_or_default();
    digits.len() == DIGITS && digits.iter().all(u8::is_ascii_hexdigit)
}

/// True if a map whose first member is an environment begins behind `key`; tested before the operator is looked for, because most
/// keys have a plain value.
fn opens_map(cx: &Context<'_>, key: &Key) -> bool {
    let is_between = |b: &&u8| matches!(b, b'"' | b'\'' | b':' | b'=' | b'>' | b' ');
    let rest = cx.text.get(key.end..).unwrap_or_default();
    let rest = rest.get(rest.iter().take(REACH).take_while(is_between).count()..).unwrap_or_default();
    let is_block = cx.dialect() == Dialect::Yaml && matches!(rest.first(), Some(b'\n' | b'\r' | b'#'));
    let map = rest.strip_prefix(b"{").or(rest.strip_prefix(b"map[string]string{")).or(is_block.then_some(rest));
    let is_before = |b: &&u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'');
    map.is_some_and(|map| {
        let first = map.get(map.iter().take(REACH).take_while(is_before).count()..).unwrap_or_default();
        let length =
            first.iter().take(REACH).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count();
        first.get(..length).is_some_and(is_environment)
    })
}

/// True for the name of an environment. A version (`new`, `current`) names a text of an interface more often.
fn is_environment(name: &[u8]) -> bool {
    const OTHERS: [&[u8]; 8] = [b"new", b"old", b"current", b"previous", b"plain", b"plaintext", b"value", b"backup"];
    let name = normalise(name);
    KEY_ENVIRONMENTS.contains(name.as_bytes()) && !OTHERS.contains(&name.as_bytes())
}

/// The members of what `key` is given.
fn members<'h>(cx: &Context<'h>, key: &Key) -> Vec<Member<'h>> {
    let text = cx.text;
    if is_section(cx, key) {
        return in_section(cx, key);
    }
    let Some((Operator::Assign { colon, .. }, at)) = operator_after(cx, key) else { return Vec::new() };
    let at = if cx.dialect() == Dialect::Code { over_type_annotation(text, at, colon) } else { at };
    match text.get(at) {
        // Go: []string{"x"}
        Some(_) if text.get(at..).is_some_and(|rest| rest.starts_with(b"[]string{")) => in_brackets(cx, at + 8),
        Some(_) if text.get(at..).is_some_and(|rest| rest.starts_with(b"map[string]string{")) => {
            in_brackets(cx, at + 17)
        }
        Some(b'{' | b'[' | b'(') => in_brackets(cx, at),
        // Python's tuples, whose bracket was taken for one around an expression.
        Some(b'"' | b'\'') if is_in_tuple(text, at) => in_brackets(cx, before_blanks(text, at)),
        Some(b'%')
            if cx.text.get(at..at + 3).is_some_and(|mark| matches!(mark, [_, b'w' | b'W', b'[' | b'(' | b'{'])) =>
        {
            words(cx, at + 3)
        }
        None | Some(b'\n' | b'\r' | b'#') if cx.dialect() == Dialect::Yaml && colon => on_lines_below(cx, key, at),
        _ => Vec::new(),
    }
}

/// The words of a value that is a list in one word or literal: `API_TOKENS=x,y`, `"api_tokens": "x"`.
fn joined_by_commas<'h>(cx: &Context<'h>, key: &Key) -> Vec<(Kind, Value<'h>)> {
    let text = cx.text;
    let Some((Operator::Assign { .. }, at)) = operator_after(cx, key) else { return Vec::new() };
    let bare = || cx.dialect().has_bare_values().then(|| unquoted::value_at(text, at, key.span.start, cx.dialect()));
    let value = quoted_at(cx, at).or_else(|| bare().flatten().map(Value::bare));
    // A ciphertext (`ENC[…,iv:…]`), a reference or an expression is no list of words.
    let is_list = |value: &Value<'h>| {
        let raw = value.part.span.of(text);
        raw.len() == value.part.value.len() && !raw.iter().any(|b| b"[](){}<>$".contains(b))
    };
    let Some(value) = value.filter(is_list) else { return Vec::new() };
    // In code one word under a plural is what something is called, unless the name is a variable's of the environment.
    let name = key.span.of(text);
    let is_shouted = name.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
    if cx.dialect() == Dialect::Code && !is_shouted && !value.part.value.contains(&b',') {
        return Vec::new();
    }
    let mut start = value.part.span.start;
    let mut found = Vec::new();
    for word in value.part.span.of(text).split(|b| *b == b',').take(MEMBERS) {
        let own = Span::new(start, start + word.len());
        start = own.end + 1;
        let blanks = word.len() - word.trim_ascii_start().len();
        let own = Span::new(own.start + blanks, own.start + blanks + word.trim_ascii().len());
        if !own.is_empty() {
            found.push((Kind::Token, Value { form: value.form, ..Value::quoted(raw_part(text, own)) }));
        }
    }
    found
}

/// The lines behind the one that ends at `end`, at most [`MEMBERS`].
fn lines_behind(text: &[u8], end: usize) -> impl Iterator<Item = Span> + '_ {
    let next = move |end: usize| {
        let follows = text.get(end) == Some(&b'\n') && end + 1 < text.len();
        follows.then(|| whole_line(text, end + 1))
    };
    std::iter::successors(next(end), move |line| next(line.end)).take(MEMBERS)
}

/// Whether `key` ends the name of a section: `[passwords]`, `[app.passwords]`.
fn is_section(cx: &Context<'_>, key: &Key) -> bool {
    let own = key.line(cx.text);
    let head = cx.text.get(own.start..key.span.start).unwrap_or_default().trim_ascii();
    let tail = cx.text.get(key.span.end..own.end).unwrap_or_default().trim_ascii();
    matches!(cx.dialect(), Dialect::Toml | Dialect::Ini) && head == b"[" && tail == b"]"
}

/// The settings below the name of a section, up to the next.
fn in_section<'h>(cx: &Context<'h>, key: &Key) -> Vec<Member<'h>> {
    let text = cx.text;
    let mut found = Vec::new();
    for line in lines_behind(text, key.line(text).end) {
        let start = skip_blanks(text, line.start);
        let content = text.get(start..line.end).unwrap_or_default();
        if content.starts_with(b"[") {
            break;
        }
        let operator = memchr::memchr(b'=', content).filter(|_| !matches!(content.first(), Some(b'#' | b';')));
        let Some(operator) = operator else { continue };
        let name = content.get(..operator).unwrap_or_default().trim_ascii();
        let value = skip_blanks(text, start + operator + 1);
        let bare = || unquoted::value_at(text, value, start, cx.dialect()).map(Value::bare);
        found.extend(quoted_at(cx, value).or_else(bare).map(|value| (Some(name), value)));
    }
    found
}

/// The words between brackets of Ruby's `%w[x y]`, which opened before `at`.
fn words<'h>(cx: &Context<'h>, at: usize) -> Vec<Member<'h>> {
    let text = cx.text;
    let look = Look::along(text, at);
    let line = text.get(at..look.end).unwrap_or_default();
    let close = line.iter().position(|b| matches!(b, b']' | b')' | b'}')).unwrap_or_default();
    look.read_to(at + close);
    let mut found = Vec::new();
    let mut start = at;
    for word in line.get(..close).unwrap_or_default().split(|b| *b == b' ') {
        let span = Span::new(start, start + word.len());
        start = span.end + 1;
        if !span.is_empty() && found.len() < MEMBERS {
            found.push((None, Value::quoted(raw_part(text, span))));
        }
    }
    found
}

/// The offset of the byte before the blanks and line ends that stand before `at`.
fn before_blanks(text: &[u8], at: usize) -> usize {
    let near = text.get(at.saturating_sub(REACH)..at).unwrap_or_default();
    at - 1 - near.iter().rev().take_while(|b| b.is_ascii_whitespace()).count().min(at - 1)
}

/// Whether the literal at `at` is the first of several in round brackets.
fn is_in_tuple(text: &[u8], at: usize) -> bool {
    at > 0 && text.get(before_blanks(text, at)) == Some(&b'(')
}

/// Plurals of words for a password, and those with a word for several.
const PASSWORDS: [&[u8]; 5] = [b"passwords", b"passwds", b"pwds", b"passwordlist", b"password_list"];

/// Plurals of words for other secrets. What else is called "keys" names something.
const TOKENS: [&[u8]; 12] = [
    b"tokens",
    b"secrets",
    b"apikeys",
    b"api_keys",
    b"secret_keys",
    b"access_keys",
    b"private_keys",
    b"signing_keys",
    b"encryption_keys",
    b"service_keys",
    b"master_keys",
    b"auth_keys",
];

/// True if `name` is in the plural of a word for a secret.
fn is_plural(name: &[u8]) -> bool {
    // Most names end otherwise, and need not be split into words.
    let ends = name.ends_with(b"s") || name.ends_with(b"S") || name.ends_with(b"t") || name.ends_with(b"T");
    ends && (is_plural_of(name, &PASSWORDS) || is_plural_of(normalise(name).as_bytes(), &TOKENS))
}

fn is_plural_of(name: &[u8], ends: &[&[u8]]) -> bool {
    ends.iter().any(|end| {
        let own = name.len().checked_sub(end.len()).and_then(|at| name.get(at..));
        own.is_some_and(|own| own.eq_ignore_ascii_case(end))
    })
}

/// True if one of the words of `name` satisfies `is_wanted`.
fn names(name: &[u8], is_wanted: impl Fn(&[u8]) -> bool) -> bool {
    normalise(name).split('_').any(|word| is_wanted(word.as_bytes()))
}

/// The literal members of the list or map whose bracket opens at `at`. Other members are skipped.
fn in_brackets<'h>(cx: &Context<'h>, at: usize) -> Vec<Member<'h>> {
    let text = cx.text;
    let look = Look::ahead(text, at);
    let (mut at, mut found, mut name) = (skip_comments(text, at + 1), Vec::new(), None);
    for _ in 0..MEMBERS {
        let literal = string_at(text, at, cx.dialect());
        let end = match &literal {
            Some(literal) => literal.end,
            None => {
                let rest = text.get(at..look.end).unwrap_or_default();
                let name = rest.get(..rest.iter().take_while(|b| is_name_byte(**b)).count()).unwrap_or_default();
                at + name.strip_suffix(b":").unwrap_or(name).len()
            }
        };
        let next = skip_blanks(text, end);
        let operator = match text.get(next..next + 2) {
            Some(b"=>") => 2,
            Some([b':' | b'=', _]) => 1,
            _ => 0,
        };
        if operator > 0 && name.is_none() && end > at {
            name = Some(
                literal.map_or_else(|| text.get(at..end).unwrap_or_default(), |literal| literal.content.span.of(text)),
            );
            at = skip_comments(text, next + operator);
            continue;
        }
        let value = match literal {
            Some(_) => quoted_at(cx, at),
            None if cx.dialect() == Dialect::Yaml && end > at => {
                unquoted::value_at(text, at, at, Dialect::Yaml).map(Value::bare)
            }
            None => None,
        };
        let end = value.as_ref().map_or(end, |value| end.max(value.part.span.end));
        found.extend(value.map(|value| (name.take(), value)));
        name = None;
        // A comma, or the line end in a map without commas.
        match end_of_part(cx, end.max(at), look.end, |b| matches!(b, b',' | b'\n')) {
            Ok(end) => at = skip_comments(text, end + 1),
            // What was read in vain counts as well: maps that are nested and not closed are each read to the end.
            Err(read) => {
                at = read;
                break;
            }
        }
    }
    look.read_to(at);
    found
}

const fn is_name_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b':')
}

/// The lines of a mapping or list that are indented deeper than `key`, all at the indentation of the first.
fn on_lines_below<'h>(cx: &Context<'h>, key: &Key, at: usize) -> Vec<Member<'h>> {
    let text = cx.text;
    let own = key.line(text);
    let depth = key.span.start - usize::from(key.quote.is_some()) - own.start;
    let (mut indent, mut found) = (None, Vec::new());
    for line in lines_behind(text, line_end(text, at)) {
        let start = skip_blanks(text, line.start);
        let content = text.get(start..line.end).unwrap_or_default();
        if content.is_empty() || content.starts_with(b"#") {
            continue;
        }
        let is_item = content.starts_with(b"- ");
        let column = start - line.start;
        if column < depth || column == depth && !is_item {
            break;
        }
        if column != *indent.get_or_insert(column) {
            continue;
        }
        let (name, value) = match is_item {
            true => (None, skip_blanks(text, start + 2)),
            false => {
                let Some(colon) = memchr::memmem::find(content, b": ") else { continue };
                (content.get(..colon), skip_blanks(text, start + colon + 1))
            }
        };
        let is_collection = matches!(text.get(value), Some(b'{' | b'[' | b'|' | b'>' | b'&' | b'*' | b'!' | b'#'))
            && text.get(value..value + 2) != Some(b"{{");
        let bare = || unquoted::value_at(text, value, start, Dialect::Yaml).map(Value::bare);
        if !is_collection {
            found.extend(quoted_at(cx, value).or_else(bare).map(|value| (name, value)));
        }
    }
    found
}

#[cfg(test)]
mod tests;
