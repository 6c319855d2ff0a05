//! Words of commands that people are told to type.

/// Returns `text` as one word of a shell, which is no option either.
pub fn command_word(text: &str) -> String {
    let text = if text.starts_with('-') { format!("./{text}") } else { text.to_owned() };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@%=:,".contains(c);
    match !text.is_empty() && text.chars().all(is_plain) {
        true => text,
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::command_word;

    #[test]
    fn what_a_shell_would_read_is_quoted() {
        for (text, word) in
            [("a/.env", "a/.env"), ("it's", "'it'\\''s'"), ("a b", "'a b'"), ("-x", "./-x"), ("", "''"), ("$x", "'$x'")]
        {
            assert_eq!(command_word(text), word);
        }
    }
}
