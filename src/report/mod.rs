//! Writes reports. A reporter only reads its input.

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
mod rank;
mod removal;
mod row;
mod rule_text;
mod shared;
mod statistics;
mod summary;
mod tally;
mod totals;
mod uses;
mod wire;
mod wire_overview;
mod wire_path;
mod wrapped;

use std::io;

pub use finished::Finished;
pub use format::{Format, github};
pub use merge::{Merged, merge};
pub use uses::{UsedPassword, reused};
pub(crate) use wire::SCHEMA_VERSION;
pub use wrapped::{folded, glued, hung, unglued, wrapped};

use crate::coverage::Coverage;
use crate::decision::{Decided, Verdict};
use crate::failure::Failure;
use crate::leaks::Leaks;
use crate::secret::Secret;

/// The result of a scan.
#[derive(Clone, Debug)]
pub struct Report {
    /// The overall verdict.
    pub verdict: Verdict,
    /// The findings, including excused ones, sorted by path, then secrets before practices, then by line and rule.
    pub findings: Vec<Decided>,
    /// The secrets of `findings`, in parallel; empty unless they were requested. Only the human
    /// format reads them.
    pub revealed: Vec<Secret>,
    /// What was scanned and what was skipped.
    pub coverage: Coverage,
    /// True for a history: its findings are grouped by secret.
    pub is_history: bool,
    /// For a history: the revisions that the scan started from.
    pub start: String,
    /// Every secret that was found, including those on lines that are not new; [`Finished`] does not have them.
    pub leaks: Leaks,
    /// For a shard of a history: the uses of its passwords, which `report merge` compares with those of the others.
    pub uses: Vec<UsedPassword>,
    /// Metadata of the run.
    pub run: Run,
}

/// Metadata of a run; only some formats use it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The command (`staged`, `report merge`); empty if there was none.
    pub command: &'static str,
    /// The commit at HEAD, in hexadecimal.
    pub head: Option<String>,
    /// Start and end in seconds since the epoch; 0 if no format asks for the time.
    pub times: (i64, i64),
    /// The place of effective exceptions, if it is not `.dsnitch.toml` at the top of the work tree.
    pub excuses: Option<Excuses>,
    /// What `dsnitch fix` would do about what blocks; `None` if it can change nothing.
    pub mends: Option<Mends>,
    /// True if the configuration asks for no output when the scan passes.
    pub is_quiet: bool,
    /// True if the run ended before anything could be scanned: an invalid option or configuration, or no repository.
    pub is_refused: bool,
}

/// What `dsnitch fix` would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mends {
    /// True if a value would go into a `.env`.
    pub moves: bool,
    /// The files that git would no longer track.
    pub untracks: Vec<String>,
    /// False if there are files whose mending was not worked out: those before filled the list.
    pub are_all: bool,
}

/// The place in which exceptions take effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excuses {
    /// The configuration's name.
    pub file: String,
    /// A sentence on who may change it; `None` if the reader of the report can.
    pub who: Option<String>,
    /// True if `dsnitch allow` writes there when it is given `--config` and the name.
    pub is_named: bool,
}

impl Report {
    /// Returns the number of secrets that are not excused, as the end of a history's report counts them.
    pub fn secrets(&self) -> usize {
        let overview = overview::Overview::of_report(self);
        overview.listed(false).filter(|entry| overview.class(entry) != "hygiene").count()
    }

    /// The report of a scan that could not start.
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
            uses: Vec::new(),
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

    /// Writes merged reports to `out`.
    ///
    /// # Errors
    /// Those of `out`.
    fn write_merged(&self, merged: &Merged, out: &mut dyn io::Write) -> io::Result<()>;
}

/// The appearance of the formats for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Use of colour.
    pub colour: Colour,
    /// The level of detail.
    pub detail: Detail,
    /// True to show every finding in full, instead of one line each from the eleventh on.
    pub is_full: bool,
    /// True to show counts instead of the findings.
    pub has_statistics: bool,
    /// The largest number of findings that are listed.
    pub most: Option<usize>,
    /// The width of the terminal, in columns, at which words are wrapped; `None` if the output is not a terminal.
    pub columns: Option<usize>,
}

/// Use of colour escape sequences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colour {
    /// Plain text.
    #[default]
    Plain,
    /// With colour.
    Styled,
}

/// The level of detail of the human format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// No output if the verdict is a pass.
    Quiet,
    /// The findings and a summary.
    #[default]
    Normal,
    /// Also what was excused and what was skipped, each with its reason.
    Explain,
}
