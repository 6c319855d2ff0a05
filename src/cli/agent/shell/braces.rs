//! Braces of words.

use super::script::VARIABLE;

/// How many words the braces of one word may stand for.
const ALTERNATIVES: usize = 64;

/// Expands the braces of a word as a shell does, up to [`ALTERNATIVES`] words: `a{b,c}` is `ab` and `ac`.
pub(super) fn alternatives(word: &str) -> Vec<String> {
    let mut done = Vec::new();
    let mut open = vec![word.to_owned()];
    while let Some(word) = open.pop() {
        match first_expanded(&word).filter(|_| done.len() + open.len() < ALTERNATIVES) {
            Some(words) => open.extend(words.into_iter().rev()),
            None => done.push(word),
        }
    }
    done
}

/// The words that the first brace expression of a word stands for.
fn first_expanded(word: &str) -> Option<Vec<String>> {
    let is_variable = |at: usize| word.get(..at).is_some_and(|head| head.ends_with(VARIABLE));
    let (at, _) = word.match_indices('{').find(|(at, _)| !is_variable(*at))?;
    let (before, rest) = (word.get(..at)?, word.get(at + 1..)?);
    let (mut depth, mut start) = (0_usize, 0);
    let mut parts = Vec::new();
    for (at, letter) in rest.char_indices() {
        match letter {
            '{' => depth += 1,
            ',' if depth == 0 => {
                parts.push(rest.get(start..at)?);
                start = at + 1;
            }
            '}' if depth == 0 => {
                parts.push(rest.get(start..at)?);
                let after = rest.get(at + 1..)?;
                return (parts.len() > 1).then(|| parts.iter().map(|part| format!("{before}{part}{after}")).collect());
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}
