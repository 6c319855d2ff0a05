//! The lines around a finding, as staged, with everything masked that may be a secret.

use dsnitch::decision::Decided;
use dsnitch::detect::shown_line;
use dsnitch::git::Layout;
use dsnitch::leaks::Leaks;
use dsnitch::secret::MASK;
use dsnitch::text::for_terminal;

use super::terminal;

/// The number of lines shown on each side.
const LINES: usize = 3;
/// The number of columns shown if the terminal does not report its width.
const COLUMNS: usize = 120;

/// The secrets in the staged changes that the scan found.
pub(super) struct Context {
    /// Every finding, including excused ones.
    pub(super) all: Vec<Decided>,
    pub(super) leaks: Leaks,
}

impl Context {
    /// True if `text` contains one of the secrets.
    pub(super) fn holds(&self, text: &str) -> bool {
        self.leaks.holds(text)
    }

    /// The line of `decided` and its neighbours, each with its number. A line with a finding is shown only in its
    /// masked form.
    pub(super) fn around(&self, layout: &Layout, decided: &Decided) -> String {
        let finding = &decided.finding;
        let path = &finding.origin.path;
        let text = std::str::from_utf8(path).ok().and_then(|path| layout.staged_file(path).ok().flatten());
        let text = text.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        let line = finding.location.line;
        let own = finding.snippet.text.trim_end();
        let digits = (line + LINES).to_string().len();
        let columns = terminal::columns().unwrap_or(COLUMNS).saturating_sub(digits + 5).max(20);
        let first = line.saturating_sub(LINES).max(1);
        let maskers: Vec<_> = self.leaks.maskers().collect();
        let mut shown = String::new();
        for (number, text) in (1..).zip(text.lines()).skip(first - 1).take(line + LINES + 1 - first) {
            let is_around = |other: &&Decided| {
                let (at, there) = (other.finding.location, &other.finding.origin.path);
                there == path && (at.line..=at.end_line).contains(&number)
            };
            let text = match self.all.iter().find(is_around) {
                _ if number == line => own.to_owned(),
                Some(other) if other.finding.location.line == number => {
                    other.finding.snippet.text.trim_end().to_owned()
                }
                Some(_) => MASK.to_owned(),
                // Beside the secrets that the scan knows there may be others.
                None => {
                    let known = maskers.iter().fold(text.to_owned(), |text, masker| masker.masked(&text).into_owned());
                    shown_line(&known)
                }
            };
            let mark = if number == line { '>' } else { ' ' };
            let text = for_terminal(&text);
            let cut: String = text.chars().take(columns).collect();
            let more = if cut.len() < text.len() { "…" } else { "" };
            shown.push_str(&format!("{mark} {number:>digits$} | {}{more}\n", cut.trim_end()));
        }
        if shown.is_empty() { format!("    {}\n", for_terminal(own.trim())) } else { shown }
    }
}
