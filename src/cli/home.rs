//! Where a configuration is looked for, and whose it is.

use std::path::Path;

use dsnitch::failure::Failure;

/// Reads a file by its path from the top: of a commit that the one who runs the scan trusts, or of the index.
pub(crate) type TrustedFile<'a> = dyn Fn(&str) -> Result<Option<Vec<u8>>, Failure> + 'a;

/// Where configuration is looked for when no file is named.
pub(crate) enum Home<'a> {
    /// At the top of a work tree.
    WorkTree(&'a Path),
    /// In a commit that is trusted: what is being pushed, or scanned, has no say.
    Trusted(&'a TrustedFile<'a>),
    /// Nowhere: there is no work tree.
    None,
}

/// Whose configuration a scan goes by.
pub(crate) enum Given {
    /// There is none.
    Nothing,
    /// That of the work tree: its text.
    WorkTree(String),
    /// That of a commit which the one who runs the scan trusts.
    Trusted,
    /// A file that the one who runs the scan names.
    Named(String),
}

impl Given {
    /// Whether it is not in the hands of those whose work is scanned.
    pub(crate) const fn is_trusted(&self) -> bool {
        matches!(self, Given::Trusted | Given::Named(_))
    }
}
