//! The time of a run: the only place that asks the clock. What is old, or has ended, depends on the day; nothing else does.

use std::env;
use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since the epoch; those of `SOURCE_DATE_EPOCH` (<https://reproducible-builds.org/specs/source-date-epoch/>), where
/// that is set. A clock from before 1970 says 0.
pub(crate) fn now() -> i64 {
    let set = env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok());
    set.unwrap_or_else(|| {
        #[expect(clippy::disallowed_methods, reason = "passwords grow old and exceptions end, whatever is scanned")]
        let now = SystemTime::now();
        let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}
