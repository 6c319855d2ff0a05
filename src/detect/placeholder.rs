//! Values that only stand for a secret: "put yours here", in brackets, in stars, in words.

use std::cell::LazyCell;

use super::reading::{is_chance, is_mostly_known, reads_as_expression, reads_as_name};
use crate::rules::words::{
    COMMON_WORDS, FILLER_WORDS, INTERFACE_WORDS, LABEL_WORDS, PLACEHOLDER_WORDS, SENTENCE_WORDS, TOPIC_WORDS,
};

/// Whether `value` by itself stands for a secret: brackets, runs of one character, words that say so.
pub(super) fn is_placeholder_text(value: &[u8]) -> bool {
    bracketed(value) || masked(value) || says_so(value)
}

/// `<password>`, `[YOUR-PASSWORD]`, `{password}`, `(your key)`, `__PASSWORD__`, `&lt;PASSWORD&gt;`, `!!!SET X!!!`.
fn bracketed(value: &[u8]) -> bool {
    let words = |inner: &[u8]| {
        inner.iter().any(|b| b.is_ascii_alphabetic() || *b >= 0x80)
            && inner.iter().all(|b| {
                b.is_ascii_alphanumeric()
                    || *b >= 0x80
                    || matches!(b, b' ' | b'-' | b'_' | b'.' | b'\'' | b'|' | b'/' | b',' | b':')
            })
            && reads_as_expression(inner)
    };
    match value {
        [b'<', inner @ .., b'>'] | [b'[', inner @ .., b']'] | [b'{', inner @ .., b'}'] => return words(inner),
        [b'(', inner @ .., b')'] => return words(inner),
        // The same in the width of Chinese and Japanese.
        [0xef, 0xbc, 0x88, inner @ .., 0xef, 0xbc, 0x89] => return words(inner),
        [b'_', b'_', inner @ .., b'_', b'_'] => return words(inner),
        [b'!', b'!', inner @ .., b'!', b'!'] => {
            return reads_as_expression(inner);
        }
        // What a deployment replaces: ###DB_PWD###, %%SECRET_KEY%%
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
            // `sk_live_<rest>`, `AKIA<rest>`: what leads up to it is a mark, and no half of a password.
            let is_mark =
                lead.len() <= 5 && reads_as_name(lead) || matches!(lead.last(), None | Some(b'_' | b'-' | b'=' | b':'));
            if !is_mark || is_chance(lead) {
                return false;
            }
            memchr::memmem::find(inner, close).is_some_and(|end| {
                // What goes on behind it is a password that holds brackets.
                let ends = !inner.get(end + close.len()..).unwrap_or_default().iter().any(u8::is_ascii_alphanumeric);
                ends && inner.get(..end).is_some_and(words)
            })
        })
    };
    between(b"<", b">") || between(b"&lt;", b"&g") || value.starts_with(b"&lt;")
}

/// `****`, `xxxxx`, `...`, `•••`, `-----`, `XXXX-XXXX`, `x`, `grupoXX`.
fn masked(value: &[u8]) -> bool {
    let text = String::from_utf8_lossy(value);
    let fills =
        |c: char| matches!(c, '*' | '.' | '-' | '_' | '#' | '?' | '•' | '●' | '…' | '█' | '∙' | '·' | '⬤' | '▪');
    if !value.is_empty() && text.chars().all(fills) {
        return true;
    }
    let separators = |c: char| matches!(c, '-' | '_' | '.' | ' ' | '…');
    if text.chars().any(|c| matches!(c, 'x' | 'X')) && text.chars().all(|c| matches!(c, 'x' | 'X') || separators(c)) {
        return true;
    }
    if is_aws_example(value) {
        return true;
    }
    // A prefix of a token and then stars, dots or many x: `sk_live_xxxxxxxx`, `AKIA****************`, `eyJhbGciOi...`.
    let tail_run = text.chars().rev().take_while(|c| matches!(c, 'x' | 'X' | '*' | '.' | '…' | '•')).count();
    let is_masked = tail_run >= 4
        || text.ends_with("...")
        || text.ends_with('…')
        || ["***", "xxxxxx", "XXXXXX", "<...>", "EXAMPLE"].iter().any(|mark| text.contains(mark));
    // What is left of a random value is one: `kV8m2Qz4rTn9...` is no more than a password that ends in dots.
    let head = text.trim_end_matches(['x', 'X', '*', '.', '…', '•']);
    is_masked && (is_start_of_token(head) || is_plain(&without_masks(&text)))
        || (text.ends_with("XX") && reads_as_name(head.as_bytes()) && !text.bytes().any(|b| b.is_ascii_digit()))
}

/// The keys in Amazon's documentation: `AKIAIOSFODNN7EXAMPLE`, and forty letters that end with EXAMPLEKEY.
fn is_aws_example(value: &[u8]) -> bool {
    let is_id = value.len() == 20 && (value.starts_with(b"AKIA") || value.starts_with(b"ASIA"));
    is_id && value.ends_with(b"EXAMPLE") || value.len() == 40 && value.ends_with(b"EXAMPLEKEY")
}

