//! Ranges of commits, and the commits of a push.

use std::io::Cursor;

use dsnitch::source::{PushEnds, RangeSource, RangeSpec};

use super::{Branches, branches, by_commit, open};
use crate::support::SECRET;
use crate::support::recorder::Recorder;
use crate::support::repo::TempRepo;

const ZERO: &str = "0000000000000000000000000000000000000000";

fn range(repo: &TempRepo, spec: RangeSpec) -> Recorder {
    Recorder::of(&mut RangeSource::new(&open(repo.root()), spec))
}

fn revs(repo: &TempRepo, spec: &str) -> Recorder {
    range(repo, RangeSpec::Range { text: spec.to_owned(), branch: None, default: None })
}

#[test]
fn range_yields_what_each_commit_added_and_a_merge_only_its_own() {
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
    assert_eq!(revs(&repo, "main..main").complete().nothing, Some("no new commit in the range"));
    assert_eq!(revs(&repo, "side...main").complete().commits, 3, "from what they have in common");
    let spec = RangeSpec::Push(PushEnds { from: base, to: "main".to_owned(), remote: Vec::new() });
    assert_eq!(range(&repo, spec).complete().secrets_by_commit(), by_commit(&all));
}

#[test]
fn range_yields_what_a_later_commit_removes() {
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
        ("..HEAD", "first side is empty"),
        ("HEAD..", "second side is empty"),
        (" ..HEAD", "first side is empty"),
        ("..", "both of its sides are empty"),
        ("...", "both of its sides are empty"),
        ("...HEAD", "first side is empty"),
        ("HEAD...", "second side is empty"),
        ("HEAD....HEAD", ".HEAD"),
        ("HEAD..HEAD..HEAD", "HEAD..HEAD"),
        ("HEAD~5..HEAD", "HEAD~5"),
        ("HEAD^{tree}..HEAD", "HEAD^{tree}"),
        ("00000000..HEAD", "00000000"),
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

fn push(repo: &TempRepo, remote: &str, lines: &str) -> Recorder {
    let remote = remote.as_bytes().to_vec();
    range(repo, RangeSpec::PrePush { lines: Box::new(Cursor::new(lines.to_owned())), remote })
}

#[test]
fn pre_push_yields_what_the_remote_lacks() {
    let Branches { repo, base, one, two, side, merge } = branches();
    repo.git(["remote", "add", "origin", "../origin.git"]);
    let push = |lines: &str| push(&repo, "origin", lines);
    let line = |local: &str, remote: &str| format!("refs/heads/main {local} refs/heads/main {remote}\n");
    assert_eq!(push(&line(&merge, &two)).complete().commits, 2, "an update");
    assert_eq!(push(&line(&merge, ZERO)).complete().commits, 5, "a new branch, nothing known");
    repo.git(["update-ref", "refs/remotes/origin/main", &one]);
    let branch = format!("refs/heads/main {merge} refs/heads/topic {ZERO}\n");
    assert_eq!(push(&branch).complete().commits, 3, "a new branch");
    assert_eq!(push(&line(&merge, ZERO)).complete().commits, 5, "a remote without the branch that was fetched");
    let unknown = "1234567890123456789012345678901234567890";
    assert_eq!(push(&line(&merge, unknown)).complete().commits, 3, "a remote that is ahead");
    let deletion = format!("(delete) {ZERO} refs/heads/old {base}\n");
    assert_eq!(push(&deletion).complete().nothing, Some("refs are deleted, and nothing is pushed"));
    assert_eq!(push("").complete().nothing, Some("no ref line came in: nothing is pushed"));
    assert_eq!(push(&format!("{deletion}{branch}")).complete().commits, 3, "a deletion hides nothing");
    let expression = format!("HEAD^{{/a message}} {side} refs/heads/x {base}\n{}", line(&merge, &one));
    assert_eq!(push(&expression).complete().commits, 3, "each commit once");
    let blob = repo.blob(SECRET);
    repo.git(["tag", "-m", "a blob", "blob", &blob]);
    let tag = repo.rev("blob");
    let said = push(&format!("refs/tags/blob {tag} refs/tags/blob {ZERO}\n")).complete();
    assert_eq!(said.paths(), ["refs/tags/blob"]);
    let tree = repo.rev("HEAD^{tree}");
    let said = push(&format!("refs/tags/tree {tree} refs/tags/tree {ZERO}\n")).complete();
    assert!(said.paths().iter().all(|path| path.starts_with("refs/tags/tree:/")) && !said.paths().is_empty());
    let both = format!("refs/tags/blob {tag} refs/tags/blob {ZERO}\nrefs/tags/tree {tree} refs/tags/tree {ZERO}\n");
    let said = push(&both).complete();
    for start in ["refs/tags/blob", "refs/tags/tree:/"] {
        assert!(said.paths().iter().any(|path| path.starts_with(start)), "{start}");
    }
    for broken in ["what is this", "a b c d", &format!("refs/heads/main 12345 refs/heads/main {ZERO}")] {
        let failures = push(broken).failures;
        assert!(failures.iter().any(|error| error.what.contains("line 1")), "{broken}: {failures:?}");
    }
}

/// Rows: the configuration of two remotes, and the number of commits that are new to the second one if all are on the
/// first one and the base is on both.
#[test]
fn a_push_is_compared_with_the_refs_of_its_remote_alone() {
    for (why, settings, name, expected) in [
        ("by name", &[][..], "public", 1),
        ("all is there", &[], "private", 0),
        ("a URL", &[], "../public.git", 2),
        ("no name", &[], "", 2),
        ("an unknown name", &[], "-x", 2),
        ("refs elsewhere", &[("remote.public.fetch", "+refs/heads/*:refs/up/*")], "public", 2),
        ("refs shared with another", &[("remote.public.fetch", "+refs/heads/*:refs/remotes/private/*")], "public", 2),
        ("another follows the same", &[("remote.third.fetch", "+refs/heads/*:refs/remotes/public/*")], "public", 2),
        ("a mirror", &[("remote.public.fetch", "+refs/*:refs/*")], "public", 2),
        ("branches of the remote as ours", &[("remote.public.fetch", "+refs/heads/*:refs/heads/*")], "public", 2),
        ("pushed to another place", &[("remote.public.pushurl", "../elsewhere.git")], "public", 2),
        ("pushed to the same place", &[("remote.public.pushurl", "../public.git")], "public", 1),
    ] {
        let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
        let base = repo.rev("HEAD");
        repo.stage("a.conf", format!("x\n{SECRET}\n"));
        let added = repo.commit("oops");
        for remote in ["private", "public"] {
            repo.git(["remote", "add", remote, &format!("../{remote}.git")]);
        }
        for (key, value) in settings {
            repo.git(["config", key, value]);
        }
        repo.git(["update-ref", "refs/remotes/private/main", &added]);
        repo.git(["update-ref", "refs/remotes/public/main", &base]);
        repo.git(["branch", "backup"]);
        repo.git(["tag", "v1"]);
        let line = format!("refs/heads/main {added} refs/heads/topic {ZERO}\n");
        assert_eq!(push(&repo, name, &line).complete().commits, expected, "{why}");
        let ends = PushEnds { from: ZERO.to_owned(), to: "main".to_owned(), remote: name.as_bytes().to_vec() };
        assert_eq!(range(&repo, RangeSpec::Push(ends)).complete().commits, expected, "{why}, by the framework");
        let known = format!("refs/heads/main {added} refs/heads/main {base}\n");
        assert!(push(&repo, name, &known).complete().commits <= 1, "{why}: what the line says is known");
    }
    let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
    let base = repo.rev("HEAD");
    repo.commit("more");
    repo.git(["remote", "add", "up", "../up.git"]);
    repo.git(["config", "remote.up.fetch", "+refs/heads/*:refs/up/*"]);
    repo.git(["update-ref", "refs/up/main", &base]);
    let line = format!("refs/heads/main {} refs/heads/topic {ZERO}\n", repo.rev("HEAD"));
    assert_eq!(push(&repo, "up", &line).complete().commits, 1, "where the configuration says");
}

/// Rows: the branches besides `new`, each with its commit; the full name of `new`; the number of new commits among the
/// four of the line. `base` is the first, then `one`, `two` and `last`; `new` is `two`.
#[test]
fn a_new_branch_is_compared_with_the_other_branches() {
    for (why, branches, own, default, expected) in [
        ("nothing else", &[][..], None, None, 3),
        ("where it was made from", &[("refs/heads/main", "base")], None, None, 2),
        ("the same on a remote", &[("refs/remotes/origin/main", "base")], None, None, 2),
        (
            "itself on a remote",
            &[("refs/remotes/origin/new", "two"), ("refs/remotes/origin/main", "base")],
            None,
            None,
            2,
        ),
        ("itself, as it was", &[("refs/remotes/origin/new", "one"), ("refs/heads/main", "base")], Some("new"), None, 2),
        ("made of it and pushed too", &[("refs/heads/more", "last"), ("refs/heads/main", "base")], None, None, 2),
        ("the default has it", &[("refs/remotes/origin/main", "last")], Some("new"), Some("main"), 0),
        ("it is the default", &[("refs/remotes/origin/main", "two")], Some("main"), Some("main"), 3),
        ("it may be the default", &[("refs/remotes/origin/main", "two")], None, Some("main"), 3),
        ("a tag hides nothing", &[("refs/tags/v1", "one"), ("refs/heads/main", "base")], None, None, 2),
    ] {
        let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
        let base = repo.rev("HEAD");
        let (one, two) = (repo.commit("one"), repo.commit("two"));
        let last = repo.commit("last");
        repo.git(["checkout", "-q", "--detach", &two]);
        repo.git(["branch", "-q", "-D", "main"]);
        for (name, commit) in branches {
            let commit = match *commit {
                "base" => &base,
                "one" => &one,
                "two" => &two,
                _ => &last,
            };
            repo.git(["update-ref", name, commit]);
        }
        for to in ["HEAD", &two] {
            for dots in ["..", "..."] {
                let text = format!("{ZERO}{dots}{to}");
                let (branch, default) = (own.map(str::to_owned), default.map(str::to_owned));
                let said = range(&repo, RangeSpec::Range { text, branch, default }).complete();
                assert_eq!(said.commits, expected, "{why}");
            }
        }
    }
    let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
    let said = revs(&repo, &format!("HEAD..{ZERO}")).complete();
    assert_eq!((said.commits, said.nothing.is_some()), (0, true), "a branch that is deleted");
    assert_eq!(revs(&repo, &format!("{ZERO}..{ZERO}")).complete().commits, 0);
    // By its name, or as the checked out branch.
    repo.git(["checkout", "-q", "-b", "new"]);
    let one = repo.commit("one");
    repo.commit("two");
    repo.git(["update-ref", "refs/remotes/origin/new", &one]);
    for to in ["HEAD", "@", "new", "heads/new", "refs/heads/new"] {
        assert_eq!(revs(&repo, &format!("{ZERO}..{to}")).complete().commits, 2, "{to}");
    }
    assert_eq!(revs(&repo, &format!("{ZERO}..origin/new")).complete().commits, 1, "by its name there");
}

#[test]
fn sides_without_a_common_ancestor_are_refused() {
    let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
    repo.git(["checkout", "-q", "--orphan", "other"]);
    repo.commit("another root");
    let failures = revs(&repo, "main...other").failures;
    assert!(failures.iter().any(|error| error.why.contains("no commit in common")), "{failures:?}");
    assert_eq!(revs(&repo, "main..other").complete().commits, 1);
    // Two merge bases: commits of either are known.
    let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
    repo.git(["checkout", "-q", "-b", "a"]);
    repo.commit("a1");
    repo.git(["checkout", "-q", "-b", "b", "main"]);
    repo.commit("b1");
    repo.git(["checkout", "-q", "a"]);
    repo.git(["merge", "-q", "--no-ff", "-m", "m", "b"]);
    repo.git(["checkout", "-q", "b"]);
    repo.git(["merge", "-q", "--no-ff", "-m", "m", "a^1"]);
    repo.commit("b2");
    for (spec, expected) in [("a...b", 2), ("b...a", 1)] {
        assert_eq!(revs(&repo, spec).complete().commits, expected, "{spec}");
    }
}

/// Overridden parents of commits hide none of them.
#[test]
fn only_the_commits_themselves_determine_their_parents() {
    let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
    let base = repo.rev("HEAD");
    repo.stage("a.conf", format!("x\n{SECRET}\n"));
    let added = repo.commit("oops");
    repo.stage("a.conf", "x\n");
    let last = repo.commit("never happened");
    let expected = by_commit(&[(&added, "a.conf", 2)]);
    let check = |why: &str| {
        let said = revs(&repo, &format!("{base}..main")).complete();
        assert_eq!((said.secrets_by_commit(), said.commits), (expected.clone(), 2), "{why}");
    };
    // Git resolves a name through replacements, and a push does not.
    for (replaced, refused, taken) in [
        (&last, ["main~1", "main^", "HEAD~2", "HEAD^^", "main^1~1", "@^"], ["main", "main~0", "main^0"]),
        (&added, ["main~2", "main^^", "HEAD~1^", "main~1~1", "HEAD^1^1", "@~2"], ["main~1", "main^", "HEAD^1"]),
    ] {
        repo.git(["replace", "--graft", replaced]);
        check("a replacement");
        for name in refused {
            let failures = revs(&repo, &format!("{name}..main")).failures;
            let is_named = |why: &str| why.contains(&format!("refs/replace/{replaced}"));
            assert!(failures.iter().any(|error| is_named(&error.why)), "{name}: {failures:?}");
        }
        for name in taken {
            revs(&repo, &format!("{name}..main")).complete();
        }
        repo.git(["replace", "-d", replaced]);
    }
    // A replacement of a commit whose parents no name here uses.
    let other = repo.git(["commit-tree", "-m", "elsewhere", "HEAD^{tree}"]);
    repo.git(["replace", "--graft", &base, other.trim()]);
    assert_eq!(revs(&repo, "main~2..main").complete().commits, 2);
    repo.git(["replace", "-d", &base]);
    for graft in [format!("{last} {base}\n"), format!("{last}\n")] {
        repo.write(".git/info/grafts", graft);
        check("a graft");
        for name in ["main~1", "main^", "HEAD~1", "HEAD^1"] {
            let failures = revs(&repo, &format!("{name}..main")).failures;
            assert!(failures.iter().any(|error| error.why.contains("grafts")), "{name}: {failures:?}");
        }
    }
    repo.write(".git/info/grafts", "");
    assert_eq!(revs(&repo, "main~2..main").complete().commits, 2);
    // A commit-graph that was written while there was a graft.
    repo.write(".git/info/grafts", format!("{last} {base}\n"));
    repo.git(["-c", "core.commitGraph=true", "commit-graph", "write", "--reachable"]);
    std::fs::remove_file(repo.path(".git/info/grafts")).unwrap();
    check("a commit-graph");
    repo.write(".git/shallow", format!("{last}\n"));
    check("a list of cuts that are none");
}

#[test]
fn a_missing_parent_is_an_error_and_not_a_root() {
    let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
    let base = repo.rev("HEAD");
    let middle = repo.commit("middle");
    repo.commit("last");
    std::fs::remove_file(repo.path(format!(".git/objects/{}/{}", &middle[..2], &middle[2..]))).unwrap();
    let failures = revs(&repo, &format!("{base}..main")).failures;
    assert!(failures.iter().any(|error| error.what.contains(&middle) || error.why.contains(&middle)), "{failures:?}");
}

#[test]
fn pre_receive_yields_what_no_ref_has() {
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
