//! Unquoted values in fragments of code: expressions, operands of comparisons, entries of code lists.

use super::reference::is_in_small_letters;
use crate::detect::reading::{is_chance, is_mostly_known, names_a_secret, reads_as_expression, reads_as_name};
use crate::extract::{Candidate, Construct, Context, Dialect, Form, line_around, line_head};

/// True if an unquoted value is an expression of a programming language: `a.b`, `f(x)`, `x[0]`, in prose and in
/// YAML-like fragments of code.
pub(super) fn is_code(cx: &Context<'_>, value: &[u8], candidate: &Candidate<'_>) -> bool {
    let text = cx.text;
    if !matches!(candidate.form, Form::Prose | Form::Bare) || cx.dialect() == Dialect::Env {
        return false;
    }
    let identifier = |part: &[u8]| {
        !part.is_empty()
            && part.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
            && part.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
    };
    // `password: hashedPassword,` in a fragment of code: a name, followed by the mark that ends an argument or a
    // statement.
    let ended = match text.get(candidate.secret.span.end) {
        Some(b')') => !closes_a_remark(text, candidate.secret.span.start),
        next => matches!(next, Some(b',' | b';')),
    };
    let apart =
        candidate.secret.span.start.checked_sub(1).and_then(|i| text.get(i)).is_some_and(u8::is_ascii_whitespace);
    if ends_dynamic_reference(cx, value, candidate) {
        return true;
    }
    if is_argument_in_group(text, value, candidate) {
        return true;
    }
    if !reads_as_expression(value) {
        return false;
    }
    if candidate.form == Form::Prose && ended && apart && identifier(value) && reads_as_name(value) {
        return true;
    }
    if is_member_of_an_object(cx, value, candidate) {
        return true;
    }
    // `"  client_secret=client_secret,\n"`: a line of Python in a notebook.
    let argument = value.strip_suffix(b",").or(value.strip_suffix(b")"));
    if candidate.form == Form::Prose
        && cx.tongue().has(Construct::LinesAreStrings)
        && argument.is_some_and(|name| identifier(name) && !name.iter().any(u8::is_ascii_digit))
    {
        return true;
    }
    if is_made(value)
        || is_argument_like_its_neighbour(text, value, candidate)
        || is_in_expression(cx, value, candidate)
    {
        return true;
    }
    let opens = value.iter().any(|b| matches!(b, b'(' | b'['));
    if opens {
        let head: Vec<u8> = value.iter().copied().take_while(|b| !matches!(b, b'(' | b'[')).collect();
        let closes = matches!(value.trim_ascii_end().last(), Some(b')' | b']' | b',' | b';' | b'(' | b'['));
        let is_name =
            head.split(|b| *b == b'.').all(identifier) && (is_mostly_known(&head) || is_in_small_letters(&head));
        if is_name && closes && candidate.form == Form::Prose {
            return true;
        }
    }
    if candidate.form == Form::Prose && memchr::memchr(b'.', value).is_some() {
        // `data.password`, `user.Password,`: the last component repeats the key.
        let parts: Vec<&[u8]> = value.split(|b| *b == b'.').collect();
        if parts.iter().all(|part| identifier(part)) && parts.last().is_some_and(|last| names_a_secret(last)) {
            return true;
        }
    }
    false
}

/// True for `"{{ query('x', username='u', password=pw, verify=False) }}"`: in a call within the marks of a template, an argument
/// without quotes is a name or a number, whatever it is called.
fn is_argument_in_group(text: &[u8], value: &[u8], candidate: &Candidate<'_>) -> bool {
    let span = candidate.secret.span;
    let head = line_head(text, span.start);
    let Some(inner) = memchr::memmem::rfind(head, b"{{").and_then(|open| head.get(open + 2..)) else { return false };
    let name = value.strip_suffix(b",").or(value.strip_suffix(b")")).unwrap_or(value);
    let is_name = name.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
        && name.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'));
    let count = |b: u8| memchr::memchr_iter(b, inner).count();
    let is_in_call = count(b'(') > count(b')') && count(b'\'').is_multiple_of(2) && count(b'"').is_multiple_of(2);
    let line = line_around(text, span.start);
    let behind = text.get(span.end..line.end).unwrap_or_default();
    let is_argument =
        inner.ends_with(b"=") && (name.len() < value.len() || matches!(behind.first(), Some(b',' | b')')));
    is_name
        && is_in_call
        && is_argument
        && memchr::memmem::find(inner, b"}}").is_none()
        && memchr::memmem::find(behind, b"}}").is_some()
}

