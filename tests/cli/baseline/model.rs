use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use dsnitch::policy::CONFIGURATION;

use super::KEY;
use crate::support::must;
use crate::support::numbers::Numbers;
use crate::support::repo::TempRepo;

/// Directories with different environments.
const DIRECTORIES: [&str; 3] = ["src", "tests", "k8s"];
const WEAK: [&str; 4] = ["changeme", "letmein", "postgres", "qwerty123"];
const KEYS: [&str; 2] = ["POSTGRES_PASSWORD", "PGPASSWORD"];

#[derive(Clone, PartialEq, Eq)]
enum Line {
    Filler(usize),
    Leak { form: usize, word: String },
    Weak { key: usize, value: usize },
}

impl Line {
    fn text(&self) -> String {
        match self {
            Line::Filler(n) => format!("# note {n} of some that nobody looks for"),
            Line::Leak { form: 0, word } => format!("DATABASE_URL=postgres://app:{word}@db.internal/app"),
            Line::Leak { word, .. } => format!("PGPASSWORD='{word}'"),
            Line::Weak { key, value } => format!("{}={}", KEYS[*key], WEAK[*value]),
        }
    }

    /// Returns the identity under which it is accepted in a file of `directory`.
    fn identity(&self, directory: &str) -> Option<String> {
        match self {
            Line::Filler(_) => None,
            Line::Leak { form, word } => Some(format!("{form} {word}")),
            Line::Weak { .. } => Some(format!("{} {directory}", self.text())),
        }
    }
}

#[derive(Clone)]
struct Text {
    lines: Vec<(usize, Line)>,
    has_returns: bool,
}

struct Model {
    repo: TempRepo,
    numbers: Numbers,
    files: BTreeMap<String, Text>,
    accepted: BTreeSet<String>,
    serial: usize,
}

fn directory(path: &str) -> &str {
    path.split('/').next().unwrap_or_default()
}

impl Model {
    fn line(&mut self) -> Line {
        self.serial += 1;
        match self.numbers.below(6) {
            0 => Line::Weak { key: self.numbers.below(2), value: self.numbers.below(4) },
            1 | 2 => Line::Leak { form: self.numbers.below(2), word: format!("Zx81{}7", self.numbers.word()) },
            _ => Line::Filler(self.serial),
        }
    }

    fn new_path(&mut self) -> String {
        self.serial += 1;
        format!("{}/{}.env", DIRECTORIES[self.numbers.below(3)], self.serial)
    }

    fn any(&mut self) -> String {
        let at = self.numbers.below(self.files.len());
        self.files.keys().nth(at).cloned().unwrap_or_default()
    }

    /// Removes a line of the file and returns it, if there is one.
    fn taken(&mut self, path: &str) -> Option<(usize, Line)> {
        let at = self.numbers.below(self.files[path].lines.len());
        let lines = &mut self.files.get_mut(path)?.lines;
        (at < lines.len()).then(|| lines.remove(at))
    }

    fn put(&mut self, path: &str, line: (usize, Line)) {
        let at = self.numbers.below(self.files[path].lines.len() + 1);
        if let Some(text) = self.files.get_mut(path) {
            text.lines.insert(at, line);
        }
    }

    fn edit(&mut self) {
        let (path, other) = (self.any(), self.any());
        match self.numbers.below(12) {
            0..=2 => {
                let line = self.line();
                self.put(&path, (0, line));
            }
            3 => drop(self.taken(&path)),
            // Moved within the file or to another, perhaps indented.
            4..=6 => {
                if let Some((_, line)) = self.taken(&path) {
                    let blanks = self.numbers.below(3);
                    self.put(&other, (blanks, line));
                }
            }
            7 => {
                if let Some(line) = self.taken(&path) {
                    self.put(&path, line.clone());
                    self.put(&other, line);
                }
            }
            // Changed.
            8 => {
                if let Some((blanks, line)) = self.taken(&path) {
                    let line = match line {
                        Line::Leak { form, word } => Line::Leak { form, word: format!("{word}x") },
                        Line::Weak { key, value } => Line::Weak { key, value: (value + 1) % 4 },
                        line @ Line::Filler(_) => line,
                    };
                    self.put(&path, (blanks, line));
                }
            }
            // Renamed: in the same directory, or into another one.
            9 | 10 => {
                if let Some(text) = self.files.remove(&path) {
                    let new = self.new_path();
                    let name = new.rsplit('/').next().unwrap_or_default();
                    let beside = format!("{}/{name}", directory(&path));
                    self.files.insert(if self.numbers.below(2) == 0 { beside } else { new }, text);
                }
            }
            _ => {
                if let Some(text) = self.files.get_mut(&path) {
                    text.has_returns = !text.has_returns;
                }
            }
        }
    }

