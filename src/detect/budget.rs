//! How much is done for one text: counted, not clocked, so that the same text has the same findings everywhere.

use std::cell::Cell;

use crate::extract::Account;

/// Places around which an extractor is run. Each reads some thousand bytes at most, so that all of them take about a
/// quarter of a minute; a dump of 100 MiB with a password in each line has some million.
const RUNS: usize = 8 << 20;

/// Values that are held at a time: some 300 bytes each.
const CANDIDATES: usize = 1 << 20;

/// A text was not read as it ought to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// More places in it look like secrets than are looked at in one text: not what stands behind them.
    Rest,
    /// What belongs to a credential near that line stands too far away, as often as such places are in the text.
    Near(usize),
}

/// What is left of it.
pub(super) struct Budget {
    runs: Cell<usize>,
    is_spent: Cell<bool>,
    /// What is read far from an anchor.
    account: Account,
}

impl Budget {
    /// That of a text of `length` bytes; what is read far from an anchor counts for it as long as it is there.
    pub(super) fn new(length: usize) -> Self {
        Budget { runs: Cell::new(RUNS), is_spent: Cell::new(false), account: Account::open(length) }
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

    /// What was left out, if something was; `line_of` says on which line an offset is.
    pub(super) fn unread(&self, line_of: impl FnOnce(usize) -> usize) -> Option<Unread> {
        if self.is_spent.get() { Some(Unread::Rest) } else { self.account.cut().map(|at| Unread::Near(line_of(at))) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, CANDIDATES, RUNS, Unread};

    #[test]
    fn what_is_left_out_is_known() {
        let rest = |budget: &Budget| budget.unread(|_| 1) == Some(Unread::Rest);
        let budget = Budget::new(0);
        assert!((0..RUNS).all(|_| budget.allows(0)) && !rest(&budget));
        assert!(!budget.allows(0) && rest(&budget));
        let budget = Budget::new(0);
        assert!(budget.allows(CANDIDATES - 1) && !rest(&budget));
        assert!(!budget.allows(CANDIDATES) && rest(&budget));
    }
}
