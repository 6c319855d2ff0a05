//! Dockerfiles: an image keeps everything that it is built from. A secret variable is passed when the container runs,
//! and a build uses a build secret.

use crate::remedy::edit::{Edit, taken_out};
use crate::remedy::names::{Names, Wish};
use crate::remedy::site::Site;
use crate::sorting::Sorting as _;
use crate::text::Span;

use super::shell_place::{self, Place};
use super::{Fix, Home, Mended, Row, shell, value};

pub(super) const ROWS: &[Row] =
    &[Row { is: |_, name, _| is_dockerfile(name), mend, home: Home::Beside, has_other_way: false }];

const RUN_TIME: &str = "an image keeps every ENV: give the variable to the container, set -a; . ./.env; set +a; docker run -e NAME (docker run --env-file keeps the quotes of .env in the value)";
const ARGUMENT: &str = "an image's history keeps every ARG: a build that needs a secret takes RUN --mount=type=secret,id=NAME,env=NAME, and docker build --secret id=NAME,env=NAME";

fn is_dockerfile(name: &str) -> bool {
    name == "dockerfile" || name == "containerfile" || name.starts_with("dockerfile.") || name.ends_with(".dockerfile")
}

const UNKNOWN: &str = "the variable that it belongs to was not found";
const ESCAPED: &str = "its value is written with escapes or variables";
const COMMENT: &str = "a comment stands within its instruction: take the variable out by hand";

/// An instruction, with the lines on which it goes on.
struct Instruction<'t> {
    /// Its first word, in upper case.
    word: String,
    /// From that word to the end of its last line.
    span: Span,
    text: &'t str,
}

impl<'t> Instruction<'t> {
    /// The instruction that contains the value of `site`. A line goes on behind a `\`; comments may stand between.
    fn of(site: &Site<'t>) -> Self {
        let goes_on = |line: &str| line.trim_end().ends_with('\\');
        let is_between = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
        let mut first = site.line();
        let mut above = first;
        while let Some(end) = above.start.checked_sub(1) {
            above = site.line_at(end);
            let line = site.span_text(above);
            match () {
                () if is_between(line) => {}
                () if goes_on(line) => first = above,
                () => break,
            }
        }
        let mut last = site.line_at(site.found.span.end);
        let mut below = last;
        while goes_on(site.span_text(last)) || is_between(site.span_text(below)) && below != last {
            let next = below.end + site.text.get(below.end..).and_then(|rest| rest.find('\n')).map_or(1, |at| at + 1);
            if next >= site.text.len() {
                break;
            }
            below = site.line_at(next);
            if !is_between(site.span_text(below)) {
                last = below;
            }
        }
        let lead = site.span_text(first);
        let span = Span::new(first.start + lead.len() - lead.trim_start().len(), last.end);
        let text = site.span_text(span);
        Instruction { word: text.split_whitespace().next().unwrap_or_default().to_ascii_uppercase(), span, text }
    }

    /// What stands behind its first word, which has three letters.
    fn body(&self) -> &'t str {
        self.text.get(3..).unwrap_or_default()
    }

    /// Where these parts of its text stand.
    fn spans(&self, parts: &[&str]) -> Vec<Span> {
        let start = |part: &str| self.span.start + part.as_ptr() as usize - self.text.as_ptr() as usize;
        parts.iter().map(|part| Span::new(start(part), start(part) + part.len())).collect()
    }
}

fn mend(site: &Site<'_>, names: &mut Names) -> Mended {
    if site.text.lines().next().is_some_and(|line| line.starts_with('#') && line.contains("escape=")) {
        return Err("its file has another character for escapes: take the variable out of it by hand".to_owned());
    }
    if site.span_text(site.line()).trim_start().starts_with('#') {
        return Err("it stands in a comment: take it out there".to_owned());
    }
    let instruction = Instruction::of(site);
    match instruction.word.as_str() {
        "ENV" => variable(site, names, &instruction),
        "ARG" => argument(site, names, &instruction),
        "RUN" => run(site, names, &instruction),
        _ => Err("an image keeps what its instructions say: give it when the container runs".to_owned()),
    }
}

