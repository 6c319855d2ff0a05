//! Descriptions of required secrets, and truncated displays of hidden ones.

use crate::detect::reading::{is_mostly_known, is_passphrase, names_a_secret};
use crate::rules::words::{
    COMMON_WORDS, FILLER_TEXT, FILLER_WORDS, INTERFACE_WORDS, LABEL_WORDS, SENTENCE_WORDS, TYPE_WORDS,
};

/// Units of a length.
const UNITS: [&str; 8] = ["character", "characters", "char", "chars", "byte", "bytes", "bit", "bits"];

/// True for `random 256 character alphanumeric string` or `<minimum 32 character random string>`: at least three words,
/// all of them known, with a number of units or the word "random" among them.
pub(super) fn describes_one(value: &[u8]) -> bool {
    const KINDS: [&str; 6] = ["string", "secret", "key", "password", "value", "token"];
    let Ok(text) = std::str::from_utf8(value) else { return false };
    let text = text.trim_matches(|c: char| matches!(c, '<' | '>' | '[' | ']' | '(' | ')' | '{' | '}' | '"' | '.'));
    let words: Vec<String> =
        text.split([' ', '-', '_']).filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let lists = [&COMMON_WORDS, &FILLER_WORDS, &INTERFACE_WORDS, &LABEL_WORDS, &SENTENCE_WORDS, &TYPE_WORDS];
    let is_known = |word: &String| {
        word.len() < 5 && word.bytes().all(|b| b.is_ascii_digit())
            || UNITS.contains(&word.as_str())
            || matches!(word.as_str(), "random" | "alphanumeric" | "minimum" | "least" | "long" | "hex" | "base64")
            || lists.iter().any(|list| list.contains(word.as_bytes()))
            || is_mostly_known(word.as_bytes())
    };
    let counts = has(&UNITS) && (words.iter().any(|word| word.bytes().all(|b| b.is_ascii_digit())) || has(&["random"]));
    // Joined words are a literal that works as it is, unless they say how it is made.
    let is_shouted = || !text.bytes().any(|b| b.is_ascii_lowercase());
    let is_request =
        text.contains(' ') || is_shouted() || has(&["random", "min", "minimum", "alphanumeric", "hex", "base64"]);
    words.len() >= 3 && is_request && (counts || has(&["random"]) && has(&KINDS)) && words.iter().all(is_known)
}

/// True for a format with fields in angle brackets: `SCRAM-SHA-256$<iterations>:<salt>$<storedkey>:<serverkey>`.
pub(super) fn is_format(value: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(value) else { return false };
    let rest = text.strip_prefix("SCRAM-SHA-256$").or(text.strip_prefix("md5")).unwrap_or(text);
    let mut fields = 0;
    let mut between = String::new();
    for part in rest.split('<') {
        match part.split_once('>') {
            Some((name, after)) if name.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b' ' | b'_' | b'-')) => {
                fields += 1;
                between.push_str(after);
            }
            _ => between.push_str(part),
        }
    }
    fields >= 2 && !between.bytes().any(|b| b.is_ascii_alphanumeric())
}

/// The number of letters and digits that may be visible of a token on each side of the dots.
const HEAD: usize = 14;
const TAIL: usize = 5;

