//! What a version of a file adds: what it holds more often than each version before it does.
//!
//! This is the one definition of *new*, for what is staged, for the commits of a range and for a history. Where in the
//! file something stands does not matter: a line that is moved, indented or given another end was there before.

use std::collections::HashMap;

use crate::fingerprint::HeldId;
use crate::text::LineSet;

/// A finding, as far as versions of a file are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Names its rule, its key and its value.
    pub held: HeldId,
    /// Stands for the secret, as [`crate::fingerprint::SecretId::key`] does.
    pub secret: u64,
    /// Its first line, from 1.
    pub line: u32,
    /// Its last line.
    pub end_line: u32,
    /// The byte of its first line at which it begins, from 1.
    pub column: u32,
    /// What comes of it where it stands.
    pub weight: Weight,
}

/// What comes of a finding, by its path and what is written about it. What a version before held less of is new: a weak
/// word that goes from a test into production, an exception that is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// It is no finding, or excused.
    Excused,
    /// It is shown.
    Warns,
    /// It refuses the commit.
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

/// How many of one thing a version holds: for each weight, those that weigh as much or more.
type Counts = [usize; Weight::COUNT];

/// Counts one more, which weighs `weight`.
fn count(counts: &mut Counts, weight: Weight) {
    counts.iter_mut().take(weight.index() + 1).for_each(|count| *count += 1);
}

/// The findings of a new version, compared with those of one version before after the other.
pub struct Comparison<'n> {
    new: &'n [Found],
    groups: HashMap<HeldId, Group>,
}

/// Findings that are the same.
struct Group {
    /// Their places among the new ones.
    members: Vec<usize>,
    counts: Counts,
    /// How many are new, and what the version before holds of which so many are left over.
    excess: usize,
    old: Counts,
}

impl<'n> Comparison<'n> {
    /// With nothing before: all of `new` is new.
    pub fn new(new: &'n [Found]) -> Self {
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

    /// Takes in what a version before holds: that of one of the parents.
    pub fn before(&mut self, olds: &[Found]) {
        let mut held: HashMap<HeldId, Counts> = HashMap::new();
        for old in olds.iter().filter(|old| self.groups.contains_key(&old.held)) {
            count(held.entry(old.held).or_default(), old.weight);
        }
        for (name, old) in held {
            let Some(group) = self.groups.get_mut(&name) else { continue };
            // One is there before if one that weighs as much or more is: of each weight, what is too much is new.
            let excess = group.counts.iter().zip(old).map(|(new, old)| new.saturating_sub(old)).max().unwrap_or(0);
            if excess < group.excess {
                (group.excess, group.old) = (excess, old);
            }
        }
    }

    /// Whether nothing is new.
    pub(crate) fn is_over(&self) -> bool {
        self.groups.values().all(|group| group.excess == 0)
    }

    /// For each of the new findings, whether it is new. Of several that are the same, those are that stand on added
    /// lines, which `lines` gives where that is in question.
    ///
    /// # Errors
    /// When the lines are asked for and cannot be told.
    pub fn added<E>(self, lines: impl FnOnce() -> Result<LineSet, E>) -> Result<Vec<bool>, E> {
        let is_in_question = |group: &Group| group.excess > 0 && group.excess < group.members.len();
        let lines = if self.groups.values().any(is_in_question) { lines()? } else { LineSet::All };
        let mut added = vec![false; self.new.len()];
        for group in self.groups.values().filter(|group| group.excess > 0) {
            let mut members: Vec<(bool, usize, &Found)> = Vec::with_capacity(group.members.len());
            for &at in &group.members {
                let Some(found) = self.new.get(at) else { continue };
                members.push((lines.touches(found.line as usize, found.end_line as usize), at, found));
            }
            // Those that stand where they stood are the first to be what was there before.
            members.sort_by_key(|(is_added, at, _)| (*is_added, *at));
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

    /// Findings from letters, the value; the lines are those of the places. Upper case blocks, lower case warns, and what
    /// stands behind a `-` is excused.
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
            found.push(Found { held, secret: 0, line, end_line: line, column: 1, weight });
        }
        found
    }

    /// The places, from 1, of what is new.
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
    fn what_is_held_more_often_than_by_each_version_before_is_new() {
        for (new, olds, lines, expected) in [
            ("AB", &[][..], &[][..], &[1, 2][..]),
            ("AB", &[""], &[1, 2], &[1, 2]),
            ("AB", &["BA"], &[1, 2], &[]),
            ("AA", &["A"], &[1], &[1]),
            ("AA", &["A"], &[2], &[2]),
            ("AAA", &["AA"], &[], &[3]),
            // A merge holds what each parent holds, but for what one of them has as often.
            ("AB", &["A", "B"], &[], &[]),
            ("AA", &["A", "A"], &[1], &[1]),
            ("AA", &["A", "AA"], &[1], &[]),
            ("ABC", &["A", "B"], &[3], &[3]),
            // What weighs more than before is new, and what weighs less is not.
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
    fn lines_are_asked_for_only_where_they_decide() {
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
