//! Options whose declaration contains a default: `add_argument("--password", type=str, default="x")`, Ruby's `option
//! :password, default: 'x'`, Commander's `.option('--password <pw>', 'what it is', 'x')`.

use super::key::Key;
use super::value::{Value, fallbacks, quoted_at};
use crate::extract::syntax::literal::string_at;
use crate::extract::{Context, Dialect, line_end, skip_blanks, skip_comments};

/// Maximum number of arguments examined after the name, and maximum length of their code in bytes, not counting blanks,
/// comments and literals.
const ARGUMENTS: usize = 16;
const LONGEST: usize = 512;

/// Names of the argument with the default, in lower case.
const NAMES: [&[u8]; 4] = [b"default", b"defaultvalue", b"default_value", b"default_val"];

/// The index of the default in Symfony's `addOption(name, shortcut, mode, description, default)`, counted from the
/// name.
const SYMFONY: usize = 3;

/// The default that the declaration of `key` names, or has in the default's position.
pub(crate) fn value_of<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    if cx.dialect() != Dialect::Code {
        return None;
    }
    let text = cx.text;
    // Jenkins: password(name: 'DB', defaultValue: 'x')
    if key.quote.is_none() && text.get(key.end) == Some(&b'(') {
        let is_named = text.get(skip_comments(text, key.end + 1)..).is_some_and(|rest| rest.starts_with(b"name:"));
        let default = is_named.then(|| Arguments::behind(cx, key.end + 1).default).flatten()?;
        return quoted_at(cx, default);
    }
    let is_symbol = key.span.start.checked_sub(1).and_then(|i| text.get(i)) == Some(&b':');
    let usage = if key.quote.is_none() && !is_symbol { end_of_usage(text, key) } else { None };
    let end = match usage {
        Some(end) => end,
        None if key.quote.is_some() || is_symbol => key.end,
        None => return None,
    };
    let first = skip_comments(text, end);
    if text.get(first) != Some(&b',') || is_kind(text, key) {
        return None;
    }
    let arguments = Arguments::behind(cx, first + 1);
    let place = match usage {
        Some(_) => Some(1),
        None => is_symfony(text, key).then_some(SYMFONY),
    };
    let at = arguments.default.or_else(|| arguments.starts.get(place?).copied())?;
    quoted_at(cx, at)
        .or_else(|| fallbacks(cx, at).into_iter().next())
        .filter(|value| !value.part.value.starts_with(b"-"))
}

/// True if the key describes a type: `type="password", default="x"`.
fn is_kind(text: &[u8], key: &Key) -> bool {
    let head = key.head(text);
    let head = head.get(..head.len().saturating_sub(usize::from(key.quote.is_some()))).unwrap_or_default();
    let name = head.trim_ascii_end().strip_suffix(b"=").or_else(|| head.trim_ascii_end().strip_suffix(b":"));
    name.is_some_and(|name| name.trim_ascii_end().to_ascii_lowercase().ends_with(b"type"))
}

/// The end of a literal that shows the usage of an option, whose name is the key: `'-p, --password <pw>'`.
fn end_of_usage(text: &[u8], key: &Key) -> Option<usize> {
    if !key.span.of(text).starts_with(b"--") {
        return None;
    }
    let rest = text.get(key.end..line_end(text, key.end))?.strip_prefix(b" ")?;
    let opens = rest.first().filter(|b| matches!(b, b'<' | b'['))?;
    let close = memchr::memchr(if *opens == b'<' { b'>' } else { b']' }, rest)?;
    let quote = *rest.get(close + 1).filter(|b| matches!(b, b'"' | b'\''))?;
    let head = key.head(text);
    let open = memchr::memrchr(quote, head)?;
    let is_call = head.get(..open)?.trim_ascii_end().to_ascii_lowercase().ends_with(b"option(");
    is_call.then_some(key.end + close + 3)
}

/// True if the key is the first argument of Symfony's `addOption`.
fn is_symfony(text: &[u8], key: &Key) -> bool {
    let head = key.head(text);
    let head = head.get(..head.len().saturating_sub(usize::from(key.quote.is_some()))).unwrap_or_default();
    head.trim_ascii_end().to_ascii_lowercase().ends_with(b"addoption(")
}

/// The arguments of a call after its first.
struct Arguments {
    /// The start of each argument.
    starts: Vec<usize>,
    /// The start of the default, if one is named.
    default: Option<usize>,
}

