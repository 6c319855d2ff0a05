//! Commands that print all variables of a shell to a log: `env`, `printenv`, `set` and `export -p` as a whole command.
//!
//! The output contains a secret if one is among the variables: if the text names a database credential, or in the steps
//! of a CI system that passes the project's variables to each step, or passes given ones.

use std::collections::HashMap;

use super::{broken, is_word, word_around};
use crate::extract::ci_system::CiSystem;
use crate::extract::{Candidate, Context, Dialect, in_comment, line_around};
use crate::sorting::Sorting as _;
use crate::text::Span;

/// Commands that print the variables, as anchors find them.
const DUMPS: [&[u8]; 5] = [b"env", b"export -p", b"declare -x", b"set\n", b"set\r"];

/// Those of several words.
const OF_WORDS: [&[u8]; 2] = [b"export -p", b"declare -x"];

/// Adds each such command in a script, workflow or pipeline that names a database credential.
pub(super) fn dumps<'h>(cx: &Context<'h>, out: &mut Vec<Candidate<'h>>) {
    let text = cx.text;
    let is_script = || matches!(cx.dialect(), Dialect::Yaml | Dialect::Shell) || is_pipeline(cx);
    // In YAML `set` is also the value of a list.
    let is_set = |word: &&&[u8]| word.starts_with(b"set") && cx.dialect() == Dialect::Yaml;
    let words = DUMPS.iter().filter(|word| !is_set(word));
    for (at, word) in words.flat_map(|word| memchr::memmem::find_iter(text, word).map(move |at| (at, *word))) {
        if let Some(word) = dump_at(text, Span::new(at, at + word.trim_ascii_end().len()))
            && is_script()
            && (cx.dialect() != Dialect::Yaml || is_of_commands(text, word))
        {
            out.push(broken(cx, word, "logged"));
        }
    }
}

/// Adds the command at `anchor` if it is in a step of a CI system with secrets among its variables.
pub(super) fn dump_of_ci<'h>(cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
    let text = cx.text;
    let word = anchor.of(text);
    let Some(at) = DUMPS.iter().find_map(|dump| memchr::memmem::find(word, dump)) else { return anchor.end };
    let start = anchor.start + at;
    if let Some(word) = dump_at(text, Span::new(start, (start + 3).min(anchor.end)))
        && has_secrets(cx, start)
    {
        out.push(broken(cx, word, "logged"));
    }
    anchor.end
}

/// The program whose name contains `found`, if a command on its line prints all variables.
fn dump_at(text: &[u8], found: Span) -> Option<Span> {
    let line = line_around(text, found.start);
    let written = line.of(text);
    let name = word_around(text, found);
    let program = match OF_WORDS.iter().find(|dump| text.get(name.start..).is_some_and(|rest| rest.starts_with(dump))) {
        Some(dump) => Span::new(name.start, name.start + dump.len()),
        None => name,
    };
    (is_dump(written, program.of(text)) && !in_comment(text, found.start)).then_some(program)
}

/// True if a command on `line` runs `program` alone, with its output sorted, or with database names filtered out.
fn is_dump(line: &[u8], program: &[u8]) -> bool {
    let mut command = of_jenkins(line).or_else(|| of_arguments(line)).unwrap_or(line).trim_ascii();
    for before in [b"- ".as_slice(), b"run:", b"script:", b"bash:", b"command:", b"sh:"] {
        command = command.strip_prefix(before).unwrap_or(command).trim_ascii_start();
    }
    let command = match command {
        [quote @ (b'"' | b'\''), inner @ .., last] if quote == last => inner,
        _ => command,
    };
    commands(command).any(|command| {
        let Some(rest) = command.trim_ascii().strip_prefix(program).map(<[u8]>::trim_ascii) else { return false };
        let filter = rest.strip_prefix(b"|").map(<[u8]>::trim_ascii).unwrap_or_default();
        let filtered = filter.strip_prefix(b"grep ").map(<[u8]>::to_ascii_lowercase).unwrap_or_default();
        let names_a_database = memchr::memmem::find(&filtered, b"-v").is_none()
            && [b"pg".as_slice(), b"postgres", b"db", b"database", b"pass"]
                .iter()
                .any(|word| memchr::memmem::find(&filtered, word).is_some());
        let is_all = rest.is_empty()
            || rest == b"|| true"
            || matches!(filter, b"sort" | b"sort -u" | b"cat")
            || names_a_database;
        is_all && (matches!(program, b"env" | b"printenv" | b"set") || OF_WORDS.contains(&program))
    })
}

