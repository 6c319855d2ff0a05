//! The one integration binary.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, reason = "tests may stop at the first surprise")]

mod report;
