//! The data of the page's script.

use std::collections::{BTreeMap, HashMap};
use std::io;

use serde::Serialize;

use crate::report::json_text::write_json;
use crate::report::listed::{Listed, visible};
use crate::report::listing::Listing;
use crate::report::rule_text::RuleTexts;

/// The number of places of an entry that are named.
const PLACES: usize = 50;

#[derive(Serialize)]
pub(super) struct Data<'a> {
    /// Most urgent first.
    pub(super) secrets: Vec<Entry>,
    /// By rule id.
    rules: BTreeMap<&'a str, RuleData>,
    /// Remedies, shared by entries, which refer to them by index.
    remedies: Vec<Vec<Step>>,
}

/// A secret with all of its findings, or a violated practice.
#[derive(Serialize)]
pub(super) struct Entry {
    pub(super) rule: String,
    pub(super) name: String,
    /// `blocks`, `warns` or `excused`.
    pub(super) action: &'static str,
    pub(super) severity: String,
    pub(super) kind: String,
    pub(super) environment: String,
    /// In a history: `yes`, `no` or `unknown`.
    pub(super) head: &'static str,
    pub(super) place: String,
    /// The date of the first commit that contains it, if there is one.
    pub(super) since: String,
    /// For a secret that is no longer at HEAD: whether a later commit has another value in its place.
    pub(super) replaced: bool,
    /// The date of the last such commit.
    #[serde(skip)]
    pub(super) until: String,
    /// The day of the commit that took it from HEAD, and the commit, where that is known.
    pub(super) gone: String,
    gone_by: Option<String>,
    sentence: String,
    weakness: Vec<String>,
    masked: Option<String>,
    user: Option<String>,
    host: Option<String>,
    database: Option<String>,
    excused: Option<String>,
    fingerprint: String,
    comment: Option<String>,
    entry: Option<String>,
    remedy: usize,
    places: Vec<PlaceData>,
    /// The number of places that are not named.
    left: usize,
}

#[derive(Serialize)]
struct PlaceData {
    place: String,
    line: u64,
    commit: Option<String>,
    date: Option<String>,
    author: Option<String>,
}

#[derive(Serialize)]
struct RuleData {
    description: String,
    references: Vec<&'static str>,
}

/// A step of a remedy: a sentence, and the commands.
#[derive(Serialize)]
struct Step {
    text: String,
    code: Option<String>,
}

impl<'a> Data<'a> {
    pub(super) fn of(listing: &'a Listing<'_>) -> Self {
        let texts = RuleTexts::new();
        let mut rules = BTreeMap::new();
        let mut remedies: Vec<Vec<Step>> = Vec::new();
        let mut known: HashMap<&str, usize> = HashMap::new();
        let mut secrets = Vec::new();
        for entry in &listing.overview.entries {
            let Some(main) = listing.findings.get(entry.main) else { continue };
            rules.entry(main.rule).or_insert_with(|| {
                let rule = texts.of(main);
                let is_web = |url: &&&'static str| url.starts_with("https://");
                let references = rule.references.iter().filter(is_web).copied().collect();
                RuleData { description: visible(rule.description), references }
            });
            let remedy = *known.entry(main.remedy.as_ref()).or_insert_with(|| {
                remedies.push(steps(&main.remedy));
                remedies.len() - 1
            });
            // The one that is shown comes first.
            let others = entry.rows.iter().filter(|at| **at != entry.main);
            let findings: Vec<&Listed<'_>> =
                std::iter::once(&entry.main).chain(others).filter_map(|at| listing.findings.get(*at)).collect();
            let action = match (entry.is_suppressed, entry.blocks) {
                (true, _) => "excused",
                (false, true) => "blocks",
                (false, false) => "warns",
            };
            let head = match (listing.is_history, entry.at_head) {
                (false, _) => "",
                (true, Some(true)) => "yes",
                (true, Some(false)) => "no",
                (true, None) => "unknown",
            };
            let mut secret = Entry::of(main, &findings, action, head, remedy);
            secret.replaced =
                entry.rows.iter().filter_map(|at| listing.overview.rows.get(*at)).any(|row| row.is_replaced);
            if let Some(removal) = listing.overview.removal(entry) {
                secret.gone = removal.day().map(visible).unwrap_or_default();
                secret.gone_by = Some(visible(short(&removal.commit)));
            }
            secrets.push(secret);
        }
        Data { secrets, rules, remedies }
    }

    pub(super) fn count(&self, is: impl Fn(&Entry) -> bool) -> usize {
        self.secrets.iter().filter(|entry| is(entry)).count()
    }

    /// JSON in which no HTML parser can find markup.
    pub(super) fn embedded(&self) -> io::Result<String> {
        let mut json = Vec::new();
        write_json(self, &mut json)?;
        let json = String::from_utf8(json).map_err(io::Error::other)?;
        Ok(json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
    }
}

impl Entry {
    fn of(
        main: &Listed<'_>,
        findings: &[&Listed<'_>],
        action: &'static str,
        head: &'static str,
        remedy: usize,
    ) -> Entry {
        let maybe = |text: Option<&str>| text.map(visible);
        let days: Vec<String> = findings.iter().filter_map(|listed| day(listed)).collect();
        let place = |listed: &&Listed<'_>| PlaceData {
            place: listed.place(),
            line: listed.line,
            commit: listed.commit.map(|commit| visible(short(commit))),
            date: day(listed),
            author: listed.author.map(|(name, email)| visible(&format!("{name} <{email}>"))),
        };
        Entry {
            rule: visible(main.rule),
            name: visible(main.message),
            action,
            severity: visible(main.severity),
            kind: visible(main.class),
            environment: visible(main.environment),
            head,
            place: format!("{}:{}", main.place(), main.line),
            since: days.iter().min().cloned().unwrap_or_default(),
            replaced: false,
            until: days.iter().max().cloned().unwrap_or_default(),
            gone: String::new(),
            gone_by: None,
            sentence: main.sentence(),
            weakness: main.weakness.iter().map(|weakness| visible(weakness)).collect(),
            masked: maybe(main.masked),
            user: maybe(main.user),
            host: maybe(main.host),
            database: maybe(main.database),
            excused: main.suppressed.as_ref().map(|(kind, reason)| visible(&format!("{kind}: {reason}"))),
            fingerprint: main.fingerprint.to_owned(),
            comment: main.excuse.as_ref().and_then(|excuse| excuse.comment.clone()),
            entry: main.excuse.as_ref().and_then(|excuse| excuse.entry.clone()),
            remedy,
            places: findings.iter().take(PLACES).map(place).collect(),
            left: findings.len().saturating_sub(PLACES),
        }
    }
}

fn short(commit: &str) -> &str {
    commit.get(..12).unwrap_or(commit)
}

fn day(listed: &Listed<'_>) -> Option<String> {
    listed.date.as_deref().and_then(|date| date.get(..10)).map(visible)
}

/// The steps of a remedy; its indented lines are commands.
fn steps(remedy: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in remedy.trim_end().lines() {
        match (line.strip_prefix("   "), steps.last_mut()) {
            (Some(code), Some(step)) => {
                let code = visible(code);
                step.code = Some(step.code.take().map_or(code.clone(), |before| format!("{before}\n{code}")));
            }
            _ => steps.push(Step { text: visible(line), code: None }),
        }
    }
    steps
}
