//! Adds the imports that a look-up needs.

use crate::extract::{self, Context};
use crate::remedy::edit::Edit;
use crate::remedy::site::Site;

use super::import_top;
use super::language::Import;

/// The edit that adds `import`, if the file lacks it.
///
/// # Errors
/// If the file cannot have it, with the reason.
pub(super) fn edits(site: &Site<'_>, import: Import) -> Result<Option<Edit>, String> {
    Ok(match import {
        Import::None => None,
        Import::Python => python(site),
        Import::Go => go(site),
        Import::Dart => import_top::dart(site)?,
        Import::Swift => import_top::swift(site),
        Import::C => import_top::c(site),
    })
}

/// Adds `import os` before the first import that is not from `__future__`, otherwise after the module's docstring and
/// comments.
fn python(site: &Site<'_>) -> Option<Edit> {
    let is_os =
        |line: &str| line.strip_prefix("import ").is_some_and(|names| names.split(',').any(|name| name.trim() == "os"));
    // An `import` within a multi-line string, or after the literal, does not count.
    let cx = Context::new(site.text.as_bytes(), site.language_path.as_bytes());
    let above = site.text.get(..site.line().start).unwrap_or_default();
    let mut start = 0;
    let is_imported = above.split_inclusive('\n').any(|line| {
        let at = start;
        start += line.len();
        is_os(line.split('#').next().unwrap_or_default().trim_end()) && !extract::in_block(&cx, at)
    });
    if is_imported {
        return None;
    }
    let end = site.line_end();
    let mut at = 0;
    let mut behind = 0;
    let mut docstring: Option<&str> = None;
    let mut is_in_group = false;
    for line in site.text.split_inclusive('\n') {
        let text = line.trim_end();
        if let Some(mark) = docstring {
            if text.contains(mark) {
                docstring = None;
            }
            behind = at + line.len();
        } else if is_in_group || text.starts_with("from __future__ ") {
            is_in_group = (is_in_group || text.contains('(')) && !text.contains(')') || text.ends_with('\\');
            behind = at + line.len();
        } else if text.starts_with("import ") || text.starts_with("from ") {
            return Some(Edit::insert(at, format!("import os{end}")));
        } else if text.is_empty() || text.starts_with('#') {
            if text.starts_with('#') && behind == at {
                behind = at + line.len();
            }
        } else if let Some(mark) =
            ["\"\"\"", "'''"].into_iter().find(|mark| text.trim_start_matches(['r', 'R']).starts_with(*mark))
        {
            docstring = (text.matches(mark).count() < 2).then_some(mark);
            behind = at + line.len();
        } else if text.starts_with(['"', '\'']) {
            behind = at + line.len();
        } else {
            break;
        }
        at += line.len();
    }
    let gap = if site.text.get(behind..).is_some_and(|rest| rest.starts_with(['\n', '\r'])) { "" } else { end };
    let lead = if behind == 0 { "" } else { end };
    Some(Edit::insert(behind, format!("{lead}import os{end}{gap}")))
}

/// Adds `"os"` at its sorted position in the first group of imports, or as a separate import.
fn go(site: &Site<'_>) -> Option<Edit> {
    let end = site.line_end();
    let (mut at, mut package, mut in_group) = (0, None, false);
    let mut place = None;
    for line in site.text.split_inclusive('\n') {
        let text = line.trim();
        if matches!(text.strip_prefix("import ").unwrap_or(text), "\"os\"" | "os \"os\"") {
            return None;
        }
        // Imports precede all other declarations.
        if ["func ", "var ", "type ", "const "].iter().any(|word| text.starts_with(word)) {
            break;
        }
        if text.starts_with("package ") && package.is_none() {
            package = Some(at + line.len());
        }
        if in_group
            && place.is_none()
            && (text.starts_with(')') || text.is_empty() || text.trim_start_matches('"') > "os")
        {
            place = Some(Edit::insert(at, format!("\t\"os\"{end}")));
        }
        if text.starts_with("import (") {
            in_group = true;
        } else if text.starts_with(')') {
            in_group = false;
        } else if text.starts_with("import \"") && place.is_none() {
            place = Some(Edit::insert(at, format!("import \"os\"{end}")));
        }
        at += line.len();
    }
    place.or_else(|| package.map(|at| Edit::insert(at, format!("{end}import \"os\"{end}"))))
}
