//! The allowlist: configured exceptions, each with a reason.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use super::entry::{AllowEntry, Compiled};
use super::error::PolicyError;
use super::path_glob::PathGlob;
use crate::finding::Finding;

/// The exceptions of one run.
pub(crate) struct Allowlist {
    entries: Vec<Compiled>,
}

impl Allowlist {
    /// Validates and compiles `entries`.
    pub(crate) fn compile(entries: Vec<AllowEntry>) -> Result<Self, PolicyError> {
        let entries = entries.into_iter().map(Compiled::new).collect::<Result<Vec<_>, _>>()?;
        refuse_everything(&entries)?;
        if let Some(compiled) =
            entries.iter().find(|one| one.exclusion().is_some_and(PathGlob::names_the_configuration))
        {
            let why = "path takes the configuration itself out of the scan: name other paths, or a rule too";
            return Err(compiled.refused(why));
        }
        if let Some(little) = entries.iter().find(|one| one.path.as_ref().is_some_and(PathGlob::says_little)) {
            let why = "path names whatever has one letter: name the files that the exception is about, or their folder or ending";
            return Err(little.refused(why));
        }
        Ok(Allowlist { entries })
    }

    /// Returns whether an entry excludes `path`, without marking it as used.
    pub(crate) fn names(&self, path: &[u8]) -> bool {
        let text = String::from_utf8_lossy(path);
        self.entries.iter().any(|entry| entry.exclusion().is_some_and(|glob| glob.is_match(&text)))
    }

    /// Returns whether one of the `first` entries excludes `path` from the scan.
    pub(crate) fn excludes(&self, path: &[u8], first: usize) -> bool {
        let text = String::from_utf8_lossy(path);
        let names = |entry: &&Compiled| entry.exclusion().is_some_and(|glob| glob.is_match(&text));
        self.entries.iter().take(first).find(names).inspect(|entry| entry.mark_used()).is_some()
    }

    /// Returns the indexes of the entries with a glob that matches `path`.
    pub(crate) fn at(&self, path: &[u8]) -> Vec<usize> {
        let text = String::from_utf8_lossy(path);
        let holds = |compiled: &Compiled| compiled.path.as_ref().is_some_and(|glob| glob.is_match(&text));
        self.entries.iter().enumerate().filter(|(_, entry)| holds(entry)).map(|(at, _)| at).collect()
    }

    /// Returns the reason for which one of the `first` entries excuses `finding`, if one does.
    pub(crate) fn reason(&self, finding: &Finding, first: usize) -> Option<&str> {
        let text = String::from_utf8_lossy(&finding.origin.path);
        let excuses = |compiled: &&Compiled| {
            let Compiled { entry, path, is_shared, .. } = compiled;
            let rule = entry.rule.as_deref().is_none_or(|rule| rule == &*finding.rule);
            let path = path.as_ref().is_none_or(|glob| glob.is_match(&text));
            let print = entry.fingerprint.as_deref();
            if rule && path && print.is_some_and(|print| finding.fingerprint.is_shared_as(print)) {
                is_shared.store(true, Ordering::Relaxed);
            }
            let names = |print| finding.fingerprint.names_one_value() && finding.fingerprint.as_str() == print;
            rule && path && print.is_none_or(names)
        };
        let entry = self.entries.iter().take(first).find(excuses).inspect(|entry| entry.mark_used())?;
        Some(&entry.entry.reason)
    }

    /// Notes that all of the file at `path` was scanned.
    pub(crate) fn mark_read(&self, path: &[u8]) {
        if let Ok(path) = std::str::from_utf8(path) {
            self.entries.iter().for_each(|entry| entry.mark_read(path));
        }
    }

    /// Returns the locations of entries that have excused nothing so far; with `of_read`, of those for one file that was scanned.
    pub(crate) fn unused(&self, of_read: bool) -> impl Iterator<Item = &str> {
        self.entries.iter().filter(move |entry| entry.is_unused(of_read)).map(|entry| entry.entry.at.as_str())
    }

    /// Returns whether an entry has excused something so far.
    pub(crate) fn is_used(&self) -> bool {
        self.entries.iter().any(|entry| entry.is_used.load(Ordering::Relaxed))
    }

    /// Returns the locations of entries whose fingerprint was found and belongs to several values.
    pub(crate) fn shared(&self) -> impl Iterator<Item = &str> {
        let is_shared = |entry: &&Compiled| entry.is_shared.load(Ordering::Relaxed);
        self.entries.iter().filter(is_shared).map(|entry| entry.entry.at.as_str())
    }

