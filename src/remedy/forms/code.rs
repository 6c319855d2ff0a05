//! Source code: the literal becomes an environment look-up that fails if the variable is not set. An interpolated
//! literal keeps its other parts; of any other literal the whole content moves into the variable.

use crate::extract::{self, Context, Form};
use crate::remedy::edit::Edit;
use crate::remedy::keys;
use crate::remedy::names::{Names, Wish};
use crate::remedy::naming;
use crate::remedy::site::Site;
use crate::text::Span;

use super::code_default;
use super::connection;
use super::default_value;
use super::import;
use super::joined;
use super::language::{self, Fills, Language, lookup};
use super::literal::{self, Literal, is_filled};
use super::replaceable;
use super::scope;
use super::surroundings::{self, Surroundings};
use super::{Fix, Home, Mended, Row};

pub(super) const ROWS: &[Row] =
    &[Row { is: |_, name, _| language::of_name(name).is_some(), mend, home: Home::Project, has_other_way: false }];

const FORMAT: &str = "its literal is a format, whose other parts come from elsewhere: move the password alone by hand";

const ATTRIBUTE: &str = "it may be an attribute of JSX, which takes an expression in braces alone: move it by hand";

const VITE: &str = "the file is read by Vite, where there is no process, and what import.meta.env has can be read in the bundle: keep the secret on the server";

const BUNDLED: &str =
    "Vite writes what import.meta.env names into the bundle, which everybody can read: keep a secret on the server";

const NOTE: &str = "the program takes it from its environment: set -a; . ./.env; set +a, or a library that reads .env";

pub(super) fn mend(site: &Site<'_>, names: &mut Names) -> Mended {
    let name = site.name();
    let language = language::of_name(&name).ok_or("its language is not known")?;
    let cx = Context::new(site.text.as_bytes(), site.language_path.as_bytes());
    if extract::in_block(&cx, site.found.span.start) {
        return Err("it stands in a text of several lines".to_owned());
    }
    if site.found.goes_on {
        return Err("its value goes on in another literal or line".to_owned());
    }
    if let Some(fix) = placeholder(site, names, language)? {
        return Ok(fix);
    }
    let literal = literal::containing(site, language.quotes, language.comments)?;
    constant(site, language, &literal)?;
    let surroundings = surroundings::of(site, language, &literal);
    let fills = is_filled(language, &literal);
    replaceable::check_alone(site, language, &literal, &surroundings, fills)?;
    let is_operand = joined::is_operand(&surroundings, language.joins);
    let has_default = code_default::remove_default(site, names, language, &literal)?;
    if has_default.is_some() && is_operand {
        return Err("the default is put together from others: take it out by hand".to_owned());
    }
    let mut edits = match has_default {
        Some(edits) => edits,
        None if site.text.contains("import.meta.env") && !site.text.contains("process.env") => {
            return Err(VITE.to_owned());
        }
        None => {
            replaceable::check(site, &literal, &surroundings)?;
            let is_alone = literal.inner == site.written();
            let is_string = !is_operand && !is_interpolated(site, &literal) && connection::is_whole(literal.inner);
            match () {
                () if fills && !is_alone => inside(site, names, language, &literal)?,
                () if is_alone || is_string => whole(site, names, language, &literal, &surroundings)?,
                () => part(site, names, language, &literal, &surroundings)?,
            }
        }
    };
    let look_up = lookup(site, language, "NAME");
    let root = look_up.split_inclusive('.').next().unwrap_or_default();
    if edits.iter().any(|edit| edit.text.contains(root)) {
        scope::check(site, look_up.trim_end_matches('!'))?;
    }
    let callee = look_up.split(['(', '[']).next().unwrap_or_default();
    if edits.iter().any(|edit| edit.text.contains(callee)) {
        edits.extend(import::edits(site, language.import)?);
    }
    let is_bundled = site.before().contains("import.meta.env.");
    Ok(Fix::of(edits).noting(if is_bundled { BUNDLED } else { NOTE }))
}

