//! What joins a key to its value.

use super::key::Key;
use super::key_position::leads_line;
use super::space_separated::takes_word;
use super::type_annotation::over_type;
use super::{copied_literal, wrapped_literal};
use crate::extract::syntax::{literal, unquoted};
use crate::extract::{Construct, Context, Dialect, Tongue, quote_over, skip_blanks, skip_comments, skip_space};

/// What stands between a key and its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
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

/// The operator after the key and the offset where its value starts.
pub(crate) fn operator_after(cx: &Context<'_>, key: &Key) -> Option<(Operator, usize)> {
    let text = cx.text;
    let mut at = key.end;
    // Nothing but blanks joins two words there, on the next line too.
    if cx.tongue().has(Construct::WordPairs) {
        let value = skip_space(text, at);
        return (value > at).then_some((Operator::Blank, value));
    }
    // `os.environ['X']`, `config["x"]`, `**Password**`, `getenv("X") or …`
    while let Some(b) = text.get(at) {
        match b {
            b']' | b')' if key.quote.is_some() => at += 1,
            // Tcl: set env(PGPASSWORD) x
            b')' if cx.tongue().has(Construct::CommandWords)
                && text.get(key.span.start.saturating_sub(4)..key.span.start) == Some(b"env(") =>
            {
                at += 1
            }
            // PHP-FPM: env[DB_PASSWORD] = x
            b']' if cx.dialect() == Dialect::Ini
                && text.get(key.span.start.saturating_sub(4)..key.span.start) == Some(b"env[") =>
            {
                at += 1
            }
            b'}' if is_hash_key(text, key) => at += 1, // Perl: $ENV{PGPASSWORD}, $x{'password'}
            // A shell's table: creds=([password]='x')
            b']' if cx.dialect() == Dialect::Shell
                && key.span.start.checked_sub(1).and_then(|i| text.get(i)) == Some(&b'[') =>
            {
                at += 1;
            }
            // Chef: default['postgresql']['password']['postgres'] = "x"
            b'[' if at > key.end && matches!(text.get(at + 1), Some(b'\'' | b'"')) => {
                let rest = text.get(at..text.len().min(at + 64)).unwrap_or_default();
                match memchr::memchr(b']', rest) {
                    Some(len) => at += len + 1,
                    None => break,
                }
            }
            b'[' if key.quote.is_none() => match array_end(text, at) {
                Some(end) => at = end,
                None => break,
            },
            b'*' | b'`' | b'_' if cx.dialect() == Dialect::Prose && at - key.end < 4 => at += 1,
            b'?' | b'!' if text.get(at + 1) == Some(&b':') && key.quote.is_none() => at += 1, // TypeScript's optional, definite
            _ => break,
        }
    }
    let blank_from = at;
    at = over_accessors(text, skip_blanks(text, at));
    // Nothing of what stands between a key and its operator belongs to either: `password /* of the role */ = "x"`
    if text.get(at..at + 2) == Some(b"/*") && matches!(cx.dialect(), Dialect::Code | Dialect::Hcl | Dialect::Sql) {
        at = skip_comments(text, at);
    } else if cx.dialect() == Dialect::Json && key.quote.is_some() {
        at = skip_space(text, at);
    } else if key.quote.is_none()
        && cx.dialect() == Dialect::Code
        && matches!(text.get(at), Some(b'\n' | b'\\'))
        && let Some(operator) = on_next_line(text, at)
    {
        at = operator;
    }
    let touches = at == blank_from;
    let next = |offset: usize| text.get(at + offset).copied();
    let starts = |op: &[u8]| text.get(at..).is_some_and(|rest| rest.starts_with(op));
    let assign = |width: usize, colon: bool| {
        let value = after_operator(cx, at + width);
        Some((Operator::Assign { adjacent: touches && value == at + width, colon }, value))
    };
    match next(0)? {
        // `:password="expression"`, `[password]="expression"` in a template.
        b'=' if is_bound(text, key) => None,
        // Where a line is a name and its value, nothing is compared: the value begins with the second mark.
        b'=' if (touches || cx.tongue().name == "properties")
            && key.quote.is_none()
            && cx.dialect().has_bare_values()
            && (!starts(b"=>") || matches!(cx.dialect(), Dialect::Env | Dialect::Batch)) =>
        {
            assign(1, false)
        }
        // A value that begins with a `~`; what matches has a blank before it, or stands in code.
        b'=' if starts(b"=~")
            && touches
            && key.quote.is_none()
            && next(2).is_some_and(|b| !b.is_ascii_whitespace())
            && (cx.dialect() == Dialect::Prose || quote_over(cx, key.span.start, at).is_some()) =>
        {
            assign(1, false)
        }
        // A line that sets a variable of the environment compares nothing.
        b'=' if starts(b"==")
            && touches
            && key.quote.is_none()
            && cx.dialect() == Dialect::Prose
            && next(2).is_some_and(|b| !b.is_ascii_whitespace() && !matches!(b, b'"' | b'\'' | b'$'))
            && is_shouted(key.span.of(text))
            && leads_line(cx, key) =>
        {
            assign(1, false)
        }
        b'=' if starts(b"===") || starts(b"==") || starts(b"=~") => None,
        // An arm of a Rust match: `Plugin::ClearPassword => "clear_password"`
        b'=' if starts(b"=>") && is_variant(text, key) => None,
        b'=' if starts(b"=>") => assign(2, false),
        b'=' => assign(1, false),
        b':' if starts(b"::") => None,
        // `ok ? 'pass' : 'fail'`
        b':' if key.quote.is_some() && cx.dialect() == Dialect::Code && follows_question(text, key) => None,
        // The next attribute behind a value: type="password" :min="12"
        b':' if key.quote.is_some() && cx.dialect() == Dialect::Xml => None,
        b':' if key.quote.is_some() && !touches && next(1).is_some_and(|b| b.is_ascii_alphabetic()) => None,
        // PL/pgSQL's assignments and SQL's named arguments, before psql's variables: PASSWORD :'pw'
        b':' if starts(b":=") => assign(2, false),
        // JSON in a literal of SQL: '{"password": "x"}'
        b':' if cx.dialect() == Dialect::Sql && key.quote == Some(b'"') && next(1) != Some(b':') => assign(1, true),
        b':' if cx.dialect() == Dialect::Sql || (!touches && matches!(next(1), Some(b'\'' | b'"'))) => None,
        b':' => assign(1, true),
        b'?' if starts(b"?=") => assign(2, false),
        b'?' if starts(b"??=") => assign(3, false),
        b'|' if starts(b"||=") => assign(3, false),
        b'+' if starts(b"+=") => assign(2, false),
        b'<' if starts(b"<-") => assign(2, false),
        // const a = process.env.DB_PASSWORD || 'x'
        b'|' | b'?' if cx.dialect() == Dialect::Code && !touches && names_the_environment(text, key) => {
            Some((Operator::Alternative, at))
        }
        b'o' if key.quote.is_some() && blank_from > key.end && starts(b"or ") => Some((Operator::Alternative, at)),
        b'.' | b'|' | b'?' if key.quote.is_some() && blank_from > key.end => Some((Operator::Alternative, at)),
        b'/' if starts(b"// ") && blank_from > key.end => Some((Operator::Alternative, at)), // Perl's defined-or
        // Scala's and Kotlin's pairs, and R's assignment the other way round.
        b'-' if starts(b"->") && key.quote.is_some() => assign(2, false),
        b't' if starts(b"to \"") && key.quote.is_some() => assign(2, false),
        // ALTER DATABASE x SET app.jwt_secret TO 'x'
        b'T' | b't' if cx.dialect() == Dialect::Sql && (starts(b"TO '") || starts(b"to '")) => assign(2, false),
        // Ruby: ENV.fetch("X") { "y" }
        b'{' if key.quote.is_some() && blank_from > key.end => Some((Operator::Call, at + 1)),
        // Erlang's and Elixir's pairs: {password, "x"}, {:password, <<"x">>}
        b',' if cx.dialect() == Dialect::Code && is_in_tuple(text, key) => {
            Some((Operator::Assign { adjacent: false, colon: false }, after_operator(cx, at + 1)))
        }
        b',' if cx.dialect() == Dialect::Code && copied_literal::source(cx, key, at).is_some() => {
            Some((Operator::Assign { adjacent: false, colon: false }, copied_literal::source(cx, key, at)?))
        }
        b',' if is_argument(text, key) && blank_from == key.end => {
            Some((Operator::Argument, skip_comments(text, at + 1)))
        }
        // Gradle: password.set("x")
        b'.' if key.quote.is_none() && starts(b".set(") => Some((Operator::Call, at + 5)),
        b'.' if key.quote.is_none() && starts(b".convention(") => Some((Operator::Call, at + 12)),
        // Azure's logging command: ##vso[task.setvariable variable=DB_PASSWORD;issecret=true]x
        b']' | b';' if touches && names_a_variable(text, key) => {
            let close = memchr::memchr(b']', text.get(at..unquoted::line_end(text, at))?)?;
            Some((Operator::Assign { adjacent: true, colon: false }, at + close + 1))
        }
        // C++: std::string password{"x"};
        b'{' | b'(' if touches && is_initialised(cx, key, at) => {
            Some((Operator::Assign { adjacent: true, colon: false }, skip_comments(text, at + 1)))
        }
        // The name and its value are options of their own: --name /db/password --value x, -Path Env:X -Value x
        b'-' if !touches && value_option(text, key, at).is_some() => {
            Some((Operator::Blank, value_option(text, key, at)?))
        }
        b'P' | b'p' | b'V' | b'v' if !touches && cx.tongue().has(Construct::ValueClause) => {
            let rest = text.get(at..unquoted::line_end(text, at))?.to_ascii_uppercase();
            let value = skip_blanks(text, at + memchr::memmem::find(&rest, b"VALUE ")? + 6);
            matches!(text.get(value), Some(b'"' | b'\'')).then_some((Operator::Blank, value))
        }
        b'(' if touches && takes_argument(cx, key) => Some((Operator::Call, at + 1)),
        b'(' if key.quote.is_none() && touches && cx.dialect() == Dialect::Code && is_method(text, key) => {
            Some((Operator::Call, at + 1))
        }
        b'>' if touches && key.quote.is_none() && is_tag(text, key) => Some((Operator::Element, at + 1)),
        // Go's, Bicep's and Visual Basic's declarations: `var password string = "x"`, `Dim password As String = "x"`
        b if !touches && b.is_ascii_alphabetic() && over_type(cx, at).is_some() => {
            let value = over_type(cx, at)?;
            Some((Operator::Assign { adjacent: false, colon: false }, after_operator(cx, value)))
        }
        b'"' | b'\n' | b'\r' if !touches && stands_beside(cx.tongue(), key) => {
            let value = skip_space(text, at);
            (text.get(value) == Some(&b'"')).then_some((Operator::Blank, value))
        }
        _ if !touches && takes_word(cx, key) => Some((Operator::Blank, at)),
        _ => None,
    }
}

