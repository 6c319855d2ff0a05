//! Template groups (`${…}`, `{{ … }}`) within an unquoted value: their content does not end it.

use crate::text::{Substitutions, group_end};

/// The template groups of one line. Each unclosed one costs a search to the line end; after a few, no more are searched
/// for, so that a line of openings stays cheap.
pub(crate) struct Groups<'t> {
    text: &'t [u8],
    line: usize,
    unclosed: u8,
    commands: Substitutions<'t>,
}

impl<'t> Groups<'t> {
    pub(crate) const fn new(text: &'t [u8], line: usize) -> Self {
        Groups { text, line, unclosed: 0, commands: Substitutions::new(text) }
    }

    /// The end of the group that opens at `at`, if it closes on the line.
    pub(crate) fn end_at(&mut self, at: usize) -> Option<usize> {
        if self.unclosed >= 8 {
            return None;
        }
        let opens = self.text.get(at..at + 2).is_some_and(|two| {
            matches!(
                two,
                [b'$' | b'#' | b'{' | b'@' | b'[', b'{' | b'(' | b'[' | b'='] | [b'<' | b'{', b'%'] | [b'%', b'(']
            )
        });
        // A command substitution, with the brackets in its own quotes (POSIX 2.6.3).
        if let Some(end) = self.commands.end_of_command_at(at).filter(|end| *end <= self.line) {
            return Some(end);
        }
        let end = if opens { group_end(self.text, at).filter(|&end| end <= self.line) } else { None };
        self.unclosed += u8::from(opens && end.is_none());
        end
    }
}
