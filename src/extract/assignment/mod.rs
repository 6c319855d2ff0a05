//! Values assigned to a key, in every way that files write that down: `KEY=value`, `key: value`,
//! `"key" => "value"`, `key := "value"`, `.key("value")`, `<key>value</key>`, `--key value`, `set("key", "value")`,
//! `getenv("KEY", "default")`.

pub(crate) mod call;
pub(crate) mod copied_literal;
pub(crate) mod decoded_call;
pub(crate) mod default_value;
pub(crate) mod expression;
pub(crate) mod heredoc;
pub(crate) mod key;
pub(crate) mod key_position;
pub(crate) mod listed_parts;
pub(crate) mod marked_value;
pub(crate) mod name_argument;
pub(crate) mod name_value_pair;
pub(crate) mod operator;
pub(crate) mod passphrase;
pub(crate) mod prompt_answer;
pub(crate) mod returned_value;
pub(crate) mod shell_output;
pub(crate) mod shown_code;
pub(crate) mod space_separated;
pub(crate) mod table;
pub(crate) mod template_default;
pub(crate) mod tuple;
pub(crate) mod type_annotation;
pub(crate) mod value;
pub(crate) mod value_below;
pub(crate) mod wrapped_literal;
pub(crate) mod xml_element;

use crate::extract::reach::Look;
use crate::extract::syntax::shell_word::shell_word;
use crate::extract::syntax::{literal, unquoted};
use crate::extract::{
    Candidate, Construct, Context, Dialect, Extractor, Form, line_around, line_end, line_head, open_quote,
    quote_around, raw_part, skip_blanks, skip_comments,
};
use crate::pg::Part;
use crate::text::{Span, group_end_within};
use expression::{expression, in_string, prose};
use key::Key;
use key_position::{leads_line, precedes_command};
use name_argument::argument;
use operator::{Operator, operator_after};
use value::{Value, fallbacks, narrowed_to_member, quoted_at};
use xml_element::element_text;

/// See the module.
pub(crate) struct AssignmentExtractor;

impl Extractor for AssignmentExtractor {
    fn id(&self) -> &'static str {
        "assignment"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let escaped = anchor.of(cx.text).starts_with(b"\\");
        let found = if escaped {
            key::around_escape(cx.text, anchor).map(|(key, name)| (key, Some(name)))
        } else {
            key::around(cx.text, anchor).map(|key| (without_setter(cx.text, key), None)).ok_or(anchor.end)
        };
        let (key, unescaped) = match found {
            Ok(found) => found,
            Err(read) => return read,
        };
        let values = if names_a_group(cx.text, &key) {
            default_in_group(cx, &key).into_iter().collect()
        } else {
            values_of(cx, &key)
        };
        if values.is_empty() {
            return key.span.end;
        }
        let name = key::normalise(shell_output::stem(unescaped.as_deref().unwrap_or(key.span.of(cx.text))));
        let mut read = key.span.end;
        for value in values.into_iter().map(|value| narrowed_to_member(cx, value)) {
            // The rest of a line may itself hold keys, a word does not; a quoted value is read by its own anchors.
            let is_word = !value.part.value.iter().any(u8::is_ascii_whitespace);
            read = read.max(match value.form {
                Form::Bare | Form::Prose if is_word => value.part.span.end,
                Form::Bare => value.part.span.start,
                _ => key.span.end,
            });
            out.push(Candidate {
                key: name.clone(),
                formatted: value.formatted,
                ..Candidate::new(value.form, value.part)
            });
        }
        read
    }
}

