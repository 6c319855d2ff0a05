//! Names of values in place of values.

use super::described::Described;
use super::object;
use crate::detect::reading::reads_as_name;
use crate::detect::record;
use crate::extract::assignment::key;
use crate::extract::{Candidate, Dialect, Form, line_head};
use crate::rules::words::{FIELD_WORDS, LABEL_WORDS, SIGNING_CALLS, USER_KEYS, WEAK_PASSWORDS};

/// True if the value is the name of something.
pub(super) fn is_name(it: &Described<'_, '_>) -> bool {
    let (text, candidate, line, dialect) = (it.text(), it.candidate, it.line(), it.dialect());
    repeats_key(text, candidate, line, dialect)
        || is_name_constant(text, candidate, line, dialect)
        || names_a_resource(text, candidate, line)
        || names_a_setting(it)
        || names_a_variable(text, candidate, dialect)
        || names_a_type(text, candidate, dialect)
        || is_user_of_a_key(it)
        || is_default_of_a_user(it)
        || is_minified(it)
        || names_a_field_to_fill(text, candidate)
        || is_beside_its_stem(it)
        || object::names_an_object(it)
}

/// `curl -u username:password`, "Credentials: `username` / `password`": the user is called one, and the password so.
pub(super) fn is_called_its_part(candidate: &Candidate<'_>, value: &[u8]) -> bool {
    let is_of_a_pair = candidate.form == Form::Token && candidate.host.is_none();
    is_of_a_pair
        && candidate.user.as_ref().is_some_and(|user| USER_KEYS.contains(&user.to_ascii_lowercase()))
        && LABEL_WORDS.contains(&value.to_ascii_lowercase())
}

/// `["API_SECRET", "API_SECRET_NEXT"]`: the names of two variables, of which the second has a word more.
fn is_beside_its_stem(it: &Described<'_, '_>) -> bool {
    let at = it.candidate.secret.span.start;
    let head = line_head(it.cx.text, at);
    let Some(head) = head.split_last().filter(|(quote, _)| matches!(quote, b'"' | b'\'')) else { return false };
    let (quote, before) = (*head.0, head.1.trim_ascii_end());
    let Some(before) = before.strip_suffix(b",").and_then(|before| before.strip_suffix(&[quote])) else { return false };
    let stem = before.rsplit(|b| *b == quote).next().unwrap_or_default();
    let more = it.text().as_bytes().strip_prefix(stem).and_then(|more| more.strip_prefix(b"_"));
    let is_shouted = |name: &[u8]| !name.is_empty() && name.iter().all(|b| b.is_ascii_uppercase() || *b == b'_');
    it.candidate.form == Form::Quoted
        && stem.contains(&b'_')
        && is_shouted(stem)
        && more.is_some_and(|more| is_shouted(more) && reads_as_name(more))
}

/// `Autocomplete: "current-password"`: what a browser is to fill in (HTML, 4.10.18.7).
fn names_a_field_to_fill(text: &str, candidate: &Candidate<'_>) -> bool {
    candidate.key.contains("autocomplete") && matches!(text, "current-password" | "new-password" | "one-time-code")
}

