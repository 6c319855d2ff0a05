//! Formats whose unit is a line: libpq's password file, PgBouncer's user list. Their path is the anchor.

use super::{Candidate, Context, Extractor, Form};
use crate::pg::{self, Credential};
use crate::text::Span;

/// `.pgpass`, `pgpass.conf`.
pub struct PasswordFileExtractor;

/// `userlist.txt`.
pub struct UserListExtractor;

impl Extractor for PasswordFileExtractor {
    fn id(&self) -> &'static str {
        "passfile"
    }

    fn extract<'h>(&self, cx: &Context<'h>, _anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        each_line(cx, out, "passfile", pg::passfile::parse_line)
    }
}

impl Extractor for UserListExtractor {
    fn id(&self) -> &'static str {
        "userlist"
    }

    fn extract<'h>(&self, cx: &Context<'h>, _anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        each_line(cx, out, "userlist", pg::userlist::parse_line)
    }
}

fn each_line<'h>(
    cx: &Context<'h>,
    out: &mut Vec<Candidate<'h>>,
    scheme: &str,
    parse: fn(&'h [u8]) -> Option<Credential<'h>>,
) -> usize {
    let mut start = 0;
    while start < cx.text.len() {
        let rest = cx.text.get(start..).unwrap_or_default();
        let len = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = rest.get(..len).unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if let Some(mut candidate) = parse(line).and_then(|c| Candidate::from_credential(Form::KeywordList, c, start)) {
            candidate.scheme = scheme.to_owned();
            out.push(candidate);
        }
        start += len + 1;
    }
    cx.text.len()
}
