//! Arguments of `rules` and `report`.

use std::path::PathBuf;

use clap::Subcommand;

/// Subcommands of `rules`.
#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// List the rules, one line each.
    List {
        /// List the excuses instead, with the kind of evidence: the grammar, a list, or the rule.
        #[arg(long)]
        excuses: bool,
    },
    /// Run every rule and every excuse on its own examples.
    Check,
    /// Explain a rule and its remedy, or an excuse.
    Explain {
        /// The rule's id, as in findings, or the name of an excuse, as printed by --explain.
        id: String,
    },
}

/// Subcommands of `report`.
#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    /// Merge the JSON reports of the shards of one scan, and name missing shards.
    Merge {
        /// The reports.
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
    },
}
