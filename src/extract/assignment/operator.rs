//! Recognises the operator between a key and its value.

use super::around_operator::{
    after_operator, array_end, delegate, follows_question, is_argument, is_bound, is_hash_key, is_in_tuple,
    is_initialised, is_method, is_shouted, is_symbol, is_tag, is_variant, names_a_variable, names_the_environment,
    on_next_line, over_accessors, stands_beside, takes_argument, value_option,
};
use super::behind_call::is_operand_of_choice;
use super::copied_literal;
use super::key::Key;
use super::key_position::leads_line;
use super::listed_pair::comma_behind;
use super::no_assignment::is_version;
use super::said;
use super::selector::is_selector;
use super::space_separated::takes_word;
use super::type_annotation::over_type;
use super::xml_element::end_of_opening_tag;
use crate::extract::syntax::unquoted;
use crate::extract::{Construct, Context, Dialect, comment, quote_over, skip_blanks, skip_comments, skip_space};

/// The operator between a key and its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    /// `=`, `:`, `=>`, `:=`, `<-`; `adjacent` if it touches the key and the value (`KEY=value`).
    Assign { adjacent: bool, colon: bool },
    /// `, ` after a quoted key: an argument of a call.
    Argument,
    /// `)` or `]` followed by `||`, `.unwrap_or(`: the fallback of a look-up.
    Alternative,
    /// `(` after a key: a builder's method.
    Call,
    /// `>` of a start tag.
    Element,
    /// A blank: a command-line option or a Dockerfile's `ENV KEY value`.
    Blank,
}

/// The longest chain of indexes between a key and its operator, in bytes: `default['db']['password']['app'] = x`.
const LONGEST_CHAIN: usize = 256;

