//! References: values that only name the location of the secret, such as variables, look-ups, templates, vault paths
//! and encrypted values. They are recognised before anything else: a reference is never a finding.
//!
//! A value is a reference if all of it follows the syntax of a language that expands references, in a context in which
//! they may be expanded, and the name in it reads as a name. `$kV8m2Qz4rTn9wX` and `kV8(m2Qz4rTn9wX` contain the
//! characters of references and name nothing.

#[cfg(test)]
use super::expansion::Expansion;
use super::place::Place;
use crate::detect::reading::{reads_as_expression, reads_as_name};
use crate::extract::{Dialect, Form};

mod composed;
mod constant;
pub(super) mod escaped_psql;
mod group;
mod lookup;
mod marks;
mod sealed;
mod store;
mod syntax;
mod variable;

pub(super) use composed::beside_groups;
use composed::is_composed;
use constant::names_a_variable;
use group::{are_bare_words, is_random};
pub(super) use lookup::is_in_small_letters;
use lookup::{is_call, is_lookup, is_plain_call};
pub(super) use sealed::is_encrypted;
pub(super) use store::is_item;
pub(in crate::detect) use syntax::names_a_stored_secret;
use syntax::{By, resolves};
use variable::{is_parameter, is_variable};

/// True if `value` is a reference.
pub(super) fn is_reference(value: &[u8], place: Place<'_>) -> bool {
    // Nothing says that a literal in data is filled in, so that its name has to read as one.
    let is_data = matches!(place.dialect, Dialect::Yaml | Dialect::Json | Dialect::Toml | Dialect::Ini);
    if is_data && place.form == Form::Quoted && is_random(value) {
        return false;
    }
    if is_composed(value, place) {
        return true;
    }
    if place.fixed {
        return false;
    }
    if resolves(value, By::Template) || is_variable(value, place) || is_parameter(value, place) {
        return true;
    }
    if place.dialect == Dialect::Yaml && is_of_a_pipeline(value) {
        return true;
    }
    // What a shell within a shell expands: \${X}
    if let [b'\\', group @ ..] = value
        && group.starts_with(b"${")
        && is_composed(group, place)
    {
        return true;
    }
    // An expression of Azure templates: "[parameters('password')]"
    if dialect_of_templates(place)
        && let [b'[', inner @ .., b']'] = value
        && is_call(without_members(inner))
    {
        return true;
    }
    // A quoted literal within a literal: '\"$DB_PASS\"'
    if let [b'\\', b'"', inner @ .., b'\\', b'"'] | [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] = value
        && matches!(inner, [b'$' | b'{', ..] | [b'\\', b'$', ..])
    {
        return is_reference(inner, place);
    }
    // A parenthesised expression: (join('-', [$target, 'pguser']))
    if place.dialect == Dialect::Yaml
        && let [b'(', inner @ .., b')'] = value
        && is_call(inner)
    {
        return true;
    }
    // A formula in a text for people: `sha256({expiry}:{secret}:{salt})`
    if place.dialect == Dialect::Prose || place.dialect == Dialect::Code && place.form == Form::Prose {
        let name = memchr::memchr(b'(', value).map_or(value, |open| value.get(..open).unwrap_or_default());
        let is_digest =
            [b"sha".as_slice(), b"md5", b"hmac", b"hash", b"base64"].iter().any(|word| name.starts_with(word));
        let arguments = value.get(name.len()..).unwrap_or_default();
        let is_closed = arguments.starts_with(b"(") && arguments.ends_with(b")") && arguments.contains(&b'{');
        if is_digest && is_closed && name.iter().all(u8::is_ascii_alphanumeric) && reads_as_expression(arguments) {
            return true;
        }
    }
    // Arguments in prose look like a conninfo: `connect(user="a", password=getpass())`
    let Place { form, dialect, .. } = place;
    let unquoted = matches!(form, Form::Bare | Form::Prose)
        || form == Form::KeywordList && matches!(dialect, Dialect::Prose | Dialect::Json);
    if unquoted
        && (is_member(value)
            || is_lookup(value, dialect)
            || (has_calls(dialect) && is_call(value) && (dialect != Dialect::Yaml || is_plain_call(value)))
            || (dialect == Dialect::Yaml && place.begins_scalar && is_yaml_tag(value)))
    {
        return true;
    }
    names_a_variable(value, place)
}

