//! Values assigned to a key, in every way that files write that down: `KEY=value`, `key: value`,
//! `"key" => "value"`, `key := "value"`, `.key("value")`, `<key>value</key>`, `--key value`, `set("key", "value")`,
//! `getenv("KEY", "default")`.

use std::borrow::Cow;

use super::key::{self, Key};
use super::literal::string_at;
use super::{
    Candidate, Context, Dialect, Extractor, Form, bare, fallback, line_around, open_quote, pair, raw_part, skip_blanks,
    skip_space,
};
use crate::pg::Part;
use crate::text::{Span, group_end};

/// See the module.
pub struct AssignmentExtractor;

impl Extractor for AssignmentExtractor {
    fn id(&self) -> &'static str {
        "assignment"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let Some(key) = key::around(cx.text, anchor) else { return anchor.end };
        let values = if names_a_group(cx.text, &key) {
            default_in_group(cx, &key).into_iter().collect()
        } else {
            values_of(cx, &key)
        };
        if values.is_empty() {
            return key.span.end;
        }
        let name = key::normalise(key.span.of(cx.text));
        let mut read = key.span.end;
        for value in values {
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

/// A value that was read for a key.
struct Value<'h> {
    part: Part<'h>,
    form: Form,
    formatted: bool,
}

/// What stands between a key and its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    /// `=`, `:`, `=>`, `:=`, `<-`; whether it touches the key and the value (`KEY=value`).
    Assign { adjacent: bool, colon: bool },
    /// `, ` after a quoted key: an argument of a call.
    Argument,
    /// `)` or `]` and then `||`, `.unwrap_or(`: what runs when the look-up finds nothing.
    Alternative,
    /// `(` after a key: a builder's method.
    Call,
    /// `>` of an opening tag.
    Element,
    /// A blank: a command-line option or a Dockerfile's `ENV KEY value`.
    Blank,
}

/// The values assigned to `key`; mostly one, or none.
fn values_of<'h>(cx: &Context<'h>, key: &Key) -> Vec<Value<'h>> {
    let text = cx.text;
    if let Some((part, quoted)) = pair::value_of(text, key, cx.dialect()) {
        return vec![Value { part, form: if quoted { Form::Quoted } else { Form::Bare }, formatted: false }];
    }
    let Some((operator, at)) = operator_after(cx, key) else { return Vec::new() };
    match operator {
        Operator::Assign { adjacent, colon } => assigned(cx, key, at, adjacent, colon),
        Operator::Argument => argument(cx, key, at),
        Operator::Alternative => fallbacks(cx, at),
        Operator::Call => quoted_at(cx, skip_space(text, at)).into_iter().collect(),
        Operator::Element => pair::element_text(text, at)
            .map(|part| Value { part, form: Form::Quoted, formatted: false })
            .into_iter()
            .collect(),
        Operator::Blank => match quoted_at(cx, at) {
            Some(value) => vec![value],
            None => bare::shell_word(text, at, open_quote(text, key.span.start))
                .filter(|part| !part.value.starts_with(b"-"))
                .map(|part| Value { part, form: Form::Bare, formatted: false })
                .into_iter()
                .collect(),
        },
    }
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
    let group = Span::new(open, group_end(cx.text, open)?);
    let literal = fallback::of_group(group.of(cx.text))?.shifted(open);
    Some(Value { part: raw_part(cx.text, literal), form: Form::KeywordList, formatted: false })
}

