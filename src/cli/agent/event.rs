//! The event, whoever sends it: what is about to happen, and the texts of it.

use std::path::PathBuf;

use serde_json::{Map, Value};

use super::patch;
use super::piece::{Piece, Place};

/// The agents whose protocols are spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agent {
    /// Claude Code, and those that imitate it (VS Code).
    Claude,
    Codex,
    Cursor,
    Copilot,
    Gemini,
}

/// What is about to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// Somebody's words go to the model.
    Prompt,
    /// A tool is used.
    Tool,
    /// The model gets to read a file.
    Read,
    /// Nothing that can be refused.
    Other,
}

/// An event.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) agent: Agent,
    /// Its name, as the agent writes it.
    pub(super) name: String,
    pub(super) what: What,
    /// The directory that the agent works in.
    pub(super) directory: PathBuf,
    pub(super) pieces: Vec<Piece>,
}

const PATHS: [&str; 7] =
    ["file_path", "filePath", "path", "notebook_path", "target_file", "filename", "relative_workspace_path"];
const WRITTEN: [&str; 11] = [
    "content",
    "contents",
    "file_text",
    "fileText",
    "new_string",
    "newString",
    "new_str",
    "new_source",
    "code_edit",
    "code",
    "text",
];
const REPLACED: [&str; 4] = ["old_string", "oldString", "old_str", "old_text"];
const COMMANDS: [&str; 3] = ["command", "cmd", "script"];

impl Event {
    /// The event that `bytes` are.
    ///
    /// # Errors
    /// Where they are none that is known, without what stands in them.
    pub(super) fn read(bytes: &[u8]) -> Result<Event, String> {
        let value: Value =
            serde_json::from_slice(bytes).map_err(|error| format!("no JSON at line {}", error.line()))?;
        let fields = value.as_object().ok_or("it is no JSON object")?;
        let text = |name: &str| fields.get(name).and_then(Value::as_str);
        let agent = agent(fields)
            .ok_or("it has neither hook_event_name nor toolName nor prompt: no agent that is known sends that")?;
        let name = text("hook_event_name").or_else(|| text("hookEventName")).unwrap_or_default().to_owned();
        let root = || fields.get("workspace_roots").and_then(|roots| roots.get(0)).and_then(Value::as_str);
        let directory = text("cwd").filter(|cwd| !cwd.is_empty()).or_else(root).unwrap_or(".").into();
        let mut event = Event { agent, name, what: What::Other, directory, pieces: Vec::new() };
        event.fill(fields)?;
        Ok(event)
    }

    fn fill(&mut self, fields: &Map<String, Value>) -> Result<(), String> {
        let text = |name: &str| fields.get(name).and_then(Value::as_str);
        let is = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(&self.name));
        let piece = |place: Place, text: &str| Piece { place, text: text.to_owned(), before: None };
        let tool = text("tool_name").or_else(|| text("toolName"));
        if is(&["UserPromptSubmit", "beforeSubmitPrompt", "BeforeAgent", "userPromptSubmitted"])
            || (self.name.is_empty() && tool.is_none() && text("prompt").is_some())
        {
            self.what = What::Prompt;
            self.pieces.push(piece(Place::Prompt, text("prompt").ok_or("a prompt without its text")?));
        } else if is(&["beforeShellExecution"]) {
            self.what = What::Tool;
            self.pieces.push(piece(Place::Command, text("command").ok_or("a command without its text")?));
        } else if is(&["beforeReadFile", "beforeTabFileRead"]) {
            self.what = What::Read;
            let path = text("file_path").ok_or("a file without its path")?;
            self.pieces.push(piece(Place::File(path.into()), text("content").unwrap_or_default()));
        } else if let Some(tool) = tool.filter(|_| is(&["PreToolUse", "BeforeTool", "beforeMCPExecution", ""])) {
            let given = ["tool_input", "toolArgs", "toolInput"].iter().find_map(|name| fields.get(*name));
            // Some write the arguments as text that is JSON.
            let parsed: Option<Value> = given.and_then(Value::as_str).and_then(|text| serde_json::from_str(text).ok());
            let given = parsed.as_ref().or(given).ok_or("a tool without what it is given")?;
            self.what = What::Tool;
            if matches!(tool, "Read" | "read_file" | "view" | "read_many_files") {
                self.what = What::Read;
                let path = given.as_object().and_then(|given| first(given, &PATHS)).unwrap_or_default();
                self.pieces.push(piece(Place::File(path.into()), ""));
            } else {
                self.tool(given);
            }
        } else if is(&["PreToolUse", "BeforeTool", "beforeMCPExecution"]) {
            return Err("a tool without its name".to_owned());
        }
        Ok(())
    }

    /// The texts that a tool is given.
    fn tool(&mut self, given: &Value) {
        let Some(fields) = given.as_object() else {
            return self.all(given);
        };
        let path = first(fields, &PATHS);
        let command = COMMANDS.iter().find_map(|name| fields.get(*name)).and_then(words);
        let body = command.as_deref().or_else(|| first(fields, &["input", "patch", "diff"]));
        let patched = body.map(patch::pieces).unwrap_or_default();
        if !patched.is_empty() {
            self.pieces.extend(patched);
            return;
        }
        let edits = fields.get("edits").and_then(Value::as_array);
        let edits: Vec<&Map<String, Value>> =
            edits.into_iter().flatten().filter_map(Value::as_object).chain([fields]).collect();
        let mut is_known = false;
        for edit in edits {
            let Some(text) = first(edit, &WRITTEN) else { continue };
            let place = path.map_or(Place::Argument, |path| Place::File(path.into()));
            let before = first(edit, &REPLACED).map(str::to_owned);
            self.pieces.push(Piece { place, text: text.to_owned(), before });
            is_known = true;
        }
        // What writes a file may call itself a command: `create`, `str_replace`.
        if let Some(text) = command.filter(|_| !(is_known && path.is_some())) {
            self.pieces.push(Piece { place: Place::Command, text, before: None });
            is_known = true;
        }
        if !is_known {
            self.all(given);
        }
    }

    /// Every text in the arguments of a tool that is not known.
    fn all(&mut self, given: &Value) {
        match given {
            Value::String(text) => {
                self.pieces.push(Piece { place: Place::Argument, text: text.clone(), before: None });
            }
            Value::Array(items) => items.iter().for_each(|item| self.all(item)),
            Value::Object(fields) => {
                // A key may be what makes its value a password.
                let pairs = fields.iter().filter_map(|(key, value)| Some(format!("{key}: {}\n", value.as_str()?)));
                let text: String = pairs.collect();
                self.pieces.push(Piece { place: Place::Argument, text, before: None });
                fields.values().filter(|value| !value.is_string()).for_each(|value| self.all(value));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// Who sends it, by what only that one has.
fn agent(fields: &Map<String, Value>) -> Option<Agent> {
    let has = |name: &str| fields.contains_key(name);
    let name = fields.get("hook_event_name").and_then(Value::as_str);
    // Cursor also runs hooks that are configured for Claude Code, and sends them its own fields.
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

fn first<'v>(fields: &'v Map<String, Value>, names: &[&str]) -> Option<&'v str> {
    names.iter().find_map(|name| fields.get(*name)?.as_str())
}

/// A command as one text, however it is given: as text, or as its words.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(words) => {
            let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
            // `bash -lc TEXT`: the text is what runs.
            match words.as_slice() {
                [_, option, text] if option.starts_with('-') && option.ends_with('c') => Some((*text).to_owned()),
                words => Some(words.join(" ")),
            }
        }
        _ => None,
    }
}
