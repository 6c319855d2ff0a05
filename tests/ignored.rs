//! The patterns of `.gitignore` and `.dsnitchignore`, compared with git's own answers: patterns and names are drawn at random.

use std::collections::BTreeSet;
use std::fs::File;

use dsnitch::policy::{Policy, Profile};
use dsnitch::source::FileSource;

use crate::support::cmd::Dsnitch;
use crate::support::must;
use crate::support::numbers::Numbers;
use crate::support::recorder::Recorder;
use crate::support::repo::TempRepo;

/// What patterns and names are put together from.
const PIECES: &[&str] = &[
    "a",
    "b",
    "A",
    "ab",
    ".env",
    "*",
    "**",
    "?",
    "/",
    "/",
    "/",
    "{a,b}",
    "{",
    "}",
    ",",
    "[ab]",
    "[!a]",
    "[^b]",
    "[a-c]",
    "[]a]",
    "[a-]",
    "[[:alpha:]]",
    "[![:digit:]]",
    "[[:upper:]b]",
    "[[:punct:]]",
    "[[:nothing:]]",
    "[",
    "]",
    "\\",
    "\\*",
    "\\[",
    "!",
    "#",
    " ",
    "ü",
    "-",
    "\\ ",
    "*.env",
    "**/",
    "/**",
    "/**/",
    "/*/",
    "1",
    "^",
    ":",
];
const NAMES: &[&str] =
    &["a", "b", "A", "ab", ".env", "a.env", "b.env", "{a,b}", "[ab]", "!a", "#b", "a b", "ü", "1", "-a", "*", "c"];

fn pattern(numbers: &mut Numbers) -> String {
    let count = 1 + numbers.below(4);
    let mut piece =
        || if numbers.below(3) == 0 { NAMES[numbers.below(NAMES.len())] } else { PIECES[numbers.below(PIECES.len())] };
    let mut pattern: String = (0..count).map(|_| piece()).collect();
    if numbers.below(4) == 0 {
        pattern = format!("{}/{pattern}", NAMES[numbers.below(NAMES.len())]);
    }
    if numbers.below(5) == 0 {
        pattern = format!("!{pattern}");
    }
    if numbers.below(5) == 0 {
        pattern.push('/');
    }
    pattern
}

fn lines(numbers: &mut Numbers, most: usize) -> String {
    (0..numbers.below(most + 1)).map(|_| pattern(numbers) + "\n").collect()
}

/// Paths of files, none of which is a folder of another.
fn paths(numbers: &mut Numbers, count: usize) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for _ in 0..count {
        let parts: Vec<&str> = (0..=numbers.below(3)).map(|_| NAMES[numbers.below(NAMES.len())]).collect();
        let path = parts.join("/");
        let is_free =
            |other: &String| !other.starts_with(&format!("{path}/")) && !path.starts_with(&format!("{other}/"));
        if paths.iter().all(is_free) {
            paths.insert(path);
        }
    }
    paths
}

fn set(list: &str) -> BTreeSet<String> {
    list.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect()
}

/// Files of a work tree, with lists in the folders, in the clone, and of the user.
#[test]
fn the_listed_files_are_those_that_git_does_not_ignore() {
    let mut numbers = Numbers(16);
    for round in 0..60 {
        let repo = TempRepo::new();
        for path in paths(&mut numbers, 24) {
            repo.write(&path, "x\n");
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            if numbers.below(4) == 0 && !folder.is_empty() {
                repo.write(format!("{folder}/.gitignore"), lines(&mut numbers, 3));
            }
        }
        repo.write(".gitignore", lines(&mut numbers, 5));
        repo.write(".git/info/exclude", lines(&mut numbers, 2));
        repo.write(".git/user", lines(&mut numbers, 2));
        repo.git(["config", "core.excludesFile", ".git/user"]);
        repo.git(["config", "core.ignoreCase", if numbers.below(4) == 0 { "true" } else { "false" }]);
        let expected = set(&repo.git(["ls-files", "-z", "--others", "--exclude-standard"]));
        let said = Recorder::of(&mut FileSource::new(vec![repo.root()]).within(Some(&repo.root()))).complete();
        let listed: BTreeSet<String> = said.paths().into_iter().collect();
        assert_eq!(listed, expected, "round {round}: {}", repo.git(["status", "--ignored", "--porcelain"]));
    }
}

#[test]
fn an_ignore_file_excludes_what_git_would_ignore() {
    let mut numbers = Numbers(17);
    let repo = TempRepo::new();
    let (mut excluded, mut tried) = (0, 0);
    for _ in 0..400 {
        let patterns: Vec<String> = (0..=numbers.below(4)).map(|_| pattern(&mut numbers)).collect();
        let text: String = patterns.iter().map(|pattern| format!("# their own code\n{pattern}\n\n")).collect();
        let policy = must(Policy::new(Profile::Balanced, Vec::new()), "making a policy");
        // One that matches nothing, or everything, is refused.
        let Ok(policy) = policy.without_ignored("f", &text) else { continue };
        repo.write(".gitignore", &text);
        let paths = paths(&mut numbers, 30);
        let input: String = paths.iter().map(|path| format!("./{path}\0")).collect();
        repo.write(".git/paths", &input);
        let mut command = repo.command("git");
        command
            .args(["check-ignore", "-z", "--stdin", "--no-index"])
            .stdin(must(File::open(repo.path(".git/paths")), "x"));
        // The status is 1 if none is ignored.
        let output = must(command.output(), "running git");
        let ignored = set(&String::from_utf8_lossy(&output.stdout));
        for path in &paths {
            let is_ignored = ignored.contains(&format!("./{path}"));
            assert_eq!(!policy.wants_path(path.as_bytes()), is_ignored, "{path}\n{text}");
            excluded += usize::from(is_ignored);
        }
        tried += 1;
    }
    assert!(tried > 200 && excluded > 200, "{tried} {excluded}");
}

/// A pattern with braces ignores what git ignores, and no more.
#[test]
fn a_brace_is_a_letter() {
    let repo = TempRepo::new();
    repo.write(".gitignore", "*.{env,pem}\n{a,b}.sh\n");
    repo.write("a.env", "PGPASSWORD=Qm7xT2vLp9Zk4Wr8Ns6c\n");
    repo.write("a.sh", "PGPASSWORD=Hd5yB8nKq3Vt7Xz2Mf9w psql\n");
    let ran = Dsnitch::new(&repo).args(["files"]).json().exits(1);
    let found = crate::across::found(&ran.document(), "pg-password-assignment");
    assert_eq!(found.len(), 2, "{}", ran.describe());
}
