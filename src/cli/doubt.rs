//! Words of the command line that may be file names. A framework appends file names to a hook's entry and `args`, and
//! the author of a commit chooses those names: a file may be called `--help`, `--profile=relaxed` or `--`. After `--`
//! every word is a file name. Without `--`, or if a file is called `--`, a word that reads as an option and is also the
//! name of an existing file is ambiguous, and is refused.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use dsnitch::failure::Failure;
use dsnitch::git::{Layout, name_or_option};

/// The words that were not read as file names and may be some.
#[derive(Clone, Debug, Default)]
pub(crate) struct Doubt {
    /// The words before `--` that start with a dash.
    pub(crate) options: Vec<PathBuf>,
    /// True if there is a `--`.
    pub(crate) is_ended: bool,
}

impl Doubt {
    /// Collects them from `arguments`, of which the first is the program's name.
    pub(crate) fn of(arguments: &[OsString]) -> Doubt {
        let mut doubt = Doubt::default();
        for word in arguments.iter().skip(1) {
            if word == "--" {
                doubt.is_ended = true;
                break;
            }
            if word.as_encoded_bytes().first() == Some(&b'-') && word != "-" {
                doubt.options.push(PathBuf::from(word));
            }
        }
        doubt
    }

    /// Refuses an option that is the name of a file in the current directory.
    pub(crate) fn on_disk(&self) -> Result<(), Failure> {
        if self.is_ended && !is_there(Path::new("--")) {
            return Ok(());
        }
        match self.options.iter().find(|word| is_there(word)) {
            Some(word) => Err(name_or_option(word)),
            None => Ok(()),
        }
    }

    /// The same for staged files and commits, if there is a repository.
    pub(crate) fn anywhere(&self) -> Result<(), Failure> {
        self.on_disk()?;
        if self.options.is_empty() {
            return Ok(());
        }
        Layout::discover(Path::new(".")).map_or(Ok(()), |layout| layout.refuse_names(&self.options, self.is_ended))
    }

    /// The paths given to `files`, and a file called `--`; a file called `-` is not taken for standard input.
    pub(crate) fn paths(&self, paths: Vec<PathBuf>) -> Result<Vec<PathBuf>, Failure> {
        let dash = Path::new("-");
        if paths.iter().any(|path| path == dash) && is_there(dash) {
            let next = "write ./- for the file, and /dev/stdin for standard input";
            return Err(Failure::new("-", "both standard input and a file that is here", next));
        }
        Ok(self.with_ended(paths))
    }

    /// The given paths, if any, and a file called `--`, the same as the end of options.
    pub(crate) fn with_ended(&self, mut paths: Vec<PathBuf>) -> Vec<PathBuf> {
        let ended = Path::new("--");
        if self.is_ended && !paths.is_empty() && is_there(ended) && !paths.iter().any(|path| path == ended) {
            paths.push(Path::new(".").join(ended));
        }
        paths
    }
}

/// True if anything exists at `path`, a dangling link included.
fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_read_as_options_are_in_doubt_up_to_the_end_of_options() {
        for (line, options, is_ended) in [
            (&["dsnitch"][..], &[][..], false),
            (&["-x", "staged", "a", "-"], &[], false),
            (&["dsnitch", "-q", "staged", "a", "--format=json", "b"], &["-q", "--format=json"], false),
            (&["dsnitch", "staged", "--profile", "strict", "--", "--help", "--"], &["--profile"], true),
        ] {
            let doubt = Doubt::of(&line.iter().map(Into::into).collect::<Vec<_>>());
            assert_eq!(doubt.options, options.iter().map(PathBuf::from).collect::<Vec<_>>(), "{line:?}");
            assert_eq!(doubt.is_ended, is_ended, "{line:?}");
        }
    }
}
