//! From findings to changes: each finding is mended in the staged version of its file, and in that of the work tree where
//! it stands there too; what comes of it is scanned and parsed before anything is written.

use std::collections::BTreeMap;

use super::apply;
use super::change::{Change, Work};
use super::edit::{Edit, Edits};
use super::env_file::EnvFile;
use super::forms::{self, Row};
use super::found::{self, Found};
use super::ignored;
use super::names::Names;
use super::parses;
use super::patch;
use super::place;
use super::project;
use super::shown::{self, Line};
use super::site::{Site, join};
use super::untrack::{self, Secretive};
use super::versions::Versions;
use crate::detect::Detector;
use crate::detect::randomness::looks_random;
use crate::extract::Form;
use crate::failure::SourceError;
use crate::finding::{Class, Evidence, Location};
use crate::git::Layout;
use crate::git::plumbing::Plumbing;
use crate::leaks::Leaks;
use crate::text::{Span, for_terminal};

/// A finding that is to be mended.
#[derive(Clone, Debug)]
pub struct Target {
    /// The path of its file, from the top.
    pub path: Vec<u8>,
    /// Its rule.
    pub rule: String,
    /// Where it stands in what is staged.
    pub location: Location,
}

/// How to mend.
#[derive(Default)]
pub struct Options {
    /// Makes a strong password to come in place of each weak one.
    pub stronger: Option<Box<dyn Fn() -> Option<String>>>,
    /// Whether images that read a password from a file get a secret of Compose.
    pub compose_secrets: bool,
}

/// A finding that stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The path of its file; what a terminal would act on is made visible.
    pub path: String,
    /// Its line.
    pub line: usize,
    /// Its rule.
    pub rule: String,
    /// Why nothing was done that is safe.
    pub why: String,
}

/// What is told of a file that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Its path.
    pub path: String,
    /// What is done with it.
    pub what: String,
}

/// What a fix would do.
#[derive(Default)]
pub struct Plan {
    changes: Vec<Change>,
    /// The lines that change, masked.
    pub lines: Vec<Line>,
    /// Files that are written beside these, and files that are no longer tracked.
    pub files: Vec<Planned>,
    /// What stays, and why.
    pub left: Vec<Left>,
    /// What a person should know.
    pub notes: Vec<String>,
}

impl Plan {
    /// Whether nothing would be written.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Does it: all, or nothing.
    ///
    /// # Errors
    /// When a file was changed meanwhile, or cannot be written.
    pub fn apply(&self, layout: &Layout) -> Result<(), SourceError> {
        apply::all(layout, &Plumbing::new(layout)?, &self.changes)
    }

    /// What is staged of it as a patch, behind `shown`, which says it to people. What holds secrets is not in it: `.env`, and
    /// what is no longer tracked.
    ///
    /// # Errors
    /// When git cannot be asked.
    pub fn patch(&self, layout: &Layout, shown: &str) -> Result<Vec<u8>, SourceError> {
        let plumbing = Plumbing::new(layout)?;
        let mut text: Vec<u8> = shown.lines().flat_map(|line| format!("# {line}\n").into_bytes()).collect();
        text.push(b'\n');
        for change in &self.changes {
            text.extend(patch::of(&plumbing, change)?.unwrap_or_default());
        }
        Ok(text)
    }

    fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

/// Plans what mends `targets`, which a scan of what is staged has found. Writes nothing.
///
/// # Errors
/// When the repository cannot be read, or what ignores `.env` cannot be written.
pub fn plan(layout: &Layout, detector: &Detector, targets: &[Target], options: Options) -> Result<Plan, SourceError> {
    let plumbing = Plumbing::new(layout)?;
    let mut by_path: BTreeMap<&[u8], Vec<&Target>> = BTreeMap::new();
    for target in targets {
        by_path.entry(&target.path).or_default().push(target);
    }
    let mut planning = Planning {
        layout,
        plumbing: &plumbing,
        detector,
        names: Names::new(options.stronger, options.compose_secrets),
        plan: Plan::default(),
        leaks: Leaks::default(),
        mended: Vec::new(),
    };
    // What runs names the values; what is read takes these names.
    let (read, run): (Vec<_>, Vec<_>) = by_path.into_iter().partition(|(path, _)| forms::is_read(path));
    for (path, targets) in run.into_iter().chain(read) {
        planning.file(path, &targets)?;
    }
    planning.finish()
}

struct Planning<'a> {
    layout: &'a Layout,
    plumbing: &'a Plumbing<'a>,
    detector: &'a Detector,
    names: Names,
    plan: Plan,
    /// Every secret of the files, which nothing that is told may hold.
    leaks: Leaks,
    /// Changes of files, which come after those of `.gitignore` and `.env`.
    mended: Vec<Change>,
}

