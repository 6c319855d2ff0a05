//! Scripts of PowerShell, fish and cmd: the expansion of a variable of the environment in the syntax of the shell, which
//! none of them refuses where the variable is not set.

use crate::remedy::edit::Edit;
use crate::remedy::found::Found;
use crate::remedy::names::Names;
use crate::remedy::site::Site;
use crate::text::Span;

use super::other_shells_place::{self as place, Place, Shell};
use super::{Fix, Home, Mended, Row, ends, value};

pub(super) const ROWS: &[Row] = &[Row {
    is: |_, name, text| shell_of(name, text).is_some() || name.ends_with(".psd1"),
    mend,
    home: Home::Project,
    has_other_way: false,
}];

const NOTE: &str =
    "the script takes it from its environment, and reads no .env itself: set there what .env has before it runs";

fn shell_of(name: &str, text: &str) -> Option<Shell> {
    let shebang = text.lines().next().filter(|line| line.starts_with("#!")).unwrap_or_default();
    let runs = |program: &str| !name.contains('.') && shebang.split(['/', ' ']).any(|word| word.trim() == program);
    match () {
        () if ends(name, &[".ps1", ".psm1"]) || runs("pwsh") => Some(Shell::Pwsh),
        () if ends(name, &[".fish"]) || runs("fish") => Some(Shell::Fish),
        () if ends(name, &[".bat", ".cmd"]) => Some(Shell::Cmd),
        () => None,
    }
}

fn mend(site: &Site<'_>, names: &mut Names) -> Mended {
    let shell = shell_of(&site.name(), site.text)
        .ok_or("a data file of PowerShell looks nothing up: take the value out, and have the script that reads the file set it from $env:<name>")?;
    let at = place::of(site.text, site.found.span.start, shell);
    check(site, shell, at)?;
    // None of these joins literals that only follow one another.
    let is_joined = site.after().trim_start_matches(['"', '\'']).trim_start().starts_with('+');
    let found = Found { key: site.found.key.clone(), ..site.found.read_at(site.found.span, is_joined) };
    let site = &Site { found: &found, ..*site };
    let value = value::of(site, false)?;
    if shell == Shell::Cmd && value.contains(['%', '!', '^', '&', '|', '<', '>', '"']) {
        return Err("cmd reads some of its characters (% ! ^ & | < > \") as its own where a variable is put in: move it by hand".to_owned());
    }
    let name = names.take_of_shell(site, &value)?;
    let edits = match shell {
        Shell::Pwsh => powershell(site, at, &name)?,
        Shell::Fish => vec![fish(site, at, &name)],
        Shell::Cmd => vec![Edit::new(site.found.span, format!("%{name}%"))],
    };
    Ok(Fix::of(edits).noting(NOTE))
}

/// Refuses the places in which no variable is put in, or where the value is written in another way.
fn check(site: &Site<'_>, shell: Shell, at: Place) -> Result<(), String> {
    let refuse = |why: &str| Err(why.to_owned());
    match at {
        Place::Comment => return refuse("it stands in a comment: take it out there"),
        Place::Text => {
            return refuse(
                "nothing is filled in between @' and '@: write @\" and \"@, with a ` before each $ that is to stay",
            );
        }
        Place::Bare | Place::Double(_) | Place::Single(_) => {}
    }
    let escape = if shell == Shell::Pwsh { '`' } else { '\\' };
    let is_double = matches!(at, Place::Double(_));
    // Between single quotes, PowerShell has no escapes.
    let is_plain = shell == Shell::Cmd || shell == Shell::Pwsh && matches!(at, Place::Single(_));
    if !is_plain && (site.written().contains(escape) || is_double && site.written().contains('$')) {
        return refuse("its value is written with escapes or variables");
    }
    Ok(())
}

/// The literal whose quote opens at `opens`, if it closes on the line of the value with nothing but the value in it.
fn whole(site: &Site<'_>, opens: usize, quote: char) -> Option<Span> {
    let span = site.found.span;
    (opens + 1 == span.start && site.after().starts_with(quote)).then(|| Span::new(opens, span.end + 1))
}

fn powershell(site: &Site<'_>, at: Place, name: &str) -> Result<Vec<Edit>, String> {
    let span = site.found.span;
    let (alone, within) = (format!("$env:{name}"), format!("${{env:{name}}}"));
    Ok(match at {
        Place::Double(opens) => {
            vec![whole(site, opens, '"').map_or_else(|| Edit::new(span, within), |literal| Edit::new(literal, alone))]
        }
        Place::Single(opens) => match whole(site, opens, '\'') {
            Some(literal) => vec![Edit::new(literal, alone)],
            None => in_double_quotes(site, opens, within)?,
        },
        _ => {
            let is_word = site.before().ends_with(char::is_whitespace)
                && site.after().chars().next().is_none_or(|c| c.is_whitespace() || c == ';');
            vec![Edit::new(span, if is_word { alone } else { within })]
        }
    })
}

/// The edits that put the value's literal in double quotes, in which a variable is put in.
fn in_double_quotes(site: &Site<'_>, opens: usize, within: String) -> Result<Vec<Edit>, String> {
    const WHY: &str = "nothing is filled in between single quotes, and in double quotes its literal would say something else: move it by hand";
    let span = site.found.span;
    let closes = span.end + site.after().find('\'').ok_or(WHY)?;
    let literal = site.span_text(Span::new(opens + 1, closes));
    let goes_on = site.text.get(closes + 1..).is_some_and(|rest| rest.starts_with('\''));
    if goes_on || literal.contains(['"', '$', '`', '\'', '\n']) {
        return Err(WHY.to_owned());
    }
    let quote = |at: usize| Edit::new(Span::new(at, at + 1), "\"");
    Ok(vec![quote(opens), Edit::new(span, within), quote(closes)])
}

fn fish(site: &Site<'_>, at: Place, name: &str) -> Edit {
    let span = site.found.span;
    let goes_on = site.after().starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '['));
    match at {
        // The quotes end the name, and keep a variable without a value from taking its word away.
        Place::Double(_) if goes_on => Edit::new(span, format!("${name}\"\"")),
        Place::Double(_) => Edit::new(span, format!("${name}")),
        Place::Single(opens) => match whole(site, opens, '\'') {
            Some(literal) => Edit::new(literal, format!("\"${name}\"")),
            None => Edit::new(span, format!("'\"${name}\"'")),
        },
        _ => Edit::new(span, format!("\"${name}\"")),
    }
}
