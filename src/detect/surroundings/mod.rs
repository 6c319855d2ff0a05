//! The user, host and database beside an assigned password: `POSTGRES_USER` above `POSTGRES_PASSWORD`, `user:` and
//! `host:` in the same block.

use std::borrow::Cow;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::plain_name::names_a_secret;
use crate::extract::assignment::key;
use crate::extract::{Candidate, Context, Dialect, line_around};
use crate::rules::words::{DATABASE_KEYS, FILLER_WORDS, HOST_KEYS, KEY_DATABASES, USER_KEYS, WordList};
use crate::text::Span;

/// The number of lines examined on each side.
const LINES: usize = 12;

/// Longest line whose names are read, in bytes, and the part of the candidate's own line that is read on each side. It
/// bounds the work per candidate: a block of settings has short lines.
const LONGEST: usize = 256;

/// The last words of keys for a user, a host and a database, in plain vectors because most names near a password are
/// compared with all of them.
static KEYS: LazyLock<[Vec<&'static str>; 3]> = LazyLock::new(|| {
    let words = |list: &'static WordList| list.iter().filter_map(|word| std::str::from_utf8(word).ok()).collect();
    [words(&USER_KEYS), words(&HOST_KEYS), words(&DATABASE_KEYS)]
});

/// The names beside an assigned password.
#[derive(Debug, Default)]
pub(super) struct Beside<'h> {
    pub(super) user: Option<Cow<'h, [u8]>>,
    pub(super) host: Option<Cow<'h, [u8]>>,
    pub(super) database: Option<Cow<'h, [u8]>>,
}

impl<'h> Beside<'h> {
    /// Fills in the fields that `candidate` lacks.
    pub(super) fn fill(self, candidate: &mut Candidate<'h>) {
        candidate.user = candidate.user.take().or(self.user);
        candidate.host = candidate.host.take().or(self.host);
        candidate.database = candidate.database.take().or(self.database);
    }
}

