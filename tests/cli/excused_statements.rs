//! An allow comment above a statement of several lines, in many languages: it excuses the one secret there, none of two, and nothing
//! outside.

use std::collections::BTreeSet;

use crate::support::repo::TempRepo;

/// A path and a text, in which `@` is the allow comment, `§` the secret of the statement, `%` a second one in it, and `!` one that
/// is outside of it.
const STATEMENTS: &[(&str, &str)] = &[
    // Calls, of which the literal is not the first argument
    ("a.py", "# @\nDB_PASSWORD = os.environ.get(\n    \"DB_PASSWORD\",\n    \"§\",\n)\nDB_PASSWORD = \"!\"\n"),
    (
        "b.py",
        "# @\nconn = psycopg.connect(\n    host='h',\n    user='u',\n    password='§',\n    sslpassword='%',\n)\nAPI_SECRET = '!'\n",
    ),
    (
        "c.py",
        "class A:\n    # @\n    db = connect(\n        dsn('postgres://u:§@db.corp.net/d'),\n        dsn('postgres://u:%@db.corp.net/d'),\n    )\n    dsn = 'postgres://u:!@db.corp.net/d'\n",
    ),
    (
        "a.js",
        "// @\nconst client = new Client({\n  host: 'h',\n  password: '§',\n  secret: '%',\n});\nclient.password = '!';\n",
    ),
    (
        "b.ts",
        "export const config = () => {\n  // @\n  return {\n    host: 'h',\n    password: '§',\n    secret: '%',\n  };\n  const password = '!';\n};\n",
    ),
    (
        "c.mjs",
        "// @\nconst url =\n  process.env.DATABASE_URL ||\n  'postgres://u:§@db.corp.net/d';\nconst two = 'postgres://u:!@db.corp.net/d';\n",
    ),
    (
        "a.go",
        "func main() {\n\t// @\n\tdb, err := sql.Open(\n\t\t\"postgres\",\n\t\t\"postgres://u:§@db.corp.net/d\",\n\t\t\"postgres://u:%@db.corp.net/d\",\n\t)\n\tpassword := \"!\"\n}\n",
    ),
    (
        "b.go",
        "// @\nvar c = Config{\n\tHost: \"h\",\n\tPassword: \"§\",\n\tSecret: \"%\",\n}\nvar dbPassword = \"!\"\n",
    ),
    (
        "A.java",
        "class A {\n  // @\n  Connection c = DriverManager.getConnection(\n      \"jdbc:postgresql://db.corp.net/d\",\n      \"app\",\n      \"§\");\n  String password = \"!\";\n}\n",
    ),
    ("a.rb", "# @\nconn = PG.connect(\n  host: 'h',\n  password: '§',\n  secret: '%'\n)\nDB_PASSWORD = '!'\n"),
    ("b.rb", "# @\nconnect host: 'h',\n  password: '§',\n  port: 5432\npassword = '!'\n"),
    (
        "a.php",
        "<?php\n// @\n$c = [\n  'host' => 'h',\n  'password' => '§',\n  'secret' => '%',\n];\n$password = '!';\n",
    ),
    ("a.r", "# @\ncon <- dbConnect(\n  RPostgres::Postgres(),\n  host = 'h',\n  password = '§'\n)\npassword <- '!'\n"),
    (
        "a.kt",
        "// @\nval c = connect(\n    host = \"h\",\n    password = \"§\",\n    secret = \"%\",\n)\nval password = \"!\"\n",
    ),
    (
        "A.cs",
        "class A {\n  // @\n  Options o = new Options {\n    Host = \"h\",\n    Password = \"§\",\n  };\n  string password = \"!\";\n}\n",
    ),
    (
        "a.exs",
        "# @\nconfig :app, App.Repo,\n  username: \"u\",\n  password: \"§\",\n  database: \"d\"\npassword = \"!\"\n",
    ),
    (
        "a.rs",
        "// @\nlet pool = Pool::new()\n    .max(5)\n    .connect(\"postgres://u:§@db.corp.net/d\")\n    .await?;\nlet two = \"postgres://u:!@db.corp.net/d\";\n",
    ),
    // SQL
    ("a.sql", "-- @\nCREATE ROLE app\n  LOGIN\n  PASSWORD '§'\n  NOINHERIT;\nALTER ROLE b PASSWORD '!';\n"),
    ("b.sql", "SELECT 1;\n-- @\nALTER ROLE app\n  WITH PASSWORD '§';\nCREATE ROLE b\n  PASSWORD '!';\n"),
    (
        "c.sql",
        "DO $$\nBEGIN\n  -- @\n  CREATE ROLE app\n    PASSWORD '§';\n  ALTER ROLE b\n    PASSWORD '!';\nEND\n$$;\n",
    ),
    (
        "d.sql",
        "-- @\nCREATE USER MAPPING FOR app\n  SERVER s\n  OPTIONS (user 'u', password '§');\nCREATE USER MAPPING FOR b SERVER s OPTIONS (user 'u', password '!');\n",
    ),
    // A name and its value
    ("a.yml", "env:\n  # @\n  - name: PGPASSWORD\n    value: §\n  - name: DB_PASSWORD\n    value: !\n"),
    ("b.yml", "env:\n  # @\n  - value: §\n    name: PGPASSWORD\n  - value: !\n    name: DB_PASSWORD\n"),
    ("c.yml", "# @\nurl:\n  postgres://u:§@db.corp.net/d\nother: postgres://u:!@db.corp.net/d\n"),
    ("d.yaml", "a:\n  # @\n  url: >-\n    postgres://u:§@db.corp.net/d\n  other: postgres://u:!@db.corp.net/d\n"),
    // Arguments of blocks
    (
        "a.tf",
        "resource \"x\" \"y\" {\n  # @\n  url = join(\"\", [\n    \"a\",\n    \"postgres://u:§@db.corp.net/d\",\n    \"postgres://u:%@db.corp.net/d\",\n  ])\n  password = \"!\"\n}\n",
    ),
    (
        "b.tf",
        "resource \"x\" \"y\" {\n  env = [\n    # @\n    {\n      name  = \"PGPASSWORD\"\n      value = \"§\"\n    },\n    {\n      name  = \"DB_PASSWORD\"\n      value = \"!\"\n    },\n  ]\n}\n",
    ),
    (
        "c.tf",
        "resource \"x\" \"y\" {\n  # @\n  variables = {\n    A           = \"b\"\n    DB_PASSWORD = \"§\"\n    PGPASSWORD  = \"%\"\n  }\n  password = \"!\"\n}\n",
    ),
    // Others
    (
        "a.xml",
        "<c>\n<!-- @ -->\n<db\n  password=\"§\"\n  secret=\"%\"\n  user=\"u\"/>\n<db user=\"u\" password=\"!\"/>\n</c>\n",
    ),
    ("a.toml", "# @\nurl = \"\"\"\npostgres://u:§@db.corp.net/d\n\"\"\"\nother = \"postgres://u:!@db.corp.net/d\"\n"),
    ("a.sh", "# @\ndocker run \\\n  -e A=b \\\n  -e PGPASSWORD='§' \\\n  x\nexport PGPASSWORD='!'\n"),
];

