//! A record of `pg_hba.conf`: its fields, the lines that it takes, and which connections it matches.

use std::net::IpAddr;

use super::super::find_word;
use super::fields::fields;
use crate::extract::line_around;
use crate::text::Span;

/// The type of records for connections through a Unix-domain socket, which have no address.
pub(super) const LOCAL: &[u8] = b"local";

/// The strength of an authentication method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::extract::practice) enum Method {
    /// No authentication.
    Trust,
    /// A plain-text password, a hash that can be used like one, or an identity that the client claims.
    Weak,
    /// A method that PostgreSQL's manual recommends.
    Good,
    /// A client certificate, alone or in addition to another method.
    Certificate,
    /// All connections are rejected.
    Reject,
}

impl Method {
    /// The strength of the method `name`, if PostgreSQL has it (manual, section 20.3).
    pub(super) fn named(name: &[u8]) -> Option<Self> {
        match name {
            b"trust" => Some(Method::Trust),
            b"password" | b"md5" | b"ident" => Some(Method::Weak),
            b"scram-sha-256" | b"gss" | b"sspi" | b"peer" | b"ldap" | b"radius" | b"pam" | b"bsd" | b"oauth" => {
                Some(Method::Good)
            }
            b"cert" => Some(Method::Certificate),
            b"reject" => Some(Method::Reject),
            _ => None,
        }
    }
}

