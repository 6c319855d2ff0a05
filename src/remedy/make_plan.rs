//! Plans the changes for findings: each is fixed in the staged version of its file, and in the work tree if it occurs
//! there too.

use std::collections::BTreeMap;

use super::forms;
use super::found::{self, Found, order};
use super::initdb;
use super::mending::File;
use super::names::Names;
use super::plan::{Options, Plan, Target};
use super::planning::Planning;
use super::project;
use super::untrack;
use super::versions::Versions;
use crate::detect::Detector;
use crate::failure::Failure;
use crate::finding::Evidence;
use crate::git::Layout;
use crate::git::plumbing::Plumbing;
use crate::leaks::Leaks;

/// The number of findings of a file that are tried one by one if they cannot be fixed together: each attempt costs a
/// scan.
const ALONE: usize = 32;

/// Prepares the fix of `targets`, the findings of a scan of the staged changes. Writes nothing.
///
/// # Errors
/// If the repository cannot be read, or an ignore rule for `.env` cannot be written.
pub fn prepare(layout: &Layout, detector: &Detector, targets: &[Target], options: Options) -> Result<Plan, Failure> {
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
        moved: Leaks::default(),
        strengthened: BTreeMap::new(),
        mended: Vec::new(),
    };
    // An env file may hold the values of the others. Files that are executed or loaded determine the variables' names, so
    // they come before documentation.
    let (env, other): (Vec<_>, Vec<_>) = by_path.into_iter().partition(|(path, _)| untrack::is_env(path));
    let (read, run): (Vec<_>, Vec<_>) = other.into_iter().partition(|(path, _)| forms::is_read(path));
    for (path, targets) in env.into_iter().chain(run).chain(read) {
        planning.file(path, &targets)?;
    }
    planning.finish()
}

impl Planning<'_> {
    fn file(&mut self, path: &[u8], targets: &[&Target]) -> Result<(), Failure> {
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
        self.learn(staged, &all);
        let mut chosen: Vec<(&Target, &Found)> = Vec::new();
        for target in targets {
            let is_there = |found: &&Found| found.finding.location == target.location;
            let is_it = |found: &&Found| *found.finding.rule == *target.rule && is_there(found);
            // A finding in a template has the template's rule, at the location of another rule's finding.
            match all.iter().find(is_it).or_else(|| all.iter().find(is_there)) {
                Some(found) if matches!(found.finding.evidence, Evidence::Secret { .. }) => {
                    chosen.push((target, found))
                }
                Some(found) => {
                    self.leave(target, &format!("a practice, and no value to move: {}", found.finding.remedy.text()))
                }
                None => self.leave(target, "it is not found again in what is staged"),
            }
        }
        chosen.sort_by_key(|(_, found)| order(found));
        let work = versions.work.as_ref().map(|work| work.text.as_str());
        let file = File { path, home: &home, row, staged, work, all: &all };
        let (mark, lines) = (self.names.mark(), self.plan.lines.len());
        let mended = self.mend(&file, &chosen);
        match mended {
            Ok(mended) => self.take(&versions, path, mended),
            Err(_) if chosen.len() > 1 && chosen.len() <= ALONE => {
                // If one of them fails, each is tried by itself.
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
        let added = self.plan.lines.get(lines..).unwrap_or_default();
        if let Some(note) = initdb::note(self.layout.top(), path, added) {
            self.plan.note(note);
        }
        Ok(())
    }
}
