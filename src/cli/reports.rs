//! Creates the reports of a run: the one that is printed or goes to `--output`, and those of `--report`.

use std::env;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use dsnitch::decision::Verdict;
use dsnitch::failure::Failure;
use dsnitch::git::{Layout, Repo, RepositoryDirs};
use dsnitch::report::{Detail, Finished, Format, Merged, Report, Reporter, Run, Style, github};

use super::args::Global;
use super::clock::now;
use super::output::Output;
use super::sandbox::Writes;
use super::terminal;

/// The result to report: of one scan, or of several merged ones.
pub(crate) enum Outcome<'r> {
    /// Of one scan.
    Scan(&'r Finished),
    /// Of several.
    Merged(&'r Merged),
}

/// The requested reports, whose destinations have been checked and not yet written to.
pub(crate) struct Reports {
    main: Output,
    beside: Vec<(Format, PathBuf, Output)>,
    /// The destination of a table for GitHub Actions' step summary.
    table: Option<StepSummary>,
    /// True if one of the formats contains the time of the scan.
    say_when: bool,
}

impl Reports {
    /// Checks each destination of `--output` and `--report`, so that an unusable one is reported before the scan.
    pub(crate) fn look(global: &Global) -> Result<Reports, Failure> {
        let is_shown = global.format == Format::Human && global.output.is_none() && global.report.is_empty();
        if global.reveal && !is_shown {
            let next = "leave out --reveal: --format, --output and --report do not go with it";
            return Err(Failure::new("--reveal", "shows secrets to people only, never in a report", next));
        }
        if global.reveal && !terminal::stdout_is_terminal() {
            let next = "run it in a terminal, without a pipe";
            return Err(Failure::new("--reveal", "standard output is not a terminal", next));
        }
        let shown = [
            (global.full, "--full"),
            (global.statistics, "--statistics"),
            (global.max_findings.is_some(), "--max-findings"),
        ];
        if let Some((_, option)) = shown.iter().find(|(is_given, _)| *is_given && !is_for_people(global.format)) {
            let why = format!("{} tells all that there is", global.format.as_str());
            return Err(Failure::new(*option, why, "leave it out, or take --format human or concise"));
        }
        if global.output.is_none() && global.report.is_empty() {
            let table = StepSummary::look([global.format]);
            return Ok(Reports {
                main: Output::Standard,
                beside: Vec::new(),
                table,
                say_when: global.format.says_when(),
            });
        }
        let own = Layout::discover(Path::new("."))
            .map_or_else(|_| RepositoryDirs::default(), |found| found.repository_dirs());
        let at = |path: &Path, option: &str| {
            let next = format!("name a file that can be written with {option}");
            if path.as_os_str() == "-" {
                let next = format!("leave {option} out: --format FORMAT prints there; a file of that name is ./-");
                return Err(Failure::new("-", "stands for standard output, and is no file", next));
            }
            Output::at(path, &own).map_err(|error| Failure::new(path.display().to_string(), error, next))
        };
        let main = global.output.as_ref().map_or(Ok(Output::Standard), |path| at(path, "--output"))?;
        let mut beside: Vec<(Format, PathBuf, Output)> = Vec::new();
        for (format, path) in &global.report {
            let output = at(path, "--report")?;
            if main.is_same_file(&output) || beside.iter().any(|(_, _, other)| other.is_same_file(&output)) {
                let next = "name another file for each report";
                return Err(Failure::new(path.display().to_string(), "two reports would be written to it", next));
            }
            beside.push((*format, path.clone(), output));
        }
        let formats = || beside.iter().map(|(format, ..)| *format).chain([global.format]);
        let (table, say_when) = (StepSummary::look(formats()), formats().any(Format::says_when));
        Ok(Reports { main, beside, table, say_when })
    }

    /// The metadata of a run that starts now.
    pub(crate) fn run(&self, command: &'static str) -> Run {
        let now = if self.say_when { now() } else { 0 };
        Run { command, times: (now, now), ..Run::default() }
    }

    /// Adds the end time and the HEAD commit of `is_here`'s repository to the metadata of a run.
    pub(crate) fn ended(&self, run: &mut Run, is_here: bool) {
        if self.say_when {
            run.times.1 = now();
            run.head = is_here.then(|| Repo::discover(Path::new(".")).ok()?.head_id()).flatten();
        }
    }

    /// The directories that the reports are written to.
    pub(crate) fn writes(&self) -> Writes<'_> {
        let mut folders = Vec::new();
        for output in self.beside.iter().map(|(_, _, output)| output).chain([&self.main]) {
            match output.writes() {
                Some(below) => folders.extend(below),
                None => return Writes::Anywhere,
            }
        }
        folders.extend(self.table.as_ref().and_then(|table| table.0.parent()));
        Writes::Below(folders)
    }

    /// Writes each report, the files first, because the reader of standard output may close it early. Prints what could
    /// not be written; returns true if everything was.
    pub(crate) fn write(&self, outcome: &Outcome<'_>, global: &Global) -> bool {
        let mut are_written = true;
        for (format, path, output) in &self.beside {
            let style = terminal::plain_style(global);
            let named = format!("the {} report", format.as_str());
            are_written &= report_failure(outcome.to_file(*format, style, output, path, &named, global));
        }
        if let Some(table) = &self.table {
            table.append(&outcome.table());
        }
        are_written
            & report_failure(match &global.output {
                // The reason of the refusal is on standard error already, which is enough for people.
                None if outcome.is_refused() && is_for_people(global.format) => Ok(()),
                None => {
                    let reporter = global.format.reporter(outcome.style(terminal::style(global)));
                    self.main.write(|out| outcome.write(reporter.as_ref(), out))
                }
                Some(path) => outcome.to_file(
                    global.format,
                    terminal::plain_style(global),
                    &self.main,
                    path,
                    "the report",
                    global,
                ),
            })
    }
}

