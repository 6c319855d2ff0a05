//! Text that is no value: types, patterns, hashes, addresses, labels, names, code.

use super::super::{Described, Excuse, Ground, Of};
use super::super::{code, commented, hash, label, locator, name, pattern, type_word};
use super::at;
use crate::extract::Dialect;
use crate::rules::words::LABEL_WORDS;

pub(super) const ROWS: &[Excuse] = &[
    Excuse {
        name: "type",
        why: "a type, a constant or a method, not a value",
        ground: Ground::List,
        of: Of::Loose,
        applies: |it| it.is_assigned() && type_word::is_type_word(it.lower(), it.candidate, it.dialect()),
        excuses: &[at("openapi.yaml", "password: string\n"), at(".env", "DB_PASSWORD=null\n")],
        keeps: &[at(".env", "DB_PASSWORD=string\n"), at("a.py", "db_password = \"2048\"\n")],
    },
    Excuse {
        name: "pattern",
        why: "a regular expression, not a value",
        ground: Ground::Grammar,
        of: Of::Loose,
        applies: pattern::is_pattern,
        excuses: &[at("a.js", "const form = { password: '^.{8,}$' };\n")],
        keeps: &[at("a.js", "const form = { password: '(?kV8m2Qz4rTn9wX)' };\n")],
    },
    Excuse {
        name: "hash",
        why: "the hash of an end user's password",
        ground: Ground::Grammar,
        of: Of::Loose,
        applies: |it| it.is_assigned() && (hash::is_hash(it.value) || hash::names_a_hash(it.lower())),
        excuses: &[
            at("seed.js", "const user = { password: '$2b$10$abcdefghijklmnopqrstuv' };\n"),
            at("a.yml", "db_password: $6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2\n"),
        ],
        keeps: &[at("a.js", "const user = { password: '$1$kV8m2Qz4rTn9wX' };\n")],
    },
    Excuse {
        name: "locator",
        why: "an address, a path or a selector",
        ground: Ground::Grammar,
        of: Of::Loose,
        applies: is_locator,
        excuses: &[
            at("a.js", "const password = 'https://auth.corp.net/reset';\n"),
            at("a.spec.js", "const password = '#password';\n"),
        ],
        keeps: &[at("a.js", "const password = './kV8m2Qz4rTn9wX';\n")],
    },
    Excuse {
        name: "label",
        why: "text for people",
        ground: Ground::List,
        of: Of::Loose,
        applies: is_label,
        excuses: &[
            at("php.ini", ";odbc.default_pw = Not yet implemented\n"),
            at("a.js", "const texts = { password: 'Current password' };\n"),
            at("i18n/pt.json", "{\"password\": \"Senha\"}\n"),
        ],
        keeps: &[at("a.json", "{\"db_password\": \"Quartz Window Hammer Battery\"}\n")],
    },
    Excuse {
        name: "name",
        why: "the name of a value, not a value",
        ground: Ground::Grammar,
        of: Of::Loose,
        applies: |it| it.is_assigned() && name::is_name(it.text(), it.candidate, it.line(), it.dialect()),
        excuses: &[
            at("a.yml", "imagePullSecret: registry-creds\n"),
            at("sst.config.ts", "const dbPassword = new sst.Secret(\"DbPassword\");\n"),
            at("a.sh", "helm install x --set database.passwordSecret.key=postgres-password\n"),
        ],
        keeps: &[at("a.js", "const db = { password: 'password' };\n")],
    },
    Excuse {
        name: "version",
        why: "the version of a package",
        ground: Ground::Grammar,
        of: Of::Loose,
        applies: |it| it.is_assigned() && it.cx.language().is_manifest && name::is_version(it.text()),
        excuses: &[at("package.json", "{\"pbkdf2-password\": \"^1.2.1\"}\n")],
        keeps: &[at("config.json", "{\"db_password\": \"1.2.1\"}\n")],
    },
    Excuse {
        name: "commented-code",
        why: "a name in code that is commented out",
        ground: Ground::Grammar,
        of: Of::Loose,
        applies: |it| commented::is_name_in_code(it.cx, it.candidate),
        excuses: &[at("a.py", "# user.password = password\n"), at("a.tf", "# password = random_password.db.result\n")],
        keeps: &[at("a.py", "# password = kV8m2Qz4rTn9wX\n"), at("a.py", "# DB_PASSWORD=kV8m.Qz4rTn9wX\n")],
    },
    Excuse {
        name: "expression",
        why: "an expression, not a literal",
        ground: Ground::Grammar,
        of: Of::Loose,
        applies: |it| code::is_code(it.cx, it.value, it.candidate),
        excuses: &[
            at("README.md", "  password: dbPassword,\n"),
            at("stack.yml", "- - \"{{resolve:secretsmanager:\"\n  - Ref: DbSecret\n  - :SecretString:password::}}\n"),
            at("README.md", "    password = random_password.db.result\n"),
            at("README.md", "    secret = &corev1.Secret{}\n"),
            at("play.yml", "a: \"{{ x }}\"\nb: \"{{ {\n  password: item.key | d(omit),\n}  }}\"\n"),
        ],
        keeps: &[
            at("README.md", "password=kV8m2.Qz4rTn9wX\n"),
            at("stack.yml", "- :DbPassword:kV8m2Qz4rTn9wX::}}\n"),
            at("README.md", "    password = kV8m2Qz4.rTn9wX.db\n"),
            at("README.md", "    password = quartz.window-hammer!{}\n"),
        ],
    },
    Excuse {
        name: "code-list",
        why: "an entry of a list of codes",
        ground: Ground::Grammar,
        of: Of::Loose,
        applies: |it| code::is_entry_of_codes(it.cx, it.candidate),
        excuses: &[
            at("a.json", "{\"PT\": \"Portugal\",\n\"PW\": \"Palau\",\n\"PY\": \"Paraguay\"}\n"),
            at("a.json", "{\"MU-PL\": \"Port Louis\",\n\"MU-PW\": \"Plaines Wilhems\",\n\"MU-RO\": \"Rodrigues\"}\n"),
        ],
        keeps: &[at("a.json", "{\"PT\": \"Portugal\",\n\"PW\": \"kV8m2Qz4rTn9wX\",\n\"PY\": \"Paraguay\"}\n")],
    },
];

