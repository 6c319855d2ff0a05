//! Determines the purpose of a password from its key and the surrounding text.

use std::borrow::Cow;

use super::plain_name::are_plain_words;
use crate::extract::{Candidate, Context, Form, line_around};
use crate::pg::is_administrator;
use crate::rules::words::{KEY_DATABASES, KEY_GENERALITIES, SERVER_KEYS};
use crate::text::Span;
use crate::usage::{Role, Stage, Usage};

/// Number of bytes before a password that are searched for its sections and its service.
const ABOVE: usize = 16 * 1024;
/// Number of bytes of a service that are read.
const SERVICE: usize = 4 * 1024;

/// Keys in which PostgreSQL images take the password of the role that they create.
const OF_IMAGES: [&str; 2] = ["postgres_password", "postgresql_password"];

/// Returns the purpose of `candidate`, which the rule `rule` finds.
pub(super) fn of(cx: &Context<'_>, candidate: &Candidate<'_>, rule: &str) -> Usage {
    let mut usage = Usage {
        is_whole: matches!(candidate.form, Form::Uri | Form::KeywordList | Form::Sql),
        is_of_server: OF_IMAGES.contains(&candidate.key.as_str()),
        ..Usage::default()
    };
    if let Some(user) = &candidate.user {
        usage.role = Some(role_of(user));
    }
    if usage.is_whole {
        usage.product = Some(POSTGRESQL.to_owned());
    } else if are_plain_words(candidate.key.as_bytes()) {
        read_key(&candidate.key, &mut usage);
    }
    if usage.product.is_none() {
        // A rule about one product knows it by the form: `redis-server --requirepass`.
        let product = rule.split('-').next().filter(|word| SERVER_KEYS.contains(word.as_bytes()));
        usage.product = product.map(str::to_owned);
    }
    let line = line_around(cx.text, candidate.secret.span.start);
    let above = Above::of(cx.text, line);
    if usage.stage.is_none() {
        usage.stage = above.names().find_map(|name| Stage::named(&name.to_ascii_lowercase()));
    }
    // In the values of a chart, `postgresPassword` is the superuser's, and `password` next to it that of `username`.
    let head = cx.text.get(line.start..candidate.secret.span.start).unwrap_or_default();
    if memchr::memmem::find(head, b"postgresPassword").is_some() {
        usage.role = Some(Role::Administrator);
    }
    if usage.is_of_server
        && let Some(service) = above.service(cx.text)
    {
        read_service(&service, candidate.user.as_ref(), &mut usage);
    } else if !usage.is_whole {
        usage.server = above.resource(cx.text);
    }
    usage
}

/// The canonical name of PostgreSQL.
const POSTGRESQL: &str = "postgresql";

fn role_of(user: &[u8]) -> Role {
    if is_administrator(user) || user == b"root" { Role::Administrator } else { Role::Application }
}

/// Words in keys of roles that administer a database.
const ADMINISTERING: [&str; 6] = ["superuser", "admin", "administrator", "root", "dba", "sa"];
/// Words in keys of roles that use one.
const USING: [&str; 5] = ["app", "application", "readonly", "reader", "reporting"];

/// Parses the words of `key`.
fn read_key(key: &str, usage: &mut Usage) {
    let (mut purpose, mut is_administering, mut is_using) = (Vec::new(), false, false);
    let mut databases = Vec::new();
    for word in key.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if ADMINISTERING.contains(&word) {
            is_administering = true;
        } else if let Some(stage) = Stage::named(word) {
            usage.stage = Some(stage);
        } else if SERVER_KEYS.contains(word.as_bytes()) {
            usage.product = Some(word.to_owned());
        } else if KEY_DATABASES.contains(word.as_bytes()) && word != "replication" {
            databases.push(word);
        } else if !KEY_GENERALITIES.contains(word.as_bytes()) {
            purpose.push(word.to_owned());
        } else {
            is_using |= USING.contains(&word);
        }
    }
    // `POSTGRESQL_POSTGRES_PASSWORD` belongs to the role `postgres`.
    is_administering |= databases.len() > 1 && databases.get(1..).is_some_and(|more| more.contains(&"postgres"));
    let is_database = !databases.is_empty();
    // Keycloak's password for its database belongs to the database.
    if is_database && let Some(server) = usage.product.take_if(|server| !KEY_DATABASES.contains(server.as_bytes())) {
        purpose.push(server);
    }
    if usage.product.is_none() && is_database {
        let is_postgres = |word: &&str| word.starts_with("pg") || word.starts_with("postgres") || **word == *"psql";
        usage.product = Some(if databases.iter().any(is_postgres) { POSTGRESQL } else { "database" }.to_owned());
    }
    if is_administering && is_database {
        usage.role = Some(Role::Administrator);
    } else if is_administering {
        purpose.push("admin".to_owned());
    } else if is_using && usage.role.is_none() {
        usage.role = Some(Role::Application);
    }
    usage.purpose = (!purpose.is_empty()).then(|| purpose.join("_"));
}

