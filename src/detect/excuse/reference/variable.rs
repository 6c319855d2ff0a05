//! Variables and parameters that a shell, a template engine, a driver or a formatter expands.

use super::super::place::Place;
use super::group::{are_bare_words, begins_with_name, is_expression};
use crate::detect::reading::{names_a_secret, reads_as_expression, reads_as_name};
use crate::extract::{Dialect, Form, is_placeholder};

/// The length of a shell's `$NAME` at the start of `text`, with the name in capitals, as environment variables have it.
pub(super) fn variable_at(text: &[u8]) -> Option<usize> {
    let name = text.strip_prefix(b"$")?;
    let length = name.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let name = name.get(..length)?;
    let shouts = !name.is_empty() && name.iter().take(3).all(|b| b.is_ascii_uppercase() || *b == b'_');
    (shouts && !name.iter().any(u8::is_ascii_lowercase) && reads_as_name(name)).then_some(length + 1)
}

/// The length of `$name` at the start of `text`, as far as it is an identifier.
pub(super) fn identifier_at(text: &[u8]) -> Option<usize> {
    let name = text.strip_prefix(b"$")?;
    let starts = name.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
    let length = name.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    starts.then_some(length + 1)
}

/// The length of a batch file's `%NAME%` at the start of `text`.
pub(super) fn batch_variable_at(text: &[u8]) -> Option<usize> {
    let name = text.strip_prefix(b"%")?;
    let length = name.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let starts = name.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
    (starts && name.get(length) == Some(&b'%')).then_some(length + 2)
}

/// Whether all of `value` is a variable, in code with its members, by the grammar alone: `$x`, `$this->x`, `$x["y"]`,
/// `$env:x`.
fn is_whole_variable(value: &[u8], dialect: Dialect) -> bool {
    let Some(length) = identifier_at(value) else { return false };
    let (name, tail) = value.split_at(length);
    if tail.is_empty() || dialect != Dialect::Code {
        return tail.is_empty();
    }
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    if name == b"$env" {
        return tail.strip_prefix(b":").is_some_and(|name| name.iter().all(is_name));
    }
    let opens = [b"->".as_slice(), b"?->", b"[", b"{"].iter().any(|mark| tail.starts_with(mark));
    // A word that a shell's rules cut at the `>` of `$this->x`
    tail == b"-" || opens && tail.iter().all(|b| is_name(b) || b"->?[]{}\"'$()".contains(b))
}

