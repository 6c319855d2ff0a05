//! What belongs to the `.env` of a directory: it is read, ignored, no longer tracked; it gets its lines, and its template
//! the keys.

use super::change::{self, Change, Work};
use super::env_file::EnvFile;
use super::ignored;
use super::place;
use super::plan::{Plan, Planned, Target};
use super::planning::Planning;
use super::project;
use super::site::join;
use super::untrack::{self, Secretive};
use crate::failure::Failure;
use crate::text::for_terminal;

impl Planning<'_> {
    /// Reads the `.env` of `home`, once.
    pub(super) fn know(&mut self, home: &str) -> Result<(), String> {
        if self.names.knows(home) {
            return Ok(());
        }
        let path = project::env_of(home);
        let place =
            place::of_env(self.layout.top(), &path).map_err(|why| format!("{path} cannot be written: {why}"))?;
        let bytes = change::read(&place.disk).map_err(|error| format!("{path} cannot be read: {error}"))?;
        let text = String::from_utf8(bytes.unwrap_or_default()).map_err(|_| format!("{path} is not UTF-8"))?;
        self.names.know(home, &text);
        Ok(())
    }

    pub(super) fn untrack(&mut self, path: &str, kind: Secretive, targets: &[&Target]) -> Result<(), Failure> {
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

    /// What belongs to `.env`: it is ignored, it gets its lines, and its template the keys.
    pub(super) fn finish(mut self) -> Result<Plan, Failure> {
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
                let failed = |why: String| Failure::new(path.clone(), why, "put a regular file in its place");
                let place = place::of_env(self.layout.top(), &path).map_err(failed)?;
                let before = change::read(&place.disk).map_err(|error| failed(error.to_string()))?;
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
        // A template may lose a value and get a key: one change does both.
        for mended in &mut self.mended {
            if let Some(at) = self.plan.changes.iter().position(|known| known.path == mended.path) {
                mended.append(&self.plan.changes.remove(at));
            }
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
    pub(super) fn template(&mut self, home: &str, env: &str, names: &[String]) -> Result<(), Failure> {
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
