//! `--patch` writes a patch for `git apply` without a secret; `--weak` replaces a weak password by a strong one.

use std::fs;

use crate::support::cmd::run;
use crate::support::repo::TempRepo;
use crate::support::{SECRET_MARK, must};

const COMPOSE: &str = "services:\n  db:\n    image: postgres:17\n    environment:\n";

#[test]
fn a_patch_equals_the_fix_and_contains_no_secret() {
    let repo = TempRepo::new();
    let filler = "# a line\n".repeat(10_000);
    repo.stage("compose.yaml", format!("{filler}{COMPOSE}      POSTGRES_PASSWORD: Zx81-quartz-Lamp77\n{filler}"));
    repo.stage("a b.py", "PASSWORD = \"Zx81-other-Thing42\"\nOTHER = 1\n");
    repo.stage(".gitignore", "target\n");
    let before = repo.git(["ls-files", "-s"]);
    let patch = repo.outside("x.patch").display().to_string();
    repo.dsnitch(&["fix", "--patch", &patch])
        .exits(0)
        .reports("Nothing was changed. The patch holds no values:")
        .reports("  put DB_PASSWORD, POSTGRES_PASSWORD into .env, with what stands in its place now")
        .reports("  git apply --index ");
    assert_eq!(repo.git(["ls-files", "-s"]), before);
    assert!(!repo.path(".env").exists());
    let text = must(fs::read_to_string(&patch), "reading the patch");
    assert!(!text.contains(SECRET_MARK) && text.contains("# compose.yaml:10005 pg-password-assignment"), "{text}");
    repo.dsnitch(&["fix", "--patch", &patch]).exits(2).complains("x.patch");
    repo.git(["apply", "--index", &patch]);
    let by_patch = repo.git(["ls-files", "-s"]);
    repo.git(["apply", "--stat", &patch]);
    let other = TempRepo::new();
    for path in ["compose.yaml", "a b.py", ".gitignore"] {
        let id =
            before.lines().find(|line| line.ends_with(&format!("\t{path}"))).and_then(|line| line.split(' ').nth(1));
        other.stage(path, repo.git(["cat-file", "blob", id.unwrap()]));
    }
    other.dsnitch(&["fix", "--yes"]).exits(0);
    assert_eq!(other.git(["ls-files", "-s"]), by_patch);
    assert!(!repo.git(["cat-file", "blob", ":compose.yaml"]).contains(SECRET_MARK));
}

#[test]
fn a_weak_password_is_replaced_by_a_strong_one() {
    let repo = TempRepo::new();
    repo.stage("compose.yaml", format!("{COMPOSE}      POSTGRES_USER: app\n      POSTGRES_PASSWORD: postgres\n      URL: postgres://app:postgres@db/app\n"));
    repo.stage("b.py", "import os\nDATABASE_URL = \"postgres://reader:changeme@db.corp.net/app\"\n");
    repo.dsnitch(&["fix", "--dry-run"]).exits(0).reports("${POSTGRES_PASSWORD:?set it in .env}");
    repo.dsnitch(&["fix", "--yes", "--weak"])
        .exits(0)
        .reports("  in psql, from a shell with .env loaded: \\set new `printenv POSTGRES_PASSWORD`  and then: ALTER ROLE \"app\" PASSWORD :'new';")
        .reports("  in psql: \\password \"reader\"  and give the one that stands in DATABASE_URL of .env");
    let env = must(fs::read_to_string(repo.path(".env")), "reading .env");
    let value = |name: &str| {
        let line = env
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{name}=")))
            .unwrap_or_else(|| panic!("{name}: {env}"));
        line.to_owned()
    };
    let password = value("POSTGRES_PASSWORD");
    assert!(
        password.len() == 24 && password.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'),
        "{password}"
    );
    let url = value("DATABASE_URL");
    let inner = url.strip_prefix("postgres://reader:").and_then(|url| url.strip_suffix("@db.corp.net/app"));
    assert!(inner.is_some_and(|password| password.len() == 24), "{url}");
    assert!(!env.contains("changeme") && !env.contains("=postgres\n"), "{env}");
    let staged = repo.git(["show", ":compose.yaml"]);
    assert_eq!(staged.matches("${POSTGRES_PASSWORD:?set it in .env}").count(), 2, "{staged}");
    let _ = run(repo.command("git").args(["status"]));
}

