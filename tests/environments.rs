//! The environment of a file: from its path, the host, the text, and a configuration.

use crate::support::cmd::Dsnitch;
use crate::support::repo::TempRepo;

const WEAK: &str = "POSTGRES_PASSWORD=changeme\n";
const RAILS: &str = "password: postgres\n";

/// Returns the environment and the action of the one weak password that is staged at `path`.
fn found(repo: &TempRepo, path: &str, text: &str, arguments: &[&str]) -> [String; 2] {
    repo.stage(path, text);
    let document = Dsnitch::new(repo).arg("staged").arg(path).args(arguments).json().document();
    let all = document["findings"].as_array().unwrap();
    let one = all.iter().find(|finding| finding["class"] == "weak").unwrap_or_else(|| panic!("{document}"));
    ["environment", "action"].map(|name| one[name].as_str().unwrap().to_owned())
}

#[test]
fn the_text_decides_on_production_if_the_path_does_not() {
    let repo = TempRepo::new();
    for (path, text, environment, action) in [
        ("app.conf", WEAK.to_owned(), "development", "warn"),
        ("app.conf", format!("RAILS_ENV=production\n{WEAK}"), "production", "block"),
        ("tests/app.conf", format!("RAILS_ENV=production\n{WEAK}"), "test", "warn"),
        ("app.conf", format!("{WEAK}HOST=db\nRAILS_ENV=test\n"), "development", "warn"),
        (
            "db.yaml",
            "apiVersion: v1\nkind: Pod\nenv:\n- name: POSTGRES_PASSWORD\n  value: changeme\n".to_owned(),
            "production",
            "block",
        ),
        ("config/database.yml", format!("development:\n  a: b\n\ntest:\n  {RAILS}"), "test", "warn"),
        ("config/database.yml", format!("test:\n  a: b\n\ndevelopment:\n  {RAILS}"), "development", "warn"),
        ("config/database.yml", format!("test:\n  a: b\n\nproduction:\n  {RAILS}"), "production", "block"),
        (
            "config/database.yml",
            "development:\n  a: b\n\ntest:\n  url: postgres://app:changeme@db.acme.io/app\n".to_owned(),
            "production",
            "block",
        ),
    ] {
        let found = found(&repo, path, &text, &["--profile", "relaxed"]);
        assert_eq!(found, [environment, action], "{path}: {text}");
    }
}

#[test]
fn a_configuration_sets_the_environment_of_a_path() {
    let repo = TempRepo::new();
    repo.stage(
        ".dsnitch.toml",
        "[[environment]]\npath = \"spec/**\"\nis = \"docs\"\nreason = \"specifications, no tests\"\n\n\
         [[environment]]\npath = \"lab/*.env.conf\"\nis = \"production\"\nreason = \"the lab is in use\"\n",
    );
    for (path, environment, action) in [
        ("spec/a.conf", "docs", "warn"),
        ("lab/x.env.conf", "production", "block"),
        ("tests/a.conf", "test", "warn"),
        ("a.conf", "development", "block"),
    ] {
        assert_eq!(found(&repo, path, WEAK, &[]), [environment, action], "{path}");
    }
    let explained = repo.dsnitch(&["staged", "spec/a.conf", "--explain"]).exits(0);
    explained.reports("environment: docs: an [[environment]] entry says so (.dsnitch.toml, line 1)");
    let explained = repo.dsnitch(&["staged", "lab/x.env.conf", "--explain"]).exits(1);
    explained.reports("environment: production: an [[environment]] entry says so (.dsnitch.toml, line 6)");
    repo.dsnitch(&["staged", "a.conf", "--explain"]).exits(1).reports("nothing says that it is another");
    for (path, text, said) in [
        ("k8s/a.conf", WEAK, "production: its path says so (**/k8s/**)"),
        ("b.conf", "# x\nRAILS_ENV=production\nPOSTGRES_PASSWORD=changeme\n", "the text around it says so (line 2)"),
        ("b.yml", "a: 1\nproduction:\n  db_password: changeme\n", "the text around it says so (line 2)"),
        ("c.conf", "URL=postgres://app:changeme@pg.acme-corp.io/app\n", "production: the host is another machine\n"),
        ("c.conf", "URL=postgres://app:changeme@a.rds.amazonaws.com/app\n", "(the host is a managed database)"),
        ("c.conf", "URL=postgres://app:changeme@10.0.0.7/app\n", "another (the host is a private address)"),
        ("c.conf", "URL=postgres://app:changeme@localhost/app\n", "another (the host is this machine)"),
    ] {
        repo.stage(path, text);
        repo.dsnitch(&["staged", path, "--explain"]).exits(1).reports(said);
    }
}

/// An untracked entry never leads to an unqualified pass.
#[test]
fn an_untracked_configuration_that_moves_a_finding_is_named() {
    let repo = TempRepo::new();
    repo.write(
        ".dsnitch.toml",
        "[[environment]]\npath = \"live/**\"\nis = \"test\"\nreason = \"only tried out here\"\n",
    );
    repo.stage("live/a.conf", WEAK);
    repo.dsnitch(&["staged"]).exits(0).reports("which is not tracked: elsewhere it will block");
}

/// A template and documentation hold no password in use, so none is short there.
/// Rows: the file that is extended, the file that extends it, and the environment of `lab/a.conf`.
#[test]
fn of_two_configurations_the_later_one_sets_the_environment() {
    let entry = |path: &str, is: &str| {
        format!("[[environment]]\npath = \"{path}\"\nis = \"{is}\"\nreason = \"as we use it\"\n")
    };
    for (above, below, environment) in [
        (entry("lab/**", "production"), entry("lab/*.conf", "test"), "test"),
        (entry("lab/*.conf", "test"), entry("lab/**", "production"), "production"),
        (entry("lab/*.conf", "test"), entry("other/**", "production"), "test"),
        (entry("lab/*.conf", "docs"), entry("lab/a.*", "test") + &entry("lab/**", "production"), "test"),
    ] {
        let repo = TempRepo::new();
        repo.stage("org.toml", &above);
        repo.stage(".dsnitch.toml", format!("extends = \"org.toml\"\n{below}"));
        assert_eq!(found(&repo, "lab/a.conf", WEAK, &[])[0], environment, "{above}{below}");
    }
}

#[test]
fn a_password_is_short_by_the_environment_of_its_file() {
    let repo = TempRepo::new();
    for (path, environment, least) in [
        ("src/a.env", "development", Some(16)),
        ("tests/a.env", "test", Some(16)),
        ("production/a.env", "production", Some(20)),
        ("a.env.example", "template", None),
        ("docs/a.md", "docs", None),
    ] {
        for (password, is_short) in [("Zx81quartz7k", true), ("Zx81quartzLampW79", environment == "production")] {
            repo.stage(path, format!("DATABASE_URL=postgres://app:{password}@localhost/app\n"));
            let ran = Dsnitch::new(&repo).args(["staged", path]).json();
            let document = ran.document();
            let all = document["findings"].as_array().unwrap();
            let one = all.iter().find(|finding| finding["class"] == "leak").unwrap_or_else(|| panic!("{document}"));
            assert_eq!(one["environment"], environment, "{path}");
            assert_eq!(one["shorter_than"].as_u64(), least.filter(|_| is_short), "{path} {password}");
        }
    }
}
