//! Word lists: sorted, unique, lower case. `DSNITCH_BLESS=1` rewrites the files instead of failing.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use dsnitch::rules::words::{COMMON_WORDS, DEFAULT_PAIRS, DEFAULT_PASSWORDS, PLACEHOLDER_WORDS, WEAK_PASSWORDS};

/// What the entries of a file look like.
struct Shape {
    file: &'static str,
    describe: &'static str,
    fits: fn(&str) -> bool,
}

const SHAPES: [Shape; 36] = [
    Shape { file: "weak-passwords.txt", describe: "three bytes or more, no blanks", fits: is_password },
    Shape {
        file: "default-passwords.txt",
        describe: "two bytes or more, no blanks",
        fits: |entry| entry.len() >= 2 && !entry.contains(char::is_whitespace),
    },
    Shape {
        file: "default-pairs.txt",
        describe: "user, tab, password",
        fits: |entry| {
            entry.split_once('\t').is_some_and(|(user, password)| {
                ![user, password].iter().any(|half| half.is_empty() || half.contains('\t'))
            })
        },
    },
    Shape {
        file: "common-words.txt",
        describe: "three letters or more, a to z",
        fits: |entry| entry.len() >= 3 && is_word(entry),
    },
    Shape {
        file: "technology-words.txt",
        describe: "three letters or more, a to z",
        fits: |entry| entry.len() >= 3 && entry.bytes().all(|byte| byte.is_ascii_alphanumeric()),
    },
    Shape { file: "filler-words.txt", describe: "letters, a to z", fits: is_word },
    Shape { file: "topic-words.txt", describe: "letters, a to z", fits: is_word },
    Shape { file: "type-words.txt", describe: "anything", fits: |entry| !entry.is_empty() },
    Shape { file: "label-words.txt", describe: "anything", fits: |entry| !entry.is_empty() },
    Shape { file: "sentence-words.txt", describe: "no blanks", fits: |entry| !entry.contains(char::is_whitespace) },
    Shape { file: "interface-words.txt", describe: "no blanks", fits: |entry| !entry.contains(char::is_whitespace) },
    Shape { file: "placeholders.txt", describe: "no blanks", fits: |entry| !entry.contains(char::is_whitespace) },
    Shape { file: "pointer-leads.txt", describe: "no blanks", fits: |entry| !entry.contains(char::is_whitespace) },
    Shape { file: "pointer-places.txt", describe: "no blanks", fits: |entry| !entry.contains(char::is_whitespace) },
    Shape { file: "pointer-joints.txt", describe: "no blanks", fits: |entry| !entry.contains(char::is_whitespace) },
    Shape {
        file: "placeholder-phrases.txt",
        describe: "no blanks",
        fits: |entry| !entry.contains(char::is_whitespace),
    },
    Shape { file: "placeholder-leads.txt", describe: "no blanks", fits: |entry| !entry.contains(char::is_whitespace) },
    Shape { file: "placeholder-ends.txt", describe: "no blanks", fits: |entry| !entry.contains(char::is_whitespace) },
    Shape { file: "request-words.txt", describe: "no blanks", fits: |entry| !entry.contains(char::is_whitespace) },
    Shape { file: "request-verbs.txt", describe: "no blanks", fits: |entry| !entry.contains(char::is_whitespace) },
    Shape { file: "request-joints.txt", describe: "no blanks", fits: |entry| !entry.contains(char::is_whitespace) },
    Shape { file: "key-databases.txt", describe: "no blanks", fits: |entry| !entry.contains(char::is_whitespace) },
    Shape { file: "key-purposes.txt", describe: "no blanks", fits: |entry| !entry.contains(char::is_whitespace) },
    Shape { file: "key-environments.txt", describe: "no blanks", fits: |entry| !entry.contains(char::is_whitespace) },
    Shape { file: "icon-words.txt", describe: "no blanks", fits: |entry| !entry.contains(char::is_whitespace) },
    Shape { file: "self-named.txt", describe: "no blanks", fits: |entry| !entry.contains(char::is_whitespace) },
    Shape { file: "schema-hosts.txt", describe: "no blanks", fits: |entry| !entry.contains(char::is_whitespace) },
    Shape { file: "schema-schemes.txt", describe: "no blanks", fits: |entry| !entry.contains(char::is_whitespace) },
    Shape { file: "schema-users.txt", describe: "no blanks", fits: |entry| !entry.contains(char::is_whitespace) },
    Shape { file: "schema-passwords.txt", describe: "no blanks", fits: |entry| !entry.contains(char::is_whitespace) },
    Shape { file: "schema-databases.txt", describe: "no blanks", fits: |entry| !entry.contains(char::is_whitespace) },
    Shape {
        file: "schema-databases-in-comments.txt",
        describe: "no blanks",
        fits: |entry| !entry.contains(char::is_whitespace),
    },
    Shape { file: "wrong-words.txt", describe: "letters, a to z", fits: is_word },
    Shape { file: "failure-marks.txt", describe: "no blanks", fits: |entry| !entry.contains(char::is_whitespace) },
    Shape {
        file: "environment-variables.txt",
        describe: "a name",
        fits: |entry| entry.bytes().all(|byte| byte.is_ascii_lowercase() || b"._".contains(&byte)),
    },
    Shape {
        file: "example-hosts.txt",
        describe: "a host name or address",
        fits: |entry| entry.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:".contains(&byte)),
    },
];

