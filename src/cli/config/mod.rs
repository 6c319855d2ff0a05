//! The configuration, `.dsnitch.toml`: locating, parsing, merging and editing it.

mod edit;
mod entries;
mod file;
mod layers;
mod syntax;
mod toml_values;

pub(crate) use edit::Edited;
pub(crate) use file::{NAME, as_text, read, read_bytes, read_named, read_named_bytes};
pub(crate) use layers::{CLASSES, ENFORCED, Layer, Merged, ReadFile, RuleText, chain, merge, of_machine};
pub(crate) use syntax::parse;
