//! Splits a command line into simple commands, in enough detail to see which program is called with which options.
//! Variables that the text itself assigns are expanded; nothing else is.

use std::collections::HashMap;

/// How many levels of nested substitutions are parsed.
const DEPTH: usize = 4;

/// How many words the braces of one word may stand for.
const ALTERNATIVES: usize = 64;

/// The simple commands of a line, as words without quotes; the commands of a substitution follow the command that
/// contains it.
pub(super) fn commands(text: &str) -> Vec<Vec<String>> {
    let mut commands = taken_apart(text, DEPTH);
    fill_in(&mut commands);
    commands
}

fn taken_apart(text: &str, depth: usize) -> Vec<Vec<String>> {
    let mut found = Reader {
        letters: text.chars().peekable(),
        commands: vec![Vec::new()],
        word: None,
        has_brace: false,
        inner: Vec::new(),
    };
    found.read();
    let Reader { mut commands, inner, .. } = found;
    commands.retain(|command| !command.is_empty());
    if depth > 0 {
        commands.extend(inner.iter().flat_map(|inner| taken_apart(inner, depth - 1)));
    }
    commands
}

struct Reader<'t> {
    letters: std::iter::Peekable<std::str::Chars<'t>>,
    commands: Vec<Vec<String>>,
    word: Option<String>,
    /// True if the word has an unquoted brace, which may be expanded.
    has_brace: bool,
    /// The contents of substitutions.
    inner: Vec<String>,
}

impl Reader<'_> {
    fn read(&mut self) {
        while let Some(letter) = self.letters.next() {
            match letter {
                '\'' => {
                    let quoted: String = self.letters.by_ref().take_while(|&letter| letter != '\'').collect();
                    self.word().push_str(&quoted);
                }
                '"' => self.double_quoted(),
                '\\' => match self.letters.next() {
                    // An escaped line end: the command continues.
                    Some('\n') => {}
                    next => self.word().extend(next),
                },
                '$' => self.dollar(),
                '`' => {
                    let inner: String = self.letters.by_ref().take_while(|&letter| letter != '`').collect();
                    self.substitution(&inner);
                }
                ' ' | '\t' | '\r' => self.end_word(),
                '>' | '<' => self.redirection(letter),
                '&' if self.letters.peek() == Some(&'>') => self.end_word(),
                ';' | '&' | '|' | '\n' | '(' | ')' => self.end_command(),
                // A brace that is a word of its own opens a group.
                '{' if self.word.is_none() && self.letters.peek().is_none_or(|next| next.is_whitespace()) => {
                    self.end_command();
                }
                '}' if self.word.is_none() => self.end_command(),
                letter => {
                    self.has_brace |= letter == '{';
                    self.word().push(letter);
                }
            }
        }
        self.end_word();
    }

    /// Starts a word with a redirection operator: it ends the word before it, except a number, which is a file descriptor.
    fn redirection(&mut self, first: char) {
        if self.word.as_ref().is_some_and(|word| !word.bytes().all(|byte| byte.is_ascii_digit())) {
            self.end_word();
        }
        self.word().push(first);
        while let Some(next) = self.letters.next_if(|next| matches!(next, '>' | '<' | '|' | '&')) {
            self.word().push(next);
        }
    }

    fn double_quoted(&mut self) {
        self.word();
        while let Some(letter) = self.letters.next() {
            match letter {
                '"' => break,
                '\\' => {
                    let next = self.letters.next();
                    self.word().extend(next);
                }
                '$' => self.dollar(),
                '`' => {
                    let inner: String = self.letters.by_ref().take_while(|&letter| letter != '`').collect();
                    self.substitution(&inner);
                }
                letter => self.word().push(letter),
            }
        }
    }

    /// Parses what follows `$`: a substitution, a variable in braces, or a literal dollar sign.
    fn dollar(&mut self) {
        match self.letters.peek() {
            Some('(') => {
                self.letters.next();
                let mut depth = 1;
                let inner: String = self
                    .letters
                    .by_ref()
                    .take_while(|letter| {
                        depth += i32::from(*letter == '(') - i32::from(*letter == ')');
                        depth > 0
                    })
                    .collect();
                self.substitution(&inner);
            }
            Some('{') => {
                self.letters.next();
                let name: String = self.letters.by_ref().take_while(|&letter| letter != '}').collect();
                self.word().push_str(&format!("${{{name}}}"));
            }
            Some('\'') => {
                self.letters.next();
                self.escaped();
            }
            Some('"') => {
                self.letters.next();
                self.double_quoted();
            }
            _ => self.word().push('$'),
        }
    }

    /// Decodes the rest of a `$'…'` string.
    fn escaped(&mut self) {
        self.word();
        while let Some(letter) = self.letters.next() {
            let plain = match (letter, letter == '\\') {
                ('\'', _) => break,
                (_, false) => letter,
                _ => match self.letters.next() {
                    Some('x') => self.coded(16, 2),
                    Some('u') => self.coded(16, 4),
                    Some('U') => self.coded(16, 8),
                    Some('n' | 'r' | 't' | 'v' | 'f' | 'a' | 'b') => ' ',
                    Some(digit @ '0'..='7') => {
                        let rest = self.digits(8, 2);
                        char_of(&format!("{digit}{rest}"), 8)
                    }
                    Some(other) => other,
                    None => break,
                },
            };
            self.word().push(plain);
        }
    }

    fn coded(&mut self, radix: u32, most: usize) -> char {
        let digits = self.digits(radix, most);
        char_of(&digits, radix)
    }

    fn digits(&mut self, radix: u32, most: usize) -> String {
        let mut digits = String::new();
        while digits.len() < most
            && let Some(digit) = self.letters.next_if(|letter| letter.is_digit(radix))
        {
            digits.push(digit);
        }
        digits
    }

    fn substitution(&mut self, inner: &str) {
        self.word().push_str(&format!("$({inner})"));
        self.inner.push(inner.to_owned());
    }

    fn word(&mut self) -> &mut String {
        self.word.get_or_insert_default()
    }

    fn end_word(&mut self) {
        let has_brace = std::mem::take(&mut self.has_brace);
        if let Some(word) = self.word.take()
            && let Some(command) = self.commands.last_mut()
        {
            match has_brace {
                true => command.extend(alternatives(&word)),
                false => command.push(word),
            }
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        self.commands.push(Vec::new());
    }
}