/// True for `$X`, `$env:X`, `$x->y`, `$x['y']`, `$ENV{X}`, `%X%`, `!X!`, `%{x}`.
pub(super) fn is_variable(value: &[u8], place: Place<'_>) -> bool {
    let Place { form, dialect, .. } = place;
    // A command in backticks: `cat /run/secrets/pw`
    if let [b'`', inner @ .., b'`'] = value
        && (form == Form::Bare || dialect == Dialect::Shell)
        && !matches!(dialect, Dialect::Env | Dialect::Ini)
        && inner.contains(&b' ')
    {
        return true;
    }
    // PowerShell escapes the sign in a text that is expanded later: "`$X"; a shell within a shell has `\$X`.
    let value = value.strip_prefix(b"`").unwrap_or(value);
    let escaped = value.strip_prefix(b"\\").filter(|rest| rest.starts_with(b"$"));
    let value = escaped.unwrap_or(value);
    // An object of jq in a shell's literal: password: $password,
    let is_unquoted = matches!(form, Form::Bare | Form::Prose);
    let value = value.strip_suffix(b",").filter(|_| is_unquoted).unwrap_or(value);
    if place.expands.names && is_whole_variable(value, place.dialect) {
        return true;
    }
    if let Some(rest) = value.strip_prefix(b"$") {
        let rest = rest.strip_prefix(b"$").unwrap_or(rest);
        // Tcl: $::env(X)
        let rest = rest.strip_prefix(b"::").unwrap_or(rest);
        let name = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':' | b'.')).count();
        let starts = rest.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
        let tail = rest.get(name..).unwrap_or_default();
        let expands = matches!(
            dialect,
            Dialect::Shell
                | Dialect::Docker
                | Dialect::Env
                | Dialect::Yaml
                | Dialect::Prose
                | Dialect::Code
                | Dialect::Ini
                | Dialect::Sql
        ) || form != Form::Quoted;
        // In a context without expansion, only a name in capitals can be meant for later expansion.
        let is_later = || {
            let name = rest.get(..name).unwrap_or_default();
            !name.iter().any(u8::is_ascii_lowercase) && names_a_secret(name)
        };
        let is_shell = matches!(dialect, Dialect::Shell | Dialect::Docker);
        let expands = expands && !(is_shell && place.verbatim || escaped.is_some()) || is_later();
        // Tcl's arrays: $env(PGPASSWORD)
        let is_element = form == Form::Bare && tail.starts_with(b"(");
        // fish: $argv[1]
        let is_item = || matches!(tail, [b'[', index @ .., b']'] if index.iter().all(u8::is_ascii_digit));
        let is_member = is_element || [b"->".as_slice(), b"[", b"{"].iter().any(|op| tail.starts_with(op));
        // `$ecret9!` is a password: a variable's name has no such mixture, and ends the value.
        let named = rest.get(..name).is_some_and(reads_as_name);
        if expands && starts && named && (tail.is_empty() || is_item() || is_member && reads_as_expression(tail)) {
            return true;
        }
        // `password=$20,` in a list of assignments
        let number = rest.strip_suffix(b",").or(rest.strip_suffix(b";")).unwrap_or(rest);
        if !number.is_empty() && number.iter().all(u8::is_ascii_digit) && number.len() < 4 {
            return true;
        }
    }
    // Maven's filters: `@db.password@`; `StringTemplate` and .NET templates: `$password$`
    for mark in [b'%', b'!', b'@', b'$', b'#'] {
        // ColdFusion's expressions; in other languages and in files, `#` is an ordinary character.
        if mark == b'#' && dialect != Dialect::Code {
            continue;
        }
        // `!X!` is expanded in Windows batch files only; `!ChangeMe!` is API Platform's default password.
        if mark == b'!' && dialect != Dialect::Batch {
            continue;
        }
        if let [first, inner @ .., last] = value
            && *first == mark
            && *last == mark
            && !inner.is_empty()
            && inner.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
            && (place.dialect == Dialect::Batch && !inner.first().is_some_and(u8::is_ascii_digit)
                || reads_as_name(inner))
        {
            return true;
        }
    }
    // Puppet and Symfony: %{lookup('db::password')}, %env(DB_PASSWORD)%; a quote within may cut one short.
    let inner = match value {
        [b'%', b'{', inner @ .., b'}'] => inner,
        [b'%', b'e', b'n', b'v', b'(', inner @ .., b')' | b'%'] => inner,
        [b'%', b'{', inner @ ..] if inner.ends_with(b"(") => inner,
        _ => return false,
    };
    is_expression(inner)
}

fn is_batch_argument(rest: &[u8]) -> bool {
    let rest = rest.strip_suffix(b")").unwrap_or(rest);
    let rest = rest.strip_prefix(b"%").unwrap_or(rest);
    match rest.strip_prefix(b"~").unwrap_or(rest) {
        [modifiers @ .., last] => {
            modifiers.len() <= 6
                && modifiers.iter().all(|b| b"fdpnxsatz".contains(b))
                && (last.is_ascii_digit() || last.is_ascii_alphabetic() || *last == b'*')
        }
        [] => false,
    }
}

