//! A sharded scan, and the merge of its reports.

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::history::generated;
use crate::support::cmd::{Dsnitch, Ran};
use crate::support::must;
use crate::support::repo::TempRepo;

/// Runs `history` with these options and stores its report.
fn report(repo: &TempRepo, name: &str, options: &[&str]) -> PathBuf {
    let path = repo.home().join(name);
    let ran = Dsnitch::new(repo).args([&["history"], options].concat()).json();
    must(fs::write(&path, &ran.stdout), "keeping a report");
    path
}

fn merge(repo: &TempRepo, reports: &[PathBuf]) -> Ran {
    Dsnitch::new(repo).args(["report", "merge"]).args(reports).json()
}

fn read(path: &PathBuf) -> Value {
    must(serde_json::from_str(&must(fs::read_to_string(path), "reading a report")), "reading a report")
}

/// Checks that the report of one scan and the merged reports of its shards are equal byte for byte, without the fields
/// that only a shard has.
#[track_caller]
fn is_put_together(repo: &TempRepo, count: u32, options: &[&str]) -> Ran {
    let whole = Dsnitch::new(repo).args(["history"]).args(options).json();
    let shard =
        |index: u32| report(repo, &format!("{index}"), &[options, &["--shard", &format!("{index}/{count}")]].concat());
    let shards: Vec<PathBuf> = (1..=count).map(shard).collect();
    let merged = merge(repo, &shards);
    // A share does not say which commit took a secret away, nor what that wrote.
    let whole = without_removals(&whole.stdout);
    let (without, about) = merged.stdout.rsplit_once(",\"shards\":").unwrap_or((&merged.stdout, ""));
    let without = format!("{without}}}\n");
    let same = without.bytes().zip(whole.bytes()).take_while(|(a, b)| a == b).count();
    let near = |text: &str| String::from_utf8_lossy(&text.as_bytes()[same.saturating_sub(200)..]).into_owned();
    assert!(without == whole, "{count} shards\n{:.400}\n---\n{:.400}", near(&without), near(&whole));
    assert_eq!(about, format!("{{\"count\":{count},\"absent\":[]}}}}\n"));
    merged
}

#[test]
fn merged_shards_equal_the_report_of_one_scan() {
    let plain = generated(21, 40);
    let with_more = generated(22, 40);
    for text in ["\0\u{1}\0", "\0\u{2}\0"] {
        with_more.stage("b.bin", text);
        with_more.stage(std::ffi::OsStr::from_bytes(b"\xff.bin"), format!("{text}\u{3}"));
        with_more.commit("a binary, again");
    }
    let submodule = with_more.rev("HEAD");
    with_more.git(["update-index", "--add", "--cacheinfo", &format!("160000,{submodule},sub")]);
    with_more.commit("a submodule");
    with_more.git(["repack", "-q", "-d"]);
    with_more.git(["repack", "-q", "-a", "--depth=5"]);
    let with_lost = generated(23, 40);
    with_lost.git(["reset", "-q", "--hard", "HEAD~12"]);
    with_lost.stage("b/userlist.txt", "\"app\" \"Xk29fLq81Zt0\"\n");
    with_lost.git(["write-tree"]);
    for number in 0..3 {
        with_lost.blob(format!("PGPASSWORD=Yk29fLq81Zt{number}"));
    }
    let clean = TempRepo::with_commit(&[("a", "a\n"), ("b", "b\n"), ("c", "c\n")]);
    let unborn = TempRepo::new();
    for count in [1, 2, 3, 5] {
        is_put_together(&plain, count, &[]).exits(1);
        is_put_together(&plain, count, &["--since", "HEAD~9"]);
        is_put_together(&with_lost, count, &["--include-unreachable"]).exits(1).says(&["\"pathless\":3"]);
        let merged = is_put_together(&with_more, count, &["--explain"]).exits(1);
        assert_eq!(merged.skipped().len(), 3, "{}", merged.describe());
        is_put_together(&clean, count, &[]).exits(0);
        is_put_together(&unborn, count, &[]).exits(0).says(&["no commit to scan"]);
    }
    let shallow = plain.path("../shallow");
    plain.git(["clone", "-q", "--depth", "3", &format!("file://{}", plain.root().display()), "../shallow"]);
    plain.git(["-C", "../shallow", "repack", "-q", "-d"]);
    must(fs::rename(&shallow, plain.path("sub")), "moving");
    must(fs::rename(plain.path(".git"), plain.path("../away")), "moving");
    must(fs::rename(plain.path("sub/.git"), plain.path(".git")), "moving");
    let merged = is_put_together(&plain, 3, &[]);
    assert!(merged.stdout.contains("shallow clone"), "{}", merged.describe());
}

