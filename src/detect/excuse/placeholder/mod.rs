//! Placeholders for secrets: requests to insert one, bracketed names, asterisks, words.

mod described;
mod elsewhere;
mod words;

use described::{
    describes_one, is_between_marks, is_called_dummy, is_empty_armour, is_filler, is_format, is_shown_end,
    is_token_of_words, says_it_is_none,
};
use elsewhere::points_elsewhere;
use words::{SHORT, is_word, says_so};

use crate::detect::reading::{is_chance, is_mostly_known, is_passphrase, reads_as_expression, reads_as_name};
use crate::rules::words::LABEL_WORDS;
use crate::secret::MASK;

/// True if `value` is a placeholder by its own form: brackets, runs of one character, or words of a placeholder.
pub(super) fn is_placeholder_text(value: &[u8]) -> bool {
    bracketed(value)
        || masked(value)
        || says_so(value)
        || describes_one(value)
        || is_empty_armour(value)
        || is_format(value)
        || is_called_dummy(value)
        || says_it_is_none(value)
        || is_filler(value)
        || is_between_marks(value)
        || is_token_of_words(value)
        || std::str::from_utf8(value).is_ok_and(|text| points_elsewhere(text) || is_shown_end(text))
}

/// True for `<password>`, `[YOUR-PASSWORD]`, `{password}`, `(your key)`, `__PASSWORD__`, `&lt;PASSWORD&gt;`, `!!!SET
/// X!!!`.
fn bracketed(value: &[u8]) -> bool {
    let words = |inner: &[u8]| {
        inner.iter().any(|b| b.is_ascii_alphabetic() || *b >= 0x80)
            && inner.iter().all(|b| {
                b.is_ascii_alphanumeric()
                    || *b >= 0x80
                    || matches!(b, b' ' | b'-' | b'_' | b'.' | b'\'' | b'|' | b'/' | b',' | b':' | b'#')
            })
            && reads_as_expression(inner)
            && !is_passphrase(inner)
    };
    match value {
        // `<base64编码的密码>`: the word for "password" in another script
        [b'<', inner @ .., b'>'] if !inner.is_ascii() && says_password(inner) => return true,
        // Between angle brackets also what counts and asks: `<8+ char password>`, `<at-least-8-chars!>`
        [b'<', inner @ .., b'>'] if inner.iter().any(|b| matches!(b, b'+' | b'?' | b'!')) => {
            let plain: Vec<u8> =
                inner.iter().map(|b| if matches!(b, b'+' | b'?' | b'!') { b' ' } else { *b }).collect();
            return plain.iter().any(|b| matches!(b, b' ' | b'-' | b'_')) && words(plain.trim_ascii());
        }
        // A phrase whose second mark is another: `{api key from registration]`
        [b'{', inner @ .., b']'] | [b'[', inner @ .., b'}'] if inner.contains(&b' ') => return words(inner),
        [b'<', inner @ .., b'>'] | [b'[', inner @ .., b']'] | [b'{', inner @ .., b'}'] => return words(inner),
        [b'(', inner @ .., b')'] => return words(inner),
        // Full-width parentheses, as in Chinese and Japanese.
        [0xef, 0xbc, 0x88, inner @ .., 0xef, 0xbc, 0x89] => return words(inner),
        [b'_', b'_', inner @ .., b'_', b'_'] => return words(inner),
        [b'!', b'!', inner @ .., b'!', b'!'] => {
            return reads_as_expression(inner) && !is_passphrase(inner);
        }
        // Marks that a deployment replaces: ###DB_PWD###, %%SECRET_KEY%%
        [b'#', b'#', inner @ .., b'#', b'#'] | [b'%', b'%', inner @ .., b'%', b'%'] => {
            let is_mark = |b: &u8| matches!(b, b'#' | b'%');
            let marks = inner.iter().take_while(|b| is_mark(b)).count();
            let inner = inner.get(
                marks..inner.len() - inner.iter().rev().take_while(|b| is_mark(b)).count().min(inner.len() - marks),
            );
            return inner.is_some_and(words);
        }
        [b'@', b'@', inner @ .., b'@', b'@'] | [b'#', b'{', inner @ .., b'}'] => return words(inner),
        _ => {}
    }
    // An unbalanced or partial pair: `<password>;`, `AKIA<rest>`, `&lt;PASSWORD&gt;`
    let between = |open: &[u8], close: &[u8]| {
        memchr::memmem::find(value, open).is_some_and(|at| {
            let inner = value.get(at + open.len()..).unwrap_or_default();
            let lead = value.get(..at).unwrap_or_default();
            // `sk_live_<rest>`, `AKIA<rest>`: the text before the bracket is a token prefix, not a part of a password.
            let is_mark =
                lead.len() <= 5 && reads_as_name(lead) || matches!(lead.last(), None | Some(b'_' | b'-' | b'=' | b':'));
            if !is_mark || is_chance(lead) {
                return false;
            }
            memchr::memmem::find(inner, close).is_some_and(|end| {
                // If letters follow, it is a password that contains brackets.
                let ends = !inner.get(end + close.len()..).unwrap_or_default().iter().any(u8::is_ascii_alphanumeric);
                ends && inner.get(..end).is_some_and(words)
            })
        })
    };
    between(b"<", b">") || is_escaped_mark(value, words)
}

