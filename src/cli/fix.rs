//! `dsnitch fix`: scans the staged changes, shows the planned changes, applies them, and scans again.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::fs::OpenOptions;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use dsnitch::decision::{Action, Decided, Verdict};
use dsnitch::detect::Detector;
use dsnitch::failure::Failure;
use dsnitch::git::Layout;
use dsnitch::leaks::Masker;
use dsnitch::remedy::{self, Options, Plan, Target, Undone, Untracked};
use dsnitch::report::{Finished, Report};
use dsnitch::scan;
use dsnitch::source::{FileSource, Source, StagedSource};
use dsnitch::text::{command_word, for_terminal};

use super::args::{Fix, Global};
use super::exit::Exit;
use super::fix_server::Servers;
use super::generate;
use super::home::Home;
use super::scan::{detector, settings};
use super::settings::Side;
use super::terminal;

/// Length of the password that replaces a weak one, in characters.
const LENGTH: u16 = 24;

/// The generator of the passwords that replace weak ones.
pub(super) fn stronger() -> Box<dyn Fn() -> Option<String>> {
    Box::new(|| generate::password(LENGTH).ok())
}

/// Fixes what blocks, or undoes the last fix.
pub(crate) fn run(fix: &Fix, global: &Global) -> Exit {
    let done = if fix.undo { undo() } else { mend(fix, global) };
    match done {
        Ok((message, exit)) => print(&message, exit),
        Err(error) => {
            terminal::complain(&error);
            Exit::Failed
        }
    }
}

fn print(text: &str, exit: Exit) -> Exit {
    let mut out = io::stdout().lock();
    let written = out.write_all(terminal::page(text).as_bytes()).and_then(|()| out.flush());
    exit.after_writing(written.is_ok())
}

fn undo() -> Result<(String, Exit), Failure> {
    let layout = Layout::discover(Path::new("."))?;
    let Undone { restored, left, earlier } = remedy::undo(&layout)?;
    let mut message = String::new();
    restored.iter().for_each(|path| message.push_str(&format!("{path} is as it was\n")));
    left.iter().for_each(|(path, why)| message.push_str(&format!("{path} is left as it is: {why}\n")));
    if !left.is_empty() {
        message.push_str(
            "What is left is as the fix has made it, and changed since. To take back all: undo that change, and dsnitch fix --undo again.\n",
        );
    } else if !restored.is_empty() {
        message.push_str("What is staged holds again what was staged before the fix: a commit is refused again.\n");
    }
    match earlier {
        0 => {}
        1 => message.push_str("An earlier fix can be taken back as well: dsnitch fix --undo\n"),
        _ => message.push_str(&format!(
            "{earlier} earlier fixes can be taken back as well, the last first: dsnitch fix --undo\n"
        )),
    }
    Ok((message, if left.is_empty() { Exit::Pass } else { Exit::Blocked }))
}

/// The inputs of both scans.
struct Scanning<'a> {
    layout: &'a Layout,
    detector: Detector,
    policy: dsnitch::policy::Policy,
    fix: &'a Fix,
}

impl Scanning<'_> {
    fn report(&self, files: Vec<PathBuf>) -> Report {
        let mut source = StagedSource::new(self.layout, files);
        scan::run(&mut source, &self.detector, &self.policy, scan::Extras::default())
    }

    /// The scan after `plan` was applied, of the same files as before without those that git no longer tracks; `None` if
    /// none of them is left.
    fn again(&self, plan: &Plan) -> Option<Finished> {
        let is_tracked = |file: &&PathBuf| {
            let Some((top, path)) = self.layout.work_tree().zip(file.canonicalize().ok()) else { return true };
            // It stays on disk.
            let is_it = |gone: &Untracked| top.join(&gone.path).canonicalize().is_ok_and(|gone| gone == path);
            !plan.untracked.iter().any(is_it)
        };
        let files: Vec<PathBuf> = self.fix.files.iter().filter(is_tracked).cloned().collect();
        (self.fix.files.is_empty() || !files.is_empty()).then(|| Finished::of(self.report(files)))
    }

    /// A note for the case that no staged change blocks but an unstaged one would: `git commit -a` and `git commit
    /// FILE` stage it themselves, and leave it unstaged when they are refused.
    fn not_staged(&self, top: &Path) -> Result<Option<String>, Failure> {
        let paths: Vec<PathBuf> =
            remedy::unstaged(self.layout, &self.fix.files)?.iter().map(|path| top.join(path)).collect();
        if paths.is_empty() {
            return Ok(None);
        }
        let found = |source: &mut dyn Source| {
            let report = Finished::of(scan::run(source, &self.detector, &self.policy, scan::Extras::default()));
            let of = |decided: &Decided| (decided.finding.origin.path.clone(), decided.finding.held);
            report.findings.iter().filter(|decided| self.wants(decided)).map(of).collect::<HashSet<_>>()
        };
        let staged = found(&mut StagedSource::new(self.layout, paths.clone()));
        let there = found(&mut FileSource::new(paths).within(Some(top)));
        let files: BTreeSet<String> = there
            .difference(&staged)
            .map(|(path, _)| for_terminal(&String::from_utf8_lossy(path)).into_owned())
            .collect();
        let names: Vec<&str> = files.iter().map(String::as_str).collect();
        Ok((!names.is_empty()).then(|| {
            let (is, what) = if names.len() == 1 { ("is", "it has") } else { ("are", "they have") };
            let names = names.join(" ");
            format!("{names} {is} changed, and not staged, and {what} what blocks: git add {names}, then dsnitch fix\n")
        }))
    }

    /// True if `decided` is to be fixed.
    fn wants(&self, decided: &Decided) -> bool {
        decided.suppressed.is_none() && (decided.action == Action::Block || self.fix.all)
    }
}

