//! Orders commits: parents first, even if their dates are wrong.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use git2::Oid;

/// Commits by index, with their dates and parents.
#[derive(Default)]
pub(super) struct Lineage {
    dates: Vec<i64>,
    /// The end of each commit's parents, which start where those of the previous commit end.
    ends: Vec<usize>,
    parents: Vec<usize>,
}

impl Lineage {
    /// Adds a commit; `parents` are indexes.
    pub(super) fn push(&mut self, date: i64, parents: &[usize]) {
        self.dates.push(date);
        self.parents.extend_from_slice(parents);
        self.ends.push(self.parents.len());
    }

    fn parents_of(&self, commit: usize) -> &[usize] {
        let start = commit.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(commit).copied().unwrap_or(start);
        self.parents.get(start..end).unwrap_or_default()
    }

    fn date_of(&self, commit: usize) -> i64 {
        self.dates.get(commit).copied().unwrap_or(0)
    }

    /// Returns the dates with impossible ones corrected: a commit that is younger than its child gets the child's date,
    /// unless the child's date is wrong, that is, before those of its grandparents.
    fn likely_dates(&self) -> Vec<i64> {
        let mut likely = self.dates.clone();
        for (child, &date) in self.dates.iter().enumerate() {
            for &parent in self.parents_of(child) {
                let fits = || self.parents_of(parent).iter().all(|&grandparent| self.date_of(grandparent) <= date);
                if date < self.date_of(parent)
                    && fits()
                    && let Some(likely) = likely.get_mut(parent)
                {
                    *likely = date.min(*likely);
                }
            }
        }
        likely
    }

    /// Returns the commits, whose ids are `ids`, from the roots up: the oldest first among those whose parents came
    /// before. A wrong date moves only the commit that has it and its descendants.
    pub(super) fn order(&self, ids: &[Oid]) -> Vec<Oid> {
        let dates = self.likely_dates();
        let mut children: Vec<(usize, usize)> = Vec::with_capacity(self.parents.len());
        let mut waiting = Vec::with_capacity(ids.len());
        for child in 0..self.dates.len() {
            children.extend(self.parents_of(child).iter().map(|parent| (*parent, child)));
            waiting.push(self.parents_of(child).len());
        }
        children.sort_unstable();
        let entry = |commit: usize| Some(Reverse((*dates.get(commit)?, *ids.get(commit)?, commit)));
        let roots = waiting.iter().enumerate().filter(|(_, waits)| **waits == 0);
        let mut ready: BinaryHeap<_> = roots.filter_map(|(commit, _)| entry(commit)).collect();
        let mut order = Vec::with_capacity(ids.len());
        while let Some(Reverse((_, id, commit))) = ready.pop() {
            order.push(id);
            let from = children.partition_point(|(parent, _)| *parent < commit);
            for &(_, child) in children.iter().skip(from).take_while(|(parent, _)| *parent == commit) {
                let Some(waits) = waiting.get_mut(child) else { continue };
                *waits -= 1;
                if *waits == 0 {
                    ready.extend(entry(child));
                }
            }
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_date_moves_no_other_commit() {
        let ids: Vec<Oid> = (1..=9).map(|byte| Oid::from_bytes(&[byte; 20]).unwrap()).collect();
        // Rows: the date and the parents of each commit; the order.
        type Row<'a> = (&'a [(i64, &'a [usize])], &'a [usize]);
        let rows: [Row<'_>; 5] = [
            (&[(1, &[]), (2, &[0]), (5, &[0]), (6, &[2])], &[0, 1, 2, 3]),
            // The child of the squashed commit claims to be the oldest of all.
            (&[(10, &[]), (20, &[0]), (50, &[0]), (1, &[2])], &[0, 1, 2, 3]),
            // The parent of the first one claims to come from the future.
            (&[(10, &[]), (999, &[0]), (20, &[1]), (50, &[0])], &[0, 1, 2, 3]),
            // So does the root.
            (&[(999, &[]), (20, &[0]), (50, &[0])], &[0, 1, 2]),
            // A merge comes after all its parents.
            (&[(10, &[]), (20, &[0]), (30, &[0]), (5, &[1, 2]), (40, &[3])], &[0, 1, 2, 3, 4]),
        ];
        for (commits, expected) in rows {
            let mut line = Lineage::default();
            commits.iter().for_each(|(date, parents)| line.push(*date, parents));
            let expected: Vec<Oid> = expected.iter().map(|at| ids[*at]).collect();
            assert_eq!(line.order(&ids), expected, "{commits:?}");
        }
    }
}