/// An env file is where its values are read, so that a weak one is replaced in it.
#[test]
fn a_weak_password_of_an_env_file_is_replaced_there() {
    let repo = TempRepo::new();
    let before =
        "# local\nDB_PASSWORD=devpassword123\nexport URL='postgres://reader:changeme@db.corp.net/app'\nNAME=shop\n";
    repo.stage(".env", before);
    repo.stage("a.py", "DB_PASSWORD = \"devpassword123\"\n");
    // Without --weak it is said how to come to a strong one, also where nothing but the env file is fixed.
    repo.dsnitch(&["fix", "--yes", ".env"])
        .exits(0)
        .reports("A password that can be guessed still can be.")
        .reports("  dsnitch fix --undo && dsnitch fix --weak --yes .env\n");
    repo.dsnitch(&["fix", "--undo"]).exits(0);
    let index = repo.bytes();
    repo.dsnitch(&["fix", "--weak", "--dry-run"])
        .exits(0)
        .reports("  + DB_PASSWORD=(generated)\n")
        .reports("Nothing was changed: dsnitch fix --weak --yes does it.\n");
    assert_eq!(repo.bytes(), index);
    repo.dsnitch(&["fix", "--weak", "--yes"])
        .exits(0)
        .reports("The weak passwords have strong ones in their place")
        .reports("\\set new `printenv DB_PASSWORD`")
        .reports("\\password \"reader\"  and give the one that stands in URL of .env");
    let env = must(fs::read_to_string(repo.path(".env")), "reading .env");
    let lines: Vec<&str> = env.lines().collect();
    let password = lines[1].strip_prefix("DB_PASSWORD=").unwrap();
    let url =
        lines[2].strip_prefix("export URL='postgres://reader:").and_then(|rest| rest.strip_suffix("@db.corp.net/app'"));
    assert_eq!(
        (lines[0], lines[3], lines.len(), password.len(), url.map(str::len)),
        ("# local", "NAME=shop", 4, 24, Some(24)),
        "{env}"
    );
    assert_eq!(repo.git(["show", ":a.py"]), "import os\n\nDB_PASSWORD = os.environ[\"DB_PASSWORD\"]\n");
    repo.dsnitch(&["fix", "--undo"]).exits(0);
    assert_eq!(must(fs::read_to_string(repo.path(".env")), "reading .env"), before);
    // What is not staged is in no blob that an undo could read.
    repo.write(".env", format!("{before}MORE=1\n"));
    repo.dsnitch(&["fix", "--weak", "--yes", ".env"])
        .exits(1)
        .reports("git add -f .env, and run dsnitch fix --weak again");
    assert_eq!(must(fs::read_to_string(repo.path(".env")), "reading .env"), format!("{before}MORE=1\n"));
}

