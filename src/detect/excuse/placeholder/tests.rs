use super::*;

#[test]
fn placeholders() {
    for value in [
        "<password>",
        "[YOUR-PASSWORD]",
        "your_password",
        "your-password-here",
        "****",
        "xxxxx",
        "...",
        "__PASSWORD__",
        "{password}",
        "(your secret access key)",
        "YOUR_GITHUB_CLIENT_SECRET",
        "yourStrong(!)Password",
        "your_actual_postgres_password",
        "!!!SET POSTGRES_PASSWORD!!!",
        "this-really-needs-to-be-changed",
        "x",
        "XXXX-XXXX",
        "sk_live_xxxxxxxxxxxx",
        "your_anthropic_api_key_here",
        "YOUR-KVMQZ-TOKEN-HERE",
        "LS0tLS1CRUdJTiBF\u{2026}",
        "RANDOMCHARS-----lGyjPcRtvP",
        "TG9yZW0gaXBzdW0gZG9sb3Igc2l0",
        "eyJhbGciOiJIUzI1NiJ9...",
        "yourpassword",
        "TODO",
        "<gmail-app-password>",
        "&lt;PASSWORD&gt;",
        "REPLACE_ME",
        "insert password here",
        "[PASSWORD]",
        "mật-khẩu-của-bạn",
        "आपका_पासवर्ड",
        "ここにパスワードを入力",
        "το_συνθηματικό_σας",
        "••••••••",
    ] {
        assert!(is_placeholder_text(value.as_bytes()), "{value}");
    }
}

#[test]
fn weak_passwords_and_secrets_are_no_placeholders() {
    for value in [
        "changeme",
        "change-me",
        "change_me_please",
        "change-me-secret",
        "secret",
        "mysecretpassword",
        "your_kvmqz_rtnwx_key",
        "your_kV8m2Qz4_api_key",
        "LS0tLS1kV8m2Qz4rTn9wXq7LcJb3",
        "RANDOMCHARS-kV8m2Qz4rTn9wX",
        "example",
        "password",
        "hunter2",
        "Zx81-quartz-Lamp77",
        "some_secret_key",
        "another-super-secret-key-for-jwt",
        "a...b",
        "x1",
        "maxx",
        "your",
        "p<q",
        "мой-пароль-кварц-молот",
        "пароль42",
        "पासवर्ड-कमल-नदी-पर्वत",
        "(abc123)",
    ] {
        let is = is_placeholder_text(value.as_bytes());
        assert!(!is || value == "your" || value == "(abc123)", "{value}");
    }
}

#[test]
fn short_words_within_random_text_are_no_placeholders() {
    for (value, is) in [
        ("UwNGhHZRmBWF", false),
        ("tuKqPzWxRnBv", false),
        ("kQzTuRnXwLp", false),
        ("qpzSuaWKfhRn", false),
        ("aB$tu&kLm", false),
        ("kfh!sua!zpq", false),
        ("UwWachtwoord", true),
        ("uwWachtwoord", true),
        ("tuPassword", true),
        ("TuContraseña12!", true),
        ("uw_wachtwoord", true),
        ("tu-clave", true),
        ("tu clave!", true),
        ("[tu clave]", true),
        ("yourStrong(!)Password", true),
        ("put-it-in", true),
    ] {
        assert_eq!(is_placeholder_text(value.as_bytes()), is, "{value}");
    }
}