/// Spring's `@Value("${NAME:literal}")`: the default is removed.
fn placeholder(site: &Site<'_>, names: &mut Names, language: &Language) -> Result<Option<Fix>, String> {
    let is_value =
        site.before().contains("@Value(") && language.lookup(site.language_path, "NAME").starts_with("System.getenv");
    if is_value { default_value::remove_default(site, names, "") } else { Ok(None) }
}

/// Refuses positions in which a look-up is not allowed.
fn constant(site: &Site<'_>, language: &Language, literal: &Literal<'_>) -> Result<(), String> {
    let before = site.span_text(Span::new(site.line().start, literal.whole.start)).trim_start();
    for (word, why) in language.constants {
        let modifiers = [
            "pub ",
            "pub(crate) ",
            "public ",
            "private ",
            "internal ",
            "protected ",
            "static ",
            "final ",
            "export ",
            "override ",
        ];
        let mut rest = before;
        // A property in one language is a modifier in another.
        while let Some(after) =
            modifiers.iter().find_map(|modifier| rest.strip_prefix(modifier).filter(|_| !rest.starts_with(word)))
        {
            rest = after.trim_start();
        }
        let is_annotation = *word == "@" && before.contains('@');
        if rest.starts_with(word) || is_annotation || before.contains(&format!(" {word}")) && *word != "[" {
            return Err((*why).to_owned());
        }
    }
    if matches!(language.import, language::Import::Go) && is_in_group(site, "const (") {
        return Err("a constant is worked out when the program is built: declare it with var".to_owned());
    }
    if literal.quote == '`'
        && matches!(language.import, language::Import::Go)
        && before.trim_end().ends_with(|c: char| c.is_alphanumeric() || c == ']')
        && !before.trim_end().ends_with("return")
    {
        return Err("the tag of a field is a constant".to_owned());
    }
    Ok(())
}

/// True if the line is between one that begins with `opens` and its closing `)`.
fn is_in_group(site: &Site<'_>, opens: &str) -> bool {
    let above = site.text.get(..site.line().start).unwrap_or_default();
    above
        .lines()
        .rev()
        .find(|line| line.starts_with(opens) || line.starts_with(')'))
        .is_some_and(|line| line.starts_with(opens))
}

/// Replaces the value by an expression within the literal, or the whole literal by the look-up if it contains nothing
/// else.
fn inside(site: &Site<'_>, names: &mut Names, language: &Language, literal: &Literal<'_>) -> Result<Vec<Edit>, String> {
    let value = site.written();
    // A doubled character stands for one where it would begin an expression otherwise.
    let is_doubled = match language.fills {
        Fills::Letter('f' | '$') => value.contains(['{', '}']),
        _ => value.contains("$$"),
    };
    if is_doubled || value.contains(['\\', literal.quote]) {
        return Err("its value is written with escapes".to_owned());
    }
    let name = names.take_of_key(site, value)?;
    let text = language.lookup_inside(site.language_path, &name);
    let text =
        if literal.quote == '\'' && language.fills == Fills::Letter('f') { text.replace('\'', "\"") } else { text };
    Ok(vec![Edit::new(site.found.span, text)])
}

