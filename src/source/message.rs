//! The message of a commit in progress, from the file that git passes to a `commit-msg` hook.

use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::fragment::{Added, Fragment, Origin, Provenance};
use crate::git::regular_file;

use super::history::messages;
use super::{FragmentKind, Note, Sink, Source};

/// The path of a commit message in reports.
pub const MESSAGE: &[u8] = b"commit:message";

/// The end of the line below which git drops everything with `commit -v` or `--cleanup=scissors`, and nothing otherwise.
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

/// Returns the length of the part of a message that git keeps. A hook does not see the options of the commit, so that the
/// text below a scissors line is dropped only if git wrote it: comments, and after them a diff or nothing.
fn kept(text: &[u8]) -> usize {
    let mut at = 0;
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        let is_comment = |mark: &&[u8]| !mark.is_empty() && !mark.iter().any(|byte| byte.is_ascii_alphanumeric());
        let below = text.get(at + line.len()..).unwrap_or_default();
        let mark = line.trim_ascii_end().strip_suffix(SCISSORS).filter(is_comment);
        if mark.is_some_and(|mark| is_git_s_own(below, mark)) {
            return at;
        }
        at += line.len();
    }
    at
}

/// Returns whether a text consists of lines that begin with the comment mark, and of a diff after them.
fn is_git_s_own(text: &[u8], mark: &[u8]) -> bool {
    let mut rest =
        text.split(|&byte| byte == b'\n').skip_while(|line| line.starts_with(mark) || line.trim_ascii().is_empty());
    rest.next().is_none_or(|line| line.starts_with(b"diff --"))
}

#[cfg(test)]
mod tests {
    use super::kept;

    #[test]
    fn the_text_after_the_scissors_line_is_dropped() {
        let line = "------------------------ >8 ------------------------";
        for (text, expected) in [
            ("subject\n\nbody\n".to_owned(), "subject\n\nbody\n"),
            (format!("subject\n# {line}\n# Do not modify\ndiff --git a/x b/x\n"), "subject\n"),
            (format!("subject\n; {line}\r\n; Do not\n\ndiff --cc a\n"), "subject\n"),
            (format!("subject\n# {line}\n# On branch main\n"), "subject\n"),
            (format!("subject\n# {line}\nbody\n"), &*format!("subject\n# {line}\nbody\n")),
            (format!("subject\n# {line}\n; body\n"), &*format!("subject\n# {line}\n; body\n")),
            (format!("subject\n{line}\nbody"), &*format!("subject\n{line}\nbody")),
            (format!("subject\nx {line}\nbody"), &format!("subject\nx {line}\nbody")),
            (String::new(), ""),
        ] {
            assert_eq!(&text[..kept(text.as_bytes())], expected, "{text:?}");
        }
    }
}
