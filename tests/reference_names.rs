//! References to variables and stored secrets whose names contain the name of a product: whatever it is, a reference is no
//! finding, and the same name between the marks of no reference is not excused.

use std::sync::LazyLock;

use dsnitch::detect::Detector;
use dsnitch::finding::Class;
use dsnitch::rules::RuleSet;

use crate::corpus::scan;

static DETECTOR: LazyLock<Detector> =
    LazyLock::new(|| Detector::new(RuleSet::builtin()).expect("every extractor exists"));

/// Names of products, most of which are no words: abbreviations, several consonants, letters of other languages' words.
const PRODUCTS: [&str; 50] = [
    "ANTHROPIC",
    "LANGCHAIN",
    "GRAPHCMS",
    "DIFY_MIRO",
    "OPENAI",
    "MISTRAL",
    "GROQ",
    "XAI",
    "HUGGINGFACE",
    "LLAMACLOUD",
    "PINECONE",
    "QDRANT",
    "WEAVIATE",
    "NGROK",
    "SENDGRID",
    "MAILGUN",
    "TWILIO",
    "STRIPE",
    "PLAID",
    "SEGMENT",
    "MIXPANEL",
    "POSTHOG",
    "SENTRY",
    "DATADOG",
    "CLOUDINARY",
    "ALGOLIA",
    "MAPBOX",
    "TMDB",
    "FIREBASE",
    "SUPABASE",
    "NEON",
    "VERCEL",
    "NETLIFY",
    "RENDER",
    "FLY_IO",
    "HCLOUD",
    "OVH",
    "CLOUDFLARE",
    "DOCKERHUB",
    "GHCR",
    "NPM",
    "PYPI",
    "CRATES_IO",
    "SONARQUBE",
    "JFROG",
    "SNYK",
    "TFSTATE",
    "STRAPI",
    "CASDOOR",
    "LOGTO",
];

const SECRETS: [&str; 6] = ["API_KEY", "TOKEN", "SECRET", "DB_PASSWORD", "PW", "PASS"];

/// A file, and a line with `NAME` for the name.
const REFERENCES: [(&str, &str); 16] = [
    ("compose.yml", "      API_KEY: ${NAME}"),
    ("compose.yml", "      - DB_PASSWORD=${NAME}"),
    ("compose.yml", "      DB_PASSWORD: ${NAME:-}"),
    ("compose.yml", "      DB_PASSWORD: ${NAME:?set it}"),
    (".github/workflows/ci.yml", "          api_key: ${{ secrets.NAME }}"),
    (".github/workflows/ci.yml", "          password: ${{ vars.NAME || secrets.NAME }}"),
    (".gitlab-ci.yml", "  PGPASSWORD: $NAME"),
    ("azure-pipelines.yml", "    dbPassword: $(NAME)"),
    ("deploy.sh", "export PGPASSWORD=\"$NAME\""),
    ("deploy.sh", "curl -H \"Authorization: Bearer ${NAME}\" https://x.acme.io/"),
    ("deploy.bat", "set PGPASSWORD=%NAME%"),
    ("a.ps1", "$env:PGPASSWORD = $env:NAME"),
    ("app.properties", "spring.datasource.password=${NAME}"),
    ("playbook.yml", "    db_password: \"{{ NAME }}\""),
    ("main.py", "api_key = os.environ[\"NAME\"]"),
    ("main.ts", "const apiKey = process.env.NAME;"),
];

#[test]
fn a_reference_is_one_whatever_product_its_name_contains() {
    let mut found = Vec::new();
    for product in PRODUCTS {
        for secret in SECRETS {
            for (path, line) in REFERENCES {
                let text = format!("{}\n", line.replace("NAME", &format!("{product}_{secret}")));
                let findings = scan(&DETECTOR, path, text.as_bytes());
                if findings.iter().any(|finding| finding.class() != Class::Hygiene) {
                    found.push(format!("{path}: {text}"));
                }
            }
        }
    }
    assert!(found.is_empty(), "{} found: {}", found.len(), found.join(""));
}

/// Names of products in the spelling of variables, with what stands behind them.
const ENDINGS: [&str; 5] = ["Pw", "Key", "Secret1", "1", "_pw"];

