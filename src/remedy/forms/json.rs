//! JSON of readers that are known by the file: in .NET, an environment variable named after the path of the key overrides
//! it; editors and npm expand references of their own kind.

use crate::extract::Form;
use crate::remedy::edit::Edit;
use crate::remedy::names::{Names, Wish};
use crate::remedy::naming;
use crate::remedy::site::Site;
use crate::text::Span;

use super::config::{self, Reference, Syntax};
use super::json_text::{keys_above, string_around};
use super::{Fix, Home, Mended, Row, default_value, ends, readers, shell, shell_place, value};

pub(super) const ROWS: &[Row] = &[
    Row {
        is: |_, name, _| name.starts_with("appsettings") && ends(name, &[".json"]),
        mend: dotnet,
        home: Home::Project,
        has_other_way: false,
    },
    Row {
        is: |path, name, _| [".vscode/", ".cursor/"].iter().any(|part| path.contains(part)) && ends(name, &[".json"]),
        mend: vscode,
        home: Home::Project,
        has_other_way: false,
    },
    Row {
        is: |path, name, _| name == "devcontainer.json" || path.contains(".devcontainer") && ends(name, &[".json"]),
        mend: devcontainer,
        home: Home::Project,
        has_other_way: false,
    },
    Row {
        is: |_, name, text| name == "database.json" && text.contains("\"driver\""),
        mend: db_migrate,
        home: Home::Project,
        has_other_way: false,
    },
    Row { is: |_, name, _| name == "package.json", mend: scripts, home: Home::Project, has_other_way: false },
];

const SCRIPTS: &str = "npm hands a script to a shell, which takes it from its environment: set -a; . ./.env; set +a";

const fn reference(text: &'static str, note: &'static str) -> Reference {
    Reference { text, without_default: Some(""), doubles_dollars: false, syntax: Syntax::Other, note }
}

fn vscode(site: &Site<'_>, names: &mut Names) -> Mended {
    config::mend(site, names, &reference("${env:NAME}", ""))
}

fn devcontainer(site: &Site<'_>, names: &mut Names) -> Mended {
    config::mend(site, names, &reference("${localEnv:NAME}", ""))
}

/// db-migrate reads `{"ENV": "NAME"}` as the variable, in the place of a setting of an environment.
fn db_migrate(site: &Site<'_>, names: &mut Names) -> Mended {
    let string = string_around(site).ok_or("the value is no string of one line")?;
    let (keys, whole) = (keys_above(site.text, site.found.span.start), site.span_text(string));
    if whole.contains('\\') {
        return Err("its value is written with escapes".to_owned());
    }
    let [_, key] = keys.as_slice() else {
        return Err("db-migrate takes a variable in the place of a setting alone, {\"ENV\": \"<name>\"}: give the environment its settings one by one".to_owned());
    };
    let (wished, is_generic) = if whole == site.written() {
        naming::of_key(site)
    } else {
        (naming::of_string(key, &site.found.scheme, whole), false)
    };
    let name = names.take(site, &Wish { home: site.home, name: &wished, value: whole, is_generic })?;
    let span = Span::new(string.start - 1, string.end + 1);
    Ok(Fix::of(vec![Edit::new(span, format!("{{\"ENV\": \"{name}\"}}"))]).noting(config::EXPORT))
}

fn scripts(site: &Site<'_>, names: &mut Names) -> Mended {
    let keys = keys_above(site.text, site.found.span.start);
    if keys.first().is_none_or(|key| key != "scripts") {
        return readers::unknown(site, names);
    }
    if let Some(fix) = default_value::remove_default(site, names, ":?set it in .env")? {
        return Ok(fix.noting(SCRIPTS));
    }
    let value = value::of(site, false)?;
    let string = string_around(site).ok_or("the value is no string of one line")?;
    if site.written().contains(['\\', '$']) {
        return Err("its value is written with escapes or variables".to_owned());
    }
    // Before the value, what is escaped counts as the shell gets it.
    let head = site.span_text(Span::new(string.start, site.found.span.start));
    let script = head.replace("\\\"", "\"").replace("\\\\", "\\");
    let place = shell_place::at(&script, script.len());
    shell::check(site, place)?;
    let name = names.take_of_shell(site, &value)?;
    let text = shell::expansion(&name, place, "$").replace('"', "\\\"");
    Ok(Fix::of(vec![Edit::new(site.found.span, text)]).noting(SCRIPTS))
}

/// Moves the whole value to the variable that overrides the key in .NET (`ConnectionStrings__Default`). A connection
/// string keeps its other settings.
fn dotnet(site: &Site<'_>, names: &mut Names) -> Mended {
    let keys = keys_above(site.text, site.found.span.start);
    let name = keys.join("__");
    let string = string_around(site).ok_or("the value is no string of one line")?;
    let whole = site.span_text(string);
    if whole.contains('\\') {
        return Err("its value is written with escapes".to_owned());
    }
    names.take_exactly(site, &Wish { home: site.home, name: &name, value: whole, is_generic: false })?;
    let edit = match site.found.form {
        Form::KeywordList => segment(site, string),
        _ => string,
    };
    Ok(Fix::of(vec![Edit::new(edit, "")])
        .noting("the variable stands over the key; .NET takes it from the environment: set -a; . ./.env; set +a"))
}

/// `Password=…;` with its semicolon, or with the preceding one at the end.
fn segment(site: &Site<'_>, string: Span) -> Span {
    let before = site.span_text(Span::new(string.start, site.found.span.start));
    let after = site.span_text(Span::new(site.found.span.end, string.end));
    let start = string.start + before.rfind(';').map_or(0, |at| at + 1);
    match after.find(';') {
        Some(at) => Span::new(start, site.found.span.end + at + 1),
        None => Span::new(start.saturating_sub(usize::from(start > string.start)), string.end),
    }
}
