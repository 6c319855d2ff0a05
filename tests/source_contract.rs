//! What every source promises: true line numbers, added lines only, skips told, failures told, stop obeyed.

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use dsnitch::source::{
    Checkout, FileSource, HistoryOptions, HistorySource, RangeSource, RangeSpec, Repo, SIZE_LIMIT, Since, StagedSource,
    StdinSource,
};

use crate::support::cases;
use crate::support::recorder::Recorder;
use crate::support::repo::TempRepo;
use crate::support::{SECRET, must};

const ZERO: &str = "0000000000000000000000000000000000000000";

fn open(path: impl AsRef<Path>) -> Repo {
    match Repo::discover(path.as_ref()) {
        Ok(repo) => repo,
        Err(error) => panic!("{error}"),
    }
}

fn open_checkout(path: impl AsRef<Path>) -> Checkout {
    match Checkout::discover(path.as_ref()) {
        Ok(checkout) => checkout,
        Err(error) => panic!("{error}"),
    }
}

fn staged(repo: &TempRepo) -> Recorder {
    staged_from(repo.root(), &[])
}

fn staged_from(directory: impl AsRef<Path>, files: &[&str]) -> Recorder {
    let checkout = open_checkout(directory);
    Recorder::of(&mut StagedSource::new(&checkout, files.iter().map(PathBuf::from).collect()))
}

fn range(repo: &TempRepo, spec: RangeSpec) -> Recorder {
    Recorder::of(&mut RangeSource::new(&open(repo.root()), spec))
}

fn revs(repo: &TempRepo, spec: &str) -> Recorder {
    range(repo, RangeSpec::Revs(spec.to_owned()))
}

fn history(repo: &TempRepo) -> Recorder {
    Recorder::of(&mut HistorySource::new(&open(repo.root()), HistoryOptions::default()))
}

fn leaks(expected: &[(&[u8], u64)]) -> BTreeSet<(Vec<u8>, u64)> {
    expected.iter().map(|(path, line)| (path.to_vec(), *line)).collect()
}

#[test]
fn staged_cases_add_what_they_say_and_change_nothing() {
    for case in cases::staged() {
        let repo = (case.set_up)();
        let before = repo.bytes();
        let said = staged(&repo).complete();
        assert_eq!(said.secrets(), leaks(case.leaks), "{}", case.name);
        let skipped: BTreeSet<_> =
            case.skipped.iter().map(|(path, reason)| (path.as_bytes().to_vec(), (*reason).to_owned())).collect();
        assert_eq!(said.skipped(), skipped, "{}", case.name);
        assert!(repo.bytes() == before, "{}: the repository changed", case.name);
        assert!(!repo.path("PWNED").exists(), "{}: something was executed", case.name);
    }
}

#[test]
fn staged_from_a_subdirectory_sees_the_whole_index() {
    let repo = TempRepo::with_commit(&[("sub/deep/a.conf", "x\n")]);
    repo.stage("top.conf", SECRET);
    repo.stage("sub/b.conf", SECRET);
    let said = staged_from(repo.path("sub/deep"), &[]).complete();
    assert_eq!(said.paths(), ["sub/b.conf", "top.conf"]);
}

#[test]
fn staged_says_when_there_is_nothing() {
    let repo = TempRepo::new();
    assert_eq!(staged(&repo).complete().nothing, Some("nothing is staged"));
    repo.stage("a.conf", SECRET);
    assert_eq!(staged(&repo).complete().nothing, None);
    repo.commit("base");
    assert_eq!(staged(&repo).complete().nothing, Some("nothing is staged"));
    repo.git(["rm", "-q", "a.conf"]);
    assert_eq!(staged(&repo).complete().nothing, Some("what is staged adds no content"));
}

