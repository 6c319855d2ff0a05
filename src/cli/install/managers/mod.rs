//! Hook managers: programs that write the hooks of a repository by a file that is committed. What belongs to one is told or
//! written there, for what stands in the place of its hook is gone with its next synchronisation.

mod husky;
mod lefthook;
pub(crate) mod lint_staged;
mod pre_commit;
mod simple_git_hooks;
mod yaml;

use std::path::{Path, PathBuf};

use dsnitch::failure::Failure;

use super::hook_file;
use super::place::Place;
use super::wiring::{Unsure, Wired};
use crate::cli::args::HookName;
use crate::cli::own_file;

/// What is known of a manager.
pub(crate) struct Manager {
    pub(crate) name: &'static str,
    /// Whether it keeps a hook that stands in the place of its own, and runs it first, as the frameworks do; another one writes
    /// over it.
    pub(crate) keeps: bool,
    /// What puts its hooks there.
    pub(crate) sync: &'static str,
    /// Whether a repository uses it: by its hooks, or by its configuration.
    seen: fn(&Place) -> bool,
    /// Whether a hook, which stands at a path, is of its making.
    pub(crate) made: fn(&Path, &[u8]) -> bool,
    /// The file, below the top, in which a hook is configured.
    file: fn(&Place, &str) -> Option<PathBuf>,
    /// The lines that have it run dsnitch for a hook, as a file of their own; none for a hook that it does not know.
    lines: fn(&str) -> Option<String>,
    /// Whether a configuration has dsnitch run for a hook.
    has: fn(&str, &str) -> bool,
    /// Whether it is sure that dsnitch is run for all that is committed, where its configuration has dsnitch run.
    sure: fn(&Wired<'_>) -> Result<(), Unsure>,
    /// A configuration with the lines added; none where its form is not one that can be added to.
    add: fn(&str, &str) -> Option<String>,
    /// A configuration without the lines that `add` has added; none where they are not there, or not as they were added.
    take: fn(&str, &str) -> Option<String>,
}

/// What was taken out of configurations, and what is still there; a line for each.
#[derive(Default)]
pub(super) struct TakenOut {
    pub(super) told: Vec<String>,
    pub(super) left: Vec<String>,
}

/// All that are known. One that puts its hooks elsewhere comes before those that share git's own directory.
pub(crate) const ALL: [&Manager; 5] = [
    &husky::HUSKY,
    &lefthook::LEFTHOOK,
    &simple_git_hooks::SIMPLE_GIT_HOOKS,
    &pre_commit::PREK,
    &pre_commit::PRE_COMMIT,
];

/// The manager of a repository's hooks.
pub(crate) fn of(place: &Place) -> Option<&'static Manager> {
    if place.is_bare || place.is_shared {
        return None;
    }
    ALL.into_iter().find(|manager| (manager.seen)(place))
}

/// What a hook wants of a configuration.
pub(crate) struct Wanted {
    /// The hook.
    pub(crate) script: &'static str,
    /// The file, below the top.
    pub(crate) file: PathBuf,
    /// The lines that belong there.
    pub(crate) lines: String,
    /// Whether dsnitch is run there already.
    pub(crate) is_there: bool,
}

impl Manager {
    /// What `hook` wants of the configuration of `place`, its first script first.
    pub(crate) fn wanted(&self, place: &Place, hook: HookName) -> Result<Vec<Wanted>, Failure> {
        let mut wanted = Vec::new();
        for &script in hook.scripts() {
            let (Some(file), Some(lines)) = ((self.file)(place, script), (self.lines)(script)) else { continue };
            let text = own_file::read(&place.top, &file)?.unwrap_or_default();
            let mut is_there = (self.has)(&text, script);
            let by_another = if is_there || script != "pre-commit" { None } else { lint_staged::led_to(place, &text) };
            is_there |= by_another.is_some();
            wanted.push(Wanted { script, file: by_another.unwrap_or(file), lines, is_there });
        }
        Ok(wanted)
    }

    /// Writes what is not there; what cannot be written is left in `wanted` as it was.
    pub(crate) fn write(&self, place: &Place, wanted: &mut [Wanted]) -> Result<Vec<String>, Failure> {
        let mut told = Vec::new();
        for Wanted { script, file, is_there, .. } in wanted.iter_mut().filter(|wanted| !wanted.is_there) {
            let text = own_file::read(&place.top, file)?.unwrap_or_default();
            // Another hook may have brought it along.
            let is_done = (self.has)(&text, script);
            let added = if is_lines(file) && !is_done { (self.add)(&text, script) } else { None };
            if let Some(added) = added.filter(|added| (self.has)(added, script)) {
                own_file::replace(&place.top, file, &added, self.sync == husky::SYNC)?;
                told.push(format!("added to {}: {} runs dsnitch", file.display(), script));
                *is_there = true;
            }
            *is_there |= is_done;
        }
        Ok(told)
    }

