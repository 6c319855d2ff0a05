//! What a chart is made of: lines, bars, dots and words, and the axis of time.

use crate::report::format::html::data::Entry;

/// A point, in the units of a drawing.
type Point = (u32, u32);

/// A drawing with its title, and its axes among its lines and labels.
pub(in crate::report::format::html) struct Chart {
    pub(in crate::report::format::html) id: &'static str,
    pub(in crate::report::format::html) kind: &'static str,
    pub(in crate::report::format::html) title: &'static str,
    pub(in crate::report::format::html) subtitle: String,
    /// The same in words.
    pub(in crate::report::format::html) text: String,
    pub(in crate::report::format::html) width: u32,
    pub(in crate::report::format::html) height: u32,
    pub(in crate::report::format::html) lines: Vec<Line>,
    pub(in crate::report::format::html) bars: Vec<Bar>,
    pub(in crate::report::format::html) dots: Vec<Dot>,
    pub(in crate::report::format::html) labels: Vec<Label>,
    /// Colours and what they mean.
    pub(in crate::report::format::html) legend: Vec<(&'static str, &'static str)>,
}

pub(in crate::report::format::html) struct Line {
    pub(in crate::report::format::html) kind: &'static str,
    pub(in crate::report::format::html) from: Point,
    pub(in crate::report::format::html) to: Point,
    pub(in crate::report::format::html) tip: String,
}

pub(in crate::report::format::html) struct Bar {
    pub(in crate::report::format::html) kind: &'static str,
    pub(in crate::report::format::html) x: u32,
    pub(in crate::report::format::html) y: u32,
    pub(in crate::report::format::html) width: u32,
    pub(in crate::report::format::html) height: u32,
    pub(in crate::report::format::html) tip: String,
}

pub(in crate::report::format::html) struct Dot {
    pub(in crate::report::format::html) kind: &'static str,
    pub(in crate::report::format::html) at: Point,
    pub(in crate::report::format::html) tip: String,
}

pub(in crate::report::format::html) struct Label {
    pub(in crate::report::format::html) kind: &'static str,
    pub(in crate::report::format::html) at: Point,
    pub(in crate::report::format::html) anchor: &'static str,
    pub(in crate::report::format::html) text: String,
}

pub(super) const WIDTH: u32 = 960;
pub(super) const HALF: u32 = 560;
/// Most spans of time that a chart counts apart.
const SPANS: i32 = 48;

impl Chart {
    pub(super) fn new(id: &'static str, kind: &'static str, title: &'static str, (width, height): Point) -> Chart {
        let (subtitle, text) = (String::new(), String::new());
        let (lines, bars, dots, labels, legend) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Chart { id, kind, title, subtitle, text, width, height, lines, bars, dots, labels, legend }
    }

    pub(super) fn label(&mut self, kind: &'static str, at: Point, anchor: &'static str, text: impl Into<String>) {
        self.labels.push(Label { kind, at, anchor, text: text.into() });
    }

    pub(super) fn line(&mut self, kind: &'static str, from: Point, to: Point) {
        self.lines.push(Line { kind, from, to, tip: String::new() });
    }
}

/// The month of a day such as 2026-01-31, counted from the year 0.
pub(super) fn month(day: &str) -> Option<i32> {
    let (year, month): (i32, i32) = (day.get(..4)?.parse().ok()?, day.get(5..7)?.parse().ok()?);
    Some(year * 12 + month - 1)
}

/// A span of time: how many months it has, where the first begins, and how many there are.
pub(super) struct Spans {
    pub(super) months: i32,
    pub(super) first: i32,
    pub(super) count: i32,
}

impl Spans {
    pub(super) fn of(entries: &[&Entry]) -> Spans {
        let all =
            entries.iter().flat_map(|entry| [&entry.since, &entry.until, &entry.gone].map(|day| month(day))).flatten();
        let (first, last) = all.fold((i32::MAX, i32::MIN), |(first, last), at| (first.min(at), last.max(at)));
        let months = [1, 3, 12, 60, 120].into_iter().find(|months| (last - first) / months < SPANS).unwrap_or(1200);
        let first = first - first.rem_euclid(months);
        Spans { months, first, count: (last - first) / months + 1 }
    }

    pub(super) fn name(&self, at: i32) -> String {
        let start = self.first + at * self.months;
        let (year, month) = (start.div_euclid(12), start.rem_euclid(12));
        match self.months {
            1 => format!("{year:04}-{:02}", month + 1),
            3 => format!("{year:04} Q{}", month / 3 + 1),
            12 => format!("{year:04}"),
            months => format!("{year:04}–{:04}", year + months / 12 - 1),
        }
    }

    pub(super) const fn unit(&self) -> &'static str {
        match self.months {
            1 => "month",
            3 => "quarter",
            12 => "year",
            _ => "span of years",
        }
    }

    /// Names below the axis: one for every so many.
    pub(super) fn step(&self) -> i32 {
        (self.count / 8).max(1)
    }
}

pub(super) fn small(number: i32) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

/// A round number that is no smaller, for the end of an axis.
pub(super) fn nice(most: u32) -> u32 {
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

/// The end of a text, which says most about a path.
pub(super) fn tail(text: &str, most: usize) -> String {
    match text.chars().count().checked_sub(most) {
        None | Some(0) => text.to_owned(),
        Some(more) => format!("…{}", text.chars().skip(more + 1).collect::<String>()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Spans, month, nice, tail};

    #[test]
    fn spans_have_names_and_axes_end_on_round_numbers() {
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