#[test]
fn staged_files_are_scanned_as_named() {
    let repo = TempRepo::with_commit(&[
        ("old.conf", &format!("one\n{SECRET}\n")),
        ("dir/a.conf", SECRET),
        ("dir/b.conf", &format!("{SECRET}\n")),
        ("mode.conf", SECRET),
        ("gone.conf", "x\n"),
    ]);
    repo.write("old.conf", "the work tree is not looked at\n");
    repo.stage("dir/b.conf", format!("{SECRET}\nmore\n{SECRET}\n"));
    repo.git(["update-index", "--chmod=+x", "mode.conf"]);
    repo.git(["rm", "-q", "gone.conf"]);
    repo.write("untracked.conf", SECRET);

    let named = |files: &[&str]| staged_from(repo.root(), files);
    let said = named(&["old.conf"]).complete();
    assert_eq!(said.secrets(), leaks(&[(b"old.conf", 2)]), "unchanged, so whole");
    let said = named(&["./dir/../dir/b.conf"]).complete();
    assert_eq!(said.secrets(), leaks(&[(b"dir/b.conf", 3)]), "changed, so what was added");
    let said = named(&["dir"]).complete();
    assert_eq!(said.secrets(), leaks(&[(b"dir/a.conf", 1), (b"dir/b.conf", 3)]), "a directory");
    let absolute = repo.path("old.conf").to_string_lossy().into_owned();
    assert_eq!(named(&[&absolute]).complete().secrets(), leaks(&[(b"old.conf", 2)]), "absolute");
    let said = staged_from(repo.path("dir"), &["a.conf", "../old.conf"]).complete();
    assert_eq!(said.secrets(), leaks(&[(b"dir/a.conf", 1), (b"old.conf", 2)]), "from a subdirectory");
    assert_eq!(named(&["."]).complete().seen.len(), 3, "all but the mode change and the deletion");
    assert_eq!(named(&["mode.conf", "gone.conf"]).complete().seen.len(), 0, "staged changes that add nothing");

    for (file, why) in [("untracked.conf", "not in the index"), ("../outside", "outside"), ("dir/none", "not in")] {
        let said = named(&[file]);
        assert_eq!(said.failures.len(), 1, "{file}");
        assert!(said.failures.iter().all(|error| error.why.contains(why)), "{file}: {:?}", said.failures);
    }
}

#[test]
fn staged_works_in_a_linked_work_tree_and_through_a_link_to_it() {
    let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
    repo.git(["worktree", "add", "-q", "../linked"]);
    let linked = repo.path("../linked");
    must(fs::write(linked.join("b.conf"), SECRET), "writing");
    repo.git(["-C", "../linked", "add", "b.conf"]);
    assert_eq!(staged_from(&linked, &[]).complete().paths(), ["b.conf"]);
    assert_eq!(staged(&repo).complete().paths(), [] as [&str; 0]);

    let alias = repo.path("../alias");
    must(symlink("linked", &alias), "linking");
    let absolute = alias.join("b.conf").to_string_lossy().into_owned();
    assert_eq!(staged_from(&linked, &[&absolute]).complete().paths(), ["b.conf"]);
    assert_eq!(staged_from(&alias, &["b.conf"]).complete().paths(), ["b.conf"]);
}

#[test]
fn staged_stops_when_told_and_asks_before_it_loads() {
    let repo = TempRepo::new();
    for path in ["a.conf", "b.conf", "c.conf"] {
        repo.stage(path, SECRET);
    }
    let opened = open_checkout(repo.root());
    let recorder = Recorder { stop_after: Some(2), unwanted: vec![b"a.conf".to_vec()], ..Recorder::default() };
    let said = recorder.visiting(&mut StagedSource::new(&opened, Vec::new()));
    assert_eq!(said.paths(), ["b.conf", "c.conf"]);
    let recorder = Recorder { stop_after: Some(1), ..Recorder::default() };
    assert_eq!(recorder.visiting(&mut StagedSource::new(&opened, Vec::new())).paths(), ["a.conf"]);
}

#[test]
fn too_large_a_binary_is_skipped_with_its_size_and_too_large_a_text_refused() {
    let repo = TempRepo::new();
    let size = SIZE_LIMIT + 1;
    repo.git(["config", "core.compression", "1"]);
    let file = must(fs::File::create(repo.path("huge.txt")), "creating");
    must(file.set_len(size), "growing");
    repo.git(["add", "huge.txt"]);
    let said = staged(&repo).complete();
    let skip = |path: &str, size| dsnitch::coverage::Skip {
        path: path.as_bytes().to_vec(),
        reason: dsnitch::coverage::SkipReason::TooLarge(size),
    };
    assert_eq!(said.skips, [skip("huge.txt", size)]);
    // Text of that size could hold anything: a commit does not pass because it is large.
    must(fs::write(repo.path("huge.txt"), vec![b'x'; usize::try_from(size).unwrap_or(0)]), "writing");
    repo.git(["add", "huge.txt"]);
    let failures = staged(&repo).failures;
    assert!(
        failures.iter().any(|error| error.what.contains("huge.txt") && error.why.contains("too many")),
        "{failures:?}"
    );
    let said = Recorder::of(&mut FileSource::new(vec![repo.path("huge.txt")])).complete();
    assert_eq!(said.skips.len(), 1);
}

