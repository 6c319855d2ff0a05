//! What is shown of a change: of the old line what a finding shows of it, and of the new one what the program wrote.

use super::edit::Edit;
use super::site::Site;
use crate::text::Span;
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
    /// After, which may be several lines; what stands around the change is left out where it was left out before.
    pub new: Vec<String>,
    /// Lines that are put elsewhere in the file: an import, a variable.
    pub added: Vec<String>,
    /// What has come in the place of a weak password.
    pub strong: Option<Strong>,
}

/// A strong password that has come in the place of a weak one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strong {
    /// The variable that holds it.
    pub variable: String,
    /// Whether the variable holds nothing else.
    pub is_whole: bool,
    /// The path of its `.env`.
    pub env: String,
    /// Whose it is, where that is known and shown.
    pub role: Option<String>,
}

/// The line of `site`, with `edits` made.
pub(crate) fn line(site: &Site<'_>, edits: &[Edit], strong: Option<Strong>) -> Line {
    let finding = &site.found.finding;
    let snippet = &finding.snippet;
    let at = site.line();
    let old = snippet.text.trim_end().to_owned();
    let is_added = |edit: &&Edit| edit.span.is_empty() && edit.text.contains('\n');
    let of_line = |edit: &&Edit| edit.span.start >= at.start && edit.span.start <= at.end && !is_added(edit);
    let added = edits.iter().filter(is_added).flat_map(|edit| edit.text.lines()).filter(|line| !line.trim().is_empty());
    let added = added.map(|line| for_terminal(line).into_owned()).collect();
    let mut of_line: Vec<&Edit> = edits.iter().filter(of_line).collect();
    of_line.sort_by_key(|edit| edit.span.start);
    let new = new_text(site, &of_line);
    let new = new.lines().map(|line| for_terminal(line.trim_end()).into_owned()).collect();
    Line {
        path: for_terminal(site.path).into_owned(),
        line: finding.location.line,
        rule: finding.rule.to_string(),
        old,
        new,
        added,
        strong,
    }
}

/// The text that `edits`, in their order, make of the line of `site`. What the finding does not show is not shown here either: it may
/// be long, or hold another secret.
fn new_text(site: &Site<'_>, edits: &[&Edit]) -> String {
    let snippet = &site.found.finding.snippet;
    if let [one] = edits
        && one.span == site.found.span
    {
        let (before, after) = (snippet.text.get(..snippet.mark.start), snippet.text.get(snippet.mark.end..));
        return format!("{}{}{}", before.unwrap_or_default(), one.text, after.unwrap_or_default());
    }
    let line = site.line();
    let mut new = String::new();
    let keep = |new: &mut String, from: usize, to: usize| {
        let text = site.span_text(Span::new(from, to.max(from)));
        new.push_str(if snippet.text.contains(text.trim()) { text } else { "…" });
    };
    let mut at = line.start;
    for edit in edits {
        keep(&mut new, at, edit.span.start);
        new.push_str(edit.text.trim_end_matches(['\r', '\n']));
        at = at.max(edit.span.end);
    }
    keep(&mut new, at, line.end.max(at));
    if new.trim().is_empty() { "(taken out)".to_owned() } else { new }
}
