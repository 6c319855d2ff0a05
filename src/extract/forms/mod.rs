//! Extractors for each form of credentials: they find its bounds in a text and call its grammar in `pg`.

pub(crate) mod access_key;
pub(crate) mod adonet;
pub(crate) mod authorization;
pub(crate) mod chpasswd;
pub(crate) mod conninfo;
pub(crate) mod jdbc;
pub(crate) mod jwk;
pub(crate) mod kubernetes;
pub(crate) mod pattern;
pub(crate) mod pem;
pub(crate) mod positional_argument;
pub(crate) mod sql;
pub(crate) mod stored_hash;
pub(crate) mod uri;
pub(crate) mod whole_line;
