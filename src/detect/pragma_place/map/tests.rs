//! Where an allow comment counts, in full: for each line of a text with a value the lines at which a comment excuses it, and for each
//! kind of file the marks that begin a comment. `DSNITCH_BLESS=1 cargo nextest run map_tests` rewrites both files in
//! `tests/data/comments`; read the difference: each change is a comment that counts now, or does not any more.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

use super::of_line;
use crate::extract::Context;
use crate::text::LineIndex;

const PRAGMA: &str = "dsnitch:allow * -- published sample";

/// For each line of `text`, whether a value there has an allow comment.
fn excused(path: &str, text: &str) -> Vec<bool> {
    let cx = Context::new(text.as_bytes(), path.as_bytes());
    let index = LineIndex::new(text.as_bytes());
    (1..=text.lines().count()).map(|line| !of_line(&cx, &index, line, &Vec::new()).is_empty()).collect()
}

/// For each line with a value a text with a sign for each line at which the comment stands: `>` it counts behind that line, `^` above
/// it, `*` at both, `.` at none.
fn map(path: &str, lines: &[&str], (opens, closes): (&str, &str), end: &str) -> Vec<String> {
    let comment = [opens, PRAGMA, closes].join(" ");
    let comment = comment.trim();
    let text = |lines: Vec<String>| lines.iter().map(|line| format!("{line}{end}")).collect::<String>();
    let mut rows = vec![String::new(); lines.len()];
    for at in 0..lines.len() {
        let own = |(nth, line): (usize, &&str)| {
            if nth == at { format!("{line} {comment}") } else { (*line).to_owned() }
        };
        let behind = excused(path, &text(lines.iter().enumerate().map(own).collect()));
        let blanks: String = lines[at].chars().take_while(|c| c.is_whitespace()).collect();
        let mut moved: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        moved.insert(at, format!("{blanks}{comment}"));
        let mut above = excused(path, &text(moved));
        above.remove(at);
        for ((row, behind), above) in rows.iter_mut().zip(behind).zip(above) {
            row.push(match (behind, above) {
                (true, true) => '*',
                (true, false) => '>',
                (false, true) => '^',
                (false, false) => '.',
            });
        }
    }
    rows
}

/// Compares a file of `tests/data/comments` with what it should be.
#[track_caller]
fn holds(name: &str, of: impl Fn(&str) -> String) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/comments").join(name);
    let text = std::fs::read_to_string(&file).unwrap();
    let now = of(&text);
    if std::env::var_os("DSNITCH_BLESS").is_some() {
        std::fs::write(&file, now).unwrap();
        return;
    }
    let differs: Vec<String> = text
        .lines()
        .zip(now.lines())
        .enumerate()
        .filter(|(_, (before, now))| before != now)
        .map(|(at, (before, now))| format!("{name}:{}: written {before}\n  now {now}", at + 1))
        .collect();
    assert!(text == now, "{}", differs.join("\n"));
}

/// A file of texts: `== PATH`, or `== PATH # OPENS [CLOSES]` for other marks than those of the file, and for each line its signs and
/// the line behind two blanks.
#[test]
fn a_comment_counts_at_the_lines_of_its_statement() {
    let wrong = RefCell::new(Vec::new());
    holds("statements.txt", |file| {
        let mut out = String::new();
        let mut parts = file.split("\n== ");
        out += &format!("{}\n", parts.next().unwrap_or_default());
        for part in parts {
            let (head, body) = part.split_once('\n').unwrap();
            let (path, marks) = head.split_once(" # ").unwrap_or((head, ""));
            let lines: Vec<&str> =
                body.trim_end().lines().map(|line| line.split_once("  ").map_or("", |(_, line)| line)).collect();
            let own = Context::new(b"x", path.as_bytes()).tongue().comment;
            let own = own.map_or(("#", ""), |comment| (comment.opens, comment.closes));
            let marks = if marks.is_empty() { own } else { marks.split_once(' ').unwrap_or((marks, "")) };
            let rows = map(path, &lines, marks, "\n");
            if map(path, &lines, marks, "\r\n") != rows {
                wrong.borrow_mut().push(format!("{head} with CRLF: {:?}", map(path, &lines, marks, "\r\n")));
            }
            out += &format!("== {head}\n");
            for (row, line) in rows.iter().zip(&lines) {
                out += format!("{row}  {line}").trim_end();
                out.push('\n');
            }
            out.push('\n');
        }
        format!("{}\n", out.trim_end())
    });
    assert!(wrong.borrow().is_empty(), "{}", wrong.borrow().join("\n"));
}

