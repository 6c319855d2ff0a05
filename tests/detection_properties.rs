//! Properties of the detector for every text: no panic, linear time, and the same findings whatever precedes them, and
//! however the text was passed in.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use dsnitch::detect::Detector;
use dsnitch::finding::{Class, Finding};
use dsnitch::rules::RuleSet;
use dsnitch::text::LineIndex;
use proptest::prelude::{ProptestConfig, Strategy, any, prop, prop_assert, prop_assert_eq, proptest};

use crate::corpus::{bytes_of, scan};
use crate::support::cmd::Dsnitch;
use crate::support::fuzzed::PATHS;
use crate::support::repo::TempRepo;

static DETECTOR: LazyLock<Detector> =
    LazyLock::new(|| Detector::new(RuleSet::builtin()).expect("every extractor exists"));

/// Pieces of syntax for generated texts.
const PIECES: [&str; 98] = [
    "password=",
    "password: ",
    "\"password\": \"",
    "PGPASSWORD=",
    "POSTGRES_PASSWORD",
    "DB_PASS",
    "pwd",
    "secret",
    "token",
    "postgres://",
    "u:p@h/d",
    "jdbc:postgresql://",
    "?password=",
    "host=h ",
    "Host=h;",
    "Password=",
    "CREATE ROLE a ",
    "PASSWORD '",
    "ALTER USER ",
    "IDENTIFIED BY ",
    "E'",
    "$$",
    "$q$",
    "SCRAM-SHA-256$4096:",
    "md5",
    "0123456789abcdef",
    "-----BEGIN PRIVATE KEY-----",
    "kind: Secret\n",
    "data:\n",
    "  password: ",
    "cG9zdGdyZXM=",
    "stringData:",
    "- name: ",
    "value: ",
    "environ.get(\"",
    "getConnection(",
    "new PDO(",
    "URL.create(",
    "url.UserPassword(",
    "docker secret create",
    "chpasswd:\n",
    "chpasswd <<EOF\n",
    "list: |\n",
    "userlist.txt\n",
    "\"a\" \"b\"\n",
    "concat!(",
    "q{",
    "[[",
    "]]",
    "~s(",
    "r\"(",
    "coalesce(",
    "(or ",
    " // ",
    " -> ",
    "USER, PASSWORD = ",
    "requirepass ",
    "@tcp(",
    "set -gx ",
    "`default:\"",
    "| `",
    "${env:",
    "\\u00e9",
    "@\"",
    "\"\"",
    "<value>",
    "echo ",
    " | ",
    "--set ",
    "-e ",
    "${",
    ":-",
    "}",
    "{{",
    "}}",
    "<%=",
    "%>",
    "$(",
    ")",
    "<password>",
    "</password>",
    "value=\"",
    "&quot;",
    "&amp;",
    "\\\"",
    "'",
    "\"",
    "`",
    "\\",
    "\n",
    "\r\n",
    " ",
    ":",
    "=",
    ",",
    ";",
    "kV8m2Qz4rTn9",
    "é",
];

fn syntax() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop::sample::select(PIECES.as_slice()), 0..48)
        .prop_map(|pieces| pieces.concat().into_bytes())
}

fn path() -> impl Strategy<Value = &'static str> {
    prop::sample::select(PATHS.as_slice())
}

/// Lines without a secret or a part of one.
fn noise() -> impl Strategy<Value = Vec<String>> {
    let line = prop::sample::select(
        ["host: db", "# a comment", "", "port = 5432", "the quick brown fox", "x = 1", "end", "import os", "- item"]
            .as_slice(),
    );
    prop::collection::vec(line.prop_map(str::to_owned), 0..24)
}

