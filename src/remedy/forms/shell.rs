//! Shell scripts: an expansion that fails if the variable is not set.

use crate::remedy::edit::Edit;
use crate::remedy::names::Names;
use crate::remedy::site::Site;

use super::shell_place::{self, Place};
use super::{Fix, Home, Mended, Row, default_value, ends, value};

pub(super) const ROWS: &[Row] =
    &[Row { is: |_, name, text| is_shell(name, text), mend, home: Home::Project, has_other_way: false }];

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
    if let Some(fix) = default_value::remove_default(site, names, ":?set it in .env")? {
        return Ok(fix.noting(NOTE));
    }
    let value = value::of(site, false)?;
    let place = shell_place::at(site.text, site.found.span.start);
    check(site, place)?;
    let name = names.take_of_shell(site, &value)?;
    let text = expansion(&name, place, "$");
    let whole = whole_literal(site, place, &text);
    Ok(Fix::of(vec![whole.unwrap_or_else(|| Edit::new(site.found.span, text))]).noting(NOTE))
}

/// Refuses the places in which no variable is expanded, or in which it would be something else than the value.
pub(super) fn check(site: &Site<'_>, place: Place) -> Result<(), String> {
    match place {
        Place::Comment => Err("it stands in a comment: take it out there".to_owned()),
        Place::Literal => {
            Err("nothing is filled in where the word of a here-document has quotes (<<'EOF'): take them off, and put a \\ before each $ that is to stay".to_owned())
        }
        Place::Escaped => Err("its value is written with escapes ($'…')".to_owned()),
        Place::HereDocument if site.written().contains(['\\', '$', '`']) => {
            Err("its value is written with escapes or variables".to_owned())
        }
        Place::Single if is_of_awk(site) => {
            Err("it stands in a program of awk: give it as -v NAME=VALUE, or read ENVIRON[\"NAME\"]".to_owned())
        }
        Place::Bare | Place::Double if is_expanded(site.written()) => {
            Err("a part of it is a variable or the output of a command: move by hand what is written out".to_owned())
        }
        Place::Single if is_quoted_again(site) && !is_all(site) => {
            Err("the quotes around it are those of another language: move it by hand".to_owned())
        }
        Place::Bare | Place::Double | Place::Single | Place::HereDocument => Ok(()),
    }
}

/// True if the value is written with the quotes of a language within the shell's, and not as it is.
fn is_quoted_again(site: &Site<'_>) -> bool {
    site.written().contains(['"', '\'']) && Some(site.written()) != site.value()
}

/// The expansion of the variable `name` at such a place; `dollar` is what the file writes for a `$` of the shell.
pub(super) fn expansion(name: &str, place: Place, dollar: &str) -> String {
    let reference = format!("{dollar}{{{name}:?set it in .env}}");
    match place {
        Place::Single => format!("'\"{reference}\"'"),
        Place::Bare => format!("\"{reference}\""),
        _ => reference,
    }
}

/// True if the shell replaces a part of `written`: an unescaped `$name`, `${`, `$(` or backtick.
fn is_expanded(written: &str) -> bool {
    let mut chars = written.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => _ = chars.next(),
            '`' => return true,
            '$' if chars.peek().is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '(' | '{')) => {
                return true;
            }
            _ => {}
        }
    }
    false
}

/// True if the value is all of a single-quoted literal.
fn is_all(site: &Site<'_>) -> bool {
    site.before().ends_with('\'') && site.after().starts_with('\'')
}

/// True if a single-quoted word that contains more than the value is an awk program.
fn is_of_awk(site: &Site<'_>) -> bool {
    let head = site.text.get(..site.found.span.start).unwrap_or_default();
    let program = head.rfind('\'').and_then(|at| head.get(..at)).unwrap_or_default();
    let command = program.rsplit(['\n', ';', '|', '(', '&']).next().unwrap_or_default();
    let is_awk = |word: &str| matches!(word.rsplit('/').next(), Some("awk" | "gawk" | "mawk" | "nawk"));
    !is_all(site) && command.split_whitespace().any(is_awk)
}

/// Replaces a single-quoted literal that consists of the value by a double-quoted one.
pub(super) fn whole_literal(site: &Site<'_>, place: Place, text: &str) -> Option<Edit> {
    let is_whole = place == Place::Single && is_all(site);
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let span = site.found.span;
    is_whole.then(|| Edit::new(crate::text::Span::new(span.start - 1, span.end + 1), inner))
}