impl Arguments {
    /// Reads the arguments from `at` to the closing bracket of the call, or to the end of the line for a call without
    /// brackets.
    fn behind(cx: &Context<'_>, at: usize) -> Self {
        let text = cx.text;
        let mut found = Arguments { starts: Vec::new(), default: None };
        let mut limit = at + LONGEST;
        let (mut at, mut depth) = (skip_comments(text, at), 0_usize);
        found.starts.push(at);
        while at < limit && found.starts.len() <= ARGUMENTS {
            let Some(b) = text.get(at) else { break };
            match b {
                b'"' | b'\'' | b'`' => {
                    let Some(literal) = string_at(text, at, cx.dialect()) else { break };
                    limit += literal.end - at;
                    at = literal.end;
                    continue;
                }
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => break,
                },
                b';' => break,
                b',' => {
                    let next = skip_comments(text, at + 1);
                    limit += next - at;
                    at = next;
                    if depth == 0 {
                        found.starts.push(at);
                    }
                    continue;
                }
                b'\n' if depth == 0 => break,
                b if b.is_ascii_alphabetic() => {
                    let rest = text.get(at..).unwrap_or_default();
                    let word = rest.iter().take(LONGEST).take_while(|b| b.is_ascii_alphanumeric() || **b == b'_');
                    let length = word.count();
                    let name = rest.get(..length).unwrap_or_default();
                    if depth <= 1 && NAMES.iter().any(|wanted| name.eq_ignore_ascii_case(wanted)) {
                        found.default = value_behind(text, at + length);
                        if found.default.is_some() {
                            break;
                        }
                    }
                    at += length;
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        found
    }
}

/// The start of the value that is assigned to the name before `at` by `=`, `:` or `=>`.
fn value_behind(text: &[u8], at: usize) -> Option<usize> {
    let operator = skip_blanks(text, at);
    match text.get(operator..operator + 2)? {
        b"==" | b"::" => None,
        b"=>" => Some(skip_blanks(text, operator + 2)),
        [b'=' | b':', _] => Some(skip_blanks(text, operator + 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::assignment::key;
    use crate::text::Span;

    #[test]
    fn a_declaration_contains_a_default() {
        for (text, value) in [
            ("add_argument('--db-password', type=str, default='lit')", Some("lit")),
            ("add_argument('-p', '--db-password',\n  help='the, one', # of it\n  default='lit')", Some("lit")),
            ("add_argument('--db-password', default=os.getenv('X', 'lit'))", Some("lit")),
            ("add_argument('--db-password', type=str, default=None)", None),
            ("add_argument('--db-password', required=True)\nadd_argument('--x', default='lit')", None),
            ("click.option('--db-password', '-p', default='lit')", Some("lit")),
            ("click.option('--db-password', '-p', prompt=True)", None),
            ("option :db-password, default: 'lit'", Some("lit")),
            ("option :db-password, required: true\noption :user, default: 'lit'", None),
            ("yargs.option('db-password', { type: 'string', default: 'lit' })", Some("lit")),
            ("program.option('--db-password <pw>', 'x', 'lit')", Some("lit")),
            ("program.option('-p, --db-password <pw>', 'x, y', 'lit')", Some("lit")),
            ("program.option('--db-password <pw>', 'x')", None),
            ("program.option('--db-password [pw]', 'x', readIt)", None),
            ("help('--db-password <pw>', 'x', 'lit')", None),
            ("$this->addOption('db-password', null, InputOption::VALUE_REQUIRED, 'x', 'lit');", Some("lit")),
            ("$this->addOption('db-password', null, InputOption::VALUE_REQUIRED, 'x');", None),
            ("['db-password', 'user', 'lit']", None),
            ("String.fromEnvironment('db-password', defaultValue: 'lit')", Some("lit")),
            ("f('db-password', default == 'lit')", None),
            ("password(name: 'DB', defaultValue: 'lit')", Some("lit")),
            ("password(name: 'DB', description: 'lit')", None),
            ("f(name='x', type='password', default='lit')", None),
        ] {
            let cx = Context::new(text.as_bytes(), b"a.js");
            let at = text.find("password").unwrap();
            let key = key::containing(cx.text, Span::new(at, at + 8)).unwrap();
            let read = value_of(&cx, &key).map(|value| String::from_utf8_lossy(&value.part.value).into_owned());
            assert_eq!(read.as_deref(), value, "{text}");
        }
    }
}