/// The character of a numeric escape.
fn char_of(digits: &str, radix: u32) -> char {
    u32::from_str_radix(digits, radix).ok().and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Expands the braces of a word as a shell does, up to [`ALTERNATIVES`] words: `a{b,c}` is `ab` and `ac`.
fn alternatives(word: &str) -> Vec<String> {
    let mut done = Vec::new();
    let mut open = vec![word.to_owned()];
    while let Some(word) = open.pop() {
        match expanded(&word).filter(|_| done.len() + open.len() < ALTERNATIVES) {
            Some(words) => open.extend(words.into_iter().rev()),
            None => done.push(word),
        }
    }
    done
}

/// The words that the first brace expression of a word stands for.
fn expanded(word: &str) -> Option<Vec<String>> {
    let (at, _) = word.match_indices('{').find(|(at, _)| !word.get(..*at).is_some_and(|head| head.ends_with('$')))?;
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

/// The name and value of a word that assigns a variable.
pub(super) fn assignment(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    let is_name = !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.is_empty();
    is_name.then_some((name, value))
}

/// Expands variables that the commands assign, as a shell does: an unquoted value of several words becomes several
/// words.
fn fill_in(commands: &mut [Vec<String>]) {
    const LONGEST: usize = 64 << 10;
    if !commands.iter().flatten().any(|word| word.contains('$')) {
        return;
    }
    let mut given: HashMap<String, String> = HashMap::new();
    let mut written = 0;
    for command in commands {
        let mut filled = Vec::with_capacity(command.len());
        for word in command.iter() {
            let whole = word.contains('$').then(|| with_values(word, &given)).flatten();
            written += whole.as_ref().map_or(0, String::len);
            match whole.filter(|_| written < LONGEST) {
                // The quoting is no longer known, so both the one-word and the split form are examined.
                Some(whole) if whole.contains(char::is_whitespace) && assignment(word).is_none() => {
                    filled.extend(whole.split_whitespace().map(str::to_owned));
                }
                Some(whole) => filled.push(whole),
                None => filled.push(word.clone()),
            }
        }
        *command = filled;
        for (name, value) in command.iter().filter_map(|word| assignment(word)) {
            given.insert(name.to_owned(), value.to_owned());
        }
    }
}

/// The word with its variables expanded; `None` if it has none with a known value.
fn with_values(word: &str, given: &HashMap<String, String>) -> Option<String> {
    let mut out = String::new();
    let mut rest = word;
    let mut is_filled = false;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let in_braces = after.strip_prefix('{');
        let named = in_braces.unwrap_or(after);
        let length = named.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(named.len());
        let (name, tail) = named.split_at(length);
        match given.get(name) {
            Some(value) => {
                out.push_str(value);
                is_filled = true;
                rest = if in_braces.is_some() { tail.split_once('}').map_or("", |(_, tail)| tail) } else { tail };
            }
            None => {
                out.push('$');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    is_filled.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::commands;

    #[test]
    fn commands_are_split_and_quoted_separators_are_kept() {
        for (text, expected) in [
            ("git commit -m 'a -n b'", vec![vec!["git", "commit", "-m", "a -n b"]]),
            ("a && b; c | d", vec![vec!["a"], vec!["b"], vec!["c"], vec!["d"]]),
            ("bash -c \"git \\\"x\\\"\"", vec![vec!["bash", "-c", "git \"x\""]]),
            ("g\\it com''mit -\"n\"", vec![vec!["git", "commit", "-n"]]),
            ("git \\\n commit", vec![vec!["git", "commit"]]),
            ("x '' y", vec![vec!["x", "", "y"]]),
            ("echo 'open", vec![vec!["echo", "open"]]),
            ("", vec![]),
            ("{ a; b; }", vec![vec!["a"], vec!["b"]]),
            ("(a; b)", vec![vec!["a"], vec!["b"]]),
            ("rm .git/{a,b}", vec![vec!["rm", ".git/a", ".git/b"]]),
            (
                "x {-n,-m,y} --no-{verify,z} a{b{c,d},e}f",
                vec![vec!["x", "-n", "-m", "y", "--no-verify", "--no-z", "abcf", "abdf", "aef"]],
            ),
            ("x '{a,b}' {c} ${d,e} {f", vec![vec!["x", "{a,b}", "{c}", "${d,e}", "{f"]]),
            ("a>/dev/null -n 2>&1 b", vec![vec!["a", ">/dev/null", "-n", "2>&1", "b"]]),
            ("a >&2 -n &>x c<in", vec![vec!["a", ">&2", "-n", ">x", "c", "<in"]]),
            ("x $'--no-\\x76erify' $'a\\'b' $\"c\"", vec![vec!["x", "--no-verify", "a'b", "c"]]),
            ("g=git; $g ${g}x \"$g\"", vec![vec!["g=git"], vec!["git", "gitx", "git"]]),
            ("g='git commit'; $g -n", vec![vec!["g=git commit"], vec!["git", "commit", "-n"]]),
            ("a $b ${c}", vec![vec!["a", "$b", "${c}"]]),
            ("a=$a; a=$a$a; $a", vec![vec!["a=$a"], vec!["a=$a$a"], vec!["$a$a"]]),
            (
                "x \"$(a `b` c)\" $(d (e))",
                vec![vec!["x", "$(a `b` c)", "$(d (e))"], vec!["a", "$(b)", "c"], vec!["b"], vec!["d"], vec!["e"]],
            ),
        ] {
            assert_eq!(commands(text), expected, "{text}");
        }
    }

    #[test]
    fn self_referential_assignments_terminate() {
        let text = format!("a=xxxxxxxxxx; {} echo $a", "a=$a$a$a$a$a$a$a$a;".repeat(200));
        assert!(commands(&text).iter().flatten().map(String::len).sum::<usize>() < 1 << 20);
        commands(&"$(".repeat(10_000));
    }
}
