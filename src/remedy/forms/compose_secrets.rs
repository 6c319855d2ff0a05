//! Compose secrets, on request: the image reads its password from a file that Compose creates from the variable in
//! `.env`.

use crate::remedy::edit::Edit;
use crate::remedy::keys;
use crate::remedy::names::{Names, Wish};
use crate::remedy::site::Site;
use crate::text::Span;

use super::yaml_flow::{self, Flow};
use super::{Fix, Mended, value, yaml_scalar};

/// Image variables that have a `*_FILE` equivalent.
const WITH_FILE: [&str; 10] = [
    "POSTGRES_PASSWORD",
    "POSTGRESQL_PASSWORD",
    "POSTGRESQL_POSTGRES_PASSWORD",
    "PGADMIN_DEFAULT_PASSWORD",
    "MYSQL_PASSWORD",
    "MYSQL_ROOT_PASSWORD",
    "MARIADB_PASSWORD",
    "MARIADB_ROOT_PASSWORD",
    "MONGO_INITDB_ROOT_PASSWORD",
    "WORDPRESS_DB_PASSWORD",
];

const PART: &str = "its value is not all that its variable has";
const WRITTEN: &str =
    "its value is no text on one line: write it behind its key, without a tag, an anchor or a line end of its own";
const ELSEWHERE: &str = "only a variable in the environment of a service can have its value in a file";
const SHAPE: &str =
    "its service is written in a form to which no secret is added: write its keys on lines below its name";

/// The fix, if the value is the complete value of such a variable of a service, in a map or in a list.
///
/// # Errors
/// Why there is none, and the value stays in a variable. The inner error is that the value cannot be moved.
pub(super) fn mend(site: &Site<'_>, names: &mut Names) -> Result<Mended, String> {
    let flow = yaml_flow::around(site.text, 0, site.found.span);
    let keys = match &flow {
        Some(flow) => flow.keys.clone(),
        None => keys::of_yaml(site.text, site.found.span.start),
    };
    let service = match keys.as_slice() {
        [services, service, environment, ..] if services == "services" && environment == "environment" => service,
        _ => return Err(ELSEWHERE.to_owned()),
    };
    let entry = flow.as_ref().and_then(Entry::in_braces).or_else(|| Entry::of(site)).ok_or(SHAPE)?;
    let key = entry.key;
    if !WITH_FILE.contains(&key) {
        return Err(format!("of {key} it is not known that an image reads it from a file"));
    }
    let value = entry.value.as_deref().ok_or(WRITTEN)?;
    if Some(value) != site.value() && value != site.written() || site.before().contains("${") {
        return Err(PART.to_owned());
    }
    let above = site.text.get(..entry.span.start).unwrap_or_default();
    let header = above.lines().rev().find(|above| is_header(above, service)).ok_or(SHAPE)?;
    let own = Block::below(site.text, header);
    let inner = own.first().map(|line| line.get(..depth_of(line)).unwrap_or_default()).ok_or(SHAPE)?;
    let line = site.span_text(site.line_at(entry.span.start));
    let indent = line.get(..depth_of(line)).unwrap_or_default();
    Ok(write(site, names, &entry, indent, header, inner))
}

/// True if `line` has the key `name`, and its value below.
fn is_header(line: &str, name: &str) -> bool {
    let rest = line.trim().strip_prefix(name).and_then(|rest| rest.strip_prefix(':'));
    rest.is_some_and(|rest| rest.is_empty() || rest.trim_start().starts_with('#') && rest.starts_with(' '))
}

/// An entry of `environment`.
struct Entry<'t> {
    key: &'t str,
    /// From its key to the end of its value, with the quotes around them.
    span: Span,
    /// `=` in a list, and `: ` in a mapping.
    joint: &'static str,
    /// The value as it is read; `None` if it is no text of one line.
    value: Option<String>,
}

impl<'t> Entry<'t> {
    /// `{KEY: value}`
    fn in_braces(flow: &'t Flow) -> Option<Self> {
        let pair = flow.pairs.get(flow.own)?;
        Some(Entry { key: &pair.key, span: pair.span, joint: ": ", value: pair.value.clone() })
    }

