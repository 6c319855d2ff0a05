//! Decides whether a password can be guessed, and by which kind of guess.
//!
//! A guesser tries lists, then names that it knows, then both with the usual additions. This module does the same: the
//! password is read as a chain of *pieces* that a guesser has (words, names, keyboard runs, digits, punctuation), and
//! it is weak if such a chain explains all of it with at most one freely chosen piece. One byte that no piece explains
//! makes it a leak: `admin-x7Qm2kP9` is a word and a random tail.
//!
//! A password that is not weak is a leak, so this decision never hides one.

mod cache;
mod chain;
mod guessed_hash;
mod leet;
mod names;
mod password;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zxcvbn::matching::patterns::MatchPattern;

use crate::detect::randomness::looks_random;
use crate::finding::Weakness;
use crate::host::is_across_networks;
use crate::rules::words::{DEFAULT_PAIRS, DEFAULT_PASSWORDS, FILLER_WORDS, WEAK_PASSWORDS};
use crate::sorting::Sorting as _;

pub(super) use cache::StrengthCache;
use chain::guess_chain;
use leet::leet_readings;
use names::Names;
use password::CHAIN_MAX;
pub(crate) use password::Subject;

/// Maximum length, in characters, at which a password is weak whatever it consists of: 95⁴ is 8 × 10⁷, a minute's
/// guesses.
const SHORT_CHARS: usize = 4;
/// Maximum length of a password of digits that is weak for its length: 10⁸ guesses.
const SHORT_DIGITS: usize = 8;
/// Shortest text, in bytes, that is looked for behind a repetition or base64: shorter ones decode by chance.
const REPEATED_MIN: usize = 5;
/// Shortest listed password, in bytes, that is found with separators in it. Parts of shorter ones are words anyway.
const JOINED_MIN: usize = 8;
/// Longest password that is passed to the estimate, in bytes: the estimate's cost grows faster than the length, and no
/// single word with additions that stays under [`GUESSES_LOG10`] is longer.
const ESTIMATE_MAX: usize = 24;
/// Threshold of the estimate, as the decimal logarithm of the number of guesses. A surname with two digits has 4.5, a
/// rare word with one 5.7, two words from 7 up, six random letters and digits 10.8. Measured on invented values.
const GUESSES_LOG10: f64 = 5.0;
/// Every reason why `subject`'s password can be guessed, in the order of [`Weakness`], without duplicates. Empty if it
/// is not weak, or if there is no password.
pub(crate) fn weaknesses(subject: &Subject<'_>) -> Vec<Weakness> {
    let password = subject.password;
    if password.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    if is_short(password) {
        found.push(Weakness::Short);
    }
    if is_repetition(password) {
        found.push(Weakness::KeyboardRun);
    }
    if password.len() <= CHAIN_MAX {
        add_guesses(subject, &mut found);
    }
    // A guesser writes each guess twice, and in base64, too.
    if found.is_empty()
        && [repeated_unit(password), of_base64(password)].into_iter().flatten().any(|plain| {
            let plain = Subject { password: &plain, ..*subject };
            let mut guesses = Vec::new();
            add_guesses(&plain, &mut guesses);
            !guesses.is_empty()
        })
    {
        found.push(Weakness::Variant);
    }
    found.put_in_order();
    found.dedup();
    found
}

/// Adds the reasons why lists, names and words lead to `subject`'s password, which has at most [`CHAIN_MAX`] bytes.
fn add_guesses(subject: &Subject<'_>, found: &mut Vec<Weakness>) {
    let lower = subject.password.to_ascii_lowercase();
    let names = Names::of(subject);
    known(subject, &lower, found);
    names.equal_to(&lower, found);
    guess_chain(subject.password, &lower, &names, found);
    if found.is_empty() && (is_counted_name(&lower) || names.disguised(&lower)) {
        found.push(Weakness::Variant);
    }
    // Nobody tries a whole dictionary over the network against a server that another company hosts.
    if found.is_empty() && !is_hosted(subject) && is_cheap_by_estimate(subject) {
        found.push(Weakness::Guessable);
    }
}

/// True if the password belongs to a hosted server, which allows few guesses a second.
fn is_hosted(subject: &Subject<'_>) -> bool {
    subject.host.is_some_and(|host| std::str::from_utf8(host).is_ok_and(is_across_networks))
}

/// True for a pronounceable word of any language followed by digits in counting order: `saiful123`.
fn is_counted_name(lower: &[u8]) -> bool {
    let lower = lower.strip_suffix(b"!").unwrap_or(lower);
    let stem = lower.len() - lower.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (word, count) = lower.split_at(stem);
    let vowels = word.iter().filter(|byte| b"aeiouy".contains(byte)).count();
    let consonants = word.split(|byte| b"aeiouy".contains(byte)).map(<[u8]>::len).max().unwrap_or(0);
    matches!(count, b"123" | b"1234" | b"12345" | b"123456" | b"321")
        && (3..=12).contains(&word.len())
        && word.iter().all(u8::is_ascii_lowercase)
        && vowels * 4 >= word.len()
        && consonants <= 3
}

