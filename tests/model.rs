//! Random edits of several files, as made between two commits. After each step exactly the secrets on lines that the
//! commit would add are reported: the model knows where secrets were planted, and git which lines are new. Secrets that
//! the file had before, as often, are known and block nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use crate::support::cmd::Dsnitch;
use crate::support::must;
use crate::support::numbers::Numbers;
use crate::support::repo::TempRepo;

/// Paths to work on; some have a language of their own.
const PATHS: [&str; 16] = [
    "app.conf",
    "src/app.py",
    "src/db/query.sql",
    "deploy/prod/service.env",
    "deploy/prod/values.yaml",
    "deploy/run me.sh",
    "a",
    "a.b",
    "a-b/c.conf",
    "home/.pgpass",
    "notes.txt",
    "docs/caf\u{e9}.md",
    "Main.java",
    "appsettings.json",
    "docs/deep/er/still/readme.md",
    "-dash.conf",
];

/// Forms of a secret that are valid in any file.
const FORMS: [fn(&str) -> String; 7] = [
    |word| format!("DATABASE_URL=postgres://app:{word}@db.internal:5432/app"),
    |word| format!("dsn = \"host=db.internal user=app password={word} dbname=app\""),
    |word| format!("PGPASSWORD='{word}'"),
    |word| format!("ALTER ROLE app PASSWORD '{word}';"),
    |word| format!("Host=db.internal;Username=app;Password={word};Database=app"),
    |word| format!("jdbc:postgresql://db.internal/app?user=app&password={word}"),
    |word| format!("psql 'postgresql://db.internal/app?user=app&password={word}'"),
];

/// A file at a path.
#[derive(Clone, PartialEq, Eq)]
enum File {
    Text { lines: Vec<String>, is_executable: bool, ends_open: bool },
    Link(String),
}

impl File {
    fn bytes(&self) -> String {
        match self {
            File::Link(target) => target.clone(),
            File::Text { lines, ends_open, .. } => {
                let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
                if *ends_open { text.trim_end_matches('\n').to_owned() } else { text }
            }
        }
    }
}

type Tree = BTreeMap<String, File>;

fn is_password_file(path: &str) -> bool {
    path.ends_with(".pgpass")
}

/// Returns whether it is a line of a password file.
fn is_password_line(line: &str) -> bool {
    line.starts_with("db.internal:")
}

/// A repository, and the content of its three places.
struct Model {
    repo: TempRepo,
    numbers: Numbers,
    head: Tree,
    index: Tree,
    work_tree: Tree,
    planted: BTreeSet<String>,
    serial: usize,
}

impl Model {
    fn new(seed: u64) -> Self {
        let repo = TempRepo::new();
        let [head, index, work_tree] = [const { Tree::new() }; 3];
        Model { repo, numbers: Numbers(seed), head, index, work_tree, planted: BTreeSet::new(), serial: 0 }
    }

    /// Returns a password without a part that is in a word list or a placeholder.
    fn word(&mut self) -> String {
        format!("Zx81{}7", self.numbers.word())
    }

    fn line(&mut self, path: &str) -> String {
        self.serial += 1;
        if self.numbers.below(5) > 0 {
            // Some lines are in many files, so that rename detection has alternatives.
            return match self.numbers.below(5) {
                0 => "# note".to_owned(),
                1 => String::new(),
                _ => format!("# note {} of some that nobody looks for", self.serial),
            };
        }
        let again = self.planted.iter().nth(self.numbers.below(40)).filter(|line| !line.starts_with("db.internal:"));
        let line = match again.cloned() {
            Some(line) if self.numbers.below(4) == 0 => line,
            _ => {
                let word = self.word();
                match path.ends_with(".pgpass") {
                    true => format!("db.internal:5432:app:app:{word}"),
                    false => FORMS[self.numbers.below(FORMS.len())](&word),
                }
            }
        };
        self.planted.insert(line.clone());
        line
    }

    fn text(&mut self, path: &str, most: usize) -> File {
        let lines = (0..=self.numbers.below(most)).map(|_| self.line(path)).collect();
        File::Text { lines, is_executable: self.numbers.below(6) == 0, ends_open: self.numbers.below(6) == 0 }
    }

    fn edit(&mut self, path: &str, lines: &mut Vec<String>) {
        for _ in 0..=self.numbers.below(3) {
            let (at, line) = (self.numbers.below(lines.len() + 1), self.line(path));
            match (self.numbers.below(4), at < lines.len()) {
                (0, true) => drop(lines.remove(at)),
                (1, true) => lines[at] = line,
                (2, true) => {
                    let moved = lines.remove(at);
                    lines.insert(self.numbers.below(lines.len() + 1), moved);
                }
                _ => lines.insert(at, line),
            }
        }
    }

    /// Returns whether nothing exists at, above or below `path`.
    fn is_free(&self, path: &str) -> bool {
        let within = |outer: &str, inner: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
        self.work_tree.keys().all(|other| other != path && !within(other, path) && !within(path, other))
    }

