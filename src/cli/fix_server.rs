//! The last part of the output of `fix`: a password that others have seen or can guess must be changed on the server as
//! well.

use std::collections::BTreeMap;

use dsnitch::decision::Decided;
use dsnitch::finding::Class;
use dsnitch::git::Layout;
use dsnitch::remedy::{Plan, Strong};
use dsnitch::report::playbook;
use dsnitch::text::for_terminal;

/// The number of locations named for a role, and of lines printed for secrets without a known role.
const NAMED: usize = 3;
/// Words that mark the passwords of a file as PostgreSQL's.
const WORDS: [&str; 10] = [
    "postgres",
    "pgsql",
    "psycopg",
    "npgsql",
    ":5432",
    "pgpassword",
    "pg.connect",
    "pg::connection",
    "asyncpg",
    ".repo,",
];
/// Words that mark a password as another service's.
const OTHERS: [&str; 16] = [
    "redis",
    "valkey",
    "smtp",
    "mail",
    "rabbit",
    "amqp",
    "mysql",
    "mariadb",
    "mongo",
    "kafka",
    "elastic",
    "ldap",
    "s3",
    "aws",
    "oracle",
    "sqlserver",
];
/// The number of lines above a value that are searched for its service.
const NEAR: usize = 12;

/// The fixed secrets that a server may use.
pub(super) struct Servers {
    /// For each PostgreSQL role, the locations of its password; the role may be unknown.
    leaked: BTreeMap<Option<String>, Vec<String>>,
    /// Locations of secrets whose service is unknown.
    others: Vec<String>,
    /// The weak passwords: path, with control characters made visible, and line.
    weak: Vec<(String, usize)>,
}

impl Servers {
    /// Collects the secrets of `mended`, before anything is changed.
    pub(super) fn of(layout: &Layout, mended: &[&Decided]) -> Servers {
        let mut servers = Servers { leaked: BTreeMap::new(), others: Vec::new(), weak: Vec::new() };
        for decided in mended {
            let finding = &decided.finding;
            match finding.class() {
                Class::Leak if is_of_postgres(layout, decided) => {
                    servers.leaked.entry(finding.role().map(str::to_owned)).or_default().push(place(decided));
                }
                Class::Leak => servers.others.push(place(decided)),
                Class::Weak => servers.weak.push((path(decided), finding.location.line)),
                Class::Hygiene => {}
            }
        }
        servers
    }

    /// What is to be done there. `strengthening` is the command that puts strong passwords in the place of weak ones, if
    /// these were moved as they are.
    pub(super) fn steps(&self, plan: &Plan, strengthening: Option<&str>) -> String {
        let mut text = String::new();
        if !self.leaked.is_empty() || !self.others.is_empty() {
            text.push_str("A value that others have seen is not mended by moving it: what was pushed or shared has to be changed where it is used.\n");
        }
        for (role, places) in &self.leaked {
            let first = playbook::steps(role.as_deref()).into_iter().next();
            if let Some(command) = first.and_then(|step| step.commands.into_iter().next()) {
                text.push_str(&format!("  in psql: {}  ({})\n", for_terminal(&command), named(places)));
            }
        }
        if !self.leaked.is_empty() {
            text.push_str(
                "  and then: end its sessions, look for its logins; dsnitch history says which commits have it\n",
            );
        }
        if !self.others.is_empty() {
            text.push_str(&format!("  at the service that it opens, change or revoke it: {}\n", named(&self.others)));
        }
        text.push_str(&strengthened(plan));
        // What was moved is in no file that is staged any more, so that a second fix alone would find nothing.
        if let Some(command) = strengthening.filter(|_| self.has_moved_weak(plan)) {
            text.push_str("A password that can be guessed still can be. What puts a strong one in its place, with the ALTER ROLE to run:\n");
            text.push_str(&format!("  {command}\n"));
        }
        text
    }

    /// True if `plan` has moved a weak password into a `.env`, or keeps one there.
    fn has_moved_weak(&self, plan: &Plan) -> bool {
        self.weak.iter().any(|(path, line)| {
            let is_moved = plan.lines.iter().any(|moved| (&moved.path, moved.line) == (path, *line));
            is_moved || plan.untracked.iter().any(|kept| kept.is_env && kept.path == *path)
        })
    }
}

