//! The directories that belong to a repository: its work tree and its git directories. Their content comes with the
//! repository, so none of its programs is run and none of its links is followed.

use std::env;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Largest number of links that are followed to a program, as on Linux.
const MAX_LINKS: usize = 40;

/// The directories of a repository, with links resolved.
#[derive(Clone, Debug, Default)]
pub struct RepositoryDirs {
    /// The work tree; of a linked work tree or a submodule, also the work tree that contains its git directory.
    trees: Vec<PathBuf>,
    /// The git directories.
    git: Vec<PathBuf>,
}

impl RepositoryDirs {
    /// Creates it from a work tree, if there is one, and the git directories.
    pub fn new(work_tree: Option<&Path>, git: &[&Path]) -> RepositoryDirs {
        let git: Vec<PathBuf> = git.iter().filter_map(|path| path.canonicalize().ok()).collect();
        let mut trees: Vec<PathBuf> = work_tree.and_then(|path| path.canonicalize().ok()).into_iter().collect();
        for path in &git {
            // `main/.git`, `main/.git/worktrees/linked`, `main/.git/modules/sub`.
            let kept = path.ancestors().filter(|above| above.file_name().is_some_and(|name| name == ".git")).last();
            trees.extend(kept.and_then(Path::parent).map(Path::to_owned));
        }
        RepositoryDirs { trees, git }
    }

    /// Creates it for the repository that seems to contain a directory; the repository need not be readable.
    pub fn containing(directory: &Path) -> RepositoryDirs {
        let Ok(start) = directory.canonicalize() else {
            return RepositoryDirs::default();
        };
        let top = start.ancestors().find(|above| above.join(".git").symlink_metadata().is_ok());
        let git = top.map(|top| top.join(".git"));
        RepositoryDirs::new(top, &git.as_deref().into_iter().collect::<Vec<_>>())
    }

    /// Returns whether a path (with links resolved) lies in one of the directories.
    pub fn contains(&self, path: &Path) -> bool {
        self.is_in_git_dir(path) || self.trees.iter().any(|tree| path.starts_with(tree))
    }

    /// Returns whether a path (with links resolved) lies in a git directory.
    pub fn is_in_git_dir(&self, path: &Path) -> bool {
        self.git.iter().any(|git| path.starts_with(git))
    }

    /// Returns whether a program, or a link on the way to it, lies in the repository or cannot be resolved.
    pub fn contains_program(&self, program: &Path) -> bool {
        let mut program = program.to_owned();
        for _ in 0..MAX_LINKS {
            let directory = program.parent().and_then(|parent| parent.canonicalize().ok());
            let Some(directory) = directory.filter(|directory| program.is_absolute() && !self.contains(directory))
            else {
                return true;
            };
            let Some(name) = program.file_name() else {
                return true;
            };
            let place = directory.join(name);
            match fs::symlink_metadata(&place) {
                Ok(metadata) if metadata.is_symlink() => match fs::read_link(&place) {
                    Ok(target) => program = directory.join(target),
                    Err(_) => return true,
                },
                Ok(_) => return false,
                Err(_) => return true,
            }
        }
        true
    }

    /// Returns the `git` to run: the first one on `PATH` that does not belong to the repository. Relative and empty
    /// entries of `PATH` are skipped, because they refer to the directory that is being scanned.
    ///
    /// # Errors
    /// Fails if there is none.
    pub fn git(&self) -> io::Result<PathBuf> {
        let name = format!("git{}", env::consts::EXE_SUFFIX);
        let path = env::var_os("PATH").unwrap_or_default();
        let found = env::split_paths(&path).filter(|directory| directory.is_absolute()).map(|at| at.join(&name));
        let mut programs = found.filter(|program| is_program(program) && !self.contains_program(program));
        programs.next().ok_or_else(|| io::Error::new(ErrorKind::NotFound, "there is no git outside of the repository"))
    }
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    let is_executable =
        |metadata: fs::Metadata| std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 != 0;
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && is_executable(metadata))
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn programs_in_the_repository_or_behind_its_links_are_recognised() {
        let home = tempfile::tempdir().unwrap();
        let at = home.path().canonicalize().unwrap();
        for directory in ["main/.git/worktrees/linked", "main/node_modules/.bin", "linked", "bin", "maintenance"] {
            fs::create_dir_all(at.join(directory)).unwrap();
        }
        for program in ["main/node_modules/.bin/git", "main/.git/git", "linked/git", "bin/git", "maintenance/git"] {
            fs::write(at.join(program), "").unwrap();
        }
        for (link, target) in [
            ("bin/into", "../main/node_modules/.bin/git"),
            ("bin/aside", "../bin/git"),
            ("main/out", "../bin/git"),
            ("bin/through", "../main/out"),
            ("bin/round", "round"),
            ("bin/nowhere", "nothing"),
            ("alias", "main/node_modules"),
        ] {
            symlink(target, at.join(link)).unwrap();
        }
        let own = RepositoryDirs::new(
            Some(&at.join("linked")),
            &[&at.join("main/.git/worktrees/linked"), &at.join("main/.git")],
        );
        for (program, is_own) in [
            ("bin/git", false),
            ("bin/aside", false),
            ("maintenance/git", false),
            ("main/node_modules/.bin/git", true),
            ("main/.git/git", true),
            ("linked/git", true),
            ("linked/../bin/git", false),
            ("bin/../linked/git", true),
            ("bin/into", true),
            ("bin/through", true),
            ("bin/round", true),
            ("bin/nowhere", true),
            ("alias/.bin/git", true),
            ("bin/none", true),
        ] {
            assert_eq!(own.contains_program(&at.join(program)), is_own, "{program}");
        }
        assert!(own.contains_program(Path::new("git")) && own.contains_program(Path::new("./git")));
        assert!(own.is_in_git_dir(&at.join("main/.git/hooks")) && !own.is_in_git_dir(&at.join("main/x")));
        let around = RepositoryDirs::containing(&at.join("main/node_modules"));
        assert!(around.contains(&at.join("main/x")) && !around.contains(&at.join("bin")));
    }
}
