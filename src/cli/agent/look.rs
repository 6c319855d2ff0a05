//! Scans the texts of an event. The result gives the location, rule and remedy of each new finding, never the value.

use std::collections::HashMap;
use std::env;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use dsnitch::decision::{Action, Decided};
use dsnitch::detect::Detector;
use dsnitch::failure::Failure;
use dsnitch::fragment::{Added, Fragment, Origin, Provenance};
use dsnitch::git::Layout;
use dsnitch::policy::Policy;
use dsnitch::report::Finished;
use dsnitch::scan::{self, Extras};
use dsnitch::source::{FragmentKind, Sink, Source};
use dsnitch::text::for_terminal;

use super::bypass;
use super::event::{Event, What};
use super::piece::{Piece, Place};
use super::written;
use crate::cli::args::Global;
use crate::cli::home::Home;
use crate::cli::scan::detector;
use crate::cli::settings::{Settings, Side};

/// Largest file, in bytes, that is read for an edit's context or before the agent reads it.
const MOST: u64 = 8 << 20;

/// Findings named in one reason; a model needs no more to understand the refusal.
const NAMED: usize = 5;

/// The path a prompt is judged at: text about code, like documentation.
const PROMPT: &str = "prompt.md";

/// The path a commit message is judged at.
const MESSAGE: &str = "commit:message";

/// The path a command is judged at: it runs locally, like a test, and is not deployed.
const COMMAND: &str = "test/command.sh";

/// The result of scanning an event.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// One sentence for each blocking finding.
    pub(super) blocks: Vec<String>,
    /// One sentence for each warning.
    pub(super) warnings: Vec<String>,
}

/// Scans the texts of an event with the configuration of the repository that the agent works in.
pub(super) fn look(event: &Event, global: &Global) -> Result<Looked, Failure> {
    let layout = Layout::discover(&event.directory).ok();
    let top = layout.as_ref().and_then(Layout::work_tree).map(Path::to_owned);
    let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    let home = top.as_deref().map_or(Home::None, Home::WorkTree);
    let settings = Settings::load(global, &variable, &home, Side::Ours)?;
    let detector = detector(&settings, settings.policy.has_baseline())?;
    let mut looked = Looked::default();
    let mut edited = HashMap::new();
    let in_files = event.pieces.iter().filter(|piece| piece.place == Place::Command);
    let in_files = in_files.flat_map(|piece| [written::pieces(&piece.text), bypass::messages(&piece.text)].concat());
    let in_files: Vec<Piece> = in_files.collect();
    // How often a command writes a secret into files that no commit takes: there, the file decides, as if a tool wrote it.
    let mut kept_out: HashMap<u64, usize> = HashMap::new();
    for piece in in_files.iter().chain(&event.pieces) {
        let whole = Whole::of(piece, event, top.as_deref(), &mut edited)?;
        let new = whole.new_findings(&detector, &settings.policy)?;
        let stays_out = !new.findings.is_empty() && whole.stays_out();
        for decided in new.findings.iter().filter(|decided| decided.suppressed.is_none() && !decided.known) {
            let of_it = kept_out.entry(decided.finding.subject()).or_default();
            if whole.is_command() && *of_it > 0 {
                *of_it -= 1;
                continue;
            }
            *of_it += usize::from(stays_out);
            // A file that no commit includes is not refused: a value belongs there, so a person is asked.
            let sentences = match decided.action {
                _ if stays_out && *decided.finding.rule == *"env-file-staged" => continue,
                Action::Block if !stays_out => &mut looked.blocks,
                Action::Block | Action::Warn => &mut looked.warnings,
            };
            let sentence = sentence(&whole, decided);
            // A secret in a heredoc is also found in the command that contains it.
            let is_known = sentences.iter().any(|known| whole.is_command() && same_rule(known, decided));
            if sentences.len() < NAMED && !is_known && !sentences.contains(&sentence) {
                sentences.push(sentence);
            }
        }
    }
    Ok(looked)
}

fn same_rule(sentence: &str, decided: &Decided) -> bool {
    sentence.contains(&format!("({})", decided.finding.rule))
}

fn sentence(whole: &Whole, decided: &Decided) -> String {
    let finding = &decided.finding;
    let place = match &whole.place {
        Place::File(_) => format!("{}, line {}", whole.path, finding.location.line),
        Place::Prompt => format!("the prompt, line {}", finding.location.line),
        Place::Message => "the message of the commit".to_owned(),
        Place::Command => format!("the command, line {}", finding.location.line),
        Place::Argument => "an argument of the tool".to_owned(),
    };
    let text = format!("dsnitch: {place}: {} ({}). {}", finding.message, finding.rule, finding.remedy.text());
    for_terminal(text.trim()).into_owned()
}

/// A text after the event, with its version before the event.
struct Whole {
    place: Place,
    /// The path that rules and environments see.
    path: String,
    text: String,
    before: Option<String>,
    /// The absolute path of a file that is written.
    absolute: Option<PathBuf>,
}

