//! Maps of names to names: `{id: "id", password: "password", email: "email"}`, and constants of such names. An entry that repeats
//! its key is no password if every neighbouring entry does the same, and at least one of them cannot be the default of an account.

use crate::detect::record;
use crate::extract::assignment::key;
use crate::extract::{Candidate, Context, Dialect, Form};
use crate::rules::words::{DATABASE_KEYS, HOST_KEYS, SELF_NAMED, USER_KEYS};

/// True if the candidate is an entry of such a map.
pub(super) fn is_entry(cx: &Context<'_>, candidate: &Candidate<'_>) -> bool {
    let value = candidate.secret.value.as_ref();
    if !matches!(candidate.form, Form::Quoted | Form::Bare) || value.iter().any(u8::is_ascii_digit) {
        return false;
    }
    let own = key::normalise(value);
    let is_same = own == candidate.key;
    // In settings, and of a single entry, only the whole name tells: `POSTGRES_PASSWORD: password`
    let may_differ = candidate.form == Form::Quoted && matches!(cx.dialect(), Dialect::Code | Dialect::Json);
    let lead = if is_same { None } else { lead_of(&candidate.key, &own) };
    if !(is_same || may_differ && ends_alike(&candidate.key, &own, lead)) {
        return false;
    }
    let (mut repeats, mut others) = (0, 0);
    for pair in record::entries(cx, candidate) {
        let (name, value) = (key::normalise(pair.name), key::normalise(pair.value));
        if name == candidate.key || value == own {
            continue;
        }
        // `hostname: 'host'`: another word for it
        let is_other_word = || {
            let last = |name: &'_ str| -> Vec<u8> { name.rsplit('_').next().unwrap_or_default().as_bytes().to_vec() };
            let lists = [&HOST_KEYS, &DATABASE_KEYS, &USER_KEYS];
            lists.iter().any(|list| list.contains(&last(&name)) && list.contains(value.as_bytes()))
        };
        match value == name || !is_same && ends_alike(&name, &value, lead) || is_other_word() {
            true => repeats += usize::from(!SELF_NAMED.contains(value.as_bytes())),
            // `KEY_CHECKSUM = "backrest-checksum"`
            false => others += usize::from(is_same || name.rsplit('_').next() != value.rsplit('_').next()),
        }
    }
    repeats > usize::from(!is_same) && others == 0
}

/// The first word of `value`, which is no word for a sample, if only the others repeat the end of `name`: `ldap` of `PARAM_BIND_USER = "ldap-bind-user"`.
fn lead_of<'v>(name: &str, value: &'v str) -> Option<&'v str> {
    const SAMPLES: [&str; 10] = ["a", "another", "demo", "dev", "example", "my", "some", "test", "the", "your"];
    let (lead, _) = value.split_once('_')?;
    (!ends_alike(name, value, None) && !SAMPLES.contains(&lead)).then_some(lead)
}

/// True if `name` ends like `value`, behind the word `lead` that the values have in common, if there is one: `PGSSLPASSWORD` and
/// `sslpassword`, `BIND_USER_PASSWORD` and `ldap-user-pwd`.
fn ends_alike(name: &str, value: &str, lead: Option<&str>) -> bool {
    const SHORTEST: usize = 4;
    let value = match lead {
        Some(lead) => value.strip_prefix(lead).and_then(|rest| rest.strip_prefix('_')).unwrap_or_default(),
        None => value,
    };
    let is_word = |word: &str| matches!(word, "password" | "passwd" | "pass" | "pwd" | "pw");
    let (mut names, mut values) = (name.rsplit('_'), value.rsplit('_'));
    let alike = values.all(|value| names.next().is_some_and(|name| name == value || is_word(name) && is_word(value)));
    let letters = |text: &str| text.replace('_', "");
    !value.is_empty() && (alike || value.len() >= SHORTEST && letters(name).ends_with(&letters(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::raw_part;
    use crate::text::Span;

    #[test]
    fn an_entry_of_a_name_map_repeats_its_key() {
        for (text, is) in [
            (r#"{password: "password", email: "email"}"#, true),
            (r#"{"id": "id", "password": "password"}"#, true),
            (r#"{hostname: "host", username: "user", password: "password"}"#, true),
            (r#"{username: "user", password: "password"}"#, false),
            ("  id: 'id',\n  password: 'password',\n  email: 'email'", true),
            (r#"{user: "user", password: "password"}"#, false),
            (r#"{email: "a@b.c", password: "password"}"#, false),
            (r#"{email: "email", host: "db1", password: "password"}"#, false),
            (r#"password: "password""#, false),
            (r#"{password: "password"}, {email: "email"}"#, false),
        ] {
            let cx = Context::new(text.as_bytes(), b"a.js");
            let at = text.find("password\"").or(text.find("password'")).unwrap();
            let at =
                text[at + 1..].find("password").map_or(at, |i| if text[..at].ends_with('"') { at + 1 + i } else { at });
            let part = raw_part(text.as_bytes(), Span::new(at, at + 8));
            let candidate = Candidate { key: "password".into(), ..Candidate::new(Form::Quoted, part) };
            assert_eq!(is_entry(&cx, &candidate), is, "{text}");
        }
    }

    #[test]
    fn names_that_end_alike_repeat_each_other() {
        for (name, value, lead, is) in [
            ("pgpassword", "password", None, true),
            ("cred_password", "password", None, true),
            ("info_key_cipher_pass", "cipher_pass", None, true),
            ("bind_user_password", "ldap_user_pwd", Some("ldap"), true),
            ("bind_user_password", "ldap_user_pwd", None, false),
            ("db_password", "postgres", None, false),
            ("db_user", "app_user", None, false),
            ("db_password", "", None, false),
        ] {
            assert_eq!(ends_alike(name, value, lead), is, "{name} {value}");
        }
    }
}
