//! The syntax of literals and comments in each language: delimiters, escapes, and constructs that contain quotes.

use super::dialect::Dialect;

/// How a closing quote is escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escape {
    /// Not at all.
    None,
    /// By this byte before it.
    By(u8),
    /// By doubling it.
    Doubled,
    /// By doubling it, or by this byte before it.
    DoubledOr(u8),
}

/// A kind of literal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quote {
    /// The opening delimiter, including prefix letters.
    pub(crate) open: &'static str,
    /// The closing delimiter.
    pub(crate) close: &'static str,
    pub(crate) escape: Escape,
    /// True if it may span lines.
    pub(crate) has_lines: bool,
}

/// A single-line literal with single-byte quotes.
const fn on_line(quote: &'static str, escape: Escape) -> Quote {
    Quote { open: quote, close: quote, escape, has_lines: false }
}

/// A literal that may span lines.
const fn over_lines(open: &'static str, close: &'static str, escape: Escape) -> Quote {
    Quote { open, close, escape, has_lines: true }
}

/// The meaning of an apostrophe that does not delimit a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Apostrophe {
    /// It is an ordinary quote, or nothing.
    Quote,
    /// It encloses one character; otherwise it belongs to a name, a type or a number.
    Character,
}

/// Literals with delimiters that the author chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chosen {
    /// There are none.
    None,
    /// Perl's operators: `q(…)`, `s/…/…/`.
    Words,
    /// Ruby's: `%q(…)`.
    Percent,
    /// Elixir's: `~s(…)`.
    Tilde,
    /// SQL's: `$a$…$a$`.
    Dollar,
    /// Lua's: `[==[…]==]`.
    Bracket,
    /// C++'s: `R"a(…)a"`.
    Raw,
    /// Swift's: `##"""…"""##`.
    Pounds,
    /// OCaml's: `{a|…|a}`.
    Pipes,
}

/// The syntax of literals and comments of a language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Literals {
    /// Longest opening delimiter first.
    pub(crate) quotes: &'static [Quote],
    /// Opening and closing delimiters of comments; the latter is empty for the end of the line. Longest first.
    pub(crate) comments: &'static [(&'static str, &'static str)],
    /// True if a single-character comment mark must begin a word: `a#b` contains no comment.
    pub(crate) comment_begins_word: bool,
    pub(crate) apostrophe: Apostrophe,
    pub(crate) chosen: Chosen,
    /// True if `/x/` is a regular expression where a value is expected.
    pub(crate) has_expressions: bool,
    /// True if `?x` is a character.
    pub(crate) has_question_marks: bool,
    /// True if a quote after a letter opens a literal.
    pub(crate) opens_behind_letters: bool,
    /// True if a literal begins in the position of a value, and continues on lines with more indentation than its own.
    pub(crate) is_indented: bool,
    /// True if a backslash outside of literals escapes a quote.
    pub(crate) escapes_outside: bool,
    /// True if there are here-documents.
    pub(crate) has_heredocs: bool,
    /// True if a literal in backticks holds expressions with literals of their own: `a ${f(`b`)}`.
    pub(crate) has_templates: bool,
}

impl Literals {
    /// How the closing `quote` is escaped in a literal without other delimiters.
    pub(crate) fn escape_of(&self, quote: u8) -> Option<Escape> {
        let is_plain = |marks: &str| marks.as_bytes() == [quote];
        self.quotes.iter().find(|own| is_plain(own.open) && is_plain(own.close)).map(|own| own.escape)
    }
}

use self::Escape::{By, Doubled, DoubledOr, None as Nothing};

const BACKSLASH: Escape = By(b'\\');

/// The comments of most languages.
const SLASHES: &[(&str, &str)] = &[("/*", "*/"), ("//", "")];
const HASH: &[(&str, &str)] = &[("#", "")];

