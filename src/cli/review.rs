//! `dsnitch review`: shows each staged finding that blocks and applies the user's decision. A review can be interrupted
//! and continued: decisions are in the files, and skipped findings come last.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use dsnitch::decision::{Action, Decided};
use dsnitch::failure::Failure;
use dsnitch::finding::Class;
use dsnitch::git::Layout;
use dsnitch::reason::is_reason;
use dsnitch::remedy::{self, Options, Plan, Target};
use dsnitch::report::{Finished, glued, hung, unglued, wrapped};
use dsnitch::scan;
use dsnitch::sorting::Sorting as _;
use dsnitch::source::StagedSource;
use dsnitch::text::for_terminal;

use super::args::{Global, Review};
use super::config::Edited;
use super::exit::Exit;
use super::fix;
use super::fix_server::Servers;
use super::generate;
use super::home::Home;
use super::review_context::Context;
use super::scan::{detector, settings};
use super::settings::{Settings, Side};
use super::terminal;

/// The letters, and what each does.
const LETTERS: [(&str, &str); 7] = [
    ("a", "accept it, with a reason: an [[allow]] entry of .dsnitch.toml, for this value alone"),
    ("f", "fix it: the value goes into .env, and a reference takes its place"),
    ("w", "fix it, with a strong password in .env in place of one that can be guessed"),
    ("s", "skip it: it comes last, and again next time"),
    ("e", "open it in $VISUAL or $EDITOR, at its line"),
    ("q", "stop; what was decided stays"),
    ("?", "this list"),
];

/// The answer to `?`.
fn help(columns: Option<usize>) -> String {
    let line = |(letter, does): &(&str, &str)| hung(&format!("  {letter}  "), does, columns) + "\n";
    format!("Type a letter, and Enter:\n{}", LETTERS.iter().map(line).collect::<String>())
}

/// Reviews what blocks.
pub(crate) fn run(review: &Review, global: &Global) -> Exit {
    match walk(review, global) {
        Ok(exit) => exit,
        Err(error) => {
            terminal::complain(&error);
            Exit::Failed
        }
    }
}

/// The user's decision.
enum Answer {
    Accept,
    Fix,
    /// With a strong password in place of a weak one.
    Strengthen,
    Skip,
    Edit,
    Stop,
}

fn walk(review: &Review, global: &Global) -> Result<Exit, Failure> {
    if !io::stdin().is_terminal() || !terminal::stdout_is_terminal() {
        let next = "dsnitch staged lists the findings, dsnitch fix --yes mends them";
        return Err(Failure::new("dsnitch review", "there is no terminal to ask on", next));
    }
    let layout = Layout::discover(Path::new("."))?;
    let Some(top) = layout.work_tree() else {
        return Err(Failure::new("dsnitch review", "a bare repository has nothing staged", "run it in a work tree"));
    };
    let skipped = Skipped::read(&layout);
    let mut passed: HashSet<String> = HashSet::new();
    let (mut accepted, mut fixed, mut number) = (0_usize, 0_usize, 0_usize);
    loop {
        // An exception of the configuration takes effect when it is written.
        let settings = settings(global, None, &Home::WorkTree(top), Side::Ours)?;
        let Scanned { open: findings, context } = findings(&layout, &settings, review)?;
        let mut open: Vec<&Decided> = findings.iter().filter(|decided| !passed.contains(&name_of(decided))).collect();
        open.put_in_order_by_key(|decided| skipped.names.contains(&name_of(decided)));
        let Some(first) = open.first() else { break };
        number += 1;
        say(&shown(first, &context.around(&layout, first), number, number + open.len() - 1))?;
        match ask(first)? {
            Answer::Stop => break,
            Answer::Skip => drop(passed.insert(name_of(first))),
            Answer::Accept => {
                if accept(&layout, top, &settings, (global, review), first)? {
                    accepted += 1;
                } else {
                    number -= 1;
                }
            }
            Answer::Edit => {
                edit(top, first)?;
                say("Stage it when it is right: git add; it comes again until then.\n")?;
                passed.insert(name_of(first));
            }
            answer @ (Answer::Fix | Answer::Strengthen) => {
                if mend(&layout, &settings, first, matches!(answer, Answer::Strengthen))? {
                    fixed += 1;
                } else {
                    passed.insert(name_of(first));
                }
            }
        }
    }
    let settings = settings(global, None, &Home::WorkTree(top), Side::Ours)?;
    let left = findings(&layout, &settings, review)?.open;
    skipped.write(left.iter().map(name_of).filter(|name| passed.contains(name)));
    let still = left.iter().filter(|decided| decided.action == Action::Block).count();
    say(&format!(
        "{accepted} accepted, {fixed} fixed, {} left: {}\n",
        left.len(),
        if still == 0 { "nothing blocks the commit" } else { "the commit is refused still" }
    ))?;
    Ok(if still == 0 { Exit::Pass } else { Exit::Blocked })
}

/// The result of scanning the staged changes.
struct Scanned {
    /// The findings that block, and those that warn if requested; no excused ones.
    open: Vec<Decided>,
    context: Context,
}