fn is_word(entry: &str) -> bool {
    entry.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn is_password(entry: &str) -> bool {
    entry.len() >= 3 && entry.bytes().all(|byte| byte.is_ascii_graphic())
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("patterns/words")
}

fn is_heading(line: &str) -> bool {
    line == "#" || line.starts_with("# ")
}

/// The text as it should stand: the heading, then the entries in lower case, sorted bytewise, each once.
fn normalised(text: &str) -> String {
    let heading: Vec<&str> = text.lines().take_while(|line| is_heading(line)).collect();
    let entries: BTreeSet<String> =
        text.lines().skip(heading.len()).filter(|line| !line.is_empty()).map(str::to_lowercase).collect();
    heading.into_iter().map(str::to_owned).chain(entries).map(|line| line + "\n").collect()
}

#[test]
fn word_lists_are_sorted_unique_and_lower_case() -> io::Result<()> {
    let bless = std::env::var_os("DSNITCH_BLESS").is_some();
    for shape in &SHAPES {
        let path = folder().join(shape.file);
        let text = fs::read_to_string(&path)?;
        let wanted = normalised(&text);
        if bless && text != wanted {
            fs::write(&path, &wanted)?;
        } else {
            let at = text.lines().zip(wanted.lines()).position(|(is, should)| is != should);
            assert!(
                text == wanted,
                "{}: not sorted, unique and lower case from line {}; DSNITCH_BLESS=1 mends it",
                shape.file,
                at.unwrap_or(0) + 1
            );
        }
        for entry in wanted.lines().skip_while(|line| is_heading(line)) {
            assert!((shape.fits)(entry), "{}: `{entry}` is not {}", shape.file, shape.describe);
        }
    }
    Ok(())
}

#[test]
fn every_list_in_the_folder_is_checked() -> io::Result<()> {
    for entry in fs::read_dir(folder())? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let known =
            SHAPES.iter().any(|shape| shape.file == name) || ["README.md", "derive.py"].contains(&name.as_str());
        assert!(known, "patterns/words/{name} has no shape in this test");
    }
    Ok(())
}

#[test]
fn the_lists_hold_what_they_promise() {
    assert!(WEAK_PASSWORDS.iter().count() >= 10_000);
    assert!(COMMON_WORDS.iter().count() >= 3_000);
    // The bad examples of the security guides.
    for password in ["postgres", "password", "admin", "123456", "password123"] {
        let held = WEAK_PASSWORDS.contains(password.as_bytes()) || DEFAULT_PASSWORDS.contains(password.as_bytes());
        assert!(held, "{password}");
    }
    for (user, password) in [("postgres", "postgres"), ("guest", "guest"), ("sa", "sa"), ("neo4j", "neo4j")] {
        assert!(DEFAULT_PAIRS.contains(user.as_bytes(), password.as_bytes()), "{user}");
    }
}

#[test]
fn what_people_run_is_no_placeholder() {
    for value in ["changeme", "change_me", "changethis", "secret", "mysecretpassword", "example"] {
        assert!(DEFAULT_PASSWORDS.contains(value.as_bytes()), "{value} is weak");
        assert!(!PLACEHOLDER_WORDS.contains(value.as_bytes()), "{value} is no placeholder");
    }
}
