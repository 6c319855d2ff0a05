//! Help texts besides the options: examples, each of which the test suite runs.

use std::ffi::OsString;

use clap::Command;
use dsnitch::report::glued;

use super::args::takes;

/// The first examples of the main help.
const FIRST: &str = "Examples:
  dsnitch            scan what `git commit` would add
  dsnitch install    make git do so before every commit
  dsnitch history    scan everything that was ever committed";
/// The last line of each short help.
const MORE: &str = "--help lists every option, with examples and the exit status.";
/// The template of `dsnitch -h`, which lists commands and no options.
const SHORT: &str = "Commands:\n{subcommands}{after-help}";
/// The last lines of `dsnitch -h`.
const ALL: &str = "--help lists every option, with examples, and three more commands.";
/// Commands that are hidden from the short list.
const IN_FULL: [&str; 3] = ["agent", "completions", "man"];
/// The template of `dsnitch --help`.
const LONG: &str = "{usage-heading} {usage}\n\n{all-args}{after-help}";

/// The path of a command, and its examples: a command line and its effect.
type Examples = (&'static [&'static str], &'static [(&'static str, &'static str)]);

const EXAMPLES: &[Examples] = &[
    (
        &[],
        &[
            ("dsnitch", "scan what `git commit` would add"),
            ("dsnitch range origin/main...HEAD", "scan what a branch adds, as in a pull request"),
            ("dsnitch history --statistics", "count the secrets of a history, by location"),
            ("dsnitch files . --format concise", "one line for each finding on disk, for an editor"),
            ("dsnitch history --report json=report.json", "write a JSON report in addition to the printed one"),
        ],
    ),
    (
        &["staged"],
        &[
            ("dsnitch staged", "everything that is staged"),
            ("dsnitch staged config/prod.env", "this file only"),
            ("dsnitch staged --explain", "also candidates that are no findings, and why"),
            ("dsnitch staged --format concise", "one line for each finding"),
        ],
    ),
    (
        &["range"],
        &[
            ("dsnitch range origin/main...HEAD", "what a branch adds"),
            ("dsnitch range HEAD~1..HEAD", "what the last commit adds"),
            (
                "dsnitch range --config-from origin/main origin/main..HEAD",
                "with the configuration of main, so that no pull request excuses itself",
            ),
        ],
    ),
    (
        &["history"],
        &[
            ("dsnitch history", "everything that any ref reaches, grouped by secret"),
            ("dsnitch history --statistics", "counts by location, year and author's domain"),
            ("dsnitch history --since 2026-01-31", "what was committed on that day or later"),
            ("dsnitch history --blame-all --max-findings 3", "every place of the three most urgent secrets"),
            ("dsnitch history --report json=history.json", "also a JSON report"),
        ],
    ),
    (
        &["files"],
        &[
            ("dsnitch files", "everything here that git does not ignore"),
            ("dsnitch files config prod.env", "a directory and a file"),
            ("echo PGPASSWORD=changeme | dsnitch files -", "standard input"),
        ],
    ),
    (
        &["install"],
        &[("dsnitch install", "before every commit"), ("dsnitch install --hook pre-push", "before every push")],
    ),
    (&["uninstall"], &[("dsnitch uninstall", "remove the hook, and restore the previous one")]),
    (&["doctor"], &[("dsnitch doctor", "whether commits are guarded here, by what, and what gets past")]),
    (
        &["allow"],
        &[(
            "dsnitch allow 90b874e04e7a789af61df8c50b395934 --reason 'the sandbox resets every night'",
            "excuse the finding with this fingerprint, as the report shows it",
        )],
    ),
    (
        &["agent"],
        &[(
            "echo '{\"hook_event_name\": \"UserPromptSubmit\", \"prompt\": \"hello\"}' | dsnitch agent",
            "what an agent's hook runs: one event, one answer",
        )],
    ),
    (&["fix"], &[("dsnitch fix --dry-run", "show the changes: each value into .env, a reference in its place")]),
    (
        &["generate"],
        &[
            ("dsnitch generate", "a password of 24 characters"),
            ("dsnitch generate --env DB_PASSWORD >> .env", "an assignment in a file that git ignores"),
        ],
    ),
    (&["review"], &[("dsnitch review", "go through what blocks, one by one: accept, fix, skip or edit it")]),
    (&["report"], &[("dsnitch report merge shard-1.json shard-2.json", "merge the reports of two shards")]),
    (&["report", "merge"], &[("dsnitch report merge shard-1.json shard-2.json", "merge the reports of two shards")]),
    (
        &["baseline"],
        &[
            ("dsnitch baseline write", "accept what is found today"),
            ("dsnitch baseline check", "check that the file is still true"),
        ],
    ),
    (
        &["baseline", "write", "files"],
        &[("dsnitch baseline write files config", "accept what a directory has, in addition")],
    ),
    (&["baseline", "write", "staged"], &[("dsnitch baseline write staged", "accept what is staged, in addition")]),
    (&["baseline", "write", "history"], &[("dsnitch baseline write history", "accept what the history has")]),
    (&["baseline", "check", "files"], &[("dsnitch baseline check files", "compare with the files of the work tree")]),
    (&["baseline", "check", "staged"], &[("dsnitch baseline check staged", "compare with what is staged")]),
    (&["baseline", "check", "history"], &[("dsnitch baseline check history", "compare with the history")]),
    (&["baseline", "prune", "history"], &[("dsnitch baseline prune history", "remove what the history does not have")]),
    (&["baseline", "show", "history"], &[("dsnitch baseline show history", "the places in the history")]),
    (
        &["baseline", "write"],
        &[
            ("dsnitch baseline write", "accept the findings in the files of the work tree"),
            ("dsnitch baseline write history", "accept the findings in the whole history"),
        ],
    ),
    (&["baseline", "check"], &[("dsnitch baseline check", "check that it is what write would produce")]),
    (&["baseline", "prune"], &[("dsnitch baseline prune", "remove entries that are no longer found")]),
    (&["baseline", "show"], &[("dsnitch baseline show", "the finding of each entry, and its location")]),
    (&["baseline", "import"], &[("dsnitch baseline import .gitleaksignore", "what gitleaks has accepted")]),
    (
        &["rules"],
        &[
            ("dsnitch rules list", "the id, severity and name of each rule"),
            ("dsnitch rules explain pg-uri-password", "what it finds, and the remedy"),
        ],
    ),
    (
        &["rules", "list"],
        &[
            ("dsnitch rules list", "the id, severity and name of each rule"),
            ("dsnitch rules list --excuses", "the reasons why a value is not reported, with their evidence"),
        ],
    ),
    (&["rules", "check"], &[("dsnitch rules check", "run each rule on its examples")]),
    (&["rules", "explain"], &[("dsnitch rules explain pg-uri-password", "what it finds, and the remedy")]),
    (&["completions"], &[("dsnitch completions bash > dsnitch.bash", "a script that the shell reads")]),
    (
        &["man"],
        &[
            ("dsnitch man > dsnitch.1", "the page of dsnitch"),
            ("dsnitch man history > dsnitch-history.1", "the page of a command"),
        ],
    ),
];

