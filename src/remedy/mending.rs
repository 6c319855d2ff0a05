//! Fixes the findings of one file in both versions; the result is scanned and parsed before anything is written.

use super::change::{Change, shown as shown_path};
use super::edit::{Edit, Edits};
use super::forms::{self, Row};
use super::found::{self, Found};
use super::parses;
use super::plan::{Left, Target};
use super::planning::{Planning, SHORTEST};
use super::shown;
use super::site::Site;
use super::versions::Versions;
use crate::finding::Class;
use crate::sorting::Sorting as _;
use crate::text::Span;

/// The reason why an edit is not applied.
const TWICE: &str = "another change was made of the same text: run the same command again";

/// The changed texts of both versions, and the edits of the staged one.
#[derive(Default)]
pub(super) struct Mended {
    pub(super) staged: Option<String>,
    pub(super) work: Option<String>,
    pub(super) edits: Vec<Edit>,
    /// Lines of the staged version in which a moved value occurs without being a finding, each with the rule of the
    /// moved one.
    pub(super) elsewhere: Vec<(usize, String)>,
}

/// A file that is being fixed.
pub(super) struct File<'a> {
    pub(super) path: &'a str,
    pub(super) home: &'a str,
    pub(super) row: &'static Row,
    pub(super) staged: &'a str,
    pub(super) work: Option<&'a str>,
    /// Every finding of the staged version.
    pub(super) all: &'a [Found],
}

impl Planning<'_> {
    /// Fixes `chosen` in both versions; a finding that cannot be fixed is recorded as left.
    pub(super) fn mend(&mut self, file: &File<'_>, chosen: &[(&Target, &Found)]) -> Result<Mended, String> {
        let top = self.layout.top();
        let mut staged = Edits::default();
        let mut in_work = Edits::default();
        let others = file.work.filter(|work| *work != file.staged);
        let of_work = others.map(|work| found::find(self.detector, file.path.as_bytes(), work.as_bytes()));
        let of_work = of_work.transpose()?.unwrap_or_default();
        let fixed: Vec<Span> = chosen.iter().map(|(_, found)| found.span).collect();
        let is_chosen = |other: &&Found| chosen.iter().any(|(_, found)| found.finding.held == other.finding.held);
        let fixed_in_work: Vec<Span> = of_work.iter().filter(is_chosen).map(|found| found.span).collect();
        let mut used: Vec<usize> = Vec::new();
        let (mut moved, mut found_values): (Vec<&[u8]>, Vec<&Found>) = (Vec::new(), Vec::new());
        for (target, found) in chosen {
            let site = Site {
                top,
                path: file.path,
                language_path: file.path,
                text: file.staged,
                home: file.home,
                found,
                fixed: &fixed,
            };
            let mark = self.names.mark();
            let fix = match forms::mend(file.row, &site, &mut self.names) {
                Ok(fix) => fix,
                Err(why) => {
                    self.names.restore(mark);
                    self.leave(target, &why);
                    continue;
                }
            };
            let twin = others.and_then(|work| twin(&site, work, &of_work, &used).map(|at| (work, at)));
            if let Some((work, at)) = twin
                && let Some(found) = of_work.get(at)
            {
                used.push(at);
                let site = Site {
                    top,
                    path: file.path,
                    language_path: file.path,
                    text: work,
                    home: file.home,
                    found,
                    fixed: &fixed_in_work,
                };
                let same = forms::mend(file.row, &site, &mut self.names)
                    .and_then(|fix| if in_work.add(&fix.edits) { Ok(()) } else { Err(TWICE.to_owned()) });
                if let Err(why) = same {
                    self.names.restore(mark);
                    self.leave(target, &format!("in the work tree, {why}"));
                    continue;
                }
            }
            if !staged.add(&fix.edits) {
                self.names.restore(mark);
                self.leave(target, TWICE);
                continue;
            }
            if let Some(note) = fix.note {
                self.plan.note(site.with_path_of_env(&note));
            }
            let strong = self.names.strong(&site);
            let line = shown::line(&site, &fix.edits, strong);
            self.plan.lines.push(line);
            moved.push(found.value.reveal());
            found_values.push(found);
        }
        if staged.is_empty() {
            return Ok(Mended::default());
        }
        let (text, written) = staged.apply(file.staged);
        self.check(file, file.staged, &text, &written, &moved)?;
        let work = match file.work {
            None => None,
            Some(work) if work == file.staged => Some(text.clone()),
            Some(_) if in_work.is_empty() => None,
            Some(work) => {
                let (text, written) = in_work.apply(work);
                self.check(file, work, &text, &written, &moved)?;
                Some(text)
            }
        };
        let elsewhere = elsewhere(file, &found_values, staged.all());
        Ok(Mended { edits: staged.all().to_vec(), staged: Some(text), work, elsewhere })
    }

    /// Refuses `new` if it is no longer valid for its kind of file, or if the inserted text is a finding.
    pub(super) fn check(
        &self,
        file: &File<'_>,
        old: &str,
        new: &str,
        written: &[Span],
        moved: &[&[u8]],
    ) -> Result<(), String> {
        if !parses::still(file.path, old, new) {
            return Err("the file could not be parsed any more".to_owned());
        }
        if let Some(place) = written.iter().find_map(|span| self.held_in(new.get(span.start..span.end)?)) {
            return Err(format!(
                "what would be written in its place has the value at {place} in it: mend that place by hand first"
            ));
        }
        let lines = |span: &Span| {
            let start = new.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
            let rest = new.get(span.end..).unwrap_or_default();
            Span::new(start, span.end + rest.find('\n').unwrap_or(rest.len()))
        };
        let touched: Vec<Span> = written.iter().map(lines).collect();
        let is_still = |found: &Found| {
            let is_near = touched.iter().any(|line| line.overlaps(found.span));
            let is_ours = written.iter().any(|span| span.overlaps(found.span));
            found.finding.class() != Class::Hygiene && is_near && (is_ours || moved.contains(&found.value.reveal()))
        };
        let found = found::find(self.detector, file.path.as_bytes(), new.as_bytes())?;
        if found.iter().any(is_still) {
            return Err("what would be written in its place would be a finding again".to_owned());
        }
        Ok(())
    }

    pub(super) fn take(&mut self, versions: &Versions, path: &str, mended: Mended) {
        let (mut index, work) = versions.changed(mended.staged.as_deref(), mended.work.as_deref());
        if let Some(index) = &mut index {
            index.edits = mended.edits;
        }
        for (line, rule) in mended.elsewhere {
            let why = "the value that is taken out stands on this line too, where nothing takes it for one: take it out by hand".to_owned();
            self.plan.left.push(Left { path: shown_path(path), line, rule, why });
        }
        if index.is_some() || work.is_some() {
            self.mended.push(Change { path: path.to_owned(), work, index });
        }
    }
}