    /// Returns a free path, in a numbered directory if necessary.
    fn free_path(&mut self) -> String {
        let path = PATHS[self.numbers.below(PATHS.len())].to_owned();
        if self.is_free(&path) {
            return path;
        }
        self.serial += 1;
        format!("more/{}/{path}", self.serial)
    }

    /// Changes a file of the work tree randomly.
    fn change(&mut self) {
        let at = self.numbers.below(self.work_tree.len());
        let Some((path, file)) = self.work_tree.iter().nth(at).map(|(path, file)| (path.clone(), file.clone())) else {
            return self.write_anew();
        };
        match (self.numbers.below(12), file) {
            (0 | 1, _) => self.write_anew(),
            (2, _) => drop(self.work_tree.remove(&path)),
            (3, file) => {
                self.work_tree.remove(&path);
                let to = self.free_path();
                self.work_tree.insert(to, file);
            }
            // A rename with an edit.
            (4, File::Text { mut lines, is_executable, ends_open }) => {
                self.work_tree.remove(&path);
                let to = self.free_path();
                self.edit(&to, &mut lines);
                self.work_tree.insert(to, File::Text { lines, is_executable, ends_open });
            }
            // A copy.
            (5, file) => {
                let to = self.free_path();
                self.work_tree.insert(to, file);
            }
            (6, File::Text { lines, is_executable, ends_open }) => {
                let file = File::Text { lines, is_executable: !is_executable, ends_open };
                self.work_tree.insert(path, file);
            }
            (7, File::Text { lines, is_executable, ends_open }) => {
                let file = File::Text { lines, is_executable, ends_open: !ends_open };
                self.work_tree.insert(path, file);
            }
            // A file becomes a link, or a link a file.
            (8, _) => {
                let word = self.word();
                let target = FORMS[0](&word);
                self.planted.insert(target.clone());
                self.work_tree.insert(path, File::Link(target));
            }
            (_, File::Text { mut lines, is_executable, ends_open }) => {
                self.edit(&path, &mut lines);
                self.work_tree.insert(path, File::Text { lines, is_executable, ends_open });
            }
            (_, File::Link(_)) => {
                let file = self.text(&path, 8);
                self.work_tree.insert(path, file);
            }
        }
    }

    fn write_anew(&mut self) {
        let path = self.free_path();
        let file = self.text(&path, 40);
        self.work_tree.insert(path, file);
    }

    /// Writes the model's work tree to disk, which has the files `old`.
    fn write(&self, old: &Tree) {
        for path in old.keys().filter(|path| self.work_tree.get(*path) != old.get(*path)) {
            let path = self.repo.path(path);
            must(fs::remove_file(&path), "removing");
            let _ = path.ancestors().skip(1).try_for_each(fs::remove_dir);
        }
        for (path, file) in self.work_tree.iter().filter(|(path, file)| old.get(*path) != Some(*file)) {
            match file {
                File::Text { is_executable, .. } => {
                    self.repo.write(path, file.bytes());
                    let mode = if *is_executable { 0o755 } else { 0o644 };
                    must(fs::set_permissions(self.repo.path(path), fs::Permissions::from_mode(mode)), "chmod");
                }
                File::Link(target) => {
                    let path = self.repo.path(path);
                    must(fs::create_dir_all(path.parent().unwrap_or(&path)), "making a directory");
                    must(symlink(target, path), "linking");
                }
            }
        }
    }

    /// Makes some changes, which are all staged, and then some that are not.
    fn step(&mut self) -> String {
        let disk = self.work_tree.clone();
        // Unstaged changes are now staged, or discarded.
        if self.numbers.below(2) == 0 {
            self.work_tree.clone_from(&self.index);
        }
        for _ in 0..=self.numbers.below(4) {
            self.change();
        }
        self.write(&disk);
        self.repo.git(["add", "-f", "-A", "."]);
        self.index.clone_from(&self.work_tree);
        let mut what = "staged".to_owned();
        if self.numbers.below(3) == 0 {
            let at = self.numbers.below(self.index.len());
            let path = self.index.keys().nth(at).cloned().unwrap_or_default();
            if let Some(file) = self.head.get(&path).cloned() {
                what = format!("taken back: {path}");
                self.repo.git(["reset", "-q", "--", &format!(":(literal){path}")]);
                self.index.insert(path, file);
            }
        }
        if self.numbers.below(2) == 0 {
            let disk = self.work_tree.clone();
            for _ in 0..=self.numbers.below(3) {
                self.change();
            }
            self.write(&disk);
            what += ", then changed";
        }
        what
    }

