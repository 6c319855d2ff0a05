//! What the tools of coding agents write, run, send and print.

use serde_json::json;

use super::agent::{asked, decision, event, event_of_copilot};
use crate::support::repo::TempRepo;
use crate::support::{LEAK, SECRET_URI};

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
        ("claude", bash(&format!("git commit --message 'db password: {value}'")), "deny", "the message of the commit"),
        ("claude", bash(&format!("git commit -m'db password: {value}' -a")), "deny", "the message of the commit"),
        ("claude", bash(&format!("git tag v1 -a -m x -m 'db password: {value}'")), "deny", "the message of the commit"),
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

/// A file is judged by its path, whatever writes it: rows of a file and the decision.
#[test]
fn a_command_that_writes_a_file_is_answered_like_a_tool_that_does() {
    let repo = TempRepo::with_commit(&[("README.md", "hello\n"), (".gitignore", ".env\n*.env\n"), ("sub/a", "x\n")]);
    repo.write("tracked.env", "A=1\n");
    repo.git(["add", "-f", "tracked.env"]);
    let leak = LEAK.trim();
    for (file, expected) in
        [(".env", "ask"), ("sub/.env", "ask"), ("local.env", "ask"), ("tracked.env", "deny"), ("prod.conf", "deny")]
    {
        let write = json!({"tool_name": "Write", "tool_input": {"file_path": format!("HERE/{file}"), "content": format!("{leak}\n")}});
        let bash = |command: String| json!({"tool_name": "Bash", "tool_input": {"command": command}});
        for given in [
            write,
            bash(format!("cat > {file} <<'EOF'\n{leak}\nEOF\n")),
            bash(format!("cat <<EOF >> {file}\nA=1\n{leak}\nEOF\nls")),
            bash(format!("tee {file} <<EOF >/dev/null\n{leak}\nEOF")),
            bash(format!("mkdir -p sub\necho '{leak}' >> {file}")),
            bash(format!("printf '{leak}\\n' > {file}")),
        ] {
            let ran = asked(&repo, &event("claude", "PreToolUse", &given), &[]);
            let (decision, why) = decision(&ran);
            assert_eq!((decision.as_str(), why.contains(file)), (expected, true), "{given}{}", ran.describe());
        }
        // What the command has once more is for no file.
        let given = bash(format!("echo '{leak}' > {file}; psql '{SECRET_URI}' -f x"));
        let ran = asked(&repo, &event("claude", "PreToolUse", &given), &[]);
        assert_eq!(decision(&ran).0, "deny", "{}", ran.describe());
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
    repo.write("halves.env", format!("TWO=2\n{a}#\n#{b}\n"));
    repo.write("prod.env", format!("{leak}\n"));
    let mended = format!("*** Begin Patch\n*** Update File: prod.env\n@@\n-{leak}\n+NAME=1\n*** End Patch");
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
        ("MultiEdit", json!({"file_path": "new.env", "edits": [edit("", &format!("{a}XX")), edit("XX", b)]}), "deny"),
        ("MultiEdit", json!({"file_path": "new.txt", "edits": [edit("", "ONE=XX"), edit("XX", "3")]}), "allow"),
        ("MultiEdit", json!({"file_path": "old.env", "edits": [edit("ONE=1", "ONE=3")]}), "allow"),
        ("Edit", json!({"file_path": "old.env", "old_string": "ONE=1", "new_string": ""}), "allow"),
        // What is taken out may have kept two halves apart.
        ("Edit", json!({"file_path": "halves.env", "old_string": "#\n#"}), "deny"),
        ("mcp__fs__edit_file", json!({"path": "halves.env", "edits": [{"oldText": "#\n#"}]}), "deny"),
        ("Edit", json!({"file_path": "halves.env", "old_string": "TWO=2\n"}), "allow"),
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
        ("apply_patch", json!({"input": mended}), "allow"),
        // What is said about a patch is written to no file.
        ("apply_patch", json!({"input": mended, "explanation": format!("takes {leak} out")}), "allow"),
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
        // What is written is edited at once.
        (
            "mcp__fs__write_file",
            json!({"path": "a.conf", "content": format!("{a}#\n#{b}\n"), "edits": [{"oldText": "#\n#"}]}),
            "deny",
        ),
        ("mcp__fs__write_file", json!({"path": "a.json", "content": {"url": SECRET_URI}}), "deny"),
        ("mcp__fs__write_file", json!({"path": "a.json", "content": {"name": "shop"}}), "allow"),
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