const MOST: Literals = Literals {
    quotes: &[on_line("\"", BACKSLASH), on_line("'", BACKSLASH)],
    comments: SLASHES,
    comment_begins_word: false,
    apostrophe: Apostrophe::Quote,
    chosen: Chosen::None,
    has_expressions: false,
    has_question_marks: false,
    opens_behind_letters: false,
    is_indented: false,
    escapes_outside: false,
    has_heredocs: false,
    has_templates: false,
};

const TRIPLE: Quote = over_lines("\"\"\"", "\"\"\"", BACKSLASH);
const RAW_TRIPLE: Quote = over_lines("\"\"\"", "\"\"\"", Nothing);
const DOUBLE: Quote = on_line("\"", BACKSLASH);

pub(super) static C: Literals = Literals {
    quotes: &[over_lines("R\"(", ")\"", Nothing), DOUBLE],
    apostrophe: Apostrophe::Character,
    chosen: Chosen::Raw,
    ..MOST
};
pub(super) static JAVA: Literals =
    Literals { quotes: &[RAW_TRIPLE, DOUBLE], apostrophe: Apostrophe::Character, ..MOST };
pub(super) static SWIFT: Literals = Literals { chosen: Chosen::Pounds, ..JAVA };
pub(super) static D: Literals = Literals {
    quotes: &[over_lines("`", "`", Nothing), over_lines("r\"", "\"", Nothing), over_lines("\"", "\"", BACKSLASH)],
    apostrophe: Apostrophe::Character,
    ..MOST
};
pub(super) static JSONNET: Literals = Literals {
    quotes: &[
        over_lines("|||", "|||", Nothing),
        over_lines("@'", "'", Doubled),
        over_lines("@\"", "\"", Doubled),
        over_lines("\"", "\"", BACKSLASH),
        over_lines("'", "'", BACKSLASH),
    ],
    comments: &[("/*", "*/"), ("//", ""), ("#", "")],
    ..MOST
};
pub(super) static C_SHARP: Literals = Literals {
    quotes: &[
        over_lines("$@\"", "\"", Doubled),
        over_lines("@$\"", "\"", Doubled),
        over_lines("@\"", "\"", Doubled),
        RAW_TRIPLE,
        DOUBLE,
    ],
    apostrophe: Apostrophe::Character,
    ..MOST
};
pub(super) static F_SHARP: Literals = Literals {
    quotes: &[over_lines("@\"", "\"", Doubled), RAW_TRIPLE, over_lines("\"", "\"", BACKSLASH)],
    comments: &[("(*", "*)"), ("//", "")],
    ..C_SHARP
};
pub(super) static GO: Literals =
    Literals { quotes: &[over_lines("`", "`", Nothing), DOUBLE], apostrophe: Apostrophe::Character, ..MOST };
