//! What a fix would do, as data: told to people, and then done.

use super::apply;
use super::change::Change;
use super::patch;
use super::shown::Line;
use crate::failure::Failure;
use crate::finding::Location;
use crate::git::Layout;
use crate::git::plumbing::Plumbing;

/// A finding that is to be mended.
#[derive(Clone, Debug)]
pub struct Target {
    /// The path of its file, from the top.
    pub path: Vec<u8>,
    /// Its rule.
    pub rule: String,
    /// Where it stands in what is staged.
    pub location: Location,
}

/// How to mend.
#[derive(Default)]
pub struct Options {
    /// Makes a strong password to come in place of each weak one.
    pub stronger: Option<Box<dyn Fn() -> Option<String>>>,
    /// Whether images that read a password from a file get a secret of Compose.
    pub compose_secrets: bool,
}

/// A finding that stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The path of its file; what a terminal would act on is made visible.
    pub path: String,
    /// Its line.
    pub line: usize,
    /// Its rule.
    pub rule: String,
    /// Why nothing was done that is safe.
    pub why: String,
}

/// What is told of a file that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Its path.
    pub path: String,
    /// What is done with it.
    pub what: String,
}

/// Variables that a `.env` gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Values {
    /// Its path.
    pub env: String,
    /// Their names.
    pub names: Vec<String>,
}

/// What a fix would do.
#[derive(Default)]
pub struct Plan {
    pub(super) changes: Vec<Change>,
    /// The lines that change, masked.
    pub lines: Vec<Line>,
    /// Files that are written beside these, and files that are no longer tracked.
    pub files: Vec<Planned>,
    /// What each `.env` gets.
    pub values: Vec<Values>,
    /// Files that git is to track no longer.
    pub untracked: Vec<String>,
    /// What stays, and why.
    pub left: Vec<Left>,
    /// What a person should know.
    pub notes: Vec<String>,
}

impl Plan {
    /// Whether nothing would be written.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Does it: all, or nothing.
    ///
    /// # Errors
    /// When a file was changed meanwhile, or cannot be written.
    pub fn apply(&self, layout: &Layout) -> Result<(), Failure> {
        apply::all(layout, &Plumbing::new(layout)?, &self.changes)
    }

    /// What is staged of it as a patch, behind `shown`, which says it to people. What holds secrets is not in it: `.env`, and
    /// what is no longer tracked.
    ///
    /// # Errors
    /// When git cannot be asked.
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
