//! Whether the program of a hook manager is there: its hook is a script that looks for it, and some let the commit through where
//! they find none.

use std::path::Path;

use super::{Line, State};
use crate::cli::install::hook_file::{is_executable, read};
use crate::cli::install::managers::Manager;
use crate::cli::install::place::Place;
use crate::cli::own_file;

/// A manager of which more than its name is needed.
struct Program {
    name: &'static str,
    /// How a line of its hook begins that says where it was installed from.
    recorded: &'static str,
    /// Files by which another tool installs it, and finds it when the hook runs.
    listed: &'static [&'static str],
    /// What comes of it where it is not found.
    then: (State, &'static str),
    next: &'static str,
}

const ALL: [Program; 3] = [
    Program {
        name: "lefthook",
        recorded: "elif ",
        listed: &[
            "Gemfile.lock",
            "go.mod",
            "pyproject.toml",
            "Package.swift",
            "Mintfile",
            "mise.toml",
            ".mise.toml",
            ".tool-versions",
            "devbox.json",
            "flake.nix",
        ],
        then: (State::Unknown, "its hook lets every commit through that cannot find it"),
        next: "install lefthook (npm install, or as the project does), and run dsnitch doctor again",
    },
    Program {
        name: "pre-commit",
        recorded: "INSTALL_PYTHON=",
        listed: &[],
        then: (State::Note, "every commit is refused until it is"),
        next: "install pre-commit (pipx install pre-commit), then: pre-commit install",
    },
    Program {
        name: "prek",
        recorded: "PREK=",
        listed: &[],
        then: (State::Note, "every commit is refused until it is"),
        next: "install prek (uv tool install prek), then: prek install",
    },
];

/// What is to be said where the program of `manager`, whose hook stands at `hook`, is not found; nothing where it is.
pub(super) fn missing(place: &Place, manager: &Manager, hook: &Path) -> Vec<Line> {
    let Some(program) = ALL.iter().find(|program| program.name == manager.name) else { return Vec::new() };
    if is_there(place, program, hook) {
        return Vec::new();
    }
    let (state, then) = program.then;
    let text = format!("{} is found neither on PATH nor where its hook looks: {then}", program.name);
    vec![Line::new(state, text, program.next)]
}

fn is_there(place: &Place, program: &Program, hook: &Path) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    if std::env::split_paths(&path).any(|at| at.is_absolute() && is_executable(&at.join(program.name))) {
        return true;
    }
    let text = read(hook);
    let text = String::from_utf8_lossy(&text);
    let recorded = text.lines().filter_map(|line| line.trim().strip_prefix(program.recorded));
    let words = recorded.filter_map(|rest| rest.split_whitespace().next()).map(|word| word.trim_matches(['"', '\'']));
    if words.into_iter().any(|word| Path::new(word).is_absolute() && is_executable(Path::new(word))) {
        return true;
    }
    let is_listed = |file: &&str| {
        own_file::read(&place.top, Path::new(file)).ok().flatten().is_some_and(|text| text.contains(program.name))
    };
    if program.listed.iter().any(is_listed) {
        return true;
    }
    // The hooks of npm's packages look below the top.
    let packages = ["node_modules", "node_modules/@evilmartians"].map(|directory| place.top.join(directory));
    let packages = packages.iter().filter_map(|directory| directory.read_dir().ok()).flatten().flatten();
    let is_package = |name: &str| name == program.name || name.starts_with(&format!("{}-", program.name));
    let bins = [place.top.join("node_modules/.bin").join(program.name)];
    bins.iter().any(|bin| bin.exists())
        || packages.into_iter().any(|entry| entry.file_name().to_str().is_some_and(is_package))
}