pub(super) static RUST: Literals = Literals {
    quotes: &[
        over_lines("r##\"", "\"##", Nothing),
        over_lines("r#\"", "\"#", Nothing),
        over_lines("r\"", "\"", Nothing),
        over_lines("\"", "\"", BACKSLASH),
    ],
    apostrophe: Apostrophe::Character,
    ..MOST
};
pub(super) static HASKELL: Literals = Literals {
    quotes: &[DOUBLE],
    comments: &[("{-", "-}"), ("(*", "*)"), ("-- ", "")],
    apostrophe: Apostrophe::Character,
    ..MOST
};
pub(super) static OCAML: Literals = Literals {
    quotes: &[over_lines("{|", "|}", Nothing), over_lines("\"", "\"", BACKSLASH)],
    chosen: Chosen::Pipes,
    ..HASKELL
};
pub(super) static JAVASCRIPT: Literals = Literals {
    quotes: &[over_lines("`", "`", BACKSLASH), DOUBLE, on_line("'", BACKSLASH)],
    has_expressions: true,
    has_templates: true,
    ..MOST
};
pub(super) static GROOVY: Literals = Literals {
    quotes: &[
        TRIPLE,
        over_lines("'''", "'''", BACKSLASH),
        over_lines("$/", "/$", By(b'$')),
        DOUBLE,
        on_line("'", BACKSLASH),
    ],
    has_expressions: true,
    ..MOST
};
pub(super) static PYTHON: Literals = Literals {
    quotes: &[TRIPLE, over_lines("'''", "'''", BACKSLASH), DOUBLE, on_line("'", BACKSLASH)],
    comments: HASH,
    ..MOST
};
pub(super) static R: Literals = Literals {
    quotes: &[
        over_lines("r\"(", ")\"", Nothing),
        over_lines("r\"[", "]\"", Nothing),
        over_lines("r\"{", "}\"", Nothing),
        over_lines("\"", "\"", BACKSLASH),
        over_lines("'", "'", BACKSLASH),
    ],
    ..PYTHON
};
/// A line of a literal begins with two backslashes, and holds whatever it is.
pub(super) static ZIG: Literals = Literals {
    quotes: &[Quote { open: "\\\\", close: "\n", escape: Nothing, has_lines: true }, DOUBLE],
    comments: &[("//", "")],
    apostrophe: Apostrophe::Character,
    ..MOST
};
pub(super) static CMAKE: Literals = Literals {
    quotes: &[over_lines("\"", "\"", BACKSLASH)],
    comments: BRACKETS_AND_HASH,
    chosen: Chosen::Bracket,
    ..MOST
};
const BRACKETS_AND_HASH: &[(&str, &str)] = &[("#[[", "]]"), ("#[=[", "]=]"), ("#", "")];
pub(super) static RUBY: Literals = Literals {
    quotes: &[over_lines("\"", "\"", BACKSLASH), over_lines("'", "'", BACKSLASH), over_lines("`", "`", BACKSLASH)],
    comments: &[("\n=begin", "\n=end"), ("#", "")],
    comment_begins_word: true,
    chosen: Chosen::Percent,
    has_expressions: true,
    has_question_marks: true,
    has_heredocs: true,
    ..MOST
};
pub(super) static PERL: Literals = Literals {
    quotes: &[over_lines("\"", "\"", BACKSLASH), over_lines("'", "'", BACKSLASH), over_lines("`", "`", BACKSLASH)],
    comments: &[("\n=", "\n=cut"), ("#", "")],
    comment_begins_word: true,
    chosen: Chosen::Words,
    has_expressions: true,
    has_heredocs: true,
    ..MOST
};
pub(super) static PHP: Literals = Literals {
    quotes: &[over_lines("\"", "\"", BACKSLASH), over_lines("'", "'", BACKSLASH), over_lines("`", "`", BACKSLASH)],
    comments: &[("/*", "*/"), ("?>", "<?"), ("//", ""), ("#", "")],
    comment_begins_word: true,
    has_heredocs: true,
    ..MOST
};
pub(super) static ELIXIR: Literals = Literals {
    quotes: &[TRIPLE, over_lines("'''", "'''", BACKSLASH), over_lines("\"", "\"", BACKSLASH), on_line("'", BACKSLASH)],
    comments: HASH,
    comment_begins_word: true,
    chosen: Chosen::Tilde,
    has_question_marks: true,
    ..MOST
};
pub(super) static LUA: Literals = Literals { comments: &[("--[[", "]]"), ("--", "")], chosen: Chosen::Bracket, ..MOST };
pub(super) static CLOJURE: Literals = Literals {
    quotes: &[over_lines("\"", "\"", BACKSLASH)],
    comments: &[(";", "")],
    apostrophe: Apostrophe::Character,
    escapes_outside: true,
    ..MOST
};
pub(super) static POWERSHELL: Literals = Literals {
    quotes: &[
        over_lines("@'\n", "\n'@", Nothing),
        over_lines("@\"\n", "\n\"@", Nothing),
        over_lines("\"", "\"", DoubledOr(b'`')),
        over_lines("'", "'", Doubled),
    ],
    comments: &[("<#", "#>"), ("#", "")],
    comment_begins_word: true,
    ..MOST
};
pub(super) static BASIC: Literals = Literals { quotes: &[on_line("\"", Doubled)], comments: &[("'", "")], ..MOST };
pub(super) static PASCAL: Literals =
    Literals { quotes: &[on_line("'", Doubled)], comments: &[("{", "}"), ("(*", "*)"), ("//", "")], ..MOST };
