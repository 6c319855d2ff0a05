//! Has the kernel enforce what a scan promises: that it writes no files, runs no programs and opens no connections.
//!
//! Landlock (Linux 5.13, <https://docs.kernel.org/userspace-api/landlock.html>) removes these rights from the process
//! for good, before the first byte of the repository is read. If the kernel lacks it or supports only a part of it, the
//! scan proceeds: the code itself keeps the promises as well, and users would remove a gate that fails on such systems.

use std::path::Path;

/// Where a scan may write.
#[derive(Clone, Debug)]
pub(crate) enum Writes<'a> {
    /// Below these directories, in which reports are written and renamed. If the list is empty, nowhere: the report
    /// goes to an open stream.
    Below(Vec<&'a Path>),
    /// Anywhere: the report goes to a device or a FIFO that is opened by name.
    Anywhere,
}

/// Gives up the right to write elsewhere, and to bind or connect by TCP, for this thread and the threads it starts.
pub(crate) fn keep_from_writing(writes: &Writes<'_>) {
    #[cfg(target_os = "linux")]
    let _ = linux::keep_from_writing(match writes {
        Writes::Below(folders) => Some(folders.as_slice()),
        Writes::Anywhere => None,
    });
    #[cfg(not(target_os = "linux"))]
    let _ = writes;
}

/// Gives up the right to run programs. Not used for repositories with reftables, whose refs are read by running `git`.
pub(crate) fn keep_from_running() {
    #[cfg(target_os = "linux")]
    let _ = linux::keep_from_running();
}

#[cfg(target_os = "linux")]
mod linux {
    use std::path::Path;

    use landlock::{
        ABI, Access as _, AccessFs, AccessNet, CompatLevel, Compatible as _, PathBeneath, PathFd, RestrictionStatus,
        Ruleset, RulesetAttr as _, RulesetCreatedAttr as _, RulesetError,
    };

    /// The ABI of Linux 6.10. On an older kernel, the supported part of it is used.
    const KNOWN: ABI = ABI::V5;

    /// Restricts writing to the given directories; `None` leaves it unrestricted.
    pub(super) fn keep_from_writing(folders: Option<&[&Path]>) -> Result<RestrictionStatus, RulesetError> {
        let write = AccessFs::from_write(KNOWN);
        let ruleset = Ruleset::default().set_compatibility(CompatLevel::BestEffort);
        let ruleset = ruleset.handle_access(AccessNet::from_all(KNOWN))?;
        let Some(folders) = folders else {
            return ruleset.create()?.restrict_self();
        };
        let mut ruleset = ruleset.handle_access(write)?.create()?;
        // Git opens /dev/null for writing in every command.
        if let Ok(null) = PathFd::new("/dev/null") {
            ruleset = ruleset.add_rule(PathBeneath::new(null, AccessFs::WriteFile))?;
        }
        // A directory that cannot be opened is reported when the report is written.
        for folder in folders.iter().filter_map(|folder| PathFd::new(folder).ok()) {
            ruleset = ruleset.add_rule(PathBeneath::new(folder, write))?;
        }
        ruleset.restrict_self()
    }

    pub(super) fn keep_from_running() -> Result<RestrictionStatus, RulesetError> {
        let ruleset = Ruleset::default().set_compatibility(CompatLevel::BestEffort);
        ruleset.handle_access(AccessFs::Execute)?.create()?.restrict_self()
    }
}

#[cfg(all(test, target_os = "linux"))]
#[allow(clippy::expect_used, clippy::disallowed_methods, reason = "tests may stop, and try to run a program")]
mod tests {
    use std::fs;
    use std::io::{self, Write as _};
    use std::path::Path;
    use std::process::Command;
    use std::thread;

    use landlock::{RestrictionStatus, RulesetError, RulesetStatus};

    use super::linux;

    /// Runs `inside` in a thread that has given up rights; `None`, with a message, if the kernel has no Landlock.
    fn after<T: Send>(
        give_up: impl FnOnce() -> Result<RestrictionStatus, RulesetError> + Send,
        inside: impl FnOnce() -> T + Send,
    ) -> Option<T> {
        let run = || {
            let status = give_up().expect("a ruleset").ruleset;
            (status != RulesetStatus::NotEnforced).then(inside)
        };
        let got = thread::scope(|scope| scope.spawn(run).join().expect("a thread"));
        if got.is_none() {
            let _ = writeln!(io::stderr(), "not tested: this kernel has no Landlock");
        }
        got
    }

    fn runs() -> bool {
        Command::new("/bin/sh").args(["-c", "exit 0"]).status().is_ok()
    }

    /// Whether a file in `folder` can be written, renamed, and read.
    fn can(folder: &Path) -> (bool, bool, bool) {
        let write = fs::write(folder.join("new"), "x").is_ok();
        let rename = fs::rename(folder.join("there"), folder.join("elsewhere")).is_ok();
        let read = fs::read(folder.join("there")).is_ok() || fs::read(folder.join("elsewhere")).is_ok();
        (write, rename, read)
    }

    #[test]
    fn a_scan_can_read_but_neither_write_nor_run() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("there"), "x").expect("a file");
        let writing = || linux::keep_from_writing(Some(&[]));
        let did = after(writing, || can(folder.path()));
        assert!(did.is_none_or(|did| did == (false, false, true)), "writes, renames, reads: {did:?}");
        let did = after(linux::keep_from_running, runs);
        assert!(did.is_none_or(|ran| !ran), "a program was run");
    }

    #[test]
    fn a_report_can_be_written_in_its_folder_and_git_can_be_run_if_needed() {
        let folders = [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
        for folder in &folders {
            fs::write(folder.path().join("there"), "x").expect("a file");
        }
        let [own, other] = &folders;
        let inside = || (can(own.path()), can(other.path()), runs());
        let did = after(|| linux::keep_from_writing(Some(&[own.path()])), inside);
        assert!(did.is_none_or(|did| did == ((true, true, true), (false, false, true), true)), "{did:?}");
    }
}
