//! The serialised shapes. They are a promise (`docs/output.md`), so the internal types never serialise themselves
//! and may change freely.

use std::borrow::Cow;
use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::Report;
use crate::attribution::{Place, Trace};
use crate::coverage::{Coverage, Skip, SourceError};
use crate::decision::Decided;
use crate::finding::Finding;
use crate::fragment::Provenance;
use crate::text::for_terminal;

/// Rises when a field changes its meaning or goes away; a new field does not raise it.
pub const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
pub(super) struct WireDocument<'a> {
    schema_version: u32,
    tool: WireTool,
    verdict: &'static str,
    findings: Vec<WireFinding<'a>>,
    coverage: WireCoverage<'a>,
}

#[derive(Serialize)]
pub(super) struct WireSummary<'a> {
    schema_version: u32,
    tool: WireTool,
    verdict: &'static str,
    coverage: WireCoverage<'a>,
}

#[derive(Serialize)]
struct WireTool {
    name: &'static str,
    version: &'static str,
}

const TOOL: WireTool = WireTool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };

#[derive(Serialize)]
pub(super) struct WireFinding<'a> {
    rule: &'a str,
    class: &'static str,
    action: &'static str,
    severity: &'static str,
    confidence: &'static str,
    #[serde(flatten)]
    path: WirePath<'a>,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    commit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<WirePerson<'a>>,
    #[serde(flatten)]
    trace: Option<WireTrace<'a>>,
    environment: &'static str,
    user: Option<&'a str>,
    host: Option<&'a str>,
    database: Option<&'a str>,
    weakness: Vec<&'static str>,
    masked: &'a str,
    message: &'a str,
    remedy: &'a str,
    fingerprint: &'a str,
    suppressed: Option<String>,
}

#[derive(Serialize)]
struct WirePerson<'a> {
    name: &'a str,
    email: &'a str,
}

/// What only a history knows.
#[derive(Serialize)]
struct WireTrace<'a> {
    secret: String,
    at_head: bool,
    refs: &'a [String],
    ref_count: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<Vec<WirePlace<'a>>>,
}

#[derive(Serialize)]
struct WirePlace<'a> {
    commit: Option<&'a str>,
    #[serde(flatten)]
    path: WirePath<'a>,
    line: usize,
}

#[derive(Serialize)]
struct WirePath<'a> {
    path: Cow<'a, str>,
    /// The exact bytes, where `path` could only approximate them.
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
}

#[derive(Serialize)]
struct WireCoverage<'a> {
    files: u64,
    bytes: u64,
    commits: u64,
    #[serde(skip_serializing_if = "is_zero")]
    messages: u64,
    skipped: Vec<WireSkip<'a>>,
    failures: Vec<WireFailure<'a>>,
    /// Why there was nothing to scan, where there was nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    nothing_to_scan: Option<&'static str>,
}

#[derive(Serialize)]
struct WireSkip<'a> {
    #[serde(flatten)]
    path: WirePath<'a>,
    reason: &'static str,
}

#[derive(Serialize)]
struct WireFailure<'a> {
    what: &'a str,
    why: &'a str,
    next: &'a str,
}

impl<'a> WireDocument<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        WireDocument {
            schema_version: SCHEMA_VERSION,
            tool: TOOL,
            verdict: report.verdict.as_str(),
            findings: report.findings.iter().map(WireFinding::of).collect(),
            coverage: WireCoverage::of(&report.coverage),
        }
    }
}

impl<'a> WireSummary<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        WireSummary {
            schema_version: SCHEMA_VERSION,
            tool: TOOL,
            verdict: report.verdict.as_str(),
            coverage: WireCoverage::of(&report.coverage),
        }
    }
}

impl<'a> WireFinding<'a> {
    pub(super) fn of(decided: &'a Decided) -> Self {
        let finding = &decided.finding;
        let commit = match &finding.origin.provenance {
            Provenance::Commit(commit) => Some(commit),
            Provenance::Staged | Provenance::File | Provenance::Stdin => None,
        };
        WireFinding {
            rule: &finding.rule,
            class: finding.class.as_str(),
            action: decided.action.as_str(),
            severity: finding.severity.as_str(),
            confidence: finding.confidence.as_str(),
            path: WirePath::of(&finding.origin.path),
            line: finding.location.line,
            column: finding.location.column,
            end_line: finding.location.end_line,
            end_column: finding.location.end_column,
            commit: commit.map(|commit| commit.id.as_str()),
            author_date: commit.and_then(|commit| rfc3339(commit.authored.0, commit.authored.1)),
            author: commit.map(|commit| WirePerson { name: &commit.author.name, email: &commit.author.email }),
            trace: decided.trace.as_ref().map(|trace| WireTrace::of(finding, trace)),
            environment: decided.environment.as_str(),
            user: finding.user.as_deref(),
            host: finding.host.as_deref(),
            database: finding.database.as_deref(),
            weakness: finding.weakness.iter().map(|weakness| weakness.as_str()).collect(),
            masked: &finding.masked,
            message: &finding.message,
            remedy: &finding.remedy,
            fingerprint: finding.fingerprint.as_str(),
            suppressed: decided.suppressed.as_ref().map(crate::decision::Suppression::describe),
        }
    }
}

