//! The serialised shapes of an overview. They are a promise too (`docs/output.md`).

use serde::Serialize;

use super::overview::{Entry, Overview, Tally};

#[derive(Serialize)]
pub(super) struct WireOverview {
    secrets: Vec<WireSecret>,
    summary: WireTotals,
}

#[derive(Serialize)]
struct WireSecret {
    secret: String,
    rule: String,
    class: String,
    action: &'static str,
    environment: String,
    at_head: Option<bool>,
    /// Places in `findings`, oldest first.
    findings: Vec<usize>,
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

impl WireOverview {
    pub(super) fn of(overview: &Overview<'_>) -> Self {
        WireOverview {
            secrets: overview.entries.iter().filter_map(|entry| WireSecret::of(overview, entry)).collect(),
            summary: WireTotals {
                by_rule: tallies(&overview.by_rule),
                by_year: tallies(&overview.by_year),
                by_author_domain: tallies(&overview.by_domain),
            },
        }
    }
}

impl WireSecret {
    fn of(overview: &Overview<'_>, entry: &Entry<'_>) -> Option<Self> {
        let main = overview.rows.get(entry.main)?;
        Some(WireSecret {
            secret: entry.secret.to_string(),
            rule: main.rule.to_owned(),
            class: main.class.to_owned(),
            action: if entry.blocks { "block" } else { "warn" },
            environment: main.environment.to_owned(),
            at_head: entry.at_head,
            findings: entry.rows.clone(),
        })
    }
}

fn tallies(tallies: &[Tally]) -> Vec<WireTally> {
    let tally =
        |tally: &Tally| WireTally { name: tally.name.clone(), secrets: tally.secrets, findings: tally.findings };
    tallies.iter().map(tally).collect()
}
