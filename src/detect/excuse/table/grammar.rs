//! Excuses by the syntax of the value and of its context.

use super::super::place::Place;
use super::super::{Described, Excuse, Ground, Of};
use super::super::{checksum, placeholder, public, reference, schema_uri, uri_pattern};
use super::at;
use crate::detect::reading::reads_as_name;
use crate::extract::{Dialect, Form};

pub(super) const ROWS: &[Excuse] = &[
    Excuse {
        name: "empty",
        why: "empty",
        ground: Ground::Grammar,
        of: Of::All,
        applies: |it| it.value.is_empty(),
        excuses: &[at(".env", "PGPASSWORD=\"\"\n"), at("a.yml", "db_password: \"\"\n")],
        keeps: &[at(".env", "PGPASSWORD=kV8mQz4rTn9w\n")],
    },
    Excuse {
        name: "reference",
        why: "a reference, not a literal",
        ground: Ground::Grammar,
        of: Of::Judged,
        applies: |it| {
            reference::is_reference(it.value, it.place())
                || is_batch_variable(it)
                || reference::escaped_psql::is_role_or_variable(it.cx.text, it.candidate.secret.span)
        },
        excuses: &[
            at(".env", "PGPASSWORD=${DB_PASSWORD}\n"),
            at("a.yml", "db_password: '{{ db_password }}'\n"),
            at("a.sql", "ALTER ROLE app PASSWORD '${DB_PASSWORD}';\n"),
            at("run.sh", "export PGPASSWORD=\"$DB_PASSWORD\"\n"),
            at("run.bat", "psql postgres://app:%DB_PASSWORD%@db.corp.net/app\n"),
            at("a.xml", "<a>ALTER ROLE app PASSWORD :&apos;new_password&apos;;</a>\n"),
            at("a.xml", "<a>in psql: \\password &quot;zulip&quot;</a>\n"),
            at("azuredeploy.json", "{\"password\": \"[reference('x').outputs.pw.value]\"}\n"),
            at("azuredeploy.json", "{\"password\": \"[listKeys(resourceId('x', 'y'), '2020-01-01').key1]\"}\n"),
            at("manifest.yml", "db_password: (( vault \"secret/db:password\" ))\n"),
            at("manifest.yml", "db_password: (( grab $DB_PASSWORD ))\n"),
            at("connector.json", "{\"database.password\": \"${secretManager:db-password}\"}\n"),
        ],
        keeps: &[
            at(".env", "PGPASSWORD=${kV8m2Qz4rTn9wX}\n"),
            at("azuredeploy.json", "{\"password\": \"[kV8m2Qz4(rTn9wX).Ab7]\"}\n"),
            at("manifest.yml", "db_password: (( grab meta.x || \"kV8m2Qz4rTn9wX\" ))\n"),
            at(".env", "PGPASSWORD='${correct horse battery}'\n"),
            at("run.sh", "export PGPASSWORD='$kV8m2Qz4rTn9wX'\n"),
            at(".pgpass", "db.corp.net:5432:app:app:$DB_PASSWORD\n"),
        ],
    },
    Excuse {
        name: "stored-secret",
        why: "the name of a secret that is stored elsewhere",
        ground: Ground::Grammar,
        of: Of::Judged,
        applies: is_stored_elsewhere,
        excuses: &[
            at(".env", "DB_PASSWORD=op://vault/item/password\n"),
            at("a.yml", "db_password: vault:secret/data/db#password\n"),
            at("a.yml", "db_password: arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf\n"),
        ],
        keeps: &[at(".env", "DB_PASSWORD=op://kV8m2Qz4rTn9wX\n"), at("a.yml", "db_password: vault:kV8m2Qz4rTn9wX\n")],
    },
    Excuse {
        name: "encrypted",
        why: "an encrypted value",
        ground: Ground::Grammar,
        of: Of::Judged,
        applies: |it| is_encrypted(it) || is_sealed(it),
        excuses: &[
            at("a.properties", "db.password=ENC(9sT2kQx7vLm4Wz8Rn3Jc6Vt5)\n"),
            at("standalone.xml", "<password>${ENC::initialresolver:RUxZAUMQgtpG7oFlHR2j1Gkn3GKIHff}</password>\n"),
            at("settings.xml", "<password>{COQLCE6DU6GtcS5P=}</password>\n"),
            at("a.yml", "db_password: U2FsdGVkX19kx1Wq8mQz7rT2Lp0Vb6Yc4Nn5Hs3Jd9E=\n"),
        ],
        keeps: &[
            at("a.properties", "db.password=ENC(kV8m2Qz4rTn9wX)\n"),
            at("standalone.xml", "<password>${ENC::kV8m2Qz4rTn9wX}</password>\n"),
            at("a.yml", "db_password: U2FsdGVkX1kV8m2Qz4rTn9wX\n"),
        ],
    },
    Excuse {
        name: "placeholder",
        why: "a placeholder",
        ground: Ground::List,
        of: Of::Judged,
        applies: |it| {
            placeholder::is_placeholder_text(it.value)
                || is_start_of_placeholder(it)
                || is_argument_in_capitals(it)
                || is_word_of_a_statement(it)
        },
        excuses: &[
            at(".env", "DB_PASSWORD=<password>\n"),
            at(".env", "DB_PASSWORD=your_password\n"),
            at("a.yml", "db_password: '********'\n"),
            at("README.md", "DB_PASSWORD=<minimum 32 character random string>\n"),
            at("README.md", "kubectl create secret generic db --from-literal=password=PASSWORD\n"),
        ],
        keeps: &[
            at(".env", "DB_PASSWORD=changeme\n"),
            at(".env", "DB_PASSWORD=<kV8m2Qz4rTn9wX>\n"),
            at("a.yml", "db_password: kV8m2Qz4rTn9...\n"),
        ],
    },
    Excuse {
        name: "checksum",
        why: "the checksum of a module",
        ground: Ground::Grammar,
        of: Of::All,
        applies: |it| checksum::is_in_one(it.cx, it.candidate.secret.span),
        excuses: &[],
        keeps: &[at("go.sum", "PGPASSWORD=kV8m2Qz4rTn9wX\n")],
    },
    Excuse {
        name: "report-digest",
        why: "a digest in a report of dsnitch",
        ground: Ground::Grammar,
        of: Of::All,
        applies: |it| {
            it.candidate.key == "secret" && checksum::own_report::is_digest(it.cx.text, it.candidate.secret.span)
        },
        excuses: &[
            at(
                "report.json",
                "{\"fingerprint\":\"4b86df9f2e2a5ef1ac5e8ab2d10e3a4f\",\"secret\":\"5b03841e36930d695062bd1b7aaeab1b\",\"characters\":[29,41]}\n",
            ),
            at(
                "a.sarif",
                "{\"a\": 1, \"masked\": \"k•••••••\", \"fingerprint\": \"4b86df9f2e2a5ef1ac5e8ab2d10e3a4f\", \"secret\": \"5b03841e36930d695062bd1b7aaeab1b\", \"commit\": null}\n",
            ),
            at(
                "report.json",
                "[{\n  \"secret\": \"5b03841e36930d695062bd1b7aaeab1b\",\n  \"rule\": \"pg-uri-password\", \"class\": \"leak\", \"action\": \"block\"}]\n",
            ),
        ],
        keeps: &[
            at(
                "report.json",
                "{\"fingerprint\":\"4b86df9f2e2a5ef1ac5e8ab2d10e3a4f\",\"secret\":\"5b03841e36930d695062bd1b7aaeab1b\",\"column\":1}\n",
            ),
            at(
                "report.json",
                "{\"fingerprint\":\"4b86df9f2e2a5ef1ac5e8ab2d10e3a4f\",\"secret\":\"kV8m2Qz4rTn9wXkV8m2Qz4rTn9wX\",\"characters\":[29,41]}\n",
            ),
            at(
                "report.json",
                "{\"secret\":\"5b03841e36930d695062bd1b7aaeab1b\",\"rule\":\"x\",\"class\":\"other\",\"action\":\"block\"}\n",
            ),
            at("a.json", "{\"secret\": \"5b03841e36930d695062bd1b7aaeab1b\"}\n"),
        ],
    },
    Excuse {
        name: "schema-uri",
        why: "a URI that only shows how one is written",
        ground: Ground::List,
        of: Of::Judged,
        applies: schema_uri::is_schema_uri,
        excuses: &[
            at("README.md", "postgres://USER:PASSWORD@HOST:5432/DB\n"),
            at("README.md", "postgres://user:pass@host:5432/db\n"),
        ],
        keeps: &[
            at("README.md", "postgres://user:pass@localhost:5432/app\n"),
            at("README.md", "postgres://user:kV8m2Qz4rTn9wX@host:5432/db\n"),
        ],
    },
    Excuse {
        name: "uri-pattern",
        why: "a regular expression that matches URIs",
        ground: Ground::Grammar,
        of: Of::Judged,
        applies: |it| it.candidate.form == Form::Uri && uri_pattern::is_pattern(it.cx.text, it.candidate.secret.span),
        excuses: &[at("a.py", "URL = re.compile(r\"postgres://([^:]+):([^@]+)@([^/]+)\")\n")],
        keeps: &[at("a.py", "URL = \"postgres://app:kV8m2.+@db.corp.net/app\"\n")],
    },
    Excuse {
        name: "public-key",
        why: "a key that is meant to be public",
        ground: Ground::List,
        of: Of::Judged,
        applies: |it| is_web_key(it) || !it.place().fixed && public::is_public(it.value),
        excuses: &[at(".env", "SUPABASE_SECRET_KEY=sb_publishable_abcdefghijk\n")],
        keeps: &[at(".env", "DB_PASSWORD=sb_secret_kV8m2Qz4rTn9wX\n")],
    },
];

