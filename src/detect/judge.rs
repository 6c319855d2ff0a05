//! A candidate to an assessment: is its value a literal secret, and can it be guessed?

use super::guessed_hash::guess;
use super::name_map;
use super::nonvalue::{may_be_title, nonvalue};
use super::placeholder::is_placeholder_text;
use super::randomness::{bits_per_byte, looks_random};
use super::reading::{reads_as_expression, reads_as_name};
use super::reference::{Place, is_reference, names_a_stored_secret};
use super::remembered;
use super::schema_uri::is_schema_uri;
use super::strength::Subject;
use super::uri_pattern;
use crate::extract::assignment::{key, template_default};
use crate::extract::{Candidate, Construct, Context, Dialect, Form, in_quoted_block};
use crate::finding::{Confidence, Weakness};
use crate::rules::{Rule, WeakPolicy};
use crate::text::{Located, Span, group_end_within};

/// What became of a candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Assessment {
    /// A literal secret.
    Secret {
        /// Why it can be guessed.
        weakness: Vec<Weakness>,
        /// How sure that it is one.
        confidence: Confidence,
    },
    /// No secret, and why, in words for `--explain`.
    Excused(&'static str),
}

/// When the value is a template group with a literal default (`${X:-literal}`), that literal is what runs: the
/// candidate is narrowed to it.
pub(super) fn narrow_to_default(candidate: &mut Candidate<'_>) {
    let span = candidate.secret.span;
    let value = candidate.secret.value.as_ref();
    // Spring Security's mark of a password that is kept as it is.
    if let Some(plain) = value.strip_prefix(b"{noop}").filter(|_| value.len() == span.len()) {
        let at = Span::new(span.end - plain.len(), span.end);
        candidate.secret = Located::new(plain.to_vec().into(), at);
        return;
    }
    if value.len() != span.len() || group_end_within(value, 0, value.len()) != Some(value.len()) {
        return;
    }
    if let Some(inner) = template_default::default_of(value) {
        let literal = inner.of(value).to_vec();
        let at = Span::new(span.start + inner.start, span.start + inner.end);
        candidate.secret = Located::new(literal.into(), at);
        candidate.form = Form::Quoted;
    }
}

/// Why `candidate` is excused by what it looks like, whatever stands around it. Most are, so it is asked first.
pub(super) fn excuse_at_sight(cx: &Context<'_>, rule: &Rule, candidate: &Candidate<'_>) -> Option<&'static str> {
    let bare = candidate.secret.value.trim_ascii();
    let is_read = rule.judge.weak != WeakPolicy::Leak && candidate.scheme != "stored-hash";
    if bare.is_empty() {
        Some("empty")
    } else if is_read && (is_reference(bare, place_of(cx, candidate)) || is_batch_variable(cx, candidate)) {
        Some("a reference, not a literal")
    } else if is_read && is_placeholder_text(bare) {
        Some("a placeholder")
    } else {
        None
    }
}

/// Whether a URI in a batch file has a variable there, whose first letters may be the digits of an escape: `%DB_PW%`.
fn is_batch_variable(cx: &Context<'_>, candidate: &Candidate<'_>) -> bool {
    let raw = candidate.secret.span.of(cx.text);
    // Elsewhere, what is all in capitals between the signs and names a secret.
    let names_a_secret = || {
        let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
        let is_name = inner.iter().all(|b| b.is_ascii_uppercase() || *b == b'_') && inner.contains(&b'_');
        let words = [b"_PASSWORD".as_slice(), b"_PASS", b"_PW", b"_PWD", b"_SECRET", b"_TOKEN"];
        raw.ends_with(b"%") && is_name && words.iter().any(|word| inner.ends_with(word))
    };
    candidate.form == Form::Uri
        && raw.starts_with(b"%")
        && (cx.dialect() == Dialect::Batch && is_reference(raw, place_of(cx, candidate)) || names_a_secret())
}

/// Forms that PostgreSQL's own files and their relatives have: nothing in them is expanded.
const FIXED: [&str; 2] = ["passfile", "userlist"];

