//! What the server keeps: `SCRAM-SHA-256$…` and `md5` + 32 digits, wherever they stand.

use super::{Candidate, Context, Extractor, Form, raw_part};
use crate::pg;
use crate::text::Span;

/// See the module.
pub struct StoredHashExtractor;

impl Extractor for StoredHashExtractor {
    fn id(&self) -> &'static str {
        "stored-hash"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let text = cx.text;
        let boundary = anchor
            .start
            .checked_sub(1)
            .and_then(|i| text.get(i))
            .is_none_or(|b| !b.is_ascii_alphanumeric() && !matches!(b, b'_' | b'-' | b'/' | b'+'));
        if !boundary {
            return anchor.end;
        }
        let Some(len) = text.get(anchor.start..).and_then(pg::stored_hash::len_at) else { return anchor.end };
        let span = Span::new(anchor.start, anchor.start + len);
        let ends = text.get(span.end).is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b'-');
        if ends {
            out.push(Candidate {
                scheme: "stored-hash".to_owned(),
                ..Candidate::new(Form::Token, raw_part(text, span))
            });
        }
        span.end
    }
}