/// Whether `name` is written as the variables of an environment are.
fn is_shouted(name: &[u8]) -> bool {
    name.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
}

/// Where `=` stands that begins the line below, or stands behind a mark that the line goes on.
fn on_next_line(text: &[u8], at: usize) -> Option<usize> {
    let next = skip_comments(text, at);
    let compares = matches!(text.get(next + 1), Some(b'=' | b'~' | b'>'));
    (text.get(next) == Some(&b'=') && !compares).then_some(next)
}

/// Whether C++ declares a variable there and gives it a literal: `std::string password("x")`, `QString password{ "x" }`.
fn is_initialised(cx: &Context<'_>, key: &Key, at: usize) -> bool {
    if !cx.tongue().has(Construct::Initialiser) || key.quote.is_some() || key.span.of(cx.text).contains(&b'.') {
        return false;
    }
    let value = skip_comments(cx.text, at + 1);
    let is_literal = literal::string_at(cx.text, value, cx.dialect()).is_some();
    let head = key.head(cx.text);
    let kind = head.trim_ascii_end();
    let word = kind.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let last = kind.get(kind.len() - word..).unwrap_or_default();
    let is_type = matches!(kind.last(), Some(b'>' | b'&' | b'*'))
        || word > 0
            && !matches!(last, b"return" | b"new" | b"else" | b"throw" | b"case" | b"co_return" | b"and" | b"or");
    // A member is given its value without a type before it: `: password_("x")`, `{ password{"x"} }`.
    let is_member = cx.text.get(at) == Some(&b'{') || matches!(kind.last(), Some(b':' | b','));
    is_literal && (is_type && kind.len() < head.len() || is_member)
}

