//! Text in a value's place that is no value: type names, labels, messages, selectors, hashes, public keys.

use base64::Engine as _;

use crate::extract::{Candidate, Dialect, Form};
use crate::rules::words::{LABEL_WORDS, SENTENCE_WORDS, TYPE_WORDS};

/// Why a value is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NonValue {
    /// A type, a boolean, the name of a method.
    TypeName,
    /// The text of a label, a message, a title.
    Label,
    /// A selector, a path, a route, an address.
    Locator,
    /// An application's own password hash, or a digest.
    Hash,
    /// A regular expression that matches values.
    Regex,
    /// A key that is meant to be public.
    Public,
    /// It repeats the key it is assigned to.
    Name,
}

/// Whether the candidate's value, which stands in `line`, is no value, and why.
pub(super) fn nonvalue(candidate: &Candidate<'_>, path: &[u8], line: &[u8], dialect: Dialect) -> Option<NonValue> {
    let value = candidate.secret.value.trim_ascii();
    if is_public(value) {
        return Some(NonValue::Public);
    }
    if !matches!(candidate.form, Form::Quoted | Form::Bare | Form::Prose) {
        return None;
    }
    let text = String::from_utf8_lossy(value);
    let lower = text.to_lowercase();
    if is_type_word(&lower, candidate, dialect) {
        return Some(NonValue::TypeName);
    }
    if is_regex(&text) {
        return Some(NonValue::Regex);
    }
    if is_hash(value) || names_a_hash(&lower) {
        return Some(NonValue::Hash);
    }
    // The password file, a package and a setting have that name; a variable of it holds the file's path or a password.
    let is_configured =
        matches!(dialect, Dialect::Env | Dialect::Ini | Dialect::Shell | Dialect::Docker | Dialect::Batch);
    if candidate.key.ends_with("pgpass") && (text.contains('/') || !is_configured) {
        return Some(NonValue::Locator);
    }
    if text.chars().count() == 1 && !text.chars().all(char::is_alphanumeric) {
        return Some(NonValue::Regex);
    }
    if is_locator(&text, &lower, candidate, dialect) {
        return Some(NonValue::Locator);
    }
    if is_label(&text, &lower, candidate, path, dialect) {
        return Some(NonValue::Label);
    }
    (repeats_key(&text, candidate, dialect)
        || is_name_constant(&text, candidate, line, dialect)
        || names_an_entry(&lower, candidate, dialect))
    .then_some(NonValue::Name)
}

fn is_type_word(lower: &str, candidate: &Candidate<'_>, dialect: Dialect) -> bool {
    let unquoted = candidate.form != Form::Quoted;
    if !unquoted && !matches!(dialect, Dialect::Yaml | Dialect::Json | Dialect::Code | Dialect::Prose | Dialect::Hcl) {
        return false;
    }
    let word = lower.trim_end_matches([';', ',', '!', '?', '}', ')']);
    if matches!(dialect, Dialect::Env | Dialect::Ini | Dialect::Shell | Dialect::Docker | Dialect::Batch) {
        // No types there: only what says that there is no value.
        return matches!(word, "null" | "none" | "nil" | "undefined" | "true" | "false" | "unset");
    }
    // Laravel's casts and rules: `'secret' => 'encrypted'`, `required|string|min:8`
    if dialect == Dialect::Code && matches!(word, "encrypted" | "hashed") {
        return true;
    }
    let first = word.split('|').next().unwrap_or(word);
    (first != word && TYPE_WORDS.contains(first.as_bytes()))
        || TYPE_WORDS.contains(word.as_bytes())
        || (unquoted && word.starts_with("varchar("))
        || (unquoted && matches!(word, "|" | ">" | "[]" | "{}" | "~" | "-" | "{" | "["))
}

/// `\S+`, `[^&]+`, `(.*)`, `.+?`, `^.{8,}$`.
fn is_regex(text: &str) -> bool {
    let opens = ["\\S", "\\w", "\\d", "[^", "(.", "(?", "([", "(\\", ".*", ".+", "^.", "^(", "^["];
    let closes = ["+", "*", ")", "$", "+?", "*?", "}", "]"];
    opens.iter().any(|open| text.starts_with(open)) && closes.iter().any(|close| text.ends_with(close))
}

