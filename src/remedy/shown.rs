//! What is shown of a change: of the old line what a finding shows of it, and of the new one what the program wrote.

use super::edit::Edit;
use super::site::Site;
use crate::text::for_terminal;

/// A line that is changed, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// From the top of the repository.
    pub path: String,
    /// From 1, of the staged version.
    pub line: usize,
    /// The rule of the finding.
    pub rule: String,
    /// Before, masked.
    pub old: String,
    /// After; what stands around it is left out where it was left out before.
    pub new: String,
    /// Lines that are put elsewhere in the file: an import, a variable.
    pub added: Vec<String>,
}

/// The line of `site`, with `edits` made.
pub(crate) fn line(site: &Site<'_>, edits: &[Edit]) -> Line {
    let finding = &site.found.finding;
    let snippet = &finding.snippet;
    let at = site.line();
    let old = snippet.text.trim_end().to_owned();
    let is_added = |edit: &&Edit| edit.span.is_empty() && edit.text.contains('\n');
    let of_line = |edit: &&Edit| edit.span.start >= at.start && edit.span.start <= at.end && !is_added(edit);
    let added = edits.iter().filter(is_added).flat_map(|edit| edit.text.lines()).filter(|line| !line.trim().is_empty());
    let added = added.map(|line| for_terminal(line).into_owned()).collect();
    let new = match edits.iter().filter(of_line).collect::<Vec<_>>().as_slice() {
        [one] if one.span == site.found.span => {
            let (before, after) = (snippet.text.get(..snippet.mark.start), snippet.text.get(snippet.mark.end..));
            format!("{}{}{}", before.unwrap_or_default(), one.text, after.unwrap_or_default())
        }
        several => {
            let first = several.first().map_or(at.start, |edit| edit.span.start);
            let before = site.span_text(crate::text::Span::new(at.start, first));
            // What the finding shows anyway.
            let before = if snippet.text.contains(before.trim()) { before } else { "…" };
            let texts: Vec<&str> = several.iter().map(|edit| edit.text.trim_end_matches(['\r', '\n'])).collect();
            let texts = texts.join(" … ");
            if texts.trim().is_empty() { format!("{before}(taken out)") } else { format!("{before}{texts}") }
        }
    };
    Line {
        path: for_terminal(site.path).into_owned(),
        line: finding.location.line,
        rule: finding.rule.to_string(),
        old,
        new: for_terminal(new.trim_end()).into_owned(),
        added,
    }
}
