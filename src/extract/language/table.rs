//! The table of languages, one row each. Adding a language takes only a row: its special syntax is a `Construct`,
//! which extractors test for by name.

use super::dialect::Dialect::{Batch, Docker, Env, Hcl, Ini, Json, Prose, Shell, Sql, Toml, Xml, Yaml};
use super::literals as l;
use super::tongue::{Construct as C, Tongue};

/// Text for people, and files of unknown kind.
pub(super) static TEXT: Tongue = Tongue::new("text", Prose, "");

/// Env files, whatever their names.
pub(super) static ENVIRONMENT: Tongue = Tongue::new("environment", Env, "");

/// Shell scripts, including those that only their first line identifies.
pub(super) static SHELL: Tongue = Tongue::new("shell", Shell, "sh bash zsh ksh ash csh tcsh bats envrc")
    .run_by("sh ash bash dash ksh zsh")
    .beginning("justfile procfile .bash .zsh .csh .tcsh .profile");

/// Lines of variables, each up to the line end, and of commands.
pub(super) static CRONTAB: Tongue = Tongue::new("crontab", Env, "cron crontab").named("crontab");

/// An unknown programming language.
pub(super) static CODE: Tongue = Tongue::code(
    "code",
    "sage bzl star gn gni pq astro phtml t lhs ls v sol prisma graphql graphqls gql proto jade pug blade cfm f90 f asm s \
     thrift rego cue dhall bal",
)
.beginning("jenkinsfile");

const PLUS: &[&[u8]] = &[b"+"];

/// File formats other than programming languages.
static FILES: &[Tongue] = &[
    // Every line of these is data.
    Tongue::new("netrc", Prose, "").named("netrc").without_comments().with(&[C::WordPairs]),
    Tongue::new("mail settings", Prose, "").named("msmtprc mbsyncrc fetchmailrc").comment("#").with(&[C::WordPairs]),
    Tongue::new("password file", Ini, "").named("pgpass.conf").without_comments(),
    Tongue::new("separated values", Prose, "csv tsv").without_comments().with(&[C::HeaderLine]),
    Tongue::new("passwords", Prose, "log").named("pgpass userlist.txt pool_passwd").without_comments(),
    Tongue::new("HTTP requests", Prose, "http").comment("#"),
    Tongue::new("checksums", Prose, "").named("go.sum go.work.sum").with(&[C::Checksums]),
    Tongue::new("fish", Shell, "fish").run_by("fish").literals(&l::FISH),
    Tongue::new("make", Shell, "mk mak").beginning("makefile gnumakefile").with(&[C::ValueToLineEnd]),
    Tongue::new("settings", Ini, "ini cfg conf cnf config prefs service desktop inf editorconfig container inc")
        .named("hosts inventory")
        .beginning(".npmrc .my.cnf .pg_service pg_service .pgbouncer"),
    Tongue::new("properties", Ini, "properties").variable("${{}}"),
    Tongue::new("batch", Batch, "bat cmd"),
    Tongue::new("dockerfile", Docker, "dockerfile containerfile").beginning("dockerfile containerfile"),
    Tongue::new("YAML", Yaml, "yml yaml eyaml"),
    Tongue::new("notebook", Json, "ipynb").comment("#").with(&[C::LinesAreStrings]),
    Tongue::new("JSON with comments", Json, "jsonc json5 hjson")
        .named("devcontainer.json launch.json tasks.json api-extractor.json .eslintrc.json .babelrc.json babel.config.json renovate.json deno.json")
        .beginning("tsconfig jsconfig")
        .comment("//"),
    Tongue::new("JSON", Json, "json tfstate jsonl ndjson webmanifest avsc har lock"),
    Tongue::new("TOML", Toml, "toml"),
    Tongue::new("Bicep", Hcl, "bicep").with(&[C::TypeBehindName]),
    Tongue::new("HCL", Hcl, "tf tfvars hcl nomad"),
    Tongue::new(
        "markup",
        Xml,
        "xml html htm xhtml xaml axaml svg xsl xslt xsd wsdl pom csproj vbproj fsproj props targets resx plist jsp jspx cshtml aspx hbm jmx dtsx dtsconfig rdl rds",
    ),
    Tongue::new("SQL", Sql, "sql psql pgsql ddl dml plsql").beginning(".psqlrc"),
    Tongue::new("Markdown", Prose, "md markdown mdx").comment_between("<!--", "-->"),
    Tongue::new("reStructuredText", Prose, "rst").comment(".."),
    Tongue::new("AsciiDoc", Prose, "adoc asciidoc").comment("//"),
    Tongue::new("m4", Prose, "m4 ac").comment("dnl"),
    Tongue::new("Slim", Prose, "slim").comment("/"),
    Tongue::new("Haml", Prose, "haml").comment("-#"),
];

