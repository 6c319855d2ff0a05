//! CloudFormation and SAM: a parameter that is not shown (`NoEcho`), which whoever deploys the stack gives.

use crate::remedy::edit::Edit;
use crate::remedy::keys;
use crate::remedy::names::{Names, Wish};
use crate::remedy::naming;
use crate::remedy::site::Site;
use crate::text::Span;

use super::{Fix, Home, Mended, Row, ends, yaml_scalar};

pub(super) const ROWS: &[Row] = &[Row { is: is_template, mend, home: Home::Beside, has_other_way: true }];

const WAY: &str = "CloudFormation fills in no variables of the environment: take it from a parameter with NoEcho (Ref), or from {{resolve:ssm-secure:<name>}} or {{resolve:secretsmanager:<name>}}";

fn is_template(_: &str, name: &str, text: &str) -> bool {
    let is_kind = ends(name, &[".yaml", ".yml", ".json", ".template"]);
    let is_named = || text.contains("AWSTemplateFormatVersion") || text.contains("AWS::Serverless-");
    let has_resource = || {
        let is_type =
            |line: &str| line.trim_start().trim_start_matches('"').starts_with("Type") && line.contains("AWS::");
        text.contains("Resources") && text.lines().any(is_type)
    };
    is_kind && (is_named() || has_resource())
}

fn mend(site: &Site<'_>, names: &mut Names) -> Mended {
    if site.text.trim_start().starts_with('{') || site.found.goes_on {
        return Err(WAY.to_owned());
    }
    let keys = keys::of_yaml(site.text, site.found.span.start);
    let pair = yaml_scalar::pair_of(site).map_err(|_| WAY)?;
    let span = yaml_scalar::value_of_line(site).ok_or(WAY)?;
    if pair.value.contains("${") || keys.iter().any(|key| key == "UserData" || key.starts_with("Fn::")) {
        return Err(WAY.to_owned());
    }
    match keys.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["Parameters", parameter, "Default"] => default(site, names, parameter, &pair.value),
        ["Parameters" | "Mappings" | "Metadata" | "Outputs" | "Conditions" | "Rules", ..] => Err(WAY.to_owned()),
        _ => {
            let (wished, is_generic) = if site.value() == Some(pair.value.as_str()) {
                naming::of_key(site)
            } else {
                (naming::of_string(&pair.key, &site.found.scheme, &pair.value), false)
            };
            let wish = Wish { home: site.home, name: &wished, value: &pair.value, is_generic };
            let name = names.take(site, &wish)?;
            let parameter = camel(&name);
            let mut edits = vec![Edit::new(span, format!("!Ref {parameter}"))];
            edits.extend(declared(site, &parameter)?);
            Ok(Fix::of(edits).noting(note(&parameter, &name)))
        }
    }
}

fn note(parameter: &str, name: &str) -> String {
    format!(
        "CloudFormation gets it when the stack is deployed: set -a; . ./.env; set +a; aws cloudformation deploy --parameter-overrides {parameter}=\"${name}\" (sam deploy takes the same)"
    )
}

/// Takes the default of a parameter out, which then is not shown either.
fn default(site: &Site<'_>, names: &mut Names, parameter: &str, value: &str) -> Mended {
    let wished = naming::variable(parameter);
    let name = names.take(site, &Wish { home: site.home, name: &wished, value, is_generic: false })?;
    let line = site.line();
    let text = site.span_text(line);
    let indent = text.get(..text.len() - text.trim_start().len()).unwrap_or_default();
    let is_of_it = |line: &&str| line.trim().is_empty() || line.starts_with(indent);
    let above = site.text.get(..line.start).unwrap_or_default().lines().rev().take_while(is_of_it);
    let below = site.text.get(line.end..).unwrap_or_default().lines().skip(1).take_while(is_of_it);
    let has = above.chain(below).any(|line| line.trim_start().starts_with("NoEcho:"));
    let instead = if has { format!("{indent}# from .env: {name}") } else { format!("{indent}NoEcho: true") };
    Ok(Fix::of(vec![Edit::new(line, instead)]).noting(note(parameter, &name)))
}

/// The edits that declare `parameter`.
///
/// # Errors
/// If the template has something else of that name.
fn declared(site: &Site<'_>, parameter: &str) -> Result<Vec<Edit>, String> {
    let is_it = |line: &&str| line.trim_end() == format!("{}:", parameter) || line.trim() == format!("{parameter}:");
    if site.text.lines().any(|line| is_it(&line)) {
        return Err(format!("the template has a {parameter} already, which may be another value: {WAY}"));
    }
    let end = site.line_end();
    let block = |indent: &str| {
        format!("{indent}{parameter}:{end}{indent}{indent}Type: String{end}{indent}{indent}NoEcho: true{end}")
    };
    let start_of = |key: &str| {
        let mut at = 0;
        site.text.split_inclusive('\n').find_map(|line| {
            let start = at;
            at += line.len();
            (line.trim_end() == key).then_some((start, at))
        })
    };
    if let Some((_, behind)) = start_of("Parameters:") {
        let next = site.text.get(behind..).unwrap_or_default().lines().find(|line| !line.trim().is_empty());
        let indent = next.map_or("  ", |line| line.get(..line.len() - line.trim_start().len()).unwrap_or_default());
        return Ok(vec![Edit::insert(behind, block(if indent.is_empty() { "  " } else { indent }))]);
    }
    let (start, _) = start_of("Resources:").ok_or(WAY)?;
    // A second parameter adds its own lines alone, and no second section.
    let key = Span::new(start, start + "Resources:".len());
    Ok(vec![
        Edit::insert(start, format!("Parameters:{end}")),
        Edit::insert(start, block("  ")),
        Edit::new(key, format!("{end}Resources:")),
    ])
}

/// `DB_PASSWORD` as `DbPassword`: a parameter has no underscores.
fn camel(name: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        let first = chars.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(chars.map(|c| c.to_ascii_lowercase())).collect::<String>()
    };
    name.split('_').map(word).collect()
}
