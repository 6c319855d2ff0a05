//! `ALTER USER … REQUIRE SSL`, which MySQL has and PostgreSQL does not: there, `hostssl` in `pg_hba.conf` requires TLS.

use super::{broken, find_word};
use crate::extract::{Candidate, Context, Extractor, in_comment};
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
        // MySQL has its own quotes, and includes the host in an account.
        let is_mysqls =
            statement.contains(&b'`') || statement.contains(&b'@') || find_word(statement, b"identified").is_some();
        let has_mysqls_words = || {
            [b"engine=innodb".as_slice(), b"engine = innodb", b"flush privileges"]
                .iter()
                .any(|words| find_word(cx.text, words).is_some())
        };
        if begin.is_some()
            && !is_mysqls
            && !in_comment(cx.text, anchor.start)
            && !*cx.is_of_mysql.get_or_init(has_mysqls_words)
        {
            out.push(broken(cx, anchor, "require-ssl"));
        }
        anchor.end
    }
}
