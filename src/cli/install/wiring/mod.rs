//! Checks whether a hook is certain to run dsnitch: a hand-written hook, or the configuration of a manager. A text that
//! merely contains the word is no proof, so that anything which is not understood here, or may skip dsnitch, is
//! reported as uncertain.
//!
//! | topic | module |
//! | --- | --- |
//! | shell scripts | `shell`, line by line by `words` |
//! | hooks that a manager generates | `generated` |
//! | YAML, TOML and JSON as one tree | `tree` |
//! | the rules of each manager | `lefthook`, `pre_commit`, `lint_staged`; below for those that run a script |

mod generated;
mod lefthook;
mod lint_staged;
mod pre_commit;
mod shell;
mod tree;
mod words;

use std::path::{Path, PathBuf};

use super::hook_file::read;
use super::place::Place;
use crate::cli::own_file;

/// The reason why it is not certain that a hook runs dsnitch.
pub(crate) type Unsure = String;

/// The program that a hook should run: dsnitch, or lint-staged.
pub(crate) struct Ours {
    script: &'static str,
}

impl Ours {
    /// The dsnitch command for a git hook.
    pub(crate) fn of(script: &str) -> Ours {
        let script = match script {
            "commit-msg" | "applypatch-msg" => "commit-msg",
            "pre-push" => "pre-push",
            LINT_STAGED => LINT_STAGED,
            _ => "pre-commit",
        };
        Ours { script }
    }

    /// Its name in messages.
    fn command(&self) -> &'static str {
        match self.script {
            "commit-msg" => "dsnitch staged --message",
            "pre-push" => "dsnitch range",
            LINT_STAGED => LINT_STAGED,
            _ => "dsnitch staged",
        }
    }

    fn words(&self) -> Vec<String> {
        self.command().split(' ').map(str::to_owned).collect()
    }

    /// Its hook ids in the manifest for the pre-commit framework.
    const fn ids(&self) -> [&'static str; 3] {
        match self.script.as_bytes() {
            b"commit-msg" => ["dsnitch-message", "dsnitch-src-message", "dsnitch-system-message"],
            b"pre-push" => ["dsnitch-push", "dsnitch-src-push", "dsnitch-system-push"],
            _ => ["dsnitch", "dsnitch-src", "dsnitch-system"],
        }
    }

    /// Its stage in the manifest.
    const fn stage(&self) -> &'static str {
        self.script
    }

    /// True if a command runs it on everything that is committed and returns its status.
    fn is(&self, words: &[&str]) -> bool {
        if self.script == LINT_STAGED {
            return lint_staged::is_called(words);
        }
        let Some((program, rest)) = words.split_first() else { return false };
        let Some((command, arguments)) = rest.split_first() else { return false };
        let (is_command, own): (bool, &[&str]) = match self.script {
            "commit-msg" => (*command == "staged", &["--message=$1", "--message", "$1"]),
            "pre-push" => (*command == "range", &["--pre-push=$1", "--pre-push"]),
            _ => (*command == "staged", &[]),
        };
        let is_for_messages = arguments.iter().any(|argument| argument.starts_with("--message"));
        is_command
            && is_program(program)
            && is_for_messages == (self.script == "commit-msg")
            && arguments.iter().all(|argument| own.contains(argument) || HARMLESS.contains(argument))
    }
}

/// Options that do not change what is refused; `$@` stands for the staged file names, where a manager passes them.
const HARMLESS: [&str; 12] = [
    "--",
    "$@",
    "-q",
    "--quiet",
    "--explain",
    "--full",
    "--statistics",
    "--require-complete",
    "--no-pragmas",
    "--color=always",
    "--color=auto",
    "--color=never",
];

const LINT_STAGED: &str = "lint-staged";

fn is_program(word: &str) -> bool {
    let this = || std::env::current_exe().ok()?.canonicalize().ok();
    let path = Path::new(word);
    word == "dsnitch" || (path.is_absolute() && path.canonicalize().is_ok_and(|path| Some(path) == this()))
}

/// True if a text mentions dsnitch in any way.
pub(crate) fn is_named(text: &str) -> bool {
    text.contains("dsnitch")
}

/// Checks a hand-written hook: it must run dsnitch, or lint-staged with the given configuration file, which in turn
/// runs dsnitch.
pub(crate) fn own_hook(place: &Place, text: &str, script: &str, lint_staged: Option<&Path>) -> Result<(), Unsure> {
    match lint_staged {
        Some(file) => shell::hook(text, &Ours::of(LINT_STAGED)).and_then(|()| lint_staged_runs(place, file)),
        None => shell::hook(text, &Ours::of(script)),
    }
}

/// Checks that lint-staged's configuration runs dsnitch on every file.
fn lint_staged_runs(place: &Place, file: &Path) -> Result<(), Unsure> {
    lint_staged::runs(&tree_of(place, file)?, file).map_err(|why| in_file(file, &why))
}