/// `hashed_password_6`, `<sha256 of it>`: a stand-in for a hash in a test.
fn names_a_hash(lower: &str) -> bool {
    lower
        .split(|c: char| !c.is_ascii_alphabetic())
        .any(|word| matches!(word, "hash" | "hashed" | "passwordhash" | "hashedpassword"))
}

/// bcrypt, argon2, PBKDF2, crypt(3) and digests that name themselves. PostgreSQL's own are `pg::stored_hash`.
fn is_hash(value: &[u8]) -> bool {
    let begins = [
        b"$2a$".as_slice(),
        b"$2b$",
        b"$2y$",
        b"$argon2",
        b"$pbkdf2",
        b"pbkdf2:",
        b"pbkdf2_",
        b"$6$",
        b"$5$",
        b"$1$",
        b"$apr1$",
        b"{SSHA}",
        b"{SHA}",
        b"sha256:",
        b"sha512:",
        b"sha256-",
        b"sha512-",
        b"scrypt:",
        b"bcrypt$",
        b"$scrypt$",
        b"{bcrypt}",
        b"{argon2",
        b"{pbkdf2",
        b"{scrypt}",
        b"{sha256}",
        b"$y$",
    ];
    begins.iter().any(|start| value.starts_with(start))
}

fn is_locator(text: &str, lower: &str, candidate: &Candidate<'_>, dialect: Dialect) -> bool {
    let form = candidate.form;
    // The name of a stored secret: `fernet_key_secret = airflow/fernet`
    let is_secret = candidate.key.ends_with("_secret");
    let code = matches!(dialect, Dialect::Code | Dialect::Json | Dialect::Xml | Dialect::Prose);
    let unspaced = !text.contains(' ');
    if unspaced
        && (lower.starts_with("http://")
            || lower.starts_with("https://")
            || lower.starts_with("mailto:")
            || lower.starts_with("urn:")
            || lower.starts_with("jdbc:"))
    {
        return true;
    }
    if unspaced && memchr::memmem::find(text.as_bytes(), b"://").is_some() {
        // A URI is judged by its own rules.
        return true;
    }
    // A path: `/reset-password`, `./secrets/x`, `~/.pgpass`, `config/secret.yml`
    let path_like = text.starts_with("./")
        || text.starts_with("../")
        || text.starts_with("~/")
        || (text.starts_with('/') && text.len() > 1 && !text.ends_with('='))
            && text[1..].split('/').all(|part| {
                part.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '_' | '.' | ':' | '{' | '}'))
            });
    if path_like {
        return true;
    }
    let words = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '-' | '_'));
    if is_secret && text.contains('/') && text.split('/').all(words) {
        return true;
    }
    if !code || form != Form::Quoted {
        return false;
    }
    // A code or a route: `auth/wrong-password`
    if text.contains('/') && text.split('/').all(words) {
        return true;
    }
    // A selector: `#password`, `.password-field`, `input[name=password]`, `[type="password"]`
    let selector = (text.starts_with('#') || text.starts_with('.'))
        && text.chars().skip(1).all(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '_' | '.' | '#'))
        && text.len() > 4;
    selector || (text.contains('[') && text.contains(']') && text.contains('=') && unspaced) || lower.starts_with("input[") || lower.starts_with("//input")
        // Dotted names of messages and settings: `auth.password.label`
        || (unspaced && text.matches('.').count() >= 1 && text.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphabetic() || c == '_' || c == '-')) && lower.contains("pass") && text.split('.').next() != Some("pwd"))
}

