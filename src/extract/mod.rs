//! Finds a value's bounds around an anchor, by the syntax it stands in, and calls a grammar.
//!
//! An extractor says *what a text says*: this is a password, this is its user. Whether the value is a literal, a
//! reference or a placeholder, and whether it is weak, is for `detect` to judge.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

use crate::pg::{Credential, Part};
use crate::text::{Located, Span};

pub mod adonet;
mod argument;
pub mod assignment;
pub mod bare;
mod below;
mod block;
mod call;
pub mod chpasswd;
pub mod conninfo;
mod continued;
mod copied;
mod declared;
mod delimited;
pub mod dialect;
mod embedded;
mod encoded;
mod expression;
pub mod fallback;
mod filled;
pub mod group;
mod heredoc;
pub mod jdbc;
pub mod key;
pub mod kubernetes;
pub mod language;
mod listed;
pub mod literal;
mod operator;
pub mod pair;
pub mod pattern;
pub mod pem;
mod pieces;
mod place;
pub mod positional;
pub mod practice;
mod prompted;
mod reach;
mod shown;
pub mod sql;
pub mod stored_hash;
mod table;
mod tuple;
pub mod uri;
mod value;
pub mod whole_line;
mod word;
mod wrapped;
mod written;

pub use continued::continued;
pub use dialect::Dialect;
pub use language::{FilePath, Language, Tongue};
pub use reach::Account;
use reach::{Back, Look, line_end, line_start, whole_line};

/// What an extractor looks at on each side of an anchor at no cost, in bytes: see `reach`.
pub const REACH: usize = 2_048;

/// What an extractor reads.
pub struct Context<'h> {
    /// The fragment's text.
    pub text: &'h [u8],
    /// Where it stands: its language, and no path.
    pub file: FilePath<'h>,
    /// How that kind of file writes values; found when first asked for, which most texts never do.
    dialect: OnceCell<Dialect>,
    /// String literals of several lines, found when first asked for.
    blocks: OnceCell<Vec<Span>>,
    /// Where statements of SQL begin and end, found when one is looked for far from its password.
    statements: OnceCell<Vec<(usize, usize)>>,
    /// The last password of a conninfo that was looked at, where a run that holds it can begin, and where that ends.
    conninfo: Cell<[usize; 3]>,
    scram_hashes: OnceCell<u32>,
    md5_hashes: OnceCell<u32>,
    sets_role_passwords: OnceCell<bool>,
}

impl<'h> Context<'h> {
    /// What there is to read in `text`, which stands at `path`.
    pub fn new(text: &'h [u8], path: &'h [u8]) -> Self {
        Context {
            text,
            file: FilePath::new(path),
            dialect: OnceCell::new(),
            blocks: OnceCell::new(),
            statements: OnceCell::new(),
            conninfo: Cell::default(),
            scram_hashes: OnceCell::new(),
            md5_hashes: OnceCell::new(),
            sets_role_passwords: OnceCell::new(),
        }
    }

    /// How many hashes of the kind of `value` there are in the text, SCRAM or md5: they share the time for guesses.
    pub fn hashes_like(&self, value: &[u8]) -> u32 {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        if !value.starts_with(b"md5") {
            let count = || memchr::memmem::find_iter(self.text, b"SCRAM-SHA-256$").count();
            return *self.scram_hashes.get_or_init(|| number(count()));
        }
        let digits =
            |at: &usize| self.text.get(at + 3..at + 35).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        let count = || memchr::memmem::find_iter(self.text, b"md5").filter(digits).count();
        *self.md5_hashes.get_or_init(|| number(count()))
    }

    /// Whether the text sets the password of a role in SQL.
    fn sets_role_passwords(&self) -> bool {
        *self.sets_role_passwords.get_or_init(|| practice::setting::sets_role_passwords(self.text))
    }

    /// How that kind of file writes values.
    pub fn dialect(&self) -> Dialect {
        *self.dialect.get_or_init(|| self.file.language().dialect.given(self.text))
    }

    /// Which of the languages with a grammar of their own it is in.
    pub fn tongue(&self) -> Tongue {
        self.file.language().tongue
    }
}

/// Whether `at` stands in a string literal of several lines (triple quotes, a heredoc): its lines are some other
/// language's.
pub fn in_block(cx: &Context<'_>, at: usize) -> bool {
    let blocks = cx.blocks.get_or_init(|| block::find(cx.text, cx.tongue()));
    let next = blocks.partition_point(|span| span.start <= at);
    next.checked_sub(1).and_then(|i| blocks.get(i)).is_some_and(|span| at < span.end)
}

