//! Generated files with secrets, and everything that may excuse them.

use std::fmt;

use crate::support::numbers::Numbers;

/// The kinds of lines: the text with `@` in place of the value, and its findings in order.
pub(super) const KINDS: [(&str, &[(&str, Class)]); 8] = [
    ("DATABASE_URL=postgres://app:@@db/app", &[("pg-uri-password", Class::Leak)]),
    ("PGPASSWORD=@", &[("pg-password-assignment", Class::Leak)]),
    ("DB_PASSWORD=@", &[("db-password-assignment", Class::Leak)]),
    (
        "PGPASSWORD=@ psql postgres://app:@@db/app",
        &[("pg-password-assignment", Class::Leak), ("pg-uri-password", Class::Leak)],
    ),
    ("POSTGRES_PASSWORD=@", &[("pg-password-assignment", Class::Weak)]),
    ("DB_PASSWORD=@", &[("db-password-assignment", Class::Weak)]),
    ("POSTGRES_HOST_AUTH_METHOD=trust", &[("pg-trust-auth", Class::Hygiene)]),
    ("PG_URL=postgres://db.corp.net/app?sslmode=disable", &[("pg-sslmode-remote", Class::Hygiene)]),
];
const WEAK: [&str; 4] = ["changeme", "letmein", "qwerty123", "sunshine"];
pub(super) const RULES: [&str; 5] =
    ["pg-uri-password", "pg-password-assignment", "db-password-assignment", "pg-trust-auth", "pg-sslmode-remote"];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    Leak,
    Weak,
    Hygiene,
}

impl Class {
    pub(super) const fn name(self) -> &'static str {
        ["leak", "weak", "hygiene"][self as usize]
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Profile {
    Relaxed,
    Balanced,
    Strict,
}

impl Profile {
    pub(super) const ALL: [Profile; 3] = [Profile::Relaxed, Profile::Balanced, Profile::Strict];

    pub(super) const fn name(self) -> &'static str {
        ["relaxed", "balanced", "strict"][self as usize]
    }
}

/// A comment. Those with several rules name each once.
#[derive(Clone, Debug)]
pub(super) struct Pragma {
    pub(super) rules: Vec<&'static str>,
    /// Whether its last day is over.
    pub(super) until: Option<bool>,
    pub(super) reason: Option<String>,
    text: String,
}

#[derive(Clone, Default)]
pub(super) struct Line {
    pub(super) text: String,
    /// Rule, class and value.
    pub(super) secrets: Vec<(&'static str, Class, String)>,
    pub(super) pragma: Option<Pragma>,
}

impl Line {
    pub(super) fn is_comment(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn written(&self, with_pragma: bool) -> String {
        match &self.pragma {
            Some(pragma) if with_pragma && self.is_comment() => pragma.text.clone(),
            Some(pragma) if with_pragma => format!("{}  {}", self.text, pragma.text),
            _ if self.is_comment() => "# nothing".to_owned(),
            _ => self.text.clone(),
        }
    }
}

pub(super) struct File {
    pub(super) path: String,
    pub(super) lines: Vec<Line>,
}

impl File {
    pub(super) fn text(&self, with_pragmas: bool) -> String {
        self.lines.iter().map(|line| line.written(with_pragmas) + "\n").collect()
    }
}

#[derive(Clone, Debug)]
pub(super) enum Glob {
    Exact(String),
    /// Files directly in a directory.
    In(String),
    /// Files anywhere below it.
    Below(String),
    /// Files of this name anywhere.
    Named(String),
}

impl Glob {
    pub(super) fn text(&self) -> String {
        match self {
            Glob::Exact(path) => path.clone(),
            Glob::In(directory) => format!("{directory}/*"),
            Glob::Below(directory) => format!("{directory}/**"),
            Glob::Named(name) => format!("**/{name}"),
        }
    }