fn findings(layout: &Layout, settings: &Settings, review: &Review) -> Result<Scanned, Failure> {
    let detector = detector(settings, settings.policy.has_baseline())?;
    let mut source = StagedSource::new(layout, Vec::new());
    let report = scan::run(&mut source, &detector, &settings.policy, scan::Extras::default());
    let leaks = report.leaks.clone();
    let report = Finished::of(report);
    if let Some(failure) = report.coverage.failures.first() {
        return Err(failure.clone());
    }
    let wanted = |decided: &&Decided| decided.suppressed.is_none() && (decided.action == Action::Block || review.all);
    let open = report.findings.iter().filter(wanted).cloned().collect();
    Ok(Scanned { open, context: Context { all: report.findings.clone(), leaks } })
}

/// Identifies a finding within a run, even if its line has moved.
fn name_of(decided: &Decided) -> String {
    let finding = &decided.finding;
    format!("{} {}", finding.fingerprint.as_str(), finding.location.column)
}

/// The finding, its masked surroundings, and its explanation.
fn shown(decided: &Decided, around: &str, number: usize, count: usize) -> String {
    let finding = &decided.finding;
    let path = String::from_utf8_lossy(&finding.origin.path).into_owned();
    let action = if decided.action == Action::Block { "blocks" } else { "warns" };
    let mut text =
        format!("\n[{number}/{count}] {}:{} {} ({action})\n", for_terminal(&path), finding.location.line, finding.rule);
    text.push_str(around);
    let mut add = |paragraph: &str| {
        let wrapped_text = wrapped(&for_terminal(paragraph), 2, terminal::columns());
        text.push_str(&format!("  {}\n", wrapped_text.replace('\n', "\n  ")));
    };
    add(&format!(
        "{}; {}, {} confidence; environment: {}",
        finding.message,
        finding.class().as_str(),
        finding.confidence.as_str(),
        decided.environment.as_str()
    ));
    add(&format!("to mend it: {}", finding.remedy.text().replace('\n', " ")));
    text
}

fn failed(error: io::Error) -> Failure {
    Failure::new("the terminal", error, "what was decided before stays")
}

/// Prints `text` in lines that fit the terminal, but for those that begin with a blank.
fn say(text: &str) -> Result<(), Failure> {
    let body = text.trim_end();
    let end = text.get(body.len()..).unwrap_or_default();
    print(&format!("{}{end}", unglued(&terminal::for_people(body))))
}

fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(failed)
}

/// A line typed by the user; `None` at the end of the input.
fn line(question: &str) -> Result<Option<String>, Failure> {
    say(question)?;
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line).map_err(failed)?;
    Ok((read > 0).then(|| line.trim().to_owned()))
}

fn ask(decided: &Decided) -> Result<Answer, Failure> {
    let is_weak = decided.finding.class() == Class::Weak;
    let (does, letters) = match is_weak {
        true => ("accept, fix, fix with a strong password, skip, edit, quit", "[a f w s e q ?, then Enter]"),
        false => ("accept, fix, skip, edit, quit", "[a f s e q ?, then Enter]"),
    };
    let question = format!("{does} {} ", glued(letters));
    loop {
        let Some(typed) = line(&question)? else {
            return Ok(Answer::Stop);
        };
        match typed.as_str() {
            "a" if decided.finding.class() == Class::Leak && decided.action == Action::Block => {
                say("A leaked secret that is accepted stays one: whoever reads the repository has it.\n")?;
                return Ok(Answer::Accept);
            }
            "a" => return Ok(Answer::Accept),
            "f" => return Ok(Answer::Fix),
            "w" if is_weak => return Ok(Answer::Strengthen),
            "w" => say("It is none that can be guessed: f fixes it.\n")?,
            "s" => return Ok(Answer::Skip),
            "e" => return Ok(Answer::Edit),
            "q" => return Ok(Answer::Stop),
            _ => print(&help(terminal::columns()))?,
        }
    }
}

