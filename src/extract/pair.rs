//! Names and values that stand in two places: Kubernetes' `- name: X` / `value: y`, .NET's
//! `<add key="X" value="y"/>`, Java's `<property name="X">y</property>`, JSON's `{"name": "X", "value": "y"}`.

use super::key::Key;
use super::literal::string_at;
use super::{Dialect, REACH, bare, below, embedded, line_around, line_head, raw_part, skip_blanks, skip_space};
use crate::pg::Part;
use crate::text::{Located, Span};

/// Words that name a name.
const NAMES: &[&[u8]] =
    &[b"name", b"key", b"parametername", b"parameterkey", b"optionname", b"variable", b"id", b"env", b"envvar"];
/// Words that name a value.
const VALUES: &[&[u8]] =
    &[b"value", b"parametervalue", b"optionvalue", b"default", b"default_value", b"default_value_t", b"defaultvalue"];

/// The value that goes with `key`, when `key` itself is the value of a name.
pub fn value_of<'h>(text: &'h [u8], key: &Key, dialect: Dialect) -> Option<(Part<'h>, bool)> {
    if dialect == Dialect::Xml
        && key.quote.is_none()
        && let Some(found) = tag_or_plist(text, key)
    {
        return Some(found);
    }
    if let Some(found) = default_of_block(text, key, dialect) {
        return Some(found);
    }
    if dialect == Dialect::Code
        && let Some(found) = default_of_tag(text, key)
    {
        return Some(found);
    }
    if !is_value_of_name(text, key) {
        return None;
    }
    if let Some(found) = value_before(text, key, dialect) {
        return Some(found);
    }
    if dialect == Dialect::Yaml
        && let Some(found) = value_above(text, key)
    {
        return Some(found);
    }
    if dialect == Dialect::Xml {
        return xml_value(text, key);
    }
    // The value stands within the next lines (or, in sorted JSON, never before: `name` < `value`).
    let mut at = skip_separators(text, key.end);
    let limit = text.len().min(key.end + REACH);
    for _ in 0..3 {
        let line = line_around(text, at);
        let end = line.end.min(limit);
        let quote = text.get(at).filter(|b| matches!(b, b'"' | b'\'')).is_some();
        let word_start = at + usize::from(quote);
        let len = text.get(word_start..end)?.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        let word = text.get(word_start..word_start + len)?.to_ascii_lowercase();
        let mut next = word_start + len + usize::from(quote);
        next = skip_blanks(text, next);
        let assigns = matches!(text.get(next), Some(b':' | b'='));
        // `{"name": "X", "type": "string", "value": "y"}`: another member stands between them.
        if assigns && !VALUES.contains(&word.as_slice()) && dialect == Dialect::Json {
            let object = Span::new(at, end);
            let close = memchr::memchr2(b'}', b'{', object.of(text)).map_or(end, |close| at + close);
            if let Some(found) = member_of_line(text, Span::new(at, close), dialect) {
                return Some(found);
            }
        }
        if assigns && VALUES.contains(&word.as_slice()) {
            let start = skip_blanks(text, next + 1);
            if let Some(literal) = string_at(text, start, dialect) {
                return Some((literal.content, true));
            }
            if dialect == Dialect::Yaml && matches!(text.get(start), Some(b'|' | b'>')) {
                return below::block_scalar(text, start).map(|part| (part, false));
            }
            if dialect.has_bare_values() || dialect == Dialect::Prose {
                let plain = bare::value_at(text, start, start, Dialect::Yaml)?;
                return Some((plain, false));
            }
            return None;
        }
        if word == b"valuefrom" || len == 0 {
            return None;
        }
        at = skip_separators(text, line.end);
        if at >= limit {
            return None;
        }
    }
    None
}

/// Longest line of a field with a tag, in bytes.
const LONGEST_FIELD: usize = 512;