/// Whether `at` stands in a here-document whose word is quoted (`<<'EOF'`): nothing expands there.
pub fn in_quoted_block(cx: &Context<'_>, at: usize) -> bool {
    let blocks = cx.blocks.get_or_init(|| block::find(cx.text, cx.tongue()));
    let next = blocks.partition_point(|span| span.start <= at);
    let block = next.checked_sub(1).and_then(|i| blocks.get(i)).filter(|span| at < span.end);
    block.is_some_and(|block| matches!(cx.text.get(block.start), Some(b'\'' | b'"')))
}

/// How a candidate was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// In the authority or the query of a URI.
    Uri,
    /// In a keyword/value string with a grammar of its own: conninfo, JDBC, ADO.NET, a password file.
    KeywordList,
    /// A quoted literal assigned to a key.
    Quoted,
    /// An unquoted value assigned to a key, in a language where that is a literal.
    Bare,
    /// As `Bare`, but in prose, where only the shape says that it is a value.
    Prose,
    /// A string literal in a statement of SQL.
    Sql,
    /// A value that is recognised by its own shape: a stored hash, a key, a token.
    Token,
    /// No secret: what breaks a practice.
    Practice,
}

/// A value that may be a secret, and what stands around it. Spans are those of the fragment.
#[derive(Clone, Debug)]
pub struct Candidate<'h> {
    /// How it was written.
    pub form: Form,
    /// The value, decoded, and where its raw bytes stand.
    pub secret: Part<'h>,
    /// The URI's scheme, or what the form calls itself; may be empty.
    pub scheme: String,
    /// The key that it is assigned to, in lower case with `_` between words; may be empty.
    pub key: String,
    /// The user.
    pub user: Option<Cow<'h, [u8]>>,
    /// The first host.
    pub host: Option<Cow<'h, [u8]>>,
    /// The database.
    pub database: Option<Cow<'h, [u8]>>,
    /// Whether `{x}` in the value is a reference (an f-string, `format!`, `.format`).
    pub formatted: bool,
}

impl<'h> Candidate<'h> {
    /// A candidate with nothing known around it.
    pub fn new(form: Form, secret: Part<'h>) -> Self {
        Candidate {
            form,
            secret,
            scheme: String::new(),
            key: String::new(),
            user: None,
            host: None,
            database: None,
            formatted: false,
        }
    }

    /// The candidate that a credential makes which was parsed from a text of our own making; `secret` is its password,
    /// and stands in the fragment.
    pub(crate) fn owning(form: Form, credential: Credential<'_>, secret: Part<'h>) -> Self {
        let owned = |part: Part<'_>| Cow::Owned(part.value.into_owned());
        Candidate {
            scheme: credential.scheme,
            user: credential.user.map(owned),
            host: credential.hosts.into_iter().next().map(owned),
            database: credential.database.map(owned),
            ..Candidate::new(form, secret)
        }
    }

    /// The candidate that a parsed credential makes, if it has a password. `offset` is where the grammar's input
    /// starts in the fragment.
    pub fn from_credential(form: Form, credential: Credential<'h>, offset: usize) -> Option<Self> {
        let secret = credential.password?.shifted(offset);
        Some(Candidate {
            scheme: credential.scheme,
            user: credential.user.map(|part| part.value),
            host: credential.hosts.into_iter().next().map(|part| part.value),
            database: credential.database.map(|part| part.value),
            ..Candidate::new(form, secret)
        })
    }
}

/// Finds candidates around anchors.
pub trait Extractor: Sync {
    /// The name that rules use.
    fn id(&self) -> &'static str;

    /// Adds what stands around `anchor` to `out`, and returns the offset up to which the text has been read: anchors
    /// before it need not be given again. That keeps the whole scan linear.
    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize;
}

