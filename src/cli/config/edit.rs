//! Edits `.dsnitch.toml` in place, keeping comments and order.

use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value, value};

use dsnitch::failure::Failure;

use super::NAME;

/// An editable configuration.
#[derive(Default)]
pub(crate) struct Edited(DocumentMut);

impl Edited {
    /// Parses `text`, which has already been accepted as a configuration.
    pub(crate) fn of(text: &str) -> Result<Self, Failure> {
        let parsed = text.parse::<DocumentMut>();
        parsed.map(Edited).map_err(|_| Failure::new(NAME, "not TOML", "mend the syntax; see https://toml.io"))
    }

    /// Sets `key` at the top, before the first table.
    pub(crate) fn set_fingerprint_key(&mut self, key: &str) {
        self.0.insert("fingerprint_key", value(key));
    }

    /// Adds an exception after the existing ones.
    pub(crate) fn add_allow(&mut self, rule: Option<&str>, path: Option<&str>, fingerprint: &str, reason: &str) {
        let words = [("rule", rule), ("path", path), ("fingerprint", Some(fingerprint)), ("reason", Some(reason))];
        let words = words.into_iter().filter_map(|(key, word)| Some((key, word?)));
        if let Some(Item::Value(Value::Array(entries))) = self.0.get_mut("allow") {
            let entry: InlineTable = words.collect();
            entries.push(entry);
            return;
        }
        let mut entry = Table::new();
        words.for_each(|(key, word)| drop(entry.insert(key, value(word))));
        let entries = self.0.entry("allow").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        if let Item::ArrayOfTables(entries) = entries {
            entries.push(entry);
        }
    }

    /// The edited text.
    pub(crate) fn text(&self) -> String {
        self.0.to_string()
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
