//! `dsnitch agent`: the events of each coding agent, as in its own documentation, with invented values, and the
//! answers.

use std::fs;

use serde_json::{Value, json};

use crate::support::cmd::{Dsnitch, Ran};
use crate::support::repo::TempRepo;
use crate::support::{LEAK, SECRET_URI};

/// Runs `dsnitch agent` for an event in `repo`, with more arguments.
pub(super) fn asked(repo: &TempRepo, event: &Value, arguments: &[&str]) -> Ran {
    let text = event.to_string().replace("HERE", repo.root().to_str().unwrap());
    Dsnitch::new(repo).arg("agent").args(arguments).input(text).run()
}

/// Builds an event of each agent with its usual fields and `more`.
pub(super) fn event(agent: &str, name: &str, more: &Value) -> Value {
    let mut event = match agent {
        "claude" => {
            json!({"session_id": "s", "transcript_path": "/t.jsonl", "cwd": "HERE", "permission_mode": "default"})
        }
        "codex" => {
            json!({"session_id": "s", "turn_id": "t", "transcript_path": null, "cwd": "HERE", "model": "m", "permission_mode": "default"})
        }
        "cursor" => {
            json!({"conversation_id": "c", "generation_id": "g", "model": "m", "cursor_version": "2.4.0", "workspace_roots": ["HERE"], "user_email": null})
        }
        "copilot" => json!({"timestamp": 1_790_000_000_000_u64, "sessionId": "s", "cwd": "HERE"}),
        _ => {
            json!({"session_id": "s", "transcript_path": "/t.json", "cwd": "HERE", "timestamp": "2026-11-01T00:00:00Z"})
        }
    };
    let fields = event.as_object_mut().unwrap();
    if agent != "copilot" {
        fields.insert("hook_event_name".to_owned(), json!(name));
    }
    fields.extend(more.as_object().unwrap().clone());
    event
}

/// Returns the decision in an answer, in the format of any agent, and the reason.
pub(super) fn decision(ran: &Ran) -> (String, String) {
    if ran.stdout.trim().is_empty() {
        return ("allow".to_owned(), String::new());
    }
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("no JSON{}", ran.describe()));
    let at = |path: &str| answer.pointer(path).and_then(Value::as_str).map(str::to_owned);
    let decided = ["/hookSpecificOutput/permissionDecision", "/permissionDecision", "/permission", "/decision"];
    let reasons = [
        "/hookSpecificOutput/permissionDecisionReason",
        "/permissionDecisionReason",
        "/agent_message",
        "/reason",
        "/user_message",
        "/systemMessage",
    ];
    let stops = answer.get("continue").and_then(Value::as_bool) == Some(false);
    let decision =
        decided.iter().find_map(|path| at(path)).unwrap_or_else(|| if stops { "stop" } else { "allow" }.to_owned());
    (decision, reasons.iter().find_map(|path| at(path)).unwrap_or_default())
}

