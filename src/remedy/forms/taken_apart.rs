//! A variable that is taken out of the environment with a default: `const { NAME = "value" } = process.env`. The default
//! is removed; TypeScript is told that the variable is set, since its type would allow that it is not.

use crate::remedy::edit::Edit;
use crate::remedy::env_file::is_name;
use crate::remedy::site::Site;
use crate::text::Span;

use super::literal::Literal;

pub(super) const fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// A variable in such a pattern.
pub(super) struct Pattern<'t> {
    pub(super) name: &'t str,
    /// From behind what the pattern calls it to the literal.
    default: Span,
    /// From the brace of the pattern to its end.
    braces: Span,
    /// The end of `process.env`.
    end: usize,
}

/// The pattern that contains `literal` as a default.
pub(super) fn of<'t>(site: &Site<'t>, literal: &Literal<'_>) -> Option<Pattern<'t>> {
    let at = literal.whole.start;
    let (name, to) = named(site.text.get(..at)?)?;
    let closes = literal.whole.end + site.text.get(literal.whole.end..)?.find('}')?;
    let opens = site.text.get(..at)?.rfind('{')?;
    let is_flat = !site.span_text(Span::new(literal.whole.end, closes)).contains('{');
    let rest = site.text.get(closes + 1..)?.trim_start().strip_prefix('=')?.trim_start();
    let rest = rest.strip_prefix("process.env")?;
    let is_whole = !rest.starts_with(|c| is_word(c) || matches!(c, '.' | '['));
    (is_whole && is_flat).then(|| Pattern {
        name,
        default: Span::new(to, at),
        braces: Span::new(opens, closes),
        end: site.text.len() - rest.len(),
    })
}

/// The variable before the default at the end of `before`, and the end of what the pattern calls it: `NAME = `, `NAME: name = `.
fn named(before: &str) -> Option<(&str, usize)> {
    let to = before.trim_end().strip_suffix('=')?.trim_end().len();
    let rest = before.get(..to)?;
    let from = rest.trim_end_matches(is_word).len();
    let head = rest.get(..from)?.trim_end();
    let name = match head.strip_suffix(':') {
        Some(head) => head.get(head.trim_end_matches(is_word).len()..)?,
        None => rest.get(from..)?,
    };
    is_name(name).then_some((name, to))
}

impl Pattern<'_> {
    /// The edits that remove the default. With `is_typed`, all variables whose defaults are removed get the type of a text.
    pub(super) fn edits(&self, site: &Site<'_>, literal: &Literal<'_>, is_typed: bool) -> Vec<Edit> {
        let mut edits = vec![Edit::new(Span::new(self.default.start, literal.whole.end), "")];
        let is_asserted = site.text.get(self.end..).is_some_and(|rest| rest.trim_start().starts_with("as "));
        if is_typed && !is_asserted {
            let is_in = |span: &&Span| self.braces.start < span.start && span.end <= self.braces.end;
            let quotes = ['"', '\'', '`'];
            let name = |span: &Span| Some(named(site.text.get(..span.start)?.trim_end_matches(quotes))?.0);
            let mut names: Vec<&str> = site.fixed.iter().filter(is_in).filter_map(name).collect();
            if !names.contains(&self.name) {
                names.push(self.name);
            }
            let fields: Vec<String> = names.iter().map(|name| format!("{name}: string")).collect();
            edits.push(Edit::insert(self.end, format!(" as NodeJS.ProcessEnv & {{ {} }}", fields.join("; "))));
        }
        edits
    }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn the_variable_is_named_before_its_default() {
        for (before, name) in [
            ("const { DB_PASSWORD = ", Some("DB_PASSWORD")),
            ("const {\n  PORT = 1,\n  DB_PASSWORD: password =", Some("DB_PASSWORD")),
            ("password = { ", None),
        ] {
            assert_eq!(named(before).map(|(name, _)| name), name, "{before}");
        }
    }
}
