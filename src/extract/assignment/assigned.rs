//! Reads the values after an assignment operator, in each family of languages.

use super::expression::{
    closes_inner, escaped_line_end, expression, in_string, prose, prose_in_literal, with_alternatives, within_string,
};
use super::key::Key;
use super::key_position::{leads_line, precedes_command};
use super::no_assignment::{heads_statement, is_address_of_sed, is_alias, is_case, is_pattern, is_prompt};
use super::type_annotation::over_type_annotation;
use super::value::{Value, quoted_at};
use super::{
    command_argument, heredoc, leading, listed_parts, make_value, shell_output, shown_code, value_below, yaml_alias,
};
use crate::extract::syntax::shell_word::{own_word, shell_word, word_to_blank};
use crate::extract::syntax::{literal, unquoted};
use crate::extract::{
    Construct, Context, Dialect, Given, comment, line_end, open_literal, quote_around_both, quote_over, raw_part,
    skip_blanks, skip_space,
};
use crate::pg::Part;
use crate::text::Span;

/// The values after an assignment operator.
pub(super) fn assigned<'h>(cx: &Context<'h>, key: &Key, at: usize, adjacent: bool, colon: bool) -> Vec<Value<'h>> {
    let text = cx.text;
    if key.is_doubled(text) {
        return literal::in_doubled_quotes(text, at).map(Value::quoted).into_iter().collect();
    }
    // Python's `password: "SecretStr" = "x"`: the first string is a type.
    let is_quoted_type = colon && cx.dialect() == Dialect::Code && matches!(text.get(at), Some(b'"' | b'\''));
    let at = if is_quoted_type { over_type_annotation(text, at, colon) } else { at };
    // case 'password': what stands behind is a statement
    if colon && key.quote.is_some() && cx.dialect() == Dialect::Code && is_case(key.head(text)) {
        return Vec::new();
    }
    // if url.password: and a statement on the line below
    if colon && !adjacent && cx.dialect() == Dialect::Code && heads_statement(cx, key, at) {
        return Vec::new();
    }
    // A label in quotes: "Password:"
    let quote = key.span.start.checked_sub(1).and_then(|before| text.get(before)).filter(|b| matches!(b, b'"' | b'\''));
    if colon && adjacent && key.quote.is_none() && quote.is_some() {
        let escaped = text.get(at) == Some(&b'\\') && key.head(text).ends_with(&[b'\\', *quote.unwrap_or(&b'"')]);
        if text.get(at + usize::from(escaped)) == quote {
            return if escaped { Vec::new() } else { printed_behind(cx, at + 1) };
        }
    }
    // An element of an array of characters: pw->password[0] = 'm'
    if text.get(key.end) == Some(&b'[')
        && matches!(text.get(at..), Some([b'\'', _, b'\'', ..] | [b'\'', b'\\', _, b'\'', ..]))
    {
        return Vec::new();
    }
    if adjacent && !colon && (is_prompt(cx, key) || is_alias(cx, key) || is_address_of_sed(cx, key, at)) {
        return Vec::new();
    }
    // The code span that holds the key ends there, and none begins: "`password=` is a keyword, and `x` too"
    if cx.dialect() == Dialect::Prose && adjacent && text.get(at) == Some(&b'`') {
        let is_in_code = memchr::memchr_iter(b'`', key.head(text)).count() % 2 == 1;
        if is_in_code && key.quote.is_none() {
            return Vec::new();
        }
    }
    if !colon && make_value::is_variable(cx, key) {
        return make_value::value_at(cx, at).into_iter().collect();
    }
    // psql runs the rest of the line in a shell: \! PGPASSWORD=x pg_dump
    if adjacent && !colon && cx.dialect() == Dialect::Sql && key.head(text).trim_ascii_start().starts_with(b"\\!") {
        return shell_word(text, at, None).map(Value::bare).into_iter().collect();
    }
    if adjacent
        && !colon
        && let Some(value) = shell_output::substituted(cx, at)
    {
        return vec![value];
    }
    // A shell's quotes nest in the output of a command, whatever language the text is in: PW="$(cat "$FILE")"
    let is_output = adjacent && !colon && text.get(at..at + 3) == Some(b"\"$(");
    if is_output
        && matches!(cx.dialect(), Dialect::Code | Dialect::Yaml | Dialect::Prose)
        && let Some(part) = shell_word(text, at, None).filter(|part| part.span.of(text).contains(&b')'))
    {
        return vec![Value::bare(part)];
    }
    if matches!(text.get(at), Some(b'<' | b'@' | b'$' | b'"'))
        && matches!(cx.dialect(), Dialect::Code | Dialect::Shell | Dialect::Hcl)
        && let Some(value) = heredoc::value_at(cx, at)
    {
        return vec![value];
    }
    if cx.dialect() == Dialect::Xml
        && let Some(value) = shown_code::value_at(cx, key, at, adjacent && !colon)
    {
        return vec![value];
    }
    if cx.dialect() == Dialect::Code
        && let Some(value) = leading::value_at(cx, at, colon)
    {
        return vec![value];
    }
    // JSX: <Db password={"x"} />
    if text.get(at) == Some(&b'{')
        && adjacent
        && !colon
        && cx.tongue().has(Construct::MarkupExpression)
        && let Some(value) = quoted_at(cx, skip_blanks(text, at + 1))
    {
        let close = skip_blanks(text, value.part.span.end + 1);
        return if text.get(close) == Some(&b'}') { vec![value] } else { Vec::new() };
    }
    let is_node = cx.dialect() == Dialect::Yaml && colon;
    let at = if is_node { over_yaml_properties(text, at) } else { at };
    // `"password=\S+"` is a regular expression and contains no value.
    let class =
        [b"\\S".as_slice(), b"\\w", b"\\K", b"\\s", b"\\d", b"\\)", b"[^", b"(\\", b"(.", b"(?", b".*", b".+", b"(["];
    // systemd: Environment="KEY=value"
    let is_listed = cx.dialect() == Dialect::Ini && key.head(text).trim_ascii_start().starts_with(b"Environment=");
    let is_line = is_listed || cx.dialect().has_bare_values() && leads_line(cx, key);
    let matches = || class.iter().any(|class| text.get(at..).is_some_and(|rest| rest.starts_with(class)));
    if adjacent && !is_line && matches() && is_pattern(cx, key, at) {
        return Vec::new();
    }
    // A shell word within a text that continues after its quotes: PGPASSWORD=''\''x'
    if adjacent
        && !colon
        && key.quote.is_none()
        && matches!(cx.dialect(), Dialect::Prose | Dialect::Yaml)
        && quote_over(cx, key.span.start, at).is_none()
        && goes_on(text, at)
        && let Some(part) = shell_word(text, at, None)
    {
        return vec![Value::bare(part)];
    }
    // The only item of a list: {"db_password": ["x"]}
    if matches!(cx.dialect(), Dialect::Json | Dialect::Toml)
        && text.get(at) == Some(&b'[')
        && let Some(value) = quoted_at(cx, skip_space(text, at + 1))
        && text.get(skip_space(text, value.part.span.end + 1)) == Some(&b']')
    {
        return vec![value];
    }
    // A quote before the comment that holds the key, or a quote that opens it, is around nothing of its own.
    let is_in_comment = |quote: &u8| {
        let comment = comment::on_line(cx, key);
        comment.is_none_or(|own| text.get(own.start..key.span.start).is_some_and(|head| head.contains(quote)))
    };
    let key_in_string = key.quote.is_none().then(|| quote_over(cx, key.span.start, at)).flatten();
    let key_in_string = key_in_string.filter(is_in_comment);
    if let Some(quote) = key_in_string
        && matches!(
            cx.dialect(),
            Dialect::Code | Dialect::Json | Dialect::Toml | Dialect::Hcl | Dialect::Xml | Dialect::Sql
        )
    {
        return in_string(cx, key.span.start, at, quote, adjacent && !colon);
    }
    // What a script prints: echo "… (user: u, password: x)"
    if cx.dialect() == Dialect::Shell
        && colon
        && !adjacent
        && let Some(quote) = key_in_string
    {
        if let Some(part) = quoted_pair(cx, key, at) {
            return vec![Value::bare(part)];
        }
        return prose_in_literal(cx, key.span.start, at, quote).into_iter().collect();
    }
    if cx.dialect() == Dialect::Yaml
        && adjacent
        && !colon
        && let Some(quote) = key_in_string
        && let Some(part) = unquoted::whole_scalar(text, at, key.span.start, quote)
    {
        return vec![Value::bare(part)];
    }
    // `["DB_PASSWORD="]` assigns nothing; in a shell another literal may follow.
    if cx.dialect() == Dialect::Yaml
        && adjacent
        && !colon
        && key_in_string.is_some_and(|q| text.get(at) == Some(&q) && text.get(at + 1) != Some(&q))
    {
        return Vec::new();
    }
    // awk -F'password=' x: the literal ends directly after the operator, and the following blank ends the word.
    if matches!(cx.dialect(), Dialect::Shell | Dialect::Docker)
        && adjacent
        && (key_in_string.is_some_and(|quote| text.get(at) == Some(&quote))
            || matches!(text.get(at), Some(b'"' | b'\''))
                && key.span.start.checked_sub(1).and_then(|i| text.get(i)) == text.get(at))
        && text.get(at + 1).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b')' | b';' | b'|'))
    {
        return Vec::new();
    }
    if cx.dialect().has_expressions()
        && let Some(value) = listed_parts::value_at(cx, at)
    {
        return vec![value];
    }
    // A command with code in a text: node -e "console.log('KEY=' + value())"
    let outer = if text.get(at) == Some(&b'"') { b'\'' } else { b'"' };
    let is_joined = || text.get(at + 1..).is_some_and(|rest| rest.starts_with(b" + "));
    if cx.dialect() == Dialect::Prose && adjacent && !colon && is_joined() && closes_inner(cx, at, outer) {
        return Vec::new();
    }
    // In a shell and in Docker a word may continue after its quotes: 'a'"$b".
    if (!matches!(cx.dialect(), Dialect::Shell | Dialect::Docker) || !adjacent || colon)
        && let Some(value) = quoted_at(cx, at)
    {
        // A literal of PHP's that PHP writes: "'password' => '" . $password . "',"
        // and JSON in a raw literal of Go's or JavaScript's: `{"password":"` + pw + `"}`
        let is_written = |outer: &u8| {
            cx.dialect() == Dialect::Code
                && key.quote.is_some()
                && text.get(at) != Some(outer)
                && value.part.span.of(text).contains(outer)
                && open_literal(cx, key.span.start - 1) == Some(*outer)
        };
        if let Some(outer) = [b'"', b'\'', b'`'].into_iter().find(is_written) {
            return within_string(cx, value, outer).into_iter().collect();
        }
        let is_shown = cx.dialect() == Dialect::Prose && text.get(at) == Some(&b'`');
        return if is_shown && shown_code::is_command(cx, key, &value.part.value) {
            Vec::new()
        } else {
            with_alternatives(cx, value)
        };
    }
    if cx.dialect() == Dialect::Prose
        && let Some(part) = quoted_pair(cx, key, at)
    {
        return vec![Value::bare(part)];
    }
    if cx.dialect().has_bare_values() && !leads_line(cx, key) {
        if let Some(part) = quoted_pair(cx, key, at) {
            return vec![Value::bare(part)];
        }
        if is_listed && adjacent && !colon && key.quote.is_none() && key_in_string.is_none() {
            return word_to_blank(text, at).map(Value::bare).into_iter().collect();
        }
        // `run: docker run -e KEY=value …`, `# KEY=value psql`: the value is one word of a command, not the rest of the
        // line. In -e "KEY"="value" the key's quotes are closed.
        let around = if key.quote.is_some() { None } else { quote_around_both(cx, key.span.start, at) };
        let word = (adjacent && !colon).then(|| own_word(cx, at, around)).flatten();
        let word = word.map(|word| without_delimiter(cx, key, word)).map(|word| up_to_escape(cx, key, word));
        let word = word.filter(|word| !word.span.is_empty());
        return match word {
            Some(part) => vec![Value::bare(part)],
            None if comment::on_line(cx, key).is_some() => prose(cx, key, at, adjacent, colon),
            None if cx.dialect() == Dialect::Yaml => flow_or_embedded(cx, key, at, adjacent, colon),
            None => Vec::new(),
        };
    }
    if adjacent
        && !colon
        && let Some(part) = command_argument::value_at(cx, key, at)
    {
        return vec![Value::bare(part)];
    }
    match cx.dialect() {
        // What a comment says of a variable: # DB_PASSWORD: of the role of the application
        Dialect::Env if colon && comment::on_line(cx, key).is_some() => prose(cx, key, at, adjacent, colon),
        Dialect::Yaml if !colon && !adjacent => prose(cx, key, at, adjacent, colon),
        Dialect::Yaml if !colon && precedes_command(cx, key, at) => {
            let word = shell_word(text, at, quote_around_both(cx, key.span.start, at));
            word.map(Value::bare).into_iter().collect()
        }
        Dialect::Yaml if colon && matches!(text.get(at), None | Some(b'\n' | b'#')) => {
            value_below::value_of(cx, key, at).into_iter().collect()
        }
        Dialect::Yaml if colon && let Some(value) = yaml_alias::value_of(cx, at) => vec![value],
        Dialect::Yaml if colon && matches!(text.get(at), Some(b'|' | b'>')) => {
            value_below::block_scalar(text, at).map(Value::bare).into_iter().collect()
        }
        Dialect::Shell if let Some(part) = heredoc::value_in_file(cx, key, at) => vec![Value::bare(part)],
        Dialect::Shell | Dialect::Docker if !adjacent && comment::on_line(cx, key).is_some() => {
            prose(cx, key, at, adjacent, colon)
        }
        // A shell allows no blanks around `=`; make does, and a single word up to the end of the line is a value.
        Dialect::Shell | Dialect::Docker if !adjacent => {
            let word = own_word(cx, at, None).filter(|word| word.span.end == line_end(text, at));
            word.map(Value::bare).into_iter().collect()
        }
        Dialect::Shell | Dialect::Docker => {
            let word = own_word(cx, at, quote_around_both(cx, key.span.start, at));
            let word = word.map(|word| up_to_escape(cx, key, word)).filter(|word| !word.span.is_empty());
            word.map(Value::bare).into_iter().collect()
        }
        // Nothing begins a comment behind a value there.
        Dialect::Ini if cx.tongue().name == "properties" && !matches!(text.get(at), Some(b'#' | b';' | b'\\')) => {
            unquoted::whole_line(text, at).map(Value::bare).into_iter().collect()
        }
        Dialect::Ini if at >= line_end(text, at) => value_below::continued(cx, key, at).into_iter().collect(),
        dialect if dialect.has_bare_values() => {
            let value = unquoted::value_at(text, at, key.span.start, dialect);
            value.map(Value::bare).into_iter().collect()
        }
        Dialect::Prose => prose(cx, key, at, adjacent, colon),
        _ => expression(cx, key, at, adjacent, colon),
    }
}

