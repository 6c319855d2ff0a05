//! Conditions on the text near a key that decide whether the operator after it assigns a value.

use super::key::Key;
use super::wrapped_literal;
use crate::extract::syntax::{literal, unquoted};
use crate::extract::{Construct, Context, Dialect, Tongue, quote_around, skip_blanks, skip_comments, skip_space};

/// True if `name` is in capitals, as environment variables are.
pub(super) fn is_shouted(name: &[u8]) -> bool {
    name.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
}

/// The offset of an `=` that begins the next line or follows a line-continuation mark.
pub(super) fn on_next_line(text: &[u8], at: usize) -> Option<usize> {
    let next = skip_comments(text, at);
    let compares = matches!(text.get(next + 1), Some(b'=' | b'~' | b'>'));
    (text.get(next) == Some(&b'=') && !compares).then_some(next)
}

/// True for a C++ variable that is initialised with a literal: `std::string password("x")`, `QString password{ "x" }`.
pub(super) fn is_initialised(cx: &Context<'_>, key: &Key, at: usize) -> bool {
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
    // A member initialiser has no type before it: `: password_("x")`, `{ password{"x"} }`.
    let is_member = cx.text.get(at) == Some(&b'{') || matches!(kind.last(), Some(b':' | b','));
    is_literal && (is_type && kind.len() < head.len() || is_member)
}

/// The offset after `--value` or `-Value`, if an option before the key shows that the key is a name: `--name`, `-Path
/// Env:`.
pub(super) fn value_option(text: &[u8], key: &Key, at: usize) -> Option<usize> {
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

/// True if the key is the variable of an Azure Pipelines logging command.
pub(super) fn names_a_variable(text: &[u8], key: &Key) -> bool {
    let head = text.get(key.span.start.saturating_sub(48)..key.span.start).unwrap_or_default();
    head.ends_with(b"variable=") && memchr::memmem::find(head, b"##vso[").is_some()
}

/// True if a call with the key's name sets it: Stata's options, Raku's pairs.
pub(super) fn takes_argument(cx: &Context<'_>, key: &Key) -> bool {
    let before = key.span.start.checked_sub(1).and_then(|i| cx.text.get(i));
    key.quote.is_none()
        && (cx.tongue().has(Construct::AppliedOption) || before == Some(&b':') && cx.tongue().has(Construct::ColonPair))
}

/// True if the key is the first element of a pair in braces.
pub(super) fn is_in_tuple(text: &[u8], key: &Key) -> bool {
    let head = text.get(key.span.start.saturating_sub(2)..key.span.start).unwrap_or_default();
    key.quote.is_none() && (head.ends_with(b"{") || head == b"{:")
}

/// True if the key is a symbol of Ruby as the last argument of a call: `let(:password)`, `dig(:db, :password)`.
pub(super) fn is_symbol(cx: &Context<'_>, key: &Key) -> bool {
    let head = key.head(cx.text);
    key.quote.is_none()
        && cx.tongue().has(Construct::PlainBody)
        && (head.ends_with(b"(:") || head.ends_with(b", :"))
        && cx.text.get(key.end) == Some(&b')')
}

/// True if the key is an environment variable read by JavaScript.
pub(super) fn names_the_environment(text: &[u8], key: &Key) -> bool {
    let name = key.span.of(text);
    key.quote.is_none()
        && [b"process.env.".as_slice(), b"import.meta.env.", b"Bun.env.", b"env.", b"Figaro.env."]
            .iter()
            .any(|start| name.starts_with(start))
}

/// True if the value follows its key without an operator: in Clojure, where the default of a look-up is there too, and
/// in Lisp forms that set a name, `(setq sql-password "x")`.
pub(super) fn stands_beside(tongue: &Tongue, key: &Key) -> bool {
    tongue.has(Construct::PairByPlace) || key.quote.is_none() && tongue.has(Construct::SymbolByPlace)
}

/// True if the key is an enum variant, judged by its path and case.
pub(super) fn is_variant(text: &[u8], key: &Key) -> bool {
    text.get(key.span.start.saturating_sub(2)..key.span.start) == Some(b"::")
        && key.span.of(text).iter().any(u8::is_ascii_lowercase)
}

/// The end of C's `[]` or `[64]` after a name.
pub(super) fn array_end(text: &[u8], at: usize) -> Option<usize> {
    let digits = text.get(at + 1..)?.iter().take(8).take_while(|b| b.is_ascii_digit()).count();
    (text.get(at + 1 + digits) == Some(&b']')).then_some(at + digits + 2)
}

/// Where the literal begins that a delegate of Kotlin gives: `by lazy { "x" }`, `by extra("x")`.
pub(super) fn delegate(cx: &Context<'_>, at: usize) -> Option<usize> {
    let rest = cx.text.get(at..unquoted::line_end(cx.text, at))?.strip_prefix(b"by ")?;
    let name = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'.').count();
    let open = skip_blanks(cx.text, at + 3 + name);
    let value = skip_blanks(cx.text, open + 1);
    let is_call = matches!(cx.text.get(open), Some(b'(' | b'{')) && cx.text.get(value) == Some(&b'"');
    (is_call && name > 0 && cx.dialect() == Dialect::Code).then_some(value)
}

