//! Paths of key files, whatever their names: below a directory of the system or the home, with an extension of keys.

use super::described::Described;

/// Extensions of private keys.
const ENDINGS: [&str; 9] = [".asc", ".jks", ".key", ".keystore", ".p12", ".p8", ".pem", ".pfx", ".ppk"];
/// Directories in which files stand, and not parts of passwords.
const ROOTS: [&str; 10] = ["/etc/", "/home/", "/mnt/", "/opt/", "/root/", "/run/", "/srv/", "/tmp/", "/usr/", "/var/"];

/// True for `/tmp/jwtRS256.key`, `~/.ssh/id_ed25519_x`.
pub(super) fn is_path(it: &Described<'_, '_>) -> bool {
    let text = it.text();
    let is_plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.' | b'~'));
    let is_of_ssh = text.strip_prefix("~/.ssh/").is_some_and(|name| name.starts_with("id_") && !name.contains('/'));
    let is_below = || ROOTS.iter().any(|root| text.starts_with(root)) || text.starts_with("~/");
    it.is_assigned() && is_plain && (is_of_ssh || is_below() && ENDINGS.iter().any(|ending| text.ends_with(ending)))
}
