//! A password, and the names that a guesser would try with it.

/// A password and the nearby names that a guesser would try.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Subject<'a> {
    /// The password, decoded.
    pub password: &'a [u8],
    /// The user that it belongs to.
    pub user: Option<&'a [u8]>,
    /// The database that it opens.
    pub database: Option<&'a [u8]>,
    /// The host of that database.
    pub host: Option<&'a [u8]>,
    /// Other names nearby: the service, the project, the repository's folder, `botplus` of `BOTPLUS_DB_PASSWORD`.
    pub names: &'a [&'a [u8]],
}

/// Longest password that is read as a chain, in bytes. Passwords made of words are shorter (the longest in the lists
/// has 20 bytes); longer ones are only checked for repetition.
pub(super) const CHAIN_MAX: usize = 64;
