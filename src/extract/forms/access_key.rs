//! AWS access key ids, which are reported only if their secret is in the same text: an id alone opens nothing, and
//! appears in logs.

use memchr::memmem;

use crate::extract::{Candidate, Context, Extractor, Form, raw_part};
use crate::text::Span;

/// Length of an id, including the four letters of its kind.
const LENGTH: usize = 20;

/// Length of a secret.
const SECRET: usize = 40;

/// The number of bytes on each side of an id in which an unnamed secret is searched for.
const NEAR: usize = 512;

/// Names of the secret, in lower case.
const NAMES: [&[u8]; 4] = [b"secret_access_key", b"secretaccesskey", b"secret_key", b"secretkey"];

/// Reads access key ids.
pub(crate) struct AccessKeyExtractor;

impl Extractor for AccessKeyExtractor {
    fn id(&self) -> &'static str {
        "access-key"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let is_part = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
        let span = Span::new(anchor.start, anchor.start + LENGTH);
        let Some(id) = cx.text.get(span.start..span.end) else { return anchor.end };
        let is_id = id.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        let is_apart =
            !is_part(cx.text.get(span.end)) && !is_part(span.start.checked_sub(1).and_then(|i| cx.text.get(i)));
        if is_id && is_apart && (has_secret_near(cx.text, span) || cx.names_access_secret(names_secret)) {
            out.push(Candidate::new(Form::Token, raw_part(cx.text, span)));
            return span.end;
        }
        anchor.end
    }
}

/// True if `text` names the secret of an access key.
fn names_secret(text: &[u8]) -> bool {
    let lower = text.to_ascii_lowercase();
    NAMES.iter().any(|name| memmem::find(&lower, name).is_some())
}

/// True if a word with the format of a secret is near the id at `span`.
fn has_secret_near(text: &[u8], span: Span) -> bool {
    let near = text.get(span.start.saturating_sub(NEAR)..text.len().min(span.end + NEAR)).unwrap_or_default();
    let mut words = near.split(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'/' | b'+')));
    words.any(|word| {
        word.len() == SECRET
            && word.iter().any(u8::is_ascii_uppercase)
            && word.iter().any(u8::is_ascii_lowercase)
            && word.iter().any(u8::is_ascii_digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_reported_with_its_secret_only() {
        let id = "AKIAQ7NVXR2KPLTZ4WUD";
        let secret = "Zx81quartzLamp/x81quartzLamp+x81quartzLa";
        for (text, counts) in [
            (format!("id = {id}"), false),
            (format!("{id},{secret}"), true),
            (format!("new Credentials(\"{id}\", \"{secret}\")"), true),
            (format!("AWS_ACCESS_KEY_ID={id}\n{}\nAWS_SECRET_ACCESS_KEY=x", "#\n".repeat(900)), true),
            (format!("{id}, {}", "a1".repeat(20)), false),
            (format!("X{id},{secret}"), false),
            (format!("{id}X,{secret}"), false),
            (format!("{},{secret}", id.to_ascii_lowercase()), false),
        ] {
            let cx = Context::new(text.as_bytes(), b"a.txt");
            let at = text.to_ascii_uppercase().find("AKIA").unwrap();
            let mut found = Vec::new();
            AccessKeyExtractor.extract(&cx, Span::new(at, at + 4), &mut found);
            assert_eq!(!found.is_empty(), counts, "{text}");
        }
    }
}
