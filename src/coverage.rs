//! What was scanned, what was not and why.

use crate::failure::{Failure, Missing, left_out, plain};
use crate::text::NotText;

/// What a scan covered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Fragments scanned.
    pub files: u64,
    /// Bytes of text scanned.
    pub bytes: u64,
    /// Commits walked; 0 where no commit was asked for.
    pub commits: u64,
    /// Messages of commits and tags that were scanned.
    pub messages: u64,
    /// Blobs among the fragments that have no path, so that rules for certain paths did not apply to them.
    pub pathless: u64,
    /// Content that was not scanned, with the reason.
    pub skipped: Vec<Skip>,
    /// What went wrong on the way. One entry is enough to make the scan incomplete.
    pub failures: Vec<Failure>,
    /// What a partial clone has left out, by path; there is one failure about all of it.
    pub missing: Vec<Missing>,
    /// The remote that has promised to have it, as far as it can be typed; none of several repositories.
    pub promisor: Option<String>,
    /// What is to be known of the exceptions themselves: which excused nothing, which nobody else has.
    pub notes: Vec<String>,
    /// Findings beyond those that are listed, by file and commit.
    pub unlisted: Vec<Unlisted>,
    /// What looked like a secret and is none; filled only when it was asked for.
    pub excused: Vec<Excused>,
    /// Which share of the work this is, where it was shared out.
    pub portion: Option<Portion>,
    /// Whether nothing blocks, whatever the verdict.
    pub is_observed: bool,
    /// Whether the scan was asked to be complete, and is: nothing was left out but what a trusted configuration names.
    pub is_complete: bool,
    /// Whether there was anything to scan at all ("nothing staged" is not "nothing found").
    pub nothing_to_scan: Option<&'static str>,
}

impl Coverage {
    /// Adds what another thread of the same scan has covered.
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

    /// Makes one failure of all those about what a partial clone has left out: there may be one for each object.
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
        // One that is needed at several paths is one object all the same.
        self.missing.sort_by(|a, b| (&a.object, &a.path).cmp(&(&b.object, &b.path)));
        self.missing.dedup_by(|a, b| a.object == b.object);
        self.missing.sort();
        if let Some(remote) = remote {
            self.failures.push(left_out(&self.missing, &remote));
            self.promisor = Some(plain(&remote).to_owned());
        }
    }

    /// Puts what was told into an order that hangs on what it says only: by path, and by what failed. What failed twice
    /// in the same way is told once.
    pub fn sort(&mut self) {
        self.skipped.sort_by(|a, b| (&a.path, a.reason.as_str()).cmp(&(&b.path, b.reason.as_str())));
        self.missing.sort();
        self.unlisted.sort();
        self.failures.sort_by(|a, b| (&a.what, &a.why, &a.next).cmp(&(&b.what, &b.why, &b.next)));
        self.failures.dedup();
    }
}

/// How the note ends about an exception that excused nothing, behind the place where it is written. Of a scan that is
/// shared out it holds if each share has it.
pub const UNUSED_EXCEPTION: &str = ": excuses nothing in all that was scanned";

/// How many findings of a text are not listed: so many are, of what blocks and of the rest, and these are beyond them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unlisted {
    /// Path as in [`crate::fragment::Origin`].
    pub path: Vec<u8>,
    /// The commit's id, in hexadecimal, where commits are scanned.
    pub commit: Option<String>,
    /// Those that block.
    pub blocking: u64,
    /// Those that warn.
    pub warning: u64,
    /// Those that are excused.
    pub excused: u64,
}

impl Unlisted {
    /// Whether all findings are listed.
    pub const fn is_empty(&self) -> bool {
        self.blocking + self.warning + self.excused == 0
    }
}

/// Which share of the work a scan did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portion {
    /// From 1 on.
    pub index: u32,
    /// How many there are.
    pub count: u32,
    /// What was shared out.
    pub of: Shared,
    /// Names the whole: the same in every share, if all saw the same.
    pub whole: String,
    /// The repositories of the share, as they were named; none where the paths of one are shared out.
    pub repositories: Vec<String>,
}

impl Portion {
    /// Most shares that there can be: each that is absent is named.
    pub const MOST: u32 = 1 << 20;
}

/// What was shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// The paths of one repository.
    Paths,
    /// A list of repositories.
    Repositories,
}

impl Shared {
    /// The name used in every format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Shared::Paths => "paths",
            Shared::Repositories => "repositories",
        }
    }
}

/// A candidate that was seen and is no finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excused {
    /// Path as in [`crate::fragment::Origin`].
    pub path: Vec<u8>,
    /// 1-based line.
    pub line: usize,
    /// The rule that saw it.
    pub rule: &'static str,
    /// The name of what excuses it.
    pub excuse: &'static str,
    /// Why it is no finding.
    pub why: &'static str,
}

/// Content that was not scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    /// Path as in [`crate::fragment::Origin`].
    pub path: Vec<u8>,
    /// Why.
    pub reason: SkipReason,
}

/// Why content was not scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// It is no text: a picture, an archive, a program.
    Binary,
    /// It may be a text, and no encoding that is known explains its bytes.
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
    /// What a reflog names and git has thrown away.
    Pruned,
    /// A commit that no ref reaches, and of which git has thrown away a part.
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
    /// Whether text was not seen that might hold something. What is no text, has no content yet, or is content of another
    /// repository is none.
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

    /// Whether a reason in words ([`SkipReason::as_str`]) leaves text unseen; one that is not known may.
    pub(crate) fn words_leave_text_unseen(words: &str) -> bool {
        let seen = [SkipReason::Binary, SkipReason::Submodule, SkipReason::NotAFile, SkipReason::IntentToAdd];
        !seen.iter().any(|reason| !reason.leaves_text_unseen() && reason.as_str() == words)
    }

    /// The reason in a few words.
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
