//! Jupyter notebooks: a cell is code in strings of JSON. It is decoded, changed as a file of its language, and the changes are
//! encoded again.

use serde_json::Value;

use crate::extract::Form;
use crate::remedy::edit::Edit;
use crate::remedy::found::Found;
use crate::remedy::names::Names;
use crate::remedy::site::{Site, directory_of, join};
use crate::text::Span;

use super::notebook_cell::Cell;
use super::{Fix, Home, Mended, Row, code};

pub(super) const ROWS: &[Row] =
    &[Row { is: |_, name, _| name.ends_with(".ipynb"), mend, home: Home::Project, has_other_way: false }];

const PARSED: &str = "its notebook is not read: clear the cell by hand";
const OUTPUT: &str =
    "it stands in the output of a cell: clear the outputs (jupyter nbconvert --clear-output --inplace FILE)";
const MAGIC: &str = "it stands in a command of the notebook (%, !): take it out, and set the variable before the notebook is started (os.environ reads it)";

/// The endings of files in the languages of kernels.
const ENDINGS: [(&str, &str); 8] = [
    ("python", ".py"),
    ("r", ".r"),
    ("julia", ".jl"),
    ("scala", ".scala"),
    ("typescript", ".ts"),
    ("javascript", ".js"),
    ("ruby", ".rb"),
    ("kotlin", ".kt"),
];

fn mend(site: &Site<'_>, names: &mut Names) -> Mended {
    let notebook: Value = serde_json::from_str(site.text).map_err(|_| PARSED)?;
    let Some(cell) = Cell::around(site.text, site.found.span) else {
        return Err(if is_output(site) { OUTPUT } else { PARSED }.to_owned());
    };
    let cells = notebook["cells"].as_array().ok_or(PARSED)?;
    let at = cells.iter().position(|one| source(one).as_deref() == Some(&cell.text)).ok_or(OUTPUT)?;
    if cells.get(at).and_then(|one| one["cell_type"].as_str()) != Some("code") {
        return Err("it stands in a text of the notebook: take it out there".to_owned());
    }
    let metadata = &notebook["metadata"];
    let named = metadata["language_info"]["name"].as_str().or_else(|| metadata["kernelspec"]["language"].as_str());
    let named = named.unwrap_or("python").to_ascii_lowercase();
    let ending = ENDINGS.iter().find(|(name, _)| *name == named).map(|(_, ending)| *ending);
    let ending = ending.ok_or_else(|| format!("how {named} looks a variable up is not known: move it by hand"))?;
    let span = cell.decoded(site.found.span).ok_or(PARSED)?;
    let line = cell.text.get(..span.start).unwrap_or_default().rsplit('\n').next().unwrap_or_default().trim_start();
    if cell.text.trim_start().starts_with("%%") || line.starts_with(['%', '!']) {
        return Err(MAGIC.to_owned());
    }
    let found = as_code(site.found, span, &cell.text);
    // Only the language of the file depends on this name.
    let language_path = join(directory_of(site.path), &format!("cell{ending}"));
    let code = Site { text: &cell.text, found: &found, fixed: &[], language_path: &language_path, ..*site };
    let Fix { edits, note, said } = code::mend(&code, names)?;
    let above = cells.iter().take(at).filter_map(source).collect::<Vec<_>>().join("\n");
    let has = |edit: &Edit| {
        edit.span.is_empty() && edit.text.contains('\n') && above.lines().any(|line| line == edit.text.trim())
    };
    let edits = edits.iter().filter(|edit| !has(edit)).map(|edit| cell.encoded(edit)).collect::<Option<Vec<Edit>>>();
    Ok(Fix { edits: edits.ok_or(PARSED)?, note, said })
}

/// The text of a cell.
fn source(cell: &Value) -> Option<String> {
    match &cell["source"] {
        Value::String(text) => Some(text.clone()),
        Value::Array(lines) => lines.iter().map(|line| line.as_str()).collect(),
        _ => None,
    }
}

/// True if the value stands in what a cell has printed.
fn is_output(site: &Site<'_>) -> bool {
    let head = site.text.get(..site.found.span.start).unwrap_or_default();
    head.rfind("\"outputs\"") > head.rfind("\"source\"")
}

/// The finding in the decoded text of its cell. In the file, its key may begin with the end of an escape: `\npassword`.
fn as_code(found: &Found, span: Span, text: &str) -> Found {
    let written = text.get(span.start..span.end).unwrap_or_default();
    let is_part = matches!(found.form, Form::Uri | Form::KeywordList | Form::Sql | Form::Prose | Form::Token);
    // A value of several literals has more than what stands there.
    found.read_at(span, !is_part && found.value.reveal().len() > written.len())
}

#[cfg(test)]
mod tests {
    use super::super::language;
    use super::ENDINGS;

    #[test]
    fn the_language_of_each_kernel_has_a_look_up() {
        for (name, ending) in ENDINGS {
            assert!(language::of_name(&format!("cell{ending}")).is_some(), "{name}");
        }
    }
}
