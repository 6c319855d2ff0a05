//! Selects the candidates that become findings: one for each secret. A rule of a configuration never displaces a
//! finding of a built-in rule.

use std::collections::HashSet;

use super::dispatch::gate_at;
use super::excuse::Excuse;
use super::judge::{self, Assessment};
use super::strength::StrengthCache;
use crate::extract::{Candidate, Context, line_around};
use crate::finding::{Class, Confidence, Weakness};
use crate::rules::{Practice, Rule};
use crate::sorting::Sorting as _;

/// A candidate that is a secret or violates a practice.
pub(super) struct Judged<'r, 'h> {
    pub(super) rule: &'r Rule,
    pub(super) candidate: Candidate<'h>,
    pub(super) judgement: Judgement,
    pub(super) confidence: Confidence,
}

/// The kind of a judged candidate.
pub(super) enum Judgement {
    /// A secret, with the reasons why it is guessable.
    Secret(Vec<Weakness>),
    /// A violated practice.
    Practice(Practice),
}

impl Judged<'_, '_> {
    pub(super) fn class(&self) -> Class {
        match &self.judgement {
            Judgement::Secret(weakness) if weakness.is_empty() => Class::Leak,
            Judgement::Secret(_) => Class::Weak,
            Judgement::Practice(_) => Class::Hygiene,
        }
    }
}