/// A shard names every use of its passwords, although another password has the same use there.
#[test]
fn a_password_that_is_reused_within_one_shard_is_reported_as_in_one_scan() {
    let url = |password: &str, database: &str| format!("URL=postgres://app:{password}@db/{database}\n");
    let (one, two) = ("kV8m2Qz4rTn9Lw3X", "Wq7nB3xKp9Zt5Ls2");
    // In a document it is not in use.
    let repo = TempRepo::with_commit(&[
        ("a.conf", &(url(one, "app") + &url(two, "billing") + &url(one, "billing"))),
        ("docs/manual.md", &url(two, "archive")),
    ]);
    let merged = is_put_together(&repo, 2, &[]).document();
    let findings = merged["findings"].as_array().unwrap();
    let reused = findings.iter().filter(|finding| finding["rule"] == "password-reused");
    let lines: Vec<u64> = reused.filter_map(|finding| finding["line"].as_u64()).collect();
    assert_eq!(lines, [3]);
}

#[test]
fn failures_in_shards_are_reported_as_in_one_scan() {
    let repo = TempRepo::new();
    for number in 0..6 {
        for version in 0..3 {
            repo.stage(format!("{number}.conf"), format!("PGPASSWORD=Xk29fLq81Zt{number}{version}\n"));
            repo.commit("in");
        }
    }
    for name in ["HEAD:0.conf", "HEAD~1:5.conf", "HEAD~9:2.conf", "HEAD~4^{tree}"] {
        let id = repo.rev(name);
        let object = repo.path(format!(".git/objects/{}/{}", &id[..2], &id[2..]));
        must(fs::remove_file(object), "removing an object");
    }
    for count in [1, 2, 3, 7] {
        is_put_together(&repo, count, &[]).exits(2);
    }
    // The same objects with a promisor remote: one failure, and each object once.
    repo.git(["config", "remote.up.url", "/nowhere"]);
    repo.git(["config", "remote.up.promisor", "true"]);
    for count in [1, 2, 3, 7] {
        let merged = is_put_together(&repo, count, &[]).exits(2).document();
        let coverage = &merged["coverage"];
        assert_eq!(coverage["failures"].as_array().map(Vec::len), Some(1), "{coverage:#}");
        assert_eq!(coverage["missing"]["count"], 4, "{coverage:#}");
        let what = coverage["failures"][0]["what"].as_str().unwrap_or("").to_owned();
        assert!(what.starts_with("4 objects that this partial clone has left out"), "{what}");
    }
}

#[test]
fn a_repeated_shard_counts_if_it_is_complete() {
    let repo = TempRepo::new();
    for number in 0..6 {
        repo.stage(format!("{number}.conf"), format!("PGPASSWORD=Xk29fLq81Zt{number}\n"));
    }
    repo.commit("in");
    let object = repo.rev("HEAD:0.conf");
    let object = repo.path(format!(".git/objects/{}/{}", &object[..2], &object[2..]));
    must(fs::rename(&object, repo.home().join("away")), "moving an object");
    let mut shards: Vec<PathBuf> =
        (1..=2).map(|index| report(&repo, &format!("first {index}"), &["--shard", &format!("{index}/2")])).collect();
    merge(&repo, &shards).exits(2);
    // A scan that was stopped before it listed its work does not know the whole.
    let mut early = read(&shards[1]);
    early["verdict"] = "incomplete".into();
    early["findings"] = Value::Array(Vec::new());
    early["coverage"]["shard"]["whole"] = "".into();
    shards.push(repo.home().join("early"));
    must(fs::write(&shards[2], early.to_string()), "writing");
    must(fs::rename(repo.home().join("away"), &object), "moving an object");
    shards.extend((1..=2).map(|index| report(&repo, &format!("then {index}"), &["--shard", &format!("{index}/2")])));
    for _ in 0..2 {
        let ran = merge(&repo, &shards).exits(1);
        assert_eq!(ran.leaks().len(), 6, "{}", ran.describe());
        shards.reverse();
    }
}