/// The operator after the key and the offset where its value starts.
fn operator_after(cx: &Context<'_>, key: &Key) -> Option<(Operator, usize)> {
    let text = cx.text;
    let mut at = key.end;
    // `os.environ['X']`, `config["x"]`, `**Password**`, `getenv("X") or …`
    while let Some(b) = text.get(at) {
        match b {
            b']' | b')' if key.quote.is_some() => at += 1,
            b'}' if is_hash_key(text, key) => at += 1, // Perl: $ENV{PGPASSWORD}
            b'*' | b'`' | b'_' if cx.dialect() == Dialect::Prose && at - key.end < 4 => at += 1,
            b'?' | b'!' if text.get(at + 1) == Some(&b':') && key.quote.is_none() => at += 1, // TypeScript's optional, definite
            _ => break,
        }
    }
    let blank_from = at;
    at = over_accessors(text, skip_blanks(text, at));
    let touches = at == blank_from;
    let next = |offset: usize| text.get(at + offset).copied();
    let starts = |op: &[u8]| text.get(at..).is_some_and(|rest| rest.starts_with(op));
    let assign = |width: usize, colon: bool| {
        let value = after_operator(cx, at + width);
        Some((Operator::Assign { adjacent: touches && value == at + width, colon }, value))
    };
    match next(0)? {
        b'=' if starts(b"===") || starts(b"==") || starts(b"=~") => None,
        b'=' if starts(b"=>") => assign(2, false),
        b'=' => assign(1, false),
        b':' if starts(b"::") => None,
        // `ok ? 'pass' : 'fail'`
        b':' if key.quote.is_some() && cx.dialect() == Dialect::Code && follows_question(text, key) => None,
        // psql's variables: PASSWORD :'pw'
        b':' if cx.dialect() == Dialect::Sql || (!touches && matches!(next(1), Some(b'\'' | b'"'))) => None,
        b':' if starts(b":=") => assign(2, false),
        b':' => assign(1, true),
        b'?' if starts(b"?=") => assign(2, false),
        b'?' if starts(b"??=") => assign(3, false),
        b'|' if starts(b"||=") => assign(3, false),
        b'+' if starts(b"+=") => assign(2, false),
        b'<' if starts(b"<-") => assign(2, false),
        b'.' | b'|' | b'?' if key.quote.is_some() && blank_from > key.end => Some((Operator::Alternative, at)),
        // Ruby: ENV.fetch("X") { "y" }
        b'{' if key.quote.is_some() && blank_from > key.end => Some((Operator::Call, at + 1)),
        b',' if is_argument(text, key) && blank_from == key.end => Some((Operator::Argument, skip_space(text, at + 1))),
        b'(' if key.quote.is_none() && touches && cx.dialect() == Dialect::Code && is_method(text, key) => {
            Some((Operator::Call, at + 1))
        }
        b'>' if touches && key.quote.is_none() && is_tag(text, key) => Some((Operator::Element, at + 1)),
        _ if !touches && takes_word(cx, key) => Some((Operator::Blank, at)),
        _ => None,
    }
}

/// Whether the key is the first branch of a conditional expression.
fn follows_question(text: &[u8], key: &Key) -> bool {
    let head = text.get(key.span.start.saturating_sub(8)..key.span.start.saturating_sub(1)).unwrap_or_default();
    head.trim_ascii_end().ends_with(b"?")
}

/// Over C#'s `{ get; set; }`.
fn over_accessors(text: &[u8], at: usize) -> usize {
    let line = text.get(at..bare::line_end(text, at)).unwrap_or_default();
    match memchr::memchr(b'}', line) {
        Some(close)
            if line.starts_with(b"{")
                && memchr::memmem::find(line.get(..close).unwrap_or_default(), b"get").is_some() =>
        {
            skip_blanks(text, at + close + 1)
        }
        _ => at,
    }
}

/// Whether the key can be an argument that names something: quoted, a symbol (`set :db_password, "x"`), or the
/// constant of an option (`option(PASSWORD, "x")`).
fn is_argument(text: &[u8], key: &Key) -> bool {
    let before = key.span.start.checked_sub(1).and_then(|i| text.get(i));
    let name = key.span.of(text);
    let constant = before == Some(&b'(') && name.iter().all(|b| b.is_ascii_uppercase() || *b == b'_');
    key.quote.is_some() || before == Some(&b':') || constant
}