/// Removes `ENV A=x`, with its instruction if nothing else is set there.
fn variable(site: &Site<'_>, names: &mut Names, instruction: &Instruction<'_>) -> Mended {
    let text = instruction.text;
    if text.lines().any(|line| line.trim_start().starts_with('#')) {
        return Err(COMMENT.to_owned());
    }
    let body = instruction.body().trim();
    let is_pair = pairs(body).first().is_some_and(|first| first.contains('='));
    let pairs = if is_pair { pairs(body) } else { vec![body] };
    if is_pair && pairs.iter().any(|pair| !pair.contains('=')) {
        return Err("its instruction is not valid: a word in it is no assignment".to_owned());
    }
    let spans = instruction.spans(&pairs);
    let place_of = |value: &Span| spans.iter().position(|pair| pair.start <= value.start && value.start < pair.end);
    let own = place_of(&site.found.span).ok_or(UNKNOWN)?;
    let split = |pair: &&str| {
        let parts = if is_pair { pair.split_once('=') } else { pair.split_once(char::is_whitespace) };
        parts.map(|(key, value)| (key.to_owned(), value.trim().to_owned()))
    };
    // The other variables that are fixed go with it, in one edit: two edits would leave an instruction of nothing.
    let mut out: Vec<usize> = site.fixed.iter().filter_map(place_of).chain([own]).collect();
    out.put_in_order();
    out.dedup();
    let mark = names.mark();
    let given = match take(site, names, out.iter().filter_map(|at| split(pairs.get(*at)?))) {
        Ok(given) => given,
        Err(_) if out.len() > 1 => {
            names.restore(mark);
            out = vec![own];
            take(site, names, pairs.get(own).and_then(split).into_iter())?
        }
        Err(why) => return Err(why),
    };
    let options: Vec<String> = given.iter().map(|given| format!("-e {given}")).collect();
    let kept: Vec<usize> = (0..pairs.len()).filter(|at| !out.contains(at)).collect();
    let edits = if kept.is_empty() {
        let keys: Vec<String> = out.iter().filter_map(|at| Some(split(pairs.get(*at)?)?.0)).collect();
        let (keys, is, run) = (keys.join(", "), if keys.len() > 1 { "are" } else { "is" }, options.join(" "));
        vec![Edit::new(instruction.span, format!("# {keys} {is} given when the container runs: docker run {run}"))]
    } else {
        taken_out(&spans, &out).into_iter().map(|span| Edit::new(span, "")).collect()
    };
    let options = options.join(" ");
    let said = format!("nothing in its place, and docker run {options} when the container runs");
    Ok(Fix::of(edits).noting(RUN_TIME.replace("-e NAME", &options)).saying(said))
}

/// Gives each of `variables` a name, and returns how a container is given it.
fn take(
    site: &Site<'_>,
    names: &mut Names,
    variables: impl Iterator<Item = (String, String)>,
) -> Result<Vec<String>, String> {
    let mut given = Vec::new();
    for (key, written) in variables {
        let value = plain(&written)?;
        if is_used(site, &key) {
            return Err(USED.to_owned());
        }
        let name = names.take(site, &Wish { home: site.home, name: &key, value, is_generic: false })?;
        // The program in the container knows the variable by its own name.
        given.push(if name == key { name } else { format!("{key}=\"${name}\"") });
    }
    if given.is_empty() { Err(UNKNOWN.to_owned()) } else { Ok(given) }
}

/// What a value of `ENV` or `ARG` stands for. Between single quotes nothing is escaped.
fn plain(written: &str) -> Result<&str, String> {
    if let Some(text) = written.strip_prefix('\'').and_then(|text| text.strip_suffix('\''))
        && !text.contains('\'')
    {
        return Ok(text);
    }
    let value = written.trim_matches(['"', '\'']);
    if value.contains(['\\', '$']) { Err(ESCAPED.to_owned()) } else { Ok(value) }
}

