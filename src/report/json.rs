//! One JSON document and a newline.

use std::io;

use super::json_text::write_json;
use super::wire::WireDocument;
use super::{Finished, Merged, Reporter};

/// Writes a report as one JSON document.
#[derive(Clone, Copy, Debug)]
pub struct JsonReporter;

impl Reporter for JsonReporter {
    fn write(&self, report: &Finished, out: &mut dyn io::Write) -> io::Result<()> {
        write_json(&WireDocument::of(report), out)?;
        out.write_all(b"\n")
    }

    fn write_merged(&self, merged: &Merged, out: &mut dyn io::Write) -> io::Result<()> {
        merged.write_json(out)
    }
}
