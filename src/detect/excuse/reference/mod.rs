//! Values that only name where the secret is: variables, look-ups, templates, vault paths, encrypted values.
//! Typed first: a reference is never a finding.
//!
//! A value is one when all of it is in the syntax of some language that fills values in, where one may be filled in, and
//! the name in it reads as a name. `$kV8m2Qz4rTn9wX` and `kV8(m2Qz4rTn9wX` hold the marks of references and name nothing.

use super::place::Place;
use crate::detect::reading::{
    is_chance, is_mostly_known, knows_a_word, names_a_secret, reads_as_expression, reads_as_name, unusual_words,
};
use crate::extract::{Dialect, Form};
use crate::text::group_end;

mod lookup;
mod marks;
mod sealed;
mod store;
mod variable;

pub(super) use lookup::is_in_small_letters;
use lookup::{is_call, is_lookup};
pub(super) use sealed::is_encrypted;
pub(super) use store::is_item;
pub(in crate::detect) use store::names_a_stored_secret;
use variable::{is_parameter, is_template, is_variable, variable_at};

/// Whether `value` is a reference.
pub(super) fn is_reference(value: &[u8], place: Place<'_>) -> bool {
    if is_composed(value, place) {
        return true;
    }
    if place.fixed {
        return false;
    }
    if is_template(value) || is_variable(value, place) || is_parameter(value, place) {
        return true;
    }
    // An expression of Azure's templates: "[parameters('password')]"
    if dialect_of_templates(place)
        && let [b'[', inner @ .., b']'] = value
        && is_call(inner)
    {
        return true;
    }
    // A literal in a literal: '\"$DB_PASS\"'
    if let [b'\\', b'"', inner @ .., b'\\', b'"'] | [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] = value
        && inner.starts_with(b"$")
    {
        return is_reference(inner, place);
    }
    // Arguments in prose look like a conninfo: `connect(user="a", password=getpass())`
    let Place { form, dialect, .. } = place;
    let unquoted = matches!(form, Form::Bare | Form::Prose)
        || form == Form::KeywordList && matches!(dialect, Dialect::Prose | Dialect::Json);
    if unquoted
        && (is_member(value)
            || is_lookup(value, dialect)
            || (has_calls(dialect) && is_call(value))
            || (dialect == Dialect::Yaml && place.begins_scalar && is_yaml_tag(value)))
    {
        return true;
    }
    names_a_variable(value, place)
}

/// `creds['password']`, `row["pw"],`: a member of something, in arguments that read like a list of keywords.
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

/// Whether a string may be an expression of Azure's templates.
fn dialect_of_templates(place: Place<'_>) -> bool {
    place.dialect == Dialect::Json && place.form == Form::Quoted
}

/// Whether a call may stand where `dialect` has a value: lists of settings know none.
const fn has_calls(dialect: Dialect) -> bool {
    !matches!(dialect, Dialect::Ini | Dialect::Env | Dialect::Batch | Dialect::Shell | Dialect::Docker)
}

/// Whether `value` is put together from template groups, from variables where a shell reads it, and from what else is no
/// password by itself: `${A}${B}`, `app-{{ suffix }}`.
fn is_composed(value: &[u8], place: Place<'_>) -> bool {
    // What stands between two of them is not one word.
    let mut literal = Vec::new();
    let (mut at, mut filled) = (0, false);
    let mut substitutions = Substitutions { value, unclosed: 0 };
    while let Some(b) = value.get(at) {
        match substitutions.end_at(at, place).or_else(|| filled_at(value, at, place)) {
            Some(end) => {
                filled |= value.get(at..end).is_some_and(|group| group.iter().any(u8::is_ascii_alphanumeric));
                literal.push(b' ');
                at = end;
            }
            None => {
                literal.push(*b);
                at += 1;
            }
        }
    }
    let pieces = || literal.split(|b| !b.is_ascii_alphanumeric() && *b < 0x80).filter(|piece| !piece.is_empty());
    let odd: usize = pieces().filter(|piece| !is_plain_piece(piece)).map(<[u8]>::len).sum();
    filled && odd <= ODD && !is_chance(&literal) && marks_between(&literal)
}

/// Letters and digits beside what is filled in that no list knows, and which make no password.
const ODD: usize = 3;

/// Whether a piece beside what is filled in is a known word or a short number: no half of a password.
fn is_plain_piece(piece: &[u8]) -> bool {
    piece.len() <= 4 && piece.iter().all(u8::is_ascii_digit) || reads_as_name(piece) && is_mostly_known(piece)
}