/// The instructions for roles whose password is strong now.
fn strengthened(plan: &Plan) -> String {
    let mut lines: Vec<String> = Vec::new();
    let all = || plan.lines.iter().filter_map(|line| line.strong.as_ref());
    // Where one place says whose password it is, the places that do not say it add nothing.
    let is_told = |strong: &Strong| {
        let same = |other: &&Strong| (&other.env, &other.variable) == (&strong.env, &strong.variable);
        strong.role.is_some() || !all().filter(same).any(|other| other.role.is_some())
    };
    for strong in all().filter(|strong| is_told(strong)) {
        let role = strong.role.as_deref().unwrap_or("<role>").replace('"', "\"\"");
        let (name, env) = (&strong.variable, &strong.env);
        let line = if strong.is_whole {
            format!(
                "  in psql, from a shell with {env} loaded: \\set new `printenv {name}`  and then: ALTER ROLE \"{role}\" PASSWORD :'new';"
            )
        } else {
            format!("  in psql: \\password \"{role}\"  and give the one that stands in {name} of {env}")
        };
        let line = for_terminal(&line).into_owned();
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    if lines.is_empty() {
        return String::new();
    }
    let head = "The weak passwords have strong ones in their place, in .env only: the server has to have them too.\n";
    format!("{head}{}\n", lines.join("\n"))
}

fn path(decided: &Decided) -> String {
    for_terminal(&String::from_utf8_lossy(&decided.finding.origin.path)).into_owned()
}

fn place(decided: &Decided) -> String {
    format!("{}:{}", path(decided), decided.finding.location.line)
}

fn named(places: &[String]) -> String {
    let first = places.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    if places.len() > NAMED { format!("{first} and {} more", places.len() - NAMED) } else { first }
}

/// True if the rule, the nearby lines or the file say that the secret is PostgreSQL's.
fn is_of_postgres(layout: &Layout, decided: &Decided) -> bool {
    let finding = &decided.finding;
    if playbook::is_about_postgres(&finding.rule) {
        return true;
    }
    let is_password = finding.rule.contains("password") || finding.rule.starts_with("k8s-");
    if !is_password {
        return false;
    }
    let path = String::from_utf8_lossy(&finding.origin.path);
    let text = layout.staged_file(&path).ok().flatten().unwrap_or_default();
    let text = String::from_utf8_lossy(&text).to_ascii_lowercase();
    says_postgres(&text, finding.location.line) || WORDS.iter().any(|word| path.to_ascii_lowercase().contains(word))
}

/// True if the value on `line` of `text`, which is in lower case, belongs to PostgreSQL: the nearest service named
/// above it is PostgreSQL, or none is named nearby and the rest of the file names no other.
fn says_postgres(text: &str, line: usize) -> bool {
    let lines: Vec<&str> = text.lines().take(line).collect();
    let has = |line: &str, words: &[&str]| words.iter().any(|word| line.contains(word));
    for line in lines.iter().rev().take(NEAR) {
        match (has(line, &OTHERS), has(line, &WORDS)) {
            (true, false) => return false,
            (false, true) => return true,
            _ => {}
        }
    }
    has(text, &WORDS)
}

#[cfg(test)]
mod tests {
    use super::says_postgres;

    #[test]
    fn a_password_belongs_to_the_nearest_service_above_it() {
        const SPRING: &str =
            "spring.datasource.url=jdbc:postgresql://db/app\nspring.datasource.password=x\nspring.redis.password=y\n";
        for (text, line, is_postgres) in [
            (SPRING, 2, true),
            (SPRING, 3, false),
            ("[database]\nurl = \"postgres://db/app\"\n[smtp]\npassword = \"x\"\n", 4, false),
            ("require \"pg\"\nconn = pg.connect(host: \"h\", password: \"x\")\n", 2, true),
            ("import config\nconfig :app, app.repo,\n  username: \"a\",\n  password: \"x\"\n", 4, true),
            ("password: x\n", 1, false),
            ("password: x\nurl: postgres://db/app\n", 1, true),
        ] {
            assert_eq!(says_postgres(text, line), is_postgres, "{text}");
        }
    }
}
