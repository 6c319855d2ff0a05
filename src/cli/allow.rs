//! `dsnitch allow`: adds an exception for one finding to the configuration, but only for a finding that a scan reports.
//! An entry for an unknown fingerprint would excuse any later finding that has it, and gives a reviewer nothing to
//! check. For a guessable password it adds a key first, without which no entry could name it.

use std::collections::BTreeMap;
use std::path::Path;

use dsnitch::decision::Decided;
use dsnitch::failure::Failure;
use dsnitch::finding::Finding;
use dsnitch::fingerprint::{Fingerprint, FingerprintKey};
use dsnitch::git::Layout;
use dsnitch::policy::as_glob;
use dsnitch::reason::{REASON_RULE, is_reason};

use super::args::{Accepting, Allow, Files, Global, History};
use super::config::{self, Edited, NAME};
use super::exit::Exit;
use super::scan::{self, Scan};
use super::{generate, sandbox, terminal, written_file};

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
    let mut edited = Edited::of(&text)?;
    let mut found = found(fingerprint, rule.as_deref(), reason, global)?;
    let is_keyless = found.iter().any(|found| !found.names_one_value);
    if is_keyless {
        // Without a key, guessable passwords share a fingerprint, so that an entry for it excuses none.
        let made = generate::fingerprint_key(&name)?;
        let accepting = Some(Accepting { new_key: FingerprintKey::new(&made) });
        found = self::found(fingerprint, rule.as_deref(), reason, &Global { accepting, ..global.clone() })?;
        edited.set_fingerprint_key(&made);
    }
    let entry = |found: &Found| {
        let is_same = |print: &Option<String>| print.as_deref() == Some(found.print.as_str());
        let is_about = |path: &Option<String>| path.is_none() || *path == found.path;
        written.allow.iter().find(|entry| is_same(&entry.fingerprint) && is_about(&entry.path))
    };
    if let Some(there) = found.iter().map(entry).collect::<Option<Vec<_>>>().and_then(|all| all.first().copied()) {
        return Ok(vec![format!("{}: there is an entry for this fingerprint already", there.at)]);
    }
    let mut said = Vec::new();
    if is_keyless {
        said.push(format!(
            "wrote {name}: fingerprint_key, under which each guessable password has a fingerprint of its own"
        ));
    }
    for found in found.iter().filter(|found| entry(found).is_none()) {
        edited.add_allow(Some(&found.rule), found.path.as_deref(), &found.print, reason);
        said.push(format!("wrote {name}: an [[allow]] entry for {} in {}", found.rule, found.place));
    }
    let text = edited.text();
    // The result is parsed again: nothing is written that the next scan would reject.
    config::parse(&name, &text)?;
    written_file::write(&place, &name, &text)?;
    said.push(format!("next: git add {name}, and commit"));
    Ok(said)
}

/// A value that has the fingerprint that was typed; guessable passwords may share one.
struct Found {
    rule: String,
    /// Its own fingerprint, which is that of a key if there is one.
    print: String,
    names_one_value: bool,
    /// A glob for its path, if it occurs in one file only and the path can be written as a glob.
    path: Option<String>,
    /// Its location, for messages.
    place: String,
}

/// Searches for the values in the staged changes, the commit message being written, the work tree, and finally the
/// history; there is at least one. Fails if `reason` contains one of the secrets that were found: the configuration is
/// committed.
fn found(fingerprint: &str, rule: Option<&str>, reason: &str, global: &Global) -> Result<Vec<Found>, Failure> {
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
            let print = &finding.fingerprint;
            // A command that was printed before there was a key still counts.
            let is_print = print.as_str() == fingerprint || print.is_shared_as(fingerprint);
            is_print && rule.is_none_or(|rule| *finding.rule == *rule)
        };
        if report.findings.iter().filter(is_it).any(|decided| decided.is_enforced) {
            return Err(Failure::new(
                "the fingerprint that was typed",
                "a configuration that this one extends enforces its finding: an entry here would excuse nothing",
                "mend the finding, or ask whoever keeps that configuration for an entry there",
            ));
        }
        if report.findings.iter().any(|decided| is_it(&decided)) && report.leaks.holds(reason) {
            return Err(Failure::new("--reason", "holds a secret of what was scanned", "say it in other words"));
        }
        let mut by_print: BTreeMap<(&str, &str), Vec<&Finding>> = BTreeMap::new();
        for Decided { finding, .. } in report.findings.iter().filter(is_it) {
            by_print.entry((finding.fingerprint.as_str(), &finding.rule)).or_default().push(finding);
        }
        if !by_print.is_empty() {
            return Ok(by_print.into_values().filter_map(|findings| Found::of(&findings)).collect());
        }
    }
    let of = rule.map_or_else(String::new, |rule| format!(" by {rule}"));
    Err(Failure::new(
        "the fingerprint that was typed",
        format!("nothing that is staged, in the files here or in the history is found under it{of}"),
        "scan again and copy it from the report; run this in the repository, and on a branch, that has the finding",
    ))
}

impl Found {
    /// The value of `findings`, which have one fingerprint.
    fn of(findings: &[&Finding]) -> Option<Found> {
        let first = findings.first()?;
        let path = &first.origin.path;
        let is_one = findings.iter().all(|other| other.origin.path == *path);
        let shown = String::from_utf8_lossy(path);
        let place =
            if is_one { format!("{shown}:{}", first.location.line) } else { format!("{shown} and other files") };
        Some(Found {
            rule: first.rule.to_string(),
            print: first.fingerprint.as_str().to_owned(),
            names_one_value: first.fingerprint.names_one_value(),
            path: std::str::from_utf8(path).ok().filter(|_| is_one).and_then(as_glob),
            place,
        })
    }
}
