//! The findings of a history by secret, most urgent first, and how many there are of what.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::Report;
use super::dates::rfc3339;
use crate::attribution::Place;
use crate::decision::{Action, Decided};
use crate::fragment::Provenance;

/// What an overview needs of a finding.
#[derive(Clone, Debug, Default)]
pub(super) struct Row<'a> {
    /// Names the secret.
    pub(super) secret: Cow<'a, str>,
    pub(super) rule: &'a str,
    pub(super) class: &'a str,
    pub(super) environment: &'a str,
    pub(super) blocks: bool,
    pub(super) is_suppressed: bool,
    /// None, if that is not known.
    pub(super) at_head: Option<bool>,
    /// Whether a later commit has another value in its place.
    pub(super) is_replaced: bool,
    /// Of several repositories, the one that it is in.
    pub(super) repository: Option<&'a str>,
    pub(super) path: Cow<'a, str>,
    pub(super) line: u64,
    pub(super) commit: Option<&'a str>,
    /// RFC 3339, in the author's zone.
    pub(super) date: Option<Cow<'a, str>>,
    pub(super) author: Option<(&'a str, &'a str)>,
    /// Every place of the secret in its repository, if they were asked for.
    pub(super) places: Option<&'a [Place]>,
}

/// One secret.
#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    pub(super) secret: Cow<'a, str>,
    /// Its findings, oldest first: places in the rows.
    pub(super) rows: Vec<usize>,
    /// The finding that matters most.
    pub(super) main: usize,
    pub(super) at_head: Option<bool>,
    pub(super) blocks: bool,
    pub(super) is_suppressed: bool,
}

/// So many of that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) name: String,
    pub(super) secrets: usize,
    pub(super) findings: usize,
}

/// The findings of a history by secret.
pub(super) struct Overview<'a> {
    pub(super) rows: Vec<Row<'a>>,
    pub(super) entries: Vec<Entry<'a>>,
    /// Of what is not suppressed, most first.
    pub(super) by_rule: Vec<Tally>,
    /// In order of time.
    pub(super) by_year: Vec<Tally>,
    /// By the domain of the author's address, most first.
    pub(super) by_domain: Vec<Tally>,
}

impl<'a> Overview<'a> {
    /// The overview of the findings of `report`; rows are in their order.
    pub(super) fn of_report(report: &'a Report) -> Self {
        Overview::of(report.findings.iter().map(Row::of).collect())
    }

    pub(super) fn of(rows: Vec<Row<'a>>) -> Self {
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let place = *places.entry(row.secret.as_ref()).or_insert(groups.len());
            match groups.get_mut(place) {
                Some(group) => group.push(at),
                None => groups.push(vec![at]),
            }
        }
        let mut entries: Vec<Entry<'a>> = groups.into_iter().filter_map(|group| Entry::of(&rows, group)).collect();
        entries.sort_by_cached_key(|entry| {
            let main = rows.get(entry.main).map(Row::urgency);
            (entry.is_suppressed, standing(entry.at_head), main, Reverse(entry.rows.len()), entry.secret.to_string())
        });
        let by_rule = tally(&rows, |row| row.rule.to_owned());
        let mut by_year =
            tally(&rows, |row| row.date.as_deref().and_then(|date| date.get(..4)).unwrap_or("no date").to_owned());
        by_year.sort_by(|a, b| a.name.cmp(&b.name));
        let by_domain = tally(&rows, |row| domain(row.author));
        Overview { rows, entries, by_rule, by_year, by_domain }
    }
}

impl<'a> Entry<'a> {
    fn of(rows: &[Row<'a>], mut group: Vec<usize>) -> Option<Self> {
        let row = |at: &usize| rows.get(*at);
        group
            .sort_by_cached_key(|at| row(at).map(|row| (row.date.clone(), row.repository, row.path.clone(), row.line)));
        let main = *group.iter().min_by_key(|at| row(at).map(Row::urgency))?;
        let kept = || group.iter().filter_map(row).filter(|row| !row.is_suppressed);
        Some(Entry {
            secret: row(&main)?.secret.clone(),
            main,
            at_head: group.iter().filter_map(row).map(|row| row.at_head).min_by_key(|at_head| standing(*at_head))?,
            blocks: kept().any(|row| row.blocks),
            is_suppressed: kept().next().is_none(),
            rows: group,
        })
    }
}

/// Where a secret was written: of several repositories, in which; and the place.
pub(super) type Written<'a> = (Option<&'a str>, &'a Place);

impl<'a> Overview<'a> {
    /// Every place of the secret of `entry`, if they were asked for. Of what can be guessed, an entry is about one file, and
    /// so are its places: `postgres` stands in thousands that have nothing else in common.
    pub(super) fn places(&self, entry: &Entry<'a>) -> Option<Vec<Written<'a>>> {
        let rows: Vec<&Row<'a>> = entry.rows.iter().filter_map(|at| self.rows.get(*at)).collect();
        let mut lists: Vec<(Option<&'a str>, &'a [Place])> =
            rows.iter().filter_map(|row| Some((row.repository, row.places?))).collect();
        if lists.is_empty() {
            return None;
        }
        // Findings of a secret share one list. The order is theirs: that of the addresses is chance.
        let mut seen = HashSet::new();
        lists.retain(|(repository, places)| seen.insert((*repository, places.as_ptr().addr())));
        let is_leak = rows.iter().all(|row| row.class == "leak");
        let paths: HashSet<&str> = rows.iter().map(|row| row.path.as_ref()).collect();
        let is_here = |place: &Place| is_leak || paths.contains(String::from_utf8_lossy(&place.path).as_ref());
        let of_list = |(repository, places): (Option<&'a str>, &'a [Place])| {
            places.iter().filter(|place| is_here(place)).map(move |place| (repository, place))
        };
        Some(lists.into_iter().flat_map(of_list).collect())
    }
}

impl<'a> Row<'a> {
    fn of(decided: &'a Decided) -> Self {
        let finding = &decided.finding;
        let commit = match &finding.origin.provenance {
            Provenance::Commit(commit) => Some(commit),
            Provenance::Staged | Provenance::File | Provenance::Stdin => None,
        };
        Row {
            secret: finding.secret_name().into(),
            rule: &finding.rule,
            class: finding.class().as_str(),
            environment: decided.environment.as_str(),
            blocks: decided.action == Action::Block,
            is_suppressed: decided.suppressed.is_some(),
            at_head: decided.trace.as_ref().map_or(Some(false), |trace| trace.at_head),
            is_replaced: decided.trace.as_ref().is_some_and(|trace| trace.is_replaced),
            repository: decided.trace.as_ref().and_then(|trace| trace.repository.as_deref()),
            path: String::from_utf8_lossy(&finding.origin.path),
            line: finding.location.line as u64,
            commit: commit.map(|commit| commit.id.as_str()),
            date: commit.and_then(|commit| rfc3339(commit.authored.0, commit.authored.1)).map(Cow::Owned),
            author: commit.map(|commit| (commit.author.name.as_str(), commit.author.email.as_str())),
            places: decided.trace.as_ref().and_then(|trace| trace.places.as_deref()),
        }
    }

