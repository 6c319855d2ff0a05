//! A report with all secrets of the run masked: the only input that reporters accept.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

use super::{Mends, Report, UsedPassword};
use crate::attribution::{Place, Refs, Trace};
use crate::coverage::{Coverage, Excused, Portion, Skip, Unlisted};
use crate::decision::{Decided, Suppression};
use crate::failure::{Failure, Missing, Promised};
use crate::finding::{Evidence, Finding, Snippet};
use crate::fragment::{CommitRef, Origin, Person, Provenance};
use crate::leaks::Masker;
use crate::pragma::Pragma;
use crate::usage::{Usage, Use};

/// A report whose texts have all been masked in one pass: a secret may be part of a path, an author's name, a reason,
/// another finding's line, or an error message. Formats escape their output, so that masking comes first.
pub struct Finished(Report);

impl Finished {
    /// Masks every secret of `report` in all of its texts. Secrets to be revealed are kept.
    pub fn of(mut report: Report) -> Self {
        let leaks = std::mem::take(&mut report.leaks);
        for masker in leaks.maskers() {
            Pass { masker, origin: None, commit: None, refs: None, places: HashMap::new() }.report(&mut report);
        }
        Finished(report)
    }
}

impl Deref for Finished {
    type Target = Report;

    fn deref(&self) -> &Report {
        &self.0
    }
}

/// The last input and its masked copy: neighbouring findings share what they point to.
type Last<T> = Option<(Arc<T>, Arc<T>)>;

/// A list of places, and its masked copy.
type Masked = (Arc<[Place]>, Arc<[Place]>);

struct Pass {
    masker: Masker,
    origin: Last<Origin>,
    commit: Last<CommitRef>,
    refs: Last<Refs>,
    /// The masked copy of each list, by the address of the original, which is kept alive so that no other list can have
    /// that address.
    places: HashMap<usize, Masked>,
}

/// Each type is destructured by name, so that a new field does not compile until it is decided whether it is text.
impl Pass {
    fn report(&mut self, report: &mut Report) {
        let Report { verdict: _, findings, revealed: _, coverage, is_history: _, start: _, leaks: _, run, uses } =
            report;
        if let Some(Mends { moves: _, untracks, are_all: _ }) = &mut run.mends {
            untracks.iter_mut().for_each(|path| self.text(path));
        }
        findings.iter_mut().for_each(|decided| self.decided(decided));
        uses.iter_mut().for_each(|used| self.used(used));
        self.coverage(coverage);
    }

    fn used(&mut self, UsedPassword { secret: _, of, finding }: &mut UsedPassword) {
        let Use {
            user,
            host,
            database,
            is_whole: _,
            is_of_server: _,
            role: _,
            purpose,
            product,
            server,
            stage: _,
            is_production: _,
            is_of_tests: _,
        } = of;
        [user, host, database, purpose, product, server].into_iter().for_each(|name| self.maybe(name));
        self.decided(finding);
    }

    fn text(&self, text: &mut String) {
        if let Cow::Owned(masked) = self.masker.masked(text) {
            *text = masked;
        }
    }

    fn maybe(&self, text: &mut Option<String>) {
        if let Some(text) = text {
            self.text(text);
        }
    }

    fn bytes(&self, bytes: &mut Vec<u8>) {
        if let Cow::Owned(masked) = self.masker.masked_bytes(bytes) {
            *bytes = masked;
        }
    }

    fn shared(&self, text: &mut Arc<str>) {
        if let Cow::Owned(masked) = self.masker.masked(text) {
            *text = masked.into();
        }
    }