/// Whether the key is a bare word in braces after a name: Perl's hashes.
fn is_hash_key(text: &[u8], key: &Key) -> bool {
    key.quote.is_none()
        && key.span.start.checked_sub(1).and_then(|i| text.get(i)) == Some(&b'{')
        && key
            .span
            .start
            .checked_sub(2)
            .and_then(|i| text.get(i))
            .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'>')
}

/// The literals that run when an expression gives nothing else.
fn fallbacks<'h>(cx: &Context<'h>, at: usize) -> Vec<Value<'h>> {
    let dialect = if cx.dialect() == Dialect::Prose { Dialect::Code } else { cx.dialect() };
    let (found, _) = fallback::literals(cx.text, at, dialect);
    let value = |literal: super::literal::StringLiteral<'h>| Value {
        part: literal.content,
        form: Form::Quoted,
        formatted: literal.formatted,
    };
    found.into_iter().map(value).collect()
}

/// Over blanks, and over one line end where the language lets a value stand on the next line.
fn after_operator(cx: &Context<'_>, at: usize) -> usize {
    let next = skip_blanks(cx.text, at);
    let wraps = matches!(cx.dialect(), Dialect::Code | Dialect::Json | Dialect::Hcl);
    if wraps && matches!(cx.text.get(next), Some(b'\n' | b'\r')) { skip_space(cx.text, next) } else { next }
}

/// `.password("x")`, `setPassword("x")`, `withPassword("x")`: a method that takes the value, not one that checks it.
fn is_method(text: &[u8], key: &Key) -> bool {
    let name = key.span.of(text);
    let dotted = key.span.start.checked_sub(1).and_then(|i| text.get(i)) == Some(&b'.')
        || name.contains(&b'.')
        || text.get(key.span.start.saturating_sub(2)..key.span.start) == Some(b"->".as_slice());
    let last = name.rsplit(|&b| b == b'.').next().unwrap_or(name).to_ascii_lowercase();
    let sets = last.starts_with(b"set") || last.starts_with(b"with");
    dotted
        && (sets || matches!(last.as_slice(), b"password" | b"passwd" | b"pwd" | b"secret" | b"secretkey" | b"token"))
}

/// `<password>`, `<db:password attr="x">` are openings of an element.
fn is_tag(text: &[u8], key: &Key) -> bool {
    let line = line_around(text, key.span.start);
    let head = text.get(line.start..key.span.start).unwrap_or_default();
    memchr::memrchr(b'<', head).is_some_and(|at| {
        let inside = head.get(at + 1..).unwrap_or_default();
        !inside.starts_with(b"/") && inside.iter().all(|b| b.is_ascii_alphanumeric() || *b == b':')
    })
}

/// Whether a blank after this key is followed by its value: `--password x`, `ENV PGPASSWORD x`, `\set pw x`.
fn takes_word(cx: &Context<'_>, key: &Key) -> bool {
    let name = key.span.of(cx.text);
    if name.starts_with(b"--") && name.len() > 3 {
        return name != b"--secret" || !names_a_secret(cx.text, key.end);
    }
    let line = line_around(cx.text, key.span.start);
    let head = cx.text.get(line.start..key.span.start).unwrap_or_default().trim_ascii().to_ascii_lowercase();
    match cx.dialect() {
        Dialect::Docker => matches!(head.as_slice(), b"env" | b"arg"),
        Dialect::Sql => head == b"\\set",
        // Odyssey's and nginx's style: password "x";
        Dialect::Ini => matches!(cx.text.get(skip_blanks(cx.text, key.end)), Some(b'"' | b'\'')) && head.is_empty(),
        // PowerShell's parameters and Clojure's keywords.
        Dialect::Code => {
            (name.starts_with(b"-") && name.len() > 2)
                || (head.ends_with(b":") && cx.text.get(skip_blanks(cx.text, key.end)) == Some(&b'"'))
        }
        _ => false,
    }
}