/// The values assigned to `key`; mostly one, or none.
fn values_of<'h>(cx: &Context<'h>, key: &Key) -> Vec<Value<'h>> {
    let text = cx.text;
    if passphrase::is_command(cx, key) {
        return passphrase::value_of(cx, key).into_iter().collect();
    }
    if let Some(value) = shell_output::value_of(cx, key)
        .or_else(|| prompt_answer::value_of(cx, key))
        .or_else(|| passphrase::value_of(cx, key))
        .or_else(|| returned_value::value_of(cx, key))
        .or_else(|| marked_value::value_of(cx, key))
    {
        return vec![value];
    }
    if let Some((part, quoted)) = name_value_pair::value_of(text, key, cx.dialect()) {
        return vec![if quoted { Value::quoted(part) } else { Value::bare(part) }];
    }
    if let Some(value) = tuple::value_of(cx, key).or_else(|| value_below::value_of_explicit(cx, key)) {
        return vec![value];
    }
    if let Some(value) = type_annotation::default_of_attribute(cx, key) {
        return vec![value];
    }
    let cells = table::cells_of(cx, key);
    if !cells.is_empty() {
        return cells.into_iter().map(|part| Value { form: Form::Prose, ..Value::bare(part) }).collect();
    }
    // <code>ALTER ROLE app PASSWORD &#39;x&#39;</code>
    if cx.dialect() == Dialect::Xml
        && text.get(key.end) == Some(&b' ')
        && let Some(value) = shown_code::quoted_at(cx, key, skip_blanks(text, key.end))
    {
        return vec![value];
    }
    let Some((operator, at)) = operator_after(cx, key) else { return next_item(cx, key).into_iter().collect() };
    match operator {
        Operator::Assign { adjacent, colon } => assigned(cx, key, at, adjacent, colon),
        Operator::Argument => argument(cx, key, at),
        Operator::Alternative => fallbacks(cx, at),
        // `set_password("service", "user", "x")` takes more than a value.
        Operator::Call => match quoted_at(cx, skip_comments(text, at)) {
            Some(value) if text.get(skip_comments(text, value.part.span.end + 1)) != Some(&b',') => vec![value],
            Some(_) => Vec::new(),
            // What a function only makes another type of: `setPassword(QStringLiteral("x"))`
            None => {
                match listed_parts::value_at(cx, skip_comments(text, at)).or_else(|| second_argument(cx, key, at)) {
                    Some(value) => vec![value],
                    None => fallbacks(cx, at),
                }
            }
        },
        Operator::Element => element_text(text, at).map(Value::quoted).into_iter().collect(),
        Operator::Blank => match quoted_at(cx, at) {
            Some(value) if !is_part_of_word(cx, &value) => vec![value],
            Some(_) => shell_word(text, at, None).map(Value::bare).into_iter().collect(),
            None if text.get(at) == Some(&b'(') => {
                match wrapped_literal::literal(cx, at).and_then(|at| quoted_at(cx, at)) {
                    Some(value) => vec![value],
                    None => fallbacks(cx, at),
                }
            }
            // A macro that only makes another type of it: `#define DB_PASSWORD TEXT("x")`
            None if is_converted(cx, at) => fallbacks(cx, at),
            // Tcl's words: set password {x}
            None if text.get(at) == Some(&b'{') && cx.tongue().has(Construct::CommandWords) => {
                braced(text, at).into_iter().collect()
            }
            None => shell_word(text, at, quote_around(text, key.span.start))
                .filter(|part| !part.value.starts_with(b"-") && !is_metavar(key.span.of(text), &part.value))
                .map(Value::bare)
                .into_iter()
                .collect(),
        },
    }
}

/// PgJDBC's constants set the property of their name: `PGProperty.PASSWORD.set(properties, "x")`.
fn second_argument<'h>(cx: &Context<'h>, key: &Key, at: usize) -> Option<Value<'h>> {
    let of_driver = key.span.of(cx.text).starts_with(b"PGProperty.");
    let rest = cx.text.get(at..unquoted::line_end(cx.text, at)).filter(|_| of_driver)?;
    let name = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    (rest.get(name) == Some(&b',')).then(|| quoted_at(cx, skip_blanks(cx.text, at + name + 1))).flatten()
}

/// Whether a shell's word goes on behind the quotes of `value`: 'a'\''b'
fn is_part_of_word(cx: &Context<'_>, value: &Value<'_>) -> bool {
    matches!(cx.dialect(), Dialect::Shell | Dialect::Docker)
        && matches!(cx.text.get(value.part.span.end + 1), Some(b'\'' | b'"' | b'\\'))
        && matches!(cx.text.get(value.part.span.end), Some(b'\'' | b'"'))
}