    fn write(&self) {
        for name in DIRECTORIES {
            let _ = fs::remove_dir_all(self.repo.path(name));
        }
        for (path, text) in &self.files {
            let end = if text.has_returns { "\r\n" } else { "\n" };
            let lines = text.lines.iter().map(|(blanks, line)| format!("{}{}{end}", " ".repeat(*blanks), line.text()));
            self.repo.write(path, lines.collect::<String>());
        }
    }

    /// Commits the edits, and rebases them on another user's commit, which adds a file to the previous commit and
    /// accepts its findings.
    fn rebase(&mut self) {
        self.repo.git(["add", "-A", "."]);
        self.repo.commit("edits");
        self.repo.git(["checkout", "-q", "--detach", "main~1"]);
        self.serial += 1;
        let path = format!("src/theirs{}.env", self.serial);
        let text = Text { lines: (0..12).map(|_| (0, self.line())).collect(), has_returns: false };
        self.repo.write(&path, text.lines.iter().map(|(_, line)| line.text() + "\n").collect::<String>());
        self.repo.dsnitch(&["baseline", "write"]).exits(0);
        self.repo.git(["add", "-A", "."]);
        self.repo.commit("theirs");
        let theirs = self.repo.rev("HEAD");
        self.repo.git(["checkout", "-q", "main"]);
        self.repo.git(["-c", "merge.directoryRenames=false", "rebase", "-q", &theirs]);
        self.accepted.extend(text.lines.iter().filter_map(|(_, line)| line.identity(directory(&path))));
        self.files.insert(path, text);
    }

    /// Returns the path, line and identity of each value.
    fn standing(&self) -> Vec<(String, u64, String)> {
        let of = |(path, text): (&String, &Text)| {
            let lines = text.lines.iter().zip(1_u64..);
            let named = lines.filter_map(|((_, line), at)| Some((path.clone(), at, line.identity(directory(path))?)));
            named.collect::<Vec<_>>()
        };
        self.files.iter().flat_map(of).collect()
    }

    /// Checks that `dsnitch files` reports as not excused what the model expects.
    fn check(&self) {
        let ran = self.repo.dsnitch(&["files", "--format", "json"]);
        let document = ran.document();
        let findings = document["findings"].as_array().cloned().unwrap_or_default();
        let kept = findings.iter().filter(|one| one["suppressed"].is_null() && one["class"] != "hygiene");
        let reported: BTreeSet<(String, u64)> = kept
            .map(|one| (one["path"].as_str().unwrap_or_default().to_owned(), one["line"].as_u64().unwrap_or_default()))
            .collect();
        let standing = self.standing().into_iter();
        let wanted: BTreeSet<(String, u64)> =
            standing.filter(|(.., name)| !self.accepted.contains(name)).map(|(path, line, _)| (path, line)).collect();
        assert_eq!(reported, wanted, "{}", ran.describe());
    }
}

/// A thousand edits, moves, copies and renames, some of them rebased: exactly what was never accepted is reported.
#[test]
fn no_new_secret_is_hidden_and_no_accepted_one_is_reported() {
    let repo = TempRepo::with_commit(&[(CONFIGURATION, KEY), (".gitattributes", ".dsnitch-baseline merge=union\n")]);
    let mut model = Model { repo, numbers: Numbers(42), files: BTreeMap::new(), accepted: BTreeSet::new(), serial: 0 };
    for _ in 0..16 {
        let path = model.new_path();
        let lines = (0..12).map(|_| (0, model.line())).collect();
        model.files.insert(path, Text { lines, has_returns: false });
    }
    for round in 0..25 {
        model.write();
        if round % 8 == 0 {
            model.repo.dsnitch(&["baseline", "write"]).exits(0);
            model.accepted = model.standing().into_iter().map(|(.., name)| name).collect();
            model.repo.git(["add", "-A", "."]);
            model.repo.commit("accepted");
        } else if round % 8 == 1 {
            model.rebase();
        } else if round % 3 == 0 {
            model.repo.dsnitch(&["baseline", "prune"]).exits(0);
            let there: BTreeSet<String> = model.standing().into_iter().map(|(.., name)| name).collect();
            model.accepted.retain(|name| there.contains(name));
        }
        model.check();
        (0..40).for_each(|_| model.edit());
    }
    assert!(model.accepted.len() > 20, "{} are accepted", model.accepted.len());
    must(fs::metadata(model.repo.path(super::FILE)), "the baseline");
}
