//! The same scan in every format: each reports the same findings, and the same totals.

use std::collections::BTreeMap;
use std::fs;

use dsnitch::report::Format;
use serde_json::Value;

use crate::support::LEAK;
use crate::support::cmd::{Dsnitch, Ran};
use crate::support::repo::TempRepo;

/// A finding: rule, path, line, column, whether it blocks, whether it is excused.
type Reported = (String, String, u64, u64, bool, bool);

/// Creates files that use every column, under names that formats escape.
fn repository() -> TempRepo {
    let repo = TempRepo::with_commit(&[("a.env", "PGPASSWORD=postgres\n"), ("logo.png", "\0\u{1}\u{2}")]);
    repo.stage("a.env", format!("{LEAK}B_{LEAK}"));
    repo.stage("prod/two words, 100%:é.env", LEAK);
    repo.stage("</script><img src=x onerror=alert(1)>.env", LEAK);
    repo.stage("it's \"&amp;\"::stop.env", format!("{LEAK}PGPASSWORD=changeme\n"));
    repo.stage("tests/conftest.py", "PGPASSWORD = 'postgres'\n");
    repo.stage("ok.env", format!("# dsnitch:allow * -- a server that <b>tests</b> start, 100%\n{LEAK}"));
    repo.stage("compose.yml", "POSTGRES_HOST_AUTH_METHOD: trust\n");
    repo
}

