//! Literals with delimiters that the author chooses, regular expressions, characters and here-documents: constructs
//! besides quoted literals that may contain a quote.

use super::multiline;
use crate::extract::language::{Chosen, Literals};
use crate::text::Span;

/// Longest word before a quote that is examined, in bytes.
const WORD: usize = 16;

/// The construct at an offset.
pub(super) enum Found {
    /// A literal of that many bytes.
    Literal(usize),
    /// A here-document: the length of its delimiter, and the span of its lines.
    Heredoc {
        after: usize,
        body: Span,
    },
    /// An unclosed literal.
    Unclosed,
    Nothing,
}

/// The first bytes of the constructs that [`at`] finds.
pub(super) fn firsts(rules: &Literals) -> Vec<u8> {
    let mut firsts = match rules.chosen {
        Chosen::None => Vec::new(),
        Chosen::Words => b"qmsty".to_vec(),
        Chosen::Percent => b"%".to_vec(),
        Chosen::Tilde => b"~".to_vec(),
        Chosen::Dollar => b"$".to_vec(),
        Chosen::Bracket => b"[".to_vec(),
        Chosen::Raw => b"R".to_vec(),
        Chosen::Pounds => b"#".to_vec(),
        Chosen::Pipes => b"{".to_vec(),
    };
    firsts.extend(rules.has_expressions.then_some(b'/'));
    firsts.extend(rules.has_question_marks.then_some(b'?'));
    firsts.extend(rules.escapes_outside.then_some(b'\\'));
    firsts.extend(rules.has_heredocs.then_some(b'<'));
    firsts
}

/// The end of JavaScript's literal in backticks whose content begins at `from`. Its expressions hold literals of any kind.
pub(super) fn end_of_template(text: &[u8], from: usize) -> Option<usize> {
    // For each literal that is open, the braces that are open in its expression; none while its own text is read.
    let mut open = vec![0_usize];
    let mut at = from;
    loop {
        let rest = text.get(at..)?;
        let braces = open.last_mut()?;
        at += match rest {
            [] => return None,
            [b'\\', ..] => 2,
            [b'`', ..] if *braces == 0 => {
                open.pop();
                if open.is_empty() {
                    return Some(at + 1);
                }
                1
            }
            [b'$', b'{', ..] if *braces == 0 => {
                *braces = 1;
                2
            }
            [..] if *braces == 0 => memchr::memchr3(b'`', b'\\', b'$', rest.get(1..)?)? + 1,
            [b'{', ..] => {
                *braces += 1;
                1
            }
            [b'}', ..] => {
                *braces -= 1;
                1
            }
            [b'`', ..] => {
                open.push(0);
                1
            }
            [quote @ (b'"' | b'\''), inner @ ..] => match memchr::memchr3(*quote, b'\n', b'\\', inner) {
                Some(length) if inner.get(length) == Some(quote) => length + 2,
                _ => 1,
            },
            _ => 1,
        };
    }
}

