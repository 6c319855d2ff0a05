//! Determines the commits of a range: a named range, an outgoing push, an incoming push.

use std::io::BufRead;

use git2::Oid;

use crate::failure::Failure;
use crate::git::peel::{self, Peeled};
use crate::git::refs::files::{self, parse_id};
use crate::git::{Repo, remotes, revision};

/// A range of commits.
pub enum RangeSpec {
    /// `A..B`: the commits of `B` that `A` does not have. `A...B`: the same, and the two must have a common ancestor,
    /// like the sides of a pull request. Other forms are refused, and so is an empty side: a lone `B` could mean one
    /// commit or all of its history, and an empty side is more often an unset variable than `HEAD`.
    Range {
        /// The range as written.
        text: String,
        /// The branch name of `B`, if it is known from elsewhere.
        branch: Option<String>,
        /// The name of the default branch, if it is known.
        default: Option<String>,
    },
    /// A push to one remote, as described by the pre-commit framework.
    Push(PushEnds),
    /// The commits of `to` that no remote-tracking ref has.
    Unpublished {
        /// A revision.
        to: String,
    },
    /// Git's lines for a `pre-push` hook: `<local ref> <local id> <remote ref> <remote id>`. The remote ids are known,
    /// and so are the remote's tracking refs.
    PrePush {
        /// The lines.
        lines: Box<dyn BufRead>,
        /// The name of the remote, as git passes it to the hook. For a remote without a name, only the lines say what
        /// is known.
        remote: Vec<u8>,
    },
    /// Git's lines for a `pre-receive` hook: `<old id> <new id> <ref>`. Commits of existing refs are not new.
    PreReceive(Box<dyn BufRead>),
}

/// The two ends of a push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushEnds {
    /// The commit that the remote has; an id of zeros if the branch is new there.
    pub from: String,
    /// The commit that the remote is to have.
    pub to: String,
    /// The name of the remote, if it has one.
    pub remote: Vec<u8>,
}

impl RangeSpec {
    /// Resolves the range in `repo`.
    pub(super) fn resolve(&mut self, repo: &Repo) -> Result<ResolvedRange, Failure> {
        match self {
            RangeSpec::Range { text, branch, default } => {
                let sides = Sides::parse(text)?;
                let Some(new) = sides.tip(repo)? else {
                    return Ok(ResolvedRange::nothing(
                        "the second side of the range is no commit: a branch was deleted",
                    ));
                };
                let mut resolved = ResolvedRange {
                    new: vec![(text.clone(), new)],
                    must_share_ancestor: sides.must_share_ancestor,
                    ..ResolvedRange::default()
                };
                resolved.tags = revision::tags_named(repo, sides.to);
                match sides.base(repo)? {
                    Some(old) => resolved.known.push(old),
                    None => {
                        resolved.must_share_ancestor = false;
                        let branch = branch.clone().or_else(|| branch_of(repo, sides.to));
                        resolved.known =
                            remotes::commits_of_other_branches(repo, new, branch.as_deref(), default.as_deref())?;
                    }
                }
                Ok(resolved)
            }
            RangeSpec::Push(PushEnds { from, to, remote }) => {
                let text = format!("{from}..{to}");
                let sides = Sides { text: &text, from, to, must_share_ancestor: false };
                let Some(new) = sides.tip(repo)? else {
                    return Ok(ResolvedRange::nothing("a branch is deleted, and nothing is pushed"));
                };
                let known = match sides.base(repo)? {
                    Some(old) => vec![old],
                    None => remotes::tracking_commits(repo, remote, &[])?,
                };
                let tags = revision::tags_named(repo, to);
                Ok(ResolvedRange { new: vec![(text, new)], known, tags, ..ResolvedRange::default() })
            }
            RangeSpec::Unpublished { to } => {
                let new = revision::commit_named(repo, to)?;
                Ok(ResolvedRange {
                    new: vec![(to.clone(), new)],
                    known: remotes::commits_below(repo, b"refs/remotes/")?,
                    ..ResolvedRange::default()
                })
            }
            RangeSpec::PrePush { lines, remote } => {
                const FORM: &str = "<local ref> <local id> <remote ref> <remote id>";
                let updates = read_lines(lines.as_mut(), "pre-push", FORM, parse_pre_push)?;
                let known = if updates.iter().any(|update| update.new.is_some()) {
                    let said: Vec<_> = updates.iter().map(|update| (update.name.as_bytes(), update.old)).collect();
                    remotes::tracking_commits(repo, remote, &said)?
                } else {
                    Vec::new()
                };
                Ok(resolve_updates(repo, updates, known))
            }
            RangeSpec::PreReceive(lines) => {
                let updates = read_lines(lines.as_mut(), "pre-receive", "<old id> <new id> <ref>", parse_pre_receive)?;
                let known = remotes::commits_below(repo, b"refs/")?;
                Ok(ResolvedRange { has_all_refs: true, ..resolve_updates(repo, updates, known) })
            }
        }
    }
}

