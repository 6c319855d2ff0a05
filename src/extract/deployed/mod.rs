//! Decides whether the text around a credential shows that it is deployed: a Kubernetes object, a settings section for
//! production, or a variable that names the production environment. Such a variable counts anywhere in the file,
//! because its position is arbitrary. Sections for tests are found in the same way.

use memchr::memmem;

use crate::extract::in_comment;
use crate::rules::words::ENVIRONMENT_VARIABLES;
use crate::text::Span;

/// Names of environments with real users.
const DEPLOYED: [&[u8]; 4] = [b"production", b"prod", b"staging", b"live"];
/// Names of the environment for tests in settings files.
const TESTED: [&[u8]; 3] = [b"test", b"tests", b"testing"];
/// Names of the environment of developers: a section `test` next to one of these is an environment too.
const DEVELOPED: [&[u8]; 2] = [b"development", b"dev"];
/// Longest name of a variable, in bytes.
const LONGEST: usize = 64;

/// The deployed parts of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Deployed {
    /// The offset of the variable that marks the whole text as deployed.
    everywhere: Option<usize>,
    /// The YAML documents that are Kubernetes objects, or otherwise the sections for production, in order.
    objects: Vec<Part>,
    /// The sections for tests, in order, if there is also one for development or production.
    tests: Vec<Part>,
    /// The modules for tests, and what a documentation shows as typed at a prompt, in order.
    shown: Vec<Part>,
}

/// A deployed part, and the offset of the line that marks it as deployed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    span: Span,
    mark: usize,
}

impl Deployed {
    /// Reads `text` once.
    pub(super) fn of(text: &[u8]) -> Self {
        let shown = shown(text);
        let everywhere = names_production(text);
        if everywhere.is_some() {
            return Deployed { everywhere, shown, ..Deployed::default() };
        }
        let objects = objects(text);
        if !objects.is_empty() {
            return Deployed { objects, shown, ..Deployed::default() };
        }
        let objects = sections(text, &DEPLOYED);
        let tests = sections(text, &TESTED);
        let is_known = tests.is_empty() || !objects.is_empty() || !sections(text, &DEVELOPED).is_empty();
        Deployed { everywhere, objects, tests: if is_known { tests } else { Vec::new() }, shown }
    }

    /// The offset of what marks the text at `at` as one for tests, if it is.
    pub(super) fn tests_marked_by(&self, at: usize) -> Option<usize> {
        mark_at(&self.tests, at).or_else(|| mark_at(&self.shown, at))
    }

    /// The offset of what marks the text at `at` as deployed, if it is.
    pub(super) fn marked_by(&self, at: usize) -> Option<usize> {
        self.everywhere.or_else(|| mark_at(&self.objects, at))
    }
}

/// The mark of the part of `parts`, which are in order, that contains `at`.
fn mark_at(parts: &[Part], at: usize) -> Option<usize> {
    let next = parts.partition_point(|part| part.span.start <= at);
    next.checked_sub(1).and_then(|i| parts.get(i)).filter(|part| at < part.span.end).map(|part| part.mark)
}

/// The documents between `---` lines that have an unindented `apiVersion` and `kind`.
fn objects(text: &[u8]) -> Vec<Part> {
    let mut objects = Vec::new();
    // Most texts contain none, and are not split into lines: that took a fortieth of a history scan.
    if memmem::find(text, b"apiVersion").is_none() {
        return objects;
    }
    let (mut document, mut is_versioned, mut kind) = (0, false, None);
    let mut start = 0;
    for line in text.split(|b| *b == b'\n') {
        if line.starts_with(b"---") {
            if let (true, Some(mark)) = (is_versioned, kind) {
                objects.push(Part { span: Span::new(document, start), mark });
            }
            (document, is_versioned, kind) = (start, false, None);
        }
        is_versioned |= is_key(line, b"apiVersion");
        kind = kind.or_else(|| is_key(line, b"kind").then_some(start));
        start += line.len() + 1;
    }
    if let (true, Some(mark)) = (is_versioned, kind) {
        objects.push(Part { span: Span::new(document, text.len()), mark });
    }
    objects
}

/// The sections of a settings file for an environment of one of `names`: an unindented `production:` with its indented
/// lines, or `[production]` with the lines up to the next header.
fn sections(text: &[u8], names: &[&[u8]]) -> Vec<Part> {
    let mut sections = Vec::new();
    if !names.iter().any(|name| memmem::find(text, name).is_some()) {
        return sections;
    }
    let (mut open, mut start) = (None, 0);
    for line in text.split(|b| *b == b'\n') {
        let is_table = line.starts_with(b"[");
        let is_key = line.first().is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'"' | b'\''));
        // An unindented key belongs to the current table.
        let (from, is_of_table) = open.unwrap_or((start, false));
        if is_table || is_key && !is_of_table {
            if open.is_some() {
                sections.push(Part { span: Span::new(from, start), mark: from });
            }
            let name = if is_table { line.get(1..).unwrap_or_default() } else { line };
            open = names_section(name, if is_table { b']' } else { b':' }, names).then_some((start, is_table));
        }
        start += line.len() + 1;
    }
    if let Some((from, _)) = open {
        sections.push(Part { span: Span::new(from, text.len()), mark: from });
    }
    sections
}

/// The constant in which a module of Ansible shows how it is used.
const EXAMPLES: &[u8] = b"EXAMPLES = ";

