//! Configuration files whose reader is known by the file, and fills in references. A new reader is a row of [`READERS`].
//! A file whose reader is not known gets the kind of reference that it has already; if it has none, `${NAME}`, with a note.

use crate::remedy::names::Names;
use crate::remedy::site::Site;
use crate::text::Span;

use super::config::{self, EXPORT, Reference, Syntax};
use super::{Home, Mended, Row, ends, library};

pub(super) const ROWS: &[Row] = &[
    Row {
        is: |path, name, text| of(path, name, text).is_some(),
        mend: |site, names| match of(site.path, &site.name(), site.text) {
            Some(reference) => config::mend(site, names, reference),
            None => unknown(site, names),
        },
        home: Home::Project,
        has_other_way: false,
    },
    Row {
        is: |_, name, _| {
            let others = [".xml", ".properties", ".toml", ".ini", ".cfg", ".conf", ".json5", ".json", ".jsonc"];
            is_yaml(name) || ends(name, &others)
        },
        mend: unknown,
        home: Home::Project,
        has_other_way: false,
    },
];

/// A program that fills in references.
struct Reader {
    /// True if it reads a file with this path, lower-case name and content.
    is: fn(&str, &str, &str) -> bool,
    reference: Reference,
}

const fn reader(is: fn(&str, &str, &str) -> bool, text: &'static str, syntax: Syntax, note: &'static str) -> Reader {
    let without_default = if is_braced(text) { Some("") } else { None };
    Reader { is, reference: Reference { text, without_default, doubles_dollars: false, syntax, note } }
}

/// True for `${NAME}`, whose defaults (`${NAME:-x}`) are removed.
const fn is_braced(text: &str) -> bool {
    matches!(text.as_bytes(), b"${NAME}")
}

const CONNECT: &str = "Kafka Connect fills it in where its worker says config.providers=env, config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider";
const TOMCAT: &str = "Tomcat fills it in from its environment where org.apache.tomcat.util.digester.PROPERTY_SOURCE names org.apache.tomcat.util.digester.EnvironmentPropertySource";
const VAULT: &str = "ansible-vault keeps it in the repository, encrypted: ansible-vault encrypt_string; from the environment, as here, it has to be set where ansible-playbook runs";
const LOOKUP: &str = "{{ lookup('ansible.builtin.env', 'NAME', default=undef()) }}";

