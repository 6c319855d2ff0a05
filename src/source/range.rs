//! What the commits of a range added: a range by name, a push on its way out, a push on its way in.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::io::BufRead;
use std::rc::Rc;

use git2::Oid;

use crate::failure::SourceError;

use super::commits::Commits;
use super::head::parse_id;
use super::history::visit_tip;
use super::tips::{self, Peeled, Tip};
use super::{Repo, Sink, Source};

/// Which commits.
pub enum RangeSpec {
    /// `A..B`: those of `B` that `A` does not have; a side that is left out is `HEAD`. Nothing else is a range:
    /// `A...B` means different things to `git log` and `git diff`, and a lone `B` could mean one commit or all.
    Revs(String),
    /// The same, from two names, as the pre-commit framework gives them. A `from` of zeros is a new branch.
    Between {
        /// What is known already.
        from: String,
        /// What is new.
        to: String,
    },
    /// Git's lines for a `pre-push` hook: `<local ref> <local id> <remote ref> <remote id>`. A branch that is new
    /// to the remote, or whose remote commit is not here, is compared with all remote-tracking refs.
    PrePush(Box<dyn BufRead>),
    /// Git's lines for a `pre-receive` hook: `<old id> <new id> <ref>`. What any existing ref has is not new.
    PreReceive(Box<dyn BufRead>),
}

/// Yields what each commit of a range added, parents before children. A commit's lines are given even if a later
/// commit of the range takes them out again: the history keeps them.
pub struct RangeSource<'r> {
    repo: &'r Repo,
    spec: RangeSpec,
}

/// New objects, and what is known already.
struct Span {
    name: String,
    new: Oid,
    /// What this ref had.
    old: Option<Oid>,
    /// What other refs have, sorted: the same for many a span.
    known: Rc<[Oid]>,
}

impl Span {
    /// The commits that `tip` has and nothing that is known, parents first.
    fn commits(&self, repo: &Repo, tip: Oid) -> Result<Vec<Oid>, SourceError> {
        if self.old == Some(tip) || self.known.binary_search(&tip).is_ok() {
            return Ok(Vec::new());
        }
        let known: Vec<Oid> = self.old.iter().chain(&*self.known).copied().collect();
        tips::walk(repo, &[tip], &known)
    }
}

impl<'r> RangeSource<'r> {
    /// The commits of `repo` that `spec` says.
    pub const fn new(repo: &'r Repo, spec: RangeSpec) -> Self {
        RangeSource { repo, spec }
    }

    fn spans(&mut self) -> Result<Vec<Span>, SourceError> {
        let repo = self.repo;
        match &mut self.spec {
            RangeSpec::Revs(spec) => {
                let span = between(repo, spec.split_once("..").filter(|(_, to)| !to.starts_with('.')), spec)?;
                Ok(vec![span])
            }
            RangeSpec::Between { from, to } => {
                let name = format!("{from}..{to}");
                Ok(vec![between(repo, Some((from, to)), &name)?])
            }
            RangeSpec::PrePush(lines) => {
                let tracking = OnceCell::new();
                let parse = |line: &[u8]| pushed(repo, &tracking, line);
                read_lines(lines.as_mut(), "pre-push", "<local ref> <local id> <remote ref> <remote id>", parse)
            }
            RangeSpec::PreReceive(lines) => {
                let existing = commits_of(repo, b"refs/")?;
                let parse = |line: &[u8]| received(repo, &existing, line);
                read_lines(lines.as_mut(), "pre-receive", "<old id> <new id> <ref>", parse)
            }
        }
    }
}

impl Source for RangeSource<'_> {
    fn visit(&mut self, sink: &mut dyn Sink) -> Result<(), SourceError> {
        let spans = self.spans()?;
        let objects = self.repo.objects()?;
        let mut walk = Commits::new(self.repo, &objects);
        let mut visited = HashSet::new();
        let mut is_empty = true;
        for span in spans {
            let in_span = |mut error: SourceError| {
                error.what = format!("range {}: {}", span.name, error.what);
                error
            };
            match tips::peel(self.repo, span.new).map_err(in_span)? {
                Tip::Commit(tip) => {
                    for commit in span.commits(self.repo, tip).map_err(in_span)? {
                        is_empty = false;
                        if visited.insert(commit) && walk.visit(commit, sink).is_break() {
                            return Ok(());
                        }
                    }
                }
                tip => {
                    is_empty = false;
                    if visit_tip(&objects, &mut walk, span.name.as_bytes(), tip, sink)?.is_break() {
                        return Ok(());
                    }
                }
            }
        }
        if is_empty {
            sink.nothing("no new commit in the range");
        }
        Ok(())
    }
}

/// The two sides of a range `A..B`: what is known, and what is new.
pub(super) fn sides(repo: &Repo, spec: &str) -> Result<(Oid, Oid), SourceError> {
    let sides = spec.split_once("..").filter(|(_, to)| !to.starts_with('.'));
    if sides.is_some_and(|(from, _)| is_zero(from)) {
        let next = "name the commit that is known already";
        return Err(SourceError::new(format!("range {spec:?}"), "its first side is no commit", next));
    }
    let span = between(repo, sides, spec)?;
    span.old
        .map(|old| (old, span.new))
        .ok_or_else(|| SourceError::new(format!("range {spec:?}"), "its first side is no commit", "name a commit"))
}

