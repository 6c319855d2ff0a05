//! The settings of coding agents: the file in which each keeps its hooks, and the entries that make it call dsnitch.
//! Other entries and the order of the file are kept; an existing entry is never changed.

mod json_edit;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use dsnitch::failure::Failure;
use serde_json::{Map, Value, json};

use crate::cli::args::AgentName;
use crate::cli::own_file;

use json_edit::Edited;

/// The command of each entry. A missing program ends with 127, which agents treat as a warning, so that the command
/// turns it into a refusal.
const COMMAND: &str = "dsnitch agent || exit 2";

/// The text by which an entry of ours is recognised, whoever wrote it.
const OURS: &str = "dsnitch agent";

/// An agent's hook settings.
struct Agent {
    name: AgentName,
    title: &'static str,
    /// The file, relative to the top of a work tree.
    project: &'static str,
    /// The file, relative to the user's home directory.
    user: &'static str,
    /// The events, each with a matcher for its tools.
    events: &'static [(&'static str, Option<&'static str>)],
    /// Builds the entry for an event.
    entry: fn(Option<&str>) -> Value,
    /// True if the file starts with a format version.
    is_versioned: bool,
    /// A note for the user.
    note: &'static str,
}

const AGENTS: [Agent; 5] = [
    Agent {
        name: AgentName::Claude,
        title: "Claude Code",
        project: ".claude/settings.json",
        user: ".claude/settings.json",
        events: &[("UserPromptSubmit", None), ("PreToolUse", Some("*"))],
        entry: |matcher| nested(matcher, "timeout", 10, blocks_on_failure()),
        is_versioned: false,
        note: "files that a prompt names with @ are not seen",
    },
    Agent {
        name: AgentName::Codex,
        title: "Codex",
        project: ".codex/hooks.json",
        user: ".codex/hooks.json",
        events: &[("UserPromptSubmit", None), ("PreToolUse", Some(""))],
        entry: |matcher| nested(matcher, "timeout", 10, false),
        is_versioned: false,
        note: "it has hooks from version 0.124 on; it cannot ask, so that what is for a person to allow is denied, and it shows the command that was denied",
    },
    Agent {
        name: AgentName::Cursor,
        title: "Cursor",
        project: ".cursor/hooks.json",
        user: ".cursor/hooks.json",
        events: &[
            ("beforeSubmitPrompt", None),
            ("beforeShellExecution", None),
            ("beforeMCPExecution", None),
            (
                "preToolUse",
                Some("Write|StrReplace|Edit|MultiEdit|ApplyPatch|NotebookEdit|EditNotebook|TabWrite|Delete"),
            ),
        ],
        entry: |matcher| {
            let mut entry = json!({"command": COMMAND, "failClosed": true});
            if let Some(matcher) = matcher {
                entry["matcher"] = json!(matcher);
            }
            entry
        },
        is_versioned: true,
        note: "it asks about commands alone: what is for a person to allow in a file is denied",
    },
    Agent {
        name: AgentName::Copilot,
        title: "Copilot",
        project: ".github/hooks/dsnitch.json",
        user: ".copilot/hooks/dsnitch.json",
        events: &[("userPromptSubmitted", None), ("preToolUse", None)],
        entry: |_| json!({"type": "command", "bash": COMMAND, "powershell": "dsnitch agent; if ($LASTEXITCODE) { exit 2 }", "timeoutSec": 10}),
        is_versioned: true,
        note: "the agent on GitHub reads it from the default branch, and needs dsnitch in its set-up steps",
    },
    Agent {
        name: AgentName::Gemini,
        title: "Gemini CLI",
        project: ".gemini/settings.json",
        user: ".gemini/settings.json",
        events: &[("BeforeAgent", None), ("BeforeTool", Some(".*"))],
        // Milliseconds.
        entry: |matcher| nested(matcher, "timeout", 10_000, false),
        is_versioned: false,
        note: "it cannot ask, so that what is for a person to allow is denied",
    },
];

