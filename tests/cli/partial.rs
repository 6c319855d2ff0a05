use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::states::{CLEAN, base};
use crate::support::cmd::{Dsnitch, Ran};
use crate::support::repo::TempRepo;
use crate::support::{SECRET, must};

/// Versions of `a.env`, each with its own secret on another line.
const VERSIONS: usize = 5;

/// Creates a repository with so many versions of `a.env` and four files that never changed.
fn origin() -> TempRepo {
    let repo = TempRepo::new();
    repo.git(["config", "uploadpack.allowFilter", "true"]);
    for name in ["b", "c", "d", "e"] {
        repo.stage(format!("dir/{name}.txt"), format!("{name}\n"));
    }
    let mut text = String::new();
    for version in 0..VERSIONS {
        text.push_str(&format!("PGPASSWORD=Xk29fLq81Zt{version}\n"));
        repo.stage("a.env", &text);
        repo.commit(&format!("version {version}"));
    }
    repo
}

/// Clones it with a filter.
fn clone(origin: &TempRepo, filter: &str, options: &[&str]) -> PathBuf {
    let url = format!("file://{}", origin.root().display());
    let to = origin.path("../clone");
    origin.git([&["clone", "-q", filter], options, &[&url, "../clone"]].concat());
    to
}

fn run(origin: &TempRepo, clone: &PathBuf, arguments: &[&str]) -> Ran {
    Dsnitch::new(origin).current_dir(clone).args(arguments).json()
}

fn failures(ran: &Ran) -> Vec<Value> {
    ran.document()["coverage"]["failures"].as_array().cloned().unwrap_or_default()
}

/// Returns the objects and paths that are reported as missing, and checks their number.
fn missing(ran: &Ran) -> Vec<(String, String)> {
    let missing = &ran.document()["coverage"]["missing"];
    let objects = missing["objects"].as_array().cloned().unwrap_or_default();
    assert_eq!(missing["count"].as_u64().unwrap_or(0), objects.len() as u64, "{}", ran.describe());
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    objects.iter().map(|object| (text(&object["path"]), text(&object["object"]))).collect()
}

/// Returns every expected version of `a.env` except the last `but` ones.
fn versions(origin: &TempRepo, but: usize) -> Vec<(String, String)> {
    let name = |back: usize| ("a.env".to_owned(), origin.rev(&format!("HEAD~{back}:a.env")));
    let mut versions: Vec<(String, String)> = (but..VERSIONS).map(name).collect();
    versions.sort();
    versions
}

#[test]
fn a_history_reports_missing_objects_once_with_the_next_step() {
    let origin = origin();
    let clone = clone(&origin, "--filter=blob:none", &["--no-checkout"]);
    let ran = run(&origin, &clone, &["history"]).exits(2);
    let mut all = versions(&origin, 0);
    for name in ["b", "c", "d", "e"] {
        let path = format!("dir/{name}.txt");
        let blob = origin.rev(&format!("HEAD:{path}"));
        all.push((path, blob));
    }
    assert_eq!(missing(&ran), all, "{}", ran.describe());
    assert_eq!(ran.document()["verdict"], "incomplete");
    let reported = failures(&ran);
    assert_eq!(reported.len(), 1, "{}", ran.describe());
    let what = "9 objects that this partial clone has left out (a.env, dir/b.txt, dir/c.txt, …)";
    assert_eq!(reported[0]["what"], what, "{}", ran.describe());
    assert_eq!(ran.stderr.matches("dsnitch: ").count(), 1, "{}", ran.describe());
    let human = Dsnitch::new(&origin).current_dir(&clone).args(["history"]).run().exits(2);
    human.says(&["incomplete: 1 thing could not be scanned (9 objects missing)"]);

    // The next step in the message helps.
    let next = reported[0]["next"].as_str().unwrap_or("").to_owned();
    let command = next.split('`').nth(1).unwrap_or("").split(' ').skip(1);
    let mut git = origin.command("git");
    assert!(must(git.current_dir(&clone).args(command).output(), "running git").status.success(), "{next}");
    let (ran, whole) = (run(&origin, &clone, &["history"]).exits(1), run(&origin, &origin.root(), &["history"]));
    assert_eq!(ran.leaks_by_commit(), whole.leaks_by_commit());
    assert_eq!(ran.leaks().len(), VERSIONS, "{}", ran.describe());
    assert!(ran.document()["coverage"]["missing"].is_null(), "{}", ran.describe());
}

