//! Git's own commands and options that bypass the hooks.

use crate::cli::agent::shell::{is_mark, is_worked_out};

/// Options of `git` itself that take the next word as their value.
const TAKING: &[&str] =
    &["-C", "-c", "--git-dir", "--work-tree", "--namespace", "--super-prefix", "--config-env", "--exec-path"];

/// Commands that create or move commits without running the hooks.
const PLUMBING: &[&str] = &["commit-tree", "update-ref", "fast-import", "symbolic-ref", "replace", "filter-branch"];

/// Git commands that run one of their arguments as a command line.
pub(super) const RUNNING: &[&str] = &["rebase", "submodule", "bisect", "for-each-repo", "difftool", "mergetool"];

/// Git's commands that mean something else by `-n` than to pass by the hooks, or have no such option.
const KNOWN: &[&str] = &[
    "add",
    "am",
    "apply",
    "archive",
    "bisect",
    "blame",
    "branch",
    "bundle",
    "cat-file",
    "check-attr",
    "check-ignore",
    "checkout",
    "cherry",
    "cherry-pick",
    "clean",
    "clone",
    "commit",
    "config",
    "count-objects",
    "describe",
    "diff",
    "diff-index",
    "diff-tree",
    "difftool",
    "fetch",
    "for-each-ref",
    "format-patch",
    "fsck",
    "gc",
    "grep",
    "help",
    "init",
    "lfs",
    "log",
    "ls-files",
    "ls-remote",
    "ls-tree",
    "maintenance",
    "merge",
    "merge-base",
    "mergetool",
    "mv",
    "name-rev",
    "notes",
    "pull",
    "push",
    "range-diff",
    "rebase",
    "reflog",
    "remote",
    "reset",
    "restore",
    "rev-list",
    "rev-parse",
    "revert",
    "rm",
    "shortlog",
    "show",
    "show-ref",
    "sparse-checkout",
    "stash",
    "status",
    "submodule",
    "switch",
    "tag",
    "whatchanged",
    "worktree",
];

/// Configuration keys that select other hooks or another configuration.
const KEYS: &[&str] = &["core.hookspath", "include.path", "includeif.", "core.gitproxy", "init.templatedir"];

/// A git command line.
pub(super) struct Call<'w> {
    /// The options before the command, with their values.
    own: &'w [String],
    /// The git command.
    pub(super) command: &'w str,
    /// The words after the command.
    rest: &'w [String],
}

impl<'w> Call<'w> {
    /// Parses the words after `git`.
    pub(super) fn of(words: &'w [String]) -> Self {
        let mut at = 0;
        while let Some(word) = words.get(at).filter(|word| word.starts_with('-')) {
            at += if TAKING.contains(&word.as_str()) { 2 } else { 1 };
        }
        let (own, rest) = words.split_at(at.min(words.len()));
        // Git's commands also exist as separate executables.
        let name = rest.first().map(|word| word.rsplit('/').next().unwrap_or(word)).unwrap_or_default();
        let command = name.strip_prefix("git-").unwrap_or(name);
        Call { own, command, rest: rest.get(1..).unwrap_or_default() }
    }

