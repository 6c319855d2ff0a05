//! Phrases that say where to find a secret: `see vault`, `ask ops`, `stored in 1Password`.

use crate::detect::reading::{is_mostly_known, names_a_secret};
use crate::rules::words::{POINTER_JOINTS, POINTER_LEADS, POINTER_PLACES, SENTENCE_WORDS, WordList};

/// True if all of `text` is such a phrase.
pub(super) fn points_elsewhere(text: &str) -> bool {
    const WORDS: usize = 10;
    let text = text.trim_matches(|c: char| matches!(c, '(' | ')' | '.' | '!' | '"' | '\'' | '`' | ' '));
    // In capitals, dashes take the place of blanks: SET_VIA_ENVIRONMENT_VARIABLE
    let is_shouted = text.bytes().all(|b| b.is_ascii_uppercase() || matches!(b, b'_' | b'-'));
    let between: &[char] = if is_shouted { &['_', '-'] } else { &[' ', '/'] };
    let words: Vec<String> = text.split(between).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let Some((first, rest)) = words.split_first().filter(|(_, rest)| !rest.is_empty() && rest.len() < WORDS) else {
        return false;
    };
    let is = |list: &WordList, word: &String| list.contains(word.trim_end_matches([',', ';']).as_bytes());
    // THE_DB_PASSWORD_DEFINED_ABOVE
    let refers_back = || {
        is_shouted
            && words.last().is_some_and(|last| matches!(last.as_str(), "above" | "below"))
            && names_a_secret(text.as_bytes())
            && words.iter().all(|word| word.len() < 4 || is_mostly_known(word.as_bytes()))
    };
    refers_back()
        || POINTER_LEADS.contains(first.as_bytes())
            && rest.iter().any(|word| is(&POINTER_PLACES, word))
            && rest.iter().all(|word| {
                is(&POINTER_PLACES, word)
                    || is(&POINTER_LEADS, word)
                    || is(&POINTER_JOINTS, word)
                    || is(&SENTENCE_WORDS, word)
            })
}

#[cfg(test)]
mod tests {
    use super::points_elsewhere;

    #[test]
    fn a_phrase_that_says_where_is_no_passphrase() {
        for (text, is) in [
            ("see vault", true),
            ("ask ops", true),
            ("stored in vault", true),
            ("in 1Password", true),
            ("from the environment", true),
            ("(see the team wiki)", true),
            ("SET_VIA_ENVIRONMENT_VARIABLE", true),
            ("SET_IN_CI", true),
            ("THE_SA_PASSWORD_DEFINED_ABOVE", true),
            ("KVQZ_RTNWX_ABOVE", false),
            ("the_password_defined_above", false),
            ("SET_HAMMER_KETTLE", false),
            ("set_in_ci", false),
            ("vault", false),
            ("see magnet", false),
            ("see vault kV8m2", false),
            ("magnet vault", false),
            ("in hammer vault kettle", false),
        ] {
            assert_eq!(points_elsewhere(text), is, "{text}");
        }
    }
}