/// A group of one command for the tools that `matcher` names.
fn nested(matcher: Option<&str>, timeout: &str, time: u32, blocks: bool) -> Value {
    let mut hook = json!({"type": "command", "command": COMMAND, timeout: time});
    if blocks {
        hook["onFailure"] = json!("block");
    }
    let mut group = Map::new();
    if let Some(matcher) = matcher {
        group.insert("matcher".to_owned(), json!(matcher));
    }
    group.insert("hooks".to_owned(), json!([hook]));
    Value::Object(group)
}

/// True if every Claude Code that is installed here supports `onFailure`; an older one may reject the file because of
/// it.
fn blocks_on_failure() -> bool {
    const KNOWN: [u32; 3] = [2, 1, 295];
    let Some(home) = env::var_os("HOME") else { return false };
    let Ok(versions) = fs::read_dir(Path::new(&home).join(".local/share/claude/versions")) else { return false };
    let numbers = |name: String| name.split('.').map(str::parse).collect::<Result<Vec<u32>, _>>().ok();
    let versions: Vec<Vec<u32>> =
        versions.flatten().filter_map(|entry| numbers(entry.file_name().into_string().ok()?)).collect();
    !versions.is_empty() && versions.iter().all(|version| version.as_slice() >= KNOWN.as_slice())
}

/// An agent's settings file, and the directory that it is relative to.
pub(crate) struct Settings {
    agent: &'static Agent,
    top: PathBuf,
    name: PathBuf,
}

impl Settings {
    /// The settings of an agent, for a work tree or for a user.
    pub(crate) fn of(name: AgentName, top: Option<&Path>) -> Result<Settings, Failure> {
        // A test checks that the table has a row for each name.
        let agent = AGENTS.iter().find(|agent| agent.name == name).unwrap_or(&AGENTS[0]);
        let home = || {
            let home = env::var_os("HOME").map(PathBuf::from).filter(|home| home.is_absolute());
            home.ok_or_else(|| Failure::new("the user's settings", "HOME is not set to a whole path", "set HOME"))
        };
        let (top, file) = match top {
            Some(top) => (top.to_owned(), agent.project),
            None => (home()?, agent.user),
        };
        Ok(Settings { agent, top, name: file.into() })
    }

    /// Adds the missing entries. With `dry_run`, returns the new content instead of writing it.
    pub(crate) fn install(&self, dry_run: bool) -> Result<Vec<String>, Failure> {
        let (text, settings) = self.read()?;
        let path = self.top.join(&self.name);
        let mut added = Vec::new();
        let mut edited = Edited::of(&text);
        for (event, matcher) in self.agent.events {
            if asks(&settings, event) {
                continue;
            }
            let entry = (self.agent.entry)(*matcher);
            let is_done = if !edited.has(&["hooks"]) {
                edited.add(&[], Some("hooks"), &json!({*event: [entry]}))
            } else if !edited.has(&["hooks", event]) {
                edited.add(&["hooks"], Some(event), &json!([entry]))
            } else {
                edited.add(&["hooks", event], None, &entry)
            };
            is_done.ok_or_else(|| {
                Failure::new(path.display().to_string(), format!("its hooks for {event} are no list"), "mend it")
            })?;
            added.push(*event);
        }
        if added.is_empty() {
            return Ok(vec![format!("already installed: {}", path.display())]);
        }
        if self.agent.is_versioned && !edited.has(&["version"]) {
            // Behind our hooks, so that it is known to have come with them.
            edited.add(&[], Some("version"), &json!(1));
        }
        let fresh = edited.text();
        if dry_run {
            return Ok(
                [vec![format!("{} would be:", path.display())], fresh.lines().map(str::to_owned).collect()].concat()
            );
        }
        own_file::replace(&self.top, &self.name, &fresh, false)?;
        Ok(vec![
            format!("installed: {} asks dsnitch ({}): {}", self.agent.title, added.join(", "), path.display()),
            format!("note: {}; dsnitch has to be on PATH where it runs, or everything is refused", self.agent.note),
        ])
    }

