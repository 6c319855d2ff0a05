//! The forms in which files refer to a value that stands elsewhere, one file for each family. A new kind of file is a row
//! of [`TABLE`].

mod around;
mod ci;
mod code;
mod code_default;
mod compose_secrets;
mod config;
mod connection;
mod default_value;
mod dockerfile;
mod docs;
mod env_template;
mod import;
mod joined;
mod json;
mod kubernetes;
mod language;
mod literal;
mod run_step;
mod shell;
mod shell_place;
mod sql;
mod stands;
mod terraform;
mod unfilled;
mod value;
mod yaml;
mod yaml_scalar;

use super::edit::Edit;
use super::names::Names;
use super::site::Site;

/// What becomes of a secret.
#[derive(Debug)]
pub(crate) struct Fix {
    pub(crate) edits: Vec<Edit>,
    /// What a person should know of it.
    pub(crate) note: Option<String>,
}

impl Fix {
    pub(crate) const fn of(edits: Vec<Edit>) -> Fix {
        Fix { edits, note: None }
    }

    #[must_use]
    pub(crate) fn noting(self, note: impl Into<String>) -> Fix {
        Fix { note: Some(note.into()), ..self }
    }
}

/// What is to be done about a secret, or why nothing can be done that is safe.
pub(crate) type Mended = Result<Fix, String>;

/// A kind of file.
pub(crate) struct Row {
    /// Whether a file with this path, this name in lower case and this text is one.
    pub(crate) is: fn(&str, &str, &str) -> bool,
    /// Writes the reference.
    pub(crate) mend: fn(&Site<'_>, &mut Names) -> Mended,
    /// Where the `.env` is that it reads.
    pub(crate) home: Home,
}

/// Where a `.env` lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    /// In the directory of the file.
    Beside,
    /// Where the project has its root: the next directory up that has the mark of one.
    Project,
}

/// The kinds of files, the closest first.
const TABLE: &[&[Row]] = &[
    env_template::ROWS,
    unfilled::ROWS,
    docs::ROWS,
    ci::ROWS,
    dockerfile::ROWS,
    kubernetes::ROWS,
    json::ROWS,
    sql::ROWS,
    terraform::ROWS,
    config::ROWS,
    code::ROWS,
    shell::ROWS,
];

/// The row for a file.
pub(crate) fn row_of(path: &str, text: &str) -> Option<&'static Row> {
    let name = super::site::name_of(path);
    TABLE.iter().copied().flatten().find(|row| (row.is)(path, &name, text))
}

/// Whether the file at `path` is read by people, and by nothing that runs.
pub(crate) fn is_read(path: &[u8]) -> bool {
    let name = super::site::name_of(&String::from_utf8_lossy(path));
    docs::is(&name) || env_template::is_template(&name)
}

/// Whether `name` ends with one of these.
fn ends(name: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| name.ends_with(ending))
}

pub(crate) use env_template::is_template as is_env_template;