/// Marks of comments of all kinds of languages, each with the one that closes it.
const MARKS: [(&str, &str); 40] = [
    ("#", ""),
    ("//", ""),
    ("--", ""),
    (";", ""),
    ("%", ""),
    ("'", ""),
    ("\"", ""),
    ("!", ""),
    ("*", ""),
    ("*>", ""),
    ("|", ""),
    ("@", ""),
    (">", ""),
    ("+", ""),
    ("-", ""),
    ("..", ""),
    ("::", ""),
    ("rem", ""),
    ("@REM", ""),
    ("remark", ""),
    ("dnl", ""),
    ("##", ""),
    ("&::", ""),
    ("& rem", ""),
    ("/*", "*/"),
    ("/**", "*/"),
    ("<!--", "-->"),
    ("(*", "*)"),
    ("{-", "-}"),
    ("{", "}"),
    ("#[[", "]]"),
    ("--[[", "]]"),
    ("<#", "#>"),
    ("#|", "|#"),
    ("=begin", "=end"),
    ("{#", "#}"),
    ("{{!", "}}"),
    ("{{/*", "*/}}"),
    ("{% comment %}", "{% endcomment %}"),
    ("<%#", "%>"),
];

/// What stands around an allow comment: `@` is the comment with its marks, `O` and `C` are the marks and `P` is what stands between
/// them. The value is on the last line.
const AROUND: [&str; 17] = [
    "@\na = x",
    "    @\n    a = x",
    "a = x @",
    "a = x@",
    "a = \"x\" @",
    "a = 'x'@",
    "a = \"x @\"",
    "a = 'x @'",
    "a = `x @`",
    "a = \"x\\\" @\"",
    "a = it's @",
    "a = x O note: P C",
    "O note: P C\na = x",
    "a = /* b */ x @",
    "/* b */ @\na = x",
    "O\nP\nC\na = x",
    "a = \"\n@\n\"\na = x",
];

/// A file of paths: `== PATH`, and for each row of signs the marks that have it; a sign for each of [`AROUND`], `+` where the comment
/// counts.
#[test]
fn each_kind_of_file_has_its_marks_of_comments_and_no_other() {
    holds("marks.txt", |file| {
        let mut out: String =
            file.lines().take_while(|line| !line.starts_with("== ")).map(|line| format!("{line}\n")).collect();
        for path in file.lines().filter_map(|line| line.strip_prefix("== ")) {
            let mut by_signs: BTreeMap<String, Vec<&str>> = BTreeMap::new();
            for (opens, closes) in MARKS {
                let comment = [opens, PRAGMA, closes].join(" ");
                let sign = |around: &&str| {
                    let filled = |sign: char| match sign {
                        '@' => comment.trim().to_owned(),
                        'O' => opens.to_owned(),
                        'C' => closes.to_owned(),
                        'P' => PRAGMA.to_owned(),
                        sign => sign.to_string(),
                    };
                    let text: String = around.chars().map(filled).collect();
                    // The kind of a file with pairs in braces is told by them too.
                    let text = if path.contains("json") { text.replace("a = ", "\"a\": ") } else { text };
                    excused(path, &text).last().is_some_and(|is| *is)
                };
                let signs: String = AROUND.iter().map(|around| if sign(around) { '+' } else { '.' }).collect();
                by_signs.entry(signs).or_default().push(opens);
            }
            out += &format!("== {path}\n");
            by_signs.remove(&".".repeat(AROUND.len()));
            for (signs, marks) in by_signs {
                out += &format!("{signs}  {}\n", marks.join("  "));
            }
        }
        out
    });
}

