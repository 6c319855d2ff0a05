//! A literal ends where its language ends it: the value that is read equals the one that was written, byte for byte.

use dsnitch::detect::Detector;
use dsnitch::fragment::{Added, Fragment, Origin, Provenance};
use dsnitch::rules::RuleSet;

/// The random part of every value.
const BASE: &str = "kV8m2Qz4rTn9wX";

/// Returns the values that are read in `text`, which is at `path`.
pub(crate) fn values(detector: &Detector, path: &str, text: &str) -> Vec<String> {
    let origin = Origin { path: path.as_bytes().to_vec(), provenance: Provenance::File };
    let fragment = Fragment { origin: &origin, text: text.as_bytes(), added: Added::All };
    let mut values = Vec::new();
    let mut keep =
        |leaked: dsnitch::detect::Leaked<'_>| values.push(String::from_utf8_lossy(leaked.value).into_owned());
    detector.scan_with_secrets(&fragment, &mut |_| {}, &mut keep);
    values
}

/// Writes a value in a language; returns `None` if that is impossible.
type Write = fn(&str) -> Option<String>;

fn escaped(value: &str, special: &str) -> String {
    value.chars().flat_map(|c| special.contains(c).then_some('\\').into_iter().chain([c])).collect()
}

fn doubled(value: &str) -> String {
    value.replace('\'', "''")
}

/// Writes a libpq conninfo inside a SQL literal.
fn conninfo(value: &str) -> String {
    doubled(&format!("host=db.corp.net user=app password='{}' dbname=app", escaped(value, "\\'")))
}

