//! For people: each finding with its masked line, why it was found, what to do, and what would excuse it.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io;

use annotate_snippets::{AnnotationKind, Group, Level, Message, Origin, Renderer, Snippet};

use super::dates::rfc3339;
use super::overview::Overview;
use super::{Colour, Detail, Finished, Merged, Report, Reporter, Style, chart, entry, summary};
use crate::decision::{Action, Decided, Verdict};
use crate::finding::Finding;
use crate::fragment::Provenance;
use crate::pragma::WhyNot;
use crate::reason::REASON_RULE;
use crate::secret::Secret;
use crate::text::for_terminal;

/// Writes a report for people.
#[derive(Clone, Copy, Debug)]
pub struct HumanReporter {
    style: Style,
}

impl HumanReporter {
    /// A reporter of that style.
    pub const fn new(style: Style) -> Self {
        HumanReporter { style }
    }
}

impl Reporter for HumanReporter {
    fn write(&self, report: &Finished, out: &mut dyn io::Write) -> io::Result<()> {
        if self.style.detail == Detail::Quiet && report.verdict == Verdict::Pass {
            // A pass of a part is not passed over in silence.
            let is_all = summary::left_out(report) == 0 && report.coverage.notes.is_empty();
            return if is_all { Ok(()) } else { summary::write(report, self.style.detail, out) };
        }
        let renderer = match self.style.colour {
            Colour::Plain => Renderer::plain(),
            Colour::Styled => Renderer::styled(),
        };
        if report.is_history {
            return self.write_secrets(report, &renderer, out);
        }
        let mut explained = HashSet::new();
        for (at, decided) in report.findings.iter().enumerate() {
            if decided.suppressed.is_some() && self.style.detail != Detail::Explain {
                continue;
            }
            let help = match explained.insert(&decided.finding.rule) {
                true => Help::Full,
                false => Help::Short,
            };
            let group = group(decided, notes(decided, report.revealed.get(at), help, self.style.detail));
            writeln!(out, "{}\n", without_second_place(&renderer.render(&[group])))?;
        }
        summary::write(report, self.style.detail, out)
    }

    fn write_merged(&self, merged: &Merged, out: &mut dyn io::Write) -> io::Result<()> {
        merged.write_for_people(self.style, out)
    }
}

impl HumanReporter {
    /// Writes a history: one entry for each secret, then how many there are of what.
    fn write_secrets(&self, report: &Report, renderer: &Renderer, out: &mut dyn io::Write) -> io::Result<()> {
        let all = self.style.detail == Detail::Explain;
        let overview = Overview::of_report(report);
        let mut explained = HashSet::new();
        for entry in &overview.entries {
            let Some(decided) = report.findings.get(entry.main).filter(|_| all || !entry.is_suppressed) else {
                continue;
            };
            let help = match explained.insert(&decided.finding.rule) {
                true => Help::Full,
                false => Help::Short,
            };
            let mut messages = notes(decided, report.revealed.get(entry.main), help, self.style.detail);
            let about = entry::notes(&overview, entry, Some(decided), all).into_iter();
            let at = usize::from(!report.revealed.is_empty()) + 1;
            messages.splice(at..at, about.map(|(name, text)| Level::NOTE.with_name(name).message(text)));
            let mut prints: Vec<&str> =
                entry.rows.iter().filter_map(|at| report.findings.get(*at)).filter(names_one).map(print).collect();
            prints.sort_unstable();
            prints.dedup();
            if prints.len() > 1 && decided.suppressed.is_none() {
                let text = format!("it takes one entry for each of these fingerprints:\n{}", prints.join("\n"));
                messages.push(Level::NOTE.with_name("excuse").message(text));
            }
            let group = group(decided, messages);
            writeln!(out, "{}\n", without_second_place(&renderer.render(&[group])))?;
        }
        chart::write(&overview, all, out)?;
        summary::write(report, self.style.detail, out)
    }
}

