//! Allow comments. Which of them excuse nothing is decided from the findings of the text.

use super::broken;
use crate::extract::{Candidate, Context, Extractor};
use crate::text::Span;

/// Reports allow comments. The practice: `pragma`, at each marker of such a comment.
pub(crate) struct PragmaExtractor;

impl Extractor for PragmaExtractor {
    fn id(&self) -> &'static str {
        PRAGMA
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        if anchor.of(cx.text) == b"dsnitch:allow" {
            out.push(broken(cx, anchor, "pragma"));
        }
        anchor.end
    }
}

/// The name that such rules use.
pub(crate) const PRAGMA: &str = "pragma";
