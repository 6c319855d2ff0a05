//! The name of an environment variable, in capitals, in place of its value.

use super::super::place::Place;
use crate::detect::reading::{reads_as_name, unusual_words};
use crate::extract::{Dialect, Form};

/// True for the name of an environment variable in place of its value: `password: "DB_PASSWORD"`. In a context without
/// references, it must consist of the usual words of such names: `KETTLE_MAGNET_PILLOW_KEY` is a password.
pub(super) fn names_a_variable(value: &[u8], place: Place<'_>) -> bool {
    let shouted = value.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
        && value.first().is_some_and(u8::is_ascii_uppercase);
    if !shouted || value.len() < 6 || place.form == Form::KeywordList || !reads_as_name(value) {
        return false;
    }
    let name = String::from_utf8_lossy(value);
    if matches!(name.as_ref(), "PGPASSWORD" | "MYSQL_PWD" | "PGPASSFILE") {
        return true;
    }
    let is_expression = matches!(place.form, Form::Bare | Form::Prose)
        && (place.dialect.has_expressions() || place.dialect == Dialect::Prose);
    // Words that repeat the key or the user identify the owner.
    let user = place.user.to_ascii_lowercase();
    let is_beside = |word: &[u8]| {
        let holds = |text: &[u8]| memchr::memmem::find(text, word).is_some();
        holds(place.key.as_bytes()) || holds(&user)
    };
    // In a name of many words, one unusual word is enough: NUMBER_PUBLIC_HOLLOW_ENGINE_SECRET
    let most = usize::from(value.iter().filter(|b| **b == b'_').count() < 4);
    if !is_expression && unusual_words(value, is_beside) > most {
        return false;
    }
    let names_a_secret = ["_PASSWORD", "_PASSWD", "_PASS", "_PWD", "_SECRET", "_TOKEN", "_KEY", "_PASSWORD_FILE"]
        .iter()
        .any(|end| name.ends_with(end));
    // `- Secret: `DEPLOY_CLIENT_ID` - what it is for`, in a text for people
    let is_called_secret = place.dialect == Dialect::Prose && place.key == "secret" && name.matches('_').count() >= 2;
    let staged = ["DEMO_", "TEST_", "DEV_", "MY_", "DEFAULT_", "DUMMY_", "SAMPLE_", "FAKE_", "SUPER_"]
        .iter()
        .any(|start| name.starts_with(start));
    (names_a_secret || is_called_secret) && !staged
}
