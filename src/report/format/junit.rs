//! JUnit XML for CI systems: one test case for the scan itself, and one for each finding.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::report::listed::{Listed, visible};
use crate::report::listing::{Listing, RemarkLevel};

/// The number of skipped paths that are named.
const SKIPPED: usize = 100;

/// The outcome of a test case.
enum Outcome<'a> {
    /// Passed, with output.
    Passed(String),
    /// A finding that blocks.
    Failed { kind: &'a str, message: String, text: String },
    /// Content that could not be scanned.
    Broken { message: String, text: String },
    /// A finding that is excused.
    Skipped(String),
}

struct Case<'a> {
    name: String,
    class: String,
    outcome: Outcome<'a>,
}

/// Writes a listing as one test suite. A blocking finding is a failure, a warning is a passing test with output, an
/// excused finding is a skipped test, and content that could not be scanned is an error.
pub(super) fn write(listing: &Listing<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut cases = vec![of_scan(listing)];
    cases.extend(listing.findings.iter().map(of_finding));
    let count = |is: fn(&Outcome<'_>) -> bool| cases.iter().filter(|case| is(&case.outcome)).count().to_string();
    let failures = count(|outcome| matches!(outcome, Outcome::Failed { .. }));
    let errors = count(|outcome| matches!(outcome, Outcome::Broken { .. }));
    let skipped = count(|outcome| matches!(outcome, Outcome::Skipped(_)));
    let tests = cases.len().to_string();
    let name = format!("dsnitch {}", listing.command());
    let counted = [("name", name.as_str()), ("tests", &tests), ("failures", &failures), ("errors", &errors)];
    let mut xml = Writer::new_with_indent(out, b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.write_event(Event::Start(BytesStart::new("testsuites").with_attributes(counted)))?;
    let suite = BytesStart::new("testsuite").with_attributes(counted).with_attributes([("skipped", skipped.as_str())]);
    xml.write_event(Event::Start(suite))?;
    for case in &cases {
        case.write(&mut xml)?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuite")))?;
    xml.write_event(Event::End(BytesEnd::new("testsuites")))?;
    xml.into_inner().write_all(b"\n")
}

impl Case<'_> {
    fn write(&self, xml: &mut Writer<&mut dyn io::Write>) -> io::Result<()> {
        let named = [("name", self.name.as_str()), ("classname", self.class.as_str())];
        xml.write_event(Event::Start(BytesStart::new("testcase").with_attributes(named)))?;
        let (element, attributes, text) = match &self.outcome {
            Outcome::Passed(text) if text.is_empty() => {
                return xml.write_event(Event::End(BytesEnd::new("testcase")));
            }
            Outcome::Passed(text) => ("system-out", vec![], text.as_str()),
            Outcome::Failed { kind, message, text } => {
                ("failure", vec![("type", *kind), ("message", message.as_str())], text.as_str())
            }
            Outcome::Broken { message, text } => {
                ("error", vec![("type", "incomplete"), ("message", message.as_str())], text.as_str())
            }
            Outcome::Skipped(why) => ("skipped", vec![("message", why.as_str())], ""),
        };
        xml.write_event(Event::Start(BytesStart::new(element).with_attributes(attributes)))?;
        xml.write_event(Event::Text(BytesText::new(text)))?;
        xml.write_event(Event::End(BytesEnd::new(element)))?;
        xml.write_event(Event::End(BytesEnd::new("testcase")))
    }
}

/// The test case for the scan: whether everything was scanned.
fn of_scan(listing: &Listing<'_>) -> Case<'static> {
    let remarks = listing.remarks(SKIPPED);
    let failures = remarks.iter().filter(|remark| remark.level == RemarkLevel::Failure).count();
    let text: String = remarks.iter().map(|remark| format!("{}\n", remark.text)).collect();
    let text = format!("{text}{}", listing.summary);
    let outcome = match failures {
        0 => Outcome::Passed(text),
        1 => Outcome::Broken { message: "1 thing could not be scanned".to_owned(), text },
        more => Outcome::Broken { message: format!("{more} things could not be scanned"), text },
    };
    Case { name: "the scan is complete".to_owned(), class: "dsnitch".to_owned(), outcome }
}

fn of_finding<'a>(listed: &'a Listed<'a>) -> Case<'a> {
    let place = listed.place();
    let commit = listed.commit.map(|commit| commit.get(..12).unwrap_or(commit));
    let at = commit.map_or_else(String::new, |commit| format!(" in commit {commit}"));
    let name = format!("{} at {place}:{}:{}{at}", visible(listed.rule), listed.line, listed.column);
    let remedy: Vec<String> = listed.remedy.trim_end().lines().map(visible).collect();
    let mut text = format!("{place}:{}:{}{at}\n{}\n", listed.line, listed.column, remedy.join("\n"));
    if let Some(excuse) = &listed.excuse {
        for (how, paste) in [("a comment", &excuse.comment), ("in .dsnitch.toml", &excuse.entry)] {
            if let Some(paste) = paste {
                text.push_str(&format!("to excuse it ({how}):\n{paste}\n"));
            }
        }
    }
    let outcome = match (&listed.suppressed, listed.blocks) {
        (Some((kind, reason)), _) => Outcome::Skipped(visible(&format!("{kind}: {reason}"))),
        (None, true) => Outcome::Failed { kind: listed.class, message: listed.sentence(), text },
        (None, false) => Outcome::Passed(format!("warning: {}\n{text}", listed.sentence())),
    };
    Case { name, class: place, outcome }
}
