//! What the documentation says about a world: which findings there are, what excuses them, and the exit status.

use std::collections::BTreeSet;

use super::world::{Class, Entry, Glob, Layer, Line, Place, Pragma, Profile, World};

/// What is expected of a finding.
#[derive(Debug)]
pub(super) struct Expected {
    pub(super) place: Place,
    pub(super) action: &'static str,
    pub(super) environment: &'static str,
    /// The values that `suppressed` may have; nothing if it is not excused.
    pub(super) excuses: Vec<String>,
}

/// The layer of the ignore file and of everything else that is not a configuration.
const OTHERS: usize = 4;

impl World {
    /// The layer of a class or rule that no later one can excuse.
    fn enforced(&self, rule: &str, class: Class) -> Option<usize> {
        self.layers.iter().position(|layer| layer.enforced.iter().any(|name| *name == rule || *name == class.name()))
    }

    /// The first layer that enforces any class or rule.
    fn first_enforced(&self) -> Option<usize> {
        let is_finding = |name: &&str| !["observe", "profile", "pragmas"].contains(name);
        self.layers.iter().position(|layer| layer.enforced.iter().any(is_finding))
    }

    /// The layer from which on a setting is enforced.
    fn settled(&self, name: &str) -> Option<usize> {
        self.layers.iter().position(|layer| layer.enforced.contains(&name))
    }

    fn profile(&self) -> Profile {
        let (mut profile, mut least) = (Profile::Balanced, Profile::Relaxed);
        let later = [self.profile_variable, self.profile_option];
        for (at, set) in self.layers.iter().map(|layer| layer.profile).chain(later).enumerate() {
            profile = set.map_or(profile, |set| set.max(least));
            if self.settled("profile") == Some(at) {
                least = profile;
            }
        }
        profile
    }

    fn pragmas(&self) -> bool {
        let mut counts = true;
        for (at, layer) in self.layers.iter().enumerate() {
            let is_settled = self.settled("pragmas").is_some_and(|first| first < at);
            counts = layer.pragmas.filter(|wanted| !(*wanted && is_settled)).unwrap_or(counts);
        }
        counts && !self.no_pragmas
    }

    fn observes(&self) -> bool {
        let first = self.settled("observe").into_iter().chain(self.first_enforced()).min();
        let counts = |at: usize| first.is_none_or(|first| at <= first);
        let mut observes = false;
        for (at, layer) in self.layers.iter().enumerate() {
            if let Some(wanted) = layer.observe {
                observes = wanted && (counts(at) || observes);
            }
        }
        observes || self.observe && counts(OTHERS)
    }

    /// In an ignore file, `directory/*` names the directories in it too.
    fn is_ignored(&self, path: &str) -> bool {
        let is_match = |glob: &Glob| match glob {
            Glob::In(directory) => path.starts_with(&format!("{directory}/")),
            other => other.matches(path),
        };
        self.ignored.iter().any(is_match)
    }

    pub(super) fn is_excluded(&self, path: &str) -> bool {
        let by_layer = self.layers.iter().position(|layer| layer.entries.iter().any(|entry| entry.excludes(path)));
        let by_ignore = self.is_ignored(path).then_some(OTHERS);
        let first = by_layer.or(by_ignore);
        first.is_some_and(|first| self.first_enforced().is_none_or(|enforced| first <= enforced))
    }

    /// The environment by the path, and by the configuration: of several entries the first one of the file that is read last, of
    /// which none counts below an enforced profile.
    fn environments(&self, path: &str) -> (&'static str, Option<&'static str>) {
        self.environments_to(path, self.settled("profile").map_or(self.layers.len(), |first| first + 1))
    }

    fn environments_to(&self, path: &str, last: usize) -> (&'static str, Option<&'static str>) {
        let by_path = match path.split('/').next() {
            Some("deploy") => "production",
            Some("tests") => "test",
            _ => "development",
        };
        let mut entries = self.layers[..last].iter().rev().flat_map(|layer| &layer.environments);
        (by_path, entries.find(|(glob, _)| glob.matches(path)).map(|(_, environment)| *environment))
    }

