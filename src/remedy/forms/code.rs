//! Code: the literal becomes a look-up, which fails where the variable is not set. A literal that fills expressions in keeps
//! its other parts; of others the whole goes into the variable.

use crate::extract::{self, Context, Form};
use crate::remedy::edit::Edit;
use crate::remedy::names::{Names, Wish};
use crate::remedy::naming;
use crate::remedy::site::Site;
use crate::text::Span;

use super::code_default;
use super::default_value;
use super::import;
use super::language::{self, Fills, Language, lookup};
use super::literal::{self, Literal, is_filled};
use super::{Fix, Home, Mended, Row};

pub(super) const ROWS: &[Row] =
    &[Row { is: |_, name, _| language::of_name(name).is_some(), mend, home: Home::Project }];

const NOTE: &str = "the program takes it from its environment: set -a; . ./.env; set +a, or a library that reads .env";

fn mend(site: &Site<'_>, names: &mut Names) -> Mended {
    let name = site.name();
    let language = language::of_name(&name).ok_or("its language is not known")?;
    let cx = Context::new(site.text.as_bytes(), site.path.as_bytes());
    if extract::in_block(&cx, site.found.span.start) {
        return Err("it stands in a text of several lines".to_owned());
    }
    if site.found.goes_on {
        return Err("its value goes on in another literal or line".to_owned());
    }
    if let Some(fix) = placeholder(site, names, language)? {
        return Ok(fix);
    }
    let literal = literal::around(site, language.quotes, language.comments)?;
    constant(site, language, &literal)?;
    let mut edits = match code_default::take_away(site, names, language, &literal)? {
        Some(edits) => edits,
        None if is_filled(language, &literal) => inside(site, names, language, &literal)?,
        None => whole(site, names, language, &literal)?,
    };
    if edits.iter().any(|edit| edit.text.contains("os.")) {
        edits.extend(import::edits(site, language.import));
    }
    Ok(Fix::of(edits).noting(NOTE))
}

/// `@Value("${NAME:literal}")` of Spring: the default goes.
fn placeholder(site: &Site<'_>, names: &mut Names, language: &Language) -> Result<Option<Fix>, String> {
    let is_value = site.before().contains("@Value(") && language.lookup(site.path, "NAME").starts_with("System.getenv");
    if is_value { default_value::take_away(site, names, "") } else { Ok(None) }
}

/// Refuses places where a look-up cannot stand.
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
        // What is a property in one language is a modifier in another.
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
    {
        return Err("the tag of a field is a constant".to_owned());
    }
    Ok(())
}

/// Whether the line stands between one that begins with `opens` and the `)` that closes it.
fn is_in_group(site: &Site<'_>, opens: &str) -> bool {
    let above = site.text.get(..site.line().start).unwrap_or_default();
    above
        .lines()
        .rev()
        .find(|line| line.starts_with(opens) || line.starts_with(')'))
        .is_some_and(|line| line.starts_with(opens))
}

/// The value alone becomes an expression inside of the literal, or the literal becomes the look-up where it has nothing else.
fn inside(site: &Site<'_>, names: &mut Names, language: &Language, literal: &Literal<'_>) -> Result<Vec<Edit>, String> {
    let value = site.written();
    if literal.inner == value {
        return whole(site, names, language, literal);
    }
    if value.contains(['\\', '"', '\'']) {
        return Err("its value is written with escapes".to_owned());
    }
    let (wished, is_generic) = naming::of_key(site);
    let name = names.take(site, &Wish { home: site.home, name: &wished, value, is_generic })?;
    let text = language.lookup_inside(site.path, &name);
    let text =
        if literal.quote == '\'' && language.fills == Fills::Letter('f') { text.replace('\'', "\"") } else { text };
    Ok(vec![Edit::new(site.found.span, text)])
}

/// The whole literal becomes the look-up.
fn whole(site: &Site<'_>, names: &mut Names, language: &Language, literal: &Literal<'_>) -> Result<Vec<Edit>, String> {
    let is_whole_value = literal.inner == site.written();
    let value = if is_whole_value { site.value().ok_or("its value is no UTF-8")? } else { literal.inner };
    if !is_whole_value && literal.inner.contains('\\') {
        return Err("its literal is written with escapes".to_owned());
    }
    let is_format = ["%s", "%d", "{}", "{0}", "%v", "#{", "${", "{{"].iter().any(|mark| literal.inner.contains(mark));
    if !is_whole_value && (is_format || !literal.prefix.is_empty() && literal.prefix != "r") {
        return Err("its literal is a format, whose other parts come from elsewhere: move the password alone by hand"
            .to_owned());
    }
    let followed = site.text.get(literal.whole.end..).unwrap_or_default();
    if followed.trim_start().starts_with(['%']) && language.import == language::Import::Python {
        return Err("its literal is a format, whose other parts come from elsewhere: move the password alone by hand"
            .to_owned());
    }
    let (wished, is_generic) = wish(site, is_whole_value, literal);
    let name = names.take(site, &Wish { home: site.home, name: &wished, value, is_generic })?;
    let mut text = lookup(site, language, &name);
    // A borrowed literal becomes a borrowed string, but for what is called on it.
    if text.starts_with("std::env::var") && !followed.starts_with('.') {
        text.insert(0, '&');
    }
    let before = site.span_text(Span::new(site.line().start, literal.whole.start));
    if before.ends_with('=') && matches!(site.name().rsplit('.').next(), Some("jsx" | "tsx")) && before.contains('<') {
        text = format!("{{{text}}}");
    }
    Ok(vec![Edit::new(literal.whole, text)])
}

/// The name for a literal: that of the key, and of what it is where the whole of it is a connection string.
fn wish(site: &Site<'_>, is_whole_value: bool, literal: &Literal<'_>) -> (String, bool) {
    if is_whole_value && !matches!(site.found.form, Form::Uri | Form::KeywordList) {
        return naming::of_key(site);
    }
    let before = site.span_text(Span::new(site.line().start, literal.whole.start));
    let key = before.trim_end().trim_end_matches(['=', ':', '>', ' ', '"', '\'', '(']).trim_end();
    let word = key.rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().unwrap_or_default();
    (naming::of_string(word, &site.found.scheme, literal.inner), false)
}
