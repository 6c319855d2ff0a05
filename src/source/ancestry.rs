//! Commits and trees: from the packs where they are kept, else through libgit2; and commits in order.

use std::cell::{Ref, RefCell};
use std::collections::{BinaryHeap, HashSet};
use std::fs;
use std::rc::Rc;
use std::sync::Arc;

use git2::{ErrorCode, Oid};

use crate::failure::SourceError;
use crate::fragment::{CommitRef, Person};

use super::differences::ReadTrees;
use super::head::parse_id;
use super::objects::Objects;
use super::pack::{ByOid, Heads, Packs, RecentTrees, Trees};
use super::renames::ReadBlobs;
use super::{Repo, SIZE_LIMIT};

/// Parents that are asked what was there before. Linux has a merge of 66; each parent is compared with the whole tree, so
/// that thousands are quadratic work. What only a later one had counts as new: then more is told, not less.
pub(super) const MOST_PARENTS: usize = 128;

/// What is needed of a commit.
pub(super) struct Commit {
    pub(super) tree: Oid,
    pub(super) parents: Vec<Oid>,
    /// When it was authored: seconds since the epoch, and the offset of its zone in minutes.
    pub(super) authored: (i64, i32),
    committed: i64,
}

/// The commits and trees of a repository.
pub(super) struct Ancestry<'a> {
    repo: &'a Repo,
    objects: &'a Objects<'a>,
    packs: &'a Packs,
    heads: RefCell<Heads>,
    trees: RefCell<Trees>,
    recent: RecentTrees<'a>,
    /// Commits whose parents a shallow clone leaves out.
    shallow: HashSet<Oid>,
    commits: RefCell<ByOid<Rc<Commit>>>,
}

impl<'a> Ancestry<'a> {
    pub(super) fn new(repo: &'a Repo, objects: &'a Objects<'a>, packs: &'a Packs, heads: Heads) -> Self {
        let shallow = fs::read_to_string(repo.common_dir().join("shallow")).unwrap_or_default();
        let shallow = shallow.lines().filter_map(|line| parse_id(line.trim().as_bytes())).collect();
        Ancestry {
            repo,
            objects,
            packs,
            heads: RefCell::new(heads),
            trees: RefCell::default(),
            recent: RecentTrees::new(packs),
            shallow,
            commits: RefCell::default(),
        }
    }

    pub(super) fn objects(&self) -> &'a Objects<'a> {
        self.objects
    }

