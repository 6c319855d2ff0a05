//! Everything reachable.

use std::collections::BTreeSet;

use dsnitch::source::{HistoryOptions, HistorySource, HistoryStart};

use super::{Branches, branches, history, open};
use crate::support::SECRET;
use crate::support::recorder::Recorder;
use crate::support::repo::TempRepo;

#[test]
fn history_yields_each_blob_once_from_every_ref() {
    let Branches { repo, base, one, two, side, merge } = branches();
    repo.stage("moved/b.conf", format!("{SECRET}-two\n"));
    repo.git(["rm", "-q", "b.conf"]);
    repo.commit("moved");
    repo.write("a.conf", format!("{SECRET}-stash\n"));
    repo.git(["stash", "-q"]);
    repo.write("a.conf", format!("{SECRET}-stash2\n"));
    repo.git(["stash", "-q"]);
    repo.git(["notes", "add", "-m", &format!("{SECRET}-note"), &base]);
    let blob = repo.blob(format!("{SECRET}-tagged\n"));
    repo.git(["tag", "-m", "a blob", "blob", &blob]);
    repo.git(["tag", "tree", "main^{tree}"]);
    repo.git(["branch", "-q", "-D", "side"]);
    let loose = repo.blob(format!("{SECRET}-unreachable\n"));

    let said = history(&repo).complete();
    let found = said.secrets_by_commit();
    for expected in [(&one, "a.conf", 1), (&two, "b.conf", 1), (&side, "a.conf", 6), (&merge, "a.conf", 3)] {
        let (commit, path, line) = expected;
        assert!(found.contains(&(commit.clone(), path.as_bytes().to_vec(), line)), "{expected:?} in {found:?}");
    }
    let stash = [repo.rev("stash@{0}"), repo.rev("stash@{1}")];
    for id in stash {
        assert!(found.iter().any(|(commit, _, _)| *commit == id), "stash {id} in {found:?}");
    }
    assert!(said.paths().contains(&"refs/tags/blob".to_owned()), "{:?}", said.paths());
    assert!(said.seen.iter().any(|seen| seen.text == format!("{SECRET}-note\n").as_bytes()), "the note");
    let texts: BTreeSet<&[u8]> = said.seen.iter().map(|seen| seen.text.as_slice()).collect();
    assert_eq!(texts.len(), said.seen.len(), "each blob once");
    assert!(said.seen.iter().all(|seen| !seen.text.ends_with(b"unreachable\n")));

    let all = Recorder::of(&mut HistorySource::new(
        &open(repo.root()),
        HistoryOptions { include_unreachable: true, ..HistoryOptions::default() },
    ))
    .complete();
    assert!(all.paths().contains(&format!("blob:{loose}")), "{:?}", all.paths());
    assert!(all.seen.len() > said.seen.len());

    let since = Recorder::of(&mut HistorySource::new(
        &open(repo.root()),
        HistoryOptions { since: Some(HistoryStart::Revision(two.clone())), ..HistoryOptions::default() },
    ))
    .complete();
    let found = since.secrets_by_commit();
    assert!(found.iter().all(|(commit, ..)| *commit != one && *commit != two), "{found:?}");
    assert!(found.iter().any(|(commit, ..)| *commit == merge), "{found:?}");
}

#[test]
fn history_yields_a_blob_that_was_unwanted_at_another_path() {
    let repo = TempRepo::with_commit(&[("vendor/a.conf", SECRET)]);
    repo.stage("src/a.conf", SECRET);
    repo.commit("copied");
    let recorder = Recorder { unwanted: vec![b"vendor/a.conf".to_vec()], ..Recorder::default() };
    let said = recorder.visiting(&mut HistorySource::new(&open(repo.root()), HistoryOptions::default())).complete();
    assert_eq!(said.paths(), ["src/a.conf"]);
}

#[test]
fn history_of_shallow_detached_and_empty_repositories() {
    let empty = TempRepo::new();
    assert_eq!(history(&empty).complete().nothing, Some("no commit to scan"));

    let Branches { repo, merge, .. } = branches();
    let url = format!("file://{}", repo.root().display());
    repo.git(["clone", "-q", "--depth", "1", &url, "../shallow"]);
    let shallow = open(repo.path("../shallow"));
    let said = Recorder::of(&mut HistorySource::new(&shallow, HistoryOptions::default())).complete();
    assert_eq!(said.commits, 1);
    assert!(said.secrets_by_commit().iter().all(|(commit, ..)| *commit == merge));
    assert_eq!(said.paths(), ["a.conf", "b.conf"]);

    repo.git(["checkout", "-q", "--detach"]);
    repo.stage("c.conf", SECRET);
    let detached = repo.commit("detached");
    repo.git(["worktree", "add", "-q", "--detach", "../other", "side"]);
    let found = history(&repo).complete().secrets_by_commit();
    assert!(found.contains(&(detached, b"c.conf".to_vec(), 1)));
}

#[test]
fn history_stops_on_break() {
    let repo = TempRepo::with_commit(&[("a.conf", SECRET)]);
    repo.stage("b.conf", format!("{SECRET}-two"));
    repo.commit("two");
    let opened = open(repo.root());
    for (stop_after, stops_at_messages, seen) in [(None, false, 2), (Some(1), false, 1), (None, true, 0)] {
        let recorder = Recorder { stop_after, stops_at_messages, ..Recorder::default() };
        let said = recorder.visiting(&mut HistorySource::new(&opened, HistoryOptions::default())).complete();
        assert_eq!(said.seen.len(), seen, "{stop_after:?} {stops_at_messages}");
    }
}