/// `docker service create --secret postgres_password`, `docker build --secret id=npm`: the name of a stored secret.
fn names_a_secret(text: &[u8], at: usize) -> bool {
    let word = text.get(skip_blanks(text, at)..).unwrap_or_default();
    let word = word.get(..word.len().min(64)).unwrap_or_default();
    let word = word.split(u8::is_ascii_whitespace).next().unwrap_or_default();
    let is_name = word.iter().all(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b'-'));
    let kind = word.rsplit(|b| matches!(b, b'_' | b'-')).next().unwrap_or_default();
    word.starts_with(b"id=")
        || word.starts_with(b"source=")
        || (is_name
            && word != kind
            && matches!(kind, b"password" | b"passwd" | b"secret" | b"key" | b"token" | b"credentials"))
}

/// The values after an assignment operator.
fn assigned<'h>(cx: &Context<'h>, key: &Key, at: usize, adjacent: bool, colon: bool) -> Vec<Value<'h>> {
    let text = cx.text;
    let at = if cx.dialect() == Dialect::Yaml { over_yaml_properties(text, at) } else { at };
    let key_in_string = key.quote.is_none().then(|| open_quote(text, key.span.start)).flatten();
    if let Some(quote) = key_in_string
        && matches!(
            cx.dialect(),
            Dialect::Code | Dialect::Json | Dialect::Toml | Dialect::Hcl | Dialect::Xml | Dialect::Sql
        )
    {
        return in_string(cx, at, quote, adjacent && !colon);
    }
    // In a shell and in Docker a word may go on after its quotes: 'a'"$b".
    if (!matches!(cx.dialect(), Dialect::Shell | Dialect::Docker) || !adjacent || colon)
        && let Some(value) = quoted_at(cx, at)
    {
        return vec![value];
    }
    if cx.dialect().has_bare_values() && !leads_line(cx, key) {
        // `run: docker run -e KEY=value …`, `# KEY=value psql`: a word of a command, not the rest of the line.
        let word = (adjacent && !colon).then(|| bare::shell_word(text, at, open_quote(text, key.span.start))).flatten();
        return match word {
            Some(part) => vec![Value { part, form: Form::Bare, formatted: false }],
            None if cx.dialect() == Dialect::Yaml => flow_or_embedded(cx, key, at, adjacent, colon),
            None => Vec::new(),
        };
    }
    match cx.dialect() {
        Dialect::Yaml if !colon && !adjacent => prose(cx, key, at, adjacent, colon),
        Dialect::Yaml if matches!(text.get(at), Some(b'|' | b'>')) => block_scalar(text, at).into_iter().collect(),
        // A shell takes no blanks around `=`; make does, and a word alone to the end of the line is a value.
        Dialect::Shell | Dialect::Docker if !adjacent => {
            let word = bare::shell_word(text, at, None).filter(|word| word.span.end == bare::line_end(text, at));
            word.map(|part| Value { part, form: Form::Bare, formatted: false }).into_iter().collect()
        }
        dialect if dialect.has_bare_values() => {
            let value = bare::value_at(text, at, key.span.start, dialect);
            value.map(|part| Value { part, form: Form::Bare, formatted: false }).into_iter().collect()
        }
        Dialect::Prose => prose(cx, key, at, adjacent, colon),
        _ => expression(cx, key, at, adjacent, colon),
    }
}

