//! The exit status.

use std::process::ExitCode;

use dsnitch::decision::Verdict;

/// The three outcomes. A hook takes the last two for a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Nothing blocks.
    Pass,
    /// Something blocks.
    Blocked,
    /// The work could not be completed.
    Failed,
}

impl Exit {
    /// The outcome once the report has been written, or could not be. Output that is lost takes nothing back, and
    /// makes a failure of what would have been a pass: whoever waits for the report has not got it.
    pub(crate) const fn after_writing(self, written: bool) -> Exit {
        match self {
            Exit::Pass if !written => Exit::Failed,
            Exit::Pass | Exit::Blocked | Exit::Failed => self,
        }
    }
}

impl From<Verdict> for Exit {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Pass => Exit::Pass,
            Verdict::Block => Exit::Blocked,
            Verdict::Incomplete => Exit::Failed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Pass => 0,
            Exit::Blocked => 1,
            Exit::Failed => 2,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn lost_output_never_makes_a_refusal_a_pass() {
        for (exit, after) in [(Exit::Pass, Exit::Failed), (Exit::Blocked, Exit::Blocked), (Exit::Failed, Exit::Failed)]
        {
            assert_eq!(exit.after_writing(false), after);
            assert_eq!(exit.after_writing(true), exit);
        }
    }
}
