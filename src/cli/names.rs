//! Words of the command line that may be names of files. A framework puts the names of files behind a hook's entry
//! and its `args`, and who writes a commit chooses the names: a file may be called `--help`, `--profile=relaxed`, `--`.
//! After `--` every word is a name. Where there is none, or a file is called `--`, a word that reads as an option, and is also
//! the name of a file here, may be either: it is refused.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Error};
use dsnitch::failure::SourceError;
use dsnitch::git::{Layout, name_or_option};

use super::args::Typed;

/// What of the command line was not read as a name, and may be one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Doubt {
    /// The words before `--` that start with a dash.
    pub(crate) options: Vec<PathBuf>,
    /// Whether there is a `--`.
    pub(crate) is_ended: bool,
}

impl Doubt {
    /// Of `arguments`, the program's own name first.
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
    pub(crate) fn on_disk(&self) -> Result<(), SourceError> {
        if self.is_ended && !is_there(Path::new("--")) {
            return Ok(());
        }
        match self.options.iter().find(|word| is_there(word)) {
            Some(word) => Err(name_or_option(word)),
            None => Ok(()),
        }
    }

    /// The same for what is staged, wherever there is a repository.
    fn anywhere(&self) -> Result<(), SourceError> {
        self.on_disk()?;
        if self.options.is_empty() {
            return Ok(());
        }
        Layout::discover(Path::new(".")).map_or(Ok(()), |layout| layout.refuse_names(&self.options, self.is_ended))
    }

    /// The paths that `files` was given, and a file called `--`; one called `-` is not taken for standard input.
    pub(crate) fn paths(&self, paths: Vec<PathBuf>) -> Result<Vec<PathBuf>, SourceError> {
        let dash = Path::new("-");
        if paths.iter().any(|path| path == dash) && is_there(dash) {
            let next = "write ./- for the file, and /dev/stdin for standard input";
            return Err(SourceError::new("-", "both standard input and a file that is here", next));
        }
        Ok(self.with_ended(paths))
    }

    /// The paths that were given, if any, and a file that is called `--` as the end of options is.
    pub(crate) fn with_ended(&self, mut paths: Vec<PathBuf>) -> Vec<PathBuf> {
        let ended = Path::new("--");
        if self.is_ended && !paths.is_empty() && is_there(ended) && !paths.iter().any(|path| path == ended) {
            paths.push(Path::new(".").join(ended));
        }
        paths
    }
}

/// Help or version were asked for, if that is what `error` is: whether `arguments` hold nothing but that. Beside a name,
/// it is more likely a name itself, and to tell of options is no scan.
pub(crate) fn only_help(arguments: &[OsString], error: &Error) -> Result<(), SourceError> {
    if !matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return Ok(());
    }
    Doubt::of(arguments).anywhere()?;
    let is_option = |word: &OsStr| word.as_encoded_bytes().first() == Some(&b'-') && word != "-" && word != "--";
    let mut command = Typed::command();
    command.build();
    let mut at = &command;
    for word in arguments.iter().skip(1).filter(|word| !is_option(word)) {
        match word.to_str().and_then(|name| at.find_subcommand(name)) {
            // `help` takes the names of commands, and has none itself.
            Some(found) if found.get_name() == "help" => {}
            Some(found) => at = found,
            None => {
                let what = if error.kind() == ErrorKind::DisplayVersion { "--version" } else { "--help" };
                let why = format!("stands beside other arguments ({}), so that nothing was scanned", word.display());
                let next = "leave the one or the other out; before names of files, write --";
                return Err(SourceError::new(what, why, next));
            }
        }
    }
    Ok(())
}

/// Whether anything stands at `path`, a dangling link included.
fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &[&str]) -> Vec<OsString> {
        line.iter().map(Into::into).collect()
    }

    #[test]
    fn what_reads_as_an_option_is_in_doubt_up_to_the_end_of_options() {
        for (line, options, is_ended) in [
            (&["dsnitch"][..], &[][..], false),
            (&["-x", "staged", "a", "-"], &[], false),
            (&["dsnitch", "-q", "staged", "a", "--format=json", "b"], &["-q", "--format=json"], false),
            (&["dsnitch", "staged", "--profile", "strict", "--", "--help", "--"], &["--profile"], true),
        ] {
            let doubt = Doubt::of(&words(line));
            assert_eq!(doubt.options, options.iter().map(PathBuf::from).collect::<Vec<_>>(), "{line:?}");
            assert_eq!(doubt.is_ended, is_ended, "{line:?}");
        }
    }

    #[test]
    fn help_and_version_stand_alone() {
        for (line, is_alone) in [
            (&["dsnitch", "--help"][..], true),
            (&["dsnitch", "--version"], true),
            (&["dsnitch", "-q", "-V"], true),
            (&["dsnitch", "help"], true),
            (&["dsnitch", "help", "report", "merge"], true),
            (&["dsnitch", "report", "help", "merge"], true),
            (&["dsnitch", "staged", "--help"], true),
            (&["dsnitch", "report", "merge", "-h"], true),
            (&["dsnitch", "staged", "--help", "a.env"], false),
            (&["dsnitch", "staged", "a.env", "-h"], false),
            (&["dsnitch", "staged", "staged", "-h"], false),
            (&["dsnitch", "files", "-", "--help"], false),
            (&["dsnitch", "range", "-h", "a..b"], false),
            (&["dsnitch", "--config", "a.env", "--help"], false),
            (&["dsnitch", "-V", "staged", "a.env"], false),
            (&["dsnitch", "--help", "--", "a.env"], false),
        ] {
            let arguments = words(line);
            let error = Typed::parse_from(arguments.clone()).err();
            let error = error.filter(|error| !error.use_stderr()).unwrap_or_else(|| panic!("no help: {line:?}"));
            assert_eq!(only_help(&arguments, &error).is_ok(), is_alone, "{line:?}");
        }
    }
}
