//! Formats dates.

/// Formats seconds since the epoch, with a zone offset in minutes, as RFC 3339; `None` outside the years 0 to 9999.
pub(super) fn rfc3339(seconds: i64, offset: i32) -> Option<String> {
    let local = seconds.checked_add(i64::from(offset).checked_mul(60)?)?;
    let (days, second) = (local.div_euclid(86_400), local.rem_euclid(86_400));
    let (year, month, day) = civil(days)?;
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let sign = if offset < 0 { '-' } else { '+' };
    let (ahead, past) = (offset.unsigned_abs() / 60, offset.unsigned_abs() % 60);
    (ahead < 24)
        .then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{sign}{ahead:02}:{past:02}"))
}

/// Formats seconds since the epoch in UTC as `2026-01-31T12:00:00`, without a zone.
pub(super) fn utc(seconds: i64) -> String {
    let text = rfc3339(seconds, 0).unwrap_or_default();
    text.get(..19).unwrap_or("1970-01-01T00:00:00").to_owned()
}

/// The Gregorian date of a day counted from 1970-01-01, for the years 0 to 9999. The year is counted from March, so
/// that the leap day comes last.
fn civil(days: i64) -> Option<(i64, i64, i64)> {
    let from_march_0000 = days.checked_add(719_468)?;
    let (era, day_of_era) = (from_march_0000.div_euclid(146_097), from_march_0000.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (0..=9999).contains(&year).then_some((year, month, day))
}

#[cfg(test)]
mod tests {
    use super::rfc3339;

    #[test]
    fn dates_are_written_in_the_author_s_zone() {
        for (seconds, offset, text) in [
            (0, 0, Some("1970-01-01T00:00:00+00:00")),
            (951_782_400, 0, Some("2000-02-29T00:00:00+00:00")),
            (1_767_225_599, 60, Some("2026-01-01T00:59:59+01:00")),
            (1_767_225_599, -210, Some("2025-12-31T20:29:59-03:30")),
            (-1, 0, Some("1969-12-31T23:59:59+00:00")),
            (253_402_300_799, 0, Some("9999-12-31T23:59:59+00:00")),
            (253_402_300_800, 0, None),
            (i64::MAX, 0, None),
            (i64::MIN, i32::MIN, None),
        ] {
            assert_eq!(rfc3339(seconds, offset).as_deref(), text, "{seconds} {offset}");
        }
    }
}
