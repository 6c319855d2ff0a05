//! Derives the name of a variable from the key, qualified by the enclosing keys if the key alone is generic.

use super::keys;
use super::naming_words::{DATABASES, GROUPS, ISSUERS, KINDS, OF_PASSWORDS, PASSWORD};
use super::site::Site;
use crate::extract::Form;

/// The name derived from the key of `site`, and whether it is generic, so that another name of the same value is
/// acceptable.
pub(crate) fn of_key(site: &Site<'_>) -> (String, bool) {
    let mut keys = keys::of(site);
    let written = keys.pop().unwrap_or_default();
    let found = &site.found;
    match found.form {
        Form::Uri | Form::KeywordList => of_connection(&keys, &written, &found.scheme),
        Form::Token => match of_token(&keys, &written, site.written()) {
            // The rule knows the service by the program: `redis-server --requirepass`.
            (name, true) => of_scheme(found.finding.rule.split('-').next().unwrap_or_default())
                .map_or((name, true), |service| (format!("{service}_PASSWORD"), false)),
            named => named,
        },
        _ if let Some((receiver, property)) = setter(site.before()) => {
            keys.extend(receiver.split('.').map(str::to_owned));
            let own = variable(property);
            qualified(&keys, &own).unwrap_or_else(|| plain(own))
        }
        _ => {
            let own = variable(if found.key.is_empty() { &written } else { &found.key });
            // Of `smtp.password`, detection may report the last word only.
            let is_said_whole = own.contains('_') && !KINDS.contains(&own.as_str());
            if is_said_whole { (own, false) } else { qualified(&keys, &own).unwrap_or_else(|| plain(own)) }
        }
    }
}