/// True if the value is the start of a text in angle brackets that was cut at a blank: `KEY=<minimum 32 characters>`.
fn is_start_of_placeholder(it: &Described<'_, '_>) -> bool {
    const LONGEST: usize = 80;
    if !it.value.starts_with(b"<") || it.value.contains(&b'>') {
        return false;
    }
    let start = it.candidate.secret.span.start;
    let rest = it.cx.text.get(start..it.cx.text.len().min(start + LONGEST)).unwrap_or_default();
    let line = rest.split(|b| *b == b'\n').next().unwrap_or_default();
    memchr::memchr(b'>', line).and_then(|close| line.get(..=close)).is_some_and(placeholder::is_placeholder_text)
}

/// `PASSWORD 'PASSWORD'` in a statement of a text for people: the word itself, in capitals.
fn is_word_of_a_statement(it: &Described<'_, '_>) -> bool {
    it.candidate.form == Form::Sql && it.dialect() == Dialect::Prose && it.value == b"PASSWORD"
}

/// True for `--from-literal=root-password=ROOT_PASSWORD`: the argument is the key itself, in capitals.
fn is_argument_in_capitals(it: &Described<'_, '_>) -> bool {
    let is_capitals = it.value.iter().all(|b| b.is_ascii_uppercase() || *b == b'_') && it.value.len() > 3;
    if !is_capitals {
        return false;
    }
    let head = it.cx.text.get(..it.candidate.secret.span.start).unwrap_or_default();
    let argument = head.rsplit(u8::is_ascii_whitespace).next().unwrap_or_default();
    let Some(key) = argument.strip_prefix(b"--from-literal=").and_then(|key| key.strip_suffix(b"=")) else {
        return false;
    };
    let names =
        |key: &[u8]| key.iter().map(|b| if *b == b'-' { b'_' } else { b.to_ascii_uppercase() }).collect::<Vec<u8>>();
    names(key).ends_with(it.value)
}

