//! Which of the candidates stand: one for each secret, and none of the shipped rules lost to a rule of a configuration.

use std::collections::HashSet;

use super::dispatch::gate_at;
use super::excuse::Excuse;
use super::judge::{self, Assessment};
use super::strength::StrengthCache;
use crate::extract::{Candidate, Context, line_around};
use crate::finding::{Class, Confidence, Weakness};
use crate::rules::{Practice, Rule};

/// A candidate that is a secret or breaks a practice.
pub(super) struct Judged<'r, 'h> {
    pub(super) rule: &'r Rule,
    pub(super) candidate: Candidate<'h>,
    pub(super) judgement: Judgement,
    pub(super) confidence: Confidence,
}

/// What a candidate is.
pub(super) enum Judgement {
    /// A secret, and why it can be guessed.
    Secret(Vec<Weakness>),
    /// A practice that is broken.
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

/// Judges what was found: one candidate for each secret, in the order of the text. Tells `excused` of those that are none.
///
/// The rules of a configuration may add findings and take none away: whoever writes one need not give a reason, and an
/// exception needs one. So the shipped rules choose and judge among themselves, as if there were no others, and what the
/// others find is added where it overlaps none of theirs. On the same bytes, a more specific rule of a configuration
/// gives a finding its name, and may make a weak one a leak, and nothing else.
///
/// A practice takes no secret's place, nor a secret a practice's: one line may have both.
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
        judged.sort_by_key(|judged| judged.candidate.secret.span.start);
    }
    judged
}

/// Takes out of `found` what breaks a practice, once for each rule and place.
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
    practices
        .sort_by_key(|judged| (judged.candidate.secret.span.start, judged.candidate.secret.span.end, judged.rule.id));
    practices.dedup_by_key(|judged| (judged.candidate.secret.span, judged.rule.id));
    practices
}

/// Leaves the first of those `practices` that are reported once for a text.
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
    kept.sort_by_key(|judged| judged.candidate.secret.span.start);
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
                beside.fill(&mut candidate);
                judged.push(Judged { rule, candidate, judgement: Judgement::Secret(weakness), confidence });
            }
            Assessment::Excused(excuse) => excused(rule, &candidate, excuse),
        }
    }
    judged
}

fn overlap(a: &Candidate<'_>, b: &Candidate<'_>) -> bool {
    a.secret.span.overlaps(b.secret.span) || a.secret.span == b.secret.span
}

/// Where spans overlap, the most specific rule has read the text by the closest grammar: its candidate stands for
/// all of them, also when it is then excused. The earlier one wins among equals.
fn one_for_each_secret<'r, 'h>(mut found: Vec<(&'r Rule, Candidate<'h>)>) -> Vec<(&'r Rule, Candidate<'h>)> {
    found.sort_by_key(|(rule, candidate)| (candidate.secret.span.start, std::cmp::Reverse(rule.specificity)));
    // In its place: there may be a million.
    found.dedup_by(|next, last| {
        let is_same = overlap(&last.1, &next.1);
        if is_same && next.0.specificity > last.0.specificity {
            std::mem::swap(next, last);
        }
        is_same
    });
    found
}
