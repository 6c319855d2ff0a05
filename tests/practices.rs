//! Practices of the guides: their effect in each profile, that no secret next to them is shown, and the table of
//! `docs/guides.md`.

use std::collections::BTreeSet;
use std::path::Path;

use dsnitch::rules::RuleSet;

use crate::support::cmd::Dsnitch;
use crate::support::repo::TempRepo;

/// Returns the rule ids and actions of the findings in `text`, staged at `path`.
fn found(path: &str, text: &str, arguments: &[&str]) -> Vec<(String, String)> {
    let repo = TempRepo::new();
    repo.stage(path, text);
    let document = Dsnitch::new(&repo).arg("staged").args(arguments).json().document();
    let field = |finding: &serde_json::Value, name: &str| finding[name].as_str().unwrap_or_default().to_owned();
    let findings = document["findings"].as_array().unwrap().iter();
    findings.map(|finding| (field(finding, "rule"), field(finding, "action"))).collect()
}

#[test]
fn each_profile_blocks_what_its_column_says() {
    for (path, text, rule, strict, balanced, relaxed) in [
        ("compose.yml", "POSTGRES_HOST_AUTH_METHOD: trust\n", "pg-trust-auth", "block", "block", "warn"),
        ("compose.prod.yml", "POSTGRES_HOST_AUTH_METHOD: trust\n", "pg-trust-auth", "block", "block", "warn"),
        (".github/workflows/ci.yml", "POSTGRES_HOST_AUTH_METHOD: trust\n", "pg-trust-auth", "warn", "warn", "warn"),
        (".env", "APP_NAME=shop\n", "env-file-staged", "block", "block", "warn"),
        (".env.production", "APP_NAME=shop\n", "env-file-staged", "block", "block", "warn"),
        ("tests/.env", "APP_NAME=shop\n", "env-file-staged", "block", "block", "warn"),
        ("deploy/app.env", "APP_NAME=shop\n", "env-file-staged", "block", "warn", "warn"),
        (
            "compose.yml",
            "services:\n  db:\n    ports:\n      - 5432:5432\n",
            "pg-port-published",
            "warn",
            "warn",
            "warn",
        ),
        (
            "k8s/app.yaml",
            "url: postgres://doadmin@pg.acme-corp.io/app?sslmode=verify-full\n",
            "pg-superuser-dsn",
            "block",
            "warn",
            "warn",
        ),
        ("pg_hba.conf", "\nhostssl all all 10.0.0.0/8 md5\n", "pg-hba-weak-method", "warn", "warn", "warn"),
        (
            "k8s/app.yaml",
            "url: postgres://app@pg.acme-corp.io/app?sslmode=disable\n",
            "pg-sslmode-remote",
            "block",
            "warn",
            "warn",
        ),
    ] {
        for (profile, action) in [("strict", strict), ("balanced", balanced), ("relaxed", relaxed)] {
            let found = found(path, text, &["--profile", profile]);
            assert_eq!(found, [(rule.to_owned(), action.to_owned())], "{path} {profile}");
        }
    }
}

/// An administrator as the user of a connection: reported where the path, the configuration or the host is production's.
#[test]
fn the_superuser_of_an_application_is_reported_in_production_only() {
    let uri = |host: &str| format!("url: postgres://postgres:${{PW}}@{host}/app?sslmode=verify-full\n");
    let list = |host: &str| format!("c = \"host={host} user=postgres dbname=app sslmode=verify-full\"\n");
    for (path, text, is_reported) in [
        ("compose.yml", uri("db"), false),
        ("compose.prod.yml", uri("db"), true),
        ("k8s/prod/app.yaml", uri("${DB_HOST}"), true),
        (".env.production.yml", uri("localhost"), true),
        ("app.yml", uri("pg.acme-corp.io"), true),
        ("tests/app.yml", uri("pg.acme-corp.io"), false),
        ("docs/app.yml", uri("pg.acme-corp.io"), false),
        ("prod/admin/app.yml", uri("db"), false),
        ("db.py", list("db"), false),
        ("db.py", list("pg.acme-corp.io"), true),
        ("prod/db.py", list("db"), true),
        ("prod/db.py", list("db").replace("user=postgres", "user=app"), false),
        ("prod/db.cs", "var c = \"Host=db;Username=postgres;Password=\" + p;\n".to_owned(), true),
        ("prod/pg_service.conf", "[a]\nhost=db\nuser=app\n[b]\nhost=db2\nuser=postgres\ndbname=b\n".to_owned(), true),
    ] {
        let expected = if is_reported { vec![("pg-superuser-dsn".to_owned(), "warn".to_owned())] } else { Vec::new() };
        assert_eq!(found(path, &text, &[]), expected, "{path} {text}");
    }
}

