//! The previous values of refs, from the reflogs.

use std::fs;

use git2::Oid;

use crate::failure::Failure;
use crate::git::{Repo, path};
use crate::sorting::Sorting as _;

use super::files::{files_below, parse_id};
use super::work_trees::linked;

/// Files that name objects like refs, and have no reflog.
const PSEUDO_REFS: [&str; 8] = [
    "AUTO_MERGE",
    "BISECT_HEAD",
    "CHERRY_PICK_HEAD",
    "FETCH_HEAD",
    "MERGE_HEAD",
    "ORIG_HEAD",
    "REBASE_HEAD",
    "REVERT_HEAD",
];

/// Returns the values of refs in the reflogs: each object once for each log, with the log's name. The files that
/// fetches, merges and similar commands leave behind count as logs of one line.
///
/// # Errors
/// Fails if a log cannot be read.
pub(crate) fn all(repo: &Repo) -> Result<Vec<(Vec<u8>, Oid)>, Failure> {
    let mut points = Vec::new();
    let mut directories = vec![repo.common_dir().to_owned(), repo.git_dir().to_owned()];
    directories.extend(linked(repo));
    directories.put_in_order();
    directories.dedup();
    for directory in directories {
        let logs = directory.join("logs");
        let left = PSEUDO_REFS.iter().map(|name| directory.join(name)).filter(|path| path.is_file());
        for log in files_below(&logs).into_iter().chain(left) {
            let of_ref = log.strip_prefix(&logs).ok().map(|name| [b"reflog of ", &*path::to_bytes(name)].concat());
            let name = of_ref.or_else(|| log.file_name().map(|name| name.as_encoded_bytes().to_vec()));
            let name = name.unwrap_or_default();
            let bytes = fs::read(&log)
                .map_err(|error| Failure::new(format!("the reflog {}", log.display()), error, "make it readable"))?;
            points.extend(ids(&bytes).into_iter().map(|id| (name.clone(), id)));
        }
    }
    Ok(points)
}

/// Returns the ids in a log, each once: a line is `<old id> SP <new id> SP …`, in `FETCH_HEAD` `<id> TAB …`.
fn ids(log: &[u8]) -> Vec<Oid> {
    let fields =
        log.split(|&byte| byte == b'\n').flat_map(|line| line.split(|&byte| matches!(byte, b' ' | b'\t')).take(2));
    let mut ids: Vec<Oid> = fields.filter_map(parse_id).filter(|id| !id.is_zero()).collect();
    ids.put_in_order();
    ids.dedup();
    ids
}

#[cfg(test)]
mod tests {
    use super::ids;

    #[test]
    fn both_ids_of_each_line_are_read_once() {
        let id = |digit: &str| digit.repeat(40);
        let log = format!(
            "{} {} A <a@b> 1 +0000\tcommit (initial): x {}\n{} {} A <a@b> 2 +0000\n\nbroken\n",
            id("0"),
            id("1"),
            id("3"),
            id("1"),
            id("2")
        );
        let found: Vec<String> = ids(log.as_bytes()).iter().map(ToString::to_string).collect();
        assert_eq!(found, [id("1"), id("2")]);
    }
}
