//! The commits that are known already: those of a remote's tracking branches, and those of other branches.

use git2::Oid;

use crate::failure::Failure;

use super::config::RefStorage;
use super::peel::{Peeled, Peeler};
use super::refs::listed;
use super::{Repo, reach};

/// What a remote says of one of its refs: its name there, and its object, if it exists there.
pub(crate) type RemoteRef<'r> = (&'r [u8], Option<Oid>);

/// Returns the commits of the tracking refs of `remote`, sorted. Returns none if there is no remote of that name (git
/// then passes the URL to its hook), or if it pushes to another URL than it fetches from (`pushurl`, several URLs): its
/// refs then do not describe the destination of a push.
///
/// `said` is what the remote itself says of its refs. A tracking ref that claims more than that does not count. If it is
/// that of the default branch, or no other is left, none counts: the URL of the remote was changed since they were fetched.
///
/// # Errors
/// Fails if the configuration or the refs cannot be read.
pub(crate) fn tracking_commits(repo: &Repo, remote: &[u8], said: &[RemoteRef<'_>]) -> Result<Vec<Oid>, Failure> {
    let remotes = configured(repo)?;
    let Some(this) = remotes.iter().find(|other| other.name == remote).filter(|this| this.pushes_where_it_fetches())
    else {
        return Ok(Vec::new());
    };
    let mut known = Vec::new();
    let mut is_another = false;
    for pattern in &this.follows {
        let Some(prefix) = pattern.apart() else { continue };
        for (name, oid) in listed::refs(repo, prefix)? {
            let is_theirs = |other: &Remote| other.name != this.name && other.follows.iter().any(|f| f.matches(&name));
            if !pattern.matches(&name) || remotes.iter().any(is_theirs) {
                continue;
            }
            let own = said.iter().find(|(there, _)| pattern.tracking(there).as_deref() == Some(&name));
            if own.is_some_and(|(_, there)| claims_more(repo, oid, *there)) {
                is_another |= DEFAULT_BRANCHES.iter().any(|branch| name.ends_with(branch));
            } else {
                known.push(oid);
            }
        }
    }
    commits(repo, if is_another { Vec::new() } else { known })
}

/// How the names of usual default branches end.
const DEFAULT_BRANCHES: [&[u8]; 2] = [b"/main", b"/master"];

/// Returns whether the tracking ref with the object `here` says that a remote has commits which it does not have: its own
/// ref does not exist, or is known and does not contain `here`. An unknown object was pushed by somebody else.
fn claims_more(repo: &Repo, here: Oid, there: Option<Oid>) -> bool {
    let Some(there) = there else { return true };
    if there == here {
        return false;
    }
    let objects = repo.objects();
    objects.commit(there).is_ok() && reach::containing(&objects, &[there], here).is_empty()
}

/// Returns the commits of the refs below `prefix`, sorted.
///
/// # Errors
/// Fails if the refs cannot be read.
pub(crate) fn commits_below(repo: &Repo, prefix: &[u8]) -> Result<Vec<Oid>, Failure> {
    commits(repo, listed::refs(repo, prefix)?.into_iter().map(|(_, oid)| oid).collect())
}

/// Returns the known commits for a new branch whose commit is `tip`: those of local and remote branches that do not
/// have the branch's own name and do not contain `tip`. A branch that contains it may be the same branch, or derive
/// from it. The branch named `default` always counts if `own` is known to be another name.
///
/// # Errors
/// Fails if the refs cannot be read.
pub(crate) fn commits_of_other_branches(
    repo: &Repo,
    tip: Oid,
    own: Option<&str>,
    default: Option<&str>,
) -> Result<Vec<Oid>, Failure> {
    let (mut known, mut open) = (Vec::new(), Vec::new());
    for (prefix, is_remote) in [(b"refs/heads/".as_slice(), false), (b"refs/remotes/", true)] {
        for (name, oid) in listed::refs(repo, prefix)? {
            let name = name.strip_prefix(prefix).unwrap_or_default();
            let name =
                if is_remote { memchr::memchr(b'/', name).and_then(|at| name.get(at + 1..)) } else { Some(name) };
            let is = |branch: Option<&str>| branch.is_some_and(|branch| name == Some(branch.as_bytes()));
            if is(own) {
                continue;
            }
            if own.is_some() && is(default) { known.push(oid) } else { open.push(oid) }
        }
    }
    let (mut known, mut open) = (commits(repo, known)?, commits(repo, open)?);
    let containing = reach::containing(&repo.objects(), &open, tip);
    open.retain(|commit| !containing.contains(commit));
    known.append(&mut open);
    Ok(known)
}

/// Peels objects to commits, sorted and without duplicates. Unreadable objects are left out, so more is scanned and not
/// less.
fn commits(repo: &Repo, mut objects: Vec<Oid>) -> Result<Vec<Oid>, Failure> {
    objects.sort_unstable();
    objects.dedup();
    let mut peeler = Peeler::new(repo);
    let mut commits: Vec<Oid> = objects
        .into_iter()
        .filter_map(|oid| match peeler.peel(oid, |_| Ok(())) {
            Ok(Peeled::Commit(commit)) => Some(commit),
            _ => None,
        })
        .collect();
    commits.sort_unstable();
    commits.dedup();
    Ok(commits)
}

/// A remote in the configuration.
#[derive(Debug, Default)]
struct Remote {
    name: Vec<u8>,
    urls: Vec<Vec<u8>>,
    push_urls: Vec<Vec<u8>>,
    /// The refs in which fetched branches are stored.
    follows: Vec<Pattern>,
}

impl Remote {
    fn pushes_where_it_fetches(&self) -> bool {
        let [url] = self.urls.as_slice() else { return false };
        self.push_urls.iter().all(|other| place(other) == place(url))
    }
}

/// Returns the host and path of a URL, without the protocol and the user.
fn place(url: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(url);
    let (rest, has_scheme) = text.split_once("://").map_or((text.as_ref(), false), |(_, rest)| (rest, true));
    let (host, path) = match rest.split_once(if has_scheme { '/' } else { ':' }) {
        Some((host, path)) if has_scheme || !host.contains('/') => (host, path),
        _ => return url.to_vec(),
    };
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = if has_scheme { host.split_once(':').map_or(host, |(host, _)| host) } else { host };
    let path = path.trim_matches('/');
    format!("{}/{}", host.to_ascii_lowercase(), path.strip_suffix(".git").unwrap_or(path)).into_bytes()
}

/// The destination side of a refspec: a ref, or a pattern with a prefix and a suffix; and its source side.
#[derive(Debug, PartialEq, Eq)]
struct Pattern {
    start: Vec<u8>,
    end: Option<Vec<u8>>,
    source: Vec<u8>,
}

impl Pattern {
    /// Parses the destination of `refspec`, if it has one.
    fn of(refspec: &[u8]) -> Option<Self> {
        let colon = memchr::memchr(b':', refspec)?;
        let (source, target) = (refspec.get(..colon)?, refspec.get(colon + 1..)?);
        let source = source.strip_prefix(b"+").unwrap_or(source).to_vec();
        Some(match memchr::memchr(b'*', target) {
            Some(star) => {
                Pattern { start: target.get(..star)?.to_vec(), end: Some(target.get(star + 1..)?.to_vec()), source }
            }
            None => Pattern { start: target.to_vec(), end: None, source },
        })
    }

    /// Returns the tracking ref of the remote's ref `there`.
    fn tracking(&self, there: &[u8]) -> Option<Vec<u8>> {
        let Some(star) = memchr::memchr(b'*', &self.source) else {
            return (self.source == there).then(|| self.start.clone());
        };
        let rest = there.strip_prefix(self.source.get(..star)?)?;
        let middle = rest.strip_suffix(self.source.get(star + 1..)?)?;
        Some([&self.start, middle, self.end.as_deref()?].concat())
    }

    fn matches(&self, name: &[u8]) -> bool {
        match &self.end {
            Some(end) => {
                name.len() >= self.start.len() + end.len() && name.starts_with(&self.start) && name.ends_with(end)
            }
            None => name == self.start,
        }
    }

    /// Returns the prefix of its refs, if it is apart from local branches and tags; that of a mirror is not.
    fn apart(&self) -> Option<&[u8]> {
        let rest = self.start.strip_prefix(b"refs/")?;
        let is_apart =
            memchr::memchr(b'/', rest).is_some() && !rest.starts_with(b"heads/") && !rest.starts_with(b"tags/");
        is_apart.then_some(&self.start)
    }
}

/// Returns the remotes in all configuration files that git reads.
fn configured(repo: &Repo) -> Result<Vec<Remote>, Failure> {
    let read = || {
        let config = if repo.refs() == RefStorage::Reftable {
            let mut config = git2::Config::open_default()?;
            config.add_file(&repo.common_dir().join("config"), git2::ConfigLevel::Local, false)?;
            config
        } else {
            repo.git().config()?
        };
        let mut remotes: Vec<Remote> = Vec::new();
        let mut entries = config.entries(None)?;
        while let Some(entry) = entries.next() {
            let entry = entry?;
            let Some(rest) = entry.name_bytes().strip_prefix(b"remote.") else { continue };
            let Some((name, key)) = memchr::memrchr(b'.', rest).and_then(|at| rest.split_at_checked(at)) else {
                continue;
            };
            let at = remotes.iter().position(|remote| remote.name == name).unwrap_or_else(|| {
                remotes.push(Remote { name: name.to_vec(), ..Remote::default() });
                remotes.len() - 1
            });
            let (Some(remote), value) = (remotes.get_mut(at), entry.value_bytes().to_vec()) else { continue };
            match key {
                b".url" => remote.urls.push(value),
                b".pushurl" => remote.push_urls.push(value),
                b".fetch" => remote.follows.extend(Pattern::of(&value)),
                _ => {}
            }
        }
        Ok(remotes)
    };
    read().map_err(|error: git2::Error| {
        let what = format!("the configuration of {}", repo.git_dir().display());
        Failure::new(what, error.message(), "look at it with `git config --list --show-origin`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refspecs_give_the_tracking_refs_of_a_remote() {
        for (refspec, apart, matching, other) in [
            ("+refs/heads/*:refs/remotes/origin/*", true, "refs/remotes/origin/a/b", "refs/remotes/origin2/a"),
            ("refs/heads/main:refs/remotes/x/main", true, "refs/remotes/x/main", "refs/remotes/x/main2"),
            ("+refs/heads/*:refs/elsewhere/up/*", true, "refs/elsewhere/up/a", "refs/remotes/up/a"),
            ("+refs/heads/*:refs/remotes/a/*/end", true, "refs/remotes/a/x/end", "refs/remotes/a/x"),
            ("+refs/*:refs/*", false, "refs/heads/a", "HEAD"),
            ("+refs/heads/*:refs/heads/*", false, "refs/heads/a", "refs/tags/a"),
            ("+refs/tags/*:refs/tags/*", false, "refs/tags/a", "refs/heads/a"),
        ] {
            let pattern = Pattern::of(refspec.as_bytes()).unwrap();
            assert_eq!(pattern.apart().is_some(), apart, "{refspec}");
            assert!(pattern.matches(matching.as_bytes()) && !pattern.matches(other.as_bytes()), "{refspec}");
        }
        assert_eq!(Pattern::of(b"refs/heads/main"), None);
        assert_eq!(Pattern::of(b"^refs/heads/main"), None);
    }

    #[test]
    fn urls_of_one_repository_have_the_same_place() {
        for (a, b, same) in [
            ("https://example.com/a/b.git", "git@example.com:a/b", true),
            ("ssh://git@Example.com:22/a/b/", "https://user@example.com/a/b.git", true),
            ("https://example.com/a/b", "https://example.com/a/c", false),
            ("https://example.com/a/b", "https://example.org/a/b", false),
            ("/srv/a.git", "/srv/b.git", false),
            ("/srv/a.git", "/srv/a.git", true),
            ("../a", "../b", false),
            ("file:///srv/a", "file:///srv/b", false),
        ] {
            assert_eq!(place(a.as_bytes()) == place(b.as_bytes()), same, "{a} {b}");
        }
    }
}
