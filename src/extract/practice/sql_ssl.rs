//! `ALTER USER … REQUIRE SSL`, which MySQL has and PostgreSQL does not: there, `hostssl` in `pg_hba.conf` requires TLS.

use super::{broken, find_word};
use crate::extract::{Candidate, Context, Extractor, block_around, in_comment, line_around};
use crate::text::Span;

/// How many bytes of a statement before its end are examined.
const STATEMENT: usize = 512;

/// Reads `REQUIRE SSL`. The practice: `require-ssl`.
pub(crate) struct SqlSslExtractor;

impl Extractor for SqlSslExtractor {
    fn id(&self) -> &'static str {
        "sql-ssl"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let head = cx.text.get(anchor.start.saturating_sub(STATEMENT)..anchor.start).unwrap_or_default();
        let statement = head.get(memchr::memrchr(b';', head).map_or(0, |at| at + 1)..).unwrap_or_default();
        let starts = [b"alter user".as_slice(), b"create user", b"alter role", b"grant "];
        let begin = starts.iter().filter_map(|words| find_word(statement, words)).min();
        let statement = statement.get(begin.unwrap_or(0)..).unwrap_or_default();
        // MySQL has its own quotes, includes the host in an account, and names all tables of a database by `shop.*`.
        let is_mysqls = statement.contains(&b'`')
            || statement.contains(&b'@')
            || find_word(statement, b"identified").is_some()
            || find_word(statement, b".*").is_some();
        let has_mysqls_words = || {
            [b"engine=innodb".as_slice(), b"engine = innodb", b"flush privileges"]
                .iter()
                .any(|words| find_word(cx.text, words).is_some())
        };
        if begin.is_some()
            && !is_mysqls
            && !in_comment(cx.text, anchor.start)
            && !*cx.is_of_mysql.get_or_init(has_mysqls_words)
            && !is_given_to_mysql(cx, anchor.start)
        {
            out.push(broken(cx, anchor, "require-ssl"));
        }
        anchor.end
    }
}

/// True if MySQL's client gets the statement: `mysql -e "…"`, `mysql <<EOF`.
fn is_given_to_mysql(cx: &Context<'_>, at: usize) -> bool {
    let line = line_around(cx.text, block_around(cx, at).map_or(at, |block| block.start));
    let head = cx.text.get(line.start..at.min(line.end)).unwrap_or_default();
    let names: [&[u8]; 3] = [b"mysql", b"mariadb", b"psql"];
    let words = head.rsplit(|b| b.is_ascii_whitespace()).filter_map(|word| word.rsplit(|b| *b == b'/').next());
    words.into_iter().find(|word| names.contains(word)).is_some_and(|word| word != b"psql")
}
