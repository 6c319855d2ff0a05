//! `rows.toml` and the tables of `rows/` have a row for each form: the file before, the file after, and the content of
//! `.env`. All rows are in one repository, each in its own directory, and are fixed by one command.

use std::fmt::Write as _;

use serde::Deserialize;

use crate::support::must;
use crate::support::repo::TempRepo;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    row: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    path: String,
    before: String,
    /// Unchanged if absent.
    after: Option<String>,
    /// The content of `.env`, with `
    /// ` at the end of each line; empty if nothing is moved.
    #[serde(default)]
    env: String,
    /// The path of `.env`.
    #[serde(default)]
    env_path: String,
    /// The message about a finding that is left alone.
    #[serde(default)]
    left: String,
    /// The message about the change.
    #[serde(default)]
    note: String,
    /// Other staged files, with their text.
    #[serde(default)]
    with: Vec<(String, String)>,
}

const TABLES: [&str; 13] = [
    include_str!("rows.toml"),
    include_str!("rows/ci.toml"),
    include_str!("rows/defaults.toml"),
    include_str!("rows/named.toml"),
    include_str!("rows/kubernetes.toml"),
    include_str!("rows/other_shells.toml"),
    include_str!("rows/places.toml"),
    include_str!("rows/readers.toml"),
    include_str!("rows/scripts.toml"),
    include_str!("rows/shell.toml"),
    include_str!("rows/sql.toml"),
    include_str!("rows/stores.toml"),
    include_str!("rows/unfilled.toml"),
];

/// The positions in code where an expression is allowed, and where it is not.
const GRAMMAR: &str = include_str!("rows/grammar.toml");

fn rows(tables: &[&str]) -> Vec<Row> {
    tables.iter().flat_map(|table| must(toml::from_str::<Rows>(table), "reading a table of rows").row).collect()
}

/// Returns the values of a `.env`, without quotes.
fn values(env: &str) -> impl Iterator<Item = &str> {
    env.lines().filter_map(|line| Some(line.split_once('=')?.1.trim_matches(['"', '\''])))
}

#[test]
fn each_form_becomes_a_reference_and_its_value_a_line_of_env() {
    check(&rows(&TABLES), 200);
}

#[test]
fn a_look_up_is_written_where_expressions_are_valid_and_the_rest_of_a_literal_is_kept() {
    check(&rows(&[GRAMMAR]), 80);
}

/// A repository in which the files of each row are staged in a directory of their own.
fn repository(rows: &[Row]) -> TempRepo {
    let repo = TempRepo::new();
    for (at, row) in rows.iter().enumerate() {
        // A project marker, so that each row has its own `.env`.
        repo.write(format!("r{at}/Makefile"), "");
        repo.write(format!("r{at}/{}", row.path), &row.before);
        row.with.iter().for_each(|(path, text)| repo.write(format!("r{at}/{path}"), text));
    }
    repo.git(["add", "-Af"]);
    repo
}

fn check(rows: &[Row], at_least: usize) {
    assert!(rows.len() >= at_least, "{} rows", rows.len());
    let repo = repository(rows);
    let ran = repo.dsnitch(&["fix", "--yes"]);
    assert_eq!(ran.stderr, "", "{}", ran.describe());
    let mut wrong = String::new();
    for (at, row) in rows.iter().enumerate() {
        let name = format!("r{at}/{}", row.path);
        let after = row.after.as_ref().unwrap_or(&row.before);
        let (work, staged) =
            (must(std::fs::read_to_string(repo.path(&name)), "reading"), repo.git(["show", &format!(":{name}")]));
        let env_path = if row.env_path.is_empty() { ".env" } else { &row.env_path };
        let env = std::fs::read_to_string(repo.path(format!("r{at}/{env_path}"))).unwrap_or_default();
        for (what, is, wanted) in [("work tree", &work, after), ("index", &staged, after), (".env", &env, &row.env)] {
            if is != wanted {
                let _ = writeln!(wrong, "{name}: {what} has\n{is}\nand not\n{wanted}");
            }
        }
        let reported: Vec<&str> = ran.stdout.lines().filter(|line| line.starts_with(&format!("{name}:"))).collect();
        let is_moved = row.left.is_empty();
        for value in values(&row.env).filter(|value| is_moved && value.len() >= 8 && staged.contains(value)) {
            let _ = writeln!(wrong, "{name}: a value is in .env and in what is staged: {value}");
        }
        if !row.left.is_empty() && !reported.iter().any(|line| line.contains(" stays: ") && line.contains(&row.left)) {
            let _ = writeln!(wrong, "{name}: it is not said why it stays: {reported:?}");
        }
        if row.left.is_empty() && reported.iter().any(|line| line.contains(" stays: ")) {
            let _ = writeln!(wrong, "{name}: {reported:?}");
        }
        if !row.note.is_empty() && !ran.stdout.contains(&row.note) {
            let _ = writeln!(wrong, "{name}: nothing is said of {:?}", row.note);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The number of rows that one report is about: the fix of more files is not worked out for a report.
const REPORTED: usize = 16;

/// What the report of a refused commit says as the fix names a variable that the fix puts into `.env`.
#[test]
fn the_report_names_the_variables_that_the_fix_does() {
    let rows: Vec<Row> = rows(&TABLES).into_iter().chain(rows(&[GRAMMAR])).collect();
    let (mut wrong, mut named) = (String::new(), 0);
    for rows in rows.chunks(REPORTED) {
        let repo = repository(rows);
        let ran = repo.dsnitch(&["staged", "--format", "json"]);
        let report: serde_json::Value = must(serde_json::from_str(&ran.stdout), "reading the report");
        for finding in report["findings"].as_array().into_iter().flatten().filter(|one| one["action"] == "block") {
            let (path, remedy) =
                (finding["path"].as_str().unwrap_or_default(), finding["remedy"].as_str().unwrap_or_default());
            let Some((_, here)) = remedy.split_once(" Here: ") else { continue };
            let row = path.split('/').next().and_then(|name| rows.get(name.strip_prefix('r')?.parse::<usize>().ok()?));
            let Some(row) = row.filter(|row| row.left.is_empty() && path.ends_with(&row.path) && !row.env.is_empty())
            else {
                continue;
            };
            named += 1;
            let plain = |text: &str| text.replace(['-', '_', '.'], "").to_ascii_uppercase();
            let names = row.env.lines().filter_map(|line| Some(line.split_once('=')?.0.trim_start_matches("TF_VAR_")));
            if !names.clone().any(|name| plain(here).contains(&plain(name))) {
                let _ = writeln!(wrong, "{path}: {here:?} and not {:?}", names.collect::<Vec<_>>());
            }
        }
    }
    assert!(wrong.is_empty() && named > 150, "{named} of them:\n{wrong}");
}
