use serde_json::json;

use super::*;

const OURS: &str = "ours";

fn is_ours(value: &Value) -> bool {
    value.to_string().contains(OURS)
}

/// Adds an entry to each of two events, as an installation does.
fn added(text: &str) -> String {
    let mut edited = Edited::of(text);
    for event in ["a", "b"] {
        if !edited.has(&["hooks"]) {
            edited.add(&[], Some("hooks"), &json!({event: [{"run": OURS}]})).unwrap();
        } else if edited.has(&["hooks", event]) {
            edited.add(&["hooks", event], None, &json!({"run": OURS})).unwrap();
        } else {
            edited.add(&["hooks"], Some(event), &json!([{"run": OURS}])).unwrap();
        }
    }
    edited.text()
}

#[test]
fn what_is_taken_out_leaves_the_text_as_it_was() {
    for text in [
        "{}",
        "{}\n",
        "{ }",
        "{\n}\n",
        "{\"x\":1}",
        "{\"x\":1,\"y\":[1,2]}\n",
        "{ \"x\": 1 }",
        "{\n  \"x\": 1\n}\n",
        "{\n\t\"x\": {\"y\": []}\n}",
        "{\r\n    \"x\": \"a\\\"}b\",\r\n    \"y\": []\r\n}\r\n",
        "{\n  \"hooks\": {}\n}\n",
        "{\n  \"hooks\": {\n  }\n}\n",
        "{\n  \"hooks\": {\"a\": []},\n  \"x\": 1\n}\n",
        "{\n  \"hooks\": {\"a\": [{\"run\": \"x\"}]}, \"x\": 1\n}\n",
        "{\n  \"hooks\": {\n    \"b\": [\n      {\"run\": \"x\"},\n      {\"run\": \"y\"}\n    ]\n  }\n}\n",
        "{\"hooks\":{\"c\":[]}}",
    ] {
        let installed = added(text);
        let value: Value = serde_json::from_str(&installed).unwrap_or_else(|error| panic!("{error}: {installed}"));
        for event in ["a", "b"] {
            assert_eq!(value["hooks"][event].to_string().matches(OURS).count(), 1, "{installed}");
        }
        let mut edited = Edited::of(&installed);
        let removed: usize = ["a", "b"].iter().map(|event| edited.remove(&["hooks", event], &is_ours)).sum();
        assert_eq!((removed, edited.text().as_str()), (2, text), "{installed}");
    }
}

#[test]
fn what_is_added_is_set_as_the_text_is() {
    for (text, installed) in [
        (
            "{\n    \"x\": 1\n}\n",
            "{\n    \"x\": 1,\n    \"hooks\": {\n        \"a\": [\n            {\n                \"run\": \"ours\"\n            }\n        ],\n        \"b\": [\n            {\n                \"run\": \"ours\"\n            }\n        ]\n    }\n}\n",
        ),
        ("{\"x\":1}", "{\"x\":1, \"hooks\": { \"a\": [ { \"run\": \"ours\" } ], \"b\": [ { \"run\": \"ours\" } ] }}"),
    ] {
        assert_eq!(added(text), installed);
    }
}

#[test]
fn what_was_made_of_nothing_goes() {
    for text in ["", "\n"] {
        let installed = added(text);
        assert!(installed.starts_with("{\n  \"hooks\": {\n    \"a\"") && installed.ends_with("\n}\n"), "{installed}");
        let mut edited = Edited::of(&installed);
        for event in ["a", "b"] {
            edited.remove(&["hooks", event], &is_ours);
        }
        assert_eq!(edited.text(), "");
    }
}

#[test]
fn what_others_added_in_between_stays() {
    let installed = added("{\n  \"x\": 1\n}\n").replace("\"x\": 1", "\"x\": 2").replace("\n}\n", ",\n  \"z\": 3\n}\n");
    let mut edited = Edited::of(&installed);
    for event in ["a", "b"] {
        edited.remove(&["hooks", event], &is_ours);
    }
    assert_eq!(edited.text(), "{\n  \"x\": 2,\n  \"z\": 3\n}\n");
}
