//! The response to a leaked password: the steps in order; for a PostgreSQL role with the statements, valid for PostgreSQL
//! 14 to 18. Rewriting the history comes last, because every copy of the repository keeps the password.

use crate::advice::Advice;
use crate::decision::Decided;
use crate::finding::{Evidence, Finding};
use crate::text::command_word;

/// A step: an instruction, and the statements or commands for it.
pub struct Step {
    /// The instruction, a sentence.
    pub what: &'static str,
    /// Lines for psql or a shell; empty if they depend on the installation.
    pub commands: Vec<String>,
}

/// The steps for the password of `role`; `<role>` if it is unknown. No step contains a password: `\password` prompts
/// for it and sends only its hash.
///
/// ```
/// use dsnitch::report::playbook::steps;
/// let change = steps(Some("app")).remove(0);
/// assert_eq!(change.commands.first().map(String::as_str), Some("\\password \"app\""));
/// ```
pub fn steps(role: Option<&str>) -> Vec<Step> {
    let role = role.unwrap_or("<role>");
    let (name, text) = (identifier(role), literal(role));
    let step = |what, commands: &[String]| Step { what, commands: commands.to_vec() };
    vec![
        step(
            "Change the password, in psql as an administrator (dsnitch generate gives a new one), or in a script that psql runs, with the new one in the variable NEW_PASSWORD, so that it stands in no file and in no log of the server:",
            &[
                format!("\\password {name}"),
                "-- or in a script:".to_owned(),
                "\\set new_password `printenv NEW_PASSWORD`".to_owned(),
                "SET log_statement = 'none';".to_owned(),
                "SET log_min_duration_statement = -1;".to_owned(),
                format!("ALTER ROLE {name} PASSWORD :'new_password';"),
            ],
        ),
        step(
            "See who is logged in with it, and end these sessions: a changed password ends none.",
            &[
                // Each fits a narrow terminal, since what is to be copied does not wrap.
                "SELECT client_addr, application_name,".to_owned(),
                "  backend_start FROM pg_stat_activity".to_owned(),
                format!("  WHERE usename = {text};"),
                "SELECT pg_terminate_backend(pid)".to_owned(),
                "  FROM pg_stat_activity".to_owned(),
                format!("  WHERE usename = {text}"),
                "  AND pid <> pg_backend_pid();".to_owned(),
            ],
        ),
    ]
    .into_iter()
    .chain(LAST.map(|what| step(what, &[])))
    .collect()
}

/// The steps that are the same for each server.
const LAST: [&str; 4] = [
    "Look for its logins in the server's logs since the day of the commit: addresses and programs that are not yours.",
    "Put the new password into the secret manager.",
    "Redeploy what uses it, and see that it logs in again.",
    "Only then rewrite the history, and tell everybody who has a clone; a fork or a cache may keep it all the same.",
];

/// The steps for a password whose server the rule does not say.
const OF_ANY_SERVER: [&str; 2] = [
    "Change the password at the server that takes it (dsnitch generate gives a new one). If that is PostgreSQL, by \\password or ALTER ROLE in psql: dsnitch rules explain pg-password-assignment has the statements for each step.",
    "See who is logged in with it, and end these sessions: on most servers a changed password ends none.",
];

/// The rules, beside those of PostgreSQL, whose findings are passwords that a server takes.
const OF_SERVERS: [&str; 15] = [
    "client-password-option",
    "command-line-password",
    "db-address-password",
    "db-credentials",
    "db-keyword-list-password",
    "db-password-assignment",
    "db-uri-password",
    "documented-login",
    "k8s-secret-data",
    "k8s-secret-entry",
    "mysql-dsn-password",
    "password-assignment",
    "password-list",
    "positional-password",
    "uri-password",
];

