//! Checks the layers of `src` by its source text: imports only point down, modules without IO do none, and each heavy
//! crate has one importer.
//!
//! A new folder or crate needs a row here. A row that allows more than before needs a reason in `docs/design.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::must;

/// The top-level modules, and those that each may import besides itself: only earlier rows, so there is no cycle, not
/// even within a layer.
const IMPORTS: [(&str, &[&str]); 32] = [
    // Layer 0.
    ("sorting", &[]),
    ("text", &[]),
    ("secret", &[]),
    ("leaks", &["sorting", "secret"]),
    ("host", &[]),
    ("progress", &[]),
    // Layer 1: plain data. Computing the added lines of a fragment may fail.
    ("failure", &["text"]),
    ("fingerprint", &[]),
    ("baseline", &["sorting", "failure", "fingerprint"]),
    ("versions", &["sorting", "text", "fingerprint"]),
    ("fragment", &["text", "failure", "versions"]),
    ("coverage", &["sorting", "text", "failure"]),
    ("reason", &["sorting"]),
    ("day", &[]),
    ("pragma", &["text", "reason", "day"]),
    ("usage", &["host"]),
    ("attribution", &["fragment", "fingerprint"]),
    ("advice", &[]),
    ("finding", &["advice", "text", "secret", "fragment", "fingerprint", "pragma", "usage"]),
    ("decision", &["finding", "attribution", "versions"]),
    ("pg", &["text"]),
    // Rule data contains the severity of findings.
    ("rules", &["text", "finding"]),
    // Layer 2.
    ("extract", &["sorting", "text", "secret", "host", "pg", "fragment", "finding", "rules"]),
    (
        "detect",
        &[
            "sorting",
            "advice",
            "text",
            "host",
            "secret",
            "pg",
            "fragment",
            "finding",
            "coverage",
            "fingerprint",
            "pragma",
            "rules",
            "extract",
            "usage",
        ],
    ),
    ("git", &["sorting", "text", "failure", "fragment", "progress"]),
    // Layer 3: independent of each other.
    (
        "source",
        &[
            "sorting",
            "text",
            "progress",
            "failure",
            "fragment",
            "coverage",
            "attribution",
            "fingerprint",
            "usage",
            "versions",
            "git",
        ],
    ),
    (
        "policy",
        &[
            "sorting",
            "text",
            "host",
            "fragment",
            "fingerprint",
            "finding",
            "pragma",
            "reason",
            "decision",
            "coverage",
            "baseline",
            "day",
        ],
    ),
    (
        "report",
        &[
            "sorting",
            "advice",
            "text",
            "secret",
            "leaks",
            "failure",
            "fragment",
            "finding",
            "fingerprint",
            "pragma",
            "reason",
            "decision",
            "coverage",
            "attribution",
            "rules",
            "usage",
        ],
    ),
    // Layer 4.
    (
        "scan",
        &[
            "sorting",
            "advice",
            "text",
            "secret",
            "leaks",
            "failure",
            "fragment",
            "finding",
            "versions",
            "decision",
            "coverage",
            "attribution",
            "fingerprint",
            "rules",
            "detect",
            "policy",
            "pragma",
            "usage",
            "report",
            "source",
        ],
    ),
    // Writes edits of files, and the index through git's plumbing.
    (
        "remedy",
        &[
            "sorting",
            "text",
            "secret",
            "leaks",
            "failure",
            "fingerprint",
            "fragment",
            "coverage",
            "finding",
            "pg",
            "extract",
            "detect",
            "git",
        ],
    ),
    // The binary, which uses the library's public API.
    ("cli", &["*"]),
    ("main", &["*"]),
];

/// Modules without side effects.
const PURE: [&str; 24] = [
    "sorting",
    "day",
    "usage",
    "baseline",
    "reason",
    "text",
    "progress",
    "leaks",
    "host",
    "versions",
    "failure",
    "attribution",
    "secret",
    "fragment",
    "coverage",
    "fingerprint",
    "pragma",
    "finding",
    "decision",
    "pg",
    "rules",
    "extract",
    "detect",
    "policy",
];

/// Names that pure modules never use.
const IO: [&str; 7] =
    ["Instant::now", "SystemTime", "io::stdin", "io::stdout", "io::stderr", "os::unix::fs", "File::open"];

/// Modules of the standard library that they never import.
const IO_MODULES: [&str; 4] = ["fs", "env", "process", "thread"];

