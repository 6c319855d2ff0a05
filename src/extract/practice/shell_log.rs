//! What a shell writes to a log: by `echo`, by `set -x`, by `env` without a command.

use super::{broken, find_word, is_word, word_around};
use crate::extract::{Candidate, Context, Dialect, in_comment, line_around};
use crate::text::Span;

/// Whether a shell prints it: `echo`, `printf`, and the output is neither a file nor the input of a command.
pub(super) fn is_echoed(cx: &Context<'_>, head: &[u8], tail: &[u8]) -> bool {
    // A shell's variable, one of make's, and an expression of a workflow.
    let opens = [b"$".as_slice(), b"${", b"$(", b"secrets.", b"env."];
    if !runs_commands(cx) || !opens.iter().any(|open| head.ends_with(open)) {
        return false;
    }
    let command = head.rsplit(|b| matches!(b, b';' | b'&' | b'|')).next().unwrap_or_default().trim_ascii_start();
    let command = command.strip_prefix(b"- ").unwrap_or(command);
    let command = [b"run:".as_slice(), b"RUN ", b"script:", b"then ", b"do "]
        .iter()
        .find_map(|word| command.strip_prefix(*word))
        .unwrap_or(command)
        .trim_ascii_start();
    // make prints no line that begins with one.
    let command = command.strip_prefix(b"@").unwrap_or(command);
    let command = command.strip_prefix(b"\"").or(command.strip_prefix(b"'")).unwrap_or(command);
    let prints = [b"echo ".as_slice(), b"printf "].iter().any(|print| command.starts_with(print));
    // Words to the system that runs it: from now on it masks the value.
    let is_masking = [b"::add-mask::".as_slice(), b"issecret=true"].iter().any(|word| find_word(head, word).is_some());
    // What separates commands does so outside of the quotes in which the variable stands.
    let quotes = command.iter().filter(|b| **b == b'"').count();
    let closed = if quotes % 2 == 1 { memchr::memchr(b'"', tail).map_or(0, |at| at + 1) } else { 0 };
    let tail = tail.get(closed..).unwrap_or_default();
    let own = tail.split(|b| matches!(b, b';' | b'&')).next().unwrap_or_default();
    let goes_on = own.iter().any(|b| matches!(b, b'|' | b'>'));
    prints && !goes_on && !is_masking
}

/// Whether lines of a shell stand in the text: a script, a build, the steps of a workflow.
fn runs_commands(cx: &Context<'_>) -> bool {
    matches!(cx.dialect(), Dialect::Shell | Dialect::Docker | Dialect::Yaml)
}

/// `set -x`, and below it in the same script a command that the variable of a password is part of.
pub(super) fn traced<'h>(cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
    if !runs_commands(cx) || in_comment(cx.text, anchor.start) {
        return anchor.end;
    }
    let rest = cx.text.get(anchor.end..).unwrap_or_default();
    let options = rest.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    let script = if cx.dialect() == Dialect::Yaml { step_length(cx.text, anchor) } else { rest.len() };
    let end = memchr::memmem::find(rest, b"set +x").unwrap_or(rest.len()).min(script);
    let traced = rest.get(..end).unwrap_or_default();
    // Its value is given, or asked for.
    let is_used = CREDENTIALS.iter().any(|name| {
        memchr::memmem::find_iter(traced, name).any(|at| {
            let head = traced.get(..at).unwrap_or_default();
            let is_asked = [b"$".as_slice(), b"${", b"secrets."].iter().any(|open| head.ends_with(open));
            is_asked || traced.get(at + name.len()) == Some(&b'=') && !head.last().is_some_and(|b| is_word(*b))
        })
    });
    if is_used {
        out.push(broken(cx, Span::new(anchor.start, anchor.end + options), "logged"));
    }
    anchor.end + end
}

/// Variables with a database's credential.
const CREDENTIALS: [&[u8]; 5] =
    [b"DATABASE_URL", b"PGPASSWORD", b"POSTGRES_PASSWORD", b"DB_PASSWORD", b"DATABASE_PASSWORD"];

/// Bytes behind `anchor` to the first line that is indented less than the line of `anchor`: another step has another shell.
fn step_length(text: &[u8], anchor: Span) -> usize {
    let indent = |line: &[u8]| line.iter().take_while(|b| **b == b' ').count();
    let line = line_around(text, anchor.start);
    let own = indent(line.of(text));
    let mut end = line.end;
    while end + 1 < text.len() {
        let next = line_around(text, end + 1);
        let content = next.of(text);
        if !content.trim_ascii().is_empty() && indent(content) < own {
            break;
        }
        end = next.end;
    }
    end.saturating_sub(anchor.end)
}

/// `env`, `printenv` and `export -p` as the whole of a command, in a script or a workflow that has a database's credential:
/// all that the shell knows is printed.
pub(super) fn dumps<'h>(cx: &Context<'h>, out: &mut Vec<Candidate<'h>>) {
    let text = cx.text;
    let is_script = || matches!(cx.dialect(), Dialect::Yaml | Dialect::Shell) || is_pipeline(text);
    for found in [b"env".as_slice(), b"export -p"]
        .iter()
        .flat_map(|word| memchr::memmem::find_iter(text, word).map(|at| (at, word.len())))
    {
        let (at, length) = found;
        let word = match length {
            3 => word_around(text, Span::new(at, at + length)),
            _ => Span::new(at, at + length),
        };
        let line = line_around(text, at);
        if is_dump(line.of(text), word.of(text)) && is_script() && !in_comment(text, at) {
            out.push(broken(cx, word, "logged"));
        }
    }
}

/// Whether `line` runs `program` alone, or with its output sorted.
fn is_dump(line: &[u8], program: &[u8]) -> bool {
    let mut command = line.trim_ascii();
    // Jenkins: steps { sh 'env | sort' }
    if let Some(at) = memchr::memmem::find(command, b"sh '").or_else(|| memchr::memmem::find(command, b"sh \"")) {
        command = command.get(at + 4..).unwrap_or_default();
        command = command.split(|b| matches!(b, b'"' | b'\'')).next().unwrap_or_default().trim_ascii();
    }
    for before in [b"- ".as_slice(), b"run:", b"script:", b"bash:"] {
        command = command.strip_prefix(before).unwrap_or(command).trim_ascii_start();
    }
    let command = match command {
        [quote @ (b'"' | b'\''), inner @ .., last] if quote == last => inner,
        _ => command,
    };
    let rest = command.strip_prefix(program).map(|rest| rest.trim_ascii());
    matches!(rest, Some(b"" | b"| sort" | b"|sort")) && matches!(program, b"env" | b"printenv")
        || command == b"export -p"
}

/// Whether a text is a pipeline of Jenkins.
fn is_pipeline(text: &[u8]) -> bool {
    [b"pipeline {".as_slice(), b"node {", b"stage("].iter().any(|word| memchr::memmem::find(text, word).is_some())
}
