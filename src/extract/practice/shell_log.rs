//! Shell commands that write to a log: `echo` and `set -x`.

use super::dump::is_pipeline;
use super::{broken, find_word, is_word};
use crate::extract::{Candidate, Context, Dialect, block_around, in_comment, in_quoted_block, line_around};
use crate::text::Span;

/// True if a shell prints it: by `echo` or `printf`, whose output goes neither to a file nor to a command.
pub(super) fn is_echoed(cx: &Context<'_>, at: usize, head: &[u8], tail: &[u8]) -> bool {
    if is_debugged(cx, head) || is_printed_on_windows(head, tail) {
        return true;
    }
    // A shell variable, a make variable, and an expression of a workflow.
    let opens = [b"$".as_slice(), b"${", b"$(", b"secrets.", b"env."];
    let runs_commands = runs_commands(cx) || is_pipeline(cx);
    // All secrets of a workflow: `${{ toJSON(secrets) }}`
    let is_expression = head.trim_ascii_end().ends_with(b"${{");
    if !runs_commands || !(is_expression || opens.iter().any(|open| head.ends_with(open))) {
        return false;
    }
    if is_copied(cx, at) {
        return true;
    }
    let command = last_command(head).trim_ascii_start();
    let command = command.strip_prefix(b"- ").unwrap_or(command);
    let command = [b"run:".as_slice(), b"RUN ", b"script:", b"then ", b"do ", b"sh '", b"sh \""]
        .iter()
        .find_map(|word| command.strip_prefix(*word))
        .unwrap_or(command)
        .trim_ascii_start();
    // make does not print a line that begins with `@`.
    let command = command.strip_prefix(b"@").unwrap_or(command);
    let command = command.strip_prefix(b"\"").or(command.strip_prefix(b"'")).unwrap_or(command);
    let prints = [b"echo ".as_slice(), b"printf ", b"logger "].iter().any(|print| command.starts_with(print));
    // Commands to the CI system, which masks the value from then on.
    let is_masking = [b"::add-mask::".as_slice(), b"issecret=true"].iter().any(|word| find_word(head, word).is_some());
    if is_unexpanded(command) {
        return false;
    }
    // Command separators count only outside of the quotes that contain the variable.
    let quotes = command.iter().filter(|b| **b == b'"').count();
    let closed = if quotes % 2 == 1 { memchr::memchr(b'"', tail).map_or(0, |at| at + 1) } else { 0 };
    let tail = tail.get(closed..).unwrap_or_default();
    let own = tail.split(|b| *b == b';').next().unwrap_or_default();
    let own = own.get(..memchr::memmem::find(own, b"&&").unwrap_or(own.len())).unwrap_or_default();
    prints && !leaves_the_log(own) && !is_masking
}

/// The last command of a line, without a redirection to standard error before it: `>&2 echo …`.
fn last_command(line: &[u8]) -> &[u8] {
    let is_end = |at: &usize| match line.get(*at) {
        Some(b';' | b'|') => true,
        Some(b'&') => at.checked_sub(1).and_then(|before| line.get(before)) != Some(&b'>'),
        _ => false,
    };
    let start = (0..line.len()).rev().find(is_end).map_or(0, |end| end + 1);
    let command = line.get(start..).unwrap_or_default().trim_ascii_start();
    [b">&2 ".as_slice(), b"1>&2 "].iter().find_map(|to| command.strip_prefix(*to)).unwrap_or(command)
}

/// True if `at` is in a here-document that is copied to the log: `cat <<EOF`, with what it says expanded.
fn is_copied(cx: &Context<'_>, at: usize) -> bool {
    let Some(block) = block_around(cx, at).filter(|_| !in_quoted_block(cx, at)) else { return false };
    let line = line_around(cx.text, block.start);
    let head = cx.text.get(line.start..block.start).unwrap_or_default();
    let is_cat = memchr::memmem::find(head, b"<<")
        .and_then(|at| head.get(..at))
        .is_some_and(|head| last_command(head).trim_ascii() == b"cat");
    is_cat && !leaves_the_log(cx.text.get(block.start..line.end).unwrap_or_default())
}

/// True if the variable behind `command` is printed as it is written: in single quotes, or with a backslash before its mark.
fn is_unexpanded(command: &[u8]) -> bool {
    let mark = command.iter().rposition(|b| *b == b'$').unwrap_or(command.len());
    let before = command.get(..mark).unwrap_or_default();
    let mut open = None;
    let mut bytes = before.iter();
    while let Some(byte) = bytes.next() {
        match (byte, open) {
            (b'\\', None | Some(b'"')) => drop(bytes.next()),
            (b'"' | b'\'', None) => open = Some(*byte),
            (byte, Some(quote)) if *byte == quote => open = None,
            _ => {}
        }
    }
    open == Some(b'\'') || before.iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1
}