/// The construct that begins at `at` of `text`.
pub(super) fn at(text: &[u8], at: usize, rules: &Literals) -> Found {
    let rest = text.get(at..).unwrap_or_default();
    let before = at.checked_sub(1).and_then(|i| text.get(i)).copied();
    let of = |length: Option<usize>| length.map_or(Found::Unclosed, Found::Literal);
    match (rest, rules.chosen) {
        ([b'/', ..], _) if rules.has_expressions && expects_value(text, at) => {
            expression(rest).map_or(Found::Nothing, Found::Literal)
        }
        ([b'?', b'\\', _, ..], _) if rules.has_question_marks && !before.is_some_and(is_word) => Found::Literal(3),
        ([b'?', b'"' | b'\'' | b'`' | b'#', ..], _) if rules.has_question_marks && !before.is_some_and(is_word) => {
            Found::Literal(2)
        }
        ([b'<', b'<', ..], _) if rules.has_heredocs && before != Some(b'<') => match multiline::heredoc_at(text, at) {
            Some((after, body)) => Found::Heredoc { after, body },
            None if multiline::names_heredoc(text, at) => Found::Unclosed,
            None => Found::Nothing,
        },
        ([b'%', ..], Chosen::Percent) if !before.is_some_and(is_word) => {
            let letters = rest.iter().skip(1).take(2).take_while(|b| b.is_ascii_alphabetic()).count();
            match rest.get(1 + letters) {
                Some(open) if letters == 1 || b"({[".contains(open) => delimited(rest, 1 + letters, 1),
                _ => Found::Nothing,
            }
        }
        ([b'~', ..], Chosen::Tilde) => {
            let letters = rest.iter().skip(1).take(8).take_while(|b| b.is_ascii_alphabetic()).count();
            if letters == 0 { Found::Nothing } else { delimited(rest, 1 + letters, 1) }
        }
        ([b'$', ..], Chosen::Dollar) if !before.is_some_and(is_word) => {
            let length = rest.iter().skip(1).take(64).take_while(|b| is_word(**b)).count();
            match rest.get(..length + 2) {
                Some(tag) if tag.ends_with(b"$") && !tag.get(1).is_some_and(u8::is_ascii_digit) => {
                    let inner = rest.get(tag.len()..).unwrap_or_default();
                    of(memchr::memmem::find(inner, tag).map(|length| length + 2 * tag.len()))
                }
                _ => Found::Nothing,
            }
        }
        ([b'[', ..], Chosen::Bracket) => {
            let marks = rest.iter().skip(1).take(8).take_while(|b| **b == b'=').count();
            if rest.get(marks + 1) != Some(&b'[') {
                return Found::Nothing;
            }
            let close = [b"]".as_slice(), &vec![b'='; marks], b"]"].concat();
            of(memchr::memmem::find(rest, &close).map(|length| length + close.len()))
        }
        ([b'R', b'"', ..], Chosen::Raw) => {
            let is_of_tag = |b: &&u8| b.is_ascii_graphic() && !matches!(b, b'(' | b')' | b'\\' | b'"');
            between(rest, 2, b"(", rest.iter().skip(2).take(16).take_while(is_of_tag).count(), (b")", b"\""))
        }
        ([b'{', ..], Chosen::Pipes) => {
            let is_of_name = |b: &&u8| b.is_ascii_lowercase() || **b == b'_';
            between(rest, 1, b"|", rest.iter().skip(1).take(16).take_while(is_of_name).count(), (b"|", b"}"))
        }
        ([b'#', ..], Chosen::Pounds) => {
            let pounds = rest.iter().take(16).take_while(|b| **b == b'#').count();
            let quotes = rest.iter().skip(pounds).take(3).take_while(|b| **b == b'"').count();
            let quotes = if quotes == 2 { 1 } else { quotes };
            let close = [vec![b'"'; quotes], vec![b'#'; pounds]].concat();
            let inner = rest.get(pounds + quotes..).unwrap_or_default();
            match quotes {
                0 => Found::Nothing,
                _ => of(memchr::memmem::find(inner, &close).map(|length| pounds + quotes + length + close.len())),
            }
        }
        (_, Chosen::Words)
            if !before.is_some_and(|b| is_word(b) || matches!(b, b'$' | b'@' | b'%' | b'&' | b'>' | b'-')) =>
        {
            words(rest)
        }
        _ => Found::Nothing,
    }
}

/// The literal between `open` behind a tag of `length` bytes at `from`, and the marks around the same tag: `R"a(…)a"`.
fn between(rest: &[u8], from: usize, open: &[u8], length: usize, (before, behind): (&[u8], &[u8])) -> Found {
    let tag = rest.get(from..from + length).unwrap_or_default();
    let Some(inner) = rest.get(from + length..).and_then(|rest| rest.strip_prefix(open)) else { return Found::Nothing };
    let close = [before, tag, behind].concat();
    let end = memchr::memmem::find(inner, &close).map(|at| rest.len() - inner.len() + at + close.len());
    end.map_or(Found::Unclosed, Found::Literal)
}

/// Perl's quoting operators: `q(…)`, `m/…/`, `s/…/…/`.
fn words(rest: &[u8]) -> Found {
    let name = rest.iter().take(3).take_while(|b| is_word(**b)).count();
    let parts = match rest.get(..name) {
        Some(b"q" | b"qq" | b"qw" | b"qr" | b"m") => 1,
        Some(b"s" | b"tr" | b"y") => 2,
        _ => return Found::Nothing,
    };
    match rest.get(name) {
        Some(open) if open.is_ascii_punctuation() && !b",;=)}>_-\\".contains(open) => delimited(rest, name, parts),
        Some(b' ') if matches!(rest.get(name + 1), Some(b'{' | b'(' | b'[')) => delimited(rest, name + 1, parts),
        _ => Found::Nothing,
    }
}

/// The text between the delimiter at `open` of `rest` and its closing counterpart, for `parts` parts.
fn delimited(rest: &[u8], open: usize, parts: usize) -> Found {
    let Some(opens) = rest.get(open).copied() else { return Found::Nothing };
    let closes = match opens {
        b'(' => b')',
        b'[' => b']',
        b'{' => b'}',
        b'<' => b'>',
        b if b.is_ascii_punctuation() => b,
        _ => return Found::Nothing,
    };
    let mut at = open;
    for part in 0..parts {
        // With brackets, the second part has its own opening bracket, possibly after a blank.
        if opens != closes && part > 0 {
            let blanks = rest.get(at..).unwrap_or_default().iter().take_while(|b| **b == b' ').count();
            at += blanks;
            if rest.get(at) != Some(&opens) {
                return Found::Unclosed;
            }
        }
        if opens != closes || part == 0 {
            at += 1;
        }
        let mut depth = 1_usize;
        while depth > 0 {
            let Some(length) = memchr::memchr3(opens, closes, b'\\', rest.get(at..).unwrap_or_default()) else {
                return Found::Unclosed;
            };
            at += length;
            match rest.get(at).copied() {
                Some(b'\\') => at += 2,
                Some(b) if b == closes => {
                    depth -= 1;
                    at += 1;
                }
                _ => {
                    depth += 1;
                    at += 1;
                }
            }
        }
    }
    Found::Literal(at)
}

