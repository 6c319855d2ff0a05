//! Rules that are a regular expression with a group named `secret`, or several, `secret_…`, of which one takes part: a
//! word of a shell ends in another way for each kind of quote.

use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};

use crate::extract::{Candidate, Context, Form, line_end, line_start, raw_part};
use crate::text::Span;

/// The expression of one rule, compiled at its first anchor.
pub(crate) struct PatternExtractor {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl PatternExtractor {
    /// The extractor for `source`, which the linter has accepted.
    pub(crate) const fn new(source: &'static str) -> Self {
        PatternExtractor { source, compiled: OnceLock::new() }
    }

    /// As [`super::Extractor::extract`]: runs on the line around the anchor, and on those that a backslash joins to it. Each
    /// is read once.
    pub(crate) fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        // Of bytes: what knows all letters takes ten times as long to build, and a line is not always UTF-8.
        let compile = || RegexBuilder::new(self.source).unicode(false).build().ok();
        let Some(regex) = self.compiled.get_or_init(compile) else { return anchor.end };
        let line = joined_line(cx.text, anchor.start);
        // All matches of the line are taken at once: its other anchors have nothing to add.
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
                // With a host it is an address, and read as one.
                let form = if host.is_some() { Form::Uri } else { Form::Token };
                out.push(Candidate { user: group("user"), host, ..Candidate::new(form, raw_part(cx.text, span)) });
                read = read.max(span.end);
            }
        }
        read
    }
}

/// The line that holds `at`, with those before and behind it that a backslash at their end joins to it.
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
