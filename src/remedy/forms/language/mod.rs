//! Programming languages, one row each, with what `fix` needs to replace a literal by a look-up of a variable without a
//! default. How a language reads a variable is in the table of languages (`extract/language/table.rs`); this table
//! holds deviations and additions.

use crate::extract;

use crate::remedy::project;
use crate::remedy::site::Site;

/// A language.
pub(super) struct Language {
    /// The extensions of its files.
    pub(super) endings: &'static [&'static str],
    /// The look-up, with `{}` for the name; `None` if it is that of the table of languages.
    lookup: Option<&'static str>,
    /// The look-up within an interpolated literal; `None` if it is the same.
    inside: Option<&'static str>,
    /// Which literals are interpolated.
    pub(super) fills: Fills,
    /// Quotes of literals in which `$` is expanded; `fix` does not touch such literals.
    pub(super) dollars: &'static [char],
    /// Quotes of literals.
    pub(super) quotes: &'static [char],
    /// Comment markers.
    pub(super) comments: &'static [&'static str],
    /// How strings are concatenated.
    pub(super) joins: Joins,
    /// The import that the look-up needs.
    pub(super) import: Import,
    /// Words before a literal that must be a constant, and the reason.
    pub(super) constants: &'static [(&'static str, &'static str)],
    /// Functions that look up a variable and take a default: `call("NAME", literal)`.
    pub(super) defaults: &'static [&'static str],
    /// Functions of a library that do so, and that are kept with the name alone.
    pub(super) keeps: &'static [&'static str],
    /// Operators between a look-up and its default.
    pub(super) otherwise: &'static [&'static str],
}

/// Which literals are interpolated.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fills {
    None,
    /// Those with this quote.
    Quote(char),
    /// Those with this letter before the quote.
    Letter(char),
}

/// How a language concatenates strings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Joins {
    /// In no way that keeps the type of the value.
    None,
    /// With an operator.
    Operator(&'static str),
    /// With a function, and the separator of its arguments.
    Call(&'static str, &'static str),
}

/// The import that a look-up needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Import {
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

const CONSTANT: &str =
    "a constant is worked out when the program is built: make it a value that is looked up when it runs";
const ANNOTATION: &str = "an annotation takes constants only: refer to a property, and set that from the environment";
const ATTRIBUTE: &str = "a module attribute is worked out when the program is built, and would be a part of it: look the value up in a function";
const PROPERTY: &str = "a property's default has to be a constant: set it in the constructor";

/// Configuration functions of a framework, which are kept.
const NEST: &[&str] = &["config.get", "this.config.get", "configService.get", "this.configService.get"];

const PLAIN: Language = Language {
    endings: &[],
    lookup: None,
    inside: None,
    fills: Fills::None,
    dollars: &[],
    quotes: &['"'],
    comments: &["//"],
    joins: Joins::Operator(" + "),
    import: Import::None,
    constants: &[],
    defaults: &[],
    keeps: &[],
    otherwise: &[],
};

