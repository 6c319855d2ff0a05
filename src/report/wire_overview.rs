//! The serialised JSON types of an overview, which are a documented interface too (`docs/output.md`).

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::overview::{Entry, Overview, Written};
use super::removal::Removal;
use super::tally::Tally;
use super::wire_path::WirePath;

#[derive(Serialize)]
pub(super) struct WireOverview<'a> {
    secrets: Vec<WireSecret<'a>>,
    /// In a history only.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<WireTotals>,
}

#[derive(Serialize)]
struct WireSecret<'a> {
    secret: String,
    rule: String,
    class: String,
    action: &'static str,
    environment: String,
    /// In a history; `null` if unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_head: Option<Option<bool>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    removed: Option<Option<Removal<'a>>>,
    /// Indexes into `findings`, oldest first.
    findings: Vec<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<Places<'a>>,
}

/// The places of a secret, from this scan or from merged reports.
#[derive(Serialize)]
#[serde(untagged)]
enum Places<'a> {
    Own(Vec<WirePlace<'a>>),
    Read(&'a [Value]),
}

#[derive(Serialize)]
struct WirePlace<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    repository: Option<&'a str>,
    commit: Option<&'a str>,
    #[serde(flatten)]
    path: WirePath<'a>,
    line: usize,
}

#[derive(Serialize)]
struct WireTotals {
    by_rule: Vec<WireTally>,
    by_year: Vec<WireTally>,
    by_author_domain: Vec<WireTally>,
}

#[derive(Serialize)]
struct WireTally {
    name: String,
    secrets: usize,
    findings: usize,
}

impl<'a> WireOverview<'a> {
    /// Converts the overview, of a history or not; `read` are the places of each secret in merged reports.
    pub(super) fn of(
        overview: &Overview<'a>,
        is_history: bool,
        read: Option<&'a BTreeMap<String, Vec<Value>>>,
    ) -> Self {
        let secret = |entry: &Entry<'a>| {
            let read = read.and_then(|read| read.get(entry.secret.as_ref()));
            WireSecret::of(overview, entry, is_history, read.map(Vec::as_slice))
        };
        WireOverview {
            secrets: overview.entries.iter().filter_map(secret).collect(),
            summary: is_history.then(|| WireTotals {
                by_rule: tallies(&overview.by_rule),
                by_year: tallies(&overview.by_year),
                by_author_domain: tallies(&overview.by_domain),
            }),
        }
    }
}

impl<'a> WireSecret<'a> {
    fn of(overview: &Overview<'a>, entry: &Entry<'a>, is_history: bool, read: Option<&'a [Value]>) -> Option<Self> {
        let main = overview.rows.get(entry.main)?;
        Some(WireSecret {
            secret: entry.secret.to_string(),
            rule: main.rule.to_owned(),
            class: main.class.to_owned(),
            action: if entry.blocks { "block" } else { "warn" },
            environment: main.environment.to_owned(),
            at_head: is_history.then_some(entry.at_head),
            removed: is_history.then(|| overview.removal(entry).cloned()),
            findings: entry.rows.clone(),
            places: match read {
                Some(read) => Some(Places::Read(read)),
                None => overview.places(entry).map(|places| Places::Own(places.into_iter().map(place).collect())),
            },
        })
    }
}

fn place<'a>((repository, place): Written<'a>) -> WirePlace<'a> {
    WirePlace {
        repository,
        commit: place.commit.as_ref().map(|commit| commit.id.as_str()),
        path: WirePath::of(&place.path),
        line: place.line,
    }
}

fn tallies(tallies: &[Tally]) -> Vec<WireTally> {
    let tally =
        |tally: &Tally| WireTally { name: tally.name.clone(), secrets: tally.secrets, findings: tally.findings };
    tallies.iter().map(tally).collect()
}
