//! The exit status.

use std::process::ExitCode;

use dsnitch::decision::Verdict;

/// The three outcomes. A hook treats the last two as a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Nothing blocks.
    Pass,
    /// Something blocks.
    Blocked,
    /// The command could not be completed.
    Failed,
}

impl Exit {
    /// The outcome once the report has been written, or could not be. Lost output keeps a refusal and turns a pass into
    /// a failure, because the reader of the report has not received it.
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
    use std::process::ExitCode;

    use dsnitch::decision::Verdict;

    use super::Exit;

    #[test]
    fn lost_output_never_turns_a_refusal_into_a_pass() {
        for (exit, after) in [(Exit::Pass, Exit::Failed), (Exit::Blocked, Exit::Blocked), (Exit::Failed, Exit::Failed)]
        {
            assert_eq!(exit.after_writing(false), after);
            assert_eq!(exit.after_writing(true), exit);
        }
    }

    #[test]
    fn each_verdict_has_its_status() {
        for (verdict, exit, status) in
            [(Verdict::Pass, Exit::Pass, 0), (Verdict::Block, Exit::Blocked, 1), (Verdict::Incomplete, Exit::Failed, 2)]
        {
            assert_eq!(Exit::from(verdict), exit);
            // A status has no other way of comparing.
            assert_eq!(format!("{:?}", ExitCode::from(exit)), format!("{:?}", ExitCode::from(status)));
        }
    }
}
