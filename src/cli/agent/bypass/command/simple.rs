//! One simple command: the calls of git in it, and the files that it changes.

use super::super::git::{Call, RUNNING};
use super::super::guards::{self, Guard};
use super::super::programs::{AWAY, COPIERS, GIT_READERS, HOMES, MANAGERS, OFF, OFF_BY_NO, READERS, RUNNERS};
use super::texts::Text;
use crate::cli::agent::shell::{
    COMPOSED, Command, FOUND, OTHER, SPLICED, VARIABLE, assignment, is_mark, is_worked_out, name_of, unwrapped,
};

/// Longest working directory, in bytes, that is tracked across `cd`: every word of a command is resolved against it.
const LONGEST_PATH: usize = 512;

/// What is run by something that cannot be read here.
pub(super) const NOT_KNOWN: &str = "runs commands that are known only when it runs, where git can pass by the hooks";

pub(super) fn changed(guard: Guard) -> String {
    format!("changes a file that {}", guard.does())
}

/// One simple command.
pub(super) struct Simple<'w> {
    words: &'w [String],
    command: &'w Command,
    /// The directory it runs in.
    directory: &'w str,
    /// The words from the program name on, without leading variable assignments.
    pub(super) own: &'w [String],
    /// The words after `git`.
    git: Option<&'w [String]>,
    /// False if another program may have been meant.
    is_surely_git: bool,
}

impl<'w> Simple<'w> {
    pub(super) fn new(words: &'w [String], command: &'w Command, directory: &'w str) -> Self {
        let sets = words.iter().take_while(|word| assignment(word).is_some()).count();
        let own = words.get(sets..).unwrap_or_default();
        let is_surely_git = words.iter().any(|word| is_git(word));
        Simple { words, command, directory, own, git: behind_git(words, own), is_surely_git }
    }

