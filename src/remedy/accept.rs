//! An exception with its reason, as a person gives it in `dsnitch review`: an entry of `.dsnitch.toml`, in what is staged
//! and in the work tree.

use super::apply;
use super::ignored;
use crate::failure::Failure;
use crate::git::Layout;
use crate::git::plumbing::Plumbing;

/// Writes an `[[allow]]` entry for the finding of `rule` that has this fingerprint.
///
/// # Errors
/// When the configuration cannot be written.
pub fn accept(layout: &Layout, rule: &str, fingerprint: &str, reason: &str) -> Result<(), Failure> {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let entry = format!(
        "[[allow]]\nrule = {}\nfingerprint = {}\nreason = {}\n",
        quoted(rule),
        quoted(fingerprint),
        quoted(reason)
    );
    let lines = |text: &str| if text.trim().is_empty() { entry.clone() } else { format!("\n{entry}") };
    let failed = |why: String| Failure::new(".dsnitch.toml", why, "write the entry by hand");
    let change = ignored::put(layout, ".dsnitch.toml", &lines).map_err(failed)?;
    let plumbing = Plumbing::new(layout)?;
    apply::all(layout, &plumbing, &change.into_iter().collect::<Vec<_>>())
}
