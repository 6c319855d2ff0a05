//! Administrator roles of servers and hosting providers.

/// Administrator roles of PostgreSQL servers: the one that `initdb` creates, and those that hosting providers document.
const ADMINISTRATORS: [&[u8]; 6] =
    [b"postgres", b"rds_superuser", b"cloudsqlsuperuser", b"azure_pg_admin", b"doadmin", b"avnadmin"];

/// Returns whether `user` is an administrator role. Some providers append a project name to the role: `postgres.abcd`.
pub(crate) fn is_administrator(user: &[u8]) -> bool {
    ADMINISTRATORS.contains(&user.split(|b| *b == b'.').next().unwrap_or_default())
}
