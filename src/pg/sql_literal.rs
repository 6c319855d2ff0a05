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

/// What a script has at some place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// `'…'`, `E'…'`, `U&'…'` or `$tag$…$tag$`.
    Constant(Constant),
    /// `-- …` or `/* … */`.
    Comment,
    /// Something else, or what follows a quote that does not close.
    Other,
}

/// What the script `text` has at the byte offset `at`.
pub(crate) fn at(text: &[u8], at: usize) -> Place {
    let mut end = 0;
    for token in Tokens::new(text) {
        if token.span.start > at {
            break;
        }
        end = token.span.end;
        if end > at {
            return match token.kind {
                Kind::Quoted(quoting @ (Quoting::Plain | Quoting::Escapes | Quoting::Unicode | Quoting::Dollar)) => {
                    let is_dollar = quoting == Quoting::Dollar;
                    Place::Constant(Constant { span: token.span, inside: token.inside, is_dollar })
                }
                _ => Place::Other,
            };
        }
    }
    // Between two tokens there are blanks and comments.
    let gap = text.get(end..at).unwrap_or_default().trim_ascii_start();
    if gap.starts_with(b"--") || gap.starts_with(b"/*") { Place::Comment } else { Place::Other }
}

#[cfg(test)]
mod tests {
    use super::{Place, at};

    #[test]
    fn a_value_stands_in_its_constant() {
        for (text, whole, is_dollar) in [
            ("ALTER ROLE a PASSWORD U&'X\\0041';", Some("U&'X\\0041'"), false),
            ("ALTER ROLE a PASSWORD 'X''y';", Some("'X''y'"), false),
            ("ALTER ROLE a PASSWORD 'X';", Some("'X'"), false),
            ("ALTER ROLE a PASSWORD E'X';", Some("E'X'"), false),
            ("-- it's\nALTER ROLE a PASSWORD $$X$$;", Some("$$X$$"), true),
            ("SELECT $$y$$; ALTER ROLE a PASSWORD $pw$X$pw$;", Some("$pw$X$pw$"), true),
            ("DO $$ BEGIN EXECUTE 'X'; END $$;", Some("$$ BEGIN EXECUTE 'X'; END $$"), true),
            ("SELECT 'it''s', 'X'", Some("'X'"), false),
            ("SELECT X", None, false),
            ("SELECT 'y X", None, false),
        ] {
            let found = match at(text.as_bytes(), text.find('X').unwrap()) {
                Place::Constant(constant) => Some(constant),
                Place::Comment | Place::Other => None,
            };
            assert_eq!(found.map(|one| &text[one.span.start..one.span.end]), whole, "{text}");
            assert_eq!(found.is_some_and(|one| one.is_dollar), is_dollar, "{text}");
        }
    }

    #[test]
    fn a_value_stands_in_a_comment() {
        for (text, is_comment) in [
            ("-- PASSWORD 'X'", true),
            ("SELECT 1; -- PASSWORD 'X'", true),
            ("/* ALTER ROLE a PASSWORD 'X' */ SELECT 1", true),
            ("SELECT 1 /* a */ -- PASSWORD 'X'\n + 2", true),
            ("SELECT '-- X'", false),
            ("/* a */ X", false),
        ] {
            assert_eq!(at(text.as_bytes(), text.find('X').unwrap()) == Place::Comment, is_comment, "{text}");
        }
    }
}