    /// Returns why the call needs a person's approval; `None` if it does not.
    pub(super) fn why(&self) -> Option<&'static str> {
        if self.command.contains(is_mark) {
            return Some("calls a command of git that is known only when it runs");
        }
        // An alias.
        if !KNOWN.contains(&self.command) && self.has_lone_n() {
            return Some("calls a command of git that is not known with -n, which may pass by the hooks");
        }
        self.why_surely()
    }

    /// The same for words that may not be a call of git: only what is a bypass by its own words.
    pub(super) fn why_surely(&self) -> Option<&'static str> {
        let names_a_key = |word: &String| {
            let lower = word.to_ascii_lowercase();
            KEYS.iter().any(|key| lower.starts_with(key) || lower.contains("core.hookspath"))
        };
        if self.own.iter().any(names_a_key) {
            return Some("changes core.hooksPath or the like, and so which hooks run");
        }
        // As with GIT_DIR and GIT_EXEC_PATH before the command.
        let is_elsewhere = |word: &String| word.starts_with("--git-dir") || word.starts_with("--exec-path=");
        if matches!(self.command, "commit" | "merge" | "push" | "am") && self.own.iter().any(is_elsewhere) {
            return Some("names a directory of git's or programs of git's, and so which hooks run");
        }
        if self.own.iter().chain(self.options()).any(|word| word.starts_with("--no-ver")) {
            return Some("passes by the hooks (--no-verify)");
        }
        match self.command {
            "commit" if self.options().any(|word| is_worked_out(word)) => {
                Some("passes options to git commit that are known only when it runs")
            }
            "commit" if self.options().any(|word| has_n(word)) => Some("passes by the hooks (git commit -n)"),
            "config" => self.configures(),
            "clone" | "init" if self.options().any(|word| word.starts_with("--templ") || names_a_key(word)) => {
                Some("changes which hooks run")
            }
            command if PLUMBING.contains(&command) && !self.only_reads() => {
                Some("makes or moves commits with plumbing, where no hook runs")
            }
            _ => None,
        }
    }

    /// The command lines that the call puts into the configuration: aliases, editors, pagers, helpers.
    pub(super) fn configured(&self) -> Vec<String> {
        let values = self.own.iter().filter_map(|word| word.split_once('='));
        let values =
            values.filter(|(key, value)| !key.to_ascii_lowercase().starts_with("alias.") && value.contains(' '));
        let values = values.map(|(_, value)| value.trim_start_matches('!').to_owned());
        self.alias().into_iter().chain(values).collect()
    }

    /// The value of an alias that the call defines, as a command line.
    fn alias(&self) -> Option<String> {
        let as_command = |value: &str| value.strip_prefix('!').map_or_else(|| format!("git {value}"), str::to_owned);
        let is_alias = |word: &String| word.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("alias."));
        if let Some((_, value)) = self.own.iter().filter(|word| is_alias(word)).find_map(|word| word.split_once('=')) {
            return Some(as_command(value));
        }
        let at = self.rest.iter().position(is_alias).filter(|_| self.command == "config")?;
        self.rest.get(at + 1).map(|value| as_command(value))
    }

    /// The call of git that this one runs with each submodule, repository or step: `git bisect run git commit`.
    pub(super) fn inner(&self) -> Option<&'w [String]> {
        let at = self.rest.iter().position(|word| word == "git")?;
        RUNNING.contains(&self.command).then(|| self.rest.get(at + 1..)).flatten()
    }

    /// The values of `-m` and `--message`.
    pub(super) fn messages(&self) -> Vec<&'w str> {
        if !matches!(self.command, "commit" | "tag" | "notes" | "merge" | "stash") {
            return Vec::new();
        }
        let is_cluster = |word: &str| !word.starts_with("--") && word.starts_with('-') && word.ends_with('m');
        (0..self.rest.len())
            .filter_map(|at| match self.rest.get(at)?.as_str() {
                "--message" => self.rest.get(at + 1).map(String::as_str),
                word if is_cluster(word) => self.rest.get(at + 1).map(String::as_str),
                word => word.strip_prefix("--message=").or_else(|| word.strip_prefix("-m")),
            })
            .collect()
    }

    /// True if `-n` is an option and not a number of lines: `-n 5` is one.
    fn has_lone_n(&self) -> bool {
        let is_number = |word: Option<&String>| word.is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
        (0..self.rest.len())
            .any(|at| self.rest.get(at).is_some_and(|word| has_n(word)) && !is_number(self.rest.get(at + 1)))
            && !self.command.is_empty()
    }

    /// The words after the command, up to the file names.
    fn options(&self) -> impl Iterator<Item = &'w String> {
        // An option's value is not an option.
        let takes = |word: &str| match self.command {
            "commit" if word.starts_with("--") => {
                matches!(word, "--message" | "--file" | "--author" | "--date" | "--template" | "--reuse-message")
            }
            "commit" if word.starts_with('-') => {
                word.chars().skip(1).position(|letter| TAKES_REST.contains(letter)) == word.len().checked_sub(2)
            }
            "merge" => matches!(word, "-m" | "-F"),
            _ => false,
        };
        let mut is_taken = false;
        self.rest.iter().take_while(|word| *word != "--").filter(move |word| {
            let skip = is_taken;
            is_taken = !skip && takes(word);
            !skip
        })
    }

    fn configures(&self) -> Option<&'static str> {
        let is = |names: &[&str]| self.rest.iter().any(|word| names.contains(&word.as_str()));
        if is(&["-e", "--edit"]) || self.rest.first().is_some_and(|word| word == "edit") {
            return Some("changes git's configuration, which may say which hooks run");
        }
        let reads = is(&["--get", "--get-all", "--get-regexp", "--list", "-l"])
            || self.rest.iter().find(|word| !word.starts_with('-')).is_some_and(|word| word == "get" || word == "list");
        let is_key = |word: &String| KEYS.iter().any(|key| word.to_ascii_lowercase().starts_with(key));
        let is_section = |word: &String| word == "core" || word == "include";
        let removes = is(&["--remove-section", "--rename-section", "remove-section", "rename-section"]);
        let values = self.rest.iter().filter(|word| !word.starts_with('-')).count();
        let changes = self.rest.iter().any(is_key) && (!reads || values > 2);
        // A key without a value is a query.
        let asks = self.rest.len() == values && values == 1;
        (changes && !asks || removes && self.rest.iter().any(is_section))
            .then_some("changes core.hooksPath or the like, and so which hooks run")
    }

    /// True if the plumbing command only prints: `git symbolic-ref HEAD`, `git replace -l`.
    fn only_reads(&self) -> bool {
        let values = self.rest.iter().filter(|word| !word.starts_with('-')).count();
        match self.command {
            "symbolic-ref" => values < 2 && !self.rest.iter().any(|word| matches!(word.as_str(), "-d" | "--delete")),
            "replace" => self.rest.is_empty() || self.rest.iter().any(|word| matches!(word.as_str(), "-l" | "--list")),
            _ => false,
        }
    }
}

/// Short options of `git commit` that take the rest of the word as their value.
const TAKES_REST: &str = "mFCctuS";

/// True if a cluster of short options contains `n` before any option that takes the rest of the word as its value.
fn has_n(word: &str) -> bool {
    let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.starts_with('-')) else { return false };
    letters.chars().take_while(|letter| !TAKES_REST.contains(*letter)).any(|letter| letter == 'n')
}
