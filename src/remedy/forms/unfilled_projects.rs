//! Files of libraries and tools of a project in which nothing is expanded: object mappers, migrations, build tools.

use super::ends;
use super::unfilled_file::{File, file, has_key, is_yaml};

/// The kinds, the most specific first.
pub(super) const FILES: &[File] = &[
    file(
        |_, name, _| name == "liquibase.properties",
        "Liquibase fills no variables in here: take the line out, and set LIQUIBASE_COMMAND_PASSWORD",
    ),
    file(
        |_, name, _| name.starts_with("mybatis") && ends(name, &[".xml"]),
        "MyBatis fills in properties alone: take the value out, and give it as a property when the factory is built",
    ),
    file(
        |_, name, _| matches!(name, "hibernate.cfg.xml" | "persistence.xml"),
        "nothing is filled in here: take the property out, and give it when the factory is made",
    ),
    file(
        |_, name, _| name == "alembic.ini",
        "Alembic fills no variables in here: leave sqlalchemy.url empty, and say config.set_main_option(\"sqlalchemy.url\", os.environ[\"DATABASE_URL\"]) in env.py",
    ),
    file(
        |_, name, _| name == "gradle.properties",
        "Gradle fills no variables in here: move the line to ~/.gradle/gradle.properties, or set ORG_GRADLE_PROJECT_<name>",
    ),
    file(
        |_, name, text| {
            ends(name, &[".json", ".yml", ".yaml", ".xml"]) && name.starts_with("ormconfig") && !text.contains("${")
        },
        "TypeORM fills nothing in: make the file a program (ormconfig.js, a DataSource) that reads process.env",
    ),
    file(
        |_, name, _| name.starts_with("phpunit.") && name.contains(".xml"),
        "PHPUnit fills nothing in: take the line out, and set the variable, which stands over <env> and <server> without force",
    ),
    file(
        |_, name, text| ends(name, &[".json"]) && is_sequelize(name, text),
        "sequelize-cli fills nothing in: name a variable with the whole URL in the place of the user, password and host (\"use_env_variable\": \"DATABASE_URL\"), or make the file a program (config.js) that reads process.env",
    ),
    file(
        |_, name, _| ends(name, &[".json"]) && (name.starts_with("knexfile.") || name.starts_with("drizzle.config.")),
        "nothing is filled in here: make the file a program, which reads process.env",
    ),
    file(
        |_, name, text| {
            let is_named = name.starts_with("phinx.");
            is_named && (is_yaml(name) || ends(name, &[".json"])) && text.contains("environments")
        },
        "Phinx fills in variables whose names begin with PHINX_ alone: write '%%PHINX_DBPASS%%', and set PHINX_DBPASS",
    ),
    file(
        |_, name, _| name == ".gmrc",
        "Graphile Migrate fills nothing in: take connectionString out, and set DATABASE_URL",
    ),
    file(
        |_, name, _| name == "sqitch.conf",
        "Sqitch fills nothing in: take the password out, and set SQITCH_PASSWORD, or name a password file (PGPASSFILE)",
    ),
    file(
        |_, name, _| name == "rocket.toml",
        "Rocket fills nothing in: take the line out, and set the variable that stands over it (ROCKET_DATABASES)",
    ),
    file(
        |_, name, text| is_yaml(name) && has_key(text, "endpoint") && has_key(text, "admin_secret"),
        "the Hasura CLI fills nothing in: take admin_secret out, and set HASURA_GRAPHQL_ADMIN_SECRET",
    ),
    file(
        |_, name, _| name == "local.settings.json",
        "Azure Functions reads the values as they are, of this machine alone: git rm --cached local.settings.json, ignore it, and set the variable in the settings of the app",
    ),
    file(
        |_, name, _| name == "launchsettings.json",
        "the variables are given as they are: take the variable out, and set it where the program starts, or keep it with dotnet user-secrets",
    ),
    file(
        |_, name, text| ends(name, &[".config"]) && text.contains("<configuration"),
        "nothing is filled in here: move the element to a file outside of the repository, and name that (configSource)",
    ),
    file(
        |_, name, _| name == "nodemon.json",
        "nodemon gives the variables as they are: take the variable out, and set it where nodemon is started",
    ),
    file(
        |_, name, text| {
            let is_named = matches!(name, "ecosystem.config.json" | "ecosystem.json" | "process.json" | "pm2.json");
            is_named && text.contains("\"apps\"")
        },
        "pm2 gives the variables as they are: take the variable out, or make the file a program (ecosystem.config.js) that reads process.env",
    ),
    file(
        |path, name, _| name == "settings.json" && path.contains(".vscode/"),
        "VS Code fills no variables into the settings of extensions: take the password out, and have the extension ask for it (SQLTools: \"askForPassword\": true)",
    ),
    file(
        |_, name, text| {
            name == "auth.json"
                && ["\"http-basic\"", "\"github-oauth\"", "\"bearer\""].iter().any(|key| text.contains(key))
        },
        "Composer fills nothing in: keep the file out of git, or give its content in COMPOSER_AUTH",
    ),
    file(
        |_, name, _| name == ".pypirc",
        "nothing is filled in here: take the password out, and set TWINE_PASSWORD, or keep it in a keyring",
    ),
];

/// The configuration of sequelize-cli: an object with a dialect, for each of its environments or alone. By another name than its
/// own, a file has nothing else.
fn is_sequelize(name: &str, text: &str) -> bool {
    const ENVIRONMENTS: [&str; 4] = ["development", "test", "production", "staging"];
    if !text.contains("\"dialect\"") {
        return false;
    }
    let Ok(serde_json::Value::Object(all)) = serde_json::from_str(text) else { return false };
    let has_dialect = |value: &serde_json::Value| value.get("dialect").is_some();
    let is_environment =
        |(key, value): (&String, &serde_json::Value)| ENVIRONMENTS.contains(&key.as_str()) && has_dialect(value);
    let is_own = name == "config.json";
    let is_of_environments =
        all.iter().any(is_environment) && (is_own || all.values().all(serde_json::Value::is_object));
    is_of_environments || is_own && all.contains_key("dialect")
}
