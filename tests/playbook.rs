//! The steps for a leaked password, run against a real server: Debian's package `postgresql`. If it is not installed
//! the test prints that; `.ci/run` installs it, and sets DSNITCH_TEST_POSTGRES, which makes its absence a failure.

use std::io::Write as _;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use dsnitch::report::playbook::steps;

use crate::support::must;
use crate::support::repo::TempRepo;

/// Returns the folder with the newest server's programs.
fn programs() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("postgres").is_file() && bin.join("psql").is_file())
        .collect();
    versions.sort();
    versions.pop()
}

/// A server on a free local port, in a temporary folder.
struct Server {
    bin: PathBuf,
    folder: tempfile::TempDir,
    port: u16,
    /// The server refuses to run as root.
    is_root: bool,
}

impl Server {
    fn start(bin: PathBuf) -> Server {
        let folder = must(tempfile::tempdir(), "a folder");
        let port =
            must(TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()), "a free port").port();
        let is_root = rustix::process::geteuid().is_root();
        let server = Server { bin, folder, port, is_root };
        let data = server.data();
        if is_root {
            ran(Command::new("chown").arg("postgres").arg(server.folder.path()));
        }
        let options = format!("-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off");
        ran(server
            .command("initdb")
            .args(["-A", "scram-sha-256", "-U", "postgres", "--no-sync", "-D"])
            .arg(&data)
            .arg("--pwfile")
            .arg(server.password_file()));
        ran(server
            .command("pg_ctl")
            .args(["-w", "-s", "start", "-D"])
            .arg(&data)
            .arg("-l")
            .arg(data.join("log"))
            .args(["-o", &options]));
        server
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Contains the administrator's password.
    fn password_file(&self) -> PathBuf {
        let path = self.folder.path().join("pw");
        must(std::fs::write(&path, ADMINISTRATOR), "the password file");
        path
    }

    fn command(&self, program: &str) -> Command {
        let path = self.bin.join(program);
        let mut command = match self.is_root {
            true => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(path);
                command
            }
            false => Command::new(path),
        };
        command.current_dir(self.folder.path());
        command
    }

    /// Returns psql, logged in as `role`.
    fn login(&self, role: &str, password: &str) -> Command {
        let mut psql = Command::new(self.bin.join("psql"));
        psql.args(["-X", "-h", "127.0.0.1", "-d", "postgres", "-U", role, "-p", &self.port.to_string()]);
        psql.env("PGPASSWORD", password);
        psql
    }

    /// Runs `script` in psql as `role`, and returns the output.
    fn psql(&self, role: &str, password: &str, script: &str) -> Output {
        let mut psql = self
            .login(role, password)
            .args(["-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"])
            .env("NEW_PASSWORD", NEW)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        psql.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        psql.wait_with_output().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.command("pg_ctl").args(["-m", "immediate", "-s", "stop", "-D"]).arg(self.data()).status();
    }
}

