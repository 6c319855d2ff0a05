//! Tables of what the module above decides.

use super::{DATA, EnvironmentEntry, Environments, Map, TextMark, environment_of};
use crate::decision::Environment::{self, Development, Docs, Production, Template, Test};
use crate::decision::EnvironmentReason;

#[test]
fn the_shipped_data_compiles() {
    assert_eq!(Map::read(DATA).and_then(|map| map.sets()).err(), None);
}

#[test]
fn one_glob_at_a_time_says_the_same_as_all_at_once() {
    let map = Map::read(DATA).unwrap();
    let sets = map.sets().unwrap();
    let parts =
        ["", "a", "prod", "k8s", "tests", "docs", ".github/workflows", "src/test", "x.prod.y", "charts", "README"];
    let names =
        ["a.env", ".ENV.example", "prod.env", "x_test.go", "Readme.MD", "values.yaml", "main.tf", "UserTest.java", "t"];
    let paths =
        parts.iter().flat_map(|part| names.map(|name| format!("{part}/{name}").trim_start_matches('/').to_owned()));
    for path in paths {
        let all = sets.iter().find(|(_, set)| set.is_match(&path)).map(|(environment, _)| *environment);
        let few = Map::read(DATA).unwrap().environment(path.as_bytes());
        assert_eq!(few, all, "{path}");
    }
}

#[test]
fn the_path_determines_the_environment() {
    let rows: &[(Environment, &[&str])] = &[
        (
            Template,
            &[
                ".env.example",
                "app/.env.sample",
                "config/database.yml.dist",
                "example.env",
                "a.tpl",
                "prod.env.template",
                "settings.example.py",
                "test/.env.example",
                "README.example.md",
            ],
        ),
        (
            Docs,
            &["README.md", "docs/x.mdx", "a/guide.RST", "b.adoc", "docs/notes.txt", "tests/README.md", "k8s/README.md"],
        ),
        (
            Test,
            &[
                "test/db.py",
                "tests/x/y.yml",
                "src/__tests__/a.js",
                "db_test.go",
                "src/a.spec.ts",
                "test_db.py",
                "x/testdata/a.env",
                ".github/workflows/ci.yml",
                ".gitlab-ci.yml",
                "a/.circleci/config.yml",
                "spec/models/user_spec.rb",
                "src/test/java/A.java",
                ".env.test",
                "UserRepositoryTest.java",
                "tests/k8s/secret.yaml",
            ],
        ),
        (
            Production,
            &[
                "config/prod.env",
                "app.prod.yml",
                ".env.production",
                "config/environments/production.rb",
                "k8s/secret.yaml",
                "charts/db/values.yaml",
                "infra/main.tf",
                "helm/x.yaml",
                "docker-compose.prod.yml",
                "terraform/db/vars.json",
                "prod.env.json",
            ],
        ),
        (
            Development,
            &[
                ".env",
                "docker-compose.yml",
                "src/main.rs",
                "config/database.yml",
                "notes.txt",
                "contest/a.py",
                "latest/x.js",
                "attestation.py",
                "src/product.rs",
                "reproduce.sh",
                "nb.ipynb",
                "<stdin>",
            ],
        ),
    ];
    for (environment, paths) in rows {
        for path in *paths {
            assert_eq!(environment_of(path.as_bytes(), None), *environment, "{path}");
        }
    }
}

#[test]
fn a_remote_host_means_production_unless_the_path_decides() {
    for (host, environment) in [
        ("localhost", Development),
        ("127.0.0.1", Development),
        ("[::1]", Development),
        ("::ffff:127.0.0.1", Development),
        ("0.0.0.0", Development),
        ("db", Development),
        ("/var/run/postgresql", Development),
        ("10.0.0.5", Development),
        ("192.168.1.10", Development),
        ("192.0.2.7", Development),
        ("host.docker.internal", Development),
        ("db.example.com", Development),
        ("db.test", Development),
        ("my.local", Development),
        ("${DB_HOST}.corp.net", Development),
        ("db.internal", Production),
        ("notexample.com", Production),
        ("DB.Corp.net.", Production),
        ("pg.ns.svc.cluster.local", Production),
        ("ep-cool-1.eu-central-1.aws.neon.tech", Production),
        ("8.8.8.8", Production),
        ("[2a00:1450::1]", Production),
        ("[2001:db8::1]", Development),
    ] {
        assert_eq!(environment_of(b".env", Some(host)), environment, "{host}");
    }
    assert_eq!(environment_of(b"README.md", Some("a.rds.amazonaws.com")), Docs);
    assert_eq!(environment_of(b"tests/a.py", Some("a.rds.amazonaws.com")), Test);
}

#[test]
fn a_path_that_is_not_utf_8_has_an_environment_too() {
    assert_eq!(environment_of(b"tests/\xff.py", None), Test);
}

fn entry(path: &str, environment: Environment, reason: &str) -> EnvironmentEntry {
    EnvironmentEntry { at: "here".into(), path: path.into(), environment, reason: reason.into() }
}

