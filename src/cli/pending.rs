//! Stands in for `dsnitch::source` until it is there, with its names and signatures. To connect: delete this file
//! and its `mod` line, and import the same names from `dsnitch::source` in `scan.rs`.

use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

use dsnitch::coverage::SourceError;
use dsnitch::source::{Sink, Source};

pub(crate) struct Repo(git2::Repository);

impl Repo {
    pub(crate) fn discover(start: &Path) -> Result<Repo, SourceError> {
        let next = "run dsnitch in a repository";
        git2::Repository::discover(start).map(Repo).map_err(|error| SourceError::new("this directory", error, next))
    }

    pub(crate) fn work_tree(&self) -> Option<&Path> {
        self.0.workdir()
    }

    /// The bytes of the file at `path` in the commit that HEAD names; none if it has no such file, or there is no
    /// commit. A link is not followed.
    pub(crate) fn head_file(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        let read = || -> Result<Vec<u8>, git2::Error> {
            let entry = self.0.head()?.peel_to_tree()?.get_path(Path::new(path))?;
            Ok(self.0.find_blob(entry.id())?.content().to_vec())
        };
        match read() {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if matches!(error.code(), git2::ErrorCode::NotFound | git2::ErrorCode::UnbornBranch) => Ok(None),
            Err(error) => Err(SourceError::new(format!("{path} of HEAD"), error, "git fsck")),
        }
    }
}

#[allow(dead_code, reason = "read by the source that is to come")]
pub(crate) enum RangeSpec {
    Revs(String),
    Between { from: String, to: String },
    PrePush(Box<dyn BufRead>),
    PreReceive(Box<dyn BufRead>),
}

pub(crate) struct StagedSource;
pub(crate) struct RangeSource;
pub(crate) struct HistorySource;
pub(crate) struct FileSource;
pub(crate) struct StdinSource;

impl StagedSource {
    pub(crate) fn new(_: &Repo, _: Vec<PathBuf>) -> Self {
        StagedSource
    }
}

impl RangeSource {
    pub(crate) fn new(_: &Repo, _: RangeSpec) -> Self {
        RangeSource
    }
}

impl HistorySource {
    pub(crate) fn new(_: &Repo, _: Option<String>, _: bool) -> Self {
        HistorySource
    }
}

impl FileSource {
    pub(crate) fn new(_: Vec<PathBuf>) -> Self {
        FileSource
    }
}

impl StdinSource {
    pub(crate) fn new(_: impl Read + 'static) -> Self {
        StdinSource
    }
}

macro_rules! not_yet {
    ($($source:ty),*) => {$(
        impl Source for $source {
            fn visit(&mut self, _: &mut dyn Sink) -> Result<(), SourceError> {
                Err(SourceError::new("this source", "not there yet", "use a later build"))
            }
        }
    )*};
}

not_yet!(StagedSource, RangeSource, HistorySource, FileSource, StdinSource);
