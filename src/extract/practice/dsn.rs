//! The URI of a database, whether or not a password stands in it: who logs in, and whether the connection is encrypted.

use super::{broken, find_word};
use crate::extract::forms::uri;
use crate::extract::{Candidate, Context, Extractor, in_comment};
use crate::host::is_remote;
use crate::pg;
use crate::text::Span;

/// Bytes of the longest scheme with a driver behind it: `postgresql+psycopg_async`.
const LONGEST_SCHEME: usize = 48;

/// See the module. The practices: `superuser`, and `no-sslmode`.
pub struct DsnExtractor;

impl Extractor for DsnExtractor {
    fn id(&self) -> &'static str {
        "dsn"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let near = cx.text.get(anchor.start..cx.text.len().min(anchor.start + LONGEST_SCHEME)).unwrap_or_default();
        let colon = memchr::memmem::find(near, b"://").map(|at| anchor.start + at);
        let Some(span) = colon.and_then(|colon| uri::around(cx, colon)) else { return anchor.end };
        if !in_comment(cx.text, anchor.start) {
            read(cx, span, out);
        }
        span.end.max(anchor.end)
    }
}

/// What the URI at `span` breaks, if it leads to another machine.
fn read<'h>(cx: &Context<'h>, span: Span, out: &mut Vec<Candidate<'h>>) {
    let written = cx.text.get(span.start..span.end).unwrap_or_default();
    let Some(credential) = pg::uri::parse(written) else { return };
    let Some(host) = credential.hosts.into_iter().next().map(|host| host.shifted(span.start)) else { return };
    if !is_remote(&String::from_utf8_lossy(&host.value)) {
        return;
    }
    if let Some(user) = credential.user.map(|user| user.shifted(span.start))
        && pg::is_administrator(&user.value)
    {
        out.push(Candidate { host: Some(host.value.clone()), ..broken(cx, user.span, "superuser") });
    }
    let query = memchr::memchr(b'?', written).and_then(|at| written.get(at..)).unwrap_or_default();
    let speaks_of_tls = [b"ssl".as_slice(), b"tls", b"encrypt"].iter().any(|word| find_word(query, word).is_some());
    let is_without = [b"ssl=false".as_slice(), b"ssl=0", b"ssl=no", b"ssl=off"].iter().any(|off| {
        memchr::memmem::find(query, off)
            .is_some_and(|at| query.get(at + off.len()).is_none_or(|b| !b.is_ascii_alphanumeric()))
    });
    if !speaks_of_tls || is_without {
        out.push(Candidate { host: Some(host.value), ..broken(cx, host.span, "no-sslmode") });
    }
}