/// The literal that a call prints behind a label, whose literal ends before `at`: console.log("Password:", "x")
fn printed_behind<'h>(cx: &Context<'h>, at: usize) -> Vec<Value<'h>> {
    let is_next = cx.dialect() == Dialect::Code && cx.text.get(at) == Some(&b',');
    let value = is_next.then(|| quoted_at(cx, skip_blanks(cx.text, at + 1))).flatten();
    value.map(|value| Value { given: Given::Said, ..value }).into_iter().collect()
}

/// True if a shell word continues after the quotes at `at`: 'a'\''b'
fn goes_on(text: &[u8], at: usize) -> bool {
    let Some(quote) = text.get(at).filter(|b| matches!(b, b'\'' | b'"')) else { return false };
    let rest = text.get(at + 1..line_end(text, at)).unwrap_or_default();
    let behind = memchr::memchr(*quote, rest).and_then(|end| rest.get(end + 1..end + 3));
    matches!(behind, Some([b'\\', b'\'' | b'"']))
}

/// The value that sed's `s/KEY=.*/KEY=value/` writes, without the delimiter and the flags after it.
fn without_delimiter<'h>(cx: &Context<'h>, key: &Key, word: Part<'h>) -> Part<'h> {
    let line = key.line(cx.text);
    let head = cx.text.get(line.start..key.span.start).unwrap_or_default();
    let raw = word.span.of(cx.text);
    let Some(delimiter @ (b'/' | b'|' | b'#' | b'~' | b'@')) = head.last() else { return word };
    let Some(end) = memchr::memrchr(*delimiter, raw) else { return word };
    let flags = raw.get(end + 1..).unwrap_or_default();
    let replaces = memchr::memchr_iter(*delimiter, head).count() > 1 && memchr::memmem::find(head, b"sed").is_some();
    let is_end = end > 0 && flags.len() < 3 && flags.iter().all(|b| matches!(b, b'g' | b'i' | b'I'));
    if replaces && is_end { raw_part(cx.text, Span::new(word.span.start, word.span.start + end)) } else { word }
}

