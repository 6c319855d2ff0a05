//! Finds the bounds of a value near an anchor, by the syntax of its context, and calls a grammar.
//!
//! An extractor reports *what a text says*: this is a password, this is its user. Whether the value is a literal, a
//! reference or a placeholder, and whether it is weak, is judged by `detect`.

pub(crate) mod assignment;
mod candidate;
mod ci_system;
pub(crate) mod comment;
mod context;
mod deployed;
mod extractor;
pub(crate) mod forms;
pub(crate) mod inner_text;
pub(crate) mod language;
mod line;
mod open_literal;
pub mod practice;
mod quotes;
mod reach;
mod syntax;

pub(crate) use candidate::raw_part;
pub use candidate::{Candidate, Form, Given};
pub(crate) use context::Context;
pub(crate) use context::{block_around, in_block, in_quoted_block, pieces};
pub(crate) use context::{piece_around, piece_over};
pub(crate) use syntax::lexer::{Kind as PieceKind, Piece};

pub(crate) use assignment::name_value_pair::is_pair;
pub use extractor::Extractor;
pub(crate) use language::{Construct, Dialect, FilePath, Language, Tongue};
use line::{before_comments, begins_pair, over_comment, skip_markup};
pub(crate) use line::{
    begins_literal, in_comment, line_around, line_head, literal_is_formatted, quote_around, skip_blanks, skip_comments,
    skip_space,
};
pub(crate) use open_literal::{open_literal, quote_around_both, quote_over};
pub(crate) use quotes::open_quote;
pub(crate) use reach::Account;
pub(crate) use reach::REACH;
pub(crate) use reach::line_end;
use reach::{line_start, whole_line};
pub(crate) use syntax::continued::continued;
pub(crate) use syntax::placeholder::is_placeholder;

/// Every extractor. A new one is a file and a row here. `pattern` is not included: each regex rule creates its own.
pub static ALL: &[&dyn Extractor] = &[
    &forms::uri::UriExtractor,
    &forms::jdbc::JdbcExtractor,
    &forms::conninfo::ConninfoExtractor,
    &forms::adonet::AdonetExtractor,
    &forms::sql::SqlExtractor,
    &assignment::AssignmentExtractor,
    &forms::authorization::AuthorizationExtractor,
    &forms::whole_line::PasswordFileExtractor,
    &forms::whole_line::UserListExtractor,
    &forms::whole_line::UserListLinesExtractor,
    &forms::whole_line::PoolPasswordExtractor,
    &forms::stored_hash::StoredHashExtractor,
    &forms::access_key::AccessKeyExtractor,
    &forms::pem::PemExtractor,
    &forms::jwk::JwkExtractor,
    &forms::kubernetes::KubernetesExtractor,
    &forms::positional_argument::PositionalExtractor,
    &forms::whole_line::PasswordLineExtractor,
    &forms::chpasswd::ChpasswdExtractor,
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
