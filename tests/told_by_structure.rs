//! Values that are no secrets by the structure around them, each beside a secret in the same form; and reasons of the same kind why a
//! password is guessable.

use std::sync::LazyLock;

use dsnitch::detect::Detector;
use dsnitch::finding::Class;
use dsnitch::rules::RuleSet;

use crate::corpus::scan;

static DETECTOR: LazyLock<Detector> =
    LazyLock::new(|| Detector::new(RuleSet::builtin()).expect("every extractor exists"));

/// What the rows of a table show, and its rows: a path, a text, and the class of what is found there.
type Table = (&'static str, &'static [(&'static str, &'static str, Option<Class>)]);

const TABLES: &[Table] = &[
    (
        "a digest beside its salt",
        &[
            (
                "data.xml",
                "<column name=\"password\" value=\"5b03841e36930d695062bd1b7aaeab1b5b03841e\"/>\n<column name=\"salt\" value=\"c788c6ad82a1\"/>",
                None,
            ),
            (
                "data.xml",
                r#"<users name="app" password="5b03841e36930d695062bd1b7aaeab1b5b03841e" salt="c788c6ad82a1"/>"#,
                None,
            ),
            ("a.json", r#"{"password": "5b03841e36930d695062bd1b7aaeab1b5b03841e", "salt": "c788c6ad82a1"}"#, None),
            ("a.yml", "- user: app\n  salt: c788c6ad82a1\n  password: 5b03841e36930d695062bd1b7aaeab1b5b03841e", None),
            (
                "data.xml",
                "<column name=\"password\" value=\"5b03841e36930d695062bd1b7aaeab1b5b03841e\"/>\n<column name=\"size\" value=\"40\"/>",
                Some(Class::Leak),
            ),
            (
                "data.xml",
                "<column name=\"password\" value=\"kV8m2Qz4rTn9wXq7\"/>\n<column name=\"salt\" value=\"c788c6ad82a1\"/>",
                Some(Class::Leak),
            ),
            (
                "data.xml",
                "<users name=\"a\" password=\"5b03841e36930d695062bd1b7aaeab1b5b03841e\"/>\n<users name=\"b\" salt=\"c788c6ad82a1\"/>",
                Some(Class::Leak),
            ),
            ("a.yml", "- password: 5b03841e36930d695062bd1b7aaeab1b5b03841e\n- salt: c788c6ad82a1", Some(Class::Leak)),
            (".env", "SECRET_KEY=5b03841e36930d695062bd1b7aaeab1b5b03841e\nSALT=c788c6ad82a1", Some(Class::Leak)),
        ],
    ),
    (
        "arguments and members without names",
        &[
            ("ATest.java", r#"Arguments.of("password", "5b03841e36930d695062bd1b7aaeab1b5b03841e", "salt")"#, None),
            (
                "A.kt",
                r#"val words = setOf("password", "credential", "secret", "token", "auth", "pwd", "pass", "cert")"#,
                None,
            ),
            ("A.java", r#"List.of("awsRegion", "awsAccessKey", "awsSecretAccessKey")"#, None),
            ("A.java", r#"Map.of("password", "kV8m2Qz4rTn9wXq7")"#, Some(Class::Leak)),
            ("A.java", r#"settings.put("password", "kV8m2Qz4rTn9wXq7");"#, Some(Class::Leak)),
        ],
    ),
    (
        "names of fields",
        &[
            (
                "a.go",
                "var names = map[string]string{\n\t\"PGHOST\": \"host\",\n\t\"PGPORT\": \"port\",\n\t\"PGPASSWORD\": \"password\",\n\t\"PGSSLPASSWORD\": \"sslpassword\",\n}",
                None,
            ),
            (
                "A.java",
                "String PARAM_PORT = \"ldap-port\";\nString PARAM_BIND_USER = \"ldap-bind-user\";\nString PARAM_DN = \"ldap-dn\";\nString PARAM_BIND_USER_PASSWORD = \"ldap-bind-user-pwd\";",
                None,
            ),
            ("A.java", r#"public static final String CRED_PASSWORD = "password";"#, None),
            ("A.kt", "mapOf(\n  \"emails\" to \"emails\",\n  \"password\" to \"password\",\n)", None),
            (
                "a.h",
                "#define INFO_CHECKSUM \"info-checksum\"\n#define INFO_CIPHER_TYPE \"cipher-type\"\n#define INFO_CIPHER_MODE \"cipher-mode\"\n#define INFO_CIPHER_PASS \"cipher-pass\"",
                None,
            ),
            (
                "a.go",
                "var names = map[string]string{\n\t\"PGHOST\": \"host\",\n\t\"PGPORT\": \"port\",\n\t\"PGPASSWORD\": \"kV8m2Qz4rTn9wXq7\",\n}",
                Some(Class::Leak),
            ),
            (
                "a.go",
                "var settings = map[string]string{\n\t\"PGHOST\": \"db1.corp\",\n\t\"PGPORT\": \"5432\",\n\t\"PGPASSWORD\": \"password\",\n}",
                Some(Class::Weak),
            ),
            ("A.java", "String DB_USER = \"app\";\nString DB_PASSWORD = \"password\";", Some(Class::Weak)),
            (
                "A.java",
                "String clientId = \"my-client-id\";\nString tokenId = \"my-token-id\";\nString clientSecret = \"my-client-secret\";",
                Some(Class::Weak),
            ),
            ("A.kt", "mapOf(\n  \"user\" to \"app\",\n  \"password\" to \"password\",\n)", Some(Class::Weak)),
        ],
    ),
    (
        "statements and markup of code",
        &[
            ("a.js", "    case 'password':\n        return '<span class=\"text-muted\">abc</span>';", None),
            ("a.js", "    case 'password':\n        x.password = 'kV8m2Qz4rTn9wXq7';", Some(Class::Leak)),
            ("a.c", "pw->password[0] = 'm';\npw->password[1] = '\\0';", None),
            ("a.c", r#"char password[] = "kV8m2Qz4rTn9wXq7";"#, Some(Class::Leak)),
            ("convert.c.inc", "    initialSecret = secret;", None),
            ("convert.c.inc", r#"    initialSecret = "kV8m2Qz4rTn9wXq7";"#, Some(Class::Leak)),
            ("a.h", "#define initSecret initSecret_avx2", None),
            ("a.php", "$password = $this->option('password') ?? $this->secret('User password');", None),
            ("a.php", "$password = $this->option('password') ?? 'kV8m2Qz4rTn9wXq7';", Some(Class::Leak)),
        ],
    ),
    (
        "words of a text",
        &[
            ("README.md", r#"| `db_password` | `""` | of the database |"#, None),
            ("README.md", "- `db_password`: `''`", None),
            ("README.md", r#"| `db_password` | `"postgres"` |"#, Some(Class::Weak)),
            ("README.md", r#"| `db_password` | `"kV8m2Qz4rTn9wXq7"` |"#, Some(Class::Leak)),
            ("README.md", "- **后量子密码**: 国密算法抗量子计算攻击", None),
            ("README.md", "- **数据库密码**: kV8m2Qz4rTn9wXq7", Some(Class::Leak)),
            ("a.html", "<h3>更新您的密码</h3>\n<p>您已经超过90天没有更新密码了。</p>", None),
            ("a.json", r#"{"errors": {"password": ["密码长度必须至少为8个字符"]}}"#, None),
            ("a.json", r#"{"password": "kV8m2Qz4rTn9wXq7，数据库的主密码，请不要修改"}"#, Some(Class::Leak)),
        ],
    ),
    (
        "guessable passwords",
        &[
            (
                "a.properties",
                "spring.datasource.username=${PG_USER:kvmqzor}\nspring.datasource.password=${PG_PASS:kvmqzor}",
                Some(Class::Weak),
            ),
            (
                "compose.yml",
                "  POSTGRES_USER: ${PG_USER:-kvmqzor}\n  POSTGRES_PASSWORD: ${PG_PASS:-kvmqzor}",
                Some(Class::Weak),
            ),
            (
                "a.py",
                "user = os.environ.get(\"PGUSER\", \"kvmqzor\")\npassword = os.environ.get(\"PGPASSWORD\", \"kvmqzor\")",
                Some(Class::Weak),
            ),
            (
                "a.properties",
                "spring.datasource.username=${PG_USER:kvmqzor}\nspring.datasource.password=${PG_PASS:kV8m2Qz4rTn9wXq7}",
                Some(Class::Leak),
            ),
            ("ci.yml", "PGX_SSL_PASSWORD: certpw", Some(Class::Weak)),
            ("ci.yml", "PGX_SSL_PASSWORD: cert_password", Some(Class::Weak)),
            ("ci.yml", "PGX_SSL_PASSWORD: kV8m2Qz4rTn9wXq7pw", Some(Class::Leak)),
            ("README.md", "It runs (user/pass: `kvmqzor`/`kvmqzor`)", Some(Class::Weak)),
            ("README.md", "It runs (user/pass: `kvmqzor`/`kV8m2Qz4rTn9wXq7`)", Some(Class::Leak)),
        ],
    ),
    (
        "hashes of guessable passwords",
        &[
            ("a.yml", "- name: test\n  password: md587f77988ccb5aa917c93201ba314fcd4", Some(Class::Weak)),
            ("a.go", r#"x := User{Name: "test", Password: "md587f77988ccb5aa917c93201ba314fcd4"}"#, Some(Class::Weak)),
            ("a.json", r#"{"user": "test", "password": "md587f77988ccb5aa917c93201ba314fcd4"}"#, Some(Class::Weak)),
            ("a.json", r#"{"user": "test", "password": "md5c166cd537f3cbeb6e8edb64624866a56"}"#, Some(Class::Leak)),
        ],
    ),
];

#[test]
fn the_structure_around_a_value_tells_what_it_is() {
    let mut wrong = Vec::new();
    for (why, rows) in TABLES {
        for (path, text, class) in *rows {
            let findings = scan(&DETECTOR, path, format!("{text}\n").as_bytes());
            let found: Vec<Class> =
                findings.iter().map(|finding| finding.class()).filter(|class| *class != Class::Hygiene).collect();
            if found != class.iter().copied().collect::<Vec<_>>() {
                wrong.push(format!("{why}: {path}: {text}: {found:?} and not {class:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
