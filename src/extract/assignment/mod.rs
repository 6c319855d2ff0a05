//! Values assigned to a key, in every notation: `KEY=value`, `key: value`, `"key" => "value"`, `key := "value"`,
//! `.key("value")`, `<key>value</key>`, `--key value`, `set("key", "value")`, `getenv("KEY", "default")`.

mod around_operator;
pub(crate) mod assigned;
pub(crate) mod behind_call;
pub(crate) mod call;
mod column;
pub(crate) mod command_argument;
mod compared;
pub(crate) mod copied_literal;
pub(crate) mod copied_rows;
pub(crate) mod declared_default;
mod declared_option;
pub(crate) mod decoded_call;
pub(crate) mod default_value;
mod described_option;
mod django;
pub(crate) mod expression;
pub(crate) mod format_arguments;
pub(crate) mod header_column;
pub(crate) mod heredoc;
pub(crate) mod inserted_row;
pub(crate) mod key;
pub(crate) mod key_position;
mod label;
pub(crate) mod leading;
mod listed_pair;
pub(crate) mod listed_parts;
mod macro_body;
pub(crate) mod make_value;
pub(crate) mod marked_value;
pub(crate) mod name_argument;
pub(crate) mod name_value_pair;
mod no_assignment;
pub(crate) mod operator;
pub(crate) mod passphrase;
pub(crate) mod prompt_answer;
pub(crate) mod returned_value;
mod said;
mod selector;
pub(crate) mod set_command;
pub(crate) mod several;
pub(crate) mod shell_output;
pub(crate) mod shown_code;
pub(crate) mod space_separated;
pub(crate) mod table;
pub(crate) mod template_default;
pub(crate) mod tuple;
pub(crate) mod type_annotation;
mod user_and_password;
pub(crate) mod value;
pub(crate) mod value_before;
pub(crate) mod value_below;
pub(crate) mod wrapped_literal;
pub(crate) mod xml_element;
mod yaml_alias;
pub(crate) mod yaml_lines;

use crate::extract::reach::Look;
use crate::extract::syntax::shell_word::own_word;
use crate::extract::syntax::{literal, unquoted};
use crate::extract::{
    Candidate, Construct, Context, Dialect, Extractor, Form, Given, REACH, line_end, quote_around_both, raw_part,
    skip_blanks, skip_comments,
};
use crate::pg::Part;
use crate::text::Span;
use assigned::assigned;
use column::Column;
use key::Key;
use marked_value::within_shown_quotes;
use name_argument::argument;
use operator::{Operator, operator_after};
use template_default::{default_in_group, names_a_group};
use user_and_password::{after_user, is_file, names_credentials};
use value::{Value, fallbacks, narrowed_to_member, quoted_at};
use xml_element::element_text;

/// Reads values that are assigned to a key.
pub(crate) struct AssignmentExtractor;

