//! What the rows of `rows/grammar.toml` say comes of a file is a program still, by the parser of its language where that is here.

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

/// An ending, and the command that parses what it is given, without running it.
const PARSERS: [(&str, &str, &[&str]); 4] = [
    (".py", "python3", &["-c", "import ast, sys; ast.parse(sys.stdin.read())"]),
    (".js", "node", &["--check", "-"]),
    (".pl", "perl", &["-c"]),
    (".sh", "sh", &["-n"]),
];

#[test]
fn what_becomes_of_a_program_is_one() {
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
        // A program that is not here is passed over.
        let Ok(mut child) = pipes.spawn() else { continue };
        must(child.stdin.take().unwrap().write_all(after.as_bytes()), "writing to the parser");
        let output = must(child.wait_with_output(), "waiting for the parser");
        assert!(output.status.success(), "{}:\n{after}\n{}", row.path, String::from_utf8_lossy(&output.stderr));
        parsed += 1;
    }
    // Every machine has a shell.
    assert!(parsed >= 2, "{parsed} parsed");
}