/// True for a token as web pages display it, such as `sk-lf-...7890` or `...est1`: the prefix of its kind, dots, and
/// the last letters.
pub(super) fn is_shown_end(text: &str) -> bool {
    let Some((head, tail)) = text.split_once("...").or_else(|| text.split_once('…')) else { return false };
    let parts = || head.split(['-', '_']).filter(|part| !part.is_empty());
    let is_mark =
        head.len() <= HEAD && parts().all(|part| part.len() < 7 && part.bytes().all(|b| b.is_ascii_lowercase()));
    // `secr...alue`: the letters that a word begins and ends with, as programs show what they keep.
    let is_cut = |part: &str| (3..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase());
    if is_cut(head) && is_cut(tail) && COMMON_WORDS.begins(head.as_bytes()) {
        return true;
    }
    let is_joined = head.is_empty() || head.contains(['-', '_']);
    is_mark && is_joined && tail.len() <= TAIL && !tail.is_empty() && tail.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// `build-time-dummy`: three words or more in small letters, all known, of which the last says that it is none.
pub(super) fn is_called_dummy(value: &[u8]) -> bool {
    let mut words = value.rsplit(|b| matches!(b, b'-' | b'_'));
    let last = words.next().unwrap_or_default();
    let is_known = |word: &[u8]| word.iter().all(u8::is_ascii_lowercase) && (word.len() < 4 || is_mostly_known(word));
    matches!(last, b"dummy" | b"placeholder" | b"stub") && words.clone().count() >= 2 && words.all(is_known)
        || is_placeholder_of_words(value)
}

/// `app-migrator-placeholder-never-mints-tokens-32`: a phrase of known words, one of which may be a name, about a placeholder.
fn is_placeholder_of_words(value: &[u8]) -> bool {
    const OTHERS: usize = 4;
    let is_word = |word: &&[u8]| !word.is_empty() && word.iter().all(u8::is_ascii_lowercase);
    let value = value.strip_suffix(b"+").unwrap_or(value);
    let parts = || value.split(|b| *b == b'-');
    let is_short = |word: &&[u8]| word.len() < 4 && word.iter().all(u8::is_ascii_alphanumeric);
    let is_known = |word: &&[u8]| is_short(word) || is_word(word) && is_mostly_known(word);
    parts().any(|word| word == b"placeholder")
        && parts().all(|word| is_word(&word) || is_short(&word))
        && parts().filter(|word| word.len() > 3).count() > OTHERS
        && parts().filter(|word| !is_known(word)).count() <= 1
}

/// `not-a-secret--read-the-doc!`, `replacemewithyourpassword`: words, all of them known, that begin by saying that it is none, or by
/// asking for one.
pub(super) fn says_it_is_none(value: &[u8]) -> bool {
    const ASKS: [&str; 3] = ["replacemewith", "replacethiswith", "replacewith"];
    const DENIES: [&str; 3] = ["not-a-secret-", "not_a_secret_", "not a secret "];
    let Ok(text) = std::str::from_utf8(value) else { return false };
    let lower = text.to_ascii_lowercase();
    let rest = ASKS.iter().chain(&DENIES).find_map(|start| lower.strip_prefix(start));
    rest.is_some_and(|rest| {
        let words = || rest.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
        let is_plain = rest.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b'_' | b' ' | b'!' | b'.'));
        let is_known = |word: &str| word.len() < 4 || is_mostly_known(word.as_bytes());
        is_plain && (lower == text || text == text.to_ascii_uppercase()) && words().count() > 0 && words().all(is_known)
    })
}

/// `REP_DB_PASSWORD_REP`: capitals between two equal marks, which a deployment replaces.
pub(super) fn is_between_marks(value: &[u8]) -> bool {
    const SHORTEST: usize = 4;
    let mut parts = value.split(|b| *b == b'_');
    let is_shouted = value.iter().all(|b| b.is_ascii_uppercase() || *b == b'_');
    is_shouted
        && parts.clone().count() >= SHORTEST
        && parts.next().is_some_and(|first| first.len() >= 2 && parts.next_back() == Some(first))
        && parts.next_back().is_some_and(names_a_secret)
}

/// Filler text, also in base64, and what says that it is random letters before it shows the end of some: `RANDOMCHARS-----lGyjPcRtvP`.
pub(super) fn is_filler(value: &[u8]) -> bool {
    const LOREM: &[u8] = b"TG9yZW0gaXBzdW0g";
    const LONGEST: usize = 12;
    let shows_an_end = || {
        let (head, tail) = std::str::from_utf8(value).ok()?.split_once("-----")?;
        let unit = head.strip_prefix("RANDOM")?.to_ascii_lowercase();
        Some(UNITS.contains(&unit.as_str()) && tail.trim_start_matches('-').len() <= LONGEST)
    };
    value.starts_with(LOREM) || shows_an_end() == Some(true) || is_filler_text(value)
}

/// `cillum nisi consectetur`: two words or more of the text that fills pages and samples, and no other.
fn is_filler_text(value: &[u8]) -> bool {
    let words = || value.split(|b| *b == b' ');
    words().count() > 1 && words().all(|word| FILLER_TEXT.contains(&word.to_ascii_lowercase()))
}

/// `sk-audit-updated`: the mark that tokens of a kind begin with, and nothing but known words: nobody issues such a token.
pub(super) fn is_token_of_words(value: &[u8]) -> bool {
    const MARKS: [&[u8]; 6] = [b"sk-", b"pk-", b"sk_", b"pk_", b"xoxb-", b"glpat-"];
    let Some(rest) = MARKS.iter().find_map(|mark| value.strip_prefix(*mark)) else { return false };
    let words = || rest.split(|b| matches!(b, b'-' | b'_'));
    let is_known = |word: &[u8]| word.len() >= 3 && word.iter().all(u8::is_ascii_lowercase) && is_mostly_known(word);
    words().count() >= 2 && words().all(is_known) && !is_passphrase(rest) && !names_a_secret(rest)
}

