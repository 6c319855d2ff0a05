//! Decides whether a command line bypasses or changes the hooks.

use super::git::{Call, RUNNING};
use super::guards::{self, Guard};
use super::programs::{
    AWAY, COPIERS, GIT_READERS, HOMES, INTERPRETERS, MANAGERS, OFF, OFF_BY_NO, READERS, RUNNERS, SHELLS,
};
use crate::cli::agent::words::{assignment, commands};

/// Longest working directory, in bytes, that is tracked across `cd`: every word of a command is resolved against it.
const LONGEST_PATH: usize = 512;

/// How many levels of nested commands are followed.
const DEPTH: usize = 4;

/// Returns why the command line `text`, run in `directory`, needs a person's approval; `None` if it does not.
pub(super) fn in_text(text: &str, directory: &str) -> Option<String> {
    let found = in_commands(text, directory, DEPTH);
    // PowerShell and cmd separate paths with backslashes.
    let has_paths = || text.contains(".git\\") || text.contains("hooks\\") || text.contains(".husky\\");
    found.or_else(|| has_paths().then(|| in_commands(&text.replace('\\', "/"), directory, DEPTH)).flatten())
}

fn in_commands(text: &str, directory: &str, depth: usize) -> Option<String> {
    let commands = commands(text);
    let mut directory = directory.to_owned();
    let mut guarded = None;
    let mut takes_names = false;
    let mut printed: Vec<String> = Vec::new();
    for words in &commands {
        let mut command = Simple::new(words, &directory, depth);
        // `echo 'git commit -n' | sh`
        match command.program() {
            "echo" | "printf" => printed.push(command.own.get(1..).unwrap_or_default().join(" ")),
            _ if command.reads_commands() && depth > 0 => {
                if let Some(why) = printed.iter().find_map(|text| in_commands(text, &directory, depth - 1)) {
                    return Some(why);
                }
            }
            _ => {}
        }
        if let Some(why) = command.why() {
            return Some(why);
        }
        // `echo .git/hooks/pre-commit | xargs rm`
        takes_names |= matches!(command.program(), "xargs" | "parallel" | "while" | "for" | "foreach-object" | "%");
        guarded = guarded.or_else(|| words.iter().find_map(|word| command.guard_of(word)));
        if let Some(next) = command.goes_to() {
            directory = next;
            command = Simple::new(words, &directory, depth);
            guarded = guarded.filter(|_| takes_names || !command.is_reader());
        }
    }
    let writes_excuse = text.contains("dsnitch:allow") && {
        let only_reads = |words: &Vec<String>| Simple::new(words, &directory, depth).is_reader();
        text.contains('>') || !commands.iter().all(only_reads)
    };
    if writes_excuse {
        return Some("adds an excuse (dsnitch:allow)".to_owned());
    }
    let names_hooks = || text.contains("--git-path") && text.contains("hooks") || text.contains("--git-dir");
    let changes = || commands.iter().any(|words| !Simple::new(words, &directory, depth).is_reader());
    if takes_names && guarded.is_some() || names_hooks() && text.contains("hooks") && changes() {
        return Some(changed(guarded.unwrap_or(Guard::Hooks)));
    }
    None
}

fn changed(guard: Guard) -> String {
    format!("changes a file that {}", guard.does())
}

/// A program's name without its directory and extension.
fn name_of(word: &str) -> &str {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    name.strip_suffix(".exe").or_else(|| name.strip_suffix(".cmd")).unwrap_or(name)
}

/// One simple command.
struct Simple<'w> {
    words: &'w [String],
    /// The directory it runs in.
    directory: &'w str,
    depth: usize,
    /// The words from the program name on, without leading variable assignments.
    own: &'w [String],
    /// The words after `git`.
    git: Option<&'w [String]>,
}

impl<'w> Simple<'w> {
    fn new(words: &'w [String], directory: &'w str, depth: usize) -> Self {
        let sets = words.iter().take_while(|word| assignment(word).is_some()).count();
        let own = words.get(sets..).unwrap_or_default();
        Simple { words, directory, depth, own, git: behind_git(words, own) }
    }

