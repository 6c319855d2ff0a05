//! Where a `dsnitch:allow` counts: in a comment, as the kind of file has them. In a string literal, or in the value of a
//! password file, it is data: what an application stores or sends excuses nothing.

use super::pragma_reach::{Reach, closing_length};

use crate::extract::language::Escape;
use crate::extract::{Construct, Context, Dialect, Piece, PieceKind, Tongue, in_block, piece_around};
use crate::pragma::{MARKER, Pragma};
use crate::text::{LineIndex, Span};

/// A pragma, and the offset where it stands.
#[derive(Clone)]
pub(super) struct Placed {
    pub(super) pragma: Pragma,
    pub(super) at: usize,
}

/// The comments of other tools that count as pragmas: on their own line, for any rule.
pub(super) type Markers = Vec<&'static str>;

/// The pragma for findings of `line`: its own, the one above it, or one that a formatter has moved away from it.
pub(super) fn of_line(cx: &Context<'_>, index: &LineIndex, line: usize, markers: &Markers) -> Option<Placed> {
    let on = |line: usize| on_line(cx, index.span_of(line));
    let above = |line: usize| {
        let above = line.checked_sub(1).filter(|above| *above > 0)?;
        let own = index.span_of(line);
        let is_apart = |at: usize| is_in_ended_scalar(cx, at, own) || is_in_ended_literal(cx, at, own);
        alone_on_line(cx, index.span_of(above)).filter(|placed| !is_apart(placed.at))
    };
    let of_other = || of_another_tool(cx, index.span_of(line), markers);
    // Most texts have no pragma at all.
    if !cx.holds_pragma(MARKER) {
        return of_other();
    }
    let near = on(line).or_else(|| above(line)).or_else(of_other);
    if near.is_some() {
        return near;
    }
    let Reach { first, closing, fence } = Reach::of(cx, index, line);
    let of_first = || (first < line).then(|| on(first).or_else(|| above(first))).flatten();
    // The quotes that close a literal open none.
    let behind = |line: Span| Span::new((line.start + closing_length(line.of(cx.text))).min(line.end), line.end);
    let of_closing = || closing.clone().find_map(|line| on_line(cx, behind(index.span_of(line))));
    // In a block of Markdown, only what is outside of it is a comment of HTML.
    let of_fence = || fence.and_then(above).filter(|placed| is_in_html_comment(cx, index, placed.at));
    of_first().or_else(of_closing).or_else(of_fence)
}

/// The pragma whose mark begins at `at`, if it counts there.
pub(super) fn that_begins(cx: &Context<'_>, index: &LineIndex, at: usize) -> Option<Pragma> {
    let line = index.span_of(index.position(at).0);
    let placed = on_line(cx, line).or_else(|| alone_on_line(cx, line))?;
    (placed.at == at).then_some(placed.pragma)
}

fn is_in_html_comment(cx: &Context<'_>, index: &LineIndex, at: usize) -> bool {
    let line = index.span_of(index.position(at).0);
    cx.text.get(line.start..at).is_some_and(|head| head.trim_ascii().starts_with(b"<!--"))
}

/// The comment of another tool on `line`.
fn of_another_tool(cx: &Context<'_>, line: Span, markers: &Markers) -> Option<Placed> {
    let text = line.of(cx.text);
    markers.iter().find_map(|marker| {
        let at = memchr::memmem::find(text, marker.as_bytes())?;
        let counts = !is_in_literal(cx, line.start + at) && opens_comment(cx, text, at);
        counts.then(|| Placed { pragma: Pragma::of_another_tool(marker), at: line.start + at })
    })
}

/// The pragma of `line`, if it stands in a comment there.
fn on_line(cx: &Context<'_>, line: Span) -> Option<Placed> {
    let text = line.of(cx.text);
    let at = memchr::memmem::find(text, MARKER)?;
    let counts = !is_in_literal(cx, line.start + at) && opens_comment(cx, text, at);
    counts.then(|| Pragma::parse(text)).flatten().map(|pragma| Placed { pragma, at: line.start + at })
}

