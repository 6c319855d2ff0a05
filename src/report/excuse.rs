//! The ways to excuse the findings that are shown in full: printed once, at the end, one line each.

use std::collections::HashMap;
use std::io;

use super::full::place_of;
use super::pasted;
use super::wrapped::{glued, unglued, wrapped};
use super::{Detail, Mends, Run, Style};
use crate::decision::{Action, Decided};
use crate::finding::CommentForm;
use crate::fragment::Provenance;
use crate::sorting::Sorting as _;
use crate::text::for_terminal;

/// The number of fingerprints of one secret that are named, unless all are requested.
const NAMED: usize = 3;
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
    /// The fingerprints that need an entry. `dsnitch allow` adds a key for that of a guessable password if there is none.
    entries: Vec<String>,
    /// The option after `dsnitch allow FINGERPRINT` if the entry does not belong into `.dsnitch.toml`.
    option: String,
}

/// Writes the ways to excuse the findings; `is_followed` if more of the list follows. Each list holds the findings of one secret, with the shown one first.
pub(super) fn write(
    shown: &[Vec<&Decided>],
    is_followed: bool,
    run: &Run,
    style: Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let excuses = joined_by_line(shown.iter().filter_map(|findings| Excuse::of(findings, run)));
    let file = run.excuses.as_ref().map_or(".dsnitch.toml", |excuses| excuses.file.as_str());
    let file = for_terminal(file);
    let all = style.detail == Detail::Explain;
    let mut lines: Vec<String> = Vec::new();
    let write = |text: String, lead: usize| wrapped(&text, lead, style.columns);
    if let Some(mends) = run.mends.as_ref().filter(|_| shown.iter().flatten().any(|decided| is_staged(decided))) {
        lines.push(unglued(&write(mending(mends), 0)));
    }
    let is_open = |decided: &&Decided| decided.is_enforced && decided.suppressed.is_none();
    if shown.iter().filter_map(|findings| findings.first().copied()).any(|decided| is_open(&decided)) {
        lines.push(write(format!("excuse: {ENFORCED}"), 8).replace('\n', "\n        "));
    }
    match excuses.as_slice() {
        [] if lines.is_empty() => return Ok(()),
        [] => {}
        [one] => {
            lines.push(match &one.comment {
                Some(comment) => {
                    // Behind a command of Batch it would be an argument.
                    let place =
                        if comment.starts_with("rem ") { "on the line above" } else { "on this line or the one above" };
                    let lead = format!("excuse: {place}, a comment:");
                    // What is to be copied stays whole.
                    let fits = style.columns.is_none_or(|columns| lead.len() + 1 + comment.chars().count() <= columns);
                    let gap = if fits { " " } else { "\n        " };
                    format!("{lead}{gap}{comment}\n        or an entry in {file}:")
                }
                None => format!("excuse: by an entry in {file}:"),
            });
            lines.extend(one.commands(all));
        }
        several => {
            let has_comment = several.iter().any(|excuse| excuse.comment.is_some());
            let has_entry = several.iter().any(|excuse| excuse.comment.is_none());
            // Without --explain the entries are named behind the comments.
            let how = match (has_comment, has_entry && all) {
                (true, false) => "a comment on the line or above".to_owned(),
                (true, true) => format!("a comment on the line or above, or an entry in {file}"),
                (false, _) => format!("an entry in {file}"),
            };
            let more = if all || !has_comment { "" } else { " (an entry: --explain)" };
            lines.push(unglued(&write(format!("excuse, with your reason: {how}{more}"), 0)));
            let width = several.iter().map(|excuse| excuse.place.chars().count()).max().unwrap_or(0).min(40);
            let mut line = |place: &str, text: String| {
                let one = format!("  {place:width$}  {text}");
                // What is to be copied stays whole.
                let fits = style.columns.is_none_or(|columns| one.chars().count() <= columns);
                lines.push(if fits { one } else { format!("  {place}\n    {text}") });
            };
            for excuse in several {
                match (&excuse.comment, excuse.entries.first()) {
                    (Some(comment), _) => line(&excuse.place, comment.clone()),
                    (None, Some(print)) => {
                        line(&excuse.place, format!("{} --reason \"<why>\"", excuse.command(print)));
                        let more = excuse.entries.len().saturating_sub(1);
                        if more > 0 && !all {
                            line("", format!("and {more} more, for its other files (--explain shows them)"));
                        }
                    }
                    (None, None) => {}
                }
            }
            if all {
                lines.extend(commands_of(several));
            }
        }
    }
    if let Some(who) = run.excuses.as_ref().and_then(|excuses| excuses.who.as_deref()) {
        lines.push(write(format!("        {who}"), 8).replace('\n', "\n        "));
    }
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    // A table needs no empty line behind it, so that three findings of a refused commit fit into thirty lines.
    if excuses.len() > 1 && !is_followed { Ok(()) } else { writeln!(out) }
}

/// True if a staged change blocks.
fn is_staged(decided: &Decided) -> bool {
    let is_staged = decided.finding.origin.provenance == Provenance::Staged;
    is_staged && decided.suppressed.is_none() && decided.action == Action::Block
}

/// The offer of the commands that mend, with what they would do.
fn mending(mends: &Mends) -> String {
    let mut what: Vec<String> = Vec::new();
    if mends.moves {
        what.push("values into .env".to_owned());
    }
    let untracked = match mends.untracks.as_slice() {
        [] => None,
        [one, ..] if !mends.are_all => Some(format!("{} and others", for_terminal(one))),
        [one] => Some(for_terminal(one).into_owned()),
        [one, more @ ..] => Some(format!("{} and {} more", for_terminal(one), more.len())),
    };
    what.extend(untracked.map(|files| format!("{files} untracked, kept")));
    let (fix, review) = (glued("dsnitch fix"), glued("dsnitch review"));
    if what.is_empty() {
        return format!("mend: {fix} or {review}");
    }
    format!("mend: {fix} ({}) or {review}", what.join("; "))
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
        let mut entries: Vec<String> =
            findings.iter().map(|decided| decided.finding.fingerprint.as_str().to_owned()).collect();
        entries.put_in_order();
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

    /// The command that writes the entry for a fingerprint, without the reason.
    fn command(&self, print: &str) -> String {
        format!("dsnitch allow {print}{}", self.option)
    }

    /// The commands that write the entries into the configuration.
    fn commands(&self, all: bool) -> Vec<String> {
        let shown = if all { usize::MAX } else { NAMED };
        let command = |print: &String| format!("        {} --reason \"<why>\"", self.command(print));
        let mut commands: Vec<String> = self.entries.iter().take(shown).map(command).collect();
        if self.entries.len() > shown {
            commands.push(format!(
                "        and {} more, for its other files (--explain shows them)",
                self.entries.len() - shown
            ));
        }
        commands
    }
}

/// The commands that write the entries of `excuses`, each with its places: guessable passwords may share a fingerprint.
fn commands_of(excuses: &[Excuse]) -> Vec<String> {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut commands: Vec<String> = Vec::new();
    // Without a comment and with one fingerprint, the command is shown beside the place.
    for excuse in excuses.iter().filter(|excuse| excuse.comment.is_some() || excuse.entries.len() > 1) {
        for print in &excuse.entries {
            let number = *numbers.entry(print).or_insert(commands.len());
            match commands.get_mut(number) {
                Some(known) => known.push_str(&format!(", {}", excuse.place)),
                None => {
                    commands.push(format!("        {} --reason \"<why>\"  # {}", excuse.command(print), excuse.place))
                }
            }
        }
    }
    commands
}
