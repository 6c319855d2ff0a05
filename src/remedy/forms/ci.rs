//! Configuration of CI systems, which have their own stores for secrets.

use crate::remedy::keys;
use crate::remedy::names::Names;
use crate::remedy::site::Site;

use super::config::{self, Reference, Syntax};
use super::run_step;
use super::{Home, Mended, Row, ends};

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
        is: |path, name, _| path.contains(".circleci/") || name == "bitbucket-pipelines.yml",
        mend: elsewhere,
        home: Home::Project,
        has_other_way: true,
    },
];

const GITHUB: &str = "the repository has to know it: gh secret set NAME, which asks for the value";

const fn reference(text: &'static str, note: &'static str) -> Reference {
    Reference { text, without_default: None, doubles_dollars: false, syntax: Syntax::Yaml, note }
}

fn github(site: &Site<'_>, names: &mut Names) -> Mended {
    if let Some(step) = run_step::of(site) {
        return run_step::mend(site, names, step, GITHUB);
    }
    config::mend(site, names, &reference("${{ secrets.NAME }}", GITHUB))
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

fn elsewhere(_: &Site<'_>, _: &mut Names) -> Mended {
    Err("this system fills in no secrets where variables are set: take the line out, and set the variable in the project's settings".to_owned())
}
