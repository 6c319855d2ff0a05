//! What stands in the place of a value that something else fills in, unmasks or opens: a variable, a macro, a store, a ciphertext.

use super::described::Described;
use super::place::Place;
use super::{placeholder, reference};
use crate::detect::reading::reads_as_name;
use crate::extract::{Construct, Dialect, Form, line_head};

/// True for the backslash by which a value goes on in the next line, in properties.
pub(super) fn goes_on_below(it: &Described<'_, '_>) -> bool {
    it.value == b"\\" && it.cx.text.get(it.candidate.secret.span.end) == Some(&b'\n')
}

/// True for a mask or a word in capitals whose marks are escaped: `\*\*\*` in a command, `POSTGRES\_PASSWORD` in Markdown.
pub(super) fn is_escaped(it: &Described<'_, '_>) -> bool {
    let is_mark = |pair: &[u8]| matches!(pair, [b'\\', b'_' | b'*']);
    if it.candidate.form != Form::Uri || !it.value.windows(2).any(is_mark) {
        return false;
    }
    let plain: Vec<u8> = it.value.iter().copied().filter(|b| *b != b'\\').collect();
    let is_word = plain.iter().all(|b| b.is_ascii_uppercase() || *b == b'_') && reads_as_name(&plain);
    is_word || placeholder::is_placeholder_text(&plain)
}

/// True if a URI in a batch file contains a variable there, whose first letters look like a percent escape: `%DB_PW%`.
pub(super) fn is_batch_variable(it: &Described<'_, '_>) -> bool {
    let raw = it.candidate.secret.span.of(it.cx.text);
    // Elsewhere, text in capitals between the signs that names a secret.
    let names_a_secret = || {
        let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
        let is_name = inner.iter().all(|b| b.is_ascii_uppercase() || *b == b'_') && inner.contains(&b'_');
        let words = [b"_PASSWORD".as_slice(), b"_PASS", b"_PW", b"_PWD", b"_SECRET", b"_TOKEN"];
        raw.ends_with(b"%") && is_name && reads_as_name(inner) && words.iter().any(|word| inner.ends_with(word))
    };
    it.candidate.form == Form::Uri
        && raw.starts_with(b"%")
        && (it.dialect() == Dialect::Batch && reference::is_reference(raw, it.place()) || names_a_secret())
}

/// True for a reference into a store. No program resolves one within a statement or a URI; `op inject` resolves its own
/// in any text.
pub(super) fn is_stored_elsewhere(it: &Described<'_, '_>) -> bool {
    let Place { form, fixed, .. } = it.place();
    // CodeBuild: secrets-manager: followed by the names of the variable and of the secret
    let is_named = || {
        let keys = [b"secrets-manager:".as_slice(), b"parameter-store:"];
        it.dialect() == Dialect::Yaml
            && it.value.iter().any(|b| matches!(b, b'/' | b':'))
            && keys.iter().any(|key| is_under(it.cx.text, key, it.candidate.secret.span.start))
    };
    reference::is_item(it.value)
        || is_named()
        || is_named_by_its_key(it)
        || !fixed && !matches!(form, Form::Sql | Form::Uri) && reference::names_a_stored_secret(it.value)
}

/// True for a macro variable of SAS and a local macro of Stata: `"&dbpass"`, `` "`pw'" ``.
pub(super) fn is_macro(it: &Described<'_, '_>) -> bool {
    let is_name = |name: &[u8]| name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_') && reads_as_name(name);
    match it.value {
        [b'&', name @ ..] => {
            let name = name.strip_suffix(b".").unwrap_or(name);
            it.dialect() == Dialect::Prose && !it.place().fixed && is_name(name)
        }
        [b'`', name @ .., b'\''] => it.cx.tongue().has(Construct::AppliedOption) && is_name(name),
        _ => false,
    }
}

