//! The `jsonl` format: one JSON object per line.

use std::io;

use serde::Serialize;

use crate::report::json_text::write_json;
use crate::report::wire::{WireFinding, WireSummary};
use crate::report::{Finished, Merged, Reporter};

/// Writes a report as lines: one for each finding, with the same fields as in the JSON document, and finally
/// `{"summary": …}`. A reader that finds no summary has an incomplete report.
#[derive(Clone, Copy, Debug)]
pub(super) struct JsonlReporter;

#[derive(Serialize)]
struct LastLine<'a> {
    summary: WireSummary<'a>,
}

impl Reporter for JsonlReporter {
    fn write(&self, report: &Finished, out: &mut dyn io::Write) -> io::Result<()> {
        for decided in &report.findings {
            write_json(&WireFinding::of(decided), out)?;
            out.write_all(b"\n")?;
        }
        write_json(&LastLine { summary: WireSummary::of(report) }, out)?;
        out.write_all(b"\n")
    }

    fn write_merged(&self, merged: &Merged, out: &mut dyn io::Write) -> io::Result<()> {
        merged.write_jsonl(out)
    }
}