/// The length of the regular expression between slashes at the start of `rest`: on one line, and a slash within `[…]`
/// does not end it.
fn expression(rest: &[u8]) -> Option<usize> {
    if matches!(rest.get(1), Some(b' ' | b'\t' | b'/' | b'*' | b'=' | b'\n') | None) {
        return None;
    }
    let (mut at, mut in_class) = (1, false);
    loop {
        match rest.get(at)? {
            b'\n' => return None,
            b'\\' => at += 1,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'/' if !in_class => return Some(at + 1),
            _ => {}
        }
        // The limit keeps a minified line from being read again for each of its slashes.
        if at > LONGEST_EXPRESSION {
            return None;
        }
        at += 1;
    }
}

/// Longest regular expression, in bytes.
const LONGEST_EXPRESSION: usize = 256;

/// Words after which a value is expected.
const KEYWORDS: &[&[u8]] = &[
    b"return", b"case", b"typeof", b"in", b"else", b"of", b"and", b"or", b"not", b"if", b"unless", b"when", b"while",
    b"then", b"print", b"echo", b"puts", b"require", b"include", b"import", b"from", b"default", b"throw", b"yield",
    b"await", b"delete", b"void", b"new", b"do", b"x", b"eq", b"ne", b"split", b"grep", b"raise", b"die", b"use",
];

/// True if a value is expected at `at`: after an operator, an opening bracket or a keyword, or first on its line.
fn expects_value(text: &[u8], at: usize) -> bool {
    let head = text.get(at.saturating_sub(WORD)..at).unwrap_or_default();
    let blanks = head.iter().rev().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let head = head.get(..head.len() - blanks).unwrap_or_default();
    match head.last() {
        None => true,
        Some(b) if is_word(*b) => KEYWORDS.contains(&last_word(head)),
        Some(b) => !matches!(b, b')' | b']' | b'}' | b'"' | b'\'' | b'`' | b'<' | b'/'),
    }
}

fn last_word(head: &[u8]) -> &[u8] {
    let length = head.iter().rev().take_while(|b| is_word(**b)).count();
    head.get(head.len() - length..).unwrap_or_default()
}

/// The length of the character literal at the start of `rest`.
pub(super) fn character(rest: &[u8]) -> Option<usize> {
    let near = rest.get(..rest.len().min(14))?;
    if near.get(1) == Some(&b'\\') {
        let close = memchr::memchr(b'\'', near.get(3..)?)?;
        return Some(close + 4);
    }
    let close = memchr::memchr(b'\'', near.get(2..near.len().min(6))?)?;
    let inner = near.get(1..close + 2)?;
    let is_one = std::str::from_utf8(inner).is_ok_and(|inner| inner.chars().count() == 1);
    is_one.then_some(close + 3)
}

/// True if a word directly precedes `at`; with `but_prefixes`, a word other than a keyword or a literal's prefix.
pub(super) fn is_behind_word(text: &[u8], at: usize, but_prefixes: bool) -> bool {
    let head = text.get(at.saturating_sub(WORD)..at).unwrap_or_default();
    let word = last_word(head);
    if word.is_empty() {
        // MATLAB's transpose operator: `B.'`, `f(x)'`, `[1 2]'`
        return but_prefixes && text.get(at) == Some(&b'\'') && matches!(head.last(), Some(b')' | b']'));
    }
    if !but_prefixes {
        return true;
    }
    let before = head.get(..head.len() - word.len()).unwrap_or_default().last();
    let is_prefix = word.len() <= 2
        && word.iter().all(|b| b"bBrRuUfFlLnNeExXcCsStTyYqQwWiI".contains(b))
        && !matches!(before, Some(b'\'' | b'"' | b'`' | b'<' | b'>' | b'.'));
    !is_prefix && !KEYWORDS.contains(&word)
}

const fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80
}

/// True if a YAML scalar may begin at `at`: first on its line, or after an indicator.
pub(super) fn begins_scalar(text: &[u8], at: usize) -> bool {
    let head = text.get(at.saturating_sub(WORD)..at).unwrap_or_default();
    let blanks = head.iter().rev().take_while(|b| matches!(b, b' ' | b'\t')).count();
    matches!(
        head.get(..head.len() - blanks).and_then(<[u8]>::last),
        None | Some(b':' | b',' | b'[' | b'{' | b'-' | b'?' | b'\n')
    )
}

/// True if each further line of the scalar `span` is indented more than its first line.
pub(super) fn is_indented(text: &[u8], span: Span) -> bool {
    let indent = |line: &[u8]| line.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let mut lines = span.of(text).split(|b| *b == b'\n').skip(1).peekable();
    if lines.peek().is_none() {
        return true;
    }
    let head = text.get(..span.start).unwrap_or_default();
    let own = indent(head.get(memchr::memrchr(b'\n', head).map_or(0, |i| i + 1)..).unwrap_or_default());
    lines.all(|line| line.trim_ascii().is_empty() || indent(line) > own)
}
