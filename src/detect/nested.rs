//! Texts within a text that are read as files of their own: what the base64 of a Kubernetes Secret decodes to, as the file that
//! its key names; a code block of documentation, in the language that it names; what a command writes to a file, as that file.

use super::budget::Budget;
use super::choice::{self, Judged, Judgement};
use super::dispatch::Dispatch;
use super::excuse::Excuse;
use super::reading::reads_as_expression;
use super::strength::StrengthCache;
use crate::extract::inner_text::{InnerText, Kind};
use crate::extract::{Candidate, Context, Form, piece_around};
use crate::rules::{Rule, RuleSet};
use crate::sorting::Sorting as _;
use crate::text::{Located, Span};

/// How deep texts within texts are read: a here-document in a script that another one writes, in a code block. Each level costs
/// as much as the text.
const DEPTH: usize = 3;

/// What the files within `cx` are read with.
pub(super) struct Reading<'r> {
    pub(super) rules: &'r RuleSet,
    pub(super) dispatch: &'r Dispatch,
    pub(super) cache: &'r StrengthCache,
}

/// Receives what is no secret.
type Excused<'e, 'r> = &'e mut dyn FnMut(&'r Rule, &Candidate<'_>, &'static Excuse);

/// What was read of a text within another.
struct Inner<'r, 'h> {
    secrets: Vec<Judged<'r, 'h>>,
    /// Where something is that is no secret, in order.
    none: Vec<Span>,
    /// True if the text was not read to its end.
    is_cut: bool,
}

impl<'r> Reading<'r> {
    /// Adds to `judged`, which is sorted by place, the secrets of the files within `cx` where it has none at the same
    /// place, and removes what is no secret in the language of the text within `cx` that it stands in; `none` is what is no
    /// secret in `cx`. Each secret of an encoded file stands where the file is encoded. Returns the place of a file that was
    /// not read to its end.
    pub(super) fn add<'h>(
        &self,
        cx: &Context<'h>,
        judged: &mut Vec<Judged<'r, 'h>>,
        none: &mut Vec<Span>,
        excused: Excused<'_, 'r>,
    ) -> Option<usize> {
        self.add_within(cx, judged, none, DEPTH, excused)
    }

    fn add_within<'h>(
        &self,
        cx: &Context<'h>,
        judged: &mut Vec<Judged<'r, 'h>>,
        none: &mut Vec<Span>,
        depth: usize,
        excused: Excused<'_, 'r>,
    ) -> Option<usize> {
        let written = self.judge_in_their_languages(cx, judged, none, depth, excused);
        let mut unread = None;
        let mut found = Vec::new();
        let place = |judged: &Judged<'_, '_>| judged.candidate.secret.span.start;
        // Where something is that is read as a file instead, in order as the files are.
        let mut replaced: Vec<usize> = Vec::new();
        for file in cx.take_encoded_files() {
            let first = judged.partition_point(|judged| place(judged) < file.span.start);
            let next = judged.partition_point(|judged| place(judged) < file.span.end);
            let mut own = judged.get(first..next).unwrap_or_default().iter();
            // What is told by its randomness alone may be the file.
            if own.any(|judged| is_secret(judged) && !judged.rule.judge.random) {
                continue;
            }
            let mut note = |rule: &'r Rule, candidate: &Candidate<'_>, excuse: &'static Excuse| {
                excused(rule, &placed(candidate.clone(), file.span), excuse);
            };
            let inner = self.read(&Context::new(&file.text, &file.name), &file.name, depth, &mut note);
            unread = unread.or(inner.is_cut.then_some(file.span.start));
            if !inner.secrets.is_empty() {
                replaced
                    .extend(judged.get(first..next).unwrap_or_default().iter().filter(|own| is_secret(own)).map(place));
            }
            found.extend(inner.secrets.into_iter().map(|judged| judged_at(judged, file.span)));
        }
        if !found.is_empty() {
            judged.retain(|judged| !is_secret(judged) || replaced.binary_search(&place(judged)).is_err());
            judged.extend(found);
            judged.put_in_order_by_key(place);
        }
        written.or(unread)
    }

    /// The secrets of `cx`, the text of a file at `path` within another text.
    fn read<'h>(&self, cx: &Context<'h>, path: &[u8], depth: usize, excused: Excused<'_, 'r>) -> Inner<'r, 'h> {
        let budget = Budget::new(cx.text.len());
        let mut none = Vec::new();
        let mut note = |rule: &'r Rule, candidate: &Candidate<'_>, excuse: &'static Excuse| {
            none.extend(candidate.is_given().then_some(candidate.secret.span));
            excused(rule, candidate, excuse);
        };
        let each = |found: &mut dyn FnMut(usize, Span)| self.dispatch.prefilter.for_each(cx.text, found);
        let candidates = self.dispatch.candidates(self.rules.rules(), cx, path, &budget, each);
        let mut secrets = choice::judged(cx, path, candidates, self.cache, &mut note);
        secrets.retain(is_secret);
        let unread = self.add_within(cx, &mut secrets, &mut none, depth.saturating_sub(1), excused);
        none.put_in_order();
        let is_cut = unread.is_some() || budget.unread(|_| 1).is_some();
        Inner { secrets, none, is_cut }
    }

    /// Removes from `judged`, which is sorted by place, what is no secret in the language of the text within `cx` that it
    /// stands in, and adds what is one only there; `none` is what is none in `cx`. Returns the place of a text that was
    /// not read to its end.
    fn judge_in_their_languages<'h>(
        &self,
        cx: &Context<'h>,
        judged: &mut Vec<Judged<'r, 'h>>,
        none: &mut Vec<Span>,
        depth: usize,
        excused: Excused<'_, 'r>,
    ) -> Option<usize> {
        if depth == 0 {
            return None;
        }
        let mut unread = None;
        let (mut refuted, mut added) = (Vec::new(), Vec::new());
        none.put_in_order();
        for text in cx.inner_texts() {
            let start = text.span.start;
            let first = judged.partition_point(|judged| judged.candidate.secret.span.start < start);
            let own = judged.get(first..).unwrap_or_default().iter();
            let own = own.take_while(|judged| judged.candidate.secret.span.end <= text.span.end);
            let own: Vec<&Candidate<'h>> =
                own.filter(|judged| is_secret(judged)).map(|judged| &judged.candidate).collect();
            let is_own = |span: Span| {
                let next = own.partition_point(|own| own.secret.span.end <= span.start);
                own.get(next).is_some_and(|own| own.secret.span.overlaps(span))
            };
            let mut note = |rule: &'r Rule, candidate: &Candidate<'_>, excuse: &'static Excuse| {
                let span = candidate.secret.span.shifted(start);
                if is_own(span) {
                    excused(rule, &placed(candidate.clone(), span), excuse);
                }
            };
            let read = Context::new(text.span.of(cx.text), &text.name);
            let inner = self.read(&read, &text.name, depth, &mut note);
            unread = unread.or(inner.is_cut.then_some(start));
            let is_refuted = |own: &&&Candidate<'_>| !inner.is_cut && inner.refutes(text, &read, own);
            refuted.extend(own.iter().filter(is_refuted).map(|own| own.secret.span));
            let is_new = |judged: &Judged<'_, '_>| {
                let span = judged.candidate.secret.span.shifted(start);
                !is_own(span) && may_be_added(text, span.of(cx.text), is_over(none, span))
            };
            added.extend(inner.secrets.into_iter().filter(is_new).map(|judged| {
                let span = judged.candidate.secret.span.shifted(start);
                judged_at(judged, span)
            }));
        }
        judged.retain(|judged| !is_secret(judged) || refuted.binary_search(&judged.candidate.secret.span).is_err());
        none.extend(refuted);
        if !added.is_empty() {
            judged.extend(added);
            judged.put_in_order_by_key(|judged| judged.candidate.secret.span.start);
        }
        unread
    }
}

