//! Two security guides for PostgreSQL, paraphrased under `data/guides`: advice causes no finding, literals in their
//! examples are reported and block nothing, and practices that they warn of are refused in real files.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::cmd::Dsnitch;
use crate::support::must;
use crate::support::repo::TempRepo;

/// The lines of the guides that may have findings: literals in SQL and shell blocks.
const LITERALS: [(&str, &str); 4] = [
    ("deployment.md", "echo \"strong_password\" | docker secret create postgres_password -"),
    ("postgres.md", "CREATE USER reporting_user WITH PASSWORD 'strong_password';"),
    ("postgres.md", "CREATE USER app_user WITH PASSWORD 'strong_password';"),
    ("postgres.md", "ALTER USER postgres WITH PASSWORD 'new_strong_password';"),
];

/// The published sample of a strong password in a guide's comment may be reported.
const SAMPLE: &str = "# Output: ";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/guides")
}

/// Creates a repository with the guides staged as its documentation.
fn guides() -> TempRepo {
    let repo = TempRepo::new();
    for name in ["deployment.md", "postgres.md"] {
        repo.stage(name, must(fs::read(folder().join(name)), name));
    }
    repo
}

fn findings(repo: &TempRepo, arguments: &[&str], exit: i32) -> Vec<Value> {
    let ran = Dsnitch::new(repo).args(["staged"]).args(arguments).json().exits(exit);
    ran.document()["findings"].as_array().cloned().unwrap_or_default()
}

fn line_of(name: &str, finding: &Value) -> String {
    let text = must(fs::read_to_string(folder().join(name)), name);
    let number = finding["line"].as_u64().and_then(|line| usize::try_from(line).ok()).unwrap_or_default();
    text.lines().nth(number.saturating_sub(1)).unwrap_or_default().trim().to_owned()
}

#[test]
fn literals_in_guides_are_reported_and_block_nothing() {
    let repo = guides();
    let found = findings(&repo, &[], 0);
    let mut reported = Vec::new();
    for finding in &found {
        let name = finding["path"].as_str().unwrap_or_default();
        let line = line_of(name, finding);
        assert_eq!(finding["action"], "warn", "{finding}");
        assert_eq!(finding["environment"], "docs", "{finding}");
        if line.contains(SAMPLE) {
            continue;
        }
        assert_eq!(finding["class"], "weak", "{finding}");
        reported.push((name.to_owned(), line));
    }
    let expected: Vec<_> = LITERALS.iter().map(|(name, line)| ((*name).to_owned(), (*line).to_owned())).collect();
    assert_eq!(reported, expected);
}

#[test]
fn guides_are_refused_as_ordinary_files() {
    let found = findings(&guides(), &["--profile", "strict"], 1);
    assert!(found.iter().all(|finding| finding["action"] == "block"), "{found:?}");
}

#[test]
fn followed_advice_causes_no_finding() {
    let repo = TempRepo::new();
    for (path, text) in [
        (
            "docker-compose.prod.yml",
            "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD_FILE: /run/secrets/pw\n",
        ),
        ("docker-compose.yml", "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD}\n"),
        ("k8s/secret.yaml", "kind: Secret\ndata:\n  password: <base64-encoded-password>\n"),
        ("k8s/pod.yaml", "env:\n- name: POSTGRES_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      key: password\n"),
        ("make.sh", "echo \"$(openssl rand -base64 32)\" | docker secret create postgres_password -\n"),
        ("aws.sh", "aws secretsmanager create-secret --name a --secret-string \"$(openssl rand -base64 32)\"\n"),
        ("kubectl.sh", "kubectl create secret generic a --from-literal=password=\"$(openssl rand -base64 32)\"\n"),
        (
            "swarm.sh",
            "docker service create --secret postgres_password --env POSTGRES_PASSWORD_FILE=/run/secrets/pw x\n",
        ),
        ("psql.sh", "psql \"postgresql://postgres@db.example.net:5432/postgres?sslmode=require\"\n"),
        (".env.example", "POSTGRES_PASSWORD=\nDATABASE_URL=\n"),
        ("ssl.sql", "ALTER SYSTEM SET ssl_key_file = '/path/to/server.key';\n"),
    ] {
        repo.stage(path, text);
    }
    assert_eq!(findings(&repo, &["--profile", "strict"], 0), Vec::<Value>::new());
}

#[test]
fn practices_that_the_guides_warn_of_are_refused() {
    for bad in ["postgres", "password", "admin", "123456", "Password123", "strong_password", "new_strong_password"] {
        for (path, text) in [
            (".env", format!("POSTGRES_PASSWORD={bad}\n")),
            ("docker-compose.yml", format!("services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: {bad}\n")),
            (
                "docker-compose.prod.yml",
                format!("services:\n  db:\n    environment:\n      - POSTGRES_PASSWORD={bad}\n"),
            ),
            ("Dockerfile", format!("FROM postgres\nENV POSTGRES_PASSWORD={bad}\n")),
            ("app/settings.py", format!("DATABASE_URL = \"postgresql://app:{bad}@db.internal/app\"\n")),
            ("deploy.sh", format!("echo \"{bad}\" | docker secret create postgres_password -\n")),
            ("roles.sql", format!("ALTER USER postgres WITH PASSWORD '{bad}';\n")),
        ] {
            let repo = TempRepo::new();
            repo.stage(path, &text);
            let found = findings(&repo, &[], 1);
            let judged: Vec<_> = found.iter().map(|finding| (&finding["class"], &finding["action"])).collect();
            assert!(judged.contains(&(&"weak".into(), &"block".into())), "{path}: {text}{judged:?}");
        }
    }
}

/// The original guides, if they are next to the clone.
#[test]
fn original_guides_block_nothing() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    let Ok(entries) = fs::read_dir(shared) else { return };
    let repo = TempRepo::new();
    for entry in entries {
        let path = must(entry, "listing the guides").path();
        repo.stage(path.file_name().unwrap_or_default(), must(fs::read(&path), "reading a guide"));
    }
    for finding in findings(&repo, &[], 0) {
        assert_eq!((&finding["action"], &finding["environment"]), (&"warn".into(), &"docs".into()), "{finding}");
    }
}
