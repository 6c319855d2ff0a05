//! SQL: a psql script takes a variable; statements that a library sends to the server cannot.

use crate::pg::sql_literal::{Constant, Place, at};
use crate::remedy::edit::Edit;
use crate::remedy::env_file::is_name;
use crate::remedy::names::{Names, Wish};
use crate::remedy::naming;
use crate::remedy::site::{Site, directory_of};
use crate::text::Span;

use super::{Fix, Home, Mended, Row, ends};

pub(super) const ROWS: &[Row] = &[Row {
    is: |_, name, _| ends(name, &[".sql", ".psql", ".pgsql"]),
    mend,
    home: Home::Project,
    has_other_way: false,
}];

/// How the comments begin by which Liquibase, goose, dbmate and node-pg-migrate know their migrations.
const MARKS: [&str; 5] =
    ["--liquibase formatted", "-- liquibase formatted", "-- +goose", "-- migrate:", "-- Up Migration"];

const FLYWAY: &str = "Flyway puts the text of a placeholder between the quotes as it is, and this value has to be written otherwise there: choose a password without quotes and backslashes";

fn mend(site: &Site<'_>, names: &mut Names) -> Mended {
    if site.before().trim_start().starts_with('\\') {
        return of_psql(site, names);
    }
    if site.found.goes_on {
        return Err("its value goes on in another literal or line".to_owned());
    }
    let span = constant(site)?;
    let is_flyway = {
        let name = site.path.rsplit('/').next().unwrap_or_default();
        name.contains("__") && name.starts_with(['V', 'R', 'U'])
    };
    let directory = directory_of(site.path);
    let is_marked = site.text.lines().any(|line| MARKS.iter().any(|mark| line.trim_start().starts_with(mark)));
    if !is_flyway && (is_marked || directory.contains("migrat") || directory.contains("changelog")) {
        return Err("a migration is sent by a library, which fills nothing in: set the password outside of it, with \\password in psql".to_owned());
    }
    // What the server gets: quotes are undoubled, escapes are decoded.
    let value = site.value().ok_or("its value is no UTF-8")?;
    if is_flyway && value != site.written() {
        return Err(FLYWAY.to_owned());
    }
    let (wished, is_generic) = wish(site);
    let name = names.take(site, &Wish { home: site.home, name: &wished, value, is_generic })?;
    let variable = name.to_ascii_lowercase();
    if is_flyway {
        let note = format!("Flyway fills it in: flyway.placeholders.{variable}=${{{name}}}");
        return Ok(Fix::of(vec![Edit::new(site.found.span, format!("${{{variable}}}"))]).noting(note));
    }
    let mut edits = vec![Edit::new(span, format!(":'{variable}'"))];
    let line = format!("\\getenv {variable} {name}");
    if !site.text.lines().any(|text| text.trim_end() == line) {
        edits.push(Edit::insert(0, format!("{line}{}", site.line_end())));
    }
    Ok(Fix::of(edits).noting(note(&variable, &name)))
}

/// How psql gets the variable of its own.
fn note(variable: &str, name: &str) -> String {
    format!(
        "psql reads {name} from its environment (set -a; . ./.env; set +a); \\getenv is of psql 15: before, psql -v {variable}=\"${name}\" in place of that line"
    )
}

/// A command of psql itself: `\set name 'value'` becomes `\getenv name NAME`.
fn of_psql(site: &Site<'_>, names: &mut Names) -> Mended {
    let line = site.line();
    let text = site.span_text(line);
    let mut words = text.split_whitespace();
    let (command, variable) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let is_all = || {
        let value = text.split_once(variable).map_or("", |(_, rest)| rest.trim());
        let bare = value.strip_prefix('\'').and_then(|value| value.strip_suffix('\'')).unwrap_or(value);
        bare == site.written() && Some(bare) == site.value() && !bare.contains(['\\', '\''])
    };
    if command != "\\set" || !is_name(variable) || !is_all() {
        return Err("it stands in a command of psql, which fills in no part of a word: take the password out, and have libpq read it (PGPASSWORD, or a file that PGPASSFILE names)".to_owned());
    }
    let (wished, is_generic) = wish(site);
    let wish = Wish { home: site.home, name: &wished, value: site.written(), is_generic };
    let name = names.take(site, &wish)?;
    let start = line.start + text.len() - text.trim_start().len();
    let edit = Edit::new(Span::new(start, line.end), format!("\\getenv {variable} {name}"));
    Ok(Fix::of(vec![edit]).noting(note(variable, &name)))
}

/// The string constant that the value is all of.
///
/// # Errors
/// If it is only a part of one, with the reason and what to do instead.
fn constant(site: &Site<'_>) -> Result<Span, String> {
    let value = site.found.span;
    let constant = match at(site.text.as_bytes(), value.start) {
        Place::Constant(constant) => constant,
        Place::Comment => return Err("it stands in a comment: take it out there".to_owned()),
        Place::Other => return Err("it is no literal of SQL: use \\password in psql, which sends a hash".to_owned()),
    };
    match constant {
        Constant { inside, span, .. } if inside == value => Ok(span),
        Constant { inside, .. } if inside.start == value.start && site.after().starts_with('\'') => {
            Err("its value goes on in another literal or line".to_owned())
        }
        Constant { is_dollar: true, .. } => Err(
            "it stands in the body of a function, where psql fills nothing in: take it out, and set it with \\password in psql, which sends a hash"
                .to_owned(),
        ),
        // The conninfo of a subscription, of a user mapping or of dblink.
        Constant { .. } => Err(
            "it is a part of a literal: name a password file of the server in its place (passfile=FILE), or put the whole literal into a variable of psql"
                .to_owned(),
        ),
    }
}

/// The wished name, from the role's name and the kind of value: `ALTER ROLE app PASSWORD` gives `APP_PASSWORD`.
fn wish(site: &Site<'_>) -> (String, bool) {
    match &site.found.finding.user {
        Some(user) if user.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') => {
            (format!("{}_PASSWORD", naming::variable(user)), false)
        }
        _ => naming::of_key(site),
    }
}