/// True if a word for "password" that is not of ASCII letters occurs in `text`.
fn says_password(text: &[u8]) -> bool {
    let mut words = LABEL_WORDS.iter().filter(|word| !word.is_ascii());
    words.any(|word| memchr::memmem::find(text, word).is_some())
}

/// True for `&lt;PASSWORD&gt;`, which may have been cut at a `;`.
fn is_escaped_mark(value: &[u8], words: impl Fn(&[u8]) -> bool) -> bool {
    let Some(inner) = value.strip_prefix(b"&lt;") else { return value == b"&lt" };
    let closing = [b"&gt;".as_slice(), b"&gt", b"&g"].iter().find_map(|close| inner.strip_suffix(*close));
    words(closing.unwrap_or(inner))
}

/// True for `****`, `xxxxx`, `...`, `•••`, `-----`, `XXXX-XXXX`, `x`, `grupoXX`.
fn masked(value: &[u8]) -> bool {
    let text = String::from_utf8_lossy(value);
    let fills =
        |c: char| matches!(c, '*' | '.' | '-' | '_' | '#' | '?' | '•' | '●' | '…' | '█' | '∙' | '·' | '⬤' | '▪');
    if !value.is_empty() && text.chars().all(fills) {
        return true;
    }
    // A mask with what closes the text around it, as reports show it: `••••••••}"`
    if text.contains(MASK) && text.chars().all(|c| fills(c) || c.is_ascii_punctuation()) {
        return true;
    }
    // What no password hashes to locks an account: `!`, `!!`, `*`
    if value.len() <= 3 && !value.is_empty() && value.iter().all(|b| matches!(b, b'!' | b'*')) {
        return true;
    }
    let separators = |c: char| matches!(c, '-' | '_' | '.' | ' ' | '…');
    if text.chars().any(|c| matches!(c, 'x' | 'X')) && text.chars().all(|c| matches!(c, 'x' | 'X') || separators(c)) {
        return true;
    }
    if is_aws_example(value) {
        return true;
    }
    // Marks of many kinds hide nothing: what is generated of them may end in any.
    if is_of_many_marks(value) {
        return false;
    }
    // A token prefix followed by asterisks, dots or many x: `sk_live_xxxxxxxx`, `AKIA****************`,
    // `eyJhbGciOi...`.
    let tail_run = text.chars().rev().take_while(|c| matches!(c, 'x' | 'X' | '*' | '.' | '…' | '•')).count();
    let is_masked = tail_run >= 4
        || text.ends_with("...")
        || text.ends_with('…')
        || ["***", "xxxxxx", "XXXXXX", "<...>", "EXAMPLE"].iter().any(|mark| text.contains(mark));
    // Part of a random value is still random: `kV8m2Qz4rTn9...` may be a password that ends with dots.
    let head = text.trim_end_matches(['x', 'X', '*', '.', '…', '•']);
    // A remark behind the start of a token: `eyJ0eXAiO.../// jwt token`
    let is_remark = |rest: &str| rest.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'/' | b' ' | b'#'));
    let is_explained = text.split_once("...").is_some_and(|(head, rest)| {
        head.starts_with("eyJ") && is_start_of_token(head) && is_remark(rest) && is_plain(rest)
    });
    is_explained
        || is_masked && (is_start_of_token(head) || is_plain(&without_masks(&text)))
        || is_numbered(&text, head)
}