/// `pgpass` is the name of the password file, of a package and of a setting; a variable of that name holds the file's
/// path or a password.
fn is_locator(it: &Described<'_, '_>) -> bool {
    let is_configured =
        matches!(it.dialect(), Dialect::Env | Dialect::Ini | Dialect::Shell | Dialect::Docker | Dialect::Batch);
    let is_password_file = it.candidate.key.ends_with("pgpass") && (it.text().contains('/') || !is_configured);
    it.is_assigned() && (is_password_file || locator::is_locator(it.text(), it.lower(), it.candidate, it.dialect()))
}

fn is_label(it: &Described<'_, '_>) -> bool {
    // `Password=密码`: the word for "password" in a script that templates' passwords do not use.
    if !it.value.is_ascii() && LABEL_WORDS.contains(it.value) {
        return true;
    }
    // A comment that describes a variable: `# DB_PASSWORD: the password of the database role`
    if it.dialect() == Dialect::Env && it.line().trim_ascii_start().starts_with(b"#") && it.text().contains(' ') {
        let says = memchr::memmem::find(it.line(), b": ").is_some();
        return says && label::is_message(it.text());
    }
    let is_variable =
        || it.dialect() == Dialect::Yaml && !it.text().contains(' ') && label::names_a_variable(it.line());
    it.is_assigned()
        && !is_variable()
        && label::is_label(it.text(), it.lower(), it.candidate, it.cx.language(), it.dialect())
}