    /// Less is more urgent: what still stands, in production, and blocks; what can be guessed before what must have
    /// leaked first; practices last.
    fn urgency(&self) -> (bool, u8, usize, bool, usize) {
        let place = |order: &[&str], name: &str| order.iter().position(|known| *known == name).unwrap_or(order.len());
        let environment = place(&["production", "development", "test", "docs", "template"], self.environment);
        let class = place(&["weak", "leak", "hygiene"], self.class);
        (self.is_suppressed, standing(self.at_head), environment, !self.blocks, class)
    }
}

/// The order of what still stands, what may, and what does not.
const fn standing(at_head: Option<bool>) -> u8 {
    match at_head {
        Some(true) => 0,
        None => 1,
        Some(false) => 2,
    }
}

/// How many secrets and findings have each name, most findings first. What is suppressed does not count.
fn tally(rows: &[Row<'_>], name: impl Fn(&Row<'_>) -> String) -> Vec<Tally> {
    let mut counts: BTreeMap<String, (usize, Vec<&str>)> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.is_suppressed) {
        let (findings, secrets) = counts.entry(name(row)).or_default();
        *findings += 1;
        secrets.push(row.secret.as_ref());
    }
    let one = |(name, (findings, mut secrets)): (String, (usize, Vec<&str>))| {
        secrets.sort_unstable();
        secrets.dedup();
        Tally { name, secrets: secrets.len(), findings }
    };
    let mut tallies: Vec<Tally> = counts.into_iter().map(one).collect();
    tallies.sort_by(|a, b| b.findings.cmp(&a.findings).then_with(|| a.name.cmp(&b.name)));
    tallies
}

/// The domain of an author's address, in lower case.
fn domain(author: Option<(&str, &str)>) -> String {
    let domain = author.and_then(|(_, email)| email.rsplit_once('@')).map_or("", |(_, domain)| domain.trim());
    if domain.is_empty() { "no address".to_owned() } else { domain.to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::{Overview, Row, Tally, domain};

    fn row(secret: &'static str, at_head: bool, environment: &'static str, class: &'static str) -> Row<'static> {
        let author = Some(("Ann", "ann@Corp.example"));
        let date = Some("2021-02-03T04:05:06+00:00".into());
        Row {
            secret: secret.into(),
            rule: "r",
            class,
            environment,
            at_head: Some(at_head),
            blocks: true,
            author,
            date,
            ..Row::default()
        }
    }

    #[test]
    fn what_still_stands_in_production_and_can_be_guessed_comes_first() {
        let mut excused = row("excused", true, "production", "weak");
        excused.is_suppressed = true;
        let mut warns = row("warns", true, "test", "leak");
        warns.blocks = false;
        let mut perhaps = row("perhaps", true, "docs", "leak");
        perhaps.at_head = None;
        let overview = Overview::of(vec![
            excused,
            row("hygiene", true, "test", "hygiene"),
            row("gone, production", false, "production", "weak"),
            warns,
            row("stands, leak", true, "production", "leak"),
            row("gone, docs", false, "docs", "weak"),
            row("stands, weak", true, "production", "weak"),
            perhaps,
            row("gone, docs", false, "docs", "weak"),
        ]);
        let order: Vec<&str> = overview.entries.iter().map(|entry| entry.secret.as_ref()).collect();
        assert_eq!(
            order,
            [
                "stands, weak",
                "stands, leak",
                "hygiene",
                "warns",
                "perhaps",
                "gone, production",
                "gone, docs",
                "excused"
            ]
        );
        assert_eq!(overview.entries[6].rows, [5, 8]);
        assert_eq!(overview.by_rule, [Tally { name: "r".into(), secrets: 7, findings: 8 }]);
        assert_eq!(overview.by_domain, [Tally { name: "corp.example".into(), secrets: 7, findings: 8 }]);
        assert_eq!(overview.by_year[0].name, "2021");
    }

    #[test]
    fn an_address_has_a_domain_or_none() {
        for (email, expected) in [("a@b.c", "b.c"), ("a@b@C", "c"), ("nobody", "no address"), ("x@ ", "no address")] {
            assert_eq!(domain(Some(("", email))), expected);
        }
        assert_eq!(domain(None), "no address");
    }
}
