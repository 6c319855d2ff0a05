//! The allowlist: configured exceptions, each with a reason.

use globset::{GlobBuilder, GlobMatcher};

use super::PolicyError;
use crate::finding::Finding;

/// One exception, as written. All the conditions that are given must hold; at least one is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowEntry {
    /// Where it is written, for messages: ".dsnitch.toml, line 4".
    pub at: String,
    /// The id of the rule that it excuses.
    pub rule: Option<String>,
    /// A glob of paths, `*` stopping at `/`. Alone, it takes the paths out of the scan.
    pub path: Option<String>,
    /// The fingerprint of the one finding that it excuses.
    pub fingerprint: Option<String>,
    /// Why. Never empty.
    pub reason: String,
}

/// Whether `text` gives a reason: it is not empty, and not the `<why>` that reports show for somebody to replace.
///
/// ```
/// use dsnitch::policy::is_reason;
/// assert!(is_reason("published sample") && !is_reason(" ") && !is_reason("<why>"));
/// ```
pub fn is_reason(text: &str) -> bool {
    let text = text.trim();
    let is_placeholder = text.starts_with('<') && text.ends_with('>');
    !text.is_empty() && !is_placeholder
}

include!(concat!(env!("OUT_DIR"), "/allow.rs"));

/// Whether no scan looks at `path`, whatever is configured.
fn is_excluded_everywhere(path: &[u8]) -> bool {
    let name = path.rsplit(|&byte| byte == b'/').next().unwrap_or(path);
    EXCLUDED.iter().any(|excluded| excluded.as_bytes() == name)
}

fn glob(pattern: &str) -> Result<globset::Glob, globset::Error> {
    GlobBuilder::new(pattern).literal_separator(true).backslash_escape(true).build()
}

/// The exceptions of one run.
pub(crate) struct Allowlist {
    entries: Vec<Compiled>,
}

struct Compiled {
    entry: AllowEntry,
    path: Option<GlobMatcher>,
}

impl Allowlist {
    /// Checks and compiles `entries`.
    pub(crate) fn compile(entries: Vec<AllowEntry>) -> Result<Self, PolicyError> {
        let mut compiled = Vec::with_capacity(entries.len());
        for entry in entries {
            if !is_reason(&entry.reason) {
                return Err(PolicyError { at: entry.at, why: "an allow entry needs a reason".to_owned() });
            }
            if entry.rule.is_none() && entry.path.is_none() && entry.fingerprint.is_none() {
                let why = "an allow entry needs a rule, a path or a fingerprint".to_owned();
                return Err(PolicyError { at: entry.at, why });
            }
            let path = match &entry.path {
                Some(pattern) => match glob(pattern) {
                    Ok(glob) => Some(glob.compile_matcher()),
                    Err(error) => {
                        return Err(PolicyError { at: entry.at, why: format!("path is not a glob: {}", error.kind()) });
                    }
                },
                None => None,
            };
            compiled.push(Compiled { entry, path });
        }
        Ok(Allowlist { entries: compiled })
    }

    /// Whether `path` is taken out of the scan as a whole.
    pub(crate) fn excludes(&self, path: &[u8]) -> bool {
        if is_excluded_everywhere(path) {
            return true;
        }
        if self.entries.is_empty() {
            return false;
        }
        let text = String::from_utf8_lossy(path);
        self.entries.iter().any(|Compiled { entry, path }| {
            entry.rule.is_none()
                && entry.fingerprint.is_none()
                && path.as_ref().is_some_and(|glob| glob.is_match(text.as_ref()))
        })
    }

    /// The entries with a path that hold at `path`: places in the list.
    pub(crate) fn at(&self, path: &[u8]) -> Vec<usize> {
        if self.entries.is_empty() {
            return Vec::new();
        }
        let text = String::from_utf8_lossy(path);
        let holds = |compiled: &Compiled| compiled.path.as_ref().is_some_and(|glob| glob.is_match(text.as_ref()));
        self.entries.iter().enumerate().filter(|(_, entry)| holds(entry)).map(|(at, _)| at).collect()
    }

    /// The reason why `finding` is excused, if one of the entries excuses it.
    pub(crate) fn reason(&self, finding: &Finding) -> Option<&str> {
        if self.entries.is_empty() {
            return None;
        }
        let text = String::from_utf8_lossy(&finding.origin.path);
        self.entries.iter().find_map(|Compiled { entry, path }| {
            let rule = entry.rule.as_deref().is_none_or(|rule| rule == &*finding.rule);
            let fingerprint = entry.fingerprint.as_deref().is_none_or(|print| print == finding.fingerprint.as_str());
            let path = path.as_ref().is_none_or(|glob| glob.is_match(text.as_ref()));
            (rule && fingerprint && path).then_some(entry.reason.as_str())
        })
    }
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
    fn the_built_in_list_excludes_only_what_it_names() {
        let none = Allowlist::compile(Vec::new()).unwrap();
        assert!(none.excludes(b"go.sum") && none.excludes(b"a/b/go.sum"));
        for path in ["go.mod", "package-lock.json", "Cargo.lock", "ago.sum", "go.sum/x"] {
            assert!(!none.excludes(path.as_bytes()), "{path}");
        }
    }

    #[test]
    fn a_path_alone_excludes_and_with_a_rule_it_does_not() {
        let alone = Allowlist::compile(vec![entry(None, Some("vendor/**"), "theirs")]).unwrap();
        assert!(alone.excludes(b"vendor/a/b.sql") && !alone.excludes(b"src/vendor.sql"));
        let ruled = Allowlist::compile(vec![entry(Some("r"), Some("vendor/**"), "theirs")]).unwrap();
        assert!(!ruled.excludes(b"vendor/a/b.sql"));
    }

    #[test]
    fn an_entry_needs_a_reason_a_condition_and_a_glob_that_is_one() {
        for (bad, why) in [
            (entry(Some("r"), None, " "), "an allow entry needs a reason"),
            (entry(Some("r"), None, "<why>"), "an allow entry needs a reason"),
            (entry(None, None, "because"), "an allow entry needs a rule, a path or a fingerprint"),
            (entry(None, Some("a[b"), "because"), "path is not a glob: unclosed character class; missing ']'"),
        ] {
            let error = Allowlist::compile(vec![bad]).err().unwrap();
            assert_eq!((error.at.as_str(), error.why.as_str()), ("here", why));
        }
    }
}