    /// Returns the planted lines among those that a commit would add according to git (paths with a blank end in a tab
    /// there), and those of a renamed file to which another rule applies at its new path.
    fn expected(&self, diff: &str) -> BTreeSet<(Vec<u8>, u64)> {
        let (mut expected, mut path, mut from) = (BTreeSet::new(), "", "");
        for line in diff.lines() {
            from = line.strip_prefix("rename from ").unwrap_or(from);
            let Some(to) = line.strip_prefix("rename to ").filter(|to| is_password_file(from) != is_password_file(to))
            else {
                continue;
            };
            let file = self.index.get(to).map(File::bytes).unwrap_or_default();
            let lines =
                file.split('\n').zip(1..).filter(|(line, _)| is_password_line(line) && self.planted.contains(*line));
            expected.extend(lines.map(|(_, number)| (to.as_bytes().to_vec(), number)));
        }
        let mut lines: Vec<String> = Vec::new();
        for line in diff.lines() {
            if let Some(name) = line.strip_prefix("+++ b/") {
                path = name.trim_end_matches('\t');
                let file = self.index.get(path).map(File::bytes).unwrap_or_default();
                lines = file.split('\n').map(str::to_owned).collect();
            } else if let Some(hunk) = line.strip_prefix("@@ ") {
                let side = hunk.split(' ').find_map(|word| word.strip_prefix('+')).unwrap_or_default();
                let (start, count) = side.split_once(',').unwrap_or((side, "1"));
                let (start, count): (usize, usize) = (must(start.parse(), "a hunk"), must(count.parse(), "a hunk"));
                for number in start..start + count {
                    if self.planted.contains(&lines[number - 1]) {
                        expected.insert((path.as_bytes().to_vec(), number as u64));
                    }
                }
            }
        }
        expected
    }

    /// Returns how many planted lines the files of the index have more often than their previous versions, with renames
    /// as detected by git.
    fn added(&self, names: &str) -> usize {
        let mut fields = names.split('\0').filter(|field| !field.is_empty());
        let mut added = 0;
        while let Some(status) = fields.next() {
            let old = fields.next().unwrap_or_default();
            let new = if status.starts_with('R') { fields.next().unwrap_or_default() } else { old };
            let Some(file) = self.index.get(new) else { continue };
            // A link is not another version of a text.
            let is_alike = |other: &&File| matches!(other, File::Link(_)) == matches!(file, File::Link(_));
            let before = self.head.get(old).filter(is_alike).map(File::bytes).unwrap_or_default();
            let text = file.bytes();
            // In a password file, another rule finds such a line, and so the secret is another one.
            let is_other = is_password_file(old) != is_password_file(new);
            let count = |text: &str, line: &str| text.split('\n').filter(|other| *other == line).count();
            let lines: BTreeSet<&str> = text.split('\n').filter(|line| self.planted.contains(*line)).collect();
            added += lines
                .iter()
                .map(|line| {
                    let held = if is_other && is_password_line(line) { 0 } else { count(&before, line) };
                    count(&text, line).saturating_sub(held)
                })
                .sum::<usize>();
        }
        added
    }

    /// Formats a path and its line.
    fn describe(&self, (path, number): &(Vec<u8>, u64)) -> String {
        let path = String::from_utf8_lossy(path);
        let text = self.index.get(&*path).map(File::bytes).unwrap_or_default();
        let line = text.lines().nth(usize::try_from(number - 1).unwrap_or(0)).unwrap_or_default();
        format!("{path}:{number}: {line}")
    }
}

#[test]
fn exactly_what_is_planted_on_added_lines_is_reported() {
    let (mut reported, mut silent, mut held_back, mut renamed) = (0, 0, 0, 0);
    for seed in 1..=5 {
        let mut model = Model::new(seed);
        model.repo.git(["config", "core.quotePath", "false"]);
        for step in 0..28 {
            let what = model.step();
            let diff = model.repo.git(["diff", "--cached", "-U0", "-M50%", "--no-color", "--text", "--no-ext-diff"]);
            let expected = model.expected(&diff);
            let ran = Dsnitch::new(&model.repo).args(["staged"]).json();
            let context = || format!("seed {seed}, step {step}, {what}\n{diff}");
            let leaks = ran.leaks();
            let differ: Vec<_> = leaks.symmetric_difference(&expected).map(|found| model.describe(found)).collect();
            assert!(differ.is_empty(), "either reported or planted: {differ:#?}\n{}", context());
            let names = model.repo.git(["diff", "--cached", "--name-status", "-M50%", "--no-ext-diff", "-z"]);
            let new = model.added(&names);
            let document = ran.document();
            let findings = document["findings"].as_array().cloned().unwrap_or_default();
            let is_new = |finding: &&serde_json::Value| finding["class"] == "leak" && finding["known"] != true;
            assert_eq!(findings.iter().filter(is_new).count(), new, "what is new\n{names}\n{}", context());
            assert_eq!(document["verdict"] == "block", new > 0, "{}", context());
            reported += expected.len();
            silent += usize::from(expected.is_empty());
            renamed += diff.matches("\nrename to ").count();
            let staged = model.index.values().map(|file| file.bytes().lines().count()).sum::<usize>();
            held_back += usize::from(model.index != model.work_tree && staged > 0);
            if model.numbers.below(2) == 0 {
                model.repo.commit("next");
                model.head.clone_from(&model.index);
            }
        }
    }
    // Every kind of step must have occurred.
    assert!(
        reported > 400 && silent > 5 && held_back > 40 && renamed > 20,
        "{reported} {silent} {held_back} {renamed}"
    );
}
