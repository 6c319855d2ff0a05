//! Packages agree with the build: the version everywhere, the hooks of the frameworks, and no advice to install what is
//! not published.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::LEAK;
use crate::support::repo::TempRepo;

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

/// Whatever options a team adds as `args`, what a framework names behind them is scanned or refused, and never read as one of them.
#[test]
fn names_behind_the_options_of_a_team_are_names() {
    let repo = TempRepo::new();
    let files = ["plain.env", "--help", "--observe", "--no-pragmas", "-q", "--"];
    files.iter().for_each(|file| repo.write(file, LEAK));
    repo.git(["add", "--all", "."]);
    repo.write(".git/COMMIT_EDITMSG", LEAK);
    let own = |keys: &BTreeMap<String, String>| keys.get("args").is_some_and(|args| args == r#"["--"]"#);
    for (id, keys) in hooks().iter().filter(|(id, _)| !id.ends_with("-push")) {
        let entry = keys["entry"].strip_prefix("dsnitch ").unwrap();
        let names: &[&str] = if id.ends_with("-message") { &[".git/COMMIT_EDITMSG"] } else { &files };
        let default: &[&str] = if own(keys) { &["--"] } else { &[] };
        for args in [default, &["--profile", "strict"], &["--format", "concise", "--full"], &["--explain", "--"]] {
            for name in names {
                let line = [&entry.split(' ').collect::<Vec<_>>(), args, &[*name]].concat();
                let code = repo.dsnitch(&line).code();
                // A name that may be an option is refused where nothing ends the options.
                let is_plain = !name.starts_with('-') || *name == "--" || args.last() == Some(&"--");
                assert_eq!(code, Some(if is_plain { 1 } else { 2 }), "{id} {line:?}");
            }
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