impl Inner<'_, '_> {
    /// Whether `candidate`, which is a secret in the text around `text`, is none in `text`, of which this was read.
    fn refutes(&self, text: &InnerText, read: &Context<'_>, candidate: &Candidate<'_>) -> bool {
        let outer = candidate.secret.span;
        let start = text.span.start;
        let next = self.secrets.partition_point(|judged| judged.candidate.secret.span.start + start < outer.end);
        let last = next.checked_sub(1).and_then(|last| self.secrets.get(last));
        if last.is_some_and(|judged| judged.candidate.secret.span.shifted(start).overlaps(outer)) {
            return false;
        }
        let here = Span::new(outer.start - start, outer.end - start);
        if is_over(&self.none, here) {
            return true;
        }
        // A part of a literal or of a comment is read by no language as a value of its own.
        if piece_around(read, here.start)
            .is_some_and(|piece| here.start > piece.span.start && here.end <= piece.span.end)
        {
            return false;
        }
        let is_bare = matches!(candidate.form, Form::Bare | Form::Prose);
        match text.kind {
            Kind::Verbatim => true,
            Kind::Expanded => reads_as_expression(&candidate.secret.value),
            Kind::Block => is_bare && read.dialect().has_expressions() && reads_as_expression(&candidate.secret.value),
        }
    }
}

fn is_secret(judged: &Judged<'_, '_>) -> bool {
    matches!(judged.judgement, Judgement::Secret(_))
}

/// Whether `secret`, which `text` has and the text around it has not, is added; `is_excused` if something stands at its place
/// that is none there.
fn may_be_added(text: &InnerText, secret: &[u8], is_excused: bool) -> bool {
    match text.kind {
        Kind::Verbatim => true,
        // The shell replaces variables and runs commands.
        Kind::Expanded => memchr::memchr2(b'$', b'`', secret).is_none(),
        Kind::Block => !is_excused,
    }
}

/// Whether one of `spans`, which are sorted, shares a byte with `span`.
fn is_over(spans: &[Span], span: Span) -> bool {
    let next = spans.partition_point(|known| known.start < span.end);
    next.checked_sub(1).and_then(|last| spans.get(last)).is_some_and(|known| known.overlaps(span))
}

/// `judged` with all that it borrows, at `span` of another text.
fn judged_at<'r>(judged: Judged<'r, '_>, span: Span) -> Judged<'r, 'static> {
    Judged {
        rule: judged.rule,
        candidate: placed(judged.candidate, span),
        judgement: judged.judgement,
        confidence: judged.confidence,
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
        given: candidate.given,
        instead: candidate.instead,
    }
}