/// Programming languages.
static LANGUAGES: &[Tongue] = &[
    Tongue::code("ABAP", "abap").comment("\"").joins(&[b"&&"]).with(&[C::ValueClause]),
    Tongue::code("Ada", "ads adb ada").literals(&l::ADA).comment("--"),
    Tongue::code("Awk", "awk").run_by("awk gawk mawk").comment("#"),
    Tongue::code("Basic", "bas vbs").literals(&l::BASIC).comment("'").joins(&[b"&", b"+"]).with(&[C::TypeBehindAs]),
    Tongue::code("C", "c m mm ino pc pgc").literals(&l::C).joins(PLUS).with(&[C::BracedLiteral, C::CopiedLiteral]),
    Tongue::code("C#", "cs")
        .literals(&l::C_SHARP)
        .joins(PLUS)
        .variable("Environment.GetEnvironmentVariable(\"{}\")")
        .with(&[C::DefaultAttribute, C::VerbatimLiteral]),
    Tongue::code("C++", "cpp cc cxx hpp hh h").literals(&l::C).joins(PLUS).with(&[
        C::BracedLiteral,
        C::CopiedLiteral,
        C::Initialiser,
    ]),
    Tongue::code("CMake", "cmake")
        .named("cmakelists.txt")
        .comment("#")
        .literals(&l::CMAKE)
        .joins(&[])
        .variable("$ENV{{}}")
        .with(&[C::SetCommand]),
    Tongue::code("COBOL", "cbl cob cpy").comment("*>").joins(PLUS).with(&[C::ValueClause]),
    Tongue::code("CSS", "css scss sass less styl").with(&[C::StyleRules]),
    Tongue::code("Clojure", "clj cljs cljc edn").literals(&l::CLOJURE).comment(";").joins(&[]).with(&[C::PairByPlace]),
    Tongue::code("CoffeeScript", "coffee").literals(&l::PYTHON).comment("#"),
    Tongue::code("Crystal", "cr").literals(&l::RUBY).comment("#"),
    Tongue::code("D", "d").literals(&l::D),
    Tongue::code("Dart", "dart").with(&[C::QuotedDollarNames]),
    Tongue::code("Elixir", "ex exs")
        .literals(&l::ELIXIR)
        .run_by("elixir")
        .comment("#")
        .joins(&[b"<>"])
        .variable("System.fetch_env!(\"{}\")")
        .with(&[C::ModuleAttribute]),
    Tongue::code("Elm", "elm").literals(&l::HASKELL).comment("--"),
    Tongue::code("Erlang", "erl hrl").run_by("escript").comment("%"),
    Tongue::code("F#", "fs fsx")
        .literals(&l::F_SHARP)
        .with(&[C::VerbatimLiteral])
        .variable("Environment.GetEnvironmentVariable(\"{}\")"),
    Tongue::code("Go", "go").literals(&l::GO).joins(PLUS).variable("os.Getenv(\"{}\")").with(&[
        C::BacktickBlock,
        C::RawBackticks,
        C::TypeBehindName,
    ]),
    Tongue::code("Groovy", "gradle groovy").literals(&l::GROOVY).joins(&[]).variable("System.getenv(\"{}\")").with(&[
        C::AppliedName,
        C::BareCall,
        C::DollarNames,
        C::SlashedLiteral,
    ]),
    Tongue::code("Haskell", "hs").literals(&l::HASKELL).comment("--").joins(&[b"++", b"<>"]).with(&[C::AppliedName]),
    Tongue::code("component", "vue svelte")
        .literals(&l::JAVASCRIPT)
        .joins(PLUS)
        .with(&[C::BacktickBlock, C::MarkupExpression]),
    Tongue::code("JavaScript", "js jsx mjs cjs ts tsx mts cts")
        .literals(&l::JAVASCRIPT)
        .run_by("node nodejs deno bun")
        .joins(PLUS)
        .variable("process.env.{}")
        .with(&[C::BacktickBlock, C::MarkupExpression]),
    Tongue::code("Java", "java").literals(&l::JAVA).variable("System.getenv(\"{}\")"),
    Tongue::code("Jsonnet", "jsonnet libsonnet").literals(&l::JSONNET),
    Tongue::code("Julia", "jl").literals(&l::ELIXIR).run_by("julia").comment("#").with(&[C::DollarNames]),
    Tongue::code("Kotlin", "kt kts").literals(&l::JAVA).variable("System.getenv(\"{}\")").with(&[C::DollarNames]),
    Tongue::code("KDL", "kdl").literals(&l::RUST).joins(&[]).with(&[C::AppliedName]),
    Tongue::code("Lisp", "el lisp scm rkt").literals(&l::CLOJURE).comment(";").joins(&[]).with(&[C::SymbolByPlace]),
    Tongue::code("Lua", "lua")
        .literals(&l::LUA)
        .run_by("lua luajit")
        .comment("--")
        .joins(&[b".."])
        .with(&[C::AppliedName]),
    Tongue::code("Nim", "nim").literals(&l::PYTHON).comment("#"),
    Tongue::code("Nix", "nix").comment("#").literals(&l::NIX).with(&[C::DoubledApostrophes]),
    Tongue::code("OCaml", "ml mli").literals(&l::OCAML).comment_between("(*", "*)"),
    Tongue::code("PHP", "php").literals(&l::PHP).run_by("php").variable("getenv('{}')").with(&[C::DollarNames]),
    Tongue::code("Pascal", "pas dpr dpk lpr dfm lfm").literals(&l::PASCAL),
    Tongue::code("Perl", "pl pm").literals(&l::PERL).run_by("perl").comment("#").with(&[C::DollarNames]),
    Tongue::code("PowerShell", "ps1 psm1 psd1")
        .literals(&l::POWERSHELL)
        .run_by("pwsh powershell")
        .comment("#")
        .joins(PLUS)
        .with(&[C::BacktickEscape, C::CommandArguments, C::DollarNames, C::VerbatimLiteral]),
    Tongue::code("Python", "py pyi pyw pyx pxd pxi")
        .literals(&l::PYTHON)
        .run_by("python pypy")
        .comment("#")
        .variable("os.environ[\"{}\"]"),
    Tongue::code("R", "r rmd").literals(&l::R).run_by("Rscript").comment("#").with(&[C::RawInBrackets]),
    Tongue::code("Raku", "raku rakumod p6").run_by("raku").comment("#").joins(&[b"~"]).with(&[C::ColonPair]),
    Tongue::code("Ruby", "rb erb rake")
        .literals(&l::RUBY)
        .beginning("vagrantfile rakefile gemfile")
        .run_by("ruby jruby")
        .comment("#")
        .joins(PLUS)
        .variable("ENV.fetch(\"{}\")")
        .with(&[C::AppliedName, C::PlainBody]),
    Tongue::code("Rust", "rs").literals(&l::RUST).variable("std::env::var(\"{}\")"),
    Tongue::code("Smalltalk", "st").literals(&l::SMALLTALK).comment_between("\"", "\"").joins(&[b","]),
    Tongue::code("Stata", "do").joins(PLUS).with(&[C::AppliedOption]),
    Tongue::code("Scala", "scala sc sbt")
        .literals(&l::JAVA)
        .variable("System.getenv(\"{}\")")
        .with(&[C::MarkedDollarNames]),
    Tongue::code("Swift", "swift").literals(&l::SWIFT),
    Tongue::code("Tcl", "tcl exp")
        .run_by("tclsh wish expect")
        .comment("#")
        .joins(&[])
        .with(&[C::CommandWords, C::DollarNames]),
    Tongue::code("Vim script", "vim")
        .literals(&l::VIM)
        .named("vimrc gvimrc exrc")
        .comment("\"")
        .joins(&[b"..", b"."])
        .variable("${}"),
    Tongue::code("Zig", "zig").literals(&l::ZIG).joins(&[b"++"]),
    Tongue::code("Visual Basic", "vb")
        .literals(&l::BASIC)
        .comment("'")
        .joins(&[b"&", b"+"])
        .variable("Environment.GetEnvironmentVariable(\"{}\")")
        .with(&[C::TypeBehindAs]),
];

/// All languages, in the order in which they are matched.
pub(super) fn all() -> impl Iterator<Item = &'static Tongue> + Clone {
    FILES.iter().chain(LANGUAGES).chain([&SHELL, &CRONTAB, &CODE])
}
