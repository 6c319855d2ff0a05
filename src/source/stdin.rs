//! Standard input.

use std::io::Read;

use crate::coverage::Skip;
use crate::failure::SourceError;
use crate::fragment::{Added, Fragment, Origin, Provenance};
use crate::git::SIZE_LIMIT;
use crate::text;

use super::{Sink, Source};

/// Yields all of a stream as one fragment; its path is `-`.
pub struct StdinSource {
    input: Box<dyn Read>,
}

impl StdinSource {
    /// What `input` gives until its end.
    pub fn new(input: impl Read + 'static) -> Self {
        StdinSource { input: Box::new(input) }
    }
}

impl Source for StdinSource {
    fn visit(&mut self, sink: &mut dyn Sink) -> Result<(), SourceError> {
        let origin = Origin { path: b"-".to_vec(), provenance: Provenance::Stdin };
        if !sink.wants(&origin) {
            return Ok(());
        }
        let failed = |why: String| SourceError::new("standard input", why, "give it as a file, or in parts");
        let mut bytes = Vec::new();
        let read = self.input.by_ref().take(SIZE_LIMIT + 1).read_to_end(&mut bytes);
        let read = read.map_err(|error| failed(error.to_string()))?;
        // Whoever pipes something in waits for an answer about it: not to scan it is no answer.
        if u64::try_from(read).is_ok_and(|read| read > SIZE_LIMIT) {
            return Err(failed(format!("more than {SIZE_LIMIT} bytes")));
        }
        match text::decode(&bytes) {
            Ok(decoded) => {
                if let Some(why) = decoded.not_text {
                    sink.skipped(Skip { path: origin.path.clone(), reason: why.into() });
                }
                let _ = sink.fragment(&Fragment { origin: &origin, text: &decoded.text, added: Added::All });
            }
            Err(why) => sink.skipped(Skip { path: origin.path, reason: why.into() }),
        }
        Ok(())
    }
}