/// Rows: the agent, its event, the content, the decision, and a part of the reason.
#[test]
fn each_agent_is_answered_in_its_own_protocol() {
    let repo = TempRepo::with_commit(&[("README.md", "hello\n")]);
    fs::write(repo.path("old.env"), format!("# x\n{LEAK}NAME=1\n")).unwrap();
    let leak = LEAK.trim();
    let patch = format!("*** Begin Patch\n*** Update File: prod.env\n@@\n+{leak}\n*** End Patch");
    let excuse = format!("{leak} # dsnitch:allow pg-uri-password -- agreed");
    let heredoc = format!("mkdir -p k && cat > config/prod.env <<'EOF'\nA=1\n{leak}\nEOF");
    let prompt = json!({"prompt": format!("connect to {SECRET_URI} please")});
    let weak = "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: changeme\n";
    for (agent, name, given, expected, reason) in [
        // Claude Code.
        ("claude", "UserPromptSubmit", prompt.clone(), "block", "the prompt, line 1"),
        ("claude", "UserPromptSubmit", json!({"prompt": "hello"}), "allow", ""),
        (
            "claude",
            "PreToolUse",
            json!({"tool_name": "Write", "tool_input": {"file_path": "HERE/config/prod.env", "content": format!("A=1\n{leak}\n")}}),
            "deny",
            "config/prod.env, line 2",
        ),
        (
            "claude",
            "PreToolUse",
            json!({"tool_name": "Write", "tool_input": {"file_path": "HERE/prod.env", "content": "DATABASE_URL=${DATABASE_URL}\n"}}),
            "allow",
            "",
        ),
        (
            "claude",
            "PreToolUse",
            json!({"tool_name": "Edit", "tool_input": {"file_path": "HERE/old.env", "old_string": "NAME=1", "new_string": "NAME=2"}}),
            "allow",
            "",
        ),
        (
            "claude",
            "PreToolUse",
            json!({"tool_name": "Edit", "tool_input": {"file_path": "HERE/old.env", "old_string": "NAME=1", "new_string": format!("OTHER_{leak}")}}),
            "deny",
            "old.env, line 3",
        ),
        (
            "claude",
            "PreToolUse",
            json!({"tool_name": "MultiEdit", "tool_input": {"file_path": "HERE/old.env", "edits": [{"old_string": "# x", "new_string": "# y"}, {"old_string": "NAME=1", "new_string": format!("SECOND_{leak}")}]}}),
            "deny",
            "old.env",
        ),
        (
            "claude",
            "PreToolUse",
            json!({"tool_name": "NotebookEdit", "tool_input": {"notebook_path": "HERE/n.ipynb", "new_source": format!("url = \"{SECRET_URI}\"")}}),
            "deny",
            "n.ipynb",
        ),
        (
            "claude",
            "PreToolUse",
            json!({"tool_name": "Bash", "tool_input": {"command": heredoc, "description": "d"}}),
            "deny",
            "config/prod.env, line 2",
        ),
        (
            "claude",
            "PreToolUse",
            json!({"tool_name": "Bash", "tool_input": {"command": format!("psql '{SECRET_URI}' -c 'select 1'")}}),
            "deny",
            "the command, line 1",
        ),
        (
            "claude",
            "PreToolUse",
            json!({"tool_name": "Bash", "tool_input": {"command": "psql \"$DATABASE_URL\" -c 'select 1'"}}),
            "allow",
            "",
        ),
        (
            "claude",
            "PreToolUse",
            json!({"tool_name": "Bash", "tool_input": {"command": "git commit --no-verify -m x"}}),
            "ask",
            "--no-verify",
        ),
        (
            "claude",
            "PreToolUse",
            json!({"tool_name": "Bash", "tool_input": {"command": "git commit -m x"}}),
            "allow",
            "",
        ),
        (
            "claude",
            "PreToolUse",
            json!({"tool_name": "Write", "tool_input": {"file_path": "HERE/a.env", "content": excuse}}),
            "deny",
            "a.env, line 1",
        ),
        (
            "claude",
            "PreToolUse",
            json!({"tool_name": "Edit", "tool_input": {"file_path": "HERE/old.env", "old_string": "# x", "new_string": "# dsnitch:allow pg-uri-password -- agreed"}}),
            "ask",
            "adds an excuse",
        ),
        (
            "claude",
            "PreToolUse",
            json!({"tool_name": "Write", "tool_input": {"file_path": "HERE/.dsnitch.toml", "content": "[[allow]]\n"}}),
            "ask",
            ".dsnitch.toml",
        ),
        (
            "claude",
            "PreToolUse",
            json!({"tool_name": "Write", "tool_input": {"file_path": "HERE/tests/compose.yml", "content": weak}}),
            "ask",
            "compose.yml",
        ),
        (
            "claude",
            "PreToolUse",
            json!({"tool_name": "mcp__db__query", "tool_input": {"target": {"dsn": SECRET_URI}}}),
            "deny",
            "an argument of the tool",
        ),
        (
            "claude",
            "PreToolUse",
            json!({"tool_name": "mcp__db__connect", "tool_input": {"PGPASSWORD": "Zx81-quartz-Lamp77"}}),
            "deny",
            "an argument of the tool",
        ),
        (
            "claude",
            "PreToolUse",
            json!({"tool_name": "Read", "tool_input": {"file_path": "HERE/old.env"}}),
            "allow",
            "",
        ),
        ("claude", "Stop", json!({"stop_hook_active": false}), "allow", ""),
        // Codex.
        ("codex", "UserPromptSubmit", prompt.clone(), "block", "the prompt"),
        (
            "codex",
            "PreToolUse",
            json!({"tool_name": "apply_patch", "tool_input": {"command": patch}, "tool_use_id": "u"}),
            "deny",
            "prod.env, line 1",
        ),
        (
            "codex",
            "PreToolUse",
            json!({"tool_name": "Bash", "tool_input": {"command": format!("apply_patch <<'X'\n{patch}\nX")}}),
            "deny",
            "prod.env",
        ),
        (
            "codex",
            "PreToolUse",
            json!({"tool_name": "shell", "tool_input": {"command": ["bash", "-lc", "git commit -n"]}}),
            "deny",
            "for a person to do",
        ),
        ("codex", "PreToolUse", json!({"tool_name": "Bash", "tool_input": {"command": "ls"}}), "allow", ""),
        // Cursor.
        ("cursor", "beforeSubmitPrompt", json!({"prompt": prompt["prompt"], "attachments": []}), "stop", "the prompt"),
        ("cursor", "beforeSubmitPrompt", json!({"prompt": "hello", "attachments": []}), "allow", ""),
        ("cursor", "beforeShellExecution", json!({"command": heredoc, "cwd": "HERE"}), "deny", "config/prod.env"),
        ("cursor", "beforeShellExecution", json!({"command": "git push --no-verify", "cwd": ""}), "ask", "--no-verify"),
        ("cursor", "beforeShellExecution", json!({"command": "ls", "cwd": ""}), "allow", ""),
        (
            "cursor",
            "preToolUse",
            json!({"tool_name": "Write", "tool_input": {"path": "HERE/prod.env", "contents": LEAK}, "tool_use_id": "u"}),
            "deny",
            "prod.env, line 1",
        ),
        (
            "cursor",
            "PreToolUse",
            json!({"tool_name": "Write", "tool_input": {"file_path": "HERE/prod.env", "content": LEAK}}),
            "deny",
            "prod.env",
        ),
        (
            "cursor",
            "beforeMCPExecution",
            json!({"tool_name": "query", "tool_input": json!({"dsn": SECRET_URI}).to_string(), "command": "mcp"}),
            "deny",
            "an argument of the tool",
        ),
        (
            "cursor",
            "beforeReadFile",
            json!({"file_path": "HERE/old.env", "content": LEAK, "attachments": []}),
            "allow",
            "",
        ),
        // Copilot.
        ("copilot", "", prompt.clone(), "block", "the prompt"),
        (
            "copilot",
            "",
            json!({"toolName": "bash", "toolArgs": json!({"command": heredoc, "description": "d"}).to_string()}),
            "deny",
            "config/prod.env",
        ),
        (
            "copilot",
            "",
            json!({"toolName": "create", "toolArgs": json!({"path": "HERE/prod.env", "file_text": LEAK}).to_string()}),
            "deny",
            "prod.env, line 1",
        ),
        (
            "copilot",
            "",
            json!({"toolName": "edit", "toolArgs": {"path": "HERE/old.env", "old_str": "NAME=1", "new_str": format!("X_{leak}")}}),
            "deny",
            "old.env, line 3",
        ),
        (
            "copilot",
            "",
            json!({"toolName": "str_replace_editor", "toolArgs": {"command": "create", "path": "HERE/prod.env", "file_text": LEAK}}),
            "deny",
            "prod.env",
        ),
        (
            "copilot",
            "",
            json!({"toolName": "bash", "toolArgs": "{\"command\": \"git commit -n\"}"}),
            "ask",
            "git commit -n",
        ),
        ("copilot", "", json!({"toolName": "bash", "toolArgs": "{\"command\": \"ls\"}"}), "allow", ""),
        // Gemini CLI.
        ("gemini", "BeforeAgent", prompt.clone(), "deny", "the prompt"),
        (
            "gemini",
            "BeforeTool",
            json!({"tool_name": "write_file", "tool_input": {"file_path": "HERE/prod.env", "content": LEAK}}),
            "deny",
            "prod.env, line 1",
        ),
        (
            "gemini",
            "BeforeTool",
            json!({"tool_name": "replace", "tool_input": {"file_path": "HERE/old.env", "old_string": "NAME=1", "new_string": format!("X_{leak}")}}),
            "deny",
            "old.env, line 3",
        ),
        (
            "gemini",
            "BeforeTool",
            json!({"tool_name": "run_shell_command", "tool_input": {"command": "git commit --no-verify"}}),
            "deny",
            "for a person to do",
        ),
        (
            "gemini",
            "BeforeTool",
            json!({"tool_name": "run_shell_command", "tool_input": {"command": "ls"}}),
            "allow",
            "",
        ),
        (
            "gemini",
            "BeforeTool",
            json!({"tool_name": "write_file", "tool_input": {"file_path": "HERE/tests/compose.yml", "content": weak}}),
            "allow",
            "compose.yml",
        ),
    ] {
        let event = event(agent, name, &given);
        let ran = asked(&repo, &event, &[]).exits(0);
        let (decided, why) = decision(&ran);
        assert_eq!(decided, expected, "{agent} {given}{}", ran.describe());
        assert!(why.contains(reason), "{agent} {given}: {why}");
        // An agent that parses JSON gets JSON, also if there is nothing to report.
        assert!(!matches!(agent, "gemini") || !ran.stdout.is_empty(), "{agent} {name}");
        let is_refused = matches!(expected, "deny" | "block" | "stop") && !why.contains("for a person to do:");
        // A model is asked not to try another way; a person gets the next step.
        let is_of_person = given.get("prompt").is_some();
        assert_eq!(why.contains("add no excuse"), is_refused && !is_of_person, "{agent} {given}: {why}");
        assert_eq!(why.contains("Nothing was sent"), is_refused && is_of_person, "{agent} {given}: {why}");
        assert!(!why.contains("mkdir") && !why.contains("select 1"), "the command is not shown: {why}");
    }
}

