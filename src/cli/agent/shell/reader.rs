//! The reader: quotes, operators, redirections, groups, here-documents.

use super::braces::alternatives;
use super::cursor::Cursor;
use super::directory::Directory;
use super::script::{Command, Known, Output, PROCESS, Script};

/// How many levels of nested substitutions and subshells are read.
const DEPTH: usize = 24;

/// Words that stand before a command.
const BEFORE: &[&str] = &["if", "then", "elif", "else", "while", "until", "do", "!", "time", "coproc"];
/// Words that open a group of commands, and words that close one.
const OPEN: &[&str] = &["if", "while", "until", "for", "case", "select"];
const CLOSE: &[&str] = &["fi", "done", "esac", "}"];

/// What the next word is the target of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Redirect {
    Output,
    Error,
    Input,
    /// `<<<`
    Text,
    /// `<<`; true if leading tabs are no part of the text.
    Here(bool),
    /// `2>&1`
    Descriptor,
}

/// The state of a list of commands.
#[derive(Debug, Default)]
pub(super) struct Frame {
    pub(super) word: Option<String>,
    /// True if part of the word is quoted.
    pub(super) is_quoted: bool,
    /// True if the word has an unquoted brace, which may be expanded.
    has_brace: bool,
    /// True for the values of an array, which are no commands.
    is_array: bool,
    /// True between `[[` and `]]`.
    is_test: bool,
    redirect: Option<Redirect>,
    pub(super) words: Vec<String>,
    own_input: Option<Output>,
    writes: Vec<String>,
    errors: Vec<String>,
    /// What the command before the last `|` prints.
    piped: Option<Output>,
    /// The input of the whole list.
    input: Option<Output>,
    /// The first command of each open group, and the input of the group.
    groups: Vec<(usize, Option<Output>)>,
    /// The first command of the group that was just closed.
    closed: Option<usize>,
    pub(super) directory: Directory,
}

/// Reads a command line, which runs within another one that gives `outer`.
pub(in crate::cli::agent) fn read<'o>(text: &str, outer: Option<&'o Known<'o>>) -> Script<'o> {
    Reader::read(text, outer)
}

/// Reads one command line.
pub(super) struct Reader<'o> {
    pub(super) cursor: Cursor,
    pub(super) frame: Frame,
    pub(super) depth: usize,
    pub(super) script: Script<'o>,
    /// How many bytes of texts may still be put together.
    pub(super) left: usize,
    /// How many process substitutions there are.
    processes: usize,
}

