//! Builds a finding from a judged candidate. A finding contains no secret: names that may be one are masked, and only
//! the known parts of the line are shown.

use std::borrow::Cow;
use std::sync::Arc;

use super::choice::{Judged, Judgement};
use super::plain_name::{are_plain_words, is_plain, plain_host};
use super::pragma_literals::is_in_literal;
use super::randomness::looks_random;
use super::read_lines::Lines;
use super::{dispatch, remedy, snippet, usage};
use crate::advice::Advice;
use crate::extract::{self, Candidate, Context, Form};
use crate::finding::{Evidence, Finding, Location, Snippet, Weakness};
use crate::fingerprint::{Fingerprint, FingerprintKey, HeldId, Named, SecretId, ValueDigest};
use crate::fragment::Origin;
use crate::pg;
use crate::pragma::Pragma;
use crate::rules::{Practice, Rule, WeakPolicy};
use crate::secret::{MASK, Secret};
use crate::text::{Span, for_terminal};
use crate::usage::Usage;

/// The fields that secrets and practices have in common but compute differently.
struct Made {
    evidence: Evidence,
    snippet: Snippet,
    message: String,
    fingerprint: Fingerprint,
    held: HeldId,
    /// The end of the last piece of the value.
    end: usize,
}

/// The inputs of a finding.
pub(super) struct Making<'m, 'h> {
    pub(super) cx: &'m Context<'h>,
    pub(super) lines: &'m Lines<'m>,
    /// Secrets of nearby findings, which may occur in the texts of this one.
    pub(super) near: &'m [Vec<u8>],
    pub(super) origin: &'m Arc<Origin>,
    /// The key of a baseline's digests, if there is one.
    pub(super) value_key: Option<&'m FingerprintKey>,
    /// True if it may be reported; otherwise it is only compared, and has no text for readers.
    pub(super) is_shown: bool,
}

