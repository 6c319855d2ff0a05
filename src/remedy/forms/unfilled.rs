//! Files in which nothing is expanded, or in which `${NAME}` means something else: a reference would be taken for the
//! password. They are left unchanged, with a note on how their reader can get the value. A new kind of file is a row of
//! [`FILES`], or of the table of libraries and tools of a project (`unfilled_projects`).

use super::unfilled_file::{File, file, has_key, is_yaml};
use super::{Home, Row, ends, unfilled_projects};

pub(super) const ROWS: &[Row] = &[Row {
    is: |path, name, text| way(path, name, text).is_some(),
    mend: |site, _| {
        let way = way(site.path, &site.name(), site.text).unwrap_or_default();
        Err(way.to_owned())
    },
    home: Home::Project,
    has_other_way: true,
}];

fn way(path: &str, name: &str, text: &str) -> Option<&'static str> {
    FILES.iter().chain(unfilled_projects::FILES).find(|file| (file.is)(path, name, text)).map(|file| file.way)
}

/// The kinds, the most specific first.
const FILES: &[File] = &[
    file(
        |_, name, text| ends(name, &[".ini"]) && (name.contains("pgbouncer") || has_line(text, "[pgbouncer]")),
        "PgBouncer fills no variables in: take the password out, and name an auth_file outside of the repository, or auth_query",
    ),
    file(
        |_, name, _| name == "pg_service.conf" || name == ".pg_service.conf" || name.ends_with(".pg_service.conf"),
        "libpq fills no variables in here: take the password out, and name passfile=FILE, or set PGPASSFILE",
    ),
    file(
        |_, name, text| {
            let is_named = ["postgresql", "recovery", "standby", "primary"].iter().any(|word| name.contains(word));
            ends(name, &[".conf"]) && (is_named || has_key(text, "primary_conninfo"))
        },
        "PostgreSQL fills no variables in: take the password out of primary_conninfo, and name passfile=FILE there",
    ),
    file(
        |_, name, _| name == "pg_hba.conf" || name == "pg_ident.conf",
        "PostgreSQL fills no variables in: move the line to a file outside of the repository, and include that (include FILE, PostgreSQL 16)",
    ),
    file(
        |_, name, _| name.starts_with("pgpool") && ends(name, &[".conf"]),
        "Pgpool-II fills no variables in: leave it empty, and keep the password in pool_passwd, with AES",
    ),
    file(
        |path, name, _| {
            ends(name, &[".conf"])
                && (name.starts_with("barman") || path.contains("barman.d/") || name == "repmgr.conf")
        },
        "nothing is filled in here: take the password out of conninfo, and name passfile=FILE, or keep it in ~/.pgpass",
    ),
    file(
        |_, name, _| name.starts_with("pgbackrest") && ends(name, &[".conf"]),
        "pgBackRest fills no variables in: take the line out, and set PGBACKREST_<OPTION>, which stands over the file",
    ),
    file(
        |_, name, text| is_yaml(name) && !has_key(text, "apiVersion") && is_patroni(name, text),
        "Patroni fills no variables in: take the password out, and set PATRONI_SUPERUSER_PASSWORD, PATRONI_REPLICATION_PASSWORD or PATRONI_REWIND_PASSWORD, which stand over the file",
    ),
    file(
        |path, name, _| is_yaml(name) && is_values(path, name),
        "the values of a chart refer to nothing: leave it empty here, and name an existing Secret (existingSecret), or give the value with --set-file",
    ),
    file(
        |_, name, _| ends(name, &[".tfvars.json", ".tf.json"]),
        "Terraform fills no variables of the environment in here: take the line out, and set TF_VAR_<name>",
    ),
    file(
        |_, name, text| ends(name, &[".json"]) && (name.contains("postman_") || text.contains("schema.getpostman.com")),
        "Postman fills in {{NAME}}, and an export holds what it stands for: clear the value, and keep it in Postman's vault ({{vault:NAME}})",
    ),
    file(
        |_, name, text| name == "servers.json" && text.contains("\"Servers\""),
        "pgAdmin fills no variables in: take Password out, and name a PassFile",
    ),
    file(
        |_, name, _| matches!(name, "odbc.ini" | ".odbc.ini" | "odoo.conf" | ".odoorc" | "odoorc"),
        "nothing is filled in here: take the password out; libpq reads the file that PGPASSFILE names",
    ),
    file(
        |_, name, _| name == "my.cnf" || name == ".my.cnf",
        "option files fill no variables in: take the password out, and make a login path with mysql_config_editor",
    ),
    file(
        |path, name, text| ends(name, &[".conf"]) && is_nginx(path, name, text),
        "nginx fills no variables of the environment in: move the line to a file outside of the repository, and include that, or make the file of a template with envsubst",
    ),
    file(
        |_, name, _| name == "redis.conf",
        "Redis fills no variables in: name an aclfile outside of the repository, or give it the password when it starts",
    ),
    file(
        |_, name, _| is_yaml(name) && (name.starts_with("prometheus.") || name.starts_with("alertmanager.")),
        "Prometheus fills no variables in: name a password_file",
    ),
    file(
        |_, name, text| ends(name, &[".service", ".conf"]) && has_line(text, "[Service]"),
        "systemd fills nothing in, and shows what Environment= says to everybody: name an EnvironmentFile= outside of the repository, or LoadCredential=",
    ),
    file(
        |_, name, _| name == "ansible.cfg",
        "Ansible fills nothing in here: take the line out, and set the variable that stands over it (ANSIBLE_<OPTION>), or name a password file",
    ),
    file(
        |_, name, _| name == "pip.conf" || name == "pip.ini",
        "pip fills nothing in here: take the password out, and keep it in a keyring or in ~/.netrc, or set PIP_INDEX_URL",
    ),
    file(
        |path, name, _| {
            is_yaml(name) && (path.contains(".buildkite/") || name == "buildkite.yml" || name == ".buildkite.yml")
        },
        "Buildkite writes what it fills in into the pipeline that everybody sees: take the line out, and name the secret under secrets:, or export it in a hook of the agent",
    ),
    file(
        |_, name, text| ends(name, &[".json"]) && text.contains("\"containerDefinitions\""),
        "ECS fills nothing in: move the variable from environment to secrets, with the ARN of a secret as valueFrom",
    ),
    file(
        |_, name, _| is_yaml(name) && name.starts_with("cloudbuild") || name == "cloudbuild.json",
        "Cloud Build takes ${...} for a substitution of its own: name the secret under availableSecrets and secretEnv, and write $$NAME",
    ),
    file(
        |_, name, text| is_yaml(name) && has_key(text, "runtime") && has_key(text, "env_variables"),
        "App Engine fills nothing in: take the variable out, and have the program read the secret from Secret Manager",
    ),
    file(
        |_, name, _| matches!(name, "kustomization.yaml" | "kustomization.yml"),
        "kustomize fills nothing in: take the literal out, and name a file that git ignores (envs: [FILE] of the secretGenerator)",
    ),
    file(
        |_, name, _| matches!(name, "pulumi.yaml" | "pulumi.yml"),
        "Pulumi takes ${...} for a resource or a setting: set it with pulumi config set --secret <key>, and refer to ${<key>}",
    ),
    file(
        |_, name, _| matches!(name, "vercel.json" | "now.json"),
        "Vercel fills nothing in: take the variable out, and add it with vercel env add <name>",
    ),
    file(
        |_, name, _| matches!(name, "wrangler.toml" | "wrangler.json" | "wrangler.jsonc"),
        "Wrangler fills nothing in: take the variable out, and set it with wrangler secret put <name>",
    ),
    file(
        |_, name, _| name == "netlify.toml",
        "Netlify fills nothing in: take the variable out, and set it with netlify env:set <name>",
    ),
    file(
        |path, name, text| is_yaml(name) && path.contains(".do/") || name == "app.json" && text.contains("\"env\""),
        "nothing is filled in here: leave the value out, and set the variable in the settings of the app",
    ),
    file(
        |_, name, _| is_yaml(name) && name.starts_with("buildspec"),
        "CodeBuild fills nothing in: name the secret under env: secrets-manager or env: parameter-store",
    ),
    file(
        |_, name, _| matches!(name, "samconfig.toml" | "cdk.json"),
        "nothing is filled in here: take the value out, and give it when the stack is deployed (--parameter-overrides, or a secret of Secrets Manager)",
    ),
    file(
        |_, name, text| is_yaml(name) && text.starts_with("#cloud-config"),
        "cloud-init gives its commands no variables of yours: have them read the secret from a store of the cloud, or write the file on the machine",
    ),
    file(
        |_, name, text| {
            let is_composite = has_key(text, "runs") && (text.contains("using:") || text.contains("\"using\""));
            matches!(name, "action.yml" | "action.yaml") && is_composite
        },
        "an action has no secrets: declare an input, read it as ${{ inputs.<name> }} in the env of the step, and have the workflow that uses the action give ${{ secrets.<name> }}",
    ),
    file(
        |_, name, _| name.starts_with("postgrest") && ends(name, &[".conf"]),
        "take the line out, and set PGRST_<OPTION> (PGRST_DB_URI), which stands over the file",
    ),
    file(
        |_, name, _| is_yaml(name) && name.starts_with("traefik") || name == "traefik.toml",
        "Traefik fills nothing in: name a file (usersFile), or set the option as a variable TRAEFIK_<OPTION>",
    ),
];

