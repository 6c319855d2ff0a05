//! Arguments of `baseline`.

use std::path::PathBuf;

use clap::Subcommand;

/// Baseline subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum BaselineCommand {
    /// Accept all current findings: replace .dsnitch-baseline, or add those of a part.
    ///
    /// For the whole work tree, and for that with the history, the file is replaced, and what it loses is named. `staged` and
    /// `files PATH` add their findings to the existing entries.
    Write {
        /// Content to scan; the files of the work tree by default.
        #[command(subcommand)]
        scope: Option<Scope>,
    },
    /// End with 1 if the file is not what `write` would produce.
    Check {
        /// Content to scan; the files of the work tree by default.
        #[command(subcommand)]
        scope: Option<Scope>,
    },
    /// Remove entries that are no longer found; accept nothing new.
    Prune {
        /// Content to scan; the files of the work tree by default.
        #[command(subcommand)]
        scope: Option<WholeScope>,
    },
    /// Accept what another scanner has accepted, if it is still found there.
    ///
    /// Reads a .secrets.baseline of detect-secrets, a JSON report of gitleaks or betterleaks, or a .gitleaksignore.
    Import {
        /// The list.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Show the finding of each entry, and its current location.
    Show {
        /// Content to scan; the files of the work tree by default.
        #[command(subcommand)]
        scope: Option<WholeScope>,
    },
}

/// The scan that a baseline is made from.
#[derive(Debug, Subcommand)]
pub(crate) enum Scope {
    /// Files and directories on disk.
    Files {
        /// Paths to scan.
        #[arg(value_name = "PATH", default_value = ".")]
        paths: Vec<PathBuf>,
    },
    /// What `git commit` would add.
    Staged,
    /// Everything that any ref reaches, and the files of the work tree.
    History,
}

impl Scope {
    /// True if this scans a part of the repository: the entries of an existing baseline may be about the rest.
    pub(crate) fn is_part(&self) -> bool {
        match self {
            Scope::Files { .. } | Scope::Staged => true,
            Scope::History => false,
        }
    }
}

/// The scans that may be used where a part of the repository is not enough.
#[derive(Debug, Subcommand)]
pub(crate) enum WholeScope {
    /// Everything that any ref reaches, and the files of the work tree.
    History,
}

impl From<WholeScope> for Scope {
    fn from(_: WholeScope) -> Self {
        Scope::History
    }
}
