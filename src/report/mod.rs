//! A report to bytes. A reporter only reads.

use std::io;

use crate::coverage::Coverage;
use crate::decision::{Decided, Verdict};

/// Everything that a scan has to say.
#[derive(Clone, Debug)]
pub struct Report {
    /// What it ends with.
    pub verdict: Verdict,
    /// The findings, sorted by path, line and rule; the excused ones too.
    pub findings: Vec<Decided>,
    /// What was scanned and what was not.
    pub coverage: Coverage,
}

/// Writes a report in one format.
pub trait Reporter {
    /// Writes `report` to `out`.
    ///
    /// # Errors
    /// Those of `out`.
    fn write(&self, report: &Report, out: &mut dyn io::Write) -> io::Result<()>;
}