/// Whether only marks and words that declare (`- `, `export`, `set`, `ENV`, `#`) stand before the key on its line.
fn leads_line(cx: &Context<'_>, key: &Key) -> bool {
    let line = line_around(cx.text, key.span.start);
    let head = cx.text.get(line.start..key.span.start).unwrap_or_default();
    let word = head.trim_ascii().to_ascii_lowercase();
    let declared = [
        b"export".as_slice(),
        b"set",
        b"env",
        b"arg",
        b"local",
        b"declare",
        b"readonly",
        b"setx",
        b"- export",
        b"typeset",
        b"#",
        b"# export",
        b"declare -x",
        b"+",
        b"-",
    ];
    declared.contains(&word.as_slice())
        || head.iter().all(|b| matches!(b, b' ' | b'\t' | b'-' | b'"' | b'\'' | b'#' | b';' | b'+' | b'!' | b'?'))
        || (cx.dialect() == Dialect::Yaml && word.ends_with(b":") && !word.contains(&b' '))
        || word.ends_with(b"&&")
        || word.ends_with(b";")
}

/// In YAML, a key that does not lead its line: in a flow mapping (`{user: a, password: b}`), or in an embedded text.
fn flow_or_embedded<'h>(cx: &Context<'h>, key: &Key, at: usize, adjacent: bool, colon: bool) -> Vec<Value<'h>> {
    let line = line_around(cx.text, key.span.start);
    let head = cx.text.get(line.start..key.span.start).unwrap_or_default();
    let opens = head.iter().filter(|b| matches!(b, b'{' | b'[')).count();
    let closes = head.iter().filter(|b| matches!(b, b'}' | b']')).count();
    if colon && opens > closes {
        let value = bare::value_at(cx.text, at, key.span.start, Dialect::Yaml);
        return value.map(|part| Value { part, form: Form::Bare, formatted: false }).into_iter().collect();
    }
    prose(cx, key, at, adjacent, colon)
}

/// `KEY=value` inside a string of a host language: `"docker run -e POSTGRES_PASSWORD=x"`. Its word ends with the string.
fn in_string<'h>(cx: &Context<'h>, at: usize, quote: u8, adjacent: bool) -> Vec<Value<'h>> {
    if let Some(value) = quoted_at(cx, at).filter(|_| cx.text.get(at) != Some(&quote)) {
        return vec![value];
    }
    if !adjacent {
        return Vec::new();
    }
    let word = bare::shell_word(cx.text, at, Some(quote));
    word.map(|part| Value { part, form: Form::Prose, formatted: false }).into_iter().collect()
}

/// A literal that starts at `at`.
fn quoted_at<'h>(cx: &Context<'h>, at: usize) -> Option<Value<'h>> {
    let literal = string_at(cx.text, at, cx.dialect())?;
    // `"abc" in x`, `"x" == y` and `"{}".format(x)` are expressions that only begin with a literal.
    let rest = cx.text.get(skip_blanks(cx.text, literal.end)..).unwrap_or_default();
    let compared = [b"==".as_slice(), b"!=", b" in "].iter().any(|op| rest.starts_with(op));
    let formatted =
        literal.formatted || rest.starts_with(b".format(") || rest.starts_with(b"% ") || rest.starts_with(b"%(");
    (!compared).then_some(Value { part: literal.content, form: Form::Quoted, formatted })
}

/// In code, what is not a literal is an expression, which may name a fallback. `KEY=value` in a comment is a word.
fn expression<'h>(cx: &Context<'h>, key: &Key, at: usize, adjacent: bool, colon: bool) -> Vec<Value<'h>> {
    let text = cx.text;
    if in_comment(text, key.span.start) {
        return prose(cx, key, at, adjacent, colon);
    }
    let at = over_cmdlet(text, over_type_annotation(text, at, colon));
    if adjacent && !colon && (is_exported(text, key) || super::in_block(cx, key.span.start)) {
        let word = bare::shell_word(text, at, None);
        return word.map(|part| Value { part, form: Form::Bare, formatted: false }).into_iter().collect();
    }
    if colon && super::in_block(cx, key.span.start) {
        return prose(cx, key, at, adjacent, colon);
    }
    if let Some(value) = quoted_at(cx, at) {
        return vec![value];
    }
    fallbacks(cx, at)
}