/// Whether a name, a bracket and a literal stand at `at`, in code.
fn is_converted(cx: &Context<'_>, at: usize) -> bool {
    let rest = cx.text.get(at..unquoted::line_end(cx.text, at)).unwrap_or_default();
    let name = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':' | b'.')).count();
    let rest = rest.get(name..).unwrap_or_default();
    cx.dialect() == Dialect::Code && name > 0 && (rest.starts_with(b"(\"") || rest.starts_with(b"('"))
}

/// The key before the method that sets it: Gradle's `password.set("x")`, `password.convention("x")`.
fn without_setter(text: &[u8], key: Key) -> Key {
    let name = key.span.of(text);
    // PGProperty.PASSWORD.getName(): the name of the property, where one is due.
    if let Some(stem) =
        name.strip_suffix(b".getName").filter(|_| text.get(key.span.end..key.span.end + 2) == Some(b"()"))
    {
        let start = key.span.start;
        return Key { span: Span::new(start, start + stem.len()), quote: None, end: key.span.end + 2 };
    }
    let setter = [b".set".as_slice(), b".convention"].into_iter().find(|setter| name.ends_with(setter));
    match setter.filter(|_| key.quote.is_none() && text.get(key.span.end) == Some(&b'(')) {
        Some(setter) => {
            let end = key.span.end - setter.len();
            Key { span: Span::new(key.span.start, end), quote: None, end }
        }
        None => key,
    }
}

/// The item below an option in a list of arguments, as containers are given them: `- --db-password` and `- x`.
fn next_item<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let text = cx.text;
    if cx.dialect() != Dialect::Yaml || key.span.len() < 4 || !key.span.of(text).starts_with(b"--") {
        return None;
    }
    let own = line_around(text, key.span.start);
    let dash = |line: Span| {
        let indent = line.of(text).iter().take_while(|b| **b == b' ').count();
        line.of(text).get(indent..).filter(|item| item.starts_with(b"- ")).map(|_| indent)
    };
    let is_alone = text.get(key.end..own.end)?.trim_ascii().is_empty();
    let next = line_around(text, text.get(key.end..)?.iter().take(4).position(|b| *b == b'\n')? + key.end + 1);
    let indent = dash(own).filter(|indent| is_alone && dash(next) == Some(*indent))?;
    let at = skip_blanks(text, next.start + indent + 1);
    match quoted_at(cx, at) {
        Some(value) => Some(value),
        None => unquoted::value_at(text, at, at, Dialect::Yaml)
            .filter(|part| !part.value.starts_with(b"-") && !part.value.contains(&b' '))
            .map(Value::bare),
    }
}

/// A word of Tcl in braces, on one line.
fn braced(text: &[u8], at: usize) -> Option<Value<'_>> {
    let line = text.get(at..line_end(text, at))?.trim_ascii_end();
    let span = Span::new(at + 1, at + line.len() - 1);
    (line.len() > 2 && line.ends_with(b"}")).then(|| Value::quoted(raw_part(text, span)))
}

/// `--password PASSWORD` in a usage: the option's own word, in capitals, says what is to stand there.
fn is_metavar(name: &[u8], value: &[u8]) -> bool {
    let shouts = value.iter().all(|b| b.is_ascii_uppercase() || matches!(b, b'_' | b'-'));
    let word = value.rsplit(|b| matches!(b, b'_' | b'-')).next().unwrap_or(value).to_ascii_lowercase();
    name.starts_with(b"-")
        && shouts
        && !word.is_empty()
        && memchr::memmem::find(&name.to_ascii_lowercase(), &word).is_some()
}

/// Whether the key is the variable of `${KEY…}`, or the argument of a format's `{key:?}`.
fn names_a_group(text: &[u8], key: &Key) -> bool {
    let head = text.get(key.span.start.saturating_sub(2)..key.span.start).unwrap_or_default();
    let formats = head.ends_with(b"{")
        && text.get(key.span.end) == Some(&b':')
        && text.get(key.span.end + 1..).is_some_and(|rest| {
            let spec =
                rest.iter().take_while(|b| matches!(b, b'?' | b'#' | b'<' | b'>' | b'^' | b'.' | b'0'..=b'9')).count();
            rest.get(spec) == Some(&b'}')
        });
    head == b"${" || formats
}

