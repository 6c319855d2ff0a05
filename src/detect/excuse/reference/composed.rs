//! Values that are composed of several references, or of references and words: `${A}${B}`, `app-{{ suffix }}`.

use super::super::place::Place;
use super::group::{are_bare_words, begins_with_name, inside, is_expression, is_short};
use super::variable::{batch_variable_at, identifier_at, variable_at};
use crate::detect::reading::{is_chance, is_mostly_known, reads_as_expression, reads_as_name};
use crate::extract::Dialect;
use crate::text::{Substitutions, group_end_within};

/// True if `value` is composed of template groups, of shell variables where a shell expands it, and of other text that
/// is no password by itself: `${A}${B}`, `app-{{ suffix }}`.
pub(super) fn is_composed(value: &[u8], place: Place<'_>) -> bool {
    if is_cut_command(value, place) || is_cut_group(value, place) {
        return true;
    }
    // Text between two references is not one word.
    let mut literal = Vec::new();
    let (mut at, mut filled) = (0, false);
    let mut substitutions = Substitutions::new(value);
    while let Some(b) = value.get(at) {
        match run_at(&mut substitutions, at, place).or_else(|| filled_at(value, at, place)) {
            Some(end) => {
                filled |= value.get(at..end).is_some_and(|group| group.iter().any(is_of_content));
                literal.push(b' ');
                at = end;
            }
            None => {
                literal.push(*b);
                at += 1;
            }
        }
    }
    // The options of a command with variables: "--host {{ host }} -p ${PASSWORD}"
    if filled && is_option(literal.trim_ascii_start()) && literal.contains(&b' ') {
        return true;
    }
    // `sk-lf-${id}`, `base64:$X`: the prefix of a token and the name of an encoding are not a part of a secret.
    let mark = mark_of_tokens(&literal).max(mark_of_encoding(&literal));
    literal.drain(..mark);
    let pieces = || literal.split(|b| !b.is_ascii_alphanumeric() && *b < 0x80).filter(|piece| !piece.is_empty());
    let odd = || pieces().filter(|piece| !is_plain_piece(piece)).map(<[u8]>::len).sum::<usize>();
    filled && odd() <= ODD && !is_chance(&literal) && marks_between(&literal)
}

/// What stands beside the groups of a template in `value`, without marks at its ends: `orgadmin` of `{{ user }}-orgadmin`. Who
/// knows the one can guess the other. `None` without such a group, or with nothing beside.
pub(in crate::detect::excuse) fn beside_groups(value: &[u8]) -> Option<Vec<u8>> {
    const MARKS: [(&[u8], &[u8]); 2] = [(b"{{ ", b" }}"), (b"<%= ", b" %>")];
    let (open, close) = MARKS.into_iter().find(|(open, _)| memchr::memmem::find(value, open).is_some())?;
    let mut beside = Vec::new();
    let mut rest = value;
    while let Some(at) = memchr::memmem::find(rest, open) {
        let (literal, group) = rest.split_at(at);
        let length = memchr::memmem::find(group, close)?;
        if !group.get(open.len()..length).is_some_and(reads_as_expression) {
            return None;
        }
        beside.extend_from_slice(literal);
        rest = group.get(length + close.len()..).unwrap_or_default();
    }
    beside.extend_from_slice(rest);
    let is_mark = |b: &u8| matches!(b, b'-' | b'_' | b'.' | b':' | b' ');
    let from = beside.iter().position(|b| !is_mark(b))?;
    let to = beside.iter().rposition(|b| !is_mark(b))?;
    beside.get(from..=to).map(<[u8]>::to_vec)
}

/// True if `value` is a command substitution that a quote inside it cuts short: `$(cat` of `"$(cat "$FILE")"`.
fn is_cut_command(value: &[u8], place: Place<'_>) -> bool {
    let has_shell_code = matches!(place.dialect, Dialect::Shell | Dialect::Docker | Dialect::Yaml);
    if !has_shell_code || place.verbatim || place.fixed {
        return false;
    }
    let Some(command) = value.strip_prefix(b"$(") else { return false };
    let is_of_name = |b: &&u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-' | b'/' | b'.');
    let length = command.iter().take_while(is_of_name).count();
    // The blank before the quote is not a part of the value.
    let is_program = length >= 2 && !command.starts_with(b"-") && matches!(command.get(length), None | Some(b' '));
    is_program && !command.contains(&b')')
}

/// True if `value` is the first line of a group with a call, which goes on below: `"{{ lookup('password', base + '/credentials/' +`.
fn is_cut_group(value: &[u8], place: Place<'_>) -> bool {
    let value = value.strip_prefix(b"\"").or(value.strip_prefix(b"'")).unwrap_or(value);
    let Some(inner) = value.strip_prefix(b"{{ ").filter(|_| !place.fixed) else { return false };
    let joins = matches!(inner.trim_ascii_end().last(), Some(b'+' | b',' | b'(' | b'|' | b'~'));
    let name = inner.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.')).count();
    joins
        && name > 0
        && inner.get(name) == Some(&b'(')
        && memchr::memmem::find(inner, b"}}").is_none()
        && reads_as_expression(inner)
}