/// Adds the examples to `command`, for short or full help.
pub(crate) fn with_examples(command: Command, is_short: bool) -> Command {
    // Global options are listed once, in the full help.
    let mut command = command
        .mut_args(|arg| if arg.is_global_set() { arg.hide_short_help(true) } else { arg })
        .help_template(format!("{{about}}\n\n{FIRST}\n\n{}", if is_short { SHORT } else { LONG }))
        .after_help(ALL)
        .after_long_help(examples_of(&[]));
    command.build();
    // Hidden from the short list of 24 lines; its own help is still available.
    if is_short {
        command = command.mut_subcommand("help", |help| help.hide(true));
    } else {
        for name in IN_FULL {
            command = command.mut_subcommand(name, |one| one.hide(false));
        }
    }
    dressed(command, &mut Vec::new())
}

fn dressed(command: Command, above: &mut Vec<String>) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| {
        command.mut_subcommand(&name, |one| {
            above.push(name.clone());
            let path: Vec<&str> = above.iter().map(String::as_str).collect();
            let examples = examples_of(&path);
            let is_of_another = |arg: &clap::Arg| arg.is_global_set() && !takes(path[0], arg.get_id().as_str());
            let one = one.mut_args(|arg| if is_of_another(&arg) { arg.hide(true) } else { arg });
            let one = if examples.is_empty() { one } else { one.after_help(MORE).after_long_help(examples) };
            let one = dressed(one, above);
            above.pop();
            one
        })
    })
}