/// Rows: a path, and how a value is written there.
const PLACES: &[(&str, Write)] = &[
    (".netrc", |v| word(v).map(|v| format!("machine db.corp.net login app password {v}\n"))),
    (".netrc", |v| word(v).map(|v| format!("machine db.corp.net\n  login app\n  password {v}\n"))),
    (".netrc", |v| word(v).map(|v| format!("machine db.corp.net login app password\n\t{v}\n"))),
    (".netrc", |v| Some(format!("machine db.corp.net login app password \"{}\"\n", escaped(v, "\\\"")))),
    (".env", |v| (!v.contains('`')).then(|| format!("DB_PASSWORD=`{v}`\n"))),
    (".env", |v| (!v.contains('`')).then(|| format!("export DB_PASSWORD=`{v}` # of the role\n"))),
    ("crontab", |v| bare(v).map(|v| format!("PGPASSWORD={v}\n0 3 * * * pg_dump app\n"))),
    ("etc/cron.d/backup", |v| bare(v).map(|v| format!("PGPASSWORD={v}\n0 3 * * * root pg_dump app\n"))),
    ("backup.cron", |v| bare(v).map(|v| format!("PGPASSWORD = {v}\n0 3 * * * pg_dump app\n"))),
    ("notes", |v| (v.starts_with('=') && word(v).is_some()).then(|| format!("PGPASSWORD={v}\n"))),
    ("a.fish", |v| Some(format!("set -gx PGPASSWORD '{}'\n", escaped(v, "\\'")))),
    ("a.fish", |v| Some(format!("set x 'it\\'s'; set -x PGPASSWORD '{}'\n", escaped(v, "\\'")))),
    ("a.fish", |v| Some(format!("PGPASSWORD='{}' psql\n", escaped(v, "\\'")))),
    ("bin/deploy", |v| Some(format!("#!/usr/bin/env fish\nenv PGPASSWORD='{}' psql\n", escaped(v, "\\'")))),
    ("a.bash", |v| Some(format!("PGPASSWORD='{}' psql\n", v.replace('\'', "'\\''")))),
    ("a.bash", |v| Some(format!("PGPASSWORD='{}'\tpsql\n", v.replace('\'', "'\\''")))),
    ("a.c", |v| Some(format!("strcpy(conn->password, \"{}\");\n", escaped(v, "\\\"")))),
    ("a.pas", |v| Some(format!("DbPassword := '{}';\n", doubled(v)))),
    ("a.dpr", |v| Some(format!("Conn.Params.Values['Password'] := '{}';\n", doubled(v)))),
    ("a.lpr", |v| Some(format!("const DB_PASSWORD = '{}';\n", doubled(v)))),
    ("a.vb", |v| Some(format!("Dim DbPassword As String = \"{}\"\n", v.replace('"', "\"\"")))),
    ("a.bas", |v| Some(format!("DbPassword = \"{}\"\n", v.replace('"', "\"\"")))),
    ("a.vbs", |v| Some(format!("DbPassword = \"{}\"\n", v.replace('"', "\"\"")))),
    ("a.adb", |v| Some(format!("Db_Password : constant String := \"{}\";\n", v.replace('"', "\"\"")))),
    ("a.ps1", |v| Some(format!("$dbPassword = '{}'\n", doubled(v)))),
    ("a.go", |v| (!v.contains('`')).then(|| format!("dbPassword := `{v}`\n"))),
    ("a.sql", |v| Some(format!("SELECT * FROM dblink('{}', 'select 1');\n", conninfo(v)))),
    ("a.sql", |v| Some(format!("CREATE SUBSCRIPTION s CONNECTION '{}' PUBLICATION p;\n", conninfo(v)))),
    ("a.sql", |v| Some(format!("ALTER SUBSCRIPTION s CONNECTION '{}';\n", conninfo(v)))),
    ("a.sql", |v| Some(format!("SELECT dblink_connect(E'{}');\n", conninfo(v).replace('\\', "\\\\")))),
    ("postgresql.conf", |v| Some(format!("primary_conninfo = '{}'\n", conninfo(v).replace('\\', "\\\\")))),
    ("a.php", |v| whole(v).map(|v| format!("<?php putenv(\"PGPASSWORD={}\");\n", escaped(&v, "\\\"$")))),
    ("a.py", |v| whole(v).map(|v| format!("run([\"env\", \"PGPASSWORD={}\"])\n", escaped(&v, "\\\"")))),
    ("run.bat", |v| (!v.contains(['"', '%', '^', '!'])).then(|| format!("set \"PGPASSWORD={v}\"\n"))),
    ("a.sh", |v| {
        let v = v.replace('\\', "\\\\").replace(':', "\\:");
        Some(format!("cat >~/.pgpass <<'EOF'\ndb.corp.net:5432:app:app:{v}\nEOF\n"))
    }),
    ("a.properties", |v| {
        let is_own = !v.contains('\\') && !v.starts_with(['=', ':', '\'', '"']);
        is_own.then(|| format!("spring.datasource.password {v}\n"))
    }),
    ("app.service", |v| to_blank(v).map(|v| format!("[Service]\nEnvironment=PGPASSWORD={v}\n"))),
    ("app.service", |v| to_blank(v).map(|v| format!("[Service]\nEnvironment=A=b PGPASSWORD={v} C=d\n"))),
    ("Dockerfile", |v| to_blank(v).map(|v| format!("FROM a\nARG DB_PASSWORD={v}\n"))),
    ("Dockerfile", |v| to_blank(v).map(|v| format!("FROM a\nENV DB_PASSWORD={v}\n"))),
    ("Dockerfile", |v| to_blank(v).map(|v| format!("FROM a\nENV A=b \\\n    DB_PASSWORD={v} \\\n    C=d\n"))),
    ("a.sh", |v| variable(v).map(|v| format!("cat > .env <<'EOF'\nA=b\nPGPASSWORD={v}\nEOF\n"))),
    ("a.sh", |v| variable(v).map(|v| format!("sudo tee /etc/app.env <<'EOF'\nexport PGPASSWORD={v}\nEOF\n"))),
    ("kustomization.yaml", |v| Some(format!("literals:\n  - 'DB_PASSWORD={}'\n", doubled(v)))),
    ("kustomization.yaml", |v| variable(v).map(|v| format!("literals:\n  - DB_PASSWORD={v}\n"))),
    ("a.yml", |v| Some(format!("database_url: postgres://app:{}@db.corp.net/app\n", in_uri(v)))),
    (".env", |v| Some(format!("DATABASE_URL=postgres://app:{}@db.corp.net/app\n", in_uri(v)))),
    ("a.lua", |v| (!v.contains("]]") && !v.ends_with(']')).then(|| format!("local password = [[{v}]]\n"))),
    ("a.lua", |v| (!v.contains("]=]") && !v.ends_with(']')).then(|| format!("db = {{ password = [=[{v}]=] }}\n"))),
    ("a.R", |v| (!v.contains(")\"")).then(|| format!("password <- r\"({v})\"\n"))),
    ("a.R", |v| (!v.contains("]-'")).then(|| format!("connect(password = R'-[{v}]-')\n"))),
    ("recovery.conf", |v| {
        let is_own = !v.contains([' ', '\'', '\\']);
        is_own.then(|| format!("primary_conninfo = 'host=p user=rep password={v} dbname=a'\n"))
    }),
    ("a.sql", |v| {
        let is_own = !v.contains([' ', '\'', '\\']);
        is_own.then(|| format!("CREATE SUBSCRIPTION s CONNECTION 'host=p password={v} user=a' PUBLICATION p;\n"))
    }),
    ("a.csv", |v| Some(format!("# of the day\n\nuser,password\napp,\"{}\"\n", v.replace('"', "\"\"")))),
    ("a.rst", |v| (!v.contains('`')).then(|| format!("password: ``{v}``\n"))),
    ("a.md", |v| (!v.contains('`')).then(|| format!("DB password: `` {v} ``\n"))),
    ("a.tcl", |v| (!v.contains(['{', '}', '\\'])).then(|| format!("set x 1; set password {{{v}}}\n"))),
    ("nginx.conf", |v| (!v.contains(['"', '$', '\\'])).then(|| format!("set $x \"a\"; set $db_password \"{v}\";\n"))),
    ("a.xml", |v| Some(format!("<Context><Resource username=\"app\" password=\"{}\"/></Context>\n", entities(v)))),
    ("a.xml", |v| Some(format!("<password type=\"text\" a='b>c'>{}</password>\n", entities(v)))),
    ("a.properties", |v| v.starts_with('=').then(|| format!("spring.datasource.password ={v}\n"))),
];

