//! Defaults within template groups: `${X:-literal}`, `{{ x | default("literal") }}`.

use super::default_value::{Fallback, literals};
use super::key::Key;
use super::value::Value;
use crate::extract::reach::Look;
use crate::extract::syntax::literal::string_at;
use crate::extract::{Context, Dialect, Form, Given, raw_part, skip_blanks};
use crate::text::{Span, group_end, group_end_within};

/// The default within a template group: `${X:-literal}`, `${X-literal}`, `${X:=literal}`, Spring's `${X:literal}`,
/// Jinja's and Helm's `default`, `env_var('X', 'literal')`, ERB. `group` includes its brackets; the span is relative to
/// it. An empty default does not count.
pub(crate) fn default_of(group: &[u8]) -> Option<Span> {
    // make: $(or $(X),literal)
    if let Some(choice) = group.strip_prefix(b"$(or ".as_slice()) {
        let last = choice.len().checked_sub(1)?;
        let comma = memchr::memrchr(b',', choice)? + 1;
        let literal = Span::new(skip_blanks(choice, comma), last).shifted(5);
        let is_plain = !literal.is_empty() && !literal.of(group).iter().any(|b| matches!(b, b'$' | b')' | b' '));
        return is_plain.then_some(literal);
    }
    if group.starts_with(b"${") && !group.starts_with(b"${{") {
        let inner_end = group.len().checked_sub(1)?;
        // JavaScript expressions: ${process.env.X || 'literal'}
        if [b" || ".as_slice(), b" ?? "].iter().any(|op| memchr::memmem::find(group, op).is_some()) {
            let (found, _) = literals(group, 2, Dialect::Code);
            return taken(&found).filter(|span| !span.is_empty());
        }
        let name = group.get(2..)?.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.')).count();
        let mut at = 2 + name;
        if name == 0 {
            return None;
        }
        // devcontainer: ${localEnv:X:literal}
        if [b"localEnv".as_slice(), b"containerEnv"].contains(&group.get(2..at)?) && group.get(at) == Some(&b':') {
            let colon = at + 1 + memchr::memchr(b':', group.get(at + 1..inner_end)?)?;
            let span = Span::new(colon + 1, inner_end);
            return (!span.is_empty()).then_some(span);
        }
        // WildFly: ${ENC::resolver:ciphertext}
        if group.starts_with(b"${ENC::") {
            return None;
        }
        // Spring allows `-` in names: ${db-password:literal}
        if group.get(at) == Some(&b'-') && group.get(at..inner_end)?.contains(&b':') {
            at += group.get(at..)?.iter().position(|&b| b == b':')?;
        }
        if group.get(at) == Some(&b':') && names_a_provider(group.get(2..at)?) {
            return after_comma(group, at + 1, inner_end);
        }
        let operator = match (group.get(at)?, group.get(at + 1)) {
            (b':', Some(b'-' | b'=')) => 2,
            (b':', Some(b'?' | b'+' | b'{')) => return None,
            // Shell variables have no dots: `${vault.db-password}` is one name.
            (b'-' | b'=', _) if group.get(2..at).is_some_and(|name| name.contains(&b'.')) => return None,
            // Flyway's and others' names have dashes: `${gateway-password}`, `${mail-relay.smtp.password}`
            (b'-', _)
                if group.get(2..inner_end)?.iter().all(|b| b.is_ascii_lowercase() || matches!(b, b'-' | b'.')) =>
            {
                return None;
            }
            (b':' | b'-' | b'=', _) => 1,
            _ => return None,
        };
        let mut span = Span::new(at + operator, inner_end);
        // bash: `${X: -30}` and `${X:0:5}` are substrings of the variable.
        let is_number = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
        let cut = span.of(group);
        let from_end = cut
            .strip_prefix(b" -")
            .is_some_and(|rest| is_number(rest.split(|b| *b == b':').next().unwrap_or_default()));
        if operator == 1 && (from_end || (cut.contains(&b':') && cut.split(|b| *b == b':').all(is_number))) {
            return None;
        }
        let value = span.of(group);
        // Micronaut quotes with backticks.
        if let [q @ (b'"' | b'\'' | b'`'), .., last] = value
            && q == last
            && value.len() >= 2
        {
            span = Span::new(span.start + 1, span.end - 1);
        }
        // `${X:-${Y:-literal}}`
        if let Some(end) = group_end(group, span.start)
            && end == span.end
        {
            return default_of(span.of(group)).map(|inner| inner.shifted(span.start));
        }
        return (!span.is_empty()).then_some(span);
    }
    let inner = match group {
        [b'<', b'?', b'=', ..] => 3,
        _ if group.starts_with(b"<?php echo ") => 11,
        [b'{', b'{', ..] | [b'<', b'%', ..] | [b'#', b'{', ..] => 2,
        [b'$', b'{', b'{', ..] => 3,
        _ => return None,
    };
    // `{{ .Values.x | default "literal" }}` is a call without brackets.
    if let Some(at) = memchr::memmem::find(group, b"default ") {
        let start = skip_blanks(group, at + 7);
        let span = string_at(group, start, Dialect::Code)?.content.span;
        return (!span.is_empty()).then_some(span);
    }
    let (found, _) = literals(group, inner, Dialect::Code);
    taken(&found).filter(|span| !span.is_empty())
}

