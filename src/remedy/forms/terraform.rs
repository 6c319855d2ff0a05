//! Terraform: a variable that is marked as sensitive.

use crate::remedy::edit::Edit;
use crate::remedy::names::{Names, Wish};
use crate::remedy::naming;
use crate::remedy::project;
use crate::remedy::site::{Site, directory_of, join};
use crate::text::Span;

use super::{Fix, Home, Mended, Row, ends, value};

pub(super) const ROWS: &[Row] = &[
    Row { is: |_, name, _| ends(name, &[".tf"]), mend, home: Home::Beside, has_other_way: false },
    Row { is: |_, name, _| ends(name, &[".tfvars"]), mend: values, home: Home::Beside, has_other_way: false },
];

/// A variable of the module for the value: its name, and true if no file declares it yet. In the environment it is
/// `TF_VAR_name`. A declared variable is taken over only if it has this value in `.env` already: what else refers to it
/// would get the value otherwise.
fn take(site: &Site<'_>, names: &mut Names, wished: &str, value: &str) -> Result<(String, bool), String> {
    let of_module: Vec<String> = project::beside(site.top, site.path, &|name| name.ends_with(".tf"));
    let texts = || of_module.iter().map(String::as_str).chain([site.text]);
    let is_declared = |name: &str| texts().any(|text| declares(text, name));
    let wished = wished.to_ascii_lowercase();
    let settings = project::beside(site.top, site.path, &|name| name.ends_with(".tfvars"));
    // What a `.tfvars` says stands over the environment.
    let is_set = |name: &str| {
        let is_it =
            |line: &str| line.trim_start().strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('='));
        settings.iter().any(|text| text.lines().any(is_it))
    };
    let is_free = |name: &String| match names.value_of(site.home, &format!("TF_VAR_{name}")) {
        Some(known) => known == value && !is_set(name),
        None => !is_set(name) && !is_declared(name),
    };
    let numbered = (2..).map(|number| format!("{wished}_{number}"));
    let name = std::iter::once(wished.clone()).chain(numbered).find(is_free).unwrap_or(wished);
    let name = format!("TF_VAR_{name}");
    let name = names.take(site, &Wish { home: site.home, name: &name, value, is_generic: false })?;
    let name = name.trim_start_matches("TF_VAR_").to_owned();
    let is_new = !is_declared(&name) && names.is_first_in(site, &name);
    Ok((name, is_new))
}

const CHILD: &str = "the environment reaches the variables of the root module alone: declare a variable that is marked as sensitive here and there, and hand it over in the module block";

/// True if the file belongs to a module that a module above it calls.
fn is_child(site: &Site<'_>) -> bool {
    let own = directory_of(site.path);
    let mut above = own;
    while !above.is_empty() {
        above = directory_of(above);
        let relative = own.get(above.len()..).unwrap_or_default().trim_start_matches('/');
        let beside = join(above, "main.tf");
        let calls = [format!("\"./{relative}\""), format!("\"./{relative}/\"")];
        let texts = project::beside(site.top, &beside, &|name| name.ends_with(".tf"));
        let main = project::text_of(&site.top.join(&beside));
        if texts.iter().chain(&main).any(|text| calls.iter().any(|call| text.contains(call))) {
            return true;
        }
    }
    own.split('/').any(|part| part == "modules")
}

/// True if `text` has `variable "name" {`.
fn declares(text: &str, name: &str) -> bool {
    text.lines().any(|line| {
        let rest = line.trim_start().strip_prefix("variable").map(str::trim_start);
        rest.and_then(|rest| rest.split(['"', ' ', '{']).find(|word| !word.is_empty())) == Some(name)
    })
}

const NOTE: &str = "Terraform takes it from its environment (TF_VAR_…): set -a; . ./.env; set +a; its state holds the value all the same";

/// The value, unless it is written with a doubled `$` or `%`, which keeps a brace from beginning an expression.
fn plain(site: &Site<'_>) -> Result<String, String> {
    match ["${", "%{"].iter().any(|opens| site.written().contains(opens)) {
        true => Err("its value is written with escapes".to_owned()),
        false => value::of(site, false),
    }
}

