//! Calls with a name and its value as arguments: `set("key", "value")`, `getenv("KEY", "default")`.

use super::call;
use super::key::Key;
use super::listed_pair;
use super::value::{Value, fallbacks, quoted_at};
use crate::extract::{Construct, Context, before_comments, skip_space};
use crate::text::{Located, Span};

/// Functions that take a name and its value or default, in lower case.
const SETTERS: &str = "put set setproperty setenv putenv putstring define setdefault setvar set_var env setitem setattr with addproperty withenv \
    option setoption property config setstring getenv getattr get fetch get_env getordefault system_property \
    usesetting assign add append insert insert_or_assign emplace try_emplace tryadd store hset of entry pop getstring json_object json_build_object jsonb_build_object set_default define_string stringvar stringvarp stringp getvalue add_argument add_option adddatasourceproperty addparameter";

/// How far before a key its call may begin, in bytes, not counting blanks and comments before the key and literals
/// before those.
const LONGEST: usize = 512;

/// The value in `call("KEY", "value")`: the default of a getter, or the argument of a setter.
pub(crate) fn argument<'h>(cx: &Context<'h>, key: &Key, at: usize) -> Vec<Value<'h>> {
    let text = cx.text;
    // Erlang's binaries: <<"x">>
    let at = at + if text.get(at..at + 3) == Some(b"<<\"") { 2 } else { 0 };
    // An option and the name of its parameter: click.option("--password", "db_pass")
    if key.span.of(text).starts_with(b"--")
        && let Some(value) = quoted_at(cx, at)
        && call::is_a_name(&value.part.value)
        && declares_an_option(text, key)
    {
        return Vec::new();
    }
    // Consecutive list items are an option and its value: ["--db-password", "x"]
    if key.span.of(text).starts_with(b"--") && key.quote.is_some() {
        let listed = text.get(..key.span.start - 1).unwrap_or_default().trim_ascii_end();
        if matches!(listed.last(), Some(b'[' | b',')) {
            return quoted_at(cx, at).filter(|value| !value.part.value.starts_with(b"-")).into_iter().collect();
        }
    }
    if let Some(value) = listed_pair::value_of(cx, key, at) {
        return vec![value];
    }
    let end = before_comments(text, listed_pair::start_of_name(text, key));
    let head = text.get(end.saturating_sub(LONGEST)..end).unwrap_or_default();
    let (head, commas) = match head.strip_suffix(b"(").or_else(|| head.ends_with(b"set").then_some(head)) {
        Some(head) => (head, 0),
        // A later argument of `getattr(config, "KEY", "value")`
        None if cx.tongue().has(Construct::BareCall) && head.ends_with(b"\"String\",") && applies_to_a_field(head) => {
            return quoted_at(cx, at).map(without_inner_quotes).into_iter().collect();
        }
        None if head.ends_with(b",") => match opening(head) {
            Some((open, commas)) => (head.get(..open).unwrap_or_default(), commas),
            None => return Vec::new(),
        },
        // Ruby's: ENV.fetch 'DB_PASSWORD', 'x'
        None if cx.tongue().has(Construct::PlainBody) && head.ends_with(b"ENV.fetch") => {
            return quoted_at(cx, at).into_iter().collect();
        }
        // Groovy's calls without brackets: environment 'DB_PASSWORD', 'x'
        None if cx.tongue().has(Construct::BareCall) && applies_to_a_pair(head) => {
            return quoted_at(cx, at).into_iter().collect();
        }
        None => return Vec::new(),
    };
    // `get<string>('KEY', 'value')`
    let head = match head.strip_suffix(b">").and_then(|inner| memchr::memrchr(b'<', inner)) {
        Some(open) => head.get(..open).unwrap_or_default(),
        None => head,
    };
    let len = head.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.')).count();
    let call = head.get(head.len() - len..).unwrap_or_default().to_ascii_lowercase();
    let name = call.rsplit(|&b| b == b'.').next().unwrap_or_default();
    let receiver = call.rsplit(|&b| b == b'.').nth(1).unwrap_or_default();
    let known = receiver == b"env"
        || SETTERS.split(' ').any(|setter| setter.as_bytes() == name)
        || name.ends_with(b"property")
        || name.starts_with(b"set")
        || name.starts_with(b"tryset")
        || call.ends_with(b"flag.string")
        || [b"env".as_slice(), b"config", b"getor"].iter().any(|word| memchr::memmem::find(name, word).is_some());
    // The path of a route: Route::put('/password', 'changePassword')
    let path = key.span.of(text);
    let is_path = path.starts_with(b"/") && memchr::memchr_iter(b'/', path).count() == 1;
    if is_path && commas == 0 && matches!(name, b"get" | b"post" | b"put" | b"patch" | b"delete") {
        return Vec::new();
    }
    // What makes a list or a set, or the arguments of a case, has no names: setOf("password", "token"), List.of("a", "b")
    let is_collection = [b"set".as_slice(), b"list", b"stream", b"arguments"];
    let is_of_one = |owner: &[u8]| is_collection.iter().any(|kind| owner.ends_with(kind));
    if name.strip_suffix(b"of").is_some_and(|kind| is_of_one(if kind.is_empty() { receiver } else { kind })) {
        return Vec::new();
    }
    // `Map.of("grant_type", "password", "client_id", x)`: names and values alternate.
    let alternates = name == b"of" || name.ends_with(b"object");
    if !known || (alternates && commas % 2 == 1) {
        return Vec::new();
    }
    // The second argument names what the value is read from: addParameterFromConfiguration("secret", "Db:Secret")
    if name.ends_with(b"fromconfiguration") {
        return Vec::new();
    }
    // The argument before the key is the name, and the key its value: `setenv("PGPASSWORD", "pw", 1)`
    if commas == 1 && call_names_a_password(text, key) {
        return Vec::new();
    }
    // Suppliers in Java and other languages: `() -> "x"`
    let at = [b"() ->".as_slice(), b"() =>", b"lambda:"]
        .iter()
        .find(|mark| text.get(at..).is_some_and(|rest| rest.starts_with(mark)))
        .map_or(at, |mark| skip_space(text, at + mark.len()));
    // pflag's functions with a shorthand have it between the name and the default: `StringVarP(&x, "password", "p",
    // "")`
    let at = if matches!(name, b"stringvarp" | b"stringp") {
        let Some(shorthand) = quoted_at(cx, at) else { return Vec::new() };
        let comma = skip_space(text, shorthand.part.span.end + 1);
        if text.get(comma) != Some(&b',') {
            return Vec::new();
        }
        skip_space(text, comma + 1)
    } else {
        at
    };
    // The declaration of an option has its help text first, and its default as a named argument.
    let declares = matches!(name, b"add_argument" | b"add_option");
    if let Some(value) = quoted_at(cx, at).filter(|_| !declares) {
        // Another spelling of the option.
        let is_option = key.span.of(text).starts_with(b"--") && value.part.value.starts_with(b"-");
        return if is_option { Vec::new() } else { vec![value] };
    }
    fallbacks(cx, at)
}

