//! References in the options and arguments of commands that take a password, in every spelling that a shell expands: none
//! is a finding, and a literal in the same place is.

use std::sync::LazyLock;

use dsnitch::detect::Detector;
use dsnitch::finding::Class;
use dsnitch::rules::RuleSet;

use crate::corpus::scan;

static DETECTOR: LazyLock<Detector> =
    LazyLock::new(|| Detector::new(RuleSet::builtin()).expect("every extractor exists"));

/// Commands with a password at `@`, which stands in double quotes.
const QUOTED: [&str; 18] = [
    "curl -u \"app:@\" https://x.acme.io/",
    "curl -s --user \"app:@\" https://x.acme.io/",
    "curl --user=\"app:@\" https://x.acme.io/",
    "mysql -uroot -p\"@\" app",
    "mysqldump -h db -p\"@\" app",
    "sshpass -p \"@\" ssh app@x.acme.io",
    "redis-cli -a \"@\" ping",
    "zip -P \"@\" a.zip b",
    "7z a -p\"@\" a.7z b",
    "az postgres flexible-server create -u app -p \"@\"",
    "gh secret set DB_PASSWORD --body \"@\"",
    "aws ssm put-parameter --name x --type SecureString --value \"@\"",
    "az keyvault secret set --name x --value \"@\"",
    "consul kv put app/db_password \"@\"",
    "PGPASSWORD=\"@\" psql -h db",
    "export DB_PASSWORD=\"@\"",
    "docker run -e \"POSTGRES_PASSWORD=@\" postgres",
    "docker run -e POSTGRES_PASSWORD=\"@\" postgres",
];

/// What a shell expands there.
const REFERENCES: [&str; 17] = [
    "$DB_PASSWORD",
    "${DB_PASSWORD}",
    "${DB_PASSWORD:?set it in .env}",
    "${db_password:?set it}",
    "${DB_PASSWORD?}",
    "${DB_PASSWORD:-}",
    "${DB_PASSWORD:-$OTHER_PASSWORD}",
    "${DB_PASSWORD:-$(pass show x)}",
    "${!name}",
    "${PASSWORDS[0]}",
    "$1",
    "$(cat /run/secrets/db)",
    "$(cat \"$PASSWORD_FILE\")",
    "$(< pw.txt)",
    "$(aws secretsmanager get-secret-value --secret-id x | jq -r '.password')",
    "`pass show x`",
    "${{ secrets.DB_PASSWORD }}",
];

fn secrets(text: &str) -> Vec<String> {
    let found = scan(&DETECTOR, "run.sh", text.as_bytes());
    let found = found.into_iter().filter(|finding| finding.class() != Class::Hygiene);
    found.map(|finding| finding.rule.to_string()).collect()
}

#[test]
fn a_reference_is_silent_in_every_option_that_takes_a_password() {
    for command in QUOTED {
        let literal = command.replace('@', "Qm7tLx2vRk9").replace("appQm7tLx2vRk9", "app@");
        assert_eq!(secrets(&format!("{literal}\n")).len(), 1, "{literal}");
        for reference in REFERENCES {
            let quoted = command.replacen("@\"", &format!("{reference}\""), 1);
            // Without quotes a shell expands it as well.
            let bare = quoted.replacen(&format!("{reference}\""), reference, 1);
            let bare = bare.replacen('"', "", 1);
            let takes_words = reference.contains(' ') && command.starts_with("docker run -e \"");
            for text in [Some(quoted), (!takes_words).then_some(bare)].into_iter().flatten() {
                assert_eq!(secrets(&format!("#!/bin/sh\n{text}\n")), Vec::<String>::new(), "{text}");
            }
        }
    }
}

/// Three quotes are an empty literal and one that opens: what follows is no text in a literal of several lines.
#[test]
fn three_quotes_open_no_block_in_a_shell() {
    for before in [
        r#"echo """$d""#,
        r#"echo "a b\"""$d""#,
        r#"echo -e "$blue""for \"$personal_access_token\"""$default""#,
        "echo '''$d'",
        r#"x=""""""#,
        r#"echo "a""""b""#,
    ] {
        for (text, expected) in [
            (r#"app_token=$(echo "$personal_access_token" | base64)"#, 0),
            (r#"export DB_PASSWORD="$anthropicPw""#, 0),
            (r#"app_token=$(echo "Qm7tLx2vRk9PzWq4" | base64)"#, 1),
            (r#"export DB_PASSWORD="Qm7tLx2vRk9""#, 1),
            ("export DB_PASSWORD='$Qm7tLx2vRk9'", 1),
        ] {
            let text = format!("#!/bin/sh\n{before}\n{text}\n");
            assert_eq!(secrets(&text).len(), expected, "{text}");
        }
    }
}