    fn decided(&mut self, decided: &mut Decided) {
        let Decided {
            finding,
            environment: _,
            environment_reason: _,
            environment_detail,
            action: _,
            suppressed,
            is_enforced: _,
            has_expired: _,
            known: _,
            trace,
        } = decided;
        self.finding(finding);
        self.maybe(environment_detail);
        match suppressed {
            Some(Suppression::Pragma(reason) | Suppression::Allowlist(reason)) => self.text(reason),
            Some(Suppression::Baseline) | None => {}
        }
        if let Some(Trace {
            repository,
            at_head: _,
            head_path,
            is_at_path: _,
            is_replaced: _,
            removed: _,
            refs,
            places,
        }) = trace
        {
            if let Some(path) = head_path
                && let Cow::Owned(masked) = self.masker.masked_bytes(path)
            {
                *path = masked.into();
            }
            if let Some(repository) = repository {
                self.shared(repository);
            }
            self.refs(refs);
            if let Some(places) = places {
                self.places(places);
            }
        }
    }

    /// The findings of a secret share one list of places, before and after masking.
    fn places(&mut self, places: &mut Arc<[Place]>) {
        let at = places.as_ptr().addr();
        if let Some((_, masked)) = self.places.get(&at) {
            *places = Arc::clone(masked);
            return;
        }
        let given = Arc::clone(places);
        let masked = given.iter().cloned().map(|mut place| {
            let Place { commit, path, line: _ } = &mut place;
            if let Some(commit) = commit {
                self.commit(commit);
            }
            self.bytes(path);
            place
        });
        *places = masked.collect();
        self.places.insert(at, (given, Arc::clone(places)));
    }

    fn finding(&mut self, finding: &mut Finding) {
        let Finding {
            rule,
            evidence,
            severity: _,
            confidence: _,
            origin,
            location: _,
            user,
            host,
            database,
            usage: Usage { is_whole: _, is_of_server: _, role: _, purpose, product, stage: _, server },
            snippet,
            message,
            remedy,
            fingerprint: _,
            ordinal: _,
            held: _,
            slot: _,
            last_line: _,
            deployed_by: _,
            for_tests_by: _,
            pragma,
            comment: _,
        } = finding;
        self.shared(rule);
        self.origin(origin);
        [user, host, database, purpose, product, server].into_iter().for_each(|name| self.maybe(name));
        let masked = |text: &str| match self.masker.masked_advice(text) {
            Cow::Owned(masked) => Some(masked),
            Cow::Borrowed(_) => None,
        };
        if let Some(text) = masked(message) {
            *message = text;
        }
        remedy.edit(masked);
        match evidence {
            Evidence::Secret { id: _, masked, weakness: _, characters: _, breaks_uri: _ } => {
                self.text(masked);
                self.snippet(snippet);
            }
            // The line of a practice is shown unmasked, so that it may contain what is a secret elsewhere.
            Evidence::Practice { gate: _, of: _ } => {
                let marked = snippet.text.get(snippet.mark.clone()).map(|marked| self.masker.masked(marked));
                if let Some(Cow::Owned(masked)) = marked {
                    let (start, end) = (snippet.mark.start, snippet.mark.start + masked.len());
                    snippet.text.replace_range(snippet.mark.clone(), &masked);
                    snippet.mark = start..end;
                }
                self.snippet(snippet);
            }
        }
        if let Some(Pragma { rules, reason, until: _, is_shared: _ }) = pragma {
            rules.iter_mut().for_each(|rule| self.text(rule));
            self.maybe(reason);
        }
    }

    /// Masks the text on both sides of the mark, whose position is adjusted.
    fn snippet(&self, snippet: &mut Snippet) {
        let Snippet { text, mark } = snippet;
        let parts = (text.get(..mark.start), text.get(mark.clone()), text.get(mark.end..));
        let (Some(before), Some(marked), Some(after)) = parts else { return self.text(text) };
        let (before, after) = (self.masker.masked(before), self.masker.masked(after));
        if let (Cow::Borrowed(_), Cow::Borrowed(_)) = (&before, &after) {
            return;
        }
        let moved = before.len()..before.len() + marked.len();
        *text = format!("{before}{marked}{after}");
        *mark = moved;
    }

