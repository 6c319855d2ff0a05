//! The places where a configuration is searched for, and how far it is trusted.

use std::path::Path;

use dsnitch::failure::Failure;

/// Reads a file by its path from the top: from a commit that the user trusts, or from the index.
pub(crate) type TrustedFile<'a> = dyn Fn(&str) -> Result<Option<Vec<u8>>, Failure> + 'a;

/// Where the configuration is searched for when no file is named.
pub(crate) enum Home<'a> {
    /// At the top of a work tree.
    WorkTree(&'a Path),
    /// In a trusted commit: the scanned or pushed content has no influence.
    Trusted(&'a TrustedFile<'a>),
    /// Nowhere: there is no work tree.
    None,
}

/// The origin of the configuration in use.
pub(crate) enum Given {
    /// There is no configuration.
    Nothing,
    /// The work tree's: its text.
    WorkTree(String),
    /// From a commit that the user trusts.
    Trusted,
    /// A file that the user names.
    Named(String),
}

impl Given {
    /// True if the authors of the scanned content cannot change it.
    pub(crate) const fn is_trusted(&self) -> bool {
        matches!(self, Given::Trusted | Given::Named(_))
    }
}
