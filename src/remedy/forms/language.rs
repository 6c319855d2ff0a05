//! Programming languages: how each looks a variable up, without a default. A new one is a row.

/// A language.
pub(super) struct Language {
    /// The endings of its files.
    pub(super) endings: &'static [&'static str],
    /// The look-up, with `NAME` in the name's place.
    pub(super) lookup: &'static str,
    /// The same inside of a literal that fills expressions in; none where no literal does.
    pub(super) inside: Option<&'static str>,
    /// Which literals these are.
    pub(super) fills: Fills,
    /// The marks around literals.
    pub(super) quotes: &'static [char],
    /// What begins a comment.
    pub(super) comments: &'static [&'static str],
    /// What is imported for the look-up.
    pub(super) import: Import,
    /// Words before which no expression can stand in a literal's place, and why.
    pub(super) constants: &'static [(&'static str, &'static str)],
    /// Calls that look a variable up and take a default: `call("NAME", literal)`.
    pub(super) defaults: &'static [&'static str],
    /// Operators between a look-up and what stands in for it.
    pub(super) otherwise: &'static [&'static str],
}

/// Which literals fill expressions in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fills {
    None,
    /// Those with this quote.
    Quote(char),
    /// Those with this letter before the quote.
    Letter(char),
}

/// What a look-up needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Import {
    None,
    /// `import os`.
    Python,
    /// `import "os"`.
    Go,
}

const CONSTANT: &str =
    "a constant is worked out when the program is built: make it a value that is looked up when it runs";
const ANNOTATION: &str = "an annotation takes constants only: refer to a property, and set that from the environment";
const PROPERTY: &str = "a property's default has to be a constant: set it in the constructor";

const PLAIN: Language = Language {
    endings: &[],
    lookup: "",
    inside: None,
    fills: Fills::None,
    quotes: &['"'],
    comments: &["//"],
    import: Import::None,
    constants: &[],
    defaults: &[],
    otherwise: &[],
};