/// The steps for a password that the rule of that id finds, for the role if it is PostgreSQL's; none for other secrets.
pub fn steps_for(rule: &str, role: Option<&str>) -> Vec<Step> {
    if is_about_postgres(rule) {
        return steps(role);
    }
    let is_of_server = OF_SERVERS.contains(&rule);
    let all = OF_ANY_SERVER.into_iter().chain(LAST).filter(|_| is_of_server);
    all.map(|what| Step { what, commands: Vec::new() }).collect()
}

/// What a remedy says where the file of the finding is to be named.
const UNTRACK: &str = "git rm --cached FILE";

/// Names the file in a remedy that is about it, and makes the steps the remedy of a password that is no longer only on its way
/// into a commit: in a history, or in `HEAD`.
pub(crate) fn give(decided: &mut Decided) {
    let finding = &mut decided.finding;
    finding.remedy.edit(|text| {
        if !text.contains(UNTRACK) {
            return None;
        }
        let command = format!("git rm --cached {}", command_word(&String::from_utf8_lossy(&finding.origin.path)));
        let path = String::from_utf8_lossy(&finding.origin.path);
        let name = path.rsplit('/').next().unwrap_or_default();
        let template = format!("a {}", command_word(&format!("{name}.example")));
        Some(text.replace(UNTRACK, &command).replace("a .env.example", &template))
    });
    let is_out = decided.trace.is_some() || decided.known;
    let finding = &mut decided.finding;
    if is_out
        && is_password(finding)
        && let Some(steps) = remedy(&finding.rule, finding.role())
    {
        finding.remedy = Advice::Steps(steps);
    }
}

/// True if a finding is a password, and not a practice, nor a key under a rule that finds both.
fn is_password(finding: &Finding) -> bool {
    match finding.evidence {
        Evidence::Secret { characters, .. } => characters.is_some() || is_about_postgres(&finding.rule),
        Evidence::Practice { .. } => false,
    }
}

/// True if the findings of a rule are PostgreSQL passwords: its id begins with that family.
pub fn is_about_postgres(rule: &str) -> bool {
    rule.starts_with("pg-")
}

/// The steps of [`steps_for`] as the lines of a remedy, if there are some.
pub fn remedy(rule: &str, role: Option<&str>) -> Option<String> {
    let mut text = String::new();
    for (number, step) in (1..).zip(steps_for(rule, role)) {
        text.push_str(&format!("{number}. {}\n", step.what));
        step.commands.iter().for_each(|command| text.push_str(&format!("   {command}\n")));
    }
    text.truncate(text.trim_end().len());
    (!text.is_empty()).then_some(text)
}

/// `name` as a quoted SQL identifier.
fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// `text` as an SQL literal that is independent of `standard_conforming_strings`.
fn literal(text: &str) -> String {
    let doubled = text.replace('\'', "''");
    if doubled.contains('\\') { format!("E'{}'", doubled.replace('\\', "\\\\")) } else { format!("'{doubled}'") }
}

#[cfg(test)]
mod tests {
    use super::{OF_SERVERS, identifier, literal, remedy};
    use crate::rules::RuleSet;

    #[test]
    fn each_rule_with_the_steps_is_a_rule_of_secrets() {
        let rules = RuleSet::builtin();
        for id in OF_SERVERS {
            assert!(rules.by_id(id).is_some_and(|rule| rule.practice.is_none()), "{id}");
            assert!(remedy(id, None).is_some_and(|steps| steps.starts_with("1. ") && steps.contains("\n6. ")), "{id}");
        }
        assert!(remedy("private-key", None).is_none());
    }

    #[test]
    fn a_role_is_quoted_for_sql() {
        assert_eq!((identifier("app"), literal("app")), ("\"app\"".to_owned(), "'app'".to_owned()));
        assert_eq!((identifier("a\"b"), literal("a'b\\")), ("\"a\"\"b\"".to_owned(), "E'a''b\\\\'".to_owned()));
        assert!(remedy("pg-uri-password", None).unwrap().contains("ALTER ROLE \"<role>\" PASSWORD :'new_password';"));
    }
}