#[test]
fn present_content_is_scanned_even_if_its_history_is_missing() {
    let origin = origin();
    let clone = clone(&origin, "--filter=blob:none", &[]);
    let ran = run(&origin, &clone, &["history"]).exits(2);
    assert_eq!(missing(&ran), versions(&origin, 1), "{}", ran.describe());
    assert_eq!(ran.leaks().len(), VERSIONS, "its last version is here, with all lines{}", ran.describe());
    let ran = run(&origin, &clone, &["range", "HEAD~..HEAD"]).exits(2);
    assert_eq!(missing(&ran), [("a.env".to_owned(), origin.rev("HEAD~:a.env"))], "{}", ran.describe());
    assert!(ran.leaks().contains(&(b"a.env".to_vec(), VERSIONS as u64)), "{}", ran.describe());
    let ran = run(&origin, &clone, &["range", "HEAD~3..HEAD"]).exits(2);
    assert_eq!((missing(&ran).len(), failures(&ran).len()), (2, 1), "{}", ran.describe());
    // With the last version present, a change to it needs no missing object.
    must(fs::write(clone.join("a.env"), "x\n"), "writing");
    origin.git(["-C", "../clone", "add", "a.env"]);
    run(&origin, &clone, &["staged"]).exits(0);
}

#[test]
fn a_staged_change_to_a_missing_blob_is_reported() {
    let origin = origin();
    let clone = clone(&origin, "--filter=blob:none", &["--no-checkout"]);
    origin.git(["-C", "../clone", "remote", "set-url", "origin", "file:///nonexistent"]);
    origin.git(["-C", "../clone", "read-tree", "HEAD"]);
    must(fs::write(clone.join("new"), "PGPASSWORD=Xk29fLq81Zt9\n"), "writing");
    let blob = origin.git(["-C", "../clone", "hash-object", "-w", "new"]);
    origin.git(["-C", "../clone", "update-index", "--cacheinfo", &format!("100644,{},a.env", blob.trim())]);
    let ran = run(&origin, &clone, &["staged"]).exits(2);
    assert_eq!(missing(&ran), [("a.env".to_owned(), origin.rev("HEAD:a.env"))], "{}", ran.describe());
    assert_eq!(ran.leaks(), [(b"a.env".to_vec(), 1)].into(), "{}", ran.describe());
}

#[test]
fn the_shards_of_a_partial_clone_report_together_what_is_missing() {
    let origin = origin();
    let clone = clone(&origin, "--filter=blob:none", &["--no-checkout"]);
    let whole = run(&origin, &clone, &["history"]).exits(2);
    let mut reports = Vec::new();
    for index in 1..=3 {
        let ran = run(&origin, &clone, &["history", "--shard", &format!("{index}/3")]);
        let path = origin.home().join(index.to_string());
        must(fs::write(&path, &ran.stdout), "keeping a report");
        reports.push(path);
    }
    let merged = Dsnitch::new(&origin).args(["report", "merge"]).args(&reports).json().exits(2);
    assert_eq!(missing(&merged), missing(&whole), "{}", merged.describe());
    assert_eq!(failures(&merged), failures(&whole), "{}", merged.describe());
    let human = Dsnitch::new(&origin).args(["report", "merge"]).args(&reports).run().exits(2);
    human.says(&["(9 objects missing)"]);
    must(fs::write(origin.home().join("list"), format!("{}\n", clone.display())), "writing");
    let list = origin.home().join("list");
    let ran = Dsnitch::new(&origin).args(["history", "--repos"]).arg(&list).json().exits(2);
    let named = |(path, object): &(String, String)| (format!("{}:{path}", clone.display()), object.clone());
    assert_eq!(missing(&ran), missing(&whole).iter().map(named).collect::<Vec<_>>(), "{}", ran.describe());
}

#[test]
fn missing_directories_are_reported_without_a_path() {
    let origin = origin();
    let clone = clone(&origin, "--filter=tree:0", &["--no-checkout"]);
    let ran = run(&origin, &clone, &["history"]).exits(2);
    let trees: Vec<String> = (0..VERSIONS).map(|back| origin.rev(&format!("HEAD~{back}^{{tree}}"))).collect();
    let reported = missing(&ran);
    assert!(trees.iter().all(|tree| reported.contains(&("-".to_owned(), tree.clone()))), "{}", ran.describe());
    assert_eq!(failures(&ran).len(), 1, "{}", ran.describe());
}

