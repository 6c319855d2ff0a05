//! The code blocks of documentation that name their language: Markdown's fences, and those of AsciiDoc, reStructuredText, Org
//! and Jekyll.

use super::{InnerText, Kind};
use crate::extract::language::ending_of;
use crate::text::Span;

/// Finds the blocks of a text, whose lines are passed in order.
pub(super) struct Blocks {
    is_documentation: bool,
    /// The language that the line of attributes above names (AsciiDoc).
    announced: Option<&'static str>,
}

/// How a block ends.
enum End {
    /// With a line of at least so many of this byte, and nothing else.
    Fence(u8, usize),
    /// With a line that begins so, in lower case.
    Line(&'static [u8]),
    /// Before a line that is not indented farther than so much.
    Indent(usize),
}

impl Blocks {
    pub(super) const fn new(is_documentation: bool) -> Self {
        Blocks { is_documentation, announced: None }
    }

    /// The block that `line` begins, and the end of the line that ends it. A block without a known language has an empty name.
    pub(super) fn over(&mut self, text: &[u8], line: Span) -> Option<(InnerText, usize)> {
        if !self.is_documentation {
            return None;
        }
        let content = within_quote(line.of(text)).trim_ascii();
        let announced = self.announced.take();
        let (language, end) = match content.first()? {
            b'`' | b'~' => fence(content)?,
            b'-' | b'.' if announced.is_some() && rule(content).is_some() => {
                let (byte, length) = rule(content)?;
                (announced?, End::Fence(byte, length))
            }
            b'.' if content.starts_with(b".. ") => {
                let name = [b".. code-block::".as_slice(), b".. sourcecode::", b".. code::"]
                    .iter()
                    .find_map(|directive| content.strip_prefix(*directive))?;
                let indent = line.of(text).iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
                (ending_of(name.trim_ascii())?, End::Indent(indent))
            }
            // The title of AsciiDoc's block stands between its attributes and its rule.
            b'.' => {
                self.announced = announced;
                return None;
            }
            b'[' => {
                self.announced = attributes(content);
                return None;
            }
            b'#' => {
                let name = after_ignoring_case(content, b"#+begin_src ")?;
                (ending_of(first_word(name))?, End::Line(b"#+end_src"))
            }
            b'{' => {
                let name = content.strip_prefix(b"{%")?.trim_ascii_start().strip_prefix(b"highlight ")?;
                (ending_of(first_word(name))?, End::Line(b"{% endhighlight"))
            }
            _ => return None,
        };
        let (last, past) = end.after(text, line.end);
        let name = if language.is_empty() { Vec::new() } else { [b"x.", language.as_bytes()].concat() };
        Some((InnerText { span: Span::new(line.end, last), name, kind: Kind::Block }, past))
    }
}

impl End {
    /// Where the block ends whose first line is at `at`, and where the text goes on; an unclosed block reaches to its end.
    fn after(&self, text: &[u8], mut at: usize) -> (usize, usize) {
        let mut last = at;
        while at < text.len() {
            let rest = text.get(at..).unwrap_or_default();
            let end = memchr::memchr(b'\n', rest).map_or(text.len(), |length| at + length + 1);
            let line = text.get(at..end).unwrap_or_default();
            let content = within_quote(line).trim_ascii();
            let is_end = match self {
                End::Fence(byte, length) => content.len() >= *length && content.iter().all(|b| b == byte),
                End::Line(begins) => after_ignoring_case(content, begins).is_some(),
                End::Indent(indent) => {
                    !content.is_empty() && line.iter().take_while(|b| matches!(b, b' ' | b'\t')).count() <= *indent
                }
            };
            if is_end {
                return if matches!(self, End::Indent(_)) { (last, last) } else { (at, end) };
            }
            at = end;
            last = if content.is_empty() { last } else { end };
        }
        (at, at)
    }
}

/// A fence of Markdown: the ending of files in its language, which is empty if it names none that is known.
fn fence(content: &[u8]) -> Option<(&'static str, End)> {
    let byte = *content.first()?;
    let length = content.iter().take_while(|b| **b == byte).count();
    let info = content.get(length..)?.trim_ascii();
    // Code within a line begins like a fence, and ends on the line.
    if length < 3 || byte == b'`' && info.contains(&b'`') {
        return None;
    }
    let braces = [b"{code-block}".as_slice(), b"{code-cell}", b"{code}", b"{sourcecode}"];
    let name = braces.iter().find_map(|brace| info.strip_prefix(*brace)).unwrap_or(info).trim_ascii_start();
    let name = name.iter().position(|b| !matches!(b, b'{' | b'.' | b' ')).and_then(|at| name.get(at..));
    let ending = name.and_then(|name| ending_of(first_word(name))).unwrap_or_default();
    Some((ending, End::Fence(byte, length)))
}

/// The language in AsciiDoc's attributes of a block: `[source,hcl]`, `[source%linenums,ruby]`, `[,java]`.
fn attributes(content: &[u8]) -> Option<&'static str> {
    let inner = content.strip_prefix(b"[")?.strip_suffix(b"]")?;
    let mut attributes = inner.split(|b| *b == b',').map(<[u8]>::trim_ascii);
    let style = attributes.next()?;
    let style = style.split(|b| matches!(b, b'%' | b'#' | b'.')).next().unwrap_or_default();
    (style.is_empty() || style == b"source").then(|| attributes.next().and_then(ending_of)).flatten()
}

/// The byte and the length of a line that consists of one byte at least four times.
fn rule(content: &[u8]) -> Option<(u8, usize)> {
    let byte = *content.first()?;
    (content.len() >= 4 && content.iter().all(|b| *b == byte)).then_some((byte, content.len()))
}

/// The line without the marks of the quotes that it stands in.
fn within_quote(line: &[u8]) -> &[u8] {
    let mut line = line.trim_ascii_start();
    while let Some(inner) = line.strip_prefix(b">") {
        line = inner.trim_ascii_start();
    }
    line
}

fn first_word(name: &[u8]) -> &[u8] {
    let is_of_a_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'#' | b'-' | b'_');
    name.get(..name.iter().take_while(|b| is_of_a_name(b)).count()).unwrap_or_default()
}

fn after_ignoring_case<'t>(content: &'t [u8], begins: &[u8]) -> Option<&'t [u8]> {
    let (head, rest) = content.split_at_checked(begins.len())?;
    head.eq_ignore_ascii_case(begins).then_some(rest)
}
