//! Database URLs and passwords that are written to a log, by a call or by a shell.

use super::dump::{dump_of_ci, dumps};
use super::shell_log::{is_echoed, traced};
use super::{broken, find_word, is_word, word_around};
use crate::extract::{Candidate, Context, Dialect, Extractor, in_comment, line_around, open_quote};
use crate::rules::words::{LOG_CALLS, PRINT_CALLS, REDACTION_WORDS};
use crate::text::Span;

/// Reads log statements. The practice: `logged`.
pub(crate) struct LoggedExtractor;

impl Extractor for LoggedExtractor {
    fn id(&self) -> &'static str {
        "logged"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let text = cx.text;
        if anchor.of(text).starts_with(b"set -") || anchor.of(text).starts_with(b"#!") {
            return traced(cx, anchor, out);
        }
        if is_environment(anchor.of(text)) {
            return whole_environment(cx, anchor, out);
        }
        if !is_name_of_credential(anchor.of(text)) {
            return dump_of_ci(cx, anchor, out);
        }
        // Once for each text that has a credential.
        if !cx.looked_for_dumps.replace(true) {
            dumps(cx, out);
        }
        let name = word_around(text, anchor);
        let line = line_around(text, anchor.start);
        // `DATABASE_URL_FILE` and `masked_database_url` are not the value itself.
        if name.end != anchor.end || is_redacted_name(name.of(text)) || in_comment(text, anchor.start) {
            return name.end;
        }
        let is_public = || *cx.names_error_tracker.get_or_init(|| is_of_an_error_tracker(text));
        if anchor.of(text).eq_ignore_ascii_case(b"dsn") && is_public() {
            return name.end;
        }
        let is_general = find_word(anchor.of(text), b"connection").is_some();
        if is_general && *cx.is_of_another_database.get_or_init(|| is_of_another_database(text)) {
            return name.end;
        }
        let head = text.get(line.start..name.start).unwrap_or_default();
        let tail = text.get(name.end..line.end).unwrap_or_default();
        if is_value(text, name, head)
            && is_whole(tail)
            && !is_assigned_without_password(text, name)
            && (is_argument_of_log(head)
                || is_in_open_call(cx, line.start, name.start)
                || is_statement_of_print(cx, head, tail)
                || is_echoed(cx, name.start, head, tail))
        {
            out.push(broken(cx, name, "logged"));
        }
        name.end
    }
}

/// True if an anchor is part of a name, and not of a command that prints all variables.
fn is_name_of_credential(anchor: &[u8]) -> bool {
    let is_command = [b"export".as_slice(), b"declare", b" set"].iter().any(|command| anchor.starts_with(command));
    find_word(anchor, b"env").is_none() && !is_command
}

/// The whole environment as a value, as anchors find it.
const ENVIRONMENTS: [&[u8]; 5] = [b"os.environ)", b"process.env)", b"$_env)", b"os.environ()", b"system.getenv()"];

fn is_environment(anchor: &[u8]) -> bool {
    ENVIRONMENTS.iter().any(|whole| anchor.eq_ignore_ascii_case(whole))
}

/// Calls that only give a value another form.
const FORMS: [&[u8]; 9] =
    [b"dict", b"stringify", b"dumps", b"pformat", b"sorted", b"list", b"inspect", b"json_encode", b"toString"];

/// Methods of a map that give its values.
const OF_VALUES: [&[u8]; 7] = [b"entrySet", b"toString", b"values", b"items", b"forEach", b"stream", b"copy"];

/// Adds the whole environment where it is an argument of a logging call: `print(os.environ)`, `console.log(process.env)`.
fn whole_environment<'h>(cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
    let text = cx.text;
    let line = line_around(text, anchor.start);
    let head = text.get(line.start..anchor.start).unwrap_or_default();
    let whole = Span::new(anchor.start, anchor.end - usize::from(!anchor.of(text).ends_with(b"()")));
    let is_quoted = open_quote(text, anchor.start).is_some();
    // Of a map, its names or the number of them are no values: `System.getenv().keySet()`
    let member = text.get(whole.end..line.end).and_then(|rest| rest.strip_prefix(b"."));
    let is_all = member.is_none_or(|member| OF_VALUES.iter().any(|method| member.starts_with(method)));
    // Whether it has a variable: `print("DATABASE_URL" in os.environ)`
    let is_asked = head.trim_ascii_end().ends_with(b" in");
    let is_logged = || is_argument_of_log(head) || is_in_open_call(cx, line.start, anchor.start);
    if is_all && !is_asked && !is_quoted && !in_comment(text, anchor.start) && is_logged() {
        out.push(broken(cx, whole, "logged"));
    }
    anchor.end
}