/// An `.env` that git does not track has the weak value already: it gets a further line, which counts. Rows: the line of the
/// Compose file, `.env` before, what is added to it (`*` for the generated value), and what is said.
#[test]
fn a_variable_that_env_has_with_the_weak_value_gets_the_strong_one() {
    let strong = "ALTER ROLE \"postgres\" PASSWORD";
    for (value, before, added, said) in [
        ("${POSTGRES_PASSWORD:-changeme}", "POSTGRES_PASSWORD=changeme\n", "POSTGRES_PASSWORD=*\n", strong),
        ("${POSTGRES_PASSWORD:-changeme}", "POSTGRES_PASSWORD=\n", "POSTGRES_PASSWORD=*\n", strong),
        ("changeme", "export POSTGRES_PASSWORD='changeme'\nA=1\n", "POSTGRES_PASSWORD=*\n", strong),
        (
            "changeme",
            "POSTGRES_PASSWORD=changeme\nA=1\n",
            "POSTGRES_PASSWORD=*\n",
            "the last line counts, and the one with the weak value can go",
        ),
        (
            "changeme",
            "DATABASE_URL=postgres://postgres:changeme@db/app\n",
            "POSTGRES_PASSWORD=*\n",
            ".env has the weak password in DATABASE_URL too",
        ),
        // What runs is another password: nothing gets a strong one, and the server keeps its own.
        (
            "${POSTGRES_PASSWORD:-changeme}",
            "POSTGRES_PASSWORD=Zx81-quartz-Lamp77\n",
            "POSTGRES_PASSWORD_2=changeme\n",
            "has another value in .env than the default",
        ),
        // A line further up takes the weak value in.
        (
            "${POSTGRES_PASSWORD:-changeme}",
            "POSTGRES_PASSWORD=changeme\nURL=postgres://postgres:${POSTGRES_PASSWORD}@db/app\n",
            "",
            "another line of .env takes POSTGRES_PASSWORD into its value",
        ),
    ] {
        let repo = TempRepo::new();
        repo.stage(".gitignore", ".env\n");
        repo.write(".env", before);
        repo.stage("compose.yaml", format!("{COMPOSE}      POSTGRES_PASSWORD: {value}\n"));
        let ran = repo.dsnitch(&["fix", "--weak", "--yes"]).exits(i32::from(added.is_empty()));
        let ran = ran.reports(said);
        let env = must(fs::read_to_string(repo.path(".env")), "reading .env");
        let rest = env.strip_prefix(before).unwrap_or_else(|| panic!("{env}"));
        let (head, tail) = added.split_once('*').unwrap_or((added, ""));
        let generated = rest.strip_prefix(head).and_then(|rest| rest.strip_suffix(tail));
        assert_eq!(generated.map(str::len), Some(if added.contains('*') { 24 } else { 0 }), "{value} {before} {env}");
        assert_eq!(ran.stdout.contains("ALTER ROLE"), added.contains('*'), "{}", ran.describe());
        repo.dsnitch(&["fix", "--undo"]);
        assert_eq!(must(fs::read_to_string(repo.path(".env")), "reading .env"), before);
    }
}

/// The client does not say whose password it is, as its user is masked; the service does.
#[test]
fn one_variable_gets_one_statement() {
    let repo = TempRepo::new();
    let client = "  web:\n    image: web\n    environment:\n      DATABASE_URL: postgres://postgres:postgres@db/app\n";
    repo.stage("compose.yaml", format!("{COMPOSE}      POSTGRES_PASSWORD: postgres\n{client}"));
    let ran = repo.dsnitch(&["fix", "--weak", "--yes"]).exits(0);
    assert_eq!(ran.stdout.matches("ALTER ROLE").count(), 1, "{}", ran.describe());
    ran.reports("ALTER ROLE \"postgres\" PASSWORD");
}

#[test]
fn what_a_dry_run_prints_names_the_generated_values_and_the_command_as_it_was_typed() {
    let repo = TempRepo::new();
    repo.stage("compose.yaml", format!("{COMPOSE}      POSTGRES_PASSWORD: postgres\n"));
    repo.stage(
        "a b.py",
        "URL = \"postgres://reader:changeme@db.corp.net/app\"\nSMTP_PASSWORD = \"Zx81-quartz-Lamp77\"\n",
    );
    repo.dsnitch(&["fix", "--weak", "--all", "--dry-run", "a b.py", "compose.yaml"])
        .exits(0)
        .reports(".env gets SMTP_PASSWORD, DATABASE_URL (its password generated), POSTGRES_PASSWORD (generated)\n")
        .reports("Nothing was changed: dsnitch fix --all --weak --yes 'a b.py' compose.yaml does it.\n");
    repo.dsnitch(&["fix", "--weak"]).exits(2).complains("dsnitch fix --weak --yes does it");
}

/// A role's name may be masked, as one that is as random as a password is: the statement has a placeholder then.
#[test]
fn a_statement_for_the_server_names_the_role_if_its_name_is_shown() {
    for (user, role) in [("reader", "\"reader\""), ("kV8m2Qz4rTn9wX", "\"<role>\"")] {
        let repo = TempRepo::new();
        repo.stage("b.py", format!("URL = \"postgres://{user}:changeme@db.corp.net/app\"\n"));
        let ran = repo.dsnitch(&["fix", "--weak", "--yes"]).exits(0);
        ran.reports(&format!("in psql: \\password {role}  and give the one that stands in DATABASE_URL of .env"));
        // A line of `.env` is replaced there.
        let repo = TempRepo::new();
        repo.stage(".env", format!("DATABASE_URL=postgres://{user}:changeme@db.corp.net/app\n"));
        repo.dsnitch(&["fix", "--weak", "--yes", ".env"]).says(&[&format!("\\password {role}")]);
    }
}