/// `` `aws.accessKey` -> `aws.credentials.accessKey` ``: in documentation, the path of a setting that ends like its
/// key. Its words need not be known if the key's own path begins with the first two.
fn names_a_setting(it: &Described<'_, '_>) -> bool {
    let (text, candidate) = (it.text(), it.candidate);
    let at = candidate.secret.span.start;
    let head = line_head(it.cx.text, at);
    let is_shared = || {
        let parts: Vec<&str> = text.split_inclusive('.').take(2).collect();
        text.matches('.').count() > 1 && memchr::memmem::find(head, parts.concat().as_bytes()).is_some()
    };
    let is_path = || {
        text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_'))
            && text.split('.').all(|part| !part.is_empty())
            && (is_shared() || text.split('.').all(|part| reads_as_name(part.as_bytes())))
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    let last = key::normalise(last.as_bytes());
    it.dialect() == Dialect::Prose && text.contains('.') && is_path() && candidate.key.ends_with(&last)
}

/// `accessKey: accessKey1` beside `secretKey`: the name under which the secret key is known, if anybody can guess it.
fn is_user_of_a_key(it: &Described<'_, '_>) -> bool {
    let key = it.candidate.key.as_str();
    let is_of_secret = |name: &[u8]| {
        let name = key::normalise(name);
        name.ends_with("secret_key") || name.ends_with("secret_access_key") || name.ends_with("access_secret_key")
    };
    key.ends_with("access_key")
        && !key.ends_with("secret_access_key")
        && !it.weakness().is_empty()
        && record::entries(it.cx, it.candidate).iter().any(|pair| is_of_secret(pair.name))
}

/// `ACCESS_KEY: ${MINIO_ROOT_USER:-acme_minio}`: what a variable has by default whose name says that it is a user's.
fn is_default_of_a_user(it: &Described<'_, '_>) -> bool {
    let head = line_head(it.cx.text, it.candidate.secret.span.start);
    let head = head.strip_suffix(b":-").or(head.strip_suffix(b"-")).or(head.strip_suffix(b":")).unwrap_or_default();
    let length = head.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let (before, name) = head.split_at(head.len() - length);
    let last = name.rsplit(|b| *b == b'_').next().unwrap_or_default().to_ascii_lowercase();
    before.ends_with(b"${") && name.contains(&b'_') && USER_KEYS.contains(&last)
}

/// `PW=Bt.root` on a line of hundreds of statements: the name of a variable that a program has shortened.
fn is_minified(it: &Described<'_, '_>) -> bool {
    const LONG: usize = 1_000;
    let start = it.candidate.secret.span.start;
    let head = it.cx.text.get(start.saturating_sub(3)..start).unwrap_or_default();
    it.candidate.form != Form::Quoted
        && it.dialect() == Dialect::Code
        && head.ends_with(b"PW=")
        && it.line().len() > LONG
        && it.value.split(|b| *b == b'.').all(|part| part.iter().all(u8::is_ascii_alphabetic))
}

/// `access-key: AWS_ACCESS_KEY_ID`: the variable that has the value, whose name contains the key.
fn names_a_variable(text: &str, candidate: &Candidate<'_>, dialect: Dialect) -> bool {
    let is_shouted = text.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    let is_setting = matches!(dialect, Dialect::Yaml | Dialect::Json | Dialect::Toml);
    is_setting
        && is_shouted
        && candidate.key.ends_with("_key")
        && text.to_lowercase().split_once(candidate.key.as_str()).is_some_and(|(lead, _)| lead.ends_with('_'))
        && reads_as_name(text.as_bytes())
}

/// ``Each secret: `aws_secretsmanager_secret` ``: in documentation, the type of a resource of Terraform, which ends with the key.
fn names_a_type(text: &str, candidate: &Candidate<'_>, dialect: Dialect) -> bool {
    const PROVIDERS: [&str; 8] =
        ["aws_", "azuread_", "azurerm_", "google_", "kubernetes_", "kubectl_", "random_", "vault_"];
    let kind = PROVIDERS.iter().find_map(|provider| text.strip_prefix(provider));
    dialect == Dialect::Prose
        && kind.is_some_and(|kind| {
            kind.ends_with(&candidate.key)
                && kind.split('_').count() > 1
                && kind.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
                && reads_as_name(kind.as_bytes())
        })
}

/// `new sst.Secret("PgPassword")`: the name under which SST keeps a secret. What it has without one stands behind the name.
fn names_a_resource(text: &str, candidate: &Candidate<'_>, line: &[u8]) -> bool {
    const CALL: &[u8] = b"sst.Secret(";
    let argument = memchr::memmem::find(line, CALL).and_then(|at| line.get(at + CALL.len()..));
    let name = argument.map(<[u8]>::trim_ascii_start).and_then(|name| name.get(1..));
    candidate.form == Form::Quoted
        && name.is_some_and(|name| name.starts_with(text.as_bytes()))
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
        && reads_as_name(text.as_bytes())
}

/// `public static final String PASSWORD = "password"`, `enum Field { Password = 'password' }`: a constant whose value
/// repeats its own name, and which therefore names something.
fn is_name_constant(text: &str, candidate: &Candidate<'_>, line: &[u8], dialect: Dialect) -> bool {
    if candidate.form != Form::Quoted || dialect != Dialect::Code {
        return false;
    }
    let declares =
        [b"static final ".as_slice(), b"final static ", b"const val ", b"const string ", b"enum ", b"pub const "]
            .iter()
            .any(|words| memchr::memmem::find(line, words).is_some());
    let name = key::normalise(text.as_bytes());
    let (owner, own) = candidate.key.split_once('_').unwrap_or(("", &candidate.key));
    let of_a_field = FIELD_WORDS.contains(owner.as_bytes());
    // Words joined by dashes are just as often a password: PASSWORD = "new-test-password"
    let of_a_kind = !text.contains('-') && name.ends_with(&format!("_{}", candidate.key));
    declares && (name == candidate.key || of_a_kind || (of_a_field && name == own))
}

/// `"pbkdf2-password": "^1.2.1"` in a list of dependencies.
pub(super) fn is_version(text: &str) -> bool {
    // Yarn: where a package comes from
    let text = text.strip_prefix("npm:").or(text.strip_prefix("workspace:")).unwrap_or(text);
    let mut ranges =
        text.split([' ', ',', '|']).filter(|part| !part.is_empty() && !matches!(*part, ">=" | "<" | "-" | "<="));
    ranges.clone().next().is_some() && ranges.all(is_number_of_version)
}

fn is_number_of_version(text: &str) -> bool {
    let number = text.trim_start_matches(['^', '~', '>', '<', '=', 'v', ' ']);
    number == "*"
        || number.len() < 3 && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
        || number == "latest"
        || number.contains('.')
            && number.starts_with(|c: char| c.is_ascii_digit())
            && number.split('.').take(2).all(|part| part.bytes().all(|b| b.is_ascii_digit() || b == b'x'))
}

/// True if `line` calls a function that takes the secret itself.
fn is_argument(line: &[u8]) -> bool {
    let lower = line.to_ascii_lowercase();
    SIGNING_CALLS.iter().any(|signer| memchr::memmem::find(&lower, signer).is_some())
}

/// `twoFactorSecret: 'twoFactor'`, `secret: "secret_key"` in code: names, not values. Passwords are exempt, because
/// `password: 'password'` is used in practice.
fn repeats_key(text: &str, candidate: &Candidate<'_>, line: &[u8], dialect: Dialect) -> bool {
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
    let words = key::normalise(text.as_bytes());
    // `client_secret="secret"`: a password that people use; what is nothing but names is told by what stands around it.
    if words != candidate.key && WEAK_PASSWORDS.contains(text.as_bytes()) {
        return false;
    }
    // `session({ secret: 'secret' })`: a call's argument is a value in use.
    if words == candidate.key && dialect == Dialect::Code && is_argument(line) {
        return false;
    }
    let key_words: Vec<&str> = candidate.key.split('_').collect();
    words.len() > 3
        && text.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b'.'))
        && words.split('_').all(|word| key_words.contains(&word))
}
