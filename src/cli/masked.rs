//! Masks credentials that error messages quote: a user may have typed one.

use std::ffi::OsString;
use std::sync::OnceLock;

use dsnitch::detect::Detector;
use dsnitch::detect::randomness::looks_random;
use dsnitch::failure::Failure;
use dsnitch::report::{Finished, Report};
use dsnitch::rules::RuleSet;
use dsnitch::scan::note_names;
use dsnitch::secret::MASK;
use dsnitch::text::for_terminal;

/// The report of a scan that could not start because of `error`.
pub(crate) fn failed(error: Failure) -> Report {
    let mut report = Report::failed(error);
    // The arguments are read word by word: within a sentence, a credential might be read together with its neighbours.
    note(&mut report, typed());
    report
}

/// Makes `report` mask the credentials in `texts`, each of which is read by itself, also in messages that it already
/// has.
pub(crate) fn note(report: &mut Report, texts: Vec<String>) {
    static DETECTOR: OnceLock<Option<Detector>> = OnceLock::new();
    if let Some(detector) = DETECTOR.get_or_init(|| Detector::new(RuleSet::builtin()).ok()) {
        let kept = std::mem::replace(&mut report.coverage.notes, texts);
        note_names(report, detector);
        report.coverage.notes = kept;
    }
}

/// The number of bytes of the command line that are examined for a message: there may be many file names.
const TYPED: usize = 64 << 10;

/// The arguments without the program's name, and the value of each option.
fn typed() -> Vec<String> {
    let mut left = TYPED;
    let words = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
    let words = words.take_while(|word| {
        left = left.saturating_sub(word.len() + 1);
        left > 0
    });
    words.flat_map(|word| [word.split_once('=').map(|(_, value)| value.to_owned()), Some(word)]).flatten().collect()
}

/// `error` with the credentials in it masked.
pub(crate) fn masked(error: &Failure) -> Failure {
    let finished = Finished::of(failed(error.clone()));
    finished.coverage.failures.first().cloned().unwrap_or_else(|| error.clone())
}

/// `text` with the credentials in it masked.
pub(crate) fn masked_text(text: &str) -> String {
    masked(&Failure::new(text, "", "")).what
}

/// The argument parser's message about `arguments`, with credentials masked: values in the form of a credential, and
/// every word that looks random, because an option's value may be just a secret. Control characters are made visible.
pub(crate) fn masked_answer(answer: &str, arguments: &[OsString]) -> String {
    let mut shown = masked_text(answer);
    for word in arguments.iter().skip(1).map(|word| word.to_string_lossy()) {
        let value = word.split_once('=').filter(|_| word.starts_with('-')).map_or(&*word, |(_, value)| value);
        if looks_random(value.as_bytes()) {
            shown = shown.replace(value, MASK);
        }
        // A value with a line break would be split over several lines.
        let visible = for_terminal(value);
        if visible != value {
            shown = shown.replace(value, &visible);
        }
    }
    shown.split_inclusive('\n').map(visible_line).collect()
}

fn visible_line(line: &str) -> String {
    match line.strip_suffix('\n') {
        Some(text) => for_terminal(text).into_owned() + "\n",
        None => for_terminal(line).into_owned(),
    }
}
