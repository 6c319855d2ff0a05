//! Keys that are told by their value, and keys that hold something else.

use dsnitch::detect::Detector;
use dsnitch::rules::RuleSet;

use crate::literal_ends::values;

const VALUE: &str = "q9f8Qm7tLx2vRk9PzWq4";

/// Whose key it is; none of these words is on a list.
const NAMES: [&str; 24] = [
    "JWT",
    "SESSION",
    "COOKIE",
    "WEBHOOK",
    "SHARED",
    "STORAGE",
    "ACCOUNT",
    "HMAC",
    "ADMIN",
    "ROOT",
    "SERVICE",
    "SERVER",
    "CLIENT",
    "CRON",
    "DEPLOY",
    "DATA",
    "AES",
    "VAULT",
    "UNSEAL",
    "LICENSE",
    "INTERNAL",
    "WORKER",
    "INGEST",
    "APISIX_ADMIN",
];

/// Where a key is set: a path, and a text with `NAME_KEY`, `nameKey` or `name_key` in it, and the value at `@`.
const PLACES: [(&str, &str); 9] = [
    (".env", "NAME_KEY=@\n"),
    ("run.sh", "export NAME_KEY=\"${NAME_KEY:-@}\"\n"),
    ("compose.yml", "services:\n  a:\n    environment:\n      NAME_KEY: ${NAME_KEY:-@}\n"),
    ("compose.yml", "services:\n  a:\n    environment:\n      - NAME_KEY=@\n"),
    ("a.ps1", "$env:NAME_KEY = \"@\"\n"),
    ("settings.py", "NAME_KEY = \"@\"\n"),
    ("config.yml", "name_key: @\n"),
    ("config.json", "{\"nameKey\": \"@\"}\n"),
    ("a.js", "const nameKey = '@';\n"),
];

/// Keys under which something is kept or found, and those that are public.
const OTHERS: [&str; 22] = [
    "CACHE",
    "SORT",
    "PARTITION",
    "ROUTING",
    "OBJECT",
    "S3",
    "PRIMARY",
    "FOREIGN",
    "TRANSLATION",
    "QUERY",
    "ROW",
    "INDEX",
    "IDEMPOTENCY",
    "PUBLIC",
    "PUBLISHABLE",
    "ANON",
    "SITE",
    "GPG",
    "SSH",
    "HOST",
    "INSTRUMENTATION",
    "CONSUMER",
];

/// `appleBananaKey` for `APPLE_BANANA`.
fn humped(name: &str) -> String {
    let mut words = name.split('_').map(str::to_ascii_lowercase);
    let first = words.next().unwrap_or_default();
    words.fold(first, |all, word| all + &word[..1].to_ascii_uppercase() + &word[1..])
}

fn written(text: &str, name: &str, value: &str) -> String {
    let text = text.replace("nameKey", &format!("{}Key", humped(name)));
    text.replace("NAME", name).replace("name_key", &format!("{}_key", name.to_ascii_lowercase())).replace('@', value)
}

#[test]
fn the_value_shows_what_a_key_is() {
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    for (path, text) in PLACES {
        for name in NAMES {
            let text = written(text, name, VALUE);
            assert_eq!(values(&detector, path, &text), [VALUE], "{path}: {text}");
        }
        for (name, value) in OTHERS.map(|name| (name, VALUE)).into_iter().chain([
            ("STORAGE", "user-settings-v2"),
            ("ADMIN", "your-admin-key"),
            ("ROOT", "root.menu.title"),
        ]) {
            let text = written(text, name, value);
            assert_eq!(values(&detector, path, &text), Vec::<String>::new(), "{path}: {text}");
        }
    }
}

#[test]
fn a_uuid_is_a_key_in_settings_only() {
    const UUID: &str = "6f1d8c3a-2b7e-4c59-9a40-d1e8b3f7a265";
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    for (path, text) in PLACES {
        let text = written(text, "ADMIN", UUID);
        let is_setting = path.ends_with(".env") || path.ends_with(".yml") || path.ends_with(".sh");
        assert_eq!(values(&detector, path, &text).len(), usize::from(is_setting), "{path}: {text}");
    }
}

