//! Text in a value's place that is no value: type names, labels, messages, selectors, hashes, public keys.

use super::reading::is_chance;
use crate::extract::{Candidate, Dialect, Form, Language};
use crate::rules::words::{LABEL_WORDS, TYPE_WORDS};

mod hash;
mod label;
mod locator;
mod name;
mod public;

pub(super) use label::may_be_title;

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
    /// It repeats the key it is assigned to, or is the version of a package of that name.
    Name,
}

/// Whether the candidate's value, which stands in `line`, is no value, and why.
pub(super) fn nonvalue(
    candidate: &Candidate<'_>,
    language: Language,
    line: &[u8],
    dialect: Dialect,
) -> Option<NonValue> {
    let value = candidate.secret.value.trim_ascii();
    if public::is_public(value) {
        return Some(NonValue::Public);
    }
    let text = String::from_utf8_lossy(value);
    // `Password=密码`: a word for it in a script that no password of a template is in.
    if !value.is_ascii() && LABEL_WORDS.contains(value) {
        return Some(NonValue::Label);
    }
    // `jdbc:oracle:thin:[^/]+/([^@]+)@`
    if is_regex(&text) && text.starts_with(['(', '[']) {
        return Some(NonValue::Regex);
    }
    // A quote that the language's own ends before it closes: "Host=h;Password='" + pw + "'"
    if candidate.form == Form::KeywordList && matches!(value, b"'" | b"\"") {
        return Some(NonValue::Regex);
    }
    if !matches!(candidate.form, Form::Quoted | Form::Bare | Form::Prose) {
        return None;
    }
    let lower = text.to_lowercase();
    if is_type_word(&lower, candidate, dialect) {
        return Some(NonValue::TypeName);
    }
    if is_regex(&text) {
        return Some(NonValue::Regex);
    }
    if hash::is_hash(value) || hash::names_a_hash(&lower) {
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
    if locator::is_locator(&text, &lower, candidate, dialect) {
        return Some(NonValue::Locator);
    }
    let is_variable = dialect == Dialect::Yaml && !text.contains(' ') && names_a_variable(line);
    if !is_variable && label::is_label(&text, &lower, candidate, language, dialect) {
        return Some(NonValue::Label);
    }
    (name::is_name(&text, candidate, line, dialect) || (language.is_manifest && name::is_version(&text)))
        .then_some(NonValue::Name)
}

/// Whether the key that begins `line` is an environment variable's: `SA_PASSWORD: "Password."`. Nobody labels those.
fn names_a_variable(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    let key = line.strip_prefix(b"- ").unwrap_or(line).split(|b| *b == b':').next().unwrap_or_default();
    key.contains(&b'_') && key.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
}

fn is_type_word(lower: &str, candidate: &Candidate<'_>, dialect: Dialect) -> bool {
    let unquoted = candidate.form != Form::Quoted;
    // Methods of authentication, which servers are told by name.
    if matches!(
        lower,
        "caching_sha2_password"
            | "mysql_native_password"
            | "sha256_password"
            | "mysql_clear_password"
            | "scram-sha-256"
    ) {
        return true;
    }
    // `<SavePWD>false</SavePWD>`
    if dialect == Dialect::Xml && matches!(lower, "true" | "false" | "null" | "none") {
        return true;
    }
    if !unquoted && !matches!(dialect, Dialect::Yaml | Dialect::Json | Dialect::Code | Dialect::Prose | Dialect::Hcl) {
        return false;
    }
    let word = lower.trim_end_matches([';', ',', '!', '?', '}', ')', ']']);
    // A count of tests that pass: `PASS=0; FAIL=0`
    if dialect == Dialect::Shell && candidate.key == "pass" && word == "0" {
        return true;
    }
    // Where the system looks users up: nsswitch.conf
    if candidate.key == "passwd"
        && unquoted
        && word.split_whitespace().all(|service| {
            matches!(service, "files" | "compat" | "db" | "nis" | "ldap" | "sss" | "systemd" | "winbind" | "altfiles")
        })
    {
        return true;
    }
    if matches!(dialect, Dialect::Env | Dialect::Ini | Dialect::Shell | Dialect::Docker | Dialect::Batch) {
        // No types there: only what says that there is no value.
        return matches!(word, "null" | "none" | "nil" | "undefined" | "true" | "false" | "unset");
    }
    // Laravel's casts and rules: `'secret' => 'encrypted'`, `required|string|min:8`
    if dialect == Dialect::Code && matches!(word, "encrypted" | "hashed") {
        return true;
    }
    // The number of a C constant: `#define MAX_PASSWORD 2048`
    if dialect == Dialect::Code && candidate.form == Form::Bare && word.bytes().all(|b| b.is_ascii_digit()) {
        return true;
    }
    // What compares is no value: `env.PASSWORD != ''`
    if unquoted && !word.is_empty() && word.bytes().all(|b| matches!(b, b'!' | b'=' | b'<' | b'>' | b'&')) {
        return true;
    }
    let first = word.split('|').next().unwrap_or(word);
    (first != word && TYPE_WORDS.contains(first.as_bytes()))
        || TYPE_WORDS.contains(word.as_bytes())
        || (unquoted && word.strip_prefix("varchar(").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit())))
        || (unquoted && matches!(word, "|" | ">" | "[]" | "{}" | "~" | "-" | "{" | "["))
}

