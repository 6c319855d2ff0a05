//! Words by which a value identifies itself as a placeholder.

use std::cell::LazyCell;

use crate::detect::reading::{is_chance, is_known as is_known_word, is_mostly_known, names_a_secret, reads_as_name};
use crate::rules::words::{
    COMMON_WORDS, ERRAND_VERBS, FILLER_WORDS, INTERFACE_WORDS, LABEL_WORDS, PLACEHOLDER_ENDS, PLACEHOLDER_LEADS,
    PLACEHOLDER_PHRASES, PLACEHOLDER_WORDS, REQUEST_JOINTS, REQUEST_VERBS, REQUEST_WORDS, SENTENCE_WORDS, TOPIC_WORDS,
    WordList,
};

/// True if a word of the value is on the list, or the whole value is: `your_password`, `TU-CLAVE-AQUI`,
/// `this-needs-to-be-changed`.
pub(super) fn says_so(value: &[u8]) -> bool {
    if value.len() > 96 {
        return false;
    }
    let text = String::from_utf8_lossy(value);
    let tokens = tokens(&text);
    if !text.is_ascii() && !is_chance(value) && asks_for_a_password(&text) {
        return true;
    }
    if asks_for_one_of(&text) || is_glued_in_capitals(&text) {
        return true;
    }
    // Checked before camel case is split: in random text, case changes are coincidental.
    let is_drawn = |part: &str| part.len() >= LONG && is_chance(part.as_bytes());
    if tokens.is_empty()
        || has_random_tail(&tokens)
        || is_chance(value)
        || text.split(|c: char| !c.is_alphanumeric()).any(is_drawn)
        || is_passphrase(&tokens)
        || !text.split(|c: char| !c.is_alphanumeric()).all(|part| part.chars().count() <= SHORT_PART || is_word(part))
    {
        return false;
    }
    // Chinese and Japanese write "your" without a blank after it.
    if !text.is_ascii()
        && PLACEHOLDER_PHRASES.iter().any(|phrase| memchr::memmem::find(text.as_bytes(), phrase).is_some())
    {
        return true;
    }
    let listed = |word: &str| PLACEHOLDER_WORDS.contains(word.as_bytes());
    let glued = tokens.iter().any(|token| is_glued(token));
    let stands = LazyCell::new(|| words_that_stand(&text));
    // In other scripts no list separates words from random letters, so that a short word needs another known word
    // beside it.
    let is_meant = |token: &String| {
        stands.contains(token)
            && (text.is_ascii()
                || tokens.len() == 1
                || tokens.iter().any(|other| other != token && (listed(other) || is_known(other))))
    };
    if glued || tokens.iter().any(|token| listed(token) && (token.chars().count() > SHORT || is_meant(token))) {
        return true;
    }
    for pair in tokens.windows(2) {
        if let [a, b] = pair
            && PLACEHOLDER_WORDS.begins(a.as_bytes())
            && (a.len() + b.len() > SHORT || (stands.contains(a) && stands.contains(b)))
            && (listed(&format!("{a}{b}")) || listed(&format!("{a}_{b}")) || listed(&format!("{a} {b}")))
        {
            return true;
        }
    }
    // A sentence that requests a change.
    let has = |list: &WordList| tokens.iter().any(|token| list.contains(token.as_bytes()));
    let asks = has(&REQUEST_WORDS);
    let order = has(&REQUEST_VERBS) && has(&REQUEST_JOINTS);
    (asks && tokens.len() >= 2) || (order && tokens.len() >= 3)
}

/// True for `your_anthropic_api_key_here`: words of one case that begin with "your" or an imperative and name a secret. One of them may be
/// a name that is on no list.
fn asks_for_one_of(text: &str) -> bool {
    const LONGEST: usize = 14;
    let lower = text.to_ascii_lowercase();
    let words = || lower.split(['_', '-']);
    let is_one_case = lower == text || lower.to_ascii_uppercase() == text;
    let is_word = |word: &str| (1..=LONGEST).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase());
    let is_unknown = |word: &&str| !is_known_word(word.as_bytes()) && !PLACEHOLDER_WORDS.contains(word.as_bytes());
    is_one_case
        && (words().next().is_some_and(|first| PLACEHOLDER_LEADS.contains(first.as_bytes()))
            || says_where_it_is(&lower))
        && words().count() > 2
        && words().all(is_word)
        && words().skip(1).filter(is_unknown).count() <= 1
        && names_a_secret(lower.as_bytes())
}

