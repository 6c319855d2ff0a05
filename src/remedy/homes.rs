//! Handles the `.env` of a directory: it is read, ignored and no longer tracked, gets new lines, and its template gets
//! their keys.

use super::change::{self, Change, Work, shown};
use super::env_file::EnvFile;
use super::env_keys;
use super::forms::is_env_template;
use super::ignored;
use super::place;
use super::plan::{Plan, Planned, Target, Untracked, Values};
use super::planning::Planning;
use super::secrets;
use super::site::{env_of, join, name_of};
use super::untrack::{self, Secretive};
use super::versions::Versions;
use crate::failure::Failure;
use crate::sorting::Sorting as _;
use crate::text::{command_word, for_terminal};

/// Describes a change that makes git ignore `path`, with the added line if that differs from the path.
fn ignoring(change: &Change, path: &str) -> String {
    let added = change.additions();
    let line = added.first().map_or("", |text| text.trim());
    let said = format!("ignores {}", for_terminal(path));
    if line.is_empty() || line.trim_start_matches('/') == path {
        said
    } else {
        format!("{said}, by the line {}", for_terminal(line))
    }
}

impl Planning<'_> {
    /// Reads the `.env` of `home`, once.
    pub(super) fn know(&mut self, home: &str) -> Result<(), String> {
        if self.names.knows(home) {
            return Ok(());
        }
        let path = env_of(home);
        let place =
            place::of_env(self.layout.top(), &path).map_err(|why| format!("{path} cannot be written: {why}"))?;
        self.may_hold(&path, &place.path)?;
        let path = place.path;
        let bytes = change::read(&place.disk).map_err(|error| format!("{path} cannot be read: {error}"))?;
        let text = String::from_utf8(bytes.unwrap_or_default()).map_err(|_| format!("{path} is not UTF-8"))?;
        if env_keys::is_open(&text) {
            return Err(format!(
                "a quote in {path} has no end, so that nothing can be added: close it, and run dsnitch fix again"
            ));
        }
        // The line that ignores it has its path.
        if self.held_in(&path).is_some()
            && let Some(change) = ignored::ignore(self.layout, self.plumbing, &path).map_err(|error| error.why)?
            && let Some(place) = change.additions().iter().find_map(|text| self.held_in(text))
        {
            return Err(format!("{} would get the value at {place}, in the path of {path}", change.path));
        }
        self.names.know(home, self.strengthened.get(&path).unwrap_or(&text));
        Ok(())
    }

    /// Refuses a `.env` that is a link to a file which git tracks, or which is a template: that file would get the values,
    /// and whether it may be untracked is not for a fix to decide unless it is an env file itself.
    fn may_hold(&self, env: &str, target: &str) -> Result<(), String> {
        if target == env {
            return Ok(());
        }
        let is_tracked = || self.layout.index().map_or(true, |index| index.has(target.as_bytes()));
        let why = match untrack::kind(target, "") {
            Some(Secretive::Env) => return Ok(()),
            _ if is_env_template(&name_of(target)) => "which is a template:".to_owned(),
            _ if is_tracked() => format!("which git tracks: git rm --cached {}, or", command_word(target)),
            _ => return Ok(()),
        };
        Err(format!(
            "{env} is a symbolic link to {target}, {why} put a regular file in its place, and run dsnitch fix again"
        ))
    }

    pub(super) fn untrack(&mut self, path: &str, kind: Secretive, targets: &[&Target]) -> Result<(), Failure> {
        if self.plan.changes.iter().any(|change| change.path == path && change.index.is_some()) {
            return Ok(());
        }
        let failed = |why: String| Failure::new(path.to_owned(), why, "untrack it by hand: git rm --cached");
        let untracked = Versions::read(self.layout, path).map_err(failed).and_then(|versions| {
            self.learn_versions(path, &versions).map_err(failed)?;
            let work = self.strengthen(path, kind, &versions, targets).map_err(failed)?;
            let held = |text: &str| self.held_in(text).map(str::to_owned);
            let (mut changes, notes) = untrack::untrack(self.layout, self.plumbing, path, kind, (versions, &held))?;
            if let Some(change) = changes.iter_mut().find(|change| change.path == path) {
                change.work = work;
            }
            notes.into_iter().for_each(|note| self.plan.note(note));
            Ok(changes)
        });
        match untracked {
            Ok(changes) => {
                let is_env = kind == Secretive::Env;
                self.plan.untracked.push(Untracked { path: for_terminal(path).into_owned(), is_env });
                if untrack::is_committed(self.layout, path)? {
                    self.plan.note(format!(
                        "git deletes {path} in other clones when they pull the commit that untracks it: tell them to copy it first"
                    ));
                }
                for change in changes {
                    let what = match (&change.index, change.path == path) {
                        (_, true) => "is no longer tracked; it stays where it is".to_owned(),
                        _ if change.path.ends_with(".gitignore") => ignoring(&change, path),
                        _ => format!("has the keys of {}, without the values", for_terminal(path)),
                    };
                    self.plan.files.push(Planned { path: for_terminal(&change.path).into_owned(), what });
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

    /// Completes the plan: each `.env` is ignored and gets its lines, and its template gets the keys.
    pub(super) fn finish(mut self) -> Result<Plan, Failure> {
        let used: Vec<(String, EnvFile)> =
            self.names.used().map(|(home, file)| (home.to_owned(), file.clone())).collect();
        for (home, file) in used {
            let path = env_of(&home);
            let failed = |why: String| Failure::new(path.clone(), why, "put a regular file in its place");
            let place = place::of_env(self.layout.top(), &path).map_err(failed)?;
            let held = place.path.as_str();
            let index = self.layout.index()?;
            // The file that a link leads to, and the link, unless somebody tracks that.
            for one in if held == path { vec![held] } else { vec![held, &path] } {
                match index.has(one.as_bytes()) {
                    true if one == held => self.untrack(held, Secretive::Env, &[])?,
                    true => {}
                    false => self.ignore(one)?,
                }
            }
            let added: Vec<String> = file.added().map(|(name, value)| self.names.described(name, value)).collect();
            if !added.is_empty() {
                self.plan.values.push(Values {
                    env: for_terminal(held).into_owned(),
                    names: file.added().map(|(name, _)| name.to_owned()).collect(),
                });
                let before = change::read(&place.disk).map_err(|error| failed(error.to_string()))?;
                // Somebody chose the mode of a file that is there already.
                if place.metadata.as_ref().is_some_and(place::is_open_to_others) {
                    self.plan.note(format!(
                        "other users of this machine may read {}: chmod 600 {}",
                        for_terminal(held),
                        command_word(held)
                    ));
                }
                let change = self.plan.changes.iter().find(|known| known.path == held);
                let strengthened = change.and_then(|change| change.work.as_ref()).map(|work| work.after.as_slice());
                let base = strengthened.or(before.as_deref()).unwrap_or_default();
                let after = [base, file.addition().as_bytes()].concat();
                let still = self.still_weak(held, &String::from_utf8_lossy(base), &file);
                still.map_err(failed)?.into_iter().for_each(|note| self.plan.note(note));
                let work = Some(Work { before, after, is_env: true });
                let by = if held == path { String::new() } else { format!(", to which {} leads", for_terminal(&path)) };
                self.plan.files.push(Planned {
                    path: for_terminal(held).into_owned(),
                    what: format!("gets {}{by}", added.join(", ")),
                });
                match self.plan.changes.iter_mut().find(|known| known.path == held) {
                    Some(known) => known.work = work,
                    None => self.plan.changes.push(Change { path: held.to_owned(), work, index: None }),
                }
            }
            self.template(&home, &path, file.used_names())?;
        }
        // One change of a template may remove a value and add a key.
        for mended in &mut self.mended {
            if let Some(at) = self.plan.changes.iter().position(|known| known.path == mended.path) {
                mended.append_lines(self.plan.changes.remove(at));
            }
        }
        self.plan.changes.append(&mut self.mended);
        let notes = std::mem::take(&mut self.names.notes);
        notes.into_iter().for_each(|note| self.plan.note(note));
        secrets::notes(&self.names.secrets).into_iter().for_each(|note| self.plan.note(note));
        self.refuse_values()?;
        let leaks = std::mem::take(&mut self.leaks);
        for masker in leaks.maskers() {
            let mask = |text: &mut String| {
                let masked = masker.masked(text).into_owned();
                *text = masked;
            };
            for line in &mut self.plan.lines {
                let shown = [&mut line.path, &mut line.old].into_iter().chain(&mut line.new).chain(&mut line.added);
                shown.for_each(mask);
                line.strong.iter_mut().for_each(|strong| mask(&mut strong.env));
            }
            self.plan.untracked.iter_mut().for_each(|untracked| mask(&mut untracked.path));
            self.plan.values.iter_mut().for_each(|values| mask(&mut values.env));
            self.plan.files.iter_mut().for_each(|file| mask(&mut file.path));
            self.plan.left.iter_mut().flat_map(|left| [&mut left.path, &mut left.why]).for_each(mask);
            self.plan.notes.iter_mut().for_each(mask);
        }
        self.plan.lines.put_in_order_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
        self.plan.left.put_in_order_by(|a, b| (&a.path, a.line, &a.rule).cmp(&(&b.path, b.line, &b.rule)));
        Ok(self.plan)
    }

    /// Plans that git ignores `path`.
    fn ignore(&mut self, path: &str) -> Result<(), Failure> {
        if let Some(change) = ignored::ignore(self.layout, self.plumbing, path)? {
            let what = ignoring(&change, path);
            self.plan.files.push(Planned { path: for_terminal(&change.path).into_owned(), what });
            self.merge(change);
        }
        Ok(())
    }

    /// Refuses the whole fix if what it writes into a tracked file contains a value that it removes elsewhere. Each of its
    /// parts is looked at before it is planned: this is about what they were not asked about.
    ///
    /// # Errors
    /// Names the file, and where the value stands.
    fn refuse_values(&self) -> Result<(), Failure> {
        for change in self.plan.changes.iter().filter(|change| change.work.as_ref().is_none_or(|work| !work.is_env)) {
            if let Some(place) = change.additions().iter().find_map(|text| self.held_in(text)) {
                let why = format!("what would be written into it has the value at {place} in it");
                return Err(Failure::new(
                    shown(&change.path),
                    why,
                    "nothing was changed; mend that place by hand first",
                ));
            }
        }
        Ok(())
    }

    /// Adds the names to the template of a `.env`, if one is tracked or can be.
    pub(super) fn template(&mut self, home: &str, env: &str, names: &[String]) -> Result<(), Failure> {
        let template = untrack::template_of(self.layout, env);
        let is_tracked = self.layout.index()?.has(template.as_bytes());
        if !is_tracked && self.plumbing.ignored_by(&template)?.is_some() {
            self.plan
                .note(format!("git ignores {template}, so it has no line for what is new in {}", join(home, ".env")));
            return Ok(());
        }
        // A template that is fixed itself has the keys.
        if self.mended.iter().any(|change| change.path == template) {
            return Ok(());
        }
        // A name may be a value elsewhere, which the template must not get.
        let is_free = |name: &&String| self.held_in(name).is_none();
        let free: Vec<String> = names.iter().filter(is_free).cloned().collect();
        if let Some(place) = names.iter().find_map(|name| self.held_in(name)) {
            let note = untrack::without_line(&template, env, place);
            self.plan.note(note);
        }
        let lines = |text: &str| untrack::empty_keys(text, &free);
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
