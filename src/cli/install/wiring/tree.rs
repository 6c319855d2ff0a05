//! Parses a configuration in any of the managers' formats into one kind of tree. An alias becomes a string that no
//! setting has, so that it is never understood as a setting.

use std::path::Path;

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Value};

/// Deepest nesting that is accepted.
const DEEPEST: usize = 64;

/// Parses the file `name`; `None` if its content is invalid.
pub(super) fn of(name: &Path, text: &str) -> Option<Value> {
    match name.extension().and_then(std::ffi::OsStr::to_str) {
        Some("toml") => toml::from_str(text).ok(),
        Some("json") => serde_json::from_str(text).ok(),
        Some("yml" | "yaml") => yaml(text),
        // lint-staged's file without an extension, which may be YAML or JSON.
        None => yaml(text),
        Some(_) => None,
    }
}

/// An open collection: its values, and for a mapping the key that waits for a value.
enum Open {
    List(Vec<Value>),
    Map(Map<String, Value>, Option<String>),
}

/// Parses one document without tags and without duplicate keys.
fn yaml(text: &str) -> Option<Value> {
    let (mut open, mut whole): (Vec<Open>, Option<Value>) = (Vec::new(), None);
    for event in Parser::new_from_str(text) {
        let value = match event.ok()?.0 {
            Event::MappingStart(_, None) => {
                open.push(Open::Map(Map::new(), None));
                None
            }
            Event::SequenceStart(_, None) => {
                open.push(Open::List(Vec::new()));
                None
            }
            Event::MappingEnd | Event::SequenceEnd => Some(match open.pop()? {
                Open::List(values) => Value::Array(values),
                Open::Map(map, _) => Value::Object(map),
            }),
            Event::Scalar(text, style, _, None) => Some(scalar(&text, style)),
            Event::Alias(_) => Some(Value::String("*".to_owned())),
            Event::Scalar(..) | Event::MappingStart(..) | Event::SequenceStart(..) => return None,
            _ => None,
        };
        if open.len() > DEEPEST {
            return None;
        }
        let Some(value) = value else { continue };
        match open.last_mut() {
            None if whole.is_some() => return None,
            None => whole = Some(value),
            Some(Open::List(values)) => values.push(value),
            Some(Open::Map(map, key)) => match key.take() {
                None => *key = Some(name(value)?),
                Some(key) => {
                    if map.insert(key, value).is_some() {
                        return None;
                    }
                }
            },
        }
    }
    Some(whole.unwrap_or_default())
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    match (style, text) {
        (ScalarStyle::Plain, "" | "~" | "null") => Value::Null,
        (ScalarStyle::Plain, "true") => Value::Bool(true),
        (ScalarStyle::Plain, "false") => Value::Bool(false),
        _ => Value::String(text.to_owned()),
    }
}

fn name(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    #[test]
    fn every_format_gives_the_same_tree() {
        let tree = |name: &str, text: &str| super::of(Path::new(name), text);
        let expected = Some(json!({"a": {"b": ["c", true]}}));
        assert_eq!(tree("x.yml", "a:\n  b:\n  - c\n  - true\n"), expected);
        assert_eq!(tree("x.yaml", "{a: {b: [\"c\", true]}}"), expected);
        assert_eq!(tree("x.toml", "[a]\nb = [\"c\", true]\n"), expected);
        assert_eq!(tree("x.json", "{\"a\": {\"b\": [\"c\", true]}}"), expected);
        for text in ["a: 1\na: 2\n", "a: !!str x\n", "a: 1\n---\nb: 1\n", "a: [\n", "? [x]\n: y\n"] {
            assert_eq!(tree("x.yml", text), None, "{text}");
        }
        assert_eq!(tree("x.yml", "a: &x {b: c}\nd: *x\n"), Some(json!({"a": {"b": "c"}, "d": "*"})));
        assert_eq!(tree("x.yml", &"[".repeat(100_000)), None);
        assert_eq!(tree("x.js", "a"), None);
    }
    #[test]
    fn scalars_are_what_yaml_makes_of_them_up_to_a_depth() {
        let tree = |text: &str| super::of(Path::new("x.yml"), text);
        for (text, value) in [
            ("a:\n", json!({"a": null})),
            ("a: ~\n", json!({"a": null})),
            ("a: null\n", json!({"a": null})),
            ("a: 'null'\n", json!({"a": "null"})),
            ("a: \"\"\n", json!({"a": ""})),
            ("a: false\nb: 'true'\nc: 1\n", json!({"a": false, "b": "true", "c": "1"})),
            ("true: 1\nfalse: 2\n", json!({"true": "1", "false": "2"})),
            ("", json!(null)),
            ("# a\n", json!(null)),
            ("- a\n- - b\n", json!(["a", ["b"]])),
        ] {
            assert_eq!(tree(text), Some(value), "{text}");
        }
        assert_eq!(tree("~: a\n"), None);
        for (depth, is_read) in [(63, true), (64, true), (65, false)] {
            assert_eq!(tree(&format!("{}{}", "[".repeat(depth), "]".repeat(depth))).is_some(), is_read, "{depth}");
        }
        assert!(super::of(Path::new("x"), "a: b\n").is_some() && super::of(Path::new("x.toml"), "a: b\n").is_none());
    }
}
