//! Determines the language of a file. No other module derives the meaning of a text from its path.
//!
//! Extractors and excuses receive a [`Language`] and no path, so that two paths with the same language are read
//! identically, and one scan can serve both.

mod called;
mod dialect;
mod literals;
mod table;
mod tongue;

use std::cell::{Cell, OnceCell};

pub(crate) use called::{ending_of, names_a_language};
pub(crate) use dialect::Dialect;
pub(crate) use literals::{Apostrophe, Chosen, Escape, Literals, Quote};
use tongue::By;
pub(crate) use tongue::{Construct, Tongue};

/// The language of a file, by its path and the beginning of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Language {
    /// Its row in the table of languages.
    pub tongue: &'static Tongue,
    /// True if it contains translations of texts for people.
    pub is_catalogue: bool,
    /// True if it lists dependencies with versions.
    pub is_manifest: bool,
    /// True if it contains the services of a Compose file.
    pub is_compose: bool,
    /// True if its name says that a template language writes it: comments of such a language may stand anywhere in it.
    pub is_template: bool,
}

impl Language {
    /// The language of the file at `path`, as far as the path determines it.
    pub(crate) fn of(path: &[u8]) -> Self {
        Language::among(table::all(), path)
    }

    /// The same with a given set of `tongues`.
    fn among(tongues: impl Iterator<Item = &'static Tongue> + Clone, path: &[u8]) -> Self {
        let lower = path.to_ascii_lowercase();
        let name = lower.rsplit(|b| *b == b'/').next().unwrap_or_default();
        Language {
            tongue: tongue_of(tongues, &lower),
            is_catalogue: is_catalogue(&lower),
            is_manifest: is_manifest(&lower),
            is_compose: memchr::memmem::find(name, b"compose").is_some(),
            is_template: memchr::memmem::find(&lower, b"templates/").is_some()
                || name.rsplit(|b| *b == b'.').take(2).any(|ending| TEMPLATES.contains(&ending)),
        }
    }

    /// Refines the language by the content: .NET's `.config` is XML, and a script needs no extension.
    #[must_use]
    pub(crate) fn given(self, text: &[u8]) -> Self {
        let head = text.strip_prefix(b"\xef\xbb\xbf".as_slice()).unwrap_or(text);
        let head = head.get(..head.len().min(128)).unwrap_or_default().trim_ascii_start();
        Language { tongue: said_by(self.tongue, head), ..self }
    }

    /// Its syntax family.
    pub(crate) const fn dialect(self) -> Dialect {
        self.tongue.dialect
    }
}

impl Dialect {
    /// The family of a file that a text names, which is not where the text itself is.
    pub(crate) fn of_named_file(name: &[u8]) -> Self {
        Language::of(name).dialect()
    }
}

fn tongue_of(tongues: impl Iterator<Item = &'static Tongue> + Clone, lower: &[u8]) -> &'static Tongue {
    let name = stem(lower.rsplit(|&b| b == b'/').next().unwrap_or_default());
    if name == b".envrc" {
        return &table::SHELL;
    }
    if name.starts_with(b".env") || name.ends_with(b".env") || name == b"env" {
        return &table::ENVIRONMENT;
    }
    let ending_of = |name: &'_ [u8]| memchr::memrchr(b'.', name).map(|dot| dot + 1);
    // A part of a source file, which others include: `convert.c.inc`
    let is_source = |stem: &&[u8]| {
        let ending = ending_of(stem).and_then(|at| stem.get(at..));
        ending.is_some_and(|ending| tongues.clone().any(|tongue| tongue.is_named(ending, By::Ending)))
    };
    let name = name.strip_suffix(b".inc").filter(is_source).unwrap_or(name);
    let ending = ending_of(name).and_then(|at| name.get(at..));
    let known = By::ALL.into_iter().find_map(|by| {
        let name = if by == By::Ending { ending? } else { name };
        tongues.clone().find(|tongue| tongue.is_named(name, by))
    });
    // Cookiecutter and direnv keep env files in directories with these names; cron reads directories of tables.
    let is_kept_in = |folders: &[&[u8]]| folders.iter().any(|folder| memchr::memmem::find(lower, folder).is_some());
    known.unwrap_or_else(|| {
        if is_kept_in(&[b".envs/"]) {
            &table::ENVIRONMENT
        } else if is_kept_in(&[b"cron.d/", b"crontabs/"]) {
            &table::CRONTAB
        } else {
            &table::TEXT
        }
    })
}

/// The language according to the beginning of a text, where the name suggests `tongue`.
fn said_by(tongue: &'static Tongue, head: &[u8]) -> &'static Tongue {
    let called = |name: &str| table::all().find(|tongue| tongue.name == name).unwrap_or(tongue);
    match tongue.dialect {
        Dialect::Ini | Dialect::Prose if head.starts_with(b"<?xml") => called("markup"),
        // A lock file is JSON, or has its own line format.
        Dialect::Json
            if head.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'#')
                && memchr::memchr2(b'=', b':', head).is_some() =>
        {
            called("settings")
        }
        // Include files: PHP's, or lists of settings.
        Dialect::Ini if head.starts_with(b"<?php") || head.starts_with(b"<?=") => called("PHP"),
        Dialect::Ini if head.first() == Some(&b'<') && !opens_directives(head) => called("markup"),
        // Erlang's sys.config is a term.
        Dialect::Ini if head.starts_with(b"%%") => called("Erlang"),
        Dialect::Ini if head.strip_prefix(b"[").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"{")) => {
            called("Erlang")
        }
        Dialect::Prose if head.starts_with(b"#!") => {
            let line = head.split(|b| *b == b'\n').next().unwrap_or_default();
            let mut words = line.split(|b| matches!(b, b' ' | b'/' | b'\t' | b'\r'));
            words.find_map(|word| table::all().find(|tongue| tongue.is_run_by(word))).unwrap_or(&table::CODE)
        }
        _ => tongue,
    }
}

