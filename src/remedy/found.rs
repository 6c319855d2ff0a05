//! The secrets of a text with their bytes, for moving them; the result is never shown.

use crate::coverage::Excused;
use crate::detect::randomness::looks_random;
use crate::detect::{Detector, Leaked, Listener};
use crate::extract::{Context, Form, continued};
use crate::finding::{Class, Evidence, Finding};
use crate::fingerprint::HeldId;
use crate::fragment::{Added, Fragment, Origin, Provenance};
use crate::secret::Secret;
use crate::text::{LineIndex, Span};

/// A finding with its value.
pub(crate) struct Found {
    pub(crate) finding: Finding,
    /// The span of the value as written.
    pub(crate) span: Span,
    /// The decoded value; empty for a practice.
    pub(crate) value: Secret,
    /// The form in which it was written.
    pub(crate) form: Form,
    /// The key that it is assigned to, in lower case with `_` between words; may be empty.
    pub(crate) key: String,
    /// The scheme of a URI; may be empty.
    pub(crate) scheme: String,
    /// True if the value continues after the span: in another literal or on another line.
    pub(crate) goes_on: bool,
}

impl Found {
    /// True if the value is random, so that its other occurrences are no coincidence.
    pub(crate) fn is_token(&self) -> bool {
        self.finding.class() == Class::Leak || looks_random(self.value.reveal())
    }

    /// The same value at `span`, in a text or a syntax other than that in which it was found. Its key is not known there.
    pub(crate) fn read_at(&self, span: Span, goes_on: bool) -> Found {
        Found {
            finding: self.finding.clone(),
            span,
            value: Secret::new(self.value.reveal()),
            form: self.form,
            key: String::new(),
            scheme: self.scheme.clone(),
            goes_on,
        }
    }
}

/// The order in which the findings of a file get their names: a key gives a better name than a connection URL does.
pub(crate) fn order(found: &Found) -> (bool, usize) {
    (matches!(found.form, Form::Uri | Form::KeywordList), found.span.start)
}

/// Every finding of `text`, the content of `path`, in the order of the text.
///
/// # Errors
/// If the text was not read completely.
pub(crate) fn find(detector: &Detector, path: &[u8], text: &[u8]) -> Result<Vec<Found>, String> {
    let origin = Origin { path: path.to_owned(), provenance: Provenance::Staged };
    let mut all = All::default();
    if detector.scan_each(&Fragment { origin: &origin, text, added: Added::All }, &mut all).is_some() {
        return Err("more places in it look like secrets than are looked at in one text".to_owned());
    }
    let index = LineIndex::new(text);
    let cx = Context::new(text, path);
    let offset = |line: usize, column: usize| index.span_of(line).start + column.saturating_sub(1);
    let mut reported = all.reported.into_iter();
    let found = all.found.into_iter().map(|finding| {
        let at = finding.location;
        let span = Span::new(offset(at.line, at.column), offset(at.end_line, at.end_column));
        let secret = match finding.evidence {
            Evidence::Secret { .. } => reported.next(),
            Evidence::Practice { .. } => None,
        };
        let goes_on = secret.is_some() && !ends_outer_literal(text, span) && !continued(&cx, span).0.is_empty();
        let Reported { value, form, key, scheme } = secret.unwrap_or_default();
        Found { finding, span, value, form, key, scheme, goes_on }
    });
    Ok(found.collect())
}

/// Returns true if the quotes around `span` stand at the end of a literal of the other quotes, as in `"… PASSWORD 'x'"`: what is
/// behind them is the end of that literal, and no other one.
fn ends_outer_literal(text: &[u8], span: Span) -> bool {
    let [Some(inner), Some(outer)] = [span.end, span.end + 1].map(|at| text.get(at).copied()) else { return false };
    let are_quotes = matches!((inner, outer), (b'\'', b'"') | (b'"', b'\''));
    let before = text.get(..span.start).unwrap_or_default();
    let line = before.get(memchr::memrchr(b'\n', before).map_or(0, |end| end + 1)..).unwrap_or_default();
    let mut is_open = false;
    let mut bytes = line.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => _ = bytes.next(),
            byte if *byte == outer => is_open = !is_open,
            _ => {}
        }
    }
    are_quotes && is_open && line.last() == Some(&inner)
}

struct Reported {
    value: Secret,
    form: Form,
    key: String,
    scheme: String,
}

impl Default for Reported {
    fn default() -> Self {
        Reported { value: Secret::new(b""), form: Form::Practice, key: String::new(), scheme: String::new() }
    }
}

/// Receives the secrets, then the findings, both in the order of the text.
#[derive(Default)]
struct All {
    reported: Vec<Reported>,
    found: Vec<Finding>,
}

impl Listener for All {
    fn excused(&mut self, _: Excused, _: HeldId) {}

    fn leaked(&mut self, leaked: Leaked<'_>) {
        let candidate = leaked.candidate;
        self.reported.push(Reported {
            value: Secret::new(leaked.value),
            form: candidate.form,
            key: candidate.key.clone(),
            scheme: candidate.scheme.clone(),
        });
    }

    fn found(&mut self, finding: Finding) {
        self.found.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::{Span, ends_outer_literal};

    #[test]
    fn a_quote_that_ends_a_literal_begins_no_other_one() {
        for (text, ends) in [
            (r#"f("ALTER ROLE a PASSWORD 'VALUE'")"#, true),
            (r#"f("\"a\" PASSWORD 'VALUE'", x)"#, true),
            (r#"x = 'VALUE'"more""#, false),
            (r#"x = "a" 'VALUE'"more""#, false),
            (r#"x = "VALUE""#, false),
        ] {
            let start = text.find("VALUE").unwrap();
            assert_eq!(ends_outer_literal(text.as_bytes(), Span::new(start, start + 5)), ends, "{text}");
        }
    }
}
