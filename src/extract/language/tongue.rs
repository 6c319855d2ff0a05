//! What is known of one language: the names of its files, and how it differs from the rest of its family.

use std::hash::{Hash, Hasher};

use super::dialect::Dialect;
use super::literals::{self, Literals};
use crate::finding::CommentForm;

/// A way of writing values that some languages have and the rest of their family has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Construct {
    /// A name is applied to the literal behind it, as a statement, an item or an argument: `password 'x'`.
    AppliedName,
    /// An option is called with its value: `connect, password(x)`.
    AppliedOption,
    /// A name and the literal beside it are a pair, also on the next line: `:password "x"`.
    PairByPlace,
    /// As that, of names without quotes alone: `(setq password "x")`.
    SymbolByPlace,
    /// A pair with its value in brackets: `:password(x)`.
    ColonPair,
    /// A variable is given its value in braces or brackets: `std::string password{"x"}`.
    Initialiser,
    /// A literal may stand in braces: `char password[] = {"x"}`.
    BracedLiteral,
    /// A function copies a literal into a variable: `strcpy(password, "x")`.
    CopiedLiteral,
    /// A type stands between a name and `=`: `var password string = "x"`.
    TypeBehindName,
    /// The same with a word before it: `Dim password As String = "x"`.
    TypeBehindAs,
    /// A clause gives the value: `05 DB-PASSWORD PIC X(8) VALUE "x".`
    ValueClause,
    /// Literals between backticks have several lines.
    BacktickBlock,
    /// Literals between backticks escape nothing.
    RawBackticks,
    /// Literals between slashes: `/x/`, `$/x/$`.
    SlashedLiteral,
    /// A backtick escapes between double quotes, and here-strings begin with `@`.
    BacktickEscape,
    /// Words in braces are literals, and `set`, `variable` take a name and a word: `set password {x}`.
    CommandWords,
    /// Attributes of a module: `@password "x"`.
    ModuleAttribute,
    /// A call needs no brackets: `environment 'PASSWORD', 'x'`.
    BareCall,
    /// What a function ends with is what it returns, without marks around its body.
    PlainBody,
    /// An attribute above a property gives its default, and braces hold a name and its value.
    DefaultAttribute,
    /// A mark before a quote lets its literal go on over lines: `@"…"`.
    VerbatimLiteral,
    /// An attribute of markup has its expression in braces: `password={"x"}`.
    MarkupExpression,
    /// A key without a mark between it and its value, anywhere on the line: `login u password x`.
    WordPairs,
    /// The value of a variable goes on to the end of its line: make.
    ValueToLineEnd,
    /// Each line of code is a string of JSON.
    LinesAreStrings,
    /// The first line names the columns of the others.
    HeaderLine,
    /// A command sets a variable to words: `set(PASSWORD "x")`.
    SetCommand,
    /// Literals between two apostrophes: `''x''`.
    DoubledApostrophes,
    /// Lines are checksums of modules.
    Checksums,
}

/// One language. Two are the same where their names are.
#[derive(Clone, Copy, Debug)]
pub struct Tongue {
    /// What it is called.
    pub name: &'static str,
    /// The family that it belongs to.
    pub dialect: Dialect,
    /// How a comment to the end of the line is written; none where there is none, or every line is data.
    pub comment: Option<CommentForm>,
    /// The operators that join literals; none where those side by side are keys and values, or the words of a command.
    pub joins: &'static [&'static [u8]],
    /// The expression that reads the variable `{}` of the environment.
    pub variable: Option<&'static str>,
    /// How it writes literals and comments.
    pub(crate) literals: &'static Literals,
    constructs: &'static [Construct],
    endings: Words,
    names: Words,
    beginnings: Words,
    interpreters: &'static str,
}

/// What joins literals in most languages.
const PLUS: &[&[u8]] = &[b"++", b"+", b"."];

impl Tongue {
    /// A language of the family `dialect`, whose files end in one of `endings`: in lower case, without the dot, blanks between.
    pub(super) const fn new(name: &'static str, dialect: Dialect, endings: &'static str) -> Self {
        Tongue {
            name,
            dialect,
            comment: dialect.comment(),
            joins: PLUS,
            variable: None,
            literals: literals::of(dialect),
            constructs: &[],
            endings: Words::of(endings),
            names: Words::of(""),
            beginnings: Words::of(""),
            interpreters: "",
        }
    }

    /// A programming language.
    pub(super) const fn code(name: &'static str, endings: &'static str) -> Self {
        Tongue::new(name, Dialect::Code, endings)
    }

    /// Names of its files, in lower case, blanks between; a mark and other words may stand before: `netrc`, `.netrc`, `my-netrc`.
    pub(super) const fn named(mut self, names: &'static str) -> Self {
        self.names = Words::of(names);
        self
    }

