//! A `.env` file: its assignments, and lines that are appended to it.

use crate::detect::randomness::looks_random;

/// The content of a `.env` file and the lines to append.
#[derive(Clone, Debug, Default)]
pub(crate) struct EnvFile {
    known: Vec<(String, String)>,
    added: Vec<(String, String)>,
    /// Names that files refer to, new or not.
    used: Vec<String>,
    lacks_line_end: bool,
    line_end: &'static str,
}

impl EnvFile {
    /// Parses `text`.
    pub(crate) fn parse(text: &str) -> EnvFile {
        EnvFile {
            known: text.lines().filter_map(assignment).collect(),
            added: Vec::new(),
            used: Vec::new(),
            lacks_line_end: !text.is_empty() && !text.ends_with('\n'),
            line_end: if text.contains("\r\n") { "\r\n" } else { "\n" },
        }
    }

    /// The effective value of `name`, which is that of its last assignment.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.known.iter().chain(&self.added).rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// True if the file assigned `name` before anything was added.
    pub(crate) fn had(&self, name: &str) -> bool {
        self.known.iter().any(|(key, _)| key == name)
    }

    /// Another name with this value.
    pub(crate) fn name_of(&self, value: &str) -> Option<&str> {
        self.known.iter().chain(&self.added).find(|(_, known)| known == value).map(|(name, _)| name.as_str())
    }

    /// A name whose value contains this text.
    pub(crate) fn name_around(&self, text: &str) -> Option<&str> {
        self.known.iter().chain(&self.added).find(|(_, known)| known.contains(text)).map(|(name, _)| name.as_str())
    }

    /// Adds a line.
    pub(crate) fn add(&mut self, name: &str, value: &str) {
        self.added.push((name.to_owned(), value.to_owned()));
    }

    /// Records that a file refers to `name`.
    pub(crate) fn refer_to(&mut self, name: &str) {
        if !self.used.iter().any(|used| used == name) {
            self.used.push(name.to_owned());
        }
    }

    /// The names that files refer to.
    pub(crate) fn used_names(&self) -> &[String] {
        &self.used
    }

    /// The names that were added, with their values.
    pub(crate) fn added(&self) -> impl Iterator<Item = (&str, &str)> {
        self.added.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The text to append to the file.
    pub(crate) fn addition(&self) -> String {
        let mut text = String::new();
        if self.lacks_line_end && !self.added.is_empty() {
            text.push_str(self.line_end);
        }
        for (name, value) in &self.added {
            text.push_str(&format!("{name}={}{}", quoted(value).unwrap_or_default(), self.line_end));
        }
        text
    }
}

/// The name and value of a line.
fn assignment(line: &str) -> Option<(String, String)> {
    let line = line.trim();
    let line = line.strip_prefix("export ").unwrap_or(line);
    let (name, value) = line.split_once('=')?;
    let name = name.trim_end();
    is_name(name).then(|| (name.to_owned(), unquoted(value.trim()).to_owned()))
}

fn unquoted(value: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(rest) = value.strip_prefix(quote)
            && let Some(end) = rest.find(quote)
        {
            return rest.get(..end).unwrap_or_default();
        }
    }
    value.split_once(" #").map_or(value, |(value, _)| value).trim_end()
}

/// True if a shell accepts `name` as a variable name.
pub(crate) fn is_name(name: &str) -> bool {
    let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    name.bytes().all(is_word) && name.bytes().next().is_some_and(|first| !first.is_ascii_digit())
}

/// Quotes `value` in a way that every reader of `.env` reads identically: shells, Compose, and the dotenv libraries of
/// Python, Node, Ruby, Go and PHP. `None` if there is no such way.
pub(crate) fn quoted(value: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./:@%+,=-".contains(c);
    if value.is_empty() || value.chars().any(|c| c.is_control() || c == '\\') {
        return None;
    }
    if value.chars().all(is_plain) {
        return Some(value.to_owned());
    }
    if !value.contains('\'') {
        return Some(format!("'{value}'"));
    }
    (!value.contains(['"', '$', '`', '!'])).then(|| format!("\"{value}\""))
}

/// The part of `value` that readers interpret differently; `None` if [`quoted`] can write it.
pub(crate) fn unlike(value: &str) -> Option<&'static str> {
    if quoted(value).is_some() {
        return None;
    }
    Some(match value {
        "" => "nothing in it",
        _ if value.contains(['\n', '\r']) => "a line end",
        _ if value.chars().any(char::is_control) => "a control character",
        _ if value.contains('\\') => "a backslash",
        _ => "a single quote beside one of \" $ ` !",
    })
}

