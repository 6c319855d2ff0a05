//! How much is done for one text: counted, not clocked, so that the same text has the same findings everywhere.

use std::cell::Cell;

/// Places around which an extractor is run. Each reads some thousand bytes at most, so that all of them take about a
/// quarter of a minute; a dump of 100 MiB with a password in each line has some million.
const RUNS: usize = 8 << 20;

/// Values that are held at a time: some 300 bytes each.
const CANDIDATES: usize = 1 << 20;

/// What is left of it.
pub(super) struct Budget {
    runs: Cell<usize>,
    is_spent: Cell<bool>,
}

impl Budget {
    /// That of a text.
    pub(super) const fn new() -> Self {
        Budget { runs: Cell::new(RUNS), is_spent: Cell::new(false) }
    }

    /// Whether one more place is looked at, where `candidates` are held.
    pub(super) fn allows(&self, candidates: usize) -> bool {
        let left = self.runs.get();
        if left == 0 || candidates >= CANDIDATES {
            self.is_spent.set(true);
            return false;
        }
        self.runs.set(left - 1);
        true
    }

    /// Whether something was left out.
    pub(super) fn is_spent(&self) -> bool {
        self.is_spent.get()
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, CANDIDATES, RUNS};

    #[test]
    fn what_is_left_out_is_known() {
        let budget = Budget::new();
        assert!((0..RUNS).all(|_| budget.allows(0)) && !budget.is_spent());
        assert!(!budget.allows(0) && budget.is_spent());
        let budget = Budget::new();
        assert!(budget.allows(CANDIDATES - 1) && !budget.is_spent());
        assert!(!budget.allows(CANDIDATES) && budget.is_spent());
    }
}