/// Finds the names beside `candidate`, for the fields that it lacks.
pub(super) fn beside<'h>(cx: &Context<'h>, candidate: &Candidate<'h>) -> Beside<'h> {
    if candidate.key.is_empty() || (candidate.user.is_some() && candidate.host.is_some()) {
        return Beside::default();
    }
    let is_code = cx.dialect() == Dialect::Code;
    // Of a Secret, every value is base64.
    let is_encoded = candidate.scheme == "kubernetes";
    let stem = stem(&candidate.key);
    let line = line_around(cx.text, candidate.secret.span.start);
    let mut best: [Option<(usize, Cow<'h, [u8]>)>; 3] = [None, None, None];
    let own = candidate.secret.span;
    if let Some(user) = user_option(cx.text, own).filter(|user| may_name(false, user)) {
        best[0] = Some((0, Cow::Borrowed(user)));
    }
    let mut consider = |span: Span, distance: usize| {
        let is_value = if is_encoded { is_of_base64 } else { is_of_name };
        for Pair { name, value, is_literal } in pairs_of(cx.text, span, is_value) {
            // In code, only a literal is a name: `user: str`, `user = self.user`.
            if !may_end(name) || is_code && !is_literal {
                continue;
            }
            let word = key::normalise(name);
            if names_a_secret(&word) {
                continue;
            }
            let value = match is_encoded {
                true => decoded(value),
                false => Some(Cow::Borrowed(value)),
            };
            let Some(value) = value else { continue };
            for (slot, words) in KEYS.iter().enumerate() {
                let Some(prefix) = words.iter().filter_map(|w| word.strip_suffix(w)).min_by_key(|p| p.len()) else {
                    continue;
                };
                if !prefix.is_empty() && !prefix.ends_with('_') && !word.starts_with("pg") {
                    continue;
                }
                if !may_name(slot == 1, &value) {
                    continue;
                }
                // A key of the same family is preferred to a nearer one of another. The host of another service is none of it.
                let prefix = prefix.trim_end_matches('_');
                let family = prefix == stem;
                if slot == 1 && !family && !is_general(prefix) && !is_general(stem) {
                    continue;
                }
                let cost = distance + if family { 0 } else { 100 };
                if let Some(entry) = best.get_mut(slot)
                    && entry.as_ref().is_none_or(|(found, _)| cost < *found)
                {
                    *entry = Some((cost, value));
                }
                break;
            }
        }
    };
    consider(Span::new(line.start.max(own.start.saturating_sub(LONGEST)), line.end.min(own.end + LONGEST)), 0);
    let is_cut = line.len() >= crate::extract::REACH;
    let mut up = if is_cut { 0 } else { line.start };
    let mut down = if is_cut { cx.text.len() } else { line.end };
    for distance in 1..=LINES {
        if up > 0 {
            let span = line_around(cx.text, up - 1);
            if span.len() > LONGEST {
                up = 0;
            } else {
                consider(span, distance);
                up = span.start;
            }
        }
        if down < cx.text.len() {
            let next = down + 1 + usize::from(cx.text.get(down) == Some(&b'\r'));
            let span = line_around(cx.text, next.min(cx.text.len()));
            if span.len() > LONGEST {
                down = cx.text.len();
            } else {
                consider(span, distance);
                down = span.end.max(next);
            }
        }
    }
    let [user, host, database] = best.map(|found| found.map(|(_, value)| value));
    Beside { user, host, database }
}

/// The user in the options of PostgreSQL's commands behind `own` on its line: `PGPASSWORD=x psql -U app`, `--username=app`.
fn user_option(text: &[u8], own: Span) -> Option<&[u8]> {
    let tail = text.get(own.end..line_around(text, own.start).end.min(own.end + LONGEST))?;
    let mut words = tail.split(u8::is_ascii_whitespace);
    let name = loop {
        match words.next()? {
            b"-U" | b"--username" => break words.next()?,
            word => {
                if let Some(name) = word.strip_prefix(b"--username=").or(word.strip_prefix(b"-U")) {
                    break name;
                }
            }
        }
    };
    let name = name.strip_prefix(b"\"").and_then(|name| name.strip_suffix(b"\"")).unwrap_or(name);
    let is_plain = name.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
    (is_plain && !name.is_empty()).then_some(name)
}

/// The value of `name` in the same item of a list in YAML, right above the password or below it: `- name: app`.
pub(super) fn sibling_name<'h>(cx: &Context<'h>, candidate: &Candidate<'_>) -> Option<&'h [u8]> {
    let text = cx.text;
    if cx.dialect() != Dialect::Yaml {
        return None;
    }
    let own = line_around(text, candidate.secret.span.start);
    let above = own.start.checked_sub(1).map(|at| line_around(text, at));
    let below = (own.end < text.len()).then(|| line_around(text, own.end + 1));
    let depth = |span: Span| span.of(text).iter().take_while(|b| matches!(b, b' ' | b'-')).count();
    [above, below, Some(own)]
        .into_iter()
        .flatten()
        .filter(|span| span.len() <= LONGEST && depth(*span) == depth(own))
        .find_map(|span| pairs(text, span).into_iter().find(|pair| pair.name == b"name").map(|pair| pair.value))
}

/// The mailbox of the e-mail address on the candidate's line, or else on one of the two lines on each side: an account's
/// password is often made from it, as from a user's name.
pub(super) fn mailbox<'h>(cx: &Context<'h>, candidate: &Candidate<'_>) -> Option<&'h [u8]> {
    let own = candidate.secret.span;
    let line = line_around(cx.text, own.start);
    let above = |line: Span| line.start.checked_sub(1).map(|at| line_around(cx.text, at));
    let below = |line: Span| (line.end < cx.text.len()).then(|| line_around(cx.text, line.end + 1));
    let near = Span::new(line.start.max(own.start.saturating_sub(LONGEST)), line.end.min(own.end + LONGEST));
    let (one_above, one_below) = (above(line), below(line));
    [Some(near), one_above, one_below, one_above.and_then(above), one_below.and_then(below)]
        .into_iter()
        .flatten()
        .filter(|span| *span == near || span.len() <= LONGEST)
        .find_map(|span| pairs(cx.text, span).into_iter().find_map(mailbox_of))
}

/// The part before the `@` of the address that `pair` assigns to an e-mail's key.
fn mailbox_of<'t>(pair: Pair<'t>) -> Option<&'t [u8]> {
    let word = key::normalise(pair.name);
    let is_mail = word.ends_with("mail") || word.ends_with("mail_address");
    let at = memchr::memchr(b'@', pair.value).filter(|_| is_mail)?;
    pair.value.get(..at).filter(|name| !name.is_empty())
}

