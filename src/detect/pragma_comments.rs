//! Recognises comments in each family of languages: an allow comment counts only within a comment.

use crate::extract::language::Escape;
use crate::extract::{Construct, Context, Dialect, Piece, PieceKind, Tongue, piece_around};
use crate::text::{template_comment_at, template_comments};

/// True if `head` is nothing but the word that begins a comment, or the tag of a template language that does.
pub(super) fn is_word_of_comment(cx: &Context<'_>, head: &[u8]) -> bool {
    let word = head.trim_ascii();
    let word = word.strip_prefix(b"@").unwrap_or(word);
    let is_own = |own: &str| word.eq_ignore_ascii_case(own.as_bytes());
    is_own("rem")
        || cx.tongue().word_of_comment().is_some_and(is_own)
        || template_comment_at(word).is_some_and(|(open, _)| open.len() == word.len())
}

/// How far back, in bytes, the start of a comment is searched for that belongs to a template and not to the language;
/// the limit bounds the cost of each allow comment.
const BEFORE: usize = 2 << 10;

/// Delimiters of multi-line comments of languages.
const BLOCKS: &[(&str, &str)] = &[
    ("/*", "*/"),
    ("<!--", "-->"),
    ("{-", "-}"),
    ("(*", "*)"),
    ("<#", "#>"),
    ("--[[", "]]"),
    ("=begin", "=end"),
    ("#|", "|#"),
    ("#=", "=#"),
];

/// True if comments of template languages may stand in the text: not where every line is data.
fn has_templates(cx: &Context<'_>) -> bool {
    cx.tongue().comment.is_some() || cx.language().is_template
}

/// True if a comment from an earlier line continues at `at`, the start of a line, which then needs no comment mark.
pub(super) fn is_in_block_comment(cx: &Context<'_>, at: usize) -> bool {
    let is_of_language =
        matches!(cx.dialect(), Dialect::Code | Dialect::Hcl | Dialect::Xml | Dialect::Sql | Dialect::Prose);
    // The language's own comments are tracked from the start of the file.
    if is_of_language
        && piece_around(cx, at).is_some_and(|piece| piece.kind == PieceKind::Comment && piece.span.start < at)
    {
        return true;
    }
    let head = cx.text.get(at.saturating_sub(BEFORE)..at).unwrap_or_default();
    let own = BLOCKS.iter().copied().filter(|_| is_of_language);
    own.chain(template_comments().filter(|_| has_templates(cx))).any(|(opens, closes)| {
        !closes.is_empty()
            && memchr::memmem::rfind(head, opens.as_bytes()).is_some_and(|open| {
                let rest = head.get(open + opens.len()..).unwrap_or_default();
                memchr::memmem::find(rest, closes.as_bytes()).is_none()
            })
    })
}

/// True if `line` has nothing but the mark that closes a comment of several lines.
pub(super) fn only_closes(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    let closes = |(_, close): (&str, &str)| {
        !close.is_empty()
            && line.strip_prefix(close.as_bytes()).is_some_and(|rest| !rest.iter().any(u8::is_ascii_alphanumeric))
    };
    line.starts_with(b"{% endcomment")
        || line.starts_with(b"{%- endcomment")
        || BLOCKS.iter().copied().chain(template_comments()).any(closes)
}

/// The end of the text of the comment that contains `at`, if a mark of the language closes it: `{ … }` in Pascal.
pub(super) fn end_of_closed_comment(cx: &Context<'_>, at: usize) -> Option<usize> {
    // The others have quotes that their literals do not know.
    let is_comment = |piece: &Piece| piece.kind == PieceKind::Comment && cx.dialect() == Dialect::Code;
    let piece = piece_around(cx, at).filter(is_comment)?;
    let text = piece.span.of(cx.text);
    let is_its_own =
        |(open, close): &(&str, &str)| text.starts_with(open.as_bytes()) && text.ends_with(close.as_bytes());
    let (_, close) = cx.tongue().block_marks().find(is_its_own)?;
    Some(piece.span.end - close.len()).filter(|end| at < *end)
}

