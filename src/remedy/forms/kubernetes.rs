//! Kubernetes: a container refers to a key of a Secret, and the Secret is created from `.env` instead of a manifest.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::remedy::edit::{Edit, taken_out};
use crate::remedy::keys;
use crate::remedy::names::{Names, Wish};
use crate::remedy::naming;
use crate::remedy::secrets::Key;
use crate::remedy::site::Site;
use crate::text::Span;

use super::kubernetes_object::{self, Object};
use super::yaml_flow::{self, Flow, FlowPair};
use super::{Fix, Home, Mended, Row, ends, yaml_scalar};

pub(super) const ROWS: &[Row] = &[
    Row { is: |_, name, text| is_manifest(name, text), mend, home: Home::Beside, has_other_way: false },
    Row { is: |_, name, text| is_json(name, text), mend, home: Home::Beside, has_other_way: false },
];

const TEMPLATE: &str =
    "a template of Helm: name an existing Secret here, or take the value from .Values and give it with --set-file";
const PARAMETER: &str =
    "a parameter of a Template, which refers to nothing: leave its value out, and give it with oc process --param-file";

const ELSEWHERE: &str =
    "only a variable of a container can take its value from a Secret: name the Secret where this is read";

const NOT_FOUND: &str = "its object in the List was not found: write the object in a file of its own";

const IN_BRACES: &str = "it stands in braces that could not be read";

fn is_manifest(name: &str, text: &str) -> bool {
    let has = |key: &str| text.lines().any(|line| line.starts_with(key));
    ends(name, &[".yml", ".yaml", ".tpl"])
        && text.contains("apiVersion")
        && (has("apiVersion:") && has("kind:") || text.split("\n---").any(is_in_braces))
}

/// True if `document` is an object that stands in braces as a whole.
fn is_in_braces(document: &str) -> bool {
    document.contains('{') && !kubernetes_object::around(document, 0).0.kind.is_empty()
}

fn is_json(name: &str, text: &str) -> bool {
    ends(name, &[".json"]) && text.contains("\"apiVersion\"") && text.contains("\"kind\"")
}

/// The YAML document that contains the value, and where it begins.
fn document<'t>(site: &Site<'t>) -> (&'t str, usize) {
    let at = site.found.span.start;
    let before = site.text.get(..at).unwrap_or_default();
    let start = before.rfind("\n---").map_or(0, |mark| mark + 1);
    let rest = site.text.get(at..).unwrap_or_default();
    let end = at + rest.find("\n---").unwrap_or(rest.len());
    (site.text.get(start..end).unwrap_or_default(), start)
}

fn mend(site: &Site<'_>, names: &mut Names) -> Mended {
    let (document, start) = document(site);
    if site.found.goes_on {
        return Err("its value has several lines".to_owned());
    }
    if document.contains("{{") {
        return Err(TEMPLATE.to_owned());
    }
    let flow = yaml_flow::around(document, start, site.found.span);
    if flow.is_none() && ends(&site.name(), &[".json"]) {
        return Err(IN_BRACES.to_owned());
    }
    let keys = match &flow {
        Some(flow) => flow.keys.iter().chain(flow.pairs.get(flow.own).map(|own| &own.key)).cloned().collect(),
        None => keys::of_yaml(site.text, site.found.span.start),
    };
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let (object, item) = kubernetes_object::around(document, site.found.span.start - start);
    // A List holds objects.
    let (object, keys) = match (keys.as_slice(), item) {
        (["items", keys @ ..], item) if object.kind.ends_with("List") => (item.ok_or(NOT_FOUND)?, keys),
        (keys, _) => (object, keys),
    };
    match (object.kind.as_str(), keys, flow) {
        ("Secret", [map @ ("data" | "stringData"), _], flow) => secret(site, names, &object, *map == "data", flow),
        ("Secret", ..) => {
            Err("it stands in no value of data or stringData of its own: take it out, and make the Secret from .env"
                .to_owned())
        }
        ("ConfigMap", ..) => {
            Err("a ConfigMap holds no secrets: move the key to a Secret, and refer to that".to_owned())
        }
        ("Template", ["parameters", ..], _) => Err(PARAMETER.to_owned()),
        (_, [.., "env", "value"], Some(flow)) => container(site, names, object, Variable::in_flow(&flow)?),
        (_, [.., "env", "value"], None) => container(site, names, object, Variable::in_block(site)?),
        (_, [.., last], None) if last.contains('{') => Err(IN_BRACES.to_owned()),
        _ => Err(ELSEWHERE.to_owned()),
    }
}

