//! Whether a password can be guessed, and by which kind of guess.
//!
//! A guesser tries lists, then names that it knows, then both with the usual additions. So do we: the password is
//! read as a chain of *pieces* that a guesser has (words, names, keyboard runs, digits, punctuation), and it is weak
//! when such a chain explains all of it with at most one piece that had to be chosen freely. One byte that no piece
//! explains makes it a leak: `admin-x7Qm2kP9` is a word and a random tail.
//!
//! What is not weak is a leak, so silence here never hides a password.

use std::ops::Range;

use zxcvbn::matching::patterns::MatchPattern;

use crate::detect::randomness::looks_random;
use crate::finding::Weakness;
use crate::rules::words::{
    COMMON_WORDS, DEFAULT_PAIRS, DEFAULT_PASSWORDS, FILLER_WORDS, TOPIC_WORDS, WEAK_PASSWORDS, WordList,
};

/// A password and the names around it that a guesser would try.
#[derive(Clone, Copy, Debug, Default)]
pub struct Subject<'a> {
    /// The password, decoded.
    pub password: &'a [u8],
    /// The user that it belongs to.
    pub user: Option<&'a [u8]>,
    /// The database that it opens.
    pub database: Option<&'a [u8]>,
    /// The host that it opens it on.
    pub host: Option<&'a [u8]>,
    /// Other names nearby: the service, the project, the repository's folder, `botplus` of `BOTPLUS_DB_PASSWORD`.
    pub names: &'a [&'a [u8]],
}

/// Longest password that is read as a chain, in bytes. What people make of words is shorter (the longest of the
/// lists has 20 bytes); beyond it only repetition is looked for.
const CHAIN_MAX: usize = 64;
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
/// Most names that are compared, in pieces, so that the cost stays bounded.
const NAMES_MAX: usize = 48;

