//! Scripts of SQL that a container runs when it creates its database (`/docker-entrypoint-initdb.d`): psql reads the
//! variable from the environment of that container, which has what its Compose file gives it.

use std::path::Path;

use super::change;
use super::shown::Line;
use super::site::{directory_of, join};

/// The directory from which the image of PostgreSQL runs scripts.
const DIRECTORY: &str = "docker-entrypoint-initdb.d";

/// Files that mount a script there, or copy it.
const FILES: [&str; 6] =
    ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml", "Dockerfile", "Containerfile"];

/// The note for the script at `path` that now takes variables, which `lines` add; `None` if it takes none, or nothing
/// mounts it.
pub(super) fn note(top: &Path, path: &str, lines: &[Line]) -> Option<String> {
    let added = lines.iter().flat_map(|line| &line.added);
    let mut names: Vec<&str> = added
        .filter_map(|line| line.strip_prefix("\\getenv ").and_then(|rest| rest.split_whitespace().nth(1)))
        .collect();
    names.dedup();
    if names.is_empty() {
        return None;
    }
    let by = mounting(top, path)?;
    let given: Vec<String> = names.iter().map(|name| format!("{name}: ${{{name}:?set it in .env}}")).collect();
    Some(format!(
        "{by} has the container run {path} ({DIRECTORY}), and psql takes the container's environment: give its service under environment: {}",
        given.join(", ")
    ))
}

/// The file beside the script at `path`, or above it, that mounts or copies it into the directory.
fn mounting(top: &Path, path: &str) -> Option<String> {
    let mut directory = directory_of(path);
    loop {
        let inner = path.get(directory.len()..).unwrap_or_default().trim_start_matches('/');
        let by = FILES.iter().map(|name| join(directory, name)).find(|file| {
            let text = change::read(&top.join(file)).ok().flatten().unwrap_or_default();
            mounts(&String::from_utf8_lossy(&text), inner)
        });
        if by.is_some() || directory.is_empty() {
            return by;
        }
        directory = directory_of(directory);
    }
}

/// True if `text` names the file `inner`, or a directory that holds it, near the directory of scripts: on the same line,
/// or on a neighbouring one, as `source:` and `target:` stand.
fn mounts(text: &str, inner: &str) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    let holds = |word: &str| {
        let word = word.strip_prefix("./").unwrap_or(word).trim_end_matches('/');
        word == "." || inner == word || inner.strip_prefix(word).is_some_and(|rest| rest.starts_with('/'))
    };
    let names = |line: &&str| {
        line.split(|c: char| c.is_whitespace() || ":\"',[]".contains(c)).filter(|word| !word.is_empty()).any(holds)
    };
    let is_near =
        |at: usize| lines.get(at.saturating_sub(1)..lines.len().min(at + 2)).unwrap_or_default().iter().any(names);
    lines.iter().enumerate().any(|(at, line)| line.contains(DIRECTORY) && is_near(at))
}

#[cfg(test)]
mod tests {
    use super::mounts;

    #[test]
    fn a_script_is_mounted_by_its_name_or_its_directory() {
        for (text, inner, is_so) in [
            ("      - ./fnufo:/docker-entrypoint-initdb.d\n", "fnufo/init.sql", true),
            ("      - \"./db/init.sql:/docker-entrypoint-initdb.d/10-init.sql:ro\"\n", "db/init.sql", true),
            (
                "      - type: bind\n        source: ./db\n        target: /docker-entrypoint-initdb.d\n",
                "db/a.sql",
                true,
            ),
            ("COPY init.sql /docker-entrypoint-initdb.d/\n", "init.sql", true),
            ("COPY . /docker-entrypoint-initdb.d/\n", "a/init.sql", true),
            ("      - ./fnufo:/docker-entrypoint-initdb.d\n", "other/init.sql", false),
            ("      - ./db:/data\n", "db/init.sql", false),
            ("      - ./d:/docker-entrypoint-initdb.d\n", "db/init.sql", false),
        ] {
            assert_eq!(mounts(text, inner), is_so, "{text} {inner}");
        }
    }
}