#[test]
fn an_image_that_reads_files_gets_a_secret_of_compose_on_request() {
    let repo = TempRepo::new();
    let ports = "    ports:\n      - \"127.0.0.1:5432:5432\"\n";
    repo.stage("compose.yaml", format!("{COMPOSE}      POSTGRES_PASSWORD: Zx81-quartz-Lamp77\n{ports}"));
    repo.dsnitch(&["fix", "--yes", "--compose-secrets"]).exits(0);
    let head = "services:\n  db:\n    secrets:\n      - postgres_password\n    image: postgres:17\n    environment:\n";
    let foot = "\nsecrets:\n  postgres_password:\n    environment: POSTGRES_PASSWORD\n";
    let mended = format!("{head}      POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password\n{ports}{foot}");
    assert_eq!(repo.git(["show", ":compose.yaml"]), mended);
    assert_eq!(must(fs::read_to_string(repo.path(".env")), "reading"), "POSTGRES_PASSWORD=Zx81-quartz-Lamp77\n");
    // A comment may be indented as deep as the variables.
    let deep = "services:\n  db:\n        # of the image\n    image: postgres:17\n    environment:\n";
    repo.stage("deep/compose.yaml", format!("{deep}        POSTGRES_PASSWORD: Zx81-quartz-Lamp78\n"));
    repo.stage("deep/Makefile", "");
    repo.dsnitch(&["fix", "--yes", "--compose-secrets", "deep"]).exits(0);
    let head = deep.replace("  db:\n", "  db:\n    secrets:\n        - postgres_password\n");
    let mended = format!("{head}        POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password\n{foot}");
    assert_eq!(repo.git(["show", ":deep/compose.yaml"]), mended);
}

/// Rows: what stands in the service behind its image, at the end of the file, and both afterwards; `None` if it is left.
#[test]
fn a_secret_of_compose_joins_those_that_the_file_has() {
    let list = "    environment:\n      - POSTGRES_PASSWORD=Zx81-quartz-Lamp77\n";
    let map = "    environment:\n      POSTGRES_PASSWORD: \"Zx81-quartz-Lamp77\"\n";
    let of_list = "    environment:\n      - POSTGRES_PASSWORD_FILE=/run/secrets/postgres_password\n";
    let of_map = "    environment:\n      POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password\n";
    let first = "    secrets:\n      - postgres_password\n";
    let top = "\nsecrets:\n  postgres_password:\n    environment: POSTGRES_PASSWORD\n";
    let tls = "\nsecrets:\n  tls:\n    file: ./tls.key\n";
    let with_tls =
        "\nsecrets:\n  postgres_password:\n    environment: POSTGRES_PASSWORD\n  tls:\n    file: ./tls.key\n";
    for (before, after) in [
        ((list.to_owned(), ""), Some((format!("{first}    image: postgres:17\n{of_list}"), top))),
        (
            (format!("{map}    secrets:\n      - tls\n"), tls),
            Some((format!("    image: postgres:17\n{of_map}{first}      - tls\n"), with_tls)),
        ),
        (
            (format!("{list}    secrets:\n    - tls\n"), tls),
            Some((
                format!("    image: postgres:17\n{of_list}    secrets:\n    - postgres_password\n    - tls\n"),
                with_tls,
            )),
        ),
        ((map.to_owned(), tls), Some((format!("{first}    image: postgres:17\n{of_map}"), with_tls))),
        ((format!("{map}    secrets: [tls]\n"), tls), None),
        ((map.to_owned(), "\nsecrets: {tls: {file: ./tls.key}}\n"), None),
    ] {
        let repo = TempRepo::new();
        let text = format!("services:\n  db:\n    image: postgres:17\n{}{}", before.0, before.1);
        repo.stage("compose.yaml", &text);
        let ran = repo.dsnitch(&["fix", "--yes", "--compose-secrets"]);
        let mended = repo.git(["show", ":compose.yaml"]);
        match after {
            Some((service, foot)) => {
                assert_eq!(mended, format!("services:\n  db:\n{service}{foot}"), "{}", ran.describe())
            }
            None => {
                assert_eq!(mended, text);
                ran.reports("the file has secrets in another form already: add this one by hand");
            }
        }
    }
}

