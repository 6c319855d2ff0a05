//! Standard input.

use std::io::Read;
use std::path::Path;

use crate::coverage::Skip;
use crate::failure::Failure;
use crate::fragment::{Added, Fragment, Origin, Provenance};
use crate::git::{SIZE_LIMIT, path};
use crate::text;

use super::named_path::NamedPath;
use super::{FragmentKind, Sink, Source};

/// Yields a whole stream as one fragment; its path is `-` or the given one.
pub struct StdinSource {
    input: Box<dyn Read>,
    path: Vec<u8>,
}

impl StdinSource {
    /// Creates a source that reads `input` to its end.
    pub fn new(input: impl Read + 'static) -> Self {
        StdinSource { input: Box::new(input), path: b"-".to_vec() }
    }

    /// Sets the path, as if it were the file at `path`, which is reported relative to `top`, the top of a work tree, if
    /// it lies inside. The file need not exist.
    #[must_use]
    pub fn named(self, path: &Path, top: Option<&Path>) -> Self {
        let top = top.and_then(|top| top.canonicalize().ok());
        let given = path::to_bytes(path);
        let named = NamedPath::of_file(path, top.as_deref());
        StdinSource { path: named.reported_path(&given), ..self }
    }
}

impl Source for StdinSource {
    fn visit(&mut self, sink: &mut dyn Sink) -> Result<(), Failure> {
        let origin = Origin { path: std::mem::take(&mut self.path), provenance: Provenance::Stdin };
        if !sink.wants(&origin) {
            return Ok(());
        }
        let failed = |why: String| Failure::new("standard input", why, "give it as a file, or in parts");
        let mut bytes = Vec::new();
        let read = self.input.by_ref().take(SIZE_LIMIT + 1).read_to_end(&mut bytes);
        let read = read.map_err(|error| failed(error.to_string()))?;
        // The user expects a result for the input, so it must not be skipped.
        if u64::try_from(read).is_ok_and(|read| read > SIZE_LIMIT) {
            return Err(failed(format!("more than {SIZE_LIMIT} bytes")));
        }
        match text::decode(&bytes) {
            Ok(decoded) => {
                if let Some(why) = decoded.not_text {
                    sink.skipped(Skip { path: origin.path.clone(), reason: why.into() });
                }
                let _ = sink.fragment(
                    &Fragment { origin: &origin, text: &decoded.text, added: Added::All },
                    FragmentKind::File,
                );
            }
            Err(why) => sink.skipped(Skip { path: origin.path, reason: why.into() }),
        }
        Ok(())
    }
}
