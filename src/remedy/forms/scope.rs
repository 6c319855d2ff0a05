//! Decides whether the name that begins a look-up (`process`, `os`) means in a file what it means in the language: not if
//! the file declares a variable or a parameter of that name.

use crate::remedy::site::Site;

use super::replaceable::is_of;

const JAVASCRIPT: [&str; 10] = ["js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts", "vue", "svelte"];

/// Refuses a look-up whose first name the file declares anew.
///
/// # Errors
/// Names it.
pub(super) fn check(site: &Site<'_>, look_up: &str) -> Result<(), String> {
    let root: &str = look_up.split(|c: char| !is_word(c)).next().unwrap_or_default();
    let declares = match () {
        () if root == "process" && is_of(site, &JAVASCRIPT) => of_javascript,
        () if root == "os" && is_of(site, &["go"]) => of_go,
        () if root == "os" && is_of(site, &["py", "pyi", "pyw"]) => of_python,
        () if root == "Platform" && is_of(site, &["dart"]) => of_dart,
        () => return Ok(()),
    };
    let is_other = |line: &str| OTHERS.iter().any(|(of, import)| *of == root && line.contains(import));
    if site.text.lines().map(str::trim).any(|line| is_import(line) && is_other(line)) {
        return Err(declared(root, look_up));
    }
    let places = site.text.match_indices(root).filter(|(at, _)| {
        let before = site.text.get(..*at).unwrap_or_default();
        let after = site.text.get(at + root.len()..).unwrap_or_default();
        let is_part =
            before.ends_with(|c| is_word(c) || matches!(c, '.' | '"' | '\'' | '`' | '/')) || after.starts_with(is_word);
        !is_part && declares(line_before(before), before, after)
    });
    match places.count() {
        0 => Ok(()),
        _ => Err(declared(root, look_up)),
    }
}

fn declared(root: &str, look_up: &str) -> String {
    format!("the file declares {root} itself, so that {look_up} would be something else: move it by hand")
}

/// Packages with a thing of the same name, by what their imports have in them.
const OTHERS: [(&str, &str); 2] = [("os", "/os\""), ("Platform", "package:platform/")];

/// `import "…"` without another name, and a line of Go's `import ( … )`.
fn is_import(line: &str) -> bool {
    ["import \"", "import '"].iter().any(|import| line.starts_with(import))
        || line.starts_with('"') && line.ends_with('"')
}

const fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn line_before(before: &str) -> &str {
    before.get(before.rfind('\n').map_or(0, |end| end + 1)..).unwrap_or_default()
}

/// How much of a list of parameters is read.
const LIST: usize = 1 << 10;

/// The text behind the bracket that closes the list in which `after` stands.
fn behind_list(after: &str) -> Option<&str> {
    let mut depth = 0_usize;
    for (at, c) in after.char_indices().take(LIST) {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => return after.get(at + 1..).map(str::trim_start),
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The word before the bracket that opens the list at the end of `before`.
fn word_before_list(before: &str) -> &str {
    let mut depth = 0_usize;
    for (at, c) in before.char_indices().rev().take(LIST) {
        match c {
            ')' => depth += 1,
            '(' if depth == 0 => {
                let head = before.get(..at).unwrap_or_default().trim_end();
                return head.get(head.trim_end_matches(is_word).len()..).unwrap_or_default();
            }
            '(' => depth -= 1,
            _ => {}
        }
    }
    ""
}

/// `const process =`, `function f(process) {`, `(a, process) =>`, `process =>`; not an import of the same thing.
fn of_javascript(line: &str, before: &str, after: &str) -> bool {
    let (head, rest) = (line.trim_end(), after.trim_start());
    let is_declared = ["const", "let", "var"].iter().any(|word| head == *word || head.ends_with(&format!(" {word}")));
    let is_same = rest.lines().next().is_some_and(|line| line.contains("require(") || line.contains("globalThis"));
    let is_listed = before.trim_end().ends_with(['(', ',']) && rest.starts_with([',', ')', ':', '=', '?']);
    let is_statement = ["if", "while", "for", "switch", "catch", "with"].contains(&word_before_list(before));
    let is_parameter = || {
        let behind = behind_list(after).unwrap_or_default();
        !is_statement && (behind.starts_with("=>") || behind.starts_with('{') || behind.starts_with(':'))
    };
    is_declared && !is_same || rest.starts_with("=>") || is_listed && is_parameter()
}

/// `os := `, `var os`, `func f(os string)`, `import os "example.com/os"`.
fn of_go(line: &str, before: &str, after: &str) -> bool {
    let (head, rest) = (line.trim_end(), after.trim_start());
    let is_listed = before.trim_end().ends_with(['(', ',']);
    let has_type =
        after.starts_with([' ', '\t']) && rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '*' | '['));
    let is_name = || matches!(head.trim_start(), "" | "import") && rest.starts_with('"') && !rest.starts_with("\"os\"");
    head.ends_with("var") || is_name() || rest.starts_with(":=") || is_listed && has_type && !head.contains('"')
}

/// `os = `, `def f(os):`, `lambda os:`.
fn of_python(line: &str, before: &str, after: &str) -> bool {
    let (head, rest) = (line.trim_end(), after.trim_start());
    let is_assigned = head.is_empty() && rest.starts_with('=') && !rest.starts_with("==");
    let is_listed = before.trim_end().ends_with(['(', ',']) && rest.starts_with([',', ')', ':', '=']);
    let is_function = || behind_list(after).is_some_and(|rest| rest.starts_with(':') || rest.starts_with("->"));
    is_assigned || head.ends_with("lambda") || is_listed && is_function()
}

/// `class Platform`, `Platform = `, `import 'a.dart' as Platform`.
fn of_dart(line: &str, _: &str, after: &str) -> bool {
    let head = line.trim_end();
    let words = ["class", "enum", "mixin", "typedef", "extension", "as"];
    words.iter().any(|word| head == *word || head.ends_with(&format!(" {word}")))
        || after.trim_start().starts_with('=') && !after.trim_start().starts_with("==")
}

#[cfg(test)]
mod tests {
    use super::{of_go, of_javascript, of_python};

    #[test]
    fn a_declaration_of_the_name_is_recognised() {
        let says = |declares: fn(&str, &str, &str) -> bool, root: &str, text: &str| {
            let (before, after) = text.split_once(root).unwrap();
            declares(super::line_before(before), before, after)
        };
        for (text, is_one) in [
            ("function f(process) { x }", true),
            ("const f = (a, process) => x", true),
            ("const f = process => x", true),
            ("let process = spawn()", true),
            ("const process = require('process')", false),
            ("import process from 'node:process'", false),
            ("run(a, process);", false),
            ("if (process) { x }", false),
            ("x = process.env.A", false),
        ] {
            assert_eq!(says(of_javascript, "process", text), is_one, "{text}");
        }
        for (text, is_one) in [
            ("func f(os string) error {", true),
            ("\tos := runtime.GOOS", true),
            ("var os = 1", true),
            ("import os \"example.com/os\"", true),
            ("import (\n\tos \"example.com/os\"\n)", true),
            ("import os \"os\"", false),
            ("x := os.Getenv(\"A\")", false),
            ("f(os)", false),
        ] {
            assert_eq!(says(of_go, "os", text), is_one, "{text}");
        }
        for (text, is_one) in [
            ("def f(os, a=1):", true),
            ("os = 1", true),
            ("lambda os: 1", true),
            ("import os", false),
            ("f(os)", false),
        ] {
            assert_eq!(says(of_python, "os", text), is_one, "{text}");
        }
    }
}
