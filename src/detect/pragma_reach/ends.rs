//! Where a statement ends: on the line of its last bracket, or on one that goes on below. Behind its end, a comment is about all of it.

use super::brackets::Brackets;
use super::lines::{code_of, goes_on, joins};
use super::part::STATEMENT;
use crate::extract::{Construct, Context, Dialect};
use crate::text::{LineIndex, Span};

/// The end of the code that ends at `end`, with the lines below that go on with it: the calls of a chain, operands.
pub(super) fn continued(cx: &Context<'_>, index: &LineIndex, brackets: &Brackets<'_, '_>, end: usize) -> usize {
    let mut end = end;
    if !matches!(cx.dialect(), Dialect::Code | Dialect::Hcl | Dialect::Shell | Dialect::Docker) {
        return end;
    }
    for _ in 0..STATEMENT {
        let line = index.position(end.max(1) - 1).0;
        // A comment on a line of its own is about what follows.
        let is_code = |line: &usize| !code_of(cx, index.span_of(*line)).is_empty();
        let Some(next) = (line + 1..=line + STATEMENT).find(is_code).map(|next| index.span_of(next)) else { break };
        if next.start >= cx.text.len() || !goes_on(cx, index.span_of(line), next.of(cx.text)) {
            break;
        }
        let code = next.start + code_of(cx, next).len();
        end = brackets.opened(next.start, next.end).map_or(code, |close| close + 1).max(end + 1);
    }
    end
}

/// The rest of the line behind the part that ends at `end`, if nothing follows there but the rest of its statement. An element may
/// follow one that is `inside` a bracket.
pub(super) fn behind(cx: &Context<'_>, index: &LineIndex, end: usize, inside: bool) -> Option<Span> {
    let line = index.span_of(index.position(end.max(1) - 1).0);
    let rest = Span::new(end.min(line.end), line.end);
    let has_forms = cx.tongue().has(Construct::PairByPlace) || cx.tongue().has(Construct::SymbolByPlace);
    let code = code_of(cx, rest);
    // Behind a parenthesis it is the type of a function, and behind a brace the other value of a condition.
    let is_other_value = code.trim_ascii().starts_with(b":")
        && code.ends_with(b"{")
        && end.checked_sub(1).and_then(|at| cx.text.get(at)) != Some(&b')');
    (!is_other_value && ends_statement(code, inside, has_forms)).then_some(rest)
}

/// Words with which a statement goes on behind a bracket.
const GOING_ON: [&[u8]; 9] = [b"as", b"if", b"else", b"or", b"and", b"in", b"for", b"unless", b"do"];

/// True if `code`, which stands behind a bracket, is the end of the bracket's statement, or of the head of a block.
fn ends_statement(code: &[u8], inside: bool, has_forms: bool) -> bool {
    let code = code.trim_ascii();
    if code.iter().all(|byte| b")]};,\"'`>".contains(byte) || byte.is_ascii_whitespace()) {
        return true;
    }
    // Forms of Lisp stand beside each other without a mark.
    if has_forms || code.starts_with(b"}") {
        return false;
    }
    let code = code.strip_suffix(b";").unwrap_or(code).trim_ascii_end();
    // `): Promise<X> {`, `-> X:`, `) => {`
    if let Some(head) = code.strip_suffix(b"{").or_else(|| code.strip_suffix(b":")) {
        return !head.iter().any(|byte| b"{};".contains(byte)) && !has_comma(head);
    }
    let is_more = code.iter().any(|byte| b"{};".contains(byte))
        || inside && has_comma(code)
        || memchr::memmem::find(code, b": ").is_some()
        || matches!(code.last(), Some(b'(' | b'[' | b',' | b'=' | b'+' | b'\\'))
        || joins(code);
    let word = code.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_').next().unwrap_or_default();
    !is_more && (word.is_empty() || GOING_ON.contains(&word))
}

/// True if a comma stands outside of the brackets in `code`, with another element behind it.
fn has_comma(code: &[u8]) -> bool {
    let mut depth = 0_usize;
    code.iter().any(|byte| {
        match byte {
            b'(' | b'[' | b'<' => depth += 1,
            b')' | b']' | b'>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        *byte == b',' && depth == 0
    })
}

#[cfg(test)]
mod tests {
    use super::ends_statement;

    /// Rows: the code between a bracket and a comment, and whether the statement ends with it: at the outermost bracket, and inside
    /// another one.
    #[test]
    fn a_comment_behind_the_end_of_a_statement_is_about_it() {
        for (code, outermost, inside) in [
            ("", true, true),
            ("));", true, true),
            (" }));", true, true),
            ("},", true, true),
            ("\"\"\")", true, true),
            (":", true, true),
            (" -> dict[str, int]:", true, true),
            (" => {", true, true),
            (": Map<A, B> {", true, true),
            (", []string{", false, false),
            (".f(a, b)", true, true),
            (": Promise<void> {", true, true),
            (", \"message\"", true, false),
            (".await?;", true, true),
            (" as connection", true, true),
            (" if a else \"b\"", true, true),
            (" || \"b\";", true, true),
            (", f(", false, false),
            (" +", false, false),
            (" ||", false, false),
            ("; f()", false, false),
            (": f()", false, false),
            (" { f() }", false, false),
            ("} else {", false, false),
            (" set(a)", false, false),
        ] {
            for (is_inside, expected) in [(false, outermost), (true, inside)] {
                assert_eq!(ends_statement(code.as_bytes(), is_inside, false), expected, "{code} {is_inside}");
            }
        }
        assert!(ends_statement(b"))", true, true) && !ends_statement(b") (f)", true, true));
    }
}