pub(super) static SMALLTALK: Literals =
    Literals { quotes: &[over_lines("'", "'", Doubled)], comments: &[("\"", "\"")], ..MOST };
/// A quotation mark begins a comment where no expression can stand; one without an end on its line is no literal.
pub(super) static VIM: Literals = Literals { quotes: &[DOUBLE, on_line("'", Doubled)], comments: &[], ..MOST };
pub(super) static NIX: Literals = Literals {
    quotes: &[over_lines("''", "''", Nothing), over_lines("\"", "\"", BACKSLASH)],
    comments: &[("/*", "*/"), ("#", "")],
    ..MOST
};
static SQL: Literals = Literals {
    quotes: &[
        over_lines("E'", "'", DoubledOr(b'\\')),
        over_lines("e'", "'", DoubledOr(b'\\')),
        over_lines("'", "'", Doubled),
        over_lines("\"", "\"", Doubled),
    ],
    comments: &[("/*", "*/"), ("--", "")],
    chosen: Chosen::Dollar,
    ..MOST
};
const SHELL: Literals = Literals {
    quotes: &[over_lines("$'", "'", BACKSLASH), over_lines("'", "'", Nothing), over_lines("\"", "\"", BACKSLASH)],
    comments: HASH,
    comment_begins_word: true,
    opens_behind_letters: true,
    escapes_outside: true,
    has_heredocs: true,
    ..MOST
};
/// fish: in single quotes too, a backslash escapes the quote and itself.
pub(super) static FISH: Literals = Literals {
    quotes: &[over_lines("'", "'", BACKSLASH), over_lines("\"", "\"", BACKSLASH)],
    has_heredocs: false,
    ..SHELL
};
pub(super) static ADA: Literals =
    Literals { quotes: &[on_line("\"", Doubled)], comments: &[("--", "")], apostrophe: Apostrophe::Character, ..MOST };
static TOML: Literals = Literals {
    quotes: &[TRIPLE, over_lines("'''", "'''", Nothing), DOUBLE, on_line("'", Nothing)],
    comments: HASH,
    ..MOST
};
static HCL: Literals =
    Literals { quotes: &[DOUBLE], comments: &[("/*", "*/"), ("//", ""), ("#", "")], has_heredocs: true, ..MOST };
static MARKUP: Literals =
    Literals { quotes: &[over_lines("<![CDATA[", "]]>", Nothing)], comments: &[("<!--", "-->")], ..MOST };
/// The syntax of most languages of a family.
pub(super) const fn of(dialect: Dialect) -> &'static Literals {
    match dialect {
        Dialect::Shell | Dialect::Docker => &SHELLS,
        Dialect::Sql => &SQL,
        Dialect::Toml => &TOML,
        Dialect::Hcl => &HCL,
        Dialect::Xml => &MARKUP,
        Dialect::Yaml => &YAML,
        Dialect::Prose => &PROSE,
        _ => &OTHERS,
    }
}

static YAML: Literals = Literals {
    quotes: &[over_lines("\"", "\"", BACKSLASH), over_lines("'", "'", Doubled)],
    comments: HASH,
    comment_begins_word: true,
    is_indented: true,
    ..MOST
};
static SHELLS: Literals = SHELL;
/// Prose, which may contain code in any language: the multi-line comments of most languages.
static PROSE: Literals = Literals { quotes: &[], comments: &[("<!--", "-->"), ("/*", "*/")], ..MOST };
static OTHERS: Literals = MOST;
