//! Arguments of the commands that act on a finding, and of `generate`.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `fix`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Fix {
    /// Only these files; one without staged changes is fixed completely, as it is in the index.
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Apply the changes without asking.
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// Only show the changes.
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,
    /// Include warnings.
    #[arg(long)]
    pub(crate) all: bool,
    /// Replace each weak password by a strong one.
    #[arg(long, conflicts_with = "patch")]
    pub(crate) weak: bool,
    /// Use a Compose secret if the image can read its password from a file (POSTGRES_PASSWORD_FILE).
    #[arg(long)]
    pub(crate) compose_secrets: bool,
    /// Write the changes to FILE as a patch, and change nothing: apply it with `git apply --index FILE`, once .env has
    /// the values.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["yes", "dry_run"])]
    pub(crate) patch: Option<PathBuf>,
    /// Undo the last fix.
    #[arg(long, conflicts_with_all = ["files", "dry_run", "all", "weak", "patch"])]
    pub(crate) undo: bool,
}

/// Arguments of `review`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Review {
    /// Include warnings.
    #[arg(long)]
    pub(crate) all: bool,
}

/// Arguments of `allow`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Allow {
    /// The fingerprint, as shown in the report.
    pub(crate) fingerprint: String,
    /// Why the finding is safe.
    #[arg(long, value_name = "WHY")]
    pub(crate) reason: String,
    /// Only for a finding of this rule.
    #[arg(long, value_name = "ID")]
    pub(crate) rule: Option<String>,
}

/// Arguments of `generate`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Generate {
    /// Length in characters, 16 to 1024.
    #[arg(long, value_name = "N", default_value_t = 24, value_parser = clap::value_parser!(u16).range(16..=1024))]
    pub(crate) length: u16,
    /// Print an assignment to this variable, for an env file that git ignores.
    #[arg(long, value_name = "NAME")]
    pub(crate) env: Option<String>,
}