/// A record, each field with its span.
pub(in crate::extract::practice) struct Record<'h> {
    pub(super) span: Span,
    /// Its line, counted from the first record of its block.
    pub(super) number: usize,
    pub(super) kind: (&'h [u8], Span),
    pub(super) database: &'h [u8],
    pub(super) user: &'h [u8],
    pub(in crate::extract::practice) address: (&'h [u8], Span),
    pub(super) mask: Option<&'h [u8]>,
    pub(in crate::extract::practice) method: (Method, Span),
}

impl<'h> Record<'h> {
    /// Parses the record on `line`, if there is one, possibly after a YAML list mark, in quotes, or in an `echo`.
    pub(in crate::extract::practice) fn parse(text: &'h [u8], line: Span) -> Option<Self> {
        let start = record_start(line.of(text))? + line.start;
        let fields = fields(text, start, line.end)?;
        let first = start;
        let [kind, database, user, address, rest @ ..] = fields.as_slice() else { return None };
        // The mask follows the address after a slash, or is a separate field.
        let (mask, method) = match rest {
            [method, ..] if Method::named(method.0).is_some() => (None, method),
            [mask, method, ..] if is_address(mask.0) => (Some(mask.0), method),
            _ => return None,
        };
        let options = text.get(method.1.end..continued(text, line).end)?;
        let worth = match Method::named(method.0)? {
            // Section 20.4 of the manual: this option requires a certificate in addition to the method, over TLS only.
            Method::Good if asks_for_certificate(options, &CERTIFICATES) => Method::Certificate,
            // Section 20.12: this is what `cert` does.
            Method::Trust if asks_for_certificate(options, &CERTIFICATES[..1]) => Method::Certificate,
            worth => worth,
        };
        is_place(address.0).then_some(())?;
        Some(Record {
            span: Span::new(first, method.1.end),
            number: 0,
            kind: *kind,
            database: database.0,
            user: user.0,
            address: *address,
            mask,
            method: (worth, method.1),
        })
    }

    /// Parses the `local` record on `line`, if there is one. `ident` is `peer` there (manual, section 20.8).
    pub(super) fn local(text: &'h [u8], line: Span) -> Option<Self> {
        let written = line.of(text);
        let start = written.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'-' | b'"' | b'\'')).count();
        let is_record = written.get(start..)?.strip_prefix(LOCAL)?.first().is_some_and(|b| matches!(b, b' ' | b'\t'));
        let fields = is_record.then(|| fields(text, line.start + start, line.end)).flatten()?;
        let [kind, database, user, method, ..] = fields.as_slice() else { return None };
        let worth = if method.0 == b"ident" { Method::Good } else { Method::named(method.0)? };
        Some(Record {
            span: Span::new(line.start + start, method.1.end),
            number: 0,
            kind: *kind,
            database: database.0,
            user: user.0,
            address: (b"", method.1),
            mask: None,
            method: (worth, method.1),
        })
    }

    /// The address without its mask.
    pub(in crate::extract::practice) fn host(&self) -> &'h str {
        let host = self.address.0.split(|b| *b == b'/').next().unwrap_or_default();
        std::str::from_utf8(host).unwrap_or("?")
    }

    /// The length of the network prefix in bits; the full length for a single address.
    fn bits(&self) -> Option<u32> {
        let written = |text: &[u8]| std::str::from_utf8(text).ok().and_then(|text| text.parse::<u32>().ok());
        match (self.address.0.iter().position(|b| *b == b'/'), self.mask) {
            (Some(slash), _) => self.address.0.get(slash + 1..).and_then(written),
            (None, Some(mask)) => match std::str::from_utf8(mask).ok()?.parse::<IpAddr>().ok()? {
                IpAddr::V4(mask) => Some(u32::from(mask).count_ones()),
                IpAddr::V6(mask) => Some(u128::from(mask).count_ones()),
            },
            (None, None) => None,
        }
    }

    /// True if any machine, or any of an arbitrarily large network, may connect.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.address.0, b"all" | b"samenet")
            || (self.bits() == Some(0) && self.host().parse::<IpAddr>().is_ok())
    }

    /// The message about the later record `other`, which this one hides.
    pub(super) fn hiding(&self, other: &Record<'_>) -> String {
        let above = match other.number - self.number {
            1 => "1 line above".to_owned(),
            lines => format!("{lines} lines above"),
        };
        format!("it is never reached, because the record {above} matches the same connections with a weaker method")
    }

    /// True if `other`, a later and stronger record, is never reached.
    pub(super) fn hides(&self, other: &Record<'_>) -> bool {
        self.takes_all_of(other) && self.strength() < other.strength()
    }

    /// The strength of a connection: the method, and whether it is encrypted.
    fn strength(&self) -> (Method, bool) {
        (self.method.0, self.kind.0 == b"hostssl")
    }

    /// True if each connection that `other` matches also matches this record.
    fn takes_all_of(&self, other: &Record<'_>) -> bool {
        // Names may be lists: `app,report` includes all of `app`.
        let has = |own: &[u8], name: &[u8]| own.split(|b| *b == b',').any(|own| own == b"all" || own == name);
        let covers = |own: &[u8], other: &[u8]| other.split(|b| *b == b',').all(|name| has(own, name));
        let kind = self.kind.0 == other.kind.0 || self.kind.0 == b"host" && other.kind.0 != LOCAL;
        // The databases `all` do not include `replication`.
        let database = covers(self.database, other.database)
            && (other.database != b"replication" || self.database == b"replication");
        kind && database && covers(self.user, other.user) && self.has_network(other)
    }

    /// True if its network includes that of `other`.
    fn has_network(&self, other: &Record<'_>) -> bool {
        if self.address.0 == b"all" || (self.address.0 == other.address.0 && self.mask == other.mask) {
            return true;
        }
        let network = |record: &Record<'_>| Some((record.host().parse::<IpAddr>().ok()?, record.bits()?));
        match (network(self), network(other)) {
            (Some((IpAddr::V4(own), bits)), Some((IpAddr::V4(theirs), more))) if bits <= more && bits <= 32 => {
                let kept = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
                u32::from(own) & kept == u32::from(theirs) & kept
            }
            (Some((IpAddr::V6(own), bits)), Some((IpAddr::V6(theirs), more))) if bits <= more && bits <= 128 => {
                let kept = u128::MAX.checked_shl(128 - bits).unwrap_or(0);
                u128::from(own) & kept == u128::from(theirs) & kept
            }
            _ => false,
        }
    }
}

/// Maximum number of lines of a record.
const LINES: usize = 8;