/// Whether `head` is what some token begins with, and hardly more: `sk_live_`, `eyJhbGciOi`.
fn is_start_of_token(head: &str) -> bool {
    // The first of the three parts of a JSON Web Token.
    const JWT: usize = 48;
    const TOKEN: usize = 20;
    let starts = ["sk_", "sk-", "sb_", "pk_", "ghp_", "glpat-", "AKIA", "xox", "MII", "-----"];
    head.starts_with("eyJ") && (head.len() <= JWT || head.matches('.').count() < 2)
        || head.len() <= TOKEN && starts.iter().any(|start| head.starts_with(start))
}

/// Whether `text` begins in a script without cases whose words stand together.
fn is_wide(text: &str) -> bool {
    text.chars().next().is_some_and(|c| !c.is_ascii() && !c.is_lowercase() && !c.is_uppercase())
}

/// `text` without what stands for hidden letters.
fn without_masks(text: &str) -> String {
    let mut text = text.replace("<...>", " ").replace("EXAMPLE", " ");
    for mark in ["***", "xxxx", "XXXX", "...", "…", "•"] {
        text = text.replace(mark, " ");
    }
    text.trim_matches(['x', 'X', '*', '.', ' ']).to_owned()
}

/// Whether every part of `text` between marks is a word, a number, or shorter than a secret.
fn is_plain(text: &str) -> bool {
    !is_chance(text.as_bytes())
        && text.split(|c: char| !c.is_alphanumeric()).all(|part| part.len() <= SHORT || is_word(part))
}