    pub(super) fn matches(&self, path: &str) -> bool {
        let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
        match self {
            Glob::Exact(other) => other == path,
            Glob::In(other) => other == directory,
            Glob::Below(other) => directory == other || directory.starts_with(&format!("{other}/")),
            Glob::Named(other) => other == name,
        }
    }
}

/// Identifies a finding: path, line, and its place among those of the line.
pub(super) type Place = (usize, usize, usize);

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) rule: Option<&'static str>,
    pub(super) path: Option<Glob>,
    pub(super) of: Option<Place>,
    pub(super) reason: String,
}

impl Entry {
    pub(super) fn excludes(&self, path: &str) -> bool {
        self.rule.is_none() && self.of.is_none() && self.path.as_ref().is_some_and(|glob| glob.matches(path))
    }
}

/// A configuration file.
#[derive(Clone, Default, Debug)]
pub(super) struct Layer {
    pub(super) profile: Option<Profile>,
    pub(super) pragmas: Option<bool>,
    /// Whether it observes, until a day that is over or to come.
    pub(super) observe: Option<bool>,
    pub(super) enforced: Vec<&'static str>,
    pub(super) environments: Vec<(Glob, &'static str)>,
    pub(super) entries: Vec<Entry>,
}

impl Layer {
    pub(super) fn text(&self, head: &str, print: impl Fn(Place) -> String) -> String {
        let mut text = head.to_owned();
        if let Some(profile) = self.profile {
            text += &format!("profile = \"{}\"\n", profile.name());
        }
        if let Some(pragmas) = self.pragmas {
            text += &format!("pragmas = {pragmas}\n");
        }
        if let Some(observe) = self.observe {
            text += &format!("observe_until = {}\n", if observe { "9998-12-31" } else { "2001-01-31" });
        }
        if !self.enforced.is_empty() {
            text += &format!("enforced = {:?}\n", self.enforced);
        }
        for (glob, environment) in &self.environments {
            text += &format!("[[environment]]\npath = \"{}\"\nis = \"{environment}\"\n", glob.text());
            text += "reason = \"what the laboratory has\"\n";
        }
        for entry in &self.entries {
            text += "[[allow]]\n";
            text += &entry.rule.map(|rule| format!("rule = \"{rule}\"\n")).unwrap_or_default();
            text += &entry.path.as_ref().map(|glob| format!("path = \"{}\"\n", glob.text())).unwrap_or_default();
            text += &entry.of.map(|place| format!("fingerprint = \"{}\"\n", print(place))).unwrap_or_default();
            text += &format!("reason = \"{}\"\n", entry.reason);
        }
        text
    }
}

/// A repository, its configurations and a call.
pub(super) struct World {
    pub(super) files: Vec<File>,
    pub(super) has_key: bool,
    /// Those of the machine, of the user, the extended one and that of the repository.
    pub(super) layers: [Layer; 4],
    /// Those of the repository that are not the trusted ones, if others are trusted.
    pub(super) distrusted: Option<[Layer; 2]>,
    pub(super) ignored: Vec<Glob>,
    pub(super) accepted: Vec<Place>,
    pub(super) profile_variable: Option<Profile>,
    pub(super) profile_option: Option<Profile>,
    pub(super) no_pragmas: bool,
    pub(super) observe: bool,
    pub(super) require_complete: bool,
    pub(super) has_unreadable: bool,
    pub(super) has_missing: bool,
}

const DIRECTORIES: [&str; 6] = ["src", "src/sub", "tests", "deploy/prod", "lab", "lab/old"];

struct Maker<'a> {
    numbers: &'a mut Numbers,
    serial: usize,
}

