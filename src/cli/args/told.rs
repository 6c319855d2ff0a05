//! What `rules` and `report` are given.

use std::path::PathBuf;

use clap::Subcommand;

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