fn names_one(decided: &&Decided) -> bool {
    decided.finding.fingerprint.names_one_value()
}

fn print(decided: &Decided) -> &str {
    decided.finding.fingerprint.as_str()
}

/// The fourth line of a rendered group that has both a place and a source is a `:::` with no place after it: the
/// library expects a source to name its own. Ours cannot, since the column is that of the unmasked line.
fn without_second_place(rendered: &str) -> String {
    let is_wanted = |(at, line): &(usize, &str)| *at != 3 || line.contains('|') || !line.contains(":::");
    let lines: Vec<&str> = rendered.lines().enumerate().filter(is_wanted).map(|(_, line)| line).collect();
    lines.join("\n")
}

/// What is said of a guessable password, whose fingerprint others share while there is no key.
const KEYLESS: &str = "or by an entry in .dsnitch.toml, which takes a key first: put fingerprint_key = \"…\" at its top, 20\n\
                       characters or more of your own (openssl rand -hex 16), and scan again to see the entry";
/// Of a finding that does not block because the change does not add it.
const KNOWN: &str = "already in HEAD, or in a parent of the commit: this line was changed, the secret in it was not";

/// How much is said about what to do. Once for each rule is enough.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Help {
    Full,
    Short,
}

fn group<'a>(decided: &'a Decided, notes: Vec<Message<'a>>) -> Group<'a> {
    let finding = &decided.finding;
    let level = match (&decided.suppressed, decided.action) {
        (Some(_), _) => Level::NOTE.with_name("excused"),
        (None, Action::Block) => Level::ERROR.with_name("blocked"),
        (None, Action::Warn) => Level::WARNING.with_name("warning"),
    };
    let line = Line::of(finding);
    let place = Origin::path(place_of(decided)).line(finding.location.line).char_column(finding.location.column);
    let annotation = AnnotationKind::Primary.span(line.mark.clone());
    let source = Snippet::source(line.text).line_start(finding.location.line).fold(false).annotation(annotation);
    level
        .primary_title(for_terminal(&finding.message))
        .id(for_terminal(&finding.rule))
        .element(place)
        .element(source)
        .elements(notes)
}

fn notes<'a>(decided: &Decided, revealed: Option<&Secret>, help: Help, detail: Detail) -> Vec<Message<'a>> {
    let finding = &decided.finding;
    let mut notes = Vec::new();
    let mut note = |name: &'static str, text: String| notes.push(Level::NOTE.with_name(name).message(text));
    if let Some(secret) = revealed {
        note("value", for_terminal(&String::from_utf8_lossy(secret.reveal())).into_owned());
    }
    note("why", why(decided));
    if detail == Detail::Explain {
        note("environment", format!("{}: {}", decided.environment.as_str(), decided.environment_reason.sentence()));
        let (severity, confidence) = (finding.severity, finding.confidence);
        note("severity", format!("{}: {}", severity.as_str(), severity.meaning()));
        note("confidence", format!("{}: {}", confidence.as_str(), confidence.meaning()));
    }
    if let Some(suppression) = &decided.suppressed {
        note("excused", for_terminal(&suppression.describe()).into_owned());
        return notes;
    }
    if decided.known {
        note("note", KNOWN.to_owned());
    }
    if let Some(pragma) = &finding.pragma {
        let why = match pragma.why_not(&finding.rule) {
            // What it names may be anything.
            Some(WhyNot::OtherRule) => format!("it names another rule than {}", for_terminal(&finding.rule)),
            Some(WhyNot::NoReason) => format!("it gives no reason: {REASON_RULE}"),
            None => "comments excuse nothing here".to_owned(),
        };
        note("note", format!("the dsnitch:allow comment here does not count: {why}"));
    }
    let entry = format!(
        "[[allow]]\nrule = {}\nfingerprint = {}\nreason = \"<why>\"",
        toml_string(&finding.rule),
        toml_string(finding.fingerprint.as_str())
    );
    match help {
        Help::Full => {
            note("fix", visible_lines(&finding.remedy));
            let pragma = format!("dsnitch:allow {} -- <why>", for_terminal(&finding.rule));
            let by_comment = format!("a comment on this line or the one above: {pragma}");
            note(
                "excuse",
                match finding.fingerprint.names_one_value() {
                    true => format!("{by_comment}\nor in .dsnitch.toml:\n{entry}"),
                    false => format!("{by_comment}\n{KEYLESS}"),
                },
            );
        }
        Help::Short if !finding.fingerprint.names_one_value() => note("excuse", "as above, by a comment".to_owned()),
        Help::Short => note("excuse", format!("as above, with fingerprint = \"{}\"", finding.fingerprint)),
    }
    notes
}

