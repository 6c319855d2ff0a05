//! Expressions that look up a value and have a literal as a fallback: `os.environ.get("X", "literal")`, `process.env.X
//! || 'literal'`. The literal takes effect.

mod known;
mod parts;

use super::call::{Call, called, is_a_name, names_an_option, over_generics, takes_a_name};
use super::decoded_call;
use crate::extract::reach::Look;
use crate::extract::syntax::literal::{StringLiteral, string_at};
use crate::extract::syntax::unquoted;
use crate::extract::{Dialect, Given, over_comment, skip_blanks, skip_space};
use crate::text::Span;

use known::Record;
use parts::{
    closes, gives_what_it_asks, is_comment, is_encoded, is_labelled, is_of_an_environment, is_placed, names_a_source,
    opens_body, prefixed_literal,
};

/// Length of an expression, in bytes of code (without blanks, comments and literals) and in lines, within which every
/// literal may be its result. Further on, braces contain a separate body.
const NEAR: usize = 512;
const LINES: usize = 6;

/// How often an expression is tested for a look-up, so that many branches stay cheap.
const ASKED: usize = 4;

/// Names of the absent value, before the arrow of the arm that supplies another.
const NOTHING: &[&[u8]] = &[b"None", b"Nothing", b"Not_found", b"null", b"nil"];

/// A literal that may be the result of an expression.
pub(crate) struct Fallback<'h> {
    pub(crate) literal: StringLiteral<'h>,
    /// How the expression gives it: a branch is chosen by a condition that looks up nothing, and what is only placed is the argument
    /// of a call that nothing is known about, or joined to something.
    pub(crate) given: Given,
}

/// Arguments of declarations that say what something is called, or what it is.
const DESCRIPTIONS: &[&[u8]] =
    &[b"alias", b"description", b"doc", b"help", b"help_text", b"label", b"summary", b"title"];

/// Words after an operator for the absent value that end the program, or the function, with a message.
const FAILS: &[&[u8]] =
    &[b"die", b"croak", b"confess", b"raise", b"throw", b"fail", b"abort", b"panic", b"warn", b"exit"];