/// `export KEY=value`: a shell's words, wherever they stand.
fn is_exported(text: &[u8], key: &Key) -> bool {
    text.get(key.span.start.saturating_sub(7)..key.span.start) == Some(b"export ".as_slice())
}

/// PowerShell: `ConvertTo-SecureString "x" -AsPlainText`.
fn over_cmdlet(text: &[u8], at: usize) -> usize {
    const CMDLET: &[u8] = b"ConvertTo-SecureString";
    let rest = text.get(at..).unwrap_or_default();
    let open = usize::from(rest.first() == Some(&b'('));
    if !rest.get(open..open + CMDLET.len()).is_some_and(|word| word.eq_ignore_ascii_case(CMDLET)) {
        return at;
    }
    let next = skip_blanks(text, at + open + CMDLET.len());
    match text.get(next..next + 7) {
        Some(option) if option.eq_ignore_ascii_case(b"-String") => skip_blanks(text, next + 7),
        _ => next,
    }
}

/// `password: str = "x"`, `password: String = "x"`, `password string = "x"`: the value comes after the type.
fn over_type_annotation(text: &[u8], at: usize, colon: bool) -> usize {
    if !colon {
        return at;
    }
    let end = bare::line_end(text, at);
    let line = text.get(at..end).unwrap_or_default();
    let kind = line
        .iter()
        .take_while(|b| {
            b.is_ascii_alphanumeric()
                || matches!(b, b'_' | b'.' | b'[' | b']' | b'<' | b'>' | b'|' | b' ' | b'?' | b'&' | b'\'' | b':')
        })
        .count();
    match line.get(kind..) {
        Some([b'=', next, ..]) if *next != b'=' && *next != b'>' && kind > 0 => skip_blanks(text, at + kind + 1),
        _ => at,
    }
}

/// Whether `at` stands in a comment: its line begins with a comment mark, or has one with a blank after it before `at`.
fn in_comment(text: &[u8], at: usize) -> bool {
    let line = line_around(text, at);
    let head = text.get(line.start..at).unwrap_or_default();
    let trimmed = head.trim_ascii_start();
    if [b"//".as_slice(), b"# ", b"#\t", b"* ", b"/*", b"-- ", b"; ", b"<!--", b"%", b"\"\"\"", b"///"]
        .iter()
        .any(|mark| trimmed.starts_with(mark))
    {
        return true;
    }
    if trimmed == b"#" || trimmed == b";" {
        return true;
    }
    [b" // ".as_slice(), b" # "].iter().any(|mark| memchr::memmem::find(head, mark).is_some())
}

/// In prose, and in files of unknown kind, only the shape says that something is a value: `KEY=value` without
/// blanks, or a key that begins its line (after list and quote marks) and `: value` to the end of it.
fn prose<'h>(cx: &Context<'h>, key: &Key, at: usize, adjacent: bool, colon: bool) -> Vec<Value<'h>> {
    let text = cx.text;
    if let Some(value) = quoted_at(cx, at) {
        return vec![value];
    }
    let line = line_around(text, key.span.start);
    let head = text.get(line.start..key.span.start).unwrap_or_default();
    let leads =
        head.iter().all(|b| !b.is_ascii_alphanumeric() && *b < 0x80) || head.trim_ascii_start().starts_with(b"- ");
    let name = key.span.of(text);
    let shouted =
        name.iter().any(u8::is_ascii_uppercase) && !name.iter().any(u8::is_ascii_lowercase) && name.contains(&b'_');
    let option = name.starts_with(b"-");
    let alternatives = fallbacks(cx, at);
    if !alternatives.is_empty() {
        return alternatives;
    }
    let is_value = if adjacent && !colon {
        shouted || leads || option || name.to_ascii_lowercase().ends_with(b"password")
    } else {
        leads || shouted
    };
    if !is_value {
        return Vec::new();
    }
    let word = bare::prose_word(text, at, adjacent && !colon);
    word.map(|part| Value { part, form: Form::Prose, formatted: false }).into_iter().collect()
}