    /// The program's name.
    pub(super) fn program(&self) -> &'w str {
        name_of(self.own.first().map(String::as_str).unwrap_or_default())
    }

    pub(super) fn why(&self) -> Option<String> {
        let said = |why: &str| Some(why.to_owned());
        if let Some(name) = self.turned_off() {
            return Some(format!("sets {name}, which passes by the hooks or has another configuration read"));
        }
        if self.is_unknown() {
            return said(NOT_KNOWN);
        }
        if self.renames_git() {
            return said("gives git another name, under which its hooks can be passed by");
        }
        if let Some(why) = self.git.and_then(|git| self.why_git(git)) {
            return Some(why);
        }
        let is_printed = matches!(self.program(), "echo" | "printf" | "grep" | "rg") || self.git.is_some();
        if !is_printed && self.words.iter().any(|word| word.to_ascii_lowercase().contains("core.hookspath")) {
            return said("changes core.hooksPath, and so which hooks run");
        }
        if let Some(guard) = self.changed_guard() {
            return Some(changed(guard));
        }
        if self.takes_away() {
            return said("takes dsnitch away, or what runs its hook");
        }
        if let Some(at) = self.words.iter().position(|word| name_of(word) == "dsnitch") {
            let rest = self.words.get(at + 1..).unwrap_or_default();
            let is_excuse =
                rest.first().is_some_and(|word| matches!(word.as_str(), "uninstall" | "allow" | "baseline" | "review"));
            if is_excuse || rest.iter().any(|word| word == "--observe") {
                return said("changes what dsnitch guards or excuses");
            }
        }
        None
    }

    fn why_git(&self, git: &[String]) -> Option<String> {
        let call = Call::of(git);
        let why = if self.is_surely_git { call.why() } else { call.why_surely() };
        let inner = || call.inner().and_then(|inner| Call::of(inner).why());
        why.or_else(inner).map(str::to_owned)
    }

    /// The command lines in the command's own words: in the configuration that it gives to git, in variables, and in
    /// the arguments of programs that may run them.
    pub(super) fn texts(&self) -> Vec<Text> {
        let call = self.git.map(Call::of);
        let mut texts: Vec<Text> = call.iter().flat_map(Call::configured).map(Text::Commands).collect();
        // Nothing says that these are run: what they leave open is not asked about.
        let may_be = |text: &str| Text::Commands(text.replace(is_mark, &FOUND.to_string()));
        let set = self.words.iter().filter_map(|word| assignment(word).filter(|(name, _)| is_command_line(name)));
        texts.extend(set.map(|(_, value)| may_be(value)));
        let runs = self.words.iter().any(|word| RUNNERS.contains(&name_of(word)))
            || is_worked_out(self.program())
            || call.is_some_and(|call| RUNNING.contains(&call.command));
        if runs {
            let words = self.words.iter().filter(|word| word.contains(char::is_whitespace));
            texts.extend(words.map(|word| may_be(self.command_line_in(word))));
        }
        texts
    }

    /// The part of a word that may be a command line: `--exec='…'`, `alias x='…'`.
    fn command_line_in<'t>(&self, word: &'t str) -> &'t str {
        match assignment(word).filter(|_| self.program() == "alias") {
            Some((_, value)) => value,
            None if word.starts_with("--") => word.split_once('=').map_or(word, |(_, value)| value),
            None => word,
        }
    }

    /// True for `ln -s /usr/bin/git g`, `hash -p /usr/bin/git g`, `alias g=git`.
    fn renames_git(&self) -> bool {
        let is_program = |word: &str| is_git(word) && (!word.contains('/') || word.starts_with('/'));
        match self.program() {
            "ln" | "cp" | "mv" | "hash" | "install" => self.own.iter().skip(1).any(|word| is_program(word)),
            "alias" => self.own.iter().filter_map(|word| assignment(word)).any(|(_, value)| is_program(value)),
            _ => false,
        }
    }

    /// True if the program, or the one that a wrapper runs, is known only when it runs.
    fn is_unknown(&self) -> bool {
        let inner = unwrapped(self.own);
        let Some(first) = inner.first() else { return false };
        // `env $(cat .env) npm start` only sets variables.
        let only_sets = self.program() == "env" && inner.len() > 1;
        // `eval "$name=\$value"` only assigns.
        let first = first.split_once('=').map_or(first.as_str(), |_| "");
        name_of(first).contains([COMPOSED, SPLICED]) || name_of(first).contains(OTHER) && !only_sets
    }

    /// The variable assignment that disables hooks or selects another configuration.
    fn turned_off(&self) -> Option<String> {
        let is_no = |value: &str| matches!(value.to_ascii_lowercase().as_str(), "0" | "false" | "no" | "off");
        let commits = || self.git.is_some_and(|git| matches!(Call::of(git).command, "commit" | "push" | "merge"));
        let is_off = |name: &str, value: &str| {
            OFF.contains(&name)
                || name.starts_with("GIT_CONFIG_")
                || OFF_BY_NO.contains(&name) && is_no(value)
                || HOMES.contains(&name) && commits()
        };
        // `$env:SKIP = 'x'`, `$env:SKIP='x'`
        let prefix = format!("{VARIABLE}{{env}}:");
        let own = |word: &'w String| {
            let is_there = word.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(&prefix));
            if is_there { word.get(prefix.len()..).unwrap_or_default() } else { word.as_str() }
        };
        if matches!(self.program(), "echo" | "printf" | "grep" | "rg") {
            return None;
        }
        for (at, word) in self.words.iter().enumerate() {
            if let Some((name, value)) = assignment(own(word)).filter(|(name, value)| is_off(name, value)) {
                let _ = value;
                return Some(name.to_owned());
            }
            // `set -x SKIP dsnitch`, `setx SKIP dsnitch` and `[Environment]::SetEnvironmentVariable` take the bare
            // name.
            let sets = at > 0 && matches!(self.program(), "set" | "setx" | "setenv") || own(word) != word;
            let value = self.words.get(at + 1).map(String::as_str).unwrap_or_default();
            let value =
                if value == "=" { self.words.get(at + 2).map(String::as_str).unwrap_or_default() } else { value };
            if sets && is_off(own(word), value) && !value.is_empty() {
                return Some(own(word).to_owned());
            }
        }
        None
    }

    /// The guard file that a word names, as a path relative to the command's directory.
    pub(super) fn guard_of(&self, word: &str) -> Option<Guard> {
        if word.contains(char::is_whitespace) {
            return None;
        }
        // `of=.git/hooks/pre-commit`, `--output=.dsnitch.toml`
        let value = word.rsplit_once('=').map_or(word, |(_, value)| value);
        let value = value.trim_start_matches(['@', '+', ':']);
        let is_absolute = value.starts_with(['/', '~']) || is_worked_out(value) || value.get(1..3) == Some(":/");
        let path = if is_absolute { value.to_owned() } else { format!("{}/{value}", self.directory) };
        (!value.is_empty()).then(|| guards::what(&path)).flatten()
    }

    /// The guard file that the command may change.
    fn changed_guard(&self) -> Option<Guard> {
        // A redirection writes to its target whatever the program is.
        let targets = || self.command.writes.iter().chain(&self.command.errors);
        if let Some(guard) = targets().find_map(|target| self.guard_of(target)) {
            return Some(guard);
        }
        if self.is_reader() {
            return None;
        }
        let words = self.own.get(1..).unwrap_or_default();
        let named: &[String] = if COPIERS.contains(&self.program()) && !words.iter().any(|word| word == "-t") {
            words.last().map(std::slice::from_ref).unwrap_or_default()
        } else {
            words
        };
        // In the hooks directory every file name is a hook's.
        let within = || matches!(guards::what(self.directory), Some(Guard::Hooks)).then_some(Guard::Hooks);
        // `tar --exclude .git`
        let is_left_out = |word: &str| word.starts_with("--exclude") || word.starts_with("--ignore");
        let before = |at: usize| at.checked_sub(1).and_then(|at| named.get(at));
        let changed = named.iter().enumerate().filter(|(at, word)| {
            !is_left_out(word) && !before(*at).is_some_and(|before| is_left_out(before) && !before.contains('='))
        });
        changed.map(|(_, word)| word).find_map(|word| self.guard_of(word)).or_else(|| {
            let is_changer = matches!(
                self.program(),
                "rm" | "mv" | "chmod" | "unlink" | "truncate" | "find" | "sed" | "tee" | "ln" | "cp"
            );
            is_changer.then(within).flatten()
        })
    }

    /// True if the command changes none of the files that it names.
    pub(super) fn is_reader(&self) -> bool {
        let program = self.program().to_ascii_lowercase();
        let has = |option: &str| self.words.iter().any(|word| word.starts_with(option));
        match program.as_str() {
            "" => true,
            "find" | "fd" => {
                !["-delete", "-exec", "-ok", "-fprint", "-x", "-X", "--exec"].iter().any(|option| has(option))
            }
            "sed" => !(has("-i") || has("--in-place") || self.words.iter().any(|word| is_cluster_with(word, 'i'))),
            "awk" | "gawk" | "yq" => !(has("-i") || has("--inplace")),
            "git" => self.git.is_some_and(|git| GIT_READERS.contains(&Call::of(git).command) || git.is_empty()),
            "dsnitch" | "pre-commit" | "prek" | "lefthook" => true,
            program => READERS.contains(&program),
        }
    }

    /// The directory that a `cd` changes to.
    pub(super) fn goes_to(&self) -> Option<String> {
        matches!(self.program(), "cd" | "pushd" | "set-location" | "chdir").then_some(())?;
        let to = self.own.iter().skip(1).find(|word| !word.starts_with('-'))?;
        let next = if to.starts_with(['/', '~']) || is_worked_out(to) {
            to.clone()
        } else {
            format!("{}/{to}", self.directory)
        };
        (next.len() < LONGEST_PATH).then_some(next)
    }

    /// True if the command uninstalls a program that guards commits, or its hooks.
    fn takes_away(&self) -> bool {
        let manager = |word: &String| {
            let name = name_of(word);
            let name = name.split(['@', '=', '[']).next().filter(|name| !name.is_empty()).unwrap_or(name);
            MANAGERS.contains(&name)
        };
        let is_away = |word: &String| AWAY.contains(&word.as_str());
        let replaces = |word: &String| matches!(word.as_str(), "--overwrite");
        let is_git = self.git.is_some();
        let removes_file =
            matches!(self.program(), "rm" | "mv" | "unlink" | "truncate" | "chmod" | "shred" | "del" | "remove-item");
        let said = self.words.iter().any(|word| is_away(word) || replaces(word)) || removes_file;
        !is_git
            && said
            && !matches!(self.program(), "echo" | "printf" | "grep" | "rg")
            && self.words.iter().any(manager)
    }
}

