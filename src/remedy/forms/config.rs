//! Configuration files whose readers expand references: only the value is replaced.

use crate::extract::Form;
use crate::remedy::keys;
use crate::remedy::names::{Names, Wish};
use crate::remedy::naming;
use crate::remedy::site::Site;

use super::{Fix, Home, Mended, Row, compose_secrets, default_value, ends, value, yaml};

/// The syntax of a reference.
pub(super) struct Reference {
    /// The reference, with `NAME` for the name.
    pub(super) text: &'static str,
    /// The text after the name of a variable that had a default; `None` if the syntax has no defaults.
    pub(super) without_default: Option<&'static str>,
    /// True if the file writes `$$` for a `$`.
    pub(super) doubles_dollars: bool,
    /// The syntax of the file that the reference has to fit into.
    pub(super) syntax: Syntax,
    /// A note for the user, with `NAME` for the name.
    pub(super) note: &'static str,
}

/// The syntax of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Syntax {
    Yaml,
    /// Any other: only the value is replaced.
    Other,
}

const fn reference(text: &'static str, syntax: Syntax, note: &'static str) -> Reference {
    Reference { text, without_default: Some(""), doubles_dollars: false, syntax, note }
}

const LOOK: &str = "this kind of file has no variables of its own: see that the program which reads it fills in ${...}";
const EXPORT: &str = "the program takes it from its environment: set -a; . ./.env; set +a";
const SPRING: &str = "Spring reads .env where spring.config.import=optional:file:.env[.properties] says so, or takes the variable from its environment";

/// Compose, which reads `.env` itself. With `:?`, it stops if the variable is not set.
fn compose(site: &Site<'_>, names: &mut Names) -> Mended {
    if refers_to_variable(site.written()) {
        return Err("its value has a $ that Compose takes for the beginning of a variable: double it ($$) if it is part of the password, and run dsnitch fix again".to_owned());
    }
    if names.compose_secrets
        && let Some(mended) = compose_secrets::mend(site, names)
    {
        return mended;
    }
    let form = Reference {
        text: "${NAME:?set it in .env}",
        without_default: Some(":?set it in .env"),
        doubles_dollars: true,
        syntax: Syntax::Yaml,
        note: "",
    };
    mend(site, names, &form)
}

/// True if Compose would expand something: `$x` or `${x}`, not `$$`.
fn refers_to_variable(written: &str) -> bool {
    let rest = written.replace("$$", "");
    rest.match_indices('$').any(|(at, _)| {
        rest.get(at + 1..)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '{')))
    })
}

fn spring_yaml(site: &Site<'_>, names: &mut Names) -> Mended {
    mend(site, names, &reference("${NAME}", Syntax::Yaml, SPRING))
}

fn spring_properties(site: &Site<'_>, names: &mut Names) -> Mended {
    mend(site, names, &reference("${NAME}", Syntax::Other, SPRING))
}

fn rails(site: &Site<'_>, names: &mut Names) -> Mended {
    let form = Reference { without_default: None, ..reference("<%= ENV.fetch(\"NAME\") %>", Syntax::Yaml, EXPORT) };
    mend(site, names, &form)
}

fn symfony(site: &Site<'_>, names: &mut Names) -> Mended {
    let form = Reference { without_default: None, ..reference("%env(NAME)%", Syntax::Yaml, "") };
    mend(site, names, &form)
}

fn dbt(site: &Site<'_>, names: &mut Names) -> Mended {
    let form = Reference { without_default: None, ..reference("{{ env_var('NAME') }}", Syntax::Yaml, EXPORT) };
    mend(site, names, &form)
}

fn ansible(site: &Site<'_>, names: &mut Names) -> Mended {
    let note = "ansible-vault keeps it in the repository, encrypted: ansible-vault encrypt_string; from the environment, as here, it has to be set where ansible-playbook runs";
    let form = Reference {
        without_default: None,
        ..reference("{{ lookup('ansible.builtin.env', 'NAME', default=undef()) }}", Syntax::Yaml, note)
    };
    mend(site, names, &form)
}

fn serverless(site: &Site<'_>, names: &mut Names) -> Mended {
    let form = Reference { without_default: None, ..reference("${env:NAME}", Syntax::Yaml, EXPORT) };
    mend(site, names, &form)
}

fn supabase(site: &Site<'_>, names: &mut Names) -> Mended {
    let form = Reference { without_default: None, ..reference("env(NAME)", Syntax::Other, "") };
    mend(site, names, &form)
}

fn supervisor(site: &Site<'_>, names: &mut Names) -> Mended {
    let form = Reference { without_default: None, ..reference("%(ENV_NAME)s", Syntax::Other, EXPORT) };
    mend(site, names, &form)
}

fn tox(site: &Site<'_>, names: &mut Names) -> Mended {
    let form = Reference {
        without_default: None,
        ..reference("{env:NAME}", Syntax::Other, "tox hands it on where pass_env names it")
    };
    mend(site, names, &form)
}

fn maven(site: &Site<'_>, names: &mut Names) -> Mended {
    mend(site, names, &Reference { without_default: None, ..reference("${env.NAME}", Syntax::Other, EXPORT) })
}

fn filled_in(site: &Site<'_>, names: &mut Names) -> Mended {
    mend(site, names, &reference("${NAME}", Syntax::Other, EXPORT))
}

