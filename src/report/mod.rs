//! A report to bytes. A reporter only reads.

mod chart;
mod covered;
mod dates;
mod ending;
mod entry;
mod excuse;
mod finished;
mod format;
mod full;
mod json_text;
mod listed;
mod listing;
mod merge;
mod merged;
mod numbers;
mod one_line;
mod overview;
mod pasted;
pub mod playbook;
mod row;
mod rule_text;
mod shared;
mod statistics;
mod summary;
mod tally;
mod wire;
mod wire_overview;
mod wire_path;
mod wrapped;

use std::io;

pub use finished::Finished;
pub use format::{Format, github};
pub use merge::{Merged, merge};
pub(crate) use wire::SCHEMA_VERSION;
pub use wrapped::wrapped;

use crate::coverage::Coverage;
use crate::decision::{Decided, Verdict};
use crate::failure::Failure;
use crate::leaks::Leaks;
use crate::secret::Secret;

/// Everything that a scan has to say.
#[derive(Clone, Debug)]
pub struct Report {
    /// What it ends with.
    pub verdict: Verdict,
    /// The findings, sorted by path, of each path the secrets first, then by line and rule; the excused ones too.
    pub findings: Vec<Decided>,
    /// The secrets of `findings`, one for one; empty unless they were asked for. Only the human
    /// format reads them.
    pub revealed: Vec<Secret>,
    /// What was scanned and what was not.
    pub coverage: Coverage,
    /// Whether it is about a history: then its findings are told secret by secret.
    pub is_history: bool,
    /// Of a history: names what the scan started from.
    pub start: String,
    /// Every secret that was found, also on lines that are not new: [`Finished`] is without them.
    pub leaks: Leaks,
    /// What is known of the run itself.
    pub run: Run,
}

/// What is known of a run; only some formats ask for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The command that was given (`staged`, `report merge`); empty where there was none.
    pub command: &'static str,
    /// The commit that HEAD names, in hexadecimal.
    pub head: Option<String>,
    /// When it began and when it ended, in seconds since the epoch: 0 where no format asks for the time.
    pub times: (i64, i64),
    /// Whose exceptions count, where those of `.dsnitch.toml` at the top of the work tree do not.
    pub excuses: Option<Excuses>,
    /// Whether `dsnitch fix` does something about a finding that blocks.
    pub is_mendable: bool,
    /// Whether the configuration says that nothing is to be told of a pass.
    pub is_quiet: bool,
    /// Whether it ended before there was anything to scan: an option, a configuration, no repository.
    pub is_refused: bool,
}

/// Where an exception has to stand to count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excuses {
    /// What the configuration is called.
    pub file: String,
    /// Who may change it, a sentence of its own; nothing, if that is who reads the report.
    pub who: Option<String>,
    /// Whether `dsnitch allow` writes there when it is given `--config` and the name.
    pub is_named: bool,
}

impl Report {
    /// The report of a scan that could not begin.
    pub fn failed(error: Failure) -> Self {
        let coverage = Coverage { failures: vec![error], ..Coverage::default() };
        Report {
            verdict: Verdict::Incomplete,
            findings: Vec::new(),
            revealed: Vec::new(),
            coverage,
            is_history: false,
            start: String::new(),
            leaks: Leaks::default(),
            run: Run { is_refused: true, ..Run::default() },
        }
    }
}

/// Writes reports in one format.
pub trait Reporter {
    /// Writes `report` to `out`.
    ///
    /// # Errors
    /// Those of `out`.
    fn write(&self, report: &Finished, out: &mut dyn io::Write) -> io::Result<()>;

    /// Writes several reports that were put together to `out`.
    ///
    /// # Errors
    /// Those of `out`.
    fn write_merged(&self, merged: &Merged, out: &mut dyn io::Write) -> io::Result<()>;
}

/// How the formats for people look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Whether escape sequences for colour are written.
    pub colour: Colour,
    /// How much is told.
    pub detail: Detail,
    /// Whether every finding is told in full, and not on a line from the eleventh on.
    pub is_full: bool,
    /// Whether numbers stand in place of the findings.
    pub has_statistics: bool,
    /// Findings that are listed, at most.
    pub most: Option<usize>,
    /// Columns of the terminal, at which words are wrapped; none, if it is no terminal.
    pub columns: Option<usize>,
}

/// Whether escape sequences for colour are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colour {
    /// Text alone.
    #[default]
    Plain,
    /// With colour.
    Styled,
}

/// How much the human format tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// Nothing at all when the verdict is a pass.
    Quiet,
    /// The findings and a summary.
    #[default]
    Normal,
    /// Also what was excused and what was skipped, each with its reason.
    Explain,
}