/// `${KEY:-literal}`, wherever it stands: the key is the variable's name.
fn default_in_group<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let open = key.span.start.checked_sub(2)?;
    let look = Look::along(cx.text, open);
    let end = group_end_within(cx.text, open, look.end - open);
    let last = look.end;
    look.read_to(end.unwrap_or(last));
    let group = Span::new(open, end?);
    let literal = template_default::default_of(group.of(cx.text))?.shifted(open);
    Some(Value { part: raw_part(cx.text, literal), form: Form::KeywordList, formatted: false })
}

/// The values after an assignment operator.
fn assigned<'h>(cx: &Context<'h>, key: &Key, at: usize, adjacent: bool, colon: bool) -> Vec<Value<'h>> {
    let text = cx.text;
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
    let is_node = cx.dialect() == Dialect::Yaml && (colon || open_quote(text, key.span.start).is_none());
    let at = if is_node { over_yaml_properties(text, at) } else { at };
    // `"password=\S+"` is an expression that matches, and holds nothing.
    let class =
        [b"\\S".as_slice(), b"\\w", b"\\K", b"\\s", b"\\d", b"\\)", b"[^", b"(\\", b"(.", b"(?", b".*", b".+", b"(["];
    // systemd's: Environment="KEY=value"
    let is_listed =
        cx.dialect() == Dialect::Ini && line_head(text, key.span.start).trim_ascii_start().starts_with(b"Environment=");
    let is_line = is_listed || cx.dialect().has_bare_values() && leads_line(cx, key);
    if adjacent && !is_line && class.iter().any(|class| text.get(at..).is_some_and(|rest| rest.starts_with(class))) {
        return Vec::new();
    }
    let key_in_string = key.quote.is_none().then(|| open_quote(text, key.span.start)).flatten();
    if let Some(quote) = key_in_string
        && matches!(
            cx.dialect(),
            Dialect::Code | Dialect::Json | Dialect::Toml | Dialect::Hcl | Dialect::Xml | Dialect::Sql
        )
    {
        return in_string(cx, at, quote, adjacent && !colon);
    }
    if cx.dialect() == Dialect::Yaml
        && adjacent
        && !colon
        && let Some(quote) = key_in_string
        && let Some(part) = unquoted::whole_scalar(text, at, key.span.start, quote)
    {
        return vec![Value::bare(part)];
    }
    // `["DB_PASSWORD="]` gives nothing; in a shell another literal may follow.
    if cx.dialect() == Dialect::Yaml
        && adjacent
        && !colon
        && key_in_string.is_some_and(|q| text.get(at) == Some(&q) && text.get(at + 1) != Some(&q))
    {
        return Vec::new();
    }
    // awk -F'password=' x: the literal ends behind the mark, and a blank behind that ends the word.
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
    // In a shell and in Docker a word may go on after its quotes: 'a'"$b".
    if (!matches!(cx.dialect(), Dialect::Shell | Dialect::Docker) || !adjacent || colon)
        && let Some(value) = quoted_at(cx, at)
    {
        // Words set as code in a text are a command: `- Tests pass: `npm test``
        let is_command = text.get(at) == Some(&b'`') && value.part.value.contains(&b' ');
        return if is_command && cx.dialect() == Dialect::Prose { Vec::new() } else { vec![value] };
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
        // `run: docker run -e KEY=value …`, `# KEY=value psql`: a word of a command, not the rest of the line.
        // -e "KEY"="value": the key's quotes are closed.
        let around = if key.quote.is_some() { None } else { quote_around(text, key.span.start) };
        let word = (adjacent && !colon).then(|| shell_word(text, at, around)).flatten();
        let word = word.map(|word| without_delimiter(cx, key, word));
        return match word {
            Some(part) => vec![Value::bare(part)],
            None if cx.dialect() == Dialect::Yaml => flow_or_embedded(cx, key, at, adjacent, colon),
            None => Vec::new(),
        };
    }
    match cx.dialect() {
        Dialect::Yaml if !colon && !adjacent => prose(cx, key, at, adjacent, colon),
        Dialect::Yaml if !colon && precedes_command(cx, key, at) => {
            let word = shell_word(text, at, quote_around(text, key.span.start));
            word.map(Value::bare).into_iter().collect()
        }
        Dialect::Yaml if colon && matches!(text.get(at), None | Some(b'\n' | b'#')) => {
            value_below::value_of(cx, key, at).into_iter().collect()
        }
        Dialect::Yaml if colon && matches!(text.get(at), Some(b'|' | b'>')) => {
            value_below::block_scalar(text, at).map(Value::bare).into_iter().collect()
        }
        // A shell takes no blanks around `=`; make does, and a word alone to the end of the line is a value.
        Dialect::Shell | Dialect::Docker if !adjacent => {
            let word = shell_word(text, at, None).filter(|word| word.span.end == line_end(text, at));
            word.map(Value::bare).into_iter().collect()
        }
        dialect if dialect.has_bare_values() => {
            let value = unquoted::value_at(text, at, key.span.start, dialect);
            value.map(Value::bare).into_iter().collect()
        }
        Dialect::Prose => prose(cx, key, at, adjacent, colon),
        _ => expression(cx, key, at, adjacent, colon),
    }
}

