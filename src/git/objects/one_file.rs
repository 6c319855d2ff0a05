//! One file of a tree or an index, read whole: the configuration, which is not scanned but heeded.

use crate::failure::SourceError;

use super::{Blob, Kind, Objects, Side};

impl Objects<'_> {
    /// The bytes of the regular file that `side` is; none where there is none.
    ///
    /// # Errors
    /// When it cannot be read, is larger than [`crate::git::SIZE_LIMIT`], or is no regular file (a link is not followed).
    pub(crate) fn file(&self, side: Option<Side>) -> Result<Option<Vec<u8>>, SourceError> {
        let Some(side) = side else { return Ok(None) };
        let failed =
            |why: &str| SourceError::new(format!("object {}", side.oid), why, "replace it with a regular file");
        if side.kind() != Kind::File {
            return Err(failed("not a regular file"));
        }
        match self.blob(side.oid)? {
            Blob::Loaded(blob) => Ok(Some(blob.data().to_vec())),
            Blob::TooLarge(size) | Blob::LargeBinary(size) => Err(failed(&format!("{size} bytes are too many"))),
        }
    }
}
