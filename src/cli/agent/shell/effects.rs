//! What a simple command prints, and which variables and files it gives a content.

use super::cursor::decoded;
use super::printing::{COMPUTING, FETCHING, FOR_EVAL, PASSING, REPORTING, SILENT};
use super::reader::Reader;
use super::script::{Output, assignment, name_of, unwrapped};

impl Reader<'_> {
    /// Records what a command does to variables and files, and returns what it prints.
    pub(super) fn run(&mut self, words: &[String], input: Option<&Output>) -> Output {
        let sets = words.iter().take_while(|word| word.contains('=') && is_set(word)).count();
        let own = unwrapped(words.get(sets..).unwrap_or_default());
        let name = name_of(own.first().map(String::as_str).unwrap_or_default());
        let rest = own.get(1..).unwrap_or_default();
        if own.is_empty() || matches!(name, "export" | "declare" | "local" | "typeset" | "readonly" | "env" | "set") {
            words.iter().filter(|word| is_set(word)).for_each(|word| self.assign(word));
        }
        match name {
            "read" | "mapfile" | "readarray" => {
                // The input of a loop may stand behind its end.
                let none = if self.is_in_group() { Output::Other } else { Output::Found };
                let value = input.unwrap_or(&none).in_word();
                for name in rest.iter().filter(|word| !word.starts_with('-')) {
                    self.assign(&format!("{name}={value}"));
                }
            }
            "for" | "select" => {
                // One value after the other: which one is not known.
                if let Some(name) = rest.first() {
                    self.script.known.variables.remove(name);
                }
            }
            "cp" | "mv" | "ln" | "install" => {
                let names: Vec<&String> = rest.iter().filter(|word| !word.starts_with('-')).collect();
                if let [from, .., to] = names.as_slice()
                    && self.script.known.file(from).is_some()
                {
                    let content = self.content(from);
                    // Into a directory the file keeps its name.
                    let to = if to.ends_with('/') { from } else { to };
                    self.written(to, content);
                }
            }
            "tee" => {
                let content = input.cloned().unwrap_or(Output::Found);
                let names = rest.iter().filter(|word| !word.starts_with('-'));
                names.for_each(|name| self.written(name, content.clone()));
            }
            "dd" => {
                let to = rest.iter().find_map(|word| word.strip_prefix("of="));
                let from = rest.iter().find_map(|word| word.strip_prefix("if="));
                let content = from.map(|from| self.content(from)).or(input.cloned()).unwrap_or(Output::Found);
                if let Some(to) = to {
                    self.written(to, content);
                }
            }
            _ => {}
        }
        for (program, options) in FETCHING.iter().filter(|(program, _)| *program == name) {
            let at = rest.iter().position(|word| options.iter().any(|option| is_option(word, option)));
            if let Some(file) = at.and_then(|at| rest.get(at + 1)) {
                let content =
                    if matches!(*program, "curl" | "wget" | "http") { Output::Other } else { Output::Composed };
                self.written(file, content);
            }
        }
        self.printed(name, rest, input)
    }

    fn printed(&mut self, name: &str, rest: &[String], input: Option<&Output>) -> Output {
        let prints_for_eval = |(program, words): &(&str, &[&str])| {
            *program == name && words.iter().any(|word| word.is_empty() || rest.iter().any(|given| given == word))
        };
        match name {
            "echo" => {
                let is_option = |word: &&String| matches!(word.as_str(), "-n" | "-e" | "-E" | "-ne" | "-en");
                let from = rest.iter().take_while(is_option).count();
                self.known(decoded(&rest.get(from..).unwrap_or_default().join(" ")) + "\n")
            }
            "printf" => {
                let rest = if rest.first().is_some_and(|word| word == "--") {
                    rest.get(1..).unwrap_or_default()
                } else {
                    rest
                };
                if let [option, name, rest @ ..] = rest
                    && option == "-v"
                {
                    let text = self.known(formatted(rest));
                    self.assign(&format!("{name}={}", text.in_word()));
                    return self.known(String::new());
                }
                self.known(formatted(rest))
            }
            "which" | "command" | "whence"
                if rest.first().is_some_and(|word| name != "command" || word.starts_with('-')) =>
            {
                self.known(rest.last().cloned().unwrap_or_default())
            }
            _ if FOR_EVAL.iter().any(prints_for_eval) => Output::Found,
            _ if SILENT.contains(&name) => self.known(String::new()),
            _ if PASSING.contains(&name) => {
                let takes_pattern = matches!(name, "grep" | "egrep" | "fgrep" | "rg");
                let runs = name == "xargs" && rest.iter().any(|word| !word.starts_with('-'));
                if runs {
                    return unknown(name, rest, input);
                }
                let is_name =
                    |word: &&String| !word.starts_with('-') && !word.bytes().all(|byte| byte.is_ascii_digit());
                let names = rest.iter().filter(is_name).skip(usize::from(takes_pattern));
                let names = names.filter(|_| name != "tee");
                let files: Vec<Output> = names.map(|name| self.content(name)).collect();
                match files.as_slice() {
                    [] => input.cloned().unwrap_or(Output::Found),
                    files => Output::together(files.iter()),
                }
            }
            // A format may have any text printed.
            _ if REPORTING.contains(&name) => {
                let composes = |word: &String| {
                    let is_format = ["%x", "%t", "%n", "-printf", "-exec"].iter().any(|part| word.contains(part));
                    is_format || word.contains(char::is_whitespace)
                };
                if rest.iter().any(composes) { Output::Composed } else { Output::Found }
            }
            _ => unknown(name, rest, input),
        }
    }

    fn known(&mut self, text: String) -> Output {
        match self.left.checked_sub(text.len()) {
            Some(left) => {
                self.left = left;
                Output::Known(text.into())
            }
            None => Output::Other,
        }
    }
}

