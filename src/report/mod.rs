//! A report to bytes. A reporter only reads.

mod chart;
mod covered;
mod dates;
mod entry;
mod finished;
mod human;
mod json;
mod json_text;
mod jsonl;
mod merge;
mod merged;
mod overview;
pub mod playbook;
mod shared;
mod summary;
mod wire;
mod wire_overview;

use std::io;

pub use finished::Finished;
pub use human::HumanReporter;
pub use json::JsonReporter;
pub use jsonl::JsonlReporter;
pub use merge::{Merged, merge};
pub use wire::SCHEMA_VERSION;

use crate::coverage::Coverage;
use crate::decision::{Decided, Verdict};
use crate::failure::SourceError;
use crate::leaks::Leaks;
use crate::secret::Secret;

/// Everything that a scan has to say.
#[derive(Clone, Debug)]
pub struct Report {
    /// What it ends with.
    pub verdict: Verdict,
    /// The findings, sorted by path, of each path the secrets first, then by line and rule; the excused ones too.
    pub findings: Vec<Decided>,
    /// The secrets of `findings`, one for one; empty unless they were asked for. Only [`HumanReporter`] reads
    /// them.
    pub revealed: Vec<Secret>,
    /// What was scanned and what was not.
    pub coverage: Coverage,
    /// Whether it is about a history: then its findings are told secret by secret.
    pub is_history: bool,
    /// Of a history: names what the scan started from.
    pub start: String,
    /// Every secret that was found, also on lines that are not new: [`Finished`] is without them.
    pub leaks: Leaks,
}

impl Report {
    /// The report of a scan that could not begin.
    pub fn failed(error: SourceError) -> Self {
        let coverage = Coverage { failures: vec![error], ..Coverage::default() };
        Report {
            verdict: Verdict::Incomplete,
            findings: Vec::new(),
            revealed: Vec::new(),
            coverage,
            is_history: false,
            start: String::new(),
            leaks: Leaks::default(),
        }
    }
}

/// Writes a report in one format.
pub trait Reporter {
    /// Writes `report` to `out`.
    ///
    /// # Errors
    /// Those of `out`.
    fn write(&self, report: &Finished, out: &mut dyn io::Write) -> io::Result<()>;
}

/// The name of a format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people, on a terminal.
    #[default]
    Human,
    /// One JSON document.
    Json,
    /// One JSON object on each line: the findings, then the summary.
    Jsonl,
}

impl Format {
    /// The reporter that writes this format; `style` is what people see, and machines do not.
    pub fn reporter(self, style: Style) -> Box<dyn Reporter> {
        match self {
            Format::Human => Box::new(HumanReporter::new(style)),
            Format::Json => Box::new(JsonReporter),
            Format::Jsonl => Box::new(JsonlReporter),
        }
    }
}

/// How the human format looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Whether escape sequences for colour are written.
    pub colour: Colour,
    /// How much is told.
    pub detail: Detail,
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
