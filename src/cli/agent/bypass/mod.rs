//! Finds events that would bypass or change the hooks; those need a person's approval.

mod command;
mod git;
mod guards;
mod programs;

use super::event::{Event, What};
use super::piece::Place;

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
                match guards::what(&whole.to_string_lossy()) {
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