/// The examples of a command, formatted for its help. No line ends within a command, which is to be copied, until
/// [`dsnitch::report::unglued`] takes that back.
fn examples_of(path: &[&str]) -> String {
    let Some((_, examples)) = EXAMPLES.iter().find(|(known, _)| *known == path) else { return String::new() };
    let line = |(typed, does): &(&str, &str)| format!("\n  {does}:\n    {}", glued(&format!("$ {typed}")));
    format!("Examples:{}", examples.iter().map(line).collect::<String>())
}

/// If help is requested by the arguments after the program's name, whether it is the short one.
pub(crate) fn is_asked(arguments: &[OsString]) -> Option<bool> {
    let words = || arguments.iter().skip(1).take_while(|word| *word != "--");
    if words().any(|word| word == "--help") || arguments.get(1).is_some_and(|word| word == "help") {
        return Some(false);
    }
    // `-qh` is an option cluster with `h`.
    let is_short = |word: &OsString| {
        word.to_str().is_some_and(|word| word.starts_with('-') && !word.starts_with("--") && word.ends_with('h'))
    };
    words().any(is_short).then_some(true)
}

/// The arguments without the word `help` if that only precedes `--help`: the command of that name would take it for another's.
pub(crate) fn of_itself(mut arguments: Vec<OsString>) -> Vec<OsString> {
    if let [_, help, option] = arguments.as_slice()
        && help == "help"
        && (option == "--help" || option == "-h")
    {
        arguments.remove(1);
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::{EXAMPLES, is_asked};
    use crate::cli::args::Typed;

    #[test]
    fn every_example_has_a_command_and_every_command_an_example() {
        let root = Typed::parser(false);
        let (mut all, mut left) = (Vec::new(), vec![(Vec::new(), &root)]);
        while let Some((path, at)) = left.pop() {
            let inner: Vec<_> = at.get_subcommands().filter(|one| one.get_name() != "help").collect();
            all.push(path.clone());
            left.extend(inner.into_iter().map(|one| ([path.clone(), vec![one.get_name().to_owned()]].concat(), one)));
        }
        for path in &all {
            assert!(path.is_empty() || EXAMPLES.iter().any(|(known, _)| known == path), "{path:?} has no example");
        }
        for (known, examples) in EXAMPLES.iter().filter(|(known, _)| !known.is_empty()) {
            assert!(all.iter().any(|path| path == known), "{known:?} is no command");
            let is_of = |typed: &str| typed.contains(&format!("dsnitch {}", known.join(" ")));
            assert!(examples.iter().all(|(typed, _)| is_of(typed)), "{known:?}");
        }
    }

    #[test]
    fn help_is_requested_in_short_or_in_full() {
        for (line, expected) in [
            (&["dsnitch", "-h"][..], Some(true)),
            (&["dsnitch", "history", "-h"], Some(true)),
            (&["dsnitch", "-qh"], Some(true)),
            (&["dsnitch", "--help"], Some(false)),
            (&["dsnitch", "help", "range"], Some(false)),
            (&["dsnitch", "staged", "--", "--help"], None),
            (&["dsnitch", "history"], None),
        ] {
            let arguments: Vec<std::ffi::OsString> = line.iter().map(Into::into).collect();
            assert_eq!(is_asked(&arguments), expected, "{line:?}");
        }
    }
}
