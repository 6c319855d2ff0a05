//! The source line of a finding, with every secret of the line masked, not only its own.

use crate::finding::Snippet;
use crate::secret::MASK;
use crate::text::{Span, for_terminal};

/// Bytes shown on each side of the mask at most.
const AROUND: usize = 80;

/// The part of `line` around `secret`. Every span of `others` (sorted, disjoint) on the line is masked too, and so is every further
/// occurrence of `value` (the decoded secret), and any long token of mixed letters and digits that no rule found.
pub(super) fn make(text: &[u8], line: Span, secret: Span, others: &[Span], value: &[u8]) -> Snippet {
    // A secret of several lines is shown to the end of its first.
    let own = Span::new(secret.start, secret.end.min(line.end).max(secret.start));
    let from = line.start.max(own.start.saturating_sub(AROUND));
    let to = line.end.min(own.end + AROUND);
    let from = char_start(text, from);
    let first = others.partition_point(|span| span.end <= from);
    let mut hidden: Vec<Span> = others
        .get(first..)
        .unwrap_or_default()
        .iter()
        .take_while(|span| span.start < to)
        .filter(|span| span.overlaps(Span::new(from, to)) && !span.overlaps(own))
        .map(|span| Span::new(span.start.max(from), span.end.min(to)))
        .collect();
    let raw = own.of(text);
    for needle in [value, raw] {
        if needle.len() >= 3 {
            let window = text.get(from..to).unwrap_or_default();
            hidden.extend(
                memchr::memmem::find_iter(window, needle).map(|at| Span::new(from + at, from + at + needle.len())),
            );
        }
    }
    hidden.extend(long_tokens(text, Span::new(from, to)));
    hidden.retain(|span| !span.overlaps(own));
    hidden.push(own);
    hidden.sort_unstable();

    let mut shown = String::new();
    let mut mark = 0..0;
    let mut at = from;
    if from > line.start {
        shown.push('…');
    }
    for span in hidden {
        if span.start < at && span != own {
            at = at.max(span.end);
            continue;
        }
        push(&mut shown, text, at, span.start);
        let start = shown.len();
        shown.push_str(MASK);
        if span == own {
            mark = start..shown.len();
        }
        at = at.max(span.end);
    }
    push(&mut shown, text, at, to);
    if to < line.end {
        shown.push('…');
    }
    Snippet { text: shown, mark }
}

fn push(shown: &mut String, text: &[u8], from: usize, to: usize) {
    let part = text.get(from..to.max(from)).unwrap_or_default();
    shown.push_str(&for_terminal(&String::from_utf8_lossy(part)));
}

/// Back to the start of a UTF-8 character.
fn char_start(text: &[u8], at: usize) -> usize {
    let mut at = at;
    while at > 0 && text.get(at).is_some_and(|b| b & 0xc0 == 0x80) {
        at -= 1;
    }
    at
}

/// Tokens of at least 16 letters and digits, with both in them: they may be secrets of a kind that no rule knows.
fn long_tokens(text: &[u8], window: Span) -> Vec<Span> {
    let bytes = window.of(text);
    let mut found = Vec::new();
    let mut start = None;
    for (i, b) in bytes.iter().chain(std::iter::once(&b' ')).enumerate() {
        let belongs = b.is_ascii_alphanumeric() || matches!(b, b'+' | b'_' | b'-');
        match (belongs, start) {
            (true, None) => start = Some(i),
            (false, Some(from)) => {
                let token = bytes.get(from..i).unwrap_or_default();
                let digits = token.iter().filter(|b| b.is_ascii_digit()).count();
                let letters = token.iter().filter(|b| b.is_ascii_alphabetic()).count();
                if token.len() >= 16 && digits >= 3 && letters >= 3 {
                    found.push(Span::new(window.start + from, window.start + i));
                }
                start = None;
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_secret_of_the_line_is_shown() {
        let text = b"a=hunter2 b=other1 c=hunter2 t=Zx81quartz77Lamp99Kq end\nnext";
        let line = Span::new(0, 55);
        let snippet = make(text, line, Span::new(2, 9), &[Span::new(12, 18), Span::new(2, 9)], b"hunter2");
        assert_eq!(snippet.text, "a=•••••••• b=•••••••• c=•••••••• t=•••••••• end");
        assert_eq!(&snippet.text[snippet.mark.clone()], MASK);
    }

    #[test]
    fn a_long_line_is_cut_and_controls_are_visible() {
        let mut text = vec![b'x'; 500];
        text.extend_from_slice(b"\x1b[31m pw=");
        let at = text.len();
        text.extend_from_slice(b"secret9");
        text.extend_from_slice(&[b'y'; 500]);
        let snippet = make(&text, Span::new(0, text.len()), Span::new(at, at + 7), &[], b"secret9");
        assert!(snippet.text.starts_with('…') && snippet.text.ends_with('…'));
        assert!(snippet.text.contains("\\x1b[31m") && !snippet.text.contains("secret9"));
    }
}
