//! Look-ups with a default in source code: the default is removed, and the variable keeps its name.

use crate::remedy::edit::Edit;
use crate::remedy::env_file::is_name;
use crate::remedy::names::Names;
use crate::remedy::site::Site;
use crate::text::Span;

use super::language::{Language, lookup};
use super::literal::{Literal, is_filled};
use super::taken_apart::{self, is_word};

/// A look-up before a literal.
struct Looked<'t> {
    name: &'t str,
    /// The start of the replaced text in the line.
    from: usize,
    /// What must follow the literal, and is removed with it.
    behind: Behind,
    instead: Instead,
}

/// The part of a look-up after its default.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behind {
    Nothing,
    /// A bracket, possibly after a conversion: `.to_string())`.
    Bracket(char),
}

/// The replacement of a look-up with a default.
enum Instead {
    /// The language's own look-up.
    Lookup,
    /// The existing text up to this offset, and a bracket.
    Kept(usize),
    /// The look-up of another runtime, which ends at this offset.
    Existing(usize),
    /// A project-specific call: it keeps its arguments, with an empty default.
    Empty,
}

/// Removes the default of a look-up if the literal is one.
///
/// # Errors
/// If the default cannot be written to `.env`.
pub(super) fn remove_default(
    site: &Site<'_>,
    names: &mut Names,
    language: &Language,
    literal: &Literal<'_>,
) -> Result<Option<Vec<Edit>>, String> {
    let start = start_of_call(site, literal);
    let before = site.span_text(Span::new(start, literal.whole.start));
    let found = argument(before, language).or_else(|| operand(before, language)).or_else(|| chained(before));
    if found.is_none()
        && let Some(pattern) = taken_apart::of(site, literal)
    {
        plain(language, literal)?;
        names.keep(site, site.home, pattern.name, literal.inner)?;
        return Ok(Some(pattern.edits(site, literal, is_typed(site, language))));
    }
    let Some(Looked { name, from, behind, instead }) = found else { return Ok(None) };
    plain(language, literal)?;
    let mut end = literal.whole.end;
    if let Behind::Bracket(bracket) = behind {
        let rest = site.text.get(end..).unwrap_or_default();
        let converted = [".to_string()", ".to_owned()", ".into()", ".toString()"];
        let rest = rest.trim_start();
        let rest = converted.iter().find_map(|call| rest.strip_prefix(call)).unwrap_or(rest).trim_start();
        // In a call of several lines, a comma may stand behind the last argument.
        let rest = rest.strip_prefix(',').map_or(rest, str::trim_start);
        let Some(rest) = rest.strip_prefix(bracket) else { return Ok(None) };
        end = rest.as_ptr() as usize - site.text.as_ptr() as usize;
    }
    names.keep(site, site.home, name, literal.inner)?;
    let is_set = if is_typed(site, language) { "!" } else { "" };
    let edit = match instead {
        Instead::Lookup => Edit::new(Span::new(start + from, end), lookup(site, language, name)),
        Instead::Kept(to) => Edit::new(Span::new(start + to, end), format!("){is_set}")),
        Instead::Existing(to) => Edit::new(Span::new(start + to, end), is_set),
        Instead::Empty => {
            let quote = literal.quote;
            Edit::new(literal.whole, format!("{quote}{quote}"))
        }
    };
    Ok(Some(vec![edit]))
}

/// Refuses a literal that does not say what it stands for.
fn plain(language: &Language, literal: &Literal<'_>) -> Result<(), String> {
    if literal.inner.contains('\\') || is_filled(language, literal) && literal.inner.contains('{') {
        return Err("its literal is written with escapes".to_owned());
    }
    Ok(())
}

/// The most lines of a call above the one with the literal that are read.
const LINES: usize = 3;

