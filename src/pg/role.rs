//! Roles that every server has, or that its provider makes.

/// Roles with which a PostgreSQL server is administered: the one that `initdb` makes, and those of hosts, as they document
/// them.
pub(crate) const ADMINISTRATORS: [&[u8]; 6] =
    [b"postgres", b"rds_superuser", b"cloudsqlsuperuser", b"azure_pg_admin", b"doadmin", b"avnadmin"];

/// Whether `user` is a role with which a server is administered. Some hosts tell projects apart by a name behind the role:
/// `postgres.abcd`.
pub(crate) fn is_administrator(user: &[u8]) -> bool {
    ADMINISTRATORS.contains(&user.split(|b| *b == b'.').next().unwrap_or_default())
}
