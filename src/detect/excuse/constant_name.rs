//! Literals of code under the name of a constant that says what kind of thing it is, and settings that name an attribute of code.

use super::described::Described;
use crate::detect::reading::{names_a_secret, reads_as_name, words};
use crate::extract::assignment::key;
use crate::extract::{Dialect, Form};

/// True if the literal is the name of something.
pub(super) fn is_one(it: &Described<'_, '_>) -> bool {
    it.candidate.form == Form::Quoted
        && (it.dialect() == Dialect::Code
            && (is_kind(it)
                || is_stored_under(it.text())
                || is_pattern_of_names(it)
                || is_flag(it.text())
                || is_glyph(it.text())
                || names_a_variable(it))
            || is_entry_point(it))
}

/// `GRANT_TYPE_PASSWORD = "password"`, `CredentialsTypePassword = "password"`: the value of a kind is the last word of its name.
fn is_kind(it: &Described<'_, '_>) -> bool {
    const KINDS: [&str; 7] = ["grant", "kind", "method", "mechanism", "scheme", "strategy", "type"];
    let (others, last) = it.candidate.key.rsplit_once('_').unwrap_or_default();
    !last.is_empty() && it.lower() == last && others.split('_').any(|word| KINDS.contains(&word))
}

/// `@fa-var-user-secret: "\f21b"`: one character, by the escape of style sheets (CSS Syntax, 4.3.7).
fn is_glyph(text: &str) -> bool {
    text.strip_prefix('\\')
        .is_some_and(|code| (4..=6).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// `envPassword = "APP_EXPORTER_PASSWORD"`: the variable of the environment that has the value.
fn names_a_variable(it: &Described<'_, '_>) -> bool {
    let mut words = it.candidate.key.split('_');
    let is_of_environment = words.any(|word| matches!(word, "env" | "envvar" | "environment" | "variable"));
    let is_shouted = it.value.contains(&b'_') && it.value.iter().all(|b| b.is_ascii_uppercase() || *b == b'_');
    is_of_environment && is_shouted && names_a_secret(it.value) && it.value.split(|b| *b == b'_').all(reads_as_name)
}

/// `app.dashboard.actorAccessToken`, `app/impersonation/actorSecret`: the name under which a browser keeps something. Three words or
/// more, the last of which ends with that of a credential.
fn is_stored_under(text: &str) -> bool {
    let is_word = |part: &str| part.bytes().all(|b| b.is_ascii_alphabetic()) && reads_as_name(part.as_bytes());
    let ends_as_one = |part: &str| words(part.as_bytes()).last().is_some_and(|last| names_a_secret(last));
    // The name of a property, and the sign behind which its value is added: `spring.datasource.password=`
    let text = text.strip_suffix('=').unwrap_or(text);
    ['.', '/'].into_iter().any(|mark| {
        let parts = || text.split(mark);
        parts().count() >= 3 && parts().all(is_word) && parts().next_back().is_some_and(ends_as_one)
    })
}

/// `PHONE_SECRET_KEY = 'phone_secret:{phone}'`: the pattern of a key in a store, which begins with words of its name.
fn is_pattern_of_names(it: &Described<'_, '_>) -> bool {
    let Some((head, group)) = it.text().split_once([':', '/', '-', '.']) else { return false };
    let name = group.strip_prefix('{').and_then(|group| group.strip_suffix('}')).unwrap_or_default();
    let own: Vec<&str> = it.candidate.key.split('_').collect();
    !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_')
        && key::normalise(head.as_bytes()).split('_').all(|word| own.contains(&word))
}

/// `sensitive: true`: a line of settings that code writes.
fn is_flag(text: &str) -> bool {
    text.split_once(": ").is_some_and(|(name, flag)| {
        matches!(flag, "true" | "false")
            && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
            && reads_as_name(name.as_bytes())
    })
}

/// `pkg.core.settings:ACCESS_KEY` in the manifest of a Python package: a module and what it has.
fn is_entry_point(it: &Described<'_, '_>) -> bool {
    let is_name = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && reads_as_name(part.as_bytes())
    };
    it.cx.language().is_manifest
        && it.dialect() == Dialect::Toml
        && it.text().split_once(':').is_some_and(|(module, attribute)| {
            module.contains('.') && module.split('.').all(is_name) && attribute.split('.').all(is_name)
        })
}
