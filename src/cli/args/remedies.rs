//! Arguments of the commands that act on a finding, and of `generate`.

use std::path::PathBuf;

use clap::Args;

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
    /// Write what would change to FILE, and change nothing: `git apply --index FILE` does it, once .env has the values.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["yes", "dry_run"])]
    pub(crate) patch: Option<PathBuf>,
    /// Take the last fix back.
    #[arg(long, conflicts_with_all = ["files", "dry_run", "all", "weak", "patch"])]
    pub(crate) undo: bool,
}

/// What to go through.
#[derive(Clone, Debug, Args)]
pub(crate) struct Review {
    /// Take in what only warns, too.
    #[arg(long)]
    pub(crate) all: bool,
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