/// Functions that are given a name and its value, or its default; in lower case.
const SETTERS: &str = "put set setproperty setenv putenv putstring define setdefault setvar env setitem with addproperty withenv \
    option setoption property config setstring getenv getattr get fetch get_env getordefault system_property \
    usesetting add of entry stringvar stringvarp add_argument add_option adddatasourceproperty";

/// `call("KEY", "value")`: a default of a getter, or the value that a setter takes.
fn argument<'h>(cx: &Context<'h>, key: &Key, at: usize) -> Vec<Value<'h>> {
    let text = cx.text;
    let before = text.get(key.span.start.saturating_sub(64)..key.span.start.saturating_sub(1)).unwrap_or_default();
    let before = if key.quote.is_none() && !before.ends_with(b"set ") {
        // A constant has no quote in front of it.
        text.get(key.span.start.saturating_sub(64)..key.span.start).unwrap_or_default()
    } else {
        before
    };
    let head = before.trim_ascii_end();
    let head = match head.strip_suffix(b"(").or_else(|| head.ends_with(b"set").then_some(head)) {
        Some(head) => head,
        // A later argument of `getattr(config, "KEY", "value")`
        None if head.ends_with(b",") => match memchr::memrchr(b'(', head) {
            Some(open) => head.get(..open).unwrap_or_default(),
            None => return Vec::new(),
        },
        None => return Vec::new(),
    };
    let len = head.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.')).count();
    let call = head.get(head.len() - len..).unwrap_or_default().to_ascii_lowercase();
    let name = call.rsplit(|&b| b == b'.').next().unwrap_or_default();
    let known = SETTERS.split(' ').any(|setter| setter.as_bytes() == name)
        || name.ends_with(b"property")
        || call.ends_with(b"flag.string")
        || [b"env".as_slice(), b"config", b"getor"].iter().any(|word| memchr::memmem::find(name, word).is_some());
    if !known {
        return Vec::new();
    }
    // Java's and others' suppliers: `() -> "x"`
    let at = [b"() ->".as_slice(), b"() =>", b"lambda:"]
        .iter()
        .find(|mark| text.get(at..).is_some_and(|rest| rest.starts_with(mark)))
        .map_or(at, |mark| skip_space(text, at + mark.len()));
    // An option's declaration has its help text first and its default by name.
    let declares = matches!(name, b"add_argument" | b"add_option");
    if let Some(value) = quoted_at(cx, at).filter(|_| !declares) {
        return vec![value];
    }
    fallbacks(cx, at)
}

/// Over a YAML anchor (`&pw x`) and a string tag (`!!str x`).
fn over_yaml_properties(text: &[u8], at: usize) -> usize {
    let mut at = at;
    for _ in 0..2 {
        let rest = text.get(at..).unwrap_or_default();
        if rest.starts_with(b"&") || rest.starts_with(b"!!str ") || rest.starts_with(b"!str ") {
            let len = rest.iter().take_while(|b| !b.is_ascii_whitespace()).count();
            at = skip_blanks(text, at + len);
        }
    }
    at
}

/// A YAML block scalar of one line: `key: |` and the value on the next, deeper line.
fn block_scalar(text: &[u8], at: usize) -> Option<Value<'_>> {
    let start = bare::line_end(text, at);
    let next = skip_space(text, start);
    let line = line_around(text, next);
    let part = raw_part(text, Span::new(next, line.end));
    let after = line_around(text, (line.end + 1).min(text.len()));
    let indent = |span: Span| span.of(text).iter().take_while(|b| **b == b' ').count();
    let single = after.is_empty() || after.start <= line.start || indent(after) < indent(line);
    (single && !part.value.is_empty()).then_some(Value {
        part: Part { value: Cow::Borrowed(part.span.of(text)), span: part.span },
        form: Form::Bare,
        formatted: false,
    })
}