/// True if a URI in a batch file contains a variable there, whose first letters look like a percent escape: `%DB_PW%`.
fn is_batch_variable(it: &Described<'_, '_>) -> bool {
    let raw = it.candidate.secret.span.of(it.cx.text);
    // Elsewhere, text in capitals between the signs that names a secret.
    let names_a_secret = || {
        let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
        let is_name = inner.iter().all(|b| b.is_ascii_uppercase() || *b == b'_') && inner.contains(&b'_');
        let words = [b"_PASSWORD".as_slice(), b"_PASS", b"_PW", b"_PWD", b"_SECRET", b"_TOKEN"];
        raw.ends_with(b"%") && is_name && reads_as_name(inner) && words.iter().any(|word| inner.ends_with(word))
    };
    it.candidate.form == Form::Uri
        && raw.starts_with(b"%")
        && (it.dialect() == Dialect::Batch && reference::is_reference(raw, it.place()) || names_a_secret())
}

/// True for a reference into a store. No program resolves one within a statement or a URI; `op inject` resolves its own
/// in any text.
fn is_stored_elsewhere(it: &Described<'_, '_>) -> bool {
    let Place { form, fixed, .. } = it.place();
    // CodeBuild: secrets-manager: followed by the names of the variable and of the secret
    let is_named = || {
        let keys = [b"secrets-manager:".as_slice(), b"parameter-store:"];
        it.dialect() == Dialect::Yaml
            && it.value.iter().any(|b| matches!(b, b'/' | b':'))
            && keys.iter().any(|key| is_under(it.cx.text, key, it.candidate.secret.span.start))
    };
    reference::is_item(it.value)
        || is_named()
        || !fixed && !matches!(form, Form::Sql | Form::Uri) && reference::names_a_stored_secret(it.value)
}