/// Whether `value` is nothing but marks, of more kinds than masks have.
fn is_of_many_marks(value: &[u8]) -> bool {
    const KINDS: usize = 4;
    let is_first = |(i, b): &(usize, &u8)| !value.get(..*i).unwrap_or_default().contains(b);
    let kinds = || value.iter().enumerate().filter(is_first).count();
    value.iter().all(u8::is_ascii_punctuation) && value.len() <= 256 && kinds() >= KINDS
}

/// True for `grupoXX`: a word in one case, and two letters in place of a number.
fn is_numbered(text: &str, head: &str) -> bool {
    let is_word = head.chars().all(char::is_lowercase) || head.chars().all(char::is_uppercase);
    text.ends_with("XX") && is_word && head.chars().count() <= LONGEST_WORD && reads_as_name(head.as_bytes())
}

/// Longest word before the place of a number, in letters.
const LONGEST_WORD: usize = 10;

/// The number of letters that may be visible of a shortened value.
const VISIBLE: usize = 14;

/// True if `value` may be a shortened one: few letters before three dots or more, and behind them nothing, or words between
/// further dots: `/7PC5om....`, `AgBy8hCF...encrypted...`
pub(in crate::detect) fn may_be_cut(value: &[u8]) -> bool {
    let text = String::from_utf8_lossy(value).replace('…', "...");
    let Some((head, rest)) = text.split_once("...") else { return false };
    let is_word = |part: &str| {
        part.bytes().all(|b| b.is_ascii_lowercase()) && (part.is_empty() || is_mostly_known(part.as_bytes()))
    };
    head.len() <= VISIBLE && text.ends_with("...") && rest.split('.').all(is_word)
}

/// True for the keys in Amazon's documentation: `AKIAIOSFODNN7EXAMPLE`, and forty letters that end with EXAMPLEKEY.
fn is_aws_example(value: &[u8]) -> bool {
    let is_id = value.len() == 20 && (value.starts_with(b"AKIA") || value.starts_with(b"ASIA"));
    is_id && value.ends_with(b"EXAMPLE") || value.len() == 40 && value.ends_with(b"EXAMPLEKEY")
}

/// True if `head` is a token prefix with hardly anything after it: `sk_live_`, `eyJhbGciOi`.
fn is_start_of_token(head: &str) -> bool {
    // The first of the three parts of a JSON Web Token.
    const JWT: usize = 48;
    const TOKEN: usize = 20;
    let starts = ["sk_", "sk-", "sb_", "pk_", "ghp_", "glpat-", "whsec_", "AKIA", "xox", "MII", "-----", "LS0tLS"];
    head.starts_with("eyJ") && (head.len() <= JWT || head.matches('.').count() < 2)
        || head.len() <= TOKEN && starts.iter().any(|start| head.starts_with(start))
}

/// `text` without the characters that represent hidden letters.
fn without_masks(text: &str) -> String {
    let mut text = text.replace("<...>", " ").replace("EXAMPLE", " ");
    for mark in ["***", "xxxx", "XXXX", "...", "…", "•"] {
        text = text.replace(mark, " ");
    }
    text.trim_matches(['x', 'X', '*', '.', ' ']).to_owned()
}

/// True if there are at most two parts between separators, and each is a known word or shorter than a secret: the text
/// before a mask and after it.
fn is_plain(text: &str) -> bool {
    let parts = || text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let has = |part: &str, class: fn(&u8) -> bool| part.as_bytes().iter().any(class);
    // In so few letters, both cases and digits together mean random text.
    let is_mixed = |part: &str| {
        has(part, u8::is_ascii_lowercase) && has(part, u8::is_ascii_uppercase) && has(part, u8::is_ascii_digit)
    };
    let is_known =
        |part: &str| part.len() <= SHORT || is_word(part) && is_mostly_known(part.as_bytes()) && !is_mixed(part);
    let is_short = parts().filter(|part| part.len() > SHORT).count() <= 2;
    !is_chance(text.as_bytes()) && is_short && parts().all(is_known)
}

#[cfg(test)]
mod tests;
