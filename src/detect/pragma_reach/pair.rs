//! A name and its value on lines of their own: `- name: PGPASSWORD`, `value: x`.

use super::lines::key_of;
use super::part::{Part, STATEMENT};
use crate::extract::{Context, is_pair};
use crate::text::{LineIndex, Span};

/// The members beside that on `line`, if one of them is the name of the value there, or the file whose content it is.
pub(super) fn around(cx: &Context<'_>, index: &LineIndex, line: usize) -> Option<Part> {
    let member = |line: usize| member_of(index.span_of(line).of(cx.text));
    let (column, _, own) = member(line)?;
    let is_beside = |line: &usize| member(*line).is_some_and(|(other, _, _)| other == column);
    let mut first = line;
    // An item begins with its first member.
    while line - first < STATEMENT && first > 1 && !member(first)?.1 && is_beside(&(first - 1)) {
        first -= 1;
    }
    let below =
        (line + 1..=line + STATEMENT).take_while(|line| is_beside(line) && member(*line).is_some_and(|other| !other.1));
    let last = below.last().unwrap_or(line);
    let is_name = |line: usize| member(line).is_some_and(|(_, _, key)| is_pair(key, own));
    let has_name = (first..=last).any(is_name);
    has_name.then(|| Part { first, last: None, span: Span::new(index.span_of(first).start, index.span_of(last).end) })
}

/// The column of the key of a member, whether it is the first of an item of a list, and the key.
fn member_of(line: &[u8]) -> Option<(usize, bool, &[u8])> {
    let blanks = |line: &[u8]| line.iter().take_while(|byte| **byte == b' ' || **byte == b'\t').count();
    let head = blanks(line);
    let rest = line.get(head..)?;
    let dash = if rest.starts_with(b"- ") { 1 + blanks(rest.get(1..)?) } else { 0 };
    Some((head + dash, dash > 0, key_of(rest.get(dash..)?)?.key))
}
