//! Values that stand before their key: in an annotation of a field, `#[arg(default_value = "x")] db_password: String`; in a call
//! or a statement that names the key last, `vault.create_secret('x', 'db_password')`, `SET value = 'x' WHERE key =
//! 'db_password'`; Haskell's `fromMaybe "x" <$> lookupEnv "DB_PASSWORD"`, R's `"x" -> db_password`.

use super::key::Key;
use super::value::{Value, quoted_at};
use crate::extract::reach::Back;
use crate::extract::{Construct, Context, Dialect, raw_part, skip_blanks, whole_line};
use crate::text::Span;

/// Longest statement before a key, in bytes.
const NEAR: usize = 512;

/// Lines of annotations above a field.
const LINES: usize = 6;

/// The value before `key`.
pub(crate) fn value_of<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    match cx.dialect() {
        Dialect::Code if key.quote.is_none() => of_annotation(cx, key).or_else(|| of_arrow(cx, key)),
        Dialect::Code => of_look_up(cx, key).or_else(|| of_label(cx, key)),
        Dialect::Sql if key.quote == Some(b'\'') => of_statement(cx, key),
        _ => None,
    }
}

/// The default in the annotations before a declared field, on its line and on the lines above.
fn of_annotation<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let text = cx.text;
    // What a declared field is followed by.
    if !matches!(text.get(key.end), Some(b':' | b';' | b'!' | b'?')) {
        return None;
    }
    let opens = |line: &[u8]| {
        matches!(line.trim_ascii_start(), [b'@', b, ..] if b.is_ascii_alphabetic())
            || line.trim_ascii_start().starts_with(b"#[")
    };
    let own = key.head(text);
    let mut from = key.span.start - own.len();
    let mut found = opens(own).then_some(from);
    for _ in 0..LINES {
        let Some(end) = from.checked_sub(1) else { break };
        let above = whole_line(text, end);
        let line = above.of(text);
        if !(opens(line) || found.is_none() && line.trim_ascii().starts_with(b"///")) {
            break;
        }
        from = above.start;
        found = Some(from);
    }
    let back = Back::down_to(key.span.start, found?);
    let from = back.start;
    back.read_from(from);
    let before = text.get(from..key.span.start)?;
    let at = key.span.start - before.len() + behind_default(before)?;
    // `String::from("x")`, and SQL's quotes in those of code: @ColumnDefault("'x'")
    let at = if text.get(at..)?.starts_with(b"String::from(") { at + 13 } else { at };
    let value = quoted_at(cx, at)?;
    let span = value.part.span;
    let is_closed = text.get(span.end..key.span.start)?.iter().any(|b| matches!(b, b')' | b']'));
    let inner = value.part.value.strip_prefix(b"'").and_then(|inner| inner.strip_suffix(b"'"));
    match inner.filter(|inner| !inner.is_empty() && inner.len() + 2 == span.len()) {
        Some(_) if is_closed => Some(Value::quoted(raw_part(text, Span::new(span.start + 1, span.end - 1)))),
        _ => is_closed.then_some(value),
    }
}

/// The offset in `annotations` of what the last word for a default is given.
fn behind_default(annotations: &[u8]) -> Option<usize> {
    let lower = annotations.to_ascii_lowercase();
    // There it names a function: #[serde(default = "password")]
    if memchr::memmem::find(&lower, b"serde(").is_some() {
        return None;
    }
    let word = memchr::memmem::rfind(&lower, b"default")?;
    let rest = lower.get(word + 7..)?;
    let more = rest.iter().take_while(|b| b.is_ascii_lowercase() || **b == b'_').count();
    matches!(rest.get(..more)?, b"" | b"_value" | b"_value_t" | b"value").then_some(())?;
    let mut at = skip_blanks(&lower, word + 7 + more);
    matches!(lower.get(at)?, b':' | b'=' | b'(').then_some(())?;
    at = skip_blanks(&lower, at + 1);
    Some(at)
}

/// The literal before R's rightward assignment to `key`.
fn of_arrow<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    if !cx.tongue().has(Construct::RawInBrackets) {
        return None;
    }
    let head = key.head(cx.text).trim_ascii_end();
    let literal = head.strip_suffix(b"->>").or_else(|| head.strip_suffix(b"->"))?.trim_ascii();
    let quote = *literal.last().filter(|b| matches!(b, b'"' | b'\''))?;
    let start = key.span.start - key.head(cx.text).trim_ascii_start().len();
    let value = quoted_at(cx, start).filter(|_| literal.first() == Some(&quote))?;
    (value.part.span.len() + 2 == literal.len()).then_some(value)
}

/// The default before a look-up in the environment: `fromMaybe "x" <$> lookupEnv "KEY"`.
fn of_look_up<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let head = key.head(cx.text);
    let start = key.span.start - head.len();
    let before = head.get(..head.len() - 1)?.trim_ascii_end().strip_suffix(b"lookupEnv")?;
    let at = memchr::memmem::rfind(before, b"fromMaybe ")? + 10;
    let value = quoted_at(cx, skip_blanks(cx.text, start + at))?;
    let between = cx.text.get(value.part.span.end + 1..start + before.len())?;
    let is_applied = between.trim_ascii() == b"<$>" || between.trim_ascii() == b".";
    is_applied.then_some(value)
}