impl Making<'_, '_> {
    /// Builds the finding for `judged`, with the allow comment `pragma` of its line.
    pub(super) fn finding(&self, judged: Judged<'_, '_>, pragma: Option<&Pragma>) -> Finding {
        let Judged { rule, candidate, judgement, confidence } = judged;
        let span = candidate.secret.span;
        // The line of a practice may be named: it masks nothing.
        let secret = match &judgement {
            Judgement::Secret(_) => Secret::new(&candidate.secret.value),
            Judgement::Practice(_) => Secret::new(b""),
        };
        let masking = Masking { secret: &secret, near: self.near };
        let name = |name: &Option<Cow<'_, [u8]>>| {
            name.as_deref().filter(|_| self.is_shown).and_then(|name| masking.name(name))
        };
        let (user, database) = (name(&candidate.user), name(&candidate.database));
        let host = candidate.host.as_deref().and_then(|host| masking.host(host));
        let is_shown = |written: &'_ Option<Cow<'_, [u8]>>, shown: &Option<String>| {
            shown.as_ref().is_some_and(|shown| Some(shown.as_bytes()) == written.as_deref())
        };
        let names = [(&candidate.user, &user), (&candidate.host, &host), (&candidate.database, &database)];
        let known = snippet::Known {
            key: &candidate.key,
            scheme: &candidate.scheme,
            names: names.map(|(written, shown)| written.as_deref().filter(|_| is_shown(written, shown))),
        };
        let made = match judgement {
            Judgement::Secret(weakness) => self.of_secret(rule, &candidate, &secret, weakness, &known),
            Judgement::Practice(practice) => self.of_practice(rule, &candidate, &practice, &known),
        };
        let slot = match self.is_shown {
            true => {
                let parts = [&candidate.user, &candidate.host, &candidate.database];
                let parts = parts.map(|part| part.as_deref().unwrap_or(b""));
                HeldId::of(rule.id, &candidate.key, &parts.join(&b'\n'))
            }
            false => made.held,
        };
        let is_password = matches!(&made.evidence, Evidence::Secret { characters: Some(_), .. });
        let usage =
            if self.is_shown && is_password { usage::of(self.cx, &candidate, rule.id) } else { Usage::default() };
        let (line, column) = self.lines.position(span.start);
        let last = span.end.max(span.start + 1) - 1;
        let (end_line, end_column) = self.lines.position(last);
        let characters = (self.lines.character(span.start), self.lines.character(last) + 1);
        Finding {
            rule: rule.id.into(),
            evidence: made.evidence,
            severity: rule.severity,
            confidence,
            origin: Arc::clone(self.origin),
            location: Location { line, column, end_line, end_column: end_column + 1, characters },
            snippet: made.snippet,
            user,
            host,
            database,
            usage,
            message: made.message,
            remedy: self.remedy(rule, &candidate),
            fingerprint: made.fingerprint,
            ordinal: 0,
            held: made.held,
            slot,
            last_line: self.lines.position(made.end.max(span.start + 1) - 1).0.max(end_line),
            deployed_by: self.cx.deployed_by(span.start).map(|at| self.lines.position(at).0),
            for_tests_by: self.cx.for_tests_by(span.start).map(|at| self.lines.position(at).0),
            pragma: pragma.map(|pragma| masking.pragma(pragma)),
            comment: self.cx.tongue().comment.filter(|_| !self.is_in_literal(span.start)),
        }
    }

    /// True if the line of `at` begins in a literal of several lines, in which a comment would be data.
    fn is_in_literal(&self, at: usize) -> bool {
        let lines = &self.lines.read;
        let start = lines.span_of(lines.position(at).0).start;
        extract::in_block(self.cx, start) || is_in_literal(self.cx, start)
    }

    fn of_secret(
        &self,
        rule: &Rule,
        candidate: &Candidate<'_>,
        secret: &Secret,
        weakness: Vec<Weakness>,
        known: &snippet::Known<'_>,
    ) -> Made {
        let (further, end) = extract::continued(self.cx, candidate.secret.span);
        let held = [secret.reveal(), further.as_slice()].concat();
        let is_guessable = !weakness.is_empty();
        let fingerprint = if is_guessable {
            let reasons: Vec<&str> = weakness.iter().map(|weakness| weakness.as_str()).collect();
            Fingerprint::of_reasons(rule.id, &self.origin.path, &reasons.join(","))
        } else {
            Fingerprint::of(rule.id, &self.origin.path, secret.reveal())
        };
        let named = match is_guessable {
            true => Named::Weak { key: &candidate.key, value: &held },
            false => Named::Leak { value: &held },
        };
        let fingerprint = fingerprint.with_value(self.value_digest(rule, named));
        let characters = is_password(rule, candidate).then(|| String::from_utf8_lossy(secret.reveal()).chars().count());
        Made {
            snippet: self.snippet(candidate.secret.span, known, MASK),
            message: if self.is_shown { message(rule, &weakness) } else { String::new() },
            fingerprint,
            held: HeldId::of(rule.id, &candidate.key, &held),
            end,
            evidence: Evidence::Secret {
                id: SecretId::of(secret.reveal()),
                masked: secret.masked(is_guessable),
                weakness,
                characters,
                breaks_uri: candidate.form == Form::Uri
                    && pg::uri::is_unencoded(candidate.secret.span.of(self.cx.text)),
            },
        }
    }

    fn of_practice(
        &self,
        rule: &Rule,
        candidate: &Candidate<'_>,
        practice: &Practice,
        known: &snippet::Known<'_>,
    ) -> Made {
        let span = candidate.secret.span;
        let line = self.line_of(span);
        let first = Span::new(span.start, span.end.min(line.end).max(span.start)).of(self.lines.plain.text());
        let written = for_terminal(&String::from_utf8_lossy(first)).into_owned();
        let named = Named::Practice { path: &self.origin.path, value: &candidate.secret.value };
        let shown = if are_plain_words(first) { written.as_str() } else { MASK };
        Made {
            evidence: Evidence::Practice { gate: dispatch::gate_at(practice, &self.origin.path), of: None },
            snippet: self.snippet(span, known, shown),
            message: match candidate.scheme.as_str() {
                "" => rule.name.to_owned(),
                said => format!("{}: {said}", rule.name),
            },
            fingerprint: Fingerprint::of(rule.id, &self.origin.path, &candidate.secret.value)
                .with_value(self.value_digest(rule, named)),
            held: HeldId::of(rule.id, &candidate.key, &candidate.secret.value),
            end: span.end,
        }
    }

    fn value_digest(&self, rule: &Rule, named: Named<'_>) -> Option<ValueDigest> {
        self.value_key.map(|key| ValueDigest::of(key, rule.id, named))
    }

    /// The line on which `span` begins.
    fn line_of(&self, span: Span) -> Span {
        self.lines.read.span_of(self.lines.read.position(span.start).0)
    }

    fn remedy(&self, rule: &Rule, candidate: &Candidate<'_>) -> Advice {
        if !self.is_shown {
            return Advice::general("");
        }
        let line = self.line_of(candidate.secret.span).of(self.lines.plain.text());
        remedy::describe(rule, candidate, line, &self.origin.path, self.cx.language())
    }

    fn snippet(&self, span: Span, known: &snippet::Known<'_>, stand_in: &str) -> Snippet {
        if !self.is_shown {
            return Snippet { text: String::new(), mark: 0..0 };
        }
        snippet::make(self.lines.plain.text(), self.line_of(span), span, known, stand_in)
    }
}