/// The offset past `--value` or `-Value`, where an option before the key says that it is a name: `--name`, `-Path Env:`.
fn value_option(text: &[u8], key: &Key, at: usize) -> Option<usize> {
    let rest = text.get(at..text.len().min(at + 9))?.to_ascii_lowercase();
    let option =
        [b"--value ".as_slice(), b"--value=", b"-value "].into_iter().find(|option| rest.starts_with(option))?;
    let start = key.span.start - usize::from(key.quote.is_some());
    let head = text.get(start.saturating_sub(64)..start)?.to_ascii_lowercase();
    let word =
        head.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-' | b'.')).count();
    let before = head.get(..head.len() - word)?.trim_ascii_end();
    let is_name = [b"--name".as_slice(), b"--name=", b"--key", b"-name"].iter().any(|option| before.ends_with(option));
    (is_name || head.ends_with(b"env:") || head.ends_with(b"env:\\")).then(|| skip_blanks(text, at + option.len()))
}

/// Whether the key is the variable that a logging command of Azure's pipelines sets.
fn names_a_variable(text: &[u8], key: &Key) -> bool {
    let head = text.get(key.span.start.saturating_sub(48)..key.span.start).unwrap_or_default();
    head.ends_with(b"variable=") && memchr::memmem::find(head, b"##vso[").is_some()
}