/// Whether what stands beside letters and digits separates them, a mark or two at a time: a password of marks is one.
fn marks_between(literal: &[u8]) -> bool {
    const RUN: usize = 2;
    literal
        .split(|b| b.is_ascii_alphanumeric() || *b >= 0x80 || *b == b' ')
        .all(|marks| marks.len() <= RUN || marks.iter().all(|b| Some(b) == marks.first()))
}

/// Whether what stands in a group is an expression with a name in it: a word that is known, or one name and nothing else.
pub(super) fn is_named(inner: &[u8]) -> bool {
    // The marks that a template's own expressions begin with: `<%= x`, `{{- x`, `${{ x`
    let marks = inner.iter().take_while(|b| matches!(b, b'=' | b'-' | b'{' | b'$' | b'.' | b' ')).count();
    let inner = inner.get(marks..).unwrap_or_default().trim_ascii_end();
    let inner = inner.strip_suffix(b"-").unwrap_or(inner).trim_ascii_end();
    let is_of_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-') || *b >= 0x80;
    let single = inner.iter().all(is_of_name);
    reads_as_expression(inner) && (single || knows_a_word(inner))
}

/// Command substitutions of a shell (POSIX 2.6.3) in a value. What stands in one is run, whatever it is. Each that never
/// closes has cost a look to the end; after a few, no more are looked for.
struct Substitutions<'v> {
    value: &'v [u8],
    unclosed: u8,
}

impl Substitutions<'_> {
    /// The end of the `$(…)` that begins at `at`, over lines and quotes.
    fn end_at(&mut self, at: usize, place: Place<'_>) -> Option<usize> {
        let expands = place.dialect == Dialect::Shell && !place.verbatim && !place.fixed;
        if !expands || self.unclosed > 8 || self.value.get(at..at + 2) != Some(b"$(") {
            return None;
        }
        let (mut depth, mut open, mut i) = (0_usize, None, at + 1);
        while let Some(b) = self.value.get(i) {
            match (b, open) {
                (b'\\', None | Some(b'"')) => i += 1,
                (b'"' | b'\'', None) => open = Some(*b),
                (b'(', None) => depth += 1,
                (b')', None) => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(i + 1);
                    }
                }
                (b, Some(quote)) if *b == quote => open = None,
                _ => {}
            }
            i += 1;
        }
        self.unclosed += 1;
        None
    }
}

/// The end of what is filled in at `at`, if it has a name.
fn filled_at(value: &[u8], at: usize, place: Place<'_>) -> Option<usize> {
    let rest = value.get(at..)?;
    if !matches!(rest.first()?, b'$' | b'{' | b'<' | b'#' | b'%' | b'[' | b'@' | b'\\') {
        return None;
    }
    if let Some(end) = group_end(value, at)
        && let Some(inner) = value.get(at + 2..end)
        && begins_with_name(inner)
        && (is_named(inside(inner)) || rest.starts_with(b"$") && is_short(inner))
        && !value.get(at..end).is_some_and(are_bare_words)
    {
        return Some(end);
    }
    if place.formatted {
        if let [b'%', b's' | b'd' | b'v', ..] = rest {
            return Some(at + 2);
        }
        if let [b'{', inner @ ..] = rest
            && let Some(close) = memchr::memchr(b'}', inner)
            && inner.get(..close).is_some_and(|name| name.is_empty() || reads_as_expression(name))
        {
            return Some(at + close + 2);
        }
    }
    let expands = matches!(place.dialect, Dialect::Shell | Dialect::Docker) && !place.verbatim && !place.fixed;
    if expands { variable_at(rest).map(|length| at + length) } else { None }
}

/// Words that a command or a helper of a template is called with its arguments behind it.
const COMMANDS: [&[u8]; 18] = [
    b"cat",
    b"get",
    b"read",
    b"echo",
    b"op",
    b"vault",
    b"aws",
    b"gcloud",
    b"kubectl",
    b"lookup",
    b"include",
    b"default",
    b"required",
    b"template",
    b"printf",
    b"with",
    b"openssl",
    b"user",
];

/// Whether a group holds nothing but words with blanks between them: no language has an expression of two names side by side,
/// but for the arguments of a command and of a template's helper, of which one says what it is about.
pub(super) fn are_bare_words(group: &[u8]) -> bool {
    let inner = group.trim_ascii_start();
    let is_mark = |b: &u8| !b.is_ascii_alphanumeric() && *b < 0x80;
    let open = inner.iter().take_while(|b| is_mark(b)).count();
    let close = inner.iter().rev().take_while(|b| is_mark(b)).count();
    let Some(words) = inner.get(open..inner.len() - close.min(inner.len() - open)) else { return false };
    let is_plain = words.iter().all(|b| b.is_ascii_alphabetic() || *b == b' ' || *b >= 0x80);
    let mut each = words.split(|b| *b == b' ').filter(|word| !word.is_empty());
    let first = each.clone().next().unwrap_or_default();
    let count = each.clone().count();
    // `${a b}` is an expression of no language at all.
    let least = if inner.starts_with(b"${") { 2 } else { 3 };
    is_plain && count >= least && !COMMANDS.contains(&first) && !each.any(names_a_secret)
}

