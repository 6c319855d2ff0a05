//! Messages of `dsnitch baseline`.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::io::{self, Write as _};

use dsnitch::baseline::{BASELINE, Entry, encoded};
use dsnitch::decision::Decided;
use dsnitch::failure::Failure;
use dsnitch::finding::Class;
use dsnitch::fingerprint::ValueDigest;
use dsnitch::text::for_terminal;

use super::super::args::Scope;
use super::super::config::NAME;
use super::super::exit::Exit;
use super::super::terminal;
use super::State;
use super::import::Imported;
use super::store::Store;

/// The line that `.gitattributes` should have: a union of both sides is the merge, and no checkout changes the line ends.
const ATTRIBUTES: &str = ".dsnitch-baseline eol=lf merge=union";

/// The number of entries and locations that are named.
const NAMED: usize = 20;

/// Prints `lines` to standard output.
fn print(lines: &[String], exit: Exit) -> Result<Exit, Failure> {
    let mut out = io::stdout().lock();
    let written = lines
        .iter()
        .try_for_each(|line| writeln!(out, "{}", terminal::for_people(&for_terminal(line))))
        .and_then(|()| out.flush());
    Ok(exit.after_writing(terminal::is_delivered(&written)))
}

fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// The message after `write`.
pub(super) fn written<'a>(
    store: &Store,
    findings: impl Iterator<Item = &'a Decided>,
    enforced: usize,
    (before, entries): (&BTreeSet<Entry>, &BTreeSet<Entry>),
    has_new_key: bool,
) -> Result<Exit, Failure> {
    let mut numbers: BTreeMap<Class, usize> = BTreeMap::new();
    findings.for_each(|decided| *numbers.entry(decided.finding.class()).or_default() += 1);
    let all = numbers.values().sum();
    let numbers: Vec<String> = numbers
        .iter()
        .map(|(class, number)| match class {
            Class::Leak => count(*number, "leak"),
            Class::Weak => format!("{number} weak"),
            Class::Hygiene => count(*number, "practice"),
        })
        .collect();
    let of = match all {
        0 => String::new(),
        all => format!(" of {}: {}", count(all, "finding"), numbers.join(", ")),
    };
    let was = if before.is_empty() { String::new() } else { format!("; {} before", before.len()) };
    let mut lines = vec![format!("wrote {}: {}{of}{was}", store.name, count_entries(entries.len()))];
    let gone: Vec<&Entry> = gone(before, entries).collect();
    if !gone.is_empty() {
        listed(&mut lines, "accepted before, not found by this scan, and out of the file", gone.iter().copied());
        lines.push(format!(
            "  if they are still there, they block again: git checkout -- {} has them back, dsnitch baseline write accepts all that the files have, and dsnitch allow FINGERPRINT one finding",
            store.name
        ));
    }
    if enforced > 0 {
        lines.push(format!(
            "{} not accepted: a configuration that this one extends enforces what they are about, and they block as before",
            count(enforced, "finding")
        ));
    }
    next_steps(store, &mut lines, has_new_key);
    lines.push(
        "what is accepted is not mended: a password that was committed has to be changed at the server".to_owned(),
    );
    print(&lines, Exit::Pass)
}

/// Lists what was written beside the baseline and what to do with the files.
fn next_steps(store: &Store, lines: &mut Vec<String>, has_new_key: bool) {
    let mut files = vec![store.name.as_str()];
    if has_new_key {
        lines.push(format!("wrote {NAME}: fingerprint_key, under which the baseline names values"));
        files.push(NAME);
    }
    let attributes = fs::read_to_string(store.top.join(".gitattributes")).unwrap_or_default();
    let is_union = |line: &str| line.contains(BASELINE) && line.contains("merge=union");
    if store.name == BASELINE && !attributes.lines().any(is_union) {
        let why = "so that branches merge without conflicts";
        lines.push(format!("next: echo '{ATTRIBUTES}' >> .gitattributes, {why}"));
        files.push(".gitattributes");
    }
    lines.push(format!("next: git add {}, and commit", files.join(" ")));
}

/// The number of entries of an imported list that are named, since each needs a look.
const MOST: usize = 1_000;

/// The message after `import`.
pub(super) fn imported(
    store: &Store,
    list: &str,
    imported: &Imported,
    entries: usize,
    has_new_key: bool,
) -> Result<Exit, Failure> {
    let mut lines: Vec<String> =
        imported.others.iter().take(MOST).map(|other| format!("not accepted: {other}")).collect();
    if imported.others.len() > MOST {
        lines.push(format!("not accepted: {} more", imported.others.len() - MOST));
    }
    let of = imported.matched + imported.others.len();
    lines.push(format!("{list}: {} of {} accepted", imported.matched, count_entries(of)));
    lines.push(format!("wrote {}: {}", store.name, count_entries(entries)));
    next_steps(store, &mut lines, has_new_key);
    print(&lines, Exit::Pass)
}

fn count_entries(entries: usize) -> String {
    if entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries") }
}

/// The message after `check` if the file does not exist.
pub(super) fn absent(store: &Store, entries: usize) -> Result<Exit, Failure> {
    if entries == 0 {
        return print(&[format!("{}: not there, and nothing to accept", store.name)], Exit::Pass);
    }
    let found = count(entries, "finding");
    print(&[format!("{}: not there, and there is something to accept: {found}", store.name)], Exit::Blocked)
}