/// The receiver and the property of `receiver.setPassword("`, whose only argument is the value.
fn setter(before: &str) -> Option<(&str, &str)> {
    let head = before.trim_end_matches(['"', '\'', '`']).strip_suffix('(')?;
    let callee = head.rsplit(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.')).next()?;
    let (receiver, method) = callee.rsplit_once('.').unwrap_or(("", callee));
    let property = method.strip_prefix("set").or_else(|| method.strip_prefix("with"))?;
    property.starts_with(|c: char| c.is_ascii_uppercase() || c == '_').then_some((receiver, property))
}

/// The name of the variable for a whole connection string, which `key` may suggest.
pub(crate) fn of_string(key: &str, scheme: &str, text: &str) -> String {
    let key = variable(key);
    if is_address(&key) && !stem_of_address(&key).is_empty() {
        return key;
    }
    match of_scheme(scheme) {
        Some(service) => format!("{service}_URL"),
        None if text.starts_with("jdbc:") => "JDBC_DATABASE_URL".to_owned(),
        None if text.contains("://") => "DATABASE_URL".to_owned(),
        None => "DATABASE_DSN".to_owned(),
    }
}

/// The name for the password in a connection string: `REDIS_URL` gives `REDIS_PASSWORD`.
fn of_connection(keys: &[String], written: &str, scheme: &str) -> (String, bool) {
    let key = variable(written);
    let stem = if is_address(&key) { stem_of_address(&key) } else { "" };
    if !stem.is_empty() && !is_of_database(stem) {
        let name = if stem.ends_with("PASSWORD") { stem.to_owned() } else { format!("{stem}_PASSWORD") };
        return (name, false);
    }
    if stem.is_empty()
        && let Some(service) = of_scheme(scheme)
    {
        return (format!("{service}_PASSWORD"), false);
    }
    let parent = if stem.is_empty() && is_address(&key) { parent(keys) } else { None };
    parent.map_or_else(|| (PASSWORD.to_owned(), true), |parent| (format!("{parent}_PASSWORD"), false))
}

/// The name for a token: from its key, or from its issuer's convention.
fn of_token(keys: &[String], written: &str, value: &str) -> (String, bool) {
    let key = variable(written);
    let issuer = ISSUERS.iter().find(|(start, _)| value.starts_with(start)).map(|(_, name)| (*name).to_owned());
    let says = [
        "TOKEN",
        "KEY",
        "SECRET",
        "PAT",
        "PASS",
        "PWD",
        "PASSWORD",
        "AUTH",
        "CREDENTIAL",
        "CREDENTIALS",
        "LOGIN",
        "HASH",
    ];
    let is_telling = key.split('_').any(|word| says.contains(&word));
    if is_telling && !KINDS.contains(&key.as_str()) {
        return (key, false);
    }
    let of_parent = if is_telling { qualified(keys, &key) } else { None };
    match (of_parent, issuer) {
        (Some(name), _) => name,
        (None, Some(name)) => (name, false),
        (None, None) if is_telling => plain(key),
        (None, None) => (PASSWORD.to_owned(), true),
    }
}

/// The name of a generic key, qualified by the nearest enclosing key that is specific.
fn qualified(keys: &[String], own: &str) -> Option<(String, bool)> {
    if !KINDS.contains(&own) {
        return None;
    }
    let noun = if OF_PASSWORDS.contains(&own) && own != "SECRET" { "PASSWORD" } else { own };
    parent(keys).map(|parent| (format!("{parent}_{noun}"), false))
}

/// The name of a key without a specific enclosing key.
fn plain(own: String) -> (String, bool) {
    if OF_PASSWORDS.contains(&own.as_str()) { (PASSWORD.to_owned(), true) } else { (own, false) }
}

/// The innermost specific key of `keys`; `None` if it denotes a database.
fn parent(keys: &[String]) -> Option<String> {
    let mut names = keys.iter().rev().map(|key| variable(key));
    let telling = |name: &String| {
        let is_short = (2..=24).contains(&name.len()) && !name.starts_with('_');
        is_short && !GROUPS.contains(&name.as_str()) && !KINDS.contains(&name.as_str())
    };
    let name = names.find(telling)?;
    (!is_of_database(&name)).then_some(name)
}

fn is_of_database(name: &str) -> bool {
    name.split('_').any(|word| DATABASES.contains(&word))
}

/// The service that a URL's scheme denotes; `None` for an SQL database.
fn of_scheme(scheme: &str) -> Option<String> {
    let scheme = scheme.split('+').next().unwrap_or_default();
    Some(match scheme {
        "amqp" | "amqps" => "RABBITMQ".to_owned(),
        "redis" | "rediss" | "valkey" | "valkeys" => "REDIS".to_owned(),
        "mongodb" => "MONGODB".to_owned(),
        "smtp" | "smtps" => "SMTP".to_owned(),
        "mysql" | "mariadb" => "MYSQL".to_owned(),
        _ => return None,
    })
}

const ADDRESSES: [&str; 8] =
    ["URL", "URI", "DSN", "CONNECTION_STRING", "CONN_STRING", "CONN_STR", "CONNSTR", "CONNECTION"];

fn is_address(key: &str) -> bool {
    ADDRESSES.iter().any(|end| key.strip_suffix(end).is_some_and(|stem| stem.is_empty() || stem.ends_with('_')))
}

/// `REDIS_URL` without `_URL`.
fn stem_of_address(key: &str) -> &str {
    ADDRESSES.iter().find_map(|end| key.strip_suffix(end)).unwrap_or_default().trim_end_matches('_')
}

/// `key` as the name of a variable.
pub(crate) fn variable(key: &str) -> String {
    let mut name = String::with_capacity(key.len());
    let mut last = '_';
    for c in key.chars() {
        let c = if c.is_ascii_alphanumeric() { c } else { '_' };
        if c.is_ascii_uppercase() && last.is_ascii_lowercase() {
            name.push('_');
        }
        if c != '_' || last != '_' {
            name.push(c.to_ascii_uppercase());
        }
        last = c;
    }
    let name = name.trim_end_matches('_').to_owned();
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("_{name}") } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_become_variable_names() {
        for (key, name) in [
            ("spring.datasource.password", "SPRING_DATASOURCE_PASSWORD"),
            ("dbPassword", "DB_PASSWORD"),
            ("db-password", "DB_PASSWORD"),
            ("PGPASSWORD", "PGPASSWORD"),
            ("1st", "_1ST"),
            ("a..b_", "A_B"),
        ] {
            assert_eq!(variable(key), name, "{key}");
        }
    }

    #[test]
    fn a_setter_names_a_property() {
        for (before, parts) in [
            ("  smtp.setPassword(\"", Some(("smtp", "Password"))),
            ("$this->db->set_password('", Some(("", "_password"))),
            ("b.withPassword(", Some(("b", "Password"))),
            ("props.setProperty(\"password\", \"", None),
            ("settings(\"", None),
        ] {
            assert_eq!(setter(before), parts, "{before}");
        }
    }

    #[test]
    fn a_password_in_a_url_is_named_after_the_service() {
        for (keys, key, scheme, name) in [
            (&[][..], "DATABASE_URL", "postgres", "DB_PASSWORD"),
            (&[], "REDIS_URL", "redis", "REDIS_PASSWORD"),
            (&[], "RABBITMQ_URL", "amqp", "RABBITMQ_PASSWORD"),
            (&["cache"], "url", "redis", "REDIS_PASSWORD"),
            (&["reports"], "url", "postgres", "REPORTS_PASSWORD"),
            (&["database"], "url", "postgres", "DB_PASSWORD"),
            (&["services"], "command", "postgres", "DB_PASSWORD"),
        ] {
            let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            assert_eq!(of_connection(&keys, key, scheme).0, name, "{key}");
        }
    }

    #[test]
    fn a_token_is_named_after_its_key_or_its_issuer() {
        for (keys, key, value, name) in [
            (&[][..], "GITHUB_TOKEN", "ghp_x", "GITHUB_TOKEN"),
            (&["stripe"], "secret_key", "sk_live_x", "STRIPE_SECRET_KEY"),
            (&["ci"], "token", "ghp_x", "CI_TOKEN"),
            (&[], "token", "ghp_x", "GITHUB_TOKEN"),
            (&[], "run", "ghp_x", "GITHUB_TOKEN"),
            (&["env"], "AWS_ACCESS_KEY_ID", "AKIAX", "AWS_ACCESS_KEY_ID"),
        ] {
            let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            assert_eq!(of_token(&keys, key, value).0, name, "{key}");
        }
    }
}