/// True if the letters of a name end with one of the wanted words: few do, and splitting the name into words takes
/// longer.
fn may_end(name: &[u8]) -> bool {
    let ends = |word: &&str| {
        let mut letters = name.iter().rev().filter(|b| b.is_ascii_alphabetic()).map(u8::to_ascii_lowercase);
        word.bytes().rev().filter(|b| *b != b'_').all(|b| letters.next() == Some(b))
    };
    KEYS.iter().flatten().any(ends)
}

/// True if a value can be a host, or the name of a user or a database. Any other value may contain a secret that no
/// rule recognises: a line of a password file after `db:`, a URL in base64.
fn may_name(host: bool, value: &[u8]) -> bool {
    let label = value.split(|b| *b == b'.').map(<[u8]>::len).max().unwrap_or_default();
    let mut parts = value.split(|b| *b == b':');
    let name = parts.next().unwrap_or_default();
    let port = parts.next().unwrap_or_default();
    let is_port = host && port.len() <= 5 && port.iter().all(u8::is_ascii_digit);
    !name.is_empty() && label <= 32 && parts.next().is_none() && (port.is_empty() || is_port)
}

/// True if the words before the last one of a key say nothing of whose it is, or that it is a database's.
fn is_general(prefix: &str) -> bool {
    prefix.is_empty()
        || prefix.split('_').any(|word| {
            KEY_DATABASES.contains(word.as_bytes()) || FILLER_WORDS.contains(word.as_bytes()) || word.starts_with("pg")
        })
}

/// The prefix of a password's key: `postgres` for `postgres_password`, empty for `password`.
fn stem(key: &str) -> &str {
    ["password", "passwd", "passphrase", "pass", "pwd", "pw", "secret", "token"]
        .iter()
        .find_map(|end| key.strip_suffix(end))
        .unwrap_or(key)
        .trim_end_matches('_')
}

/// A name and the plain value that it is assigned.
pub(super) struct Pair<'t> {
    pub(super) name: &'t [u8],
    pub(super) value: &'t [u8],
    /// True if the value is quoted.
    pub(super) is_literal: bool,
}

/// The name that the base64 `value` stands for; `None` if it stands for none.
fn decoded<'t>(value: &[u8]) -> Option<Cow<'t, [u8]>> {
    let name = STANDARD.decode(value).ok()?.trim_ascii_end().to_vec();
    (!name.is_empty() && name.iter().all(|b| is_of_name(*b))).then_some(Cow::Owned(name))
}

const fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'@' | b':')
}

const fn is_of_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// The names and plain values assigned on one line.
pub(super) fn pairs(text: &[u8], line: Span) -> Vec<Pair<'_>> {
    pairs_of(text, line, is_of_name)
}

