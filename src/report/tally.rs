//! Counts secrets and findings per name.

use std::collections::BTreeMap;

use super::row::Row;

use crate::sorting::Sorting as _;

/// The counts of one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) name: String,
    pub(super) secrets: usize,
    pub(super) findings: usize,
}

/// Counts secrets and findings per name, most findings first. Suppressed findings do not count.
pub(super) fn tally(rows: &[Row<'_>], name: impl Fn(&Row<'_>) -> String) -> Vec<Tally> {
    let mut counts: BTreeMap<String, (usize, Vec<&str>)> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.is_suppressed) {
        let (findings, secrets) = counts.entry(name(row)).or_default();
        *findings += 1;
        secrets.push(row.secret.as_ref());
    }
    let one = |(name, (findings, mut secrets)): (String, (usize, Vec<&str>))| {
        secrets.put_in_order();
        secrets.dedup();
        Tally { name, secrets: secrets.len(), findings }
    };
    let mut tallies: Vec<Tally> = counts.into_iter().map(one).collect();
    tallies.put_in_order_by(|a, b| b.findings.cmp(&a.findings).then_with(|| a.name.cmp(&b.name)));
    tallies
}

/// The domain of an author's address, in lower case.
pub(super) fn domain(author: Option<(&str, &str)>) -> String {
    let domain = author.and_then(|(_, email)| email.rsplit_once('@')).map_or("", |(_, domain)| domain.trim());
    if domain.is_empty() { "no address".to_owned() } else { domain.to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::domain;

    #[test]
    fn an_address_has_a_domain_or_none() {
        for (email, expected) in [("a@b.c", "b.c"), ("a@b@C", "c"), ("nobody", "no address"), ("x@ ", "no address")] {
            assert_eq!(domain(Some(("", email))), expected);
        }
        assert_eq!(domain(None), "no address");
    }
}
