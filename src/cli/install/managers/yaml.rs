//! Line-based edits of YAML that change nothing but the added or removed lines. Flow style, several documents and tabs
//! are not supported; such files are left to their owners.

use std::ops::Range;

/// True if `text` is one document with a block mapping whose keys have no quotes and no blank before their colon, and are not
/// indented at the top: such a key would not be found, and added once more.
pub(super) fn is_blocks(text: &str) -> bool {
    let mut lines =
        text.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')).peekable();
    lines.next_if(|line| line.trim_end() == "---");
    !lines.peek().is_some_and(|first| first.starts_with(' '))
        && lines.all(|line| {
            let has_key =
                || line.split_once(':').is_some_and(|(_, rest)| rest.is_empty() || rest.starts_with([' ', '\r']));
            let is_deeper = line.starts_with(' ') || line.starts_with("- ") || line.trim_end() == "-";
            !line.starts_with(['{', '[', '\t', '%']) && !has_other_key(line) && (is_deeper || has_key())
        })
}

/// True for `"commands":`, `- 'name': x`, `? commands`, `commands : x`.
fn has_other_key(line: &str) -> bool {
    let content = line.trim_start().trim_start_matches("- ").trim_start();
    let Some(quote) = content.chars().next().filter(|first| matches!(first, '"' | '\'')) else {
        let is_apart = content.split_once(':').is_some_and(|(key, rest)| {
            key.ends_with([' ', '\t']) && (rest.is_empty() || rest.starts_with([' ', '\t', '\r']))
        });
        return is_apart || content.starts_with("? ");
    };
    let behind = content.get(1..).and_then(|rest| rest.split_once(quote));
    behind.is_some_and(|(_, behind)| behind.trim_start().starts_with(':'))
}

/// The lines of the top-level key `key`, the key's own line first; `None` if it is absent.
pub(super) fn block(text: &str, key: &str) -> Option<Range<usize>> {
    let is_own = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':'));
    let start = text.lines().position(is_own)?;
    let is_next = |line: &str| !line.is_empty() && !line.starts_with([' ', '#', '-', '\t', '\r']);
    let end = text.lines().skip(start + 1).position(is_next).map_or(text.lines().count(), |at| start + 1 + at);
    Some(start..end)
}

/// True if `line` is the key `name` at that indentation.
pub(super) fn is_key(line: &str, indent: &str, name: &str) -> bool {
    line.strip_prefix(indent).and_then(|line| line.strip_prefix(name)).is_some_and(|rest| rest.starts_with(':'))
}

/// The indentation of the lines below the line `at`; `None` if its value is on its own line, or nothing is below it.
pub(super) fn indent_below(lines: &[&str], at: usize) -> Option<String> {
    let line = lines.get(at)?;
    let value = line.split_once(':')?.1.trim();
    if !value.is_empty() && !value.starts_with('#') {
        return None;
    }
    let below =
        lines.get(at + 1..)?.iter().find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))?;
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let is_inside =
        indent(below) > indent(line) || (indent(below) == indent(line) && below.trim_start().starts_with('-'));
    let space = below.get(..indent(below))?;
    (is_inside && !below.trim_start_matches(' ').starts_with('\t')).then(|| space.to_owned())
}

/// Inserts `new` before the line number `at`.
pub(super) fn inserted(text: &str, at: usize, new: &str) -> String {
    let text = ended(text);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let (before, after) = lines.split_at(at.min(lines.len()));
    [&before.concat(), new, &after.concat()].concat()
}

/// Ends the last line with a newline.
pub(super) fn ended(text: &str) -> String {
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("{text}{gap}")
}

/// Removes the lines `gone`.
pub(super) fn without(text: &str, gone: &Range<usize>) -> String {
    text.split_inclusive('\n').enumerate().filter(|(at, _)| !gone.contains(at)).map(|(_, line)| line).collect()
}

/// The lines that equal `form` at the indentation of their first line, if nothing was added below them.
pub(super) fn found(text: &str, within: &Range<usize>, form: &dyn Fn(&str) -> Option<String>) -> Option<Range<usize>> {
    let lines: Vec<&str> = text.lines().collect();
    within.clone().find_map(|start| {
        let indent = indentation(lines.get(start)?);
        let form = form(indent)?;
        let end = start + form.lines().count();
        let is_same = lines.get(start..end)?.iter().copied().eq(form.lines());
        (is_same && has_nothing_below(&lines, end, indent.len())).then_some(start..end)
    })
}

