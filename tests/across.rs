//! Practices that several findings violate together: a reused password, an old password, a secret that was removed and
//! not rotated.

use crate::support::cmd::Dsnitch;
use crate::support::repo::TempRepo;

const ONE: &str = "kV8m2Qz4rTn9Lw3X";

/// Returns the messages of the findings of `rule`, with their locations.
pub(crate) fn found(document: &serde_json::Value, rule: &str) -> Vec<String> {
    let all = document["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == rule);
    all.map(|one| format!("{}:{} {}", one["path"].as_str().unwrap(), one["line"], one["message"].as_str().unwrap()))
        .collect()
}

/// Rows: the files, then the place of the reused password and the difference in the message, if it is reused.
#[test]
fn a_reused_password_is_reported() {
    let url = |user: &str, host: &str, database: &str| format!("URL=postgres://{user}:{ONE}@{host}/{database}\n");
    let password = |key: &str| format!("{key}={ONE}\n");
    let one = |path: &'static str, text: String| vec![(path, text)];
    let compose = |services: &str| one("compose.yml", format!("services:\n{services}").replace("ONE", ONE));
    let database = |name: &str, more: &str| {
        format!("  {name}:\n    image: postgres:17\n    environment:\n      POSTGRES_PASSWORD: ONE\n{more}")
    };
    let (roles, databases) = ("for an administrator and for an application", "for another database");
    let (stages, servers, services) = ("in another environment", "on another server", "for another service");
    for (files, expected) in [
        // Two databases.
        (
            vec![("a.conf", url("app", "db", "app")), ("b.conf", url("app", "db", "billing"))],
            Some(("b.conf:1", databases)),
        ),
        (one("a.conf", url("app", "db", "app") + &url("app", "db", "billing")), Some(("a.conf:2", databases))),
        (
            one(
                "a.env",
                password("DB_PASSWORD") + "DB_NAME=shop\nBILLING_DB_NAME=billing\n" + &password("BILLING_DB_PASSWORD"),
            ),
            Some(("a.env:4", databases)),
        ),
        (
            compose(
                &(database("orders", "      POSTGRES_DB: orders\n")
                    + &database("billing", "      POSTGRES_DB: billing\n")),
            ),
            Some(("compose.yml:10", databases)),
        ),
        (compose(&(database("orders-db", "") + &database("billing-db", ""))), Some(("compose.yml:9", servers))),
        (
            one("a.conf", url("app", "orders.acme-corp.io", "app") + &url("app", "billing.acme-corp.io", "app")),
            Some(("a.conf:2", servers)),
        ),
        (
            one(
                "a.tf",
                ["primary", "replica"]
                    .map(|name| format!("resource \"aws_db_instance\" \"{name}\" {{\n  password = \"{ONE}\"\n}}\n"))
                    .concat(),
            ),
            None,
        ),
        (
            one(
                "a.tf",
                ["orders", "billing"]
                    .map(|name| format!("resource \"aws_db_instance\" \"{name}\" {{\n  password = \"{ONE}\"\n}}\n"))
                    .concat(),
            ),
            Some(("a.tf:5", servers)),
        ),
        // Two environments.
        (
            vec![("a.conf", password("DB_PASSWORD")), ("prod.conf", password("DB_PASSWORD"))],
            Some(("prod.conf:1", stages)),
        ),
        // The server of production, and a client of it that names it.
        (vec![("a.conf", url("app", "db.acme-corp.io", "app")), ("b.conf", password("DB_PASSWORD"))], None),
        (
            vec![("staging.conf", password("DB_PASSWORD")), ("production.conf", password("DB_PASSWORD"))],
            Some(("staging.conf:1", stages)),
        ),
        (
            one("a.yml", format!("development:\n  db_password: {ONE}\nproduction:\n  db_password: {ONE}\n")),
            Some(("a.yml:4", stages)),
        ),
        (
            one("a.yml", format!("staging:\n  db_password: {ONE}\nproduction:\n  db_password: {ONE}\n")),
            Some(("a.yml:4", stages)),
        ),
        (
            one(
                "a.json",
                format!(
                    "{{\n  \"staging\": {{\n    \"db_password\": \"{ONE}\"\n  }},\n  \"live\": {{\n    \"db_password\": \"{ONE}\"\n  }}\n}}\n"
                ),
            ),
            Some(("a.json:6", stages)),
        ),
        (
            one("a.ini", format!("[staging]\ndb_password = {ONE}\n[live]\ndb_password = {ONE}\n")),
            Some(("a.ini:4", stages)),
        ),
        (one("a.env", password("STAGING_DB_PASSWORD") + &password("PROD_DB_PASSWORD")), Some(("a.env:2", stages))),
        // The superuser and an application.
        (
            vec![("a.conf", url("app", "db", "app")), ("b.conf", url("postgres", "db", "app"))],
            Some(("b.conf:1", roles)),
        ),
        (
            one("a.sql", format!("ALTER ROLE postgres PASSWORD '{ONE}';\nCREATE ROLE app LOGIN PASSWORD '{ONE}';\n")),
            Some(("a.sql:2", roles)),
        ),
        (
            compose(
                &(database("db", "") + "  web:\n    environment:\n      DATABASE_URL: postgres://app:ONE@db/app\n"),
            ),
            Some(("compose.yml:8", roles)),
        ),
        (
            compose(
                &(database("db", "      POSTGRES_USER: postgres\n")
                    + "  web:\n    environment:\n      DB_USER: app\n      DB_PASSWORD: ONE\n"),
            ),
            Some(("compose.yml:10", roles)),
        ),
        (
            one("values.yaml", format!("auth:\n  postgresPassword: {ONE}\n  username: app\n  password: {ONE}\n")),
            Some(("values.yaml:4", roles)),
        ),
        (
            one(
                "a.env",
                password("POSTGRESQL_POSTGRES_PASSWORD")
                    + "POSTGRESQL_USERNAME=app\n"
                    + &password("POSTGRESQL_PASSWORD"),
            ),
            Some(("a.env:3", roles)),
        ),
        (
            one("a.env", password("DB_ADMIN_PASSWORD") + "DB_USER=app\n" + &password("DB_PASSWORD")),
            Some(("a.env:3", roles)),
        ),
        // Two services, two roles.
        (one("a.env", password("POSTGRES_PASSWORD") + &password("REDIS_PASSWORD")), Some(("a.env:2", services))),
        (one("a.env", password("AUTH_DB_PASSWORD") + &password("BILLING_DB_PASSWORD")), Some(("a.env:2", services))),
        (one("a.conf", url("app", "db", "app") + &url("report", "db", "app")), Some(("a.conf:2", "for another role"))),
        // Tests may reuse passwords freely.
        (vec![("tests/a.conf", url("app", "db", "app")), ("tests/b.conf", url("app", "db", "billing"))], None),
        // A service and its client.
        (one("a.conf", password("POSTGRES_PASSWORD") + &url("app", "db", "app")), None),
        // The host that a server's own settings name says nothing of its name for others.
        (
            compose(
                &(database("xk7q9vz2", "      POSTGRES_USER: app\n      POSTGRES_HOST: orders-host\n")
                    + "  web:\n    environment:\n      DATABASE_URL: postgres://app:ONE@billing/app\n"),
            ),
            None,
        ),
        (vec![("a.conf", password("POSTGRES_PASSWORD")), ("b.conf", url("app", "db", "app"))], None),
        (vec![("a.conf", url("app", "db", "app")), ("b.conf", url("app", "localhost", "app"))], None),
        (
            compose(
                &(database("db", "      POSTGRES_USER: app\n      POSTGRES_DB: app\n")
                    + "  web:\n    environment:\n      DATABASE_URL: postgres://app:ONE@db:5432/app\n"),
            ),
            None,
        ),
        (
            compose(
                &(database("db", "      POSTGRES_USER: app\n")
                    + "  web:\n    environment:\n      POSTGRES_PASSWORD: ONE\n      POSTGRES_USER: app\n      POSTGRES_DB: shop\n"),
            ),
            None,
        ),
        (
            compose(
                &(database("db", "")
                    + "  web:\n    environment:\n      DATABASE_URL: postgres://postgres:ONE@db/shop\n"),
            ),
            None,
        ),
        (
            compose(
                &(database("db", "    env_file: .env\n")
                    + "  web:\n    environment:\n      DATABASE_URL: postgres://app:ONE@db/shop\n"),
            ),
            None,
        ),
        (
            compose(
                "  db:\n    image: postgres:17\n    environment:\n      - POSTGRES_USER=app\n      - POSTGRES_PASSWORD=ONE\n  keycloak:\n    environment:\n      - KC_DB_USERNAME=app\n      - KC_DB_PASSWORD=ONE\n",
            ),
            None,
        ),
        (
            one(
                "a.env",
                password("POSTGRES_PASSWORD")
                    + &password("DB_PASSWORD")
                    + &password("SHOP_DB_PASSWORD")
                    + &password("PGPASSWORD"),
            ),
            None,
        ),
        // One server under several names; one role in several databases of one application.
        (one("a.conf", url("app", "a.acme-corp.io", "app") + &url("app", "pool.acme-corp.io", "app")), None),
        (one("a.conf", url("app", "pg1.acme-corp.io", "app") + &url("app", "pg2.acme-corp.io", "app")), None),
        (one("a.conf", url("app", "db", "app") + &url("app", "db", "app_cache") + &url("app", "db", "postgres")), None),
        // A password in documentation is not in use.
        (vec![("prod.conf", password("DB_PASSWORD")), ("README.md", password("DB_PASSWORD"))], None),
    ] {
        let repo = TempRepo::new();
        for (path, text) in &files {
            repo.stage(path, text);
        }
        let mut reports = Vec::new();
        for command in [["staged", "."], ["files", "."]] {
            let ran = Dsnitch::new(&repo).args(command).json();
            reports.push((command[0], found(&ran.document(), "password-reused")));
            assert!(!ran.stdout.contains(ONE));
        }
        repo.commit("x");
        reports.push(("history", found(&Dsnitch::new(&repo).arg("history").json().document(), "password-reused")));
        for (command, reported) in reports {
            let is_so = match expected {
                Some((place, difference)) => {
                    reported.len() == 1 && reported[0].starts_with(place) && reported[0].ends_with(difference)
                }
                None => reported.is_empty(),
            };
            assert!(is_so, "{command} {files:#?} {expected:?} {reported:?}");
        }
    }
}

/// Staged passwords are compared with the settings files of `HEAD`, which are not reported themselves.
#[test]
fn a_staged_password_is_compared_with_the_settings_of_head() {
    let kept = format!("DB_PASSWORD={ONE}\n");
    let repo = TempRepo::with_commit(&[("deploy/prod.env", &kept), ("notes.txt", &kept)]);
    repo.stage("app.conf", &kept);
    let document = Dsnitch::new(&repo).arg("staged").json().exits(1).document();
    let reused = found(&document, "password-reused");
    assert_eq!(reused, ["app.conf:1 The password of deploy/prod.env:1 again, in another environment"]);
    assert_eq!(document["findings"].as_array().unwrap().len(), 2, "{document}");
    assert_eq!(document["coverage"]["files"], 1);
}

/// Rows: the file of `HEAD`, the staged file, and their text, where VALUE is the password.
#[test]
fn a_staged_password_is_compared_with_other_settings_of_head_too() {
    for (kept, staged, text, is_compared) in [
        ("config/dev.yml", "config/prod.yml", "db_password: VALUE\n", true),
        ("config/prod.yml", "config/dev.yml", "db_password: VALUE\n", true),
        ("app.dev.properties", "app.prod.properties", "db.password=VALUE\n", true),
        ("app.prod.properties", "app.dev.properties", "db.password=VALUE\n", true),
        ("app.dev.py", "app.prod.py", "DB_PASSWORD = \"VALUE\"\n", true),
        ("app.prod.py", "app.dev.py", "DB_PASSWORD = \"VALUE\"\n", true),
        ("dev.toml", "prod.toml", "db_password = \"VALUE\"\n", true),
        ("config/dev.json", "config/prod.json", "{\"db_password\": \"VALUE\"}\n", true),
        ("k/prod/secret.yaml", "k/dev/secret.yaml", "kind: Secret\nstringData:\n  password: VALUE\n", true),
        ("prod/a.sql", "dev/a.sql", "CREATE ROLE app LOGIN PASSWORD 'VALUE';\n", true),
        // No settings by name or path.
        ("dev/main.py", "prod/main.py", "DB_PASSWORD = \"VALUE\"\n", false),
    ] {
        let text = text.replace("VALUE", ONE);
        let repo = TempRepo::with_commit(&[(kept, &text)]);
        repo.stage(staged, &text);
        let document = Dsnitch::new(&repo).arg("staged").json().exits(1).document();
        assert_eq!(!found(&document, "password-reused").is_empty(), is_compared, "{kept} {staged}: {document}");
        assert_eq!(document["coverage"]["files"], 1);
    }
}

/// Rows: when the password was committed, whether `HEAD` still has it, the configuration, whether it is old.
#[test]
fn a_password_that_head_still_has_is_old_after_ninety_days() {
    let recent = "2098-01-01T00:00:00Z";
    for (date, path, stays, configuration, is_old) in [
        ("2021-02-03T04:05:06Z", "deploy/prod.env", true, "", true),
        (recent, "deploy/prod.env", true, "", false),
        ("2021-02-03T04:05:06Z", "deploy/prod.env", false, "", false),
        ("2021-02-03T04:05:06Z", "app.conf", true, "", false),
        ("2021-02-03T04:05:06Z", "app.conf", true, "profile = \"strict\"\n", true),
        ("2021-02-03T04:05:06Z", "tests/app.conf", true, "profile = \"strict\"\n", false),
        ("2021-02-03T04:05:06Z", "deploy/prod.env", true, "password_age_days = 3650\n", false),
    ] {
        let repo = TempRepo::new();
        repo.stage(".dsnitch.toml", configuration);
        repo.stage(path, format!("DB_PASSWORD={ONE}\n"));
        repo.commit_by(("a", "a@example.com"), date, "one");
        if !stays {
            repo.stage(path, "DB_PASSWORD=${DB_PASSWORD}\n");
            repo.commit_by(("a", "a@example.com"), recent, "two");
        }
        let document = Dsnitch::new(&repo).arg("history").json().exits(1).document();
        assert_eq!(
            found(&document, "password-age").len(),
            usize::from(is_old),
            "{date} {path} {stays} {configuration}"
        );
    }
}

/// One secret in several files has one age; guessable passwords of two files are two.
#[test]
fn an_old_leak_is_one_entry_for_all_of_its_files() {
    for (password, ages) in [(ONE, 1), ("changeme", 3)] {
        let repo = TempRepo::new();
        for directory in ["a", "b", "c"] {
            repo.stage(format!("{directory}/prod.env"), format!("DB_PASSWORD={password}\n"));
        }
        repo.commit_by(("a", "a@example.com"), "2021-02-03T04:05:06Z", "one");
        let document = Dsnitch::new(&repo).arg("history").json().exits(1).document();
        assert_eq!(found(&document, "password-age").len(), 3, "{document}");
        let secrets = document["secrets"].as_array().unwrap();
        assert_eq!(secrets.iter().filter(|secret| secret["rule"] == "password-age").count(), ages, "{secrets:?}");
        let report = repo.dsnitch(&["history", "--format", "concise"]).exits(1);
        assert_eq!(report.stdout.matches("[password-age]").count(), ages, "{}", report.describe());
    }
}

/// Rows: the versions of a file, whether the first password counts as replaced, and the message.
#[test]
fn a_removed_secret_is_distinguished_from_a_changed_one() {
    let old = format!("DB_PASSWORD={ONE}\n");
    for (versions, is_replaced, said) in [
        ([old.as_str(), ""], false, "removed, not rotated"),
        ([&old, "DB_PASSWORD=${DB_PASSWORD}\n"], false, "removed, not rotated"),
        ([&old, "OTHER_PASSWORD=Wq7nB3xKp9Zt5Ls2\n"], false, "removed, not rotated"),
        ([&old, "DB_PASSWORD=Wq7nB3xKp9Zt5Ls2\n"], true, "where another value took its place"),
    ] {
        let repo = TempRepo::new();
        for (number, version) in versions.iter().enumerate() {
            repo.stage("app.conf", version);
            repo.commit_by(("a", "a@example.com"), &format!("2026-0{}-01T00:00:00Z", number + 1), "x");
        }
        let document = Dsnitch::new(&repo).arg("history").json().document();
        let first = document["findings"].as_array().unwrap().iter().find(|one| one["at_head"] == false);
        let first = first.unwrap_or_else(|| panic!("{document}"));
        assert_eq!(first["replaced"], is_replaced, "{versions:?}");
        repo.dsnitch(&["history"]).reports(said);
    }
}

/// Rows: the versions of a file with the dates of their commits, and, for each value that is no longer at `HEAD`, whether
/// another one took its place. A value at `HEAD` is never replaced.
#[test]
fn a_secret_is_replaced_by_the_commit_that_removes_it_whatever_the_dates_say() {
    const TWO: &str = "Wq7nB3xKp9Zt5Ls2";
    const THREE: &str = "Gh6tRj9MvC2kXd4f";
    let uri = |password: &str| format!("A=postgres://beta:{password}@b.corp.net/x\n");
    let services = |parts: &[(&str, &str)]| -> String {
        parts.iter().map(|(name, password)| format!("{name}:\n  password: {password}\n")).collect()
    };
    let (may, january) = ("2026-05-01T00:00:00Z", "2026-01-01T00:00:00Z");
    for (path, versions, expected) in [
        ("app.env", vec![(may, uri(ONE)), (january, uri(TWO))], vec![(ONE, true)]),
        ("app.env", vec![(may, uri(ONE)), (may, uri(TWO))], vec![(ONE, true)]),
        ("app.env", vec![(may, uri(ONE)), (may, uri(TWO)), (january, uri(ONE))], vec![(TWO, true)]),
        ("app.env", vec![(may, uri(ONE)), (may, String::new()), (january, uri(TWO))], vec![(ONE, false)]),
        ("app.env", vec![(january, uri(ONE)), (january, String::new()), (may, uri(TWO))], vec![(ONE, false)]),
        (
            "app.yaml",
            vec![
                (january, services(&[("rabbit", ONE), ("redis", TWO)])),
                (january, services(&[("redis", TWO)])),
                (may, services(&[("redis", TWO), ("memcached", THREE)])),
            ],
            vec![(ONE, false)],
        ),
        (
            "app.yaml",
            vec![(january, services(&[("rabbit", ONE), ("redis", TWO)])), (may, services(&[("redis", THREE)]))],
            vec![(ONE, false), (TWO, false)],
        ),
    ] {
        let repo = TempRepo::new();
        for (date, version) in &versions {
            repo.stage(path, version);
            repo.commit_by(("a", "a@example.com"), date, "x");
        }
        let document = Dsnitch::new(&repo).arg("history").json().document();
        let mut shown = Vec::new();
        for one in document["findings"].as_array().unwrap() {
            if one["class"] == "hygiene" {
                continue;
            }
            if one["at_head"] == true {
                assert_eq!(one["replaced"], false, "{versions:?} {one}");
                continue;
            }
            shown.push(one["replaced"].as_bool().unwrap());
        }
        let mut expected: Vec<_> = expected.iter().map(|(_, is_replaced)| *is_replaced).collect();
        shown.sort_unstable();
        expected.sort_unstable();
        assert_eq!(shown, expected, "{versions:?} {document}");
    }
}

/// The line of first parents has the merge alone; a file that moves keeps its secrets until they change there.
#[test]
fn a_secret_is_replaced_also_by_a_merge_and_in_a_file_that_moved() {
    let text = |password: &str| format!("DB_PASSWORD={password}\n");
    let repo = TempRepo::with_commit(&[("merged.env", &text(ONE)), ("moved.env", &text("Gh6tRj9MvC2kXd4f"))]);
    repo.git(["checkout", "-q", "-b", "side"]);
    repo.stage("merged.env", text("Wq7nB3xKp9Zt5Ls2"));
    repo.commit("rotates");
    repo.git(["checkout", "-q", "main"]);
    repo.git(["mv", "moved.env", "there.env"]);
    repo.commit("moves");
    repo.git(["merge", "-q", "--no-ff", "-m", "merge", "side"]);
    repo.stage("there.env", text("Zt4mK9pLw2Xs7VbQ"));
    repo.commit("rotates");
    let document = Dsnitch::new(&repo).arg("history").json().exits(1).document();
    let gone: Vec<_> = document["findings"].as_array().unwrap().iter().filter(|one| one["at_head"] == false).collect();
    let replaced: Vec<_> = gone.iter().map(|one| (one["path"].as_str().unwrap(), &one["replaced"])).collect();
    assert_eq!(replaced, [("merged.env", &true.into()), ("moved.env", &true.into())], "{document}");
}

/// In a template, a leak is reported; a guessable password and an excused finding are not.
#[test]
fn a_real_value_in_a_template_is_reported() {
    for (text, expected) in [
        (format!("DB_PASSWORD={ONE}\n"), 1),
        ("DB_PASSWORD=changeme123\n".to_owned(), 0),
        (format!("# dsnitch:allow db-password-assignment -- a sample of the manual\nDB_PASSWORD={ONE}\n"), 0),
    ] {
        for (path, is_template) in [(".env.example", true), ("app.conf", false)] {
            let repo = TempRepo::new();
            repo.stage(path, &text);
            let document = Dsnitch::new(&repo).arg("staged").json().document();
            let reported = found(&document, "template-real-value").len();
            assert_eq!(reported, if is_template { expected } else { 0 }, "{path} {text}");
        }
    }
}
