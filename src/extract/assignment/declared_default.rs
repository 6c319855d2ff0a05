//! Defaults in a declaration: of Terraform's variables, CloudFormation's parameters, and the fields of Go's structures.

use super::key::Key;
use super::value_below;
use crate::extract::reach::Look;
use crate::extract::syntax::literal::string_at;
use crate::extract::syntax::unquoted;
use crate::extract::{Dialect, line_end, raw_part, skip_blanks, whole_line};
use crate::pg::Part;
use crate::text::Span;

/// Longest line of a struct field whose tag is read for a variable in it, in bytes.
const LONGEST_FIELD: usize = 512;

/// The default in a Go field's tag, for the field's name and for the variable's: `Password string `env:"DB_PASSWORD"
/// envDefault:"x"``.
pub(super) fn default_of_tag<'h>(text: &'h [u8], key: &Key) -> Option<(Part<'h>, bool)> {
    let line = key.line(text);
    let line = whole_line(text, line.start);
    // The field's name is read once for a line, however long its tag is.
    let leads = text.get(line.start..key.span.start)?.iter().all(u8::is_ascii_whitespace);
    if !leads && line.len() > LONGEST_FIELD {
        return None;
    }
    let look = Look::ahead(text, line.start);
    let bytes = text.get(line.start..line.end.min(look.end))?;
    look.read_to(line.start + bytes.len());
    let (open, close) = (memchr::memchr(b'`', bytes)?, memchr::memrchr(b'`', bytes)?);
    let within = key.span.start > line.start + open && key.span.end < line.start + close;
    if !leads && !within {
        return None;
    }
    let tag = bytes.get(open + 1..close)?;
    // go-envconfig's: `env:"DB_PASSWORD,default=x"`
    if let Some(at) = memchr::memmem::find(tag, b",default=") {
        let start = line.start + open + 1 + at + 9;
        let end = start + memchr::memchr(b'"', tag.get(at + 9..)?)?;
        return (end > start).then(|| (raw_part(text, Span::new(start, end)), true));
    }
    let mark = memchr::memmem::find(tag, b"efault:\"").filter(|at| {
        let name = tag.get(..*at).unwrap_or_default();
        matches!(name, [.., b' ' | b'v', b'd' | b'D'] | [b'd'])
    })?;
    let literal = string_at(text, line.start + open + 1 + mark + 7, Dialect::Code)?;
    (!literal.content.span.is_empty()).then_some((literal.content, true))
}

/// Maximum number of lines between a declaration and its default: modules describe and validate theirs first.
const LINES: usize = 64;

/// The default in a declaration's block: Terraform's `variable "db_password" { default = "x" }`, CloudFormation's and
/// JSON Schema's `DBPassword:` with `Default: x` below it; a Compose secret and a Terraform file have a `content`.
pub(super) fn default_of_block<'h>(
    text: &'h [u8],
    key: &Key,
    dialect: Dialect,
    values: &[&[u8]],
) -> Option<(Part<'h>, bool)> {
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
    if text.get(at) == Some(&b'{')
        && let Some(found) = member_of_line(text, Span::new(at + 1, line_end(text, at)), dialect, values)
    {
        return Some(found);
    }
    let own = key.line(text);
    let indent = |line: Span| line.of(text).iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let mut line = Span::new(own.start, line_end(text, at));
    let (mut looked, mut child) = (0, None);
    let look = Look::ahead(text, at);
    // Blank lines and comments do not count.
    while looked < LINES && line.end < look.end {
        let next = line.end + 1 + usize::from(text.get(line.end) == Some(&b'\r'));
        if next >= text.len() {
            return None;
        }
        line = Span::new(next, line_end(text, next).max(next));
        let content = line.of(text).trim_ascii();
        if content.is_empty() || content.starts_with(b"#") {
            continue;
        }
        looked += 1;
        if indent(line) <= indent(own) {
            return None;
        }
        // A line that is indented deeper than the first belongs to another key.
        if indent(line) > *child.get_or_insert(indent(line)) {
            continue;
        }
        let start = line.start + indent(line);
        let quoted = usize::from(matches!(text.get(start), Some(b'"')));
        let word = text.get(start + quoted..start + quoted + 7)?;
        let is_content = word == b"content" && dialect != Dialect::Json;
        let len = if word.eq_ignore_ascii_case(b"default") || is_content {
            7
        } else if matches!(dialect, Dialect::Hcl | Dialect::Yaml | Dialect::Json)
            && word.starts_with(b"value")
            && word.get(5).is_some_and(|b| matches!(b, b' ' | b':' | b'=' | b'"'))
        {
            5
        } else {
            continue;
        };
        // ARM templates: "defaultValue": "x"
        let more = text.get(start + quoted + len..start + quoted + len + 5);
        let len = if len == 7 && !is_content && more.is_some_and(|word| word.eq_ignore_ascii_case(b"value")) {
            12
        } else {
            len
        };
        let after = skip_blanks(text, start + quoted + len + quoted);
        if !matches!(text.get(after), Some(b':' | b'=')) {
            continue;
        }
        let value = skip_blanks(text, after + 1);
        return match string_at(text, value, dialect) {
            Some(literal) => Some((literal.content, true)),
            None if dialect == Dialect::Yaml && matches!(text.get(value), Some(b'|' | b'>')) => {
                value_below::block_scalar(text, value).map(|part| (part, false))
            }
            None if dialect == Dialect::Yaml => {
                unquoted::value_at(text, value, start, dialect).map(|part| (part, false))
            }
            None => None,
        };
    }
    look.read_to(line.end);
    None
}

/// The member called `default` or `value` of a single-line object, up to the object's end. Other members are skipped,
/// literal by literal.
pub(super) fn member_of_line<'h>(
    text: &'h [u8],
    inside: Span,
    dialect: Dialect,
    values: &[&[u8]],
) -> Option<(Part<'h>, bool)> {
    let look = Look::ahead(text, inside.start);
    let end = inside.end.min(look.end);
    let mut at = inside.start;
    let mut depth = 0_usize;
    let mut found = None;
    while at < end {
        let rest = text.get(at..end)?;
        let len = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        if len == 0 {
            match rest.first() {
                Some(b'{' | b'[') => depth += 1,
                Some(b'}' | b']') if depth == 0 => break,
                Some(b'}' | b']') => depth -= 1,
                _ => {}
            }
            at += 1;
            continue;
        }
        let word = rest.get(..len)?.to_ascii_lowercase();
        at += len;
        let mut after = at + usize::from(matches!(text.get(at), Some(b'"' | b'\'')));
        after = skip_blanks(text, after);
        if !matches!(text.get(after), Some(b':' | b'=')) {
            continue;
        }
        let literal = string_at(text, skip_blanks(text, after + 1), dialect);
        if values.contains(&word.as_slice()) {
            found = match literal {
                Some(literal) => Some((literal.content, true)),
                // A plain scalar in a flow mapping of YAML.
                None if dialect == Dialect::Yaml => {
                    unquoted::value_at(text, skip_blanks(text, after + 1), after, dialect).map(|part| (part, false))
                }
                None => None,
            };
            break;
        }
        at = literal.map_or(at, |literal| literal.end);
    }
    look.ended_at(at);
    found
}
