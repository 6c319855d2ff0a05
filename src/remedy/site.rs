//! A secret with the text that contains it, the input of the forms.

use std::path::Path;

use super::env_file::quoted;
use super::found::Found;
use crate::finding::Class;
use crate::text::Span;

/// A secret in its text.
pub(crate) struct Site<'a> {
    /// The top of the work tree.
    pub(crate) top: &'a Path,
    /// Relative to the top of the repository, with `/`.
    pub(crate) path: &'a str,
    /// The path of a file in the language of the text: the same, except for a text within another file.
    pub(crate) language_path: &'a str,
    pub(crate) text: &'a str,
    /// The directory of the `.env` that will hold the value.
    pub(crate) home: &'a str,
    pub(crate) found: &'a Found,
    /// The values of the text that are fixed with it, and its own.
    pub(crate) fixed: &'a [Span],
}

impl<'a> Site<'a> {
    /// The value as written.
    pub(crate) fn written(&self) -> &'a str {
        self.span_text(self.found.span)
    }

    pub(crate) fn span_text(&self, span: Span) -> &'a str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// The decoded value; `None` if it is not text.
    pub(crate) fn value(&self) -> Option<&'a str> {
        std::str::from_utf8(self.found.value.reveal()).ok()
    }

    /// The line in which the value begins, without its line ending.
    pub(crate) fn line(&self) -> Span {
        self.line_at(self.found.span.start)
    }

    /// The line that contains `at`, without its line ending.
    pub(crate) fn line_at(&self, at: usize) -> Span {
        let start = self.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
        let rest = self.text.get(at..).unwrap_or_default();
        let end = at + rest.find('\n').unwrap_or(rest.len());
        let end = if self.text.get(start..end).is_some_and(|line| line.ends_with('\r')) { end - 1 } else { end };
        Span::new(start, end)
    }

    /// The text before the value on its line.
    pub(crate) fn before(&self) -> &'a str {
        self.span_text(Span::new(self.line().start, self.found.span.start))
    }

    /// The text after the value on its line.
    pub(crate) fn after(&self) -> &'a str {
        self.span_text(Span::new(self.found.span.end, self.line_at(self.found.span.end).end))
    }

    /// The name of the file, in lower case.
    pub(crate) fn name(&self) -> String {
        name_of(self.language_path)
    }

    /// The line ending of the file.
    pub(crate) fn line_end(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }

    /// The quote around the value, if a pair encloses it directly.
    pub(crate) fn quote(&self) -> Option<char> {
        let opens = self.before().chars().next_back().filter(|c| matches!(c, '"' | '\'' | '`'))?;
        self.after().starts_with(opens).then_some(opens)
    }

    /// `note` with the path of the `.env`, relative to the top, filled in.
    pub(crate) fn with_path_of_env(&self, note: &str) -> String {
        let env = env_of(self.home);
        let word = |path: &str| quoted(path).unwrap_or_else(|| path.to_owned());
        note.replace("./.env", &word(&format!("./{env}")))
    }

    pub(crate) fn is_weak(&self) -> bool {
        self.found.finding.class() == Class::Weak
    }
}

/// The last component of `path`, in lower case.
pub(crate) fn name_of(path: &str) -> String {
    path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase()
}

/// The directory of `path`; empty for the top.
pub(crate) fn directory_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(directory, _)| directory)
}

/// `name` in `directory`.
pub(crate) fn join(directory: &str, name: &str) -> String {
    if directory.is_empty() { name.to_owned() } else { format!("{directory}/{name}") }
}

/// The `.env` of a directory.
pub(crate) fn env_of(home: &str) -> String {
    join(home, ".env")
}