/// A line with a secret, and the path that makes it one.
fn planted() -> impl Strategy<Value = (&'static str, &'static str)> {
    prop::sample::select(
        [
            (".env", "PGPASSWORD=kV8m2Qz4rTn9"),
            ("a.yml", "url: postgres://app:kV8m2Qz4rTn9@db/app"),
            ("a.py", "conn = connect(\"host=db user=app password=kV8m2Qz4rTn9\")"),
            ("a.sql", "ALTER ROLE app PASSWORD 'kV8m2Qz4rTn9';"),
            ("a.json", "\"password\": \"kV8m2Qz4rTn9\","),
            ("a.cs", "var c = \"Host=db;Username=app;Password=kV8m2Qz4rTn9\";"),
            ("a.properties", "url=jdbc:postgresql://db/app?user=app&password=kV8m2Qz4rTn9"),
            ("a.sh", "PGPASSWORD=kV8m2Qz4rTn9 psql -h db"),
            ("README.md", "Use `postgres://app:kV8m2Qz4rTn9@db/app` for it."),
            (".pgpass", "db:5432:app:app:kV8m2Qz4rTn9"),
        ]
        .as_slice(),
    )
}

/// Checks the locations of findings in `text` against its lines.
fn places(findings: &[Finding], text: &[u8]) -> Result<(), String> {
    let index = LineIndex::new(text);
    for finding in findings {
        let at = finding.location;
        let (first, last) = (index.span_of(at.line), index.span_of(at.end_line));
        let start = first.start + at.column - 1;
        let end = last.start + at.end_column - 1;
        if !(start < end && start <= first.end && end <= last.end + 1 && end <= text.len()) {
            return Err(format!("{at:?} is outside of its lines"));
        }
        if !finding.snippet.text.is_char_boundary(finding.snippet.mark.start)
            || finding.snippet.mark.end > finding.snippet.text.len()
        {
            return Err(format!("the mark {:?} is outside of its snippet", finding.snippet.mark));
        }
    }
    Ok(())
}

/// Returns the secrets in `text` at `path`: other violated practices are ignored in these tests.
fn secrets(path: &str, text: &[u8]) -> Vec<Finding> {
    scan(&DETECTOR, path, text).into_iter().filter(|finding| finding.class() != Class::Hygiene).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_scanned_with_spans_within_their_lines(
        path in path(),
        bytes in prop::collection::vec(any::<u8>(), 0..512),
    ) {
        prop_assert_eq!(places(&scan(&DETECTOR, path, &bytes), &bytes), Ok(()));
    }

    #[test]
    fn any_syntax_is_scanned_with_spans_within_their_lines(path in path(), text in syntax()) {
        prop_assert_eq!(places(&scan(&DETECTOR, path, &text), &text), Ok(()));
    }

    #[test]
    fn findings_do_not_contain_the_secret(path in path(), text in syntax()) {
        for finding in scan(&DETECTOR, path, &text) {
            let secret = String::from_utf8_lossy(bytes_of(&finding, &text)).into_owned();
            // A value that is a word of the syntax too, as `jdbc:postgresql://`, is shown as that word.
            let is_once = || memchr::memmem::find_iter(&text, secret.as_bytes()).nth(1).is_none();
            if secret.len() < 8 || finding.class() != Class::Leak || !is_once() {
                continue;
            }
            let named = [&finding.user, &finding.host, &finding.database].into_iter().flatten();
            let texts = [Some(finding.snippet.text.as_str()), Some(finding.message.as_str()), finding.masked()];
            for shown in named.map(String::as_str).chain(texts.into_iter().flatten()) {
                prop_assert!(!shown.contains(&secret), "{secret:?} in {shown:?}");
            }
        }
    }

    #[test]
    fn a_planted_secret_is_found_only_on_its_line(
        (path, line) in planted(),
        before in noise(),
        after in noise(),
    ) {
        let text = [&before[..], &[line.to_owned()], &after[..], &[String::new()]].concat().join("\n");
        let found = secrets(path, text.as_bytes());
        let reported: Vec<_> =
            found.iter().map(|finding| (finding.location.line, bytes_of(finding, text.as_bytes()))).collect();
        prop_assert_eq!(reported, vec![(before.len() + 1, b"kV8m2Qz4rTn9".as_slice())], "{}", text);
    }

    #[test]
    fn preceding_lines_do_not_change_the_fingerprint((path, line) in planted(), before in noise()) {
        let print = |text: &str| secrets(path, text.as_bytes()).into_iter().map(|f| f.fingerprint).collect::<Vec<_>>();
        let alone = print(line);
        prop_assert_eq!(alone.len(), 1);
        prop_assert_eq!(alone, print(&format!("{}\n{line}", before.join("\n"))));
    }

    #[test]
    fn line_ends_do_not_change_the_findings((path, line) in planted(), before in noise()) {
        let text = format!("{}\n{line}\n", before.join("\n"));
        let reported = |text: &str| {
            let found = secrets(path, text.as_bytes()).into_iter();
            found.map(|f| (f.location, f.rule, f.fingerprint)).collect::<Vec<_>>()
        };
        prop_assert_eq!(reported(&text).len(), 1);
        prop_assert_eq!(reported(&text), reported(&text.replace('\n', "\r\n")));
        // Git counts this as one line, and so do locations.
        let on_one_line = text.replace('\n', "\r");
        let found = secrets(path, on_one_line.as_bytes());
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(bytes_of(&found[0], on_one_line.as_bytes()), b"kV8m2Qz4rTn9");
        prop_assert_eq!(found[0].location.line, 1);
    }

    #[test]
    fn any_syntax_has_the_same_findings_with_each_line_end(path in path(), text in syntax()) {
        let text = String::from_utf8_lossy(&text).replace("\r\n", "\n").replace('\r', "\n");
        let reported = |line_end: &str| {
            let found = scan(&DETECTOR, path, text.replace('\n', line_end).as_bytes()).into_iter();
            found.map(|f| (f.rule, f.evidence, f.fingerprint, f.snippet, f.user, f.pragma)).collect::<Vec<_>>()
        };
        let usual = reported("\n");
        prop_assert_eq!(&usual, &reported("\r\n"));
        prop_assert_eq!(&usual, &reported("\r"));
    }
}