fn between(repo: &Repo, sides: Option<(&str, &str)>, name: &str) -> Result<Span, SourceError> {
    let Some((from, to)) = sides else {
        let next = "write A..B: the commits of B that A does not have";
        return Err(SourceError::new(format!("range {name:?}"), "not of the form A..B", next));
    };
    let commit = |name_of_side: &str| {
        let name_of_side = if name_of_side.is_empty() { "HEAD" } else { name_of_side };
        tips::commit_named(repo, name_of_side).map_err(|mut error| {
            error.what = format!("range {name:?}: {}", error.what);
            error
        })
    };
    let (old, known) = match is_zero(from) {
        true => (None, commits_of(repo, b"refs/remotes/")?),
        false => (Some(commit(from)?), Rc::default()),
    };
    Ok(Span { name: name.to_owned(), new: commit(to)?, old, known })
}

/// One line of a `pre-push` hook; nothing for a deletion. A local ref can be any expression, blanks included, so
/// the fields are counted from the end. `None` for a line of another form.
fn pushed(repo: &Repo, tracking: &OnceCell<Rc<[Oid]>>, line: &[u8]) -> Result<Option<Option<Span>>, SourceError> {
    let mut fields = line.rsplitn(4, |&byte| byte == b' ');
    let (Some(remote), Some(remote_ref), Some(local), Some(_)) =
        (fields.next(), fields.next(), fields.next(), fields.next())
    else {
        return Ok(None);
    };
    let (Some(remote), Some(local)) = (Id::parse(remote), Id::parse(local)) else {
        return Ok(None);
    };
    let Id::Object(new) = local else {
        return Ok(Some(None));
    };
    let old = if let Id::Object(oid) = remote { commit_of(repo, oid) } else { None };
    let known = match (old, tracking.get()) {
        (Some(_), _) => Rc::default(),
        (None, Some(known)) => Rc::clone(known),
        (None, None) => {
            let known = commits_of(repo, b"refs/remotes/")?;
            Rc::clone(tracking.get_or_init(|| known))
        }
    };
    Ok(Some(Some(Span { name: String::from_utf8_lossy(remote_ref).into_owned(), new, old, known })))
}

/// One line of a `pre-receive` hook; nothing for a deletion.
fn received(repo: &Repo, existing: &Rc<[Oid]>, line: &[u8]) -> Result<Option<Option<Span>>, SourceError> {
    let mut fields = line.splitn(3, |&byte| byte == b' ');
    let (Some(old), Some(new), Some(name)) = (fields.next(), fields.next(), fields.next()) else {
        return Ok(None);
    };
    let (Some(old), Some(new)) = (Id::parse(old), Id::parse(new)) else {
        return Ok(None);
    };
    let Id::Object(new) = new else {
        return Ok(Some(None));
    };
    let old = if let Id::Object(old) = old { commit_of(repo, old) } else { None };
    Ok(Some(Some(Span { name: String::from_utf8_lossy(name).into_owned(), new, old, known: Rc::clone(existing) })))
}

fn read_lines(
    lines: &mut dyn BufRead,
    hook: &str,
    form: &str,
    mut parse: impl FnMut(&[u8]) -> Result<Option<Option<Span>>, SourceError>,
) -> Result<Vec<Span>, SourceError> {
    let what = |line: usize| format!("line {line} of the {hook} lines on standard input");
    let mut spans = Vec::new();
    for (at, line) in lines.split(b'\n').enumerate() {
        let line = line.map_err(|error| SourceError::new(what(at + 1), error, "let git run the hook"))?;
        let line = line.trim_ascii();
        if line.is_empty() {
            continue;
        }
        let span = parse(line)?.ok_or_else(|| {
            SourceError::new(what(at + 1), format!("not of the form {form}"), "let git run the hook, or write it so")
        })?;
        spans.extend(span);
    }
    Ok(spans)
}

/// An object id as hooks are given it.
enum Id {
    /// Nothing: the ref is new, or deleted.
    Zero,
    Object(Oid),
}

impl Id {
    fn parse(field: &[u8]) -> Option<Self> {
        let text = str::from_utf8(field).ok()?;
        if is_zero(text) {
            return Some(Id::Zero);
        }
        parse_id(field).map(Id::Object)
    }
}

fn is_zero(id: &str) -> bool {
    id.len() >= 40 && id.bytes().all(|digit| digit == b'0')
}

/// The commits that the refs below `prefix` lead to, sorted; what cannot be read hides nothing, so more is scanned and
/// not less.
fn commits_of(repo: &Repo, prefix: &[u8]) -> Result<Rc<[Oid]>, SourceError> {
    let mut peeled = Peeled::new(repo)?;
    let mut commits = Vec::new();
    for (_, oid) in tips::refs(repo, prefix)? {
        if let Ok(Tip::Commit(commit)) = peeled.peel(oid, |_| Ok(())) {
            commits.push(commit);
        }
    }
    commits.sort_unstable();
    commits.dedup();
    Ok(commits.into())
}

/// The commit that an object leads to, if it is here.
fn commit_of(repo: &Repo, oid: Oid) -> Option<Oid> {
    match tips::peel(repo, oid) {
        Ok(Tip::Commit(commit)) => Some(commit),
        _ => None,
    }
}