#[test]
fn only_strict_requires_encryption_that_is_not_mentioned() {
    let text = "url = postgres://app@pg.acme-corp.io/app\n";
    assert_eq!(found("app.ini", text, &[]), []);
    assert_eq!(
        found("app.ini", text, &["--profile", "strict"]),
        [("pg-sslmode-missing".to_owned(), "block".to_owned())]
    );
}

/// The recommendations of the guides, in their usual files.
#[test]
fn recommended_practices_cause_no_finding() {
    for (path, text) in [
        (
            "docker-compose.yml",
            "services:\n  db:\n    image: postgres:18\n    user: postgres\n    read_only: true\n    environment:\n      \
             POSTGRES_USER: app\n      POSTGRES_PASSWORD_FILE: /run/secrets/db_password\n    ports:\n      - \
             \"127.0.0.1:5432:5432\"\n    secrets: [db_password]\n    networks: [db]\nnetworks:\n  db:\n    internal: true\n\
             secrets:\n  db_password:\n    external: true\n",
        ),
        (
            "pg_hba.conf",
            "# TYPE  DATABASE  USER  ADDRESS  METHOD\nlocal   all   all                  peer\nhost    all   all   \
             127.0.0.1/32   scram-sha-256\nhost    all   all   ::1/128        scram-sha-256\nhostssl app   app   \
             10.0.1.0/24    scram-sha-256\nhost    all   all   all            reject\n",
        ),
        (
            "k8s/app.yaml",
            "env:\n- name: POSTGRES_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: postgres-credentials\n      key: \
             password\n",
        ),
        (".env.example", "POSTGRES_USER=app\nPOSTGRES_PASSWORD=\nDATABASE_URL=\n"),
        ("Dockerfile", "FROM node:22\nCOPY package.json ./\nRUN --mount=type=secret,id=env npm ci\nUSER node\n"),
        ("run.sh", "psql \"postgresql://app@${DB_HOST}:5432/app?sslmode=verify-full&sslrootcert=system\"\n"),
    ] {
        for profile in ["strict", "balanced", "relaxed"] {
            assert_eq!(found(path, text, &["--profile", profile]), [], "{path} {profile}");
        }
    }
}

/// A practice is shown as written, without a secret in it.
#[test]
fn a_practice_shows_no_secret() {
    let secret = "kV8m2QzR4tNw7Lp";
    for (path, text) in [
        (".env", format!("{secret}_X=shop\n")),
        ("a.sh", format!("docker run -e PGPASSWORD={secret} -p 5432:5432 postgres\n")),
        ("a.ini", format!("host=pg.acme-corp.io password={secret} sslmode=disable\n")),
        (
            "pg_hba.conf",
            format!("\nhost {secret} {secret} 0.0.0.0/0 trust\nhostssl {secret} {secret} 0.0.0.0/0 cert\n"),
        ),
        ("Dockerfile", format!("FROM a\nCOPY {secret}/.env /x\n")),
        ("a.conf", format!("url=postgres://postgres.{secret}:${{PW}}@pg.acme-corp.io/app?sslmode=allow\n")),
    ] {
        let repo = TempRepo::new();
        repo.stage(path, text);
        for format in ["human", "json", "jsonl"] {
            let ran = Dsnitch::new(&repo).args(["staged", "--explain", "--format", format]).run();
            let shown = format!("{}{}", ran.stdout, ran.stderr);
            assert!(shown.contains("hygiene"), "{path}: {shown}");
            for part in secret.as_bytes().windows(6) {
                assert!(!shown.contains(std::str::from_utf8(part).unwrap()), "{path} {format}: {shown}");
            }
        }
    }
}

/// A file that was tracked before is not refused with each change.
#[test]
fn an_env_file_tracked_before_warns() {
    let repo = TempRepo::with_commit(&[(".env", "APP_NAME=shop\n")]);
    repo.stage(".env", "APP_NAME=shop\nAPP_TITLE=Shop\n");
    repo.dsnitch(&["staged"]).exits(0);
    repo.stage(".env", "APP_NAME=other\n");
    repo.dsnitch(&["staged"]).exits(0).reports("env-file-staged");
    repo.stage("b/.env", "APP_NAME=shop\n");
    repo.dsnitch(&["staged"]).exits(1).reports("b/.env");
}

#[test]
fn the_table_of_the_guides_names_each_rule_about_practices_and_no_other() {
    let table = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guides.md")).unwrap();
    let rules = RuleSet::builtin();
    let quoted: BTreeSet<&str> = table
        .lines()
        .filter(|line| line.starts_with('|'))
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .collect();
    for rule in rules.rules().iter().filter(|rule| rule.practice.is_some()) {
        assert!(quoted.contains(rule.id), "docs/guides.md does not say what {} checks", rule.id);
    }
    let families = ["pg-", "env-", "k8s-", "mysqlism-", "password-", "template-"];
    let named = quoted.iter().filter(|word| families.iter().any(|family| word.starts_with(family)));
    for word in named {
        assert!(rules.by_id(word).is_some(), "docs/guides.md names {word}, which is no rule");
    }
}

