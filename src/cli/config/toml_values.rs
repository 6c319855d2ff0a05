//! Typed access to TOML values. Each error names the file, line and column and quotes no value: a value may be a secret
//! that was pasted there.

use dsnitch::day::Day;
use dsnitch::failure::Failure;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use crate::cli::nearest::nearest;

/// A file's name and text.
pub(super) struct File<'a> {
    pub(super) name: &'a str,
    pub(super) text: &'a str,
}

impl<'a> File<'a> {
    /// Parses the file as a table.
    pub(super) fn table(&self) -> Result<Spanned<DeTable<'a>>, Failure> {
        DeTable::parse(self.text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            self.error(at, unquoted_message(error.message(), self.column(at)), "mend the syntax; see https://toml.io")
        })
    }

    fn line(&self, offset: usize) -> usize {
        self.text.bytes().take(offset).filter(|&byte| byte == b'\n').count() + 1
    }

    /// The 1-based column of an offset, in bytes.
    pub(super) fn column(&self, offset: usize) -> usize {
        let head = self.text.as_bytes().get(..offset).unwrap_or_default();
        head.len() - head.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1) + 1
    }

    pub(super) fn place(&self, offset: usize) -> String {
        format!("{}, line {}", self.name, self.line(offset))
    }

    pub(super) fn error(&self, offset: usize, why: String, next: &str) -> Failure {
        Failure::new(self.place(offset), why, next)
    }

    pub(super) fn only_keys(&self, table: &DeTable<'_>, known: &[&str]) -> Result<(), Failure> {
        // Reported in the order of the file, not of the map.
        let unknown = table.keys().filter(|key| !known.contains(&key.get_ref().as_ref()));
        let Some(key) = unknown.min_by_key(|key| key.span().start) else {
            return Ok(());
        };
        let name = key.get_ref().as_ref();
        let next = match nearest(name, known.iter().copied(), 0.7) {
            Some(known) => format!("did you mean {known}?"),
            None => format!("the keys here are {}", known.join(", ")),
        };
        Err(self.error(key.span().start, format!("unknown key at column {}", self.column(key.span().start)), &next))
    }

    pub(super) fn expected(&self, value: &Spanned<DeValue<'_>>, key: &str, what: &str) -> Failure {
        let found = value.get_ref().type_str();
        self.error(value.span().start, format!("{key} is a TOML {found}"), &format!("give {key} {what}"))
    }

    pub(super) fn string(&self, value: &Spanned<DeValue<'_>>, key: &str, what: &str) -> Result<String, Failure> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text.clone().into_owned()),
            _ => Err(self.expected(value, key, what)),
        }
    }

    pub(super) fn switch(&self, value: &Spanned<DeValue<'_>>, key: &str) -> Result<bool, Failure> {
        match value.get_ref() {
            DeValue::Boolean(on) => Ok(*on),
            _ => Err(self.expected(value, key, "true or false")),
        }
    }

    pub(super) fn days(&self, value: &Spanned<DeValue<'_>>, key: &str) -> Result<u32, Failure> {
        let what = "a number of days from 1 to 3650";
        let DeValue::Integer(number) = value.get_ref() else { return Err(self.expected(value, key, what)) };
        let days = u32::from_str_radix(number.as_str(), number.radix()).ok().filter(|days| (1..=3650).contains(days));
        days.ok_or_else(|| {
            self.error(value.span().start, format!("{key} is no number of days"), &format!("give {key} {what}"))
        })
    }

    pub(super) fn day(&self, value: &Spanned<DeValue<'_>>, key: &str) -> Result<Day, Failure> {
        let what = "a day, as in 2027-01-31";
        let text = match value.get_ref() {
            DeValue::Datetime(date) => date.to_string(),
            DeValue::String(text) => text.clone().into_owned(),
            _ => return Err(self.expected(value, key, what)),
        };
        Day::parse(&text)
            .ok_or_else(|| self.error(value.span().start, format!("{key} is no day"), &format!("give {key} {what}")))
    }

    pub(super) fn array<'v, 'i>(
        &self,
        value: &'v Spanned<DeValue<'i>>,
        key: &str,
        what: &str,
    ) -> Result<&'v DeArray<'i>, Failure> {
        match value.get_ref() {
            DeValue::Array(array) => Ok(array),
            _ => Err(self.expected(value, key, what)),
        }
    }
}

/// The TOML parser's message, up to where it quotes the text.
fn unquoted_message(message: &str, column: usize) -> String {
    let plain = message.split(['`', '"', '\'', '\n']).next().unwrap_or_default().trim();
    let plain = plain.strip_suffix(", expected").unwrap_or(plain);
    format!("{}, at column {column}", if plain.is_empty() { "not TOML" } else { plain })
}

#[cfg(test)]
mod tests {
    use super::{File, unquoted_message};

    #[test]
    fn a_number_of_days_has_its_bounds() {
        for (value, days) in [
            ("0", None),
            ("1", Some(1)),
            ("3650", Some(3650)),
            ("3651", None),
            ("0x10", Some(16)),
            ("-1", None),
            ("9999999999", None),
            ("1.0", None),
            ("'1'", None),
        ] {
            let text = format!("\nx = {value}\n");
            let file = File { name: "f", text: &text };
            let table = file.table().unwrap_or_else(|error| panic!("{error:?}"));
            let (_, value) = table.get_ref().iter().next().unwrap_or_else(|| panic!("{text}"));
            let read = file.days(value, "x");
            assert!(read.as_ref().ok().copied() == days, "{text}: {read:?}");
            assert!(days.is_some() || read.is_err_and(|error| error.what == "f, line 2"), "{text}");
        }
    }

    /// Rows: a text that is no TOML, and the line of the error.
    #[test]
    fn an_error_of_syntax_has_its_line_and_no_text() {
        for (text, line) in [("x", 1), ("\n\nx = ", 3), ("a = 1\nb = 'zq7Lm4\n", 2)] {
            let error = File { name: "f", text }.table().map(|_| ()).unwrap_err();
            assert_eq!(error.what, format!("f, line {line}"), "{text}");
            assert!(!error.why.contains("zq7Lm4"), "{error:?}");
        }
        for (message, shown) in [
            ("unexpected `zq7Lm4`", "unexpected, at column 3"),
            ("invalid string, expected `'`", "invalid string, at column 3"),
            ("`zq7Lm4` is wrong", "not TOML, at column 3"),
            ("wrong \n 'x'", "wrong, at column 3"),
            ("say \"x\"", "say, at column 3"),
        ] {
            assert_eq!(unquoted_message(message, 3), shown, "{message}");
        }
    }
}
