//! The totals of the last line: what was found, and what was scanned.

use std::fmt;

use super::numbers::{count, grouped, size};
use super::overview::Overview;

/// The number of findings that are not listed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct More {
    pub(super) blocking: usize,
    pub(super) warning: usize,
    pub(super) excused: usize,
}

impl More {
    pub(super) fn add(&mut self, blocking: u64, warning: u64, excused: u64) {
        let add = |to: &mut usize, count: u64| *to = to.saturating_add(usize::try_from(count).unwrap_or(usize::MAX));
        add(&mut self.blocking, blocking);
        add(&mut self.warning, warning);
        add(&mut self.excused, excused);
    }
}

/// The number of leaked and of guessable secrets, and how many of both are or may be at `HEAD`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Secrets {
    leaks: usize,
    weak: usize,
    standing: usize,
    perhaps: usize,
}

/// The number of secrets in a history, otherwise of findings.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Found<'a> {
    pub(super) blocking: usize,
    pub(super) warning: usize,
    pub(super) excused: usize,
    /// Of the excused ones, those that the baseline excuses, if known.
    pub(super) accepted: usize,
    /// The blocking ones; in a history only.
    pub(super) secrets: Option<Secrets>,
    /// Findings that are not listed.
    pub(super) more: More,
    pub(super) nothing: Option<&'a str>,
    /// True in observe mode, in which nothing blocks.
    pub(super) is_observed: bool,
}

impl<'a> Found<'a> {
    pub(super) fn of(overview: &Overview<'_>, is_history: bool, more: More, nothing: Option<&'a str>) -> Self {
        let entries = || overview.entries.iter();
        let blocking = || entries().filter(|entry| entry.blocks);
        let class = |class: &str| blocking().filter(|entry| overview.class(entry) == class).count();
        let secrets = || blocking().filter(|entry| overview.class(entry) != "hygiene");
        let at_head = |status| secrets().filter(|entry| entry.at_head == status).count();
        let mut found = Found {
            blocking: blocking().count(),
            warning: entries().filter(|entry| !entry.blocks && !entry.is_suppressed).count(),
            excused: entries().filter(|entry| entry.is_suppressed).count(),
            accepted: entries().filter(|entry| overview.is_accepted(entry)).count(),
            secrets: is_history.then(|| Secrets {
                leaks: class("leak"),
                weak: class("weak"),
                standing: at_head(Some(true)),
                perhaps: at_head(None),
            }),
            more: More::default(),
            nothing,
            is_observed: false,
        };
        if is_history {
            found.more = more;
        } else {
            found.blocking = found.blocking.saturating_add(more.blocking);
            found.warning = found.warning.saturating_add(more.warning);
            found.excused = found.excused.saturating_add(more.excused);
        }
        found
    }
}

impl fmt::Display for Found<'_> {
    /// Distinguishes "nothing is staged" from "nothing found".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        let block = |n: usize| match (self.is_observed, n) {
            (true, _) => "would block",
            (false, 1) => "blocks",
            (false, _) => "block",
        };
        match self.secrets {
            _ if self.blocking == 0 => {}
            None => parts.push(format!("{} {}", count(self.blocking, "finding"), block(self.blocking))),
            Some(Secrets { leaks, weak, standing, perhaps }) => {
                let secrets = leaks.saturating_add(weak);
                let practices = self.blocking.saturating_sub(secrets);
                let mut of = Vec::new();
                if leaks > 0 {
                    of.push(count(leaks, "leak"));
                }
                if weak > 0 {
                    of.push(format!("{} weak", grouped(weak)));
                }
                match (standing, perhaps) {
                    _ if secrets == 0 => {}
                    (0, 0) => of.push("none still at HEAD".to_owned()),
                    (0, perhaps) => of.push(format!("{} perhaps still at HEAD", grouped(perhaps))),
                    (standing, 0) => of.push(format!("{} still at HEAD", grouped(standing))),
                    (standing, perhaps) => {
                        of.push(format!("{} still at HEAD, {} perhaps", grouped(standing), grouped(perhaps)));
                    }
                }
                let practices = count(practices, "broken practice");
                parts.push(match (secrets, self.blocking - secrets) {
                    (0, number) => format!("{practices} {}", block(number)),
                    (_, 0) => format!("{} {} ({})", count(secrets, "secret"), block(secrets), of.join(", ")),
                    (_, _) => {
                        let block = block(self.blocking);
                        format!("{} and {practices} {block} ({})", count(secrets, "secret"), of.join(", "))
                    }
                });
            }
        }
        if self.warning > 0 {
            parts.push(count(self.warning, "warning"));
        }
        match (self.excused, self.accepted) {
            (0, _) => {}
            (all, 0) => parts.push(format!("{} excused", grouped(all))),
            (all, accepted) if all == accepted => parts.push(format!("{} excused by the baseline", grouped(all))),
            (all, accepted) => {
                parts.push(format!("{} excused, {} of them by the baseline", grouped(all), grouped(accepted)));
            }
        }
        let More { blocking, warning, excused } = self.more;
        let more = blocking.saturating_add(warning).saturating_add(excused);
        if more > 0 {
            parts.push(format!("{} that {} not listed", count(more, "finding"), if more == 1 { "is" } else { "are" }));
        }
        f.write_str(&if parts.is_empty() {
            self.nothing.unwrap_or("nothing found").to_owned()
        } else {
            parts.join(", ")
        })
    }
}

