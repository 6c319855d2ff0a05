//! Edits of a text, as replacements of byte spans.

use crate::sorting::Sorting as _;
use crate::text::Span;

/// The replacement of `span`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) span: Span,
    pub(crate) text: String,
}

impl Edit {
    pub(crate) fn new(span: Span, text: impl Into<String>) -> Self {
        Edit { span, text: text.into() }
    }

    /// An insertion before `at`.
    pub(crate) fn insert(at: usize, text: impl Into<String>) -> Self {
        Edit::new(Span::new(at, at), text)
    }

    fn conflicts(&self, other: &Edit) -> bool {
        let is_insertion = self.span.is_empty() && other.span.is_empty();
        self != other && (self.span.overlaps(other.span) || self.span == other.span && !is_insertion)
    }
}

/// The edits of one text, without duplicates and without overlaps.
#[derive(Clone, Debug, Default)]
pub(crate) struct Edits(Vec<Edit>);

impl Edits {
    /// Adds `edits`, all or none; returns true if none of them overlaps a different edit.
    pub(crate) fn add(&mut self, edits: &[Edit]) -> bool {
        let is_free = |edit: &Edit| !self.0.iter().any(|known| known.conflicts(edit));
        if !edits.iter().all(is_free) {
            return false;
        }
        for edit in edits {
            if !self.0.contains(edit) {
                self.0.push(edit.clone());
            }
        }
        true
    }

    /// All edits.
    pub(crate) fn all(&self) -> &[Edit] {
        &self.0
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `text` with the edits applied, and the spans of the replacements in the result.
    pub(crate) fn apply(&self, text: &str) -> (String, Vec<Span>) {
        let mut edits: Vec<&Edit> = self.0.iter().collect();
        edits.put_in_order_by_key(|edit| (edit.span.start, edit.span.end));
        let (mut new, mut written, mut at) = (String::with_capacity(text.len()), Vec::new(), 0);
        for edit in edits {
            new.push_str(text.get(at..edit.span.start).unwrap_or_default());
            written.push(Span::new(new.len(), new.len() + edit.text.len()));
            new.push_str(&edit.text);
            at = edit.span.end;
        }
        new.push_str(text.get(at..).unwrap_or_default());
        (new, written)
    }
}

/// The spans without which those of `items` at the indices `out` are gone from their list. What separates an item from the
/// next one goes with it, and behind the last item that stays nothing is left.
pub(crate) fn taken_out(items: &[Span], out: &[usize]) -> Vec<Span> {
    let last = (0..items.len()).rev().find(|at| !out.contains(at));
    let span = |at: usize| {
        let (own, next) = (items.get(at)?, items.get(at + 1));
        match last.filter(|last| *last < at) {
            None => Some(Span::new(own.start, next.map_or(own.end, |next| next.start))),
            Some(kept) if kept + 1 == at => Some(Span::new(items.get(kept)?.end, items.last()?.end)),
            Some(_) => None,
        }
    };
    out.iter().filter_map(|at| span(*at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_goes_with_what_separates_it() {
        let text = "{a, b, c}";
        let items = [Span::new(1, 2), Span::new(4, 5), Span::new(7, 8)];
        for (out, rest) in [
            (&[0][..], "{b, c}"),
            (&[1], "{a, c}"),
            (&[2], "{a, b}"),
            (&[1, 2], "{a}"),
            (&[0, 2], "{b}"),
            (&[0, 1, 2], "{}"),
        ] {
            let mut edits = Edits::default();
            assert!(edits.add(&taken_out(&items, out).into_iter().map(|span| Edit::new(span, "")).collect::<Vec<_>>()));
            assert_eq!(edits.apply(text).0, rest, "{out:?}");
        }
    }

    #[test]
    fn duplicate_edits_count_once_and_overlapping_edits_are_refused() {
        let edit = |start, end, text| Edit::new(Span::new(start, end), text);
        let mut edits = Edits::default();
        assert!(edits.add(&[edit(4, 7, "Y"), edit(0, 0, "i ")]));
        assert!(edits.add(&[edit(4, 7, "Y")]));
        assert!(!edits.add(&[edit(5, 6, "Z")]) && !edits.add(&[edit(4, 7, "Z")]));
        let (text, written) = edits.apply("a = bcd;");
        assert_eq!((text.as_str(), written), ("i a = Y;", vec![Span::new(0, 2), Span::new(6, 7)]));
    }
}
