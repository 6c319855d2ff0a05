//! Command substitutions `$(…)` of a POSIX shell (section 2.6.3).

/// Finds the substitutions of one text. Each unclosed one costs a search to the end; after a few, no more are searched
/// for, so that a text full of openings stays cheap.
#[derive(Debug)]
pub(crate) struct Substitutions<'t> {
    text: &'t [u8],
    unclosed: u8,
}

impl<'t> Substitutions<'t> {
    /// Creates it for `text`.
    pub(crate) const fn new(text: &'t [u8]) -> Self {
        Substitutions { text, unclosed: 0 }
    }

    /// Returns the text.
    pub(crate) const fn text(&self) -> &'t [u8] {
        self.text
    }

    /// Returns the offset after the substitution that opens at `at`, across lines and quotes: quotes inside it are
    /// independent of those outside.
    pub(crate) fn end_at(&mut self, at: usize) -> Option<usize> {
        if self.unclosed > 8 || self.text.get(at..at + 2) != Some(b"$(") {
            return None;
        }
        // The open quote, and for each bracket the quote around it.
        let (mut open, mut around) = (None, vec![None]);
        let mut i = at + 2;
        while let Some(b) = self.text.get(i) {
            match (b, open) {
                (b'\\', None | Some(b'"')) => i += 1,
                (b'$', None | Some(b'"')) if self.text.get(i + 1) == Some(&b'(') => {
                    around.push(open.take());
                    i += 1;
                }
                (b'"' | b'\'', None) => open = Some(*b),
                (b'(', None) => around.push(None),
                (b')', None) => {
                    open = around.pop().flatten();
                    if around.is_empty() {
                        return Some(i + 1);
                    }
                }
                (b, Some(quote)) if *b == quote => open = None,
                _ => {}
            }
            i += 1;
        }
        self.unclosed += 1;
        None
    }

    /// Like [`Self::end_at`], for text that need not be shell code: the inside must be a program name and arguments, on
    /// one line of at most 512 bytes.
    pub(crate) fn end_of_command_at(&mut self, at: usize) -> Option<usize> {
        const LONGEST: usize = 512;
        let rest = self.text.get(at..)?.strip_prefix(b"$(")?;
        // $(< FILE), and variables for the command: $(LC_ALL=C tr …)
        let assigned = rest.iter().take_while(|b| b.is_ascii_uppercase() || matches!(b, b'_' | b'=')).count();
        let is_assigned = rest.get(..assigned).is_some_and(|name| name.contains(&b'=') && assigned > 2);
        let is_read = rest.starts_with(b"< ");
        let program = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'/' | b'.'));
        let length = program.count();
        let runs = rest.first()?.is_ascii_lowercase() && length >= 2 && rest.get(length) == Some(&b' ');
        if !(runs || is_assigned || is_read) {
            return None;
        }
        let window = self.text.get(..self.text.len().min(at + LONGEST))?;
        let mut within = Substitutions { text: window, unclosed: self.unclosed };
        let end = within.end_at(at).filter(|end| !self.text.get(at..*end).is_some_and(|text| text.contains(&b'\n')));
        self.unclosed = within.unclosed + u8::from(end.is_none() && within.unclosed == self.unclosed);
        end
    }
}

#[cfg(test)]
mod tests {
    use super::Substitutions;

    #[test]
    fn a_substitution_ends_at_its_own_bracket() {
        for (text, end, command) in [
            ("$(cat x) y", Some(8), Some(8)),
            ("$(cat x", None, None),
            ("$(< \"$F\")", Some(9), Some(9)),
            ("$(LC_ALL=C tr -dc 'a)b' </dev/urandom)", Some(38), Some(38)),
            (r#"$(python3 -c "import secrets; print(secrets.token_urlsafe(32))")" y"#, Some(64), Some(64)),
            (r#"$(python -c 'print(")")')"#, Some(25), Some(25)),
            (r#"$(echo "a $(cat "b)") c)")"#, Some(26), Some(26)),
            (r"$(echo \) x)", Some(12), Some(12)),
            ("$(x\ny)", Some(6), None),
            ("$(4f2a)", Some(7), None),
            ("$(X a)", Some(6), None),
            ("$x", None, None),
        ] {
            assert_eq!(Substitutions::new(text.as_bytes()).end_at(0), end, "{text}");
            assert_eq!(Substitutions::new(text.as_bytes()).end_of_command_at(0), command, "{text}");
        }
    }
}