/// Whether the tag that `head` begins with is a block of directives, as fluentd, collectd and Apache have them: a word without `=`
/// behind its name (`<match **>`, `<VirtualHost *:80>`), or a parameter with an `@` on the line below.
fn opens_directives(head: &[u8]) -> bool {
    let mut lines = head.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    let Some([b'<', first, inner @ .., b'>']) = lines.next() else { return false };
    let has_word = inner.contains(&b' ') && !inner.iter().any(|b| matches!(b, b'=' | b'/' | b'<'));
    first.is_ascii_alphabetic() && (has_word || lines.next().is_some_and(|line| line.starts_with(b"@")))
}

/// The file's `name`, in lower case, without extensions of templates, samples and backups: `compose.yml.j2`,
/// `.env.example`.
pub(super) fn stem(name: &[u8]) -> &[u8] {
    let mut name = name;
    while let Some(stem) = TEMPLATE_ENDINGS.iter().find_map(|end| name.strip_suffix(end.as_bytes())) {
        if stem.is_empty() {
            break;
        }
        name = stem;
    }
    name
}

/// Endings of files that a template language writes, of which another one may follow: `a.j2.yml`.
const TEMPLATES: &[&[u8]] = &[
    b"blade",
    b"eex",
    b"ejs",
    b"erb",
    b"ftl",
    b"gotmpl",
    b"hbs",
    b"heex",
    b"j2",
    b"jinja",
    b"jinja2",
    b"liquid",
    b"mustache",
    b"njk",
    b"sls",
    b"tmpl",
    b"tpl",
    b"twig",
    b"vm",
    b"vtl",
];

const TEMPLATE_ENDINGS: &[&str] = &[
    ".example",
    ".sample",
    ".dist",
    ".tpl",
    ".tmpl",
    ".template",
    ".j2",
    ".jinja",
    ".jinja2",
    ".erb",
    ".eex",
    ".ejs",
    ".ftl",
    ".heex",
    ".leex",
    ".liquid",
    ".njk",
    ".twig",
    ".vm",
    ".vtl",
    ".stub",
    ".in",
    ".mustache",
    ".hbs",
    ".gotmpl",
    ".default",
    ".orig",
    ".bak",
    ".old",
    ".patch",
    ".diff",
    ".local",
    ".txt.j2",
];

/// Directories of translations, also after a language: `de.lproj/`.
const CATALOGUES: &[&[u8]] = &[
    b"i18n",
    b"l10n",
    b"locale",
    b"locales",
    b"lang",
    b"langs",
    b"languages",
    b"translations",
    b"translation",
    b"messages",
    b"lproj",
];

fn is_catalogue(lower: &[u8]) -> bool {
    let (folders, file) = match memchr::memrchr(b'/', lower) {
        Some(slash) => (lower.get(..slash).unwrap_or_default(), lower.get(slash + 1..).unwrap_or_default()),
        None => (&[][..], lower),
    };
    let is_one = |folder: &[u8]| CATALOGUES.contains(&folder.rsplit(|b| *b == b'.').next().unwrap_or_default());
    let ends = [b".po".as_slice(), b".pot", b".arb", b".xliff", b".xlf", b".strings", b".resx"];
    let holds = [b"messages_".as_slice(), b"messages.", b"i18n.", b"i18n_", b"translations.", b"locale."];
    folders.split(|b| *b == b'/').any(is_one)
        || ends.iter().any(|end| file.ends_with(end))
        || holds.iter().any(|name| memchr::memmem::find(file, name).is_some())
}

/// Files that list a project's dependencies.
const MANIFESTS: &[&[u8]] = &[
    b"package.json",
    b"composer.json",
    b"bower.json",
    b"cargo.toml",
    b"pyproject.toml",
    b"deno.json",
    b"pubspec.yaml",
    b"pubspec.lock",
    b"package-lock.json",
    b"composer.lock",
    b"pipfile",
    b"cpanfile",
    b"yarn.lock",
    b"bun.lock",
    b"gemfile.lock",
    b"poetry.lock",
    b"cargo.lock",
    b"uv.lock",
    b"pnpm-lock.yaml",
];

fn is_manifest(lower: &[u8]) -> bool {
    MANIFESTS.contains(&lower.rsplit(|b| *b == b'/').next().unwrap_or_default())
}

/// The path of a text. Gives access to its language and its words, and records whether the words were used.
pub struct FilePath<'h> {
    path: &'h [u8],
    /// Determined on demand, which most texts never need.
    language: OnceCell<Language>,
    has_asked: Cell<bool>,
}

impl<'h> FilePath<'h> {
    /// Wraps the path of a text.
    pub const fn new(path: &'h [u8]) -> Self {
        FilePath { path, language: OnceCell::new(), has_asked: Cell::new(false) }
    }

    /// The language.
    pub(crate) fn language(&self) -> Language {
        *self.language.get_or_init(|| Language::of(self.path))
    }

    /// The words of the path, of which a password may consist. Once they are used, the findings are valid for this path
    /// only.
    pub(crate) fn words(&self) -> impl Iterator<Item = &'h [u8]> + use<'h> {
        self.has_asked.set(true);
        self.path.split(|b| matches!(b, b'/' | b'.')).filter(|part| part.len() >= 3).take(16)
    }

    /// True if [`FilePath::words`] was called.
    pub(crate) const fn has_asked(&self) -> bool {
        self.has_asked.get()
    }
}

#[cfg(test)]
mod tests;