/// The message after `check` of `scope`.
pub(super) fn compared(
    store: &Store,
    scope: Option<&Scope>,
    (old, new): (&BTreeSet<Entry>, &BTreeSet<Entry>),
    state: State,
) -> Result<Exit, Failure> {
    let name = &store.name;
    let of = match scope {
        None => "",
        Some(Scope::Files { .. }) => " files",
        Some(Scope::Staged) => " staged",
        Some(Scope::History) => " history",
    };
    if state == State::Same {
        let said = format!("{name}: as `dsnitch baseline write` would write it, {}", count_entries(old.len()));
        return print(&[said], Exit::Pass);
    }
    // A path is for readers: what has moved or was copied is accepted where it is.
    if state == State::OtherEntries && identities(old) == identities(new) {
        let mut lines = vec![format!("{name}: accepts what is found, and nothing else, {}", count_entries(old.len()))];
        listed(&mut lines, "in another place now", new.difference(old));
        lines.push(format!("dsnitch baseline prune{of} writes the present places into it"));
        return print(&lines, Exit::Pass);
    }
    let mut lines = vec![format!("{name}: not as `dsnitch baseline write{of}` would write it")];
    let has_new = gone(new, old).next().is_some();
    let has_gone = gone(old, new).next().is_some();
    listed(&mut lines, "found, and not in it", new.difference(old));
    let searched = if scope.is_some() { "found there" } else { "found in the files" };
    listed(&mut lines, &format!("in it, and not {searched}"), old.difference(new));
    match state {
        State::OtherLineEnds => {
            lines.push("its lines end with a carriage return, which `write` does not write".to_owned());
            lines.push(format!("{ATTRIBUTES} in .gitattributes has git keep them as they are"));
        }
        State::NoLastLineEnd => lines.push("its last line has no line end".to_owned()),
        State::OtherLines => lines.push("its lines are not in order, or stand there twice".to_owned()),
        State::Same | State::OtherEntries => {}
    }
    // The files do not show what the history has.
    if has_gone && scope.is_none() {
        lines.push("what was accepted of the history is compared by dsnitch baseline check history".to_owned());
    }
    lines.push(match (has_new, has_gone) {
        (true, _) => format!("next: mend what is found, or accept it: dsnitch baseline write{of}"),
        (false, true) if scope.is_none() => {
            "next, if it is gone: dsnitch baseline prune, which accepts nothing new".to_owned()
        }
        (false, _) if scope.is_some_and(Scope::is_part) => format!("next: dsnitch baseline write{of}"),
        (false, _) => format!("next: dsnitch baseline prune{of}, which accepts nothing new"),
    });
    print(&lines, Exit::Blocked)
}

/// The entries of `old` that accept what `kept` does not.
fn gone<'e>(old: &'e BTreeSet<Entry>, kept: &'e BTreeSet<Entry>) -> impl Iterator<Item = &'e Entry> {
    let is_kept = identities(kept);
    old.iter().filter(move |entry| !is_kept.contains(&(entry.rule.as_str(), entry.digest)))
}

fn identities(entries: &BTreeSet<Entry>) -> HashSet<(&str, ValueDigest)> {
    entries.iter().map(|entry| (entry.rule.as_str(), entry.digest)).collect()
}

fn listed<'e>(lines: &mut Vec<String>, what: &str, entries: impl Iterator<Item = &'e Entry>) {
    let entries: Vec<&Entry> = entries.collect();
    lines.extend(entries.iter().take(NAMED).map(|entry| format!("{what}: {} {}", entry.rule, encoded(&entry.path))));
    if entries.len() > NAMED {
        lines.push(format!("{what}: {} more", entries.len() - NAMED));
    }
}

/// The message after `prune`.
pub(super) fn pruned(store: &Store, old: &BTreeSet<Entry>, kept: &BTreeSet<Entry>) -> Result<Exit, Failure> {
    let mut lines = Vec::new();
    listed(&mut lines, "gone", gone(old, kept));
    lines.push(format!("wrote {}: {}, {} before", store.name, count_entries(kept.len()), old.len()));
    print(&lines, Exit::Pass)
}

/// The message after `show`.
pub(super) fn shown(
    entries: &BTreeSet<Entry>,
    places: &BTreeMap<(&str, ValueDigest), Vec<&Decided>>,
) -> Result<Exit, Failure> {
    let mut lines = Vec::new();
    let mut gone = 0_usize;
    for entry in entries {
        let head = format!("{} {} {}", entry.rule, encoded(&entry.path), entry.digest);
        let Some(found) = places.get(&(entry.rule.as_str(), entry.digest)) else {
            gone += 1;
            lines.push(format!("{head}: gone"));
            continue;
        };
        lines.push(head);
        for decided in found.iter().take(NAMED) {
            let (finding, at) = (&decided.finding, decided.finding.location);
            let (path, class) = (String::from_utf8_lossy(&finding.origin.path), finding.class().as_str());
            let message = &finding.message;
            lines.push(format!("  {path}:{}: {class}, {}: {message}", at.line, decided.environment.as_str()));
        }
        if found.len() > NAMED {
            lines.push(format!("  and in {} more places", found.len() - NAMED));
        }
    }
    lines.push(format!("{}, {gone} gone", count_entries(entries.len())));
    print(&lines, Exit::Pass)
}
