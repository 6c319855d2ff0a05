//! Formats whose unit is a line: libpq's password file, PgBouncer's user list. Their anchor is the path.

use crate::extract::reach::{Back, Look};
use crate::extract::syntax::unquoted;
use crate::extract::{Candidate, Context, Extractor, Form, in_block, line_end, line_head, quote_around, raw_part};
use crate::pg::{self, Credential};
use crate::text::{Located, Span, group_end};

/// `.pgpass`, `pgpass.conf`.
pub(crate) struct PasswordFileExtractor;

/// `userlist.txt`.
pub(crate) struct UserListExtractor;

/// Lines of a user list in other files: below its name in a heredoc or a cloud-init file, or before it in a command
/// that writes one.
pub(crate) struct UserListLinesExtractor;

/// pgpool's `pool_passwd`.
pub(crate) struct PoolPasswordExtractor;

/// A line of a password file in another file: in a heredoc, an `echo`, a cloud-init file.
pub(crate) struct PasswordLineExtractor;

impl Extractor for PasswordLineExtractor {
    fn id(&self) -> &'static str {
        "passfile-line"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let back = Back::along(cx.text, anchor.start);
        let look = Look::along(cx.text, anchor.start);
        let line = Span::new(back.start, look.end);
        let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`' | b'=');
        let head = cx.text.get(line.start..anchor.start).unwrap_or_default();
        let start = anchor.start - head.iter().rev().take_while(|b| !ends(b)).count();
        back.read_from(start);
        let quote = match start.checked_sub(1).and_then(|i| cx.text.get(i)) {
            Some(quote @ (b'"' | b'\'')) => Some(*quote),
            _ => quote_around(cx.text, start),
        };
        let tail = cx.text.get(anchor.end..line.end).unwrap_or_default();
        let tail = match quote.and_then(|quote| memchr::memchr(quote, tail)) {
            Some(len) => tail.get(..len).unwrap_or(tail),
            None => tail,
        };
        // In a here-document, a line of the file is written as it will be.
        let is_line = quote.is_none() && start == line.start && in_block(cx, start);
        let end = anchor.end + if is_line { tail.len() } else { end_of_word(tail, quote.is_some()) };
        look.read_to(end);
        let parsed = cx.text.get(start..end).and_then(pg::passfile::parse_line);
        let read = parsed.and_then(|c| Candidate::from_credential(Form::KeywordList, c, start));
        // A list with more than five fields is of another kind.
        if let Some(mut candidate) = read.filter(|read| read.secret.span.end == end) {
            candidate.scheme = "passfile".to_owned();
            out.push(candidate);
        }
        end
    }
}

/// The position of the first blank outside of template groups: `{{ password }}` is one word. In a literal of code, also
/// of an escaped line end.
fn end_of_word(text: &[u8], in_literal: bool) -> usize {
    let mut at = 0;
    while let Some(b) = text.get(at).filter(|b| !b.is_ascii_whitespace()) {
        if in_literal && *b == b'\\' && matches!(text.get(at + 1), Some(b'n' | b'r')) {
            break;
        }
        at = group_end(text, at).unwrap_or(at + 1);
    }
    at
}

impl Extractor for PasswordFileExtractor {
    fn id(&self) -> &'static str {
        "passfile"
    }

    fn extract<'h>(&self, cx: &Context<'h>, _anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        each_line(cx, out, "passfile", pg::passfile::parse_line)
    }
}

/// Maximum number of lines without an entry between the name of a user list and its first entry.
const LEAD: usize = 3;

impl Extractor for UserListLinesExtractor {
    fn id(&self) -> &'static str {
        "userlist-lines"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        if let Some(candidate) = written_entry(cx.text, anchor.start) {
            out.push(candidate);
            return anchor.end;
        }
        let mut at = unquoted::line_end(cx.text, anchor.end);
        let (mut others, mut entries) = (0, 0);
        loop {
            at += 1 + usize::from(cx.text.get(at) == Some(&b'\r'));
            if at >= cx.text.len() {
                return cx.text.len();
            }
            let line = Span::new(at, line_end(cx.text, at).max(at));
            match pg::userlist::parse_line(line.of(cx.text)) {
                Some(credential) => {
                    entries += 1;
                    if let Some(mut candidate) = Candidate::from_credential(Form::KeywordList, credential, line.start) {
                        candidate.scheme = "userlist".to_owned();
                        out.push(candidate);
                    }
                }
                // A commented entry may still be valid; other comments do not end the list.
                None if matches!(line.of(cx.text).trim_ascii_start().first(), None | Some(b'#' | b';')) => {}
                None if entries > 0 || others == LEAD => return at.max(anchor.end),
                None => others += 1,
            }
            at = line.end.max(at);
        }
    }
}

/// The entry that a command writes into the user list whose name is at `at`: `echo '"app" "x"' > userlist.txt`, or
/// `echo "\"app\" \"x\"" | tee userlist.txt`.
fn written_entry(text: &[u8], at: usize) -> Option<Candidate<'_>> {
    let head = line_head(text, at);
    let said = head.get(..memchr::memrchr2(b'>', b'|', head)?)?;
    let find = |literal: &[u8]| memchr::memmem::find(said, literal).map(|found| found + 1);
    let (open, mark, quote): (usize, &[u8], u8) = match find(b"'\"") {
        Some(open) => (open, b"\"", b'\''),
        None => (find(b"\"\\\"")?, b"\\\"", b'"'),
    };
    let entry = said.get(open..)?;
    let mut marks = memchr::memmem::find_iter(entry, mark);
    let mut value = || Some(Span::new(marks.next()? + mark.len(), marks.next()?));
    let (user, password) = (value()?, value()?);
    let between = entry.get(user.end + mark.len()..password.start - mark.len())?;
    // `'"app" "'$PW'"'`: a variable follows the end of the literal.
    let is_whole = !password.of(entry).contains(&quote);
    let is_apart = !between.is_empty() && between.iter().all(|b| matches!(b, b' ' | b'\t'));
    let user_starts = user.start == mark.len();
    let start = at - head.len() + open;
    let secret = raw_part(text, Span::new(start + password.start, start + password.end));
    let user = (!user.is_empty()).then(|| user.of(entry).into());
    let scheme = "userlist".to_owned();
    (user_starts && is_apart && is_whole).then(|| Candidate {
        scheme,
        user,
        ..Candidate::new(Form::KeywordList, secret)
    })
}

impl Extractor for PoolPasswordExtractor {
    fn id(&self) -> &'static str {
        "pool-passwd"
    }

    fn extract<'h>(&self, cx: &Context<'h>, _anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        each_line(cx, out, "pool_passwd", pg::userlist::parse_pool_line)
    }
}

impl Extractor for UserListExtractor {
    fn id(&self) -> &'static str {
        "userlist"
    }

    fn extract<'h>(&self, cx: &Context<'h>, _anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        each_line(cx, out, "userlist", pg::userlist::parse_line)
    }
}

fn each_line<'h>(
    cx: &Context<'h>,
    out: &mut Vec<Candidate<'h>>,
    scheme: &str,
    parse: fn(&'h [u8]) -> Option<Credential<'h>>,
) -> usize {
    let mut start = 0;
    while start < cx.text.len() {
        let rest = cx.text.get(start..).unwrap_or_default();
        let len = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = rest.get(..len).unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        // A commented entry may still be valid.
        let marks = line.iter().take_while(|b| matches!(b, b'#' | b' ' | b'\t')).count();
        let entry = line.get(marks..).unwrap_or_default();
        let read = parse(entry).and_then(|c| Candidate::from_credential(Form::KeywordList, c, start + marks));
        // The column headings from the manual.
        let is_heading = |candidate: &Candidate<'_>| marks > 0 && candidate.secret.value.as_ref() == b"password";
        if let Some(mut candidate) = read.filter(|candidate| !is_heading(candidate)) {
            candidate.scheme = scheme.to_owned();
            // pgpool's pcp.conf contains only the md5 of the password.
            let hex = candidate.secret.value.as_ref();
            if scheme == "pool_passwd" && hex.len() == 32 && hex.iter().all(u8::is_ascii_hexdigit) {
                candidate.scheme = "stored-hash".to_owned();
                candidate.secret = Located::new([b"md5", hex].concat().into(), candidate.secret.span);
                candidate.user = None;
            }
            out.push(candidate);
        }
        start += len + 1;
    }
    cx.text.len()
}