/// A Go field's tag: `Password string `env:"DB_PASSWORD" envDefault:"x"``, for the field's name and for the variable's.
fn default_of_tag<'h>(text: &'h [u8], key: &Key) -> Option<(Part<'h>, bool)> {
    let line = line_around(text, key.span.start);
    let bytes = Some(line.of(text)).filter(|bytes| bytes.len() <= LONGEST_FIELD)?;
    let (open, close) = (memchr::memchr(b'`', bytes)?, memchr::memrchr(b'`', bytes)?);
    let leads = text.get(line.start..key.span.start)?.iter().all(u8::is_ascii_whitespace);
    let within = key.span.start > line.start + open && key.span.end < line.start + close;
    if !leads && !within {
        return None;
    }
    let tag = bytes.get(open + 1..close)?;
    let mark = memchr::memmem::find(tag, b"efault:\"").filter(|at| {
        let name = tag.get(..*at).unwrap_or_default();
        matches!(name, [.., b' ' | b'v', b'd' | b'D'] | [b'd'])
    })?;
    let literal = string_at(text, line.start + open + 1 + mark + 7, Dialect::Code)?;
    (!literal.content.span.is_empty()).then_some((literal.content, true))
}

/// `- value: y` on the line above `name: X`, in the same item.
fn value_above<'h>(text: &'h [u8], key: &Key) -> Option<(Part<'h>, bool)> {
    let line = line_around(text, key.span.start);
    if line.of(text).trim_ascii_start().starts_with(b"-") {
        return None;
    }
    let above = line_around(text, line.start.checked_sub(1)?);
    let item = above.of(text).trim_ascii_start();
    let start = above.end - item.len();
    let start = if item.starts_with(b"- ") { start + 2 } else { return None };
    let rest = text.get(start..above.end)?.strip_prefix(b"value:")?;
    let at = skip_blanks(text, above.end - rest.len());
    match string_at(text, at, Dialect::Yaml) {
        Some(literal) => Some((literal.content, true)),
        None => bare::value_at(text, at, start, Dialect::Yaml).map(|part| (part, false)),
    }
}

/// A declaration whose block names a default: Terraform's `variable "db_password" { default = "x" }`,
/// CloudFormation's and JSON Schema's `DBPassword:` with `Default: x` below it.
fn default_of_block<'h>(text: &'h [u8], key: &Key, dialect: Dialect) -> Option<(Part<'h>, bool)> {
    let mut at = skip_blanks(text, key.end);
    let opens = match (dialect, text.get(at)?) {
        (Dialect::Hcl, b'{') => true,
        (Dialect::Yaml | Dialect::Json, b':') => {
            at = skip_blanks(text, at + 1);
            matches!(text.get(at), Some(b'\n' | b'\r' | b'{'))
        }
        _ => false,
    };
    if !opens {
        return None;
    }
    let own = line_around(text, key.span.start);
    if text.get(at) == Some(&b'{')
        && let Some(found) = member_of_line(text, Span::new(at + 1, own.end), dialect)
    {
        return Some(found);
    }
    let indent = |line: Span| line.of(text).iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let mut line = own;
    for _ in 0..8 {
        let next = line.end + 1 + usize::from(text.get(line.end) == Some(&b'\r'));
        if next >= text.len() {
            return None;
        }
        line = line_around(text, next);
        let content = line.of(text).trim_ascii();
        if content.is_empty() {
            continue;
        }
        if indent(line) <= indent(own) {
            return None;
        }
        let start = line.start + indent(line);
        let quoted = usize::from(matches!(text.get(start), Some(b'"')));
        let word = text.get(start + quoted..start + quoted + 7)?;
        let len = if word.eq_ignore_ascii_case(b"default") {
            7
        } else if matches!(dialect, Dialect::Hcl | Dialect::Yaml | Dialect::Json)
            && word.starts_with(b"value")
            && word.get(5).is_some_and(|b| matches!(b, b' ' | b':' | b'=' | b'"'))
        {
            5
        } else {
            continue;
        };
        // ARM's templates: "defaultValue": "x"
        let more = text.get(start + quoted + len..start + quoted + len + 5);
        let len = if len == 7 && more.is_some_and(|word| word.eq_ignore_ascii_case(b"value")) { 12 } else { len };
        let after = skip_blanks(text, start + quoted + len + quoted);
        if !matches!(text.get(after), Some(b':' | b'=')) {
            continue;
        }
        let value = skip_blanks(text, after + 1);
        return match string_at(text, value, dialect) {
            Some(literal) => Some((literal.content, true)),
            None if dialect == Dialect::Yaml => bare::value_at(text, value, start, dialect).map(|part| (part, false)),
            None => None,
        };
    }
    None
}

