//! The syntax of values: literals, unquoted words, multi-line blocks, one language embedded in another.

pub(crate) mod continued;
pub(crate) mod conversion;
pub(crate) mod delimited;
pub(crate) mod delimiters;
pub(crate) mod embedded;
pub(crate) mod joined_literals;
pub(crate) mod lexer;
pub(crate) mod literal;
pub(crate) mod multiline;
pub(crate) mod part;
pub(crate) mod placeholder;
pub(crate) mod shell_word;
pub(crate) mod template_groups;
pub(crate) mod unquoted;
pub(crate) mod wide_mark;
