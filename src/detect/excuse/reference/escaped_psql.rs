//! Names that psql reads, in a text whose quotation marks are escaped: a variable (`PASSWORD :&apos;new_password&apos;`), and the
//! role of `\password &quot;app&quot;`.

use crate::text::Span;

/// The escapes of quotation marks.
const MARKS: [&[u8]; 6] = [b"&apos;", b"&#39;", b"&#x27;", b"&quot;", b"&#34;", b"&#x22;"];

/// True if `span` is such a name.
pub(in super::super) fn is_role_or_variable(text: &[u8], span: Span) -> bool {
    let (value, before) = (span.of(text), text.get(..span.start).unwrap_or_default());
    MARKS.iter().any(|mark| {
        // The value may begin with the mark or behind it, and end before or behind the other one.
        let (name, before) = match value.strip_prefix(*mark) {
            Some(name) => (name, before),
            None => match before.strip_suffix(*mark) {
                Some(before) => (value, before),
                None => return false,
            },
        };
        let length = name.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        let rest = name.get(length..).unwrap_or_default();
        let is_whole = match rest {
            [] => text.get(span.end..).is_some_and(|after| after.starts_with(mark)),
            rest => rest.starts_with(mark),
        };
        length > 0 && is_whole && (before.ends_with(b" :") || before.ends_with(b"\\password "))
    })
}
