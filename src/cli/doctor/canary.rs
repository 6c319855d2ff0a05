//! Stages an invented credential in a temporary index and checks that it is refused. The index and its object are
//! written outside of the repository. Only dsnitch's own hook is run: another hook may change the work tree.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::configuration::end_of_trial;
use super::program::found_on_path;
use super::{Line, State, hook};
use crate::cli::generate::password;
use crate::cli::install::hook_file::{is_executable, read};
use crate::cli::install::place::Place;
use crate::cli::install::script::{self, Scope, Script, Whose};
use crate::cli::settings::Settings;

/// The canary's path in the index.
const NAME: &str = "dsnitch-canary.env";

/// Checks whether a canary is refused.
pub(super) fn planted(place: &Place, settings: Option<&Settings>) -> Vec<Line> {
    let Some(guard) = Guard::of(place) else { return Vec::new() };
    let unknown = |why: String| {
        vec![Line::new(
            State::Unknown,
            format!("a canary could not be staged: {why}"),
            "make the directory for temporary files (TMPDIR) writable, and see that git runs",
        )]
    };
    let password = match password(24) {
        Ok(password) => password,
        Err(error) => return unknown(error.to_string()),
    };
    let scratch = match Scratch::new(&password) {
        Ok(scratch) => scratch,
        Err(error) => return unknown(error.to_string()),
    };
    match scratch.refused_by(&guard, place, (&password, settings)) {
        Ok(line) => vec![line],
        Err(why) => unknown(why),
    }
}

/// The program that should refuse, if it can be run.
enum Guard {
    /// Our hook, as git runs it.
    Hook(&'static str, PathBuf),
    /// The program that a hook manager runs.
    Program(PathBuf),
}

impl Guard {
    /// Selects the guard. `None` if it is not certain that git reaches it: a refusal there would prove nothing about
    /// commits.
    fn of(place: &Place) -> Option<Guard> {
        if hook::commits(place).iter().any(|line| line.state > State::Note) {
            return None;
        }
        let git_s = place.directory.join("pre-commit");
        let own = place.own_hooks().join("pre-commit");
        let first = if script::scope(&read(&git_s)) == Some(Scope::Chain) { own } else { git_s.clone() };
        for path in [first, place.directory.join("pre-commit.legacy")] {
            let is_ours = matches!(Script::of("pre-commit").whose(&read(&path)), Whose::Ours | Whose::Former);
            if is_ours && is_executable(&path) && path.symlink_metadata().is_ok_and(|metadata| metadata.is_file()) {
                return Some(Guard::Hook("dsnitch's hook", path));
            }
        }
        found_on_path(place).map(Guard::Program)
    }
}

/// A directory with a temporary index, removed on drop.
struct Scratch {
    directory: PathBuf,
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.directory);
    }
}

impl Scratch {
    fn new(name: &str) -> std::io::Result<Scratch> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the canary is nobody's secret, and must not lie in the repository"
        )]
        let base = std::env::temp_dir();
        let directory = base.join(format!("dsnitch-doctor-{name}"));
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&directory)?;
        fs::create_dir(directory.join("objects"))?;
        Ok(Scratch { directory })
    }

    fn refused_by(
        &self,
        guard: &Guard,
        place: &Place,
        (password, settings): (&str, Option<&Settings>),
    ) -> Result<Line, String> {
        let text = format!("DATABASE_URL=postgres://canary:{password}@db.internal/canary\n");
        let file = self.directory.join("canary");
        fs::write(&file, text).map_err(|error| error.to_string())?;
        let file = file.to_str().ok_or("the directory for temporary files is not UTF-8")?;
        let git = place.own.git().map_err(|error| error.to_string())?;
        let id = self.ask(&git, place, &["hash-object", "-w", "--no-filters", file])?;
        let entry = format!("100644,{},{NAME}", id.trim());
        self.ask(&git, place, &["-c", "core.splitIndex=false", "update-index", "--add", "--cacheinfo", &entry])?;
        let (what, program, arguments): (String, &Path, &[&str]) = match guard {
            Guard::Hook(what, path) => ((*what).to_owned(), path, &[]),
            Guard::Program(path) => (format!("{} staged", path.display()), path, &["staged"]),
        };
        let mut command = self.command(program, place);
        command.args(arguments);
        // The chained hook would run first, and must not run here.
        command.env("DSNITCH_CHAIN", chain(program, place));
        let output = command.output().map_err(|error| format!("{}: {error}", program.display()))?;
        let printed = [output.stdout.as_slice(), &output.stderr].concat();
        let names_it = memchr::memmem::find(&printed, NAME.as_bytes()).is_some();
        Ok(match output.status.code() {
            Some(1) if names_it => {
                Line::fine(format!("a canary that was staged in an index of its own is refused by {what}"))
            }
            Some(0) => Line::new(
                State::Gap,
                format!("a canary that was staged in an index of its own is let through by {what}"),
                passed(place, settings),
            ),
            code => {
                let first = String::from_utf8_lossy(&printed)
                    .lines()
                    .find(|line| line.starts_with("dsnitch:"))
                    .unwrap_or_default()
                    .to_owned();
                let code = code.map_or_else(|| "a signal".to_owned(), |code| format!("status {code}"));
                Line::new(
                    State::Unknown,
                    format!("{what} ended with {code}, not with a refusal of the canary. {first}"),
                    "run dsnitch staged --explain, and mend what it says",
                )
            }
        })
    }

    fn ask(&self, git: &Path, place: &Place, arguments: &[&str]) -> Result<String, String> {
        let output = self.command(git, place).args(arguments).output().map_err(|error| error.to_string())?;
        if !output.status.success() {
            return Err(first_line(&output));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// A command that runs `program` at the top of the work tree with the temporary index and object directory.
    fn command(&self, program: &Path, place: &Place) -> Command {
        #[expect(clippy::disallowed_methods, reason = "git, and dsnitch's own hook")]
        let mut command = Command::new(program);
        command.current_dir(&place.top).stdin(Stdio::null());
        command.env("GIT_INDEX_FILE", self.directory.join("index"));
        command.env("GIT_OBJECT_DIRECTORY", self.directory.join("objects"));
        command.env("GIT_ALTERNATE_OBJECT_DIRECTORIES", place.common.join("objects"));
        command
    }
}

/// The value of the variable by which our hook at `hook` recognises that the chained hook has already run.
fn chain(hook: &Path, place: &Place) -> OsString {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let former = match script::scope(&read(hook)) {
        Some(Scope::Everywhere | Scope::Chain) => real(&place.own_hooks()).join("pre-commit"),
        Some(Scope::Repository) | None => {
            real(hook.parent().unwrap_or(&place.directory)).join("pre-commit.before-dsnitch")
        }
    };
    let mut chain = real(&place.top).into_os_string();
    chain.push(":");
    chain.push(former);
    chain
}

fn first_line(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim().replace('\n', " ")
}

/// Why the canary may have been accepted.
fn passed(place: &Place, settings: Option<&Settings>) -> String {
    if std::env::var_os("SKIP").is_some_and(|skip| skip.to_string_lossy().contains("dsnitch")) {
        return "unset SKIP: it is set in this shell".to_owned();
    }
    if let Some(settings) = settings.filter(|settings| settings.observed.is_some()) {
        return end_of_trial(settings);
    }
    let config = place.top.join(crate::cli::config::NAME);
    if config.exists() {
        return format!("look for what {} excuses: an entry for **/*.env, or for a rule everywhere", config.display());
    }
    "run dsnitch staged --explain on a file of your own with a password in it".to_owned()
}
