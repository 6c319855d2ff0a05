//! The directory in which the commands of a line run.

use std::path::PathBuf;

use super::script::{is_mark, unwrapped};

/// A directory, from that of the whole line on, and those that it replaced.
#[derive(Clone, Debug, Default)]
pub(super) struct Directory {
    pub(super) now: PathBuf,
    before: Vec<PathBuf>,
}

impl Directory {
    /// Records what the command does to it. A directory that is known only when the command runs changes nothing: a path below
    /// it is judged as it is written.
    pub(super) fn changed_by(&mut self, words: &[String]) {
        let [name, rest @ ..] = unwrapped(words) else { return };
        let is_option = |word: &&String| word.len() > 1 && word.starts_with('-');
        let target = rest.iter().find(|word| !is_option(word)).map(String::as_str);
        match (name.as_str(), target) {
            ("cd", Some("-")) | ("popd", _) => self.now = self.before.pop().unwrap_or_default(),
            ("cd" | "pushd", Some(target)) if !target.contains(is_mark) => {
                let next = self.now.join(target);
                self.before.push(std::mem::replace(&mut self.now, next));
            }
            _ => {}
        }
    }
}