/// Every reason for which `subject`'s password can be guessed, in the order of [`Weakness`], each once. Empty: it is
/// not weak, or there is no password.
pub fn weaknesses(subject: &Subject<'_>) -> Vec<Weakness> {
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
        if found.is_empty() && is_cheap_by_estimate(subject) {
            found.push(Weakness::Guessable);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
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

/// What `lower` reads as if its digits and signs stand for letters: all of them, or all but those at its end (which
/// are more often an addition). Empty when nothing would change, or when there is no letter to lean on.
fn leet_readings(lower: &[u8]) -> Vec<Vec<u8>> {
    let Some(last) = lower.iter().rposition(u8::is_ascii_lowercase) else {
        return Vec::new();
    };
    let mut readings: Vec<Vec<u8>> = Vec::new();
    for one in [b'i', b'l'] {
        for end in [lower.len(), last + 2, last + 1] {
            let reading: Vec<u8> =
                lower.iter().enumerate().map(|(at, byte)| if at < end { unleet(*byte, one) } else { *byte }).collect();
            if reading != lower && !readings.contains(&reading) {
                readings.push(reading);
            }
        }
    }
    readings
}

/// The letter that `byte` stands for in leet spelling; `1` and `!` are read as `one`.
const fn unleet(byte: u8, one: u8) -> u8 {
    match byte {
        b'0' => b'o',
        b'1' | b'!' => one,
        b'3' => b'e',
        b'4' | b'@' => b'a',
        b'5' | b'$' => b's',
        b'7' => b't',
        other => other,
    }
}

/// The names around a password, as pieces.
struct Names {
    /// Lower case, letters and digits only.
    pieces: Vec<Name>,
}

struct Name {
    text: Vec<u8>,
    kind: Weakness,
    /// The name itself, not a part of it.
    whole: bool,
}

impl Names {
    fn of(subject: &Subject<'_>) -> Self {
        let mut names = Names { pieces: Vec::new() };
        if let Some(user) = subject.user {
            names.add(user, Weakness::SameAsUser);
        }
        if let Some(database) = subject.database {
            names.add(database, Weakness::SameAsDatabase);
        }
        if let Some(host) = subject.host
            && host.iter().any(|byte| byte.is_ascii_alphabetic())
        {
            // The last label of a host of several is its registry's.
            let registry = host.iter().rposition(|byte| *byte == b'.');
            names.add(registry.and_then(|dot| host.get(..dot)).unwrap_or(host), Weakness::SameAsHost);
        }
        for name in subject.names {
            names.add(name, Weakness::SameAsHost);
        }
        names
    }

    /// Adds a name, its parts, what is left of it without words such as `user` and `db`, and each of these without
    /// the digits at its end.
    fn add(&mut self, name: &[u8], kind: Weakness) {
        if name.len() > CHAIN_MAX {
            return;
        }
        let parts = parts_of(name);
        self.push(parts.concat(), kind, true);
        let telling: Vec<&Vec<u8>> = parts.iter().filter(|part| !FILLER_WORDS.contains(part)).collect();
        self.push(telling.iter().flat_map(|part| part.iter().copied()).collect(), kind, false);
        for part in telling {
            let stem = part.len() - part.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
            if let Some(stem) = part.get(..stem) {
                self.push(stem.to_vec(), kind, false);
            }
            self.push(part.clone(), kind, false);
        }
    }

    fn push(&mut self, text: Vec<u8>, kind: Weakness, whole: bool) {
        let held = |name: &Name| name.text == text && name.kind == kind;
        if !text.is_empty() && self.pieces.len() < NAMES_MAX && !self.pieces.iter().any(held) {
            self.pieces.push(Name { text, kind, whole });
        }
    }

    /// Finds the names that are `lower` but for separators, forwards or backwards; of any length.
    fn equal_to(&self, lower: &[u8], found: &mut Vec<Weakness>) {
        let bare: Vec<u8> = lower.iter().copied().filter(|byte| is_name_byte(*byte)).collect();
        for name in self.pieces.iter().filter(|name| name.whole) {
            if name.text == bare || (bare.len() >= 4 && name.text.iter().rev().eq(&bare)) {
                found.push(name.kind);
            }
        }
    }
}

impl Names {
    /// Whether `lower` is a name around it, or one of the words that products are called by, with digits and signs in
    /// place of some letters, whichever: `p0s1gr3s`. At least half of it is letters, and each of them agrees.
    fn disguised(&self, lower: &[u8]) -> bool {
        let letters = lower.iter().filter(|byte| byte.is_ascii_lowercase()).count();
        if lower.len() < 6 || letters == lower.len() || letters * 2 < lower.len() {
            return false;
        }
        let shows = |name: &[u8]| {
            name.len() == lower.len()
                && name.iter().zip(lower).all(|(real, typed)| real == typed || !typed.is_ascii_lowercase())
        };
        self.pieces.iter().any(|name| shows(&name.text)) || FILLER_WORDS.iter().chain(TOPIC_WORDS.iter()).any(shows)
    }
}

/// Letters, digits and whatever is not ASCII.
const fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

/// The parts of a name in lower case: split at separators and before a capital that follows a small letter.
fn parts_of(name: &[u8]) -> Vec<Vec<u8>> {
    let mut parts = vec![Vec::new()];
    let mut before = b' ';
    for byte in name {
        let hump = byte.is_ascii_uppercase() && before.is_ascii_lowercase();
        if hump || !is_name_byte(*byte) {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut()
            && is_name_byte(*byte)
        {
            part.push(byte.to_ascii_lowercase());
        }
        before = *byte;
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// What the pieces of a chain have cost so far.
#[derive(Clone, Copy, Debug, Default)]
struct Chain {
    /// Freely chosen words, in halves: a common word is 2, a topic word 1, fillers and names are 0.
    words: u8,
    /// Digits that are no year, no run and no part of a name.
    digits: u8,
    /// Signs other than separators.
    signs: u8,
    /// Single letters that no piece explains, at either end.
    strays: u8,
    /// Letters that stand alone and are no word.
    abbreviations: u8,
    /// Runs of digits among [`Chain::digits`].
    digit_runs: u8,
    /// Bytes of words of three letters or more, names, runs and years.
    covered: u8,
    /// Length of the longest word or name.
    longest: u8,
    /// How many pieces: the fewer, the better the explanation.
    pieces: u8,
    /// A word is in it.
    worded: bool,
    /// A keyboard run or sequence is in it.
    run: bool,
    /// A year is in it.
    year: bool,
    /// A name of this kind is in it.
    user: bool,
    database: bool,
    host: bool,
}

impl Chain {
    /// The lower, the likelier: a weighing of the free choices, in hundredths of a topic word.
    fn cost(&self) -> u32 {
        u32::from(self.words) * 100
            + u32::from(self.strays) * 60
            + u32::from(self.digits) * 8
            + u32::from(self.signs) * 4
            + u32::from(self.pieces)
    }

    /// Adds a piece that carries weight: a word, a name, a run.
    fn cover(&mut self, length: usize) {
        let length = u8::try_from(length).unwrap_or(u8::MAX);
        self.covered = self.covered.saturating_add(length);
    }

    /// Whether a guesser has all `length` bytes of it: one common word or two topic words, six digits in two places
    /// (in one, beside a word of four letters or fewer), four signs, one stray letter beside a word of five or more;
    /// and words, names and runs make up two bytes in five, so that chance does not pass for an addition.
    fn is_guessable(&self, length: usize) -> bool {
        let leans = self.worded || self.user || self.database || self.host;
        let long = self.longest >= 5;
        self.words <= 2
            && self.digits <= 6
            && self.digit_runs <= if long { 2 } else { 1 }
            && self.signs <= 4
            && self.strays <= u8::from(long)
            && (self.abbreviations == 0 || leans)
            && usize::from(self.covered) * 5 >= length * 2
    }

    /// How a guesser would say it.
    fn tell(&self, bare: bool, found: &mut Vec<Weakness>) {
        let named = self.user || self.database || self.host;
        for (kind, is) in [
            (Weakness::SameAsUser, self.user),
            (Weakness::SameAsDatabase, self.database),
            (Weakness::SameAsHost, self.host),
            (Weakness::WordAndYear, self.year && (named || self.worded)),
            (Weakness::KeyboardRun, self.run && !named && !self.worded),
            (Weakness::Guessable, bare && self.worded && !named),
            (Weakness::Variant, !bare && self.worded && !named && !self.year),
        ] {
            if is {
                found.push(kind);
            }
        }
    }
}

/// Explains the password by pieces, as typed or else in leet spelling.
fn guess_chain(typed: &[u8], lower: &[u8], names: &Names, found: &mut Vec<Weakness>) {
    if let Some(chain) = explain(typed, lower, names) {
        let bare = chain.pieces == 1;
        // A word alone that is listed has been named already.
        if !(bare && found.contains(&Weakness::KnownWeak) && chain.worded) {
            chain.tell(bare, found);
        }
        return;
    }
    for reading in leet_readings(lower) {
        if let Some(chain) = explain(typed, &reading, names) {
            chain.tell(false, found);
            return;
        }
    }
}

/// The likeliest chain of pieces that is all of `text`, if a guesser has it. `typed` has the same length and the
/// capitals. Only places that a chain reaches are extended, so most random values end at their first bytes; the
/// worst case is [`CHAIN_MAX`] places times the pieces that start there.
fn explain(typed: &[u8], text: &[u8], names: &Names) -> Option<Chain> {
    let mut best: Vec<Option<Chain>> = vec![None; text.len() + 1];
    if let Some(first) = best.first_mut() {
        *first = Some(Chain::default());
    }
    for at in 0..text.len() {
        let Some(chain) = best.get(at).copied().flatten() else {
            continue;
        };
        let mut extend = |length: usize, change: &dyn Fn(&mut Chain)| {
            let mut longer = chain;
            longer.pieces = longer.pieces.saturating_add(1);
            change(&mut longer);
            if let Some(slot) = best.get_mut(at + length)
                && slot.as_ref().is_none_or(|held| longer.cost() < held.cost())
            {
                *slot = Some(longer);
            }
        };
        extend_by_names(text, at, names, &mut extend);
        extend_by_characters(text, at, &mut extend);
        extend_by_words(typed, text, at, &mut extend);
        for length in runs_at(text, at) {
            if is_typed_as_a_word(typed, text, at, length) {
                extend(length, &|chain| {
                    chain.run = true;
                    chain.cover(length);
                });
            }
        }
    }
    best.last().copied().flatten().filter(|chain| chain.is_guessable(text.len()))
}

type Extend<'e> = dyn FnMut(usize, &dyn Fn(&mut Chain)) + 'e;

/// Names and their parts, backwards too from four letters. Two letters only where they stand alone.
fn extend_by_names(text: &[u8], at: usize, names: &Names, extend: &mut Extend<'_>) {
    let rest = text.get(at..).unwrap_or_default();
    for name in &names.pieces {
        let length = name.text.len();
        let fits = match length {
            0 | 1 => false,
            2 => rest.starts_with(&name.text) && stands_alone(text, at, length, u8::is_ascii_alphabetic),
            3 => rest.starts_with(&name.text),
            _ => {
                rest.starts_with(&name.text)
                    || rest.get(..length).is_some_and(|part| part.iter().eq(name.text.iter().rev()))
            }
        };
        if fits {
            extend(length, &|chain| {
                chain.cover(length);
                chain.longest = chain.longest.max(length as u8);
                match name.kind {
                    Weakness::SameAsUser => chain.user = true,
                    Weakness::SameAsDatabase => chain.database = true,
                    _ => chain.host = true,
                }
            });
        }
    }
}

/// Whether no byte that `touches` is beside `text[at..at + length]`.
fn stands_alone(text: &[u8], at: usize, length: usize, touches: fn(&u8) -> bool) -> bool {
    let before = at.checked_sub(1).and_then(|before| text.get(before));
    !before.is_some_and(touches) && !text.get(at + length).is_some_and(touches)
}

/// Digits, years and dates; separators and signs; a stray letter at either end.
fn extend_by_characters(text: &[u8], at: usize, extend: &mut Extend<'_>) {
    let rest = text.get(at..).unwrap_or_default();
    let Some(&byte) = rest.first() else { return };
    match byte {
        b'0'..=b'9' => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let run = rest.get(..digits).unwrap_or_default();
            if is_year(run) {
                extend(digits, &|chain| {
                    chain.year = true;
                    chain.cover(digits);
                });
            } else if digits <= 6 || is_date(run) {
                // A date is chosen as freely as four digits are.
                let choice = if digits > 6 { 4 } else { digits };
                extend(digits, &|chain| {
                    if digits > 6 {
                        chain.cover(digits);
                    }
                    chain.digits = chain.digits.saturating_add(choice as u8);
                    chain.digit_runs = chain.digit_runs.saturating_add(1);
                });
            }
        }
        b'-' | b'_' | b'.' | b' ' => extend(1, &|_| {}),
        b'!'..=b'~' if !byte.is_ascii_alphabetic() => {
            extend(1, &|chain| chain.signs = chain.signs.saturating_add(1));
        }
        _ => {}
    }
    let at_an_end = at == 0 || rest.len() == 1;
    if byte.is_ascii_alphabetic() && at_an_end && stands_alone(text, at, 1, u8::is_ascii_alphabetic) {
        extend(1, &|chain| chain.strays = chain.strays.saturating_add(1));
    }
}

/// 1900 to 2099.
fn is_year(digits: &[u8]) -> bool {
    digits.len() == 4 && (digits.starts_with(b"19") || digits.starts_with(b"20"))
}

/// Eight digits with a year at one end and a month and a day beside it.
fn is_date(digits: &[u8]) -> bool {
    let [a, b, c, d, e, f, g, h] = *digits else { return false };
    let two = |tens: u8, ones: u8| (tens - b'0') * 10 + (ones - b'0');
    let day_and_month =
        |left: u8, right: u8| (1..=31).contains(&left) && (1..=31).contains(&right) && left.min(right) <= 12;
    (is_year(&[a, b, c, d]) && day_and_month(two(e, f), two(g, h)))
        || (is_year(&[e, f, g, h]) && day_and_month(two(a, b), two(c, d)))
}

/// Words of the lists; beside one of them also an abbreviation of two or three letters that stands alone
/// (`rep-pass`, `edw_repl_user`).
fn extend_by_words(typed: &[u8], text: &[u8], at: usize, extend: &mut Extend<'_>) {
    let rest = text.get(at..).unwrap_or_default();
    let mut by_list = |list: &WordList, least: usize, halves: u8| {
        list.prefixes_of(rest, |length| {
            let touches_digit = length == 1 && !stands_alone(text, at, 1, u8::is_ascii_digit);
            if length >= least && !touches_digit && is_typed_as_a_word(typed, text, at, length) {
                extend(length, &|chain| {
                    chain.words = chain.words.saturating_add(halves);
                    chain.worded = true;
                    if length >= 3 {
                        chain.cover(length);
                        chain.longest = chain.longest.max(length as u8);
                    }
                });
            }
        });
    };
    by_list(&FILLER_WORDS, 1, 0);
    by_list(&TOPIC_WORDS, 3, 1);
    by_list(&COMMON_WORDS, 3, 2);
    by_list(&WEAK_PASSWORDS, 5, 2);
    let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    if (2..=3).contains(&letters)
        && stands_alone(text, at, letters, u8::is_ascii_alphanumeric)
        && is_typed_as_a_word(typed, text, at, letters)
    {
        extend(letters, &|chain| {
            chain.words = chain.words.saturating_add(2);
            chain.abbreviations = chain.abbreviations.saturating_add(1);
        });
    }
}

/// Whether `text[at..at + length]` was typed as people type a word. Up to four letters: capitals nowhere, first, or
/// everywhere (`gRa` is chance; from five letters on chance spells no words). With letters that are read out of
/// digits and signs: four at the least, and half of them typed as letters.
fn is_typed_as_a_word(typed: &[u8], text: &[u8], at: usize, length: usize) -> bool {
    let (Some(typed), Some(text)) = (typed.get(at..at + length), text.get(at..at + length)) else {
        return false;
    };
    let [first, tail @ ..] = typed else { return false };
    let cased = length > 4
        || !tail.iter().any(u8::is_ascii_uppercase)
        || (first.is_ascii_uppercase() && !tail.iter().any(u8::is_ascii_lowercase));
    let read = typed.iter().zip(text).filter(|(typed, text)| !typed.eq_ignore_ascii_case(text)).count();
    cased && (read == 0 || (length >= 4 && read * 2 <= length))
}

/// Rows, columns and zigzags of the usual keyboards, the alphabet and the digits. A part of one, read in either
/// direction, is a run.
const TRACKS: [&[u8]; 18] = [
    b"12345678901234567890",
    b"abcdefghijklmnopqrstuvwxyz",
    b"qwertyuiop[]",
    b"asdfghjkl;'",
    b"zxcvbnm,./",
    b"qwertzuiop",
    b"yxcvbnm",
    b"azertyuiop",
    b"qsdfghjklm",
    b"wxcvbn",
    b"!@#$%^&*()_+",
    b"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    b"qazwsxedcrfvtgbyhnujmikolp",
    b"1q2w3e4r5t6y7u8i9o0p",
    b"q1w2e3r4t5y6u7i8o9p0",
    b"qaswedrftgyhujikolp",
    b"a1b2c3d4e5f6g7h8i9j0",
    b"1a2b3c4d5e6f7g8h9i0j",
];

/// Shortest run, in bytes: `abc`, `123`, `qwe`.
const RUN_MIN: usize = 3;

/// Lengths of the runs and repetitions that start at `at`: for the longest, every length from [`RUN_MIN`].
fn runs_at(text: &[u8], at: usize) -> Range<usize> {
    let rest = text.get(at..).unwrap_or_default();
    let Some(&first) = rest.first() else { return 0..0 };
    let mut longest = rest.iter().take_while(|byte| **byte == first).count();
    for track in TRACKS {
        for (start, _) in track.iter().enumerate().filter(|(_, byte)| **byte == first) {
            let forwards = track.iter().skip(start);
            let backwards = track.iter().take(start + 1).rev();
            longest = longest.max(common_prefix(rest, forwards)).max(common_prefix(rest, backwards));
        }
    }
    RUN_MIN..longest + 1
}

fn common_prefix<'t>(text: &[u8], track: impl Iterator<Item = &'t u8>) -> usize {
    text.iter().zip(track).take_while(|(left, right)| left == right).count()
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
mod tests {
    use super::{Subject, weaknesses};
    use crate::finding::Weakness;
    use crate::finding::Weakness::{
        DefaultPair, Guessable, KeyboardRun, KnownWeak, SameAsDatabase, SameAsHost, SameAsUser, Short, Variant,
        WordAndYear,
    };

    /// Judges a password on its own.
    fn of(password: &str) -> Vec<Weakness> {
        weaknesses(&Subject { password: password.as_bytes(), ..Subject::default() })
    }

    /// Judges a password by `user`, `database`, `host` and one other name; an empty one is not known.
    fn among(password: &str, [user, database, host, name]: [&str; 4]) -> Vec<Weakness> {
        fn known(name: &str) -> Option<&[u8]> {
            (!name.is_empty()).then_some(name.as_bytes())
        }
        weaknesses(&Subject {
            password: password.as_bytes(),
            user: known(user),
            database: known(database),
            host: known(host),
            names: known(name).as_slice(),
        })
    }

    /// Weak by itself, and a kind of guess that must be among the reasons.
    const WEAK: &[(&str, Weakness)] = &[
        // Lists.
        ("postgres", KnownWeak),
        ("password", KnownWeak),
        ("admin", KnownWeak),
        ("123456", KnownWeak),
        ("Password123", KnownWeak),
        ("PASSWORD", KnownWeak),
        ("mysecretpassword", KnownWeak),
        ("changeme", KnownWeak),
        ("ChangeMe", KnownWeak),
        ("change_me", KnownWeak),
        ("example", KnownWeak),
        ("secret", KnownWeak),
        ("SuperSecret", KnownWeak),
        ("letmein", KnownWeak),
        ("yourStrong(!)Password", KnownWeak),
        ("minioadmin", KnownWeak),
        ("root", KnownWeak),
        ("sa", KnownWeak),
        ("kali", KnownWeak),
        ("trustno1", KnownWeak),
        ("hunter2", KnownWeak),
        // Leet.
        ("P@ssw0rd", KnownWeak),
        ("Pa$$w0rd!", Variant),
        ("p0stgr3s", Variant),
        ("p0$tgre$", Variant),
        ("$ecret", Variant),
        ("s3cr3tk3y", Variant),
        ("4dm1n!", Variant),
        ("dr4g0n99", Variant),
        ("ch4ng3m3", Variant),
        // A word with digits, signs or filler words added.
        ("trader123", Variant),
        ("Admin123$!", Variant),
        ("adminpass", KnownWeak),
        ("simplepass", Variant),
        ("mypassword", KnownWeak),
        ("secretpassword", KnownWeak),
        ("testpassword", KnownWeak),
        ("n8npassword", KnownWeak),
        ("rep-pass", Variant),
        ("edw_repl_user", Variant),
        ("auth_password", Variant),
        ("some_secret_key", Variant),
        ("change-me-secret", Variant),
        ("change_me_please", KnownWeak),
        ("fallback-secret-key", Variant),
        ("ssh-password", Variant),
        ("key-file-password", Variant),
        ("dev_secret_for_testing", Variant),
        ("pwd.postgres", Variant),
        ("test4scram", Variant),
        ("itsasecret", Variant),
        ("letmeinplease", Variant),
        ("thisisasecret", Variant),
        ("super-secret-jwt-key", Variant),
        ("insecure-dev-password", Variant),
        ("MyDatabasePassword", Variant),
        ("staff123", Variant),
        ("User123!", Variant),
        ("grupo98", Variant),
        ("adam482913", Variant),
        ("nimbus42", Variant),
        ("zephyr-key", Variant),
        ("PgAdm1nP@ss", Variant),
        ("not-my-password!", Variant),
        ("database-password-here", Variant),
        ("dev-only-not-for-production", Variant),
        ("dragon!!", Variant),
        ("fastcode", Variant),
        ("Kitchen-42", Variant),
        ("metallica99", Variant),
        ("svetlana777", Variant),
        ("password-x", Variant),
        ("billing_db_pw", Variant),
        ("test12345678", Variant),
        ("admin20240115", Variant),
        ("pass@word1", Variant),
        ("local.dev.only", Variant),
        // A word alone.
        ("patroni", KnownWeak),
        ("rewind", KnownWeak),
        ("sentry", KnownWeak),
        ("docker", KnownWeak),
        ("replicator", KnownWeak),
        ("debug", Guessable),
        ("foobar", KnownWeak),
        ("violin", KnownWeak),
        ("umbrella", KnownWeak),
        // Word and year.
        ("summer2024", WordAndYear),
        ("Acme2023!", WordAndYear),
        ("Winter-1999", WordAndYear),
        ("Postgres1984x", WordAndYear),
        ("2025password", WordAndYear),
        // Runs.
        ("qwerty", KnownWeak),
        ("qwertyuiop[]", KeyboardRun),
        ("1q2w3e4r", KeyboardRun),
        ("1q2w3e4r5t6y", KeyboardRun),
        ("asdfjkl;", KeyboardRun),
        ("zxcvbn", KeyboardRun),
        ("qazwsxedc", KeyboardRun),
        ("1qaz@WSX", KnownWeak),
        ("12345678", KeyboardRun),
        ("987654321", KeyboardRun),
        ("abcd1234", KeyboardRun),
        ("abc-def-123", KeyboardRun),
        ("aaaaaaaaaa", KeyboardRun),
        ("111111", KeyboardRun),
        ("xyxyxyxyxy", KeyboardRun),
        ("a1b2c3d4e5", KeyboardRun),
        ("!@#$%^&*", KeyboardRun),
        ("0123456789abcdef", KeyboardRun),
        ("poiuytrewq", KeyboardRun),
        // Short.
        ("k8D", Short),
        ("x7Qm", Short),
        ("4821", Short),
        ("48219037", Short),
        ("pw", Short),
        // Only the estimate knows these.
        ("gutierrez99", Guessable),
        ("yamamoto!", Guessable),
        ("tian1111", Variant),
    ];

    /// Not weak: a leak.
    const LEAKS: &[&str] = &[
        "k8Dq2z",
        "k8Dq2zW",
        "k8Dq2zW7",
        "x7Qm2kP9",
        "vT4!pz",
        "wq7hk2",
        "9zXk!3vQ",
        "Jx4mQ8wL",
        "mK7x!pQz",
        "jlotrpwx",
        "xkvwqzjt",
        "bqzodtuwyr",
        "Qq8426510",
        "482190375",
        "8273641905",
        "admin-x7Qm2kP9",
        "postgres-9fK2xQ",
        "password-Zk48qLw",
        "dragon7xQ2vK",
        "prod_8fh3kq0z",
        "correct horse battery staple",
        "correct-horse-battery-staple",
        "maple-tundra-violin",
        "purple-monkey-dishwasher",
        "CopperLanternRiver",
        "walnut.orbit.canyon.42",
        "abdeef1234c0ffee9871",
        "9f86d081884c7d659a2feaa0c55ad015",
        "3b1f9a0c-7e5d-4c21-9f6e-2a8d0b4c6e13",
        "xQ9zLm4Tv7Rk",
        "Zm9vYmFyUXV4MTIzNDU2",
        "p@ss%w0rd!&x9Qk",
        "gRa48213",
        "6783dcbe",
        "9a566a1d",
        "kc1rid54",
        "oqa4ssh5",
        "bob482913",
        "abdomenalso",
        "sixthmarissa",
        "priyaqv@123",
        "q7-w9-z2-k4",
        "hN$5rT&9",
        "Wd!7f#Lp",
        "tr4d3-xk29-qpl0",
        "ZAQ!xsw2CDE#bgt7Kp",
        "пароль-ёжик-весна",
        "",
    ];

    /// Password; user, database, host and another name; the kind of guess that must be among the reasons.
    const NAMED: &[(&str, [&str; 4], Weakness)] = &[
        ("postgres", ["postgres", "", "", ""], DefaultPair),
        ("postgres", ["postgres", "", "", ""], SameAsUser),
        ("Guest", ["GUEST", "", "", ""], DefaultPair),
        ("changeme", ["elastic", "", "", ""], DefaultPair),
        ("admin", ["pgadmin4@pgadmin.org", "", "", ""], DefaultPair),
        ("fnufogres", ["fnufogres", "", "", ""], SameAsUser),
        ("FnuFogres", ["fnufogres", "", "", ""], SameAsUser),
        ("fnu-fogres", ["fnufogres", "", "", ""], SameAsUser),
        ("sergofunf", ["fnufogres", "", "", ""], SameAsUser),
        ("fnuf0gr3s", ["fnufogres", "", "", ""], SameAsUser),
        ("pwd.fnufogres", ["fnufogres", "", "", ""], SameAsUser),
        ("fnufogresfnufogres", ["fnufogres", "", "", ""], SameAsUser),
        ("saiful123", ["saiful", "", "", ""], SameAsUser),
        ("Saiful@2024", ["saiful", "", "", ""], WordAndYear),
        ("saiful!", ["saiful77", "", "", ""], SameAsUser),
        ("botplus_password", ["botplus_user", "", "", ""], SameAsUser),
        ("botplus_password", ["", "botplus_db", "", ""], SameAsDatabase),
        ("botplus_password", ["", "", "", "BOTPLUS"], SameAsHost),
        ("botplus", ["", "botplusDb", "", ""], SameAsDatabase),
        ("botplus123456", ["", "", "botplus-db.internal", ""], SameAsHost),
        ("xorvelia-dev", ["", "", "db.xorvelia.com", ""], SameAsHost),
        ("my_xorvelia_secret", ["", "", "", "xorvelia"], SameAsHost),
        ("ab", ["ab", "", "", ""], SameAsUser),
        ("qk-secret", ["qk", "", "", ""], SameAsUser),
        ("qkzv_app", ["qk_zv", "", "", ""], SameAsUser),
        ("n8n-pass", ["", "n8n", "", ""], SameAsDatabase),
        ("admin123", ["admin", "", "", ""], SameAsUser),
    ];

    /// A random value stays a leak whatever stands around it.
    const NAMED_LEAKS: &[(&str, [&str; 4])] = &[
        ("k8Dq2zW7", ["postgres", "app", "db.example.com", "shop"]),
        ("saiful-9fK2xQ7m", ["saiful", "", "", ""]),
        ("botplusx7Qm2kP9", ["botplus_user", "botplus_db", "", ""]),
        ("vT4!pzLq", ["vt", "", "10.0.0.4", ""]),
    ];

    #[test]
    fn guessable_passwords_are_weak_and_say_why() {
        let wrong: Vec<String> = WEAK
            .iter()
            .filter(|(password, kind)| !of(password).contains(kind))
            .map(|(password, kind)| format!("{password}: {kind:?} is not in {:?}", of(password)))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn what_had_to_be_chosen_is_a_leak() {
        let wrong: Vec<String> = LEAKS
            .iter()
            .filter(|password| !of(password).is_empty())
            .map(|password| format!("{password}: {:?}", of(password)))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn names_around_a_password_make_it_weak() {
        let wrong: Vec<String> = NAMED
            .iter()
            .filter(|(password, names, kind)| !among(password, *names).contains(kind))
            .map(|(password, names, kind)| format!("{password}: {kind:?} is not in {:?}", among(password, *names)))
            .chain(
                NAMED_LEAKS
                    .iter()
                    .filter(|(password, names)| !among(password, *names).is_empty())
                    .map(|(password, names)| format!("{password}: {:?}", among(password, *names))),
            )
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn random_values_of_eight_characters_are_leaks() {
        const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        // Knuth's MMIX generator with a fixed seed: the same values in every run.
        let mut state: u64 = 20_261_122;
        let mut draw = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from(ALPHABET[(state >> 33) as usize % ALPHABET.len()])
        };
        let values = (0..1_000).map(|_| (0..8).map(|_| draw()).collect::<String>());
        let names = ["postgres", "shop_app", "db.acme.com", "botplus"];
        let weak: Vec<String> = values.filter(|value| !among(value, names).is_empty()).collect();
        assert!(weak.is_empty(), "{weak:?}");
    }

    #[test]
    fn reasons_are_sorted_and_said_once() {
        let reasons = among("postgres", ["postgres", "postgres", "postgres", "postgres"]);
        assert_eq!(reasons, [KnownWeak, DefaultPair, SameAsUser, SameAsDatabase, SameAsHost]);
        assert_eq!(of(""), []);
    }

    #[test]
    fn long_values_are_only_looked_at_for_repetition() {
        assert_eq!(of(&"ab".repeat(5_000)), [KeyboardRun]);
        assert_eq!(of(&"secret-".repeat(20)), []);
    }
}
