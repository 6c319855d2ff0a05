//! Every credential of every row of a table is found, whatever stands in the columns beside it.

use dsnitch::detect::Detector;
use dsnitch::rules::RuleSet;

use crate::literal_ends::values;

/// Writes a table: the names of its columns, and its rows.
type Write = fn(&[&str], &[Vec<String>]) -> String;

fn lines(rows: &[Vec<String>], between: &str, cell: fn(&str) -> String) -> String {
    let line = |row: &Vec<String>| row.iter().map(|value| cell(value)).collect::<Vec<_>>().join(between) + "\n";
    rows.iter().map(line).collect()
}

fn plain(value: &str) -> String {
    value.to_owned()
}

fn separated(value: &str) -> String {
    match value.contains(['"', ',', '\t']) {
        true => format!("\"{}\"", value.replace('"', "\"\"")),
        false => value.to_owned(),
    }
}

fn framed(names: &[&str], rows: &[Vec<String>], cell: fn(&str) -> String) -> String {
    let rows: String = rows
        .iter()
        .map(|row| format!("| {}", lines(std::slice::from_ref(row), " | ", cell)).replace('\n', " |\n"))
        .collect();
    format!("| {} |\n|{}\n{rows}", names.join(" | "), "---|".repeat(names.len()))
}

/// The formats, each with a path.
const FORMATS: &[(&str, Write)] = &[
    ("dump.sql", |names, rows| {
        format!("COPY public.c ({}) FROM stdin;\n{}\\.\n", names.join(", "), lines(rows, "\t", plain))
    }),
    ("dump.sql", |names, rows| {
        format!("copy c ({}) from stdin with csv;\n{}\\.\n", names.join(","), lines(rows, ",", separated))
    }),
    ("dump.sql", |names, rows| {
        let rows = rows.iter().map(|row| format!("('{}')", row.join("', '")));
        format!("INSERT INTO c ({}) VALUES\n{};\n", names.join(", "), rows.collect::<Vec<_>>().join(",\n"))
    }),
    ("c.csv", |names, rows| format!("{}\n{}", names.join(","), lines(rows, ",", separated))),
    ("c.csv", |names, rows| {
        format!("# of all\n{}\n{}", names.join(";"), lines(rows, ";", |v| format!("\"{}\"", v.replace('"', "\"\""))))
    }),
    ("c.tsv", |names, rows| format!("{}\n{}", names.join("\t"), lines(rows, "\t", separated))),
    ("README.md", |names, rows| framed(names, rows, plain)),
    ("README.md", |names, rows| framed(names, rows, |value| format!("`{value}`"))),
    ("README.md", |names, rows| {
        format!("{}\n{}\n{}\n", names.join(" | "), vec!["---"; names.len()].join("|"), lines(rows, " | ", plain))
    }),
    ("psql.txt", |names, rows| {
        let rule = vec!["--------"; names.len()].join("+");
        format!(" {} \n{rule}\n{}({} rows)\n", names.join(" | "), lines(rows, " | ", |v| format!(" {v}")), rows.len())
    }),
];

/// The columns in several orders; of `api_key` the values are words.
const COLUMNS: &[&[&str]] = &[
    &["id", "smtp_password", "note", "db_password"],
    &["id", "api_key", "api_secret", "note"],
    &["api_key", "id", "cred", "api_secret"],
    &["id", "password", "cred"],
    &["cred", "id", "password"],
    &["id", "token_hash", "cred", "dsn", "secret_key"],
    &["note", "cred", "api_key", "dsn"],
];

#[test]
fn every_credential_of_a_row_is_found() {
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    let mut number = 100;
    for (path, write) in FORMATS {
        for names in COLUMNS {
            let (mut rows, mut expected) = (Vec::new(), Vec::new());
            for row in 1..=3 {
                let mut cell = |name: &&str| {
                    number += 1;
                    let secret = format!("kV8m2Qz4rTn9wX{number}");
                    let (cell, is_secret) = match *name {
                        "id" => (row.to_string(), false),
                        "note" => (format!("n{row}"), false),
                        "api_key" => ("test_key".to_owned(), false),
                        "token_hash" => ("abc".to_owned(), false),
                        "cred" => (format!("{{\"password\": \"{secret}\"}}"), true),
                        "dsn" => (format!("postgres://app:{secret}@db.corp.net/app"), true),
                        _ => (secret.clone(), true),
                    };
                    expected.extend(is_secret.then_some(secret));
                    cell
                };
                rows.push(names.iter().map(&mut cell).collect());
            }
            let text = write(names, &rows);
            let mut found = values(&detector, path, &text);
            found.sort();
            expected.sort();
            assert_eq!(found, expected, "{path}:\n{text}");
        }
    }
}

#[test]
fn names_in_a_column_of_secrets_are_none() {
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    let rows = [["a", "APP_SECRET"], ["b", "app-secret"], ["c", "internationalization"]];
    let rows = rows.map(|row| row.map(str::to_owned).to_vec());
    for (path, write) in FORMATS.iter().filter(|(path, _)| !path.ends_with(".sql")) {
        let text = write(&["name", "secret"], &rows);
        assert_eq!(values(&detector, path, &text), Vec::<String>::new(), "{path}:\n{text}");
    }
}
