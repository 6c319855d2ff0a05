//! JSON that is safe to print on a terminal.

use std::borrow::Cow;
use std::io;

use serde::Serialize;

use crate::text::for_terminal;

/// Serialises `value` as JSON and escapes every character that a terminal would interpret. JSON requires that for C0
/// controls only, but a report is also read with `cat`.
pub(super) fn write_json(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(out, Visible)).map_err(io::Error::from)
}

struct Visible;

impl serde_json::ser::Formatter for Visible {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if matches!(for_terminal(fragment), Cow::Borrowed(_)) {
            return writer.write_all(fragment.as_bytes());
        }
        for c in fragment.chars() {
            let mut utf8 = [0; 4];
            let text = &*c.encode_utf8(&mut utf8);
            if matches!(for_terminal(text), Cow::Borrowed(_)) {
                writer.write_all(text.as_bytes())?;
            } else {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::write_json;

    #[test]
    fn terminal_controls_are_escaped_and_can_be_parsed_again() {
        let text = "a\u{1b}[31m\u{9b}2J\u{202e}\u{e0001}\u{7f}é\t";
        let mut out = Vec::new();
        write_json(&text, &mut out).unwrap();
        let written = String::from_utf8(out).unwrap();
        assert_eq!(written, r#""a\u001b[31m\u009b2J\u202e\udb40\udc01\u007fé\t""#);
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }
}
