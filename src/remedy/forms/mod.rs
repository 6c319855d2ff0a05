//! The ways in which files refer to an external value, one module for each family of files. A new kind of file is a row
//! of [`TABLE`].

mod ci;
mod cloudformation;
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
mod import_top;
mod in_expression;
mod jenkins;
mod joined;
mod json;
mod json_text;
mod just;
mod kubernetes;
mod kubernetes_object;
mod language;
mod library;
mod literal;
mod makefile;
mod notebook;
mod notebook_cell;
mod other_shells;
mod other_shells_place;
mod readers;
mod replaceable;
mod replaceable_types;
mod run_step;
mod scope;
mod shell;
mod shell_place;
mod sql;
mod stores;
mod surroundings;
mod taken_apart;
mod terraform;
mod unfilled;
mod unfilled_file;
mod unfilled_projects;
mod value;
mod yaml;
mod yaml_flow;
mod yaml_scalar;

use super::edit::Edit;
use super::names::Names;
use super::site::Site;

/// The fix of a secret.
#[derive(Debug)]
pub(crate) struct Fix {
    pub(crate) edits: Vec<Edit>,
    /// A note for the user.
    pub(crate) note: Option<String>,
    /// What is written, in one line, where the edits do not show it by themselves; names the variable.
    pub(crate) said: Option<String>,
}

impl Fix {
    pub(crate) const fn of(edits: Vec<Edit>) -> Fix {
        Fix { edits, note: None, said: None }
    }

    #[must_use]
    pub(crate) fn noting(self, note: impl Into<String>) -> Fix {
        Fix { note: Some(note.into()), ..self }
    }

    #[must_use]
    pub(crate) fn saying(self, said: impl Into<String>) -> Fix {
        Fix { said: Some(said.into()), ..self }
    }
}

/// The fix, or the reason why no safe one exists.
pub(crate) type Mended = Result<Fix, String>;

/// A kind of file.
pub(crate) struct Row {
    /// True if a file with this path, lower-case name and content is of this kind.
    pub(crate) is: fn(&str, &str, &str) -> bool,
    /// Writes the reference.
    pub(crate) mend: fn(&Site<'_>, &mut Names) -> Mended,
    /// The location of the `.env` that it reads.
    pub(crate) home: Home,
    /// True if a value is left because its program offers another way, which the reason names.
    pub(crate) has_other_way: bool,
}

/// The location of a `.env`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    /// The directory of the file.
    Beside,
    /// The project's root: the nearest parent directory with a file that marks one.
    Project,
}

/// The kinds of files, the most specific first.
const TABLE: &[&[Row]] = &[
    env_template::ROWS,
    unfilled::ROWS,
    docs::ROWS,
    ci::ROWS,
    jenkins::ROWS,
    cloudformation::ROWS,
    stores::ROWS,
    dockerfile::ROWS,
    kubernetes::ROWS,
    json::ROWS,
    sql::ROWS,
    terraform::ROWS,
    makefile::ROWS,
    just::ROWS,
    notebook::ROWS,
    config::ROWS,
    readers::ROWS,
    code::ROWS,
    shell::ROWS,
    other_shells::ROWS,
];

/// The row for a file.
pub(crate) fn row_of(path: &str, text: &str) -> Option<&'static Row> {
    let name = super::site::name_of(path);
    TABLE.iter().copied().flatten().find(|row| (row.is)(path, &name, text))
}

/// Fixes `site`, in a file of the kind `row`.
pub(crate) fn mend(row: &Row, site: &Site<'_>, names: &mut Names) -> Mended {
    in_expression::mend(site, names).unwrap_or_else(|| (row.mend)(site, names))
}

/// True if the file at `path` is only read by people, not executed or loaded.
pub(crate) fn is_read(path: &[u8]) -> bool {
    let name = super::site::name_of(&String::from_utf8_lossy(path));
    docs::is(&name) || env_template::is_template(&name)
}

/// True if `name` ends with one of these.
fn ends(name: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| name.ends_with(ending))
}

pub(crate) use env_template::is_template as is_env_template;
pub(crate) use shell_place::top_lines;
