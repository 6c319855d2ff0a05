//! What a message quotes, without the credentials in it: somebody may have typed one.

use std::sync::OnceLock;

use dsnitch::detect::Detector;
use dsnitch::failure::SourceError;
use dsnitch::report::{Finished, Report};
use dsnitch::rules::RuleSet;
use dsnitch::scan::note_names;

/// The report of a scan that could not begin, because of `error`.
pub(crate) fn failed(error: SourceError) -> Report {
    static DETECTOR: OnceLock<Option<Detector>> = OnceLock::new();
    let mut report = Report::failed(error);
    if let Some(detector) = DETECTOR.get_or_init(|| Detector::new(RuleSet::builtin()).ok()) {
        note_names(&mut report, detector);
    }
    report
}

/// `error` without the credentials that it quotes.
pub(crate) fn masked(error: &SourceError) -> SourceError {
    let finished = Finished::of(failed(error.clone()));
    finished.coverage.failures.first().cloned().unwrap_or_else(|| error.clone())
}

/// `text` without the credentials that it quotes.
pub(crate) fn masked_text(text: &str) -> String {
    masked(&SourceError::new(text, "", "")).what
}