fn is_label(text: &str, lower: &str, candidate: &Candidate<'_>, path: &[u8], dialect: Dialect) -> bool {
    // Nobody labels anything in an environment file.
    if matches!(dialect, Dialect::Env | Dialect::Shell | Dialect::Docker | Dialect::Batch)
        && candidate.key.contains('_')
    {
        return false;
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if letters > 0 && text.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count() * 2 > letters {
        return true;
    }
    if candidate.form == Form::Bare && !matches!(dialect, Dialect::Yaml | Dialect::Ini) {
        return false;
    }
    let trimmed = lower.trim_matches(|c: char| matches!(c, ':' | '*' | '.' | '!' | '?' | '…' | ' '));
    // `the --password flag`: what goes on is the sentence.
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
    let translated = is_translation(path);
    // An icon's name, and a title that says what its key says: `passphrase: 'Passphrase'`.
    if matches!(dialect, Dialect::Code | Dialect::Json | Dialect::Xml) {
        let icon =
            ["mdi-", "fa-", "fas ", "far ", "bi-", "pi-", "pi pi-", "icon-", "lucide-", "ri-", "tabler-", "heroicons"];
        let title =
            text.starts_with(|c: char| c.is_ascii_uppercase()) && text.chars().skip(1).all(|c| c.is_ascii_lowercase());
        if icon.iter().any(|prefix| lower.starts_with(prefix))
            && !text.bytes().any(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
            || (title && lower.len() > 3 && candidate.key == lower)
        {
            return true;
        }
    }
    if LABEL_WORDS.contains(trimmed.as_bytes()) {
        let capital = text.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_ascii());
        let several = trimmed.contains(' ') || !trimmed.is_ascii();
        let punctuated = text.ends_with(':') || text.ends_with('*');
        if translated
            || several
            || punctuated
            || (capital && matches!(dialect, Dialect::Code | Dialect::Json | Dialect::Xml | Dialect::Yaml))
        {
            return true;
        }
    }
    let one_word = text.chars().all(char::is_alphabetic) && text.chars().next().is_some_and(char::is_uppercase);
    if translated && (one_word || text.chars().any(|c| c.is_whitespace() || !c.is_ascii())) {
        return true;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() < 2 {
        return false;
    }
    // Letters with a few marks between them, in words that sentences hold.
    let sentence = words.iter().any(|word| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        SENTENCE_WORDS.contains(bare.as_bytes()) || LABEL_WORDS.contains(bare.as_bytes())
    });
    let letters = words
        .iter()
        .filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() * 2 >= word.chars().count())
        .count();
    let starts_big = text.chars().next().is_some_and(char::is_uppercase);
    (sentence && letters * 2 >= words.len())
        || (starts_big && letters == words.len() && !text.bytes().any(|b| b.is_ascii_digit()))
        || !text.is_ascii()
}

/// Catalogues of translated text.
fn is_translation(path: &[u8]) -> bool {
    let lower = path.to_ascii_lowercase();
    [
        "i18n",
        "l10n",
        "locale",
        "locales",
        "lang",
        "langs",
        "languages",
        "translations",
        "translation",
        "messages",
        "lproj",
    ]
    .iter()
    .any(|folder| {
        lower
            .split(|b| *b == b'/')
            .rev()
            .skip(1)
            .any(|part| part == folder.as_bytes() || part.ends_with(format!(".{folder}").as_bytes()))
    }) || [".po", ".pot", ".arb", ".xliff", ".xlf", ".strings", ".resx"]
        .iter()
        .any(|end| lower.ends_with(end.as_bytes()))
        || [b"messages_".as_slice(), b"messages.", b"i18n.", b"i18n_", b"translations.", b"locale."].iter().any(
            |name| {
                let file = lower.rsplit(|b| *b == b'/').next().unwrap_or_default();
                memchr::memmem::find(file, name).is_some()
            },
        )
}

/// Keys that their issuers call public: Supabase's publishable and anonymous keys, Stripe's publishable ones.
fn is_public(value: &[u8]) -> bool {
    if [
        b"sb_publishable_".as_slice(),
        b"pk_live_",
        b"pk_test_",
        b"pk.eyJ",
        b"ssh-rsa ",
        b"ssh-ed25519 ",
        b"-----BEGIN PUBLIC",
        b"-----BEGIN CERT",
    ]
    .iter()
    .any(|start| value.starts_with(start))
    {
        return true;
    }
    jwt_claims(value).is_some_and(|claims| memchr::memmem::find(&claims, b"\"role\":\"anon\"").is_some())
}

/// The claims of a JSON Web Token (RFC 7519), decoded.
pub(super) fn jwt_claims(value: &[u8]) -> Option<Vec<u8>> {
    if !value.starts_with(b"eyJ") || value.len() > 8_192 {
        return None;
    }
    let claims = value.split(|b| *b == b'.').nth(1)?;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(claims).ok()
}

/// `secretKey: password`, `existingSecretKey: auth-token` in YAML: the name of an entry of a Secret.
fn names_an_entry(lower: &str, candidate: &Candidate<'_>, dialect: Dialect) -> bool {
    dialect == Dialect::Yaml
        && candidate.key.ends_with("secret_key")
        && lower.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'-' | b'_' | b'.'))
        && ["password", "secret", "token", "key", "pass", "url", "uri", "dsn"].iter().any(|word| lower.contains(word))
}

