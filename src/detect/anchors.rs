//! A scan in two steps, for a caller that already knows the anchors of a text because another version shares them.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;

use super::budget::Budget;
use super::{Detector, Leaked, Listener, Read};
use crate::coverage::Excused;
use crate::extract::{Candidate, Context, Language};
use crate::finding::Finding;
use crate::fingerprint::HeldId;
use crate::fragment::{Anchor, Origin};
use crate::rules::Rule;
use crate::text::{Plain, Span};

/// The result of scanning a text with known anchors.
#[derive(Default)]
pub struct Anchored {
    /// The findings, without the fields for readers ([`Listener::shows`]).
    pub findings: Vec<Finding>,
    /// The excused candidates: line and identity.
    pub excused: Vec<(usize, HeldId)>,
    /// True if the words of the path were used, so that the result is valid for this path only.
    pub depends_on_path: bool,
    /// True if the text has more candidates than the limit, so that the result is incomplete.
    pub is_cut: bool,
}

impl Listener for Anchored {
    fn excused(&mut self, seen: Excused, held: HeldId) {
        self.excused.push((seen.line, held));
    }

    fn leaked(&mut self, _: Leaked<'_>) {}

    fn shows(&self) -> bool {
        false
    }

    fn found(&mut self, finding: Finding) {
        self.findings.push(finding);
    }
}

impl Detector {
    /// Length of the longest anchor, in bytes.
    pub(crate) fn reach(&self) -> usize {
        self.dispatch().prefilter.longest()
    }

    /// Appends the anchors that start in the range `starts` of `text` to `found`, in order.
    pub fn anchors(&self, text: &[u8], starts: Range<usize>, found: &mut Vec<Anchor>) {
        let before = found.len();
        self.dispatch().prefilter.for_each_in(text, starts, &mut |keyword, span| {
            if let (Ok(at), Ok(keyword)) = (u32::try_from(span.start), u16::try_from(keyword)) {
                found.push(Anchor { at, keyword });
            }
        });
        found.get_mut(before..).unwrap_or_default().sort_unstable();
    }

    /// What [`Detector::scan_explained`] finds in `text` at `origin`, given all of its anchors in order.
    pub(crate) fn scan_anchored(&self, origin: &Origin, text: &[u8], anchors: &[Anchor]) -> Anchored {
        if anchors.is_empty() && !self.dispatch().reads_by_path(self.rules.rules(), &origin.path) {
            return Anchored::default();
        }
        let plain = Plain::of(text);
        let cx = Context::new(plain.text(), &origin.path);
        let budget = Budget::new(text.len());
        let candidates = self.candidates(&cx, &origin.path, &plain, &budget, anchors);
        let read = Read { original: text, plain: &plain, cx: &cx };
        let mut anchored = Anchored::default();
        anchored.is_cut = self.judge_all(&read, candidates, origin, &budget, &mut anchored).is_some();
        anchored.depends_on_path = cx.file.has_asked();
        anchored
    }

    /// The candidates that the extractors find at `anchors`, which are offsets in the original of `plain`.
    pub(super) fn candidates<'r, 'h>(
        &'r self,
        cx: &Context<'h>,
        path: &[u8],
        plain: &Plain<'_>,
        budget: &Budget,
        anchors: &[Anchor],
    ) -> Vec<(&'r Rule, Candidate<'h>)> {
        let dispatch = self.dispatch();
        dispatch.candidates(self.rules.rules(), cx, path, budget, |found| {
            for anchor in anchors {
                let (at, keyword) = (plain.offset_of(anchor.at as usize), usize::from(anchor.keyword));
                let length = dispatch.prefilter.keywords().get(keyword).map_or(0, |keyword| keyword.len());
                found(keyword, Span::new(at, at + length));
            }
        })
    }

    /// A hash of the way in which a text at `path` is read: of everything that extractors, excuses and rules derive
    /// from a path. Paths with the same value give the same findings, except those that depend on the words of the path
    /// ([`Anchored::depends_on_path`]).
    pub(crate) fn reading(&self, path: &[u8]) -> u64 {
        let mut hasher = DefaultHasher::new();
        Language::of(path).hash(&mut hasher);
        for (idx, rule) in self.rules.rules().iter().enumerate() {
            if !(rule.paths.is_empty() && rule.not_paths.is_empty())
                && self.dispatch().path_matches(self.rules.rules(), idx, path)
            {
                idx.hash(&mut hasher);
            }
        }
        hasher.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fragment::{Added, Fragment, Provenance};
    use crate::rules::RuleSet;

    #[test]
    fn a_scan_in_two_steps_finds_the_same_as_a_scan_in_one() {
        let detector = Detector::new(RuleSet::builtin()).unwrap();
        let secret = "Xk29fLq81Zt0";
        for (path, text, finds) in [
            ("a.conf", format!("PGPASSWORD={secret}\n"), true),
            ("a.py", format!("x = 'postgres://app:{secret}@db.internal/app'\n"), true),
            (".pgpass", format!("db:5432:app:app:{secret}\n"), true),
            ("a.conf", "PGPASSWORD=${X}\n".to_owned(), false),
            ("a.conf", format!("A=1\r\nPGPASSWORD={secret}\r\nB=2\r\n"), true),
            ("a.conf", format!("A=1\rPGPASSWORD={secret}\rB=2\r"), true),
            (".pgpass", format!("a:1:b:c:\r\ndb:5432:app:app:{secret}\r\n"), true),
            ("a.conf", String::new(), false),
        ] {
            let text = text.as_bytes();
            let (mut whole, mut parts) = (Vec::new(), Vec::new());
            detector.anchors(text, 0..text.len(), &mut whole);
            for start in 0..text.len() {
                detector.anchors(text, start..start + 1, &mut parts);
            }
            assert_eq!(whole, parts, "{path}");
            let mut searched = Vec::new();
            detector.dispatch().prefilter.for_each(text, |keyword, span| searched.push((span.start, keyword)));
            let whole_again: Vec<_> = whole.iter().map(|a| (a.at as usize, usize::from(a.keyword))).collect();
            assert_eq!(whole_again, searched, "{path}");
            let origin = Origin { path: path.into(), provenance: Provenance::File };
            let found = detector.scan(&Fragment { origin: &origin, text, added: Added::All });
            let anchored = detector.scan_anchored(&origin, text, &whole);
            let compared = |finding: &Finding| {
                (finding.held, finding.subject(), finding.location, finding.last_line, finding.host.clone())
            };
            let of_all = |findings: &[Finding]| findings.iter().map(compared).collect::<Vec<_>>();
            assert_eq!(of_all(&anchored.findings), of_all(&found), "{path}");
            assert_eq!(found.len(), usize::from(finds), "{path}");
        }
    }

    #[test]
    fn a_path_decides_how_its_text_is_read() {
        let detector = Detector::new(RuleSet::builtin()).unwrap();
        let reading = |path: &str| detector.reading(path.as_bytes());
        assert_eq!(reading("a/b.py"), reading("c.pyi"));
        for (one, other) in [
            ("a.py", "a.env"),
            (".pgpass", "pgpass.md"),
            ("users.txt", "other.txt"),
            ("a.py", "a.rb"),
            ("a.py", "a.cob"),
            ("a.cpp", "a.tcl"),
            ("locales/de.json", "config/de.json"),
            ("package.json", "settings.json"),
            ("_netrc", "notes"),
        ] {
            assert_ne!(reading(one), reading(other), "{one} {other}");
        }
    }
}