/// Writes an exception if its reason is acceptable and the exception would have an effect.
fn accept(
    layout: &Layout,
    top: &Path,
    settings: &Settings,
    (global, review): (&Global, &Review),
    decided: &Decided,
) -> Result<bool, Failure> {
    if decided.is_enforced {
        say("A configuration that this one extends enforces it: no entry here would count. Mend it, or skip it.\n")?;
        return Ok(false);
    }
    if let Some(excuses) = &settings.excuses {
        let file = for_terminal(&excuses.file);
        say(&format!("Exceptions stand in {file} here, which review does not write: dsnitch allow does.\n"))?;
        return Ok(false);
    }
    let again = || findings(layout, &self::settings(global, None, &Home::WorkTree(top), Side::Ours)?, review);
    let reason = loop {
        let Some(reason) = line("why? (empty: not after all) ")?.filter(|reason| !reason.is_empty()) else {
            return Ok(false);
        };
        // The reason is committed with the code.
        if again()?.context.holds(&reason) {
            say("That holds a secret of what is staged, and the file would keep it: say it in other words.\n")?;
            continue;
        }
        if is_reason(&reason) {
            break reason;
        }
        say("That says nothing to whoever reads it later: say what the value is, or name an issue.\n")?;
    };
    let is_it = |other: &&Decided| {
        let (one, other) = (&decided.finding, &other.finding);
        (&one.rule, &one.origin.path, one.location) == (&other.rule, &other.origin.path, other.location)
    };
    let mut print = decided.finding.fingerprint.as_str().to_owned();
    if !decided.finding.fingerprint.names_one_value() {
        // Without a key, all guessable passwords share one fingerprint.
        let made = generate::fingerprint_key(".dsnitch.toml")?;
        remedy::edit_configuration(layout, &|text| {
            let mut edited = Edited::of(text)?;
            edited.set_fingerprint_key(&made);
            Ok(edited.text())
        })?;
        say(".dsnitch.toml has a fingerprint_key now, which names this value alone.\n")?;
        let keyed = again()?.open;
        let Some(keyed) = keyed.iter().find(is_it).filter(|found| found.finding.fingerprint.names_one_value()) else {
            say("It was not accepted: the finding is not there any more, or no entry can name it.\n")?;
            return Ok(false);
        };
        print = keyed.finding.fingerprint.as_str().to_owned();
    }
    remedy::edit_configuration(layout, &|text| {
        let mut edited = Edited::of(text)?;
        edited.add_allow(Some(&decided.finding.rule), None, &print, &reason);
        Ok(edited.text())
    })?;
    if again()?.open.iter().any(|other| is_it(&other)) {
        say("It was not accepted: .dsnitch.toml has an [[allow]] entry, and the finding is reported all the same.\n")?;
        return Ok(false);
    }
    say("Accepted: .dsnitch.toml has an [[allow]] entry, which is staged.\n")?;
    Ok(true)
}

/// Shows the fix and applies it; with `strengthens`, a strong password takes the place of a weak one.
fn mend(layout: &Layout, settings: &Settings, decided: &Decided, strengthens: bool) -> Result<bool, Failure> {
    let detector = detector(settings, settings.policy.has_baseline())?;
    let target = Target {
        path: decided.finding.origin.path.clone(),
        rule: decided.finding.rule.to_string(),
        location: decided.finding.location,
    };
    let options = Options { stronger: strengthens.then(fix::stronger), ..Options::default() };
    let plan: Plan = remedy::prepare(layout, &detector, &[target], options)?;
    say(&fix::shown(&plan))?;
    if plan.is_empty() {
        return Ok(false);
    }
    if decided.finding.class() == Class::Weak && !strengthens {
        say("It can be guessed there too: w in place of f puts a strong one into .env.\n")?;
    }
    match line("Do this? [y/N] ")?.as_deref() {
        Some("y" | "Y" | "yes") => {
            let servers = Servers::of(layout, &[decided]);
            plan.apply(layout)?;
            say(&servers.steps(&plan, None))?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Opens the file in the user's editor.
fn edit(top: &Path, decided: &Decided) -> Result<(), Failure> {
    let path = top.join(String::from_utf8_lossy(&decided.finding.origin.path).as_ref());
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let Some(editor) = variable("VISUAL").or_else(|| variable("EDITOR")) else {
        return say("Neither VISUAL nor EDITOR names an editor.\n");
    };
    let line = decided.finding.location.line;
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or_default();
    #[expect(
        clippy::disallowed_methods,
        reason = "the editor that the person has chosen in the environment, not the repository"
    )]
    let mut command = Command::new(program);
    command.args(words).args(place(program, &path, line)).current_dir(top);
    let ended = command.status().map_err(|error| Failure::new(program.to_owned(), error, "set EDITOR to an editor"))?;
    if ended.success() { Ok(()) } else { say("The editor ended with an error.\n") }
}

/// The editor's arguments for a file and line.
fn place(program: &str, path: &Path, line: usize) -> Vec<OsString> {
    let name = Path::new(program).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut at = path.as_os_str().to_owned();
    match name.as_str() {
        "code" | "code-insiders" | "codium" | "cursor" => {
            at.push(format!(":{line}"));
            vec!["--goto".into(), at]
        }
        "subl" | "zed" | "hx" | "helix" => {
            at.push(format!(":{line}"));
            vec![at]
        }
        _ => vec![format!("+{line}").into(), at],
    }
}

/// The findings that were skipped last time, without any secret.
struct Skipped {
    place: PathBuf,
    names: HashSet<String>,
}

impl Skipped {
    fn read(layout: &Layout) -> Skipped {
        let place = layout.git_dir().join("dsnitch").join("skipped");
        let text = fs::read_to_string(&place).unwrap_or_default();
        Skipped { place, names: text.lines().map(str::to_owned).collect() }
    }

    /// If the file cannot be written, only the order of the next review is affected.
    fn write(&self, names: impl Iterator<Item = String>) {
        let text: String = names.map(|name| name + "\n").collect();
        let _ = match (text.is_empty(), self.place.parent()) {
            (true, _) => fs::remove_file(&self.place),
            (false, Some(directory)) => fs::create_dir_all(directory).and_then(|()| fs::write(&self.place, text)),
            (false, None) => Ok(()),
        };
    }
}
