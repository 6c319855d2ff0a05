//! Classifies text as a name, as an expression made of names, or as random. A reference or a placeholder contains a
//! name that somebody chose, and names consist of words; a password that happens to contain the syntax of a reference
//! does not. None of these functions excuses a value by itself: they are only applied to text that a grammar has
//! already recognised as a reference, a path or a placeholder.

use super::randomness::looks_random;
use crate::rules::words::{
    COMMON_WORDS, FILLER_WORDS, INTERFACE_WORDS, LABEL_WORDS, PLACEHOLDER_WORDS, SECRET_NAME_WORDS, SENTENCE_WORDS,
    TOPIC_WORDS, TYPE_WORDS, WordList,
};

/// Longest name, in letters, that may be an abbreviation of anything: `PGPW`, `db_pw`.
const ABBREVIATION: usize = 8;
/// Shortest word, in letters, that shows that a name in one case with separators was chosen: `key`, `api`.
const WORD_MIN: usize = 3;
/// Longest word, in letters, that is on no list: `mitarbeiter`, `contrasena`.
const WORD_MAX: usize = 14;
/// Longest number in a name, in digits: `db1`, `2024`, `x509`; more digits, or twice as many groups, are random.
const NUMBER_MAX: usize = 4;
const NUMBERS_MAX: usize = 2;
/// Digits of a date or ticket number between the words of a name: `DB_PW_20240101`.
const DATE_MAX: usize = 14;
/// Longest name, in bytes; splitting a value of megabytes into words would take many times its memory.
const NAME_MAX: usize = 1_024;

/// True if `name` reads as a chosen name: words in camel case or with separators, abbreviations, one or two numbers.
/// Letters outside of ASCII count as lower case.
pub(super) fn reads_as_name(name: &[u8]) -> bool {
    if name.len() > NAME_MAX {
        return false;
    }
    if has_date(name) {
        return true;
    }
    let words = words(name);
    let letters: usize = words.iter().map(|word| word.len()).sum();
    let numbers: Vec<usize> =
        name.split(|b| !b.is_ascii_digit()).map(<[u8]>::len).filter(|length| *length > 0).collect();
    if letters == 0 || numbers.len() > NUMBERS_MAX || numbers.iter().any(|length| *length > NUMBER_MAX) {
        return false;
    }
    if ends_as_a_secret(name) {
        return true;
    }
    let known: usize = words.iter().filter(|word| is_known(word)).map(|word| word.len()).sum();
    if known * 2 >= letters {
        return known * 3 >= letters * 2 || !looks_random(name);
    }
    let has_one_case = |class: fn(&u8) -> bool| !name.iter().any(class);
    let single = has_one_case(u8::is_ascii_uppercase) || has_one_case(u8::is_ascii_lowercase);
    // What else such a name consists of is often the name of a product: `ANTHROPIC_API_KEY`, `graphcms-token`.
    let is_separated = words.len() > 1 && name.iter().any(|b| matches!(b, b'_' | b'-' | b'.'));
    let has_word = || names_a_secret(name) || words.iter().any(|word| word.len() >= WORD_MIN && is_known(word));
    if single && is_separated && has_word() && !looks_random(name) {
        return true;
    }
    // Next to words, a number is an index; next to letters that form no words, it is a part of a random string.
    let is_even = letters >= words.len() * 3 || letters <= ABBREVIATION && words.len() <= 2;
    if !is_even || (letters > 3 && numbers.len() > 1) || looks_random(name) {
        return false;
    }
    // Case changes between letters that form no words are coincidental.
    if !single && known == 0 && words.len() > 2 {
        return false;
    }
    if letters <= ABBREVIATION {
        return single || known > 0 || words.len() == 1;
    }
    // Words that are on no list must be pronounceable, and most of them long.
    (numbers.is_empty() || numbers == [1] && name.last().is_some_and(u8::is_ascii_digit))
        && words.iter().all(|word| characters(word) <= WORD_MAX && can_be_spoken(word))
        && letters >= words.len() * 4
}

