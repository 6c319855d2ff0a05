//! Output of a shell into a file or program that takes a password: `echo x > /run/secrets/pg_password`, `printf '%s'
//! 'x' | passwd --stdin app`, `initdb --pwfile=<(echo x)`.

use super::heredoc;
use super::key::Key;
use super::value::Value;
use crate::extract::reach::Back;
use crate::extract::syntax::placeholder::placeholder_at;
use crate::extract::syntax::{shell_word, unquoted};
use crate::extract::{Context, Dialect, line_end, open_quote, raw_part, skip_blanks};
use crate::text::Span;

/// Maximum number of words of a printed phrase.
const MOST_WORDS: usize = 12;

/// How many bytes of the path before its key are read.
const LONGEST: usize = 512;

/// The word that is written to the destination that `key` names: the last component of a path that is redirected to or
/// passed to `tee`, an option that reads the password from standard input, or a process substitution.
pub(crate) fn value_of<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let text = cx.text;
    if !matches!(cx.dialect(), Dialect::Shell | Dialect::Docker | Dialect::Yaml | Dialect::Prose) {
        return None;
    }
    if let Some(value) = read_into(cx, key).or_else(|| filled_in(cx, key)) {
        return Some(value);
    }
    if is_process_file(text, key) {
        return printed_word(cx, Span::new(key.end + 3, line_end(text, key.end)));
    }
    let reads = reads_standard_input(text, key);
    if !reads && !is_target(text, key) {
        return None;
    }
    // cat > /run/secrets/pg_password <<EOF
    let rest = text.get(key.end..line_end(text, key.end))?;
    if !reads && let Some(mark) = memchr::memmem::find(rest, b"<<").filter(|mark| rest.get(mark + 2) != Some(&b'<')) {
        return heredoc::value_at(cx, key.end + mark);
    }
    let line = key.line(text);
    let back = Back::along(text, key.span.start);
    let from = back.start;
    back.read_from(from);
    let head = text.get(from..key.span.start)?;
    let end = match memchr::memrchr2(b'>', b'|', head) {
        Some(end) => end,
        None => return reads.then(|| here_string(cx, key, line)).flatten(),
    };
    let appends = usize::from(end.checked_sub(1).and_then(|i| head.get(i)) == Some(&b'>'));
    printed_word(cx, Span::new(from, from + end - appends))
}

/// The value that `read` or `printf -v` stores in the variable: `read -r PGPASSWORD <<< 'x'`.
fn read_into<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let text = cx.text;
    let head = key.head(text).trim_ascii_end();
    let word = head
        .rsplit(|b| matches!(b, b' ' | b'\t'))
        .find(|word| !word.is_empty() && !matches!(word.first(), Some(b'-' | b'"' | b'\'' | b'$')));
    let at = skip_blanks(text, key.end);
    match word? {
        b"read" => {
            let rest = text.get(at..unquoted::line_end(text, at))?;
            let mark = memchr::memmem::find(rest, b"<<")?;
            match rest.get(mark..)?.strip_prefix(b"<<<") {
                Some(_) => shell_word::shell_word(text, skip_blanks(text, at + mark + 3), None).map(Value::bare),
                None => heredoc::value_at(cx, at + mark),
            }
        }
        b"printf" if head.ends_with(b" -v") => {
            let format = shell_word::shell_word(text, at, None)?;
            let quote = usize::from(matches!(text.get(format.span.end), Some(b'"' | b'\'')));
            let value = shell_word::shell_word(text, skip_blanks(text, format.span.end + quote), None);
            Some(Value::bare(value.unwrap_or(format)))
        }
        _ => None,
    }
}

