//! What no file mends, and `fix` says last: a password that others have seen, or can guess, is to be changed where it is used.

use std::collections::BTreeMap;
use std::path::Path;

use dsnitch::decision::Decided;
use dsnitch::finding::Class;
use dsnitch::git::Layout;
use dsnitch::remedy::Plan;
use dsnitch::report::playbook;
use dsnitch::secret::MASK;
use dsnitch::text::for_terminal;

/// Places that are named for a role, and lines that are written for secrets of no role.
const NAMED: usize = 3;
/// What says that the passwords of a file are those of PostgreSQL.
const WORDS: [&str; 5] = ["postgres", "pgsql", "psycopg", "npgsql", ":5432"];

/// The secrets of a fix, as far as a server has them.
pub(super) struct Servers {
    /// For each role of PostgreSQL, where its password was found; the role is not always known.
    leaked: BTreeMap<Option<String>, Vec<String>>,
    /// Where secrets stood of which nothing says whose they are.
    others: Vec<String>,
    has_weak: bool,
}

impl Servers {
    /// Those of `mended`, before anything is changed.
    pub(super) fn of(layout: &Layout, mended: &[&Decided]) -> Servers {
        let mut servers = Servers { leaked: BTreeMap::new(), others: Vec::new(), has_weak: false };
        for decided in mended {
            let finding = &decided.finding;
            match finding.class() {
                Class::Leak if is_of_postgres(layout, decided) => {
                    servers.leaked.entry(role(decided)).or_default().push(place(decided));
                }
                Class::Leak => servers.others.push(place(decided)),
                Class::Weak => servers.has_weak = true,
                Class::Hygiene => {}
            }
        }
        servers
    }

    /// What is to be done there; with `is_weak`, strong passwords have come in the place of weak ones.
    pub(super) fn told(&self, plan: &Plan, is_weak: bool) -> String {
        let mut text = String::new();
        if !self.leaked.is_empty() || !self.others.is_empty() {
            text.push_str("A value that others have seen is not mended by moving it: what was pushed or shared has to be changed where it is used.\n");
        }
        for (role, places) in &self.leaked {
            for command in playbook::steps(role.as_deref()).into_iter().take(1).flat_map(|step| step.commands) {
                text.push_str(&format!("  in psql: {}  ({})\n", for_terminal(&command), named(places)));
            }
        }
        if !self.leaked.is_empty() {
            text.push_str(
                "  and then: end its sessions, look for its logins; dsnitch history says which commits have it\n",
            );
        }
        if !self.others.is_empty() {
            text.push_str(&format!("  where its server or issuer has it: {}\n", named(&self.others)));
        }
        if self.has_weak && is_weak {
            text.push_str(&strengthened(plan));
        } else if self.has_weak && !plan.lines.is_empty() {
            text.push_str("A password that can be guessed still can be: dsnitch fix --weak puts a strong one in its place, and dsnitch generate makes one.\n");
        }
        text
    }
}

/// What the server has to be told of passwords that are strong now.
fn strengthened(plan: &Plan) -> String {
    let mut lines: Vec<String> = Vec::new();
    for strong in plan.lines.iter().filter_map(|line| line.strong.as_ref()) {
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

fn role(decided: &Decided) -> Option<String> {
    decided.finding.user.clone().filter(|user| !user.contains(MASK))
}

fn place(decided: &Decided) -> String {
    let path = String::from_utf8_lossy(&decided.finding.origin.path);
    format!("{}:{}", for_terminal(&path), decided.finding.location.line)
}

fn named(places: &[String]) -> String {
    let first = places.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    if places.len() > NAMED { format!("{first} and {} more", places.len() - NAMED) } else { first }
}

/// Whether the rule says so, or the file in which it stands.
fn is_of_postgres(layout: &Layout, decided: &Decided) -> bool {
    let finding = &decided.finding;
    if playbook::is_about_postgres(&finding.rule) {
        return true;
    }
    let is_password = finding.rule.contains("password") || finding.rule.starts_with("k8s-");
    let path = String::from_utf8_lossy(&finding.origin.path);
    let text = || layout.staged_file(&path).ok().flatten().unwrap_or_default();
    is_password && {
        let text = String::from_utf8_lossy(&text()).to_ascii_lowercase();
        WORDS.iter().any(|word| text.contains(word) || Path::new(&*path).to_string_lossy().contains(word))
    }
}