fn mend(fix: &Fix, global: &Global) -> Result<(String, Exit), Failure> {
    let layout = Layout::discover(Path::new("."))?;
    let Some(top) = layout.work_tree() else {
        return Err(Failure::new("dsnitch fix", "a bare repository has nothing staged", "run it in a work tree"));
    };
    let settings = settings(global, None, &Home::WorkTree(top), Side::Ours)?;
    let detector = detector(&settings, settings.policy.has_baseline())?;
    let scanning = Scanning { layout: &layout, detector, policy: settings.policy, fix };
    let report = scanning.report(fix.files.clone());
    let typed = Typed::of(fix, &report);
    // Before the report is masked: a path may have a secret in it.
    let target = |decided: &Decided| Target {
        path: decided.finding.origin.path.clone(),
        rule: decided.finding.rule.to_string(),
        location: decided.finding.location,
    };
    let targets: Vec<Target> = report.findings.iter().filter(|decided| scanning.wants(decided)).map(target).collect();
    // After the fix its value is known no longer.
    let maskers: Vec<Masker> = report.leaks.maskers().collect();
    let report = Finished::of(report);
    if let Some(failure) = report.coverage.failures.first() {
        let next = format!("nothing was changed; {}", failure.next);
        return Err(Failure::new(failure.what.clone(), failure.why.clone(), next));
    }
    let wanted: Vec<&Decided> = report.findings.iter().filter(|decided| scanning.wants(decided)).collect();
    if wanted.is_empty() {
        if let Some(message) = scanning.not_staged(top)? {
            return Ok((message, Exit::Blocked));
        }
        let nothing = report.coverage.nothing_to_scan.unwrap_or("nothing that is staged blocks");
        let message = if global.quiet { String::new() } else { format!("{nothing}: there is nothing to fix\n") };
        return Ok((message, Exit::Pass));
    }
    let options = Options { stronger: fix.weak.then(stronger), compose_secrets: fix.compose_secrets };
    let plan = remedy::prepare(&layout, &scanning.detector, &targets, options)?;
    let shown = shown(&plan);
    if plan.is_empty() {
        return Ok((format!("{shown}Nothing was changed.\n"), Exit::Blocked));
    }
    let exit = if plan.left.is_empty() { Exit::Pass } else { Exit::Blocked };
    if fix.dry_run {
        return Ok((format!("{shown}Nothing was changed: {} does it.\n", typed.command(fix.weak, true)), exit));
    }
    if let Some(place) = &fix.patch {
        let patch = plan.patch(&layout, &shown)?;
        write_patch(place, &patch)?;
        return Ok((format!("{shown}{}", patched(&plan, &place.display().to_string())), exit));
    }
    let mut message = String::new();
    if fix.yes {
        message = shown;
    } else if !agreed(&shown, &typed)? {
        return Ok(("Nothing was changed.\n".to_owned(), Exit::Blocked));
    }
    let servers = Servers::of(&layout, &wanted);
    plan.apply(&layout)?;
    let (after, exit) = outcome(&scanning, &plan, &maskers);
    message.push_str(&after);
    // The work tree may hold another secret than what was staged.
    if exit == Exit::Pass
        && let Some(not_staged) = scanning.not_staged(top)?
    {
        message.push_str(&not_staged);
    }
    let strengthening = (!fix.weak).then(|| format!("dsnitch fix --undo && {}", typed.command(true, fix.yes)));
    message.push_str(&servers.steps(&plan, strengthening.as_deref()));
    Ok((message, exit))
}

/// The options and files that were typed, for commands that are printed.
struct Typed<'a> {
    fix: &'a Fix,
    /// Empty if a name holds a secret of the files: without names the command is about all of them.
    files: Vec<String>,
}

