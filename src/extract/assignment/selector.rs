//! Selectors of style sheets: `.password:hover {`, `.icon-token:before{`. The word before the colon is the name of a class, and the
//! braces hold properties. They stand in scripts and documents as well, and a sheet of icons is one line of thousands of them.

use super::key::Key;
use crate::extract::{Construct, Context, comment};

/// Pseudo-classes and pseudo-elements (Selectors Level 4, CSS Pseudo-Elements Level 4), without those that only a vendor has.
const PSEUDO: [&[u8]; 44] = [
    b"active",
    b"after",
    b"any-link",
    b"autofill",
    b"before",
    b"checked",
    b"default",
    b"disabled",
    b"empty",
    b"enabled",
    b"first-child",
    b"first-letter",
    b"first-line",
    b"first-of-type",
    b"focus",
    b"focus-visible",
    b"focus-within",
    b"has",
    b"hover",
    b"in-range",
    b"indeterminate",
    b"invalid",
    b"is",
    b"last-child",
    b"last-of-type",
    b"link",
    b"not",
    b"nth-child",
    b"nth-last-child",
    b"nth-of-type",
    b"only-child",
    b"only-of-type",
    b"optional",
    b"out-of-range",
    b"placeholder",
    b"placeholder-shown",
    b"read-only",
    b"read-write",
    b"required",
    b"root",
    b"target",
    b"valid",
    b"visited",
    b"where",
];

/// Longest rest of a selector that is read, in bytes.
const REST: usize = 256;

/// True if the colon at `at` behind `key` is that of a selector: a pseudo-class follows it, and then the braces of the rule.
pub(super) fn is_selector(text: &[u8], key: &Key, at: usize) -> bool {
    let rest = text.get(at + 1..text.len().min(at + REST)).unwrap_or_default();
    let length = rest.iter().take_while(|b| b.is_ascii_lowercase() || **b == b'-').count();
    let is_pseudo = rest.get(..length).is_some_and(|word| PSEUDO.binary_search(&word).is_ok());
    let ends = |b: &u8| matches!(b, b'{' | b'}' | b';' | b'"' | b'\'' | b'`' | b'=' | b'@');
    let end = rest.iter().position(ends);
    key.quote.is_none() && key.end == at && is_pseudo && end.is_some_and(|end| rest.get(end) == Some(&b'{'))
}

/// True if `key` stands in a style sheet and is no variable of it: a custom property, `$name` or `@name`. Comments are prose.
pub(super) fn is_of_style(cx: &Context<'_>, key: &Key) -> bool {
    cx.tongue().has(Construct::StyleRules)
        && !matches!(key.span.of(cx.text), [b'-', b'-', ..] | [b'$', ..])
        && !key.head(cx.text).ends_with(b"@")
        && comment::around(cx, key).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::assignment::key;
    use crate::text::Span;

    #[test]
    fn pseudo_classes_are_sorted() {
        assert!(PSEUDO.is_sorted());
    }

    #[test]
    fn a_selector_is_told_by_its_pseudo_class_and_its_braces() {
        for (text, is) in [
            (".password:hover{color:#fff}", true),
            (".icon-password:before, .x:after > i {", true),
            ("password:not(.x) {", true),
            ("password:hover", false),
            ("password:hovercraft{x}", false),
            ("password: before {", false),
            ("password:before='{'", false),
            ("'password':before{", false),
        ] {
            let at = text.find("password").unwrap();
            let key = key::containing(text.as_bytes(), Span::new(at, at + 8)).unwrap();
            assert_eq!(is_selector(text.as_bytes(), &key, key.end), is, "{text}");
        }
    }
}
