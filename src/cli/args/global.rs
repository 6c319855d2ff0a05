//! Options that are defined for every command.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::builder::{OsStringValueParser, PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use dsnitch::fingerprint::FingerprintKey;
use dsnitch::policy::Profile;
use dsnitch::report::Format;

use crate::cli::doubt::Doubt;

/// Options of every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Format of the printed report.
    #[arg(long, global = true, default_value = "human", value_parser = formats())]
    pub(crate) format: Format,
    /// Write the report to FILE instead of standard output.
    #[arg(long, global = true, value_name = "FILE", value_parser = OsStringValueParser::new().try_map(file_of))]
    pub(crate) output: Option<PathBuf>,
    /// Also write a report in this format to FILE, in addition to the printed one; repeatable: --report json=a.json.
    #[arg(long, global = true, value_name = "FORMAT=FILE", value_parser = OsStringValueParser::new().try_map(report_file))]
    pub(crate) report: Vec<(Format, PathBuf)>,
    /// Read configuration from FILE instead of .dsnitch.toml at the top of the work tree.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Read .dsnitch.toml, and the rule files that it names, from this commit, so that the scanned content cannot
    /// change them.
    #[arg(long, global = true, value_name = "REV", conflicts_with = "config")]
    pub(crate) config_from: Option<OsString>,
    /// Read the accepted findings from FILE instead of .dsnitch-baseline at the top of the work tree.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Report, but block nothing: the exit status is 0 instead of 1. Status 2 is unchanged.
    #[arg(long, global = true)]
    pub(crate) observe: bool,
    /// Start in DIR.
    #[arg(short = 'C', global = true, value_name = "DIR")]
    pub(crate) directory: Option<PathBuf>,
    /// Ignore dsnitch:allow comments.
    #[arg(long, global = true)]
    pub(crate) no_pragmas: bool,
    /// End with 2 if text was left out of the scan, unless a trusted configuration excludes it; the default with
    /// --pre-receive.
    #[arg(long, global = true)]
    pub(crate) require_complete: bool,
    /// Strictness.
    #[arg(long, global = true, value_parser = profiles())]
    pub(crate) profile: Option<Profile>,
    /// When to use colour.
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    pub(crate) color: ColorChoice,
    /// Print nothing if nothing blocks, except what was left out.
    #[arg(long, short, global = true, conflicts_with = "explain")]
    pub(crate) quiet: bool,
    /// Also show what was excused, what was judged not to be a finding, and what was skipped, with reasons.
    #[arg(long, global = true)]
    pub(crate) explain: bool,
    /// Show every finding in full, instead of one line each from the eleventh on.
    #[arg(long, global = true)]
    pub(crate) full: bool,
    /// Print counts instead of the findings.
    #[arg(long, global = true)]
    pub(crate) statistics: bool,
    /// List at most N findings; the exit status covers all of them.
    #[arg(long, global = true, value_name = "N", value_parser = whole)]
    pub(crate) max_findings: Option<usize>,
    /// Show the secrets themselves; only in the human format on a terminal.
    #[arg(long, global = true)]
    pub(crate) reveal: bool,
    /// Set while a baseline is written: no baseline is read.
    #[arg(skip)]
    pub(crate) accepting: Option<Accepting>,
    /// The words above that may also be file names.
    #[arg(skip)]
    pub(crate) doubt: Doubt,
}

/// How findings are identified for a baseline that is being written.
#[derive(Clone, Debug)]
pub(crate) struct Accepting {
    /// The key to use if the configuration has none.
    pub(crate) new_key: Option<FingerprintKey>,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Parser for the name of a format.
fn formats() -> impl TypedValueParser<Value = Format> {
    let names = Format::ALL.iter().map(|format| PossibleValue::new(format.as_str()).help(format.about()));
    PossibleValuesParser::new(names).try_map(|name| Format::parse(&name).ok_or("no such format"))
}

/// Parses a number of things.
fn whole(typed: &str) -> Result<usize, String> {
    typed.parse().map_err(|_| "not a whole number".to_owned())
}

/// Parser for the name of a profile.
fn profiles() -> impl TypedValueParser<Value = Profile> {
    let names = Profile::ALL.map(|profile| PossibleValue::new(profile.as_str()).help(profile.about()));
    PossibleValuesParser::new(names).try_map(|name| Profile::named(&name).ok_or("no such profile"))
}

/// Parses `FORMAT=FILE`.
fn report_file(typed: OsString) -> Result<(Format, PathBuf), String> {
    let names = || Format::ALL.iter().map(|format| format.as_str()).collect::<Vec<_>>().join(", ");
    let (format, path) = at_equals(&typed).ok_or("write FORMAT=FILE, as in json=report.json")?;
    let format = Format::parse(&format).ok_or_else(|| format!("no such format; there are {}", names()))?;
    file_of(path.into()).map(|path| (format, path))
}

/// Parses the name of a file to write a report to: `-` would be a file of that name in the repository.
fn file_of(typed: OsString) -> Result<PathBuf, String> {
    match typed.as_encoded_bytes() {
        b"" => Err("no file stands behind the =".to_owned()),
        b"-" => Err("standard output has what --format prints; name a file (./- if it is to be called so)".to_owned()),
        _ => Ok(typed.into()),
    }
}

/// Splits at the first `=`.
#[cfg(unix)]
fn at_equals(typed: &OsStr) -> Option<(String, PathBuf)> {
    use std::os::unix::ffi::OsStrExt as _;
    let (before, behind) = typed.as_bytes().split_at(typed.as_bytes().iter().position(|byte| *byte == b'=')?);
    Some((String::from_utf8_lossy(before).into_owned(), OsStr::from_bytes(behind.get(1..)?).into()))
}

/// Splits at the first `=`.
#[cfg(not(unix))]
fn at_equals(typed: &OsStr) -> Option<(String, PathBuf)> {
    typed.to_str()?.split_once('=').map(|(before, behind)| (before.to_owned(), behind.into()))
}
