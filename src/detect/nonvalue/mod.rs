//! Text in a value's place that is no value: type names, labels, messages, selectors, hashes, public keys.

use crate::extract::{Candidate, Dialect, Form};
use crate::rules::words::TYPE_WORDS;

mod hash;
mod label;
mod locator;
mod name;
mod public;

/// Why a value is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NonValue {
    /// A type, a boolean, the name of a method.
    TypeName,
    /// The text of a label, a message, a title.
    Label,
    /// A selector, a path, a route, an address.
    Locator,
    /// An application's own password hash, or a digest.
    Hash,
    /// A regular expression that matches values.
    Regex,
    /// A key that is meant to be public.
    Public,
    /// It repeats the key it is assigned to.
    Name,
}

/// Whether the candidate's value, which stands in `line`, is no value, and why.
pub(super) fn nonvalue(candidate: &Candidate<'_>, path: &[u8], line: &[u8], dialect: Dialect) -> Option<NonValue> {
    let value = candidate.secret.value.trim_ascii();
    if public::is_public(value) {
        return Some(NonValue::Public);
    }
    if !matches!(candidate.form, Form::Quoted | Form::Bare | Form::Prose) {
        return None;
    }
    let text = String::from_utf8_lossy(value);
    let lower = text.to_lowercase();
    if is_type_word(&lower, candidate, dialect) {
        return Some(NonValue::TypeName);
    }
    if is_regex(&text) {
        return Some(NonValue::Regex);
    }
    if hash::is_hash(value) || hash::names_a_hash(&lower) {
        return Some(NonValue::Hash);
    }
    // The password file, a package and a setting have that name; a variable of it holds the file's path or a password.
    let is_configured =
        matches!(dialect, Dialect::Env | Dialect::Ini | Dialect::Shell | Dialect::Docker | Dialect::Batch);
    if candidate.key.ends_with("pgpass") && (text.contains('/') || !is_configured) {
        return Some(NonValue::Locator);
    }
    if text.chars().count() == 1 && !text.chars().all(char::is_alphanumeric) {
        return Some(NonValue::Regex);
    }
    if locator::is_locator(&text, &lower, candidate, dialect) {
        return Some(NonValue::Locator);
    }
    if label::is_label(&text, &lower, candidate, path, dialect) {
        return Some(NonValue::Label);
    }
    name::is_name(&text, candidate, line, dialect).then_some(NonValue::Name)
}

fn is_type_word(lower: &str, candidate: &Candidate<'_>, dialect: Dialect) -> bool {
    let unquoted = candidate.form != Form::Quoted;
    if !unquoted && !matches!(dialect, Dialect::Yaml | Dialect::Json | Dialect::Code | Dialect::Prose | Dialect::Hcl) {
        return false;
    }
    let word = lower.trim_end_matches([';', ',', '!', '?', '}', ')']);
    if matches!(dialect, Dialect::Env | Dialect::Ini | Dialect::Shell | Dialect::Docker | Dialect::Batch) {
        // No types there: only what says that there is no value.
        return matches!(word, "null" | "none" | "nil" | "undefined" | "true" | "false" | "unset");
    }
    // Laravel's casts and rules: `'secret' => 'encrypted'`, `required|string|min:8`
    if dialect == Dialect::Code && matches!(word, "encrypted" | "hashed") {
        return true;
    }
    let first = word.split('|').next().unwrap_or(word);
    (first != word && TYPE_WORDS.contains(first.as_bytes()))
        || TYPE_WORDS.contains(word.as_bytes())
        || (unquoted && word.starts_with("varchar("))
        || (unquoted && matches!(word, "|" | ">" | "[]" | "{}" | "~" | "-" | "{" | "["))
}

/// `\S+`, `[^&]+`, `(.*)`, `.+?`, `^.{8,}$`.
fn is_regex(text: &str) -> bool {
    let opens = ["\\S", "\\w", "\\d", "[^", "(.", "(?", "([", "(\\", ".*", ".+", "^.", "^(", "^["];
    let closes = ["+", "*", ")", "$", "+?", "*?", "}", "]"];
    opens.iter().any(|open| text.starts_with(open)) && closes.iter().any(|close| text.ends_with(close))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::raw_part;
    use crate::text::Span;

    fn judged(value: &str, key: &str, form: Form, path: &str) -> Option<NonValue> {
        let candidate = Candidate {
            key: key.into(),
            ..Candidate::new(form, raw_part(value.as_bytes(), Span::new(0, value.len())))
        };
        nonvalue(&candidate, path.as_bytes(), b"", Dialect::of(path.as_bytes()))
    }

    #[test]
    fn what_is_no_value() {
        for (value, key, form, path, why) in [
            ("string", "password", Form::Bare, "openapi.yaml", Some(NonValue::TypeName)),
            ("Password", "password", Form::Quoted, "en.json", Some(NonValue::Label)),
            ("Senha", "password", Form::Quoted, "i18n/pt.json", Some(NonValue::Label)),
            ("Mot de passe", "password", Form::Quoted, "fr.json", Some(NonValue::Label)),
            (
                "La contraseña debe tener al menos 8 caracteres",
                "errors_password",
                Form::Quoted,
                "a.jsx",
                Some(NonValue::Label),
            ),
            ("Cambiar password", "change_password", Form::Quoted, "i18n/es.json", Some(NonValue::Label)),
            ("$2b$10$abcdefghijklmnopqrstuv", "password", Form::Quoted, "seed.js", Some(NonValue::Hash)),
            ("#password", "password", Form::Quoted, "a.spec.js", Some(NonValue::Locator)),
            ("/reset-password", "reset_password", Form::Quoted, "a.js", Some(NonValue::Locator)),
            ("twoFactor", "two_factor_secret", Form::Quoted, "a.ts", Some(NonValue::Name)),
            ("sb_publishable_abcdefghijk", "key", Form::Bare, ".env", Some(NonValue::Public)),
            ("password", "password", Form::Quoted, "orm.json", None),
            ("correct horse battery staple", "password", Form::Quoted, "a.js", None),
            ("supersecret", "secret_key", Form::Quoted, "a.py", None),
            ("Password123", "password", Form::Quoted, "a.js", None),
            ("p@ss w0rd!", "password", Form::Quoted, "a.js", None),
            ("text", "password", Form::Bare, ".env", None),
        ] {
            assert_eq!(judged(value, key, form, path), why, "{key} = {value} in {path}");
        }
    }
}