/// What may fill the candidate's value in.
fn place_of<'a>(cx: &Context<'_>, candidate: &'a Candidate<'_>) -> Place<'a> {
    let span = candidate.secret.span;
    let raw = span.of(cx.text);
    let before = span.start.checked_sub(1).and_then(|before| cx.text.get(before));
    let verbatim = raw.first() == Some(&b'\'')
        || (before == Some(&b'\'') && !is_quote_in_double_quotes(cx.text, span.start - 1, candidate.form))
        || memchr::memmem::find(raw, b"\\$").is_some()
        || (raw.contains(&b'$') && cx.dialect() == Dialect::Shell && in_quoted_block(cx, span.start));
    Place {
        form: candidate.form,
        dialect: cx.dialect(),
        formatted: candidate.formatted,
        verbatim,
        begins_scalar: before.is_none_or(u8::is_ascii_whitespace) && !is_in_block_scalar(cx.text, span.start),
        fixed: FIXED.contains(&candidate.scheme.as_str()) && !cx.dialect().has_bare_values(),
        key: &candidate.key,
        user: candidate.user.as_deref().unwrap_or_default(),
    }
}

/// Whether the `'` at `at` is no quote of a shell's (POSIX 2.2.2): it stands between double quotes, in which a `$` expands all
/// the same. One that SQL or a keyword list asks for is so wherever it stands, since between single quotes it would end
/// them, unless they are opened again right before it: `'…'\''$x`, `'…'"'"'$x`.
fn is_quote_in_double_quotes(text: &[u8], at: usize, form: Form) -> bool {
    const NEAR: usize = 1024;
    let head = text.get(at.saturating_sub(NEAR)..at).unwrap_or_default();
    if matches!(form, Form::Sql | Form::KeywordList) {
        return !head.ends_with(b"\\'") && !head.ends_with(b"\"'\"");
    }
    let Some(line) =
        memchr::memrchr(b'\n', head).map_or((head.len() < NEAR).then_some(head), |end| head.get(end + 1..))
    else {
        return false;
    };
    let (mut open, mut bytes) = (None, line.iter());
    while let Some(b) = bytes.next() {
        match (b, open) {
            (b'\\', None | Some(b'"')) => drop(bytes.next()),
            (b'"' | b'\'', None) => open = Some(*b),
            (b, Some(quote)) if *b == quote => open = None,
            _ => {}
        }
    }
    open == Some(b'"')
}

/// Whether what stands at `start` begins the text of a block scalar of YAML, in which no mark means anything.
fn is_in_block_scalar(text: &[u8], start: usize) -> bool {
    const NEAR: usize = 128;
    let head = text.get(start.saturating_sub(NEAR)..start).unwrap_or_default();
    let above = head.trim_ascii_end();
    let ends_line = memchr::memchr(b'\n', head.get(above.len()..).unwrap_or_default()).is_some();
    let mark = above.strip_suffix(b"-").or(above.strip_suffix(b"+")).unwrap_or(above);
    ends_line && matches!(mark, [.., b' ' | b':', b'|' | b'>'])
}