/// Judges the candidates: returns one for each secret, in the order of the text, and passes those that are no secrets
/// to `excused`.
///
/// Rules of a configuration can add findings but not remove any: a rule needs no reason, whereas an exception does. So
/// the built-in rules are applied as if there were no others, and findings of other rules are added where they overlap
/// none of those. On the same bytes, a more specific rule of a configuration gives a finding its name and may turn a
/// weak password into a leak, but nothing else.
///
/// Practices and secrets do not displace each other: one line may have both.
pub(super) fn judged<'r, 'h>(
    cx: &Context<'h>,
    path: &[u8],
    mut found: Vec<(&'r Rule, Candidate<'h>)>,
    cache: &StrengthCache,
    excused: &mut dyn FnMut(&'r Rule, &Candidate<'h>, &'static Excuse),
) -> Vec<Judged<'r, 'h>> {
    let mut practices = practices(&mut found);
    let mut judged = secrets(cx, found, cache, excused);
    if !practices.is_empty() {
        only_once(cx, path, &judged, &mut practices);
        judged.extend(practices);
        judged.put_in_order_by_key(|judged| judged.candidate.secret.span.start);
    }
    judged
}

/// Removes the violated practices from `found`, and returns one for each rule and place.
fn practices<'r, 'h>(found: &mut Vec<(&'r Rule, Candidate<'h>)>) -> Vec<Judged<'r, 'h>> {
    let mut practices: Vec<Judged<'r, 'h>> = Vec::new();
    for (rule, candidate) in found.extract_if(.., |(rule, _)| rule.practice.is_some()) {
        if let Some(practice) = rule.practice {
            practices.push(Judged {
                rule,
                candidate,
                judgement: Judgement::Practice(practice),
                confidence: rule.confidence,
            });
        }
    }
    practices.put_in_order_by_key(|judged| {
        (judged.candidate.secret.span.start, judged.candidate.secret.span.end, judged.rule.id)
    });
    practices.dedup_by_key(|judged| (judged.candidate.secret.span, judged.rule.id));
    practices
}

/// Keeps only the first of those `practices` that are reported once for each text.
fn only_once(cx: &Context<'_>, path: &[u8], secrets: &[Judged<'_, '_>], practices: &mut Vec<Judged<'_, '_>>) {
    let line = |judged: &Judged<'_, '_>| line_around(cx.text, judged.candidate.secret.span.start);
    let lines: HashSet<usize> = secrets.iter().map(|secret| line(secret).start).collect();
    let mut reported: Vec<&str> = Vec::new();
    practices.retain(|judged| {
        let Judgement::Practice(practice) = judged.judgement else { return true };
        let says_the_same = || gate_at(&practice, path) != practice.gate && lines.contains(&line(judged).start);
        if practice.once && (reported.contains(&judged.rule.id) || says_the_same()) {
            return false;
        }
        if practice.once {
            reported.push(judged.rule.id);
        }
        true
    });
}

fn secrets<'r, 'h>(
    cx: &Context<'h>,
    found: Vec<(&'r Rule, Candidate<'h>)>,
    cache: &StrengthCache,
    excused: &mut dyn FnMut(&'r Rule, &Candidate<'h>, &'static Excuse),
) -> Vec<Judged<'r, 'h>> {
    if found.iter().all(|(rule, _)| rule.is_shipped) {
        return judged_alike(cx, found, cache, excused);
    }
    let (shipped, others) = found.into_iter().partition(|(rule, _)| rule.is_shipped);
    let mut kept = judged_alike(cx, shipped, cache, excused);
    let shipped = kept.len();
    for other in judged_alike(cx, others, cache, excused) {
        let span = other.candidate.secret.span;
        let ours = kept.get_mut(..shipped).unwrap_or_default();
        let at = ours.partition_point(|ours| ours.candidate.secret.span.end <= span.start);
        let first = ours.get_mut(at..).and_then(|rest| rest.first_mut());
        match first.filter(|ours| overlap(&ours.candidate, &other.candidate)) {
            None => kept.push(other),
            Some(ours) if ours.candidate.secret.span == span && other.rule.specificity > ours.rule.specificity => {
                ours.rule = other.rule;
                if other.class() < ours.class() {
                    ours.judgement = other.judgement;
                }
            }
            Some(_) => {}
        }
    }
    kept.put_in_order_by_key(|judged| judged.candidate.secret.span.start);
    kept
}

fn judged_alike<'r, 'h>(
    cx: &Context<'h>,
    found: Vec<(&'r Rule, Candidate<'h>)>,
    cache: &StrengthCache,
    excused: &mut dyn FnMut(&'r Rule, &Candidate<'h>, &'static Excuse),
) -> Vec<Judged<'r, 'h>> {
    let mut judged = Vec::new();
    for (rule, mut candidate) in one_for_each_secret(found) {
        match judge::judge(cx, rule, &candidate, cache) {
            Assessment::Secret { weakness, confidence, beside } => {
                if opens_a_login(rule, &candidate) {
                    beside.fill(&mut candidate);
                }
                judged.push(Judged { rule, candidate, judgement: Judgement::Secret(weakness), confidence });
            }
            Assessment::Excused(excuse) => excused(rule, &candidate, excuse),
        }
    }
    judged
}

/// Whether a secret may belong to the user and host beside it: a key that signs or encrypts, and a token, belong to neither.
fn opens_a_login(rule: &Rule, candidate: &Candidate<'_>) -> bool {
    !rule.judge.random && !candidate.key.ends_with("_key") && !candidate.key.contains("_key_")
}

fn overlap(a: &Candidate<'_>, b: &Candidate<'_>) -> bool {
    a.secret.span.overlaps(b.secret.span) || a.secret.span == b.secret.span
}

/// Of overlapping candidates, keeps that of the most specific rule, which has parsed the text with the most exact
/// grammar, even if it is excused later. Among equally specific rules, the earlier candidate is kept.
fn one_for_each_secret<'r, 'h>(mut found: Vec<(&'r Rule, Candidate<'h>)>) -> Vec<(&'r Rule, Candidate<'h>)> {
    found.put_in_order_by_key(|(rule, candidate)| (candidate.secret.span.start, std::cmp::Reverse(rule.specificity)));
    // In place, because there may be a million.
    found.dedup_by(|next, last| {
        let is_same = overlap(&last.1, &next.1);
        if is_same && next.0.specificity > last.0.specificity {
            std::mem::swap(next, last);
        }
        is_same
    });
    found
}