    /// An entry on lines: an item of a list, a key with its value, or a key with a block below.
    fn of(site: &Site<'t>) -> Option<Self> {
        Self::item(site).or_else(|| Self::block(site)).or_else(|| Self::pair(site))
    }

    /// `- KEY=value`, or `"KEY=value"` in brackets.
    fn item(site: &Site<'t>) -> Option<Self> {
        let (line, before) = (site.line(), site.before());
        let indent = depth_of(before);
        let is_dashed = before.get(indent..)?.starts_with("- ");
        let is_bracketed = before.contains('[') || site.text.get(..line.start)?.trim_end().ends_with(['[', ',']);
        let start = match before.rfind(['[', ',']) {
            _ if is_dashed => indent + 2,
            _ if !is_bracketed => return None,
            mark => mark.map_or(0, |mark| mark + 1),
        };
        let start = start + depth_of(before.get(start..)?);
        let quote = before.get(start..)?.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (key, lead) = before.get(start + quote.map_or(0, char::len_utf8)..)?.split_once('=')?;
        let closed = quote.map_or(Some(site.after()), |quote| site.after().strip_prefix(quote));
        let is_closed = |rest: &str| is_end(rest) || !is_dashed && rest.trim_start().starts_with([',', ']']);
        let end = site.found.span.end + quote.map_or(0, char::len_utf8);
        // What was found may have the comma behind a plain item.
        let is_whole = closed.is_some_and(is_closed) && !(quote.is_none() && site.written().ends_with(','));
        let value = if is_whole { format!("{lead}{}", site.written()) } else { String::new() };
        let span = Span::new(line.start + start, end);
        key.chars().all(is_word).then_some(Entry { key, span, joint: "=", value: Some(value) })
    }

    /// `KEY: value`
    fn pair(site: &Site<'t>) -> Option<Self> {
        let line = site.line();
        let text = site.span_text(line);
        let (key, _) = text.trim_start().split_once(':')?;
        let start = line.start + depth_of(text);
        let end = yaml_scalar::value_of_line(site).map_or(line.end, |value| value.end);
        let value = yaml_scalar::pair_of(site).ok().map(|pair| pair.value);
        let key = key.trim_matches(['"', '\'']);
        key.chars().all(is_word).then_some(Entry { key, span: Span::new(start, end), joint: ": ", value })
    }

    /// `KEY: >-`, with the value on the only line below.
    fn block(site: &Site<'t>) -> Option<Self> {
        let line = site.line();
        let head = site.line_at(line.start.checked_sub(1)?);
        let text = site.span_text(head);
        let (key, rest) = text.trim_start().split_once(':')?;
        let mark = rest.split(" #").next()?.trim();
        let below = site.text.get(line.end..)?.lines().skip(1).find(|line| !line.trim().is_empty());
        let is_one = below.is_none_or(|line| depth_of(line) <= depth_of(text));
        // Without `-`, a line end belongs to the value.
        let value = matches!(mark, ">-" | "|-").then(|| site.span_text(line).trim().to_owned()).filter(|_| is_one);
        let span = Span::new(head.start + depth_of(text), line.end);
        mark.starts_with(['>', '|']).then_some(Entry { key, span, joint: ": ", value })
    }

    /// The edit that names the file of the secret instead. What stands behind the entry stays.
    fn of_file(&self, site: &Site<'_>, secret: &str) -> Edit {
        let quote = site.span_text(self.span).chars().next().filter(|c| self.joint == "=" && matches!(c, '"' | '\''));
        let quote = quote.map_or_else(String::new, String::from);
        Edit::new(self.span, format!("{quote}{}_FILE{}/run/secrets/{secret}{quote}", self.key, self.joint))
    }
}

const fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// True if nothing but a comment stands in `rest`, the end of a line behind a value.
fn is_end(rest: &str) -> bool {
    let text = rest.trim_start();
    text.is_empty() || text.len() < rest.len() && text.starts_with('#')
}

