//! Generates the files that packages ship besides the executable: shell completions and manual pages.

use std::io::{self, Write as _};

use clap_complete::Shell;
use dsnitch::failure::Failure;
use dsnitch::report::unglued;

use super::args::Typed;
use super::exit::Exit;
use super::terminal;

/// The footer of a manual page.
const VERSION: &str = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));

/// Writes the completions for `shell`.
pub(crate) fn completions(shell: Shell) -> Exit {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Typed::parser(false), env!("CARGO_PKG_NAME"), &mut text);
    written(&text)
}

/// Writes the manual page of the command with the given path; of the program itself if the path is empty.
pub(crate) fn man(words: &[String]) -> Exit {
    let root = Typed::parser(false);
    let mut at = &root;
    for word in words {
        match at.find_subcommand(word) {
            Some(found) => at = found,
            None => {
                let next = "dsnitch --help names the commands";
                terminal::complain(&Failure::new(format!("man {}", words.join(" ")), "no such command", next));
                return Exit::Failed;
            }
        }
    }
    let name = std::iter::once(env!("CARGO_PKG_NAME")).chain(words.iter().map(String::as_str)).collect::<Vec<_>>();
    let page = at.clone().bin_name(name.join(" ")).display_name(name.join("-"));
    let mut text = Vec::new();
    match clap_mangen::Man::new(page).title(name.join("-")).source(VERSION).render(&mut text) {
        Ok(()) => written(unglued(&String::from_utf8_lossy(&text)).as_bytes()),
        Err(error) => failed(&error),
    }
}

fn written(text: &[u8]) -> Exit {
    let mut out = io::stdout().lock();
    Exit::Pass.after_writing(terminal::is_delivered(&out.write_all(text).and_then(|()| out.flush())))
}

fn failed(error: &io::Error) -> Exit {
    terminal::lost("standard output", error, "send the output elsewhere");
    Exit::Failed
}
