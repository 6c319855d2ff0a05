//! Finds multi-line string literals.

use crate::extract::reach::Look;
use crate::extract::{Construct, Dialect, Tongue, line_start};
use crate::sorting::Sorting as _;
use crate::text::Span;

/// The number of unclosed heredocs after which no more are searched for.
const UNCLOSED: usize = 256;

/// Spans of the multi-line string literals in `text`, in order.
pub(crate) fn find(text: &[u8], tongue: &Tongue) -> Vec<Span> {
    let mut found = quoted_or_heredocs(text, tongue.dialect);
    let before = found.len();
    found.extend(continued(text));
    if found.len() > before {
        found.put_in_order_by_key(|span| (span.start, span.end));
    }
    // The multi-line literals of these languages are in backticks.
    if tongue.has(Construct::BacktickBlock) {
        found.extend(backticked(text));
        found.put_in_order_by_key(|span| (span.start, span.end));
    }
    found
}

/// The further lines of double-quoted literals that a backslash at the line end continues (Rust, C).
fn continued(text: &[u8]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut from = 0;
    for at in memchr::memmem::find_iter(text, b"\\\n") {
        if at < from {
            continue;
        }
        let line = text.get(line_start(text, at)..at).unwrap_or_default();
        let quotes =
            line.iter().enumerate().filter(|(i, b)| **b == b'"' && (*i == 0 || line.get(i - 1) != Some(&b'\\')));
        if quotes.count() % 2 == 1
            && let Some(len) = Look::ahead(text, at + 2).find(text, |rest| memchr::memchr(b'"', rest))
        {
            from = at + 2 + len;
            found.push(Span::new(at + 2, from));
        }
    }
    found
}

/// Spans in backticks, in order, found in one pass that skips comments and other strings.
fn backticked(text: &[u8]) -> Vec<Span> {
    let mut found = Vec::new();
    // After the last backtick nothing needs to be skipped.
    let last = memchr::memrchr(b'`', text).map_or(0, |at| at + 1);
    let text = text.get(..last).unwrap_or_default();
    let mut at = 0;
    while let Some(&b) = text.get(at) {
        let rest = text.get(at + 1..).unwrap_or_default();
        at += 1 + match b {
            b'`' => {
                let Some(len) = memchr::memchr(b'`', rest) else { break };
                if memchr::memchr(b'\n', rest.get(..len).unwrap_or_default()).is_some() {
                    found.push(Span::new(at + 1, at + 2 + len));
                }
                len + 1
            }
            b'"' | b'\'' => end_of_string(rest, b),
            b'/' if rest.first() == Some(&b'/') => memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
            b'/' if rest.first() == Some(&b'*') => memchr::memmem::find(rest, b"*/").map_or(rest.len(), |len| len + 2),
            _ => rest.iter().position(|&b| BEGINS.get(usize::from(b)) == Some(&true)).unwrap_or(rest.len()),
        };
    }
    found
}

/// The first bytes of strings and comments; a table is faster than four comparisons.
const BEGINS: [bool; 256] = {
    let mut begins = [false; 256];
    begins[b'`' as usize] = true;
    begins[b'"' as usize] = true;
    begins[b'\'' as usize] = true;
    begins[b'/' as usize] = true;
    begins
};

/// The number of bytes of `rest` up to and including the `quote` that closes a string, or up to the line end.
fn end_of_string(rest: &[u8], quote: u8) -> usize {
    let mut from = 0;
    while let Some(at) = rest.get(from..).and_then(|rest| memchr::memchr3(quote, b'\\', b'\n', rest)) {
        match rest.get(from + at) {
            Some(b'\\') => from += at + 2,
            Some(b'\n') => return from + at,
            _ => return from + at + 1,
        }
    }
    rest.len()
}

/// Spans of triple-quoted strings and heredocs, in order, found in one pass. In SQL three quotes are a quote and a doubled one,
/// in a shell an empty literal and one that opens.
fn quoted_or_heredocs(text: &[u8], dialect: Dialect) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut openings = vec![Openings::new(b"<<")];
    if !matches!(dialect, Dialect::Sql | Dialect::Shell | Dialect::Docker) {
        openings.extend([Openings::new(b"\"\"\""), Openings::new(b"'''")]);
    }
    let mut at = 0;
    let mut unclosed = 0;
    while let Some((start, mark)) = openings.iter_mut().filter_map(|next| next.from(text, at)).min() {
        let span = match mark {
            // Each unclosed heredoc has cost a search to the end; after enough of them, `<<` is assumed to be an
            // operator.
            b"<<" if unclosed < UNCLOSED => heredoc(text, start + mark.len()),
            b"<<" => None,
            mark => match closed_by(text, start + mark.len(), mark) {
                Some(span) => Some(span),
                None => {
                    // Unclosed: extends to the end.
                    found.push(Span::new(start, text.len()));
                    return found;
                }
            },
        };
        unclosed += usize::from(span.is_none());
        at = span.map_or(start, |span| span.end).max(start + 1);
        found.extend(span);
    }
    found
}

/// The positions of opening marks, requested in order. Each mark is searched for once.
struct Openings {
    mark: &'static [u8],
    finder: memchr::memmem::Finder<'static>,
    /// The next known one.
    next: Option<usize>,
    is_over: bool,
}

