//! Finds the lines to which a formatter may move the comment of a finding. A formatter breaks the line of a value after
//! a bracket or an operator, and puts the comment above the whole statement or after the closing bracket; in a Markdown
//! code block, the only possible place is the line above the fence.

use crate::extract::{Context, Dialect, block_around};
use crate::pragma::MARKER;
use crate::text::{LineIndex, Span};

/// The maximum number of lines of a statement before its value, and of closing brackets after it.
const STATEMENT: usize = 8;
/// The maximum number of lines of a literal, or of a Markdown code block.
const BLOCK: usize = 64;

/// The lines of the statement that contains a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reach {
    /// The first line of the statement: the value's own line if it begins there.
    pub(super) first: usize,
    /// Lines after the value that close the statement, and contain nothing else but a comment.
    pub(super) closing: std::ops::RangeInclusive<usize>,
    /// The line of the fence of a Markdown block.
    pub(super) fence: Option<usize>,
    /// The literal of several lines, or the Markdown block, in which no comment has a place of its own.
    pub(super) block: Option<Span>,
}

impl Reach {
    /// Determines the lines for a value on `line`.
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
            let next = index.span_of(first).of(cx.text);
            let is_above = |above: &usize| *above > 0 && goes_on(cx, index.span_of(*above).of(cx.text), next);
            match first.checked_sub(1).filter(is_above) {
                Some(above) => first = above,
                None => break,
            }
        }
        // The brace behind a whole statement closes the block that it stands in.
        let is_whole = is_statement(index.span_of(first).of(cx.text)) || is_statement(index.span_of(line).of(cx.text));
        let mut end = last;
        let starts_closing = if last > line { last } else { last + 1 };
        for _ in 0..STATEMENT {
            let below = end + 1;
            let text = index.span_of(below).of(cx.text);
            if !closes(text) || is_whole && text.trim_ascii_start().starts_with(b"}") {
                break;
            }
            end = below;
        }
        let fence = fence(cx, index, line);
        let block =
            literal.filter(|_| first < line || last > line).or_else(|| fence.map(|open| fenced(cx, index, open)));
        Reach { first, closing: starts_closing..=end, fence, block }
    }
}

/// True if `line` assigns a value with an operator, or ends with a semicolon: `let a = "x";`, `a := "x"`. A member (`a: "x",`)
/// does neither.
fn is_statement(line: &[u8]) -> bool {
    let literal = line.iter().position(|b| matches!(b, b'"' | b'\'' | b'`')).unwrap_or(line.len());
    let code = line.get(..literal).unwrap_or_default();
    let assigns = memchr::memchr_iter(b'=', code).any(|at| {
        let before = at.checked_sub(1).and_then(|before| code.get(before));
        !before.is_some_and(|b| b"=!<>".contains(b)) && !code.get(at + 1).is_some_and(|b| b"=>".contains(b))
    });
    assigns || line.trim_ascii_end().ends_with(b";")
}

