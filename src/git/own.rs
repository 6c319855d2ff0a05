//! What is a repository's own: its work tree and git's directories. What lies there came with it, so that no program of it
//! is run, and no link of it followed.

use std::env;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Links that may lead to a program; as many as Linux follows.
const LINKS: usize = 40;

/// The directories of a repository, without links.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// The work tree; of a linked one, or of a submodule, also the one that its git directory lies in.
    trees: Vec<PathBuf>,
    /// Where git keeps it.
    git: Vec<PathBuf>,
}

impl Own {
    /// Of a work tree, if there is one, and git's directories.
    pub fn of(work_tree: Option<&Path>, git: &[&Path]) -> Own {
        let git: Vec<PathBuf> = git.iter().filter_map(|path| path.canonicalize().ok()).collect();
        let mut trees: Vec<PathBuf> = work_tree.and_then(|path| path.canonicalize().ok()).into_iter().collect();
        for path in &git {
            // `main/.git`, `main/.git/worktrees/linked`, `main/.git/modules/sub`.
            let kept = path.ancestors().filter(|above| above.file_name().is_some_and(|name| name == ".git")).last();
            trees.extend(kept.and_then(Path::parent).map(Path::to_owned));
        }
        Own { trees, git }
    }

    /// Of the repository that a directory seems to lie in; it need not be one that can be read.
    pub fn around(directory: &Path) -> Own {
        let Ok(start) = directory.canonicalize() else {
            return Own::default();
        };
        let top = start.ancestors().find(|above| above.join(".git").symlink_metadata().is_ok());
        let git = top.map(|top| top.join(".git"));
        Own::of(top, &git.as_deref().into_iter().collect::<Vec<_>>())
    }

    /// Whether a path without links lies in it.
    pub fn holds(&self, path: &Path) -> bool {
        self.keeps(path) || self.trees.iter().any(|tree| path.starts_with(tree))
    }

    /// Whether a path without links lies where git keeps it.
    pub fn keeps(&self, path: &Path) -> bool {
        self.git.iter().any(|git| path.starts_with(git))
    }

    /// Whether a program, or a link on the way to it, lies in it, or cannot be followed.
    pub fn brings(&self, program: &Path) -> bool {
        let mut program = program.to_owned();
        for _ in 0..LINKS {
            let directory = program.parent().and_then(|parent| parent.canonicalize().ok());
            let Some(directory) = directory.filter(|directory| program.is_absolute() && !self.holds(directory)) else {
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

    /// The `git` to run: the first on `PATH` that the repository did not bring along. What of `PATH` is relative or empty
    /// is passed over, for it means the directory that is being scanned.
    ///
    /// # Errors
    /// When there is none.
    pub fn git(&self) -> io::Result<PathBuf> {
        let name = format!("git{}", env::consts::EXE_SUFFIX);
        let path = env::var_os("PATH").unwrap_or_default();
        let found = env::split_paths(&path).filter(|directory| directory.is_absolute()).map(|at| at.join(&name));
        let mut programs = found.filter(|program| is_program(program) && !self.brings(program));
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
    fn what_lies_in_the_repository_or_comes_by_way_of_it_is_brought_along() {
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
        let own = Own::of(Some(&at.join("linked")), &[&at.join("main/.git/worktrees/linked"), &at.join("main/.git")]);
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
            assert_eq!(own.brings(&at.join(program)), is_own, "{program}");
        }
        assert!(own.brings(Path::new("git")) && own.brings(Path::new("./git")));
        assert!(own.keeps(&at.join("main/.git/hooks")) && !own.keeps(&at.join("main/x")));
        let around = Own::around(&at.join("main/node_modules"));
        assert!(around.holds(&at.join("main/x")) && !around.holds(&at.join("bin")));
    }
}
