//! `dsnitch history`: converts the arguments into options of the source, and scans.

use std::num::NonZeroUsize;
use std::thread;

use dsnitch::coverage::{Portion, Shared};
use dsnitch::failure::Failure;
use dsnitch::progress::Progress;
use dsnitch::report::Report;
use dsnitch::source::{HistoryOptions, HistorySource, HistoryStart};
use toml::value::{Datetime, Offset, Time};

use super::{one, repository};
use crate::cli::args::{Global, History};
use crate::cli::progress;
use crate::cli::remarks::About;
use crate::cli::settings::Side;
use crate::cli::variable::utf8;

/// Seconds in a day.
const DAY: i64 = 86_400;

/// Scans the history of the current repository.
pub(super) fn report(typed: &History, global: &Global) -> Result<Report, Failure> {
    let repo = repository::here()?;
    let settings = repository::settings(&repo, Side::Ours, global)?;
    let staged = |name: &str| repo.staged_file(name);
    let is_shard = typed.shard.is_some_and(|shard| shard.count() > 1);
    let about = About { staged: &staged, is_whole: is_whole(typed), is_shard, asks_git: repo.asks_git() };
    let progress = progress::stoppable().unwrap_or_default();
    let mut source = HistorySource::new(&repo, options(typed, progress.clone())?);
    let mut report = progress::watched(
        &progress,
        !global.quiet,
        || one::scan(&mut source, &settings, global, &about),
        |report| report.as_ref().map_or(0, Report::secrets),
    )?;
    report.coverage.portion = typed.shard.map(|shard| Portion {
        index: shard.index(),
        count: shard.count(),
        of: Shared::Paths,
        whole: report.start.clone(),
        repositories: Vec::new(),
    });
    Ok(report)
}

/// True if the whole history is scanned.
pub(super) const fn is_whole(typed: &History) -> bool {
    typed.range.is_none() && typed.since.is_none()
}

/// Converts the arguments into options.
pub(super) fn options(typed: &History, progress: Progress) -> Result<HistoryOptions, Failure> {
    let History { range, since, include_unreachable, reflog, blame_all, repos: _, shard, jobs } = typed.clone();
    let jobs = jobs.map_or_else(thread::available_parallelism, Ok).map_or(1, NonZeroUsize::get);
    Ok(HistoryOptions {
        jobs,
        since: since.map(|since| Ok(since_of(&utf8(since, "--since")?))).transpose()?,
        range: range.map(|range| utf8(range, "range")).transpose()?,
        include_unreachable,
        reflog,
        blame_all,
        shard,
        progress,
    })
}

/// Parses a date, or else takes the text as a revision. A date without a time is the start of that day, and one without
/// a zone is in UTC, so that the same text means the same moment on every machine and on every day.
fn since_of(text: &str) -> HistoryStart {
    match text.parse().ok().and_then(|date| seconds(&date)) {
        Some(second) => HistoryStart::Second(second),
        None => HistoryStart::Revision(text.to_owned()),
    }
}

/// Seconds since the epoch.
fn seconds(at: &Datetime) -> Option<i64> {
    let date = at.date.as_ref()?;
    let days = days(i64::from(date.year), i64::from(date.month), i64::from(date.day));
    let of_day = |time: &Time| {
        let (hour, minute, second) = (time.hour, time.minute, time.second.unwrap_or(0));
        i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second)
    };
    let ahead = match at.offset {
        Some(Offset::Custom { minutes }) => i64::from(minutes) * 60,
        Some(Offset::Z) | None => 0,
    };
    Some(days * DAY + at.time.as_ref().map_or(0, of_day) - ahead)
}

/// Days from 1970-01-01 to a date of the Gregorian calendar. The year is counted from March, so that the leap day comes
/// last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * from_march + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::{HistoryStart, days, since_of};

    #[test]
    fn each_day_is_one_more_than_the_day_before() {
        let mut last = days(1899, 12, 31);
        for year in [1900, 1999, 2000, 2001, 2023, 2024, 2100, 2399, 2400] {
            let is_leap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0;
            let lengths = [31, if is_leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            let first = days(year, 1, 1);
            let before = (1899..year).map(|year| days(year + 1, 1, 1) - days(year, 1, 1)).sum::<i64>();
            assert_eq!(first - days(1899, 1, 1), before);
            last = if year == 1900 { last } else { first - 1 };
            for (month, length) in (1..).zip(lengths) {
                for day in 1..=length {
                    assert_eq!(days(year, month, day), last + 1, "{year}-{month}-{day}");
                    last += 1;
                }
            }
            assert_eq!(days(year + 1, 1, 1), last + 1, "{year}");
        }
        let of_centuries = [1900, 2000, 2100, 2200, 2300, 2400].map(|year| days(year, 1, 1));
        assert_eq!(of_centuries, [-25_567, 10_957, 47_482, 84_006, 120_530, 157_054]);
    }

    #[test]
    fn a_date_is_parsed_and_anything_else_is_a_revision() {
        for (text, second) in [
            ("1970-01-01", Some(0)),
            ("2000-02-29", Some(951_782_400)),
            ("2026-01-01T00:59:59+01:00", Some(1_767_225_599)),
            ("2025-12-31 23:59:59Z", Some(1_767_225_599)),
            ("2025-12-31T23:59:59", Some(1_767_225_599)),
            ("2025-12-31T23:59", Some(1_767_225_540)),
            ("1969-12-31", Some(-86_400)),
            ("2025-02-30", None),
            ("12:00:00", None),
            ("2026", None),
            ("v1.0", None),
            ("HEAD~3", None),
            ("2 weeks ago", None),
        ] {
            let expected = second.map_or_else(|| HistoryStart::Revision(text.to_owned()), HistoryStart::Second);
            assert_eq!(since_of(text), expected, "{text}");
        }
    }
}
