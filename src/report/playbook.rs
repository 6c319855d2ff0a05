//! The response to a leaked password of a PostgreSQL role: the steps in order, valid for PostgreSQL 14 to 18. Rewriting
//! the history comes last, because every copy of the repository keeps the password.

use crate::decision::Decided;
use crate::finding::Class;
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
        step(
            "Look for its logins in the server's logs since the day of the commit: addresses and programs that are not yours.",
            &[],
        ),
        step("Put the new password into the secret manager.", &[]),
        step("Redeploy what uses it, and see that it logs in again.", &[]),
        step(
            "Only then rewrite the history, and tell everybody who has a clone; a fork or a cache may keep it all the same.",
            &[],
        ),
    ]
}

/// What a remedy says where the file of the finding is to be named.
const UNTRACK: &str = "git rm --cached FILE";

/// Names the file in a remedy that is about it, and makes the steps the remedy of a password of PostgreSQL that is no longer only
/// on its way into a commit: in a history, or in `HEAD`.
pub(crate) fn give(decided: &mut Decided) {
    let finding = &mut decided.finding;
    if finding.remedy.contains(UNTRACK) {
        let command = format!("git rm --cached {}", command_word(&String::from_utf8_lossy(&finding.origin.path)));
        let path = String::from_utf8_lossy(&finding.origin.path);
        let name = path.rsplit('/').next().unwrap_or_default();
        let template = format!("a {}", command_word(&format!("{name}.example")));
        finding.remedy = finding.remedy.replace(UNTRACK, &command).replace("a .env.example", &template);
    }
    let is_out = decided.trace.is_some() || decided.known;
    let finding = &mut decided.finding;
    if is_out && finding.class() != Class::Hygiene && is_about_postgres(&finding.rule) {
        finding.remedy = remedy(finding.role());
    }
}

/// True if the findings of a rule are PostgreSQL passwords: its id begins with that family.
pub fn is_about_postgres(rule: &str) -> bool {
    rule.starts_with("pg-")
}

/// The steps as the lines of a remedy.
pub fn remedy(role: Option<&str>) -> String {
    let mut text = String::new();
    for (number, step) in (1..).zip(steps(role)) {
        text.push_str(&format!("{number}. {}\n", step.what));
        step.commands.iter().for_each(|command| text.push_str(&format!("   {command}\n")));
    }
    text.truncate(text.trim_end().len());
    text
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
    use super::{identifier, literal, remedy};

    #[test]
    fn a_role_is_quoted_for_sql() {
        assert_eq!((identifier("app"), literal("app")), ("\"app\"".to_owned(), "'app'".to_owned()));
        assert_eq!((identifier("a\"b"), literal("a'b\\")), ("\"a\"\"b\"".to_owned(), "E'a''b\\\\'".to_owned()));
        assert!(remedy(None).contains("ALTER ROLE \"<role>\" PASSWORD :'new_password';"));
    }
}