/// True if `name` is words of three letters or more, the last of which means a secret, and an index: `anthropicKey`,
/// `casdoorSecret1`. The others are the names of products, whatever they are.
fn ends_as_a_secret(name: &[u8]) -> bool {
    const WORDS: usize = 4;
    let digits = name.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let stem = name.get(..name.len() - digits).unwrap_or_default();
    let words = words(stem);
    let is_of_words = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b'.');
    words.split_last().is_some_and(|(last, others)| {
        names_a_secret(last) && (1..=WORDS).contains(&others.len()) && others.iter().all(|word| word.len() >= WORD_MIN)
    }) && digits <= 2
        && name.iter().any(u8::is_ascii_lowercase)
        && stem.iter().all(is_of_words)
}

/// True if `name` consists of words of one case and a date or ticket number, joined by `_`, with a known word among
/// them.
fn has_date(name: &[u8]) -> bool {
    if name.iter().filter(|b| b.is_ascii_digit()).count() <= NUMBER_MAX {
        return false;
    }
    let is_single = !name.iter().any(u8::is_ascii_lowercase) || !name.iter().any(u8::is_ascii_uppercase);
    let is_date = |part: &&[u8]| part.len() <= DATE_MAX && !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    let is_letters = |part: &&[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_alphabetic);
    let is_word = |part: &[u8]| is_known(&part.to_ascii_lowercase());
    let parts = || name.split(|b| *b == b'_');
    is_single
        && name.first().is_some_and(u8::is_ascii_alphabetic)
        && parts().filter(is_date).count() == 1
        && parts().filter(|part| !is_date(part)).all(|part| is_letters(&part) && (part.len() < 3 || is_word(part)))
        && parts().any(is_word)
}

/// True if the letters and digits of `text` read mostly as names and short numbers, with at least one name:
/// `.Values.auth.password | quote`, `lookup('env', 'PGPASSWORD')`.
pub(super) fn reads_as_expression(text: &[u8]) -> bool {
    let (mut read, mut all) = (0, 0);
    for run in text.split(|b| !is_of_a_name(b)).filter(|run| !run.is_empty()) {
        let length = run.iter().filter(|b| !b.is_ascii_digit()).count();
        all += run.len();
        read += if length > 0 && reads_as_name(run) || run.len() <= 2 { run.len() } else { 0 };
        read += if length == 0 && run.len() > 2 && run.len() <= NUMBER_MAX { run.len() } else { 0 };
    }
    all > 0 && read * 4 >= all * 3 && text.iter().any(|b| b.is_ascii_alphabetic() || *b >= 0x80)
}

/// True if one of the words of `name` is on a list.
pub(super) fn knows_a_word(name: &[u8]) -> bool {
    name.len() <= NAME_MAX && words(name).iter().any(|word| is_known(word))
}

/// The number of words of `name` that are longer than an abbreviation, on none of the lists of words in names of
/// settings, and not accepted by `beside`. Two topic words, which people like to use in passwords, count as one.
pub(super) fn unusual_words(name: &[u8], beside: impl Fn(&[u8]) -> bool) -> usize {
    const ABBREVIATED: usize = 3;
    let lists = [&FILLER_WORDS, &LABEL_WORDS, &TYPE_WORDS, &PLACEHOLDER_WORDS];
    let is_usual =
        |word: &[u8]| word.len() <= ABBREVIATED || lists.iter().any(|list| list.contains(word)) || beside(word);
    let words = words(name);
    let unusual = words.iter().filter(|word| !is_usual(word));
    let topics = unusual.clone().filter(|word| TOPIC_WORDS.contains(word)).count();
    unusual.count() - topics.div_ceil(2)
}

/// True if at least half of the letters of `name` belong to words on a list.
pub(super) fn is_mostly_known(name: &[u8]) -> bool {
    let words = words(name);
    let letters: usize = words.iter().map(Vec::len).sum();
    let known: usize = words.iter().filter(|word| is_known(word)).map(Vec::len).sum();
    letters > 0 && known * 2 >= letters
}

/// True if `text` is several words of which none describes its content: whatever brackets enclose it, it is a
/// passphrase. Of three words, two must be on no list.
pub(super) fn is_passphrase(text: &[u8]) -> bool {
    let telling = [&PLACEHOLDER_WORDS, &LABEL_WORDS, &SENTENCE_WORDS];
    let usual = [&FILLER_WORDS, &INTERFACE_WORDS, &TYPE_WORDS];
    let is_on = |lists: [&WordList; 3], word: &Vec<u8>| lists.iter().any(|list| list.contains(word));
    let mut words = words(text);
    words.retain(|word| word.len() >= 3);
    let unusual = words.iter().filter(|word| !is_on(usual, word)).count();
    (words.len() >= 4 || words.len() == 3 && unusual >= 2)
        && !words.iter().any(|word| is_on(telling, word))
        && !names_a_secret(text)
}

