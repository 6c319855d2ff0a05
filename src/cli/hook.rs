//! `dsnitch install` and `uninstall`. A hook that is there already is never overwritten: it moves aside, runs first,
//! and comes back as it was.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use dsnitch::failure::SourceError;
use dsnitch::text::for_terminal;
use sha2::{Digest as _, Sha256};

use super::args::HookName;
use super::exit::Exit;
use super::hook_place::{self, Place};
use super::masked::masked_text;
use super::terminal;

/// What to do with a hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// Put it there.
    Install,
    /// Take it away.
    Uninstall,
}

/// The hook, whichever it is; `install` fills in the two lines below.
const TEXT: &str = include_str!("../../hooks/hook");

/// What every version of our hooks has in its second line.
const MARK: &[u8] = b"\n# dsnitch-hook ";

/// Where the name of the hook goes in its text.
const NAMED: &str = "\nhook='";

/// Where the path of the program goes in a hook's text.
const RECORDED: &str = "\nrecorded='";

/// SHA-256 of the hooks of former versions, with no program recorded: those of version 1 took a program of the
/// repository's own, if `PATH` led to one.
const FORMER: [&str; 6] = [
    "51abac4f03cb53973cdf08c538746efd75229e2e27b79640217b319e3fc76c3b",
    "647f3f558eb3bcab14033e6302753a42b70fc3854908c72e5032a86506bfb781",
    "cf9ad84d5862ce53f13d055c47947b7abc1bc7eeef7b48f7eb24d00e9e198c80",
    "ec198fbaa5ae35e1a5457c24f1f6240e46b5c82ed246ed5d4874315a8671cbed",
    "be17963228a43e9ad4bd796db0d009df23cf0a357278c401d3929b904fd7c181",
    "5eabeede7eaba294cc82cfbbbf011f142f1eeaca82bb82bbb54ba7bd4aa3b81d",
];

/// Installs or uninstalls `hook` for the repository that the current directory lies in.
pub(crate) fn run(work: Work, hook: HookName) -> Exit {
    match hook_place::find().and_then(|place| apply(work, hook, &place)) {
        Ok(lines) => {
            let mut out = io::stdout().lock();
            let told = lines.iter().try_for_each(|line| writeln!(out, "{}", for_terminal(&masked_text(line))));
            Exit::Pass.after_writing(told.and_then(|()| out.flush()).is_ok())
        }
        Err(error) => {
            terminal::complain(&error);
            Exit::Failed
        }
    }
}

/// A file that git runs, by its name.
#[derive(Clone, Copy, Debug)]
struct Script(&'static str);

/// What guards what `hook` does: git runs other files before the commit of a merge that it makes by itself, and before
/// those of `git am`.
const fn scripts(hook: HookName) -> &'static [Script] {
    match hook {
        HookName::PreCommit => &[Script("pre-commit"), Script("pre-merge-commit"), Script("pre-applypatch")],
        HookName::PrePush => &[Script("pre-push")],
        HookName::PreReceive => &[Script("pre-receive")],
    }
}

/// Does the work, and says what was done.
fn apply(work: Work, hook: HookName, place: &Place) -> Result<Vec<String>, SourceError> {
    let files = || scripts(hook).iter().map(|script| Files::of(*script, &place.directory));
    match work {
        Work::Install if place.is_bare && hook == HookName::PreCommit => {
            let next = "guard its pushes instead: dsnitch install --hook pre-receive";
            Err(SourceError::new("pre-commit", "nobody commits in a bare repository", next))
        }
        Work::Install => {
            let program = std::env::current_exe().unwrap_or_default();
            if place.own.brings(&program) {
                let next =
                    "install dsnitch where no repository lies (cargo install dsnitch --locked), and run that one";
                let why = "lies in the repository that it is to guard, and a hook runs no program of the repository";
                return Err(SourceError::new(program.display().to_string(), why, next));
            }
            let mut told = Vec::new();
            for files in files() {
                told.extend(files.install(&program)?);
            }
            if place.is_shared {
                let directory = place.directory.display();
                told.push(format!(
                    "note: {directory} lies outside of this repository (core.hooksPath): every repository that uses it is guarded now"
                ));
            }
            Ok(told)
        }
        Work::Uninstall => {
            let mut told = Vec::new();
            for files in files() {
                told.extend(files.uninstall()?);
            }
            Ok(told)
        }
    }
}

impl Script {
    /// The text before and after the path of the program.
    fn around_path(self) -> (String, String) {
        let text = TEXT.replacen(NAMED, &format!("{NAMED}{}", self.0), 1);
        let (before, after) = text.find(RECORDED).map_or((&*text, ""), |at| text.split_at(at + RECORDED.len()));
        (before.to_owned(), after.to_owned())
    }
}

