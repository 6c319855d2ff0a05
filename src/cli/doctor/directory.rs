//! Checks where git looks for hooks.

use super::{Line, State};
use crate::cli::install;
use crate::cli::install::hook_file::{is_executable, read};
use crate::cli::install::managers;
use crate::cli::install::place::{self, Place, real_path};
use crate::cli::install::script::{self, Scope};

/// The hooks directory, and the setting that selects it.
pub(super) fn of(place: &Place) -> Vec<Line> {
    let directory = place.directory.display();
    let asked = place::asked(&place.top, &["config", "--show-scope", "--show-origin", "--get", "core.hooksPath"]);
    let set = match asked {
        Ok(set) => set,
        Err(error) => {
            return vec![Line::new(
                State::Unknown,
                format!("core.hooksPath: {}", error.why),
                "mend git's configuration",
            )];
        }
    };
    let Some(set) = set else {
        return vec![Line::fine(format!("git looks for hooks in {directory}"))];
    };
    let said = set.to_string_lossy().replace('\t', " ");
    if place.directory.exists() && !place.directory.is_dir() {
        let text = format!("core.hooksPath leads to {directory}, which holds no hooks: git runs none ({said})");
        return vec![Line::new(State::Gap, text, unset(&said))];
    }
    let mut lines = vec![Line::fine(format!("git looks for hooks in {directory} (core.hooksPath: {said})"))];
    let usual = place.common.join("hooks");
    if real_path(&usual) == real_path(&place.directory) {
        return lines;
    }
    let manager = managers::of(place);
    for name in ["pre-commit", "commit-msg", "pre-push"] {
        let passed_by = usual.join(name);
        let git_s = place.directory.join(name);
        let is_chained = matches!(script::scope(&read(&git_s)), Some(Scope::Everywhere | Scope::Chain));
        if !is_executable(&passed_by) || is_chained {
            continue;
        }
        let file = manager.and_then(|manager| manager.file_of(place, name));
        let (whose, next) = if script::is_marked(&read(&passed_by)) {
            let next = match manager {
                Some(manager) => format!(
                    "dsnitch install --write has {} run dsnitch, and dsnitch uninstall takes this one away",
                    manager.name
                ),
                None => "dsnitch install puts it where git looks".to_owned(),
            };
            ("dsnitch's hook", next)
        } else if let Some(file) = file {
            ("a hook", format!("if it is to run, call it in {}", file.display()))
        } else if install::is_for_all(&place.directory) {
            ("a hook", "dsnitch install --global has each repository's own hooks run first".to_owned())
        } else {
            ("a hook", format!("if it is to run, call it in {}", git_s.display()))
        };
        lines.push(Line::note(
            format!("{whose} in {} is not run: core.hooksPath passes it by", passed_by.display()),
            next,
        ));
    }
    lines
}

/// The command that takes core.hooksPath away where it is set, in the scope that `said` begins with.
fn unset(said: &str) -> String {
    match said.split(' ').next() {
        Some(scope @ ("local" | "global" | "system" | "worktree")) => {
            format!("git config --{scope} --unset core.hooksPath")
        }
        _ => "unset it where it is set: git config --show-origin core.hooksPath".to_owned(),
    }
}