#[test]
fn a_key_may_hold_the_name_of_a_value() {
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    for (path, text) in [
        ("render.yaml", "envVars:\n  - key: DB_PASSWORD\n    value: @\n"),
        ("render.yaml", "envVars:\n  - value: @\n    key: DB_PASSWORD\n"),
        ("a.json", "[{\"key\": \"DB_PASSWORD\", \"value\": \"@\"}]\n"),
        ("a.tf", "{ key = \"DB_PASSWORD\", value = \"@\" }\n"),
    ] {
        let text = text.replace('@', VALUE);
        assert!(!values(&detector, path, &text).is_empty(), "{path}: {text}");
    }
}

/// Words behind a credential's that are on no list: whose it is.
const OWNERS: [&str; 14] = [
    "APP",
    "READ_REPLICA",
    "USER_STORE",
    "V3",
    "EU",
    "TENANT_A",
    "SERVICE",
    "INTERNAL",
    "RESET",
    "LOCK",
    "ORDERS",
    "MAIN_ACCOUNT",
    "B",
    "ROTATION",
];

/// Values of generators: base64 of 12, 24 and 30 bytes, symbols, letters, lower case.
const GENERATED: [&str; 8] = [
    "q/8Zk3+TvWx9RmB2",
    "nL5+YdHs/2bPq8Zk3TvWx9RmB2nL4rJw",
    "hG7/sD3kL9+pQ2wE5rT8yU1iO4aZ6xCvBnM0jFdK",
    "k9~Vm;2(Qz4^rTn8",
    "w!7X:b@3Lp*Q5s/V&8m#K2zR",
    "qZkTvWxRmBnLpHsD",
    "QzKtVwXrMbNlPhSdGfJcYaEu",
    "qzktvwxrmbnlphsdgfjc",
];

/// Words behind a credential's that name a property of it.
const PROPERTIES: [&str; 12] =
    ["HASH", "FILE", "PATH", "ID", "URL", "ARN", "CHECKSUM", "SALT", "CHARS", "HINT", "ISSUER", "KEY_ID"];

#[test]
fn a_random_value_is_its_owner_s_credential_and_not_its_property() {
    const WORD: &str = "orders-service";
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    for credential in [
        "SMTP_PASSWORD",
        "API_TOKEN",
        "APP_SECRET",
        "STRIPE_API_KEY",
        "DB_PASSWORD",
        "POSTGRES_PASSWORD",
        "PASSWORD",
        "PGPASSWORD",
    ] {
        for (path, text) in [
            (".env", "KEY=@\n"),
            ("compose.yml", "services:\n  a:\n    environment:\n      KEY: @\n"),
            ("settings.py", "KEY = \"@\"\n"),
            ("a.json", "{\"KEY\": \"@\"}\n"),
        ] {
            let found = |word: &str, value: &str| {
                let text = text.replace("KEY", &format!("{credential}_{word}")).replace('@', value);
                (values(&detector, path, &text), format!("{path}: {text}"))
            };
            for word in OWNERS {
                let (values, text) = found(word, VALUE);
                assert_eq!(values, [VALUE], "{text}");
            }
            for word in PROPERTIES {
                let (values, text) = found(word, VALUE);
                assert_eq!(values, Vec::<String>::new(), "{text}");
            }
            // In each alphabet of a generator; only passwords have symbols.
            let is_of_letters =
                |value: &&&str| value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'+'));
            for value in GENERATED.iter().filter(|value| credential.contains("PASSWORD") || is_of_letters(value)) {
                let (values, text) = found("APP", value);
                assert_eq!(values, [*value], "{text}");
            }
            let uuid = "6f1d8c3a-2b7e-4c59-9a40-d1e8b3f7a265";
            for (word, value) in [
                ("RESET", "/reset/v2"),
                ("MAIN_ACCOUNT", uuid),
                ("LOCK", "lock-after-five-attempts"),
                ("MAIN_ACCOUNT", "projects/shop/secrets/main-account"),
                ("MAIN_ACCOUNT", "arn:aws:iam::123456789012:role/deploy"),
                ("ROTATION", WORD),
            ] {
                let (values, text) = found(word, value);
                let is_of_a_database = ["DB_", "POST", "PG"].iter().any(|start| credential.starts_with(start));
                assert!(is_of_a_database || values.is_empty(), "{text}");
            }
        }
    }
}

