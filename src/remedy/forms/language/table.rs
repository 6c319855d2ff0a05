//! The rows of the programming languages.

use super::row::{Fills, Import, Joins, Language};

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
    // A variable of just, which is an expression.
    Language {
        endings: &["justfile", ".just"],
        lookup: Some("env('{}')"),
        quotes: &['"', '\''],
        comments: &["#"],
        defaults: &["env", "env_var_or_default"],
        ..PLAIN
    },
    // Prisma's schema, which is not a program but can read a variable.
    Language { endings: &[".prisma"], lookup: Some("env(\"{}\")"), joins: Joins::None, ..PLAIN },
];
