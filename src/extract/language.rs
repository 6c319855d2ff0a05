//! What kind of file a path names: the only place that looks at a path for what a text in it means.
//!
//! Extractors and excuses get a [`Language`] and no path, so that two paths with the same one are read alike, and one
//! scan may serve both.

use std::cell::{Cell, OnceCell};

use crate::extract::Dialect;
use crate::extract::dialect::stem;

/// How a file is read, as far as its path says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Language {
    /// How it writes values.
    pub dialect: Dialect,
    /// Which of the languages with a grammar of their own it is in.
    pub tongue: Tongue,
    /// Whether it holds text for people in several languages.
    pub is_catalogue: bool,
    /// Whether it lists what a project depends on, each with a version.
    pub is_manifest: bool,
}

/// A language in which something is written otherwise than in most of its dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tongue {
    /// None of the others.
    Other,
    /// Visual Basic for Applications.
    Basic,
    /// Azure's Bicep.
    Bicep,
    /// Clojure and its data.
    Clojure,
    /// COBOL.
    Cobol,
    /// C and Objective-C.
    C,
    /// C++, and headers that may be.
    Cpp,
    /// C#.
    CSharp,
    /// Elixir.
    Elixir,
    /// Go.
    Go,
    /// Go's lists of checksums, `go.sum` and `go.work.sum`.
    GoSum,
    /// Groovy and Gradle.
    Groovy,
    /// Haskell.
    Haskell,
    /// JavaScript, TypeScript, and what holds them.
    JavaScript,
    /// Emacs Lisp and Common Lisp.
    Lisp,
    /// Lua.
    Lua,
    /// The password file of ftp and curl.
    Netrc,
    /// Jupyter's notebooks.
    Notebook,
    /// PowerShell.
    PowerShell,
    /// Raku.
    Raku,
    /// Ruby.
    Ruby,
    /// Stata.
    Stata,
    /// Tcl and expect.
    Tcl,
    /// Visual Basic .NET.
    VisualBasic,
}

/// Each with the endings of its files, in lower case.
const TONGUES: &[(Tongue, &str)] = &[
    (Tongue::Basic, "bas"),
    (Tongue::Bicep, "bicep"),
    (Tongue::C, "c m mm ino pc pgc"),
    (Tongue::Clojure, "clj cljs cljc edn"),
    (Tongue::Cobol, "cbl cob cpy"),
    (Tongue::Cpp, "cpp cc cxx hpp hh h"),
    (Tongue::CSharp, "cs"),
    (Tongue::Elixir, "ex exs"),
    (Tongue::Go, "go"),
    (Tongue::Groovy, "gradle groovy"),
    (Tongue::Haskell, "hs"),
    (Tongue::JavaScript, "js jsx mjs cjs ts tsx mts cts vue svelte"),
    (Tongue::Lisp, "el lisp"),
    (Tongue::Lua, "lua"),
    (Tongue::Notebook, "ipynb"),
    (Tongue::PowerShell, "ps1 psm1 psd1"),
    (Tongue::Raku, "raku rakumod p6"),
    (Tongue::Ruby, "rb rake"),
    (Tongue::Stata, "do"),
    (Tongue::Tcl, "tcl exp"),
    (Tongue::VisualBasic, "vb"),
];

impl Language {
    /// The language of the file at `path`.
    pub fn of(path: &[u8]) -> Self {
        let lower = path.to_ascii_lowercase();
        let name = stem(lower.rsplit(|&b| b == b'/').next().unwrap_or_default());
        Language {
            dialect: Dialect::of(path),
            tongue: tongue(name),
            is_catalogue: is_catalogue(&lower),
            is_manifest: is_manifest(&lower),
        }
    }
}

fn tongue(name: &[u8]) -> Tongue {
    if name.ends_with(b"netrc") {
        return Tongue::Netrc;
    }
    if matches!(name, b"go.sum" | b"go.work.sum") {
        return Tongue::GoSum;
    }
    let Some(dot) = memchr::memrchr(b'.', name) else { return Tongue::Other };
    let ending = name.get(dot + 1..).unwrap_or_default();
    let known = TONGUES.iter().find(|(_, endings)| endings.split(' ').any(|known| known.as_bytes() == ending));
    known.map_or(Tongue::Other, |(tongue, _)| *tongue)
}

/// Folders of translated text, also behind a language: `de.lproj/`.
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

/// Files that say what a project depends on.
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

/// The path of a text: what may be asked of its path, and whether more was asked than its language.
pub struct FilePath<'h> {
    path: &'h [u8],
    /// Found when first asked for, which most texts never do.
    language: OnceCell<Language>,
    has_asked: Cell<bool>,
}

impl<'h> FilePath<'h> {
    /// The path of a text at `path`.
    pub const fn new(path: &'h [u8]) -> Self {
        FilePath { path, language: OnceCell::new(), has_asked: Cell::new(false) }
    }

    /// How it is read.
    pub fn language(&self) -> Language {
        *self.language.get_or_init(|| Language::of(self.path))
    }

    /// The words of the path, of which a password may be made. Once they were asked for, what was found holds for this
    /// path alone.
    pub fn words(&self) -> impl Iterator<Item = &'h [u8]> + use<'h> {
        self.has_asked.set(true);
        self.path.split(|b| matches!(b, b'/' | b'.')).filter(|part| part.len() >= 3).take(16)
    }

    /// Whether [`FilePath::words`] were asked for.
    pub const fn has_asked(&self) -> bool {
        self.has_asked.get()
    }
}

#[cfg(test)]
mod tests {
    use super::{Language, Tongue};

    #[test]
    fn a_path_tells_its_tongue() {
        for (path, tongue) in [
            ("a.vb", Tongue::VisualBasic),
            ("A.VB", Tongue::VisualBasic),
            ("src/main.cpp.in", Tongue::Cpp),
            ("a/.netrc", Tongue::Netrc),
            ("_netrc", Tongue::Netrc),
            ("x.tcl", Tongue::Tcl),
            ("x.py", Tongue::Other),
            ("tcl", Tongue::Other),
            ("", Tongue::Other),
        ] {
            assert_eq!(Language::of(path.as_bytes()).tongue, tongue, "{path}");
        }
    }

    #[test]
    fn a_path_tells_what_its_file_is_for() {
        for (path, catalogue, manifest) in [
            ("locales/de.json", true, false),
            ("a/de.lproj/b.txt", true, false),
            ("i18n.json", true, false),
            ("config/i18n/x.yml", true, false),
            ("po/de.po", true, false),
            ("lang", false, false),
            ("config/de.json", false, false),
            ("locales/package.json", true, true),
            ("Cargo.toml", false, true),
            ("web/package.json", false, true),
            ("settings.json", false, false),
        ] {
            let language = Language::of(path.as_bytes());
            assert_eq!((language.is_catalogue, language.is_manifest), (catalogue, manifest), "{path}");
        }
    }
}