/// Several values of one file, in one service or in two, with the variables in lines or in braces; and what gets no secret.
#[test]
fn secrets_of_compose_are_added_in_one_run() {
    let repo = TempRepo::new();
    repo.stage(
        "compose.yaml",
        "services:\n  db: # the first\n    image: mysql:9\n    environment:\n      MYSQL_PASSWORD: Zx81-quartz-Lamp77\n      MYSQL_ROOT_PASSWORD: Zx81-quartz-Lamp78\n  pg:\n    image: postgres:17\n    environment: {POSTGRES_USER: app, POSTGRES_PASSWORD: Zx81-quartz-Lamp79}\n  web:\n    image: web\n    environment:\n      APP_PASSWORD: Zx81-quartz-Lamp80\n  one: {image: postgres, environment: {POSTGRES_PASSWORD: Zx81-quartz-Lamp81}}\n",
    );
    repo.dsnitch(&["fix", "--yes", "--compose-secrets"])
        .exits(0)
        .reports("compose.yaml:13 has no Compose secret, and a variable: of APP_PASSWORD it is not known that an image reads it from a file")
        .reports("compose.yaml:14 has no Compose secret, and a variable: its service is written in a form to which no secret is added");
    assert_eq!(
        repo.git(["show", ":compose.yaml"]),
        "services:\n  db: # the first\n    secrets:\n      - mysql_password\n      - mysql_root_password\n    image: mysql:9\n    environment:\n      MYSQL_PASSWORD_FILE: /run/secrets/mysql_password\n      MYSQL_ROOT_PASSWORD_FILE: /run/secrets/mysql_root_password\n  pg:\n    secrets:\n      - postgres_password\n    image: postgres:17\n    environment: {POSTGRES_USER: app, POSTGRES_PASSWORD_FILE: /run/secrets/postgres_password}\n  web:\n    image: web\n    environment:\n      APP_PASSWORD: ${APP_PASSWORD:?set it in .env}\n  one: {image: postgres, environment: {POSTGRES_PASSWORD: \"${POSTGRES_PASSWORD_2:?set it in .env}\"}}\n\nsecrets:\n  mysql_password:\n    environment: MYSQL_PASSWORD\n  mysql_root_password:\n    environment: MYSQL_ROOT_PASSWORD\n  postgres_password:\n    environment: POSTGRES_PASSWORD\n"
    );
}

