//! The default behind a look-up that takes more than the name: `ENV.fetch("X", nil) || "x"`, `config.get("X", {infer: true})
//! ?? "x"`, kingpin's `Flag("x", "help").Default("x")`; and the last operand of a choice around one: `cmp.Or(os.Getenv("X"),
//! "x")`.

use super::call::CHOICES;
use super::key::Key;
use super::value::{Value, fallbacks, quoted_at};
use crate::extract::reach::Look;
use crate::extract::syntax::part::end_of_part;
use crate::extract::{Context, skip_space};

/// Methods of a declared option that take its default.
const DEFAULTS: &[&[u8]] = &[b".Default(", b".default(", b".defaultValue(", b".withDefault(", b".WithDefault("];

/// The default behind the call in which `key` stands, whose second argument is at `at`.
pub(super) fn default_of<'h>(cx: &Context<'h>, key: &Key, at: usize) -> Vec<Value<'h>> {
    // Ruby's calls have no brackets: what stands behind the name in `add_index "tokens", "user"` is no end of a call.
    if !is_in_brackets(cx.text, key) {
        return Vec::new();
    }
    let Some(end) = end_of_call(cx, at) else { return Vec::new() };
    let next = skip_space(cx.text, end);
    let rest = cx.text.get(next..).unwrap_or_default();
    if let Some(method) = DEFAULTS.iter().find(|method| rest.starts_with(method)) {
        return quoted_at(cx, skip_space(cx.text, next + method.len())).into_iter().collect();
    }
    let is_alternative = [b"||".as_slice(), b"??", b"?:", b"or "].iter().any(|operator| rest.starts_with(operator));
    if is_alternative { fallbacks(cx, next) } else { Vec::new() }
}

/// True if a round bracket is open before `key`, near enough for a call that looks it up.
fn is_in_brackets(text: &[u8], key: &Key) -> bool {
    const NEAR: usize = 256;
    let head = text.get(key.span.start.saturating_sub(NEAR)..key.span.start).unwrap_or_default();
    let mut closed = 0_usize;
    for b in head.iter().rev() {
        match b {
            b')' => closed += 1,
            b'(' if closed == 0 => return true,
            b'(' => closed -= 1,
            b';' => return false,
            _ => {}
        }
    }
    false
}

/// The offset after the bracket that closes around `at`.
fn end_of_call(cx: &Context<'_>, at: usize) -> Option<usize> {
    let look = Look::ahead(cx.text, at);
    let end = end_of_part(cx, at, look.end, |b| matches!(b, b')' | b']' | b'}' | b';'));
    look.read_to(end.unwrap_or_else(|read| read));
    end.ok().filter(|end| cx.text.get(*end) == Some(&b')')).map(|end| end + 1)
}

/// Whether the call that looks up `key` is an operand of a choice: `cmp.Or(os.Getenv("X"), …)`.
pub(super) fn is_operand_of_choice(text: &[u8], key: &Key) -> bool {
    const LONGEST: usize = 96;
    let end = key.span.start - usize::from(key.quote.is_some());
    let head = text.get(end.saturating_sub(LONGEST)..end).unwrap_or_default();
    let is_part = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':');
    let name = |head: &[u8]| head.iter().rev().take_while(is_part).count();
    let Some(head) = head.strip_suffix(b"(") else { return false };
    let head = head.get(..head.len() - name(head)).unwrap_or_default().trim_ascii_end();
    let Some(head) = head.strip_suffix(b"(") else { return false };
    let outer = head.get(head.len() - name(head)..).unwrap_or_default().to_ascii_lowercase();
    let outer = outer.rsplit(|b| matches!(b, b'.' | b':')).next().unwrap_or_default();
    CHOICES.iter().any(|choice| choice.as_bytes() == outer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::assignment::{key, values_of};
    use crate::text::Span;

    #[test]
    fn a_default_may_stand_behind_its_look_up() {
        for (path, text, value) in [
            ("a.rb", r#"ENV.fetch("DB_PASSWORD", nil) || "lit""#, Some("lit")),
            ("a.rb", r#"credentials.dig(:db, :password) || "lit""#, Some("lit")),
            ("a.ts", r#"config.get<string>("DB_PASSWORD", { infer: true }) || "lit""#, Some("lit")),
            ("a.ts", r#"config.get("DB_PASSWORD", f(")"))"#, None),
            ("a.ts", r#"config.get("DB_PASSWORD", { infer: true }); x || "lit""#, None),
            ("a.go", r#"kingpin.Flag("db-password", "of the role").Default("lit").String()"#, Some("lit")),
            ("a.go", r#"kingpin.Flag("db-password", "of the role").Required().String()"#, None),
            ("a.go", r#"cmp.Or(os.Getenv("DB_PASSWORD"), "lit")"#, Some("lit")),
            ("a.go", r#"f(os.Getenv("DB_PASSWORD"), "lit")"#, None),
            ("a.rb", r#"add_index "passwords", "users", name: f(1) || "lit""#, None),
            ("a.java", r#"Objects.requireNonNullElse(System.getenv("DB_PASSWORD"), "lit")"#, Some("lit")),
        ] {
            let cx = Context::new(text.as_bytes(), path.as_bytes());
            let at = text.to_lowercase().find("password").unwrap();
            let key = key::containing(cx.text, Span::new(at, at + 8)).unwrap();
            let read = values_of(&cx, &key).pop();
            let read = read.map(|value| String::from_utf8_lossy(&value.part.value).into_owned());
            assert_eq!(read.as_deref(), value, "{text}");
        }
    }
}