/// True if trying every combination is feasible.
fn is_short(password: &[u8]) -> bool {
    let characters = std::str::from_utf8(password).map_or(password.len(), |text| text.chars().count());
    characters <= SHORT_CHARS || (password.len() <= SHORT_DIGITS && password.iter().all(u8::is_ascii_digit))
}

/// True if `password` is one unit of up to four bytes, repeated three times or more.
fn is_repetition(password: &[u8]) -> bool {
    (1..=4).any(|period| {
        password.len() >= period * 3
            && password.iter().zip(password.iter().skip(period)).all(|(left, right)| left == right)
    })
}

/// The unit of [`REPEATED_MIN`] to [`CHAIN_MAX`] bytes of which `password` consists twice or more often.
fn repeated_unit(password: &[u8]) -> Option<Vec<u8>> {
    (REPEATED_MIN..=CHAIN_MAX.min(password.len() / 2)).find_map(|period| {
        let unit = password.get(..period)?;
        password.chunks(period).all(|part| part == unit).then(|| unit.to_vec())
    })
}

/// The text of which `password` is the base64: printable, [`REPEATED_MIN`] to [`CHAIN_MAX`] bytes. Random letters do
/// not decode to a text that the lists explain.
fn of_base64(password: &[u8]) -> Option<Vec<u8>> {
    let encoded = password.trim_ascii_end();
    let is_full = encoded.len().is_multiple_of(4) && (8..=CHAIN_MAX * 4 / 3 + 4).contains(&encoded.len());
    let mut plain = STANDARD.decode(encoded).ok().filter(|_| is_full)?;
    plain.truncate(plain.trim_ascii_end().len());
    let is_text = plain.iter().all(|byte| (b' '..=b'~').contains(byte));
    (is_text && (REPEATED_MIN..=CHAIN_MAX).contains(&plain.len())).then_some(plain)
}

/// Looks the password up in the lists, as typed, with leet spelling undone, and without separators.
fn known(subject: &Subject<'_>, lower: &[u8], found: &mut Vec<Weakness>) {
    if is_listed(lower) {
        found.push(Weakness::KnownWeak);
    } else if leet_readings(lower).iter().any(|reading| is_listed(reading)) {
        found.push(Weakness::Variant);
    } else {
        let joined: Vec<u8> = lower.iter().copied().filter(|byte| !b"-_. ".contains(byte)).collect();
        if joined.len() >= JOINED_MIN && joined.len() < lower.len() && is_listed(&joined) {
            found.push(Weakness::Variant);
        }
    }
    if let Some(user) = subject.user
        && user.len() <= CHAIN_MAX
        && DEFAULT_PAIRS.contains(&user.to_ascii_lowercase(), lower)
    {
        found.push(Weakness::DefaultPair);
    }
}

fn is_listed(lower: &[u8]) -> bool {
    WEAK_PASSWORDS.contains(lower) || DEFAULT_PASSWORDS.contains(lower)
}

/// True if the strength estimate of the `zxcvbn` crate finds the password within few guesses, as one word of its
/// dictionaries (100,000: surnames, film titles, the encyclopaedia's words) with additions. More than one such word is
/// a passphrase. Letters that it can only try by brute force count as not found: it assumes ten guesses for each, which
/// would make six random ones weak.
///
/// Its dictionaries are built at the first call, which takes some milliseconds, more than the rest of a staged scan; so
/// it is called last, and only for a value that has a word's worth of letters and does not look random.
fn is_cheap_by_estimate(subject: &Subject<'_>) -> bool {
    let Ok(password) = std::str::from_utf8(subject.password) else {
        return false;
    };
    let letters = |part: &[u8]| part.len() >= 4;
    if password.len() > ESTIMATE_MAX
        || !subject.password.split(|byte| !byte.is_ascii_alphabetic()).any(letters)
        || looks_random(subject.password)
    {
        return false;
    }
    let known: Vec<&str> = [subject.user, subject.database, subject.host]
        .into_iter()
        .flatten()
        .chain(subject.names.iter().copied())
        .filter_map(|name| std::str::from_utf8(name).ok())
        .collect();
    let estimate = zxcvbn::zxcvbn(password, &known);
    let has_letter = |part: &zxcvbn::Match| part.token.bytes().any(|byte| byte.is_ascii_alphabetic());
    let is_word = |part: &&zxcvbn::Match| {
        matches!(part.pattern, MatchPattern::Dictionary(_))
            && has_letter(part)
            && !FILLER_WORDS.contains(part.token.to_ascii_lowercase().as_bytes())
    };
    let is_blind = |part: &zxcvbn::Match| matches!(part.pattern, MatchPattern::BruteForce) && has_letter(part);
    let parts = estimate.sequence();
    estimate.guesses_log10() < GUESSES_LOG10 && parts.iter().filter(is_word).count() == 1 && !parts.iter().any(is_blind)
}

#[cfg(test)]
mod tests;