fn mend(site: &Site<'_>, names: &mut Names) -> Mended {
    let value = plain(site)?;
    let is_default = site.before().trim_start().starts_with("default");
    if is_default {
        return Err(
            "the default of a variable: take it out, mark the variable as sensitive, and set TF_VAR_<name>".to_owned()
        );
    }
    if let Some(why) = refused(site.text.get(..site.found.span.start).unwrap_or_default()) {
        return Err(why.to_owned());
    }
    if is_child(site) {
        return Err(CHILD.to_owned());
    }
    let (wished, _) = naming::of_key(site);
    let (name, is_new) = take(site, names, &wished, &value)?;
    let quotes = site.quote() == Some('"');
    let edit = if quotes {
        let span = Span::new(site.found.span.start - 1, site.found.span.end + 1);
        Edit::new(span, format!("var.{name}"))
    } else {
        Edit::new(site.found.span, format!("${{var.{name}}}"))
    };
    let mut edits = vec![edit];
    if is_new {
        let end = site.line_end();
        let gap = if site.text.ends_with('\n') { end.to_owned() } else { end.repeat(2) };
        let block = format!("{gap}variable \"{name}\" {{{end}  type      = string{end}  sensitive = true{end}}}{end}");
        edits.push(Edit::insert(site.text.len(), block));
    }
    Ok(Fix::of(edits).noting(NOTE))
}

const PART: &str = "it is a part of a value: a variable of its own takes it out (TF_VAR_<name>), as a string that is marked as sensitive";

/// The heads of the blocks that are open at the end of `before`.
fn open_blocks(before: &str) -> Vec<&str> {
    let mut open: Vec<&str> = Vec::new();
    for line in before.lines().filter(|line| !line.trim_start().starts_with(['#', '/'])) {
        // Braces within quotes open no block; `${` and its `}` are skipped together.
        let mut is_in = false;
        for (at, c) in line.char_indices() {
            match c {
                '"' if !line.get(..at).is_some_and(|before| before.ends_with('\\')) => is_in = !is_in,
                '{' | '[' if !is_in => open.push(line.get(..at).unwrap_or_default().trim()),
                '}' | ']' if !is_in => drop(open.pop()),
                _ => {}
            }
        }
    }
    open
}

/// The reason why no reference is expanded at the end of `before`, according to the open blocks.
fn refused(before: &str) -> Option<&'static str> {
    let open = open_blocks(before);
    let kinds = open
        .iter()
        .map(|head| head.rsplit(['{', '[']).next().unwrap_or_default().split_whitespace().next().unwrap_or_default());
    kinds.into_iter().find_map(|kind| match kind {
        "backend" | "cloud" | "terraform" => Some("a backend takes no variables: take it out, and give it by the environment (PG_CONN_STR) or terraform init -backend-config=FILE"),
        "variable" => Some("the default of a variable takes no variables: take it out, mark the variable as sensitive, and set TF_VAR_<name>"),
        _ => None,
    })
}

/// Removes the line of a value: the environment supplies it.
fn values(site: &Site<'_>, names: &mut Names) -> Mended {
    let value = plain(site)?;
    let text = site.span_text(site.line());
    let (key, _) = text.split_once('=').ok_or(PART)?;
    let key = key.trim();
    let is_whole = site.before().trim_end_matches('"').trim_end().ends_with('=');
    let is_last = matches!(site.after().trim_start_matches('"').trim_start().chars().next(), None | Some('#' | '/'));
    let is_nested = !open_blocks(site.text.get(..site.found.span.start).unwrap_or_default()).is_empty();
    if !crate::remedy::env_file::is_name(key) || site.quote() != Some('"') || !is_whole || !is_last || is_nested {
        return Err(PART.to_owned());
    }
    let name = format!("TF_VAR_{key}");
    names.take_exactly(site, &Wish { home: site.home, name: &name, value: &value, is_generic: false })?;
    Ok(Fix::of(vec![Edit::new(site.line(), format!("# {key} is set by TF_VAR_{key}"))]).noting(NOTE))
}

#[cfg(test)]
mod tests {
    use super::declares;

    #[test]
    fn a_declaration_is_recognised() {
        for (line, is_one) in [
            ("variable \"db_password\" {", true),
            ("  variable db_password{}", true),
            ("variable \"db_password_2\" {", false),
            ("x = var.db_password", false),
            ("# variable \"db_password\" {", false),
        ] {
            assert_eq!(declares(line, "db_password"), is_one, "{line}");
        }
    }
}