/// The readers, the most specific first.
const READERS: &[Reader] = &[
    reader(
        |_, name, _| name.contains("microprofile") && ends(name, &[".properties"]),
        "${NAME}",
        Syntax::Other,
        EXPORT,
    ),
    reader(
        |_, name, _| name.starts_with("flyway") && ends(name, &[".conf", ".properties"]),
        "${NAME}",
        Syntax::Other,
        EXPORT,
    ),
    reader(|_, name, _| name.starts_with("flyway") && ends(name, &[".toml"]), "${env.NAME}", Syntax::Other, EXPORT),
    reader(
        |_, name, _| is_yaml(name) && name.starts_with("taskfile."),
        "{{.NAME}}",
        Syntax::Yaml,
        "Task reads .env where dotenv: ['.env'] says so, or takes the variable from its environment",
    ),
    reader(|path, name, _| is_rails(path, name), "<%= ENV.fetch(\"NAME\") %>", Syntax::Yaml, EXPORT),
    reader(
        |path, name, _| is_yaml(name) && (path.contains("config/packages/") || name.starts_with("doctrine")),
        "%env(NAME)%",
        Syntax::Yaml,
        "",
    ),
    reader(
        |_, name, _| matches!(name, "profiles.yml" | "dbt_project.yml"),
        "{{ env_var('NAME') }}",
        Syntax::Yaml,
        EXPORT,
    ),
    reader(|path, name, text| is_yaml(name) && is_ansible(path, text), LOOKUP, Syntax::Yaml, VAULT),
    reader(|_, name, text| is_inventory(name, text), LOOKUP, Syntax::Quoted, VAULT),
    reader(|_, name, text| is_hocon(name, text), "${NAME}", Syntax::Hocon, EXPORT),
    reader(|path, _, _| path.ends_with("supabase/config.toml"), "env(NAME)", Syntax::Other, ""),
    reader(
        |_, name, _| name.starts_with("supervisor") && ends(name, &[".conf", ".ini"]),
        "%(ENV_NAME)s",
        Syntax::Other,
        EXPORT,
    ),
    reader(|_, name, _| name == "tox.ini", "{env:NAME}", Syntax::Other, "tox hands it on where pass_env names it"),
    reader(|_, name, _| matches!(name, "pom.xml" | "settings.xml"), "${env.NAME}", Syntax::Other, EXPORT),
    reader(
        |_, name, _| ends(name, &[".xml"]) && (name.starts_with("standalone") || name.starts_with("domain")),
        "${env.NAME}",
        Syntax::Other,
        EXPORT,
    ),
    reader(
        |_, name, text| ends(name, &[".xml"]) && (name.starts_with("log4j2") || text.contains("<Appenders>")),
        "${env:NAME}",
        Syntax::Other,
        EXPORT,
    ),
    reader(|_, name, _| matches!(name, ".mcp.json" | ".npmrc"), "${NAME}", Syntax::Other, EXPORT),
    reader(|_, name, text| is_of_tool(name, text), "${NAME}", Syntax::Yaml, EXPORT),
    reader(
        |_, name, text| name.starts_with("datasources.") && ends(name, &[".json"]) && text.contains("\"connector\""),
        "${NAME}",
        Syntax::Other,
        EXPORT,
    ),
    reader(|_, name, _| name == "sonar-project.properties", "${env.NAME}", Syntax::Other, EXPORT),
    reader(|_, name, _| matches!(name, "context.xml" | "server.xml"), "${NAME}", Syntax::Other, TOMCAT),
    reader(
        |_, name, text| ends(name, &[".json", ".properties"]) && text.contains("connector.class"),
        "${env:NAME}",
        Syntax::Other,
        CONNECT,
    ),
    reader(
        |_, name, text| ends(name, &[".properties"]) && has_key(text, "connector.name"),
        "${ENV:NAME}",
        Syntax::Other,
        EXPORT,
    ),
    reader(
        |_, name, text| is_yaml(name) && has_key(text, "receivers") && has_key(text, "exporters"),
        "${env:NAME}",
        Syntax::Yaml,
        EXPORT,
    ),
    reader(
        |path, name, text| is_yaml(name) && (fills_in(path, name) || is_vector(name, text)),
        "${NAME}",
        Syntax::Yaml,
        EXPORT,
    ),
    reader(
        |path, name, text| {
            ends(name, &[".ini", ".conf", ".cfg", ".toml"]) && (fills_in(path, name) || is_pipeline(name, text))
        },
        "${NAME}",
        Syntax::Other,
        EXPORT,
    ),
];

fn of(path: &str, name: &str, text: &str) -> Option<&'static Reference> {
    READERS.iter().find(|reader| (reader.is)(path, name, text)).map(|reader| &reader.reference)
}

/// Files of Grafana, Keycloak, Airflow, Elastic's programs, Meltano and Great Expectations.
fn fills_in(path: &str, name: &str) -> bool {
    const NAMES: [&str; 12] = [
        "airflow.cfg",
        "keycloak.conf",
        "grafana.ini",
        "elasticsearch.yml",
        "kibana.yml",
        "logstash.yml",
        "filebeat.yml",
        "metricbeat.yml",
        "heartbeat.yml",
        "auditbeat.yml",
        "meltano.yml",
        "great_expectations.yml",
    ];
    NAMES.contains(&name)
        || name.starts_with("grafana")
        || ["grafana/", "logstash/"].iter().any(|part| path.contains(part))
}

/// Files of Yarn, sqlc and sql-migrate.
fn is_of_tool(name: &str, text: &str) -> bool {
    matches!(name, ".yarnrc.yml" | "sqlc.yaml" | "sqlc.yml")
        || name == "dbconfig.yml" && text.lines().any(|line| line.trim_start().starts_with("datasource:"))
}

/// Files of Logstash, Fluent Bit, Telegraf and Vector, by their sections.
fn is_pipeline(name: &str, text: &str) -> bool {
    let has = |line: &str| text.lines().any(|text| text.trim().eq_ignore_ascii_case(line));
    let is_logstash = has("input {") && has("output {");
    let is_fluent_bit = has("[OUTPUT]") && (has("[INPUT]") || has("[SERVICE]"));
    let is_telegraf = name.starts_with("telegraf") || text.contains("[[outputs.") || text.contains("[[inputs.");
    is_logstash || is_fluent_bit || is_telegraf || is_vector(name, text)
}

fn is_vector(name: &str, text: &str) -> bool {
    let has = |key: &str| text.contains(&format!("[{key}.")) || has_key(text, key);
    name.starts_with("vector.") || has("sources") && has("sinks")
}