/// The pair on the line of the value. One that ends with a comma stands in braces, which could not be read.
fn block_pair(site: &Site<'_>) -> Result<yaml_scalar::Pair, String> {
    yaml_scalar::pair_of(site)
        .and_then(|pair| if pair.value.ends_with(',') { Err(IN_BRACES.to_owned()) } else { Ok(pair) })
}

/// The end of the value of [`block_pair`]: behind it stands a comment at most.
fn end_of_value(site: &Site<'_>) -> usize {
    yaml_scalar::value_of_line(site).map_or(site.line().end, |value| value.end)
}

/// Removes a key of a Secret: its line, or its pair in braces.
fn secret(site: &Site<'_>, names: &mut Names, object: &Object, is_encoded: bool, flow: Option<Flow>) -> Mended {
    let Some(flow) = flow else {
        let pair = block_pair(site)?;
        let name = key(site, names, object, (&pair.key, &pair.value), is_encoded)?;
        let line = site.line();
        let text = site.span_text(line);
        let indent = text.len() - text.trim_start().len();
        // The key next to the variable's name would look like an assignment again. A comment behind it stays one.
        let comment = Edit::new(Span::new(line.start + indent, end_of_value(site)), format!("# from .env: {name}"));
        // A map with nothing but comments becomes an empty map.
        let edits = [comment].into_iter().chain(map_of(site, line)).collect();
        return Ok(Fix::of(edits).saying(from_env(object, &name)));
    };
    // The other pairs that are fixed go with it: what separates them is taken out once.
    let spans: Vec<Span> = flow.pairs.iter().map(|pair| pair.span).collect();
    let is_fixed = |span: &Span| site.fixed.iter().any(|fixed| span.overlaps(*fixed));
    let mut out: Vec<usize> =
        (0..spans.len()).filter(|at| *at == flow.own || spans.get(*at).is_some_and(is_fixed)).collect();
    let take = |names: &mut Names, out: &[usize]| {
        let mut given: Vec<String> = Vec::new();
        out.iter().filter_map(|at| flow.pairs.get(*at)).try_for_each(|FlowPair { key: of, value, .. }| {
            let value = value.as_deref().ok_or("its value is no plain text")?;
            given.push(key(site, names, object, (of, value), is_encoded)?);
            Ok::<(), String>(())
        })?;
        Ok::<String, String>(given.join(", "))
    };
    let mark = names.mark();
    let given = match take(names, &out) {
        Err(_) if out.len() > 1 => {
            names.restore(mark);
            out = vec![flow.own];
            take(names, &out)?
        }
        given => given?,
    };
    let edits = taken_out(&spans, &out).into_iter().map(|span| Edit::new(span, "")).collect();
    Ok(Fix::of(edits).saying(from_env(object, &given)))
}

/// What is said of a key that is taken out of a Secret.
fn from_env(object: &Object, name: &str) -> String {
    let object = if object.name.is_empty() { "the Secret" } else { &object.name };
    format!("no line in the manifest, and kubectl create secret generic for {object}, from {name} in .env")
}

/// Gives the value of a key of a Secret a name, by which the Secret gets it; returns the name.
fn key(
    site: &Site<'_>,
    names: &mut Names,
    object: &Object,
    (key, written): (&str, &str),
    is_encoded: bool,
) -> Result<String, String> {
    let value = if is_encoded {
        let decoded = STANDARD.decode(written.trim()).map_err(|_| "its value is no base64")?;
        String::from_utf8(decoded).map_err(|_| "its value is no UTF-8")?
    } else {
        written.to_owned()
    };
    let wished = if key.to_ascii_lowercase().contains("pass") && key.len() <= 8 {
        format!("{}_PASSWORD", naming::variable(&object.name))
    } else {
        naming::variable(key)
    };
    let name = names.take(site, &Wish { home: site.home, name: &wished, value: &value, is_generic: false })?;
    names.secrets.push(Key {
        home: site.home.to_owned(),
        manifest: Some(site.path.to_owned()),
        object: if object.name.is_empty() { "NAME".to_owned() } else { object.name.clone() },
        namespace: object.namespace.clone(),
        of_type: object.secret_type.clone(),
        key: key.to_owned(),
        name: name.clone(),
    });
    Ok(name)
}