/// Runs a command once, and returns its output in each format.
fn every(repo: &TempRepo, arguments: &[&str]) -> impl Fn(Format) -> String {
    let args = Format::ALL.iter().map(|format| format!("--report={0}=../every.{0}", format.as_str()));
    let reported: Ran = Dsnitch::new(repo).args(arguments).args(args).env("SOURCE_DATE_EPOCH", "0").run();
    assert!(reported.stderr.contains("the sarif report is in"), "{}", reported.describe());
    let files = Format::ALL.iter().map(|format| {
        let file = repo.path(format!("../every.{}", format.as_str()));
        (*format, fs::read_to_string(file).unwrap())
    });
    let files: Vec<(Format, String)> = files.collect();
    move |format| files.iter().find(|(other, _)| *other == format).unwrap().1.clone()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn in_json(document: &Value) -> Vec<Reported> {
    let reported = |finding: &Value| {
        let (line, column) = (finding["line"].as_u64().unwrap(), finding["column"].as_u64().unwrap());
        let blocks = finding["action"] == "block";
        (text(&finding["rule"]), text(&finding["path"]), line, column, blocks, !finding["suppressed"].is_null())
    };
    sorted(document["findings"].as_array().unwrap().iter().map(reported).collect())
}

/// Returns the location of each result, and with `related` the other locations of its secret.
fn in_sarif(document: &Value, related: bool) -> Vec<Reported> {
    let mut all = Vec::new();
    for result in document["runs"][0]["results"].as_array().unwrap() {
        let others = result["relatedLocations"].as_array().into_iter().flatten();
        for place in result["locations"].as_array().unwrap().iter().chain(others.filter(|_| related)) {
            let (at, region) = (&place["physicalLocation"]["artifactLocation"], &place["physicalLocation"]["region"]);
            let path = percent_encoding::percent_decode_str(at["uri"].as_str().unwrap()).decode_utf8().unwrap();
            let (line, column) = (region["startLine"].as_u64().unwrap(), region["startColumn"].as_u64().unwrap());
            let excused = !result["suppressions"].as_array().unwrap().is_empty();
            let blocks = result["properties"]["action"] == "block";
            all.push((text(&result["ruleId"]), path.into_owned(), line, column, blocks, excused));
        }
    }
    sorted(all)
}

fn in_annotations(log: &str) -> Vec<Reported> {
    let undone = |text: &str| {
        text.replace("%2C", ",").replace("%3A", ":").replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
    };
    let reported = |line: &str| {
        let (kind, rest) = line.strip_prefix("::")?.split_once(' ')?;
        let properties: Vec<&str> = rest.split("::").next()?.split(',').collect();
        let value = |name: &str| properties.iter().find_map(|property| property.strip_prefix(name)).map(undone);
        let number = |name: &str| value(name).unwrap().parse().unwrap();
        let rule = value("title=")?.strip_prefix("dsnitch: ")?.to_owned();
        Some((rule, value("file=")?, number("line="), number("col="), kind == "error", false))
    };
    sorted(log.lines().filter_map(reported).collect())
}

/// SARIF and GitHub annotations count characters, not bytes; JSON has both.
#[test]
fn columns_are_counted_in_characters_where_a_format_knows_no_bytes() {
    for (before, bytes, characters) in [("", 0, 0), ("é", 2, 1), ("密码", 6, 2), ("🔑 é", 7, 3), ("e\u{301}", 3, 2)]
    {
        let repo = TempRepo::new();
        repo.stage("a.py", format!("x = 1\nnote = \"{before}\"; {LEAK}"));
        let said = every(&repo, &["staged"]);
        let at = "note = \"\"; DATABASE_URL=postgres://app:".len() as u64 + 1;
        let end = at + "Zx81quartzLamp77".len() as u64;
        let finding = parsed(&said(Format::Json))["findings"][0].clone();
        assert_eq!((finding["column"].as_u64(), finding["end_column"].as_u64()), (Some(at + bytes), Some(end + bytes)));
        assert_eq!(finding["characters"], serde_json::json!([at + characters, end + characters]), "{before}");
        let sarif = parsed(&said(Format::Sarif));
        let region = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
        assert_eq!(region["startColumn"], at + characters, "{before}");
        assert_eq!(region["endColumn"], end + characters, "{before}");
        let annotation = format!(",col={},endColumn={}", at + characters, end + characters);
        assert!(said(Format::Github).contains(&annotation), "{before}: {}", said(Format::Github));
    }
}

/// GitLab has no columns, and severities instead of actions.
fn in_gitlab(document: &Value) -> Vec<(String, String, u64)> {
    let reported = |one: &Value| {
        let at = &one["location"];
        (text(&one["identifiers"][0]["value"]), text(&at["file"]), at["start_line"].as_u64().unwrap())
    };
    let mut all: Vec<_> = document["vulnerabilities"].as_array().unwrap().iter().map(reported).collect();
    all.sort();
    all
}

/// The entries of the page are secrets, and their places are those of findings.
fn in_html(page: &str) -> Vec<(String, u64)> {
    let from = page.split_once("id=\"data\">").unwrap().1;
    let data = parsed(from.split_once("</script>").unwrap().0);
    let mut all = Vec::new();
    for entry in data["secrets"].as_array().unwrap() {
        assert_eq!(entry["left"], 0, "{entry}");
        let places = entry["places"].as_array().unwrap();
        assert_eq!(text(&entry["place"]), format!("{}:{}", text(&places[0]["place"]), places[0]["line"]), "{entry}");
        all.extend(places.iter().map(|place| (text(&place["place"]), place["line"].as_u64().unwrap())));
    }
    all.sort();
    all
}

fn in_junit(xml: &str) -> Vec<Reported> {
    let undone = |text: &str| {
        let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
        text.replace("&amp;", "&")
    };
    let mut all = Vec::new();
    for case in xml.split("<testcase ").skip(1) {
        let name = undone(case.split('"').nth(1).unwrap());
        let Some((rule, place)) = name.split_once(" at ") else { continue };
        let place = place.split(" in commit ").next().unwrap();
        let mut parts = place.rsplitn(3, ':');
        let (column, line) = (parts.next().unwrap().parse().unwrap(), parts.next().unwrap().parse().unwrap());
        let excused = case.contains("<skipped ");
        all.push((
            rule.to_owned(),
            parts.next().unwrap().to_owned(),
            line,
            column,
            case.contains("<failure "),
            excused,
        ));
    }
    sorted(all)
}

fn sorted(mut all: Vec<Reported>) -> Vec<Reported> {
    all.sort();
    all
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_format_reports_the_same_findings() {
    let repo = repository();
    let mut commands: Vec<Vec<&str>> = vec![vec!["staged"], vec!["files"], vec!["staged", "--profile", "strict"]];
    repo.dsnitch(&["staged", "--format", "json"]);
    let base = repo.rev("HEAD");
    let range = format!("{base}..HEAD");
    for round in 0..2 {
        if round == 1 {
            repo.commit("more");
            repo.git(["rm", "-q", "a.env"]);
            repo.commit("less");
            repo.dsnitch(&["history", "--shard", "1/1", "--format", "json", "--output", "../share"]);
            commands = vec![vec!["range", &range], vec!["history"], vec!["report", "merge", "../share"]];
        }
        for command in &commands {
            let output = every(&repo, command);
            let json = parsed(&output(Format::Json));
            let reported = in_json(&json);
            assert!(reported.len() > 7 && reported.iter().any(|one| one.5), "{reported:?}");
            let lines = output(Format::Jsonl);
            let lines: Vec<Value> = lines.lines().map(parsed).collect();
            assert_eq!(json["findings"].as_array().unwrap(), &lines[..lines.len() - 1], "{command:?}");
            let is_history = ["history", "report"].contains(&command[0]);
            let sarif = parsed(&output(Format::Sarif));
            // If a secret is excused in one place only, all its findings are reported with the one that is not.
            let plain = |all: &[Reported]| all.iter().map(|one| (one.1.clone(), one.2, one.3)).collect::<Vec<_>>();
            let results = in_sarif(&sarif, is_history);
            let sorted_plain = |all: &[Reported]| {
                let mut all = plain(all);
                all.sort();
                all
            };
            assert_eq!(sorted_plain(&results), sorted_plain(&reported), "{command:?}");
            if !is_history {
                assert_eq!(results, reported, "{command:?}");
            }
            let secrets = json["secrets"].as_array().unwrap();
            let count = if is_history { secrets.len() } else { reported.len() };
            assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), count, "{command:?}");
            assert_eq!(in_junit(&output(Format::Junit)), with_blocking(&reported), "{command:?}");
            let kept: Vec<Reported> = reported.iter().filter(|one| !one.5).cloned().collect();
            let annotations = in_annotations(&output(Format::Github));
            // An annotation for each secret of a history, and for each finding otherwise.
            let mut open: BTreeMap<String, bool> = BTreeMap::new();
            for (at, finding) in json["findings"].as_array().unwrap().iter().enumerate() {
                let of = if is_history { text(&finding["secret"]).to_owned() } else { at.to_string() };
                if finding["suppressed"].is_null() {
                    *open.entry(of).or_default() |= finding["action"] == "block";
                }
            }
            let shown = |blocks: bool| open.values().filter(|one| **one == blocks).count().min(10);
            assert_eq!(annotations.len(), shown(true) + shown(false), "{command:?}");
            assert!(annotations.iter().all(|one| kept.contains(one)), "{command:?}: {annotations:?}");
            let mut places: Vec<_> = kept.iter().map(|one| (one.0.clone(), one.1.clone(), one.2)).collect();
            places.sort();
            assert_eq!(in_gitlab(&parsed(&output(Format::Gitlab))), places, "{command:?}");
            let mut places: Vec<_> = reported.iter().map(|one| (one.1.clone(), one.2)).collect();
            places.sort();
            assert_eq!(in_html(&output(Format::Html)), places, "{command:?}");
        }
    }
}

