//! Makefiles: a recipe is shell code, in which `$$` is a `$`; make itself takes a variable from its environment.

use crate::extract::Form;
use crate::remedy::edit::Edit;
use crate::remedy::names::{Names, Wish};
use crate::remedy::site::Site;
use crate::text::Span;

use super::{Fix, Home, Mended, Row, default_value, ends, shell, shell_place, value};

pub(super) const ROWS: &[Row] =
    &[Row { is: |_, name, _| is_makefile(name), mend, home: Home::Project, has_other_way: false }];

const NOTE: &str = "make takes it from its environment: set -a; . ./.env; set +a";
const DOLLAR: &str = "its value has a $, which make expands: take it out by hand";
const LINE: &str =
    "its line is no plain assignment of make: take the value out, and have make take it from its environment";

fn is_makefile(name: &str) -> bool {
    matches!(name, "makefile" | "gnumakefile") || ends(name, &[".mk", ".make"])
}

fn mend(site: &Site<'_>, names: &mut Names) -> Mended {
    if site.before().trim_start().starts_with('#') {
        return Err("it stands in a comment: take it out there".to_owned());
    }
    match recipe(site) {
        Some(start) => in_recipe(site, names, start),
        None => assignment(site, names),
    }
}

/// The start of the recipe line that the value belongs to, which may have several lines with a `\` at their ends.
fn recipe(site: &Site<'_>) -> Option<usize> {
    let mut start = site.line().start;
    while let Some(above) = site.text.get(..start.saturating_sub(1)).filter(|above| above.ends_with('\\')) {
        start = above.rfind('\n').map_or(0, |end| end + 1);
    }
    site.text.get(start..)?.starts_with('\t').then_some(start + 1)
}

fn in_recipe(site: &Site<'_>, names: &mut Names, start: usize) -> Mended {
    if let Some(fix) = default_value::remove_default(site, names, ":?set it in .env")? {
        return Ok(fix.noting(NOTE));
    }
    let value = value::of(site, false)?;
    if value.contains('$') {
        return Err(DOLLAR.to_owned());
    }
    let script = site.text.get(start..).unwrap_or_default();
    let place = shell_place::at(script, site.found.span.start - start);
    shell::check(site, place)?;
    let name = names.take_of_shell(site, &value)?;
    let text = shell::expansion(&name, place, "$$");
    let whole = shell::whole_literal(site, place, &text);
    Ok(Fix::of(vec![whole.unwrap_or_else(|| Edit::new(site.found.span, text))]).noting(NOTE))
}

/// `NAME = value` becomes `NAME ?= …`, which counts only where the environment has no such variable, and stops make then.
fn assignment(site: &Site<'_>, names: &mut Names) -> Mended {
    let line = site.line();
    let text = site.span_text(line);
    let (head, value) = text.split_once('=').ok_or(LINE)?;
    let operator = head.len() - head.trim_end_matches([':', '?']).len();
    let head = head.get(..head.len() - operator).unwrap_or_default();
    let mut words = head.split_whitespace();
    let name = words.next_back().unwrap_or_default();
    let is_plain = crate::remedy::env_file::is_name(name) && words.all(|word| word == "export");
    let value = value.trim();
    let is_part = matches!(site.found.form, Form::Uri | Form::KeywordList) && !value.contains(['"', '\'']);
    let is_whole = value == site.written() || is_part;
    if !is_plain || !is_whole || value.ends_with('\\') || value.contains(" #") {
        return Err(LINE.to_owned());
    }
    if value.contains('$') {
        return Err(DOLLAR.to_owned());
    }
    names.take_exactly(site, &Wish { home: site.home, name, value, is_generic: false })?;
    let end = line.start + head.trim_end().len();
    let text = format!(" ?= $(error set {name} in .env, and load it: set -a; . ./.env; set +a)");
    Ok(Fix::of(vec![Edit::new(Span::new(end, line.end), text)]).noting(NOTE))
}
