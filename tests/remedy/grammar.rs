//! The results of the rows in `rows/grammar.toml` are valid programs, by the parser of their language if it is
//! installed.

use std::io::Write as _;
use std::process::Stdio;

use serde::Deserialize;

use crate::support::must;
use crate::support::repo::TempRepo;

#[derive(Deserialize)]
struct Rows {
    row: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    path: String,
    after: Option<String>,
}

/// A file extension, and the command that parses its input without running it.
const PARSERS: [(&str, &str, &[&str]); 4] = [
    (".py", "python3", &["-c", "import ast, sys; ast.parse(sys.stdin.read())"]),
    (".js", "node", &["--check", "-"]),
    (".pl", "perl", &["-c"]),
    (".sh", "sh", &["-n"]),
];

#[test]
fn fixed_programs_are_valid() {
    let repo = TempRepo::new();
    let rows = must(toml::from_str::<Rows>(include_str!("rows/grammar.toml")), "reading the rows").row;
    let mut parsed = 0;
    for row in rows {
        let Some(after) = row.after else { continue };
        let Some((_, program, arguments)) = PARSERS.iter().find(|(ending, ..)| row.path.ends_with(ending)) else {
            continue;
        };
        let mut command = repo.command(program);
        let pipes = command.args(*arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // A program that is not installed is skipped.
        let Ok(mut child) = pipes.spawn() else { continue };
        must(child.stdin.take().unwrap().write_all(after.as_bytes()), "writing to the parser");
        let output = must(child.wait_with_output(), "waiting for the parser");
        assert!(output.status.success(), "{}:\n{after}\n{}", row.path, String::from_utf8_lossy(&output.stderr));
        parsed += 1;
    }
    // Every machine has a shell.
    assert!(parsed >= 2, "{parsed} parsed");
}
