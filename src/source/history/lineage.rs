//! Commits in order: parents first, whatever their dates say.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use git2::Oid;

/// Commits by numbers, with their dates and parents.
#[derive(Default)]
pub(super) struct Lineage {
    dates: Vec<i64>,
    /// Where the parents end that start where those of the commit before do.
    ends: Vec<usize>,
    parents: Vec<usize>,
}

impl Lineage {
    /// Takes in the next commit; `parents` are numbers.
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

    /// The dates, where those that cannot be are made to fit: a commit that is younger than its child is taken to be as
    /// old, unless it is the child's date that does not fit, which then lies before those of its grandparents.
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

    /// The commits, of which `ids` are the names, from the roots up: the oldest first of those whose parents came before.
    /// So a wrong date moves the commit that has it, and what comes of that, and no other.
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
        // Rows: for each commit its date and its parents; the order.
        type Row<'a> = (&'a [(i64, &'a [usize])], &'a [usize]);
        let rows: [Row<'_>; 5] = [
            (&[(1, &[]), (2, &[0]), (5, &[0]), (6, &[2])], &[0, 1, 2, 3]),
            // The child of the squashed commit says that it is the oldest of all.
            (&[(10, &[]), (20, &[0]), (50, &[0]), (1, &[2])], &[0, 1, 2, 3]),
            // The parent of the first one says that it comes from the future.
            (&[(10, &[]), (999, &[0]), (20, &[1]), (50, &[0])], &[0, 1, 2, 3]),
            // So does the root.
            (&[(999, &[]), (20, &[0]), (50, &[0])], &[0, 1, 2]),
            // A merge comes after all that it merges.
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
