//! The properties of a language: its file names, and its differences from the rest of its family.

use std::hash::{Hash, Hasher};

use super::dialect::Dialect;
use super::literals::{self, Literals};
use crate::finding::CommentForm;

/// A syntax that some languages have and the rest of their family does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Construct {
    /// A name is applied to the literal after it, as a statement, an item or an argument: `password 'x'`.
    AppliedName,
    /// An option is written as a call: `connect, password(x)`.
    AppliedOption,
    /// A name and the following literal are a pair, also across lines: `:password "x"`.
    PairByPlace,
    /// The same for unquoted names only: `(setq password "x")`.
    SymbolByPlace,
    /// Unquoted words are arguments of commands: `docker run -e KEY=x`.
    CommandArguments,
    /// A pair with its value in brackets: `:password(x)`.
    ColonPair,
    /// A variable is initialised in braces or brackets: `std::string password{"x"}`.
    Initialiser,
    /// A literal may be in braces: `char password[] = {"x"}`.
    BracedLiteral,
    /// A function copies a literal into a variable: `strcpy(password, "x")`.
    CopiedLiteral,
    /// A type stands between a name and `=`: `var password string = "x"`.
    TypeBehindName,
    /// The same with a word before it: `Dim password As String = "x"`.
    TypeBehindAs,
    /// A clause contains the value: `05 DB-PASSWORD PIC X(8) VALUE "x".`
    ValueClause,
    /// Literals in backticks may span lines.
    BacktickBlock,
    /// Literals in backticks have no escapes.
    RawBackticks,
    /// Literals in slashes: `/x/`, `$/x/$`.
    SlashedLiteral,
    /// A backtick is the escape in double quotes, and here-strings begin with `@`.
    BacktickEscape,
    /// Words in braces are literals, and `set` and `variable` take a name and a word: `set password {x}`.
    CommandWords,
    /// Attributes of a module: `@password "x"`.
    ModuleAttribute,
    /// A call may have no brackets: `environment 'PASSWORD', 'x'`.
    BareCall,
    /// The last expression of a function is its result, without delimiters around the body.
    PlainBody,
    /// An attribute above a property contains its default, and braces may contain a name and its value.
    DefaultAttribute,
    /// A prefix before the quote allows a literal to span lines: `@"…"`.
    VerbatimLiteral,
    /// Attributes of markup contain expressions in braces: `password={"x"}`.
    MarkupExpression,
    /// Key and value are separated by a blank only, anywhere on the line: `login u password x`.
    WordPairs,
    /// The value of a variable extends to the end of its line: make.
    ValueToLineEnd,
    /// Each line of code is a JSON string.
    LinesAreStrings,
    /// The first line names the columns of the others.
    HeaderLine,
    /// A raw literal has brackets within its quotes: `r"(x)"`.
    RawInBrackets,
    /// A command sets a variable to words: `set(PASSWORD "x")`.
    SetCommand,
    /// Literals in doubled apostrophes: `''x''`.
    DoubledApostrophes,
    /// `$name` is replaced in literals, except in single quotes.
    DollarNames,
    /// The same in single quotes too.
    QuotedDollarNames,
    /// The same only in a literal with a prefix: `s"$name"`.
    MarkedDollarNames,
    /// A word and a colon are a selector or a property of style, and only a variable holds what somebody chose: `--password: "x"`.
    StyleRules,
    /// Lines are checksums of modules.
    Checksums,
}

/// A language. Two are equal if their names are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tongue {
    /// Its name.
    pub name: &'static str,
    /// Its family.
    pub dialect: Dialect,
    /// The syntax of a comment up to the line end; `None` if there is none, or if every line is data.
    pub comment: Option<CommentForm>,
    /// The operators that concatenate literals; empty if adjacent literals are keys and values, or the words of a
    /// command.
    pub joins: &'static [&'static [u8]],
    /// The expression that reads the environment variable `{}`.
    pub variable: Option<&'static str>,
    /// The syntax of its literals and comments.
    pub(crate) literals: &'static Literals,
    constructs: &'static [Construct],
    endings: Words,
    names: Words,
    beginnings: Words,
    interpreters: &'static str,
}

/// The concatenation operators of most languages.
const PLUS: &[&[u8]] = &[b"++", b"+", b"."];

impl Tongue {
    /// A language of the family `dialect` with the file extensions `endings`: lower case, without dots, separated by
    /// blanks.
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

    /// Sets names of its files: lower case, separated by blanks. Other words and a separator may precede: `netrc`,
    /// `.netrc`, `my-netrc`.
    pub(super) const fn named(mut self, names: &'static str) -> Self {
        self.names = Words::of(names);
        self
    }

    /// The same for beginnings of names: `dockerfile` also matches `Dockerfile.prod`.
    pub(super) const fn beginning(mut self, beginnings: &'static str) -> Self {
        self.beginnings = Words::of(beginnings);
        self
    }