    /// Returns the environment and the action. What is enforced is not weakened by another environment.
    fn judged(&self, path: &str, class: Class, rule: &str, is_enforced: bool) -> (&'static str, &'static str) {
        let in_it = |environment| (environment, action(class, rule, environment, self.profile()));
        let (by_path, configured) = self.environments(path);
        match configured.map(in_it) {
            Some((_, "warn")) if is_enforced && in_it(by_path).1 == "block" => in_it(by_path),
            Some(other) => other,
            None => in_it(by_path),
        }
    }

    fn print(&self, (path, line, at): Place) -> String {
        let file = &self.files[path];
        let (rule, class, value) = &file.lines[line].secrets[at];
        let value = if *class == Class::Hygiene { "" } else { value };
        format!("{rule} {} {value}", file.path)
    }

    /// What a line of the baseline accepts: a leak anywhere, a guessable password in environments of one kind, a practice
    /// in its file.
    fn accepted_as(&self, place: Place, (by_path, configured): (&str, Option<&str>)) -> String {
        let file = &self.files[place.0];
        let (rule, class, value) = &file.lines[place.1].secrets[place.2];
        match class {
            Class::Leak => format!("{rule} {value}"),
            Class::Weak => format!("{rule} {} {}", file.lines[place.1].text, configured.unwrap_or(by_path)),
            Class::Hygiene => format!("{rule} {}", file.path),
        }
    }

