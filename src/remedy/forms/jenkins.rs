//! Jenkins: in the environment of a pipeline, a variable takes its value from the credentials that Jenkins keeps.

use crate::extract::Form;
use crate::remedy::edit::Edit;
use crate::remedy::names::{Names, Wish};
use crate::remedy::naming;
use crate::remedy::site::Site;
use crate::text::Span;

use super::literal::{self, Literal};
use super::{Fix, Home, Mended, Row, ends};

pub(super) const ROWS: &[Row] = &[Row {
    is: |_, name, _| name.starts_with("jenkinsfile") || ends(name, &[".jenkinsfile"]),
    mend,
    home: Home::Project,
    has_other_way: true,
}];

const WAY: &str = "Jenkins fills nothing in here: say <NAME> = credentials('<id>') in environment { }, or put the step into withCredentials([string(credentialsId: '<id>', variable: '<NAME>')]), and have the shell read the variable, in single quotes: sh 'psql \"$<NAME>\"'";

fn mend(site: &Site<'_>, names: &mut Names) -> Mended {
    let literal = literal::containing(site, &['\'', '"'], &["//"])?;
    let key = assigned(site, &literal).filter(|_| is_in_environment(site)).ok_or(WAY)?;
    if literal.inner.contains(['$', '\\']) {
        return Err("its value is written with escapes or variables: take out by hand what is written out".to_owned());
    }
    if !literal.prefix.is_empty() || matches!(site.found.form, Form::Practice) {
        return Err(WAY.to_owned());
    }
    let value =
        if literal.inner == site.written() { site.value().ok_or("its value is no UTF-8")? } else { literal.inner };
    let wished = naming::variable(key);
    let name = names.take(site, &Wish { home: site.home, name: &wished, value, is_generic: false })?;
    let id = name.to_ascii_lowercase().replace('_', "-");
    Ok(Fix::of(vec![Edit::new(literal.whole, format!("credentials('{id}')"))]).noting(format!(
        "Jenkins has to know it: Manage Jenkins > Credentials, kind Secret text, ID {id}, with the value that .env has under {name}"
    )))
}

/// The variable to which the statement assigns the whole literal.
fn assigned<'t>(site: &Site<'t>, literal: &Literal<'_>) -> Option<&'t str> {
    let line = site.line();
    let before = site.span_text(Span::new(line.start, literal.whole.start));
    let behind = site.span_text(Span::new(literal.whole.end, line.end)).trim_start();
    let statement = before.rsplit(['{', ';']).next()?.trim();
    let key = statement.strip_suffix('=')?.trim_end();
    let is_name = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let is_end = behind.is_empty() || behind.starts_with(['}', ';']) || behind.starts_with("//");
    (is_name && is_end).then_some(key)
}

/// True if the innermost block around the value is `environment { }`.
fn is_in_environment(site: &Site<'_>) -> bool {
    /// The number of bytes before a value in which its block begins.
    const NEAR: usize = 1 << 13;
    let end = site.found.span.start;
    let from = (end.saturating_sub(NEAR)..end).find(|at| site.text.is_char_boundary(*at)).unwrap_or(end);
    let before = site.text.get(from..end).unwrap_or_default();
    let mut depth = 0_usize;
    for (at, c) in before.char_indices().rev() {
        match c {
            '}' => depth += 1,
            '{' if depth > 0 => depth -= 1,
            '{' => {
                let word = before.get(..at).unwrap_or_default().trim_end();
                let rest = word.strip_suffix("environment");
                return rest.is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '_'));
            }
            _ => {}
        }
    }
    false
}