/// True if the statement continues after `line`, on the line `next`.
fn goes_on(cx: &Context<'_>, line: &[u8], next: &[u8]) -> bool {
    let code = match memchr::memmem::find(line, MARKER) {
        // The comment starts with the marks that open it.
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
    if cx.dialect() == Dialect::Code && (joins(code) || joins_before(next.trim_ascii_start())) {
        return true;
    }
    match cx.dialect() {
        // In YAML, `key: |` begins a multi-line value.
        Dialect::Yaml => {
            [b": |".as_slice(), b": >", b": |-", b": >-"].iter().any(|open| code.ends_with(open)) || *last == b'\\'
        }
        Dialect::Prose | Dialect::Env | Dialect::Ini => *last == b'\\',
        // Behind a colon, a value continues a member, and a statement begins a block: `class A:`.
        Dialect::Code | Dialect::Json | Dialect::Hcl if *last == b':' => {
            next.trim_ascii_start().first().is_some_and(|b| b"\"'`([{".contains(b))
        }
        Dialect::Code | Dialect::Json | Dialect::Hcl => b"([=\\+".contains(last),
        _ => b"([=\\+".contains(last),
    }
}

/// Operators that join a value to the one before it: a default, a condition, a concatenation, a member.
const JOINING: [&[u8]; 5] = [b"||", b"??", b"&&", b"?:", b".."];

/// True if `code` ends with an operator behind which its expression goes on.
fn joins(code: &[u8]) -> bool {
    let is_word = |word: &[u8]| code.strip_suffix(word).is_some_and(|before| before.ends_with(b" "));
    JOINING.iter().any(|operator| code.ends_with(operator)) || is_word(b"or") || is_word(b"else")
}

/// True if `code` begins with such an operator.
fn joins_before(code: &[u8]) -> bool {
    JOINING.iter().any(|operator| code.starts_with(operator)) || code.starts_with(b"+ ") || code.starts_with(b"or ")
}

/// True if `line` contains nothing but the end of a statement, and possibly a comment.
fn closes(line: &[u8]) -> bool {
    let (head, rest) = line.split_at(closing_length(line).min(line.len()));
    let has_bracket = head.iter().any(|byte| b")]}\"'`".contains(byte)) && !head.trim_ascii().starts_with(b"```");
    let rest = rest.trim_ascii();
    has_bracket && (rest.is_empty() || rest.first().is_some_and(|byte| b"#/-;<%*'".contains(byte)))
}

/// The length of the brackets and blanks at the start of `line` that close a statement.
pub(super) fn closing_length(line: &[u8]) -> usize {
    let blanks = line.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let rest = line.get(blanks..).unwrap_or_default();
    blanks + rest.iter().take_while(|byte| b")]};,\"'`".contains(byte)).count()
}

/// True for a line that opens or closes a block in Markdown.
fn is_fence(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.starts_with(b"```") || line.starts_with(b"~~~")
}

/// The Markdown block whose fence is on the line `open`, up to its closing fence or [`BLOCK`] lines.
fn fenced(cx: &Context<'_>, index: &LineIndex, open: usize) -> Span {
    let close = (open + 1..=open + BLOCK).find(|line| is_fence(index.span_of(*line).of(cx.text)));
    Span::new(index.span_of(open).end, index.span_of(close.unwrap_or(open + BLOCK)).end)
}

/// The fence above `line` in Markdown.
fn fence(cx: &Context<'_>, index: &LineIndex, line: usize) -> Option<usize> {
    if cx.dialect() != Dialect::Prose {
        return None;
    }
    (line.saturating_sub(BLOCK).max(1)..line).rev().find(|above| is_fence(index.span_of(*above).of(cx.text)))
}

#[cfg(test)]
mod tests {
    use super::Reach;
    use crate::extract::Context;
    use crate::text::LineIndex;

    /// Rows: a path, a text with `@` on the value's line, the first line, the last closing one if any, and the fence.
    #[test]
    fn a_statement_covers_the_lines_to_which_a_formatter_may_move_a_comment() {
        for (path, text, first, last, fence) in [
            ("a.py", "a = 1\np = '@'\nb = 2", 2, None, None),
            ("a.py", "p = (\n    '@'\n)\n", 1, Some(3), None),
            ("a.py", "p = (  # dsnitch:allow a -- b\n    '@'\n)\n", 1, Some(3), None),
            ("a.py", "f(\n    a,\n    '@',\n)\n", 3, Some(4), None),
            ("a.py", "p = \\\n    '@'\n", 1, None, None),
            // Operators at the end of a line, or at the start of the next.
            ("a.js", "const url =\n  process.env.URL ||\n  '@';\n", 1, None, None),
            ("a.ts", "const url = process.env.URL\n  ?? '@';\n", 1, None, None),
            ("a.py", "p = (\n    env.get('P')\n    or '@'\n)\n", 1, Some(4), None),
            ("a.rb", "p = ENV['P'] ||\n  '@'\n", 1, None, None),
            ("a.java", "String p = \"a\"\n    + \"@\";\n", 1, None, None),
            ("a.py", "p = '''\nselect\n@\n'''\nb", 1, Some(4), None),
            ("a.js", "const c = {\n  password:\n    '@',\n};\n", 2, Some(4), None),
            ("a.js", "f({\n  p: [\n    '@'\n  ]\n})\n", 2, Some(5), None),
            // The brace below a statement closes the function, though the statement compares too.
            ("a.js", "f = () => {\n  p = a == '@'\n}\n", 2, None, None),
            ("a.go", "p :=\n\t\"@\"\n", 1, None, None),
            ("a.yml", "a:\n  p: |\n    @\n", 2, None, None),
            ("a.yml", "a:\n  p: @\n", 2, None, None),
            ("a.env", "A=\nP=@\n", 2, None, None),
            ("a.md", "x\n```sh\nA=1\nP=@\n```\n", 4, None, Some(2)),
            ("a.md", "```sh\nA=1\n```\nx\n```sh\nP=@\n```\n", 6, None, Some(5)),
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