/// The start of the line of the literal, or of the call whose argument it is on a line of its own.
fn start_of_call(site: &Site<'_>, literal: &Literal<'_>) -> usize {
    let own = site.line_at(literal.whole.start).start;
    if !site.span_text(Span::new(own, literal.whole.start)).trim().is_empty() {
        return own;
    }
    let mut start = own;
    for _ in 0..LINES {
        let Some(end) = start.checked_sub(1) else { break };
        let line = site.line_at(end);
        let text = site.span_text(line).trim_end();
        start = line.start;
        match () {
            () if text.ends_with('(') => return start,
            () if text.ends_with(',') => {}
            () => break,
        }
    }
    own
}

/// Matches `call("NAME", ` before the literal.
fn argument<'t>(before: &'t str, language: &Language) -> Option<Looked<'t>> {
    let rest = before.trim_end();
    let rest = ["default=", "default:", "default =", "unset ="]
        .iter()
        .find_map(|word| rest.strip_suffix(word))
        .unwrap_or(rest);
    let rest = rest.trim_end().strip_suffix(',')?.trim_end();
    // `cmp.Or(os.Getenv("NAME"), `: the first argument is a look-up.
    if let Some(Looked { name, from, .. }) = looked(rest) {
        return Some(Looked { name, from, behind: Behind::Nothing, instead: Instead::Empty });
    }
    let to = rest.len();
    let (rest, name) = quoted_name(rest)?;
    let rest = rest.trim_end();
    // Julia: `get(ENV, "NAME", `.
    let rest = rest.strip_suffix("ENV,").map_or(rest, str::trim_end);
    let rest = rest.strip_suffix('(')?;
    let rest = without_type(rest);
    let is_longer = |from: usize| rest.get(..from).is_some_and(|before| before.ends_with(|c| is_word(c) || c == '.'));
    let of = |calls: &[&str]| {
        let call = calls.iter().filter(|call| rest.ends_with(**call)).max_by_key(|call| call.len())?;
        Some(rest.len() - call.len()).filter(|from| !is_longer(*from))
    };
    let behind = Behind::Bracket(')');
    if let Some(from) = of(language.defaults) {
        return Some(Looked { name, from, behind, instead: Instead::Lookup });
    }
    // A name with lower-case letters is a configuration key of the library, not a variable.
    if name.contains(|c: char| c.is_ascii_lowercase()) {
        return None;
    }
    if let Some(from) = of(language.keeps) {
        return Some(Looked { name, from, behind, instead: Instead::Kept(to) });
    }
    let call = rest.rsplit(|c| !is_word(c)).next().unwrap_or_default().to_ascii_lowercase();
    // A setter has no default.
    let sets = ["set", "put", "with", "add"].iter().any(|word| call.contains(word));
    // `Command::new("psql").env("PGPASSWORD", ` sets a variable, unlike `config.env(`.
    let is_of_command = call == "env" && language.lookup("a.rs", "").starts_with("std::env");
    let is_reading = call.contains("env") && !sets && !is_of_command;
    is_reading.then_some(Looked { name, from: 0, behind: Behind::Nothing, instead: Instead::Empty })
}

/// Matches a look-up and an operator before the literal.
fn operand<'t>(before: &'t str, language: &Language) -> Option<Looked<'t>> {
    let rest = before.trim_end();
    let rest = language.otherwise.iter().find_map(|operator| rest.strip_suffix(operator))?.trim_end();
    looked(rest).or_else(|| of_library(rest, language))
}

/// Matches the look-up of a library at the end of `rest`: `config.get<string>("NAME")`.
fn of_library<'t>(rest: &'t str, language: &Language) -> Option<Looked<'t>> {
    let (head, name) = quoted_name(rest.strip_suffix(')')?.trim_end())?;
    let call = without_type(head.trim_end().strip_suffix('(')?);
    let is_kept = language.keeps.iter().any(|keep| call.ends_with(keep));
    let instead = Instead::Existing(rest.len());
    (is_kept && !name.contains(|c: char| c.is_ascii_lowercase())).then_some(Looked {
        name,
        from: 0,
        behind: Behind::Nothing,
        instead,
    })
}