/// What stands inside of a group that is closed by one or two marks.
fn inside(group: &[u8]) -> &[u8] {
    // Python's: %(name)s
    let group = group.strip_suffix(b")s").unwrap_or(group);
    let ends = group.iter().rev().take_while(|b| matches!(b, b'}' | b']' | b')' | b'>' | b'%')).count().min(2);
    group.get(..group.len() - ends).unwrap_or(group)
}

/// Whether the first word in `group` may be a name: a digit begins none, but for the numbers of a shell's arguments.
pub(super) fn begins_with_name(group: &[u8]) -> bool {
    let word = group.iter().skip_while(|b| !b.is_ascii_alphanumeric() && **b != b'_');
    let word: Vec<u8> = word.take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').copied().collect();
    !word.first().is_some_and(u8::is_ascii_digit) || word.iter().all(u8::is_ascii_digit)
}

/// Whether a group has hardly room for a name: `${1#*=}`, `${2:-}`.
fn is_short(group: &[u8]) -> bool {
    (1..=3).contains(&group.iter().filter(|b| b.is_ascii_alphanumeric()).count())
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

/// The name of an environment variable where its value belongs: `password: "DB_PASSWORD"`. Where no name can stand, it is
/// made of the words that such names have: `KETTLE_MAGNET_PILLOW_KEY` is a password.
fn names_a_variable(value: &[u8], place: Place<'_>) -> bool {
    let shouted = value.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
        && value.first().is_some_and(u8::is_ascii_uppercase);
    if !shouted || value.len() < 6 || place.form == Form::KeywordList || !reads_as_name(value) {
        return false;
    }
    let name = String::from_utf8_lossy(value);
    if matches!(name.as_ref(), "PGPASSWORD" | "MYSQL_PWD" | "PGPASSFILE") {
        return true;
    }
    let is_expression = matches!(place.form, Form::Bare | Form::Prose)
        && (place.dialect.has_expressions() || place.dialect == Dialect::Prose);
    // What repeats the words of its key or of the user says whose it is.
    let user = place.user.to_ascii_lowercase();
    let is_beside = |word: &[u8]| {
        let holds = |text: &[u8]| memchr::memmem::find(text, word).is_some();
        holds(place.key.as_bytes()) || holds(&user)
    };
    // Of many words, one that no name has is enough: NUMBER_PUBLIC_HOLLOW_ENGINE_SECRET
    let most = usize::from(value.iter().filter(|b| **b == b'_').count() < 4);
    if !is_expression && unusual_words(value, is_beside) > most {
        return false;
    }
    let tells = ["_PASSWORD", "_PASSWD", "_PASS", "_PWD", "_SECRET", "_TOKEN", "_KEY", "_PASSWORD_FILE"]
        .iter()
        .any(|end| name.ends_with(end));
    let staged = ["DEMO_", "TEST_", "DEV_", "MY_", "DEFAULT_", "DUMMY_", "SAMPLE_", "FAKE_", "SUPER_"]
        .iter()
        .any(|start| name.starts_with(start));
    tells && !staged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(form: Form, dialect: Dialect, formatted: bool) -> Place<'static> {
        Place { form, dialect, formatted, verbatim: false, begins_scalar: true, fixed: false, key: "", user: b"" }
    }

    fn is_reference(value: &[u8], form: Form, dialect: Dialect, formatted: bool) -> bool {
        super::is_reference(value, place(form, dialect, formatted))
            || names_a_stored_secret(value)
            || is_encrypted(value)
    }

    #[test]
    fn references_are_typed_whatever_their_language() {
        for value in [
            "${X}",
            "$X",
            "$PGPASSWORD",
            "$env:X",
            "%X%",
            "{{ x }}",
            "<%= x %>",
            "$(cat x)",
            "%s",
            "?",
            ":'pw'",
            ":pw",
            "$1",
            "{}",
            "{0}",
            "{password}",
            "op://vault/item/pw",
            "vault:secret/data/db#pw",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf",
            "ENC[AES256_GCM,data:x]",
            "/run/secrets/pw",
            "%(DB_PASSWORD)s",
            "DB_PASSWORD",
            "PGPASSWORD",
            "${{ secrets.X }}",
            "$config['pw']",
            "$this->pw",
            "$ENV{PGPASSWORD}",
            "$20,",
            "$password$",
            "app-${X}_db",
            "<< pipeline.parameters.pw >>",
            "$[variables.pw]",
            "env(DB_PASSWORD)",
            "%i",
            "@pw.txt",
            "@db_password",
            "((pg_password))",
            "@secrets/db.json",
        ] {
            assert!(is_reference(value.as_bytes(), Form::Quoted, Dialect::Code, false), "{value}");
        }
        for value in [
            "process.env.X",
            "os.environ['X']",
            "getPassword()",
            "!Ref X",
            "*default",
            "`cat /run/secrets/pw`",
            "var.password",
            "config.get('x')",
        ] {
            assert!(is_reference(value.as_bytes(), Form::Bare, Dialect::Yaml, false), "{value}");
        }
        assert!(is_reference(b"pw{user}", Form::Quoted, Dialect::Code, true));
        assert!(is_reference(b"!PW!", Form::Bare, Dialect::Batch, false));
    }

    #[test]
    fn marks_without_a_name_are_no_reference() {
        let forms = [Form::Quoted, Form::Bare, Form::Prose, Form::KeywordList, Form::Sql, Form::Uri];
        let dialects = [Dialect::Env, Dialect::Ini, Dialect::Shell, Dialect::Json, Dialect::Code, Dialect::Sql];
        for value in [
            "kV8(m2Qz4rTn9wX",
            "kV8(m2)Qz4rTn9wX",
            "kV8m2Qz4rTn9wX()",
            "=kV8m2Qz4rTn9wX",
            "$kV8m2Qz4rTn9wX",
            "$$kV8m2Qz4rTn9wX",
            "${kV8m2Qz4rTn9wX}",
            "kV8m2${a}Qz4rTn9wX",
            "{{kV8m2Qz4rTn9wX}}",
            "{kV8m2Qz4rTn9wX}",
            "%kV8m2Qz4rTn9wX%",
            ":kV8m2Qz4rTn9wX",
            ":'kV8m2Qz4rTn9wX'",
            "!kV8m2Qz4rTn9wX",
            "*kV8m2Qz4rTn9wX",
            "@kV8m2Qz4rTn9wX@",
            "@/kV8m2Qz4rTn9wX",
            "#{kV8m2Qz4rTn9wX}",
            "<%kV8m2Qz4rTn9wX%>",
            "<<kV8m2Qz4rTn9wX>>",
            "((kV8m2Qz4rTn9wX))",
            "pass:kV8m2Qz4rTn9wX",
            "env.kV8m2Qz4rTn9wX",
            "os.environ.kV8m2Qz4rTn9wX",
            "env(kV8m2Qz4rTn9wX)",
            "config.hammer.kettle.magnet",
            "${correct horse battery}",
            "${correct horse}",
            "{{ correct horse battery }}",
            "<%= correct horse battery %>",
            "#{correct horse battery}",
        ] {
            for (form, dialect) in forms.iter().flat_map(|form| dialects.map(|dialect| (*form, dialect))) {
                assert!(!is_reference(value.as_bytes(), form, dialect, false), "{value} {form:?} {dialect:?}");
            }
        }
    }

    #[test]
    fn a_password_file_is_filled_in_by_templates_alone() {
        let fixed = Place { fixed: true, ..place(Form::KeywordList, Dialect::Prose, false) };
        for (value, is) in [
            ("${DB_PASSWORD}", true),
            ("{{ db_password }}", true),
            ("<%= password %>", true),
            ("op://vault/db/password", true),
            ("$DB_PASSWORD", false),
            (":password", false),
            ("getpass()", false),
            ("%PASSWORD%", false),
        ] {
            let silent = super::is_reference(value.as_bytes(), fixed) || is_item(value.as_bytes());
            assert_eq!(silent, is, "{value}");
        }
    }

    #[test]
    fn passwords_with_odd_bytes_are_not() {
        for value in [
            "p@ss%w0rd!&x",
            "a$b",
            "x{9}y",
            "100%sure!",
            "hunter2",
            "#1",
            "$ecret!9",
            "se:cret",
            "DEMO_SECRET",
            "!ChangeMe!",
            "@dmin.123",
            "env(x",
            "$[9Kx",
            "<<9Kx",
            "a?b",
            "(x)",
            "%7",
        ] {
            assert!(!is_reference(value.as_bytes(), Form::Quoted, Dialect::Json, false), "{value}");
        }
    }
}
