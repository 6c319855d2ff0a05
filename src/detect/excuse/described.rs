//! A candidate with the properties that excuses examine, each computed at most once.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::place::Place;
use super::reference;
use crate::detect::record;
use crate::detect::strength::StrengthCache;
use crate::detect::strength::Subject;
use crate::detect::surroundings::{self, Beside};
use crate::extract::{Candidate, Context, Dialect, Form, line_around};
use crate::finding::Weakness;
use crate::rules::words::USER_KEYS;
use crate::rules::{Rule, WeakPolicy};

/// A candidate with its properties.
pub(in crate::detect) struct Described<'a, 'h> {
    pub(in crate::detect) cx: &'a Context<'h>,
    pub(in crate::detect) rule: &'a Rule,
    pub(in crate::detect) candidate: &'a Candidate<'h>,
    /// The value without surrounding blanks.
    pub(in crate::detect) value: &'a [u8],
    cache: &'a StrengthCache,
    text: OnceCell<Cow<'a, str>>,
    lower: OnceCell<String>,
    line: OnceCell<&'h [u8]>,
    place: OnceCell<Place<'a>>,
    beside: OnceCell<Beside<'h>>,
    weakness: OnceCell<Vec<Weakness>>,
}

impl<'a, 'h> Described<'a, 'h> {
    /// Describes the `candidate` of `rule`; strength estimates come from `cache` where possible.
    pub(in crate::detect) fn new(
        cx: &'a Context<'h>,
        rule: &'a Rule,
        candidate: &'a Candidate<'h>,
        cache: &'a StrengthCache,
    ) -> Self {
        Described {
            cx,
            rule,
            candidate,
            value: candidate.secret.value.trim_ascii(),
            cache,
            text: OnceCell::new(),
            lower: OnceCell::new(),
            line: OnceCell::new(),
            place: OnceCell::new(),
            beside: OnceCell::new(),
            weakness: OnceCell::new(),
        }
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.cx.dialect()
    }

    /// True if the rule judges values. A key, a generated token and a stored hash are not judged.
    pub(in crate::detect) fn is_judged(&self) -> bool {
        self.rule.judge.weak != WeakPolicy::Leak && self.candidate.scheme != "stored-hash"
    }

    /// The value as text.
    pub(super) fn text(&self) -> &str {
        self.text.get_or_init(|| String::from_utf8_lossy(self.value))
    }

    /// The value as text, in lower case.
    pub(super) fn lower(&self) -> &str {
        self.lower.get_or_init(|| self.text().to_lowercase())
    }

    /// The line in which the value begins.
    pub(super) fn line(&self) -> &'h [u8] {
        self.line.get_or_init(|| line_around(self.cx.text, self.candidate.secret.span.start).of(self.cx.text))
    }

    /// The context that decides what is expanded in the value.
    pub(super) fn place(&self) -> Place<'a> {
        *self.place.get_or_init(|| Place::of(self.cx, self.candidate))
    }

    /// True if the value is assigned: quoted, unquoted or in prose.
    pub(super) fn is_assigned(&self) -> bool {
        matches!(self.candidate.form, Form::Quoted | Form::Bare | Form::Prose)
    }

    fn beside(&self) -> &Beside<'h> {
        self.beside.get_or_init(|| surroundings::beside(self.cx, self.candidate))
    }

    /// The user that the password belongs to, if the text names one.
    pub(in crate::detect) fn user(&self) -> Option<&[u8]> {
        self.candidate.user.as_deref().or(self.beside().user.as_deref())
    }

    /// The role that a stored hash belongs to: as [`Self::user`], or the name in the record of the hash, `{"name": "app"}`.
    pub(in crate::detect) fn role(&self) -> Option<&[u8]> {
        let named = || {
            let is_role = |name: &[u8]| {
                let name = name.to_ascii_lowercase();
                name == b"name" || name == b"rolname" || USER_KEYS.contains(&name)
            };
            record::entries(self.cx, self.candidate).into_iter().find(|pair| is_role(pair.name)).map(|pair| pair.value)
        };
        self.user().or_else(named)
    }

    pub(super) fn host(&self) -> Option<&[u8]> {
        self.candidate.host.as_deref().or(self.beside().host.as_deref())
    }

    pub(super) fn database(&self) -> Option<&[u8]> {
        self.candidate.database.as_deref().or(self.beside().database.as_deref())
    }

    /// The reasons why the value is guessable; empty if it is not, or if the rule does not ask.
    pub(in crate::detect) fn weakness(&self) -> &[Weakness] {
        self.weakness.get_or_init(|| {
            if self.rule.judge.weak == WeakPolicy::Ignore {
                return Vec::new();
            }
            let names = self.names();
            let beside = reference::beside_groups(self.value);
            self.cache.weaknesses(&Subject {
                password: beside.as_deref().unwrap_or(self.value),
                user: self.user().or_else(|| surroundings::mailbox(self.cx, self.candidate)),
                database: self.database(),
                host: self.host(),
                names: &names,
            })
        })
    }

    /// Nearby names that the password may consist of: the words of its key, the directories of its path.
    fn names(&self) -> Vec<&[u8]> {
        let is_name = |word: &&str| {
            word.len() >= 3 && !matches!(*word, "password" | "pass" | "passwd" | "pwd" | "secret" | "token" | "key")
        };
        let key = self.candidate.key.split('_').filter(is_name).map(str::as_bytes);
        let sibling = surroundings::sibling_name(self.cx, self.candidate);
        key.chain(sibling).chain(self.cx.file.words()).collect()
    }

    /// The user, host and database beside the candidate.
    pub(in crate::detect) fn into_beside(self) -> Beside<'h> {
        let Described { cx, candidate, beside, .. } = self;
        beside.into_inner().unwrap_or_else(|| surroundings::beside(cx, candidate))
    }
}
