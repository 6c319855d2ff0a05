//! Hook managers: programs that generate a repository's hooks from a committed file. dsnitch's lines are printed for or
//! written to that file, because a hook installed over the manager's is lost when it next synchronises.

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
use super::wiring::{self, Unsure, Wired};
use crate::cli::args::HookName;
use crate::cli::own_file;

/// A supported manager.
pub(crate) struct Manager {
    pub(crate) name: &'static str,
    /// True if it keeps an existing hook and runs it first, as the frameworks do; the others overwrite it.
    pub(crate) keeps: bool,
    /// The command that installs its hooks.
    pub(crate) sync: &'static str,
    /// True if a repository uses it, judged by its hooks or its configuration.
    seen: fn(&Place) -> bool,
    /// True if it generated the hook at a path with a content.
    pub(crate) made: fn(&Path, &[u8]) -> bool,
    /// The file, relative to the top, in which a hook is configured.
    file: fn(&Place, &str) -> Option<PathBuf>,
    /// The lines that make it run dsnitch for a hook, as a complete file; `None` for an unsupported hook.
    lines: fn(&str) -> Option<String>,
    /// True if a configuration runs dsnitch for a hook.
    has: fn(&str, &str) -> bool,
    /// Checks that a configuration which runs dsnitch runs it on everything that is committed.
    sure: fn(&Wired<'_>) -> Result<(), Unsure>,
    /// Adds the lines to a configuration; `None` if its layout does not allow that.
    add: fn(&str, &str) -> Option<String>,
    /// Removes the lines that `add` added; `None` if they are absent or were changed.
    take: fn(&str, &str) -> Option<String>,
}

/// What was removed from configurations, and what is left; one line each.
#[derive(Default)]
pub(super) struct Removed {
    pub(super) messages: Vec<String>,
    pub(super) left: Vec<String>,
}

/// All supported managers. One with its own hooks directory comes before those that share git's.
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

/// The change to a configuration that a hook needs.
pub(crate) struct Wanted {
    /// The hook.
    pub(crate) script: &'static str,
    /// The file, relative to the top.
    pub(crate) file: PathBuf,
    /// The lines to add.
    pub(crate) lines: String,
    /// True if the file runs dsnitch already.
    pub(crate) is_there: bool,
}

impl Manager {
    /// The changes to the configuration of `place` that `hook` needs, for its main script first.
    pub(crate) fn wanted(&self, place: &Place, hook: HookName) -> Result<Vec<Wanted>, Failure> {
        let mut wanted = Vec::new();
        for &script in hook.scripts() {
            let (Some(file), Some(lines)) = ((self.file)(place, script), (self.lines)(script)) else { continue };
            let text = own_file::read(&place.top, &file)?.unwrap_or_default();
            let mut is_there = (self.has)(&text, script);
            let by_another = if is_there || script != "pre-commit" { None } else { lint_staged::led_to(place, &text) };
            is_there |= by_another.is_some();
            let lines = match self.name {
                "lefthook" | "prek" => wiring::in_syntax_of(&file, lines),
                _ => lines,
            };
            wanted.push(Wanted { script, file: by_another.unwrap_or(file), lines, is_there });
        }
        Ok(wanted)
    }

    /// Writes the missing lines; an entry of `wanted` that cannot be written is left unchanged.
    pub(crate) fn write(&self, place: &Place, wanted: &mut [Wanted]) -> Result<Vec<String>, Failure> {
        let mut messages = Vec::new();
        for Wanted { script, file, is_there, .. } in wanted.iter_mut().filter(|wanted| !wanted.is_there) {
            let text = own_file::read(&place.top, file)?.unwrap_or_default();
            // The lines of an earlier hook may cover this one.
            let is_done = (self.has)(&text, script);
            let added = if is_lines(file) && !is_done { (self.add)(&text, script) } else { None };
            let added = added.map(|added| ended_as(&text, added));
            if let Some(added) = added.filter(|added| (self.has)(added, script)) {
                own_file::replace(&place.top, file, &added, self.sync == husky::SYNC)?;
                messages.push(format!("added to {}: {} runs dsnitch", file.display(), script));
                *is_there = true;
            }
            *is_there |= is_done;
        }
        Ok(messages)
    }

