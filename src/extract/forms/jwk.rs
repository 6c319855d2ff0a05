//! Private keys as JSON Web Keys (RFC 7517, RFC 7518 6.2 to 6.4, RFC 8037): the member `d` of a map with `kty`, and `k` of a symmetric
//! key. IdentityServer writes the names with capitals.

use crate::extract::reach::Look;
use crate::extract::syntax::literal::string_at;
use crate::extract::{Candidate, Context, Extractor, Form, REACH, skip_comments};
use crate::text::Span;

/// Length of the base64url of the shortest key, in bytes: 16 bytes of a symmetric one.
const LEAST: usize = 22;

/// Maximum number of members of a key.
const MEMBERS: usize = 24;

/// Reads private keys in JSON.
pub(crate) struct JwkExtractor;

impl Extractor for JwkExtractor {
    fn id(&self) -> &'static str {
        "jwk"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let Some(open) = brace_before(cx.text, anchor.start) else { return anchor.end };
        let look = Look::ahead(cx.text, open);
        let (mut at, limit) = (open + 1, look.end);
        let (mut is_symmetric, mut is_key) = (false, false);
        let mut found = Vec::new();
        for _ in 0..MEMBERS {
            let Some(member) = member_at(cx, at).filter(|member| member.end <= limit) else { break };
            at = member.end;
            match (member.name.as_slice(), member.value) {
                (b"kty", Some(literal)) => {
                    is_key = matches!(literal.value.as_ref(), b"EC" | b"RSA" | b"OKP" | b"oct" | b"AKP");
                    is_symmetric = literal.value.as_ref() == b"oct";
                }
                (b"d" | b"k" | b"priv", Some(literal)) => found.push((member.name, literal)),
                _ => {}
            }
        }
        look.ended_at(at);
        let wanted: &[&[u8]] = if is_symmetric { &[b"k"] } else { &[b"d", b"priv"] };
        let is_part = |value: &[u8]| {
            value.len() >= LEAST && value.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'='))
        };
        let private = found.into_iter().find(|(name, part)| wanted.contains(&name.as_slice()) && is_part(&part.value));
        if let Some((_, part)) = private.filter(|_| is_key) {
            out.push(Candidate { scheme: "jwk".to_owned(), ..Candidate::new(Form::Token, part) });
        }
        at.max(anchor.end)
    }
}

/// A member of a map.
struct Member<'h> {
    /// In lower case.
    name: Vec<u8>,
    /// Its value, if that is a literal.
    value: Option<crate::pg::Part<'h>>,
    /// The offset behind it and its comma.
    end: usize,
}

/// The member that begins at `at`, after blanks.
fn member_at<'h>(cx: &Context<'h>, at: usize) -> Option<Member<'h>> {
    let text = cx.text;
    let is_mark = |b: &&u8| matches!(b, b'"' | b'\'' | b'\\' | b':');
    let marks = |at: usize| text.get(at..).map_or(0, |rest| rest.iter().take(4).take_while(is_mark).count());
    let start = skip_comments(text, at);
    let start = start + marks(start);
    let length = text.get(start..)?.iter().take(32).take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let name = text.get(start..start + length).filter(|name| !name.is_empty())?.to_ascii_lowercase();
    let quotes = text.get(start + length..)?.iter().take(2).take_while(|b| matches!(b, b'"' | b'\'' | b'\\')).count();
    let operator = skip_comments(text, start + length + quotes);
    let width = match text.get(operator..)? {
        [b'=', b'>', ..] => 2,
        [b':' | b'=', ..] => 1,
        _ => return None,
    };
    let from = skip_comments(text, operator + width);
    let literal = string_at(text, from, cx.dialect());
    let end = match &literal {
        Some(literal) => literal.end,
        None => end_of_other(text, from)?,
    };
    let comma = skip_comments(text, end);
    let end = if text.get(comma) == Some(&b',') { comma + 1 } else { comma };
    Some(Member { name, value: literal.map(|literal| literal.content), end })
}

/// The end of a value that is no literal: a word, a list, a map.
fn end_of_other(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..text.len().min(at + REACH))?;
    let mut depth = 0_usize;
    for (i, b) in rest.iter().enumerate() {
        match b {
            b'[' | b'{' | b'(' => depth += 1,
            b',' | b'}' if depth == 0 => return Some(at + i),
            b']' | b'}' | b')' => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    None
}

/// The brace that is open at `at`, within the reach of an anchor.
fn brace_before(text: &[u8], at: usize) -> Option<usize> {
    let from = at.saturating_sub(2 * REACH);
    let mut depth = 0_usize;
    for (i, b) in text.get(from..at)?.iter().enumerate().rev() {
        match b {
            b'}' => depth += 1,
            b'{' if depth == 0 => return Some(from + i),
            b'{' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_private_member_of_a_key_is_read() {
        const D: &str = "kV8m2Qz4rTn9wXq7Hd6sBf8nYc3gKj5aUe0E7tLx2vR";
        for (path, text, is_found) in [
            ("a.jwk", r#"{"kty":"EC","crv":"P-256","x":"f83O","d":"@"}"#, true),
            ("a.jwk", r#"{"d":"@","kty":"OKP"}"#, true),
            (
                "a.json",
                "{\n  \"keys\": [\n    {\n      \"use\": \"sig\",\n      \"kty\": \"RSA\",\n      \"key_ops\": [\"sign\", \"verify\"],\n      \"ext\": true,\n      \"d\": \"@\"\n    }\n  ]\n}",
                true,
            ),
            ("a.jwk", r#"{"Alg":"RS256","D":"@","DP":"x","Kty":"RSA"}"#, true),
            ("a.ts", "const jwk = { kty: 'EC', crv: 'P-256', d: '@' };", true),
            ("a.py", "jwk = {'kty': 'oct', 'k': '@'}", true),
            ("a.php", "$jwk = ['kty' => 'oct', 'k' => '@'];", false),
            ("a.rb", "jwk = { kty: 'EC', d: '@' }", true),
            ("a.rb", "jwk = { 'kty' => 'EC', 'd' => '@' }", true),
            (".env", r#"JWK={"kty":"OKP","d":"@"}"#, true),
            ("a.go", "key := `{\"kty\":\"EC\",\"d\":\"@\"}`", true),
            ("A.java", r#"String key = "{\"kty\":\"EC\",\"d\":\"@\"}";"#, true),
            ("a.yml", "jwk: {kty: EC, d: \"@\"}", false),
            ("a.jwk", r#"{"kty":"EC","x":"@","y":"@"}"#, false),
            ("a.jwk", r#"{"kty":"EC","k":"@"}"#, false),
            ("a.jwk", r#"{"kty":"oct","d":"@"}"#, false),
            ("a.json", r#"{"kty":"table","d":"@"}"#, false),
            ("a.json", r#"{"a":{"kty":"EC"},"d":"@"}"#, false),
            ("a.ts", "const jwk = { kty: 'EC', d: process.env.D };", false),
            ("a.ts", "if (jwk.kty === 'EC' && jwk.d) { sign('@'); }", false),
        ] {
            let text = text.replace('@', D);
            let cx = Context::new(text.as_bytes(), path.as_bytes());
            let at = text.to_ascii_lowercase().find("kty").unwrap();
            let mut found = Vec::new();
            JwkExtractor.extract(&cx, Span::new(at, at + 3), &mut found);
            assert_eq!(
                found.first().map(|found| found.secret.value.as_ref()),
                is_found.then_some(D.as_bytes()),
                "{text}"
            );
        }
    }
}