    /// Returns the location and the rule of the first entry whose rule is not `is_known`.
    pub(crate) fn unknown_rule(&self, is_known: &dyn Fn(&str) -> bool) -> Option<(&str, &str)> {
        let mut rules = self.entries.iter().filter_map(|entry| Some((&*entry.entry.at, entry.entry.rule.as_deref()?)));
        rules.find(|(_, rule)| !is_known(rule))
    }
}

/// Refuses an entry that matches every path, and entries that together exclude every path from the scan, or excuse one
/// rule at every path: the error is for the last of them.
fn refuse_everything(entries: &[Compiled]) -> Result<(), PolicyError> {
    let all: Vec<&PathGlob> = entries.iter().filter_map(|entry| entry.path.as_ref()).collect();
    // If all of them together leave something, so does each subset.
    if !PathGlob::name_everything(&all) {
        return Ok(());
    }
    let names_everything =
        |entry: &&Compiled| entry.path.as_ref().is_some_and(|glob| PathGlob::name_everything(&[glob]));
    if let Some(entry) = entries.iter().find(names_everything) {
        return Err(entry.refused("path names every path, or nearly: name those that the exception is about"));
    }
    let rules: BTreeSet<Option<&str>> = entries.iter().map(|entry| entry.entry.rule.as_deref()).collect();
    for rule in rules {
        let together: Vec<(&Compiled, &PathGlob)> = entries.iter().filter_map(|entry| entry.for_all_of(rule)).collect();
        let globs: Vec<&PathGlob> = together.iter().map(|(_, glob)| *glob).collect();
        if let Some((last, _)) = together.last().filter(|_| PathGlob::name_everything(&globs)) {
            let why =
                "with the other entries, path names every path, or nearly: name those that the exceptions are about";
            return Err(last.refused(why));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{AllowEntry, Allowlist};

    fn entry(rule: Option<&str>, path: Option<&str>, reason: &str) -> AllowEntry {
        AllowEntry {
            at: "here".into(),
            rule: rule.map(Into::into),
            path: path.map(Into::into),
            fingerprint: None,
            reason: reason.into(),
        }
    }

    #[test]
    fn a_path_alone_excludes_and_with_a_rule_it_does_not() {
        let alone = Allowlist::compile(vec![entry(None, Some("vendor/**"), "their own code")]).unwrap();
        assert!(alone.excludes(b"vendor/a/b.sql", usize::MAX) && !alone.excludes(b"src/vendor.sql", usize::MAX));
        let ruled = Allowlist::compile(vec![entry(Some("r"), Some("vendor/**"), "their own code")]).unwrap();
        assert!(!ruled.excludes(b"vendor/a/b.sql", usize::MAX));
    }

    #[test]
    fn an_entry_needs_a_reason_a_condition_and_a_valid_glob() {
        const REASON: &str = "an allow entry needs a reason: a reason is a word of four letters or more that says something, \
                              or the id or the address of an issue";
        for (bad, why) in [
            (entry(Some("r"), Some("a"), " "), REASON),
            (entry(Some("r"), Some("a"), "<why>"), REASON),
            (entry(Some("r"), Some("a"), "."), REASON),
            (entry(Some("r"), Some("a"), "todo"), REASON),
            (
                entry(Some("r"), None, "published sample"),
                "a rule alone would be excused at every path: add a path or a fingerprint",
            ),
            (entry(None, None, "published sample"), "an allow entry needs a rule, a path or a fingerprint"),
            (entry(None, Some("a[b"), "published sample"), "path is not a glob: unclosed character class; missing ']'"),
        ] {
            let error = Allowlist::compile(vec![bad]).err().unwrap();
            assert_eq!((error.at.as_str(), error.why.as_str()), ("here", why));
        }
    }

    #[test]
    fn an_entry_for_everything_or_nothing_is_refused() {
        let with = |rule: Option<&str>, path: Option<&str>, fingerprint: Option<&str>| AllowEntry {
            fingerprint: fingerprint.map(Into::into),
            ..entry(rule, path, "published sample")
        };
        let print = "0123456789abcdef0123456789abcdef";
        for (entries, why) in [
            (vec![with(None, Some("**/*a*"), None)], "path names whatever has one letter"),
            (vec![with(Some("r"), Some("**/{a,e,i}*"), None)], "path names whatever has one letter"),
            (vec![with(Some("r"), Some("[a-m]*/**"), None)], "path names whatever has one letter"),
            (vec![with(None, Some("**"), None)], "path names every path"),
            (vec![with(None, Some("**/*"), None)], "path names every path"),
            (vec![with(Some("r"), Some("**"), None)], "path names every path"),
            (vec![with(None, Some("**"), Some(print))], "path names every path"),
            (vec![with(None, Some("*"), None)], "path names every path"),
            (vec![with(Some("r"), Some("*"), None)], "path names every path"),
            (vec![with(Some("r"), Some("?*/**"), None)], "path names every path"),
            (vec![with(None, Some("{.*,x}"), None)], "path takes the configuration itself out"),
            (vec![with(None, Some(".dsnitch.toml"), None)], "path takes the configuration itself out"),
            (
                vec![with(None, Some("docs/**"), None), with(None, Some(".dsnitch.toml"), None)],
                "path takes the configuration itself out",
            ),
            (
                vec![with(None, Some("docs/**"), None), with(None, Some("**/*a*"), None)],
                "path names whatever has one letter",
            ),
            (vec![with(None, Some("/"), None)], "path begins with /"),
            (
                vec![
                    with(None, Some("**/[a-f]*"), None),
                    with(None, Some("**/[!a-f.]*[a-m]"), None),
                    with(None, Some("**/[n-z]*"), None),
                ],
                "with the other entries, path names every path",
            ),
            (
                vec![
                    with(None, Some("**/[a-f]*"), None),
                    with(Some("r"), Some("**/[g-z]*"), None),
                    with(Some("q"), Some("x"), None),
                ],
                "with the other entries, path names every path",
            ),
            (vec![with(None, None, Some(""))], "a fingerprint has 32 digits"),
            (vec![with(None, None, Some(&print[..8]))], "a fingerprint has 32 digits"),
            (vec![with(None, None, Some(&print[..31]))], "a fingerprint has 32 digits"),
            (vec![with(None, None, Some(&format!("{print}0")))], "a fingerprint has 32 digits"),
            (vec![with(None, None, Some(&print.to_uppercase()))], "a fingerprint has 32 digits"),
            (vec![with(None, None, Some(&print.replace('f', "g")))], "a fingerprint has 32 digits"),
            (vec![with(Some("r"), None, Some("*"))], "a fingerprint has 32 digits"),
        ] {
            let shown = format!("{entries:?}");
            let error = Allowlist::compile(entries).err().unwrap_or_else(|| panic!("{shown} is taken"));
            assert!(error.at == "here" && error.why.starts_with(why), "{shown}: {error:?}");
        }
        for taken in [
            with(Some("r"), Some(".dsnitch.toml"), None),
            with(None, Some(".dsnitch.toml"), Some(print)),
            with(None, Some("k/**"), None),
            with(None, Some("**/*.c"), None),
            with(None, Some("*.[ch]"), None),
            with(None, Some("[Dd]ocs/**"), None),
            with(None, Some("**/a"), None),
            // Without any letter or name, but not for most paths of any depth.
            with(None, Some("??"), None),
            with(None, Some("?/?"), None),
            with(None, Some("docs/**"), None),
            with(None, Some("**/*.md"), None),
        ] {
            assert!(Allowlist::compile(vec![taken.clone()]).is_ok(), "{taken:?}");
        }
        // Halves that make a whole for one rule, but not for two, nor for one value.
        let halves = |rules: [&str; 2], print: Option<&str>| {
            let globs = ["**/*.{env,ts,mod,sql,js,java}", "**/*.{yaml,rs,rb,cs,xml,toml,sh}"];
            let entries = globs.into_iter().zip(rules).map(|(glob, rule)| with(Some(rule), Some(glob), print));
            Allowlist::compile(entries.collect()).err().map(|error| error.why)
        };
        let refused = halves(["r", "r"], None);
        assert!(refused.as_ref().is_some_and(|why| why.starts_with("with the other entries")), "{refused:?}");
        assert_eq!(halves(["r", "q"], None), None);
        assert_eq!(halves(["r", "r"], Some(print)), None);
    }

    #[test]
    fn an_unknown_rule_is_reported() {
        let list = Allowlist::compile(vec![
            entry(Some("a"), Some("p"), "published sample"),
            entry(Some("b"), Some("p"), "published sample"),
        ])
        .unwrap();
        assert_eq!(list.unknown_rule(&|rule| rule == "a"), Some(("here", "b")));
        assert_eq!(list.unknown_rule(&|rule| rule == "b"), Some(("here", "a")));
        assert_eq!(list.unknown_rule(&|_| false), Some(("here", "a")));
        assert_eq!(list.unknown_rule(&|_| true), None);
    }
}
