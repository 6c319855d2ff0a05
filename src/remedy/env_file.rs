//! A `.env` file: its assignments, and lines that are appended to it.

use super::references::is_referred_to;

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

    /// True if a further line may give `name` another value: no line of the file takes the current one into its own.
    pub(crate) fn may_repeat(&self, name: &str) -> bool {
        !self.known.iter().any(|(_, value)| value.contains('$') && is_referred_to(value, name))
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
    // In single quotes a backslash is a backslash, except where a library takes it for the escape of another or of the quote.
    let is_escape = value.contains("\\\\") || value.ends_with('\\') || value.contains('\\') && value.contains('\'');
    if value.is_empty() || value.chars().any(char::is_control) || is_escape {
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
        _ if value.contains('\\') => "a backslash beside another one or a quote",
        _ => "a single quote beside one of \" $ ` !",
    })
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
            ("a\\b", Some("'a\\b'")),
            ("a\\b\"c", Some("'a\\b\"c'")),
            ("a\\\\b", None),
            ("a\\", None),
            ("a\\b'c", None),
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
}
