//! How a kind of file writes values. Read off its name: what an unquoted value means depends on it.

/// A family of file formats in which values are delimited alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// `KEY=value` to the end of the line.
    Env,
    /// `key = value` or `key: value` to the end of the line.
    Ini,
    /// Shell words.
    Shell,
    /// Windows batch: `set KEY=value`.
    Batch,
    /// Dockerfile: instructions with shell words.
    Docker,
    /// YAML scalars.
    Yaml,
    /// JSON: strings only.
    Json,
    /// TOML: strings only.
    Toml,
    /// Terraform and other HCL: strings only, unquoted is an expression.
    Hcl,
    /// XML, HTML and kin: elements and attributes.
    Xml,
    /// SQL scripts.
    Sql,
    /// A programming language: unquoted is an expression.
    Code,
    /// Text for people, and everything of an unknown kind.
    Prose,
}

impl Dialect {
    /// The dialect of the file at `path`.
    pub fn of(path: &[u8]) -> Self {
        let name = path.rsplit(|&b| b == b'/').next().unwrap_or(path);
        let lower = name.to_ascii_lowercase();
        let name = stem(&lower);
        if name == b".envrc" {
            return Dialect::Shell;
        }
        if name.starts_with(b".env") || name.ends_with(b".env") || name == b"env" {
            return Dialect::Env;
        }
        for (start, dialect) in NAMES {
            if name.starts_with(start.as_bytes()) {
                return *dialect;
            }
        }
        let Some(dot) = memchr::memrchr(b'.', name) else {
            // Cookiecutter and direnv keep environment files in folders of that name.
            return if path.windows(6).any(|w| w == b".envs/") { Dialect::Env } else { Dialect::Prose };
        };
        let ending = name.get(dot + 1..).unwrap_or_default();
        let known = ENDINGS.iter().find(|(_, endings)| endings.split(' ').any(|e| e.as_bytes() == ending));
        match known {
            Some((dialect, _)) => *dialect,
            None if path.windows(6).any(|w| w == b".envs/") => Dialect::Env,
            None => Dialect::Prose,
        }
    }

    /// The same, once the text says what its name leaves open: .NET's `.config` is XML, a script needs no ending.
    #[must_use]
    pub fn given(self, text: &[u8]) -> Self {
        let head = text.strip_prefix(b"\xef\xbb\xbf".as_slice()).unwrap_or(text);
        let head = head.get(..head.len().min(128)).unwrap_or_default().trim_ascii_start();
        match self {
            Dialect::Ini | Dialect::Prose if head.starts_with(b"<?xml") => Dialect::Xml,
            // A list of locks is JSON, or has lines of its own.
            Dialect::Json
                if head.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'#')
                    && memchr::memchr2(b'=', b':', head).is_some() =>
            {
                Dialect::Ini
            }
            // Files that others include: PHP's, or lists of settings.
            Dialect::Ini if head.starts_with(b"<?php") || head.starts_with(b"<?=") => Dialect::Code,
            Dialect::Ini if head.first() == Some(&b'<') => Dialect::Xml,
            // Erlang's sys.config is a term.
            Dialect::Ini if head.starts_with(b"%%") => Dialect::Code,
            Dialect::Ini if head.strip_prefix(b"[").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"{")) => {
                Dialect::Code
            }
            Dialect::Prose if head.starts_with(b"#!") => {
                let line = head.split(|b| *b == b'\n').next().unwrap_or_default();
                let shell = [b"sh".as_slice(), b"ash", b"bash", b"dash", b"ksh", b"zsh"];
                let mut words = line.split(|b| matches!(b, b' ' | b'/' | b'\t' | b'\r'));
                if words.any(|word| shell.contains(&word)) { Dialect::Shell } else { Dialect::Code }
            }
            other => other,
        }
    }

    /// Whether an unquoted value is a literal.
    pub const fn has_bare_values(self) -> bool {
        matches!(self, Dialect::Env | Dialect::Ini | Dialect::Shell | Dialect::Batch | Dialect::Docker | Dialect::Yaml)
    }

    /// Whether an unquoted value is an expression of a programming language.
    pub const fn has_expressions(self) -> bool {
        matches!(self, Dialect::Code | Dialect::Hcl)
    }
}

/// The file's `name`, in lower case, without the endings that say that it is made from a template, or a template, or kept:
/// `compose.yml.j2`, `.env.example`.
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
    ".ftl",
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

