//! A credential is found with its whole value however long the text around it, in it or between its parts is, or the
//! text is reported as not read to the end: each form with each of its places stretched.

use dsnitch::coverage::Excused;
use dsnitch::detect::{Detector, Leaked, Listener};
use dsnitch::finding::Finding;
use dsnitch::fingerprint::HeldId;
use dsnitch::fragment::{Added, Fragment, Origin, Provenance};
use dsnitch::rules::RuleSet;

use crate::passwords::positions::POSITIONS;

/// Number of bytes that are inserted at a place.
const LENGTHS: [usize; 7] = [1 << 10, 2 << 10, 4 << 10, 8 << 10, 16 << 10, 64 << 10, 300 << 10];

/// The value if another place is stretched.
const VALUE: &str = "kV8m2Qz4rTn9wXb3";

/// Markers of places: the value, the value in base64, blanks, empty lines, a comment, words, one long word.
const PLACES: &str = "¤⁂␣⏎§…‥";

/// A form with its [`PLACES`].
struct Form {
    path: &'static str,
    /// A comment with `~` for its words; empty if the format has none.
    comment: &'static str,
    text: &'static str,
}

const fn form(path: &'static str, comment: &'static str, text: &'static str) -> Form {
    Form { path, comment, text }
}

const FORMS: &[Form] = &[
    // SQL
    form("a.sql", "/* ~ */", "CREATE§ ROLE§ app␣ §LOGIN⏎ VALID UNTIL '…infinity'§ PASSWORD␣⏎§ '¤' IN ROLE §x;"),
    form("a.sql", "-- ~\n", "ALTER§ ROLE app§ WITH⏎ LOGIN§ PASSWORD§ '¤'§;"),
    form("a.sql", "/* ~ */", "CREATE USER app WITH ENCRYPTED§ PASSWORD␣ E'¤';"),
    form("a.sql", "/* ~ */", "CREATE ROLE app IN ROLE …a PASSWORD $q$¤$q$;"),
    form("a.sql", "-- ~\n", "DO $$\nBEGIN\n§ EXECUTE 'x';\n⏎ CREATE ROLE app LOGIN§ PASSWORD '¤';\nEND\n$$;"),
    form("a.sql", "/* ~ */", "SELECT $$ § CREATE ROLE app LOGIN § PASSWORD '¤'; $$;"),
    form("a.sql", "/* ~ */", "CREATE USER MAPPING§ FOR app␣ SERVER x§ OPTIONS§ (§user␣ '…u'§,⏎ §password␣§ '¤'§);"),
    form("a.sql", "-- ~\n", "CREATE SERVER x FOREIGN DATA WRAPPER y\n§OPTIONS (host 'h…',\n§ password⏎ '¤');"),
    form("a.sql", "/* ~ */", "ALTER FOREIGN TABLE t OPTIONS (SET a '…x',§ password§ '¤');"),
    form("a.sql", "/* ~ */", "GRANT§ ALL ON x.*␣ TO§ 'app'@'%'§ IDENTIFIED BY§ '¤';"),
    form(
        "a.sql",
        "/* ~ */",
        "CREATE SUBSCRIPTION s CONNECTION␣ 'host=h user=a␣ options=''…'' password=¤ dbname=x' PUBLICATION p;",
    ),
    form("a.sql", "", "SELECT dblink_connect('host=h␣ user=a␣ password=¤');"),
    form("run.sh", "", "psql ␣-c \"…; CREATE ROLE app␣ LOGIN VALID UNTIL '…infinity' PASSWORD␣ '¤'\""),
    form("run.sh", "", "psql …--set x=1 -c \"ALTER ROLE app␣ PASSWORD '¤'\""),
    form("run.sh", "-- ~\n", "psql <<'SQL'\n§CREATE ROLE app␣ LOGIN\n§ PASSWORD '¤';\nSQL\n"),
    form("a.py", "", "cur.execute(\"CREATE ROLE app␣ LOGIN PASSWORD␣ '¤'\")"),
    form("a.py", "-- ~\n", "cur.execute(\"\"\"\n§⏎CREATE ROLE app\n§⏎ PASSWORD '¤'\n\"\"\")"),
    form("a.py", "", "cur.execute(␣\"ALTER ROLE app PASSWORD %s\"␣,␣ (␣\"¤\",))"),
    form("a.go", "-- ~\n", "const q = `\n§CREATE ROLE app⏎ LOGIN§ PASSWORD '¤';\n`"),
    // Assignments
    form(".env", "# ~\n", "§PGPASSWORD=¤\n§"),
    form(".env", "", "PGPASSWORD=¤␣ # …x"),
    form(".env", "", "PGPASSWORD=\"¤\"␣"),
    form("a.ini", "; ~\n", "[db]\n§password␣ =␣ ¤\n§"),
    form("a.properties", "# ~\n", "§db.password␣=␣¤\n"),
    form("a.yml", "# ~\n", "db:\n§  password:␣ ¤\n§"),
    form("a.yml", "", "db: {user: …a, password:␣ ¤}"),
    form("a.yml", "", "db:\n  password: >-\n    ¤\n"),
    form("a.yml", "", "db: {user: …a,␣ password:␣ '¤'}"),
    form("a.json", "", "{\"a\": \"…\",␣ \"db_password\"␣⏎:␣⏎ \"¤\"␣, \"b\": \"…\"}"),
    // A command or a connection in a literal of a long line.
    form("a.json", "", "{\"a\": \"…\",␣ \"cmd\": \"PGPASSWORD=¤ psql\",␣ \"b\": \"…\"}"),
    form("a.json", "", "{\"a\": [␣\"…\", 1], \"args\": [\"x\", \"host=db user=a password=¤\"]}"),
    form("a.js", "", "a = {x: '…',␣ cmd: 'PGPASSWORD=¤ psql',␣ y: \"…\"};"),
    form("a.yml", "", "{a: \"…\", run: \"PGPASSWORD=¤ psql …\"}"),
    form("a.toml", "# ~\n", "[db]\n§password␣ =␣ \"¤\"␣\n"),
    form("a.tf", "/* ~ */", "password§ =§ \"¤\"§"),
    form("a.tf", "# ~\n", "variable \"db_password\" {\n§⏎  description = \"…\"\n§  default␣ =␣ \"¤\"\n}"),
    form("a.py", "# ~\n", "§DB_PASSWORD␣ =␣ \"¤\"␣\n§"),
    form("a.py", "# ~\n", "DB_PASSWORD = (␣ §⏎\"¤\"\n)"),
    form("a.py", "", "DB_PASSWORD = \"\"\"¤\"\"\""),
    form("a.py", "# ~\n", "connect(\n    host=\"…\",\n §   password␣=␣\"¤\",\n)"),
    form("a.py", "# ~\n", "x = {\n  \"a\": \"…\",\n§  \"password\"␣:␣ \"¤\",\n}"),
    form("a.py", "# ~\n", "DB_PASSWORD = os.environ.get(␣⏎\n§ \"DB_PASSWORD\"␣,␣⏎\n§ \"¤\"\n)"),
    form("a.js", "/* ~ */", "const dbPassword§ =§ '¤'§;"),
    form("a.js", "// ~\n", "const dbPassword = §\n §  '¤';"),
    form("a.js", "/* ~ */", "const dbPassword = process.env.DB_PASSWORD␣ §||§␣ '¤';"),
    form("a.js", "", "const dbPassword = `¤`;"),
    form("a.js", "/* ~ */", "x({a: '…', password§:§ '¤'§})"),
    form("A.java", "/* ~ */", "String dbPassword§ =§ \"¤\"§;"),
    form("A.java", "/* ~ */", "ds.setPassword(§␣\"¤\"§);"),
    form("A.java", "/* ~ */", "p.setProperty(§␣\"password\"§␣,§␣ \"¤\"§);"),
    form("a.go", "/* ~ */", "dbPassword§ :=§ \"¤\""),
    form("a.go", "", "dbPassword := `¤`"),
    form("a.rs", "/* ~ */", "const DB_PASSWORD: &str§ =§ \"¤\"§;"),
    form("a.rs", "", "let password = r#\"¤\"#;"),
    form("a.rs", "", "let password = r##\"¤\"##;"),
    form("a.rb", "", "db_password = %q(¤)"),
    form("a.rb", "", "pw = ENV.fetch(\"DB_PASSWORD\",␣ nil␣)␣ || \"¤\""),
    form("a.ts", "/* ~ */", "x = config.get(\"DB_PASSWORD\",§ {§ a: \"…\" })␣ ||§ \"¤\""),
    form("a.go", "", "pw = kingpin.Flag(\"db-password\", \"…\")␣.Default(␣\"¤\")"),
    form("a.sql", "-- ~\n", "INSERT INTO settings (key, value) VALUES\n§('db_password',␣ '¤');"),
    form("a.lua", "", "local db_password = [[¤]]"),
    form("a.cs", "/* ~ */", "const string DbPassword§ =§ @\"¤\"§;"),
    form("a.c", "/* ~ */", "strcpy(§db_password§,§ \"¤\"§);"),
    form("a.c", "/* ~ */", "#define DB_PASSWORD§ \"¤\"§"),
    form("a.sh", "# ~\n", "§export PGPASSWORD='¤'\n§"),
    form("a.sh", "", "PGPASSWORD='¤' psql …x"),
    form("a.sh", "", "…true; PGPASSWORD=¤ psql"),
    form("a.sh", "", "docker run …x -e POSTGRES_PASSWORD=¤ x"),
    form("a.sh", "", "pgtool …x --db-password␣ '¤' --host x"),
    form("a.sh", "", "echo '¤'␣ |␣ passwd␣ --stdin app"),
    form("a.sh", "", "PGPASSWORD=$(cat <<'EOF'\n¤\nEOF\n)"),
    form("a.sh", "", "cat > .env <<'EOF'\n⏎PGPASSWORD=¤\n⏎EOF"),
    form("a.rb", "", "x = <<~ENV\n⏎  PGPASSWORD=¤\n⏎ENV"),
    form("a.py", "# ~\n", "x = \"\"\"\n§PGPASSWORD=¤\n§\"\"\""),
    form("a.js", "# ~\n", "x = `\n§PGPASSWORD=¤\n§`"),
    form("a.rb", "# ~\n", "x = <<~ENV\n§PGPASSWORD=¤\n§ENV"),
    form("Dockerfile", "# ~\n", "FROM x\n§ENV POSTGRES_PASSWORD=¤\n"),
    form("docker-compose.yml", "# ~\n", "x:\n  environment:\n§    - POSTGRES_PASSWORD=¤\n"),
    form("docker-compose.yml", "# ~\n", "x:\n  environment:\n§    POSTGRES_PASSWORD: ${PW:-¤}\n"),
    form(".env", "", "PGPASSWORD=${PW:-¤}"),
    form("a.ps1", "", "$env:PGPASSWORD␣ =␣ '¤'"),
    form("a.bat", "", "set \"PGPASSWORD=¤\""),
    form("a.md", "", "PGPASSWORD=¤\n"),
    form("a.md", "", "| User | Password |\n|---|---|\n| …a | `¤` |\n"),
    // Names and values in two places
    form("a.xml", "<!-- ~ -->", "<password>§¤</password>"),
    form("a.xml", "<!-- ~ -->", "§<property␣⏎ name␣=␣\"db.password\"␣⏎ value␣=␣\"¤\"␣/>§"),
    form("a.xml", "<!-- ~ -->", "<property value=\"¤\"␣⏎ name=\"db.password\"/>"),
    form("a.xml", "<!-- ~ -->", "<property name=\"db.password\"␣>␣⏎§<value>␣¤</value></property>"),
    form("a.xml", "<!-- ~ -->", "<property name=\"db.password\" description=\"…\" value=\"¤\"/>"),
    form("a.xml", "<!-- ~ -->", "<property><name>db.password</name>␣⏎§<value>¤</value></property>"),
    form("a.xml", "<!-- ~ -->", "<param-name>db.password</param-name>␣⏎§<param-value>¤</param-value>"),
    form("a.plist", "<!-- ~ -->", "<key>password</key>␣⏎§<string>¤</string>"),
    form("a.json", "", "{\"name\": \"DB_PASSWORD\"␣⏎,␣⏎ \"value\"␣⏎:␣⏎ \"¤\"}"),
    form("a.json", "", "{\"name\": \"DB_PASSWORD\", \"description\": \"…\", \"value\": \"¤\"}"),
    form("a.json", "", "{\"value\": \"¤\"␣,␣⏎ \"description\": \"…\",␣⏎ \"name\": \"DB_PASSWORD\"}"),
    form("a.yml", "# ~\n", "env:\n  - name: DB_PASSWORD\n§⏎    value:␣ ¤\n"),
    form("a.yml", "# ~\n", "env:\n  - name: DB_PASSWORD\n    description: …\n    value: '¤'\n"),
    form("a.yml", "# ~\n", "env:\n  - value: ¤\n§⏎    name: DB_PASSWORD\n"),
    // Lists of keywords
    form("a.txt", "", "host=h␣ user=a␣ options='…'␣ password␣=¤␣ dbname=x"),
    form("a.py", "", "connect(\"…host=h user=a password='¤' dbname=x\")"),
    form("a.py", "", "…x; connect(\"host=h user=a application_name='…' password=¤ dbname=x\")"),
    form("a.cs", "", "var c = \"Server=h;␣User Id=a;␣Application Name=…x;Password=¤;Database=x\";"),
    form("a.json", "", "{\"b\": \"…\", \"c\": \"Host=h;Username=a;Search Path=…x;Password=¤\"}"),
    form("a.ini", "", "url = Host=h;Username=a;Search Path=…x;Password=¤;Database=x"),
    form("a.properties", "", "url=jdbc:postgresql://h/x?user=a&ApplicationName=‥x&password=¤&b=‥"),
    form("A.java", "/* ~ */", "u = \"jdbc:postgresql://h/x?user=a&ApplicationName=‥x&password=¤\";"),
    form("a.ini", "", "url=jdbc:sqlserver://h;user=a;x=‥;password=¤;b=c"),
    form("a.py", "", "u = \"postgres://app:¤@h/x?application_name=…\""),
    form("a.py", "", "u = \"postgres://h/x?user=a&application_name=‥x&password=¤\""),
    form("a.py", "# ~\n", "u = (␣\"postgres://app:\"␣⏎ \"¤\"␣⏎ \"@h/x\")"),
    form(".pgpass", "# ~\n", "§h:5432:…x:app:¤\n"),
    form("a.sh", "", "echo 'h:5432:x:app:¤' > ~/.pgpass"),
    form("userlist.txt", "; ~\n", "§\"app\"␣ \"¤\"\n"),
    form("a.yml", "# ~\n", "userlist.txt: |\n  \"app\" \"¤\"\n"),
    // Calls
    form("A.java", "/* ~ */", "DriverManager.getConnection(§␣\"jdbc:postgresql://h/…x\"§␣,§␣ \"app\"§␣,§␣ \"¤\"§)"),
    form("a.php", "/* ~ */", "new PDO(§'pgsql:host=h;x=…'§,§ 'app'§,⏎§ '¤'§);"),
    form("a.py", "# ~\n", "URL.create(\n§ \"postgresql\",\n§ \"app…\",\n§⏎ \"¤\",\n)"),
    form("a.py", "", "u = \"host=…h user=%s password=%s\" %␣ (␣\"app…\"␣,␣ \"¤\")"),
    form("a.py", "", "u = \"postgresql://{}:{}@h/x\".format(␣\"app…\",␣ \"¤\")"),
    form("a.sh", "", "curl ␣-H '…x' ␣-u␣ app:¤␣ https://x.example"),
    form("a.sh", "", "curl -s \\\n  -H '…x' \\\n  -u app:¤ https://x.example"),
    form("a.sh", "", "mysql -h …h -p'¤' x"),
    form("a.sh", "", "gh secret set␣ PW␣ --body␣ '¤'"),
    // Kubernetes
    form(
        "k8s/a.yaml",
        "# ~\n",
        "apiVersion: v1\nkind: Secret\n§metadata:\n  name: x\n  annotations:\n    a: …\n⏎data:\n§  b: …\n  password:␣ ⁂\n",
    ),
    form("k8s/a.yaml", "# ~\n", "apiVersion: v1\ndata:\n  password: ⁂\n§  b: …\n⏎kind: Secret\n"),
    form(
        "k8s/a.json",
        "",
        "{\"kind\": \"Secret\",␣⏎ \"metadata\": {\"a\": \"…\"}, \"data\": {\"b\": \"…\",␣⏎ \"password\":␣ \"⁂\"}}",
    ),
    form("k8s/a.yaml", "# ~\n", "kind: Secret\nstringData:\n§⏎  password: ¤\n"),
    // Others
    form("a.yml", "# ~\n", "chpasswd:\n§⏎  list: |\n    app:¤\n"),
    form("a.exp", "", "expect \"Password:\"␣\nsend␣ \"¤\\r\"\n"),
    form("a.py", "", "USER, DB_PASSWORD = \"…app\",␣ \"¤\""),
];