/// Calls that look up an environment variable.
const LOOK_UPS: [&[u8]; 13] = [
    b"configService.get",
    b"config.get",
    b"(config",
    b"getProperty",
    b"viper.GetString",
    b"getenv",
    b"Getenv",
    b"get_env",
    b"fetch_env!",
    b"environ.get",
    b"env::var",
    b"ENV.fetch",
    b"GetEnvironmentVariable",
];

/// Names of the environment where it is a map.
const MAPS: [&[u8]; 6] = [b"environ[", b"ENV[", b"env[", b"onfiguration[", b"config[", b"_SERVER["];

/// True if `text` ends with the name of a call that looks up a variable; Laravel's is called `env`.
fn is_look_up(text: &[u8]) -> bool {
    let is_env =
        || text.strip_suffix(b"env").is_some_and(|rest| rest.last().is_none_or(|b| !is_word(*b) && *b != b'$'));
    LOOK_UPS.iter().any(|name| text.ends_with(name)) || is_env()
}

fn is_redacted_name(name: &[u8]) -> bool {
    REDACTION_WORDS.iter().any(|word| find_word(name, word).is_some())
}

/// True if the variable `name` itself is at that position, or its value within a string: not its name as a word, and
/// not a test of whether it has a value (`!!process.env.DATABASE_URL`).
fn is_value(text: &[u8], name: Span, head: &[u8]) -> bool {
    let receiver = head.iter().rev().take_while(|b| is_word(**b) || **b == b'.').count();
    let before = head.get(..head.len() - receiver).unwrap_or_default();
    // Whether there is one (`!!url`, `"set" if url else "unset"`), or of what type.
    if before.ends_with(b"!") || before.ends_with(b" if ") || before.ends_with(b"typeof ") {
        return false;
    }
    if open_quote(text, name.start).is_none() {
        // In `--database-url`, `database_url=` and `database_url:` it is the name of a parameter.
        return !matches!(text.get(name.end), Some(b'=' | b':')) || head.ends_with(b"$");
    }
    if head.ends_with(b"$")
        || head.ends_with(b"${")
        || head.ends_with(b"#{")
        || head.ends_with(b"{")
        || head.ends_with(b"$env:")
    {
        return true;
    }
    // The name of an environment variable, as a string.
    let before = head.strip_suffix(b"\"").or(head.strip_suffix(b"'")).unwrap_or(head);
    if before.len() < head.len() {
        let is_call = before.strip_suffix(b"(").is_some_and(is_look_up);
        return is_call || MAPS.iter().any(|map| before.ends_with(map));
    }
    // An expression within the braces of a template.
    let open = memchr::memrchr(b'{', head);
    let path = open.and_then(|open| head.get(open + 1..)).unwrap_or(b" ");
    open.is_some() && path.trim_ascii().iter().all(|b| is_word(*b) || *b == b'.')
}

/// Maximum number of lines that are read backwards to find the assignment of a variable.
const LINES: usize = 12;

/// True if the variable `name` got a value without its password in a line above: `dsn = mask(dsn)`,
/// `dsn = format_dsn({**parts, 'password': None})`.
fn is_assigned_without_password(text: &[u8], name: Span) -> bool {
    const NOTHING: [&[u8]; 5] = [b"none", b"null", b"nil", b"''", b"\"\""];
    let mut line = line_around(text, name.start);
    for _ in 0..LINES {
        let Some(end) = line.start.checked_sub(1) else { return false };
        line = line_around(text, end);
        let written = line.of(text).get(..line.of(text).len().min(LONGEST_ASSIGNMENT)).unwrap_or_default();
        let Some(at) = find_word(written, &name.of(text).to_ascii_lowercase()) else { continue };
        let rest = written.get(at + name.of(text).len()..).unwrap_or_default().trim_ascii_start();
        let Some(value) = rest.strip_prefix(b":").unwrap_or(rest).strip_prefix(b"=") else { continue };
        if is_redacted_name(value) {
            return true;
        }
        let given = find_word(value, b"password").and_then(|at| argument(value.get(at + b"password".len()..)?));
        return given.is_some_and(|given| NOTHING.iter().any(|nothing| find_word(given, nothing) == Some(0)));
    }
    false
}

