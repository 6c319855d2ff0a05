//! The text that extractors read, with properties that are computed once, on demand.

use std::cell::{Cell, OnceCell, RefCell};

use crate::extract::ci_system::CiSystem;
use crate::extract::deployed::Deployed;
use crate::extract::inner_text::{self, InnerText};
use crate::extract::syntax::lexer::{Lexer, Piece};
use crate::extract::syntax::multiline;
use crate::extract::{Dialect, FilePath, Language, Tongue};
use crate::text::{ImageStages, Span};

/// The input of an extractor.
pub struct Context<'h> {
    /// The fragment's text.
    pub text: &'h [u8],
    /// Its file: not the path itself, but its words.
    pub file: FilePath<'h>,
    /// Its language, determined on demand, which most texts never need.
    language: OnceCell<Language>,
    /// Multi-line string literals, found on demand.
    blocks: OnceCell<Vec<Span>>,
    /// Multi-line literals and comments, found on demand.
    pieces: OnceCell<Vec<Piece>>,
    /// All literals and comments, for a text with allow comments.
    all_pieces: OnceCell<Vec<Piece>>,
    /// The start and end of each SQL statement, found when one is searched for far from its password.
    pub(super) statements: OnceCell<Vec<(usize, usize)>>,
    /// The last conninfo password that was examined, the earliest start of a run that contains it, and the end of that
    /// run.
    pub(super) conninfo: Cell<[usize; 3]>,
    scram_hashes: OnceCell<u32>,
    md5_hashes: OnceCell<u32>,
    /// True if the text sets the password of a role in SQL.
    pub(super) sets_role_passwords: OnceCell<bool>,
    /// True once commands that print all variables have been searched for.
    pub(super) looked_for_dumps: Cell<bool>,
    /// The parts of a workflow whose commands see a secret.
    pub(super) secret_scopes: OnceCell<Vec<Span>>,
    /// The rows of the statements that insert names and values of settings, with the columns of both, from 0.
    pub(super) inserted_settings: OnceCell<Vec<(Span, usize, usize)>>,
    /// The CI system whose file the text is.
    pub(super) ci_system: OnceCell<CiSystem>,
    /// True if the text mentions a service whose DSN is public.
    pub(super) names_error_tracker: OnceCell<bool>,
    /// True if the text mentions another database than PostgreSQL, and not that.
    pub(super) is_of_another_database: OnceCell<bool>,
    /// True if the content shows that the text is for MySQL.
    pub(super) is_of_mysql: OnceCell<bool>,
    /// The start of each Dockerfile stage, and whether its copied files are in the final image.
    pub(super) image_stages: OnceCell<ImageStages>,
    names_access_secret: OnceCell<bool>,
    deployed: OnceCell<Deployed>,
    holds_pragma: OnceCell<bool>,
    /// Where the line that names the columns of a table begins.
    header_line: OnceCell<usize>,
    /// True once a keyword of a rule was found.
    is_anchored: Cell<bool>,
    /// The texts within the text whose language is known.
    inner_texts: OnceCell<Vec<InnerText>>,
    /// Files that the text holds encoded, as far as it was read.
    encoded_files: RefCell<Vec<EncodedFile>>,
}

/// A file that a text holds encoded.
pub(crate) struct EncodedFile {
    /// What it is called: the key that it stands under.
    pub(crate) name: Vec<u8>,
    /// What it holds.
    pub(crate) text: Vec<u8>,
    /// Where it is encoded.
    pub(crate) span: Span,
}

impl<'h> Context<'h> {
    /// Creates the context of `text`, the content of `path`.
    pub fn new(text: &'h [u8], path: &'h [u8]) -> Self {
        Context {
            text,
            file: FilePath::new(path),
            language: OnceCell::new(),
            blocks: OnceCell::new(),
            pieces: OnceCell::new(),
            all_pieces: OnceCell::new(),
            statements: OnceCell::new(),
            conninfo: Cell::default(),
            scram_hashes: OnceCell::new(),
            md5_hashes: OnceCell::new(),
            sets_role_passwords: OnceCell::new(),
            looked_for_dumps: Cell::new(false),
            secret_scopes: OnceCell::new(),
            inserted_settings: OnceCell::new(),
            ci_system: OnceCell::new(),
            names_error_tracker: OnceCell::new(),
            is_of_another_database: OnceCell::new(),
            is_of_mysql: OnceCell::new(),
            image_stages: OnceCell::new(),
            names_access_secret: OnceCell::new(),
            deployed: OnceCell::new(),
            holds_pragma: OnceCell::new(),
            header_line: OnceCell::new(),
            is_anchored: Cell::new(false),
            inner_texts: OnceCell::new(),
            encoded_files: RefCell::default(),
        }
    }

    /// Creates the context of `text` in `language`.
    #[cfg(test)]
    pub(super) fn in_language(text: &'h [u8], language: Language) -> Self {
        let cx = Context::new(text, b"");
        Context { language: OnceCell::from(language), ..cx }
    }

    /// The number of hashes in the text of the same kind as `value`, SCRAM or md5, which share the time for guesses.
    pub(crate) fn hashes_like(&self, value: &[u8]) -> u32 {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        if !value.starts_with(b"md5") {
            let count = || memchr::memmem::find_iter(self.text, b"SCRAM-SHA-256$").count();
            return *self.scram_hashes.get_or_init(|| number(count()));
        }
        let digits =
            |at: &usize| self.text.get(at + 3..at + 35).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        let count = || memchr::memmem::find_iter(self.text, b"md5").filter(digits).count();
        *self.md5_hashes.get_or_init(|| number(count()))
    }

