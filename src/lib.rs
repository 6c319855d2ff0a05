//! dsnitch: finds PostgreSQL credentials, `DATABASE_URL`s and known-weak passwords in what git is about to keep.
//!
//! The library is layered by folder and imports point down only (`tests/layers.rs` holds us to it):
//!
//! ```text
//! layer 4  scan                        wires a source, the detector and the policy into a report
//!          remedy                      findings to edits of the files, and values to `.env`
//! layer 3  source   policy   report    siblings: things to fragments, findings to a decision, a report to bytes
//! layer 2  detect ─▶ extract           fragments to findings; no IO
//!          git                         repositories as they lie on disk
//! layer 1  failure versions fragment coverage fingerprint baseline reason day pragma attribution finding decision   plain data
//!          rules                       rule data          pg       PostgreSQL's credential grammars
//! layer 0  text  secret  leaks  host  progress   bytes, positions, masking, other machines, how far a scan has come
//! ```
//!
//! Positions: byte offsets are 0-based and spans half-open; lines and columns are 1-based, columns in bytes.

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
pub mod source;
pub mod text;
pub mod versions;
