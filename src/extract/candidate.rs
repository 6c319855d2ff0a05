//! Candidates: what an extractor returns.

use std::borrow::Cow;

use crate::pg::{Credential, Part};
use crate::text::{Located, Span};

/// How a candidate was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// In the authority or the query of a URI.
    Uri,
    /// In a keyword/value string with a grammar of its own: conninfo, JDBC, ADO.NET, a password file.
    KeywordList,
    /// A quoted literal assigned to a key.
    Quoted,
    /// An unquoted value assigned to a key, in a language where that is a literal.
    Bare,
    /// As `Bare`, but in prose, where only the shape says that it is a value.
    Prose,
    /// A string literal in a statement of SQL.
    Sql,
    /// A value that is recognised by its own shape: a stored hash, a key, a token.
    Token,
    /// No secret: what breaks a practice.
    Practice,
}

/// A value that may be a secret, and what stands around it. Spans are those of the fragment.
#[derive(Clone, Debug)]
pub struct Candidate<'h> {
    /// How it was written.
    pub form: Form,
    /// The value, decoded, and where its raw bytes stand.
    pub secret: Part<'h>,
    /// The URI's scheme, or what the form calls itself; may be empty.
    pub scheme: String,
    /// The key that it is assigned to, in lower case with `_` between words; may be empty.
    pub key: String,
    /// The user.
    pub user: Option<Cow<'h, [u8]>>,
    /// The first host.
    pub host: Option<Cow<'h, [u8]>>,
    /// The database.
    pub database: Option<Cow<'h, [u8]>>,
    /// Whether `{x}` in the value is a reference (an f-string, `format!`, `.format`).
    pub formatted: bool,
}

impl<'h> Candidate<'h> {
    /// A candidate with nothing known around it.
    pub fn new(form: Form, secret: Part<'h>) -> Self {
        Candidate {
            form,
            secret,
            scheme: String::new(),
            key: String::new(),
            user: None,
            host: None,
            database: None,
            formatted: false,
        }
    }

    /// The candidate that a credential makes which was parsed from a text of our own making; `secret` is its password,
    /// and stands in the fragment.
    pub(crate) fn owning(form: Form, credential: Credential<'_>, secret: Part<'h>) -> Self {
        let owned = |part: Part<'_>| Cow::Owned(part.value.into_owned());
        Candidate {
            scheme: credential.scheme,
            user: credential.user.map(owned),
            host: credential.hosts.into_iter().next().map(owned),
            database: credential.database.map(owned),
            ..Candidate::new(form, secret)
        }
    }

    /// The candidate that a parsed credential makes, if it has a password. `offset` is where the grammar's input
    /// starts in the fragment.
    pub(crate) fn from_credential(form: Form, credential: Credential<'h>, offset: usize) -> Option<Self> {
        let secret = credential.password?.shifted(offset);
        Some(Candidate {
            scheme: credential.scheme,
            user: credential.user.map(|part| part.value),
            host: credential.hosts.into_iter().next().map(|part| part.value),
            database: credential.database.map(|part| part.value),
            ..Candidate::new(form, secret)
        })
    }
}

/// A part of the fragment as it stands.
pub(crate) fn raw_part(text: &[u8], span: Span) -> Part<'_> {
    Located::new(Cow::Borrowed(span.of(text)), span)
}
