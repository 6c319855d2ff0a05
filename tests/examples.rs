//! The example reports and the picture of a refused commit are current.
//!
//! `DSNITCH_BLESS=1 cargo test --locked examples` rewrites them.

use std::fmt::Write as _;
use std::path::Path;

use crate::cli::report::said_on_terminal;
use crate::support::cmd::{Dsnitch, binary};
use crate::support::repo::TempRepo;

const ANN: (&str, &str) = ("Ann", "ann@corp.example");
const BOB: (&str, &str) = ("Bob", "bob@home.example");

/// Creates a small shop: three years of commits, and changes that are about to be committed.
fn sample() -> TempRepo {
    let repo = TempRepo::new();
    repo.stage("README.md", "# Shop\n");
    repo.stage(
        "docker-compose.yml",
        "services:\n  db:\n    image: postgres:17\n    environment:\n      POSTGRES_PASSWORD: postgres\n",
    );
    repo.commit_by(ANN, "2023-02-03T04:05:06Z", "A database to work with");
    repo.stage("deploy/prod.env", "APP_NAME=shop\nDATABASE_URL=postgres://shop:Yk29fLq81Zt1@db.corp.net/shop\n");
    repo.stage("tests/test.env", "PGPASSWORD=changeme\n");
    repo.commit_by(BOB, "2024-05-06T07:08:09Z", "Deploy");
    repo.stage("deploy/prod.env", "APP_NAME=shop\nDATABASE_URL=\n");
    repo.commit_by(BOB, "2024-05-07T07:08:09Z", "Take the password out again");
    repo.stage("scripts/backup.sh", "#!/bin/sh\nexport PGPASSWORD=changeme\npg_dump shop\n");
    repo.commit_by(ANN, "2025-01-02T03:04:05Z", "Back up at night");
    repo
}

/// Stages the changes.
fn stage(repo: &TempRepo) {
    repo.stage("prod.env", "DATABASE_URL=postgres://shop:kV8m2Qz4rTn9@db.corp.net/shop\n");
    repo.stage("app/settings.py", "import os\n\nDB_PASSWORD = os.environ.get(\"DB_PASSWORD\", \"Qm7tLx2vRk9\")\n");
}

/// Compares `examples/name` with `text`; rewrites it if blessing is on.
fn holds(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
    if std::env::var_os("DSNITCH_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(there == text, "examples/{name} is not what the program says: DSNITCH_BLESS=1 cargo test examples\n{text}");
}

#[test]
fn the_examples_match_the_program_s_output() {
    let repo = sample();
    for (name, line) in [
        ("history.txt", &["history"][..]),
        ("history-statistics.txt", &["history", "--statistics"]),
        ("history-concise.txt", &["history", "--format", "concise"]),
    ] {
        let ran = Dsnitch::new(&repo).args(line).run().exits(1);
        holds(name, &format!("$ dsnitch {}\n{}", line.join(" "), ran.stdout));
    }
    stage(&repo);
    let ran = repo.dsnitch(&["staged"]).exits(1);
    holds("refused-commit.txt", &format!("$ dsnitch staged\n{}", ran.stdout));
    let ran = repo.dsnitch(&["staged", "--format", "concise"]).exits(1);
    holds("concise.txt", &format!("$ dsnitch staged --format concise\n{}", ran.stdout));
}

#[test]
fn the_picture_shows_a_refused_commit() {
    let repo = sample();
    stage(&repo);
    repo.dsnitch(&["install"]).exits(0);
    let command = "git commit -m 'Read the settings from the environment'";
    let path = format!("{}:{}", binary().parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut shell = repo.command("sh");
    shell.args(["-c", command]).env("PATH", path);
    let said = said_on_terminal(shell, 96);
    assert!(said.contains("dsnitch: the commit is refused") && said.contains('\u{1b}'), "{said}");
    holds("refused-commit.svg", &picture(&format!("$ {command}\n{said}")));
}

fn without_colour(line: &str) -> String {
    pieces(line).into_iter().map(|(_, text)| text).collect()
}

/// The style of a piece of a line: bold, and the colour number.
type Look = (bool, Option<u8>);

/// Returns the pieces of a line with their styles.
fn pieces(line: &str) -> Vec<(Look, String)> {
    let mut parts = line.split('\u{1b}');
    let mut look: Look = (false, None);
    let mut pieces = vec![(look, parts.next().unwrap_or_default().to_owned())];
    for part in parts {
        let (codes, text) = part.trim_start_matches('[').split_once('m').unwrap_or(("", part));
        for code in codes.split(';') {
            look = match code.parse::<u8>().unwrap_or(0) {
                0 => (false, None),
                1 => (true, look.1),
                code @ (30..=37 | 90..=97) => (look.0, Some(code)),
                _ => look,
            };
        }
        pieces.push((look, text.to_owned()));
    }
    pieces.retain(|(_, text)| !text.is_empty());
    pieces
}

/// Draws a terminal with `text` as an SVG that needs no particular font.
fn picture(text: &str) -> String {
    const COLUMN: f64 = 8.4;
    const LINE: f64 = 19.0;
    const MARGIN: f64 = 20.0;
    let lines: Vec<&str> = text.trim_end().lines().collect();
    let columns = lines.iter().map(|line| without_colour(line).chars().count()).max().unwrap_or(0);
    let width = (columns as f64).mul_add(COLUMN, 2.0 * MARGIN).ceil();
    let height = (lines.len() as f64).mul_add(LINE, 2.0 * MARGIN).ceil();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         role=\"img\" aria-label=\"A commit that dsnitch refuses\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" \
         fill=\"#16181d\"/>\n<g font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"14\" \
         fill=\"#d7dae0\" xml:space=\"preserve\">\n"
    );
    for (number, line) in lines.iter().enumerate() {
        let y = (number as f64 + 0.8).mul_add(LINE, MARGIN);
        let _ = write!(svg, "<text y=\"{y:.1}\">");
        let mut at = 0;
        for ((is_bold, colour), text) in pieces(line) {
            let x = f64::from(at).mul_add(COLUMN, MARGIN);
            let length = u32::try_from(text.chars().count()).unwrap_or(0);
            at += length;
            let fill = colour.map_or(String::new(), |colour| format!(" fill=\"{}\"", colour_of(colour)));
            let weight = if is_bold { " font-weight=\"bold\"" } else { "" };
            // Each piece starts in its column, whatever the font is.
            let wide = f64::from(length) * COLUMN;
            let _ =
                write!(svg, "<tspan x=\"{x:.1}\" textLength=\"{wide:.1}\"{fill}{weight}>{}</tspan>", escaped(&text));
        }
        svg.push_str("</text>\n");
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

const fn colour_of(code: u8) -> &'static str {
    match code {
        31 | 91 => "#ff6b6b",
        32 | 92 => "#7bd88f",
        33 | 93 => "#f5c66a",
        34 | 94 => "#7aa2f7",
        35 | 95 => "#c792ea",
        36 | 96 => "#6fd3e0",
        _ => "#d7dae0",
    }
}

/// Escapes blanks so that every viewer preserves their number.
fn escaped(text: &str) -> String {
    text.replace(' ', "\u{a0}").replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