/// The value that sed's `s/KEY=.*/KEY=value/` writes, without the delimiter and its flags behind it.
fn without_delimiter<'h>(cx: &Context<'h>, key: &Key, word: Part<'h>) -> Part<'h> {
    let line = line_around(cx.text, key.span.start);
    let head = cx.text.get(line.start..key.span.start).unwrap_or_default();
    let raw = word.span.of(cx.text);
    let Some(delimiter @ (b'/' | b'|' | b'#' | b'~' | b'@')) = head.last() else { return word };
    let Some(end) = memchr::memrchr(*delimiter, raw) else { return word };
    let flags = raw.get(end + 1..).unwrap_or_default();
    let replaces = memchr::memchr_iter(*delimiter, head).count() > 1 && memchr::memmem::find(head, b"sed").is_some();
    let is_end = end > 0 && flags.len() < 3 && flags.iter().all(|b| matches!(b, b'g' | b'i' | b'I'));
    if replaces && is_end { raw_part(cx.text, Span::new(word.span.start, word.span.start + end)) } else { word }
}

/// The value of `"KEY=value with blanks"`, the whole literal being one variable: systemd's `Environment=`, and what
/// follows `-e` or `--env`; `-H "X-API-Key: value"`.
fn quoted_pair<'h>(cx: &Context<'h>, key: &Key, at: usize) -> Option<Part<'h>> {
    let text = cx.text;
    let quote = *text.get(key.span.start.checked_sub(1)?).filter(|b| matches!(b, b'"' | b'\''))?;
    let line = line_around(text, key.span.start);
    let head = text.get(line.start..key.span.start - 1)?.trim_ascii();
    let names_a_variable =
        [b"-e".as_slice(), b"--env", b"--build-arg", b"-H", b"--header"].iter().any(|option| head.ends_with(option))
            || head.starts_with(b"Environment=");
    let part = literal::rest_of(text, at, quote, Dialect::Code)?;
    (names_a_variable && !part.span.is_empty()).then_some(part)
}

/// In YAML, a key that does not lead its line: in a flow mapping (`{user: a, password: b}`), or in an embedded text.
fn flow_or_embedded<'h>(cx: &Context<'h>, key: &Key, at: usize, adjacent: bool, colon: bool) -> Vec<Value<'h>> {
    if colon && unquoted::is_in_flow(cx.text, key.span.start) {
        let value = unquoted::value_at(cx.text, at, key.span.start, Dialect::Yaml);
        return value.map(Value::bare).into_iter().collect();
    }
    prose(cx, key, at, adjacent, colon)
}

/// Over a YAML anchor (`&pw x`) and a string tag (`!!str x`).
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
