//! The content of template groups: `x` in `{{ x }}`, `${x}` and `<%= x %>`.

use crate::detect::randomness::looks_random;
use crate::detect::reading::{names_a_secret, reads_as_expression};
use crate::rules::words::LOOKUP_COMMANDS;

/// True if the content of a group is an expression: it has a name, or the dot that stands for the current value, and the literals
/// in it read as names.
pub(super) fn is_expression(inner: &[u8]) -> bool {
    // A value of a Helm chart, with any filters: {{ .Values.token | default "" | b64enc }}
    let of_a_chart = inner.trim_ascii_start().strip_prefix(b"{").unwrap_or(inner).trim_ascii_start();
    let of_a_chart = of_a_chart.strip_prefix(b"-").unwrap_or(of_a_chart).trim_ascii_start();
    if [b".Values.".as_slice(), b"$.Values.", b".Release."].iter().any(|start| of_a_chart.starts_with(start)) {
        return true;
    }
    // Ansible's plugins, whatever variables their arguments are put together from
    if [b"lookup(".as_slice(), b"query("].iter().any(|call| of_a_chart.starts_with(call)) && of_a_chart.contains(&b')')
    {
        return true;
    }
    // What these functions of Helm's templates find by its name, which may be any: {{ get $secrets "shop" | quote }}
    const FINDERS: [&[u8]; 4] = [b"get $", b"index $", b"index .", b"lookup \"v1\" \"Secret\" "];
    if FINDERS.iter().any(|start| of_a_chart.starts_with(start)) {
        return true;
    }
    let (mut has_name, mut literals, mut rest) = (false, Vec::new(), inner);
    // What a provider is asked for: `${aws-sm:prod/db:password}`. In other expressions blanks stand beside a colon.
    let provider = inner.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')).count();
    if let Some([b':', asked @ ..]) = inner.get(provider..)
        && !asked.starts_with(b" ")
    {
        return provider > 0 && (reads_as_expression(asked) || !asked.iter().any(u8::is_ascii_alphabetic));
    }
    while let Some(open) = rest.iter().position(|b| matches!(b, b'"' | b'\'' | b'`')) {
        let (outside, literal) = rest.split_at(open);
        has_name |= outside.iter().any(is_of_name);
        let content = literal.get(1..).unwrap_or_default();
        let length = content.iter().position(|b| Some(b) == literal.first()).unwrap_or(content.len());
        literals.extend_from_slice(content.get(..length).unwrap_or_default());
        literals.push(b' ');
        rest = content.get(length + 1..).unwrap_or_default();
    }
    has_name |= rest.iter().any(is_of_name);
    has_name && (!literals.iter().any(u8::is_ascii_alphanumeric) || reads_as_expression(&literals))
}

/// True for a group around a single name that is as random as a password, with digits between its letters.
pub(super) fn is_random(value: &[u8]) -> bool {
    let marks = [("${", "}"), ("{{", "}}"), ("#{", "}"), ("<%", "%>")];
    let inner = marks.iter().find_map(|(open, close)| {
        value.strip_prefix(open.as_bytes()).and_then(|rest| rest.strip_suffix(close.as_bytes()))
    });
    let is_between =
        |pair: &[u8]| matches!(pair, [digit, letter] if digit.is_ascii_digit() && letter.is_ascii_alphabetic());
    inner.map(<[u8]>::trim_ascii).is_some_and(|name| {
        name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
            && name.windows(2).filter(|pair| is_between(pair)).count() > 1
            && looks_random(name)
    })
}

/// A byte that only names have, and the dot of Go's templates.
fn is_of_name(b: &u8) -> bool {
    b.is_ascii_alphabetic() || matches!(b, b'_' | b'.') || *b >= 0x80
}

/// True if a group contains only words separated by blanks. No language has an expression of two adjacent names, except
/// for the arguments of a command or of a template helper, one of which then names the subject.
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
    // `${a b}` is no expression in any language.
    let least = if inner.starts_with(b"${") { 2 } else { 3 };
    is_plain && count >= least && !LOOKUP_COMMANDS.contains(first) && !each.any(names_a_secret)
}

/// The content of a group that ends with one or two closing marks.
pub(super) fn inside(group: &[u8]) -> &[u8] {
    // Python: %(name)s
    let group = group.strip_suffix(b")s").unwrap_or(group);
    let ends = group.iter().rev().take_while(|b| matches!(b, b'}' | b']' | b')' | b'>' | b'%')).count().min(2);
    group.get(..group.len() - ends).unwrap_or(group)
}

/// True if the first word in `group` may be a name: names do not begin with a digit, except for a shell's positional
/// parameters.
pub(super) fn begins_with_name(group: &[u8]) -> bool {
    let word = group.iter().skip_while(|b| !b.is_ascii_alphanumeric() && **b != b'_');
    let word: Vec<u8> = word.take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').copied().collect();
    !word.first().is_some_and(u8::is_ascii_digit) || word.iter().all(u8::is_ascii_digit)
}

/// True if a group is hardly long enough for a name: `${1#*=}`, `${2:-}`.
pub(super) fn is_short(group: &[u8]) -> bool {
    (1..=3).contains(&group.iter().filter(|b| b.is_ascii_alphanumeric()).count())
}