/// True if a comment begins on `line` before `at`, outside of quotes.
pub(super) fn opens_comment(cx: &Context<'_>, line: &[u8], at: usize) -> bool {
    let (dialect, tongue) = (cx.dialect(), cx.tongue());
    // A notebook cell is a list of strings, each of which is a line of code.
    let is_cell = tongue.has(Construct::LinesAreStrings);
    let mut from = if is_cell { line.iter().position(|b| *b == b'"').map_or(0, |quote| quote + 1) } else { 0 };
    let dialect = if is_cell { Dialect::Code } else { dialect };
    let is_verbatim = dialect == Dialect::Shell && tongue.literals.escape_of(b'\'') == Some(Escape::None);
    let mut open: Option<u8> = None;
    while from < at {
        let Some((byte, length)) = code_byte(line, from, is_cell) else { return false };
        let before = from.checked_sub(1).and_then(|before| line.get(before)).copied();
        let mut next = from + length;
        let after_next = next + code_byte(line, next, is_cell).map_or(1, |(_, length)| length);
        match open {
            // Where a backslash is not an escape, the character after it is no quote either, or the literal ends
            // earlier; then fewer comments count.
            Some(quote) if byte == b'\\' && !(quote == b'\'' && is_verbatim) => next = after_next,
            Some(quote) if byte == quote => open = None,
            Some(_) => {}
            None if byte == b'\\' => next = after_next,
            None if let Some(end) = end_of_short_comment(line, from, at) => next = end,
            None if opens_template_comment(cx, line, from) => return true,
            None if is_comment(dialect, tongue, line, from, at) => return true,
            None if opens_literal(dialect, tongue, before, byte) => open = Some(byte),
            None => {}
        }
        from = next;
    }
    false
}

/// The character of code on `line` at `at`, and how many bytes it is written in: in a string of a notebook's cell, a quotation
/// mark and a backslash of the code have a backslash before them.
fn code_byte(line: &[u8], at: usize, is_cell: bool) -> Option<(u8, usize)> {
    match (line.get(at)?, line.get(at + 1)) {
        (b'\\', Some(escaped @ (b'"' | b'\\'))) if is_cell => Some((*escaped, 2)),
        (byte, _) => Some((*byte, 1)),
    }
}

/// The end of a comment of several lines that begins on `line` at `from`, if it closes before `marker`.
fn end_of_short_comment(line: &[u8], from: usize, marker: usize) -> Option<usize> {
    let rest = line.get(from..marker)?;
    let own = || [("/*", "*/"), ("<!--", "-->")].into_iter().find(|(opens, _)| rest.starts_with(opens.as_bytes()));
    let (opens, closes) = own().or_else(|| template_comment_at(rest)).filter(|(_, closes)| !closes.is_empty())?;
    Some(from + opens.len() + memchr::memmem::find(rest.get(opens.len()..)?, closes.as_bytes())? + closes.len())
}

/// True if a comment of a template language begins on `line` at `from`. In a file whose name does not tell of templates it has
/// a line of its own: behind a value it would be a part of that.
fn opens_template_comment(cx: &Context<'_>, line: &[u8], from: usize) -> bool {
    let Some((opens, _)) = line.get(from..).and_then(template_comment_at) else { return false };
    let head = line.get(..from).unwrap_or_default();
    let is_first = || from <= NEAR && head.trim_ascii().is_empty();
    let is_anywhere = cx.language().is_template || matches!(cx.dialect(), Dialect::Xml | Dialect::Prose);
    let is_apart = !opens.starts_with('#') || head.last().is_none_or(u8::is_ascii_whitespace);
    has_templates(cx) && (is_first() || is_anywhere && is_apart)
}

/// How many bytes before an allow comment, and before the start of its comment, may be blanks and punctuation only: a
/// bound on the work.
const NEAR: usize = 1024;

/// True if an apostrophe begins a comment.
fn has_apostrophes(tongue: &Tongue) -> bool {
    tongue.comment.is_some_and(|comment| comment.opens == "'")
}

/// True if a quotation mark at `from` begins a comment of Vim script: at the start of the line, or behind the end of an
/// expression, where it is the last one on its line.
fn is_quote_of_comment(tongue: &Tongue, line: &[u8], from: usize, is_first: bool) -> bool {
    let head = line.get(from.saturating_sub(NEAR)..from).unwrap_or_default().trim_ascii_end();
    let ends = || head.len() < from && head.last().is_some_and(|byte| b"\"')]}".contains(byte));
    let rest = || line.get(from + 1..).unwrap_or_default();
    tongue.comment.is_some_and(|comment| {
        // Where another one closes it, it begins a comment anywhere.
        let is_closed = !comment.closes.is_empty();
        comment.opens == "\"" && (is_closed || is_first || ends() && memchr::memchr(b'"', rest()).is_none())
    })
}

