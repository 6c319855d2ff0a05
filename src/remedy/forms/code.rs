//! Code: the literal becomes a look-up, which fails where the variable is not set. A literal that fills expressions in keeps
//! its other parts; of others the whole goes into the variable.

use crate::extract::{self, Context, Form};
use crate::remedy::edit::Edit;
use crate::remedy::env_file::is_name;
use crate::remedy::names::{self, Names, Wish};
use crate::remedy::site::Site;
use crate::text::Span;

use super::import;
use super::language::{self, Fills, Language};
use super::literal::{self, Literal};
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
    let literal = literal::around(site, language.quotes, language.comments)?;
    constant(site, language, &literal)?;
    let mut edits = match default(site, names, language, &literal)? {
        Some(edits) => edits,
        None if is_filled(language, &literal) => inside(site, names, language, &literal)?,
        None => whole(site, names, language, &literal)?,
    };
    if edits.iter().any(|edit| edit.text.contains("os.")) {
        edits.extend(import::edits(site, language.import));
    }
    Ok(Fix::of(edits).noting(NOTE))
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

fn is_filled(language: &Language, literal: &Literal<'_>) -> bool {
    match language.fills {
        Fills::None => false,
        Fills::Quote(quote) => literal.quote == quote,
        Fills::Letter(letter) => literal.prefix.to_ascii_lowercase().contains(letter),
    }
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
    let (wished, is_generic) = names::of_key(site);
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

/// The look-up of `name`: that of the framework, where it has one of its own.
fn lookup(site: &Site<'_>, language: &Language, name: &str) -> String {
    if site.path.ends_with(".php") && site.text.contains("env('") && site.path.contains("config/") {
        return format!("env('{name}')");
    }
    language.lookup(site.path, name)
}

/// The name for a literal: that of the key, and of what it is where the whole of it is a connection string.
fn wish(site: &Site<'_>, is_whole_value: bool, literal: &Literal<'_>) -> (String, bool) {
    if is_whole_value && !matches!(site.found.form, Form::Uri | Form::KeywordList) {
        return names::of_key(site);
    }
    let before = site.span_text(Span::new(site.line().start, literal.whole.start));
    let key = before.trim_end().trim_end_matches(['=', ':', '>', ' ', '"', '\'', '(']).trim_end();
    let word = key.rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().unwrap_or_default();
    let word = names::variable(word);
    let is_named = ["URL", "URI", "DSN", "CONNECTION_STRING", "CONN_STR", "CONNSTR"]
        .iter()
        .any(|end| word.ends_with(end) && word.len() > end.len());
    if is_named {
        return (word, false);
    }
    let name = match literal.inner {
        inner if inner.starts_with("jdbc:") => "JDBC_DATABASE_URL",
        inner if inner.contains("://") => "DATABASE_URL",
        _ => "DATABASE_DSN",
    };
    (name.to_owned(), false)
}

/// Takes the default of a look-up away, where the literal is one.
fn default(
    site: &Site<'_>,
    names: &mut Names,
    language: &Language,
    literal: &Literal<'_>,
) -> Result<Option<Vec<Edit>>, String> {
    let start = site.line().start;
    let before = site.span_text(Span::new(start, literal.whole.start));
    let found = argument(before, language).or_else(|| operand(before, language));
    let Some(Looked { name, from, closes }) = found else { return Ok(None) };
    if literal.inner.contains('\\') || is_filled(language, literal) && literal.inner.contains('{') {
        return Err("its literal is written with escapes".to_owned());
    }
    let mut end = literal.whole.end;
    if closes {
        let rest = site.text.get(end..).unwrap_or_default();
        if !rest.trim_start().starts_with(')') {
            return Ok(None);
        }
        end += rest.find(')').map_or(0, |at| at + 1);
    }
    names.keep(site, site.home, name, literal.inner)?;
    Ok(Some(vec![Edit::new(Span::new(start + from, end), lookup(site, language, name))]))
}

/// A look-up on the line before a literal.
struct Looked<'t> {
    name: &'t str,
    /// Where it begins in the line.
    from: usize,
    /// Whether a `)` belongs to it behind the literal.
    closes: bool,
}

/// `call("NAME", ` before the literal.
fn argument<'t>(before: &'t str, language: &Language) -> Option<Looked<'t>> {
    let rest = before.trim_end();
    let rest = rest.strip_suffix("default=").map_or(rest, str::trim_end);
    let rest = rest.strip_suffix(',')?.trim_end();
    let (rest, name) = quoted_name(rest)?;
    let rest = rest.trim_end().strip_suffix('(')?;
    let call = language.defaults.iter().filter(|call| rest.ends_with(*call)).max_by_key(|call| call.len())?;
    let from = rest.len() - call.len();
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let is_longer = rest.get(..from).is_some_and(|before| before.ends_with(is_word));
    (!is_longer).then_some(Looked { name, from, closes: true })
}

/// A look-up and an operator before the literal.
fn operand<'t>(before: &'t str, language: &Language) -> Option<Looked<'t>> {
    let rest = before.trim_end();
    let rest = language.otherwise.iter().find_map(|operator| rest.strip_suffix(operator))?.trim_end();
    // `process.env.NAME`, `ENV["NAME"]`, `os.environ.get("NAME")`, `getenv('NAME')`, `$ENV{NAME}`.
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
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
    let calls = [
        "process.env.",
        "process.env[",
        "import.meta.env.",
        "ENV[",
        "os.environ.get(",
        "os.getenv(",
        "System.getenv(",
        "getenv(",
        "System.get_env(",
        "$ENV{",
        "Environment.GetEnvironmentVariable(",
        "$_ENV[",
    ];
    let call = calls.iter().filter(|call| head.ends_with(*call)).max_by_key(|call| call.len())?;
    let mut from = head.len() - call.len();
    if head.get(..from).is_some_and(|before| before.ends_with("System.")) && call.starts_with("Environment") {
        from -= "System.".len();
    }
    (is_name(name) && !call.starts_with("import")).then_some(Looked { name, from, closes: false })
}

/// The name in quotes at the end of `text`, and what stands before it.
fn quoted_name(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
    let (before, name) = text.get(..text.len() - 1)?.rsplit_once(quote)?;
    is_name(name).then_some((before, name))
}
