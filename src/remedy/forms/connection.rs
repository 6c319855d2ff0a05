//! Recognises texts that are complete connection strings, which can move as a whole.

/// True if `text` is only a URL with a host, or only a list of settings.
pub(super) fn is_whole(text: &str) -> bool {
    is_url(text) || is_list(text)
}

/// True for a scheme followed by an address. One that ends where the next part would begin is incomplete.
fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let is_scheme = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    };
    let is_open = text.ends_with(['@', ':', '=', '&', '?', ',']) || text.ends_with("//");
    let is_plain = !text.contains(|c: char| c.is_whitespace() || c.is_control() || "\"'`<>\\{}$|".contains(c));
    let has_address = rest.contains("//") && rest.split_once("//").is_some_and(|(_, address)| !address.is_empty());
    is_scheme(scheme) && is_plain && !is_open && has_address
}

/// True for `host=db user=app` or `Host=db;User ID=app`: at least two settings, none of which is a variable before a
/// command.
fn is_list(text: &str) -> bool {
    let settings = match text.split_once(':') {
        Some((scheme, rest)) if scheme.chars().all(|c| c.is_ascii_lowercase()) => rest,
        _ => text,
    };
    if settings.contains(['$', '`', '{', '}', '|', '<', '>', '\\']) || settings.trim_end().ends_with('=') {
        return false;
    }
    let parts: Vec<&str> = match settings.contains(';') {
        true => settings.split(';').map(str::trim).filter(|part| !part.is_empty()).collect(),
        false => settings.split_whitespace().collect(),
    };
    let is_setting = |part: &&str| {
        part.split_once('=').is_some_and(|(key, _)| {
            let key = key.trim();
            let is_variable =
                (key.contains('_') || key.starts_with("PG")) && !key.contains(|c: char| c.is_ascii_lowercase());
            let is_key = key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ' '));
            !key.is_empty() && is_key && !is_variable
        })
    };
    parts.len() > 1 && parts.iter().all(is_setting)
}

#[cfg(test)]
mod tests {
    use super::is_whole;

    #[test]
    fn a_part_of_a_connection_string_is_not_a_connection_string() {
        for text in [
            "postgres://app:x@db.corp.net/app",
            "postgres://app:x@/app?host=/run",
            "jdbc:postgresql://db/app?user=app&password=x",
            "redis://:x@cache:6379/0",
            "host=db user=app password=x",
            "Host=db;User ID=app;Password=x",
            "pgsql:host=db;user=app;password=x",
        ] {
            assert!(is_whole(text), "{text}");
        }
        for text in [
            "postgres://app:x@",
            "postgres://app:x@$host/app",
            "postgres://app:x@{host}/app",
            "psql postgres://app:x@db/app",
            "connecting to postgres://app:x@db/app",
            "password=x",
            "PGPASSWORD=x",
            "PGPASSWORD=x PGUSER=app",
            "PGPASSWORD=x psql -h db",
            "host=$h user=app password=x",
            "ALTER ROLE app PASSWORD 'x'",
            ":x@db/app",
        ] {
            assert!(!is_whole(text), "{text}");
        }
    }
}
