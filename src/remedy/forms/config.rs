//! Configuration files whose readers expand references: only the value is replaced. Here are those of Compose, Spring and
//! Serverless; the others are rows of `readers`.

use crate::extract::Form;
use crate::remedy::edit::Edit;
use crate::remedy::keys;
use crate::remedy::names::{Names, Wish};
use crate::remedy::naming;
use crate::remedy::project;
use crate::remedy::site::Site;
use crate::text::Span;

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
    /// A value that is in quotes as a whole.
    Quoted,
    /// HOCON: a reference stands outside of quotes.
    Hocon,
    /// Any other: only the value is replaced.
    Other,
}

const fn reference(text: &'static str, syntax: Syntax, note: &'static str) -> Reference {
    Reference { text, without_default: Some(""), doubles_dollars: false, syntax, note }
}

const QUARKUS: &str =
    "Quarkus reads the .env of the directory in which it is started, or takes the variable from its environment";
const SPRING: &str = "Spring reads .env where spring.config.import=optional:file:.env[.properties] says so, or takes the variable from its environment";

/// Compose, which reads `.env` itself. With `:?`, it stops if the variable is not set.
fn compose(site: &Site<'_>, names: &mut Names) -> Mended {
    if refers_to_variable(site.written()) {
        return Err("its value has a $ that Compose takes for the beginning of a variable: double it ($$) if it is part of the password, and run dsnitch fix again".to_owned());
    }
    let why_none = match names.compose_secrets.then(|| compose_secrets::mend(site, names)) {
        Some(Ok(mended)) => return mended,
        Some(Err(why)) => Some(why),
        None => None,
    };
    let form = Reference {
        text: "${NAME:?set it in .env}",
        without_default: Some(":?set it in .env"),
        doubles_dollars: true,
        syntax: Syntax::Yaml,
        note: "",
    };
    let fix = mend(site, names, &form)?;
    let (path, line) = (site.path, site.found.finding.location.line);
    Ok(match why_none {
        Some(why) => fix.noting(format!("{path}:{line} has no Compose secret, and a variable: {why}")),
        None => fix,
    })
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
    mend(site, names, &reference("${NAME}", Syntax::Yaml, note_of(site)))
}

fn spring_properties(site: &Site<'_>, names: &mut Names) -> Mended {
    mend(site, names, &reference("${NAME}", Syntax::Other, note_of(site)))
}

/// How the framework that reads the file gets the variable: three of them have files of the same names.
fn note_of(site: &Site<'_>) -> &'static str {
    let builds = ["pom.xml", "build.gradle", "build.gradle.kts"];
    let is_built_with = |word| {
        builds.iter().any(|name| project::nearest(site.top, site.path, name).is_some_and(|text| text.contains(word)))
    };
    let has_key = |key: &str| site.text.lines().any(|line| line.trim_start_matches('%').starts_with(key));
    match () {
        () if site.before().contains("quarkus.") || has_key("quarkus:") => QUARKUS,
        () if has_key("micronaut") || is_built_with("micronaut") => EXPORT,
        () => SPRING,
    }
}

fn serverless(site: &Site<'_>, names: &mut Names) -> Mended {
    let form = Reference { without_default: None, ..reference("${env:NAME}", Syntax::Yaml, EXPORT) };
    mend(site, names, &form)
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
/// How a program whose configuration refers to variables is given them.
pub(super) const EXPORT: &str = "the program takes it from its environment: set -a; . ./.env; set +a";

pub(super) const ROWS: &[Row] = &[
    row(|_, name, text| is_compose(name, text), compose, Home::Beside),
    row(|_, name, _| is_yaml(name) && is_spring(name), spring_yaml, Home::Project),
    row(|_, name, _| ends(name, &[".properties"]) && is_spring(name), spring_properties, Home::Project),
    row(|_, name, _| name.starts_with("serverless.") && is_yaml(name), serverless, Home::Beside),
];

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
        Syntax::Quoted => vec![quoted(site, &reference)?],
        Syntax::Hocon => vec![hocon(site, &reference)?],
        Syntax::Other => vec![Edit::new(site.found.span, reference)],
    };
    let fix = Fix::of(edits);
    Ok(if form.note.is_empty() { fix } else { fix.noting(form.note.replace("NAME", &name)) })
}