/// `config.get` of TypeScript's `config.get<string>`.
fn without_type(call: &str) -> &str {
    call.strip_suffix('>').and_then(|call| call.rsplit_once('<')).map_or(call, |(call, _)| call)
}

/// Matches a look-up whose method supplies the default: `env::var("NAME").unwrap_or_else(|_| `, `ENV.fetch("NAME") { `.
fn chained(before: &str) -> Option<Looked<'_>> {
    let rest = before.trim_end();
    // A string that is constructed from the literal.
    let (rest, behind) = match rest.strip_suffix('{') {
        Some(rest) => (rest.trim_end(), Behind::Bracket('}')),
        None => {
            let rest = rest.strip_suffix("|_|").map_or(rest, str::trim_end);
            let methods = [".orElse(", ".getOrElse(", ".unwrap_or(", ".unwrap_or_else("];
            (methods.iter().find_map(|method| rest.strip_suffix(method))?, Behind::Bracket(')'))
        }
    };
    let inner = rest.strip_suffix(')').filter(|inner| inner.contains("ofNullable(")).unwrap_or(rest);
    let mut found = looked(inner)?;
    found.behind = behind;
    let wrapper = before.get(..found.from).unwrap_or_default();
    if let Some(outer) = wrapper.strip_suffix("Optional.ofNullable(") {
        found.from = outer.strip_suffix("java.util.").unwrap_or(outer).len();
    }
    Some(found)
}

/// True for TypeScript, which is told that the variable is set.
fn is_typed(site: &Site<'_>, language: &Language) -> bool {
    lookup(site, language, "").ends_with('!')
}

/// Matches a look-up at the end of `rest`: `process.env.NAME`, `ENV["NAME"]`, `os.environ.get("NAME")`, `$ENV{NAME}`.
fn looked(rest: &str) -> Option<Looked<'_>> {
    let bare = rest.len() - rest.trim_end_matches(is_word).len();
    let (head, name) = if bare > 0 {
        rest.split_at_checked(rest.len() - bare)?
    } else {
        let inner = rest.strip_suffix([')', ']', '}'])?.trim_end();
        match quoted_name(inner) {
            Some(found) => found,
            None => {
                let bare = inner.len() - inner.trim_end_matches(is_word).len();
                inner.split_at_checked(inner.len() - bare)?
            }
        }
    };
    let call = CALLS.iter().filter(|call| head.ends_with(**call)).max_by_key(|call| call.len())?;
    let from = head.len() - call.len();
    let is_longer = head.get(..from).is_some_and(|before| before.ends_with(|c| is_word(c) || c == '.'));
    let instead = if OTHERS.contains(call) { Instead::Existing(rest.len()) } else { Instead::Lookup };
    let looked = Looked { name, from, behind: Behind::Nothing, instead };
    (is_name(name) && !is_longer).then_some(looked)
}

/// Those of [`CALLS`] that belong to a runtime or a bundler without the language's own look-up.
const OTHERS: [&str; 3] = ["import.meta.env.", "Bun.env.", "Deno.env.get("];

/// Prefixes of look-ups in all languages.
const CALLS: [&str; 27] = [
    "import.meta.env.",
    "process.env.",
    "process.env[",
    "Bun.env.",
    "Deno.env.get(",
    "ENV[",
    "ENV.fetch(",
    "os.environ.get(",
    "os.getenv(",
    "os.Getenv(",
    "System.getenv(",
    "System.getenv().get(",
    "getenv(",
    "System.get_env(",
    "sys.env.get(",
    "$ENV{",
    "Environment.GetEnvironmentVariable(",
    "System.Environment.GetEnvironmentVariable(",
    "$_ENV[",
    "$_SERVER[",
    "Platform.environment[",
    "ProcessInfo.processInfo.environment[",
    "env::var(",
    "std::env::var(",
    "env::get(",
    "env(",
    "environ.get(",
];

/// The quoted name at the end of `text`, and the text before it.
fn quoted_name(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
    let (before, name) = text.get(..text.len() - 1)?.rsplit_once(quote)?;
    is_name(name).then_some((before, name))
}
