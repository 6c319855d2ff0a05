//! Finds a value's bounds around an anchor, by the syntax it stands in, and calls a grammar.
//!
//! An extractor says *what a text says*: this is a password, this is its user. Whether the value is a literal, a
//! reference or a placeholder, and whether it is weak, is for `detect` to judge.

use crate::text::Span;

pub mod adonet;
mod argument;
pub mod assignment;
pub mod authorization;
pub mod bare;
mod below;
mod block;
mod call;
mod candidate;
pub mod chpasswd;
pub mod conninfo;
mod context;
mod continued;
mod copied;
mod declared;
mod delimited;
pub mod deployed;
pub mod dialect;
mod element;
mod embedded;
mod encoded;
mod expression;
pub mod fallback;
mod filled;
pub mod group;
mod heredoc;
pub mod jdbc;
pub mod key;
pub mod kubernetes;
pub mod language;
mod line;
mod listed;
pub mod literal;
mod marked;
mod operator;
pub mod pair;
mod passphrase;
pub mod pattern;
pub mod pem;
mod pieces;
mod place;
pub mod positional;
pub mod practice;
mod prompted;
mod reach;
mod returned;
mod shell_word;
mod shown;
pub mod sql;
pub mod stored_hash;
mod table;
mod template_groups;
mod tuple;
pub mod uri;
mod value;
pub mod whole_line;
mod word;
mod wrapped;
mod written;

pub use candidate::{Candidate, Form, raw_part};
pub use context::{Context, block_around, in_block, in_quoted_block};
pub use continued::continued;
pub use dialect::Dialect;
pub use language::{FilePath, Language, Tongue};
pub use line::{
    REACH, line_around, line_head, literal_is_formatted, open_quote, quote_around, skip_blanks, skip_comments,
    skip_space,
};
use line::{before_comments, begins_pair, over_comment, skip_markup};
pub use reach::Account;
use reach::{line_end, line_start, whole_line};

/// Finds candidates around anchors.
pub trait Extractor: Sync {
    /// The name that rules use.
    fn id(&self) -> &'static str;

    /// Adds what stands around `anchor` to `out`, and returns the offset up to which the text has been read: anchors
    /// before it need not be given again. That keeps the whole scan linear.
    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize;
}

/// Every extractor. A new one is a file and a line here. `pattern` is not among them: each regex rule makes its own.
pub static ALL: &[&dyn Extractor] = &[
    &uri::UriExtractor,
    &jdbc::JdbcExtractor,
    &conninfo::ConninfoExtractor,
    &adonet::AdonetExtractor,
    &sql::SqlExtractor,
    &assignment::AssignmentExtractor,
    &authorization::AuthorizationExtractor,
    &whole_line::PasswordFileExtractor,
    &whole_line::UserListExtractor,
    &whole_line::UserListLinesExtractor,
    &whole_line::PoolPasswordExtractor,
    &stored_hash::StoredHashExtractor,
    &pem::PemExtractor,
    &kubernetes::KubernetesExtractor,
    &positional::PositionalExtractor,
    &whole_line::PasswordLineExtractor,
    &chpasswd::ChpasswdExtractor,
    &practice::client_auth::ClientAuthExtractor,
    &practice::dsn::DsnExtractor,
    &practice::env_file::EnvFileExtractor,
    &practice::findings::FindingsExtractor,
    &practice::hba::HbaExtractor,
    &practice::image::ImageExtractor,
    &practice::logged::LoggedExtractor,
    &practice::port::PortExtractor,
    &practice::pragma::PragmaExtractor,
    &practice::setting::SettingExtractor,
    &practice::sql_ssl::SqlSslExtractor,
    &practice::tls_mode::TlsModeExtractor,
];