#[test]
fn the_configuration_precedes_the_path_which_precedes_host_and_text() {
    let own = Environments::compile(vec![
        entry("spec/live/**", Production, "run against the live system"),
        entry("spec/**", Docs, "specifications, no tests"),
        entry("deploy/local.env", Development, "started by hand"),
    ])
    .unwrap();
    let (nothing, deployed, tests) = (TextMark::Nothing, TextMark::Deployed, TextMark::Tests);
    for (path, is_remote, says, environment, by) in [
        ("spec/live/a.env", false, nothing, Production, EnvironmentReason::Configuration),
        ("spec/a.env", true, deployed, Docs, EnvironmentReason::Configuration),
        ("deploy/local.env", true, deployed, Development, EnvironmentReason::Configuration),
        ("deploy/other.env", false, tests, Production, EnvironmentReason::Path),
        ("tests/a.env", true, deployed, Test, EnvironmentReason::Path),
        ("a.env", true, tests, Production, EnvironmentReason::Host),
        ("a.env", false, deployed, Production, EnvironmentReason::Text),
        ("a.env", false, tests, Test, EnvironmentReason::Text),
        ("a.env", false, nothing, Development, EnvironmentReason::Nothing),
    ] {
        assert_eq!(own.at(path.as_bytes(), is_remote, says), (environment, by), "{path}");
    }
}

#[test]
fn an_entry_has_a_reason_and_does_not_silence_everything() {
    const REASON: &str = "said to be so by the team";
    for (entries, why) in [
        (vec![entry("a/**", Test, "")], "an environment entry needs a reason"),
        (vec![entry("a[", Test, REASON)], "path is not a glob"),
        (vec![entry("**", Docs, REASON)], "path names every path"),
        (vec![entry("[a-m_.]*/**", Test, REASON), entry("**/[!q]*", Docs, REASON)], "path names every path"),
    ] {
        let error = Environments::compile(entries).err().unwrap();
        assert!(error.at == "here" && error.why.starts_with(why), "{error:?}");
    }
    // The error is for the first that, with those before it, leaves hardly a path; what is for production counts with none.
    let at = |at: &str, path: &str, is: Environment| EnvironmentEntry { at: at.into(), ..entry(path, is, REASON) };
    let few = ["a", "b", "c"].map(|name| at(name, &format!("{name}/**"), Test));
    let together = [at("d", "[a-m_.]*/**", Test), at("e", "**", Production), at("f", "**/[!q]*", Docs)];
    let later = few.clone().map(|entry| at("later", &entry.path, entry.environment));
    let entries = few.into_iter().chain(together).chain(later).collect();
    assert_eq!(Environments::compile(entries).err().map(|error| error.at).as_deref(), Some("f"));
    assert!(Environments::compile(vec![entry("**", Production, REASON)]).is_ok());
    assert!(Environments::compile(vec![entry("docker/**", Test, REASON)]).is_ok());
}

/// Rows: entries with the environment of each, and which of them is refused: the one with which half of the names stand where
/// nothing runs.
#[test]
fn entries_that_put_nearly_every_path_where_nothing_runs_are_refused() {
    let (six, others) =
        ("{a,Build,config.yaml,.env,Dockerfile,e-mail.ts}", "{go.mod,h.sql,Index.js,j_k.java,LICENSE,main.rs}");
    let five = "{go.mod,h.sql,Index.js,j_k.java,LICENSE}";
    for (entries, refused) in [
        (&[][..], None),
        (&[(six, Docs)][..], None),
        (&[(six, Docs), (five, Test)], None),
        (&[(six, Docs), (others, Test)], Some(1)),
        (&[(others, Template), (six, Docs)], Some(1)),
        (&[(six, Docs), (others, Production)], None),
        (&[(six, Docs), (others, Development)], None),
        (&[(six, Production), (others, Test)], None),
        (&[(six, Docs), ("x/**", Production), (others, Test)], Some(2)),
        (&[("x/**", Test), (six, Docs), (others, Test), ("y/**", Test)], Some(2)),
        (&[(six, Docs), (others, Test), ("x/**", Test), ("y/**", Docs), ("z/**", Production)], Some(1)),
        (&[("x/**", Test), ("y/**", Test), ("z/**", Test), (six, Docs), ("w/**", Production), (others, Test)], Some(5)),
        (&[("**", Test)], Some(0)),
        (&[("**", Production)], None),
        (&[("**", Development), ("**", Docs)], Some(1)),
    ] {
        let entry = |(at, (path, environment)): (usize, &(&str, Environment))| EnvironmentEntry {
            at: at.to_string(),
            path: (*path).into(),
            environment: *environment,
            reason: "published sample".into(),
        };
        let compiled = Environments::compile(entries.iter().enumerate().map(entry).collect());
        assert_eq!(compiled.err().map(|error| error.at), refused.map(|at: usize| at.to_string()), "{entries:?}");
    }
}
