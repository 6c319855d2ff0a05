//! A connection string that code puts together: the password is the argument of its placeholder, or the literal in its
//! place, whatever stands before it.

use dsnitch::detect::Detector;
use dsnitch::rules::RuleSet;

use crate::literal_ends::values;

const PASSWORD: &str = "kV8m2Qz4rTn9wX";

/// Rows: a path, and a text in which `@P` is the password and `~` a line end.
const GIVEN: &[(&str, &str)] = &[
    ("a.go", r#"fmt.Sprintf("host=%s port=%d user=%s password=%s dbname=%s", "db", 5432, "admin", "@P", "app")"#),
    ("a.go", r#"fmt.Sprintf("port=%d host=%s user=%s password=%s", 5432, "db", "admin", "@P")"#),
    ("a.go", r#"fmt.Sprintf("host=%[1]s user=%[2]s password=%[3]s", "db", "admin", "@P")"#),
    ("a.py", r#""host=%s port=%d user=%s password=%s" % ("db", 5432, "admin", "@P")"#),
    ("a.py", r#""host=db user=a password=%(pw)s" % {"pw": "@P"}"#),
    ("a.py", r#""host={} port={} user={} password={}".format("db", 5432, "admin", "@P")"#),
    ("a.py", r#""host={h} user={u} password={p}".format(h="db", u="admin", p="@P")"#),
    ("a.c", r#"sprintf(buf, "host=%s port=%d user=%s password=%s", "db", 5432, "admin", "@P");"#),
    ("a.c", r#"snprintf(buf, n, "host=%.*s password=%s", 2, "db", "@P");"#),
    ("A.java", r#"String.format("jdbc:postgresql://%s:%d/app?user=%s&password=%s", "db", 5432, "admin", "@P")"#),
    ("A.java", r#""host=%1$s user=%2$s password=%3$s".formatted("db", "admin", "@P")"#),
    ("a.cs", r#"string.Format("Host={0};Port={1};Username={2};Password={3}", "db", 5432, "admin", "@P")"#),
    ("a.cs", r#"string.Format("Host={0};Username={2};Password={1}", "db", "@P", "appuser")"#),
    ("a.rs", r#"format!("host={} port={} user={} password={}", "db", 5432, "admin", "@P")"#),
    ("a.rs", r#"format!("host={h} user={u} password={p}", h="db", u="appuser", p="@P")"#),
    ("a.php", "sprintf('host=%s port=%d user=%s password=%s', 'db', 5432, 'admin', '@P')"),
    ("a.rb", "format('host=%s port=%d user=%s password=%s', 'db', 5432, 'admin', '@P')"),
    ("a.rb", "'host=%s user=%s password=%s' % ['db', 'admin', '@P']"),
    ("a.lua", r#"("host=%s user=%s password=%s"):format("db", "admin", "@P")"#),
    ("a.lua", r#"string.format("host=%s user=%s password=%s", "db", "admin", "@P")"#),
    ("a.pl", r#"sprintf("host=%s port=%d user=%s password=%s", "db", 5432, "admin", "@P");"#),
    ("a.sh", "printf 'host=%s port=%d user=%s password=%s' db 5432 admin '@P'"),
    ("a.py", r#"x = "host=db user=a password=" + "@P""#),
    ("a.py", r#"x = "host=db user=a password=" + "@P" + " dbname=app""#),
    ("a.py", r#"x = "host=" + host + " user=a password=" + "@P" + " dbname=app""#),
    ("a.js", r#"const c = new Client("host=db user=a password=" + '@P')"#),
    ("a.js", "const c = new Client(`host=${h} user=a password=` + '@P')"),
    ("A.java", r#"String x = "host=db user=a password=" + "@P" + " dbname=app";"#),
    ("A.java", r#"String x = "jdbc:postgresql://db/app?user=a&password=" + "@P";"#),
    ("a.kt", r#"val x = "host=db user=a password=" + "@P""#),
    ("a.go", r#"dsn := "host=db user=a password=" + "@P" + " dbname=app""#),
    ("a.cs", r#"var cs = "Host=db;Username=a;Password=" + "@P" + ";Database=x";"#),
    ("a.py", r#"x = ("host=db user=a password=" "@P")"#),
    ("a.php", r#"pg_connect("host=db user=a password=" . "@P");"#),
    ("a.ex", r#"x = "host=db user=a password=" <> "@P""#),
    ("a.sql", "PERFORM dblink_connect('host=db user=a password=' || '@P');"),
    ("a.c", r#"PQconnectdb("host=db user=a password=" "@P");"#),
    ("a.rs", r#"concat!("host=db user=a password=", "@P")"#),
    ("a.sh", r#"psql "host=db user=a password="@P"#),
    ("a.sh", r#"psql 'host=db user=a password='"@P""#),
    ("a.sh", "export DATABASE_URL=postgres://a:'@P'@db/app"),
    ("a.sh", r#"psql postgres://a:"@P"@db/app"#),
    ("a.sh", r#"psql "postgres://a:"'@P'"@db/app""#),
    ("Dockerfile", "ENV DATABASE_URL=postgres://a:'@P'@db/app"),
    ("a.cs", r#"var cs = "Host=db;" +~    "Username=a;" +~    "Password=@P;";"#),
    ("a.cs", r#"var cs = "Host=db;Username=a;" +~    "Password=@P;Database=x";"#),
    ("a.py", r#"x = ("host=db user=a "~     "password=@P")"#),
    ("a.py", r#"x = "host=db user=a " \~    "password=@P""#),
    ("a.go", r#"dsn := "host=db user=a " +~	"password=@P " +~	"dbname=app""#),
    ("A.java", r#"String x = "jdbc:postgresql://db/app" +~  "?user=a" + "&password=@P";"#),
    ("a.js", "const x = 'host=db user=a ' +~  'password=@P'"),
    ("a.php", "$x = 'pgsql:host=db;' . 'user=a;' . 'password=@P';"),
    ("a.c", r#"PQconnectdb("host=db "~   "user=a "~   "password=@P");"#),
    ("a.py", r#"parts = ["host=db", "user=a", "password=@P"]"#),
    ("a.py", r#"x = " ".join(["host=db", "user=a", "password=@P"])"#),
    ("a.go", r#"x := strings.Join([]string{"host=db", "user=a", "password=@P"}, " ")"#),
    ("a.py", r#"x = "host=db user=a"~x += " password=@P""#),
];

/// Rows of the same kind in which no literal is the password.
const NOT_GIVEN: &[(&str, &str)] = &[
    (
        "a.go",
        r#"psqlInfo := fmt.Sprintf("host=%s port=%d user=%s password=%s dbname=%s sslmode=disable", "localhost", 5432, "postgres", password, "app")"#,
    ),
    (
        "a.go",
        r#"psqlInfo := fmt.Sprintf("host=%s port=%d user=%s password=%s dbname=%s sslmode=disable", "localhost", 5432, "calhounio", os.Getenv("PW"), "app")"#,
    ),
    ("a.go", r#"s := fmt.Sprintf("host=%[1]s user=%[2]s password=%[3]s", host, user, pw)"#),
    ("a.go", r#"s := fmt.Sprintf("postgres://%[2]s:%[3]s@%[1]s/app", host, user, pw)"#),
    ("A.java", r#"String.format("host=%1$s user=%2$s password=%3$s", host, user, pw)"#),
    ("a.php", "sprintf('pgsql:host=%1$s;user=%2$s;password=%3$s', $h, $u, $p)"),
    ("a.go", r#"s := fmt.Sprintf("host=%-10s user=%s password=%s", "db", "app", pw)"#),
    ("a.rs", r#"format!("host={h} user={u} password={p}", h="db", u="appuser", p=pw)"#),
    ("a.rs", r#"let x = format!("host={h} user={u} password={p}");"#),
    ("a.cs", r#"string.Format("Host={0};Username={2};Password={1}", "db", pw, "appuser")"#),
    ("a.py", r#"x = "host=db user=a password=" + pw"#),
    ("a.py", r#"x = "host=db user=a password=" + pw + " dbname=app""#),
    ("a.py", r#"x = "host=db user=a password=%(pw)s" % {"pw": pw}"#),
    ("a.cs", r#"var cs = "Host=db;Username=a;Password=" + pw + ";Database=x";"#),
    ("a.java", r#"String x = "jdbc:postgresql://db/app?user=a&password=" + pw;"#),
    ("a.sh", r#"psql "host=db user=a password=$PW" "dbname=kV8m2Qz4rTn9wX""#),
    ("a.sh", r#"psql "host=db user=a password=" "kV8m2Qz4rTn9wX""#),
    ("a.js", r#"const c = ["host=db user=a password=", "kV8m2Qz4rTn9wX"]"#),
];

fn found(detector: &Detector, path: &str, text: &str) -> Vec<String> {
    let mut values = values(detector, path, &format!("{}\n", text.replace("@P", PASSWORD).replace('~', "\n")));
    values.dedup();
    values
}

#[test]
fn the_literal_in_the_place_of_the_password_is_found() {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    for (path, text) in GIVEN {
        assert_eq!(found(&detector, path, text), [PASSWORD], "{path}: {text}");
    }
}

#[test]
fn the_literals_of_other_places_are_no_passwords() {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    for (path, text) in NOT_GIVEN {
        assert_eq!(found(&detector, path, text), [""; 0], "{path}: {text}");
    }
}
