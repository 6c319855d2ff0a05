//! The place in a text that is read, and the escapes in it.

use std::rc::Rc;

/// The place in a text.
#[derive(Debug)]
pub(super) struct Cursor {
    text: Rc<str>,
    at: usize,
    /// Where the text goes on behind the here-documents that begin after the present line.
    behind_bodies: Option<usize>,
}

impl Cursor {
    pub(super) fn new(text: Rc<str>) -> Self {
        Cursor { text, at: 0, behind_bodies: None }
    }

    pub(super) fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += letter.len_utf8();
        if letter == '\n' {
            self.at = self.behind_bodies.take().unwrap_or(self.at);
        }
        Some(letter)
    }

    pub(super) fn next_if(&mut self, is: impl FnOnce(char) -> bool) -> Option<char> {
        self.peek().filter(|letter| is(*letter))?;
        self.next()
    }

    /// The letters up to `end`, which is passed over.
    pub(super) fn up_to(&mut self, end: char) -> String {
        std::iter::from_fn(|| self.next().filter(|letter| *letter != end)).collect()
    }

    /// The body of a here-document, up to the line `mark`.
    pub(super) fn body(&mut self, mark: &str, strips: bool) -> String {
        let end_of_line = || self.rest().find('\n').map_or(self.text.len(), |length| self.at + length + 1);
        let mut at = self.behind_bodies.unwrap_or_else(end_of_line);
        let mut body = String::new();
        while let Some(line) = self.text.get(at..).and_then(|rest| rest.split_inclusive('\n').next()) {
            at += line.len();
            let plain = if strips { line.trim_start_matches('\t') } else { line };
            if plain.trim_end_matches(['\n', '\r']) == mark {
                break;
            }
            body.push_str(plain);
        }
        self.behind_bodies = Some(at);
        body
    }
}

/// Decodes what follows a backslash in `$'…'`, `echo -e` and `printf`. An octal number has up to `octal` digits.
pub(super) fn escaped(cursor: &mut Cursor, octal: usize) -> char {
    let numbered = |cursor: &mut Cursor, radix: u32, most: usize| {
        let digit = |_: usize| cursor.next_if(|letter| letter.is_digit(radix));
        let digits: String = (0..most).map_while(digit).collect();
        u32::from_str_radix(&digits, radix).ok().and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
    };
    match cursor.peek() {
        Some('0'..='7') => numbered(cursor, 8, octal),
        None => '\\',
        Some(letter) => {
            cursor.next();
            match letter {
                'x' => numbered(cursor, 16, 2),
                'u' => numbered(cursor, 16, 4),
                'U' => numbered(cursor, 16, 8),
                'n' | 'r' => '\n',
                't' | 'v' | 'f' => ' ',
                'a' | 'b' | 'e' | 'E' => ' ',
                other => other,
            }
        }
    }
}

/// A text with its escapes decoded, as `printf` and `echo -e` do.
pub(in crate::cli::agent) fn decoded(text: &str) -> String {
    let mut cursor = Cursor::new(text.into());
    let mut out = String::new();
    while let Some(letter) = cursor.next() {
        out.push(if letter == '\\' { escaped(&mut cursor, 4) } else { letter });
    }
    out
}