/// What closes the block that `line` opens: the examples of a module of Ansible, an example in a comment of Java.
fn opened(line: &[u8], content: &[u8]) -> Option<&'static [u8]> {
    if let Some(literal) = line.strip_prefix(EXAMPLES) {
        let literal = literal.strip_prefix(b"r").unwrap_or(literal);
        return [b"\"\"\"".as_slice(), b"'''"].into_iter().find(|quotes| literal.trim_ascii_end() == *quotes);
    }
    let is_example = content.starts_with(b"* <pre>") && memmem::find(content, b"</pre>").is_none();
    is_example.then_some(b"</pre>")
}

/// Rust's modules for tests, from the attribute to the brace that closes them at its indentation, and lines at Python's prompt
/// (`>>> connect("…")`) with those that go on (`...`), and examples for readers in blocks of their own.
fn shown(text: &[u8]) -> Vec<Part> {
    const MODULE: &[u8] = b"#[cfg(test)]";
    let mut parts: Vec<Part> = Vec::new();
    if [MODULE, b">>> ", EXAMPLES, b"* <pre>"].iter().all(|mark| memmem::find(text, mark).is_none()) {
        return parts;
    }
    let (mut open, mut until, mut start) = (None, None, 0);
    for line in text.split(|b| *b == b'\n') {
        let content = line.trim_ascii_start();
        let indent = line.len() - content.len();
        let end = start + line.len();
        let span = Span::new(start, end);
        // Up to a mark that stands anywhere on a line
        if let Some((from, close)) = until {
            if memmem::find(content, close).is_some() {
                parts.push(Part { span: Span::new(from, end), mark: from });
                until = None;
            }
            start = end + 1;
            continue;
        }
        until = opened(line, content).map(|close| (start, close));
        match open {
            _ if until.is_some() => {}
            Some((from, own, true)) if indent == own && content.starts_with(b"}") => {
                parts.push(Part { span: Span::new(from, end), mark: from });
                open = None;
            }
            // A module in a file of its own, and one item, end here.
            Some((_, _, false)) if content.trim_ascii_end().ends_with(b";") => open = None,
            Some((from, own, is_inside)) => {
                open = Some((from, own, is_inside || content.trim_ascii_end().ends_with(b"{")));
            }
            None if content.starts_with(MODULE) => {
                open = Some((start, indent, content.trim_ascii_end().ends_with(b"{")));
            }
            None if content.starts_with(b">>> ") => parts.push(Part { span, mark: start }),
            None if content.starts_with(b"... ") => {
                if let Some(last) = parts.last_mut().filter(|last| last.span.end + 1 == start) {
                    last.span.end = end;
                }
            }
            None => {}
        }
        start = end + 1;
    }
    parts
}

/// True if `line` is the name of such an environment, with nothing after `close` but an anchor or a comment.
fn names_section(line: &[u8], close: u8, names: &[&[u8]]) -> bool {
    let Some(at) = memchr::memchr(close, line) else { return false };
    let (name, rest) = line.split_at(at);
    let name = name.trim_ascii();
    let name = name.strip_prefix(b"\"").and_then(|name| name.strip_suffix(b"\"")).unwrap_or(name);
    let rest = rest.get(1..).unwrap_or_default().trim_ascii();
    names.iter().any(|known| name.eq_ignore_ascii_case(known)) && matches!(rest.first(), None | Some(b'&' | b'#'))
}

/// True if `line` begins with the key `name`, unindented, or quoted in JSON with any indentation.
fn is_key(line: &[u8], name: &[u8]) -> bool {
    let rest = match line.trim_ascii_start().strip_prefix(b"\"") {
        Some(quoted) => quoted.strip_prefix(name).and_then(|rest| rest.strip_prefix(b"\"")),
        None => line.strip_prefix(name),
    };
    rest.is_some_and(|rest| rest.trim_ascii_start().starts_with(b":"))
}

/// The offset at which a variable is set to the name of an environment with real users: `RAILS_ENV=production`, `NODE_ENV: "prod"`,
/// `ENV APP_ENV staging`.
fn names_production(text: &[u8]) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    let is_word = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
    DEPLOYED.iter().find_map(|value| {
        memmem::find_iter(&lower, value).find(|&at| {
            !is_word(lower.get(at + value.len()))
                && lower.get(..at).and_then(name_before).is_some_and(|name| ENVIRONMENT_VARIABLES.contains(name))
                && !in_comment(text, at)
        })
    })
}

/// The name to which the text after `head` is assigned, by `=`, `:` or, in a Dockerfile, a blank.
fn name_before(head: &[u8]) -> Option<&[u8]> {
    let line = head.get(head.len().saturating_sub(LONGEST * 2)..)?.rsplit(|b| *b == b'\n').next()?;
    let without_quote = |part: &'_ [u8]| part.len() - usize::from(matches!(part.last(), Some(b'"' | b'\'')));
    let line = line.get(..without_quote(line))?;
    let before = line.trim_ascii_end();
    let name = match before.last()? {
        // A comparison assigns nothing.
        b'=' if matches!(before.iter().nth_back(1), Some(b'=' | b'!' | b'<' | b'>' | b'~')) => return None,
        b'=' | b':' => before.get(..before.len() - 1)?.trim_ascii_end(),
        _ if before.len() < line.len() && line.trim_ascii_start().starts_with(b"env ") => before,
        _ => return None,
    };
    let name = name.get(..without_quote(name))?;
    let length = name.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.')).count();
    name.get(name.len() - length..).filter(|name| name.len() <= LONGEST)
}

#[cfg(test)]
mod tests;