/// Whether the bracket that is open at `at` on its line stands behind a blank, as in a sentence: `the queue (user: u, password: x)`.
fn closes_a_remark(text: &[u8], at: usize) -> bool {
    let head = line_head(text, at);
    let open = memchr::memrchr2(b'(', b')', head).filter(|open| head.get(*open) == Some(&b'('));
    open.and_then(|open| head.get(..open)).is_some_and(|before| before.ends_with(b" "))
}

/// The last of the parts that CloudFormation joins to a dynamic reference: `- "{{resolve:secretsmanager:"`, then
/// `- :SecretString:password::}}`.
fn ends_dynamic_reference(cx: &Context<'_>, value: &[u8], candidate: &Candidate<'_>) -> bool {
    let head = cx.text.get(candidate.secret.span.start.saturating_sub(24)..candidate.secret.span.start);
    // On one line: '{{resolve:ssm-secure:/prod/db/password:1}}'
    let line = line_head(cx.text, candidate.secret.span.start);
    if let Some(open) = memchr::memmem::rfind(line, b"{{resolve:") {
        return line.get(open..).is_some_and(|inner| memchr::memmem::find(inner, b"}}").is_none());
    }
    cx.dialect() == Dialect::Yaml
        && value.strip_suffix(b"}}").is_some_and(|inner| inner.contains(&b':') && !inner.contains(&b'{'))
        && head.is_some_and(|head| head.ends_with(b":SecretString:"))
}

/// True for `password = random_password.db.result`, `password: dbInstance.secret.value,` in a text for people or of a command:
/// the member of a member of an object that is named after a secret, or as Terraform names what it makes.
fn is_member_of_an_object(cx: &Context<'_>, value: &[u8], candidate: &Candidate<'_>) -> bool {
    let is_shown = match cx.dialect() {
        Dialect::Prose => candidate.form == Form::Prose,
        // No shell assigns with a blank before the value.
        Dialect::Shell | Dialect::Docker | Dialect::Yaml => true,
        _ => false,
    };
    let before = cx.text.get(..candidate.secret.span.start).unwrap_or_default();
    let is_assigned = match before.trim_ascii_end() {
        head if head.len() == before.len() => false,
        [.., b'='] => true,
        [.., b':'] => cx.dialect() == Dialect::Prose,
        _ => false,
    };
    let path = value.strip_suffix(b",").or(value.strip_suffix(b";")).unwrap_or(value);
    let parts = || path.split(|b| *b == b'.');
    let is_identifier = |part: &[u8]| {
        part.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
            && part.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
    };
    is_shown
        && is_assigned
        && parts().count() >= 3
        && parts().all(|part| is_identifier(part) && reads_as_name(part))
        && (parts().any(names_a_secret) || parts().next().is_some_and(|first| first.contains(&b'_')))
}

/// `&corev1.Secret{}`, `new(string)`, `&v1.Secret{ObjectMeta:`: what makes a value of a type, in Go.
fn is_made(value: &[u8]) -> bool {
    let Some(open) = memchr::memchr2(b'{', b'(', value) else { return false };
    let (name, rest) = value.split_at(open);
    let (is_pointer, name) = name.strip_prefix(b"&").map_or((false, name), |name| (true, name));
    let is_type = name.split(|b| *b == b'.').all(|part| !part.is_empty() && part.iter().all(u8::is_ascii_alphanumeric));
    let is_empty = matches!(rest, b"{}" | b"{");
    is_type && reads_as_name(name) && (is_pointer && rest.starts_with(b"{") || is_empty && name.contains(&b'.'))
        || value == b"new(string)"
}

