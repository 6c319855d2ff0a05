//! `dsnitch allow`: writes an exception for one finding into the configuration.

use std::path::Path;

use dsnitch::failure::Failure;
use dsnitch::fingerprint::Fingerprint;
use dsnitch::git::Layout;
use dsnitch::reason::{REASON_RULE, is_reason};

use super::args::{Allow, Global};
use super::config::{self, Edited, NAME};
use super::exit::Exit;
use super::{sandbox, terminal, written_file};

/// Writes what was typed.
pub(crate) fn run(allow: &Allow, global: &Global) -> Exit {
    match write(allow, global) {
        Ok(said) => terminal::say(&said),
        Err(error) => {
            terminal::complain(&error);
            Exit::Failed
        }
    }
}

fn write(allow: &Allow, global: &Global) -> Result<Vec<String>, Failure> {
    let Allow { fingerprint, reason, rule } = allow;
    if !Fingerprint::is_well_formed(fingerprint) {
        let why = "a fingerprint has 32 digits from 0 to f";
        return Err(Failure::new("the fingerprint that was typed", why, "copy the whole of it from the report"));
    }
    if !is_reason(reason) {
        return Err(Failure::new("--reason", "says nothing", format!("say what makes this safe: {REASON_RULE}")));
    }
    let (path, name, within) = match &global.config {
        Some(path) => (path.clone(), path.display().to_string(), None),
        None => {
            let layout = Layout::discover(Path::new("."))?;
            let top = layout
                .work_tree()
                .ok_or_else(|| Failure::new(NAME, "a bare repository has no work tree", "name a file with --config"))?;
            (top.join(NAME), NAME.to_owned(), Some(top.to_owned()))
        }
    };
    let place = written_file::place_of(&path)?;
    sandbox::keep_from_writing(&written_file::writes([&place]));
    let text = config::read(&path, within.as_deref())?.unwrap_or_default();
    let written = config::parse(&name, &text)?;
    let is_same = |print: &Option<String>| print.as_deref() == Some(fingerprint);
    if let Some(there) = written.allow.iter().find(|entry| is_same(&entry.fingerprint) && entry.path.is_none()) {
        return Ok(vec![format!("{}: there is an entry for this fingerprint already", there.at)]);
    }
    let mut edited = Edited::of(&text)?;
    edited.add_allow(rule.as_deref(), fingerprint, reason);
    let text = edited.text();
    // What was made is read once more: nothing is written that the next scan would refuse.
    config::parse(&name, &text)?;
    written_file::write(&place, &name, &text)?;
    Ok(vec![format!("wrote {name}: an [[allow]] entry for {fingerprint}"), format!("next: git add {name}, and commit")])
}
