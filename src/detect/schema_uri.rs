//! URIs that show how one is written and connect to nothing: `USER:PASSWORD@HOST`.

use super::reading::is_chance;
use crate::extract::{Candidate, Context, Dialect, Form, line_head};
use crate::rules::words::EXAMPLE_HOSTS;

/// Host names that are the word itself: `user:pass@host`.
const HOST_WORDS: &[&[u8]] = &[
    b"host",
    b"hostname",
    b"host_name",
    b"hostaddr",
    b"dbhost",
    b"db_host",
    b"host1",
    b"servername",
    b"server_name",
    b"ip",
    b"domain",
    b"address",
    b"endpoint",
    b"hostip",
    b"your-host",
    b"yourhost",
    b"myhost",
];

/// Schemes that are the word itself: `driver://user:pass@localhost/dbname`.
const SCHEME_WORDS: &[&str] = &["driver", "scheme", "protocol", "dialect", "proto", "dbtype", "engine"];

/// Words of a schema, as documentation writes them in a URI: `username:password`.
const SCHEMA_USERS: &[&[u8]] =
    &[b"user", b"username", b"usr", b"login", b"name", b"user_name", b"db_user", b"dbuser", b"userid"];
const SCHEMA_PASSWORDS: &[&[u8]] =
    &[b"password", b"pass", b"passwd", b"pwd", b"pw", b"secret", b"db_password", b"token", b"p@ssw0rd"];

/// Words for a database.
const DATABASE_WORDS: &[&[u8]] = &[b"database_name", b"databasename", b"your_database", b"yourdb", b"name_of_database"];

/// More of them, for comments.
const SHORT_DATABASE_WORDS: &[&[u8]] = &[b"db_name", b"dbname", b"database", b"mydb", b"db", b"mydatabase", b"your_db"];

/// Schema words in a URI: `USER:PASSWORD@HOST`, `user:pass@host` where the host is the word, `driver://…`.
pub(super) fn is_schema_uri(cx: &Context<'_>, candidate: &Candidate<'_>) -> bool {
    if candidate.form != Form::Uri {
        return false;
    }
    let value = candidate.secret.value.trim_ascii();
    // Whatever stands around it, this is no word.
    if is_chance(value) {
        return false;
    }
    if SCHEME_WORDS.contains(&candidate.scheme.as_str()) {
        return true;
    }
    let user = candidate.user.as_deref().unwrap_or_default();
    let host = candidate.host.as_deref().unwrap_or_default();
    let shouts = |word: &[u8]| {
        word.len() > 1
            && word.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))
            && word.iter().any(u8::is_ascii_uppercase)
    };
    // A grammar's options: `mongodb://[username:password@]host1[:port1]`
    if user.starts_with(b"[") {
        return true;
    }
    // One mark around both: `postgres://<user:password>@<host>/`
    if user.starts_with(b"<") && value.ends_with(b">") && !user.contains(&b'>') {
        return true;
    }
    let is_word = |word: &[u8], list: &[&[u8]]| list.contains(&word.to_ascii_lowercase().as_slice());
    // `postgres.REF:PASSWORD@…`: a part of the user that shouts is to be replaced too.
    let has_schema_part = user.split(|b| *b == b'.').any(shouts);
    if shouts(value)
        && (has_schema_part || shouts(host))
        && (is_word(value, SCHEMA_PASSWORDS) || value.iter().filter(|b| b.is_ascii_digit()).count() == 0)
    {
        return true;
    }
    let schema = (is_word(user, SCHEMA_USERS) || user.is_empty()) && is_word(value, SCHEMA_PASSWORDS);
    // http://user:pass@… is how every manual writes userinfo down; nobody runs it.
    let documented = EXAMPLE_HOSTS.contains(&host.to_ascii_lowercase())
        && !matches!(host, b"localhost" | b"127.0.0.1" | b"::1" | b"0.0.0.0");
    // On the reader's own machine, where the database is the word for one.
    let database = candidate.database.as_deref().unwrap_or_default().split(|b| *b == b'?').next().unwrap_or_default();
    let says_so =
        || is_word(database, DATABASE_WORDS) || is_word(database, SHORT_DATABASE_WORDS) && is_commented(cx, candidate);
    if schema && matches!(host, b"localhost" | b"127.0.0.1") && says_so() {
        return true;
    }
    is_word(host, HOST_WORDS) || (schema && (documented || host.contains(&b'<')))
}

/// Whether the URI stands in a comment of code, which begins its line.
fn is_commented(cx: &Context<'_>, candidate: &Candidate<'_>) -> bool {
    let head = line_head(cx.text, candidate.secret.span.start).trim_ascii_start();
    cx.dialect() == Dialect::Code
        && [b"//".as_slice(), b"# ", b"* ", b"/*", b"-- ", b";; "].iter().any(|mark| head.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::placeholder::is_placeholder_text;
    use crate::extract::Extractor;
    use crate::text::Span;

    #[test]
    fn schema_words_in_a_uri() {
        for (uri, is) in [
            ("postgres://USER:PASSWORD@HOST:5432/DB", true),
            ("postgres://user:pass@host:port/db", true),
            ("postgres://user:password@hostname/db", true),
            ("driver://user:pass@localhost/dbname", true),
            ("postgres://[username:password@]host1[:port1][/db]", true),
            ("http://username:password@hello.world.example.org:8080/", true),
            ("postgresql://<urlencode(user):urlencode(pass)>@<host>:<port>/<db>", true),
            ("postgres://user:password@localhost/db", false),
            ("postgres://username:password@localhost:5432/database_name", true),
            ("postgres://username:kV8m2Qz4rT@localhost:5432/database_name", false),
            ("postgres://postgres:password@db/app", false),
            ("postgres://dbuser:secretpassword@database.server.com:3211/mydb", false),
        ] {
            let cx = Context::new(uri.as_bytes(), b"x");
            let at = uri.find("://").unwrap();
            let mut out = Vec::new();
            crate::extract::forms::uri::UriExtractor.extract(&cx, Span::new(at, at + 3), &mut out);
            let is_found = |candidate: &Candidate<'_>| {
                is_placeholder_text(&candidate.secret.value) || is_schema_uri(&cx, candidate)
            };
            assert_eq!(out.first().map(is_found), Some(is), "{uri}");
        }
    }
}
