//! Configuration of CI systems, which have their own stores for secrets.

use crate::remedy::edit::Edit;
use crate::remedy::keys;
use crate::remedy::names::{Names, Wish};
use crate::remedy::naming;
use crate::remedy::site::Site;
use crate::text::Span;

use super::config::{self, Reference, Syntax};
use super::run_step;
use super::yaml_scalar;
use super::{Fix, Home, Mended, Row, ends};

pub(super) const ROWS: &[Row] = &[
    Row {
        is: |path, name, _| path.contains(".github/workflows/") && ends(name, &[".yml", ".yaml"]),
        mend: github,
        home: Home::Project,
        has_other_way: true,
    },
    Row {
        is: |path, name, _| {
            path.contains(".forgejo/workflows/") || path.contains(".gitea/workflows/") && ends(name, &[".yml", ".yaml"])
        },
        mend: github,
        home: Home::Project,
        has_other_way: true,
    },
    Row {
        is: |_, name, _| name == ".gitlab-ci.yml" || name.ends_with(".gitlab-ci.yml"),
        mend: gitlab,
        home: Home::Project,
        has_other_way: true,
    },
    Row { is: |_, name, _| name.starts_with("azure-pipelines"), mend: azure, home: Home::Project, has_other_way: true },
    Row {
        is: |path, name, _| path.contains(".circleci/") && ends(name, &[".yml", ".yaml"]),
        mend: circle,
        home: Home::Project,
        has_other_way: true,
    },
    Row {
        is: |path, name, _| {
            matches!(name, ".drone.yml" | ".woodpecker.yml" | ".woodpecker.yaml") || path.contains(".woodpecker/")
        },
        mend: drone,
        home: Home::Project,
        has_other_way: true,
    },
    Row {
        is: |_, name, _| matches!(name, "bitbucket-pipelines.yml" | ".travis.yml"),
        mend: bitbucket,
        home: Home::Project,
        has_other_way: true,
    },
    Row {
        is: |_, name, _| matches!(name, "appveyor.yml" | ".appveyor.yml"),
        mend: appveyor,
        home: Home::Project,
        has_other_way: true,
    },
];

const GITHUB: &str = "the repository has to know it: gh secret set NAME, which asks for the value";

const fn reference(text: &'static str, note: &'static str) -> Reference {
    Reference { text, without_default: None, doubles_dollars: false, syntax: Syntax::Yaml, note }
}

fn github(site: &Site<'_>, names: &mut Names) -> Mended {
    if let Some(step) = run_step::of(site, &["run:"]) {
        return run_step::mend(site, names, step, GITHUB);
    }
    has_secrets(site)?;
    config::mend(site, names, &reference("${{ secrets.NAME }}", GITHUB))
}

/// Refuses the places at which a workflow has no `secrets`, so that GitHub would refuse all of it.
fn has_secrets(site: &Site<'_>) -> Result<(), String> {
    const CALLED: &str = "the inputs of a called workflow take no secrets: hand it over under secrets: of the call (<name>: ${{ secrets.<name> }}), and declare it there under on.workflow_call.secrets";
    const NOWHERE: &str =
        "GitHub fills no secrets in here: move it to the env of the job or of a step, as ${{ secrets.<name> }}";
    let keys = keys::of_yaml(site.text, site.found.span.start);
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    match keys.as_slice() {
        // In a flow mapping, the keys within are not known.
        ["jobs", _, "container" | "services"] | ["jobs", _, "services", _] if site.before().contains('{') => Ok(()),
        ["jobs", _, "with", ..] => Err(CALLED.to_owned()),
        ["jobs", _, "env" | "steps" | "secrets" | "outputs", ..]
        | ["jobs", _, "container", "env" | "credentials", ..]
        | ["jobs", _, "services", _, "env" | "credentials", ..] => Ok(()),
        ["jobs", _, _, ..] | ["on" | "defaults" | "concurrency" | "name" | "run-name", ..] => Err(NOWHERE.to_owned()),
        _ => Ok(()),
    }
}

/// CircleCI: a script reads the variables of the project's settings.
fn circle(site: &Site<'_>, names: &mut Names) -> Mended {
    const NOTE: &str = "CircleCI has to know it: Project Settings > Environment Variables, NAME";
    match run_step::of(site, &["run:", "command:"]) {
        Some(step) => run_step::mend_script(site, names, &step, NOTE),
        None => elsewhere(site, names),
    }
}

