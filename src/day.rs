//! A calendar day, for the expiry of exceptions.

use std::fmt;

/// A day of the Gregorian calendar, of the years 0 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: u16,
    month: u8,
    day: u8,
}

/// Days of each month in a common year.
const MONTHS: [u8; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

impl Day {
    /// Parses `text` in the form `2027-01-31`; `None` if there is no such day.
    ///
    /// ```
    /// use dsnitch::day::Day;
    /// assert!(Day::parse("2028-02-29").is_some() && Day::parse("2027-02-29").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Day> {
        let bytes = text.as_bytes();
        let is_formed = bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !is_formed {
            return None;
        }
        let (year, month, day) =
            (text.get(..4)?.parse().ok()?, text.get(5..7)?.parse().ok()?, text.get(8..)?.parse().ok()?);
        let days = *MONTHS.get(usize::from(u8::checked_sub(month, 1)?))? + u8::from(month == 2 && is_leap(year));
        (1..=days).contains(&day).then_some(Day { year, month, day })
    }

    /// Returns the day in UTC that is `seconds` after 1970-01-01; later times return the last supported day.
    pub fn of_unix(seconds: u64) -> Day {
        let last = Day { year: 9999, month: 12, day: 31 };
        let since_year_0 = seconds / 86_400 + days_before(1970);
        // Years have 365.2425 days on average: the result is this one or one next to it.
        let Ok(guess) = u16::try_from(since_year_0.saturating_mul(400) / 146_097) else { return last };
        let mut year = guess.saturating_sub(1);
        while year < 9999 && days_before(year + 1) <= since_year_0 {
            year += 1;
        }
        let mut days = since_year_0 - days_before(year);
        for (month, length) in (1_u8..).zip(MONTHS) {
            let length = u64::from(length) + u64::from(month == 2 && is_leap(year));
            match u8::try_from(days) {
                Ok(day) if days < length => return Day { year, month, day: day + 1 },
                _ => days = days.saturating_sub(length),
            }
        }
        last
    }
}

/// Returns the number of days from the first one of year 0 to the first one of `year`.
fn days_before(year: u16) -> u64 {
    let (whole, before) = (u64::from(year) * 365, u64::from(year.saturating_sub(1)));
    whole + before / 4 - before / 100 + before / 400 + u64::from(year > 0)
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::Day;

    #[test]
    fn only_existing_days_are_parsed() {
        for text in ["1970-01-01", "2024-02-29", "2000-02-29", "2027-12-31", "0001-01-01", "9999-12-31"] {
            assert_eq!(Day::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "2027-1-31",
            "2027-13-01",
            "2027-00-10",
            "2027-02-29",
            "1900-02-29",
            "2027-04-31",
            "2027-01-00",
            "27-01-31",
            "2027/01/31",
            "2027-01-31x",
            "+027-01-31",
            "tomorrow",
            "２０２７",
        ] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn seconds_convert_to_days_in_utc() {
        for (seconds, text) in [
            (0, "1970-01-01"),
            (86_399, "1970-01-01"),
            (86_400, "1970-01-02"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_767_225_599, "2025-12-31"),
            (253_402_300_799, "9999-12-31"),
            (u64::MAX, "9999-12-31"),
        ] {
            assert_eq!(Day::of_unix(seconds).to_string(), text, "{seconds}");
        }
        let mut before = Day::of_unix(0);
        for number in 1..400 * 366 {
            let day = Day::of_unix(number * 86_400);
            let is_next = (day.year, day.month, day.day) == (before.year, before.month, before.day + 1)
                || day.day == 1 && (day.year, day.month) == (before.year, before.month + 1)
                || (day.month, day.day) == (1, 1) && (day.year, before.month) == (before.year + 1, 12);
            assert!(is_next && Day::parse(&day.to_string()) == Some(day), "{before} {day}");
            before = day;
        }
        assert!(Day::parse("2026-12-31") < Day::parse("2027-01-01"));
    }
}