/// Exceptions: a file and the module. A thread that searches half of a large text does no IO.
const EXCEPTED: [(&str, &str); 1] = [("detect/prefilter/mod.rs", "thread")];

/// Names that no module uses: sockets.
const NETWORK: [&str; 8] = [
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "UnixStream",
    "UnixListener",
    "UnixDatagram",
    "ToSocketAddrs",
    "extern \"C\"",
];

/// Crates with a single place: a file, or a folder that ends in `/`.
const PLACES: [(&str, &[&str]); 32] = [
    ("git2", &["git/", "source/"]),
    ("flate2", &["git/objects/inflate.rs", "git/pack/open_pack.rs", "remedy/patch.rs"]),
    ("libdeflater", &["git/objects/inflate.rs", "git/pack/"]),
    ("memmap2", &["git/objects/inflate.rs", "git/pack/arena.rs"]),
    ("hashbrown", &["git/pack/oid_map.rs", "source/history/path_table.rs"]),
    ("ignore", &["source/files/listing.rs"]),
    ("aho_corasick", &["detect/prefilter/mod.rs", "leaks/mod.rs"]),
    ("entropy", &["detect/randomness.rs"]),
    ("zxcvbn", &["detect/strength/mod.rs"]),
    ("regex", &["rules/regex_lint.rs", "extract/forms/pattern.rs"]),
    ("regex_syntax", &["rules/regex_lint.rs"]),
    ("askama", &["report/format/html/"]),
    (
        "sha2",
        &["fingerprint/", "report/format/html/", "pg/stored_hash.rs", "cli/install/script.rs", "git/objects/loose.rs"],
    ),
    ("sha1", &["git/objects/loose.rs", "cli/baseline/import.rs"]),
    ("hmac", &["pg/stored_hash.rs", "fingerprint/"]),
    ("md5", &["pg/stored_hash.rs"]),
    ("pbkdf2", &["pg/stored_hash.rs"]),
    ("encoding_rs", &["text/double_byte.rs", "text/wide/mod.rs"]),
    ("percent_encoding", &["pg/decode.rs", "detect/selftest.rs", "report/shared.rs"]),
    ("globset", &["detect/dispatch.rs", "policy/", "rules/lint.rs"]),
    ("annotate_snippets", &["report/full.rs", "report/summary.rs"]),
    ("textwrap", &["report/wrapped.rs"]),
    (
        "serde_json",
        &[
            "report/",
            "cli/ci/github.rs",
            "cli/agent/",
            "cli/install/agents/",
            "cli/install/managers/",
            "cli/install/wiring/",
            "cli/baseline/foreign.rs",
            "remedy/",
        ],
    ),
    ("toml_edit", &["cli/config/edit.rs"]),
    (
        "saphyr_parser",
        &[
            "cli/install/wiring/tree.rs",
            "remedy/forms/kubernetes_object.rs",
            "remedy/forms/yaml_flow.rs",
            "remedy/forms/yaml_scalar.rs",
            "remedy/parses.rs",
        ],
    ),
    ("quick_xml", &["remedy/parses.rs", "report/format/junit.rs"]),
    ("strsim", &["cli/"]),
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/"]),
    ("clap_mangen", &["cli/pages.rs"]),
    ("indicatif", &["cli/progress.rs"]),
    ("signal_hook", &["cli/progress.rs"]),
];

/// Returns the code of a file: no comments, no strings, no tests at its end.
pub(crate) fn code(text: &str) -> String {
    let tests = ["#[cfg(test)]\nmod ", "#[cfg(all(test, "].into_iter().filter_map(|start| text.find(start)).min();
    let text = tests.map_or(text, |at| &text[..at]);
    let mut code = String::with_capacity(text.len());
    for line in text.lines() {
        let (mut rest, mut kept) = (line, String::new());
        if rest.trim_start().starts_with("//") {
            continue;
        }
        while let Some(at) = rest.find('"') {
            if rest[..at].contains("//") {
                break;
            }
            kept.push_str(&rest[..at]);
            let mut escaped = false;
            let close = rest[at + 1..].find(|c| {
                let closes = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                closes
            });
            kept.push_str("\"\"");
            rest = close.map_or("", |close| &rest[at + close + 2..]);
        }
        kept.push_str(rest.split("//").next().unwrap_or_default());
        code.push_str(&kept);
        code.push('\n');
    }
    code
}

