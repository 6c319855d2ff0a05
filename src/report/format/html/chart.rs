//! Charts as vector graphics: the position of each line, bar and label.

use std::collections::BTreeMap;

use super::data::{Data, Entry};
use crate::report::listing::Listing;

/// A point, in the drawing's units.
type Point = (u32, u32);

/// A drawing with its title; axes are among its lines and labels.
pub(super) struct Chart {
    pub(super) id: &'static str,
    pub(super) kind: &'static str,
    pub(super) title: &'static str,
    pub(super) subtitle: String,
    /// A description in words.
    pub(super) text: String,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) lines: Vec<Line>,
    pub(super) bars: Vec<Bar>,
    pub(super) dots: Vec<Dot>,
    pub(super) labels: Vec<Label>,
    /// Colours and their meaning.
    pub(super) legend: Vec<(&'static str, &'static str)>,
}

pub(super) struct Line {
    pub(super) kind: &'static str,
    pub(super) from: Point,
    pub(super) to: Point,
    pub(super) tip: String,
}

pub(super) struct Bar {
    pub(super) kind: &'static str,
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) tip: String,
}

pub(super) struct Dot {
    pub(super) kind: &'static str,
    pub(super) at: Point,
    pub(super) tip: String,
}

pub(super) struct Label {
    pub(super) kind: &'static str,
    pub(super) at: Point,
    pub(super) anchor: &'static str,
    pub(super) text: String,
}

const WIDTH: u32 = 960;
const HALF: u32 = 560;
/// The number of bars of a chart, and of secrets with a line of their own.
const BARS: usize = 10;
const LANES: usize = 24;
/// Largest number of time spans that a chart distinguishes.
const SPANS: i32 = 48;

/// The charts that have content for this report.
pub(super) fn all(listing: &Listing<'_>, data: &Data<'_>) -> Vec<Chart> {
    let open: Vec<&Entry> = data.secrets.iter().filter(|entry| entry.action != "excused").collect();
    if open.is_empty() {
        return Vec::new();
    }
    let mut charts = Vec::new();
    let is_secret = |entry: &&&Entry| entry.kind != "hygiene" && month(&entry.since).is_some();
    let dated: Vec<&Entry> = open.iter().filter(is_secret).copied().collect();
    if listing.is_history && !dated.is_empty() {
        charts.push(arrivals(&dated));
        charts.push(lives(&dated));
    }
    charts.push(tallies("rules", "By rule", &open, |entry| entry.rule.clone()));
    charts.push(tallies("environments", "By environment", &open, |entry| entry.environment.clone()));
    charts
}

impl Chart {
    fn new(id: &'static str, kind: &'static str, title: &'static str, (width, height): Point) -> Chart {
        let (subtitle, text) = (String::new(), String::new());
        let (lines, bars, dots, labels, legend) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Chart { id, kind, title, subtitle, text, width, height, lines, bars, dots, labels, legend }
    }

    fn label(&mut self, kind: &'static str, at: Point, anchor: &'static str, text: impl Into<String>) {
        self.labels.push(Label { kind, at, anchor, text: text.into() });
    }

    fn line(&mut self, kind: &'static str, from: Point, to: Point) {
        self.lines.push(Line { kind, from, to, tip: String::new() });
    }
}

/// The month of a date such as 2026-01-31, counted from the year 0.
fn month(day: &str) -> Option<i32> {
    let (year, month): (i32, i32) = (day.get(..4)?.parse().ok()?, day.get(5..7)?.parse().ok()?);
    Some(year * 12 + month - 1)
}

/// The time axis: months per span, first month, and number of spans.
struct Spans {
    months: i32,
    first: i32,
    count: i32,
}

impl Spans {
    fn of(entries: &[&Entry]) -> Spans {
        let all = entries.iter().flat_map(|entry| [month(&entry.since), month(&entry.until)]).flatten();
        let (first, last) = all.fold((i32::MAX, i32::MIN), |(first, last), at| (first.min(at), last.max(at)));
        let months = [1, 3, 12, 60, 120].into_iter().find(|months| (last - first) / months < SPANS).unwrap_or(1200);
        let first = first - first.rem_euclid(months);
        Spans { months, first, count: (last - first) / months + 1 }
    }

    fn name(&self, at: i32) -> String {
        let start = self.first + at * self.months;
        let (year, month) = (start.div_euclid(12), start.rem_euclid(12));
        match self.months {
            1 => format!("{year:04}-{:02}", month + 1),
            3 => format!("{year:04} Q{}", month / 3 + 1),
            12 => format!("{year:04}"),
            months => format!("{year:04}–{:04}", year + months / 12 - 1),
        }
    }