#[test]
fn a_generated_password_and_its_assignment_are_found() {
    let repo = TempRepo::new();
    let mut seen = BTreeSet::new();
    for (arguments, prefix, length) in [
        (&["generate"][..], "", 24),
        (&["generate", "--length", "32"], "", 32),
        (&["generate", "--env", "DB_PASSWORD"], "DB_PASSWORD=", 24),
    ] {
        let out = repo.dsnitch(arguments).exits(0).stdout;
        let password = out.strip_prefix(prefix).and_then(|rest| rest.strip_suffix('\n')).unwrap();
        assert!(
            password.len() == length && password.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)),
            "{out}"
        );
        let url = format!("postgres://app:{password}@db/app");
        assert_eq!(
            found("a.txt", &format!("{url}\n"), &[]).first().map(|(rule, _)| rule.as_str()),
            Some("pg-uri-password")
        );
        assert!(seen.insert(password.to_owned()));
    }
    for wrong in [&["generate", "--length", "15"][..], &["generate", "--env", "A B"], &["generate", "--env", ""]] {
        repo.dsnitch(wrong).exits(2);
    }
}

/// Rows: a password as written in a URL, and whether its missing encoding is reported.
#[test]
fn a_password_that_breaks_its_url_is_reported() {
    for (written, breaks) in [
        ("kV8m2Qz4rTn9Lw3X", false),
        ("kV8m%2FQz4%40rTn9", false),
        ("kV8m2Qz4!rTn9$Lw3X", false),
        ("kV8m2Qz4:rTn9Lw3X", false),
        ("kV8m2Q/z4rTn9Lw3X", true),
        ("kV8m2Q@z4rTn9Lw3X", true),
        ("kV8m2Q#z4rTn9Lw3X", true),
        ("kV8m2Q?z4rTn9Lw3X", true),
        ("kV8m2Q%z4rTn9Lw3X", true),
        ("kV8m2Q[z4rTn9Lw3X", true),
    ] {
        let repo = TempRepo::new();
        repo.stage("app.conf", format!("URL=postgres://app:{written}@db.acme-corp.io/app?sslmode=verify-full\n"));
        let document = Dsnitch::new(&repo).arg("staged").json().exits(1).document();
        assert_eq!(document["findings"][0]["breaks_uri"].as_bool().unwrap_or(false), breaks, "{written} {document}");
        let said = repo.dsnitch(&["staged"]).exits(1).stdout.contains("not percent-encoded");
        assert_eq!(said, breaks, "{written}");
    }
}

/// The guides disagree here, as the README explains.
#[test]
fn the_profiles_differ_as_the_readme_says() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let head = "| where | what | `strict` | `balanced` | `relaxed` |";
    let rows = readme.lines().skip_while(|line| *line != head).skip(2).take_while(|line| line.starts_with('|'));
    let mut count = 0;
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let [_, path, text, strict, balanced, relaxed, _] = cells[..] else { panic!("{row}") };
        let repo = TempRepo::new();
        repo.stage(path, format!("{text}\n"));
        for (profile, does) in [("strict", strict), ("balanced", balanced), ("relaxed", relaxed)] {
            let document = Dsnitch::new(&repo).args(["staged", "--profile", profile]).json().document();
            let findings = document["findings"].as_array().unwrap();
            let secret = findings.iter().find(|finding| finding["class"] != "hygiene");
            let action = secret.map_or("passes", |one| if one["action"] == "block" { "blocks" } else { "warns" });
            assert_eq!(action, does, "{row}: {profile}");
        }
        count += 1;
    }
    assert!(count >= 6, "{count} rows");
}

/// `files` tells of an env file that git does not track what keeps it out of the next commit, and not how to take it out of git.
#[test]
fn an_env_file_is_under_version_control_only_if_git_tracks_it() {
    let repo = TempRepo::new();
    repo.write(".env", "APP_NAME=shop\n");
    repo.write("n/.env", "APP_NAME=shop\n");
    repo.stage("tracked/.env", "APP_NAME=shop\n");
    let rules = |arguments: &[&str]| {
        let document = Dsnitch::new(&repo).args(arguments).json().document();
        let of = |finding: &serde_json::Value| format!("{} {}", finding["path"], finding["rule"]).replace('"', "");
        document["findings"].as_array().unwrap().iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(rules(&["files"]), [".env env-file-not-ignored", "tracked/.env env-file-staged"]);
    assert_eq!(rules(&["files", "n"]), Vec::<String>::new());
    assert_eq!(rules(&["files", "tracked/.env"]), ["tracked/.env env-file-staged"]);
}