/// A hook of a manager, with the configuration files involved.
pub(crate) struct Wired<'w> {
    pub(crate) place: &'w Place,
    pub(crate) script: &'w str,
    /// The configuration file, relative to the top.
    pub(crate) file: &'w Path,
    /// lint-staged's configuration file, if the manager runs lint-staged.
    pub(crate) lint_staged: Option<&'w Path>,
}

impl Wired<'_> {
    fn hook(&self) -> (PathBuf, String) {
        let path = self.place.directory.join(self.script);
        let text = String::from_utf8_lossy(&read(&path)).into_owned();
        (path, text)
    }

    /// Checks a shell script that a manager runs.
    fn script_runs(&self, file: &Path, text: &str, is_errexit: bool) -> Result<(), Unsure> {
        let ours = Ours::of(if self.lint_staged.is_some() { LINT_STAGED } else { self.script });
        shell::refuses(text, is_errexit, &ours).map_err(|why| in_file(file, &why))?;
        self.lint_staged.map_or(Ok(()), |file| lint_staged_runs(self.place, file))
    }

    /// Checks that the installed hook is as the manager generates it.
    fn is_intact(&self, check: fn(&str, &str) -> Result<(), String>) -> Result<(), Unsure> {
        let (path, text) = self.hook();
        check(&text, self.script).map_err(|why| in_file(&path, &why))
    }
}

/// husky: checks the hand-written script, which runs with `sh -e`.
pub(crate) fn husky(wired: &Wired<'_>) -> Result<(), Unsure> {
    is_on("HUSKY", |value| value == "0")?;
    let directory = &wired.place.directory;
    let text = text_of(wired.place, wired.file)?;
    let is_generated = directory.file_name().is_some_and(|name| name == "_");
    if is_generated {
        wired.is_intact(generated::husky)?;
        let runner = directory.join("h");
        generated::husky_runner(&String::from_utf8_lossy(&read(&runner))).map_err(|why| in_file(&runner, &why))?;
    }
    wired.script_runs(wired.file, &text, is_generated)
}

/// lefthook: checks its configuration.
pub(crate) fn lefthook(wired: &Wired<'_>) -> Result<(), Unsure> {
    is_on("LEFTHOOK", |value| value == "0" || value == "false")?;
    is_on("LEFTHOOK_EXCLUDE", |value| !value.is_empty())?;
    wired.is_intact(generated::lefthook)?;
    let tree = tree_of(wired.place, wired.file)?;
    let ours = Ours::of(wired.script);
    lefthook::runs(&tree, wired.script, &ours).map_err(|why| in_file(wired.file, &why))?;
    for name in ["lefthook-local", ".lefthook-local", ".config/lefthook-local"] {
        for ending in ["yml", "yaml", "toml", "json", "jsonc"] {
            let file = PathBuf::from(format!("{name}.{ending}"));
            if wired.place.top.join(&file).symlink_metadata().is_ok() {
                let local = tree_of(wired.place, &file)?;
                lefthook::leaves(&local, wired.script).map_err(|why| in_file(&file, &why))?;
            }
        }
    }
    Ok(())
}

/// The pre-commit framework and prek: checks the configuration.
pub(crate) fn pre_commit(wired: &Wired<'_>) -> Result<(), Unsure> {
    is_on("SKIP", is_named)?;
    wired.is_intact(generated::pre_commit)?;
    let tree = tree_of(wired.place, wired.file)?;
    pre_commit::runs(&tree, wired.script, &Ours::of(wired.script)).map_err(|why| in_file(wired.file, &why))
}

/// Checks the hook of a framework that keeps ours: it must be as generated.
pub(crate) fn keeps(place: &Place, script: &str) -> Result<(), Unsure> {
    Wired { place, script, file: Path::new(""), lint_staged: None }.is_intact(generated::pre_commit)
}

/// simple-git-hooks: checks the command in the generated hook.
pub(crate) fn simple_git_hooks(wired: &Wired<'_>) -> Result<(), Unsure> {
    is_on("SKIP_SIMPLE_GIT_HOOKS", |value| value == "1")?;
    let (path, text) = wired.hook();
    let command = generated::simple_git_hooks(&text).map_err(|why| in_file(&path, &why))?;
    wired.script_runs(&path, &command, false)
}

/// Checks that no environment variable of this shell disables the manager.
fn is_on(name: &str, is_off: fn(&str) -> bool) -> Result<(), Unsure> {
    match std::env::var(name) {
        Ok(value) if is_off(&value) => Err(format!("{name} is set to {value} in this shell: unset {name}")),
        _ => Ok(()),
    }
}

