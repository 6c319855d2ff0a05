//! Formats the answer to an event in each agent's protocol: one JSON object on standard output, or no output where
//! silence means "allow".

use serde_json::{Value, json};

use super::event::{Agent, Event, What};

/// The decision about an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Let it proceed.
    Allow,
    /// Ask a person; an agent that cannot ask proceeds and shows the reason.
    Ask(String),
    /// Ask a person; an agent that cannot ask refuses.
    AskPerson(String),
    /// Refuse.
    Deny(String),
}

impl Agent {
    /// Returns the answer to `event` in the agent's own format; `None` where silence means "allow".
    pub(super) fn format(self, event: &Event, answer: &Answer) -> String {
        let value = match (event.what, answer) {
            (What::Other, _) => None,
            // The person who wrote the prompt sees the warning; that counts as having asked.
            (What::Prompt, Answer::Allow | Answer::Ask(_) | Answer::AskPerson(_)) => None,
            (What::Prompt, Answer::Deny(why)) => Some(self.refuses_prompt(why)),
            (_, answer) => self.decides(event, answer),
        };
        match (self, value) {
            (_, Some(value)) => value.to_string(),
            // These agents parse standard output as JSON even when there is nothing to say.
            (Agent::Gemini, None) => "{}".to_owned(),
            (Agent::Cursor, None) if event.what == What::Prompt => json!({"continue": true}).to_string(),
            (Agent::Cursor, None) if event.what != What::Other => json!({"permission": "allow"}).to_string(),
            _ => String::new(),
        }
    }

    fn refuses_prompt(self, why: &str) -> Value {
        match self {
            Agent::Cursor => json!({"continue": false, "user_message": why}),
            Agent::Gemini => json!({"decision": "deny", "reason": why, "systemMessage": why}),
            Agent::Claude | Agent::Codex | Agent::Copilot => json!({"decision": "block", "reason": why}),
        }
    }

    fn decides(self, event: &Event, answer: &Answer) -> Option<Value> {
        let (decision, why) = match answer {
            Answer::Allow => return None,
            Answer::Deny(why) => ("deny", why.clone()),
            Answer::Ask(why) if self.can_ask(event) => ("ask", why.clone()),
            Answer::AskPerson(why) if self.can_ask(event) => {
                ("ask", format!("dsnitch: {why} Allow it only if you meant it."))
            }
            Answer::Ask(why) => return self.remarks(why),
            Answer::AskPerson(why) => {
                ("deny", format!("dsnitch: {why} That is for a person to do: ask for it, and do not try another way."))
            }
        };
        Some(match self {
            Agent::Claude | Agent::Codex => json!({"hookSpecificOutput": {
                "hookEventName": event.name, "permissionDecision": decision, "permissionDecisionReason": why}}),
            Agent::Copilot if event.name == "PreToolUse" => json!({"hookSpecificOutput": {
                "hookEventName": event.name, "permissionDecision": decision, "permissionDecisionReason": why}}),
            Agent::Copilot => json!({"permissionDecision": decision, "permissionDecisionReason": why}),
            Agent::Cursor => json!({"permission": decision, "user_message": why, "agent_message": why}),
            Agent::Gemini => json!({"decision": decision, "reason": why}),
        })
    }

    /// True if the agent asks a person when the answer requests it. Codex accepts `ask` and proceeds anyway, Gemini has
    /// no such decision, and Cursor asks about commands only.
    fn can_ask(self, event: &Event) -> bool {
        match self {
            Agent::Claude | Agent::Copilot => true,
            Agent::Cursor => matches!(event.name.as_str(), "beforeShellExecution" | "beforeMCPExecution"),
            Agent::Codex | Agent::Gemini => false,
        }
    }

    /// A warning shown to the user while the event proceeds.
    fn remarks(self, why: &str) -> Option<Value> {
        match self {
            Agent::Codex | Agent::Gemini | Agent::Claude => Some(json!({"systemMessage": why})),
            Agent::Cursor => Some(json!({"permission": "allow", "user_message": why, "agent_message": why})),
            Agent::Copilot => None,
        }
    }
}
