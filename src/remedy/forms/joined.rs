//! A value that is a part of a literal: the literal keeps its other parts and is concatenated with the look-up.

use crate::remedy::edit::Edit;
use crate::remedy::site::Site;
use crate::text::Span;

use super::language::Joins;
use super::literal::Literal;
use super::surroundings::Surroundings;

const NO_WAY: &str =
    "its literal says more than the password, and goes on being needed: move the password alone by hand";
const FORMAT: &str = "its literal is a format, whose other parts come from elsewhere: move the password alone by hand";
const OPERAND: &str = "its literal is the operand of another operator: move the password alone by hand";

/// Functions that concatenate their arguments.
const CALLS: [&str; 8] = ["str", "paste0", "paste", "concat", "CONCAT", "strcat", "append", "join"];

/// True if something is concatenated before or after the literal.
pub(super) fn is_operand(surroundings: &Surroundings<'_>, joins: Joins) -> bool {
    let operators: &[&str] = match joins {
        Joins::Operator(operator) => &[operator.trim_ascii(), "<<"],
        _ => &["+", "<>", "<<", "++"],
    };
    // A method `str` reads a variable (`env.str("X", `).
    let is_method = surroundings.open.last().is_some_and(|(_, head)| head.trim_end().ends_with(".str"));
    let is_call = surroundings.callee().0 == '('
        && !is_method
        && (CALLS.contains(&surroundings.callee().1) || CALLS.contains(&first_word(surroundings.statement)));
    // The `.` of PHP and Perl, but not `...`.
    operators.iter().any(|operator| surroundings.before.ends_with(operator) || surroundings.after.starts_with(operator))
        || is_call
            && !(surroundings.before.ends_with('(')
                && surroundings.after.starts_with(')')
                && surroundings.callee().1 != "append")
}

/// In Lisp, the function is the first word within the brackets.
fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

/// True if the literal is a format string.
pub(super) fn is_format(surroundings: &Surroundings<'_>) -> bool {
    let (bracket, callee) = surroundings.callee();
    let callee = if callee.is_empty() { first_word(surroundings.statement) } else { callee }.to_ascii_lowercase();
    let is_first =
        surroundings.before.ends_with('(') || first_word(surroundings.statement) == surroundings.statement.trim();
    let named =
        ["printf", "format", "glue", "logf", "errorf", "fatalf", "sprintf", "infof", "debugf", "warnf", "panicf"];
    let behind = [".format(", ".formatted(", ":format(", ".replace(", "%", ").format(", "):format(", ").formatted("];
    bracket == '(' && is_first && named.iter().any(|name| callee.ends_with(name))
        || behind.iter().any(|call| surroundings.after.starts_with(call))
}

/// Replaces only the value, by `lookup`.
///
/// # Errors
/// If that is not possible there, with the reason.
pub(super) fn edit(
    site: &Site<'_>,
    literal: &Literal<'_>,
    surroundings: &Surroundings<'_>,
    joins: Joins,
    lookup: &str,
) -> Result<Edit, String> {
    if is_format(surroundings) {
        return Err(FORMAT.to_owned());
    }
    let span = site.found.span;
    let opens = site.span_text(Span::new(literal.whole.start, literal.whole.end - literal.inner.len() - 1));
    let left = site.span_text(Span::new(literal.whole.start + opens.len(), span.start));
    let right = site.span_text(Span::new(span.end, literal.whole.end - 1));
    if left.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1 {
        return Err("its value is written with escapes".to_owned());
    }
    if [left, right]
        .iter()
        .any(|part| part.rfind("${").is_some_and(|at| part.get(at..).is_some_and(|rest| !rest.contains('}'))))
    {
        return Err(FORMAT.to_owned());
    }
    let close = literal.quote;
    let part = |text: &str| (!text.is_empty()).then(|| format!("{opens}{text}{close}"));
    let parts: Vec<String> = [part(left), Some(lookup.to_owned()), part(right)].into_iter().flatten().collect();
    let text = match joins {
        Joins::None => return Err(NO_WAY.to_owned()),
        Joins::Operator(operator) if binds_loosely(surroundings, operator.trim_ascii()) => parts.join(operator),
        Joins::Operator(_) => return Err(OPERAND.to_owned()),
        Joins::Call("(str", between) if first_word(surroundings.statement) == "str" => parts.join(between),
        Joins::Call("paste0(", between) if surroundings.callee().1 == "paste0" => parts.join(between),
        Joins::Call(call, between) => {
            let space = if call.ends_with('(') { "" } else { " " };
            format!("{call}{space}{})", parts.join(between))
        }
    };
    Ok(Edit::new(literal.whole, text))
}

/// True if no operator around the literal binds more tightly than `operator`.
fn binds_loosely(surroundings: &Surroundings<'_>, operator: &str) -> bool {
    let words = ["return", "yield", "raise", "throw", "echo", "print", "and", "or", "in", "else", "then", "do", "case"];
    let before = surroundings.before;
    let begins = before.is_empty()
        || before.ends_with(['(', ',', '=', '[', '{', ':', '?', ';', '}', '|', '&', '>'])
        || before.ends_with(operator)
        || before.ends_with("<-")
        || words.contains(&surroundings.word());
    let after = surroundings.after;
    let ends = after.is_empty()
        || after.starts_with([')', ',', ']', '}', ';', ':', '|', '&'])
        || after.starts_with(operator)
        || after.starts_with("?>")
        || surroundings.is_last_of_line && !after.starts_with(['.', '%', '*', '/', '(', '[', '-', '?', '!', '<', '=']);
    begins && ends
}
