//! Explains a password as a chain of words, names, runs, digits and symbols, which is what a guesser would try.

use std::ops::Range;

use super::leet::leet_readings;
use super::names::Names;
use crate::finding::Weakness;
use crate::rules::words::{COMMON_WORDS, FILLER_WORDS, TOPIC_WORDS, WEAK_PASSWORDS, WordList};

/// Threshold of guesses below which a password is weak: ten times the decimal logarithm. `docs/accuracy.md` documents
/// it: a word of a large dictionary with three free digits is below it (10^7), one with four is not (10^8).
const GUESSES: u32 = 80;

/// The accumulated cost of the pieces of a chain.
#[derive(Clone, Copy, Debug, Default)]
struct Chain {
    /// Freely chosen words, in halves: a common word counts 2, a topic word 1, fillers and names 0.
    words: u8,
    /// Digits that are no year, no run and no part of a name.
    digits: u8,
    /// Symbols other than separators.
    signs: u8,
    /// Single letters at either end that no piece explains.
    strays: u8,
    /// Separate letters that are no word.
    abbreviations: u8,
    /// Runs of digits among [`Chain::digits`].
    digit_runs: u8,
    /// Bytes of words of three letters or more, of names, runs and years.
    covered: u8,
    /// Length of the longest word or name.
    longest: u8,
    /// The number of pieces: fewer give a better explanation.
    pieces: u8,
    /// True if it contains a word.
    worded: bool,
    /// True if it contains a keyboard run or a sequence.
    run: bool,
    /// True if it contains a year.
    year: bool,
    /// True if it contains a name of this kind.
    user: bool,
    database: bool,
    host: bool,
}

impl Chain {
    /// A weighted sum of the free choices, in hundredths of a topic word; the lower, the likelier.
    fn cost(&self) -> u32 {
        u32::from(self.words) * 100
            + u32::from(self.strays) * 60
            + u32::from(self.digits) * 8
            + u32::from(self.signs) * 4
            + u32::from(self.pieces)
    }

    /// Adds a substantial piece: a word, a name, a run.
    fn cover(&mut self, length: usize) {
        let length = u8::try_from(length).unwrap_or(u8::MAX);
        self.covered = self.covered.saturating_add(length);
    }

    /// The number of guesses, as ten times the decimal logarithm: ten thousand common words, several hundred topics and
    /// ten additions, every free digit, and symbols, of which a guesser tries about ten in a few positions.
    fn guesses(&self) -> u32 {
        let fixed = u32::from(self.year) * 15 + u32::from(self.run) * 10;
        u32::from(self.words) * 20
            + u32::from(self.digits) * 10
            + u32::from(self.signs) * 12
            + u32::from(self.strays) * 15
            + fixed
    }

    /// True if a guesser would try a chain with all `length` bytes explained: at most one common word or two topic
    /// words, six digits in two places (in one, beside a word of four letters or fewer), four symbols, and one stray
    /// letter beside a word of five or more; and words, names and runs must make up two bytes in five, so that random
    /// text does not pass as an addition.
    fn is_guessable(&self, length: usize) -> bool {
        let leans = self.worded || self.user || self.database || self.host;
        let long = self.longest >= 5;
        self.words <= 2
            && self.digits <= 6
            && self.digit_runs <= if long { 2 } else { 1 }
            && self.signs <= 4
            && self.guesses() < GUESSES
            && self.strays <= u8::from(long)
            && (self.abbreviations == 0 || leans)
            && usize::from(self.covered) * 5 >= length * 2
    }

