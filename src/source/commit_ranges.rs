//! Which commits a range is about: a range by name, a push on its way out, a push on its way in.

use std::io::BufRead;

use git2::Oid;

use crate::failure::Failure;
use crate::git::peel::{self, Peeled};
use crate::git::refs::files::{self, parse_id};
use crate::git::{Repo, remotes, revision};

/// Which commits.
pub enum RangeSpec {
    /// `A..B`: those of `B` that `A` does not have. `A...B`: the same, and the two must have something in common, as the
    /// sides of a pull request do. Nothing else is a range, and no side may be empty: a lone `B` could mean one commit or
    /// all, and what was meant to be a side is more often a variable that is not set than `HEAD`.
    Range {
        /// As it was written.
        text: String,
        /// The name of the branch that `B` is, if that is known otherwise than by `B`.
        branch: Option<String>,
        /// The name of the branch that others are made from, if it is known.
        default: Option<String>,
    },
    /// What a push to one remote adds, as the pre-commit framework says it.
    Push(Ends),
    /// What `to` has and no remote-tracking ref.
    Unpublished {
        /// A revision.
        to: String,
    },
    /// Git's lines for a `pre-push` hook: `<local ref> <local id> <remote ref> <remote id>`. What the lines say that the
    /// remote has is known, and what the refs have that follow it.
    PrePush {
        /// The lines.
        lines: Box<dyn BufRead>,
        /// The name of the remote, as git gives it to the hook; nothing but what the lines say is known of another.
        remote: Vec<u8>,
    },
    /// Git's lines for a `pre-receive` hook: `<old id> <new id> <ref>`. What any existing ref has is not new.
    PreReceive(Box<dyn BufRead>),
}

/// The two ends of a push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ends {
    /// What the remote has; an id of zeros where the branch is new to it.
    pub from: String,
    /// What it is to have.
    pub to: String,
    /// The name of the remote, if it has one.
    pub remote: Vec<u8>,
}

impl RangeSpec {
    /// What is asked about in `repo`.
    pub(super) fn asked(&mut self, repo: &Repo) -> Result<Asked, Failure> {
        match self {
            RangeSpec::Range { text, branch, default } => {
                let sides = Sides::parse(text)?;
                let Some(new) = sides.tip(repo)? else {
                    return Ok(Asked::nothing("the second side of the range is no commit: a branch was deleted"));
                };
                let mut asked =
                    Asked { new: vec![(text.clone(), new)], must_meet: sides.must_meet, ..Asked::default() };
                asked.tags = revision::tags_named(repo, sides.to);
                match sides.base(repo)? {
                    Some(old) => asked.known.push(old),
                    None => {
                        asked.must_meet = false;
                        let branch = branch.clone().or_else(|| branch_of(repo, sides.to));
                        asked.known =
                            remotes::commits_of_other_branches(repo, new, branch.as_deref(), default.as_deref())?;
                    }
                }
                Ok(asked)
            }
            RangeSpec::Push(Ends { from, to, remote }) => {
                let text = format!("{from}..{to}");
                let sides = Sides { text: &text, from, to, must_meet: false };
                let Some(new) = sides.tip(repo)? else {
                    return Ok(Asked::nothing("a branch is deleted, and nothing is pushed"));
                };
                let known = match sides.base(repo)? {
                    Some(old) => vec![old],
                    None => remotes::tracking_commits(repo, remote)?,
                };
                let tags = revision::tags_named(repo, to);
                Ok(Asked { new: vec![(text, new)], known, tags, ..Asked::default() })
            }
            RangeSpec::Unpublished { to } => {
                let new = revision::commit_named(repo, to)?;
                Ok(Asked {
                    new: vec![(to.clone(), new)],
                    known: remotes::commits_below(repo, b"refs/remotes/")?,
                    ..Asked::default()
                })
            }
            RangeSpec::PrePush { lines, remote } => {
                const FORM: &str = "<local ref> <local id> <remote ref> <remote id>";
                let moved = read_lines(lines.as_mut(), "pre-push", FORM, pushed)?;
                let known = if moved.iter().any(|moved| moved.new.is_some()) {
                    remotes::tracking_commits(repo, remote)?
                } else {
                    Vec::new()
                };
                Ok(asked_by_lines(repo, moved, known))
            }
            RangeSpec::PreReceive(lines) => {
                let moved = read_lines(lines.as_mut(), "pre-receive", "<old id> <new id> <ref>", received)?;
                let known = remotes::commits_below(repo, b"refs/")?;
                Ok(Asked { has_all_refs: true, ..asked_by_lines(repo, moved, known) })
            }
        }
    }
}

/// New objects, and what is known already.
#[derive(Default)]
pub(super) struct Asked {
    /// Names, as they are told, and objects.
    pub(super) new: Vec<(String, Oid)>,
    pub(super) known: Vec<Oid>,
    /// Tags that are new with the commits that they name.
    pub(super) tags: Vec<Oid>,
    /// Objects that were there before: the tags that they lead through are known.
    pub(super) old: Vec<Oid>,
    /// Whether all refs are known, as where a push is taken in.
    pub(super) has_all_refs: bool,
    /// Whether the two must have something in common.
    pub(super) must_meet: bool,
    /// Why there is nothing, where that is known before anything is looked at.
    pub(super) nothing: Option<&'static str>,
}

