//! What counts as a reason.

use unicode_width::UnicodeWidthChar as _;

/// What people write where a reason belongs, and that gives none: in lower case, without the marks around it.
const NONE: [&str; 8] = ["todo", "tbd", "fixme", "xxx", "wip", "n/a", "why", "reason"];

/// Whether `text` gives a reason: it holds a letter or digit that can be seen, and is not one of the words that stand in
/// the place of a reason (`TODO`, `n/a`, the `<why>` that reports show).
///
/// ```
/// use dsnitch::policy::is_reason;
/// assert!(is_reason("published sample") && is_reason("例"));
/// assert!(!is_reason(" ") && !is_reason(".") && !is_reason("\u{200b}") && !is_reason("TODO:") && !is_reason("<why>"));
/// ```
pub fn is_reason(text: &str) -> bool {
    let seen: String = text.chars().filter(|&c| c.is_ascii_whitespace() || is_seen(c)).collect();
    let text = seen.trim();
    let is_placeholder = text.starts_with('<') && text.ends_with('>');
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    !bare.is_empty() && !is_placeholder && !NONE.iter().any(|word| bare.eq_ignore_ascii_case(word))
}

/// Whether `c` shows something of its own: neither a control character, nor one without width (joiners, marks that
/// combine, fillers), nor one of those that have a width and no form (a Hangul filler, the braille blank).
fn is_seen(c: char) -> bool {
    c.width().is_some_and(|width| width > 0) && !c.is_whitespace() && !matches!(c, '\u{115f}' | '\u{2800}')
}

#[cfg(test)]
mod tests {
    use super::is_reason;

    #[test]
    fn a_reason_is_what_a_reader_can_read() {
        for reason in ["published sample", "x", "例", "см. тикет", "OPS-12", "2026", "todo list of the docs", "é", "हाँ"]
        {
            assert!(is_reason(reason), "{reason:?}");
        }
    }

    #[test]
    fn marks_and_what_cannot_be_seen_are_none() {
        for none in [
            "", " ", "\t", ".", "...", "-", "--", "…", "?!", "()", "_", "*", "'", "\"\"", "。", "👍", "<why>",
            "<reason>", "<x y>", "< why >", "TODO", "todo:", "(TODO)", "FIXME!", "tbd", "N/A", "n/a.", "xxx", "why?",
            "reason",
        ] {
            assert!(!is_reason(none), "{none:?}");
        }
        // Zero-width, fillers, marks that combine, variation selectors, tags, separators, controls.
        for c in "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}\u{ad}\u{34f}\u{61c}\u{115f}\u{1160}\u{17b4}\u{180e}\u{3164}\
                  \u{ffa0}\u{2800}\u{301}\u{345}\u{5b0}\u{64b}\u{20dd}\u{fe0f}\u{e0041}\u{e0101}\u{2028}\u{2029}\u{202e}\u{2066}\u{85}\
                  \u{a0}\u{3000}\u{1}\u{7f}\u{206a}"
            .chars()
        {
            for text in [c.to_string(), format!("{c}{c} {c}"), format!(".{c}"), format!("TO{c}DO"), format!("<{c}why>")] {
                assert!(!is_reason(&text), "{:04x} in {text:?}", u32::from(c));
            }
        }
    }
}