/// Keys that are a credential's by one word, of any product; and values of theirs that are none.
const WORDS: [&str; 34] = [
    "JWT",
    "SESSION_JWT",
    "BEARER",
    "AUTH_BEARER",
    "GH_PAT",
    "GITHUB_PAT",
    "REDIS_AUTH",
    "POSTGRES_AUTH",
    "HTTP_AUTH",
    "NPM_AUTH",
    "KAFKA_AUTH",
    "DB_PSW",
    "APP_PSW",
    "DB_PSSWD",
    "PSSWD",
    "LOSENORD",
    "CSRF_SECRET",
    "XSRF_SECRET",
    "APP_KEY",
    "BINDPW",
    "LDAP_BINDPW",
    "KEYPASS",
    "STOREPASS",
    "SSL_KEYSTOREPASS",
    "API_KEY",
    "AUTH_KEY",
    "ENCRYPTION_KEY",
    "SIGNING_KEY",
    "MOTDEPASSE",
    "MOT_DE_PASSE",
    "PG_AUTH",
    "DB_AUTH",
    "BASIC_AUTH",
    "APP_PSSWORD",
];

#[test]
fn one_word_makes_a_key_a_credential_s() {
    const JWT: &str =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhcHAiLCJpYXQiOjE3MDAwMDAwMDB9.Qm7tLx2vRk9PzWq4Nn8eZx81kdQm7";
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    for (path, text) in [
        (".env", "KEY=@\n"),
        ("app.yml", "env:\n  KEY: @\n"),
        ("compose.yml", "services:\n  a:\n    environment:\n      - KEY=@\n"),
        ("run.sh", "export KEY=\"@\"\n"),
        (".github/workflows/ci.yml", "env:\n  KEY: \"@\"\n"),
    ] {
        for key in WORDS {
            let text = text.replace("KEY", key);
            assert_eq!(values(&detector, path, &text.replace('@', VALUE)), [VALUE], "{path}: {text}");
            let reference = text.replace('@', "${VALUE_OF_IT}");
            assert_eq!(values(&detector, path, &reference), Vec::<String>::new(), "{path}: {reference}");
        }
        for key in ["JWT", "BEARER", "ADMIN_JWT", "ACCESS_TOKEN"] {
            let text = text.replace("KEY", key).replace('@', JWT);
            assert_eq!(values(&detector, path, &text), [JWT], "{path}: {text}");
        }
        for (key, value) in [
            ("JWT", "RS256"),
            ("BEARER", "true"),
            ("CLIENT_AUTH", "required"),
            ("REDIS_AUTH", "enabled"),
            ("GITHUB_PAT", "false"),
            ("GITHUB_PATH", VALUE),
            ("ANON_JWT", JWT),
            ("CSRF_TOKEN", VALUE),
        ] {
            let text = text.replace("KEY", key).replace('@', value);
            assert_eq!(values(&detector, path, &text), Vec::<String>::new(), "{path}: {text}");
        }
    }
}

#[test]
fn a_key_of_laravel_tells_itself() {
    const KEY: &str = "base64:kR3vTx9Qm7tLx2vRk9PzWq4Hd6sBf8nYc3gKj5aUe0E=";
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    for (path, text) in [
        ("config/app.php", "<?php\nreturn ['key' => '@'];\n"),
        ("config/app.php", "<?php\nreturn ['key' => env('APP_KEY', '@')];\n"),
        (".env", "APP_KEY=@\n"),
        ("compose.yml", "services:\n  a:\n    environment:\n      - APP_KEY=@\n"),
        ("phpunit.xml", "<env name=\"APP_KEY\" value=\"@\"/>\n"),
        ("a.sql", "INSERT INTO settings (k, v) VALUES ('app.key', '@');\n"),
        ("a.sh", "sed -i 's|^APP_KEY=.*|APP_KEY=@|' .env\n"),
        ("README.md", "Set `APP_KEY` to `@`.\n"),
    ] {
        assert_eq!(values(&detector, path, &text.replace('@', KEY)), [KEY], "{path}: {text}");
        for other in ["base64:", "base64:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "base64:kR3vTx9Q"] {
            let text = text.replace("APP_KEY", "APP_ID").replace("app.key", "app.id").replace('@', other);
            assert_eq!(values(&detector, path, &text), Vec::<String>::new(), "{path}: {text}");
        }
    }
}