impl Asked {
    fn nothing(why: &'static str) -> Self {
        Asked { nothing: Some(why), ..Asked::default() }
    }

    /// What is asked about, for a message.
    pub(super) fn name(&self) -> String {
        const NAMED: usize = 3;
        let mut names: Vec<&str> = self.new.iter().take(NAMED).map(|(name, _)| name.as_str()).collect();
        if self.new.len() > NAMED {
            names.push("…");
        }
        format!("range {}", names.join(", "))
    }
}

fn asked_by_lines(repo: &Repo, moved: Vec<Moved>, known: Vec<Oid>) -> Asked {
    if moved.is_empty() {
        return Asked::nothing("no ref line came in: nothing is pushed");
    }
    let mut asked = Asked { known, ..Asked::default() };
    for Moved { name, old, new } in moved {
        let Some(new) = new else { continue };
        asked.known.extend(old.and_then(|old| commit_of(repo, old)));
        asked.old.extend(old);
        asked.new.push((name, new));
    }
    if asked.new.is_empty() {
        return Asked::nothing("refs are deleted, and nothing is pushed");
    }
    asked
}

/// Says where `error` came up.
pub(super) fn within(what: &str, mut error: Failure) -> Failure {
    error.what = format!("{what}: {}", error.what);
    error
}

/// The two sides of a range, as they are written.
#[derive(Clone, Copy)]
struct Sides<'t> {
    text: &'t str,
    from: &'t str,
    to: &'t str,
    must_meet: bool,
}

impl<'t> Sides<'t> {
    fn parse(text: &'t str) -> Result<Self, Failure> {
        const NEXT: &str = "write A..B: the commits of B that A does not have";
        let refused = |why: &str, next: &str| Err(Failure::new(format!("range {text:?}"), why, next));
        let Some((from, to)) = text.split_once("..") else {
            return refused("not of the form A..B", NEXT);
        };
        let (to, must_meet) = to.strip_prefix('.').map_or((to, false), |to| (to, true));
        let empty = match (from.trim().is_empty(), to.trim().is_empty()) {
            (true, true) => "both of its sides are empty",
            (true, false) => "its first side is empty",
            (false, true) => "its second side is empty",
            (false, false) => return Ok(Sides { text, from, to, must_meet }),
        };
        refused(empty, "name both sides; is a variable not set? What is checked out is HEAD")
    }

    /// What is known; none for an id of zeros.
    fn base(&self, repo: &Repo) -> Result<Option<Oid>, Failure> {
        self.commit(repo, self.from)
    }

    /// What is new; none for an id of zeros.
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

/// The two sides of a range `A..B`: what is known, and what is new; and the tags that lead to the latter.
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

/// The name of the branch that `name` means, as far as that shows.
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

/// A ref that moves.
struct Moved {
    name: String,
    old: Option<Oid>,
    /// None, if it is deleted.
    new: Option<Oid>,
}

/// One line of a `pre-push` hook. A local ref can be any expression, blanks included, so the fields are counted from the
/// end. `None` for a line of another form.
fn pushed(line: &[u8]) -> Option<Moved> {
    let mut fields = line.rsplitn(4, |&byte| byte == b' ');
    let (remote, remote_ref, local) = (fields.next()?, fields.next()?, fields.next()?);
    fields.next()?;
    let name = String::from_utf8_lossy(remote_ref).into_owned();
    Some(Moved { name, old: id(remote)?, new: id(local)? })
}

/// One line of a `pre-receive` hook.
fn received(line: &[u8]) -> Option<Moved> {
    let mut fields = line.splitn(3, |&byte| byte == b' ');
    let (old, new, name) = (fields.next()?, fields.next()?, fields.next()?);
    Some(Moved { name: String::from_utf8_lossy(name).into_owned(), old: id(old)?, new: id(new)? })
}

fn read_lines(
    lines: &mut dyn BufRead,
    hook: &str,
    form: &str,
    parse: fn(&[u8]) -> Option<Moved>,
) -> Result<Vec<Moved>, Failure> {
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

/// An object id as hooks are given it: one of zeros is none.
#[expect(clippy::option_option, reason = "no id, and an id of nothing")]
fn id(field: &[u8]) -> Option<Option<Oid>> {
    let oid = parse_id(field)?;
    Some(Some(oid).filter(|oid| !oid.is_zero()))
}

/// Whether `id` is what git and CI systems write where there is no commit.
fn is_zero(id: &str) -> bool {
    parse_id(id.as_bytes()).is_some_and(|oid| oid.is_zero())
}

/// The commit that an object leads to, if it is here.
fn commit_of(repo: &Repo, oid: Oid) -> Option<Oid> {
    match peel::peel(repo, oid) {
        Ok(Peeled::Commit(commit)) => Some(commit),
        _ => None,
    }
}