/// `\S+`, `[^&]+`, `(.*)`, `.+?`, `^.{8,}$`.
fn is_regex(text: &str) -> bool {
    let opens = ["\\S", "\\w", "\\d", "[^", "(.", "(?", "([", "(\\", ".*", ".+", "^.", "^(", "^["];
    let closes = ["+", "*", ")", "$", "+?", "*?", "}", "]"];
    // A quote in a class of characters cuts it short: `password='[^']*'`
    let words = text.replace(['\\', '[', ']'], " ").into_bytes();
    text == "[^"
        || opens.iter().any(|open| text.starts_with(open))
            && closes.iter().any(|close| text.ends_with(close))
            && !is_chance(&words)
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
        nonvalue(&candidate, Language::of(path.as_bytes()), b"", Language::of(path.as_bytes()).dialect())
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

    #[test]
    fn names_of_files_and_services_are_no_value() {
        for (value, key, form, path, why) in [
            ("symmetric.pem", "secret_key", Form::Bare, "values.yaml", Some(NonValue::Locator)),
            ("cf/example.key.pem", "private_key", Form::Quoted, "a.clj", Some(NonValue::Locator)),
            ("/api/1/report/$2/$3", "pass", Form::Quoted, "main.yml", Some(NonValue::Locator)),
            ("/Qm7tLx2vRk9", "pass", Form::Quoted, "main.yml", None),
            ("compat systemd", "passwd", Form::Bare, "nsswitch.conf", Some(NonValue::TypeName)),
            ("compatible9", "passwd", Form::Bare, "a.conf", None),
            ("2048", "max_password", Form::Bare, "a.h", Some(NonValue::TypeName)),
            ("2048", "password", Form::Quoted, "a.py", None),
            ("!=", "docker_password", Form::Bare, "ci.yml", Some(NonValue::TypeName)),
            ("[^", "password", Form::Quoted, "a.go", Some(NonValue::Regex)),
            ("([^@]+)", "", Form::KeywordList, "A.java", Some(NonValue::Regex)),
            ("密码", "", Form::KeywordList, "appsettings.json", Some(NonValue::Label)),
            ("false", "save_pwd", Form::Quoted, "a.pubxml.xml", Some(NonValue::TypeName)),
            ("null]", "password", Form::Prose, "a.js", Some(NonValue::TypeName)),
            ("^1.2.1", "pbkdf2_password", Form::Quoted, "package.json", Some(NonValue::Name)),
            ("1.2.1", "pbkdf2_password", Form::Quoted, "config.json", None),
            ("flag", "password", Form::Bare, "CHANGES", Some(NonValue::Label)),
            ("0", "pass", Form::Bare, "test.sh", Some(NonValue::TypeName)),
            ("0", "db_pass", Form::Bare, "test.sh", None),
            ("/home/deploy/Keys/u12", "private_key", Form::Quoted, "a.tfvars", Some(NonValue::Locator)),
            ("/var7/Qm7tLx2vRk9", "private_key", Form::Quoted, "a.tfvars", None),
            ("AZURE_ACCOUNT_NAME", "secret_key", Form::Bare, "es.yaml", Some(NonValue::Name)),
            ("QM7TLX2VRK9", "secret_key", Form::Bare, "es.yaml", None),
            (
                "Wallabag-Passwort",
                "form_wallabag_password",
                Form::Quoted,
                "locale/translations/de_DE.json",
                Some(NonValue::Label),
            ),
        ] {
            assert_eq!(judged(value, key, form, path), why, "{key} = {value} in {path}");
        }
    }

    #[test]
    fn words_that_no_list_has_are_no_label() {
        for (value, key, form, path, why) in [
            ("Quartz Window Hammer Battery", "db_password", Form::Quoted, "a.json", None),
            ("Quartz Window Hammer Battery", "db_password", Form::Bare, "a.properties", None),
            ("Cancel Kettle Magnet Button", "password", Form::Quoted, "a.py", None),
            ("пароль-кварц-молот-42", "db_password", Form::Quoted, "a.py", None),
            ("кварц окно молот батарея", "db_password", Form::Bare, ".env", None),
            ("石英窗口锤子电池", "db_password", Form::Bare, "a.yml", None),
            ("Forgot your password?", "password", Form::Quoted, "a.js", Some(NonValue::Label)),
            ("Current Password", "password", Form::Quoted, "a.js", Some(NonValue::Label)),
            ("Invalid credentials", "password", Form::Quoted, "a.js", Some(NonValue::Label)),
            ("Passwords must match the ones you entered", "password", Form::Quoted, "a.js", Some(NonValue::Label)),
            ("Введите пароль", "password", Form::Quoted, "a.js", Some(NonValue::Label)),
            ("请输入密码", "password", Form::Quoted, "a.js", Some(NonValue::Label)),
            ("SELECT passwd FROM pg_shadow", "password", Form::Quoted, "A.java", Some(NonValue::Label)),
        ] {
            assert_eq!(judged(value, key, form, path), why, "{key} = {value} in {path}");
        }
    }

    #[test]
    fn marks_of_a_selector_or_a_path_are_none_without_names() {
        for (value, why) in [
            ("kV8[m2]Qz=4rTn9wX", None),
            ("[kV8m2=Qz4rTn9wX]", None),
            ("./kV8m2Qz4rTn9wX", None),
            ("/qKvTzMnWpRxBdLgH", None),
            (".qKvTzMnWpRxBdLgH", None),
            ("(?kV8m2Qz4rTn9wX)", None),
            ("kV8m2://Qz4rTn9wX", None),
            ("$1$kV8m2Qz4rTn9wX", None),
            ("$y$kV8m2Qz4rTn9wX", None),
            ("hash kettle magnet hammer", None),
            ("input[type='password']", Some(NonValue::Locator)),
            ("[data-test=password]", Some(NonValue::Locator)),
            ("/auth/reset-password", Some(NonValue::Locator)),
            ("errors.password.short", Some(NonValue::Locator)),
            ("https://auth.corp.net/reset", Some(NonValue::Locator)),
            ("^.{8,}$", Some(NonValue::Regex)),
            ("$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2", Some(NonValue::Hash)),
        ] {
            assert_eq!(judged(value, "password", Form::Quoted, "a.js"), why, "{value}");
        }
    }

    #[test]
    fn a_variable_has_no_label() {
        let judged = |line: &[u8]| {
            let value = raw_part(b"Password.", Span::new(0, 9));
            let candidate = Candidate { key: "sa_password".into(), ..Candidate::new(Form::Quoted, value) };
            nonvalue(&candidate, Language::of(b"a.yml"), line, Dialect::Yaml)
        };
        assert_eq!(judged(b"  SA_PASSWORD: \"Password.\""), None);
        assert_eq!(judged(b"  sa-password: \"Password.\""), Some(NonValue::Label));
    }
}
