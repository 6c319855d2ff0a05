//! Compose secrets, on request: the image reads its password from a file that Compose creates from the variable in
//! `.env`.

use crate::remedy::edit::Edit;
use crate::remedy::keys;
use crate::remedy::names::{Names, Wish};
use crate::remedy::site::Site;
use crate::text::Span;

use super::{Fix, Mended, value};

/// Image variables that have a `*_FILE` equivalent.
const WITH_FILE: [&str; 5] =
    ["POSTGRES_PASSWORD", "MYSQL_PASSWORD", "MYSQL_ROOT_PASSWORD", "MARIADB_PASSWORD", "MARIADB_ROOT_PASSWORD"];

/// The fix, if the value is the complete value of such a variable in a service that has no secrets yet.
///
/// # Errors
/// If the value cannot be moved, with the reason.
pub(super) fn mend(site: &Site<'_>, names: &mut Names) -> Option<Mended> {
    let keys = keys::of_yaml(site.text, site.found.span.start);
    let [services, service, environment, key] = keys.as_slice() else { return None };
    let is_variable = services == "services" && environment == "environment" && WITH_FILE.contains(&key.as_str());
    let line = site.line();
    let text = site.span_text(line);
    let indent = text.get(..text.len() - text.trim_start().len())?;
    let is_alone = text.trim_start().starts_with(&format!("{key}:"))
        && site.after().trim_start_matches(['"', '\'']).trim().is_empty();
    if !is_variable || !is_alone || site.before().contains("${") {
        return None;
    }
    let header = site.text.get(..line.start)?.lines().rev().find(|above| above.trim() == format!("{service}:"))?;
    let behind = header.as_ptr() as usize - site.text.as_ptr() as usize + header.len();
    let block = site.text.get(behind..)?;
    let depth = header.len() - header.trim_start().len();
    let own =
        block.lines().skip(1).take_while(|line| line.trim().is_empty() || line.len() - line.trim_start().len() > depth);
    let inner = own
        .clone()
        // A comment may be indented as it likes.
        .find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
        .map(|line| line.get(..line.len() - line.trim_start().len()).unwrap_or_default())?;
    let has_secrets = own.clone().any(|line| line.trim_end() == format!("{inner}secrets:"));
    if has_secrets || site.text.lines().any(|line| line.starts_with("secrets:")) {
        return Some(Err("the file has secrets already: add this one by hand".to_owned()));
    }
    Some(write(site, names, key, indent, Span::new(behind, behind), inner))
}

fn write(site: &Site<'_>, names: &mut Names, key: &str, indent: &str, service: Span, inner: &str) -> Mended {
    let value = value::of(site, true)?;
    let name = names.take(site, &Wish { home: site.home, name: key, value: &value, is_generic: false })?;
    let (secret, end) = (name.to_ascii_lowercase(), site.line_end());
    let step = indent.get(inner.len()..).unwrap_or("  ");
    let top = format!("{end}secrets:{end}  {secret}:{end}    environment: {name}{end}");
    // The edit replaces the last byte, so that another fix cannot add a second `secrets:` mapping.
    let last = site.text.char_indices().next_back().map_or(0, |(at, _)| at);
    let closing = if site.text.ends_with('\n') {
        "\n".to_owned()
    } else {
        format!("{}{end}", site.text.get(last..).unwrap_or_default())
    };
    Ok(Fix::of(vec![
        Edit::new(site.line(), format!("{indent}{key}_FILE: /run/secrets/{secret}")),
        Edit::insert(service.start, format!("{end}{inner}secrets:{end}{inner}{step}- {secret}")),
        Edit::new(Span::new(last, site.text.len()), format!("{closing}{top}")),
    ]))
}
