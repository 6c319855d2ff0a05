//! Justfiles: a recipe is a script of the shell, except where it says otherwise; a variable of just is an expression, which looks
//! a variable of the environment up with `env()`.

use crate::remedy::edit::Edit;
use crate::remedy::names::Names;
use crate::remedy::site::Site;

use super::{Fix, Home, Mended, Row, code, default_value, shell, shell_place, value};

pub(super) const ROWS: &[Row] =
    &[Row { is: |_, name, _| is_justfile(name), mend, home: Home::Beside, has_other_way: false }];

const NOTE: &str = "just reads .env where set dotenv-load says so, or takes the variable from its environment";

pub(super) fn is_justfile(name: &str) -> bool {
    matches!(name, "justfile" | ".justfile") || name.ends_with(".just")
}

fn mend(site: &Site<'_>, names: &mut Names) -> Mended {
    match body(site) {
        Some(start) => in_recipe(site, names, start),
        None => code::mend(site, names).map(|fix| fix.noting(NOTE)),
    }
}

/// The start of the recipe's body that contains the value: the lines of it are indented.
fn body(site: &Site<'_>) -> Option<usize> {
    let is_of_body = |line: &str| line.starts_with([' ', '\t']) || line.trim().is_empty();
    let mut start = site.line().start;
    if !site.text.get(start..)?.starts_with([' ', '\t']) {
        return None;
    }
    while let Some(end) = start.checked_sub(1) {
        let above = site.line_at(end);
        if !is_of_body(site.span_text(above)) {
            // The elements of a list of several lines are indented too.
            return site
                .span_text(above)
                .contains(':')
                .then_some(start)
                .filter(|_| !site.span_text(above).contains(":="));
        }
        start = above.start;
    }
    None
}

fn in_recipe(site: &Site<'_>, names: &mut Names, start: usize) -> Mended {
    let body = site.text.get(start..).unwrap_or_default();
    let first = body.trim_start().lines().next().unwrap_or_default();
    let shells = ["sh", "bash", "zsh", "dash", "ksh"];
    let runs_shell = |command: &str| command.split(['/', ' ', '"', '\'', '[', ',']).any(|word| shells.contains(&word));
    if first.starts_with("#!") && !runs_shell(first) {
        return Err("its recipe is a program of another language (#!): move it by hand".to_owned());
    }
    let sets = |line: &&str| line.starts_with("set shell") || line.starts_with("set windows-shell");
    if !first.starts_with("#!") && site.text.lines().filter(sets).any(|line| !runs_shell(line)) {
        return Err("its recipes are not run by a shell of POSIX (set shell): move it by hand".to_owned());
    }
    if site.before().rfind("{{").is_some_and(|at| !site.before().get(at..).is_some_and(|rest| rest.contains("}}"))) {
        return Err(
            "it stands in an expression within a recipe: give it to a variable of just above, and name that".to_owned()
        );
    }
    if let Some(fix) = default_value::remove_default(site, names, ":?set it in .env")? {
        return Ok(fix.noting(NOTE));
    }
    let value = value::of(site, false)?;
    // Each line is a script of its own, unless the recipe begins with #!.
    let script = if first.starts_with("#!") { start } else { line_of_command(site) };
    let text = site.text.get(script..).unwrap_or_default();
    let place = shell_place::at(text, site.found.span.start - script);
    shell::check(site, place)?;
    let name = names.take_of_shell(site, &value)?;
    let text = shell::expansion(&name, place, "$");
    let whole = shell::whole_literal(site, place, &text);
    Ok(Fix::of(vec![whole.unwrap_or_else(|| Edit::new(site.found.span, text))]).noting(NOTE))
}

/// The start of the command that contains the value, which may have several lines with a `\` at their ends.
fn line_of_command(site: &Site<'_>) -> usize {
    let mut start = site.line().start;
    while let Some(above) = site.text.get(..start.saturating_sub(1)).filter(|above| above.ends_with('\\')) {
        start = above.rfind('\n').map_or(0, |end| end + 1);
    }
    start
}