/// The member called `default` or `value` of an object on one line.
fn member_of_line<'h>(text: &'h [u8], inside: Span, dialect: Dialect) -> Option<(Part<'h>, bool)> {
    let mut at = inside.start;
    while at < inside.end {
        let rest = text.get(at..inside.end)?;
        let len = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        if len == 0 {
            at += 1;
            continue;
        }
        let word = rest.get(..len)?.to_ascii_lowercase();
        at += len;
        let mut after = at + usize::from(matches!(text.get(at), Some(b'"' | b'\'')));
        after = skip_blanks(text, after);
        if VALUES.contains(&word.as_slice()) && matches!(text.get(after), Some(b':' | b'=')) {
            let literal = string_at(text, skip_blanks(text, after + 1), dialect)?;
            return Some((literal.content, true));
        }
    }
    None
}

/// `{ "value": "x", "name": "KEY" }`: the value stands before the name, in the same object on the same line.
fn value_before<'h>(text: &'h [u8], key: &Key, dialect: Dialect) -> Option<(Part<'h>, bool)> {
    let line = line_around(text, key.span.start);
    let head = text.get(line.start..key.span.start)?;
    let open = line.start + memchr::memrchr(b'{', head)? + 1;
    member_of_line(text, Span::new(open, key.span.start), dialect)
}

/// Whether a word for a name and an assignment stand right before the key.
fn is_value_of_name(text: &[u8], key: &Key) -> bool {
    let before_quote = key.span.start - usize::from(key.quote.is_some());
    // Asked of every key, so it looks at little first.
    let near = text.get(before_quote.saturating_sub(REACH)..before_quote).unwrap_or_default().trim_ascii_end();
    if !matches!(near.last(), Some(b':' | b'=')) {
        return false;
    }
    let head = line_head(text, before_quote).trim_ascii_end();
    let Some(head) = head.strip_suffix(b":").or_else(|| head.strip_suffix(b"=")) else { return false };
    let head = head.trim_ascii_end();
    let head = head.strip_suffix(b"\"").or_else(|| head.strip_suffix(b"'")).unwrap_or(head);
    let len = head.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let word = head.get(head.len() - len..).unwrap_or_default().to_ascii_lowercase();
    NAMES.contains(&word.as_slice())
}

/// Over the rest of a line: `,`, `\r`, a comment, line ends, and the list marker and blanks of the next line.
fn skip_separators(text: &[u8], at: usize) -> usize {
    let mut i = skip_space(text, at);
    if text.get(i) == Some(&b',') {
        i = skip_space(text, i + 1);
    }
    if text.get(i) == Some(&b'#') {
        i = skip_space(text, bare::line_end(text, i));
    }
    i
}

/// `<password value="x"/>`, and a property list's `<key>password</key><string>x</string>`.
fn tag_or_plist<'h>(text: &'h [u8], key: &Key) -> Option<(Part<'h>, bool)> {
    let rest = text.get(key.end..text.len().min(key.end + REACH))?;
    if let Some(tail) = rest.strip_prefix(b"</key>") {
        let at = key.end + 6 + (tail.len() - tail.trim_ascii_start().len());
        let string = text.get(at..)?.strip_prefix(b"<string>")?;
        let start = text.len() - string.len();
        return element_text(text, start).map(|part| (part, true));
    }
    // Hadoop's: <name>db.password</name><value>x</value>
    if [b"</name>".as_slice(), b"</param-name>", b"</env-entry-name>"].iter().any(|close| rest.starts_with(close)) {
        let close = key.end + memchr::memchr(b'>', rest)? + 1;
        let open = skip_space(text, close);
        let inner = text.get(open..)?;
        let tag = [b"<value>".as_slice(), b"<param-value>", b"<env-entry-value>"]
            .into_iter()
            .find(|tag| inner.starts_with(tag));
        return element_text(text, open + tag?.len()).map(|part| (part, true));
    }
    let opens = key.span.start.checked_sub(1).and_then(|i| text.get(i)) == Some(&b'<');
    if !opens || !rest.starts_with(b" ") {
        return None;
    }
    let tag = rest.get(..memchr::memchr(b'>', rest)?)?;
    attribute_at(text, key.end + find_attribute(tag, b"value")?)
}

