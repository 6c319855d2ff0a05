//! Edits `.dsnitch.toml` in place, keeping comments and order.

use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value, value};

use dsnitch::failure::Failure;

use super::NAME;

/// An editable configuration.
#[derive(Default)]
pub(crate) struct Edited {
    document: DocumentMut,
    /// True if it begins with a byte-order mark, which the parser drops.
    has_mark: bool,
    /// True if its lines end with CRLF, which the parser reads as LF.
    has_crlf: bool,
}

const MARK: char = '\u{feff}';

impl Edited {
    /// Parses `text`, which has already been accepted as a configuration.
    pub(crate) fn of(text: &str) -> Result<Self, Failure> {
        let parsed = text.parse::<DocumentMut>();
        let edited = |document| Edited { document, has_mark: text.starts_with(MARK), has_crlf: text.contains("\r\n") };
        parsed.map(edited).map_err(|_| Failure::new(NAME, "not TOML", "mend the syntax; see https://toml.io"))
    }

    /// Sets `key` at the top, before the first table.
    pub(crate) fn set_fingerprint_key(&mut self, key: &str) {
        self.document.insert("fingerprint_key", value(key));
    }

    /// Adds an exception after the existing ones.
    pub(crate) fn add_allow(&mut self, rule: Option<&str>, path: Option<&str>, fingerprint: &str, reason: &str) {
        let words = [("rule", rule), ("path", path), ("fingerprint", Some(fingerprint)), ("reason", Some(reason))];
        let words = words.into_iter().filter_map(|(key, word)| Some((key, word?)));
        if let Some(Item::Value(Value::Array(entries))) = self.document.get_mut("allow") {
            let entry: InlineTable = words.collect();
            entries.push(entry);
            return;
        }
        let mut entry = Table::new();
        // A comment at the end of the file stays where it is, before the first entry.
        let last = self.document.trailing().as_str().unwrap_or_default().to_owned();
        if !self.document.contains_key("allow") && last.contains('#') {
            entry.decor_mut().set_prefix(format!("{}\n\n", last.trim_end()));
            self.document.set_trailing("");
        }
        words.for_each(|(key, word)| drop(entry.insert(key, value(word))));
        let entries = self.document.entry("allow").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        if let Item::ArrayOfTables(entries) = entries {
            entries.push(entry);
        }
    }

    /// The edited text.
    pub(crate) fn text(&self) -> String {
        let text = self.document.to_string();
        let text = if self.has_crlf { text.replace("\r\n", "\n").replace('\n', "\r\n") } else { text };
        if self.has_mark { format!("{MARK}{}", text.trim_start_matches(MARK)) } else { text }
    }
}

#[cfg(test)]
mod tests {
    use super::Edited;

    #[test]
    fn the_rest_of_the_file_is_unchanged() {
        let entry = "[[allow]]\nfingerprint = \"f\"\nreason = \"r\"\n";
        for (before, after) in [
            (String::new(), entry.to_owned()),
            ("# ours\nprofile = 'strict' # why\n".to_owned(), format!("# ours\nprofile = 'strict' # why\n\n{entry}")),
            (
                "[[allow]]\npath = \"a\"   # one\nreason = \"b\"\n\n# rules\n[[rule]]\nid = \"x\"\n".to_owned(),
                format!("[[allow]]\npath = \"a\"   # one\nreason = \"b\"\n\n{entry}\n# rules\n[[rule]]\nid = \"x\"\n"),
            ),
            ("profile = 'strict'\r\n".to_owned(), format!("profile = 'strict'\r\n\r\n{}", entry.replace('\n', "\r\n"))),
            ("\u{feff}profile = 'strict'\n".to_owned(), format!("\u{feff}profile = 'strict'\n\n{entry}")),
            ("profile = 'strict'\n# the end\n".to_owned(), format!("profile = 'strict'\n# the end\n\n{entry}")),
            (
                "allow = [{ path = \"a\", reason = \"b\" }]\n".to_owned(),
                "allow = [{ path = \"a\", reason = \"b\" }, { fingerprint = \"f\", reason = \"r\" }]\n".to_owned(),
            ),
        ] {
            let mut edited = Edited::of(&before).unwrap();
            edited.add_allow(None, None, "f", "r");
            assert_eq!(edited.text(), after, "{before}");
        }
        let mut edited = Edited::of("# ours\n[[allow]]\npath = \"a\"\n").unwrap();
        edited.set_fingerprint_key("k");
        assert_eq!(edited.text(), "fingerprint_key = \"k\"\n# ours\n[[allow]]\npath = \"a\"\n");
        assert!(Edited::of("a = ").is_err());
    }
}
