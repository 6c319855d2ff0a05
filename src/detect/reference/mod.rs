//! Values that only name where the secret is: variables, look-ups, templates, vault paths, encrypted values.
//! Typed first: a reference is never a finding.

use crate::extract::{Dialect, Form};
use crate::text::{group_end, is_only_groups};

mod marks;
mod variable;

use marks::{ENCRYPTED, LOOKUPS, STORES};
use variable::{expands_within, is_parameter, is_template, is_variable};

/// Whether `value` is a reference. `formatted` says that `{x}` in it is one.
pub(super) fn is_reference(value: &[u8], form: Form, dialect: Dialect, formatted: bool) -> bool {
    if is_only_groups(value) || has_group(value) {
        return true;
    }
    let lower = value.to_ascii_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| lower.starts_with(word.as_bytes()));
    if begins(STORES) || begins(ENCRYPTED) || is_template(value) {
        return true;
    }
    if is_variable(value, form, dialect) || is_parameter(value, form) {
        return true;
    }
    if matches!(dialect, Dialect::Shell | Dialect::Docker) && expands_within(value) {
        return true;
    }
    if formatted && braces(value) {
        return true;
    }
    // Arguments in prose look like a conninfo: `connect(user="a", password=getpass())`
    let unquoted = matches!(form, Form::Bare | Form::Prose) || (form == Form::KeywordList && dialect == Dialect::Prose);
    if unquoted && (begins(LOOKUPS) || is_call(value) || is_yaml_tag(value)) {
        return true;
    }
    names_a_variable(value, form)
}

/// Whether a template group stands in `value`.
fn has_group(value: &[u8]) -> bool {
    let mut at = 0;
    while let Some(i) = value
        .get(at..)
        .and_then(|rest| rest.iter().position(|b| matches!(b, b'$' | b'{' | b'<' | b'#' | b'%' | b'[' | b'@' | b'\\')))
    {
        // `%(`, `@{`, `\(` and `[[` open groups only where an engine would look; in a password they are rare enough
        // to be taken at their word only when the group holds a name.
        if let Some(end) = group_end(value, at + i) {
            let inner = value.get(at + i + 2..end - 1).unwrap_or_default();
            if inner.iter().any(u8::is_ascii_alphabetic) && inner.iter().all(|b| b.is_ascii_graphic() || *b == b' ') {
                return true;
            }
        }
        at += i + 1;
    }
    false
}

/// Whether a `{name}` stands in `value`.
fn braces(value: &[u8]) -> bool {
    let mut at = 0;
    while let Some(i) = memchr::memchr(b'{', value.get(at..).unwrap_or_default()) {
        let inner = value.get(at + i + 1..).unwrap_or_default();
        if let Some(close) = memchr::memchr(b'}', inner)
            && inner.get(..close).is_some_and(|name| name.iter().all(|b| b.is_ascii_graphic() || *b == b' '))
        {
            return true;
        }
        at += i + 1;
    }
    value.contains(&b'%') && memchr::memmem::find(value, b"%s").is_some()
}

/// `name(…)`, `a.b(…)`.
fn is_call(value: &[u8]) -> bool {
    let Some(open) = memchr::memchr(b'(', value) else { return false };
    let name = value.get(..open).unwrap_or_default();
    let closes =
        value.last() == Some(&b')') || value.ends_with(b");") || value.ends_with(b"),") || !value.contains(&b')');
    !name.is_empty()
        && closes
        && name.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':'))
        && name.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
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

/// The name of an environment variable where its value belongs: `password: "DB_PASSWORD"`.
fn names_a_variable(value: &[u8], form: Form) -> bool {
    let shouted = value.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
        && value.first().is_some_and(u8::is_ascii_uppercase);
    if !shouted || value.len() < 6 || form == Form::KeywordList {
        return false;
    }
    let name = String::from_utf8_lossy(value);
    if matches!(name.as_ref(), "PGPASSWORD" | "MYSQL_PWD" | "PGPASSFILE") {
        return true;
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
            "arn:aws:secretsmanager:x",
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
            "abc${X}def",
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
