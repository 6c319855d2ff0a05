//! A long history on a terminal: the progress display, and Ctrl-C.

use std::fs::{self, File, OpenOptions};
use std::io::Read as _;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use serde_json::Value;

use crate::support::cmd::{Dsnitch, binary};
use crate::support::must;
use crate::support::repo::TempRepo;

/// Number of files, each with a hundred secrets, which together take a while.
const FILES: usize = 400;
/// Upper limit for everything in this file.
const DEADLINE: Duration = Duration::from_secs(60);

fn long_history() -> TempRepo {
    let repo = TempRepo::new();
    let mut stream = "commit refs/heads/main\ncommitter A <a@b> 60 +0000\ndata 1\nx\n".to_owned();
    for file in 0..FILES {
        let text: String = (0..100).map(|line| format!("PGPASSWORD=Xk29f{file:03}Lq{line:02}Zt\n")).collect();
        stream += &format!("M 100644 inline d{file}/f.conf\ndata {}\n{text}\n", text.len());
    }
    repo.feed(&["fast-import", "--quiet"], stream.as_bytes());
    repo
}

/// Opens a terminal with so many columns: our end, and the program's.
pub(super) fn terminal(columns: u16) -> (File, File) {
    let ours = must(openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY), "opening a terminal");
    must(grantpt(&ours).and_then(|()| unlockpt(&ours)), "opening a terminal");
    let size = Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    must(tcsetwinsize(&ours, size), "sizing a terminal");
    let name = must(ptsname(&ours, Vec::new()), "naming a terminal");
    let theirs = must(OpenOptions::new().read(true).write(true).open(must(name.to_str(), "its name")), "opening it");
    (File::from(ours), theirs)
}

#[test]
fn an_interrupted_scan_reports_its_findings_as_incomplete() {
    let repo = long_history();
    for format in ["json", "jsonl", "human"] {
        let (mut ours, theirs) = terminal(80);
        let report = repo.home().join("report");
        let mut command: Command = repo.command(binary());
        command.args(["history", "--jobs", "1", "--format", format, "--output"]).arg(&report);
        command.env("TERM", "xterm").stdout(Stdio::null()).stderr(Stdio::from(theirs));
        let mut child = must(command.spawn(), "running dsnitch");
        drop(command);
        let (send, said) = mpsc::channel();
        let reader = thread::spawn(move || {
            let mut piece = [0; 4096];
            // On our end, reading fails when the program has exited.
            while let Ok(length @ 1..) = ours.read(&mut piece) {
                if send.send(String::from_utf8_lossy(&piece[..length]).into_owned()).is_err() {
                    break;
                }
            }
        });
        let mut shown = String::new();
        while !(shown.contains("of 400 objects") && shown.contains(" secrets found")) {
            shown += &must(said.recv_timeout(DEADLINE), &format!("waiting for the bar: {shown:?}"));
        }
        let interrupted = Instant::now();
        let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(must(kill, "interrupting").success());
        let status = must(child.wait(), "waiting for dsnitch");
        assert_eq!(status.code(), Some(2), "{shown}");
        assert!(interrupted.elapsed() < DEADLINE, "it goes on for {:?}", interrupted.elapsed());
        shown.extend(said.iter());
        let left = shown.rsplit("\u{1b}[2K").next().unwrap_or("");
        assert!(
            left.starts_with("dsnitch: the history: it was interrupted"),
            "of the bar something is left: {shown:?}"
        );
        for drawn in shown.split(['\r', '\n']).map(without_escapes) {
            // A terminal shows `^C` behind the bar, which is erased with it only if it is on the same line.
            let is_bar = drawn.contains(" objects,");
            assert!(drawn.chars().count() <= 80 - usize::from(is_bar) * 2, "{drawn:?} wraps");
        }
        must(reader.join().map_err(|_| "it panicked"), "reading the terminal");

        let report = must(fs::read_to_string(report), "reading the report");
        let document: Value = match format {
            "human" => {
                let last = report.lines().last().unwrap_or("");
                assert!(last.starts_with("incomplete: 1 thing could not be scanned; "), "{last}");
                continue;
            }
            "json" => must(serde_json::from_str(&report), "reading JSON"),
            _ => must(serde_json::from_str::<Value>(report.lines().last().unwrap_or("")), "reading JSON")["summary"]
                .clone(),
        };
        assert_eq!(document["verdict"], "incomplete");
        let failure = &document["coverage"]["failures"][0];
        assert!(failure["why"].as_str().is_some_and(|why| why.starts_with("it was interrupted; ")), "{failure}");
        let files = document["coverage"]["files"].as_u64().unwrap_or(0);
        assert!(files > 0 && files < FILES as u64, "{files} files");
        if format == "json" {
            let findings = document["findings"].as_array().map_or(0, Vec::len) as u64;
            assert_eq!(findings, files * 100, "every finding in the scanned files is reported");
        }
    }
}

fn without_escapes(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |text, part| {
        text + part.trim_start_matches(|c: char| !c.is_ascii_alphabetic()).get(1..).unwrap_or("")
    })
}

#[test]
fn progress_is_shown_only_on_a_terminal() {
    let repo = TempRepo::with_commit(&[("a.conf", "host = db.internal\n")]);
    let ran = Dsnitch::new(&repo).args(["history"]).run().exits(0);
    assert_eq!(ran.stderr, "", "{}", ran.describe());
}