    /// Returns the line and the comment that counts for a finding: of those that name its rule with a reason the one that
    /// counts longest, and of several the nearest.
    fn pragma_of<'l>(lines: &'l [Line], line: usize, rule: &str) -> Option<(usize, &'l Pragma)> {
        let above = line.checked_sub(1).filter(|above| lines[*above].is_comment());
        let both = [above, Some(line)].into_iter().flatten();
        let placed = both.filter_map(|at| Some((at, lines[at].pragma.as_ref()?)));
        let counting = placed.filter(|(_, pragma)| pragma.rules.contains(&rule) && pragma.reason.is_some());
        counting.max_by_key(|(_, pragma)| match pragma.until {
            None => 2,
            Some(is_over) => u8::from(!is_over),
        })
    }

    /// Returns the path and line of each comment that excuses nothing.
    pub(super) fn unused(&self) -> BTreeSet<(usize, usize)> {
        let mut unused = BTreeSet::new();
        for (at, file) in self.files.iter().enumerate().filter(|(_, file)| !self.is_excluded(&file.path)) {
            let has_reason = |line: &Line| line.pragma.as_ref().is_some_and(|pragma| pragma.reason.is_some());
            unused.extend((0..file.lines.len()).filter(|line| has_reason(&file.lines[*line])).map(|line| (at, line)));
            for (line, one) in file.lines.iter().enumerate() {
                for (rule, ..) in &one.secrets {
                    if let Some((of, _)) = Self::pragma_of(&file.lines, line, rule) {
                        unused.remove(&(at, of));
                    }
                }
            }
        }
        unused
    }

    fn by_entry(&self, place: Place, layers: usize) -> Vec<String> {
        let path = &self.files[place.0].path;
        let (rule, class, _) = &self.files[place.0].lines[place.1].secrets[place.2];
        let is_match = |entry: &&Entry| {
            let is_value = |of: Place| (*class != Class::Weak || self.has_key) && self.print(of) == self.print(place);
            entry.rule.is_none_or(|named| named == *rule)
                && entry.path.as_ref().is_none_or(|glob| glob.matches(path))
                && entry.of.is_none_or(is_value)
        };
        let entries = self.layers[..layers].iter().flat_map(|layer: &Layer| &layer.entries);
        entries.filter(is_match).map(|entry| format!("allowlist: {}", entry.reason)).collect()
    }

    /// Returns what is expected of every finding.
    pub(super) fn findings(&self) -> Vec<Expected> {
        // The baseline was written without any enforced profile.
        let written = |place: &Place| self.environments_to(&self.files[place.0].path, self.layers.len());
        let accepted: BTreeSet<String> =
            self.accepted.iter().map(|place| self.accepted_as(*place, written(place))).collect();
        let mut all = Vec::new();
        for (at, file) in self.files.iter().enumerate().filter(|(_, file)| !self.is_excluded(&file.path)) {
            for (line, number) in file.lines.iter().zip(0..) {
                for ((rule, class, _), one) in line.secrets.iter().zip(0..) {
                    let place = (at, number, one);
                    let enforced = self.enforced(rule, *class);
                    let (environment, action) = self.judged(&file.path, *class, rule, enforced.is_some());
                    let mut excuses = Vec::new();
                    if enforced.is_none() && self.pragmas() {
                        let pragma = Self::pragma_of(&file.lines, number, rule).map(|(_, pragma)| pragma);
                        let reason = pragma
                            .filter(|pragma| pragma.until != Some(true))
                            .and_then(|pragma| pragma.reason.as_ref());
                        excuses.extend(reason.map(|reason| format!("pragma: {reason}")));
                    }
                    let layers = enforced.map_or(self.layers.len(), |first| first + 1);
                    if excuses.is_empty() {
                        excuses = self.by_entry(place, layers);
                    }
                    if enforced.is_none() && self.is_ignored(&file.path) {
                        excuses.push("allowlist: the path is named in .dsnitchignore".to_owned());
                    }
                    if excuses.is_empty()
                        && enforced.is_none()
                        && accepted.contains(&self.accepted_as(place, self.environments(&file.path)))
                    {
                        excuses.push("baseline".to_owned());
                    }
                    all.push(Expected { place, action, environment, excuses });
                }
            }
        }
        all
    }

    /// Returns the file and line of each entry of which it is certain whether it excuses something, and whether it is told
    /// that it does not: it is not, if nothing fits it; it does, if it alone excuses a finding or takes a path out.
    pub(super) fn unused_entries(&self) -> Vec<(&'static str, usize, bool)> {
        let findings = self.findings();
        let mut entries = Vec::new();
        for (name, layer, head) in [("org.toml", 2, 0), (".dsnitch.toml", 3, 1 + usize::from(self.has_key))] {
            let text = self.layers[layer].text("", |_| String::new());
            let lines = text.lines().zip(1..).filter(|(line, _)| *line == "[[allow]]").map(|(_, at)| at + head);
            for (entry, line) in self.layers[layer].entries.iter().zip(lines) {
                let is_sole = |one: &Expected| one.excuses == [format!("allowlist: {}", entry.reason)];
                let is_excluding = |path: &str| entry.excludes(path) && self.is_excluded(path);
                let excluding = self.layers.iter().flat_map(|layer| &layer.entries);
                let alone = |path: &str| excluding.clone().filter(|other| other.excludes(path)).count() == 1;
                let takes = self
                    .files
                    .iter()
                    .any(|file| is_excluding(&file.path) && alone(&file.path) && !self.is_ignored(&file.path));
                let is_fit = |file: &super::world::File, place: Place| {
                    self.by_entry(place, self.layers.len()).contains(&format!("allowlist: {}", entry.reason))
                        || entry.excludes(&file.path)
                };
                let fits = self.files.iter().enumerate().any(|(at, file)| {
                    entry.excludes(&file.path)
                        || file
                            .lines
                            .iter()
                            .enumerate()
                            .any(|(line, one)| (0..one.secrets.len()).any(|nth| is_fit(file, (at, line, nth))))
                });
                if findings.iter().any(is_sole) || takes {
                    entries.push((name, line, false));
                } else if !fits && entry.path.as_ref().is_none_or(|glob| !glob.matches("README")) {
                    entries.push((name, line, true));
                }
            }
        }
        entries
    }

    /// Returns the exit status, if these actions are those of what is not excused.
    pub(super) fn status(&self, blocks: bool) -> i32 {
        let is_left_out = self.files.iter().any(|file| self.is_excluded(&file.path)) && self.distrusted.is_none();
        if self.has_missing || self.require_complete && (self.has_unreadable || is_left_out) {
            2
        } else {
            i32::from(blocks && !self.observes())
        }
    }
}

/// The table of the product.
pub(super) fn action(class: Class, rule: &str, environment: &str, profile: Profile) -> &'static str {
    let is_used = ["production", "development"].contains(&environment);
    let blocks = match (class, profile) {
        (Class::Leak, _) | (Class::Weak, Profile::Strict) => true,
        (Class::Weak, Profile::Balanced) => is_used,
        (Class::Weak, Profile::Relaxed) => environment == "production",
        (Class::Hygiene, Profile::Strict) => environment == "production" || rule == "pg-trust-auth" && is_used,
        (Class::Hygiene, Profile::Balanced) => rule == "pg-trust-auth" && is_used,
        (Class::Hygiene, Profile::Relaxed) => false,
    };
    if blocks { "block" } else { "warn" }
}
