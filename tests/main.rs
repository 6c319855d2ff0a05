//! The one integration binary.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests may stop at the first surprise"
)]

mod cli;
mod report;