fn depth_of(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The lines below a key that belong to it.
struct Block<'t> {
    depth: usize,
    lines: Vec<&'t str>,
}

impl<'t> Block<'t> {
    /// The block of the key on the line `header` of `text`.
    fn below(text: &'t str, header: &'t str) -> Self {
        let behind = header.as_ptr() as usize - text.as_ptr() as usize + header.len();
        let depth = depth_of(header);
        let below = text.get(behind..).unwrap_or_default().lines().skip(1);
        let is_blank = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
        let is_own = |line: &&str| {
            let is_item = depth_of(line) == depth && line.trim_start().starts_with("- ");
            is_blank(line) || depth_of(line) > depth || is_item
        };
        // A comment may be indented as it likes.
        Block { depth, lines: below.take_while(is_own).filter(|line| !is_blank(line)).collect() }
    }

    fn first(&self) -> Option<&'t str> {
        self.lines.first().copied()
    }

    /// The line of the key `name` directly in the block.
    fn header_of(&self, name: &str) -> Option<&'t str> {
        let depth = self.first().map_or(self.depth, depth_of);
        self.lines.iter().copied().find(|line| depth_of(line) == depth && is_header(line, name))
    }
}

fn write(site: &Site<'_>, names: &mut Names, entry: &Entry<'_>, indent: &str, service: &str, inner: &str) -> Mended {
    let text = site.text;
    let value = value::of(site, true)?;
    let name = names.take(site, &Wish { home: site.home, name: entry.key, value: &value, is_generic: false })?;
    let (secret, end) = (name.to_ascii_lowercase(), site.line_end());
    let by_hand = || "the file has secrets in another form already: add this one by hand".to_owned();
    let behind = |line: &str| line.as_ptr() as usize - text.as_ptr() as usize + line.len();
    let own = Block::below(text, service);
    // What is inserted at the same place twice is written once: several values share the keys, and each has its own line.
    let of_service = match own.header_of("secrets") {
        Some(header) => {
            let item = Block::below(text, header).first().filter(|line| line.trim_start().starts_with("- "));
            let lead = item.map(|line| line.get(..depth_of(line)).unwrap_or_default()).ok_or_else(by_hand)?;
            vec![Edit::insert(behind(header), format!("{end}{lead}- {secret}"))]
        }
        None if own.lines.iter().any(|line| line.trim_start().starts_with("secrets:")) => return Err(by_hand()),
        None => {
            let step = indent.get(inner.len()..).filter(|step| !step.is_empty()).unwrap_or("  ");
            let key = Edit::insert(behind(service), format!("{end}{inner}secrets:"));
            vec![key, Edit::insert(behind(service), format!("{end}{inner}{step}- {secret}"))]
        }
    };
    let declared = |lead: &str| format!("{lead}{secret}:{end}{lead}{lead}environment: {name}");
    let at_top = match text.lines().find(|line| line.starts_with("secrets:")) {
        Some(header) => {
            let known = Block::below(text, header);
            let first =
                known.first().filter(|line| header.trim_end() == "secrets:" && !line.trim_start().starts_with('-'));
            let lead = first.map(|line| line.get(..depth_of(line)).unwrap_or_default()).ok_or_else(by_hand)?;
            if known.lines.iter().any(|line| line.trim_start().starts_with(&format!("{secret}:"))) {
                return Err(format!("the file has a secret {secret} already: refer to that one by hand"));
            }
            vec![Edit::insert(behind(header), format!("{end}{}", declared(lead)))]
        }
        None => {
            let gap = if text.ends_with('\n') { "" } else { end };
            let key = Edit::insert(text.len(), format!("{gap}{end}secrets:{end}"));
            vec![key, Edit::insert(text.len(), format!("{}{end}", declared("  ")))]
        }
    };
    let line = entry.of_file(site, &secret);
    Ok(Fix::of([vec![line], of_service, at_top].concat()))
}
