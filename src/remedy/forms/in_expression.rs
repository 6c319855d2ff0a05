//! Values in an expression of a template, in which the file's own reference cannot stand: `<%= ENV.fetch("X", "y") %>`,
//! `${{ secrets.X || 'y' }}`, `${env:X, 'y'}`. The look-up loses its default and keeps its variable.

use super::{Fix, Mended};
use crate::remedy::edit::Edit;
use crate::remedy::names::{Names, Wish};
use crate::remedy::naming;
use crate::remedy::site::Site;
use crate::text::Span;

/// How expressions begin and end: ERB's and others', GitHub's, Serverless'.
const EXPRESSIONS: [(&str, &str); 3] = [("<%", "%>"), ("${{", "}}"), ("${env:", "}")];

/// The fix of a value in an expression, or why there is none; `None` for a value in no expression.
pub(super) fn mend(site: &Site<'_>, names: &mut Names) -> Option<Mended> {
    let before = site.before();
    let open = |(open, close): &(&str, &str)| {
        let at = before.rfind(open)? + open.len();
        (!before.get(at..)?.contains(close)).then_some(at)
    };
    let inner = EXPRESSIONS.iter().filter_map(open).max()?;
    let why = "it stands in an expression of the file: look the value up there, without a default".to_owned();
    Some(without_default(site, inner, names).or_else(|| alone_in_ruby(site, inner, names)).unwrap_or(Err(why)))
}

/// `<%= "y" %>`: the literal that is the whole expression becomes a look-up.
fn alone_in_ruby(site: &Site<'_>, inner: usize, names: &mut Names) -> Option<Mended> {
    let (before, after) = (site.before(), site.after());
    let head = before.get(inner..)?.strip_prefix('=')?.trim_start();
    let quote = head.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let opens = before.len() - head.len();
    let closes = after.find(quote)?;
    let literal = format!("{}{}{}", head.get(1..)?, site.written(), after.get(..closes)?);
    let is_all = !head.get(1..)?.contains(quote) && after.get(closes + 1..)?.trim_start().starts_with("%>");
    if !is_all || literal.contains(['#', '\\']) {
        return None;
    }
    let value = if literal == site.written() { site.value()?.to_owned() } else { literal };
    let (wished, is_generic) = match site.value() == Some(value.as_str()) {
        true => naming::of_key(site),
        false => {
            let key = before.get(..opens)?.split(':').next().unwrap_or_default().trim();
            (naming::of_string(key, &site.found.scheme, &value), false)
        }
    };
    let wish = Wish { home: site.home, name: &wished, value: &value, is_generic };
    let line = site.line().start;
    let span = Span::new(line + opens, site.found.span.end + closes + 1);
    // A double quote would end a scalar in double quotes.
    let quote = if before.get(..inner)?.contains('"') { '\'' } else { '"' };
    Some(names.take(site, &wish).map(|name| Fix::of(vec![Edit::new(span, format!("ENV.fetch({quote}{name}{quote})"))])))
}

/// The expression that begins at `inner` of the line without its default, if that is a literal behind a look-up.
fn without_default(site: &Site<'_>, inner: usize, names: &mut Names) -> Option<Mended> {
    let (before, after) = (site.before(), site.after());
    let opens = before.get(inner..)?.rfind(['"', '\''])? + inner;
    let quote = before.get(opens..)?.chars().next()?;
    let closes = after.find(quote)?;
    let literal = format!("{}{}{}", before.get(opens + 1..)?, site.written(), after.get(..closes)?);
    let head = before.get(inner..opens)?.trim_end();
    let rest = after.get(closes + 1..)?;
    // ENV.fetch("X") { "y" }
    let block = rest.trim_start().strip_prefix('}').map(|rest_of_block| rest.len() - rest_of_block.len());
    let (look_up, behind) = match (head.strip_suffix("||").or(head.strip_suffix(',')), head.strip_suffix('{')) {
        (Some(look_up), _) => (look_up, 0),
        (None, Some(look_up)) => (look_up, block?),
        (None, None) => return None,
    };
    let look_up = look_up.trim_end();
    let name = look_up.trim_end_matches([')', ']', '"', '\'', ' ']);
    let start = name.rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).map_or(0, |at| at + 1);
    let variable = name.get(start..).filter(|name| !name.is_empty())?;
    if let Err(why) = names.keep(site, site.home, variable, &literal) {
        return Some(Err(why));
    }
    let line = site.line().start;
    let span = Span::new(line + inner + look_up.len(), site.found.span.end + closes + 1 + behind);
    Some(Ok(Fix::of(vec![Edit::new(span, "")])))
}