/// Drone and Woodpecker: a variable or a setting of a step takes its value from a secret.
fn drone(site: &Site<'_>, names: &mut Names) -> Mended {
    const WAY: &str = "this system fills in secrets in the environment and the settings of a step alone: say <name>: {from_secret: <name>} there, and have the commands read the variable";
    let keys = keys::of_yaml(site.text, site.found.span.start);
    let pair = yaml_scalar::pair_of(site).map_err(|_| WAY)?;
    let span = yaml_scalar::value_of_line(site).ok_or(WAY)?;
    let text = site.span_text(site.line());
    let is_taken = matches!(keys.as_slice(), [.., parent, _] if parent == "environment" || parent == "settings");
    if !is_taken || text.trim_start().starts_with('-') || pair.value.contains('$') {
        return Err(WAY.to_owned());
    }
    let wished = naming::variable(&pair.key);
    let name = names.take(site, &Wish { home: site.home, name: &wished, value: &pair.value, is_generic: false })?;
    let indent = text.get(..text.len() - text.trim_start().len()).unwrap_or_default();
    let head = site.span_text(Span::new(site.line().start, span.start)).trim_end().len();
    let whole = Span::new(site.line().start + head, span.end);
    let reference = format!("{}{indent}  from_secret: {name}", site.line_end());
    Ok(Fix::of(vec![Edit::new(whole, reference)])
        .noting(format!("the repository's secrets have to have {name}, with the value that .env has")))
}

/// True for a variable of the system that would refer to itself; it is left as written.
fn is_variable(site: &Site<'_>) -> bool {
    keys::of_yaml(site.text, site.found.span.start).iter().any(|key| key == "variables")
}

fn gitlab(site: &Site<'_>, names: &mut Names) -> Mended {
    let is_own_key = site.before().trim().trim_end_matches(['"', '\'', ' ']).ends_with(':');
    if is_own_key && site.written() == site.value().unwrap_or_default() && is_variable(site) {
        return Err(
            "a variable of GitLab: take the line out, and set it under Settings > CI/CD > Variables, masked".to_owned()
        );
    }
    let note = "GitLab has to know it: Settings > CI/CD > Variables, masked";
    if let Some(mended) = in_script(site, names, note) {
        return mended;
    }
    config::mend(site, names, &Reference { doubles_dollars: true, ..reference("${NAME}", note) })
}

fn azure(site: &Site<'_>, names: &mut Names) -> Mended {
    if is_variable(site) {
        return Err("a variable of Azure Pipelines, which would refer to itself: take it out, and make it a secret one (az pipelines variable create --name <name> --secret true), which each step that needs it takes in by env: <name>: $(<name>)".to_owned());
    }
    config::mend(
        site,
        names,
        &reference(
            "$(NAME)",
            "Azure Pipelines has to know it: az pipelines variable create --name NAME --secret true, which asks for the value",
        ),
    )
}

/// The keys whose lists of commands a shell runs, in GitLab, Bitbucket and Travis.
const SCRIPTS: [&str; 11] = [
    "script",
    "before_script",
    "after_script",
    "after-script",
    "install",
    "before_install",
    "after_success",
    "after_failure",
    "before_deploy",
    "after_deploy",
    "before_cache",
];

/// A command in a list of commands, which reads the variables of the project's settings; `None` for any other place.
fn in_script(site: &Site<'_>, names: &mut Names, note: &'static str) -> Option<Mended> {
    let step = run_step::of_list(site, &SCRIPTS)?;
    Some(match step.quoted(site) {
        Some((_, script)) if run_step::quotes(script) == Some('\'') => Err(run_step::IN_QUOTES.to_owned()),
        Some(_) => config::mend(site, names, &reference("${NAME}", note)),
        None => run_step::mend_script(site, names, &step, note),
    })
}

fn bitbucket(site: &Site<'_>, names: &mut Names) -> Mended {
    const NOTE: &str = "the project's settings have to have it, as a secured variable";
    in_script(site, names, NOTE).unwrap_or_else(|| elsewhere(site, names))
}

fn appveyor(site: &Site<'_>, names: &mut Names) -> Mended {
    const WAY: &str = "cmd or PowerShell runs it: set the variable in the project's settings, and have the command read %<name>% or $env:<name>";
    let keys = keys::of_yaml(site.text, site.line().start);
    if keys.iter().any(|key| key == "install" || key.ends_with("_script") || key.starts_with("before_")) {
        return Err(WAY.to_owned());
    }
    elsewhere(site, names)
}

fn elsewhere(_: &Site<'_>, _: &mut Names) -> Mended {
    Err("this system fills in no secrets where variables are set: take the line out, and set the variable in the project's settings".to_owned())
}