/// Words before the colon of `${…:…}` that say where the following name is looked up: providers of Kafka and Quarkus,
/// VS Code, Serverless, OmegaConf, Log4j.
const PROVIDERS: &[&str] = &[
    "secrets",
    "secret",
    "input",
    "self",
    "env",
    "oc.env",
    "ssm",
    "cf",
    "opt",
    "param",
    "file",
    "vault",
    "config",
    "command",
    "sys",
    "ctx",
    "sm",
    "aws",
    "s3",
    "gcp",
    "azure",
    "keyvault",
    "secretmanager",
    "secretsmanager",
    "aws.secretsmanager",
    "output",
    "localenv",
    "dir",
    "directory",
    "const",
    "properties",
    "resolve",
    "aws-sm",
    "aws-ssm",
    "gcp-sm",
    "azure-kv",
];

fn names_a_provider(name: &[u8]) -> bool {
    PROVIDERS.iter().any(|provider| name.eq_ignore_ascii_case(provider.as_bytes()))
}

/// The default after a provider's argument: `${env:X, 'literal'}`, `${oc.env:X,literal}`.
fn after_comma(group: &[u8], from: usize, end: usize) -> Option<Span> {
    let comma = from + memchr::memchr(b',', group.get(from..end)?)?;
    let start = skip_blanks(group, comma + 1);
    if let Some(literal) = string_at(group, start, Dialect::Code) {
        return (!literal.content.span.is_empty()).then_some(literal.content.span);
    }
    let span = Span::new(start, end);
    let is_plain = !span.is_empty() && !span.of(group).contains(&b'$') && !span.of(group).contains(&b',');
    is_plain.then_some(span)
}

/// True if the key is the variable of `${KEY…}`, or the argument of a format's `{key:?}`.
pub(super) fn names_a_group(text: &[u8], key: &Key) -> bool {
    let head = text.get(key.span.start.saturating_sub(2)..key.span.start).unwrap_or_default();
    let formats = head.ends_with(b"{")
        && text.get(key.span.end) == Some(&b':')
        && text.get(key.span.end + 1..).is_some_and(|rest| {
            let spec =
                rest.iter().take_while(|b| matches!(b, b'?' | b'#' | b'<' | b'>' | b'^' | b'.' | b'0'..=b'9')).count();
            rest.get(spec) == Some(&b'}')
        });
    head == b"${" || formats
}

/// The last literal that takes effect, whatever a condition says.
fn taken(found: &[Fallback<'_>]) -> Option<Span> {
    found.iter().rfind(|fallback| fallback.given == Given::Set).map(|fallback| fallback.literal.content.span)
}

/// The default of `${KEY:-literal}` in any context: the key is the variable's name.
pub(super) fn default_in_group<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let open = key.span.start.checked_sub(2)?;
    let look = Look::along(cx.text, open);
    let end = group_end_within(cx.text, open, look.end - open);
    let last = look.end;
    look.read_to(end.unwrap_or(last));
    let group = Span::new(open, end?);
    let literal = default_of(group.of(cx.text))?.shifted(open);
    Some(Value { form: Form::KeywordList, ..Value::bare(raw_part(cx.text, literal)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_within_groups_are_found() {
        for (group, value) in [
            ("${X:-lit}", Some("lit")),
            ("${X-lit}", Some("lit")),
            ("${X:lit}", Some("lit")),
            ("${db-password:lit}", Some("lit")),
            ("${X:=lit}", Some("lit")),
            ("${X:-'lit'}", Some("lit")),
            ("${X:-${Y:-lit}}", Some("lit")),
            ("${X:-${Y}}", None),
            ("${env:X, 'lit'}", Some("lit")),
            ("${oc.env:X,lit}", Some("lit")),
            ("${localEnv:PGPASSWORD:lit}", Some("lit")),
            ("${localEnv:PGPASSWORD}", None),
            ("${self:custom.secrets.x}", None),
            ("${secrets:db/password}", None),
            ("${vault.db-password}", None),
            ("${secretManager:db-password}", None),
            ("${ENC::resolver:RUxZAUMXsr3gFdN3}", None),
            ("${X:?unset}", None),
            ("${X}", None),
            ("${X:`lit`}", Some("lit")),
            ("${process.env.X || 'lit'}", Some("lit")),
            ("${process.env.X}", None),
            ("$(or $(X),lit)", Some("lit")),
            ("$(or $(X),$(Y))", None),
            ("${X:-}", None),
            ("${X: -30}", None),
            ("${gateway-password}", None),
            ("${X:0:5}", None),
            ("${X:12345}", Some("12345")),
            ("{{ x | default('lit') }}", Some("lit")),
            ("{{ .Values.x | default \"lit\" }}", Some("lit")),
            ("{{ env_var('X', 'lit') }}", Some("lit")),
            ("{{ x }}", None),
            ("<%= ENV.fetch('X', 'lit') %>", Some("lit")),
            ("<%= ENV['X'] || 'lit' %>", Some("lit")),
            ("<?= getenv('X') ?: 'lit' ?>", Some("lit")),
            ("<?php echo $x['y']; ?>", None),
            ("${{ secrets.X || 'lit' }}", Some("lit")),
        ] {
            let read =
                default_of(group.as_bytes()).map(|s| String::from_utf8_lossy(s.of(group.as_bytes())).into_owned());
            // The default of `${X:-${Y}}` is a reference to another variable: its span is a group, and judged as one.
            let read = read.filter(|value| !value.starts_with("${"));
            assert_eq!(read.as_deref(), value, "{group}");
        }
    }
}
