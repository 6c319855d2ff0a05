//! The answer, as each agent wants it: one JSON object on standard output, and nothing where there is nothing to say.

use serde_json::{Value, json};

use super::event::{Agent, Event, What};

/// What dsnitch says to an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Go on.
    Allow,
    /// Only if a person says so; where an agent cannot ask, go on and say why.
    Ask(String),
    /// Only if a person says so; where an agent cannot ask, not at all.
    AskPerson(String),
    /// Not at all.
    Deny(String),
}

impl Agent {
    /// The answer to `event` in the words of the agent; empty where silence means yes.
    pub(super) fn says(self, event: &Event, answer: &Answer) -> String {
        let value = match (event.what, answer) {
            (What::Other, _) => None,
            // Whoever wrote a prompt has been asked by being told.
            (What::Prompt, Answer::Allow | Answer::Ask(_) | Answer::AskPerson(_)) => None,
            (What::Prompt, Answer::Deny(why)) => Some(self.refuses_prompt(why)),
            (_, answer) => self.decides(event, answer),
        };
        match (self, value) {
            (_, Some(value)) => value.to_string(),
            // These read standard output as JSON in any case.
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

    /// Whether a person is asked where the answer says so. Codex reads `ask` and goes on, Gemini knows no such decision, and
    /// Cursor asks about commands alone.
    fn can_ask(self, event: &Event) -> bool {
        match self {
            Agent::Claude | Agent::Copilot => true,
            Agent::Cursor => matches!(event.name.as_str(), "beforeShellExecution" | "beforeMCPExecution"),
            Agent::Codex | Agent::Gemini => false,
        }
    }

    /// A word to whoever is there, where it goes on.
    fn remarks(self, why: &str) -> Option<Value> {
        match self {
            Agent::Codex | Agent::Gemini | Agent::Claude => Some(json!({"systemMessage": why})),
            Agent::Cursor => Some(json!({"permission": "allow", "user_message": why, "agent_message": why})),
            Agent::Copilot => None,
        }
    }
}
