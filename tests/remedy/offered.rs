//! The offer of `fix` in a report, and the loss of default values.

use crate::support::must;
use crate::support::repo::TempRepo;

/// Only some of the files of a large commit are looked at, and the offer does not count those as all.
#[test]
fn an_offer_for_many_files_gives_no_number() {
    for (files, said) in [(3, "(00.env and 2 more untracked, kept)"), (21, "(00.env and others untracked, kept)")] {
        let repo = TempRepo::new();
        for file in 0..files {
            repo.stage(format!("{file:02}.env"), format!("DB_PASSWORD=Zx81-quartz-Lamp{file}\n"));
        }
        let unwrapped = repo.dsnitch(&["staged"]).exits(1).stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(unwrapped.contains(said), "{unwrapped}");
    }
}

/// Rows: a file, its content, and what the report says of `dsnitch fix`: it offers the command only if that has an
/// effect, and says which; of what would be left, it says why.
#[test]
fn fix_is_offered_if_it_has_an_effect() {
    const MOVES: &str = "mend: dsnitch fix (values into .env) or dsnitch review\n";
    let compose =
        "services:\n  db:\n    image: postgres:17\n    environment:\n      POSTGRES_PASSWORD: Zx81-quartz-Lamp77\n";
    for (path, text, said) in [
        ("compose.yaml", compose, MOVES),
        ("schema.prisma", "datasource db {\n  url = \"postgres://app:Zx81-quartz-Lamp77@db.corp.net/app\"\n}\n", MOVES),
        (
            "prod.env",
            "POSTGRES_PASSWORD=Zx81-quartz-Lamp77\n",
            "mend: dsnitch fix (prod.env untracked, kept) or dsnitch review\n",
        ),
        (
            ".gitlab-ci.yml",
            "variables:\n  POSTGRES_PASSWORD: Zx81-quartz-Lamp77\n",
            "Change the password. Here: a variable of GitLab: take the line out",
        ),
        ("azure-pipelines.yml", "variables:\n  PGPASSWORD: Zx81-quartz-Lamp77\n", "az pipelines variable create"),
        (
            "chart/values.yaml",
            "postgresql:\n  auth:\n    username: shop\n    password: Zx81-quartz-Lamp77\n",
            "existingSecret",
        ),
        (
            "pgbouncer.ini",
            "[databases]\nshop = host=db.corp.net user=shop password=Zx81-quartz-Lamp77\n",
            "Change the password. Here: PgBouncer fills no variables in: take the password out, and name an auth_file",
        ),
        (
            "a.go",
            "package a\n\nconst dbPassword = \"Zx81-quartz-Lamp77\"\n",
            "dsnitch fix leaves it: a constant is worked out",
        ),
    ] {
        let repo = TempRepo::new();
        repo.write(path, text);
        repo.git(["add", "-f", path]);
        let ran = repo.dsnitch(&["staged"]).exits(1).reports(said);
        let is_offered = said.starts_with("mend: ");
        assert_eq!(ran.stdout.contains("mend: dsnitch fix"), is_offered, "{path}{}", ran.describe());
        let fixed = repo.dsnitch(&["fix", "--dry-run"]);
        assert_eq!(!fixed.stdout.contains("Nothing was changed.\n"), is_offered, "{path}{}", fixed.describe());
    }
}

/// Rows: a file, its content, and what the report says is to be written in the place of the value.
#[test]
fn the_report_says_what_fix_writes() {
    const POD: &str =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - name: api\n    env:\n";
    const SECRET: &str = "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData:\n";
    for (path, text, said) in [
        (
            "k8s/pod.yaml",
            format!("{POD}    - name: PGPASSWORD\n      value: Zx81-quartz-Lamp77\n"),
            "Here: valueFrom: {secretKeyRef: {name: api-secrets, key: PGPASSWORD}}, a Secret that is made from .env",
        ),
        (
            "k8s/secret.yaml",
            format!("{SECRET}  password: Zx81-quartz-Lamp77\n"),
            "Here: no line in the manifest, and kubectl create secret generic for db, from DB_PASSWORD in .env",
        ),
        (
            "Dockerfile",
            "FROM a\nARG A=1 DB_PASSWORD=Zx81-quartz-Lamp77\n".to_owned(),
            "Here: ARG DB_PASSWORD without a value, and RUN --mount=type=secret,id=DB_PASSWORD,env=DB_PASSWORD where it is used",
        ),
        (
            "Dockerfile",
            "FROM a\nENV A=1 DB_PASSWORD=Zx81-quartz-Lamp77\n".to_owned(),
            "Here: nothing in its place, and docker run -e DB_PASSWORD when the container runs",
        ),
    ] {
        let repo = TempRepo::new();
        repo.stage(path, text);
        let ran = repo.dsnitch(&["staged", "--format", "json"]).exits(1);
        let report: serde_json::Value = must(serde_json::from_str(&ran.stdout), "reading the report");
        let remedy = report["findings"][0]["remedy"].as_str().unwrap_or_default();
        assert!(remedy.contains(said), "{path}: {remedy}");
    }
    // Another place of the same run has the name.
    let repo = TempRepo::new();
    repo.stage("Dockerfile", "FROM a\nENV DB_PASSWORD=Zx81-quartz-Lamp77\n");
    repo.stage("Makefile", "DB_PASSWORD = Zx81-other-Thing42\n");
    repo.dsnitch(&["fix", "--dry-run"])
        .exits(1)
        .reports("DB_PASSWORD has another value in Dockerfile, which is fixed with it");
}

