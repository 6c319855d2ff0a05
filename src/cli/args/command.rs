//! The subcommands.

use clap::Subcommand;
use clap_complete::Shell;

use super::{
    Allow, BaselineCommand, Files, Fix, Generate, History, Install, Range, ReportCommand, Review, RulesCommand, Staged,
    Uninstall,
};

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Scan what `git commit` would add.
    Staged(Staged),
    /// Scan what each commit of a range adds.
    ///
    /// Without an argument, uses the range that the pre-commit framework or a CI system sets in the environment.
    Range(Range),
    /// Scan everything that any ref reaches.
    ///
    /// Covers every version of every file, and the messages of commits and tags.
    History(History),
    /// Scan files and directories on disk, or standard input.
    Files(Files),
    /// Install the hook where git will run it.
    ///
    /// An existing hook is kept and runs first. If husky, lefthook, pre-commit or prek manages the hooks, prints the
    /// lines for its configuration.
    Install(Install),
    /// Remove dsnitch's hooks, and restore the previous ones.
    Uninstall(Uninstall),
    /// Check whether commits here are guarded, and by what.
    ///
    /// Checks which hook git will run and who wrote it, whether it refuses a canary that is staged in a temporary
    /// index, what the configuration excuses, which operations run no hook, and which coding agents call dsnitch; each
    /// with its remedy. Ends with 0 if commits are guarded, with 1 if something gets past, with 2 if that could not be
    /// determined.
    Doctor,
    /// Replace the secrets that block a commit by references.
    ///
    /// Each value moves into an ignored `.env`, and a reference takes its place. The staged version and the work tree
    /// are changed separately: unstaged changes stay unstaged.
    Fix(Fix),
    /// Review the findings that block a commit, one by one.
    ///
    /// On a terminal: accept it with a reason, fix it, skip it, or edit it.
    Review(Review),
    /// Answer one event of a coding agent, in the agent's own protocol.
    ///
    /// Reads the event from standard input. Prompts, texts about to be written and commands are scanned: what blocks is
    /// denied, and for a warning a person is asked. Claude Code, Codex, Cursor, Copilot and Gemini CLI are recognised
    /// by their events. `dsnitch install --agent` sets one up.
    #[command(hide = true)]
    Agent {
        /// Also scan files that the agent is about to read.
        #[arg(long)]
        read: bool,
    },
    /// Print a strong password that needs no encoding in a URL.
    ///
    /// It is made from the kernel's random numbers.
    Generate(Generate),
    /// Merge JSON reports.
    #[command(subcommand)]
    Report(ReportCommand),
    /// Excuse one finding, with a reason, in .dsnitch.toml.
    ///
    /// It writes an [[allow]] entry with the fingerprint of the finding.
    Allow(Allow),
    /// Accept the existing findings, so that only new ones block.
    #[command(subcommand)]
    Baseline(BaselineCommand),
    /// List, check or explain the rules.
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Print shell completions.
    #[command(hide = true)]
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print a manual page.
    #[command(hide = true)]
    Man {
        /// The command to describe; dsnitch itself by default.
        #[arg(value_name = "COMMAND")]
        command: Vec<String>,
    },
}

impl Command {
    /// True if the command takes file names.
    pub(crate) const fn takes_names(&self) -> bool {
        matches!(
            self,
            Command::Staged(_)
                | Command::Files(_)
                | Command::Baseline(_)
                | Command::Report(ReportCommand::Merge { .. })
        )
    }
}