/// Runs a command, and fails if it does.
fn ran(command: &mut Command) {
    let output = must(command.output(), "a command");
    assert!(
        output.status.success(),
        "{command:?}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

const ADMINISTRATOR: &str = "of-this-test-alone";
const NEW: &str = "the-new-one";

#[test]
fn the_steps_lock_out_the_old_password() {
    let Some(bin) = programs() else {
        assert!(std::env::var_os("DSNITCH_TEST_POSTGRES").is_none(), "no PostgreSQL server under /usr/lib/postgresql");
        let _ = writeln!(std::io::stderr(), "SKIPPED: no PostgreSQL server under /usr/lib/postgresql");
        return;
    };
    let server = Server::start(bin);
    // Names that need quotes, in an identifier and in a literal.
    for role in ["app", "web \"shop\"", "o'neil\\x"] {
        let quoted = format!("\"{}\"", role.replace('"', "\"\""));
        let made = server.psql("postgres", ADMINISTRATOR, &format!("CREATE ROLE {quoted} LOGIN PASSWORD 'old-one';\n"));
        assert!(made.status.success(), "{made:?}");
        assert!(server.psql(role, "old-one", "SELECT 1;\n").status.success());
        let mut session = server
            .login(role, "old-one")
            .args(["-c", "SELECT pg_sleep(60)"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let is_there = || {
            let all = server.psql("postgres", ADMINISTRATOR, "SELECT query FROM pg_stat_activity;\n");
            String::from_utf8_lossy(&all.stdout).contains("SELECT pg_sleep(60)")
        };
        while !is_there() {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        // `\password` is interactive: the following step does the same in a script.
        let steps = steps(Some(role));
        let script: String = steps
            .iter()
            .flat_map(|step| &step.commands)
            .filter(|line| !line.starts_with("\\password"))
            .map(|line| format!("{line}\n"))
            .collect();
        let changed = server.psql("postgres", ADMINISTRATOR, &script);
        assert!(changed.status.success(), "{role}: {changed:?}\n{script}");
        let ended = session.wait().unwrap();
        assert!(!ended.success(), "{role}: its session went on");
        assert!(!server.psql(role, "old-one", "SELECT 1;\n").status.success(), "{role}: the old password still works");
        assert!(server.psql(role, NEW, "SELECT 1;\n").status.success(), "{role}: the new password does not work");
        let stored = server.psql(
            "postgres",
            ADMINISTRATOR,
            "SELECT count(*) FROM pg_authid WHERE rolpassword LIKE 'SCRAM-SHA-256$%';\n",
        );
        assert!(stored.status.success(), "{stored:?}");
    }
    // The server's log contains nothing of the new passwords.
    let log = std::fs::read_to_string(server.data().join("log")).unwrap();
    assert!(!log.contains("PASSWORD"), "{log}");
}

#[test]
fn a_finding_in_a_history_gives_the_steps_for_its_role() {
    let repo = TempRepo::with_commit(&[("app.ini", "url=postgres://app:kV8m2QzR4tNw7LpX9@db.corp.net/app\n")]);
    for arguments in [&["history"][..], &["history", "--format", "json"]] {
        let reported = repo.dsnitch(arguments).exits(1).stdout.replace("\\\\", "\\").replace("\\\"", "\"");
        for step in [
            "\\password \"app\"",
            "ALTER ROLE \"app\" PASSWORD :'new_password'",
            "pg_terminate_backend",
            "secret manager",
            "rewrite the history",
        ] {
            assert!(reported.contains(step), "{step}: {reported}");
        }
    }
    // In a staged file it is only removed, and is not an incident.
    repo.stage("b.ini", "url=postgres://app:wB3x9KqT7mVn2Lc@db.corp.net/app\n");
    assert!(!repo.dsnitch(&["staged"]).exits(1).stdout.contains("pg_terminate_backend"));
    let explained = repo.dsnitch(&["rules", "explain", "pg-uri-password"]).exits(0).stdout;
    assert!(explained.contains("ALTER ROLE \"<role>\"") && explained.contains("in this order"));
}

/// Rows: the rule, and a file in which it finds a password whose server it does not know.
#[test]
fn a_password_of_an_unknown_server_gives_the_steps_without_statements() {
    for (rule, path, text) in [
        ("db-password-assignment", "app.yml", "db_password: kV8m2QzR4tNw7LpX9\n"),
        ("password-assignment", "app.yml", "password: kV8m2QzR4tNw7LpX9\n"),
        ("db-uri-password", "app.ini", "url=mysql://app:kV8m2QzR4tNw7LpX9@db.corp.net/app\n"),
        (
            "k8s-secret-data",
            "db.yaml",
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\ndata:\n  password: a1Y4bTJRelI0dE53N0xwWDk=\n",
        ),
    ] {
        let repo = TempRepo::with_commit(&[(path, text)]);
        let explained = repo.dsnitch(&["rules", "explain", rule]).exits(0).stdout;
        let found = repo.dsnitch(&["history"]).exits(1).stdout;
        assert!(found.contains(rule), "{rule}: {found}");
        for steps in [explained, found] {
            let mut from = 0;
            for step in [
                "1. Change",
                "ALTER ROLE",
                "end these sessions",
                "logs",
                "secret manager",
                "Redeploy",
                "rewrite the history",
            ] {
                // The human report breaks lines.
                let flat = steps.split_whitespace().collect::<Vec<_>>().join(" ");
                let at = flat.get(from..).and_then(|rest| rest.find(step));
                assert!(at.is_some(), "{rule}: {step} in order: {flat}");
                from += at.unwrap();
            }
            assert!(!steps.contains("pg_terminate_backend"), "{steps}");
        }
        // In a staged file it is only removed.
        repo.stage("b/c.yml", text.replace("kV8m", "wB3x"));
        assert!(!repo.dsnitch(&["staged"]).stdout.contains("Redeploy"));
    }
}
