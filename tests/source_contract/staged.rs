//! What is staged.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;

use dsnitch::source::StagedSource;

use super::{leaks, open_checkout, staged, staged_from};
use crate::support::cases;
use crate::support::recorder::Recorder;
use crate::support::repo::TempRepo;
use crate::support::{SECRET, must};

#[test]
fn staged_cases_add_the_expected_lines_and_change_nothing() {
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
fn staged_reports_when_there_is_nothing() {
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
fn named_staged_files_are_scanned() {
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
fn staged_stops_on_break_and_checks_the_path_before_loading() {
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