/// True if one of the words of `name` means a secret: `db.password`, `api-key`, `dbpass`. Longer terms count as a part
/// of a word too; `monkey` and `trespass` contain none.
pub(super) fn names_a_secret(name: &[u8]) -> bool {
    const PARTS: [&[u8]; 7] = [b"password", b"passwd", b"passphrase", b"secret", b"token", b"credential", b"passwort"];
    words(name).iter().any(|word| {
        SECRET_NAME_WORDS.contains(word) || PARTS.iter().any(|part| memchr::memmem::find(word, part).is_some())
    })
}

/// True if the letters and digits of `value`, joined, look random: the pieces between separators may be too short to
/// judge.
pub(super) fn is_chance(value: &[u8]) -> bool {
    let joined: Vec<u8> = value.iter().copied().filter(u8::is_ascii_alphanumeric).collect();
    looks_random(&joined)
}

const fn is_of_a_name(b: &u8) -> bool {
    b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80
}

/// The words of a name in lower case, split at separators, digits and case changes: `DBPasswordOld2` gives db,
/// password, old.
pub(super) fn words(name: &[u8]) -> Vec<Vec<u8>> {
    let mut words: Vec<Vec<u8>> = Vec::new();
    let mut word: Vec<u8> = Vec::new();
    let mut previous = b' ';
    for (i, b) in name.iter().enumerate() {
        let is_letter = b.is_ascii_alphabetic() || *b >= 0x80;
        let next_is_lower = name.get(i + 1).is_some_and(u8::is_ascii_lowercase);
        let hump = b.is_ascii_uppercase() && (previous.is_ascii_lowercase() || next_is_lower);
        if (!is_letter || hump) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if is_letter {
            word.push(b.to_ascii_lowercase());
        }
        previous = *b;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// True if `word` is on one of the lists, or composed of listed words of four or more letters.
pub(super) fn is_known(word: &[u8]) -> bool {
    let lists = [&COMMON_WORDS, &FILLER_WORDS, &TOPIC_WORDS, &LABEL_WORDS, &TYPE_WORDS, &PLACEHOLDER_WORDS];
    let is_listed = |word: &[u8]| word.len() >= 2 && lists.iter().any(|list| list.contains(word));
    // `bindpw`, `replpwd`: a word and an abbreviation for its password
    let stem = [b"pw".as_slice(), b"pwd"].iter().find_map(|end| word.strip_suffix(*end));
    if is_listed(word) || stem.is_some_and(|stem| stem.len() >= 3 && is_listed(stem)) {
        return true;
    }
    let mut covered = 0;
    let mut at = 0;
    while let Some(rest) = word.get(at..).filter(|rest| rest.len() >= 3) {
        let mut longest = 0;
        for list in [&COMMON_WORDS, &FILLER_WORDS, &TOPIC_WORDS] {
            list.prefixes_of(rest, |length| longest = longest.max(length));
        }
        if longest >= 4 {
            covered += longest;
            at += longest;
        } else {
            at += 1;
        }
    }
    covered * 3 >= word.len() * 2
}

/// The number of characters of a word, counting each UTF-8 sequence as one.
fn characters(word: &[u8]) -> usize {
    word.iter().filter(|b| **b & 0xc0 != 0x80).count()
}

/// True if `word` is pronounceable: it contains vowels, and no long run without one. Non-ASCII bytes count as vowels.
pub(super) fn can_be_spoken(word: &[u8]) -> bool {
    let is_vowel = |b: &u8| b"aeiouy".contains(b) || *b >= 0x80;
    let vowels = word.iter().filter(|b| is_vowel(b)).count();
    let longest = |of_vowels: bool| word.split(|b| is_vowel(b) != of_vowels).map(<[u8]>::len).max().unwrap_or(0);
    word.len() <= 3
        || (vowels * 5 >= word.len() && vowels * 3 <= word.len() * 2 && longest(false) <= 3 && longest(true) <= 3)
        || !word.is_ascii()
}

#[cfg(test)]
mod tests;
