//! The text that extractors read, and what is computed of it once, when it is first asked for.

use std::cell::{Cell, OnceCell};

use crate::extract::deployed::Deployed;
use crate::extract::syntax::lexer::{Lexer, Piece};
use crate::extract::syntax::multiline;
use crate::extract::{Dialect, FilePath, Language, Tongue};
use crate::text::Span;

/// What an extractor reads.
pub struct Context<'h> {
    /// The fragment's text.
    pub text: &'h [u8],
    /// Where it stands: no path, but the words of one.
    pub file: FilePath<'h>,
    /// How it is read; found when first asked for, which most texts never do.
    language: OnceCell<Language>,
    /// String literals of several lines, found when first asked for.
    blocks: OnceCell<Vec<Span>>,
    /// Literals and comments of several lines, found when first asked for.
    pieces: OnceCell<Vec<Piece>>,
    /// All of them, for a text that has pragmas.
    all_pieces: OnceCell<Vec<Piece>>,
    /// Where statements of SQL begin and end, found when one is looked for far from its password.
    pub(super) statements: OnceCell<Vec<(usize, usize)>>,
    /// The last password of a conninfo that was looked at, where a run that holds it can begin, and where that ends.
    pub(super) conninfo: Cell<[usize; 3]>,
    scram_hashes: OnceCell<u32>,
    md5_hashes: OnceCell<u32>,
    /// Whether the text sets the password of a role in SQL.
    pub(super) sets_role_passwords: OnceCell<bool>,
    /// Whether commands that print all variables were looked for.
    pub(super) looked_for_dumps: Cell<bool>,
    /// Whether the text speaks of a service whose DSN is public.
    pub(super) names_error_tracker: OnceCell<bool>,
    /// Whether the text is for MySQL, by what stands in it.
    pub(super) is_of_mysql: OnceCell<bool>,
    /// Where the stages of a Dockerfile begin, and whether what each copies is in the image.
    pub(super) image_stages: OnceCell<Vec<(usize, bool)>>,
    names_access_secret: OnceCell<bool>,
    deployed: OnceCell<Deployed>,
    holds_pragma: OnceCell<bool>,
}

impl<'h> Context<'h> {
    /// What there is to read in `text`, which stands at `path`.
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
            names_error_tracker: OnceCell::new(),
            is_of_mysql: OnceCell::new(),
            image_stages: OnceCell::new(),
            names_access_secret: OnceCell::new(),
            deployed: OnceCell::new(),
            holds_pragma: OnceCell::new(),
        }
    }

    /// What there is to read in `text`, which is in `language`.
    #[cfg(test)]
    pub(super) fn in_language(text: &'h [u8], language: Language) -> Self {
        let cx = Context::new(text, b"");
        Context { language: OnceCell::from(language), ..cx }
    }

    /// How many hashes of the kind of `value` there are in the text, SCRAM or md5: they share the time for guesses.
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

    /// Whether `marker`, that of pragmas, stands anywhere in the text: looked for once, however many findings ask.
    pub(crate) fn holds_pragma(&self, marker: &[u8]) -> bool {
        *self.holds_pragma.get_or_init(|| memchr::memmem::find(self.text, marker).is_some())
    }

    /// Whether the text names the secret of an access key, as `names` says: asked once, however many ids there are.
    pub(super) fn names_access_secret(&self, names: impl FnOnce(&[u8]) -> bool) -> bool {
        *self.names_access_secret.get_or_init(|| names(self.text))
    }

    /// Whether the text says that what stands at `at` is deployed.
    pub fn is_deployed(&self, at: usize) -> bool {
        self.deployed.get_or_init(|| Deployed::of(self.text)).holds(at)
    }

    /// How it is read, as its path and its beginning say.
    pub fn language(&self) -> Language {
        *self.language.get_or_init(|| self.file.language().given(self.text))
    }

    /// How that kind of file writes values.
    pub fn dialect(&self) -> Dialect {
        self.language().dialect()
    }

    /// Which language it is in.
    pub(crate) fn tongue(&self) -> &'static Tongue {
        self.language().tongue
    }
}

/// The literals and comments of several lines, as the language writes them, in order.
pub(crate) fn pieces<'c>(cx: &'c Context<'_>) -> &'c [Piece] {
    cx.pieces.get_or_init(|| {
        let rules = cx.tongue().literals;
        let has_lines = |piece: &Piece| memchr::memchr(b'\n', piece.span.of(cx.text)).is_some();
        Lexer::new(cx.text, 0, cx.text.len(), rules, false).filter(has_lines).collect()
    })
}

/// The literal or comment in which `at` stands, also one on a line. All of them are kept then: ask it of few texts.
pub(crate) fn piece_around(cx: &Context<'_>, at: usize) -> Option<Piece> {
    let all = || Lexer::new(cx.text, 0, cx.text.len(), cx.tongue().literals, false).collect();
    let pieces = cx.all_pieces.get_or_init(all);
    let next = pieces.partition_point(|piece| piece.span.start < at);
    next.checked_sub(1).and_then(|i| pieces.get(i)).copied().filter(|piece| at < piece.span.end)
}

/// The string literal of several lines (triple quotes, a heredoc) in which `at` stands.
pub(crate) fn block_around(cx: &Context<'_>, at: usize) -> Option<Span> {
    let blocks = cx.blocks.get_or_init(|| multiline::find(cx.text, cx.tongue()));
    let next = blocks.partition_point(|span| span.start <= at);
    next.checked_sub(1).and_then(|i| blocks.get(i)).copied().filter(|span| at < span.end)
}

/// Whether `at` stands in a string literal of several lines (triple quotes, a heredoc): its lines are some other
/// language's.
pub(crate) fn in_block(cx: &Context<'_>, at: usize) -> bool {
    block_around(cx, at).is_some()
}

/// Whether `at` stands in a here-document whose word is quoted (`<<'EOF'`): nothing expands there.
pub(crate) fn in_quoted_block(cx: &Context<'_>, at: usize) -> bool {
    block_around(cx, at).is_some_and(|block| matches!(cx.text.get(block.start), Some(b'\'' | b'"')))
}
