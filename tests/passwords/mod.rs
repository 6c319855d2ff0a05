//! Passwords of every kind, in every position that makes a value a literal, correctly escaped for it: none is missed.
//! `DSNITCH_PASSWORDS=3000` runs that many of each kind in each position.

use std::collections::{BTreeMap, BTreeSet};

use dsnitch::detect::Detector;
use dsnitch::fragment::{Added, Fragment, Origin, Provenance};
use dsnitch::rules::RuleSet;

use crate::support::numbers::Numbers;

mod kinds;
pub(crate) mod positions;

use kinds::KINDS;
use positions::{POSITIONS, Position};

/// Passwords of each kind in each position: 3,000 of each kind in total.
const EACH: usize = 36;

/// Returns the passwords of one kind that are missed in one position, with the reason.
fn missed(
    detector: &Detector,
    position: &Position,
    kind: fn(&mut Numbers) -> String,
    seed: u64,
    each: usize,
) -> Vec<String> {
    let mut numbers = Numbers(seed);
    for _ in 0..8 {
        numbers.below(1);
    }
    let mut text = position.head.to_owned();
    let mut line = text.lines().count();
    let mut planted = Vec::new();
    for _ in 0..each {
        let password = kind(&mut numbers);
        let Some(written) = (position.write)(&password) else { continue };
        let first = line + 1;
        line += written.lines().count();
        planted.push((first, line, written.clone()));
        text.push_str(&written);
        text.push('\n');
    }
    text.push_str(position.tail);
    let origin = Origin { path: position.path.as_bytes().to_vec(), provenance: Provenance::File };
    let fragment = Fragment { origin: &origin, text: text.as_bytes(), added: Added::All };
    let mut excused = BTreeMap::new();
    let found = detector.scan_explained(&fragment, &mut |excuse| {
        excused.insert(excuse.line, excuse.why);
    });
    let lines: BTreeSet<usize> = found.iter().map(|finding| finding.location.line).collect();
    let is_missed = |(first, last, written): &(usize, usize, String)| {
        if lines.range(*first..=*last).next().is_some() {
            return None;
        }
        let why = excused.range(*first..=*last).next().map_or("not read", |(_, why)| *why);
        Some(format!("{written}   <- {why}"))
    };
    planted.iter().filter_map(is_missed).collect()
}

/// Returns every miss: the position, the kind, the counts, and some examples.
pub(crate) fn misses(each: usize, shown: usize) -> Vec<String> {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    let mut reported = Vec::new();
    for (p, position) in POSITIONS.iter().enumerate() {
        for (k, (kind, make)) in KINDS.iter().enumerate() {
            let seed = (p * KINDS.len() + k) as u64 * 7_919 + 1;
            let missed = missed(&detector, position, *make, seed, each);
            if !missed.is_empty() {
                let some: Vec<&str> = missed.iter().take(shown).map(String::as_str).collect();
                reported.push(format!(
                    "{} · {kind}: {} of {each}\n    {}",
                    position.name,
                    missed.len(),
                    some.join("\n    ")
                ));
            }
        }
    }
    reported
}

/// Returns the number of each kind in each position, if the environment asks for more than the default.
fn each() -> usize {
    std::env::var("DSNITCH_PASSWORDS").ok().and_then(|number| number.parse().ok()).unwrap_or(EACH)
}

#[test]
fn no_password_of_any_kind_is_missed_in_a_literal_s_place() {
    let reported = misses(each(), 3);
    assert!(reported.is_empty(), "\n{}", reported.join("\n"));
}

/// Two capitalised words may be a title: the finding exists, with low confidence. Four are a passphrase.
#[test]
fn a_possible_title_is_found_with_low_confidence() {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    for (path, line, confidence) in [
        ("a.js", "password: 'Quartz Window',", Some("low")),
        ("a.json", "{\"db_password\": \"Quartz Window!\"}", Some("low")),
        ("a.js", "password: 'Quartz Window Hammer Battery',", Some("medium")),
        (".env", "PGPASSWORD=Quartz Window", Some("high")),
        ("a.js", "password: 'Current Password',", None),
    ] {
        let found = crate::corpus::scan(&detector, path, line.as_bytes());
        let found = found.first().map(|finding| finding.confidence.as_str());
        assert_eq!(found, confidence, "{line}");
    }
}

