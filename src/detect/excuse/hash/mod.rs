//! Hashes of an application's own passwords, and placeholders for them.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::described::Described;
use crate::detect::randomness::is_hex;
use crate::detect::record;
use crate::extract::assignment::key;
use crate::extract::{Dialect, Form, line_head};
use crate::rules::words::{FILLER_WORDS, INTERFACE_WORDS, SENTENCE_WORDS, TYPE_WORDS};

/// True for a placeholder for a hash: `hashed_password_6`, `<sha256 of it>`.
pub(super) fn names_a_hash(lower: &str) -> bool {
    let words = lower.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let is_hash = |word: &str| matches!(word, "hash" | "hashed" | "passwordhash" | "hashedpassword");
    // Next to the word there must be one that says what is hashed or how, because a passphrase may contain the word
    // too.
    let is_beside = |word: &str| {
        word.len() < 3
            || [&FILLER_WORDS, &SENTENCE_WORDS, &INTERFACE_WORDS, &TYPE_WORDS]
                .iter()
                .any(|list| list.contains(word.as_bytes()))
            || word.starts_with("sha")
            || word.ends_with("crypt")
            || word.starts_with("argon")
    };
    words.clone().any(is_hash) && words.filter(|word| !is_hash(word)).filter(|word| !is_beside(word)).count() < 2
}

/// True for the digest of a password, or of the answer that replaces one, in hexadecimal, whose salt is another value of the same record: an attribute or a column beside
/// it, a member of the same map, a column of the same row.
pub(super) fn is_beside_its_salt(it: &Described<'_, '_>) -> bool {
    // The password of a database is nobody's who logs in to an application.
    let is_of_password = it.candidate.key.split('_').all(|word| USERS_WORDS.contains(&word));
    let is_record = matches!(it.dialect(), Dialect::Xml | Dialect::Json | Dialect::Yaml | Dialect::Code | Dialect::Sql);
    if !matches!(it.value.len(), 32 | 40 | 64 | 96 | 128)
        || !is_hex(it.value)
        || !is_of_password
        || !is_record
        || is_statement(it)
    {
        return false;
    }
    let is_salt = |name: &str| {
        let owner = name.strip_suffix("salt").map(|owner| owner.trim_end_matches('_'));
        owner.is_some_and(|owner| owner.is_empty() || owner == it.candidate.key)
    };
    if it.dialect() == Dialect::Sql {
        return columns_of_row(it).is_some_and(|columns| {
            columns.split(|b| !b.is_ascii_alphanumeric() && *b != b'_').any(|name| is_salt(&key::normalise(name)))
        });
    }
    it.candidate.form != Form::Prose
        && record::entries(it.cx, it.candidate).iter().any(|pair| is_salt(&key::normalise(pair.name)))
}

/// The words in the name of an end user's password.
const USERS_WORDS: [&str; 21] = [
    "password",
    "passwd",
    "passwort",
    "pwd",
    "pass",
    "answer",
    "hash",
    "hashed",
    "digest",
    "encrypted",
    "encoded",
    "crypted",
    "salted",
    "stored",
    "user",
    "users",
    "login",
    "account",
    "member",
    "customer",
    "old",
];

/// True for a statement of its own, which is in no record: `const password = "x"`
fn is_statement(it: &Described<'_, '_>) -> bool {
    let head = line_head(it.cx.text, it.candidate.secret.span.start).trim_ascii_end();
    let head = head.trim_ascii_end().strip_suffix(b"\"").or(head.strip_suffix(b"'")).unwrap_or(head).trim_ascii_end();
    it.dialect() == Dialect::Code && head.ends_with(b"=") && !head.iter().any(|b| matches!(b, b'(' | b'{' | b'['))
}

/// The columns that the statement around the value names, in brackets before `VALUES`.
fn columns_of_row<'h>(it: &Described<'_, 'h>) -> Option<&'h [u8]> {
    const FAR: usize = 1 << 14;
    let start = it.candidate.secret.span.start;
    let before = it.cx.text.get(start.saturating_sub(FAR)..start)?;
    let values =
        [b"VALUES".as_slice(), b"values"].iter().filter_map(|word| memchr::memmem::rfind(before, word)).max()?;
    let columns = before.get(..values)?;
    let open = memchr::memrchr(b'(', columns)?;
    columns.get(open..)
}

/// Minimum length of a digest in crypt(3) or base64 letters: that of an MD5, and of digests truncated by documentation.
const DIGEST: usize = 22;

