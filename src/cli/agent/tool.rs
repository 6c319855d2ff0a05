//! Extracts from a tool call the texts that it will write, run or send, and their destinations. A known tool must have
//! its required arguments; of an unknown tool, every text is scanned.

use serde_json::{Map, Value};

use super::patch;
use super::piece::{Piece, Place};

const PATHS: &[&str] = &[
    "file_path",
    "filePath",
    "path",
    "notebook_path",
    "notebookPath",
    "target_notebook",
    "target_file",
    "targetFile",
    "filename",
    "file",
    "relative_workspace_path",
    "TargetFile",
    "AbsolutePath",
];
/// Argument names for files that a tool moves, creates or removes.
const OTHER_PATHS: &[&str] =
    &["source", "destination", "dest", "target", "old_path", "new_path", "oldPath", "newPath", "to", "from"];
const WRITTEN: &[&str] = &[
    "content",
    "contents",
    "file_text",
    "fileText",
    "new_string",
    "newString",
    "new_str",
    "newStr",
    "newText",
    "new_text",
    "new_source",
    "newSource",
    "insert_text",
    "code_edit",
    "codeEdit",
    "code",
    "text",
    "replacement",
];
const REPLACED: &[&str] = &["old_string", "oldString", "old_str", "oldStr", "old_text", "oldText", "search"];
const COMMANDS: &[&str] = &["command", "cmd", "script", "commandLine", "command_line", "CommandLine"];
/// Argument names for what is typed into a shell that runs already.
const TYPED: &[&str] = &["chars", "input", "text", "keys"];
const PATCHES: &[&str] = &["input", "patch", "diff", "patchText", "patch_text"];
const VARIABLES: &[&str] = &["env", "environment", "env_vars", "envVars"];
const DIRECTORIES: &[&str] = &["workdir", "cwd", "working_directory", "workingDirectory", "dir_path", "directory"];

/// Names of tools that run commands, in lower case and without separators.
const RUNNING: &[&str] = &[
    "bash",
    "shell",
    "localshell",
    "powershell",
    "runshellcommand",
    "runinterminal",
    "runterminalcmd",
    "runterminalcommand",
    "runcommand",
    "executecommand",
    "exec",
    "execcommand",
    "unifiedexec",
    "terminal",
];
/// Tools that type into a shell that runs already, or only wait for its output.
const TYPING: &[&str] =
    &["writestdin", "writebash", "writeshell", "sendinput", "sendkeys", "sendterminalinput", "writeterminal"];
const WRITING: &[&str] = &[
    "write",
    "edit",
    "multiedit",
    "notebookedit",
    "editnotebook",
    "editnotebookfile",
    "strreplace",
    "tabwrite",
    "writefile",
    "replace",
    "create",
    "createfile",
    "editfile",
    "searchreplace",
    "insertedit",
    "inserteditintofile",
    "replacestringinfile",
    "multireplacestringinfile",
    "writetofile",
    "replaceinfile",
];
const PATCHING: &[&str] = &["applypatch"];
/// Tools whose `command` argument selects the operation.
const EDITORS: &[&str] = &["strreplaceeditor", "strreplacebasededittool"];
const READING: &[&str] = &["read", "readfile", "view", "readmanyfiles", "notebookread"];
/// Parts of the names of tools that change nothing.
const ASKING: &[&str] =
    &["read", "get", "list", "search", "view", "grep", "glob", "find", "fetch", "query", "ls", "stat", "info"];

/// The parsed tool call.
#[derive(Debug, Default)]
pub(super) struct Used {
    pub(super) pieces: Vec<Piece>,
    /// True if the tool only gives a file to the model.
    pub(super) only_reads: bool,
    /// The directory in which a command runs, if the call specifies one.
    pub(super) directory: Option<String>,
}