/// A generator that repeats passwords, or makes none for most positions, would prove nothing.
#[test]
fn the_generator_makes_varied_passwords() {
    let mut numbers = Numbers(1);
    for (kind, make) in KINDS {
        let made: BTreeSet<String> = (0..100).map(|_| make(&mut numbers)).collect();
        let written = made.iter().flat_map(|password| POSITIONS.iter().filter_map(|at| (at.write)(password))).count();
        assert_eq!(made.len(), 100, "{kind}");
        assert!(written * 10 >= POSITIONS.len() * made.len() * 8, "{kind}: {written}");
        assert!(made.iter().all(|password| password.chars().count() >= 8), "{kind}");
    }
    assert!(KINDS.len() == 19 && POSITIONS.len() >= 18);
}

/// References and placeholders are not reported in the positions where they are replaced, although they look like
/// literals.
#[test]
fn genuine_references_and_placeholders_cause_no_finding() {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    let cipher = format!("db.password={{cipher}}{}", "0123456789abcdef".repeat(4));
    for (path, text) in [
        (".env", "DB_PASSWORD=op://vault/item/password"),
        ("a.yml", "password: vault:secret/data/db#password"),
        ("a.yml", "password: ref+vault://secret/db#/password"),
        ("a.yml", "password: arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf"),
        ("a.yml", "password: gcpsm://acme-prod/db-password"),
        ("a.properties", "db.password=ENC(9sT2kQx7vLm4Wz8Rn3Jc6Vt5)"),
        ("a.properties", &cipher),
        ("a.yml", "password: U2FsdGVkX19kx1Wq8mQz7rT2Lp0Vb6Yc4Nn5Hs3Jd9E="),
        ("a.json", "{\"password\": \"projects/p/secrets/db-password/versions/latest\"}"),
        ("a.json", "{\"adminPassword\": \"[parameters('adminPassword')]\"}"),
        ("a.json", "{\"name\": \"DB_PASSWORD\", \"type\": \"string\", \"value\": \"${DB_PASSWORD}\"}"),
        ("a.json", "{\"p\\u0061ssword\": \"{{ password }}\"}"),
        ("a.json", "{\"caf\\u00e9\": \"kV8mQz4rTn9wX2pL\"}"),
        ("run.bat", "set PGPASSWORD=%~1"),
        ("run.bat", "for /f %%i in (pw.txt) do set PGPASSWORD=%%i"),
        ("run.sh", "read -r PGPASSWORD < /run/secrets/pw"),
        ("run.sh", "read -rs PGPASSWORD"),
        ("run.sh", "read -r PGPASSWORD <<< \"$PW\""),
        ("run.sh", "printf -v PGPASSWORD '%s' \"$PW\""),
        ("run.sh", "pulumi config set --secret dbPassword \"$PW\""),
        ("run.sh", "docker service create --secret pg_password postgres:18"),
        ("run.sh", "cat >~/.pgpass <<EOF\ndb:5432:app:app:${PGPASSWORD}\nEOF"),
        ("a.py", "password = b64decode(os.environ[\"PW\"])"),
        ("a.py", "password = \"\".join(secrets.choice(alphabet) for _ in range(20))"),
        ("a.py", "setattr(role, \"password\", value)"),
        ("a.py", "password = \\\n    os.environ[\"PW\"]"),
        ("a.js", "const password = atob(process.env.PW);"),
        ("A.java", "ds.setPassword(/* from the vault */ vault.read(\"db\"));"),
        ("a.cpp", "std::string password(read_password());"),
        ("a.cpp", "std::string password(argv[1]);"),
        ("a.cpp", "bool check_password(\"x\");"),
        ("a.rb", "password = <<~E.strip\n  #{ENV['PW']}\nE"),
        ("a.yml", "password:\n  secretKeyRef:\n    name: db\n    key: password"),
        ("a.yml", "password:\n  ${DB_PASSWORD}"),
        ("a.yml", "password:\n- one\n- two"),
        ("a.yml", "? password\n: ${DB_PASSWORD}"),
        ("a.yml", "password: >-\n  ${DB_PASSWORD}"),
        ("a.yml", "imagePullSecret: registry-creds"),
        ("a.yml", "environment:\n  DB_PASSWORD:\n    from_secret: db_password"),
        ("a.xml", "<property><name>db.password</name><value>${db.password}</value></property>"),
        ("a.cs", "[DefaultValue(\"\")] public string Password { get; set; }"),
        ("a.sql", "ALTER ROLE app PASSWORD :'password';"),
        ("a.js", "password: 'your_password_here'"),
        (".env", "DB_PASSWORD=YOUR_DB_PASSWORD"),
        (".env", "API_SECRET=sk_live_xxxxxxxxxxxx"),
        (".env", "DB_PASSWORD=ваш_пароль"),
        ("a.ini", "password = ###DB_PWD###"),
        ("a.js", "const passwordUrl = 'https://auth.corp.net/reset?token=x';"),
    ] {
        let found = crate::corpus::scan(&detector, path, text.as_bytes());
        let secrets = found.iter().filter(|finding| finding.class() != dsnitch::finding::Class::Hygiene);
        let found: Vec<&str> = secrets.map(|finding| &*finding.rule).collect();
        assert!(found.is_empty(), "{text} in {path}: {found:?}");
    }
}

