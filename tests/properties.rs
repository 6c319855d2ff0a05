//! Properties of the grammars for every input: no panic, spans in bounds, round trips, and linear time.

use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use dsnitch::pg::{Credential, adonet, conninfo, jdbc, passfile, sql, stored_hash, uri, userlist};
use proptest::prelude::{Strategy, any, prop, prop_assert, prop_assert_eq, prop_assume, proptest};

type Grammar = for<'a> fn(&'a [u8]) -> Option<Credential<'a>>;

/// Every grammar with the name of its module.
const GRAMMARS: [(&str, Grammar); 8] = [
    ("uri", uri::parse),
    ("conninfo", |input| conninfo::parse(input).map(|(credential, _)| credential)),
    ("jdbc", jdbc::parse),
    ("adonet", adonet::parse),
    ("passfile", passfile::parse_line),
    ("userlist", userlist::parse_line),
    ("pool_passwd", userlist::parse_pool_line),
    ("sql", |input| sql::parse_statement(input).map(|(credential, _)| credential)),
];

/// The starts and the syntax of all forms, so that generated inputs get past the first byte.
const PIECES: [&str; 64] = [
    "postgres://",
    "jdbc:postgresql://",
    "jdbc:sqlserver://",
    "jdbc:oracle:thin:",
    "pgsql:",
    "dbi:Pg:",
    ":\\/\\/",
    "host=",
    "user=",
    "password=",
    "Password=",
    "dbname=",
    "hostaddr=",
    "Driver={Postgre SQL}",
    "CREATE ROLE ",
    "ALTER USER ",
    "CREATE USER MAPPING ",
    "SET PASSWORD ",
    "GRANT x TO ",
    "IDENTIFIED BY ",
    "PASSWORD ",
    "OPTIONS (",
    "E'",
    "U&'",
    "$$",
    "$t$",
    "/*",
    "*/",
    "--",
    "\\'",
    "''",
    "'\\''",
    "'",
    "\"",
    "`",
    "\\",
    "\n",
    " ",
    ":",
    "@",
    "/",
    "?",
    "#",
    "&",
    "&amp;",
    "=",
    ";",
    ",",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "${",
    "{{",
    "}}",
    "%(",
    "%4",
    "||",
    "p",
    "é",
];

fn syntax() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop::sample::select(PIECES.as_slice()), 0..24)
        .prop_map(|pieces| pieces.concat().into_bytes())
}

/// A password without line ends and NUL, which no form can contain.
fn password() -> impl Strategy<Value = String> {
    "[^\\r\\n\\x00]{0,24}"
}

fn spans_are_in_bounds(input: &[u8]) -> bool {
    GRAMMARS.iter().all(|(_, grammar)| {
        grammar(input).is_none_or(|found| {
            let singles = [&found.user, &found.password, &found.database].into_iter().flatten();
            singles.chain(&found.hosts).all(|part| part.span.start <= part.span.end && part.span.end <= input.len())
        })
    })
}

/// Returns the password that `grammar` reads in `input`.
fn read(grammar: Grammar, input: &str) -> Option<String> {
    grammar(input.as_bytes())?.password.map(|part| String::from_utf8_lossy(&part.value).into_owned())
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(input in prop::collection::vec(any::<u8>(), 0..256)) {
        prop_assert!(spans_are_in_bounds(&input));
        prop_assert!(stored_hash::len_at(&input).is_none_or(|len| len <= input.len()));
    }

    #[test]
    fn any_syntax_is_read_without_a_panic(input in syntax()) {
        prop_assert!(spans_are_in_bounds(&input));
        prop_assert!(conninfo::parse(&input).is_none_or(|(_, taken)| taken <= input.len()));
        prop_assert!(sql::parse_statement(&input).is_none_or(|(_, taken)| taken <= input.len()));
    }

    #[test]
    fn uris_keep_an_encoded_password(password in password()) {
        let encoded = percent_encoding::utf8_percent_encode(&password, percent_encoding::NON_ALPHANUMERIC);
        let wanted = Some(password.clone());
        prop_assert_eq!(read(uri::parse, &format!("postgres://u:{encoded}@h:5432/d?sslmode=require")), wanted.clone());
        prop_assert_eq!(read(uri::parse, &format!("postgres://h/d?user=u&password={encoded}")), wanted.clone());
        prop_assert_eq!(read(jdbc::parse, &format!("jdbc:postgresql://h/d?user=u&password={encoded}")), wanted);
    }

    #[test]
    fn uris_keep_an_unencoded_password(password in "[a-z][ -~&&[^%{}<>\\[\\]()\\\\]]{0,16}[a-z]") {
        // By the rules for a bare `/`, `?` and `#`, the text after an inner `@` must not look like a host.
        prop_assume!(!password.contains('@') && !password.contains("://"));
        let wanted = Some(password.clone());
        prop_assert_eq!(read(uri::parse, &format!("postgres://u:{password}@h:5432/d")), wanted.clone());
        prop_assert_eq!(read(uri::parse, &format!("postgres://u:{password}@h/d?email=a@b.c")), wanted);
    }

    #[test]
    fn conninfo_keeps_a_quoted_password(password in password()) {
        let quoted = password.replace('\\', "\\\\").replace('\'', "\\'");
        let grammar: Grammar = |input| conninfo::parse(input).map(|(credential, _)| credential);
        prop_assert_eq!(read(grammar, &format!("host=h password='{quoted}' user=u")), Some(password));
    }

    #[test]
    fn keyword_lists_keep_a_quoted_password(password in password()) {
        let quoted = password.replace('"', "\"\"");
        prop_assert_eq!(read(adonet::parse, &format!("Host=h;Password=\"{quoted}\";Database=d")), Some(password.clone()));
        let braced = password.replace('}', "}}");
        let odbc = format!("Driver={{PostgreSQL Unicode}};Server=h;Pwd={{{braced}}};");
        prop_assert_eq!(read(adonet::parse, &odbc), Some(password));
    }

    #[test]
    fn password_files_keep_an_escaped_password(password in password()) {
        // A colon inside a template group is not a separator, escaped or not.
        let escaped = password.replace('\\', "\\\\").replace(':', "\\:");
        prop_assert_eq!(read(passfile::parse_line, &format!("h:5432:d:u:{escaped}")), Some(password));
    }

    #[test]
    fn user_lists_keep_a_quoted_password(password in password()) {
        let quoted = password.replace('"', "\"\"");
        prop_assert_eq!(read(userlist::parse_line, &format!("\"u\" \"{quoted}\"")), Some(password));
    }

    #[test]
    fn statements_keep_a_quoted_password(password in password()) {
        let grammar: Grammar = |input| sql::parse_statement(input).map(|(credential, _)| credential);
        prop_assume!(!password.contains('$'));
        let dollars = format!("ALTER ROLE u PASSWORD $q${password}$q$;");
        prop_assert_eq!(read(grammar, &dollars), Some(password.clone()));
        // A value that starts with a quote or a blank can be host-language code between two literals, and a template
        // group is not unquoted.
        prop_assume!(!password.starts_with(|c: char| c.is_whitespace() || "'\"`\\".contains(c)));
        prop_assume!(!["{{", "#{", "<%"].iter().any(|group| password.contains(group)));
        let quoted = password.replace('\'', "''");
        prop_assert_eq!(read(grammar, &format!("ALTER ROLE u WITH PASSWORD '{quoted}';")), Some(password.clone()));
        let escaped = quoted.replace('\\', "\\\\");
        prop_assert_eq!(read(grammar, &format!("ALTER ROLE u PASSWORD E'{escaped}';")), Some(password));
    }
}

