//! Practices that are derived from other findings, and not read from a text.

use crate::extract::{Candidate, Context, Extractor};
use crate::text::Span;

/// Reads nothing: the scan adds these findings when it has all others.
pub(crate) struct FindingsExtractor;

impl Extractor for FindingsExtractor {
    fn id(&self) -> &'static str {
        FINDINGS
    }

    fn extract<'h>(&self, _: &Context<'h>, anchor: Span, _: &mut Vec<Candidate<'h>>) -> usize {
        anchor.end
    }
}

/// The name that such rules use.
pub const FINDINGS: &str = "findings";
