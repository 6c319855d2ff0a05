//! Judges a candidate: is its value a literal secret, and is it guessable?

use super::excuse::{self, Described, Excuse, may_be_cut, may_be_title, names_a_stored_secret};
use super::randomness::looks_random;
use super::refused::is_wrong_on_purpose;
use super::strength::StrengthCache;
use super::surroundings::Beside;
use crate::extract::assignment::template_default;
use crate::extract::{Candidate, Context, Dialect, Form, comment, line_head};
use crate::finding::{Confidence, Weakness};
use crate::rules::{Rule, WeakPolicy};
use crate::text::{Located, Span, group_end_within};

/// The judgement of a candidate.
#[derive(Debug)]
pub(super) enum Assessment<'h> {
    /// A literal secret.
    Secret {
        /// The reasons why it is guessable.
        weakness: Vec<Weakness>,
        /// The confidence that it is a secret.
        confidence: Confidence,
        /// The user, host and database beside it.
        beside: Beside<'h>,
    },
    /// Not a secret, with the excuse.
    Excused(&'static Excuse),
}

/// If the value is a template group with a literal default (`${X:-literal}`), narrows the candidate to that literal,
/// which is what takes effect.
pub(super) fn narrow_to_default(candidate: &mut Candidate<'_>) {
    let span = candidate.secret.span;
    let value = candidate.secret.value.as_ref();
    // Spring Security's prefix of a password that is stored in plain text.
    if let Some(plain) = value.strip_prefix(b"{noop}").filter(|_| value.len() == span.len()) {
        let at = Span::new(span.end - plain.len(), span.end);
        candidate.secret = Located::new(plain.to_vec().into(), at);
        return;
    }
    if value.len() != span.len() || group_end_within(value, 0, value.len()) != Some(value.len()) {
        return;
    }
    if let Some(inner) = template_default::default_of(value) {
        let literal = inner.of(value).to_vec();
        let at = Span::new(span.start + inner.start, span.start + inner.end);
        candidate.secret = Located::new(literal.into(), at);
        candidate.form = Form::Quoted;
    }
}

/// Judges the `candidate` of `rule`.
pub(super) fn judge<'h>(
    cx: &Context<'h>,
    rule: &Rule,
    candidate: &Candidate<'h>,
    cache: &StrengthCache,
) -> Assessment<'h> {
    let it = Described::new(cx, rule, candidate, cache);
    if let Some(excuse) = excuse::first(&it) {
        return Assessment::Excused(excuse);
    }
    let value = candidate.secret.value.trim_ascii();
    let weakness = if rule.judge.weak == WeakPolicy::Leak {
        Vec::new()
    } else if candidate.scheme == "stored-hash" {
        cache.guess(value, it.role(), cx.hashes_like(value)).into_iter().collect()
    } else {
        it.weakness().to_vec()
    };
    let confidence = if it.is_judged() { confidence(&it) } else { rule.confidence };
    Assessment::Secret { weakness, confidence, beside: it.into_beside() }
}

/// The confidence that a value is a secret.
fn confidence(it: &Described<'_, '_>) -> Confidence {
    let Described { rule, candidate, value, cx, .. } = *it;
    match candidate.form {
        Form::Bare | Form::Prose if may_describe(it) => Confidence::Low,
        Form::Prose => rule.confidence.min(Confidence::Medium),
        // No store is consulted from a statement or a URI, but a program may replace the reference first.
        Form::Sql | Form::Uri if names_a_stored_secret(value) => Confidence::Low,
        Form::Quoted if may_be_title(value, cx.dialect()) => Confidence::Low,
        _ if is_wrong_on_purpose(cx, candidate) || may_be_cut(value) => Confidence::Low,
        _ => rule.confidence,
    }
}

/// True for a lower-case word in a comment of code that may say what a password is like: `-- password: deprecated`. A word of the
/// lists of known passwords, or a name beside it, does not.
fn may_describe(it: &Described<'_, '_>) -> bool {
    let Described { candidate, value, cx, .. } = *it;
    let at = candidate.secret.span.start;
    let head = line_head(cx.text, at).trim_ascii_end();
    let is_said = head.ends_with(b":") || head.ends_with(b" is");
    let is_word = value.iter().all(|b| b.is_ascii_lowercase() || *b == b'-') && !looks_random(value);
    let is_judged_by_its_letters =
        || it.weakness().iter().all(|reason| matches!(reason, Weakness::Guessable | Weakness::Variant));
    cx.dialect() != Dialect::Prose && is_said && is_word && comment::contains(cx, at) && is_judged_by_its_letters()
}
