//! Where a key stands on its line: first, behind words that declare it, before a command, in a comment.

use super::key::Key;
use crate::extract::syntax::unquoted;
use crate::extract::{Context, Dialect};

/// Whether only marks and words that declare (`- `, `export`, `set`, `ENV`, `#`) stand before the key on its line.
pub(crate) fn leads_line(cx: &Context<'_>, key: &Key) -> bool {
    let line = key.line(cx.text);
    let head = cx.text.get(line.start..key.span.start).unwrap_or_default();
    let word = head.trim_ascii().to_ascii_lowercase();
    let declared = [
        b"export".as_slice(),
        b"set",
        b"env",
        b"arg",
        b"local",
        b"declare",
        b"readonly",
        b"setx",
        b"setcredential=", // systemd
        b"env[",           // PHP-FPM
        b"set \"",
        b"- export",
        b"typeset",
        b"#",
        b"# export",
        b"declare -x",
        b"+",
        b"-",
    ];
    declared.contains(&word.as_slice())
        || head.iter().all(|b| matches!(b, b' ' | b'\t' | b'-' | b'"' | b'\'' | b'#' | b';' | b'+' | b'!' | b'?'))
        || (cx.dialect() == Dialect::Yaml && word.ends_with(b":") && !word.contains(&b' '))
        || (cx.dialect() == Dialect::Yaml && names_a_database(&word))
        || word.ends_with(b"&&")
        || word.ends_with(b";")
}

/// Whether the words of a key before its last one are a database's: `postgresql password: x`, as actions name inputs.
fn names_a_database(words: &[u8]) -> bool {
    [b"postgresql".as_slice(), b"postgres", b"mysql", b"mysql root", b"mariadb", b"database", b"db"].contains(&words)
}

/// Whether a command goes on behind the value, in a script that YAML holds: `run: PGPASSWORD=x psql`. The variables of a
/// container and the settings of a file take the line whole.
pub(crate) fn precedes_command(cx: &Context<'_>, key: &Key, at: usize) -> bool {
    let name = key.span.of(cx.text);
    let is_variable = name.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
    let rest = cx.text.get(at..unquoted::line_end(cx.text, at)).unwrap_or_default();
    is_variable && rest.contains(&b' ') && !unquoted::is_environment_item(cx.text, key.span.start)
}
