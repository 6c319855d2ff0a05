//! The template of an env file: its keys without their values.
//!
//! What is inside of a value must never be taken for a key, because the template is staged. Env files are read by shells
//! and by dotenv libraries, which end a value differently: a key is taken only if both read a new line of assignments
//! there. From the first place at which they differ, or at which neither has a rule, no further key is taken.

use super::env_file::is_name;
use super::forms::top_lines;
use crate::detect::randomness::looks_random;

/// The template of an env file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Template {
    /// A line `NAME=` for each assignment, with the blank lines between them. Comments are omitted, because a comment may
    /// contain a value: the current one, an old one, or that of another server.
    pub(crate) text: String,
    /// The number of the line from which no key was taken.
    pub(crate) ends_at: Option<usize>,
}

/// The template of an env file with this lower-case name and text. In an `.envrc`, which is a script, other commands may
/// stand between the assignments.
pub(crate) fn template(name: &str, text: &str) -> Template {
    let is_script = name == ".envrc";
    let tops = top_lines(text);
    let mut lines = String::new();
    let mut at = 0;
    let ends_at = loop {
        let rest = text.get(at..).unwrap_or_default();
        if rest.is_empty() {
            break None;
        }
        let length = line_length(rest);
        let line = rest.get(..length).unwrap_or_default().trim_end_matches(['\n', '\r']);
        let mut is_taken = false;
        let end = match line_of(line) {
            _ if tops.binary_search(&at).is_err() => None,
            Line::Assignment(head) => {
                lines.push_str(&format!("{}=\n", head.trim()));
                is_taken = true;
                end_of_value(rest, head.len() + 1)
            }
            Line::Blank => {
                if !lines.is_empty() && !lines.ends_with("\n\n") {
                    lines.push('\n');
                }
                Some(length)
            }
            Line::Nothing => Some(length),
            Line::Other if is_script && !line.contains("<<") => Some(length),
            Line::Other | Line::Random => None,
        };
        // The shell must read no line of its own within the value.
        let is_one =
            |end: &usize| tops.partition_point(|top| *top <= at) == tops.partition_point(|top| *top < at + end);
        match end.filter(is_one) {
            Some(end) => at += end,
            None => {
                let from = if is_taken { at + length } else { at };
                let is_rest = text.get(from..).is_some_and(|rest| !rest.trim().is_empty());
                break is_rest.then(|| 1 + text.get(..from).unwrap_or_default().matches('\n').count());
            }
        }
    };
    let end = lines.trim_end().len();
    lines.truncate(end);
    Template { text: if lines.is_empty() { lines } else { lines + "\n" }, ends_at }
}

/// True if a quoted value of `text`, an env file, has no end, so that a line behind it would be a part of the value.
pub(crate) fn is_open(text: &str) -> bool {
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = line_length(rest);
        at += length;
        let Line::Assignment(head) = line_of(rest.get(..length).unwrap_or_default().trim_end()) else { continue };
        let value = rest.get(head.len() + 1..).unwrap_or_default();
        let blanks = value.len() - value.trim_start_matches([' ', '\t']).len();
        let value = value.get(blanks..).unwrap_or_default();
        let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else { continue };
        let mut is_escaped = false;
        let closes = value.char_indices().skip(1).find(|(_, c)| {
            let is_end = *c == quote && !is_escaped;
            is_escaped = *c == '\\' && quote == '"' && !is_escaped;
            is_end
        });
        let Some((closes, _)) = closes else { return true };
        at = at
            .max(at - length + head.len() + 1 + blanks + closes + line_length(value.get(closes..).unwrap_or_default()));
    }
    false
}

/// The length of the first line of `text`, with its line ending.
fn line_length(text: &str) -> usize {
    text.find('\n').map_or(text.len(), |end| end + 1)
}

/// A line of an env file.
enum Line<'t> {
    /// The text before the `=`, or before the `:` of `NAME: value`.
    Assignment(&'t str),
    Blank,
    /// A comment, or `export NAME`.
    Nothing,
    /// An assignment whose name looks random: the end of a value that no reader delimits, such as a key of several lines.
    Random,
    Other,
}

fn line_of(line: &str) -> Line<'_> {
    let text = line.trim();
    if text.is_empty() {
        return Line::Blank;
    }
    let exported = text.strip_prefix("export ").map(str::trim);
    if text.starts_with('#') || exported.is_some_and(is_name) {
        return Line::Nothing;
    }
    let mark = line.find('=').into_iter().chain(line.find(": ")).min();
    let Some(head) = mark.and_then(|at| line.get(..at)) else { return Line::Other };
    let name = head.trim();
    let name = name.strip_prefix("export ").map_or(name, str::trim);
    match is_name(name) {
        true if looks_random(name.as_bytes()) => Line::Random,
        true => Line::Assignment(head),
        false => Line::Other,
    }
}

