//! Every format for hand-made reports. JSON is parsed into separate types that refuse unknown fields, so that a new,
//! missing or changed field is noticed.

use std::sync::Arc;

use dsnitch::advice::Advice;
use dsnitch::attribution::{Place, Refs, Trace};
use dsnitch::coverage::{Coverage, Excused, Skip, SkipReason};
use dsnitch::decision::{Action, Decided, Environment, EnvironmentReason, Suppression, Verdict};
use dsnitch::failure::{Failure, Missing};
use dsnitch::finding::{CommentForm, Confidence, Evidence, Finding, Location, Severity, Snippet, Weakness};
use dsnitch::fingerprint::{Fingerprint, HeldId, SecretId};
use dsnitch::fragment::{CommitRef, Origin, Person, Provenance};
use dsnitch::report::{Colour, Detail, Finished, Format, Mends, Report, Style};
use dsnitch::secret::Secret;
use dsnitch::usage::Usage;
use serde::Deserialize;

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Document {
    schema_version: u32,
    tool: Tool,
    verdict: String,
    findings: Vec<Found>,
    secrets: Vec<Grouped>,
    coverage: Covered,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "read to check their types")]
struct Grouped {
    secret: String,
    rule: String,
    class: String,
    action: String,
    environment: String,
    findings: Vec<usize>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "read to check their types")]
