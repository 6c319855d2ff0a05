//! The findings of a report grouped by secret, most urgent first, with counts.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::Report;
use super::rank::standing;
use super::removal::Removal;
use super::row::Row;
use super::tally::{Tally, domain, tally};
use crate::attribution::Place;
use crate::sorting::Sorting as _;

/// One secret.
#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    pub(super) secret: Cow<'a, str>,
    /// Indexes of its findings in the rows, oldest first.
    pub(super) rows: Vec<usize>,
    /// The most important finding.
    pub(super) main: usize,
    pub(super) at_head: Option<bool>,
    pub(super) blocks: bool,
    pub(super) is_suppressed: bool,
}

/// The findings of a report grouped by secret.
pub(super) struct Overview<'a> {
    pub(super) rows: Vec<Row<'a>>,
    pub(super) entries: Vec<Entry<'a>>,
    /// Unsuppressed findings, highest count first.
    pub(super) by_rule: Vec<Tally>,
    /// In chronological order.
    pub(super) by_year: Vec<Tally>,
    /// By the domain of the author's address, highest count first.
    pub(super) by_domain: Vec<Tally>,
}

impl<'a> Overview<'a> {
    /// The overview of the findings of `report`, with one entry for each secret, as every format counts them: a leak is one
    /// wherever it occurs; a guessable value is one for each file, and so is a practice. Rows are in the report's order.
    pub(super) fn of_report(report: &'a Report) -> Self {
        Overview::by_name(report.findings.iter().map(Row::of).collect())
    }

    /// The overview for people: in a history one entry for each secret, as in every format; otherwise one for each
    /// finding.
    pub(super) fn for_people(report: &'a Report) -> Self {
        if report.is_history {
            return Overview::of_report(report);
        }
        let rows: Vec<Row<'a>> = report.findings.iter().map(Row::of).collect();
        let groups = (0..rows.len()).map(|at| vec![at]).collect();
        Overview::of(rows, groups)
    }

    /// The overview of `rows`, grouped by the secret's identifier.
    pub(super) fn by_name(rows: Vec<Row<'a>>) -> Self {
        let groups = groups(rows.iter().map(|row| row.secret.as_ref()));
        Overview::of(rows, groups)
    }

    fn of(rows: Vec<Row<'a>>, groups: Vec<Vec<usize>>) -> Self {
        let mut entries: Vec<Entry<'a>> = groups.into_iter().filter_map(|group| Entry::of(&rows, group)).collect();
        entries.put_in_order_by_cached_key(|entry| urgency(&rows, entry));
        let by_rule = tally(&rows, |row| row.rule.to_owned());
        let mut by_year =
            tally(&rows, |row| row.date.as_deref().and_then(|date| date.get(..4)).unwrap_or("no date").to_owned());
        by_year.put_in_order_by(|a, b| a.name.cmp(&b.name));
        let by_domain = tally(&rows, |row| domain(row.author));
        Overview { rows, entries, by_rule, by_year, by_domain }
    }

    /// The class of an entry: that of its most important finding.
    pub(super) fn class(&self, entry: &Entry<'_>) -> &'a str {
        self.rows.get(entry.main).map_or("", |row| row.class)
    }

    /// What took an entry's secret from `HEAD`: of several repositories, the last of them.
    pub(super) fn removal(&self, entry: &Entry<'_>) -> Option<&Removal<'a>> {
        let rows = entry.rows.iter().filter_map(|at| self.rows.get(*at));
        let removed = rows.filter(|_| entry.at_head == Some(false)).filter_map(|row| row.removed.as_ref());
        removed.max_by_key(|removed| removed.date.as_deref())
    }

    /// The path at which `HEAD` has an entry's secret, if none of the entry's own files has it there: they were renamed.
    pub(super) fn head_elsewhere<'s>(&'s self, entry: &Entry<'_>) -> Option<&'s str> {
        let rows = || entry.rows.iter().filter_map(|at| self.rows.get(*at));
        let path = rows().find_map(|row| row.head_path.as_deref());
        path.filter(|_| entry.at_head == Some(true) && !rows().any(Row::stands_here))
    }

    /// True if the baseline excuses an entry.
    pub(super) fn is_accepted(&self, entry: &Entry<'_>) -> bool {
        entry.is_suppressed && entry.rows.iter().all(|at| self.rows.get(*at).is_some_and(|row| row.is_accepted))
    }

    /// The listed entries: those that nothing excuses, or with `all` every entry.
    pub(super) fn listed(&self, all: bool) -> impl Iterator<Item = &Entry<'a>> {
        self.entries.iter().filter(move |entry| all || !entry.is_suppressed)
    }

    /// The number of secrets and findings of each file, most secrets first. Suppressed findings do not count.
    pub(super) fn by_file(&self) -> Vec<Tally> {
        let mut tallies = tally(&self.rows, |row| match row.repository {
            Some(repository) => format!("{repository}: {}", row.path),
            None => row.path.to_string(),
        });
        tallies.put_in_order_by(|a, b| {
            (b.secrets, b.findings).cmp(&(a.secrets, a.findings)).then_with(|| a.name.cmp(&b.name))
        });
        tallies
    }
}

/// Less is more urgent.
fn urgency<'a>(rows: &[Row<'a>], entry: &Entry<'_>) -> impl Ord + use<'a> {
    let main = rows.get(entry.main);
    let place = main.map(|row| (row.repository, row.path.to_string(), row.line, row.column));
    let rank = main.map(Row::rank);
    (entry.is_suppressed, !entry.blocks, rank, Reverse(entry.rows.len()), place)
}