    /// The program's name.
    fn program(&self) -> &'w str {
        name_of(self.own.first().map(String::as_str).unwrap_or_default())
    }

    fn why(&self) -> Option<String> {
        let said = |why: &str| Some(why.to_owned());
        if let Some(name) = self.turned_off() {
            return Some(format!("sets {name}, which passes by the hooks or has another configuration read"));
        }
        if let Some(git) = self.git {
            let call = Call::of(git);
            if let Some(why) = call.why() {
                return said(why);
            }
            if let Some(alias) = call.alias().filter(|_| self.depth > 0)
                && let Some(why) = in_commands(&alias, self.directory, self.depth - 1)
            {
                return Some(why);
            }
            if RUNNING.contains(&call.command)
                && let Some(why) = self.in_texts()
            {
                return Some(why);
            }
            if let Some(why) = call.inner().and_then(|inner| Call::of(inner).why()) {
                return said(why);
            }
        }
        let lower = |word: &String| word.to_ascii_lowercase();
        let is_printed = matches!(self.program(), "echo" | "printf" | "grep" | "rg") || self.git.is_some();
        if !is_printed && self.words.iter().any(|word| lower(word).contains("core.hookspath")) {
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
        if self.words.iter().any(|word| RUNNERS.contains(&name_of(word)))
            && let Some(why) = self.in_texts()
        {
            return Some(why);
        }
        if self.words.iter().any(|word| INTERPRETERS.contains(&name_of(word))) {
            let calls = |word: &String| {
                word.contains("git")
                    && (word.contains("--no-verify")
                        || word.contains("commit") && (word.contains("'-n'") || word.contains("\"-n\"")))
            };
            let guard = || {
                self.words
                    .iter()
                    .filter(|word| word.contains(char::is_whitespace) || word.contains('('))
                    .find_map(|word| named_in(word))
            };
            if self.words.iter().any(calls) {
                return said("passes by the hooks (--no-verify)");
            }
            // `execSync('git commit -n')`
            let literals = self.words.iter().flat_map(|word| word.split(['\'', '"', '`']));
            let depth = self.depth.saturating_sub(1);
            if let Some(why) = literals
                .filter(|literal| self.depth > 0 && literal.trim_start().starts_with("git "))
                .find_map(|literal| in_commands(literal, self.directory, depth))
            {
                return Some(why);
            }
            return guard().map(changed);
        }
        None
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
        let own = |word: &'w String| {
            let lower = word.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("$env:"));
            if lower { word.get(5..).unwrap_or_default() } else { word.as_str() }
        };
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

    /// Examines the words that are themselves command lines.
    fn in_texts(&self) -> Option<String> {
        let depth = self.depth.checked_sub(1)?;
        let is_text = |word: &&String| word.contains(char::is_whitespace);
        let alias = |word: &'w String| match assignment(word).filter(|_| self.program() == "alias") {
            Some((_, value)) => value,
            None => word.as_str(),
        };
        self.words.iter().filter(is_text).find_map(|word| in_commands(alias(word), self.directory, depth))
    }

    /// True if the command is a shell that reads commands from its standard input.
    fn reads_commands(&self) -> bool {
        SHELLS.contains(&self.program())
            && self.own.iter().skip(1).all(|word| word == "-" || matches!(word.as_str(), "-s" | "-x" | "-e"))
    }

    /// The guard file that a word names, as a path relative to the command's directory.
    fn guard_of(&self, word: &str) -> Option<Guard> {
        if word.contains(char::is_whitespace) {
            return None;
        }
        // `of=.git/hooks/pre-commit`, `--output=.dsnitch.toml`
        let value = word.rsplit_once('=').map_or(word, |(_, value)| value);
        let value = value.trim_start_matches(['>', '<', '@', '1', '2', '&', '+', ':']);
        let is_absolute = value.starts_with(['/', '~', '$']) || value.get(1..3) == Some(":/");
        let path = if is_absolute { value.to_owned() } else { format!("{}/{value}", self.directory) };
        (!value.is_empty()).then(|| guards::what(&path)).flatten()
    }

    /// The guard file that the command may change.
    fn changed_guard(&self) -> Option<Guard> {
        // A redirection writes to its target whatever the program is.
        for (at, word) in self.words.iter().enumerate() {
            let Some((_, target)) = word.rsplit_once('>').filter(|_| !word.contains(char::is_whitespace)) else {
                continue;
            };
            let target =
                if target.is_empty() { self.words.get(at + 1).map(String::as_str).unwrap_or_default() } else { target };
            if let Some(guard) = self.guard_of(target) {
                return Some(guard);
            }
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
        named.iter().find_map(|word| self.guard_of(word)).or_else(|| {
            let is_changer = matches!(
                self.program(),
                "rm" | "mv" | "chmod" | "unlink" | "truncate" | "find" | "sed" | "tee" | "ln" | "cp"
            );
            is_changer.then(within).flatten()
        })
    }

    /// True if the command changes none of the files that it names.
    fn is_reader(&self) -> bool {
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
    fn goes_to(&self) -> Option<String> {
        matches!(self.program(), "cd" | "pushd" | "set-location" | "chdir").then_some(())?;
        let to = self.own.iter().skip(1).find(|word| !word.starts_with('-'))?;
        let next = if to.starts_with(['/', '~', '$']) { to.clone() } else { format!("{}/{to}", self.directory) };
        (next.len() < LONGEST_PATH).then_some(next)
    }

    /// True if the command uninstalls a program that guards commits, or its hooks.
    fn takes_away(&self) -> bool {
        let manager = |word: &String| {
            // `$(which dsnitch)`
            let inner = word.strip_prefix("$(").and_then(|inner| inner.trim_end_matches(')').rsplit(' ').next());
            let name = name_of(inner.unwrap_or(word));
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
    let at = words.iter().position(|word| name_of(word).eq_ignore_ascii_case("git"));
    if let Some(at) = at {
        return words.get(at + 1..);
    }
    let first = own.first()?;
    // `git-commit`, an executable in git's own directory; `$(which git) commit`, `$GIT commit`
    if let Some(command) = name_of(first).strip_prefix("git-") {
        return (command == "commit" || command == "push").then_some(own);
    }
    let is_unknown = first.starts_with('$') || first.starts_with('`');
    is_unknown.then(|| own.get(1..)).flatten()
}

/// True if a cluster of short options contains `letter`.
fn is_cluster_with(word: &str, letter: char) -> bool {
    word.strip_prefix('-')
        .is_some_and(|letters| !letters.starts_with('-') && letters.len() < 4 && letters.contains(letter))
}

/// The guard file that source code in another language names between quotes.
fn named_in(text: &str) -> Option<Guard> {
    text.split(['\'', '"', '`', '(', ')', ',', ' ']).find_map(|part| guards::what(part).filter(|_| !part.is_empty()))
}

#[cfg(test)]
mod tests;
