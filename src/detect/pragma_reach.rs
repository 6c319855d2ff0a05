//! Lines away from a finding whose comments are about it: where a formatter moves them. It breaks a value's line behind a
//! bracket or an operator, puts the comment above the whole or behind the closing bracket, and leaves no place in a Markdown
//! block but the line above its fence.

use crate::extract::{Context, Dialect, block_around};
use crate::pragma::MARKER;
use crate::text::LineIndex;

/// Lines that a statement goes on before its value, and brackets that close behind it, at most.
const STATEMENT: usize = 8;
/// Lines of a literal, or of a block in Markdown, at most.
const BLOCK: usize = 64;

/// The lines that the statement of a value has beside the value's own.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reach {
    /// The first line of the statement: the value's own, if it begins there.
    pub(super) first: usize,
    /// Lines behind the value that close the statement, and hold nothing else but a comment.
    pub(super) closing: std::ops::RangeInclusive<usize>,
    /// The line of the fence of a Markdown block.
    pub(super) fence: Option<usize>,
}

impl Reach {
    /// Of a value on `line`.
    pub(super) fn of(cx: &Context<'_>, index: &LineIndex, line: usize) -> Self {
        let literal = block_around(cx, index.span_of(line).start).filter(|_| cx.dialect().has_expressions());
        let is_near = |other: usize| line.abs_diff(other) <= BLOCK;
        let (mut first, mut last) = match literal {
            Some(span) => (index.position(span.start).0, index.position(span.end.max(1) - 1).0),
            None => (line, line),
        };
        if !is_near(first) || !is_near(last) {
            (first, last) = (line, line);
        }
        for _ in 0..STATEMENT {
            match first.checked_sub(1).filter(|above| *above > 0 && goes_on(cx, index.span_of(*above).of(cx.text))) {
                Some(above) => first = above,
                None => break,
            }
        }
        let mut end = last;
        let starts_closing = if last > line { last } else { last + 1 };
        for _ in 0..STATEMENT {
            let below = end + 1;
            if !closes(index.span_of(below).of(cx.text)) {
                break;
            }
            end = below;
        }
        Reach { first, closing: starts_closing..=end, fence: fence(cx, index, line) }
    }
}

/// Whether a statement does not end with `line`.
fn goes_on(cx: &Context<'_>, line: &[u8]) -> bool {
    let code = match memchr::memmem::find(line, MARKER) {
        // The comment, with the marks that open it.
        Some(at) => line.get(..at).unwrap_or_default().trim_ascii_end(),
        None => line.trim_ascii_end(),
    };
    let marks = code.iter().rev().take_while(|byte| b"#/*-;!%<'".contains(byte)).count();
    let code = match line.len() == code.len() || marks == 0 {
        true => code,
        false => code.get(..code.len() - marks).unwrap_or_default(),
    };
    let code = code.trim_ascii_end();
    let Some(last) = code.last() else { return false };
    match cx.dialect() {
        // There `key: |` begins a value of several lines.
        Dialect::Yaml => {
            [b": |".as_slice(), b": >", b": |-", b": >-"].iter().any(|open| code.ends_with(open)) || *last == b'\\'
        }
        Dialect::Prose | Dialect::Env | Dialect::Ini => *last == b'\\',
        Dialect::Code | Dialect::Json | Dialect::Hcl => b"([=\\+:".contains(last),
        _ => b"([=\\+".contains(last),
    }
}

/// Whether `line` holds nothing but what closes a statement, and perhaps a comment.
fn closes(line: &[u8]) -> bool {
    let (head, rest) = line.split_at(closing_length(line).min(line.len()));
    let has_bracket = head.iter().any(|byte| b")]}\"'`".contains(byte)) && !head.trim_ascii().starts_with(b"```");
    let rest = rest.trim_ascii();
    has_bracket && (rest.is_empty() || rest.first().is_some_and(|byte| b"#/-;<%*'".contains(byte)))
}

/// The bytes at the start of `line` that close a statement, and the blanks before them.
pub(super) fn closing_length(line: &[u8]) -> usize {
    let blanks = line.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let rest = line.get(blanks..).unwrap_or_default();
    blanks + rest.iter().take_while(|byte| b")]};,\"'`".contains(byte)).count()
}

/// The fence above `line` in Markdown.
fn fence(cx: &Context<'_>, index: &LineIndex, line: usize) -> Option<usize> {
    if cx.dialect() != Dialect::Prose {
        return None;
    }
    let is_fence = |text: &[u8]| {
        let text = text.trim_ascii();
        text.starts_with(b"```") || text.starts_with(b"~~~")
    };
    (line.saturating_sub(BLOCK).max(1)..line).rev().find(|above| is_fence(index.span_of(*above).of(cx.text)))
}

#[cfg(test)]
mod tests {
    use super::Reach;
    use crate::extract::Context;
    use crate::text::LineIndex;

    /// Rows: a path, a text with `@` on the value's line, the first line, the last closing one if any, and the fence.
    #[test]
    fn a_statement_reaches_to_where_a_formatter_may_put_a_comment() {
        for (path, text, first, last, fence) in [
            ("a.py", "a = 1\np = '@'\nb = 2", 2, None, None),
            ("a.py", "p = (\n    '@'\n)\n", 1, Some(3), None),
            ("a.py", "p = (  # dsnitch:allow a -- b\n    '@'\n)\n", 1, Some(3), None),
            ("a.py", "f(\n    a,\n    '@',\n)\n", 3, Some(4), None),
            ("a.py", "p = \\\n    '@'\n", 1, None, None),
            ("a.py", "p = '''\nselect\n@\n'''\nb", 1, Some(4), None),
            ("a.js", "const c = {\n  password:\n    '@',\n};\n", 2, Some(4), None),
            ("a.js", "f({\n  p: [\n    '@'\n  ]\n})\n", 2, Some(5), None),
            ("a.go", "p :=\n\t\"@\"\n", 1, None, None),
            ("a.yml", "a:\n  p: |\n    @\n", 2, None, None),
            ("a.yml", "a:\n  p: @\n", 2, None, None),
            ("a.env", "A=\nP=@\n", 2, None, None),
            ("a.md", "x\n```sh\nA=1\nP=@\n```\n", 4, None, Some(2)),
            ("a.md", "x\nP=@\n", 2, None, None),
        ] {
            let at = text.lines().position(|line| line.contains('@')).unwrap() + 1;
            let cx = Context::new(text.as_bytes(), path.as_bytes());
            let reach = Reach::of(&cx, &LineIndex::new(text.as_bytes()), at);
            let closing = (!reach.closing.is_empty()).then_some(*reach.closing.end());
            assert_eq!((reach.first, closing, reach.fence), (first, last, fence), "{path}: {text}");
        }
    }
}
