//! Dockerfiles: an image keeps everything that it is built from. A secret variable is passed when the container runs,
//! and a build uses a build secret.

use crate::remedy::edit::Edit;
use crate::remedy::names::{Names, Wish};
use crate::remedy::site::Site;
use crate::text::Span;

use super::{Fix, Home, Mended, Row, value};

pub(super) const ROWS: &[Row] =
    &[Row { is: |_, name, _| is_dockerfile(name), mend, home: Home::Beside, has_other_way: false }];

const RUN_TIME: &str = "an image keeps every ENV: give the variable to the container, set -a; . ./.env; set +a; docker run -e NAME (docker run --env-file keeps the quotes of .env in the value)";
const ARGUMENT: &str = "an image's history keeps every ARG: a build that needs a secret takes RUN --mount=type=secret,id=NAME,env=NAME, and docker build --secret id=NAME,env=NAME";

fn is_dockerfile(name: &str) -> bool {
    name == "dockerfile" || name == "containerfile" || name.starts_with("dockerfile.") || name.ends_with(".dockerfile")
}

fn mend(site: &Site<'_>, names: &mut Names) -> Mended {
    let line = site.line();
    let text = site.span_text(line);
    let word = text.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
    let continued =
        site.text.get(..line.start).is_some_and(|above| above.trim_end_matches(['\n', '\r', ' ']).ends_with('\\'));
    if continued || text.trim_end().ends_with('\\') {
        return Err(
            "its instruction has several lines: take the variable out of it, and give it when the container runs"
                .to_owned(),
        );
    }
    match word.as_str() {
        "ENV" => variable(site, names, text, RUN_TIME),
        "ARG" => argument(site, names),
        "RUN" => run(site, names),
        _ => Err("an image keeps what its instructions say: give it when the container runs".to_owned()),
    }
}

/// Removes `ENV A=x`, with its line if nothing else is set there.
fn variable(site: &Site<'_>, names: &mut Names, text: &str, note: &str) -> Mended {
    let body = text.trim_start().get(3..).unwrap_or_default().trim();
    let start = text.len() - text.trim_start().len();
    let is_pair = body.split_whitespace().next().is_some_and(|first| first.contains('='));
    let pairs = if is_pair { pairs(body) } else { vec![body] };
    let at = site.found.span.start - site.line().start;
    let offset = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    let Some(pair) = pairs.iter().find(|pair| offset(pair) <= at && at < offset(pair) + pair.len()) else {
        return Err("the variable that it belongs to was not found".to_owned());
    };
    let (key, value) = if is_pair { pair.split_once('=') } else { pair.split_once(char::is_whitespace) }
        .ok_or("the variable that it belongs to was not found")?;
    let value = value.trim().trim_matches(['"', '\'']);
    if value.contains(['\\', '$']) {
        return Err("its value is written with escapes or variables".to_owned());
    }
    let name = names.take(site, &Wish { home: site.home, name: key, value, is_generic: false })?;
    // The program in the container knows the variable by its own name.
    let given = if name == key { name } else { format!("{key}=\"${name}\"") };
    let line = site.line();
    let edit = if pairs.len() == 1 {
        let indent = text.get(..start).unwrap_or_default();
        Edit::new(line, format!("{indent}# {key} is given when the container runs: docker run -e {given}"))
    } else {
        let from = offset(pair);
        let behind = text.get(from + pair.len()..).unwrap_or_default();
        let gap = behind.len() - behind.trim_start().len();
        // At the end of the line, the preceding blank is removed.
        let (from, to) = if behind.trim().is_empty() {
            (text.get(..from).unwrap_or_default().trim_end().len(), text.len())
        } else {
            (from, from + pair.len() + gap)
        };
        Edit::new(Span::new(line.start + from, line.start + to), "")
    };
    Ok(Fix::of(vec![edit]).noting(note.replace("-e NAME", &format!("-e {given}"))))
}

/// Splits `KEY=value KEY="a value"`.
fn pairs(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quote) = (Vec::new(), None, None);
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c.is_whitespace() => {
                if let Some(from) = start.take() {
                    parts.push(text.get(from..at).unwrap_or_default());
                }
                continue;
            }
            None => {}
        }
        start.get_or_insert(at);
    }
    parts.extend(start.and_then(|from| text.get(from..)));
    parts
}

/// Replaces `ARG A=x` by `ARG A`.
fn argument(site: &Site<'_>, names: &mut Names) -> Mended {
    let before = site.before();
    let arguments = site.span_text(site.line()).trim_start().get(3..).unwrap_or_default();
    if pairs(arguments).len() > 1 {
        return Err("its instruction has several arguments: give each a line of its own".to_owned());
    }
    let equals = before.find('=').ok_or("its argument has no =")?;
    let key = before.get(..equals).unwrap_or_default().split_whitespace().last().unwrap_or_default();
    let line = site.line();
    let rest = Span::new(line.start + equals, line.end);
    let value = site.span_text(rest).trim_start_matches('=').trim().trim_matches(['"', '\'']);
    let name = names.take(site, &Wish { home: site.home, name: key, value, is_generic: false })?;
    Ok(Fix::of(vec![Edit::new(rest, "")]).noting(ARGUMENT.replace("NAME", &name)))
}

/// Mounts the secret as a variable for a build command.
fn run(site: &Site<'_>, names: &mut Names) -> Mended {
    let value = value::of(site, false)?;
    let text = site.span_text(site.line());
    let instruction = text.to_ascii_uppercase().find("RUN").ok_or("its instruction was not found")?;
    if text.get(instruction + 3..).is_some_and(|rest| rest.trim_start().starts_with('[')) {
        return Err("a command without a shell expands no variables".to_owned());
    }
    let name = names.take_of_key(site, &value)?;
    let at = site.line().start + instruction + 3;
    let quotes = site.before().matches('"').count() % 2 == 1;
    let single = site.before().matches('\'').count() % 2 == 1 && !quotes;
    if single {
        return Err("it stands in single quotes, where nothing expands".to_owned());
    }
    let reference = if quotes { format!("${{{name}}}") } else { format!("\"${{{name}}}\"") };
    let note = format!("the build gets it by: docker build --secret id={name},env={name}");
    Ok(Fix::of(vec![
        Edit::insert(at, format!(" --mount=type=secret,id={name},env={name}")),
        Edit::new(site.found.span, reference),
    ])
    .noting(note))
}