/// The names assigned on one line whose values consist of bytes for which `is_value` holds.
fn pairs_of(text: &[u8], line: Span, is_value: fn(u8) -> bool) -> Vec<Pair<'_>> {
    let bytes = line.of(text);
    let mut found = Vec::new();
    let mut i = 0;
    while i < bytes.len() && found.len() < 16 {
        let Some(b) = bytes.get(i) else { break };
        if !(b.is_ascii_alphabetic() || *b == b'_') {
            i += 1;
            continue;
        }
        let start = i;
        while bytes.get(i).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')) {
            i += 1;
        }
        let name = bytes.get(start..i).unwrap_or_default();
        let mut j = i;
        // Clojure has no operator between a name and its value: {:user "app"}
        let is_keyword = start.checked_sub(1).and_then(|k| bytes.get(k)) == Some(&b':');
        if is_keyword && bytes.get(i..i + 2) == Some(b" \"".as_slice()) {
            let rest = bytes.get(i + 2..).unwrap_or_default();
            let value = rest.get(..memchr::memchr(b'"', rest).unwrap_or(0)).unwrap_or_default();
            if !value.is_empty()
                && value.len() <= 64
                && value.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
            {
                found.push(Pair { name, value, is_literal: true });
            }
            i += 3 + value.len();
            continue;
        }
        while matches!(bytes.get(j), Some(b'"' | b'\'' | b']' | b' ' | b'\t')) {
            j += 1;
        }
        let operator = bytes.get(j..).unwrap_or_default();
        let width = if operator.starts_with(b"=>") || operator.starts_with(b":=") {
            2
        } else if operator.starts_with(b"=") || operator.starts_with(b":") || is_looked_up(bytes, start, i, operator) {
            1
        } else {
            continue;
        };
        j += width;
        while matches!(bytes.get(j), Some(b' ' | b'\t')) {
            j += 1;
        }
        // The type of a field is between its name and its value: `user: str = "app"`
        let typed = bytes.get(j..).unwrap_or_default();
        let of_type = typed.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        if width == 1
            && operator.starts_with(b":")
            && of_type > 0
            && typed.get(of_type..of_type + 3) == Some(b" = ")
            && matches!(typed.get(of_type + 3), Some(b'"' | b'\''))
        {
            j += of_type + 3;
        }
        let quote = bytes.get(j).copied().filter(|b| matches!(b, b'"' | b'\''));
        let from = j + usize::from(quote.is_some());
        let rest = bytes.get(from..).unwrap_or_default();
        let len = match quote {
            Some(q) => memchr::memchr(q, rest).unwrap_or(rest.len()),
            None => rest
                .iter()
                .position(|b| b.is_ascii_whitespace() || matches!(b, b',' | b';' | b'}' | b')' | b'"' | b'\''))
                .map_or(rest.len(), |end| end + usize::from(rest.starts_with(b"${") && rest.get(end) == Some(&b'}'))),
        };
        let value = rest.get(..len).unwrap_or_default();
        // `${PGUSER:app}`: the default
        let value = default_of_group(value).unwrap_or(value);
        // `spring.datasource.url=jdbc:postgresql://db.internal:5432/app`
        if let Some(host) = host_of_url(value) {
            found.push(Pair { name, value: host, is_literal: quote.is_some() });
            i = from + len;
            continue;
        }
        // In `os.getenv("DB_USER", "app")` the literal is last; a look-up gives no value.
        if !value.is_empty() && value.len() <= 64 && value.iter().all(|b| is_value(*b)) {
            found.push(Pair { name, value, is_literal: quote.is_some() });
            i = from + len;
            continue;
        }
        // `opts = [username: "app"]`: the value is a list with further names.
        let is_list = quote.is_none() && matches!(value.first(), Some(b'[' | b'{' | b'('));
        i = if is_list { from + 1 } else { from + len };
    }
    found
}

/// True for the name in `getenv("PGUSER", "app")`, whose default stands behind it.
fn is_looked_up(line: &[u8], start: usize, end: usize, operator: &[u8]) -> bool {
    let name = line.get(start..end).unwrap_or_default();
    let is_variable = name.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
    let is_argument = line.get(..start).is_some_and(|head| head.ends_with(b"(\"") || head.ends_with(b"('"));
    is_variable
        && is_argument
        && operator.strip_prefix(b", ").is_some_and(|next| matches!(next.first(), Some(b'"' | b'\'')))
}

/// The default in a reference to a variable, which is all of `value`: `${PGUSER:app}`, `${PGUSER:-app}`.
fn default_of_group(value: &[u8]) -> Option<&[u8]> {
    let inner = value.strip_prefix(b"${")?.strip_suffix(b"}")?;
    let (name, default) = inner.split_at(memchr::memchr(b':', inner)?);
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-');
    let default = default.strip_prefix(b":-").or(default.strip_prefix(b":"))?;
    (!default.is_empty() && name.iter().all(is_name)).then_some(default)
}

/// The host of a URL without userinfo, which may contain a secret.
fn host_of_url(value: &[u8]) -> Option<&[u8]> {
    let scheme = memchr::memmem::find(value.get(..value.len().min(32))?, b"://")?;
    // A web page or a download is not a database.
    let is_web = [b"http".as_slice(), b"https", b"ftp", b"ssh", b"git", b"file"].contains(&value.get(..scheme)?);
    let authority = value.get(scheme + 3..).filter(|_| !is_web)?;
    let host = authority.split(|b| matches!(b, b'/' | b'?' | b':' | b';' | b',')).next()?;
    let is_host = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_');
    let is_plain = !host.is_empty() && host.len() <= 64 && host.iter().all(is_host);
    (is_plain && memchr::memchr(b'@', authority).is_none()).then_some(host)
}

#[cfg(test)]
mod tests;
