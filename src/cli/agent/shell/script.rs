//! What is known of a command line before it runs.

use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;

/// The `$` of an expansion whose value the text does not give; its name follows.
pub(in crate::cli::agent) const VARIABLE: char = '\u{E000}';
/// The output of a substitution that prints what stands in files or reports the state of the machine.
pub(in crate::cli::agent) const FOUND: char = '\u{E001}';
/// The output of a substitution by any other program.
pub(in crate::cli::agent) const OTHER: char = '\u{E002}';
/// The output of a substitution that is computed from text that the command line itself gives.
pub(in crate::cli::agent) const COMPOSED: char = '\u{E003}';
/// A [`VARIABLE`] or [`OTHER`] that was put into a text before that text is read as a command line.
pub(in crate::cli::agent) const SPLICED: char = '\u{E004}';
/// The start of the name of a file that stands for a process substitution.
pub(super) const PROCESS: char = '\u{E005}';

/// True for a letter that stands for something that is known only when the command runs.
pub(in crate::cli::agent) fn is_mark(letter: char) -> bool {
    (VARIABLE..=SPLICED).contains(&letter)
}

/// True if the word begins with something that is known only when the command runs.
pub(in crate::cli::agent) fn is_worked_out(word: &str) -> bool {
    word.starts_with(is_mark)
}

/// A text that another command line puts together and then runs: what it fills in itself is told from what that text
/// leaves open.
pub(in crate::cli::agent) fn spliced(text: &str) -> String {
    text.replace([VARIABLE, OTHER], "\u{E004}")
}

/// What a program prints, or what a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli::agent) enum Output {
    /// This text.
    Known(Rc<str>),
    /// What stands in files that the command line did not write, or the state of the machine.
    Found,
    /// The output of some program that gets nothing from the command line but its arguments.
    Other,
    /// Computed from text that the command line gives.
    Composed,
}

/// A simple command.
#[derive(Clone, Debug)]
pub(in crate::cli::agent) struct Command {
    /// The words without quotes and redirections, from the first assignment or the program's name on.
    pub(in crate::cli::agent) words: Vec<String>,
    /// The standard input; `None` if nothing is redirected to it.
    pub(in crate::cli::agent) input: Option<Output>,
    /// The standard output.
    pub(in crate::cli::agent) output: Output,
    /// True if another command of the line reads the output.
    pub(super) is_piped: bool,
    /// The files that its output goes to.
    pub(in crate::cli::agent) writes: Vec<String>,
    /// The files that its error messages go to.
    pub(in crate::cli::agent) errors: Vec<String>,
    /// The directory in which it runs, from that of the whole line on; empty for that itself.
    pub(in crate::cli::agent) directory: PathBuf,
}

/// The values of variables and the contents of files that a command line gives.
#[derive(Debug, Default)]
pub(in crate::cli::agent) struct Known<'o> {
    /// The command line that runs this one.
    pub(super) outer: Option<&'o Known<'o>>,
    pub(super) variables: HashMap<String, Rc<str>>,
    /// By the last component of the path; each entry is one writing.
    pub(super) files: HashMap<String, Vec<Output>>,
}

/// A command line as read.
#[derive(Debug)]
pub(in crate::cli::agent) struct Script<'o> {
    /// The simple commands in the order in which they are complete: those of a substitution come before the command
    /// that contains it.
    pub(in crate::cli::agent) commands: Vec<Command>,
    pub(in crate::cli::agent) known: Known<'o>,
}

/// A text of the command line itself, without the letters that have a meaning here.
pub(in crate::cli::agent) fn without_marks(text: &str) -> String {
    text.replace(|letter| (VARIABLE..=PROCESS).contains(&letter), "\u{FFFD}")
}

/// A text with marks, as a shell writes it.
pub(in crate::cli::agent) fn as_written(text: &str) -> String {
    text.replace([VARIABLE, SPLICED], "$").replace([FOUND, OTHER, COMPOSED], "$()")
}

