//! The path glob of an exception, with a check whether it matches all paths.

use std::sync::{LazyLock, OnceLock};

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::text::{glob_excess, may_match_glob};

/// The file name of the configuration, at the top of a repository.
pub const CONFIGURATION: &str = ".dsnitch.toml";

/// A path glob, in which `*` stops at `/`.
pub(super) struct PathGlob {
    glob: Glob,
    /// Compiled for the first path that it may match: most configurations have many globs, and most scans few paths.
    set: OnceLock<Option<GlobSet>>,
}

/// Dissimilar file names: their first letters and extensions differ, as far as there are enough.
const NAMES: [&str; 24] = [
    "a",
    "Build",
    "config.yaml",
    ".env",
    "Dockerfile",
    "e-mail.ts",
    "go.mod",
    "h.sql",
    "Index.js",
    "j_k.java",
    "LICENSE",
    "main.rs",
    "~",
    "query.rb",
    "passwd",
    "R.cs",
    "server.xml",
    ".npmrc",
    "values.toml",
    "w.sh",
    "x",
    "Y2.kt",
    "0",
    "Ü 1.csv",
];

/// Dissimilar directory names.
const DIRECTORIES: [&str; 12] =
    ["app", "z", ".github", "Core", "k8s", "1 2", "production", "Ünit", "src", "overlays", "m-3", "_tmp"];

/// Depths of the sample paths: the number of directories above the file. A glob that matches deeper paths matches these
/// too.
const DEPTHS: [usize; 9] = [0, 1, 2, 3, 4, 5, 6, 7, 8];

/// A sample path for each depth and each name, with varying directories.
static TRIED: LazyLock<[Vec<String>; 9]> = LazyLock::new(|| {
    let path = |depth: usize, number: usize, name: &str| {
        let directories = DIRECTORIES.iter().cycle().skip(number * 5 + depth);
        let above: String = directories.step_by(7).take(depth).flat_map(|directory| [*directory, "/"]).collect();
        above + name
    };
    DEPTHS.map(|depth| (0..).zip(NAMES).map(|(number, name)| path(depth, number, name)).collect())
});

impl PathGlob {
    /// Parses `pattern`.
    ///
    /// # Errors
    /// Returns the reason, which completes a message that begins with the location.
    pub(super) fn compile(pattern: &str) -> Result<Self, String> {
        refuse_unmatchable(pattern)?;
        if let Some(excess) = glob_excess(pattern) {
            return Err(format!("path is not a glob: {excess}"));
        }
        let wrong = |error: &globset::Error| match error.kind() {
            // The original message would quote the glob.
            globset::ErrorKind::Regex(_) => "path is not a glob: it is too large".to_owned(),
            kind => format!("path is not a glob: {kind}"),
        };
        let glob = GlobBuilder::new(pattern).literal_separator(true).backslash_escape(true).build();
        Ok(PathGlob { glob: glob.map_err(|error| wrong(&error))?, set: OnceLock::new() })
    }

    /// Returns whether it matches `path`.
    pub(super) fn is_match(&self, path: &str) -> bool {
        // If it is too large to compile it matches nothing, so it excuses nothing.
        let compile = || GlobSetBuilder::new().add(self.glob.clone()).build().ok();
        may_match_glob(self.glob.glob(), path.as_bytes())
            && self.set.get_or_init(compile).as_ref().is_some_and(|set| set.is_match(path))
    }

    /// Returns whether it distinguishes paths by no more than a letter: `**/*a*`, `[a-m]*`. A glob without any letter
    /// is reported as matching everything.
    pub(super) fn says_little(&self) -> bool {
        let is_mark = |c: char| matches!(c, '*' | '?' | '[' | ']' | '{' | '}' | ',' | '\\');
        let mut letters = 0;
        for part in self.glob.glob().split('/') {
            if !part.contains(is_mark) {
                return false;
            }
            // A class counts as one letter, whatever it contains.
            let (mut own, mut rest) = (String::with_capacity(part.len()), part);
            while let Some((before, after)) = rest.split_once('[') {
                own = own + before + "x";
                rest = after.split_once(']').map_or("", |(_, after)| after);
            }
            own += rest;
            letters = own.split(is_mark).map(str::len).chain([letters]).max().unwrap_or_default();
        }
        letters == 1
    }

    /// Returns whether it matches the configuration file, which contains the exceptions.
    pub(super) fn names_the_configuration(&self) -> bool {
        self.is_match(CONFIGURATION)
    }

    /// Returns whether `globs` together match nearly all paths of some depth: at least half of the dissimilar sample
    /// paths. Such globs do not depend on what is in the path, whatever their spelling.
    pub(super) fn name_everything(globs: &[&PathGlob]) -> bool {
        let are_most = |paths: &[String], names: &dyn Fn(&PathGlob, &str) -> bool| {
            let mut others = 0;
            paths.iter().all(|path| {
                others += usize::from(!globs.iter().any(|glob| names(glob, path)));
                others * 2 <= paths.len()
            })
        };
        // The literal parts decide for nearly every glob, which then need not be compiled.
        let may = |glob: &PathGlob, path: &str| may_match_glob(glob.glob.glob(), path.as_bytes());
        // Without an exception the sample paths are not built.
        !globs.is_empty() && TRIED.iter().any(|paths| are_most(paths, &may) && are_most(paths, &PathGlob::is_match))
    }
}

/// Returns whether `names` matches nearly all paths of some depth, like [`PathGlob::name_everything`].
pub(super) fn names_nearly_everything(names: &dyn Fn(&str) -> bool) -> bool {
    TRIED.iter().any(|paths| paths.iter().filter(|path| names(path)).count() * 2 >= paths.len())
}

/// Paths have no `/` at either end and no component `.` or `..`: a glob with one of these never matches, which its
/// author does not expect.
fn refuse_unmatchable(pattern: &str) -> Result<(), String> {
    if pattern.is_empty() {
        return Err("path is empty".to_owned());
    }
    if pattern.starts_with('/') {
        return Err("path begins with /, and paths are relative to the top of the repository".to_owned());
    }
    if pattern.ends_with('/') {
        return Err("path ends with /; what is below a directory is `directory/**`".to_owned());
    }
    if pattern.split('/').any(|part| matches!(part, "." | ".." | "")) {
        return Err("path has an empty part, `.` or `..`, which no path has".to_owned());
    }
    Ok(())
}

/// Returns a glob that matches only `path`; `None` if there is none.
#[must_use]
pub fn as_glob(path: &str) -> Option<String> {
    (!path.contains('\\')).then(|| globset::escape(path))
}

#[cfg(test)]
mod tests;
