//! Templates such as `.env.example`: they contain the keys without values.

use crate::remedy::edit::Edit;
use crate::remedy::env_file::{self};
use crate::remedy::names::{Names, Wish};
use crate::remedy::site::Site;
use crate::text::Span;

use super::{Fix, Home, Mended, Row};

pub(super) const ROWS: &[Row] =
    &[Row { is: |_, name, _| is_template(name), mend, home: Home::Beside, has_other_way: false }];

/// True if a file of this name is a template of a `.env`.
pub(crate) fn is_template(name: &str) -> bool {
    let is_env =
        name.starts_with(".env") || name.starts_with("env.") || name.ends_with(".env") || name.contains(".env.");
    is_env
        && ["example", "sample", "template", "dist", "tpl", "default", "defaults"]
            .iter()
            .any(|word| name.split(['.', '-', '_']).any(|part| part == *word))
}

/// Removes everything after the `=` of the line.
fn mend(site: &Site<'_>, names: &mut Names) -> Mended {
    let line = site.line();
    let text = site.span_text(line);
    let Some((key, _)) = text.split_once('=') else {
        return Err("the line is no assignment: take the value out of it".to_owned());
    };
    let name = key.trim().trim_start_matches("export ").trim();
    if !env_file::is_name(name) {
        return Err("the line is no assignment: take the value out of it".to_owned());
    }
    let at = line.start + key.len() + 1;
    let (value, span) = assigned(site, Span::new(at, line.end));
    names.take(site, &Wish { home: site.home, name, value: &value, is_generic: false })?;
    Ok(Fix::of(vec![Edit::new(span, "")]))
}

/// The value after the `=`, and its span.
fn assigned(site: &Site<'_>, rest: Span) -> (String, Span) {
    let text = site.span_text(rest);
    let lead = text.len() - text.trim_start().len();
    let body = text.trim();
    let start = rest.start + lead;
    if let Some(quote) = body.chars().next().filter(|c| matches!(c, '"' | '\''))
        && let Some(end) = body.get(1..).and_then(|inner| inner.find(quote))
    {
        let value = body.get(1..=end).unwrap_or_default();
        return (value.to_owned(), Span::new(start, start + end + 2));
    }
    let value = body.split_once(" #").map_or(body, |(value, _)| value.trim_end());
    (value.to_owned(), Span::new(start, start + value.len()))
}
