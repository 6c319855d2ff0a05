//! The surroundings of a literal in code: adjacent tokens and open brackets.

use crate::remedy::site::Site;

use super::language::Language;
use super::literal::Literal;

/// How far back open brackets are searched for, in bytes.
const BACK: usize = 16 * 1024;

/// The surroundings of a literal.
pub(super) struct Surroundings<'t> {
    /// The code before it, without adjacent white space, line ends, escaped line ends and comments.
    pub(super) before: &'t str,
    /// The code after it, likewise.
    pub(super) after: &'t str,
    /// True if the code after it is on another line.
    pub(super) is_last_of_line: bool,
    /// For each open bracket, the innermost last: the bracket, and the text before it in its statement.
    pub(super) open: Vec<(char, &'t str)>,
    /// The text before the literal in its statement.
    pub(super) statement: &'t str,
}

/// Determines the surroundings of `literal`, in time linear in the last 16 KiB before it.
pub(super) fn of<'t>(site: &Site<'t>, language: &Language, literal: &Literal<'_>) -> Surroundings<'t> {
    let all = site.text.get(..literal.whole.start).unwrap_or_default();
    let behind = site.text.get(literal.whole.end..).unwrap_or_default();
    let mut from = all.len().saturating_sub(BACK);
    while !all.is_char_boundary(from) {
        from += 1;
    }
    if from > 0 {
        from += all.get(from..).and_then(|rest| rest.find('\n')).map_or(0, |end| end + 1);
    }
    let (open, statement, end) = read(all.get(from..).unwrap_or_default(), language);
    let after = after(behind, language);
    let skipped = behind.get(..behind.len() - after.len()).unwrap_or_default();
    let before = all.get(..from + end).unwrap_or_default();
    Surroundings { before, after, is_last_of_line: skipped.contains('\n') || after.is_empty(), open, statement }
}

/// The brackets that are open at the end of `text`, the text of the last statement, and the end of the last code.
fn read<'t>(text: &'t str, language: &Language) -> (Vec<(char, &'t str)>, &'t str, usize) {
    let mut open: Vec<(char, &'t str)> = Vec::new();
    // The start of the current statement at each depth.
    let mut starts = vec![0];
    let mut code = 0;
    let mut i = 0;
    while let Some(rest) = text.get(i..).filter(|rest| !rest.is_empty()) {
        let c = rest.chars().next().unwrap_or_default();
        if let Some(length) = comment(rest, language) {
            i += length;
            continue;
        }
        let length = if language.quotes.contains(&c) {
            string(rest, c)
        } else if c == '\'' {
            character(rest)
        } else {
            c.len_utf8()
        };
        let start = starts.last().copied().unwrap_or(0);
        match c {
            '(' | '[' | '{' => {
                open.push((c, text.get(start..i).unwrap_or_default()));
                starts.push(i + 1);
            }
            ')' | ']' | '}' => {
                open.pop();
                if starts.len() > 1 {
                    starts.pop();
                }
                if c == '}'
                    && let Some(start) = starts.last_mut()
                {
                    *start = i + 1;
                }
            }
            ';' => {
                if let Some(start) = starts.last_mut() {
                    *start = i + 1;
                }
            }
            _ => {}
        }
        let is_continued = c == '\\' && rest.get(1..).is_some_and(|rest| rest.starts_with(['\n', '\r']));
        i += length;
        if !c.is_whitespace() && !is_continued {
            code = i;
        }
    }
    let start = starts.last().copied().unwrap_or(0).min(code);
    (open, text.get(start..code).unwrap_or_default(), code)
}

/// The length of the comment at the start of `rest`.
fn comment(rest: &str, language: &Language) -> Option<usize> {
    if language.comments.contains(&"//") && rest.starts_with("/*") {
        return Some(rest.find("*/").map_or(rest.len(), |end| end + 2));
    }
    let begins = language.comments.iter().any(|mark| rest.starts_with(mark)) && !rest.starts_with("#[");
    begins.then(|| rest.find('\n').unwrap_or(rest.len()))
}

/// The length of the string at the start of `rest`, which begins with `quote`; an unclosed one ends with its line.
fn string(rest: &str, quote: char) -> usize {
    let triple: String = [quote; 3].iter().collect();
    if rest.starts_with(&triple) {
        return rest.get(3..).and_then(|rest| rest.find(&triple)).map_or(rest.len(), |end| end + 6);
    }
    let mut is_escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\n' if quote != '`' => return at,
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// The length of a character literal, or of the `'` alone (a Rust lifetime).
fn character(rest: &str) -> usize {
    let inner = rest.get(1..).unwrap_or_default();
    let skipped = usize::from(inner.starts_with('\\'));
    let one = inner.chars().nth(skipped).map_or(0, char::len_utf8);
    if inner.get(skipped + one..).is_some_and(|rest| rest.starts_with('\'')) { 2 + skipped + one } else { 1 }
}

/// `text` without leading white space and comments.
fn after<'t>(text: &'t str, language: &Language) -> &'t str {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        rest = rest.strip_prefix("\\\n").or_else(|| rest.strip_prefix("\\\r\n")).unwrap_or(rest);
        match comment(rest, language) {
            Some(length) => rest = rest.get(length..).unwrap_or_default(),
            None if rest.starts_with(char::is_whitespace) => {}
            None => return rest,
        }
    }
}

impl Surroundings<'_> {
    /// The last word of the preceding code; empty if that ends with another character.
    pub(super) fn word(&self) -> &str {
        last_word(self.before)
    }

    /// The innermost open bracket and the word before it, with a `!` if one follows.
    pub(super) fn callee(&self) -> (char, &str) {
        self.open.last().map_or((' ', ""), |(bracket, head)| (*bracket, last_word(head.trim_end())))
    }
}

/// The last word of `text`, with a `!` if one follows.
pub(super) fn last_word(text: &str) -> &str {
    let bare = text.strip_suffix('!').unwrap_or(text);
    let word = bare.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_');
    text.get(word.len()..).filter(|_| word.len() < bare.len()).unwrap_or_default()
}