/// Whether a runner of pipelines that are written in YAML replaces `value`, whatever it names: `((dp/dev/db_password))` of
/// Concourse, `<< parameters.password >>` of CircleCI, `$[variables.password]` of Azure. Behind `||` stands a literal.
fn is_of_a_pipeline(value: &[u8]) -> bool {
    let marks = [("((", "))"), ("<<", ">>"), ("$[", "]")];
    let inner = marks.iter().find_map(|(open, close)| {
        value.strip_prefix(open.as_bytes()).and_then(|rest| rest.strip_suffix(close.as_bytes()))
    });
    let is_literal =
        |inner: &[u8]| inner.iter().any(|b| matches!(b, b'"' | b'\'')) || memchr::memmem::find(inner, b"||").is_some();
    inner.is_some_and(|inner| inner.iter().any(u8::is_ascii_alphabetic) && !are_bare_words(inner) && !is_literal(inner))
}

/// True for `creds['password']` or `row["pw"],`: an element access, in arguments that read like a keyword list.
fn is_member(value: &[u8]) -> bool {
    let value = value.strip_suffix(b",").unwrap_or(value);
    let value = value.strip_suffix(b")").unwrap_or(value);
    let Some(open) = memchr::memchr(b'[', value) else { return false };
    let (name, index) = value.split_at(open);
    let index = index.strip_prefix(b"[").and_then(|index| index.strip_suffix(b"]")).unwrap_or_default();
    let is_literal =
        |index: &[u8]| matches!(index, [q @ (b'"' | b'\''), inner @ .., last] if q == last && reads_as_name(inner));
    let index = index.strip_prefix(b"\\").unwrap_or(index);
    let quoted = match index.strip_suffix(b"\\\"") {
        Some(inner) => inner.strip_prefix(b"\"").is_some_and(reads_as_name),
        None => is_literal(index),
    };
    quoted && reads_as_name(name) && name.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
}

/// The call that `expression` begins with, without the members of its result: `reference('x').outputs.pw.value`,
/// `listSecrets('x')[0].value`.
fn without_members(expression: &[u8]) -> &[u8] {
    let Some(close) = memchr::memrchr(b')', expression) else { return expression };
    let (call, members) = expression.split_at(close + 1);
    let is_member = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'[' | b']' | b'\'' | b'-');
    let is_plain = matches!(members.first(), Some(b'.' | b'[')) && members.iter().all(is_member);
    if is_plain && reads_as_expression(members) { call } else { expression }
}

/// True if a string may be an expression of Azure templates.
fn dialect_of_templates(place: Place<'_>) -> bool {
    matches!(place.dialect, Dialect::Json | Dialect::Yaml) && place.form == Form::Quoted
}

/// True if a value may be a call in `dialect`; settings files have none.
const fn has_calls(dialect: Dialect) -> bool {
    !matches!(dialect, Dialect::Ini | Dialect::Env | Dialect::Batch | Dialect::Shell | Dialect::Docker)
}

/// `!Ref X`, `!Sub "…"`, `!secret x`.
fn is_yaml_tag(value: &[u8]) -> bool {
    value.strip_prefix(b"!").is_some_and(|rest| {
        let word = rest
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'_' | b'/' | b'-' | b'.'))
            .count();
        word > 1
            && matches!(rest.get(word), None | Some(b' '))
            && matches!(rest.first(), Some(b) if b.is_ascii_alphabetic())
            && (rest.get(word).is_some() || word > 5)
    })
}

#[cfg(test)]
mod tests;