/// Whether `text` is a hook of a former version, word for word but for the program, or ours as it is copied by hand.
fn is_former(text: &[u8]) -> bool {
    let mark = RECORDED.as_bytes();
    let recorded = memchr::memmem::find(text, mark).map(|at| text.split_at(at + mark.len()));
    let Some((before, after)) = recorded else {
        return false;
    };
    let line_end = memchr::memchr(b'\n', after).unwrap_or(after.len());
    let (line, after) = after.split_at(line_end);
    // As `shell_quoted` writes it: one word, whatever is in it.
    let path = line.strip_suffix(b"'").map(|path| String::from_utf8_lossy(path).replace("'\\''", ""));
    if path.is_none_or(|path| path.contains('\'')) {
        return false;
    }
    let text = [before, b"'", after].concat();
    let hash: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    FORMER.contains(&&*hash) || text == TEXT.as_bytes()
}

/// What stands where the hook goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    /// Nothing.
    Nothing,
    /// Our hook, word for word.
    Ours,
    /// Our hook of a former version, or without what `install` fills in.
    Former,
    /// Our hook, changed by somebody, of a later version, or reached through a link.
    Changed,
    /// Somebody else's.
    Foreign,
}

/// The files that a hook is made of.
struct Files {
    script: Script,
    path: PathBuf,
    former: PathBuf,
}

impl Files {
    fn of(script: Script, directory: &Path) -> Files {
        let beside = |suffix: &str| directory.join(format!("{}{suffix}", script.0));
        Files { script, path: beside(""), former: beside(".before-dsnitch") }
    }

    fn found(&self) -> Result<Found, SourceError> {
        let metadata = match fs::symlink_metadata(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Nothing),
            other => other.map_err(|error| failed(&self.path, error))?,
        };
        if metadata.is_dir() {
            return Err(SourceError::new(self.path.display().to_string(), "a directory, not a hook", "move it away"));
        }
        // What cannot be read, a dangling link for one, is not ours.
        let is_readable = fs::metadata(&self.path).is_ok_and(|metadata| metadata.is_file());
        let text = if is_readable { fs::read(&self.path).unwrap_or_default() } else { Vec::new() };
        let (before, after) = self.script.around_path();
        let has_mark = text.iter().position(|&byte| byte == b'\n').and_then(|at| text.get(at..));
        Ok(if !has_mark.is_some_and(|rest| rest.starts_with(MARK)) {
            Found::Foreign
        } else if metadata.is_file() && text.starts_with(before.as_bytes()) && text.ends_with(after.as_bytes()) {
            Found::Ours
        } else if metadata.is_file() && is_former(&text) {
            Found::Former
        } else {
            Found::Changed
        })
    }

    fn install(&self, program: &Path) -> Result<Vec<String>, SourceError> {
        let path = self.path.display();
        match self.found()? {
            Found::Ours => {
                self.renew(program)?;
                Ok(vec![format!("already installed: {path}")])
            }
            Found::Former => {
                self.renew(program)?;
                Ok(vec![format!("already installed, by another version, and renewed: {path}")])
            }
            Found::Changed => Ok(vec![format!(
                "already installed, with changes that are left alone: {path} (dsnitch uninstall keeps a copy of them)"
            )]),
            Found::Nothing => {
                if let Some(directory) = self.path.parent() {
                    make_directory(directory).map_err(|error| failed(directory, error))?;
                }
                self.create(program)?;
                let mut told = vec![format!("installed: {path}")];
                if self.has_former() {
                    told.push(format!("{} runs first", self.former.display()));
                }
                Ok(told)
            }
            Found::Foreign => {
                if self.has_former() {
                    let why = format!("a hook that was kept earlier stands in the way: {}", self.former.display());
                    return Err(SourceError::new(
                        path.to_string(),
                        why,
                        "merge the two hooks by hand, then install again",
                    ));
                }
                fs::rename(&self.path, &self.former).map_err(|error| failed(&self.former, error))?;
                if let Err(error) = self.create(program) {
                    // Better the hook that was there than none.
                    fs::rename(&self.former, &self.path).map_err(|error| failed(&self.path, error))?;
                    return Err(error);
                }
                let former = self.former.display();
                Ok(vec![
                    format!("installed: {path}"),
                    format!("the hook that was there is kept as {former}, and runs first"),
                ])
            }
        }
    }

    fn uninstall(&self) -> Result<Vec<String>, SourceError> {
        let path = self.path.display();
        let mut told = Vec::new();
        match self.found()? {
            Found::Nothing | Found::Foreign => {
                told.push(format!("not installed: {path}"));
                if self.has_former() {
                    told.push(format!("a hook that was kept earlier is still there: {}", self.former.display()));
                }
                return Ok(told);
            }
            Found::Changed => {
                let copy = self.path.with_extension("changed-dsnitch");
                if fs::symlink_metadata(&copy).is_ok() {
                    let why = format!("was changed, and its copy stands in the way: {}", copy.display());
                    return Err(SourceError::new(path.to_string(), why, "move the copy away"));
                }
                fs::rename(&self.path, &copy).map_err(|error| failed(&copy, error))?;
                told.push(format!("the hook had been changed; a copy is kept as {}", copy.display()));
            }
            // A rename takes its place in one step; there is no moment without a hook.
            Found::Ours | Found::Former if self.has_former() => {}
            Found::Ours | Found::Former => fs::remove_file(&self.path).map_err(|error| failed(&self.path, error))?,
        }
        told.push(format!("uninstalled: {path}"));
        if self.has_former() {
            fs::rename(&self.former, &self.path).map_err(|error| failed(&self.path, error))?;
            told.push("the hook that was there before is back".to_owned());
        }
        Ok(told)
    }

    fn has_former(&self) -> bool {
        fs::symlink_metadata(&self.former).is_ok()
    }

    /// The text of the hook, with the path of the program in it.
    fn text(&self, program: &Path) -> Vec<u8> {
        let (before, after) = self.script.around_path();
        [before.as_bytes(), &shell_quoted(program), after.as_bytes()].concat()
    }

    /// Writes the hook where nothing stands.
    fn create(&self, program: &Path) -> Result<(), SourceError> {
        let written = create(&self.path).and_then(|mut file| file.write_all(&self.text(program)));
        written.map_err(|error| failed(&self.path, error))
    }

    /// Puts the present path of the program into our hook, in one step.
    fn renew(&self, program: &Path) -> Result<(), SourceError> {
        let text = self.text(program);
        if fs::read(&self.path).is_ok_and(|there| there == text) {
            return Ok(());
        }
        let fresh = self.path.with_extension(format!("dsnitch-{}", std::process::id()));
        let written = create(&fresh).and_then(|mut file| file.write_all(&text));
        written.and_then(|()| fs::rename(&fresh, &self.path)).map_err(|error| {
            // What is left of the attempt is of no use to anybody.
            let _ = fs::remove_file(&fresh);
            failed(&self.path, error)
        })
    }
}