/// True if a text begins as a sentence that says where to get a value: `get_the_secret_of_above_key`.
fn says_where_it_is(lower: &str) -> bool {
    let mut words = lower.split(['_', '-']);
    let is_errand = words.next().is_some_and(|first| ERRAND_VERBS.contains(first.as_bytes()));
    is_errand && words.next().is_some_and(|second| SENTENCE_WORDS.contains(second.as_bytes()) || second == "from")
}

/// True for `mật-khẩu-của-bạn`, `आपका_पासवर्ड`: the word for "password" in its own script, with hardly another word.
/// With more words it is a passphrase, with a digit a password.
fn asks_for_a_password(text: &str) -> bool {
    const OTHERS: usize = 2;
    const LETTERS: usize = 4;
    let lower = text.to_lowercase().replace(['-', '_', '.'], " ");
    let without = |word: &str| {
        let at = lower.find(word)?;
        let rest = lower.get(..at)?.to_owned() + lower.get(at + word.len()..)?;
        Some(rest)
    };
    let is_short = |word: &str| word.chars().count() <= LETTERS || PLACEHOLDER_WORDS.contains(word.as_bytes());
    let is_alone = |rest: String| rest.split_whitespace().count() <= OTHERS && rest.split_whitespace().all(is_short);
    let words = LABEL_WORDS.iter().filter(|word| !word.is_ascii()).filter_map(|word| std::str::from_utf8(word).ok());
    !lower.chars().any(|c| c.is_ascii_digit())
        && words.filter(|word| word.chars().count() >= LETTERS).filter_map(without).any(is_alone)
}

/// True for `yourpassword`, `insertkeyhere`: a possessive or an imperative joined with the word for a secret.
fn is_glued(token: &str) -> bool {
    const TAIL: usize = 8;
    let mut ends = Vec::new();
    PLACEHOLDER_LEADS.prefixes_of(token.as_bytes(), |length| ends.push(length));
    let is_tail = |tail: &[u8]| tail.len() <= TAIL && tail.iter().all(u8::is_ascii_lowercase);
    ends.iter().filter_map(|length| token.as_bytes().get(*length..)).any(|rest| {
        let mut lengths = Vec::new();
        PLACEHOLDER_ENDS.prefixes_of(rest, |length| lengths.push(length));
        lengths.iter().filter_map(|length| rest.get(*length..)).any(is_tail)
    })
}

/// True for `YOURSECRETKEYGOESHERE`: as [`is_glued`], in capitals, in which random letters look like words.
fn is_glued_in_capitals(text: &str) -> bool {
    let is_shouted = text.bytes().all(|b| b.is_ascii_uppercase());
    is_shouted && text.ends_with("HERE") && is_glued(&text.to_ascii_lowercase())
}

/// True if `part`, which consists of letters and digits, reads as a word or a name. In other scripts than Latin, camel
/// case must consist of known words, and anything else must be in one case or begin with a capital.
pub(super) fn is_word(part: &str) -> bool {
    if part.is_ascii() {
        // Consecutive digits are filler.
        if part.bytes().all(|b| b.is_ascii_digit()) && "1234567890".starts_with(part) {
            return true;
        }
        let lower = part.to_ascii_lowercase();
        let lists = [&PLACEHOLDER_WORDS, &LABEL_WORDS, &SENTENCE_WORDS, &INTERFACE_WORDS];
        if lists.iter().any(|list| list.contains(lower.as_bytes())) {
            return true;
        }
        // If digits occur between letters, case changes are coincidental.
        let stem = part.trim_end_matches(|c: char| c.is_ascii_digit());
        let has_humps = part.chars().skip(1).any(|c| c.is_ascii_uppercase()) && lower.to_ascii_uppercase() != part;
        if has_humps && stem.bytes().any(|b| b.is_ascii_digit()) {
            return false;
        }
        // With digits or case changes between its letters, it must be a known word.
        let has_digits = part.bytes().any(|b| b.is_ascii_digit()) && part.len() > SHORT_PART + 1;
        let has_humps = lower != part && lower.to_ascii_uppercase() != part && part.len() > SHORT;
        return reads_as_name(part.as_bytes()) && (!has_digits && !has_humps || is_mostly_known(part.as_bytes()));
    }
    // `您的Channel`: a word in each of two scripts.
    if let Some(at) = part.find(|c: char| c.is_ascii_alphabetic()).filter(|at| *at > 0 && is_wide(part)) {
        return part.split_at_checked(at).is_some_and(|(wide, ascii)| is_word(wide) && is_word(ascii));
    }
    let stem = part.trim_end_matches(|c: char| c.is_ascii_digit());
    let humps = tokens(stem);
    let has_one_case = !stem.chars().any(char::is_lowercase) || !stem.chars().skip(1).any(char::is_uppercase);
    part.len() - stem.len() <= SHORT
        && !stem.chars().any(|c| c.is_ascii_digit())
        && (has_one_case || humps.iter().all(|hump| PLACEHOLDER_WORDS.contains(hump.as_bytes()) || is_known(hump)))
}