/// Every extractor. A new one is a file and a line here. `pattern` is not among them: each regex rule makes its own.
pub static ALL: &[&dyn Extractor] = &[
    &uri::UriExtractor,
    &jdbc::JdbcExtractor,
    &conninfo::ConninfoExtractor,
    &adonet::AdonetExtractor,
    &sql::SqlExtractor,
    &assignment::AssignmentExtractor,
    &whole_line::PasswordFileExtractor,
    &whole_line::UserListExtractor,
    &whole_line::UserListLinesExtractor,
    &whole_line::PoolPasswordExtractor,
    &stored_hash::StoredHashExtractor,
    &pem::PemExtractor,
    &kubernetes::KubernetesExtractor,
    &positional::PositionalExtractor,
    &whole_line::PasswordLineExtractor,
    &chpasswd::ChpasswdExtractor,
    &practice::client_auth::ClientAuthExtractor,
    &practice::dsn::DsnExtractor,
    &practice::env_file::EnvFileExtractor,
    &practice::findings::FindingsExtractor,
    &practice::hba::HbaExtractor,
    &practice::image::ImageExtractor,
    &practice::logged::LoggedExtractor,
    &practice::port::PortExtractor,
    &practice::setting::SettingExtractor,
    &practice::sql_ssl::SqlSslExtractor,
    &practice::tls_mode::TlsModeExtractor,
];

/// The span of the line that holds `at`, without its line end, cut to [`REACH`] bytes on each side.
pub fn line_around(text: &[u8], at: usize) -> Span {
    let from = at.saturating_sub(REACH);
    let head = text.get(from..at).unwrap_or_default();
    let start = memchr::memrchr(b'\n', head).map_or(from, |i| from + i + 1);
    let to = text.len().min(at + REACH);
    let tail = text.get(at..to).unwrap_or_default();
    let mut end = memchr::memchr(b'\n', tail).map_or(to, |i| at + i);
    if end > start && text.get(end - 1) == Some(&b'\r') {
        end -= 1;
    }
    Span::new(start, end.max(at))
}

/// What stands before `at` on its line, at most [`REACH`] bytes of it. It costs half of [`line_around`] and less.
pub fn line_head(text: &[u8], at: usize) -> &[u8] {
    let near = text.get(at.saturating_sub(REACH)..at).unwrap_or_default();
    near.get(memchr::memrchr(b'\n', near).map_or(0, |i| i + 1)..).unwrap_or_default()
}

/// The offset of the first byte at or after `at` that is neither a blank nor a tab.
pub fn skip_blanks(text: &[u8], at: usize) -> usize {
    at + text.get(at..).unwrap_or_default().iter().take_while(|b| matches!(b, b' ' | b'\t')).count()
}

/// As [`skip_blanks`], and over line ends too. No anchor stands among them, so that each is read for one anchor only.
pub fn skip_space(text: &[u8], at: usize) -> usize {
    at + text.get(at..).unwrap_or_default().iter().take_while(|b| b.is_ascii_whitespace()).count()
}

/// As [`skip_space`], and over the comments of code: `/* … */`, and `// …` and `# …` to the end of their line. Those that
/// stand in a row are one look.
pub fn skip_comments(text: &[u8], at: usize) -> usize {
    let look = Look::ahead(text, at);
    let mut at = skip_space(text, at);
    while at < look.end {
        let Some(next) = over_comment(text, at) else {
            look.ended_at(at);
            return at;
        };
        at = skip_space(text, next);
    }
    look.read_to(at);
    at
}

/// The end of the comment of code that begins at `at`.
fn over_comment(text: &[u8], at: usize) -> Option<usize> {
    match text.get(at..)? {
        [b'/', b'*', ..] => {
            Look::ahead(text, at).find(text, |rest| memchr::memmem::find(rest, b"*/")).map(|length| at + length + 2)
        }
        [b'/', b'/', ..] | [b'#', b' ' | b'\t' | b'\n', ..] => Some(line_end(text, at)),
        // The mark that a line goes on.
        [b'\\', b'\n', ..] => Some(at + 2),
        _ => None,
    }
}

/// Back over blanks, line ends and comments of code before `at`, to the end of what stands before them.
fn before_comments(text: &[u8], at: usize) -> usize {
    let back = Back::down_to(at, 0);
    let mut at = at;
    let end = loop {
        let head = text.get(..at).unwrap_or_default().trim_ascii_end();
        at = head.len();
        let end = at;
        let near = head.get(back.start.min(at)..).unwrap_or_default();
        if let Some(comment) = near.strip_suffix(b"*/") {
            let Some(open) = memchr::memmem::rfind(comment, b"/*") else { break end };
            at = back.start + open;
            continue;
        }
        // Code before a key ends with one of these, a comment seldom: then its line is not looked for far away.
        let is_code = matches!(near.last(), Some(b'(' | b',' | b'{' | b'[' | b'=' | b':' | b';'));
        let floor = if is_code { near.len().saturating_sub(REACH) } else { 0 };
        let found = memchr::memrchr(b'\n', near.get(floor..).unwrap_or_default());
        if found.is_none() && !is_code {
            at = back.start;
        }
        let Some(line) = found.map(|i| floor + i + 1) else { break end };
        let content = near.get(line..).unwrap_or_default().trim_ascii_start();
        if !(content.starts_with(b"//") || content.starts_with(b"# ")) {
            break end;
        }
        at = back.start + line;
    };
    back.ended_at(at);
    end
}

