//! Runs the tables in `data/`: the parts that each grammar reads from an input, and the raw bytes of the password.

use std::borrow::Cow;

use dsnitch::pg::{Credential, adonet, conninfo, jdbc, passfile, sql, uri, userlist};
use serde::Deserialize;

/// A table: one `[[case]]` per input.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    case: Vec<Case>,
}

/// An input and all parts that are read from it: parts that are not listed must be absent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    input: String,
    user: Option<String>,
    password: Option<String>,
    #[serde(default)]
    hosts: Vec<String>,
    database: Option<String>,
    /// The raw bytes of the password, if they differ from its value.
    raw: Option<String>,
    /// The unread rest, for grammars that return how far they read.
    rest: Option<String>,
    /// Whether the grammar must refuse the input.
    #[serde(default)]
    refused: bool,
}

/// The credential that a grammar has read, and the number of bytes if it returns that.
type Read<'a> = Option<(Credential<'a>, Option<usize>)>;

fn run(name: &str, table: &str, grammar: for<'a> fn(&'a [u8]) -> Read<'a>) {
    let table: Table = toml::from_str(table).unwrap_or_else(|error| panic!("{name}: {error}"));
    let failures: Vec<String> = table.case.iter().filter_map(|case| check(case, grammar).err()).collect();
    assert!(
        failures.is_empty(),
        "{name}: {} of {} cases fail\n{}",
        failures.len(),
        table.case.len(),
        failures.join("\n")
    );
}

fn check(case: &Case, grammar: for<'a> fn(&'a [u8]) -> Read<'a>) -> Result<(), String> {
    let input = case.input.as_bytes();
    let Some((credential, taken)) = grammar(input) else {
        return if case.refused { Ok(()) } else { Err(format!("{:?}: refused", case.input)) };
    };
    if case.refused {
        return Err(format!("{:?}: not refused: {credential:?}", case.input));
    }
    let text = |value: &Cow<'_, [u8]>| String::from_utf8_lossy(value).into_owned();
    let user = credential.user.as_ref().map(|part| text(&part.value));
    let password = credential.password.as_ref().map(|part| text(&part.value));
    let database = credential.database.as_ref().map(|part| text(&part.value));
    let hosts: Vec<_> = credential.hosts.iter().map(|part| text(&part.value)).collect();
    let raw = credential.password.as_ref().map(|part| String::from_utf8_lossy(part.span.of(input)).into_owned());
    let rest = taken.and_then(|taken| case.input.get(taken..)).unwrap_or_default();
    let found = (&user, &password, &hosts, &database, &raw);
    let wanted = (&case.user, &case.password, &case.hosts, &case.database, &case.raw.clone().or(case.password.clone()));
    if found != wanted {
        return Err(format!("{:?}:\n  found  {found:?}\n  wanted {wanted:?}", case.input));
    }
    match &case.rest {
        Some(wanted) if wanted != rest => Err(format!("{:?}: leaves {rest:?}, not {wanted:?}", case.input)),
        _ => Ok(()),
    }
}

#[test]
fn uris() {
    run("uri", include_str!("data/uri.toml"), |input| uri::parse(input).map(|found| (found, None)));
}

#[test]
fn conninfo_strings() {
    run("conninfo", include_str!("data/conninfo.toml"), |input| {
        conninfo::parse(input).map(|(found, taken)| (found, Some(taken)))
    });
}

#[test]
fn jdbc_urls() {
    run("jdbc", include_str!("data/jdbc.toml"), |input| jdbc::parse(input).map(|found| (found, None)));
}

#[test]
fn keyword_lists() {
    run("adonet", include_str!("data/adonet.toml"), |input| adonet::parse(input).map(|found| (found, None)));
}

#[test]
fn password_file_lines() {
    run("passfile", include_str!("data/passfile.toml"), |input| passfile::parse_line(input).map(|found| (found, None)));
}

#[test]
fn user_list_lines() {
    run("userlist", include_str!("data/userlist.toml"), |input| userlist::parse_line(input).map(|found| (found, None)));
}

#[test]
fn sql_statements() {
    run("sql", include_str!("data/sql.toml"), |input| {
        sql::parse_statement(input).map(|(found, taken)| (found, Some(taken)))
    });
}
