//! Families of file formats by the syntax of values: they decide what an unquoted value means.

use crate::finding::CommentForm;

/// A family of file formats with the same delimiters of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Dialect {
    /// `KEY=value` to the end of the line.
    Env,
    /// `key = value` or `key: value` to the end of the line.
    Ini,
    /// Shell words.
    Shell,
    /// Windows batch: `set KEY=value`.
    Batch,
    /// Dockerfile: instructions with shell words.
    Docker,
    /// YAML scalars.
    Yaml,
    /// JSON: strings only.
    Json,
    /// TOML: strings only.
    Toml,
    /// Terraform and other HCL: strings only, unquoted is an expression.
    Hcl,
    /// XML, HTML and kin: elements and attributes.
    Xml,
    /// SQL scripts.
    Sql,
    /// A programming language: unquoted is an expression.
    Code,
    /// Text for people, and files of unknown kind.
    Prose,
}

impl Dialect {
    /// The comment syntax of most of the family; `None` if every line is data.
    pub(super) const fn comment(self) -> Option<CommentForm> {
        let (opens, closes) = match self {
            Dialect::Json => return None,
            Dialect::Batch => ("rem", ""),
            Dialect::Sql => ("--", ""),
            Dialect::Xml => ("<!--", "-->"),
            Dialect::Code => ("//", ""),
            _ => ("#", ""),
        };
        Some(CommentForm { opens, closes })
    }

    /// True if an unquoted value is a literal.
    pub(crate) const fn has_bare_values(self) -> bool {
        matches!(self, Dialect::Env | Dialect::Ini | Dialect::Shell | Dialect::Batch | Dialect::Docker | Dialect::Yaml)
    }

    /// True if values are shell words.
    pub(crate) const fn is_shell(self) -> bool {
        matches!(self, Dialect::Shell | Dialect::Docker)
    }

    /// True if an unquoted value is an expression of a programming language.
    pub(crate) const fn has_expressions(self) -> bool {
        matches!(self, Dialect::Code | Dialect::Hcl)
    }
}
