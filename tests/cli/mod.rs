//! Through the binary: what a person, a hook or a CI job sees.

mod config;
mod exit_codes;
mod hook;
mod local;
mod report;
mod suppress;
