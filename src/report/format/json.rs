//! The `json` format: one JSON document and a newline.

use std::io;

use crate::report::json_text::write_json;
use crate::report::wire::WireDocument;
use crate::report::{Finished, Merged, Reporter};

/// Writes a report as one JSON document.
#[derive(Clone, Copy, Debug)]
pub(super) struct JsonReporter;

impl Reporter for JsonReporter {
    fn write(&self, report: &Finished, out: &mut dyn io::Write) -> io::Result<()> {
        write_json(&WireDocument::of(report), out)?;
        out.write_all(b"\n")
    }

    fn write_merged(&self, merged: &Merged, out: &mut dyn io::Write) -> io::Result<()> {
        merged.write_json(out)
    }
}