/// Accepts base64 with or without padding, because people strip it.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// LDAP's `{SHA512}` and `{SSHA256}` (RFC 3112 and its successors): the base64 of the digest, followed by a salt if the
/// scheme is salted.
fn is_of_ldap(value: &[u8]) -> bool {
    const SCHEMES: [(&[u8], usize); 6] = [
        (b"{SHA256}", 32),
        (b"{SHA384}", 48),
        (b"{SHA512}", 64),
        (b"{SSHA256}", 33),
        (b"{SSHA384}", 49),
        (b"{SSHA512}", 65),
    ];
    let hexadecimal = || {
        let (scheme, digest) = value.strip_prefix(b"{")?.split_at_checked(memchr::memchr(b'}', value)? - 1)?;
        let length = match scheme {
            b"MD5" => 32,
            b"SHA" | b"SHA-1" | b"SHA1" => 40,
            b"SHA-256" | b"SHA256" => 64,
            b"SHA-384" | b"SHA384" => 96,
            b"SHA-512" | b"SHA512" => 128,
            _ => return None,
        };
        // Spring's older encoders have the salt in brackets between the two.
        let digest = digest.strip_prefix(b"}")?;
        let salted = digest.strip_prefix(b"{").and_then(|rest| rest.get(memchr::memchr(b'}', rest)? + 1..));
        let digest = salted.unwrap_or(digest);
        Some(digest.len() == length && digest.iter().all(u8::is_ascii_hexdigit))
    };
    // SHA-1's twenty bytes, and a salt of four to sixteen
    let is_sha1 = |digest: &[u8], salt: std::ops::RangeInclusive<usize>| {
        LENIENT.decode(digest).is_ok_and(|digest| digest.len() >= 20 && salt.contains(&(digest.len() - 20)))
    };
    if hexadecimal() == Some(true)
        || value.strip_prefix(b"{SSHA}").is_some_and(|digest| is_sha1(digest, 4..=16))
        || value.strip_prefix(b"{SHA}").is_some_and(|digest| is_sha1(digest, 0..=0))
    {
        return true;
    }
    SCHEMES.iter().any(|(scheme, least)| {
        let salt = if scheme.starts_with(b"{SS") { SALT } else { 0 };
        let digest = value.strip_prefix(*scheme).and_then(|digest| LENIENT.decode(digest).ok());
        digest.is_some_and(|digest| (*least..=least + salt).contains(&digest.len()))
    })
}

/// ASP.NET Core's format: the base64 of the version 1, of the function, rounds and salt length as 32-bit numbers, of 16
/// bytes of salt, and of 32 bytes of key.
fn is_of_aspnet(value: &[u8]) -> bool {
    const LENGTH: usize = 1 + 3 * 4 + 16 + 32;
    let Some(bytes) = LENIENT.decode(value).ok().filter(|bytes| bytes.len() == LENGTH) else { return false };
    matches!(bytes.as_slice(), [1, 0, 0, 0, 0..=2, 0, rounds, _, _, 0, 0, 0, 16, ..] if *rounds < 16)
}

/// Longest salt, in letters.
const SALT: usize = 128;

