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
            service,
            stage: _,
            is_production: _,
            is_of_tests: _,
        } = of;
        [user, host, database, purpose, product, server, service].into_iter().for_each(|name| self.maybe(name));
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
        if let Some(Pragma { rules, reason, until: _, is_shared: _, is_misspelt: _ }) = pragma {
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
mod tests;
