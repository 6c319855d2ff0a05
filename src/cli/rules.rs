//! `dsnitch rules`: lists, checks and explains the rules, including those of the configuration.

use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use dsnitch::detect::excuse::{self, Excuse};
use dsnitch::detect::randomness::looks_random;
use dsnitch::detect::{Detector, Practices, selftest};
use dsnitch::failure::Failure;
use dsnitch::finding::{Confidence, Severity};
use dsnitch::git::{Layout, Repo};
use dsnitch::report::{hung, playbook};
use dsnitch::rules::{FILES, Rule, RuleSet, WeakPolicy, lint};
use dsnitch::secret::MASK;
use dsnitch::text::for_terminal;

use super::args::{Global, RulesCommand};
use super::exit::Exit;
use super::home::Home;
use super::nearest::rule_to_name;
use super::settings::{Settings, Side};
use super::{scan, terminal};

/// The printed properties of a rule.
struct RuleView {
    id: String,
    name: String,
    severity: Severity,
    confidence: Confidence,
    /// The classes of its findings, by which the profiles decide.
    classes: &'static str,
    description: String,
    remedy: String,
    references: Vec<String>,
    /// True if it concerns a practice and not a secret.
    is_practice: bool,
    /// The steps after a leak, if it finds passwords.
    steps: Option<String>,
}

/// The settings in effect.
fn settings(global: &Global) -> Result<Settings, Failure> {
    let layout = Layout::discover(Path::new(".")).ok();
    let home = layout.as_ref().and_then(Layout::work_tree).map_or(Home::None, Home::WorkTree);
    let repo = global.config_from.is_some().then(|| Repo::discover(Path::new("."))).transpose()?;
    scan::settings(global, repo.as_ref(), &home, Side::Ours)
}

fn views(rules: &RuleSet) -> Vec<RuleView> {
    let view = |rule: &Rule| RuleView {
        id: rule.id.to_owned(),
        name: rule.name.to_owned(),
        severity: rule.severity,
        confidence: rule.confidence,
        classes: match (rule.practice.is_some(), rule.judge.weak) {
            (true, _) => "hygiene",
            (false, WeakPolicy::Report) => "leak, weak",
            (false, _) => "leak",
        },
        description: rule.description.to_owned(),
        remedy: rule.remedy.to_owned(),
        is_practice: rule.practice.is_some(),
        steps: if rule.practice.is_some() { None } else { playbook::remedy(rule.id, None) },
        references: rule.references.iter().map(|url| (*url).to_owned()).collect(),
    };
    rules.rules().iter().map(view).collect()
}

/// The issues that the lint and the self-test find, one line each.
fn issues(settings: &Settings) -> Result<Vec<String>, Failure> {
    let detector = Detector::new(RuleSet::builtin())
        .map_err(|error| Failure::new("the rules", error, "this is a fault of dsnitch: please report it"))?
        .with_practices(Practices::Strict);
    let mut issues = lint::lint_builtin();
    issues.extend(selftest::run(&detector, FILES));
    issues.extend(selftest::run_excuses(&detector));
    issues.extend(scan::own_issues(settings)?);
    Ok(issues.iter().map(ToString::to_string).collect())
}

