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

/// `text`, each line of which takes `columns` at most; what goes on is set in. Lines that begin with a blank stay whole.
pub fn folded(text: &str, columns: Option<usize>) -> String {
    const INSET: &str = "  ";
    let Some(columns) = columns else { return text.to_owned() };
    let fold = |line: &str| match line.starts_with(' ') {
        true => line.to_owned(),
        false => {
            let folded = wrapped(line, 0, Some(columns));
            match folded.split_once('\n') {
                None => folded,
                Some((first, _)) => {
                    let rest = line.get(first.len()..).unwrap_or_default().trim_start();
                    let rest = wrapped(rest, INSET.len(), Some(columns)).replace('\n', &format!("\n{INSET}"));
                    format!("{first}\n{INSET}{rest}")
                }
            }
        }
    };
    text.lines().map(fold).collect::<Vec<_>>().join("\n")
}

/// `lead` and `text`, each line of which takes `columns` at most; what goes on stands below the beginning of `text`.
pub fn hung(lead: &str, text: &str, columns: Option<usize>) -> String {
    let inset = lead.chars().count();
    let lines = wrapped(text.trim_start(), inset, columns);
    format!("{lead}{}", lines.replace('\n', &format!("\n{}", " ".repeat(inset))))
}

/// `text` with blanks that no line ends at; [`wrapped`] and [`folded`] leave them, and [`unglued`] takes them out.
pub fn glued(text: &str) -> String {
    text.replace(' ', GLUE)
}

/// `text` with its blanks.
pub fn unglued(text: &str) -> String {
    text.replace(GLUE, " ")
}

/// A blank at which no line ends.
const GLUE: &str = "\u{a0}";

#[cfg(test)]
mod tests {
    use super::{folded, glued, hung, unglued, wrapped};

    #[test]
    fn what_goes_on_is_set_in_and_what_belongs_together_stays_together() {
        let text = "blocked: 12 secrets block (4 leaks, 8 weak), 82 warnings";
        assert_eq!(folded(text, Some(30)), "blocked: 12 secrets block (4\n  leaks, 8 weak), 82 warnings");
        assert_eq!((folded(text, None), folded(text, Some(56))), (text.to_owned(), text.to_owned()));
        assert_eq!(unglued(&wrapped(&format!("worst files: {}", glued("a 1")), 0, Some(20))), "worst files: a 1");
    }

    #[test]
    fn what_goes_on_stands_below_the_text() {
        assert_eq!(
            hung("  a  ", "accept it with a reason of its own", Some(30)),
            "  a  accept it with a reason\n     of its own"
        );
        assert_eq!(hung("  a  ", "accept it", None), "  a  accept it");
    }

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