/// A file, and a line in which its language, or a template engine, replaces `NAME` by its own syntax.
const EXPANDED: [(&str, &str); 58] = [
    ("a.sh", "PGPASSWORD=\"$NAME\" psql -h h"),
    ("a.sh", "PGPASSWORD=\"${NAME}\" psql"),
    ("a.sh", "psql \"postgres://u:$NAME@h.corp.net/d\""),
    ("a.sh", "curl -d '{\"password\":\"'$NAME'\"}' https://x.corp.net"),
    ("a.fish", "set -x PGPASSWORD $NAME"),
    ("Makefile", "PGPASSWORD = $(NAME)"),
    ("Dockerfile", "ENV PGPASSWORD=$NAME"),
    ("compose.yml", "      - POSTGRES_PASSWORD=${NAME}"),
    ("a.yml", "DB_PASSWORD: ${NAME}"),
    ("a.yml", "DB_PASSWORD: {{ NAME }}"),
    ("a.yml", "DB_PASSWORD: \"{{ .Values.NAME }}\""),
    ("a.yml", "DB_PASSWORD: $(NAME)"),
    ("a.yml", "DB_PASSWORD: ((NAME))"),
    ("a.yml", "DB_PASSWORD: ((dp/dev/NAME))"),
    ("a.yml", "DB_PASSWORD: << parameters.NAME >>"),
    ("a.yml", "DB_PASSWORD: $[variables.NAME]"),
    ("a.bat", "set PGPASSWORD=%NAME%"),
    ("a.bat", "set \"PGPASSWORD=!NAME!\""),
    ("a.ts", "const u = `postgres://u:${NAME}@h.corp.net/d`;"),
    ("a.ts", "const c = {password: `${NAME}`};"),
    ("a.py", "u = f\"postgres://u:{NAME}@h.corp.net/d\""),
    ("a.py", "u = f\"password={NAME}\""),
    ("a.py", "u = \"postgres://u:{NAME}@h.corp.net/d\".format(NAME=NAME)"),
    ("a.py", "u = \"postgres://u:%(NAME)s@h.corp.net/d\" % x"),
    ("a.php", "$u = \"password=$NAME\";"),
    ("a.php", "$u = \"password={$NAME}\";"),
    ("a.php", "$u = \"x[secret=$this->NAME]\";"),
    ("a.php", "$u = \"postgres://u:$NAME@h.corp.net/d\";"),
    ("a.php", "<input type=\"password\" name=\"password\" value=\"<?= $NAME ?>\">"),
    ("a.kt", "val u = \"password=$NAME\""),
    ("a.kt", "val password = \"$NAME\""),
    ("a.ps1", "$u = \"password=$NAME\""),
    ("a.ps1", "$u = \"postgres://u:$($NAME)@h.corp.net/d\""),
    ("a.dart", "var u = 'password=$NAME';"),
    ("a.groovy", "def u = \"password=$NAME\""),
    ("a.gradle", "password \"$NAME\""),
    ("a.scala", "val u = s\"password=$NAME\""),
    ("a.scala", "val u = s\"postgres://u:$NAME@h.corp.net/d\""),
    ("a.pl", "my $u = \"password=$NAME\";"),
    ("a.pl", "my $u = \"postgres://u:$NAME\\@h.corp.net/d\";"),
    ("a.jl", "u = \"password=$NAME\""),
    ("a.tcl", "set password $NAME"),
    ("a.rb", "u = \"password=#{NAME}\""),
    ("a.ex", "u = \"postgres://u:#{NAME}@h.corp.net/d\""),
    ("a.cs", "var u = $\"Host=h;Username=u;Password={NAME}\";"),
    ("a.swift", "let u = \"postgres://u:\\(NAME)@h.corp.net/d\""),
    ("a.rs", "let u = format!(\"postgres://u:{NAME}@h.corp.net/d\");"),
    ("a.tf", "password = \"${NAME}\""),
    (".env", "DSN=\"host=h password=$NAME\""),
    (".env", "DB_PASSWORD=\"$NAME\""),
    (".env", "DB_PASSWORD=${NAME}"),
    ("a.conf", "password = ${NAME}"),
    ("a.properties", "db.password=${NAME}"),
    ("a.xml", "<password>${NAME}</password>"),
    ("a.erb", "password: <%= NAME %>"),
    ("a.sql", "ALTER ROLE app PASSWORD '${NAME}';"),
    (".pgpass", "h:5432:d:u:{{ NAME }}"),
    ("README.md", "psql postgres://u:${NAME}@h.corp.net/d"),
];