impl Extractor for AssignmentExtractor {
    fn id(&self) -> &'static str {
        "assignment"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let escaped = anchor.of(cx.text).starts_with(b"\\");
        let found = if escaped {
            key::containing_escape(cx.text, anchor).map(|(key, name)| (key, Some(name)))
        } else {
            let key = key::containing(cx.text, anchor);
            key.map(|key| (without_setter(cx.text, without_comment_mark(cx, key)), None)).ok_or(anchor.end)
        };
        let (key, unescaped) = match found {
            Ok(found) => found,
            Err(read) => return read,
        };
        if selector::is_of_style(cx, &key) || no_assignment::is_in_ciphertext(cx.text, &key) {
            return key.span.end;
        }
        let label = label::of_two_words(cx, &key);
        let is_label = label.is_some();
        let key = label.unwrap_or(key);
        let several = several::values_of(cx, &key);
        let (owner, pair) = user_and_password::read(cx, &key).unzip();
        let values: Vec<_> = match several.is_empty() {
            _ if pair.is_some() => pair.into_iter().map(|value| (None, value)).collect(),
            true => values_of(cx, &key).into_iter().map(|value| (None, value)).collect(),
            false => several.into_iter().map(|(kind, value)| (Some(kind), value)).collect(),
        };
        if values.is_empty() {
            out.extend(compared::value_of(cx, &key).map(|(name, value)| Candidate {
                key: format!("{}compared", key::normalise(name)),
                formatted: value.formatted,
                ..Candidate::new(value.form, value.part)
            }));
            return key.span.end;
        }
        let name = key::normalise(shell_output::stem(unescaped.as_deref().unwrap_or(key.span.of(cx.text))));
        // Terraform's arguments that are only written: password_wo
        let name = if cx.dialect() == Dialect::Hcl { name.trim_end_matches("_wo").to_owned() } else { name };
        let name = if django::is_database(cx, key.span) { "db_password".to_owned() } else { name };
        let is_pair = names_credentials(&name);
        // A value far behind its key is none that is read with it, on whatever line it is.
        let is_below = |value: &Value<'_>| {
            let gap = cx.text.get(key.span.end..value.part.span.start);
            gap.is_some_and(|gap| gap.len() > REACH || gap.contains(&b'\n'))
        };
        let mut read = key.span.end;
        let narrowed = |value| within_shown_quotes(cx, narrowed_to_member(cx, value));
        for (kind, value) in values.into_iter().map(|(kind, value)| (kind, narrowed(value))) {
            // The rest of a line may itself contain keys, whereas a word does not; a quoted value is read by its own
            // anchors.
            let is_word = !value.part.value.iter().any(u8::is_ascii_whitespace);
            read = read.max(match value.form {
                // The other cells of its row have their own anchors, and so do those of the rows before it. What stands behind a
                // key may be the name of another value: `- key: DB_PASSWORD` and `value: x`. Credentials may be several settings, and
                // so may what stands on the lines below a key.
                _ if value.column.is_some() || name.ends_with("key") || is_pair || is_below(&value) => key.span.end,
                Form::Bare | Form::Prose if is_word => value.part.span.end,
                Form::Bare => value.part.span.start,
                _ => key.span.end,
            });
            let (user, part) = match is_pair {
                true => after_user(value.part),
                false => (None, value.part),
            };
            if is_pair && is_file(&part.value) {
                continue;
            }
            let is_mixed = value.column == Some(Column::Mixed);
            let is_member = is_pair || kind == Some(several::Kind::Mapped);
            out.push(Candidate {
                user: user.or_else(|| owner.clone()),
                key: match kind {
                    Some(kind) => kind.key(&name),
                    None if is_mixed => format!("{name}_listed"),
                    None => name.clone(),
                },
                scheme: if is_member { "member".to_owned() } else { String::new() },
                formatted: value.formatted,
                given: if is_label || kind == Some(several::Kind::Token) { Given::Said } else { value.given },
                ..Candidate::new(value.form, part)
            });
        }
        read
    }
}

/// `key` without the mark of the comment that it begins, in languages in which that looks like an option: `--password: x`.
fn without_comment_mark(cx: &Context<'_>, key: Key) -> Key {
    const MARK: &[u8] = b"--";
    let is_comment = cx.tongue().comment.is_some_and(|form| form.opens.as_bytes() == MARK);
    if !is_comment || key.quote.is_some() || !key.span.of(cx.text).starts_with(MARK) {
        return key;
    }
    Key::new(Span::new(key.span.start + MARK.len(), key.span.end), None, key.end)
}

/// Reads a value that is given to a key without an operator.
type Reader = for<'h> fn(&Context<'h>, &Key) -> Option<Value<'h>>;

/// The readers in the order in which they are tried; the first that returns a value decides.
const READERS: [Reader; 15] = [
    shell_output::value_of,
    prompt_answer::value_of,
    passphrase::value_of,
    returned_value::value_of,
    marked_value::value_of,
    name_value_pair::value_of,
    tuple::value_of,
    value_below::value_of_explicit,
    type_annotation::default_of_attribute,
    value_before::value_of,
    inserted_row::value_of,
    set_command::value_of,
    declared_option::value_of,
    make_value::defined,
    macro_body::value_of,
];

/// The values assigned to `key`; usually one or none.
fn values_of<'h>(cx: &Context<'h>, key: &Key) -> Vec<Value<'h>> {
    if names_a_group(cx.text, key) {
        return default_in_group(cx, key).into_iter().collect();
    }
    if passphrase::is_command(cx, key) {
        return passphrase::value_of(cx, key).into_iter().collect();
    }
    if let Some(value) = READERS.iter().find_map(|read| read(cx, key)) {
        return vec![value];
    }
    let columns = [table::cells_of, header_column::cells_of, copied_rows::cells_of];
    if let Some(cells) = columns.iter().map(|cells_of| cells_of(cx, key)).find(|cells| !cells.is_empty()) {
        return cells;
    }
    let inserted = inserted_row::values_of(cx, key);
    if !inserted.is_empty() {
        return inserted;
    }
    if let Some(value) = shown_code::statement(cx, key) {
        return vec![value];
    }
    let Some((operator, at)) = operator_after(cx, key) else {
        return value_below::next_item(cx, key).into_iter().collect();
    };
    match operator {
        Operator::Assign { adjacent, colon } => assigned(cx, key, at, adjacent, colon),
        Operator::Argument => match argument(cx, key, at) {
            values if values.is_empty() => behind_call::default_of(cx, key, at),
            values => values,
        },
        Operator::Alternative => fallbacks(cx, at),
        Operator::Call => called(cx, key, at),
        Operator::Element => element_text(cx.text, at).map(Value::quoted).into_iter().collect(),
        Operator::Blank => beside(cx, key, at),
    }
}

