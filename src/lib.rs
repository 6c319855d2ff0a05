//! dsnitch: finds PostgreSQL credentials, `DATABASE_URL`s and known-weak passwords in what git is about to store.
//!
//! The library has layers of folders, and imports only point down (checked by `tests/layers.rs`):
//!
//! ```text
//! layer 4  scan                        connects a source, the detector and the policy, and makes the report
//!          remedy                      turns findings into edits of the files, and moves values to `.env`
//! layer 3  source   policy   report    independent: yield fragments, decide on findings, write reports
//! layer 2  detect ─▶ extract           find secrets in fragments; no IO
//!          git                         reads repositories from disk
//! layer 1  failure versions fragment coverage fingerprint baseline reason day pragma usage attribution finding decision   plain data
//!          rules                       rule data          pg       PostgreSQL's credential grammars
//! layer 0  text  secret  leaks  host  progress  sorting   bytes, positions, masking, hosts, progress, order
//! ```
//!
//! Positions: byte offsets are 0-based and spans half-open; lines and columns are 1-based, columns in bytes.

pub mod advice;
pub mod attribution;
pub mod baseline;
pub mod coverage;
pub mod day;
pub mod decision;
pub mod detect;
pub mod extract;
pub mod failure;
pub mod finding;
pub mod fingerprint;
pub mod fragment;
pub mod git;
pub mod host;
pub mod leaks;
pub mod pg;
pub mod policy;
pub mod pragma;
pub mod progress;
pub mod reason;
pub mod remedy;
pub mod report;
pub mod rules;
pub mod scan;
pub mod secret;
pub mod sorting;
pub mod source;
pub mod text;
pub mod usage;
pub mod versions;