/// A comment at the head of a block, of which it excuses no statement.
const BLOCKS: &[(&str, &str)] = &[
    ("a.tf", "# @\nresource \"x\" \"y\" {\n  a = 1\n  password = \"!\"\n}\n"),
    ("b.tf", "resource \"x\" \"y\" {  # @\n  a = 1\n  password = \"!\"\n}\n"),
    ("c.tf", "# @\nlocals {\n  db = {\n    a = 1\n    password = \"!\"\n  }\n}\n"),
    ("d.tf", "resource \"x\" \"y\" {\n  a = 1\n  password = \"!\"\n}  # @\n"),
    ("e.tf", "# @\nvariable \"db_password\" {\n  type    = string\n  default = \"!\"\n}\n"),
    ("a.yml", "# @\nenv:\n  - name: PGPASSWORD\n    value: !\n"),
    ("b.yml", "# @\ndb:\n  user: u\n  password: !\n"),
    ("c.yml", "# @\n- name: A\n  value: b\n- name: PGPASSWORD\n  value: !\n"),
    ("a.js", "// @\nfunction f() {\n  a();\n  const password = '!';\n}\n"),
    ("b.js", "// @\nit('x', async () => {\n  a();\n  const password = '!';\n});\n"),
    ("c.js", "// @\nmodule.exports = {\n  connect() {\n    const password = '!';\n  },\n};\n"),
    ("a.go", "// @\nfunc f() {\n\ta()\n\tpassword := \"!\"\n}\n"),
    ("b.go", "// @\nif err := f(); failed(err) {\n\ta()\n\tpassword := \"!\"\n}\n"),
    ("a.py", "# @\ndef f(\n    a,\n):\n    b()\n    password = '!'\n"),
    ("b.py", "# @\nclass A:\n    a = 1\n    password = '!'\n"),
    ("a.rb", "# @\ndescribe 'x' do\n  a\n  password = '!'\nend\n"),
    ("a.kt", "// @\nval c = run {\n  a()\n  val password = \"!\"\n}\n"),
    ("b.kt", "// @\nval d = Config().apply {\n  url = \"x\"\n  password = \"!\"\n}\n"),
    ("a.lua", "-- @\nit('x', function()\n  a()\n  local password = '!'\nend)\n"),
    ("a.sql", "-- @\nDO $$\nBEGIN\n  ALTER ROLE a\n    PASSWORD '!';\nEND\n$$;\n"),
    ("b.sql", "-- @\nSELECT 1;\nCREATE ROLE a\n  PASSWORD '!';\n"),
    ("c.sql", "-- @\nCREATE LOGIN a WITH CHECK_POLICY = OFF\nCREATE LOGIN b\n  WITH PASSWORD = '!'\n"),
    ("a.sh", "# @\n(\n  cd x\n  export PGPASSWORD='!'\n)\n"),
    ("a.xml", "<!-- @ -->\n<c>\n<db user=\"u\" password=\"!\"/>\n</c>\n"),
];