/// Replaces the whole literal by the look-up.
fn whole(
    site: &Site<'_>,
    names: &mut Names,
    language: &Language,
    literal: &Literal<'_>,
    surroundings: &Surroundings<'_>,
) -> Result<Vec<Edit>, String> {
    let is_whole_value = literal.inner == site.written();
    let value = if is_whole_value { site.value().ok_or("its value is no UTF-8")? } else { literal.inner };
    if !is_whole_value && literal.inner.contains('\\') {
        return Err("its literal is written with escapes".to_owned());
    }
    let is_bytes = language.import == language::Import::Python && literal.prefix.eq_ignore_ascii_case("b");
    if !is_bytes && !is_plain(literal) {
        return Err("its literal is of another kind than text: move it by hand".to_owned());
    }
    let followed = site.text.get(literal.whole.end..).unwrap_or_default();
    if !is_whole_value && joined::is_format(surroundings) {
        return Err(FORMAT.to_owned());
    }
    let (wished, is_generic) = wish(site, is_whole_value, literal);
    let name = names.take(site, &Wish { home: site.home, name: &wished, value, is_generic })?;
    let mut text = lookup(site, language, &name);
    if is_bytes {
        text.push_str(".encode()");
    }
    // A borrowed literal becomes a borrowed string, unless a method is called on it.
    if text.starts_with("std::env::var") && !followed.starts_with('.') {
        text.insert(0, '&');
    }
    match replaceable::is_attribute(site, literal, surroundings) {
        Some(true) => text = format!("{{{text}}}"),
        Some(false) => {}
        None => return Err(ATTRIBUTE.to_owned()),
    }
    Ok(vec![Edit::new(literal.whole, text)])
}

/// Replaces only the value by the look-up; the rest of the literal is kept.
fn part(
    site: &Site<'_>,
    names: &mut Names,
    language: &Language,
    literal: &Literal<'_>,
    surroundings: &Surroundings<'_>,
) -> Result<Vec<Edit>, String> {
    let value = site.written();
    if value.contains(['\\', literal.quote]) {
        return Err("its value is written with escapes".to_owned());
    }
    if replaceable::is_attribute(site, literal, surroundings) != Some(false) {
        return Err(ATTRIBUTE.to_owned());
    }
    let is_interpolated = is_interpolated(site, literal);
    if !is_interpolated && (!is_plain(literal) || is_format(language, literal)) {
        return Err(FORMAT.to_owned());
    }
    let name = names.take_of_key(site, value)?;
    Ok(vec![joined::edit(site, literal, surroundings, language.joins, &lookup(site, language, &name))?])
}

/// True for `$"…"` of C# with the value outside of its expressions: its parts are literals of the same kind.
fn is_interpolated(site: &Site<'_>, literal: &Literal<'_>) -> bool {
    let before = literal.inner.get(..site.found.span.start.saturating_sub(literal.whole.start + 2)).unwrap_or_default();
    let is_outside = before.matches('{').count() == before.matches('}').count();
    literal.prefix == "$" && replaceable::is_of(site, &["cs"]) && is_outside && !site.written().contains(['{', '}'])
}

/// True if the prefix leaves the literal a text.
fn is_plain(literal: &Literal<'_>) -> bool {
    matches!(literal.prefix, "" | "r" | "R" | "u" | "@")
}

/// True if a function fills in the placeholders of the literal.
fn is_format(language: &Language, literal: &Literal<'_>) -> bool {
    let text = literal.inner;
    let is_braced = |at: usize| {
        let rest = text.get(at + 1..).unwrap_or_default();
        let name = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
        name.starts_with(['}', ':', '!'])
    };
    let own = language.dollars.contains(&literal.quote);
    ["%s", "%d", "%v", "%@", "#{", "{{"].iter().any(|mark| text.contains(mark))
        || !own && text.match_indices('{').any(|(at, _)| is_braced(at))
}

/// The wished name for a literal: that of its key, or one for a connection string if the whole literal is one.
fn wish(site: &Site<'_>, is_whole_value: bool, literal: &Literal<'_>) -> (String, bool) {
    if is_whole_value && !matches!(site.found.form, Form::Uri | Form::KeywordList) {
        return naming::of_key(site);
    }
    let before = site.span_text(Span::new(site.line().start, literal.whole.start));
    let key = keys::own(before);
    let key =
        key.as_deref().unwrap_or(before).trim_end().trim_end_matches(['=', ':', '>', ' ', '"', '\'', '(']).trim_end();
    let word = key.rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().unwrap_or_default();
    (naming::of_string(word, &site.found.scheme, literal.inner), false)
}
