//! Compares versions of a file: a version adds the findings that it has more often than each previous version.
//!
//! This is the single definition of *new*, for staged changes, the commits of a range and a history. The position in
//! the file does not matter: a line that was moved, indented or given another line end is not new.

use std::collections::HashMap;
use std::num::NonZeroU64;

use crate::fingerprint::HeldId;
use crate::sorting::Sorting as _;
use crate::text::LineSet;

/// A finding in the form in which versions of a file are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Identifies its rule, key and value.
    pub held: HeldId,
    /// Identifies the secret, like `SecretId::key`.
    pub secret: u64,
    /// Identifies the secret as reports count it: a guessable password is one for each file. `None` for a practice.
    pub counted: Option<NonZeroU64>,
    /// Its first line, from 1.
    pub line: u32,
    /// Its last line.
    pub end_line: u32,
    /// The 1-based byte column at which it begins.
    pub column: u32,
    /// Its effect at its location.
    pub weight: Weight,
}

/// The effect of a finding, which depends on its path and on exceptions. If the previous version has fewer with at
/// least this weight, it is new: a weak password that moves from a test to production, an exception that is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// It is not a finding, or it is excused.
    Excused,
    /// It is reported.
    Warns,
    /// It blocks the commit.
    Blocks,
}

impl Weight {
    const COUNT: usize = 3;

    const fn index(self) -> usize {
        match self {
            Weight::Excused => 0,
            Weight::Warns => 1,
            Weight::Blocks => 2,
        }
    }
}

/// The number of identical findings in a version: for each weight, those with at least that weight.
type Counts = [usize; Weight::COUNT];

/// Counts a finding with that weight.
fn count(counts: &mut Counts, weight: Weight) {
    counts.iter_mut().take(weight.index() + 1).for_each(|count| *count += 1);
}

/// Compares the findings of a new version with those of each previous one.
pub(crate) struct Comparison<'n> {
    new: &'n [Found],
    groups: HashMap<HeldId, Group>,
}

/// Identical findings.
struct Group {
    /// Their indexes among the new version's findings.
    members: Vec<usize>,
    counts: Counts,
    /// The number of new ones, and for each weight the highest count of a previous version.
    excess: usize,
    old: Counts,
}

impl<'n> Comparison<'n> {
    /// Creates a comparison without a previous version: all of `new` is new.
    pub(crate) fn new(new: &'n [Found]) -> Self {
        let mut groups: HashMap<HeldId, Group> = HashMap::new();
        for (at, found) in new.iter().enumerate() {
            let empty = || Group { members: Vec::new(), counts: Counts::default(), excess: 0, old: Counts::default() };
            let group = groups.entry(found.held).or_insert_with(empty);
            group.members.push(at);
            group.excess += 1;
            count(&mut group.counts, found.weight);
        }
        Comparison { new, groups }
    }

    /// Compares with the findings of a previous version: that of one of the parents.
    pub(crate) fn before(&mut self, olds: &[Found]) {
        let mut held: HashMap<HeldId, Counts> = HashMap::new();
        for old in olds.iter().filter(|old| self.groups.contains_key(&old.held)) {
            count(held.entry(old.held).or_default(), old.weight);
        }
        for (name, old) in held {
            let Some(group) = self.groups.get_mut(&name) else { continue };
            // A finding with at least the same weight counts as the previous one. For each weight, the version that has
            // the most counts, whichever of the parents it is, and the excess is new.
            group.old.iter_mut().zip(old).for_each(|(most, old)| *most = old.max(*most));
            let excess = group.counts.iter().zip(group.old).map(|(new, old)| new.saturating_sub(old));
            group.excess = excess.max().unwrap_or(0);
        }
    }

    /// Returns whether nothing is new.
    pub(crate) fn is_over(&self) -> bool {
        self.groups.values().all(|group| group.excess == 0)
    }

