//! Compose secrets, on request: the image reads its password from a file that Compose creates from the variable in
//! `.env`.

use crate::remedy::edit::Edit;
use crate::remedy::keys;
use crate::remedy::names::{Names, Wish};
use crate::remedy::site::Site;
use crate::text::Span;

use super::yaml_flow;
use super::{Fix, Mended, value};

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
    let line = site.span_text(site.line());
    let own = flow.as_ref().and_then(|flow| flow.pairs.get(flow.own));
    let entry = match own {
        Some(pair) => Entry::Braces(&pair.key, pair.span),
        None => Entry::of(line).ok_or(SHAPE)?,
    };
    let key = entry.key();
    if !WITH_FILE.contains(&key) {
        return Err(format!("of {key} it is not known that an image reads it from a file"));
    }
    let is_alone = match own {
        Some(pair) => pair.value.as_deref() == site.value(),
        None => site.after().trim_start_matches(['"', '\'']).trim().is_empty(),
    };
    if !is_alone || site.before().contains("${") {
        return Err(PART.to_owned());
    }
    let above = site.text.get(..site.line().start).unwrap_or_default();
    let header = above.lines().rev().find(|above| is_header(above, service)).ok_or(SHAPE)?;
    let own = Block::below(site.text, header);
    let inner = own.first().map(|line| line.get(..depth_of(line)).unwrap_or_default()).ok_or(SHAPE)?;
    let indent = line.get(..depth_of(line)).unwrap_or_default();
    Ok(write(site, names, &entry, indent, header, inner))
}

/// True if `line` has the key `name`, and its value below.
fn is_header(line: &str, name: &str) -> bool {
    let rest = line.trim().strip_prefix(name).and_then(|rest| rest.strip_prefix(':'));
    rest.is_some_and(|rest| rest.is_empty() || rest.trim_start().starts_with('#') && rest.starts_with(' '))
}

/// An entry of `environment`.
enum Entry<'t> {
    /// `KEY: value`
    Map(&'t str),
    /// `- KEY=value`
    List(&'t str),
    /// `{KEY: value}`, with the span of the pair.
    Braces(&'t str, Span),
}

impl<'t> Entry<'t> {
    fn of(line: &'t str) -> Option<Self> {
        let body = line.trim_start();
        let (name, joint): (fn(&'t str) -> Entry<'t>, char) =
            if body.starts_with("- ") { (Entry::List, '=') } else { (Entry::Map, ':') };
        let (key, _) = body.trim_start_matches(['-', ' ', '"', '\'']).split_once(joint)?;
        Some(name(key))
    }

    const fn key(&self) -> &'t str {
        match self {
            Entry::Map(key) | Entry::List(key) | Entry::Braces(key, _) => key,
        }
    }

    /// The edit that names the file of the secret instead.
    fn of_file(&self, site: &Site<'_>, indent: &str, secret: &str) -> Edit {
        match self {
            Entry::Map(key) => Edit::new(site.line(), format!("{indent}{key}_FILE: /run/secrets/{secret}")),
            Entry::List(key) => Edit::new(site.line(), format!("{indent}- {key}_FILE=/run/secrets/{secret}")),
            Entry::Braces(key, span) => Edit::new(*span, format!("{key}_FILE: /run/secrets/{secret}")),
        }
    }
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
    let name = names.take(site, &Wish { home: site.home, name: entry.key(), value: &value, is_generic: false })?;
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
    let line = entry.of_file(site, indent, &secret);
    Ok(Fix::of([vec![line], of_service, at_top].concat()))
}