    fn origin(&mut self, origin: &mut Arc<Origin>) {
        if let Some((given, made)) = &self.origin
            && Arc::ptr_eq(given, origin)
        {
            *origin = Arc::clone(made);
            return;
        }
        let given = Arc::clone(origin);
        let Origin { mut path, mut provenance } = Origin::clone(origin);
        self.bytes(&mut path);
        match &mut provenance {
            Provenance::Commit(commit) => self.commit(commit),
            Provenance::Staged | Provenance::File | Provenance::Stdin => {}
        }
        *origin = Arc::new(Origin { path, provenance });
        self.origin = Some((given, Arc::clone(origin)));
    }

    fn commit(&mut self, commit: &mut Arc<CommitRef>) {
        if let Some((given, made)) = &self.commit
            && Arc::ptr_eq(given, commit)
        {
            *commit = Arc::clone(made);
            return;
        }
        let given = Arc::clone(commit);
        let CommitRef { id, authored, author: Person { mut name, mut email } } = CommitRef::clone(commit);
        self.text(&mut name);
        self.text(&mut email);
        if name != commit.author.name || email != commit.author.email {
            *commit = Arc::new(CommitRef { id, authored, author: Person { name, email } });
        }
        self.commit = Some((given, Arc::clone(commit)));
    }

    fn refs(&mut self, refs: &mut Arc<Refs>) {
        if let Some((given, made)) = &self.refs
            && Arc::ptr_eq(given, refs)
        {
            *refs = Arc::clone(made);
            return;
        }
        let given = Arc::clone(refs);
        let Refs { mut names, count } = Refs::clone(refs);
        names.iter_mut().for_each(|name| self.text(name));
        if names != refs.names {
            *refs = Arc::new(Refs { names, count });
        }
        self.refs = Some((given, Arc::clone(refs)));
    }

    fn coverage(&self, coverage: &mut Coverage) {
        let Coverage {
            files: _,
            bytes: _,
            commits: _,
            messages: _,
            pathless: _,
            skipped,
            failures,
            missing,
            promisor,
            notes,
            unlisted,
            excused,
            portion,
            is_complete: _,
            is_observed: _,
            nothing_to_scan: _,
        } = coverage;
        for Skip { path, reason: _ } in skipped {
            self.bytes(path);
        }
        failures.iter_mut().for_each(|error| self.failure(error));
        missing.iter_mut().for_each(|missing| self.missing(missing));
        self.maybe(promisor);
        notes.iter_mut().for_each(|note| self.text(note));
        for Unlisted { path, commit: _, blocking: _, warning: _, excused: _ } in unlisted {
            self.bytes(path);
        }
        for Excused { path, line: _, rule: _, excuse: _, why: _ } in excused {
            self.bytes(path);
        }
        if let Some(Portion { index: _, count: _, of: _, whole: _, repositories }) = portion {
            repositories.iter_mut().for_each(|name| self.text(name));
        }
    }

    fn failure(&self, error: &mut Failure) {
        let Failure { what, why, next, is_absent: _, missing } = error;
        [what, why, next].into_iter().for_each(|text| self.text(text));
        if let Some(Promised { missing, remote }) = missing.as_deref_mut() {
            self.missing(missing);
            self.text(remote);
        }
    }

