//! Comments, as each family of languages writes them: in one a pragma counts.

use crate::extract::language::Escape;
use crate::extract::{Construct, Context, Dialect, PieceKind, Tongue, piece_around};

/// Whether `head` is the word that begins a comment of Batch or of Basic.
pub(super) fn is_word_of_comment(head: &[u8]) -> bool {
    let word = head.trim_ascii();
    let word = word.strip_prefix(b"@").unwrap_or(word);
    word.eq_ignore_ascii_case(b"rem")
}

/// Bytes before a comment's line in which a comment begins that is a template's and not the language's: each of many pragmas
/// looks so far back.
const BEFORE: usize = 2 << 10;

/// What opens and closes comments of several lines.
const BLOCKS: &[(&[u8], &[u8])] = &[
    (b"/*", b"*/"),
    (b"<!--", b"-->"),
    (b"<%--", b"--%>"),
    (b"{-", b"-}"),
    (b"(*", b"*)"),
    (b"{#", b"#}"),
    (b"{{!", b"}}"),
    (b"<#", b"#>"),
    (b"--[[", b"]]"),
    (b"=begin", b"=end"),
    (b"#|", b"|#"),
    (b"#=", b"=#"),
];

/// Whether a comment that began on an earlier line goes on at `at`, the start of a line: one of its lines needs no mark.
pub(super) fn is_in_block_comment(cx: &Context<'_>, at: usize) -> bool {
    if !matches!(cx.dialect(), Dialect::Code | Dialect::Hcl | Dialect::Xml | Dialect::Sql | Dialect::Prose) {
        return false;
    }
    // However far back the language's own begins.
    if piece_around(cx, at).is_some_and(|piece| piece.kind == PieceKind::Comment && piece.span.start < at) {
        return true;
    }
    let head = cx.text.get(at.saturating_sub(BEFORE)..at).unwrap_or_default();
    BLOCKS.iter().any(|(opens, closes)| {
        memchr::memmem::rfind(head, opens).is_some_and(|open| {
            let rest = head.get(open + opens.len()..).unwrap_or_default();
            memchr::memmem::find(rest, closes).is_none()
        })
    })
}

/// Whether a comment of `line` begins before `at`, outside of what is quoted there.
pub(super) fn opens_comment(cx: &Context<'_>, line: &[u8], at: usize) -> bool {
    let (dialect, tongue) = (cx.dialect(), cx.tongue());
    // A cell of a notebook is a list of strings, each a line of code.
    let is_cell = tongue.has(Construct::LinesAreStrings);
    let mut from = if is_cell { line.iter().position(|b| *b == b'"').map_or(0, |quote| quote + 1) } else { 0 };
    let dialect = if is_cell { Dialect::Code } else { dialect };
    let is_verbatim = dialect == Dialect::Shell && tongue.literals.escape_of(b'\'') == Some(Escape::None);
    let mut open: Option<u8> = None;
    while from < at {
        let Some(&byte) = line.get(from) else { return false };
        let before = from.checked_sub(1).and_then(|before| line.get(before)).copied();
        match open {
            // Where a backslash is none, what follows it is no quote either, or the literal ends sooner: then less counts.
            Some(quote) if byte == b'\\' && !(quote == b'\'' && is_verbatim) => from += 1,
            Some(quote) if byte == quote => open = None,
            Some(_) => {}
            None if byte == b'\\' && !is_cell => from += 1,
            None if is_comment(dialect, tongue, line, from, at) => return true,
            None if opens_literal(dialect, tongue, before, byte) => open = Some(byte),
            None => {}
        }
        from += 1;
    }
    false
}

/// Bytes before a pragma, and before what opens its comment, that may be blanks and marks only: a bound on the work.
const NEAR: usize = 1024;

/// Whether an apostrophe begins a comment.
fn has_apostrophes(tongue: &Tongue) -> bool {
    tongue.comment.is_some_and(|comment| comment.opens == "'")
}