/// True for a private key's armour without content, or with a word in its place: `-----BEGIN PRIVATE
/// KEY-----\ntest\n-----END…`. The shortest key has some sixty letters of base64.
pub(super) fn is_empty_armour(value: &[u8]) -> bool {
    const SHORTEST: usize = 40;
    const CUT: usize = 16;
    let Some(begin) = value.strip_prefix(b"-----BEGIN ") else { return false };
    let Some(open) = memchr::memmem::find(begin, b"-----") else { return false };
    let body = begin.get(open + 5..).unwrap_or_default();
    // The first line alone, which a test looks for or another literal goes on with.
    if !body.iter().any(u8::is_ascii_alphanumeric) {
        return true;
    }
    let Some(close) = memchr::memmem::find(body, b"-----END") else {
        // Less than a line of a key, and nothing behind it.
        return body.iter().filter(|b| b.is_ascii_alphanumeric()).count() < CUT;
    };
    body.get(..close).is_some_and(|body| body.iter().filter(|b| b.is_ascii_alphanumeric()).count() < SHORTEST)
}

#[cfg(test)]
mod tests {
    use super::{
        describes_one, is_called_dummy, is_empty_armour, is_format, is_shown_end, is_token_of_words, says_it_is_none,
    };

    #[test]
    fn descriptions_and_truncated_tokens_are_no_secrets() {
        for (value, is) in [
            ("random 256 character alphanumeric string", true),
            ("<minimum 32 character random string>", true),
            ("a-random-string", true),
            ("random kV8m2Qz4 string", false),
            ("quartz window hammer battery", false),
            ("random", false),
            ("secret of at least 32 characters", true),
            ("SECRET_OF_AT_LEAST_256_BITS", true),
            ("dev-secret-key-with-32-chars", false),
            ("minimum-32-characters", true),
            ("GENERATE_STRONG_JWT_SECRET_MIN_256_BITS", true),
            ("A_SECURE_JWT_SECRET_KEY_OF_256_BITS", true),
            ("secret key of at least 32 characters", true),
            ("test-jwt-secret-for-testing-32-chars", false),
            ("dev_jwt_secret_at_least_32_chars_long", false),
            ("a-string-secret-at-least-256-bits-long", false),
        ] {
            assert_eq!(describes_one(value.as_bytes()), is, "{value}");
        }
        for (value, is) in [
            ("build-time-dummy", true),
            ("dummy-password", false),
            ("quartz-kV8m2Qz4-dummy", false),
            ("fsh-dbmigrator-placeholder-never-mints-tokens-32+", false),
            ("placeholder-kvmqz-rtnwx-hammer-kettle", false),
        ] {
            assert_eq!(is_called_dummy(value.as_bytes()), is, "{value}");
        }
        for (value, is) in [
            ("not-a-secret--read-the-doc!", true),
            ("replacemewithyourdesireddatabasepassword", true),
            ("replacewithqzvkmtrpx", false),
            ("not-a-secret-kV8m2Qz4rTn9wX", false),
            ("not-a-secret", false),
        ] {
            assert_eq!(says_it_is_none(value.as_bytes()), is, "{value}");
        }
        for (value, is) in [
            ("sk-account-updated", true),
            ("sk-kV8m2Qz4rTn9wX", false),
            ("sk-very-secret-key", false),
            ("sk-quartz-window-hammer-battery", false),
            ("account-updated", false),
        ] {
            assert_eq!(is_token_of_words(value.as_bytes()), is, "{value}");
        }
        for (value, is) in [
            ("SCRAM-SHA-256$<iterations>:<salt>$<storedkey>:<serverkey>", true),
            ("<user>:<password>", true),
            ("<kV8m2Qz4>:<rTn9wX>", false),
            ("kV8m2Qz4<salt><hash>", false),
        ] {
            assert_eq!(is_format(value.as_bytes()), is, "{value}");
        }
        for (value, is) in [
            ("sk-lf-...7890", true),
            ("...est1", true),
            ("lf-whsec_...abcd", true),
            ("secr...alue", true),
            ("kvqz...rtnw", false),
            ("kV8m...Qz4r", false),
            ("kvmqz...rtn9", false),
            ("sk-kvm8...rtn9", false),
            ("sk-lf-...kV8m2Qz4", false),
        ] {
            assert_eq!(is_shown_end(value), is, "{value}");
        }
        for (value, is) in [
            ("-----BEGIN PRIVATE KEY-----\\ntest\\n-----END PRIVATE KEY-----", true),
            ("-----BEGIN RSA PRIVATE KEY-----\\n...\\n-----END RSA PRIVATE KEY-----", true),
            ("-----BEGIN RSA PRIVATE KEY-----\\nMIIEpA", true),
            ("-----BEGIN RSA PRIVATE KEY-----\\nMIIEpAIBAAKCAQEAkV8m2Qz4", false),
            (
                "-----BEGIN PRIVATE KEY-----\\nMC4CAQAwBQYDK2VwBCIEIHkV8m2Qz4rTn9wXkV8m2Qz4rTn9wXkV8m2Qz4\\n-----END PRIVATE KEY-----",
                false,
            ),
        ] {
            assert_eq!(is_empty_armour(value.as_bytes()), is, "{value}");
        }
    }
}
