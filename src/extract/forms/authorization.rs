//! Credentials of HTTP's `Authorization` field (RFC 7617, RFC 6750), in any notation of a request: a command, a request
//! file, code.

use base64::Engine as _;

use crate::extract::{Candidate, Context, Extractor, Form, raw_part, skip_blanks};
use crate::text::{Located, Span};

/// How far after the field's name its scheme may be, in bytes.
const NEAR: usize = 32;

/// Longest credential, in bytes.
const LONGEST: usize = 4_096;

/// Reads `Authorization` fields.
pub(crate) struct AuthorizationExtractor;

impl Extractor for AuthorizationExtractor {
    fn id(&self) -> &'static str {
        "authorization"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let text = cx.text;
        // The field's name must be a whole word or a key in code: `Authorization`, `"Authorization"`.
        let window = text.get(anchor.end..text.len().min(anchor.end + NEAR)).unwrap_or_default();
        let joint = window.iter().take_while(|b| is_joint(b)).count();
        let is_marked = matches!(window.get(joint..joint + 2), Some([b'f' | b'b' | b'r' | b'$', b'"' | b'\'']));
        let joint = joint + if is_marked { 2 } else { 0 };
        let rest = window.get(joint..).unwrap_or_default();
        let scheme = [b"Basic ".as_slice(), b"Bearer "]
            .into_iter()
            .find(|scheme| rest.get(..scheme.len()).is_some_and(|word| word.eq_ignore_ascii_case(scheme)));
        let Some(scheme) = scheme.filter(|_| joint > 0) else { return anchor.end };
        let is_basic = scheme == b"Basic ";
        let start = skip_blanks(text, anchor.end + joint + scheme.len());
        let window = text.get(start..text.len().min(start + LONGEST)).unwrap_or_default();
        let length = window.iter().take_while(|b| is_of_a_token(b)).count();
        let length = length + window.get(length..).unwrap_or_default().iter().take_while(|b| **b == b'=').count();
        let ends = window.get(length).is_none_or(|b| {
            b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`' | b'\\' | b'<' | b')' | b',' | b';')
        });
        if length == 0 || !ends {
            return anchor.end;
        }
        let span = Span::new(start, start + length);
        let key = "authorization".to_owned();
        if !is_basic {
            let scheme = "bearer".to_owned();
            out.push(Candidate { key, scheme, ..Candidate::new(Form::Token, raw_part(text, span)) });
            return span.end;
        }
        let decoded = base64::engine::general_purpose::STANDARD.decode(span.of(text)).ok();
        if let Some(pair) = decoded.filter(|pair| std::str::from_utf8(pair).is_ok())
            && let Some(colon) = memchr::memchr(b':', &pair)
            && let (Some(user), Some(password)) = (pair.get(..colon), pair.get(colon + 1..))
            && !password.is_empty()
        {
            let secret = Located::new(password.to_vec().into(), span);
            let user = Some(user.to_vec().into());
            out.push(Candidate { key, scheme: "basic".to_owned(), user, ..Candidate::new(Form::Token, secret) });
        }
        span.end
    }
}

/// True for characters between the field's name and its value: `Authorization: `, `"Authorization": "`,
/// `'Authorization' => '`, `.header("Authorization", "`, and the prefix of a Python literal.
const fn is_joint(b: &u8) -> bool {
    b.is_ascii_whitespace() || matches!(b, b':' | b'"' | b'\'' | b'`' | b'=' | b'>' | b',' | b'\\' | b']' | b'(' | b'[')
}

const fn is_of_a_token(b: &u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~' | b'+' | b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_of_the_field_are_read() {
        for (text, value) in [
            (r#"curl -H "Authorization: Bearer abc-d.e""#, Some("abc-d.e")),
            (r#"{"Authorization": "Bearer abc"}"#, Some("abc")),
            (r#".header("Authorization", "Bearer abc")"#, Some("abc")),
            ("Authorization: Basic YXBwOnh5ejEy\n", Some("xyz12")),
            ("Authorization: Basic YXBw\n", None),
            ("Authorization: Bearer $TOKEN", None),
            ("Authorization: Bearer {{token}}", None),
            ("the bearer abc", None),
        ] {
            let cx = Context::new(text.as_bytes(), b"a.sh");
            let at = text.to_lowercase().find("authorization").unwrap_or_default();
            let mut out = Vec::new();
            AuthorizationExtractor.extract(&cx, Span::new(at, at + 13), &mut out);
            let read = out.first().map(|found| String::from_utf8_lossy(&found.secret.value).into_owned());
            assert_eq!(read.as_deref(), value, "{text}");
        }
    }
}