#[test]
fn shards_with_very_many_skips_are_merged_in_time() {
    let repo = TempRepo::with_commit(&[("a", "a\n")]);
    let mut shards = Vec::new();
    for index in 1..=4 {
        let path = report(&repo, &index.to_string(), &["--shard", &format!("{index}/4")]);
        let skips: Vec<Value> = (0..50_000)
            .map(|number| serde_json::json!({"path": format!("{index}/{number}.bin"), "reason": "binary"}))
            .collect();
        let mut document = read(&path);
        document["coverage"]["skipped"] = skips.into();
        must(fs::write(&path, document.to_string()), "writing");
        shards.push(path);
    }
    let started = Instant::now();
    let ran = merge(&repo, &shards).exits(0);
    assert_eq!(ran.skipped().len(), 200_000);
    assert!(started.elapsed() < Duration::from_secs(60), "it takes too long: {:?}", started.elapsed());
}

#[track_caller]
fn says_the_same(whole: &Value, merged: &Value, about: &str) {
    let (all, again) = (&whole["findings"], &merged["findings"]);
    assert_eq!(all.as_array().map(Vec::len), again.as_array().map(Vec::len), "{about}");
    for part in ["findings", "secrets", "summary", "verdict"] {
        assert!(whole[part] == merged[part], "{about}: {part}\n{:#}\n{:#}", whole[part], merged[part]);
    }
    for part in ["files", "bytes", "commits", "messages", "failures"] {
        assert_eq!(whole["coverage"][part], merged["coverage"][part], "{about}: {part}");
    }
}

#[test]
fn the_shards_of_a_repository_find_together_what_one_scan_finds() {
    for seed in [11, 12] {
        let repo = generated(seed, 50);
        repo.git(["tag", "-m", "PGPASSWORD=Xk29fLq81Zt0", "v1"]);
        for pack in [false, true] {
            if pack {
                repo.git(["repack", "-q", "-adf", "--depth=50"]);
            }
            let whole = read(&report(&repo, "whole", &["--blame-all"]));
            assert!(whole["findings"].as_array().is_some_and(|findings| findings.len() > 50));
            for count in [1, 2, 3, 5] {
                let shard = |index: i32| {
                    let shard = format!("{index}/{count}");
                    report(&repo, &format!("{index}"), &["--blame-all", "--shard", &shard])
                };
                let shards: Vec<PathBuf> = (1..=count).map(shard).collect();
                let merged = merge(&repo, &shards).exits(1).document();
                // A shard names the places in its own share, and not when a secret went; no finding has those of the others.
                says_the_same(&without_places(whole.clone()), &without_places(merged), &format!("{seed} {count}"));
            }
        }
    }
}

fn without_places(mut document: Value) -> Value {
    for part in ["findings", "secrets"] {
        for secret in document[part].as_array_mut().into_iter().flatten() {
            if let Some(secret) = secret.as_object_mut() {
                secret.remove("places");
                secret.remove("removed");
                secret.remove("replaced");
            }
        }
    }
    document
}

/// A report in JSON that does not say when a secret went.
fn without_removals(report: &str) -> String {
    let mut parts = report.split("\"removed\":{");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str("\"removed\":null");
        text.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    text.replace("\"replaced\":true", "\"replaced\":false")
}

fn repositories(count: usize) -> (TempRepo, Vec<TempRepo>, String) {
    let here = TempRepo::new();
    let mut list = "# the fleet\n\n".to_owned();
    let mut all = Vec::new();
    for number in 0..count {
        let repo = TempRepo::new();
        repo.stage("a.conf", format!("PGPASSWORD=Xk29fLq81Zt{number}\n"));
        repo.stage("shared.conf", "PGPASSWORD=Yk29fLq81Zt9\n");
        // Such passwords are not old yet.
        repo.commit_by(("a", "a@example.com"), "2098-01-01T00:00:00Z", "in");
        list += &format!("{}\n", repo.root().display());
        all.push(repo);
    }
    here.write("list", &list);
    (here, all, list)
}

