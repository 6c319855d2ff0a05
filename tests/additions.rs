//! What each commit of generated histories adds: commits with up to four parents, several refs and remotes; lines that
//! are written, edited, moved, copied and removed, files that are renamed and copied. A model of its own, which takes only
//! the pairs of renamed files from git, says what is new in `history`, `range`, pushes and `staged`, what is still at
//! `HEAD`, which commit removed it, and which refs reach it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::cmd::Dsnitch;
use crate::support::numbers::Numbers;
use crate::support::repo::TempRepo;

const PATHS: [&str; 7] = ["a.sh", "b.sh", "src/a.sh", "src/c.sh", "d/e/f.sh", "g.sh", "z"];

type Tree = BTreeMap<&'static str, Vec<String>>;
/// Path and secret.
type Held = (String, String);
/// How often each is added, by commit.
type Added = BTreeMap<(String, Held), usize>;

/// Returns the secret of a line, as it is written from its key on.
fn secret_of(line: &str) -> Option<&str> {
    let from = line.find("PGPASSWORD=").or_else(|| line.find("DATABASE_URL="))?;
    line[from..].split(' ').next()
}

struct Commit {
    parents: Vec<usize>,
    tree: Tree,
}

struct Model {
    repo: TempRepo,
    numbers: Numbers,
    words: Vec<String>,
    commits: Vec<Commit>,
    ids: Vec<String>,
}

impl Model {
    fn line(&mut self) -> String {
        if self.numbers.below(2) == 0 {
            return format!("# line {} of text", self.numbers.below(40));
        }
        let fresh = format!("Zx81{}7", self.numbers.word());
        let word = self.words.get(self.numbers.below(24)).cloned().unwrap_or_else(|| fresh.clone());
        if word == fresh && self.words.len() < 12 {
            self.words.push(fresh);
        }
        match self.numbers.below(2) {
            0 => format!("PGPASSWORD={word}"),
            _ => format!("DATABASE_URL=postgres://app:{word}@db/app"),
        }
    }

    fn text(&mut self) -> Vec<String> {
        (0..=self.numbers.below(9)).map(|_| self.line()).collect()
    }

    fn edit(&mut self, lines: &mut Vec<String>) {
        for _ in 0..=self.numbers.below(2) {
            let (at, to) = (self.numbers.below(lines.len()), self.numbers.below(lines.len() + 1));
            match (self.numbers.below(7), lines.get(at).cloned()) {
                (0, Some(line)) => {
                    lines.remove(at);
                    lines.insert(to.min(lines.len()), line);
                }
                (1, Some(_)) if lines.len() > 1 => drop(lines.remove(at)),
                (2, Some(line)) => lines[at] = format!("  {line}"),
                (3, Some(line)) => lines[at] = format!("{line} # why"),
                (4, Some(line)) => lines.insert(to, line),
                _ => lines.insert(to, self.line()),
            }
        }
    }

    fn change(&mut self, tree: &mut Tree) {
        let path = PATHS[self.numbers.below(PATHS.len())];
        let at = self.numbers.below(tree.len());
        let Some(there) = tree.keys().nth(at).copied() else {
            tree.insert(path, self.text());
            return;
        };
        let mut lines = tree.get(there).cloned().unwrap_or_default();
        match self.numbers.below(10) {
            0 => drop(tree.remove(there)),
            kind @ (1 | 2) => {
                tree.remove(there);
                if kind == 2 {
                    self.edit(&mut lines);
                }
                tree.insert(path, lines);
            }
            3 => drop(tree.insert(path, lines)),
            4 => drop(tree.insert(path, self.text())),
            _ => {
                self.edit(&mut lines);
                tree.insert(there, lines);
            }
        }
    }

    /// Appends a commit with up to four parents, whose tree takes parts of each.
    fn grow(&mut self) {
        let mut parents: Vec<usize> = Vec::new();
        let most = [1, 1, 1, 1, 1, 2, 2, 2, 3, 4][self.numbers.below(10)];
        let is_root = self.commits.is_empty() || self.numbers.below(25) == 0;
        for _ in 0..if is_root { 0 } else { most } {
            let one = self.commits.len() - 1 - self.numbers.below(self.commits.len().min(6));
            if !parents.contains(&one) {
                parents.push(one);
            }
        }
        let mut tree = parents.first().map(|first| self.commits[*first].tree.clone()).unwrap_or_default();
        for other in parents.iter().skip(1) {
            for (path, lines) in &self.commits[*other].tree {
                if self.numbers.below(2) == 0 || !tree.contains_key(path) {
                    tree.insert(path, lines.clone());
                }
            }
        }
        if parents.len() < 2 || self.numbers.below(2) == 0 {
            for _ in 0..=self.numbers.below(3) {
                self.change(&mut tree);
            }
        }
        self.commits.push(Commit { parents, tree });
    }

