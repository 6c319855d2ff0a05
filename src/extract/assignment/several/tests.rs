use super::*;
use crate::extract::assignment::key;

#[test]
fn each_member_of_a_plural_key_and_of_an_environment_is_a_password() {
    for (path, text, values) in [
        ("a.yml", "passwords:\n  postgres: lit\n  redis: 'lit2'\n  smtp: lit3\nx: y\n", vec!["lit", "lit2", "lit3"]),
        ("a.yml", "db_passwords:\n  # of all\n  app: lit\n  etl:\n    x: y\n", vec!["lit"]),
        ("a.yml", "db_passwords:\n- lit\n- lit2\nx: y\n", vec!["lit", "lit2"]),
        ("a.yml", "db_passwords: [\"lit\", \"lit2\"]\n", vec!["lit", "lit2"]),
        ("a.json", "{\"dbPasswords\":{\"app\":\"lit\",\"n\":1,\"etl\":\"lit2\"},\"x\":\"y\"}", vec!["lit", "lit2"]),
        ("a.json", "{\"passwords\":{\"postgres\":\"lit\",\"title\":\"Passwords\"}}", vec!["lit", "Passwords"]),
        (
            "a.py",
            "DB_PASSWORDS: dict[str, str] = {\"prod\": \"lit\", 'dev': os.environ[\"X\"], \"y\": \"lit2\"}",
            vec!["lit", "lit2"],
        ),
        ("a.tf", "db_passwords = {\n  app = \"lit\"\n  etl = var.etl\n  x   = \"lit2\"\n}\n", vec!["lit", "lit2"]),
        ("a.php", "'db_passwords' => ['app' => 'lit'],", vec!["lit"]),
        ("a.py", "passwords = [\"lit\", 'lit2']", vec!["lit", "lit2"]),
        ("a.py", "passwords = (\n    \"lit\",  # of app\n    'lit2',\n)", vec!["lit", "lit2"]),
        ("a.go", "var passwords = []string{\"lit\", \"lit2\"}", vec!["lit", "lit2"]),
        ("a.go", "passwords := map[string]string{\"app\": \"lit\", \"etl\": os.Getenv(\"X\")}", vec!["lit"]),
        ("a.rb", "passwords = %w[lit lit2]", vec!["lit", "lit2"]),
        ("a.toml", "passwords = [\"lit\"]", vec!["lit"]),
        ("a.json", "{\"passwordList\": [\"lit\"]}", vec!["lit"]),
        ("a.yml", "passwords: {app: lit, ro: \"lit2\", n: {x: y}}\n", vec!["lit", "lit2"]),
        ("a.yml", "passwords: [lit, lit2]\n", vec!["lit", "lit2"]),
        ("a.toml", "[passwords]\n# of roles\napp = \"lit\"\n\netl = 'lit2'\n[x]\ny = \"z\"\n", vec!["lit", "lit2"]),
        ("a.ini", "[passwords]\napp = lit ; of a role\n", vec!["lit"]),
        // Sentences, nested values.
        ("a.yml", "passwords:\n  reset: It is done.\n", vec![]),
        ("a.toml", "[passwords.policy]\nlength = \"8\"\n", vec![]),
        ("a.py", "passwords = [f(\"lit\")]", vec![]),
        ("a.json", "{\"dbPasswords\":{\"app\":{\"length\":\"lit\"}}}", vec![]),
        ("a.yml", "db_passwords:\n  hint: ask for one\n", vec![]),
        ("a.yml", "db_password:\n  app: lit\n", vec![]),
        // The password of each environment; other members are texts, or what is said of it.
        ("a.yml", "db_password:\n  production: lit\n  staging: lit2\n  hint: x\n", vec!["lit", "lit2"]),
        ("a.json", "{\"dbPassword\": {\"prod\": \"lit\", \"length\": \"8\"}}", vec!["lit"]),
        ("a.py", "DB_PASSWORD = {\"prod\": \"lit\", 'dev': os.environ[\"X\"]}", vec!["lit"]),
        ("a.go", "var dbPassword = map[string]string{\"prod\": \"lit\"}[env]", vec!["lit"]),
        ("a.yml", "password:\n  new: lit\n  current: lit2\n", vec![]),
    ] {
        let cx = Context::new(text.as_bytes(), path.as_bytes());
        let at = text.to_ascii_lowercase().find("password").unwrap();
        let key = key::containing(cx.text, Span::new(at, at + 8)).unwrap();
        let read: Vec<String> = values_of(&cx, &key)
            .iter()
            .map(|(_, value)| String::from_utf8_lossy(&value.part.value).into_owned())
            .collect();
        assert_eq!(read, values, "{path}: {text}");
    }
}

#[test]
fn lists_of_tokens_and_keys_are_read_and_other_plurals_are_not() {
    for (path, text, values) in [
        (".env", "API_TOKENS=lit,lit2\n", vec!["lit", "lit2"]),
        (".env", "API_TOKENS=lit\n", vec!["lit"]),
        ("a.yml", "INIT_TOKENS: lit, lit2\n", vec!["lit", "lit2"]),
        ("a.yml", "secretTokens:\n  - lit\n", vec!["lit"]),
        ("a.py", "init_tokens = \"lit,lit2\"", vec!["lit", "lit2"]),
        ("a.json", "{\"apiTokens\": [\"lit\"]}", vec!["lit"]),
        ("a.py", "erc_tokens = [\"0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48\"]", vec![]),
        ("a.py", "tokens_seen = \"lit\"", vec![]),
        ("a.py", "API_TOKENS = \"lit\"", vec!["lit"]),
        ("a.py", "apple_tokens = \"lit\"", vec![]),
        ("a.yml", "api_tokens: ENC[AES256_GCM,data:lit,iv:lit2,type:str]\n", vec![]),
    ] {
        let cx = Context::new(text.as_bytes(), path.as_bytes());
        let at = text.to_ascii_lowercase().find("token").unwrap();
        let key = key::containing(cx.text, Span::new(at, at + 5)).unwrap();
        let read: Vec<String> = values_of(&cx, &key)
            .iter()
            .map(|(kind, value)| {
                assert_eq!(*kind, Kind::Token, "{text}");
                String::from_utf8_lossy(&value.part.value).into_owned()
            })
            .collect();
        assert_eq!(read, values, "{path}: {text}");
    }
    for name in ["api_keys", "secretKeys", "API_KEYS", "apikeys", "client.secrets", "access-keys"] {
        assert!(is_plural(name.as_bytes()), "{name}");
    }
    for name in ["keys", "primary_keys", "monkeys", "hotkeys", "secretkeyset"] {
        assert!(!is_plural(name.as_bytes()), "{name}");
    }
}