    const fn unit(&self) -> &'static str {
        match self.months {
            1 => "month",
            3 => "quarter",
            12 => "year",
            _ => "span of years",
        }
    }

    /// The interval between labels on the axis.
    fn step(&self) -> i32 {
        (self.count / 8).max(1)
    }
}

fn small(number: i32) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

/// The next round number, for the end of an axis.
fn nice(most: u32) -> u32 {
    let mut unit = 1_u32;
    loop {
        for factor in [1, 2, 3, 4, 5, 6, 8, 10] {
            let round = unit.saturating_mul(factor);
            if round >= most {
                return round.max(1);
            }
        }
        unit = unit.saturating_mul(10);
    }
}

/// The number of new secrets per time span, and how many of them are still at HEAD.
fn arrivals(entries: &[&Entry]) -> Chart {
    let spans = Spans::of(entries);
    let mut counts: BTreeMap<i32, [u32; 2]> = BTreeMap::new();
    for entry in entries {
        let Some(at) = month(&entry.since) else { continue };
        let [head, gone] = counts.entry((at - spans.first) / spans.months).or_default();
        *(if entry.head == "no" { gone } else { head }) += 1;
    }
    let (left, right, top, bottom) = (56, WIDTH - 8, 24, 240);
    let most = nice(counts.values().map(|[head, gone]| head + gone).max().unwrap_or(1));
    let mut chart = Chart::new("arrivals", "full", "When secrets came in", (WIDTH, 300));
    let height = |count: u32| count * (bottom - top) / most;
    let ticks: &[u32] = if most.is_multiple_of(4) { &[0, 1, 2, 3, 4] } else { &[0, 4] };
    for tick in ticks {
        let value = most * tick / 4;
        let y = bottom - height(value);
        chart.line(if value == 0 { "axis" } else { "grid" }, (left, y), (right, y));
        chart.label("tick", (left - 8, y + 4), "end", value.to_string());
    }
    let slot = |at: i32| left + small(at) * (right - left) / small(spans.count).max(1);
    for (at, [head, gone]) in &counts {
        let (x, width) = (slot(*at) + 1, (slot(at + 1) - slot(*at)).saturating_sub(2).clamp(2, 64));
        let name = spans.name(*at);
        let gone_y = bottom - height(*gone);
        let tip = format!("{name}: {head} still at HEAD, {gone} gone from it");
        if *gone > 0 {
            chart.bars.push(Bar { kind: "gone", x, y: gone_y, width, height: height(*gone).max(1), tip: tip.clone() });
        }
        if *head > 0 {
            let y = gone_y - height(*head).max(1);
            chart.bars.push(Bar { kind: "bad", x, y, width, height: height(*head).max(1), tip });
        }
    }
    for at in (0..spans.count).step_by(usize::try_from(spans.step()).unwrap_or(1)) {
        chart.label("tick", (slot(at), bottom + 18), "start", spans.name(at));
    }
    chart.label(
        "axis-title",
        (left, bottom + 44),
        "start",
        format!("{} of the first commit that wrote the secret", spans.unit()),
    );
    chart.label("axis-title", (0, 8), "start", "secrets");
    let (head, gone) = counts.values().fold((0, 0), |(a, b), [head, gone]| (a + head, b + gone));
    chart.subtitle = format!("By {}, and whether HEAD still has them", spans.unit());
    let parts: Vec<String> =
        counts.iter().map(|(at, [head, gone])| format!("{}: {}", spans.name(*at), head + gone)).collect();
    chart.text = format!("{head} secrets are still at HEAD, {gone} are gone from it. {}.", parts.join(", "));
    chart.legend = vec![("bad", "still at HEAD, or not known"), ("gone", "gone from HEAD, but in the history")];
    chart
}

