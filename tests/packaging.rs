//! Packages agree with the build: the version everywhere, the hooks of the frameworks, and no advice to install what is
//! not published.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Reads a file of the repository.
fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// Returns the version numbers that follow `before` in `text`.
fn versions<'t>(text: &'t str, before: &str) -> Vec<&'t str> {
    text.split(before)
        .skip(1)
        .map(|rest| &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(rest.len())])
        .collect()
}

#[test]
fn every_package_has_the_built_version() {
    for (name, before) in [
        ("setup.py", "dsnitch=="),
        ("action.yml", "    default: 0."),
        ("templates/scan.yml", "dsnitch=="),
        ("README.md", "rev: v"),
        ("docs/install.md", "rev: v"),
    ] {
        let text = read(name);
        let found = versions(&text, before);
        assert!(!found.is_empty(), "{name}: nothing follows '{before}'");
        for version in found {
            let whole = if before.ends_with("0.") { format!("0.{version}") } else { version.to_owned() };
            assert_eq!(whole, env!("CARGO_PKG_VERSION"), "{name}: packaging/release.py bump writes it everywhere");
        }
    }
}

/// Returns the hooks in `.pre-commit-hooks.yaml`: for each id its keys and values as written.
fn hooks() -> BTreeMap<String, BTreeMap<String, String>> {
    let mut hooks: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let text = read(".pre-commit-hooks.yaml");
    for block in text.split("\n- id: ").skip(1) {
        let (id, rest) = block.split_once('\n').unwrap();
        let keys =
            rest.lines().filter_map(|line| line.trim().split_once(": ")).map(|(k, v)| (k.to_owned(), v.to_owned()));
        hooks.insert(id.to_owned(), keys.collect());
    }
    hooks
}

#[test]
fn each_framework_has_hooks_for_commits_messages_and_pushes() {
    let hooks = hooks();
    let ids: Vec<&str> = hooks.keys().map(String::as_str).collect();
    assert_eq!(
        ids,
        [
            "dsnitch",
            "dsnitch-message",
            "dsnitch-push",
            "dsnitch-src",
            "dsnitch-src-message",
            "dsnitch-src-push",
            "dsnitch-system",
            "dsnitch-system-message",
            "dsnitch-system-push"
        ]
    );
    for (id, keys) in &hooks {
        let language = match id.trim_end_matches("-push").trim_end_matches("-message") {
            "dsnitch" => "python",
            "dsnitch-src" => "rust",
            _ => "system",
        };
        assert_eq!(keys["language"], language, "{id}");
        // The framework's default `file` would skip symbolic links.
        assert_eq!(keys["types"], "[]", "{id}");
        if id.ends_with("-push") {
            assert_eq!((keys["entry"].as_str(), keys["stages"].as_str()), ("dsnitch range", "[pre-push]"), "{id}");
        } else if id.ends_with("-message") {
            assert_eq!(
                (keys["entry"].as_str(), keys["stages"].as_str()),
                ("dsnitch staged --message", "[commit-msg]"),
                "{id}"
            );
        } else {
            assert_eq!((keys["entry"].as_str(), keys["stages"].as_str()), ("dsnitch staged", "[pre-commit]"), "{id}");
            assert_eq!(keys["args"], r#"["--"]"#, "{id}: a file may be called --help");
        }
    }
}

/// Nothing is published under the name dsnitch: until it is, a command that installs it from a registry would install
/// someone else's program. Only docs/install.md has such commands, in the column for after the release.
#[test]
fn no_page_advises_installing_an_unpublished_package() {
    for name in [
        "README.md",
        "hooks/hook",
        "hooks/README.md",
        "src/cli/install/mod.rs",
        "docs/ci.md",
        "docs/fleet.md",
        "CONTRIBUTING.md",
    ] {
        for advice in
            ["cargo install dsnitch", "pip install dsnitch", "npm install dsnitch", "npm install --save-dev dsnitch"]
        {
            assert!(!read(name).contains(advice), "{name}: {advice}");
        }
    }
}

/// `cargo package` refuses a clone with files that are neither committed nor ignored, and would publish them if told to
/// go on. The release runs it beside the files of all platforms, and the pages build into `out`.
#[test]
fn what_a_release_leaves_in_a_clone_is_ignored() {
    let (ignored, release, page) = (read(".gitignore"), read(".github/workflows/release.yml"), read("docs/install.md"));
    for (text, uses, folder) in
        [(&release, "path: dist\n", "/dist"), (&release, "build.sh out ", "/out"), (&page, "build.sh out\n", "/out")]
    {
        assert!(text.contains(uses), "{uses}");
        assert!(ignored.lines().any(|line| line == folder), "{folder}");
    }
}
