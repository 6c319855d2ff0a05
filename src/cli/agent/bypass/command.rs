//! What a command line does to the gate.

use super::git::{Call, RUNNING};
use super::guards::{self, Guard};
use crate::cli::agent::words::{assignment, commands};

/// Variables that turn hooks off, or have git or dsnitch read another configuration, whatever they are set to.
const OFF: &[&str] = &[
    "SKIP",
    "PREK_SKIP",
    "HUSKY_SKIP_HOOKS",
    "LEFTHOOK_EXCLUDE",
    "PRE_COMMIT_ALLOW_NO_CONFIG",
    "PREK_ALLOW_NO_CONFIG",
    "DSNITCH_CONFIG",
    "DSNITCH_CONFIG_SYSTEM",
    "DSNITCH_PROFILE",
    "DSNITCH_CHAIN",
    "GIT_CONFIG",
    "GIT_TEMPLATE_DIR",
    "GIT_EXEC_PATH",
];

/// Variables that do so if they say no.
const OFF_BY_NO: &[&str] = &["HUSKY", "LEFTHOOK"];

/// Where git looks for the user's configuration: for a commit alone.
const HOMES: &[&str] = &["HOME", "XDG_CONFIG_HOME", "GIT_DIR", "GIT_COMMON_DIR"];

/// Programs that only read what they are given, or print it.
const READERS: &[&str] = &[
    "cat",
    "bat",
    "less",
    "more",
    "head",
    "tail",
    "grep",
    "egrep",
    "fgrep",
    "rg",
    "ag",
    "ack",
    "ls",
    "dir",
    "stat",
    "file",
    "wc",
    "diff",
    "cmp",
    "test",
    "[",
    "[[",
    "echo",
    "printf",
    "pwd",
    "cd",
    "pushd",
    "sha256sum",
    "sha1sum",
    "md5sum",
    "readlink",
    "realpath",
    "basename",
    "dirname",
    "od",
    "xxd",
    "hexdump",
    "strings",
    "sort",
    "uniq",
    "cut",
    "tr",
    "jq",
    "tree",
    "du",
    "if",
    "then",
    "else",
    "fi",
    "while",
    "true",
    "false",
    "get-content",
    "gc",
    "type",
    "get-item",
    "get-childitem",
    "test-path",
    "select-string",
    "which",
    "where",
    "source",
    ".",
    "open",
];

/// Commands of git that change none of the files that they name.
const GIT_READERS: &[&str] = &[
    "add",
    "commit",
    "diff",
    "show",
    "log",
    "status",
    "blame",
    "ls-files",
    "ls-tree",
    "cat-file",
    "check-ignore",
    "check-attr",
    "rev-parse",
    "grep",
    "hash-object",
    "push",
    "fetch",
    "pull",
    "describe",
    "shortlog",
    "annotate",
];

/// Programs that copy what they name first: the last word is what they change.
const COPIERS: &[&str] = &["cp", "rsync", "install", "scp", "copy", "copy-item"];

/// Programs that run a text as commands, which may stand in any of their words.
const RUNNERS: &[&str] = &[
    "sh",
    "bash",
    "zsh",
    "dash",
    "ksh",
    "fish",
    "ash",
    "eval",
    "ssh",
    "su",
    "sudo",
    "doas",
    "env",
    "xargs",
    "parallel",
    "nohup",
    "time",
    "timeout",
    "watch",
    "script",
    "setsid",
    "nice",
    "stdbuf",
    "flock",
    "docker",
    "podman",
    "kubectl",
    "tmux",
    "screen",
    "busybox",
    "cmd",
    "powershell",
    "pwsh",
    "runuser",
    "chroot",
    "expect",
    "trap",
    "alias",
    "find",
    "invoke-expression",
    "iex",
    "start-process",
];

/// Programs that run a text of another language.
const INTERPRETERS: &[&str] = &["python", "python3", "node", "deno", "bun", "perl", "ruby", "php", "osascript", "lua"];

/// What the hooks are run by, and dsnitch itself.
const MANAGERS: &[&str] =
    &["pre-commit", "pre_commit", "prek", "lefthook", "husky", "dsnitch", "lint-staged", "simple-git-hooks"];

