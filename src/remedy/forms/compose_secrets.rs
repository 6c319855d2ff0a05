//! Compose secrets, on request: the image reads its password from a file that Compose creates from the variable in
//! `.env`.

use crate::remedy::edit::Edit;
use crate::remedy::keys;
use crate::remedy::names::{Names, Wish};
use crate::remedy::site::Site;
use crate::text::Span;

use super::{Fix, Mended, value};

/// Image variables that have a `*_FILE` equivalent.
const WITH_FILE: [&str; 5] =
    ["POSTGRES_PASSWORD", "MYSQL_PASSWORD", "MYSQL_ROOT_PASSWORD", "MARIADB_PASSWORD", "MARIADB_ROOT_PASSWORD"];

/// The fix, if the value is the complete value of such a variable of a service, in a map or in a list.
///
/// # Errors
/// If the value cannot be moved, with the reason.
pub(super) fn mend(site: &Site<'_>, names: &mut Names) -> Option<Mended> {
    let keys = keys::of_yaml(site.text, site.found.span.start);
    let [services, service, environment, ..] = keys.as_slice() else { return None };
    let line = site.span_text(site.line());
    let indent = line.get(..depth_of(line))?;
    let entry = Entry::of(line)?;
    let is_alone = site.after().trim_start_matches(['"', '\'']).trim().is_empty();
    let is_variable = services == "services" && environment == "environment" && WITH_FILE.contains(&entry.key());
    if !is_variable || !is_alone || site.before().contains("${") {
        return None;
    }
    let header =
        site.text.get(..site.line().start)?.lines().rev().find(|above| above.trim() == format!("{service}:"))?;
    let own = Block::below(site.text, header);
    let inner = own.first().map(|line| line.get(..depth_of(line)).unwrap_or_default())?;
    Some(write(site, names, &entry, indent, header, inner))
}

/// An entry of `environment`.
enum Entry<'t> {
    /// `KEY: value`
    Map(&'t str),
    /// `- KEY=value`
    List(&'t str),
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
            Entry::Map(key) | Entry::List(key) => key,
        }
    }

    /// The entry that names the file of the secret instead.
    fn of_file(&self, secret: &str) -> String {
        match self {
            Entry::Map(key) => format!("{key}_FILE: /run/secrets/{secret}"),
            Entry::List(key) => format!("- {key}_FILE=/run/secrets/{secret}"),
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
        self.lines.iter().copied().find(|line| depth_of(line) == depth && line.trim() == format!("{name}:"))
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
    let of_service = match own.header_of("secrets") {
        Some(header) => {
            let item = Block::below(text, header).first().filter(|line| line.trim_start().starts_with("- "));
            let lead = item.map(|line| line.get(..depth_of(line)).unwrap_or_default()).ok_or_else(by_hand)?;
            Edit::insert(behind(header), format!("{end}{lead}- {secret}"))
        }
        None if own.lines.iter().any(|line| line.trim_start().starts_with("secrets:")) => return Err(by_hand()),
        None => {
            let step = indent.get(inner.len()..).filter(|step| !step.is_empty()).unwrap_or("  ");
            Edit::insert(behind(service), format!("{end}{inner}secrets:{end}{inner}{step}- {secret}"))
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
            Edit::insert(behind(header), format!("{end}{}", declared(lead)))
        }
        None => {
            // The edit replaces the last byte, so that another fix cannot add a second `secrets:` mapping.
            let last = text.char_indices().next_back().map_or(0, |(at, _)| at);
            let closing = match text.ends_with('\n') {
                true => "\n".to_owned(),
                false => format!("{}{end}", text.get(last..).unwrap_or_default()),
            };
            let top = format!("{end}secrets:{end}{}{end}", declared("  "));
            Edit::new(Span::new(last, text.len()), format!("{closing}{top}"))
        }
    };
    let line = Edit::new(site.line(), format!("{indent}{}", entry.of_file(&secret)));
    Ok(Fix::of(vec![line, of_service, at_top]))
}