/// Runs one of the `rules` commands.
pub(crate) fn run(command: &RulesCommand, global: &Global) -> Exit {
    let (exit, text) = match outcome(command, global) {
        Ok(outcome) => outcome,
        Err(error) => {
            terminal::complain(&error);
            return Exit::Failed;
        }
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    exit.after_writing(terminal::is_delivered(&written))
}

fn outcome(command: &RulesCommand, global: &Global) -> Result<(Exit, String), Failure> {
    // With a broken configuration, the built-in rules can still be explained.
    let (exit, rules) = match (settings(global), command) {
        (_, RulesCommand::List { excuses: true }) => return Ok((Exit::Pass, list_excuses(terminal::columns()))),
        (Ok(settings), RulesCommand::Check) => return check(&settings),
        (Ok(settings), _) => (Exit::Pass, settings.rules),
        (Err(error), RulesCommand::Check) => return Err(error),
        (Err(error), _) => {
            terminal::complain(&error);
            (Exit::Failed, RuleSet::builtin())
        }
    };
    let views = views(&rules);
    match command {
        RulesCommand::List { .. } | RulesCommand::Check => Ok((exit, list(&views, terminal::columns()))),
        RulesCommand::Explain { id } => {
            if let Some(excuse) = excuse::all().find(|excuse| excuse.name == *id) {
                return Ok((Exit::Pass, terminal::page(&explain_excuse(excuse))));
            }
            let view = views.iter().find(|view| view.id == *id).ok_or_else(|| unknown(id, &views))?;
            Ok((exit, terminal::page(&explain(view))))
        }
    }
}

fn check(settings: &Settings) -> Result<(Exit, String), Failure> {
    let issues = issues(settings)?;
    let lines: String = issues.iter().map(|issue| format!("{}\n", for_terminal(issue))).collect();
    Ok(match issues.len() {
        0 => {
            let (rules, excuses) = (settings.rules.rules().len(), excuse::all().count());
            (Exit::Pass, format!("{rules} rules and {excuses} excuses checked, nothing to mend\n"))
        }
        _ => (Exit::Blocked, lines),
    })
}

fn list(views: &[RuleView], columns: Option<usize>) -> String {
    let width = views.iter().map(|view| view.id.len()).max().unwrap_or(0);
    let line = |view: &RuleView| {
        let head = format!("{:width$}  {:8}  {:10}", view.id, view.severity.as_str(), view.classes);
        row(&head, &view.name, columns)
    };
    views.iter().map(line).collect()
}

fn list_excuses(columns: Option<usize>) -> String {
    let width = excuse::all().map(|excuse| excuse.name.len()).max().unwrap_or(0);
    let line =
        |excuse: &Excuse| row(&format!("{:width$}  {:7}", excuse.name, excuse.ground.as_str()), excuse.why, columns);
    excuse::all().map(line).collect()
}

/// A row of a list; what does not fit beside its head stands below it.
fn row(head: &str, text: &str, columns: Option<usize>) -> String {
    let line = format!("{head}  {text}");
    match columns {
        Some(columns) if line.chars().count() > columns => {
            format!("{}\n{}\n", head.trim_end(), hung("  ", text, Some(columns)))
        }
        _ => line + "\n",
    }
}

fn explain_excuse(excuse: &Excuse) -> String {
    let (ground, of) = (excuse.ground, excuse.of);
    let mut text = format!("{}: {}\n", excuse.name, excuse.why);
    text.push_str(&format!("by: {} ({})\nasked of: {}\n", ground.as_str(), ground.meaning(), of.as_str()));
    for (heading, samples) in [("Silent", excuse.excuses), ("Found all the same", excuse.keeps)] {
        if !samples.is_empty() {
            text.push_str(&format!("\n{heading}:\n"));
        }
        for sample in samples {
            let lines = sample.text.lines().map(|line| format!("  {}: {line}\n", sample.path));
            text.extend(lines);
        }
    }
    text
}

fn explain(view: &RuleView) -> String {
    let (severity, confidence) = (view.severity, view.confidence);
    let mut text = format!("{}: {}\n", view.id, view.name);
    // The meaning of the severities is worded for secrets, not for practices.
    let (is_bad, is_sure) = match view.is_practice {
        true => (String::new(), String::new()),
        false => (format!(" ({})", severity.meaning()), format!(" ({})", confidence.meaning())),
    };
    let class = match view.classes {
        "leak, weak" => "leak, or weak if the value can be guessed",
        class => class,
    };
    text.push_str(&format!(
        "class: {class}\nseverity: {}{is_bad}\nconfidence: {}{is_sure}\n",
        severity.as_str(),
        confidence.as_str()
    ));
    text.push_str(&format!("\n{}\n", view.description.trim()));
    text.push_str(&format!("\nWhat to do:\n{}\n", view.remedy.trim()));
    text.push_str(&format!(
        "\nWhat excuses one finding, in a comment on its line or the line above:\n  dsnitch:allow {} -- <why>\n",
        view.id
    ));
    if let Some(steps) = &view.steps {
        text.push_str(&format!("\nWhen it has leaked, in this order:\n{steps}\n"));
    }
    if !view.references.is_empty() {
        text.push_str(&format!("\nRead more:\n{}\n", view.references.join("\n")));
    }
    text
}

fn unknown(id: &str, views: &[RuleView]) -> Failure {
    let next = rule_to_name(id, views.iter().map(|view| view.id.as_str()));
    // A word that is no rule id may be a pasted secret.
    let shown = if looks_random(id.as_bytes()) { MASK } else { id };
    Failure::new(format!("rule {shown}"), "no rule of that id", next)
}

#[cfg(test)]
mod tests {
    use super::{Confidence, RuleView, Severity, explain, list, unknown};

    fn view() -> RuleView {
        RuleView {
            id: "pg-uri-password".into(),
            name: "Password in a connection URI".into(),
            severity: Severity::High,
            confidence: Confidence::High,
            classes: "leak, weak",
            description: "A literal password.\n".into(),
            remedy: "Change it.".into(),
            references: vec!["https://www.postgresql.org/docs/".into()],
            is_practice: false,
            steps: Some("1. Change the password.".into()),
        }
    }

    #[test]
    fn a_rule_is_listed_and_explained() {
        assert_eq!(list(&[view()], None), "pg-uri-password  high      leak, weak  Password in a connection URI\n");
        assert_eq!(
            list(&[view()], Some(40)),
            "pg-uri-password  high      leak, weak\n  Password in a connection URI\n"
        );
        let text = explain(&view());
        for part in [
            "class: leak, or weak if",
            "severity: high (whoever",
            "confidence: high (its grammar",
            "A literal password.\n",
            "What to do:\nChange it.",
            "in this order:\n1. Change the password",
            "dsnitch:allow pg-uri-password -- <why>",
            "https://",
        ] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn an_unknown_id_gets_the_nearest_one() {
        assert_eq!(unknown("pg-uri-pasword", &[view()]).next, "did you mean pg-uri-password?");
        assert_eq!(unknown("zzz", &[view()]).next, "dsnitch rules list names them all");
    }
}
