//! Text for people: labels, titles, messages, and their translations.

use super::described::Described;
use crate::detect::reading::is_chance;
use crate::extract::{Candidate, Dialect, Form, Language, line_head};
use crate::rules::words::{ICON_WORDS, INTERFACE_WORDS, LABEL_WORDS, SENTENCE_WORDS};

/// True if the value is text for people where it stands.
pub(super) fn is_for_people(it: &Described<'_, '_>) -> bool {
    // A word of a sentence behind the name of a setting.
    if it.candidate.form == Form::Token
        && it.dialect() == Dialect::Prose
        && SENTENCE_WORDS.contains(it.lower().as_bytes())
    {
        return true;
    }
    // `Password=密码`: the word for "password" in a script that templates' passwords do not use.
    if !it.value.is_ascii() && LABEL_WORDS.contains(it.value) {
        return true;
    }
    // The name of a message, and the word for it: VALUES ('login.password', 'Kennwort')
    if it.dialect() == Dialect::Sql && LABEL_WORDS.contains(it.lower().as_bytes()) {
        let head = line_head(it.cx.text, it.candidate.secret.span.start);
        let is_mark = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'\'' | b',');
        let end = head.iter().rposition(|b| !is_mark(b)).map_or(0, |at| at + 1);
        let name = head.get(..end).and_then(|head| head.rsplit(is_mark).next()).unwrap_or_default();
        return name.contains(&b'.') && it.text().starts_with(char::is_uppercase);
    }
    // A comment that describes a variable: `# DB_PASSWORD: the password of the database role`
    if it.dialect() == Dialect::Env && it.line().trim_ascii_start().starts_with(b"#") && it.text().contains(' ') {
        let says = memchr::memmem::find(it.line(), b": ").is_some();
        return says && is_message(it.text());
    }
    let is_variable = || it.dialect() == Dialect::Yaml && !it.text().contains(' ') && names_a_variable(it.line());
    it.is_assigned() && !is_variable() && is_label(it.text(), it.lower(), it.candidate, it.cx.language(), it.dialect())
}

/// True if `text` is meant to be read by people. `lower` is the same in lower case.
fn is_label(text: &str, lower: &str, candidate: &Candidate<'_>, language: Language, dialect: Dialect) -> bool {
    // Environment files contain no labels.
    if matches!(dialect, Dialect::Env | Dialect::Shell | Dialect::Docker | Dialect::Batch)
        && candidate.key.contains('_')
    {
        return false;
    }
    if !text.is_ascii() && (names_a_password(lower) || is_wide_sentence(text)) {
        return true;
    }
    // `the --password flag`: the text is a part of a sentence.
    if dialect == Dialect::Prose
        && candidate.form == Form::Bare
        && (SENTENCE_WORDS.contains(lower.as_bytes())
            || matches!(
                lower,
                "flag" | "flags" | "option" | "options" | "argument" | "parameter" | "switch" | "setting"
            ))
    {
        return true;
    }
    if candidate.form == Form::Bare && !matches!(dialect, Dialect::Yaml | Dialect::Ini) {
        return false;
    }
    let trimmed = lower.trim_matches(|c: char| matches!(c, ':' | '*' | '.' | '!' | '?' | '…' | ' '));
    // The name of an icon, and a title that repeats its key: `passphrase: 'Passphrase'`.
    if matches!(dialect, Dialect::Code | Dialect::Json | Dialect::Xml | Dialect::Yaml) {
        let icon = [
            "mdi-",
            "fa-",
            "fas ",
            "far ",
            "bi-",
            "bi bi-",
            "pi-",
            "pi pi-",
            "icon-",
            "lucide-",
            "ri-",
            "tabler-",
            "heroicons",
        ];
        let title =
            text.starts_with(|c: char| c.is_ascii_uppercase()) && text.chars().skip(1).all(|c| c.is_ascii_lowercase());
        if icon.iter().any(|prefix| lower.starts_with(prefix))
            && lower.split([' ', '-', ':']).skip(1).all(|word| word.len() < 3 || ICON_WORDS.contains(word.as_bytes()))
            || (title && lower.len() > 3 && candidate.key == lower)
        {
            return true;
        }
    }
    if repeats_as_title(text, candidate) {
        return true;
    }
    if LABEL_WORDS.contains(trimmed.as_bytes()) {
        let capital = text.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_ascii());
        let several = trimmed.contains(' ') || !trimmed.is_ascii();
        let punctuated = text.ends_with(':') || text.ends_with('*');
        if several
            || punctuated
            || (capital && matches!(dialect, Dialect::Code | Dialect::Json | Dialect::Xml | Dialect::Yaml))
            || language.is_catalogue
        {
            return true;
        }
    }
    let one_word = text.split('-').all(|part| part.chars().count() > 2 && part.chars().all(char::is_alphabetic))
        && text.chars().next().is_some_and(char::is_uppercase);
    if (one_word || text.chars().any(|c| c.is_whitespace() || !c.is_ascii())) && language.is_catalogue {
        return !text.bytes().any(|b| b.is_ascii_digit()) || !is_chance(text.as_bytes());
    }
    let is_message = |words: Words| words.are_a_message() && (dialect == Dialect::Prose || words.are_of_an_interface());
    Words::of(text).is_some_and(is_message) || is_statement(lower)
}

