//! Layer 0: bytes and positions. Knows nothing of secrets, rules or git.

mod command_word;
mod double_byte;
mod ebcdic;
mod embedded_uris;
mod encoding;
mod env_names;
mod glob;
mod ignore_list;
mod image_copy;
mod image_stages;
mod lines;
mod magic;
mod plain;
mod sanitize;
mod span;
mod substitution;
mod template;
mod template_comment;
mod wide;

pub use command_word::command_word;
pub(crate) use ebcdic::begins_in_ascii;
pub(crate) use encoding::is_binary_by_head;
pub use encoding::{Decoded, NotText, decode};
pub(crate) use env_names::{is_env_name, is_template_name};
pub use glob::{glob_excess, may_match_glob};
pub(crate) use ignore_list::IgnoreList;
pub(crate) use image_copy::ImageCopy;
pub(crate) use image_stages::ImageStages;
pub use lines::{LineIndex, LineSet};
pub(crate) use plain::Plain;
pub use sanitize::for_terminal;
pub use span::{Located, Span};
pub(crate) use substitution::Substitutions;
pub(crate) use template::{group_end, group_end_within, is_only_groups};
#[cfg(test)]
pub(crate) use template_comment::TEMPLATES;
pub(crate) use template_comment::{template_comment_at, template_comments};
