//! Candidates, the output of extractors.

use std::borrow::Cow;

use crate::pg::{Credential, Part};
use crate::text::{Located, Span};

/// The syntax in which a candidate was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The authority or the query of a URI.
    Uri,
    /// A keyword/value string with its own grammar: conninfo, JDBC, ADO.NET, a password file.
    KeywordList,
    /// A quoted literal assigned to a key.
    Quoted,
    /// An unquoted value assigned to a key, in a language in which that is a literal.
    Bare,
    /// As `Bare`, but in prose, where only the shape identifies a value.
    Prose,
    /// A string literal in an SQL statement.
    Sql,
    /// A value recognised by its own format: a stored hash, a key, a token.
    Token,
    /// Not a secret: a violation of a practice.
    Practice,
}

/// How a text gives a value to its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// It sets it.
    Set,
    /// A condition that looks up nothing chooses it: it may be a word of an interface as well.
    Chosen,
    /// A message says it behind a label: it may be a word of a sentence as well.
    Said,
    /// Its place alone does: the second of a pair in a list, the argument of a call that nothing is known about. It may be anything
    /// else as well.
    Placed,
}

/// A possible secret with its context. Spans refer to the fragment.
#[derive(Clone, Debug)]
pub struct Candidate<'h> {
    /// The syntax.
    pub form: Form,
    /// The decoded value, and the span of its raw bytes.
    pub secret: Part<'h>,
    /// The URI's scheme, or the name of the form; of a practice, the detail of its message. May be empty.
    pub scheme: String,
    /// The key that it is assigned to, in lower case with `_` between words; may be empty.
    pub key: String,
    /// The user.
    pub user: Option<Cow<'h, [u8]>>,
    /// The first host.
    pub host: Option<Cow<'h, [u8]>>,
    /// The database.
    pub database: Option<Cow<'h, [u8]>>,
    /// True if `{x}` in the value is a reference (an f-string, `format!`, `.format`).
    pub formatted: bool,
    /// How the text gives it to its key.
    pub given: Given,
    /// Of a practice, what is right in the place of what is written there, without anything that may be a secret; may be empty.
    pub instead: String,
}

impl<'h> Candidate<'h> {
    /// A candidate without context.
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
            given: Given::Set,
            instead: String::new(),
        }
    }

    /// Whether the text gives the value to its key. What is only said, or only placed, may be anything: that it is no secret says
    /// nothing of it in another text around or within.
    pub(crate) const fn is_given(&self) -> bool {
        matches!(self.given, Given::Set | Given::Chosen)
    }

    /// The candidate for a credential that was parsed from a constructed text; `secret` is its password in the
    /// fragment.
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

    /// The candidate for a parsed credential, if it has a password. `offset` is the position of the grammar's input in
    /// the fragment.
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

/// A part of the fragment, undecoded.
pub(crate) fn raw_part(text: &[u8], span: Span) -> Part<'_> {
    Located::new(Cow::Borrowed(span.of(text)), span)
}