    fn new(seed: u64, count: usize) -> Self {
        let repo =
            TempRepo::init(&[if seed.is_multiple_of(5) { "--object-format=sha256" } else { "--object-format=sha1" }]);
        let mut model = Model { repo, numbers: Numbers(seed), words: Vec::new(), commits: Vec::new(), ids: Vec::new() };
        let mut stream = String::new();
        for number in 1..=count {
            model.grow();
            let Commit { parents, tree } = &model.commits[number - 1];
            stream += &format!("commit refs/made/{number}\nmark :{number}\n");
            stream += &format!("committer A <a@example.org> {} +0000\ndata 1\nx\n", 1_700_000_000 + number * 60);
            for (nth, parent) in parents.iter().enumerate() {
                stream += &format!("{} :{}\n", if nth == 0 { "from" } else { "merge" }, parent + 1);
            }
            stream += "deleteall\n";
            for (path, lines) in tree {
                let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
                stream += &format!("M 100644 inline {path}\ndata {}\n{text}\n", text.len());
            }
        }
        model.repo.feed(&["fast-import", "--quiet", "--force"], stream.as_bytes());
        let made = model.repo.git(["for-each-ref", "--format=%(refname:lstrip=2) %(objectname)", "refs/made"]);
        let mut ids: Vec<(usize, String)> = made
            .lines()
            .filter_map(|line| line.split_once(' '))
            .map(|(number, id)| (number.parse().unwrap_or(0), id.to_owned()))
            .collect();
        ids.sort_unstable();
        model.ids = ids.into_iter().map(|(_, id)| id).collect();
        let gone: String = (1..=count).map(|number| format!("delete refs/made/{number}\n")).collect();
        model.repo.feed(&["update-ref", "--stdin"], gone.as_bytes());
        if seed.is_multiple_of(2) {
            model.repo.git(["-c", "gc.auto=0", "repack", "-q", "-adfk"]);
        }
        model
    }

    /// Returns the commit and all from which it descends.
    fn reach(&self, tips: &[usize]) -> BTreeSet<usize> {
        let (mut reached, mut open) = (BTreeSet::new(), tips.to_vec());
        while let Some(one) = open.pop() {
            if reached.insert(one) {
                open.extend(&self.commits[one].parents);
            }
        }
        reached
    }

    fn held(&self, commit: usize, path: &str) -> BTreeMap<&str, usize> {
        let mut held = BTreeMap::new();
        for secret in self.commits[commit].tree.get(path).into_iter().flatten().filter_map(|line| secret_of(line)) {
            *held.entry(secret).or_default() += 1;
        }
        held
    }

    /// Returns the former path of each renamed file.
    fn renames(&self, old: usize, new: usize) -> BTreeMap<String, String> {
        let arguments = ["diff-tree", "-r", "-M50%", "-l0", "--diff-filter=R", "--name-status", "-z"];
        let names = self.repo.git(arguments.into_iter().chain([&*self.ids[old], &*self.ids[new]]));
        let fields: Vec<&str> = names.split('\0').filter(|field| !field.is_empty()).collect();
        fields.chunks(3).map(|chunk| (chunk[2].to_owned(), chunk[1].to_owned())).collect()
    }

    /// Returns what the commit has more often than each of `parents`.
    fn added(&self, commit: usize, parents: &[usize]) -> BTreeMap<Held, usize> {
        let mut added = BTreeMap::new();
        let renames: Vec<_> = parents.iter().map(|parent| self.renames(*parent, commit)).collect();
        for path in self.commits[commit].tree.keys() {
            for (secret, count) in self.held(commit, path) {
                let before = parents.iter().zip(&renames).map(|(parent, renames)| {
                    let old = if self.commits[*parent].tree.contains_key(path) {
                        path
                    } else {
                        renames.get(*path).map_or(*path, String::as_str)
                    };
                    self.held(*parent, old).get(secret).copied().unwrap_or(0)
                });
                let new = count.saturating_sub(before.max().unwrap_or(0));
                if new > 0 {
                    added.insert(((*path).to_owned(), secret.to_owned()), new);
                }
            }
        }
        added
    }

