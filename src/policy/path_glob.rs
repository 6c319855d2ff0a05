//! The glob of an exception: which paths it names, and whether that is all of them.

use std::sync::OnceLock;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::text::{glob_excess, may_match_glob};

/// What the configuration is called, at the top of a repository.
pub const CONFIGURATION: &str = ".dsnitch.toml";

/// A glob of paths, `*` stopping at `/`.
pub(super) struct PathGlob {
    glob: Glob,
    /// Compiled for the first path that it may name: most configurations have many globs, and most scans few paths.
    set: OnceLock<Option<GlobSet>>,
}

/// Paths that have nothing in common: a glob that matches them all was meant to match everything.
const UNLIKE: [&str; 10] = [
    "README.md",
    ".env",
    "a",
    "Makefile",
    "src/main.rs",
    "k8s/overlays/production/secret.yaml",
    ".github/workflows/ci.yml",
    "0/1 2/Ü-_.SQL",
    "~",
    "z/z/z/z/z/z/z/z",
];

impl PathGlob {
    /// Compiles `pattern`.
    ///
    /// # Errors
    /// What is wrong with it, in words that follow where it is written.
    pub(super) fn compile(pattern: &str) -> Result<Self, String> {
        refuse_what_names_nothing(pattern)?;
        if let Some(excess) = glob_excess(pattern) {
            return Err(format!("path is not a glob: {excess}"));
        }
        let wrong = |error: &globset::Error| match error.kind() {
            // Its words would quote the glob.
            globset::ErrorKind::Regex(_) => "path is not a glob: it is too large".to_owned(),
            kind => format!("path is not a glob: {kind}"),
        };
        let glob = GlobBuilder::new(pattern).literal_separator(true).backslash_escape(true).build();
        Ok(PathGlob { glob: glob.map_err(|error| wrong(&error))?, set: OnceLock::new() })
    }

    /// Whether it names `path`.
    pub(super) fn is_match(&self, path: &str) -> bool {
        // One that is too large when it is compiled names nothing, so that it excuses nothing.
        let compile = || GlobSetBuilder::new().add(self.glob.clone()).build().ok();
        may_match_glob(self.glob.glob(), path.as_bytes())
            && self.set.get_or_init(compile).as_ref().is_some_and(|set| set.is_match(path))
    }

    /// Whether it names every path.
    pub(super) fn names_everything(&self) -> bool {
        UNLIKE.iter().all(|path| self.is_match(path))
    }

    /// Whether it names the configuration, where the exceptions stand.
    pub(super) fn names_the_configuration(&self) -> bool {
        self.is_match(CONFIGURATION)
    }

    /// Whether there is no path that none of `globs` names.
    pub(super) fn name_everything_together(globs: &[&PathGlob]) -> bool {
        UNLIKE.iter().all(|path| globs.iter().any(|glob| glob.is_match(path)))
    }
}

/// Paths have no `/` at either end and no `.` or `..` as a part: a glob that has one never matches, and whoever wrote it
/// believes that it does.
fn refuse_what_names_nothing(pattern: &str) -> Result<(), String> {
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

#[cfg(test)]
mod tests {
    use super::PathGlob;

    fn glob(pattern: &str) -> PathGlob {
        PathGlob::compile(pattern).unwrap_or_else(|why| panic!("{pattern}: {why}"))
    }

    #[test]
    fn a_star_stops_at_a_slash() {
        for (pattern, path, is_named) in [
            ("x/*.env", "x/a.env", true),
            ("x/*.env", "x/y/a.env", false),
            ("x/*.env", "y/x/a.env", false),
            ("*.env", "a.env", true),
            ("*.env", "x/a.env", false),
            ("x/**", "x/y/a.env", true),
            ("x/**/a.env", "x/a.env", true),
            ("**/a.env", "a.env", true),
            ("x/?.env", "x//.env", false),
            ("x/{a,b}.env", "x/b.env", true),
            ("x/a.env", "x/a.envx", false),
            ("X/a.env", "x/a.env", false),
            (r"x/\*.env", "x/a.env", false),
        ] {
            assert_eq!(glob(pattern).is_match(path), is_named, "{pattern} {path}");
        }
    }

    #[test]
    fn what_names_every_path_or_the_configuration_is_seen() {
        for pattern in ["**", "**/*", "**/**", "**/?*", "**/[!q]*"] {
            assert!(glob(pattern).names_everything() && glob(pattern).names_the_configuration(), "{pattern}");
        }
        for pattern in ["{**,x}", "{*,**/*}", "**/{?,??*}", "**/*{,.*}"] {
            assert!(glob(pattern).names_everything() || glob(pattern).names_the_configuration(), "{pattern}");
        }
        for pattern in ["*", "*.toml", "**/*.toml", ".*", "**/.*", ".dsnitch.*", "{docs/**,.dsnitch.toml}", "?dsnitch*"]
        {
            assert!(!glob(pattern).names_everything() && glob(pattern).names_the_configuration(), "{pattern}");
        }
        for pattern in ["docs/**", "*.md", "**/*.md", "**/test*/**", "[!.]*", "*/**"] {
            assert!(!glob(pattern).names_everything() && !glob(pattern).names_the_configuration(), "{pattern}");
        }
        assert!(PathGlob::name_everything_together(&[&glob("[!.]*"), &glob(".[!d]*"), &glob("*/**")]));
        assert!(!PathGlob::name_everything_together(&[&glob("[!.]*"), &glob("*/**")]));
        assert!(!PathGlob::name_everything_together(&[]));
    }

    #[test]
    fn what_can_name_nothing_or_is_too_much_is_refused() {
        let nested = "{".repeat(300) + "a" + &"}".repeat(300);
        for pattern in
            ["", "/", "/etc/**", "docs/", "./docs/**", "../x", "a//b", "a/./b", "a/../b", "a[", "{a", &nested]
        {
            assert!(PathGlob::compile(pattern).is_err(), "{pattern}");
        }
        let long = "a".repeat(2000);
        let wide = format!("{{{}}}", vec!["**/a*b*c"; 110].join(","));
        for pattern in [long.as_str(), &"?".repeat(1024), &wide, &"{a,b}".repeat(200), &"*".repeat(1024)] {
            // It is taken or refused, and in either case at once.
            let _ = PathGlob::compile(pattern);
        }
    }
}
