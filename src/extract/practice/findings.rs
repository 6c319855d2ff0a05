//! Practices that are seen in the findings, and in no text: nothing is read for them.

use crate::extract::{Candidate, Context, Extractor};
use crate::text::Span;

/// See the module. The scan adds these findings when it has all others.
pub struct FindingsExtractor;

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