/// `password=db_pass, port=db_port`: a variable, called after its argument as that beside it is.
fn is_argument_like_its_neighbour(text: &[u8], value: &[u8], candidate: &Candidate<'_>) -> bool {
    let variable = |part: &[u8]| -> Option<(Vec<u8>, Vec<u8>)> {
        let part = part.strip_suffix(b",").unwrap_or(part);
        let part = part.strip_suffix(b")").unwrap_or(part);
        let at = memchr::memrchr(b'_', part)?;
        let is_name = part.iter().all(|b| b.is_ascii_lowercase() || *b == b'_');
        is_name.then(|| (part.get(..at).unwrap_or_default().to_vec(), part.get(at + 1..).unwrap_or_default().to_vec()))
    };
    let Some((prefix, name)) = variable(value).filter(|_| candidate.form == Form::Prose) else { return false };
    if !candidate.key.starts_with(&*String::from_utf8_lossy(&name)) && name != b"pwd" {
        return false;
    }
    let line = line_around(text, candidate.secret.span.start).of(text);
    line.split(|b| b.is_ascii_whitespace() || *b == b'(').any(|argument| {
        let Some(at) = memchr::memchr(b'=', argument) else { return false };
        let (key, other) = argument.split_at(at);
        let other = variable(other.get(1..).unwrap_or_default());
        other.is_some_and(|(own, name)| own == prefix && name == key)
    })
}

/// `'&password=' || p_password || '&scope=read'`: the text between two literals, with the operators that join it to both.
pub(super) fn is_between_operators(value: &[u8]) -> bool {
    const OPERATORS: [&[u8]; 7] = [b"||", b"+", b".", b"&", b"..", b"<>", b"++"];
    OPERATORS.iter().any(|operator| {
        let inner = value.strip_prefix(*operator).and_then(|rest| rest.strip_suffix(*operator));
        inner.is_some_and(|inner| {
            let name = inner.trim_ascii();
            inner.starts_with(b" ") && inner.ends_with(b" ") && reads_as_expression(name) && !name.contains(&b' ')
        })
    })
}

/// Whether the value stands in an expression of a template that began on a line before: `"key": item.key | d(omit),`
fn is_in_expression(cx: &Context<'_>, value: &[u8], candidate: &Candidate<'_>) -> bool {
    const FAR: usize = 2_048;
    if cx.dialect() != Dialect::Yaml || !value.iter().any(|b| matches!(b, b'.' | b'(' | b'|' | b'[')) {
        return false;
    }
    let at = candidate.secret.span.start;
    let before = cx.text.get(at.saturating_sub(FAR)..at).unwrap_or_default();
    let open = memchr::memmem::rfind(before, b"{{").and_then(|open| before.get(open..));
    open.is_some_and(|inner| {
        // A paragraph or another node of YAML is none of it.
        memchr::memmem::find(inner, b"}}").is_none() && memchr::memmem::find(inner, b"\n\n").is_none()
    })
}

