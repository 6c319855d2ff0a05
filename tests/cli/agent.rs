//! `dsnitch agent`: the events of each coding agent, as in its own documentation, with invented values, and the
//! answers.

use std::fs;

use serde_json::{Value, json};

use crate::support::cmd::{Dsnitch, Ran};
use crate::support::repo::TempRepo;
use crate::support::{LEAK, SECRET_URI};

/// Runs `dsnitch agent` for an event in `repo`, with more arguments.
fn asked(repo: &TempRepo, event: &Value, arguments: &[&str]) -> Ran {
    let text = event.to_string().replace("HERE", repo.root().to_str().unwrap());
    Dsnitch::new(repo).arg("agent").args(arguments).input(text).run()
}

/// Builds an event of each agent with its usual fields and `more`.
fn event(agent: &str, name: &str, more: &Value) -> Value {
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
fn decision(ran: &Ran) -> (String, String) {
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

/// Rows: the agent, the tool, its arguments, the decision, and a part of the reason.
#[test]
fn less_usual_ways_to_write_run_and_send_are_judged_too() {
    let repo = TempRepo::with_commit(&[("README.md", "hello\n"), (".gitignore", "*.env\n")]);
    std::os::unix::fs::symlink(".git/config", repo.path("link")).unwrap();
    std::os::unix::fs::symlink(".git", repo.path("linked")).unwrap();
    repo.write("tracked.env", "A=1\n");
    repo.git(["add", "-f", "tracked.env"]);
    let elsewhere = TempRepo::no_repository();
    let outside = elsewhere.root().display().to_string();
    let value = "kV8m2Qz4rTn9wX";
    let bash = |command: &str| json!({"tool_name": "Bash", "tool_input": {"command": command}});
    let write =
        |path: &str, text: &str| json!({"tool_name": "Write", "tool_input": {"file_path": path, "content": text}});
    let gone = |path: &str| format!("*** Begin Patch\n*** Delete File: {path}\n*** End Patch\n");
    let leak = LEAK.trim();
    for (agent, given, expected, reason) in [
        // The message of a commit is kept like a file.
        ("claude", bash(&format!("git commit -am 'db password: {value}'")), "deny", "the message of the commit"),
        ("claude", bash(&format!("git commit --message='db password: {value}'")), "deny", "message"),
        ("claude", bash("git commit -m 'read the password from PGPASSWORD'"), "allow", ""),
        // Patches that remove a file.
        (
            "codex",
            json!({"tool_name": "shell", "tool_input": {"command": ["apply_patch", gone(".dsnitch.toml")]}}),
            "deny",
            ".dsnitch.toml",
        ),
        (
            "codex",
            json!({"tool_name": "apply_patch", "tool_input": {"input": gone(".pre-commit-config.yaml")}}),
            "deny",
            ".pre-commit-config.yaml",
        ),
        ("codex", json!({"tool_name": "apply_patch", "tool_input": {"input": gone("src/a.rs")}}), "allow", ""),
        // What is typed into a shell.
        (
            "codex",
            json!({"tool_name": "write_stdin", "tool_input": {"session_id": 1, "chars": "git commit -n\n"}}),
            "deny",
            "-n",
        ),
        ("codex", json!({"tool_name": "write_stdin", "tool_input": {"session_id": 1, "chars": "yes\n"}}), "allow", ""),
        ("codex", json!({"tool_name": "write_stdin", "tool_input": {"session_id": 1}}), "allow", ""),
        (
            "copilot",
            json!({"toolName": "write_bash", "toolArgs": "{\"sessionId\": \"x\", \"input\": \"git commit -n{enter}\"}"}),
            "ask",
            "-n",
        ),
        ("copilot", json!({"toolName": "bash", "toolArgs": "{git status"}), "deny", "no JSON"),
        // Through a link.
        ("claude", write("HERE/link", "x"), "ask", "hooks"),
        ("claude", write("HERE/linked/config", "x"), "ask", "hooks"),
        // A key of an unknown tool's arguments.
        ("claude", json!({"tool_name": "mcp__x", "tool_input": {"PGPASSWORD=kV8m2Qz4rTn9wX": 1}}), "deny", "argument"),
        (
            "cursor",
            json!({"hook_event_name": "subagentStart", "prompt": format!("connect to {SECRET_URI}")}),
            "deny",
            "the prompt",
        ),
        // What no commit takes is where a value belongs.
        ("claude", write("HERE/prod.conf", &format!("{leak}\n")), "deny", "prod.conf"),
        ("claude", write("HERE/local.env", &format!("{leak}\n")), "ask", "local.env"),
        ("claude", write("HERE/local.env", "APP_NAME=shop\n"), "allow", ""),
        ("claude", write("HERE/tracked.env", &format!("{leak}\n")), "deny", "tracked.env"),
        ("claude", write(&format!("{outside}/x.env"), &format!("{leak}\n")), "ask", "x.env"),
    ] {
        let name = given["hook_event_name"].as_str().unwrap_or("PreToolUse").to_owned();
        let ran = asked(&repo, &event(agent, &name, &given), &[]);
        let (decision, why) = decision(&ran);
        assert_eq!((decision.as_str(), why.contains(reason)), (expected, true), "{agent} {given}{}", ran.describe());
        assert!(!ran.stdout.contains(value), "{}", ran.describe());
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

/// Rows: a tool, its input, and the decision: `A` and `B` are the halves of a connection string.
#[test]
fn the_output_of_a_tool_is_scanned_in_each_of_its_forms() {
    let repo = TempRepo::with_commit(&[("README.md", "hello\n")]);
    repo.write("old.env", "ONE=1\nTWO=2\n");
    repo.write("nb.ipynb", "{\"cells\": []}\n");
    let leak = LEAK.trim();
    let (a, b) = leak.split_at(leak.len() / 2);
    let patch = format!("*** Begin Patch\n*** Update File: prod.env\n@@\n+{leak}\n*** End Patch");
    let unified = format!("--- a/prod.env\n+++ b/prod.env\n@@ -1 +1,2 @@\n same\n+{leak}\n");
    let edit = |old: &str, new: &str| json!({"old_string": old, "new_string": new});
    for (tool, given, expected) in [
        ("MultiEdit", json!({"file_path": "old.env", "edits": [edit("ONE=1", "ONE=3"), edit("TWO=2", leak)]}), "deny"),
        (
            "MultiEdit",
            json!({"file_path": "old.env", "edits": [edit("ONE=1", a), edit(a, &format!("{a}{b}"))]}),
            "deny",
        ),
        (
            "MultiEdit",
            json!({"file_path": "old.env", "edits": [edit("ONE=1", &format!("{a}XX")), edit("XX", b)]}),
            "deny",
        ),
        ("MultiEdit", json!({"file_path": "old.env", "edits": [edit("ONE=1", "ONE=3")]}), "allow"),
        ("Edit", json!({"file_path": "old.env", "old_string": "ONE=1", "new_string": ""}), "allow"),
        (
            "NotebookEdit",
            json!({"notebook_path": "nb.ipynb", "cell_id": "c", "new_source": format!("url = \"{SECRET_URI}\"")}),
            "deny",
        ),
        (
            "NotebookEdit",
            json!({"notebook_path": "nb.ipynb", "cell_id": "c", "new_source": "url = os.environ['U']"}),
            "allow",
        ),
        ("Write", json!({"file_path": "a.env", "content": [a, b, leak]}), "deny"),
        ("Write", json!({"file_path": "a.env", "content": "", "new_str": leak}), "deny"),
        ("apply_patch", json!({"input": patch}), "deny"),
        ("apply_patch", json!(patch), "deny"),
        ("applyPatch", json!({"input": unified}), "deny"),
        ("Bash", json!({"command": format!("git apply <<'X'\n{unified}X")}), "deny"),
        ("Bash", json!({"command": "psql", "env": {"PGPASSWORD": "Zx81-quartz-Lamp77"}}), "deny"),
        ("Bash", json!({"command": "git commit -m x", "env": {"SKIP": "dsnitch"}}), "ask"),
        ("Bash", json!({"command": "rm pre-commit", "workdir": ".git/hooks"}), "ask"),
        (
            "multi_replace_string_in_file",
            json!({"replacements": [{"filePath": "old.env", "oldString": "ONE=1", "newString": leak}]}),
            "deny",
        ),
        ("mcp__fs__write_file", json!({"path": "a.env", "content": "x", "body": leak}), "deny"),
        ("mcp__fs__edit_file", json!({"path": "old.env", "edits": [{"oldText": "ONE=1", "newText": leak}]}), "deny"),
        ("mcp__fs__move_file", json!({"source": "a", "destination": ".git/hooks/pre-commit"}), "ask"),
        ("mcp__fs__read_file", json!({"path": ".git/config"}), "allow"),
        ("TodoRead", json!({}), "allow"),
        ("Glob", json!({"pattern": "**/*", "path": ".git/hooks"}), "allow"),
    ] {
        let ran = asked(&repo, &event("claude", "PreToolUse", &json!({"tool_name": tool, "tool_input": given})), &[]);
        assert_eq!(decision(&ran).0, expected, "{tool} {given}{}", ran.describe());
    }
    // Only a person may edit the files on which the gate depends.
    for path in [
        ".git/hooks/pre-commit",
        ".git/config",
        ".dsnitch.toml",
        ".dsnitch-baseline",
        ".dsnitchignore",
        ".pre-commit-config.yaml",
        "lefthook.yml",
        ".husky/pre-commit",
        ".claude/settings.json",
        ".cursor/hooks.json",
        "sub/../.git/hooks/pre-push",
    ] {
        for (agent, name, tool, given, expected) in [
            ("claude", "PreToolUse", "Write", json!({"file_path": path, "content": "x\n"}), "ask"),
            (
                "codex",
                "PreToolUse",
                "apply_patch",
                json!({"command": format!("*** Begin Patch\n*** Add File: {path}\n+x\n*** End Patch")}),
                "deny",
            ),
            ("cursor", "preToolUse", "Delete", json!({"path": path}), "deny"),
            ("copilot", "preToolUse", "create", json!({"path": path, "file_text": "x\n"}), "ask"),
            ("gemini", "BeforeTool", "write_file", json!({"file_path": path, "content": "x\n"}), "deny"),
        ] {
            let mut event = event(agent, name, &json!({"tool_name": tool, "tool_input": given}));
            if agent == "copilot" {
                event = event_of_copilot(tool, &given);
            }
            let ran = asked(&repo, &event, &[]).exits(0);
            assert_eq!(decision(&ran).0, expected, "{agent} {path}{}", ran.describe());
        }
    }
}

fn event_of_copilot(tool: &str, given: &Value) -> Value {
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