    /// Sets the interpreters in the first line of its scripts, without versions, separated by blanks.
    pub(super) const fn run_by(mut self, interpreters: &'static str) -> Self {
        self.interpreters = interpreters;
        self
    }

    /// Sets the mark of a comment up to the line end.
    pub(super) const fn comment(mut self, opens: &'static str) -> Self {
        self.comment = Some(CommentForm { opens, closes: "" });
        self
    }

    /// Sets the marks of a comment that a mark closes, where none ends with its line.
    pub(super) const fn comment_between(mut self, opens: &'static str, closes: &'static str) -> Self {
        self.comment = Some(CommentForm { opens, closes });
        self
    }

    /// Declares that every line is data.
    pub(super) const fn without_comments(mut self) -> Self {
        self.comment = None;
        self
    }

    /// The marks of comments up to the line end; a word ends with the blank behind it.
    pub(crate) fn line_marks(&self) -> impl Iterator<Item = &'static str> + use<> {
        let (own, listed): (&[&str], _) = match self.dialect {
            Dialect::Batch => (&["rem ", "::"], false),
            Dialect::Ini if self.comment.is_some() => (&["#", ";"], false),
            Dialect::Prose if self.word_of_comment().is_some() => (&["dnl "], false),
            _ => (&[], self.has_comments_of_literals()),
        };
        let other =
            self.comment.filter(|form| own.is_empty() && !listed && form.closes.is_empty()).map(|form| form.opens);
        let listed = self.literals.comments.iter().filter(move |(_, close)| listed && close.is_empty());
        own.iter().copied().chain(other).chain(listed.map(|(open, _)| *open))
    }

    /// The word that begins a comment, in a language that has no mark for it.
    pub(crate) fn word_of_comment(&self) -> Option<&'static str> {
        self.comment.map(|form| form.opens).filter(|opens| opens.bytes().all(|byte| byte.is_ascii_alphabetic()))
    }

    /// The marks of comments that a mark closes, without those that must be on lines of their own.
    pub(crate) fn block_marks(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        let listed = self.has_comments_of_literals() || self.dialect == Dialect::Prose;
        let is_block = move |(open, close): &&(&str, &str)| listed && !close.is_empty() && *open != "?>";
        self.literals.comments.iter().filter(is_block).copied()
    }

    /// Whether the comments among the literals are those of the language: some rows only have a mark of their own.
    fn has_comments_of_literals(&self) -> bool {
        let is_own = |(open, _): &(&str, &str)| self.comment.is_some_and(|form| form.opens == open.trim_ascii_end());
        self.literals.comments.iter().any(is_own)
    }

    /// Sets its concatenation operators.
    pub(super) const fn joins(mut self, operators: &'static [&'static [u8]]) -> Self {
        self.joins = operators;
        self
    }

    /// Sets its literals and comments, if they differ from the family's.
    pub(super) const fn literals(mut self, literals: &'static Literals) -> Self {
        self.literals = literals;
        self
    }

    /// Sets the expression that reads the variable `{}`.
    pub(super) const fn variable(mut self, expression: &'static str) -> Self {
        self.variable = Some(expression);
        self
    }

    /// Sets its special constructs.
    pub(super) const fn with(mut self, constructs: &'static [Construct]) -> Self {
        self.constructs = constructs;
        self
    }

    /// True if it has `construct`.
    pub(crate) fn has(&self, construct: Construct) -> bool {
        self.constructs.contains(&construct)
    }

    /// True if a file with that `name`, in lower case and without template extensions, is in this language: by the end
    /// of the whole name, by its beginning, or by its extension, which `name` is then.
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

    /// The extensions of its files.
    pub(super) fn endings(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.endings.text.split(' ').filter(|ending| !ending.is_empty())
    }

    /// True if `interpreter`, a name with an optional version such as `python3.12`, runs its scripts.
    pub(super) fn is_run_by(&self, interpreter: &[u8]) -> bool {
        let letters = interpreter.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let (name, version) = interpreter.split_at(letters);
        let is_version = version.iter().all(|b| b.is_ascii_digit() || *b == b'.');
        is_version && letters > 0 && self.interpreters.split(' ').any(|own| own.as_bytes() == name)
    }
}

/// Words separated by blanks, with the sets of their first and last letters: these reject most names quickly, because
/// each name is compared with all words of all languages.
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

/// A separate bit for each letter, and one for all other bytes.
const fn bit(byte: u8) -> u32 {
    if byte.is_ascii_lowercase() { 1 << (byte - b'a') } else { 1 << 31 }
}

/// The part of a name that is matched, in the order of the attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// The end of the whole name.
    Name,
    /// Its beginning.
    Beginning,
    /// The text after the last dot.
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
