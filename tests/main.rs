//! x

// The grammars of `pg`, by tables in `data/`.
mod grammar;
/// The shipped rules, against their own examples.
mod rules;
