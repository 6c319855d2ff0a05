//! Private keys in PEM (RFC 7468). The finding extends from the BEGIN line to the end of the key: another key below the
//! same line is another secret, and a key on a single line is masked completely.

use crate::extract::reach::Look;
use crate::extract::{Candidate, Context, Extractor, Form, raw_part};
use crate::text::Span;

/// Minimum length of the base64 that a key consists of, in bytes.
const LEAST: usize = 40;

/// Reads private keys.
pub(crate) struct PemExtractor;

impl Extractor for PemExtractor {
    fn id(&self) -> &'static str {
        "pem"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let text = cx.text;
        let head_floor = anchor.start.saturating_sub(48);
        let head = text.get(head_floor..anchor.start).unwrap_or_default();
        let Some(begin) = memchr::memmem::rfind(head, b"-----BEGIN ").map(|i| head_floor + i) else {
            return anchor.end;
        };
        let label = text.get(begin + 11..anchor.start).unwrap_or_default();
        if !label.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b' ') {
            return anchor.end;
        }
        let Some(dashes) = text.get(anchor.end..).and_then(|rest| rest.iter().take(9).position(|b| *b == b'-')) else {
            return anchor.end;
        };
        let body = anchor.end + dashes + 5;
        let look = Look::ahead(text, body);
        let rest = text.get(body..look.end).unwrap_or_default();
        let (rest, tail) = rest.split_at(memchr::memmem::find(rest, b"-----").unwrap_or(rest.len()));
        // In JSON or an env file, a key contains `\n` escapes.
        let mut digits = 0;
        let mut run = 0;
        let mut end = rest.len();
        for (at, &b) in rest.iter().enumerate() {
            match b {
                b if b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=') => run += 1,
                b'\n' | b'\r' | b'\\' | b'"' | b'\'' | b' ' | b',' | b'\t' | b':' | b'-' => {
                    digits += if run >= 16 { run } else { 0 };
                    run = 0;
                }
                _ => {
                    end = at;
                    break;
                }
            }
        }
        digits += if run >= 16 { run } else { 0 };
        if tail.starts_with(b"-----END") {
            end = rest.len();
        }
        look.ended_at(body + end);
        if digits >= LEAST {
            let key = text.get(begin..body + end).unwrap_or_default().trim_ascii_end();
            let span = Span::new(begin, begin + key.len());
            out.push(Candidate { scheme: "pem".to_owned(), ..Candidate::new(Form::Token, raw_part(text, span)) });
        }
        body
    }
}