/// What the language itself replaces is never judged by its letters: neither a product's name nor a random one.
#[test]
fn a_name_that_the_language_expands_is_not_judged_by_its_letters() {
    let products = PRODUCTS.map(|product| product.to_lowercase().replace('_', ""));
    let of_products = products.iter().flat_map(|product| ENDINGS.map(|ending| format!("{product}{ending}")));
    let odd =
        ["httpsrvPw", "freshrssKey", "odysseySecret1", "dynatrace1", "newCoordinate1", "kV8m2Qz4rTn9wX", "pwQxZrT7"];
    let names: Vec<String> = of_products.chain(odd.map(str::to_owned)).collect();
    let mut found = Vec::new();
    for (path, line) in EXPANDED {
        let text: String = names.iter().map(|name| line.replace("NAME", name) + "\n").collect();
        let findings = scan(&DETECTOR, path, text.as_bytes());
        let secrets = findings.iter().filter(|finding| finding.class() != Class::Hygiene);
        found.extend(secrets.map(|finding| format!("{path}: {line}, {}", names[finding.location.line - 1])));
    }
    assert!(found.is_empty(), "{} found: {}", found.len(), found.join("\n"));
}

/// The same in literals of several lines, by their own quotes.
#[test]
fn the_quote_of_a_literal_of_several_lines_decides() {
    for (path, text) in [
        ("a.sh", "psql <<EOF\nALTER ROLE app PASSWORD '$NAME';\nEOF\n"),
        ("a.php", "$q = <<<EOT\nALTER ROLE app PASSWORD '$NAME';\nEOT;\n"),
        ("a.kt", "val q = \"\"\"\n  ALTER ROLE app PASSWORD '$NAME'\n\"\"\"\n"),
        ("a.py", "q = f\"\"\"\n  ALTER ROLE app PASSWORD '{NAME}'\n\"\"\"\n"),
    ] {
        let secrets = scan(&DETECTOR, path, text.replace("NAME", "httpsrvPw1x").as_bytes());
        assert!(secrets.is_empty(), "{path}: {text}");
        let secrets = scan(&DETECTOR, path, text.replace("$NAME", "kV8m2Qz4").replace("{NAME}", "kV8m2Qz4").as_bytes());
        assert_eq!(secrets.len(), 1, "{path}: {text}");
    }
}

/// The same in single quotes, where nothing is replaced.
#[test]
fn a_random_name_is_a_value_where_nothing_is_expanded() {
    for (path, line) in [
        ("a.sh", "PGPASSWORD='$NAME' psql -h h"),
        ("a.sh", "cat >.env <<'EOF'\nPGPASSWORD=$NAME\nEOF"),
        ("a.php", "$u = <<<'EOT'\nhost=h user=u password=\"$NAME\"\nEOT;"),
        ("a.ps1", "$u = @'\nPGPASSWORD=$NAME\n'@"),
        ("a.tcl", "set password {$NAME}"),
        ("a.php", "$u = 'postgres://u:$NAME@h.corp.net/d';"),
        ("a.php", "$u = ['password' => '$NAME'];"),
        ("a.ps1", "$env:PGPASSWORD = '$NAME'"),
        ("a.groovy", "def password = '$NAME'"),
        ("a.pl", "my $password = '$NAME';"),
        ("a.scala", "val password = \"$NAME\""),
        ("a.java", "String password = \"$NAME\";"),
        ("a.py", "password = \"{NAME}\""),
        ("a.go", "password := `{NAME}`"),
        ("a.js", "const password = `{NAME}`;"),
        ("a.json", "{\"db_password\": \"$NAME\"}"),
        ("a.yml", "db_password: $NAME"),
        (".env", "DB_PASSWORD='$NAME'"),
        ("a.bat", "set PGPASSWORD=$NAME"),
    ] {
        let text = line.replace("NAME", "kV8m2Qz4rTn9wX") + "\n";
        assert_eq!(scan(&DETECTOR, path, text.as_bytes()).len(), 1, "{path}: {text}");
    }
}
