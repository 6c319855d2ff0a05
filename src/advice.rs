//! The remedy of a finding as reports print it.

use std::borrow::Cow;

/// What to do about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Sentences.
    Sentences {
        /// What to do in any file; ends with a full stop.
        general: String,
        /// What that is in the finding's own file, as the rest of a sentence: `os.environ["PGPASSWORD"].`
        here: Option<String>,
    },
    /// Numbered steps after a leak, a line each, with the lines of their commands below.
    Steps(String),
}

impl Advice {
    /// Advice that is the same in each file.
    pub fn general(text: impl Into<String>) -> Self {
        Advice::Sentences { general: text.into(), here: None }
    }

    /// The same advice with another end about the finding's own file.
    #[must_use]
    pub fn with_here(&self, here: String) -> Self {
        match self {
            Advice::Sentences { general, .. } => Advice::Sentences { general: general.clone(), here: Some(here) },
            Advice::Steps(steps) => Advice::Steps(steps.clone()),
        }
    }

    /// True if the general part is the same.
    #[must_use]
    pub fn is_alike(&self, other: &Self) -> bool {
        match (self, other) {
            (Advice::Sentences { general, .. }, Advice::Sentences { general: other, .. }) => general == other,
            _ => self == other,
        }
    }

    /// All of it as one text.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Advice::Sentences { general, here: None } => Cow::Borrowed(general),
            Advice::Sentences { general, here: Some(here) } => Cow::Owned(format!("{general} Here: {here}")),
            Advice::Steps(steps) => Cow::Borrowed(steps),
        }
    }

    /// Replaces each part that `edit` gives another text for.
    pub fn edit(&mut self, mut edit: impl FnMut(&str) -> Option<String>) {
        let parts = match self {
            Advice::Sentences { general, here } => [Some(general), here.as_mut()],
            Advice::Steps(steps) => [Some(steps), None],
        };
        for part in parts.into_iter().flatten() {
            if let Some(other) = edit(part) {
                *part = other;
            }
        }
    }
}