/// The argument of a method whose name is the key.
fn called<'h>(cx: &Context<'h>, key: &Key, at: usize) -> Vec<Value<'h>> {
    let first = skip_comments(cx.text, at);
    match quoted_at(cx, first) {
        // `set_password("service", "user", "x")` takes further arguments besides a value.
        Some(value) if cx.text.get(skip_comments(cx.text, value.part.span.end + 1)) == Some(&b',') => Vec::new(),
        Some(value) => vec![value],
        // A function that only converts the type: `setPassword(QStringLiteral("x"))`
        None => match listed_parts::value_at(cx, first).or_else(|| second_argument(cx, key, at)) {
            Some(value) => vec![value],
            None => fallbacks(cx, at),
        },
    }
}

/// The value that follows the key after blanks.
fn beside<'h>(cx: &Context<'h>, key: &Key, at: usize) -> Vec<Value<'h>> {
    let text = cx.text;
    if cx.tongue().has(Construct::WordPairs) {
        return token(text, at).map(Value::bare).into_iter().collect();
    }
    let is_bracket = text.get(at) == Some(&b'(') && cx.tongue().name == "properties";
    // Tcl puts the result of a command in the place of its brackets: set password [exec pass show db]
    if text.get(at) == Some(&b'[') && cx.tongue().has(Construct::CommandWords) {
        return Vec::new();
    }
    match quoted_at(cx, at).filter(|_| !is_bracket) {
        Some(value) if !is_part_of_word(cx, &value) => {
            let head = key.head(text).trim_ascii();
            let is_shown = match cx.dialect() {
                Dialect::Ini => space_separated::is_commented_out(head),
                Dialect::Prose => space_separated::is_shown_directive(cx, key, head),
                _ => false,
            };
            let is_shown = is_shown || space_separated::is_with_one_dash(cx, key);
            // A comment or a text may put words there as well.
            vec![Value { given: if is_shown { Given::Said } else { value.given }, ..value }]
        }
        Some(_) => own_word(cx, at, None).map(Value::bare).into_iter().collect(),
        None if text.get(at) == Some(&b'(') && !is_bracket => {
            match wrapped_literal::literal(cx, at).and_then(|at| quoted_at(cx, at)) {
                Some(value) => vec![value],
                None => fallbacks(cx, at),
            }
        }
        // A macro that only converts the type: `#define DB_PASSWORD TEXT("x")`
        None if is_converted(cx, at) => fallbacks(cx, at),
        // Words of Tcl: set password {x}
        None if text.get(at) == Some(&b'{') && cx.tongue().has(Construct::CommandWords) => {
            braced(text, at).into_iter().collect()
        }
        None if let Some(part) = plain_word(cx, key, at) => vec![Value::bare(part)],
        None => own_word(cx, at, quote_around_both(cx, key.span.start, at))
            .filter(|part| !is_option(&part.value) && !described_option::is_described(cx, key, part))
            .filter(|part| !is_variant_of_macro(cx, key, part))
            .map(|part| match space_separated::is_with_one_dash(cx, key) {
                true => Value { given: Given::Said, ..Value::bare(part) },
                false => Value::bare(part),
            })
            .into_iter()
            .collect(),
    }
}

/// True if `word` is an option behind a key and not its value: `-f`, `--all`. A generated value may begin with `-` too.
fn is_option(word: &[u8]) -> bool {
    word.strip_prefix(b"-").is_some_and(|rest| !said::is_token(rest))
}

