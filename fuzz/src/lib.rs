//! What the targets hold an input against: the code with which the project's tests replay what was found.

#[path = "../../tests/support/fuzzed.rs"]
pub mod fuzzed;
#[path = "../../tests/support/staged_fuzzed.rs"]
pub mod staged_fuzzed;