impl Openings {
    fn new(mark: &'static [u8]) -> Self {
        Openings { mark, finder: memchr::memmem::Finder::new(mark), next: None, is_over: false }
    }

    /// The first one at or after `at`, and its mark.
    fn from(&mut self, text: &[u8], at: usize) -> Option<(usize, &'static [u8])> {
        if !self.is_over && self.next.is_none_or(|next| next < at) {
            self.next = self.finder.find(text.get(at..)?).map(|length| at + length);
            self.is_over = self.next.is_none();
        }
        Some((self.next?, self.mark))
    }
}

fn closed_by(text: &[u8], from: usize, mark: &[u8]) -> Option<Span> {
    let len = memchr::memmem::find(text.get(from..)?, mark)?;
    Some(Span::new(from, from + len + mark.len()))
}

/// The here-document whose delimiter follows the `<<` at `at`: the length up to the end of the delimiter, and the lines
/// up to and including the one that ends it.
pub(super) fn heredoc_at(text: &[u8], at: usize) -> Option<(usize, Span)> {
    let found = heredoc(text, at + 2)?;
    let line = memchr::memchr(b'\n', found.of(text))?;
    Some((found.start - at, Span::new(found.start + line + 1, found.end)))
}

/// True if the delimiter of a here-document can follow the `<<` at `at`.
pub(super) fn names_heredoc(text: &[u8], at: usize) -> bool {
    let head = text.get(at + 2..text.len().min(at + 50)).unwrap_or_default();
    let marks = head.iter().take_while(|b| matches!(b, b'-' | b'~' | b'<' | b'"' | b'\'')).count();
    head.get(marks).is_some_and(u8::is_ascii_uppercase)
}

/// `<<EOF`, `<<-'EOF'`, `<<~SQL`: up to the line that consists of the delimiter.
fn heredoc(text: &[u8], at: usize) -> Option<Span> {
    let head = text.get(at..text.len().min(at + 48))?;
    let marks = head.iter().take_while(|b| matches!(b, b'-' | b'~' | b'<' | b'"' | b'\'')).count();
    let word: &[u8] = head.get(marks..)?;
    let len = word.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    // One letter is a name as often as it is a mark: then nothing may stand behind it.
    let is_alone = matches!(word.get(len), None | Some(b'\n' | b'\r'));
    let word =
        word.get(..len).filter(|word| (word.len() >= 2 || is_alone) && word.iter().any(u8::is_ascii_uppercase))?;
    let is_php = head.starts_with(b"<");
    let from = at + marks + len;
    let look = Look::ahead(text, from);
    let body = text.get(from..look.end)?;
    let mut end = 0;
    for line in body.split_inclusive(|b| *b == b'\n') {
        end += line.len();
        if end > line.len() && line.trim_ascii().strip_suffix(b";").unwrap_or(line.trim_ascii()) == word {
            look.ended_at(from + end);
            return Some(Span::new(from, from + end));
        }
        // PHP's statement may go on behind its mark.
        let own = line.trim_ascii_start();
        if is_php
            && end > line.len()
            && own.strip_prefix(word).is_some_and(|rest| matches!(rest.first(), Some(b';' | b',' | b')' | b']')))
        {
            let end = from + end - own.len() + word.len();
            look.ended_at(end);
            return Some(Span::new(from, end));
        }
    }
    // Most such words are no delimiters.
    look.ended_at(from + end);
    None
}

#[cfg(test)]
mod tests {
    use super::{UNCLOSED, find};
    use crate::extract::Language;
    use crate::text::Span;

    #[test]
    fn blocks_are_found_in_one_pass() {
        let text = b"a = \"\"\"x\ny\"\"\"\nb <<~SQL\nz\nSQL\nc << 2\n";
        let inside: Vec<&[u8]> =
            find(text, Language::of(b"a.rb").tongue).into_iter().map(|span: Span| span.of(text)).collect();
        assert_eq!(inside, vec![b"x\ny\"\"\"".as_slice(), b"\nz\nSQL\n"]);
    }

    #[test]
    fn a_heredoc_is_found_behind_a_bounded_number_of_shifts() {
        for (shifts, blocks) in [(0, 1), (UNCLOSED - 1, 1), (UNCLOSED, 0)] {
            let shifts: String = (0..shifts).map(|at| format!("a = x <<Y{at}\n")).collect();
            let text = format!("{shifts}b <<~SQL\nz\nSQL\n");
            assert_eq!(find(text.as_bytes(), Language::of(b"a.rb").tongue).len(), blocks, "{}", shifts.len());
        }
    }

    #[test]
    fn backtick_literals_span_lines_in_the_languages_that_allow_it() {
        let text = b"// it`s\na := `x\ny`\nb := \"`\" + '`' + `z`\n/* ` */ c := `\n1`\n";
        let inside = |path: &str| -> Vec<&[u8]> {
            find(text, Language::of(path.as_bytes()).tongue).into_iter().map(|span| span.of(text)).collect()
        };
        assert_eq!(inside("a.go"), vec![b"x\ny`".as_slice(), b"\n1`"]);
        assert!(inside("a.py").is_empty());
    }
}