/// True if a rule's values are passwords, which people choose, and not tokens, keys or hashes.
fn is_password(rule: &Rule, candidate: &Candidate<'_>) -> bool {
    rule.judge.weak == WeakPolicy::Report && candidate.scheme != "stored-hash" && !rule.judge.random
}

fn message(rule: &Rule, weakness: &[Weakness]) -> String {
    match weakness.first() {
        None => rule.name.to_owned(),
        Some(first) => format!("{}: it is {}", rule.name, first.sentence()),
    }
}

/// Keeps a secret, and those of nearby findings, out of the names and reasons in a report.
struct Masking<'m> {
    secret: &'m Secret,
    near: &'m [Vec<u8>],
}

impl Masking<'_> {
    /// `value`, masked if one of the secrets is a part of it.
    fn text(&self, value: &[u8]) -> String {
        let holds = |part: &[u8]| !part.is_empty() && memchr::memmem::find(value, part).is_some();
        // A short secret (`db`, `app`) occurs in many unrelated names.
        if holds(self.secret.reveal()) || self.near.iter().any(|other| other.len() > 5 && holds(other)) {
            MASK.to_owned()
        } else {
            String::from_utf8_lossy(value).into_owned()
        }
    }

    /// The name of a user or a database, masked if it may be a secret.
    fn name(&self, value: &[u8]) -> Option<String> {
        let shown = if is_plain(value) { self.text(value) } else { MASK.to_owned() };
        (!value.is_empty()).then_some(shown)
    }

    /// As [`Masking::name`], for a host, which is masked label by label.
    fn host(&self, value: &[u8]) -> Option<String> {
        let plain = plain_host(&String::from_utf8_lossy(value));
        let labels: Vec<String> = plain.split('.').map(|label| self.text(label.as_bytes())).collect();
        (!value.is_empty()).then(|| self.text(labels.join(".").as_bytes()))
    }

    /// An allow comment without the secrets that it quotes. Words of its reason may be secrets of a kind that no rule
    /// recognises.
    fn pragma(&self, pragma: &Pragma) -> Pragma {
        let word = |word: &str| if looks_random(word.as_bytes()) { MASK.to_owned() } else { word.to_owned() };
        let plain = |reason: String| reason.split(' ').map(word).collect::<Vec<_>>().join(" ");
        let reason = pragma.reason.as_ref().map(|reason| plain(self.text(reason.as_bytes())));
        Pragma {
            rules: pragma.rules.iter().map(|rule| self.text(rule.as_bytes())).collect(),
            reason,
            until: pragma.until,
            is_shared: pragma.is_shared,
            is_misspelt: pragma.is_misspelt,
        }
    }
}