/// Why it is a finding, and why it does what it does, in one sentence.
fn why(decided: &Decided) -> String {
    let finding = &decided.finding;
    let reasons: Vec<&str> = finding.weakness().iter().map(|weakness| weakness.sentence()).collect();
    let mut text = if reasons.is_empty() {
        format!("{}, {} confidence", finding.class().as_str(), finding.confidence.as_str())
    } else {
        format!("{}: the password is {}", finding.class().as_str(), reasons.join("; "))
    };
    text.push_str(&format!("; environment: {}", decided.environment.as_str()));
    if finding.breaks_uri() {
        text.push_str("; not percent-encoded, so that others read the URI differently");
    }
    if let Some(least) = decided.shorter_than() {
        text.push_str(&format!("; shorter than the {least} characters that the guides ask for there"));
    }
    for (name, value) in [("user", &finding.user), ("host", &finding.host), ("database", &finding.database)] {
        if let Some(value) = value {
            text.push_str(&format!("; {name}: {}", for_terminal(value)));
        }
    }
    if let Provenance::Commit(commit) = &finding.origin.provenance {
        text.push_str(&format!("; commit {}", for_terminal(&commit.id)));
        if let Some(date) = rfc3339(commit.authored.0, commit.authored.1) {
            text.push_str(&format!(" of {date}"));
        }
    }
    text
}

/// The path; of several repositories, with the one that it is in.
fn place_of(decided: &Decided) -> String {
    let path = String::from_utf8_lossy(&decided.finding.origin.path);
    match decided.trace.as_ref().and_then(|trace| trace.repository.as_deref()) {
        Some(repository) => format!("{}: {}", for_terminal(repository), for_terminal(&path)),
        None => for_terminal(&path).into_owned(),
    }
}

/// A masked line made visible, its mark moved along.
struct Line {
    text: String,
    mark: std::ops::Range<usize>,
}

impl Line {
    fn of(finding: &Finding) -> Line {
        let (text, mark) = (finding.snippet.text.as_str(), finding.snippet.mark.clone());
        let part = |range: Option<&str>| range.map(for_terminal).unwrap_or_default().into_owned();
        match (text.get(..mark.start), text.get(mark.clone()), text.get(mark.end..)) {
            (Some(before), Some(marked), Some(after)) => {
                let (before, marked) = (part(Some(before)), part(Some(marked)));
                let mark = before.len()..before.len() + marked.len();
                Line { text: before + &marked + &for_terminal(after), mark }
            }
            // A mark that does not fit its line says nothing about where the secret is: the line is left out.
            _ => {
                let text = finding.masked().unwrap_or_default().to_owned();
                Line { mark: 0..text.len(), text }
            }
        }
    }
}

/// Each line of `text` made visible; the line breaks stay.
fn visible_lines(text: &str) -> String {
    let lines: Vec<Cow<'_, str>> = text.trim_end().lines().map(for_terminal).collect();
    lines.join("\n")
}

/// `text` as a TOML basic string. Rule ids and fingerprints need no escape; a rule of one's own might.
fn toml_string(text: &str) -> String {
    toml::Value::String(for_terminal(text).into_owned()).to_string()
}
