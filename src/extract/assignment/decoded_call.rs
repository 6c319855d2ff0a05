//! Literals that a function decodes: `atob("…")`, `b64decode("…")`. The function shows that they are base64.

use base64::Engine as _;

use super::call::Call;
use crate::extract::syntax::literal::StringLiteral;
use crate::text::Located;

/// Functions that decode base64 and nothing else, in lower case.
const DECODERS: &[&str] = &[
    "atob",
    "b64decode",
    "b64_decode",
    "base64_decode",
    "base64decode",
    "decodebase64",
    "decode_base64",
    "frombase64string",
    "frombase64",
    "standard_b64decode",
    "urlsafe_b64decode",
    "urlsafe_decode64",
    "strict_decode64",
    "decode64",
];

/// Methods that decode base64 if that word is before them: `Base64.getDecoder().decode("…")`.
const METHODS: &[&str] = &["decode", "decodestring", "decode_string", "decodetostring"];

/// True if `call`, whose expression begins with `head`, decodes base64.
pub(crate) fn decodes(call: &Call, head: &[u8]) -> bool {
    let says_so = || {
        let lower = head.to_ascii_lowercase();
        [b"base64".as_slice(), b"b64"].iter().any(|word| memchr::memmem::find(&lower, word).is_some())
    };
    call.argument == 0 && (DECODERS.contains(&call.name.as_str()) || METHODS.contains(&call.name.as_str()) && says_so())
}

/// True if the argument after a literal declares it as base64: `Buffer.from("…", "base64")`.
pub(crate) fn says_base64(rest: &[u8]) -> bool {
    rest.strip_prefix(b",").map(<[u8]>::trim_ascii_start).is_some_and(|rest| {
        matches!(rest.first(), Some(b'"' | b'\'' | b'`')) && rest.get(1..7).is_some_and(|word| word == b"base64")
    })
}

/// The decoded `literal`, if it is text.
pub(crate) fn decoded<'h>(literal: &StringLiteral<'h>) -> Option<StringLiteral<'h>> {
    let letters: Vec<u8> = literal
        .content
        .value
        .iter()
        .map(|b| {
            if *b == b'-' {
                b'+'
            } else if *b == b'_' {
                b'/'
            } else {
                *b
            }
        })
        .collect();
    let letters = letters.strip_suffix(b"==").or(letters.strip_suffix(b"=")).unwrap_or(&letters);
    let bytes = base64::engine::general_purpose::STANDARD_NO_PAD.decode(letters).ok()?;
    let is_text = std::str::from_utf8(&bytes).is_ok_and(|text| !text.is_empty() && !text.chars().any(char::is_control));
    is_text.then(|| StringLiteral {
        content: Located::new(bytes.into(), literal.content.span),
        end: literal.end,
        formatted: false,
    })
}

#[cfg(test)]
mod tests {
    use crate::extract::assignment::default_value::literals;
    use crate::extract::{Dialect, Given};

    #[test]
    fn a_literal_is_decoded_if_its_function_says_so() {
        for (text, value) in [
            (r#"atob("cXo0clRuOXc=")"#, Some("qz4rTn9w")),
            (r#"base64.b64decode(b"cXo0clRuOXc=").decode()"#, Some("qz4rTn9w")),
            (r#"Buffer.from("cXo0clRuOXc=", "base64").toString()"#, Some("qz4rTn9w")),
            (r#"new String(Base64.getDecoder().decode("cXo0clRuOXc="))"#, Some("qz4rTn9w")),
            (r#"Encoding.UTF8.GetString(Convert.FromBase64String("cXo0clRuOXc="))"#, Some("qz4rTn9w")),
            (r#"atob("not base64!")"#, None),
            (r#"json.decode("cXo0clRuOXc=")"#, None),
        ] {
            let (found, _) = literals(text.as_bytes(), 0, Dialect::Code);
            let taken = found.iter().find(|found| found.given == Given::Set);
            let read = taken.map(|found| String::from_utf8_lossy(&found.literal.content.value).into_owned());
            assert_eq!(read.as_deref(), value, "{text}");
        }
    }
}