/// The argument of `printf` for the key's place in the format: `printf 'DB_PASSWORD=%s\n' 'x'`.
fn filled_in<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let text = cx.text;
    // Tested first: for most keys no line needs to be examined.
    text.get(key.end..key.end + 2).filter(|behind| behind == b"=%")?;
    let placeholder = placeholder_at(text, key.end + 1)?;
    let head = key.head(text);
    let command = head.get(memchr::memmem::rfind(head, b"printf ")? + 7..)?;
    let format = command.trim_ascii_start();
    let format = format.strip_prefix(b"-- ").unwrap_or(format);
    let (quote, before) = format.split_first().filter(|(quote, _)| matches!(quote, b'"' | b'\''))?;
    if before.contains(quote) {
        return None;
    }
    let place = placeholder.number(text, key.span.start - before.len())?;
    let from = placeholder.span.end;
    let mut at = from + memchr::memchr(*quote, text.get(from..line_end(text, from))?)? + 1;
    for _ in 0..place.min(MOST_WORDS) {
        let word = shell_word::shell_word(text, skip_blanks(text, at), None)?;
        at = word.span.end + usize::from(matches!(text.get(word.span.end), Some(b'"' | b'\'')));
    }
    shell_word::shell_word(text, skip_blanks(text, at), None).map(Value::bare)
}

/// True if the key ends a path that is redirected to or passed to `tee`. Evaluated for every key, so it reads little.
fn is_target(text: &[u8], key: &Key) -> bool {
    // The path is in a variable: `echo x >> $PWD`
    if matches!(text.get(key.span.start.saturating_sub(1)), Some(b'$' | b'{')) || key.span.of(text).starts_with(b"$") {
        return false;
    }
    let is_end = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b';');
    if !text.get(key.end).is_none_or(is_end) {
        return false;
    }
    let head = text.get(key.span.start.saturating_sub(LONGEST)..key.span.start).unwrap_or_default();
    let path = head.iter().rev().take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'>' | b'|')).count();
    let path = key.span.start - path;
    let before = text.get(..path).unwrap_or_default();
    let blanks = before.iter().rev().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let before = before.get(..before.len() - blanks).unwrap_or_default();
    before.ends_with(b">") || before.ends_with(b"tee") || before.ends_with(b"tee -a")
}

/// The key without the extension of the file that it names.
pub(crate) fn stem(name: &[u8]) -> &[u8] {
    name.strip_suffix(b".txt").unwrap_or(name)
}

/// `--pwfile=<(`.
fn is_process_file(text: &[u8], key: &Key) -> bool {
    key.span.of(text) == b"--pwfile" && text.get(key.end..key.end + 3) == Some(b"=<(")
}

/// `passwd --stdin app`, `docker login --password-stdin`.
fn reads_standard_input(text: &[u8], key: &Key) -> bool {
    let rest = text.get(key.end..).unwrap_or_default();
    match key.span.of(text) {
        b"passwd" => rest.starts_with(b" ") && rest.trim_ascii_start().starts_with(b"--stdin"),
        name => name == b"--password-stdin" || key.head(text).ends_with(b"vercel env add "),
    }
}

/// `passwd --stdin app <<< "x"`.
fn here_string<'h>(cx: &Context<'h>, key: &Key, line: Span) -> Option<Value<'h>> {
    let rest = cx.text.get(key.end..line.end)?;
    let mark = memchr::memmem::find(rest, b"<<<")?;
    shell_word::shell_word(cx.text, skip_blanks(cx.text, key.end + mark + 3), None).map(Value::bare)
}

