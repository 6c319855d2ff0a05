//! `${NAME:-literal}`: the variable exists already, and its default is the value to move.

use crate::remedy::edit::Edit;
use crate::remedy::env_file::is_name;
use crate::remedy::names::Names;
use crate::remedy::naming;
use crate::remedy::site::Site;
use crate::text::Span;

use super::Fix;

/// The default that contains a value.
struct Default<'t> {
    name: &'t str,
    /// From the name to before the closing brace.
    span: Span,
    /// The value if the variable is not set.
    literal: &'t str,
}

/// Removes the default that contains the value, if there is one, and writes `instead` after the name.
///
/// # Errors
/// If the default cannot be written to `.env`.
pub(super) fn remove_default(site: &Site<'_>, names: &mut Names, instead: &str) -> Result<Option<Fix>, String> {
    let Some(found) = containing(site) else { return Ok(None) };
    // Spring looks up a property in the environment under a derived name.
    let others = defaults_of(site.text, found.name);
    if others.iter().any(|other| *other != found.literal) {
        return Err(format!(
            "{} has another default in this file too: give each a variable of its own, and run dsnitch fix again",
            found.name
        ));
    }
    let variable = if is_name(found.name) { found.name.to_owned() } else { naming::variable(found.name) };
    names.keep(site, site.home, &variable, found.literal)?;
    Ok(Some(Fix::of(vec![Edit::new(found.span, format!("{}{instead}", found.name))])))
}

/// The marks between a name and its default, the longest first.
const MARKS: [&str; 5] = [":-", ":=", "-", "=", ":"];

/// The defaults of `name` in `text`, as far as they are literals.
fn defaults_of<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    let opens = format!("${{{name}");
    let of_place = |(at, found): (usize, &str)| {
        let rest = text.get(at + found.len()..)?;
        let rest = MARKS.iter().find_map(|mark| rest.strip_prefix(mark))?;
        let literal = rest.get(..rest.find(['}', '\n'])?)?;
        (!literal.is_empty() && !literal.starts_with('?') && !literal.contains('$')).then_some(literal)
    };
    text.match_indices(&opens).filter_map(of_place).collect()
}

fn containing<'t>(site: &Site<'t>) -> Option<Default<'t>> {
    let line = site.line();
    let before = site.before();
    let opens = before.rfind("${")?;
    let inner = before.get(opens + 2..)?;
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let length = inner.find(|c| !is_word(c))?;
    let (name, rest) = inner.split_at_checked(length)?;
    let mark = MARKS.into_iter().find(|mark| rest.starts_with(mark))?;
    if name.is_empty() || rest.contains('}') && !rest.contains("${") {
        return None;
    }
    let start = line.start + opens + 2 + length;
    let closes = site.after().find('}')? + site.found.span.end;
    let literal = site.span_text(Span::new(start + mark.len(), closes));
    (!literal.contains("${") && !literal.contains(['"', '\''])).then_some(Default {
        name,
        span: Span::new(start - name.len(), closes),
        literal,
    })
}
