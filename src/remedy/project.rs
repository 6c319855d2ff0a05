//! Finds the root directory of a project, which contains its `.env`.

use std::path::Path;

use super::forms::Home;
use super::site::directory_of;

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