/// The words after `git`, wherever in the command it is; for an unknown program, its arguments.
fn behind_git<'w>(words: &'w [String], own: &'w [String]) -> Option<&'w [String]> {
    let first = own.first()?;
    let is_printed = READERS.contains(&name_of(first));
    if let Some(at) = words.iter().position(|word| is_git(word)).filter(|_| !is_printed) {
        return words.get(at + 1..);
    }
    // `git-commit`, an executable in git's own directory; `$GIT commit`, `/usr/bin/g?t commit`
    let name = name_of(first);
    if let Some(command) = name.strip_prefix("git-") {
        return (command == "commit" || command == "push").then_some(own);
    }
    let is_pattern = name.len() > 2 && name.contains(['*', '?', '[']);
    (name.contains(is_mark) || is_pattern).then(|| own.get(1..)).flatten()
}

fn is_git(word: &str) -> bool {
    name_of(word).eq_ignore_ascii_case("git")
}

/// True for a variable whose value some program runs as a command line.
fn is_command_line(name: &str) -> bool {
    ["EDITOR", "PAGER", "VISUAL", "_COMMAND", "BROWSER", "_ASKPASS", "_EXTERNAL_DIFF"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// True if a cluster of short options contains `letter`.
fn is_cluster_with(word: &str, letter: char) -> bool {
    word.strip_prefix('-')
        .is_some_and(|letters| !letters.starts_with('-') && letters.len() < 4 && letters.contains(letter))
}
