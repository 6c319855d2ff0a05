//! `${NAME:-literal}`: the variable is there already, and what is to be moved is what it is when nobody sets it.

use crate::remedy::edit::Edit;
use crate::remedy::env_file::is_name;
use crate::remedy::names::Names;
use crate::remedy::naming;
use crate::remedy::site::Site;
use crate::text::Span;

use super::Fix;

/// A default around a value.
struct Default<'t> {
    name: &'t str,
    /// From the name to before the brace that closes.
    span: Span,
    /// What is used when the variable is not set.
    literal: &'t str,
}

/// Takes the default around the value away, if there is one, and writes `instead` behind the name.
///
/// # Errors
/// When the default cannot be written to `.env`.
pub(super) fn take_away(site: &Site<'_>, names: &mut Names, instead: &str) -> Result<Option<Fix>, String> {
    let Some(found) = around(site) else { return Ok(None) };
    // A property of Spring's is looked up in the environment as one of its names.
    let variable = if is_name(found.name) { found.name.to_owned() } else { naming::variable(found.name) };
    names.keep(site, site.home, &variable, found.literal)?;
    Ok(Some(Fix::of(vec![Edit::new(found.span, format!("{}{instead}", found.name))])))
}

fn around<'t>(site: &Site<'t>) -> Option<Default<'t>> {
    let line = site.line();
    let before = site.before();
    let opens = before.rfind("${")?;
    let inner = before.get(opens + 2..)?;
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let length = inner.find(|c| !is_word(c))?;
    let (name, rest) = inner.split_at_checked(length)?;
    let mark = [":-", ":=", "-", "=", ":"].into_iter().find(|mark| rest.starts_with(mark))?;
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
