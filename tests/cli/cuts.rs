//! Parts of a history: since a revision or a date, a range, reflogs, shallow and partial clones.

use crate::support::cmd::{Dsnitch, Ran};
use crate::support::repo::TempRepo;

const ANN: (&str, &str) = ("Ann", "ann@corp.example");

/// Creates three secrets, a year apart.
fn three_years() -> (TempRepo, Vec<String>) {
    let repo = TempRepo::new();
    let mut commits = Vec::new();
    for (year, secret) in [(2021, "Xk29fLq81Zt0"), (2022, "Yk29fLq81Zt1"), (2023, "Zk29fLq81Zt2")] {
        repo.stage(format!("{year}.env"), format!("PGPASSWORD={secret}\n"));
        commits.push(repo.commit_by(ANN, &format!("{year}-06-01T12:00:00Z"), "more"));
    }
    (repo, commits)
}

fn history(repo: &TempRepo, options: &[&str]) -> Ran {
    Dsnitch::new(repo).args([&["history"], options].concat()).json()
}

fn paths(ran: &Ran) -> Vec<String> {
    ran.leaks().into_iter().map(|(path, _)| String::from_utf8_lossy(&path).into_owned()).collect()
}

#[test]
fn a_date_or_a_range_limits_the_work() {
    let (repo, commits) = three_years();
    repo.git(["tag", "v1", &commits[0]]);
    let range = format!("{}..{}", commits[0], commits[1]);
    // Rows: options, the files with a secret, the number of visited commits and scanned files.
    for (options, found, walked, scanned) in [
        (&["--since", "2022-06-01"][..], &["2022.env", "2023.env"][..], 2, 2),
        (&["--since", "2022-06-01T12:00:00Z"], &["2022.env", "2023.env"], 2, 2),
        (&["--since", "2022-06-01T12:00:01Z"], &["2023.env"], 1, 1),
        (&["--since", "2022-06-01T13:30:00+02:00"], &["2022.env", "2023.env"], 2, 2),
        (&["--since", "2024-01-01"], &[], 0, 0),
        (&["--since", "v1"], &["2022.env", "2023.env"], 2, 2),
        (&["v1..HEAD"], &["2022.env", "2023.env"], 2, 2),
        (&[&range], &["2022.env"], 1, 1),
        (&["HEAD..v1"], &[], 0, 0),
    ] {
        let ran = history(&repo, options);
        let coverage = &ran.document()["coverage"];
        assert_eq!(paths(&ran), found, "{options:?}{}", ran.describe());
        assert_eq!((&coverage["commits"], &coverage["files"]), (&walked.into(), &scanned.into()), "{options:?}");
    }
    for (options, says) in [
        (&["--since", "2022-02-30"][..], "2022-02-30"),
        (&["v1"], "A..B"),
        (&["v1.."], "second side is empty"),
        (&["..HEAD"], "first side is empty"),
        (&["nowhere..HEAD"], "nowhere"),
        (&["v1..HEAD", "--since", "v1"], "cannot be used with"),
    ] {
        history(&repo, options).exits(2).says(&[says]);
    }
}

/// What existed before the start is not new after it, wherever in the file it was moved.
#[test]
fn a_limited_scope_makes_no_old_finding_new() {
    let filler: String = (0..40).map(|n| format!("setting_{n} = {n}\n")).collect();
    let repo = TempRepo::with_commit(&[("a.env", &format!("PGPASSWORD=Xk29fLq81Zt0\n{filler}"))]);
    repo.git(["tag", "v1"]);
    repo.git(["mv", "a.env", "b.env"]);
    repo.stage("b.env", format!("{filler}PGPASSWORD=Xk29fLq81Zt0\n"));
    repo.commit("moved");
    for pack in [false, true] {
        if pack {
            repo.git(["repack", "-q", "-adf"]);
        }
        assert_eq!(paths(&history(&repo, &["--since", "v1"])), [""; 0]);
        assert_eq!(paths(&history(&repo, &[])), ["a.env"]);
    }
}

#[test]
fn reflogs_are_scanned_on_request_and_pruned_objects_are_reported() {
    let repo = TempRepo::with_commit(&[("README", "x\n")]);
    repo.stage("a.env", "PGPASSWORD=Xk29fLq81Zt0\n");
    let lost = repo.commit("oops");
    repo.git(["reset", "-q", "--hard", "HEAD~"]);
    assert_eq!(paths(&history(&repo, &[]).exits(0)), [""; 0]);
    let ran = history(&repo, &["--reflog"]).exits(1);
    assert_eq!(ran.leaks_by_commit(), [(lost.clone(), "a.env".to_owned(), 1)].into(), "{}", ran.describe());

    let (folder, file) = lost.split_at(2);
    std::fs::remove_file(repo.path(format!(".git/objects/{folder}/{file}"))).unwrap();
    let ran = history(&repo, &["--reflog"]).exits(0);
    let reasons: Vec<String> = ran.skipped().into_iter().map(|(_, reason)| reason).collect();
    assert_eq!(reasons, ["named by a reflog only, and gone"], "{}", ran.describe());
}