/// True if the key at the start of `line` is an environment variable, which has no labels: `SA_PASSWORD: "Password."`.
pub(super) fn names_a_variable(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    let key = line.strip_prefix(b"- ").unwrap_or(line).split(|b| *b == b':').next().unwrap_or_default();
    key.contains(&b'_') && key.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
}

/// True for an SQL statement that queries passwords without setting one.
fn is_statement(lower: &str) -> bool {
    let holds = |word: &str| memchr::memmem::find(lower.as_bytes(), word.as_bytes()).is_some();
    lower.starts_with("select ") && holds(" from ")
        || lower.starts_with("update ") && holds(" set ")
        || lower.starts_with("insert into ")
        || lower.starts_with("delete from ")
}

/// True if a non-ASCII text without digits contains the word for "password" in its language: `请输入密码`.
fn names_a_password(lower: &str) -> bool {
    let is_word = |word: &&[u8]| !word.is_ascii() && memchr::memmem::find(lower.as_bytes(), word).is_some();
    // 密码长度必须至少为8个字符: a number within a sentence
    let mut digits = lower.char_indices().filter(|(_, c)| c.is_ascii_digit());
    let is_counted = |(at, _): (usize, char)| {
        let rest = lower.get(at + 1..).unwrap_or_default().trim_start_matches(|c: char| c.is_ascii_digit());
        rest.starts_with(['\u{4e2a}', '\u{4f4d}', '\u{6587}', '\u{5b57}', '\u{500b}'])
    };
    digits.all(is_counted) && LABEL_WORDS.iter().any(|word| is_word(&word))
}

/// True for a sentence or a date in Chinese or Japanese, by their punctuation and by the characters behind numbers.
fn is_wide_sentence(text: &str) -> bool {
    const SHORTEST: usize = 4;
    // Hiragana, katakana and the unified ideographs
    let is_wide = |c: &char| matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
    let marks =
        |c: char| matches!(c, '\u{3002}' | '\u{3001}' | '\u{ff0c}' | '\u{ff01}' | '\u{ff1f}' | '\u{ff1b}' | '\u{ff1a}');
    // 2024年3月15日
    let is_before_number =
        |mark: char| text.split_once(mark).is_some_and(|(head, _)| head.ends_with(|c: char| c.is_ascii_digit()));
    // A sentence may hold a secret in other letters.
    let is_sentence = text.chars().filter(is_wide).count() >= SHORTEST && text.contains(marks);
    is_sentence && !is_chance(text.as_bytes()) || ['\u{5e74}', '\u{6708}', '\u{65e5}'].into_iter().all(is_before_number)
}

