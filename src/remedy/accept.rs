//! A change of the configuration requested in `dsnitch review`, applied to the staged version and to the work tree.

use super::apply;
use super::change::Change;
use super::versions::Versions;
use crate::failure::Failure;
use crate::git::Layout;
use crate::git::plumbing::Plumbing;

const NAME: &str = ".dsnitch.toml";

/// Applies `edit` to both versions of the configuration; an untracked one is staged.
///
/// # Errors
/// Those of `edit`, and if the configuration cannot be written.
pub fn edit_configuration(layout: &Layout, edit: &dyn Fn(&str) -> Result<String, Failure>) -> Result<(), Failure> {
    let failed = |why: String| Failure::new(NAME, why, "write the entry by hand");
    let versions = Versions::read(layout, NAME).map_err(failed)?;
    let text_of = |text: &Option<super::versions::Text>| text.as_ref().map(|text| text.text.clone());
    let (staged, work) = (text_of(&versions.staged), text_of(&versions.work));
    let base = staged.clone().or_else(|| work.clone()).unwrap_or_default();
    let staged_after = edit(&base)?;
    // A file that was deleted in the work tree stays deleted.
    let work_after = match (&work, &staged) {
        (None, Some(_)) => None,
        (work, _) => Some(edit(work.as_deref().unwrap_or_default())?),
    };
    let (index, work) = versions.changed(Some(&staged_after), work_after.as_deref());
    apply::all(layout, &Plumbing::new(layout)?, &[Change { path: NAME.to_owned(), work, index }])
}