/// Judges `candidate`, found by `rule`, which [`excuse_at_sight`] has not excused.
pub(super) fn judge(cx: &Context<'_>, rule: &Rule, candidate: &Candidate<'_>) -> Assessment {
    let value = candidate.secret.value.as_ref();
    let bare = value.trim_ascii();
    if rule.judge.weak == WeakPolicy::Leak {
        return Assessment::Secret { weakness: Vec::new(), confidence: rule.confidence };
    }
    if candidate.scheme == "stored-hash" {
        let weakness: Vec<Weakness> =
            guess(bare, candidate.user.as_deref(), cx.hashes_like(bare)).into_iter().collect();
        return Assessment::Secret { weakness, confidence: rule.confidence };
    }
    if is_schema_uri(cx, candidate) {
        return Assessment::Excused("a placeholder");
    }
    if candidate.form == Form::Uri && uri_pattern::is_pattern(cx.text, candidate.secret.span) {
        return Assessment::Excused("not a value");
    }
    // What stands in a file of PostgreSQL's own is the password, whatever it looks like.
    let is_fixed = place_of(cx, candidate).fixed;
    if is_web_key(cx, candidate) {
        return Assessment::Excused("not a value");
    }
    if is_sealed(cx, bare) {
        return Assessment::Excused("an encrypted value");
    }
    let line = crate::extract::line_around(cx.text, candidate.secret.span.start).of(cx.text);
    if !is_fixed && nonvalue(candidate, cx.language(), line, cx.dialect()).is_some() {
        return Assessment::Excused("not a value");
    }
    if !is_fixed && (is_code(cx, bare, candidate) || is_entry_of_codes(cx, candidate)) {
        return Assessment::Excused("an expression, not a literal");
    }
    if value.len() < rule.judge.min_length {
        return Assessment::Excused("too short for its form");
    }
    let names = names(cx, candidate);
    let subject = Subject {
        password: bare,
        user: candidate.user.as_deref(),
        database: candidate.database.as_deref(),
        host: candidate.host.as_deref(),
        names: &names,
    };
    let configured = cx.dialect().has_bare_values() && candidate.form != Form::Prose && candidate.key.contains('_');
    if rule.judge.random && !configured && candidate.scheme != "basic" && !looks_random(bare) {
        return Assessment::Excused("not random, where only that would make it a secret");
    }
    let weakness = if rule.judge.weak == WeakPolicy::Ignore { Vec::new() } else { remembered::weaknesses(&subject) };
    if weakness.is_empty() && bits_per_byte(bare) < f64::from(rule.judge.min_entropy) {
        return Assessment::Excused("neither random nor a known password");
    }
    if !weakness.is_empty() && name_map::is_entry(cx, candidate) {
        return Assessment::Excused("a name among names");
    }
    if !weakness.is_empty() && is_compared(cx, candidate) {
        return Assessment::Excused("compared with, not set");
    }
    let confidence = match candidate.form {
        Form::Prose => rule.confidence.min(Confidence::Medium),
        // Nothing looks a store up from a statement or a URI; it may be that something replaces it before.
        Form::Sql | Form::Uri if names_a_stored_secret(bare) => Confidence::Low,
        Form::Quoted if may_be_title(bare, cx.dialect()) => Confidence::Low,
        _ if is_wrong_on_purpose(bare) => Confidence::Low,
        _ => rule.confidence,
    };
    Assessment::Secret { weakness, confidence }
}

/// Words of which passwords are made that are to be refused.
const WRONG: &[&str] = &["wrong", "invalid", "incorrect", "bad"];

/// `wrong-password`, `invalid`: nothing but words which say that it opens nothing.
fn is_wrong_on_purpose(value: &[u8]) -> bool {
    let name = key::normalise(value);
    let words = || {
        name.split('_').flat_map(|word| match word.strip_suffix("password").or(word.strip_suffix("pass")) {
            Some(lead) if !lead.is_empty() => [lead, "password"],
            _ => [word, "password"],
        })
    };
    let is_other =
        |word: &str| matches!(word, "password" | "pass" | "pw" | "pwd" | "not" | "the" | "a" | "user" | "credentials");
    value.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b' '))
        && words().any(|word| WRONG.contains(&word))
        && words().all(|word| WRONG.contains(&word) || is_other(word))
}

/// The key of a Firebase web application, which its pages show: beside it stand the names of the project.
fn is_web_key(cx: &Context<'_>, candidate: &Candidate<'_>) -> bool {
    const NEAR: usize = 512;
    let span = candidate.secret.span;
    let near = || cx.text.get(span.start.saturating_sub(NEAR)..cx.text.len().min(span.end + NEAR)).unwrap_or_default();
    let beside =
        [b"authDomain".as_slice(), b"messagingSenderId", b".firebaseapp.com", b"AUTH_DOMAIN", b"MESSAGING_SENDER_ID"];
    candidate.secret.value.starts_with(b"AIza")
        && beside.iter().any(|word| memchr::memmem::find(near(), word).is_some())
}

/// A value of a Bitnami SealedSecret: base64 of a ciphertext that begins with the length of its session key, 0x0200.
fn is_sealed(cx: &Context<'_>, value: &[u8]) -> bool {
    value.starts_with(b"Ag")
        && value.len() >= 32
        && value.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
        && memchr::memmem::find(cx.text, b"encryptedData").is_some()
}

