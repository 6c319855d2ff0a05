//! `dsnitch agent`: reads one event of a coding agent from standard input and answers in the agent's own protocol. One
//! process handles one event and keeps no state.

mod answer;
mod bypass;
mod event;
mod look;
mod patch;
mod piece;
mod shell;
mod tool;
mod written;

use std::io::{self, Read as _, Write as _};

use dsnitch::text::for_terminal;

use super::args::Global;
use super::exit::Exit;
use super::masked::masked_text;
use super::sandbox::{self, Writes};
use answer::Answer;
use event::{Event, Unread, What};

/// Largest event that is read, in bytes.
const MOST: u64 = 32 << 20;

/// Advice appended to the reason when a model's action is refused.
const ADVICE: &str = "Write the reference, and put the value where it is not committed. Do not split, encode or rename the value, and add no excuse (dsnitch:allow, .dsnitch.toml): that is for a person to do.";

/// Advice appended to the reason when a person's prompt is refused.
const TO_A_PERSON: &str = "Nothing was sent. Take the value out of the prompt, and name the variable or the file that holds it; if it was sent anywhere before, change it.";

/// Reads an event and answers it. Every answer, refusal included, has exit status 0. Status 2, which every agent treats
/// as a refusal, means that no event could be answered.
pub(crate) fn run(reads: bool, mut global: Global) -> Exit {
    sandbox::keep_from_writing(&Writes::Below(Vec::new()));
    sandbox::keep_from_running();
    // Text written by an agent must not excuse itself.
    global.no_pragmas = true;
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(MOST + 1).read_to_end(&mut bytes);
    let event = match read {
        Err(error) => Err(error.to_string().into()),
        Ok(_) if bytes.len() as u64 > MOST => Err("it is larger than 32 MiB".to_owned().into()),
        Ok(_) => Event::read(&bytes),
    };
    let (event, answer) = match event {
        Ok(event) => {
            let answer = answer(&event, reads, &global);
            (event, answer)
        }
        Err(Unread { why, event }) => {
            let why = format!("dsnitch: the event of the agent: {why}, so that nothing was scanned and it is refused");
            match event {
                // The sender is known, so the refusal uses its protocol.
                Some(event) => (event, Answer::Deny(masked_text(&why))),
                None => {
                    let _ = writeln!(io::stderr().lock(), "{}", for_terminal(&masked_text(&why)));
                    return Exit::Failed;
                }
            }
        }
    };
    let text = event.agent.format(&event, &answer);
    let mut out = io::stdout().lock();
    let is_written = text.is_empty() || writeln!(out, "{text}").and_then(|()| out.flush()).is_ok();
    Exit::Pass.after_writing(is_written)
}

/// Decides the answer to an event.
fn answer(event: &Event, reads: bool, global: &Global) -> Answer {
    let is_read = matches!(event.what, What::Read);
    if event.pieces.is_empty() || (is_read && !reads) {
        return Answer::Allow;
    }
    let looked = match look::look(event, global) {
        Ok(looked) => looked,
        Err(error) => {
            let why = format!("{}: {}, so that nothing was scanned. Next: {}", error.what, error.why, error.next);
            return Answer::Deny(masked_text(&why));
        }
    };
    if !looked.blocks.is_empty() {
        let advice = if event.what == What::Prompt { TO_A_PERSON } else { ADVICE };
        return Answer::Deny(format!("{} {advice}", looked.blocks.join(" ")));
    }
    if let Some(why) = bypass::in_event(event) {
        return Answer::AskPerson(why);
    }
    if looked.warnings.is_empty() { Answer::Allow } else { Answer::Ask(looked.warnings.join(" ")) }
}
