//! Splits a line of a shell script into words, honouring quotes, and into commands at operators. Any other syntax is
//! rejected.

/// A word without its quotes, and whether the shell expands it.
#[derive(Debug, Default)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) is_expanded: bool,
}

/// A command, with the operator that joins it to the previous one: none, `&&`, `||`, `|` or `&`.
pub(super) type Part = (&'static str, Vec<Word>);

/// The words of a single command that needs no shell; `None` if it would need one.
pub(super) fn words(text: &str) -> Option<Vec<String>> {
    let mut statements = split(text).ok()?;
    let [(_, words)] = &mut *statements.first_mut()?.as_mut_slice() else { return None };
    let is_plain = words.iter().all(|word| !word.is_expanded);
    let words = std::mem::take(words).into_iter().map(|word| word.text).collect();
    (is_plain && statements.len() == 1).then_some(words)
}

/// The commands of a line; the error says why it cannot be parsed by itself.
pub(super) fn split(line: &str) -> Result<Vec<Vec<Part>>, &'static str> {
    let mut statements = Vec::new();
    let mut parts: Vec<Part> = vec![("", Vec::new())];
    let mut word: Option<Word> = None;
    let mut chars = line.trim().chars().peekable();
    // The target of `>` is not a word of the command.
    let mut is_target = false;
    macro_rules! end_word {
        () => {
            if let Some(word) = word.take() {
                if !std::mem::take(&mut is_target) {
                    if let Some((_, words)) = parts.last_mut() {
                        words.push(word);
                    }
                }
            }
        };
    }
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        match c {
            ' ' | '\t' => end_word!(),
            '#' if word.is_none() => break,
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next().ok_or("a quote goes on in the next line")? {
                        '\'' => break,
                        c => word.text.push(c),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next().ok_or("a quote goes on in the next line")? {
                        '"' => break,
                        '`' => return Err("a command stands in a word"),
                        '$' if chars.peek() == Some(&'(') => return Err("a command stands in a word"),
                        '\\' => word.text.push(chars.next().ok_or("it goes on in the next line")?),
                        c => {
                            word.is_expanded |= c == '$';
                            word.text.push(c);
                        }
                    }
                }
            }
            '\\' => word.get_or_insert_default().text.push(chars.next().ok_or("it goes on in the next line")?),
            '$' if matches!(next, Some('(' | '\'' | '"')) => return Err("a command or a quote stands in a word"),
            '$' | '*' | '?' | '[' | '~' => {
                let is_test = c == '[' && word.is_none();
                let word = word.get_or_insert_default();
                word.is_expanded |= !is_test;
                word.text.push(c);
            }
            '`' | '(' | ')' | '<' => return Err("it is more than simple commands"),
            '>' => {
                if word.as_ref().is_some_and(|word| word.text.chars().all(|c| c.is_ascii_digit())) {
                    word = None;
                }
                end_word!();
                // The second `>` of `>>` is met again, and changes nothing.
                chars.next_if_eq(&'&');
                is_target = true;
            }
            ';' | '&' | '|' => {
                end_word!();
                if is_target || parts.last().is_none_or(|(_, words)| words.is_empty()) {
                    return Err("it is more than simple commands");
                }
                let is_twice = chars.next_if_eq(&c).is_some();
                match (c, is_twice) {
                    (';', false) => {
                        statements.push(std::mem::replace(&mut parts, vec![("", Vec::new())]));
                    }
                    ('&', true) => parts.push(("&&", Vec::new())),
                    ('|', true) => parts.push(("||", Vec::new())),
                    ('&', false) if next != Some('>') => parts.push(("&", Vec::new())),
                    // `|&` fails at the `&`, which has no command before it.
                    ('|', false) => parts.push(("|", Vec::new())),
                    _ => return Err("it is more than simple commands"),
                }
            }
            c => word.get_or_insert_default().text.push(c),
        }
    }
    end_word!();
    if is_target {
        return Err("it is more than simple commands");
    }
    match parts.last() {
        // Nothing has to follow `&`, and the command before it is not waited for.
        Some((operator, words)) if words.is_empty() && !matches!(*operator, "" | "&") => {
            return Err("it goes on in the next line");
        }
        _ => {}
    }
    if parts.first().is_some_and(|(_, words)| !words.is_empty()) {
        statements.push(parts);
    }
    Ok(statements)
}

#[cfg(test)]
mod tests {
    use super::{split, words};

    #[test]
    fn a_line_is_split_as_a_shell_does() {
        for (line, expected) in [
            ("", Some(vec![])),
            ("# a", Some(vec![])),
            ("a 'b c' \"d\\\"e\" f\\ g # h", Some(vec!["a|b c|d\"e|f g"])),
            ("a && b || c | d & e; f", Some(vec!["a", "&&b", "||c", "|d", "&e", "f"])),
            ("a >x 2>&1 >>y b", Some(vec!["a|b"])),
            ("a;b>f", Some(vec!["a", "b"])),
            ("a#b", Some(vec!["a#b"])),
            ("a >f; b", Some(vec!["a", "b"])),
            ("a >f && b", Some(vec!["a", "&&b"])),
            ("a >; b", None),
            ("a >& b", Some(vec!["a"])),
            ("a \"$(b)\"", None),
            ("a \"`b`\"", None),
            ("a \"$b\" '$(c)'", Some(vec!["a|$b|$(c)"])),
            ("a \"b", None),
            ("a \"\\", None),
            ("a\\", None),
            ("a ''", Some(vec!["a|"])),
            ("[ a ] && b", Some(vec!["[|a|]", "&&b"])),
            ("; a", None),
            ("&& a", None),
            ("a;", Some(vec!["a"])),
            ("a ||", None),
            ("a |", None),
            ("a\tb", Some(vec!["a|b"])),
            ("(a)", None),
            ("a 1>f 2>>g 3 c", Some(vec!["a|3|c"])),
            ("a x2>f b>f", Some(vec!["a|x2|b"])),
            ("a &", Some(vec!["a", "&"])),
            ("a &>b", None),
            ("a && ; b", None),
            ("a | | b", None),
            ("a $'b'", None),
            ("a $\"b\"", None),
            ("a '", None),
            ("a &&", None),
            ("a > ", None),
            ("a <b", None),
            ("a;;", None),
            ("a |& b", None),
            ("$(a)", None),
        ] {
            let of = |(operator, words): &(&str, Vec<super::Word>)| {
                let words: Vec<_> = words.iter().map(|word| &*word.text).collect();
                format!("{operator}{}", words.join("|"))
            };
            let found: Option<Vec<String>> = split(line).ok().map(|all| all.iter().flatten().map(of).collect());
            assert_eq!(found, expected.map(|all| all.into_iter().map(str::to_owned).collect()), "{line}");
        }
        assert_eq!(words("a 'b c'"), Some(vec!["a".to_owned(), "b c".to_owned()]));
        assert!(words("[ a ]").is_some() && words("a[b]").is_none() && words("~/a").is_none());
        assert!(words("a[").is_none() && words("*").is_none() && words("a?").is_none() && words("'*'").is_some());
        assert!(words("a && b").is_none() && words("a || b").is_none() && words("a;").is_some());
        assert!(words("a; b").is_none() && words("a $b").is_none() && words("").is_none());
    }
}
