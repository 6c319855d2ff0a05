//! Text for people: labels, titles, messages, their translations.

use crate::extract::{Candidate, Dialect, Form, Language};
use crate::rules::words::{LABEL_WORDS, SENTENCE_WORDS};

/// Whether `text` is meant to be read. `lower` is the same in lower case.
pub(super) fn is_label(
    text: &str,
    lower: &str,
    candidate: &Candidate<'_>,
    language: Language,
    dialect: Dialect,
) -> bool {
    // Nobody labels anything in an environment file.
    if matches!(dialect, Dialect::Env | Dialect::Shell | Dialect::Docker | Dialect::Batch)
        && candidate.key.contains('_')
    {
        return false;
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if letters > 0 && text.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count() * 2 > letters {
        return true;
    }
    // `the --password flag`: what goes on is the sentence.
    if dialect == Dialect::Prose
        && candidate.form == Form::Bare
        && (SENTENCE_WORDS.contains(lower.as_bytes())
            || matches!(
                lower,
                "flag" | "flags" | "option" | "options" | "argument" | "parameter" | "switch" | "setting"
            ))
    {
        return true;
    }
    if candidate.form == Form::Bare && !matches!(dialect, Dialect::Yaml | Dialect::Ini) {
        return false;
    }
    let trimmed = lower.trim_matches(|c: char| matches!(c, ':' | '*' | '.' | '!' | '?' | '…' | ' '));
    // An icon's name, and a title that says what its key says: `passphrase: 'Passphrase'`.
    if matches!(dialect, Dialect::Code | Dialect::Json | Dialect::Xml) {
        let icon =
            ["mdi-", "fa-", "fas ", "far ", "bi-", "pi-", "pi pi-", "icon-", "lucide-", "ri-", "tabler-", "heroicons"];
        let title =
            text.starts_with(|c: char| c.is_ascii_uppercase()) && text.chars().skip(1).all(|c| c.is_ascii_lowercase());
        if icon.iter().any(|prefix| lower.starts_with(prefix))
            && !text.bytes().any(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
            || (title && lower.len() > 3 && candidate.key == lower)
        {
            return true;
        }
    }
    if LABEL_WORDS.contains(trimmed.as_bytes()) {
        let capital = text.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_ascii());
        let several = trimmed.contains(' ') || !trimmed.is_ascii();
        let punctuated = text.ends_with(':') || text.ends_with('*');
        if several
            || punctuated
            || (capital && matches!(dialect, Dialect::Code | Dialect::Json | Dialect::Xml | Dialect::Yaml))
            || language.is_catalogue
        {
            return true;
        }
    }
    let one_word = text.split('-').all(|part| part.chars().count() > 2 && part.chars().all(char::is_alphabetic))
        && text.chars().next().is_some_and(char::is_uppercase);
    if (one_word || text.chars().any(|c| c.is_whitespace() || !c.is_ascii())) && language.is_catalogue {
        return true;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() < 2 {
        return false;
    }
    // Letters with a few marks between them, in words that sentences hold.
    let sentence = words.iter().any(|word| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        SENTENCE_WORDS.contains(bare.as_bytes()) || LABEL_WORDS.contains(bare.as_bytes())
    });
    let letters = words
        .iter()
        .filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() * 2 >= word.chars().count())
        .count();
    let starts_big = text.chars().next().is_some_and(char::is_uppercase);
    (sentence && letters * 2 >= words.len())
        || (starts_big && letters == words.len() && !text.bytes().any(|b| b.is_ascii_digit()))
        || !text.is_ascii()
}