/// Returns a value of that length: letters and digits without repetition.
fn value(length: usize) -> String {
    let mut state = 88_172_645_463_325_252_u64;
    let mut drawn = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnopqrstuvwxyz23456789"[(state >> 33) as usize % 56])
    };
    VALUE.chars().chain(std::iter::from_fn(|| Some(drawn()))).take(length.max(VALUE.len())).collect()
}

/// Returns harmless words.
fn words(length: usize) -> String {
    "lorem ipsum dolor sit amet ".repeat(length / 27 + 1)
}

/// Returns the form with its place number `which` stretched by `length` bytes, and its value; `None` after its last
/// place.
fn stretched(form: &Form, which: usize, length: usize) -> Option<(String, String)> {
    let mut text = String::new();
    let mut value_is = VALUE.to_owned();
    let mut place = 0;
    let mut found = false;
    for c in form.text.chars() {
        if !PLACES.contains(c) {
            text.push(c);
            continue;
        }
        let here = place == which;
        found |= here;
        place += 1;
        match c {
            '¤' | '⁂' => {
                if here {
                    value_is = value(length);
                }
                match c {
                    '¤' => text.push_str(&value_is),
                    _ => text.push_str(&base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &value_is)),
                }
            }
            _ if !here => {}
            '␣' => text.push_str(&" ".repeat(length)),
            '⏎' => text.push_str(&"\n".repeat(length)),
            '‥' => text.push_str(&"lorem".repeat(length / 5)),
            '§' => text.push_str(&form.comment.replace('~', &words(length))),
            _ => text.push_str(words(length).trim_end()),
        }
    }
    found.then_some((text, value_is))
}