    /// Adds the kinds of guesses that the chain represents.
    fn add_weaknesses(&self, bare: bool, found: &mut Vec<Weakness>) {
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
pub(super) fn guess_chain(typed: &[u8], lower: &[u8], names: &Names, found: &mut Vec<Weakness>) {
    if let Some(chain) = explain(typed, lower, names) {
        let bare = chain.pieces == 1;
        // A listed word alone has been reported already.
        if !(bare && found.contains(&Weakness::KnownWeak) && chain.worded) {
            chain.add_weaknesses(bare, found);
        }
        return;
    }
    for reading in leet_readings(lower) {
        if let Some(chain) = explain(typed, &reading, names) {
            chain.add_weaknesses(false, found);
            return;
        }
    }
}

/// The likeliest chain of pieces that covers all of `text`, if a guesser would try it. `typed` has the same length and
/// the original capitals. Only positions that a chain reaches are extended, so most random values end at their first
/// bytes; the worst case is every position times the pieces that start there.
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

/// Extends by names and their parts, and by reversed ones of four or more letters. Two letters count only if they are
/// separate.
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

/// True if the bytes beside `text[at..at + length]` do not satisfy `touches`.
fn stands_alone(text: &[u8], at: usize, length: usize, touches: fn(&u8) -> bool) -> bool {
    let before = at.checked_sub(1).and_then(|before| text.get(before));
    !before.is_some_and(touches) && !text.get(at + length).is_some_and(touches)
}

/// Extends by digits, years and dates, by separators and symbols, and by a stray letter at either end.
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
                // A date has as many choices as four digits.
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
    // A letter with an accent at the end: `secret\u{f9}`
    let accent = rest.len();
    if at > 0
        && (2..=3).contains(&accent)
        && rest.iter().all(|byte| *byte >= 0x80)
        && std::str::from_utf8(rest).is_ok_and(|rest| rest.chars().count() == 1)
    {
        extend(accent, &|chain| chain.strays = chain.strays.saturating_add(1));
    }
    let at_an_end = at == 0 || rest.len() == 1;
    if byte.is_ascii_alphabetic() && at_an_end && stands_alone(text, at, 1, u8::is_ascii_alphabetic) {
        extend(1, &|chain| chain.strays = chain.strays.saturating_add(1));
    }
}

/// True for 1900 to 2099.
fn is_year(digits: &[u8]) -> bool {
    digits.len() == 4 && (digits.starts_with(b"19") || digits.starts_with(b"20"))
}

/// True for eight digits with a year at one end, and a month and a day beside it.
fn is_date(digits: &[u8]) -> bool {
    let [a, b, c, d, e, f, g, h] = *digits else { return false };
    let two = |tens: u8, ones: u8| (tens - b'0') * 10 + (ones - b'0');
    let day_and_month =
        |left: u8, right: u8| (1..=31).contains(&left) && (1..=31).contains(&right) && left.min(right) <= 12;
    (is_year(&[a, b, c, d]) && day_and_month(two(e, f), two(g, h)))
        || (is_year(&[e, f, g, h]) && day_and_month(two(a, b), two(c, d)))
}

/// Extends by listed words; beside one of them also by a separate abbreviation of two or three letters (`rep-pass`,
/// `edw_repl_user`).
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
    // `jksPassword`: the next word's capital ends it too.
    let small = typed.get(at..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_lowercase()).count();
    let is_hump = at == 0 && small < letters && (2..=3).contains(&small);
    let letters = if is_hump { small } else { letters };
    if (2..=3).contains(&letters)
        && (is_hump || stands_alone(text, at, letters, u8::is_ascii_alphanumeric))
        && is_typed_as_a_word(typed, text, at, letters)
    {
        extend(letters, &|chain| {
            chain.words = chain.words.saturating_add(2);
            chain.abbreviations = chain.abbreviations.saturating_add(1);
        });
    }
}

/// True if `text[at..at + length]` was typed as people type a word. Up to four letters: capitals nowhere, first, or
/// everywhere (`gRa` is random; random text does not spell words of five or more letters). With letters in leet
/// spelling: at least four letters, and half of them typed as letters.
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

/// Lengths of the runs and repetitions that start at `at`: every length from [`RUN_MIN`] to that of the longest.
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
