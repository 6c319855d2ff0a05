//! A step of a CI system that runs a script: the script reads a variable. In GitHub Actions it is a variable of the step,
//! because an expression within the script would be expanded into shell code.

use crate::remedy::edit::Edit;
use crate::remedy::keys;
use crate::remedy::names::Names;
use crate::remedy::site::Site;
use crate::text::Span;

use super::{Fix, Mended, value};

/// The key of a step that holds its script.
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

/// The reason where a system sets the variables of its settings for every script.
pub(super) const IN_QUOTES: &str = "nothing is filled in between these quotes, or in this here-document: set the variable in the project's settings, and write ${<name>} where the shell expands it";

/// The column of a YAML line's content, after its dashes.
fn column(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '-']).len()
}

/// The start and text of the line with the one of `keys`, which end with a colon, whose script contains the value of
/// `site`; and the key.
fn run_of<'t>(site: &Site<'t>, keys: &[&'static str]) -> Option<(usize, &'t str, &'static str)> {
    let own = site.line();
    let text = site.span_text(own);
    let begins = |body: &str| keys.iter().copied().find(|key| body.starts_with(key));
    if let Some(key) = begins(text.trim_start_matches([' ', '-'])) {
        return Some((own.start, text, key));
    }
    let mut inner = column(text);
    let mut end = own.start.checked_sub(1)?;
    for line in site.text.get(..end)?.rsplit('\n') {
        let start = end - line.len();
        let (body, at) = (line.trim_start_matches([' ', '-']), column(line));
        if !body.trim().is_empty() && at < inner {
            // Lines that are indented deeper than the key belong to its script.
            let key = begins(body);
            let is_block =
                |key: &&str| body.get(key.len()..).is_some_and(|rest| rest.trim_start().starts_with(['|', '>']));
            if let Some(key) = key.filter(is_block) {
                return Some((start, line, key));
            }
            inner = at;
        }
        end = start.checked_sub(1)?;
    }
    None
}

/// The step whose script, under one of `keys`, contains the value of `site`.
pub(super) fn of<'t>(site: &Site<'t>, keys: &[&'static str]) -> Option<Step<'t>> {
    let (start, line, key) = run_of(site, keys)?;
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
    Some(Step { key: Span::new(start + at, start + at + key.len()), indent: " ".repeat(at), others, env })
}

/// The command in a list under one of `keys` that contains the value of `site`: `- psql …`, or `- |` with lines below.
pub(super) fn of_list<'t>(site: &Site<'t>, keys: &[&str]) -> Option<Step<'t>> {
    let own = site.line();
    if !keys::of_yaml(site.text, own.start).iter().any(|key| keys.contains(&key.as_str())) {
        return None;
    }
    let is_item = |line: &str| line.trim_start().starts_with("- ");
    let (mut start, mut line) = (own.start, site.span_text(own));
    let mut inner = column(line);
    while !is_item(line) || start < own.start && column(line) >= inner {
        if !line.trim().is_empty() {
            inner = inner.min(column(line));
        }
        let end = start.checked_sub(1)?;
        line = site.text.get(..end)?.rsplit('\n').next()?;
        start = end - line.len();
        // Above the item, something else begins.
        if column(line) < inner && !line.trim().is_empty() && !is_item(line) {
            return None;
        }
    }
    let at = start + column(line);
    let is_block = line.get(column(line)..)?.starts_with(['|', '>']);
    let key = if start == own.start { Span::new(at, at) } else { Span::new(at, start + line.len()) };
    (start == own.start || is_block).then(|| Step { key, indent: String::new(), others: Vec::new(), env: None })
}

impl Step<'_> {
    /// The quotes of YAML in which the command stands, and what is before the value of `site` in them.
    pub(super) fn quoted<'t>(&self, site: &Site<'t>) -> Option<(char, &'t str)> {
        let script = site.span_text(Span::new(self.key.end, site.found.span.start)).trim_start();
        let quote = script.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        Some((quote, script.get(1..)?))
    }
}

/// Makes the script read a variable, and returns its name with the edit.
fn read(site: &Site<'_>, names: &mut Names, step: &Step<'_>) -> Result<(String, Edit), String> {
    let value = value::of(site, false)?;
    if !is_posix(site, step) {
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
    Ok((name, Edit::new(site.found.span, text)))
}

/// True if a POSIX shell runs the script: the step or the defaults name one, or name none, and no runner is Windows, where
/// the default is PowerShell.
fn is_posix(site: &Site<'_>, step: &Step<'_>) -> bool {
    let body = |line: &str| line.trim_start_matches([' ', '-']).to_owned();
    let of_step = step.others.iter().map(|line| body(line)).find(|line| line.starts_with("shell:"));
    // Only `defaults: run: shell:` has the shell below `run:`.
    let lines = site.text.lines().filter(|line| !line.trim().is_empty());
    let below =
        lines.clone().skip(1).zip(lines).filter(|(_, above)| above.trim() == "run:").map(|(line, _)| body(line));
    let of_defaults = below.into_iter().find(|line| line.starts_with("shell:"));
    match of_step.or(of_defaults) {
        Some(shell) => shell.contains("bash") || shell.trim_end().ends_with(" sh"),
        None => !is_on_windows(site, step),
    }
}

/// True if the runner of the step's job is Windows, or may be by a matrix of the job.
fn is_on_windows(site: &Site<'_>, step: &Step<'_>) -> bool {
    let above = site.text.get(..step.key.start).unwrap_or_default();
    let is_runner = |line: &&str| {
        let body = line.trim_start();
        body.starts_with("runs-on:") && line.len() - body.len() < step.indent.len()
    };
    let runner = above.lines().rev().find(is_runner).unwrap_or_default().to_ascii_lowercase();
    let is_chosen = runner.contains("${{");
    runner.contains("windows") || is_chosen && site.text.to_ascii_lowercase().contains("windows")
}

/// Makes the script read a variable that the system sets from its settings.
pub(super) fn mend_script(site: &Site<'_>, names: &mut Names, step: &Step<'_>, note: &str) -> Mended {
    let (name, edit) = read(site, names, step).map_err(|why| if why == BLANK { IN_QUOTES.to_owned() } else { why })?;
    Ok(Fix::of(vec![edit]).noting(note.replace("NAME", &name)))
}

/// Adds the variable to the step and makes the script read it.
pub(super) fn mend(site: &Site<'_>, names: &mut Names, step: Step<'_>, note: &str) -> Mended {
    let (name, edit) = read(site, names, &step)?;
    let end = site.line_end();
    let variable = format!("{name}: ${{{{ secrets.{name} }}}}");
    let is_there = step.others.iter().any(|line| line.trim() == variable);
    let mut edits = vec![edit];
    match step.env {
        _ if is_there => {}
        Some((at, indent)) => edits.push(Edit::insert(at, format!("{end}{indent}{variable}"))),
        // The edit replaces the key, so that a second variable cannot add a second `env:`.
        None => {
            let indent = &step.indent;
            edits.push(Edit::new(step.key, format!("env:{end}{indent}  {variable}{end}{indent}run:")));
        }
    }
    let said = format!("{variable} in the env of the step, and \"${{{name}}}\" in its script");
    Ok(Fix::of(edits).noting(note.replace("NAME", &name)).saying(said))
}

/// The shell quote that is open at the end of `script`.
pub(super) fn quotes(script: &str) -> Option<char> {
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
