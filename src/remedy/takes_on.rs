//! Decides what a fix would change, from the staged content and the `.env` files, and without running git.

use std::collections::HashMap;

use super::change;
use super::forms::{self, Fix};
use super::found::{self, Found, order};
use super::names::Names;
use super::place;
use super::plan::Target;
use super::project;
use super::site::{Site, env_of};
use super::untrack;
use crate::detect::Detector;
use crate::extract::Form;
use crate::finding::Evidence;
use crate::git::Layout;
use crate::sorting::Sorting as _;
use crate::text::Span;

/// The number of files that are examined: with more, the report names the remedy of each finding anyway.
const FILES: usize = 20;
/// The number of findings of a file that are tried.
const TRIED: usize = 50;

/// What a fix would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// True if it would put a reference in the place of a value.
    pub mends: bool,
    /// True if a value would go into a `.env`.
    pub moves: bool,
    /// The files that git would no longer track.
    pub untracks: Vec<String>,
    /// False if there are more files than are examined.
    pub are_all: bool,
    /// What it would leave, in the order of the targets.
    pub stays: Vec<Stays>,
    /// What it would write, in the order of the targets.
    pub refers: Vec<Refers>,
}

/// The reference that a fix would put in the place of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refers {
    /// The index of its target.
    pub target: usize,
    /// The variable that gets the value.
    pub variable: String,
    /// What takes the place of the value.
    pub instead: Instead,
    /// True if it takes the place of the password alone, and the rest of the connection string stays.
    pub is_part: bool,
}

/// What takes the place of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instead {
    /// A reference, as it is written.
    Reference(String),
    /// Words about what is written, which name the variable.
    Said(String),
    /// Words of a document that name no variable: `<password>`.
    Placeholder(String),
    /// Several lines.
    Lines,
    /// Nothing.
    Nothing,
}

/// A finding that a fix would leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stays {
    /// The index of its target.
    pub target: usize,
    /// The reason.
    pub why: String,
    /// True if its file cannot refer to a value at all: the reason says what its program offers instead.
    pub has_other_way: bool,
}

impl Offer {
    /// True if a fix would change something.
    #[must_use]
    pub const fn is_any(&self) -> bool {
        self.mends || !self.untracks.is_empty()
    }
}

/// What a fix of `targets`, the findings of a scan of the staged changes, would do. The names are those that the fix gives, since
/// both take them in the same order from the same files.
#[must_use]
pub fn takes_on(layout: &Layout, detector: &Detector, targets: &[Target]) -> Offer {
    let mut paths: Vec<&[u8]> = targets.iter().map(|target| target.path.as_slice()).collect();
    paths.put_in_order();
    paths.dedup();
    paths.put_in_order_by_key(|path| (!untrack::is_env(path), forms::is_read(path)));
    let mut offer = Offer { are_all: paths.len() <= FILES, ..Offer::default() };
    let mut names = Names::default();
    for path in paths.iter().take(FILES) {
        // A file that cannot be read is left by the fix as well, which says why.
        let _ = of_file(layout, detector, path, targets, (&mut offer, &mut names));
    }
    offer.stays.put_in_order_by_key(|stays| stays.target);
    offer
}

fn of_file(
    layout: &Layout,
    detector: &Detector,
    path: &[u8],
    targets: &[Target],
    (offer, names): (&mut Offer, &mut Names),
) -> Option<()> {
    let name = std::str::from_utf8(path).ok()?;
    let bytes = layout.staged_file(name).ok()??;
    let text = std::str::from_utf8(&bytes).ok()?.trim_start_matches('\u{feff}');
    if untrack::kind(name, text).is_some() {
        offer.untracks.push(name.to_owned());
        return Some(());
    }
    let row = forms::row_of(name, text)?;
    let all = found::find(detector, path, text.as_bytes()).ok()?;
    let places: HashMap<_, usize> = targets
        .iter()
        .enumerate()
        .filter(|(_, target)| target.path == path)
        .map(|(at, target)| ((target.location.line, target.location.column), at))
        .collect();
    let target = |found: &Found| {
        let at = found.finding.location;
        let is_secret = matches!(found.finding.evidence, Evidence::Secret { .. });
        places.get(&(at.line, at.column)).copied().filter(|_| is_secret)
    };
    let home = project::home_of(layout.top(), name, row.home);
    if !names.knows(&home) {
        let place = place::of_env(layout.top(), &env_of(&home)).ok();
        let bytes = place.and_then(|place| change::read(&place.disk).ok().flatten());
        names.know(&home, &String::from_utf8(bytes.unwrap_or_default()).unwrap_or_default());
    }
    let mut wanted: Vec<(usize, &Found)> = all.iter().filter_map(|found| Some((target(found)?, found))).collect();
    wanted.put_in_order_by_key(|(_, found)| order(found));
    let fixed: Vec<Span> = wanted.iter().map(|(_, found)| found.span).collect();
    for (target, found) in wanted.into_iter().take(TRIED) {
        let site = Site { top: layout.top(), path: name, language_path: name, text, home: &home, found, fixed: &fixed };
        let mark = names.mark();
        match forms::mend(row, &site, names) {
            Ok(fix) => {
                offer.mends = true;
                offer.moves |= names.used().next().is_some();
                offer.refers.extend(refers(target, &site, &fix, names));
            }
            Err(why) => {
                names.restore(mark);
                offer.stays.push(Stays { target, why, has_other_way: row.has_other_way });
            }
        }
    }
    Some(())
}

/// What `fix` writes in the place of the value of `site`.
fn refers(target: usize, site: &Site<'_>, fix: &Fix, names: &Names) -> Option<Refers> {
    let value = site.found.span;
    let own = fix.edits.iter().find(|edit| edit.span.start <= value.start && value.end <= edit.span.end)?;
    let plain = |text: &str| text.replace(['-', '_', '.'], "").to_ascii_uppercase();
    let is_in = |name: &&&str| plain(&own.text).contains(&plain(name.trim_start_matches("TF_VAR_")));
    let held = names.holding(site);
    let named = held.iter().filter(is_in).max_by_key(|name| name.len());
    let text = own.text.trim_start();
    let instead = match &fix.said {
        Some(said) => Instead::Said(said.clone()),
        None if text.is_empty() || text.starts_with('#') && !text.starts_with("#{") => Instead::Nothing,
        None if own.text.contains('\n') => Instead::Lines,
        None if named.is_some() => Instead::Reference(own.text.clone()),
        None => Instead::Placeholder(own.text.clone()),
    };
    Some(Refers {
        target,
        variable: (*named.or(held.last())?).to_owned(),
        instead,
        is_part: own.span == value && matches!(site.found.form, Form::Uri | Form::KeywordList),
    })
}