/// The lines above a password in whose blocks it is nested, the nearest first: each is less indented than the previous
/// one.
struct Above<'t> {
    lines: Vec<(Span, &'t [u8])>,
}

impl<'t> Above<'t> {
    fn of(text: &'t [u8], line: Span) -> Self {
        let indent = |line: &[u8]| line.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'-')).count();
        let floor = line.start.saturating_sub(ABOVE);
        let own = text.get(line.start.max(line.end.saturating_sub(ABOVE))..line.end).unwrap_or_default();
        let mut least = indent(own);
        let mut lines = Vec::new();
        let mut end = line.start;
        let mut has_section = false;
        while end > floor {
            let start = text
                .get(floor..end - 1)
                .and_then(|head| memchr::memrchr(b'\n', head))
                .map_or(floor, |at| floor + at + 1);
            let above = text.get(start..end - 1).unwrap_or_default();
            let depth = indent(above);
            let trimmed = above.trim_ascii();
            let is_section = depth == 0 && !has_section && trimmed.starts_with(b"[");
            if is_section || (depth < least && !trimmed.is_empty() && !trimmed.starts_with(b"#")) {
                lines.push((Span::new(start, end - 1), trimmed));
                has_section |= is_section;
                least = least.min(depth);
            }
            end = start;
        }
        Above { lines }
    }

    /// Returns the keys and sections in these lines.
    fn names(&self) -> impl Iterator<Item = Cow<'t, str>> {
        self.lines.iter().filter_map(|(_, line)| key_of(line)).map(String::from_utf8_lossy)
    }

    /// Returns the service of a compose file: its name and content.
    fn service(&self, text: &'t [u8]) -> Option<(String, &'t [u8])> {
        let at = self.lines.iter().position(|(_, line)| key_of(line) == Some(b"services"))?;
        let (span, line) = *self.lines.get(at.checked_sub(1)?)?;
        let name = key_of(line)?;
        let depth = text.get(span.start..)?.iter().take_while(|b| **b == b' ').count();
        let rest = text.get(span.end + 1..text.len().min(span.end + SERVICE))?;
        let mut end = 0;
        for line in rest.split_inclusive(|b| *b == b'\n') {
            let own = line.iter().take_while(|b| **b == b' ').count();
            let trimmed = line.trim_ascii();
            if own <= depth && !trimmed.is_empty() && !trimmed.starts_with(b"#") {
                break;
            }
            end += line.len();
        }
        Some((String::from_utf8_lossy(name).into_owned(), rest.get(..end)?))
    }

    /// Returns the name of a Terraform resource that is a server.
    fn resource(&self, text: &[u8]) -> Option<String> {
        let (_, line) = self.lines.iter().find(|(_, line)| line.starts_with(b"resource \""))?;
        let mut words = line.split(|b| *b == b'"').skip(1).step_by(2);
        let kind = words.next()?;
        let is_server =
            [b"db_instance".as_slice(), b"rds_cluster", b"database_instance", b"postgresql_server", b"flexible_server"]
                .iter()
                .any(|server| memchr::memmem::find(kind, server).is_some());
        debug_assert!(line.len() <= text.len(), "a line of the text");
        let name = words.next().filter(|name| is_server && are_plain_words(name))?;
        Some(String::from_utf8_lossy(name).into_owned())
    }
}

