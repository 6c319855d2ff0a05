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
mod tests {
    use super::*;

    fn place(form: Form, dialect: Dialect, formatted: bool) -> Place<'static> {
        Place {
            form,
            dialect,
            formatted,
            expands: Expansion::default(),
            verbatim: false,
            begins_scalar: true,
            fixed: false,
            key: "",
            user: b"",
        }
    }

    fn is_reference(value: &[u8], form: Form, dialect: Dialect, formatted: bool) -> bool {
        super::is_reference(value, place(form, dialect, formatted))
            || names_a_stored_secret(value)
            || is_encrypted(value)
    }

    #[test]
    fn references_of_all_languages_are_recognised() {
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
    fn what_stands_between_marks_is_a_name_whatever_it_is() {
        for value in
            ["${NAME}", "{{ NAME }}", "{{NAME}}", "<%= NAME %>", "#{NAME}", "<?= $NAME ?>", "{{ .Values.NAME }}"]
        {
            for name in ["anthropicPw", "httpsrv1", "dynatrace1", "casdoorSecret1", "langchain_key", "x", "_"] {
                let value = value.replace("NAME", name);
                for dialect in [Dialect::Env, Dialect::Yaml, Dialect::Json, Dialect::Code, Dialect::Prose] {
                    assert!(is_reference(value.as_bytes(), Form::Quoted, dialect, false), "{value} {dialect:?}");
                }
            }
        }
        let names =
            Place { expands: Expansion { names: true, braces: true }, ..place(Form::Quoted, Dialect::Code, false) };
        for (value, is) in [
            ("$kV8m2Qz4rTn9wX", true),
            ("$kV8m2Qz4rTn9wX->y9", true),
            ("$kV8m2Qz4rTn9wX['y']", true),
            ("{kV8m2Qz4rTn9wX}", true),
            ("$8m2Qz4rTn9wX", false),
            ("$pw:kV8m2Qz4rTn9wX", false),
            ("$pw.kV8m2Qz4rTn9wX", false),
            ("$kV8!m2Qz4rTn9wX", false),
            ("kV8m2Qz4$rTn9wX", false),
            ("kV8m2Q{z4r}Tn9wX", false),
        ] {
            assert_eq!(super::is_reference(value.as_bytes(), names), is, "{value}");
        }
    }

    #[test]
    fn a_random_name_in_a_literal_of_data_is_a_password() {
        for value in ["${kV8m2Qz4rTn9wX}", "{{kV8m2Qz4rTn9wX}}", "{{ kV8m2Qz4rTn9wX }}", "#{kV8m2Qz4rTn9wX}"] {
            for (form, dialect, is) in [
                (Form::Quoted, Dialect::Yaml, false),
                (Form::Quoted, Dialect::Json, false),
                (Form::Bare, Dialect::Yaml, true),
            ] {
                assert_eq!(is_reference(value.as_bytes(), form, dialect, false), is, "{value} {dialect:?}");
            }
        }
    }

    #[test]
    fn a_pipeline_replaces_what_stands_in_double_brackets() {
        for (value, is) in [
            ("((dp/dev/gcp_refdb_admin_password))", true),
            ("((dp/$$ENV$$/deploy-key))", true),
            ("((vault:dev/refdb.password))", true),
            ("<< parameters.httpsrv1 >>", true),
            ("$[variables.httpsrv1]", true),
            ("(( grab meta.x || \"kV8m2Qz4rTn9wX\" ))", false),
            ("((quartz window hammer))", false),
            ("(kV8m2Qz4rTn9wX)", false),
        ] {
            let is_one = is_reference(value.as_bytes(), Form::Bare, Dialect::Yaml, false);
            assert_eq!(is_one, is, "{value}");
        }
    }

    #[test]
    fn reference_syntax_without_a_name_is_no_reference() {
        let forms = [Form::Quoted, Form::Bare, Form::Prose, Form::KeywordList, Form::Sql, Form::Uri];
        let dialects = [Dialect::Env, Dialect::Ini, Dialect::Shell, Dialect::Json, Dialect::Code, Dialect::Sql];
        for value in [
            "kV8(m2Qz4rTn9wX",
            "kV8(m2)Qz4rTn9wX",
            "kV8m2Qz4rTn9wX()",
            "=kV8m2Qz4rTn9wX",
            "$kV8m2Qz4rTn9wX",
            "$$kV8m2Qz4rTn9wX",
            "kV8m2${a}Qz4rTn9wX",
            "{kV8m2Qz4rTn9wX}",
            "%kV8m2Qz4rTn9wX%",
            ":kV8m2Qz4rTn9wX",
            ":'kV8m2Qz4rTn9wX'",
            "!kV8m2Qz4rTn9wX",
            "*kV8m2Qz4rTn9wX",
            "@kV8m2Qz4rTn9wX@",
            "@/kV8m2Qz4rTn9wX",
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
    fn a_password_file_is_expanded_by_templates_only() {
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
    fn passwords_with_unusual_bytes_are_no_references() {
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