/// The edit that makes the map around `line` an empty one (`data: {}`) if the line has its only key.
pub(super) fn map_of(site: &Site<'_>, line: Span) -> Option<Edit> {
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

/// Replaces `value: literal` of a container's variable by `valueFrom`.
fn container(site: &Site<'_>, names: &mut Names, object: Object, variable: Variable) -> Mended {
    let Variable { name: variable, value, pair } = variable;
    if value.contains("$(") {
        return Err("its value refers to other variables: move the password alone to a variable of its own".to_owned());
    }
    let name = names.take(site, &Wish { home: site.home, name: &variable, value: &value, is_generic: false })?;
    let secret = format!("{}-secrets", if object.name.is_empty() { "app" } else { &object.name });
    let reference = match pair {
        Place::Flow(span) if site.span_text(span).starts_with('"') => Edit::new(
            span,
            format!("\"valueFrom\": {{\"secretKeyRef\": {{\"name\": \"{secret}\", \"key\": \"{name}\"}}}}"),
        ),
        Place::Flow(span) => Edit::new(span, format!("valueFrom: {{secretKeyRef: {{name: {secret}, key: {name}}}}}")),
        Place::Block(span) => {
            let line = site.line();
            let indent = " ".repeat(span.start - line.start);
            let end = site.line_end();
            let text = format!(
                "valueFrom:{end}{indent}  secretKeyRef:{end}{indent}    name: {secret}{end}{indent}    key: {name}"
            );
            Edit::new(span, text)
        }
    };
    let said = format!("valueFrom: {{secretKeyRef: {{name: {secret}, key: {name}}}}}, a Secret that is made from .env");
    names.secrets.push(Key {
        home: site.home.to_owned(),
        manifest: None,
        object: secret,
        namespace: object.namespace,
        of_type: String::new(),
        key: name.clone(),
        name,
    });
    Ok(Fix::of(vec![reference]).saying(said))
}

/// A variable of a container.
struct Variable {
    name: String,
    value: String,
    /// The pair of the key `value`.
    pair: Place,
}

/// Where a pair stands, and how it is written.
enum Place {
    /// On lines of its own, from its key to the end of its value.
    Block(Span),
    /// In braces, likewise.
    Flow(Span),
}

const NAMELESS: &str = "the name of its variable does not stand beside it";

impl Variable {
    /// `{name: X, value: V}`.
    fn in_flow(flow: &Flow) -> Result<Variable, String> {
        let text = |key: &str| flow.pair(key).and_then(|pair| pair.value.clone());
        let (Some(name), Some(value), Some(pair)) = (text("name"), text("value"), flow.pair("value")) else {
            return Err(NAMELESS.to_owned());
        };
        Ok(Variable { name, value, pair: Place::Flow(pair.span) })
    }

    /// `- name: X` with `value: V` below it, or the other way around.
    fn in_block(site: &Site<'_>) -> Result<Variable, String> {
        let line = site.line();
        let text = site.span_text(line);
        let pair = block_pair(site)?;
        let depth = depth_of(text);
        let above = site.text.get(..line.start).unwrap_or_default().lines().rev();
        let below = site.text.get(line.end..).unwrap_or_default().lines().skip(1);
        // The item begins on the first line above that has a dash at its depth, and ends before the next.
        let begins = |line: &str| depth_of(line) == depth && line.trim_start().starts_with('-');
        let is_of_item = |line: &&str| depth_of(line) >= depth || line.trim().is_empty();
        let mut lines: Vec<&str> = Vec::new();
        if !begins(text) {
            let above: Vec<&str> = above.take_while(is_of_item).collect();
            let first = above.iter().position(|line| begins(line)).ok_or(NAMELESS)?;
            lines.extend(above.into_iter().take(first + 1));
        }
        lines.extend(below.take_while(is_of_item).take_while(|line| !begins(line)));
        let names = lines.into_iter().filter(|line| depth_of(line) == depth).filter_map(yaml_scalar::pair);
        let name = names.into_iter().find(|other| other.key == "name").ok_or(NAMELESS)?.value;
        Ok(Variable { name, value: pair.value, pair: Place::Block(Span::new(line.start + depth, end_of_value(site))) })
    }
}

/// The column, in bytes, of the first key on a line: that behind the dash of an item.
fn depth_of(line: &str) -> usize {
    let body = line.trim_start();
    let body = body.strip_prefix('-').map_or(body, str::trim_start);
    line.len() - body.len()
}