/// Returns the top-level modules after `root` in paths in `code`, including those in braces.
fn named_after<'a>(code: &'a str, root: &str) -> BTreeSet<&'a str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices(root) {
        if code[..at].ends_with(|c: char| is_word(c) || c == ':') {
            continue;
        }
        let rest = &code[at + root.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            found.insert(rest.split(|c| !is_word(c)).next().unwrap_or_default());
            continue;
        };
        let mut depth = 0;
        let mut start = 0;
        for (i, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    found.insert(group[start..i].trim().split(|c| !is_word(c)).next().unwrap_or_default());
                    start = i + 1;
                    if c == '}' {
                        break;
                    }
                }
                _ => {}
            }
        }
    }
    found.remove("");
    found
}

/// Returns the top-level module of `path` (relative to `src`).
fn module_of(path: &str) -> &str {
    path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

/// Returns the top-level modules that the file at `path` uses in its `code`, without its own.
fn imports<'a>(path: &str, code: &'a str) -> BTreeSet<&'a str> {
    let levels = path.matches('/').count() + usize::from(!path.ends_with("mod.rs"));
    let mut named = named_after(code, "crate::");
    named.extend(named_after(code, &"super::".repeat(levels)));
    named.retain(|name| *name != module_of(path) && IMPORTS.iter().any(|(module, _)| module == name));
    named
}

/// Returns the violations in one file.
fn breaches(path: &str, text: &str) -> Vec<String> {
    let code = code(text);
    let module = module_of(path);
    let mut wrong = Vec::new();
    match IMPORTS.iter().find(|(name, _)| *name == module) {
        None if module == "lib" => {}
        None => wrong.push(format!("{path}: the module {module} has no row in IMPORTS")),
        Some((_, ["*"])) => {}
        Some((_, allowed)) => wrong.extend(
            imports(path, &code)
                .iter()
                .filter(|named| !allowed.contains(named))
                .map(|named| format!("{path}: {module} imports {named}, which is not below it")),
        ),
    }
    if PURE.contains(&module) {
        let named = named_after(&code, "std::");
        let modules = IO_MODULES
            .iter()
            .filter(|banned| named.contains(**banned) && !EXCEPTED.contains(&(path, **banned)))
            .map(|banned| format!("std::{banned}"));
        let names = IO.iter().filter(|banned| code.contains(**banned)).map(ToString::to_string);
        wrong
            .extend(modules.chain(names).map(|banned| format!("{path}: {module} does no IO, and this names {banned}")));
    }
    for banned in NETWORK {
        if code.contains(banned) || (banned.starts_with("extern") && code.contains("extern \"\"")) {
            wrong.push(format!("{path}: nothing opens a socket or calls C, and this names {banned}"));
        }
    }
    for (name, places) in PLACES {
        let used = [format!("{name}::"), format!("use {name};"), format!("use {name} as ")];
        let is_used = used.iter().any(|form| {
            code.match_indices(form.as_str()).any(|(at, _)| {
                !code[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':' || c == '.')
            })
        });
        if is_used && !places.iter().any(|place| path == *place || place.ends_with('/') && path.starts_with(place)) {
            wrong.push(format!("{path}: {name} is used in {} only", places.join(", ")));
        }
    }
    wrong
}

/// Returns every file of `src`, by its path there, but for those of unit tests, which may use what stands above.
pub(crate) fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeMap::new();
    let mut open: Vec<PathBuf> = vec![root.clone()];
    while let Some(directory) = open.pop() {
        for entry in must(fs::read_dir(&directory), "listing src") {
            let path = must(entry, "listing src").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
                let name = must(path.strip_prefix(&root), "a path below src").to_string_lossy().replace('\\', "/");
                found.insert(name, must(fs::read_to_string(&path), "reading src"));
            }
        }
    }
    found
}

