//! Positions that make a value a literal, each with the escaping of its grammar.

/// A position of a password.
pub(crate) struct Position {
    /// The name of the position.
    pub(crate) name: &'static str,
    /// The path of the text.
    pub(crate) path: &'static str,
    /// The start of the text.
    pub(crate) head: &'static str,
    /// The end of the text.
    pub(crate) tail: &'static str,
    /// Returns the lines for one password; `None` if the grammar cannot express it.
    pub(crate) write: fn(&str) -> Option<String>,
}

const fn at(name: &'static str, path: &'static str, write: fn(&str) -> Option<String>) -> Position {
    Position { name, path, head: "", tail: "", write }
}

/// All positions.
pub(crate) const POSITIONS: &[Position] = &[
    at("pgpass", ".pgpass", |p| {
        Some(format!("db.corp.net:5432:app:app:{}", p.replace('\\', "\\\\").replace(':', "\\:")))
    }),
    at(".env, bare", ".env", |p| {
        let is_bare = !p.starts_with(['"', '\'', '`', '#']) && !p.contains(" #") && p.trim() == p;
        is_bare.then(|| format!("PGPASSWORD={p}"))
    }),
    at(".env, single quotes", ".env", |p| (!p.contains('\'')).then(|| format!("POSTGRES_PASSWORD='{p}'"))),
    at(".env, double quotes", ".env", |p| Some(format!("DB_PASSWORD=\"{}\"", escaped(p, "\\\"$`")))),
    at("shell, single quotes", "deploy.sh", |p| Some(format!("export PGPASSWORD='{}'", p.replace('\'', "'\\''")))),
    at("shell, double quotes", "deploy.sh", |p| Some(format!("export PGPASSWORD=\"{}\"", escaped(p, "\\\"$`")))),
    at("shell, before a command", "deploy.sh", |p| {
        Some(format!("PGPASSWORD='{}' psql -h db.corp.net app", p.replace('\'', "'\\''")))
    }),
    at("properties", "application.properties", |p| {
        let p = p.replace('\\', "\\\\");
        Some(format!("spring.datasource.password={p}"))
    }),
    at("ini", "settings.ini", |p| {
        let is_bare = !p.starts_with(['"', '\'', '`', '#', ';']) && !p.contains(" #") && !p.contains(" ;");
        is_bare.then(|| format!("db_password = {p}"))
    }),
    at("pg_service.conf", "pg_service.conf", |p| Some(format!("[app]\nhost=db.corp.net\npassword={p}"))),
    at("postgresql.conf", "postgresql.auto.conf", |p| {
        let conninfo = format!("host=db.corp.net user=rep password='{}'", escaped(p, "\\'"));
        Some(format!("primary_conninfo = '{}'", conninfo.replace('\\', "\\\\").replace('\'', "''")))
    }),
    at("userlist.txt", "pgbouncer/userlist.txt", |p| Some(format!("\"app\" \"{}\"", p.replace('"', "\"\"")))),
    at("YAML, plain", "config/settings.yml", |p| is_plain_scalar(p).then(|| format!("db_password: {p}"))),
    at("YAML, single quotes", "config/settings.yml", |p| Some(format!("db_password: '{}'", p.replace('\'', "''")))),
    at("YAML, double quotes", "config/settings.yml", |p| Some(format!("db_password: \"{}\"", escaped(p, "\\\"")))),
    Position {
        head: "[\n",
        tail: "{}\n]\n",
        ..at("JSON", "config/settings.json", |p| Some(format!("{{\"db_password\": \"{}\"}},", escaped(p, "\\\""))))
    },
    at("Python, double quotes", "settings.py", |p| Some(format!("DB_PASSWORD = \"{}\"", escaped(p, "\\\"")))),
    at("Python, single quotes", "settings.py", |p| Some(format!("db_password = '{}'", escaped(p, "\\'")))),
    at("Python, a dictionary", "settings.py", |p| {
        Some(format!("DATABASES = {{\"default\": {{\"USER\": \"app\", \"PASSWORD\": \"{}\"}}}}", escaped(p, "\\\"")))
    }),
    at("Python, an argument", "settings.py", |p| {
        Some(format!("conn = psycopg.connect(host=\"db.corp.net\", user=\"app\", password=\"{}\")", escaped(p, "\\\"")))
    }),
    at("JavaScript, single quotes", "db.js", |p| Some(format!("const dbPassword = '{}';", escaped(p, "\\'")))),
    at("JavaScript, double quotes", "db.ts", |p| Some(format!("  password: \"{}\",", escaped(p, "\\\"")))),
    at("Java", "Db.java", |p| Some(format!("private static final String DB_PASSWORD = \"{}\";", escaped(p, "\\\"")))),
    at("C#", "Db.cs", |p| Some(format!("private const string DbPassword = \"{}\";", escaped(p, "\\\"")))),
    at("Go", "db.go", |p| Some(format!("\tdbPassword := \"{}\"", escaped(p, "\\\"")))),
    at("Go, raw", "db.go", |p| (!p.contains('`')).then(|| format!("\tdbPassword := `{p}`"))),
    at("Rust", "db.rs", |p| Some(format!("const DB_PASSWORD: &str = \"{}\";", escaped(p, "\\\"")))),
    at("Ruby, single quotes", "db.rb", |p| Some(format!("db_password = '{}'", escaped(p, "\\'")))),
    at("Kotlin", "Db.kt", |p| Some(format!("val dbPassword = \"{}\"", escaped(p, "\\\"$")))),
    at("PHP, an array", "config.php", |p| Some(format!("    'password' => '{}',", escaped(p, "\\'")))),
    at("PHP, define", "config.php", |p| Some(format!("define('DB_PASSWORD', '{}');", escaped(p, "\\'")))),
    at("C, define", "db.h", |p| Some(format!("#define DB_PASSWORD \"{}\"", escaped(p, "\\\"")))),
    at("TOML", "config.toml", |p| Some(format!("db_password = \"{}\"", escaped(p, "\\\"")))),
    at("TOML, literal", "config.toml", |p| (!p.contains('\'')).then(|| format!("db_password = '{p}'"))),
    at("Terraform", "main.tf", |p| {
        Some(format!("  password = \"{}\"", escaped(p, "\\\"").replace("${", "$${").replace("%{", "%%{")))
    }),
    at("XML, an element", "config.xml", |p| {
        let p = p.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        Some(format!("<password>{p}</password>"))
    }),
    at("XML, an element with attributes", "config.xml", |p| {
        let p = p.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        Some(format!("<dbPassword xml:space=\"preserve\" encrypted='no' >{p}</dbPassword>"))
    }),
    at("XML, CDATA", "config.xml", |p| {
        (!p.contains("]]>")).then(|| format!("<password type=\"text\"><![CDATA[{p}]]></password>"))
    }),
    at("Markdown, code", "notes.md", |p| is_shown(p).then(|| format!("DB password: `{p}`"))),
    at("reStructuredText, code", "notes.rst", |p| is_shown(p).then(|| format!("password: ``{p}``"))),
    Position {
        head: "COPY public.users (name, password, mail) FROM stdin;\n",
        tail: "\\.\n",
        ..at("SQL, rows of COPY", "dump.sql", |p| Some(format!("app\t{}\tapp@corp.net", p.replace('\\', "\\\\"))))
    },
    at("make, ::=", "Makefile", |p| made(p).map(|p| format!("DB_PASSWORD ::= {p}"))),
    at("make, on the next line", "Makefile", |p| made(p).map(|p| format!("DB_PASSWORD = \\\n  {p}"))),
    at("make, define", "Makefile", |p| made(p).map(|p| format!("define DB_PASSWORD\n{p}\nendef"))),
    at("PowerShell, a variable in braces", "setup.ps1", |p| {
        Some(format!("${{env:PGPASSWORD}} = '{}'", p.replace('\'', "''")))
    }),
    at("PowerShell, Set-Item", "setup.ps1", |p| Some(format!("Set-Item Env:PGPASSWORD '{}'", p.replace('\'', "''")))),
    at("Ruby, a default without brackets", "db.rb", |p| {
        Some(format!("config = ENV.fetch 'DB_PASSWORD', '{}'", escaped(p, "\\'")))
    }),
    at("Ruby, let", "db_spec.rb", |p| Some(format!("let(:db_password) {{ '{}' }}", escaped(p, "\\'")))),
    at("Kotlin, lazy", "Db.kt", |p| Some(format!("val dbPassword by lazy {{ \"{}\" }}", escaped(p, "\\\"$")))),
    at("JavaScript, a function", "db.js", |p| Some(format!("  dbPassword: () => '{}',", escaped(p, "\\'")))),
    at("Python, two names", "db.py", |p| Some(format!("db_password = pw = \"{}\"", escaped(p, "\\\"")))),
    at("Python, environs", "db.py", |p| Some(format!("pw = env.str(\"DB_PASSWORD\", \"{}\")", escaped(p, "\\\"")))),
    at("Python, a conditional", "db.py", |p| {
        Some(format!("db_password = given if given else \"{}\"", escaped(p, "\\\"")))
    }),
    at("R, unset", "db.R", |p| Some(format!("pw <- Sys.getenv(\"PGPASSWORD\", unset = \"{}\")", escaped(p, "\\\"")))),
    at("CUE, a default", "db.cue", |p| Some(format!("db_password: string | *\"{}\"", escaped(p, "\\\"")))),
    at("Terraform, a function", "main.tf", |p| {
        let p = escaped(p, "\\\"").replace("${", "$${").replace("%{", "%%{");
        Some(format!("  password = nonsensitive(\"{p}\")"))
    }),
    at("Terraform, written only", "main.tf", |p| {
        let p = escaped(p, "\\\"").replace("${", "$${").replace("%{", "%%{");
        Some(format!("  password_wo = \"{p}\""))
    }),
    at("Lisp, a parameter", "db.lisp", |p| Some(format!("(defparameter *db-password* \"{}\")", escaped(p, "\\\"")))),
    at("Jsonnet, hidden", "db.jsonnet", |p| Some(format!("  db_password:: \"{}\",", escaped(p, "\\\"")))),
    at("XML, JMeter", "plan.jmx", |p| {
        let p = p.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        Some(format!("<stringProp name=\"password\">{p}</stringProp>"))
    }),
    at("YAML, Elastic Beanstalk", "app.config.yml", |p| {
        Some(format!("- option_name: PGPASSWORD\n  value: '{}'", p.replace('\'', "''")))
    }),
    at("Markdown, a variable", "notes.md", |p| {
        (is_shown(p) && !p.contains(' ') && p.contains(|c: char| c.is_lowercase()))
            .then(|| format!("Set `DB_PASSWORD` to `{p}`."))
    }),
    at("Ruby, behind a look-up", "db.rb", |p| {
        Some(format!("pw = ENV.fetch(\"DB_PASSWORD\", nil) || '{}'", escaped(p, "\\'")))
    }),
    at("Rails, behind credentials", "db.rb", |p| {
        Some(format!("pw = Rails.application.credentials.dig(:db, :password) || '{}'", escaped(p, "\\'")))
    }),
    at("TypeScript, behind options", "db.ts", |p| {
        let p = escaped(p, "\\\"");
        Some(format!("x = config.get<string>(\"DB_PASSWORD\", {{ infer: true }}) || \"{p}\";"))
    }),
    at("TypeScript, a column", "user.ts", |p| {
        Some(format!("  @Column({{ default: '{}' }})\n  password: string;", escaped(p, "\\'")))
    }),
    at("JavaScript, a hash", "seed.js", |p| {
        Some(format!("const password = await bcrypt.hash('{}', 10);", escaped(p, "\\'")))
    }),
    at("JavaScript, a joined conninfo", "db.js", |p| {
        let p = escaped(&format!("'{}'", escaped(p, "\\'")), "\\\"");
        Some(format!("const c = \"host=db.corp.net user=app password=\" + \"{p}\";"))
    }),
    at("Go, a choice", "db.go", |p| {
        Some(format!("\tpw := cmp.Or(os.Getenv(\"DB_PASSWORD\"), \"{}\")", escaped(p, "\\\"")))
    }),
    at("Go, a flag", "db.go", |p| {
        let p = escaped(p, "\\\"");
        Some(format!("\tpw = kingpin.Flag(\"db-password\", \"of the role\").Default(\"{p}\").String()"))
    }),
    at("Go, a tag", "db.go", |p| {
        (!p.contains(['"', '`', '\\'])).then(|| format!("\tPassword string `env:\"DB_PASSWORD,default={p}\"`"))
    }),
    at("Rust, an option", "db.rs", |p| {
        let p = escaped(p, "\\\"");
        Some(format!("    /// Of the role.\n    #[arg(long, default_value = \"{p}\")]\n    db_password: String,"))
    }),
    at("Rust, pairs", "db.rs", |p| Some(format!("    .envs([(\"PGPASSWORD\", \"{}\")])", escaped(p, "\\\"")))),
    at("Haskell, a default", "Db.hs", |p| {
        Some(format!("pw <- fromMaybe \"{}\" <$> lookupEnv \"DB_PASSWORD\"", escaped(p, "\\\"")))
    }),
    at("SQL, a setting", "seed.sql", |p| {
        let p = p.replace('\'', "''");
        Some(format!("INSERT INTO settings (id, key, value) VALUES (1, 'host', 'x'), (2, 'db_password', '{p}');"))
    }),
    at("SQL, a setting's update", "seed.sql", |p| {
        Some(format!("UPDATE settings SET value = '{}' WHERE key = 'db_password';", p.replace('\'', "''")))
    }),
    at("SQL, Supabase's vault", "seed.sql", |p| {
        Some(format!("SELECT vault.create_secret('{}', 'db_password');", p.replace('\'', "''")))
    }),
    at("SQL, psql's shell", "seed.sql", |p| Some(format!("\\! PGPASSWORD='{}' pg_dump app", p.replace('\'', "'\\''")))),
    at("ini, on the next line", "setup.cfg", |p| {
        let is_bare = !p.starts_with(['"', '\'', '`', '#', ';', '[']) && !p.contains(" = ");
        is_bare.then(|| format!("db_password =\n    {p}"))
    }),
    at("TOML, a list of one", "config.toml", |p| Some(format!("db_password = [\"{}\"]", escaped(p, "\\\"")))),
    at("notebook", "db.ipynb", |p| {
        let line = format!("password = '{}'", escaped(p, "\\'"));
        Some(format!("\"{}\\n\",", escaped(&line, "\\\"")))
    }),
    at("Terraform, a described variable", "variables.tf", |p| {
        let p = escaped(p, "\\\"").replace("${", "$${").replace("%{", "%%{");
        let rule = "  validation {\n    condition = length(var.db_password) > 8\n    error_message = \"short\"\n  }\n";
        let lines = "  type = string\n  description = \"of the role\"\n  sensitive = true\n  nullable = false\n";
        Some(format!("variable \"db_password\" {{\n{lines}{rule}  ephemeral = false\n  default = \"{p}\"\n}}"))
    }),
    Position {
        head: "[\n",
        tail: "{}\n]\n",
        ..at("JSON, name and value apart", "env.json", |p| {
            let between = "\"enabled\": true, \"order\": 1, \"tags\": [\"a\", {}], \"note\": null";
            Some(format!("{{\"name\": \"db_password\", {between}, \"value\": \"{}\"}},", escaped(p, "\\\"")))
        })
    },
    at("Python, six brackets", "db.py", |p| Some(format!("db_password = ((((((\"{}\"))))))", escaped(p, "\\\"")))),
    at("YAML, below comments", "config.yml", |p| {
        Some(format!("db_password:\n{}  '{}'", "  # of the role\n".repeat(6), p.replace('\'', "''")))
    }),
    at("XML, an attribute", "config.xml", |p| {
        let p = p.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        Some(format!("<property name=\"db.password\" value=\"{p}\"/>"))
    }),
    at("SQL", "roles.sql", |p| Some(format!("ALTER ROLE app PASSWORD '{}';", p.replace('\'', "''")))),
    at("SQL, escapes", "roles.sql", |p| Some(format!("ALTER ROLE app PASSWORD E'{}';", escaped(p, "\\'")))),
    at("SQL, dollar quotes", "roles.sql", |p| {
        (!p.contains("$q$") && !p.ends_with('$')).then(|| format!("CREATE ROLE app LOGIN PASSWORD $q${p}$q$;"))
    }),
    at("conninfo", "connect.py", |p| {
        let conninfo = format!("host=db.corp.net user=app password='{}'", escaped(p, "\\'"));
        Some(format!("connect(\"{}\")", escaped(&conninfo, "\\\"")))
    }),
    at("conninfo alone", "connection.txt", |p| {
        Some(format!("host=db.corp.net user=app password='{}' dbname=app", escaped(p, "\\'")))
    }),
    at("URI in .env", ".env", |p| {
        Some(format!("DATABASE_URL=postgres://app:{}@db.corp.net:5432/app", percent_encoded(p, "-._~")))
    }),
    at("URI in Python", "settings.py", |p| {
        let p = percent_encoded(p, "-._~!$&()*+,;=");
        Some(format!("DATABASE_URL = \"postgresql://app:{p}@db.corp.net:5432/app\""))
    }),
    at("Compose, a mapping", "docker-compose.yml", |p| {
        Some(format!("      POSTGRES_PASSWORD: \"{}\"", escaped(p, "\\\"").replace('$', "$$")))
    }),
    at("Compose, a list", "docker-compose.yml", |p| {
        let p = p.replace('$', "$$").replace('\'', "''");
        Some(format!("    environment:\n      - 'POSTGRES_PASSWORD={p}'"))
    }),
    at("Kubernetes, data", "k8s/secret.yaml", |p| {
        let p = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, p);
        Some(format!("---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  password: {p}"))
    }),
    at("Kubernetes, stringData", "k8s/secret.yaml", |p| {
        let p = escaped(p, "\\\"");
        Some(format!("---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  password: \"{p}\""))
    }),
    Position {
        head: "[\n",
        tail: "{}\n]\n",
        ..at(".NET, JSON", "appsettings.json", |p| {
            let p = escaped(&ado(p), "\\\"");
            Some(format!("{{\"Default\": \"Host=db.corp.net;Username=app;Password={p};Database=app\"}},"))
        })
    },
    at(".NET, C#", "Startup.cs", |p| {
        let p = escaped(&ado(p), "\\\"");
        Some(format!("var c = \"Server=db.corp.net;User Id=app;Password={p}\";"))
    }),
    at("Dockerfile", "Dockerfile", |p| Some(format!("ENV POSTGRES_PASSWORD=\"{}\"", escaped(p, "\\\"$")))),
    at("PowerShell", "deploy.ps1", |p| Some(format!("$env:PGPASSWORD = '{}'", p.replace('\'', "''")))),
    at("conninfo, bare", "connection.txt", |p| {
        // After `=`, a double quote ends the literal of another language in which conninfos usually are.
        let is_bare = !p.starts_with(['\'', '"', ' ']) && !p.is_empty();
        is_bare.then(|| format!("host=db.corp.net user=app password={} dbname=app", escaped(p, "\\' ")))
    }),
    at("JDBC", "application.properties", |p| {
        Some(format!("url=jdbc:postgresql://db.corp.net:5432/app?user=app&password={}", percent_encoded(p, "-._~")))
    }),
    at("URI in YAML", "config/database.yml", |p| {
        Some(format!("url: postgres://app:{}@db.corp.net/app", percent_encoded(p, "-._~!$&()*+,;=")))
    }),
    at("Kubernetes, env", "k8s/deployment.yaml", |p| {
        Some(format!(
            "        - name: POSTGRES_PASSWORD\n          value: \"{}\"",
            escaped(p, "\\\"").replace("$(", "$$(")
        ))
    }),
    at("GitHub workflow", ".github/workflows/ci.yml", |p| {
        let p = p.replace('\'', "''");
        Some(format!("          POSTGRES_PASSWORD: '{p}'"))
    }),
    at("docker run", "run.sh", |p| {
        Some(format!("docker run -e POSTGRES_PASSWORD='{}' postgres:17", p.replace('\'', "'\\''")))
    }),
    at("an option", "run.sh", |p| Some(format!("pgtool --db-password='{}' --host db", p.replace('\'', "'\\''")))),
    at("batch", "run.bat", |p| (!p.contains(['"', '%', '^', '!'])).then(|| format!("set \"PGPASSWORD={p}\""))),
    at("systemd", "app.service", |p| {
        Some(format!("Environment=\"PGPASSWORD={}\"", escaped(p, "\\\"").replace('%', "%%").replace('$', "$$")))
    }),
    at("psql", "setup.sql", |p| Some(format!("\\set db_password '{}'", escaped(p, "\\'")))),
    at("Perl", "db.pl", |p| Some(format!("my $db_password = '{}';", escaped(p, "\\'")))),
    at("Lua", "db.lua", |p| Some(format!("local db_password = \"{}\"", escaped(p, "\\\"")))),
    at("Scala", "Db.scala", |p| Some(format!("val dbPassword = \"{}\"", escaped(p, "\\\"")))),
    at("Swift", "Db.swift", |p| Some(format!("let dbPassword = \"{}\"", escaped(p, "\\\"")))),
    at("Elixir", "config/prod.exs", |p| Some(format!("  password: \"{}\",", escaped(p, "\\\"").replace("#{", "\\#{")))),
    at("Dart", "db.dart", |p| Some(format!("const dbPassword = '{}';", escaped(p, "\\'$")))),
    at("Clojure", "db.clj", |p| Some(format!("(def db-password \"{}\")", escaped(p, "\\\"")))),
    at("R", "db.R", |p| Some(format!("db_password <- \"{}\"", escaped(p, "\\\"")))),
    at("a look-up's default, Python", "settings.py", |p| {
        Some(format!("DB_PASSWORD = os.environ.get(\"DB_PASSWORD\", \"{}\")", escaped(p, "\\\"")))
    }),
    at("a look-up's default, JavaScript", "db.js", |p| {
        Some(format!("const dbPassword = process.env.DB_PASSWORD || '{}';", escaped(p, "\\'")))
    }),
    at("a setter, Java", "Db.java", |p| Some(format!("ds.setPassword(\"{}\");", escaped(p, "\\\"")))),
    at("SQL, CREATE USER", "roles.sql", |p| {
        Some(format!("CREATE USER app WITH ENCRYPTED PASSWORD '{}' VALID UNTIL 'infinity';", p.replace('\'', "''")))
    }),
    at("psql in a shell", "roles.sh", |p| {
        let statement = format!("ALTER ROLE app PASSWORD '{}'", p.replace('\'', "''"));
        Some(format!("psql -c \"{}\"", escaped(&statement, "\\\"$`")))
    }),
    at("a property list in YAML", "application.yml", |p| {
        Some(format!("spring:\n  datasource:\n    password: '{}'", p.replace('\'', "''")))
    }),
    at("a Ruby hash", "db.rb", |p| {
        Some(format!(
            "  :password => \"{}\",",
            escaped(p, "\\\"").replace("#{", "\\#{").replace("#$", "\\#$").replace("#@", "\\#@")
        ))
    }),
    at("a table of Go structs", "db.go", |p| {
        Some(format!("\tConfig{{User: \"app\", Password: \"{}\", Host: \"db\"}}", escaped(p, "\\\"")))
    }),
    at("parentheses, Python", "settings.py", |p| Some(format!("DB_PASSWORD = (\"{}\")", escaped(p, "\\\"")))),
    at("parentheses, C", "db.h", |p| Some(format!("#define DB_PASSWORD (\"{}\")", escaped(p, "\\\"")))),
    at("a cast, Go", "db.go", |p| Some(format!("\tdbPassword := []byte(\"{}\")", escaped(p, "\\\"")))),
    at("a cast, C", "db.c", |p| Some(format!("char *db_password = (char *)\"{}\";", escaped(p, "\\\"")))),
    at("a copy, C", "db.c", |p| Some(format!("strcpy(db_password, \"{}\");", escaped(p, "\\\"")))),
    at("a here-document, .pgpass", "deploy.sh", |p| {
        let p = p.replace('\\', "\\\\").replace(':', "\\:");
        Some(format!("cat >~/.pgpass <<'EOF'\ndb.corp.net:5432:app:app:{p}\nEOF"))
    }),
    at("a here-document for a value, Ruby", "db.rb", |p| Some(format!("db_password = <<~'EOS'\n  {p}\nEOS"))),
    at("a here-document for a value, PHP", "config.php", |p| Some(format!("$db_password = <<<'EOT'\n{p}\nEOT;"))),
    at("a here-document for a value, Terraform", "main.tf", |p| {
        Some(format!("  password = <<EOT\n{}\nEOT", p.replace("${", "$${").replace("%{", "%%{")))
    }),
    at("a here-document for a value, shell", "deploy.sh", |p| Some(format!("PGPASSWORD=$(cat <<'EOF'\n{p}\nEOF\n)"))),
    at("a here-string, PowerShell", "deploy.ps1", |p| Some(format!("$env:PGPASSWORD = @'\n{p}\n'@"))),
    at("a here-document, .env", "deploy.sh", |p| {
        Some(format!("cat >.env <<'EOF'\nPOSTGRES_PASSWORD='{}'\nEOF", p.replace('\'', "'\\''")))
    }),
    at("YAML, the line below", "config/settings.yml", |p| Some(format!("db_password:\n  '{}'", p.replace('\'', "''")))),
    at("YAML, an explicit key", "config/settings.yml", |p| {
        Some(format!("? db_password\n: '{}'", p.replace('\'', "''")))
    }),
    at("YAML, a block scalar", "config/settings.yml", |p| Some(format!("db_password: |-\n  {p}"))),
    at("C++, a constructor", "db.cpp", |p| Some(format!("std::string db_password(\"{}\");", escaped(p, "\\\"")))),
    at("C++, braces", "db.cpp", |p| Some(format!("const std::string db_password{{ \"{}\" }};", escaped(p, "\\\"")))),
    at("C++, UTF-8", "db.cpp", |p| Some(format!("auto db_password = u8\"{}\";", escaped(p, "\\\"")))),
    at("C++, raw", "db.cpp", |p| Some(format!("auto db_password = R\"pw({p})pw\";"))),
    at("a line that goes on, Python", "settings.py", |p| {
        Some(format!("DB_PASSWORD = \\\n    \"{}\"", escaped(p, "\\\"")))
    }),
    at("behind a comment, Python", "settings.py", |p| {
        Some(format!("connect(password=  # of the role\n    \"{}\")", escaped(p, "\\\"")))
    }),
    at("behind a comment in brackets, Java", "Db.java", |p| {
        Some(format!("ds.setPassword(/* of the role */ \"{}\");", escaped(p, "\\\"")))
    }),
    at("behind a comment, JavaScript", "db.js", |p| {
        Some(format!("const dbPassword = /* of the role */ \"{}\";", escaped(p, "\\\"")))
    }),
    at("behind U+2028, JavaScript", "db.js", |p| {
        Some(format!("// the role's\u{2028}const dbPassword = \"{}\";", escaped(p, "\\\"")))
    }),
    at("a here-document with a method, Ruby", "db.rb", |p| Some(format!("db_password = <<~'E'.strip\n  {p}\nE"))),
    at("a here-document in an array, PHP", "config.php", |p| Some(format!("    'password' => <<<'E'\n{p}\nE,"))),
    at("read, shell", "deploy.sh", |p| Some(format!("read -r PGPASSWORD <<<'{}'", p.replace('\'', "'\\''")))),
    at("printf -v, shell", "deploy.sh", |p| Some(format!("printf -v PGPASSWORD '%s' '{}'", p.replace('\'', "'\\''")))),
    Position {
        head: "[\n",
        tail: "{}\n]\n",
        ..at("an escaped key, JSON", "config/settings.json", |p| {
            Some(format!("{{\"db_p\\u0061ssword\": \"{}\"}},", escaped(p, "\\\"")))
        })
    },
    Position {
        head: "[\n",
        tail: "{}\n]\n",
        ..at("name, type and value, JSON", "config/settings.json", |p| {
            Some(format!("{{\"name\": \"DB_PASSWORD\", \"type\": \"string\", \"value\": \"{}\"}},", escaped(p, "\\\"")))
        })
    },
    at("name and value, XML", "hive-site.xml", |p| {
        let p = p.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        Some(format!("<property><name>db.password</name><value>{p}</value></property>"))
    }),
    at("base64, JavaScript", "db.js", |p| Some(format!("const dbPassword = atob(\"{}\");", base64(p)))),
    at("base64, Python", "settings.py", |p| Some(format!("DB_PASSWORD = b64decode(\"{}\").decode()", base64(p)))),
    at("setattr, Python", "settings.py", |p| Some(format!("setattr(role, \"password\", \"{}\")", escaped(p, "\\\"")))),
    at("a list that is joined, Python", "settings.py", |p| {
        let middle = p.char_indices().nth(p.chars().count() / 2).map_or(0, |(at, _)| at);
        let (a, b) = (escaped(&p[..middle], "\\\""), escaped(&p[middle..], "\\\""));
        Some(format!("DB_PASSWORD = \"\".join([\"{a}\", \"{b}\"])"))
    }),
    at("an attribute, C#", "Db.cs", |p| {
        Some(format!("[DefaultValue(\"{}\")] public string DbPassword {{ get; set; }}", escaped(p, "\\\"")))
    }),
    at("make, =", "Makefile", |p| make(p).map(|p| format!("DB_PASSWORD = {p}"))),
    at("make, :=", "Makefile", |p| make(p).map(|p| format!("PGPASSWORD := {p}"))),
    at("make, ?=", "rules.mk", |p| make(p).map(|p| format!("export PGPASSWORD ?= {p}"))),
    at("echo in a substitution", "deploy.sh", |p| Some(format!("db_password=$(echo '{}')", p.replace('\'', "'\\''")))),
    at("printf in a substitution", "deploy.sh", |p| {
        Some(format!("PGPASSWORD=\"$(printf '%s' '{}')\"", p.replace('\'', "'\\''")))
    }),
    at(".env, backticks", ".env", |p| (!p.contains('`')).then(|| format!("DB_PASSWORD=`{p}`"))),
    at("properties, a blank", "application.properties", |p| {
        let is_value = !p.starts_with(['=', ':', ' ', '\'', '"', '(']);
        is_value.then(|| format!("spring.datasource.password {}", p.replace('\\', "\\\\")))
    }),
    at("a cell of a table", "README.md", |p| {
        let is_cell = !is_constant(p) && !p.contains(['`', '|', '\'', '"', '\\', ' ', '<', '>']);
        is_cell.then(|| format!("| DB_PASSWORD | `{p}` |"))
    }),
    at("netrc", ".netrc", |p| {
        let is_word = !is_constant(p) && !p.contains([' ', '"']);
        is_word.then(|| format!("machine db.corp.net login app password {p}"))
    }),
    at("putenv, PHP", "config.php", |p| {
        (!p.contains([' ', '{']) && !p.starts_with("(\"") && !is_constant(p))
            .then(|| format!("putenv(\"PGPASSWORD={}\");", escaped(p, "\\\"$")))
    }),
    at("psql, doubled quotes", "setup.sql", |p| {
        Some(format!("\\set pgpassword '{}'", p.replace('\\', "\\\\").replace('\'', "''")))
    }),
    at("pulumi", "deploy.sh", |p| {
        Some(format!("pulumi config set --secret dbPassword '{}'", p.replace('\'', "'\\''")))
    }),
];

