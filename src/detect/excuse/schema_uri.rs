//! URIs that show the syntax and connect to nothing: `USER:PASSWORD@HOST`.

use super::described::Described;
use crate::detect::reading::{is_chance, is_passphrase};
use crate::extract::{Candidate, Context, Dialect, Form, comment, line_head};
use crate::rules::words::{
    COMMENTED_DATABASES, EXAMPLE_HOSTS, SCHEMA_DATABASES, SCHEMA_HOSTS, SCHEMA_PASSWORDS, SCHEMA_SCHEMES, SCHEMA_USERS,
    WordList,
};

/// True for schema words in a URI: `USER:PASSWORD@HOST`, `user:pass@host` with the word as the host, `driver://…`.
pub(super) fn is_schema_uri(it: &Described<'_, '_>) -> bool {
    let Described { cx, candidate, value, .. } = *it;
    if candidate.form != Form::Uri {
        return false;
    }
    // In no context are these schema words.
    if is_chance(value) || is_passphrase(value) {
        return false;
    }
    if SCHEMA_SCHEMES.contains(candidate.scheme.as_bytes()) {
        return true;
    }
    let user = it.user().unwrap_or_default();
    let host = it.host().unwrap_or_default();
    let shouts = |word: &[u8]| {
        word.len() > 1
            && word.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))
            && word.iter().any(u8::is_ascii_uppercase)
    };
    // Optional parts of a grammar: `mongodb://[username:password@]host1[:port1]`
    if user.starts_with(b"[") {
        return true;
    }
    // One pair of marks around both: `postgres://<user:password>@<host>/`
    if user.starts_with(b"<") && value.ends_with(b">") && !user.contains(&b'>') {
        return true;
    }
    let is_word = |word: &[u8], list: &WordList| list.contains(&word.to_ascii_lowercase());
    // `postgres.REF:PASSWORD@…`: a component of the user in capitals is also to be replaced.
    let has_schema_part = user.split(|b| *b == b'.').any(shouts);
    if shouts(value)
        && (has_schema_part || shouts(host))
        && (is_word(value, &SCHEMA_PASSWORDS) || value.iter().filter(|b| b.is_ascii_digit()).count() == 0)
    {
        return true;
    }
    let schema = (is_word(user, &SCHEMA_USERS) || user.is_empty()) && is_word(value, &SCHEMA_PASSWORDS);
    // http://user:pass@… is the usual notation for userinfo in manuals; nobody uses it as a password.
    let documented = EXAMPLE_HOSTS.contains(&host.to_ascii_lowercase())
        && !matches!(host, b"localhost" | b"127.0.0.1" | b"::1" | b"0.0.0.0");
    // On the local machine, if the database is a placeholder word.
    let database = it.database().unwrap_or_default().split(|b| *b == b'?').next().unwrap_or_default();
    let says_so = || {
        is_word(database, &SCHEMA_DATABASES) || is_word(database, &COMMENTED_DATABASES) && is_commented(cx, candidate)
    };
    if schema && matches!(host, b"localhost" | b"127.0.0.1") && (says_so() || is_called_example(cx, candidate)) {
        return true;
    }
    // In a comment, a host that documentation is entitled to (RFC 2606) shows how a URI is written: `jack:secret@db.example.com`
    let is_shown = || comment::contains(cx, candidate.secret.span.start) && !it.weakness().is_empty();
    is_word(host, &SCHEMA_HOSTS) || documented && (schema || is_shown()) || schema && host.contains(&b'<')
}

/// True if the literal of code around the URI calls it an example: `'Example: DATABASE_URL=postgresql://user:password@localhost/x'`.
fn is_called_example(cx: &Context<'_>, candidate: &Candidate<'_>) -> bool {
    let head = line_head(cx.text, candidate.secret.span.start);
    let open = memchr::memrchr3(b'"', b'\'', b'`', head).map_or(head.len(), |open| open + 1);
    let lead = head.get(open..).unwrap_or_default().to_ascii_lowercase();
    cx.dialect() == Dialect::Code && [b"example".as_slice(), b"e.g."].iter().any(|word| lead.starts_with(word))
}

/// True if the URI is in a comment that begins its line of code.
fn is_commented(cx: &Context<'_>, candidate: &Candidate<'_>) -> bool {
    let head = line_head(cx.text, candidate.secret.span.start).trim_ascii_start();
    cx.dialect() == Dialect::Code
        && [b"//".as_slice(), b"# ", b"* ", b"/*", b"-- ", b";; "].iter().any(|mark| head.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::excuse::placeholder::is_placeholder_text;
    use crate::detect::strength::StrengthCache;
    use crate::extract::Extractor;
    use crate::rules::RuleSet;
    use crate::text::Span;

    #[test]
    fn schema_words_in_a_uri_are_excused() {
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
            let rules = RuleSet::builtin();
            let rule = rules.by_id("pg-uri-password").unwrap();
            let cache = StrengthCache::default();
            let is_found = |candidate: &Candidate<'_>| {
                let described = Described::new(&cx, rule, candidate, &cache);
                is_placeholder_text(&candidate.secret.value) || is_schema_uri(&described)
            };
            assert_eq!(out.first().map(is_found), Some(is), "{uri}");
        }
    }
}