    fn added_by(&self, commits: &BTreeSet<usize>) -> Added {
        let of = |commit: &usize| {
            let added = self.added(*commit, &self.commits[*commit].parents);
            let id = self.ids[*commit].clone();
            added.into_iter().map(move |(held, count)| ((id.clone(), held), count))
        };
        commits.iter().flat_map(of).collect()
    }

    /// Returns the leaks of a report that are new; those of no commit are of `tree`.
    fn reported(&self, document: &Value, tree: Option<usize>) -> Added {
        let mut reported = Added::new();
        for finding in document["findings"].as_array().into_iter().flatten() {
            if finding["class"] != "leak" || finding["known"] == true {
                continue;
            }
            let id = finding["commit"].as_str().unwrap_or_default();
            let commit = self.ids.iter().position(|other| other == id).or(tree).expect("a commit");
            let path = finding["path"].as_str().unwrap_or_default();
            let line = usize::try_from(finding["line"].as_u64().unwrap_or(0)).unwrap_or(0);
            let secret = secret_of(&self.commits[commit].tree[path][line - 1]).expect("a secret");
            *reported.entry((id.to_owned(), (path.to_owned(), secret.to_owned()))).or_default() += 1;
        }
        reported
    }

    fn check(&self, arguments: &[&str], input: &str, commits: &BTreeSet<usize>) -> Value {
        let ran = Dsnitch::new(&self.repo).args(arguments).input(input).json();
        let expected = self.added_by(commits);
        let document = ran.document();
        assert_eq!(self.reported(&document, None), expected, "{arguments:?} {input}");
        assert_eq!(ran.code(), Some(i32::from(!expected.is_empty())), "{arguments:?}{}", ran.describe());
        document
    }

    fn any(&mut self) -> usize {
        self.numbers.below(self.commits.len())
    }

