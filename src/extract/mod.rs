//! Finds a value's bounds in a window and calls a grammar.