/// The lines of the record whose last line is `line`.
pub(in crate::extract::practice) fn begun(text: &[u8], mut line: Span) -> Span {
    for _ in 1..LINES {
        let above = line.start.checked_sub(1).map(|end| line_around(text, end));
        match above.filter(|above| above.of(text).trim_ascii_end().ends_with(b"\\")) {
            Some(above) => line.start = above.start,
            None => break,
        }
    }
    line
}

/// `line` with the lines that continue it: since PostgreSQL 14, a backslash before the line end joins the next one (manual, section
/// 20.1).
pub(super) fn continued(text: &[u8], mut line: Span) -> Span {
    for _ in 1..LINES {
        let is_joined = line.of(text).trim_ascii_end().ends_with(b"\\");
        let Some(next) = is_joined.then(|| text.get(line.end..)).flatten().and_then(|rest| memchr::memchr(b'\n', rest))
        else {
            break;
        };
        line.end = line_around(text, line.end + next + 1).end;
    }
    line
}

/// The types of records that have an address.
pub(super) const KINDS: [&[u8]; 5] = [b"hostnogssenc", b"hostgssenc", b"hostnossl", b"hostssl", b"host"];

/// Options that require the client's certificate: with the role's name in it, or with any.
const CERTIFICATES: [&[u8]; 2] = [b"clientcert=verify-full", b"clientcert=verify-ca"];

/// True if one of `wanted` is among the options of a record, from its method to a comment.
fn asks_for_certificate(options: &[u8], wanted: &[&[u8]]) -> bool {
    let options = options.split(|b| *b == b'#').next().unwrap_or_default();
    let is_mark = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'\\');
    options.split(is_mark).any(|option| wanted.contains(&option))
}

/// The start of the record on a line: its type, preceded only by blanks, a list mark, a quote, or a command that prints
/// it.
fn record_start(line: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += line
            .get(at..)?
            .iter()
            .take_while(|b| matches!(b, b' ' | b'\t' | b'-' | b'"' | b'\'' | b'`' | b'{'))
            .count();
        let rest = line.get(at..)?;
        if let Some(kind) = KINDS.iter().find(|kind| rest.starts_with(kind)) {
            let is_whole = matches!(rest.get(kind.len()), Some(b' ' | b'\t'));
            return is_whole.then_some(at);
        }
        let printing =
            [b"echo ".as_slice(), b"printf ", b"RUN ", b"&& "].into_iter().find(|word| rest.starts_with(word));
        let Some(printing) = printing else { return quoted_record(line) };
        at += printing.len();
        // Options such as `-e`.
        if line.get(at) == Some(&b'-') {
            at += 2;
        }
    }
}

/// The start of the first record in a list on one line: `pg_hba: ["host all all all md5"]`.
fn quoted_record(line: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(line, b"host").take(KINDS.len()).find(|at| {
        let head = line.get(..*at).unwrap_or_default();
        let list = head.strip_suffix(b"\"").or(head.strip_suffix(b"'")).map(<[u8]>::trim_ascii_end);
        let is_list = list.is_some_and(|list| list.ends_with(b"[") && find_word(list, b"hba").is_some());
        let rest = line.get(*at..).unwrap_or_default();
        let kind = KINDS.iter().find(|kind| rest.starts_with(kind));
        is_list && kind.is_some_and(|kind| matches!(rest.get(kind.len()), Some(b' ' | b'\t')))
    })
}

/// True if `field` can be the address of a record: a keyword, a network, an address, or a host name.
fn is_place(field: &[u8]) -> bool {
    matches!(field, b"all" | b"samehost" | b"samenet")
        || is_address(field)
        || field.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
            && memchr::memchr(b'.', field).is_some()
        || field == b"localhost"
        || field.starts_with(b"$")
        || find_word(field, b"{{").is_some()
}

fn is_address(field: &[u8]) -> bool {
    let mut parts = std::str::from_utf8(field).unwrap_or_default().splitn(2, '/');
    let address = parts.next().is_some_and(|address| address.parse::<IpAddr>().is_ok());
    address && parts.next().is_none_or(|bits| bits.parse::<u8>().is_ok())
}