/// As [`skip_space`], and over the comments of XML.
fn skip_markup(text: &[u8], at: usize) -> usize {
    let look = Look::ahead(text, at);
    let mut at = skip_space(text, at);
    while at < look.end && text.get(at..).is_some_and(|rest| rest.starts_with(b"<!--")) {
        let Some(len) = Look::ahead(text, at).find(text, |rest| memchr::memmem::find(rest, b"-->")) else { break };
        at = skip_space(text, at + len + 3);
    }
    look.read_to(at);
    at
}

/// A part of the fragment as it stands.
pub fn raw_part(text: &[u8], span: Span) -> Part<'_> {
    Located::new(Cow::Borrowed(span.of(text)), span)
}

/// As [`REACH`], for what is looked at byte by byte.
const QUOTE_REACH: usize = 1_024;

/// The quote that is open at `at` on its line: counts quotes from the start of the line, steps over escaped ones,
/// and over apostrophes inside words.
pub fn open_quote(text: &[u8], at: usize) -> Option<u8> {
    let from = at.saturating_sub(QUOTE_REACH + 1);
    let start = match memchr::memrchr(b'\n', text.get(from..at)?) {
        Some(i) => from + i + 1,
        None if at <= QUOTE_REACH => 0,
        // The line begins further back than we look (a minified file): nothing can be said.
        None => return None,
    };
    let mut open: Option<u8> = None;
    let mut i = start;
    while i < at {
        let b = *text.get(i)?;
        match (b, open) {
            (b'\\', _) => i += 1,
            (b'"' | b'\'' | b'`', None) => {
                let before = i.checked_sub(1).filter(|&j| j >= start).and_then(|j| text.get(j));
                let is_apostrophe = b == b'\''
                    && before.is_some_and(u8::is_ascii_alphanumeric)
                    && text.get(i + 1).is_some_and(u8::is_ascii_alphabetic);
                if !is_apostrophe {
                    open = Some(b);
                }
            }
            (b, Some(q)) if b == q => open = None,
            _ => {}
        }
        i += 1;
    }
    open
}

/// As [`open_quote`]; where the line begins too far back to say, the nearest quote before `at` on it is taken for open.
pub fn quote_around(text: &[u8], at: usize) -> Option<u8> {
    let near = text.get(at.saturating_sub(QUOTE_REACH + 1)..at).unwrap_or_default();
    if at <= QUOTE_REACH || memchr::memchr(b'\n', near).is_some() {
        return open_quote(text, at);
    }
    let back = Back::along(text, at);
    let head = text.get(back.start..at).unwrap_or_default();
    let found = memchr::memrchr3(b'"', b'\'', b'`', head);
    let start = back.start;
    back.read_from(found.map_or(start, |i| start + i + 1));
    found.and_then(|i| head.get(i)).copied()
}

/// Whether the literal that holds `at` has a prefix that makes `{x}` inside it a reference (`f"`, `$"`, `s"`), is a
/// template literal, or is the receiver of `.format(`.
pub fn literal_is_formatted(text: &[u8], at: usize) -> bool {
    let Some(quote) = open_quote(text, at) else { return false };
    let line = line_around(text, at);
    let head = text.get(line.start..at).unwrap_or_default();
    let Some(open) = memchr::memrchr(quote, head) else { return false };
    let marked = open
        .checked_sub(1)
        .and_then(|i| head.get(i))
        .is_some_and(|b| matches!(b, b'f' | b'F' | b'$' | b's' | b'!' | b'('));
    let tail = text.get(at..line.end).unwrap_or_default();
    let called = memchr::memchr(quote, tail).is_some_and(|close| {
        let rest = tail.get(close + 1..).unwrap_or_default();
        rest.starts_with(b".format(") || rest.starts_with(b" % ") || rest.starts_with(b" %(")
    });
    marked || called || quote == b'`'
}
