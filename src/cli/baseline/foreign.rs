//! Parses the lists of accepted findings of other scanners.

use dsnitch::failure::Failure;
use serde_json::Value;

/// An accepted finding of another scanner.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Foreign {
    /// The file's path, as written.
    pub(super) path: String,
    /// The commit whose version of the file is meant; `None` for the work tree.
    pub(super) commit: Option<String>,
    /// First and last line, 1-based.
    pub(super) lines: Option<(usize, usize)>,
    /// What the list records of the value.
    pub(super) value: Known,
}

/// What a list records of an accepted value.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// Only its location.
    Place,
    /// Its SHA-1, in hexadecimal.
    Sha1(String),
    /// The value, or a text that contains it.
    Text(String),
}

/// Parses `text`: a `.secrets.baseline` of detect-secrets, a JSON report of gitleaks or betterleaks, or a
/// `.gitleaksignore`.
///
/// # Errors
/// If the text is in none of these formats; the message names the line where possible and quotes nothing.
pub(super) fn read(name: &str, text: &str) -> Result<Vec<Foreign>, Failure> {
    let refused = |why: &str| {
        let next = "name a .secrets.baseline of detect-secrets, a JSON report of gitleaks, or a .gitleaksignore";
        Failure::new(name, why, next)
    };
    match text.trim_start().chars().next() {
        Some('{') => {
            let document: Value = serde_json::from_str(text).map_err(|_| refused("not JSON"))?;
            let results = document.get("results").and_then(Value::as_object);
            let results = results.ok_or_else(|| refused("JSON without the `results` of detect-secrets"))?;
            Ok(results.iter().flat_map(|(path, found)| detect_secrets(path, found)).collect())
        }
        Some('[') => {
            let document: Vec<Value> = serde_json::from_str(text).map_err(|_| refused("not JSON"))?;
            let read = document.iter().map(gitleaks).collect::<Option<Vec<Foreign>>>();
            read.ok_or_else(|| refused("JSON without the `File` and `StartLine` of gitleaks"))
        }
        _ => ignore_file(name, text),
    }
}

fn number(value: Option<&Value>) -> Option<usize> {
    value.and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok())
}

fn detect_secrets<'v>(path: &'v str, found: &'v Value) -> impl Iterator<Item = Foreign> + 'v {
    found.as_array().into_iter().flatten().map(|found| {
        let line = number(found.get("line_number"));
        let value = match found.get("hashed_secret").and_then(Value::as_str) {
            Some(digits) => Known::Sha1(digits.to_ascii_lowercase()),
            None => Known::Place,
        };
        Foreign { path: path.to_owned(), commit: None, lines: line.map(|line| (line, line)), value }
    })
}

fn gitleaks(found: &Value) -> Option<Foreign> {
    let text = |key: &str| found.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let first = number(found.get("StartLine"));
    let last = number(found.get("EndLine")).or(first);
    // A report may have been written with redacted or shortened values.
    let is_whole = |secret: &&str| *secret != "REDACTED" && !secret.ends_with("...");
    Some(Foreign {
        path: text("File")?.to_owned(),
        commit: text("Commit").map(str::to_owned),
        lines: Some((first?, last?.max(first?))),
        value: text("Secret").filter(is_whole).map_or(Known::Place, |secret| Known::Text(secret.to_owned())),
    })
}

/// Parses `[commit:]file:rule:line`, one entry per line.
fn ignore_file(name: &str, text: &str) -> Result<Vec<Foreign>, Failure> {
    let mut all = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let foreign = ignored(line).ok_or_else(|| {
            let what = format!("{name}, line {}", at + 1);
            Failure::new(
                what,
                "not `file:rule:line`, with a commit before it or without",
                "mend the line, or take it out",
            )
        })?;
        all.push(foreign);
    }
    Ok(all)
}

fn ignored(line: &str) -> Option<Foreign> {
    let (rest, number) = line.rsplit_once(':')?;
    let (place, _rule) = rest.rsplit_once(':')?;
    let number: usize = number.parse().ok()?;
    let is_id = |id: &str| matches!(id.len(), 40 | 64) && id.bytes().all(|digit| digit.is_ascii_hexdigit());
    let (commit, path) = match place.split_once(':') {
        Some((id, path)) if is_id(id) => (Some(id.to_owned()), path),
        _ => (None, place),
    };
    (!path.is_empty()).then(|| Foreign {
        path: path.to_owned(),
        commit,
        lines: Some((number, number)),
        value: Known::Place,
    })
}

#[cfg(test)]
mod tests {
    use super::{Foreign, Known, read};

    #[test]
    fn each_format_is_recognised() {
        let id = "0123456789abcdef0123456789abcdef01234567";
        let entry = |path: &str, commit: Option<&str>, line: usize, value: Known| Foreign {
            path: path.into(),
            commit: commit.map(Into::into),
            lines: Some((line, line)),
            value,
        };
        for (text, entries) in [
            ("# ours\n\na/b.env:generic-api-key:3\r\n".to_owned(), vec![entry("a/b.env", None, 3, Known::Place)]),
            (format!("{id}:a:b.env:r:12\n"), vec![entry("a:b.env", Some(id), 12, Known::Place)]),
            (
                "{\"version\": \"1.5.0\", \"results\": {\"a.py\": [{\"type\": \"x\", \"filename\": \"a.py\", \
                 \"hashed_secret\": \"AB\", \"line_number\": 2}]}}"
                    .to_owned(),
                vec![entry("a.py", None, 2, Known::Sha1("ab".into()))],
            ),
            (
                format!(
                    "[{{\"File\": \"a.py\", \"StartLine\": 2, \"EndLine\": 2, \"Secret\": \"x\", \"Commit\": \"{id}\"}}]"
                ),
                vec![entry("a.py", Some(id), 2, Known::Text("x".into()))],
            ),
            (
                "[{\"File\": \"a.py\", \"StartLine\": 2, \"Secret\": \"REDACTED\", \"Commit\": \"\"}]".to_owned(),
                vec![entry("a.py", None, 2, Known::Place)],
            ),
            ("[]".to_owned(), Vec::new()),
            (String::new(), Vec::new()),
        ] {
            assert_eq!(read("f", &text).unwrap(), entries, "{text}");
        }
        for (text, what) in [
            ("a:r:1\nhunter2x\n", "f, line 2"),
            ("a:r:one\n", "f, line 1"),
            ("a:r:\n", "f, line 1"),
            ("a:r:1:\n", "f, line 1"),
            ("a:r:-1\n", "f, line 1"),
            ("a:r: 1\n", "f, line 1"),
            ("a:1\n", "f, line 1"),
            (":r:1\n", "f, line 1"),
            ("{\"a\": 1}", "f"),
            ("{", "f"),
            ("[{\"File\": \"a\"}]", "f"),
        ] {
            let error = read("f", text).unwrap_err();
            assert!(error.what == what && !format!("{error:?}").contains("hunter2x"), "{text}: {error:?}");
        }
    }
}
