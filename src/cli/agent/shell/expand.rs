//! What stands behind `$`, backquotes and braces.

use std::rc::Rc;

use super::cursor::{Cursor, escaped};
use super::reader::Reader;
use super::script::{COMPOSED, FOUND, Output, VARIABLE, assignment};

/// How deep expansions within expansions are read.
const DEPTH: usize = 24;

impl Reader<'_> {
    pub(super) fn double_quoted(&mut self) {
        self.frame.is_quoted = true;
        self.word();
        while let Some(letter) = self.cursor.next() {
            match letter {
                '"' => break,
                letter => self.in_quotes(letter),
            }
        }
    }

    /// Reads one letter between double quotes, and what belongs to it.
    fn in_quotes(&mut self, letter: char) {
        match letter {
            '\\' => match self.cursor.next_if(|next| matches!(next, '$' | '`' | '"' | '\\' | '\n')) {
                Some('\n') => {}
                Some(next) => self.word().push(next),
                None => self.word().push('\\'),
            },
            '$' => self.dollar(true),
            '`' => self.backquoted(true),
            letter => self.word().push(letter),
        }
    }

    /// A text in which `$` and backquotes have their meaning, and quotes have none: the body of a here-document.
    pub(super) fn expanded(&mut self, text: &str) -> String {
        self.apart(text.into(), |reader| {
            reader.word();
            while let Some(letter) = reader.cursor.next() {
                reader.in_quotes(letter);
            }
            reader.frame.word.take().unwrap_or_default()
        })
    }

    /// Reads another text with `read`, and goes on in this one.
    fn apart<T>(&mut self, text: Rc<str>, read: impl FnOnce(&mut Self) -> T) -> T {
        let cursor = std::mem::replace(&mut self.cursor, Cursor::new(text));
        let frame = std::mem::take(&mut self.frame);
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        self.cursor = cursor;
        self.frame = frame;
        read
    }

    pub(super) fn backquoted(&mut self, is_quoted: bool) {
        let mut inner = String::new();
        while let Some(letter) = self.cursor.next().filter(|letter| *letter != '`') {
            let escaped = (letter == '\\').then(|| self.cursor.next_if(|next| matches!(next, '$' | '`' | '\\')));
            inner.push(escaped.flatten().unwrap_or(letter));
        }
        let output = self.apart(inner.into(), |reader| reader.nested(None));
        self.splice(&output.in_word(), is_quoted);
    }

    /// Reads what follows `$`: a substitution, a variable, a string, or nothing.
    pub(super) fn dollar(&mut self, is_quoted: bool) {
        let Some(next) = self.cursor.peek() else { return self.word().push('$') };
        match next {
            '(' if self.cursor.rest().starts_with("((") && self.depth < DEPTH => {
                self.cursor.skip(1);
                if self.arithmetic() {
                    self.splice(&FOUND.to_string(), is_quoted);
                } else {
                    self.substituted(is_quoted);
                }
            }
            '(' => {
                self.cursor.skip(1);
                self.substituted(is_quoted);
            }
            '{' if self.depth < DEPTH => {
                self.cursor.skip(1);
                self.braced(is_quoted);
            }
            '\'' if !is_quoted => {
                self.cursor.skip(1);
                self.frame.is_quoted = true;
                self.word();
                while let Some(letter) = self.cursor.next().filter(|letter| *letter != '\'') {
                    let plain = if letter == '\\' { escaped(&mut self.cursor, 3) } else { letter };
                    self.word().push(plain);
                }
            }
            '"' if !is_quoted => {
                self.cursor.skip(1);
                self.double_quoted();
            }
            next if is_name(next) && !next.is_ascii_digit() => {
                let name = self.name();
                self.variable(&name, is_quoted);
            }
            '@' | '*' | '#' | '?' | '!' | '-' | '0'..='9' => {
                self.cursor.next();
                self.word().extend([VARIABLE, next]);
            }
            _ => self.word().push('$'),
        }
    }

    fn name(&mut self) -> String {
        std::iter::from_fn(|| self.cursor.next_if(is_name)).collect()
    }

    fn substituted(&mut self, is_quoted: bool) {
        let output = self.nested(None);
        self.splice(&output.in_word(), is_quoted);
    }

    fn variable(&mut self, name: &str, is_quoted: bool) {
        match self.script.known.variable(name).cloned() {
            Some(value) => self.splice(&value, is_quoted),
            // What separates words.
            None if name == "IFS" => self.splice(" ", is_quoted),
            None => self.word().push_str(&format!("{VARIABLE}{{{name}}}")),
        }
    }

    /// Reads the rest of `${…}`.
    fn braced(&mut self, is_quoted: bool) {
        let prefix = self.cursor.next_if(|next| matches!(next, '!' | '#'));
        let name = self.name();
        let is_plain = self.cursor.next_if(|next| next == '}').is_some();
        if is_plain && prefix.is_none() && !name.is_empty() {
            return self.variable(&name, is_quoted);
        }
        let mut operation = String::new();
        if !is_plain && !self.cursor.rest().is_empty() {
            let frame = std::mem::take(&mut self.frame);
            self.depth += 1;
            self.word();
            while let Some(letter) = self.cursor.next().filter(|letter| *letter != '}') {
                match letter {
                    '\'' | '"' => {}
                    letter => self.in_quotes(letter),
                }
            }
            operation = self.frame.word.take().unwrap_or_default();
            self.frame = frame;
            self.depth -= 1;
        }
        let known = self.script.known.variable(&name).cloned();
        let is = |operator: char| operation.trim_start_matches(':').starts_with(operator);
        match known {
            _ if prefix == Some('#') => self.splice(&FOUND.to_string(), is_quoted),
            Some(value) if is('-') || is('=') || is('?') => self.splice(&value, is_quoted),
            Some(_) if is('+') => {
                let value = operation.trim_start_matches(':').get(1..).unwrap_or_default().to_owned();
                self.splice(&value, is_quoted);
            }
            // All elements of an array, or one.
            Some(value) if operation.starts_with('[') && operation.ends_with(']') => self.splice(&value, false),
            Some(_) => self.splice(&COMPOSED.to_string(), is_quoted),
            None if prefix.is_some() => self.splice(&COMPOSED.to_string(), is_quoted),
            None => self.word().push_str(&format!("{VARIABLE}{{{name}}}")),
        }
    }

    /// Reads `((…))` behind its first parenthesis; `false` if it is no arithmetic.
    pub(super) fn arithmetic(&mut self) -> bool {
        let mut open = 1_usize;
        let mut closed_at = 0;
        let mut end = None;
        for (at, letter) in self.cursor.rest().char_indices() {
            match letter {
                '(' => open += 1,
                ')' if open == 1 => {
                    end = Some(at);
                    break;
                }
                ')' => {
                    open -= 1;
                    closed_at = at;
                }
                _ => {}
            }
            // What is longer is no arithmetic that anyone writes.
            if at > 4096 {
                return false;
            }
        }
        let Some(end) = end.filter(|end| closed_at + 1 == *end) else { return false };
        let inner = self.cursor.rest().get(1..closed_at).unwrap_or_default().to_owned();
        self.expanded(&inner);
        self.cursor.skip(end + 1);
        true
    }

    /// Adds a value to the word; outside of quotes, blanks in it separate words.
    fn splice(&mut self, value: &str, is_quoted: bool) {
        let Some(left) = self.left.checked_sub(value.len()) else { return self.word().push(COMPOSED) };
        self.left = left;
        let is_assigned = || {
            let word = self.frame.word.as_deref().unwrap_or_default();
            word.contains('=') && self.frame.words.iter().all(|word| assignment(word).is_some())
        };
        if is_quoted || !value.contains(char::is_whitespace) || is_assigned() {
            self.word().push_str(value);
            return;
        }
        for (nth, field) in value.split(char::is_whitespace).enumerate() {
            if nth > 0 {
                self.end_word();
            }
            if !field.is_empty() {
                self.word().push_str(field);
            }
        }
    }

    /// Records the value of an assignment, also of `NAME+=VALUE`.
    pub(super) fn assign(&mut self, word: &str) {
        let Some((name, value)) = word.split_once('=') else { return };
        let (name, is_more) = name.strip_suffix('+').map_or((name, false), |name| (name, true));
        let before = self.script.known.variable(name).filter(|_| is_more).cloned().unwrap_or_default();
        match self.left.checked_sub(before.len() + value.len()) {
            Some(left) if name.chars().all(is_name) && !name.is_empty() => {
                self.left = left;
                self.script.known.variables.insert(name.to_owned(), format!("{before}{value}").into());
            }
            _ => {}
        }
    }

    /// What the file at `path` holds, as far as the command line says.
    pub(super) fn content(&mut self, path: &str) -> Output {
        let Some(parts) = self.script.known.file(path) else { return Output::Found };
        let length: usize = parts.iter().map(|part| if let Output::Known(text) = part { text.len() } else { 1 }).sum();
        let content = Output::together(parts.iter());
        match self.left.checked_sub(length) {
            Some(left) => {
                self.left = left;
                content
            }
            None => Output::Other,
        }
    }

    /// Records that `output` is written into the file at `path`.
    pub(super) fn written(&mut self, path: &str, output: Output) {
        let name = path.rsplit('/').next().unwrap_or(path);
        if !path.starts_with("/dev/") {
            self.script.known.files.entry(name.to_owned()).or_default().push(output);
        }
    }
}

fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}
