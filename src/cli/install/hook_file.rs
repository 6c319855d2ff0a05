//! Installs, updates and removes one file of a hooks directory. An existing hook is never overwritten: it is renamed,
//! runs first, and is restored on removal.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use dsnitch::failure::Failure;

use super::script::{Script, Whose};

/// The number of bytes read of an existing hook.
const MOST: u64 = 1 << 20;

/// The current content of a hook's path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing.
    Nothing,
    /// A hook and its owner; ours counts as foreign if it is reached through a link.
    Hook(Whose),
}

/// The files of a hook.
pub(crate) struct HookFile<'p> {
    script: Script,
    /// The file that git runs, or a framework on git's behalf.
    pub(crate) path: PathBuf,
    /// The previous hook.
    pub(crate) former: PathBuf,
    /// The program path to record; `None` in a file that may be shared.
    program: Option<&'p Path>,
}

impl<'p> HookFile<'p> {
    /// The hook that git runs.
    pub(crate) fn of(script: Script, directory: &Path, program: Option<&'p Path>) -> HookFile<'p> {
        let beside = |suffix: &str| directory.join(format!("{}{suffix}", script.name));
        HookFile { script, path: beside(""), former: beside(".before-dsnitch"), program }
    }

    /// The hook that the pre-commit framework or prek keeps and runs before its own.
    pub(crate) fn kept_by_framework(script: Script, directory: &Path, program: Option<&'p Path>) -> HookFile<'p> {
        let path = directory.join(format!("{}.legacy", script.name));
        HookFile { path, ..HookFile::of(script, directory, program) }
    }

    /// Determines what exists at the hook's path.
    pub(crate) fn found(&self) -> Result<Found, Failure> {
        let metadata = match fs::symlink_metadata(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Nothing),
            other => other.map_err(|error| failed(&self.path, error))?,
        };
        if metadata.is_dir() {
            return Err(Failure::new(self.path.display().to_string(), "a directory, not a hook", "move it away"));
        }
        let whose = self.script.whose(&read(&self.path));
        Ok(Found::Hook(match whose {
            Whose::Ours | Whose::Former if !metadata.is_file() => Whose::Changed,
            other => other,
        }))
    }

    /// Installs our hook; returns messages about what was done.
    pub(crate) fn install(&self) -> Result<Vec<String>, Failure> {
        let path = self.path.display();
        match self.found()? {
            Found::Hook(Whose::Ours) => {
                self.renew()?;
                Ok(vec![format!("already installed: {path}")])
            }
            Found::Hook(Whose::Former) => {
                self.renew()?;
                Ok(vec![format!("already installed, by another version, and renewed: {path}")])
            }
            Found::Hook(Whose::Changed) => Ok(vec![format!(
                "already installed, with changes that are left alone: {path} (dsnitch uninstall keeps a copy of them)"
            )]),
            Found::Nothing => {
                if let Some(directory) = self.path.parent() {
                    make_directory(directory).map_err(|error| failed(directory, error))?;
                }
                self.create()?;
                let mut messages = vec![format!("installed: {path}")];
                if self.has_former() {
                    messages.push(format!("there is {}", self.runs_first()));
                }
                Ok(messages)
            }
            Found::Hook(Whose::Foreign) => {
                let mut messages = self.drop_stale(&self.path)?;
                if self.has_former() {
                    let former = self.former.display();
                    let why = format!("a hook that was kept earlier stands in the way: {former}");
                    let next = format!(
                        "merge the two hooks, or remove the one that was kept, and install again: rm '{former}'"
                    );
                    return Err(Failure::new(path.to_string(), why, next));
                }
                fs::rename(&self.path, &self.former).map_err(|error| failed(&self.former, error))?;
                if let Err(error) = self.create() {
                    // If ours cannot be written, the previous hook is restored rather than leaving none.
                    fs::rename(&self.former, &self.path).map_err(|error| failed(&self.path, error))?;
                    return Err(error);
                }
                messages.push(format!("installed: {path}"));
                messages.push(format!("the hook that was there is kept as {}", self.runs_first()));
                Ok(messages)
            }
        }
    }

    /// Removes our hook and restores the previous one; returns messages about what was done, and none if there was no
    /// hook of ours.
    pub(crate) fn uninstall(&self) -> Result<Vec<String>, Failure> {
        let path = self.path.display();
        let mut messages = Vec::new();
        match self.found()? {
            Found::Nothing | Found::Hook(Whose::Foreign) => return Ok(messages),
            Found::Hook(Whose::Changed) => {
                let mut name = self.path.clone().into_os_string();
                name.push(".changed-dsnitch");
                let copy = PathBuf::from(name);
                if fs::symlink_metadata(&copy).is_ok() {
                    let why = format!("was changed, and its copy stands in the way: {}", copy.display());
                    return Err(Failure::new(path.to_string(), why, "move the copy away"));
                }
                fs::rename(&self.path, &copy).map_err(|error| failed(&copy, error))?;
                messages.push(format!("the hook had been changed; a copy is kept as {}", copy.display()));
            }
            // The later rename replaces ours atomically: there is no moment without a hook.
            Found::Hook(Whose::Ours | Whose::Former) if self.has_former() => {}
            Found::Hook(Whose::Ours | Whose::Former) => {
                fs::remove_file(&self.path).map_err(|error| failed(&self.path, error))?;
            }
        }
        messages.push(format!("uninstalled: {path}"));
        if self.has_former() {
            fs::rename(&self.former, &self.path).map_err(|error| failed(&self.path, error))?;
            messages.push("the hook that was there before is back".to_owned());
        }
        Ok(messages)
    }

    /// Removes the backup if it equals the hook at `present`: a manager has restored that hook over ours.
    pub(crate) fn drop_stale(&self, present: &Path) -> Result<Vec<String>, Failure> {
        let is_file = |path: &Path| fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
        if !is_file(present) || !is_file(&self.former) || read(present) != read(&self.former) {
            return Ok(Vec::new());
        }
        fs::remove_file(&self.former).map_err(|error| failed(&self.former, error))?;
        Ok(vec![format!("removed: {}, the same as the hook that is there", self.former.display())])
    }

    /// A note that the previous hook runs first.
    fn runs_first(&self) -> String {
        let former = self.former.display();
        if is_executable(&self.former) {
            format!("{former}, and runs first")
        } else {
            format!("{former}, and does not run: it is not executable")
        }
    }

    fn has_former(&self) -> bool {
        fs::symlink_metadata(&self.former).is_ok()
    }

    /// Creates the hook at a path where nothing exists.
    fn create(&self) -> Result<(), Failure> {
        let written = create(&self.path).and_then(|mut file| file.write_all(&self.script.text(self.program)));
        written.map_err(|error| failed(&self.path, error))
    }

    /// Atomically updates the recorded program path in our hook.
    fn renew(&self) -> Result<(), Failure> {
        let text = self.script.text(self.program);
        if fs::read(&self.path).is_ok_and(|there| there == text) {
            return Ok(());
        }
        let fresh = self.path.with_extension(format!("dsnitch-{}", std::process::id()));
        let written = create(&fresh).and_then(|mut file| file.write_all(&text));
        written.and_then(|()| fs::rename(&fresh, &self.path)).map_err(|error| {
            // The temporary file is useless after a failure.
            let _ = fs::remove_file(&fresh);
            failed(&self.path, error)
        })
    }
}

/// The content of a hook, or as much as is needed to recognise it; empty if it does not exist or cannot be read.
pub(crate) fn read(path: &Path) -> Vec<u8> {
    use std::io::Read as _;
    let mut text = Vec::new();
    let is_file = fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
    if let Some(file) = is_file.then(|| File::open(path).ok()).flatten() {
        let _ = file.take(MOST).read_to_end(&mut text);
    }
    text
}

/// True if git would run it.
#[cfg(unix)]
pub(crate) fn is_executable(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::EXEC_OK).is_ok() && path.is_file()
}

#[cfg(not(unix))]
pub(crate) fn is_executable(path: &Path) -> bool {
    path.is_file()
}

/// The error for an operation on `path`, with the next step.
pub(crate) fn failed(path: &Path, error: io::Error) -> Failure {
    let next = match path.parent() {
        Some(parent) if parent == Path::new("/dev") || path.starts_with("/dev") => {
            "core.hooksPath leads there, which turns hooks off; to have them again: git config --unset core.hooksPath"
        }
        _ => "make the directory writable, and install again",
    };
    Failure::new(path.display().to_string(), error, next)
}

/// Creates a file that everyone may execute and only the owner may change.
fn create(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().write(true).create_new(true).open(path)?;
    #[cfg(unix)]
    file.set_permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755))?;
    Ok(file)
}

/// Creates a directory and its parents.
pub(crate) fn make_directory(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o755);
    builder.recursive(true).create(path)
}
