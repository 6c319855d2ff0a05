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
    /// Without a range, takes it from what the pre-commit framework or a CI system sets in the environment.
    Range(Range),
    /// Scan everything that any ref reaches.
    ///
    /// Every version of every file, and the messages of commits and tags.
    History(History),
    /// Scan files and directories on disk, or standard input.
    Files(Files),
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