/// Edits, moves and copies at random; git's own diff says which lines are new.
#[test]
fn added_lines_are_those_that_git_says() {
    let mut state = 7_u64;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % below
    };
    let repo = TempRepo::new();
    let name = |n: usize| format!("d{}/e{}/f{n}.txt", n % 3, n % 4);
    let mut files: Vec<Vec<String>> = Vec::new();
    for n in 0..30 {
        let lines = (0..5 + random(40)).map(|_| format!("word {}", random(12 + n * 7))).collect();
        files.push(lines);
    }
    let content = |lines: &[String]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    for (n, lines) in files.iter().enumerate() {
        repo.stage(name(n), content(lines));
    }
    repo.commit("base");
    for round in 0..6 {
        for n in 0..files.len() {
            let path = name(n + 100 * round);
            let Some(lines) = files.get_mut(n) else { continue };
            for _ in 0..random(6) {
                let (at, word) = (random(lines.len() + 1), format!("new {}", random(1000)));
                if random(3) == 0 && at < lines.len() {
                    lines.remove(at);
                } else {
                    lines.insert(at, word);
                }
            }
            let next = name(n + 100 * (round + 1));
            match random(4) {
                0 => {
                    repo.git(["mv", "-k", &path, &format!("moved{n}.{round}")]);
                    repo.stage(format!("moved{n}.{round}"), content(lines));
                    repo.git(["mv", "-k", &format!("moved{n}.{round}"), &path]);
                    repo.stage(&path, content(lines));
                    must(fs::create_dir_all(repo.path(&next).parent().unwrap_or(Path::new("."))), "making");
                    repo.git(["mv", &path, &next]);
                }
                _ => {
                    repo.stage(&path, content(lines));
                    must(fs::create_dir_all(repo.path(&next).parent().unwrap_or(Path::new("."))), "making");
                    repo.git(["mv", &path, &next]);
                }
            }
        }
        let said = staged(&repo).complete();
        let ours: BTreeSet<(String, u64)> = said
            .seen
            .iter()
            .flat_map(|seen| {
                let path = String::from_utf8_lossy(&seen.origin.path).into_owned();
                seen.added_lines(b"").into_iter().map(move |line| (path.clone(), line))
            })
            .collect();
        let diff = repo.git(["diff", "--cached", "-U0", "-M50%", "--no-color", "--inter-hunk-context=0"]);
        assert_eq!(ours, added_in(&diff), "round {round}");
        repo.commit("next");
    }
}

/// The added lines of a diff without context.
fn added_in(diff: &str) -> BTreeSet<(String, u64)> {
    let (mut added, mut path) = (BTreeSet::new(), String::new());
    for line in diff.lines() {
        if let Some(name) = line.strip_prefix("+++ b/") {
            path = name.to_owned();
        } else if line.starts_with("@@ ") {
            let side = line.split(' ').find_map(|word| word.strip_prefix('+')).unwrap_or_default();
            let (start, count) = side.split_once(',').unwrap_or((side, "1"));
            let (start, count): (u64, u64) = (start.parse().unwrap_or(0), count.parse().unwrap_or(0));
            added.extend((start..start + count).map(|line| (path.clone(), line)));
        }
    }
    added
}

/// base ─ one ─ two (main), base ─ side; then a merge that adds a secret of its own.
struct Branches {
    repo: TempRepo,
    base: String,
    one: String,
    two: String,
    side: String,
    merge: String,
}

fn branches() -> Branches {
    let repo = TempRepo::with_commit(&[("a.conf", "1\n2\n3\n4\n5\n")]);
    let base = repo.rev("HEAD");
    repo.git(["checkout", "-q", "-b", "side"]);
    repo.stage("a.conf", format!("1\n2\n3\n4\n5\n{SECRET}-side\n"));
    let side = repo.commit("side");
    repo.git(["checkout", "-q", "main"]);
    repo.stage("a.conf", format!("{SECRET}-one\n1\n2\n3\n4\n5\n"));
    let one = repo.commit("one");
    repo.stage("b.conf", format!("{SECRET}-two\n"));
    let two = repo.commit("two");
    repo.git(["merge", "-q", "--no-ff", "--no-commit", "side"]);
    repo.stage("a.conf", format!("{SECRET}-one\n1\n{SECRET}-merge\n2\n3\n4\n5\n{SECRET}-side\n"));
    let merge = repo.commit("merge");
    Branches { repo, base, one, two, side, merge }
}

