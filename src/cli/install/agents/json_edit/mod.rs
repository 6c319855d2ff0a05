//! Adds to and takes out of a JSON text, and leaves every other byte as it is. What is taken out leaves the text that was
//! there before it was added: a container that was added with its first element has a blank behind its bracket, and goes with
//! its last one; one that was empty before has none, and stays.

use std::ops::Range;

use serde::Serialize as _;
use serde_json::Value;

/// An element of an array, or a member of an object.
#[derive(Clone, Debug)]
struct Element {
    /// The name of a member, decoded.
    key: Option<String>,
    /// The member or the element, with its name.
    whole: Range<usize>,
    value: Range<usize>,
}

/// An array or an object.
struct Container {
    is_object: bool,
    /// The span between its brackets.
    inner: Range<usize>,
    elements: Vec<Element>,
}

/// A valid JSON text. What is not found in it is not changed.
pub(super) struct Edited {
    text: String,
    /// True if the text was empty, and is an object now.
    is_made: bool,
}

impl Edited {
    /// `text`, which may be empty.
    pub(super) fn of(text: &str) -> Edited {
        let is_made = text.trim().is_empty();
        Edited { text: if is_made { "{\n}\n" } else { text }.to_owned(), is_made }
    }

    /// The text; empty if all that was added to an empty one is taken out.
    pub(super) fn text(self) -> String {
        self.text
    }

    /// The value under `path`, names of members from the outermost.
    fn at(&self, path: &[&str]) -> Option<Range<usize>> {
        let start = skip(&self.text, 0);
        let mut value = start..end_of(&self.text, start)?;
        for name in path {
            let inner = container(&self.text, value)?;
            value = inner.elements.into_iter().find(|element| element.key.as_deref() == Some(name))?.value;
        }
        Some(value)
    }

    pub(super) fn has(&self, path: &[&str]) -> bool {
        self.at(path).is_some()
    }

    /// Adds `value` to the end of the container under `path`: a member `key` of an object, or an element of an array. `None`
    /// if there is no such container.
    pub(super) fn add(&mut self, path: &[&str], key: Option<&str>, value: &Value) -> Option<()> {
        let Container { is_object, inner, elements } = container(&self.text, self.at(path)?)?;
        if is_object != key.is_some() {
            return None;
        }
        let unit = self.unit();
        let end = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
        let in_lines = path.is_empty() || self.text.trim_end().contains('\n');
        // The blanks before an element say how the others are set.
        let (at, before, set) = match elements.last() {
            Some(last) => {
                let blanks = self.blanks_before(last.whole.start).to_owned();
                (last.whole.end, format!(",{blanks}"), blanks)
            }
            None => {
                let set = if in_lines { format!("{end}{}", unit.repeat(path.len() + 1)) } else { String::new() };
                (inner.start, if self.is_made { set.clone() } else { String::new() }, set)
            }
        };
        let indent = set.rfind('\n').map(|line| set.get(line + 1..).unwrap_or_default());
        let name = key.map(|key| format!("{}: ", Value::from(key))).unwrap_or_default();
        let written = match indent {
            Some(indent) => pretty(value, &unit).replace('\n', &format!("{end}{indent}")),
            None => spaced(value),
        };
        self.text.insert_str(at, &format!("{before}{name}{written}"));
        Some(())
    }

    /// Takes the elements of the array under `path` out that `is_out` says, and the containers that were added with them.
    pub(super) fn remove(&mut self, path: &[&str], is_out: &dyn Fn(&Value) -> bool) -> usize {
        let mut removed = 0;
        loop {
            let Some(Container { elements, .. }) = self.at(path).and_then(|value| container(&self.text, value)) else {
                return removed;
            };
            let is_it = |element: &Element| {
                let text = self.text.get(element.value.clone()).unwrap_or_default();
                serde_json::from_str(text).is_ok_and(|value| is_out(&value))
            };
            match elements.iter().position(is_it) {
                Some(at) => self.cut(path, at),
                None => return removed,
            }
            removed += 1;
        }
    }

    /// Takes the member `key` of the object under `path` out, in the same way.
    pub(super) fn remove_member(&mut self, path: &[&str], key: &str) {
        let found = self.at(path).and_then(|value| container(&self.text, value));
        let at = found.and_then(|found| found.elements.iter().position(|one| one.key.as_deref() == Some(key)));
        if let Some(at) = at {
            self.cut(path, at);
        }
    }