/// Parses the call of the tool `name` with the arguments `given`.
///
/// # Errors
/// If a known tool lacks a required argument, or has it in an unknown form.
pub(super) fn used(name: &str, given: &Value) -> Result<Used, String> {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let is = |names: &[&str]| names.contains(&plain.as_str());
    let mut used = Used::default();
    if let Some(text) = given.as_str().filter(|_| is(PATCHING) || is(RUNNING)) {
        used.command(text);
        return Ok(used);
    }
    let Some(fields) = given.as_object() else {
        if is(RUNNING) || is(WRITING) || is(PATCHING) || is(EDITORS) {
            return Err(format!("{name} without its arguments"));
        }
        used.all(given);
        return Ok(used);
    };
    let does = first(fields, &["command"]).unwrap_or_default();
    if is(READING) || is(EDITORS) && does == "view" {
        used.only_reads = true;
        used.pieces.push(named(first(fields, PATHS).unwrap_or_default()));
        return Ok(used);
    }
    if is(RUNNING) {
        used.directory = first(fields, DIRECTORIES).map(str::to_owned);
        let command = COMMANDS.iter().find_map(|name| fields.get(*name));
        let text = command.and_then(words).ok_or_else(|| format!("{name} without its command"))?;
        used.command(&text);
        used.rest_of(fields, &[COMMANDS, DIRECTORIES, &["description"]].concat());
        used.variables(fields);
        return Ok(used);
    }
    if is(TYPING) {
        let typed = TYPED.iter().filter_map(|name| fields.get(*name)?.as_str());
        typed.for_each(|text| used.command(&text.replace("{enter}", "\n").replace("\\n", "\n")));
        used.rest_of(fields, TYPED);
        return Ok(used);
    }
    if is(PATCHING) {
        let text = PATCHES.iter().chain(COMMANDS).find_map(|name| fields.get(*name));
        let text = text.and_then(words).ok_or_else(|| format!("{name} without its patch"))?;
        let files = patch::pieces(&text);
        if files.is_empty() && !text.trim().is_empty() {
            return Err(format!("{name} with a patch that names no file"));
        }
        used.pieces = files;
        return Ok(used);
    }
    let writes = is(WRITING) || is(EDITORS);
    if writes {
        used.written(fields, None, true)?;
        if used.pieces.is_empty() {
            return Err(format!("{name} without what it writes"));
        }
        if let Some(piece) = used.pieces.iter().find(|piece| piece.place == Place::Argument) {
            return Err(format!("{name} without its path: {} bytes that belong to no file", piece.text.len()));
        }
        return Ok(used);
    }
    used.any(&plain, fields)?;
    Ok(used)
}

impl Used {
    /// Adds a command, or the patch that it applies.
    fn command(&mut self, text: &str) {
        let patched = patch::pieces(text);
        // Anything else in the command is scanned as well.
        if patched.is_empty() || !text.trim_start().starts_with("*** Begin Patch") {
            self.pieces.push(Piece { place: Place::Command, text: text.to_owned(), before: None });
        }
        self.pieces.extend(patched);
    }

    /// Adds the environment variables that are set for a command by a separate argument.
    fn variables(&mut self, fields: &Map<String, Value>) {
        let given = VARIABLES.iter().filter_map(|name| fields.get(*name)?.as_object()).flatten();
        let pairs = given.filter_map(|(name, value)| Some(format!("export {name}='{}'\n", value.as_str()?)));
        let text: String = pairs.collect();
        if !text.is_empty() {
            self.pieces.push(Piece { place: Place::Command, text, before: None });
        }
    }

