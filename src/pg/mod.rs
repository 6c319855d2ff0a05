//! PostgreSQL's credential grammars, and those of the stores that live in the same files.
//!
//! Total functions on bytes: no IO, no panic, linear time. Spans are relative to the input.

use std::borrow::Cow;

use crate::text::Located;

pub mod adonet;
pub mod conninfo;
pub mod jdbc;
pub mod passfile;
pub mod sql;
pub mod stored_hash;
pub mod uri;
pub mod userlist;

/// A decoded value and where its raw bytes stand in the input.
pub type Part<'a> = Located<Cow<'a, [u8]>>;

/// The parts of a credential that a grammar read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credential<'a> {
    /// What the form calls itself: a URI's scheme in lower case without its `+driver`, else empty.
    pub scheme: String,
    /// The user.
    pub user: Option<Part<'a>>,
    /// The password: the secret.
    pub password: Option<Part<'a>>,
    /// The hosts, in order. A host is without brackets and port.
    pub hosts: Vec<Part<'a>>,
    /// The database.
    pub database: Option<Part<'a>>,
}