/// True if the block of the line before `at`, indented by `indent`, ends there.
fn has_nothing_below(lines: &[&str], at: usize, indent: usize) -> bool {
    next_line(lines, at).is_none_or(|line| indentation(line).len() <= indent)
}

/// True if the line `at` is the key `name` without a value and without children.
pub(super) fn is_childless(text: &str, at: usize, name: &str) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    let Some(line) = lines.get(at) else { return false };
    let indent = indentation(line);
    let is_item =
        next_line(&lines, at + 1).is_some_and(|next| indentation(next) == indent && next.trim_start().starts_with('-'));
    line.trim() == format!("{name}:") && !is_item && has_nothing_below(&lines, at + 1, indent.len())
}

/// The first line from `at` on that is neither empty nor a comment.
fn next_line<'l>(lines: &[&'l str], at: usize) -> Option<&'l str> {
    let says = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    lines.get(at..)?.iter().copied().find(says)
}

fn indentation(line: &str) -> &str {
    line.get(..line.len() - line.trim_start_matches(' ').len()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{block, indent_below, is_blocks, is_childless};

    #[test]
    fn one_document_with_a_block_mapping_is_edited() {
        for (text, is) in [
            ("a: 1\n", true),
            ("---\na: 1\n", true),
            ("--- \na: 1\n", true),
            ("# c\n\n  # d\na:\r\n", true),
            ("a:\n- x\n-\t\n  y: 1\n", true),
            ("a:\n  free text\n", true),
            ("a: 1\nfree \n", false),
            ("a:b\n", false),
            ("{a: 1}\n", false),
            ("[a]\n", false),
            ("\ta: 1\n", false),
            ("%YAML 1.2\n", false),
            ("a: 1\n---\nb: 1\n", false),
            (" a: 1\n", false),
            ("# c\n  a: 1\n", false),
            ("a : 1\n", false),
            ("a :\n  b: 1\n", false),
            ("a:\n  b :\n    c: 1\n", false),
            ("a:\n  - b\t: 1\n", false),
            ("a:\n  run: b c : d\n", true),
            ("a:\n  run: b # c : d\n", true),
        ] {
            assert_eq!(is_blocks(text), is, "{text:?}");
        }
    }

    #[test]
    fn a_block_ends_at_the_next_key() {
        let text = "re: 1\nrepos:\n- x\n\n  y\n# c\nb: 1\n";
        assert_eq!((block(text, "repos"), block(text, "re"), block(text, "re:")), (Some(1..6), Some(0..1), None));
        assert_eq!((block("a: 1\nb:\n", "b"), block("b:\n\n- x", "b")), (Some(1..2), Some(0..3)));
    }

    #[test]
    fn the_lines_below_a_key_are_indented_as_the_first_of_them() {
        for (lines, indent) in [
            (&["a:", "  b: 1"][..], Some("  ")),
            (&["a: # c", "", " ", " # d", "  b#", "    c"], Some("  ")),
            (&["a: #c", " b"], Some(" ")),
            (&["a: 1", "  b"], None),
            (&["a: x#", "  b"], None),
            (&["a:", "- x"], Some("")),
            (&["  a: ", "  - x"], Some("  ")),
            (&["a:", "b: 1"], None),
            (&["  a:", "b: 1"], None),
            (&["  a:", "    \tb: 1"], None),
            (&["  a:", "    b\t"], Some("    ")),
            (&["a"], None),
            (&["a:"], None),
        ] {
            assert_eq!(indent_below(lines, 0).as_deref(), indent, "{lines:?}");
        }
    }

    #[test]
    fn a_key_without_value_and_lines_below_is_childless() {
        for (text, is) in [
            ("a:\n", true),
            ("  a: \nb: 1\n", true),
            ("a:\n  \n  # c\nb: 1\n", true),
            ("a: 1\n", false),
            ("b:\n", false),
            ("a:\n  b: 1 #\n", false),
            ("a:\n# c\n\n  b: 1\n", false),
            ("a:\n- x\n", false),
            ("  a:\n  - x\n", false),
        ] {
            assert_eq!(is_childless(text, 0, "a"), is, "{text:?}");
        }
    }
}
