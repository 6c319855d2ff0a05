//! Decides whether an expression is allowed in place of a literal, by the language's grammar as far as the surroundings
//! show it.

use crate::remedy::site::Site;

use super::language::{Import, Language};
use super::literal::Literal;
use super::replaceable_types::{self as types, TYPE};
use super::surroundings::{Surroundings, last_word};

const ADJACENT: &str = "its literal is put together from others: make one of them, or move the password alone by hand";
const PATTERN: &str = "a pattern takes constants only: compare with the value that is looked up";
const KEY: &str = "it is the name of a property, where nothing is looked up";
const DEFAULT: &str = "a parameter's default has to be a constant: look the value up where it is used";
const ANNOTATION: &str = "an annotation takes constants only: refer to a property, and set that from the environment";
const MACRO: &str = "a macro takes a literal here: give it an argument, and look that up";
const STATIC: &str = "a text that is looked up does not live as long as the program: return an owned String";
const TEMPLATE: &str = "what stands in a template is text: bind the attribute to a value that the script looks up";
const ARRAY: &str = "an array is made of a literal: make it a pointer";
const FILE_SCOPE: &str = "what stands outside of functions has to be a constant: set it in a function";
const SUFFIX: &str = "its literal has a suffix that an expression cannot have";
const RAW: &str = "its literal is a raw one (#\"…\"#): move it by hand";
const TAGGED: &str = "a function reads its literal (a tag): give it the password as a value";

/// True if the file of `site` has one of `endings`, in lower case, as its extension.
pub(super) fn is_of(site: &Site<'_>, endings: &[&str]) -> bool {
    let name = site.name();
    name.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
}

/// Refuses a literal that is a part of a larger one.
///
/// # Errors
/// The construct that it is a part of.
pub(super) fn check_alone(
    site: &Site<'_>,
    language: &Language,
    literal: &Literal<'_>,
    surroundings: &Surroundings<'_>,
    is_filled: bool,
) -> Result<(), String> {
    let refuse = |why: &str| Err(why.to_owned());
    if is_of(site, &["vue", "svelte"]) && !is_in_script(site, literal.whole.start) {
        return refuse(TEMPLATE);
    }
    if site
        .text
        .get(literal.whole.end..)
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    {
        return refuse(SUFFIX);
    }
    // Rust's and Swift's `r#"…"#`, `#"…"#`.
    let is_raw = site.text.get(..literal.whole.start).is_some_and(|before| before.ends_with('#'));
    if is_raw && is_of(site, &["rs", "swift"]) {
        return refuse(RAW);
    }
    if !is_filled && is_adjacent(site, language, literal, surroundings) {
        return refuse(ADJACENT);
    }
    let before = site.text.get(..literal.whole.start).unwrap_or_default();
    if literal.quote == '`'
        && before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ')' | '$'))
        && language.import != Import::Go
    {
        return refuse(TAGGED);
    }
    Ok(())
}

/// Refuses positions in which only a literal is allowed.
///
/// # Errors
/// The reason why a look-up is not allowed there.
pub(super) fn check(site: &Site<'_>, literal: &Literal<'_>, surroundings: &Surroundings<'_>) -> Result<(), String> {
    let refuse = |why: &str| Err(why.to_owned());
    let takes_any_case = is_of(site, &["js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts", "go", "php", "rb"]);
    if surroundings.word() == "case" && !takes_any_case {
        return refuse(PATTERN);
    }
    if is_of(site, &["rs", "cs"]) && surroundings.after.starts_with("=>")
        || is_of(site, &["rs"]) && surroundings.before.ends_with("=> |")
    {
        return refuse(PATTERN);
    }
    let is_annotated = |(bracket, head): &(char, &str)| {
        let head = head.trim_end();
        let name = head.trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.'));
        *bracket == '(' && name.ends_with('@')
    };
    if is_of(site, &["java", "kt", "kts", "scala", "groovy", "dart", "swift"])
        && surroundings.open.iter().any(is_annotated)
    {
        return refuse(ANNOTATION);
    }
    if is_of(site, &["ts", "tsx", "mts", "cts", "vue", "svelte"]) {
        types::check(surroundings)?;
    }
    if is_of(site, &["js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts", "vue", "svelte"])
        && surroundings.callee().0 == '{'
        && surroundings.after.starts_with(':')
        && surroundings.before.ends_with(['{', ','])
    {
        return refuse(KEY);
    }
    if surroundings.callee() == ('[', "Literal") && is_of(site, &["py", "pyi"]) {
        return refuse(TYPE);
    }
    if is_parameter(site, surroundings) {
        return refuse(DEFAULT);
    }
    if is_of(site, &["cs", "rs", "php"]) && is_in_attribute(site, surroundings) {
        return refuse(ANNOTATION);
    }
    if is_of(site, &["c", "h", "cc", "cpp", "cxx", "hpp"]) {
        c(site, surroundings)?;
    }
    if is_of(site, &["rs"]) { rust(site, literal, surroundings) } else { Ok(()) }
}

