//! What was typed. The only file that knows clap.

use std::ffi::{OsStr, OsString};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::{OsStringValueParser, PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use dsnitch::failure::SourceError;
use dsnitch::fingerprint::FingerprintKey;
use dsnitch::report::Format;
use dsnitch::source::Shard;

use super::help;
use super::names::Doubt;

/// Refuses a commit that adds a PostgreSQL credential.
///
/// Without a command, scans what `git commit` would add.
///
/// Exit status: 0 nothing blocks, 1 something blocks, 2 the scan could not be completed.
#[derive(Debug, Parser)]
#[command(name = "dsnitch", version, long_version = super::origin::version(), max_term_width = 100)]
pub(crate) struct Typed {
    /// What to do; `staged` when left out.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// Options of every command.
    #[command(flatten)]
    pub(crate) global: Global,
}

impl Typed {
    /// Reads the arguments, the program's own name first.
    pub(crate) fn parse_from(arguments: Vec<OsString>) -> Result<Typed, clap::Error> {
        let doubt = Doubt::of(&arguments);
        let mut typed = match Typed::without_options(&arguments) {
            Some(typed) => typed,
            None => match help::is_asked(&arguments) {
                Some(is_short) => Typed::from_arg_matches(&help::command(is_short).try_get_matches_from(arguments)?)?,
                None => Typed::try_parse_from(arguments)?,
            },
        };
        typed.global.doubt = doubt;
        Ok(typed)
    }

    /// What hooks type: `dsnitch`, `dsnitch agent`, `dsnitch staged FILE…`, or `dsnitch staged -- FILE…`, and no option. Nothing in it
    /// needs a parser, which takes longer to set up than the rest of the start.
    fn without_options(arguments: &[OsString]) -> Option<Typed> {
        let command = match arguments.split_first()?.1 {
            [] => None,
            [name] if name == "agent" => Some(Command::Agent { read: false }),
            [name, files @ ..] if name == "staged" => {
                let (files, is_ended) = match files.split_first() {
                    Some((word, names)) if word == "--" => (names, true),
                    _ => (files, false),
                };
                let is_file = |file: &OsString| is_ended || file.as_encoded_bytes().first() != Some(&b'-');
                if !files.iter().all(|file| !file.is_empty() && is_file(file)) {
                    return None;
                }
                Some(Command::Staged { files: files.iter().map(PathBuf::from).collect(), message: None })
            }
            _ => return None,
        };
        let global = Global {
            format: Format::Human,
            output: None,
            report: Vec::new(),
            config: None,
            config_from: None,
            baseline: None,
            observe: false,
            directory: None,
            no_pragmas: false,
            require_complete: false,
            profile: None,
            color: ColorChoice::Auto,
            quiet: false,
            explain: false,
            full: false,
            statistics: false,
            max_findings: None,
            reveal: false,
            accepting: None,
            doubt: Doubt::default(),
        };
        Some(Typed { command, global })
    }
}

/// Reads the name of a format.
fn formats() -> impl TypedValueParser<Value = Format> {
    let names = Format::ALL.iter().map(|format| PossibleValue::new(format.as_str()).help(format.about()));
    PossibleValuesParser::new(names).try_map(|name| Format::parse(&name).ok_or("no such format"))
}

/// Reads a format and the file that a report in it goes to.
fn report_file(typed: OsString) -> Result<(Format, PathBuf), String> {
    let names = || Format::ALL.iter().map(|format| format.as_str()).collect::<Vec<_>>().join(", ");
    let (format, path) = at_equals(&typed).ok_or("write FORMAT=FILE, as in json=report.json")?;
    let format = Format::parse(&format).ok_or_else(|| format!("no such format; there are {}", names()))?;
    if path.as_os_str().is_empty() { Err("no file stands behind the =".to_owned()) } else { Ok((format, path)) }
}

/// What stands before and behind the first `=`.
#[cfg(unix)]
fn at_equals(typed: &OsStr) -> Option<(String, PathBuf)> {
    use std::os::unix::ffi::OsStrExt as _;
    let (before, behind) = typed.as_bytes().split_at(typed.as_bytes().iter().position(|byte| *byte == b'=')?);
    Some((String::from_utf8_lossy(before).into_owned(), OsStr::from_bytes(behind.get(1..)?).into()))
}

/// What stands before and behind the first `=`.
#[cfg(not(unix))]
fn at_equals(typed: &OsStr) -> Option<(String, PathBuf)> {
    typed.to_str()?.split_once('=').map(|(before, behind)| (before.to_owned(), behind.into()))
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// How findings are told.
    #[arg(long, global = true, default_value = "human", value_parser = formats())]
    pub(crate) format: Format,
    /// Write the report to FILE instead of standard output.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Also write a report in this format to FILE, beside what is printed; repeatable: --report json=a.json.
    #[arg(long, global = true, value_name = "FORMAT=FILE", value_parser = OsStringValueParser::new().try_map(report_file))]
    pub(crate) report: Vec<(Format, PathBuf)>,
    /// Read configuration from FILE instead of .dsnitch.toml at the top of the work tree.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Read .dsnitch.toml, and the rule files that it names, from this commit: what is scanned has no say then.
    #[arg(long, global = true, value_name = "REV", conflicts_with = "config")]
    pub(crate) config_from: Option<OsString>,
    /// Read the accepted findings from FILE instead of .dsnitch-baseline at the top of the work tree.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Report, and block nothing: the exit status is 0 where it would be 1. 2 stays 2.
    #[arg(long, global = true)]
    pub(crate) observe: bool,
    /// Start in DIR.
    #[arg(short = 'C', global = true, value_name = "DIR")]
    pub(crate) directory: Option<PathBuf>,
    /// Let dsnitch:allow comments excuse nothing.
    #[arg(long, global = true)]
    pub(crate) no_pragmas: bool,
    /// End with 2 where text was left out of the scan, unless a trusted configuration names it; the default of
    /// --pre-receive.
    #[arg(long, global = true)]
    pub(crate) require_complete: bool,
    /// How strict to be.
    #[arg(long, global = true, value_enum)]
    pub(crate) profile: Option<ProfileName>,
    /// When to use colour.
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    pub(crate) color: ColorChoice,
    /// Say nothing when nothing blocks, but for what was left out.
    #[arg(long, short, global = true, conflicts_with = "explain")]
    pub(crate) quiet: bool,
    /// Also say what was seen and excused, what was skipped, and why.
    #[arg(long, global = true)]
    pub(crate) explain: bool,
    /// Tell each finding in full, not on a line from the eleventh on.
    #[arg(long, global = true)]
    pub(crate) full: bool,
    /// Say how many there are of what, in place of the findings.
    #[arg(long, global = true)]
    pub(crate) statistics: bool,
    /// List N findings at most; the exit status is that of all.
    #[arg(long, global = true, value_name = "N")]
    pub(crate) max_findings: Option<usize>,
    /// Show the secrets themselves; only on a terminal, only for people.
    #[arg(long, global = true)]
    pub(crate) reveal: bool,
    /// For a baseline that is being made: no baseline is read.
    #[arg(skip)]
    pub(crate) accepting: Option<Accepting>,
    /// What of the above may be the name of a file.
    #[arg(skip)]
    pub(crate) doubt: Doubt,
}

/// How findings are named for a baseline that is being made.
#[derive(Clone, Debug)]
pub(crate) struct Accepting {
    /// The key, where the configuration has none.
    pub(crate) new_key: Option<FingerprintKey>,
}

impl Global {
    /// What is said where an option is given that `command` has no use for: one that is passed over in silence promises a
    /// report that nobody writes.
    pub(crate) fn refused_by(&self, command: &Command) -> Option<SourceError> {
        let is_without = matches!(
            command,
            Command::Install { .. }
                | Command::Uninstall { .. }
                | Command::Generate(_)
                | Command::Rules(_)
                | Command::Completions { .. }
                | Command::Man { .. }
        );
        let given = [
            (self.format != Format::Human, "--format"),
            (self.output.is_some(), "--output"),
            (!self.report.is_empty(), "--report"),
            (self.statistics, "--statistics"),
            (self.full, "--full"),
            (self.max_findings.is_some(), "--max-findings"),
            (self.explain, "--explain"),
            (self.reveal, "--reveal"),
        ];
        let (_, option) = given.iter().find(|(is_given, _)| *is_given && is_without)?;
        Some(SourceError::new(
            *option,
            "this command writes no report",
            "leave it out; > sends what it prints into a file",
        ))
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Scan what `git commit` would add.
    Staged {
        /// Only these; one that has no staged change is scanned whole, as it is in the index.
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Scan the message of the commit, as git gives it to a commit-msg hook, and nothing else.
        #[arg(long, value_name = "MESSAGE", conflicts_with = "files")]
        message: Option<PathBuf>,
    },
    /// Scan what each commit of a range adds.
    ///
    /// Without a range, takes it from what the pre-commit framework or a CI system sets in the environment.
    Range {
        /// The commits of B that A does not have; A...B as a pull request does.
        #[arg(value_name = "A..B", conflicts_with_all = ["pre_push", "pre_receive"])]
        range: Option<OsString>,
        /// Read git's ref lines of a pre-push hook from standard input.
        ///
        /// For a push to REMOTE: what its refs have is known. A hook writes `--pre-push="$1"`.
        #[arg(long, value_name = "REMOTE", num_args = 0..=1, default_missing_value = "", conflicts_with = "pre_receive")]
        pre_push: Option<OsString>,
        /// Read git's ref lines of a pre-receive hook from standard input.
        #[arg(long)]
        pre_receive: bool,
    },
    /// Scan everything that any ref reaches.
    ///
    /// Every version of every file, and the messages of commits and tags.
    History(History),
    /// Scan files and directories on disk, or standard input.
    Files {
        /// What to scan; `-` is standard input.
        #[arg(value_name = "PATH", default_value = ".")]
        paths: Vec<PathBuf>,
        /// The path of what comes from standard input: it is judged as the file there would be.
        #[arg(long, value_name = "PATH")]
        stdin_filename: Option<PathBuf>,
    },
    /// Put the hook where git will run it.
    ///
    /// A hook that is there already is kept and runs first. Where husky, lefthook, pre-commit or prek owns the hooks, says
    /// which lines belong into its configuration.
    Install(Install),
    /// Take our hooks away, and put back what was there before.
    Uninstall(Uninstall),
    /// Say whether commits here are guarded, and by what.
    ///
    /// Which hook git will really run, whose it is, whether it refuses a canary that is staged in an index of its own, what the
    /// configuration excuses, what no hook sees, which coding agents ask; each with what mends it. Ends with 0 if commits are
    /// guarded, with 1 if something gets past, with 2 if that could not be found out.
    Doctor,
    /// Rewrite what blocks a commit into references.
    ///
    /// Each value goes into an ignored `.env`, and a reference takes its place. The staged version and that of the work tree
    /// are changed each by itself: what is not staged stays so.
    Fix(Fix),
    /// Go through what blocks a commit, finding by finding.
    ///
    /// On a terminal: accept it with a reason, fix it, skip it, edit it.
    Review(Review),
    /// Answer one event of a coding agent, in the agent's own protocol.
    ///
    /// It is read from standard input. Prompts, texts about to be written and commands are scanned: what blocks is denied,
    /// what warns is asked about. Claude Code, Codex, Cursor, Copilot and Gemini CLI are known by what they send. `dsnitch install --agent` sets one up.
    #[command(hide = true)]
    Agent {
        /// Also scan what the agent is about to read.
        #[arg(long)]
        read: bool,
    },
    /// Give a strong password that a URL takes as it is.
    ///
    /// It is made from the kernel's random numbers.
    Generate(Generate),
    /// Reports that were written with --format json.
    #[command(subcommand)]
    Report(ReportCommand),
    /// Excuse one finding, with a reason, in .dsnitch.toml.
    ///
    /// It writes an [[allow]] entry with the fingerprint of the finding.
    Allow(Allow),
    /// Accept what is found today, so that only what is new blocks.
    #[command(subcommand)]
    Baseline(BaselineCommand),
    /// The rules: what there is, whether it is sound, what one means.
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Write the completions of a shell.
    #[command(hide = true)]
    Completions {
        /// Which shell.
        shell: Shell,
    },
    /// Write a page of the manual.
    #[command(hide = true)]
    Man {
        /// The command that it is about; of dsnitch itself, none.
        #[arg(value_name = "COMMAND")]
        command: Vec<String>,
    },
}

/// What to go through.
#[derive(Clone, Debug, Args)]
pub(crate) struct Review {
    /// Take in what only warns, too.
    #[arg(long)]
    pub(crate) all: bool,
}

/// What to rewrite, and how.
#[derive(Clone, Debug, Args)]
pub(crate) struct Fix {
    /// Only these; one that has no staged change is taken whole, as it is in the index.
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Do it without asking.
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// Only show what would change.
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,
    /// Take in what only warns, too.
    #[arg(long)]
    pub(crate) all: bool,
    /// Put a strong password in the place of each weak one.
    #[arg(long)]
    pub(crate) weak: bool,
    /// Where an image reads its password from a file, use a secret of Compose (POSTGRES_PASSWORD_FILE).
    #[arg(long)]
    pub(crate) compose_secrets: bool,
    /// Write what would change of the work tree to FILE, and change nothing: `git apply FILE` does it. It holds no secret.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["yes", "dry_run"])]
    pub(crate) patch: Option<PathBuf>,
    /// Take the last fix back.
    #[arg(long, conflicts_with_all = ["files", "dry_run", "all", "weak", "patch"])]
    pub(crate) undo: bool,
}

/// What to install.
#[derive(Clone, Debug, Args)]
pub(crate) struct Install {
    /// Which hook.
    #[arg(long, value_enum, default_value_t = HookName::PreCommit)]
    pub(crate) hook: HookName,
    /// Add the lines to the configuration of the program that owns the hooks (husky, lefthook, pre-commit, prek).
    #[arg(long, conflicts_with_all = ["everywhere", "template"])]
    pub(crate) write: bool,
    /// For all your repositories, by git's core.hooksPath: hooks that run the repository's own first.
    #[arg(long = "global", id = "everywhere", conflicts_with = "template")]
    pub(crate) global: bool,
    /// For the repositories that you clone or make from now on, by git's init.templateDir.
    #[arg(long)]
    pub(crate) template: bool,
    /// In place of a hook of git, those of a coding agent, in its settings; what is there stays.
    #[arg(long, value_enum, value_name = "NAME", conflicts_with_all = ["hook", "write", "everywhere", "template"])]
    pub(crate) agent: Option<AgentName>,
    /// In your own settings of the agent, in place of the repository's.
    #[arg(long, requires = "agent")]
    pub(crate) user: bool,
    /// Only show what the agent's settings would be.
    #[arg(long, requires = "agent")]
    pub(crate) dry_run: bool,
}

/// What to take away.
#[derive(Clone, Debug, Args)]
pub(crate) struct Uninstall {
    /// Which hook; all that are ours when left out.
    #[arg(long, value_enum)]
    pub(crate) hook: Option<HookName>,
    /// What install --global has put there.
    #[arg(long = "global", id = "everywhere", conflicts_with_all = ["template", "hook"])]
    pub(crate) global: bool,
    /// What install --template has put there.
    #[arg(long, conflicts_with = "hook")]
    pub(crate) template: bool,
    /// What install --agent has put into the settings of a coding agent.
    #[arg(long, value_enum, value_name = "NAME", conflicts_with_all = ["hook", "everywhere", "template"])]
    pub(crate) agent: Option<AgentName>,
    /// In your own settings of the agent, in place of the repository's.
    #[arg(long, requires = "agent")]
    pub(crate) user: bool,
}

/// What password to give.
#[derive(Clone, Debug, Args)]
pub(crate) struct Generate {
    /// Characters, 16 to 1024.
    #[arg(long, value_name = "N", default_value_t = 24, value_parser = clap::value_parser!(u16).range(16..=1024))]
    pub(crate) length: u16,
    /// Print an assignment to this variable, for an env file that git ignores.
    #[arg(long, value_name = "NAME")]
    pub(crate) env: Option<String>,
}

/// What of a history to scan.
#[derive(Clone, Debug, Args)]
pub(crate) struct History {
    /// Only the commits of B that A does not have.
    #[arg(value_name = "A..B")]
    pub(crate) range: Option<OsString>,
    /// Leave out what this revision reaches, or what is older than this day.
    ///
    /// A day (2026-01-31) begins in UTC; a moment is 2026-01-31T12:00:00+01:00.
    #[arg(long, value_name = "REV|DATE", conflicts_with = "range")]
    pub(crate) since: Option<OsString>,
    /// Also scan what no ref reaches any more.
    ///
    /// Commits, and blobs at the paths that trees have for them. What no tree names has no path, so that rules for certain files (`userlist.txt`) cannot know it. With `--since`, commits only.
    #[arg(long, conflicts_with = "range")]
    pub(crate) include_unreachable: bool,
    /// Also scan what refs pointed to before, as their logs have it.
    ///
    /// And what `FETCH_HEAD`, `ORIG_HEAD` and the like name.
    #[arg(long, conflicts_with = "range")]
    pub(crate) reflog: bool,
    /// Name every place in which each secret was written.
    #[arg(long)]
    pub(crate) blame_all: bool,
    /// Scan the repositories that FILE lists.
    ///
    /// A directory on each line, instead of the repository here; `-` is standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "range")]
    pub(crate) repos: Option<PathBuf>,
    /// Do the Ith of N shares only.
    ///
    /// Of the repositories of --repos, else of the paths of the repository. `dsnitch report merge` puts the reports of all
    /// shares together.
    #[arg(long, value_name = "I/N")]
    pub(crate) shard: Option<Shard>,
    /// Use N threads; by default, one for each processor.
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
}

impl History {
    /// All of it.
    pub(crate) const fn whole() -> Self {
        History {
            range: None,
            since: None,
            include_unreachable: false,
            reflog: false,
            blame_all: false,
            repos: None,
            shard: None,
            jobs: None,
        }
    }
}

/// What to do with reports.
#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    /// Put the JSON reports of the shares of one scan together, and say which shares are absent.
    Merge {
        /// The reports.
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
    },
}

/// What to excuse.
#[derive(Clone, Debug, Args)]
pub(crate) struct Allow {
    /// As the report shows it.
    pub(crate) fingerprint: String,
    /// What makes it safe.
    #[arg(long, value_name = "WHY")]
    pub(crate) reason: String,
    /// Only a finding of this rule.
    #[arg(long, value_name = "ID")]
    pub(crate) rule: Option<String>,
}

/// What to do with the baseline.
#[derive(Debug, Subcommand)]
pub(crate) enum BaselineCommand {
    /// Accept what is found today: write .dsnitch-baseline anew, whatever it was.
    Write {
        /// What to scan; the files of the work tree when left out.
        #[command(subcommand)]
        scope: Option<Scope>,
    },
    /// End with 1 if the file is not what `write` would give.
    Check {
        /// What to scan; the files of the work tree when left out.
        #[command(subcommand)]
        scope: Option<Scope>,
    },
    /// Take out of the file what is no longer found; accept nothing.
    Prune {
        /// What to scan; the files of the work tree when left out.
        #[command(subcommand)]
        scope: Option<WholeScope>,
    },
    /// Add what another scanner has accepted, as far as it still stands there.
    ///
    /// A .secrets.baseline of detect-secrets, a JSON report of gitleaks or betterleaks, a .gitleaksignore.
    Import {
        /// The list.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Say what each entry is about, and where it stands now.
    Show {
        /// What to scan; the files of the work tree when left out.
        #[command(subcommand)]
        scope: Option<WholeScope>,
    },
}

/// What is scanned for a baseline.
#[derive(Debug, Subcommand)]
pub(crate) enum Scope {
    /// Files and directories on disk.
    Files {
        /// What to scan.
        #[arg(value_name = "PATH", default_value = ".")]
        paths: Vec<PathBuf>,
    },
    /// What `git commit` would add.
    Staged,
    /// Everything that any ref reaches.
    History,
}

/// What is scanned where a part would not do.
#[derive(Debug, Subcommand)]
pub(crate) enum WholeScope {
    /// Everything that any ref reaches.
    History,
}

impl From<WholeScope> for Scope {
    fn from(_: WholeScope) -> Self {
        Scope::History
    }
}

/// What to do with the rules.
#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// One line for each rule.
    List,
    /// Check every rule against its own examples.
    Check,
    /// What a rule finds, what it means and how to mend a finding of it.
    Explain {
        /// The rule's id, as findings name it.
        id: String,
    },
}

/// The names of profiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProfileName {
    /// Weak passwords block everywhere.
    Strict,
    /// Weak passwords block where they run.
    Balanced,
    /// Weak passwords block in production.
    Relaxed,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The hooks that dsnitch installs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum HookName {
    /// Before a commit is made: by `git commit`, by a merge without conflicts, by `git am`.
    PreCommit,
    /// Before a commit is made, about its message.
    CommitMsg,
    /// Before refs are pushed from here.
    PrePush,
    /// Before pushed refs are taken in, on a server.
    PreReceive,
}

/// The coding agents whose settings are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AgentName {
    /// Claude Code.
    Claude,
    /// Codex.
    Codex,
    /// Cursor.
    Cursor,
    /// GitHub Copilot.
    Copilot,
    /// Gemini CLI.
    Gemini,
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, Parser as _};

    use super::Typed;

    #[test]
    fn without_options_nothing_else_is_read_than_by_the_parser() {
        for (line, is_plain) in [
            (&["dsnitch"][..], true),
            (&["dsnitch", "staged"], true),
            (&["dsnitch", "staged", "a b", "x/y", "help", "é"], true),
            (&["dsnitch", "staged", "--", "-x"], true),
            (&["dsnitch", "staged", "--"], true),
            (&["dsnitch", "staged", "--", "--help", "--", "-", "a"], true),
            (&["dsnitch", "staged", "--", ""], false),
            (&["dsnitch", "staged", "a", "--", "-x"], false),
            (&["dsnitch", "--", "staged"], false),
            (&["dsnitch", "staged", "a", "-q"], false),
            (&["dsnitch", "staged", "-"], false),
            (&["dsnitch", "staged", ""], false),
            (&["dsnitch", "-q"], false),
            (&["dsnitch", "agent"], true),
            (&["dsnitch", "agent", "--read"], false),
            (&["dsnitch", "history"], false),
            (&[], false),
        ] {
            let arguments: Vec<std::ffi::OsString> = line.iter().map(Into::into).collect();
            let plain = Typed::without_options(&arguments);
            assert_eq!(plain.is_some(), is_plain, "{line:?}");
            if let Some(plain) = plain {
                let parsed = Typed::try_parse_from(arguments).unwrap();
                assert_eq!(format!("{plain:?}"), format!("{parsed:?}"), "{line:?}");
            }
        }
    }

    #[test]
    fn the_arguments_hang_together() {
        Typed::command().debug_assert();
    }
}
