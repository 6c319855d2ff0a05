//! Brackets around a value, as far as they are parts of one statement: arguments, elements, members. A brace around statements
//! is none, and a comment at its head is about no statement in it.

use super::lines::{code_before, first_joined, key_of};
use super::part::STATEMENT;
use crate::extract::{Construct, Context, Dialect, Piece, piece_over};
use crate::text::{LineIndex, Span};

/// How far, in bytes, brackets are searched for on each side of a value, and how many of them are looked at.
const WINDOW: usize = 4 << 10;
const LOOKED_AT: usize = 512;

/// What the innermost bracket around a text is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Around {
    /// A part of the statement, from its opening to its closing bracket.
    Part(usize, usize),
    /// The text is a statement, or that is not known.
    Statement,
    /// Nothing nearby.
    Nothing,
}

/// The brackets around a value.
pub(super) struct Brackets<'c, 't> {
    cx: &'c Context<'t>,
    index: &'c LineIndex,
    floor: usize,
    ceiling: usize,
    /// The literal of several lines around the value, which contains code.
    home: Option<Span>,
}

impl<'c, 't> Brackets<'c, 't> {
    /// Those around the value on `line`.
    pub(super) fn around(cx: &'c Context<'t>, index: &'c LineIndex, line: usize) -> Self {
        let own = index.span_of(line);
        let is_home = |piece: &Piece| piece.span.start < own.start && !cx.dialect().has_expressions();
        let home = piece_over(cx, own.start).filter(is_home).map(|piece| piece.span);
        let first = index.span_of(line.saturating_sub(STATEMENT).max(1)).start;
        let last = index.span_of(line + STATEMENT).end;
        let (start, end) = home.map_or((0, cx.text.len()), |home| (home.start, home.end));
        Brackets {
            cx,
            index,
            floor: first.max(own.start.saturating_sub(WINDOW)).max(start).min(own.start),
            ceiling: last.min(own.end + WINDOW).min(end).max(own.end),
            home,
        }
    }

    fn opens(&self, byte: u8) -> bool {
        if self.cx.dialect() == Dialect::Xml { byte == b'<' } else { b"([{".contains(&byte) }
    }

    fn closes(&self, byte: u8) -> bool {
        if self.cx.dialect() == Dialect::Xml { byte == b'>' } else { b")]}".contains(&byte) }
    }

    fn byte(&self, at: usize) -> u8 {
        self.cx.text.get(at).copied().unwrap_or_default()
    }

    /// The literal or comment at `at`, in which brackets are text.
    fn piece(&self, at: usize) -> Option<Span> {
        piece_over(self.cx, at).map(|piece| piece.span).filter(|span| Some(*span) != self.home)
    }

    /// The nearest bracket before `at` that is not closed there.
    fn open_before(&self, at: usize) -> Option<usize> {
        let (mut at, mut depth) = (at, 0_usize);
        for _ in 0..LOOKED_AT {
            let head = self.cx.text.get(self.floor..at)?;
            let found = self.floor + head.iter().rposition(|byte| self.opens(*byte) || self.closes(*byte))?;
            at = found;
            if let Some(piece) = self.piece(found) {
                at = piece.start.max(self.floor);
            } else if self.closes(self.byte(found)) {
                depth += 1;
            } else if depth == 0 {
                return Some(found);
            } else {
                depth -= 1;
            }
        }
        None
    }

    /// The brackets of code from `at` to `end`, in order: where each stands, and whether it opens.
    fn between(&self, mut at: usize, end: usize) -> impl Iterator<Item = (usize, bool)> {
        let mut left = LOOKED_AT;
        std::iter::from_fn(move || {
            loop {
                left = left.checked_sub(1)?;
                let rest = self.cx.text.get(at..end)?;
                let found = at + rest.iter().position(|byte| self.opens(*byte) || self.closes(*byte))?;
                match self.piece(found) {
                    Some(piece) => at = piece.end,
                    None => {
                        at = found + 1;
                        return Some((found, self.opens(self.byte(found))));
                    }
                }
            }
        })
    }

    /// The bracket that closes the one at `open`.
    fn close_of(&self, open: usize) -> Option<usize> {
        let mut depth = 0_usize;
        self.between(open + 1, self.ceiling).find_map(|(at, opens)| match (opens, depth) {
            (false, 0) => Some(at),
            _ => {
                depth = if opens { depth + 1 } else { depth - 1 };
                None
            }
        })
    }

    /// Where the outermost bracket closes that begins between `start` and `end`, the end of a line, and is a part of the
    /// statement there.
    pub(super) fn opened(&self, start: usize, end: usize) -> Option<usize> {
        let (mut open, mut depth) = (None, 0_usize);
        for (at, opens) in self.between(start, end) {
            if opens {
                open = if depth == 0 { Some(at) } else { open };
                depth += 1;
            } else {
                depth = depth.saturating_sub(1);
            }
        }
        let open = open.filter(|_| depth > 0)?;
        let is_part = self.byte(open) != b'{' || self.expects_value(open);
        is_part.then(|| self.close_of(open)).flatten()
    }

    /// The bracket around the text from `from` to `end`.
    pub(super) fn enclosing(&self, from: usize, end: usize) -> Around {
        let Some(open) = self.open_before(from) else { return Around::Nothing };
        match self.close_of(open) {
            Some(close) if self.is_part(open, from, end) => Around::Part(open, close),
            _ => Around::Statement,
        }
    }