/// Words that take a program away, or its hooks.
const AWAY: &[&str] = &["uninstall", "remove", "rm", "un", "unlink", "purge", "delete", "autoremove", "erase"];

/// Bytes of the path of a directory that is followed: each word is held against it.
const LONGEST_PATH: usize = 512;

/// How deep commands in commands are followed.
const DEPTH: usize = 4;

/// Why the command line `text`, run in `directory`, is for a person to allow.
pub(super) fn in_text(text: &str, directory: &str) -> Option<String> {
    let found = in_commands(text, directory, DEPTH);
    // PowerShell and cmd have backslashes in their paths.
    let has_paths = || text.contains(".git\\") || text.contains("hooks\\") || text.contains(".husky\\");
    found.or_else(|| has_paths().then(|| in_commands(&text.replace('\\', "/"), directory, DEPTH)).flatten())
}

fn in_commands(text: &str, directory: &str, depth: usize) -> Option<String> {
    let commands = commands(text);
    let mut directory = directory.to_owned();
    let mut guarded = None;
    let mut takes_names = false;
    for words in &commands {
        let mut command = Simple::new(words, &directory, depth);
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

/// The name of a program, without its folder and ending.
fn name_of(word: &str) -> &str {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    name.strip_suffix(".exe").or_else(|| name.strip_suffix(".cmd")).unwrap_or(name)
}

/// A simple command.
struct Simple<'w> {
    words: &'w [String],
    /// Where it runs.
    directory: &'w str,
    depth: usize,
    /// The words from the program on: the first that gives no variable.
    own: &'w [String],
    /// The words behind `git`.
    git: Option<&'w [String]>,
}

impl<'w> Simple<'w> {
    fn new(words: &'w [String], directory: &'w str, depth: usize) -> Self {
        let sets = words.iter().take_while(|word| assignment(word).is_some()).count();
        let own = words.get(sets..).unwrap_or_default();
        Simple { words, directory, depth, own, git: behind_git(words, own) }
    }

    /// The name of the program.
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
            return guard().map(changed);
        }
        None
    }

    /// The variable by which hooks are turned off, or another configuration is read.
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
            // `set -x SKIP dsnitch`, `setx SKIP dsnitch`, `[Environment]::SetEnvironmentVariable` are given the name alone.
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

    /// What the texts among its words do, as command lines.
    fn in_texts(&self) -> Option<String> {
        let depth = self.depth.checked_sub(1)?;
        let is_text = |word: &&String| word.contains(char::is_whitespace);
        self.words.iter().filter(is_text).find_map(|word| in_commands(word, self.directory, depth))
    }

    /// The guard that a word names as a path from where the command runs.
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

    /// The guard that it may change.
    fn changed_guard(&self) -> Option<Guard> {
        // What it redirects to, whatever it is.
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
        // Within the folder of the hooks every name is one of theirs.
        let within = || matches!(guards::what(self.directory), Some(Guard::Hooks)).then_some(Guard::Hooks);
        named.iter().find_map(|word| self.guard_of(word)).or_else(|| {
            let is_changer = matches!(
                self.program(),
                "rm" | "mv" | "chmod" | "unlink" | "truncate" | "find" | "sed" | "tee" | "ln" | "cp"
            );
            is_changer.then(within).flatten()
        })
    }

    /// Whether it changes none of the files that it names.
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

    /// Where `cd` goes.
    fn goes_to(&self) -> Option<String> {
        matches!(self.program(), "cd" | "pushd" | "set-location" | "chdir").then_some(())?;
        let to = self.own.iter().skip(1).find(|word| !word.starts_with('-'))?;
        let next = if to.starts_with(['/', '~', '$']) { to.clone() } else { format!("{}/{to}", self.directory) };
        (next.len() < LONGEST_PATH).then_some(next)
    }

    /// Whether a program that guards is taken away, or its hooks are.
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