/// The lifetime of each of the most urgent secrets: from its first commit to its last, and up to the end if HEAD has
/// it.
fn lives(entries: &[&Entry]) -> Chart {
    let spans = Spans::of(entries);
    let shown: Vec<&&Entry> = entries.iter().take(LANES).collect();
    let (left, right, top, lane) = (330, WIDTH - 16, 10, 24);
    let bottom = top + lane * u32::try_from(shown.len()).unwrap_or(0);
    let mut chart = Chart::new("lives", "full", "When each came and went", (WIDTH, bottom + 56));
    let (first, months) = (spans.first, spans.months * spans.count);
    let x = |day: &str| {
        let at = month(day).unwrap_or(first) - first;
        let day: u32 = day.get(8..10).and_then(|day| day.parse().ok()).unwrap_or(1);
        left + (small(at) * 31 + day.saturating_sub(1)) * (right - left) / (small(months) * 31).max(1)
    };
    let slot = |at: i32| left + small(at) * (right - left) / small(spans.count).max(1);
    for at in (0..spans.count).step_by(usize::try_from(spans.step()).unwrap_or(1)) {
        chart.line("grid", (slot(at), top), (slot(at), bottom));
        chart.label("tick", (slot(at), bottom + 18), "start", spans.name(at));
    }
    chart.line("axis", (left, bottom), (right, bottom));
    for (nth, entry) in (0..).zip(&shown) {
        let y = top + lane * nth + lane / 2;
        let (from, until) = (x(&entry.since), x(&entry.until));
        let is_gone = entry.head == "no";
        let tip = match (is_gone, entry.since == entry.until) {
            (false, _) => format!("{}: since {}, still at HEAD", entry.place, entry.since),
            (true, true) => format!("{}: written on {}, gone from HEAD", entry.place, entry.since),
            (true, false) => {
                format!("{}: written from {} to {}, gone from HEAD", entry.place, entry.since, entry.until)
            }
        };
        let (kind, end) = if is_gone { ("lane-gone", until.max(from + 1)) } else { ("lane-head", right) };
        chart.lines.push(Line { kind, from: (from, y), to: (end, y), tip: tip.clone() });
        let dot = if is_gone { "gone" } else { "head" };
        chart.dots.push(Dot { kind: dot, at: (from, y), tip: tip.clone() });
        if is_gone && until > from {
            chart.dots.push(Dot { kind: dot, at: (until, y), tip });
        }
        chart.label("name", (left - 14, y + 4), "end", tail(&entry.place, 44));
    }
    chart.label("axis-title", (left, bottom + 44), "start", "day of the commits that wrote it");
    chart.label("axis-title", (left - 14, bottom + 18), "end", "place, the most urgent first");
    chart.subtitle = match entries.len() {
        count if count > LANES => format!(
            "The {LANES} most urgent of {count}: from the first commit that wrote it to the last, and on where HEAD has it"
        ),
        _ => "From the first commit that wrote it to the last, and on where HEAD has it".to_owned(),
    };
    let lines: Vec<String> =
        chart.lines.iter().filter(|line| !line.tip.is_empty()).map(|line| line.tip.clone()).collect();
    chart.text = lines.join("; ");
    chart.legend = vec![("bad", "still at HEAD, or not known"), ("gone", "gone from HEAD, but in the history")];
    chart
}

/// The end of a text, which is the most informative part of a path.
fn tail(text: &str, most: usize) -> String {
    match text.chars().count().checked_sub(most) {
        None | Some(0) => text.to_owned(),
        Some(more) => format!("…{}", text.chars().skip(more + 1).collect::<String>()),
    }
}

/// Counts per name, highest first.
fn tallies(id: &'static str, title: &'static str, entries: &[&Entry], name: impl Fn(&Entry) -> String) -> Chart {
    let mut counts: BTreeMap<String, [u32; 2]> = BTreeMap::new();
    for entry in entries {
        let [blocks, warns] = counts.entry(name(entry)).or_default();
        *(if entry.action == "blocks" { blocks } else { warns }) += 1;
    }
    let mut sorted: Vec<(String, [u32; 2])> = counts.into_iter().collect();
    sorted.sort_by_key(|(_, [blocks, warns])| std::cmp::Reverse(blocks + warns));
    let left_out = sorted.len().saturating_sub(BARS);
    let text: Vec<String> = sorted.iter().map(|(name, [a, b])| format!("{name}: {}", a + b)).collect();
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
        chart.label("tick", (x, bottom + 16), "middle", value.to_string());
    }
    chart.label("axis-title", (left, bottom + 36), "start", "entries");
    for (nth, (name, [blocks, warns])) in (0..).zip(&sorted) {
        let y = top + lane * nth + 6;
        let tip = format!("{name}: {blocks} block, {warns} warn");
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
        chart.label("value", (left + length(blocks + warns) + 8, y + 13), "start", (blocks + warns).to_string());
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

#[cfg(test)]
mod tests {
    use super::{Spans, month, nice, tail};

    #[test]
    fn spans_are_labelled_and_axes_end_on_round_numbers() {
        assert_eq!((month("2026-01-31"), month("2026"), month("no date")), (Some(2026 * 12), None, None));
        for (months, name) in [(1, "2026-03"), (3, "2026 Q1"), (12, "2026"), (60, "2026–2030")] {
            let first = if months == 1 { 2026 * 12 + 2 } else { 2026 * 12 };
            assert_eq!(Spans { months, first, count: 1 }.name(0), name);
        }
        for (most, end) in [(0, 1), (1, 1), (3, 3), (7, 8), (9, 10), (11, 20), (345, 400)] {
            assert_eq!(nice(most), end);
        }
        assert_eq!((tail("abcdef", 4), tail("abc", 4)), ("…def".to_owned(), "abc".to_owned()));
    }
}