/// As [`on_line`], of a line that holds nothing else: it is about the line below.
fn alone_on_line(cx: &Context<'_>, line: Span) -> Option<Placed> {
    let text = line.of(cx.text);
    let at = memchr::memmem::find(text, MARKER)?;
    let head = text.get(..at)?;
    let is_alone = head.iter().all(|b| !b.is_ascii_alphanumeric()) || is_word_of_comment(head);
    let is_inside = || matches!(head.trim_ascii(), b"" | b"*") && is_in_block_comment(cx, line.start);
    let counts = is_alone && !is_in_literal(cx, line.start + at) && (is_inside() || opens_comment(cx, text, at));
    counts.then(|| Pragma::parse(text)).flatten().map(|pragma| Placed { pragma, at: line.start + at })
}

/// Whether `head` is the word that begins a comment of Batch or of Basic.
fn is_word_of_comment(head: &[u8]) -> bool {
    let word = head.trim_ascii();
    let word = word.strip_prefix(b"@").unwrap_or(word);
    word.eq_ignore_ascii_case(b"rem")
}

/// Whether `at` stands in a literal that ends before `line`: a comment there is one of the text that the literal holds.
fn is_in_ended_literal(cx: &Context<'_>, at: usize, line: Span) -> bool {
    let is_ended = |piece: &Piece| matches!(piece.kind, PieceKind::Literal(_)) && piece.span.end <= line.start;
    piece_around(cx, at).is_some_and(|piece| is_ended(&piece))
}

/// Whether `at` stands in a string literal: what it says there is text.
fn is_in_literal(cx: &Context<'_>, at: usize) -> bool {
    if cx.dialect().has_expressions() && in_block(cx, at) {
        return true;
    }
    // A cell of a notebook is a list of strings, each a line of code.
    if cx.tongue().has(Construct::LinesAreStrings) {
        return false;
    }
    let has_lines = |piece: &Piece| memchr::memchr(b'\n', piece.span.of(cx.text)).is_some();
    let holds_code = |piece: &Piece| has_lines(piece) && holds_code(cx, piece.span.start);
    let is_literal = |piece: &Piece| matches!(piece.kind, PieceKind::Literal(_)) && !holds_code(piece);
    piece_around(cx, at).is_some_and(|piece| is_literal(&piece))
}

/// Whether the literal that begins at `start` holds statements, whose comments are some: the body of a function or of `DO` in
/// SQL, the lines of a here-document.
fn holds_code(cx: &Context<'_>, start: usize) -> bool {
    let head = cx.text.get(start.saturating_sub(NEAR)..start).unwrap_or_default();
    match cx.dialect() {
        Dialect::Sql if cx.text.get(start) == Some(&b'$') => {
            let words = head.trim_ascii_end();
            let word = words.rsplit(|b| b.is_ascii_whitespace()).next().unwrap_or_default();
            word.eq_ignore_ascii_case(b"as") || word.eq_ignore_ascii_case(b"do")
        }
        Dialect::Shell | Dialect::Docker => head.ends_with(b"\n"),
        _ => false,
    }
}

/// Whether `at` stands in a block scalar of YAML that ends before `line`: a comment there is one of the text that the scalar
/// holds.
fn is_in_ended_scalar(cx: &Context<'_>, at: usize, line: Span) -> bool {
    if cx.dialect() != Dialect::Yaml {
        return false;
    }
    let indent = |line: &[u8]| line.iter().take_while(|b| **b == b' ').count();
    let own = indent(line.of(cx.text));
    let head = cx.text.get(at.saturating_sub(FAR)..at).unwrap_or_default();
    let mut lines = head.rsplit(|b| *b == b'\n');
    let mut least = lines.next().map(indent).unwrap_or_default();
    if least <= own {
        return false;
    }
    for above in lines.filter(|above| !above.trim_ascii().is_empty()) {
        let outer = indent(above);
        if outer < least {
            // A block scalar begins on the line above that is indented less: `key: |2-`, `- >`.
            let header = above.trim_ascii_end();
            let marks = header.iter().rev().take_while(|b| matches!(b, b'-' | b'+' | b'1'..=b'9')).count();
            let header = header.get(..header.len() - marks).unwrap_or_default();
            if matches!(header, [.., b' ', b'|' | b'>']) && outer >= own {
                return true;
            }
            least = outer;
        }
        if least <= own {
            return false;
        }
    }
    false
}