const USED: &str = "an instruction further down uses the variable, and would get nothing: give it the secret there, RUN --mount=type=secret,id=<name>,env=<name>";

/// True if an instruction of the build behind the value refers to the variable `key`.
fn is_used(site: &Site<'_>, key: &str) -> bool {
    const AT_RUN_TIME: [&str; 3] = ["CMD", "ENTRYPOINT", "HEALTHCHECK"];
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let refers = |line: &str| {
        ["${", "$"].iter().any(|mark| {
            line.match_indices(&format!("{mark}{key}"))
                .any(|(at, found)| !line.get(at + found.len()..).unwrap_or_default().starts_with(is_word))
        })
    };
    let of_build =
        |line: &&str| !AT_RUN_TIME.iter().any(|word| line.trim_start().to_ascii_uppercase().starts_with(word));
    let behind = site.text.get(site.found.span.end..).unwrap_or_default();
    behind.lines().filter(of_build).any(refers)
}

/// Splits `KEY=value KEY="a value"`; a `\` at the end of a line separates them too.
fn pairs(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quote) = (Vec::new(), None, None);
    for (at, c) in text.char_indices() {
        let is_line_end =
            || text.get(at + 1..).is_some_and(|rest| rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n'));
        let c = if c == '\\' && is_line_end() { '\n' } else { c };
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

/// Replaces `A=x` of an `ARG` by `A`; its other arguments stay as they are.
fn argument(site: &Site<'_>, names: &mut Names, instruction: &Instruction<'_>) -> Mended {
    if instruction.text.lines().any(|line| line.trim_start().starts_with('#')) {
        return Err(COMMENT.to_owned());
    }
    let arguments = pairs(instruction.body());
    let spans = instruction.spans(&arguments);
    let is_own = |(_, span): &(&&str, Span)| span.start <= site.found.span.start && site.found.span.end <= span.end;
    let (own, span) = arguments.iter().zip(spans).find(is_own).ok_or(UNKNOWN)?;
    let (key, value) = own.split_once('=').ok_or("its argument has no =")?;
    let value = plain(value)?;
    if is_used(site, key) {
        return Err(USED.to_owned());
    }
    let name = names.take(site, &Wish { home: site.home, name: key, value, is_generic: false })?;
    let edit = Edit::new(Span::new(span.start + key.len(), span.end), "");
    let said = format!("ARG {key} without a value, and RUN --mount=type=secret,id={name},env={name} where it is used");
    Ok(Fix::of(vec![edit]).noting(ARGUMENT.replace("NAME", &name)).saying(said))
}

/// Mounts the secret as a variable for a build command.
fn run(site: &Site<'_>, names: &mut Names, instruction: &Instruction<'_>) -> Mended {
    let value = value::of(site, false)?;
    let command = instruction.body();
    if command.trim_start().starts_with('[') {
        return Err("a command without a shell expands no variables".to_owned());
    }
    let at = instruction.span.start + 3;
    let place = shell_place::at(command, site.found.span.start - at);
    shell::check(site, place)?;
    let name = names.take_of_key(site, &value)?;
    let reference = match place {
        Place::Single => format!("'\"${{{name}}}\"'"),
        Place::Bare => format!("\"${{{name}}}\""),
        _ => format!("${{{name}}}"),
    };
    let whole = shell::whole_literal(site, place, &reference);
    let note = format!("the build gets it by: docker build --secret id={name},env={name}");
    Ok(Fix::of(vec![
        Edit::insert(at, format!(" --mount=type=secret,id={name},env={name}")),
        whole.unwrap_or_else(|| Edit::new(site.found.span, reference)),
    ])
    .noting(note)
    .saying(format!("RUN --mount=type=secret,id={name},env={name}, and docker build --secret id={name},env={name}")))
}
