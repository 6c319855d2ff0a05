//! Input of chpasswd, with one `user:password` per line: cloud-init's `chpasswd: { list: | … }` and `chpasswd <<EOF`.

use std::borrow::Cow;

use crate::extract::{Candidate, Context, Extractor, Form, line_around, line_end, raw_part, skip_blanks};
use crate::text::Span;

/// Reads input of chpasswd.
pub(crate) struct ChpasswdExtractor;

impl Extractor for ChpasswdExtractor {
    fn id(&self) -> &'static str {
        "chpasswd"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let text = cx.text;
        let key = line_around(text, anchor.start);
        let indent = |line: Span| line.of(text).iter().take_while(|b| **b == b' ').count();
        let heredoc = anchor.of(text).ends_with(b"<");
        let mut in_list = heredoc;
        let mut at = line_end(text, anchor.end);
        // The lines are read once: the next anchor is after them.
        loop {
            let next = at + 1 + usize::from(text.get(at) == Some(&b'\r'));
            if next >= text.len() {
                break;
            }
            let line = Span::new(next, line_end(text, next).max(next));
            let content = line.of(text).trim_ascii();
            if content.is_empty() || content.starts_with(b"#") {
                at = line.end.max(next);
                continue;
            }
            if !heredoc && indent(line) <= indent(key) {
                break;
            }
            if !heredoc && content.starts_with(b"list:") {
                in_list = true;
            } else if in_list && let Some(colon) = memchr::memchr(b':', content) {
                let start = line.end - (line.of(text).trim_ascii_start().len());
                let user = Span::new(start, start + colon);
                let value = Span::new(skip_blanks(text, user.end + 1), start + content.len());
                // Items with `-` in the older list syntax; `R` requests a random password.
                if !matches!(value.of(text), b"R" | b"RANDOM" | b"") {
                    let name = user.of(text).strip_prefix(b"- ").unwrap_or(user.of(text));
                    out.push(Candidate {
                        scheme: "chpasswd".to_owned(),
                        user: Some(Cow::Borrowed(name)),
                        ..Candidate::new(Form::KeywordList, raw_part(text, value))
                    });
                }
            } else if heredoc && content.iter().all(u8::is_ascii_alphanumeric) {
                break;
            }
            at = line.end.max(next);
        }
        at.max(anchor.end)
    }
}
