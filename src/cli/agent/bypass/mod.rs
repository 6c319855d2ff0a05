//! Finds events that would bypass or change the hooks; those need a person's approval.

mod command;
mod git;
mod guards;
mod programs;

use std::fs;
use std::path::Path;

use super::event::{Event, What};
use super::piece::{Piece, Place};
use super::shell;
use guards::Guard;

/// The messages that the git commands of `command` give to commits, tags and notes, one piece each.
pub(super) fn messages(command: &str) -> Vec<Piece> {
    let script = shell::read(&shell::without_marks(command), None);
    let texts = script.commands.iter().filter_map(|command| {
        let words = &command.words;
        let at = words.iter().position(|word| word == "git" || word.ends_with("/git"))?;
        let text = git::Call::of(words.get(at + 1..)?).messages().join("\n\n");
        (!text.is_empty()).then(|| shell::as_written(&text))
    });
    texts.map(|text| Piece { place: Place::Message, text, before: None }).collect()
}

/// The purpose of the file at `path`, also if it is written through a symbolic link.
fn guard_of(path: &Path) -> Option<Guard> {
    let named = |path: &Path| guards::what(&path.to_string_lossy());
    named(path).or_else(|| {
        let real = fs::canonicalize(path).ok().or_else(|| {
            let directory = fs::canonicalize(path.parent()?).ok()?;
            Some(directory.join(path.file_name()?))
        });
        named(&real?)
    })
}

/// Returns why an event needs a person's approval; `None` if it does not.
pub(super) fn in_event(event: &Event) -> Option<String> {
    if event.what != What::Tool {
        return None;
    }
    event.pieces.iter().find_map(|piece| {
        let added = |word: &str| {
            piece.text.matches(word).count() > piece.before.as_deref().unwrap_or_default().matches(word).count()
        };
        match &piece.place {
            Place::File(path) => {
                let whole = event.directory.join(path);
                let path_shown = || path.display().to_string();
                match guard_of(&whole) {
                    Some(what) => Some(format!("this changes {}, which {}.", path_shown(), what.does())),
                    None if added("dsnitch:allow") => {
                        Some(format!("this adds an excuse (dsnitch:allow) to {}.", path_shown()))
                    }
                    None => None,
                }
            }
            Place::Command => {
                let directory = event.directory.to_string_lossy();
                command::in_text(&piece.text, &directory).map(|why| format!("this command {why}."))
            }
            _ => None,
        }
    })
}
