//! How many entries there are of what.

use std::collections::BTreeMap;

use super::drawing::{Bar, Chart, HALF, nice, tail};
use crate::report::format::html::data::Entry;
use crate::report::numbers::grouped;
use crate::sorting::Sorting as _;

/// Bars of a chart.
const BARS: usize = 10;

/// How many there are of what, most first.
pub(super) fn tallies(
    id: &'static str,
    title: &'static str,
    entries: &[&Entry],
    name: impl Fn(&Entry) -> String,
) -> Chart {
    let mut counts: BTreeMap<String, [u32; 2]> = BTreeMap::new();
    for entry in entries {
        let [blocks, warns] = counts.entry(name(entry)).or_default();
        *(if entry.action == "blocks" { blocks } else { warns }) += 1;
    }
    let mut sorted: Vec<(String, [u32; 2])> = counts.into_iter().collect();
    sorted.put_in_order_by_key(|(_, [blocks, warns])| std::cmp::Reverse(blocks + warns));
    let left_out = sorted.len().saturating_sub(BARS);
    let text: Vec<String> = sorted.iter().map(|(name, [a, b])| format!("{name}: {}", grouped(a + b))).collect();
    sorted.truncate(BARS);
    let (left, right, top, lane) = (190, HALF - 50, 8, 30);
    let rows = u32::try_from(sorted.len()).unwrap_or(0);
    let bottom = top + lane * rows;
    let mut chart = Chart::new(id, "half", title, (HALF, bottom + 44));
    let most = nice(sorted.iter().map(|(_, [a, b])| a + b).max().unwrap_or(1));
    let length = |count: u32| count * (right - left) / most;
    for value in [0, most] {
        let x = left + length(value);
        chart.line(if value == 0 { "axis" } else { "grid" }, (x, top), (x, bottom));
        chart.label("tick", (x, bottom + 16), "middle", grouped(value));
    }
    chart.label("axis-title", (left, bottom + 36), "start", "entries");
    for (nth, (name, [blocks, warns])) in (0..).zip(&sorted) {
        let y = top + lane * nth + 6;
        let tip = format!("{name}: {} block, {} warn", grouped(*blocks), grouped(*warns));
        let mut bar = |kind, from: u32, count: u32| {
            let (x, width) = (left + length(from), length(count).max(1));
            chart.bars.push(Bar { kind, x, y, width, height: lane - 12, tip: tip.clone() });
        };
        if *blocks > 0 {
            bar("bad", 0, *blocks);
        }
        if *warns > 0 {
            bar("gone", *blocks, *warns);
        }
        chart.label("name", (left - 10, y + 13), "end", tail(name, 28));
        chart.label("value", (left + length(blocks + warns) + 8, y + 13), "start", grouped(blocks + warns));
    }
    chart.subtitle = if left_out > 0 {
        format!("The first {BARS}, and {left_out} more")
    } else {
        "Entries that are not excused".to_owned()
    };
    chart.text = text.join(", ");
    chart.legend = vec![("bad", "block"), ("gone", "warn")];
    chart
}