#[test]
fn the_shards_of_a_list_find_together_what_one_scan_finds() {
    let (here, repos, _) = repositories(5);
    let whole = read(&report(&here, "whole", &["--repos", "list"]));
    let named = |finding: &Value| finding["repository"].as_str().unwrap_or("").to_owned();
    let findings = whole["findings"].as_array().cloned().unwrap_or_default();
    assert_eq!(findings.len(), 10);
    for repo in &repos {
        let name = repo.root().display().to_string();
        assert_eq!(findings.iter().filter(|finding| named(finding) == name).count(), 2, "{name}");
    }
    let shared = whole["secrets"].as_array().map_or(&[][..], Vec::as_slice).iter();
    let shared = shared.filter(|secret| secret["findings"].as_array().map(Vec::len) == Some(5)).count();
    assert_eq!(shared, 1, "the secret that all have is one");
    for count in [2, 3, 7] {
        let shard = |index: i32| {
            report(&here, &index.to_string(), &["--repos", "list", "--shard", &format!("{index}/{count}")])
        };
        let shards: Vec<PathBuf> = (1..=count).map(shard).collect();
        let sizes: Vec<usize> = shards
            .iter()
            .map(|shard| read(shard)["coverage"]["shard"]["repositories"].as_array().map_or(0, Vec::len))
            .collect();
        assert_eq!(sizes.iter().sum::<usize>(), 5, "{sizes:?}");
        assert!(sizes.iter().max().unwrap_or(&9) - sizes.iter().min().unwrap_or(&0) <= 1, "{sizes:?}");
        says_the_same(&whole, &merge(&here, &shards).exits(1).document(), &format!("{count} shards"));
    }
}

#[test]
fn an_unreadable_repository_is_reported_and_the_others_are_scanned() {
    let (here, _repos, list) = repositories(2);
    here.write("list", format!("{list}/nowhere/at/all\n"));
    let ran = Dsnitch::new(&here).args(["history", "--repos", "list"]).json().exits(2).says(&["/nowhere/at/all"]);
    assert_eq!(ran.document()["findings"].as_array().map(Vec::len), Some(4), "{}", ran.describe());
    Dsnitch::new(&here).args(["history", "--repos", "missing"]).run().exits(2).says(&["missing"]);
    here.write("list", "# none\n");
    Dsnitch::new(&here).args(["history", "--repos", "list"]).run().exits(2).says(&["no repository"]);
    // A repository in several spellings is one.
    let slashes: String = list.lines().filter(|line| line.starts_with('/')).map(|line| format!("{line}//\n")).collect();
    let (first, _) = slashes.split_once('\n').unwrap_or_default();
    for (list, findings) in [(format!("{list}{slashes}"), 4), (format!("\u{feff}{first}\n"), 2)] {
        here.write("list", list);
        let ran = Dsnitch::new(&here).args(["history", "--repos", "list"]).json().exits(1);
        assert_eq!(ran.document()["findings"].as_array().map(Vec::len), Some(findings), "{}", ran.describe());
    }
    here.write("list", ".\n./\n");
    here.stage("a.conf", "PGPASSWORD=Xk29fLq81Zt0\n");
    here.commit_by(("a", "a@example.com"), "2098-01-01T00:00:00Z", "in");
    let document = Dsnitch::new(&here).args(["history", "--repos", "list"]).json().exits(1).document();
    assert_eq!(document["findings"].as_array().map(Vec::len), Some(1), "{document}");
    assert_eq!(document["findings"][0]["repository"], ".", "{document}");
    // A directory in a repository is not a repository.
    here.write("sub/file", "x");
    here.write("list", format!("{}\n", here.path("sub").display()));
    Dsnitch::new(&here).args(["history", "--repos", "list"]).run().exits(2).says(&["no git repository"]);
}