/// True if `text` begins in a script without letter case that writes words without spaces.
fn is_wide(text: &str) -> bool {
    text.chars().next().is_some_and(|c| !c.is_ascii() && !c.is_lowercase() && !c.is_uppercase())
}

/// Lower-case runs of letters and digits, split at case changes.
fn tokens(text: &str) -> Vec<String> {
    // In text of letters and digits with digits between letters, case changes are coincidental and separate no words.
    let digits = text.trim_end_matches(|c: char| c.is_ascii_digit()).chars().any(|c| c.is_ascii_digit());
    let humped = !digits || text.chars().any(|c| !c.is_alphanumeric());
    let mut tokens: Vec<String> = Vec::new();
    let mut current = String::new();
    let mut previous = ' ';
    for c in text.chars() {
        let hump = humped && c.is_uppercase() && previous.is_lowercase();
        if (!c.is_alphanumeric() || hump) && !current.is_empty() {
            tokens.push(std::mem::take(&mut current));
        }
        if c.is_alphanumeric() {
            current.extend(c.to_lowercase());
        }
        previous = c;
    }
    if !current.is_empty() {
        tokens.push(current);
    }
    tokens
}

/// Length, in bytes, from which a part between separators can be distinguished from a word by its form.
const LONG: usize = 10;

/// Length of a part that is too short to be judged by its form, in letters and digits.
const SHORT_PART: usize = 2;

/// Longest word, in letters, that occurs by coincidence: `tu`, `uw` and `sua` occur in many random passwords, between
/// case changes or two symbols.
pub(super) const SHORT: usize = 4;

/// The tokens of `text` that are separate words: delimited by its ends, blanks, dashes and brackets, or joined in camel
/// case with a known word. Symbols on both sides do not delimit a word.
fn words_that_stand(text: &str) -> Vec<String> {
    let is_symbol =
        |c: char| matches!(c, '!' | '@' | '#' | '$' | '%' | '^' | '&' | '*' | '+' | '=' | '~' | ';' | '?' | '`');
    let text = text.trim_matches(is_symbol);
    let mut stand = Vec::new();
    for part in text.split(|c: char| !c.is_alphanumeric() && !is_symbol(c)) {
        // Within a part, only symbols and case changes are delimiters.
        let words = tokens(part);
        let are_joined = words.len() == 1 || words.iter().any(|word| is_known(word));
        if are_joined && !part.contains(is_symbol) {
            stand.extend(words);
        }
    }
    stand
}

/// True if it is a word that occurs in names of passwords and of placeholders.
fn is_known(word: &str) -> bool {
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let lists = [&LABEL_WORDS, &FILLER_WORDS, &COMMON_WORDS];
    word.chars().count() >= SHORT && lists.iter().any(|list| list.contains(word.as_bytes()))
}

/// True if at least three words have nothing to do with passwords and are at least half of all words: one of the others
/// may be on a list by coincidence.
fn is_passphrase(tokens: &[String]) -> bool {
    if tokens.len() < 3 {
        return false;
    }
    let lists = [&PLACEHOLDER_WORDS, &LABEL_WORDS, &FILLER_WORDS, &SENTENCE_WORDS, &INTERFACE_WORDS, &TOPIC_WORDS];
    let says_nothing = |token: &&String| {
        token.chars().count() >= 3
            && token.chars().all(char::is_alphabetic)
            && !lists.iter().any(|list| list.contains(token.as_bytes()))
    };
    let others = tokens.iter().filter(says_nothing).count();
    // `tu_clave_secreta`, `your actual password`: the possessive refers to a password.
    let says_whose = tokens.windows(2).any(|pair| match pair {
        [a, b] => PLACEHOLDER_WORDS.contains(a.as_bytes()) && LABEL_WORDS.contains(b.as_bytes()),
        _ => false,
    });
    others >= 3 && others * 2 >= tokens.len() && !says_whose
}

/// True if a long token mixes letters and digits: then it is a secret, whatever the words beside it are.
fn has_random_tail(tokens: &[String]) -> bool {
    tokens.iter().any(|token| {
        let changes = token
            .as_bytes()
            .windows(2)
            .filter(|pair| matches!(pair, [a, b] if a.is_ascii_digit() != b.is_ascii_digit()))
            .count();
        token.len() >= 12 && changes >= 3
    })
}