struct Pasted {
    comment: Option<String>,
    entry: Option<String>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct LastLine {
    summary: Summary,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Summary {
    schema_version: u32,
    tool: Tool,
    verdict: String,
    secrets: Vec<Grouped>,
    coverage: Covered,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Tool {
    name: String,
    version: String,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "read to check their types")]
struct Found {
    rule: String,
    class: String,
    action: String,
    severity: String,
    confidence: String,
    path: String,
    path_bytes: Option<String>,
    line: u64,
    column: u64,
    end_line: u64,
    end_column: u64,
    commit: Option<String>,
    author_date: Option<String>,
    author: Option<Author>,
    environment: String,
    user: Option<String>,
    host: Option<String>,
    database: Option<String>,
    weakness: Vec<String>,
    masked: String,
    message: String,
    remedy: String,
    fingerprint: String,
    secret: String,
    characters: [u64; 2],
    excuse: Option<Pasted>,
    suppressed: Option<String>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Covered {
    files: u64,
    bytes: u64,
    commits: u64,
    skipped: Vec<Skipped>,
    failures: Vec<WireFailure>,
    nothing_to_scan: Option<String>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Skipped {
    path: String,
    path_bytes: Option<String>,
    reason: String,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct WireFailure {
    what: String,
    why: String,
    next: String,
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
struct Author {
    name: String,
    email: String,
}

const SECRET: &[u8] = b"kV8m2Qz!r4Tn";

fn evidence(weakness: Vec<Weakness>) -> Evidence {
    Evidence::Secret {
        id: SecretId::of(SECRET),
        masked: "k•••••••".into(),
        weakness,
        characters: None,
        breaks_uri: false,
    }
}

fn leak(path: &[u8], provenance: Provenance) -> Decided {
    let text = "DATABASE_URL=postgres://app:k•••••••@db.internal/app".to_owned();
    let start = text.find("k•").unwrap();
    let mark = start..text.find('@').unwrap();
    let finding = Finding {
        rule: Arc::from("pg-uri-password"),
        evidence: evidence(Vec::new()),
        severity: Severity::High,
        confidence: Confidence::High,
        origin: Arc::new(Origin { path: path.to_vec(), provenance }),
        location: Location { line: 3, column: 29, end_line: 3, end_column: 41, characters: (29, 41) },
        user: Some("app".into()),
        host: Some("db.internal".into()),
        database: Some("app".into()),
        usage: Usage::default(),
        snippet: Snippet { text, mark },
        message: "password in a connection URI".into(),
        remedy: Advice::general("Change the password.\nRead it from the environment."),
        fingerprint: Fingerprint::of("pg-uri-password", path, SECRET),
        ordinal: 0,
        held: HeldId::of("pg-uri-password", "", SECRET),
        slot: HeldId::of("", "", b""),
        last_line: 3,
        deployed_by: None,
        for_tests_by: None,
        pragma: None,
        comment: Some(CommentForm { opens: "#", closes: "" }),
    };
    Decided {
        finding,
        environment: Environment::Production,
        environment_reason: EnvironmentReason::Path,
        environment_detail: None,
        action: Action::Block,
        suppressed: None,
        known: false,
        is_enforced: false,
        has_expired: false,
        trace: None,
    }
}

fn weak(path: &[u8]) -> Decided {
    let mut decided = leak(path, Provenance::Staged);
    decided.finding.evidence = evidence(vec![Weakness::KnownWeak, Weakness::SameAsUser]);
    decided.environment = Environment::Test;
    decided.action = Action::Warn;
    decided
}

fn report(verdict: Verdict, findings: Vec<Decided>) -> Report {
    let coverage = Coverage { files: 4, bytes: 8123, ..Coverage::default() };
    Report { verdict, findings, coverage, ..Report::failed(Failure::new("", "", "")) }
}

fn written(report: &Report, format: Format, detail: Detail) -> String {
    let mut out = Vec::new();
    let style = Style { detail, ..Style::default() };
    format.reporter(style).write(&Finished::of(report.clone()), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn document(report: &Report) -> Document {
    let text = written(report, Format::Json, Detail::Normal);
    assert!(text.ends_with("}\n") && text.lines().count() == 1, "one document and a newline: {text}");
    serde_json::from_str(&text).unwrap()
}

#[test]
fn json_has_the_contract_s_shape() {
    let mut report = report(Verdict::Block, vec![leak(b"config/prod.env", Provenance::Staged)]);
    report.coverage.skipped.push(Skip { path: b"logo.png".to_vec(), reason: SkipReason::Binary });
    let document = document(&report);
    assert_eq!((document.schema_version, document.verdict.as_str()), (1, "block"));
    assert_eq!((document.tool.name.as_str(), document.tool.version.as_str()), ("dsnitch", env!("CARGO_PKG_VERSION")));
    assert_eq!((document.secrets.len(), document.secrets[0].findings.as_slice()), (1, &[0][..]));
    let found = &document.findings[0];
    let excuse = found.excuse.as_ref().unwrap();
    assert_eq!(excuse.comment.as_deref(), Some("# dsnitch:allow pg-uri-password -- <why>"));
    assert!(excuse.entry.as_ref().unwrap().contains(&found.fingerprint));
    assert_eq!(
        (found.rule.as_str(), found.class.as_str(), found.action.as_str(), found.environment.as_str()),
        ("pg-uri-password", "leak", "block", "production")
    );
    assert_eq!((found.path.as_str(), found.path_bytes.as_deref()), ("config/prod.env", None));
    assert_eq!((found.line, found.column, found.end_line, found.end_column), (3, 29, 3, 41));
    assert_eq!(found.characters, [29, 41]);
    assert_eq!(
        (found.commit.as_deref(), found.author_date.as_deref(), found.suppressed.as_deref()),
        (None, None, None)
    );
    assert_eq!((found.severity.as_str(), found.confidence.as_str()), ("high", "high"));
    assert_eq!(found.fingerprint.len(), 32);
    let covered = &document.coverage;
    assert_eq!((covered.files, covered.bytes, covered.commits), (4, 8123, 0));
    assert_eq!((covered.skipped[0].path.as_str(), covered.skipped[0].reason.as_str()), ("logo.png", "binary"));
    assert!(covered.skipped[0].path_bytes.is_none() && covered.failures.is_empty());
}

#[test]
fn json_keys_are_in_the_contract_s_order_and_commit_and_suppressed_always_exist() {
    let text = written(&report(Verdict::Block, vec![leak(b"a", Provenance::Staged)]), Format::Json, Detail::Normal);
    let head = concat!(
        r#"{"schema_version":1,"tool":{"name":"dsnitch","version":""#,
        env!("CARGO_PKG_VERSION"),
        r#""},"verdict":"block","findings":[{"rule":"pg-uri-password","class":"leak","action":"block","severity":"high","#,
        r#""confidence":"high","path":"a","line":3,"column":29,"end_line":3,"end_column":41,"commit":null,"#,
        r#""environment":"production","user":"app","host":"db.internal","database":"app","weakness":[],"#,
        r#""masked":"k•••••••","#
    );
    assert!(text.starts_with(head), "{text}");
    assert!(text.contains(r#","suppressed":null}],"secrets":[{"secret":""#), "{text}");
    let tail = r#""environment":"production","findings":[0]}],"coverage":{"files":4,"bytes":8123,"commits":0,"skipped":[],"failures":[]}}"#;
    assert!(text.trim_end().ends_with(tail), "{text}");
}

#[test]
fn a_finding_in_a_commit_names_it_and_its_date() {
    let author = Person { name: "A".into(), email: "a@example.com".into() };
    let commit = Arc::new(CommitRef { id: "ab12".repeat(10), authored: (1_767_225_599, 60), author });
    let document = document(&report(Verdict::Block, vec![leak(b"a", Provenance::Commit(commit))]));
    assert_eq!(document.findings[0].commit.as_deref(), Some("ab12".repeat(10).as_str()));
    assert_eq!(document.findings[0].author_date.as_deref(), Some("2026-01-01T00:59:59+01:00"));
    let author = Author { name: "A".to_owned(), email: "a@example.com".to_owned() };
    assert_eq!(document.findings[0].author, Some(author));
}

#[test]
fn a_path_that_is_not_utf_8_keeps_its_bytes() {
    let mut report = report(Verdict::Block, vec![leak(b"a\xff/b", Provenance::File)]);
    report.coverage.skipped.push(Skip { path: b"\xfe".to_vec(), reason: SkipReason::TooLarge(7) });
    let document = document(&report);
    assert_eq!(document.findings[0].path, "a\u{fffd}/b");
    assert_eq!(document.findings[0].path_bytes.as_deref(), Some("Yf8vYg=="));
    assert_eq!(document.coverage.skipped[0].path_bytes.as_deref(), Some("/g=="));
}

#[test]
fn failures_are_reported_and_the_verdict_is_incomplete() {
    let document = document(&Report::failed(Failure::new("the index of /r", "bad signature", "git fsck")));
    assert_eq!((document.verdict.as_str(), document.findings.len()), ("incomplete", 0));
    let failure = &document.coverage.failures[0];
    assert_eq!(
        (failure.what.as_str(), failure.why.as_str(), failure.next.as_str()),
        ("the index of /r", "bad signature", "git fsck")
    );
}

#[test]
fn jsonl_has_one_finding_per_line_and_then_a_summary() {
    let mut excused = leak(b"b", Provenance::Staged);
    excused.suppressed = Some(Suppression::Pragma("sample".into()));
    let text =
        written(&report(Verdict::Block, vec![leak(b"a", Provenance::Staged), excused]), Format::Jsonl, Detail::Normal);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3);
    let second: Found = serde_json::from_str(lines[1]).unwrap();
    assert_eq!((second.path.as_str(), second.suppressed.as_deref()), ("b", Some("pragma: sample")));
    let last: LastLine = serde_json::from_str(lines[2]).unwrap();
    assert_eq!((last.summary.schema_version, last.summary.verdict.as_str()), (1, "block"));
    assert_eq!(last.summary.secrets.len(), 1);
    assert_eq!((last.summary.tool.name.as_str(), last.summary.coverage.files), ("dsnitch", 4));
}

#[test]
fn nothing_to_scan_is_reported_in_every_format() {
    let mut empty = report(Verdict::Pass, Vec::new());
    empty.coverage = Coverage { nothing_to_scan: Some("nothing is staged"), ..Coverage::default() };
    assert_eq!(written(&empty, Format::Human, Detail::Normal), "passed: nothing is staged; 0 files, 0 bytes scanned\n");
    assert_eq!(document(&empty).coverage.nothing_to_scan.as_deref(), Some("nothing is staged"));
    let clean = report(Verdict::Pass, Vec::new());
    assert_eq!(written(&clean, Format::Human, Detail::Normal), "passed: nothing found; 4 files, 8,123 bytes scanned\n");
    assert_eq!(document(&clean).coverage.nothing_to_scan, None);
}

#[test]
fn a_blocked_finding_shows_its_masked_line_the_reason_and_the_next_steps() {
    let mut report = report(Verdict::Block, vec![leak(b"config/prod.env", Provenance::Staged)]);
    report.run.mends = Some(Mends { moves: true, untracks: Vec::new(), are_all: true });
    let text = written(&report, Format::Human, Detail::Normal);
    let print = Fingerprint::of("pg-uri-password", b"config/prod.env", SECRET);
    let expected = format!(
        r#"blocked[pg-uri-password]: password in a connection URI
 --> config/prod.env:3:29
3 | DATABASE_URL=postgres://app:k•••••••@db.internal/app
  |                             ^^^^^^^^
  = why: leak, production, high confidence
  = fix: Change the password.
         Read it from the environment.

mend: dsnitch fix (values into .env) or dsnitch review
excuse: on this line or the one above, a comment: # dsnitch:allow pg-uri-password -- <why>
        or an entry in .dsnitch.toml:
        dsnitch allow {print} --reason "<why>"

blocked: 1 finding blocks; 4 files, 8,123 bytes scanned
"#
    );
    assert_eq!(text, expected);
}

#[test]
fn the_second_finding_of_a_rule_is_short_and_a_warning_is_marked() {
    let text = written(
        &report(Verdict::Pass, vec![weak(b"tests/a.env"), weak(b"tests/b.env")]),
        Format::Human,
        Detail::Normal,
    );
    assert!(text.contains("warning[pg-uri-password]"), "{text}");
    assert!(text.contains("weak, test: it is on the list of known passwords; the name of the user"), "{text}");
    assert_eq!(text.matches("= fix: Change").count(), 1, "{text}");
    assert!(text.contains("= fix: as above"), "{text}");
    for path in ["tests/a.env", "tests/b.env"] {
        assert!(text.contains(&format!("\n  {path}:3  # dsnitch:allow pg-uri-password -- <why>\n")), "{text}");
    }
    assert!(text.ends_with("passed: 2 warnings; 4 files, 8,123 bytes scanned\n"), "{text}");
}

#[test]
fn excused_findings_are_counted_and_explained_on_request() {
    let mut excused = leak(b"a.env", Provenance::Staged);
    excused.suppressed = Some(Suppression::Allowlist("published sample".into()));
    let mut report = report(Verdict::Pass, vec![excused]);
    report.coverage.skipped =
        (0..7).map(|n| Skip { path: format!("{n}.png").into_bytes(), reason: SkipReason::Binary }).collect();
    let short = written(&report, Format::Human, Detail::Normal);
    assert_eq!(
        short,
        "skipped, binary: 0.png, 1.png, 2.png, 3.png, 4.png and 2 more (--explain names them)\n\
         passed: 1 excused; 4 files, 8,123 bytes scanned, 7 skipped\n"
    );
    let long = written(&report, Format::Human, Detail::Explain);
    assert!(
        long.contains("excused[pg-uri-password]") && long.contains("= excused: allowlist: published sample"),
        "{long}"
    );
    assert!(long.contains("5.png, 6.png\n") && !long.contains("= fix:"), "{long}");
}

#[test]
fn severity_and_confidence_are_explained_on_request() {
    let report = report(Verdict::Block, vec![leak(b"a.env", Provenance::Staged)]);
    let explained = |detail| {
        let text = written(&report, Format::Human, detail);
        text.contains("= severity: high: whoever has it") && text.contains("= confidence: high: its grammar")
    };
    assert!(explained(Detail::Explain) && !explained(Detail::Normal));
}

#[test]
fn quiet_prints_nothing_for_a_pass_and_everything_for_a_block() {
    let pass = report(Verdict::Pass, vec![weak(b"tests/a.env")]);
    assert_eq!(written(&pass, Format::Human, Detail::Quiet), "");
    let block = report(Verdict::Block, vec![leak(b"a.env", Provenance::Staged)]);
    assert_eq!(written(&block, Format::Human, Detail::Quiet), written(&block, Format::Human, Detail::Normal));
    let failed = Report::failed(Failure::new("a", "b", "c"));
    assert!(written(&failed, Format::Human, Detail::Quiet).starts_with("incomplete: 1 thing could not be scanned;"));
}

#[test]
fn no_format_contains_control_characters() {
    let nasty = "x\u{1b}]0;t\u{7}\u{9b}2J\u{202e}\r\n\u{200b}y";
    let mut decided = leak(nasty.as_bytes(), Provenance::Staged);
    let finding = &mut decided.finding;
    finding.rule = Arc::from(nasty);
    let Evidence::Secret { masked, .. } = &mut finding.evidence else { panic!("a secret") };
    for field in [&mut finding.message, masked] {
        *field = nasty.to_owned();
    }
    finding.remedy = Advice::general(nasty).with_here(nasty.to_owned());
    (finding.user, finding.host, finding.database) =
        (Some(nasty.to_owned()), Some(nasty.to_owned()), Some(nasty.to_owned()));
    finding.snippet = Snippet { text: format!("{nasty}SECRET{nasty}"), mark: nasty.len()..nasty.len() + 6 };
    decided.suppressed = Some(Suppression::Pragma(nasty.to_owned()));
    let mut report = report(Verdict::Block, vec![decided.clone(), Decided { suppressed: None, ..decided }]);
    report.coverage.skipped.push(Skip { path: nasty.into(), reason: SkipReason::Binary });
    for &format in Format::ALL {
        let text = written(&report, format, Detail::Explain);
        for c in text.chars() {
            let allowed = c == '\n' || !(c.is_control() || "\u{202e}\u{200b}\u{fffd}".contains(c));
            assert!(allowed, "{format:?} lets {c:?} through: {text:?}");
        }
    }
}

#[test]
fn the_secret_is_shown_only_on_request_and_only_to_people() {
    let mut report = report(Verdict::Block, vec![leak(b"a.env", Provenance::Staged)]);
    let secret = String::from_utf8(SECRET.to_vec()).unwrap();
    for &format in Format::ALL {
        assert!(!written(&report, format, Detail::Explain).contains(&secret));
    }
    report.revealed.push(Secret::new(SECRET));
    assert!(written(&report, Format::Human, Detail::Normal).contains(&format!("= value: {secret}\n")));
    for &format in Format::ALL.iter().filter(|format| **format != Format::Human) {
        assert!(!written(&report, format, Detail::Explain).contains(&secret));
    }
}

/// Each text of a report contains a secret with the characters that formats escape.
#[test]
fn a_secret_of_the_run_is_masked_in_every_text_and_format() {
    let secret = "k\"V\\8m2é\u{1b}Qz";
    let text = |lead: &str| format!("{lead}{secret}.");
    let author = Person { name: text("n"), email: text("e") };
    let commit = Arc::new(CommitRef { id: "ab12".repeat(10), authored: (0, 0), author });
    let mut decided = leak(text("p").as_bytes(), Provenance::Commit(Arc::clone(&commit)));
    let finding = &mut decided.finding;
    finding.rule = Arc::from(text("r"));
    finding.message = text("f");
    finding.remedy = Advice::general(text("g")).with_here(text("w"));
    (finding.user, finding.host, finding.database) = (Some(text("u")), Some(text("h")), Some(text("d")));
    let around = text("s");
    finding.snippet =
        Snippet { text: format!("{around}••••••••{around}"), mark: around.len()..around.len() + 24 };
    let refs = Arc::new(Refs { names: vec![text("refs/heads/")], count: 1 });
    let places = Some(Arc::from(vec![Place { commit: Some(commit), path: text("q").into_bytes(), line: 1 }]));
    let repository = Some(Arc::from(text("R")));
    decided.trace = Some(Trace {
        repository,
        at_head: None,
        head_path: Some(Arc::from(text("z").into_bytes())),
        is_at_path: false,
        is_replaced: false,
        removed: None,
        refs,
        places,
    });
    let excused = Decided { suppressed: Some(Suppression::Pragma(text("because "))), ..decided.clone() };
    let mut report = report(Verdict::Incomplete, vec![decided, excused]);
    report.leaks.add(secret.as_bytes(), secret.as_bytes(), false);
    let coverage = &mut report.coverage;
    coverage.skipped.push(Skip { path: text("k").into_bytes(), reason: SkipReason::Binary });
    coverage.failures.push(Failure::new(text("what "), text("why "), text("next ")));
    coverage.missing.push(Missing { path: Some(text("m").into_bytes()), object: "00".into() });
    coverage.excused.push(Excused { path: text("x").into_bytes(), line: 1, rule: "r", excuse: "e", why: "w" });
    for is_history in [false, true] {
        report.is_history = is_history;
        for &format in Format::ALL {
            let text = written(&report, format, Detail::Explain);
            for part in ["8m2", "k\"V", "k\\\"V", "é", "Qz"] {
                assert!(!text.contains(part), "{format:?} holds {part:?}: {text}");
            }
            let bullets = match format {
                Format::Human => "s••••••••.••••••••s••••••••.",
                Format::Concise => "p••••••••.:3:29: ",
                Format::Json | Format::Jsonl => "\"u••••••••.\"",
                _ => "user u••••••••.",
            };
            assert!(text.contains(bullets), "{text}");
        }
    }
}

#[test]
fn colour_is_written_only_on_request() {
    let report = report(Verdict::Block, vec![leak(b"a.env", Provenance::Staged)]);
    let mut out = Vec::new();
    Format::Human
        .reporter(Style { colour: Colour::Styled, ..Style::default() })
        .write(&Finished::of(report.clone()), &mut out)
        .unwrap();
    assert!(out.contains(&0x1b));
    assert!(!written(&report, Format::Human, Detail::Normal).contains('\u{1b}'));
}

#[test]
fn a_mark_that_does_not_fit_its_line_does_not_panic_and_shows_no_line() {
    let mut decided = leak(b"a.env", Provenance::Staged);
    decided.finding.snippet = Snippet { text: "••".into(), mark: 1..9 };
    let text = written(&report(Verdict::Block, vec![decided]), Format::Human, Detail::Normal);
    assert!(text.contains("3 | k•••••••"), "{text}");
}

#[test]
fn a_write_error_is_returned() {
    let report = report(Verdict::Pass, Vec::new());
    for &format in Format::ALL {
        let mut full = std::io::Cursor::new([0_u8; 4]);
        let finished = Finished::of(report.clone());
        assert!(format.reporter(Style::default()).write(&finished, &mut full).is_err(), "{format:?}");
    }
}
