//! The command line: arguments, environment, configuration, exit status and standard streams, which a library should
//! not decide.

mod agent;
mod allow;
mod args;
mod baseline;
mod ci;
mod clock;
mod complete;
mod config;
mod doctor;
mod doubt;
mod exceptions;
mod exit;
mod fix;
mod fix_server;
mod generate;
mod help;
mod home;
mod install;
mod masked;
mod merge;
mod nearest;
mod only_help;
mod origin;
mod other_words;
mod output;
mod own_file;
mod pages;
mod progress;
mod remarks;
mod reports;
mod review;
mod review_context;
mod rules;
mod sandbox;
mod scan;
mod settings;
mod terminal;
mod variable;
mod written_file;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;

use dsnitch::failure::Failure;
use dsnitch::report::{folded, unglued};

use args::{Command, Range, ReportCommand, Typed};
use exit::Exit;
use scan::Scan;

/// Parses the arguments, runs the command, and returns the exit status.
pub(crate) fn main() -> ExitCode {
    terminal::hush_panics();
    let arguments = help::of_itself(std::env::args_os().collect());
    match Typed::parse_from(arguments.clone()) {
        Ok(typed) => run(typed).into(),
        Err(mut error) => {
            other_words::suggest(&mut error);
            if let Err(error) = only_help::only_help(&arguments, &error) {
                terminal::complain(&error);
                return Exit::Failed.into();
            }
            // Help and version are printed to standard output and succeed; anything else is a usage error.
            let exit = if error.use_stderr() { Exit::Failed } else { Exit::Pass };
            exit.after_writing(terminal::is_delivered(&print(&arguments, &error))).into()
        }
    }
}

/// Prints the argument parser's message, with typed credentials masked and control characters escaped.
fn print(arguments: &[OsString], error: &clap::Error) -> io::Result<()> {
    let plain = error.render().to_string();
    if !error.use_stderr() {
        let text = if terminal::has_colour() { error.render().ansi().to_string() } else { plain };
        return io::stdout().lock().write_all(unglued(&text).as_bytes());
    }
    let shown = folded(&masked::masked_answer(&plain, arguments), terminal::error_columns()) + "\n";
    if shown == plain { error.print() } else { io::stderr().lock().write_all(shown.as_bytes()) }
}

fn run(typed: Typed) -> Exit {
    let Typed { command, global } = typed;
    if let Some(directory) = &global.directory
        && let Err(error) = std::env::set_current_dir(directory)
    {
        let next = "name a directory that can be entered";
        terminal::complain(&Failure::new(format!("-C {}", directory.display()), error, next));
        return Exit::Failed;
    }
    if command.as_ref().is_none_or(Command::takes_names)
        && let Err(error) = global.doubt.on_disk()
    {
        terminal::complain(&error);
        return Exit::Failed;
    }
    if let Some(refused) = command.as_ref().and_then(|command| command.refuses(&global)) {
        terminal::complain(&refused);
        return Exit::Failed;
    }
    let what = match command {
        None => Scan::Staged(Vec::new()),
        Some(Command::Staged(staged)) => match staged.message_file() {
            Ok(Some(message)) => Scan::Message(message.to_owned()),
            _ => Scan::Staged(staged.files),
        },
        Some(Command::Range(Range { pre_push: Some(remote), .. })) => Scan::PrePush(remote),
        Some(Command::Range(Range { pre_receive: true, .. })) => Scan::PreReceive,
        Some(Command::Range(Range { range, .. })) => Scan::Range(range),
        Some(Command::History(history)) => Scan::History(history),
        Some(Command::Files(typed)) => Scan::Files(typed),
        Some(Command::Review(review)) => return review::run(&review, &global),
        Some(Command::Fix(fix)) => return fix::run(&fix, &global),
        Some(Command::Install(typed)) => return install::install(&typed),
        Some(Command::Uninstall(typed)) => return install::uninstall(&typed),
        Some(Command::Doctor) => return doctor::run(&global),
        Some(Command::Agent { read }) => return agent::run(read, global),
        Some(Command::Generate(generate)) => return generate::run(&generate),
        Some(Command::Report(ReportCommand::Merge { files })) => return merge::run(&files, &global),
        Some(Command::Allow(typed)) => return allow::run(&typed, &global),
        Some(Command::Baseline(command)) => return baseline::run(command, global),
        Some(Command::Rules(command)) => return rules::run(&command, &global),
        Some(Command::Completions { shell }) => return pages::completions(shell),
        Some(Command::Man { command }) => return pages::man(&command),
    };
    scan::run(what, &global)
}
