//! Ranges of commits, and what a push adds.

use std::io::Cursor;

use dsnitch::source::{RangeSource, RangeSpec};

use super::{Branches, branches, by_commit, open};
use crate::support::SECRET;
use crate::support::recorder::Recorder;
use crate::support::repo::TempRepo;

const ZERO: &str = "0000000000000000000000000000000000000000";

fn range(repo: &TempRepo, spec: RangeSpec) -> Recorder {
    Recorder::of(&mut RangeSource::new(&open(repo.root()), spec))
}

fn revs(repo: &TempRepo, spec: &str) -> Recorder {
    range(repo, RangeSpec::Revs(spec.to_owned()))
}

#[test]
fn range_gives_each_commit_what_it_added_and_a_merge_only_its_own() {
    let Branches { repo, base, one, two, side, merge } = branches();
    let said = revs(&repo, &format!("{base}..main")).complete();
    let all = [
        (one.as_str(), "a.conf", 1),
        (two.as_str(), "b.conf", 1),
        (side.as_str(), "a.conf", 6),
        (merge.as_str(), "a.conf", 3),
    ];
    assert_eq!(said.secrets_by_commit(), by_commit(&all));
    assert_eq!(said.commits, 4);
    let last = said.seen.last().map(|seen| seen.origin.clone());
    let authored = last.map(|origin| match origin.provenance {
        dsnitch::fragment::Provenance::Commit(commit) => (commit.id.clone(), commit.authored),
        other => panic!("{other:?}"),
    });
    assert_eq!(authored, Some((merge.clone(), (1_714_972_089, 120))), "parents come first, the date is the author's");

    let said = revs(&repo, "side..main").complete();
    assert_eq!(said.commits, 3);
    assert_eq!(revs(&repo, "main..").complete().nothing, Some("no new commit in the range"));
    let spec = RangeSpec::Between { from: base, to: "main".to_owned() };
    assert_eq!(range(&repo, spec).complete().secrets_by_commit(), by_commit(&all));
}

#[test]
fn range_keeps_what_a_later_commit_takes_out() {
    let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
    repo.stage("a.conf", format!("x\n{SECRET}\n"));
    let added = repo.commit("oops");
    repo.stage("a.conf", "x\n");
    repo.commit("removed");
    repo.git(["mv", "a.conf", "b.conf"]);
    repo.commit("renamed");
    let said = revs(&repo, "HEAD~3..HEAD").complete();
    assert_eq!(said.secrets_by_commit(), by_commit(&[(&added, "a.conf", 2)]));
}

#[test]
fn ranges_that_cannot_be_read_fail_by_name() {
    let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
    for (spec, said) in [
        ("nowhere..HEAD", "nowhere"),
        ("HEAD..nowhere", "nowhere"),
        ("HEAD", "A..B"),
        ("HEAD...HEAD", "A..B"),
        ("HEAD:a.conf..HEAD", "HEAD:a.conf"),
    ] {
        let failures = revs(&repo, spec).failures;
        assert_eq!(failures.len(), 1, "{spec}");
        assert!(
            failures.iter().all(|error| error.to_string().contains(said) || error.next.contains(said)),
            "{failures:?}"
        );
        assert!(failures.iter().all(|error| error.what.contains(spec)), "{failures:?}");
    }
}

fn push(repo: &TempRepo, lines: &str) -> Recorder {
    range(repo, RangeSpec::PrePush(Box::new(Cursor::new(lines.to_owned()))))
}

#[test]
fn pre_push_gives_what_the_remote_does_not_have() {
    let Branches { repo, base, one, two, side, merge } = branches();
    let line = |local: &str, remote: &str| format!("refs/heads/main {local} refs/heads/main {remote}\n");
    assert_eq!(push(&repo, &line(&merge, &two)).complete().commits, 2, "an update");
    assert_eq!(push(&repo, &line(&merge, ZERO)).complete().commits, 5, "a new branch, nothing known");
    repo.git(["update-ref", "refs/remotes/origin/main", &one]);
    assert_eq!(push(&repo, &line(&merge, ZERO)).complete().commits, 3, "a new branch");
    let unknown = "1234567890123456789012345678901234567890";
    assert_eq!(push(&repo, &line(&merge, unknown)).complete().commits, 3, "a remote that is ahead");
    let deletion = format!("(delete) {ZERO} refs/heads/old {base}\n");
    assert_eq!(push(&repo, &deletion).complete().nothing, Some("no new commit in the range"));
    assert_eq!(push(&repo, "").complete().nothing, Some("no new commit in the range"));
    let expression = format!("HEAD^{{/a message}} {side} refs/heads/x {base}\n{}", line(&merge, &base));
    assert_eq!(push(&repo, &expression).complete().commits, 4, "each commit once");
    let blob = repo.blob(SECRET);
    repo.git(["tag", "-m", "a blob", "blob", &blob]);
    let tag = repo.rev("blob");
    let said = push(&repo, &format!("refs/tags/blob {tag} refs/tags/blob {ZERO}\n")).complete();
    assert_eq!(said.paths(), ["refs/tags/blob"]);
    for broken in ["what is this", "a b c d", &format!("refs/heads/main 12345 refs/heads/main {ZERO}")] {
        let failures = push(&repo, broken).failures;
        assert!(failures.iter().any(|error| error.what.contains("line 1")), "{broken}: {failures:?}");
    }
}

#[test]
fn pre_receive_gives_what_no_ref_has() {
    let Branches { repo, base, two, merge, .. } = branches();
    let receive = |lines: String| range(&repo, RangeSpec::PreReceive(Box::new(Cursor::new(lines))));
    repo.git(["checkout", "-q", "--detach"]);
    repo.git(["update-ref", "refs/heads/main", &two]);
    assert_eq!(receive(format!("{two} {merge} refs/heads/main\n")).complete().commits, 1, "side is here already");
    repo.git(["update-ref", "-d", "refs/heads/side"]);
    assert_eq!(receive(format!("{two} {merge} refs/heads/main\n")).complete().commits, 2);
    assert_eq!(receive(format!("{ZERO} {merge} refs/heads/new\n")).complete().commits, 2, "a new ref");
    assert_eq!(receive(format!("{base} {ZERO} refs/heads/old\n")).complete().commits, 0, "a deletion");
    let missing = "1234567890123456789012345678901234567890";
    assert_eq!(receive(format!("{base} {missing} refs/heads/x\n")).failures.len(), 1);
}