    /// True if the member `next` of the whole text follows `key`.
    pub(super) fn is_followed(&self, key: &str, next: &str) -> bool {
        let elements = self.at(&[]).and_then(|value| container(&self.text, value)).map(|found| found.elements);
        let names: Vec<String> = elements.into_iter().flatten().filter_map(|element| element.key).collect();
        names.windows(2).any(|pair| pair == [key, next])
    }

    /// Takes the element `at` of the container under `path` out.
    fn cut(&mut self, path: &[&str], at: usize) {
        let Some(Container { inner, elements, .. }) = self.at(path).and_then(|value| container(&self.text, value))
        else {
            return;
        };
        let Some(own) = elements.get(at).map(|element| element.whole.clone()) else { return };
        let before = at.checked_sub(1).and_then(|before| elements.get(before));
        let out = match (before, elements.get(at + 1)) {
            (Some(before), _) => before.whole.end..own.end,
            (None, Some(next)) => own.start..next.whole.start,
            (None, None) if own.start > inner.start => match path.split_last() {
                Some((key, above)) => return self.remove_member(above, key),
                None => 0..self.text.len(),
            },
            (None, None) => own,
        };
        self.text.replace_range(out, "");
    }

    /// The indentation of a level.
    fn unit(&self) -> String {
        let line = self.text.lines().find(|line| line.starts_with([' ', '\t']) && !line.trim().is_empty());
        line.map_or("  ", |line| line.get(..line.len() - line.trim_start().len()).unwrap_or("  ")).to_owned()
    }

    fn blanks_before(&self, at: usize) -> &str {
        let before = self.text.get(..at).unwrap_or_default();
        let blanks = before.get(before.trim_end().len()..).unwrap_or_default();
        if blanks.is_empty() { " " } else { blanks }
    }
}

/// The elements of the array or the object at `value`; `None` for another value.
fn container(text: &str, value: Range<usize>) -> Option<Container> {
    let is_object = match text.as_bytes().get(value.start)? {
        b'{' => true,
        b'[' => false,
        _ => return None,
    };
    let inner = value.start + 1..value.end.checked_sub(1)?;
    let (mut elements, mut at) = (Vec::new(), skip(text, inner.start));
    while at < inner.end {
        let start = at;
        let key = if is_object {
            let end = end_of(text, at)?;
            let key = serde_json::from_str(text.get(at..end)?).ok()?;
            // The colon.
            at = skip(text, skip(text, end) + 1);
            Some(key)
        } else {
            None
        };
        let end = end_of(text, at)?;
        elements.push(Element { key, whole: start..end, value: at..end });
        // The comma.
        at = skip(text, skip(text, end) + 1);
    }
    Some(Container { is_object, inner, elements })
}

/// The place behind blanks.
fn skip(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.len() - rest.trim_start().len()
}

/// The end of the value that begins at `at`.
fn end_of(text: &str, at: usize) -> Option<usize> {
    let (mut depth, mut is_string, mut is_escaped) = (0_usize, false, false);
    for (place, byte) in text.bytes().enumerate().skip(at) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_string => is_escaped = true,
            b'"' => {
                is_string = !is_string;
                if !is_string && depth == 0 {
                    return Some(place + 1);
                }
            }
            _ if is_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return Some(place),
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(place + 1);
                }
            }
            b',' | b' ' | b'\t' | b'\r' | b'\n' if depth == 0 => return Some(place),
            _ => {}
        }
    }
    (depth == 0 && !is_string).then_some(text.len())
}

/// `value` in lines.
fn pretty(value: &Value, unit: &str) -> String {
    let mut text = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(unit.as_bytes());
    // Writing a value to memory cannot fail.
    let _ = value.serialize(&mut serde_json::Serializer::with_formatter(&mut text, formatter));
    String::from_utf8_lossy(&text).into_owned()
}

/// `value` on one line, with blanks within its brackets.
fn spaced(value: &Value) -> String {
    let list = |items: Vec<String>| items.join(", ");
    match value {
        Value::Array(items) if !items.is_empty() => format!("[ {} ]", list(items.iter().map(spaced).collect())),
        Value::Object(fields) if !fields.is_empty() => {
            let pair = |(key, value): (&String, &Value)| format!("{}: {}", Value::from(key.as_str()), spaced(value));
            format!("{{ {} }}", list(fields.iter().map(pair).collect()))
        }
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests;
