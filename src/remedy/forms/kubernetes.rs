//! Kubernetes: a container refers to a key of a Secret, and the Secret itself is made from `.env`, not from a manifest.

use crate::remedy::edit::Edit;
use crate::remedy::names::{self, Names, Wish};
use crate::remedy::site::Site;
use crate::text::Span;

use super::{Fix, Home, Mended, Row, ends, yaml};

pub(super) const ROWS: &[Row] = &[Row { is: |_, name, text| is_manifest(name, text), mend, home: Home::Beside }];

fn is_manifest(name: &str, text: &str) -> bool {
    let has = |key: &str| text.lines().any(|line| line.starts_with(key));
    ends(name, &[".yml", ".yaml"]) && has("apiVersion:") && has("kind:")
}

/// The document around `at`.
fn document<'t>(site: &Site<'t>) -> (&'t str, usize) {
    let at = site.found.span.start;
    let before = site.text.get(..at).unwrap_or_default();
    let start = before.rfind("\n---").map_or(0, |mark| mark + 1);
    let rest = site.text.get(at..).unwrap_or_default();
    let end = at + rest.find("\n---").unwrap_or(rest.len());
    (site.text.get(start..end).unwrap_or_default(), start)
}

fn value_of<'t>(document: &'t str, key: &str) -> &'t str {
    let line = document.lines().find_map(|line| line.trim_start().strip_prefix(key));
    line.unwrap_or_default().trim().trim_matches(['"', '\''])
}

fn mend(site: &Site<'_>, names: &mut Names) -> Mended {
    let (document, start) = document(site);
    if site.found.goes_on {
        return Err("its value has several lines".to_owned());
    }
    let kind = value_of(document, "kind:");
    let object = value_of(document, "name:");
    let keys = yaml::keys_above(site.text, site.found.span.start);
    match kind {
        "Secret" if matches!(keys.first().map(String::as_str), Some("data" | "stringData")) && keys.len() == 2 => {
            secret(site, names, object, &keys)
        }
        "Secret" => {
            Err("it stands in no value of data or stringData of its own: take it out, and make the Secret from .env"
                .to_owned())
        }
        "ConfigMap" => Err("a ConfigMap holds no secrets: move the key to a Secret, and refer to that".to_owned()),
        _ => container(site, names, document, start),
    }
}

/// The line of a key of a Secret goes.
fn secret(site: &Site<'_>, names: &mut Names, object: &str, keys: &[String]) -> Mended {
    let key = keys.last().map_or("", String::as_str);
    let value = value(site)?;
    let wished = if key.to_ascii_lowercase().contains("pass") && key.len() <= 8 {
        format!("{}_PASSWORD", names::variable(object))
    } else {
        names::variable(key)
    };
    let name = names.take(site, &Wish { home: site.home, name: &wished, value: &value, is_generic: false })?;
    let line = site.line();
    let text = site.span_text(line);
    let indent = text.get(..text.len() - text.trim_start().len()).unwrap_or_default();
    let object = if object.is_empty() { "NAME" } else { object };
    // The key beside the variable would look like an assignment again.
    let comment = format!("{indent}# from .env: {name}");
    let map = map_of(site, line);
    let mut edits = vec![Edit::new(line, comment)];
    // Where only comments are left, the map is an empty one.
    edits.extend(map);
    let note = format!(
        "the Secret is made from .env: set -a; . ./.env; set +a; kubectl create secret generic {object} --from-literal={key}=\"${name}\" --dry-run=client -o yaml | kubectl apply -f -"
    );
    Ok(Fix::of(edits).noting(note))
}

/// The edit that makes `data:` an empty map, where the line at `line` has its only key.
fn map_of(site: &Site<'_>, line: Span) -> Option<Edit> {
    let indent = |text: &str| text.len() - text.trim_start().len();
    let own = indent(site.span_text(line));
    let above = site.text.get(..line.start)?;
    let below = site.text.get(line.end..).unwrap_or_default();
    let counts = |text: &&str| !text.trim().is_empty() && !text.trim_start().starts_with('#');
    let parent = above.lines().rev().filter(counts).find(|text| indent(text) < own)?;
    let is_first = above.lines().rev().find(counts).is_some_and(|text| std::ptr::eq(text, parent));
    let is_last = below.lines().skip(1).find(counts).is_none_or(|text| indent(text) < own || text.starts_with("---"));
    if !(is_first && is_last) {
        return None;
    }
    let end = parent.as_ptr() as usize - site.text.as_ptr() as usize + parent.trim_end().len();
    parent.trim_end().ends_with(':').then(|| Edit::insert(end, " {}"))
}

/// `value: literal` of a container's variable becomes `valueFrom`.
fn container(site: &Site<'_>, names: &mut Names, document: &str, _: usize) -> Mended {
    let line = site.line();
    let text = site.span_text(line);
    let body = text.trim_start().trim_start_matches("- ").trim_start();
    if !body.starts_with("value:") {
        return Err(
            "only a variable of a container can take its value from a Secret: name the Secret where this is read"
                .to_owned(),
        );
    }
    let inner = body.get("value:".len()..).unwrap_or_default().trim();
    let plain = inner.trim_matches(['"', '\'']);
    let is_whole = plain == site.written();
    if !is_whole && plain.contains(['\\', '$']) {
        return Err("its value is written with escapes or variables".to_owned());
    }
    if text.trim_start().starts_with('-') {
        return Err("its name stands behind the value: put it first".to_owned());
    }
    let above = site.text.get(..line.start).unwrap_or_default();
    let variable = above.lines().next_back().map(|line| line.trim_start().trim_start_matches("- ").trim());
    let variable =
        variable.and_then(|line| line.strip_prefix("name:")).map(|name| name.trim().trim_matches(['"', '\'']));
    let Some(variable) = variable else {
        return Err("the name of its variable does not stand above it".to_owned());
    };
    let value = if is_whole { value(site)? } else { plain.to_owned() };
    let name = names.take(site, &Wish { home: site.home, name: variable, value: &value, is_generic: false })?;
    let object = value_of(document, "name:");
    let object = format!("{}-secrets", if object.is_empty() { "app" } else { object });
    let indent = text.get(..text.len() - text.trim_start().len()).unwrap_or_default();
    let end = site.line_end();
    let reference = format!(
        "{indent}valueFrom:{end}{indent}  secretKeyRef:{end}{indent}    name: {object}{end}{indent}    key: {name}"
    );
    let note = format!(
        "the Secret is made from .env: set -a; . ./.env; set +a; kubectl create secret generic {object} --from-literal={name}=\"${name}\""
    );
    Ok(Fix::of(vec![Edit::new(line, reference)]).noting(note))
}

/// What the value stands for.
fn value(site: &Site<'_>) -> Result<String, String> {
    site.value().map(str::to_owned).ok_or_else(|| "its value is no UTF-8".to_owned())
}
