//! `dsnitch fix`: what it writes for each form, what it leaves, and that it is all or nothing.

/// Every secret of the corpus that it takes on.
mod corpus;
/// What is asked on a terminal.
mod dialogue;
/// What programs make of the files before and after.
mod effective;
/// What fails on the way.
mod faults;
/// Whether what is written is a program.
mod grammar;
/// What a report offers of it, and what it loses of a default.
mod offered;
/// Patches, and strong passwords for weak ones.
mod patch;
/// Each form: the file before, the file after, and `.env`.
mod table;
/// What is staged and what stands in the work tree, each by itself.
mod versions;
