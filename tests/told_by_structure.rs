//! Values that are no secrets by the structure around them, each beside a secret in the same form; and reasons of the same kind why a
//! password is guessable.

use std::sync::LazyLock;

use dsnitch::coverage::Excused;
use dsnitch::detect::{Detector, Listener};
use dsnitch::finding::{Class, Finding};
use dsnitch::fingerprint::HeldId;
use dsnitch::fragment::{Added, Fragment, Origin, Provenance};
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
    (
        "pairs in lists",
        &[
            ("a.js", "const m = new Map([[\"db_password\", \"kV8m2Qz4rTn9wXq7\"]]);", Some(Class::Leak)),
            ("a.js", "const m = new Map([[\"db_password\", \"Your password\"]]);", None),
            ("a.js", "const m = [['user', 'app'], ['db_password', 'kV8m2Qz4rTn9wXq7']];", Some(Class::Leak)),
            ("a.js", "const m = [['user', 'app'], ['db_password', 'Password']];", None),
            (
                "a.ts",
                "new URLSearchParams([[\"db_password\",\"kV8m2Qz4rTn9wXq7\"], [\"user\", \"app\"]])",
                Some(Class::Leak),
            ),
            ("a.ts", "new URLSearchParams([[\"db_password\",\"password\"], [\"user\", \"app\"]])", None),
            ("a.json", "[[\"db_password\", \"kV8m2Qz4rTn9wXq7\"]]", Some(Class::Leak)),
            ("a.json", "[[\"db_password\", \"token\"]]", None),
            ("a.py", "m = dict([(\"db_password\", \"kV8m2Qz4rTn9wXq7\")])", Some(Class::Leak)),
            ("a.py", "m = dict([(\"db_password\", \"Your password\")])", None),
            (
                "a.py",
                "m = [\n    (\"user\", \"app\"),\n    (\"db_password\", \"kV8m2Qz4rTn9wXq7\"),\n]",
                Some(Class::Leak),
            ),
            ("a.py", "m = [\n    (\"user\", \"app\"),\n    (\"db_password\", \"the password of the role\"),\n]", None),
            ("a.py", "m = ((\"user\", \"app\"), (\"db_password\", \"kV8m2Qz4rTn9wXq7\"),)", Some(Class::Leak)),
            ("a.py", "m = ((\"user\", \"app\"), (\"db_password\", \"password\"),)", None),
            (
                "a.cpp",
                "std::map<std::string, std::string> m{{\"db_password\", \"kV8m2Qz4rTn9wXq7\"}};",
                Some(Class::Leak),
            ),
            ("a.cpp", "std::map<std::string, std::string> m{{\"db_password\", \"dbPassword\"}};", None),
            ("a.cpp", "m.insert({\"db_password\", \"kV8m2Qz4rTn9wXq7\"});", Some(Class::Leak)),
            ("a.cpp", "m.insert({\"db_password\", \"password\"});", None),
            ("a.cpp", "m.insert(std::make_pair(\"db_password\", \"kV8m2Qz4rTn9wXq7\"));", Some(Class::Leak)),
            ("a.cpp", "m.insert(std::make_pair(\"db_password\", \"Password\"));", None),
            ("a.cs", "var m = new[] { (\"db_password\", \"kV8m2Qz4rTn9wXq7\") };", Some(Class::Leak)),
            ("a.cs", "var m = new[] { (\"db_password\", \"Password\") };", None),
            ("a.cs", "new KeyValuePair<string, string>(\"db_password\", \"kV8m2Qz4rTn9wXq7\")", Some(Class::Leak)),
            ("a.cs", "new KeyValuePair<string, string>(\"db_password\", \"Password\")", None),
            ("A.java", "String[][] m = {{\"db_password\", \"kV8m2Qz4rTn9wXq7\"}};", Some(Class::Leak)),
            ("A.java", "String[][] m = {{\"db_password\", \"the password\"}};", None),
            ("A.java", "new AbstractMap.SimpleEntry<>(\"db_password\", \"kV8m2Qz4rTn9wXq7\")", Some(Class::Leak)),
            ("A.java", "new AbstractMap.SimpleEntry<>(\"db_password\", \"Password\")", None),
            ("A.kt", "mapOf(Pair(\"db_password\", \"kV8m2Qz4rTn9wXq7\"))", Some(Class::Leak)),
            ("A.kt", "mapOf(Pair(\"db_password\", \"Password\"))", None),
            ("a.rs", "let m = vec![(\"db_password\", \"kV8m2Qz4rTn9wXq7\")];", Some(Class::Leak)),
            ("a.rs", "let m = vec![(\"db_password\", \"the password\")];", None),
            ("a.rs", "let m = [(\"db_password\".to_string(), \"kV8m2Qz4rTn9wXq7\".to_string())];", Some(Class::Leak)),
            ("a.rs", "let m = [(\"db_password\".to_string(), \"password\".to_string())];", None),
            ("a.swift", "let m = [(\"db_password\", \"kV8m2Qz4rTn9wXq7\")]", Some(Class::Leak)),
            ("a.swift", "let m = [(\"db_password\", \"Password\")]", None),
            ("a.rb", "m = [[\"db_password\", \"kV8m2Qz4rTn9wXq7\"]].to_h", Some(Class::Leak)),
            ("a.rb", "m = [[\"db_password\", \"Password\"]].to_h", None),
            ("a.go", "m := [][]string{{\"db_password\", \"kV8m2Qz4rTn9wXq7\"}}", Some(Class::Leak)),
            ("a.go", "m := [][]string{{\"db_password\", \"Password\"}}", None),
            ("a.go", "m := []pair{{\"db_password\", \"kV8m2Qz4rTn9wXq7\"}, {\"user\", \"x\"}}", Some(Class::Leak)),
            ("a.go", "m := []pair{{\"db_password\", \"the password\"}, {\"user\", \"x\"}}", None),
            ("a.scala", "val m = Map((\"db_password\", \"kV8m2Qz4rTn9wXq7\"))", Some(Class::Leak)),
            ("a.scala", "val m = Map((\"db_password\", \"Password\"))", None),
            ("a.ex", "m = [{\"db_password\", \"kV8m2Qz4rTn9wXq7\"}]", Some(Class::Leak)),
            ("a.ex", "m = [{\"db_password\", \"password\"}]", None),
            ("a.hs", "m = [(\"db_password\", \"kV8m2Qz4rTn9wXq7\")]", Some(Class::Leak)),
            ("a.hs", "m = [(\"db_password\", \"password\")]", None),
            ("a.ml", "let m = [(\"db_password\", \"kV8m2Qz4rTn9wXq7\"); (\"user\", \"x\")]", Some(Class::Leak)),
            ("a.ml", "let m = [(\"db_password\", \"password\"); (\"user\", \"x\")]", None),
            ("a.fs", "let m = dict [\"db_password\", \"kV8m2Qz4rTn9wXq7\"; \"user\", \"x\"]", Some(Class::Leak)),
            ("a.fs", "let m = dict [\"db_password\", \"password\"; \"user\", \"x\"]", None),
            ("a.lua", "m = {{\"db_password\", \"kV8m2Qz4rTn9wXq7\"}}", Some(Class::Leak)),
            ("a.lua", "m = {{\"db_password\", \"password\"}}", None),
            ("a.dart", "Map.fromEntries([MapEntry(\"db_password\", \"kV8m2Qz4rTn9wXq7\")])", Some(Class::Leak)),
            ("a.dart", "Map.fromEntries([MapEntry(\"db_password\", \"Password\")])", None),
            ("a.jl", "m = Dict([(\"db_password\", \"kV8m2Qz4rTn9wXq7\")])", Some(Class::Leak)),
            ("a.jl", "m = Dict([(\"db_password\", \"password\")])", None),
            ("a.ps1", "$m = @(@(\"db_password\", \"kV8m2Qz4rTn9wXq7\"))", Some(Class::Leak)),
            ("a.ps1", "$m = @(@(\"db_password\", \"password\"))", None),
            ("a.rs", "m.insert(\"db_password\".to_string(), \"kV8m2Qz4rTn9wXq7\");", Some(Class::Leak)),
            ("a.rs", "m.insert(\"db_password\".into(), \"kV8m2Qz4rTn9wXq7\".into());", Some(Class::Leak)),
            ("a.rs", "m.insert(String::from(\"db_password\"), String::from(\"kV8m2Qz4rTn9wXq7\"));", Some(Class::Leak)),
            ("A.java", "m.put(new String(\"db_password\"), \"kV8m2Qz4rTn9wXq7\");", Some(Class::Leak)),
            ("a.swift", "m.updateValue(\"kV8m2Qz4rTn9wXq7\", forKey: \"db_password\")", Some(Class::Leak)),
            ("a.swift", "UserDefaults.standard.set(\"kV8m2Qz4rTn9wXq7\", forKey: \"db_password\")", Some(Class::Leak)),
            ("a.m", "[m setObject:@\"kV8m2Qz4rTn9wXq7\" forKey:@\"db_password\"];", Some(Class::Leak)),
            ("a.yml", "env: [{value: kV8m2Qz4rTn9wXq7, name: DB_PASSWORD}]", Some(Class::Leak)),
            (
                "a.yml",
                "env:\n  - {value: kV8m2Qz4rTn9wXq7, name: DB_PASSWORD}\n  - {value: x, name: Y}",
                Some(Class::Leak),
            ),
            ("a.py", "WORDS = [\"db_password\", \"db_user\"]", None),
            ("a.py", "FIELDS = [(\"password\", \"user\"), (\"token\", \"id\")]", None),
            ("a.js", "const names = ['DB_HOST_KEY', 'DB_PASSWORD_KEY',];", None),
            ("a.py", "f(x[\"db_password\", \"kV8m2Qz4rTn9wXq7\", 3])", None),
            ("a.rs", "log(String::from(\"db_password\"), name);", None),
            ("a.swift", "let x = d.value(forKey: \"db_password\")", None),
            ("a.swift", "m.updateValue(password, forKey: \"db_password\")", None),
        ],
    ),
    (
        "arguments of calls that nothing is known about, and sums",
        &[
            ("a.py", "db_password = wrap(\"kV8m2Qz4rTn9wXq7\")", Some(Class::Leak)),
            ("a.py", "db_password = self.x.wrap(\"kV8m2Qz4rTn9wXq7\", 3)", Some(Class::Leak)),
            ("a.py", "connect(password=wrap(\"kV8m2Qz4rTn9wXq7\"))", Some(Class::Leak)),
            ("a.py", "x = {\"db_password\": wrap(\"kV8m2Qz4rTn9wXq7\")}", Some(Class::Leak)),
            ("a.js", "const dbPassword = wrap(\"kV8m2Qz4rTn9wXq7\");", Some(Class::Leak)),
            ("a.js", "connect({password: wrap(\"kV8m2Qz4rTn9wXq7\")})", Some(Class::Leak)),
            ("a.go", "dbPassword := mustParse(\"kV8m2Qz4rTn9wXq7\")", Some(Class::Leak)),
            ("A.java", "char[] dbPassword = toChars(\"kV8m2Qz4rTn9wXq7\");", Some(Class::Leak)),
            ("a.rs", "let db_password = obscured(\"kV8m2Qz4rTn9wXq7\");", Some(Class::Leak)),
            ("a.cs", "var dbPassword = Protect(\"kV8m2Qz4rTn9wXq7\");", Some(Class::Leak)),
            ("a.php", "$dbPassword = wrap(\"kV8m2Qz4rTn9wXq7\");", Some(Class::Leak)),
            ("a.rb", "db_password = wrap(\"kV8m2Qz4rTn9wXq7\")", Some(Class::Leak)),
            ("A.kt", "val dbPassword = wrap(\"kV8m2Qz4rTn9wXq7\")", Some(Class::Leak)),
            ("a.swift", "let dbPassword = wrap(\"kV8m2Qz4rTn9wXq7\")", Some(Class::Leak)),
            ("a.ex", "db_password = wrap(\"kV8m2Qz4rTn9wXq7\")", Some(Class::Leak)),
            ("a.scala", "val dbPassword = wrap(\"kV8m2Qz4rTn9wXq7\")", Some(Class::Leak)),
            ("a.py", "password = base + \"kV8m2Qz4rTn9wXq7\"", Some(Class::Leak)),
            ("a.py", "password = cfg.prefix + \"kV8m2Qz4rTn9wXq7\"", Some(Class::Leak)),
            ("a.js", "config.secret = a.b + \"kV8m2Qz4rTn9wXq7\";", Some(Class::Leak)),
            ("a.js", "connect({password: a.b + \"kV8m2Qz4rTn9wXq7\"})", Some(Class::Leak)),
            ("a.go", "dbPassword := prefix + \"kV8m2Qz4rTn9wXq7\"", Some(Class::Leak)),
            ("A.java", "String dbPassword = prefix + \"kV8m2Qz4rTn9wXq7\";", Some(Class::Leak)),
            ("a.php", "$dbPassword = $prefix . \"kV8m2Qz4rTn9wXq7\";", Some(Class::Leak)),
            ("a.rb", "db_password = prefix + \"kV8m2Qz4rTn9wXq7\"", Some(Class::Leak)),
            ("a.js", "const password = getSecret(\"kV8m2Qz4rTn9wXq7\");", None),
            ("a.js", "const token = decrypt(\"kV8m2Qz4rTn9wXq7\");", None),
            ("a.py", "password = vault.read(\"kV8m2Qz4rTn9wXq7\")", None),
            ("a.js", "const regenerateApiKey = () => {\n  api.post(\"kV8m2Qz4rTn9wXq7\");\n};", None),
            ("a.js", "const apiKey = go(`kV8m2Qz4/${id}/rTn9wXq7`);", None),
            ("a.js", "const apiKey = (() => { return \"kV8m2Qz4rTn9wXq7\"; })();", Some(Class::Leak)),
            ("a.py", "password = postgres if dev else \"kV8m2Qz4rTn9wXq7\"", Some(Class::Leak)),
            ("a.kt", "val password = when (env) { \"prod\" -> \"kV8m2Qz4rTn9wXq7\" else -> x }", Some(Class::Leak)),
            ("a.py", "password = bytes(\"kV8m2Qz4rTn9wXq7\", \"utf8\")", Some(Class::Leak)),
            ("a.py", "password = {\"prod\": \"kV8m2Qz4rTn9wXq7\"}[env]", Some(Class::Leak)),
            ("a.js", "password: cond ? { id: \"kV8m2Qz4rTn9wXq7\" } : other,", None),
            ("a.py", "password_element = driver.find_element(\"kV8m2Qz4rTn9wXq7\")", None),
            ("a.js", "const password = $('#txtPassword');", None),
            ("a.js", "const password = document.getElementById(\"kV8m2Qz4rTn9wXq7\");", None),
            ("a.py", "password = wrap(\"the password\")", None),
            ("a.py", "password = prefix + \"-suffix\"", None),
            ("a.go", "password := hash(\"kV8m2Qz4rTn9wXq7\")", None),
            ("A.java", "String password = resolve(\"kV8m2Qz4rTn9wXq7\");", None),
            ("a.js", "const token = url + '/token/refresh';", None),
        ],
    ),
    (
        "settings that a command stores, and directives in comments and texts",
        &[
            ("a.sh", "aws configure set aws_secret_access_key kV8m2Qz4rTn9wXq7", Some(Class::Leak)),
            ("a.sh", "aws configure set aws_secret_access_key \"kV8m2Qz4rTn9wXq7\" --profile x", Some(Class::Leak)),
            ("a.sh", "aws --profile x configure set aws_secret_access_key kV8m2Qz4rTn9wXq7", Some(Class::Leak)),
            (
                "ci.yml",
                "    steps:\n    - run: aws configure set aws_secret_access_key kV8m2Qz4rTn9wXq7",
                Some(Class::Leak),
            ),
            ("Dockerfile", "RUN aws configure set aws_secret_access_key kV8m2Qz4rTn9wXq7", Some(Class::Leak)),
            ("README.md", "```sh\naws configure set aws_secret_access_key kV8m2Qz4rTn9wXq7\n```", Some(Class::Leak)),
            ("a.sh", "npm config set //registry.acme.io/:_authToken kV8m2Qz4rTn9wXq7", Some(Class::Leak)),
            ("a.sh", "npm set //registry.acme.io/:_authToken kV8m2Qz4rTn9wXq7", Some(Class::Leak)),
            ("a.sh", "yarn config set npmAuthToken kV8m2Qz4rTn9wXq7", Some(Class::Leak)),
            ("a.sh", "poetry config pypi-token.pypi kV8m2Qz4rTn9wXq7", Some(Class::Leak)),
            ("a.sh", "git config --global user.password kV8m2Qz4rTn9wXq7", Some(Class::Leak)),
            ("a.sh", "gcloud config set auth/token kV8m2Qz4rTn9wXq7", Some(Class::Leak)),
            ("odyssey.conf", "# password \"kV8m2Qz4rTn9wXq7\"", Some(Class::Leak)),
            ("odyssey.conf", "#\tstorage_password \"kV8m2Qz4rTn9wXq7\"", Some(Class::Leak)),
            ("nginx.conf", "# proxy_password \"kV8m2Qz4rTn9wXq7\";", Some(Class::Leak)),
            ("README.md", "```\nstorage_password \"kV8m2Qz4rTn9wXq7\"\n```", Some(Class::Leak)),
            ("README.md", "```\nldapbindpasswd \"kV8m2Qz4rTn9wXq7\"\n```", Some(Class::Leak)),
            ("README.md", "`password \"kV8m2Qz4rTn9wXq7\"` is set", Some(Class::Leak)),
            ("a.sh", "echo \"SECRET_KEY=kV8m2Qz4rTn9wXq7\" >> .env", Some(Class::Leak)),
            ("a.sh", "printf 'DB_PASSWORD=kV8m2Qz4rTn9wXq7\\n\\nDB_USER=x\\n' >> .env", Some(Class::Leak)),
            ("a.sh", "echo -e \"DB_USER=x\\nDB_PASSWORD=kV8m2Qz4rTn9wXq7\\nA=b\" > .env", Some(Class::Leak)),
            (".npmrc", "//registry.acme.io/:_authToken=kV8m2Qz4rTn9wXq7", Some(Class::Leak)),
            ("standalone.xml", "<credential-reference clear-text=\"kV8m2Qz4rTn9wXq7\"/>", Some(Class::Leak)),
            ("a.cli", "x:add(credential-reference={clear-text=\"kV8m2Qz4rTn9wXq7\"})", Some(Class::Leak)),
            ("a.sh", "app --basic-auth=admin:kV8m2Qz4rTn9wXq7", Some(Class::Leak)),
            ("a.sh", "app --basic-auth admin:kV8m2Qz4rTn9wXq7", Some(Class::Leak)),
            ("compose.yml", "    command: [\"--basic-auth=admin:kV8m2Qz4rTn9wXq7\"]", Some(Class::Leak)),
            ("a.sh", "aws configure set aws_secret_access_key \"$KEY\"", None),
            ("a.sh", "aws configure set region eu-west-1", None),
            ("a.sh", "git config user.token", None),
            ("odyssey.conf", "# password \"of the user\"", None),
            ("a.conf", "# the password \"secret\" is checked", None),
            ("README.md", "The password \"kV8m2Qz4rTn9wXq7 or another\" is asked for.", None),
            ("README.md", "password \"new password\"", None),
            ("standalone.xml", "<credential-reference clear-text=\"${PW}\"/>", None),
            ("a.sh", "app --basic-auth=\"$USER:$PW\"", None),
            ("a.sh", "app_token=\"--app-token $app_token\"", None),
        ],
    ),
    (
        "a selector of a style sheet, and a variable of one",
        &[
            ("a.css", ".password:hover{color:#fff}", None),
            ("a.scss", "$db-password: \"kV8m2Qz4rTn9wX\";", Some(Class::Leak)),
            ("a.css", ".x{--db-password: \"kV8m2Qz4rTn9wX\"}", Some(Class::Leak)),
            ("a.css", ".x{password: kV8m2Qz4rTn9wX}", None),
            ("a.css", "/* db_password=kV8m2Qz4rTn9wX */", Some(Class::Leak)),
            ("a.js", "x = `.icon-token:before{content:'a'}`;", None),
            ("a.js", "x = {token: 'kV8m2Qz4rTn9wXq7'};", Some(Class::Leak)),
        ],
    ),
    (
        "a word behind a quoted address in a command",
        &[
            (
                "mise.toml",
                "run = \"\"\"\n  x \"postgresql://app:kV8m2Qz4rTn9wX@db.corp.net/x\" \\\n    \"$@\"\n\"\"\"",
                Some(Class::Leak),
            ),
            ("a.py", "run = '''\nx \"postgresql://app:postgres@127.0.0.1/x\" \"$@\"\n'''", Some(Class::Weak)),
            ("a.yml", "entrypoint: sh -c 'x \"postgresql://app:app@db/app\" \"$@\"'", Some(Class::Weak)),
            ("Jenkinsfile", "sh \"\"\"\n  x \"postgresql://app:app@db:5432/app\" \"\\$@\"\n\"\"\"", Some(Class::Weak)),
            ("a.py", "u = 'postgres://app:kV8m2Qz4rTn9wX' \\\n  '@db/app'", Some(Class::Leak)),
        ],
    ),
    (
        "names in expressions",
        &[
            (
                "main.tf",
                "  root_password = var.root_password == \"\" ? null : var.root_password\n\n  dynamic \"replication_cluster\" {",
                None,
            ),
            (
                "main.tf",
                "  root_password = var.root_password == \"\" ? \"kV8m2Qz4rTn9wX\" : var.root_password",
                Some(Class::Leak),
            ),
            (
                "main.tf",
                "  root_password = var.x != \"\" ? var.x : coalesce(\n    var.y, \"kV8m2Qz4rTn9wX\")",
                Some(Class::Leak),
            ),
            ("x.ex", "%{user: user, password: password}", None),
            ("x.ex", "%{user: user, password: pw}", None),
            ("x.ex", "%{user: user, password: \"kV8m2Qz4rTn9wX\"}", Some(Class::Leak)),
            ("a.py", "if url.password:\n    netloc = '{}:{}@{}'.format(url.username, url.password, netloc)", None),
            ("a.py", "x = {url.password:\n    'kV8m2Qz4rTn9wX'}", Some(Class::Leak)),
            ("a.py", "server_cert_password = Field(api_name='password')", None),
            ("a.py", "server_cert_password = Field(default='kV8m2Qz4rTn9wX', api_name='password')", Some(Class::Leak)),
            ("a.yml", "msg: \"{{ query('x', username='a', password=my_pass_var, verify=False) }}\"", None),
            ("a.yml", "msg: \"{{ query('x', username='a', password='kV8m2Qz4rTn9wX') }}\"", Some(Class::Leak)),
            (
                "roles/a.yml",
                "# OC_PASS: \"{{ lookup('password', secret + '/credentials/' +\n#            inventory_hostname + '/pw') }}\"",
                None,
            ),
            ("roles/a.yml", "# OC_PASS: \"kV8m2Qz4rTn9wX\"", Some(Class::Leak)),
        ],
    ),
    (
        "what code puts between two literals, and the end of a label",
        &[
            ("a.go", "x := []byte(`{\"email\":\"` + mail + `\", \"password\":\"` + pw + `\"}`)", None),
            ("a.js", "const x = `{\"password\":\"` + pw + `\"}`;", None),
            ("a.go", "x := []byte(`{\"email\":\"x\", \"password\":\"kV8m2Qz4rTn9wX\"}`)", Some(Class::Leak)),
            ("a.md", "```php\n$x = 'password=\\''.pg_connect_escape($DB['PASSWORD']).'\\' ';\n```", None),
            ("a.md", "```php\n$x = 'password=\\'kV8m2Qz4rTn9wX\\' ';\n```", Some(Class::Leak)),
            ("a.js.map", "{\"x\":\"a(null, \\\"Password:\\\"),\\n  username ? b[\\\"c\\\"] : d\"}", None),
            ("a.json", "{\"x\":\"{\\\"password\\\":\\\"kV8m2Qz4rTn9wX\\\"}\"}", Some(Class::Leak)),
        ],
    ),
    (
        "a line that sed deletes",
        &[
            ("a.sh", "sed '/^PGPASSWORD=/d' .env", None),
            ("a.sh", "sed -i '/^DB_HOST=/d;/^DB_PASSWORD=/d' .env", None),
            ("a.sh", "sed -i '/^DB_PASSWORD=/s/x/y/' .env", None),
            ("a.sh", "sed -i '/^DB_PASSWORD=/c DB_PASSWORD=kV8m2Qz4rTn9wX' .env", Some(Class::Leak)),
            ("a.sh", "export PGPASSWORD=/kV8m2Qz4rTn9wX", Some(Class::Leak)),
        ],
    ),
    (
        "keys of others than secrets, and names of stored ones",
        &[
            ("a.sh", "docker service create --secret my_secret_data redis", None),
            ("a.sh", "podman run --secret pgpw,type=env,target=PGPASSWORD img", None),
            ("a.sh", "app run --secret kV8m2Qz4rTn9wX", Some(Class::Leak)),
            ("a.ts", "const x = { userKeyEncryptedAccountPrivateKey: 'kV8m2Qz4rTn9wX==' };", None),
            ("a.ts", "const x = { accountPrivateKey: 'kV8m2Qz4rTn9wX==' };", Some(Class::Leak)),
            ("a.http", "Postman-Token: 3b1f9a0c-7e5d-4c21-9f6e-2a8d0b4c6e13", None),
            ("a.http", "X-Auth-Token: 3b1f9a0c-7e5d-4c21-9f6e-2a8d0b4c6e13", Some(Class::Leak)),
            ("a.json", "{\"excludeCredentials\": [\"OE7fKx8vQm2nR4tYw6zAbCdEfGhIjKl=\"]}", None),
            ("a.json", "{\"db_credentials\": [\"OE7fKx8vQm2nR4tYw6zAbCdEfGhIjKl=\"]}", Some(Class::Leak)),
        ],
    ),
    (
        "arguments in a document, and a cell with breaks",
        &[
            ("README.md", "```py\nuser = create_user(username, password=pw)\n```", None),
            ("README.md", "```py\nlogin(user=u, password=secret1)\n```", None),
            ("README.md", "    x(\"host=db user=u password=kV8m2Qz4rTn9wX\")", Some(Class::Leak)),
            (
                "README.md",
                "| x | `object({<br>    name = string<br>    password = string<br>    host = string<br>})` |",
                None,
            ),
            ("a.js", "x = \"apn=orange,user=orange,password=orange,ip-type=ipv4v6,x\"", Some(Class::Weak)),
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

/// Receives nothing: only whether the text was read to its end is asked.
struct Nothing;

impl Listener for Nothing {
    fn excused(&mut self, _: Excused, _: HeldId) {}
    fn found(&mut self, _: Finding) {}
}

/// How often a key stands on one long line never makes a text one that is not read to its end.
#[test]
fn a_long_line_with_many_keys_is_read_to_its_end() {
    let icons = ".icon:before{content:\"\\f0003\"}".repeat(40);
    let words = "aa bb cc dd ee ff gg ".repeat(70);
    for (path, piece) in [
        ("a.css", format!(".icon-password:before{{content:\"\\f07\"}}{icons}")),
        ("a.less", format!(".token:hover{{color:#fff}}{icons}")),
        ("a.js", format!(".icon-secret:before{{content:\"\\f07\"}}{icons}")),
        ("a.js", format!("token: {{{words}")),
        ("a.js", format!("token:(a {words}")),
        ("a.js", format!("token: {{aa \"bb\" {words}")),
        ("a.txt", format!("token: {{{words}")),
    ] {
        let text = piece.repeat(60);
        let origin = Origin { path: path.as_bytes().to_vec(), provenance: Provenance::File };
        let fragment = Fragment { origin: &origin, text: text.as_bytes(), added: Added::All };
        let unread = DETECTOR.scan_each(&fragment, &mut Nothing);
        assert!(unread.is_none(), "{path}: {piece:.40}");
    }
}