/// A value of any length is found if its syntax marks its end; otherwise at least its start is.
#[test]
fn long_values_are_found_too() {
    let forms = [
        ("a.py", "x = \"postgres://app:%@db.corp.net/app\"\n", true),
        (".env", "DATABASE_URL=postgres://app:%@db.corp.net/app\n", true),
        ("a.py", "x = \"postgres://db.corp.net/app?user=app&password=%\"\n", true),
        ("a.py", "db_password = \"%\"\n", true),
        ("a.py", "db_password = \"\"\"%\"\"\"\n", true),
        ("a.json", "{\"db_password\": \"%\"}\n", true),
        ("a.toml", "db_password = '%'\n", true),
        ("a.sh", "export PGPASSWORD='%'\n", true),
        ("a.xml", "<db-password>%</db-password>\n", true),
        (".pgpass", "db:5432:app:app:%\n", true),
        ("userlist.txt", "\"app\" \"%\"\n", true),
        (".env", "PGPASSWORD=%\n", false),
        ("a.yml", "db_password: %\n", false),
        ("a.py", "c = connect(\"host=db user=app password=%\")\n", false),
        ("a.cs", "var c = \"Host=db;Username=app;Password=%\";\n", false),
        ("a.properties", "url=jdbc:postgresql://db/app?user=app&password=%\n", false),
    ];
    for length in [1_000, 2_047, 2_048, 4_095, 4_096, 5_000, 20_000, 70_000] {
        // Letters and digits without a period, from a small generator.
        let mut state = 7_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"[(state >> 16) as usize % 56])
        };
        let value: String = (0..length).map(|_| next()).collect();
        for (path, form, whole) in forms {
            let text = format!("# first\n{}# last\n", form.replace('%', &value));
            let found = secrets(path, text.as_bytes());
            assert_eq!(found.len(), 1, "{path} {form} {length}");
            let bytes = bytes_of(&found[0], text.as_bytes());
            assert!(value.as_bytes().starts_with(bytes), "{path} {form} {length}");
            assert!(bytes.len() == length || !whole && bytes.len() >= 1_000, "{path} {form} {length}: {}", bytes.len());
        }
    }
}