/// True if the format is meant for people.
const fn is_for_people(format: Format) -> bool {
    matches!(format, Format::Human | Format::Concise)
}

impl Outcome<'_> {
    /// Completes `style` from the configuration.
    fn style(&self, style: Style) -> Style {
        let is_quiet = matches!(self, Outcome::Scan(report) if report.run.is_quiet);
        match style.detail {
            Detail::Normal if is_quiet => Style { detail: Detail::Quiet, ..style },
            _ => style,
        }
    }

    fn is_refused(&self) -> bool {
        match self {
            Outcome::Scan(report) => report.run.is_refused,
            Outcome::Merged(_) => false,
        }
    }

    fn write(&self, reporter: &dyn Reporter, mut out: &mut dyn Write) -> io::Result<()> {
        match self {
            Outcome::Scan(report) => reporter.write(report, &mut out),
            Outcome::Merged(merged) => reporter.write_merged(merged, &mut out),
        }
    }

    fn table(&self) -> String {
        match self {
            Outcome::Scan(report) => github::step_summary(report),
            Outcome::Merged(merged) => github::step_summary_of_merged(merged),
        }
    }

    fn verdict(&self) -> Verdict {
        match self {
            Outcome::Scan(report) => report.verdict,
            Outcome::Merged(merged) => merged.verdict,
        }
    }

    fn to_file(
        &self,
        format: Format,
        style: Style,
        output: &Output,
        path: &Path,
        named: &str,
        global: &Global,
    ) -> io::Result<()> {
        let (verdict, place) = (self.verdict(), path.display());
        let saw_nothing = matches!(self, Outcome::Scan(report) if saw_nothing(report));
        if matches!(output, Output::File { .. }) && saw_nothing {
            // The call was invalid, and the existing file may be valuable.
            terminal::remark(&format!("{}; nothing was scanned, and {place} is left as it was", verdict.as_str()));
            return Ok(());
        }
        let reporter = format.reporter(style);
        output.write(|out| self.write(reporter.as_ref(), out))?;
        if !(global.quiet && verdict == Verdict::Pass) {
            terminal::remark(&format!("{}; {named} is in {place}", verdict.as_str()));
        }
        Ok(())
    }
}

/// The file that GitHub Actions shows as a step's summary; its existing content is kept.
struct StepSummary(PathBuf);

impl StepSummary {
    /// GitHub's limit for one step, in bytes: a larger summary is not shown at all.
    const MOST: u64 = 1 << 20;

    /// The file, if one of the formats is GitHub's and the environment names a file.
    fn look(formats: impl IntoIterator<Item = Format>) -> Option<StepSummary> {
        if !formats.into_iter().any(|format| format == Format::Github) {
            return None;
        }
        let path = PathBuf::from(env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty())?);
        let own = Layout::discover(Path::new("."))
            .map_or_else(|_| RepositoryDirs::default(), |found| found.repository_dirs());
        match Output::at(&path, &own) {
            Ok(Output::File { path, .. }) => Some(StepSummary(path)),
            Ok(Output::Standard | Output::Stream(_)) => None,
            Err(error) => {
                StepSummary::leave_out(&error.to_string());
                None
            }
        }
    }

    /// Appends a table. It was not requested explicitly, so that a failure does not change the exit status.
    fn append(&self, table: &str) {
        let written = || {
            let mut file = OpenOptions::new().append(true).create(true).open(&self.0)?;
            if file.metadata()?.len().saturating_add(table.len() as u64) > StepSummary::MOST {
                return Err(io::Error::other("it is full"));
            }
            file.write_all(table.as_bytes())
        };
        if let Err(error) = written() {
            StepSummary::leave_out(&error.to_string());
        }
    }

    fn leave_out(why: &str) {
        terminal::remark(&format!("no table in the file that GITHUB_STEP_SUMMARY names: {why}"));
    }
}

/// Prints that a report could not be written, unless its reader closed the pipe; returns true if it was written.
fn report_failure(written: io::Result<()>) -> bool {
    if let Err(error) = &written {
        terminal::lost("the report", error, "free some space, or send the output elsewhere; the exit status stands");
    }
    written.is_ok()
}

/// True if the scan could not start: no such range, no such repository.
fn saw_nothing(report: &Report) -> bool {
    let coverage = &report.coverage;
    let is_empty = report.findings.is_empty() && coverage.skipped.is_empty();
    !coverage.failures.is_empty() && coverage.files == 0 && coverage.commits == 0 && is_empty
}