/// The value after the name of an argument or of a key: behind its quote and `:`, `=` or `=>`.
fn argument(rest: &[u8]) -> Option<&[u8]> {
    let rest = rest.strip_prefix(b"'").or(rest.strip_prefix(b"\"")).unwrap_or(rest).trim_ascii_start();
    let rest = rest.strip_prefix(b":").or(rest.strip_prefix(b"=>")).or(rest.strip_prefix(b"="))?;
    Some(rest.trim_ascii_start())
}

/// Maximum length of an assignment that is read for it, in bytes.
const LONGEST_ASSIGNMENT: usize = 512;

/// True if the text after the name uses the whole value: no field, slice, length, test or replacement.
fn is_whole(tail: &[u8]) -> bool {
    let is_accessor =
        tail.starts_with(b"\"]") || tail.starts_with(b"']") || tail.starts_with(b"\")") || tail.starts_with(b"')");
    let rest = if is_accessor { tail.get(2..).unwrap_or_default() } else { tail };
    let is_changed = match rest {
        [b'.', ..] => ![b".to_s".as_slice(), b".toString()", b".String()", b".unwrap", b".expect("]
            .iter()
            .any(|same| rest.starts_with(same)),
        [b'[' | b'(', ..] | [b'?' | b'!', b'.', ..] | [b':', b'+' | b'?' | b'-', ..] | [b'#' | b'%', _, ..] => true,
        [b' ', ..] => {
            let next = rest.trim_ascii_start();
            [b"is ".as_slice(), b"?", b"==", b"!=", b"&&", b"||", b"or ", b"and "]
                .iter()
                .any(|test| next.starts_with(test))
        }
        _ => false,
    };
    !is_changed && find_word(tail, b"hide_password=true").is_none()
}

/// True if `head` ends within the arguments of a logging call, with no other call in between; `None` if it ends in no call.
fn is_in_call_of_log(head: &[u8]) -> Option<bool> {
    let mut depth = 0_i32;
    for (at, b) in head.iter().enumerate().rev() {
        match b {
            b')' => depth += 1,
            b'(' if depth > 0 => depth -= 1,
            b'(' => {
                let before = head.get(..at).unwrap_or_default();
                if is_log(before) {
                    return Some(true);
                }
                // A look-up of the variable counts as the variable.
                let is_same = |names: &[&[u8]]| names.iter().any(|name| before.ends_with(name));
                if !(is_look_up(before) || is_same(&FORMS) || is_same(&[b"str", b"String", b"format", b"Any"])) {
                    return Some(false);
                }
            }
            _ => {}
        }
    }
    None
}

/// How many bytes before its line the call that a value is an argument of may begin.
const CALL: usize = 512;

/// True if `at`, on the line that begins at `line`, is an argument of a logging call that begins on a line above.
fn is_in_open_call(cx: &Context<'_>, line: usize, at: usize) -> bool {
    if cx.dialect() != Dialect::Code
        || is_in_call_of_log(cx.text.get(line.max(at.saturating_sub(CALL))..at).unwrap_or_default()).is_some()
    {
        return false;
    }
    let above = cx.text.get(line.saturating_sub(CALL)..at).unwrap_or_default();
    // Neither a statement's end nor the body of a function is within the arguments.
    let ends = [b";".as_slice(), b"=>", b"\n\n", b"->"];
    let start = ends.iter().filter_map(|end| memchr::memmem::rfind(above, end)).max().unwrap_or(0);
    is_in_call_of_log(above.get(start..).unwrap_or_default()) == Some(true)
}