/// A template that may be committed: the keys of the assignments with empty values, and the blank lines between them.
/// Comments are omitted, because a comment may contain a value: the current one, an old one, or that of another server.
pub(crate) fn template(text: &str) -> String {
    let mut lines = String::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let line = rest.get(..length).unwrap_or_default().trim_end_matches(['\n', '\r']);
        match line.split_once('=') {
            Some((head, _)) if is_key(head) => {
                lines.push_str(&format!("{}=\n", head.trim()));
                at += head.len() + 1 + length_of_value(rest.get(head.len() + 1..).unwrap_or_default());
            }
            _ => {
                if line.trim().is_empty() && !lines.is_empty() && !lines.ends_with("\n\n") {
                    lines.push('\n');
                }
                at += length;
            }
        }
    }
    let end = lines.trim_end().len();
    lines.truncate(end);
    if lines.is_empty() { lines } else { lines + "\n" }
}

/// True if `head` is a variable name; a line of a multi-line value, which may contain `=`, is not.
fn is_key(head: &str) -> bool {
    let name = head.trim();
    let name = name.strip_prefix("export ").map_or(name, str::trim);
    is_name(name) && !looks_random(name.as_bytes())
}

/// The length of the value at the start of `text`, with its line ending; a quoted value may span lines. An unclosed
/// quote takes the rest of the text, because nothing after it can be interpreted.
fn length_of_value(text: &str) -> usize {
    let blanks = text.len() - text.trim_start_matches([' ', '\t']).len();
    let opens = text.get(blanks..).and_then(|rest| rest.chars().next());
    let end_of_line = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        from + rest.find('\n').map_or(rest.len(), |end| end + 1)
    };
    if let Some(quote) = opens.filter(|c| matches!(c, '"' | '\'' | '`')) {
        let mut is_escaped = false;
        for (at, c) in text.char_indices().skip_while(|(at, _)| *at <= blanks) {
            match c {
                _ if is_escaped => is_escaped = false,
                '\\' if quote != '\'' => is_escaped = true,
                c if c == quote => return end_of_line(at),
                _ => {}
            }
        }
        return text.len();
    }
    let mut end = end_of_line(0);
    // A backslash at the end of a line continues it.
    while end < text.len() && text.get(..end).is_some_and(|line| line.trim_end_matches(['\n', '\r']).ends_with('\\')) {
        end = end_of_line(end);
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted_so_that_all_readers_agree() {
        for (value, written) in [
            ("plain-1", Some("plain-1")),
            ("a b", Some("'a b'")),
            ("p$x#y", Some("'p$x#y'")),
            ("it's", Some("\"it's\"")),
            ("it's $5", None),
            ("a\\b", None),
            ("a\nb", None),
            ("", None),
        ] {
            assert_eq!((quoted(value).as_deref(), unlike(value).is_some()), (written, written.is_none()), "{value}");
        }
    }

    #[test]
    fn assignments_are_parsed_and_new_lines_are_appended() {
        let mut file = EnvFile::parse("A=1\nexport B='x y'\n#C=2\nD=\"q\" # said\nE=v # said");
        for (name, value) in [("A", Some("1")), ("B", Some("x y")), ("C", None), ("D", Some("q")), ("E", Some("v"))] {
            assert_eq!(file.get(name), value, "{name}");
        }
        file.add("F", "p w");
        assert_eq!(file.addition(), "\nF='p w'\n");
    }

    #[test]
    fn a_template_contains_only_the_keys() {
        for (text, made) in [
            ("# db\nA=1\r\n# old: A=2\n\n\nexport B=x\nrest of it\n", "A=\n\nexport B=\n"),
            ("# previously Zz9Kq2Lm7Xw4 was the password\nA=Zz9Kq2Lm7Xw4 # as before\n", "A=\n"),
            ("A=\"one\nB=two\nthree\" # said\nC='x'\n", "A=\nC=\n"),
            ("A=\"it \\\" goes\nB=on\"\nC=1", "A=\nC=\n"),
            ("A=x\\\nB=y\nC=1\n", "A=\nC=\n"),
            ("A='never closed\nB=y\n", "A=\n"),
            ("A=it's\nB=y\n", "A=\nB=\n"),
            ("KEY=-----BEGIN\nkV8m2Qz4rTn9Zz9Kq2Lm7Xw4=\nkV8m2Qz4rTn9Zz9Kq2Lm7Xw4==\nC=1\n", "KEY=\nC=\n"),
            ("# only a comment\n", ""),
        ] {
            assert_eq!(template(text), made, "{text}");
        }
    }
}
