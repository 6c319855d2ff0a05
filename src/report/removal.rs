//! The commit that took a secret from `HEAD`.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use super::dates::rfc3339;
use crate::attribution::Trace;

/// The last commit that took a secret from the tree of `HEAD`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Removal<'a> {
    /// Its id in hexadecimal.
    pub(super) commit: Cow<'a, str>,
    /// RFC 3339, in the author's zone; none, if it is a year that this cannot write.
    #[serde(rename = "author_date")]
    pub(super) date: Option<Cow<'a, str>>,
}

impl<'a> Removal<'a> {
    pub(super) fn of(trace: &'a Trace) -> Option<Self> {
        let commit = trace.removed.as_deref()?;
        let date = rfc3339(commit.authored.0, commit.authored.1).map(Cow::Owned);
        Some(Removal { commit: commit.id.as_str().into(), date })
    }

    /// The one of a finding as a report has it in JSON.
    pub(super) fn of_value(finding: &'a Value) -> Option<Self> {
        let removed = &finding["removed"];
        Some(Removal {
            commit: removed["commit"].as_str()?.into(),
            date: removed["author_date"].as_str().map(Cow::from),
        })
    }

    /// The day, where it is known.
    pub(super) fn day(&self) -> Option<&str> {
        self.date.as_deref().and_then(|date| date.get(..10))
    }
}
