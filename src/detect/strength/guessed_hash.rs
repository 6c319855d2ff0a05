//! Proves offline that a stored hash belongs to a guessable password: the guess is hashed and compared.

use crate::finding::Weakness;
use crate::pg::stored_hash::{self, StoredHash};
use crate::rules::words::{DEFAULT_PASSWORDS, WEAK_PASSWORDS};

/// Users to try if none is named: the empty one, as in pgpool's `pcp.conf`, and those that PostgreSQL and its images
/// create.
const USERS: [&[u8]; 5] = [b"", b"postgres", b"admin", b"app", b"root"];

/// The total number of PBKDF2 rounds for all SCRAM hashes of a text: with the default of 4,096 rounds that is some
/// three hundred guesses, and about half a second, shared among the hashes. The likeliest guesses come first.
const ROUNDS: u32 = 1_250_000;

/// The total number of guesses for all md5 hashes of a text: about 200 ns each, a second in all. In a file with up to
/// 250 hashes, all words are tried against each.
const GUESSES: u32 = 4_000_000;

/// Determines how the password behind the stored hash `value` of `user` is guessed, if it is: from the user's own name,
/// or from the lists of default and common passwords, the likeliest first, within [`GUESSES`] for md5; for SCRAM only
/// the defaults, within [`ROUNDS`]. `among` is the number of such hashes in the text; a hash that is not guessed is a
/// leak.
pub(super) fn guess(value: &[u8], user: Option<&[u8]>, among: u32) -> Option<Weakness> {
    let hash = stored_hash::parse(value)?;
    let users: &[&[u8]] = match &user {
        Some(user) => std::slice::from_ref(user),
        None => &USERS,
    };
    let all = match &hash {
        StoredHash::Md5 { .. } => GUESSES,
        StoredHash::ScramSha256 { iterations, .. } => ROUNDS / (*iterations).max(1),
    };
    let each = all / among.max(1) / u32::try_from(users.len()).unwrap_or(1);
    users.iter().find_map(|guessed| guess_for(&hash, guessed, each, user.is_some()))
}

/// As [`guess`] with at most `all` guesses.
fn guess_for(hash: &StoredHash, user: &[u8], all: u32, is_named: bool) -> Option<Weakness> {
    let mut left = all;
    let mut is_it = |password: &[u8]| {
        let may = left > 0;
        left = left.saturating_sub(1);
        may && hash.is_of(password, user)
    };
    let own = [b"".as_slice(), b"1", b"12", b"123", b"1234", b"!", b"_password", b"password", b"pass", b"pw"];
    if own.iter().any(|tail| is_it(&[user, tail].concat())) {
        return Some(Weakness::SameAsUser);
    }
    let capital = |word: &[u8]| {
        let mut word = word.to_vec();
        if let Some(first) = word.first_mut() {
            first.make_ascii_uppercase();
        }
        word
    };
    let first: [&[u8]; 12] = [
        b"postgres",
        b"password",
        b"secret",
        b"changeme",
        b"mysecretpassword",
        b"admin",
        b"test",
        b"example",
        b"12345",
        b"123456",
        b"password1",
        b"password123",
    ];
    // No more words are enumerated than there are guesses: with many hashes, each has few.
    let mut left = usize::try_from(all).unwrap_or(usize::MAX).saturating_sub(own.len());
    let likely = first.into_iter().chain(DEFAULT_PASSWORDS.iter());
    let mut is_likely = false;
    for word in likely.take(left.div_ceil(2)) {
        is_likely = is_likely || is_it(word) || is_it(&capital(word));
        left = left.saturating_sub(2);
    }
    // For a user that is a guess as well, only the likeliest passwords.
    let is_listed = is_likely || is_named && WEAK_PASSWORDS.iter().take(left).any(&mut is_it);
    is_listed.then_some(Weakness::KnownWeak)
}

#[cfg(test)]
mod tests {
    use super::guess;
    use crate::finding::Weakness;

    // md5(password || user), computed as PostgreSQL does.
    #[test]
    fn the_password_of_a_guessable_hash_is_found() {
        for (hash, user, why) in [
            ("md532e12f215ba27cb750c9e093ce4b5127", Some("postgres"), Some(Weakness::KnownWeak)),
            ("md53175bce1d3201d16594cebf9d7eb3f9d", Some("postgres"), Some(Weakness::SameAsUser)),
            ("md53175bce1d3201d16594cebf9d7eb3f9d", None, Some(Weakness::SameAsUser)),
            ("md53a1b2c3d4e5f60718293a4b5c6d7e8f9", Some("app"), None),
        ] {
            assert_eq!(guess(hash.as_bytes(), user.map(str::as_bytes), 1), why, "{hash}");
        }
    }

    #[test]
    fn many_hashes_share_the_guesses() {
        let own = b"md53175bce1d3201d16594cebf9d7eb3f9d";
        assert_eq!(guess(own, Some(b"postgres"), 200_000), Some(Weakness::SameAsUser), "it is the first guess");
        assert_eq!(guess(own, Some(b"postgres"), 5_000_000), None, "there is none left for it");
    }
}