fn failed(path: &Path, error: io::Error) -> SourceError {
    SourceError::new(path.display().to_string(), error, "make the directory writable, and install again")
}

/// `path` for the inside of single quotes in a shell.
fn shell_quoted(path: &Path) -> Vec<u8> {
    let mut quoted = Vec::new();
    for &byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'\'' => quoted.extend_from_slice(b"'\\''"),
            other => quoted.push(other),
        }
    }
    quoted
}

/// A new file that everybody may run and only the owner may change.
fn create(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().write(true).create_new(true).open(path)?;
    #[cfg(unix)]
    file.set_permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755))?;
    Ok(file)
}

fn make_directory(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o755);
    builder.recursive(true).create(path)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{HookName, Script, TEXT, is_former, scripts, shell_quoted};

    #[test]
    fn every_hook_has_a_place_for_the_program_and_the_mark() {
        for hook in [HookName::PreCommit, HookName::PrePush, HookName::PreReceive] {
            for script in scripts(hook) {
                let (before, after) = script.around_path();
                assert!(before.starts_with("#!/bin/sh\n# dsnitch-hook 2: ") && after.starts_with("'\n"), "{script:?}");
                assert!(before.contains(&format!("\nhook='{}'\n", script.0)), "{script:?}");
                assert!(TEXT.contains(&format!("\n{})", script.0)), "{script:?}");
            }
        }
        assert!(TEXT.contains("\nset -eu\n"));
    }

    #[test]
    fn hooks_of_another_version_are_known_word_for_word() {
        let (before, after) = Script("pre-push").around_path();
        assert!(is_former(TEXT.as_bytes()) && !is_former(format!("{before}/x{after}").as_bytes()));
        assert!(is_former(TEXT.replace("recorded=''", "recorded='/x'").as_bytes()));
        assert!(is_former(TEXT.replace("recorded=''", r"recorded='/it'\''s'").as_bytes()));
        assert!(!is_former(TEXT.replace("recorded=''", "recorded='/x'; exit").as_bytes()));
        assert!(!is_former(TEXT.replace("recorded=''", "recorded='/x'; echo ''").as_bytes()));
        assert!(!is_former(b"") && !is_former(b"\nrecorded='") && !is_former(format!("{TEXT}exit 0\n").as_bytes()));
    }

    #[test]
    fn a_quote_in_the_path_does_not_end_the_string() {
        assert_eq!(shell_quoted(Path::new("/a'b")), b"/a'\\''b");
    }
}
