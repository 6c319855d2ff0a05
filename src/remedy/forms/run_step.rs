//! A GitHub Actions step that runs a script: the value becomes a variable of the step, because an expression within the
//! script would be expanded into shell code.

use crate::remedy::edit::Edit;
use crate::remedy::names::Names;
use crate::remedy::site::Site;
use crate::text::Span;

use super::{Fix, Mended, value};

/// The `run:` of a step.
pub(super) struct Step<'t> {
    /// The span of the key, with its colon.
    key: Span,
    /// The indentation of the step's keys, with a blank in place of its dash.
    indent: String,
    /// The other lines of the step.
    others: Vec<&'t str>,
    /// The end of its `env:`, and the indentation within.
    env: Option<(usize, String)>,
}

const BLANK: &str = "it stands in a script of a step: give the step an env with ${{ secrets.<name> }}, and have the script read that variable";

/// The column of a YAML line's content, after its dashes.
fn column(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '-']).len()
}

/// The line number and text of the `run:` whose script contains the value of `site`.
fn run_of<'t>(site: &Site<'t>) -> Option<(usize, &'t str)> {
    let own = site.line();
    let text = site.span_text(own);
    if text.trim_start_matches([' ', '-']).starts_with("run:") {
        return Some((own.start, text));
    }
    let mut inner = column(text);
    let mut end = own.start.checked_sub(1)?;
    for line in site.text.get(..end)?.rsplit('\n') {
        let start = end - line.len();
        let (body, at) = (line.trim_start_matches([' ', '-']), column(line));
        if !body.trim().is_empty() && at < inner {
            // Lines that are indented deeper than the key belong to its script.
            if body.strip_prefix("run:").is_some_and(|rest| rest.trim_start().starts_with(['|', '>'])) {
                return Some((start, line));
            }
            inner = at;
        }
        end = start.checked_sub(1)?;
    }
    None
}

/// The step whose script contains the value of `site`.
pub(super) fn of<'t>(site: &Site<'t>) -> Option<Step<'t>> {
    let (start, line) = run_of(site)?;
    let at = column(line);
    let begins = |line: &str| line.trim_start().starts_with("- ") && column(line) <= at;
    let is_of_step = |line: &&str| line.trim().is_empty() || column(line) >= at;
    let mut others: Vec<&str> = Vec::new();
    let mut is_behind_dash = !begins(line);
    let above = site.text.get(..start)?.lines().rev();
    for other in above.take_while(is_of_step) {
        if !is_behind_dash {
            break;
        }
        others.push(other);
        is_behind_dash = !begins(other);
    }
    let below = site.text.get(start + line.len()..).unwrap_or_default().lines().skip(1);
    others.extend(below.take_while(|line| is_of_step(line) && !begins(line)));
    let is_env = |line: &&&str| column(line) == at && line.trim_start_matches([' ', '-']).trim_end() == "env:";
    let env = others.iter().find(is_env).and_then(|line| {
        let end = line.as_ptr() as usize - site.text.as_ptr() as usize + line.trim_end().len();
        let next = site.text.get(end..)?.lines().nth(1)?;
        Some((end, next.get(..next.len() - next.trim_start().len())?.to_owned()))
    });
    Some(Step { key: Span::new(start + at, start + at + "run:".len()), indent: " ".repeat(at), others, env })
}

/// Adds the variable to the step and makes the script read it.
pub(super) fn mend(site: &Site<'_>, names: &mut Names, step: Step<'_>, note: &str) -> Mended {
    let value = value::of(site, false)?;
    let is_shell = |line: &&&str| line.trim_start_matches([' ', '-']).starts_with("shell:");
    let of_posix = |line: &str| line.contains("bash") || line.trim_end().ends_with(" sh");
    if step.others.iter().filter(is_shell).any(|line| !of_posix(line)) {
        return Err(BLANK.to_owned());
    }
    let is_one_line = step.key.start >= site.line().start;
    let before = site.before();
    let script = if is_one_line { site.span_text(Span::new(step.key.end, site.found.span.start)) } else { before };
    let so_far = site.span_text(Span::new(step.key.end, site.found.span.start));
    // Within YAML quotes, single quotes or a here-document, no reference would be expanded.
    let quotes = quotes(script);
    if is_one_line && script.trim_start().starts_with(['"', '\'']) || quotes == Some('\'') || so_far.contains("<<") {
        return Err(BLANK.to_owned());
    }
    let name = names.take_of_key(site, &value)?;
    let text = if quotes.is_some() { format!("${{{name}}}") } else { format!("\"${{{name}}}\"") };
    let end = site.line_end();
    let variable = format!("{name}: ${{{{ secrets.{name} }}}}");
    let is_there = step.others.iter().any(|line| line.trim() == variable);
    let mut edits = vec![Edit::new(site.found.span, text)];
    match step.env {
        _ if is_there => {}
        Some((at, indent)) => edits.push(Edit::insert(at, format!("{end}{indent}{variable}"))),
        // The edit replaces the key, so that a second variable cannot add a second `env:`.
        None => {
            let indent = &step.indent;
            edits.push(Edit::new(step.key, format!("env:{end}{indent}  {variable}{end}{indent}run:")));
        }
    }
    Ok(Fix::of(edits).noting(note.replace("NAME", &name)))
}

/// The shell quote that is open at the end of `script`.
fn quotes(script: &str) -> Option<char> {
    let (mut open, mut is_escaped) = (None, false);
    for c in script.chars() {
        match open {
            _ if is_escaped => is_escaped = false,
            None | Some('"') if c == '\\' => is_escaped = true,
            Some(quote) if c == quote => open = None,
            None if matches!(c, '"' | '\'') => open = Some(c),
            _ => {}
        }
    }
    open
}