/// Indexes with equal keys, grouped in the order in which each key first occurs.
fn groups<K: Hash + Eq>(keys: impl Iterator<Item = K>) -> Vec<Vec<usize>> {
    let mut known: HashMap<K, usize> = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, key) in keys.enumerate() {
        let place = *known.entry(key).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    groups
}

impl<'a> Entry<'a> {
    fn of(rows: &[Row<'a>], mut group: Vec<usize>) -> Option<Self> {
        let row = |at: &usize| rows.get(*at);
        group.put_in_order_by_cached_key(|at| {
            row(at).map(|row| (row.date.clone(), row.repository, row.path.clone(), row.line))
        });
        let rank = |at: &&usize| row(at).map(Row::rank);
        let at_head = group.iter().filter_map(row).map(|row| row.at_head).min_by_key(|at_head| standing(*at_head))?;
        // A secret that is still at HEAD is shown in a file that has it there, where it was written last; any other where it was
        // introduced.
        let has_gone = |at: &&usize| row(at).map(|row| (row.is_suppressed, !row.stands_here()));
        let main = match at_head {
            Some(true) => *group.iter().rev().min_by_key(|at| (has_gone(at), rank(at)))?,
            _ => *group.iter().min_by_key(rank)?,
        };
        let kept = || group.iter().filter_map(row).filter(|row| !row.is_suppressed);
        Some(Entry {
            secret: row(&main)?.secret.clone(),
            main,
            at_head,
            blocks: kept().any(|row| row.blocks),
            is_suppressed: kept().next().is_none(),
            rows: group,
        })
    }
}

/// An occurrence of a secret: the repository, if there are several, and the place.
pub(super) type Written<'a> = (Option<&'a str>, &'a Place);

impl<'a> Overview<'a> {
    /// Every place of the secret of `entry`, if they were requested. An entry of a guessable value is about one file,
    /// and so are its places: `postgres` occurs in thousands of unrelated files.
    pub(super) fn places(&self, entry: &Entry<'a>) -> Option<Vec<Written<'a>>> {
        let rows: Vec<&Row<'a>> = entry.rows.iter().filter_map(|at| self.rows.get(*at)).collect();
        let mut lists: Vec<(Option<&'a str>, &'a [Place])> =
            rows.iter().filter_map(|row| Some((row.repository, row.places?))).collect();
        if lists.is_empty() {
            return None;
        }
        // Findings of a secret share one list. The order is that of the findings; addresses would give a random one.
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

#[cfg(test)]
mod tests {
    use super::{Overview, Row, Tally};

    fn row(secret: &'static str, at_head: bool, environment: &'static str, class: &'static str) -> Row<'static> {
        let author = Some(("Ann", "ann@Corp.example"));
        let date = Some("2021-02-03T04:05:06+00:00".into());
        Row {
            secret: secret.into(),
            rule: "r",
            class,
            severity: "high",
            environment,
            at_head: Some(at_head),
            blocks: true,
            author,
            date,
            ..Row::default()
        }
    }

    /// The identifiers of the secrets in `order`, and the overview.
    fn ordered() -> (Vec<String>, Overview<'static>) {
        let mut excused = row("excused", true, "production", "weak");
        excused.is_suppressed = true;
        let mut warns = row("warns", true, "test", "leak");
        warns.blocks = false;
        let mut perhaps = row("perhaps", true, "docs", "leak");
        perhaps.at_head = None;
        let mut gone = row("gone, leak", false, "production", "leak");
        gone.severity = "medium";
        let mut critical = row("gone, critical", false, "docs", "leak");
        critical.severity = "critical";
        let rows = vec![
            excused,
            row("hygiene", true, "test", "hygiene"),
            row("gone, production", false, "production", "weak"),
            warns,
            row("stands, leak", true, "production", "leak"),
            row("gone, docs", false, "docs", "weak"),
            row("stands, weak", true, "production", "weak"),
            perhaps,
            row("gone, docs", false, "docs", "weak"),
            critical,
            gone,
        ];
        let overview = Overview::by_name(rows);
        (overview.entries.iter().map(|entry| entry.secret.to_string()).collect(), overview)
    }

    #[test]
    fn what_blocks_comes_first_then_leaks_then_those_at_head() {
        let (order, overview) = ordered();
        assert_eq!(
            order,
            [
                "gone, critical",
                "stands, leak",
                "perhaps",
                "gone, leak",
                "stands, weak",
                "gone, production",
                "gone, docs",
                "hygiene",
                "warns",
                "excused"
            ]
        );
        assert_eq!(overview.entries[6].rows, [5, 8]);
        assert_eq!(overview.by_rule, [Tally { name: "r".into(), secrets: 9, findings: 10 }]);
        assert_eq!(overview.by_domain, [Tally { name: "corp.example".into(), secrets: 9, findings: 10 }]);
        assert_eq!(overview.by_year[0].name, "2021");
    }

    #[test]
    fn files_with_most_secrets_come_first() {
        let at = |path: &'static str, secret| Row { path: path.into(), ..row(secret, true, "docs", "leak") };
        let overview = Overview::by_name(vec![at("a", "1"), at("b", "2"), at("b", "3"), at("a", "1"), at("c", "4")]);
        let files: Vec<(String, usize, usize)> =
            overview.by_file().into_iter().map(|tally| (tally.name, tally.secrets, tally.findings)).collect();
        assert_eq!(files, [("b".to_owned(), 2, 2), ("a".to_owned(), 1, 2), ("c".to_owned(), 1, 1)]);
    }
}