#[test]
fn shallow_and_partial_clones_report_what_is_missing() {
    let (repo, commits) = three_years();
    repo.git(["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", repo.root().display());
    let clone = |name: &str, option: &str| {
        repo.git(["clone", "-q", "--no-checkout", option, &url, &format!("../{name}")]);
        Dsnitch::new(&repo).current_dir(repo.path(format!("../{name}"))).args(["history"]).json()
    };
    let ran = clone("shallow", "--depth=2").exits(1);
    let cut = format!("commit:{}", commits[1]).into_bytes();
    assert_eq!(
        ran.skipped(),
        [(cut, "shallow clone, its parents are not here".to_owned())].into(),
        "{}",
        ran.describe()
    );
    assert_eq!(ran.document()["coverage"]["commits"], 2);

    let ran = clone("partial", "--filter=blob:none").exits(2);
    for (commit, path) in commits.iter().zip(["2021.env", "2022.env", "2023.env"]) {
        let blob = repo.rev(&format!("{commit}:{path}"));
        assert!(ran.stdout.contains(&blob) && ran.stdout.contains(path), "{blob} {path}{}", ran.describe());
    }
    ran.says(&["partial clone"]);
}

/// What is a secret only at its new path did not exist before, whether or not the start hides its previous path.
#[test]
fn a_secret_only_at_the_new_path_is_new_in_a_limited_scope_too() {
    let repo = TempRepo::new();
    let lines: String = (0..9).map(|number| format!("\"app{number}\" \"Xk29fLq81Zt{number}\"\n")).collect();
    repo.stage("notes", lines);
    repo.commit("notes");
    repo.git(["mv", "notes", "userlist.txt"]);
    repo.commit("moved");
    let whole = history(&repo, &[]).exits(1);
    assert_eq!(paths(&whole), vec!["userlist.txt"; 9], "{}", whole.describe());
    for options in [&["--since", "HEAD~"][..], &["HEAD~..HEAD"]] {
        let cut = history(&repo, options).exits(1);
        assert_eq!(cut.leaks(), whole.leaks(), "{options:?}{}", cut.describe());
    }
}

/// The previous content of a moved file is not new, even if the same bytes were seen at a path whose language contains
/// no secret in them. The result must not depend on which was scanned first, or it would depend on the number of
/// threads.
#[test]
fn moved_content_is_not_new_in_a_limited_scope() {
    let setting = "x = 1\ny = 2\nz = 3\nDB_PASSWORD=Xk29fLq81Zt0\n";
    let repo = TempRepo::with_commit(&[("a.env", setting)]);
    repo.git(["tag", "v1"]);
    repo.stage("copy.py", setting);
    repo.commit("copied");
    repo.git(["mv", "a.env", "b.env"]);
    repo.stage("b.env", format!("{setting}w = 4\n"));
    repo.commit("moved");
    assert_eq!(paths(&history(&repo, &[])), ["a.env"]);
    assert_eq!(paths(&history(&repo, &["--since", "v1"])), [""; 0]);
}

/// In a merge of few and of many files, content of another parent is not new: here that parent is before the start.
#[test]
fn a_merge_reports_what_no_parent_has() {
    for count in [3, 40, 100] {
        let repo = TempRepo::with_commit(&[("base.txt", "x\n")]);
        let add = |folder: &str| {
            for number in 0..count {
                let secret = format!("PGPASSWORD=Xk29fLq81Zt{folder}{number}\n");
                repo.stage(format!("{folder}/{number:03}.env"), secret);
            }
        };
        repo.git(["switch", "-q", "-c", "side"]);
        add("aside");
        repo.commit("side");
        repo.git(["switch", "-q", "-"]);
        repo.stage("other.txt", "x\n");
        repo.commit("main");
        repo.git(["merge", "-q", "--no-commit", "side"]);
        add("own");
        add("zone");
        repo.git(["commit", "-q", "-m", "merge"]);
        let found = paths(&history(&repo, &["side..HEAD"]).exits(1));
        let own = |folder: &str| (0..count).map(|number| format!("{folder}/{number:03}.env")).collect::<Vec<_>>();
        assert_eq!(found, [own("own"), own("zone")].concat(), "{count}");
    }
}
