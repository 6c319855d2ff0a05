//! Secrets in files that a text holds encoded: what the base64 of a Kubernetes Secret decodes to is read as the file that its
//! key names.

use super::budget::{Budget, Unread};
use super::choice::{self, Judged, Judgement};
use super::dispatch::Dispatch;
use super::excuse::Excuse;
use super::strength::StrengthCache;
use crate::extract::{Candidate, Context};
use crate::rules::{Rule, RuleSet};
use crate::text::{Located, Span};

/// What the files within `cx` are read with.
pub(super) struct Reading<'r> {
    pub(super) rules: &'r RuleSet,
    pub(super) dispatch: &'r Dispatch,
    pub(super) cache: &'r StrengthCache,
}

impl<'r> Reading<'r> {
    /// Adds to `judged`, which is sorted by place, the secrets of the files within `cx` where it has none at the same
    /// place. Each stands where the file is encoded. Returns the place of a file that was not read to its end.
    pub(super) fn add<'h>(
        &self,
        cx: &Context<'h>,
        judged: &mut Vec<Judged<'r, 'h>>,
        excused: &mut dyn FnMut(&'r Rule, &Candidate<'_>, &'static Excuse),
    ) -> Option<usize> {
        let mut unread = None;
        let mut found = Vec::new();
        for file in cx.take_encoded_files() {
            let next = judged.partition_point(|judged| judged.candidate.secret.span.start < file.span.end);
            let own = judged.get(..next).unwrap_or_default().iter().rev();
            // Findings are few, and of one text: what ends before the file is not looked through.
            let is_found = own
                .take_while(|judged| judged.candidate.secret.span.start >= file.span.start)
                .any(|judged| matches!(judged.judgement, Judgement::Secret(_)));
            if is_found {
                continue;
            }
            let budget = Budget::new(file.text.len());
            let inner = Context::new(&file.text, &file.name);
            let each = |found: &mut dyn FnMut(usize, Span)| self.dispatch.prefilter.for_each(inner.text, found);
            let candidates = self.dispatch.candidates(self.rules.rules(), &inner, &file.name, &budget, each);
            let mut note = |rule: &'r Rule, candidate: &Candidate<'_>, excuse: &'static Excuse| {
                excused(rule, &placed(candidate.clone(), file.span), excuse);
            };
            let mut secrets = choice::judged(&inner, &file.name, candidates, self.cache, &mut note);
            secrets.retain(|judged| matches!(judged.judgement, Judgement::Secret(_)));
            unread = unread
                .or(self.add(&inner, &mut secrets, &mut note).map(|_| file.span.start))
                .or(budget.unread(|_| 1).map(|_: Unread| file.span.start));
            found.extend(secrets.into_iter().map(|judged| Judged {
                rule: judged.rule,
                candidate: placed(judged.candidate, file.span),
                judgement: judged.judgement,
                confidence: judged.confidence,
            }));
        }
        if !found.is_empty() {
            judged.extend(found);
            judged.sort_by_key(|judged| judged.candidate.secret.span.start);
        }
        unread
    }
}

/// `candidate` with all that it borrows, at `span` of another text.
fn placed(candidate: Candidate<'_>, span: Span) -> Candidate<'static> {
    let owned = |name: Option<std::borrow::Cow<'_, [u8]>>| name.map(|name| name.into_owned().into());
    Candidate {
        form: candidate.form,
        secret: Located::new(candidate.secret.value.into_owned().into(), span),
        scheme: candidate.scheme,
        key: candidate.key,
        user: owned(candidate.user),
        host: owned(candidate.host),
        database: owned(candidate.database),
        formatted: candidate.formatted,
        is_branch: candidate.is_branch,
    }
}