/// A change to a list of lines.
#[derive(Clone, Debug)]
enum Edit {
    Insert(usize, bool),
    Remove(usize),
    Change(usize, bool),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = (0..3_u8, any::<prop::sample::Index>(), any::<bool>()).prop_map(|(kind, at, secret)| match kind {
        0 => Edit::Insert(at.index(64), secret),
        1 => Edit::Remove(at.index(64)),
        _ => Edit::Change(at.index(64), secret),
    });
    prop::collection::vec(edit, 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Each line has a unique number, so the added lines are known without a diff.
    #[test]
    fn staged_edits_report_exactly_the_secrets_on_added_lines(
        old in prop::collection::vec(any::<bool>(), 0..24),
        edits in edits(),
    ) {
        let mut next = 0;
        let mut line = |secret: bool| {
            next += 1;
            if secret { (next, format!("PASSWORD_{next}=kV8m2Qz4rTn{next:04}")) } else { (next, format!("NAME_{next}=value {next}")) }
        };
        let mut lines: Vec<(usize, String)> = old.into_iter().map(&mut line).collect();
        let first_new = lines.len();
        let text = |lines: &[(usize, String)]| lines.iter().map(|(_, line)| format!("{line}\n")).collect::<String>();
        let repo = TempRepo::new();
        repo.stage("other.env", "A=1\n");
        repo.stage("a.env", text(&lines));
        repo.commit("base");
        for edit in edits {
            match edit {
                Edit::Insert(at, secret) => lines.insert(at % (lines.len() + 1), line(secret)),
                Edit::Remove(at) if !lines.is_empty() => drop(lines.remove(at % lines.len())),
                Edit::Change(at, secret) if !lines.is_empty() => {
                    let at = at % lines.len();
                    lines[at] = line(secret);
                }
                _ => {}
            }
        }
        repo.stage("a.env", text(&lines));
        let added = lines.iter().enumerate().filter(|(_, (number, text))| *number > first_new && text.contains("kV8m"));
        let expected: BTreeSet<(Vec<u8>, u64)> = added.map(|(i, _)| (b"a.env".to_vec(), i as u64 + 1)).collect();
        let ran = Dsnitch::new(&repo).args(["staged"]).json();
        prop_assert_eq!(ran.leaks(), expected, "{}", ran.describe());
    }

    /// A newly staged file has the same findings as the same file on disk.
    #[test]
    fn staging_a_new_file_reports_the_same_as_scanning_it(path in path(), text in syntax()) {
        let repo = TempRepo::new();
        repo.stage_only(path, &text);
        repo.write(path, &text);
        let reported = |command: &[&str]| {
            let document = Dsnitch::new(&repo).args(command).json().document();
            let keys = ["rule", "class", "line", "column", "end_line", "end_column", "fingerprint", "masked", "user", "host"];
            let findings = document["findings"].as_array().cloned().unwrap_or_default();
            findings.iter().map(|f| keys.map(|key| f[key].to_string())).collect::<Vec<_>>()
        };
        prop_assert_eq!(reported(&["staged"]), reported(&["files", path]));
    }
}

fn time(path: &str, text: &[u8]) -> Duration {
    let start = Instant::now();
    black_box(scan(&DETECTOR, path, black_box(text)));
    start.elapsed()
}

/// Four times the text may take nine times as long; quadratic work takes sixteen times. A busy machine must be slow
/// three times.
#[test]
fn time_is_linear_in_the_text() {
    let repeats = [
        "password=",
        "password: ",
        "password = \"",
        "\"password\":",
        "://",
        "postgres://",
        "postgres://a:b@",
        "\"",
        "'",
        "`",
        "${",
        "${PASSWORD:-",
        "{{",
        "$(",
        "<",
        "<password>",
        "CREATE ROLE ",
        "PASSWORD '",
        "ALTER ROLE a PASSWORD 'x' ",
        "host=h password=",
        "Host=h;Password=",
        "SCRAM-SHA-256$4096:",
        "md5",
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----",
        "kind: Secret\ndata:\n",
        "  password: YWJj\n",
        "PGPASSWORD=a ",
        "password=\n",
        "password:\n  ",
        "a:b:c:d:e\n",
        "\"a\" \"b\"\n",
        "getConnection(",
        "getConnection(\"jdbc:postgresql://h/d\", \"u\", \"",
        "environ.get(\"PASSWORD\", ",
        "\"postgres://\" + ",
        "name: PASSWORD\nvalue: ",
        "- name: DB_PASSWORD\n",
        "echo \"x\" | docker secret create ",
        "--password ",
        "\\\"",
        "password\\",
        "dsnitch:allow ",
        "secret",
        "pass",
        "token: x\n",
        "&quot;",
        "%40",
        "@",
        "user: a\n",
        "password=kV8m2Qz4rTn9\n",
        "password=kV8m2Qz4rTn9 ",
        "postgres://a:kV8m2Qz4rTn9@h/d ",
        "\"password\": \"kV8m2Qz4rTn9\", ",
        "'kV8m2Qz4rTn9', ",
        "PASSWORD 'kV8m2Qz4rTn9'; ",
        "\u{a0}password",
        "-u a:kV8m2Qz4rTn9 ",
        "chpasswd:\n",
        "chpasswd <<A\n",
        "userlist\n",
        "userlist\n\"a\" \"b\"\n",
        "PASSWORD, ",
        "PASSWORD, b = ",
        "password = q{",
        "password = [[",
        "concat!(\"postgres://\", ",
        "(or \"PASSWORD\") ",
        "coalesce(password, ",
        "password: ${env:",
        "password=\"&amp;",
        "password=\"a\\\\",
        "ConvertTo-SecureString ",
        "requirepass ",
        "user a on >",
        "a:b@tcp(",
        "`\npassword=x\n",
        "| `password` | `",
        "data: {a: ",
        "Password `default:\"",
        "password = (\"",
        "password=((((",
        "strcpy(password, ",
        "password = <<EOT\n",
        "password=$(cat <<A\n",
        "password=\"\\\"",
        "password: '''",
        "password='${${${",
    ];
    let mut slow = Vec::new();
    for (i, repeat) in repeats.iter().enumerate() {
        let path = PATHS[(i * 7) % PATHS.len()];
        let input = |size: usize| repeat.as_bytes().repeat(size / repeat.len());
        let (short, long) = (input(4 * 1024), input(16 * 1024));
        let is_slow = || {
            let of_long = time(path, &long);
            of_long > Duration::from_millis(50) && of_long > time(path, &short) * 9
        };
        if (0..3).all(|_| is_slow()) {
            slow.push(format!("{path}: ({repeat:?})*: {:?}, {:?}", time(path, &short), time(path, &long)));
        }
    }
    assert!(slow.is_empty(), "\n{}", slow.join("\n"));
}

/// Many findings on one long line: the line is analysed once, and not for each of them.
#[test]
fn a_long_line_is_not_analysed_again_for_each_finding() {
    let (secrets, padding) =
        ("password=\"kV8m2Qz4rTn9\" ".repeat(3000), "dsnitch:allo. .snitch:allow ".repeat(300_000));
    let (one_line, two_lines) = (format!("{secrets}{padding}"), format!("{secrets}\n{padding}"));
    let is_slow = || time("a.py", one_line.as_bytes()) > time("a.py", two_lines.as_bytes()) * 2;
    assert!(!(0..3).all(|_| is_slow()), "the line costs as often as it has findings");
}