/// Standard base64, with padding.
fn base64(text: &str) -> String {
    base64::Engine::encode(&base64::engine::general_purpose::STANDARD, text)
}

/// Escapes each of `special` in `text` with a backslash.
fn escaped(text: &str, special: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if special.contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Returns whether it is words in capitals, which may be the name of a variable.
fn is_constant(text: &str) -> bool {
    text.contains('_') && text.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')
}

/// Writes a value of make, in which `$` is doubled and a `#` begins a comment. `$$(` passes a command to the shell.
fn make(text: &str) -> Option<String> {
    (!text.contains(['#', '\\']) && !text.contains("$(") && text.trim() == text).then(|| text.replace('$', "$$"))
}

/// Percent-encodes by RFC 3986, except letters, digits and the characters in `kept`.
fn percent_encoded(text: &str, kept: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || kept.contains(c) {
            out.push(c);
        } else {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}

/// Writes a value of an ADO.NET list: quoted if it contains a `;` or a quote, or begins or ends with a blank or a sign.
fn ado(text: &str) -> String {
    if text.contains([';', '"', '\'']) || text.starts_with([' ', '=']) || text.ends_with(' ') {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        text.to_owned()
    }
}

/// Returns whether it is a valid plain scalar (YAML 1.2, 7.3.3).
fn is_plain_scalar(text: &str) -> bool {
    let indicators = ['-', '?', ':', ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`'];
    !text.starts_with(indicators) && !text.contains(": ") && !text.contains(" #") && !text.ends_with(':')
}

/// A value of make. `$$(…)` is a command there: the shell of the recipe gets `$(…)`.
fn made(password: &str) -> Option<String> {
    let is_own =
        !password.contains(['#', '\\', '"', '\'', '`']) && !password.contains("$(") && password.trim() == password;
    is_own.then(|| password.replace('$', "$$"))
}

/// True if a text may show `password` as code: what is in brackets or begins as a variable stands for a value there.
fn is_shown(password: &str) -> bool {
    !password.contains('`') && !password.starts_with(['{', '[', '<', '(', '$', '%', '#', '@', ':', '!', '*'])
}