/// True if the argument of a command or the key itself names the secret: gcloud's `--set-secrets=DB_PASS=db-password:latest`, an
/// annotation of Vault's agent with a path, the tag of a secret in a condition of IAM.
fn is_named_by_its_key(it: &Described<'_, '_>) -> bool {
    let head = line_head(it.cx.text, it.candidate.secret.span.start);
    let is_quote = |b: &u8| matches!(b, b'"' | b'\'');
    let start = head.iter().rposition(|b| b.is_ascii_whitespace() || is_quote(b)).map_or(0, |at| at + 1);
    let (before, word) = head.split_at(start);
    let is_mark = |b: &u8| b.is_ascii_whitespace() || is_quote(b) || *b == b',';
    let before = before.get(..before.iter().rposition(|b| !is_mark(b)).map_or(0, |at| at + 1)).unwrap_or_default();
    let is_option = [b"--set-secrets".as_slice(), b"--update-secrets"].iter().any(|option| {
        word.strip_prefix(*option).is_some_and(|rest| rest.starts_with(b"=")) || before.ends_with(option)
    });
    let is_tag = || {
        let tags = [b"ResourceTag/".as_slice(), b"RequestTag/", b"PrincipalTag/"];
        let key =
            head.get(..head.iter().rposition(|b| !is_quote(b) && !matches!(b, b':' | b' ')).map_or(0, |at| at + 1));
        let key = key.unwrap_or_default();
        let name = key.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count();
        tags.iter().any(|tag| key.get(..key.len() - name).is_some_and(|key| key.ends_with(tag)))
    };
    is_option || it.candidate.key.starts_with("agent_inject_secret_") || is_tag()
}

pub(super) fn is_encrypted(it: &Described<'_, '_>) -> bool {
    let Place { form, fixed, .. } = it.place();
    !fixed && !matches!(form, Form::Sql | Form::Uri) && reference::is_encrypted(it.value)
}

/// True for a value of a Bitnami SealedSecret: the base64 of a ciphertext that begins with the length of its session
/// key, 0x0200.
pub(super) fn is_sealed(it: &Described<'_, '_>) -> bool {
    it.value.starts_with(b"Ag")
        && it.value.len() >= 32
        && it.value.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
        && is_under(it.cx.text, b"encryptedData", it.candidate.secret.span.start)
}

/// True if the text at `at` belongs to the last `key` before it: in YAML by indentation, in JSON by brackets.
fn is_under(text: &[u8], key: &[u8], at: usize) -> bool {
    const FAR: usize = 1 << 16;
    let before = text.get(at.saturating_sub(FAR)..at).unwrap_or_default();
    let Some(found) = memchr::memmem::rfind(before, key) else { return false };
    let indent = |line: &[u8]| line.iter().take_while(|b| **b == b' ').count();
    let start = memchr::memrchr(b'\n', before.get(..found).unwrap_or_default()).map_or(0, |end| end + 1);
    let own = indent(before.get(start..).unwrap_or_default());
    let between = before.get(found + key.len()..).unwrap_or_default();
    let mut below = between.split(|b| *b == b'\n').skip(1).filter(|line| !line.trim_ascii().is_empty());
    !between.contains(&b'}') && below.all(|line| indent(line) > own || line.trim_ascii_start() == b"{")
}

/// True for the key of a Firebase web application, which its pages publish: the project's names are beside it.
pub(super) fn is_web_key(it: &Described<'_, '_>) -> bool {
    const NEAR: usize = 512;
    let (span, text) = (it.candidate.secret.span, it.cx.text);
    let near = || text.get(span.start.saturating_sub(NEAR)..text.len().min(span.end + NEAR)).unwrap_or_default();
    let beside =
        [b"authDomain".as_slice(), b"messagingSenderId", b".firebaseapp.com", b"AUTH_DOMAIN", b"MESSAGING_SENDER_ID"];
    it.candidate.secret.value.starts_with(b"AIza")
        && beside.iter().any(|word| memchr::memmem::find(near(), word).is_some())
}
