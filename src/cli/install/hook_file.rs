//! One file of a hooks directory: put there, renewed, taken away. A hook that is there already is never overwritten: it moves
//! aside, runs first, and comes back as it was.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use dsnitch::failure::Failure;

use super::script::{Script, Whose};

/// Bytes that are read of what stands in a hook's place.
const MOST: u64 = 1 << 20;

/// What stands where the hook goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing.
    Nothing,
    /// Something, and whose it is; ours reached through a link is somebody's.
    Hook(Whose),
}

/// The files that a hook is made of.
pub(crate) struct HookFile<'p> {
    script: Script,
    /// What git runs, or a framework in git's place.
    pub(crate) path: PathBuf,
    /// The hook that was there before.
    pub(crate) former: PathBuf,
    /// The program that it is to run; none where the file may be given to others.
    program: Option<&'p Path>,
}

impl<'p> HookFile<'p> {
    /// That which git runs.
    pub(crate) fn of(script: Script, directory: &Path, program: Option<&'p Path>) -> HookFile<'p> {
        let beside = |suffix: &str| directory.join(format!("{}{suffix}", script.name));
        HookFile { script, path: beside(""), former: beside(".before-dsnitch"), program }
    }

    /// That which the pre-commit framework and prek keep, and run before their own.
    pub(crate) fn kept_by_framework(script: Script, directory: &Path, program: Option<&'p Path>) -> HookFile<'p> {
        let path = directory.join(format!("{}.legacy", script.name));
        HookFile { path, ..HookFile::of(script, directory, program) }
    }

    /// What stands there.
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

    /// Puts our hook there, and says what was done.
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
                let mut told = vec![format!("installed: {path}")];
                if self.has_former() {
                    told.push(format!("there is {}", self.runs_first()));
                }
                Ok(told)
            }
            Found::Hook(Whose::Foreign) => {
                let mut told = self.drop_stale(&self.path)?;
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
                    // Better the hook that was there than none.
                    fs::rename(&self.former, &self.path).map_err(|error| failed(&self.path, error))?;
                    return Err(error);
                }
                told.push(format!("installed: {path}"));
                told.push(format!("the hook that was there is kept as {}", self.runs_first()));
                Ok(told)
            }
        }
    }

    /// Takes ours away, puts back what was there, and says what was done; nothing where there is none of ours.
    pub(crate) fn uninstall(&self) -> Result<Vec<String>, Failure> {
        let path = self.path.display();
        let mut told = Vec::new();
        match self.found()? {
            Found::Nothing | Found::Hook(Whose::Foreign) => return Ok(told),
            Found::Hook(Whose::Changed) => {
                let mut name = self.path.clone().into_os_string();
                name.push(".changed-dsnitch");
                let copy = PathBuf::from(name);
                if fs::symlink_metadata(&copy).is_ok() {
                    let why = format!("was changed, and its copy stands in the way: {}", copy.display());
                    return Err(Failure::new(path.to_string(), why, "move the copy away"));
                }
                fs::rename(&self.path, &copy).map_err(|error| failed(&copy, error))?;
                told.push(format!("the hook had been changed; a copy is kept as {}", copy.display()));
            }
            // A rename takes its place in one step; there is no moment without a hook.
            Found::Hook(Whose::Ours | Whose::Former) if self.has_former() => {}
            Found::Hook(Whose::Ours | Whose::Former) => {
                fs::remove_file(&self.path).map_err(|error| failed(&self.path, error))?;
            }
        }
        told.push(format!("uninstalled: {path}"));
        if self.has_former() {
            fs::rename(&self.former, &self.path).map_err(|error| failed(&self.path, error))?;
            told.push("the hook that was there before is back".to_owned());
        }
        Ok(told)
    }

    /// Drops the hook that was kept, if it is the one at `present`: a manager has put that back over ours.
    pub(crate) fn drop_stale(&self, present: &Path) -> Result<Vec<String>, Failure> {
        let is_file = |path: &Path| fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
        if !is_file(present) || !is_file(&self.former) || read(present) != read(&self.former) {
            return Ok(Vec::new());
        }
        fs::remove_file(&self.former).map_err(|error| failed(&self.former, error))?;
        Ok(vec![format!("removed: {}, the same as the hook that is there", self.former.display())])
    }

    /// What is said of the hook that was there.
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

    /// Writes the hook where nothing stands.
    fn create(&self) -> Result<(), Failure> {
        let written = create(&self.path).and_then(|mut file| file.write_all(&self.script.text(self.program)));
        written.map_err(|error| failed(&self.path, error))
    }

    /// Puts the present path of the program into our hook, in one step.
    fn renew(&self) -> Result<(), Failure> {
        let text = self.script.text(self.program);
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

/// The text of a hook, or what of it is needed to know it; empty where there is none, or it cannot be read.
pub(crate) fn read(path: &Path) -> Vec<u8> {
    use std::io::Read as _;
    let mut text = Vec::new();
    let is_file = fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
    if let Some(file) = is_file.then(|| File::open(path).ok()).flatten() {
        let _ = file.take(MOST).read_to_end(&mut text);
    }
    text
}

/// Whether git would run it.
#[cfg(unix)]
pub(crate) fn is_executable(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::EXEC_OK).is_ok() && path.is_file()
}

#[cfg(not(unix))]
pub(crate) fn is_executable(path: &Path) -> bool {
    path.is_file()
}

/// What could not be done with `path`, and the way on.
pub(crate) fn failed(path: &Path, error: io::Error) -> Failure {
    let next = match path.parent() {
        Some(parent) if parent == Path::new("/dev") || path.starts_with("/dev") => {
            "core.hooksPath leads there, which turns hooks off; to have them again: git config --unset core.hooksPath"
        }
        _ => "make the directory writable, and install again",
    };
    Failure::new(path.display().to_string(), error, next)
}

/// A new file that everybody may run and only the owner may change.
fn create(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().write(true).create_new(true).open(path)?;
    #[cfg(unix)]
    file.set_permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755))?;
    Ok(file)
}

/// Makes a directory, and those above it.
pub(crate) fn make_directory(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o755);
    builder.recursive(true).create(path)
}
