//! The object of a manifest that contains a value, which may be an item of a List: read by a parser of YAML, so that it does
//! not matter whether it is written on lines, in braces or as JSON.

use saphyr_parser::{Event, Parser};

/// How much of a document is read, in bytes: it is read again for each value.
const LONGEST: usize = 1 << 18;

/// The identifying fields of an object; empty if it has none.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Object {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) namespace: String,
    /// The type of a Secret; empty if it has none, or is `Opaque`.
    pub(super) secret_type: String,
}

impl Object {
    fn set(&mut self, path: &[&str], text: &str) {
        let field = match path {
            ["kind"] => &mut self.kind,
            ["metadata", "name"] => &mut self.name,
            ["metadata", "namespace"] => &mut self.namespace,
            ["type"] if text != "Opaque" => &mut self.secret_type,
            _ => return,
        };
        text.clone_into(field);
    }
}

/// A collection that has begun.
struct Open {
    /// The key that leads to it; empty in a list.
    key: String,
    is_map: bool,
    /// The key whose value comes next.
    next: Option<String>,
    /// Where it begins, in characters.
    start: usize,
}

/// The object that `document` is, and the one among its `items` that contains the byte offset `at`. Of a document that is
/// too long, or cannot be parsed to its end, the part before counts.
pub(super) fn around(document: &str, at: usize) -> (Object, Option<Object>) {
    let mut end = document.len().min(LONGEST);
    while !document.is_char_boundary(end) {
        end -= 1;
    }
    let head = document.get(..end).unwrap_or_default();
    // The parser counts characters.
    let at = head.get(..at).map_or(usize::MAX, |before| before.chars().count());
    let (mut whole, mut item, mut found) = (Object::default(), Object::default(), None);
    let mut open: Vec<Open> = Vec::new();
    let mut documents = 0;
    for event in Parser::new_from_str(head) {
        let Ok((event, marks)) = event else { break };
        let key = |open: &mut Vec<Open>| open.last_mut().and_then(|above| above.next.take()).unwrap_or_default();
        match event {
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    break;
                }
            }
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                let is_map = matches!(event, Event::MappingStart(..));
                let key = key(&mut open);
                if is_map && is_items(&open) {
                    item = Object::default();
                }
                open.push(Open { key, is_map, next: None, start: marks.start.index() });
            }
            Event::MappingEnd | Event::SequenceEnd => {
                let Some(closed) = open.pop() else { break };
                if closed.is_map && is_items(&open) && (closed.start..marks.end.index()).contains(&at) {
                    found = Some(std::mem::take(&mut item));
                }
            }
            Event::Scalar(text, ..) => match open.last_mut().filter(|above| above.is_map) {
                Some(Open { next: next @ None, .. }) => *next = Some(text.into_owned()),
                Some(above) => {
                    let key = above.next.take().unwrap_or_default();
                    let above = open.iter().skip(1).map(|above| above.key.as_str());
                    let path: Vec<&str> = above.chain([key.as_str()]).collect();
                    match path.as_slice() {
                        ["items", "", path @ ..] => item.set(path, &text),
                        path => whole.set(path, &text),
                    }
                }
                None => {}
            },
            Event::Alias(_) => match open.last_mut().filter(|above| above.is_map) {
                Some(above) if above.next.is_none() => above.next = Some(String::new()),
                Some(above) => above.next = None,
                None => {}
            },
            _ => {}
        }
    }
    (whole, found)
}

/// True if the innermost collection is the list of `items` of the document.
fn is_items(open: &[Open]) -> bool {
    matches!(open, [_, items] if items.key == "items" && !items.is_map)
}

#[cfg(test)]
mod tests {
    use super::around;

    #[test]
    fn an_object_is_found_however_it_is_written() {
        let lines = "kind: List\nitems:\n- kind: A\n  metadata: {name: é}\n  data:\n    x: 1\n- metadata:\n    name: b\n    labels: {name: no}\n  data: {x: HERE}\n  kind: Secret\n  type: t\n- kind: C\n";
        let json = "{\"items\": [{\"kind\": \"A\"}, {\"data\": {\"x\": \"HERE\"}, \"kind\": \"Secret\", \"metadata\": {\"name\": \"b\"}, \"type\": \"t\"}], \"kind\": \"List\"}";
        let tabs = "{\n\t\"kind\": \"List\",\n\t\"items\": [\n\t\t{\n\t\t\t\"kind\": \"Secret\",\n\t\t\t\"type\": \"t\",\n\t\t\t\"metadata\": {\"name\": \"b\"},\n\t\t\t\"x\": \"HERE\"\n\t\t}\n\t]\n}\n";
        let mixed = "kind: List\nitems: [{kind: A}, {kind: Secret, metadata: {name: b}, type: t, data: {x: HERE}}]\n";
        for text in [lines, json, tabs, mixed] {
            let (whole, item) = around(text, text.find("HERE").unwrap());
            let item = item.unwrap_or_default();
            assert_eq!(
                (whole.kind.as_str(), item.kind.as_str(), item.name.as_str(), item.secret_type.as_str()),
                ("List", "Secret", "b", "t"),
                "{text}"
            );
        }
        let alone = "kind: Secret\nspec: {name: no}\nlist: [{name: no}]\nmetadata:\n  labels:\n    name: no\n  \"name\": 'db' # x\ntype: Opaque\n";
        let (whole, item) = around(alone, alone.find("db").unwrap());
        assert_eq!((whole.name.as_str(), whole.secret_type.as_str(), item), ("db", "", None));
        assert_eq!(around("kind: A\nitems: [", 16).0.kind, "A");
    }
}
