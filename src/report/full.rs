//! A complete entry of the human report: the masked line, the reasons, and the remedy.

use std::borrow::Cow;
use std::collections::HashMap;

use annotate_snippets::{AnnotationKind, Group, Level, Message, Origin, Renderer, Snippet};

use super::dates::rfc3339;
use super::overview::{Entry, Overview};
use super::wrapped::wrapped;
use super::{Colour, Detail, Style, entry};
use crate::advice::Advice;
use crate::decision::{Action, Decided};
use crate::finding::{Class, Finding};
use crate::fragment::Provenance;
use crate::pragma::{Incomplete, Named, WhyNot};
use crate::reason::REASON_RULE;
use crate::secret::Secret;
use crate::text::for_terminal;

/// The reason why a finding that the change did not add does not block.
const KNOWN: &str = "already in HEAD, or in a parent of the commit: this line was changed, the secret in it was not";

/// Draws entries in sequence and remembers which remedies it has printed.
pub(super) struct Drawer {
    renderer: Renderer,
    style: Style,
    /// The remedies that were printed, each with the place of the first finding that it was printed for.
    told: HashMap<String, String>,
    /// The first sentences of remedies that say more about each place, in the same way.
    generals: HashMap<String, String>,
    /// The remedy of the previous entry.
    last: Option<Advice>,
}

impl Drawer {
    pub(super) fn new(style: Style) -> Self {
        let renderer = match style.colour {
            Colour::Plain => Renderer::plain(),
            Colour::Styled => Renderer::styled(),
        };
        let renderer = match style.columns {
            Some(columns) => renderer.term_width(columns),
            None => renderer,
        };
        Drawer { renderer, style, told: HashMap::new(), generals: HashMap::new(), last: None }
    }

    /// Formats a finding; in a history, with the notes of the `entry` that it belongs to. `revealed` is the secret
    /// itself, if it was requested.
    pub(super) fn text(
        &mut self,
        decided: &Decided,
        revealed: Option<&Secret>,
        entry: Option<(&Overview<'_>, &Entry<'_>)>,
    ) -> String {
        let mut notes: Vec<(&str, String)> = Vec::new();
        if let Some(secret) = revealed {
            notes.push(("value", for_terminal(&String::from_utf8_lossy(secret.reveal())).into_owned()));
        }
        notes.push(("why", why(decided, entry.is_some())));
        if let Some((overview, entry)) = entry {
            notes.extend(entry::notes(overview, entry, Some(decided), self.style.detail == Detail::Explain));
        }
        self.more(decided, &mut notes);
        let digits = decided.finding.location.line.to_string().len();
        let messages = notes.into_iter().map(|(name, text)| {
            // `12 |   = fix: `
            let lead = digits + 1 + "= : ".len() + name.len();
            Level::NOTE.with_name(name).message(wrapped(&text, lead, self.style.columns))
        });
        let group = group(decided, messages.collect(), self.style.columns);
        tightened(&self.renderer.render(&[group]))
    }

    fn more(&mut self, decided: &Decided, notes: &mut Vec<(&str, String)>) {
        let finding = &decided.finding;
        let mut note = |name, text| notes.push((name, text));
        if self.style.detail == Detail::Explain {
            let detail = decided.environment_detail.as_deref().map(|detail| format!(" ({})", for_terminal(detail)));
            let (environment, reason) = (decided.environment.as_str(), decided.environment_reason.sentence());
            note("environment", format!("{environment}: {reason}{}", detail.unwrap_or_default()));
            let (severity, confidence) = (finding.severity, finding.confidence);
            let meaning = match finding.class() {
                Class::Hygiene => severity.meaning_of_practice(),
                Class::Leak | Class::Weak => severity.meaning(),
            };
            note("severity", format!("{}: {meaning}", severity.as_str()));
            note("confidence", format!("{}: {}", confidence.as_str(), confidence.meaning()));
        }
        if let Some(suppression) = &decided.suppressed {
            note("excused", for_terminal(&suppression.describe()).into_owned());
            return;
        }
        if decided.known {
            note("note", KNOWN.to_owned());
        }
        if let Some(pragma) = &finding.pragma {
            let why = match pragma.why_not(&finding.rule) {
                Some(why) => why_not(why, &for_terminal(&finding.rule)),
                None if decided.has_expired => {
                    "its last day is over: remove the secret, or renew the date with a reason that still holds"
                        .to_owned()
                }
                None => "comments excuse nothing here".to_owned(),
            };
            let what = if pragma.is_misspelt { "the comment here" } else { "the dsnitch:allow comment here" };
            note("note", format!("{what} does not count: {why}"));
        }
        note("fix", self.fix(decided));
    }

