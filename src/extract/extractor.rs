//! The interface of extractors.

use crate::extract::{Candidate, Context};
use crate::text::Span;

/// Finds candidates near anchors.
pub trait Extractor: Sync {
    /// The name that rules use.
    fn id(&self) -> &'static str;

    /// Appends the candidates near `anchor` to `out`, and returns the offset up to which the text has been read:
    /// anchors before it need not be passed again. That keeps the whole scan linear.
    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize;
}