/// True if the literal is the value of a JSX attribute; `None` if that cannot be determined.
pub(super) fn is_attribute(site: &Site<'_>, literal: &Literal<'_>, surroundings: &Surroundings<'_>) -> Option<bool> {
    let before = site.text.get(..literal.whole.start).unwrap_or_default();
    let Some(head) = before.strip_suffix('=').filter(|_| is_of(site, &["js", "jsx", "mjs", "cjs", "tsx"])) else {
        return Some(false);
    };
    let name = head.trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ':'));
    if name.len() == head.len() || !name.ends_with(char::is_whitespace) {
        return Some(false);
    }
    let is_word = surroundings.after.starts_with(|c: char| c.is_alphabetic() || c == '{');
    let tag = surroundings.statement.rsplit('<').next().filter(|rest| rest.len() < surroundings.statement.len());
    let is_open = tag.is_some_and(|rest| rest.starts_with(|c: char| c.is_alphabetic()) && !rest.contains('>'));
    match () {
        () if is_open || surroundings.after.starts_with(['>', '/']) || is_word && !surroundings.is_last_of_line => {
            Some(true)
        }
        () if is_word => None,
        () => Some(false),
    }
}

/// True if `at` is between `<script>` and `</script>`.
fn is_in_script(site: &Site<'_>, at: usize) -> bool {
    let before = site.text.get(..at).unwrap_or_default();
    before.rfind("<script").is_some_and(|start| before.get(start..).is_some_and(|rest| !rest.contains("</script")))
}

/// True if another literal is adjacent to this one without an operator.
fn is_adjacent(site: &Site<'_>, language: &Language, literal: &Literal<'_>, surroundings: &Surroundings<'_>) -> bool {
    // In Lisp, list items are not separated by commas.
    if language.comments.contains(&";") {
        return false;
    }
    let line = site.line_at(literal.whole.start);
    let indent = |text: &str| text.len() - text.trim_start().len();
    let own = site.span_text(line);
    let is_first = line.start + indent(own) == literal.whole.start;
    // In a language in which a line end can end a statement, a literal on the next line is separate unless it is
    // indented further.
    let ends_with_line = !is_of(site, &["c", "h", "cc", "cpp", "cxx", "hpp", "java", "cs", "php", "rs", "dart"]);
    let goes_on =
        |text: &str, depth: usize| !ends_with_line || depth > indent(text) || is_first && depth >= indent(text);
    let is_before = surroundings.before.ends_with(language.quotes) && {
        let end = surroundings.before.len();
        let is_same_line = end > line.start;
        let is_continued = site.text.get(end..literal.whole.start).is_some_and(|gap| gap.contains('\\'));
        let above = site.span_text(site.line_at(end.saturating_sub(1)));
        is_same_line
            || is_continued
            || goes_on(above, indent(own))
            || !surroundings.open.is_empty() && surroundings.callee().0 != '{'
    };
    let bare = surroundings.after.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let is_after = bare.starts_with(language.quotes) && surroundings.after.len() - bare.len() <= 2 && {
        let at = site.text.len() - surroundings.after.len();
        let below = site.span_text(site.line_at(at));
        let is_continued = site.text.get(literal.whole.end..at).is_some_and(|gap| gap.contains('\\'));
        let is_same_line = !surroundings.is_last_of_line;
        is_same_line
            || is_continued
            || goes_on(own, indent(below))
            || !surroundings.open.is_empty() && surroundings.callee().0 != '{'
    };
    is_before || is_after
}

