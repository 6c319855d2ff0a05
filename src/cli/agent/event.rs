//! An agent's event, independent of the protocol: the action that is about to happen, and its texts.

use std::path::PathBuf;

use serde_json::{Map, Value};

use super::piece::{Piece, Place};
use super::tool;

/// The agents whose protocols are supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agent {
    /// Claude Code, and agents that use its protocol (VS Code).
    Claude,
    Codex,
    Cursor,
    Copilot,
    Gemini,
}

/// The kind of action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A user's prompt is sent to the model.
    Prompt,
    /// A tool is called.
    Tool,
    /// The model reads a file.
    Read,
    /// An action that cannot be refused.
    Other,
}

/// One event.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) agent: Agent,
    /// The event's name in the agent's protocol.
    pub(super) name: String,
    pub(super) what: What,
    /// The agent's working directory.
    pub(super) directory: PathBuf,
    pub(super) pieces: Vec<Piece>,
}

/// An event that could not be interpreted, with its sender where that is known.
#[derive(Debug)]
pub(super) struct Unread {
    pub(super) why: String,
    /// The event without its texts.
    pub(super) event: Option<Event>,
}

impl From<String> for Unread {
    fn from(why: String) -> Self {
        Unread { why, event: None }
    }
}

/// Prefixes of event names at which nothing can be refused any more, or nothing is written, run or sent.
const AFTERWARDS: &[&str] = &[
    "post",
    "after",
    "session",
    "stop",
    "subagentstop",
    "notification",
    "precompact",
    "preuse",
    "permission",
    "error",
    "agentstop",
];

impl Event {
    /// Parses an event from `bytes`.
    ///
    /// # Errors
    /// If the event is unknown or lacks a required field. The error quotes none of its content.
    pub(super) fn read(bytes: &[u8]) -> Result<Event, Unread> {
        let value: Value =
            serde_json::from_slice(bytes).map_err(|error| format!("no JSON at line {}", error.line()))?;
        let fields = value.as_object().ok_or_else(|| "it is no JSON object".to_owned())?;
        let text = |name: &str| fields.get(name).and_then(Value::as_str);
        let agent = agent(fields).ok_or_else(|| {
            "it has neither hook_event_name nor toolName nor prompt: no agent that is known sends that".to_owned()
        })?;
        let name = text("hook_event_name").or_else(|| text("hookEventName")).unwrap_or_default().to_owned();
        let root = || fields.get("workspace_roots").and_then(|roots| roots.get(0)).and_then(Value::as_str);
        let directory = text("cwd").filter(|cwd| !cwd.is_empty()).or_else(root).unwrap_or(".").into();
        let mut event = Event { agent, name, what: What::Other, directory, pieces: Vec::new() };
        match event.fill(fields) {
            Ok(()) => Ok(event),
            Err(why) => {
                event.pieces.clear();
                // The name decides which kind of refusal is sent.
                if event.what == What::Other {
                    event.what = What::Tool;
                }
                Err(Unread { why, event: Some(event) })
            }
        }
    }

    fn fill(&mut self, fields: &Map<String, Value>) -> Result<(), String> {
        for name in ["hook_event_name", "hookEventName", "cwd", "tool_name", "toolName"] {
            if fields.get(name).is_some_and(|value| !value.is_string() && !value.is_null()) {
                return Err(format!("its {name} is no text"));
            }
        }
        let text = |name: &str| fields.get(name).and_then(Value::as_str);
        let is = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(&self.name));
        let piece = |place: Place, text: &str| Piece { place, text: text.to_owned(), before: None };
        let tool = text("tool_name").or_else(|| text("toolName"));
        let given = ["tool_input", "toolArgs", "toolInput"].iter().find_map(|name| fields.get(*name));
        let lower = self.name.to_ascii_lowercase();
        let is_over = AFTERWARDS.iter().any(|start| lower.starts_with(start));
        if is(&["UserPromptSubmit", "beforeSubmitPrompt", "BeforeAgent", "userPromptSubmitted"])
            || (self.name.is_empty() && tool.is_none() && text("prompt").is_some())
        {
            self.what = What::Prompt;
            self.pieces.push(piece(Place::Prompt, text("prompt").ok_or("a prompt without its text")?));
        } else if is(&["beforeShellExecution"]) {
            self.what = What::Tool;
            self.pieces.push(piece(Place::Command, text("command").ok_or("a command without its text")?));
        } else if is(&["subagentStart"]) {
            self.what = What::Tool;
            let given = text("prompt").or_else(|| text("task"));
            self.pieces.extend(given.map(|given| piece(Place::Prompt, given)));
        } else if is(&["beforeReadFile", "beforeTabFileRead"]) {
            self.what = What::Read;
            let path = text("file_path").ok_or("a file without its path")?;
            self.pieces.push(piece(Place::File(path.into()), text("content").unwrap_or_default()));
        } else if is(&["PreToolUse", "BeforeTool", "beforeMCPExecution"])
            || !is_over && (tool.is_some() || given.is_some())
        {
            self.what = What::Tool;
            let tool = tool.filter(|tool| !tool.is_empty()).ok_or("a tool without its name")?;
            // Some agents encode the arguments as a string of JSON; Copilot always does.
            let parsed: Option<Value> = given.and_then(Value::as_str).and_then(|text| serde_json::from_str(text).ok());
            if parsed.is_none() && fields.get("toolArgs").is_some_and(Value::is_string) {
                return Err("its toolArgs are no JSON".to_owned());
            }
            let given = parsed.as_ref().or(given).filter(|given| !given.is_null());
            let used = tool::used(tool, given.ok_or("a tool without what it is given")?)?;
            self.what = if used.only_reads { What::Read } else { What::Tool };
            if let Some(directory) = used.directory {
                self.directory = self.directory.join(directory);
            }
            self.pieces = used.pieces;
        }
        Ok(())
    }
}

/// Identifies the sender by fields that only this agent sends.
fn agent(fields: &Map<String, Value>) -> Option<Agent> {
    let has = |name: &str| fields.contains_key(name);
    let name = fields.get("hook_event_name").and_then(Value::as_str);
    // Cursor also runs hooks that are configured for Claude Code, and sends its own fields.
    if has("cursor_version") || (has("conversation_id") && has("generation_id")) {
        return Some(Agent::Cursor);
    }
    match name {
        Some(
            "BeforeTool"
            | "BeforeAgent"
            | "AfterTool"
            | "AfterAgent"
            | "BeforeModel"
            | "AfterModel"
            | "BeforeToolSelection",
        ) => Some(Agent::Gemini),
        Some(_) if has("turn_id") => Some(Agent::Codex),
        Some(name) if name.starts_with(|c: char| c.is_ascii_lowercase()) => {
            Some(if name.starts_with("before") || name.starts_with("after") { Agent::Cursor } else { Agent::Copilot })
        }
        Some(_) => Some(Agent::Claude),
        None if has("toolName") || has("prompt") || has("hookEventName") => Some(Agent::Copilot),
        None if has("sessionId") && has("timestamp") => Some(Agent::Copilot),
        None => None,
    }
}