/// True for bcrypt, argon2, PBKDF2, crypt(3) and digests with a scheme name, if a digest follows. PostgreSQL's own
/// formats are in `pg::stored_hash`.
pub(super) fn is_hash(value: &[u8]) -> bool {
    let is_letter = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'/' | b'+' | b'-' | b'_');
    let is_digest = |text: &[u8]| {
        let letters = text.strip_suffix(b"==").or(text.strip_suffix(b"=")).unwrap_or(text);
        letters.len() >= DIGEST && letters.iter().all(is_letter)
    };
    // The salt precedes the digest, and parameters precede the salt.
    let is_salted = |text: &[u8]| match memchr::memrchr(b'$', text) {
        Some(at) => at > 0 && text.get(at + 1..).is_some_and(is_digest),
        None => false,
    };
    // The scheme in braces before the hash, as in LDAP and Dovecot: {CRYPT}$6$…
    if let Some(rest) = value.strip_prefix(b"{")
        && let Some(close) = memchr::memchr(b'}', rest).filter(|close| (3..=16).contains(close))
        && let (Some(name), Some(hash)) = (rest.get(..close), rest.get(close + 1..))
        && name.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'-')
        && (hash.starts_with(b"$") && is_hash(hash) || name.starts_with(b"PBKDF2") && is_salted(hash))
    {
        return true;
    }
    // Keycloak: the hash and its salt, in JSON within a string.
    if value.starts_with(b"{")
        && [b"\"salt\"".as_slice(), b"\\\"salt\\\""].iter().any(|salt| memchr::memmem::find(value, salt).is_some())
    {
        return true;
    }
    // An htpasswd entry: app:$2y$…
    if let Some((name, hash)) = memchr::memchr(b':', value).map(|at| value.split_at(at))
        && (1..=32).contains(&name.len())
        && name.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'@'))
        && [b":$2".as_slice(), b":$apr1$", b":$5$", b":$6$"].iter().any(|scheme| hash.starts_with(scheme))
        && hash.get(1..).is_some_and(is_hash)
    {
        return true;
    }
    // A scheme before a hash with its own prefix: bcrypt:$2y$…
    if let Some((scheme, hash)) = memchr::memchr(b':', value).map(|at| value.split_at(at))
        && (3..=16).contains(&scheme.len())
        && scheme.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
        && hash.starts_with(b":$")
        && hash.get(1..).is_some_and(is_hash)
    {
        return true;
    }
    if is_of_ldap(value) || is_of_aspnet(value) {
        return true;
    }
    // Drupal: a cost, eight letters of salt and a digest of 43
    if let Some(rest) = value.strip_prefix(b"$S$")
        && rest.len() == 52
        && is_digest(rest)
    {
        return true;
    }
    // phpass: a cost, eight letters of salt and a digest of 22
    if let Some(rest) = value.strip_prefix(b"$P$").or(value.strip_prefix(b"$H$"))
        && rest.len() == 31
        && is_digest(rest)
    {
        return true;
    }
    // A hexadecimal digest after its scheme and salt: sha1$salt$…
    let hexadecimal =
        [(b"sha1$".as_slice(), 40), (b"md5$", 32), (b"sha256$", 64), (b"sha512$", 128), (b"grub.pbkdf2.sha512.", 64)];
    if hexadecimal.iter().any(|(start, length)| {
        let is_of_grub = start.starts_with(b"grub");
        let fields = value.strip_prefix(*start).map(|rest| rest.rsplit(|b| matches!(b, b'$' | b'.')));
        fields.is_some_and(|mut fields| {
            let is_digest = |digest: &[u8]| {
                (digest.len() == *length || is_of_grub && digest.len() > *length)
                    && digest.iter().all(u8::is_ascii_hexdigit)
            };
            // Rounds and a salt, a salt alone, or neither.
            let is_field = |field: &[u8]| field.len() <= SALT && field.iter().all(is_letter);
            fields.next().is_some_and(is_digest) && fields.clone().count() <= 2 && fields.all(is_field)
        })
    }) {
        return true;
    }
    if value.strip_prefix(b"bcrypt_sha256$").is_some_and(is_hash) {
        return true;
    }
    let behind = |starts: &[&[u8]]| starts.iter().find_map(|start| value.strip_prefix(*start));
    let schemes: [&[u8]; 15] = [
        b"$1$",
        b"$5$",
        b"$6$",
        b"$y$j",
        b"$argon2i$",
        b"$argon2d$",
        b"$argon2id$",
        b"$pbkdf2",
        b"$apr1$",
        b"$scrypt$",
        b"pbkdf2:",
        b"pbkdf2_",
        b"scrypt:",
        b"scrypt$",
        b"bcrypt$",
    ];
    if behind(&schemes).is_some_and(is_salted) {
        return true;
    }
    // Django's, with nothing behind the rounds: a fixture's.
    let is_number = |rest: &[u8]| !rest.is_empty() && rest.iter().all(u8::is_ascii_digit);
    if behind(&[b"pbkdf2_sha256$", b"pbkdf2_sha1$"]).is_some_and(is_number) {
        return true;
    }
    // bcrypt has a two-digit cost there.
    if let Some([b'$', b'2', b'a' | b'b' | b'y' | b'x', b'$', a, b, b'$', rest @ ..]) =
        Some(value.strip_prefix(b"{bcrypt}").unwrap_or(value))
    {
        return a.is_ascii_digit() && b.is_ascii_digit() && is_digest(rest);
    }
    if let Some(rest) = behind(&[b"{argon2}", b"{argon2@SpringSecurity_v5_8}", b"{scrypt}", b"{pbkdf2}"]) {
        return rest.starts_with(b"$") && is_salted(rest) || is_digest(rest);
    }
    let is_long = |text: &[u8]| {
        // Of 32 bytes in base64, without its padding; hexadecimal digits are more.
        const SHORTEST: usize = 43;
        is_digest(text) && text.len() >= SHORTEST
    };
    behind(&[b"{SSHA}", b"{SHA}"]).is_some_and(|rest| is_digest(rest) && rest.ends_with(b"="))
        || behind(&[b"sha256:", b"sha512:", b"sha256-", b"sha512-", b"{sha256}"]).is_some_and(is_long)
}

#[cfg(test)]
mod tests;
