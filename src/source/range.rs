//! What the commits of a range added.

use std::collections::HashSet;
use std::path::PathBuf;

use git2::Oid;

use crate::failure::Failure;
use crate::fragment::Provenance;
use crate::git::objects::Objects;
use crate::git::peel::{Peeled, Peeler};
use crate::git::refs::files::parse_id;
use crate::git::refs::listed;
use crate::git::tree::diff;
use crate::git::{Repo, reach, regular_file};

use super::commit_changes::{CommitChanges, visit_tip};
use super::commit_ranges::{Asked, RangeSpec, within};
use super::history::messages;
use super::limited::{Files, Limited};
use super::{Note, Sink, Source};

/// Yields what each commit of a range added, parents before children. A commit's lines are given even if a later
/// commit of the range takes them out again: the history keeps them.
pub struct RangeSource<'r> {
    repo: &'r Repo,
    spec: RangeSpec,
    /// Of these files, where it is not of all.
    files: Option<HashSet<Vec<u8>>>,
}

impl<'r> RangeSource<'r> {
    /// The commits of `repo` that `spec` says.
    pub const fn new(repo: &'r Repo, spec: RangeSpec) -> Self {
        RangeSource { repo, spec, files: None }
    }

    /// The same, of these files only, and of those that are gone by the end of the range: who lists the files that are
    /// there cannot name them. Names are relative to the directory that the repository was discovered from; without any,
    /// it stays the whole.
    ///
    /// # Errors
    /// When one of them lies outside of the work tree.
    pub fn of_files(mut self, files: &[PathBuf]) -> Result<Self, Failure> {
        if !files.is_empty() {
            let repo = self.repo;
            let path = |file: &PathBuf| repo.layout().path_of(file);
            self.files = Some(files.iter().map(path).collect::<Result<_, _>>()?);
        }
        Ok(self)
    }
}

impl Source for RangeSource<'_> {
    fn visit(&mut self, sink: &mut dyn Sink) -> Result<(), Failure> {
        let asked = self.spec.asked(self.repo)?;
        if let Some(why) = asked.nothing {
            sink.note(Note::Nothing(why));
            return Ok(());
        }
        let objects = self.repo.objects();
        let walk = CommitChanges::new(&objects);
        let (mut tips, mut others, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
        let mut peeled = Peeler::new(self.repo);
        for (name, oid) in &asked.new {
            match peeled.peel(*oid, |_| Ok(())).map_err(|error| within(&format!("range {name}"), error))? {
                Peeled::Commit(commit) => tips.push(commit),
                tip if seen.insert((name, *oid)) => others.push((name, tip)),
                _ => {}
            }
        }
        let shallow = shallow(self.repo)?;
        let is_cut = |oid: Oid| shallow.contains(&oid);
        let reached = reach::between(&objects, &tips, &asked.known, &is_cut);
        let reached = reached.map_err(|error| within(&asked.name(), error))?;
        if asked.must_meet && !reached.meets {
            let next = "compare with a branch that it was made from; in a shallow clone: `git fetch --unshallow`";
            return Err(Failure::new(asked.name(), "its two sides have no commit in common", next));
        }
        let mut tags: Vec<Oid> = peeled.into_tags().into_keys().collect();
        if !reached.commits.is_empty() {
            tags.extend(&asked.tags);
        }
        let tags = new_tags(self.repo, tags, &asked)?;
        if reached.commits.is_empty() && others.is_empty() && tags.is_empty() {
            sink.note(Note::Nothing("no new commit in the range"));
        }
        let limits = self.files.take().map(|named| files_of(&objects, named, &tips)).transpose()?;
        let mut limited;
        let sink: &mut dyn Sink = match &limits {
            Some(files) => {
                limited = Limited { sink, files };
                &mut limited
            }
            None => sink,
        };
        for commit in reached.commits {
            if walk.visit(commit, sink).is_break() {
                return Ok(());
            }
        }
        for tag in tags {
            let object = objects.whole(tag, "tag").map_err(|error| within(&asked.name(), error))?;
            if messages::give(object.data(), tag, "tag", &Provenance::File, sink).is_break() {
                return Ok(());
            }
        }
        for (name, tip) in others {
            if visit_tip(&objects, &walk, name.as_bytes(), tip, sink)?.is_break() {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// Those of `tags` that are not known.
fn new_tags(repo: &Repo, mut tags: Vec<Oid>, asked: &Asked) -> Result<Vec<Oid>, Failure> {
    if tags.is_empty() {
        return Ok(tags);
    }
    let mut known = Peeler::new(repo);
    let refs = if asked.has_all_refs { listed::refs(repo, b"refs/")? } else { Vec::new() };
    for oid in refs.into_iter().map(|(_, oid)| oid).chain(asked.old.iter().copied()) {
        // What cannot be read hides nothing.
        let _ = known.peel(oid, |_| Ok(()));
    }
    let known = known.into_tags();
    tags.retain(|tag| !known.contains_key(tag));
    tags.sort_unstable();
    tags.dedup();
    Ok(tags)
}

/// The files that are wanted of a range that ends with `tips`.
fn files_of(objects: &Objects<'_>, named: HashSet<Vec<u8>>, tips: &[Oid]) -> Result<Files, Failure> {
    let mut there = HashSet::new();
    for tip in tips {
        let tree = objects.tree_of_commit(*tip)?;
        there.extend(diff::files(objects, b"", tree)?.into_iter().map(|(path, _)| path));
    }
    Ok(Files { named, there })
}

/// The commits that a shallow clone cuts off.
fn shallow(repo: &Repo) -> Result<HashSet<Oid>, Failure> {
    let path = repo.common_dir().join("shallow");
    let text = match regular_file::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(HashSet::new()),
        Err(error) => return Err(Failure::new(path.display().to_string(), error, "make it readable")),
    };
    Ok(text.split(|&byte| byte == b'\n').filter_map(|line| parse_id(line.trim_ascii())).collect())
}