/// The other occurrences of the values of `moved`, outside of findings and of what `edits` replace.
fn elsewhere(file: &File<'_>, moved: &[&Found], edits: &[Edit]) -> Vec<(usize, String)> {
    let text = file.staged.as_bytes();
    let mut places: Vec<(usize, String)> = Vec::new();
    for found in moved.iter().filter(|found| found.is_token() && found.value.reveal().len() >= SHORTEST) {
        let value = found.value.reveal();
        for at in memchr::memmem::find_iter(text, value) {
            let span = Span::new(at, at + value.len());
            let is_known = file.all.iter().map(|found| found.span).chain(edits.iter().map(|edit| edit.span));
            if !is_known.into_iter().any(|known| known.overlaps(span)) {
                places.push((
                    1 + memchr::memchr_iter(b'\n', text.get(..at).unwrap_or_default()).count(),
                    found.finding.rule.to_string(),
                ));
            }
        }
    }
    places.put_in_order();
    places.dedup_by_key(|(line, _)| *line);
    places
}

/// The index of the finding in the work tree's version that corresponds to `site`: the same secret, on an equal line if
/// there is one, otherwise on the nearest line.
fn twin(site: &Site<'_>, work: &str, of_work: &[Found], used: &[usize]) -> Option<usize> {
    let line = site.span_text(site.line());
    let of = |found: &Found| {
        let other = Site { text: work, found, ..*site };
        let is_same_line = other.span_text(other.line()) == line;
        let distance = found.finding.location.line.abs_diff(site.found.finding.location.line);
        (!is_same_line, distance)
    };
    let is_same = |found: &Found| found.finding.held == site.found.finding.held;
    let candidates = of_work.iter().enumerate().filter(|(at, found)| !used.contains(at) && is_same(found));
    candidates.min_by_key(|(_, found)| of(found)).map(|(at, _)| at)
}