/// The value that `printf` or `echo -e` prints, up to an escaped line end: `printf 'DB_PASSWORD=x\nDB_USER=y'`.
fn up_to_escape<'h>(cx: &Context<'h>, key: &Key, word: Part<'h>) -> Part<'h> {
    let head = key.head(cx.text);
    let command = head.rsplit(|b| matches!(b, b';' | b'|' | b'&')).next().unwrap_or_default().trim_ascii_start();
    let prints =
        [b"printf ".as_slice(), b"echo -e ", b"echo -ne ", b"echo -en "].iter().any(|name| command.starts_with(name));
    match escaped_line_end(word.span.of(cx.text)).filter(|_| prints && cx.dialect() == Dialect::Shell) {
        Some(length) => raw_part(cx.text, Span::new(word.span.start, word.span.start + length)),
        None => word,
    }
}

/// The value of `"KEY=value with blanks"`, where the whole literal is one variable: systemd's `Environment=`, the
/// argument of `-e` or `--env`; also `-H "X-API-Key: value"`.
fn quoted_pair<'h>(cx: &Context<'h>, key: &Key, at: usize) -> Option<Part<'h>> {
    let text = cx.text;
    let quote = *text.get(key.span.start.checked_sub(1)?).filter(|b| matches!(b, b'"' | b'\''))?;
    let line = key.line(text);
    let head = text.get(line.start..key.span.start - 1)?.trim_ascii();
    let option = head.strip_suffix(b"=").unwrap_or(head);
    let names_a_variable =
        [b"-e".as_slice(), b"--env", b"--build-arg", b"-H", b"--header"].iter().any(|name| option.ends_with(name))
            || head.starts_with(b"Environment=");
    if !names_a_variable {
        return None;
    }
    let part = literal::rest_of(text, at, quote, Dialect::Code).filter(|part| !part.span.is_empty())?;
    let part = up_to_escape(cx, key, part);
    (!part.span.is_empty()).then_some(part)
}