    /// Checks what a history says about each finding besides its place.
    fn check_trace(&self, document: &Value, head: usize, refs: &BTreeMap<String, usize>) {
        let value = |secret: &str| {
            secret.rsplit("app:").next().unwrap_or(secret).replace("PGPASSWORD=", "").replace("@db/app", "")
        };
        let values = |commit: usize| -> BTreeSet<String> {
            let lines = self.commits[commit].tree.values().flatten();
            lines.filter_map(|line| secret_of(line)).map(value).collect()
        };
        let mut chain = vec![head];
        while let Some(parent) = self.commits[chain[chain.len() - 1]].parents.first() {
            chain.push(*parent);
        }
        let chain: Vec<(usize, BTreeSet<String>)> = chain.into_iter().map(|commit| (commit, values(commit))).collect();
        let reach: BTreeMap<&String, BTreeSet<usize>> =
            refs.iter().map(|(name, tip)| (name, self.reach(&[*tip]))).collect();
        for finding in document["findings"].as_array().into_iter().flatten() {
            if finding["class"] != "leak" {
                continue;
            }
            let commit = self.ids.iter().position(|id| finding["commit"] == **id).expect("a commit");
            let path = finding["path"].as_str().unwrap_or_default();
            let line = usize::try_from(finding["line"].as_u64().unwrap_or(0)).unwrap_or(0);
            let word = value(secret_of(&self.commits[commit].tree[path][line - 1]).expect("a secret"));
            assert_eq!(finding["at_head"], chain[0].1.contains(&word), "{finding}");
            let removed = chain.windows(2).find(|two| !two[0].1.contains(&word) && two[1].1.contains(&word));
            let removed = removed.filter(|_| !chain[0].1.contains(&word)).map(|two| self.ids[two[0].0].clone());
            // Where a merge takes an old version of a file back from a side, an earlier removal may be named.
            let is_back = |two: &[(usize, BTreeSet<String>)]| {
                two[0].1.contains(&word) && !two[1].1.contains(&word) && self.commits[two[0].0].parents.len() > 1
            };
            if !chain.windows(2).any(is_back) {
                assert_eq!(finding["removed"]["commit"].as_str().map(str::to_owned), removed, "{finding}");
            }
            let names: Vec<&String> =
                reach.iter().filter(|(_, reached)| reached.contains(&commit)).map(|(name, _)| *name).collect();
            assert_eq!(finding["ref_count"], names.len(), "{finding}");
            let reported: Vec<&str> =
                finding["refs"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            assert_eq!(reported, names.iter().take(10).map(|name| name.as_str()).collect::<Vec<_>>(), "{finding}");
        }
    }
}

/// Sets random refs and returns the commit of each.
fn refs(model: &mut Model, names: &[&str]) -> BTreeMap<String, usize> {
    let mut refs = BTreeMap::new();
    for name in names {
        let tip = model.any();
        model.repo.git(["update-ref", name, &model.ids[tip]]);
        refs.insert((*name).to_owned(), tip);
    }
    refs
}

/// Returns the number of secrets that were added.
fn checked(seed: u64, count: usize) -> usize {
    let mut model = Model::new(seed, count);
    let zero = "0".repeat(model.ids[0].len());
    let head = count - 1 - model.numbers.below(3);
    model.repo.git(["update-ref", "refs/heads/main", &model.ids[head]]);
    let names = [
        "refs/heads/one",
        "refs/heads/two",
        "refs/remotes/far/a",
        "refs/remotes/far/b",
        "refs/remotes/origin/a",
        "refs/tags/t",
    ];
    let mut all = refs(&mut model, &names);
    all.insert("refs/heads/main".to_owned(), head);
    let tips: Vec<usize> = all.values().copied().collect();
    let everything = model.reach(&tips);
    let document = model.check(&["history"], "", &everything);
    model.check_trace(&document, head, &all);
    // A range, with one end or several.
    let from = model.any();
    let range = format!("{}..refs/heads/main", model.ids[from]);
    let inside: BTreeSet<usize> = model.reach(&[head]).difference(&model.reach(&[from])).copied().collect();
    model.check(&["range", &range], "", &inside);
    model.check(&["history", &range], "", &inside);
    // A push of some refs, of which some are new and some are deleted; the remote has others.
    for remote in ["origin", "far"] {
        model.repo.git(["remote", "add", remote, "https://example.org/x.git"]);
        let start = format!("refs/remotes/{remote}/");
        let mut known: Vec<usize> =
            all.iter().filter(|(name, _)| name.starts_with(&start)).map(|(_, tip)| *tip).collect();
        let (mut input, mut pushed) = (String::new(), Vec::new());
        for name in ["main", "one", "two"].iter().take(1 + model.numbers.below(3)) {
            let tip = all[&format!("refs/heads/{name}")];
            let old = model.any();
            let (local, before) = match model.numbers.below(4) {
                0 => (None, Some(old)),
                1 => (Some(tip), Some(old)),
                _ => (Some(tip), None),
            };
            let id = |commit: Option<usize>| commit.map_or(zero.clone(), |commit| model.ids[commit].clone());
            input += &format!("refs/heads/{name} {} refs/heads/{name} {}\n", id(local), id(before));
            pushed.extend(local);
            // A commit whose ref is deleted is one that the remote may lose.
            known.extend(before.filter(|_| local.is_some()));
        }
        let new: BTreeSet<usize> = model.reach(&pushed).difference(&model.reach(&known)).copied().collect();
        model.check(&["range", &format!("--pre-push={remote}")], &input, &new);
    }
    // The tree of a commit, staged upon another one.
    for _ in 0..2 {
        let (tree, base) = (model.any(), model.any());
        model.repo.git(["update-ref", "--no-deref", "HEAD", &model.ids[base]]);
        model.repo.git(["read-tree", &model.ids[tree]]);
        let ran = Dsnitch::new(&model.repo).args(["staged"]).json();
        let expected = model.added(tree, &[base]).into_iter().map(|(held, count)| ((String::new(), held), count));
        let expected: Added = expected.collect();
        assert_eq!(model.reported(&ran.document(), Some(tree)), expected, "staged, {tree} upon {base}");
        assert_eq!(ran.code(), Some(i32::from(!expected.is_empty())), "staged, {tree} upon {base}");
    }
    model.added_by(&everything).values().sum()
}

fn found(seeds: std::ops::Range<u64>, count: usize) -> usize {
    seeds.map(|seed| std::panic::catch_unwind(|| checked(seed, count)).unwrap_or_else(|_| panic!("seed {seed}"))).sum()
}

#[test]
fn each_commit_adds_what_it_has_more_often_than_any_parent() {
    let found = found(1..16, 24);
    assert!(found > 300, "{found} are too few to tell");
}

#[test]
fn each_commit_adds_what_it_has_more_often_than_any_parent_at_length() {
    let found = found(100..140, 32);
    assert!(found > 1000, "{found} are too few to tell");
}
