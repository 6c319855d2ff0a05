//! Word lists: sorted, unique, lower case. `DSNITCH_BLESS=1` rewrites the files instead of failing.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use dsnitch::rules::words::{COMMON_WORDS, DEFAULT_PAIRS, DEFAULT_PASSWORDS, PLACEHOLDER_WORDS, WEAK_PASSWORDS};

/// The form of the entries in a file.
struct Shape {
    file: &'static str,
    describe: &'static str,
    fits: fn(&str) -> bool,
}

/// The files whose entries are not simply words without blanks.
const SHAPES: [Shape; 12] = [
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
    Shape { file: "wrong-words.txt", describe: "letters, a to z", fits: is_word },
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
    Shape { file: "type-words.txt", describe: "anything", fits: |entry| !entry.is_empty() },
    Shape { file: "label-words.txt", describe: "anything", fits: |entry| !entry.is_empty() },
];

/// The form of the other lists.
const WORDS: Shape =
    Shape { file: "", describe: "a word without blanks", fits: |entry| !entry.contains(char::is_whitespace) };

/// Returns the lists of the folder, by file name, with the form of their entries.
fn lists() -> io::Result<Vec<(String, &'static Shape)>> {
    let mut lists = Vec::new();
    for entry in fs::read_dir(folder())? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".txt") {
            let shape = SHAPES.iter().find(|shape| shape.file == name).unwrap_or(&WORDS);
            lists.push((name, shape));
        }
    }
    Ok(lists)
}

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

/// Returns the normalised text: the heading, then the entries in lower case, sorted bytewise, without duplicates.
fn normalised(text: &str) -> String {
    let heading: Vec<&str> = text.lines().take_while(|line| is_heading(line)).collect();
    let entries: BTreeSet<String> =
        text.lines().skip(heading.len()).filter(|line| !line.is_empty()).map(str::to_lowercase).collect();
    heading.into_iter().map(str::to_owned).chain(entries).map(|line| line + "\n").collect()
}

#[test]
fn word_lists_are_sorted_unique_and_lower_case() -> io::Result<()> {
    let bless = std::env::var_os("DSNITCH_BLESS").is_some();
    for (file, shape) in lists()? {
        let path = folder().join(&file);
        let text = fs::read_to_string(&path)?;
        let wanted = normalised(&text);
        if bless && text != wanted {
            fs::write(&path, &wanted)?;
        } else {
            let at = text.lines().zip(wanted.lines()).position(|(is, should)| is != should);
            assert!(
                text == wanted,
                "{}: not sorted, unique and lower case from line {}; DSNITCH_BLESS=1 mends it",
                file,
                at.unwrap_or(0) + 1
            );
        }
        for entry in wanted.lines().skip_while(|line| is_heading(line)) {
            assert!((shape.fits)(entry), "{file}: `{entry}` is not {}", shape.describe);
        }
    }
    Ok(())
}

#[test]
fn every_list_is_embedded_and_every_shape_has_its_file() -> io::Result<()> {
    let lists = lists()?;
    let code = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules/words.rs"))?;
    let about = fs::read_to_string(folder().join("README.md"))?;
    for (name, _) in &lists {
        // This one is used to build another list.
        let is_used = name == "technology-words.txt" || code.contains(&format!("patterns/words/{name}\""));
        assert!(is_used, "src/rules/words.rs does not embed {name}");
        assert!(about.contains(&format!("`{name}`")), "patterns/words/README.md does not list {name}");
    }
    for shape in &SHAPES {
        assert!(lists.iter().any(|(name, _)| name == shape.file), "{} is not there", shape.file);
    }
    Ok(())
}

#[test]
fn the_lists_contain_what_they_promise() {
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
fn program_names_are_no_placeholders() {
    for value in ["changeme", "change_me", "changethis", "secret", "mysecretpassword", "example"] {
        assert!(DEFAULT_PASSWORDS.contains(value.as_bytes()), "{value} is weak");
        assert!(!PLACEHOLDER_WORDS.contains(value.as_bytes()), "{value} is no placeholder");
    }
}