#[test]
fn imports_point_down_and_each_heavy_crate_has_one_place() {
    let sources = sources();
    let wrong: Vec<String> = sources.iter().flat_map(|(path, text)| breaches(path, text)).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Names that reveal the path of a text.
const PATHS: [&str; 4] = ["origin", "Fragment", "FilePath::new", "Language::of("];

/// The files of `detect` that receive a text with its path, match the globs of rules and make findings; the others
/// judge.
const BY_PATH: [&str; 4] = ["detect/anchors.rs", "detect/mod.rs", "detect/selftest.rs", "detect/to_finding.rs"];

#[test]
fn extractors_and_judges_see_no_path() {
    let wrong: Vec<String> = sources()
        .iter()
        .filter(|(path, _)| path.starts_with("extract/") || path.starts_with("detect/"))
        .filter(|(path, _)| !path.starts_with("extract/language/") && *path != "extract/context.rs")
        .filter(|(path, _)| !BY_PATH.contains(&path.as_str()))
        .flat_map(|(path, text)| {
            // The original offset, before line ends were normalised, is not a path.
            let code = code(text).replace("original", "");
            PATHS.iter().filter(move |name| code.contains(**name)).map(move |name| format!("{path} names {name}"))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_row_is_for_an_existing_module() {
    let sources = sources();
    let modules: BTreeSet<&str> = sources.keys().map(|path| module_of(path)).collect();
    for (name, _) in IMPORTS {
        assert!(modules.contains(name), "IMPORTS has a row for {name}");
    }
    for (name, places) in PLACES {
        for place in places {
            let uses = |(path, text): (&String, &String)| {
                (path == place || place.ends_with('/') && path.starts_with(place))
                    && code(text).contains(&format!("{name}::"))
            };
            assert!(sources.iter().any(uses), "PLACES says that {place} uses {name}");
        }
    }
}

#[test]
fn no_two_modules_import_each_other() {
    let mut above: BTreeSet<&str> = BTreeSet::from(["*"]);
    for (name, allowed) in IMPORTS {
        for import in allowed {
            assert!(above.contains(import), "{name} may import {import}, whose row is not above its own");
        }
        above.insert(name);
    }
}

#[test]
fn a_violation_is_reported() {
    for (path, text, reported) in [
        ("text/lines.rs", "use crate::finding::Finding;\n", "text imports finding"),
        ("pg/uri.rs", "fn f() { crate::extract::go(); }\n", "pg imports extract"),
        ("report/format/json.rs", "use crate::{coverage::Coverage, policy::Policy};\n", "report imports policy"),
        (
            "report/format/json.rs",
            "use crate::{\n    coverage::{Coverage, Skip},\n    source,\n};\n",
            "report imports source",
        ),
        ("policy/mod.rs", "use super::detect::Detector;\n", "policy imports detect"),
        ("policy/table.rs", "use super::super::source::Repo;\n", "policy imports source"),
        ("finding.rs", "use super::decision::Action;\n", "finding imports decision"),
        ("detect/judge.rs", "use std::fs;\n", "names std::fs"),
        ("detect/judge.rs", "use std::{io::{self, Read}, fs};\n", "names std::fs"),
        ("policy/allow.rs", "let now = std::time::SystemTime::now();\n", "names SystemTime"),
        ("source/stdin.rs", "use std::net::TcpStream;\n", "names TcpStream"),
        ("source/stdin.rs", "extern \"C\" { fn socket(); }\n", "calls C"),
        ("report/format/json.rs", "use git2::Oid;\n", "git2 is used in git/, source/ only"),
        ("scan.rs", "let r = regex::bytes::Regex::new(x);\n", "regex is used in"),
        ("other/mod.rs", "", "no row in IMPORTS"),
    ] {
        let wrong = breaches(path, text);
        assert!(wrong.iter().any(|breach| breach.contains(reported)), "{path}: {text}{wrong:?}");
    }
}

#[test]
fn similar_code_is_no_violation() {
    for (path, text) in [
        ("text/lines.rs", "//! As crate::finding says, `std::fs` is elsewhere.\nuse super::span::Span;\n"),
        ("detect/reference.rs", "const NAMES: &[&str] = &[\"std::env\", \"crate::policy\", \"git2::Oid\"];\n"),
        ("detect/judge.rs", "fn f() {}\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n"),
        ("detect/judge.rs", "fn f() {}\n#[cfg(all(test, unix))]\nmod tests {\n    use std::fs;\n}\n"),
        ("extract/uri.rs", "use super::{Candidate, pair};\nuse crate::pg::{self, uri};\n"),
        ("policy/environment.rs", "use std::net::IpAddr;\n"),
        ("source/files/listing.rs", "use ignore::WalkBuilder;\nuse super::ignore_case;\n"),
    ] {
        assert_eq!(breaches(path, text), Vec::<String>::new(), "{path}: {text}");
    }
}
