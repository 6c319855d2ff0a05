//! The context of a value: which references are expanded there.

use super::expansion::Expansion;
use crate::extract::{Candidate, Construct, Context, Dialect, Form, in_quoted_block};

/// The context of a value: which references are expanded there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// The form in which the value is written.
    pub(super) form: Form,
    /// The dialect of its file.
    pub(super) dialect: Dialect,
    /// True if `{x}` in it is a reference.
    pub(super) formatted: bool,
    /// What the language itself replaces there, whatever it is called.
    pub(super) expands: Expansion,
    /// True if nothing is expanded: it is single-quoted, or its `$` are escaped.
    pub(super) verbatim: bool,
    /// True if it is everything after its key: in YAML, an indicator at its start then has YAML's meaning.
    pub(super) begins_scalar: bool,
    /// It stands in a file of PostgreSQL's own or in a table, in which nothing expands. Only a template that the file is made from does.
    pub(super) fixed: bool,
    /// The key that it is assigned to, in lower case.
    pub(super) key: &'a str,
    /// The user that is written with it.
    pub(super) user: &'a [u8],
}

/// Extractors of PostgreSQL's own files and similar ones, in which nothing is expanded.
const FIXED: [&str; 2] = ["passfile", "userlist"];

impl<'a> Place<'a> {
    /// The context of the value of `candidate`.
    pub(super) fn of(cx: &Context<'_>, candidate: &'a Candidate<'_>) -> Self {
        let span = candidate.secret.span;
        let raw = span.of(cx.text);
        let before = span.start.checked_sub(1).and_then(|before| cx.text.get(before));
        let verbatim = raw.first() == Some(&b'\'')
            || (before == Some(&b'\'') && !is_quote_in_double_quotes(cx.text, span.start - 1, candidate.form))
            || memchr::memmem::find(raw, b"\\$").is_some()
            || (raw.contains(&b'$') && cx.dialect() == Dialect::Shell && in_quoted_block(cx, span.start));
        // A variable between the quotes of two literals of a shell: '{"password":"'$x'"}'
        let is_quoted = cx.dialect().is_shell() && matches!(raw, [b'\'', _, .., b'\'']);
        // In make and Compose a doubled sign is one that is not replaced.
        let is_escaped = [b"\\$".as_slice(), b"$$"].iter().any(|mark| memchr::memmem::find(raw, mark).is_some());
        let may_expand = memchr::memchr2(b'$', b'{', raw).is_some()
            && !is_escaped
            && (is_quoted || !verbatim || !cx.dialect().is_shell());
        let expands = match may_expand {
            true => Expansion::at(cx, span.start + usize::from(is_quoted), candidate.formatted),
            false => Expansion::default(),
        };
        Place {
            form: candidate.form,
            dialect: cx.dialect(),
            formatted: candidate.formatted,
            expands,
            verbatim,
            begins_scalar: before.is_none_or(u8::is_ascii_whitespace) && !is_in_block_scalar(cx.text, span.start),
            fixed: FIXED.contains(&candidate.scheme.as_str()) && !cx.dialect().has_bare_values()
                || candidate.form == Form::Prose && cx.tongue().has(Construct::HeaderLine),
            key: &candidate.key,
            user: candidate.user.as_deref().unwrap_or_default(),
        }
    }
}

/// True if the `'` at `at` is not a shell quote (POSIX 2.2.2) because it is within double quotes, in which `$` is
/// expanded regardless. A quote that belongs to SQL or a keyword list is always of that kind, because within single
/// quotes it would end them, unless they are reopened directly before it: `'…'\''$x`, `'…'"'"'$x`.
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
    // Within a command substitution, quoting starts anew (2.6.3).
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

/// True if the text at `start` begins the content of a YAML block scalar, in which indicators have no meaning.
fn is_in_block_scalar(text: &[u8], start: usize) -> bool {
    const NEAR: usize = 128;
    let head = text.get(start.saturating_sub(NEAR)..start).unwrap_or_default();
    let above = head.trim_ascii_end();
    let ends_line = memchr::memchr(b'\n', head.get(above.len()..).unwrap_or_default()).is_some();
    let mark = above.strip_suffix(b"-").or(above.strip_suffix(b"+")).unwrap_or(above);
    ends_line && matches!(mark, [.., b' ' | b':', b'|' | b'>'])
}