#[test]
fn a_malformed_event_is_refused_without_quoting_it() {
    let repo = TempRepo::new();
    for text in [
        "",
        "{",
        "[]",
        "null",
        "\"postgres://app:Zx81quartzLamp77@db.internal/app\"",
        "{\"a\": \"postgres://app:Zx81quartzLamp77@db.internal/app\"}",
        "{\"hook_event_name\": \"PreToolUse\", \"tool_name\": \"Write\", \"tool_input\": {\"content\": \"x",
        "{\"hook_event_name\": 5, \"tool_name\": \"Write\"}",
    ] {
        let ran = Dsnitch::new(&repo).arg("agent").input(text).run().exits(2).complains("so that nothing was scanned");
        assert!(ran.stdout.is_empty(), "{text}{}", ran.describe());
    }
}

/// Rows: the agent, its event, and the content: the required part is missing or has an unknown form.
#[test]
fn an_incomplete_event_is_refused_in_the_agent_s_protocol() {
    let repo = TempRepo::new();
    let tools = [
        json!({"tool_name": "Write"}),
        json!({"tool_name": "Write", "tool_input": null}),
        json!({"tool_name": "Write", "tool_input": []}),
        json!({"tool_name": "Write", "tool_input": "x"}),
        json!({"tool_name": "Write", "tool_input": {}}),
        json!({"tool_name": "Write", "tool_input": {"file_path": "a"}}),
        json!({"tool_name": "Write", "tool_input": {"content": "x"}}),
        json!({"tool_name": "Write", "tool_input": {"file_path": "a", "content": 5}}),
        json!({"tool_name": "Write", "tool_input": {"file_path": ["a"], "content": "x"}}),
        json!({"tool_name": "MultiEdit", "tool_input": {"file_path": "a", "edits": "x"}}),
        json!({"tool_name": "MultiEdit", "tool_input": {"file_path": "a", "edits": []}}),
        json!({"tool_name": "Bash", "tool_input": {}}),
        json!({"tool_name": "Bash", "tool_input": {"command": 5}}),
        json!({"tool_name": "shell", "tool_input": {"command": ["ls", 5]}}),
        json!({"tool_name": "apply_patch", "tool_input": {"command": "postgres://app:Zx81quartzLamp77@db.internal/app"}}),
        json!({"tool_name": 5, "tool_input": {}}),
        json!({"tool_input": {"command": "ls"}}),
        json!({}),
    ];
    let of_tools = ["claude PreToolUse", "codex PreToolUse", "cursor preToolUse", "gemini BeforeTool"];
    let mut rows: Vec<(&str, &str, &Value)> = Vec::new();
    for tool in &tools {
        rows.extend(of_tools.iter().filter_map(|one| one.split_once(' ')).map(|(agent, name)| (agent, name, tool)));
    }
    let empty = json!({});
    rows.extend([
        ("claude", "UserPromptSubmit", &empty),
        ("cursor", "beforeShellExecution", &empty),
        ("gemini", "BeforeAgent", &empty),
        ("claude", "SomethingNew", &tools[0]),
    ]);
    for (agent, name, given) in rows {
        let ran = asked(&repo, &event(agent, name, given), &[]).exits(0);
        let (decided, why) = decision(&ran);
        assert!(matches!(&*decided, "deny" | "block"), "{agent} {name} {given}{}", ran.describe());
        assert!(why.contains("so that nothing was scanned") && !why.contains("quartz"), "{agent} {given}: {why}");
    }
}