    /// Removes what `write` added for these hooks, if it is unmodified; lines that a person wrote or changed are kept
    /// and reported.
    pub(super) fn remove(&self, place: &Place, hooks: &[HookName]) -> Result<Removed, Failure> {
        let mut done = Removed::default();
        for hook in hooks {
            for Wanted { script, .. } in self.wanted(place, *hook)? {
                // Hooks share lines, so the state is determined again.
                let now = self.wanted(place, *hook)?;
                let Some(Wanted { file, .. }) = now.into_iter().find(|now| now.script == script && now.is_there) else {
                    continue;
                };
                let text = own_file::read(&place.top, &file)?.unwrap_or_default();
                let shown = file.display();
                let whole = if text.is_empty() || text.ends_with('\n') { text.clone() } else { format!("{text}\n") };
                let taken = (self.take)(&whole, script).map(|taken| ended_as(&text, taken));
                let taken = taken.filter(|taken| !(self.has)(taken, script));
                match taken {
                    Some(taken) => {
                        // A husky script belongs to a person; an empty one is of no use.
                        if taken.is_empty() && self.sync == husky::SYNC {
                            own_file::remove(&place.top, &file)?;
                        } else {
                            own_file::replace(&place.top, &file, &taken, false)?;
                        }
                        done.messages.push(format!("taken out of {shown}: {} runs dsnitch in {script} no more", self.name));
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

    /// The configuration file for a hook, relative to the top.
    pub(crate) fn file_of(&self, place: &Place, script: &str) -> Option<PathBuf> {
        (self.file)(place, script)
    }

    /// The command that configures a hook: `install --write`, or `install` alone for a file that lines are never added
    /// to.
    pub(crate) fn written_by(&self, place: &Place, script: &str, install: &str) -> String {
        match (self.file)(place, script) {
            Some(file) if !is_lines(&file) => format!("{install} says what belongs into {}", file.display()),
            _ => format!("{install} --write"),
        }
    }

    /// Checks that the hook for `script` is certain to run dsnitch, by the configuration file `by`, which is the
    /// manager's or lint-staged's.
    pub(crate) fn leads(&self, place: &Place, script: &str, by: &Path) -> Result<(), Unsure> {
        let own = (self.file)(place, script).unwrap_or_default();
        let lint_staged = (own != by).then_some(by);
        (self.sure)(&Wired { place, script, file: &own, lint_staged })
    }

    /// True if git will run it for `script`.
    pub(crate) fn is_live(&self, place: &Place, script: &str) -> bool {
        let path = place.directory.join(script);
        hook_file::is_executable(&path) && (self.made)(&path, &hook_file::read(&path))
    }
}

/// True if lines can be added to a file: a script, which has no extension, or YAML.
pub(crate) fn is_lines(file: &Path) -> bool {
    file.extension().is_none_or(|ending| ending == "yaml" || ending == "yml")
}

/// The content of `package.json`.
fn package(place: &Place) -> Option<serde_json::Value> {
    let text = own_file::read(&place.top, Path::new("package.json")).ok().flatten()?;
    serde_json::from_str(&text).ok()
}

/// The first of `names` that is a file below the top.
fn first_file(place: &Place, names: &[&str]) -> Option<PathBuf> {
    let is_there = |name: &&&str| std::fs::symlink_metadata(place.top.join(name)).is_ok();
    names.iter().find(is_there).map(PathBuf::from)
}

/// The shell command that runs dsnitch for a hook; `first` stands for git's first argument.
fn command(script: &str, first: &str) -> Option<String> {
    match script {
        "pre-commit" | "pre-merge-commit" | "pre-applypatch" => Some("dsnitch staged".to_owned()),
        "commit-msg" | "applypatch-msg" => Some(format!("dsnitch staged --message={first} --")),
        "pre-push" => Some(format!("dsnitch range --pre-push={first}")),
        _ => None,
    }
}

/// True if a line, without its comment, contains dsnitch as a word.
fn runs_dsnitch(line: &str) -> bool {
    let line = line.trim();
    let is_word = |word: &str| word == "dsnitch" || word.ends_with("/dsnitch");
    !line.starts_with('#') && line.split(|c: char| c.is_whitespace() || "\"';&|(){}=,:`".contains(c)).any(is_word)
}

/// `text` without its last line end if `before` has none: what is taken out again leaves the file as it was.
fn ended_as(before: &str, mut text: String) -> String {
    if !before.is_empty() && !before.ends_with('\n') && text.ends_with('\n') {
        text.pop();
    }
    text
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;

    use super::ALL;
    use crate::cli::args::HookName;
    use crate::cli::install::wiring;

    #[test]
    fn doctor_accepts_the_lines_of_every_manager() {
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

    /// Whoever pastes what is printed has a file of the same syntax that says the same.
    #[test]
    fn the_printed_lines_are_in_the_syntax_of_the_file() {
        use std::path::Path;
        for script in HookName::value_variants().iter().flat_map(|hook| hook.scripts()) {
            for manager in [&super::lefthook::LEFTHOOK, &super::pre_commit::PREK] {
                let Some(lines) = (manager.lines)(script) else { continue };
                let of = |file: &str| wiring::in_syntax_of(Path::new(file), lines.clone());
                assert_eq!(of("x.yaml"), lines);
                let toml: serde_json::Value = toml::from_str(&of("x.toml")).unwrap();
                let json: serde_json::Value = serde_json::from_str(&format!("{{{}}}", of("x.json"))).unwrap();
                assert_eq!(toml, json, "{} {script}", manager.name);
                assert_eq!(of("x.jsonc"), of("x.json"));
                let entry = match manager.name {
                    "prek" => &toml["repos"][0]["hooks"][0]["entry"],
                    _ => &toml[*script]["commands"]["dsnitch"]["run"],
                };
                assert!(entry.as_str().is_some_and(|run| run.starts_with("dsnitch ")), "{toml}");
                assert!((manager.has)(&of("x.toml"), script), "{}", of("x.toml"));
            }
        }
    }
}
