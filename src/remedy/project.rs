//! The files around one that is fixed: the root directory of its project, which contains its `.env`, and what tells how
//! it is read.

use std::fs;
use std::path::Path;

use super::forms::Home;
use super::site::directory_of;

/// Maximum size, in bytes, of a file that is read for what it tells.
const LARGEST: u64 = 1 << 20;
/// Maximum number of files that are read beside one.
const FILES: usize = 200;

/// Files that mark the root of a project.
const MARKS: [&str; 20] = [
    ".env",
    ".env.example",
    "package.json",
    "pyproject.toml",
    "setup.py",
    "requirements.txt",
    "manage.py",
    "Pipfile",
    "go.mod",
    "Cargo.toml",
    "Gemfile",
    "mix.exs",
    "composer.json",
    "artisan",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "docker-compose.yml",
    "compose.yaml",
    "Makefile",
];

/// The directory of the `.env` that the file at `path` reads.
pub(crate) fn home_of(top: &Path, path: &str, home: Home) -> String {
    let mut directory = directory_of(path);
    if home == Home::Beside {
        return directory.to_owned();
    }
    while !directory.is_empty() {
        if MARKS.iter().any(|mark| top.join(directory).join(mark).is_file()) {
            return directory.to_owned();
        }
        directory = directory_of(directory);
    }
    String::new()
}

/// The text of the file `name` in the directory of `path` or in the nearest parent directory that has one.
pub(crate) fn nearest(top: &Path, path: &str, name: &str) -> Option<String> {
    let mut directory = directory_of(path);
    loop {
        let file = top.join(directory).join(name);
        if file.is_file() {
            return text_of(&file);
        }
        if directory.is_empty() {
            return None;
        }
        directory = directory_of(directory);
    }
}

/// The texts of the other files in the directory of `path` with a name that `is_wanted`.
pub(crate) fn beside(top: &Path, path: &str, is_wanted: &dyn Fn(&str) -> bool) -> Vec<String> {
    let own = path.rsplit('/').next().unwrap_or_default();
    let Ok(entries) = fs::read_dir(top.join(directory_of(path))) else { return Vec::new() };
    let is_other = |name: &str| name != own && is_wanted(name);
    let files = entries.flatten().filter(|entry| entry.file_name().to_str().is_some_and(is_other));
    files.take(FILES).filter_map(|entry| text_of(&entry.path())).collect()
}

/// The text of a file that is no larger than what is read.
pub(crate) fn text_of(file: &Path) -> Option<String> {
    let is_read = fs::metadata(file).is_ok_and(|found| found.is_file() && found.len() <= LARGEST);
    if is_read { fs::read_to_string(file).ok() } else { None }
}
