//! The ways to excuse the findings that are shown in full: printed once, at the end, one line each.

use std::io;

use super::full::place_of;
use super::pasted;
use super::wrapped::{glued, unglued, wrapped};
use super::{Detail, Run, Style};
use crate::decision::{Action, Decided};
use crate::finding::{CommentForm, Evidence};
use crate::fragment::Provenance;
use crate::text::for_terminal;

/// The number of fingerprints of one secret that are named, unless all are requested.
const NAMED: usize = 3;
/// The note on a guessable password, whose fingerprint is shared with others as long as there is no key.
const KEYLESS: &str = "an entry takes a key first: fingerprint_key = \"…\", 20 characters or more of your own (openssl rand -hex 16), at \
                       the top of .dsnitch.toml; scan again, and the entry is shown";

/// The note on findings that no exception of this repository can excuse.
const ENFORCED: &str = "none counts here for what a configuration that this one extends enforces";

/// The ways to excuse one entry of the list.
struct Excuse {
    /// Its location.
    place: String,
    /// The rules of the findings that the allow comment names.
    rules: Vec<String>,
    /// How the file writes a comment; `None` where none counts.
    form: Option<CommentForm>,
    /// The allow comment; `None` in a file format without comments, or for a line in a commit.
    comment: Option<String>,
    /// The fingerprints that need an entry; empty if one fingerprint stands for several values.
    entries: Vec<String>,
    /// The option after `dsnitch allow FINGERPRINT` if the entry does not belong into `.dsnitch.toml`.
    option: String,
}

/// Writes the ways to excuse the findings. Each list holds the findings of one secret, with the shown one first.
pub(super) fn write(shown: &[Vec<&Decided>], run: &Run, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let excuses = joined_by_line(shown.iter().filter_map(|findings| Excuse::of(findings, run)));
    let file = run.excuses.as_ref().map_or(".dsnitch.toml", |excuses| excuses.file.as_str());
    let file = for_terminal(file);
    let all = style.detail == Detail::Explain;
    let mut lines: Vec<String> = Vec::new();
    let write = |text: String, lead: usize| wrapped(&text, lead, style.columns);
    let can_be_mended = run.is_mendable && shown.iter().flatten().any(|decided| is_staged_secret(decided));
    if can_be_mended {
        lines.push(write("mend: dsnitch fix (the value goes into .env) or dsnitch review".to_owned(), 6));
    }
    let is_open = |decided: &&Decided| decided.is_enforced && decided.suppressed.is_none();
    if shown.iter().filter_map(|findings| findings.first().copied()).any(|decided| is_open(&decided)) {
        lines.push(write(format!("excuse: {ENFORCED}"), 8).replace('\n', "\n        "));
    }
    match excuses.as_slice() {
        [] if lines.is_empty() => return Ok(()),
        [] => {}
        [one] => {
            let entry = one.entries.len() == 1;
            match (&one.comment, entry) {
                (Some(comment), true) => lines.push(format!(
                    "excuse: on this line or the one above, a comment: {comment}\n        or an entry in {file}:"
                )),
                (Some(comment), false) => {
                    lines.push(format!("excuse: on this line or the one above, a comment: {comment}"));
                }
                (None, true) => lines.push(format!("excuse: by an entry in {file}:")),
                (None, false) => {}
            }
            lines.extend(one.blocks(all, ""));
        }
        several => {
            let several: Vec<&Excuse> = several.iter().filter(|excuse| !excuse.takes_key()).collect();
            let has_comment = several.iter().any(|excuse| excuse.comment.is_some());
            let has_entry = several.iter().any(|excuse| excuse.comment.is_none());
            let how = match (has_comment, has_entry) {
                (true, false) => "a comment on the line or the one above".to_owned(),
                (true, true) => format!("a comment on the line or the one above, or an entry in {file}"),
                (false, _) => format!("an entry in {file}"),
            };
            let has_both = several.iter().any(|excuse| excuse.comment.is_some() && !excuse.entries.is_empty());
            let or = match run.command {
                _ if all || !has_both => String::new(),
                "" | "staged" => format!(" (or an entry in {file}: {})", glued("dsnitch --explain shows it")),
                command => {
                    format!(" (or an entry in {file}: {})", glued(&format!("dsnitch {command} --explain shows it")))
                }
            };
            if !several.is_empty() {
                lines.push(unglued(&write(format!("excuse, with a reason of your own: {how}{or}"), 0)));
            }
            let width = several.iter().map(|excuse| excuse.place.chars().count()).max().unwrap_or(0).min(40);
            let mut line = |place: &str, text: String| {
                let one = format!("  {place:width$}  {text}");
                // What is to be copied stays whole.
                let fits = style.columns.is_none_or(|columns| one.chars().count() <= columns);
                lines.push(if fits { one } else { format!("  {place}\n    {text}") });
            };
            for excuse in &several {
                match (&excuse.comment, excuse.entries.first()) {
                    (Some(comment), _) => line(&excuse.place, comment.clone()),
                    (None, Some(print)) => {
                        let more = match excuse.entries.len() {
                            1 => String::new(),
                            more => format!(" and {} more", more - 1),
                        };
                        line(&excuse.place, format!("{} --reason \"<why>\"{more}", excuse.command(print)));
                    }
                    (None, None) => {}
                }
            }
            if all {
                several.iter().for_each(|excuse| lines.extend(excuse.blocks(true, &excuse.place)));
            }
        }
    }
    let keyless: Vec<&str> =
        excuses.iter().filter(|excuse| excuse.takes_key()).map(|excuse| excuse.place.as_str()).collect();
    let is_alone = excuses.len() == 1 && excuses.iter().all(|excuse| excuse.entries.is_empty());
    if is_alone || !keyless.is_empty() {
        let places = match (keyless.len(), excuses.len()) {
            (0, _) | (_, 1) => String::new(),
            (all, _) if all <= NAMED => format!("{}: ", keyless.join(", ")),
            (all, _) => {
                let named = keyless.get(..NAMED).unwrap_or_default().join(", ");
                format!("{named} and {} more: ", all - NAMED)
            }
        };
        lines.push(write(format!("excuse: {places}{KEYLESS}"), 8).replace('\n', "\n        "));
    }
    if let Some(who) = run.excuses.as_ref().and_then(|excuses| excuses.who.as_deref()) {
        lines.push(write(format!("        {who}"), 8).replace('\n', "\n        "));
    }
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    writeln!(out)
}