/// A variable that is written in another way, and the same afterwards; `None` with the reason if it gets no secret.
#[test]
fn a_secret_of_compose_takes_the_place_of_each_way_to_write_a_variable() {
    let head = "services:\n  db:\n    image: postgres:17\n";
    let of = "/run/secrets/postgres_password";
    for (before, after) in [
        (
            "    environment:\n      POSTGRES_PASSWORD: \"Zx81-quartz-Lamp77\"  # of the server\n".to_owned(),
            Ok(format!("    environment:\n      POSTGRES_PASSWORD_FILE: {of}  # of the server\n")),
        ),
        (
            "    environment:\n      - \"POSTGRES_PASSWORD=Zx81-quartz-Lamp77\" # said\n      - A=b\n".to_owned(),
            Ok(format!("    environment:\n      - \"POSTGRES_PASSWORD_FILE={of}\" # said\n      - A=b\n")),
        ),
        (
            "    environment: [\"POSTGRES_PASSWORD=Zx81-quartz-Lamp77\", \"A=b\"]\n".to_owned(),
            Ok(format!("    environment: [\"POSTGRES_PASSWORD_FILE={of}\", \"A=b\"]\n")),
        ),
        (
            "    environment: [\n      A=b,\n      \"POSTGRES_PASSWORD=Zx81-quartz-Lamp77\",\n    ]\n".to_owned(),
            Ok(format!("    environment: [\n      A=b,\n      \"POSTGRES_PASSWORD_FILE={of}\",\n    ]\n")),
        ),
        (
            "    environment:\n      POSTGRES_PASSWORD: >-\n        Zx81-quartz-Lamp77\n      A: b\n".to_owned(),
            Ok(format!("    environment:\n      POSTGRES_PASSWORD_FILE: {of}\n      A: b\n")),
        ),
        (
            "    environment:\n      POSTGRES_PASSWORD: |\n        Zx81-quartz-Lamp77\n      A: b\n".to_owned(),
            Err("its value is no text on one line"),
        ),
        (
            "    environment:\n      POSTGRES_PASSWORD: &pw Zx81-quartz-Lamp77\n      A: *pw\n".to_owned(),
            Err("its value is no text on one line"),
        ),
        (
            "    environment:\n      - DATABASE_URL=postgres://app:Zx81-quartz-Lamp77@db/app\n".to_owned(),
            Err("of DATABASE_URL it is not known"),
        ),
    ] {
        let repo = TempRepo::new();
        repo.stage("compose.yaml", format!("{head}{before}"));
        let ran = repo.dsnitch(&["fix", "--yes", "--compose-secrets"]);
        let mended = repo.git(["show", ":compose.yaml"]);
        match after {
            Ok(after) => {
                let secret = "    secrets:\n      - postgres_password\n    image: postgres:17\n";
                let foot = "\nsecrets:\n  postgres_password:\n    environment: POSTGRES_PASSWORD\n";
                let own = mended.replace("    secrets:\n    - postgres", "    secrets:\n      - postgres");
                assert_eq!(own, format!("services:\n  db:\n{secret}{after}{foot}"), "{}", ran.describe());
            }
            Err(why) => {
                assert!(mended.contains("${"), "{}", ran.describe());
                ran.reports(why);
            }
        }
    }
}

/// In a Secret, the name of the role is base64 as its password is.
#[test]
fn the_role_of_a_secret_is_decoded() {
    for (data, role) in [
        ("\n  password: Wng4MS1xdWFydHotTGFtcDc3\n  user: YXBwX293bmVy", "app_owner"),
        (" {username: c2hvcF9h, password: Wng4MS1xdWFydHotTGFtcDc3}", "shop_a"),
    ] {
        let repo = TempRepo::new();
        let text = format!("apiVersion: v1\nkind: Secret\nmetadata:\n  name: postgres\ndata:{data}\n");
        repo.stage("k8s/secret.yaml", text);
        repo.dsnitch(&["fix", "--yes"]).exits(0).reports(&format!("\\password \"{role}\""));
    }
}

/// The image makes a superuser of that name if it is given no other.
#[test]
fn the_password_of_an_image_belongs_to_its_superuser() {
    for (user, role) in [("", "postgres"), ("      POSTGRES_USER: shop\n", "shop")] {
        let repo = TempRepo::new();
        repo.stage("compose.yaml", format!("{COMPOSE}{user}      POSTGRES_PASSWORD: changeme\n"));
        repo.dsnitch(&["fix", "--weak", "--yes"]).exits(0).reports(&format!("ALTER ROLE \"{role}\" PASSWORD"));
    }
}

#[cfg(unix)]
#[test]
fn an_env_file_that_others_may_read_keeps_its_mode_and_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    for (mode, is_told) in [(0o644, true), (0o640, true), (0o600, false)] {
        let repo = TempRepo::new();
        must(fs::write(repo.path(".env"), "A=1\n"), "writing");
        must(fs::set_permissions(repo.path(".env"), fs::Permissions::from_mode(mode)), "setting the mode");
        repo.stage("compose.yaml", format!("{COMPOSE}      POSTGRES_PASSWORD: Zx81-quartz-Lamp77\n"));
        let ran = repo.dsnitch(&["fix", "--yes"]).exits(0);
        let told = ran.stdout.contains("other users of this machine may read .env: chmod 600 .env");
        assert_eq!(told, is_told, "{mode:o} {}", ran.describe());
        let kept = must(fs::metadata(repo.path(".env")), "reading").permissions().mode() & 0o777;
        assert_eq!(kept, mode);
    }
}