/// The value of a YAML key that does not begin its line: in a flow mapping (`{user: a, password: b}`), or in an
/// embedded text.
fn flow_or_embedded<'h>(cx: &Context<'h>, key: &Key, at: usize, adjacent: bool, colon: bool) -> Vec<Value<'h>> {
    if colon && unquoted::is_in_flow(cx.text, key.span.start) {
        let value = unquoted::value_at(cx.text, at, key.span.start, Dialect::Yaml);
        return value.map(Value::bare).into_iter().collect();
    }
    prose(cx, key, at, adjacent, colon)
}

/// Skips a YAML anchor (`&pw x`) and a string tag (`!!str x`).
fn over_yaml_properties(text: &[u8], at: usize) -> usize {
    let mut at = at;
    for _ in 0..2 {
        let rest = text.get(at..).unwrap_or_default();
        if rest.starts_with(b"&")
            || rest.starts_with(b"! ")
            || rest.starts_with(b"!!str ")
            || [b"!str ".as_slice(), b"!unsafe ", b"!Sub ", b"!sub ", b"!plain "]
                .iter()
                .any(|tag| rest.starts_with(tag))
        {
            let len = rest.iter().take_while(|b| !b.is_ascii_whitespace()).count();
            at = skip_blanks(text, at + len);
        }
    }
    at
}
