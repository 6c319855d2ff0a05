//! What is found in a file is found where a Kubernetes Secret holds that file in base64, at the place of the base64.

use std::collections::BTreeSet;

use base64::Engine as _;
use dsnitch::detect::Detector;
use dsnitch::finding::{Class, Finding};
use dsnitch::rules::RuleSet;

use crate::passwords::positions::POSITIONS;

/// What is random in every value.
const VALUE: &str = "kV8m2Qz4rTn9wX";

fn secret(key: &str, text: &str, is_json: bool) -> String {
    let data = base64::engine::general_purpose::STANDARD.encode(text);
    match is_json {
        true => format!("{{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"data\": {{\"{key}\": \"{data}\"}}}}\n"),
        false => format!("apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  user: YXBw\n  {key}: {data}\n"),
    }
}

fn secrets(detector: &Detector, path: &str, text: &str) -> Vec<Finding> {
    let mut found = crate::corpus::scan(detector, path, text.as_bytes());
    found.retain(|finding| finding.class() != Class::Hygiene);
    found
}

#[test]
fn a_file_in_a_secret_is_read_as_the_file_that_its_key_names() {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    let mut missed = Vec::new();
    let mut rules = BTreeSet::new();
    for position in POSITIONS {
        let Some(written) = (position.write)(VALUE) else { continue };
        let text = format!("{}{written}\n{}", position.head, position.tail);
        let name = position.path.rsplit('/').next().unwrap_or(position.path);
        for (path, is_json) in [("k8s/secret.yaml", false), ("k8s/secret.json", true)] {
            let manifest = secret(name, &text, is_json);
            let found = secrets(&detector, path, &manifest);
            rules.extend(found.iter().map(|finding| finding.rule.to_string()));
            let (start, lines) = (manifest.rfind(": ").map_or(0, |at| at + 2), manifest.lines().count());
            let is_there = |finding: &&Finding| finding.location.line == lines && finding.location.column <= start + 2;
            if is_json && found.is_empty() || !is_json && !found.iter().any(|finding| is_there(&finding)) {
                missed.push(format!("{}: {name} in {path}: {text}", position.name));
            }
        }
    }
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
    assert!(rules.len() > 8, "{rules:?}");
}

/// Each row: the key, the file, and the rule that reads it.
#[test]
fn keys_of_secrets_name_files_and_connection_strings() {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    let pem = format!(
        "-----BEGIN {} KEY-----\n{}\n-----END {} KEY-----\n",
        "PRIVATE",
        "MIIBVQIBADANBgkqhkiG9w0BAQEFAASCAT8wggE7AgEAAkEA".repeat(4),
        "PRIVATE"
    );
    for (key, text, rule) in [
        ("dsn", format!("host=db user=a password={VALUE}"), "pg-conninfo-password"),
        ("connstr", format!("Host=db;Username=a;Password={VALUE}"), "pg-keyword-list-password"),
        ("DATABASE_URL", format!("postgres://a:{VALUE}@db/a"), "k8s-secret-data"),
        (".env", format!("A=b\nPGPASSWORD={VALUE}\nC=d\n"), "pg-password-assignment"),
        ("config.json", format!("{{\"db\": {{\"password\": \"{VALUE}\"}}}}"), "password-assignment"),
        (
            ".dockerconfigjson",
            format!("{{\"auths\": {{\"r\": {{\"password\": \"{VALUE}\"}}}}}}"),
            "password-assignment",
        ),
        ("init.sql", format!("ALTER ROLE a PASSWORD '{VALUE}';"), "pg-sql-password"),
        ("userlist.txt", format!("\"a\" \"{VALUE}\"\n"), "pg-user-list"),
        ("run.sh", format!("export PGPASSWORD={VALUE}\npsql\n"), "pg-password-assignment"),
        ("tls.key", pem, "private-key"),
        ("password", VALUE.to_owned(), "k8s-secret-data"),
    ] {
        for (path, is_json) in [("s.yaml", false), ("s.json", true)] {
            let found = secrets(&detector, path, &secret(key, &text, is_json));
            let rules: Vec<&str> = found.iter().map(|finding| &*finding.rule).collect();
            assert_eq!(rules, [rule], "{key} in {path}");
        }
    }
    // What only stands for a value there does so here.
    for (key, text) in [
        ("config.json", "{\"db\": {\"password\": \"${DB_PASSWORD}\"}}"),
        (".env", "PGPASSWORD=${PGPASSWORD}\n"),
        ("run.sh", "export PGPASSWORD=\"$1\"\n"),
        ("tls.crt", "-----BEGIN CERTIFICATE-----\nMIIBVQIBADANBgkqhkiG9w0BAQEFAASCAT8w\n-----END CERTIFICATE-----\n"),
    ] {
        assert_eq!(secrets(&detector, "s.yaml", &secret(key, text, false)).len(), 0, "{key}");
    }
}

#[test]
fn base64_in_lines_is_put_together_and_a_secret_in_a_secret_is_read() {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    let data = base64::engine::general_purpose::STANDARD.encode(format!("A=b\nPGPASSWORD={VALUE}\nC=d\n"));
    let (head, tail) = data.split_at(20);
    let text = format!("kind: Secret\ndata:\n  .env: |\n    {head}\n    {tail}\n  user: YXBw\n");
    let found = secrets(&detector, "s.yaml", &text);
    assert_eq!(found.iter().map(|f| (f.location.line, f.location.end_line)).collect::<Vec<_>>(), [(4, 5)]);
    let inner = secret(".env", &format!("PGPASSWORD={VALUE}\n"), false);
    assert_eq!(secrets(&detector, "s.yaml", &secret("manifest.yaml", &inner, false)).len(), 1);
}