/// Rows: a path; a text in which the comment is `@`, and what stands between `<` and `>` is repeated; and how often it may be, so that
/// the value, on the line with `§`, has the comment. Beyond that the comment is out of sight.
const FAR: &[(&str, &str, usize)] = &[
    ("a.py", "# @\nf(\n<  a,\n>  '§',\n)\n", 23),
    ("a.py", "f(\n  '§',\n<  a,\n>)  # @\n", 23),
    ("a.py", "# @\np = '''\n<a\n>§\n'''\n", 63),
    ("a.py", "p = '''\n§\n<a\n>'''  # @\n", 63),
    ("a.py", "# @\nf(<a>,\n  '§',\n)\n", 4093),
    ("a.py", "# @\nf(<[],>\n  '§',\n)\n", 255),
    ("a.py", "f(\n  '§', <[],>\n)  # @\n", 255),
    ("a.py", "# @\np = (\n<  # c\n>  '§'\n)\n", 23),
    ("a.py", "# @\np = ('a'\n<  # c\n>  '§')\n", 23),
    ("README.md", "<!-- @ -->\n```sh\n<A=1\n>P=§\n```\n", 63),
    ("a.sql", "-- @\nCREATE ROLE a\n<  LOGIN\n>  PASSWORD '§';\n", 23),
    ("a.sql", "CREATE ROLE a PASSWORD '§'\n<  LOGIN\n>  NOINHERIT; -- @\n", 23),
    ("a.sql", "CREATE FUNCTION f() RETURNS void AS< >$$\n-- @\nALTER USER a PASSWORD '§';\n$$;\n", 1022),
    ("a.sh", "# @\nf \\\n<  -a \\\n>  -p '§'\n", 23),
    ("a.js", "// @\nx =\n<  a ||\n>  '§';\n", 23),
    ("a.yml", "# @\n- name: P\n<  a: b\n>  value: §\n", 23),
    ("a.rb", "# @\nconnect a: 1,\n<  b: 2,\n>  p: '§'\n", 23),
    ("a.xml", "<!-- @ -->\n<a\n<  b=\"c\"\n>  p=\"§\"/>\n", 23),
    ("a.tf", "# @\na = {\n<  b = 1\n>  p = \"§\"\n}\n", 23),
];

#[test]
fn a_comment_counts_up_to_a_number_of_lines_or_bytes() {
    let mut wrong = Vec::new();
    for (path, text, most) in FAR {
        let text = text.replace('@', PRAGMA);
        // The last pair of brackets: a comment of markup has brackets too.
        let start = text.rfind("\n<").map_or_else(|| text.rfind('<').unwrap(), |at| at + 1);
        let end = start + text[start..].find('>').unwrap();
        let of = |times: usize| {
            let filled = [&text[..start], &text[start + 1..end].repeat(times), &text[end + 1..]].concat();
            let line = filled.lines().position(|line| line.contains('§')).unwrap();
            let cx = Context::new(filled.as_bytes(), path.as_bytes());
            !of_line(&cx, &LineIndex::new(filled.as_bytes()), line + 1, &Vec::new()).is_empty()
        };
        // The largest number for which it counts: for more it never counts again.
        let (mut counts, mut too_many) = (0, 8192);
        while too_many - counts > 1 {
            let times = usize::midpoint(counts, too_many);
            if of(times) { counts = times } else { too_many = times }
        }
        let found = of(counts).then_some(counts);
        if found != Some(*most) {
            wrong.push(format!("{path}: {text}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