/// A resolved range: the new objects and the known commits.
#[derive(Default)]
pub(super) struct ResolvedRange {
    /// The new objects, each with the name used in messages.
    pub(super) new: Vec<(String, Oid)>,
    pub(super) known: Vec<Oid>,
    /// Tags on the way to the new commits.
    pub(super) tags: Vec<Oid>,
    /// The previous values of refs: tags that lead to them are known.
    pub(super) old: Vec<Oid>,
    /// True if all refs are known, as in an incoming push.
    pub(super) has_all_refs: bool,
    /// True if the two sides must have a common ancestor.
    pub(super) must_share_ancestor: bool,
    /// The reason if the range is known to be empty.
    pub(super) nothing: Option<&'static str>,
}

impl ResolvedRange {
    fn nothing(why: &'static str) -> Self {
        ResolvedRange { nothing: Some(why), ..ResolvedRange::default() }
    }

    /// Returns the name of the range for a message.
    pub(super) fn name(&self) -> String {
        const NAMED: usize = 3;
        let mut names: Vec<&str> = self.new.iter().take(NAMED).map(|(name, _)| name.as_str()).collect();
        if self.new.len() > NAMED {
            names.push("…");
        }
        format!("range {}", names.join(", "))
    }
}

fn resolve_updates(repo: &Repo, updates: Vec<RefUpdate>, known: Vec<Oid>) -> ResolvedRange {
    if updates.is_empty() {
        return ResolvedRange::nothing("no ref line came in: nothing is pushed");
    }
    let mut resolved = ResolvedRange { known, ..ResolvedRange::default() };
    for RefUpdate { name, old, new } in updates {
        let Some(new) = new else { continue };
        resolved.known.extend(old.and_then(|old| commit_of(repo, old)));
        resolved.old.extend(old);
        resolved.new.push((name, new));
    }
    if resolved.new.is_empty() {
        return ResolvedRange::nothing("refs are deleted, and nothing is pushed");
    }
    resolved
}

/// Adds the place of `error` to it.
pub(super) fn within(what: &str, mut error: Failure) -> Failure {
    error.what = format!("{what}: {}", error.what);
    error
}

/// The two sides of a range as written.
#[derive(Clone, Copy)]
struct Sides<'t> {
    text: &'t str,
    from: &'t str,
    to: &'t str,
    must_share_ancestor: bool,
}

impl<'t> Sides<'t> {
    fn parse(text: &'t str) -> Result<Self, Failure> {
        const NEXT: &str = "write A..B: the commits of B that A does not have";
        let refused = |why: &str, next: &str| Err(Failure::new(format!("range {text:?}"), why, next));
        let Some((from, to)) = text.split_once("..") else {
            return refused("not of the form A..B", NEXT);
        };
        let (to, must_share_ancestor) = to.strip_prefix('.').map_or((to, false), |to| (to, true));
        let empty = match (from.trim().is_empty(), to.trim().is_empty()) {
            (true, true) => "both of its sides are empty",
            (true, false) => "its first side is empty",
            (false, true) => "its second side is empty",
            (false, false) => return Ok(Sides { text, from, to, must_share_ancestor }),
        };
        refused(empty, "name both sides; is a variable not set? What is checked out is HEAD")
    }

    /// Returns the known commit; `None` for an id of zeros.
    fn base(&self, repo: &Repo) -> Result<Option<Oid>, Failure> {
        self.commit(repo, self.from)
    }

    /// Returns the new commit; `None` for an id of zeros.
    fn tip(&self, repo: &Repo) -> Result<Option<Oid>, Failure> {
        self.commit(repo, self.to)
    }

    fn commit(&self, repo: &Repo, name: &str) -> Result<Option<Oid>, Failure> {
        if is_zero(name) {
            return Ok(None);
        }
        let found = revision::commit_named(repo, name);
        found.map(Some).map_err(|error| within(&format!("range {:?}", self.text), error))
    }
}