/// Bytes before a comment in which a block scalar that holds it begins.
const FAR: usize = 64 << 10;

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
fn is_in_block_comment(cx: &Context<'_>, at: usize) -> bool {
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
fn opens_comment(cx: &Context<'_>, line: &[u8], at: usize) -> bool {
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

#[cfg(test)]
mod tests {
    use super::of_line;
    use crate::extract::Context;
    use crate::text::LineIndex;

    const PRAGMA: &str = "dsnitch:allow * -- published sample";

    /// Whether `text`, in which `@` stands for a pragma, has one for its last line.
    fn counts(path: &str, text: &str) -> bool {
        let text = text.replace('@', PRAGMA);
        let cx = Context::new(text.as_bytes(), path.as_bytes());
        let index = LineIndex::new(text.as_bytes());
        of_line(&cx, &index, text.lines().count(), &Vec::new()).is_some()
    }

    #[test]
    fn a_pragma_in_a_comment_counts() {
        for (path, text) in [
            ("a.env", "PGPASSWORD=x # @"),
            ("a.env", "# @\nPGPASSWORD=x"),
            ("a.env", "A=it's # @"),
            ("a.sh", "PGPASSWORD='x' psql # @"),
            ("a.sh", "PGPASSWORD='a\\' psql # @"),
            ("a.sh", "cat <<EOF\n# @\nPGPASSWORD=x\nEOF\n# @\nPGPASSWORD=x"),
            ("a.fish", "set x 'it\\'s' # @"),
            ("a.pl", "my $p = q{x}; # @"),
            ("a.sql", "DO $$\n-- @\nALTER USER a PASSWORD 'x';"),
            ("a.sql", "DO $$\n-- @\nALTER USER a PASSWORD 'x';$$"),
            ("crontab", "# @\nPGPASSWORD=x"),
            ("Dockerfile", "ENV PGPASSWORD x # @"),
            ("a.yml", "password: don't # @"),
            ("a.yml", "  # @\n  password: x"),
            ("a.ini", "; @\npassword = x"),
            ("a.properties", "! @\npassword = x"),
            ("a.toml", "password = \"x\"# @"),
            ("a.bat", "REM @\nset PGPASSWORD=x"),
            ("tsconfig.json", "{\"password\": \"x\"} // @"),
            ("a.jsonc", "/* @ */\n\"password\": \"x\""),
            ("a.tf", "password = \"x\" // @"),
            ("a.xml", "<!-- @ -->\n<password>x</password>"),
            ("a.xml", "<password>x</password> <!-- @ -->"),
            ("a.xml", "<!--\n  @\n<password>x</password>"),
            ("a.sql", "ALTER USER a PASSWORD 'x'; -- @"),
            ("a.sql", "-- @\nALTER USER a PASSWORD 'it''s x';"),
            ("a.py", "p = 'it is \\' x'  # @"),
            ("a.py", "# @\np = 'x'"),
            ("a.js", "const p = \"http://x\" // @"),
            ("a.js", "/* @ */ const p = 'x'"),
            ("a.java", "/**\n * @\nString p = \"x\";"),
            ("a.c", "#define P \"x\" /* @ */"),
            ("a.lisp", "(setq p \"x\") ; @"),
            ("a.clj", ";; @\n(def p \"x\")"),
            ("a.erl", "P = \"x\". % @"),
            ("a.hs", "p = \"x\" -- @"),
            ("a.vb", "Dim p = \"x\" ' @"),
            ("a.lua", "local p = 'x' -- @"),
            ("a.cob", "*> @\nMOVE 'x' TO P"),
            ("a.ipynb", "  \"p = 'x'  # @\\n\","),
            ("README.md", "<!-- @ -->\n    PGPASSWORD=x"),
            ("README.md", "<!--\n@\n-->\n\nPGPASSWORD=x <!-- @ -->"),
            ("a.yml", "run: |\n  # @\n  PGPASSWORD=x psql"),
            ("a.yml", "run: |\n  PGPASSWORD=x psql # @"),
            ("a.yml", "a: \"b\"\n# @\np: x"),
            ("a.yml", "a: |\n  b\n# @\np: x"),
            ("a.sql", "DO $$ BEGIN\n-- @\nALTER USER a PASSWORD 'x';"),
            ("a.sql", "CREATE FUNCTION f() RETURNS void AS $f$\n-- @\nALTER USER a PASSWORD 'x';"),
            ("a.rb", "x = 'it' # don't\n# @\np = 'x'"),
            ("a.js", "x = /'/;\n// @\nconst p = 'x'"),
            ("README.md", "PGPASSWORD=x # @"),
            (".pgpass", "# @\nh:5432:d:u:x"),
            ("unknown", "password x # @"),
        ] {
            assert!(counts(path, text), "{path}: {text}");
        }
    }

    /// What is offered is what counts: as it is offered, above the line of the finding.
    #[test]
    fn the_comment_that_is_offered_counts() {
        for (path, opens) in [
            ("a.env", Some("#")),
            ("a.sh", Some("#")),
            ("Dockerfile", Some("#")),
            ("a.yml", Some("#")),
            ("a.ini", Some("#")),
            ("a.toml", Some("#")),
            ("a.bat", Some("rem")),
            ("a.tf", Some("#")),
            ("a.xml", Some("<!--")),
            ("a.sql", Some("--")),
            ("a.py", Some("#")),
            ("a.rb", Some("#")),
            ("Gemfile", Some("#")),
            ("a.js", Some("//")),
            ("a.java", Some("//")),
            ("a.go", Some("//")),
            ("a.rs", Some("//")),
            ("a.php", Some("//")),
            ("a.cs", Some("//")),
            ("a.vb", Some("'")),
            ("a.clj", Some(";")),
            ("a.hs", Some("--")),
            ("a.lua", Some("--")),
            ("a.erl", Some("%")),
            ("a.cob", Some("*>")),
            ("a.jsonc", Some("//")),
            ("README.md", Some("<!--")),
            ("a.rst", Some("..")),
            ("notes", Some("#")),
            ("a.json", None),
            (".pgpass", None),
            ("x/pgpass.conf", None),
            ("userlist.txt", None),
            ("a.csv", None),
        ] {
            let cx = Context::new(b"x", path.as_bytes());
            let comment = cx.tongue().comment;
            assert_eq!(comment.map(|comment| comment.opens), opens, "{path}");
            if let Some(comment) = comment {
                assert!(counts(path, &format!("{} @ {}\nx", comment.opens, comment.closes)), "{path}");
            }
        }
    }

    #[test]
    fn a_pragma_in_a_literal_or_without_a_comment_is_data() {
        for (path, text) in [
            ("a.env", "PGPASSWORD=x#@"),
            ("a.sql", "CREATE FUNCTION f() AS\n$$ -- @ $$;\nALTER USER a PASSWORD 'x';"),
            ("a.sql", "DO\n$$ -- @$$;\nALTER USER a PASSWORD 'x';"),
            ("a.sql", "DO $$\nx;\n-- @$$;\nALTER USER a PASSWORD 'x';"),
            ("a.sql", "SELECT $$ -- @ $$; ALTER USER a PASSWORD 'x';"),
            ("a.sql", "SELECT $a$ -- @ $a$; ALTER USER a PASSWORD 'x';"),
            ("a.pl", "my $x = q{# @}; my $p = 'x';"),
            ("a.pl", "my $x = q{ # @ }; my $p = 'x';"),
            ("a.rb", "a = %q( # @ ); p = 'x'"),
            ("a.rb", "a = /x # @/; p = 'x'"),
            ("a.lua", "x = [[ -- @ ]]; p = 'x'"),
            ("a.exs", "a = ~S( # @ ); p = \"x\""),
            ("a.cpp", "auto a = R\"( // @ )\"; auto p = \"x\";"),
            ("a.fish", "set x 'a\\' # @'; set -x PGPASSWORD x"),
            ("a.env", "PGPASSWORD=\"x # @\""),
            ("a.env", "PGPASSWORD='x # @'"),
            ("a.env", "PGPASSWORD=x @"),
            ("a.env", "@\nPGPASSWORD=x"),
            ("a.sh", "PGPASSWORD=x'y # @'"),
            ("a.sh", "PGPASSWORD=\"x \\\" # @\" psql"),
            ("a.sh", "PGPASSWORD=`x # @`"),
            ("a.yml", "password: x#@"),
            ("a.yml", "password: \"x # @\""),
            ("a.yml", "- @\n- password: x"),
            ("a.yml", "\"# @\"\npassword: x"),
            ("a.toml", "password = \"x # @\""),
            ("a.ini", "password = \"x ; @\""),
            ("a.json", "{\"password\": \"x\"} // @"),
            ("a.json", "// @\n{\"password\": \"x\"}"),
            ("README.md", "@\nPGPASSWORD=x"),
            ("README.md", "* @\n* PGPASSWORD=x"),
            ("README.md", "PGPASSWORD=x @"),
            ("a.java", "@\nString p = \"x\";"),
            ("a.java", "/* a */\n @\nString p = \"x\";"),
            ("a.toml", "a = '''\n# @'''\np = 'x'"),
            ("a.toml", "a = \"\"\"it's\n# @\"\"\"\np = 'x'"),
            ("a.yml", "a: |\n  # @\np: x"),
            ("a.yml", "a: >2-\n  b\n\n  # @\np: x"),
            ("a.yml", "- |\n  # @\n- p: x"),
            ("a.yml", "a: \"b\n  # @\"\np: x"),
            ("a.yml", "a: 'b\n  # @\n  c'\np: x"),
            ("a.sh", "x=\"a\n# @\"\nP='x'"),
            ("a.sh", "x='a\n# @'; P='x'"),
            ("a.sh", "x='\\'; y='a\n# @'; P='x'"),
            ("A.cs", "var x = \"\"\"\na\n// @\"\"\";\nvar p = \"x\";"),
            ("a.rs", "let x = r#\"a\n// @\"#;\nlet p = \"x\";"),
            ("a.rs", "let x = \"a\n// @\";\nlet p = \"x\";"),
            ("a.lua", "x = [[a\n-- @]]\np = 'x'"),
            ("a.exs", "x = ~S(a\n# @)\np = \"x\""),
            ("a.pl", "my $x = q{a\n# @};\nmy $p = 'x';"),
            ("a.rb", "x = %q(a\n# @)\np = 'x'"),
            ("a.rb", "x = 'a\n# @'\np = 'x'"),
            ("a.nix", "x = ''a\n# @'';\np = \"x\";"),
            ("a.php", "<?php $x = 'a\n// @';\n$p = 'x';"),
            ("a.sql", "SELECT 'a\n-- @';\nALTER USER a PASSWORD 'x';"),
            ("a.sql", "SELECT $a$a\n-- @$a$;\nALTER USER a PASSWORD 'x';"),
            ("a.xml", "<a><![CDATA[\n<!-- @ -->]]>\n<p>x</p></a>"),
            ("a.json", "{\"password\": \"x # @\"}"),
            ("a.json", "{\"password\": \"x // @\"}"),
            ("a.json", "\"# @\",\n\"password\": \"x\""),
            ("a.json", "{\"password\": \"x\\\" // @\"}"),
            ("a.tf", "password = \"x # @\""),
            ("a.xml", "<user password=\"x <!-- @\"/>"),
            ("a.xml", "<user note='# @'/>"),
            ("a.sql", "ALTER USER a PASSWORD 'x -- @';"),
            ("a.sql", "ALTER USER a PASSWORD 'it''s -- @';"),
            ("a.py", "p = 'x # @'"),
            ("a.py", "p = f'x # @'"),
            ("a.py", "p = \"x\" + \"# @\""),
            ("a.py", "'# @'\np = 'x'"),
            ("a.js", "const p = \"x // @\""),
            ("a.js", "const p = `x // @`"),
            ("a.go", "p := \"http://u:x@h // @\""),
            ("a.java", "String p = \"x /* @ */\";"),
            ("a.java", "String p = \"x\" + \"/* @ */\";"),
            ("a.rb", "p = %q(x @)"),
            ("a.vb", "Dim p = \"x ' @\""),
            ("a.ipynb", "  \"p = 'x # @'\\n\","),
            ("userlist.txt", "\"u\" \"x # @\""),
            ("README.md", "password: \"x # @\""),
            ("unknown", "password x @"),
        ] {
            assert!(!counts(path, text), "{path}: {text}");
        }
    }

    #[test]
    fn a_line_of_a_literal_of_several_lines_has_no_comment() {
        for (path, text) in [
            ("a.py", "q = '''\npassword=x # @\n'''\n"),
            ("a.py", "q = \"\"\"\n# @\npassword=x\n\"\"\"\n"),
            ("a.js", "const q = `\n// @\npassword=x`\n"),
            ("a.go", "q := `\npassword=x // @\n`\n"),
        ] {
            let text = text.replace('@', PRAGMA);
            let cx = Context::new(text.as_bytes(), path.as_bytes());
            let line = 1 + text.lines().position(|line| line.starts_with("password")).unwrap();
            assert!(of_line(&cx, &LineIndex::new(text.as_bytes()), line, &Vec::new()).is_none(), "{path}: {text}");
        }
    }

    /// Rows: a path, a text in which `@` stands for a pragma, and whether the line of `x` has one.
    #[test]
    fn a_pragma_counts_where_a_formatter_moves_it() {
        for (path, text, is_excused) in [
            ("a.py", "# @\np = (\n    'x'\n)", true),
            ("a.py", "p = (  # @\n    'x'\n)", true),
            ("a.py", "p = (\n    'x'\n)  # @", true),
            ("a.py", "p = f(\n    'a',\n    'x',\n)  # @", true),
            ("a.py", "# @\np = \\\n    'x'", true),
            ("a.py", "# @\np = \"\"\"\nselect\nx\n\"\"\"", true),
            ("a.py", "p = \"\"\"\nselect\nx\n\"\"\"  # @", true),
            ("a.js", "const c = {\n  // @\n  password:\n    'x',\n}", true),
            ("a.js", "f(\n  'x'\n); // @", true),
            ("a.go", "// @\np :=\n\t\"x\"", true),
            ("a.tf", "# @\np = [\n  \"x\"\n]", true),
            ("a.yml", "# @\np: >-\n  x", true),
            ("README.md", "<!-- @ -->\n```json\n{\n\"p\": \"x\"\n```", true),
            ("README.md", "<!-- @ -->\n~~~\nx\n~~~", true),
            ("a.py", "# @\np = (\n    'a',\n    'x',\n)", false),
            ("a.py", "# @\n\np = 'x'", false),
            ("a.py", "# @\na = 1\np = (\n    'x'\n)", false),
            ("a.py", "p = (\n    'x'\n)\n# @", false),
            ("a.py", "p = (\n    'x'\n)\nq = 1  # @", false),
            ("a.py", "p = (\n    'x'\n) + '# @'", false),
            ("a.yml", "# @\np:\n  x", false),
            ("README.md", "```sh\n# @\n```\nx", false),
            ("README.md", "<!-- @ -->\n\n```json\nx\n```", false),
        ] {
            let line = 1 + text
                .lines()
                .position(|line| {
                    line.trim_matches([' ', '\t', '\'', '"', ',']) == "x"
                        || line.ends_with("'x'")
                        || line.ends_with("\"x\"")
                })
                .unwrap();
            let text = text.replace('@', PRAGMA);
            let cx = Context::new(text.as_bytes(), path.as_bytes());
            let placed = of_line(&cx, &LineIndex::new(text.as_bytes()), line, &Vec::new());
            assert_eq!(placed.is_some(), is_excused, "{path}: {text}");
        }
    }

    #[test]
    fn comments_of_other_tools_count_where_they_are_asked_for() {
        let count = |text: &str, markers: Vec<&'static str>| {
            let cx = Context::new(text.as_bytes(), b"a.py");
            of_line(&cx, &LineIndex::new(text.as_bytes()), 1, &markers).is_some()
        };
        assert!(count("p = 'x'  # gitleaks:allow", vec!["gitleaks:allow"]));
        assert!(count("p = 'x'  # pragma: allowlist secret", vec!["gitleaks:allow", "pragma: allowlist secret"]));
        for (text, markers) in [
            ("p = 'x'  # gitleaks:allow", vec![]),
            ("p = 'x'  # gitleaks:allow", vec!["betterleaks:allow"]),
            ("p = 'x # gitleaks:allow'", vec!["gitleaks:allow"]),
        ] {
            assert!(!count(text, markers), "{text}");
        }
    }
}