/// The fallback literals of the expression that starts at `at`, and the offset up to which it was read. In a text for people,
/// what is longer than an expression is none.
pub(crate) fn literals<'h>(text: &'h [u8], at: usize, dialect: Dialect) -> (Vec<Fallback<'h>>, usize) {
    let is_text = dialect == Dialect::Prose;
    let dialect = if is_text { Dialect::Code } else { dialect };
    if known::is_last(text, at) {
        return (Vec::new(), at);
    }
    let look = Look::slowly_ahead(text, at);
    let mut near = at + NEAR;
    let mut found = Vec::new();
    let mut i = at;
    let mut calls: Vec<Call> = Vec::new();
    let mut pending: Option<Operator> = None;
    let mut word: Option<Span> = None;
    let mut newlines = 0;
    let mut is_conditional = false;
    let mut awaits_block = false;
    // Whether the last call that has ended is the condition of a branch.
    let mut is_condition = false;
    let mut asked = 0;
    let mut braces = 0_usize;
    // How deep the member stands whose value is being read, and is none of those that are looked for.
    let mut member: Option<usize> = None;
    // The same of one with any other name, whose literals are only placed.
    let mut other: Option<usize> = None;
    let mut record = Record::new(at);
    let nothing = known::nothing_behind(text, at);
    let mut is_unclosed = false;
    while i < look.end {
        // In a text for people, what is longer than an expression is none; elsewhere a search has shown that nothing follows.
        let is_known =
            || is_unclosed || calls.is_empty() && nothing.is_some_and(|known| known.start <= i && i < known.end);
        if i >= near && (is_text || is_known()) {
            look.ended_at(i);
            return (found, i);
        }
        let Some(&b) = text.get(i) else { break };
        match b {
            // In a string of another language the quotes are escaped.
            b'"' | b'\'' | b'`' | b'\\' if b != b'\\' || matches!(text.get(i + 1), Some(b'"' | b'\'')) => {
                let Some(literal) = string_at(text, i, dialect) else { break };
                let is_far = i >= near || newlines > LINES;
                let is_returned = word.is_some_and(|word| word.of(text) == b"return");
                near += literal.end - i;
                i = literal.end;
                record.literal(i);
                if is_far && braces > 0 || member.is_some() {
                    continue;
                }
                // Haskell's `fromMaybe "x" (lookupEnv "X")` has no brackets. Template functions: `coalesce (dig
                // "secret" "key" $x)`
                let is_operand = word.is_some() && calls.last().is_some_and(Call::is_choice);
                let applied =
                    word.is_some_and(|word| matches!(word.of(text), b"fromMaybe" | b"defaultValue" | b"withDefault"));
                let decodes = calls.last().is_some_and(|call| is_encoded(text, at, &literal, call));
                // Lisp's last alternative: `(or x "y")`
                let is_last = || calls.last().is_some_and(|call| call.name == "or") && text.get(i) == Some(&b')');
                if decodes {
                    found.extend(decoded_call::decoded(&literal).map(Fallback::taken));
                } else if applied {
                    found.push(Fallback::taken(literal));
                } else if !is_operand && runs(text, &literal, pending, calls.last()) {
                    let given = if pending == Some(Operator::Branch) { Given::Chosen } else { Given::Set };
                    found.push(Fallback { literal, given });
                } else if is_operand && is_last() {
                    found.push(Fallback { literal, given: Given::Chosen });
                } else if !(is_operand || is_far || other.is_some())
                    && is_placed(text, at, &literal, &calls, is_returned)
                {
                    found.push(Fallback { literal, given: Given::Placed });
                }
                pending = if is_operand { pending } else { None };
                // The operands of such a function are separated by blanks.
                word = word.filter(|_| is_operand);
                continue;
            }
            // A type argument: `get<string>("X", "y")`
            b'<' if word.is_some_and(|word| word.end == i) && over_generics(text, i).is_some() => {
                let end = over_generics(text, i).unwrap_or(i + 1);
                word = word.map(|word| Span::new(word.start, end));
                i = end;
                continue;
            }
            b'(' | b'[' | b'{' => {
                let by_name = b == b'(' && word.is_some_and(|span| takes_a_name(text, span));
                let name = word.take().map(|span| called(text, span)).unwrap_or_default();
                // In Lisp the name is inside the bracket: `(or (get "X") "y")`
                let name = if name.is_empty() && text.get(i..).is_some_and(|rest| rest.starts_with(b"(or ")) {
                    "or".to_owned()
                } else {
                    name
                };
                // The body of a fallback closure: unwrap_or_else(|_| { "lit".to_string() })
                let is_closure = b == b'{'
                    && text.get(i.saturating_sub(4)..i).is_some_and(|head| head.trim_ascii_end().ends_with(b"|"));
                let body = calls.last().filter(|call| is_closure && call.name.contains("or_else"));
                let body = body.map(|call| Call::new(call.name.clone(), b'(', by_name));
                // C++ allows braces there: std::string{"x"}
                braces += usize::from(b == b'{');
                is_unclosed |= b == b'{' && known::is_unclosed(text, i);
                record.opened(i);
                // Go's lists begin with their type: []string{"x"}
                let is_list = text.get(..i).is_some_and(|head| head.ends_with(b"[]string"));
                let is_made =
                    b == b'{' && !is_list && matches!(name.as_str(), "string" | "wstring" | "string_view" | "qstring");
                // What a member of another name is made of: {Config: []byte("x")}
                if pending == Some(Operator::Other) && calls.last().is_some_and(|call| call.open == b'{') {
                    member.get_or_insert(calls.len());
                }
                let open = if is_made { b'(' } else { b };
                // `if c { "x" } else …`
                let is_conditional_block = b == b'{' && std::mem::take(&mut awaits_block);
                pending = if is_conditional_block { Some(Operator::Branch) } else { pending };
                // A branch may stand in brackets: `c ? x : ("y")`, `if c { x } else { "y" }`
                let is_alone = || matches!(text.get(skip_space(text, i + 1)), Some(b'"' | b'\'' | b'`'));
                let is_group = match b {
                    b'(' => name.is_empty() && is_alone(),
                    b'{' => name.is_empty() || name == "run" || is_conditional_block,
                    _ => false,
                };
                let mut call = body.unwrap_or_else(|| Call::new(name, open, by_name));
                call.is_body = b == b'{' && opens_body(text, i, std::mem::take(&mut is_condition));
                calls.push(call);
                pending = pending.filter(|operator| is_group && matches!(operator, Operator::Or | Operator::Branch));
            }
            b')' | b']' | b'}' => {
                let Some(call) = calls.pop() else { break };
                record.closed(i + 1);
                // An unmatched closing bracket ends more than this expression.
                if !closes(&call, b) {
                    break;
                }
                is_condition = matches!(call.name.as_str(), "if" | "elseif" | "when" | "switch" | "match");
                braces = braces.saturating_sub(usize::from(b == b'}'));
                member = member.filter(|depth| *depth <= calls.len());
                other = other.filter(|depth| *depth <= calls.len());
                word = None;
            }
            b',' => {
                let open = calls.len();
                match calls.last_mut() {
                    Some(call) => {
                        call.argument += 1;
                        pending = None;
                        member = member.filter(|depth| *depth != open);
                        other = other.filter(|depth| *depth != open);
                        word = None;
                    }
                    None => break,
                }
            }
            b';' if calls.is_empty() => break,
            b'\n' => {
                // A line that ends with an operator or an open bracket continues, and so does one whose successor
                // begins with an operator.
                newlines += 1;
                other = other.filter(|depth| *depth != calls.len());
                let next = skip_space(text, i);
                // Blank lines do not count.
                near += next - i;
                i = next - 1;
                let goes_on = text
                    .get(next..)
                    .is_some_and(|rest| [b"||".as_slice(), b"??", b"?:", b"."].iter().any(|op| rest.starts_with(op)));
                // An operator has its operand, if a word stands behind it.
                if calls.is_empty() && (pending.is_none() || word.is_some()) && !goes_on {
                    break;
                }
            }
            b'|' if text.get(i + 1) == Some(&b'|') => {
                (pending, word) = (Some(Operator::Or), None);
                i += 1;
            }
            // `prod ? process.env.X : "lit"`
            b'?' if text.get(i + 1) == Some(&b' ') => {
                is_conditional = true;
                // `process.env.CI ? "lit" : process.env.X`
                let first = skip_space(text, i + 1);
                if asked < ASKED && matches!(text.get(first), Some(b'"' | b'\'' | b'`')) {
                    asked += 1;
                    let branches = text.get(at..unquoted::line_end(text, i)).unwrap_or_default();
                    let chosen = if names_a_source(branches) { Operator::Or } else { Operator::Branch };
                    pending = memchr::memmem::find(branches, b" : ").map(|_| chosen);
                }
            }
            b':' if is_conditional
                && calls.last().is_none_or(|call| call.open != b'{')
                && text.get(i + 1) == Some(&b' ') =>
            {
                let looked_up = asked < ASKED && text.get(at..i).is_some_and(names_a_source);
                asked += 1;
                pending = Some(if looked_up { Operator::Or } else { Operator::Branch });
                word = None;
            }
            b'?' if matches!(text.get(i + 1), Some(b'?' | b':')) => {
                (pending, word) = (Some(Operator::Or), None);
                i += 1;
            }
            b'#' | b'/' if is_comment(text, i) => {
                let next = over_comment(text, i).unwrap_or(i + 1);
                near += next - i;
                i = next;
                continue;
            }
            // A URL and no operator: `https://`
            b'/' if text.get(i + 1) == Some(&b'/') && i > at && text.get(i - 1) == Some(&b':') => break,
            b'/' if text.get(i + 1) == Some(&b'/') => {
                if text.get(i + 2) == Some(&b' ') && calls.is_empty() && word.is_some() && pending.is_none() {
                    break;
                }
                (pending, word) = (Some(Operator::Or), None);
                i += 1;
            }
            b'#' if calls.is_empty() => break,
            // An arm for the absent value: OCaml's and F#'s `| None -> "lit"`, Rust's `None => "lit"`
            b'-' | b'=' if text.get(i + 1) == Some(&b'>') => {
                // Rust's arm for an error: `Err(_) => "lit"`
                let is_error = text.get(..i).is_some_and(|head| head.trim_ascii_end().ends_with(b"Err(_)"));
                let is_none = word.take().is_some_and(|span| NOTHING.contains(&span.of(text))) || is_error;
                pending = Some(if is_none { Operator::Default } else { Operator::Other });
                i += 1;
            }
            // What something is called, and what it is: Field(api_name='password', description='The password of …')
            b'=' if word
                .is_some_and(|word| word.of(text).ends_with(b"_name") || DESCRIPTIONS.contains(&word.of(text))) =>
            {
                member.get_or_insert(calls.len());
                (pending, word) = (Some(Operator::Other), None);
            }
            b'=' => {
                let named = word.take().is_some_and(|span| {
                    matches!(
                        span.of(text).to_ascii_lowercase().as_slice(),
                        b"default" | b"default_value" | b"defaultvalue" | b"devdefault" | b"fallback" | b"unset"
                    )
                });
                pending = Some(if named { Operator::Default } else { Operator::Other });
            }
            b':' if calls.last().is_some_and(|call| call.open != b'(')
                || text.get(i + 1) == Some(&b' ')
                || word.is_some_and(|word| is_labelled(text, word)) =>
            {
                let named = word.take().is_some_and(|span| {
                    matches!(
                        span.of(text).to_ascii_lowercase().as_slice(),
                        b"default" | b"devdefault" | b"fallback" | b"value"
                    )
                });
                if !named && calls.last().is_some_and(|call| call.open == b'{') && !is_of_an_environment(text, i) {
                    other.get_or_insert(calls.len());
                }
                pending = Some(if named { Operator::Default } else { Operator::Other });
            }
            b' ' | b'\t' | b'\r' => {
                let next = skip_blanks(text, i);
                near += next.max(i + 1) - i;
                i = next.max(i + 1);
                continue;
            }
            b if b.is_ascii_alphanumeric() || b == b'_' => {
                let start = i;
                while i < look.end && text.get(i).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_') {
                    i += 1;
                }
                let span = Span::new(start, i);
                // `x or "y"` in Python, Ruby and Lua; a literal's prefix belongs to it. Python's `x if "X" in
                // os.environ else "y"`
                let is_else = span.of(text) == b"else";
                let looked_up = is_else
                    && asked < ASKED
                    && text.get(at..start).is_some_and(|head| names_a_source(head) || gives_what_it_asks(head));
                asked += usize::from(is_else);
                if is_else || matches!(span.of(text), b"or" | b"orelse" | b"then") {
                    let is_chosen = is_else && !looked_up || span.of(text) == b"then";
                    pending = Some(if is_chosen { Operator::Branch } else { Operator::Or });
                    word = None;
                } else if let Some(literal) = prefixed_literal(text, span, dialect) {
                    i = literal.end;
                    record.literal(i);
                    if calls.last().is_some_and(|call| is_encoded(text, at, &literal, call)) {
                        found.extend(decoded_call::decoded(&literal).map(Fallback::taken));
                    } else if member.is_none() && runs(text, &literal, pending, calls.last()) {
                        let given = if pending == Some(Operator::Branch) { Given::Chosen } else { Given::Set };
                        found.push(Fallback { literal, given });
                    }
                    (word, pending) = (None, None);
                } else {
                    awaits_block |= span.of(text) == b"if";
                    if FAILS.contains(&span.of(text)) {
                        pending = None;
                    }
                    word = Some(span);
                    if pending == Some(Operator::Other) {
                        pending = None;
                    }
                }
                continue;
            }
            _ => {}
        }
        i += 1;
    }
    record.keep(text, Span::new(at, i), found.last().map_or(at, |fallback: &Fallback<'_>| fallback.literal.end));
    look.read_to(i);
    (found, i)
}

impl<'h> Fallback<'h> {
    /// One that takes effect.
    fn taken(literal: StringLiteral<'h>) -> Self {
        Fallback { literal, given: Given::Set }
    }
}

/// True if a literal after `operator`, in `call`, takes effect.
fn runs(text: &[u8], literal: &StringLiteral<'_>, operator: Option<Operator>, call: Option<&Call>) -> bool {
    match operator {
        Some(Operator::Or | Operator::Default | Operator::Branch) => true,
        None | Some(Operator::Other) => {
            let alone = text.get(skip_space(text, literal.end)) != Some(&b',');
            // `Option("--password", …)`: the literal is the option's name.
            let is_flag = literal.content.value.starts_with(b"-")
                && literal.content.value.iter().all(|b| b.is_ascii_lowercase() || *b == b'-');
            // `Option("lit", envvar="X")`: the literal is a default if another argument names a variable.
            let is_named = |call: &Call| operator.is_some() && call.name == "option";
            let is_name = |call: &Call| call.by_name && is_a_name(&literal.content.value);
            call.is_some_and(|call| {
                call.takes(alone)
                    && !is_name(call)
                    && !is_flag
                    && !is_named(call)
                    && !names_an_option(text, literal, call)
            })
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    /// `||`, `??`, `?:`, `or`, `//`.
    Or,
    /// `c ? x : `, `else`, where nothing is looked up.
    Branch,
    /// `default=`.
    Default,
    /// Any other operator, after which a literal is not a default by itself.
    Other,
}

#[cfg(test)]
mod tests;