/// True if `head` ends with a Gradle function that takes a name and its value.
fn applies_to_a_pair(head: &[u8]) -> bool {
    [b"environment".as_slice(), b"systemProperty", b"property", b"jvmArg"].iter().any(|name| head.ends_with(name))
}

/// True if `head` ends with the declaration of an Android build constant and its type.
fn applies_to_a_field(head: &[u8]) -> bool {
    let head = head.strip_suffix(b"\"String\",").unwrap_or(head).trim_ascii_end();
    let head = head.strip_suffix(b"(").unwrap_or(head);
    head.ends_with(b"buildConfigField") || head.ends_with(b"resValue")
}

/// The value of `"\"x\""`, which is a literal of the generated language.
fn without_inner_quotes(value: Value<'_>) -> Value<'_> {
    match value.part.value.as_ref() {
        [b'"', inner @ .., b'"'] if value.part.span.len() == inner.len() + 4 => {
            let span = Span::new(value.part.span.start + 2, value.part.span.end - 2);
            let part = Located::new(inner.to_vec().into(), span);
            Value { part, ..value }
        }
        _ => value,
    }
}

/// True if the quoted key is the first argument of an option's declaration.
fn declares_an_option(text: &[u8], key: &Key) -> bool {
    const LONGEST: usize = 24;
    let end = key.span.start - usize::from(key.quote.is_some());
    let head = text.get(end.saturating_sub(LONGEST)..end).unwrap_or_default().trim_ascii_end();
    head.strip_suffix(b"(").is_some_and(|head| {
        [b"option".as_slice(), b"Option", b"argument", b"Argument", b"arg"].iter().any(|name| head.ends_with(name))
    })
}

/// True if the argument right before the key is a literal that names a password.
fn call_names_a_password(text: &[u8], key: &Key) -> bool {
    let start = key.span.start - usize::from(key.quote.is_some());
    let head = text.get(start.saturating_sub(64)..start).unwrap_or_default().trim_ascii_end();
    let Some(name) = head.strip_suffix(b"\",").or_else(|| head.strip_suffix(b"',")) else { return false };
    let len = name.iter().rev().take_while(|b| !matches!(b, b'"' | b'\'')).count();
    let name = name.get(name.len() - len..).unwrap_or_default().to_ascii_lowercase();
    [b"pass".as_slice(), b"pwd"].iter().any(|word| memchr::memmem::find(&name, word).is_some())
}

/// The position of the bracket that is open at the end of `head`, and the number of commas between its arguments. Skips
/// brackets and literals.
fn opening(head: &[u8]) -> Option<(usize, usize)> {
    let (mut depth, mut commas) = (0_usize, 0);
    let mut at = head.len();
    while at > 0 {
        at -= 1;
        match head.get(at)? {
            quote @ (b'"' | b'\'') => at = memchr::memrchr(*quote, head.get(..at)?)?,
            b')' | b']' | b'}' => depth += 1,
            b'(' if depth == 0 => return Some((at, commas)),
            b'(' | b'[' | b'{' => depth = depth.checked_sub(1)?,
            b',' if depth == 0 => commas += 1,
            b';' => return None,
            _ => {}
        }
    }
    None
}
