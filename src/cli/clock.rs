//! The time of a run. No other module reads the clock: only the age of passwords and the expiry of exceptions depend on
//! the day.

use std::env;
use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since the epoch, or `SOURCE_DATE_EPOCH` (<https://reproducible-builds.org/specs/source-date-epoch/>) if that
/// is set. A clock before 1970 gives 0.
pub(crate) fn now() -> i64 {
    let set = env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok());
    set.unwrap_or_else(|| {
        #[expect(clippy::disallowed_methods, reason = "passwords grow old and exceptions end, whatever is scanned")]
        let now = SystemTime::now();
        let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}