    /// Removes our entries, and what came with them; every other byte stays.
    pub(crate) fn uninstall(&self) -> Result<Vec<String>, Failure> {
        let (text, settings) = self.read()?;
        let path = self.top.join(&self.name);
        let mut edited = Edited::of(&text);
        let has_our_version = self.agent.is_versioned && edited.is_followed("hooks", "version");
        let events: Vec<&String> =
            settings.get("hooks").and_then(Value::as_object).into_iter().flat_map(Map::keys).collect();
        let removed: usize = events.iter().map(|event| edited.remove(&["hooks", event], &is_ours)).sum();
        if removed == 0 {
            return Ok(vec![format!("not installed: {}", path.display())]);
        }
        if has_our_version && !edited.has(&["hooks"]) {
            edited.remove_member(&[], "version");
        }
        match edited.text() {
            text if text.is_empty() => own_file::remove(&self.top, &self.name)?,
            text => own_file::replace(&self.top, &self.name, &text, false)?,
        }
        Ok(vec![format!("uninstalled: {}", path.display())])
    }

    /// The events that call dsnitch, and those that do not.
    pub(crate) fn live(&self) -> Result<(Vec<&'static str>, Vec<&'static str>), Failure> {
        let (_, settings) = self.read()?;
        Ok(self.agent.events.iter().map(|(event, _)| *event).partition(|event| asks(&settings, event)))
    }

    /// True if the agent has a settings file there, or a directory for one.
    pub(crate) fn is_used(&self) -> bool {
        let file = self.top.join(&self.name);
        let is_of_agent =
            |directory: &Path| directory.file_name().is_some_and(|name| name != ".github" && name != "hooks");
        file.is_file() || file.parent().is_some_and(|directory| is_of_agent(directory) && directory.is_dir())
    }

    /// The agent's display name.
    pub(crate) const fn title(&self) -> &'static str {
        self.agent.title
    }

    fn read(&self) -> Result<(String, Map<String, Value>), Failure> {
        let text = own_file::read(&self.top, &self.name)?.unwrap_or_default();
        let what = || self.top.join(&self.name).display().to_string();
        if text.trim().is_empty() {
            return Ok((text, Map::new()));
        }
        let value: Value = serde_json::from_str(&text).map_err(|error| {
            let why = format!("no JSON at line {}, column {}", error.line(), error.column());
            Failure::new(what(), why, "mend it, or add the hooks by hand: --dry-run in an empty directory shows them")
        })?;
        let Value::Object(settings) = value else {
            return Err(Failure::new(what(), "it is no JSON object", "mend it"));
        };
        Ok((text, settings))
    }
}

/// True if an entry of `event` is ours.
fn asks(settings: &Map<String, Value>, event: &str) -> bool {
    let entries = settings.get("hooks").and_then(|hooks| hooks.get(event)).and_then(Value::as_array);
    entries.is_some_and(|entries| entries.iter().any(is_ours))
}

/// True if an entry runs dsnitch.
fn is_ours(entry: &Value) -> bool {
    match entry {
        Value::String(text) => text.contains(OURS),
        Value::Array(items) => items.iter().any(is_ours),
        Value::Object(fields) => fields.values().any(is_ours),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;

    use super::*;

    #[test]
    fn every_agent_has_a_row_and_its_entries_are_recognised() {
        for name in AgentName::value_variants() {
            let settings = Settings::of(*name, Some(Path::new("/x"))).unwrap();
            assert!(settings.agent.name == *name, "{name:?}");
            for (_, matcher) in settings.agent.events {
                assert!(is_ours(&(settings.agent.entry)(*matcher)), "{name:?}");
            }
        }
    }
}
