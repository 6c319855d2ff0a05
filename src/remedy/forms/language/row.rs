//! What `fix` needs to know of a programming language.

use crate::extract;

/// A language.
pub(in super::super) struct Language {
    /// The extensions of its files.
    pub(in super::super) endings: &'static [&'static str],
    /// The look-up, with `{}` for the name; `None` if it is that of the table of languages.
    pub(super) lookup: Option<&'static str>,
    /// The look-up within an interpolated literal; `None` if it is the same.
    pub(super) inside: Option<&'static str>,
    /// Which literals are interpolated.
    pub(in super::super) fills: Fills,
    /// Quotes of literals in which `$` is expanded; `fix` does not touch such literals.
    pub(in super::super) dollars: &'static [char],
    /// Quotes of literals.
    pub(in super::super) quotes: &'static [char],
    /// Comment markers.
    pub(in super::super) comments: &'static [&'static str],
    /// How strings are concatenated.
    pub(in super::super) joins: Joins,
    /// The import that the look-up needs.
    pub(in super::super) import: Import,
    /// Words before a literal that must be a constant, and the reason.
    pub(in super::super) constants: &'static [(&'static str, &'static str)],
    /// Functions that look up a variable and take a default: `call("NAME", literal)`.
    pub(in super::super) defaults: &'static [&'static str],
    /// Functions of a library that do so, and that are kept with the name alone.
    pub(in super::super) keeps: &'static [&'static str],
    /// Operators between a look-up and its default.
    pub(in super::super) otherwise: &'static [&'static str],
}

/// Which literals are interpolated.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Fills {
    None,
    /// Those with this quote.
    Quote(char),
    /// Those with this letter before the quote.
    Letter(char),
}

/// How a language concatenates strings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Joins {
    /// In no way that keeps the type of the value.
    None,
    /// With an operator.
    Operator(&'static str),
    /// With a function, and the separator of its arguments.
    Call(&'static str, &'static str),
}

/// The import that a look-up needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Import {
    None,
    /// `import os`.
    Python,
    /// `import "os"`.
    Go,
    /// `import 'dart:io';`
    Dart,
    /// `import Foundation`
    Swift,
    /// `#include <stdlib.h>`
    C,
}

impl Language {
    /// The expression that reads the variable `name` in the file at `path`.
    pub(in super::super) fn lookup(&self, path: &str, name: &str) -> String {
        let of_table = || extract::Language::of(path.as_bytes()).tongue.variable;
        self.lookup.or_else(of_table).unwrap_or_default().replace("{}", name)
    }

    /// The same within an interpolated literal.
    pub(in super::super) fn lookup_inside(&self, path: &str, name: &str) -> String {
        self.inside.map_or_else(|| self.lookup(path, name), |inside| inside.replace("{}", name))
    }
}
