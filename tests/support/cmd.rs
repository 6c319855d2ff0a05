//! Runs the built binary.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use base64::Engine as _;
use dsnitch::report::Format;
use serde_json::Value;

use super::repo::TempRepo;
use super::{SECRET_MARK, must};

/// Returns the path of the binary under test.
pub(crate) fn binary() -> PathBuf {
    std::env::var_os("DSNITCH_TEST_BIN").map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_dsnitch")), PathBuf::from)
}

/// Makes the binary the hook that git runs at `path`, with these arguments.
pub(crate) fn make_hook(repo: &TempRepo, path: impl AsRef<OsStr>, arguments: &str) {
    let path = repo.path(path);
    repo.write(&path, format!("#!/bin/sh\nexec '{}' {arguments}\n", binary().display()));
    must(fs::set_permissions(path, fs::Permissions::from_mode(0o755)), "chmod");
}

/// A run of the binary, before it is started.
pub(crate) struct Dsnitch {
    command: Command,
    input: Vec<u8>,
}

impl Dsnitch {
    /// Creates a run of `dsnitch` at the top of `repo`'s work tree.
    pub(crate) fn new(repo: &TempRepo) -> Self {
        Dsnitch { command: repo.command(binary()), input: Vec::new() }
    }

    pub(crate) fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn current_dir(mut self, directory: impl AsRef<Path>) -> Self {
        self.command.current_dir(directory);
        self
    }

    pub(crate) fn input(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.input = input.into();
        self
    }

    /// Runs it with `--format json`.
    pub(crate) fn json(self) -> Ran {
        self.args(["--format", "json"]).run()
    }

    /// Runs it once, with a report file in every format; the reports are appended to standard output.
    pub(crate) fn in_every_format(mut self, repo: &TempRepo) -> Ran {
        for format in Format::ALL {
            self = self.arg(format!("--report={0}=../every/report.{0}", format.as_str()));
        }
        must(fs::create_dir_all(repo.path("../every")), "making a directory");
        let mut ran = self.run();
        for format in Format::ALL {
            let file = repo.path(format!("../every/report.{}", format.as_str()));
            if let Ok(bytes) = fs::read(&file) {
                ran.stdout.push_str(&String::from_utf8_lossy(&bytes));
                must(fs::remove_file(file), "removing a report");
            }
        }
        ran
    }

    pub(crate) fn run(mut self) -> Ran {
        run_with_input(&mut self.command, &self.input)
    }
}

/// Runs any command, as [`TempRepo::command`] makes them.
pub(crate) fn run(command: &mut Command) -> Ran {
    let output = must(command.output(), "running a command");
    Ran::new(command, &output)
}

/// The same with standard input.
pub(crate) fn run_with_input(command: &mut Command, input: &[u8]) -> Ran {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = must(command.spawn(), "running a command");
    if let Some(mut stdin) = child.stdin.take() {
        // It may exit before it reads.
        let _ = stdin.write_all(input);
    }
    Ran::new(command, &must(child.wait_with_output(), "waiting for a command"))
}

impl TempRepo {
    /// Runs dsnitch at the top of the work tree.
    pub(crate) fn dsnitch(&self, arguments: &[&str]) -> Ran {
        Dsnitch::new(self).args(arguments).run()
    }

    /// Runs git, which may fail.
    pub(crate) fn try_git<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Ran {
        run(self.command("git").args(arguments))
    }
}

/// The result of a run.
pub(crate) struct Ran {
    line: String,
    code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    fn new(command: &Command, output: &Output) -> Self {
        Ran {
            line: format!("{command:?}"),
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Describes the run for a failed assertion.
    pub(crate) fn describe(&self) -> String {
        let Ran { line, code, stdout, stderr } = self;
        format!("\n{line}\nexit status {code:?}\n--- stdout\n{stdout}\n--- stderr\n{stderr}\n---")
    }

    /// Checks that it ended with `code`, and shows no secret.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "exit status{}", self.describe());
        let is_shown = self.stdout.contains(SECRET_MARK) || self.stderr.contains(SECRET_MARK);
        assert!(!is_shown, "a secret is shown by {}", self.line);
        self
    }

    /// Returns the exit status.
    pub(crate) const fn code(&self) -> Option<i32> {
        self.code
    }

    pub(crate) fn succeeded(&self) -> bool {
        self.code == Some(0)
    }

    /// Checks that standard output contains `text`.
    #[track_caller]
    pub(crate) fn reports(self, text: &str) -> Self {
        assert!(self.stdout.contains(text), "{text:?} is not reported{}", self.describe());
        self
    }

    /// Checks that standard error contains `text`.
    #[track_caller]
    pub(crate) fn complains(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "{text:?} is not complained of{}", self.describe());
        self
    }

    /// Checks that both streams together contain each of `words`.
    #[track_caller]
    pub(crate) fn says(self, words: &[&str]) -> Self {
        let both = format!("{}{}", self.stdout, self.stderr);
        for word in words {
            assert!(both.contains(word), "{word:?} is not said{}", self.describe());
        }
        self
    }

    #[track_caller]
    pub(crate) fn document(&self) -> Value {
        match serde_json::from_str(&self.stdout) {
            Ok(document) => document,
            Err(error) => panic!("standard output is not JSON: {error}{}", self.describe()),
        }
    }

    /// Returns the path and line of each leak, sorted. Other classes are checked in other tests.
    #[track_caller]
    pub(crate) fn leaks(&self) -> BTreeSet<(Vec<u8>, u64)> {
        let document = self.document();
        let findings = array(&document, "findings");
        let leaks = findings.iter().filter(|finding| finding["class"] == "leak");
        leaks.map(|finding| (path_of(finding), finding["line"].as_u64().unwrap_or(0))).collect()
    }

    /// Returns the leaks, each with its commit.
    #[track_caller]
    pub(crate) fn leaks_by_commit(&self) -> BTreeSet<(String, String, u64)> {
        let document = self.document();
        let findings = array(&document, "findings");
        let leaks = findings.iter().filter(|finding| finding["class"] == "leak");
        let reported = |finding: &Value| {
            let commit = finding["commit"].as_str().unwrap_or("-").to_owned();
            let path = String::from_utf8_lossy(&path_of(finding)).into_owned();
            (commit, path, finding["line"].as_u64().unwrap_or(0))
        };
        leaks.map(reported).collect()
    }

    /// Returns the path and reason of each skip.
    #[track_caller]
    pub(crate) fn skipped(&self) -> BTreeSet<(Vec<u8>, String)> {
        let document = self.document();
        let skipped = array(&document["coverage"], "skipped");
        skipped.iter().map(|skip| (path_of(skip), skip["reason"].as_str().unwrap_or("").to_owned())).collect()
    }
}

#[track_caller]
fn array(value: &Value, name: &str) -> Vec<Value> {
    match value[name].as_array() {
        Some(array) => array.clone(),
        None => panic!("{name:?} is not an array in {value}"),
    }
}

/// Returns the path's bytes, which may not be UTF-8.
fn path_of(value: &Value) -> Vec<u8> {
    match value["path_bytes"].as_str() {
        Some(bytes) => must(base64::engine::general_purpose::STANDARD.decode(bytes), "reading path_bytes"),
        None => value["path"].as_str().unwrap_or("").as_bytes().to_vec(),
    }
}