/// The name and value of a word that assigns a variable.
pub(in crate::cli::agent) fn assignment(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    let name = name.strip_suffix('+').unwrap_or(name);
    let is_name = !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.is_empty();
    is_name.then_some((name, value))
}

/// A program's name without its directory and extension.
pub(in crate::cli::agent) fn name_of(word: &str) -> &str {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    name.strip_suffix(".exe").or_else(|| name.strip_suffix(".cmd")).unwrap_or(name)
}

/// Programs that run the command behind their own options, with the letters of the options that take the next word.
const WRAPPERS: &[(&str, &str)] = &[
    ("sudo", "ugpChUrtTD"),
    ("doas", "uC"),
    ("env", "uC"),
    ("nohup", ""),
    ("time", "fo"),
    ("timeout", "ks"),
    ("nice", "n"),
    ("ionice", "cnp"),
    ("stdbuf", "ioe"),
    ("setsid", ""),
    ("xargs", "InPLdsEa"),
    ("exec", "a"),
    ("command", ""),
    ("builtin", ""),
    ("busybox", ""),
    ("unbuffer", ""),
    ("fakeroot", ""),
    ("strace", "oepsE"),
];

/// The command that a wrapper such as `sudo` or `timeout` runs; other commands are returned unchanged.
pub(in crate::cli::agent) fn unwrapped(words: &[String]) -> &[String] {
    let mut words = words;
    while let Some(first) = words.first()
        && let Some((name, taking)) = WRAPPERS.iter().find(|(name, _)| *name == name_of(first))
        && !(*name == "command" && words.get(1).is_some_and(|word| word.eq_ignore_ascii_case("-v")))
    {
        let mut at = 1;
        while let Some(word) = words.get(at).filter(|word| word.starts_with('-') || assignment(word).is_some()) {
            let takes = word.len() == 2 && word.chars().nth(1).is_some_and(|letter| taking.contains(letter));
            at += if takes { 2 } else { 1 };
        }
        at += usize::from(*name == "timeout");
        words = words.get(at..).unwrap_or_default();
    }
    words
}

impl Known<'_> {
    pub(super) fn variable(&self, name: &str) -> Option<&Rc<str>> {
        self.variables.get(name).or_else(|| self.outer?.variable(name))
    }

    /// Everything that the command line writes into the file at `path`; `None` if it does not write it.
    pub(in crate::cli::agent) fn file(&self, path: &str) -> Option<&[Output]> {
        let name = path.rsplit('/').next().unwrap_or(path);
        self.files.get(name).map(Vec::as_slice).or_else(|| self.outer?.file(name))
    }
}

impl Output {
    /// One output behind the other. Text that is known is kept beside what only stands in files.
    pub(in crate::cli::agent) fn together<'o>(parts: impl Iterator<Item = &'o Output>) -> Output {
        let mut whole: Option<Output> = None;
        let mut text = String::new();
        for part in parts {
            whole = Some(match (whole, part) {
                (Some(Output::Composed), _) | (_, Output::Composed) => Output::Composed,
                (Some(Output::Other), _) | (_, Output::Other) => Output::Other,
                (before, Output::Known(known)) => {
                    text.push_str(known);
                    match before {
                        Some(Output::Found) if known.is_empty() => Output::Found,
                        _ => Output::Known(Rc::clone(known)),
                    }
                }
                (Some(Output::Known(known)), Output::Found) if !text.is_empty() => Output::Known(known),
                (_, Output::Found) => Output::Found,
            });
        }
        match whole {
            Some(Output::Known(_)) => Output::Known(text.into()),
            Some(other) => other,
            None => Output::Known("".into()),
        }
    }

    /// The letter or the text that stands for the output in a word.
    pub(super) fn in_word(&self) -> Rc<str> {
        match self {
            Output::Known(text) => text.trim_end_matches('\n').into(),
            Output::Found => FOUND.to_string().into(),
            Output::Other => OTHER.to_string().into(),
            Output::Composed => COMPOSED.to_string().into(),
        }
    }
}