    /// True if the innermost bracket around `from` is a brace.
    pub(super) fn has_brace_before(&self, from: usize) -> bool {
        self.open_before(from).is_some_and(|open| self.byte(open) == b'{')
    }

    /// True if what is between `from` and `end` is an element of the bracket at `open`, and no statement in it.
    fn is_part(&self, open: usize, from: usize, end: usize) -> bool {
        let tongue = self.cx.tongue();
        let head = self.cx.text.get(self.floor..open).unwrap_or_default();
        // The brackets of Lisp are around everything.
        let is_form = tongue.has(Construct::PairByPlace) || tongue.has(Construct::SymbolByPlace);
        match self.cx.dialect() {
            Dialect::Xml => return true,
            // Others are around commands.
            Dialect::Shell | Dialect::Docker if !(self.byte(open) == b'(' && head.ends_with(b"=")) => return false,
            Dialect::Shell | Dialect::Docker => return true,
            Dialect::Hcl if self.byte(open) == b'{' => return self.expects_value(open),
            _ if is_form => return !self.opens(self.byte(from)),
            _ => {}
        }
        let line = self.index.span_of(first_joined(self.cx, self.index, self.index.position(from).0));
        let first = line.start + line.of(self.cx.text).iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let element = first.max(open + 1);
        let before = code_before(self.cx, element, self.floor);
        // In a block, a statement may end with a literal.
        let is_after = |marks: &[u8]| before.is_some_and(|at| marks.contains(&self.byte(at)));
        let goes_on = is_after(b",=+|&?:.\\<")
            || self.byte(open) != b'{' && is_after(b"\"'`")
            || matches!(self.byte(element), b',' | b'.' | b'|' | b'&' | b'?' | b'+');
        if before == Some(open) || before.is_none_or(|at| at < open) {
            let own = self.cx.text.get(element..line.end.max(element)).unwrap_or_default();
            let has_comma = || {
                let rest = self.cx.text.get(end..self.ceiling.max(end)).unwrap_or_default().trim_ascii_start();
                rest.starts_with(b",")
                    || self.cx.text.get(..end).is_some_and(|own| own.trim_ascii_end().ends_with(b","))
            };
            let mark = key_of(own).map(|member| member.mark);
            return self.byte(open) != b'{'
                || self.expects_value(open) && (mark.is_some_and(|mark| mark != b'=') || has_comma())
                || mark == Some(b':') && has_comma() && self.names_type(open);
        }
        let is_member = || {
            key_of(self.cx.text.get(element..line.end.max(element)).unwrap_or_default())
                .is_some_and(|own| own.mark == b':')
        };
        goes_on
            && (self.byte(open) != b'{'
                || self.expects_value(open)
                || is_after(b",") && is_member() && self.names_type(open))
            || self.byte(open) != b'{' && tongue.joins.is_empty()
    }

    /// True if the brace `open` stands behind a name that is all of its line: with members that commas separate, the value of a
    /// function in Rust.
    fn names_type(&self, open: usize) -> bool {
        let line = self.index.span_of(self.index.position(open).0);
        let head = self.cx.text.get(line.start..open).unwrap_or_default().trim_ascii();
        let is_in_path = |byte: &u8| byte.is_ascii_alphanumeric() || b"_:.<>".contains(byte);
        self.cx.dialect() == Dialect::Code
            && head.first().is_some_and(u8::is_ascii_alphabetic)
            && head.iter().all(is_in_path)
            && !OPENING.contains(&head)
    }

    /// True if an expression is expected at the brace `open`, so that it begins an object.
    fn expects_value(&self, open: usize) -> bool {
        let Some(at) = code_before(self.cx, open, 0) else { return false };
        let line = self.index.span_of(self.index.position(at).0);
        let head = self.cx.text.get(line.start..=at).unwrap_or_default().trim_ascii();
        let is_in_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b']' | b'>' | b'.');
        match head.last() {
            Some(b'=' | b'(' | b'[' | b',' | b':' | b'?' | b'|' | b'%' | b'&') => true,
            _ if head.ends_with(b"=>") || head.ends_with(b"return") => true,
            Some(b'-') => self.cx.dialect() == Dialect::Yaml,
            // A name of a type: `return Options{`, `c := &db.Config{`.
            Some(last) if is_in_word(*last) && self.cx.dialect() == Dialect::Code => {
                let mut words = head.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
                let is_expression = head.starts_with(b"return ") || head.iter().any(|byte| b"=(,:".contains(byte));
                is_expression && !words.any(|word| OPENING.contains(&word))
            }
            _ => false,
        }
    }
}

/// Words behind which a brace begins a block.
const OPENING: &[&[u8]] = &[
    b"if",
    b"else",
    b"for",
    b"foreach",
    b"while",
    b"switch",
    b"match",
    b"select",
    b"class",
    b"struct",
    b"enum",
    b"union",
    b"interface",
    b"trait",
    b"impl",
    b"object",
    b"module",
    b"namespace",
    b"package",
    b"record",
    b"func",
    b"function",
    b"fn",
    b"fun",
    b"def",
    b"sub",
    b"try",
    b"catch",
    b"finally",
    b"do",
    b"with",
    b"using",
    b"lock",
    b"unless",
    b"until",
    b"when",
    b"loop",
    b"guard",
    b"defer",
    b"go",
    b"unsafe",
    b"async",
];