/// JUnit marks an excused test as skipped, whatever its action.
fn with_blocking(reported: &[Reported]) -> Vec<Reported> {
    let shown = |one: &Reported| Reported::from((one.0.clone(), one.1.clone(), one.2, one.3, one.4 && !one.5, one.5));
    sorted(reported.iter().map(shown).collect())
}

#[test]
fn an_incomplete_scan_is_marked_in_every_format() {
    let repo = repository();
    let id = repo.rev(":ok.env");
    fs::remove_file(repo.path(format!(".git/objects/{}/{}", &id[..2], &id[2..]))).unwrap();
    let output = every(&repo, &["staged"]);
    assert_eq!(parsed(&output(Format::Json))["verdict"], "incomplete");
    let sarif = parsed(&output(Format::Sarif));
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert_eq!((&invocation["executionSuccessful"], &invocation["exitCode"]), (&false.into(), &2.into()));
    assert_eq!(invocation["toolExecutionNotifications"][0]["level"], "error");
    let gitlab = parsed(&output(Format::Gitlab));
    assert_eq!(
        (&gitlab["scan"]["status"], &gitlab["scan"]["start_time"]),
        (&"failure".into(), &"1970-01-01T00:00:00".into())
    );
    assert!(gitlab["scan"]["messages"].as_array().unwrap().iter().any(|message| message["level"] == "fatal"));
    let junit = output(Format::Junit);
    assert!(junit.contains("errors=\"1\"") && junit.contains("<error type=\"incomplete\""), "{junit}");
    let github = output(Format::Github);
    assert!(github.starts_with("::error title=dsnitch%3A the scan is not complete::"), "{github}");
}

