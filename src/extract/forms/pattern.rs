//! Rules with a regular expression. Its group `secret` is the value, or one of several groups `secret_…` of which one
//! matches, because a shell word ends differently for each kind of quote. A group `key` is the name that the value is given.

use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};

use crate::extract::assignment::key;
use crate::extract::{Candidate, Context, Form, line_end, line_start, raw_part};
use crate::text::Span;

/// The regular expression of one rule, compiled at its first anchor.
pub(crate) struct PatternExtractor {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl PatternExtractor {
    /// The extractor for `source`, which the linter has accepted.
    pub(crate) const fn new(source: &'static str) -> Self {
        PatternExtractor { source, compiled: OnceLock::new() }
    }

    /// As [`crate::extract::Extractor::extract`]: matches against the line of the anchor and those joined to it by backslashes.
    /// Each line is read once.
    pub(crate) fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        // Byte-based: a Unicode regex takes ten times as long to compile, and a line is not always UTF-8.
        let compile = || RegexBuilder::new(self.source).unicode(false).build().ok();
        let Some(regex) = self.compiled.get_or_init(compile) else { return anchor.end };
        let line = joined_line(cx.text, anchor.start);
        // All matches of the line are taken at once, so that its other anchors add nothing.
        let mut read = anchor.end.max(line.end);
        for captures in regex.captures_iter(line.of(cx.text)) {
            let groups = regex.capture_names().flatten().filter(|name| name.starts_with("secret"));
            if let Some(secret) = groups.filter_map(|name| captures.name(name)).find(|m| !m.is_empty()) {
                let span = Span::new(secret.start(), secret.end()).shifted(line.start);
                let group = |name: &str| {
                    captures.name(name).map(|m| {
                        std::borrow::Cow::Borrowed(Span::new(m.start(), m.end()).shifted(line.start).of(cx.text))
                    })
                };
                let host = group("host");
                // With a host it is an address, and treated as one.
                let form = if host.is_some() { Form::Uri } else { Form::Token };
                let key = captures.name("key").map(|name| key::normalise(name.as_bytes())).unwrap_or_default();
                out.push(Candidate { user: group("user"), host, key, ..Candidate::new(form, raw_part(cx.text, span)) });
                read = read.max(span.end);
            }
        }
        read
    }
}

/// The line that contains `at`, with the lines before and after it that are joined by a backslash at the line end.
fn joined_line(text: &[u8], at: usize) -> Span {
    let mut start = line_start(text, at);
    let goes_on = |end: usize| text.get(..end).is_some_and(|head| head.ends_with(b"\\\n") || head.ends_with(b"\\\r\n"));
    while goes_on(start) {
        start = line_start(text, start - 1);
    }
    let mut end = line_end(text, at);
    while let Some(next) = text.get(end..).and_then(|rest| memchr::memchr(b'\n', rest)).map(|length| end + length + 1)
        && goes_on(next)
    {
        end = line_end(text, next);
    }
    Span::new(start, end.max(at))
}
