//! Shell: an expansion that stops where nothing is set.

use crate::remedy::edit::Edit;
use crate::remedy::names::{self, Names, Wish};
use crate::remedy::site::Site;

use super::{Fix, Home, Mended, Row, default_value, ends, value};

pub(super) const ROWS: &[Row] = &[Row { is: |_, name, text| is_shell(name, text), mend, home: Home::Project }];

const NOTE: &str = "the script takes it from its environment: set -a; . ./.env; set +a";

fn is_shell(name: &str, text: &str) -> bool {
    let shebang = text.lines().next().unwrap_or_default();
    let named =
        ends(name, &[".sh", ".bash", ".zsh", ".ksh"]) || matches!(name, ".bashrc" | ".profile" | ".zshrc" | ".envrc");
    named
        || !name.contains('.')
            && shebang.starts_with("#!")
            && ["/sh", "bash", "zsh", "env sh", "dash", "ksh"].iter().any(|shell| shebang.contains(shell))
}

pub(super) fn mend(site: &Site<'_>, names: &mut Names) -> Mended {
    if let Some(fix) = default_value::take_away(site, names, ":?set it in .env")? {
        return Ok(fix.noting(NOTE));
    }
    let value = value::of(site, false)?;
    let quote = open_quote(site.before())?;
    let (wished, is_generic) = names::of_key(site);
    let name = names.take(site, &Wish { home: site.home, name: &wished, value: &value, is_generic })?;
    let reference = format!("${{{name}:?set it in .env}}");
    let text = match quote {
        Some('\'') => format!("'\"{reference}\"'"),
        Some(_) => reference,
        None => format!("\"{reference}\""),
    };
    Ok(Fix::of(vec![whole_literal(site, quote, &text).unwrap_or_else(|| Edit::new(site.found.span, text))])
        .noting(NOTE))
}

/// A literal in single quotes that is the value becomes one in double quotes.
fn whole_literal(site: &Site<'_>, quote: Option<char>, text: &str) -> Option<Edit> {
    let is_whole = quote == Some('\'') && site.before().ends_with('\'') && site.after().starts_with('\'');
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let span = site.found.span;
    is_whole.then(|| Edit::new(crate::text::Span::new(span.start - 1, span.end + 1), inner))
}

/// The quote that is open at the end of `before`.
///
/// # Errors
/// Where a comment is.
fn open_quote(before: &str) -> Result<Option<char>, String> {
    let (mut open, mut last, mut is_escaped) = (None, ' ', false);
    for c in before.chars() {
        match open {
            _ if is_escaped => is_escaped = false,
            Some('\'') if c == '\'' => open = None,
            Some('\'') => {}
            _ if c == '\\' => is_escaped = true,
            Some(quote) if c == quote => open = None,
            None if c == '#' && last == ' ' => return Err("it stands in a comment: take it out there".to_owned()),
            None if matches!(c, '"' | '\'') => open = Some(c),
            _ => {}
        }
        last = c;
    }
    Ok(open)
}
