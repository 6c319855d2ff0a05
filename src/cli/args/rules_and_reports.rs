//! Arguments of `rules` and `report`.

use std::path::PathBuf;

use clap::Subcommand;

/// What to do with the rules.
#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// One line for each rule.
    List {
        /// List what makes a value silent instead, with what says so: the grammar, a list, or the rule.
        #[arg(long)]
        excuses: bool,
    },
    /// Check every rule and every excuse against its own examples.
    Check,
    /// What a rule finds and how to mend it, or what an excuse is.
    Explain {
        /// The rule's id, as findings name it, or the name of an excuse, as --explain has it.
        id: String,
    },
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