    /// Adds the texts that `fields` write to a file, and those of nested edits. A known tool must have strings there.
    fn written(&mut self, fields: &Map<String, Value>, outer: Option<&str>, is_known: bool) -> Result<(), String> {
        let path = first(fields, PATHS).or(outer);
        let before = first(fields, REPLACED);
        let mut has_text = false;
        for (name, value) in fields.iter().filter(|(name, _)| WRITTEN.contains(&name.as_str())) {
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Null => continue,
                // A list of lines, as in notebooks.
                Value::Array(lines) if lines.iter().all(Value::is_string) => {
                    lines.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
                }
                _ if is_known => return Err(format!("its {name} is no text")),
                value => {
                    self.all(value);
                    continue;
                }
            };
            let place = path.map_or(Place::Argument, |path| Place::File(path.into()));
            self.pieces.push(Piece { place, text, before: before.map(str::to_owned) });
            has_text = true;
        }
        // An edit that only removes text.
        if let (false, Some(before), Some(path)) = (has_text, before, path) {
            let place = Place::File(path.into());
            self.pieces.push(Piece { place, text: String::new(), before: Some(before.to_owned()) });
        }
        for edit in fields.values().filter_map(Value::as_array).flatten() {
            match edit {
                Value::Object(edit) => self.written(edit, path, is_known)?,
                Value::Array(_) => self.all(edit),
                _ => {}
            }
        }
        let wrong = |name: &&str| fields.get(*name).is_some_and(|edits| !edits.is_array() && !edits.is_null());
        match ["edits", "replacements"].iter().find(|name| is_known && wrong(name)) {
            Some(name) => Err(format!("its {name} are no list")),
            None => Ok(()),
        }
    }

    /// Handles an unknown tool: files, commands, and every other string.
    fn any(&mut self, name: &str, fields: &Map<String, Value>) -> Result<(), String> {
        let body = PATCHES.iter().filter_map(|name| fields.get(*name)?.as_str());
        let patched: Vec<Piece> = body.flat_map(patch::pieces).collect();
        let has_patch = !patched.is_empty();
        self.pieces.extend(patched);
        let mut taken: Vec<&str> = if has_patch { PATCHES.to_vec() } else { Vec::new() };
        if first(fields, PATHS).is_some() {
            self.written(fields, None, false)?;
            taken.extend(WRITTEN.iter().chain(REPLACED));
        }
        let has_file = !self.pieces.is_empty();
        if let Some(text) = COMMANDS.iter().find_map(|name| fields.get(*name)).and_then(words)
            && !has_file
        {
            self.command(&text);
            self.variables(fields);
            taken.extend(COMMANDS);
        }
        self.rest_of(fields, &taken);
        // A file that the tool moves or removes.
        if !has_file && !ASKING.iter().any(|part| name.contains(part)) {
            let paths = PATHS.iter().chain(OTHER_PATHS).filter_map(|name| fields.get(*name)?.as_str());
            self.pieces.extend(paths.map(named));
        }
        Ok(())
    }

    /// Adds every string of `fields` except those whose keys are in `taken`.
    fn rest_of(&mut self, fields: &Map<String, Value>, taken: &[&str]) {
        let rest = fields.iter().filter(|(name, _)| !taken.contains(&name.as_str()));
        let rest: Map<String, Value> = rest.map(|(name, value)| (name.clone(), value.clone())).collect();
        self.all(&Value::Object(rest));
    }

    /// Adds every string within a value.
    fn all(&mut self, given: &Value) {
        match given {
            Value::String(text) => {
                self.pieces.push(Piece { place: Place::Argument, text: text.clone(), before: None });
            }
            Value::Array(items) => items.iter().for_each(|item| self.all(item)),
            Value::Object(fields) => {
                // A key may mark its value as a password, so the pair is scanned together.
                let pairs = fields.iter().map(|(key, value)| match value.as_str() {
                    Some(value) => format!("{key}: {value}\n"),
                    None => format!("{key}\n"),
                });
                let text: String = pairs.collect();
                if !text.is_empty() {
                    self.pieces.push(Piece { place: Place::Argument, text, before: None });
                }
                fields.values().filter(|value| !value.is_string()).for_each(|value| self.all(value));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// A piece for a file without content.
fn named(path: &str) -> Piece {
    Piece { place: Place::File(path.into()), text: String::new(), before: Some(String::new()) }
}

fn first<'v>(fields: &'v Map<String, Value>, names: &[&str]) -> Option<&'v str> {
    names.iter().find_map(|name| fields.get(*name)?.as_str())
}

/// A command as one string, whether given as a string or as a list of words.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(words) => {
            let words: Vec<&str> = words.iter().map(Value::as_str).collect::<Option<_>>()?;
            // `bash -lc TEXT`: only TEXT is the command line.
            match words.as_slice() {
                [_, option, text] if option.starts_with('-') && option.ends_with('c') => Some((*text).to_owned()),
                words => Some(words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")),
            }
        }
        _ => None,
    }
}

/// Quotes a word for a shell.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,@%+".contains(c);
    if word.chars().all(is_plain) && !word.is_empty() {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