#[test]
fn missing_and_mismatched_shards_are_reported_and_are_2() {
    let (here, repos, list) = repositories(3);
    let shards: Vec<PathBuf> = (1..=3)
        .map(|index| report(&here, &index.to_string(), &["--repos", "list", "--shard", &format!("{index}/3")]))
        .collect();
    let file = |name: &str, text: &str| {
        let path = here.home().join(name);
        must(fs::write(&path, text), "writing");
        path
    };
    let text = |path: &PathBuf| must(fs::read_to_string(path), "reading");
    let cut = file("cut", &text(&shards[1])[..200]);
    let foreign = file("foreign", &text(&shards[1]).replace("\"dsnitch\"", "\"other\""));
    let newer = file("newer", &text(&shards[1]).replace("\"schema_version\":1", "\"schema_version\":2"));
    let shard =
        |index: &str| text(&shards[1]).replace("\"index\":2,\"count\":3", &format!("\"index\":{index},\"count\":3"));
    let (zeroth, fifth) = (file("zeroth", &shard("0")), file("fifth", &shard("5")));
    let fieldless = file("fieldless", &text(&shards[1]).replace("\"at_head\":true,", ""));
    here.write("list", format!("{list}{}\n", here.root().display()));
    let other_list = report(&here, "other", &["--repos", "list", "--shard", "2/3"]);
    let unsharded = file("unsharded", &Dsnitch::new(&repos[1]).args(["history"]).json().stdout);
    let rows: [(&str, Vec<&PathBuf>, &[&str]); 11] = [
        ("shard 0", vec![&shards[0], &zeroth, &shards[2]], &["zeroth", "its shard is none", "shard 2 of 3"]),
        ("shard 5 of 3", vec![&shards[0], &fifth, &shards[2]], &["fifth", "its shard is none", "shard 2 of 3"]),
        ("one is absent", vec![&shards[0], &shards[2]], &["shard 2 of 3", "absent"]),
        ("all but one are absent", vec![&shards[2]], &["shard 1 of 3", "shard 2 of 3"]),
        ("one is cut off", vec![&shards[0], &cut, &shards[2]], &["cut", "not a report", "shard 2 of 3"]),
        ("another program's", vec![&shards[0], &foreign, &shards[2]], &["foreign", "shard 2 of 3"]),
        ("a later schema", vec![&shards[0], &newer, &shards[2]], &["newer", "shard 2 of 3"]),
        ("no history", vec![&shards[0], &fieldless, &shards[2]], &["fieldless", "shard 2 of 3"]),
        ("another list", vec![&shards[0], &other_list, &shards[2]], &["not the shares of one whole"]),
        ("no shard", vec![&shards[0], &unsharded], &["not the shares of one whole", "shard 2 of 3"]),
        ("a file that is not there", vec![&shards[0], &shards[1], &shards[2], &cut], &["cut"]),
    ];
    for (name, reports, says) in rows {
        let reports: Vec<PathBuf> = reports.into_iter().cloned().collect();
        let ran = merge(&here, &reports).exits(2).says(says);
        assert_eq!(ran.document()["verdict"], "incomplete", "{name}");
        assert!(ran.document()["findings"].as_array().is_some_and(|findings| findings.len() >= 2), "{name}");
        for format in ["human", "jsonl"] {
            let ran = Dsnitch::new(&here).args(["report", "merge", "--format", format]).args(&reports).run();
            assert!(ran.stdout.contains("incomplete"), "{name}{}", ran.describe());
            ran.exits(2);
        }
    }
    let of_many = file("many", &text(&shards[1]).replace("\"index\":2,\"count\":3", "\"index\":9,\"count\":1048576"));
    let ran = merge(&here, &[of_many]).exits(2).says(&["shards 1 to 8 of 1048576", "shards 10 to 1048576 of 1048576"]);
    assert_eq!(ran.document()["coverage"]["failures"].as_array().map(Vec::len), Some(2));
    let document = merge(&here, &[shards[0].clone(), shards[2].clone()]).document();
    assert_eq!(document["shards"], serde_json::json!({"count": 3, "absent": [2]}));
    // The same report twice counts once.
    let twice: Vec<PathBuf> = shards.iter().chain(&shards).cloned().collect();
    assert_eq!(merge(&here, &twice).exits(1).document()["findings"].as_array().map(Vec::len), Some(6));
    merge(&here, &[here.home().join("nothing")]).exits(2).says(&["nothing"]);
}

