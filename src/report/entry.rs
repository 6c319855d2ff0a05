//! The notes beside a secret of a history in the human report.

use super::numbers::{count, grouped};
use super::overview::{Entry, Overview, Written};
use super::row::Row;
use crate::decision::Decided;
use crate::sorting::Sorting as _;
use crate::text::for_terminal;

/// The number of findings and refs listed, unless all are requested.
const LISTED: usize = 3;
/// The number of digits shown of a commit id.
const ID: usize = 12;

/// The notes of an entry, as pairs of a name and one or more lines. `main` is the finding that is shown; `None` if
/// nothing more is known of it than the overview contains.
pub(super) fn notes(
    overview: &Overview<'_>,
    entry: &Entry<'_>,
    main: Option<&Decided>,
    all: bool,
) -> Vec<(&'static str, String)> {
    let places = overview.places(entry);
    let shown = if all { usize::MAX } else { LISTED };
    let rest = if places.is_some() { "" } else { " (--blame-all names them)" };
    let rows: Vec<&Row<'_>> = entry.rows.iter().filter_map(|at| overview.rows.get(*at)).collect();
    let mut notes = vec![("status", standing(overview, entry, &rows))];
    notes.push(("seen", listed(rows.iter().map(|row| seen(row, rows.len() > 1)), shown, rest)));
    if let Some(trace) = main.and_then(|main| main.trace.as_ref()) {
        let shown = if all { usize::MAX } else { LISTED };
        let names: Vec<_> = trace.refs.names.iter().take(shown).map(|name| for_terminal(name)).collect();
        let text = match trace.refs.count.saturating_sub(names.len()) {
            _ if names.is_empty() => "none that leads to a commit".to_owned(),
            0 => names.join(", "),
            more => format!("{} and {} more", names.join(", "), grouped(more)),
        };
        notes.push(("refs", text));
    }
    if let Some(places) = places {
        let place = |(repository, place): Written<'_>| {
            let id = place.commit.as_ref().map_or("-", |commit| short(&commit.id));
            let repository = repository.map_or(String::new(), |name| format!("{}: ", for_terminal(name)));
            format!("{id} {repository}{}:{}", for_terminal(&String::from_utf8_lossy(&place.path)), place.line)
        };
        notes.push(("written", listed(places.into_iter().map(place), usize::MAX, "")));
    }
    notes
}

/// Whether it still stands, and how often it was found.
fn standing(overview: &Overview<'_>, entry: &Entry<'_>, rows: &[&Row<'_>]) -> String {
    let mut files: Vec<(Option<&str>, &str)> = rows.iter().map(|row| (row.repository, row.path.as_ref())).collect();
    files.put_in_order();
    files.dedup();
    let day = |row: &&&Row<'_>| row.date.as_deref().and_then(|date| date.get(..10)).map(str::to_owned);
    let dates: Vec<String> = rows.iter().filter_map(|row| day(&row)).collect();
    let when = match (dates.first(), dates.last()) {
        (Some(first), Some(last)) if first == last => format!(", of {first}"),
        (Some(first), Some(last)) => format!(", from {first} to {last}"),
        _ => String::new(),
    };
    let removal = overview.removal(entry);
    let gone = match removal.map(|removal| (removal.day(), short(&removal.commit))) {
        Some((Some(day), commit)) => format!("no longer at HEAD since {day} ({commit})"),
        Some((None, commit)) => format!("no longer at HEAD since {commit}"),
        None => "not at HEAD".to_owned(),
    };
    let head = match entry.at_head {
        // Where it stands in a file that is listed, that file's line says so.
        Some(true) => match overview.head_elsewhere(entry) {
            Some(path) => format!("still at HEAD, in {}", for_terminal(path)),
            None => "still at HEAD".to_owned(),
        },
        Some(false) if rows.iter().any(|row| row.is_replaced) => {
            format!("{gone}, where another value took its place; still in the history")
        }
        Some(false) if removal.is_some() && rows.iter().any(|row| row.class != "hygiene") => {
            format!("removed, not rotated: {gone}, without another value in its place")
        }
        Some(false) => format!("{gone}, but in the history"),
        None => "perhaps still at HEAD, not all of which could be read".to_owned(),
    };
    let findings = count(rows.len(), "finding");
    match files.len() {
        1 => format!("{head}; {findings}{when}"),
        files => format!("{head}; {findings} in {}{when}", count(files, "file")),
    }
}

/// The commit, date, author and location of a finding; if it is `one_of_several`, also whether it is the one at `HEAD`.
fn seen(row: &Row<'_>, one_of_several: bool) -> String {
    let mut text = String::new();
    if let Some(commit) = row.commit {
        text.push_str(short(commit));
        text.push(' ');
    }
    if let Some(day) = row.date.as_deref().and_then(|date| date.get(..10)) {
        text.push_str(day);
        text.push(' ');
    }
    if let Some((name, email)) = row.author {
        text.push_str(&format!("{} <{}> ", for_terminal(name), for_terminal(email)));
    }
    if let Some(repository) = row.repository {
        text.push_str(&format!("{}: ", for_terminal(repository)));
    }
    text.push_str(&format!("{}:{}", for_terminal(&row.path), row.line));
    if one_of_several && row.stands_here() {
        text.push_str(" (at HEAD)");
    }
    if row.is_suppressed {
        text.push_str(" (excused)");
    }
    text
}

fn short(id: &str) -> &str {
    id.get(..ID).unwrap_or(id)
}

fn listed(lines: impl Iterator<Item = String>, shown: usize, rest: &str) -> String {
    let lines: Vec<String> = lines.collect();
    let more = lines.len().saturating_sub(shown);
    let mut text = lines.into_iter().take(shown).collect::<Vec<_>>().join("\n");
    if more > 0 {
        text.push_str(&format!("\nand {} more{rest}", grouped(more)));
    }
    text
}