    pub(super) fn packs(&self) -> &'a Packs {
        self.packs
    }

    /// Keeps the trees of the packs too.
    pub(super) fn keep_trees(&mut self, trees: Trees) {
        self.trees = RefCell::new(trees);
    }

    /// The bytes of the message of a commit or tag, if it was looked at and there is nothing in it.
    pub(super) fn clean_message(&self, id: Oid) -> Option<u64> {
        self.heads.borrow().clean_message(id)
    }

    /// Gives up the trees and messages that are kept, for want of space: from here on, trees are read one by one.
    pub(super) fn forget_trees(&self) {
        self.trees.take();
        self.heads.borrow_mut().forget_messages();
    }

    /// The commits that a shallow clone cuts off.
    pub(super) fn is_shallow(&self, id: Oid) -> bool {
        self.shallow.contains(&id)
    }

    pub(super) fn committed(&self, id: Oid) -> Option<i64> {
        self.commit(id).ok().map(|commit| commit.committed)
    }

    /// Reads a commit.
    pub(super) fn commit(&self, id: Oid) -> Result<Rc<Commit>, SourceError> {
        if let Some(commit) = self.commits.borrow().get(id) {
            return Ok(Rc::clone(commit));
        }
        let kept = self.heads.borrow().get(id).and_then(parse);
        let mut commit = match kept {
            Some(commit) => commit,
            None => self.read_commit(id)?,
        };
        if self.shallow.contains(&id) {
            commit.parents.clear();
        }
        let commit = Rc::new(commit);
        self.commits.borrow_mut().insert(id, Rc::clone(&commit));
        Ok(commit)
    }

    /// The trees of a commit's parents, of [`MOST_PARENTS`] at most. One that cannot be read has been told of, and hides
    /// nothing.
    pub(super) fn trees_of(&self, parents: &[Oid]) -> Vec<Oid> {
        parents.iter().take(MOST_PARENTS).filter_map(|parent| Some(self.commit(*parent).ok()?.tree)).collect()
    }

    /// What is told of a commit: its id, its date, its author.
    pub(super) fn commit_ref(&self, id: Oid) -> Result<Arc<CommitRef>, SourceError> {
        let authored = self.commit(id)?.authored;
        let kept = self.heads.borrow().get(id).and_then(author);
        let loose = || author(self.objects.whole(id, "commit").ok()?.data());
        let author = match kept.or_else(|| author(&self.packed_commit(id)?)).or_else(loose) {
            Some(author) => author,
            None => {
                let commit = self.repo.git().find_commit(id).map_err(|error| self.failed("commit", id, &error))?;
                let author = commit.author();
                Person { name: lossy(author.name_bytes()), email: lossy(author.email_bytes()) }
            }
        };
        Ok(Arc::new(CommitRef { id: id.to_string(), authored, author }))
    }

    fn read_commit(&self, id: Oid) -> Result<Commit, SourceError> {
        self.packs.damage("commit", id)?;
        if let Some(commit) = self.packed_commit(id).as_deref().and_then(parse) {
            return Ok(commit);
        }
        // libgit2 looks in packs first, and ends with a damaged one.
        if let Some(commit) = self.objects.whole(id, "commit").ok().and_then(|content| parse(content.data())) {
            return Ok(commit);
        }
        let commit = self.repo.git().find_commit(id).map_err(|error| self.failed("commit", id, &error))?;
        let author = commit.author().when();
        Ok(Commit {
            tree: commit.tree_id(),
            parents: commit.parent_ids().collect(),
            authored: (author.seconds(), author.offset_minutes()),
            committed: commit.time().seconds(),
        })
    }

    /// The bytes of a commit that is in a pack. What libgit2 reads, it keeps.
    fn packed_commit(&self, id: Oid) -> Option<Vec<u8>> {
        self.packs.object(id, "commit", SIZE_LIMIT)
    }

    /// The trees that are kept in memory.
    pub(super) fn trees(&self) -> Ref<'_, Trees> {
        self.trees.borrow()
    }

    fn failed(&self, what: &str, oid: Oid, error: &git2::Error) -> SourceError {
        let next = if error.code() == ErrorCode::NotFound {
            "run `git fsck`; in a shallow or partial clone, fetch what is missing"
        } else {
            "it is damaged: run `git fsck`, then fetch it anew"
        };
        let mut failure = SourceError::new(format!("{what} {oid}"), error.message(), next);
        failure.is_absent = error.code() == ErrorCode::NotFound;
        self.packs.explain(oid, failure)
    }

    /// The commits that are reachable from `tips` and not from `hidden`, parents before children, and older ones
    /// before younger ones where that leaves a choice. What cannot be read is told to `failed`, once, and the walk
    /// goes on without it.
    pub(super) fn order(&self, tips: &[Oid], hidden: &[Oid], failed: &mut dyn FnMut(SourceError)) -> Vec<Oid> {
        let mut lost = HashSet::new();
        let mut read = |id: Oid| match self.commit(id) {
            Ok(commit) => Some(commit),
            Err(error) => {
                if lost.insert(id) {
                    failed(error);
                }
                None
            }
        };
        let mut marks: ByOid<Mark> = ByOid::default();
        let mut open = hidden.to_vec();
        while let Some(id) = open.pop() {
            if marks.insert(id, Mark::Hidden).is_none()
                && let Some(commit) = read(id)
            {
                open.extend(&commit.parents);
            }
        }
        open.extend(tips);
        while let Some(id) = open.pop() {
            if marks.contains(id) {
                continue;
            }
            let Some(commit) = read(id) else { continue };
            marks.insert(id, Mark::Children(0));
            open.extend(&commit.parents);
        }
        let shown: Vec<Oid> = marks.iter().filter(|(_, mark)| **mark != Mark::Hidden).map(|(id, _)| id).collect();
        for id in &shown {
            for parent in read(*id).iter().flat_map(|commit| &commit.parents) {
                if let Some(Mark::Children(count)) = marks.get_mut(*parent) {
                    *count += 1;
                }
            }
        }
        let mut ready = BinaryHeap::new();
        let time = |id: Oid| self.commit(id).map_or(0, |commit| commit.committed);
        ready.extend(shown.iter().filter(|id| marks.get(**id) == Some(&Mark::Children(0))).map(|id| (time(*id), *id)));
        let mut order = Vec::with_capacity(shown.len());
        while let Some((_, id)) = ready.pop() {
            order.push(id);
            for parent in self.commit(id).iter().flat_map(|commit| &commit.parents) {
                if let Some(Mark::Children(count)) = marks.get_mut(*parent) {
                    *count -= 1;
                    if *count == 0 {
                        ready.push((time(*parent), *parent));
                    }
                }
            }
        }
        order.reverse();
        order
    }
}

