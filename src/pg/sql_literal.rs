//! The string constant of a script at some place.

use super::sql_token::{Kind, Quoting, Tokens};
use crate::text::Span;

/// A string constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Constant {
    /// All of it.
    pub(crate) span: Span,
    /// What stands between its quotes.
    pub(crate) inside: Span,
    /// True for `$tag$…$tag$`, in which bodies of functions are written.
    pub(crate) is_dollar: bool,
}

/// The constant of the script `text` that contains the byte offset `at`: `'…'`, `E'…'` or `$tag$…$tag$`. `None` if none does, or if
/// a quote before it does not close.
pub(crate) fn constant_at(text: &[u8], at: usize) -> Option<Constant> {
    let token = Tokens::new(text).find(|token| token.span.end > at).filter(|token| token.span.start <= at)?;
    let is_dollar = match token.kind {
        Kind::Quoted(Quoting::Dollar) => true,
        Kind::Quoted(Quoting::Plain | Quoting::Escapes) => false,
        _ => return None,
    };
    Some(Constant { span: token.span, inside: token.inside, is_dollar })
}

#[cfg(test)]
mod tests {
    use super::constant_at;

    #[test]
    fn a_value_stands_in_its_constant() {
        for (text, whole, is_dollar) in [
            ("ALTER ROLE a PASSWORD 'X';", Some("'X'"), false),
            ("ALTER ROLE a PASSWORD E'X';", Some("E'X'"), false),
            ("-- it's\nALTER ROLE a PASSWORD $$X$$;", Some("$$X$$"), true),
            ("SELECT $$y$$; ALTER ROLE a PASSWORD $pw$X$pw$;", Some("$pw$X$pw$"), true),
            ("DO $$ BEGIN EXECUTE 'X'; END $$;", Some("$$ BEGIN EXECUTE 'X'; END $$"), true),
            ("SELECT 'it''s', 'X'", Some("'X'"), false),
            ("SELECT X", None, false),
            ("SELECT 'y X", None, false),
        ] {
            let at = text.find('X').unwrap();
            let found = constant_at(text.as_bytes(), at);
            assert_eq!(found.map(|one| &text[one.span.start..one.span.end]), whole, "{text}");
            assert_eq!(found.is_some_and(|one| one.is_dollar), is_dollar, "{text}");
        }
    }
}
