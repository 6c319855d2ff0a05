//! Records of `pg_hba.conf`, in the file itself, in a YAML list, in a here-document, in an `echo`.
//!
//! PostgreSQL manual, section 20.1 (The pg_hba.conf File): the first record that matches a connection decides, and
//! later ones are not considered.

mod fields;
mod record;
mod strict;

use super::broken;
use super::pair::field;
use crate::extract::{Candidate, Context, Extractor, in_comment, line_around};
use crate::host::is_loopback;
use crate::text::Span;
use record::{KINDS, LOCAL, continued};
pub(super) use record::{Method, Record, begun};

/// Reads `pg_hba.conf` records. The practices: `weak-method`, `open-address`, `plain-host` and `shadowed`; at most one
/// for each record.
pub(crate) struct HbaExtractor;

impl Extractor for HbaExtractor {
    fn id(&self) -> &'static str {
        "pg-hba"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        if anchor.of(cx.text) == b"contype" {
            return read_fields(cx, anchor, out);
        }
        // A keyword may include the line end before its record.
        let first = anchor.start + usize::from(cx.text.get(anchor.start).is_some_and(|b| matches!(b, b'\n' | b'\r')));
        let mut line = line_around(cx.text, first);
        // The first line of a text has no line end before it, which a keyword for `local` includes.
        let above = line.start.checked_sub(1).map(|end| line_around(cx.text, end)).filter(|above| above.start == 0);
        line = above.filter(|above| Record::local(cx.text, *above).is_some()).unwrap_or(line);
        let mut records: Vec<Record<'h>> = Vec::new();
        let mut number = 0;
        // Records are on consecutive lines, with comments and blank lines between them.
        loop {
            line = continued(cx.text, line);
            match Record::parse(cx.text, line).or_else(|| Record::local(cx.text, line)) {
                Some(mut record) => {
                    record.number = number;
                    if let Some((practice, span)) = breach(&record, &records) {
                        let said = records.iter().find(|earlier| earlier.hides(&record)).map(|it| it.hiding(&record));
                        let said = said.filter(|_| practice == SHADOWED).unwrap_or_default();
                        let instead = record.strict(cx.text).filter(|_| practice != SHADOWED).unwrap_or_default();
                        out.push(Candidate { scheme: said, instead, ..broken(cx, span, practice) });
                    }
                    // Only the first of very many are compared.
                    if records.len() < COMPARED {
                        records.push(record);
                    }
                }
                None if is_between_records(line.of(cx.text)) => {}
                None => break,
            }
            let Some(next) = cx.text.get(line.end..).and_then(|rest| memchr::memchr(b'\n', rest)) else { break };
            let start = line.end + next + 1;
            if start >= cx.text.len() {
                break;
            }
            line = line_around(cx.text, start);
            number += 1;
        }
        line.end.max(anchor.end)
    }
}

/// Reads a record that Ansible writes, from its field `contype`.
fn read_fields<'h>(cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
    let text = cx.text;
    let weak =
        field(text, anchor.start, &[b"method"]).filter(|method| Method::named(method.of(text)) == Some(Method::Weak));
    if let Some(method) = weak.filter(|_| is_record_of_fields(text, anchor.start) && !in_comment(text, anchor.start)) {
        out.push(Candidate { instead: "method: scram-sha-256".to_owned(), ..broken(cx, method, "weak-method") });
    }
    anchor.end
}

/// True if the block around `at` has the fields of a record for TCP connections from another machine (`contype`, `source`), as
/// the module `postgresql_pg_hba` of Ansible takes them.
pub(super) fn is_record_of_fields(text: &[u8], at: usize) -> bool {
    let line = line_around(text, at).of(text).trim_ascii_start();
    let own = line.strip_prefix(b"- ").unwrap_or(line).strip_prefix(b"contype:").map(<[u8]>::trim_ascii);
    let kind = own.or_else(|| field(text, at, &[b"contype"]).map(|kind| kind.of(text)));
    let source = field(text, at, &[b"source", b"address"]).map_or(b"samehost".as_slice(), |source| source.of(text));
    let host = source.split(|b| *b == b'/').next().unwrap_or_default();
    kind.is_some_and(|kind| KINDS.contains(&kind))
        && source != b"samehost"
        && !std::str::from_utf8(host).is_ok_and(is_loopback)
}

/// The practice of a record that is never reached.
const SHADOWED: &str = "shadowed";

/// Maximum number of records that a later one is compared with.
const COMPARED: usize = 64;

/// True for comments and blank lines, and for `local` records that are not read.
fn is_between_records(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.is_empty() || line.starts_with(b"#") || line.starts_with(b"local") || line.starts_with(b"- local")
}

/// The practice that a record after `before` violates.
fn breach<'h>(record: &Record<'h>, before: &[Record<'h>]) -> Option<(&'static str, Span)> {
    if before.iter().any(|earlier| earlier.hides(record)) {
        return Some((SHADOWED, record.span));
    }
    // A record for the socket is judged only by whether it is reached.
    if record.kind.0 == LOCAL {
        return None;
    }
    let is_local = is_loopback(record.host()) || record.address.0 == b"samehost";
    match record.method.0 {
        // Another rule reports `trust`; `reject` admits no one.
        Method::Trust | Method::Reject => None,
        Method::Weak => Some(("weak-method", record.method.1)),
        Method::Good | Method::Certificate if record.is_open() => Some(("open-address", record.address.1)),
        Method::Good if matches!(record.kind.0, b"host" | b"hostnossl" | b"hostnogssenc") && !is_local => {
            Some(("plain-host", record.kind.1))
        }
        Method::Good | Method::Certificate => None,
    }
}