/// An unquoted value that reads as an expression of a language: `a.b`, `f(x)`, `x[0]`, in prose and in YAML-like
/// fragments of code.
fn is_code(cx: &Context<'_>, value: &[u8], candidate: &Candidate<'_>) -> bool {
    let text = cx.text;
    if !matches!(candidate.form, Form::Prose | Form::Bare) || cx.dialect() == Dialect::Env {
        return false;
    }
    let identifier = |part: &[u8]| {
        !part.is_empty()
            && part.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
            && part.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
    };
    // `password: hashedPassword,` in a fragment of code: a name, and the mark that ends an argument or a statement.
    let ended = matches!(text.get(candidate.secret.span.end), Some(b',' | b';' | b')'));
    let apart =
        candidate.secret.span.start.checked_sub(1).and_then(|i| text.get(i)).is_some_and(u8::is_ascii_whitespace);
    if !reads_as_expression(value) {
        return false;
    }
    if candidate.form == Form::Prose && ended && apart && identifier(value) && reads_as_name(value) {
        return true;
    }
    // `"  client_secret=client_secret,\n"`: a line of Python in a notebook.
    let argument = value.strip_suffix(b",").or(value.strip_suffix(b")"));
    if candidate.form == Form::Prose
        && cx.tongue().has(Construct::LinesAreStrings)
        && argument.is_some_and(|name| identifier(name) && !name.iter().any(u8::is_ascii_digit))
    {
        return true;
    }
    let opens = value.iter().any(|b| matches!(b, b'(' | b'['));
    if opens {
        let head: Vec<u8> = value.iter().copied().take_while(|b| !matches!(b, b'(' | b'[')).collect();
        if !head.is_empty() && head.split(|b| *b == b'.').all(identifier) && candidate.form == Form::Prose {
            return true;
        }
    }
    if candidate.form == Form::Prose && memchr::memchr(b'.', value).is_some() {
        // `data.password`, `user.Password,`: the last part repeats what the key says.
        let parts: Vec<&[u8]> = value.split(|b| *b == b'.').collect();
        let last = parts.last().map(|part| part.to_ascii_lowercase()).unwrap_or_default();
        if parts.iter().all(|part| identifier(part))
            && [b"pass".as_slice(), b"pwd", b"secret", b"token", b"key"]
                .iter()
                .any(|w| memchr::memmem::find(&last, w).is_some())
        {
            return true;
        }
    }
    false
}

/// Whether the key is one of a list of codes of two letters: `"PW": "Palau"` among countries.
fn is_entry_of_codes(cx: &Context<'_>, candidate: &Candidate<'_>) -> bool {
    // Beside a password these two are the settings that they look like.
    let is_setting = |code: [u8; 2]| matches!(&code, b"DB" | b"PW");
    let is_code = |entry: &[u8]| match entry {
        [b'"' | b'\'', a, b, b'"' | b'\'', ..] => {
            a.is_ascii_uppercase() && b.is_ascii_uppercase() && !is_setting([*a, *b])
        }
        _ => false,
    };
    if candidate.form != Form::Quoted || candidate.key != "pw" {
        return false;
    }
    let own = crate::extract::line_around(cx.text, candidate.secret.span.start);
    let head = cx.text.get(own.start.saturating_sub(256)..candidate.secret.span.start).unwrap_or_default();
    let tail = cx.text.get(candidate.secret.span.end + 1..).unwrap_or_default();
    let tail = tail.get(..tail.len().min(256)).unwrap_or_default();
    let entries =
        |text: &[u8]| text.split(|b| matches!(b, b',' | b'\n')).filter(|part| is_code(part.trim_ascii())).count();
    entries(head) > 0 && entries(tail) > 0
}

/// Whether a shell compares a variable with the value: `[ "$POSTGRES_PASSWORD" = "postgres" ]`.
fn is_compared(cx: &Context<'_>, candidate: &Candidate<'_>) -> bool {
    let line = crate::extract::line_around(cx.text, candidate.secret.span.start);
    let head = cx.text.get(line.start..candidate.secret.span.start).unwrap_or_default();
    let is_mark = |b: &u8| matches!(b, b'"' | b'\'' | b'=' | b'!' | b' ' | b'}');
    let marks = head.iter().rev().take_while(|b| is_mark(b)).count();
    let head = head.get(..head.len() - marks).unwrap_or_default();
    let name = head.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let head = head.get(..head.len() - name).unwrap_or_default();
    cx.dialect() == Dialect::Shell && marks > 1 && name > 0 && (head.ends_with(b"$") || head.ends_with(b"${"))
}

/// Names near the password that it may be made of: the words of its key, the folders of its path.
fn names<'a>(cx: &Context<'a>, candidate: &'a Candidate<'_>) -> Vec<&'a [u8]> {
    let key = candidate
        .key
        .split('_')
        .filter(|w| w.len() >= 3 && !matches!(*w, "password" | "pass" | "passwd" | "pwd" | "secret" | "token" | "key"))
        .map(str::as_bytes);
    key.chain(cx.file.words()).collect()
}
