//! Checks with a real parser whether a file is still valid, for the kinds of files that have one.

use super::site::name_of;

/// True if `text` can be parsed as the kind of file that its name says; `None` for a kind without a parser.
pub(crate) fn parses(path: &str, text: &str) -> Option<bool> {
    let name = name_of(path);
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "json" | "ipynb" => Some(serde_json::from_str::<serde_json::Value>(text).is_ok()),
        "toml" => Some(text.parse::<toml::Table>().is_ok()),
        "yml" | "yaml" => Some(saphyr_parser::Parser::new_from_str(text).all(|event| event.is_ok())),
        "xml" => Some(is_xml(text)),
        _ => None,
    }
}

fn is_xml(text: &str) -> bool {
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

/// True unless `old` can be parsed and `new` cannot.
pub(crate) fn still(path: &str, old: &str, new: &str) -> bool {
    parses(path, old) != Some(true) || parses(path, new) != Some(false)
}

#[cfg(test)]
mod tests {
    use super::parses;

    #[test]
    fn each_kind_has_its_parser() {
        for (path, good, bad) in [
            ("a.json", "{\"a\": 1}", "{\"a\": }"),
            ("a.toml", "a = 1", "a = "),
            ("a.yaml", "a: {b: c}\n", "a: {b: ${c}\n  d"),
            ("a.xml", "<a>x</a>", "<a>x</b>"),
        ] {
            assert_eq!((parses(path, good), parses(path, bad)), (Some(true), Some(false)), "{path}");
        }
        assert_eq!(parses("a.py", "x"), None);
    }
}
