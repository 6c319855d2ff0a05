//! Lines: where they start, and sets of added lines.

use super::Span;

/// The offsets of line starts, computed once and only when there is something to report.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
    len: usize,
}

impl LineIndex {
    /// Indexes `text`; a line ends after its `\n`. Linear in the length of `text`.
    pub fn new(text: &[u8]) -> Self {
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', text).map(|at| at + 1));
        LineIndex { starts, len: text.len() }
    }

    /// Returns the 1-based line and the 1-based byte column of `offset`. O(log lines).
    pub(crate) fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|&start| start <= offset).max(1);
        (line, offset - self.starts.get(line - 1).copied().unwrap_or(0) + 1)
    }

    /// Returns the bytes of 1-based `line` without its `
    /// `; empty past the end.
    pub fn span_of(&self, line: usize) -> Span {
        let Some(&start) = line.checked_sub(1).and_then(|at| self.starts.get(at)) else {
            return Span::new(self.len, self.len);
        };
        let end = self.starts.get(line).map_or(self.len, |next| next - 1);
        Span::new(start, end)
    }
}

/// A set of 1-based line numbers: the lines that a change added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineSet {
    /// Every line.
    All,
    /// Sorted, disjoint, half-open ranges of line numbers.
    Ranges(Vec<(usize, usize)>),
}

impl LineSet {
    /// Returns the empty set.
    pub(crate) const fn none() -> Self {
        LineSet::Ranges(Vec::new())
    }

    /// Adds `line`. Lines must be added in ascending order, as in a diff.
    pub(crate) fn push(&mut self, line: usize) {
        if let LineSet::Ranges(ranges) = self {
            match ranges.last_mut() {
                Some(last) if last.1 == line => last.1 = line + 1,
                Some(last) if last.1 > line => {}
                _ => ranges.push((line, line + 1)),
            }
        }
    }

    /// Returns whether any of the lines `first..=last` is in the set. O(log ranges).
    pub fn touches(&self, first: usize, last: usize) -> bool {
        match self {
            LineSet::All => true,
            LineSet::Ranges(ranges) => {
                let at = ranges.partition_point(|range| range.1 <= first);
                ranges.get(at).is_some_and(|range| range.0 <= last)
            }
        }
    }

    /// Returns the lines in both sets: a merge adds the lines that it adds to each of its parents.
    #[must_use]
    pub(crate) fn intersect(&self, other: &LineSet) -> LineSet {
        match (self, other) {
            (LineSet::All, set) | (set, LineSet::All) => set.clone(),
            (LineSet::Ranges(a), LineSet::Ranges(b)) => {
                let (mut i, mut j, mut both) = (0, 0, Vec::new());
                while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
                    let (start, end) = (x.0.max(y.0), x.1.min(y.1));
                    if start < end {
                        both.push((start, end));
                    }
                    if x.1 < y.1 { i += 1 } else { j += 1 }
                }
                LineSet::Ranges(both)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_from_one_and_a_newline_belongs_to_its_line() {
        let index = LineIndex::new(b"ab\nc\n");
        assert_eq!(index.position(0), (1, 1));
        assert_eq!(index.position(2), (1, 3));
        assert_eq!(index.position(3), (2, 1));
        assert_eq!(index.position(5), (3, 1));
        assert_eq!(index.span_of(2), Span::new(3, 4));
        assert!(index.span_of(9).is_empty());
    }

    #[test]
    fn pushed_lines_join_and_touch() {
        let mut set = LineSet::none();
        for line in [2, 3, 7] {
            set.push(line);
        }
        assert_eq!(set, LineSet::Ranges(vec![(2, 4), (7, 8)]));
        assert!(set.touches(1, 2) && set.touches(3, 9) && set.touches(7, 7));
        assert!(!set.touches(4, 6) && !set.touches(8, 9));
    }

    #[test]
    fn intersection_keeps_what_both_have() {
        let a = LineSet::Ranges(vec![(1, 5), (8, 10)]);
        let b = LineSet::Ranges(vec![(3, 9)]);
        assert_eq!(a.intersect(&b), LineSet::Ranges(vec![(3, 5), (8, 9)]));
        assert_eq!(LineSet::All.intersect(&a), a);
    }
}
