//! Whether a password can be guessed, and by which kind of guess.
//!
//! A guesser tries lists, then names that it knows, then both with the usual additions. So do we: the password is
//! read as a chain of *pieces* that a guesser has (words, names, keyboard runs, digits, punctuation), and it is weak
//! when such a chain explains all of it with at most one piece that had to be chosen freely. One byte that no piece
//! explains makes it a leak: `admin-x7Qm2kP9` is a word and a random tail.
//!
//! What is not weak is a leak, so silence here never hides a password.

mod cache;
mod chain;
mod guessed_hash;
mod leet;
mod names;
mod password;

use zxcvbn::matching::patterns::MatchPattern;

use crate::detect::randomness::looks_random;
use crate::finding::Weakness;
use crate::host::is_across_networks;
use crate::rules::words::{DEFAULT_PAIRS, DEFAULT_PASSWORDS, FILLER_WORDS, WEAK_PASSWORDS};

pub(super) use cache::StrengthCache;
use chain::guess_chain;
use leet::leet_readings;
use names::Names;
use password::CHAIN_MAX;
pub use password::Subject;

/// Most characters of a password that is short whatever it is made of: 95⁴ is 8 × 10⁷, a minute's guesses.
const SHORT_CHARS: usize = 4;
/// Most digits of a password of digits alone that is short: 10⁸ guesses.
const SHORT_DIGITS: usize = 8;
/// Longest password that the estimate is asked about, in bytes: its cost grows faster than the length, and no single
/// word with additions that stays under [`GUESSES_LOG10`] is longer.
const ESTIMATE_MAX: usize = 24;
/// Fewer guesses than this (decimal logarithm) are few: three million. A surname with two digits has 4.5, a rare
/// word with one 5.7, two words from 7 up, six random letters and digits 10.8. Measured on invented values.
const GUESSES_LOG10: f64 = 5.0;
/// Every reason for which `subject`'s password can be guessed, in the order of [`Weakness`], each once. Empty: it is
/// not weak, or there is no password.
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
        let lower = password.to_ascii_lowercase();
        let names = Names::of(subject);
        known(subject, &lower, &mut found);
        names.equal_to(&lower, &mut found);
        guess_chain(password, &lower, &names, &mut found);
        if found.is_empty() && (is_counted_name(&lower) || names.disguised(&lower)) {
            found.push(Weakness::Variant);
        }
        // Nobody tries a dictionary over the network at a server that another company runs.
        if found.is_empty() && !is_hosted(subject) && is_cheap_by_estimate(subject) {
            found.push(Weakness::Guessable);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether the password opens a machine across networks, which takes few guesses a second.
fn is_hosted(subject: &Subject<'_>) -> bool {
    subject.host.is_some_and(|host| std::str::from_utf8(host).is_ok_and(is_across_networks))
}

/// Whether it is a word that can be spoken, of any language, and the digits that people count with: `saiful123`.
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

/// Whether trying everything would do.
fn is_short(password: &[u8]) -> bool {
    let characters = std::str::from_utf8(password).map_or(password.len(), |text| text.chars().count());
    characters <= SHORT_CHARS || (password.len() <= SHORT_DIGITS && password.iter().all(u8::is_ascii_digit))
}

/// Whether `password` is one unit of up to four bytes, three times or more.
fn is_repetition(password: &[u8]) -> bool {
    (1..=4).any(|period| {
        password.len() >= period * 3
            && password.iter().zip(password.iter().skip(period)).all(|(left, right)| left == right)
    })
}

/// The lists: as typed, and after undoing leet spelling.
fn known(subject: &Subject<'_>, lower: &[u8], found: &mut Vec<Weakness>) {
    if is_listed(lower) {
        found.push(Weakness::KnownWeak);
    } else if leet_readings(lower).iter().any(|reading| is_listed(reading)) {
        found.push(Weakness::Variant);
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

/// Whether the strength estimate of the `zxcvbn` crate finds the password within few guesses, as one word of its
/// dictionaries (100,000: surnames, film titles, the encyclopaedia's words) with additions. More than one such word
/// is a passphrase. Letters that it can only try blindly count as not found: it takes ten guesses for each, which
/// would call six random ones weak.
///
/// Its dictionaries are built when it is first asked, which takes some milliseconds, more than the rest of a staged
/// scan; so it is asked last, and only about a value that has a word's worth of letters and does not look like chance.
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
