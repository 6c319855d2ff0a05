//! A split index: a shared file that is seldom written, and an own one that says what has changed since.

use std::ops::Range;

use super::entries::Record;
use super::{Index, TOO_LARGE, ewah};

/// What a split index says of the shared one.
pub(super) struct Link {
    /// The name of the shared index; none if there is none after all.
    pub(super) shared: Option<String>,
    /// Entries of the shared index that are gone, in order.
    deleted: Vec<usize>,
    /// Entries of the shared index that the first own ones stand for, in order.
    replaced: Vec<usize>,
}

impl Link {
    /// Reads the extension at `at`.
    pub(super) fn parse(data: &[u8], at: Range<usize>, hash_length: usize) -> Result<Self, String> {
        let cut = || "its link to the shared index is cut off".to_owned();
        let content = data.get(at).unwrap_or_default();
        let (id, rest) = content.split_at_checked(hash_length).ok_or_else(cut)?;
        let shared = id.iter().any(|&byte| byte != 0).then(|| id.iter().map(|byte| format!("{byte:02x}")).collect());
        if rest.is_empty() {
            return Ok(Link { shared, deleted: Vec::new(), replaced: Vec::new() });
        }
        let (deleted, rest) = ewah::ones(rest).ok_or_else(cut)?;
        let (replaced, _) = ewah::ones(rest).ok_or_else(cut)?;
        Ok(Link { shared, deleted, replaced })
    }
}

impl Index {
    /// The shared index `self` with what `own` changes in it. Both keep their paths apart from their files.
    pub(super) fn joined(mut self, own: Index, link: &Link) -> Result<Self, String> {
        let (data_at, own_paths) = (self.data.len(), own.paths.unwrap_or_default());
        let paths = self.paths.get_or_insert_default();
        let paths_at = paths.len();
        if u32::try_from(data_at + own.data.len()).is_err() || u32::try_from(paths_at + own_paths.len()).is_err() {
            return Err(TOO_LARGE.to_owned());
        }
        let shift = |number: u32, by: usize| number + u32::try_from(by).unwrap_or(0);
        paths.extend_from_slice(&own_paths);
        self.data.extend_from_slice(&own.data);
        let mut news = own.records.into_iter().map(|record| Record {
            path_at: shift(record.path_at, paths_at),
            id_at: shift(record.id_at, data_at),
            ..record
        });
        let mut records = std::mem::take(&mut self.records);
        for &at in &link.replaced {
            let old = records.get_mut(at).ok_or("it replaces an entry that the shared index has not")?;
            let new = news.next().ok_or("it replaces an entry by none")?;
            // A replacement has no name of its own.
            *old = Record { path_at: old.path_at, path_len: old.path_len, ..new };
        }
        let mut deleted = link.deleted.iter().peekable();
        let mut at = 0;
        records.retain(|_| {
            let is_deleted = deleted.next_if(|&&next| next == at).is_some();
            at += 1;
            !is_deleted
        });
        if deleted.next().is_some() {
            return Err("it deletes an entry that the shared index has not".to_owned());
        }
        records.extend(news);
        let key = |record: &Record| (record.path_in(paths), record.stage);
        records.sort_by(|a, b| key(a).cmp(&key(b)));
        self.records = records;
        self.trees = own.trees.into_iter().map(|tree| tree.shifted(data_at)).collect();
        Ok(self)
    }
}