#[test]
fn contradictory_reports_are_refused() {
    let (here, repos, _) = repositories(2);
    here.write("list", format!("{}\n{}\n", repos[0].root().display(), repos[1].root().display()));
    let shards: Vec<PathBuf> = (1..=2)
        .map(|index| report(&here, &index.to_string(), &["--repos", "list", "--shard", &format!("{index}/2")]))
        .collect();
    let changed = |name: &str, change: &dyn Fn(&mut Value)| {
        let mut document = read(&shards[1]);
        change(&mut document);
        let path = here.home().join(name);
        must(fs::write(&path, document.to_string()), "writing");
        path
    };
    let fewer = changed("fewer", &|document| document["coverage"]["files"] = 0.into());
    let emptied = changed("emptied", &|document| document["findings"] = Value::Array(Vec::new()));
    let passing = changed("passing", &|document| document["verdict"] = "pass".into());
    let no_verdict = changed("none", &|document| document["verdict"] = "fine".into());
    let deep = here.home().join("deep");
    must(fs::write(&deep, "[".repeat(1_000_000)), "writing");
    let [one, other] = [0, 1].map(|at: usize| {
        let path = here.home().join(format!("whole {at}"));
        must(fs::write(&path, Dsnitch::new(&repos[at]).args(["history"]).json().stdout), "writing");
        path
    });
    let rows: [(&[&PathBuf], i32, &[&str]); 7] = [
        (&[&shards[0], &shards[1], &fewer], 2, &["shard 2 of 2", "say different things"]),
        (&[&shards[0], &emptied], 2, &["emptied", "its verdict is not that of its findings"]),
        (&[&shards[0], &passing], 2, &["passing", "its verdict is not that of its findings"]),
        (&[&shards[0], &no_verdict], 2, &["none", "its verdict is not that of its findings"]),
        (&[&shards[0], &shards[1], &deep], 2, &["deep", "not a report"]),
        (&[&one, &other], 2, &["not the shares of one whole"]),
        (&[&one, &one], 1, &[]),
    ];
    for (reports, status, says) in rows {
        let mut reports: Vec<PathBuf> = reports.iter().copied().cloned().collect();
        for _ in 0..2 {
            merge(&here, &reports).exits(status).says(says);
            reports.reverse();
        }
    }
    let twice = merge(&here, &[one.clone(), one.clone()]).document();
    assert_eq!(twice["findings"], read(&one)["findings"]);
}

#[test]
fn a_merged_report_ends_like_that_of_a_scan() {
    let repo = TempRepo::with_commit(&[("a.conf", "PGPASSWORD=Xk29fLq81Zt\n"), ("b.bin", "\0")]);
    let unnamed = repo.blob("nothing\n");
    repo.git(["update-ref", "refs/notes/blob", &unnamed]);
    let whole = Dsnitch::new(&repo).args(["history"]).run().exits(1);
    let end = whole.stdout.lines().last().unwrap_or_default();
    let skipped = "skipped, binary: b.bin";
    assert!(end.contains("1 file without a path, 1 skipped") && whole.stdout.contains(skipped), "{}", whole.describe());
    let shards: Vec<PathBuf> =
        (1..=2).map(|index| report(&repo, &index.to_string(), &["--shard", &format!("{index}/2")])).collect();
    let merged = Dsnitch::new(&repo).args(["report", "merge"]).args(&shards).run().exits(1).says(&[skipped]);
    assert_eq!(merged.stdout.lines().last(), Some(&*format!("{end}; 2 of 2 shards")), "{}", merged.describe());
}

/// In the formats without snippets it is the report of a scan, with the shards at its end.
#[test]
fn a_merged_report_for_people_is_that_of_a_scan() {
    let clean = TempRepo::with_commit(&[("a.txt", "hello\n")]);
    let skipped = TempRepo::with_commit(&[("a.txt", "hello\n"), ("b.bin", "\0")]);
    let leaking = TempRepo::with_commit(&[("a.conf", "PGPASSWORD=Xk29fLq81Zt\n"), ("b.conf", "x\n")]);
    leaking.stage("b.conf", "PGPASSWORD=Yk29fLq81Zt\n");
    leaking.commit("another");
    for (repo, code) in [(&clean, 0), (&skipped, 0), (&leaking, 1)] {
        let shard = report(repo, "1", &["--shard", "1/1"]);
        for style in [
            &["--format", "concise"][..],
            &["--format", "concise", "--quiet"],
            &["--format", "concise", "--statistics"],
            &["--statistics"],
            &["--quiet"],
            &[],
        ] {
            let scan = Dsnitch::new(repo).arg("history").args(style).run().exits(code).stdout;
            let merged = Dsnitch::new(repo).args(["report", "merge"]).arg(&shard).args(style).run().exits(code).stdout;
            let end = scan.lines().last().unwrap_or_default();
            if end.is_empty() {
                assert_eq!(merged, "", "{style:?}");
            } else if code == 0 || style.len() > 1 || style == ["--statistics"] {
                assert_eq!(merged, scan.replace(end, &format!("{end}; 1 of 1 shards")), "{style:?}");
            } else {
                assert!(merged.starts_with("blocked[") && merged.ends_with("; 1 of 1 shards\n"), "{style:?} {merged}");
            }
        }
    }
}

