//! `dsnitch allow`: adds an exception for one finding to the configuration, but only for a finding that a scan reports.
//! An entry for an unknown fingerprint would excuse any later finding that has it, and gives a reviewer nothing to
//! check.

use std::path::Path;

use dsnitch::decision::Decided;

use dsnitch::failure::Failure;
use dsnitch::fingerprint::Fingerprint;
use dsnitch::git::Layout;
use dsnitch::policy::as_glob;
use dsnitch::reason::{REASON_RULE, is_reason};

use super::args::{Allow, Files, Global, History};
use super::config::{self, Edited, NAME};
use super::exit::Exit;
use super::scan::{self, Scan};
use super::{sandbox, terminal, written_file};

/// Runs the command.
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
    let found = found(fingerprint, rule.as_deref(), global)?;
    let is_same = |print: &Option<String>| print.as_deref() == Some(fingerprint);
    let is_about = |path: &Option<String>| path.is_none() || *path == found.path;
    if let Some(there) = written.allow.iter().find(|entry| is_same(&entry.fingerprint) && is_about(&entry.path)) {
        return Ok(vec![format!("{}: there is an entry for this fingerprint already", there.at)]);
    }
    let mut edited = Edited::of(&text)?;
    edited.add_allow(Some(&found.rule), found.path.as_deref(), fingerprint, reason);
    let text = edited.text();
    // The result is parsed again: nothing is written that the next scan would reject.
    config::parse(&name, &text)?;
    written_file::write(&place, &name, &text)?;
    Ok(vec![
        format!("wrote {name}: an [[allow]] entry for {} in {}", found.rule, found.place),
        format!("next: git add {name}, and commit"),
    ])
}

/// The finding that has a fingerprint.
struct Found {
    rule: String,
    /// A glob for its path, if it occurs in one file only and the path can be written as a glob.
    path: Option<String>,
    /// Its location, for messages.
    place: String,
}

/// Searches for the finding in the staged changes, the commit message being written, the work tree, and finally the
/// history.
fn found(fingerprint: &str, rule: Option<&str>, global: &Global) -> Result<Found, Failure> {
    let files = |top: &Path| Scan::Files(Files { paths: vec![top.to_owned()], stdin_filename: None, no_ignore: false });
    let scans = match Layout::discover(Path::new(".")) {
        Ok(layout) => {
            let message = layout.git_dir().join("COMMIT_EDITMSG");
            let message = message.is_file().then_some(Scan::Message(message));
            let (staged, history) = (Scan::Staged(Vec::new()), Scan::History(History::default()));
            [Some(staged), message, layout.work_tree().map(files), Some(history)]
        }
        Err(_) => [Some(files(Path::new("."))), None, None, None],
    };
    for scan in scans.into_iter().flatten() {
        // A scan that fails has reported nothing; the next one is tried.
        let Ok(report) = scan::report(scan, global) else { continue };
        let is_it = |decided: &&Decided| {
            let finding = &decided.finding;
            finding.fingerprint.as_str() == fingerprint && rule.is_none_or(|rule| *finding.rule == *rule)
        };
        if report.findings.iter().filter(is_it).any(|decided| decided.is_enforced) {
            return Err(Failure::new(
                "the fingerprint that was typed",
                "is that of a finding which a configuration that this one extends enforces: an entry here would excuse nothing",
                "mend the finding, or ask whoever keeps that configuration for an entry there",
            ));
        }
        let mut all = report.findings.iter().filter(is_it).map(|decided| &decided.finding);
        let Some(first) = all.next() else { continue };
        if !first.fingerprint.names_one_value() {
            return Err(Failure::new(
                "the fingerprint that was typed",
                "is that of every password that can be guessed for the same reasons, so that it excuses none",
                "put fingerprint_key = \"…\" at the top of the configuration, 20 characters or more of your own (openssl rand -hex 16); scan again, and allow the fingerprint that is shown then",
            ));
        }
        let path = &first.origin.path;
        let is_one = all.all(|other| other.origin.path == *path);
        let glob = std::str::from_utf8(path).ok().filter(|_| is_one).and_then(as_glob);
        let place = String::from_utf8_lossy(path);
        let place =
            if is_one { format!("{place}:{}", first.location.line) } else { format!("{place} and other files") };
        return Ok(Found { rule: first.rule.to_string(), path: glob, place });
    }
    let of = rule.map_or_else(String::new, |rule| format!(" by {rule}"));
    Err(Failure::new(
        "the fingerprint that was typed",
        format!("nothing that is staged, in the files here or in the history is found under it{of}"),
        "scan again and copy it from the report; run this in the repository, and on a branch, that has the finding",
    ))
}
