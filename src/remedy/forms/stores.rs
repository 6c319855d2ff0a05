//! Files of systems that keep secrets in a store of their own: the line is taken out, and the note says what puts the
//! value into the store.

use crate::remedy::edit::Edit;
use crate::remedy::keys;
use crate::remedy::names::{Names, Wish};
use crate::remedy::naming;
use crate::remedy::site::Site;
use crate::text::Span;

use super::{Fix, Home, Mended, Row, ends, kubernetes, yaml_scalar};

pub(super) const ROWS: &[Row] = &[
    Row { is: |_, name, _| is_pulumi(name), mend: pulumi, home: Home::Beside, has_other_way: true },
    Row { is: |_, name, _| name == "fly.toml", mend: fly, home: Home::Beside, has_other_way: true },
    Row { is: |_, name, _| name == "render.yaml", mend: render, home: Home::Beside, has_other_way: true },
];

/// The configuration of a stack, `Pulumi.<stack>.yaml`.
fn is_pulumi(name: &str) -> bool {
    name.starts_with("pulumi.") && ends(name, &[".yaml", ".yml"]) && name.matches('.').count() > 1
}

/// The edit that replaces the line of the value by a comment, which names the variable alone: next to the key, it would
/// look like an assignment.
fn taken_out(site: &Site<'_>, name: &str) -> Edit {
    let text = site.span_text(site.line());
    let indent = text.get(..text.len() - text.trim_start().len()).unwrap_or_default();
    Edit::new(site.line(), format!("{indent}# from .env: {name}"))
}

fn pulumi(site: &Site<'_>, names: &mut Names) -> Mended {
    const WAY: &str = "Pulumi fills nothing in here: take the value out, and set it with pulumi config set --secret --path <key>, which encrypts it";
    let keys = keys::of_yaml(site.text, site.found.span.start);
    let pair = yaml_scalar::pair_of(site).map_err(|_| WAY)?;
    if keys.first().map(String::as_str) != Some("config") || site.before().trim_start().starts_with('-') {
        return Err(WAY.to_owned());
    }
    // The key of a plain scalar has a colon itself: `app:dbPassword`.
    let above = keys.get(1..).filter(|above| above.len() <= 1).ok_or(WAY)?;
    if above.first().is_some_and(|key| !pair.key.starts_with(key.as_str())) {
        return Err(WAY.to_owned());
    }
    let wished = naming::variable(pair.key.rsplit(':').next().unwrap_or_default());
    let name = names.take(site, &Wish { home: site.home, name: &wished, value: &pair.value, is_generic: false })?;
    let mut edits = vec![taken_out(site, &name)];
    edits.extend(kubernetes::map_of(site, site.line()));
    let key = &pair.key;
    Ok(Fix::of(edits).noting(format!(
        "Pulumi keeps it, encrypted: set -a; . ./.env; set +a; printf %s \"${name}\" | pulumi config set --secret {key}"
    )))
}

fn fly(site: &Site<'_>, names: &mut Names) -> Mended {
    const WAY: &str = "Fly fills nothing in here: take the value out, and set it with fly secrets set";
    let above = site.text.get(..site.line().start).unwrap_or_default();
    let section = above.lines().rev().map(str::trim).find(|line| line.starts_with('[')).unwrap_or_default();
    let (key, value) = site.span_text(site.line()).split_once('=').ok_or(WAY)?;
    let (key, value) = (key.trim().trim_matches('"'), value.trim());
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\'')).ok_or(WAY)?;
    let inner = value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)).ok_or(WAY)?;
    if section != "[env]" || inner.contains(['\\', quote]) {
        return Err(WAY.to_owned());
    }
    names.take_exactly(site, &Wish { home: site.home, name: key, value: inner, is_generic: false })?;
    Ok(Fix::of(vec![taken_out(site, key)]).noting(format!(
        "Fly keeps it: set -a; . ./.env; set +a; printf '{key}=%s\\n' \"${key}\" | fly secrets import"
    )))
}

fn render(site: &Site<'_>, names: &mut Names) -> Mended {
    const WAY: &str =
        "Render fills nothing in here: say sync: false in place of the value, and enter it in the dashboard";
    let pair = yaml_scalar::pair_of(site).map_err(|_| WAY)?;
    let line = site.line();
    let text = site.span_text(line);
    if pair.key != "value" || text.trim_start().starts_with('-') {
        return Err(WAY.to_owned());
    }
    let above = site.text.get(..line.start).unwrap_or_default().lines().next_back().unwrap_or_default();
    let variable = yaml_scalar::pair(above).filter(|above| above.key == "key").ok_or(WAY)?.value;
    names.take_exactly(site, &Wish { home: site.home, name: &variable, value: &pair.value, is_generic: false })?;
    let start = line.start + text.len() - text.trim_start().len();
    Ok(Fix::of(vec![Edit::new(Span::new(start, line.end), "sync: false")]).noting(format!(
        "Render asks for {variable} when the service is made; of an existing one, set it in the dashboard"
    )))
}