#[test]
fn a_default_is_kept_if_its_variable_has_another_value() {
    let repo = TempRepo::new();
    repo.stage("Makefile", "");
    repo.write(".env", "DB_PASSWORD=Zx81-quartz-Lamp77\n");
    repo.stage("a.sh", "export PGPASSWORD=${DB_PASSWORD:-Zx81-quartz-Lamp77}\n");
    repo.stage("b.py", "import os\npassword = os.environ.get(\"DB_PASSWORD\", \"Zx81-other-Thing42\")\n");
    let ran = repo.dsnitch(&["fix", "--yes"]).exits(0);
    let env = must(std::fs::read_to_string(repo.path(".env")), "reading .env");
    assert_eq!(env, "DB_PASSWORD=Zx81-quartz-Lamp77\nDB_PASSWORD_2=Zx81-other-Thing42\n");
    assert!(
        ran.stdout.contains("the default of b.py:2 was") && ran.stdout.contains("as DB_PASSWORD_2"),
        "{}",
        ran.describe()
    );
    for line in ["- export PGPASSWORD=${DB_PASSWORD:-••••••••}", "+ export PGPASSWORD=${DB_PASSWORD:?set it in .env}"]
    {
        assert!(ran.stdout.contains(line), "{line}{}", ran.describe());
    }
}

/// Without a value in `.env` each default is the one that runs, so that one of them in `.env` would change the other place.
#[test]
fn two_defaults_of_one_variable_are_not_merged() {
    let repo = TempRepo::new();
    repo.stage("Makefile", "");
    repo.stage("a.sh", "export PGPASSWORD=${DB_PASSWORD:-Zx81-quartz-Lamp77}\n");
    let python = "import os\npassword = os.environ.get(\"DB_PASSWORD\", \"Zx81-other-Thing42\")\n";
    repo.stage("b.py", python);
    repo.dsnitch(&["fix", "--yes"]).exits(1).reports("DB_PASSWORD has another value in another place");
    let read = |path: &str| must(std::fs::read_to_string(repo.path(path)), "reading");
    assert_eq!((read(".env").as_str(), read("b.py").as_str()), ("DB_PASSWORD=Zx81-quartz-Lamp77\n", python));
}

/// No message about `.env` if a run gives several values numbered names for one key and `.env` was empty; a message if
/// a name exists there.
#[test]
fn a_numbered_name_is_reported_if_the_name_existed() {
    let repo = TempRepo::new();
    repo.stage("a.toml", "password = \"Zx81-quartz-Lamp77\"\n");
    repo.stage("b.toml", "password = \"Zx81-other-Thing42\"\n");
    let ran = repo.dsnitch(&["fix", "--dry-run"]).exits(0);
    assert!(
        ran.stdout.contains("gets DB_PASSWORD, DB_PASSWORD_2") && !ran.stdout.contains("already"),
        "{}",
        ran.describe()
    );
    repo.write(".env", "DB_PASSWORD=mine\n");
    let ran = repo.dsnitch(&["fix", "--dry-run"]).exits(0);
    assert!(ran.stdout.contains("DB_PASSWORD has another value already"), "{}", ran.describe());
}

/// Compose interpolates a `$` that is not doubled: such a value is left alone, because its text is not the value.
#[test]
fn a_dollar_that_compose_interpolates_is_left() {
    let repo = TempRepo::new();
    let head = "services:\n  db:\n    image: postgres:17\n    environment:\n";
    repo.stage("compose.yaml", format!("{head}      - POSTGRES_PASSWORD=Zx81q4$rTn9Lamp77\n"));
    let ran = repo.dsnitch(&["fix", "--yes"]).exits(1);
    assert!(ran.stdout.contains("double it ($$)"), "{}", ran.describe());
}
