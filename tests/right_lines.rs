//! The remedy of a practice ends with what is right in the place of what was found.

use crate::support::cmd::Dsnitch;
use crate::support::repo::TempRepo;

#[test]
fn the_remedy_of_a_practice_shows_the_right_line() {
    let compose = |port: &str| format!("services:\n  db:\n    image: postgres:18\n    ports:\n      - {port}\n");
    for (path, text, rule, right) in [
        ("compose.yaml", compose("\"5433:5432\""), "pg-port-published", "\"127.0.0.1:5433:5432\""),
        ("compose.yaml", compose("0.0.0.0:15432:5432/tcp"), "pg-port-published", "\"127.0.0.1:15432:5432/tcp\""),
        (
            "compose.yaml",
            compose("target: 5432\n        published: 5433"),
            "pg-port-published",
            "host_ip: 127.0.0.1 beside target",
        ),
        ("run.sh", "docker run -p 5433:5432 postgres:18\n".to_owned(), "pg-port-published", "127.0.0.1:5433:5432"),
        (
            "pg_hba.conf",
            "host shop shop_app 10.1.2.0/24 md5\n".to_owned(),
            "pg-hba-weak-method",
            "hostssl shop shop_app 10.1.2.0/24 scram-sha-256",
        ),
        (
            "pg_hba.conf",
            "host shop shop_app 0.0.0.0/0 trust\n".to_owned(),
            "pg-trust-auth",
            "hostssl shop shop_app <network of the clients> scram-sha-256",
        ),
        (
            "compose.yaml",
            "      POSTGRES_HOST_AUTH_METHOD: trust\n".to_owned(),
            "pg-trust-auth",
            "POSTGRES_HOST_AUTH_METHOD: scram-sha-256",
        ),
        (
            "run.sh",
            "docker run -e POSTGRES_HOST_AUTH_METHOD=trust postgres:18\n".to_owned(),
            "pg-trust-auth",
            "POSTGRES_HOST_AUTH_METHOD=scram-sha-256",
        ),
        (
            "k8s/db.yaml",
            "- name: POSTGRES_HOST_AUTH_METHOD\n  value: trust\n".to_owned(),
            "pg-trust-auth",
            "value: scram-sha-256",
        ),
        ("setup.sh", "initdb -D data -A trust\n".to_owned(), "pg-trust-auth", "-A scram-sha-256"),
        ("setup.sh", "initdb --auth-host=trust data\n".to_owned(), "pg-trust-auth", "--auth-host=scram-sha-256"),
        ("pgbouncer.ini", "auth_type = trust\n".to_owned(), "pg-trust-auth", "auth_type = scram-sha-256"),
        (
            "postgresql.conf",
            "password_encryption = md5\n".to_owned(),
            "pg-md5-password",
            "password_encryption = scram-sha-256",
        ),
        (
            "group.json",
            "[{\"ParameterName\": \"password_encryption\", \"ParameterValue\": \"md5\"}]\n".to_owned(),
            "pg-md5-password",
            "\"password_encryption\", \"ParameterValue\": \"scram-sha-256\"",
        ),
        (
            "init.sql",
            "ALTER SYSTEM SET password_encryption TO 'md5';\n".to_owned(),
            "pg-md5-password",
            "password_encryption TO 'scram-sha-256'",
        ),
        (
            "init.sql",
            "SET log_statement = 'all';\nALTER ROLE app PASSWORD :'pw';\n".to_owned(),
            "pg-log-statement",
            "log_statement = 'none'",
        ),
    ] {
        let repo = TempRepo::new();
        repo.stage(path, &text);
        let document = Dsnitch::new(&repo).arg("staged").json().document();
        let finding = document["findings"].as_array().unwrap().iter().find(|one| one["rule"] == rule).cloned();
        let remedy = finding.and_then(|one| Some(one["remedy"].as_str()?.to_owned())).unwrap_or_default();
        assert!(remedy.ends_with(&format!(" Here: {right}.")), "{path} {text}: {remedy}");
    }
}