/// What a program prints of which nothing is known.
fn unknown(name: &str, rest: &[String], input: Option<&Output>) -> Output {
    match input {
        Some(Output::Known(text)) if !text.is_empty() => Output::Composed,
        Some(Output::Composed) => Output::Composed,
        Some(Output::Other | Output::Found) => Output::Other,
        _ if COMPUTING.contains(&name) && rest.iter().any(|word| word.starts_with('-') || word.contains('{')) => {
            Output::Composed
        }
        _ => Output::Other,
    }
}

/// True for an option, also as the last one of a cluster: `-so` is `-s -o`.
fn is_option(word: &str, option: &str) -> bool {
    let is_short = option.len() == 2 && word.starts_with('-') && !word.starts_with("--");
    word == option || is_short && word.chars().next_back() == option.chars().next_back()
}

fn is_set(word: &str) -> bool {
    assignment(word).is_some()
}

/// What `printf` prints.
fn formatted(words: &[String]) -> String {
    let Some((format, mut values)) = words.split_first() else { return String::new() };
    let format = decoded(format);
    let mut out = String::new();
    loop {
        let before = values.len();
        let mut letters = format.chars().peekable();
        while let Some(letter) = letters.next() {
            if letter != '%' {
                out.push(letter);
                continue;
            }
            while letters.next_if(|next| matches!(next, '-' | '+' | '#' | '.' | '0'..='9')).is_some() {}
            let kind = letters.next();
            if kind.is_none_or(|kind| kind == '%') {
                out.push('%');
                continue;
            }
            let Some((value, rest)) = values.split_first() else { continue };
            values = rest;
            match kind {
                Some('b') => out.push_str(&decoded(value)),
                Some('c') => out.extend(value.chars().next()),
                _ => out.push_str(value),
            }
        }
        // The format is used again for the values that are left.
        if values.is_empty() || values.len() == before {
            return out;
        }
    }
}