/// Resolves `A..B` to its two commits, and the tags that lead to the second one.
pub(super) fn sides(repo: &Repo, spec: &str) -> Result<(Oid, Oid, Vec<Oid>), Failure> {
    let sides = Sides::parse(spec)?;
    let no_commit = |side: &str| {
        let next = "name the commit that is known already, and the one that is not";
        Failure::new(format!("range {spec:?}"), format!("its {side} side is no commit"), next)
    };
    let old = sides.base(repo)?.ok_or_else(|| no_commit("first"))?;
    let new = sides.tip(repo)?.ok_or_else(|| no_commit("second"))?;
    Ok((old, new, revision::tags_named(repo, sides.to)))
}

/// Returns the name of the branch that `name` refers to, if it can be determined.
fn branch_of(repo: &Repo, name: &str) -> Option<String> {
    let of_head;
    let name = if matches!(name, "HEAD" | "@") {
        let text = files::read(repo.git_dir())?;
        of_head = String::from_utf8_lossy(text.strip_prefix(b"ref:")?.trim_ascii()).into_owned();
        &of_head
    } else {
        name
    };
    if let Some(branch) = name.strip_prefix("refs/heads/").or_else(|| name.strip_prefix("heads/")) {
        return Some(branch.to_owned());
    }
    let is = |full: String| repo.git().find_reference(&full).is_ok();
    let remote = name.strip_prefix("refs/remotes/").or_else(|| name.strip_prefix("remotes/"));
    let remote = remote.or_else(|| is(format!("refs/remotes/{name}")).then_some(name));
    if is(format!("refs/heads/{name}")) {
        return Some(name.to_owned());
    }
    remote.and_then(|name| name.split_once('/')).map(|(_, branch)| branch.to_owned())
}

/// An update of a ref.
struct RefUpdate {
    name: String,
    old: Option<Oid>,
    /// `None` if the ref is deleted.
    new: Option<Oid>,
}

/// Parses a line of a `pre-push` hook. A local ref can be any expression, including blanks, so the fields are counted
/// from the end. Returns `None` if it is malformed.
fn parse_pre_push(line: &[u8]) -> Option<RefUpdate> {
    let mut fields = line.rsplitn(4, |&byte| byte == b' ');
    let (remote, remote_ref, local) = (fields.next()?, fields.next()?, fields.next()?);
    fields.next()?;
    let name = String::from_utf8_lossy(remote_ref).into_owned();
    Some(RefUpdate { name, old: id(remote)?, new: id(local)? })
}

/// Parses a line of a `pre-receive` hook.
fn parse_pre_receive(line: &[u8]) -> Option<RefUpdate> {
    let mut fields = line.splitn(3, |&byte| byte == b' ');
    let (old, new, name) = (fields.next()?, fields.next()?, fields.next()?);
    Some(RefUpdate { name: String::from_utf8_lossy(name).into_owned(), old: id(old)?, new: id(new)? })
}

fn read_lines(
    lines: &mut dyn BufRead,
    hook: &str,
    form: &str,
    parse: fn(&[u8]) -> Option<RefUpdate>,
) -> Result<Vec<RefUpdate>, Failure> {
    let what = |line: usize| format!("line {line} of the {hook} lines on standard input");
    let mut found = Vec::new();
    for (at, line) in lines.split(b'\n').enumerate() {
        let line = line.map_err(|error| Failure::new(what(at + 1), error, "let git run the hook"))?;
        let line = line.trim_ascii();
        if line.is_empty() {
            continue;
        }
        found.push(parse(line).ok_or_else(|| {
            Failure::new(what(at + 1), format!("not of the form {form}"), "let git run the hook, or write it so")
        })?);
    }
    Ok(found)
}

/// Parses an object id as passed to hooks; zeros stand for no object.
#[expect(clippy::option_option, reason = "no id, and an id of nothing")]
fn id(field: &[u8]) -> Option<Option<Oid>> {
    let oid = parse_id(field)?;
    Some(Some(oid).filter(|oid| !oid.is_zero()))
}

/// Returns whether `id` is the zero id, which git and CI systems write for no commit.
fn is_zero(id: &str) -> bool {
    parse_id(id.as_bytes()).is_some_and(|oid| oid.is_zero())
}

/// Returns the commit that an object leads to, if it exists here.
fn commit_of(repo: &Repo, oid: Oid) -> Option<Oid> {
    match peel::peel(repo, oid) {
        Ok(Peeled::Commit(commit)) => Some(commit),
        _ => None,
    }
}