#[test]
fn the_sarif_fingerprint_depends_on_the_secret_only() {
    let prints = |repo: &TempRepo, command: &[&str]| {
        let document = parsed(&every(repo, command)(Format::Sarif));
        let results = document["runs"][0]["results"].as_array().unwrap().clone();
        let print = |result: &Value| result["partialFingerprints"].as_object().unwrap().clone();
        let all: Vec<_> = results.iter().map(print).collect();
        (document["runs"][0]["automationDetails"]["id"].clone(), all)
    };
    let repo = TempRepo::new();
    repo.stage("a.env", format!("# one\n{LEAK}{LEAK}"));
    let (id, staged) = prints(&repo, &["staged"]);
    assert_eq!((id.as_str(), staged.len()), (Some("dsnitch/staged/"), 2));
    let first = staged[0]["dsnitchFinding/v1"].as_str().unwrap().to_owned();
    assert_eq!(staged[1]["dsnitchFinding/v1"].as_str().unwrap(), first.replace(":1", ":2"));
    assert!(staged.iter().all(|print| print.len() == 1), "what the service works out by itself is left to it");
    // The fingerprint is the same at another place, under another name, in another commit.
    repo.stage("a.env", "");
    repo.stage("sub/b.env", format!("\n\n\n{LEAK}"));
    let (_, moved) = prints(&repo, &["staged"]);
    assert_eq!(moved[0]["dsnitchFinding/v1"].as_str(), Some(first.as_str()));
    repo.commit("add");
    let (id, history) = prints(&repo, &["history"]);
    assert_eq!(id, "dsnitch/history/");
    assert_eq!(history[0]["dsnitchFinding/v1"].as_str(), Some(first.as_str()));
    assert!(history[0].contains_key("primaryLocationLineHash"));
    // So is that of a guessable password, with a key and without, and two of a history are two.
    for configuration in ["", "fingerprint_key = \"a key of the team, long enough\"\n"] {
        let repo = TempRepo::new();
        repo.write(".dsnitch.toml", configuration);
        repo.stage("a.env", "POSTGRES_PASSWORD=changeme\n");
        let (_, before) = prints(&repo, &["staged"]);
        repo.stage("a.env", "");
        repo.stage("sub/b.env", "# moved\nPOSTGRES_PASSWORD=changeme\n");
        let (_, moved) = prints(&repo, &["staged"]);
        let weak = |all: &[_]| {
            all.iter()
                .map(|print: &serde_json::Map<String, Value>| print["dsnitchFinding/v1"].clone())
                .collect::<Vec<_>>()
        };
        assert!(weak(&moved).iter().any(|print| weak(&before).contains(print)), "{before:?} {moved:?}");
        repo.stage("c.env", "POSTGRES_PASSWORD=changeme\n");
        repo.commit("add");
        let (_, history) = prints(&repo, &["history"]);
        let hashes: std::collections::BTreeSet<&str> =
            history.iter().filter_map(|print| print["primaryLocationLineHash"].as_str()).collect();
        assert_eq!(hashes.len(), history.len(), "{history:?}");
    }
}