    /// The remedy, or a reference to the entry above that has it already.
    fn fix(&mut self, decided: &Decided) -> String {
        let finding = &decided.finding;
        let place = format!("{}:{}", place_of(decided), finding.location.line);
        let last = self.last.replace(finding.remedy.clone());
        let whole = finding.remedy.text();
        match &finding.remedy {
            Advice::Steps(steps) => {
                // The steps for two roles differ only in the role's name.
                let first_line = steps.lines().next().unwrap_or_default();
                let told = self.told.insert(first_line.to_owned(), place);
                match (told, &finding.user) {
                    (None, _) => visible_lines(steps),
                    (Some(_), Some(user)) => format!("the same steps, for the role {}", for_terminal(user)),
                    (Some(_), None) => "the same steps, for the role that has this password".to_owned(),
                }
            }
            Advice::Sentences { general, here } => {
                let is_last = |is: fn(&Advice, &Advice) -> bool| last.is_some_and(|last| is(&last, &finding.remedy));
                if let Some(told) = self.told.get(whole.as_ref()) {
                    return above(is_last(Advice::eq), told);
                }
                let told = self.generals.get(general).cloned();
                self.told.insert(whole.clone().into_owned(), place.clone());
                self.generals.entry(general.clone()).or_insert(place);
                match (told, here) {
                    (Some(told), Some(here)) => {
                        format!("{}; here: {}", above(is_last(Advice::is_alike), &told), visible_lines(here))
                    }
                    _ => visible_lines(&whole),
                }
            }
        }
    }
}

/// A reference to an entry above: the previous one, or the one of a place.
fn above(is_previous: bool, place: &str) -> String {
    if is_previous { "as above".to_owned() } else { format!("as for {place}") }
}

/// Removes, from a rendered group, the lines that contain nothing but the frame, and a `:::` without a location: the
/// library expects each source to name its own location. Ours cannot, because the column refers to the unmasked line.
fn tightened(rendered: &str) -> String {
    /// The last line of the title, location, empty line, second location, source, mark and empty line.
    const FRAME: usize = 7;
    let is_place = |line: &str| without_colour(line).trim_start().starts_with("-->");
    let title = rendered.lines().position(is_place).unwrap_or(1);
    let is_wanted = |(at, line): &(usize, &str)| {
        let plain = without_colour(line);
        let plain = plain.trim();
        *at < title || *at + 1 >= FRAME + title || !(plain == "|" || plain.starts_with(":::"))
    };
    let lines: Vec<&str> = rendered.lines().enumerate().filter(is_wanted).map(|(_, line)| line).collect();
    lines.join("\n")
}

/// `line` without colour escape sequences.
fn without_colour(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    parts.for_each(|part| plain.push_str(part.split_once('m').map_or(part, |(_, text)| text)));
    plain
}

fn group<'a>(decided: &'a Decided, notes: Vec<Message<'a>>, columns: Option<usize>) -> Group<'a> {
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
    // `blocked[rule]: `, by which the lines of a title are set in.
    let lead = "blocked[]: ".len() + finding.rule.len();
    level
        .primary_title(wrapped(&for_terminal(&finding.message), lead, columns))
        .id(for_terminal(&finding.rule))
        .element(place)
        .element(source)
        .elements(notes)
}