/// The literal of a call that names its key behind it: `updateValue("x", forKey: "key")`, `[m setObject:@"x" forKey:@"key"]`.
fn of_label<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    const LABEL: &[u8] = b"forKey:";
    let head = key.head(cx.text);
    let line = key.span.start - head.len();
    let before = head.get(..head.len().checked_sub(1)?)?.trim_ascii_end();
    let before = before.strip_suffix(b"@").unwrap_or(before).trim_ascii_end().strip_suffix(LABEL)?.trim_ascii_end();
    let literal = before.strip_suffix(b",").unwrap_or(before).trim_ascii_end();
    let inner = literal.strip_suffix(b"\"")?;
    let value = quoted_at(cx, line + memchr::memrchr(b'"', inner)?)?;
    (value.part.span.end == line + inner.len()).then_some(value)
}

/// The literal of a statement that names the key behind it: `vault.create_secret('x', 'KEY')`, `SET value = 'x' WHERE key = 'KEY'`.
fn of_statement<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let text = cx.text;
    let end = key.span.start - 1;
    let near = text.get(end.saturating_sub(NEAR)..end)?.to_ascii_lowercase();
    let between = near.trim_ascii_end();
    let (close, is_update) = match (between.strip_suffix(b","), between.strip_suffix(b"=")) {
        (Some(before), _) => (end - near.len() + before.trim_ascii_end().len(), false),
        (None, Some(condition)) => {
            let from_where = memchr::memmem::rfind(condition, b" where ")?;
            let column = condition.get(from_where + 7..)?.trim_ascii();
            column.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'"')).then_some(())?;
            (end - near.len() + condition.get(..from_where)?.trim_ascii_end().len(), true)
        }
        (None, None) => return None,
    };
    let start = start_of_literal(text, close.checked_sub(1)?)?;
    let head = text.get(start.saturating_sub(NEAR)..start)?.to_ascii_lowercase();
    let head = head.trim_ascii_end();
    let is_given = if is_update {
        let assigned = head.strip_suffix(b"=")?;
        let set = memchr::memmem::rfind(assigned, b" set ")?;
        let column = assigned.get(set + b" set ".len()..)?.rsplit(|b| *b == b',').next()?;
        memchr::memmem::find(column, b"val").is_some()
    } else {
        head.ends_with(b"create_secret(")
    };
    quoted_at(cx, start).filter(|_| is_given)
}

/// The quote that opens the literal of SQL that closes at `close`. Quotes in it are doubled.
fn start_of_literal(text: &[u8], close: usize) -> Option<usize> {
    if text.get(close) != Some(&b'\'') {
        return None;
    }
    let back = Back::down_to(close, 0);
    let floor = back.start;
    let mut at = close;
    let open = loop {
        let Some(quote) = memchr::memrchr(b'\'', text.get(floor..at)?).map(|quote| floor + quote) else { break None };
        match quote.checked_sub(1).filter(|before| text.get(*before) == Some(&b'\'')) {
            Some(before) => at = before,
            None => break Some(quote),
        }
    };
    back.read_from(open.unwrap_or(floor));
    open
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::assignment::key;

    #[test]
    fn a_value_may_stand_before_its_key() {
        for (path, text, value) in [
            ("a.ts", "@Column({ default: 'lit' }) password: string;", Some("lit")),
            ("a.ts", "  @Column({ default: 'lit' })\n  password!: string;", Some("lit")),
            ("a.ts", "  @Column({ default: 'lit' })\n  name: string;\n  password: string;", None),
            ("a.ts", "  @Column({ nullable: false }) password: string;", None),
            ("a.ts", "f({ default: 'lit' }, password: x)", None),
            ("A.java", "@ColumnDefault(\"'lit'\") String password;", Some("lit")),
            ("A.java", "@DefaultValue(\"lit\")\n  private String password;", Some("lit")),
            ("a.rs", "    #[arg(long, default_value = \"lit\")]\n    db_password: String,", Some("lit")),
            ("a.rs", "    #[arg(long, default_value_t = String::from(\"lit\"))]\n    password: String,", Some("lit")),
            ("a.rs", "    #[arg(long, default_value = \"lit\")]\n    user: String,\n    password: String,", None),
            ("a.rs", "    #[serde(default = \"lit\")]\n    password: String,", None),
            ("a.hs", "pw <- fromMaybe \"lit\" <$> lookupEnv \"password\"", Some("lit")),
            ("a.hs", "u <- fromMaybe \"lit\" <$> lookupEnv \"u\"; pw <- lookupEnv \"password\"", None),
            ("a.R", "\"lit\" -> db_password", Some("lit")),
            ("a.R", "x$\"lit\" -> db_password", None),
            ("a.sql", "SELECT vault.create_secret('lit', 'db_password');", Some("lit")),
            ("a.sql", "SELECT vault.create_secret(pw, 'db_password');", None),
            ("a.sql", "UPDATE settings SET value = 'lit' WHERE key = 'db_password';", Some("lit")),
            ("a.sql", "UPDATE settings SET label = 'lit' WHERE key = 'db_password';", None),
            ("a.sql", "UPDATE intervals SET label = 'lit' WHERE key = 'db_password';", None),
            ("a.sql", "SELECT x FROM y WHERE value = 'lit' AND key = 'db_password';", None),
        ] {
            let cx = Context::new(text.as_bytes(), path.as_bytes());
            let at = text.find("password").unwrap();
            let key = key::containing(cx.text, Span::new(at, at + 8)).unwrap();
            let read = value_of(&cx, &key).map(|value| String::from_utf8_lossy(&value.part.value).into_owned());
            assert_eq!(read.as_deref(), value, "{text}");
        }
    }
}
