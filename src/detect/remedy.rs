//! The remedy of a finding in the syntax of its file: how that file reads the value from the environment, with the
//! variable name that the line uses.

use super::plain_name::is_plain;
use super::randomness::looks_random;
use crate::advice::Advice;
use crate::extract::{Candidate, Dialect, Language};
use crate::rules::Rule;
use crate::rules::words::BARE_KEYS;

/// The number of bytes of a line that are examined.
const LINE: usize = 4096;
/// A remedy with this phrase is completed with the syntax of the file.
const READS: &str = "from the environment";

/// The remedy for a record of pg_hba.conf that is strict enough, and stands too low.
const SHADOWED: &str = "Move this record above the one that hides it, or take that one out: the first record that fits a connection decides.";

/// The remedy of `rule` for a finding on `line` of a file in `language`.
pub(super) fn describe(rule: &Rule, candidate: &Candidate<'_>, line: &[u8], path: &[u8], language: Language) -> Advice {
    let text = rule.remedy;
    // A line may have as many findings as words, so the work for each is bounded.
    let line = line.get(..LINE.min(line.len())).unwrap_or_default();
    let here = match rule.practice {
        Some(_) if rule.keys.contains(&"sslmode") => return Advice::general(tls(text, line)),
        Some(_) if candidate.key == "shadowed" => return Advice::general(SHADOWED),
        Some(_) if may_be_shown(&candidate.instead) => Some(candidate.instead.clone()),
        None if text.contains(READS) => {
            let name = variable(rule, candidate, line, language.dialect());
            if language.dialect() == Dialect::Env {
                let leave = format!("leave {name} empty, and keep its value out of git.");
                return Advice::general(text).with_here(leave);
            }
            of_path(path, line, &name).or_else(|| reading(&name, language))
        }
        Some(_) | None => None,
    };
    let advice = Advice::general(text);
    match here {
        Some(form) => advice.with_here(format!("{form}.")),
        None => advice,
    }
}

/// True if what is right in the place of a practice is known, and no name in it may be a secret.
fn may_be_shown(instead: &str) -> bool {
    let is_mark = |c: char| c.is_whitespace() || matches!(c, '"' | ',' | '=' | ':');
    !instead.is_empty() && !instead.split(is_mark).any(|word| looks_random(word.as_bytes()))
}

/// The variable that the value could come from: the key, if it has the form of a variable name.
fn variable(rule: &Rule, candidate: &Candidate<'_>, line: &[u8], dialect: Dialect) -> String {
    let key = candidate.key.as_str();
    let name = key.to_ascii_uppercase();
    let is_word = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    let is_whole = |at: usize| {
        !is_word(at.checked_sub(1).and_then(|before| line.get(before))) && !is_word(line.get(at + name.len()))
    };
    let is_there = !key.is_empty() && memchr::memmem::find_iter(line, name.as_bytes()).any(is_whole);
    // A line may assign several variables: ARG A=1 DB_PASSWORD=x
    let is_own = is_there && key.contains('_') && is_plain(key.as_bytes());
    if let Some(name) = assigned(line, dialect).filter(|_| !is_own) {
        return name;
    }
    if !key.is_empty()
        && !BARE_KEYS.contains(key.as_bytes())
        && is_plain(key.as_bytes())
        && (is_there || key.contains('_'))
    {
        return name;
    }
    if rule.id.contains("uri") || rule.id.contains("jdbc") {
        "DATABASE_URL".to_owned()
    } else {
        "DB_PASSWORD".to_owned()
    }
}

/// The environment variable that `line` assigns: in an env file, in a shell command, or a key or a constant in capitals, behind
/// whatever declares it (`export X=`, `- X:`, `const X =`, `static final String X =`).
fn assigned(line: &[u8], dialect: Dialect) -> Option<String> {
    let operator = line.iter().position(|b| matches!(b, b'=' | b':'))?;
    let head = line.get(..operator)?.trim_ascii_end();
    let length = head.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let name = head.get(head.len() - length..)?;
    let is_capital = name.iter().all(|b| !b.is_ascii_lowercase()) && name.first().is_some_and(u8::is_ascii_uppercase);
    let is_of_env = dialect == Dialect::Env && name.first().is_some_and(|b| !b.is_ascii_digit());
    let name = std::str::from_utf8(name).ok()?;
    let is_named = is_of_env || is_capital && !BARE_KEYS.contains(name.to_ascii_lowercase().as_bytes());
    (is_named && is_plain(name.as_bytes())).then(|| name.to_owned())
}