impl Maker<'_> {
    fn is_one_in(&mut self, count: usize) -> bool {
        self.numbers.below(count) == 0
    }

    fn reason(&mut self) -> String {
        self.serial += 1;
        format!("published sample {}", self.serial)
    }

    fn any<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.numbers.below(all.len())]
    }

    fn some<T>(&mut self, one_in: usize, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.is_one_in(one_in).then(|| make(self))
    }

    /// A comment, mostly one that would excuse something of `rules`.
    fn pragma(&mut self, rules: &[&'static str]) -> Pragma {
        let mut named: Vec<&'static str> = (0..=self.numbers.below(2)).map(|_| self.any(&RULES)).collect();
        if let Some(rule) = rules.get(self.numbers.below(rules.len() + 1)) {
            let at = self.numbers.below(named.len());
            named[at] = rule;
        }
        named.sort_unstable();
        named.dedup();
        if self.is_one_in(2) {
            named.reverse();
        }
        let until = self.some(3, |maker| maker.is_one_in(2));
        let (reason, written) = match self.numbers.below(8) {
            0 => (None, String::new()),
            1 => (None, " -- TODO".to_owned()),
            _ => {
                let reason = self.reason();
                (Some(reason.clone()), format!(" -- {reason}"))
            }
        };
        let mut text = format!("# dsnitch:allow {}", named.join(", "));
        text += until.map_or("", |is_over| if is_over { " until=2001-01-31" } else { " until=9998-12-31" });
        Pragma { rules: named, until, reason, text: text + &written }
    }

    fn file(&mut self, path: String) -> File {
        let mut lines: Vec<Line> = Vec::new();
        for _ in 0..=self.numbers.below(8) {
            if self.is_one_in(4) {
                lines.push(Line { text: format!("PORT={}", 5000 + lines.len()), ..Line::default() });
            }
            // An URL of another host would make production of a file whose path says nothing.
            let kinds = if path.starts_with("src") || path.starts_with("lab") { 7 } else { 8 };
            let (text, found) = KINDS[self.numbers.below(kinds)];
            let rules: Vec<&'static str> = found.iter().map(|(rule, _)| *rule).collect();
            if self.is_one_in(3) {
                lines.push(Line { pragma: Some(self.pragma(&rules)), ..Line::default() });
            }
            let mut line = Line { text: text.replace("@@", "@\u{1}"), ..Line::default() };
            for (rule, class) in found {
                let word = if *class == Class::Weak { self.any(&WEAK).to_owned() } else { self.word() };
                if *class != Class::Hygiene {
                    line.text = line.text.replacen('@', &word, 1);
                }
                line.secrets.push((rule, *class, word));
            }
            line.text = line.text.replace('\u{1}', "@");
            line.pragma = self.some(4, |maker| maker.pragma(&rules));
            lines.push(line);
        }
        File { path, lines }
    }

    fn word(&mut self) -> String {
        format!("Zx81{}7", self.numbers.word())
    }

    fn glob(&mut self, files: &[File]) -> Glob {
        let path = files[self.numbers.below(files.len())].path.clone();
        let (directory, name) = path.rsplit_once('/').unwrap_or(("", &path));
        match self.numbers.below(6) {
            0 => Glob::In(directory.to_owned()),
            1 => Glob::Below(directory.split('/').next().unwrap_or_default().to_owned()),
            2 => Glob::Named(name.to_owned()),
            _ => Glob::Exact(path),
        }
    }

    fn entry(&mut self, files: &[File]) -> Entry {
        let reason = self.reason();
        let path = self.numbers.below(files.len());
        let line = self.numbers.below(files[path].lines.len());
        let count = files[path].lines[line].secrets.len();
        let of = (count > 0).then(|| (path, line, self.numbers.below(count)));
        let rule = of.map(|(path, line, at)| files[path].lines[line].secrets[at].0);
        let glob = Glob::Exact(files[path].path.clone());
        match (self.numbers.below(8), of) {
            (0, _) => Entry { rule: None, path: Some(self.glob(files)), of: None, reason },
            (1 | 2, Some(_)) => Entry { rule, path: None, of, reason },
            (3, Some(_)) => Entry { rule: None, path: None, of, reason },
            (4, Some(_)) => Entry { rule, path: Some(glob), of, reason },
            // Conditions that may contradict each other.
            (5, Some(_)) => {
                Entry { rule: Some(self.any(&RULES)), path: self.some(2, |maker| maker.glob(files)), of, reason }
            }
            _ => Entry { rule: Some(self.any(&RULES)), path: Some(self.glob(files)), of: None, reason },
        }
    }

    /// One of the machine or the user has settings only.
    fn layer(&mut self, files: &[File], is_of_repository: bool) -> Layer {
        let profile = self.some(4, |maker| maker.any(&Profile::ALL));
        let mut layer = Layer { profile, ..Layer::default() };
        layer.pragmas = self.some(6, |maker| maker.is_one_in(2));
        layer.observe = self.some(8, |maker| maker.is_one_in(2));
        for _ in 0..self.some(4, |maker| 1 + maker.numbers.below(2)).unwrap_or_default() {
            let others = ["leak", "weak", "hygiene", "observe", "profile"];
            let one = if self.is_one_in(2) { self.any(&others) } else { self.any(&RULES) };
            layer.enforced.push(one);
        }
        if layer.pragmas == Some(false) && self.is_one_in(2) {
            layer.enforced.push("pragmas");
        }
        layer.enforced.sort_unstable();
        layer.enforced.dedup();
        if is_of_repository {
            layer.entries = (0..self.numbers.below(6)).map(|_| self.entry(files)).collect();
            for _ in 0..self.numbers.below(3) {
                let environment = self.any(&["production", "development", "test", "docs"]);
                layer.environments.push((self.glob(files), environment));
            }
        }
        layer
    }
}