/// True if the key is a two-letter code in a list, and the value a name: `"PW": "Palau"` among countries (ISO 3166-1),
/// `"MU-PW": "Plaines Wilhems"` among subdivisions (3166-2).
pub(super) fn is_entry_of_codes(cx: &Context<'_>, candidate: &Candidate<'_>) -> bool {
    // Next to a password, these two are settings, as they appear to be.
    let is_setting = |code: [u8; 2]| matches!(&code, b"DB" | b"PW");
    let is_code = |entry: &[u8]| match entry {
        [b'"' | b'\'', a, b, b'"' | b'\'', ..] => {
            a.is_ascii_uppercase() && b.is_ascii_uppercase() && !is_setting([*a, *b])
        }
        [a, b, b':', b' ', b'"' | b'\'', ..] => {
            a.is_ascii_uppercase() && b.is_ascii_uppercase() && !is_setting([*a, *b])
        }
        [b'"' | b'\'', a, b, b'-', rest @ ..] => {
            let letters = rest.iter().take_while(|b| b.is_ascii_uppercase()).count();
            let is_closed = matches!(rest.get(letters), Some(b'"' | b'\''));
            a.is_ascii_uppercase() && b.is_ascii_uppercase() && (2..4).contains(&letters) && is_closed
        }
        [b'"' | b'\'', a, b, b'_', c, d, b'"' | b'\'', ..] => {
            [a, b].into_iter().all(u8::is_ascii_lowercase) && [c, d].into_iter().all(u8::is_ascii_uppercase)
        }
        _ => false,
    };
    let value = candidate.secret.value.as_ref();
    let is_name = value.iter().all(|b| b.is_ascii_alphabetic() || *b == b' ' || *b >= 0x80) && !is_chance(value);
    // A locale, and the one that it inherits from: "en_PW": "en_001"
    let is_locale = |text: &[u8]| {
        let parts = || text.split(|b| matches!(b, b'_' | b'-'));
        let is_part = |part: &[u8]| match part.len() {
            2 => part.iter().all(u8::is_ascii_alphabetic),
            3 => part.iter().all(u8::is_ascii_digit) || part.iter().all(u8::is_ascii_lowercase),
            4 => part.iter().all(u8::is_ascii_alphabetic),
            _ => false,
        };
        parts().next().is_some_and(|language| (2..4).contains(&language.len())) && parts().all(is_part)
    };
    let is_code_key = matches!(candidate.key.as_bytes(), b"pw" | [b'a'..=b'z', b'a'..=b'z', b'_', b'p', b'w']);
    if candidate.form != Form::Quoted || !is_code_key || !is_name && !is_locale(value) {
        return false;
    }
    let own = line_around(cx.text, candidate.secret.span.start);
    let head = cx.text.get(own.start.saturating_sub(256)..candidate.secret.span.start).unwrap_or_default();
    let tail = cx.text.get(candidate.secret.span.end + 1..).unwrap_or_default();
    let tail = tail.get(..tail.len().min(256)).unwrap_or_default();
    let is_entry = |part: &&[u8]| match part.trim_ascii() {
        [b'{', rest @ ..] => is_code(rest.trim_ascii()),
        part => is_code(part),
    };
    let entries = |text: &[u8]| text.split(|b| matches!(b, b',' | b'\n')).filter(is_entry).count();
    entries(head) > 0 && entries(tail) > 0
}

/// True if the value is compared instead of assigned, by a shell or by a membership test: `[ "$POSTGRES_PASSWORD" =
/// "postgres" ]`, `'password' in body`.
pub(super) fn is_compared(cx: &Context<'_>, candidate: &Candidate<'_>) -> bool {
    let line = line_around(cx.text, candidate.secret.span.start);
    let head = cx.text.get(line.start..candidate.secret.span.start).unwrap_or_default();
    let is_mark = |b: &u8| matches!(b, b'"' | b'\'' | b'=' | b'!' | b' ' | b'}');
    let marks = head.iter().rev().take_while(|b| is_mark(b)).count();
    let head = head.get(..head.len() - marks).unwrap_or_default();
    let name = head.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let head = head.get(..head.len() - name).unwrap_or_default();
    // JavaScript, Python: 'password' in body
    if cx.dialect() == Dialect::Code && candidate.form == Form::Quoted {
        let behind = cx.text.get(candidate.secret.span.end + 1..line.end.max(candidate.secret.span.end + 1));
        let name = behind.and_then(|behind| behind.strip_prefix(b" in "));
        return name.is_some_and(|name| name.first().is_some_and(u8::is_ascii_alphabetic));
    }
    cx.dialect() == Dialect::Shell && marks > 1 && name > 0 && (head.ends_with(b"$") || head.ends_with(b"${"))
}
