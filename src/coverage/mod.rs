//! The coverage of a scan: what was scanned, and what was not and why.

use crate::failure::{Failure, Missing, left_out, plain};
use crate::sorting::Sorting as _;
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
        self.missing.put_in_order_by(|a, b| (&a.object, &a.path).cmp(&(&b.object, &b.path)));
        self.missing.dedup_by(|a, b| a.object == b.object);
        self.missing.put_in_order();
        if let Some(remote) = remote {
            self.failures.push(left_out(&self.missing, &remote));
            self.promisor = Some(plain(&remote).to_owned());
        }
    }

    /// Sorts the entries by content, so that the order is deterministic: by path, and by what failed. Identical
    /// failures are merged.
    pub fn sort(&mut self) {
        self.skipped.put_in_order_by(|a, b| (&a.path, a.reason.as_str()).cmp(&(&b.path, b.reason.as_str())));
        self.missing.put_in_order();
        self.unlisted.put_in_order();
        self.failures.put_in_order_by(|a, b| (&a.what, &a.why, &a.next).cmp(&(&b.what, &b.why, &b.next)));
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
mod tests;