/// Whether a literal begins with `byte`, behind the byte `before`.
fn opens_literal(dialect: Dialect, tongue: &Tongue, before: Option<u8>, byte: u8) -> bool {
    // `don't`: in the middle of a word where words need no quotes.
    let is_in_word = before.is_some_and(|before| before.is_ascii_alphanumeric() || before >= 0x80);
    let has_words = matches!(dialect, Dialect::Prose | Dialect::Xml | Dialect::Yaml | Dialect::Ini | Dialect::Env);
    match byte {
        // There an apostrophe begins a comment.
        b'\'' if has_apostrophes(tongue) => false,
        b'"' | b'\'' => !(has_words && is_in_word),
        b'`' => matches!(dialect, Dialect::Code | Dialect::Shell),
        _ => false,
    }
}

/// Whether a comment begins in `line` at `from`, which is before `marker`.
fn is_comment(dialect: Dialect, tongue: &Tongue, line: &[u8], from: usize, marker: usize) -> bool {
    let rest = line.get(from..).unwrap_or_default();
    let before = from.checked_sub(1).and_then(|at| line.get(at)).copied();
    let is_apart = before.is_none_or(|byte| byte.is_ascii_whitespace());
    let is_first = || from <= NEAR && line.get(..from).is_some_and(|head| head.trim_ascii().is_empty());
    let starts = |marks: &[&str]| marks.iter().any(|mark| rest.starts_with(mark.as_bytes()));
    // A scheme has two slashes too.
    let slashes = || starts(&["/*"]) || starts(&["//"]) && before != Some(b':');
    let word = |word: &str| {
        rest.get(..word.len()).is_some_and(|own| own.eq_ignore_ascii_case(word.as_bytes()))
            && is_first()
            && rest.get(word.len()).is_some_and(u8::is_ascii_whitespace)
    };
    // Marks that are operators as well begin a comment where nothing but marks and blanks is between.
    let is_next = || {
        let between = line.get(from..marker).unwrap_or_default();
        between.len() <= NEAR
            && between.iter().all(|byte| {
                byte.is_ascii_whitespace() || byte.is_ascii_punctuation() && !b"\"'`(){}[]<>".contains(byte)
            })
    };
    // There they are the marks of lists, tables and quotations.
    let is_markdown = tongue.comment.is_some_and(|comment| comment.opens == "<!--");
    match dialect {
        Dialect::Env | Dialect::Shell | Dialect::Docker | Dialect::Yaml => starts(&["#"]) && is_apart,
        Dialect::Ini => (starts(&["#", ";"]) && is_apart) || (starts(&["!", "//"]) && is_first()),
        Dialect::Toml => starts(&["#"]),
        Dialect::Batch => {
            word("rem") || word("@rem") || starts(&["::"]) && is_first() || starts(&["& rem ", "&rem ", "& :: "])
        }
        Dialect::Json => tongue.comment.is_some() && (slashes() || starts(&["#"]) && is_first()),
        Dialect::Hcl => starts(&["#"]) || slashes(),
        Dialect::Xml => starts(&["<!--", "<%--", "{#", "{{!", "@*", "<%#"]) || slashes(),
        Dialect::Sql => starts(&["--"]) || slashes() || starts(&["#"]) && is_apart,
        Dialect::Code => {
            slashes()
                || starts(&["<!--", "{-", "(*", "{#", "{{!", "<%#", "<%--", "--", "*>"])
                || starts(&["#", ";", "%", "*", "!", "|", "@"]) && is_next()
                || starts(&["#"]) && rest.get(1).is_some_and(u8::is_ascii_whitespace)
                || starts(&["'"]) && has_apostrophes(tongue)
                || word("rem")
        }
        // Every kind of comment: Markdown shows code, and what is not known may be anything.
        Dialect::Prose => {
            slashes()
                || starts(&["<!--", "{#", "{{!", "(*", "{-", "<%", "[//]"])
                || starts(&["#", "--", ";", "%", "..", "::"]) && is_apart
                || starts(&["*", "|", "+", "-", ">"]) && is_next() && !is_markdown
                || word("rem")
        }
    }
}