/// True if `text` begins with a long option: `--tls-ca-file`.
fn is_option(text: &[u8]) -> bool {
    let name = text.strip_prefix(b"--").unwrap_or_default();
    let length = name.iter().take_while(|b| b.is_ascii_alphabetic() || **b == b'-').count();
    length > 2 && matches!(name.get(length), Some(b' ' | b'=')) && name.get(..length).is_some_and(reads_as_name)
}

/// The length of a token prefix such as `sk-lf-` or `lf-whsec_`: short lower-case words, each with its separator.
fn mark_of_tokens(literal: &[u8]) -> usize {
    const LONGEST: usize = 16;
    let letters = |b: &u8| b.is_ascii_lowercase() || matches!(b, b'-' | b'_');
    let length = literal.iter().take(LONGEST + 1).take_while(|b| letters(b)).count();
    let mark = literal.get(..length).unwrap_or_default();
    let is_joined = matches!(mark.last(), Some(b'-' | b'_')) && literal.get(length) == Some(&b' ');
    let is_short = mark.split(|b| matches!(b, b'-' | b'_')).all(|word| word.len() <= 7);
    if length <= LONGEST && is_joined && is_short { length } else { 0 }
}

/// The length of a scheme such as `base64:` directly before a reference.
fn mark_of_encoding(literal: &[u8]) -> usize {
    const LONGEST: usize = 8;
    let letters = literal.iter().take_while(|b| b.is_ascii_lowercase()).count();
    let length = letters + literal.iter().skip(letters).take(2).take_while(|b| b.is_ascii_digit()).count();
    let is_scheme = (2..=LONGEST).contains(&length) && letters > 1;
    if is_scheme && literal.get(length..length + 2) == Some(b": ") { length + 1 } else { 0 }
}

/// The number of letters and digits outside of references that may be on no list without being a password.
const ODD: usize = 3;

/// True if a piece outside of references is a known word or a short number, and so no part of a password.
fn is_plain_piece(piece: &[u8]) -> bool {
    piece.len() <= 4 && piece.iter().all(u8::is_ascii_digit) || reads_as_name(piece) && is_mostly_known(piece)
}

/// True if symbols occur only as separators between letters and digits, at most two at a time: a run of symbols may be
/// a password.
fn marks_between(literal: &[u8]) -> bool {
    const RUN: usize = 2;
    literal
        .split(|b| b.is_ascii_alphanumeric() || *b >= 0x80 || *b == b' ')
        .all(|marks| marks.len() <= RUN || marks.iter().all(|b| Some(b) == marks.first()))
}

/// A byte of what is replaced: `{}` has none, `{{ . }}` has the dot.
fn is_of_content(b: &u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.')
}

/// Longest template group, in bytes: Helm's groups nest.
const LONGEST_GROUP: usize = 1024;

/// The end of the command substitution at `at`. A shell runs its content whatever it is; in a text that no shell may
/// read, it has to begin like a command.
fn run_at(substitutions: &mut Substitutions<'_>, at: usize, place: Place<'_>) -> Option<usize> {
    match place.dialect {
        _ if place.verbatim || place.fixed => None,
        Dialect::Shell => substitutions.end_at(at),
        // Plain words are a passphrase: `$(quartz window hammer)`.
        _ => {
            let text = substitutions.text();
            let is_command = |end: &usize| !text.get(at..*end).is_some_and(are_bare_words);
            substitutions.end_of_command_at(at).filter(is_command)
        }
    }
}

/// The end of the reference at `at`, if it contains a name.
fn filled_at(value: &[u8], at: usize, place: Place<'_>) -> Option<usize> {
    let rest = value.get(at..)?;
    if !matches!(rest.first()?, b'$' | b'{' | b'<' | b'#' | b'%' | b'[' | b'@' | b'\\') {
        return None;
    }
    if let Some(end) = group_end_within(value, at, LONGEST_GROUP)
        && let Some(inner) = value.get(at + 2..end)
        && begins_with_name(inner)
        && (is_expression(inside(inner)) || rest.starts_with(b"$") && is_short(inner))
        && !value.get(at..end).is_some_and(are_bare_words)
    {
        return Some(end);
    }
    // A conversion at the start of a format string, even if no formatting call is visible: "%s-cluster-cert"
    if (place.formatted || place.dialect == Dialect::Code && at == 0)
        && let [b'%', b's' | b'd' | b'v', ..] = rest
    {
        return Some(at + 2);
    }
    if (place.formatted || place.expands.braces)
        && let [b'{', inner @ ..] = rest
        && let Some(close) = memchr::memchr(b'}', inner)
        && let Some(name) = inner.get(..close)
        && (name.is_empty() || place.expands.braces && is_expression(name) || reads_as_expression(name))
    {
        return Some(at + close + 2);
    }
    let length = match place.dialect {
        _ if place.fixed => None,
        Dialect::Code if place.expands.names => identifier_at(rest),
        Dialect::Shell | Dialect::Docker if !place.verbatim => variable_at(rest),
        Dialect::Batch => batch_variable_at(rest),
        _ => None,
    };
    length.map(|length| at + length)
}
