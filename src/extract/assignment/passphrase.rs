//! Passphrases of commands: `openssl enc -pass pass:x`, `htpasswd -b file user x`, and PostgreSQL's command that prints
//! its key's passphrase: `ssl_passphrase_command = 'echo x'`.

use super::key::Key;
use super::value::Value;
use crate::extract::syntax::literal::string_at;
use crate::extract::syntax::shell_word::shell_word;
use crate::extract::syntax::unquoted;
use crate::extract::{Context, Dialect, quote_around, skip_blanks};
use crate::text::Span;

/// The passphrase at `key`, if it has one of these forms.
pub(crate) fn value_of<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let text = cx.text;
    let name = key.span.of(text);
    match name {
        b"pass" if text.get(key.end) == Some(&b':') => of_openssl(cx, key),
        b"htpasswd" => of_htpasswd(cx, key),
        _ if is_command(cx, key) => of_command(cx, key),
        _ => None,
    }
}

/// True if the value of `key` is a command and not a passphrase.
pub(crate) fn is_command(cx: &Context<'_>, key: &Key) -> bool {
    key.span.of(cx.text).ends_with(b"passphrase_command")
}

/// `-pass pass:x`, `-passin pass:x`, `-passout pass:x`.
fn of_openssl<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let head = key.head(cx.text);
    let before = head.trim_ascii_end();
    let before = before.strip_suffix(b"\",").or(before.strip_suffix(b"',")).unwrap_or(before);
    let is_option = [b"-pass".as_slice(), b"-passin", b"-passout"].iter().any(|option| before.ends_with(option))
        || head.strip_suffix(b"\"").or(head.strip_suffix(b"'")).is_some_and(|head| {
            let head = head.trim_ascii_end();
            let head = head.strip_suffix(b",").unwrap_or(head).trim_ascii_end();
            let head = head.strip_suffix(b"\"").or(head.strip_suffix(b"'")).unwrap_or(head);
            [b"-pass".as_slice(), b"-passin", b"-passout"].iter().any(|option| head.ends_with(option))
        });
    let quote = quote_around(cx.text, key.span.start);
    is_option.then(|| shell_word(cx.text, key.end + 1, quote)).flatten().map(Value::bare)
}

/// `htpasswd -b[options] file user x`; no file with `-n`, which prints the entry.
fn of_htpasswd<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let text = cx.text;
    let quote = quote_around(text, key.span.start);
    let end = unquoted::line_end(text, key.end);
    let mut at = skip_blanks(text, key.end);
    let (mut takes, mut shows) = (false, false);
    let mut words = 0;
    while at < end {
        let word = shell_word(text, at, quote)?;
        let after = word.span.end
            + usize::from(
                matches!(text.get(word.span.end), Some(b'"' | b'\'')) && Some(*text.get(word.span.end)?) != quote,
            );
        let options = word.value.strip_prefix(b"-").filter(|options| options.iter().all(u8::is_ascii_alphanumeric));
        match options {
            Some(options) if words == 0 => {
                takes |= options.contains(&b'b');
                shows |= options.contains(&b'n');
                // bcrypt's cost is a separate word.
                if options.ends_with(b"C") {
                    let cost = shell_word(text, skip_blanks(text, after), quote)?;
                    at = skip_blanks(text, cost.span.end);
                    continue;
                }
            }
            _ => {
                words += 1;
                if words == if shows { 2 } else { 3 } {
                    return takes.then(|| Value::bare(word));
                }
            }
        }
        at = skip_blanks(text, after.max(at + 1));
    }
    None
}

/// The output of `echo` or `printf` in the command: `ssl_passphrase_command = 'echo x'`.
fn of_command<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let text = cx.text;
    let mut at = skip_blanks(text, key.end);
    at = skip_blanks(text, at + usize::from(matches!(text.get(at), Some(b'=' | b':'))));
    let (start, end) = match string_at(text, at, Dialect::Code) {
        Some(literal) => (literal.content.span.start, literal.content.span.end),
        None => (at, unquoted::line_end(text, at)),
    };
    let command = text.get(start..end)?;
    let verb = [b"echo ".as_slice(), b"printf "].iter().find_map(|verb| {
        let found = memchr::memmem::find(command, verb)?;
        let begins = found == 0 || matches!(command.get(found - 1), Some(b'/' | b'"' | b'\'' | b' '));
        begins.then_some(found + verb.len())
    })?;
    let mut at = skip_blanks(text, start + verb);
    let quote = quote_around(text, start);
    for _ in 0..3 {
        let word = shell_word(text, at, quote.filter(|quote| text.get(at) != Some(quote)))?;
        if !matches!(word.value.as_ref(), b"-n" | b"-e" | b"%s" | b"%s\\n") {
            let span = Span::new(word.span.start, word.span.end.min(end));
            return (!span.is_empty()).then_some(Value::bare(word));
        }
        at = skip_blanks(text, word.span.end + usize::from(matches!(text.get(word.span.end), Some(b'"' | b'\''))));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::assignment::key;

    #[test]
    fn passphrases_of_commands_are_read() {
        for (text, word, value) in [
            ("openssl enc -pass pass:ab -in x", "pass:", Some("ab")),
            ("openssl genrsa -passout pass:ab", "pass:", Some("ab")),
            ("openssl enc -pass env:PW", "pass", None),
            ("see bypass pass:ab", "pass:", None),
            ("htpasswd -bc users app ab", "htpasswd", Some("ab")),
            ("htpasswd -nbB app ab", "htpasswd", Some("ab")),
            ("htpasswd -b -C 12 users app ab", "htpasswd", Some("ab")),
            ("htpasswd -c users app", "htpasswd", None),
            ("ssl_passphrase_command = 'echo ab'", "ssl_passphrase_command", Some("ab")),
            ("ssl_passphrase_command = '/bin/echo \"ab\"'", "ssl_passphrase_command", Some("ab")),
            ("ssl_passphrase_command = 'cat /run/pw'", "ssl_passphrase_command", None),
        ] {
            let cx = Context::new(text.as_bytes(), b"a.sh");
            let at = text.rfind(word).unwrap();
            let key = key::containing(cx.text, Span::new(at, at + 4)).unwrap();
            let read = value_of(&cx, &key).map(|value| String::from_utf8_lossy(&value.part.value).into_owned());
            assert_eq!(read.as_deref(), value, "{text}");
        }
    }
}