impl Planning<'_> {
    fn leave(&mut self, target: &Target, why: &str) {
        self.plan.left.push(Left {
            path: for_terminal(&String::from_utf8_lossy(&target.path)).into_owned(),
            line: target.location.line,
            rule: target.rule.clone(),
            why: why.to_owned(),
        });
    }

    fn leave_all(&mut self, targets: &[&Target], why: &str) {
        targets.iter().for_each(|target| self.leave(target, why));
    }

    fn file(&mut self, path: &[u8], targets: &[&Target]) -> Result<(), SourceError> {
        let Ok(path) = std::str::from_utf8(path) else {
            self.leave_all(targets, "the path of its file is not UTF-8");
            return Ok(());
        };
        let versions = match Versions::read(self.layout, path) {
            Ok(versions) => versions,
            Err(why) => {
                self.leave_all(targets, &why);
                return Ok(());
            }
        };
        let Some(staged) = versions.staged.as_ref().map(|staged| staged.text.as_str()) else {
            self.leave_all(targets, "its file is not in the index");
            return Ok(());
        };
        if let Some(kind) = untrack::kind(path, staged) {
            return self.untrack(path, kind, targets);
        }
        let Some(row) = forms::row_of(path, staged) else {
            self.leave_all(targets, "no way to refer to a value is known for this kind of file");
            return Ok(());
        };
        let home = project::home_of(self.layout.top(), path, row.home);
        if let Err(why) = self.know(&home) {
            self.leave_all(targets, &why);
            return Ok(());
        }
        let all = match found::find(self.detector, path.as_bytes(), staged.as_bytes()) {
            Ok(all) => all,
            Err(why) => {
                self.leave_all(targets, &why);
                return Ok(());
            }
        };
        for found in all.iter().filter(|found| found.finding.class() != Class::Hygiene) {
            let value = found.value.reveal();
            let written = staged.get(found.span.start..found.span.end).unwrap_or_default().as_bytes();
            let is_word = found.finding.class() != Class::Leak && !looks_random(value);
            self.leaks.add(written, value, is_word);
        }
        let mut chosen: Vec<(&Target, &Found)> = Vec::new();
        for target in targets {
            let is_there = |found: &&Found| found.finding.location == target.location;
            let is_it = |found: &&Found| *found.finding.rule == *target.rule && is_there(found);
            // A finding of a template has the rule of templates, and stands where another rule found it.
            match all.iter().find(is_it).or_else(|| all.iter().find(is_there)) {
                Some(found) if matches!(found.finding.evidence, Evidence::Secret { .. }) => {
                    chosen.push((target, found))
                }
                Some(found) => {
                    self.leave(target, &format!("a practice, and no value to move: {}", found.finding.remedy))
                }
                None => self.leave(target, "it is not found again in what is staged"),
            }
        }
        // A key names a value better than a place in a URL does.
        chosen.sort_by_key(|(_, found)| (matches!(found.form, Form::Uri | Form::KeywordList), found.span.start));
        let file = File { path, home: &home, row, staged, work: versions.work.as_ref().map(|work| work.text.as_str()) };
        let (mark, lines) = (self.names.mark(), self.plan.lines.len());
        let mended = self.mend(&file, &chosen);
        match mended {
            Ok(mended) => self.take(&versions, path, mended),
            Err(_) if chosen.len() > 1 && chosen.len() <= ALONE => {
                // One of them spoils the rest: each is tried by itself.
                let mut kept: Vec<(&Target, &Found)> = Vec::new();
                for one in &chosen {
                    self.names.restore(mark.again());
                    self.plan.lines.truncate(lines);
                    let left = self.plan.left.len();
                    kept.push(*one);
                    if let Err(why) = self.mend(&file, &kept) {
                        kept.pop();
                        self.plan.left.truncate(left);
                        self.leave(one.0, &why);
                    } else if self.plan.left.len() > left {
                        kept.pop();
                    }
                }
                self.names.restore(mark.again());
                self.plan.lines.truncate(lines);
                if let Ok(mended) = self.mend(&file, &kept) {
                    self.take(&versions, path, mended);
                }
            }
            Err(why) => {
                self.names.restore(mark);
                self.plan.lines.truncate(lines);
                chosen.iter().for_each(|(target, _)| self.leave(target, &why));
            }
        }
        Ok(())
    }

    fn take(&mut self, versions: &Versions, path: &str, mended: Mended) {
        let (mut index, work) = versions.changed(mended.staged.as_deref(), mended.work.as_deref());
        if let Some(index) = &mut index {
            index.edits = mended.edits;
        }
        if index.is_some() || work.is_some() {
            self.mended.push(Change { path: path.to_owned(), work, index });
        }
    }

    /// The texts of both versions, with `chosen` mended; what cannot be is left.
    fn mend(&mut self, file: &File<'_>, chosen: &[(&Target, &Found)]) -> Result<Mended, String> {
        let mut staged = Edits::default();
        let mut in_work = Edits::default();
        let others = file.work.filter(|work| *work != file.staged);
        let of_work = others.map(|work| found::find(self.detector, file.path.as_bytes(), work.as_bytes()));
        let of_work = of_work.transpose()?.unwrap_or_default();
        let mut used: Vec<usize> = Vec::new();
        let mut moved: Vec<&[u8]> = Vec::new();
        for (target, found) in chosen {
            let site = Site { path: file.path, text: file.staged, home: file.home, found };
            let mark = self.names.mark();
            let fix = match (file.row.mend)(&site, &mut self.names) {
                Ok(fix) => fix,
                Err(why) => {
                    self.names.restore(mark);
                    self.leave(target, &why);
                    continue;
                }
            };
            let twin = others.and_then(|work| twin(file, &site, work, &of_work, &used).map(|at| (work, at)));
            if let Some((work, at)) = twin
                && let Some(found) = of_work.get(at)
            {
                used.push(at);
                let site = Site { path: file.path, text: work, home: file.home, found };
                let same = (file.row.mend)(&site, &mut self.names)
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
                self.plan.note(note);
            }
            let line = shown::line(&site, &fix.edits);
            self.plan.lines.push(line);
            moved.push(found.value.reveal());
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
        Ok(Mended { edits: staged.all().to_vec(), staged: Some(text), work })
    }

    /// Refuses `new` where it is no file of its kind any more, or what was written in it is a finding.
    fn check(&self, file: &File<'_>, old: &str, new: &str, written: &[Span], moved: &[&[u8]]) -> Result<(), String> {
        if !parses::still(file.path, old, new) {
            return Err("the file could not be parsed any more".to_owned());
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

    /// Reads the `.env` of `home`, once.
    fn know(&mut self, home: &str) -> Result<(), String> {
        if self.names.knows(home) {
            return Ok(());
        }
        let path = project::env_of(home);
        let place =
            place::of_env(self.layout.top(), &path).map_err(|why| format!("{path} cannot be written: {why}"))?;
        let bytes = super::change::read(&place.disk).map_err(|error| format!("{path} cannot be read: {error}"))?;
        let text = String::from_utf8(bytes.unwrap_or_default()).map_err(|_| format!("{path} is not UTF-8"))?;
        self.names.know(home, &text);
        Ok(())
    }

    fn untrack(&mut self, path: &str, kind: Secretive, targets: &[&Target]) -> Result<(), SourceError> {
        if self.plan.changes.iter().any(|change| change.path == path && change.index.is_some()) {
            return Ok(());
        }
        match untrack::untrack(self.layout, self.plumbing, path, kind) {
            Ok(changes) => {
                for change in changes {
                    let what = match (&change.index, change.path == path) {
                        (_, true) => "is no longer tracked; it stays where it is",
                        _ if change.path.ends_with(".gitignore") => "ignores it",
                        _ => "has its keys, without the values",
                    };
                    self.plan
                        .files
                        .push(Planned { path: for_terminal(&change.path).into_owned(), what: what.to_owned() });
                    self.merge(change);
                }
                Ok(())
            }
            Err(error) if targets.is_empty() => Err(error),
            Err(error) => {
                self.leave_all(targets, &error.why);
                Ok(())
            }
        }
    }

    /// Takes a change in; a second one of the same file makes one of both.
    fn merge(&mut self, change: Change) {
        match self.plan.changes.iter_mut().find(|known| known.path == change.path) {
            None => self.plan.changes.push(change),
            Some(known) => {
                // The same line may be wanted for several files.
                if let (Some(work), Some(more)) = (&mut known.work, &change.work) {
                    if !work.after.ends_with(more.addition()) {
                        work.after.extend_from_slice(more.addition());
                    }
                } else if known.work.is_none() {
                    known.work = change.work;
                }
                if let (Some(index), Some(more)) = (&mut known.index, &change.index)
                    && let (Some((_, bytes)), Some((_, added))) = (&mut index.after, &more.after)
                {
                    let more = added.get(more.length..).unwrap_or_default();
                    if !bytes.ends_with(more) {
                        bytes.extend_from_slice(more);
                    }
                }
            }
        }
    }

    /// What belongs to `.env`: it is ignored, it gets its lines, and its template the keys.
    fn finish(mut self) -> Result<Plan, SourceError> {
        let used: Vec<(String, EnvFile)> =
            self.names.used().map(|(home, file)| (home.to_owned(), file.clone())).collect();
        for (home, file) in used {
            let path = project::env_of(&home);
            let index = self.layout.index()?;
            let is_tracked = index.has(path.as_bytes());
            if is_tracked {
                self.untrack(&path, Secretive::Env, &[])?;
            } else if let Some(change) = ignored::ignore(self.layout, self.plumbing, &path)? {
                self.plan
                    .files
                    .push(Planned { path: for_terminal(&change.path).into_owned(), what: format!("ignores {path}") });
                self.merge(change);
            }
            let added: Vec<&str> = file.added_names().collect();
            if !added.is_empty() {
                let failed = |why: String| SourceError::new(path.clone(), why, "put a regular file in its place");
                let place = place::of_env(self.layout.top(), &path).map_err(failed)?;
                let before = super::change::read(&place.disk).map_err(|error| failed(error.to_string()))?;
                let after = [before.as_deref().unwrap_or_default(), file.addition().as_bytes()].concat();
                let work = Some(Work { before, after, is_env: true });
                self.plan.files.push(Planned {
                    path: for_terminal(&path).into_owned(),
                    what: format!("gets {}", added.join(", ")),
                });
                match self.plan.changes.iter_mut().find(|known| known.path == path) {
                    Some(known) => known.work = work,
                    None => self.plan.changes.push(Change { path: path.clone(), work, index: None }),
                }
            }
            self.template(&home, &path, file.used_names())?;
        }
        self.plan.changes.append(&mut self.mended);
        let told = std::mem::take(&mut self.names.told);
        told.into_iter().for_each(|note| self.plan.note(note));
        let leaks = std::mem::take(&mut self.leaks);
        for masker in leaks.maskers() {
            let mask = |text: &mut String| {
                let masked = masker.masked(text).into_owned();
                *text = masked;
            };
            for line in &mut self.plan.lines {
                [&mut line.path, &mut line.old, &mut line.new].into_iter().chain(&mut line.added).for_each(mask);
            }
            self.plan.files.iter_mut().for_each(|file| mask(&mut file.path));
            self.plan.left.iter_mut().for_each(|left| mask(&mut left.path));
            self.plan.notes.iter_mut().for_each(mask);
        }
        self.plan.lines.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
        self.plan.left.sort_by(|a, b| (&a.path, a.line, &a.rule).cmp(&(&b.path, b.line, &b.rule)));
        Ok(self.plan)
    }

    /// Puts the names into the template of a `.env`, where one is tracked or may be.
    fn template(&mut self, home: &str, env: &str, names: &[String]) -> Result<(), SourceError> {
        let template = untrack::template_of(self.layout, env);
        let is_tracked = self.layout.index()?.has(template.as_bytes());
        if !is_tracked && self.plumbing.ignored_by(&template)?.is_some() {
            self.plan
                .note(format!("git ignores {template}, so it has no line for what is new in {}", join(home, ".env")));
            return Ok(());
        }
        // One that is mended itself has the keys.
        if self.mended.iter().any(|change| change.path == template) {
            return Ok(());
        }
        let lines = |text: &str| untrack::empty_keys(text, names);
        match ignored::put(self.layout, &template, &lines) {
            Ok(Some(change)) => {
                self.plan.files.push(Planned {
                    path: for_terminal(&template).into_owned(),
                    what: "gets the keys, without the values".to_owned(),
                });
                self.merge(change);
            }
            Ok(None) => {}
            Err(why) => self.plan.note(format!("{template} has no line for what is new: {why}")),
        }
        Ok(())
    }
}

/// So many findings of a file that cannot be mended together are tried one by one: each costs a scan.
const ALONE: usize = 32;

const TWICE: &str = "another change was made of the same text: run dsnitch fix again";

/// The texts of both versions, where they change, and what was changed of the staged one.
#[derive(Default)]
struct Mended {
    staged: Option<String>,
    work: Option<String>,
    edits: Vec<Edit>,
}

/// A file that is being mended.
struct File<'a> {
    path: &'a str,
    home: &'a str,
    row: &'static Row,
    staged: &'a str,
    work: Option<&'a str>,
}

/// Which of the findings in the work tree's version is that of `site`: the same secret, in the same line if that is there,
/// else in the nearest one.
fn twin(file: &File<'_>, site: &Site<'_>, work: &str, of_work: &[Found], used: &[usize]) -> Option<usize> {
    let line = site.span_text(site.line());
    let of = |found: &Found| {
        let other = Site { path: file.path, text: work, home: file.home, found };
        let is_same_line = other.span_text(other.line()) == line;
        let distance = found.finding.location.line.abs_diff(site.found.finding.location.line);
        (!is_same_line, distance)
    };
    let is_same = |found: &Found| found.finding.held == site.found.finding.held;
    let candidates = of_work.iter().enumerate().filter(|(at, found)| !used.contains(at) && is_same(found));
    candidates.min_by_key(|(_, found)| of(found)).map(|(at, _)| at)
}