fn is_nginx(path: &str, name: &str, text: &str) -> bool {
    const DIRECTIVES: [&str; 6] =
        ["fastcgi_param ", "uwsgi_param ", "scgi_param ", "proxy_set_header ", "proxy_pass ", "postgres_server "];
    let is_directive =
        |line: &str| DIRECTIVES.iter().any(|word| line.trim_start().starts_with(word)) && line.contains(';');
    name.contains("nginx") || path.contains("nginx/") || text.lines().any(is_directive)
}

fn is_patroni(name: &str, text: &str) -> bool {
    let is_patroni = has_key(text, "scope") && has_key(text, "postgresql");
    name.contains("patroni") || is_patroni && (has_key(text, "restapi") || has_key(text, "bootstrap"))
}

/// `values.yaml`, `values-prod.yaml`, `prod.values.yaml`, `prod-values.yaml`: the names that Helm charts use.
fn is_values(path: &str, name: &str) -> bool {
    let stem = name.trim_end_matches(".yaml").trim_end_matches(".yml");
    let among_charts = name.contains("values") && (path.contains("chart") || path.contains("helm"));
    among_charts
        || stem.split(['.', '-', '_']).next() == Some("values")
        || stem.split(['.', '-', '_']).next_back() == Some("values")
}

fn has_line(text: &str, line: &str) -> bool {
    text.lines().any(|text| text.trim() == line)
}
