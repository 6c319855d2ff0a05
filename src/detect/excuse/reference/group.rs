//! What stands between the marks of a template group: `x` of `{{ x }}`, `${x}` and `<%= x %>`.

use crate::detect::reading::{knows_a_word, names_a_secret, reads_as_expression};
use crate::rules::words::LOOKUP_COMMANDS;

/// Whether what stands in a group is an expression with a name in it: a word that is known, or one name and nothing else.
pub(super) fn is_named(inner: &[u8]) -> bool {
    // A value of a chart, whatever it is piped through: {{ .Values.token | default "" | b64enc }}
    let of_a_chart = inner.trim_ascii_start().strip_prefix(b"{").unwrap_or(inner).trim_ascii_start();
    let of_a_chart = of_a_chart.strip_prefix(b"-").unwrap_or(of_a_chart).trim_ascii_start();
    if [b".Values.".as_slice(), b"$.Values.", b".Release."].iter().any(|start| of_a_chart.starts_with(start)) {
        return true;
    }
    // The marks that a template's own expressions begin with: `<%= x`, `{{- x`, `${{ x`
    let marks = inner.iter().take_while(|b| matches!(b, b'=' | b'-' | b'{' | b'$' | b'.' | b' ')).count();
    let inner = inner.get(marks..).unwrap_or_default().trim_ascii_end();
    let inner = inner.strip_suffix(b"-").unwrap_or(inner).trim_ascii_end();
    let is_of_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-') || *b >= 0x80;
    let single = inner.iter().all(is_of_name);
    reads_as_expression(inner) && (single || knows_a_word(inner))
}

/// Whether a group holds nothing but words with blanks between them: no language has an expression of two names side by side,
/// but for the arguments of a command and of a template's helper, of which one says what it is about.
pub(super) fn are_bare_words(group: &[u8]) -> bool {
    let inner = group.trim_ascii_start();
    let is_mark = |b: &u8| !b.is_ascii_alphanumeric() && *b < 0x80;
    let open = inner.iter().take_while(|b| is_mark(b)).count();
    let close = inner.iter().rev().take_while(|b| is_mark(b)).count();
    let Some(words) = inner.get(open..inner.len() - close.min(inner.len() - open)) else { return false };
    let is_plain = words.iter().all(|b| b.is_ascii_alphabetic() || *b == b' ' || *b >= 0x80);
    let mut each = words.split(|b| *b == b' ').filter(|word| !word.is_empty());
    let first = each.clone().next().unwrap_or_default();
    let count = each.clone().count();
    // `${a b}` is an expression of no language at all.
    let least = if inner.starts_with(b"${") { 2 } else { 3 };
    is_plain && count >= least && !LOOKUP_COMMANDS.contains(first) && !each.any(names_a_secret)
}

/// What stands inside of a group that is closed by one or two marks.
pub(super) fn inside(group: &[u8]) -> &[u8] {
    // Python's: %(name)s
    let group = group.strip_suffix(b")s").unwrap_or(group);
    let ends = group.iter().rev().take_while(|b| matches!(b, b'}' | b']' | b')' | b'>' | b'%')).count().min(2);
    group.get(..group.len() - ends).unwrap_or(group)
}

/// Whether the first word in `group` may be a name: a digit begins none, but for the numbers of a shell's arguments.
pub(super) fn begins_with_name(group: &[u8]) -> bool {
    let word = group.iter().skip_while(|b| !b.is_ascii_alphanumeric() && **b != b'_');
    let word: Vec<u8> = word.take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').copied().collect();
    !word.first().is_some_and(u8::is_ascii_digit) || word.iter().all(u8::is_ascii_digit)
}

/// Whether a group has hardly room for a name: `${1#*=}`, `${2:-}`.
pub(super) fn is_short(group: &[u8]) -> bool {
    (1..=3).contains(&group.iter().filter(|b| b.is_ascii_alphanumeric()).count())
}
