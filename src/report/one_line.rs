//! A finding on one line, as the concise format and the end of a long human report have it.

use std::io;

use super::overview::{Entry, Overview};
use super::row::Row;
use super::wrapped::{folded, glued, unglued};
use super::{Detail, Style, numbers, summary};
use crate::text::for_terminal;

/// Writes one line for each listed entry after the first `done`, up to `style.most` entries in all, or `most_unasked` where
/// the user set no limit. Says how many entries were left out.
pub(super) fn write_lines(
    overview: &Overview<'_>,
    done: usize,
    is_history: bool,
    most_unasked: Option<usize>,
    style: Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let most = style.most.or(most_unasked).unwrap_or(usize::MAX);
    let listed = || overview.listed(style.detail == Detail::Explain);
    for entry in listed().take(most).skip(done) {
        if let Some(row) = overview.rows.get(entry.main) {
            let line = line(overview, entry, row, is_history);
            writeln!(out, "{}", unglued(&folded(&line, style.columns)))?;
        }
    }
    summary::write_more(listed().count().saturating_sub(most), style, out)
}

fn line(overview: &Overview<'_>, entry: &Entry<'_>, row: &Row<'_>, is_history: bool) -> String {
    let action = match (entry.is_suppressed, entry.blocks) {
        (true, _) => "excused",
        (false, true) => "block",
        (false, false) => "warn",
    };
    let repository = row.repository.map_or(String::new(), |name| format!("{}: ", for_terminal(name)));
    let mut text = format!(
        "{}{}:{}:{}: {action}[{}] {}",
        glued(&repository),
        glued(&for_terminal(&row.path)),
        row.line,
        row.column,
        for_terminal(row.rule),
        for_terminal(row.message)
    );
    let mut about = vec![row.class.to_owned(), row.environment.to_owned()];
    if is_history {
        about.push(match (entry.at_head, overview.head_elsewhere(entry)) {
            (Some(true), Some(path)) => format!("still at HEAD, in {path}"),
            (Some(true), None) => "still at HEAD".to_owned(),
            (Some(false), _) => "in the history only".to_owned(),
            (None, _) => "perhaps still at HEAD".to_owned(),
        });
    }
    if let Some(commit) = row.commit {
        about.push(format!("commit {}", for_terminal(commit.get(..12).unwrap_or(commit))));
    }
    if entry.rows.len() > 1 {
        about.push(numbers::count(entry.rows.len(), "place"));
    }
    text.push_str(&format!(" ({})", for_terminal(&about.join(", "))));
    text
}
