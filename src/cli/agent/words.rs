//! A command line in its simple commands, as far as that takes to see what is called with which options. Nothing is expanded.

/// The simple commands of a line, each in its words, without their quotes.
pub(super) fn commands(text: &str) -> Vec<Vec<String>> {
    let mut commands = vec![Vec::new()];
    let (mut word, mut is_word) = (String::new(), false);
    let mut letters = text.chars().peekable();
    let end = |commands: &mut Vec<Vec<String>>, word: &mut String, is_word: &mut bool| {
        if std::mem::take(is_word)
            && let Some(command) = commands.last_mut()
        {
            command.push(std::mem::take(word));
        }
    };
    while let Some(letter) = letters.next() {
        match letter {
            '\'' => {
                is_word = true;
                word.extend(letters.by_ref().take_while(|&letter| letter != '\''));
            }
            '"' => {
                is_word = true;
                while let Some(letter) = letters.next() {
                    match letter {
                        '"' => break,
                        '\\' => word.extend(letters.next()),
                        letter => word.push(letter),
                    }
                }
            }
            '\\' => match letters.next() {
                // A line that goes on.
                Some('\n') => {}
                next => {
                    is_word = true;
                    word.extend(next);
                }
            },
            ' ' | '\t' | '\r' => end(&mut commands, &mut word, &mut is_word),
            ';' | '&' | '|' | '\n' | '(' | ')' | '{' | '}' | '`' => {
                end(&mut commands, &mut word, &mut is_word);
                commands.push(Vec::new());
            }
            letter => {
                is_word = true;
                word.push(letter);
            }
        }
    }
    end(&mut commands, &mut word, &mut is_word);
    commands.retain(|command| !command.is_empty());
    commands
}

#[cfg(test)]
mod tests {
    use super::commands;

    #[test]
    fn commands_are_taken_apart_and_quotes_are_not() {
        for (text, expected) in [
            ("git commit -m 'a -n b'", vec![vec!["git", "commit", "-m", "a -n b"]]),
            ("a && b; c | d", vec![vec!["a"], vec!["b"], vec!["c"], vec!["d"]]),
            ("bash -c \"git \\\"x\\\"\"", vec![vec!["bash", "-c", "git \"x\""]]),
            ("g\\it com''mit -\"n\"", vec![vec!["git", "commit", "-n"]]),
            ("git \\\n commit", vec![vec!["git", "commit"]]),
            ("x '' y", vec![vec!["x", "", "y"]]),
            ("echo 'open", vec![vec!["echo", "open"]]),
            ("", vec![]),
        ] {
            assert_eq!(commands(text), expected, "{text}");
        }
    }
}