/// Returns the CPU time of this thread, where Linux provides it (with a resolution of some milliseconds): other
/// processes affect it less.
fn now() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let reported = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let on_processor = reported.and_then(|text| text.split(' ').next()?.parse().ok());
    on_processor.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// Returns the shortest time of `runs` runs over `input`: that of the least disturbed run.
fn time(grammar: Grammar, input: &[u8], runs: usize) -> Duration {
    let run = |_| {
        let start = now();
        black_box(grammar(black_box(input)));
        now().saturating_sub(start)
    };
    (0..runs).map(run).min().unwrap_or_default()
}

/// Returns whether four times the input takes more than nine times as long; quadratic work takes sixteen times. A
/// linear grammar needs a millisecond or two, a quadratic one hundreds: times in between on a busy machine prove
/// nothing.
fn is_slow(grammar: Grammar, short: &[u8], long: &[u8], runs: usize) -> bool {
    let of_long = time(grammar, long, runs);
    of_long > Duration::from_millis(40) && of_long > time(grammar, short, runs) * 9
}

#[test]
fn time_is_linear_in_the_input() {
    const SIZE: usize = 4 * 1024;
    let starts = [
        "postgres://",
        "postgres://u:p/",
        "postgres://h/?",
        "host=h password=",
        "host=h password='",
        "jdbc:postgresql://",
        "jdbc:postgresql://h?",
        "jdbc:sqlserver://h;",
        "Host=h;",
        "Host=h;Password=",
        "h:1:d:u:",
        "\"u\" \"",
        "CREATE ROLE x ",
        "CREATE ROLE x PASSWORD '",
        "CREATE SERVER x OPTIONS (",
    ];
    let repeats = [
        "postgres://",
        "a:",
        "a@",
        "@",
        "/@a",
        "''",
        "'",
        "\"",
        "${",
        "{{",
        "{",
        "<a",
        "[a",
        "%(",
        "$(",
        "\\",
        "a=",
        "a={;",
        "a={}};",
        "a=\";",
        "a=';",
        "a='\";",
        ";",
        "&",
        "a&b=",
        ",a",
        "a,",
        "a:1,",
        " ",
        "a ",
        "/*",
        "--",
        "$a$",
        "$b",
        "\\'",
        "''a",
        "E'",
        ":'",
        "&amp;",
        "host=h ",
        "host= ",
        "a=\"\"\"",
        "user= ",
    ];
    let mut slow = Vec::new();
    for start in starts {
        for repeat in repeats {
            let input = |size: usize| [start.as_bytes(), &repeat.as_bytes().repeat(size / repeat.len())].concat();
            let (short, long) = (input(SIZE), input(4 * SIZE));
            for (name, grammar) in GRAMMARS {
                // A grammar that refuses the start has no work to do; a busy machine must be slow twice.
                if is_slow(grammar, &short, &long, 1) && is_slow(grammar, &short, &long, 7) {
                    slow.push(format!("{name}: {start}({repeat})*"));
                }
            }
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}
