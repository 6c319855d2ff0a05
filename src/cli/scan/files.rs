//! `dsnitch files`: files and directories on disk, and standard input.

use std::cell::OnceCell;
use std::env;
use std::io;
use std::path::{Path, PathBuf};

use dsnitch::failure::Failure;
use dsnitch::git::Repo;
use dsnitch::report::Report;
use dsnitch::scan::ScanContext;
use dsnitch::source::{Extent, FileSource, Source, StdinSource, broken_practices};

use super::one::{is_strict, scan_with_context, settings};
use crate::cli::args::{Files, Global};
use crate::cli::home::Home;
use crate::cli::remarks::About;
use crate::cli::settings::Side;

/// Scans files on disk, or standard input.
pub(super) fn report(typed: Files, global: &Global) -> Result<Report, Failure> {
    let repo = repo_of_files(&typed.paths)?;
    let top = repo.as_ref().and_then(Repo::work_tree);
    let settings = settings(global, repo.as_ref(), &top.map_or(Home::None, Home::WorkTree), Side::Ours)?;
    let staged = |name: &str| repo.as_ref().map_or(Ok(None), |repo| repo.staged_file(name));
    let about = About {
        staged: &staged,
        is_whole: is_whole(&typed.paths, top),
        is_shard: false,
        asks_git: repo.as_ref().is_some_and(Repo::asks_git),
    };
    let layout = repo.as_ref().map(Repo::layout).filter(|_| about.is_whole);
    let broken_practices =
        layout.map_or(Vec::new(), |layout| broken_practices(layout, Extent::Whole, is_strict(&settings)));
    let mut source = open(typed, global, top)?;
    let tracks = OnceCell::new();
    let is_untracked = |path: &[u8]| {
        let tracks = tracks.get_or_init(|| repo.as_ref().and_then(|repo| repo.layout().tracks())).as_ref();
        tracks.is_some_and(|tracks| !tracks(path)) && !is_nested(top, path)
    };
    scan_with_context(
        source.as_mut(),
        ScanContext { broken_practices, is_untracked: Some(&is_untracked), ..ScanContext::default() },
        &settings,
        global,
        &about,
    )
}

/// True if the file at `path` belongs to a repository within the one at `top`, which may track it.
fn is_nested(top: Option<&Path>, path: &[u8]) -> bool {
    let Some((top, path)) = top.zip(std::str::from_utf8(path).ok()) else { return false };
    Path::new(path)
        .ancestors()
        .skip(1)
        .any(|folder| folder.parent().is_some() && top.join(folder).join(".git").exists())
}

/// True if `paths` cover the whole work tree at `top`.
fn is_whole(paths: &[PathBuf], top: Option<&Path>) -> bool {
    let top = top.and_then(|top| top.canonicalize().ok());
    top.is_some_and(|top| paths.iter().any(|path| path.canonicalize().is_ok_and(|path| path == top)))
}

/// The repository whose configuration applies to scanned files: that of the current directory, or the one that contains
/// all of them. A repository that cannot be opened is an error, because its configuration would be lost otherwise.
fn repo_of_files(paths: &[PathBuf]) -> Result<Option<Repo>, Failure> {
    if may_be_in_repository() {
        return Repo::discover(Path::new(".")).map(Some);
    }
    let places: Vec<PathBuf> = paths.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let Some(top) = places.first().and_then(|place| place.ancestors().find(|above| above.join(".git").exists())) else {
        return Ok(None);
    };
    if places.len() < paths.len() || !places.iter().all(|place| place.starts_with(top)) {
        return Ok(None);
    }
    Repo::discover(top).map(Some)
}

/// True if scanned files may be in a repository. Outside of one there is nothing to open; inside, a repository that
/// cannot be opened is an error, because its configuration would be lost otherwise.
fn may_be_in_repository() -> bool {
    env::var_os("GIT_DIR").is_some()
        || env::current_dir().is_ok_and(|here| here.ancestors().any(|directory| directory.join(".git").exists()))
}

fn open<'r>(typed: Files, global: &Global, top: Option<&'r Path>) -> Result<Box<dyn Source + 'r>, Failure> {
    let Files { paths, stdin_filename, no_ignore } = typed;
    let paths = global.doubt.paths(paths)?;
    match paths.as_slice() {
        [one] if one.as_os_str() == "-" => {
            let source = StdinSource::new(io::stdin());
            Ok(Box::new(match stdin_filename {
                Some(path) => source.named(&path, top),
                None => source,
            }))
        }
        _ if stdin_filename.is_some() => {
            let next = "dsnitch files --stdin-filename PATH -";
            Err(Failure::new("--stdin-filename", "what is scanned does not come from standard input", next))
        }
        several if several.iter().any(|path| path.as_os_str() == "-") => {
            let next = "scan standard input on its own; a file of that name is ./-";
            Err(Failure::new("files", "standard input (-) stands among other paths", next))
        }
        _ => Ok(Box::new(FileSource::new(paths).with_ignored(no_ignore).within(top))),
    }
}