    /// True if `marker`, that of allow comments, occurs in the text. Computed once, however many findings need it.
    pub(crate) fn holds_pragma(&self, marker: &[u8]) -> bool {
        *self.holds_pragma.get_or_init(|| memchr::memmem::find(self.text, marker).is_some())
    }

    /// Where the first line begins that is neither empty nor a comment: in a table it names the columns.
    pub(super) fn header_line(&self) -> usize {
        *self.header_line.get_or_init(|| {
            let mut at = 0;
            for line in self.text.split_inclusive(|b| *b == b'\n') {
                if !matches!(line.trim_ascii().first(), None | Some(b'#')) {
                    break;
                }
                at += line.len();
            }
            at
        })
    }

    /// Notes that the text has a keyword of a rule.
    pub(crate) fn note_anchor(&self) {
        self.is_anchored.set(true);
    }

    /// The texts within the text whose language is known, in order and apart from each other. What stands within one of them
    /// is found when that is read. None without a keyword, which none of them has then.
    pub(crate) fn inner_texts(&self) -> &[InnerText] {
        match self.is_anchored.get() {
            true => self.inner_texts.get_or_init(|| inner_text::find(self.text, self.language())),
            false => &[],
        }
    }

    /// Keeps a file that the text holds encoded, to be read as one of its own.
    pub(super) fn keep_encoded_file(&self, file: EncodedFile) {
        self.encoded_files.borrow_mut().push(file);
    }

    /// Whether a file was kept.
    pub(crate) fn holds_encoded_files(&self) -> bool {
        !self.encoded_files.borrow().is_empty()
    }

    /// The files that were kept, in order.
    pub(crate) fn take_encoded_files(&self) -> Vec<EncodedFile> {
        self.encoded_files.take()
    }

    /// True if the text names the secret of an access key, according to `names`. Computed once, however many ids there
    /// are.
    pub(super) fn names_access_secret(&self, names: impl FnOnce(&[u8]) -> bool) -> bool {
        *self.names_access_secret.get_or_init(|| names(self.text))
    }

    /// Returns the offset of the text that marks the position `at` as deployed, if any.
    pub(crate) fn deployed_by(&self, at: usize) -> Option<usize> {
        self.deployed.get_or_init(|| Deployed::of(self.text)).marked_by(at)
    }

    /// The offset of what marks the text at `at` as one for tests, if it is.
    pub(crate) fn for_tests_by(&self, at: usize) -> Option<usize> {
        self.deployed.get_or_init(|| Deployed::of(self.text)).tests_marked_by(at)
    }

    /// The language, by path and beginning of the text.
    pub(crate) fn language(&self) -> Language {
        *self.language.get_or_init(|| self.file.language().given(self.text))
    }

    /// The syntax family of the language.
    pub(crate) fn dialect(&self) -> Dialect {
        self.language().dialect()
    }

    /// The row of the table of languages.
    pub(crate) fn tongue(&self) -> &'static Tongue {
        self.language().tongue
    }
}

/// The multi-line literals and comments, in order.
pub(crate) fn pieces<'c>(cx: &'c Context<'_>) -> &'c [Piece] {
    cx.pieces.get_or_init(|| {
        let rules = cx.tongue().literals;
        let has_lines = |piece: &Piece| memchr::memchr(b'\n', piece.span.of(cx.text)).is_some();
        Lexer::new(cx.text, 0, cx.text.len(), rules, false).filter(has_lines).collect()
    })
}

/// The literal or comment that contains `at`, including single-line ones. Keeps all of them in memory, so it is for few
/// texts.
pub(crate) fn piece_around(cx: &Context<'_>, at: usize) -> Option<Piece> {
    piece_over(cx, at).filter(|piece| piece.span.start < at)
}

/// The same, if `at` may also be its first byte.
pub(crate) fn piece_over(cx: &Context<'_>, at: usize) -> Option<Piece> {
    let all = || Lexer::new(cx.text, 0, cx.text.len(), cx.tongue().literals, false).collect();
    let pieces = cx.all_pieces.get_or_init(all);
    let next = pieces.partition_point(|piece| piece.span.start <= at);
    next.checked_sub(1).and_then(|i| pieces.get(i)).copied().filter(|piece| at < piece.span.end)
}

/// The multi-line string literal (triple quotes, a heredoc) that contains `at`.
pub(crate) fn block_around(cx: &Context<'_>, at: usize) -> Option<Span> {
    let blocks = cx.blocks.get_or_init(|| multiline::find(cx.text, cx.tongue()));
    let next = blocks.partition_point(|span| span.start <= at);
    next.checked_sub(1).and_then(|i| blocks.get(i)).copied().filter(|span| at < span.end)
}

/// True if `at` is in a multi-line string literal (triple quotes, a heredoc), whose lines are in some other language.
pub(crate) fn in_block(cx: &Context<'_>, at: usize) -> bool {
    block_around(cx, at).is_some()
}

/// True if `at` is in a here-document with a quoted delimiter (`<<'EOF'`), in which nothing is expanded.
pub(crate) fn in_quoted_block(cx: &Context<'_>, at: usize) -> bool {
    block_around(cx, at).is_some_and(|block| matches!(cx.text.get(block.start), Some(b'\'' | b'"')))
}
