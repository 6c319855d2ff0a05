//! From findings to changes: each finding is mended in the staged version of its file, and in that of the work tree where
//! it stands there too.

use std::collections::BTreeMap;

use super::forms;
use super::found::{self, Found};
use super::mending::File;
use super::names::Names;
use super::plan::{Options, Plan, Target};
use super::planning::Planning;
use super::project;
use super::untrack;
use super::versions::Versions;
use crate::detect::Detector;
use crate::extract::Form;
use crate::failure::Failure;
use crate::finding::Evidence;
use crate::git::Layout;
use crate::git::plumbing::Plumbing;
use crate::leaks::Leaks;

/// So many findings of a file that cannot be mended together are tried one by one: each costs a scan.
const ALONE: usize = 32;

/// Prepares what mends `targets`, which a scan of what is staged has found. Writes nothing.
///
/// # Errors
/// When the repository cannot be read, or what ignores `.env` cannot be written.
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
        mended: Vec::new(),
    };
    // What runs names the values; what is read takes these names.
    let (read, run): (Vec<_>, Vec<_>) = by_path.into_iter().partition(|(path, _)| forms::is_read(path));
    for (path, targets) in run.into_iter().chain(read) {
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
        let work = versions.work.as_ref().map(|work| work.text.as_str());
        let file = File { path, home: &home, row, staged, work, all: &all };
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
}