/// True if a staged change blocks because of a value that could be moved out of the file.
fn is_staged_secret(decided: &Decided) -> bool {
    let is_secret = matches!(decided.finding.evidence, Evidence::Secret { .. });
    let is_staged = decided.finding.origin.provenance == Provenance::Staged;
    is_staged && is_secret && decided.suppressed.is_none() && decided.action == Action::Block
}

/// The excuses, with one comment for all findings of a line: a line has room for one.
fn joined_by_line(excuses: impl Iterator<Item = Excuse>) -> Vec<Excuse> {
    let mut joined: Vec<Excuse> = Vec::new();
    for mut excuse in excuses {
        let same = joined.iter_mut().find(|other| other.place == excuse.place && other.form == excuse.form);
        match same.filter(|other| other.form.is_some()) {
            Some(other) => {
                other.rules.append(&mut excuse.rules);
                other.entries.append(&mut excuse.entries);
            }
            None => joined.push(excuse),
        }
    }
    joined.iter_mut().for_each(|excuse| {
        excuse.rules.dedup();
        let rules: Vec<&str> = excuse.rules.iter().map(String::as_str).collect();
        excuse.comment = excuse.form.map(|form| pasted::comment(form, &rules));
    });
    joined
}

impl Excuse {
    fn of(findings: &[&Decided], run: &Run) -> Option<Self> {
        let first = findings.first().filter(|first| first.suppressed.is_none() && pasted::takes_excuse(first))?;
        let takes_comment = pasted::Excuse::of(first).is_some_and(|excuse| excuse.comment.is_some());
        let form = first.finding.comment.filter(|_| takes_comment);
        let rules = vec![for_terminal(&first.finding.rule).into_owned()];
        let mut entries: Vec<String> = findings
            .iter()
            .filter(|decided| decided.finding.fingerprint.names_one_value())
            .map(|decided| decided.finding.fingerprint.as_str().to_owned())
            .collect();
        entries.sort_unstable();
        entries.dedup();
        let named = run.excuses.as_ref().filter(|excuses| excuses.is_named);
        let option = named.map_or_else(String::new, |excuses| format!(" --config {}", for_terminal(&excuses.file)));
        Some(Excuse {
            option,
            place: format!("{}:{}", place_of(first), first.finding.location.line),
            form,
            rules,
            comment: None,
            entries,
        })
    }

    /// Whether there is no way out before the configuration has a key.
    fn takes_key(&self) -> bool {
        self.comment.is_none() && self.entries.is_empty()
    }

    /// The command that writes the entry for a fingerprint, without the reason.
    fn command(&self, print: &str) -> String {
        format!("dsnitch allow {print}{}", self.option)
    }

    /// The commands that write the entries into the configuration.
    fn blocks(&self, all: bool, place: &str) -> Vec<String> {
        let shown = if all { usize::MAX } else { NAMED };
        let mark = if place.is_empty() { String::new() } else { format!("  # {place}") };
        let mut blocks: Vec<String> = self
            .entries
            .iter()
            .take(shown)
            .map(|print| format!("        {} --reason \"<why>\"{mark}", self.command(print)))
            .collect();
        if self.entries.len() > shown {
            blocks.push(format!(
                "        and {} more, for its other files (--explain shows them)",
                self.entries.len() - shown
            ));
        }
        blocks
    }
}