/// Whether what a command prints goes elsewhere: into a file, or another program. Standard output and standard error are the
/// log, and `tee` passes it on.
fn leaves_the_log(tail: &[u8]) -> bool {
    const STREAMS: [&[u8]; 5] = [b"&1", b"&2", b"/dev/stderr", b"/dev/stdout", b"/dev/tty"];
    let is_elsewhere = |target: &[u8]| {
        let target = target.trim_ascii_start();
        !STREAMS.iter().any(|stream| target.starts_with(stream))
    };
    let mut commands = tail.split(|b| *b == b'|');
    let redirections = commands.next().unwrap_or_default().split(|b| *b == b'>').skip(1);
    let to_tee = |command: &[u8]| command.trim_ascii_start().starts_with(b"tee ");
    redirections.into_iter().any(is_elsewhere) || commands.next().is_some_and(|next| !to_tee(next))
}

/// True if a task of Ansible shows it: `debug` with `msg: "{{ name }}"` or `var: name`.
fn is_debugged(cx: &Context<'_>, head: &[u8]) -> bool {
    let key = head.trim_ascii_start();
    let is_shown = || {
        let before = cx.text.get(..cx.text.len()).unwrap_or_default();
        let start = head.as_ptr().addr().checked_sub(before.as_ptr().addr());
        let above =
            start.and_then(|start| start.checked_sub(1)).map(|end| line_around(before, end).of(before).trim_ascii());
        above.is_some_and(|above| above.ends_with(b"debug:"))
    };
    let value = key.strip_prefix(b"msg:").or(key.strip_prefix(b"var:"));
    let is_name = value.is_some_and(|value| {
        let value = value.trim_ascii().trim_ascii_start();
        value.is_empty() || value.ends_with(b"{{")
    });
    cx.dialect() == Dialect::Yaml && is_name && is_shown()
}

/// True if PowerShell or a batch file prints it: `Write-Host $env:NAME`, `echo %NAME%`.
fn is_printed_on_windows(head: &[u8], tail: &[u8]) -> bool {
    let command = head.trim_ascii_start().to_ascii_lowercase();
    let begins = |words: &[&[u8]]| words.iter().any(|word| command.starts_with(word));
    let goes_on = tail.iter().any(|b| matches!(b, b'|' | b'>'));
    let is_variable = head.ends_with(b"%") && tail.starts_with(b"%") && begins(&[b"echo ", b"@echo "])
        || head.ends_with(b"$env:") && begins(&[b"write-host ", b"write-output ", b"write-verbose ", b"echo "]);
    is_variable && !goes_on
}

/// True if the text contains shell commands: a script, a build file, the steps of a workflow.
fn runs_commands(cx: &Context<'_>) -> bool {
    matches!(cx.dialect(), Dialect::Shell | Dialect::Docker | Dialect::Yaml)
}

/// Matches `set -x` followed, in the same script, by a command with the variable of a password.
pub(super) fn traced<'h>(cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
    let is_comment = in_comment(cx.text, anchor.start) && !anchor.of(cx.text).starts_with(b"#!");
    // fish's `set -x` exports a variable.
    if !runs_commands(cx) || is_comment || cx.tongue().name == "fish" {
        return anchor.end;
    }
    let rest = cx.text.get(anchor.end..).unwrap_or_default();
    let options = rest.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    // The first line of a script gives its shell options: `#!/bin/bash -ex`.
    let is_first_line = anchor.of(cx.text).starts_with(b"#!");
    if is_first_line && (anchor.start > 0 || !rest.get(..options).unwrap_or_default().contains(&b'x')) {
        return anchor.end;
    }
    let script = if cx.dialect() == Dialect::Yaml { step_length(cx.text, anchor) } else { rest.len() };
    let end = memchr::memmem::find(rest, b"set +x").unwrap_or(rest.len()).min(script);
    let traced = rest.get(..end).unwrap_or_default();
    // It is assigned a value, or prompted for.
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

/// Variables with a database credential.
const CREDENTIALS: [&[u8]; 5] =
    [b"DATABASE_URL", b"PGPASSWORD", b"POSTGRES_PASSWORD", b"DB_PASSWORD", b"DATABASE_PASSWORD"];

/// The number of bytes from `anchor` to the first line with less indentation than the anchor's: another step has
/// another shell.
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
