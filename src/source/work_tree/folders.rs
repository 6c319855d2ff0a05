//! The files of a work tree that its practices depend on: env files, Dockerfiles, and what builds images.

use std::ops::Range;
use std::path::Path;

use super::names::{Kind, kind, may_be_wanted, split};
use crate::sorting::Sorting as _;

/// Largest number of entries of a folder that are examined.
const MOST: usize = 10_000;
/// Folders that tools fill: a project's own files are in none of them.
const FILLED: [&[u8]; 14] = [
    b".git",
    b"node_modules",
    b".venv",
    b"venv",
    b"site-packages",
    b"__pycache__",
    b".tox",
    b".nox",
    b".mypy_cache",
    b"target",
    b"vendor",
    b".terraform",
    b"Pods",
    b"bower_components",
];

/// Paths of regular files, relative to the top of the work tree, with `/`; those of upper folders first.
#[derive(Default)]
pub(super) struct Files {
    /// Env files, and lists of secrets for Compose.
    pub(super) settings: Vec<String>,
    /// Templates of env files.
    pub(super) templates: Vec<String>,
    /// Dockerfiles.
    pub(super) images: Vec<String>,
    /// Compose files and the like, which say how images are built.
    pub(super) builds: Vec<String>,
}

impl Files {
    /// Lists the files in at most `most` folders of the work tree at `top`, the upper ones first. Repositories within it are left
    /// out: git adds none of their files.
    pub(super) fn of(top: &Path, most: usize) -> Self {
        let mut found: Vec<String> = Vec::new();
        let mut reader = Reader::of(top);
        // The paths of the folders, each with a slash at its end, but the top, in one buffer: an allocation for each would cost
        // more than all else.
        let (mut paths, mut folders) = (Vec::<u8>::with_capacity(1 << 9), Vec::<Range<usize>>::with_capacity(1 << 5));
        folders.push(0..0);
        let mut at = 0;
        while let Some(folder) = folders.get(at).filter(|_| at < most).cloned() {
            let (files_before, folders_before) = (found.len(), folders.len());
            let mut is_repository = false;
            reader.go_to(paths.get(folder.clone()).unwrap_or_default());
            reader.each(&mut |name, is_folder| {
                if is_folder && is_searched(name) {
                    let start = paths.len();
                    paths.extend_from_within(folder.clone());
                    paths.extend_from_slice(name);
                    paths.push(b'/');
                    folders.push(start..paths.len());
                } else if !is_folder && may_be_wanted(name) && kind(name).is_some() {
                    let folder = paths.get(folder.clone()).unwrap_or_default();
                    found.extend(String::from_utf8([folder, name].concat()));
                }
                is_repository |= name == b".git";
            });
            if is_repository && at > 0 {
                found.truncate(files_before);
                folders.truncate(folders_before);
            }
            at += 1;
        }
        found.put_in_order_by(|a, b| (a.matches('/').count(), a).cmp(&(b.matches('/').count(), b)));
        let mut files = Files::default();
        found.into_iter().for_each(|path| files.add(path));
        files
    }

    fn add(&mut self, path: String) {
        let list = match kind(split(&path).1.as_bytes()) {
            Some(Kind::Settings) => &mut self.settings,
            Some(Kind::Template) => &mut self.templates,
            Some(Kind::Image) => &mut self.images,
            Some(Kind::Build) => &mut self.builds,
            None => return,
        };
        list.push(path);
    }
}

/// True if a folder is searched.
fn is_searched(name: &[u8]) -> bool {
    !matches!(name, b"." | b"..") && !FILLED.contains(&name)
}

/// Reads the folders of a work tree.
struct Reader {
    /// The path of a folder, in a buffer for all of them.
    path: Vec<u8>,
    /// The length of that of the top.
    top: usize,
    #[cfg(target_os = "linux")]
    buffer: Vec<u8>,
}

impl Reader {
    /// Makes `folder`, relative to the top, the one that is read.
    fn go_to(&mut self, folder: &[u8]) {
        self.path.truncate(self.top);
        self.path.extend_from_slice(folder);
    }
}

#[cfg(target_os = "linux")]
impl Reader {
    fn of(top: &Path) -> Self {
        let mut path = Vec::with_capacity(1 << 8);
        path.extend_from_slice(top.as_os_str().as_encoded_bytes());
        path.push(b'/');
        Reader { top: path.len(), path, buffer: Vec::with_capacity(1 << 13) }
    }

    /// Calls `each` with the name of each regular file and folder in the folder, and whether it is a folder. Entries are read in place
    /// from the kernel's buffer: allocating a string for each of a hundred took a fifth of the instructions of an empty scan.
    fn each(&mut self, each: &mut impl FnMut(&[u8], bool)) {
        use rustix::fs::{AtFlags, FileType, Mode, OFlags, RawDir, open, statat};
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        let Ok(directory) = open(self.path.as_slice(), flags, Mode::empty()) else { return };
        let mut entries = RawDir::new(&directory, self.buffer.spare_capacity_mut());
        for _ in 0..MOST {
            let Some(Ok(entry)) = entries.next() else { break };
            let kind = match entry.file_type() {
                FileType::Unknown => statat(&directory, entry.file_name(), AtFlags::SYMLINK_NOFOLLOW)
                    .map_or(FileType::Unknown, |found| FileType::from_raw_mode(found.st_mode)),
                kind => kind,
            };
            if matches!(kind, FileType::Directory | FileType::RegularFile) {
                each(entry.file_name().to_bytes(), kind == FileType::Directory);
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
impl Reader {
    fn of(top: &Path) -> Self {
        let mut path = top.as_os_str().as_encoded_bytes().to_vec();
        path.push(b'/');
        Reader { top: path.len(), path }
    }

    /// Calls `each` with the name of each regular file and folder in the folder, and whether it is a folder.
    fn each(&mut self, each: &mut impl FnMut(&[u8], bool)) {
        let Ok(path) = std::str::from_utf8(&self.path) else { return };
        for entry in std::fs::read_dir(path).into_iter().flatten().take(MOST).flatten() {
            if let Some(kind) = entry.file_type().ok().filter(|kind| kind.is_dir() || kind.is_file()) {
                each(entry.file_name().as_encoded_bytes(), kind.is_dir());
            }
        }
    }
}