/// Objects without a promisor remote are lost, and reported one by one.
#[test]
fn a_missing_object_without_a_promisor_is_damage() {
    let origin = origin();
    let clone = clone(&origin, "--filter=blob:none", &["--no-checkout"]);
    for name in ["remote.origin.promisor", "remote.origin.partialclonefilter"] {
        origin.git(["-C", "../clone", "config", "--unset", name]);
    }
    let ran = run(&origin, &clone, &["history"]).exits(2);
    assert_eq!((missing(&ran).len(), failures(&ran).len()), (0, 9), "{}", ran.describe());
}

#[test]
fn a_missing_object_is_an_error_only_if_it_is_needed() {
    let origin = base();
    origin.stage("a.conf", format!("{CLEAN}more = 1\n"));
    origin.commit("more");
    origin.git(["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", origin.root().display());
    for filter in ["--depth=1", "--filter=blob:none"] {
        let repo = TempRepo::new();
        repo.git(["clone", "-q", "--no-checkout", filter, &url, "../clone"]);
        repo.git(["-C", "../clone", "remote", "set-url", "origin", "file:///nonexistent"]);
        repo.git(["-C", "../clone", "read-tree", "HEAD"]);
        let blob = repo.blob(format!("{CLEAN}{SECRET}\n"));
        let from = repo.path(format!(".git/objects/{}", &blob[..2]));
        let to = repo.path(format!("../clone/.git/objects/{}", &blob[..2]));
        must(fs::create_dir_all(&to), "making a directory");
        must(fs::copy(from.join(&blob[2..]), to.join(&blob[2..])), "copying");
        let clone = repo.path("../clone");
        let add = |path: &str| {
            let info = format!("100644,{blob},{path}");
            repo.git(["-C", "../clone", "update-index", "--add", "--cacheinfo", &info]);
        };
        add("new.conf");
        let ran = Dsnitch::new(&repo).current_dir(&clone).args(["staged"]).json().exits(1);
        assert!(ran.leaks().contains(&(b"new.conf".to_vec(), 2)), "{filter}{}", ran.describe());
        if filter.starts_with("--filter") {
            // The old side of a change is missing: the added lines are unknown.
            add("a.conf");
            Dsnitch::new(&repo).current_dir(&clone).args(["staged"]).run().exits(2).says(&["a.conf", "missing"]);
        }
    }
}

/// A part of the history may need no missing object, and `HEAD` may contain its secrets nevertheless.
#[test]
fn at_head_is_unknown_if_objects_of_head_are_missing() {
    let origin = TempRepo::new();
    origin.git(["config", "uploadpack.allowFilter", "true"]);
    origin.stage("kept.env", "# the same\nPGPASSWORD=Xk29fLq81Zt0\n");
    origin.stage("other.txt", "x\n");
    let first = origin.commit("kept");
    origin.stage("a.env", "PGPASSWORD=Xk29fLq81Zt0\n");
    origin.commit("a copy");
    origin.git(["rm", "-q", "a.env"]);
    origin.commit("no copy");
    let clone = clone(&origin, "--filter=blob:none", &["--no-checkout"]);
    let fetch = |object: &str| origin.git(["-C", "../clone", "cat-file", "blob", object]);
    fetch("HEAD~:a.env");
    let at_head = |options: &[&str]| {
        let ran = run(&origin, &clone, &[&["history"], options].concat()).exits(1);
        assert_eq!(ran.leaks(), [(b"a.env".to_vec(), 1)].into(), "{}", ran.describe());
        let document = ran.document();
        assert_eq!(document["secrets"][0]["at_head"], document["findings"][0]["at_head"], "{}", ran.describe());
        document["findings"][0]["at_head"].clone()
    };
    let range = format!("{first}..HEAD");
    for options in [&["--since", &first][..], &[&range]] {
        assert_eq!(at_head(options), Value::Null, "{options:?}");
    }
    let human = Dsnitch::new(&origin).current_dir(&clone).args(["history", &range]).run().exits(1);
    human.says(&["perhaps still at HEAD, not all of which could be read"]);
    // Merging the shards gives the same, and the rest is not needed once the secret was seen.
    let shares: Vec<PathBuf> = (1..=2)
        .map(|index| {
            let path = origin.home().join(format!("share {index}"));
            let ran = run(&origin, &clone, &["history", &range, "--shard", &format!("{index}/2")]);
            must(fs::write(&path, &ran.stdout), "keeping a report");
            path
        })
        .collect();
    let merged = Dsnitch::new(&origin).args(["report", "merge"]).args(&shares).json().exits(1);
    assert_eq!(merged.document()["findings"][0]["at_head"], Value::Null, "{}", merged.describe());
    fetch("HEAD:kept.env");
    assert_eq!(at_head(&[&range]), true);
}
