//! The quotes in which a value stands in a script of PowerShell, fish or cmd, by reading from the first byte.

/// A shell other than POSIX's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shell {
    Pwsh,
    Fish,
    Cmd,
}

/// What a shell makes of the text at a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A word without quotes.
    Bare,
    /// Between double quotes, the first of which is at this offset, or in PowerShell's `@"`.
    Double(usize),
    /// Between single quotes, the first of which is at this offset.
    Single(usize),
    Comment,
    /// In PowerShell's `@'`, in which nothing is put in.
    Text,
}

/// The place of the byte offset `at` of `text`, in time linear in `at`.
pub(super) fn of(text: &str, at: usize, shell: Shell) -> Place {
    if shell == Shell::Cmd {
        let line = text.get(..at).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
        let line = line.trim_start_matches(['@', ' ', '\t']).to_ascii_lowercase();
        let is_comment = line.starts_with("rem ") || line.starts_with("::");
        return if is_comment { Place::Comment } else { Place::Bare };
    }
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < at.min(bytes.len()) {
        let rest = bytes.get(i..).unwrap_or_default();
        let is_start = i == 0 || bytes.get(i - 1).is_some_and(|b| b" \t\r\n;(|&{".contains(b));
        let (end, place) = match rest {
            [b'<', b'#', ..] if shell == Shell::Pwsh => (after(bytes, i + 2, b"#>"), Place::Comment),
            [b'@', quote @ (b'"' | b'\''), b'\n' | b'\r', ..] if shell == Shell::Pwsh => {
                let place = if *quote == b'"' { Place::Double(i + 1) } else { Place::Text };
                (after(bytes, i + 2, &[b'\n', *quote, b'@']), place)
            }
            [b'#', ..] if is_start => (after(bytes, i, b"\n"), Place::Comment),
            [b'"', ..] => (closed(bytes, i, shell), Place::Double(i)),
            [b'\'', ..] => (closed(bytes, i, shell), Place::Single(i)),
            [b'\\', ..] if shell == Shell::Fish => (i + 2, Place::Bare),
            [b'`', ..] if shell == Shell::Pwsh => (i + 2, Place::Bare),
            _ => (i + 1, Place::Bare),
        };
        if at < end {
            return place;
        }
        i = end;
    }
    Place::Bare
}

/// The end of the first `mark` from `from` on.
fn after(bytes: &[u8], from: usize, mark: &[u8]) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    memchr::memmem::find(rest, mark).map_or(bytes.len() + 1, |at| from + at + mark.len())
}

/// The end of the literal whose quote is at `open`. PowerShell doubles a quote in it; the escape of PowerShell's single quotes is
/// none.
fn closed(bytes: &[u8], open: usize, shell: Shell) -> usize {
    let quote = bytes.get(open).copied().unwrap_or_default();
    let escape = match (shell, quote) {
        (Shell::Pwsh, b'"') => Some(b'`'),
        (Shell::Pwsh, _) => None,
        _ => Some(b'\\'),
    };
    let mut i = open + 1;
    while let Some(byte) = bytes.get(i).copied() {
        match byte {
            _ if Some(byte) == escape => i += 1,
            _ if byte == quote && shell == Shell::Pwsh && bytes.get(i + 1) == Some(&quote) => i += 1,
            _ if byte == quote => return i + 1,
            _ => {}
        }
        i += 1;
    }
    bytes.len() + 1
}

#[cfg(test)]
mod tests {
    use super::{Place, Shell, of};

    #[test]
    fn the_quotes_around_a_value_are_found() {
        use Shell::{Cmd, Fish, Pwsh};
        for (shell, text, place) in [
            (Pwsh, "$p = \"X", Place::Double(5)),
            (Pwsh, "$a = 'b''c X", Place::Single(5)),
            (Pwsh, "$a = 'b'; run X", Place::Bare),
            (Pwsh, "$a = \"b`\"c X", Place::Double(5)),
            (Pwsh, "$a = \"b\"\"c X", Place::Double(5)),
            (Pwsh, "$a = '\\'; $p = \"X", Place::Double(15)),
            (Pwsh, "<# it's\n X", Place::Comment),
            (Pwsh, "# it's X", Place::Comment),
            (Pwsh, "# it's\nrun X", Place::Bare),
            (Pwsh, "$a = @\"\nit's \"X", Place::Double(6)),
            (Pwsh, "$a = @'\nit's X", Place::Text),
            (Pwsh, "$a = @'\nit's\n'@\nrun X", Place::Bare),
            (Fish, "set -x A X", Place::Bare),
            (Fish, "set -x A 'b\\'c X", Place::Single(9)),
            (Fish, "echo it\\'s \"X", Place::Double(11)),
            (Fish, "echo a#b X", Place::Bare),
            (Cmd, "set A=X", Place::Bare),
            (Cmd, "@rem set A=X", Place::Comment),
            (Cmd, ":: X", Place::Comment),
        ] {
            assert_eq!(of(text, text.find('X').unwrap(), shell), place, "{text}");
        }
    }
}