/// True if `head` ends within the arguments of a logging call, with no other call in between.
fn is_argument_of_log(head: &[u8]) -> bool {
    if let Some(is_of_log) = is_in_call_of_log(head) {
        return is_of_log;
    }
    // Ruby and other languages allow calls without brackets.
    let first = head.trim_ascii_start();
    // Printed only where there is none: puts "DATABASE_URL is missing" unless ENV["DATABASE_URL"]
    if [b" unless ".as_slice(), b" if "].iter().any(|test| find_word(first, test).is_some()) {
        return false;
    }
    // `p = …` and `print: …` are assignments.
    let is_call = |call: &&[u8]| {
        let argument = first.strip_prefix(*call).unwrap_or_default().trim_ascii_start();
        argument.first().is_some_and(|b| !matches!(b, b'=' | b':' | b','))
    };
    [b"puts ".as_slice(), b"p ", b"pp ", b"print ", b"IO.puts ", b"IO.inspect "].iter().any(is_call)
        || [b"logger.", b"log.".as_slice()].iter().any(|call| find_word(first, call).is_some_and(|at| at < 12))
            && !first.contains(&b'=')
}

/// True if `head` begins with a statement that prints, in PHP: `echo $url;`, `echo getenv("DATABASE_URL");`.
fn is_statement_of_print(cx: &Context<'_>, head: &[u8], tail: &[u8]) -> bool {
    let goes_on = tail.iter().any(|b| matches!(b, b'|' | b'>'));
    let statement = head.trim_ascii_start();
    let statement = statement.strip_prefix(b"<?php").map_or(statement, <[u8]>::trim_ascii_start);
    let prints = statement.starts_with(b"echo ") || statement.starts_with(b"<?=");
    let map = head.strip_suffix(b"\"").or(head.strip_suffix(b"'")).unwrap_or(head);
    let is_value = || {
        let call = map.strip_suffix(b"(").is_some_and(is_look_up);
        head.ends_with(b"$") || call || MAPS.iter().any(|name| map.ends_with(name))
    };
    !goes_on && cx.dialect() == Dialect::Code && prints && is_value()
}

/// True if `text` ends with the name of a logging call.
fn is_log(text: &[u8]) -> bool {
    let is_name = |b: &u8| is_word(*b) || matches!(b, b'.' | b'!' | b'-' | b':' | b'$' | b'>');
    let length = text.iter().rev().take_while(|b| is_name(b)).count();
    let name = text.get(text.len() - length..).unwrap_or_default().to_ascii_lowercase();
    let last = name.rsplit(|b| matches!(b, b'.' | b':' | b'>')).next().unwrap_or_default();
    let receiver = name.get(..name.len() - last.len()).unwrap_or_default();
    if PRINT_CALLS.contains(last) {
        return true;
    }
    let is_stream = find_word(receiver, b"stdout").is_some() || find_word(receiver, b"stderr").is_some();
    if last == b"write" && is_stream {
        return true;
    }
    // A call on what another call returns: `zap.L().Info(…)`.
    let chained = text.get(..text.len() - length).filter(|head| receiver == b"." && head.ends_with(b")"));
    let is_chained = chained.is_some_and(|head| find_word(head, b"zap").is_some() || find_word(head, b"log").is_some());
    let is_log = is_chained
        || find_word(receiver, b"log").is_some()
        || find_word(receiver, b"console").is_some()
        || find_word(receiver, b"winston").is_some();
    match last.strip_suffix(b"!") {
        Some(level) => LOG_CALLS.contains(level),
        None => is_log && LOG_CALLS.contains(last),
    }
}

/// True if a connection string in `text` is that of MongoDB or another database.
fn is_of_another_database(text: &[u8]) -> bool {
    let names = |words: &[&[u8]]| words.iter().any(|word| find_word(text, word).is_some());
    names(&[b"mongo", b"mysql", b"redis"]) && !names(&[b"postgres", b"npgsql", b"pgsql"])
}

/// True if a DSN in `text` is the address of an error tracker, which is public.
fn is_of_an_error_tracker(text: &[u8]) -> bool {
    find_word(text, b"sentry").is_some() || find_word(text, b"bugsnag").is_some()
}