impl World {
    pub(super) fn of(seed: u64) -> Self {
        let mut numbers = Numbers(seed);
        let mut maker = Maker { numbers: &mut numbers, serial: 0 };
        let mut files: Vec<File> = Vec::new();
        for number in 0..3 + maker.numbers.below(4) {
            let name = if maker.is_one_in(2) { "a.sh".to_owned() } else { format!("{number}.sh") };
            let path = format!("{}/{name}", maker.any(&DIRECTORIES));
            if files.iter().all(|file| file.path != path) {
                files.push(maker.file(path));
            }
        }
        let layers = [false, false, true, true].map(|is_of_repository| maker.layer(&files, is_of_repository));
        let distrusted = maker.some(4, |maker| [true, true].map(|_| maker.layer(&files, true)));
        let ignored = 0..maker.some(3, |maker| 1 + maker.numbers.below(2)).unwrap_or_default();
        let ignored = ignored.map(|_| maker.glob(&files)).collect();
        let mut accepted = Vec::new();
        if maker.is_one_in(2) {
            for (path, file) in files.iter().enumerate() {
                for (line, one) in file.lines.iter().enumerate() {
                    accepted.extend((0..one.secrets.len()).filter(|_| maker.is_one_in(4)).map(|at| (path, line, at)));
                }
            }
        }
        World {
            has_key: !accepted.is_empty() || maker.is_one_in(2),
            accepted,
            layers,
            distrusted,
            ignored,
            profile_variable: maker.some(6, |maker| maker.any(&Profile::ALL)),
            profile_option: maker.some(6, |maker| maker.any(&Profile::ALL)),
            no_pragmas: maker.is_one_in(10),
            observe: maker.is_one_in(8),
            require_complete: maker.is_one_in(4),
            has_unreadable: maker.is_one_in(5),
            has_missing: maker.is_one_in(10),
            files,
        }
    }
}

impl fmt::Display for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let World { has_key, ignored, accepted, profile_variable, profile_option, .. } = self;
        write!(
            f,
            "key {has_key}, ignored {ignored:?}, accepted {accepted:?}, variable {profile_variable:?}, option {profile_option:?}, "
        )?;
        let World { no_pragmas, observe, require_complete, has_unreadable, has_missing, .. } = self;
        write!(f, "no pragmas {no_pragmas}, observe {observe}, complete {require_complete}, ")?;
        write!(f, "unreadable {has_unreadable}, missing {has_missing}, distrusted {}", self.distrusted.is_some())
    }
}