/// The words behind `git`, wherever a command has it; of a program that is not known, what it is told to do.
fn behind_git<'w>(words: &'w [String], own: &'w [String]) -> Option<&'w [String]> {
    let at = words.iter().position(|word| name_of(word).eq_ignore_ascii_case("git"));
    if let Some(at) = at {
        return words.get(at + 1..);
    }
    let first = own.first()?;
    // `git-commit`, which git has in a folder of its own; `$(which git) commit`, `$GIT commit`
    if let Some(command) = name_of(first).strip_prefix("git-") {
        return (command == "commit" || command == "push").then_some(own);
    }
    let is_unknown = first.starts_with('$') || first.starts_with('`');
    is_unknown.then(|| own.get(1..)).flatten()
}

/// Whether a word of short options has `letter` among them.
fn is_cluster_with(word: &str, letter: char) -> bool {
    word.strip_prefix('-')
        .is_some_and(|letters| !letters.starts_with('-') && letters.len() < 4 && letters.contains(letter))
}

/// The guard that a text of another language names in quotes.
fn named_in(text: &str) -> Option<Guard> {
    text.split(['\'', '"', '`', '(', ')', ',', ' ']).find_map(|part| guards::what(part).filter(|_| !part.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::in_text;

    /// Rows: a command, and a part of why it is for a person; none where it is not.
    const ROWS: &[(&str, Option<&str>)] = &[
        // Options of git.
        ("git commit --no-verify -m x", Some("--no-verify")),
        ("git commit --no-verif", Some("--no-verify")),
        ("git push origin main --no-verify", Some("--no-verify")),
        ("git merge --no-verify x", Some("--no-verify")),
        ("git rebase -m --no-verify x", Some("--no-verify")),
        ("cd x && /usr/bin/git -C y commit -anm 'x'", Some("commit -n")),
        ("git commit -n", Some("commit -n")),
        ("git com\"mit\" -n", Some("commit -n")),
        ("git.exe commit -n", Some("commit -n")),
        ("bash -lc 'git commit -n'", Some("commit -n")),
        ("env A=1 sh -c \"bash -c 'git commit --no-verify'\"", Some("--no-verify")),
        ("bash <<'X'\ngit commit -n\nX", Some("commit -n")),
        ("g=git; $g commit -n", Some("commit -n")),
        ("g='git commit'; ${g} -n", Some("commit -n")),
        ("c=commit; git $c -n", Some("commit -n")),
        ("o=--no-verify; git commit $o", Some("--no-verify")),
        ("$(which git) commit -n", Some("commit -n")),
        ("`which git` commit -n", Some("commit -n")),
        ("$GIT commit --no-verify", Some("--no-verify")),
        ("/usr/lib/git-core/git-commit -n", Some("commit -n")),
        ("xargs git commit -n", Some("commit -n")),
        ("git rebase -i HEAD~2 --exec 'git commit --amend -n'", Some("commit -n")),
        ("git submodule foreach 'git commit -n'", Some("commit -n")),
        ("git config alias.c 'commit -n'", Some("commit -n")),
        ("git -c alias.c='!git commit --no-verify' c", Some("--no-verify")),
        ("python3 -c \"import subprocess; subprocess.run(['git', 'commit', '-n'])\"", Some("--no-verify")),
        ("git commit -m 'do not use -n or --no-verify'", None),
        ("git commit -m --no-verify", None),
        ("git commit -mn", None),
        ("git commit -F -n", None),
        ("git commit -- -n", None),
        ("git push -n", None),
        ("git log -n 3", None),
        ("grep -n commit x", None),
        ("echo \"git commit -n\"", None),
        ("git commit -m \"$(cat <<'EOF'\nfix: the hook of -n\nEOF\n)\"", None),
        // Configuration and environment.
        ("git -c core.hooksPath=/dev/null commit -m x", Some("core.hooksPath")),
        ("git -c core.hooksPath=/dev/null commit -m --list", Some("core.hooksPath")),
        ("git -c Core.HooksPath= commit", Some("core.hooksPath")),
        ("git --config-env=core.hooksPath=X commit", Some("core.hooksPath")),
        ("git -c include.path=../x commit", Some("core.hooksPath")),
        ("git config core.hooksPath /dev/null", Some("core.hooksPath")),
        ("git config --unset core.hooksPath", Some("core.hooksPath")),
        ("git config --local --add include.path ../x", Some("core.hooksPath")),
        ("git config --remove-section core", Some("core.hooksPath")),
        ("git config -e", Some("configuration")),
        ("git clone -c core.hooksPath=/x a b", Some("hooks")),
        ("git config --get core.hooksPath", None),
        ("git config core.hooksPath", None),
        ("git config --list", None),
        ("git config user.name x", None),
        ("SKIP=dsnitch git commit -m x", Some("SKIP")),
        ("export SKIP=dsnitch; git commit", Some("SKIP")),
        ("set -gx SKIP dsnitch; git commit", Some("SKIP")),
        ("$env:SKIP = 'dsnitch'; git commit", Some("SKIP")),
        ("$env:SKIP='dsnitch'; git commit", Some("SKIP")),
        ("HUSKY=0 git commit -m x", Some("HUSKY")),
        ("LEFTHOOK=false git commit -m x", Some("LEFTHOOK")),
        (
            "GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.hooksPath GIT_CONFIG_VALUE_0=/x git commit",
            Some("GIT_CONFIG_COUNT"),
        ),
        ("GIT_CONFIG_GLOBAL=/x git commit", Some("GIT_CONFIG_GLOBAL")),
        ("DSNITCH_CONFIG=/tmp/x git commit", Some("DSNITCH_CONFIG")),
        ("HOME=/tmp git commit -m x", Some("HOME")),
        ("HOME=/tmp npm test", None),
        ("HUSKY=1 git commit", None),
        // Plumbing.
        ("git commit-tree $(git write-tree) -m x", Some("plumbing")),
        ("git update-ref refs/heads/main HEAD~1", Some("plumbing")),
        ("git fast-import < x", Some("plumbing")),
        ("git symbolic-ref HEAD refs/heads/x", Some("plumbing")),
        ("git symbolic-ref HEAD", None),
        // Programs.
        ("pre-commit uninstall", Some("takes dsnitch away")),
        ("prek uninstall -t pre-push", Some("takes dsnitch away")),
        ("lefthook uninstall", Some("takes dsnitch away")),
        ("npx lefthook uninstall", Some("takes dsnitch away")),
        ("python -m pre_commit uninstall", Some("takes dsnitch away")),
        ("uvx pre-commit@4 uninstall", Some("takes dsnitch away")),
        ("npm uninstall husky", Some("takes dsnitch away")),
        ("yarn remove husky", Some("takes dsnitch away")),
        ("pnpm rm -D husky@9", Some("takes dsnitch away")),
        ("pip uninstall -y pre-commit", Some("takes dsnitch away")),
        ("pre-commit install --overwrite", Some("takes dsnitch away")),
        ("rm -f $(which dsnitch)", Some("")),
        ("rm ~/.cargo/bin/dsnitch", Some("takes dsnitch away")),
        ("dsnitch uninstall", Some("")),
        ("dsnitch baseline write", Some("guards")),
        ("dsnitch staged --observe", Some("guards")),
        ("dsnitch staged", None),
        ("pre-commit run --all-files", None),
        ("npm install husky", None),
        ("npm rm left-pad", None),
        ("echo pre-commit uninstall", None),
        // Files.
        ("rm .git/hooks/pre-commit", Some("which hooks run")),
        ("rm -rf .git/hooks", Some("which hooks run")),
        ("rm -rf .git/h*", Some("which hooks run")),
        ("rm -rf .git", Some("which hooks run")),
        ("rm .git/{hooks,info}/pre-commit", Some("which hooks run")),
        ("find .git/hooks -delete", Some("which hooks run")),
        ("find .git/hooks -type f -exec rm {} +", Some("which hooks run")),
        ("chmod -x .git/hooks/pre-commit", Some("which hooks run")),
        ("chmod 644 .git/hooks/*", Some("which hooks run")),
        ("mv .git/hooks .git/hooks.off", Some("which hooks run")),
        ("h=.git/hooks; rm -rf $h", Some("which hooks run")),
        ("cd .git/hooks && rm *", Some("which hooks run")),
        ("cd .git && rm -rf hooks", Some("which hooks run")),
        ("echo .git/hooks/pre-commit | xargs rm", Some("which hooks run")),
        ("for f in .git/hooks/*; do rm $f; done", Some("which hooks run")),
        ("rm $(git rev-parse --git-path hooks)/pre-commit", Some("")),
        ("rm \"$(git rev-parse --git-dir)/hooks/pre-commit\"", Some("")),
        ("rm -rf $(git rev-parse --git-path hooks)", Some("which hooks run")),
        ("echo x > .git/hooks/pre-commit", Some("which hooks run")),
        ("echo x >.git/hooks/pre-commit", Some("which hooks run")),
        ("true 2>>.git/config", Some("which hooks run")),
        ("printf '[core]\\n\\thooksPath = /x\\n' >> .git/config", Some("which hooks run")),
        ("cp /bin/true .git/hooks/pre-commit", Some("which hooks run")),
        ("ln -sf /bin/true .git/hooks/pre-commit", Some("which hooks run")),
        ("dd if=/dev/null of=.git/hooks/pre-commit", Some("which hooks run")),
        ("sed -i 's/x/y/' .git/config", Some("which hooks run")),
        ("perl -pi -e 's/x/y/' .pre-commit-config.yaml", Some("which hooks run")),
        ("python3 -c \"open('.git/hooks/pre-commit','w')\"", Some("which hooks run")),
        ("git rm .pre-commit-config.yaml", Some("which hooks run")),
        ("git checkout HEAD~3 -- .dsnitch.toml", Some("excuses")),
        ("tee .dsnitch.toml < x", Some("excuses")),
        ("echo '[[allow]]' >> .dsnitch.toml", Some("excuses")),
        ("echo x >> .dsnitch-baseline", Some("excuses")),
        ("echo 'p = 1 # dsnitch:allow * -- x' >> a.py", Some("dsnitch:allow")),
        ("sed -i 's/$/ # dsnitch:allow * -- x/' a.py", Some("dsnitch:allow")),
        ("jq 'del(.hooks)' x > .claude/settings.json", Some("coding agents")),
        ("del .git\\hooks\\pre-commit", Some("which hooks run")),
        ("Remove-Item -Recurse .git\\hooks", Some("which hooks run")),
        ("cat .git/hooks/pre-commit", None),
        ("cat .pre-commit-config.yaml | head -5", None),
        ("ls -la .git/hooks", None),
        ("cd .git && ls", None),
        ("git add .pre-commit-config.yaml && git commit -m x", None),
        ("git diff .dsnitch.toml", None),
        ("cp .git/config /tmp/x", None),
        ("grep -r dsnitch:allow src", None),
        ("rm -rf target node_modules/x", None),
        ("echo hello > .gitignore", None),
        ("find . -name '*.rs' -delete", None),
        ("git clean -fdx", None),
        ("rm *", None),
        ("gh pr create --body 'it changes .git/hooks'", None),
        ("git rev-parse --git-dir", None),
    ];

    #[test]
    fn commands_that_get_past_the_gate_are_for_a_person() {
        let mut wrong = Vec::new();
        for (command, part) in ROWS {
            let why = in_text(command, "/work/repo");
            let is_right = match (part, &why) {
                (None, None) => true,
                (Some(part), Some(why)) => why.contains(part),
                _ => false,
            };
            if !is_right {
                wrong.push(format!("{command}: {why:?}"));
            }
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
        // In the folder of the hooks itself.
        assert!(in_text("rm pre-commit", "/work/repo/.git/hooks").is_some());
        assert!(in_text("rm hooks/pre-commit", "/work/repo/.git").is_some());
    }

    #[test]
    fn a_long_command_takes_little_time() {
        for unit in [
            "HOME=x ",
            "a=b ",
            "git x HOME=y ",
            "x > ",
            "dsnitch rm ",
            "$(",
            "git ",
            "a=$a$a;",
            "rm .git/",
            "sh -c '",
            "{",
            "cd x;",
            "'\"",
        ] {
            let _ = in_text(&unit.repeat(2_000), "/work/repo");
        }
    }
}