/// Returns the key with which a line opens a block: `services:`, `"production": {`, `[production]`, `production = {`.
fn key_of(line: &[u8]) -> Option<&[u8]> {
    if let Some(section) = line.strip_prefix(b"[") {
        return section.split(|b| *b == b']').next();
    }
    let line = line.strip_prefix(b"- ").unwrap_or(line);
    let is_quote = |b: &u8| matches!(b, b'"' | b'\'');
    let quoted = line.first().is_some_and(is_quote);
    let line = line.get(usize::from(quoted)..)?;
    let length = line.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')).count();
    let rest = line.get(length..)?;
    let rest = rest.get(usize::from(rest.first().is_some_and(is_quote))..)?.trim_ascii();
    let opens = rest.starts_with(b":") || rest.starts_with(b"=") || rest.starts_with(b"{");
    line.get(..length).filter(|key| opens && !key.is_empty())
}

/// Parses the service of a compose file with an image's password: whether it is the server, and the role that it
/// creates.
fn read_service((name, service): &(String, &[u8]), user: Option<&Cow<'_, [u8]>>, usage: &mut Usage) {
    let value = |key: &[u8]| {
        service.split(|b| *b == b'\n').find_map(|line| {
            let at = memchr::memmem::find(line, key)?;
            let rest = line.get(at + key.len()..)?;
            let rest = rest.strip_prefix(b"\"").unwrap_or(rest).trim_ascii_start();
            let value = rest.strip_prefix(b":").or(rest.strip_prefix(b"="))?.trim_ascii();
            Some(value.strip_suffix(b"\"").unwrap_or(value).trim_ascii_start())
        })
    };
    let Some(image) = value(b"image") else {
        // Clients may have the same variables.
        usage.is_of_server = false;
        return;
    };
    let is_server = [b"postg".as_slice(), b"timescale", b"pgvector"]
        .iter()
        .any(|product| memchr::memmem::find(image, product).is_some());
    let is_beside =
        memchr::memmem::find(image, b"postgrest").is_some() || memchr::memmem::find(image, b"exporter").is_some();
    usage.is_of_server = is_server && !is_beside;
    if !usage.is_of_server {
        return;
    }
    usage.server = are_plain_words(name.as_bytes()).then(|| name.clone());
    let says_more = [b"env_file".as_slice(), b"<<", b"POSTGRES_USER_FILE", b"extends"]
        .iter()
        .any(|more| memchr::memmem::find(service, more).is_some());
    match value(b"POSTGRES_USER").or_else(|| value(b"POSTGRESQL_USERNAME")) {
        Some(written) => {
            let written = written.trim_ascii_start().strip_prefix(b"\"").unwrap_or(written);
            usage.is_whole = user.is_some_and(|user| user.as_ref() == written);
            usage.role = Some(role_of(written)).filter(|_| !written.contains(&b'$'));
        }
        // The default role of the image.
        None if !says_more => usage.role = Some(Role::Administrator),
        None => usage.role = None,
    }
}

#[cfg(test)]
mod tests {
    use super::read_key;
    use crate::usage::{Role, Usage};

    #[test]
    fn a_key_says_what_its_password_is_for() {
        for (key, product, purpose, role) in [
            ("db_password", Some("database"), None, None),
            ("postgres_password", Some("postgresql"), None, None),
            ("app_db_password", Some("database"), None, Some(Role::Application)),
            ("auth_db_password", Some("database"), Some("auth"), None),
            ("spring_datasource_password", Some("database"), None, None),
            ("redis_password", Some("redis"), None, None),
            ("db_admin_password", Some("database"), None, Some(Role::Administrator)),
            ("postgresql_postgres_password", Some("postgresql"), None, Some(Role::Administrator)),
            ("keycloak_admin_password", Some("keycloak"), Some("admin"), None),
            ("keycloak_db_password", Some("database"), Some("keycloak"), None),
            ("password", None, None, None),
        ] {
            let mut usage = Usage::default();
            read_key(key, &mut usage);
            let read = (usage.product.as_deref(), usage.purpose.as_deref(), usage.role);
            assert_eq!(read, (product, purpose, role), "{key}");
        }
    }
}