/// The operator after the key, and the offset at which its value starts.
pub(crate) fn operator_after(cx: &Context<'_>, key: &Key) -> Option<(Operator, usize)> {
    let text = cx.text;
    let mut at = key.end;
    // Two words are separated by white space only, which may include a line end.
    if cx.tongue().has(Construct::WordPairs) {
        let value = skip_space(text, at);
        return (value > at).then_some((Operator::Blank, value));
    }
    // `"key".to_string(), "x"`
    if let Some(comma) = comma_behind(text, key).filter(|_| cx.dialect() == Dialect::Code) {
        return Some((Operator::Argument, skip_comments(text, comma + 1)));
    }
    // `os.environ['X']`, `config["x"]`, `**Password**`, `getenv("X") or …`
    while let Some(b) = text.get(at).filter(|_| at - key.end <= LONGEST_CHAIN) {
        match b {
            b']' | b')' if key.quote.is_some() => at += 1,
            // Tcl: set env(PGPASSWORD) x
            b')' if cx.tongue().has(Construct::CommandWords)
                && text.get(key.span.start.saturating_sub(4)..key.span.start) == Some(b"env(") =>
            {
                at += 1
            }
            // Symfony's parameters with defaults for environment variables: env(DB_PASSWORD): x
            b')' if cx.dialect() == Dialect::Yaml
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
            // PowerShell: ${env:PGPASSWORD} = 'x'
            b'}' if cx.tongue().has(Construct::BacktickEscape) && key.head(text).ends_with(b"${env:") => at += 1,
            // RSpec: let(:db_password) { 'x' }; Rails: credentials.dig(:db, :password) || 'x'
            b')' if is_symbol(cx, key) => at += 1,
            // Ruby's index: default[:db][:password] = 'x'
            b']' if key.head(text).ends_with(b"[:") && cx.dialect() == Dialect::Code => at += 1,
            // Lisp's names of variables: *db-password*
            b'*' if cx.tongue().has(Construct::SymbolByPlace) && key.quote.is_none() => at += 1,
            b'}' if is_hash_key(text, key) => at += 1, // Perl: $ENV{PGPASSWORD}, $x{'password'}
            // A shell's associative array: creds=([password]='x')
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
            b'?' | b'!' if text.get(at + 1) == Some(&b':') && key.quote.is_none() => at += 1, // TypeScript's optional and definite properties
            _ => break,
        }
    }
    // An AsciiDoc macro: pass:[_]
    if key.span.of(text) == b"pass" && text.get(key.end..key.end + 2) == Some(b":[") && cx.dialect() == Dialect::Prose {
        return None;
    }
    let blank_from = at;
    at = over_accessors(text, skip_blanks(text, at));
    // A comment between a key and its operator is skipped: `password /* of the role */ = "x"`
    if text.get(at..at + 2) == Some(b"/*") && matches!(cx.dialect(), Dialect::Code | Dialect::Hcl | Dialect::Sql) {
        at = skip_comments(text, at);
    } else if cx.dialect() == Dialect::Json && key.quote.is_some() {
        at = skip_space(text, at);
    } else if key.quote.is_none()
        && matches!(cx.dialect(), Dialect::Code | Dialect::Xml)
        && matches!(text.get(at), Some(b'\n' | b'\r' | b'\\'))
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
        b'=' if starts(b"==") && cx.dialect().has_bare_values() && is_version(text, at + 2) => None,
        // In a file of names and values there are no comparisons: the value begins with the second `=`.
        b'=' if (touches || cx.tongue().name == "properties")
            && key.quote.is_none()
            && cx.dialect().has_bare_values()
            && (!starts(b"=>") || matches!(cx.dialect(), Dialect::Env | Dialect::Batch)) =>
        {
            assign(1, false)
        }
        // A value that begins with `~`; a match operator follows a blank, or is in code.
        b'=' if starts(b"=~")
            && touches
            && key.quote.is_none()
            && next(2).is_some_and(|b| !b.is_ascii_whitespace())
            && (cx.dialect() == Dialect::Prose || quote_over(cx, key.span.start, at).is_some()) =>
        {
            assign(1, false)
        }
        // A line that sets an environment variable contains no comparison.
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
        // Nor does a string that begins with the name: putenv("PGPASSWORD==x").
        b'=' if starts(b"==")
            && touches
            && key.quote.is_none()
            && cx.dialect() == Dialect::Code
            && is_shouted(key.span.of(text))
            && matches!(text.get(key.span.start.wrapping_sub(1)), Some(b'"' | b'\''))
            && next(2).is_some_and(|b| !b.is_ascii_whitespace() && !matches!(b, b'"' | b'\'' | b'=')) =>
        {
            assign(1, false)
        }
        b'=' if starts(b"===") || starts(b"==") || starts(b"=~") => None,
        // An arm of a Rust match: `Plugin::ClearPassword => "clear_password"`
        b'=' if starts(b"=>") && is_variant(text, key) => None,
        // There `>` begins the value: KEY=>x
        b'=' if starts(b"=>")
            && touches
            && key.quote.is_none()
            && cx.dialect().has_bare_values()
            && next(2).is_some_and(|b| !b.is_ascii_whitespace() && !matches!(b, b'"' | b'\'')) =>
        {
            assign(1, false)
        }
        b'=' if starts(b"=>") => assign(2, false),
        b'=' => assign(1, false),
        b':' if starts(b"::=") && cx.tongue().has(Construct::ValueToLineEnd) => assign(3, false),
        b':' if starts(b":::=") && cx.tongue().has(Construct::ValueToLineEnd) => assign(4, false),
        // Jsonnet's hidden fields: db_password:: 'x'
        b':' if starts(b":: '") || starts(b":: \"") => assign(2, true),
        b':' if starts(b"::") || touches && is_selector(text, key, at) => None,
        // `ok ? 'pass' : 'fail'`
        b':' if key.quote.is_some()
            && matches!(cx.dialect(), Dialect::Code | Dialect::Xml)
            && follows_question(text, key) =>
        {
            None
        }
        // A path is made of a variable there: -v "$PWD":"/app", "$PWD:/app"
        b':' if key.span.of(text).starts_with(b"$")
            && matches!(cx.dialect(), Dialect::Shell | Dialect::Docker | Dialect::Yaml) =>
        {
            None
        }
        // The next attribute after a value: type="password" :min="12"
        b':' if key.quote.is_some() && !touches && next(1).is_some_and(|b| b.is_ascii_alphabetic()) => None,
        // PL/pgSQL's assignments and SQL's named arguments are tested before psql's variables: PASSWORD :'pw'
        b':' if starts(b":=") => assign(2, false),
        // JSON in an SQL literal: '{"password": "x"}'
        b':' if cx.dialect() == Dialect::Sql && key.quote == Some(b'"') && next(1) != Some(b':') => assign(1, true),
        b':' if cx.dialect() == Dialect::Sql
            && next(1).is_some_and(|b| b == b' ' || touches && b.is_ascii_alphanumeric())
            && comment::around(cx, key).is_some() =>
        {
            assign(1, true)
        }
        // In a message a label has one: RAISE NOTICE 'Password: x'
        b':' if cx.dialect() == Dialect::Sql
            && (key.quote.is_some() || quote_over(cx, key.span.start, at).is_none()) =>
        {
            None
        }
        b':' if !touches && matches!(next(1), Some(b'\'' | b'"')) => None,
        b':' => assign(1, true),
        0xef if starts("：".as_bytes()) => assign("：".len(), true),
        b'?' if starts(b"?=") => assign(2, false),
        b'?' if starts(b"??=") => assign(3, false),
        b'|' if starts(b"||=") => assign(3, false),
        b'+' if starts(b"+=") => assign(2, false),
        b'<' if starts(b"<-") => assign(2, false),
        // R's assignment to an outer variable; elsewhere a here-document begins.
        b'<' if starts(b"<<- ") && cx.tongue().name == "R" => assign(3, false),
        // A shell's here-string, which a command stores under the name: gh secret set DB_PASSWORD <<< 'x'
        b'<' if starts(b"<<<") && !touches && cx.dialect() == Dialect::Shell => {
            Some((Operator::Blank, skip_blanks(text, at + 3)))
        }
        // const a = process.env.DB_PASSWORD || 'x'
        b'|' | b'?' if cx.dialect() == Dialect::Code && !touches && names_the_environment(text, key) => {
            Some((Operator::Alternative, at))
        }
        // In a sentence, `a` or `b` are two names.
        b'o' if key.quote.is_some_and(|quote| quote != b'`') && blank_from > key.end && starts(b"or ") => {
            Some((Operator::Alternative, at))
        }
        b'.' | b'|' | b'?' if key.quote.is_some() && blank_from > key.end => Some((Operator::Alternative, at)),
        b'|' if starts(b"|| ") && is_symbol(cx, key) && blank_from > key.end => Some((Operator::Alternative, at)),
        b'/' if starts(b"// ") && blank_from > key.end => Some((Operator::Alternative, at)), // Perl's defined-or
        // Pairs in Scala and Kotlin, and R's rightward assignment.
        b'-' if starts(b"->") && key.quote.is_some() => assign(2, false),
        b't' if starts(b"to \"") && key.quote.is_some() => assign(2, false),
        // ALTER DATABASE x SET app.jwt_secret TO 'x'
        b'T' | b't' if cx.dialect() == Dialect::Sql && (starts(b"TO '") || starts(b"to '")) => assign(2, false),
        b'{' if key.quote.is_none() && cx.tongue().has(Construct::PlainBody) && blank_from > key.end => {
            Some((Operator::Call, at + 1))
        }
        // Kotlin's: val dbPassword by lazy { "x" }, by extra("x")
        b'b' if !touches && delegate(cx, at).is_some() => Some((Operator::Call, delegate(cx, at)?)),
        // Ruby: ENV.fetch("X") { "y" }
        b'{' if key.quote.is_some() && blank_from > key.end => Some((Operator::Call, at + 1)),
        // Pairs in Erlang and Elixir: {password, "x"}, {:password, <<"x">>}
        b',' if cx.dialect() == Dialect::Code && is_in_tuple(text, key) => {
            Some((Operator::Assign { adjacent: false, colon: false }, after_operator(cx, at + 1)))
        }
        b',' if cx.dialect() == Dialect::Code && copied_literal::source(cx, key, at).is_some() => {
            Some((Operator::Assign { adjacent: false, colon: false }, copied_literal::source(cx, key, at)?))
        }
        b',' if key.quote.is_some() && blank_from == key.end + 1 && is_operand_of_choice(text, key) => {
            Some((Operator::Assign { adjacent: false, colon: false }, after_operator(cx, at + 1)))
        }
        b',' if is_argument(text, key) && blank_from == key.end => {
            Some((Operator::Argument, skip_comments(text, at + 1)))
        }
        // Gradle: password.set("x")
        b'.' if key.quote.is_none() && starts(b".set(") => Some((Operator::Call, at + 5)),
        b'.' if key.quote.is_none() && starts(b".convention(") => Some((Operator::Call, at + 12)),
        // Azure Pipelines: ##vso[task.setvariable variable=DB_PASSWORD;issecret=true]x
        b']' | b';' if touches && names_a_variable(text, key) => {
            let close = memchr::memchr(b']', text.get(at..unquoted::line_end(text, at))?)?;
            Some((Operator::Assign { adjacent: true, colon: false }, at + close + 1))
        }
        // C++: std::string password{"x"};
        b'{' | b'(' if touches && is_initialised(cx, key, at) => {
            Some((Operator::Assign { adjacent: true, colon: false }, skip_comments(text, at + 1)))
        }
        // The name and its value are separate options: --name /db/password --value x, -Path Env:X -Value x
        b'-' if !touches && value_option(text, key, at).is_some() => {
            Some((Operator::Blank, value_option(text, key, at)?))
        }
        b'P' | b'p' | b'T' | b't' | b'V' | b'v' if !touches && cx.tongue().has(Construct::ValueClause) => {
            let rest = text.get(at..unquoted::line_end(text, at))?.to_ascii_uppercase();
            let value = skip_blanks(text, at + memchr::memmem::find(&rest, b"VALUE ")? + 6);
            matches!(text.get(value), Some(b'"' | b'\'')).then_some((Operator::Blank, value))
        }
        b'(' if touches && takes_argument(cx, key) => Some((Operator::Call, at + 1)),
        b'(' if key.quote.is_none() && touches && cx.dialect() == Dialect::Code && is_method(text, key) => {
            Some((Operator::Call, at + 1))
        }
        b'>' if touches && key.quote.is_none() && is_tag(text, key) => Some((Operator::Element, at + 1)),
        // <password type="text">x</password>; a component of JSX has a text for readers there.
        b if (b == b'>' || !touches || matches!(b, b'\n' | b'\r'))
            && key.quote.is_none()
            && !cx.tongue().has(Construct::MarkupExpression)
            && is_tag(text, key)
            && let Some(content) = end_of_opening_tag(text, at) =>
        {
            Some((Operator::Element, content))
        }
        // A sentence or a list in prose: `The database password is x`, `Password (prod): x`, `Password - x`
        _ if !touches && said::value_behind(cx, key, at).is_some() => {
            Some((Operator::Assign { adjacent: false, colon: true }, said::value_behind(cx, key, at)?))
        }
        // Declarations in Go, Bicep and Visual Basic: `var password string = "x"`, `Dim password As String = "x"`
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