fn text_of(place: &Place, file: &Path) -> Result<String, Unsure> {
    let text = own_file::read(&place.top, file).map_err(|error| in_file(file, &error.why))?;
    text.ok_or_else(|| in_file(file, "it is not there"))
}

fn tree_of(place: &Place, file: &Path) -> Result<serde_json::Value, Unsure> {
    let text = text_of(place, file)?;
    tree::of(file, &text).ok_or_else(|| in_file(file, "it is in a form that is not read here"))
}

fn in_file(file: &Path, why: &str) -> Unsure {
    format!("{}: {why}", file.display())
}

/// Checks the lines that `install` prints for a manager.
#[cfg(test)]
pub(super) fn as_written(manager: &str, lines: &str, script: &str) -> Result<(), Unsure> {
    let ours = Ours::of(script);
    let tree = || tree::of(Path::new("x.yaml"), lines).ok_or_else(|| lines.to_owned());
    match manager {
        "lefthook" => lefthook::runs(&tree()?, script, &ours),
        "pre-commit" | "prek" => pre_commit::runs(&tree()?, script, &ours),
        _ => shell::refuses(lines, false, &ours),
    }
}

/// `lines` of YAML in the syntax of `file`, if that is TOML or JSON: what is missing from a file is printed as that file
/// writes it. Of JSON, the pairs are given without the braces around them.
pub(crate) fn in_syntax_of(file: &Path, lines: String) -> String {
    let tree = || tree::of(Path::new("x.yaml"), &lines);
    let written = match file.extension().and_then(std::ffi::OsStr::to_str) {
        Some("toml") => tree().and_then(|tree| toml::to_string(&tree).ok()),
        Some("json" | "jsonc") => tree().and_then(|tree| {
            let text = serde_json::to_string_pretty(&tree).ok()?;
            Some(text.strip_prefix("{\n")?.strip_suffix("\n}")?.to_owned() + "\n")
        }),
        _ => None,
    };
    written.unwrap_or(lines)
}

#[cfg(test)]
mod tests {
    use super::Ours;

    /// Rows: the script, a command, and whether it runs dsnitch on everything that is committed.
    #[test]
    fn a_command_is_ours_if_no_option_leaves_anything_out() {
        let this = std::env::current_exe().unwrap();
        let this = this.to_str().unwrap();
        for (script, command, is) in [
            ("pre-commit", "dsnitch staged", true),
            ("pre-merge-commit", "dsnitch staged -- $@", true),
            ("pre-applypatch", "dsnitch staged -q --quiet --explain --full --statistics --require-complete", true),
            ("pre-commit", "dsnitch staged --no-pragmas --color=always --color=auto --color=never", true),
            ("pre-commit", "THIS staged", true),
            ("pre-commit", "/bin/sh staged", false),
            ("pre-commit", "./dsnitch staged", false),
            ("pre-commit", "dsnitch", false),
            ("pre-commit", "", false),
            ("pre-commit", "dsnitch range", false),
            ("pre-commit", "dsnitch staged --observe", false),
            ("pre-commit", "dsnitch staged --message=$1", false),
            ("pre-commit", "dsnitch staged x", false),
            ("commit-msg", "dsnitch staged --message=$1 --", true),
            ("applypatch-msg", "dsnitch staged --message $1", true),
            ("commit-msg", "dsnitch staged", false),
            ("commit-msg", "dsnitch range --message=$1", false),
            ("commit-msg", "dsnitch staged --message=$2", false),
            ("pre-push", "dsnitch range --pre-push=$1", true),
            ("pre-push", "dsnitch range --pre-push", true),
            ("pre-push", "dsnitch range", true),
            ("pre-push", "dsnitch staged", false),
            ("pre-push", "dsnitch staged --pre-push", false),
            ("lint-staged", "npx lint-staged", true),
            ("lint-staged", "dsnitch staged", false),
        ] {
            let command = command.replace("THIS", this);
            let words: Vec<&str> = command.split_whitespace().collect();
            assert_eq!(Ours::of(script).is(&words), is, "{script}: {command}");
        }
        for (script, command, id, stage) in [
            ("pre-commit", "dsnitch staged", "dsnitch", "pre-commit"),
            ("pre-applypatch", "dsnitch staged", "dsnitch", "pre-commit"),
            ("commit-msg", "dsnitch staged --message", "dsnitch-message", "commit-msg"),
            ("applypatch-msg", "dsnitch staged --message", "dsnitch-message", "commit-msg"),
            ("pre-push", "dsnitch range", "dsnitch-push", "pre-push"),
            ("lint-staged", "lint-staged", "dsnitch", "lint-staged"),
        ] {
            let ours = Ours::of(script);
            assert_eq!((ours.command(), ours.ids()[0], ours.stage()), (command, id, stage), "{script}");
            assert_eq!(ours.words().join(" "), command);
        }
    }
}