fn yaml_at_large(site: &Site<'_>, names: &mut Names) -> Mended {
    mend(site, names, &reference("${NAME}", Syntax::Yaml, LOOK))
}

fn at_large(site: &Site<'_>, names: &mut Names) -> Mended {
    mend(site, names, &reference("${NAME}", Syntax::Other, LOOK))
}

fn is_yaml(name: &str) -> bool {
    ends(name, &[".yml", ".yaml"])
}

fn is_compose(name: &str, text: &str) -> bool {
    let named = name.starts_with("docker-compose") || name.starts_with("compose.") || name.starts_with("compose-");
    let has_services = text.lines().any(|line| line.starts_with("services:"))
        && text.lines().any(|line| line.trim_start().starts_with("image:"));
    is_yaml(name) && (named || has_services)
}

fn is_spring(name: &str) -> bool {
    let stem = name.split(['.', '-']).next().unwrap_or_default();
    matches!(stem, "application" | "bootstrap")
}

const fn row(is: fn(&str, &str, &str) -> bool, mend: fn(&Site<'_>, &mut Names) -> Mended, home: Home) -> Row {
    Row { is, mend, home, has_other_way: false }
}

/// The rows.
pub(super) const ROWS: &[Row] = &[
    row(|_, name, text| is_compose(name, text), compose, Home::Beside),
    row(|_, name, _| is_yaml(name) && is_spring(name), spring_yaml, Home::Project),
    row(|_, name, _| ends(name, &[".properties"]) && is_spring(name), spring_properties, Home::Project),
    row(|_, name, _| ends(name, &[".properties"]) && name.contains("microprofile"), filled_in, Home::Project),
    row(
        |_, name, _| name.starts_with("flyway") && ends(name, &[".conf", ".toml", ".properties"]),
        filled_in,
        Home::Project,
    ),
    row(|path, name, _| is_rails(path, name), rails, Home::Project),
    row(
        |path, name, _| is_yaml(name) && (path.contains("config/packages/") || name.starts_with("doctrine")),
        symfony,
        Home::Project,
    ),
    row(|_, name, _| name == "profiles.yml", dbt, Home::Project),
    row(|path, name, text| is_yaml(name) && is_ansible(path, text), ansible, Home::Project),
    row(|_, name, _| name.starts_with("serverless.") && is_yaml(name), serverless, Home::Beside),
    row(|path, _, _| path.ends_with("supabase/config.toml"), supabase, Home::Project),
    row(|_, name, _| name.starts_with("supervisor") && ends(name, &[".conf", ".ini"]), supervisor, Home::Project),
    row(|_, name, _| name == "tox.ini", tox, Home::Project),
    row(|_, name, _| matches!(name, "pom.xml" | "settings.xml"), maven, Home::Project),
    row(|_, name, _| ends(name, &[".xml"]), at_large, Home::Project),
    row(|_, name, _| is_yaml(name), yaml_at_large, Home::Project),
    row(
        |_, name, _| ends(name, &[".properties", ".toml", ".ini", ".cfg", ".conf", ".hocon", ".json5"]),
        at_large,
        Home::Project,
    ),
];

fn is_rails(path: &str, name: &str) -> bool {
    let is_erb = name.ends_with(".erb") && is_yaml(name.trim_end_matches(".erb"));
    is_erb
        || is_yaml(name)
            && path.contains("config/")
            && matches!(
                name,
                "database.yml" | "secrets.yml" | "cable.yml" | "storage.yml" | "mongoid.yml" | "application.yml"
            )
}

fn is_ansible(path: &str, text: &str) -> bool {
    let of_path = ["playbook", "roles/", "group_vars", "host_vars", "ansible"].iter().any(|part| path.contains(part));
    of_path || text.lines().any(|line| line.starts_with("- hosts:"))
}

/// Replaces the value by a reference and passes the value to `names`.
pub(super) fn mend(site: &Site<'_>, names: &mut Names, form: &Reference) -> Mended {
    if let Some(instead) = form.without_default
        && let Some(fix) = default_value::remove_default(site, names, instead)?
    {
        return Ok(fix);
    }
    let value = value::of(site, form.doubles_dollars)?;
    let (wished, is_generic) = wish(site);
    let name = names.take(site, &Wish { home: site.home, name: &wished, value: &value, is_generic })?;
    let reference = form.text.replace("NAME", &name);
    let edits = match form.syntax {
        Syntax::Yaml => yaml::write(site, &reference)?,
        Syntax::Other => vec![crate::remedy::edit::Edit::new(site.found.span, reference)],
    };
    let fix = Fix::of(edits);
    Ok(if form.note.is_empty() { fix } else { fix.noting(form.note.replace("NAME", &name)) })
}

/// The wished name: for a Spring setting, that of its whole path, which is the variable that Spring itself looks up.
fn wish(site: &Site<'_>) -> (String, bool) {
    let (name, is_generic) = naming::of_key(site);
    let file = site.name();
    if !is_spring(&file) || !matches!(site.found.form, Form::Quoted | Form::Bare | Form::Prose) {
        return (name, is_generic);
    }
    let path = if is_yaml(&file) {
        keys::of_yaml(site.text, site.found.span.start).join(".")
    } else {
        site.before().split(['=', ':']).next().unwrap_or_default().trim().to_owned()
    };
    let of_path = naming::variable(&path);
    if of_path.is_empty() { (name, is_generic) } else { (of_path, false) }
}