/// Whether a bare call with the key's name sets it: Stata's options, Raku's pairs.
fn takes_argument(cx: &Context<'_>, key: &Key) -> bool {
    let before = key.span.start.checked_sub(1).and_then(|i| cx.text.get(i));
    key.quote.is_none()
        && (cx.tongue().has(Construct::AppliedOption) || before == Some(&b':') && cx.tongue().has(Construct::ColonPair))
}

/// Whether the key is the first of a pair in braces.
fn is_in_tuple(text: &[u8], key: &Key) -> bool {
    let head = text.get(key.span.start.saturating_sub(2)..key.span.start).unwrap_or_default();
    key.quote.is_none() && (head.ends_with(b"{") || head == b"{:")
}

/// Whether the key is a variable of the environment, as JavaScript reads it.
fn names_the_environment(text: &[u8], key: &Key) -> bool {
    let name = key.span.of(text);
    key.quote.is_none()
        && [b"process.env.".as_slice(), b"import.meta.env.", b"Bun.env.", b"env."]
            .iter()
            .any(|start| name.starts_with(start))
}

/// Whether the value stands beside its key: in Clojure, where a look-up has its default there too, and where Lisp sets a
/// name, `(setq sql-password "x")`.
fn stands_beside(tongue: &Tongue, key: &Key) -> bool {
    tongue.has(Construct::PairByPlace) || key.quote.is_none() && tongue.has(Construct::SymbolByPlace)
}

/// Whether the key is a variant of an enum, by its path and its case.
fn is_variant(text: &[u8], key: &Key) -> bool {
    text.get(key.span.start.saturating_sub(2)..key.span.start) == Some(b"::")
        && key.span.of(text).iter().any(u8::is_ascii_lowercase)
}

/// The end of C's `[]` or `[64]` after a name.
fn array_end(text: &[u8], at: usize) -> Option<usize> {
    let digits = text.get(at + 1..)?.iter().take(8).take_while(|b| b.is_ascii_digit()).count();
    (text.get(at + 1 + digits) == Some(&b']')).then_some(at + digits + 2)
}