#[test]
fn a_secret_in_many_places_is_one_result_with_a_hundred_places_and_a_count() {
    let repo = TempRepo::new();
    (0..120).for_each(|number| repo.write(format!("{number:03}.env"), LEAK));
    repo.git(["add", "."]);
    repo.commit("many");
    let document = parsed(&every(&repo, &["history"])(Format::Sarif));
    let results = document["runs"][0]["results"].as_array().unwrap();
    let results: Vec<&Value> = results.iter().filter(|result| result["ruleId"] == "pg-uri-password").collect();
    assert_eq!((results.len(), results[0]["relatedLocations"].as_array().unwrap().len()), (1, 100));
    assert_eq!(results[0]["properties"]["findings"], 120);
    assert!(text(&results[0]["message"]["text"]).contains("found in 119 more places"));
    // A secret has one annotation. There are ten of each kind, and the rest is counted.
    let github = every(&repo, &["history"])(Format::Github);
    let errors: Vec<&str> = github.lines().filter(|line| line.starts_with("::error ")).collect();
    assert!(errors.len() == 1 && errors[0].contains(", and in 119 more places"), "{errors:?}");
    let password = |number: usize| format!("URL=postgres://app:kV8m2Qz4rTn9{number:02}@db.corp.net/app\n");
    (0..12).for_each(|number| repo.write("other.env", (0..=number).map(password).collect::<String>()));
    repo.git(["add", "."]);
    repo.commit("others");
    let github = every(&repo, &["history"])(Format::Github);
    assert_eq!(github.lines().filter(|line| line.starts_with("::error ")).count(), 10);
    assert!(github.contains("3 more are not shown here: a step shows 10 annotations of a kind\n"), "{github}");
}

#[test]
fn a_step_of_github_actions_gets_a_table() {
    let repo = repository();
    repo.write("../summary.md", "before\n");
    let with = |summary: &str, format: &str| {
        let path = repo.path(summary);
        Dsnitch::new(&repo).args(["staged", "--format", format]).env("GITHUB_STEP_SUMMARY", path).run().exits(1)
    };
    with("../summary.md", "human");
    assert_eq!(fs::read_to_string(repo.path("../summary.md")).unwrap(), "before\n");
    with("../summary.md", "github");
    let summary = fs::read_to_string(repo.path("../summary.md")).unwrap();
    assert!(summary.starts_with("before\n### dsnitch staged\n\nblocked&#58; "), "{summary}");
    assert!(summary.contains("| blocks | pg-uri-password | a.env&#58;2&#58;31 |"), "{summary}");
    assert!(!summary.contains("<img") && !summary.contains("</script>"), "{summary}");
    // Within the size limit of a summary, and never through a link of the repository; the result of the scan is
    // unaffected.
    repo.write("../full.md", "x".repeat(1 << 20));
    with("../full.md", "github").complains("no table in the file that GITHUB_STEP_SUMMARY names: it is full");
    std::os::unix::fs::symlink("../victim", repo.path("link")).unwrap();
    with("link", "github").complains("is not followed");
    with("no/such/place", "github").complains("no table in the file");
    assert!(!repo.outside("victim").exists());
}