/// The text that a step of Jenkins on `line` gives to a shell: `steps { sh 'env | sort' }`, `sh(script: "env")`. One whose output
/// is a value of the pipeline prints nothing.
fn of_jenkins(line: &[u8]) -> Option<&[u8]> {
    if memchr::memmem::find(line, b"returnStdout").is_some() {
        return None;
    }
    memchr::memmem::find_iter(line, b"sh").find_map(|at| {
        let is_step = at.checked_sub(1).and_then(|before| line.get(before)).is_none_or(|b| !is_word(*b));
        let mut rest = line.get(at + 2..).filter(|_| is_step)?.trim_ascii_start();
        for before in [b"(".as_slice(), b"script:"] {
            rest = rest.strip_prefix(before).unwrap_or(rest).trim_ascii_start();
        }
        let text = rest.strip_prefix(b"'").or(rest.strip_prefix(b"\""))?;
        text.split(|b| matches!(b, b'"' | b'\'')).next()
    })
}

/// The script that a list of arguments on `line` gives to a shell: `args: ["-c", "env"]`.
fn of_arguments(line: &[u8]) -> Option<&[u8]> {
    let at = memchr::memmem::find(line, b"-c")?;
    let rest = line.get(at + 2..)?;
    let rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"'")).unwrap_or(rest);
    let rest = rest.trim_ascii_start().strip_prefix(b",")?.trim_ascii_start();
    let quote = *rest.first().filter(|b| matches!(b, b'"' | b'\''))?;
    rest.get(1..)?.split(|b| *b == quote).next()
}

/// The commands of a line of a shell. `&env` in YAML is an anchor: what ends a command is apart from the next.
fn commands(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(|b| *b == b';').flat_map(|list| {
        let is_joined = move |at: usize| list.get(at + 1).is_some_and(|b| !b.is_ascii_whitespace() && *b != b'&');
        let mut at = 0;
        list.split(move |b| {
            at += 1;
            *b == b'&' && (at >= 2 && list.get(at - 2) == Some(&b'&') || !is_joined(at - 1))
        })
    })
}

/// True if secrets are among the variables of the step that contains `at`.
fn has_secrets(cx: &Context<'_>, at: usize) -> bool {
    let text = cx.text;
    match ci_system(cx) {
        CiSystem::Jenkins { has_credentials } => return has_credentials,
        _ if cx.dialect() != Dialect::Yaml => return false,
        CiSystem::PerStep => return is_given_secrets(cx, at),
        CiSystem::PerProject => {}
    }
    is_below(text, at, &STEPS)
}

/// Keys of the commands of CI systems that pass the project's variables to each step.
const STEPS: [&[u8]; 5] = [b"script", b"before_script", b"after_script", b"run", b"command"];

/// Keys of commands in YAML.
const COMMANDS: [&[u8]; 18] = [
    b"script",
    b"before_script",
    b"after_script",
    b"inlineScript",
    b"run",
    b"runcmd",
    b"bootcmd",
    b"command",
    b"commands",
    b"cmd",
    b"cmds",
    b"args",
    b"entrypoint",
    b"shell",
    b"bash",
    b"sh",
    b"pwsh",
    b"powershell",
];

/// True if `word` stands where YAML has a command: in the value of a key of commands, or in a text of several lines. The item
/// of a list of words (`required:`, `enum:`) is none.
fn is_of_commands(text: &[u8], word: Span) -> bool {
    let is_text = || {
        let above = key_above(text, line_around(text, word.start));
        above.is_some_and(|key| matches!(key.trim_ascii_end(), [.., b'|' | b'>'] | [.., b'|' | b'>', b'-' | b'+']))
    };
    is_below(text, word.start, &COMMANDS) || is_text()
}

/// True if the text at `at` stands in the value of one of `keys`.
fn is_below(text: &[u8], at: usize, keys: &[&[u8]]) -> bool {
    let line = line_around(text, at);
    let is_one = |line: &[u8]| {
        let line = line.strip_prefix(b"- ").map_or(line, <[u8]>::trim_ascii_start);
        let key = line.get(..memchr::memchr(b':', line).unwrap_or(0)).unwrap_or_default();
        // `ansible.builtin.shell:`
        keys.contains(&key.rsplit(|b| *b == b'.').next().unwrap_or_default())
    };
    is_one(line.of(text).trim_ascii_start()) || key_above(text, line).is_some_and(is_one)
}

/// The number of lines that are read backwards to find the key that a command belongs to.
const LINES: usize = 200;

