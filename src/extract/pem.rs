//! Private keys in PEM (RFC 7468). The finding stands on the BEGIN line.

use super::{Candidate, Context, Extractor, Form, raw_part};
use crate::text::Span;

/// Base64 that must follow for the block to hold a key, in bytes.
const LEAST: usize = 40;

/// See the module.
pub struct PemExtractor;

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
        let Some(dashes) =
            text.get(anchor.end..).and_then(|rest| rest.iter().position(|b| *b == b'-')).filter(|&i| i <= 8)
        else {
            return anchor.end;
        };
        let body = anchor.end + dashes + 5;
        // A key in JSON or an environment file has `\n` written out.
        let window = text.get(body..text.len().min(body + 1_024)).unwrap_or_default();
        let mut digits = 0;
        let mut run = 0;
        for &b in window {
            match b {
                b if b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=') => run += 1,
                b'\n' | b'\r' | b'\\' | b'"' | b'\'' | b' ' | b',' | b'\t' | b':' | b'-' => {
                    digits += if run >= 16 { run } else { 0 };
                    run = 0;
                }
                _ => break,
            }
        }
        digits += if run >= 16 { run } else { 0 };
        if digits >= LEAST {
            let span = Span::new(begin, body.min(text.len()));
            out.push(Candidate { scheme: "pem".to_owned(), ..Candidate::new(Form::Token, raw_part(text, span)) });
        }
        body
    }
}
