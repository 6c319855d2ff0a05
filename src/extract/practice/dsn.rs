//! The URI of a database, whether or not a password stands in it: who logs in, and whether the connection is encrypted.

use std::borrow::Cow;

use super::super::{Candidate, Context, Extractor, place::in_comment};
use super::broken;
use super::tls_mode::{host_of_authority, speaks_of_tls};
use crate::host::is_remote;
use crate::text::Span;

/// Roles with which a hosted PostgreSQL is administered, as their providers document them.
const SUPERUSERS: [&[u8]; 6] =
    [b"postgres", b"rds_superuser", b"cloudsqlsuperuser", b"azure_pg_admin", b"doadmin", b"avnadmin"];

/// Bytes of a URI that are looked at.
const LONGEST: usize = 1_024;

/// See the module. The practices: `superuser`, and `no-sslmode`.
pub struct DsnExtractor;

impl Extractor for DsnExtractor {
    fn id(&self) -> &'static str {
        "dsn"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let text = cx.text;
        let near = text.get(anchor.start..text.len().min(anchor.start + LONGEST)).unwrap_or_default();
        let Some(slashes) = memchr::memmem::find(near.get(..near.len().min(48)).unwrap_or_default(), b"://") else {
            return anchor.end;
        };
        let start = anchor.start + slashes + 3;
        let rest = text.get(start..text.len().min(start + LONGEST)).unwrap_or_default();
        let is_end =
            |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`' | b'>' | b')' | b']' | b',' | b';');
        // A list of hosts has commas.
        let end = rest.iter().position(|b| is_end(b) && *b != b',').unwrap_or(rest.len());
        let uri = rest.get(..end).unwrap_or_default();
        let Some(host) = host_of_authority(uri).filter(|host| is_remote(&String::from_utf8_lossy(host))) else {
            return start;
        };
        if in_comment(text, anchor.start) {
            return start;
        }
        let with_host = |candidate: Candidate<'h>| Candidate { host: Some(Cow::Borrowed(host)), ..candidate };
        let user =
            uri.iter().position(|b| matches!(b, b':' | b'@' | b'/')).and_then(|end| uri.get(..end)).unwrap_or_default();
        // Some hosts tell projects apart by a name behind the role: `postgres.abcd`.
        let role = user.split(|b| *b == b'.').next().unwrap_or_default();
        if uri.contains(&b'@') && SUPERUSERS.contains(&role) {
            out.push(with_host(broken(cx, Span::new(start, start + user.len()), "superuser")));
        }
        if !speaks_of_tls(uri) {
            let host_at = start + memchr::memmem::find(uri, host).unwrap_or(0);
            out.push(with_host(broken(cx, Span::new(host_at, host_at + host.len()), "no-sslmode")));
        }
        start
    }
}