/// What stands in a URI as it is: the rest is encoded (RFC 3986, 2.2 and 3.2.1).
fn in_uri(value: &str) -> String {
    let is_own = |b: u8| b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&b);
    value.bytes().map(|b| if is_own(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// Text of XML.
fn entities(value: &str) -> String {
    value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// A word that nothing but a blank ends.
fn to_blank(value: &str) -> Option<&str> {
    (!value.contains([' ', '"', '\'', '\\', '$', '%'])).then_some(value)
}

/// A value of a file of variables, without quotes.
fn variable(value: &str) -> Option<&str> {
    (!value.starts_with(['"', '\'', '`', '#', '\\', '$']) && !value.contains(" #") && !value.contains("$("))
        .then_some(value)
}

/// Accepts a value without blanks and quotes.
fn word(value: &str) -> Option<String> {
    (!value.contains([' ', '"'])).then(|| value.to_owned())
}

/// Accepts a value that needs no quotes.
fn bare(value: &str) -> Option<String> {
    let is_bare = !value.starts_with(['"', '\'', '`', '#', '>', ':']) && !value.contains([' ', '%', '\\']);
    (is_bare && !value.starts_with("=>")).then(|| value.to_owned())
}

/// Accepts a value that is a whole literal. A value that begins like an expression that closes at its end is one.
fn whole(value: &str) -> Option<String> {
    let is_own = !value.contains([' ', '{']) && !value.starts_with(['>', '=', '(']);
    is_own.then(|| value.to_owned())
}

#[test]
fn a_value_ends_where_its_language_ends_it() {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    let mut marks: Vec<String> = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".chars().map(String::from).collect();
    let pairs =
        ["';", "\\'", "'\\", "''", "\\\\", "\\\"", "\"\"", "')", "\");", "' ", "; ", " #", "==", "$(", "``", "'#"];
    marks.extend(pairs.map(str::to_owned));
    let mut wrong = Vec::new();
    for (path, write) in PLACES {
        for mark in &marks {
            let within = (mark.len() > 1).then(|| format!("{BASE}{mark}Bb7"));
            for value in [format!("{mark}{BASE}"), format!("{BASE}{mark}")].into_iter().chain(within) {
                let Some(text) = write(&value).filter(|_| value.trim() == value) else { continue };
                let values = values(&detector, path, &text);
                if !values.contains(&value) {
                    wrong.push(format!("{path}: {} for {value}: {values:?}", text.escape_debug()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Rows: a path, the start of an expression, a part that may be repeated, and the end with the literal.
const EXPRESSIONS: &[(&str, &str, &str, &str)] = &[
    ("a.py", "DB_PASSWORD = os.environ.get(\"A\")", " or os.environ.get(\"DB_PASSWORD_N\")", " or \"~\"\n"),
    ("a.py", "DB_PASSWORD = first_of(\n", "    lookup(region, N),\n", ") or \"~\"\n"),
    ("a.py", "DB_PASSWORD = os.environ.get(\n", "    prefix_N +\n", "    \"DB_PASSWORD\", \"~\")\n"),
    ("a.js", "const dbPassword = process.env.A", " ?? process.env.DB_PASSWORD_N", " ?? '~';\n"),
    ("a.js", "const dbPassword = process.env.A", " ||\n  process.env.DB_PASSWORD_N", " ||\n  '~';\n"),
    ("a.js", "const dbPassword = read(() => {\n", "  step(N);\n", "}) || '~';\n"),
    ("a.go", "dbPassword := firstNonEmpty(", "os.Getenv(\"DB_PASSWORD_N\"), ", "\"~\")\n"),
    ("A.java", "String dbPassword = Optional.ofNullable(a)", ".or(() -> find(N))", ".orElse(\"~\");\n"),
    ("a.tf", "password = coalesce(", "var.password_N, ", "\"~\")\n"),
    ("a.rb", "db_password = ENV['A']", " || config[:password_N]", " || '~'\n"),
    ("a.php", "$db_password = getenv('A')", " ?: getenv('DB_PASSWORD_N')", " ?: '~';\n"),
];

#[test]
fn a_long_expression_is_read_to_its_end() {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    for (path, begin, middle, end) in EXPRESSIONS {
        for times in [0, 10, 100, 2_000] {
            let middle: String = (0..times).map(|n| middle.replace('N', &n.to_string())).collect();
            let text = format!("{begin}{middle}{}", end.replace('~', BASE));
            assert!(values(&detector, path, &text).iter().any(|value| value == BASE), "{path}, {times}: {begin}…{end}");
        }
    }
}

/// A literal in a separate body does not belong to the call, and a bracket that closes something else ends it.
#[test]
fn a_literal_in_a_body_is_no_argument_of_the_call() {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    let steps = "  step();\n".repeat(100);
    for text in [
        format!("const dbPassword = read(() => {{\n{steps}  show(env('TITLE', '{BASE}'));\n}});\n"),
        format!("const dbPassword = read(a,\n{steps}]; env('TITLE', '{BASE}'));\n"),
        format!("dbPassword = function (a) {{\n{steps}  return env('TITLE', '{BASE}');\n}};\n"),
    ] {
        assert_eq!(values(&detector, "a.js", &text), Vec::<String>::new(), "{text}");
    }
}
