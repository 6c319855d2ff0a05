//! What a path, and the host in the credential, is used for. The globs are data: `patterns/environments.toml`.

use std::sync::LazyLock;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::decision::Environment;
use crate::host::is_remote;

/// Compiled when the first finding asks, never on a clean run.
static MAP: LazyLock<Result<Map, String>> = LazyLock::new(|| Map::compile(DATA));

const DATA: &str = include_str!("../../patterns/environments.toml");

/// The environment of a credential that names `host`, in the file at `path`. Template, docs and test are what
/// the path says, whatever the host; a host on another machine makes `production` of everything else.
///
/// ```
/// use dsnitch::{decision::Environment, policy::environment_of};
/// assert_eq!(environment_of(b"config/.env", Some("db")), Environment::Development);
/// assert_eq!(environment_of(b"config/.env", Some("x.eu-west-1.rds.amazonaws.com")), Environment::Production);
/// assert_eq!(environment_of(b"README.md", Some("x.eu-west-1.rds.amazonaws.com")), Environment::Docs);
/// ```
pub fn environment_of(path: &[u8], host: Option<&str>) -> Environment {
    match &*MAP {
        Ok(map) => map.environment(path, host),
        // Data of our own that does not compile fails a test. Were it to happen, the strictest reading is safe.
        Err(_) => Environment::Production,
    }
}

struct Map {
    paths: Vec<(Environment, GlobSet)>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    template: Paths,
    docs: Paths,
    test: Paths,
    production: Paths,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Paths {
    paths: Vec<String>,
}

impl Map {
    fn compile(data: &str) -> Result<Map, String> {
        let Data { template, docs, test, production } = toml::from_str(data).map_err(|error| error.to_string())?;
        let tables = [
            (Environment::Template, template),
            (Environment::Docs, docs),
            (Environment::Test, test),
            (Environment::Production, production),
        ];
        let mut paths = Vec::with_capacity(tables.len());
        for (environment, table) in tables {
            let mut set = GlobSetBuilder::new();
            for glob in &table.paths {
                let glob = GlobBuilder::new(glob).case_insensitive(true).literal_separator(true).build();
                set.add(glob.map_err(|error| error.to_string())?);
            }
            paths.push((environment, set.build().map_err(|error| error.to_string())?));
        }
        Ok(Map { paths })
    }

    fn environment(&self, path: &[u8], host: Option<&str>) -> Environment {
        let text = String::from_utf8_lossy(path);
        let of_path =
            self.paths.iter().find(|(_, set)| set.is_match(text.as_ref())).map(|(environment, _)| *environment);
        match of_path {
            Some(environment) => environment,
            None if host.is_some_and(is_remote) => Environment::Production,
            None => Environment::Development,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DATA, Map, environment_of};
    use crate::decision::Environment::{self, Development, Docs, Production, Template, Test};

    #[test]
    fn the_shipped_data_compiles() {
        assert_eq!(Map::compile(DATA).err(), None);
    }

    #[test]
    fn the_path_says_what_a_file_is_used_for() {
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
                &[
                    "README.md",
                    "docs/x.mdx",
                    "a/guide.RST",
                    "b.adoc",
                    "docs/notes.txt",
                    "tests/README.md",
                    "k8s/README.md",
                ],
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
    fn a_host_on_another_machine_is_production_where_the_path_says_nothing() {
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
}
