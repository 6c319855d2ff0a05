//! The coverage of a scan: what was scanned, and what was not and why.

use crate::failure::{Failure, Missing, left_out, plain};
use crate::text::NotText;

/// The coverage of a scan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Fragments scanned.
    pub files: u64,
    /// Bytes of text scanned.
    pub bytes: u64,
    /// Commits visited; 0 if the scan was not about commits.
    pub commits: u64,
    /// Messages of commits and tags that were scanned.
    pub messages: u64,
    /// Blobs among the fragments without a path, to which rules for certain paths did not apply.
    pub pathless: u64,
    /// Content that was not scanned, with the reason.
    pub skipped: Vec<Skip>,
    /// Errors during the scan. One is enough to make the scan incomplete.
    pub failures: Vec<Failure>,
    /// Objects that a partial clone lacks, by path; one failure covers all of them.
    pub missing: Vec<Missing>,
    /// The promisor remote that has them, if its name is safe to type; `None` for several repositories.
    pub promisor: Option<String>,
    /// Notes about the exceptions: those that excused nothing, or that exist only in the work tree.
    pub notes: Vec<String>,
    /// Findings beyond the listed ones, by file and commit.
    pub unlisted: Vec<Unlisted>,
    /// Candidates that are not findings; filled only on request.
    pub excused: Vec<Excused>,
    /// The shard of the work, if it was divided.
    pub portion: Option<Portion>,
    /// True if nothing blocks, whatever the verdict.
    pub is_observed: bool,
    /// True if a complete scan was requested and achieved: nothing was left out except what a trusted configuration
    /// names.
    pub is_complete: bool,
    /// The reason if there was nothing to scan at all ("nothing staged" is not "nothing found").
    pub nothing_to_scan: Option<&'static str>,
}

impl Coverage {
    /// Adds the coverage of another thread of the same scan.
    pub fn join(&mut self, other: Self) {
        self.files += other.files;
        self.bytes += other.bytes;
        self.commits += other.commits;
        self.messages += other.messages;
        self.pathless += other.pathless;
        self.skipped.extend(other.skipped);
        self.failures.extend(other.failures);
        self.missing.extend(other.missing);
        self.notes.extend(other.notes);
        self.unlisted.extend(other.unlisted);
        self.excused.extend(other.excused);
    }

    /// Combines the failures about missing objects of a partial clone into one: there may be one for each object.
    pub(crate) fn gather_missing(&mut self) {
        let mut remote = None;
        self.failures.retain_mut(|failure| match failure.missing.take() {
            Some(promised) => {
                self.missing.push(promised.missing);
                remote = Some(promised.remote);
                false
            }
            None => true,
        });
        // An object that is needed at several paths is counted once.
        self.missing.sort_by(|a, b| (&a.object, &a.path).cmp(&(&b.object, &b.path)));
        self.missing.dedup_by(|a, b| a.object == b.object);
        self.missing.sort();
        if let Some(remote) = remote {
            self.failures.push(left_out(&self.missing, &remote));
            self.promisor = Some(plain(&remote).to_owned());
        }
    }

    /// Sorts the entries by content, so that the order is deterministic: by path, and by what failed. Identical
    /// failures are merged.
    pub fn sort(&mut self) {
        self.skipped.sort_by(|a, b| (&a.path, a.reason.as_str()).cmp(&(&b.path, b.reason.as_str())));
        self.missing.sort();
        self.unlisted.sort();
        self.failures.sort_by(|a, b| (&a.what, &a.why, &a.next).cmp(&(&b.what, &b.why, &b.next)));
        self.failures.dedup();
    }
}

/// The end of a note about an exception that excused nothing, after its location. In a sharded scan it applies if each
/// shard has it.
pub const UNUSED_EXCEPTION: &str = ": excuses nothing in all that was scanned";

/// The number of findings in a text beyond the limits for listed ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unlisted {
    /// Path as in [`crate::fragment::Origin`].
    pub path: Vec<u8>,
    /// The commit's id, in hexadecimal, where commits are scanned.
    pub commit: Option<String>,
    /// Blocking findings.
    pub blocking: u64,
    /// Warnings.
    pub warning: u64,
    /// Excused findings.
    pub excused: u64,
}

