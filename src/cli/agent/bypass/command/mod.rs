//! Decides whether a command line bypasses or changes the hooks.

mod simple;
mod source;
mod texts;

use std::cell::Cell;

use super::guards::Guard;
use crate::cli::agent::shell::{self, Command, Known};
use simple::Simple;
use texts::Text;

/// How many levels of nested commands are followed.
const DEPTH: usize = 5;

/// How many times its own length a command line may be read, with all that is nested in it.
const TIMES: usize = 16;

/// What a command line runs in.
#[derive(Clone, Copy)]
struct Place<'p> {
    directory: &'p str,
    /// How many levels may still be read.
    depth: usize,
    /// What the command line that runs this one gives.
    outer: Option<&'p Known<'p>>,
    /// How many bytes may still be read.
    left: &'p Cell<usize>,
}

/// Returns why the command line `text`, run in `directory`, needs a person's approval; `None` if it does not.
pub(super) fn in_text(text: &str, directory: &str) -> Option<String> {
    let text = shell::without_marks(text);
    let left = Cell::new((64 << 10) + TIMES * text.len());
    let place = Place { directory, depth: DEPTH, outer: None, left: &left };
    let found = in_commands(&text, &place);
    // PowerShell and cmd separate paths with backslashes.
    let has_paths = || text.contains(".git\\") || text.contains("hooks\\") || text.contains(".husky\\");
    found.or_else(|| has_paths().then(|| in_commands(&text.replace('\\', "/"), &place)).flatten())
}

fn in_commands(text: &str, place: &Place) -> Option<String> {
    let Some(left) = place.left.get().checked_sub(text.len()) else { return Some(simple::NOT_KNOWN.to_owned()) };
    place.left.set(left);
    if text.contains(shell::COMPOSED) {
        return Some(simple::NOT_KNOWN.to_owned());
    }
    let script = shell::read(text, place.outer);
    let known = &script.known;
    let mut directory = place.directory.to_owned();
    let mut guarded = None;
    let mut takes_names = false;
    let mut only_reads = true;
    for command in &script.commands {
        let words = filled(command);
        let here = Place { directory: &directory, outer: Some(known), ..*place };
        let simple = Simple::new(&words, command, &directory);
        if let Some(why) = simple.why() {
            return Some(why);
        }
        let texts = simple.texts().into_iter().chain(texts::of(simple.own, command, known));
        if let Some(why) = texts.into_iter().find_map(|text| in_one(&text, &here)) {
            return Some(why);
        }
        // `echo .git/hooks/pre-commit | xargs rm`
        takes_names |= matches!(simple.program(), "xargs" | "parallel" | "read" | "for" | "foreach-object" | "%");
        guarded = guarded.or_else(|| words.iter().find_map(|word| simple.guard_of(word)));
        only_reads &= simple.is_reader();
        if let Some(next) = simple.goes_to() {
            let is_reader = simple.is_reader();
            directory = next;
            guarded = guarded.filter(|_| takes_names || !is_reader);
        }
    }
    if text.contains("dsnitch:allow") && (text.contains('>') || !only_reads) {
        return Some("adds an excuse (dsnitch:allow)".to_owned());
    }
    let names_hooks = text.contains("--git-path") && text.contains("hooks") || text.contains("--git-dir");
    if takes_names && guarded.is_some() || names_hooks && text.contains("hooks") && !only_reads {
        return Some(simple::changed(guarded.unwrap_or(Guard::Hooks)));
    }
    None
}

/// Judges a text that a command runs.
fn in_one(text: &Text, place: &Place) -> Option<String> {
    match text {
        Text::Unknown => Some(simple::NOT_KNOWN.to_owned()),
        Text::Source(text) => source::why(text),
        Text::Commands(text) => {
            let depth = place.depth.checked_sub(1)?;
            in_commands(&shell::spliced(text), &Place { depth, ..*place })
        }
    }
}

/// The words of a command; those of `xargs` and `parallel` with the words that they add or fill in.
fn filled(command: &Command) -> Vec<String> {
    let words = &command.words;
    let Some(at) = words.iter().position(|word| matches!(shell::name_of(word), "xargs" | "parallel")) else {
        return words.clone();
    };
    let reads_file = words.iter().any(|word| word == "-a" || word.starts_with("--arg-file"));
    let added = match &command.input {
        None if !reads_file => return words.clone(),
        Some(shell::Output::Known(text)) => text.trim_end().to_string(),
        Some(shell::Output::Composed) => shell::COMPOSED.to_string(),
        _ => format!("{}{{}}", shell::VARIABLE),
    };
    let (own, rest) = words.split_at(at + 1);
    let option =
        rest.iter().find(|word| word.starts_with("-I") || word.starts_with("-i") || word.starts_with("--replace"));
    let mark = match option {
        Some(option) if option == "-I" => rest.iter().skip_while(|word| *word != "-I").nth(1).cloned(),
        Some(option) => {
            Some(option.trim_start_matches("--replace").trim_start_matches(['-', 'I', 'i', '=']).to_owned())
        }
        None => rest.iter().any(|word| word.contains("{}")).then(|| "{}".to_owned()),
    };
    let mark = mark.map(|mark| if mark.is_empty() { "{}".to_owned() } else { mark });
    let replaced = match &mark {
        Some(mark) => rest.iter().map(|word| word.replace(mark.as_str(), &added)).collect(),
        None => [rest, &added.split_whitespace().map(str::to_owned).collect::<Vec<_>>()].concat(),
    };
    let has_command = !shell::unwrapped(words.get(at..).unwrap_or_default()).is_empty();
    if has_command { [own, &replaced].concat() } else { words.clone() }
}

#[cfg(test)]
mod hidden;
#[cfg(test)]
mod tests;
