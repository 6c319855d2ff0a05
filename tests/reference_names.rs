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