    fn missing(&self, Missing { path, object: _ }: &mut Missing) {
        if let Some(path) = path {
            self.bytes(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Deref as _;
    use std::sync::Arc;

    use super::{Finished, Report};
    use crate::advice::Advice;
    use crate::attribution::{Place, Refs, Trace};
    use crate::coverage::{Excused, Portion, Shared, Skip, SkipReason, Unlisted};
    use crate::decision::{Decided, Suppression};
    use crate::failure::{Failure, Missing, Promised};
    use crate::finding::sample::finding;
    use crate::finding::{Class, Evidence, Finding, Gate, Snippet};
    use crate::fragment::{CommitRef, Origin, Person, Provenance};
    use crate::policy::{Policy, Profile};
    use crate::pragma::Pragma;
    use crate::report::{Mends, UsedPassword};
    use crate::usage::{Usage, Use};

    const S: &str = "kV8m2Qz4rTn9";

    /// A text with a secret in it, and a number.
    fn text(number: u8) -> String {
        format!("a/{number}{S}")
    }

    fn shown(number: u8) -> String {
        format!("a/{number}••••••••")
    }

    fn commit(number: u8) -> Arc<CommitRef> {
        let author = Person { name: text(number), email: text(number) };
        Arc::new(CommitRef { id: "0123".to_owned(), authored: (0, 0), author })
    }

    /// A finding with a secret in each of its texts; `line` is what is shown before and behind the mark.
    fn decided(evidence: Evidence) -> Decided {
        let provenance = Provenance::Commit(commit(1));
        let finding = Finding {
            rule: text(1).into(),
            evidence,
            origin: Arc::new(Origin { path: text(1).into(), provenance }),
            user: Some(text(1)),
            host: Some(text(1)),
            database: Some(text(1)),
            usage: Usage { purpose: Some(text(1)), product: Some(text(1)), server: Some(text(1)), ..Usage::default() },
            snippet: Snippet { text: format!("{S}=••••••••;{S}"), mark: S.len() + 1..S.len() + 25 },
            message: text(1),
            remedy: Advice::Sentences { general: text(1), here: Some(text(1)) },
            pragma: Some(Pragma { rules: vec![text(1)], reason: Some(text(1)), ..Pragma::default() }),
            ..finding(Class::Leak, "a")
        };
        let place = Place { commit: Some(commit(2)), path: text(2).into(), line: 1 };
        Decided {
            environment_detail: Some(text(1)),
            suppressed: Some(Suppression::Allowlist(text(1))),
            trace: Some(Trace {
                repository: Some(text(1).into()),
                head_path: Some(text(1).into_bytes().into()),
                refs: Arc::new(Refs { names: vec![text(1), text(2)], count: 2 }),
                places: Some(vec![place].into()),
                ..Trace::default()
            }),
            ..Policy::new(Profile::Balanced, Vec::new()).unwrap().decide(finding)
        }
    }

    fn secret() -> Evidence {
        let mut evidence = finding(Class::Leak, "a").evidence;
        let Evidence::Secret { masked, .. } = &mut evidence else { panic!() };
        *masked = text(1);
        evidence
    }

    fn report() -> Report {
        let missing = Missing { path: Some(text(1).into()), object: "1".to_owned() };
        let promised = Promised { missing: missing.clone(), remote: text(1) };
        let mut report =
            Report::failed(Failure { missing: Some(Box::new(promised)), ..Failure::new(text(1), text(1), text(1)) });
        let mut excused = decided(Evidence::Practice { gate: Gate::Strict, of: None });
        excused.suppressed = Some(Suppression::Pragma(text(1)));
        report.findings = vec![decided(secret()), excused];
        let of = Use {
            user: Some(text(1)),
            host: Some(text(1)),
            database: Some(text(1)),
            purpose: Some(text(1)),
            product: Some(text(1)),
            server: Some(text(1)),
            ..Use::default()
        };
        report.uses = vec![UsedPassword { secret: "0123".to_owned(), of, finding: decided(secret()) }];
        report.run.mends = Some(Mends { moves: false, untracks: vec![text(1)], are_all: true });
        let coverage = &mut report.coverage;
        coverage.skipped = vec![Skip { path: text(1).into(), reason: SkipReason::Binary }];
        coverage.missing = vec![missing];
        coverage.promisor = Some(text(1));
        coverage.notes = vec![text(1), text(2)];
        coverage.unlisted = vec![Unlisted { path: text(1).into(), ..Unlisted::default() }];
        coverage.excused = vec![Excused { path: text(1).into(), line: 1, rule: "a", excuse: "b", why: "c" }];
        coverage.portion = Some(Portion {
            index: 1,
            count: 2,
            of: Shared::Repositories,
            whole: String::new(),
            repositories: vec![text(1)],
        });
        report
    }

    /// How often the secret is in the texts of `report`, as text or as a list of bytes.
    fn count(report: &Report) -> usize {
        let shown = format!("{report:?}");
        let bytes = format!("{:?}", S.as_bytes());
        shown.matches(S).count() + shown.matches(bytes.trim_matches(['[', ']'])).count()
    }

    #[test]
    fn every_text_of_a_report_is_masked() {
        let mut report = report();
        assert!(count(&report) > 70, "{}", count(&report));
        report.leaks.add(S.as_bytes(), S.as_bytes(), false);
        let finished = Finished::of(report);
        assert_eq!(count(finished.deref()), 0, "{:?}", finished.deref());
        for decided in &finished.findings {
            let Snippet { text, mark } = &decided.finding.snippet;
            assert_eq!((text.as_str(), text.get(mark.clone())), ("••••••••=••••••••;••••••••", Some("••••••••")));
        }
    }

    /// Rows: what is before and behind the mark, and what is shown.
    #[test]
    fn the_mark_stays_where_it_is_whichever_side_is_masked() {
        for (before, behind, shown) in [
            ("a=", ";b", "a=••••••••;b".to_owned()),
            ("kV8m2Qz4rTn9=", ";b", "••••••••=••••••••;b".to_owned()),
            ("a=", ";kV8m2Qz4rTn9", "a=••••••••;••••••••".to_owned()),
        ] {
            let mut report = report();
            report.findings.truncate(1);
            let mark = before.len()..before.len() + "••••••••".len();
            report.findings[0].finding.snippet =
                Snippet { text: format!("{before}••••••••{behind}"), mark };
            report.leaks.add(S.as_bytes(), S.as_bytes(), false);
            let finished = Finished::of(report);
            let Snippet { text, mark } = &finished.findings[0].finding.snippet;
            assert_eq!((text, text.get(mark.clone())), (&shown, Some("••••••••")));
        }
    }

    /// Texts that several findings share are masked once; those that each has for itself stay apart.
    #[test]
    fn each_finding_keeps_its_own_path_commit_refs_and_places() {
        let of = |number: u8, origin: Arc<Origin>, refs: Arc<Refs>, places: Arc<[Place]>| {
            let mut decided = decided(secret());
            decided.finding.user = Some(text(number));
            decided.finding.origin = origin;
            let trace = decided.trace.as_mut().unwrap();
            (trace.refs, trace.places) = (refs, Some(places));
            decided
        };
        let parts = |number: u8, commit: &Arc<CommitRef>| {
            let origin = Origin { path: text(number).into(), provenance: Provenance::Commit(Arc::clone(commit)) };
            let refs = Refs { names: vec![text(number)], count: 1 };
            let place = Place { commit: Some(Arc::clone(commit)), path: text(number).into(), line: 1 };
            (Arc::new(origin), Arc::new(refs), Arc::<[Place]>::from(vec![place]))
        };
        let commits = [commit(3), commit(4)];
        let all = [parts(3, &commits[0]), parts(4, &commits[1])];
        let mut report = report();
        report.findings.clear();
        for number in [0, 0, 1, 0, 1, 1] {
            let (origin, refs, places) = all[number].clone();
            report.findings.push(of(number as u8 + 3, origin, refs, places));
        }
        report.leaks.add(S.as_bytes(), S.as_bytes(), false);
        let finished = Finished::of(report);
        for decided in &finished.findings {
            let expected = if decided.finding.user == Some(shown(3)) { shown(3) } else { shown(4) };
            let is_it = |commit: &CommitRef| commit.author.name == expected && commit.author.email == expected;
            let origin = &decided.finding.origin;
            assert_eq!(String::from_utf8_lossy(&origin.path), expected);
            let Provenance::Commit(commit) = &origin.provenance else { panic!() };
            assert!(is_it(commit), "{commit:?} {expected}");
            let trace = decided.trace.as_ref().unwrap();
            assert_eq!(trace.refs.names, std::slice::from_ref(&expected));
            let [place] = trace.places.as_deref().unwrap() else { panic!() };
            assert_eq!(String::from_utf8_lossy(&place.path), expected);
            assert!(is_it(place.commit.as_ref().unwrap()), "{place:?} {expected}");
        }
    }
}
