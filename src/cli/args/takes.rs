//! The global options that each command uses: its help lists these, and the others are refused, because an option that
//! is silently ignored promises an effect that it does not have.

use dsnitch::failure::Failure;
use dsnitch::report::Format;

use super::{Command, Global};

/// Options for the report's format and destination.
const REPORT: &[&str] =
    &["format", "output", "report", "statistics", "full", "max_findings", "explain", "quiet", "color"];
/// Options that affect the findings of a scan.
const JUDGED: &[&str] = &["config", "config_from", "baseline", "profile", "no_pragmas", "quiet"];
/// Options of a scan that reports findings and ends with a verdict.
const GATE: &[&str] = &["observe", "require_complete", "reveal"];

/// The name of a command, and the groups of options it uses.
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

/// True if `command` uses `option`; the program itself uses all of them.
pub(crate) fn takes(command: &str, option: &str) -> bool {
    let row = TAKES.iter().find(|(name, _)| *name == command);
    // Every command uses the start directory.
    option == "directory" || row.is_some_and(|(_, groups)| groups.iter().any(|group| group.contains(&option)))
}

impl Command {
    /// The command's name.
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

    /// The error for a given option that this command does not use, or for one without what it is about.
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
        if let Command::Staged(staged) = self
            && let Err(error) = staged.message_file()
        {
            return Some(error);
        }
        let (_, option) = options.iter().find(|(is_given, option)| *is_given && !takes(self.name(), option))?;
        let (why, next) = match REPORT.contains(option) || *option == "reveal" {
            true => ("this command writes no report", "leave it out; > sends what it prints into a file"),
            false => ("this command has no use for it", "leave it out"),
        };
        Some(Failure::new(format!("--{}", option.replace('_', "-")), why, next))
    }
}
