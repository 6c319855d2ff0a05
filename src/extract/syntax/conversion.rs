//! Methods that convert the type of a literal.

/// Methods that give the text of a literal in another type.
const CONVERSIONS: &[&[u8]] = &[
    b".toCharArray()",
    b".into()",
    b".to_string()",
    b".to_owned()",
    b".to_s",
    b".freeze",
    b".encode()",
    b".encode(\"utf-8\")",
    b".encode('utf-8')",
    b".encode(\"utf8\")",
    b".encode('utf8')",
    b".getBytes()",
    b".getBytes(StandardCharsets.UTF_8)",
    b".as_bytes()",
    b".trim()",
];

/// Skips a method that converts the type of a literal: `"x".toCharArray()`, `"x".into()`.
pub(crate) fn over_conversion(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + CONVERSIONS.iter().find(|conversion| rest.starts_with(conversion)).map_or(0, |conversion| conversion.len())
}
