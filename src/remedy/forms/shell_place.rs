//! Determines the quoting context of a value in a shell script, and the lines at which commands begin, by parsing from
//! the first byte.

/// The shell's treatment of the text at a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// An unquoted word.
    Bare,
    /// Between double quotes.
    Double,
    /// Between single quotes.
    Single,
    /// Between `$'` and `'`, with its own escapes.
    Escaped,
    Comment,
    /// A here-document with expansions, in which quotes are literal.
    HereDocument,
    /// A here-document without expansions.
    Literal,
}

/// An open construct.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// A command list, with its closing byte; the script itself has none.
    Commands(u8),
    Group,
    Double,
    Parameter,
}

/// A here-document that begins after the line.
struct Announced<'t> {
    word: &'t [u8],
    is_literal: bool,
    has_tabs: bool,
}

/// The context at the byte offset `at` of `text`, in time linear in `at`.
pub(super) fn at(text: &str, at: usize) -> Place {
    read(text, at, &mut |_| {})
}

/// The byte offsets of the lines of `text` that begin outside of every quote, substitution, bracket and here-document.
pub(crate) fn top_lines(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    read(text, usize::MAX, &mut |start| starts.push(start));
    starts
}

/// Reads `text` up to `at`; `begins` gets the start of each line after the first that begins outside of every construct.
fn read(text: &str, at: usize, begins: &mut dyn FnMut(usize)) -> Place {
    let bytes = text.as_bytes();
    let byte = |i: usize| bytes.get(i).copied().unwrap_or(0);
    let mut open: Vec<Open> = vec![Open::Commands(0)];
    let mut announced: Vec<Announced<'_>> = Vec::new();
    let mut i = 0;
    while i < at.min(bytes.len()) {
        let is_in_double = open.contains(&Open::Double);
        let top = open.last().copied().unwrap_or(Open::Commands(0));
        let is_word = matches!(top, Open::Commands(_) | Open::Group);
        let is_line_end = byte(i) == b'\n';
        match byte(i) {
            b'\\' => i += 1,
            b'"' if top == Open::Double => drop(open.pop()),
            b'"' => open.push(Open::Double),
            b'\'' if is_word || top == Open::Parameter && !is_in_double => {
                let is_escaped = i > 0 && byte(i - 1) == b'$';
                let end = end_of_single(bytes, i + 1, is_escaped);
                if at <= end {
                    return if is_escaped { Place::Escaped } else { Place::Single };
                }
                i = end;
            }
            b'`' if top == Open::Commands(b'`') => drop(open.pop()),
            b'`' => open.push(Open::Commands(b'`')),
            b'$' if byte(i + 1) == b'(' => {
                open.push(Open::Commands(b')'));
                i += 1;
            }
            b'$' if byte(i + 1) == b'{' => {
                open.push(Open::Parameter);
                i += 1;
            }
            b'}' if top == Open::Parameter => drop(open.pop()),
            b'(' if is_word => open.push(Open::Group),
            b')' if top == Open::Group || top == Open::Commands(b')') => drop(open.pop()),
            b'#' if is_word && (i == 0 || b" \t\n;(&|".contains(&byte(i - 1))) => {
                let end = i + memchr::memchr(b'\n', bytes.get(i..).unwrap_or_default()).unwrap_or(bytes.len() - i);
                if at <= end {
                    return Place::Comment;
                }
                // The line end itself may begin a here-document.
                i = end - 1;
            }
            b'<' if is_word && byte(i + 1) == b'<' && byte(i + 2) == b'<' => i += 2,
            b'<' if is_word && byte(i + 1) == b'<' => {
                if let Some((next, of)) = announcement(bytes, i + 2) {
                    announced.push(of);
                    i = next - 1;
                }
            }
            b'\n' if !announced.is_empty() && top != Open::Double => {
                for of in announced.drain(..) {
                    let end = end_of_document(bytes, i + 1, &of);
                    if at < end {
                        return if of.is_literal { Place::Literal } else { Place::HereDocument };
                    }
                    // The last byte is the end of the delimiter's line.
                    i = end.max(i + 1) - 1;
                }
            }
            _ => {}
        }
        i += 1;
        if is_line_end && open.len() == 1 && i < bytes.len() {
            begins(i);
        }
    }
    match open.last() {
        Some(Open::Double) => Place::Double,
        Some(Open::Parameter) if open.contains(&Open::Double) => Place::Double,
        _ => Place::Bare,
    }
}

