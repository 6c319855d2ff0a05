//! A temporary repository and the built binary, run with a clean environment.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A password that no list has, in the place where passwords stand.
pub const LEAK: &str = "DATABASE_URL=postgres://app:kV8m2Qz4rTn9@db.corp.net/app\n";
/// Its bytes, which no output may have.
pub const SECRET: &str = "kV8m2Qz4rTn9";

pub struct Bench {
    root: tempfile::TempDir,
}

#[derive(Debug)]
pub struct Output {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Output {
    #[track_caller]
    pub fn exits(self, code: i32) -> Output {
        assert_eq!(self.code, Some(code), "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        assert!(!self.stdout.contains(SECRET) && !self.stderr.contains(SECRET), "the secret is shown: {self:?}");
        self
    }

    #[track_caller]
    pub fn complains(self, text: &str) -> Output {
        assert!(self.stderr.contains(text), "no {text:?} in stderr: {}\nstdout: {}", self.stderr, self.stdout);
        self
    }

    #[track_caller]
    pub fn says(self, text: &str) -> Output {
        assert!(self.stdout.contains(text), "no {text:?} in stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).expect("one JSON document on standard output")
    }
}

impl Bench {
    /// An empty repository.
    pub fn new() -> Bench {
        let bench = Bench::bare_directory();
        bench.git(&["init", "-q", "-b", "main", "."]).exits(0);
        bench
    }

    /// A directory that is no repository.
    pub fn bare_directory() -> Bench {
        let bench = Bench { root: tempfile::tempdir().unwrap() };
        for directory in ["home", "work"] {
            std::fs::create_dir(bench.root.path().join(directory)).unwrap();
        }
        bench
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.path().join("work").join(name)
    }

    /// A path outside of the repository.
    pub fn outside(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        write(&self.path(name), text);
    }

    pub fn stage(&self, name: &str, text: &str) {
        self.write(name, text);
        self.git(&["add", "-f", "--", name]).exits(0);
    }

    pub fn git(&self, arguments: &[&str]) -> Output {
        self.run_in("", Command::new("git").args(arguments))
    }

    /// Runs dsnitch at the top of the work tree.
    pub fn dsnitch(&self, arguments: &[&str]) -> Output {
        self.run_in("", Command::new(binary()).args(arguments))
    }

    /// Runs `command` in `directory` of the work tree, with nothing in the environment but what is set on it.
    pub fn run_in(&self, directory: &str, command: &mut Command) -> Output {
        let set: Vec<_> = command.get_envs().map(|(k, v)| (k.to_owned(), v.map(ToOwned::to_owned))).collect();
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap()).env("HOME", self.root.path().join("home"));
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CEILING_DIRECTORIES", self.root.path());
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "A").env(format!("GIT_{who}_EMAIL"), "a@example.com");
            command.env(format!("GIT_{who}_DATE"), "2026-01-01T00:00:00Z");
        }
        for (name, value) in set {
            value.map(|value| command.env(name, value));
        }
        let output = command.current_dir(self.path(directory)).stdin(Stdio::null()).output().unwrap();
        Output {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

pub fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

pub fn binary() -> PathBuf {
    std::env::var_os("DSNITCH_TEST_BIN").map_or_else(|| env!("CARGO_BIN_EXE_dsnitch").into(), PathBuf::from)
}