/// The expression that reads the variable `name` in a file whose path says what fills it in.
fn of_path(path: &[u8], line: &[u8], name: &str) -> Option<String> {
    let path = String::from_utf8_lossy(path).to_ascii_lowercase();
    let file = path.rsplit('/').next().unwrap_or_default();
    let is_yaml = file.ends_with(".yml") || file.ends_with(".yaml");
    let is_workflow = |of: &str| path.starts_with(of) || path.contains(&format!("/{of}"));
    let form =
        if is_yaml && [".github/workflows/", ".gitea/workflows/", ".forgejo/workflows/"].into_iter().any(is_workflow) {
            in_workflow(line, name)
        } else if is_yaml && (file.starts_with("application") || file.starts_with("bootstrap")) {
            format!("${{{name}}}")
        } else if file == "database.yml" {
            format!("<%= ENV.fetch(\"{name}\") %>")
        } else if file.ends_with(".prisma") {
            format!("env(\"{name}\")")
        } else if file == "dockerfile" || file.ends_with(".dockerfile") || file.starts_with("dockerfile.") {
            in_dockerfile(line, name)
        } else if matches!(file, "makefile" | "gnumakefile") || file.ends_with(".mk") {
            if !line.starts_with(b"\t") {
                return Some(format!("no line, since make takes {name} from its environment"));
            }
            format!("$${{{name}:?set it}}")
        } else {
            return None;
        };
    Some(form)
}

/// How a workflow gives a secret: to a step, whose script reads a variable, or as the value of a key.
fn in_workflow(line: &[u8], name: &str) -> String {
    let text = line.trim_ascii_start();
    let text = text.strip_prefix(b"- ").unwrap_or(text).trim_ascii_start();
    let key = memchr::memchr(b':', text).and_then(|at| text.get(..at)).filter(|key| key.iter().all(|b| is_of_key(*b)));
    match key {
        Some(b"run") | None => {
            format!("{name}: ${{{{ secrets.{name} }}}} in the env of the step, and \"${{{name}}}\" in its script")
        }
        Some(_) => format!("${{{{ secrets.{name} }}}}"),
    }
}

const fn is_of_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'"' | b'\'')
}

/// How a Dockerfile gets by without the value, by the instruction that `line` begins.
fn in_dockerfile(line: &[u8], name: &str) -> String {
    let word = line.split(u8::is_ascii_whitespace).find(|word| !word.is_empty()).unwrap_or_default();
    let secret = format!("RUN --mount=type=secret,id={name},env={name}");
    match word.to_ascii_uppercase().as_slice() {
        b"RUN" => format!("{secret}, and docker build --secret id={name},env={name}"),
        b"ARG" => format!("ARG {name} without a value, and {secret} where it is used"),
        _ => format!("no line, and docker run -e {name} when the container runs"),
    }
}

/// The expression that reads the variable `name` in a file of that kind; `None` if there is none, or if kinds differ.
fn reading(name: &str, language: Language) -> Option<String> {
    let file_variable = match name {
        "POSTGRES_PASSWORD" if language.is_compose => " or POSTGRES_PASSWORD_FILE with a secret",
        "PGPASSWORD" => " or a password file (PGPASSFILE)",
        _ => "",
    };
    let form = match language.dialect() {
        Dialect::Shell => format!("${{{name}:?set it}}{file_variable}"),
        Dialect::Yaml if language.is_compose => format!("${{{name}:?set it}}{file_variable}"),
        Dialect::Hcl => format!("a variable without a default, var.{}", name.to_ascii_lowercase()),
        _ => language.tongue.variable?.replace("{}", name),
    };
    Some(form)
}