/// What is counted in so many commits: a content counts once at however many paths it stands.
pub(super) const fn contents(commits: u64) -> &'static str {
    if commits > 0 { "file content" } else { "file" }
}

/// What was scanned, and what was not.
pub(super) struct Scanned {
    pub(super) files: u64,
    /// Of text.
    pub(super) bytes: u64,
    pub(super) commits: u64,
    pub(super) pathless: u64,
    pub(super) skipped: usize,
}

impl fmt::Display for Scanned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} scanned", count(self.files, contents(self.commits)), size(self.bytes))?;
        if self.commits > 0 {
            write!(f, " in {}", count(self.commits, "commit"))?;
        }
        if self.pathless > 0 {
            write!(f, ", {} without a path", count(self.pathless, "file"))?;
        }
        if self.skipped > 0 {
            write!(f, ", {} skipped", grouped(self.skipped))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, More, Scanned, Secrets};

    /// Rows: the blocking ones in all, the leaks and weak passwords among them, those still at HEAD, and the text.
    #[test]
    fn secrets_and_practices_of_a_history_are_counted_apart() {
        for (blocking, leaks, weak, standing, perhaps, text) in [
            (0, 0, 0, 0, 0, "nothing found"),
            (1, 1, 0, 0, 0, "1 secret blocks (1 leak, none still at HEAD)"),
            (2, 1, 1, 2, 0, "2 secrets block (1 leak, 1 weak, 2 still at HEAD)"),
            (2, 0, 2, 0, 1, "2 secrets block (2 weak, 1 perhaps still at HEAD)"),
            (1, 0, 0, 0, 0, "1 broken practice blocks"),
            (2, 0, 0, 0, 0, "2 broken practices block"),
            (2, 1, 0, 1, 0, "1 secret and 1 broken practice block (1 leak, 1 still at HEAD)"),
            (5, 1, 1, 1, 1, "2 secrets and 3 broken practices block (1 leak, 1 weak, 1 still at HEAD, 1 perhaps)"),
        ] {
            let secrets = Some(Secrets { leaks, weak, standing, perhaps });
            assert_eq!(Found { blocking, secrets, ..Found::default() }.to_string(), text);
        }
    }

    /// Rows: blocking, warning, excused, accepted, observed; and the text.
    #[test]
    fn findings_are_counted_by_what_they_do() {
        for (blocking, warning, excused, accepted, is_observed, text) in [
            (0, 0, 0, 0, false, "nothing found"),
            (1, 0, 0, 0, false, "1 finding blocks"),
            (2, 0, 0, 0, false, "2 findings block"),
            (1, 0, 0, 0, true, "1 finding would block"),
            (2_000, 0, 0, 0, true, "2,000 findings would block"),
            (0, 1, 0, 0, false, "1 warning"),
            (0, 2, 0, 0, false, "2 warnings"),
            (0, 0, 1, 0, false, "1 excused"),
            (0, 0, 1, 1, false, "1 excused by the baseline"),
            (0, 0, 3, 1, false, "3 excused, 1 of them by the baseline"),
            (1, 2, 3, 3, false, "1 finding blocks, 2 warnings, 3 excused by the baseline"),
        ] {
            let found = Found { blocking, warning, excused, accepted, is_observed, ..Found::default() };
            assert_eq!(found.to_string(), text);
        }
        assert_eq!(Found { nothing: Some("nothing is staged"), ..Found::default() }.to_string(), "nothing is staged");
        let warned = Found { nothing: Some("nothing is staged"), warning: 1, ..Found::default() };
        assert_eq!(warned.to_string(), "1 warning");
    }

    #[test]
    fn findings_that_are_not_listed_are_added_up() {
        let mut more = More::default();
        for (blocking, warning, excused, text) in [
            (0, 0, 0, "nothing found"),
            (1, 0, 0, "1 finding that is not listed"),
            (0, 1, 0, "2 findings that are not listed"),
            (0, 0, 1, "3 findings that are not listed"),
            (1, 1, 1, "6 findings that are not listed"),
        ] {
            more.add(blocking, warning, excused);
            assert_eq!(Found { more, ..Found::default() }.to_string(), text);
        }
        assert_eq!((more.blocking, more.warning, more.excused), (2, 2, 2));
    }

    /// Rows: files, bytes, commits, without a path, skipped; and the text.
    #[test]
    fn what_was_scanned_is_told() {
        for ((files, bytes, commits, pathless, skipped), text) in [
            ((0, 0, 0, 0, 0), "0 files, 0 bytes scanned"),
            ((1, 1, 0, 0, 0), "1 file, 1 byte scanned"),
            ((2, 20_480, 1, 0, 0), "2 file contents, 20 KiB scanned in 1 commit"),
            ((1, 2, 2, 1, 1), "1 file content, 2 bytes scanned in 2 commits, 1 file without a path, 1 skipped"),
            ((1, 2, 0, 2, 2_000), "1 file, 2 bytes scanned, 2 files without a path, 2,000 skipped"),
        ] {
            assert_eq!(Scanned { files, bytes, commits, pathless, skipped }.to_string(), text);
        }
    }
}
