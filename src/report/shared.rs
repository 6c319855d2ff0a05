//! Masks secrets of one shard that occur in the texts of another: each shard has masked only what it found itself.
//!
//! A report contains no secret, but the hash of each leak. So the parts of each text between separators are hashed,
//! both as written and percent-decoded, and compared with those hashes.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::covered::Covered;
use crate::fingerprint::SecretId;
use crate::secret::MASK;

/// Longest text whose parts are hashed, in bytes: a path.
const LONGEST: usize = 4096;

/// Masks, in `findings`, in the `places` of secrets and in the coverage `covered`, each leak that one of the findings
/// names.
pub(super) fn mask(findings: &mut [Value], places: &mut BTreeMap<String, Vec<Value>>, covered: &mut Covered) {
    let leaks = findings.iter().filter(|finding| finding["class"] == "leak");
    let leaks: HashSet<String> = leaks.filter_map(|finding| finding["secret"].as_str().map(str::to_owned)).collect();
    if leaks.is_empty() {
        return;
    }
    let mut masks = Masks { leaks, known: HashMap::new() };
    findings.iter_mut().chain(places.values_mut().flatten()).for_each(|value| masks.value(value));
    covered.for_each_text(&mut |text| masks.text(text));
}

struct Masks {
    leaks: HashSet<String>,
    /// The result for each text seen; most texts occur many times.
    known: HashMap<String, Option<String>>,
}

impl Masks {
    fn value(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => {
                self.text(text);
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item)),
            Value::Object(fields) => {
                // The exact bytes of a path become those of its masked text.
                if fields
                    .get_mut("path")
                    .is_some_and(|path| path.as_str().is_some_and(|text| self.masked(text).is_some()))
                {
                    fields.remove("path_bytes");
                }
                for (name, field) in fields {
                    if !matches!(name.as_str(), "secret" | "fingerprint" | "commit" | "object") {
                        self.value(field);
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Masks `text`; returns true if it changed.
    fn text(&mut self, text: &mut String) -> bool {
        match self.masked(text) {
            Some(masked) => {
                *text = masked;
                true
            }
            None => false,
        }
    }

    fn masked(&mut self, text: &str) -> Option<String> {
        if let Some(known) = self.known.get(text) {
            return known.clone();
        }
        let masked = self.without(text);
        self.known.insert(text.to_owned(), masked.clone());
        masked
    }

    fn without(&self, text: &str) -> Option<String> {
        if text.len() > LONGEST {
            return None;
        }
        let is_space = |c: char| c.is_whitespace();
        let is_mark = |c: char| c.is_whitespace() || "/:@=&?,;\"'()<>[]{}`".contains(c);
        let mut masked = Cow::Borrowed(text);
        for parts in
            [vec![text], text.split('/').collect(), text.split(is_space).collect(), text.split(is_mark).collect()]
        {
            let mut parts: Vec<&str> = parts;
            parts.extend(parts.clone().into_iter().filter_map(|part| part.rsplit_once('.').map(|(stem, _)| stem)));
            for part in parts.into_iter().filter(|part| !part.is_empty() && self.is_leak(part)) {
                masked = Cow::Owned(masked.replace(part, MASK));
            }
        }
        (masked != text).then(|| masked.into_owned())
    }

    fn is_leak(&self, part: &str) -> bool {
        let has = |bytes: &[u8]| self.leaks.contains(&SecretId::of(bytes).to_hex());
        has(part.as_bytes()) || (part.contains('%') && has(&Cow::from(percent_decode_str(part))))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::mask;
    use crate::fingerprint::SecretId;
    use crate::report::covered::Covered;

    #[test]
    fn a_secret_found_by_one_shard_is_masked_in_the_texts_of_another() {
        let secret = SecretId::of(b"kV8@m2Qz").to_hex();
        let mut findings = vec![
            json!({"class": "leak", "secret": secret, "path": "a.env", "refs": ["refs/heads/kV8@m2Qz"]}),
            json!({"class": "weak", "secret": SecretId::of(b"a").to_hex(), "path": "a/kV8%40m2Qz.env", "path_bytes": "x",
                   "author": {"name": "by kV8@m2Qz"}, "suppressed": "pragma: a"}),
        ];
        let missing = [json!({"object": "0123", "path": "kV8@m2Qz/y", "path_bytes": "x"})];
        let covered = json!({"files": 1, "bytes": 1, "commits": 1, "skipped": [{"path": "kV8@m2Qz/x", "path_bytes": "x", "reason": "binary"}],
                             "missing": {"count": 1, "objects": missing},
                             "failures": [{"what": "kV8@m2Qz", "why": "a", "next": "b"}]});
        let mut covered: Covered = serde_json::from_value(covered).unwrap();
        mask(&mut findings, &mut std::collections::BTreeMap::new(), &mut covered);
        let text = serde_json::to_string(&(&findings, &covered)).unwrap();
        assert!(!text.contains("m2Qz") && !text.contains("path_bytes"), "{text}");
        assert_eq!(text.matches("••••••••").count(), 6, "{text}");
        assert!(text.contains("pragma: a"), "{text}");
    }
}
