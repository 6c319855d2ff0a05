//! The user, host and database beside an assigned password: `POSTGRES_USER` above `POSTGRES_PASSWORD`, `user:` and
//! `host:` in the same block.

use std::borrow::Cow;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

mod pairs;

use super::plain_name::names_a_secret;
use crate::extract::assignment::key;
use crate::extract::{Candidate, Context, Dialect, line_around};
use crate::rules::words::{DATABASE_KEYS, FILLER_WORDS, HOST_KEYS, KEY_DATABASES, USER_KEYS, WordList};
use crate::text::Span;

pub(super) use pairs::{Pair, pairs};
use pairs::{is_of_base64, is_of_name, pairs_of};

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
    let mut django = Django::default();
    let mut consider = |span: Span, distance: usize| {
        let is_value = if is_encoded { is_of_base64 } else { is_of_name };
        for Pair { name, value, is_literal } in pairs_of(cx.text, span, is_value) {
            if is_code && is_literal {
                django.read(name, value, distance);
            }
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
    Beside { user, host, database: database.or_else(|| django.database().map(Cow::Borrowed)) }
}

/// The settings of a database in Django, whose `NAME` is one only beside its `ENGINE`.
#[derive(Default)]
struct Django<'h> {
    is_its: bool,
    name: Option<(usize, &'h [u8])>,
}

impl<'h> Django<'h> {
    /// Reads a pair that stands `distance` lines from the password.
    fn read(&mut self, name: &[u8], value: &'h [u8], distance: usize) {
        match name {
            b"ENGINE" => self.is_its |= value.starts_with(b"django.") || value.ends_with(b".postgresql"),
            b"NAME" if self.name.is_none_or(|(nearest, _)| distance < nearest) && may_name(false, value) => {
                self.name = Some((distance, value));
            }
            _ => {}
        }
    }

    fn database(self) -> Option<&'h [u8]> {
        self.name.filter(|_| self.is_its).map(|(_, name)| name)
    }
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

/// The name that the base64 `value` stands for; `None` if it stands for none.
fn decoded<'t>(value: &[u8]) -> Option<Cow<'t, [u8]>> {
    let name = STANDARD.decode(value).ok()?.trim_ascii_end().to_vec();
    (!name.is_empty() && name.iter().all(|b| is_of_name(*b))).then_some(Cow::Owned(name))
}

#[cfg(test)]
mod tests;
