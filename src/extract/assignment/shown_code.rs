//! Code and commands displayed by an HTML page: `<code>password = &quot;x&quot;</code>`, `<pre>PGPASSWORD=x
//! psql</pre>`.

use super::key::Key;
use super::value::Value;
use crate::extract::syntax::{embedded, unquoted};
use crate::extract::{Context, Dialect, Form, skip_blanks};
use crate::rules::words::LOOKUP_COMMANDS;
use crate::text::{Located, Span};

/// Quotes as HTML entities.
const QUOTES: [&[u8]; 5] = [b"&quot;", b"&#34;", b"&#39;", b"&apos;", b"&#x27;"];

/// The value of an SQL statement between quotes that are entities: `<code>ALTER ROLE app PASSWORD &#39;x&#39;</code>`
pub(super) fn statement<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let is_shown = cx.dialect() == Dialect::Xml && cx.text.get(key.end) == Some(&b' ');
    is_shown.then(|| quoted_at(cx, key, skip_blanks(cx.text, key.end))).flatten()
}

/// The value between quotes that are entities, at `at` in the text of an element.
pub(crate) fn quoted_at<'h>(cx: &Context<'h>, key: &Key, at: usize) -> Option<Value<'h>> {
    let is_quoted = cx.text.get(at..).is_some_and(|rest| QUOTES.iter().any(|quote| rest.starts_with(quote)));
    if is_quoted { value_at(cx, key, at, false) } else { None }
}

/// The value at `at` in the text of an element: between quotes that are entities, or the word after a variable's `=`.
pub(crate) fn value_at<'h>(cx: &Context<'h>, key: &Key, at: usize, adjacent: bool) -> Option<Value<'h>> {
    let text = cx.text;
    let head = key.head(text);
    // Within a tag there are attributes.
    if key.quote.is_some() || memchr::memrchr(b'<', head) > memchr::memrchr(b'>', head) {
        return None;
    }
    let rest = text.get(at..unquoted::line_end(text, at))?;
    if let Some(quote) = QUOTES.iter().find(|quote| rest.starts_with(quote)) {
        let length = memchr::memmem::find(rest.get(quote.len()..)?, quote)?;
        return whole(text, Span::new(at + quote.len(), at + quote.len() + length), Form::Quoted);
    }
    let name = key.span.of(text);
    let is_variable = name.contains(&b'_') || name.starts_with(b"PG");
    let shouts = name.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
    if !adjacent || !shouts || !is_variable || rest.starts_with(b"\"") || rest.starts_with(b"'") {
        return None;
    }
    let length = rest.iter().take_while(|b| !b.is_ascii_whitespace() && **b != b'<').count();
    whole(text, Span::new(at, at + length), Form::Prose)
}

/// Commands that a text shows behind the words for a password: how one is made, set, read or asked for.
const COMMANDS: [&[u8]; 44] = [
    b"ansible",
    b"ansible-vault",
    b"apg",
    b"aws",
    b"az",
    b"bundle",
    b"bw",
    b"cargo",
    b"cat",
    b"createuser",
    b"curl",
    b"docker",
    b"echo",
    b"export",
    b"gcloud",
    b"go",
    b"gpg",
    b"helm",
    b"heroku",
    b"htpasswd",
    b"kubectl",
    b"make",
    b"mix",
    b"node",
    b"npm",
    b"npx",
    b"op",
    b"openssl",
    b"pass",
    b"php",
    b"pip",
    b"pnpm",
    b"podman",
    b"printf",
    b"psql",
    b"pwgen",
    b"python",
    b"python3",
    b"rails",
    b"rake",
    b"ssh",
    b"sudo",
    b"vault",
    b"yarn",
];

/// Whether `shown`, which a text sets as code behind `key`, is a command and no value: "Tests pass: `npm test`", "reset the
/// password: `ALTER ROLE app …`". It begins with the name of one, has options, or is made of what a shell and SQL read.
pub(super) fn is_command(cx: &Context<'_>, key: &Key, shown: &[u8]) -> bool {
    const STATEMENTS: [&[u8]; 7] = [b"alter", b"create", b"select", b"set", b"update", b"insert", b"grant"];
    let mut words = shown.split(|b| *b == b' ').filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    let is_verb = key.span.of(cx.text).eq_ignore_ascii_case(b"pass");
    let is_named = || {
        let lower = first.to_ascii_lowercase();
        COMMANDS.contains(&first) || STATEMENTS.contains(&lower.as_slice()) || LOOKUP_COMMANDS.contains(&lower)
    };
    // A request: `DELETE /api/tokens/{id}`
    let is_method = first.len() > 2 && first.iter().all(u8::is_ascii_uppercase);
    if is_method && words.clone().next().is_some_and(|word| word.starts_with(b"/")) {
        return true;
    }
    let is_path = || matches!(first.first(), Some(b'.' | b'/' | b'\\' | b'$' | b'~'));
    shown.contains(&b' ') && (is_verb || is_named() || is_path() || words.any(|word| word.starts_with(b"-")))
}

fn whole(text: &[u8], span: Span, form: Form) -> Option<Value<'_>> {
    let part = Located::new(embedded::without_entities(span.of(text)), span);
    (!span.is_empty()).then_some(Value { form, ..Value::bare(part) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::assignment::key;

    #[test]
    fn code_in_a_page_is_read() {
        for (text, value) in [
            ("<code>DB_PW=&quot;a&amp;b&quot;</code>", Some("a&b")),
            ("<pre>DB_PW=abc psql</pre>", Some("abc")),
            ("<pre>DB_PW=a&lt;b</pre>", Some("a<b")),
            ("<input DB_PW=abc>", None),
            ("<p>db_pw=abc</p>", None),
        ] {
            let cx = Context::new(text.as_bytes(), b"a.html");
            let at = text.to_lowercase().find("db_pw").unwrap();
            let key = key::containing(cx.text, Span::new(at, at + 5)).unwrap();
            let read = value_at(&cx, &key, key.end + 1, true);
            let read = read.map(|value| String::from_utf8_lossy(&value.part.value).into_owned());
            assert_eq!(read.as_deref(), value, "{text}");
        }
    }
}
