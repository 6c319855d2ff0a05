//! When secrets came and went.

use std::collections::BTreeMap;

use super::drawing::{Bar, Chart, Dot, Line, Spans, WIDTH, month, nice, small, tail};
use crate::report::format::html::data::Entry;
use crate::report::numbers::grouped;

/// Secrets that have a line of their own.
const LANES: usize = 24;

const LEGEND: [(&str, &str); 2] = [("bad", "still at HEAD, or not known"), ("gone", "not at HEAD, but in the history")];

/// What happened in a span of time.
#[derive(Clone, Copy, Default)]
struct Happened {
    /// Secrets that came in and that HEAD still has, or may have.
    kept: u32,
    /// Those that came in and that it has no more.
    lost: u32,
    /// Those that went from it.
    went: u32,
}

/// How many secrets came in when, which of them HEAD still has, and, below the axis, how many went from it.
pub(super) fn came_and_went(entries: &[&Entry]) -> Chart {
    let spans = Spans::of(entries);
    let mut counts: BTreeMap<i32, Happened> = BTreeMap::new();
    let span_of = |day: &str| month(day).map(|month| (month - spans.first) / spans.months);
    for entry in entries {
        if let Some(span) = span_of(&entry.since) {
            let happened = counts.entry(span).or_default();
            *(if entry.head == "no" { &mut happened.lost } else { &mut happened.kept }) += 1;
        }
        if let Some(span) = span_of(&entry.gone) {
            counts.entry(span).or_default().went += 1;
        }
    }
    let up = nice(counts.values().map(|happened| happened.kept + happened.lost).max().unwrap_or(1));
    let down = counts.values().map(|happened| happened.went).max().filter(|most| *most > 0).map_or(0, nice);
    let (left, right, top, tall) = (56, WIDTH - 8, 24, if down > 0 { 280 } else { 216 });
    let height = |count: u32| count * tall / (up + down);
    let (zero, bottom) = (top + height(up), top + height(up) + height(down));
    let mut chart = Chart::new("arrivals", "full", "When secrets came and went", (WIDTH, bottom + 60));
    let ticks: &[u32] = if up.is_multiple_of(4) { &[0, 1, 2, 3, 4] } else { &[0, 4] };
    for value in ticks.iter().map(|tick| up * tick / 4) {
        let y = zero - height(value);
        chart.line(if value == 0 { "axis" } else { "grid" }, (left, y), (right, y));
        chart.label("tick", (left - 8, y + 4), "end", grouped(value));
    }
    if down > 0 {
        chart.line("grid", (left, bottom), (right, bottom));
        chart.label("tick", (left - 8, bottom + 4), "end", grouped(down));
    }
    let slot = |at: i32| left + small(at) * (right - left) / small(spans.count).max(1);
    for (at, Happened { kept, lost, went }) in &counts {
        let (x, width) = (slot(*at) + 1, (slot(at + 1) - slot(*at)).saturating_sub(2).clamp(2, 64));
        let tip = format!(
            "{}: {kept} came in and still at HEAD, {lost} came in and not at HEAD, {went} went",
            spans.name(*at)
        );
        let mut bar = |kind, y: u32, count: u32| {
            chart.bars.push(Bar { kind, x, y, width, height: height(count).max(1), tip: tip.clone() });
        };
        if *lost > 0 {
            bar("gone", zero - height(*lost), *lost);
        }
        if *kept > 0 {
            bar("bad", zero - height(*lost) - height(*kept).max(1), *kept);
        }
        if *went > 0 {
            bar("went", zero + 1, *went);
        }
    }
    for at in (0..spans.count).step_by(usize::try_from(spans.step()).unwrap_or(1)) {
        chart.label("tick", (slot(at), bottom + 18), "start", spans.name(at));
    }
    let axis = match down {
        0 => format!("{} of the first commit that wrote the secret", spans.unit()),
        _ => format!(
            "{} of the first commit that wrote the secret; below, of the one that took it from HEAD",
            spans.unit()
        ),
    };
    chart.label("axis-title", (left, bottom + 44), "start", axis);
    chart.label("axis-title", (0, 8), "start", "secrets");
    let sum = |of: fn(&Happened) -> u32| counts.values().map(of).sum::<u32>();
    let (kept, lost, went) =
        (sum(|happened| happened.kept), sum(|happened| happened.lost), sum(|happened| happened.went));
    chart.subtitle = match down {
        0 => format!("By {}, and whether HEAD still has them", spans.unit()),
        _ => format!(
            "By {}: above, those that came in, and whether HEAD still has them; below, those that went from it",
            spans.unit()
        ),
    };
    let part = |(at, happened): (&i32, &Happened)| {
        format!("{}: {} came, {} went", spans.name(*at), happened.kept + happened.lost, happened.went)
    };
    let parts: Vec<String> = counts.iter().map(part).collect();
    chart.text = format!(
        "{kept} secrets are still at HEAD, {lost} are not, and of {went} of these the day is known on which they went. {}.",
        parts.join("; ")
    );
    chart.legend = LEGEND.to_vec();
    if down > 0 {
        chart.legend.push(("went", "went from HEAD"));
    }
    chart
}

/// How long HEAD had each of the most urgent secrets: from the first commit that wrote it to the one that took it away. Of one
/// that HEAD never had, to the last that wrote it.
pub(super) fn lives(entries: &[&Entry]) -> Chart {
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
        let is_gone = entry.head == "no";
        let last = if entry.gone.is_empty() { &entry.until } else { &entry.gone };
        let (from, until) = (x(&entry.since), x(last));
        let tip = match (is_gone, entry.since == entry.until) {
            (false, _) => format!("{}: since {}, still at HEAD", entry.place, entry.since),
            (true, _) if !entry.gone.is_empty() => {
                format!("{}: since {}, went from HEAD on {}", entry.place, entry.since, entry.gone)
            }
            (true, true) => format!("{}: written on {}, not at HEAD", entry.place, entry.since),
            (true, false) => format!("{}: written from {} to {}, not at HEAD", entry.place, entry.since, entry.until),
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
    chart.label(
        "axis-title",
        (left, bottom + 44),
        "start",
        "day of the commits that wrote it, and of the one that took it away",
    );
    chart.label("axis-title", (left - 14, bottom + 18), "end", "place, the most urgent first");
    let span = "from the first commit that wrote it to the one that took it from HEAD";
    chart.subtitle = match entries.len() {
        count if count > LANES => format!("The {LANES} most urgent of {count}: {span}"),
        _ => format!("F{}", span.strip_prefix('f').unwrap_or(span)),
    };
    let told: Vec<String> =
        chart.lines.iter().filter(|line| !line.tip.is_empty()).map(|line| line.tip.clone()).collect();
    chart.text = told.join("; ");
    chart.legend = LEGEND.to_vec();
    chart
}
