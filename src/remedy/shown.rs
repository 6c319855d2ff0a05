//! The display of a change: for the old line, what its finding shows; for the new line, the inserted text.

use super::edit::Edit;
use super::site::Site;
use crate::secret::MASK;
use crate::sorting::Sorting as _;
use crate::text::Span;
use crate::text::for_terminal;

/// A changed line without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Relative to the top of the repository.
    pub path: String,
    /// 1-based, in the staged version.
    pub line: usize,
    /// The rule of the finding.
    pub rule: String,
    /// The old line, masked.
    pub old: String,
    /// The new text, which may be several lines; parts of the line that the old text omits are omitted here too.
    pub new: Vec<String>,
    /// Lines that are added elsewhere in the file: an import, a variable.
    pub added: Vec<String>,
    /// The replacement of a weak password.
    pub strong: Option<Strong>,
}

/// A strong password that replaces a weak one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strong {
    /// The variable that holds it.
    pub variable: String,
    /// True if the variable holds nothing else.
    pub is_whole: bool,
    /// The path of its `.env`.
    pub env: String,
    /// The role that it belongs to, if known and not masked.
    pub role: Option<String>,
}

/// The line of `site` with `edits` applied.
pub(crate) fn line(site: &Site<'_>, edits: &[Edit], strong: Option<Strong>) -> Line {
    let finding = &site.found.finding;
    let at = site.line();
    let old = old_text(site);
    let is_added = |edit: &&Edit| edit.span.is_empty() && edit.text.contains('\n');
    // An edit may begin on a line above, where a call does.
    let reaches = |edit: &&Edit| edit.span.start >= at.start || edit.span.end > at.start;
    let of_line = |edit: &&Edit| edit.span.start <= at.end && reaches(edit) && !is_added(edit);
    let added = edits.iter().filter(is_added).flat_map(|edit| edit.text.lines()).filter(|line| !line.trim().is_empty());
    let added = added.map(|line| for_terminal(line).into_owned()).collect();
    let mut of_line: Vec<&Edit> = edits.iter().filter(of_line).collect();
    of_line.put_in_order_by_key(|edit| edit.span.start);
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

/// The old line, masked: the part that its finding shows, and for a default also its variable.
fn old_text(site: &Site<'_>) -> String {
    let span = site.found.span;
    match default_start(site) {
        Some(start) => {
            let window = visible(site);
            let before = site.span_text(Span::new(start, span.start));
            format!("{before}{MASK}{}", site.span_text(Span::new(span.end, window.end))).trim_end().to_owned()
        }
        None => site.found.finding.snippet.text.trim_end().to_owned(),
    }
}

/// The start of `KEY=${NAME:-` before the value, which is shown completely because it consists of names.
fn default_start(site: &Site<'_>) -> Option<usize> {
    let before = site.before();
    let opens = before.rfind("${")?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let inner = before.get(opens + 2..)?.trim_start_matches(is_name);
    if inner.is_empty() || !inner.chars().all(|c| matches!(c, ':' | '-' | '=' | '?')) {
        return None;
    }
    let head = before.get(..opens)?.trim_end_matches(['"', '\'', ' ']);
    let start = match head.strip_suffix(['=', ':']) {
        Some(key) => key.trim_end_matches(|c| is_name(c) || c == '-').len(),
        None => opens,
    };
    let lead = before.get(..start)?;
    let is_plain = matches!(lead.trim(), "" | "-" | "export");
    let start = if is_plain { lead.len() - lead.trim_start().len() } else { start };
    Some(site.line().start + start)
}

/// The part of the line that the finding shows around the value of `site`, up to another secret.
fn visible(site: &Site<'_>) -> Span {
    let snippet = &site.found.finding.snippet;
    let span = site.found.span;
    let before =
        snippet.text.get(..snippet.mark.start).unwrap_or_default().rsplit(['•', '…']).next().unwrap_or_default();
    let after = snippet.text.get(snippet.mark.end..).unwrap_or_default().split(['•', '…']).next().unwrap_or_default();
    let (before, after) = (before.trim_start(), after.trim_end());
    let start = if site.before().ends_with(before) { span.start - before.len() } else { span.start };
    let start = start.min(default_start(site).unwrap_or(start));
    let end = if site.after().starts_with(after) { span.end + after.len() } else { span.end };
    Span::new(start, end)
}

/// `edit` without what its text repeats of the old text at its start and its end: a literal that is taken apart keeps its rest.
fn narrowed(site: &Site<'_>, edit: &Edit) -> Edit {
    let old = site.span_text(edit.span);
    let same = |a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = char>| -> usize {
        a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
    };
    let head = same(&mut old.chars(), &mut edit.text.chars());
    let (old_rest, new_rest) = (old.get(head..).unwrap_or_default(), edit.text.get(head..).unwrap_or_default());
    let tail = same(&mut old_rest.chars().rev(), &mut new_rest.chars().rev());
    let text = new_rest.get(..new_rest.len() - tail).unwrap_or_default();
    Edit::new(Span::new(edit.span.start + head, edit.span.end - tail), text)
}

/// Shortest word of the old line that is looked for in the new one, in bytes: a secret is recognised by six.
const SHORTEST_WORD: usize = 6;

/// Replaces the words of the old text of `site` that its finding does not show: one of them may be another secret, which the
/// edit may have written in another way.
fn hide(site: &Site<'_>, edits: &[&Edit], new: String) -> String {
    let spans = edits.iter().map(|edit| edit.span).chain([site.line()]);
    let is_between = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ',' | ';' | '(' | ')');
    let words = spans.flat_map(|span| site.span_text(span).split(is_between));
    let shown = [&site.found.finding.snippet.text, &old_text(site)];
    let hidden = words.filter(|word| word.len() >= SHORTEST_WORD && !shown.iter().any(|shown| shown.contains(word)));
    hidden.fold(new, |new, word| if new.contains(word) { new.replace(word, "…") } else { new })
}

/// The line of `site` after `edits`, in order. The part that the finding does not show is omitted here too: it may be
/// long, or contain another secret.
fn new_text(site: &Site<'_>, edits: &[&Edit]) -> String {
    let snippet = &site.found.finding.snippet;
    if let [one] = edits
        && one.span == site.found.span
    {
        let (before, after) = (snippet.text.get(..snippet.mark.start), snippet.text.get(snippet.mark.end..));
        return format!("{}{}{}", before.unwrap_or_default(), one.text, after.unwrap_or_default());
    }
    let written = edits;
    let edits: Vec<Edit> = edits.iter().map(|edit| narrowed(site, edit)).collect();
    let line = site.line();
    let window = visible(site);
    let mut new = String::new();
    let keep = |new: &mut String, from: usize, to: usize| {
        let text = site.span_text(Span::new(from, to.max(from)));
        if snippet.text.contains(text.trim()) {
            new.push_str(text);
            return;
        }
        let (start, end) = (from.max(window.start), to.min(window.end));
        let part = if start < end { site.span_text(Span::new(start, end)) } else { "" };
        let (before, after) = (if start > from { "…" } else { "" }, if end < to { "…" } else { "" });
        new.push_str(&if part.is_empty() { "…".to_owned() } else { format!("{before}{part}{after}") });
    };
    let mut at = line.start;
    for edit in &edits {
        keep(&mut new, at, edit.span.start);
        new.push_str(edit.text.trim_end_matches(['\r', '\n']));
        at = at.max(edit.span.end);
    }
    keep(&mut new, at, line.end.max(at));
    let is_nothing = new.chars().all(|c| c == '…' || c.is_whitespace());
    if is_nothing { "(taken out)".to_owned() } else { hide(site, written, new) }
}
