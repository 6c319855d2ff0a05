//! `.env`: what it says already, and lines that are put at its end.

/// The text of a `.env`, and what comes behind it.
#[derive(Clone, Debug, Default)]
pub(crate) struct EnvFile {
    known: Vec<(String, String)>,
    added: Vec<(String, String)>,
    /// Names that files refer to, whether their lines are new or not.
    used: Vec<String>,
    lacks_line_end: bool,
    line_end: &'static str,
}

impl EnvFile {
    /// What `text` says.
    pub(crate) fn parse(text: &str) -> EnvFile {
        EnvFile {
            known: text.lines().filter_map(assignment).collect(),
            added: Vec::new(),
            used: Vec::new(),
            lacks_line_end: !text.is_empty() && !text.ends_with('\n'),
            line_end: if text.contains("\r\n") { "\r\n" } else { "\n" },
        }
    }

    /// The value of `name`, as a reader of the file takes it: the last one.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.known.iter().chain(&self.added).rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Another name that has this value.
    pub(crate) fn name_of(&self, value: &str) -> Option<&str> {
        self.known.iter().chain(&self.added).find(|(_, known)| known == value).map(|(name, _)| name.as_str())
    }

    /// Adds a line.
    pub(crate) fn add(&mut self, name: &str, value: &str) {
        self.added.push((name.to_owned(), value.to_owned()));
    }

    /// Says that a file refers to `name`.
    pub(crate) fn refer_to(&mut self, name: &str) {
        if !self.used.iter().any(|used| used == name) {
            self.used.push(name.to_owned());
        }
    }

    /// The names that files refer to.
    pub(crate) fn used_names(&self) -> &[String] {
        &self.used
    }

    /// The names that were added.
    pub(crate) fn added_names(&self) -> impl Iterator<Item = &str> {
        self.added.iter().map(|(name, _)| name.as_str())
    }

    /// What is to be written at the end of the file.
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

/// The name and the value of a line.
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

/// Whether a shell takes `name` for a variable.
pub(crate) fn is_name(name: &str) -> bool {
    let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    name.bytes().all(is_word) && name.bytes().next().is_some_and(|first| !first.is_ascii_digit())
}

/// `value`, as every reader of `.env` takes it for the same: shells, Compose, the dotenv of Python, Node, Ruby, Go and PHP.
/// None where they differ.
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

/// The text without the values of its assignments, as a template that may be committed.
pub(crate) fn template(text: &str) -> String {
    text.split_inclusive('\n').map(without_value).collect()
}

fn without_value(line: &str) -> String {
    let end = line.trim_end_matches(['\n', '\r']);
    let line_end = line.get(end.len()..).unwrap_or_default();
    match end.split_once('=') {
        Some((name, _)) if is_name(name.trim().trim_start_matches("export ").trim()) => {
            format!("{name}={line_end}")
        }
        // A comment may hold what it comments out.
        _ if end.trim().is_empty() => line.to_owned(),
        _ if end.trim_start().starts_with('#') && !end.contains(['=', ':', '@']) => line.to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_every_reader_takes_them() {
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
            assert_eq!(quoted(value).as_deref(), written, "{value}");
        }
    }

    #[test]
    fn what_is_there_is_read_and_what_is_added_comes_last() {
        let mut file = EnvFile::parse("A=1\nexport B='x y'\n#C=2\nD=\"q\" # said\nE=v # said");
        for (name, value) in [("A", Some("1")), ("B", Some("x y")), ("C", None), ("D", Some("q")), ("E", Some("v"))] {
            assert_eq!(file.get(name), value, "{name}");
        }
        file.add("F", "p w");
        assert_eq!(file.addition(), "\nF='p w'\n");
        assert_eq!(template("# db\nA=1\r\n# old: A=2\n\nexport B=x\nrest of it\n"), "# db\nA=\r\n\nexport B=\n");
    }
}