#[test]
fn an_excused_candidate_has_its_reason_and_origin() {
    let repo = repository();
    let output = every(&repo, &["staged"]);
    let sarif = parsed(&output(Format::Sarif));
    let excused: Vec<&Value> = sarif["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|result| result["suppressions"].as_array().unwrap())
        .collect();
    assert_eq!(excused.len(), 1);
    assert_eq!((text(&excused[0]["kind"]), text(&excused[0]["status"])), ("inSource".into(), "accepted".into()));
    assert_eq!(text(&excused[0]["justification"]), "a server that <b>tests</b> start, 100%");
    assert!(
        output(Format::Junit)
            .contains("<skipped message=\"pragma: a server that &lt;b&gt;tests&lt;/b&gt; start, 100%\"")
    );
    let json = parsed(&output(Format::Json));
    for finding in json["findings"].as_array().unwrap() {
        assert_eq!(finding["excuse"].is_null(), !finding["suppressed"].is_null(), "{finding}");
    }
}

/// What this program wrote is committed without a refusal: its digests are recognised by the fields around them.
#[test]
fn a_report_in_a_work_tree_is_no_finding_and_a_secret_in_its_place_is_one() {
    let repo = repository();
    repo.stage(
        "deploy/app.yml",
        "rabbitmq:\n  host: rabbit\n  password: rabbit\n  user: zulip\n  pg_password: zulip\n",
    );
    repo.commit("in");
    for command in ["staged", "history"] {
        if command == "staged" {
            repo.stage("more.env", format!("PGPASSWORD=zulip1\n{LEAK}"));
        }
        let arguments = [command];
        let said = every(&repo, &arguments);
        let kept = TempRepo::new();
        for format in Format::ALL {
            kept.stage(format!("report.{}", format.as_str()), said(*format));
            kept.stage(format!("{}.xml", format.as_str()), said(*format));
        }
        kept.stage("pretty.json", serde_json::to_string_pretty(&parsed(&said(Format::Json))).unwrap());
        kept.stage("pretty.sarif", serde_json::to_string_pretty(&parsed(&said(Format::Sarif))).unwrap());
        Dsnitch::new(&kept).run().exits(0).says(&["passed: nothing found"]);
        // Other digits than those of a digest, and other fields around them.
        let json = said(Format::Json);
        let digest = json.split_once("\"secret\":\"").unwrap().1[..32].to_owned();
        let written = format!("\"secret\":\"{digest}\"");
        for (at, other) in [
            ("longer", format!("\"secret\":\"{digest}0a\"")),
            ("password", format!("\"password\":\"{digest}\"")),
            ("alone", format!("\"a\":1}},{{\"secret\":\"{digest}\",\"b\":1,\"c\":\"")),
        ] {
            let kept = TempRepo::new();
            kept.stage("report.json", json.replace(&written, &other));
            Dsnitch::new(&kept).run().exits(1).says(&["report.json"]);
            assert_ne!(json, json.replace(&written, &other), "{at}");
        }
    }
}

/// A page of more entries than its table has rows names each of them without scripts; what became of secrets adds up to all.
#[test]
fn a_page_names_every_entry_without_scripts_and_its_counts_are_those_of_the_report() {
    let repo = TempRepo::new();
    let many: String = (0..120).map(|number| format!("A{number}_PASSWORD=kV8m2Qz4rT{number:03}\n")).collect();
    repo.stage("many.env.txt", many);
    repo.stage("old.conf", format!("PGPASSWORD=Yk29fLq81Zt1\n# {LEAK}"));
    repo.commit("in");
    repo.stage("old.conf", "PGPASSWORD=Yk29fLq81Zt2\n");
    repo.commit("one removed, one replaced");
    let said = every(&repo, &["history"]);
    let page = said(Format::Html);
    let rows: usize =
        (1..=120).filter(|line| page.contains(&format!("<td class=\"place\">many.env.txt:{line}</td>"))).count();
    assert_eq!(rows, 120);
    let card = |label: &str| {
        let before = page.split_once(&format!("</p><p class=\"label\">{label}</p>")).unwrap().0;
        before.rsplit_once('>').unwrap().1.parse::<usize>().unwrap()
    };
    assert_eq!(
        [
            card("block"),
            card("secrets still at HEAD"),
            card("removed, perhaps still valid"),
            card("replaced by another value")
        ],
        [123, 121, 1, 1]
    );
    let human = said(Format::Human);
    let verdict = human.trim_end().lines().last().unwrap();
    assert!(verdict.starts_with("blocked: 123 secrets block (123 leaks, 121 still at HEAD)"), "{verdict}");
    for format in [Format::Html, Format::Sarif, Format::Gitlab, Format::Junit, Format::Github, Format::Concise] {
        assert!(said(format).contains(verdict), "{}", format.as_str());
    }
}
