//! The parsed command line, with a fast path for arguments that need no parser.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{CommandFactory as _, FromArgMatches as _, Parser};
use dsnitch::report::Format;

use super::{ColorChoice, Command, Global, Staged};
use crate::cli::doubt::Doubt;
use crate::cli::{help, origin};

/// Refuses a commit that adds a PostgreSQL credential.
///
/// Without a command, scans what `git commit` would add.
///
/// Exit status: 0 nothing blocks, 1 something blocks, 2 the scan could not be completed.
#[derive(Debug, Parser)]
#[command(name = "dsnitch", version, long_version = origin::version(), max_term_width = 100)]
pub(crate) struct Typed {
    /// What to do; `staged` when left out.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// Options of every command.
    #[command(flatten)]
    pub(crate) global: Global,
}

impl Typed {
    /// Parses the arguments, of which the first is the program's name.
    pub(crate) fn parse_from(arguments: Vec<OsString>) -> Result<Typed, clap::Error> {
        let doubt = Doubt::of(&arguments);
        let mut typed = match Typed::without_options(&arguments) {
            Some(typed) => typed,
            None => match help::is_asked(&arguments) {
                Some(is_short) => Typed::from_arg_matches(&Typed::parser(is_short).try_get_matches_from(arguments)?)?,
                None => Typed::try_parse_from(arguments)?,
            },
        };
        typed.global.doubt = doubt;
        Ok(typed)
    }

    /// Builds the parser, with short or full help.
    pub(crate) fn parser(is_short: bool) -> clap::Command {
        help::with_examples(Typed::command(), is_short)
    }

    /// Parses what hooks run: `dsnitch`, `dsnitch agent`, `dsnitch staged FILE…` or `dsnitch staged -- FILE…`, without
    /// options. Building the clap parser takes longer than the rest of the start-up.
    fn without_options(arguments: &[OsString]) -> Option<Typed> {
        let command = match arguments.split_first()?.1 {
            [] => None,
            [name] if name == "agent" => Some(Command::Agent { read: false }),
            [name, files @ ..] if name == "staged" => {
                let (files, is_ended) = match files.split_first() {
                    Some((word, names)) if word == "--" => (names, true),
                    _ => (files, false),
                };
                let is_file = |file: &OsString| is_ended || file.as_encoded_bytes().first() != Some(&b'-');
                if !files.iter().all(|file| !file.is_empty() && is_file(file)) {
                    return None;
                }
                let files = files.iter().map(PathBuf::from).collect();
                Some(Command::Staged(Staged { files, message: None }))
            }
            _ => return None,
        };
        let global = Global {
            format: Format::Human,
            output: None,
            report: Vec::new(),
            config: None,
            config_from: None,
            baseline: None,
            observe: false,
            directory: None,
            no_pragmas: false,
            require_complete: false,
            profile: None,
            color: ColorChoice::Auto,
            quiet: false,
            explain: false,
            full: false,
            statistics: false,
            max_findings: None,
            reveal: false,
            accepting: None,
            doubt: Doubt::default(),
        };
        Some(Typed { command, global })
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, Parser as _};

    use super::Typed;

    #[test]
    fn the_fast_path_agrees_with_the_parser() {
        for (line, is_plain) in [
            (&["dsnitch"][..], true),
            (&["dsnitch", "staged"], true),
            (&["dsnitch", "staged", "a b", "x/y", "help", "é"], true),
            (&["dsnitch", "staged", "--", "-x"], true),
            (&["dsnitch", "staged", "--"], true),
            (&["dsnitch", "staged", "--", "--help", "--", "-", "a"], true),
            (&["dsnitch", "staged", "--", ""], false),
            (&["dsnitch", "staged", "a", "--", "-x"], false),
            (&["dsnitch", "--", "staged"], false),
            (&["dsnitch", "staged", "a", "-q"], false),
            (&["dsnitch", "staged", "-"], false),
            (&["dsnitch", "staged", ""], false),
            (&["dsnitch", "-q"], false),
            (&["dsnitch", "agent"], true),
            (&["dsnitch", "agent", "--read"], false),
            (&["dsnitch", "history"], false),
            (&[], false),
        ] {
            let arguments: Vec<std::ffi::OsString> = line.iter().map(Into::into).collect();
            let plain = Typed::without_options(&arguments);
            assert_eq!(plain.is_some(), is_plain, "{line:?}");
            if let Some(plain) = plain {
                let parsed = Typed::try_parse_from(arguments).unwrap();
                assert_eq!(format!("{plain:?}"), format!("{parsed:?}"), "{line:?}");
            }
        }
    }

    #[test]
    fn the_clap_definition_is_consistent() {
        Typed::command().debug_assert();
    }
}
