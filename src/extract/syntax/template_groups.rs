//! Groups of templates (`${…}`, `{{ … }}`) within an unquoted value: what they hold does not end it.

use crate::text::group_end;

/// Template groups of one line. Each that never closes has cost a look ahead; after a few, no more are looked for, so
/// that a line of openings stays cheap.
pub(crate) struct Groups<'t> {
    text: &'t [u8],
    line: usize,
    unclosed: u8,
}

impl<'t> Groups<'t> {
    pub(crate) const fn new(text: &'t [u8], line: usize) -> Self {
        Groups { text, line, unclosed: 0 }
    }

    /// Where the group that opens at `at` ends, if one does and it ends on the line.
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
        let end = if opens { group_end(self.text, at).filter(|&end| end <= self.line) } else { None };
        self.unclosed += u8::from(opens && end.is_none());
        end
    }
}