/// `public static final String PASSWORD = "password"`, `enum Field { Password = 'password' }`: a constant that is the
/// name of something, since it says no more than its own name.
fn is_name_constant(text: &str, candidate: &Candidate<'_>, line: &[u8], dialect: Dialect) -> bool {
    if candidate.form != Form::Quoted || dialect != Dialect::Code {
        return false;
    }
    let declares =
        [b"static final ".as_slice(), b"final static ", b"const val ", b"const string ", b"enum ", b"pub const "]
            .iter()
            .any(|words| memchr::memmem::find(line, words).is_some());
    let name = crate::extract::key::normalise(text.as_bytes());
    let (owner, own) = candidate.key.split_once('_').unwrap_or(("", &candidate.key));
    let of_a_field =
        matches!(owner, "field" | "key" | "param" | "attr" | "header" | "prop" | "column" | "col" | "arg" | "opt");
    declares && (name == candidate.key || name.ends_with(&format!("_{}", candidate.key)) || (of_a_field && name == own))
}

/// `twoFactorSecret: 'twoFactor'`, `secret: "secret_key"` in code: names, not values. Passwords are exempt, since
/// `password: 'password'` is one that people run.
fn repeats_key(text: &str, candidate: &Candidate<'_>, dialect: Dialect) -> bool {
    if candidate.form != Form::Quoted
        || candidate.key.is_empty()
        || !matches!(dialect, Dialect::Code | Dialect::Json | Dialect::Xml)
    {
        return false;
    }
    let several = dialect == Dialect::Xml && text.contains(['_', '.']);
    if !several && ["password", "passwd", "pwd", "pass", "passphrase"].iter().any(|word| candidate.key.ends_with(word))
    {
        return false;
    }
    let words = crate::extract::key::normalise(text.as_bytes());
    let key_words: Vec<&str> = candidate.key.split('_').collect();
    words.len() > 3
        && text.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b'.'))
        && words.split('_').all(|word| key_words.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::raw_part;
    use crate::text::Span;

    fn judged(value: &str, key: &str, form: Form, path: &str) -> Option<NonValue> {
        let candidate = Candidate {
            key: key.into(),
            ..Candidate::new(form, raw_part(value.as_bytes(), Span::new(0, value.len())))
        };
        nonvalue(&candidate, path.as_bytes(), b"", Dialect::of(path.as_bytes()))
    }

    #[test]
    fn what_is_no_value() {
        for (value, key, form, path, why) in [
            ("string", "password", Form::Bare, "openapi.yaml", Some(NonValue::TypeName)),
            ("Password", "password", Form::Quoted, "en.json", Some(NonValue::Label)),
            ("Senha", "password", Form::Quoted, "i18n/pt.json", Some(NonValue::Label)),
            ("Mot de passe", "password", Form::Quoted, "fr.json", Some(NonValue::Label)),
            (
                "La contraseña debe tener al menos 8 caracteres",
                "errors_password",
                Form::Quoted,
                "a.jsx",
                Some(NonValue::Label),
            ),
            ("Cambiar password", "change_password", Form::Quoted, "i18n/es.json", Some(NonValue::Label)),
            ("$2b$10$abcdefghijklmnopqrstuv", "password", Form::Quoted, "seed.js", Some(NonValue::Hash)),
            ("#password", "password", Form::Quoted, "a.spec.js", Some(NonValue::Locator)),
            ("/reset-password", "reset_password", Form::Quoted, "a.js", Some(NonValue::Locator)),
            ("twoFactor", "two_factor_secret", Form::Quoted, "a.ts", Some(NonValue::Name)),
            ("sb_publishable_abcdefghijk", "key", Form::Bare, ".env", Some(NonValue::Public)),
            ("password", "password", Form::Quoted, "orm.json", None),
            ("correct horse battery staple", "password", Form::Quoted, "a.js", None),
            ("supersecret", "secret_key", Form::Quoted, "a.py", None),
            ("Password123", "password", Form::Quoted, "a.js", None),
            ("p@ss w0rd!", "password", Form::Quoted, "a.js", None),
            ("text", "password", Form::Bare, ".env", None),
        ] {
            assert_eq!(judged(value, key, form, path), why, "{key} = {value} in {path}");
        }
    }
}
