//! The texts that a command runs as a program: what a shell, `eval`, `source` or an interpreter gets as its argument, on
//! its standard input or in a file that the command line writes.

use crate::cli::agent::shell::{
    COMPOSED, Command, Known, OTHER, Output, VARIABLE, assignment, is_worked_out, name_of, unwrapped,
};

/// A text that is run.
pub(super) enum Text {
    /// As the commands of a shell.
    Commands(String),
    /// As the source of another language.
    Source(String),
    /// It is known only when it runs.
    Unknown,
}

/// How a program takes the text that it runs.
#[derive(Clone, Copy)]
enum Kind {
    /// Commands, by `-c`, from a file or from standard input.
    Shell,
    /// Source, behind one of these options, from a file or from standard input.
    Language(&'static str),
    /// Every argument may have it run something; standard input too if true. What it computes with is not asked about.
    Tool(bool),
}

const KINDS: &[(&[&str], Kind)] = &[
    (&["sh", "bash", "zsh", "dash", "ksh", "mksh", "fish", "ash", "csh", "tcsh", "pwsh", "powershell"], Kind::Shell),
    (&["python", "pypy", "tclsh", "wish", "expect", "guile"], Kind::Language("c")),
    (&["perl", "julia", "raku"], Kind::Language("eE")),
    (&["node", "nodejs", "bun"], Kind::Language("ep")),
    (&["php"], Kind::Language("rBRE")),
    (&["ruby", "lua", "luajit", "osascript", "rscript", "elixir", "groovy", "deno"], Kind::Language("e")),
    (&["awk", "gawk", "mawk", "nawk", "sed", "gsed", "tar", "find", "rsync", "m4", "xterm"], Kind::Tool(false)),
    (
        &["vim", "vi", "nvim", "ex", "ed", "emacs", "make", "gmake", "psql", "sqlite", "mysql", "gdb", "lldb"],
        Kind::Tool(true),
    ),
];

/// Programs that run a command behind arguments of their own, whose number is not known.
const AROUND: &[&str] = &[
    "docker",
    "podman",
    "nerdctl",
    "kubectl",
    "oc",
    "ssh",
    "su",
    "script",
    "flock",
    "chroot",
    "runuser",
    "parallel",
    "watch",
    "find",
    "npx",
    "uv",
    "uvx",
    "poetry",
    "pipenv",
    "conda",
    "bundle",
    "direnv",
    "nix",
    "nix-shell",
    "systemd-run",
    "tmux",
    "screen",
    "vagrant",
    "lxc",
    "docker-compose",
    "unshare",
];

/// Those of them that run what they read.
const READING: &[&str] = &["ssh", "su", "runuser", "chroot", "parallel", "nix-shell", "unshare"];

/// Names of the program's own standard input.
const STDIN: &[&str] = &["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"];

fn kind_of(word: &str) -> Option<Kind> {
    let is_shell = [format!("{VARIABLE}{{SHELL}}"), format!("{VARIABLE}{{BASH}}"), format!("{VARIABLE}0")];
    if is_worked_out(word) {
        return is_shell.iter().any(|shell| shell == word).then_some(Kind::Shell);
    }
    let name = name_of(word).to_ascii_lowercase();
    // `python3.12`
    let name = name.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    KINDS.iter().find(|(names, _)| names.contains(&name)).map(|(_, kind)| *kind)
}

struct Run<'c> {
    input: Option<&'c Output>,
    known: &'c Known<'c>,
}

/// The texts that the command `words` runs.
pub(super) fn of(words: &[String], command: &Command, known: &Known) -> Vec<Text> {
    let own = unwrapped(words);
    let Some(first) = own.first() else { return Vec::new() };
    let rest = own.get(1..).unwrap_or_default();
    // The commands of `xargs` do not read its input.
    let reads = own.len() == words.len() || !words.iter().any(|word| name_of(word) == "xargs");
    let run = Run { input: command.input.as_ref().filter(|_| reads), known };
    let sets = command.words.iter().filter_map(|word| assignment(word));
    let sets = sets.filter(|(name, _)| matches!(*name, "BASH_ENV" | "ENV" | "ZDOTDIR"));
    let mut texts: Vec<Text> = sets.flat_map(|(_, value)| run.file(Kind::Shell, Some(&value.to_owned()))).collect();
    texts.extend(run.of(first, rest));
    texts
}