/// True if it is the default of a parameter in a language that requires a constant there.
fn is_parameter(site: &Site<'_>, surroundings: &Surroundings<'_>) -> bool {
    let Some(head) = surroundings.before.strip_suffix('=') else { return false };
    let last = |mark: &[char]| head.rsplit(mark).next().unwrap_or_default().trim();
    let is_in = surroundings.open.iter().any(|(bracket, _)| *bracket == '(');
    let declares = last(&['(', ',', '[', '{']).split_whitespace().count() > 1;
    if is_of(site, &["cs", "c", "h", "cc", "cpp", "cxx", "hpp", "dart"]) {
        return is_in
            && declares
            && matches!(surroundings.callee().0, '(' | '[' | '{')
            && !has_statement_above(surroundings);
    }
    let of_function = |(bracket, head): &(char, &str)| {
        let name = head.trim_end();
        let before = name
            .get(..name.len() - last_word(name).len())
            .unwrap_or_default()
            .trim_end()
            .trim_end_matches('&')
            .trim_end();
        *bracket == '(' && (last_word(before) == "function" || matches!(last_word(name), "function" | "fn"))
    };
    is_of(site, &["php"]) && surroundings.open.last().is_some_and(of_function)
}

/// True if the innermost braces are a function body within an argument, which contains statements.
fn has_statement_above(surroundings: &Surroundings<'_>) -> bool {
    let at = surroundings.open.iter().rposition(|(bracket, _)| *bracket == '(').unwrap_or(0);
    surroundings
        .open
        .iter()
        .skip(at + 1)
        .any(|(bracket, head)| *bracket == '{' && head.trim_end().ends_with([')', '>']))
}

/// True within an attribute: `[Name(` in C#, `#[name(` in Rust and PHP.
fn is_in_attribute(site: &Site<'_>, surroundings: &Surroundings<'_>) -> bool {
    surroundings.open.iter().any(|(bracket, head)| {
        let head = head.trim_end();
        match bracket {
            '[' if is_of(site, &["cs"]) => (head.is_empty() || head.ends_with(']')) && surroundings.callee().0 == '(',
            '[' => head.ends_with('#') || head.ends_with("#!"),
            _ => false,
        }
    })
}

/// Refuses arrays, and in C anything outside of a function.
fn c(site: &Site<'_>, surroundings: &Surroundings<'_>) -> Result<(), String> {
    let head = surroundings.before.strip_suffix('=').unwrap_or_default().trim_end();
    if head.ends_with(']') && surroundings.callee().0 != '(' {
        return Err(ARRAY.to_owned());
    }
    let is_function =
        |(bracket, head): &(char, &str)| *bracket == '{' && head.trim_end().ends_with([')', 't', 'e', 'o']);
    if is_of(site, &["c", "h"]) && !surroundings.open.iter().any(is_function) {
        return Err(FILE_SCOPE.to_owned());
    }
    Ok(())
}

/// Macros that take values like a function.
const MACROS: [&str; 6] = ["vec!", "json!", "dbg!", "hashmap!", "assert_eq!", "assert_ne!"];

/// Refuses values that are borrowed for longer than a statement, and macros.
fn rust(site: &Site<'_>, literal: &Literal<'_>, surroundings: &Surroundings<'_>) -> Result<(), String> {
    let (bracket, callee) = surroundings.callee();
    if callee.ends_with('!') && !MACROS.contains(&callee) {
        return Err(MACRO.to_owned());
    }
    let is_constant = |text: &str| {
        let words = text.trim_start().trim_start_matches("pub(crate) ").trim_start_matches("pub ");
        words.starts_with("const ") && !words.starts_with("const fn") || words.starts_with("static ")
    };
    if is_constant(surroundings.statement)
        || surroundings.open.iter().any(|(bracket, head)| *bracket != '{' && is_constant(head))
    {
        return Err(
            "a constant is worked out when the program is built: make it a value that is looked up when it runs"
                .to_owned(),
        );
    }
    let owned = [".to_string()", ".to_owned()", ".into()", ".to_string().", ".clone()"];
    let followed = site.text.get(literal.whole.end..).unwrap_or_default();
    if owned.iter().any(|call| followed.starts_with(call)) {
        return Ok(());
    }
    let is_called =
        callee.ends_with('!') || callee.starts_with(|c: char| c.is_ascii_lowercase()) && !callee.starts_with("unwrap");
    let is_argument = bracket == '(' && is_called && surroundings.before.ends_with(['(', ',']);
    let is_bound = surroundings.statement.trim_start().starts_with("let ")
        && surroundings.before.ends_with('=')
        && !surroundings.statement.contains("'static")
        && surroundings.after.starts_with(';');
    if is_argument || is_bound { Ok(()) } else { Err(STATIC.to_owned()) }
}