const NAMES: &[(&str, Dialect)] = &[
    ("dockerfile", Dialect::Docker),
    ("containerfile", Dialect::Docker),
    ("makefile", Dialect::Shell),
    ("justfile", Dialect::Shell),
    ("procfile", Dialect::Shell),
    ("jenkinsfile", Dialect::Code),
    ("vagrantfile", Dialect::Code),
    ("rakefile", Dialect::Code),
    ("gemfile", Dialect::Code),
    (".bash", Dialect::Shell),
    (".zsh", Dialect::Shell),
    (".csh", Dialect::Shell),
    (".tcsh", Dialect::Shell),
    (".profile", Dialect::Shell),
    (".netrc", Dialect::Prose),
    (".npmrc", Dialect::Ini),
    (".my.cnf", Dialect::Ini),
    (".pg_service", Dialect::Ini),
    ("pg_service", Dialect::Ini),
    (".pgbouncer", Dialect::Ini),
    (".psqlrc", Dialect::Sql),
];

const ENDINGS: &[(Dialect, &str)] = &[
    (Dialect::Yaml, "yml yaml eyaml"),
    (Dialect::Json, "json json5 jsonc tfstate ipynb jsonl ndjson webmanifest avsc har lock"),
    (Dialect::Toml, "toml"),
    (Dialect::Ini, "ini cfg conf cnf config properties prefs service desktop inf editorconfig container inc"),
    (Dialect::Shell, "sh bash zsh ksh ash fish csh tcsh bats envrc mk mak"),
    (Dialect::Batch, "bat cmd"),
    (Dialect::Docker, "dockerfile containerfile"),
    (Dialect::Hcl, "tf tfvars hcl nomad bicep"),
    (
        Dialect::Xml,
        "xml html htm xhtml svg xsl xslt xsd wsdl pom csproj vbproj fsproj props targets resx plist jsp jspx cshtml aspx hbm",
    ),
    (Dialect::Sql, "sql psql pgsql ddl dml plsql"),
    (
        Dialect::Code,
        "py pyi pyw pyx pxd pxi sage bzl star gn gni pq rb erb rake js mjs cjs jsx ts tsx mts cts vue svelte astro go rs java kt kts scala sc sbt groovy gradle clj cljs \
         edn cs vb fs fsx c h cc cpp cxx hpp hh m mm swift php phtml pl pm t r rmd jl lua ex exs eex heex leex erl hrl hs lhs ml mli elm \
         dart ps1 psm1 psd1 coffee ls nim zig d pas cr v sol prisma graphql graphqls gql proto css scss sass less vim el lisp scm tcl awk \
         ejs jade pug styl twig blade liquid cfm f90 f cob asm s thrift rego cue nix dhall adb ads bas bal cbl cpy raku rakumod exp do",
    ),
];

#[cfg(test)]
mod tests {
    use super::Dialect;

    #[test]
    fn a_text_tells_what_its_name_leaves_open() {
        for (path, text, dialect) in [
            ("web.config", "\u{feff}<?xml version=\"1.0\"?>", Dialect::Xml),
            ("app.config", "<configuration>", Dialect::Xml),
            ("nginx.config", "key = value", Dialect::Ini),
            ("bin/deploy", "#!/usr/bin/env -S bash -eu\nPGPASSWORD=x", Dialect::Shell),
            ("bin/console", "#!/usr/bin/env php\n<?php", Dialect::Code),
            ("README", "# Title", Dialect::Prose),
            ("a.py", "#!/bin/sh", Dialect::Code),
        ] {
            assert_eq!(Dialect::of(path.as_bytes()).given(text.as_bytes()), dialect, "{path}");
        }
    }

    #[test]
    fn a_name_tells_how_its_file_writes_values() {
        for (path, dialect) in [
            (".env", Dialect::Env),
            ("a/.env.production", Dialect::Env),
            ("prod.env", Dialect::Env),
            (".env.example", Dialect::Env),
            (".envrc", Dialect::Shell),
            (".envs/.local/.postgres", Dialect::Env),
            ("docker-compose.yml", Dialect::Yaml),
            ("values.yaml.j2", Dialect::Yaml),
            ("Dockerfile.citus", Dialect::Docker),
            ("a/app.py", Dialect::Code),
            ("config/database.yml.example", Dialect::Yaml),
            ("Main.java.ftl", Dialect::Code),
            ("application.properties", Dialect::Ini),
            ("main.tf", Dialect::Hcl),
            ("README.md", Dialect::Prose),
            ("LICENSE", Dialect::Prose),
            ("init.sql", Dialect::Sql),
            ("run.sh", Dialect::Shell),
        ] {
            assert_eq!(Dialect::of(path.as_bytes()), dialect, "{path}");
        }
    }
}