/// The quoted value of an attribute. XML has no backslashes, only references.
fn attribute_at(text: &[u8], at: usize) -> Option<(Part<'_>, bool)> {
    let quote = *text.get(at).filter(|b| matches!(b, b'"' | b'\''))?;
    let rest = text.get(at + 1..text.len().min(at + REACH))?;
    let span = Span::new(at + 1, at + 1 + memchr::memchr(quote, rest)?);
    Some((Located::new(embedded::without_entities(span.of(text)), span), true))
}

/// `value="…"` within the same tag, or the element's text.
fn xml_value<'h>(text: &'h [u8], key: &Key) -> Option<(Part<'h>, bool)> {
    let rest = text.get(key.end..text.len().min(key.end + REACH))?;
    let close = memchr::memchr(b'>', rest)?;
    let tag = rest.get(..close)?;
    // The attributes stand in any order.
    let floor = key.span.start.saturating_sub(REACH);
    let open = floor + memchr::memrchr(b'<', text.get(floor..key.span.start)?)?;
    let before = text.get(open..key.span.start)?;
    let value = find_attribute(tag, b"value")
        .map(|at| key.end + at)
        .or_else(|| find_attribute(before, b"value").map(|at| open + at));
    if let Some(start) = value {
        return attribute_at(text, start);
    }
    if tag.ends_with(b"/") {
        return None;
    }
    // `<property name="password"><value>x</value></property>`
    let mut at = key.end + close + 1;
    let inner = skip_space(text, at);
    if text.get(inner..).is_some_and(|rest| rest.starts_with(b"<value>")) {
        at = inner + 7;
    }
    element_text(text, at).map(|part| (part, true))
}

/// The text of the element whose opening tag ends at `at`.
pub fn element_text(text: &[u8], at: usize) -> Option<Part<'_>> {
    const CDATA: &[u8] = b"<![CDATA[";
    let rest = text.get(at..)?;
    if let Some(data) = rest.get(..REACH.min(rest.len())).and_then(|near| near.strip_prefix(CDATA)) {
        let len = memchr::memmem::find(data, b"]]>")?;
        let start = at + CDATA.len();
        return (len > 0).then(|| raw_part(text, Span::new(start, start + len)));
    }
    // However far it is: the next element's own tag ends the search at the latest.
    if let Some(comment) = rest.get(..REACH.min(rest.len())).filter(|near| near.starts_with(b"<!--")) {
        let end = memchr::memmem::find(comment, b"-->")? + 3;
        let next = comment.get(end..)?;
        return (!next.starts_with(b"<!--")).then(|| element_text(text, at + end)).flatten();
    }
    let len = memchr::memchr(b'<', rest)?;
    let inner = rest.get(..len)?;
    if !rest.get(len..)?.starts_with(b"</") {
        return None;
    }
    let trimmed = inner.trim_ascii();
    let start = at + (inner.len() - inner.trim_ascii_start().len());
    let span = Span::new(start, start + trimmed.len());
    (!trimmed.is_empty()).then(|| Located::new(embedded::without_entities(span.of(text)), span))
}

fn find_attribute(tag: &[u8], name: &[u8]) -> Option<usize> {
    let lower = tag.to_ascii_lowercase();
    let at = memchr::memmem::find(&lower, name)?;
    let mut i = skip_space(tag, at + name.len());
    if tag.get(i) != Some(&b'=') {
        return None;
    }
    i = skip_space(tag, i + 1);
    Some(i)
}