fn by_commit(expected: &[(&str, &str, u64)]) -> BTreeSet<(String, Vec<u8>, u64)> {
    expected.iter().map(|(id, path, line)| ((*id).to_owned(), path.as_bytes().to_vec(), *line)).collect()
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

#[test]
fn history_gives_each_blob_once_from_every_ref() {
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
        HistoryOptions { since: Some(Since::Revision(two.clone())), ..HistoryOptions::default() },
    ))
    .complete();
    let found = since.secrets_by_commit();
    assert!(found.iter().all(|(commit, ..)| *commit != one && *commit != two), "{found:?}");
    assert!(found.iter().any(|(commit, ..)| *commit == merge), "{found:?}");
}

#[test]
fn history_does_not_forget_a_blob_that_was_unwanted_elsewhere() {
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
fn what_is_missing_or_damaged_fails_by_name() {
    let remove = |repo: &TempRepo, id: &str| {
        let (directory, file) = id.split_at(2);
        must(fs::remove_file(repo.path(format!(".git/objects/{directory}/{file}"))), "removing an object");
    };
    let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
    repo.stage("b.conf", SECRET);
    repo.stage("c.conf", "still scanned\n");
    let blob = repo.rev(":b.conf");
    remove(&repo, &blob);
    let said = staged(&repo);
    assert_eq!(said.paths(), ["c.conf"]);
    assert!(said.failures.iter().any(|error| error.what.contains(&blob) && error.what.contains("b.conf")));

    let repo = TempRepo::with_commit(&[("dir/a.conf", "x\n")]);
    repo.stage("dir/a.conf", SECRET);
    let tree = repo.rev("HEAD:dir");
    remove(&repo, &tree);
    assert!(staged(&repo).failures.iter().any(|error| error.what.contains(&tree)));
    repo.git(["read-tree", "--empty"]);
    assert!(history(&repo).failures.iter().any(|error| error.what.contains(&tree)));

    let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
    repo.stage("a.conf", format!("x\n{SECRET}\n"));
    remove(&repo, &repo.rev("HEAD:a.conf"));
    let said = staged(&repo);
    assert!(said.seen.iter().all(|seen| seen.added.is_err()), "the old side is gone");

    let repo = TempRepo::with_commit(&[("old.conf", "one\ntwo\n")]);
    remove(&repo, &repo.rev("HEAD:old.conf"));
    repo.git(["rm", "-q", "--cached", "old.conf"]);
    repo.stage("new.conf", SECRET);
    assert_eq!(staged(&repo).complete().secrets(), leaks(&[(b"new.conf", 1)]), "what was deleted is not needed");

    for (what, damage) in [("index", "DIRC garbage"), ("index", "")] {
        let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
        must(fs::write(repo.path(".git/index"), damage), "damaging");
        let failures = staged(&repo).failures;
        assert!(failures.iter().any(|error| error.what.contains(what)), "{damage:?}: {failures:?}");
    }
    let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
    must(fs::write(repo.path(".git/refs/heads/main"), "1234567890123456789012345678901234567890\n"), "damaging");
    assert!(staged(&repo).failures.iter().any(|error| error.what.contains("HEAD")));
}

#[test]
fn places_that_are_no_repository_fail() {
    let outside = must(tempfile::tempdir(), "making a directory");
    let error = Repo::discover(outside.path()).err();
    assert!(error.is_some_and(|error| error.what.contains("no git repository at") && !error.next.is_empty()));

    let bare = TempRepo::new();
    bare.git(["init", "-q", "--bare", "../bare.git"]);
    let said = staged_from(bare.path("../bare.git"), &[]);
    assert!(said.failures.iter().any(|error| error.why.contains("bare")), "{:?}", said.failures);
    assert_eq!(open(bare.path("../bare.git")).work_tree(), None);
}

#[test]
fn head_file_is_the_committed_one() {
    let repo = TempRepo::new();
    let file = |path: &str| open(repo.root()).head_file(path);
    assert_eq!(file("a.conf"), Ok(None));
    repo.stage("sub/a.conf", "committed\n");
    repo.stage_entry("120000", "link", "sub/a.conf");
    repo.commit("base");
    repo.stage("sub/a.conf", "staged\n");
    assert_eq!(file("sub/a.conf"), Ok(Some(b"committed\n".to_vec())));
    assert_eq!(file("none/a.conf"), Ok(None));
    assert!(file("link").is_err() && file("sub").is_err());
}

#[test]
fn files_of_a_directory_are_what_git_would_list_and_what_it_tracks() {
    let repo = TempRepo::new();
    for path in ["a.txt", ".hidden", "dir/b.txt", "ignored/tracked.txt", "x.log", "gone.txt"] {
        repo.stage(path, "text\n");
    }
    repo.write(".gitignore", "*.log\nignored/\n");
    for path in ["ignored/untracked.txt", "y.log", "new.txt", "sub/.gitignore", "sub/c.txt"] {
        repo.write(path, "c.txt\n");
    }
    must(fs::remove_file(repo.path("gone.txt")), "removing");
    must(symlink("a.txt", repo.path("link")), "linking");
    must(symlink("dir", repo.path("linked-dir")), "linking");
    repo.git(["init", "-q", "nested"]);
    repo.write("nested/.gitignore", "kept\n");
    repo.write("nested/kept", "text\n");
    repo.git(["-C", "nested", "add", "-f", "kept"]);
    let root = repo.root().to_string_lossy().into_owned();
    let listed = |path: &str| {
        let said = Recorder::of(&mut FileSource::new(vec![PathBuf::from(path)])).complete();
        said.paths().iter().map(|path| path.replacen(&root, "", 1)).collect::<Vec<_>>()
    };
    let all = [
        "/.gitignore",
        "/.hidden",
        "/a.txt",
        "/dir/b.txt",
        "/ignored/tracked.txt",
        "/link",
        "/linked-dir",
        "/nested/.gitignore",
        "/nested/kept",
        "/new.txt",
        "/sub/.gitignore",
        "/x.log",
    ];
    assert_eq!(listed(&root), all);
    assert_eq!(listed(&format!("{root}/ignored/")), ["/ignored/tracked.txt", "/ignored/untracked.txt"], "named");
    assert_eq!(listed(&format!("{root}/y.log")), ["/y.log"], "named, so read");
    assert_eq!(listed(&format!("{root}/linked-dir")), ["/linked-dir/b.txt"], "named, so followed");
    let said = Recorder::of(&mut FileSource::new(vec![repo.path("dir"), repo.path("dir/b.txt"), repo.path("link")]));
    let said = said.complete();
    assert_eq!(said.seen.len(), 2, "each once");
    let texts: Vec<&[u8]> = said.seen.iter().map(|seen| seen.text.as_slice()).collect();
    assert_eq!(texts, [b"text\n", b"text\n"]);
}

#[test]
fn files_outside_of_a_repository_are_all_of_them() {
    let directory = must(tempfile::tempdir(), "making a directory");
    let path = |name: &str| directory.path().join(name);
    for (name, content) in [(".gitignore", "*.conf\n"), (".ignore", "*\n"), ("a.conf", SECRET), (".env", SECRET)] {
        must(fs::write(path(name), content), "writing");
    }
    must(symlink("/nowhere/else", path("dangling")), "linking");
    must(std::os::unix::net::UnixListener::bind(path("socket")), "binding a socket");
    let said = Recorder::of(&mut FileSource::new(vec![directory.path().to_owned()])).complete();
    assert_eq!(said.seen.len(), 5);
    assert_eq!(said.secrets().len(), 2);
    let link = said.seen.iter().find(|seen| seen.origin.path.ends_with(b"dangling"));
    assert!(link.is_some_and(|link| link.text == b"/nowhere/else"), "a link's target is its content");
    assert!(said.skips.iter().all(|skip| skip.path.ends_with(b"socket")) && said.skips.len() == 1, "{:?}", said.skips);
    let said = Recorder::of(&mut FileSource::new(vec![path("none"), path("dangling"), path("a.conf")]));
    assert_eq!((said.failures.len(), said.seen.len()), (2, 1));
}

#[test]
fn standard_input_is_one_fragment() {
    let said = Recorder::of(&mut StdinSource::new(Cursor::new(format!("one\n{SECRET}\n")))).complete();
    assert_eq!(said.secrets(), leaks(&[(b"-", 2)]));
    let said = Recorder::of(&mut StdinSource::new(std::io::repeat(b'x')));
    assert_eq!((said.failures.len(), said.seen.len()), (1, 0), "endless input is not scanned, and says so");
    let said = Recorder::of(&mut StdinSource::new(Cursor::new(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec())));
    assert_eq!(said.complete().skips.len(), 1);
}