#[derive(Default)]
struct Seen {
    values: Vec<Vec<u8>>,
}

impl Listener for Seen {
    fn excused(&mut self, _: Excused, _: HeldId) {}
    fn leaked(&mut self, leaked: Leaked<'_>) {
        self.values.push(leaked.value.to_vec());
    }
    fn found(&mut self, _: Finding) {}
}

/// Returns the way in which `value` is missed in `text`, if it is.
fn miss(detector: &Detector, path: &str, text: &str, value: &str) -> Option<&'static str> {
    let origin = Origin { path: path.as_bytes().to_vec(), provenance: Provenance::File };
    let mut seen = Seen::default();
    let unread = detector.scan_each(&Fragment { origin: &origin, text: text.as_bytes(), added: Added::All }, &mut seen);
    let found = seen.values.iter().any(|found| found == value.as_bytes());
    match seen.values.first() {
        _ if found || unread.is_some() => None,
        Some(_) => Some("another value"),
        None => Some("nothing"),
    }
}

#[test]
fn a_stretched_credential_is_found_or_reported_as_cut() {
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    let mut missed = Vec::new();
    for form in FORMS {
        for which in 0.. {
            let Some((text, value)) = stretched(form, which, 0) else { break };
            if let Some(how) = miss(&detector, form.path, &text, &value) {
                missed.push(format!("{} {:?}: {how}, though nothing in it is long", form.path, form.text));
                break;
            }
            for length in LENGTHS {
                let (text, value) = stretched(form, which, length).unwrap();
                if let Some(how) = miss(&detector, form.path, &text, &value) {
                    let place: String = form
                        .text
                        .chars()
                        .scan(0, |n, c| {
                            let is_place = PLACES.contains(c);
                            *n += usize::from(is_place);
                            Some(if is_place && *n - 1 == which { format!("[[{c}]]") } else { c.to_string() })
                        })
                        .collect();
                    missed.push(format!("{} {place:?}, {length} bytes: {how}", form.path));
                    break;
                }
            }
        }
    }
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn a_literal_in_any_number_of_brackets_is_found() {
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    for depth in [1, 63, 64, 65, 1_000, 30_000] {
        for (path, open, close) in [("a.py", "(", ")"), ("a.js", "(", ")"), ("a.c", "(char *)(", ")")] {
            let text = format!("DB_PASSWORD = {}\"{VALUE}\"{}\n", open.repeat(depth), close.repeat(depth));
            assert_eq!(miss(&detector, path, &text, VALUE), None, "{path}: {depth} times {open}");
        }
        let text = format!("{}\"PGPASSWORD={VALUE}\"{}", "{\"a\":".repeat(depth), "}".repeat(depth));
        assert_eq!(miss(&detector, "a.json", &text, VALUE), None, "{depth} objects");
    }
}

/// Every position of a password: a long one, with long text before and after it.
#[test]
fn a_long_password_is_found_in_every_position() {
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    let mut missed = Vec::new();
    for position in POSITIONS {
        for length in LENGTHS {
            let long = value(length);
            let lines = "lorem = 1\n".repeat(length / 10);
            for (what, before, value, after) in
                [("value", "", long.as_str(), ""), ("before", &lines, VALUE, ""), ("after", "", VALUE, &lines)]
            {
                let Some(written) = (position.write)(value) else { continue };
                let text = [position.head, before, &written, "\n", after, position.tail].concat();
                if let Some(how) = miss(&detector, position.path, &text, value) {
                    missed.push(format!("{}, {what} of {length}: {how}", position.name));
                }
            }
        }
    }
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
}

/// Long lines of code, and thousands of data lines and statements: nothing in them is reported as unread.
#[test]
fn large_ordinary_text_causes_no_report() {
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    let code = "function a(b,q){return b.password===q?c:d}this.password=e||\"\";t.replace(/[\"']/g,'x');x({type:\"password\",\
                name:\"password\",value:f,label:\"Password\"});g={token:q(h),secret:qq[i],pwd:j[0]};if(k<l&&m>n)o.pwd=q/2;";
    let rows =
        "{\"id\":1,\"name\":\"x\",\"password\":null,\"note\":\"my password is gone\",\"url\":\"https://x.example/a\"},";
    let insert = "INSERT INTO users (id, name, password) VALUES (1,'x','it''s');\n";
    let texts = [
        ("a.min.js", "", code, ""),
        ("a.html", "<html><script>", code, "</script></html>"),
        ("a.ts", "", code, ""),
        ("a.json", "[", rows, "{}]"),
        ("a.txt", "", rows, ""),
        ("a.sql", "", insert, "CREATE ROLE app PASSWORD NULL;\n"),
        ("a.csv", "", "name,password,", "\n"),
        ("a.csv", "", "name,password,x\n", ""),
        ("a.txt", "", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo0", ""),
        ("a.svg", "<svg><path d=\"", "12.5 3,4 ", "\"/></svg>"),
        ("a.md", "", "The password is set by `psql`, not here: see https://x.example/docs.\n", ""),
        ("a.yml", "", "password: \"{{ vault_password }}\"\n", ""),
        ("a.xml", "<a>", "<input type=\"password\" name=\"password\" label=\"Password\"/>", "</a>"),
        ("a.py", "", "    password = get_password(user)  # never a literal\n", ""),
    ];
    for (path, head, unit, tail) in texts {
        let text = [head, &unit.repeat((1 << 20) / unit.len()), tail].concat();
        let origin = Origin { path: path.as_bytes().to_vec(), provenance: Provenance::File };
        let mut seen = Seen::default();
        let fragment = Fragment { origin: &origin, text: text.as_bytes(), added: Added::All };
        let unread = detector.scan_each(&fragment, &mut seen);
        assert_eq!(unread, None, "{path}: {unit}");
    }
}
