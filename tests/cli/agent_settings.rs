//! `install --agent`: the settings of coding agents.

use std::fs;

use serde_json::Value;

use crate::support::repo::TempRepo;

/// Rows: the agent, its file, its content before, and the part of that which remains afterwards.
#[test]
fn the_settings_of_an_agent_get_our_hooks_and_keep_their_content() {
    let before = "{\n    \"zeta\": 1,\n    \"hooks\": {\n        \"PreToolUse\": [{\"matcher\": \"Bash\", \"hooks\": [{\"type\": \"command\", \"command\": \"mine\"}]}]\n    },\n    \"alpha\": {\"b\": 1, \"a\": 2}\n}\n";
    for (agent, file, before, events) in [
        ("claude", ".claude/settings.json", before, "UserPromptSubmit PreToolUse"),
        ("codex", ".codex/hooks.json", "", "UserPromptSubmit PreToolUse"),
        (
            "cursor",
            ".cursor/hooks.json",
            "{\"version\": 1, \"hooks\": {\"stop\": [{\"command\": \"mine\"}]}}",
            "beforeSubmitPrompt beforeShellExecution beforeMCPExecution preToolUse",
        ),
        ("copilot", ".github/hooks/dsnitch.json", "", "userPromptSubmitted preToolUse"),
        ("gemini", ".gemini/settings.json", "{\"mine\": []}", "BeforeAgent BeforeTool"),
    ] {
        let repo = TempRepo::new();
        if !before.is_empty() {
            repo.write(file, before);
        }
        let untouched = repo.bytes();
        repo.dsnitch(&["install", "--agent", agent, "--dry-run"]).exits(0).reports("dsnitch agent || exit 2");
        assert!(repo.bytes() == untouched, "{agent}");
        repo.dsnitch(&["install", "--agent", agent]).exits(0).reports("installed: ");
        let text = fs::read_to_string(repo.path(file)).unwrap();
        let settings: Value = serde_json::from_str(&text).unwrap();
        for event in events.split(' ') {
            assert!(settings["hooks"][event].to_string().contains("dsnitch agent"), "{agent} {event}: {text}");
        }
        assert!(before.is_empty() || text.contains("mine"), "{text}");
        repo.dsnitch(&["install", "--agent", agent]).exits(0).reports("already installed: ");
        assert_eq!(fs::read_to_string(repo.path(file)).unwrap(), text);
        repo.dsnitch(&["uninstall", "--agent", agent]).exits(0).reports("uninstalled: ");
        assert_eq!(repo.path(file).exists(), !before.is_empty(), "{agent}: what came with ours goes with it");
        let after = fs::read_to_string(repo.path(file)).unwrap_or_else(|_| "{}".to_owned());
        let after: Value = serde_json::from_str(&after).unwrap();
        assert!(!after.to_string().contains("dsnitch"), "{after}");
        if agent == "claude" {
            assert_eq!(
                after.to_string(),
                serde_json::from_str::<Value>(before).unwrap().to_string(),
                "and in its order"
            );
            assert!(text.starts_with("{\n    \"zeta\": 1,\n    \"hooks\""), "{text}");
        }
        // The settings of a user.
        repo.dsnitch(&["install", "--agent", agent, "--user"]).exits(0).reports(repo.home().to_str().unwrap());
    }
}

/// Rows: the settings before, which come back byte for byte when ours are taken out.
#[test]
fn uninstall_leaves_the_settings_as_they_were() {
    for before in [
        "{}",
        "{\n}\n",
        "{\"model\":\"x\",\"permissions\":{\"allow\":[\"Bash(ls:*)\"]}}",
        "{\n    \"permissions\": {\"allow\": [\"Bash(ls:*)\"], \"deny\": []},\n    \"model\": \"x\"\n}",
        "{\n\t\"model\": \"x\"\n}\n",
        "{\r\n  \"model\": \"x\"\r\n}\r\n",
        "{\"hooks\": {}}\n",
        "{\n  \"version\": 1,\n  \"hooks\": {\n    \"PreToolUse\": []\n  }\n}\n",
        "{\n  \"hooks\": {\"stop\": [{\"command\": \"mine\"}]}, \"version\": 1\n}\n",
        "{\n  \"hooks\": {\n    \"PreToolUse\": [\n      { \"matcher\": \"Bash\", \"hooks\": [ { \"command\": \"mine\" } ] }\n    ]\n  }\n}\n",
    ] {
        for (agent, file) in [
            ("claude", ".claude/settings.json"),
            ("codex", ".codex/hooks.json"),
            ("cursor", ".cursor/hooks.json"),
            ("copilot", ".github/hooks/dsnitch.json"),
            ("gemini", ".gemini/settings.json"),
        ] {
            // What a version is missing from is not valid for these agents.
            if matches!(agent, "cursor" | "copilot") && before.contains("hooks") && !before.contains("version") {
                continue;
            }
            let repo = TempRepo::new();
            repo.write(file, before);
            for _ in 0..2 {
                repo.dsnitch(&["install", "--agent", agent]).exits(0).reports("installed: ");
            }
            let installed = fs::read_to_string(repo.path(file)).unwrap();
            let value: Value = serde_json::from_str(&installed).unwrap();
            assert!(value.to_string().contains("dsnitch agent"), "{agent}: {installed}");
            repo.dsnitch(&["uninstall", "--agent", agent]).exits(0).reports("uninstalled: ");
            assert_eq!(fs::read_to_string(repo.path(file)).unwrap(), before, "{agent}: {installed}");
        }
    }
}

#[test]
fn unreadable_or_linked_settings_are_left_alone() {
    let repo = TempRepo::new();
    repo.write(".claude/settings.json", "{ // a comment\n}\n");
    repo.dsnitch(&["install", "--agent", "claude"]).exits(2).complains("no JSON at line 1");
    assert_eq!(fs::read_to_string(repo.path(".claude/settings.json")).unwrap(), "{ // a comment\n}\n");
    fs::create_dir(repo.outside("elsewhere")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", repo.path(".cursor")).unwrap();
    repo.dsnitch(&["install", "--agent", "cursor"]).exits(2).complains("a link, which is not followed");
    assert_eq!(fs::read_dir(repo.outside("elsewhere")).unwrap().count(), 0);
    repo.write(".gemini/settings.json", "{\"hooks\": {\"BeforeTool\": {}}}");
    repo.dsnitch(&["install", "--agent", "gemini"]).exits(2).complains("are no list");
}