/// How the driver on `line` is configured to encrypt and to verify the server.
fn tls(text: &str, line: &[u8]) -> String {
    let lower = line.to_ascii_lowercase();
    let has = |part: &str| memchr::memmem::find(&lower, part.as_bytes()).is_some();
    if has("jdbc:") {
        "In the JDBC URL: sslmode=verify-full, with sslrootcert=FILE of the authority, or \
         sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory for those that Java trusts."
            .to_owned()
    } else if has("ssl mode") || has("trust server certificate") || (has("sslmode") && has(";") && !has("://")) {
        "SSL Mode=VerifyFull, and Root Certificate=FILE where the authority is not one that the system trusts (Npgsql); no \
         Trust Server Certificate."
            .to_owned()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{Dialect, Language, assigned, of_path, reading, tls};

    #[test]
    fn a_variable_has_the_name_that_its_line_uses() {
        for (dialect, line, name) in [
            (Dialect::Env, "REPORTING_URL=postgres://rep:x@db/app", Some("REPORTING_URL")),
            (Dialect::Env, "export reporting = x", Some("reporting")),
            (Dialect::Env, "PASSWORD=x", Some("PASSWORD")),
            (Dialect::Shell, "export PG_URL='x'", Some("PG_URL")),
            (Dialect::Shell, "PASSWORD=x", None),
            (Dialect::Shell, "psql postgres://rep:x@db/app", None),
            (Dialect::Yaml, "  - REPORTING_URL=x", Some("REPORTING_URL")),
            (Dialect::Yaml, "  url: x", None),
            (Dialect::Code, "REPORTING_URL = 'x'", Some("REPORTING_URL")),
            (Dialect::Code, "url = 'x'", None),
        ] {
            assert_eq!(assigned(line.as_bytes(), dialect).as_deref(), name, "{line}");
        }
    }

    #[test]
    fn each_kind_of_file_reads_a_variable_in_its_syntax() {
        for (path, expected) in [
            ("a.sh", Some("${PGPASSWORD:?set it} or a password file (PGPASSFILE)")),
            ("compose.yml", Some("${PGPASSWORD:?set it} or a password file (PGPASSFILE)")),
            ("values.yml", None),
            ("a.json", None),
            ("settings.py", Some("os.environ[\"PGPASSWORD\"]")),
            ("knexfile.ts", Some("process.env.PGPASSWORD")),
            ("main.tf", Some("a variable without a default, var.pgpassword")),
            ("main.go", Some("os.Getenv(\"PGPASSWORD\")")),
            ("A.java", Some("System.getenv(\"PGPASSWORD\")")),
            ("application.properties", Some("${PGPASSWORD}")),
        ] {
            let found = reading("PGPASSWORD", Language::of(path.as_bytes()));
            assert_eq!(found.as_deref(), expected, "{path}");
        }
        let image = reading("POSTGRES_PASSWORD", Language::of(b"docker-compose.yml"));
        assert_eq!(image.as_deref(), Some("${POSTGRES_PASSWORD:?set it} or POSTGRES_PASSWORD_FILE with a secret"));
    }

    #[test]
    fn a_path_says_what_fills_a_variable_in() {
        for (path, line, expected) in [
            ("src/main/resources/application-dev.yml", "", Some("${X_PASSWORD}")),
            ("config/database.yml", "", Some("<%= ENV.fetch(\"X_PASSWORD\") %>")),
            (".github/workflows/ci.yaml", "  X_PASSWORD: x", Some("${{ secrets.X_PASSWORD }}")),
            (
                ".github/workflows/ci.yaml",
                "  - run: X_PASSWORD=x psql",
                Some(
                    "X_PASSWORD: ${{ secrets.X_PASSWORD }} in the env of the step, and \"${X_PASSWORD}\" in its script",
                ),
            ),
            (
                "api/Dockerfile",
                "RUN X_PASSWORD=x psql",
                Some(
                    "RUN --mount=type=secret,id=X_PASSWORD,env=X_PASSWORD, and docker build --secret id=X_PASSWORD,env=X_PASSWORD",
                ),
            ),
            ("prisma/schema.prisma", "", Some("env(\"X_PASSWORD\")")),
            ("api/Dockerfile", "", Some("no line, and docker run -e X_PASSWORD when the container runs")),
            ("Makefile", "\tX_PASSWORD=x psql", Some("$${X_PASSWORD:?set it}")),
            ("a.mk", "X_PASSWORD = x", Some("no line, since make takes X_PASSWORD from its environment")),
            ("values.yml", "", None),
            ("application.properties", "", None),
        ] {
            assert_eq!(of_path(path.as_bytes(), line.as_bytes(), "X_PASSWORD").as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn each_driver_has_its_own_option_for_encryption() {
        for (line, expected) in [
            ("url=jdbc:postgresql://pg.acme-corp.io/app?sslmode=disable", "In the JDBC URL: sslmode=verify-full"),
            ("Host=pg.acme-corp.io;SSL Mode=Disable", "SSL Mode=VerifyFull"),
            ("Host=pg.acme-corp.io;SslMode=Disable;Username=a", "SSL Mode=VerifyFull"),
            ("postgres://app@pg.acme-corp.io/app?sslmode=disable", "libpq's"),
            ("PGSSLMODE=allow", "libpq's"),
        ] {
            assert!(tls("libpq's", line.as_bytes()).starts_with(expected), "{line}");
        }
    }
}
