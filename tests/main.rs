//! x

// The grammars of `pg`, by tables in `data/`.
mod grammar;