    /// Takes out what `write` has added for these hooks, to the letter; what a person has changed, or written, is left and told.
    pub(super) fn take_out(&self, place: &Place, hooks: &[HookName]) -> Result<TakenOut, Failure> {
        let mut done = TakenOut::default();
        for hook in hooks {
            for Wanted { script, .. } in self.wanted(place, *hook)? {
                // Hooks share lines: what was there a moment ago may be gone.
                let now = self.wanted(place, *hook)?;
                let Some(Wanted { file, .. }) = now.into_iter().find(|now| now.script == script && now.is_there) else {
                    continue;
                };
                let text = own_file::read(&place.top, &file)?.unwrap_or_default();
                let shown = file.display();
                let taken = (self.take)(&text, script).filter(|taken| !(self.has)(taken, script));
                match taken {
                    Some(taken) => {
                        // Of husky's scripts each is one that somebody has made, and an empty one is of no use.
                        if taken.is_empty() && self.sync == husky::SYNC {
                            own_file::remove(&place.top, &file)?;
                        } else {
                            own_file::replace(&place.top, &file, &taken, false)?;
                        }
                        done.told.push(format!("taken out of {shown}: {} runs dsnitch in {script} no more", self.name));
                    }
                    None => done.left.push(format!(
                        "{shown} still has {} run dsnitch in {script}, in lines that install --write has not written, or that were changed: take them out there",
                        self.name
                    )),
                }
            }
        }
        Ok(done)
    }

    /// The file of a repository, below its top, in which a hook is configured.
    pub(crate) fn file_of(&self, place: &Place, script: &str) -> Option<PathBuf> {
        (self.file)(place, script)
    }

    /// What has dsnitch run for a hook: `install` with `--write`, or without it where its file is one that no line is added to.
    pub(crate) fn written_by(&self, place: &Place, script: &str, install: &str) -> String {
        match (self.file)(place, script) {
            Some(file) if !is_lines(&file) => format!("{install} says what belongs into {}", file.display()),
            _ => format!("{install} --write"),
        }
    }

    /// Whether what git runs for `script` leads to dsnitch for sure, by the file that has it run, its own or that of lint-staged.
    pub(crate) fn leads(&self, place: &Place, script: &str, by: &Path) -> Result<(), Unsure> {
        let own = (self.file)(place, script).unwrap_or_default();
        let lint_staged = (own != by).then_some(by);
        (self.sure)(&Wired { place, script, file: &own, lint_staged })
    }

    /// Whether git will run it for `script`.
    pub(crate) fn is_live(&self, place: &Place, script: &str) -> bool {
        let path = place.directory.join(script);
        hook_file::is_executable(&path) && (self.made)(&path, &hook_file::read(&path))
    }
}

/// Whether lines are added to a file: a script has no ending, and in the other formats none is.
pub(crate) fn is_lines(file: &Path) -> bool {
    file.extension().is_none_or(|ending| ending == "yaml" || ending == "yml")
}

/// What npm is told of the repository.
fn package(place: &Place) -> Option<serde_json::Value> {
    let text = own_file::read(&place.top, Path::new("package.json")).ok().flatten()?;
    serde_json::from_str(&text).ok()
}

/// The first of `names` that is a file below the top.
fn first_file(place: &Place, names: &[&str]) -> Option<PathBuf> {
    let is_there = |name: &&&str| std::fs::symlink_metadata(place.top.join(name)).is_ok();
    names.iter().find(is_there).map(PathBuf::from)
}

/// What runs dsnitch for a hook, in a shell; `$1` is git's first argument.
fn command(script: &str, first: &str) -> Option<String> {
    match script {
        "pre-commit" | "pre-merge-commit" | "pre-applypatch" => Some("dsnitch staged".to_owned()),
        "commit-msg" | "applypatch-msg" => Some(format!("dsnitch staged --message={first} --")),
        "pre-push" => Some(format!("dsnitch range --pre-push={first}")),
        _ => None,
    }
}

/// Whether a line, without what is a comment, runs dsnitch as a word of its own.
fn runs_dsnitch(line: &str) -> bool {
    let line = line.trim();
    let is_word = |word: &str| word == "dsnitch" || word.ends_with("/dsnitch");
    !line.starts_with('#') && line.split(|c: char| c.is_whitespace() || "\"';&|(){}=,:`".contains(c)).any(is_word)
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;

    use super::ALL;
    use crate::cli::args::HookName;
    use crate::cli::install::wiring;

    #[test]
    fn the_lines_of_each_manager_are_sure_to_doctor() {
        for script in HookName::value_variants().iter().flat_map(|hook| hook.scripts()) {
            for manager in ALL {
                let Some(lines) = (manager.lines)(script) else { continue };
                let of_json =
                    lines.strip_prefix(&format!("\"{script}\": \"")).and_then(|lines| lines.strip_suffix("\"\n"));
                let lines = of_json.unwrap_or(&lines);
                assert_eq!(wiring::as_written(manager.name, lines, script), Ok(()), "{} {script}", manager.name);
            }
        }
        assert!(wiring::as_written("husky", "dsnitch staged || true\n", "pre-commit").is_err());
    }
}