/// The word after a key where no shell reads it: up to the end of the line in properties files and after Docker's
/// `ENV`.
fn plain_word<'h>(cx: &Context<'h>, key: &Key, at: usize) -> Option<Part<'h>> {
    let is_env = || key.head(cx.text).trim_ascii().eq_ignore_ascii_case(b"env");
    match cx.dialect() {
        Dialect::Ini if cx.tongue().name == "properties" => {
            // No comment can follow a key there.
            unquoted::whole_line(cx.text, at)
        }
        Dialect::Docker if is_env() => {
            let part = unquoted::value_at(cx.text, at, key.span.start, Dialect::Env)?;
            // A word with shell syntax is read as a shell word.
            (!part.value.iter().any(|b| matches!(b, b'"' | b'\'' | b'\\' | b' '))).then_some(part)
        }
        _ => None,
    }
}

/// A word of a `.netrc`, with any first character: up to the next blank, or in double quotes with backslash escapes.
fn token(text: &[u8], at: usize) -> Option<Part<'_>> {
    if text.get(at) == Some(&b'"')
        && let Some(literal) = literal::string_at(text, at, Dialect::Code)
        && text.get(literal.end).is_none_or(u8::is_ascii_whitespace)
    {
        return Some(literal.content);
    }
    let look = Look::along(text, at);
    let length = text.get(at..look.end)?.iter().take_while(|b| !b.is_ascii_whitespace()).count();
    look.read_to(at + length);
    (length > 0).then(|| raw_part(text, Span::new(at, at + length)))
}

/// PgJDBC's constants set the property of their name: `PGProperty.PASSWORD.set(properties, "x")`.
fn second_argument<'h>(cx: &Context<'h>, key: &Key, at: usize) -> Option<Value<'h>> {
    let of_driver = key.span.of(cx.text).starts_with(b"PGProperty.");
    let rest = cx.text.get(at..unquoted::line_end(cx.text, at)).filter(|_| of_driver)?;
    let name = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    (rest.get(name) == Some(&b',')).then(|| quoted_at(cx, skip_blanks(cx.text, at + name + 1))).flatten()
}

/// True if a shell word continues after the quotes of `value`: 'a'\''b'
fn is_part_of_word(cx: &Context<'_>, value: &Value<'_>) -> bool {
    matches!(cx.dialect(), Dialect::Shell | Dialect::Docker)
        && matches!(cx.text.get(value.part.span.end + 1), Some(b'\'' | b'"' | b'\\'))
        && matches!(cx.text.get(value.part.span.end), Some(b'\'' | b'"'))
}

/// C: `#define initSecret initSecret_avx2`, one of several of that name.
fn is_variant_of_macro(cx: &Context<'_>, key: &Key, part: &Part<'_>) -> bool {
    let rest = part.value.strip_prefix(key.span.of(cx.text)).and_then(|rest| rest.strip_prefix(b"_"));
    key.head(cx.text).trim_ascii() == b"#define" && rest.is_some_and(|rest| rest.iter().all(u8::is_ascii_alphanumeric))
}

/// True if a name, a bracket and a literal are at `at`, in code.
fn is_converted(cx: &Context<'_>, at: usize) -> bool {
    let rest = cx.text.get(at..unquoted::line_end(cx.text, at)).unwrap_or_default();
    let name = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':' | b'.')).count();
    let rest = rest.get(name..).unwrap_or_default();
    cx.dialect() == Dialect::Code && name > 0 && (rest.starts_with(b"(\"") || rest.starts_with(b"('"))
}

/// The key before the method that sets it: Gradle's `password.set("x")`, `password.convention("x")`.
fn without_setter(text: &[u8], key: Key) -> Key {
    let name = key.span.of(text);
    // PGProperty.PASSWORD.getName(): the property's name as an argument.
    if let Some(stem) =
        name.strip_suffix(b".getName").filter(|_| text.get(key.span.end..key.span.end + 2) == Some(b"()"))
    {
        let start = key.span.start;
        return Key::new(Span::new(start, start + stem.len()), None, key.span.end + 2);
    }
    let setter = [b".set".as_slice(), b".convention"].into_iter().find(|setter| name.ends_with(setter));
    match setter.filter(|_| key.quote.is_none() && text.get(key.span.end) == Some(&b'(')) {
        Some(setter) => {
            let end = key.span.end - setter.len();
            Key::new(Span::new(key.span.start, end), None, end)
        }
        None => key,
    }
}

/// A Tcl word in braces, on one line.
fn braced(text: &[u8], at: usize) -> Option<Value<'_>> {
    let line = text.get(at..line_end(text, at))?.trim_ascii_end();
    let span = Span::new(at + 1, at + line.len() - 1);
    (line.len() > 2 && line.ends_with(b"}")).then(|| Value::quoted(raw_part(text, span)))
}