impl Whole {
    /// Builds the text of a piece of `event`; `edited` maps files to their content after earlier pieces.
    fn of(
        piece: &Piece,
        event: &Event,
        top: Option<&Path>,
        edited: &mut HashMap<PathBuf, String>,
    ) -> Result<Whole, Failure> {
        let mut whole = Whole {
            place: piece.place.clone(),
            path: String::new(),
            text: piece.text.clone(),
            before: None,
            absolute: None,
        };
        let path = match &piece.place {
            Place::File(path) => path,
            Place::Prompt => {
                PROMPT.clone_into(&mut whole.path);
                return Ok(whole);
            }
            Place::Message => {
                MESSAGE.clone_into(&mut whole.path);
                return Ok(whole);
            }
            Place::Command => {
                COMMAND.clone_into(&mut whole.path);
                return Ok(whole);
            }
            Place::Argument => {
                "argument".clone_into(&mut whole.path);
                return Ok(whole);
            }
        };
        let absolute = std::path::absolute(event.directory.join(path)).unwrap_or_else(|_| event.directory.join(path));
        whole.path = relative(&absolute, top);
        if event.what == What::Read {
            if whole.text.is_empty() {
                whole.text = read(&absolute)?.unwrap_or_default();
            }
            return Ok(whole);
        }
        whole.absolute = Some(absolute.clone());
        // A file that cannot be read counts as empty, so that all of the new text is new.
        let on_disk = read(&absolute).unwrap_or_default();
        let there = edited.get(&absolute).or(on_disk.as_ref());
        match (&piece.before, there) {
            // An edit is scanned within its file, which gives rules more context than the fragment alone. Earlier edits
            // are applied first, because a secret may be assembled from several.
            (Some(old), Some(there)) if !old.is_empty() && there.contains(old.as_str()) => {
                whole.text = there.replacen(old.as_str(), &piece.text, 1);
                edited.insert(absolute, whole.text.clone());
                whole.before = on_disk;
            }
            // An edit of nothing writes a new file.
            (Some(old), there) if !old.is_empty() || there.is_some_and(|text| !text.is_empty()) => {
                whole.before = Some(old.clone());
            }
            _ => {
                edited.insert(absolute, whole.text.clone());
                whole.before = on_disk;
            }
        }
        Ok(whole)
    }

    /// True for a file that no commit takes: git ignores it and does not track it, or it is in no repository.
    fn stays_out(&self) -> bool {
        let Some(absolute) = &self.absolute else { return false };
        let Some(directory) = absolute.parent().and_then(|parent| parent.canonicalize().ok()) else { return false };
        if !directory.ancestors().any(|above| above.join(".git").exists()) {
            return true;
        }
        Layout::discover(&directory).ok().is_some_and(|layout| {
            let top = layout.work_tree().and_then(|top| top.canonicalize().ok());
            let file = absolute.file_name().map(|name| directory.join(name));
            let inner = top.zip(file).and_then(|(top, file)| Some(file.strip_prefix(top).ok()?.to_owned()));
            inner.is_some_and(|path| layout.keeps_out(&path))
        })
    }

    const fn is_command(&self) -> bool {
        matches!(self.place, Place::Command)
    }

    /// Finds what occurs more often in the new text than in the text it replaces.
    fn new_findings(&self, detector: &Detector, policy: &Policy) -> Result<Finished, Failure> {
        let scanned = |text: &str| {
            let mut source = One { path: self.path.as_bytes(), text: text.as_bytes() };
            scan::run(&mut source, detector, policy, Extras::default())
        };
        let mut report = scanned(&self.text);
        if let Some(error) = report.coverage.failures.first() {
            return Err(error.clone());
        }
        if !report.findings.is_empty()
            && let Some(before) = &self.before
        {
            let mut held: HashMap<u64, usize> = HashMap::new();
            for decided in &scanned(before).findings {
                *held.entry(decided.finding.subject()).or_default() += 1;
            }
            report.findings.retain(|decided| match held.get_mut(&decided.finding.subject()) {
                Some(left) if *left > 0 => {
                    *left -= 1;
                    false
                }
                _ => true,
            });
        }
        Ok(Finished::of(report))
    }
}

/// A path relative to the top of the work tree; a path outside of it is returned unchanged.
fn relative(path: &Path, top: Option<&Path>) -> String {
    let real = path.parent().and_then(|parent| parent.canonicalize().ok()).zip(path.file_name());
    let real = real.map_or_else(|| path.to_owned(), |(parent, name)| parent.join(name));
    let top = top.and_then(|top| top.canonicalize().ok());
    let below = top.and_then(|top| real.strip_prefix(top).ok().map(Path::to_owned));
    below.unwrap_or_else(|| PathBuf::from(path)).to_string_lossy().into_owned()
}

/// The content of a regular file, if it is text.
fn read(path: &Path) -> Result<Option<String>, Failure> {
    let Ok(metadata) = fs::metadata(path) else { return Ok(None) };
    if !metadata.is_file() {
        return Ok(None);
    }
    let next = "scan it with dsnitch files, and let a person decide";
    let failed = |why: &dyn ToString| Failure::new(path.display().to_string(), why.to_string(), next);
    if metadata.len() > MOST {
        return Err(failed(&"larger than 8 MiB"));
    }
    fs::read(path).map(|bytes| Some(String::from_utf8_lossy(&bytes).into_owned())).map_err(|error| failed(&error))
}

/// One text at one path, as a fragment source.
struct One<'t> {
    path: &'t [u8],
    text: &'t [u8],
}

impl Source for One<'_> {
    fn visit(&mut self, sink: &mut dyn Sink) -> Result<(), Failure> {
        let origin = Origin { path: self.path.to_vec(), provenance: Provenance::Stdin };
        if sink.wants(&origin) {
            let given: ControlFlow<()> =
                sink.fragment(&Fragment { origin: &origin, text: self.text, added: Added::All }, FragmentKind::File);
            let _ = given;
        }
        Ok(())
    }
}
