//! The password of a database in Django's settings: `"PASSWORD"` beside the `"ENGINE"` of the same dictionary.

use crate::extract::Context;
use crate::text::Span;

/// The bytes examined on each side: a dictionary of settings is short.
const AROUND: usize = 1024;

/// True if `key` is the `PASSWORD` of a dictionary whose `ENGINE` is one of Django's for databases.
pub(super) fn is_database(cx: &Context<'_>, key: Span) -> bool {
    if key.of(cx.text) != b"PASSWORD" {
        return false;
    }
    let before = cx.text.get(key.start.saturating_sub(AROUND)..key.start).unwrap_or_default();
    let after = cx.text.get(key.end..cx.text.len().min(key.end + AROUND)).unwrap_or_default();
    // The options are a dictionary within.
    let (Some(back), ahead) = (reach(before.iter().rev(), b'}', b'{'), reach(after.iter(), b'{', b'}')) else {
        return false;
    };
    let before = before.get(before.len() - back..).unwrap_or_default();
    has_engine(before) || has_engine(after.get(..ahead.unwrap_or(after.len())).unwrap_or_default())
}

/// The number of `bytes` before the bracket `closes` that closes what is open at their start; `opens` is its counterpart.
fn reach<'b>(mut bytes: impl Iterator<Item = &'b u8>, opens: u8, closes: u8) -> Option<usize> {
    let mut depth = 0_usize;
    bytes.position(|b| {
        let is_end = *b == closes && depth == 0;
        depth = (depth + usize::from(*b == opens)).saturating_sub(usize::from(*b == closes));
        is_end
    })
}

fn has_engine(settings: &[u8]) -> bool {
    let Some(at) = memchr::memmem::find(settings, b"ENGINE") else { return false };
    let value = settings.get(at..).unwrap_or_default();
    let line = value.split(|b| *b == b'\n').next().unwrap_or_default();
    [b"db.backends.".as_slice(), b"postgresql", b"postgis", b"psycopg"]
        .iter()
        .any(|engine| memchr::memmem::find(line, engine).is_some())
}