impl<'a> Typed<'a> {
    fn of(fix: &'a Fix, report: &Report) -> Typed<'a> {
        let files: Vec<String> = fix.files.iter().map(|file| command_word(&file.to_string_lossy())).collect();
        let maskers: Vec<_> = if files.is_empty() { Vec::new() } else { report.leaks.maskers().collect() };
        let holds = |file: &String| maskers.iter().any(|masker| matches!(masker.masked(file), Cow::Owned(_)));
        let files = if files.iter().any(holds) { Vec::new() } else { files };
        Typed { fix, files }
    }

    fn command(&self, is_weak: bool, is_yes: bool) -> String {
        let Fix { all, compose_secrets, .. } = self.fix;
        let options =
            [(*all, " --all"), (is_weak, " --weak"), (*compose_secrets, " --compose-secrets"), (is_yes, " --yes")];
        let mut command = "dsnitch fix".to_owned();
        options.iter().filter(|(is_typed, _)| *is_typed).for_each(|(_, option)| command.push_str(option));
        self.files.iter().for_each(|file| command.push_str(&format!(" {file}")));
        for_terminal(&command).into_owned()
    }
}

/// The steps that a patch leaves to its user: it contains no values, and untracks nothing.
fn patched(plan: &Plan, place: &str) -> String {
    let mut text = "Nothing was changed. The patch holds no values:\n".to_owned();
    for values in &plan.values {
        text.push_str(&format!(
            "  put {} into {}, with what stands in its place now\n",
            values.names.join(", "),
            values.env
        ));
    }
    for untracked in &plan.untracked {
        text.push_str(&format!("  git rm --cached {}\n", command_word(&untracked.path)));
    }
    text.push_str(&format!("  git apply --index {}\n", for_terminal(place)));
    text
}

fn write_patch(place: &Path, patch: &[u8]) -> Result<(), Failure> {
    let written =
        OpenOptions::new().write(true).create_new(true).open(place).and_then(|mut file| file.write_all(patch));
    written.map_err(|error| Failure::new(place.display().to_string(), error, "name a file that is not there yet"))
}

/// Asks at the terminal whether to apply what is shown.
fn agreed(shown: &str, typed: &Typed<'_>) -> Result<bool, Failure> {
    if !io::stdin().is_terminal() || !terminal::stdout_is_terminal() {
        let next =
            format!("dsnitch fix --dry-run shows what would change, {} does it", typed.command(typed.fix.weak, true));
        return Err(Failure::new("dsnitch fix", "there is no terminal to ask on; nothing was changed", next));
    }
    let failed = |error: io::Error| Failure::new("the terminal", error, "nothing was changed; use --yes");
    let mut out = io::stdout().lock();
    out.write_all(terminal::page(shown).as_bytes()).map_err(failed)?;
    out.write_all(b"Do this? [y/N] ").map_err(failed)?;
    out.flush().map_err(failed)?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).map_err(failed)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// The planned changes, with both sides masked, and the findings that stay.
pub(super) fn shown(plan: &Plan) -> String {
    let mut text = String::new();
    let mut added: HashSet<(&str, &[String])> = HashSet::new();
    for line in &plan.lines {
        text.push_str(&format!("{}:{} {}\n", line.path, line.line, line.rule));
        text.push_str(&format!("  - {}\n", line.old.trim()));
        let depth = line.new.iter().map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
        line.new
            .iter()
            .for_each(|line| text.push_str(&format!("  + {}\n", line.get(depth..).unwrap_or(line).trim_end())));
        // An import is added once, for all lines that need it.
        if added.insert((&line.path, &line.added)) {
            line.added.iter().for_each(|line| text.push_str(&format!("  + {line}\n")));
        }
    }
    for file in &plan.files {
        text.push_str(&format!("{} {}\n", file.path, file.what));
    }
    for left in &plan.left {
        text.push_str(&format!("{}:{} {} stays: {}\n", left.path, left.line, left.rule, for_terminal(&left.why)));
    }
    plan.notes.iter().for_each(|note| text.push_str(&format!("note: {}\n", for_terminal(note))));
    text
}

/// The result of the second scan, and what remains to be done.
fn outcome(scanning: &Scanning<'_>, plan: &Plan, maskers: &[Masker]) -> (String, Exit) {
    let report = scanning.again(plan);
    let mut text = String::new();
    let findings = report.iter().flat_map(|report| &report.findings);
    let still: Vec<&Decided> = findings.filter(|decided| scanning.wants(decided)).collect();
    let verdict = report.as_ref().map_or(Verdict::Pass, |report| report.verdict);
    match verdict {
        _ if !still.is_empty() => {
            text.push_str("Scanned again; left:\n");
            for decided in &still {
                let path = String::from_utf8_lossy(&decided.finding.origin.path).into_owned();
                let path = maskers.iter().fold(path, |path, masker| masker.masked(&path).into_owned());
                let (line, rule) = (decided.finding.location.line, &decided.finding.rule);
                text.push_str(&format!(
                    "  {}:{line} {rule}: {}\n",
                    for_terminal(&path),
                    for_terminal(&decided.finding.message)
                ));
            }
        }
        Verdict::Incomplete => text.push_str("Scanned again: not all of it could be read.\n"),
        Verdict::Block | Verdict::Pass if !plan.left.is_empty() => {
            text.push_str("Scanned again: nothing blocks the commit, but see what stays.\n");
        }
        Verdict::Block | Verdict::Pass => text.push_str("Scanned again: nothing blocks the commit.\n"),
    }
    text.push_str("Taken back by: dsnitch fix --undo\n");
    let exit = match verdict {
        Verdict::Incomplete => Exit::Failed,
        _ if still.is_empty() && plan.left.is_empty() => Exit::Pass,
        _ => Exit::Blocked,
    };
    (text, exit)
}