    /// The same of how names begin: `dockerfile` also names `Dockerfile.prod`.
    pub(super) const fn beginning(mut self, beginnings: &'static str) -> Self {
        self.beginnings = Words::of(beginnings);
        self
    }

    /// The interpreters that the first line of its scripts names, without versions, blanks between.
    pub(super) const fn run_by(mut self, interpreters: &'static str) -> Self {
        self.interpreters = interpreters;
        self
    }

    /// The mark of a comment to the end of the line.
    pub(super) const fn comment(mut self, opens: &'static str) -> Self {
        self.comment = Some(CommentForm { opens, closes: "" });
        self
    }

    /// Comments as Markdown and HTML have them.
    pub(super) const fn comment_of_markup(mut self) -> Self {
        self.comment = Some(CommentForm { opens: "<!--", closes: "-->" });
        self
    }

    /// Files in which every line is data.
    pub(super) const fn without_comments(mut self) -> Self {
        self.comment = None;
        self
    }

    /// What joins its literals.
    pub(super) const fn joins(mut self, operators: &'static [&'static [u8]]) -> Self {
        self.joins = operators;
        self
    }

    /// How it writes literals and comments, where that is not as most of its family do.
    pub(super) const fn literals(mut self, literals: &'static Literals) -> Self {
        self.literals = literals;
        self
    }

    /// How it reads the variable `{}`.
    pub(super) const fn variable(mut self, expression: &'static str) -> Self {
        self.variable = Some(expression);
        self
    }

    /// What it has of its own.
    pub(super) const fn with(mut self, constructs: &'static [Construct]) -> Self {
        self.constructs = constructs;
        self
    }

    /// Whether it has `construct`.
    pub fn has(&self, construct: Construct) -> bool {
        self.constructs.contains(&construct)
    }

    /// Whether a file with that `name` is its own, which is in lower case and without the endings of templates: by the end of
    /// the whole name, by how it begins, or by its ending, which `name` is then.
    pub(super) fn is_named(&self, name: &[u8], by: By) -> bool {
        match by {
            By::Name => {
                let is_end = |end: &[u8]| {
                    let before = name.strip_suffix(end);
                    before.is_some_and(|before| before.last().is_none_or(|b| !b.is_ascii_alphanumeric()))
                };
                name.last().is_some_and(|last| self.names.lasts & bit(*last) != 0) && self.names.all().any(is_end)
            }
            By::Beginning => {
                name.first().is_some_and(|first| self.beginnings.firsts & bit(*first) != 0)
                    && self.beginnings.all().any(|begin| name.starts_with(begin))
            }
            By::Ending => {
                name.first().is_some_and(|first| self.endings.firsts & bit(*first) != 0)
                    && self.endings.all().any(|end| name == end)
            }
        }
    }

    /// The endings of its files.
    #[cfg(test)]
    pub(super) fn endings(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.endings.text.split(' ').filter(|ending| !ending.is_empty())
    }

    /// Whether `interpreter` runs its scripts: a name with its version, `python3.12`.
    pub(super) fn is_run_by(&self, interpreter: &[u8]) -> bool {
        let letters = interpreter.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let (name, version) = interpreter.split_at(letters);
        let is_version = version.iter().all(|b| b.is_ascii_digit() || *b == b'.');
        is_version && letters > 0 && self.interpreters.split(' ').any(|own| own.as_bytes() == name)
    }
}

/// Words with blanks between, and the letters with which they begin and end: most names are told by these, since each is held
/// against all words of all languages.
#[derive(Clone, Copy, Debug)]
struct Words {
    text: &'static str,
    firsts: u32,
    lasts: u32,
}

impl Words {
    const fn of(text: &'static str) -> Self {
        let (bytes, mut at, mut firsts, mut lasts) = (text.as_bytes(), 0, 0, 0);
        while at < bytes.len() {
            if bytes[at] != b' ' && (at == 0 || bytes[at - 1] == b' ') {
                firsts |= bit(bytes[at]);
            }
            if bytes[at] != b' ' && (at + 1 == bytes.len() || bytes[at + 1] == b' ') {
                lasts |= bit(bytes[at]);
            }
            at += 1;
        }
        Words { text, firsts, lasts }
    }

    fn all(self) -> impl Iterator<Item = &'static [u8]> {
        self.text.as_bytes().split(|b| *b == b' ').filter(|word| !word.is_empty())
    }
}

/// A bit of its own for each letter; one for all other bytes.
const fn bit(byte: u8) -> u32 {
    if byte.is_ascii_lowercase() { 1 << (byte - b'a') } else { 1 << 31 }
}

/// What of a name tells a language, in the order in which it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// The end of the whole of it.
    Name,
    /// How it begins.
    Beginning,
    /// What follows the last dot.
    Ending,
}

impl By {
    pub(super) const ALL: [By; 3] = [By::Name, By::Beginning, By::Ending];
}

impl PartialEq for Tongue {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Tongue {}

impl Hash for Tongue {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}
