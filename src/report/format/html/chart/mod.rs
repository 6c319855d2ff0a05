//! The charts of the page: which there are.

mod counts;
mod drawing;
mod timeline;

use self::counts::tallies;
pub(super) use self::drawing::Chart;
use self::drawing::month;
use self::timeline::{came_and_went, lives};
use super::data::{Data, Entry};
use crate::report::listing::Listing;

/// The charts that say something of this report.
pub(super) fn all(listing: &Listing<'_>, data: &Data<'_>) -> Vec<Chart> {
    let open: Vec<&Entry> = data.secrets.iter().filter(|entry| entry.action != "excused").collect();
    if open.is_empty() {
        return Vec::new();
    }
    let mut charts = Vec::new();
    let is_secret = |entry: &&&Entry| entry.kind != "hygiene" && month(&entry.since).is_some();
    let dated: Vec<&Entry> = open.iter().filter(is_secret).copied().collect();
    if listing.is_history && !dated.is_empty() {
        charts.push(came_and_went(&dated));
        charts.push(lives(&dated));
    }
    charts.push(tallies("rules", "By rule", &open, |entry| entry.rule.clone()));
    charts.push(tallies("environments", "By environment", &open, |entry| entry.environment.clone()));
    charts
}
