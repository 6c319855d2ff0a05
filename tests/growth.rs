//! Texts with repeated keywords take time linear in their length: every keyword, alone and in each shape in which
//! keywords occur, in each kind of file.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::Duration;

use dsnitch::decision::Environment;
use dsnitch::detect::Detector;
use dsnitch::fragment::{Added, Fragment, Origin, Provenance};
use dsnitch::policy::{AllowEntry, EnvironmentEntry, Policy, Profile};
use dsnitch::rules::RuleSet;

use crate::support::numbers::Numbers;

/// Length of a text in bytes.
const SIZE: usize = 64 << 10;

/// Nanoseconds per byte below which growth is not measured: quadratic work would take longer.
const NOTHING: u128 = 400;

/// The growth for four times the text from which it is not linear. Linear growth is 4, quadratic 16; the bounded
/// region around an anchor is a part of a small text.
const SUPERLINEAR: f64 = 9.0;

/// The longest time of a text, however it grows.
const LONG: Duration = Duration::from_secs(10);

/// A run that is too short to be measured.
const SHORT: Duration = Duration::from_millis(5);

/// The text before, the repeated text, and the text after; `~` is the keyword.
const SHAPES: &[(&str, &str, &str)] = &[
    ("", "~", ""),
    ("", "~\n", ""),
    ("", "~ ", ""),
    ("", "~=", ""),
    ("", "~=x", ""),
    ("", "~=x\n", ""),
    ("", "~=\n", ""),
    ("", "~: \"", ""),
    ("", "~: \"\n", ""),
    ("", "~: ", ""),
    ("", "~:\n ", ""),
    ("", "~(", ""),
    ("", "~(\n", ""),
    ("", "~(\"", ""),
    ("", "~, \"", ""),
    ("", "\"~\":", ""),
    ("{", "\"~\":{", ""),
    ("", "\"~\", \"x\", ", ""),
    ("", "f(\"~\", x", ""),
    ("INSERT INTO s (key, value) VALUES ", "('~', 1), ", ""),
    ("COPY t (", "~, ", "x) FROM stdin;\n1\t2\n\\.\n"),
    ("", "COPY t (~) FROM stdin;\nx\n", ""),
    ("a | ~\n---|---\n", "x | ~\n", ""),
    ("", "\"\"~\"\": \"\"", ""),
    ("", "@C(default=\"x\") ~: y", ""),
    ("", "(~", ""),
    ("", "[~", ""),
    ("", "{{~", ""),
    ("", "${~:-", ""),
    ("", "$(~", ""),
    ("", "~=$(", ""),
    ("", "~=${", ""),
    ("", "~={{", ""),
    ("", "<~>", ""),
    ("", "<~", ""),
    ("", "<~ name=\"", ""),
    ("", "~://", ""),
    ("", "~://a:b@c/", ""),
    ("", "~://a:", ""),
    ("", "~://a:b@c?~=", ""),
    ("", "~;", ""),
    ("", "~=x;", ""),
    ("", "~=x;\n", ""),
    (";", "~=", ""),
    ("host=x;", "~=", ""),
    ("", "host=x ~=", ""),
    ("", "~ '", ""),
    ("", "~ 'x' ", ""),
    ("", "~ '\n", ""),
    ("", "'~", ""),
    ("", "\"~", ""),
    ("", "`~", ""),
    ("", "\"~=x\" ", ""),
    ("", "~ \\\n", ""),
    ("", "~=x\\\n", ""),
    ("", "\"~ \\\n", ""),
    ("", "\\\"~\\\"", ""),
    ("", "\\~", ""),
    ("", "/*~", ""),
    ("", "~/*", ""),
    ("", "// ~\n", ""),
    ("", "# ~\n", ""),
    ("", "-- ~\n", ""),
    ("", "~ -- \n", ""),
    ("", "~ <<EOF\n", ""),
    ("", "~ $$", ""),
    ("", "~ $a$", ""),
    ("", "~ $a$ $b$", ""),
    ("", "alter user ~ ", ""),
    ("", "create role a ~ '", ""),
    ("", "create role a ~ (", ""),
    ("", "\"\"\"~", ""),
    ("", "'''~", ""),
    ("\"\"\"", "~\n", ""),
    ("<<EOF", "~\n", ""),
    ("", "- ~\n", ""),
    ("", "- name: ~\n", ""),
    ("", "- name: ~\n  value: ", ""),
    ("env:\n", "  ~: x\n", ""),
    ("kind: Secret\ndata:\n", "  ~: eA==\n", ""),
    ("", "kind: Secret\ndata:\n  ~: eA==\n", ""),
    ("", "kind: Secret\ndata: {~", ""),
    ("", "kind: Secret\n", "data: ~"),
    ("", "-----BEGIN PRIVATE KEY-----\n~", ""),
    ("", "~:*:*:*:", ""),
    ("", "~ | ", ""),
    ("", "| ~ | x |\n", ""),
    ("", "--~ ", ""),
    ("", "--~\n", ""),
    ("", "~ :: ", ""),
    ("", "~ => [", ""),
    ("", "~ + \"", ""),
    ("", "~ = \"a\" + ", ""),
    ("", "~ = \"a\" \n", ""),
    ("", "~ ? \"a\" : ", ""),
    ("", "~ || \"a\" || ", ""),
    ("", "~ = f(", ""),
    ("", "~ = (\n", ""),
    ("", "~ = \"%s\" % (", ""),
    ("", "\"~\", ", ""),
    ("", "set(\"~\", ", ""),
    ("", "~&", ""),
    ("", "~&quot;", ""),
    ("", "~=x,", ""),
    ("", "~\t", ""),
    ("", "~\r", ""),
    ("", "~\r\n", ""),
    ("", "~.", ""),
    ("", "~-", ""),
    ("", "~_", ""),
    ("", "~%", ""),
    ("", "%~%", ""),
    ("", "~@", ""),
    ("", "é~", ""),
];