/// Replaces the value, which has to be all of its word, by the reference in double quotes.
fn quoted(site: &Site<'_>, reference: &str) -> Result<Edit, String> {
    let span = site.found.span;
    let text = format!("\"{reference}\"");
    let is_all = site.before().ends_with('=') && site.after().chars().next().is_none_or(char::is_whitespace);
    match site.quote() {
        Some(_) => Ok(Edit::new(Span::new(span.start - 1, span.end + 1), text)),
        None if is_all => Ok(Edit::new(span, text)),
        None => Err("it is a part of a value: move the password to a variable of its own".to_owned()),
    }
}

/// Closes the string before the reference, and opens it again behind: HOCON puts such parts together.
fn hocon(site: &Site<'_>, reference: &str) -> Result<Edit, String> {
    let (before, after, span) = (site.before(), site.after(), site.found.span);
    if before.contains("\"\"\"") || after.contains("\"\"\"") {
        return Err("its literal has several lines".to_owned());
    }
    if before.replace("\\\"", "").matches('"').count() % 2 == 0 {
        return Ok(Edit::new(span, reference));
    }
    let (begins, ends) = (before.ends_with('"'), after.starts_with('"'));
    let quote = |is_edge: bool| if is_edge { "" } else { "\"" };
    let whole = Span::new(span.start - usize::from(begins), span.end + usize::from(ends));
    Ok(Edit::new(whole, format!("{}{reference}{}", quote(begins), quote(ends))))
}

/// True if the setting at `path` may have a value in another profile: in another document, under a `%profile.`, or in
/// another of the files that Spring reads.
fn has_profiles(site: &Site<'_>, path: &str) -> bool {
    let key = path.rsplit('.').next().unwrap_or_default();
    let is_it = |line: &&str| {
        let name = line.split(['=', ':']).next().unwrap_or_default().trim();
        name.rsplit('.').next() == Some(key)
    };
    let is_parted = path.starts_with('%')
        || site.text.lines().any(|line| line.starts_with("---") || line.starts_with("#---") || line.starts_with('%'));
    let others = project::beside(site.top, site.path, &is_spring);
    is_parted && site.text.lines().filter(is_it).count() > 1
        || others.iter().any(|text| text.lines().any(|line| is_it(&line)))
}

/// The setting at `path` without its first word, which is a framework's.
fn without_first(path: &str) -> &str {
    path.split_once('.').map_or("", |(_, rest)| rest)
}

/// The wished name: for a Spring setting, that of its whole path, which is the variable that Spring itself looks up.
fn wish(site: &Site<'_>) -> (String, bool) {
    let (name, is_generic) = naming::of_key(site);
    let file = site.name();
    let is_of_spring = is_spring(&file) && (is_yaml(&file) || ends(&file, &[".properties"]));
    if !is_of_spring || !matches!(site.found.form, Form::Quoted | Form::Bare | Form::Prose) {
        return (name, is_generic);
    }
    let path = if is_yaml(&file) {
        keys::of_yaml(site.text, site.found.span.start).join(".")
    } else {
        site.before().split(['=', ':']).next().unwrap_or_default().trim().to_owned()
    };
    // A variable of this name stands over the setting in every profile, so that it must not have several values.
    let path = match (has_profiles(site, &path), path.strip_prefix('%').and_then(|path| path.split_once('.'))) {
        (true, Some((profile, path))) => format!("{profile}.{}", without_first(path)),
        (true, None) => without_first(&path).to_owned(),
        (false, _) => path,
    };
    let of_path = naming::variable(&path);
    if of_path.is_empty() { (name, is_generic) } else { (of_path, false) }
}
