//! x

// The grammars of `pg`, by tables in `data/`.
mod grammar;
// What holds for every input of those grammars: totality, round trips, linear time.
mod properties;