/// Whether `part`, which holds letters and digits alone, reads as a word or a name. Beyond ASCII, what has humps is words
/// that are known, and what has none is of one case or begins with a capital.
fn is_word(part: &str) -> bool {
    if part.is_ascii() {
        // Digits in their order fill a value up.
        if part.bytes().all(|b| b.is_ascii_digit()) && "1234567890".starts_with(part) {
            return true;
        }
        let lower = part.to_ascii_lowercase();
        let lists = [&PLACEHOLDER_WORDS, &LABEL_WORDS, &SENTENCE_WORDS, &INTERFACE_WORDS];
        if lists.iter().any(|list| list.contains(lower.as_bytes())) {
            return true;
        }
        // Beside digits between letters, humps are chance.
        let stem = part.trim_end_matches(|c: char| c.is_ascii_digit());
        let has_humps = part.chars().skip(1).any(|c| c.is_ascii_uppercase()) && lower.to_ascii_uppercase() != part;
        if has_humps && stem.bytes().any(|b| b.is_ascii_digit()) {
            return false;
        }
        // With digits between its letters or humps, it has to be one that is known.
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

/// A whole token on the list: `your_password`, `TU-CLAVE-AQUI`, `this-needs-to-be-changed`.
fn says_so(value: &[u8]) -> bool {
    if value.len() > 96 {
        return false;
    }
    let text = String::from_utf8_lossy(value);
    let tokens = tokens(&text);
    // Before camel case is taken apart: in what was drawn, humps are chance.
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
    if [
        "您的",
        "你的",
        "あなたの",
        "请输入",
        "請輸入",
        "填写",
        "填入",
        "獲取",
        "获取",
        "請從",
        "请从",
        "已設置",
        "已设置",
    ]
    .iter()
    .any(|word| text.contains(word))
    {
        return true;
    }
    let listed = |word: &str| PLACEHOLDER_WORDS.contains(word.as_bytes());
    let glued = tokens.iter().any(|token| {
        ["your", "yourown", "insert", "enter", "replace"].iter().any(|lead| {
            token.strip_prefix(lead).is_some_and(|rest| {
                [
                    "password",
                    "pass",
                    "pw",
                    "pwd",
                    "passwd",
                    "secret",
                    "key",
                    "token",
                    "dbpassword",
                    "apikey",
                    "strongpassword",
                    "securepassword",
                    "secretkey",
                    "postgrespassword",
                    "secure",
                    "strong",
                    "with",
                    "here",
                    "me",
                    "this",
                ]
                .iter()
                .any(|end| {
                    rest == *end
                        || rest.strip_prefix(end).is_some_and(|more| {
                            !more.is_empty() && more.len() <= 8 && more.bytes().all(|b| b.is_ascii_lowercase())
                        })
                })
            })
        })
    });
    let stands = LazyCell::new(|| words_that_stand(&text));
    // Of letters that are not ASCII no list tells words from chance: beside a short one has to stand what is asked for.
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
    // A sentence that asks to be changed.
    let asks = tokens.iter().any(|t| {
        matches!(
            t.as_str(),
            "changed" | "replaced" | "overridden" | "overwritten" | "supplied" | "provided" | "goes" | "belongs"
        )
    });
    let order = tokens.iter().any(|t| matches!(t.as_str(), "change" | "replace" | "set" | "override" | "generate"))
        && tokens
            .iter()
            .any(|t| matches!(t.as_str(), "to" | "with" | "by" | "via" | "from" | "using" | "actual" | "real"));
    (asks && tokens.len() >= 2) || (order && tokens.len() >= 3)
}

/// Lower-case runs of letters and digits, split at case changes.
fn tokens(text: &str) -> Vec<String> {
    // In letters and digits alone, with digits between letters, humps are chance and no words.
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

/// Bytes from which on a part between marks can be told from a word by its look.
const LONG: usize = 10;

/// Letters and digits of a part that says nothing by its look.
const SHORT_PART: usize = 2;

/// Letters of a word that chance makes: `tu`, `uw` and `sua` stand in many a random password, between a change of case
/// or two symbols.
const SHORT: usize = 4;

/// The tokens of `text` that stand by themselves: between its ends, blanks, dashes and brackets, or joined in camel case
/// to a word that is known. Two symbols around one make no word of it.
fn words_that_stand(text: &str) -> Vec<String> {
    let is_symbol =
        |c: char| matches!(c, '!' | '@' | '#' | '$' | '%' | '^' | '&' | '*' | '+' | '=' | '~' | ';' | '?' | '`');
    let text = text.trim_matches(is_symbol);
    let mut stand = Vec::new();
    for part in text.split(|c: char| !c.is_alphanumeric() && !is_symbol(c)) {
        // Within a part, symbols and humps are all that divides it.
        let words = tokens(part);
        let are_joined = words.len() == 1 || words.iter().any(|word| is_known(word));
        if are_joined && !part.contains(is_symbol) {
            stand.extend(words);
        }
    }
    stand
}

/// Whether it is a word of those that passwords, and what stands for them, are named with.
fn is_known(word: &str) -> bool {
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let lists = [&LABEL_WORDS, &FILLER_WORDS, &COMMON_WORDS];
    word.chars().count() >= SHORT && lists.iter().any(|list| list.contains(word.as_bytes()))
}

/// Three words and more that say nothing of a password, and are half of them all: one of the others may well be on a list.
fn is_passphrase(tokens: &[String]) -> bool {
    let lists = [&PLACEHOLDER_WORDS, &LABEL_WORDS, &FILLER_WORDS, &SENTENCE_WORDS, &INTERFACE_WORDS, &TOPIC_WORDS];
    let says_nothing = |token: &&String| {
        token.chars().count() >= 3
            && token.chars().all(char::is_alphabetic)
            && !lists.iter().any(|list| list.contains(token.as_bytes()))
    };
    let others = tokens.iter().filter(says_nothing).count();
    // `tu_clave_secreta`, `your actual password`: what it says, it says of a password.
    let says_whose = tokens.windows(2).any(|pair| match pair {
        [a, b] => PLACEHOLDER_WORDS.contains(a.as_bytes()) && LABEL_WORDS.contains(b.as_bytes()),
        _ => false,
    });
    others >= 3 && others * 2 >= tokens.len() && !says_whose
}

/// A long token of letters and digits mixed is a secret, whatever words stand beside it.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_a_secret() {
        for value in [
            "<password>",
            "[YOUR-PASSWORD]",
            "your_password",
            "your-password-here",
            "****",
            "xxxxx",
            "...",
            "__PASSWORD__",
            "{password}",
            "(your secret access key)",
            "YOUR_GITHUB_CLIENT_SECRET",
            "yourStrong(!)Password",
            "your_actual_postgres_password",
            "!!!SET POSTGRES_PASSWORD!!!",
            "this-really-needs-to-be-changed",
            "x",
            "XXXX-XXXX",
            "sk_live_xxxxxxxxxxxx",
            "eyJhbGciOiJIUzI1NiJ9...",
            "yourpassword",
            "TODO",
            "<gmail-app-password>",
            "&lt;PASSWORD&gt;",
            "REPLACE_ME",
            "insert password here",
            "[PASSWORD]",
            "••••••••",
        ] {
            assert!(is_placeholder_text(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn weak_passwords_and_secrets_are_not() {
        for value in [
            "changeme",
            "change-me",
            "change_me_please",
            "change-me-secret",
            "secret",
            "mysecretpassword",
            "example",
            "password",
            "hunter2",
            "Zx81-quartz-Lamp77",
            "some_secret_key",
            "another-super-secret-key-for-jwt",
            "a...b",
            "x1",
            "maxx",
            "your",
            "p<q",
            "(abc123)",
        ] {
            let is = is_placeholder_text(value.as_bytes());
            assert!(!is || value == "your" || value == "(abc123)", "{value}");
        }
    }

    #[test]
    fn short_words_that_chance_makes_are_not() {
        for (value, is) in [
            ("UwNGhHZRmBWF", false),
            ("tuKqPzWxRnBv", false),
            ("kQzTuRnXwLp", false),
            ("qpzSuaWKfhRn", false),
            ("aB$tu&kLm", false),
            ("kfh!sua!zpq", false),
            ("UwWachtwoord", true),
            ("uwWachtwoord", true),
            ("tuPassword", true),
            ("TuContraseña12!", true),
            ("uw_wachtwoord", true),
            ("tu-clave", true),
            ("tu clave!", true),
            ("[tu clave]", true),
            ("yourStrong(!)Password", true),
            ("put-it-in", true),
        ] {
            assert_eq!(is_placeholder_text(value.as_bytes()), is, "{value}");
        }
    }
}