/// The single word that `echo` or `printf` prints in a command; with a format, the last one.
fn printed_word<'h>(cx: &Context<'h>, command: Span) -> Option<Value<'h>> {
    let said = command.of(cx.text);
    let (verb, at) = [b"echo ".as_slice(), b"printf "]
        .iter()
        .filter_map(|verb| memchr::memmem::rfind(said, verb).map(|at| (*verb, at)))
        .max_by_key(|(_, at)| *at)?;
    let begins = at.checked_sub(1).and_then(|i| said.get(i));
    if !begins.is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'(' | b';' | b'&' | b'"' | b'\'' | b'`' | b'@')) {
        return None;
    }
    let mut at = command.start + at + verb.len();
    let mut last = None;
    // The command is within a literal of another language.
    let quote = open_quote(cx.text, command.start + said.len());
    for _ in 0..4 {
        at = skip_blanks(cx.text, at);
        if at >= command.end {
            break;
        }
        let Some(word) = shell_word::shell_word(cx.text, at, quote) else { break };
        let raw_end = word.span.end + usize::from(matches!(cx.text.get(word.span.end), Some(b'"' | b'\'')));
        at = raw_end.max(at + 1);
        let is_option = matches!(word.value.as_ref(), b"-n" | b"-e" | b"-ne" | b"-en" | b"-E" | b"--");
        let is_format = verb == b"printf " && word.value.starts_with(b"%s");
        if is_option || is_format {
            continue;
        }
        // A sentence is not a password.
        if last.replace(word).is_some() {
            return None;
        }
    }
    last.map(without_line_end)
        .filter(|word| !word.value.contains(&b' ') && !word.value.contains(&b':'))
        .map(Value::bare)
}

/// The literal that a command substitution at `at` prints: `$(echo 'x')`, `"$(printf '%s' x)"`, or the one that it
/// prints if another command fails: `$(cat pw || echo x)`.
pub(crate) fn substituted<'h>(cx: &Context<'h>, at: usize) -> Option<Value<'h>> {
    let text = cx.text;
    if !matches!(cx.dialect(), Dialect::Shell | Dialect::Docker | Dialect::Yaml | Dialect::Prose) {
        return None;
    }
    let at = at + usize::from(text.get(at) == Some(&b'"'));
    let open = match text.get(at..at + 2)? {
        b"$(" => at + 2,
        [b'`', _] => at + 1,
        _ => return None,
    };
    let command = text.get(open..line_end(text, open))?;
    let verb = [b"echo ".as_slice(), b"printf "].into_iter().find_map(|verb| {
        let leads = command.trim_ascii_start().starts_with(verb);
        let lead = leads.then(|| command.len() - command.trim_ascii_start().len());
        let other = || memchr::memmem::find(command, &[b"|| ", verb].concat()).map(|at| at + 3);
        Some((verb, lead.or_else(other)? + verb.len()))
    });
    let (verb, said) = verb?;
    let mut at = skip_blanks(text, open + said);
    let (mut first, mut last): (Option<crate::pg::Part<'h>>, Option<crate::pg::Part<'h>>) = (None, None);
    let mut is_filled_in = false;
    for _ in 0..MOST_WORDS {
        if matches!(text.get(at)?, b')' | b'`' | b'|') {
            break;
        }
        let word = shell_word::shell_word(text, at, None)?;
        is_filled_in |= word.value.starts_with(b"$");
        let raw_end = word.span.end + usize::from(matches!(text.get(word.span.end), Some(b'"' | b'\'')));
        at = skip_blanks(text, raw_end.max(at + 1));
        let is_option = matches!(word.value.as_ref(), b"-n" | b"-e" | b"-ne" | b"-en" | b"-E" | b"--");
        let is_format = verb == b"printf " && word.value.starts_with(b"%s");
        if is_option || is_format {
            continue;
        }
        match first {
            None => first = Some(without_line_end(word)),
            Some(_) => last = Some(word),
        }
    }
    let ends = matches!(text.get(at)?, b')' | b'`' | b'|');
    // Variables in a row are no phrase.
    let first = first.filter(|_| ends && !(is_filled_in && last.is_some()))?;
    Some(Value::bare(match last {
        Some(last) => raw_part(text, Span::new(first.span.start, last.span.end)),
        None => first,
    }))
}

/// printf's `'x\n'` without the line end.
fn without_line_end(word: crate::pg::Part<'_>) -> crate::pg::Part<'_> {
    match word.value.as_ref() {
        [value @ .., b'\\', b'n'] if word.value.len() == word.span.len() => {
            let span = Span::new(word.span.start, word.span.end - 2);
            crate::text::Located::new(value.to_vec().into(), span)
        }
        _ => word,
    }
}