/// `BAIDU_AI_SECRET_KEY => 'Baidu AI Secret'`: words with capitals and blanks between them, which the key has too, apart from the word for
/// what it is.
fn repeats_as_title(text: &str, candidate: &Candidate<'_>) -> bool {
    let words = || text.split(' ');
    let is_of_key = |word: &str| candidate.key.split('_').any(|own| own == word);
    let is_kind =
        |word: &str| matches!(word, "key" | "secret" | "token" | "id" | "api") || LABEL_WORDS.contains(word.as_bytes());
    let is_titled = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_uppercase()) && word.bytes().all(|b| b.is_ascii_alphabetic())
    };
    words().count() > 1
        && words().all(|word| is_titled(word) && (is_of_key(&word.to_lowercase()) || is_kind(&word.to_lowercase())))
        && words().any(|word| is_of_key(&word.to_lowercase()) && !is_kind(&word.to_lowercase()))
}

/// The counts of words in a text, by kind.
#[derive(Default)]
struct Words {
    /// Words of the lists of interface terms.
    interface: usize,
    /// Words that occur in sentences only: `the`, `must`, `your`.
    function: usize,
    /// "Password" in some language.
    label: usize,
    /// Short numbers.
    number: usize,
    /// Any other word.
    other: usize,
}

impl Words {
    /// Counts the words of `text`; `None` if it is no text of several words.
    fn of(text: &str) -> Option<Self> {
        // The address that a sentence names says nothing of the others.
        let is_address = |word: &str| word.starts_with("https://") || word.starts_with("http://");
        let without;
        let text = if text.contains("://") {
            without = text.split(' ').filter(|word| !is_address(word)).collect::<Vec<_>>().join(" ");
            &without
        } else {
            text
        };
        let mut found = Words::default();
        for word in text.split(|c: char| c.is_whitespace() || matches!(c, '/' | ',' | ';' | '(' | ')')) {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            // `DB-Passwort`: what it is for, and the word
            let is_label = |word: &[u8]| LABEL_WORDS.contains(word);
            let is_number = word.len() < 4 && word.bytes().all(|b| b.is_ascii_digit());
            let count = match word.as_bytes() {
                [] => continue,
                _ if is_number => &mut found.number,
                word if is_label(word) || word.split(|b| *b == b'-').any(is_label) && !text.contains(['_', '=']) => {
                    &mut found.label
                }
                word if INTERFACE_WORDS.contains(word) => &mut found.interface,
                word if SENTENCE_WORDS.contains(word) => &mut found.function,
                _ => &mut found.other,
            };
            *count += 1;
        }
        let several = found.interface + found.function + found.label + found.other > 1;
        (several && text.split_whitespace().count() > 1 && !is_chance(text.as_bytes())).then_some(found)
    }

    /// True for a message. A passphrase contains none of the words that make sentences, and at most one or two interface terms by
    /// coincidence.
    const fn are_a_message(&self) -> bool {
        let Words { interface, function, label, number, other } = *self;
        // Four or more interface terms without a word that connects them may be a chosen passphrase.
        (other == 0 && (function + label > 0 || interface < 4))
            || (function > 0 && other <= function + interface + label)
            || (function > 1 && other <= function * 2)
            || (label > 0 && other <= 2 && number == 0)
    }

    /// True if one of them is a word that programs say to people, or all connect others: any other sentence may be a passphrase.
    const fn are_of_an_interface(&self) -> bool {
        self.interface + self.label > 0 || self.other == 0
    }
}

/// True if a text of several words is a message, judged by its words.
pub(super) fn is_message(text: &str) -> bool {
    Words::of(text).is_some_and(|words| words.are_a_message())
}

/// True if `value` looks like a title or a message although its words are on no list: two words with a capital, three with
/// punctuation at the end, or a sentence. Four words may be a passphrase, and few titles contain a digit.
pub(in crate::detect) fn may_be_title(value: &[u8], dialect: Dialect) -> bool {
    let Ok(text) = std::str::from_utf8(value) else { return false };
    if !matches!(dialect, Dialect::Code | Dialect::Json | Dialect::Xml) || !text.starts_with(char::is_uppercase) {
        return false;
    }
    let body = text.trim_end_matches(['.', '!', '?', ':', '…']);
    let words: Vec<&str> = body.split(' ').collect();
    let most = if body.len() < text.len() { 3 } else { 2 };
    (2..=most).contains(&words.len())
        && words.iter().all(|word| word.len() > 2 && word.chars().all(char::is_alphabetic))
        || is_message(text)
}