fn is_rails(path: &str, name: &str) -> bool {
    const NAMES: [&str; 6] =
        ["database.yml", "secrets.yml", "cable.yml", "storage.yml", "mongoid.yml", "application.yml"];
    let is_erb = name.ends_with(".erb") && is_yaml(name.trim_end_matches(".erb"));
    is_erb || is_yaml(name) && path.contains("config/") && NAMES.contains(&name)
}

fn is_ansible(path: &str, text: &str) -> bool {
    const FOLDERS: [&str; 6] = ["playbook", "roles/", "group_vars", "host_vars", "ansible", "inventor"];
    // The variables of connections, which only Ansible has.
    const VARIABLES: [&str; 5] =
        ["ansible_host:", "ansible_user:", "ansible_password:", "ansible_ssh_pass:", "ansible_become_pass"];
    let is_its = |line: &str| {
        line.starts_with("- hosts:") || VARIABLES.iter().any(|variable| line.trim_start().starts_with(variable))
    };
    FOLDERS.iter().any(|part| path.contains(part)) || text.lines().any(is_its)
}

/// An inventory of Ansible in its own INI, in which a value is evaluated as a template.
fn is_inventory(name: &str, text: &str) -> bool {
    let is_named = name == "hosts" || name.starts_with("hosts.") || name.contains("inventory");
    let is_ini = !name.contains('.') || ends(name, &[".ini", ".cfg"]);
    let says = |line: &str| {
        let line = line.trim();
        line.starts_with('[') && line.ends_with(":vars]")
            || ["ansible_host=", "ansible_user=", "ansible_password=", "ansible_ssh_pass=", "ansible_become_pass"]
                .iter()
                .any(|word| line.contains(word))
    };
    is_ini && (is_named || ends(name, &[".ini"])) && text.lines().any(says)
}

/// HOCON, the language of Play and Akka, in which a reference stands outside of quotes.
fn is_hocon(name: &str, text: &str) -> bool {
    let is_object = |line: &str| line.ends_with('{') && line.starts_with(|c: char| c.is_ascii_lowercase());
    let is_known = matches!(name, "application.conf" | "reference.conf");
    name.ends_with(".hocon")
        || name.ends_with(".conf")
            && (is_known
                || text.contains("${?")
                || text.lines().any(|line| line.starts_with("include \"")) && text.lines().any(is_object))
}

fn is_yaml(name: &str) -> bool {
    ends(name, &[".yml", ".yaml"])
}

/// True if a line begins with `key` and a colon or an assignment.
fn has_key(text: &str, key: &str) -> bool {
    text.lines().any(|line| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with([':', '='])))
}

/// The beginnings of references, and the reference of that kind.
const KINDS: [(&str, &str); 5] = [
    ("${env:", "${env:NAME}"),
    ("${env.", "${env.NAME}"),
    ("${ENV:", "${ENV:NAME}"),
    ("$__env{", "$__env{NAME}"),
    ("${", "${NAME}"),
];

/// The kind of reference that the text has elsewhere: its reader fills that in.
fn known_kind(site: &Site<'_>) -> Option<&'static str> {
    let value = site.found.span;
    let is_there = |mark: &str| {
        site.text.match_indices(mark).any(|(at, found)| {
            let rest = site.text.get(at + found.len()..).unwrap_or_default();
            let name = rest.trim_start_matches(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
            let has_name = name.len() < rest.len() && !rest.starts_with(|c: char| c.is_ascii_digit());
            has_name && name.starts_with(['}', ':']) && !Span::new(at, at + found.len()).overlaps(value)
        })
    };
    KINDS.iter().find(|(mark, _)| is_there(mark)).map(|(_, reference)| *reference)
}

/// The file of a reader that nothing tells: a library that the project names, or one of the program's own.
pub(super) fn unknown(site: &Site<'_>, names: &mut Names) -> Mended {
    if let Some(mended) = library::mend(site, names) {
        return mended;
    }
    let syntax = if is_yaml(&site.name()) { Syntax::Yaml } else { Syntax::Other };
    let of = |text, note| Reference { text, without_default: Some(""), doubles_dollars: false, syntax, note };
    if let Some(text) = known_kind(site) {
        return config::mend(site, names, &of(text, EXPORT));
    }
    let fix = config::mend(site, names, &of("${NAME}", ""))?;
    let file = site.path;
    Ok(fix.noting(format!(
        "see that the program which reads {file} fills in ${{...}}: nothing in {file} shows that it does, and a program that does not takes the reference itself for the password"
    )))
}

#[cfg(test)]
mod tests;
