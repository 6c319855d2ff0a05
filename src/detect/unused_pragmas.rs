//! Finds allow comments that excuse nothing in their text.

use std::collections::HashSet;

use super::choice::Judged;
use super::pragma_place::{Markers, Placed, of_line, that_begins};
use crate::extract::Context;
use crate::extract::practice::pragma::PRAGMA;
use crate::text::LineIndex;

/// The offsets of those of `judged` that are effective allow comments and excuse none of the others, although the rule
/// that each names `ran`.
pub(super) fn of(
    cx: &Context<'_>,
    index: &LineIndex,
    judged: &[Judged<'_, '_>],
    markers: &Markers,
    ran: &dyn Fn(&str) -> bool,
) -> HashSet<usize> {
    let is_mark = |judged: &&Judged<'_, '_>| judged.rule.extractor == PRAGMA;
    let mut unused: HashSet<usize> =
        judged.iter().filter(is_mark).map(|mark| mark.candidate.secret.span.start).collect();
    if unused.is_empty() {
        return unused;
    }
    let mut near: (usize, Vec<Placed>) = (0, Vec::new());
    for judged in judged.iter().filter(|judged| !is_mark(judged)) {
        let line = index.position(judged.candidate.secret.span.start).0;
        if near.0 != line {
            near = (line, of_line(cx, index, line, markers));
        }
        let own = Placed::of_rule(near.1.iter(), judged.rule.id);
        if let Some(placed) = own.filter(|placed| placed.pragma.excuses(judged.rule.id)) {
            unused.remove(&placed.at);
        }
    }
    unused.retain(|at| {
        let pragma = that_begins(cx, index, *at);
        pragma.is_some_and(|pragma| {
            pragma.rules.iter().any(|rule| pragma.excuses(rule))
                && pragma.rules.iter().all(|rule| rule == "*" || ran(rule))
        })
    });
    unused
}