/// True if a literal begins with `byte`, after the byte `before`.
fn opens_literal(dialect: Dialect, tongue: &Tongue, before: Option<u8>, byte: u8) -> bool {
    // `don't`: within a word, in languages with unquoted words.
    let is_in_word = before.is_some_and(|before| before.is_ascii_alphanumeric() || before >= 0x80);
    let has_words = matches!(dialect, Dialect::Prose | Dialect::Xml | Dialect::Yaml | Dialect::Ini | Dialect::Env);
    match byte {
        // In these languages an apostrophe begins a comment.
        b'\'' if has_apostrophes(tongue) => false,
        b'"' | b'\'' => !(has_words && is_in_word),
        b'`' => matches!(dialect, Dialect::Code | Dialect::Shell),
        _ => false,
    }
}

/// True if a command of Batch begins at `from`, behind another one and `&`.
fn before_command(line: &[u8], from: usize) -> bool {
    line.get(from.saturating_sub(NEAR)..from).is_some_and(|head| head.trim_ascii_end().ends_with(b"&"))
}

/// True if a comment begins on `line` at `from`, which is before `marker`.
fn is_comment(dialect: Dialect, tongue: &Tongue, line: &[u8], from: usize, marker: usize) -> bool {
    let rest = line.get(from..).unwrap_or_default();
    let before = from.checked_sub(1).and_then(|at| line.get(at)).copied();
    let is_apart = before.is_none_or(|byte| byte.is_ascii_whitespace());
    let is_first = || from <= NEAR && line.get(..from).is_some_and(|head| head.trim_ascii().is_empty());
    let starts = |marks: &[&str]| marks.iter().any(|mark| rest.starts_with(mark.as_bytes()));
    // A URL scheme has two slashes too.
    let slashes = || starts(&["/*"]) || starts(&["//"]) && before != Some(b':');
    let word = |word: &str| {
        rest.get(..word.len()).is_some_and(|own| own.eq_ignore_ascii_case(word.as_bytes()))
            && is_first()
            && rest.get(word.len()).is_some_and(u8::is_ascii_whitespace)
    };
    // Marks that are also operators begin a comment only if nothing but punctuation and blanks follows up to the
    // marker.
    let is_next = || {
        let between = line.get(from..marker).unwrap_or_default();
        between.len() <= NEAR
            && between.iter().all(|byte| {
                byte.is_ascii_whitespace() || byte.is_ascii_punctuation() && !b"\"'`(){}[]<>".contains(byte)
            })
    };
    // In Markdown they are list, table and quotation marks.
    let is_markdown = tongue.comment.is_some_and(|comment| comment.opens == "<!--");
    match dialect {
        Dialect::Env | Dialect::Shell | Dialect::Docker | Dialect::Yaml => starts(&["#"]) && is_apart,
        // Nothing begins a comment behind a value there.
        Dialect::Ini if tongue.name == "properties" => starts(&["#", "!"]) && is_first(),
        Dialect::Ini => (starts(&["#", ";"]) && is_apart) || (starts(&["!", "//"]) && is_first()),
        Dialect::Toml => starts(&["#"]),
        Dialect::Batch => {
            let is_command = before_command(line, from);
            let rem = || rest.get(..4).is_some_and(|own| own.eq_ignore_ascii_case(b"rem "));
            word("rem") || word("@rem") || starts(&["::"]) && (is_first() || is_command) || is_command && rem()
        }
        Dialect::Json => tongue.comment.is_some() && (slashes() || starts(&["#"]) && is_first()),
        Dialect::Hcl => starts(&["#"]) || slashes(),
        Dialect::Xml => starts(&["<!--"]) || slashes(),
        Dialect::Sql => starts(&["--"]) || slashes() || starts(&["#"]) && is_apart,
        Dialect::Code => {
            slashes()
                || starts(&["<!--", "{-", "(*", "--", "*>"])
                || starts(&["#", ";", "%", "*", "!", "|", "@"]) && is_next()
                || starts(&["#"]) && rest.get(1).is_some_and(u8::is_ascii_whitespace)
                || starts(&["'"]) && has_apostrophes(tongue)
                || starts(&["\""]) && is_quote_of_comment(tongue, line, from, is_first())
                || word("rem")
        }
        // Any kind of comment: Markdown contains code, and an unknown file may be anything.
        Dialect::Prose => {
            slashes()
                || starts(&["<!--", "(*", "{-", "<%", "[//]"])
                || starts(&["#", "--", ";", "%", "..", "::"]) && is_apart
                || starts(&["*", "|", "+", "-", ">"]) && is_next() && !is_markdown
                || word("rem")
                || is_first() && tongue.comment.is_some_and(|own| starts(&[own.opens]))
                || is_apart && tongue.word_of_comment().is_some_and(|own| rest.starts_with(own.as_bytes()))
        }
    }
}