/// The languages.
pub(super) const LANGUAGES: &[Language] = &[
    Language {
        endings: &[".py", ".pyi", ".pyw"],
        lookup: "os.environ[\"NAME\"]",
        inside: Some("{os.environ['NAME']}"),
        fills: Fills::Letter('f'),
        quotes: &['"', '\''],
        comments: &["#"],
        import: Import::Python,
        defaults: &["os.environ.get", "os.getenv", "environ.get", "getenv"],
        otherwise: &["or"],
        ..PLAIN
    },
    Language {
        endings: &[".ts", ".tsx", ".mts", ".cts"],
        lookup: "process.env.NAME!",
        inside: Some("${process.env.NAME}"),
        fills: Fills::Quote('`'),
        quotes: &['"', '\'', '`'],
        otherwise: &["||", "??"],
        ..PLAIN
    },
    Language {
        endings: &[".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte"],
        lookup: "process.env.NAME",
        inside: Some("${process.env.NAME}"),
        fills: Fills::Quote('`'),
        quotes: &['"', '\'', '`'],
        otherwise: &["||", "??"],
        ..PLAIN
    },
    Language {
        endings: &[".go"],
        lookup: "os.Getenv(\"NAME\")",
        quotes: &['"', '`'],
        import: Import::Go,
        constants: &[("const ", CONSTANT)],
        ..PLAIN
    },
    Language {
        endings: &[".java"],
        lookup: "System.getenv(\"NAME\")",
        constants: &[("@", ANNOTATION), ("case ", CONSTANT)],
        defaults: &["System.getenv().getOrDefault"],
        ..PLAIN
    },
    Language {
        endings: &[".kt", ".kts"],
        lookup: "System.getenv(\"NAME\")",
        inside: Some("${System.getenv(\"NAME\")}"),
        fills: Fills::Quote('"'),
        constants: &[("@", ANNOTATION), ("const val ", CONSTANT)],
        defaults: &["System.getenv().getOrDefault"],
        otherwise: &["?:"],
        ..PLAIN
    },
    Language {
        endings: &[".groovy", ".gradle"],
        lookup: "System.getenv(\"NAME\")",
        inside: Some("${System.getenv('NAME')}"),
        fills: Fills::Quote('"'),
        quotes: &['"', '\''],
        otherwise: &["?:", "||"],
        ..PLAIN
    },
    Language {
        endings: &[".scala", ".sc", ".sbt"],
        lookup: "sys.env(\"NAME\")",
        defaults: &["sys.env.getOrElse"],
        ..PLAIN
    },
    Language {
        endings: &[".cs"],
        lookup: "System.Environment.GetEnvironmentVariable(\"NAME\")",
        constants: &[("const ", CONSTANT), ("[", ANNOTATION)],
        otherwise: &["??"],
        ..PLAIN
    },
    Language {
        endings: &[".fs", ".fsx"],
        lookup: "(System.Environment.GetEnvironmentVariable \"NAME\")",
        constants: &[("[<Literal>]", CONSTANT)],
        ..PLAIN
    },
    Language {
        endings: &[".rb", ".rake", ".gemspec", "gemfile", "rakefile"],
        lookup: "ENV.fetch(\"NAME\")",
        inside: Some("#{ENV.fetch('NAME')}"),
        fills: Fills::Quote('"'),
        quotes: &['"', '\''],
        comments: &["#"],
        defaults: &["ENV.fetch"],
        otherwise: &["||"],
        ..PLAIN
    },
    Language {
        endings: &[".php"],
        lookup: "getenv('NAME')",
        quotes: &['"', '\''],
        comments: &["//", "#"],
        constants: &[
            ("const ", CONSTANT),
            ("public ", PROPERTY),
            ("private ", PROPERTY),
            ("protected ", PROPERTY),
            ("var ", PROPERTY),
        ],
        otherwise: &["?:", "??"],
        ..PLAIN
    },
    Language {
        endings: &[".rs"],
        lookup: "std::env::var(\"NAME\").expect(\"NAME is set\")",
        constants: &[("const ", CONSTANT), ("static ", CONSTANT), ("#[", ANNOTATION)],
        ..PLAIN
    },
    Language {
        endings: &[".ex", ".exs"],
        lookup: "System.fetch_env!(\"NAME\")",
        inside: Some("#{System.fetch_env!(\"NAME\")}"),
        fills: Fills::Quote('"'),
        comments: &["#"],
        defaults: &["System.get_env"],
        otherwise: &["||"],
        ..PLAIN
    },
    Language {
        endings: &[".pl", ".pm"],
        lookup: "$ENV{NAME}",
        inside: Some("$ENV{NAME}"),
        fills: Fills::Quote('"'),
        quotes: &['"', '\''],
        comments: &["#"],
        otherwise: &["//", "||"],
        ..PLAIN
    },
    Language {
        endings: &[".r"],
        lookup: "Sys.getenv(\"NAME\")",
        quotes: &['"', '\''],
        comments: &["#"],
        defaults: &["Sys.getenv"],
        ..PLAIN
    },
    Language { endings: &[".jl"], lookup: "ENV[\"NAME\"]", comments: &["#"], ..PLAIN },
    Language {
        endings: &[".lua"],
        lookup: "os.getenv(\"NAME\")",
        quotes: &['"', '\''],
        comments: &["--"],
        otherwise: &["or"],
        ..PLAIN
    },
    Language { endings: &[".clj", ".cljs", ".cljc"], lookup: "(System/getenv \"NAME\")", comments: &[";"], ..PLAIN },
    Language {
        endings: &[".c", ".h", ".cc", ".cpp", ".cxx", ".hpp"],
        lookup: "getenv(\"NAME\")",
        constants: &[("#define ", CONSTANT), ("constexpr ", CONSTANT), ("static ", CONSTANT)],
        ..PLAIN
    },
    Language {
        endings: &[".dart"],
        lookup: "Platform.environment['NAME']!",
        quotes: &['"', '\''],
        constants: &[("const ", CONSTANT)],
        ..PLAIN
    },
    Language { endings: &[".swift"], lookup: "ProcessInfo.processInfo.environment[\"NAME\"]!", ..PLAIN },
];

/// The language of a file of this name, which is in lower case.
pub(super) fn of_name(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.endings.iter().any(|ending| name.ends_with(ending)))
}
