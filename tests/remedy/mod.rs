//! `dsnitch fix`: what it writes for each form, what it leaves, and that it is all or nothing.

/// Each form: the file before, the file after, and `.env`.
mod table;
/// What is staged and what stands in the work tree, each by itself.
mod versions;