/// True if the key is an attribute that Vue or Angular binds to an expression.
pub(super) fn is_bound(text: &[u8], key: &Key) -> bool {
    let before = |n: usize| key.span.start.checked_sub(n).and_then(|i| text.get(i)).copied();
    let operator = text.get(key.end..key.end + 3).unwrap_or_default();
    before(2).is_none_or(|b| b.is_ascii_whitespace())
        && match before(1) {
            Some(b':' | b'@') => operator.starts_with(b"=\""),
            Some(b'[') => operator == b"]=\"",
            _ => false,
        }
}

/// True if the key is the first branch of a conditional expression.
pub(super) fn follows_question(text: &[u8], key: &Key) -> bool {
    let head = text.get(key.span.start.saturating_sub(8)..key.span.start.saturating_sub(1)).unwrap_or_default();
    head.trim_ascii_end().ends_with(b"?")
}

/// Skips C#'s `{ get; set; }`.
pub(super) fn over_accessors(text: &[u8], at: usize) -> usize {
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

/// True if the key can be an argument that names something: a string, a symbol (`set :db_password, "x"`), or an
/// option's constant (`option(PASSWORD, "x")`).
pub(super) fn is_argument(text: &[u8], key: &Key) -> bool {
    let before = key.span.start.checked_sub(1).and_then(|i| text.get(i));
    let name = key.span.of(text);
    let name = name.rsplit(|b| *b == b'.').next().unwrap_or(name);
    let constant = before == Some(&b'(') && name.iter().all(|b| b.is_ascii_uppercase() || *b == b'_');
    let of_driver = key.span.of(text).starts_with(b"PGProperty.");
    // Erlang's macros: -define(dbPassword, "x")
    let is_macro = || text.get(..key.span.start).is_some_and(|head| head.ends_with(b"-define("));
    key.quote.is_some() || before == Some(&b':') || constant || of_driver || is_macro()
}

/// True if the key is an unquoted word in braces after a name, as in Perl's hashes.
pub(super) fn is_hash_key(text: &[u8], key: &Key) -> bool {
    let start = key.span.start - usize::from(key.quote.is_some());
    let before = |n: usize| start.checked_sub(n).and_then(|i| text.get(i));
    before(1) == Some(&b'{') && before(2).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'>')
}

/// Skips blanks, and one line end if the language allows a value on the next line.
pub(super) fn after_operator(cx: &Context<'_>, at: usize) -> usize {
    let next = skip_blanks(cx.text, at);
    // The literal of an attribute
    if cx.dialect() == Dialect::Xml {
        let value = skip_space(cx.text, next);
        return if matches!(cx.text.get(value), Some(b'"' | b'\'')) { value } else { next };
    }
    let wraps = matches!(cx.dialect(), Dialect::Code | Dialect::Json | Dialect::Hcl);
    if !wraps {
        return next;
    }
    let next = match cx.text.get(next) {
        // In a literal, no comment begins: putenv("PGPASSWORD=//x")
        Some(b'/' | b'#') if quote_around(cx.text, at).is_some() => next,
        Some(b'\n' | b'\r' | b'/' | b'#' | b'\\') => skip_comments(cx.text, next),
        _ => next,
    };
    // `password = (  # of the role` with the literal on the next line; `(char *)"x"`
    if let Some(literal) = wrapped_literal::literal(cx, next) {
        return literal;
    }
    // Erlang binaries: <<"x">>
    if cx.text.get(next..next + 3) == Some(b"<<\"") {
        return next + 2;
    }
    next
}

/// `.password("x")`, `setPassword("x")`, `withPassword("x")`: a method that takes the value, not one that checks it.
pub(super) fn is_method(text: &[u8], key: &Key) -> bool {
    let name = key.span.of(text);
    let dotted = key.span.start.checked_sub(1).and_then(|i| text.get(i)) == Some(&b'.')
        || name.contains(&b'.')
        || text.get(key.span.start.saturating_sub(2)..key.span.start) == Some(b"->".as_slice());
    let last = name.rsplit(|&b| b == b'.').next().unwrap_or(name).to_ascii_lowercase();
    let sets = last.starts_with(b"set") || last.starts_with(b"with");
    // `withPassword("x")` on its own line, in a block with a receiver.
    let alone = sets && last.len() > 4;
    (dotted || alone)
        && (sets || matches!(last.as_slice(), b"password" | b"passwd" | b"pwd" | b"secret" | b"secretkey" | b"token"))
}

/// True for `<password>` and `<db:password attr="x">`: start tags.
pub(super) fn is_tag(text: &[u8], key: &Key) -> bool {
    let line = key.line(text);
    let head = text.get(line.start..key.span.start).unwrap_or_default();
    memchr::memrchr(b'<', head).is_some_and(|at| {
        let inside = head.get(at + 1..).unwrap_or_default();
        !inside.starts_with(b"/") && inside.iter().all(|b| b.is_ascii_alphanumeric() || *b == b':')
    })
}
