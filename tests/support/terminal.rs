//! A pseudo-terminal, on which the built binary runs.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use super::cmd::binary;
use super::repo::TempRepo;
use super::{SECRET_MARK, must};

/// Upper limit for a dialogue.
const DEADLINE: Duration = Duration::from_secs(60);

/// Runs `arguments` on a terminal, waits for each of the words and types the reply; returns the output and the status.
pub(crate) fn talk(repo: &TempRepo, arguments: &[&str], talk: &[(&str, &str)]) -> (String, Option<i32>) {
    talk_in(None, repo, arguments, talk)
}

/// As [`talk`], on a terminal of that many columns; without a number, of unknown width.
pub(crate) fn talk_in(
    columns: Option<u16>,
    repo: &TempRepo,
    arguments: &[&str],
    talk: &[(&str, &str)],
) -> (String, Option<i32>) {
    let ours = must(openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY), "opening a terminal");
    must(grantpt(&ours).and_then(|()| unlockpt(&ours)), "opening a terminal");
    let name = must(ptsname(&ours, Vec::new()), "naming a terminal");
    let theirs = must(OpenOptions::new().read(true).write(true).open(must(name.to_str(), "its name")), "opening it");
    if let Some(columns) = columns {
        let size = Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        must(tcsetwinsize(&theirs, size), "setting its width");
    }
    let mut ours = File::from(ours);
    let mut command = repo.command(binary());
    let editor = repo.outside("editor");
    must(fs::write(&editor, format!("#!/bin/sh\necho \"$@\" > '{}'\n", repo.outside("edited").display())), "an editor");
    must(fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)), "chmod");
    command.args(arguments).env("TERM", "dumb").env("EDITOR", &editor);
    let clone = || Stdio::from(must(theirs.try_clone(), "a terminal"));
    command.stdin(clone()).stdout(clone()).stderr(clone());
    let mut child = must(command.spawn(), "running dsnitch");
    drop((command, theirs));
    let (send, said) = mpsc::channel();
    let mut reading = must(ours.try_clone(), "a terminal");
    let reader = thread::spawn(move || {
        let mut piece = [0; 4096];
        let mut cut = Vec::new();
        while let Ok(length @ 1..) = reading.read(&mut piece) {
            // A character may stand in two pieces.
            cut.extend_from_slice(&piece[..length]);
            let end = match std::str::from_utf8(&cut) {
                Ok(text) => text.len(),
                Err(error) => error.valid_up_to(),
            };
            let text = String::from_utf8_lossy(&cut[..end]).into_owned();
            cut.drain(..end);
            if send.send(text).is_err() {
                break;
            }
        }
    });
    let (mut shown, mut at) = (String::new(), 0);
    for (word, typed) in talk {
        while !shown[at..].contains(word) {
            shown += &must(said.recv_timeout(DEADLINE), &format!("waiting for {word:?}: {shown}"));
        }
        at = shown.len();
        must(ours.write_all(format!("{typed}\n").as_bytes()), "typing");
    }
    let status = must(child.wait(), "waiting for dsnitch");
    must(reader.join().map_err(|_| "it panicked"), "reading the terminal");
    shown.extend(said.try_iter());
    assert!(!shown.contains(SECRET_MARK), "{shown}");
    (shown, status.code())
}
