//! Which of the global options each command uses: its help lists these, and the others are refused. An option that is
//! silently ignored promises something that does not happen.

use dsnitch::failure::Failure;
use dsnitch::report::Format;

use super::{Command, Global};

/// What a report looks like, and where it goes.
const REPORT: &[&str] =
    &["format", "output", "report", "statistics", "full", "max_findings", "explain", "quiet", "color"];
/// What the findings of a scan hang on.
const JUDGED: &[&str] = &["config", "config_from", "baseline", "profile", "no_pragmas", "quiet"];
/// What only a scan does that is told and ends with a verdict.
const GATE: &[&str] = &["observe", "require_complete", "reveal"];

/// A command, the first word of it, and what it takes.
const TAKES: &[(&str, &[&[&str]])] = &[
    ("staged", &[REPORT, JUDGED, GATE]),
    ("range", &[REPORT, JUDGED, GATE]),
    ("history", &[REPORT, JUDGED, GATE]),
    ("files", &[REPORT, JUDGED, GATE]),
    ("report", &[REPORT, &["require_complete"]]),
    ("baseline", &[JUDGED]),
    ("fix", &[JUDGED]),
    ("review", &[JUDGED]),
    ("doctor", &[JUDGED]),
    ("allow", &[JUDGED]),
    ("agent", &[JUDGED]),
    ("rules", &[&["config", "config_from"]]),
];

/// Whether a command takes an option, both by their names; of the program itself, all.
pub(crate) fn takes(command: &str, option: &str) -> bool {
    let row = TAKES.iter().find(|(name, _)| *name == command);
    // Where it starts is of use to each.
    option == "directory" || row.is_some_and(|(_, groups)| groups.iter().any(|group| group.contains(&option)))
}

impl Command {
    /// Its first word.
    const fn name(&self) -> &'static str {
        match self {
            Command::Staged(_) => "staged",
            Command::Range(_) => "range",
            Command::History(_) => "history",
            Command::Files(_) => "files",
            Command::Install(_) => "install",
            Command::Uninstall(_) => "uninstall",
            Command::Doctor => "doctor",
            Command::Fix(_) => "fix",
            Command::Review(_) => "review",
            Command::Agent { .. } => "agent",
            Command::Generate(_) => "generate",
            Command::Report(_) => "report",
            Command::Allow(_) => "allow",
            Command::Baseline(_) => "baseline",
            Command::Rules(_) => "rules",
            Command::Completions { .. } => "completions",
            Command::Man { .. } => "man",
        }
    }

    /// What is said where an option is given that this command has no use for.
    pub(crate) fn refuses(&self, given: &Global) -> Option<Failure> {
        let options = [
            (given.format != Format::Human, "format"),
            (given.output.is_some(), "output"),
            (!given.report.is_empty(), "report"),
            (given.statistics, "statistics"),
            (given.full, "full"),
            (given.max_findings.is_some(), "max_findings"),
            (given.explain, "explain"),
            (given.reveal, "reveal"),
            (given.config.is_some(), "config"),
            (given.config_from.is_some(), "config_from"),
            (given.baseline.is_some(), "baseline"),
            (given.profile.is_some(), "profile"),
            (given.no_pragmas, "no_pragmas"),
            (given.observe, "observe"),
            (given.require_complete, "require_complete"),
        ];
        let (_, option) = options.iter().find(|(is_given, option)| *is_given && !takes(self.name(), option))?;
        let (why, next) = match REPORT.contains(option) || *option == "reveal" {
            true => ("this command writes no report", "leave it out; > sends what it prints into a file"),
            false => ("this command has no use for it", "leave it out"),
        };
        Some(Failure::new(format!("--{}", option.replace('_', "-")), why, next))
    }
}
