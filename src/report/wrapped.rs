//! Word wrapping at the width of a terminal.

use textwrap::{Options, WordSplitter, WrapAlgorithm, wrap};

/// Narrower terminals get lines of this width nevertheless.
const NARROWEST: usize = 20;

/// Wraps each line of `text` at `columns`, after a prefix of `lead` columns. Lines that begin with a blank are meant
/// for copying and are not wrapped; a word longer than a line is not split.
pub fn wrapped(text: &str, lead: usize, columns: Option<usize>) -> String {
    let Some(columns) = columns else { return text.to_owned() };
    let options = Options::new(columns.saturating_sub(lead).max(NARROWEST))
        .break_words(false)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    let line = |line: &str| match line.starts_with(' ') {
        true => line.to_owned(),
        false => wrap(line, &options).join("\n"),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn words_wrap_and_commands_do_not() {
        let text =
            "Change the password, then read it from the environment:\n   ALTER ROLE app PASSWORD :'new_password';";
        assert_eq!(wrapped(text, 9, None), text);
        assert_eq!(
            wrapped(text, 9, Some(40)),
            "Change the password, then read\nit from the environment:\n   ALTER ROLE app PASSWORD :'new_password';"
        );
        assert_eq!(
            wrapped("${DATABASE_URL:?set-it-before-you-start} x", 0, Some(1)),
            "${DATABASE_URL:?set-it-before-you-start}\nx"
        );
    }
}
