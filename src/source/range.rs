//! The changes made by the commits of a range.

use std::collections::HashSet;
use std::path::PathBuf;

use git2::Oid;

use crate::failure::Failure;
use crate::fragment::Provenance;
use crate::git::peel::{Peeled, Peeler};
use crate::git::refs::files::parse_id;
use crate::git::refs::listed;
use crate::git::tree::diff;
use crate::git::{Repo, reach, regular_file};
use crate::sorting::Sorting as _;

use super::commit_changes::{CommitChanges, visit_tip};
use super::commit_ranges::{RangeSpec, ResolvedRange, within};
use super::file_filter::{FileFilter, Files};
use super::history::messages;
use super::{Note, Sink, Source};

/// Yields what each commit of a range added, parents before children. Lines are included even if a later commit of the
/// range removes them: the history keeps them.
pub struct RangeSource<'r> {
    repo: &'r Repo,
    spec: RangeSpec,
    /// The files to which the range is filtered, if it is.
    files: Option<HashSet<Vec<u8>>>,
}

impl<'r> RangeSource<'r> {
    /// Creates a source for the commits of `repo` in `spec`.
    pub const fn new(repo: &'r Repo, spec: RangeSpec) -> Self {
        RangeSource { repo, spec, files: None }
    }

    /// Limits it to these files, and to files that are deleted or restored by the end of the range, which a list of the
    /// files that its ends differ in cannot name. Names are relative to the directory from which the repository was discovered; an empty list is no
    /// limit.
    ///
    /// # Errors
    /// Fails if one of them lies outside of the work tree.
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
        let resolved = self.spec.resolve(self.repo)?;
        if let Some(why) = resolved.nothing {
            sink.note(Note::Nothing(why));
            return Ok(());
        }
        let objects = self.repo.objects();
        let walk = CommitChanges::new(&objects);
        let (mut tips, mut others, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
        let mut peeled = Peeler::new(self.repo);
        for (name, oid) in &resolved.new {
            match peeled.peel(*oid, |_| Ok(())).map_err(|error| within(&format!("range {name}"), error))? {
                Peeled::Commit(commit) => tips.push(commit),
                tip if seen.insert((name, *oid)) => others.push((name, tip)),
                _ => {}
            }
        }
        let shallow = shallow(self.repo)?;
        let is_cut = |oid: Oid| shallow.contains(&oid);
        let reached = reach::between(&objects, &tips, &resolved.known, &is_cut);
        let reached = reached.map_err(|error| within(&resolved.name(), error))?;
        if resolved.must_share_ancestor && !reached.meets {
            let next = "compare with the branch on which it is based; in a shallow clone: `git fetch --unshallow`";
            return Err(Failure::new(resolved.name(), "its two sides have no commit in common", next));
        }
        let mut tags: Vec<Oid> = peeled.into_tags().into_keys().collect();
        if !reached.commits.is_empty() {
            tags.extend(&resolved.tags);
        }
        let tags = new_tags(self.repo, tags, &resolved)?;
        if reached.commits.is_empty() && others.is_empty() && tags.is_empty() {
            sink.note(Note::Nothing("no new commit in the range"));
        }
        let limits = self.files.take().map(|named| files_of(self.repo, named, &tips, &resolved.known)).transpose()?;
        let mut filtered;
        let sink: &mut dyn Sink = match &limits {
            Some(files) => {
                filtered = FileFilter { sink, files };
                &mut filtered
            }
            None => sink,
        };
        for commit in reached.commits {
            if walk.visit(commit, sink).is_break() {
                return Ok(());
            }
        }
        for tag in tags {
            let object = objects.whole(tag, "tag").map_err(|error| within(&resolved.name(), error))?;
            if messages::emit(object.data(), tag, "tag", &Provenance::File, sink).is_break() {
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

/// Returns those of `tags` that are not known.
fn new_tags(repo: &Repo, mut tags: Vec<Oid>, resolved: &ResolvedRange) -> Result<Vec<Oid>, Failure> {
    if tags.is_empty() {
        return Ok(tags);
    }
    let mut known = Peeler::new(repo);
    let refs = if resolved.has_all_refs { listed::refs(repo, b"refs/")? } else { Vec::new() };
    for oid in refs.into_iter().map(|(_, oid)| oid).chain(resolved.old.iter().copied()) {
        // Unreadable objects hide nothing.
        let _ = known.peel(oid, |_| Ok(()));
    }
    let known = known.into_tags();
    tags.retain(|tag| !known.contains_key(tag));
    tags.put_in_order();
    tags.dedup();
    Ok(tags)
}

/// Returns the files that are wanted of a range that ends with `tips`. A framework compares its end with the last commit that
/// it shares with the start; where there is no such commit, it names all files.
fn files_of(repo: &Repo, named: HashSet<Vec<u8>>, tips: &[Oid], known: &[Oid]) -> Result<Files, Failure> {
    let objects = repo.objects();
    let mut nameable = HashSet::new();
    for tip in tips {
        let tree = objects.tree_of_commit(*tip)?;
        let base = match known {
            [start] => repo.git().merge_base(*start, *tip).ok(),
            _ => None,
        };
        match base {
            Some(base) => {
                let changed = diff::between(&objects, &[objects.tree_of_commit(base)?], tree)?;
                nameable.extend(changed.iter().map(|changed| changed.path.to_vec()));
            }
            None => nameable.extend(diff::files(&objects, b"", tree)?.into_iter().map(|(path, _)| path)),
        }
    }
    Ok(Files { named, nameable })
}

/// Returns the commits whose parents are missing from a shallow clone.
fn shallow(repo: &Repo) -> Result<HashSet<Oid>, Failure> {
    let path = repo.common_dir().join("shallow");
    let text = match regular_file::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(HashSet::new()),
        Err(error) => return Err(Failure::new(path.display().to_string(), error, "make it readable")),
    };
    Ok(text.split(|&byte| byte == b'\n').filter_map(|line| parse_id(line.trim_ascii())).collect())
}