impl Unlisted {
    /// Returns whether all findings are listed.
    pub const fn is_empty(&self) -> bool {
        self.blocking + self.warning + self.excused == 0
    }
}

/// The shard of the work that a scan did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portion {
    /// Its index, from 1 on.
    pub index: u32,
    /// The number of shards.
    pub count: u32,
    /// The kind of the divided work.
    pub of: Shared,
    /// Identifies the whole: the same in every shard, if all scanned the same state.
    pub whole: String,
    /// The repositories of the shard, as given by the user; empty if the paths of one repository are divided.
    pub repositories: Vec<String>,
}

impl Portion {
    /// Largest number of shards: each missing one is listed.
    pub(crate) const MAX: u32 = 1 << 20;
}

/// The kind of work that is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// The paths of one repository.
    Paths,
    /// A list of repositories.
    Repositories,
}

impl Shared {
    /// Returns the name used in every format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Shared::Paths => "paths",
            Shared::Repositories => "repositories",
        }
    }
}

/// A candidate that is not a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excused {
    /// Path as in [`crate::fragment::Origin`].
    pub path: Vec<u8>,
    /// 1-based line.
    pub line: usize,
    /// The rule that matched it.
    pub rule: &'static str,
    /// The name of the excuse.
    pub excuse: &'static str,
    /// The reason why it is not a finding.
    pub why: &'static str,
}

/// Content that was not scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    /// Path as in [`crate::fragment::Origin`].
    pub path: Vec<u8>,
    /// The reason.
    pub reason: SkipReason,
}

/// The reason why content was not scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// It is binary: an image, an archive, a program.
    Binary,
    /// It may be text in an unknown encoding.
    Unreadable,
    /// Larger than the limit, in bytes.
    TooLarge(u64),
    /// A submodule: its content is in another repository.
    Submodule,
    /// Excluded by the configured allowlist, or by the built-in one.
    Excluded,
    /// Neither a regular file nor a link: a fifo, socket or device.
    NotAFile,
    /// Added to the index by intent only (`git add -N`): there is no content yet.
    IntentToAdd,
    /// A commit whose parents a shallow clone leaves out.
    Shallow,
    /// An object that a reflog names and git has pruned.
    Pruned,
    /// A commit that no ref reaches, and of which git has pruned a part.
    Remains,
}

impl From<NotText> for SkipReason {
    fn from(why: NotText) -> Self {
        match why {
            NotText::Binary => SkipReason::Binary,
            NotText::Unreadable => SkipReason::Unreadable,
        }
    }
}

impl SkipReason {
    /// Returns whether text was left unscanned. Binary content, content that does not exist yet, and content of another
    /// repository do not count.
    pub const fn leaves_text_unseen(self) -> bool {
        match self {
            SkipReason::Binary | SkipReason::Submodule | SkipReason::NotAFile | SkipReason::IntentToAdd => false,
            SkipReason::TooLarge(_)
            | SkipReason::Unreadable
            | SkipReason::Excluded
            | SkipReason::Shallow
            | SkipReason::Pruned
            | SkipReason::Remains => true,
        }
    }

    /// Returns whether a reason in words ([`SkipReason::as_str`]) leaves text unscanned; an unknown one may.
    pub(crate) fn reason_leaves_text_unseen(words: &str) -> bool {
        let seen = [SkipReason::Binary, SkipReason::Submodule, SkipReason::NotAFile, SkipReason::IntentToAdd];
        !seen.iter().any(|reason| !reason.leaves_text_unseen() && reason.as_str() == words)
    }

    /// Returns the reason in a few words.
    pub const fn as_str(self) -> &'static str {
        match self {
            SkipReason::Binary => "binary",
            SkipReason::Unreadable => "unreadable",
            SkipReason::TooLarge(_) => "too large",
            SkipReason::Submodule => "submodule",
            SkipReason::Excluded => "excluded by configuration",
            SkipReason::NotAFile => "not a regular file",
            SkipReason::Shallow => "shallow clone, its parents are not here",
            SkipReason::Pruned => "named by a reflog only, and gone",
            SkipReason::Remains => "reached by no ref, and a part of it is gone",
            SkipReason::IntentToAdd => "added by intent only, no content staged",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Coverage, Excused, Shared, Skip, SkipReason, Unlisted};
    use crate::failure::{Failure, Missing, Promised};
    use crate::text::NotText;