#[test]
fn a_merged_report_for_people_is_safe_on_a_terminal() {
    let (here, _repos, _) = repositories(2);
    let path = report(&here, "1", &["--repos", "list", "--shard", "1/1"]);
    let text = must(fs::read_to_string(&path), "reading").replace("Some One", "Some\\u001b[2J\\u202eOne");
    must(fs::write(&path, text), "writing");
    let ran = Dsnitch::new(&here).args(["report", "merge"]).arg(&path).run().exits(1);
    let ran = ran.says(&[
        "blocked[pg-password-assignment]: leak, development",
        "still at HEAD; 2 findings in 2 files",
        "; 1 of 1 shards",
    ]);
    let acts = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
    assert!(!ran.stdout.contains(acts), "{}", ran.describe());
    let json = Dsnitch::new(&here).args(["report", "merge", "--format", "json"]).arg(&path).run().exits(1);
    assert!(!json.stdout.contains(acts), "{}", json.describe());
    for bad in ["0/1", "2/1", "x", "1/0", "0/0", "5/3", "1/1048577", "1/99999999999"] {
        Dsnitch::new(&here).args(["history", "--shard", bad]).run().exits(2).says(&["i/n"]);
    }
}

/// Rows: the content of the incomplete shard, and the status of `report merge --require-complete`.
#[test]
fn require_complete_reports_what_a_shard_left_out() {
    let allow = "[[allow]]\npath = \"vendor/**\"\nreason = \"not our code\"\n";
    let repo = TempRepo::with_commit(&[
        ("vendor/a.txt", "text\n"),
        ("b.txt", "text\n"),
        ("c.png", "\u{89}PNG\r\n\u{1a}\n\0\0\0\u{1}\0"),
    ]);
    let parts = |options: &[&str]| -> Vec<PathBuf> {
        let name = |i: u32| format!("{i}{}.json", options.len());
        let part = |i: u32| report(&repo, &name(i), &[options, &["--shard", &format!("{i}/2")]].concat());
        (1..=2).map(part).collect()
    };
    let merged =
        |parts: &[PathBuf]| Dsnitch::new(&repo).args(["report", "merge", "--require-complete"]).args(parts).json();
    // A picture is not text.
    merged(&parts(&[])).exits(0);
    repo.write(".dsnitch.toml", allow);
    let partial = parts(&[]);
    merge(&repo, &partial).exits(0);
    let ran = merged(&partial).exits(2);
    assert_eq!(ran.document()["verdict"], "incomplete");
    let with_it = |path: &&PathBuf| read(path)["coverage"]["skipped"].to_string().contains("vendor");
    let names: Vec<String> = partial.iter().filter(with_it).map(|path| path.display().to_string()).collect();
    assert_eq!(names.len(), 1);
    ran.says(&[
        &format!("the report {}: text was not scanned, and the whole is to be complete", names[0]),
        "vendor/a.txt",
    ]);
    // A configuration that the user named is trusted, and the shard records that.
    let trusted = parts(&["--config", ".dsnitch.toml", "--require-complete"]);
    assert!(trusted.iter().all(|part| read(part)["coverage"]["complete"] == true));
    assert_eq!(merged(&trusted).exits(0).document()["coverage"]["complete"], true);
    // One shard of each kind.
    let at = usize::from(with_it(&&partial[1]));
    let (mut with, mut without) = (trusted.clone(), trusted);
    with[at].clone_from(&partial[at]);
    without[1 - at].clone_from(&partial[1 - at]);
    merged(&with).exits(2);
    merged(&without).exits(0);
}

/// The name of a directory may contain a credential.
#[test]
fn a_credential_in_the_name_of_a_repository_is_masked() {
    let outer = TempRepo::new();
    let name = "PGPASSWORD=Xk29fLq81Zt0Qp";
    outer.git(["init", "-q", &format!("../{name}")]);
    let inside = outer.home().parent().map(|home| home.join(name)).unwrap_or_default();
    must(fs::write(inside.join("a.env"), crate::support::LEAK), "writing");
    for arguments in [&["add", "-A"][..], &["commit", "-q", "-m", "x"]] {
        outer.git([&["-C", inside.to_str().unwrap_or_default()], arguments].concat());
    }
    outer.write("list", format!("{}\n", inside.display()));
    for format in ["human", "json", "jsonl"] {
        let ran = Dsnitch::new(&outer).args(["history", "--repos", "list", "--format", format]).run().exits(1);
        assert!(!ran.stdout.contains("Xk29fLq81Zt0Qp") && !ran.stderr.contains("Xk29fLq81Zt0Qp"), "{}", ran.describe());
    }
}
