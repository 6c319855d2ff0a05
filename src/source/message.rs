//! The message of a commit in progress, from the file that git passes to a `commit-msg` hook.

use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::fragment::{Added, Fragment, Origin, Provenance};
use crate::git::regular_file;

use super::history::messages;
use super::{FragmentKind, Note, Sink, Source};

/// The path of a commit message in reports.
pub const MESSAGE: &[u8] = b"commit:message";

/// The end of the line below which git drops everything: with `commit -v`, the diff follows it.
const SCISSORS: &[u8] = b" ------------------------ >8 ------------------------";

/// Yields the message in a file as one fragment; its path is `commit:message`. Comment lines are included: whether git
/// removes them depends on its options.
pub struct MessageSource {
    file: PathBuf,
}

impl MessageSource {
    /// Creates a source for the message in `file`.
    pub fn new(file: &Path) -> Self {
        MessageSource { file: file.to_owned() }
    }
}

impl Source for MessageSource {
    fn visit(&mut self, sink: &mut dyn Sink) -> Result<(), Failure> {
        let text = regular_file::read(&self.file).map_err(|error| {
            let what = format!("the message in {}", self.file.display());
            Failure::new(what, error, "let git run the commit-msg hook, which names the file")
        })?;
        let kept = text.get(..kept(&text)).unwrap_or(&text);
        let text = messages::text_of(kept);
        sink.note(Note::Message(text.len() as u64));
        let origin = Origin { path: MESSAGE.to_vec(), provenance: Provenance::File };
        let _ = sink.fragment(&Fragment { origin: &origin, text: &text, added: Added::All }, FragmentKind::Message);
        Ok(())
    }
}

/// Returns the length of the part of a message that git keeps.
fn kept(text: &[u8]) -> usize {
    let mut at = 0;
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        let is_comment = |mark: &[u8]| !mark.is_empty() && !mark.iter().any(|byte| byte.is_ascii_alphanumeric());
        if line.trim_ascii_end().strip_suffix(SCISSORS).is_some_and(is_comment) {
            return at;
        }
        at += line.len();
    }
    at
}

#[cfg(test)]
mod tests {
    use super::kept;

    #[test]
    fn the_text_after_the_scissors_line_is_dropped() {
        let line = "------------------------ >8 ------------------------";
        for (text, expected) in [
            ("subject\n\nbody\n".to_owned(), "subject\n\nbody\n"),
            (format!("subject\n# {line}\n# Do not modify\ndiff\n"), "subject\n"),
            (format!("subject\n; {line}\r\ndiff"), "subject\n"),
            (format!("subject\n{line}\nbody"), &*format!("subject\n{line}\nbody")),
            (format!("subject\nx {line}\nbody"), &format!("subject\nx {line}\nbody")),
            (String::new(), ""),
        ] {
            assert_eq!(&text[..kept(text.as_bytes())], expected, "{text:?}");
        }
    }
}
