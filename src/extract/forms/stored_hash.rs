//! Stored password hashes of a server: `SCRAM-SHA-256$…`, and `md5` followed by 32 digits, in any context.

use std::borrow::Cow;

use crate::extract::{Candidate, Context, Extractor, Form, raw_part};
use crate::pg;
use crate::text::Span;

/// Reads stored hashes.
pub(crate) struct StoredHashExtractor;

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
                user: user_before(text, anchor.start),
                ..Candidate::new(Form::Token, raw_part(text, span))
            });
        }
        span.end
    }
}

/// The role that the hash belongs to: named after ROLE or USER in the same statement, quoted right before it as in
/// PgBouncer's user list, or before a colon as in pgpool's.
fn user_before(text: &[u8], at: usize) -> Option<Cow<'_, [u8]>> {
    let floor = at.saturating_sub(256);
    let head = text.get(floor..at)?;
    let start = memchr::memrchr(b';', head).map_or(0, |i| i + 1);
    let statement = head.get(start..)?;
    let lower = statement.to_ascii_lowercase();
    // Whole words only: CREATEROLE and SUPERUSER are attributes that may be between the name and the hash.
    let begins = |at: &usize| at.checked_sub(1).and_then(|i| lower.get(i)).is_none_or(u8::is_ascii_whitespace);
    let word = [b"role ".as_slice(), b"user "]
        .iter()
        .filter_map(|word| Some(memchr::memmem::rfind_iter(&lower, word).find(begins)? + word.len()))
        .max();
    let rest = match word {
        Some(word) => statement.get(word..)?.trim_ascii_start(),
        None => {
            let line = statement.get(memchr::memrchr(b'\n', statement).map_or(0, |i| i + 1)..)?;
            // pgpool: pool_passwd, with lines of name:md5…
            let plain =
                line.strip_suffix(b":").filter(|name| name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_'));
            plain.or_else(|| line.strip_suffix(b"\"").filter(|line| line.starts_with(b"\"")))?
        }
    };
    let name = match rest.strip_prefix(b"\"") {
        Some(quoted) => quoted.get(..memchr::memchr(b'"', quoted)?)?,
        None => {
            rest.get(..rest.iter().position(|b| !(b.is_ascii_alphanumeric() || *b == b'_')).unwrap_or(rest.len()))?
        }
    };
    (!name.is_empty()).then_some(Cow::Borrowed(name))
}