/// Whether the key is an attribute that Vue or Angular binds to an expression.
fn is_bound(text: &[u8], key: &Key) -> bool {
    let before = |n: usize| key.span.start.checked_sub(n).and_then(|i| text.get(i)).copied();
    matches!(before(1), Some(b':' | b'[' | b'@'))
        && before(2).is_none_or(|b| b.is_ascii_whitespace())
        && matches!(text.get(key.end), Some(b'=' | b']'))
        && text.get(key.end..key.end + 3).is_some_and(|op| op.starts_with(b"=\"") || op.starts_with(b"]=\""))
}

/// Whether the key is the first branch of a conditional expression.
fn follows_question(text: &[u8], key: &Key) -> bool {
    let head = text.get(key.span.start.saturating_sub(8)..key.span.start.saturating_sub(1)).unwrap_or_default();
    head.trim_ascii_end().ends_with(b"?")
}

/// Over C#'s `{ get; set; }`.
fn over_accessors(text: &[u8], at: usize) -> usize {
    if text.get(at) != Some(&b'{') {
        return at;
    }
    let line = text.get(at..unquoted::line_end(text, at)).unwrap_or_default();
    match memchr::memchr(b'}', line) {
        Some(close) if memchr::memmem::find(line.get(..close).unwrap_or_default(), b"get").is_some() => {
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
    let name = name.rsplit(|b| *b == b'.').next().unwrap_or(name);
    let constant = before == Some(&b'(') && name.iter().all(|b| b.is_ascii_uppercase() || *b == b'_');
    let of_driver = key.span.of(text).starts_with(b"PGProperty.");
    key.quote.is_some() || before == Some(&b':') || constant || of_driver
}

/// Whether the key is a bare word in braces after a name: Perl's hashes.
fn is_hash_key(text: &[u8], key: &Key) -> bool {
    let start = key.span.start - usize::from(key.quote.is_some());
    let before = |n: usize| start.checked_sub(n).and_then(|i| text.get(i));
    before(1) == Some(&b'{') && before(2).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'>')
}

/// Over blanks, and over one line end where the language lets a value stand on the next line.
fn after_operator(cx: &Context<'_>, at: usize) -> usize {
    let next = skip_blanks(cx.text, at);
    let wraps = matches!(cx.dialect(), Dialect::Code | Dialect::Json | Dialect::Hcl);
    if !wraps {
        return next;
    }
    let next = match cx.text.get(next) {
        Some(b'\n' | b'\r' | b'/' | b'#' | b'\\') => skip_comments(cx.text, next),
        _ => next,
    };
    // `password = (  # of the role` and the literal below; `(char *)"x"`
    if let Some(literal) = wrapped_literal::literal(cx, next) {
        return literal;
    }
    // Erlang's binaries: <<"x">>
    if cx.text.get(next..next + 3) == Some(b"<<\"") {
        return next + 2;
    }
    next
}

/// `.password("x")`, `setPassword("x")`, `withPassword("x")`: a method that takes the value, not one that checks it.
fn is_method(text: &[u8], key: &Key) -> bool {
    let name = key.span.of(text);
    let dotted = key.span.start.checked_sub(1).and_then(|i| text.get(i)) == Some(&b'.')
        || name.contains(&b'.')
        || text.get(key.span.start.saturating_sub(2)..key.span.start) == Some(b"->".as_slice());
    let last = name.rsplit(|&b| b == b'.').next().unwrap_or(name).to_ascii_lowercase();
    let sets = last.starts_with(b"set") || last.starts_with(b"with");
    // `withPassword("x")` on a line of its own, in a block with a receiver.
    let alone = sets && last.len() > 4;
    (dotted || alone)
        && (sets || matches!(last.as_slice(), b"password" | b"passwd" | b"pwd" | b"secret" | b"secretkey" | b"token"))
}

/// `<password>`, `<db:password attr="x">` are openings of an element.
fn is_tag(text: &[u8], key: &Key) -> bool {
    let line = key.line(text);
    let head = text.get(line.start..key.span.start).unwrap_or_default();
    memchr::memrchr(b'<', head).is_some_and(|at| {
        let inside = head.get(at + 1..).unwrap_or_default();
        !inside.starts_with(b"/") && inside.iter().all(|b| b.is_ascii_alphanumeric() || *b == b':')
    })
}