pub(super) fn event_of_copilot(tool: &str, given: &Value) -> Value {
    event("copilot", "", &json!({"toolName": tool, "toolArgs": given.to_string()}))
}

#[test]
fn unscannable_input_is_denied() {
    let repo = TempRepo::new();
    repo.write(".dsnitch.toml", "nonsense = 1\n");
    let given = json!({"tool_name": "Write", "tool_input": {"file_path": "HERE/a", "content": "x"}});
    for agent in ["claude", "codex"] {
        let ran = asked(&repo, &event(agent, "PreToolUse", &given), &[]).exits(0);
        let (decided, why) = decision(&ran);
        assert!(decided == "deny" && why.contains("nothing was scanned"), "{}", ran.describe());
    }
}

#[test]
fn the_repository_s_configuration_applies_and_reading_needs_permission() {
    let repo = TempRepo::with_commit(&[("README.md", "hello\n")]);
    repo.write(".dsnitch.toml", "[[allow]]\npath = \"fixtures/**\"\nreason = \"invented\"\n");
    fs::create_dir_all(repo.path("sub")).unwrap();
    repo.write("old.env", LEAK);
    let write = |path: &str| json!({"tool_name": "Write", "tool_input": {"file_path": path, "content": LEAK}});
    for (path, expected) in [
        ("HERE/fixtures/a.env", "allow"),
        ("fixtures/a.env", "allow"),
        ("HERE/a.env", "deny"),
        ("/elsewhere/a.env", "deny"),
    ] {
        let ran = asked(&repo, &event("claude", "PreToolUse", &write(path)), &[]).exits(0);
        assert_eq!(decision(&ran).0, expected, "{path}{}", ran.describe());
    }
    for (agent, name, given) in [
        ("claude", "PreToolUse", json!({"tool_name": "Read", "tool_input": {"file_path": "HERE/old.env"}})),
        ("cursor", "beforeReadFile", json!({"file_path": "HERE/old.env", "content": LEAK})),
        ("gemini", "BeforeTool", json!({"tool_name": "read_file", "tool_input": {"file_path": "old.env"}})),
    ] {
        for (arguments, expected) in [(&[][..], "allow"), (&["--read"], "deny")] {
            let ran = asked(&repo, &event(agent, name, &given), arguments).exits(0);
            assert_eq!(decision(&ran).0, expected, "{agent} {arguments:?}{}", ran.describe());
        }
    }
}