    /// Returns for each finding whether it is new. Among identical findings, those on added lines are; `lines` returns
    /// these if needed.
    ///
    /// # Errors
    /// Returns the error of `lines`.
    pub(crate) fn added<E>(self, lines: impl FnOnce() -> Result<LineSet, E>) -> Result<Vec<bool>, E> {
        let is_in_question = |group: &Group| group.excess > 0 && group.excess < group.members.len();
        let lines = if self.groups.values().any(is_in_question) { lines()? } else { LineSet::All };
        let mut added = vec![false; self.new.len()];
        for group in self.groups.values().filter(|group| group.excess > 0) {
            let mut members: Vec<(bool, usize, &Found)> = Vec::with_capacity(group.members.len());
            for &at in &group.members {
                let Some(found) = self.new.get(at) else { continue };
                members.push((lines.touches(found.line as usize, found.end_line as usize), at, found));
            }
            // Those on unchanged lines are the first to count as the previous ones.
            members.put_in_order_by_key(|(is_added, at, _)| (*is_added, *at));
            let mut taken = Counts::default();
            for (_, at, found) in members {
                let mut more = taken;
                count(&mut more, found.weight);
                if more.iter().zip(&group.old).all(|(more, old)| more <= old) {
                    taken = more;
                } else if let Some(slot) = added.get_mut(at) {
                    *slot = true;
                }
            }
        }
        Ok(added)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    /// Builds findings from letters: the letter is the value, the position the line. Upper case blocks, lower case
    /// warns, and a letter after `-` is excused.
    fn found(text: &str) -> Vec<Found> {
        let mut found = Vec::new();
        let mut is_excused = false;
        for letter in text.chars() {
            if letter == '-' {
                is_excused = true;
                continue;
            }
            let weight = match (std::mem::take(&mut is_excused), letter.is_uppercase()) {
                (true, _) => Weight::Excused,
                (false, true) => Weight::Blocks,
                (false, false) => Weight::Warns,
            };
            let held = HeldId::of("rule", "key", letter.to_lowercase().to_string().as_bytes());
            let line = u32::try_from(found.len() + 1).unwrap_or(0);
            found.push(Found { held, secret: 0, counted: None, line, end_line: line, column: 1, weight });
        }
        found
    }

    /// Returns the positions, from 1, of what is new.
    fn added(new: &str, olds: &[&str], lines: &[usize]) -> Vec<usize> {
        let new = found(new);
        let mut comparison = Comparison::new(&new);
        olds.iter().for_each(|old| comparison.before(&found(old)));
        let mut set = LineSet::none();
        lines.iter().for_each(|line| set.push(*line));
        let added = comparison.added(|| Ok::<_, Infallible>(set)).unwrap();
        added.iter().enumerate().filter(|(_, is_new)| **is_new).map(|(at, _)| at + 1).collect()
    }

    #[test]
    fn a_finding_more_frequent_than_in_each_previous_version_is_new() {
        for (new, olds, lines, expected) in [
            ("AB", &[][..], &[][..], &[1, 2][..]),
            ("AB", &[""], &[1, 2], &[1, 2]),
            ("AB", &["BA"], &[1, 2], &[]),
            ("AA", &["A"], &[1], &[1]),
            ("AA", &["A"], &[2], &[2]),
            ("AAA", &["AA"], &[], &[3]),
            // A merge has the findings of each parent, except those that one of them has as often.
            ("AB", &["A", "B"], &[], &[]),
            ("AA", &["A", "A"], &[1], &[1]),
            ("AA", &["A", "AA"], &[1], &[]),
            ("ABC", &["A", "B"], &[3], &[3]),
            // For each weight, whatever the order of the parents.
            ("Aa", &["A", "a"], &[1, 2], &[2]),
            ("Aa", &["a", "A"], &[1, 2], &[2]),
            ("aA", &["aa", "A"], &[1, 2], &[]),
            ("A-A", &["-A", "A"], &[1, 2], &[2]),
            ("A-A", &["A", "-A"], &[1, 2], &[2]),
            // A greater weight than before is new, a smaller one is not.
            ("A", &["a"], &[], &[1]),
            ("a", &["A"], &[1], &[]),
            ("A", &["-A"], &[], &[1]),
            ("-A", &["A"], &[1], &[]),
            ("Aa", &["a"], &[2], &[1]),
            ("aA", &["A"], &[1], &[1]),
            ("aA", &["a"], &[1], &[2]),
        ] {
            assert_eq!(added(new, olds, lines), expected, "{new} after {olds:?}, lines {lines:?}");
        }
    }

    #[test]
    fn added_lines_are_computed_only_if_needed() {
        let never = || -> Result<LineSet, ()> { Err(()) };
        let (one, two) = (found("A"), found("AA"));
        assert_eq!(Comparison::new(&two).added(never), Ok(vec![true, true]));
        let mut comparison = Comparison::new(&one);
        comparison.before(&two);
        assert!(comparison.is_over());
        assert_eq!(comparison.added(never), Ok(vec![false]));
        let mut comparison = Comparison::new(&two);
        comparison.before(&one);
        assert_eq!(comparison.added(never), Err(()));
    }
}