/// The end of the assignment at the start of `text`, whose value begins at `from`, with its line ending; `None` if readers
/// differ about it.
fn end_of_value(text: &str, from: usize) -> Option<usize> {
    let value = text.get(from..)?;
    let blanks = value.len() - value.trim_start_matches([' ', '\t']).len();
    let line = line_length(text);
    let first = text.get(..line)?;
    let Some(quote) = value.get(blanks..)?.chars().next().filter(|c| matches!(c, '"' | '\'' | '`')) else {
        let unquoted = first.get(from..)?;
        // The lines of a key in PEM, and of a here-document, belong to the value.
        if unquoted.contains("-----BEGIN ") && !unquoted.contains("-----END ") || unquoted.contains("<<") {
            return None;
        }
        let mut end = line;
        // A backslash at the end of a line continues it.
        while end < text.len() && text.get(..end)?.trim_end_matches(['\n', '\r']).ends_with('\\') {
            end += line_length(text.get(end..)?);
        }
        return Some(end);
    };
    let opens = from + blanks;
    let mut backslashes = 0;
    for (at, c) in text.get(opens + 1..)?.char_indices() {
        match c {
            '\\' => backslashes += 1,
            // Whether a backslash before a quote is one more character, or protects it, is read differently.
            c if c == quote && backslashes > 0 && (quote != '"' || backslashes % 2 == 0) => return None,
            c if c == quote && backslashes == 0 => {
                let closes = opens + 1 + at;
                let end = closes + line_length(text.get(closes..)?);
                let is_one_line = end == line;
                let behind = text.get(closes + 1..end)?;
                let is_over = behind.trim().is_empty() || behind.trim_start().starts_with('#');
                // Only some readers know the backtick as a quote.
                return (is_one_line || is_over && quote != '`').then_some(end);
            }
            _ => {}
        }
        if c != '\\' {
            backslashes = 0;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{is_open, template};

    #[test]
    fn an_open_quote_is_found() {
        for (text, is) in [
            ("A=\"x\n", true),
            ("A=1\nB='x\nC=1\n", true),
            ("A=\"x\ny\"\nB=it's\n", false),
            ("A=\"x\\\"y\" # it's\n", false),
            ("# it's \"\n", false),
        ] {
            assert_eq!(is_open(text), is, "{text}");
        }
    }

    #[test]
    fn a_template_contains_only_the_keys() {
        for (text, made) in [
            ("# db\nA=1\r\n# old: A=2\n\n\nexport B=x\nexport C\nD: x\n", "A=\n\nexport B=\nD=\n"),
            ("# previously Zz9Kq2Lm7Xw4 was the password\nA=Zz9Kq2Lm7Xw4 # as before\n", "A=\n"),
            ("A=\"one\nB=two\nthree\" # said\nC='x'\n", "A=\nC=\n"),
            ("A=\"it \\\" goes\nB=on\"\nC=1", "A=\nC=\n"),
            ("A=x\\\nB=y\nC=1\n", "A=\nC=\n"),
            ("A=$(cat x)\nB=${A}y\nC=\"$A\" # it's\nD=x #it's\nE=\n", "A=\nB=\nC=\nD=\nE=\n"),
            ("# only a comment\n", ""),
        ] {
            let of = template(".env", text);
            assert_eq!((of.text.as_str(), of.ends_at), (made, None), "{text}");
        }
    }

    /// `INNER=` stands where one of the readers is still within a value.
    #[test]
    fn nothing_within_a_value_is_taken_for_a_key() {
        for text in [
            "A='never closed\nINNER=y\n",
            "A=it's\nINNER=y'\nB=1\n",
            "A=$(cat <<E\nINNER=\nE\n)\nB=1\n",
            "A=`cat <<E\nINNER=\nE\n`\nB=1\n",
            "A=`\nINNER=\n`\nB=1\n",
            "A=$'a\\'\nINNER=3'\nB=1\n",
            "A='a\\'\nINNER=b'\nB=1\n",
            "A=\"a\\\\\"\nINNER=b\"\nB=1\n",
            "A=x <<$Y\nINNER=b\n$Y\nB=1\n",
            "A=(\nINNER=b\n)\nB=1\n",
            "A=\"x\"'\nINNER=b'\nB=1\n",
            "A=x\\\r\nINNER=b\r\nB=1\n",
            "A=-----BEGIN X KEY-----\nINNER=\n-----END X KEY-----\nB=1\n",
            "A=1\n-D x=\"a\\\"\nINNER=b\"\n",
            "A=1\ncat <<$Y\nINNER=b\n$Y\n",
            "A=1\nkV8m2Qz4rTn9Zz9Kq2Lm7Xw4=\nINNER=\n",
        ] {
            for name in [".env", ".envrc"] {
                let of = template(name, text);
                assert_eq!(of.text, "A=\n", "{name}: {text}");
                assert!(of.ends_at.is_some(), "{name}: {text}");
            }
        }
        let script = "layout python\nexport A=1\nif true; then\n  export B='x'\nfi\n";
        assert_eq!(
            (template(".envrc", script).text.as_str(), template(".env", script).ends_at),
            ("export A=\nexport B=\n", Some(1))
        );
    }
}