/// The position of the quote that closes the string which begins at `from`.
fn end_of_single(bytes: &[u8], from: usize, is_escaped: bool) -> usize {
    let mut i = from;
    while let Some(&byte) = bytes.get(i) {
        match byte {
            b'\\' if is_escaped => i += 1,
            b'\'' => return i,
            _ => {}
        }
        i += 1;
    }
    bytes.len()
}

/// The here-document that is announced after `<<`, and the end of its delimiter.
fn announcement(bytes: &[u8], from: usize) -> Option<(usize, Announced<'_>)> {
    let has_tabs = bytes.get(from) == Some(&b'-');
    let mut i = from + usize::from(has_tabs);
    while matches!(bytes.get(i), Some(b' ' | b'\t')) {
        i += 1;
    }
    let quote = bytes.get(i).copied().filter(|b| matches!(b, b'"' | b'\'' | b'\\'));
    i += usize::from(quote.is_some());
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'!' | b'%');
    let length = bytes.get(i..)?.iter().take_while(|b| is_word(b)).count();
    let word = bytes.get(i..i + length)?;
    // `1 << 2` is arithmetic.
    if word.first().is_none_or(u8::is_ascii_digit) {
        return None;
    }
    i += length + usize::from(quote.is_some_and(|quote| quote != b'\\' && bytes.get(i + length) == Some(&quote)));
    Some((i, Announced { word, is_literal: quote.is_some(), has_tabs }))
}

/// The position after the line that ends a here-document whose first line begins at `from`.
fn end_of_document(bytes: &[u8], from: usize, of: &Announced<'_>) -> usize {
    let mut start = from;
    while start < bytes.len() {
        let rest = bytes.get(start..).unwrap_or_default();
        let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        let line = rest.get(..length).unwrap_or_default();
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let tabs = if of.has_tabs { line.iter().take_while(|b| **b == b'\t').count() } else { 0 };
        if line.get(tabs..) == Some(of.word) {
            return start + length;
        }
        start += length;
    }
    bytes.len() + 1
}

#[cfg(test)]
mod tests {
    use super::{Place, at, top_lines};

    #[test]
    fn a_command_begins_on_a_line_outside_of_every_construct() {
        for (text, starts) in [
            ("a\nb\n\nc", &[0, 2, 4, 5][..]),
            ("a='x\ny'\nb", &[0, 8]),
            ("a=$(cat <<E\nx\nE\n)\nb", &[0, 18]),
            ("a=$'x\\'\ny'\nb", &[0, 11]),
            ("a=x\\\ny\nb", &[0, 7]),
            ("cat <<E\nx\nE\nb", &[0, 12]),
            ("a=`x\ny`\nb", &[0, 8]),
            ("# it's\nb", &[0, 7]),
            ("a=\"x\nb", &[0]),
        ] {
            assert_eq!(top_lines(text), starts, "{text}");
        }
    }

    #[test]
    fn the_quoting_context_is_found() {
        for (text, place) in [
            ("PGPASSWORD=X", Place::Bare),
            ("a 'b' \"c\" X", Place::Bare),
            ("a \"b X", Place::Double),
            ("psql -c \"\nALTER ROLE app PASSWORD 'X'\"", Place::Double),
            ("a \"$(b 'c' X", Place::Bare),
            ("a \"$(b \"c\") X", Place::Double),
            ("a \"${B:-X}\"", Place::Double),
            ("a ${B:-X}", Place::Bare),
            ("a 'it is X'", Place::Single),
            ("a $'it\\'s X'", Place::Escaped),
            ("a # X", Place::Comment),
            ("a $# X", Place::Bare),
            ("a b#c X", Place::Bare),
            ("cat <<EOF\nit's X\nEOF\n", Place::HereDocument),
            ("cat <<-EOF\n\tX\n\tEOF\n", Place::HereDocument),
            ("cat <<'EOF'\nX\nEOF\n", Place::Literal),
            ("cat << \"EOF\"\nX\nEOF\n", Place::Literal),
            ("cat <<\\EOF\nX\nEOF\n", Place::Literal),
            ("cat <<A <<'B'\na\nA\nX\nB\n", Place::Literal),
            ("cat <<EOF # said\na\nEOF\nX", Place::Bare),
            ("cat <<EOF\na\nEOF\n\"X\"", Place::Double),
            ("cat <<<'a' X", Place::Bare),
            ("v=\"$(cat <<EOF\nX\nEOF\n)\"", Place::HereDocument),
            ("n=$((1 << 2)); X", Place::Bare),
            ("case a in b) X", Place::Bare),
            ("f() { X", Place::Bare),
        ] {
            assert_eq!(at(text, text.find('X').unwrap()), place, "{text}");
        }
    }
}