/// True for `?`, `%s`, `%[2]s`, `%(x)s`, `:name`, `:'name'`, `{}`, `{0}`, `@p1`, which a driver or a formatter fills in.
pub(super) fn is_parameter(value: &[u8], place: Place<'_>) -> bool {
    let form = place.form;
    // An escaped line end after it, whose backslash a conninfo removes.
    let value = value.strip_suffix(b"\\n").unwrap_or(value);
    // The next column of a statement follows: "UPDATE users SET password=:pw, name=:name"
    let column = value.strip_suffix(b",").filter(|value| matches!(*value, [b'?'] | [b':', ..]));
    let value = column.unwrap_or(value);
    match value {
        // Arguments and loop variables of a batch file: %1, %~dp0, %%i
        [b'%', rest @ ..] if place.dialect == Dialect::Batch && is_batch_argument(rest) => return true,
        b"%sn" if matches!(form, Form::KeywordList | Form::Bare) => return true,
        // A conversion, or what a systemd unit replaces: %i
        [b'%', letter] if letter.is_ascii_alphabetic() => return true,
        b"%1" | b"%2" | b"%%s" => return true,
        [b'%' | b'?', ..] | b"{}" if is_placeholder(value) => return true,
        _ => {}
    }
    // Nothing but conversions: `%s%n`
    let mut conversions = value.chunks(2);
    if value.len() > 2 && conversions.all(|two| matches!(two, [b'%', letter] if letter.is_ascii_alphabetic())) {
        return true;
    }
    if let Some(rest) = value.strip_prefix(b":") {
        // Settings files have no parameters; one there belongs to an SQL template, and its name says so.
        let is_filled =
            !matches!(place.dialect, Dialect::Env | Dialect::Ini | Dialect::Docker | Dialect::Shell | Dialect::Batch);
        return (is_filled || form == Form::Sql || names_a_secret(rest))
            && rest.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'\'' | b'"'))
            && reads_as_name(rest);
    }
    // `{{ x }}` over several lines, or cut at a blank
    if let Some(rest) = value.strip_prefix(b"{{") {
        let inner = rest.strip_suffix(b"}}").unwrap_or(rest);
        if memchr::memmem::find(inner, b"}}").is_none() {
            let is_closed = inner.len() < rest.len();
            let is_whole = begins_with_name(inner)
                && (is_closed && is_expression(inner) || reads_as_expression(inner))
                && !are_bare_words(inner);
            return inner.trim_ascii().is_empty() || is_whole;
        }
    }
    if let [b'{', inner @ .., b'}'] = value {
        let is_number = inner.iter().all(u8::is_ascii_digit) && inner.len() < 4;
        return is_number
            || inner.iter().all(|b| b.is_ascii_graphic()) && begins_with_name(inner) && reads_as_expression(inner);
    }
    // `${process.env`, `{await`: a group that goes on behind a line end or a blank.
    if !value.contains(&b'}')
        && let Some(rest) = value.strip_prefix(b"${").or(value.strip_prefix(b"{").filter(|_| place.formatted))
        && (form != Form::Quoted || place.formatted || rest.contains(&b'.'))
        && begins_with_name(rest)
        && reads_as_expression(rest)
        && !are_bare_words(value)
    {
        return true;
    }
    // `{Environment.GetEnvironmentVariable(`: an interpolation cut at a quote within it.
    if let Some(rest) = value.strip_prefix(b"{")
        && !rest.contains(&b'}')
        && let Some(open) = memchr::memchr2(b'(', b'[', rest)
    {
        return rest.get(..open).is_some_and(|name| {
            name.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'$'))
                && reads_as_name(name)
                && rest.get(open + 1..).is_some_and(|rest| rest.is_empty() || reads_as_expression(rest))
        });
    }
    // A YAML alias: no plain scalar begins with `*`.
    if form == Form::Bare
        && place.dialect == Dialect::Yaml
        && place.begins_scalar
        && let Some(rest) = value.strip_prefix(b"*")
    {
        return !rest.is_empty() && rest.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    }
    false
}