impl ReadTrees for Ancestry<'_> {
    const IS_LAST: bool = true;

    fn with_tree<T>(&self, oid: Oid, look: impl FnOnce(&[u8]) -> T) -> Result<T, SourceError> {
        if let Some(bytes) = self.trees.borrow().get(oid) {
            return Ok(look(bytes));
        }
        let recent = self.recent.get(oid, &self.trees.borrow());
        if let Some(bytes) = recent {
            return Ok(look(&bytes));
        }
        self.packs.damage("tree", oid)?;
        let tree = self.objects.tree(oid).map_err(|error| self.packs.explain(oid, error))?;
        Ok(look(tree.data()))
    }
}

impl ReadBlobs for Ancestry<'_> {
    fn size(&self, oid: Oid) -> u64 {
        self.objects.size(oid)
    }

    fn with_blob(&self, oid: Oid, look: &mut dyn FnMut(&[u8])) {
        self.objects.with_blob(oid, look);
    }
}

/// What is known of a commit on the walk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Hidden,
    /// It is to be shown after so many children.
    Children(usize),
}

/// Reads the head of a commit: its tree, its parents, its dates.
fn parse(bytes: &[u8]) -> Option<Commit> {
    let mut lines = bytes.split(|&byte| byte == b'\n');
    let tree = id_after(lines.next()?, b"tree ")?;
    let mut parents = Vec::new();
    let mut line = lines.next()?;
    while line.starts_with(b"parent ") {
        parents.push(id_after(line, b"parent ")?);
        line = lines.next()?;
    }
    let authored = date(line.strip_prefix(b"author ")?)?;
    let (committed, _) = date(lines.next()?.strip_prefix(b"committer ")?)?;
    Some(Commit { tree, parents, authored, committed })
}

fn id_after(line: &[u8], word: &[u8]) -> Option<Oid> {
    parse_id(line.strip_prefix(word)?)
}

/// Who a commit's head names as its author.
fn author(bytes: &[u8]) -> Option<Person> {
    let line = bytes.split(|&byte| byte == b'\n').find_map(|line| line.strip_prefix(b"author "))?;
    let (name, rest) = line.split_at_checked(memchr::memrchr(b'<', line)?)?;
    let email = rest.get(1..memchr::memrchr(b'>', rest)?)?;
    Some(Person { name: lossy(name.trim_ascii()), email: lossy(email.trim_ascii()) })
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// `Name <address> 1715000000 +0530`: five hours and thirty minutes are 330.
fn date(person: &[u8]) -> Option<(i64, i32)> {
    let date = person.get(memchr::memrchr(b'>', person)? + 1..)?;
    let mut words = str::from_utf8(date).ok()?.split_ascii_whitespace();
    let seconds = words.next()?.parse().ok()?;
    let zone: i32 = words.next()?.parse().ok()?;
    Some((seconds, zone / 100 * 60 + zone % 100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_read_from_its_bytes() {
        let id = |digit: char| digit.to_string().repeat(40);
        let text = format!(
            "tree {}\nparent {}\nparent {}\nauthor A > B <a@b> 12 -0130\ncommitter C <c> 34 +0000\nencoding x\n\nparent\n",
            id('1'),
            id('2'),
            id('3'),
        );
        let commit = parse(text.as_bytes()).unwrap();
        assert_eq!(commit.tree.to_string(), id('1'));
        assert_eq!(commit.parents.iter().map(Oid::to_string).collect::<Vec<_>>(), [id('2'), id('3')]);
        assert_eq!((commit.authored, commit.committed), ((12, -90), 34));
        let person = |name: &str, email: &str| Some(Person { name: name.to_owned(), email: email.to_owned() });
        assert_eq!(author(text.as_bytes()), person("A > B", "a@b"));
        assert_eq!(author(b"tree 1\nauthor <> 1 +0000\n"), person("", ""));
        assert_eq!(author(b"tree 1\nauthor A 1 +0000\n"), None);
        for bad in ["", "tree 1\n", &text.replace("author", "writer"), &text.replace(" 12 ", " x ")] {
            assert!(parse(bad.as_bytes()).is_none(), "{bad:?}");
        }
    }
}