impl Run<'_> {
    fn of(&self, first: &String, rest: &[String]) -> Vec<Text> {
        let (run, known) = (self, self.known);
        match name_of(first) {
            "eval" | "invoke-expression" | "iex" => return vec![run.given(Kind::Shell, &rest.join(" "))],
            "at" | "batch" => return run.input(Kind::Shell),
            "source" | "." => return run.file(Kind::Shell, rest.first()),
            _ => {}
        }
        let found = kind_of(first).map(|kind| (kind, rest)).or_else(|| {
            // Of a program that is written or decoded here and then started: `./x`.
            AROUND.contains(&name_of(first)).then_some(())?;
            let at = rest.iter().position(|word| kind_of(word).is_some_and(|kind| !matches!(kind, Kind::Tool(_))))?;
            Some((kind_of(rest.get(at)?)?, rest.get(at + 1..).unwrap_or_default()))
        });
        match found {
            Some((Kind::Shell, rest)) => run.shell(rest),
            Some((Kind::Language(letters), rest)) => run.language(letters, rest),
            Some((Kind::Tool(reads), rest)) => run.tool(name_of(first), reads, rest),
            None if known.file(first).is_some() && (first.contains('/') || is_worked_out(first)) => {
                run.file(Kind::Shell, Some(first))
            }
            // `ssh host` and the like run what they read.
            None if READING.contains(&name_of(first)) => match self.input {
                Some(Output::Known(text)) => vec![Text::Commands(text.to_string())],
                _ => Vec::new(),
            },
            None => Vec::new(),
        }
    }
}

