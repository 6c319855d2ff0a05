//! Arguments of `baseline`.

use std::path::PathBuf;

use clap::Subcommand;

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

/// The scan that a baseline is made from.
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

/// The scans that may be used where a part of the repository is not enough.
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