impl<'a> WireTrace<'a> {
    fn of(finding: &'a Finding, trace: &'a Trace) -> Self {
        let place = |place: &'a Place| WirePlace {
            commit: place.commit.as_ref().map(|commit| commit.id.as_str()),
            path: WirePath::of(&place.path),
            line: place.line,
        };
        WireTrace {
            secret: finding.secret_name(),
            at_head: trace.at_head,
            refs: &trace.refs.names,
            ref_count: trace.refs.count,
            places: trace.places.as_ref().map(|places| places.iter().map(place).collect()),
        }
    }
}

impl<'a> WirePath<'a> {
    fn of(path: &'a [u8]) -> Self {
        let text = String::from_utf8_lossy(path);
        let path_bytes = matches!(text, Cow::Owned(_)).then(|| STANDARD.encode(path));
        WirePath { path: text, path_bytes }
    }
}

impl<'a> WireCoverage<'a> {
    fn of(coverage: &'a Coverage) -> Self {
        let skip = |skip: &'a Skip| WireSkip { path: WirePath::of(&skip.path), reason: skip.reason.as_str() };
        let failure = |error: &'a SourceError| WireFailure { what: &error.what, why: &error.why, next: &error.next };
        WireCoverage {
            files: coverage.files,
            bytes: coverage.bytes,
            commits: coverage.commits,
            messages: coverage.messages,
            skipped: coverage.skipped.iter().map(skip).collect(),
            failures: coverage.failures.iter().map(failure).collect(),
            nothing_to_scan: coverage.nothing_to_scan,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// Writes `value` as JSON in which every character that a terminal would act on is escaped: the grammar only
/// asks for C0 controls, but a report is also read with `cat`.
pub(super) fn write_json(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(out, Visible)).map_err(io::Error::from)
}

struct Visible;

impl serde_json::ser::Formatter for Visible {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if matches!(for_terminal(fragment), Cow::Borrowed(_)) {
            return writer.write_all(fragment.as_bytes());
        }
        for c in fragment.chars() {
            let mut utf8 = [0; 4];
            let text = &*c.encode_utf8(&mut utf8);
            if matches!(for_terminal(text), Cow::Borrowed(_)) {
                writer.write_all(text.as_bytes())?;
            } else {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}

/// Seconds since the epoch and an offset in minutes as RFC 3339; `None` outside the years that it can write.
pub(super) fn rfc3339(seconds: i64, offset: i32) -> Option<String> {
    let local = seconds.checked_add(i64::from(offset).checked_mul(60)?)?;
    let (days, second) = (local.div_euclid(86_400), local.rem_euclid(86_400));
    let (year, month, day) = civil(days)?;
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let sign = if offset < 0 { '-' } else { '+' };
    let (ahead, past) = (offset.unsigned_abs() / 60, offset.unsigned_abs() % 60);
    (ahead < 24)
        .then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{sign}{ahead:02}:{past:02}"))
}

/// The Gregorian date of a day counted from 1970-01-01, for the years 0 to 9999. The year is counted from March,
/// so that the leap day comes last.
fn civil(days: i64) -> Option<(i64, i64, i64)> {
    let from_march_0000 = days.checked_add(719_468)?;
    let (era, day_of_era) = (from_march_0000.div_euclid(146_097), from_march_0000.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (0..=9999).contains(&year).then_some((year, month, day))
}

#[cfg(test)]
mod tests {
    use super::{rfc3339, write_json};

    #[test]
    fn dates_are_written_in_the_author_s_zone() {
        for (seconds, offset, text) in [
            (0, 0, Some("1970-01-01T00:00:00+00:00")),
            (951_782_400, 0, Some("2000-02-29T00:00:00+00:00")),
            (1_767_225_599, 60, Some("2026-01-01T00:59:59+01:00")),
            (1_767_225_599, -210, Some("2025-12-31T20:29:59-03:30")),
            (-1, 0, Some("1969-12-31T23:59:59+00:00")),
            (253_402_300_799, 0, Some("9999-12-31T23:59:59+00:00")),
            (253_402_300_800, 0, None),
            (i64::MAX, 0, None),
            (i64::MIN, i32::MIN, None),
        ] {
            assert_eq!(rfc3339(seconds, offset).as_deref(), text, "{seconds} {offset}");
        }
    }

    #[test]
    fn what_a_terminal_acts_on_is_escaped_and_still_reads_back() {
        let text = "a\u{1b}[31m\u{9b}2J\u{202e}\u{e0001}\u{7f}é\t";
        let mut out = Vec::new();
        write_json(&text, &mut out).unwrap();
        let written = String::from_utf8(out).unwrap();
        assert_eq!(written, r#""a\u001b[31m\u009b2J\u202e\udb40\udc01\u007fé\t""#);
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }
}
