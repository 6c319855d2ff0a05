//! JDBC URLs.

use crate::extract::assignment::format_arguments;
use crate::extract::syntax::{embedded, joined_literals};
use crate::extract::{Candidate, Context, Extractor, Form, line_end, quote_around};
use crate::pg;
use crate::text::{Span, group_end};

/// Reads JDBC URLs.
pub(crate) struct JdbcExtractor;

impl Extractor for JdbcExtractor {
    fn id(&self) -> &'static str {
        "jdbc"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let start = anchor.start;
        // The text is not read again for another anchor, so it may be of any length.
        let limit = line_end(cx.text, start);
        let quote = match start.checked_sub(1).and_then(|i| cx.text.get(i)) {
            Some(q @ (b'"' | b'\'' | b'`')) => Some(*q),
            _ => quote_around(cx.text, start),
        };
        let mut end = anchor.end;
        while end < limit {
            if let Some(group) = group_end(cx.text, end).filter(|&group| group <= limit) {
                end = group;
                continue;
            }
            match cx.text.get(end) {
                Some(b) if Some(*b) == quote => break,
                Some(b' ' | b'\t' | b'<' | b'`') => break,
                Some(b'"' | b'\'') if quote.is_none() => break,
                _ => end += 1,
            }
        }
        let region = Span::new(start, end);
        let joined = || joined_literals::joined_password(cx, Form::KeywordList, region, pg::jdbc::parse);
        let is_literal = quote.is_some() && cx.text.get(end).copied() == quote;
        let read = is_literal.then(joined).flatten().or_else(|| {
            let read = embedded::candidate(cx, Form::KeywordList, region, pg::jdbc::parse)?;
            Some(format_arguments::filled(cx, read, region))
        });
        if let Some(mut candidate) = read {
            if candidate.scheme.is_empty() {
                candidate.scheme = "jdbc".to_owned();
            }
            out.push(candidate);
        }
        end
    }
}
