//! The plan of a fix as data, which is shown first and then applied.

use super::apply;
use super::change::Change;
use super::patch;
use super::shown::Line;
use crate::failure::Failure;
use crate::finding::Location;
use crate::git::Layout;
use crate::git::plumbing::Plumbing;

/// A finding to fix.
#[derive(Clone, Debug)]
pub struct Target {
    /// The path of its file, relative to the top.
    pub path: Vec<u8>,
    /// Its rule.
    pub rule: String,
    /// Its location in the staged version.
    pub location: Location,
}

/// Options of a fix.
#[derive(Default)]
pub struct Options {
    /// Generates a strong password to replace each weak one.
    pub stronger: Option<Box<dyn Fn() -> Option<String>>>,
    /// True if images that can read a password from a file get a Compose secret.
    pub compose_secrets: bool,
}

/// A finding that is not fixed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The path of its file, with control characters made visible.
    pub path: String,
    /// Its line.
    pub line: usize,
    /// Its rule.
    pub rule: String,
    /// The reason why no safe fix exists.
    pub why: String,
}

/// A file to be written, for display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Its path.
    pub path: String,
    /// What happens to it.
    pub what: String,
}

/// A file that git will no longer track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untracked {
    /// Its path.
    pub path: String,
    /// True if it consists of assignments to variables, in which a weak password can be replaced.
    pub is_env: bool,
}

/// Variables that are added to a `.env`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Values {
    /// Its path.
    pub env: String,
    /// Their names.
    pub names: Vec<String>,
}

/// The plan of a fix.
#[derive(Default)]
pub struct Plan {
    pub(super) changes: Vec<Change>,
    /// The changed lines, masked.
    pub lines: Vec<Line>,
    /// Other files that are written, and files that are untracked.
    pub files: Vec<Planned>,
    /// The additions to each `.env`.
    pub values: Vec<Values>,
    /// Files that git will no longer track.
    pub untracked: Vec<Untracked>,
    /// The findings that are not fixed, with reasons.
    pub left: Vec<Left>,
    /// Notes for the user.
    pub notes: Vec<String>,
}

impl Plan {
    /// True if nothing would be written.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Applies the plan, all or nothing.
    ///
    /// # Errors
    /// If a file has changed meanwhile, or cannot be written.
    pub fn apply(&self, layout: &Layout) -> Result<(), Failure> {
        apply::all(layout, &Plumbing::new(layout)?, &self.changes)
    }

    /// The staged changes as a patch, after `shown`, which describes it for people. Files that hold secrets are not in
    /// it: `.env`, and files that are untracked.
    ///
    /// # Errors
    /// If git fails.
    pub fn patch(&self, layout: &Layout, shown: &str) -> Result<Vec<u8>, Failure> {
        let plumbing = Plumbing::new(layout)?;
        let mut text: Vec<u8> = shown.lines().flat_map(|line| format!("# {line}\n").into_bytes()).collect();
        text.push(b'\n');
        for change in &self.changes {
            text.extend(patch::of(&plumbing, change)?.unwrap_or_default());
        }
        Ok(text)
    }

    pub(super) fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}
