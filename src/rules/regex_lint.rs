//! Checks the regular expression of a rule without compiling it: compilation takes a hundred times as long as parsing,
//! and most rules of a configuration never see a matching text in a run.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Hir, HirKind};

/// Longest regular expression, in bytes: a longer one no longer describes a single form.
const MAX_LENGTH: usize = 8 << 10;

/// Number of states up to which an expression is known to compile: a twentieth of the compiler's limit. An expression
/// that may have more is compiled.
const KNOWN_TO_COMPILE: usize = 10_000;

/// Passes each problem in `regex` to `say`: the field and the reason.
pub(super) fn lint_regex(regex: &str, say: &mut dyn FnMut(&str, &str)) {
    if regex.len() > MAX_LENGTH {
        return say("regex", &format!("longer than {MAX_LENGTH} bytes"));
    }
    // With the same settings as in `extract/forms/pattern.rs`.
    let parsed = ParserBuilder::new().unicode(false).utf8(false).build().parse(regex);
    let read = match parsed {
        Ok(read) => read,
        Err(error) => return say("regex", &reason(&error.to_string())),
    };
    if states(&read) > KNOWN_TO_COMPILE
        && let Err(error) = regex::bytes::RegexBuilder::new(regex).unicode(false).build()
    {
        return say("regex", &reason(&error.to_string()));
    }
    if !has_secret(&read) {
        say("regex", "has no group named secret");
    }
    if read.properties().minimum_len() == Some(0) {
        say("regex", "matches the empty string");
    }
}

/// Returns the last line of an error: the lines before quote the expression.
fn reason(error: &str) -> String {
    let last = error.lines().last().and_then(|line| line.strip_prefix("error: "));
    last.unwrap_or("no regular expression, or too large a one").to_owned()
}

/// Returns whether one of its groups is named `secret`.
fn has_secret(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Capture(group) => {
            group.name.as_deref().is_some_and(|name| name.starts_with("secret")) || has_secret(&group.sub)
        }
        HirKind::Repetition(repetition) => has_secret(&repetition.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(has_secret),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => false,
    }
}

/// Returns an upper bound of its number of states; repetitions are expanded.
fn states(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(class) => match class {
            regex_syntax::hir::Class::Bytes(class) => class.ranges().len(),
            // A range of characters becomes up to four of bytes, in several ways.
            regex_syntax::hir::Class::Unicode(class) => class.ranges().len().saturating_mul(16),
        },
        HirKind::Capture(group) => states(&group.sub).saturating_add(2),
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min).max(1) as usize;
            states(&repetition.sub).saturating_add(1).saturating_mul(times.saturating_add(1))
        }
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().map(states).fold(1, usize::saturating_add),
    }
}

#[cfg(test)]
mod tests {
    use super::{KNOWN_TO_COMPILE, lint_regex, states};

    fn said(regex: &str) -> Vec<String> {
        let mut said = Vec::new();
        lint_regex(regex, &mut |_, reason| said.push(reason.to_owned()));
        said
    }

    #[test]
    fn an_invalid_expression_is_reported() {
        for (regex, reasons) in [
            ("key=(?<secret>[a-z]{8,})", &[][..]),
            ("(?i)key=(?P<secret_a>a)|b(?<secret_b>c+)", &[]),
            ("key=[a-z]+", &["has no group named secret"]),
            ("(?<secret>[a-z]*)", &["matches the empty string"]),
            ("^(?:x)?$", &["has no group named secret", "matches the empty string"]),
            ("(?<secret>x", &["unclosed group"]),
            ("(?<secret>[z-a])", &["invalid character class range, the start must be <= the end"]),
            ("(?<secret>x)(?=y)", &["look-around, including look-ahead and look-behind, is not supported"]),
            ("(?<secret>x){2,1}", &["invalid repetition count range, the start must be <= the end"]),
            ("(?<secret>\\p{L})", &["Unicode not allowed here"]),
            ("(?<secret>(x{1000}){1000})", &["no regular expression, or too large a one"]),
            ("(?<secret>((x{100}){100}){100})", &["no regular expression, or too large a one"]),
        ] {
            assert_eq!(said(regex), reasons, "{regex}");
        }
        assert_eq!(said(&"x".repeat(9 << 10)), ["longer than 8192 bytes"]);
    }

    /// An expression that is accepted without compilation must compile.
    #[test]
    fn an_expression_with_few_states_compiles() {
        for part in [
            "x",
            "[a-z]",
            "[^\\x00-\\x08abc\\xff]",
            "(?:ab|cd|[x-z]e)",
            "(?<n>\\w\\d)",
            "(?i)kelvin",
            "\\b.",
            "(?s).",
            "(?-u:\\xff)",
        ] {
            for count in [1, 10, 100, 1000, 3000] {
                let regex = format!("(?<secret>(?:{part}){{{count}}})");
                let read = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build().parse(&regex).unwrap();
                if states(&read) <= KNOWN_TO_COMPILE {
                    assert!(regex::bytes::RegexBuilder::new(&regex).unicode(false).build().is_ok(), "{regex}");
                }
            }
        }
    }
}
