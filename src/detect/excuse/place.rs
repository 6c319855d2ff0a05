//! Where a value stands: what may fill it in there.

use crate::extract::{Candidate, Context, Dialect, Form, in_quoted_block};

/// Where a value stands: what may fill it in there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// How it is written.
    pub(super) form: Form,
    /// How its file writes values.
    pub(super) dialect: Dialect,
    /// `{x}` in it is a reference.
    pub(super) formatted: bool,
    /// Nothing expands in it: it is in single quotes, or its `$` are escaped.
    pub(super) verbatim: bool,
    /// It is all that stands behind its key: in YAML, a mark at its beginning is one of YAML's.
    pub(super) begins_scalar: bool,
    /// It stands in a file of PostgreSQL's own, in which nothing expands. Only a template that the file is made from does.
    pub(super) fixed: bool,
    /// The key that it is assigned to, in lower case.
    pub(super) key: &'a str,
    /// The user that is written with it.
    pub(super) user: &'a [u8],
}

/// Forms that PostgreSQL's own files and their relatives have: nothing in them is expanded.
const FIXED: [&str; 2] = ["passfile", "userlist"];

impl<'a> Place<'a> {
    /// Where the value of `candidate` stands.
    pub(super) fn of(cx: &Context<'_>, candidate: &'a Candidate<'_>) -> Self {
        let span = candidate.secret.span;
        let raw = span.of(cx.text);
        let before = span.start.checked_sub(1).and_then(|before| cx.text.get(before));
        let verbatim = raw.first() == Some(&b'\'')
            || (before == Some(&b'\'') && !is_quote_in_double_quotes(cx.text, span.start - 1, candidate.form))
            || memchr::memmem::find(raw, b"\\$").is_some()
            || (raw.contains(&b'$') && cx.dialect() == Dialect::Shell && in_quoted_block(cx, span.start));
        Place {
            form: candidate.form,
            dialect: cx.dialect(),
            formatted: candidate.formatted,
            verbatim,
            begins_scalar: before.is_none_or(u8::is_ascii_whitespace) && !is_in_block_scalar(cx.text, span.start),
            fixed: FIXED.contains(&candidate.scheme.as_str()) && !cx.dialect().has_bare_values(),
            key: &candidate.key,
            user: candidate.user.as_deref().unwrap_or_default(),
        }
    }
}

/// Whether the `'` at `at` is no quote of a shell's (POSIX 2.2.2): it stands between double quotes, in which a `$` expands all
/// the same. One that SQL or a keyword list asks for is so wherever it stands, since between single quotes it would end
/// them, unless they are opened again right before it: `'…'\''$x`, `'…'"'"'$x`.
fn is_quote_in_double_quotes(text: &[u8], at: usize, form: Form) -> bool {
    const NEAR: usize = 1024;
    let head = text.get(at.saturating_sub(NEAR)..at).unwrap_or_default();
    if matches!(form, Form::Sql | Form::KeywordList) {
        return !head.ends_with(b"\\'") && !head.ends_with(b"\"'\"");
    }
    let Some(line) =
        memchr::memrchr(b'\n', head).map_or((head.len() < NEAR).then_some(head), |end| head.get(end + 1..))
    else {
        return false;
    };
    // In a command substitution, quotes begin anew (2.6.3).
    let (mut open, mut around, mut at) = (None, Vec::new(), 0);
    while let Some(b) = line.get(at) {
        match (b, open) {
            (b'\\', None | Some(b'"')) => at += 1,
            (b'$', None | Some(b'"')) if line.get(at + 1) == Some(&b'(') => around.push(open.take()),
            (b')', None) if !around.is_empty() => open = around.pop().flatten(),
            (b'"' | b'\'', None) => open = Some(*b),
            (b, Some(quote)) if *b == quote => open = None,
            _ => {}
        }
        at += 1;
    }
    open == Some(b'"')
}

/// Whether what stands at `start` begins the text of a block scalar of YAML, in which no mark means anything.
fn is_in_block_scalar(text: &[u8], start: usize) -> bool {
    const NEAR: usize = 128;
    let head = text.get(start.saturating_sub(NEAR)..start).unwrap_or_default();
    let above = head.trim_ascii_end();
    let ends_line = memchr::memchr(b'\n', head.get(above.len()..).unwrap_or_default()).is_some();
    let mark = above.strip_suffix(b"-").or(above.strip_suffix(b"+")).unwrap_or(above);
    ends_line && matches!(mark, [.., b' ' | b':', b'|' | b'>'])
}