/// The line of the key that the line at `line` belongs to, trimmed.
fn key_above(text: &[u8], line: Span) -> Option<&[u8]> {
    let (mut own, mut is_item) = (indent(line.of(text)), line.of(text).trim_ascii_start().starts_with(b"- "));
    let mut before = line;
    for _ in 0..LINES {
        before = line_around(text, before.start.checked_sub(1)?);
        let content = before.of(text);
        let trimmed = content.trim_ascii();
        let is_above = indent(content) < own || (is_item && indent(content) == own && !trimmed.starts_with(b"-"));
        if !trimmed.is_empty() && !trimmed.starts_with(b"#") && is_above {
            // A multi-line text is an item of the list above it.
            if !matches!(trimmed, [b'-', b' ', b'|' | b'>', ..]) {
                return Some(trimmed);
            }
            (own, is_item) = (indent(content), true);
        }
    }
    None
}

fn indent(line: &[u8]) -> usize {
    line.iter().take_while(|b| **b == b' ').count()
}

/// True if an `env:` with a secret belongs to the step that contains `at`, to its job, or to the workflow.
fn is_given_secrets(cx: &Context<'_>, at: usize) -> bool {
    let scopes = cx.secret_scopes.get_or_init(|| secret_scopes(cx.text));
    let next = scopes.partition_point(|scope| scope.start <= at);
    next.checked_sub(1).and_then(|last| scopes.get(last)).is_some_and(|scope| at < scope.end)
}

/// The parts of `text` whose commands see a secret, in order and apart: from an `env:` with one up and down to the first line
/// with less indentation than its keys.
fn secret_scopes(text: &[u8]) -> Vec<Span> {
    let lines = line_starts(text);
    let is_inner = |line: &Span, keys: usize| {
        let written = line.of(text);
        written.trim_ascii().is_empty() || written.trim_ascii_start().starts_with(b"#") || indent(written) >= keys
    };
    let mut scopes: Vec<Span> = Vec::new();
    // Blocks of one depth in one scope have the same scope: it is walked once.
    let mut walked: HashMap<usize, usize> = HashMap::new();
    for (named, line) in lines.iter().enumerate().filter(|(_, line)| names_a_secret(line.of(text))) {
        // The enclosing block: the nearest `env:` above with less indentation.
        let above = lines.get(..=named).unwrap_or_default().iter().rev().take(LINES).position(|line| {
            let line = line.of(text).trim_ascii();
            line.strip_prefix(b"- ").unwrap_or(line).starts_with(b"env:")
        });
        let Some((block, head)) =
            above.and_then(|above| named.checked_sub(above)).and_then(|at| Some((at, lines.get(at)?)))
        else {
            continue;
        };
        let keys = indent(head.of(text)) + if head.of(text).trim_ascii().starts_with(b"- ") { 2 } else { 0 };
        let within = lines.get(block + 1..named).unwrap_or_default();
        let is_of_block =
            block == named || (indent(line.of(text)) > keys && within.iter().all(|line| is_inner(line, keys + 1)));
        if !is_of_block || walked.get(&keys).is_some_and(|end| block <= *end) {
            continue;
        }
        let below = lines.get(block + 1..).unwrap_or_default().iter().take_while(|line| is_inner(line, keys)).count();
        let before =
            lines.get(..=block).unwrap_or_default().iter().rev().take_while(|line| is_inner(line, keys)).count();
        let (first, last) = (block.saturating_sub(before), block + below);
        walked.insert(keys, last);
        if let (Some(first), Some(last)) = (lines.get(first), lines.get(last)) {
            scopes.push(Span::new(first.start, last.end + 1));
        }
    }
    scopes.put_in_order_by_key(|scope| (scope.start, scope.end));
    scopes.dedup_by(|next, last| {
        let touches = next.start <= last.end;
        last.end = if touches { last.end.max(next.end) } else { last.end };
        touches
    });
    scopes
}

/// The lines of `text`, without their line endings.
fn line_starts(text: &[u8]) -> Vec<Span> {
    let mut start = 0;
    let span = |line: &[u8]| {
        let span = Span::new(start, start + line.len());
        start += line.len() + 1;
        span
    };
    text.split(|b| *b == b'\n').map(span).collect()
}

/// True if a line assigns a secret to a variable, in the syntax of GitHub, Drone, Woodpecker or Azure.
fn names_a_secret(line: &[u8]) -> bool {
    [b"secrets.".as_slice(), b"from_secret", b": $("].iter().any(|word| memchr::memmem::find(line, word).is_some())
}

/// The system of the text, found once.
fn ci_system(cx: &Context<'_>) -> CiSystem {
    *cx.ci_system.get_or_init(|| CiSystem::of(cx.text))
}

/// True if a text is a Jenkins pipeline.
pub(super) fn is_pipeline(cx: &Context<'_>) -> bool {
    matches!(ci_system(cx), CiSystem::Jenkins { .. })
}