/// The languages.
pub(super) const LANGUAGES: &[Language] = &[
    Language {
        endings: &[".py", ".pyi", ".pyw"],
        inside: Some("{os.environ['{}']}"),
        fills: Fills::Letter('f'),
        quotes: &['"', '\''],
        comments: &["#"],
        import: Import::Python,
        defaults: &["os.environ.get", "os.getenv", "environ.get", "getenv"],
        keeps: &["env", "env.str", "env.url", "env.db", "env.db_url", "config", "Env.str"],
        otherwise: &["or"],
        ..PLAIN
    },
    Language {
        endings: &[".ts", ".tsx", ".mts", ".cts"],
        lookup: Some("process.env.{}!"),
        inside: Some("${process.env.{}}"),
        fills: Fills::Quote('`'),
        quotes: &['"', '\'', '`'],
        keeps: NEST,
        otherwise: &["||", "??"],
        ..PLAIN
    },
    Language {
        endings: &[".vue", ".svelte"],
        lookup: Some("process.env.{}"),
        inside: Some("${process.env.{}}"),
        fills: Fills::Quote('`'),
        quotes: &['"', '\'', '`'],
        otherwise: &["||", "??"],
        ..PLAIN
    },
    Language {
        endings: &[".js", ".jsx", ".mjs", ".cjs"],
        inside: Some("${process.env.{}}"),
        fills: Fills::Quote('`'),
        quotes: &['"', '\'', '`'],
        keeps: NEST,
        otherwise: &["||", "??"],
        ..PLAIN
    },
    Language {
        endings: &[".go"],
        quotes: &['"', '`'],
        import: Import::Go,
        constants: &[("const ", CONSTANT)],
        ..PLAIN
    },
    Language {
        endings: &[".java"],
        constants: &[("@", ANNOTATION), ("case ", CONSTANT)],
        defaults: &["System.getenv().getOrDefault"],
        ..PLAIN
    },
    Language {
        endings: &[".kt", ".kts"],
        inside: Some("${System.getenv(\"{}\")}"),
        fills: Fills::Quote('"'),
        constants: &[("@", ANNOTATION), ("const val ", CONSTANT)],
        defaults: &["System.getenv().getOrDefault"],
        otherwise: &["?:"],
        ..PLAIN
    },
    Language {
        endings: &[".groovy", ".gradle"],
        inside: Some("${System.getenv('{}')}"),
        fills: Fills::Quote('"'),
        quotes: &['"', '\''],
        otherwise: &["?:", "||"],
        ..PLAIN
    },
    Language {
        endings: &[".scala", ".sc", ".sbt"],
        lookup: Some("sys.env(\"{}\")"),
        defaults: &["sys.env.getOrElse", "Properties.envOrElse", "scala.util.Properties.envOrElse"],
        ..PLAIN
    },
    Language {
        endings: &[".cs"],
        lookup: Some("System.Environment.GetEnvironmentVariable(\"{}\")"),
        constants: &[("const ", CONSTANT), ("[", ANNOTATION)],
        otherwise: &["??"],
        ..PLAIN
    },
    Language {
        endings: &[".fs", ".fsx"],
        lookup: Some("(System.Environment.GetEnvironmentVariable \"{}\")"),
        constants: &[("[<Literal>]", CONSTANT)],
        ..PLAIN
    },
    Language {
        endings: &[".rb", ".rake", ".gemspec", "gemfile", "rakefile", "vagrantfile", "podfile", "fastfile", "capfile"],
        lookup: Some("ENV.fetch(\"{}\")"),
        inside: Some("#{ENV.fetch('{}')}"),
        fills: Fills::Quote('"'),
        quotes: &['"', '\''],
        comments: &["#"],
        defaults: &["ENV.fetch"],
        otherwise: &["||"],
        ..PLAIN
    },
    Language {
        endings: &[".php"],
        quotes: &['"', '\''],
        comments: &["//", "#"],
        constants: &[
            ("const ", CONSTANT),
            ("static ", PROPERTY),
            ("case ", CONSTANT),
            ("public ", PROPERTY),
            ("private ", PROPERTY),
            ("protected ", PROPERTY),
            ("var ", PROPERTY),
        ],
        keeps: &["env", "Env::get"],
        otherwise: &["?:", "??"],
        joins: Joins::Operator(" . "),
        dollars: &['"'],
        ..PLAIN
    },
    Language {
        endings: &[".rs"],
        lookup: Some("std::env::var(\"{}\").expect(\"{} is set\")"),
        constants: &[("const ", CONSTANT), ("static ", CONSTANT), ("#[", ANNOTATION)],
        joins: Joins::None,
        ..PLAIN
    },
    Language {
        endings: &[".ex", ".exs"],
        constants: &[("@", ATTRIBUTE)],
        inside: Some("#{System.fetch_env!(\"{}\")}"),
        fills: Fills::Quote('"'),
        comments: &["#"],
        defaults: &["System.get_env"],
        otherwise: &["||"],
        joins: Joins::Operator(" <> "),
        ..PLAIN
    },
    Language {
        endings: &[".pl", ".pm"],
        lookup: Some("$ENV{{}}"),
        inside: Some("$ENV{{}}"),
        fills: Fills::Quote('"'),
        quotes: &['"', '\''],
        comments: &["#"],
        otherwise: &["//", "||"],
        joins: Joins::Operator(" . "),
        ..PLAIN
    },
    Language {
        endings: &[".r"],
        lookup: Some("Sys.getenv(\"{}\")"),
        quotes: &['"', '\''],
        comments: &["#"],
        defaults: &["Sys.getenv"],
        joins: Joins::Call("paste0(", ", "),
        ..PLAIN
    },
    Language {
        endings: &[".jl"],
        lookup: Some("ENV[\"{}\"]"),
        comments: &["#"],
        defaults: &["get"],
        joins: Joins::Operator(" * "),
        dollars: &['"'],
        ..PLAIN
    },
    Language {
        endings: &[".lua"],
        lookup: Some("os.getenv(\"{}\")"),
        quotes: &['"', '\''],
        comments: &["--"],
        otherwise: &["or"],
        joins: Joins::Operator(" .. "),
        ..PLAIN
    },
    Language {
        endings: &[".clj", ".cljs", ".cljc"],
        lookup: Some("(System/getenv \"{}\")"),
        comments: &[";"],
        joins: Joins::Call("(str", " "),
        ..PLAIN
    },
    Language {
        endings: &[".c", ".h", ".cc", ".cpp", ".cxx", ".hpp"],
        lookup: Some("getenv(\"{}\")"),
        import: Import::C,
        constants: &[("#define ", CONSTANT), ("constexpr ", CONSTANT), ("static ", CONSTANT)],
        joins: Joins::None,
        ..PLAIN
    },
    Language {
        endings: &[".dart"],
        lookup: Some("Platform.environment['{}']!"),
        import: Import::Dart,
        quotes: &['"', '\''],
        otherwise: &["??"],
        constants: &[("const ", CONSTANT)],
        dollars: &['"', '\''],
        ..PLAIN
    },
    Language {
        endings: &[".swift"],
        lookup: Some("ProcessInfo.processInfo.environment[\"{}\"]!"),
        import: Import::Swift,
        otherwise: &["??"],
        ..PLAIN
    },
    // Prisma's schema, which is not a program but can read a variable.
    Language { endings: &[".prisma"], lookup: Some("env(\"{}\")"), joins: Joins::None, ..PLAIN },
];

impl Language {
    /// The expression that reads the variable `name` in the file at `path`.
    pub(super) fn lookup(&self, path: &str, name: &str) -> String {
        let of_table = || extract::Language::of(path.as_bytes()).tongue.variable;
        self.lookup.or_else(of_table).unwrap_or_default().replace("{}", name)
    }

    /// The same within an interpolated literal.
    pub(super) fn lookup_inside(&self, path: &str, name: &str) -> String {
        self.inside.map_or_else(|| self.lookup(path, name), |inside| inside.replace("{}", name))
    }
}

/// The language of a file with this name, which is in lower case.
pub(super) fn of_name(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.endings.iter().any(|ending| name.ends_with(ending)))
}

/// The look-up of `name`: the framework's, if it has its own.
pub(super) fn lookup(site: &Site<'_>, language: &Language, name: &str) -> String {
    let is_laravel = || {
        let framework = "laravel/framework";
        site.text.contains("env('")
            || project::nearest(site.top, site.path, "composer.json").is_some_and(|text| text.contains(framework))
    };
    if site.path.ends_with(".php") && site.path.contains("config/") && is_laravel() {
        return format!("env('{name}')");
    }
    language.lookup(site.path, name)
}

#[cfg(test)]
mod tests;