/// Long fillers: a keyword before, after or in the middle of a long repetition.
const FILLERS: &[&str] = &[
    "\n", " ", "\t", "\"", "'", "(", "[", "{", "<", "}", ")", "\\", "\\\n", ";", ":", "=", ",", "/", "/*", "//\n",
    "#\n", "--\n", "$$", "${", "$(", "{{", "`", "a", "A ", "a=", "a;", "a\n", " a\n", "eA==", "\"a\"", "\"a\" ",
    "\"a\" + ", "f(", "0", ".", "-", "- \n", "\r", "é", "| ", "a:", "&amp;", "%41", "''", "<<A\n", "@", "a@", "?a=",
    "+", "\"\"\"",
];

/// One path for each kind of file.
const PATHS: &[&str] = &[
    "a.env",
    "a.ini",
    "a.sh",
    "a.bat",
    "Dockerfile",
    "a.yaml",
    "a.json",
    "a.toml",
    "a.tf",
    "a.xml",
    "a.sql",
    "a.py",
    "a.md",
    "a.go",
    "a.cs",
    "a.rb",
    "a.tcl",
    "a.vb",
    "a.js",
    "a.php",
    "a.java",
    "a.lua",
    "a.ex",
    "a.c",
    "a.properties",
    ".pgpass",
    "userlist.txt",
    "pool_passwd",
    "pg_hba.conf",
    "a.netrc",
    "a.rs",
    "a.csv",
    "a.ipynb",
];

struct Scanner {
    detector: Detector,
}

impl Scanner {
    /// Returns the mean time of `runs` runs.
    fn time(&self, path: &str, text: &str, runs: u32) -> Duration {
        let origin = Origin { path: path.into(), provenance: Provenance::File };
        let start = on_cpu();
        for _ in 0..runs {
            black_box(self.detector.scan(&Fragment { origin: &origin, text: text.as_bytes(), added: Added::All }));
        }
        on_cpu().saturating_sub(start) / runs
    }
}

/// Returns the CPU time of this thread: other processes do not affect it.
fn on_cpu() -> Duration {
    let reported = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(reported.split(' ').next().unwrap().parse().unwrap())
}

/// Repeats `unit` up to `size` bytes, between `head` and `tail`.
fn repeated(head: &str, unit: &str, tail: &str, size: usize) -> String {
    [head, &unit.repeat(size / unit.len().max(1)), tail].concat()
}