const SECRETS: [(char, &str); 3] = [('§', "Qm7tLx2vRk9pWz4n"), ('%', "Hs8kWq3zTv6yNb1c"), ('!', "Gd5xJc7bVf2mPt8w")];

/// `text` without the lines of the secrets that are not `kept`, and with those that are; and the line of each.
fn filled(text: &str, kept: &str) -> (String, Vec<(char, u64)>) {
    let (mut out, mut lines) = (String::new(), Vec::new());
    for line in text.lines() {
        let own = SECRETS.iter().find(|(mark, _)| line.contains(*mark) && !line.contains('@') | line.contains("@db"));
        if own.is_some_and(|(mark, _)| !kept.contains(*mark)) {
            continue;
        }
        let number = u64::try_from(out.lines().count() + 1).unwrap_or_default();
        lines.extend(own.map(|(mark, _)| (*mark, number)));
        let line = own.map_or(line.to_owned(), |(mark, secret)| line.replace(*mark, secret));
        let line = if line.contains("@db") {
            line
        } else {
            line.replace('@', "dsnitch:allow * -- the sandbox resets every night")
        };
        out.push_str(&line);
        out.push('\n');
    }
    (out, lines)
}

#[test]
fn a_comment_above_a_statement_excuses_its_one_secret_and_nothing_outside() {
    let repo = TempRepo::no_repository();
    let mut expected: BTreeSet<(String, u64)> = BTreeSet::new();
    let mut all: BTreeSet<(String, u64)> = BTreeSet::new();
    let cases = STATEMENTS.iter().flat_map(|case| [(case, "§", ""), (case, "§!", "!"), (case, "§%", "§%")]);
    let cases = cases.chain(BLOCKS.iter().map(|case| (case, "!", "!")));
    for (nth, ((path, text), kept, open)) in cases.enumerate() {
        if kept == "§%" && !text.contains('%') {
            continue;
        }
        let path = format!("{nth}/{path}");
        let (text, lines) = filled(text, kept);
        all.extend(lines.iter().map(|(_, line)| (path.clone(), *line)));
        expected.extend(lines.iter().filter(|(mark, _)| open.contains(*mark)).map(|(_, line)| (path.clone(), *line)));
        repo.write(&path, text);
    }
    let document = repo.dsnitch(&["files", "--format", "json", "--profile", "strict"]).document();
    let findings = document["findings"].as_array().unwrap();
    let place =
        |found: &serde_json::Value| (found["path"].as_str().unwrap().to_owned(), found["line"].as_u64().unwrap());
    let secrets = || findings.iter().filter(|found| found["class"] != "hygiene");
    let found: BTreeSet<(String, u64)> = secrets().map(place).collect();
    let open: BTreeSet<(String, u64)> = secrets().filter(|found| found["suppressed"].is_null()).map(place).collect();
    let text = |(path, line): &(String, u64)| {
        format!("{path}:{line}\n{}", std::fs::read_to_string(repo.path(path)).unwrap_or_default())
    };
    let missed: Vec<String> = all.symmetric_difference(&found).map(text).collect();
    assert!(missed.is_empty(), "not found, or elsewhere: {}", missed.join("\n"));
    let wrong: Vec<String> = open.symmetric_difference(&expected).map(text).collect();
    assert!(wrong.is_empty(), "open or excused: {}", wrong.join("\n"));
}