    /// A failure that only another thread has seen makes the scan incomplete too.
    #[test]
    fn what_another_thread_has_seen_is_added() {
        let seen = Coverage {
            files: 1,
            bytes: 2,
            commits: 3,
            messages: 4,
            pathless: 5,
            skipped: vec![Skip { path: "a".into(), reason: SkipReason::Binary }],
            failures: vec![Failure::new("a", "b", "c")],
            missing: vec![Missing { path: None, object: "0123".to_owned() }],
            notes: vec!["a".to_owned()],
            unlisted: vec![Unlisted { blocking: 1, ..Unlisted::default() }],
            excused: vec![Excused { path: "a".into(), line: 1, rule: "a", excuse: "b", why: "c" }],
            ..Coverage::default()
        };
        let mut all = Coverage::default();
        all.join(seen.clone());
        assert_eq!(all, seen);
        all.join(seen);
        assert_eq!((all.files, all.bytes, all.commits, all.messages, all.pathless), (2, 4, 6, 8, 10));
        assert_eq!((all.skipped.len(), all.failures.len(), all.missing.len(), all.notes.len()), (2, 2, 2, 2));
        assert_eq!((all.unlisted.len(), all.excused.len()), (2, 2));
    }

    #[test]
    fn the_order_of_skips_does_not_depend_on_the_threads_that_found_them() {
        let skip = |path: &str, reason| Skip { path: path.into(), reason };
        let sorted = [skip("a", SkipReason::Binary), skip("a", SkipReason::Unreadable), skip("b", SkipReason::Binary)];
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            let mut coverage = Coverage::default();
            coverage.skipped.extend(order.map(|at: usize| sorted[at].clone()));
            coverage.sort();
            assert_eq!(coverage.skipped, sorted);
        }
    }

    #[test]
    fn the_order_of_failures_does_not_depend_on_the_threads_that_met_them() {
        let sorted = [("a", "a", "b"), ("a", "b", "a"), ("b", "a", "a"), ("b", "a", "b")]
            .map(|(what, why, next)| Failure::new(what, why, next));
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
            let mut coverage = Coverage::default();
            // Each is met twice.
            coverage.failures.extend(order.into_iter().chain(order).map(|at: usize| sorted[at].clone()));
            coverage.sort();
            assert_eq!(coverage.failures, sorted);
        }
    }

    /// Rows: why something was not scanned, in words, and whether text may have been missed.
    #[test]
    fn each_reason_for_a_skip_has_its_words_and_says_whether_text_was_missed() {
        for (reason, words, is_text) in [
            (SkipReason::Binary, "binary", false),
            (SkipReason::Unreadable, "unreadable", true),
            (SkipReason::TooLarge(1), "too large", true),
            (SkipReason::Submodule, "submodule", false),
            (SkipReason::Excluded, "excluded by configuration", true),
            (SkipReason::NotAFile, "not a regular file", false),
            (SkipReason::Shallow, "shallow clone, its parents are not here", true),
            (SkipReason::Pruned, "named by a reflog only, and gone", true),
            (SkipReason::Remains, "reached by no ref, and a part of it is gone", true),
            (SkipReason::IntentToAdd, "added by intent only, no content staged", false),
        ] {
            assert_eq!(reason.as_str(), words);
            assert_eq!(reason.leaves_text_unseen(), is_text, "{words}");
            assert_eq!(SkipReason::reason_leaves_text_unseen(words), is_text, "{words}");
        }
        assert!(SkipReason::reason_leaves_text_unseen("of a later version"));
        assert_eq!(
            [NotText::Binary, NotText::Unreadable].map(SkipReason::from),
            [SkipReason::Binary, SkipReason::Unreadable]
        );
        assert_eq!([Shared::Paths, Shared::Repositories].map(Shared::as_str), ["paths", "repositories"]);
    }

    #[test]
    fn what_is_not_listed_is_counted_whatever_it_is() {
        let none = Unlisted { path: "a".into(), commit: Some("b".into()), ..Unlisted::default() };
        assert!(none.is_empty());
        assert!(!Unlisted { blocking: 1, ..none.clone() }.is_empty());
        assert!(!Unlisted { warning: 1, ..none.clone() }.is_empty());
        assert!(!Unlisted { excused: 1, ..none }.is_empty());
    }

    /// Rows: path and object of what is missing, in any order, and what is left of it: each object once, by its first path,
    /// in the order of the paths.
    #[test]
    fn missing_objects_become_one_failure() {
        let missing = |(path, object): &(&str, &str)| Missing {
            path: (!path.is_empty()).then(|| path.as_bytes().to_vec()),
            object: (*object).to_owned(),
        };
        for (given, left, what) in [
            (vec![("a", "1")], vec![("a", "1")], "1 object that this partial clone has left out (a)"),
            (
                vec![("c", "1"), ("b", "2"), ("a", "1")],
                vec![("a", "1"), ("b", "2")],
                "2 objects that this partial clone has left out (a, b)",
            ),
            (vec![("", "2"), ("", "1")], vec![("", "1"), ("", "2")], "2 objects that this partial clone has left out"),
            (
                vec![("c", "3"), ("b", "2"), ("a", "1")],
                vec![("a", "1"), ("b", "2"), ("c", "3")],
                "3 objects that this partial clone has left out (a, b, c)",
            ),
            (
                vec![("d", "4"), ("c", "3"), ("b", "2"), ("a", "1")],
                vec![("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")],
                "4 objects that this partial clone has left out (a, b, c, …)",
            ),
            (
                vec![("a", "1"), ("a", "2"), ("b", "3")],
                vec![("a", "1"), ("a", "2"), ("b", "3")],
                "3 objects that this partial clone has left out (a, b)",
            ),
        ] {
            let mut coverage = Coverage::default();
            coverage.failures.push(Failure::new("first", "x", "y"));
            for one in &given {
                let promised = Promised { missing: missing(one), remote: "origin".to_owned() };
                coverage.failures.push(Failure { missing: Some(Box::new(promised)), ..Failure::new("z", "x", "y") });
            }
            coverage.failures.push(Failure::new("last", "x", "y"));
            coverage.gather_missing();
            assert_eq!(coverage.missing, left.iter().map(missing).collect::<Vec<_>>());
            assert_eq!(coverage.promisor.as_deref(), Some("origin"));
            let of_failures: Vec<&str> = coverage.failures.iter().map(|failure| failure.what.as_str()).collect();
            assert_eq!(of_failures, ["first", "last", what]);
            let next = "fetch what it lacks, and scan again: `git fetch --refetch --no-filter origin`";
            assert_eq!(coverage.failures[2].next, next);
        }
        let mut none = Coverage::default();
        none.failures.push(Failure::new("a", "b", "c"));
        none.gather_missing();
        assert_eq!((none.failures.len(), none.missing.len(), none.promisor), (1, 0, None));
    }

    #[test]
    fn the_name_of_a_remote_is_shown_if_it_is_safe_to_type() {
        for (remote, shown) in [
            ("origin", "origin"),
            ("my.re_mo-te/2", "my.re_mo-te/2"),
            ("-x", "<remote>"),
            ("a b", "<remote>"),
            ("a;b", "<remote>"),
            ("\u{e9}", "<remote>"),
        ] {
            let promised = Promised { missing: Missing { path: None, object: "1".into() }, remote: remote.to_owned() };
            let mut coverage = Coverage::default();
            coverage.failures.push(Failure { missing: Some(Box::new(promised)), ..Failure::new("z", "x", "y") });
            coverage.gather_missing();
            assert_eq!(coverage.promisor.as_deref(), Some(shown));
        }
    }

    #[test]
    fn the_order_of_all_else_does_not_depend_on_the_threads_either() {
        let missing = [(None, "2"), (Some("a"), "1"), (Some("a"), "2"), (Some("b"), "1")]
            .map(|(path, object)| Missing { path: path.map(|path: &str| path.into()), object: object.to_owned() });
        let unlisted = [("a", 1), ("a", 2), ("b", 1), ("c", 0)].map(|(path, blocking)| Unlisted {
            path: path.into(),
            blocking,
            ..Unlisted::default()
        });
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
            let mut coverage = Coverage::default();
            coverage.missing.extend(order.map(|at: usize| missing[at].clone()));
            coverage.unlisted.extend(order.map(|at: usize| unlisted[at].clone()));
            coverage.sort();
            assert_eq!(coverage.missing, missing);
            assert_eq!(coverage.unlisted, unlisted);
        }
    }
}