/// Explains in one sentence why it is a finding and why it blocks or does not. What the shown line or, in a history, a
/// note says already is left out.
fn why(decided: &Decided, is_history: bool) -> String {
    let finding = &decided.finding;
    let environment = decided.environment.as_str();
    let class = finding.class().as_str();
    let mut text = format!("{class}, {environment}, {} confidence", finding.confidence.as_str());
    if finding.class() == Class::Weak {
        // The title has the first reason already.
        let reasons: Vec<&str> = finding.weakness().iter().map(|weakness| weakness.sentence()).collect();
        let is_titled = reasons.first().is_some_and(|first| finding.message.contains(first));
        let more = match (is_titled, reasons.get(usize::from(is_titled)..).unwrap_or_default()) {
            (_, []) => String::new(),
            (true, more) => format!(": it is also {}", more.join("; ")),
            (false, all) => format!(": it is {}", all.join("; ")),
        };
        text = format!("{class}, {environment}{more}");
    }
    if finding.breaks_uri() {
        text.push_str("; not percent-encoded, so that others read the URI differently");
    }
    if let Some(least) = decided.shorter_than() {
        text.push_str(&format!("; the guides ask for {least} characters"));
    }
    for (name, value) in [("user", &finding.user), ("host", &finding.host), ("database", &finding.database)] {
        if let Some(value) = value.as_ref().filter(|value| !finding.snippet.text.contains(value.as_str())) {
            text.push_str(&format!("; {name} {}", for_terminal(value)));
        }
    }
    if let Provenance::Commit(commit) = &finding.origin.provenance
        && !is_history
    {
        text.push_str(&format!("; commit {}", for_terminal(commit.id.get(..12).unwrap_or(&commit.id))));
        if let Some(date) = rfc3339(commit.authored.0, commit.authored.1) {
            text.push_str(&format!(" of {}", date.get(..10).unwrap_or(&date)));
        }
    }
    text
}

/// The path, preceded by the repository if there are several.
pub(super) fn place_of(decided: &Decided) -> String {
    let path = String::from_utf8_lossy(&decided.finding.origin.path);
    match decided.trace.as_ref().and_then(|trace| trace.repository.as_deref()) {
        Some(repository) => format!("{}: {}", for_terminal(repository), for_terminal(&path)),
        None => for_terminal(&path).into_owned(),
    }
}

/// A masked line with control characters made visible, and its mark adjusted.
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
                // A carriage return belongs to the line ending.
                let after = after.strip_suffix('\r').unwrap_or(after);
                Line { text: before + &marked + &for_terminal(after), mark }
            }
            // A mark outside of its line is of no use: the line is left out.
            _ => {
                let text = finding.masked().unwrap_or_default().to_owned();
                Line { mark: 0..text.len(), text }
            }
        }
    }
}

/// Makes control characters visible in each line of `text`; line breaks are kept.
fn visible_lines(text: &str) -> String {
    let lines: Vec<Cow<'_, str>> = text.trim_end().lines().map(for_terminal).collect();
    lines.join("\n")
}

/// Explains what is wrong with an allow comment beside a finding of `rule`. The text of the comment is not shown,
/// because it may contain anything.
fn why_not(why: WhyNot, rule: &str) -> String {
    match why {
        WhyNot::Incomplete(Incomplete { named, has_reason }) => {
            let anew = format!("write dsnitch:allow {rule} -- <why>");
            let (is, way) = match named {
                Named::Own => ("its rule is right", "add \" -- <why>\"".to_owned()),
                Named::Other => ("it names another rule", format!("{anew}, or {rule} beside the other, after a comma")),
                Named::Nothing => ("it names no rule", anew),
            };
            match has_reason {
                true => format!("{is}: {way}"),
                false => format!("{is}, and it gives no reason: {way}; {REASON_RULE}"),
            }
        }
        WhyNot::Shared => "it stands at a literal or block with several values, and none of them is excused by it: \
             excuse each with dsnitch allow"
            .to_owned(),
        WhyNot::Misspelt => format!("write dsnitch:allow {rule} -- <why>"),
        WhyNot::NoDay => "what stands behind until= is no day: write it as in until=2027-01-31".to_owned(),
    }
}