impl<'o> Reader<'o> {
    fn read(text: &str, outer: Option<&'o Known<'o>>) -> Script<'o> {
        let known = Known { outer, ..Known::default() };
        let mut reader = Reader {
            cursor: Cursor::new(text.into()),
            frame: Frame::default(),
            depth: 0,
            script: Script { commands: Vec::new(), known },
            left: (64 << 10) + 4 * text.len(),
            processes: 0,
        };
        reader.list(None);
        reader.script
    }

    /// Reads commands up to `close`.
    fn list(&mut self, close: Option<char>) {
        loop {
            // The text of a here-document begins behind the line end, so its mark is complete before that is read.
            if self.cursor.peek() == Some('\n') {
                self.end_word();
            }
            let Some(letter) = self.cursor.next() else { break };
            let starts = self.frame.word.is_none();
            match letter {
                // Between `[[` and `]]` these are no operators.
                '&' | '|' | '<' | '>' | '(' | ')' if self.frame.is_test => self.word().push(letter),
                _ if Some(letter) == close => break,
                '\'' => {
                    self.frame.is_quoted = true;
                    let quoted = self.cursor.up_to('\'');
                    self.word().push_str(&quoted);
                }
                '"' => self.double_quoted(),
                '\\' => match self.cursor.next() {
                    // An escaped line end: the command continues.
                    Some('\n') => {}
                    next => {
                        self.frame.is_quoted = true;
                        self.word().extend(next);
                    }
                },
                '$' => self.dollar(false),
                '`' => self.backquoted(false),
                ' ' | '\t' | '\r' => self.end_word(),
                '#' if starts => while self.cursor.next_if(|letter| letter != '\n').is_some() {},
                '>' | '<' => self.redirection(letter),
                '&' if self.cursor.peek() == Some('>') => self.end_word(),
                '|' if self.cursor.next_if(|next| next == '|').is_none() => {
                    self.cursor.next_if(|next| next == '&');
                    self.end_command(true);
                }
                ';' | '&' | '|' | '\n' => self.end_command(false),
                '(' => self.parenthesis(),
                ')' => self.end_command(false),
                // A brace that is a word of its own opens a group.
                '{' if starts && self.cursor.peek().is_none_or(char::is_whitespace) => {
                    let piped = self.frame.piped.take();
                    self.end_command(false);
                    let input = piped.or_else(|| self.inherited());
                    self.frame.groups.push((self.script.commands.len(), input));
                }
                letter => {
                    self.frame.has_brace |= letter == '{';
                    self.word().push(letter);
                }
            }
        }
        self.end_command(false);
    }

    /// Reads a list of its own up to the closing parenthesis, and returns what it prints.
    pub(super) fn nested(&mut self, input: Option<Output>) -> Output {
        if self.depth == DEPTH {
            return Output::Other;
        }
        self.depth += 1;
        // A subshell starts in the directory of its caller, and leaves that where it is.
        let inner = Frame { input, directory: self.frame.directory.clone(), ..Frame::default() };
        let outer = std::mem::replace(&mut self.frame, inner);
        let start = self.script.commands.len();
        self.list(Some(')'));
        self.frame = outer;
        self.depth -= 1;
        self.printed_since(start)
    }

    /// Reads what follows an unquoted parenthesis: arithmetic, a function's name, an array or a subshell.
    fn parenthesis(&mut self) {
        if self.frame.word.is_none() && self.cursor.peek() == Some('(') && self.arithmetic() {
            return;
        }
        match self.frame.word.take() {
            // The name of a function that is defined; its body follows.
            Some(_) if self.cursor.next_if(|next| next == ')').is_some() => self.frame.words.clear(),
            Some(name) if name.ends_with('=') && self.frame.words.is_empty() => {
                if self.depth == DEPTH {
                    return;
                }
                self.depth += 1;
                let outer = std::mem::replace(&mut self.frame, Frame { is_array: true, ..Frame::default() });
                self.list(Some(')'));
                let values = std::mem::replace(&mut self.frame, outer).words.join(" ");
                self.depth -= 1;
                self.assign(&format!("{name}{values}"));
            }
            word => {
                self.frame.word = word;
                let piped = self.frame.piped.take();
                self.end_command(false);
                let start = self.script.commands.len();
                let input = piped.or_else(|| self.inherited());
                self.nested(input);
                self.frame.closed = Some(start);
            }
        }
    }

    /// Starts a redirection; it ends the word before it, except a number, which is a file descriptor.
    fn redirection(&mut self, first: char) {
        let is_number = |word: &String| word.bytes().all(|byte| byte.is_ascii_digit());
        if self.cursor.next_if(|next| next == '(').is_some() {
            return self.process(first);
        }
        let descriptor = self.frame.word.take_if(|word| is_number(word));
        self.end_word();
        let mut operator = String::from(first);
        while let Some(next) = self.cursor.next_if(|next| matches!(next, '>' | '<' | '|' | '&')) {
            operator.push(next);
        }
        let is_error = descriptor.is_some_and(|number| number == "2");
        self.frame.redirect = Some(match operator.as_str() {
            "<<<" => Redirect::Text,
            "<<" => Redirect::Here(self.cursor.next_if(|next| next == '-').is_some()),
            "<&" => Redirect::Descriptor,
            _ if first == '<' => Redirect::Input,
            ">&" if self.cursor.peek().is_some_and(|next| next == '-' || next.is_ascii_digit()) => Redirect::Descriptor,
            _ if is_error => Redirect::Error,
            _ => Redirect::Output,
        });
    }

    /// Reads `<(…)` and `>(…)`, which stand for the name of a file.
    fn process(&mut self, first: char) {
        // What is written to `>(…)` is not known before the command that writes it is complete.
        let output = self.nested((first == '>').then_some(Output::Composed));
        self.processes += 1;
        let name = format!("{}{}", PROCESS, self.processes);
        self.script.known.files.insert(name.clone(), vec![output]);
        self.word().push_str(&name);
    }

    pub(super) fn word(&mut self) -> &mut String {
        self.frame.word.get_or_insert_default()
    }

    pub(super) fn end_word(&mut self) {
        let has_brace = std::mem::take(&mut self.frame.has_brace);
        let is_quoted = std::mem::take(&mut self.frame.is_quoted);
        let Some(word) = self.frame.word.take() else { return };
        if matches!(word.as_str(), "[[" | "]]") {
            let is_first = self.frame.words.iter().all(|word| BEFORE.contains(&word.as_str()));
            self.frame.is_test = word == "[[" && is_first;
        }
        match self.frame.redirect.take() {
            None if has_brace => self.frame.words.extend(alternatives(&word)),
            None => self.frame.words.push(word),
            Some(Redirect::Descriptor) => {}
            Some(Redirect::Output) => self.frame.writes.push(word),
            Some(Redirect::Error) => self.frame.errors.push(word),
            Some(Redirect::Input) => self.frame.own_input = Some(self.content(&word)),
            Some(Redirect::Text) => self.frame.own_input = Some(Output::Known(format!("{word}\n").into())),
            Some(Redirect::Here(strips)) => {
                let body = self.cursor.body(&word, strips);
                let text = if is_quoted { body } else { self.expanded(&body) };
                self.frame.own_input = Some(Output::Known(text.into()));
            }
        }
    }

    /// True inside of a loop or another group of commands.
    pub(super) fn is_in_group(&self) -> bool {
        !self.frame.groups.is_empty()
    }

    /// The input of a command that has none of its own.
    fn inherited(&self) -> Option<Output> {
        self.frame.groups.last().map_or_else(|| self.frame.input.clone(), |(_, input)| input.clone())
    }

    /// Completes a command; `is_piped` if the next one reads its output.
    fn end_command(&mut self, is_piped: bool) {
        self.end_word();
        if self.frame.is_array {
            return;
        }
        self.frame.redirect = None;
        self.frame.is_test = false;
        let mut words = std::mem::take(&mut self.frame.words);
        let own_input = self.frame.own_input.take();
        let writes = std::mem::take(&mut self.frame.writes);
        let errors = std::mem::take(&mut self.frame.errors);
        let mut passed = 0;
        while let Some(word) = words.get(passed) {
            if OPEN.contains(&word.as_str()) {
                let input = self.frame.piped.take().or_else(|| self.inherited());
                self.frame.groups.push((self.script.commands.len(), input));
            }
            if !BEFORE.contains(&word.as_str()) {
                break;
            }
            passed += 1;
        }
        words.drain(..passed);
        if words.first().is_some_and(|word| CLOSE.contains(&word.as_str())) {
            self.frame.closed = self.frame.groups.pop().map(|(start, _)| start);
            words.remove(0);
        }
        let closed = self.frame.closed.take().filter(|_| words.is_empty());
        if let (Some(start), Some(input)) = (closed, &own_input) {
            let within = self.script.commands.get_mut(start..).unwrap_or_default();
            within.iter_mut().filter(|command| command.input.is_none()).for_each(|command| {
                command.input = Some(input.clone());
            });
        }
        if words.is_empty() && writes.is_empty() && errors.is_empty() && closed.is_none() {
            return;
        }
        let input = own_input.or_else(|| self.frame.piped.take()).or_else(|| self.inherited());
        self.frame.piped = None;
        // Each part of a pipeline is a subshell.
        if !is_piped {
            self.frame.directory.changed_by(&words);
        }
        let output = match closed {
            Some(start) if is_piped || !writes.is_empty() => self.printed_since(start),
            Some(_) => Output::Known("".into()),
            None => self.run(&words, input.as_ref()),
        };
        for file in &writes {
            self.written(file, output.clone());
        }
        if is_piped {
            self.frame.piped = Some(output.clone());
            let within = closed.and_then(|start| self.script.commands.get_mut(start..)).unwrap_or_default();
            within.iter_mut().for_each(|command| command.is_piped = true);
        }
        if !words.is_empty() || !writes.is_empty() || !errors.is_empty() {
            let is_piped = is_piped || !writes.is_empty();
            let directory = self.frame.directory.now.clone();
            self.script.commands.push(Command { words, input, output, is_piped, writes, errors, directory });
        }
    }

    /// What the commands from `start` on print.
    fn printed_since(&mut self, start: usize) -> Output {
        let commands = self.script.commands.get(start..).unwrap_or_default();
        let parts = || commands.iter().filter(|command| !command.is_piped).map(|command| &command.output);
        let length: usize = parts().map(|part| if let Output::Known(text) = part { text.len() } else { 1 }).sum();
        match self.left.checked_sub(length) {
            Some(left) => {
                self.left = left;
                Output::together(parts())
            }
            None => Output::Other,
        }
    }
}
