//! Help options among other arguments. A command that is called with file names may get a file called `--help`.

use std::ffi::{OsStr, OsString};

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Error};
use dsnitch::failure::Failure;

use super::args::Typed;
use super::doubt::Doubt;

/// Checks that `arguments` consist of a request for help or the version only, if `error` is one. Next to other words,
/// `--help` is more likely a file name, and printing help instead of scanning would let a commit pass.
pub(crate) fn only_help(arguments: &[OsString], error: &Error) -> Result<(), Failure> {
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
            // `help` takes the names of commands and has no subcommands itself.
            Some(found) if found.get_name() == "help" => {}
            Some(found) => at = found,
            None => {
                let what = if error.kind() == ErrorKind::DisplayVersion { "--version" } else { "--help" };
                let why = format!("stands beside other arguments ({}), so that nothing was scanned", word.display());
                let next = "leave the one or the other out; before names of files, write --";
                return Err(Failure::new(what, why, next));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_and_version_must_be_the_only_request() {
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
            let arguments: Vec<OsString> = line.iter().map(Into::into).collect();
            let error = Typed::parse_from(arguments.clone()).err();
            let error = error.filter(|error| !error.use_stderr()).unwrap_or_else(|| panic!("no help: {line:?}"));
            assert_eq!(only_help(&arguments, &error).is_ok(), is_alone, "{line:?}");
        }
    }
}