/// Returns the texts that repeat `keyword`: before, repeated, after.
fn texts(keyword: &str) -> Vec<[String; 3]> {
    let shapes = SHAPES.iter().map(|(head, unit, tail)| [head, unit, tail].map(|part| part.replace('~', keyword)));
    let around = |filler: &&str| {
        let heads = [keyword.to_owned(), format!("{keyword}=\""), format!("{keyword}: "), format!("{keyword}(")];
        heads.map(|head| [head, (*filler).to_owned(), keyword.to_owned()])
    };
    shapes.chain(FILLERS.iter().flat_map(around)).collect()
}

/// Fails if texts take superlinear time, and names each. `paths` returns the paths under which the text number `n` is scanned.
fn superlinear<'p>(scanner: &Scanner, keyword: &str, texts: &[[String; 3]], paths: impl Fn(usize) -> &'p [&'p str]) {
    let mut faults = Vec::new();
    for (number, [head, unit, tail]) in texts.iter().enumerate() {
        for path in paths(number) {
            let time = |size: usize, runs: u32| scanner.time(path, &repeated(head, unit, tail, size), runs);
            let once = time(SIZE, 1);
            let what = format!("{keyword} at {path}: {unit:?} between {head:?} and {tail:?}");
            if once >= LONG {
                faults.push(format!("{what} takes {once:?}"));
                continue;
            }
            // The kernel's count of a short run can be zero.
            if once < SHORT || once.as_nanos() < SIZE as u128 * NOTHING {
                continue;
            }
            let growth = |whole: Duration, runs: u32| whole.as_secs_f64() / time(SIZE / 4, runs).as_secs_f64();
            if growth(once, 1) < SUPERLINEAR {
                continue;
            }
            // Other work on the machine lengthens single runs.
            let grows = growth(time(SIZE, 5), 5);
            if grows >= SUPERLINEAR {
                faults.push(format!("{what}: four times as long takes {grows:.1} times the time"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn scanner() -> Scanner {
    Scanner { detector: Detector::new(RuleSet::builtin()).unwrap() }
}

fn keywords(scanner: &Scanner) -> BTreeSet<&'static str> {
    scanner.detector.rules().rules().iter().flat_map(|rule| rule.keywords).copied().collect()
}

#[test]
fn every_repeated_keyword_takes_linear_time() {
    let scanner = scanner();
    for keyword in keywords(&scanner) {
        let bare = [["", keyword, ""], ["", &format!("{keyword}\n"), ""]].map(|text| text.map(str::to_owned));
        superlinear(&scanner, keyword, &bare, |_| &PATHS[11..12]);
    }
}

/// Each shape is scanned as one kind of file, chosen by its number.
#[test]
fn keywords_in_every_shape_take_linear_time() {
    let scanner = scanner();
    for (nth, keyword) in ["pwd", "password", "postgres"].into_iter().enumerate() {
        superlinear(&scanner, keyword, &texts(keyword), |number| {
            let at = (number * 7 + nth * 11) % PATHS.len();
            &PATHS[at..=at]
        });
    }
}

/// Marks that open a literal, a comment or a group in some language.
const OPENERS: &[&str] = &[
    "\"",
    "'",
    "`",
    "#\"",
    "##\"",
    "r\"",
    "r#\"",
    "R\"(",
    "$\"",
    "@\"",
    "$@\"",
    "b\"",
    "f\"",
    "N'",
    "E'",
    "U&'",
    "B'",
    "\\\"",
    "\\\\\"",
    "\"\"\"",
    "'''",
    "```",
    "$$",
    "$a$",
    "q(",
    "q{",
    "qq[",
    "%(",
    "%q[",
    "%w(",
    "~s(",
    "[[",
    "[=[",
    "{|",
    "@'\n",
    "@\"\n",
    "<<E\n",
    "<<~E\n",
    "<<<E\n",
    "/*",
    "(*",
    "{-",
    "<!--",
    "<#",
    "<![CDATA[",
    "<%",
    "{%",
    "{#",
    "#[[",
    "--[[",
    "=begin\n",
    "(",
    "[",
    "{",
    "<",
];

/// An opened literal that contains the keyword and is not closed, repeated. Each is scanned as one kind of file, chosen by its
/// number, and as code.
#[test]
fn keywords_in_open_literals_take_linear_time() {
    let scanner = scanner();
    for (nth, keyword) in ["Pwd=", "password: ", "postgres://a:"].into_iter().enumerate() {
        let texts: Vec<_> =
            OPENERS.iter().map(|open| ["", &format!("{open}{keyword}"), ""].map(str::to_owned)).collect();
        superlinear(&scanner, keyword, &texts, |number| {
            let at = (number * 7 + nth * 11) % PATHS.len();
            &PATHS[at..=at]
        });
        superlinear(&scanner, keyword, &texts, |_| &["A.java"]);
    }
}

/// Units of keywords, marks and blanks, chosen by a fixed seed: another one in `DSNITCH_SEED`.
#[test]
fn random_units_take_linear_time() {
    const PARTS: &[&str] = &[
        "password",
        "pwd=",
        "PGPASSWORD=",
        "postgres://",
        "a:",
        "@",
        ":x@h",
        "jdbc:postgresql://",
        "host=",
        "user=",
        "Server=;",
        "kind: Secret\n",
        "CREATE ROLE ",
        "PASSWORD ",
        "secret=",
        "token: ",
        "--password ",
        "-p",
        "curl -u ",
        "dsnitch:allow ",
        "getenv(",
        "SCRAM-SHA-256$",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "<",
        ">",
        "${",
        "$(",
        "{{",
        "}}",
        "%",
        ";",
        ",",
        "=",
        ":",
        "=>",
        "+",
        "&",
        "|",
        "?",
        ".",
        "-- ",
        "// ",
        "\n",
        " ",
        "\t",
        "x",
        "A",
        "0",
        "é",
        "key: ",
        "- ",
        "&amp;",
        "\\n",
        "\\\n",
        "|\n",
        "value=",
        "name=",
        "\\\"password\\\": ",
        "\"name\": \"PASSWORD\", ",
        "value: ",
    ];
    const UNITS: usize = 150;
    let seed = std::env::var("DSNITCH_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let mut numbers = Numbers(seed);
    let scanner = scanner();
    for _ in 0..UNITS {
        let mut unit = String::new();
        for _ in 0..=numbers.below(4) {
            let parts = if numbers.below(3) == 0 { OPENERS } else { PARTS };
            unit += parts[numbers.below(parts.len())];
        }
        let at = numbers.below(PATHS.len());
        superlinear(&scanner, "random", &[[String::new(), unit, String::new()]], |_| &PATHS[at..=at]);
    }
}

/// Keys whose quotes are escaped, beside another form; expressions of many literals, beside and within each other.
#[test]
fn escaped_keys_and_long_expressions_take_linear_time() {
    let scanner = scanner();
    for (path, head, unit) in [
        ("a.sh", "", "\\\"password\\\": postgres://"),
        ("a.sh", "", "\\\"password\\\": password:= "),
        ("a.js", "'", "((postgres://a:b@?:db:5432:a:b:password)"),
        ("a.rs", "\"", "\\\"password\\\": *a value: "),
        ("a.csv", "`", "{{'' CREATE ROLE a \\\"password\\\": "),
        ("Dockerfile", "x = \"\"\"", "secret:\"name\": \"PASSWORD\", "),
        ("a.py", "password = f(", "\"ab\", "),
        ("a.py", "password = f(", "f(\"ab\", "),
        ("a.js", "password = () => {", "f(\"ab\"); "),
        ("a.js", "password = [", "{prod: \"ab\"}, "),
        ("a.py", "", "password = f(\"ab\", f(\"ab\", g("),
        ("a.py", "", "password = \"ab\" if \"x\" or "),
        ("a.lua", "", "pwd://"),
        ("a.json", "", "\"password\": {\"prod\": "),
        ("a.sh", "", "password: {prod: \"value\": \""),
        ("a.go", "", "'('password', '"),
        ("a.js", "x", "[\"password\"]"),
        ("a.yml", "", "x: &p v\npassword: *p\n"),
    ] {
        superlinear(&scanner, "escaped", &[[head.to_owned(), unit.to_owned(), String::new()]], |_| {
            std::slice::from_ref(&path)
        });
    }
}

/// All combinations, which takes hours: `DSNITCH_KEYWORDS=pwd,password` selects some of the keywords.
#[test]
#[ignore = "takes hours"]
fn every_keyword_in_every_shape_in_every_kind_of_file_takes_linear_time() {
    let scanner = scanner();
    let named = std::env::var("DSNITCH_KEYWORDS").unwrap_or_default();
    for keyword in keywords(&scanner) {
        if named.is_empty() || named.split(',').any(|name| name == keyword) {
            superlinear(&scanner, keyword, &texts(keyword), |_| PATHS);
        }
    }
}

/// Rules of a configuration are parsed in time linear in their number, and none of their expressions is compiled for a
/// text without its keyword: parsing is far cheaper.
#[test]
fn parsing_rules_takes_linear_time() {
    let rule = |n: usize| {
        format!(
            "[[rule]]\nid = \"our-{n}\"\nname = \"ours\"\nseverity = \"high\"\nspecificity = 1\nkeywords = [\"ourkey{n}\"]\n\
             regex = '(?i)ourkey{n}\\s*[=:]\\s*(?<secret>[\\w+/-]{{16,64}}|[^\\s]{{10,90}}x)'\ndescription = \"d\"\nremedy = \"r\"\n"
        )
    };
    let took = |count: usize| {
        let text: String = (0..count).map(rule).collect();
        let once = || {
            let before = on_cpu();
            let rules = RuleSet::builtin().with_file("ours.toml", &text).unwrap();
            let detector = Detector::new(rules).unwrap();
            let origin = Origin { path: b"a.conf".to_vec(), provenance: Provenance::File };
            let fragment = Fragment { origin: &origin, text: b"hello = world\n", added: Added::All };
            black_box(detector.scan(&fragment));
            on_cpu() - before
        };
        (0..3).map(|_| once()).min().unwrap_or_default()
    };
    let (few, many) = (took(500), took(3000));
    assert!(many < few * 18, "500 rules: {few:?}, 3000 rules: {many:?}");
    assert!(many < Duration::from_secs(2), "3000 rules: {many:?}");
}

/// Entries of a configuration are compiled in time linear in their number, though it is asked what all of them name together.
#[test]
fn compiling_entries_takes_linear_time() {
    let path = |n: usize| format!("fixtures-{n}/**");
    let environments = |count: usize| {
        let entry = |n| EnvironmentEntry {
            at: String::new(),
            path: path(n),
            environment: Environment::Test,
            reason: "fixtures that nothing runs with".to_owned(),
        };
        let policy = Policy::new(Profile::Balanced, Vec::new()).unwrap();
        black_box(policy.with_environments((0..count).map(entry).collect()).unwrap());
    };
    let exceptions = |count: usize| {
        let entry = |n| AllowEntry {
            at: String::new(),
            rule: None,
            path: Some(path(n)),
            fingerprint: None,
            reason: "fixtures that nothing runs with".to_owned(),
        };
        black_box(Policy::new(Profile::Balanced, (0..count).map(entry).collect()).unwrap());
    };
    for (name, compile) in [("environments", &environments as &dyn Fn(usize)), ("exceptions", &exceptions)] {
        let took = |count: usize| {
            let once = || {
                let before = on_cpu();
                compile(count);
                on_cpu() - before
            };
            (0..3).map(|_| once()).min().unwrap_or_default()
        };
        let (few, many) = (took(500), took(3000));
        assert!(many < few * 18, "{name}: 500: {few:?}, 3000: {many:?}");
    }
}

/// An error in one of many rules is reported when they are parsed, with its line.
#[test]
fn an_invalid_expression_is_reported_without_compiling_it() {
    for (regex, reason) in [("(?<secret>x", "unclosed group"), ("key", "has no group named secret")] {
        let rule = |n: usize, regex: &str| {
            format!(
                "[[rule]]\nid = \"our-{n}\"\nname = \"ours\"\nseverity = \"high\"\nspecificity = 1\nkeywords = [\"ourkey\"]\n\
                 regex = '{regex}'\ndescription = \"d\"\nremedy = \"r\"\n"
            )
        };
        let text: String = (0..50).map(|n| rule(n, if n == 40 { regex } else { "ourkey(?<secret>x)" })).collect();
        let error = RuleSet::builtin().with_file("ours.toml", &text).unwrap_err();
        assert_eq!(
            (error.file.as_str(), error.rule.as_str(), error.field.as_str()),
            ("ours.toml:367", "our-40", "regex")
        );
        assert_eq!(error.reason, reason);
    }
}