fn is_encrypted(it: &Described<'_, '_>) -> bool {
    let Place { form, fixed, .. } = it.place();
    !fixed && !matches!(form, Form::Sql | Form::Uri) && reference::is_encrypted(it.value)
}

/// True for a value of a Bitnami SealedSecret: the base64 of a ciphertext that begins with the length of its session
/// key, 0x0200.
fn is_sealed(it: &Described<'_, '_>) -> bool {
    it.value.starts_with(b"Ag")
        && it.value.len() >= 32
        && it.value.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
        && is_under(it.cx.text, b"encryptedData", it.candidate.secret.span.start)
}

/// True if the text at `at` belongs to the last `key` before it: in YAML by indentation, in JSON by brackets.
fn is_under(text: &[u8], key: &[u8], at: usize) -> bool {
    const FAR: usize = 1 << 16;
    let before = text.get(at.saturating_sub(FAR)..at).unwrap_or_default();
    let Some(found) = memchr::memmem::rfind(before, key) else { return false };
    let indent = |line: &[u8]| line.iter().take_while(|b| **b == b' ').count();
    let start = memchr::memrchr(b'\n', before.get(..found).unwrap_or_default()).map_or(0, |end| end + 1);
    let own = indent(before.get(start..).unwrap_or_default());
    let between = before.get(found + key.len()..).unwrap_or_default();
    let mut below = between.split(|b| *b == b'\n').skip(1).filter(|line| !line.trim_ascii().is_empty());
    !between.contains(&b'}') && below.all(|line| indent(line) > own || line.trim_ascii_start() == b"{")
}

/// True for the key of a Firebase web application, which its pages publish: the project's names are beside it.
fn is_web_key(it: &Described<'_, '_>) -> bool {
    const NEAR: usize = 512;
    let (span, text) = (it.candidate.secret.span, it.cx.text);
    let near = || text.get(span.start.saturating_sub(NEAR)..text.len().min(span.end + NEAR)).unwrap_or_default();
    let beside =
        [b"authDomain".as_slice(), b"messagingSenderId", b".firebaseapp.com", b"AUTH_DOMAIN", b"MESSAGING_SENDER_ID"];
    it.candidate.secret.value.starts_with(b"AIza")
        && beside.iter().any(|word| memchr::memmem::find(near(), word).is_some())
}
