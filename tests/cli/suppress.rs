//! What excuses a finding, and that it is still counted.

use super::local::{Bench, LEAK};

fn first_finding(bench: &Bench) -> serde_json::Value {
    bench.dsnitch(&["staged", "--format", "json"]).json()["findings"][0].clone()
}

#[test]
fn a_pragma_with_a_reason_excuses_and_without_one_does_not() {
    for (comment, code) in [
        ("# dsnitch:allow * -- published sample", 0),
        ("# dsnitch:allow *", 1),
        ("# dsnitch:allow no-such-rule -- published sample", 1),
    ] {
        let bench = Bench::new();
        bench.stage("app.env", &format!("{comment}\n{LEAK}"));
        let json = bench.dsnitch(&["staged", "--format", "json"]).exits(code).json();
        let suppressed = &json["findings"][0]["suppressed"];
        assert_eq!(suppressed.as_str(), (code == 0).then_some("pragma: published sample"), "{comment}: {json}");
        if code == 0 {
            bench.dsnitch(&["staged"]).exits(0).says("passed: 1 excused; ");
            bench.dsnitch(&["staged", "--explain"]).exits(0).says("= excused: pragma: published sample");
        }
    }
}

#[test]
fn the_allowlist_entry_that_a_report_shows_excuses_exactly_that_finding() {
    let bench = Bench::new();
    bench.stage("app.env", LEAK);
    let finding = first_finding(&bench);
    let (rule, print) = (finding["rule"].as_str().unwrap(), finding["fingerprint"].as_str().unwrap());
    let entry = format!("[[allow]]\nrule = \"{rule}\"\nfingerprint = \"{print}\"\nreason = \"rotated\"\n");
    bench.write(".dsnitch.toml", &entry);
    assert_eq!(first_finding(&bench)["suppressed"], "allowlist: rotated");
    bench.dsnitch(&["staged"]).exits(0).says("1 excused");
    bench.stage("other.env", &LEAK.replace("kV8m", "xV8m"));
    bench.dsnitch(&["staged"]).exits(1).says("1 finding blocks, 1 excused");
}

#[test]
fn a_path_alone_is_not_scanned_and_is_listed_as_skipped() {
    let bench = Bench::new();
    bench.stage("samples/app.env", LEAK);
    bench.stage("go.sum", LEAK);
    bench.write(".dsnitch.toml", "[[allow]]\npath = \"samples/**\"\nreason = \"published\"\n");
    let json = bench.dsnitch(&["staged", "--format", "json"]).exits(0).json();
    assert_eq!(json["findings"], serde_json::json!([]));
    let skipped = serde_json::json!([
        {"path": "go.sum", "reason": "excluded by configuration"},
        {"path": "samples/app.env", "reason": "excluded by configuration"},
    ]);
    assert_eq!(json["coverage"]["skipped"], skipped);
    bench.dsnitch(&["staged"]).exits(0).says("skipped, excluded by configuration: go.sum, samples/app.env\n");
}
