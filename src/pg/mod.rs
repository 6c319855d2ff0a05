//! PostgreSQL's credential grammars, and those of other stores that occur in the same files.
//!
//! Total functions on bytes: no IO, no panic, linear time. Spans are relative to the input.
//!
//! ```
//! let credential = dsnitch::pg::uri::parse(b"postgres://app:p%40ss@db.internal/app").unwrap();
//! let password = credential.password.unwrap();
//! assert_eq!(password.value, b"p@ss".as_slice());
//! assert_eq!((password.span.start, password.span.end), (15, 21));
//! ```

#![deny(clippy::indexing_slicing, clippy::unwrap_used)]

use std::borrow::Cow;

use crate::text::{Located, Span};

pub mod adonet;
pub mod conninfo;
mod cursor;
mod decode;
pub mod jdbc;
mod opaque;
mod params;
pub mod passfile;
mod role;
pub mod sql;
pub(crate) mod sql_literal;
mod sql_token;
pub mod stored_hash;
pub mod uri;
pub mod userlist;

pub(crate) use role::is_administrator;

/// A decoded value and the span of its raw bytes in the input.
pub(crate) type Part<'a> = Located<Cow<'a, [u8]>>;

/// The parts of a credential that a grammar has parsed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credential<'a> {
    /// The name in the form itself: a URI's scheme in lower case without its `+driver`, else empty.
    pub scheme: String,
    /// The user.
    pub user: Option<Part<'a>>,
    /// The password: the secret.
    pub password: Option<Part<'a>>,
    /// The hosts, in order. A host is without brackets and port.
    pub hosts: Vec<Part<'a>>,
    /// The database.
    pub database: Option<Part<'a>>,
    /// The value of the parameter that decides on encryption: `sslmode`, `SSL Mode`, `ssl`, `encrypt`.
    pub tls: Option<Part<'a>>,
}

/// Returns the bytes of `span` unchanged: for a part without an encoding of its own.
fn raw_part(text: &[u8], span: Span) -> Part<'_> {
    Located::new(Cow::Borrowed(span.of(text)), span)
}

/// Returns the bytes of `span`, decoded by `decode`.
fn decoded_part<'a>(text: &'a [u8], span: Span, decode: impl FnOnce(&'a [u8]) -> Cow<'a, [u8]>) -> Part<'a> {
    Located::new(decode(span.of(text)), span)
}

/// Returns whether a parameter decides on encryption: of libpq, JDBC, Npgsql, asyncpg, and of the drivers of other
/// databases. `key` is in lower case.
fn decides_on_tls(key: &[u8]) -> bool {
    matches!(
        key,
        b"sslmode"
            | b"ssl mode"
            | b"ssl"
            | b"usessl"
            | b"use ssl"
            | b"ssl-mode"
            | b"ssl_mode"
            | b"sslrootcert"
            | b"sslnegotiation"
            | b"sslfactory"
            | b"tls"
            | b"tlsmode"
            | b"encrypt"
            | b"requiressl"
    )
}

/// Returns `part` unless it is empty: an absent user, host or database is often written as nothing between separators.
fn filled(part: Part<'_>) -> Option<Part<'_>> {
    if part.value.is_empty() { None } else { Some(part) }
}
