use super::{Construct, Dialect, Language, Tongue, table};
use crate::extract::assignment::AssignmentExtractor;
use crate::extract::{Context, Extractor};
use crate::text::Span;

/// An invented language.
static INVENTED: Tongue = Tongue::code("Quill", "quill")
    .beginning("quillfile")
    .comment("~~")
    .joins(&[b"^"])
    .with(&[Construct::AppliedName, Construct::CommandWords]);

#[test]
fn a_language_is_a_row_of_the_table() {
    for (path, text, expected) in [
        ("a.quill", "connect('db', db.password 'k3nzo77pQ')", Some("k3nzo77pQ")),
        ("Quillfile.prod", "set password {k3nzo77pQ}", Some("k3nzo77pQ")),
        ("a.quill.example", "password = 'k3nz' ^ 'o77pQ'", Some("k3nzo77pQ")),
        ("a.quil", "set password {k3nzo77pQ}", None),
        ("a.java", "set password {k3nzo77pQ}", None),
        ("a.java", "password = 'k3nz' ^ 'o77pQ'", Some("k3nz")),
    ] {
        let language = Language::among(table::all().chain([&INVENTED]), path.as_bytes());
        let cx = Context::in_language(text.as_bytes(), language);
        let at = text.find("password").unwrap();
        let mut found = Vec::new();
        AssignmentExtractor.extract(&cx, Span::new(at, at + 8), &mut found);
        let found: Vec<String> =
            found.iter().map(|found| String::from_utf8_lossy(&found.secret.value).into_owned()).collect();
        assert_eq!(found.first().map(String::as_str), expected, "{path}: {text}");
        assert_eq!(language.tongue.comment.unwrap().opens == "~~", language.tongue == &INVENTED, "{path}");
    }
}

#[test]
fn names_of_rows_and_file_extensions_are_unique() {
    let mut names: Vec<&str> = table::all().map(|tongue| tongue.name).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
    let endings = table::all().flat_map(Tongue::endings);
    let mut endings: Vec<&str> = endings.collect();
    endings.sort_unstable();
    for pair in endings.windows(2) {
        assert_ne!(pair[0], pair[1]);
    }
    for name in ["markup", "settings", "PHP", "Erlang"] {
        assert!(names.contains(&name), "{name} is looked up by its name");
    }
}

#[test]
fn a_path_determines_the_language() {
    for (path, tongue) in [
        ("a.vb", "Visual Basic"),
        ("A.VB", "Visual Basic"),
        ("src/main.cpp.in", "C++"),
        ("src/convert.c.inc", "C"),
        ("settings.inc", "settings"),
        ("user.admin.inc", "settings"),
        ("a/.netrc", "netrc"),
        ("_netrc", "netrc"),
        ("x.tcl", "Tcl"),
        ("x.py", "Python"),
        ("tcl", "text"),
        ("", "text"),
    ] {
        assert_eq!(Language::of(path.as_bytes()).tongue.name, tongue, "{path}");
    }
}

#[test]
fn a_path_determines_the_purpose_of_a_file() {
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

#[test]
fn the_content_refines_the_language() {
    for (path, text, dialect) in [
        ("web.config", "\u{feff}<?xml version=\"1.0\"?>", Dialect::Xml),
        ("app.config", "<configuration>", Dialect::Xml),
        ("nginx.config", "key = value", Dialect::Ini),
        ("bin/deploy", "#!/usr/bin/env -S bash -eu\nPGPASSWORD=x", Dialect::Shell),
        ("bin/console", "#!/usr/bin/env php\n<?php", Dialect::Code),
        ("bin/build", "#!/usr/bin/python3.12 -u\n", Dialect::Code),
        ("README", "# Title", Dialect::Prose),
        ("a.py", "#!/bin/sh", Dialect::Code),
    ] {
        assert_eq!(Language::of(path.as_bytes()).given(text.as_bytes()).dialect(), dialect, "{path}");
    }
}

#[test]
fn a_file_name_determines_the_dialect() {
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
        assert_eq!(Language::of(path.as_bytes()).dialect(), dialect, "{path}");
    }
}
