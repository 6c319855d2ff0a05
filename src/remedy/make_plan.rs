//! Plans the changes for findings: each is fixed in the staged version of its file, and in the work tree if it occurs
//! there too.

use std::collections::BTreeMap;

use super::forms::{self, Row};
use super::found::{self, Found, order};
use super::initdb;
use super::mending::File;
use super::names::Names;
use super::place;
use super::plan::{Options, Plan, Target};
use super::planning::Planning;
use super::project;
use super::site::env_of;
use super::untrack::{self, Secretive};
use super::versions::Versions;
use crate::detect::Detector;
use crate::failure::Failure;
use crate::finding::Evidence;
use crate::git::Layout;
use crate::git::plumbing::Plumbing;
use crate::sorting::Sorting as _;

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
    let names = Names::new(options.stronger, options.compose_secrets);
    let mut planning = Planning::new(layout, &plumbing, detector, names);
    // An env file may hold the values of the others. Files that are executed or loaded determine the variables' names, so
    // they come before documentation.
    let (env, other): (Vec<_>, Vec<_>) = by_path.into_iter().partition(|(path, _)| untrack::is_env(path));
    let (read, run): (Vec<_>, Vec<_>) = other.into_iter().partition(|(path, _)| forms::is_read(path));
    // Every value is known before anything is planned: what is written into one file may be a value of another.
    let mut files = Vec::new();
    for (path, targets) in env.into_iter().chain(run).chain(read) {
        files.extend(planning.look(path, targets));
    }
    for file in &files {
        match &file.treatment {
            Treatment::Untrack(kind) => planning.untrack(file.path, *kind, &file.targets)?,
            Treatment::Mend(read) => planning.file(file, read)?,
        }
    }
    planning.finish()
}

/// A file with findings to fix.
struct Looked<'t> {
    path: &'t str,
    targets: Vec<&'t Target>,
    treatment: Treatment,
}

/// What happens to a file.
enum Treatment {
    Untrack(Secretive),
    Mend(Box<Read>),
}

/// A file that gets references, as it was read.
struct Read {
    versions: Versions,
    row: &'static Row,
    home: String,
    /// Every finding of the staged version.
    all: Vec<Found>,
}

impl Planning<'_> {
    /// Reads a file and records its values; `None` if it is left, which is recorded too.
    fn look<'t>(&mut self, path: &'t [u8], targets: Vec<&'t Target>) -> Option<Looked<'t>> {
        let looked = std::str::from_utf8(path)
            .map_err(|_| "the path of its file is not UTF-8".to_owned())
            .and_then(|path| Ok((path, self.treatment(path)?)));
        match looked {
            Ok((path, treatment)) => Some(Looked { path, targets, treatment }),
            Err(why) => {
                self.leave_all(&targets, &why);
                None
            }
        }
    }

    fn treatment(&mut self, path: &str) -> Result<Treatment, String> {
        let versions = Versions::read(self.layout, path)?;
        let staged =
            versions.staged.as_ref().map(|staged| staged.text.as_str()).ok_or("its file is not in the index")?;
        if let Some(kind) = untrack::kind(path, staged) {
            self.learn_versions(path, &versions)?;
            return Ok(Treatment::Untrack(kind));
        }
        let row = forms::row_of(path, staged).ok_or("no way to refer to a value is known for this kind of file")?;
        let home = project::home_of(self.layout.top(), path, row.home);
        let env = env_of(&home);
        let env = place::of_env(self.layout.top(), &env).map_or(env, |place| place.path);
        if self.layout.index().is_ok_and(|index| index.has(env.as_bytes()))
            && let Ok(versions) = Versions::read(self.layout, &env)
        {
            self.learn_versions(&env, &versions)?;
        }
        let all = found::find(self.detector, path.as_bytes(), staged.as_bytes())?;
        self.learn(path, staged, &all);
        Ok(Treatment::Mend(Box::new(Read { versions, row, home, all })))
    }

    fn file(&mut self, looked: &Looked<'_>, read: &Read) -> Result<(), Failure> {
        let (path, Read { versions, row, home, all }) = (looked.path, read);
        if let Err(why) = self.know(home) {
            self.leave_all(&looked.targets, &why);
            return Ok(());
        }
        let Some(staged) = versions.staged.as_ref().map(|staged| staged.text.as_str()) else { return Ok(()) };
        let mut chosen: Vec<(&Target, &Found)> = Vec::new();
        for target in &looked.targets {
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
        chosen.put_in_order_by_key(|(_, found)| order(found));
        let work = versions.work.as_ref().map(|work| work.text.as_str());
        let file = File { path, home, row, staged, work, all };
        let (mark, lines) = (self.names.mark(), self.plan.lines.len());
        let mended = self.mend(&file, &chosen);
        match mended {
            Ok(mended) => self.take(versions, path, mended),
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
                    self.take(versions, path, mended);
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
