//! Limits the work for one text. Operations are counted instead of timed, so that the same text has the same findings
//! on every machine.

use std::cell::Cell;

use crate::extract::Account;

/// How often an extractor is run in one text. Each run reads some thousand bytes at most, so that all of them take
/// about a quarter of a minute; a dump of 100 MiB with a password in each line needs some million.
const RUNS: usize = 8 << 20;

/// The number of candidates held at a time, of about 300 bytes each.
const CANDIDATES: usize = 1 << 20;

/// A part of a text that was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// There are more possible secrets than the limit; those after it were not examined.
    Rest,
    /// Something near that line is farther from its credential than the limit for such distances in one text allows.
    Near(usize),
}

/// The remaining budget of a text.
pub(super) struct Budget {
    runs: Cell<usize>,
    is_spent: Cell<bool>,
    /// The budget for reading far from an anchor.
    account: Account,
}

impl Budget {
    /// The budget for a text of `length` bytes; the allowance for reading far from an anchor depends on the length.
    pub(super) fn new(length: usize) -> Self {
        Budget { runs: Cell::new(RUNS), is_spent: Cell::new(false), account: Account::open(length) }
    }

    /// True if one more place may be examined while `candidates` are held; counts it.
    pub(super) fn allows(&self, candidates: usize) -> bool {
        let left = self.runs.get();
        if left == 0 || candidates >= CANDIDATES {
            self.is_spent.set(true);
            return false;
        }
        self.runs.set(left - 1);
        true
    }

    /// What was left out, if anything; `line_of` maps an offset to its line.
    pub(super) fn unread(&self, line_of: impl FnOnce(usize) -> usize) -> Option<Unread> {
        if self.is_spent.get() { Some(Unread::Rest) } else { self.account.cut().map(|at| Unread::Near(line_of(at))) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, CANDIDATES, RUNS, Unread};

    #[test]
    fn left_out_text_is_reported() {
        let rest = |budget: &Budget| budget.unread(|_| 1) == Some(Unread::Rest);
        let budget = Budget::new(0);
        assert!((0..RUNS).all(|_| budget.allows(0)) && !rest(&budget));
        assert!(!budget.allows(0) && rest(&budget));
        let budget = Budget::new(0);
        assert!(budget.allows(CANDIDATES - 1) && !rest(&budget));
        assert!(!budget.allows(CANDIDATES) && rest(&budget));
    }
}