/// U+0085, U+2028 and U+2029 end a line in a few languages, and end a literal in none: a value with one is read whole,
/// and the text after it is read.
#[test]
fn other_line_ends_do_not_truncate_a_value() {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    for end in ["\u{85}", "\u{2028}", "\u{2029}"] {
        let value = format!("kV8mQz4r{end}Tn9wX2pL");
        for (path, text) in [
            ("a.py", format!("password = \"{value}\"\n")),
            ("a.js", format!("// one{end}const password = \"{value}\";\n")),
            ("a.json", format!("{{\"a\": 1,{end}\"password\": \"{value}\"}}\n")),
            ("a.sh", format!("PGPASSWORD='{value}'\n")),
            (".env", format!("PGPASSWORD={value}\n")),
            ("a.yml", format!("password: '{value}'\n")),
            ("a.properties", format!("db.password={value}\n")),
            ("a.sql", format!("ALTER ROLE app PASSWORD '{value}';\n")),
            (".pgpass", format!("db:5432:app:app:{value}\n")),
        ] {
            let origin = Origin { path: path.as_bytes().to_vec(), provenance: Provenance::File };
            let fragment = Fragment { origin: &origin, text: text.as_bytes(), added: Added::All };
            let mut values = Vec::new();
            detector.scan_with_secrets(&fragment, &mut |_| {}, &mut |leaked| values.push(leaked.value.to_vec()));
            assert_eq!(values, [value.as_bytes().to_vec()], "{path}: {}", text.escape_debug());
        }
    }
}

/// In PostgreSQL's own files there are no references, whatever a value begins with.
#[test]
fn references_do_not_exist_in_a_password_file() {
    let values =
        ["projects/V", "!vaultV", "/run/secrets/V", "ENC(V)", "sm://V", "op://V", "enc:V", "your_V", "enter-V"];
    let repo = crate::support::repo::TempRepo::no_repository();
    for value in values.map(|value| value.replace('V', "kV8m2Qz4rTn9wX")) {
        repo.write(".pgpass", format!("db:5432:app:app:{}\n", value.replace(':', "\\:")));
        repo.write("userlist.txt", format!("\"app\" \"{value}\"\n"));
        for path in [".pgpass", "userlist.txt"] {
            let ran = crate::support::cmd::Dsnitch::new(&repo).args(["files", path]).json();
            assert_eq!(ran.leaks().len(), 1, "{value} in {path}: {}", ran.describe());
        }
    }
}