impl Run<'_> {
    /// A text on the command line.
    fn given(&self, kind: Kind, text: &str) -> Text {
        match kind {
            Kind::Shell => Text::Commands(text.to_owned()),
            _ if text.contains(COMPOSED) || text.trim_start().starts_with([VARIABLE, OTHER]) => Text::Unknown,
            _ => Text::Source(text.to_owned()),
        }
    }

    fn read(&self, kind: Kind, output: &Output) -> Vec<Text> {
        match output {
            Output::Known(text) => vec![self.given(kind, text)],
            // A file that was there before is a script as any other.
            Output::Found => Vec::new(),
            Output::Other | Output::Composed => vec![Text::Unknown],
        }
    }

    fn input(&self, kind: Kind) -> Vec<Text> {
        self.input.map(|input| self.read(kind, input)).unwrap_or_default()
    }

    /// A script in a file, if the command line writes it.
    fn file(&self, kind: Kind, name: Option<&String>) -> Vec<Text> {
        match name {
            None => Vec::new(),
            Some(name) if STDIN.contains(&name.as_str()) => self.input(kind),
            Some(name) => {
                let content = self.known.file(name).map(|parts| Output::together(parts.iter()));
                let texts = content.map(|content| self.read(kind, &content)).unwrap_or_default();
                // `#!/usr/bin/env python3`
                let is_source = |text: &str| {
                    let first = text.lines().next().unwrap_or_default();
                    let program = first.strip_prefix("#!").and_then(|line| line.split_whitespace().last());
                    matches!(program.and_then(kind_of), Some(Kind::Language(_)))
                };
                let by_first_line = |text| match text {
                    Text::Commands(text) if is_source(&text) => Text::Source(text),
                    text => text,
                };
                texts.into_iter().map(by_first_line).collect()
            }
        }
    }

    fn shell(&self, words: &[String]) -> Vec<Text> {
        let mut words = words.iter();
        let mut files = Vec::new();
        while let Some(word) = words.next() {
            let lower = word.to_ascii_lowercase();
            match lower.as_str() {
                "-o" | "+o" => _ = words.next(),
                "--rcfile" | "--init-file" => files.extend(self.file(Kind::Shell, words.next())),
                "-s" => break,
                _ if lower.starts_with("-enc") || lower == "-ec" && word.contains('E') => return vec![Text::Unknown],
                "-file" | "-f" => return self.file(Kind::Shell, words.next()),
                _ if STDIN.contains(&word.as_str()) => break,
                _ if lower.starts_with("-command") || is_code(word, "c") => {
                    let texts: Vec<&str> = words.map(String::as_str).skip_while(|word| *word == "--").collect();
                    // The words behind the text are its arguments; in PowerShell they belong to the text.
                    let whole = if word.starts_with("-C") || word.starts_with("-c") && word.len() > 2 {
                        texts.join(" ")
                    } else {
                        texts.first().copied().unwrap_or_default().to_owned()
                    };
                    files.push(self.given(Kind::Shell, &whole));
                    return files;
                }
                _ if word.starts_with(['-', '+']) => {}
                _ => {
                    files.extend(self.file(Kind::Shell, Some(word)));
                    return files;
                }
            }
        }
        files.extend(self.input(Kind::Shell));
        files
    }

    fn language(&self, letters: &'static str, words: &[String]) -> Vec<Text> {
        let kind = Kind::Language(letters);
        let mut texts = Vec::new();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                _ if STDIN.contains(&word.as_str()) => break,
                "eval" | "--eval" | "--print" | "exec" => texts.extend(words.next().map(|text| self.given(kind, text))),
                // A module is a program that is there.
                "-m" | "run" | "repl" | "--version" | "-V" | "--help" => return texts,
                _ if is_code(word, letters) => {
                    // The text may be joined to its option.
                    let joined = word.get(2..).filter(|text| text.contains([' ', '(', '\'', '"']));
                    let text = joined.map(str::to_owned).or_else(|| words.next().cloned()).unwrap_or_default();
                    texts.push(self.given(kind, &text));
                }
                _ if word.starts_with('-') => {}
                _ => {
                    if texts.is_empty() {
                        texts.extend(self.file(kind, Some(word)));
                    }
                    return texts;
                }
            }
        }
        if texts.is_empty() {
            texts.extend(self.input(kind));
        }
        texts
    }

    fn tool(&self, name: &str, reads: bool, words: &[String]) -> Vec<Text> {
        let mut texts: Vec<Text> = Vec::new();
        let is_option = |word: &&String| word.starts_with('-');
        if name.ends_with("awk")
            && words.iter().find(|word| !is_option(word)).is_some_and(|word| word.starts_with([COMPOSED, OTHER]))
        {
            texts.push(Text::Unknown);
        }
        let may_run = |word: &&String| word.contains(|letter: char| letter.is_whitespace() || "(!`".contains(letter));
        texts.extend(words.iter().filter(may_run).map(|word| Text::Source(word.clone())));
        let file = words.iter().position(|word| word == "-f" || word == "--file");
        let by_itself = ["Makefile", "makefile", "GNUmakefile"].iter().filter(|_| name.ends_with("make"));
        texts.extend(by_itself.flat_map(|file| self.file(Kind::Language(""), Some(&(*file).to_owned()))));
        if let Some(file) = file.and_then(|at| words.get(at + 1)) {
            texts.extend(self.file(Kind::Language(""), Some(file)));
        }
        if reads && let Some(Output::Known(text)) = self.input {
            texts.push(Text::Source(text.to_string()));
        }
        texts
    }
}

/// True if a cluster of short options holds one of `letters`, behind which the program's text stands.
fn is_code(word: &str, letters: &str) -> bool {
    let cluster = word.strip_prefix('-').filter(|cluster| !cluster.starts_with('-')).unwrap_or_default();
    let cluster = cluster.split([' ', '(', '\'', '"']).next().unwrap_or_default();
    cluster.len() < 8 && cluster.contains(|letter| letters.contains(letter))
}
